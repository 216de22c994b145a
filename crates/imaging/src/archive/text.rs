//! The invisible text: each word where it stands on the page, so that it can be found, marked and copied.

use model::{Line, PageText, Word};
use pdf_writer::types::TextRenderingMode;
use pdf_writer::{Content, Str};

use super::{FONT_NAME, font};

/// The part of a line below its base line, where the reader did not give the base line.
const DESCENT_PART: f32 = 1.0 - font::ASCENT as f32 / 1000.0;

/// Horizontal scaling in percent is held within this, so that a strange box makes no strange number.
const SCALING: std::ops::RangeInclusive<f32> = 1.0..=5_000.0;

/// Draws the words of `text` on an upright page of this many points, in rendering mode 3: not at all.
///
/// Words are set one by one, each stretched to its box; the spaces between them are stretched to fill the gaps, so that
/// programs that take text back out find words apart and lines whole.
pub(super) fn draw(content: &mut Content, text: &PageText, (width_pt, height_pt): (f32, f32)) {
    let scale =
        Scale { x: width_pt / text.width_px.max(1) as f32, y: height_pt / text.height_px.max(1) as f32, height_pt };
    content.begin_text();
    content.set_text_rendering_mode(TextRenderingMode::Invisible);
    for line in &text.lines {
        draw_line(content, line, &scale);
    }
    content.end_text();
}

/// From pixels of the upright page, y down, to points, y up.
struct Scale {
    x: f32,
    y: f32,
    height_pt: f32,
}

fn draw_line(content: &mut Content, line: &Line, scale: &Scale) {
    let [left, top, _, height] = line.rect.map(|side| side as f32);
    let size_pt = (height * scale.y).max(1.0);
    content.set_font(FONT_NAME, size_pt);
    let [slope, offset] =
        line.baseline.unwrap_or([0.0, -DESCENT_PART * height]).map(|value| if value.is_finite() { value } else { 0.0 });
    let slope = slope.clamp(-1.0, 1.0);
    let angle = (slope * scale.y / scale.x).atan();
    for (at, word) in line.words.iter().enumerate() {
        let codes = codes(&word.text);
        if codes.is_empty() {
            continue;
        }
        let x = word.rect[0] as f32;
        let y = top + height + offset + slope * (x - left);
        let (sine, cosine) = angle.sin_cos();
        content.set_text_matrix([cosine, -sine, sine, cosine, x * scale.x, scale.height_pt - y * scale.y]);
        // Along the base line, a word is longer than its box is wide.
        let along = scale.x / cosine;
        show(content, &codes, word.rect[2] as f32 * along, size_pt);
        if let Some(gap) = gap(word, line.words.get(at + 1)) {
            show(content, &[0, b' '], gap * along, size_pt);
        }
    }
}

/// How wide the space after a word is in pixels; words that touch or overlap still get one.
fn gap(word: &Word, next: Option<&Word>) -> Option<f32> {
    let end = word.rect[0] as f32 + word.rect[2] as f32;
    next.map(|next| (next.rect[0] as f32 - end).max(1.0))
}

/// Shows codes so that they take `width_pt` along the line.
fn show(content: &mut Content, codes: &[u8], width_pt: f32, size_pt: f32) {
    let natural_pt = (codes.len() / 2) as f32 * size_pt * f32::from(font::ADVANCE) / 1000.0;
    let scaling = (100.0 * width_pt / natural_pt).clamp(*SCALING.start(), *SCALING.end());
    content.set_horizontal_scaling(scaling);
    content.show(Str(codes));
}

/// The word as the font's codes: UTF-16, high byte first. What has no code (beyond the basic plane, not seen in
/// Vietnamese papers) becomes U+FFFD, the replacement character.
fn codes(word: &str) -> Vec<u8> {
    let mut codes = Vec::with_capacity(word.len() * 2);
    for letter in word.chars().filter(|letter| !letter.is_control()) {
        let unit = u16::try_from(u32::from(letter)).unwrap_or(0xfffd);
        if font::can_show(unit) {
            codes.extend(unit.to_be_bytes());
        }
    }
    codes
}
