//! What parent and child say to each other: a length (four bytes, little endian) and that much JSON, each way.

use std::path::PathBuf;

use imaging::archive::{Level, Metadata};
use model::{
    DocumentFormat, Fields, Finding, HoldReason, HolderReading, PageFacts, Reason, SignatureFacts, TextSketch,
};
use serde::{Deserialize, Serialize};

/// The longest message either side accepts; a page's facts are some kilobytes.
pub(crate) const MESSAGE_BYTES_MAX: usize = 8 << 20;

/// What the parent asks.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Request {
    /// Count the pages and tell their sizes; look at no pixel. Replies: `Opened`, `Page`…, `Done`.
    Count { file: PathBuf },
    /// Measure each page from `from_page` on. Replies: `Opened`, `Page`…, `Done`.
    Measure { file: PathBuf, from_page: u32 },
    /// Read the pages into `layout` and their fields. Replies: `At`…, `Read`.
    Read { file: PathBuf, pages: Vec<PageFacts>, signatures: Vec<SignatureFacts>, layout: PathBuf },
    /// Draw these pages of these files side by side, upright, into `picture`. Replies: `At`…, `Done`.
    Picture { pages: Vec<(PathBuf, u32)>, picture: PathBuf },
    /// Draw this page upright, `width_px` wide, as a JPEG into `picture`. Replies: `At`, `Shown`.
    View { file: PathBuf, page: u32, width_px: u32, picture: PathBuf },
    /// Write the pages with their text as PDF/A. Replies: `At`…, `Done`.
    Archive {
        file: PathBuf,
        pages: Vec<PageFacts>,
        layout: PathBuf,
        archival: PathBuf,
        level: Level,
        record: Box<Metadata>,
    },
    /// Write the pages `kept` of `file`, before the one at `at` all pages of `with`, as a PDF. Replies: `At`…, `Composed`.
    Compose { file: PathBuf, kept: Vec<u32>, at: usize, with: PathBuf, composed: PathBuf, record: Box<Metadata> },
    /// Write the pages with their text, if there is any, as an access copy. Replies: `At`…, `Done`.
    Access { file: PathBuf, pages: Vec<PageFacts>, layout: Option<PathBuf>, access: PathBuf, record: Box<Metadata> },
}

/// What the child answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Reply {
    /// The file is open.
    Opened { format: DocumentFormat, pages: u32, signatures: Vec<SignatureFacts> },
    /// A page's facts.
    Page(Box<PageFacts>),
    /// Work on this page begins: sets the parent's clock for it.
    At(u32),
    /// What was read.
    Read {
        fields: Box<Fields>,
        holder: Option<HolderReading>,
        /// What a person should decide.
        doubts: Vec<HoldReason>,
        /// What the quality gate says now that the pages are read.
        findings: Vec<Finding>,
        words: Option<TextSketch>,
    },
    /// The page is drawn. Places on it are told in pixels of a page of this size.
    Shown { width_px: u32, height_px: u32 },
    /// The file is written, with so many pages of the other one in it.
    Composed { inserted: u32 },
    /// All is done.
    Done,
    /// The file is at fault.
    Refused(Reason),
    /// The machine is.
    Machine(Reason),
}
