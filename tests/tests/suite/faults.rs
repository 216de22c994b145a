//! Stores that fail: errors before and after the effect, delays, torn writes and short reads, of the objects and of the
//! ledger, under intake, the path, the exported log, what people do and a rebuild. What was acknowledged is there; what
//! failed is tried again.

mod ledger;
mod store;

use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use ::ledger::{Approval, Ledger, SledLedger};
use catalogue::Catalogue;
use model::{BatchOpened, Manifest, Outcome, ScanId};
use objects::{ObjectKey, ObjectStore};
use publish::Publisher;
use registry::{Actor, Corrections, Incoming, Registry, SealingKey};
use runner::{ArchiveRules, Runner, RunnerSettings, SeparatorRules};
use sandbox::{Sandbox, SandboxSettings};
use search::Index;
use tests::{binary, fixture};
use tokio::sync::watch;

use self::{ledger::FaultyLedger, store::FaultyStore};

/// Decides what goes wrong.
#[derive(Debug)]
struct Faults {
    random: Mutex<fastrand::Rng>,
    failing: AtomicBool,
    /// Every call fails and nothing happens.
    away: AtomicBool,
    met: AtomicU64,
}

#[derive(PartialEq)]
enum Fault {
    None,
    /// Nothing happened.
    Before,
    /// It took effect, and the answer says that it failed.
    After,
    /// A part of it took effect, or came back; where that cannot be, nothing is wrong.
    Torn,
}

impl Faults {
    fn new(seed: u64) -> Arc<Self> {
        let random = Mutex::new(fastrand::Rng::with_seed(seed));
        let (failing, away, met) = (AtomicBool::new(true), AtomicBool::new(false), AtomicU64::new(0));
        Arc::new(Self { random, failing, away, met })
    }

    fn set(&self, failing: bool) {
        self.away.store(false, Ordering::Relaxed);
        self.failing.store(failing, Ordering::Relaxed);
    }

    fn cut(&self) {
        self.away.store(true, Ordering::Relaxed);
    }

    /// Which call draws which number depends on the threads.
    async fn draw(&self) -> Fault {
        let drawn = self.random.lock().unwrap().u32(0..20);
        let fault = match drawn {
            _ if self.away.load(Ordering::Relaxed) => Fault::Before,
            _ if !self.failing.load(Ordering::Relaxed) => return Fault::None,
            0..=1 => Fault::Before,
            2..=3 => Fault::After,
            4..=5 => Fault::Torn,
            6 | 7 => {
                tokio::time::sleep(Duration::from_millis(5)).await;
                Fault::None
            }
            _ => Fault::None,
        };
        self.met.fetch_add(u64::from(fault != Fault::None), Ordering::Relaxed);
        fault
    }

    async fn call<T, E>(&self, failed: impl Fn() -> E, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        match self.draw().await {
            Fault::None | Fault::Torn => work.await,
            Fault::Before => Err(failed()),
            Fault::After => work.await.and_then(|_| Err(failed())),
        }
    }
}

/// The parts of a data folder over some stores.
fn parts(dir: &Path, objects: &Arc<FaultyStore>, ledger: Arc<dyn Ledger>) -> (Registry, Runner) {
    let catalogue = Arc::new(Catalogue::sample().unwrap());
    let objects: Arc<dyn ObjectStore> = Arc::clone(objects) as _;
    let index = Arc::new(Index::open(&dir.join("index")).unwrap());
    let (sealing_key, _) = SealingKey::open(&dir.parent().unwrap().join("key")).unwrap();
    let sealing_key = Arc::new(sealing_key);
    std::fs::create_dir_all(dir.join("work")).unwrap();
    let settings = RunnerSettings {
        readers: 2,
        separators: SeparatorRules::default(),
        archive: ArchiveRules::default(),
        approval: Approval::OnAcceptance,
        attempts_max: 3,
        // Answers that are lost leave jobs leased to nobody.
        lease: Duration::from_millis(500),
        export_interval: Duration::from_secs(1),
    };
    let publisher =
        Publisher::new(Arc::clone(&ledger), Arc::clone(&index), Arc::clone(&objects), Arc::clone(&sealing_key));
    let sandbox = Arc::new(Sandbox::new(binary(), &dir.join("work"), SandboxSettings::default()).unwrap());
    let runner =
        Runner::new(Arc::clone(&catalogue), Arc::clone(&objects), Arc::clone(&ledger), sandbox, publisher, settings);
    let copies: Arc<[Arc<dyn ObjectStore>]> = Arc::new([Arc::clone(&objects)]);
    let approval = Approval::OnAcceptance;
    (Registry { catalogue, objects, copies, ledger, index, sealing_key, approval, plan_in_force: None }, runner)
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

fn embedded(dir: &Path) -> Arc<dyn Ledger> {
    Arc::new(SledLedger::open(&dir.join("ledger")).unwrap())
}

/// Papers with a manifest, handed in until each is acknowledged.
async fn hand_all_in(registry: &Registry) -> (BatchOpened, usize) {
    let manifest = Manifest::parse(&std::fs::read(fixture("scans/manifest.json")).unwrap()).unwrap();
    let batch = until_done(async || registry.open_batch("H48.28.05".parse().unwrap(), "lan").await).await;
    let index = manifest.index();
    // A feed of many papers is cut at its sheets, which nobody looks for without reading.
    let paths: Vec<&str> = index.paths().iter().copied().filter(|path| !path.starts_with("lo-quet/")).collect();
    for (position, path) in (1..).zip(&paths) {
        hand_in(registry, &batch, position, path, &manifest).await;
    }
    (batch, paths.len())
}

/// As a person does who reads that it is worth another try.
async fn until_done<T, E>(mut call: impl AsyncFnMut() -> Result<T, E>) -> T {
    loop {
        if let Ok(done) = call().await {
            return done;
        }
    }
}

async fn work(runner: &Runner) {
    let (_, no_more) = watch::channel(false);
    until_done(async || runner.drain(no_more.clone()).await).await;
}

/// What is in the store is what was handed in, in every view of it.
async fn check(registry: &Registry, batch: &BatchOpened, files: usize) {
    let receipt = registry.receipt(batch.batch).await.unwrap().unwrap().receipt;
    assert_eq!(receipt.files.len(), files);
    assert!(receipt.files.iter().all(|file| file.outcome == Outcome::Accepted), "{receipt:#?}");
    assert_eq!(registry.check().await.unwrap().disagreements, []);
    assert_eq!(registry.audit(None).await.unwrap().findings, []);
}

async fn papers(registry: &Registry) -> Vec<model::PaperRecord> {
    registry.ledger.papers(None, 1000).await.unwrap().papers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_object_store_that_fails_loses_nothing_and_stops_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let faults = Faults::new(7);
    let objects = Arc::new(FaultyStore::new(Arc::clone(&faults)));
    let data = dir.path().join("data");
    let (registry, runner) = parts(&data, &objects, embedded(&data));
    let (batch, files) = hand_all_in(&registry).await;
    work(&runner).await;
    assert!(faults.met.load(Ordering::Relaxed) > 10);
    faults.set(false);
    check(&registry, &batch, files).await;

    // The rest is made again from that store, while it fails.
    faults.set(true);
    let data = dir.path().join("rebuilt");
    let (rebuilt, _) = parts(&data, &objects, embedded(&data));
    while rebuilt.rebuild(None).await.is_err() {}
    assert_eq!(papers(&rebuilt).await, papers(&registry).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_ledger_that_fails_loses_nothing_and_stops_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let faults = Faults::new(8);
    let sound = Faults::new(8);
    sound.set(false);
    let objects = Arc::new(FaultyStore::new(sound));
    let data = dir.path().join("data");
    let ledger = Arc::new(FaultyLedger::open(&data.join("ledger"), Arc::clone(&faults)));
    let (registry, runner) = parts(&data, &objects, ledger);
    let (batch, files) = hand_all_in(&registry).await;
    // One without a manifest waits for a person.
    let unclaimed = Manifest::parse(br#"{"version": 1, "files": []}"#).unwrap();
    let alone = until_done(async || registry.open_batch("H48.28.05".parse().unwrap(), "lan").await).await;
    hand_in(&registry, &alone, 1, "quet-kem/trang-trang.jpg", &unclaimed).await;
    work(&runner).await;

    // What people do, each tried again until it is answered: done once all the same.
    let held = until_done(async || registry.ledger.reviews(10).await).await.remove(0).id;
    let typed = [
        ("holder", "001090012345"),
        ("holder_name", "Nguyễn Thị Hương"),
        ("type", "KQ.G15.000031"),
        ("number", "15/GKS"),
    ];
    let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let corrections = Corrections::new(typed.to_vec()).unwrap();
    // An answer that was lost makes the second try find it decided; what was decided stands.
    while registry.accept_review(&Actor::named("hoa"), &held, &corrections).await.is_err() {
        if until_done(async || registry.ledger.review(&held).await).await.is_none() {
            break;
        }
    }
    let holder = "001090012345".parse().unwrap();
    let record = until_done(async || registry.ledger.papers_of_holder(&holder).await).await.remove(0);
    let (dossier, component) = ("H48.28.05-261124-0001".parse().unwrap(), record.paper.paper_type.clone());
    until_done(async || registry.reuse(&Actor::named("hoa"), &record.code, &dossier, &component).await).await;
    until_done(async || runner.publish().await).await;
    assert!(faults.met.load(Ordering::Relaxed) > 50);
    faults.set(false);
    check(&registry, &batch, files).await;
    assert_eq!(registry.ledger.papers_of_holder(&holder).await.unwrap(), [record]);
    assert_eq!(registry.ledger.reuses_of(&dossier).await.unwrap().len(), 1);
    assert_eq!(registry.ledger.jobs_queued().await.unwrap(), 0);

    // The rest is made again by a ledger that fails.
    let data = dir.path().join("rebuilt");
    let ledger = Arc::new(FaultyLedger::open(&data.join("ledger"), Arc::clone(&faults)));
    faults.set(true);
    let (rebuilt, _) = parts(&data, &objects, ledger);
    while rebuilt.rebuild(None).await.is_err() {}
    faults.set(false);
    assert_eq!(papers(&rebuilt).await, papers(&registry).await);
    assert_eq!(rebuilt.ledger.head().await.unwrap(), registry.ledger.head().await.unwrap());
}

/// An outage that lasts longer than a file is tried: no file is refused for it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn files_wait_for_a_store_that_is_away() {
    let dir = tempfile::tempdir().unwrap();
    let faults = Faults::new(9);
    faults.set(false);
    let objects = Arc::new(FaultyStore::new(Arc::clone(&faults)));
    let data = dir.path().join("data");
    let (registry, runner) = parts(&data, &objects, embedded(&data));
    let (batch, files) = hand_all_in(&registry).await;
    faults.cut();
    let (_, no_more) = watch::channel(false);
    let stopped = runner.drain(no_more).await.unwrap_err();
    assert!(stopped.to_string().contains("a faulty store could not get"), "{stopped}");
    assert!(stopped.hint().is_some_and(|hint| hint.contains("waits in the queue")), "{stopped:?}");
    faults.set(false);
    work(&runner).await;
    check(&registry, &batch, files).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_fault_of_ours_at_one_file_costs_the_others_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let sound = Faults::new(10);
    sound.set(false);
    let objects = Arc::new(FaultyStore::new(sound));
    let data = dir.path().join("data");
    let (registry, runner) = parts(&data, &objects, embedded(&data));
    let (batch, files) = hand_all_in(&registry).await;
    let position = 3;
    let scan = registry.ledger.scan(ScanId { batch: batch.batch, position }).await.unwrap().unwrap();
    objects.panics_at.set(ObjectKey::original(scan.original.sha256)).unwrap();
    work(&runner).await;
    let receipt = registry.receipt(batch.batch).await.unwrap().unwrap().receipt;
    let (refused, others): (Vec<_>, Vec<_>) =
        receipt.files.into_iter().partition(|file| file.outcome == Outcome::Refused);
    assert_eq!(refused.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), [scan.path]);
    assert_eq!(refused[0].reason.as_ref().map(|reason| reason.kind.as_str()), Some("fault"));
    assert_eq!(others.len(), files - 1);
    assert!(others.iter().all(|file| file.outcome == Outcome::Accepted), "{others:#?}");
}
