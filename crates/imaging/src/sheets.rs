//! Separator sheets as a PDF to be printed: A4, a page each, a QR code and the same in words.
//!
//! The code is there twice, so that a stain or a punch hole leaves one. Words are drawn as the outlines of a face that is
//! built in: no font goes into the file, and every printer draws the same.

use fast_qr::{ECL, QRBuilder};
use pdf_writer::{Content, Filter, Finish, Pdf, Rect, Ref};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

use crate::archive::deflate;

/// DejaVu Sans Bold, cut down to Latin and Vietnamese; its licence lies beside it.
const FACE: &[u8] = include_bytes!("sheets/dejavu-sans-bold-vietnamese.ttf");

const A4_WIDTH_PT: f32 = 595.28;
const A4_HEIGHT_PT: f32 = 841.89;
const PT_PER_MM: f32 = 72.0 / 25.4;
/// Within which words are broken into lines.
const WORDS_WIDTH_PT: f32 = 165.0 * PT_PER_MM;

/// One sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeparatorSheet {
    /// What it is, in large letters.
    pub title: String,
    /// What it says of what follows, a line each or more.
    pub words: Vec<String>,
    /// The QR code's text.
    pub payload: String,
}

/// A code's text is too long for a QR code.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is too long for a QR code")]
pub struct TooLong(String);

/// The sheets as one PDF.
///
/// # Errors
/// [`TooLong`].
pub fn write_sheets(sheets: &[SeparatorSheet]) -> Result<Vec<u8>, TooLong> {
    // INVARIANT: the face is a part of this program, and its tests draw every letter.
    #[allow(clippy::expect_used)]
    let face = Face::parse(FACE, 0).expect("the built-in face is whole");
    let (catalog, tree) = (Ref::new(1), Ref::new(2));
    let number = |at: usize| i32::try_from(at).unwrap_or(i32::MAX / 4) * 2 + 3;
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    let pages = (0..sheets.len()).map(|at| Ref::new(number(at)));
    pdf.pages(tree).kids(pages).count(i32::try_from(sheets.len()).unwrap_or(i32::MAX));
    for (at, sheet) in sheets.iter().enumerate() {
        let (page, content) = (Ref::new(number(at)), Ref::new(number(at) + 1));
        let mut dictionary = pdf.page(page);
        dictionary.parent(tree).media_box(Rect::new(0.0, 0.0, A4_WIDTH_PT, A4_HEIGHT_PT)).contents(content);
        dictionary.resources();
        dictionary.finish();
        let mut drawing = Drawing { content: Content::new(), face: &face };
        drawing.sheet(sheet)?;
        pdf.stream(content, &deflate(&drawing.content.finish())).filter(Filter::FlateDecode);
    }
    Ok(pdf.finish())
}

struct Drawing<'a> {
    content: Content,
    face: &'a Face<'a>,
}

impl Drawing<'_> {
    fn sheet(&mut self, sheet: &SeparatorSheet) -> Result<(), TooLong> {
        self.frame();
        self.centred(&sheet.title, 40.0, 24.0);
        let mut top_mm = 56.0;
        let lines: Vec<String> = sheet.words.iter().flat_map(|words| self.lines(words, 16.0)).collect();
        for line in lines {
            self.centred(&line, top_mm, 16.0);
            top_mm += 8.5;
        }
        self.qr(&sheet.payload, (62.5, 100.0), 85.0)?;
        self.qr(&sheet.payload, (20.0, 222.0), 40.0)?;
        self.centred(&sheet.payload, 197.0, 13.0);
        self.centred("Đặt tờ này trước giấy tờ mà nó nêu, rồi quét cùng.", 275.0, 11.0);
        Ok(())
    }

    fn frame(&mut self) {
        const EDGE_PT: f32 = 12.0 * PT_PER_MM;
        self.content.set_line_width(3.0);
        self.content.rect(EDGE_PT, EDGE_PT, A4_WIDTH_PT - 2.0 * EDGE_PT, A4_HEIGHT_PT - 2.0 * EDGE_PT).stroke();
    }

    /// `left` and `top` in millimetres from the sheet's upper left corner; the code with its quiet zone.
    fn qr(&mut self, payload: &str, (left, top): (f32, f32), side_mm: f32) -> Result<(), TooLong> {
        /// ISO/IEC 18004, 9.1: four modules of white on each side.
        const QUIET: f32 = 4.0;
        let code = QRBuilder::new(payload).ecl(ECL::Q).build().map_err(|_| TooLong(payload.to_owned()))?;
        let module = side_mm * PT_PER_MM / (code.size as f32 + 2.0 * QUIET);
        let (left, top) = (left * PT_PER_MM + QUIET * module, A4_HEIGHT_PT - top * PT_PER_MM - QUIET * module);
        for row in 0..code.size {
            for column in (0..code.size).filter(|column| code[row][*column].value()) {
                self.content.rect(left + column as f32 * module, top - (row + 1) as f32 * module, module, module);
            }
        }
        self.content.fill_nonzero();
        Ok(())
    }

    /// Words in lines that are not too long; a word that is too long by itself stays whole.
    fn lines(&self, words: &str, size_pt: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in words.split_whitespace() {
            match lines.last_mut() {
                Some(line) if self.width(&format!("{line} {word}"), size_pt) <= WORDS_WIDTH_PT => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }

    fn width(&self, line: &str, size_pt: f32) -> f32 {
        let advances = line.chars().map(|letter| self.face.glyph_hor_advance(self.glyph(letter)).unwrap_or_default());
        advances.map(f32::from).sum::<f32>() * size_pt / f32::from(self.face.units_per_em())
    }

    /// A letter that the face lacks is drawn as the box that it has for that.
    fn glyph(&self, letter: char) -> GlyphId {
        self.face.glyph_index(letter).unwrap_or(GlyphId(0))
    }

    /// A line whose base is `base_mm` below the sheet's upper edge.
    fn centred(&mut self, line: &str, base_mm: f32, size_pt: f32) {
        let mut x = (A4_WIDTH_PT - self.width(line, size_pt)) / 2.0;
        let y = A4_HEIGHT_PT - base_mm * PT_PER_MM;
        let scale = size_pt / f32::from(self.face.units_per_em());
        for letter in line.chars() {
            let glyph = self.glyph(letter);
            self.content.save_state().transform([scale, 0.0, 0.0, scale, x, y]);
            self.face.outline_glyph(glyph, &mut Pen { content: &mut self.content, at: (0.0, 0.0) });
            self.content.fill_nonzero().restore_state();
            x += f32::from(self.face.glyph_hor_advance(glyph).unwrap_or_default()) * scale;
        }
    }
}

/// Draws an outline; PDF has no quadratic curves.
struct Pen<'a> {
    content: &'a mut Content,
    at: (f32, f32),
}

impl OutlineBuilder for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.content.move_to(x, y);
        self.at = (x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.content.line_to(x, y);
        self.at = (x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let towards = |from: f32, to: f32| from + (to - from) * 2.0 / 3.0;
        let (x0, y0) = self.at;
        self.curve_to(towards(x0, x1), towards(y0, y1), towards(x, x1), towards(y, y1), x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.content.cubic_to(x1, y1, x2, y2, x, y);
        self.at = (x, y);
    }

    fn close(&mut self) {
        self.content.close_path();
    }
}
