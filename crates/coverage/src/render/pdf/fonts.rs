//! The two fonts that are built in, and how wide words are in them.

use ttf_parser::Face;

use super::RenderError;

/// DejaVu Sans Condensed, book, with the glyphs of Latin and Vietnamese (`fonts/LICENSE-DejaVu`).
pub(super) const REGULAR: &[u8] = include_bytes!("../../../fonts/dejavu-sans-condensed-vietnamese.ttf");
/// The same in bold.
pub(super) const BOLD: &[u8] = include_bytes!("../../../fonts/dejavu-sans-condensed-bold-vietnamese.ttf");

/// Both, to measure with.
pub(super) struct Faces {
    regular: Face<'static>,
    bold: Face<'static>,
}

impl Faces {
    pub(super) fn load() -> Result<Self, RenderError> {
        let parse = |font| Face::parse(font, 0).map_err(|error| RenderError::Pdf(error.to_string()));
        Ok(Self { regular: parse(REGULAR)?, bold: parse(BOLD)? })
    }

    /// How wide words are at a size, in points.
    pub(super) fn width(&self, words: &str, size: f32, bold: bool) -> f32 {
        let face = if bold { &self.bold } else { &self.regular };
        let advance = |letter| face.glyph_index(letter).and_then(|glyph| face.glyph_hor_advance(glyph)).unwrap_or(0);
        let units: u32 = words.chars().map(|letter| u32::from(advance(letter))).sum();
        #[allow(clippy::cast_precision_loss)] // A line of a page.
        let units = units as f32;
        units * size / f32::from(face.units_per_em())
    }

    /// Words that both fonts have glyphs for; `?` stands for what they have not, since PDF/A allows no empty boxes.
    pub(super) fn written(&self, words: &str) -> String {
        let has = |letter| self.regular.glyph_index(letter).is_some() && self.bold.glyph_index(letter).is_some();
        super::super::words::plain(words).chars().map(|letter| if has(letter) { letter } else { '?' }).collect()
    }
}
