//! An object store that fails: errors before and after the effect, and delays, under intake, the path, the exported log and
//! a rebuild. What was acknowledged is there; what failed is tried again.

use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use catalogue::Catalogue;
use ledger::{Approval, Ledger, SledLedger};
use model::{BatchOpened, Manifest, Outcome};
use objects::{Folder, LocalFile, MemoryStore, ObjectError, ObjectFacts, ObjectKey, ObjectStore, Put};
use publish::Publisher;
use registry::{Incoming, Registry, SealingKey};
use runner::{Runner, RunnerSettings};
use sandbox::{ArchiveLevel, Sandbox, SandboxSettings};
use search::Index;
use tests::{binary, fixture};
use tokio::sync::watch;

/// Objects in memory behind a network that fails every few calls.
#[derive(Debug)]
struct FaultyStore {
    store: MemoryStore,
    random: Mutex<fastrand::Rng>,
    failing: AtomicBool,
    faults: AtomicU64,
}

#[derive(PartialEq)]
enum Fault {
    None,
    /// Nothing happened.
    Before,
    /// It took effect, and the answer says that it failed.
    After,
}

impl FaultyStore {
    fn new(seed: u64) -> Self {
        let random = Mutex::new(fastrand::Rng::with_seed(seed));
        let (failing, faults) = (AtomicBool::new(true), AtomicU64::new(0));
        Self { store: MemoryStore::new(), random, failing, faults }
    }

    /// Which call draws which number depends on the threads.
    async fn draw(&self) -> Fault {
        let drawn = self.random.lock().unwrap().u32(0..20);
        let fault = match drawn {
            _ if !self.failing.load(Ordering::Relaxed) => return Fault::None,
            0..=2 => Fault::Before,
            3..=5 => Fault::After,
            6 | 7 => {
                tokio::time::sleep(Duration::from_millis(5)).await;
                Fault::None
            }
            _ => Fault::None,
        };
        self.faults.fetch_add(u64::from(fault != Fault::None), Ordering::Relaxed);
        fault
    }

    async fn call<T>(&self, doing: &str, work: impl Future<Output = Result<T, ObjectError>>) -> Result<T, ObjectError> {
        let failed = || ObjectError::Unavailable {
            store: "a faulty store".to_owned(),
            doing: doing.to_owned(),
            source: "the connection was reset".into(),
        };
        match self.draw().await {
            Fault::None => work.await,
            Fault::Before => Err(failed()),
            Fault::After => work.await.and_then(|_| Err(failed())),
        }
    }
}

#[async_trait]
impl ObjectStore for FaultyStore {
    async fn put_file(&self, key: &ObjectKey, path: &Path) -> Result<Put, ObjectError> {
        self.call("put", self.store.put_file(key, path)).await
    }

    async fn put_bytes(&self, key: &ObjectKey, bytes: Vec<u8>) -> Result<Put, ObjectError> {
        self.call("put", self.store.put_bytes(key, bytes)).await
    }

    async fn local_file(&self, key: &ObjectKey) -> Result<LocalFile, ObjectError> {
        self.call("get", self.store.local_file(key)).await
    }

    async fn get_bytes(&self, key: &ObjectKey) -> Result<Vec<u8>, ObjectError> {
        self.call("get", self.store.get_bytes(key)).await
    }

    async fn replace_file(&self, key: &ObjectKey, path: &Path) -> Result<(), ObjectError> {
        self.call("replace", self.store.replace_file(key, path)).await
    }

    async fn delete(&self, key: &ObjectKey) -> Result<(), ObjectError> {
        self.call("delete", self.store.delete(key)).await
    }

    async fn facts(&self, key: &ObjectKey) -> Result<Option<ObjectFacts>, ObjectError> {
        self.call("look", self.store.facts(key)).await
    }

    async fn list(
        &self,
        folder: Folder,
        after: Option<&ObjectKey>,
        limit: usize,
    ) -> Result<Vec<ObjectKey>, ObjectError> {
        self.call("list", self.store.list(folder, after, limit)).await
    }

    fn describe(&self) -> String {
        "a faulty store".to_owned()
    }
}

/// The parts of a data folder over some object store.
fn parts(dir: &Path, objects: &Arc<FaultyStore>) -> (Registry, Runner) {
    let catalogue = Arc::new(Catalogue::sample().unwrap());
    let objects: Arc<dyn ObjectStore> = Arc::clone(objects) as _;
    let ledger: Arc<dyn Ledger> = Arc::new(SledLedger::open(&dir.join("ledger")).unwrap());
    let index = Arc::new(Index::open(&dir.join("index")).unwrap());
    let (sealing_key, _) = SealingKey::open(&dir.parent().unwrap().join("key")).unwrap();
    let sealing_key = Arc::new(sealing_key);
    std::fs::create_dir_all(dir.join("work")).unwrap();
    let settings = RunnerSettings {
        readers: 2,
        archive_level: ArchiveLevel::default(),
        approval: Approval::OnAcceptance,
        attempts_max: 50,
        lease: Duration::from_secs(60),
        export_interval: Duration::from_secs(1),
        work_folder: dir.join("work"),
    };
    let publisher =
        Publisher::new(Arc::clone(&ledger), Arc::clone(&index), Arc::clone(&objects), Arc::clone(&sealing_key));
    let sandbox = Arc::new(Sandbox::new(binary(), SandboxSettings::default()));
    let runner =
        Runner::new(Arc::clone(&catalogue), Arc::clone(&objects), Arc::clone(&ledger), sandbox, publisher, settings);
    let copies: Arc<[Arc<dyn ObjectStore>]> = Arc::new([Arc::clone(&objects)]);
    let approval = Approval::OnAcceptance;
    (Registry { catalogue, objects, copies, ledger, index, sealing_key, approval }, runner)
}

/// Hands a file in until it is acknowledged, as a client does.
async fn hand_in(registry: &Registry, batch: &BatchOpened, position: u32, path: &str, manifest: &Manifest) {
    loop {
        let incoming = Incoming {
            path: path.to_owned(),
            file: fixture("scans").join(path),
            claims: manifest.index().claims(path, jiff::Timestamp::now()),
            refusal: None,
            read: false,
        };
        if registry.receive(batch, position, incoming).await.is_ok() {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_object_store_that_fails_loses_nothing_and_stops_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let objects = Arc::new(FaultyStore::new(7));
    let (registry, runner) = parts(&dir.path().join("data"), &objects);
    let manifest = Manifest::parse(&std::fs::read(fixture("scans/manifest.json")).unwrap()).unwrap();
    let batch = registry.open_batch("H48.28.05".parse().unwrap(), "lan").await.unwrap();
    let index = manifest.index();
    // A feed of many papers is cut at its sheets, which nobody looks for without reading.
    let paths: Vec<&str> = index.paths().iter().copied().filter(|path| !path.starts_with("lo-quet/")).collect();
    for (position, path) in (1..).zip(&paths) {
        hand_in(&registry, &batch, position, path, &manifest).await;
    }
    let (_, no_more) = watch::channel(false);
    while runner.drain(no_more.clone()).await.is_err() {}

    let receipt = registry.receipt(batch.batch).await.unwrap().unwrap().receipt;
    assert_eq!(receipt.files.len(), paths.len());
    assert!(receipt.files.iter().all(|file| file.outcome == Outcome::Accepted), "{receipt:#?}");
    assert!(objects.faults.load(Ordering::Relaxed) > 10);
    objects.failing.store(false, Ordering::Relaxed);
    assert_eq!(registry.check().await.unwrap().disagreements, []);
    assert_eq!(registry.audit(None).await.unwrap().findings, []);

    // The rest is made again from that store, while it fails.
    objects.failing.store(true, Ordering::Relaxed);
    let (rebuilt, _) = parts(&dir.path().join("rebuilt"), &objects);
    while rebuilt.rebuild(None).await.is_err() {}
    let papers = |registry: &Registry| {
        let ledger = Arc::clone(&registry.ledger);
        async move { ledger.papers(None, 1000).await.unwrap().papers }
    };
    assert_eq!(papers(&rebuilt).await, papers(&registry).await);
}
