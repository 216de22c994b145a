//! How far the shares that the handwriting reader tells can be believed: on made areas that it was not trained on, how often
//! the likeliest answer is right, by its share. `make handwriting` draws the areas and runs this.
//!
//! Made strokes are not people's hands: the figures say that shares mean what they say on what the net knows, and where a
//! threshold must lie at the least.

// Its figures are its output; whatever goes wrong in a bench ends it.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a bench")]

use std::{fs, path::Path, time::Instant};

use imaging::Raster;
use plotters::prelude::{ChartBuilder, IntoDrawingArea, IntoFont, LineSeries, RGBColor, SVGBackend, Text, WHITE};
use recognition::{WrittenKind, WrittenPlace, read_written};
use tests::root;

const KINDS: [(&str, WrittenKind); 3] =
    [("number", WrittenKind::Number), ("day", WrittenKind::Day), ("month", WrittenKind::Month)];
const HANDS: [&str; 3] = ["strokes", "fonts held out", "bundled digits held out"];
const THRESHOLDS: [f32; 8] = [0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99];
const BINS: usize = 10;
/// Fewer answers than this tell nothing about their bin.
const BIN_MIN: usize = 8;
const COLOURS: [RGBColor; 3] = [RGBColor(0, 114, 178), RGBColor(213, 94, 0), RGBColor(0, 130, 90)];
const GREY: RGBColor = RGBColor(150, 150, 150);

/// An area that was drawn, and what is written on it.
struct Area {
    page: Raster,
    place: WrittenPlace,
    kind: usize,
    hand: usize,
    digits: String,
}

/// What was answered: the share, and whether it is what is written.
struct Answered {
    kind: usize,
    hand: usize,
    share: f32,
    right: bool,
}

fn main() {
    let Ok(file) = fs::read(root().join("target/handwriting/held-out.bin")) else {
        println!("handwriting: skipped: no areas are drawn (make handwriting)");
        return;
    };
    let areas = areas_of(&file);
    let begun = Instant::now();
    let answered: Vec<Answered> = areas.iter().filter_map(answer).collect();
    let ms = begun.elapsed().as_secs_f64() * 1e3 / areas.len() as f64;
    println!("{} areas, {ms:.1} ms each", areas.len());
    for (kind, (name, _)) in KINDS.iter().enumerate() {
        for (hand, hand_name) in HANDS.iter().enumerate() {
            let of: Vec<&Answered> = answered.iter().filter(|read| read.kind == kind && read.hand == hand).collect();
            let right = of.iter().filter(|read| read.right).count();
            println!("{name:8} {hand_name:24} {right:5} right of {}", of.len());
        }
        for threshold in THRESHOLDS {
            let of = answered.iter().filter(|read| read.kind == kind);
            let (above, all): (Vec<&Answered>, usize) =
                (of.clone().filter(|read| read.share >= threshold).collect(), of.count());
            let wrong = above.iter().filter(|read| !read.right).count();
            println!("{name:8} share ≥ {threshold:4}: {:5} of {all} answers, {wrong} wrong", above.len());
        }
    }
    draw(&root().join("docs/figures/handwriting-calibration.svg"), &answered);
}

/// Areas as `fixtures/handwriting/held_out.py` writes them.
fn areas_of(mut file: &[u8]) -> Vec<Area> {
    let mut areas = Vec::new();
    while !file.is_empty() {
        let (head, rest) = file.split_at(52);
        let head: Vec<i32> = head.as_chunks::<4>().0.iter().map(|bytes| i32::from_le_bytes(*bytes)).collect();
        let [width, height] = [head[0], head[1]].map(|size| u32::try_from(size).unwrap());
        let [left, right, base, capital] = [2, 3, 4, 5].map(|at| head[at] as f32 / 100.0);
        let [kind, hand, count] = [6, 7, 8].map(|at| usize::try_from(head[at]).unwrap());
        let (pixels, rest) = rest.split_at(width as usize * height as usize);
        areas.push(Area {
            page: Raster::from_grey(width, height, 300.0, pixels.to_vec()),
            place: WrittenPlace { left, right, base, capital },
            kind,
            hand,
            digits: head[9..9 + count].iter().map(i32::to_string).collect(),
        });
        file = rest;
    }
    areas
}

/// `None` when nothing was answered.
fn answer(area: &Area) -> Option<Answered> {
    let best = read_written(&area.page, &area.place, KINDS[area.kind].1).into_iter().next()?;
    let right = match KINDS[area.kind].1 {
        WrittenKind::Number => best.digits == area.digits,
        WrittenKind::Day | WrittenKind::Month => best.digits.parse::<u32>().ok() == area.digits.parse().ok(),
    };
    Some(Answered { kind: area.kind, hand: area.hand, share: best.share, right })
}

/// For each bin of shares that has enough answers: their mean share, and how many of them were right.
fn reliability(answered: &[Answered], kind: usize) -> Vec<(f64, f64)> {
    let bin_of = |read: &Answered| ((read.share * BINS as f32) as usize).min(BINS - 1);
    let points = (0..BINS).map(|bin| {
        let of: Vec<&Answered> = answered.iter().filter(|read| read.kind == kind && bin_of(read) == bin).collect();
        let count = of.len() as f64;
        let share: f64 = of.iter().map(|read| f64::from(read.share)).sum();
        let right = of.iter().filter(|read| read.right).count() as f64;
        (of.len() >= BIN_MIN).then_some((share / count, right / count))
    });
    points.flatten().collect()
}

fn draw(file: &Path, answered: &[Answered]) {
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let area = SVGBackend::new(file, (520, 480)).into_drawing_area();
    area.fill(&WHITE).unwrap();
    let style = |size: i32| ("sans-serif", size).into_font();
    area.draw_text(
        "Handwritten digits: share of the likeliest answer, and how often it is right",
        &style(14).into(),
        (12, 8),
    )
    .unwrap();
    let title =
        format!("{} made areas, not trained on: new strokes, held-out fonts and bundled digits", answered.len());
    area.draw_text(&title, &style(12).into(), (12, 28)).unwrap();
    let mut chart = ChartBuilder::on(&area)
        .margin_top(52)
        .margin_right(20)
        .x_label_area_size(36)
        .y_label_area_size(48)
        .build_cartesian_2d(0.0..1.0, 0.0..1.02)
        .unwrap();
    chart
        .configure_mesh()
        .light_line_style(WHITE)
        .bold_line_style(RGBColor(225, 225, 225))
        .axis_style(RGBColor(120, 120, 120))
        .label_style(("sans-serif", 11))
        .x_desc("share told")
        .y_desc("right")
        .x_label_formatter(&|share| format!("{share:.1}"))
        .y_label_formatter(&|share| format!("{share:.1}"))
        .draw()
        .unwrap();
    chart.draw_series(LineSeries::new([(0.0, 0.0), (1.0, 1.0)], GREY)).unwrap();
    for ((kind, (name, _)), colour) in KINDS.iter().enumerate().zip(COLOURS) {
        chart.draw_series(LineSeries::new(reliability(answered, kind), colour)).unwrap();
        let at = (0.06, 0.96 - 0.06 * kind as f64);
        chart.draw_series([Text::new(format!("— {name}"), at, style(13).color(&colour))]).unwrap();
    }
    area.present().unwrap();
}
