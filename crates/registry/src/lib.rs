//! What people do: hand in scans, look up, go through a checklist, reuse, review, approve, declare, check and rebuild.
//! Functions over the four stores; knows no HTTP and no screen.
//!
//! The API and the command line both call this, and nothing else calls it: there is no third way in. Scans are handed in
//! here and worked on by the runner in `pipeline/`, which takes them from the ledger's queue.

mod actor;
mod error;

mod receipt;
mod receive;
mod sealing;

mod checklist;
mod copy;
mod lookup;
mod open;
mod reuse;

mod catalogue_changes;
mod counter_files;
mod dossiers;
mod figures;
mod lines;
mod monthly_report;

mod draft;
mod in_hand;
mod review;
mod similar;
mod state;

mod cover;
mod cut;

mod audit;
mod backup;
mod check;
mod deep_check;
mod erase;
mod lag;
mod log_segment;
mod rebuild;
mod sheets;
mod traces;

use std::sync::Arc;

use catalogue::Catalogue;
use ledger::{Approval, Ledger};
use objects::ObjectStore;
use search::Index;

pub use actor::Actor;
pub use audit::{AuditFinding, AuditReport, AuditVerification};
pub use backup::{BackupReport, copy_store};
pub use check::{CheckReport, Disagreement};
pub use checklist::{Checklist, ChecklistItem, ChecklistStatus};
pub use copy::{OpenedCopy, verify_copy};
pub use cut::{BadPage, CutChange, CutPaper, OpenedPage, PaperId, ScanCut};
pub use deep_check::{DeepCheck, DeepCheckPace};
pub use dossiers::{DossierFile, DossierStep};
pub use draft::{Basis, Composed, Missing, compose, paper_type_of};
pub use error::RegistryError;
pub use figures::{Days, FiguresQuestion, Side};
pub use lag::ExportLag;
pub use lines::{FileReport, Taking, TextFile};
pub use log_segment::{SegmentError, decode_segment, encode_segment};
pub use lookup::{FoundPaper, LookupAnswer};
pub use monthly_report::MonthlyReport;
pub use open::{OpenedFile, plain_text};
pub use rebuild::RebuildReport;
pub use receipt::verify_receipt;
pub use receive::{Incoming, display_name};
pub use review::Corrections;
pub use sealing::{SealError, SealingKey, SealingKeyError, verify_seal};
pub use sheets::separator_sheets;
pub use similar::{Suspect, similar_papers};
pub use traces::{TraceLine, TraceQuestion, Traces};

/// The four stores and what the catalogue says, and all that people do with them.
#[derive(Clone)]
pub struct Registry {
    /// Units, procedures, paper types, plans.
    pub catalogue: Arc<Catalogue>,
    /// Originals and what was made of them.
    pub objects: Arc<dyn ObjectStore>,
    /// Each copy of them by itself: one store, or a main one and its replica.
    pub copies: Arc<[Arc<dyn ObjectStore>]>,
    /// The system of record.
    pub ledger: Arc<dyn Ledger>,
    /// The index that follows the ledger's log.
    pub index: Arc<Index>,
    /// What receipts and checkpoints are signed with.
    pub sealing_key: Arc<SealingKey>,
    /// Whether who accepts a paper approves it.
    pub approval: Approval,
    /// The short name of the plan that figures are held against unless another is asked for.
    pub plan_in_force: Option<String>,
}
