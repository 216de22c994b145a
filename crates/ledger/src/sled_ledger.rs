//! The embedded ledger: a folder with sled in it, one writer, and reads beside it.

use std::{
    fs::File,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use futures::{StreamExt as _, TryStreamExt as _};
use jiff::{Timestamp, civil::Date};
use model::{
    Account, AccountName, BatchId, BatchOpened, BatchReceipt, CatalogueLine, Context, CredentialChange, Dossier,
    DossierNumber, DossierRecord, Entry, EntryBody, EntryHeader, ErasedPaper, HandOver, HolderId, InventoryLine,
    ObjectRepair, PaperCode, PaperCorrection, PaperDraft, PaperPart, PaperRecord, PaperTypeCode, ReceivedScan,
    ReviewId, ReviewItem, ScanFinished, ScanId, Sha256Digest, StaffLine, StateChange, Ticket,
};
use sled::Tree;

use crate::{
    ActivityQuestion, ActivityRow, ApplicantsRow, Approval, BatchSummary, ChangeRow, CountRow, CutAnew, DossierPage,
    DossiersQuestion, ErasableObjects, Held, InForceQuestion, InventoryRow, Job, Kept, KeptKind, Ledger, LedgerError,
    PaperPage, Received, Recorded, Registration, Resolution, Resolved, Reuse, Totals, TraceOf, WaitingReview,
    accounts::{self, Keeping},
    applicants, commands, compaction, counter_work,
    dossier_commands::{self, SealedDossier},
    engine_files, erase, in_force, keys, log,
    mark::{Mark, MarkFile, Noted},
    reads, recount,
    store::{Layers, Read, Transaction, damaged, damaged_engine, engine, guarded},
    tally, traces, upgrade, views,
    writer::{Durable, Files, Writer},
};

/// The form of keys and views that this program writes and reads.
const FORM: u32 = 4;
/// How much of the store sled keeps in memory; the system's own cache holds more.
const CACHE_BYTES: u64 = 256 << 20;
/// sled holds on to memory in proportion to its largest batch: batches of 10,000 entries made it keep four gigabytes after a
/// million, and slow to read; batches of 500 made it keep a tenth of that, at the same speed (measured in November 2026).
const REPLAY_ENTRIES_MAX: usize = 256;
/// Such batches under way: one is written, the next one runs, and the third is made ready in between.
const REPLAYED_TOGETHER: usize = 3;
/// Reading more papers than this would hold up an async thread.
const PAPERS_READ_AT_ONCE: usize = 50;
/// A ledger of no more than this is read whole whenever it is opened, which takes a fifth of a second.
const CHECKED_BYTES_MAX: u64 = 32 << 20;
/// sled never gives space back. Below this nobody minds, and copying would cost more than it gives.
const COMPACTED_FILE_BYTES_MIN: u64 = 64 << 20;
/// A ledger that fills less than this share of its file, in percent, is copied into a new one.
const COMPACTED_SHARE_MAX_PERCENT: u64 = 33;
/// Not again before the file is so many times as large as after the last copy: what is left then is sled's own.
const COMPACTED_GROWTH_MIN: u64 = 2;
/// Damage to what was written in a session as short as this is not looked for by reading all of a large ledger.
const SHORT_SESSION_MAX: Duration = Duration::from_secs(60 * 60);
/// sled's threads let go of its file a moment after its last handle is dropped.
const FILE_LOCK_WAIT: Duration = Duration::from_secs(10);

/// The ledger of one machine, in one folder, open in one process at a time.
#[derive(Debug)]
pub struct SledLedger {
    open: RwLock<Option<Open>>,
    durable: Durable,
}

/// What a ledger holds as long as it is open. Fields are dropped in this order.
#[derive(Debug)]
struct Open {
    writer: Writer,
    tree: Tree,
    db: sled::Db,
    dir: PathBuf,
    since: Instant,
    limits: Limits,
    /// Locked; given free last.
    lock: File,
}

/// From which sizes on things are done. Tests have smaller ones.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    /// See [`CHECKED_BYTES_MAX`].
    pub(crate) checked_bytes_max: u64,
    /// See [`COMPACTED_FILE_BYTES_MIN`]; it is copied in any case when there is none.
    pub(crate) compacted_file_bytes_min: Option<u64>,
    #[cfg(test)]
    pub(crate) watch: Option<crate::writer::Watch>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            checked_bytes_max: CHECKED_BYTES_MAX,
            compacted_file_bytes_min: Some(COMPACTED_FILE_BYTES_MIN),
            #[cfg(test)]
            watch: None,
        }
    }
}

impl SledLedger {
    /// Opens the ledger in `dir`, or begins one.
    ///
    /// Whether everything that was acknowledged is there is checked (see `mark`): always as far as its end; by reading it
    /// whole when it is small, and when it was not closed the last time, or had been open for long.
    ///
    /// # Errors
    /// [`LedgerError::InUse`] when another process (or this one) has it open, [`LedgerError::Newer`] when a newer version
    /// wrote it, [`LedgerError::Damaged`] when it cannot be read or is not all there.
    pub fn open(dir: &Path) -> Result<Self, LedgerError> {
        Self::open_with(dir, Limits::default())
    }

    /// Copies a ledger that nobody has open into a new file: what was removed from it, by an erasure for one, is no longer in
    /// its file either. Takes as long as reading and writing all of it does.
    ///
    /// # Errors
    /// As [`SledLedger::open`]; when there is no space for the copy, the ledger stays as it was.
    pub fn wipe(dir: &Path) -> Result<(), LedgerError> {
        let limits = Limits { compacted_file_bytes_min: None, ..Limits::default() };
        drop(Self::open_with(dir, limits)?);
        Ok(())
    }

    pub(crate) fn open_with(dir: &Path, limits: Limits) -> Result<Self, LedgerError> {
        std::fs::create_dir_all(dir).map_err(file_error("make its folder"))?;
        let lock = lock(dir)?;
        compaction::finish(dir, &mut |_| {})?;
        let (mut mark_file, noted) = MarkFile::open(dir).map_err(file_error("open its mark"))?;
        let mut started = start_engine(dir, noted.as_ref(), &limits)?;
        if is_wasteful(&started, &mark_file, &limits)? {
            started = compact(dir, started, &mut mark_file, &limits)?;
        }
        let Started { db, file, head, mark, snapshot } = started;
        file.sync_data().map_err(file_error("sync its file"))?;
        mark_file.note_and_sync(&mark, snapshot).map_err(file_error("write its mark"))?;
        let tree: Tree = (*db).clone();
        let durable = Durable::starting_at(head);
        let files = Files {
            tree: tree.clone(),
            file,
            mark,
            mark_file,
            #[cfg(test)]
            watch: limits.watch.clone(),
        };
        let writer = Writer::start(files, durable.clone())?;
        upgrade_views(&tree, &writer)?;
        let open = Open { writer, tree, db, dir: dir.to_owned(), since: Instant::now(), limits, lock };
        Ok(Self { open: RwLock::new(Some(open)), durable })
    }

    fn tree(&self) -> Result<Tree, LedgerError> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.as_ref().map(|open| open.tree.clone()).ok_or(LedgerError::Closed)
    }

    async fn write<T: Send + 'static>(
        &self,
        command: impl FnOnce(&mut Transaction<'_>) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        self.write_in_two(1, |_| Ok(()), move |to, ()| command(to)).await
    }

    /// For a command of many entries; see [`Writer::submit`].
    async fn write_in_two<T: Send + 'static, R: Send + 'static>(
        &self,
        weight: usize,
        make_ready: impl FnOnce(Layers<'_>) -> Result<R, LedgerError> + Send + 'static,
        command: impl FnOnce(&mut Transaction<'_>, R) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let answer = match &*self.open.read().unwrap_or_else(PoisonError::into_inner) {
            Some(open) => open.writer.submit(weight, make_ready, command),
            None => return Err(LedgerError::Closed),
        };
        answer.await.unwrap_or_else(|gone| Err(LedgerError::Engine { doing: "run a write", source: Box::new(gone) }))
    }

    /// For reads of many keys, which would hold up an async thread.
    async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Tree) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let tree = self.tree()?;
        let running = tokio::task::spawn_blocking(move || read(&tree));
        running.await.unwrap_or_else(|error| Err(LedgerError::Engine { doing: "run a read", source: Box::new(error) }))
    }

    /// Every key of the views with its content, to compare two ledgers: the log and what is beside it are left out.
    #[cfg(test)]
    pub(crate) fn views(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let pairs = self.tree().unwrap().range::<Vec<u8>, _>(..).map(Result::unwrap);
        let views = pairs.filter(|(key, _)| key[0] != keys::JOBS && !keys::BESIDE_THE_VIEWS.contains(&key[0]));
        views.map(|(key, value)| (key.to_vec(), value.to_vec())).collect()
    }
}

impl Open {
    /// Waits for the writer, which first ends what is in its queue, and lets go of the files.
    fn close(self) -> Result<(), LedgerError> {
        let Self { writer, tree, db, dir, since, limits, lock } = self;
        let ended = writer.end();
        drop((tree, db));
        let short = since.elapsed() <= SHORT_SESSION_MAX;
        let to_settle = |(mark, _): &(Mark, _)| short && mark.contents.bytes > limits.checked_bytes_max;
        if let Some((mark, mark_file)) = ended.filter(to_settle) {
            settle(&dir, &mark, mark_file)?;
        }
        drop(lock);
        Ok(())
    }
}

/// Has sled take a snapshot, which it does only while it opens: the next opening finds all of its log behind it, and need
/// not read a large ledger whole. After a long session it had better.
fn settle(dir: &Path, mark: &Mark, mut mark_file: MarkFile) -> Result<(), LedgerError> {
    let db = open_engine(dir)?;
    sync_all(dir)?;
    if db.json::<Mark>(keys::MARK)?.as_ref() == Some(mark) {
        let snapshot = engine_files::snapshot_name(dir)?;
        mark_file.note_and_sync(mark, snapshot).map_err(file_error("write its mark"))?;
    }
    Ok(())
}

fn file_error(doing: &'static str) -> impl Fn(std::io::Error) -> LedgerError {
    move |error| LedgerError::Engine { doing, source: Box::new(error) }
}

/// A lock of our own tells that another process is there; sled's own error for that cannot be told from others.
fn lock(dir: &Path) -> Result<File, LedgerError> {
    let lock = File::create(dir.join("lock")).map_err(file_error("make its lock file"))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(std::fs::TryLockError::WouldBlock) => Err(LedgerError::InUse),
        Err(std::fs::TryLockError::Error(error)) => Err(file_error("lock its folder")(error)),
    }
}

/// A snapshot that a crash cut short keeps sled from opening (ENGINES.md).
fn remove_unfinished_snapshots(dir: &Path) -> Result<(), LedgerError> {
    for file in std::fs::read_dir(dir).map_err(file_error("list its folder"))? {
        let file = file.map_err(file_error("list its folder"))?;
        let name = file.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("snap.") && name.ends_with(".generating") {
            std::fs::remove_file(file.path()).map_err(file_error("remove an unfinished snapshot"))?;
        }
    }
    Ok(())
}

/// The engine, open and checked.
struct Started {
    db: sled::Db,
    file: File,
    head: Option<EntryHeader>,
    mark: Mark,
    snapshot: Option<String>,
}

fn start_engine(dir: &Path, noted: Option<&Noted>, limits: &Limits) -> Result<Started, LedgerError> {
    remove_unfinished_snapshots(dir)?;
    engine_files::remove_unfinished_settings(dir)?;
    let snapshot_before = engine_files::snapshot_name(dir)?;
    let db = open_engine(dir)?;
    let file = sync_all(dir)?;
    let snapshot = engine_files::snapshot_name(dir)?;
    if let Some(name) = snapshot.as_ref().filter(|_| snapshot == snapshot_before) {
        engine_files::check_active_segment(&file, name)?;
    }
    let new = is_new(&db)?;
    let stored: Option<Mark> = db.json(keys::MARK)?;
    noted.map_or(Ok(()), |noted| noted.check(stored.as_ref()))?;
    if new {
        write_form(&db)?;
    }
    let head = log::last(&db)?;
    let Some(mark) = stored else {
        let mark = Mark::first(&db, head.as_ref())?;
        return Ok(Started { db, file, head, mark, snapshot });
    };
    mark.check_head(head.as_ref())?;
    // Only what sled wrote since its last snapshot can be missing without its noticing, and there is nothing of that.
    let settled = snapshot == snapshot_before && noted.is_some_and(|noted| noted.snapshot == snapshot);
    if !settled || mark.contents.bytes <= limits.checked_bytes_max {
        read_whole(&mark, &db, limits)?;
    }
    Ok(Started { db, file, head, mark, snapshot })
}

/// Compares all of it with what was written. A large one takes a while, of which whoever waits for it is told.
fn read_whole(mark: &Mark, db: &sled::Db, limits: &Limits) -> Result<(), LedgerError> {
    let large = mark.contents.bytes > limits.checked_bytes_max;
    if large {
        tracing::warn!(
            bytes = mark.contents.bytes,
            "the ledger was not closed, or was open for long: it is read whole"
        );
    }
    let began = Instant::now();
    mark.check_contents(db)?;
    if large {
        tracing::info!(seconds = began.elapsed().as_secs_f64(), "the ledger holds what was written");
    }
    Ok(())
}

fn is_wasteful(started: &Started, mark_file: &MarkFile, limits: &Limits) -> Result<bool, LedgerError> {
    let Some(bytes_min) = limits.compacted_file_bytes_min else { return Ok(true) };
    let file_bytes = file_bytes(&started.file)?;
    let least = bytes_min.max(mark_file.compacted_file_bytes * COMPACTED_GROWTH_MIN);
    let filled = started.mark.contents.bytes * 100 < file_bytes * COMPACTED_SHARE_MAX_PERCENT;
    Ok(file_bytes >= least && filled)
}

fn file_bytes(file: &File) -> Result<u64, LedgerError> {
    file.metadata().map(|facts| facts.len()).map_err(file_error("measure its file"))
}

/// Copies the ledger into a smaller file and opens that. A copy that cannot be made, for lack of space perhaps, is no
/// reason not to open.
fn compact(dir: &Path, started: Started, mark_file: &mut MarkFile, limits: &Limits) -> Result<Started, LedgerError> {
    let bytes_before = file_bytes(&started.file)?;
    tracing::info!(
        bytes = bytes_before,
        filled = started.mark.contents.bytes,
        "the ledger is copied into a smaller file"
    );
    match compaction::copy(dir, &started.db, &started.mark, open_engine, &mut |_| {}) {
        Ok(()) => {}
        Err(error @ LedgerError::Damaged { .. }) => return Err(error),
        Err(error) => {
            tracing::warn!(%error, "the ledger could not be copied into a smaller file; it goes on in the old one");
            compaction::give_up(dir)?;
            return Ok(started);
        }
    }
    let Started { db, mark, .. } = started;
    drop(db);
    compaction::finish(dir, &mut |_| {})?;
    // What the mark says of the old file is no longer so; this keeps the rest.
    mark_file.note_and_sync(&mark, None).map_err(file_error("write its mark"))?;
    let (_, noted) = MarkFile::open(dir).map_err(file_error("open its mark"))?;
    let started = start_engine(dir, noted.as_ref(), limits)?;
    mark_file.compacted_file_bytes = file_bytes(&started.file)?;
    tracing::info!(bytes = mark_file.compacted_file_bytes, before = bytes_before, "the ledger lies in a smaller file");
    Ok(started)
}

fn open_engine(dir: &Path) -> Result<sled::Db, LedgerError> {
    let config = sled::Config::new().path(dir).cache_capacity(CACHE_BYTES).flush_every_ms(None);
    let began = Instant::now();
    loop {
        match catch_unwind(AssertUnwindSafe(|| config.open())) {
            Ok(Err(sled::Error::Io(error)))
                if error.to_string().contains("could not acquire lock") && began.elapsed() < FILE_LOCK_WAIT =>
            {
                std::thread::sleep(Duration::from_millis(20));
            }
            Ok(opened) => return opened.map_err(engine("open")),
            Err(_) => return Err(damaged_engine("its engine panicked while it was opened")),
        }
    }
}

/// Makes what sled recovered, and the names of its files, durable; gives its file for later syncs.
fn sync_all(dir: &Path) -> Result<File, LedgerError> {
    let file = File::open(dir.join("db")).map_err(file_error("open its file"))?;
    let settings = File::open(dir.join(engine_files::SETTINGS)).map_err(file_error("open its settings"))?;
    for file in [&settings, &file] {
        file.sync_all().map_err(file_error("sync its files"))?;
    }
    let above = dir.canonicalize().map_err(file_error("find its folder"))?;
    for folder in above.ancestors().take(2) {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(file_error("sync its folder"))?;
    }
    Ok(file)
}

/// Whether it is yet to be begun.
fn is_new(tree: &Tree) -> Result<bool, LedgerError> {
    match tree.json::<u32>(keys::FORM)? {
        Some(1..=FORM) => Ok(false),
        Some(found) if found > FORM => Err(LedgerError::Newer { found, known: FORM }),
        Some(found) => Err(damaged(keys::FORM, format!("there never was a form {found}"))),
        None if guarded("read", || tree.first())?.is_none() => Ok(true),
        None => Err(damaged(keys::FORM, "it is missing")),
    }
}

/// Makes the views of an older form again, which takes a while in a large ledger.
fn upgrade_views(tree: &Tree, writer: &Writer) -> Result<(), LedgerError> {
    let form: u32 = tree.json(keys::FORM)?.unwrap_or_default();
    if form == FORM && tree.value(keys::UPGRADING)?.is_none() {
        return Ok(());
    }
    tracing::warn!(form, "an older version wrote the ledger: its views are made again from its log");
    let began = Instant::now();
    writer.run(|to| upgrade::begin(to, FORM))?;
    while writer.run(upgrade::clear_some)? {}
    let mut after = 0;
    while let Some(last) = writer.run(move |to| upgrade::apply_some(to, after))? {
        after = last;
    }
    writer.run(upgrade::end)?;
    tracing::info!(entries = after, seconds = began.elapsed().as_secs_f64(), "the ledger's views are made again");
    Ok(())
}

fn write_form(tree: &Tree) -> Result<(), LedgerError> {
    let (nothing, before) = (crate::store::Changes::new(), crate::store::Before::default());
    let mut transaction = Transaction::new(tree, &before, &nothing, None);
    transaction.put_json(keys::FORM.to_vec(), &FORM);
    tree.apply_batch(crate::store::batch_of(&transaction.into_changes().0)).map_err(engine("write"))?;
    tree.flush().map_err(engine("flush")).map(drop)
}

#[async_trait]
impl Ledger for SledLedger {
    async fn open_batch(&self, context: Context, batch: BatchOpened) -> Result<(), LedgerError> {
        self.write(move |to| commands::open_batch(to, context, batch)).await
    }

    async fn receive_scan(&self, context: Context, scan: ReceivedScan) -> Result<Received, LedgerError> {
        self.write(move |to| commands::receive_scan(to, context, scan)).await
    }

    async fn finish_scan(&self, context: Context, finished: ScanFinished) -> Result<(), LedgerError> {
        self.write(move |to| commands::finish_scan(to, context, finished)).await
    }

    async fn receipt(&self, batch: BatchId) -> Result<Option<BatchReceipt>, LedgerError> {
        self.read(move |tree| reads::receipt(tree, batch)).await
    }

    async fn scan(&self, scan: ScanId) -> Result<Option<ReceivedScan>, LedgerError> {
        reads::scan(&self.tree()?, scan)
    }

    async fn scans_of(&self, original: Sha256Digest) -> Result<Vec<(ReceivedScan, Option<ScanFinished>)>, LedgerError> {
        self.read(move |tree| reads::scans_of(tree, &original)).await
    }

    async fn refused(&self, limit: usize) -> Result<Vec<(ScanFinished, Option<ReceivedScan>)>, LedgerError> {
        self.read(move |tree| reads::refused(tree, limit)).await
    }

    async fn lease_job(&self, now: Timestamp, leased_until: Timestamp) -> Result<Option<Job>, LedgerError> {
        self.write(move |to| commands::lease_job(to, now, leased_until)).await
    }

    async fn retry_job(&self, scan: ScanId, due_at: Timestamp, why: String) -> Result<(), LedgerError> {
        self.write(move |to| commands::retry_job(to, scan, due_at, why)).await
    }

    async fn return_job(&self, scan: ScanId, why: String) -> Result<(), LedgerError> {
        self.write(move |to| commands::return_job(to, scan, why)).await
    }

    async fn release_leases(&self) -> Result<(), LedgerError> {
        self.write(commands::release_leases).await
    }

    async fn jobs_queued(&self) -> Result<u64, LedgerError> {
        self.read(reads::jobs_queued).await
    }

    async fn register_paper(
        &self,
        context: Context,
        draft: PaperDraft,
        approval: Approval,
    ) -> Result<Registration, LedgerError> {
        self.write(move |to| commands::register_paper(to, context, draft, approval)).await
    }

    async fn change_state(
        &self,
        context: Context,
        code: PaperCode,
        change: StateChange,
    ) -> Result<PaperRecord, LedgerError> {
        self.write(move |to| commands::change_state(to, context, code, change)).await
    }

    async fn correct_paper(
        &self,
        context: Context,
        code: PaperCode,
        correction: PaperCorrection,
        why: String,
    ) -> Result<PaperRecord, LedgerError> {
        self.write(move |to| commands::correct_paper(to, context, code, correction, why)).await
    }

    async fn paper(&self, code: &PaperCode) -> Result<Option<PaperRecord>, LedgerError> {
        reads::paper(&self.tree()?, code)
    }

    async fn papers_of_holder(&self, holder: &HolderId) -> Result<Vec<PaperRecord>, LedgerError> {
        let tree = self.tree()?;
        // The lookup that matters (DESIGN §8): few papers are read at once, without waiting for another thread.
        if reads::papers_of_holder_at_most(&tree, holder, PAPERS_READ_AT_ONCE)? {
            return reads::papers_of_holder(&tree, holder);
        }
        let holder = holder.clone();
        self.read(move |tree| reads::papers_of_holder(tree, &holder)).await
    }

    async fn some_papers_of_holder(
        &self,
        holder: &HolderId,
        paper_type: Option<&PaperTypeCode>,
        limit: usize,
    ) -> Result<Vec<PaperRecord>, LedgerError> {
        let prefix = keys::papers_of_holder_and_type(holder, paper_type);
        self.read(move |tree| reads::some_papers(tree, prefix, limit)).await
    }

    async fn papers_of_dossier(&self, dossier: &DossierNumber) -> Result<Vec<PaperRecord>, LedgerError> {
        let dossier = dossier.clone();
        self.read(move |tree| reads::papers_of_dossier(tree, &dossier)).await
    }

    async fn papers(&self, after: Option<PaperCode>, limit: usize) -> Result<PaperPage, LedgerError> {
        self.read(move |tree| reads::papers(tree, after.as_ref(), limit)).await
    }

    async fn record_opening(
        &self,
        context: Context,
        code: PaperCode,
        part: PaperPart,
        refused: Option<String>,
    ) -> Result<(), LedgerError> {
        self.write(move |to| commands::record(to, context, &EntryBody::PaperOpened { code, part, refused })).await
    }

    async fn record_lookup(&self, context: Context, query: String, papers: u32) -> Result<(), LedgerError> {
        self.write(move |to| commands::record(to, context, &EntryBody::HolderLookedUp { query, papers })).await
    }

    async fn erase_paper(
        &self,
        context: Context,
        code: PaperCode,
        why: String,
        objects: ErasableObjects,
    ) -> Result<ErasedPaper, LedgerError> {
        self.write(move |to| erase::erase_paper(to, context, code, why, objects)).await
    }

    async fn erased(&self, code: &PaperCode) -> Result<Option<(Context, ErasedPaper)>, LedgerError> {
        erase::erased(&self.tree()?, code)
    }

    async fn hold_paper(&self, context: Context, item: ReviewItem) -> Result<Held, LedgerError> {
        self.write(move |to| commands::hold_paper(to, context, item)).await
    }

    async fn resolve_review(
        &self,
        context: Context,
        id: ReviewId,
        resolution: Resolution,
    ) -> Result<Resolved, LedgerError> {
        self.write(move |to| commands::resolve_review(to, context, id, resolution)).await
    }

    async fn cut_anew(&self, context: Context, cut: CutAnew) -> Result<(), LedgerError> {
        self.write(move |to| commands::cut_anew(to, context, cut)).await
    }

    async fn review(&self, id: &ReviewId) -> Result<Option<ReviewItem>, LedgerError> {
        reads::review(&self.tree()?, id)
    }

    async fn review_became(&self, id: &ReviewId) -> Result<Option<PaperCode>, LedgerError> {
        reads::review_became(&self.tree()?, id)
    }

    async fn batch(&self, batch: BatchId) -> Result<Option<BatchSummary>, LedgerError> {
        self.read(move |tree| reads::batch(tree, batch)).await
    }

    async fn batches(&self, before: Option<BatchId>, limit: usize) -> Result<Vec<BatchSummary>, LedgerError> {
        self.read(move |tree| reads::batches(tree, before, limit)).await
    }

    async fn awaiting_approval(&self, limit: usize) -> Result<Vec<PaperRecord>, LedgerError> {
        self.read(move |tree| reads::awaiting_approval(tree, limit)).await
    }

    async fn traces(&self, of: TraceOf, before: Option<u64>, limit: usize) -> Result<Vec<Entry>, LedgerError> {
        self.read(move |tree| traces::traces(tree, &of, before, limit)).await
    }

    async fn reviews(&self, limit: usize) -> Result<Vec<ReviewItem>, LedgerError> {
        self.read(move |tree| reads::reviews(tree, limit)).await
    }

    async fn waiting_reviews(&self, limit: usize) -> Result<Vec<WaitingReview>, LedgerError> {
        self.read(move |tree| reads::waiting_reviews(tree, limit)).await
    }

    async fn open_dossier(&self, context: Context, dossier: Dossier, owes_result: bool) -> Result<(), LedgerError> {
        self.write(move |to| dossier_commands::open_dossier(to, &context, dossier, owes_result)).await
    }

    async fn record_dossiers(
        &self,
        context: Context,
        dossiers: Vec<DossierRecord>,
    ) -> Result<Vec<Recorded>, LedgerError> {
        // What asks for nothing that is stored is done beside the writer.
        let sealing = tokio::task::spawn_blocking(|| dossiers.into_iter().map(SealedDossier::new).collect::<Vec<_>>());
        let sealed = sealing.await.map_err(|error| LedgerError::Engine { doing: "seal", source: Box::new(error) })?;
        self.write_in_two(
            sealed.len(),
            move |layers| dossier_commands::make_ready(layers, sealed),
            move |to, ready| dossier_commands::record_dossiers(to, &context, ready),
        )
        .await
    }

    async fn dossier(&self, number: &DossierNumber) -> Result<Option<DossierRecord>, LedgerError> {
        reads::dossier(&self.tree()?, number)
    }

    async fn hand_over_dossier(&self, context: Context, over: HandOver) -> Result<(), LedgerError> {
        self.write(move |to| dossier_commands::hand_over_dossier(to, context, over)).await
    }

    async fn hand_overs(&self, number: &DossierNumber) -> Result<Vec<HandOver>, LedgerError> {
        reads::hand_overs(&self.tree()?, number)
    }

    async fn dossiers_counted(
        &self,
        question: DossiersQuestion,
        after: Option<DossierNumber>,
        limit: usize,
    ) -> Result<DossierPage, LedgerError> {
        self.read(move |tree| recount::dossiers(tree, &question, after.as_ref(), limit)).await
    }

    async fn reuse(
        &self,
        context: Context,
        code: PaperCode,
        dossier: DossierNumber,
        component: PaperTypeCode,
    ) -> Result<Reuse, LedgerError> {
        self.write(move |to| commands::reuse(to, context, code, dossier, component)).await
    }

    async fn reuses_of(&self, dossier: &DossierNumber) -> Result<Vec<Reuse>, LedgerError> {
        let dossier = dossier.clone();
        self.read(move |tree| reads::reuses_of(tree, &dossier)).await
    }

    async fn declare_inventory(&self, context: Context, lines: Vec<InventoryLine>) -> Result<(), LedgerError> {
        self.write(move |to| commands::declare_inventory(to, context, lines)).await
    }

    async fn inventory(&self, on: Date) -> Result<Vec<InventoryRow>, LedgerError> {
        self.read(move |tree| reads::inventory(tree, on)).await
    }

    async fn digitised(&self, on: Date) -> Result<Vec<CountRow>, LedgerError> {
        self.read(move |tree| in_force::digitised(tree, on)).await
    }

    async fn recount(&self, on: Date) -> Result<Vec<CountRow>, LedgerError> {
        self.read(move |tree| recount::in_force(tree, on)).await
    }

    async fn in_force_recorded_later(&self, on: Date) -> Result<Vec<ChangeRow>, LedgerError> {
        self.read(move |tree| in_force::recorded_later(tree, on)).await
    }

    async fn papers_in_force(
        &self,
        question: InForceQuestion,
        after: Option<PaperCode>,
        limit: usize,
    ) -> Result<PaperPage, LedgerError> {
        self.read(move |tree| recount::papers_in_force(tree, &question, after.as_ref(), limit)).await
    }

    async fn activity(&self, question: ActivityQuestion) -> Result<Vec<ActivityRow>, LedgerError> {
        self.read(move |tree| match tally::activity(tree, &question, in_force::settled(tree)?)? {
            Some(rows) => Ok(rows),
            None => recount::activity(tree, &question),
        })
        .await
    }

    async fn recount_activity(&self, question: ActivityQuestion) -> Result<Vec<ActivityRow>, LedgerError> {
        self.read(move |tree| recount::activity(tree, &question)).await
    }

    async fn applicants(&self, from: Date, to: Date) -> Result<Vec<ApplicantsRow>, LedgerError> {
        self.read(move |tree| match applicants::months_of(tree, from, to)? {
            Some((first, last)) => applicants::applicants(tree, first, last),
            None => recount::applicants(tree, from, to),
        })
        .await
    }

    async fn recount_applicants(&self, from: Date, to: Date) -> Result<Vec<ApplicantsRow>, LedgerError> {
        self.read(move |tree| recount::applicants(tree, from, to)).await
    }

    async fn serve_tickets(&self, context: Context, tickets: Vec<Ticket>) -> Result<(), LedgerError> {
        self.write(move |to| commands::serve_tickets(to, context, tickets)).await
    }

    async fn declare_staff(&self, context: Context, lines: Vec<StaffLine>) -> Result<(), LedgerError> {
        self.write(move |to| commands::declare_staff(to, context, lines)).await
    }

    async fn staff(&self) -> Result<Vec<StaffLine>, LedgerError> {
        self.read(counter_work::staff).await
    }

    async fn change_catalogue(&self, context: Context, lines: Vec<CatalogueLine>) -> Result<(), LedgerError> {
        self.write(move |to| commands::change_catalogue(to, context, lines)).await
    }

    async fn catalogue_lines(&self) -> Result<Vec<CatalogueLine>, LedgerError> {
        self.read(reads::catalogue_lines).await
    }

    async fn change_account(&self, context: Context, account: Account) -> Result<bool, LedgerError> {
        self.write(move |to| accounts::change_account(to, context, account)).await
    }

    async fn account(&self, name: &AccountName) -> Result<Option<Account>, LedgerError> {
        accounts::account(&self.tree()?, name)
    }

    async fn accounts(&self) -> Result<Vec<Account>, LedgerError> {
        self.read(accounts::accounts).await
    }

    async fn record_sign_in(&self, context: Context, refused: Option<String>) -> Result<(), LedgerError> {
        self.write(move |to| commands::record(to, context, &EntryBody::SignedIn { refused })).await
    }

    async fn record_credential_change(
        &self,
        context: Context,
        account: AccountName,
        change: CredentialChange,
    ) -> Result<(), LedgerError> {
        self.write(move |to| commands::record(to, context, &EntryBody::CredentialChanged { account, change })).await
    }

    async fn kept(&self, kind: KeptKind, name: &str, at: Timestamp) -> Result<Option<Kept>, LedgerError> {
        accounts::kept(&self.tree()?, kind, name, at)
    }

    async fn all_kept(&self, kind: KeptKind, at: Timestamp) -> Result<Vec<(String, Kept)>, LedgerError> {
        self.read(move |tree| accounts::all_kept(tree, kind, at)).await
    }

    async fn keep(
        &self,
        kind: KeptKind,
        name: String,
        before: Option<Kept>,
        after: Option<Kept>,
        at: Timestamp,
    ) -> Result<bool, LedgerError> {
        self.write(move |to| accounts::keep(to, Keeping { kind, name, before, after, at })).await
    }

    async fn sweep_kept(&self, at: Timestamp) -> Result<u64, LedgerError> {
        self.write(move |to| accounts::sweep_kept(to, at)).await
    }

    async fn totals(&self) -> Result<Totals, LedgerError> {
        Ok(Totals { entries: self.durable.sequence(), ..views::totals(&self.tree()?)? })
    }

    async fn record_repair(&self, context: Context, repair: ObjectRepair) -> Result<(), LedgerError> {
        self.write(move |to| commands::record(to, context, &EntryBody::ObjectRepaired(repair))).await
    }

    async fn mark(&self, name: &str) -> Result<Option<String>, LedgerError> {
        self.tree()?.json(&keys::mark(name))
    }

    async fn set_mark(&self, name: &str, value: String) -> Result<(), LedgerError> {
        let key = keys::mark(name);
        self.write(move |to| {
            to.put_json(key, &value);
            Ok(())
        })
        .await
    }

    async fn entries(&self, after: u64, limit: usize) -> Result<Vec<Entry>, LedgerError> {
        let last = self.durable.sequence();
        self.read(move |tree| log::entries(tree, after, last).take(limit).collect()).await
    }

    async fn head(&self) -> Result<Option<EntryHeader>, LedgerError> {
        self.tree()?;
        Ok(self.durable.get())
    }

    async fn exported(&self) -> Result<u64, LedgerError> {
        Ok(self.tree()?.json(keys::EXPORTED)?.unwrap_or_default())
    }

    async fn set_exported(&self, sequence: u64) -> Result<(), LedgerError> {
        self.write(move |to| commands::set_exported(to, sequence)).await
    }

    async fn replay(&self, entries: Vec<Entry>) -> Result<(), LedgerError> {
        let checking = tokio::task::spawn_blocking(move || log::check_chain(entries));
        let checked =
            checking.await.map_err(|error| LedgerError::Engine { doing: "check a log", source: Box::new(error) })?;
        let mut entries = checked?.into_iter();
        let portions = std::iter::from_fn(|| {
            let some: Vec<_> = entries.by_ref().take(REPLAY_ENTRIES_MAX).collect();
            (!some.is_empty()).then_some(some)
        });
        let write = |some: Vec<_>| {
            self.write_in_two(some.len(), |layers| commands::make_replay_ready(layers, some), commands::replay)
        };
        futures::stream::iter(portions).map(write).buffered(REPLAYED_TOGETHER).try_collect().await
    }

    async fn check_writable(&self) -> Result<(), LedgerError> {
        self.write(|_| Ok(())).await
    }

    async fn check_contents(&self) -> Result<bool, LedgerError> {
        self.read(|tree| {
            let stored = || tree.json::<Mark>(keys::MARK);
            let Some(mark) = stored()? else { return Ok(false) };
            let checked = mark.check_contents(tree);
            if stored()?.as_ref() == Some(&mark) { checked.map(|()| true) } else { Ok(false) }
        })
        .await
    }

    async fn close(&self) -> Result<(), LedgerError> {
        let open = self.open.write().unwrap_or_else(PoisonError::into_inner).take();
        let closing = tokio::task::spawn_blocking(move || open.map_or(Ok(()), Open::close));
        closing.await.map_err(|error| LedgerError::Engine { doing: "close", source: Box::new(error) })?
    }
}

#[cfg(test)]
mod compaction_tests;
#[cfg(test)]
mod damage_tests;
#[cfg(test)]
mod model_tests;
#[cfg(test)]
mod tests;
