//! What is drawn on pages that we make: words as the outlines of a face that is built in, and QR codes. No font goes into the
//! file, and every printer draws the same.

use fast_qr::{ECL, QRBuilder};
use pdf_writer::Content;
use ttf_parser::{Face, GlyphId, OutlineBuilder};

/// DejaVu Sans Bold, cut down to Latin and Vietnamese; its licence lies beside it.
const FACE: &[u8] = include_bytes!("sheets/dejavu-sans-bold-vietnamese.ttf");

pub(crate) const A4_WIDTH_PT: f32 = 595.28;
pub(crate) const A4_HEIGHT_PT: f32 = 841.89;
pub(crate) const PT_PER_MM: f32 = 72.0 / 25.4;

/// A code's text is too long for a QR code.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is too long for a QR code")]
pub struct TooLong(String);

/// The face that words are drawn in.
pub(crate) fn built_in_face() -> Face<'static> {
    // INVARIANT: the face is a part of this program, and its tests draw every letter.
    #[allow(clippy::expect_used)]
    Face::parse(FACE, 0).expect("the built-in face is whole")
}

/// A page being drawn. Places are told in millimetres from its upper left corner.
pub(crate) struct Drawing<'a> {
    pub(crate) content: Content,
    pub(crate) face: &'a Face<'a>,
    pub(crate) height_pt: f32,
}

impl Drawing<'_> {
    /// A QR code with its quiet zone, its upper left corner at `left` and `top`. Paper that is handled wants a high `level`.
    pub(crate) fn qr(
        &mut self,
        payload: &str,
        (left, top): (f32, f32),
        side_mm: f32,
        level: ECL,
    ) -> Result<(), TooLong> {
        /// ISO/IEC 18004, 9.1: four modules of white on each side.
        const QUIET: f32 = 4.0;
        let code = QRBuilder::new(payload).ecl(level).build().map_err(|_| TooLong(payload.to_owned()))?;
        let module = side_mm * PT_PER_MM / (code.size as f32 + 2.0 * QUIET);
        let (left, top) = (left * PT_PER_MM + QUIET * module, self.height_pt - top * PT_PER_MM - QUIET * module);
        for row in 0..code.size {
            for column in (0..code.size).filter(|column| code[row][*column].value()) {
                self.content.rect(left + column as f32 * module, top - (row + 1) as f32 * module, module, module);
            }
        }
        self.content.fill_nonzero();
        Ok(())
    }

    /// Words in lines that are not too long; a word that is too long by itself stays whole.
    pub(crate) fn lines(&self, words: &str, size_pt: f32, width_pt: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in words.split_whitespace() {
            match lines.last_mut() {
                Some(line) if self.width(&format!("{line} {word}"), size_pt) <= width_pt => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }

    pub(crate) fn width(&self, line: &str, size_pt: f32) -> f32 {
        let advances = line.chars().map(|letter| self.face.glyph_hor_advance(self.glyph(letter)).unwrap_or_default());
        advances.map(f32::from).sum::<f32>() * size_pt / f32::from(self.face.units_per_em())
    }

    /// A letter that the face lacks is drawn as the box that it has for that.
    fn glyph(&self, letter: char) -> GlyphId {
        self.face.glyph_index(letter).unwrap_or(GlyphId(0))
    }

    /// A line that begins at `left_mm`, with its base `base_mm` below the upper edge.
    pub(crate) fn line(&mut self, line: &str, left_mm: f32, base_mm: f32, size_pt: f32) {
        let mut x = left_mm * PT_PER_MM;
        let y = self.height_pt - base_mm * PT_PER_MM;
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
