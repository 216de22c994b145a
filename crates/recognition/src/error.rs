//! What can go wrong while text is read.

/// Why no text could be read from an image.
#[derive(Debug, thiserror::Error)]
pub enum ReaderError {
    /// Tesseract could not be made.
    #[error("no memory for Tesseract")]
    NoMemory,
    /// The Vietnamese model is not installed.
    #[error(
        "Tesseract has no Vietnamese model: install the Debian package tesseract-ocr-vie, or set TESSDATA_PREFIX to its folder"
    )]
    NoVietnamese,
    /// The model for orientation and script is not installed.
    #[error(
        "Tesseract has no model for orientation: install the Debian package tesseract-ocr-osd, or set TESSDATA_PREFIX to its folder"
    )]
    NoOrientation,
    /// A setting that this Tesseract does not know.
    #[error(
        "this Tesseract has no setting {setting}: install Debian's tesseract-ocr and libtesseract-dev, 5.3 or later"
    )]
    OldTesseract {
        /// Its name.
        setting: String,
    },
    /// An image without pixels, or larger than Tesseract takes.
    #[error("an image of {width} × {height} pixels cannot be read")]
    UnfitImage {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// Tesseract gave up on the image.
    #[error("Tesseract failed on this image")]
    Failed,
}
