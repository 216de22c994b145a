//! The run as a small figure: panels one below the other, on one axis of time.

use std::{fs, path::Path, time::Duration};

use plotters::{
    coord::Shift,
    prelude::{ChartBuilder, DrawingArea, IntoDrawingArea, IntoFont, LineSeries, RGBColor, SVGBackend, WHITE},
};

use crate::{
    clerks::Kind,
    report::{Run, at_share, times_ms},
    samples::Sample,
};

const MIB: f64 = 1024.0 * 1024.0;
const WIDTH: u32 = 880;
const TITLE_HEIGHT: u32 = 44;
const PANEL_HEIGHT: u32 = 130;
/// Where the names of a panel's lines begin, and how much room each has.
const NAMES_FROM: i32 = 330;
const NAME_WIDTH: i32 = 150;
/// Far enough apart on a screen and in print, also for who does not see red and green.
const COLOURS: [RGBColor; 3] = [RGBColor(0, 114, 178), RGBColor(213, 94, 0), RGBColor(0, 130, 90)];
/// Answers are put together in so many parts of the run; one of them holds some 30 answers.
const PARTS: u32 = 60;

/// A line: its name, and its points by minutes.
type Line = (&'static str, Vec<(f64, f64)>);
/// A panel: what it shows, and its lines.
type Panel = (&'static str, Vec<Line>);

/// Draws it.
pub(crate) fn draw(file: &Path, titles: &[&str], run: &Run) {
    let panels = panels(run);
    let height = TITLE_HEIGHT + PANEL_HEIGHT * u32::try_from(panels.len()).unwrap();
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let area = SVGBackend::new(file, (WIDTH, height)).into_drawing_area();
    area.fill(&WHITE).unwrap();
    let (head, body) = area.split_vertically(TITLE_HEIGHT);
    for (at, title) in (0..).zip(titles) {
        let style = ("sans-serif", if at == 0 { 15 } else { 13 }).into_font();
        head.draw_text(title, &style.into(), (12, 6 + 20 * at)).unwrap();
    }
    let areas = body.split_evenly((panels.len(), 1));
    let minutes = run.samples.last().map_or(0.0, |sample| minutes(sample.at)).max(minutes(run.duration));
    for (area, panel) in areas.iter().zip(&panels) {
        draw_panel(area, panel, minutes);
    }
    area.present().unwrap();
}

fn panels(run: &Run) -> Vec<Panel> {
    let line = |name: &'static str, figure: &dyn Fn(&Sample) -> f64| -> Line {
        (name, run.samples.iter().map(|sample| (minutes(sample.at), figure(sample))).collect())
    };
    vec![
        (
            "memory, MiB",
            vec![
                line("server's own", &|sample| sample.anonymous_bytes / MIB),
                line("with mapped files", &|sample| sample.resident_bytes / MIB),
                line("its children's", &|sample| sample.children_bytes / MIB),
            ],
        ),
        (
            "open files, threads",
            vec![line("files", &|sample| sample.open_files), line("threads", &|sample| sample.threads)],
        ),
        (
            "disk beyond the data, KiB a paper",
            vec![
                line("ledger, index", &|sample| sample.found_bytes_a_paper() / 1024.0),
                line("index", &|sample| sample.index_bytes / sample.papers.max(1.0) / 1024.0),
            ],
        ),
        (
            "files on their way; work folder, MiB",
            vec![line("files", &|sample| sample.queue), line("work folder", &|sample| sample.work_bytes / MIB)],
        ),
        (
            "answers, p99 ms",
            vec![
                ("lookups, checklist", p99(run, &[Kind::ById, Kind::ByName, Kind::Checklist])),
                ("open", p99(run, &[Kind::Open])),
                ("upload", p99(run, &[Kind::Upload])),
            ],
        ),
        (
            "acknowledged to registered, p99 s",
            vec![
                ("without reading", seconds(p99(run, &[Kind::Registered]))),
                ("with reading", seconds(p99(run, &[Kind::Read]))),
            ],
        ),
    ]
}

fn draw_panel(area: &DrawingArea<SVGBackend<'_>, Shift>, (what, lines): &Panel, minutes: f64) {
    let highest = lines.iter().flat_map(|(_, points)| points).map(|(_, value)| *value).fold(1.0, f64::max);
    area.draw_text(what, &("sans-serif", 12).into_font().into(), (12, 6)).unwrap();
    // Names above the lines: a box among them would cover some.
    for (at, ((name, _), colour)) in (0..).zip(lines.iter().zip(COLOURS)) {
        let style = ("sans-serif", 12).into_font().color(&colour);
        area.draw_text(&format!("— {name}"), &style, (NAMES_FROM + at * NAME_WIDTH, 6)).unwrap();
    }
    let mut chart = ChartBuilder::on(area)
        .margin_top(22)
        .margin_right(20)
        .x_label_area_size(18)
        .y_label_area_size(48)
        .build_cartesian_2d(0.0..minutes, 0.0..highest * 1.05)
        .unwrap();
    chart
        .configure_mesh()
        .x_labels(11)
        .y_labels(4)
        .light_line_style(WHITE)
        .bold_line_style(RGBColor(225, 225, 225))
        .axis_style(RGBColor(120, 120, 120))
        .label_style(("sans-serif", 10))
        .x_label_formatter(&|minute| format!("{minute} min"))
        .y_label_formatter(&|value| format!("{value}"))
        .draw()
        .unwrap();
    for ((_, points), colour) in lines.iter().zip(COLOURS) {
        chart.draw_series(LineSeries::new(points.iter().copied(), colour)).unwrap();
    }
}

/// By the part of the run in which it was asked; parts without an answer have no point.
fn p99(run: &Run, kinds: &[Kind]) -> Vec<(f64, f64)> {
    let part = run.duration / PARTS;
    let points = (0..PARTS).map(|at| {
        let (from, to) = (part * at, part * (at + 1));
        let asked = run.timings.iter().filter(|timing| kinds.contains(&timing.kind) && (from..to).contains(&timing.at));
        let mut times = times_ms(asked);
        times.sort_by(f64::total_cmp);
        (!times.is_empty()).then(|| (minutes(from + part / 2), at_share(&times, 0.99)))
    });
    points.flatten().collect()
}

fn seconds(points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    points.into_iter().map(|(at, ms)| (at, ms / 1e3)).collect()
}

fn minutes(at: Duration) -> f64 {
    at.as_secs_f64() / 60.0
}
