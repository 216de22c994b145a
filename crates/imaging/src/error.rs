//! What can go wrong with a file or a page, each cause apart so that a caller can map it to a message and a hint.
//! No Vietnamese here: these are for logs and for the mapping, not for the screen.

use thiserror::Error;

/// Why a file could not be opened. None of these gets better by trying again.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The file could not be read at all.
    #[error("cannot read the file")]
    Io(#[from] std::io::Error),
    /// It has no bytes.
    #[error("the file is empty")]
    Empty,
    /// Its bytes are of none of the formats we read.
    #[error("not a PDF, TIFF, JPEG or PNG file (begins with {begins:02x?})")]
    Unsupported {
        /// Its first bytes, at most eight.
        begins: Vec<u8>,
    },
    /// It ends before its contents do.
    #[error("the file is cut short: {detail}")]
    Truncated {
        /// What is missing.
        detail: String,
    },
    /// It is encrypted, and the empty password does not open it.
    #[error("the PDF is protected by a password")]
    PasswordProtected,
    /// It has no pages.
    #[error("the file has no pages")]
    NoPages,
    /// Its header tells of more pixels than we decode.
    #[error("the image is too large: {width_px} × {height_px} pixels, at most {pixels_max} are decoded")]
    TooLarge {
        /// Width told by the header.
        width_px: u32,
        /// Height told by the header.
        height_px: u32,
        /// The limit.
        pixels_max: u64,
    },
    /// It is of a known format, but its structure is broken.
    #[error("the file is damaged: {detail}")]
    Damaged {
        /// What the reader said.
        detail: String,
    },
}

/// Why one page could not be read. The other pages may be fine.
#[derive(Debug, Error)]
pub enum PageError {
    /// There is no such page.
    #[error("no page {page}: the file has {count}")]
    NoSuchPage {
        /// The page asked for, from 1.
        page: u32,
        /// How many there are.
        count: u32,
    },
    /// More pixels than we decode, and no way to decode fewer.
    #[error("page {page} is too large: {width_px} × {height_px} pixels")]
    TooLarge {
        /// The page, from 1.
        page: u32,
        /// Width of its image.
        width_px: u32,
        /// Height of its image.
        height_px: u32,
    },
    /// It could not be decoded.
    #[error("page {page} is damaged: {detail}")]
    Damaged {
        /// The page, from 1.
        page: u32,
        /// What the decoder said.
        detail: String,
    },
    /// It uses something that we do not decode.
    #[error("page {page} cannot be decoded: {detail}")]
    Unsupported {
        /// The page, from 1.
        page: u32,
        /// What it uses.
        detail: String,
    },
}

/// Why an image inside a file could not be decoded; becomes a [`PageError`] once the page is known.
#[derive(Debug, Error)]
pub(crate) enum DecodeError {
    #[error("too large: {width_px} × {height_px} pixels")]
    TooLarge { width_px: u32, height_px: u32 },
    #[error("{0}")]
    Damaged(String),
    #[error("{0}")]
    Unsupported(String),
}

impl DecodeError {
    pub(crate) fn damaged(cause: impl std::fmt::Display) -> Self {
        Self::Damaged(cause.to_string())
    }

    pub(crate) fn unsupported(what: impl std::fmt::Display) -> Self {
        Self::Unsupported(what.to_string())
    }

    pub(crate) fn on_page(self, page: u32) -> PageError {
        match self {
            Self::TooLarge { width_px, height_px } => PageError::TooLarge { page, width_px, height_px },
            Self::Damaged(detail) => PageError::Damaged { page, detail },
            Self::Unsupported(detail) => PageError::Unsupported { page, detail },
        }
    }
}

/// Calls a decoder that others wrote, and turns its panic into an error: one bad page must not end the child process.
pub(crate) fn guarded<T>(decode: impl FnOnce() -> Result<T, DecodeError>) -> Result<T, DecodeError> {
    // What a decoder leaves half done is dropped with it, never looked at again.
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(decode)) {
        Ok(result) => result,
        Err(panic) => Err(DecodeError::Damaged(format!("the decoder gave up: {}", panic_message(&*panic)))),
    }
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no reason given")
}
