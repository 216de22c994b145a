//! What parent and child say to each other: a length (four bytes, little endian) and that much JSON, each way.

use std::path::PathBuf;

use imaging::archive::{Level, Metadata};
use model::{DocumentFormat, Fields, Finding, HoldReason, HolderReading, PageFacts, Reason, SignatureFacts};
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
    /// Write the pages with their text as PDF/A. Replies: `At`…, `Done`.
    Archive {
        file: PathBuf,
        pages: Vec<PageFacts>,
        layout: PathBuf,
        archival: PathBuf,
        level: Level,
        record: Box<Metadata>,
    },
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
    Read { fields: Box<Fields>, holder: Option<HolderReading>, doubts: Vec<HoldReason>, findings: Vec<Finding> },
    /// All is done.
    Done,
    /// The file is at fault.
    Refused(Reason),
    /// The machine is.
    Machine(Reason),
}
