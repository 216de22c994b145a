//! A ledger behind a connection that fails.

use std::{path::Path, sync::Arc};

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};
use ledger::{
    ActivityQuestion, ActivityRow, ApplicantsRow, Approval, BatchSummary, ChangeRow, CountRow, CutAnew, DossierPage,
    DossiersQuestion, ErasableObjects, Held, InForceQuestion, InventoryRow, Job, Kept, KeptKind, Ledger, LedgerError,
    PaperPage, Received, Recorded, Registration, Resolution, Resolved, Reuse, SledLedger, Totals, TraceOf,
    WaitingReview,
};
use model::{
    Account, AccountName, BatchId, BatchOpened, BatchReceipt, CatalogueLine, Context, CredentialChange, Dossier,
    DossierNumber, DossierRecord, Entry, EntryHeader, ErasedPaper, HandOver, HolderId, InventoryLine, ObjectRepair,
    PaperCode, PaperCorrection, PaperDraft, PaperPart, PaperRecord, PaperTypeCode, ReceivedScan, ReviewId, ReviewItem,
    ScanFinished, ScanId, Sha256Digest, StaffLine, StateChange, Ticket,
};

use super::{Fault, Faults};

/// The embedded ledger; calls fail before or after their effect, take long, and lists come short.
#[derive(Debug)]
pub(super) struct FaultyLedger {
    ledger: SledLedger,
    faults: Arc<Faults>,
}

impl FaultyLedger {
    pub(super) fn open(dir: &Path, faults: Arc<Faults>) -> Self {
        Self { ledger: SledLedger::open(dir).unwrap(), faults }
    }
}

fn failed(doing: &'static str) -> LedgerError {
    LedgerError::Engine { doing, source: "the connection was reset".into() }
}

/// Every call of the contract but those that are written out goes through the same faults.
macro_rules! faulty_ledger {
    ($(fn $name:ident($($argument:ident: $kind:ty),*) -> $answer:ty;)*) => {
        #[async_trait]
        impl Ledger for FaultyLedger {
            $(async fn $name(&self, $($argument: $kind),*) -> Result<$answer, LedgerError> {
                self.faults.call(|| failed(stringify!($name)), self.ledger.$name($($argument),*)).await
            })*

            /// A list that ends early for another reason than the log's end.
            async fn entries(&self, after: u64, limit: usize) -> Result<Vec<Entry>, LedgerError> {
                let limit = if self.faults.draw().await == Fault::Torn { limit.div_ceil(2) } else { limit };
                self.faults.call(|| failed("entries"), self.ledger.entries(after, limit)).await
            }

            async fn close(&self) -> Result<(), LedgerError> {
                self.ledger.close().await
            }
        }
    };
}

faulty_ledger! {
    fn open_batch(context: Context, batch: BatchOpened) -> ();
    fn receive_scan(context: Context, scan: ReceivedScan) -> Received;
    fn finish_scan(context: Context, finished: ScanFinished) -> ();
    fn receipt(batch: BatchId) -> Option<BatchReceipt>;
    fn scan(scan: ScanId) -> Option<ReceivedScan>;
    fn scans_of(original: Sha256Digest) -> Vec<(ReceivedScan, Option<ScanFinished>)>;
    fn refused(limit: usize) -> Vec<(ScanFinished, Option<ReceivedScan>)>;
    fn lease_job(now: Timestamp, leased_until: Timestamp) -> Option<Job>;
    fn retry_job(scan: ScanId, due_at: Timestamp, why: String) -> ();
    fn return_job(scan: ScanId, why: String) -> ();
    fn release_leases() -> ();
    fn jobs_queued() -> u64;
    fn register_paper(context: Context, draft: PaperDraft, approval: Approval) -> Registration;
    fn change_state(context: Context, code: PaperCode, change: StateChange) -> PaperRecord;
    fn paper(code: &PaperCode) -> Option<PaperRecord>;
    fn correct_paper(context: Context, code: PaperCode, correction: PaperCorrection, why: String) -> PaperRecord;
    fn papers_of_holder(holder: &HolderId) -> Vec<PaperRecord>;
    fn some_papers_of_holder(holder: &HolderId, paper_type: Option<&PaperTypeCode>, limit: usize) -> Vec<PaperRecord>;
    fn papers_of_dossier(dossier: &DossierNumber) -> Vec<PaperRecord>;
    fn papers(after: Option<PaperCode>, limit: usize) -> PaperPage;
    fn record_opening(context: Context, code: PaperCode, part: PaperPart, refused: Option<String>) -> ();
    fn record_lookup(context: Context, query: String, papers: u32) -> ();
    fn erase_paper(context: Context, code: PaperCode, why: String, objects: ErasableObjects) -> ErasedPaper;
    fn erased(code: &PaperCode) -> Option<(Context, ErasedPaper)>;
    fn hold_paper(context: Context, item: ReviewItem) -> Held;
    fn resolve_review(context: Context, id: ReviewId, resolution: Resolution) -> Resolved;
    fn review(id: &ReviewId) -> Option<ReviewItem>;
    fn review_became(id: &ReviewId) -> Option<PaperCode>;
    fn cut_anew(context: Context, cut: CutAnew) -> ();
    fn reviews(limit: usize) -> Vec<ReviewItem>;
    fn waiting_reviews(limit: usize) -> Vec<WaitingReview>;
    fn batch(batch: BatchId) -> Option<BatchSummary>;
    fn batches(before: Option<BatchId>, limit: usize) -> Vec<BatchSummary>;
    fn awaiting_approval(limit: usize) -> Vec<PaperRecord>;
    fn traces(of: TraceOf, before: Option<u64>, limit: usize) -> Vec<Entry>;
    fn open_dossier(context: Context, dossier: Dossier, owes_result: bool) -> ();
    fn record_dossiers(context: Context, dossiers: Vec<DossierRecord>) -> Vec<Recorded>;
    fn dossier(number: &DossierNumber) -> Option<DossierRecord>;
    fn hand_over_dossier(context: Context, over: HandOver) -> ();
    fn hand_overs(number: &DossierNumber) -> Vec<HandOver>;
    fn dossiers_counted(question: DossiersQuestion, after: Option<DossierNumber>, limit: usize) -> DossierPage;
    fn reuse(context: Context, code: PaperCode, dossier: DossierNumber, component: PaperTypeCode) -> Reuse;
    fn reuses_of(dossier: &DossierNumber) -> Vec<Reuse>;
    fn declare_inventory(context: Context, lines: Vec<InventoryLine>) -> ();
    fn inventory(on: Date) -> Vec<InventoryRow>;
    fn digitised(on: Date) -> Vec<CountRow>;
    fn recount(on: Date) -> Vec<CountRow>;
    fn in_force_recorded_later(on: Date) -> Vec<ChangeRow>;
    fn papers_in_force(question: InForceQuestion, after: Option<PaperCode>, limit: usize) -> PaperPage;
    fn activity(question: ActivityQuestion) -> Vec<ActivityRow>;
    fn recount_activity(question: ActivityQuestion) -> Vec<ActivityRow>;
    fn applicants(from: Date, to: Date) -> Vec<ApplicantsRow>;
    fn recount_applicants(from: Date, to: Date) -> Vec<ApplicantsRow>;
    fn serve_tickets(context: Context, tickets: Vec<Ticket>) -> ();
    fn declare_staff(context: Context, lines: Vec<StaffLine>) -> ();
    fn staff() -> Vec<StaffLine>;
    fn change_catalogue(context: Context, lines: Vec<CatalogueLine>) -> ();
    fn catalogue_lines() -> Vec<CatalogueLine>;
    fn change_account(context: Context, account: Account) -> bool;
    fn account(name: &AccountName) -> Option<Account>;
    fn accounts() -> Vec<Account>;
    fn record_sign_in(context: Context, refused: Option<String>) -> ();
    fn record_credential_change(context: Context, account: AccountName, change: CredentialChange) -> ();
    fn kept(kind: KeptKind, name: &str, at: Timestamp) -> Option<Kept>;
    fn all_kept(kind: KeptKind, at: Timestamp) -> Vec<(String, Kept)>;
    fn keep(kind: KeptKind, name: String, before: Option<Kept>, after: Option<Kept>, at: Timestamp) -> bool;
    fn sweep_kept(at: Timestamp) -> u64;
    fn totals() -> Totals;
    fn record_repair(context: Context, repair: ObjectRepair) -> ();
    fn mark(name: &str) -> Option<String>;
    fn set_mark(name: &str, value: String) -> ();
    fn head() -> Option<EntryHeader>;
    fn exported() -> u64;
    fn set_exported(sequence: u64) -> ();
    fn replay(entries: Vec<Entry>) -> ();
    fn check_writable() -> ();
    fn check_contents() -> bool;
}
