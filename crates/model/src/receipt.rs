//! The receipt of a batch: what was handed in and what became of each file. A stable contract
//! (`schemas/receipt.v1.schema.json`).

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{BatchId, PaperCode, PaperTypeCode, ReviewId, Sha256Digest, UnitCode};

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Every paper in it has its code.
    Accepted,
    /// At least one paper in it waits for a person.
    Held,
    /// It is already here.
    Duplicate,
    /// It cannot be taken; its bytes, if there were any, are in quarantine.
    Refused,
}

/// Why a file is held, a duplicate or refused: what happened, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// A word that programs may rely on, for example `encrypted` or `unsure_number`.
    pub kind: String,
    /// What is wrong, with which thing.
    pub message: String,
    /// The next step.
    pub hint: String,
}

/// One paper of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PaperReceipt {
    /// Its code, once it has one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub code: Option<PaperCode>,
    /// Its place in review, as long as it is held.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub review_id: Option<ReviewId>,
    /// What it is, when that is known.
    #[serde(rename = "type")]
    pub paper_type: Option<PaperTypeCode>,
    /// Its pages, from 1.
    pub pages: Vec<u32>,
    /// Papers that it may be a second scan of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub similar: Vec<PaperCode>,
}

/// Why a page of a scan is in none of its papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DropReason {
    /// Nothing is on it.
    Blank,
    /// It is a separator sheet.
    Separator,
    /// A person took it out.
    ByHand,
}

impl DropReason {
    /// For the screen.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Blank => "trang trắng",
            Self::Separator => "tờ phân cách",
            Self::ByHand => "bỏ bằng tay",
        }
    }
}

/// A page of a scan that is in none of its papers. It stays in the original, and one call puts it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DroppedPage {
    /// The page, from 1.
    pub page: u32,
    /// Why.
    pub why: DropReason,
}

/// How far a file on its way is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PageProgress {
    /// The page that is being read, from 1.
    pub page: u32,
    /// How many the file has.
    pub pages: u32,
}

/// One file of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileReceipt {
    /// As it was given.
    pub path: String,
    /// `None` when not a byte of it could be read.
    pub sha256: Option<Sha256Digest>,
    /// Its length.
    pub bytes: u64,
    /// How many pages were found.
    pub pages: u32,
    /// What became of it.
    pub outcome: Outcome,
    /// Its papers; for a duplicate, the ones already here.
    pub papers: Vec<PaperReceipt>,
    /// Its pages that are in none of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<DroppedPage>,
    /// Why, unless accepted.
    pub reason: Option<Reason>,
}

/// The receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BatchReceipt {
    /// The batch.
    pub batch: BatchId,
    /// When it was opened.
    pub received_at: Timestamp,
    /// For which unit.
    pub unit: UnitCode,
    /// By whom.
    pub operator: String,
    /// Each file in the order of handing in.
    pub files: Vec<FileReceipt>,
}

impl BatchReceipt {
    /// True when any file was refused: exit code 1 of `hoso ingest`.
    pub fn any_refused(&self) -> bool {
        self.files.iter().any(|file| file.outcome == Outcome::Refused)
    }
}
