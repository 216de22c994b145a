//! The embedded ledger: a folder with sled in it, one writer, and reads beside it.

use std::{
    fs::File,
    path::Path,
    sync::{PoisonError, RwLock},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};
use model::{
    BatchId, BatchOpened, BatchReceipt, Context, Dossier, DossierNumber, Entry, EntryHeader, ErasedPaper, HolderId,
    InventoryLine, ObjectRepair, PaperCode, PaperDraft, PaperPart, PaperRecord, PaperTypeCode, ReceivedScan, ReviewId,
    ReviewItem, ScanFinished, ScanId, Sha256Digest, StateChange,
};
use sled::Tree;

use crate::{
    Approval, CountRow, ErasableObjects, Held, InventoryRow, Job, Ledger, LedgerError, PaperPage, Received,
    Registration, Resolution, Resolved, Reuse, Totals, commands, counters, erase, keys, log, reads,
    store::{Read, Transaction, damaged, engine},
    views,
    writer::{Durable, Writer},
};

/// The form of keys and views that this program writes and reads.
const FORM: u32 = 1;
/// How much of the store sled keeps in memory; the system's own cache holds more.
const CACHE_BYTES: u64 = 256 << 20;
/// sled holds on to memory in proportion to its largest batch: batches of 10,000 entries made it keep four gigabytes after a
/// million, and slow to read; batches of 500 made it keep a tenth of that, at the same speed (measured in November 2026).
const REPLAY_ENTRIES_MAX: usize = 250;
/// Reading more papers than this would hold up an async thread.
const PAPERS_READ_AT_ONCE: usize = 50;
/// The file of sled's own settings.
const ENGINE_SETTINGS: &str = "conf";
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
    _db: sled::Db,
    /// Locked; given free last.
    _lock: File,
}

impl SledLedger {
    /// Opens the ledger in `dir`, or begins one.
    ///
    /// # Errors
    /// [`LedgerError::InUse`] when another process (or this one) has it open, [`LedgerError::Newer`] when a newer version
    /// wrote it, [`LedgerError::Damaged`] when it cannot be read.
    pub fn open(dir: &Path) -> Result<Self, LedgerError> {
        std::fs::create_dir_all(dir).map_err(file_error("make its folder"))?;
        let lock = lock(dir)?;
        remove_unfinished_snapshots(dir)?;
        remove_unfinished_settings(dir)?;
        let db = open_engine(dir)?;
        let file = sync_all(dir)?;
        let tree: Tree = (*db).clone();
        check_form(&tree)?;
        file.sync_data().map_err(file_error("sync its file"))?;
        let durable = Durable::starting_at(log::last(&tree)?);
        let writer = Writer::start(tree.clone(), file, durable.clone())?;
        Ok(Self { open: RwLock::new(Some(Open { writer, tree, _db: db, _lock: lock })), durable })
    }

    fn tree(&self) -> Result<Tree, LedgerError> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.as_ref().map(|open| open.tree.clone()).ok_or(LedgerError::Closed)
    }

    async fn write<T: Send + 'static>(
        &self,
        command: impl FnOnce(&mut Transaction<'_>) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let answer = match &*self.open.read().unwrap_or_else(PoisonError::into_inner) {
            Some(open) => open.writer.submit(command),
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
        let views = pairs.filter(|(key, _)| !keys::BESIDE_THE_LOG.contains(&key[0]));
        views.map(|(key, value)| (key.to_vec(), value.to_vec())).collect()
    }
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

/// sled never syncs its settings. Ours are always the same, and it writes them again when they are not there.
fn remove_unfinished_settings(dir: &Path) -> Result<(), LedgerError> {
    let path = dir.join(ENGINE_SETTINGS);
    let whole = match std::fs::read(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        settings => is_whole(&settings.map_err(file_error("read its settings"))?),
    };
    if whole { Ok(()) } else { std::fs::remove_file(&path).map_err(file_error("remove its unfinished settings")) }
}

/// Their CRC-32 comes after the settings.
fn is_whole(settings: &[u8]) -> bool {
    let parts = settings.split_last_chunk::<4>();
    parts.is_some_and(|(text, sum)| text.len() > 4 && crc32fast::hash(text).to_le_bytes() == *sum)
}

fn open_engine(dir: &Path) -> Result<sled::Db, LedgerError> {
    let config = sled::Config::new().path(dir).cache_capacity(CACHE_BYTES).flush_every_ms(None);
    let began = Instant::now();
    loop {
        match config.open() {
            Err(sled::Error::Io(error))
                if error.to_string().contains("could not acquire lock") && began.elapsed() < FILE_LOCK_WAIT =>
            {
                std::thread::sleep(Duration::from_millis(20));
            }
            opened => return opened.map_err(engine("open")),
        }
    }
}

/// Makes what sled recovered, and the names of its files, durable; gives its file for later syncs.
fn sync_all(dir: &Path) -> Result<File, LedgerError> {
    let file = File::open(dir.join("db")).map_err(file_error("open its file"))?;
    let settings = File::open(dir.join(ENGINE_SETTINGS)).map_err(file_error("open its settings"))?;
    for file in [&settings, &file] {
        file.sync_all().map_err(file_error("sync its files"))?;
    }
    let above = dir.canonicalize().map_err(file_error("find its folder"))?;
    for folder in above.ancestors().take(2) {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(file_error("sync its folder"))?;
    }
    Ok(file)
}

fn check_form(tree: &Tree) -> Result<(), LedgerError> {
    match tree.json::<u32>(keys::FORM)? {
        Some(FORM) => Ok(()),
        Some(found) if found > FORM => Err(LedgerError::Newer { found, known: FORM }),
        Some(found) => Err(damaged(keys::FORM, format!("there never was a form {found}"))),
        None if tree.is_empty() => write_form(tree),
        None => Err(damaged(keys::FORM, "it is missing")),
    }
}

fn write_form(tree: &Tree) -> Result<(), LedgerError> {
    let nothing = crate::store::Changes::new();
    let mut transaction = Transaction::new(tree, &nothing, None);
    transaction.put_json(keys::FORM.to_vec(), &FORM);
    tree.apply_batch(crate::store::batch_of(transaction.into_changes().0)).map_err(engine("write"))?;
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
        self.write(move |to| commands::record_opening(to, context, code, part, refused)).await
    }

    async fn record_lookup(&self, context: Context, query: String, papers: u32) -> Result<(), LedgerError> {
        self.write(move |to| commands::record_lookup(to, context, query, papers)).await
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

    async fn review(&self, id: &ReviewId) -> Result<Option<ReviewItem>, LedgerError> {
        reads::review(&self.tree()?, id)
    }

    async fn reviews(&self, limit: usize) -> Result<Vec<ReviewItem>, LedgerError> {
        self.read(move |tree| reads::reviews(tree, limit)).await
    }

    async fn open_dossier(&self, context: Context, dossier: Dossier) -> Result<(), LedgerError> {
        self.write(move |to| commands::open_dossier(to, context, dossier)).await
    }

    async fn dossier(&self, number: &DossierNumber) -> Result<Option<Dossier>, LedgerError> {
        reads::dossier(&self.tree()?, number)
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
        self.read(move |tree| counters::digitised(tree, on)).await
    }

    async fn recount(&self, on: Date) -> Result<Vec<CountRow>, LedgerError> {
        let last = self.durable.sequence();
        self.read(move |tree| counters::recount(tree, on, last)).await
    }

    async fn totals(&self) -> Result<Totals, LedgerError> {
        Ok(Totals { entries: self.durable.sequence(), ..views::totals(&self.tree()?)? })
    }

    async fn record_repair(&self, context: Context, repair: ObjectRepair) -> Result<(), LedgerError> {
        self.write(move |to| commands::record_repair(to, context, repair)).await
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
        let checking = tokio::task::spawn_blocking(move || log::check_chain(&entries).map(|()| entries));
        let checked =
            checking.await.map_err(|error| LedgerError::Engine { doing: "check a log", source: Box::new(error) })?;
        let mut entries = checked?.into_iter().peekable();
        while entries.peek().is_some() {
            let some: Vec<Entry> = entries.by_ref().take(REPLAY_ENTRIES_MAX).collect();
            self.write(move |to| commands::replay(to, some)).await?;
        }
        Ok(())
    }

    async fn close(&self) -> Result<(), LedgerError> {
        let open = self.open.write().unwrap_or_else(PoisonError::into_inner).take();
        // Waits for the writer, which first ends what is in its queue.
        let closing = tokio::task::spawn_blocking(move || drop(open));
        closing.await.map_err(|error| LedgerError::Engine { doing: "close", source: Box::new(error) })
    }
}

#[cfg(test)]
mod tests;
