//! What a paper becomes on its way through the pipeline: each step's output is the next one's input, so steps in the
//! wrong order do not compile. Facts and object references, never pixels.

use std::{error::Error, io};

use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Claim, DocumentFacts, DroppedPage, Fields, Finding, FindingKind, Fingerprint, Holder, HolderId, PageFacts,
    PageRect, PaperCode, PaperReceipt, PaperRecord, Reason, ReviewId, ScanId, SignatureFacts, StoredFile, UnitCode,
    vietnamese::level,
};

/// What a step answers when nothing failed.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict<T> {
    /// On to the next step.
    Next(T),
    /// A person decides. An answer, not an error (DESIGN §1.6).
    Hold(Vec<HoldReason>),
    /// It is already here.
    Duplicate(Vec<PaperReceipt>),
}

/// A word for each reason to ask a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HoldKind {
    /// Who the paper is about is not known, or not surely.
    HolderUnknown,
    /// What it is is not known, or not surely.
    TypeUnknown,
    /// Its number is not known, or not surely.
    NumberUnknown,
    /// What was read and what is claimed differ.
    Disagreement,
    /// Other papers were found than the manifest or the separator sheets say.
    CountMismatch,
    /// The scan is too poor; scan again.
    Quality,
    /// There is nothing on its pages.
    AllBlank,
    /// A page could not be read.
    UnreadablePage,
    /// No manifest and no sheet says what it is: a person confirms what was recognised.
    Unclaimed,
}

/// Why a paper is held, in words for the screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HoldReason {
    /// What for.
    pub kind: HoldKind,
    /// Which thing, what about it.
    pub message: String,
    /// The next step.
    pub hint: String,
}

impl HoldReason {
    /// Why a finding that weighs so much holds its paper.
    pub fn of_finding(finding: &Finding) -> Self {
        let (kind, hint) = match finding.kind {
            FindingKind::UnreadablePage => (HoldKind::UnreadablePage, "quét lại trang này, hoặc duyệt nếu vẫn đọc rõ"),
            FindingKind::MissingPages | FindingKind::PageCount => {
                (HoldKind::CountMismatch, "tìm trang còn thiếu và quét lại, hoặc duyệt nếu giấy tờ vốn như vậy")
            }
            _ => (HoldKind::Quality, "quét lại ở 300 dpi, hoặc duyệt nếu vẫn đọc rõ"),
        };
        Self { kind, message: finding.message.clone(), hint: hint.to_owned() }
    }

    /// The same for a receipt.
    pub fn to_reason(&self) -> Reason {
        let kind = serde_json::to_value(self.kind).ok().and_then(|kind| kind.as_str().map(str::to_owned));
        Reason { kind: kind.unwrap_or_default(), message: self.message.clone(), hint: self.hint.clone() }
    }
}

/// Whether trying again can help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// The input itself is at fault: refused, its bytes quarantined.
    BadInput,
    /// Something about it or around it: retried, quarantined in the end.
    Passing,
    /// A store that does not answer, or this machine lacks something: no file's fault. Retried for as long as it lasts.
    Unavailable,
}

/// A step that failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", reason.message)]
pub struct Failure {
    /// Whether trying again can help.
    pub kind: FailureKind,
    /// What happened, and what to do.
    pub reason: Reason,
}

impl Failure {
    /// The input is at fault.
    pub fn bad_input(kind: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        let reason = Reason { kind: kind.to_owned(), message: message.into(), hint: hint.into() };
        Self { kind: FailureKind::BadInput, reason }
    }

    /// Something around it is at fault; worth another try.
    pub fn passing(kind: &str, message: impl Into<String>) -> Self {
        let hint = "it is tried again by itself; if it stays, see the log of hoso and `hoso check`".to_owned();
        Self { kind: FailureKind::Passing, reason: Reason { kind: kind.to_owned(), message: message.into(), hint } }
    }

    /// What the file needs is not there for now.
    pub fn unavailable(kind: &str, error: &(dyn Error + 'static)) -> Self {
        let waits = "what was handed in waits in the queue; `hoso serve`, or the next `hoso ingest`, goes on with it";
        let hint = disk_hint(error).unwrap_or(waits).to_owned();
        let reason = Reason { kind: kind.to_owned(), message: with_causes(error), hint };
        Self { kind: FailureKind::Unavailable, reason }
    }
}

/// An error with what caused it, in one line.
pub fn with_causes(error: &(dyn Error + 'static)) -> String {
    let errors = std::iter::successors(Some(error), |error| (*error).source());
    errors.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// The next step when something failed because a disk is full or not to be written, whatever it was.
pub fn disk_hint(error: &(dyn Error + 'static)) -> Option<&'static str> {
    let mut causes = std::iter::successors(Some(error), |error| (*error).source());
    causes.find_map(|cause| match cause.downcast_ref::<io::Error>()?.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Some("make room on that disk, then start hoso again and hand in what it did not acknowledge; nothing else is lost")
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            Some("that disk is mounted read-only: mount it for writing, or choose another data folder with --data")
        }
        _ => None,
    })
}

/// The original is durable; this is who sent it and what is claimed of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReceivedScan {
    /// Which file of which batch.
    pub scan: ScanId,
    /// Its bytes in the object store.
    pub original: StoredFile,
    /// Its path or name as given; for people only, never opened.
    pub path: String,
    /// For which unit.
    pub unit: UnitCode,
    /// By whom.
    pub operator: String,
    /// When.
    pub received_at: Timestamp,
    /// What the manifest says of each paper in it; empty without one.
    pub claims: Vec<Claim>,
    /// Why it cannot be taken, when that was clear as it came in (a wrong line of the manifest): it ends as refused.
    pub refusal: Option<Reason>,
    /// False for `--no-ocr`: bytes and claims only, no pixel is looked at.
    pub read: bool,
    /// How a person cut it: the pages of each paper, in the order of `claims`. `None` where sheets and blanks decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<Vec<Vec<u32>>>,
    /// What the original was made of, when a page of it was scanned again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rescan: Option<Rescan>,
}

/// A page that was scanned again: what came of it is an original of its own, and the two that it was made of stay beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rescan {
    /// The original in which the bad page lies.
    pub of: StoredFile,
    /// Which page of it that is.
    pub page: u32,
    /// The file with the page that came in its place.
    pub with: StoredFile,
}

/// What every page is like is known.
#[derive(Debug, Clone, PartialEq)]
pub struct PagedScan {
    /// As before.
    pub received: ReceivedScan,
    /// Of the file and each page.
    pub facts: DocumentFacts,
}

/// The papers of a scan, and the pages that are in none of them.
#[derive(Debug, Clone, PartialEq)]
pub struct SeparatedScan {
    /// At least one.
    pub papers: Vec<SeparatedPaper>,
    /// Sheets and blank pages; they stay in the original, and a person can put them back.
    pub dropped: Vec<DroppedPage>,
}

/// One paper of a scan: which pages, which claim.
#[derive(Debug, Clone, PartialEq)]
pub struct SeparatedPaper {
    /// As before.
    pub received: ReceivedScan,
    /// Its pages, in order, without separator sheets and blank pages; all of them when all are blank.
    pub pages: Vec<PageFacts>,
    /// The digital signatures of the file.
    pub signatures: Vec<SignatureFacts>,
    /// What is claimed of it, by manifest or sheet.
    pub claim: Claim,
    /// What a person should decide, as far as is known here.
    pub doubts: Vec<HoldReason>,
}

/// The paper's text and fields are known.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadPaper {
    /// As before.
    pub separated: SeparatedPaper,
    /// What was read; all empty for `--no-ocr`.
    pub fields: Fields,
    /// Whom an ID card or a labelled form names.
    pub holder: Option<HolderReading>,
    /// What tells it when it is scanned again.
    pub fingerprint: Fingerprint,
}

/// Whom a paper names: by an ID card's QR code or print, or by a labelled form. A diploma tells a name and a birth date only;
/// who that is, a person says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HolderReading {
    /// The holder's ID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<HolderId>,
    /// The ID before it, which an ID card's QR code tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_id: Option<HolderId>,
    /// The full name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The day of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born_on: Option<Date>,
    /// True when the ID would pass without a person's eye; never without an ID.
    pub sure: bool,
    /// Where the ID is printed, as far as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_at: Option<Place>,
    /// Where the name is printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_at: Option<Place>,
}

/// Where on a paper something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// The page, from 1.
    pub page: u32,
    /// Where on that page.
    #[serde(rename = "box")]
    pub rect: PageRect,
}

impl HolderReading {
    /// The holder, when the paper tells an ID.
    pub fn holder(&self) -> Option<Holder> {
        let id = self.id.clone()?;
        Some(Holder { id, old_id: self.old_id.clone(), name: self.name.clone() })
    }

    /// With what a later page of the paper says of the same person. Whoever is named first is the holder: what is said of
    /// another is left aside, and an ID beside no name is not surely his.
    #[must_use]
    pub fn completed_by(self, later: Self) -> Self {
        let same_name = match (&self.name, &later.name) {
            (Some(one), Some(other)) => level(one) == level(other),
            _ => false,
        };
        if self.id.is_some() || self.name.is_some() && later.name.is_some() && !same_name {
            return self;
        }
        Self {
            name: self.name.or(later.name),
            name_at: self.name_at.or(later.name_at),
            born_on: self.born_on.or(later.born_on),
            sure: later.sure && same_name,
            ..later
        }
    }
}

/// Text and PDF/A are durable beside the original.
#[derive(Debug, Clone, PartialEq)]
pub struct ArchivedPaper {
    /// As before.
    pub read: ReadPaper,
    /// The recognised text: one `PageText` a line, zstd; `None` for `--no-ocr`.
    pub text: Option<StoredFile>,
    /// The PDF/A; `None` for `--no-ocr`.
    pub archival: Option<StoredFile>,
    /// The access copy, when one is to be kept.
    pub access: Option<StoredFile>,
}

/// The end of the path for one paper.
#[derive(Debug, Clone, PartialEq)]
pub enum RegisteredPaper {
    /// It has its code.
    Coded {
        /// The record as the ledger has it.
        record: Box<PaperRecord>,
        /// False when another file brought this very paper before.
        new: bool,
    },
    /// It waits for a person.
    Held {
        /// Where.
        review_id: ReviewId,
        /// What for.
        reasons: Vec<HoldReason>,
        /// Papers that it may be a second scan of.
        similar: Vec<PaperCode>,
        /// False when another file brought this very paper before.
        new: bool,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_page_completes_the_first_named_and_no_other() {
        let read = |id: Option<&str>, name: Option<&str>, sure| HolderReading {
            id: id.map(|id| id.parse().unwrap()),
            name: name.map(str::to_owned),
            sure,
            ..HolderReading::default()
        };
        let id = Some("048192001234");
        for (first, later, wanted) in [
            (read(None, Some("Lê Hòa"), false), read(id, Some("LÊ HOÀ"), true), read(id, Some("Lê Hòa"), true)),
            (read(None, Some("Lê Hòa"), false), read(id, None, true), read(id, Some("Lê Hòa"), false)),
            (read(None, Some("Lê Hòa"), false), read(id, Some("Lê Na"), true), read(None, Some("Lê Hòa"), false)),
            (read(id, None, true), read(Some("048192009999"), Some("Lê Na"), true), read(id, None, true)),
        ] {
            assert_eq!(first.clone().completed_by(later.clone()), wanted, "{first:?} {later:?}");
        }
    }
}
