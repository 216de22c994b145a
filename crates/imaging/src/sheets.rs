//! Separator sheets as a PDF to be printed: A4, a page each, a QR code and the same in words.
//!
//! The code is there twice, so that a stain or a punch hole leaves one.

use fast_qr::ECL;
use pdf_writer::{Content, Filter, Finish, Pdf, Rect, Ref};

pub use crate::drawing::TooLong;
use crate::{
    archive::deflate,
    drawing::{A4_HEIGHT_PT, A4_WIDTH_PT, Drawing, PT_PER_MM, built_in_face},
};

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

/// The sheets as one PDF.
///
/// # Errors
/// [`TooLong`].
pub fn write_sheets(sheets: &[SeparatorSheet]) -> Result<Vec<u8>, TooLong> {
    let face = built_in_face();
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
        let mut drawing = Drawing { content: Content::new(), face: &face, height_pt: A4_HEIGHT_PT };
        drawing.sheet(sheet)?;
        pdf.stream(content, &deflate(&drawing.content.finish())).filter(Filter::FlateDecode);
    }
    Ok(pdf.finish())
}

impl Drawing<'_> {
    fn sheet(&mut self, sheet: &SeparatorSheet) -> Result<(), TooLong> {
        self.frame();
        self.centred(&sheet.title, 40.0, 24.0);
        let mut top_mm = 56.0;
        let lines: Vec<String> = sheet.words.iter().flat_map(|words| self.lines(words, 16.0, WORDS_WIDTH_PT)).collect();
        for line in lines {
            self.centred(&line, top_mm, 16.0);
            top_mm += 8.5;
        }
        self.qr(&sheet.payload, (62.5, 100.0), 85.0, ECL::Q)?;
        self.qr(&sheet.payload, (20.0, 222.0), 40.0, ECL::Q)?;
        self.centred(&sheet.payload, 197.0, 13.0);
        self.centred("Đặt tờ này trước giấy tờ mà nó nêu, rồi quét cùng.", 275.0, 11.0);
        Ok(())
    }

    fn frame(&mut self) {
        const EDGE_PT: f32 = 12.0 * PT_PER_MM;
        self.content.set_line_width(3.0);
        self.content.rect(EDGE_PT, EDGE_PT, A4_WIDTH_PT - 2.0 * EDGE_PT, A4_HEIGHT_PT - 2.0 * EDGE_PT).stroke();
    }

    fn centred(&mut self, line: &str, base_mm: f32, size_pt: f32) {
        let left_pt = (A4_WIDTH_PT - self.width(line, size_pt)) / 2.0;
        self.line(line, left_pt / PT_PER_MM, base_mm, size_pt);
    }
}
