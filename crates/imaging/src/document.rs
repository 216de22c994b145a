//! A scan as it came in: one file of one or many pages, opened by its bytes and never by its name.

use std::path::Path;

use model::{DocumentFormat, PageText, SignatureFacts};

use crate::bytes::Bytes;
use crate::coded::{CodedImage, CodedPage};
use crate::error::{DecodeError, OpenError, PageError};
use crate::jpeg::{self, JpegHeader};
use crate::paper;
use crate::pdf::PdfFile;
use crate::png::{self, PngHeader};
use crate::raster::Raster;
use crate::tiff::TiffFile;

/// How large a page is, told without decoding its pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PageSize {
    /// Width of the page as it is seen (orientation and `/Rotate` applied).
    pub width_px: u32,
    /// Height, likewise.
    pub height_px: u32,
    /// Dots per inch: the scan's own; 300 for a page of vectors.
    pub dpi: f32,
}

/// An open file. Pages are numbered from 1. Nothing of a page is kept when the next is read.
pub struct Document {
    kind: Kind,
    bytes: Bytes,
}

enum Kind {
    Pdf(Box<PdfFile>),
    Tiff(TiffFile),
    Jpeg(JpegHeader),
    Png(PngHeader),
}

impl Document {
    /// Opens a PDF, TIFF, JPEG or PNG file and reads its structure, no pixels.
    ///
    /// # Errors
    /// An [`OpenError`] for each cause that wants another answer; a PDF that the empty password opens is no error.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let bytes = Bytes::open(path)?.ok_or(OpenError::Empty)?;
        let kind = match format_of(&bytes) {
            Some(DocumentFormat::Pdf) => Kind::Pdf(Box::new(PdfFile::open(bytes.clone())?)),
            Some(DocumentFormat::Tiff) => Kind::Tiff(TiffFile::open(bytes.clone())?),
            Some(DocumentFormat::Jpeg) => Kind::Jpeg(jpeg::open(&bytes)?),
            Some(DocumentFormat::Png) => Kind::Png(png::open(&bytes)?),
            None => return Err(OpenError::Unsupported { begins: bytes.iter().take(8).copied().collect() }),
        };
        Ok(Self { kind, bytes })
    }

    /// What kind of file it is, by its bytes.
    pub fn format(&self) -> DocumentFormat {
        match self.kind {
            Kind::Pdf(_) => DocumentFormat::Pdf,
            Kind::Tiff(_) => DocumentFormat::Tiff,
            Kind::Jpeg(_) => DocumentFormat::Jpeg,
            Kind::Png(_) => DocumentFormat::Png,
        }
    }

    /// How many pages it has; at least 1.
    pub fn page_count(&self) -> u32 {
        match &self.kind {
            Kind::Pdf(file) => file.page_count(),
            Kind::Tiff(file) => file.page_count(),
            Kind::Jpeg(_) | Kind::Png(_) => 1,
        }
    }

    /// The page's size: the scan's own pixels when the page is one, else what it measures at 300 dpi.
    ///
    /// # Errors
    /// [`PageError::NoSuchPage`]; [`PageError::Damaged`] when not even its size can be read.
    pub fn page_size(&mut self, page: u32) -> Result<PageSize, PageError> {
        self.check(page)?;
        let (width_px, height_px, dpi) = match &mut self.kind {
            Kind::Pdf(file) => file.page_size(page).map_err(|cause| cause.on_page(page))?,
            Kind::Tiff(file) => file.page_size(page).ok_or_else(|| gone(page))?,
            Kind::Jpeg(header) => {
                let dpi = paper::dpi_of(header.dpi, header.width_px, header.height_px);
                if jpeg::lies_on_its_side(header.orientation) {
                    (header.height_px, header.width_px, dpi)
                } else {
                    (header.width_px, header.height_px, dpi)
                }
            }
            Kind::Png(header) => (header.width_px, header.height_px, header.dpi()),
        };
        Ok(PageSize { width_px, height_px, dpi })
    }

    /// The page's pixels at `dpi`, in grey or colour, as it is seen but without annotations: the visible stamp of a
    /// digital signature would hide what is under it. The raster tells its own `dpi`: it is lower than asked for when
    /// the page would not fit in memory, and within 1 % of it when the scan's own pixels are that near.
    ///
    /// # Errors
    /// [`PageError::TooLarge`] before anything is allocated; [`PageError::Damaged`] and [`PageError::Unsupported`] with
    /// what the decoder said. A panic of a decoder is `Damaged` as well.
    pub fn render(&mut self, page: u32, dpi: f32) -> Result<Raster, PageError> {
        self.check(page)?;
        let rendered = match &mut self.kind {
            Kind::Pdf(file) => file.render(page, dpi),
            Kind::Tiff(file) => file.render(page).map(|raster| raster.near_dpi(dpi)),
            Kind::Jpeg(header) => jpeg::render(&self.bytes, header).map(|raster| raster.near_dpi(dpi)),
            Kind::Png(header) => png::render(&self.bytes, header).map(|raster| raster.near_dpi(dpi)),
        };
        rendered.map_err(|cause| cause.on_page(page))
    }

    /// The page's image as it lies coded in the file, when the page is one such image; `None` for anything else, which
    /// [`Document::render`] draws.
    ///
    /// # Errors
    /// [`PageError::NoSuchPage`]; [`PageError::Damaged`].
    pub fn coded_page(&mut self, page: u32) -> Result<Option<CodedPage>, PageError> {
        self.check(page)?;
        match &mut self.kind {
            Kind::Pdf(file) => file.coded(page).map_err(|cause| cause.on_page(page)),
            Kind::Jpeg(header) => Ok(jpeg::turn_deg(header.orientation).map(|turn_deg| {
                let image = CodedImage::Jpeg(self.bytes.as_ref().into());
                CodedPage { image, turn_deg, profile: jpeg::profile(&self.bytes) }
            })),
            Kind::Tiff(file) => Ok(file.coded(page)),
            Kind::Png(header) => Ok(png::coded(&self.bytes, header)),
        }
    }

    /// The page's own text with the boxes of its words at 300 dpi, when it is a born-digital page that its text covers.
    /// None for a scan, also one under somebody's invisible OCR text or with only a signature's caption on it.
    ///
    /// # Errors
    /// [`PageError::NoSuchPage`]; [`PageError::Damaged`].
    pub fn text_layer(&mut self, page: u32) -> Result<Option<PageText>, PageError> {
        self.check(page)?;
        match &mut self.kind {
            Kind::Pdf(file) => file.text_layer(page).map_err(|cause| cause.on_page(page)),
            Kind::Tiff(_) | Kind::Jpeg(_) | Kind::Png(_) => Ok(None),
        }
    }

    /// The digital signatures in the order of the file; empty for anything but a PDF.
    pub fn signatures(&mut self) -> Vec<SignatureFacts> {
        match &mut self.kind {
            Kind::Pdf(file) => file.signatures(),
            Kind::Tiff(_) | Kind::Jpeg(_) | Kind::Png(_) => Vec::new(),
        }
    }

    fn check(&self, page: u32) -> Result<(), PageError> {
        let count = self.page_count();
        if page == 0 || page > count { Err(PageError::NoSuchPage { page, count }) } else { Ok(()) }
    }
}

fn gone(page: u32) -> PageError {
    DecodeError::damaged("its directory is gone").on_page(page)
}

/// The format by the first bytes. A PDF's header may stand within the first 1,024 bytes (ISO 32000-1, annex H.3).
fn format_of(bytes: &[u8]) -> Option<DocumentFormat> {
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        return Some(DocumentFormat::Jpeg);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(DocumentFormat::Png);
    }
    let tiff: [&[u8]; 4] = [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"];
    if tiff.iter().any(|magic| bytes.starts_with(magic)) {
        return Some(DocumentFormat::Tiff);
    }
    let head = &bytes[..bytes.len().min(1024)];
    head.windows(5).any(|window| window == b"%PDF-").then_some(DocumentFormat::Pdf)
}
