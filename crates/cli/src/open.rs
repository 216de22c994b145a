//! Wires the parts together over one data folder, which one `hoso` at a time may have open.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context as _, Result};
use ledger::{Ledger, SledLedger};
use objects::{FolderStore, ObjectStore, ReplicatedStore, S3Store};
use publish::Publisher;
use registry::{Registry, SealingKey};
use runner::{RunError, Runner, RunnerSettings};
use sandbox::Sandbox;
use search::Index;
use tokio::sync::oneshot;

use crate::settings::{ObjectsAt, Settings};

/// How often a long work's entries are published.
const PUBLISH_PAUSE: Duration = Duration::from_secs(1);

/// Another process has the data folder open.
#[derive(Debug, thiserror::Error)]
#[error(
    "another hoso (process {process}) has the data folder {} open; stop it, use its API, or choose another folder with --data",
    data.display()
)]
pub(crate) struct InUse {
    process: String,
    data: PathBuf,
}

/// The object store that the settings name, and each copy of it by itself.
pub(crate) struct Objects {
    pub(crate) objects: Arc<dyn ObjectStore>,
    pub(crate) copies: Arc<[Arc<dyn ObjectStore>]>,
}

/// A data folder that is open: the four stores, the runner over them, and the lock that keeps others out.
pub(crate) struct Store {
    pub(crate) registry: Registry,
    pub(crate) runner: Runner,
    pub(crate) work_folder: PathBuf,
    pub(crate) sandbox: Arc<Sandbox>,
    _lock: File,
}

impl Store {
    /// Opens the data folder of the settings, making what is missing.
    ///
    /// # Errors
    /// When another `hoso` has it open, or a part of it cannot be opened, or its ledger is older than the exported log; each
    /// says what to do.
    pub(crate) async fn open(settings: &Settings) -> Result<Self> {
        let store = Self::open_as_it_is(settings).await?;
        store.registry.check_ledger_is_not_behind().await?;
        // Workers of an embedded ledger live in this process only: whatever is leased was left by one that is gone.
        store.registry.ledger.release_leases().await?;
        // What a crash kept from being followed is followed now.
        store.runner.publish().await?;
        Ok(store)
    }

    /// The same, without bringing index and export up to date: for `check`, which tells how they stand.
    pub(crate) async fn open_as_it_is(settings: &Settings) -> Result<Self> {
        let lock = lock(&settings.data)?;
        let work_folder = fresh_work_folder(&settings.data)?;
        let Objects { objects, copies } = open_objects(settings)?;
        let ledger: Arc<dyn Ledger> = Arc::new(SledLedger::open(&settings.data.join("ledger"))?);
        let catalogue = Registry::current_catalogue(settings.load_catalogue()?, &*ledger).await?;
        let index = Arc::new(Index::open(&settings.data.join("index"))?);
        let sandbox = Arc::new(open_sandbox(settings, &work_folder)?);
        let sealing_key = Arc::new(open_sealing_key(settings)?);
        let publisher =
            Publisher::new(Arc::clone(&ledger), Arc::clone(&index), Arc::clone(&objects), Arc::clone(&sealing_key));
        let runner = Runner::new(
            Arc::clone(&catalogue),
            Arc::clone(&objects),
            Arc::clone(&ledger),
            Arc::clone(&sandbox),
            publisher,
            RunnerSettings {
                readers: settings.readers,
                separators: settings.separators.clone(),
                archive: settings.archive,
                approval: settings.approval,
                attempts_max: settings.attempts_max,
                lease: settings.sandbox.page_time_max * 100,
                export_interval: settings.export_interval,
            },
        );
        let plan_in_force = settings.plan.clone();
        let approval = settings.approval;
        let registry = Registry { catalogue, objects, copies, ledger, index, sealing_key, approval, plan_in_force };
        if let Some(plan) = &registry.plan_in_force {
            registry.plan(plan).context("coverage.plan of the settings names no plan")?;
        }
        Ok(Self { registry, runner, work_folder, sandbox, _lock: lock })
    }

    /// Brings index and exported log along while a long work of many entries is done, rather than all at its end.
    ///
    /// # Errors
    /// The followers'; the work is done all the same.
    pub(crate) async fn publish_during<T>(&self, work: impl Future<Output = T>) -> Result<T> {
        let (over, is_over) = oneshot::channel();
        let publishing = tokio::spawn(publish_until(self.runner.clone(), is_over));
        let done = work.await;
        // When publishing has failed, nobody hears it; its own answer says so.
        let _ = over.send(());
        publishing.await??;
        Ok(done)
    }

    /// Exports what is left of the log and lets go of the ledger.
    ///
    /// # Errors
    /// The stores'; everything acknowledged is durable all the same.
    pub(crate) async fn close(self) -> Result<()> {
        self.runner.publish().await?;
        self.sandbox.close().await;
        Ok(self.registry.ledger.close().await?)
    }
}

async fn publish_until(runner: Runner, mut is_over: oneshot::Receiver<()>) -> Result<(), RunError> {
    loop {
        tokio::select! {
            _ = &mut is_over => return Ok(()),
            () = tokio::time::sleep(PUBLISH_PAUSE) => runner.publish().await?,
        }
    }
}

/// Empties ledger and index, so that they can be made again from the objects. Nothing of the objects is touched.
pub(crate) fn put_aside_ledger_and_index(settings: &Settings) -> Result<Option<PathBuf>> {
    let _lock = lock(&settings.data)?;
    let index = settings.data.join("index");
    if index.exists() {
        fs::remove_dir_all(&index).with_context(|| format!("{} cannot be removed", index.display()))?;
    }
    let ledger = settings.data.join("ledger");
    if !ledger.exists() {
        return Ok(None);
    }
    let names = (1_u32..).map(|number| settings.data.join(format!("ledger.before-rebuild-{number}")));
    let aside = names.into_iter().find(|name| !name.exists()).unwrap_or_else(|| settings.data.join("ledger.before"));
    fs::rename(&ledger, &aside).with_context(|| format!("{} cannot be put aside", ledger.display()))?;
    Ok(Some(aside))
}

/// Makes what was erased unreadable in the files of ledger and index too: the one is copied, the other is made again.
///
/// # Errors
/// When the data folder is in use, or the ledger cannot be copied; it stays as it was then.
pub(crate) fn wipe_erased(settings: &Settings) -> Result<()> {
    let _lock = lock(&settings.data)?;
    SledLedger::wipe(&settings.data.join("ledger"))?;
    let index = settings.data.join("index");
    fs::remove_dir_all(&index).with_context(|| format!("{} cannot be removed", index.display()))
}

/// The children that decode and read; they need no data folder.
pub(crate) fn open_sandbox(settings: &Settings, work_folder: &Path) -> Result<Sandbox> {
    let program = std::env::current_exe().context("this program's own file cannot be found")?;
    Sandbox::new(program, work_folder, settings.sandbox)
        .with_context(|| format!("{} cannot be worked in", work_folder.display()))
}

/// The key lies beside the objects, never among them: who can write objects cannot sign.
fn open_sealing_key(settings: &Settings) -> Result<SealingKey> {
    let folder = settings.data.join("key");
    let (key, made) = SealingKey::open(&folder)?;
    if made {
        eprintln!(
            "hoso: a signing key was made in {}; back that folder up, apart from the objects: without it nothing \
             new can be signed in this name. Its public half checks receipts: {}",
            folder.display(),
            key.public()
        );
    }
    Ok(key)
}

/// The object store, with its replica beside it when there is one.
///
/// # Errors
/// When a folder of it cannot be opened.
pub(crate) fn open_objects(settings: &Settings) -> Result<Objects> {
    let main = open_store(&settings.objects, settings)?;
    let Some(replica) = &settings.replica else {
        return Ok(Objects { objects: Arc::clone(&main), copies: Arc::new([main]) });
    };
    let replica = open_store(replica, settings)?;
    let both = ReplicatedStore::new(Arc::clone(&main), Arc::clone(&replica));
    Ok(Objects { objects: Arc::new(both), copies: Arc::new([main, replica]) })
}

fn open_store(at: &ObjectsAt, settings: &Settings) -> Result<Arc<dyn ObjectStore>> {
    Ok(match at {
        ObjectsAt::DataFolder => Arc::new(FolderStore::open(&settings.data.join("objects"))?),
        ObjectsAt::Folder(folder) => Arc::new(FolderStore::open(folder)?),
        ObjectsAt::S3(location, s3) => Arc::new(S3Store::open(location.clone(), s3)),
    })
}

/// Makes the data folder, and its name durable: what is synced inside a folder that is gone is gone with it.
fn make_data_folder(data: &Path) -> io::Result<()> {
    let missing = data.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists()).count();
    fs::create_dir_all(data)?;
    // Also when it was there: who made it may not have come so far.
    for above in data.canonicalize()?.ancestors().skip(1).take(missing.max(1)) {
        match File::open(above).and_then(|above| above.sync_all()) {
            // A folder that we may not list holds ours because its owner made it there, before we came.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => (),
            synced => synced?,
        }
    }
    Ok(())
}

fn lock(data: &Path) -> Result<File> {
    make_data_folder(data).with_context(|| format!("the data folder {} cannot be made", data.display()))?;
    let path = data.join("hoso.lock");
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .with_context(|| format!("the data folder {} cannot be written", data.display()))?;
    match file.try_lock() {
        Ok(()) => {
            file.set_len(0)?;
            file.seek(SeekFrom::Start(0))?;
            write!(file, "{}", std::process::id())?;
            Ok(file)
        }
        Err(TryLockError::WouldBlock) => {
            let mut other = String::new();
            // Only to tell which process it is; not knowing it changes nothing.
            let _ = file.read_to_string(&mut other);
            Err(InUse { process: other.trim().to_owned(), data: data.to_owned() }.into())
        }
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("{} cannot be locked", path.display())),
    }
}

/// Jobs' folders are of no use to a later process.
fn fresh_work_folder(data: &Path) -> Result<PathBuf> {
    let folder = data.join("work");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be emptied", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    Ok(fs::canonicalize(folder)?)
}
