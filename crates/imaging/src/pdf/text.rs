//! The text layer of a born-digital page: glyphs into words, words into lines in reading order, in pixels at 300 dpi.
//! Left out on purpose: text that nobody can see (OCR laid under a scan by others, white letters, what an image lies over:
//! docs/decisions/0018-text-layers.md) and the captions of digital signatures; number and day that were typed as the
//! appearance of a signature are the document's own text and stay.

use std::collections::HashSet;

use hayro::kurbo::{Point, Rect};
use model::{Line, PageText, Word};

use super::render::Geometry;
use super::survey::{PlacedGlyph, Survey, UNKNOWN};

/// The boxes are told at this resolution.
const DPI: f64 = 300.0;

/// A page with fewer characters is read by OCR: a signature's caption alone has up to 190.
const CHARACTERS_MIN: usize = 60;

/// The share of the page that images may cover before it counts as a scan.
const IMAGE_COVER_MAX: f64 = 0.5;

/// A page with images that cover more than this and with fewer characters than that is partly a scan: its text is a heading or
/// what a scanner's program adds.
const IMAGE_COVER_SOME: f64 = 0.15;
const CHARACTERS_BESIDE_IMAGES_MIN: usize = 400;

/// A page with more letters that cannot be seen than this share of those that can has something else to be seen in their place,
/// such as a scan under somebody's OCR. The marks that programs leave for signatures are fewer.
const HIDDEN_SHARE_MAX: f64 = 0.2;

/// A page is divided into squares of this side to see how much of it is written in letters that cannot be read.
const SQUARE_PT: f64 = 12.0;

/// A page with more squares of drawn letters than these, an emblem has fewer, and with more than this share of those of
/// letters that can be read, is partly a drawing of text.
const DRAWN_SQUARES_MIN: usize = 60;
const DRAWN_SHARE_MAX: f64 = 0.2;

/// Words that only the visible part of a digital signature has, folded to lower case.
const CAPTION_MARKS: [&str; 8] =
    ["ký bởi", "người ký", "ký ngày", "thời gian ký", "signature valid", "digitally signed", "ngày ký", "signed by"];

/// The page's own text, when the page is made of it. The text of annotations joins it; alone it never makes a page.
pub(super) fn text_layer(page: u32, geometry: &Geometry, survey: &Survey) -> Option<PageText> {
    let visible = |glyph: &&PlacedGlyph| glyph.visible && on_page(glyph, geometry);
    let of_page: Vec<&PlacedGlyph> =
        survey.glyphs.iter().filter(|glyph| !glyph.in_annotation).filter(visible).collect();
    let of_stamps: Vec<&PlacedGlyph> =
        survey.glyphs.iter().filter(|glyph| glyph.in_annotation).filter(visible).collect();
    let characters = of_page.iter().filter(|glyph| is_letter(glyph)).count();
    let hidden =
        survey.glyphs.iter().filter(|glyph| !glyph.in_annotation && !glyph.visible && is_letter(glyph)).count();
    if hidden as f64 > characters as f64 * HIDDEN_SHARE_MAX {
        return None;
    }
    let cover = survey.image_cover(geometry);
    let partly = cover > IMAGE_COVER_SOME && characters < CHARACTERS_BESIDE_IMAGES_MIN;
    let partly = partly || is_partly_drawn(&of_page, survey);
    if characters < CHARACTERS_MIN || partly || cover > IMAGE_COVER_MAX || !is_legible(&of_page) {
        return None;
    }
    let mut lines = lines_of(&of_page);
    if is_caption(&lines) {
        return None;
    }
    for stamp in stamps(&of_stamps) {
        let typed = lines_of(&stamp);
        if !is_caption(&typed) && !is_contact(&typed) {
            lines.extend(typed);
        }
    }
    let lines = merged(lines);
    let scale = DPI / geometry.units_per_inch;
    let (width_px, height_px) = geometry.pixels(DPI as f32);
    Some(PageText {
        page,
        width_px,
        height_px,
        dpi: DPI as f32,
        from_text_layer: true,
        lines: paragraphs(&lines).map(|(line, starts)| line.told(scale, starts)).collect(),
    })
}

fn is_letter(glyph: &PlacedGlyph) -> bool {
    !glyph.text.trim().is_empty()
}

fn on_page(glyph: &PlacedGlyph, geometry: &Geometry) -> bool {
    let page = Rect::new(0.0, 0.0, geometry.width_pt, geometry.height_pt);
    page.contains(glyph.origin) && glyph.size_pt > 1.0
}

/// True when letters stand on the page as drawings beside those that can be read: half a page of outlines is no text.
fn is_partly_drawn(glyphs: &[&PlacedGlyph], survey: &Survey) -> bool {
    let squares = |points: &mut dyn Iterator<Item = Point>| {
        points.map(|point| [point.x, point.y].map(|side| (side / SQUARE_PT) as i32)).collect::<HashSet<_>>().len()
    };
    let written = squares(&mut glyphs.iter().map(|glyph| glyph.origin));
    let drawn = squares(&mut survey.outlines.iter().copied());
    drawn >= DRAWN_SQUARES_MIN && drawn as f64 > written as f64 * DRAWN_SHARE_MAX
}

/// Fonts without a mapping give control or private characters, those of TCVN 3 and VNI letters that Vietnamese has not
/// ("Céng hßa x· héi"): such a page is better read by OCR.
fn is_legible(glyphs: &[&PlacedGlyph]) -> bool {
    let odd = glyphs.iter().filter(|glyph| glyph.text.chars().any(is_odd)).count();
    odd * 20 < glyphs.len()
}

fn is_odd(character: char) -> bool {
    let foreign = character.is_alphabetic()
        && !character.is_ascii()
        && matches!(character, '\u{80}'..='\u{24f}')
        && !VIETNAMESE.contains(character.to_lowercase().next().unwrap_or(character));
    // What the old fonts put in place of letters, and no paper prints so often.
    let symbol = matches!(character, '¡'..='¬' | '®'..='¯' | '±' | '´'..='¶' | '¸' | '¹' | '»'..='¿' | '×' | '÷');
    character.is_control()
        || character == char::REPLACEMENT_CHARACTER
        || matches!(character, '\u{e000}'..='\u{f8ff}')
        || foreign
        || symbol
}

/// The letters of Vietnamese among those of Latin-1 and Latin Extended-A and -B.
const VIETNAMESE: &str = "àáâãèéêìíòóôõùúýăđĩũơư";

/// A word as it grows.
#[derive(Debug, Clone)]
struct Run {
    text: String,
    left: f64,
    right: f64,
    baseline: f64,
    size: f64,
}

#[derive(Debug, Clone)]
struct TextLine {
    words: Vec<Run>,
}

impl TextLine {
    fn baseline(&self) -> f64 {
        self.words.iter().map(|word| word.baseline).sum::<f64>() / self.words.len().max(1) as f64
    }

    fn size(&self) -> f64 {
        self.words.iter().map(|word| word.size).fold(0.0, f64::max)
    }

    fn left(&self) -> f64 {
        self.words.first().map_or(0.0, |word| word.left)
    }

    fn right(&self) -> f64 {
        self.words.last().map_or(0.0, |word| word.right)
    }

    fn told(&self, scale: f64, starts_paragraph: bool) -> Line {
        let words: Vec<Word> = self
            .words
            .iter()
            .map(|word| Word { text: model::vietnamese::nfc(&word.text), rect: word.rect(scale), confidence: 1.0 })
            .collect();
        let rect = words.iter().map(|word| word.rect).reduce(union).unwrap_or_default();
        Line { rect, words, baseline: None, starts_paragraph }
    }
}

impl Run {
    /// From the top of the tallest letter with its marks to the bottom of the lowest.
    fn rect(&self, scale: f64) -> model::PageRect {
        let at = |points: f64| (points * scale).round().max(0.0) as u32;
        let (top, bottom) = (at(self.baseline - 0.9 * self.size), at(self.baseline + 0.22 * self.size));
        let (left, right) = (at(self.left), at(self.right));
        [left, top, (right - left.min(right)).max(1), (bottom - top.min(bottom)).max(1)]
    }
}

fn union(a: model::PageRect, b: model::PageRect) -> model::PageRect {
    let (x, y) = (a[0].min(b[0]), a[1].min(b[1]));
    let (right, bottom) = ((a[0] + a[2]).max(b[0] + b[2]), (a[1] + a[3]).max(b[1] + b[3]));
    [x, y, right - x, bottom - y]
}

/// Glyphs on one base line, left to right, broken into words at spaces and gaps; wide gaps break the line, so that two
/// columns do not run into one another.
fn lines_of(glyphs: &[&PlacedGlyph]) -> Vec<TextLine> {
    let mut sorted: Vec<&PlacedGlyph> = glyphs.iter().copied().filter(|glyph| is_level(glyph)).collect();
    sorted.sort_by(|a, b| a.origin.y.total_cmp(&b.origin.y));
    let mut rows: Vec<Vec<&PlacedGlyph>> = Vec::new();
    for glyph in sorted {
        match rows.last_mut() {
            Some(row) if (glyph.origin.y - row[0].origin.y).abs() < 0.35 * glyph.size_pt.max(row[0].size_pt) => {
                row.push(glyph)
            }
            _ => rows.push(vec![glyph]),
        }
    }
    rows.iter_mut().flat_map(|row| lines_of_row(row)).collect()
}

/// Text that climbs a margin is no line of the page.
fn is_level(glyph: &PlacedGlyph) -> bool {
    (glyph.end.y - glyph.origin.y).abs() <= 0.2 * (glyph.end.x - glyph.origin.x).abs().max(0.1 * glyph.size_pt)
}

fn lines_of_row(row: &mut [&PlacedGlyph]) -> Vec<TextLine> {
    row.sort_by(|a, b| a.origin.x.total_cmp(&b.origin.x));
    let mut lines: Vec<TextLine> = Vec::new();
    let mut open = false;
    for glyph in row.iter() {
        let text = glyph.text.replace(['\u{a0}', '\u{ad}'], " ");
        if text.trim().is_empty() || text == UNKNOWN {
            open = false;
            continue;
        }
        let last = lines.last_mut().and_then(|line| line.words.last_mut());
        let gap = last.as_ref().map_or(f64::MAX, |word| glyph.origin.x - word.right);
        match last {
            // The same glyph twice in one place is a poor man's bold.
            Some(word) if gap < -0.6 * (glyph.end.x - glyph.origin.x) && word.text.ends_with(text.trim()) => {}
            // A space that takes no room here belongs to another run on the same row.
            Some(word) if gap < if open { 0.22 } else { 0.08 } * glyph.size_pt => {
                word.text.push_str(text.trim());
                word.right = word.right.max(glyph.end.x);
                word.size = word.size.max(glyph.size_pt);
            }
            _ => {
                let word = Run {
                    text: text.trim().to_owned(),
                    left: glyph.origin.x,
                    right: glyph.end.x,
                    baseline: glyph.origin.y,
                    size: glyph.size_pt,
                };
                match lines.last_mut() {
                    Some(line) if gap < 2.2 * glyph.size_pt => line.words.push(word),
                    _ => lines.push(TextLine { words: vec![word] }),
                }
            }
        }
        open = true;
    }
    lines
}

/// The glyphs of annotations, apart by how they follow each other: each signature draws its own.
fn stamps<'a>(glyphs: &[&'a PlacedGlyph]) -> Vec<Vec<&'a PlacedGlyph>> {
    let mut stamps: Vec<Vec<&PlacedGlyph>> = Vec::new();
    let mut last = None;
    for &glyph in glyphs {
        match stamps.last_mut() {
            Some(stamp) if last == Some(glyph.annotation) => stamp.push(glyph),
            _ => stamps.push(vec![glyph]),
        }
        last = Some(glyph.annotation);
    }
    stamps
}

fn is_caption(lines: &[TextLine]) -> bool {
    let words = lines.iter().flat_map(|line| &line.words);
    let text: Vec<String> = words.map(|word| model::vietnamese::nfc(&word.text).to_lowercase()).collect();
    let text = text.join(" ");
    text.chars().count() < 400 && CAPTION_MARKS.iter().any(|mark| text.contains(mark))
}

/// A publisher's stamp says no "signed by", only its address and the time to the second: no document says that of itself.
fn is_contact(lines: &[TextLine]) -> bool {
    let is_clock = |text: &str| {
        let parts: Vec<&str> = text.split(':').collect();
        parts.len() == 3 && parts.iter().all(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    lines.iter().flat_map(|line| &line.words).any(|word| word.text.contains('@') || is_clock(&word.text))
}

/// Puts lines in reading order, and joins what stands on one line: a typed number between "Số:" and "/TB-UBND".
fn merged(mut lines: Vec<TextLine>) -> Vec<TextLine> {
    lines.retain(|line| !line.words.is_empty());
    lines.sort_by(|a, b| a.baseline().total_cmp(&b.baseline()));
    let mut rows: Vec<Vec<TextLine>> = Vec::new();
    for line in lines {
        match rows.last_mut() {
            Some(row) if (line.baseline() - row[0].baseline()).abs() < 0.45 * line.size().max(row[0].size()) => {
                row.push(line)
            }
            _ => rows.push(vec![line]),
        }
    }
    rows.into_iter().flat_map(joined).collect()
}

fn joined(mut row: Vec<TextLine>) -> Vec<TextLine> {
    row.sort_by(|a, b| a.left().total_cmp(&b.left()));
    let mut lines: Vec<TextLine> = Vec::new();
    for line in row {
        match lines.last_mut() {
            Some(last) if line.left() - last.right() < 2.2 * last.size().max(line.size()) => {
                last.words.extend(line.words);
                last.words.sort_by(|a, b| a.left.total_cmp(&b.left));
            }
            _ => lines.push(line),
        }
    }
    lines
}

/// A line begins a paragraph when it is further below the last than lines of one paragraph are, or indented.
fn paragraphs(lines: &[TextLine]) -> impl Iterator<Item = (&TextLine, bool)> {
    lines.iter().enumerate().map(|(at, line)| {
        let starts = at.checked_sub(1).is_none_or(|before| {
            let last = &lines[before];
            let step = line.baseline() - last.baseline();
            step > 1.9 * line.size() || line.left() > last.left() + 1.5 * line.size() || step < 1.0
        });
        (line, starts)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_fonts_before_unicode_is_left_to_ocr() {
        for (text, legible) in [
            ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM, Độc lập - Tự do - Hạnh phúc, thời gian, nước", true),
            ("Decision on the provision of public services, 15 % of 3 × 4 m²", true),
            ("Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc", false),
            ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc", false),
        ] {
            let glyph = |letter: char| PlacedGlyph {
                text: letter.to_string(),
                origin: Point::ORIGIN,
                end: Point::ORIGIN,
                size_pt: 13.0,
                visible: true,
                in_annotation: false,
                annotation: 0,
            };
            let glyphs: Vec<PlacedGlyph> = text.chars().map(glyph).collect();
            assert_eq!(is_legible(&glyphs.iter().collect::<Vec<_>>()), legible, "{text}");
        }
    }
}
