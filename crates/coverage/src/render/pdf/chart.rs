//! Bars against the marks of their targets.

use super::{
    super::words::{number, wrap},
    layout::Layout,
    page::{CONTENT, LEADING, MARGIN, Role, Tone},
};
use crate::report::{Bar, Chart};

const SIZE: f32 = 8.0;
/// The height of a bar.
const BAR: f32 = 9.0;
/// Between bars.
const GAP: f32 = 5.0;
/// The widths of labels and of values; bars have what is left.
const LABEL: f32 = 230.0;
const VALUE: f32 = 130.0;
const TRACK: f32 = CONTENT - LABEL - VALUE;

/// Places a chart; on a page of its own when it does not fit below what is there.
pub(super) fn place(layout: &mut Layout<'_>, chart: &Chart) {
    let labels: Vec<Vec<String>> = chart.bars.iter().map(|bar| label(layout, bar)).collect();
    let all: f32 = labels.iter().map(|lines| height(lines)).sum();
    if !layout.fits(all + 30.0) {
        layout.new_page();
    }
    let role = layout.paragraph();
    layout.block(&chart.title, 10.0, true, role);
    layout.y += 4.0;
    for (bar, lines) in chart.bars.iter().zip(labels) {
        one(layout, chart, bar, lines);
    }
    if chart.bars.iter().any(|bar| bar.target.is_some()) {
        let role = layout.paragraph();
        layout.block("Vạch đậm là chỉ tiêu.", 7.5, false, role);
    }
}

fn label(layout: &Layout<'_>, bar: &Bar) -> Vec<String> {
    let faces = layout.faces;
    wrap(&faces.written(&bar.label), LABEL - 8.0, |words| faces.width(words, SIZE, false))
}

fn height(lines: &[String]) -> f32 {
    let words = (0_u8..).zip(lines).fold(0.0, |height, _| height + SIZE * LEADING);
    words.max(BAR) + GAP
}

fn one(layout: &mut Layout<'_>, chart: &Chart, bar: &Bar, lines: Vec<String>) {
    let (role, height) = (layout.paragraph(), height(&lines));
    if !layout.fits(height) {
        layout.new_page();
    }
    let (top, left) = (layout.y, MARGIN + LABEL);
    for (at, line) in (0_u8..).zip(lines) {
        layout.words((MARGIN, top + f32::from(at) * SIZE * LEADING), (SIZE, false), line, role);
    }
    layout.fill(left, top, TRACK, BAR, Tone::Track);
    let most = chart.most();
    bar.value.iter().for_each(|value| layout.fill(left, top, along(*value, most), BAR, Tone::Bar));
    bar.target
        .iter()
        .for_each(|target| layout.fill(left + along(*target, most) - 1.0, top - 2.0, 2.0, BAR + 4.0, Tone::Mark));
    words_of_value(layout, chart, bar, (left + TRACK + 8.0, top), role);
    layout.y += height;
}

fn words_of_value(layout: &mut Layout<'_>, chart: &Chart, bar: &Bar, at: (f32, f32), role: Role) {
    let value = bar.value.map_or("N/A".into(), |value| number(value, chart.format));
    let target = bar.target.map(|target| format!(" (chỉ tiêu {})", number(target, chart.format)));
    layout.words(at, (SIZE, false), value + &target.unwrap_or_default(), role);
}

/// How far along the track a value lies.
fn along(value: f64, most: f64) -> f32 {
    #[allow(clippy::cast_possible_truncation)] // 0 to 1.
    let part = (value / most).clamp(0.0, 1.0) as f32;
    part * TRACK
}
