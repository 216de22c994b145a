//! A page's image as it lies coded in its file, for an archival copy that codes nothing again.

use std::sync::Arc;

use crate::archive::{CcittCoding, FlateCoding, PageImage};

/// The one image of a page, coded as in the file.
#[derive(Debug)]
pub struct CodedPage {
    pub(crate) image: CodedImage,
    /// How far the file turns the image clockwise to show the page: 0, 90, 180 or 270.
    pub(crate) turn_deg: u16,
    /// The ICC profile that its colours are told by, if any.
    pub(crate) profile: Option<Arc<[u8]>>,
}

#[derive(Debug)]
pub(crate) enum CodedImage {
    Jpeg(Arc<[u8]>),
    Jpx(Arc<[u8]>),
    Jbig2 { data: Arc<[u8]>, globals: Option<Arc<[u8]>>, width_px: u32, height_px: u32, inverted: bool },
    Ccitt { data: Arc<[u8]>, width_px: u32, height_px: u32, coding: CcittCoding },
    Flate { data: Arc<[u8]>, width_px: u32, height_px: u32, coding: FlateCoding },
}

impl CodedPage {
    /// The image for an [`crate::archive::ArchiveWriter`], which may still refuse it.
    pub fn image(&self) -> PageImage<'_> {
        match &self.image {
            CodedImage::Jpeg(data) => PageImage::Jpeg(data),
            CodedImage::Jpx(data) => PageImage::Jpx(data),
            CodedImage::Jbig2 { data, globals, width_px, height_px, inverted } => PageImage::Jbig2 {
                data,
                globals: globals.as_deref(),
                width_px: *width_px,
                height_px: *height_px,
                inverted: *inverted,
            },
            CodedImage::Ccitt { data, width_px, height_px, coding } => {
                PageImage::Ccitt { data, width_px: *width_px, height_px: *height_px, coding: *coding, inverted: false }
            }
            CodedImage::Flate { data, width_px, height_px, coding } => {
                PageImage::Flate { data, width_px: *width_px, height_px: *height_px, coding: *coding }
            }
        }
    }

    /// How far the file turns the image clockwise to show the page: 0, 90, 180 or 270.
    pub fn turn_deg(&self) -> u16 {
        self.turn_deg
    }
}
