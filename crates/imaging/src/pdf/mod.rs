//! PDF: structure and scanned pages through the `pdf` crate, everything else through `hayro`, which also opens what
//! `pdf` cannot. Neither keeps anything from one page to the next, so that memory does not grow with the pages.

mod cms;
mod flate;
mod passthrough;
mod render;
mod signatures;
mod survey;
mod text;

use std::sync::Arc;

use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use crate::bytes::{Bytes, Skimmed};
use crate::coded::CodedPage;
use crate::error::{DecodeError, OpenError, guarded};
use crate::raster::Raster;

use passthrough::Passthrough;

/// After so many pages `hayro` is opened anew: it keeps what it has read of each.
const PAGES_PER_OPENING: u32 = 8;

/// Dots per inch at which a page without a scan counts.
const VECTOR_DPI: f32 = 300.0;

/// An open PDF.
pub(crate) struct PdfFile {
    bytes: Bytes,
    page_count: u32,
    hayro: Pdf,
    pages_read: u32,
    /// None when the `pdf` crate cannot open the file, or sees other pages in it.
    passthrough: Option<Passthrough>,
}

impl PdfFile {
    pub(crate) fn open(bytes: Bytes) -> Result<Self, OpenError> {
        let hayro = open_hayro(&bytes)?;
        let page_count = hayro.pages().len() as u32;
        if page_count == 0 {
            return Err(if is_cut_short(&bytes) { cut_short() } else { OpenError::NoPages });
        }
        if is_cut_short(&bytes) && !is_complete(&bytes, page_count) {
            return Err(cut_short());
        }
        bytes.forget();
        let passthrough = guarded(|| Ok(Passthrough::open(&bytes))).ok().flatten();
        let passthrough = passthrough.filter(|opened| opened.page_count() == page_count);
        Ok(Self { bytes, page_count, hayro, pages_read: 0, passthrough })
    }

    pub(crate) fn page_count(&self) -> u32 {
        self.page_count
    }

    /// Width, height and dots per inch of the upright page, from 1.
    pub(crate) fn page_size(&mut self, page: u32) -> Result<(u32, u32, f32), DecodeError> {
        self.make_room()?;
        let geometry = render::geometry(&self.hayro, page)?;
        if let Some(scan) = self.scan(page, &geometry) {
            return Ok(scan.size(&geometry));
        }
        let dpi = survey::survey(&self.hayro, page)?.scan_dpi(&geometry).unwrap_or(VECTOR_DPI);
        let (width, height) = geometry.pixels(dpi);
        Ok((width, height, dpi))
    }

    /// The page at `dpi`, or at fewer dots when it would not fit.
    pub(crate) fn render(&mut self, page: u32, dpi: f32) -> Result<Raster, DecodeError> {
        self.make_room()?;
        let geometry = render::geometry(&self.hayro, page)?;
        if let Some(scan) = self.scan(page, &geometry) {
            match guarded(|| scan.decode(&geometry)) {
                Ok(raster) => return Ok(raster.near_dpi(dpi)),
                Err(cause @ DecodeError::TooLarge { .. }) => return Err(cause),
                Err(cause) => tracing::debug!(page, %cause, "the page's image is drawn instead of passed through"),
            }
        }
        render::render(&self.hayro, page, &geometry, dpi)
    }

    /// The page's one image as it lies in the file, when it is that simple.
    pub(crate) fn coded(&mut self, page: u32) -> Result<Option<CodedPage>, DecodeError> {
        self.make_room()?;
        let geometry = render::geometry(&self.hayro, page)?;
        Ok(self.scan(page, &geometry).and_then(|scan| scan.coded(geometry.rotation_deg)))
    }

    /// The page's own text, when it covers the page.
    pub(crate) fn text_layer(&mut self, page: u32) -> Result<Option<model::PageText>, DecodeError> {
        self.make_room()?;
        let geometry = render::geometry(&self.hayro, page)?;
        if self.scan(page, &geometry).is_some() {
            return Ok(None);
        }
        let survey = survey::survey(&self.hayro, page)?;
        Ok(text::text_layer(page, &geometry, &survey))
    }

    pub(crate) fn signatures(&mut self) -> Vec<model::SignatureFacts> {
        guarded(|| Ok(signatures::signatures(&self.hayro, &self.bytes))).unwrap_or_default()
    }

    fn scan(&self, page: u32, geometry: &render::Geometry) -> Option<passthrough::Scan> {
        let passthrough = self.passthrough.as_ref()?;
        guarded(|| Ok(passthrough.scan(page, geometry))).ok().flatten()
    }

    /// Drops what was kept of earlier pages.
    fn make_room(&mut self) -> Result<(), DecodeError> {
        self.pages_read += 1;
        self.bytes.forget();
        if self.pages_read >= PAGES_PER_OPENING {
            self.pages_read = 0;
            self.hayro = open_hayro(&self.bytes).map_err(DecodeError::damaged)?;
            self.bytes.forget();
        }
        Ok(())
    }
}

fn open_hayro(bytes: &Bytes) -> Result<Pdf, OpenError> {
    let opened = guarded(|| Ok(Pdf::new(Arc::new(Skimmed::new(bytes.clone())))));
    match opened {
        Ok(Ok(pdf)) => Ok(pdf),
        Ok(Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected))) => Err(OpenError::PasswordProtected),
        Ok(Err(LoadPdfError::Decryption(cause))) => {
            Err(OpenError::Damaged { detail: format!("encryption that is not understood: {cause:?}") })
        }
        Ok(Err(LoadPdfError::Invalid)) if is_cut_short(bytes) => Err(cut_short()),
        Ok(Err(LoadPdfError::Invalid)) => Err(OpenError::Damaged { detail: "no pages can be found in it".to_owned() }),
        Err(cause) => Err(OpenError::Damaged { detail: cause.to_string() }),
    }
}

fn cut_short() -> OpenError {
    OpenError::Truncated { detail: "PDF without its end".to_owned() }
}

/// True when objects follow the last end-of-file marker, or there is none (ISO 32000-1, 7.5.5).
fn is_cut_short(bytes: &[u8]) -> bool {
    let tail = match rfind(bytes, b"%%EOF") {
        Some(at) => &bytes[at..],
        None => return true,
    };
    rfind(tail, b" obj").is_some()
}

/// True when a file without its end has all its pages and whole objects all the same: only the table at the end is lost.
fn is_complete(bytes: &[u8], page_count: u32) -> bool {
    let last_begins = rfind(bytes, b" obj");
    let last_ends = rfind(bytes, b"endobj");
    last_ends > last_begins && declared_pages(bytes).is_some_and(|declared| declared <= page_count)
}

fn rfind(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).rposition(|window| window == what)
}

/// The largest `/Count` of a page tree that stands in the file in clear.
fn declared_pages(bytes: &[u8]) -> Option<u32> {
    let mut largest = None;
    for at in 0..bytes.len().saturating_sub(8) {
        if !bytes[at..].starts_with(b"/Count ") {
            continue;
        }
        let digits: Vec<u8> = bytes[at + 7..].iter().copied().take(6).take_while(u8::is_ascii_digit).collect();
        let count = std::str::from_utf8(&digits).ok().and_then(|digits| digits.parse().ok());
        largest = largest.max(count);
    }
    largest
}
