//! A page of a document as a page of a file: its image as it is coded where that can be kept, else its pixels.

use std::io::Write;

use model::{PageFacts, PageText};

use super::{ArchiveError, ArchiveWriter, PageImage, PageLayout};
use crate::document::Document;
use crate::raster::{Pixels, Raster};

/// The resolution that pages without a scan are drawn at.
const DRAWN_DPI: f32 = 300.0;

/// Pixels of a page in an access copy: A4 at 300 dpi has 9 million, A3 at 280 dpi 15.
const ACCESS_PIXELS_MAX: f64 = 16e6;

impl<W: Write> ArchiveWriter<W> {
    /// Adds a page of a document with its image as it was scanned; one whose image cannot pass through, or is drawn, as
    /// pixels; one that nobody can decode as an empty page, since the original is beside it. `text` is as in
    /// [`ArchiveWriter::page`].
    ///
    /// # Errors
    /// As [`ArchiveWriter::page`].
    pub fn page_from(
        &mut self,
        document: &mut Document,
        facts: &PageFacts,
        text: Option<&PageText>,
    ) -> Result<(), ArchiveError> {
        let layout = layout_of(facts);
        if let Ok(Some(coded)) = document.coded_page(facts.page) {
            match self.page_in(coded.image(), coded.profile.as_deref(), coded_layout(layout, coded.turn_deg()), text) {
                // What cannot be held as it is, is decoded and written as pixels.
                Err(ArchiveError::Image(_)) => (),
                written => return written,
            }
        }
        let raster = shown(document, facts.page, if facts.has_text_layer { DRAWN_DPI } else { facts.dpi });
        let bits = raster.bits();
        self.page(image_of(&raster, bits.as_deref()), layout, text)
    }

    /// Adds a page of a document to an access copy: [`ArchiveWriter::access_page`] at the page's own resolution, as far as a
    /// person sees more by it and it fits in memory.
    ///
    /// # Errors
    /// As [`ArchiveWriter::page`].
    pub fn access_page_from(
        &mut self,
        document: &mut Document,
        facts: &PageFacts,
        text: Option<&PageText>,
    ) -> Result<(), ArchiveError> {
        self.access_page(&shown(document, facts.page, access_dpi(facts)), layout_of(facts), text)
    }
}

fn layout_of(facts: &PageFacts) -> PageLayout {
    PageLayout::at_dpi(facts.width_px.max(1), facts.height_px.max(1), facts.dpi.max(1.0), facts.rotation_deg)
}

fn shown(document: &mut Document, page: u32, dpi: f32) -> Raster {
    document.render(page, dpi).unwrap_or_else(|_| Raster::from_grey(1, 1, 1.0, vec![255]))
}

fn access_dpi(facts: &PageFacts) -> f32 {
    let own = if facts.has_text_layer { DRAWN_DPI } else { facts.dpi.clamp(1.0, DRAWN_DPI) };
    let pixels = f64::from(facts.width_px) * f64::from(facts.height_px) * f64::from((own / facts.dpi.max(1.0)).powi(2));
    own * (ACCESS_PIXELS_MAX / pixels).sqrt().min(1.0) as f32
}

/// The layout of an image that lies in the file turned by `turn_deg` from how the page is seen.
fn coded_layout(seen: PageLayout, turn_deg: u16) -> PageLayout {
    let (width_pt, height_pt) =
        if turn_deg % 180 == 90 { (seen.height_pt, seen.width_pt) } else { (seen.width_pt, seen.height_pt) };
    PageLayout { width_pt, height_pt, rotation_deg: (seen.rotation_deg + turn_deg) % 360 }
}

fn image_of<'a>(raster: &'a Raster, bits: Option<&'a [u8]>) -> PageImage<'a> {
    let (width_px, height_px) = (raster.width, raster.height);
    match (bits, &raster.pixels) {
        (Some(rows), _) => PageImage::Bitonal { rows, width_px, height_px },
        (None, Pixels::Grey(pixels)) => PageImage::Grey { pixels, width_px, height_px },
        (None, Pixels::Rgb(pixels)) => PageImage::Rgb { pixels, width_px, height_px },
    }
}
