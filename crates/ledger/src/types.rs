//! What the ledger takes and answers beside the records of `model`.

use jiff::{Timestamp, civil::Date};
use model::{
    BatchOpened, BatchReceipt, DossierNumber, DossierRecord, PaperCode, PaperDraft, PaperRecord, PaperTypeCode,
    ReceivedScan, ReviewId, Sha256Digest, UnitCode,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ActivityQuestion, Measure};

/// Whether this call queued a file's job or an earlier one did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// This one.
    New,
    /// An earlier one.
    Before,
}

/// A job of the queue: one received file on its way through the pipeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// The file.
    pub scan: ReceivedScan,
    /// How often it has been leased, this time included.
    pub attempts: u32,
    /// Why it failed the last time.
    pub last_failure: Option<String>,
}

/// Whether a paper counts from the moment that it has its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approval {
    /// Who accepts it approves it.
    OnAcceptance,
    /// An approver does that later.
    Separate,
}

/// A batch and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchSummary {
    /// Who opened it when and for which unit, and what became of the files that are done with.
    pub receipt: BatchReceipt,
    /// How many files were received in it.
    pub files: u32,
}

/// A paper with its code.
#[derive(Debug, Clone, PartialEq)]
pub struct Registration {
    /// As the ledger has it.
    pub record: PaperRecord,
    /// False when the paper had its code before this call.
    pub new: bool,
}

/// What a held paper is after [`crate::Ledger::hold_paper`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// This call put it there.
    New,
    /// It was waiting before.
    Waiting,
    /// A person has accepted it already.
    Accepted(PaperCode),
    /// A person has rejected it already.
    Rejected,
}

/// What a person decided.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolution {
    /// To be coded as this.
    Accept(Box<PaperDraft>, Approval),
    /// Not to be coded.
    Reject {
        /// Why.
        why: String,
    },
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolved {
    /// It has its code.
    Accepted(Box<Registration>),
    /// It has none.
    Rejected(ReviewId),
}

/// A scan that a person cuts into papers anew.
#[derive(Debug, Clone, PartialEq)]
pub struct CutAnew {
    /// What waited for a person of the papers that are cut anew; none of them waits any longer.
    pub closes: Vec<ReviewId>,
    /// The batch in which the scan comes again.
    pub batch: BatchOpened,
    /// The scan with its cut.
    pub scan: ReceivedScan,
}

/// The objects of a paper that is to be erased, by key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasableObjects {
    /// What it came in; after a page was scanned again, then what that was made of, and so on. Each goes unless another paper
    /// lies in it, and stays when the one before it stays.
    pub originals: Vec<ErasableOriginal>,
    /// Its archival file and text, as far as nothing else names them.
    pub derived: Vec<String>,
}

/// A paper that waits for a person, as far as tells whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingReview {
    /// The paper.
    pub id: ReviewId,
    /// The unit that scanned it.
    pub unit: UnitCode,
    /// Who scanned it.
    pub operator: String,
    /// When.
    pub scanned_at: Timestamp,
}

/// A file in which a paper that is to be erased came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasableOriginal {
    /// Its bytes.
    pub sha256: Sha256Digest,
    /// Its key, and those of the pages that were scanned again for it.
    pub keys: Vec<String>,
}

/// A dossier's use of a paper that was in the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reuse {
    /// The paper.
    pub code: PaperCode,
    /// The dossier.
    pub dossier: DossierNumber,
    /// As which component.
    pub component: PaperTypeCode,
    /// Who took it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Papers in the order of their codes.
#[derive(Debug, Clone, PartialEq)]
pub struct PaperPage {
    /// At most as many as were asked for.
    pub papers: Vec<PaperRecord>,
    /// Where to go on; `None` at the end.
    pub next: Option<PaperCode>,
}

/// A count by unit and paper type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CountRow {
    /// The unit.
    pub unit: UnitCode,
    /// The paper type.
    pub paper_type: PaperTypeCode,
    /// How many.
    pub count: u64,
}

/// A declaration in force.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct InventoryRow {
    /// The unit.
    pub unit: UnitCode,
    /// The paper type.
    pub paper_type: PaperTypeCode,
    /// How many it declares.
    pub count: u64,
    /// As of which day.
    pub as_of: Date,
    /// How many it was known to declare at the end of the day that is asked about: other than `count` when a declaration
    /// for that day or an earlier one was made or put right later.
    pub count_then: u64,
}

/// A change of a count by unit and paper type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChangeRow {
    /// The unit.
    pub unit: UnitCode,
    /// The paper type.
    pub paper_type: PaperTypeCode,
    /// By how much.
    pub change: i64,
}

/// What came of recording a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It was not known.
    New,
    /// It was known otherwise.
    Changed,
    /// It was known as this; nothing was written.
    Same,
}

/// Which dossiers are asked for: those that count in a number of [`Activity`](crate::Activity).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossiersQuestion {
    /// The period and the day as of which.
    pub activity: ActivityQuestion,
    /// The units whose dossiers; all when it is empty.
    pub units: Vec<UnitCode>,
    /// Those that count here.
    pub with: Measure,
    /// And not here.
    pub without: Option<Measure>,
}

/// Dossiers in the order of their numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct DossierPage {
    /// At most as many as were asked for.
    pub dossiers: Vec<DossierRecord>,
    /// Where to go on; `None` at the end.
    pub next: Option<DossierNumber>,
}

/// Which papers are asked for: results in force on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForceQuestion {
    /// The day.
    pub on: Date,
    /// The units that digitised them; all when it is empty.
    pub units: Vec<UnitCode>,
    /// Of one type.
    pub paper_type: Option<PaperTypeCode>,
}

/// How much there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Papers with a code.
    pub papers: u64,
    /// Papers that wait for a person.
    pub reviews: u64,
    /// Dossiers.
    pub dossiers: u64,
    /// Files received.
    pub scans: u64,
    /// Files refused.
    pub refused: u64,
    /// Papers taken from the store by dossiers.
    pub reuses: u64,
    /// Entries of the log.
    pub entries: u64,
}
