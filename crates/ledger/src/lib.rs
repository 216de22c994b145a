//! The system of record: one ordered log and the views that follow from it (DESIGN §6).
//!
//! [`Ledger`] is the contract; every implementation passes [`contract`]. [`sled`](SledLedger) is the embedded one.
//! Nothing here knows HTTP or pixels, and nothing but this crate writes records, codes, counters or jobs.
//!
//! Every write is one transaction: it checks, appends its log entries and changes the views that follow from them, or
//! does nothing. When a write returns, it is durable. Views are a function of the log alone (the queue of jobs and what is
//! [`Kept`] are beside it), so that [`Ledger::replay`] makes them again.

mod accounts;
mod activity;
mod applicants;
mod error;
mod types;

mod activity_by;
mod codec;
mod commands;
mod compaction;
mod counter_work;
mod dossier_commands;
mod dossiers;
mod engine_files;
mod erase;
mod in_force;
mod keys;
mod late;
mod log;
mod mark;
mod reads;
mod recount;
mod sled_ledger;
mod store;
mod stretches;
mod tally;
mod traces;
mod upgrade;
mod views;
mod writer;

pub mod contract;

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};
use model::{
    Account, AccountName, BatchId, BatchOpened, BatchReceipt, CatalogueLine, Context, CredentialChange, Dossier,
    DossierNumber, DossierRecord, Entry, EntryHeader, ErasedPaper, HandOver, HolderId, InventoryLine, ObjectRepair,
    PaperCode, PaperCorrection, PaperDraft, PaperPart, PaperRecord, PaperTypeCode, ReceivedScan, ReviewId, ReviewItem,
    ScanFinished, ScanId, Sha256Digest, StaffLine, StateChange, Ticket,
};

pub use accounts::{Kept, KeptKind};
pub use activity::{Activity, ActivityQuestion, ActivityRow, ApplicantsRow, Measure};
pub use error::LedgerError;
pub use sled_ledger::SledLedger;
pub use traces::TraceOf;
pub use types::{
    Approval, BatchSummary, ChangeRow, CountRow, CutAnew, DossierPage, DossiersQuestion, ErasableObjects,
    ErasableOriginal, Held, InForceQuestion, InventoryRow, Job, PaperPage, Received, Recorded, Registration,
    Resolution, Resolved, Reuse, Totals, WaitingReview,
};

/// The system of record.
///
/// Written with PostgreSQL in mind: each method says what is atomic, what a second call does, and what it would be in SQL.
/// Sequence numbers of the log are dense from 1. All methods may be called from many tasks at once.
#[async_trait]
pub trait Ledger: Send + Sync {
    // ---- intake -----------------------------------------------------------------------------------------------

    /// Opens a batch. Entry: `BatchOpened`. A second call with the same batch changes nothing and succeeds.
    ///
    /// SQL: `INSERT INTO batch … ON CONFLICT (batch) DO NOTHING`, entry when a row was inserted.
    async fn open_batch(&self, context: Context, batch: BatchOpened) -> Result<(), LedgerError>;

    /// Records a file whose bytes are durable and queues its job: both or neither. Entry: `ScanReceived`.
    /// A second call with the same scan ID changes nothing and answers as the first.
    ///
    /// SQL: `WITH s AS (INSERT INTO scan … ON CONFLICT (scan) DO NOTHING RETURNING scan) INSERT INTO job SELECT scan FROM s`.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] for a batch that was never opened.
    async fn receive_scan(&self, context: Context, scan: ReceivedScan) -> Result<Received, LedgerError>;

    /// Records what became of a file and takes its job off the queue: both or neither. Entry: `ScanFinished`.
    /// Also for a file of which no byte could be read, which was never received. A second call for a finished scan
    /// changes nothing.
    ///
    /// SQL: `UPDATE scan SET outcome = … WHERE scan = $1 AND outcome IS NULL; DELETE FROM job WHERE scan = $1`.
    async fn finish_scan(&self, context: Context, finished: ScanFinished) -> Result<(), LedgerError>;

    /// The receipt of a batch; files that are not done with yet are missing from it. `None` for an unknown batch.
    ///
    /// SQL: `SELECT … FROM scan WHERE batch = $1 ORDER BY position`.
    async fn receipt(&self, batch: BatchId) -> Result<Option<BatchReceipt>, LedgerError>;

    /// A batch and how far it is; `None` when there is none of that ID.
    ///
    /// SQL: as [`Ledger::batches`], `WHERE batch = $1`.
    async fn batch(&self, batch: BatchId) -> Result<Option<BatchSummary>, LedgerError>;

    /// Batches that were opened before `before`, the newest first, at most `limit`.
    ///
    /// SQL: `SELECT … FROM batch WHERE batch < $1 ORDER BY batch DESC LIMIT $2`, with counts of its scans.
    async fn batches(&self, before: Option<BatchId>, limit: usize) -> Result<Vec<BatchSummary>, LedgerError>;

    /// One received file; `None` when there is none of that ID.
    ///
    /// SQL: `SELECT … FROM scan WHERE scan = $1`.
    async fn scan(&self, scan: ScanId) -> Result<Option<ReceivedScan>, LedgerError>;

    /// Every file that was received with these bytes, with what became of it if it is done with, oldest first.
    ///
    /// SQL: `SELECT … FROM scan WHERE sha256 = $1 ORDER BY received_at, scan`.
    async fn scans_of(&self, original: Sha256Digest) -> Result<Vec<(ReceivedScan, Option<ScanFinished>)>, LedgerError>;

    /// The files that were refused, newest first: the quarantine.
    ///
    /// SQL: `SELECT … FROM scan WHERE outcome = 'refused' ORDER BY finished DESC LIMIT $1`.
    async fn refused(&self, limit: usize) -> Result<Vec<(ScanFinished, Option<ReceivedScan>)>, LedgerError>;

    // ---- the queue of jobs (beside the log) -------------------------------------------------------------------------

    /// Leases the oldest job that is due at `now` and not leased until later, and counts the attempt. Never gives one job
    /// to two callers within a lease. `None` when nothing is due.
    ///
    /// SQL: `UPDATE job SET leased_until = $2, attempts = attempts + 1 WHERE scan = (SELECT … FOR UPDATE SKIP LOCKED LIMIT 1) RETURNING *`.
    async fn lease_job(&self, now: Timestamp, leased_until: Timestamp) -> Result<Option<Job>, LedgerError>;

    /// Puts a leased job back, due at `due_at`, with the reason of its failure. Nothing happens when the job is gone.
    /// A pause is ten minutes at most: a job that seems to be due later is due at once, for the clock was set back.
    ///
    /// SQL: `UPDATE job SET leased_until = NULL, due_at = $2, last_failure = $3 WHERE scan = $1`.
    async fn retry_job(&self, scan: ScanId, due_at: Timestamp, why: String) -> Result<(), LedgerError>;

    /// Puts a leased job back as it was before it was leased, with the reason: the attempt failed for lack of something that
    /// has nothing to do with the file, and does not count. Nothing happens when the job is gone.
    ///
    /// SQL: `UPDATE job SET leased_until = NULL, attempts = attempts - 1, last_failure = $2 WHERE scan = $1`.
    async fn return_job(&self, scan: ScanId, why: String) -> Result<(), LedgerError>;

    /// Ends every lease: called once at start by the one process that owns an embedded ledger, whose workers are gone.
    ///
    /// SQL: nothing; leases of dead workers run out.
    async fn release_leases(&self) -> Result<(), LedgerError>;

    /// How many jobs are queued, leased ones included.
    ///
    /// SQL: `SELECT count(*) FROM job`.
    async fn jobs_queued(&self) -> Result<u64, LedgerError>;

    // ---- papers ---------------------------------------------------------------------------------------------

    /// Gives a paper its code: the next serial of its prefix, without gap or repeat whoever asks at the same moment;
    /// record, identity, counters and entry (`PaperRegistered`) in one transaction. A second call with a draft of the same
    /// [`PaperDraft::identity`] gives no new serial and answers with the paper already there. Opens the draft's dossier
    /// nowhere: that is [`Ledger::open_dossier`]. Papers in whose place it comes end in the same transaction
    /// (`PaperStateChanged`): approved ones are superseded, those that await approval rejected.
    ///
    /// SQL: `INSERT INTO serial … ON CONFLICT (prefix) DO UPDATE SET last = last + 1 RETURNING last`, then
    /// `INSERT INTO paper …` with `UNIQUE (identity)` and `UNIQUE (code)`, in one transaction.
    async fn register_paper(
        &self,
        context: Context,
        draft: PaperDraft,
        approval: Approval,
    ) -> Result<Registration, LedgerError>;

    /// Changes a paper's state and the counters with it. Entry: `PaperStateChanged`. A change that has been made already
    /// fails, as any other that the state does not allow.
    ///
    /// SQL: `SELECT … FOR UPDATE`, check, `UPDATE paper SET state = …`, counters by upsert.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`], [`LedgerError::StateChange`].
    async fn change_state(
        &self,
        context: Context,
        code: PaperCode,
        change: StateChange,
    ) -> Result<PaperRecord, LedgerError>;

    /// Puts right what a paper's record says, and the counters with it. Entry: `PaperCorrected`. What is so already changes
    /// nothing.
    ///
    /// SQL: `UPDATE paper SET …`, counters by upsert.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`].
    async fn correct_paper(
        &self,
        context: Context,
        code: PaperCode,
        correction: PaperCorrection,
        why: String,
    ) -> Result<PaperRecord, LedgerError>;

    /// One paper; `None` when no paper has that code.
    ///
    /// SQL: `SELECT … FROM paper WHERE code = $1`.
    async fn paper(&self, code: &PaperCode) -> Result<Option<PaperRecord>, LedgerError>;

    /// Every paper of a holder, by its ID or by the old ID that a record names beside it, by code.
    ///
    /// SQL: `SELECT … FROM paper WHERE holder = $1 OR holder_old = $1 ORDER BY code`.
    async fn papers_of_holder(&self, holder: &HolderId) -> Result<Vec<PaperRecord>, LedgerError>;

    /// Papers of a holder, of one type where that is asked for, by code: at most `limit`. An organisation may hold very many.
    ///
    /// SQL: `SELECT … FROM paper WHERE holder = $1 AND ($2 IS NULL OR type = $2) ORDER BY code LIMIT $3`.
    async fn some_papers_of_holder(
        &self,
        holder: &HolderId,
        paper_type: Option<&PaperTypeCode>,
        limit: usize,
    ) -> Result<Vec<PaperRecord>, LedgerError>;

    /// Every paper that came with a dossier, by code.
    ///
    /// SQL: `SELECT … FROM paper WHERE dossier = $1 ORDER BY code`.
    async fn papers_of_dossier(&self, dossier: &DossierNumber) -> Result<Vec<PaperRecord>, LedgerError>;

    /// All papers by code, a page at a time: at most `limit` after `after`.
    ///
    /// SQL: `SELECT … FROM paper WHERE code > $1 ORDER BY code LIMIT $2`.
    async fn papers(&self, after: Option<PaperCode>, limit: usize) -> Result<PaperPage, LedgerError>;

    /// Papers that wait for approval, the oldest first, at most `limit`.
    ///
    /// SQL: `SELECT … FROM paper WHERE state = 'awaiting_approval' ORDER BY registered LIMIT $1`.
    async fn awaiting_approval(&self, limit: usize) -> Result<Vec<PaperRecord>, LedgerError>;

    /// Records that somebody opened a part of a paper, or was refused. Entry: `PaperOpened`. Every call is an entry.
    ///
    /// SQL: the entry alone.
    async fn record_opening(
        &self,
        context: Context,
        code: PaperCode,
        part: PaperPart,
        refused: Option<String>,
    ) -> Result<(), LedgerError>;

    /// Records that somebody looked up a holder. Entry: `HolderLookedUp`. Every call is an entry.
    ///
    /// SQL: the entry alone.
    async fn record_lookup(&self, context: Context, query: String, papers: u32) -> Result<(), LedgerError>;

    /// Erases a paper: its record, and the bodies of the entries that told of its holder, are gone; code and headers stay, and
    /// an entry (`PaperErased`) says why. `objects` are the keys of its files; of the original's the ledger decides whether
    /// another paper lies in it. All of it is one transaction; the objects are the caller's to
    /// delete. A second call changes nothing and answers as the first.
    ///
    /// SQL: `DELETE FROM paper …; UPDATE entry SET body = NULL WHERE sequence = ANY($1)`.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`].
    async fn erase_paper(
        &self,
        context: Context,
        code: PaperCode,
        why: String,
        objects: ErasableObjects,
    ) -> Result<ErasedPaper, LedgerError>;

    /// The erasure of a paper, with who did it when; `None` for a paper that was not erased.
    ///
    /// SQL: `SELECT … FROM erased WHERE code = $1`.
    async fn erased(&self, code: &PaperCode) -> Result<Option<(Context, ErasedPaper)>, LedgerError>;

    // ---- review -----------------------------------------------------------------------------------------------

    /// Keeps a paper for a person. Entry: `PaperHeld`. A second call with the same ID changes nothing and says what it is
    /// by now: still waiting, or resolved.
    ///
    /// SQL: `INSERT INTO review … ON CONFLICT (id) DO NOTHING`.
    async fn hold_paper(&self, context: Context, item: ReviewItem) -> Result<Held, LedgerError>;

    /// Ends a review. Accepting registers the paper as [`Ledger::register_paper`] does, in the same transaction.
    /// Entries: `PaperRegistered` (when new) and `ReviewResolved`.
    ///
    /// SQL: `UPDATE review SET resolved = … WHERE id = $1 AND resolved IS NULL` and the insert of the paper.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`]; [`LedgerError::AlreadyResolved`] for a second call.
    async fn resolve_review(
        &self,
        context: Context,
        id: ReviewId,
        resolution: Resolution,
    ) -> Result<Resolved, LedgerError>;

    /// One held paper, while it waits; `None` once resolved or unknown.
    ///
    /// SQL: `SELECT … FROM review WHERE id = $1 AND resolved IS NULL`.
    async fn review(&self, id: &ReviewId) -> Result<Option<ReviewItem>, LedgerError>;

    /// The paper that a held one became; `None` while it waits, and when it became none.
    ///
    /// SQL: `SELECT code FROM review WHERE id = $1`.
    async fn review_became(&self, id: &ReviewId) -> Result<Option<PaperCode>, LedgerError>;

    /// What waits, oldest first, at most `limit`.
    ///
    /// SQL: `SELECT … FROM review WHERE resolved IS NULL ORDER BY held LIMIT $1`.
    async fn reviews(&self, limit: usize) -> Result<Vec<ReviewItem>, LedgerError>;

    /// The same, without what was read of it: many times as fast.
    ///
    /// SQL: `SELECT id, unit, operator, scanned_at FROM review WHERE resolved IS NULL ORDER BY held LIMIT $1`.
    async fn waiting_reviews(&self, limit: usize) -> Result<Vec<WaitingReview>, LedgerError>;

    /// Cuts a scan anew: what waited of it waits no longer, and the scan with its cut is received in a batch of its own, all
    /// or nothing. Entries: `ReviewResolved` each, `BatchOpened`, `ScanReceived`. A second call with the same batch changes
    /// nothing. Papers in whose place others come ([`Claim::instead_of`](model::Claim)) stay until those have their codes.
    ///
    /// SQL: `UPDATE review SET resolved = …, cut_anew WHERE id = ANY($1) AND resolved IS NULL`, then the inserts of
    /// [`Ledger::open_batch`] and [`Ledger::receive_scan`].
    ///
    /// # Errors
    /// [`LedgerError::NotFound`], [`LedgerError::AlreadyResolved`] for an item that waits no longer.
    async fn cut_anew(&self, context: Context, cut: CutAnew) -> Result<(), LedgerError>;

    // ---- dossiers -----------------------------------------------------------------------------------------------

    /// Records a dossier of which a counter knows no more than that it was received. Entry: `DossierRecorded`. A second call
    /// with the same procedure and holder changes nothing, also when more is known of it by now.
    ///
    /// SQL: `INSERT INTO dossier … ON CONFLICT (number) DO NOTHING`, then compare.
    ///
    /// # Errors
    /// [`LedgerError::Conflict`] when the number is another dossier's (other procedure or holder).
    async fn open_dossier(&self, context: Context, dossier: Dossier, owes_result: bool) -> Result<(), LedgerError>;

    /// Records dossiers as they are told of: all or none. Entry: `DossierRecorded`, one for each that is new or otherwise than
    /// it was known. Answers in their order.
    ///
    /// SQL: `INSERT INTO dossier … ON CONFLICT (number) DO UPDATE SET … WHERE dossier IS DISTINCT FROM excluded`.
    async fn record_dossiers(
        &self,
        context: Context,
        dossiers: Vec<DossierRecord>,
    ) -> Result<Vec<Recorded>, LedgerError>;

    /// One dossier as it was last recorded; `None` when there is none of that number.
    ///
    /// SQL: `SELECT … FROM dossier WHERE number = $1`.
    async fn dossier(&self, number: &DossierNumber) -> Result<Option<DossierRecord>, LedgerError>;

    /// Gives a dossier from one unit to another. Entry: `DossierHandedOver`. The last one a second time changes nothing. Its
    /// figures stay with the unit of its record.
    ///
    /// SQL: `INSERT INTO hand_over …; UPDATE dossier SET in_hand = $3 WHERE number = $1 AND in_hand = $2`.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] for the dossier or a paper; [`LedgerError::Conflict`] when another unit has it in hand.
    async fn hand_over_dossier(&self, context: Context, over: HandOver) -> Result<(), LedgerError>;

    /// The hand-overs of a dossier, in order.
    ///
    /// SQL: `SELECT … FROM hand_over WHERE number = $1 ORDER BY entry`.
    async fn hand_overs(&self, number: &DossierNumber) -> Result<Vec<HandOver>, LedgerError>;

    /// The dossiers that count in a number of [`Activity`], by number, at most `limit` after `after`: reads them all.
    ///
    /// SQL: `SELECT … FROM dossier WHERE … AND number > $1 ORDER BY number LIMIT $2`.
    async fn dossiers_counted(
        &self,
        question: DossiersQuestion,
        after: Option<DossierNumber>,
        limit: usize,
    ) -> Result<DossierPage, LedgerError>;

    /// Lets a dossier take a paper as a component. Entry: `PaperReused`. A second call with the same three changes nothing.
    /// The dossier need not have been opened here: its number is the one-stop system's.
    /// Whether the paper may be reused is judged inside the transaction, on the local day of `context.at`.
    ///
    /// SQL: `INSERT INTO reuse … ON CONFLICT (dossier, component, code) DO NOTHING` after `SELECT … FROM paper FOR SHARE`.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] for the paper, [`LedgerError::NotReusable`] with the reason.
    async fn reuse(
        &self,
        context: Context,
        code: PaperCode,
        dossier: DossierNumber,
        component: PaperTypeCode,
    ) -> Result<Reuse, LedgerError>;

    /// What a dossier has taken from the store.
    ///
    /// SQL: `SELECT … FROM reuse WHERE dossier = $1 ORDER BY component, code`.
    async fn reuses_of(&self, dossier: &DossierNumber) -> Result<Vec<Reuse>, LedgerError>;

    // ---- coverage -----------------------------------------------------------------------------------------------

    /// Records declared inventories. Entry: `InventoryDeclared`, one for all the lines. A line for the same unit, type and
    /// day takes the place of the earlier one.
    ///
    /// SQL: `INSERT INTO inventory (unit, type, as_of, recorded, count) …`; the last one recorded counts.
    async fn declare_inventory(&self, context: Context, lines: Vec<InventoryLine>) -> Result<(), LedgerError>;

    /// The declaration in force on a day: of each unit and type, the newest that is not later. By unit and type.
    ///
    /// SQL: `SELECT DISTINCT ON (unit, type) … WHERE as_of <= $1 ORDER BY unit, type, as_of DESC`.
    async fn inventory(&self, on: Date) -> Result<Vec<InventoryRow>, LedgerError>;

    /// Results that are digitised, approved and still valid on a day, from the counters, by unit and type. A paper counts
    /// from the local day of its approval to its last valid day, or to the day before it was revoked or superseded.
    ///
    /// SQL: `SELECT unit, type, sum(change) FROM counter WHERE day <= $1 GROUP BY unit, type`.
    async fn digitised(&self, on: Date) -> Result<Vec<CountRow>, LedgerError>;

    /// The same counted from every paper: must equal [`Ledger::digitised`] (DESIGN §1.10).
    ///
    /// SQL: `SELECT … FROM paper GROUP BY unit, type`.
    async fn recount(&self, on: Date) -> Result<Vec<CountRow>, LedgerError>;

    /// By how much corrections that were recorded after a day have changed [`Ledger::digitised`] of that day.
    ///
    /// SQL: `SELECT unit, type, sum(change) FROM correction WHERE recorded > $1 GROUP BY unit, type`.
    async fn in_force_recorded_later(&self, on: Date) -> Result<Vec<ChangeRow>, LedgerError>;

    /// The papers behind [`Ledger::digitised`], by code, at most `limit` after `after`: reads them all.
    ///
    /// SQL: `SELECT … FROM paper WHERE … AND code > $1 ORDER BY code LIMIT $2`.
    async fn papers_in_force(
        &self,
        question: InForceQuestion,
        after: Option<PaperCode>,
        limit: usize,
    ) -> Result<PaperPage, LedgerError>;

    /// What happened at counters in a period, by unit, from the counters (DOMAIN §5.2 to 5.8). For a procedure, they know
    /// whole months as of today; any other period of one is counted from the dossiers, and `recorded_later` is not told then.
    ///
    /// SQL: `SELECT unit, sum(…) FROM activity WHERE day BETWEEN $1 AND $2 AND effective <= $3 GROUP BY unit`.
    async fn activity(&self, question: ActivityQuestion) -> Result<Vec<ActivityRow>, LedgerError>;

    /// The same counted from every dossier, paper and visit, without `recorded_later`.
    ///
    /// SQL: `SELECT … FROM dossier GROUP BY unit`.
    async fn recount_activity(&self, question: ActivityQuestion) -> Result<Vec<ActivityRow>, LedgerError>;

    /// The applicants of a period, by unit and of all units together, from the counters when it is of whole months (the
    /// last of which may be under way), otherwise from every dossier. All units together come first.
    ///
    /// SQL: `SELECT unit, count(DISTINCT holder) FROM dossier WHERE received BETWEEN $1 AND $2 GROUP BY ROLLUP (unit)`.
    async fn applicants(&self, from: Date, to: Date) -> Result<Vec<ApplicantsRow>, LedgerError>;

    /// The same counted from every dossier.
    ///
    /// SQL: the same.
    async fn recount_applicants(&self, from: Date, to: Date) -> Result<Vec<ApplicantsRow>, LedgerError>;

    /// Records visits. Entry: `TicketsServed`, one for all that are new. A later one of the same unit, day and ticket takes
    /// the place of the earlier.
    ///
    /// SQL: `INSERT INTO ticket … ON CONFLICT (unit, day, ticket) DO UPDATE SET …`.
    async fn serve_tickets(&self, context: Context, tickets: Vec<Ticket>) -> Result<(), LedgerError>;

    /// Records who works at counters. Entry: `StaffDeclared`. A later line of the same unit and first day takes the place of
    /// the earlier.
    ///
    /// SQL: `INSERT INTO staff … ON CONFLICT (unit, first) DO UPDATE SET …`.
    async fn declare_staff(&self, context: Context, lines: Vec<StaffLine>) -> Result<(), LedgerError>;

    /// Who works at counters, by unit and first day.
    ///
    /// SQL: `SELECT … FROM staff ORDER BY unit, first`.
    async fn staff(&self) -> Result<Vec<StaffLine>, LedgerError>;

    /// Records what the catalogue says from some days on. Entry: `CatalogueChanged`. Whether it fits together is the caller's
    /// to check.
    ///
    /// SQL: the entry alone.
    async fn change_catalogue(&self, context: Context, lines: Vec<CatalogueLine>) -> Result<(), LedgerError>;

    /// Everything that was so recorded, in order.
    ///
    /// SQL: `SELECT … FROM entry WHERE kind = 'catalogue_changed' ORDER BY sequence`.
    async fn catalogue_lines(&self) -> Result<Vec<CatalogueLine>, LedgerError>;

    /// How much there is of everything.
    ///
    /// SQL: `SELECT count(*)` of each table, or the counters.
    async fn totals(&self) -> Result<Totals, LedgerError>;

    // ---- accounts -----------------------------------------------------------------------------------------------

    /// Makes or changes an account. Entry: `AccountChanged`; false, and none, when it is so already.
    ///
    /// SQL: `INSERT INTO account … ON CONFLICT (account) DO UPDATE SET …`.
    async fn change_account(&self, context: Context, account: Account) -> Result<bool, LedgerError>;

    /// An account as it is now.
    ///
    /// SQL: `SELECT … FROM account WHERE account = $1`.
    async fn account(&self, name: &AccountName) -> Result<Option<Account>, LedgerError>;

    /// All accounts, by name.
    ///
    /// SQL: `SELECT … FROM account ORDER BY account`.
    async fn accounts(&self) -> Result<Vec<Account>, LedgerError>;

    /// Records that the context's actor signed in, or was refused. Entry: `SignedIn`. Every call is an entry.
    ///
    /// SQL: the entry alone.
    async fn record_sign_in(&self, context: Context, refused: Option<String>) -> Result<(), LedgerError>;

    /// Records that an account proves otherwise who it is. Entry: `CredentialChanged`. Every call is an entry.
    ///
    /// SQL: the entry alone.
    async fn record_credential_change(
        &self,
        context: Context,
        account: AccountName,
        change: CredentialChange,
    ) -> Result<(), LedgerError>;

    /// What is kept beside the log under a name; `None` when its time is over at `at`. Neither exported nor rebuilt.
    ///
    /// SQL: `SELECT … FROM kept WHERE kind = $1 AND name = $2 AND (until IS NULL OR until > $3)`.
    async fn kept(&self, kind: KeptKind, name: &str, at: Timestamp) -> Result<Option<Kept>, LedgerError>;

    /// All that is kept of a kind, by name.
    ///
    /// SQL: the same without the name.
    async fn all_kept(&self, kind: KeptKind, at: Timestamp) -> Result<Vec<(String, Kept)>, LedgerError>;

    /// Keeps something in the place of `before`, or nothing any more. False, and nothing done, when something else is there.
    ///
    /// SQL: `INSERT … ON CONFLICT DO NOTHING`, `UPDATE … WHERE value = $1`, `DELETE … WHERE value = $1`.
    async fn keep(
        &self,
        kind: KeptKind,
        name: String,
        before: Option<Kept>,
        after: Option<Kept>,
        at: Timestamp,
    ) -> Result<bool, LedgerError>;

    /// Takes away what is over at `at`; answers how much that was.
    ///
    /// SQL: `DELETE FROM kept WHERE until <= $1`.
    async fn sweep_kept(&self, at: Timestamp) -> Result<u64, LedgerError>;

    // ---- the log ------------------------------------------------------------------------------------------------

    /// Records that a copy of an object was mended. Entry: `ObjectRepaired`. Every call is an entry.
    ///
    /// SQL: the entry alone.
    async fn record_repair(&self, context: Context, repair: ObjectRepair) -> Result<(), LedgerError>;

    /// A mark: how far a work of maintenance has come, under the work's name. Beside the log, as the queue is.
    ///
    /// SQL: `SELECT value FROM mark WHERE name = $1`.
    async fn mark(&self, name: &str) -> Result<Option<String>, LedgerError>;

    /// Sets a mark; the last call counts.
    ///
    /// SQL: `INSERT INTO mark … ON CONFLICT (name) DO UPDATE SET value = excluded.value`.
    async fn set_mark(&self, name: &str, value: String) -> Result<(), LedgerError>;

    /// Entries after `after`, in order, at most `limit`.
    ///
    /// SQL: `SELECT … FROM entry WHERE sequence > $1 ORDER BY sequence LIMIT $2` (sealed entries only).
    async fn entries(&self, after: u64, limit: usize) -> Result<Vec<Entry>, LedgerError>;

    /// Entries about a paper, a holder or a person, the newest first: those before the sequence `before`, at most `limit`.
    ///
    /// SQL: `SELECT … FROM entry JOIN trace … WHERE trace.of = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3`.
    async fn traces(&self, of: TraceOf, before: Option<u64>, limit: usize) -> Result<Vec<Entry>, LedgerError>;

    /// The header of the last entry; `None` in an empty ledger.
    ///
    /// SQL: `SELECT … FROM entry ORDER BY sequence DESC LIMIT 1`.
    async fn head(&self) -> Result<Option<EntryHeader>, LedgerError>;

    /// The sequence up to which the log has been exported to the object store; 0 at first.
    ///
    /// SQL: `SELECT exported FROM ledger`.
    async fn exported(&self) -> Result<u64, LedgerError>;

    /// Notes that the log is exported up to `sequence`. Never goes back: a smaller number changes nothing.
    ///
    /// SQL: `UPDATE ledger SET exported = greatest(exported, $1)`.
    async fn set_exported(&self, sequence: u64) -> Result<(), LedgerError>;

    /// Appends entries of an exported log as they are and changes the views that follow from them: how a ledger is rebuilt.
    /// Each must follow the head (sequence, chain and body are verified). Entries that are there already and equal are
    /// passed over, so that an interrupted rebuild goes on. Jobs of scans that no `ScanFinished` ends are queued again.
    ///
    /// Nothing of the call is kept when its entries do not follow from one another; when it ends early for another reason,
    /// some of its first ones may be.
    ///
    /// SQL: the same inserts in one transaction a segment.
    ///
    /// # Errors
    /// [`LedgerError::Chain`] names the entry that does not follow.
    async fn replay(&self, entries: Vec<Entry>) -> Result<(), LedgerError>;

    /// Fails when nothing can be written any more, with the reason.
    ///
    /// SQL: `SELECT NOT pg_is_in_recovery()`.
    async fn check_writable(&self) -> Result<(), LedgerError>;

    /// Reads everything that is stored and compares it with what was written. False when somebody wrote meanwhile, which
    /// leaves it unsaid.
    ///
    /// SQL: nothing; the server checks its pages.
    ///
    /// # Errors
    /// [`LedgerError::Damaged`].
    async fn check_contents(&self) -> Result<bool, LedgerError>;

    /// Finishes what is under way, makes it durable and lets go of the files. Later calls fail.
    async fn close(&self) -> Result<(), LedgerError>;
}
