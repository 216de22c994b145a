//! Certified copies: the pages of a paper as a PDF, with a line below each that says what it is a copy of, who gave it out,
//! and a QR code by which anybody can check that.

use std::io::Cursor;

use fast_qr::ECL;
use image::{ColorType, ImageDecoder as _, codecs::jpeg::JpegDecoder};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref};

use crate::{
    archive::deflate,
    drawing::{A4_HEIGHT_PT, A4_WIDTH_PT, Drawing, PT_PER_MM, TooLong, built_in_face},
};

/// What stands below each page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyLine {
    /// What it is, in larger letters.
    pub title: String,
    /// What it is a copy of, a line each.
    pub words: Vec<String>,
    /// The QR code's text.
    pub payload: String,
}

/// Why a copy cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The line's code is too long.
    #[error(transparent)]
    TooLong(#[from] TooLong),
    /// A page is no JPEG.
    #[error("a page is no JPEG: {0}")]
    Page(#[from] image::ImageError),
}

/// How much of a page's height the line takes, and what stays white at the edges.
const LINE_MM: f32 = 34.0;
const EDGE_MM: f32 = 8.0;
const QR_MM: f32 = 30.0;
const TITLE_PT: f32 = 9.0;
const WORDS_PT: f32 = 6.5;

/// Pages, each a JPEG of the page upright, as one PDF of A4 sheets.
///
/// # Errors
/// [`CopyError`].
pub fn write_certified_copy(pages: &[impl AsRef<[u8]>], line: &CopyLine) -> Result<Vec<u8>, CopyError> {
    let face = built_in_face();
    let (catalog, tree) = (Ref::new(1), Ref::new(2));
    let number = |at: usize| i32::try_from(at).unwrap_or(i32::MAX / 8) * 3 + 3;
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree)
        .kids((0..pages.len()).map(|at| Ref::new(number(at))))
        .count(i32::try_from(pages.len()).unwrap_or(i32::MAX));
    for (at, jpeg) in pages.iter().enumerate() {
        let decoder = JpegDecoder::new(Cursor::new(jpeg.as_ref()))?;
        let ((width_px, height_px), colour) = (decoder.dimensions(), decoder.color_type());
        let lies = width_px > height_px;
        let (width_pt, height_pt) = if lies { (A4_HEIGHT_PT, A4_WIDTH_PT) } else { (A4_WIDTH_PT, A4_HEIGHT_PT) };
        let (page, content, picture) = (number(at), number(at) + 1, number(at) + 2);
        let (page, content, picture) = (Ref::new(page), Ref::new(content), Ref::new(picture));

        let mut dictionary = pdf.page(page);
        dictionary.parent(tree).media_box(Rect::new(0.0, 0.0, width_pt, height_pt)).contents(content);
        dictionary.resources().x_objects().pair(Name(b"P"), picture);
        dictionary.finish();

        let mut drawing = Drawing { content: Content::new(), face: &face, height_pt };
        drawing.picture((width_pt, height_pt), (width_px as f32, height_px as f32));
        drawing.copy_line(line, width_pt, (at + 1, pages.len()))?;
        pdf.stream(content, &deflate(&drawing.content.finish())).filter(Filter::FlateDecode);

        let mut image = pdf.image_xobject(picture, jpeg.as_ref());
        image.filter(Filter::DctDecode);
        image.width(signed(width_px)).height(signed(height_px)).bits_per_component(8);
        if colour == ColorType::L8 {
            image.color_space().device_gray();
        } else {
            image.color_space().device_rgb();
        }
        image.finish();
    }
    Ok(pdf.finish())
}

fn signed(size_px: u32) -> i32 {
    i32::try_from(size_px).unwrap_or(i32::MAX)
}

impl Drawing<'_> {
    /// The page, as large as it can be above the line, in the middle.
    fn picture(&mut self, (width_pt, height_pt): (f32, f32), (width_px, height_px): (f32, f32)) {
        let edge = EDGE_MM * PT_PER_MM;
        let (room_x, room_y) = (width_pt - 2.0 * edge, height_pt - 2.0 * edge - LINE_MM * PT_PER_MM);
        let scale = (room_x / width_px.max(1.0)).min(room_y / height_px.max(1.0));
        let (width, height) = (width_px * scale, height_px * scale);
        let (left, bottom) = ((width_pt - width) / 2.0, height_pt - edge - height);
        self.content.save_state().transform([width, 0.0, 0.0, height, left, bottom]);
        self.content.x_object(Name(b"P")).restore_state();
    }

    fn copy_line(&mut self, line: &CopyLine, width_pt: f32, (page, pages): (usize, usize)) -> Result<(), CopyError> {
        let height_mm = self.height_pt / PT_PER_MM;
        let top_mm = height_mm - EDGE_MM - LINE_MM + 3.0;
        let y = self.height_pt - top_mm * PT_PER_MM;
        self.content.set_line_width(0.7);
        self.content.move_to(EDGE_MM * PT_PER_MM, y).line_to(width_pt - EDGE_MM * PT_PER_MM, y).stroke();
        self.qr(&line.payload, (EDGE_MM, top_mm + 1.0), QR_MM, ECL::M)?;
        let left_mm = EDGE_MM + QR_MM + 3.0;
        let room_pt = width_pt - (left_mm + EDGE_MM) * PT_PER_MM;
        self.line(&line.title, left_mm, top_mm + 6.0, TITLE_PT);
        let numbered = format!("Trang {page}/{pages}");
        let mut base_mm = top_mm + 11.0;
        for words in line.words.iter().chain([&numbered]) {
            for part in self.lines(words, WORDS_PT, room_pt) {
                self.line(&part, left_mm, base_mm, WORDS_PT);
                base_mm += 3.6;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, Raster, write_view};

    #[test]
    fn a_copy_has_a_sheet_for_each_page_and_its_line() {
        let tall = Raster::from_grey(400, 600, 150.0, vec![250; 240_000]);
        let wide = Raster::from_rgb(600, 400, 150.0, vec![200; 720_000]);
        let pages: Vec<Vec<u8>> = [tall, wide]
            .iter()
            .map(|page| {
                let mut jpeg = Vec::new();
                write_view(page, 400, &mut jpeg).unwrap();
                jpeg
            })
            .collect();
        let line = CopyLine {
            title: "BẢN SAO ĐIỆN TỬ".to_owned(),
            words: vec!["Mã giấy tờ: 001090012345.KQ.G15.000031.12-GKS.01".to_owned()],
            payload: "HOSO1|C|001090012345.KQ.G15.000031.12-GKS.01".to_owned(),
        };
        let pdf = write_certified_copy(&pages, &line).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("copy.pdf");
        std::fs::write(&path, pdf).unwrap();
        let mut document = Document::open(&path).unwrap();
        assert_eq!(document.page_count(), 2);
        let (first, second) = (document.render(1, 150.0).unwrap(), document.render(2, 150.0).unwrap());
        assert!(first.height > first.width && second.width > second.height);
        let codes = crate::codes(&first.grey());
        assert!(codes.iter().any(|code| code.text == line.payload), "{codes:?}");
        assert!(write_certified_copy(&[b"no page"], &line).is_err());
    }
}
