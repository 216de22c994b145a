//! Random histories of many counters against a plain model of the ledger, with crashes between any two writes: whatever was
//! acknowledged is there, no code is given twice, serials have no gap, the chain holds, and views follow from the log.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::{Arc, Mutex},
};

use jiff::ToSpan as _;
use model::{
    CodePrefix, Entry, InventoryLine, Outcome, PaperDraft, PaperKind, PaperState, Standing, StateChange, UnitCode,
};
use proptest::prelude::*;
use tempfile::TempDir;

use super::{damage_tests::copy_folder, *};
use crate::{
    contract::samples::{
        BIRTH, TODAY, context_on, dossier, draft, finished, known, morning_of, receive, review_item, unit_and_type,
    },
    writer::{Step, Watch},
};

/// One thing that somebody does at a counter, or that happens to the machine. Numbers choose among what is there.
#[derive(Debug, Clone)]
enum Act {
    Register(Paper),
    /// Several callers at the same moment.
    Together(Vec<Paper>),
    Receive,
    Finish {
        scan: usize,
        refused: bool,
    },
    Hold {
        content: u8,
    },
    Resolve {
        item: usize,
        accept: Option<Paper>,
    },
    Change {
        paper: usize,
        change: u8,
    },
    Reuse {
        paper: usize,
        dossier: u8,
        component: bool,
    },
    OpenDossier {
        dossier: u8,
        other_procedure: bool,
    },
    Declare {
        unit: u8,
        count: u64,
        days: i32,
    },
    NextDay(i32),
    Close,
    /// The process ends without a word.
    Drop,
}

/// Few prefixes, so that their serials are contended, and few contents, so that papers come a second time.
#[derive(Debug, Clone)]
struct Paper {
    prefix: u8,
    content: u8,
    result: bool,
    valid_for_days: Option<i32>,
    at_once: bool,
}

impl Paper {
    fn draft(&self, today: Date) -> PaperDraft {
        PaperDraft {
            kind: if self.result { PaperKind::Result } else { PaperKind::Component },
            unit: known(&format!("H48.28.{:02}", self.content % 3)),
            valid_until: self.valid_for_days.map(|days| today + days.days()),
            ..draft(&format!("{}/GKS", self.prefix), &self.content.to_string())
        }
    }

    fn approval(&self) -> Approval {
        if self.at_once { Approval::OnAcceptance } else { Approval::Separate }
    }
}

fn papers() -> impl Strategy<Value = Paper> {
    (0..3u8, 0..40u8, prop::bool::weighted(0.8), prop::option::of(-2..8), any::<bool>()).prop_map(
        |(prefix, content, result, valid_for_days, at_once)| Paper { prefix, content, result, valid_for_days, at_once },
    )
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let index = any::<usize>;
    let act = prop_oneof![
        5 => papers().prop_map(Act::Register),
        3 => prop::collection::vec(papers(), 2..12).prop_map(Act::Together),
        2 => Just(Act::Receive),
        2 => (index(), any::<bool>()).prop_map(|(scan, refused)| Act::Finish { scan, refused }),
        2 => (0..12u8).prop_map(|content| Act::Hold { content }),
        2 => (index(), prop::option::of(papers())).prop_map(|(item, accept)| Act::Resolve { item, accept }),
        6 => (index(), 0..4u8).prop_map(|(paper, change)| Act::Change { paper, change }),
        2 => (index(), 0..3u8, any::<bool>())
            .prop_map(|(paper, dossier, component)| Act::Reuse { paper, dossier, component }),
        1 => (0..3u8, prop::bool::weighted(0.2))
            .prop_map(|(dossier, other_procedure)| Act::OpenDossier { dossier, other_procedure }),
        1 => (0..3u8, 0..50u64, -5..5).prop_map(|(unit, count, days)| Act::Declare { unit, count, days }),
        2 => (-1..4).prop_map(Act::NextDay),
        1 => Just(Act::Close),
        1 => Just(Act::Drop),
    ];
    prop::collection::vec(act, 1..60)
}

/// The ledger as a clerk would keep it on paper.
#[derive(Debug, Default)]
struct Model {
    papers: BTreeMap<PaperCode, PaperRecord>,
    by_identity: BTreeMap<Sha256Digest, PaperCode>,
    approved_on: BTreeMap<PaperCode, Date>,
    ended_on: BTreeMap<PaperCode, Date>,
    /// With what became of each.
    scans: BTreeMap<ScanId, Option<Outcome>>,
    /// True while they wait.
    reviews: BTreeMap<ReviewId, bool>,
    dossiers: BTreeSet<DossierNumber>,
    reuses: BTreeSet<(DossierNumber, PaperTypeCode, PaperCode)>,
    inventory: BTreeMap<(UnitCode, Date), u64>,
    entries: u64,
}

impl Model {
    fn serials(&self, prefix: &CodePrefix) -> Vec<u32> {
        self.papers.keys().filter(|code| code.prefix() == prefix).map(PaperCode::serial).collect()
    }

    fn next_code(&self, draft: &PaperDraft) -> PaperCode {
        let prefix = draft.prefix();
        let next = self.serials(&prefix).len() + 1;
        prefix.with_serial(u32::try_from(next).unwrap())
    }

    /// Notes what the ledger answered, which must be a paper that was there, or a new one with a code that was not.
    fn registered(&mut self, today: Date, draft: &PaperDraft, approval: Approval, answer: &Registration) {
        let code = &answer.record.code;
        if let Some(before) = self.by_identity.get(&draft.identity()) {
            assert_eq!((before, answer.new), (code, false), "a paper has one code");
            assert_eq!(self.papers[before], answer.record);
            return;
        }
        assert!(answer.new);
        assert_eq!(*code.prefix(), draft.prefix());
        assert_eq!(answer.record.paper, *draft);
        self.by_identity.insert(draft.identity(), code.clone());
        if approval == Approval::OnAcceptance {
            assert_eq!(answer.record.state, PaperState::Approved { on: today });
            self.approved_on.insert(code.clone(), today);
        } else {
            assert_eq!(answer.record.state, PaperState::AwaitingApproval);
        }
        let before = self.papers.insert(code.clone(), answer.record.clone());
        assert!(before.is_none(), "a code is given once");
        self.entries += 1;
    }

    fn serials_are_dense(&self) {
        let prefixes: BTreeSet<&CodePrefix> = self.papers.keys().map(PaperCode::prefix).collect();
        for prefix in prefixes {
            let mut serials = self.serials(prefix);
            serials.sort_unstable();
            assert!((1..).zip(&serials).all(|(expected, serial)| expected == *serial), "{serials:?}");
        }
    }

    fn totals(&self) -> Totals {
        let count = |all: usize| all as u64;
        Totals {
            papers: count(self.papers.len()),
            reviews: count(self.reviews.values().filter(|waits| **waits).count()),
            dossiers: count(self.dossiers.len()),
            scans: count(self.scans.len()),
            refused: count(self.scans.values().filter(|outcome| **outcome == Some(Outcome::Refused)).count()),
            reuses: count(self.reuses.len()),
            entries: self.entries,
        }
    }

    fn digitised(&self, on: Date) -> Vec<CountRow> {
        let counts = |(code, record): &(&PaperCode, &PaperRecord)| {
            record.paper.kind == PaperKind::Result
                && self.approved_on.get(code).is_some_and(|day| *day <= on)
                && record.paper.valid_until.is_none_or(|day| on <= day)
                && self.ended_on.get(code).is_none_or(|day| on < *day)
        };
        let mut rows: BTreeMap<(UnitCode, PaperTypeCode), u64> = BTreeMap::new();
        for (_, record) in self.papers.iter().filter(counts) {
            *rows.entry((record.paper.unit.clone(), record.paper.paper_type.clone())).or_default() += 1;
        }
        rows.into_iter().map(|((unit, paper_type), count)| CountRow { unit, paper_type, count }).collect()
    }

    fn inventory(&self, on: Date) -> Vec<InventoryRow> {
        let (_, paper_type) = unit_and_type();
        let units: BTreeSet<&UnitCode> = self.inventory.keys().map(|(unit, _)| unit).collect();
        let newest = |unit: &UnitCode| {
            let days = self.inventory.range((unit.clone(), Date::MIN)..=(unit.clone(), on));
            days.last().map(|((unit, as_of), count)| InventoryRow {
                unit: unit.clone(),
                paper_type: paper_type.clone(),
                count: *count,
                as_of: *as_of,
            })
        };
        units.into_iter().filter_map(newest).collect()
    }
}

/// A counter, the ledger behind it, and the model beside it.
struct Walk {
    dir: TempDir,
    ledger: Arc<SledLedger>,
    disk: Arc<Mutex<Disk>>,
    model: Model,
    today: Date,
}

impl Walk {
    fn begin(crashes: BTreeMap<usize, Crash>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let disk = Arc::new(Mutex::new(Disk::new(dir.path().to_owned(), crashes)));
        let ledger = Arc::new(Self::open(&dir, &disk));
        Self { dir, ledger, disk, model: Model::default(), today: known(TODAY) }
    }

    fn open(dir: &TempDir, disk: &Arc<Mutex<Disk>>) -> SledLedger {
        let watching = Arc::clone(disk);
        let watch = Watch(Arc::new(move |step| watching.lock().unwrap().at(step)));
        // Every other opening takes the ledger for a large one.
        let mut now = disk.lock().unwrap();
        now.openings += 1;
        let checked_bytes_max = if now.openings.is_multiple_of(2) { 0 } else { u64::MAX };
        let ledger = SledLedger::open_with(
            dir.path(),
            Limits { checked_bytes_max, compacted_file_bytes_min: Some(0), watch: Some(watch) },
        )
        .unwrap();
        now.opened();
        ledger
    }

    fn reopen(&mut self) {
        // Waits for the last of its clones.
        let empty = SledLedger { open: RwLock::new(None), durable: Durable::starting_at(None) };
        drop(std::mem::replace(&mut self.ledger, Arc::new(empty)));
        self.ledger = Arc::new(Self::open(&self.dir, &self.disk));
    }

    fn context(&self) -> Context {
        context_on(&self.today.to_string())
    }

    fn nth<T: Clone>(at: usize, all: impl Iterator<Item = T>) -> Option<T> {
        let all: Vec<T> = all.collect();
        (!all.is_empty()).then(|| all[at % all.len()].clone())
    }

    async fn act(&mut self, act: Act) {
        match act {
            Act::Register(paper) => self.register(&paper).await,
            Act::Together(papers) => self.register_together(papers).await,
            Act::Receive => {
                let scan = receive(&*self.ledger, 1).await.remove(0);
                self.model.scans.insert(scan.scan, None);
                self.model.entries += 2;
            }
            Act::Finish { scan, refused } => self.finish(scan, refused).await,
            Act::Hold { content } => self.hold(content).await,
            Act::Resolve { item, accept } => self.resolve(item, accept).await,
            Act::Change { paper, change } => self.change(paper, change).await,
            Act::Reuse { paper, dossier, component } => self.reuse(paper, dossier, component).await,
            Act::OpenDossier { dossier, other_procedure } => self.open_dossier(dossier, other_procedure).await,
            Act::Declare { unit, count, days } => self.declare(unit, count, days).await,
            Act::NextDay(days) => self.today += days.days(),
            Act::Close => {
                self.ledger.close().await.unwrap();
                self.reopen();
            }
            Act::Drop => self.reopen(),
        }
    }

    async fn register(&mut self, paper: &Paper) {
        let draft = paper.draft(self.today);
        let expected =
            self.model.by_identity.get(&draft.identity()).cloned().unwrap_or_else(|| self.model.next_code(&draft));
        let answer = self.ledger.register_paper(self.context(), draft.clone(), paper.approval()).await.unwrap();
        assert_eq!(answer.record.code, expected);
        self.model.registered(self.today, &draft, paper.approval(), &answer);
    }

    async fn register_together(&mut self, papers: Vec<Paper>) {
        let calls: Vec<_> = papers
            .into_iter()
            .map(|paper| {
                let (ledger, context, today) = (Arc::clone(&self.ledger), self.context(), self.today);
                tokio::spawn(async move {
                    let draft = paper.draft(today);
                    let answer = ledger.register_paper(context, draft.clone(), paper.approval()).await.unwrap();
                    (draft, paper.approval(), answer)
                })
            })
            .collect();
        let mut answers = Vec::new();
        for call in calls {
            answers.push(call.await.unwrap());
        }
        // Of two calls for one paper, either may have come first.
        answers.sort_by_key(|(_, _, answer)| !answer.new);
        for (draft, approval, answer) in answers {
            self.model.registered(self.today, &draft, approval, &answer);
        }
        self.model.serials_are_dense();
    }

    async fn finish(&mut self, scan: usize, refused: bool) {
        let Some(scan) = Self::nth(scan, self.model.scans.keys().copied()) else { return };
        let outcome = if refused { Outcome::Refused } else { Outcome::Accepted };
        self.ledger.finish_scan(self.context(), finished(scan, outcome)).await.unwrap();
        let before = self.model.scans.get_mut(&scan).unwrap();
        if before.is_none() {
            *before = Some(outcome);
            self.model.entries += 1;
        }
    }

    async fn hold(&mut self, content: u8) {
        let item = review_item(&content.to_string());
        let answer = self.ledger.hold_paper(self.context(), item.clone()).await.unwrap();
        match self.model.reviews.get(&item.id) {
            None => {
                assert_eq!(answer, Held::New);
                self.model.reviews.insert(item.id, true);
                self.model.entries += 1;
            }
            Some(true) => assert_eq!(answer, Held::Waiting),
            Some(false) => assert!(matches!(answer, Held::Accepted(_) | Held::Rejected)),
        }
    }

    async fn resolve(&mut self, item: usize, accept: Option<Paper>) {
        let Some(id) = Self::nth(item, self.model.reviews.keys().cloned()) else { return };
        let resolution = match &accept {
            Some(paper) => Resolution::Accept(Box::new(paper.draft(self.today)), paper.approval()),
            None => Resolution::Reject { why: "blurred".to_owned() },
        };
        let answer = self.ledger.resolve_review(self.context(), id.clone(), resolution).await;
        if !self.model.reviews[&id] {
            assert!(matches!(answer, Err(LedgerError::AlreadyResolved(_))));
            return;
        }
        self.model.reviews.insert(id, false);
        self.model.entries += 1;
        match (answer.unwrap(), accept) {
            (Resolved::Accepted(registration), Some(paper)) => {
                self.model.registered(self.today, &paper.draft(self.today), paper.approval(), &registration);
            }
            (Resolved::Rejected(_), None) => {}
            (answer, _) => panic!("{answer:?}"),
        }
    }

    async fn change(&mut self, paper: usize, change: u8) {
        let Some(code) = Self::nth(paper, self.model.papers.keys().cloned()) else { return };
        let by = self.model.papers.keys().next().cloned().unwrap();
        let change = match change {
            0 => StateChange::Approve,
            1 => StateChange::Reject { why: String::new() },
            2 => StateChange::Revoke { why: String::new() },
            _ => StateChange::Supersede { by: by.clone() },
        };
        let answer = self.ledger.change_state(self.context(), code.clone(), change.clone()).await;
        let record = self.model.papers.get_mut(&code).unwrap();
        if matches!(change, StateChange::Supersede { .. }) && by == code {
            assert!(matches!(answer, Err(LedgerError::Conflict(_))));
            return;
        }
        let Ok(state) = record.state.after(&change, morning_of(&self.today.to_string())) else {
            assert!(matches!(answer, Err(LedgerError::StateChange(_))));
            return;
        };
        record.state = state;
        assert_eq!(answer.unwrap(), *record);
        match change {
            StateChange::Approve => drop(self.model.approved_on.insert(code, self.today)),
            StateChange::Reject { .. } => {}
            StateChange::Revoke { .. } | StateChange::Supersede { .. } => {
                self.model.ended_on.insert(code, self.today);
            }
        }
        self.model.entries += 1;
    }

    async fn reuse(&mut self, paper: usize, dossier: u8, component: bool) {
        let Some(code) = Self::nth(paper, self.model.papers.keys().cloned()) else { return };
        let component: PaperTypeCode = known(if component { BIRTH } else { "KQ.G15.000032" });
        let use_of_it = (number(dossier), component.clone(), code.clone());
        let answer = self.ledger.reuse(self.context(), code.clone(), number(dossier), component).await;
        if self.model.reuses.contains(&use_of_it) {
            answer.unwrap();
            return;
        }
        match self.model.papers[&code].standing(self.today) {
            Standing::Reusable => {
                answer.unwrap();
                self.model.reuses.insert(use_of_it);
                self.model.entries += 1;
            }
            Standing::NotReusable(_) => assert!(matches!(answer, Err(LedgerError::NotReusable(_))), "{answer:?}"),
        }
    }

    async fn open_dossier(&mut self, at: u8, other_procedure: bool) {
        let number = number(at);
        let procedure = if other_procedure { known("1.001194") } else { dossier().procedure };
        let opened = Dossier { number: number.clone(), procedure, ..dossier() };
        let there = self.ledger.dossier(&number).await.unwrap();
        assert_eq!(there.is_some(), self.model.dossiers.contains(&number));
        let answer = self.ledger.open_dossier(self.context(), opened.clone()).await;
        match there {
            None => {
                answer.unwrap();
                self.model.dossiers.insert(number);
                self.model.entries += 1;
            }
            Some(there) => assert_eq!(answer.is_ok(), there.procedure == opened.procedure),
        }
    }

    async fn declare(&mut self, unit: u8, count: u64, days: i32) {
        let (_, paper_type) = unit_and_type();
        let (unit, as_of) = (known::<UnitCode>(&format!("H48.28.{unit:02}")), self.today + days.days());
        let line = InventoryLine { unit: unit.clone(), paper_type, count, as_of };
        self.ledger.declare_inventory(self.context(), vec![line]).await.unwrap();
        self.model.inventory.insert((unit, as_of), count);
        self.model.entries += 1;
    }
}

fn number(dossier: u8) -> DossierNumber {
    known(&format!("H48.28.05-261122-{dossier:04}"))
}

/// How much of what a crash interrupted has reached the disk.
#[derive(Debug, Clone, Copy)]
enum Crash {
    /// Each block or not, by chance.
    Torn(u64),
    /// Nothing of it.
    Before,
    /// All of it, and nobody has been told.
    After,
}

fn crashes() -> impl Strategy<Value = BTreeMap<usize, Crash>> {
    let crash = prop_oneof![3 => any::<u64>().prop_map(Crash::Torn), 1 => Just(Crash::Before), 1 => Just(Crash::After)];
    prop::collection::btree_map(0..30usize, crash, 1..5)
}

/// What a crash left on the disk.
struct Image {
    dir: TempDir,
    /// The last entry that was acknowledged.
    acknowledged: u64,
    /// The last one of the group that was being written.
    written: u64,
}

/// The disk under a ledger: what is durable, as of the last sync, and what crashes leave of it.
struct Disk {
    dir: PathBuf,
    crashes: BTreeMap<usize, Crash>,
    groups: usize,
    openings: usize,
    durable: Vec<u8>,
    durable_mark: Vec<u8>,
    sequence: u64,
    images: Vec<Image>,
}

const BLOCK_BYTES: usize = 512;

impl Disk {
    fn new(dir: PathBuf, crashes: BTreeMap<usize, Crash>) -> Self {
        let (durable, durable_mark, images) = (Vec::new(), Vec::new(), Vec::new());
        Self { dir, crashes, groups: 0, openings: 0, durable, durable_mark, sequence: 0, images }
    }

    fn opened(&mut self) {
        self.durable = std::fs::read(self.dir.join("db")).unwrap();
        self.durable_mark = std::fs::read(self.dir.join("mark")).unwrap();
    }

    fn at(&mut self, step: Step) {
        match step {
            Step::Flushed(sequence) => {
                match self.crashes.get(&self.groups).copied() {
                    Some(Crash::Torn(seed)) => self.crash(sequence, seed, |random| random % 2 == 0),
                    Some(Crash::Before) => self.crash(sequence, 0, |_| false),
                    _ => {}
                }
                self.groups += 1;
            }
            Step::Synced(sequence) => {
                self.durable = std::fs::read(self.dir.join("db")).unwrap();
                if let Some(Crash::After) = self.crashes.get(&(self.groups - 1)) {
                    self.crash(sequence, 1, |_| true);
                }
                self.sequence = sequence;
            }
        }
    }

    /// Keeps the folder as a power cut would leave it: of each block either what was synced or what has been written since.
    fn crash(&mut self, written: u64, seed: u64, reached: impl Fn(u64) -> bool) {
        let dir = tempfile::tempdir().unwrap();
        copy_folder(&self.dir, dir.path());
        let mut random = seed;
        let mut next = move || {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            random >> 33
        };
        let mut data = std::fs::read(self.dir.join("db")).unwrap();
        for (at, block) in data.chunks_mut(BLOCK_BYTES).enumerate() {
            if reached(next()) {
                continue;
            }
            let durable = self.durable.get(at * BLOCK_BYTES..).unwrap_or_default();
            let length = durable.len().min(block.len());
            block[..length].copy_from_slice(&durable[..length]);
            block[length..].fill(0);
        }
        std::fs::write(dir.path().join("db"), data).unwrap();
        // The mark is not synced with each group: it may be as old as the last opening's.
        if next() % 2 == 0 {
            std::fs::write(dir.path().join("mark"), &self.durable_mark).unwrap();
        }
        self.images.push(Image { dir, acknowledged: self.sequence, written });
    }
}

async fn all_entries(ledger: &SledLedger) -> Vec<Entry> {
    ledger.entries(0, usize::MAX).await.unwrap()
}

fn chain_holds(entries: &[Entry]) {
    let mut previous = None;
    for entry in entries {
        entry.verify(previous).unwrap();
        previous = Some(&entry.header);
    }
}

async fn all_papers(ledger: &SledLedger) -> BTreeMap<PaperCode, PaperRecord> {
    let mut papers = BTreeMap::new();
    let mut after = None;
    loop {
        let page = ledger.papers(after, 7).await.unwrap();
        for record in page.papers {
            assert!(papers.insert(record.code.clone(), record).is_none(), "a code is given once");
        }
        after = page.next;
        if after.is_none() {
            return papers;
        }
    }
}

/// Views are those that the log gives to an empty ledger.
async fn views_follow_from(ledger: &SledLedger, entries: Vec<Entry>) {
    let dir = tempfile::tempdir().unwrap();
    let replayed = SledLedger::open(dir.path()).unwrap();
    replayed.replay(entries).await.unwrap();
    assert_eq!(replayed.views(), ledger.views());
    assert_eq!(replayed.jobs_queued().await.unwrap(), ledger.jobs_queued().await.unwrap());
}

async fn agrees(ledger: &SledLedger, model: &Model) {
    assert_eq!(ledger.totals().await.unwrap(), model.totals());
    assert_eq!(all_papers(ledger).await, model.papers);
    model.serials_are_dense();
    let waiting: BTreeSet<ReviewId> =
        ledger.reviews(usize::MAX).await.unwrap().into_iter().map(|item| item.id).collect();
    assert!(model.reviews.iter().all(|(id, waits)| waiting.contains(id) == *waits));
    let queued = model.scans.values().filter(|outcome| outcome.is_none()).count();
    assert_eq!(ledger.jobs_queued().await.unwrap(), queued as u64);
    for dossier in 0..3 {
        let reuses = ledger.reuses_of(&number(dossier)).await.unwrap();
        let found = reuses.into_iter().map(|reuse| (reuse.dossier, reuse.component, reuse.code));
        let expected = model.reuses.iter().filter(|(of, ..)| *of == number(dossier)).cloned();
        assert_eq!(found.collect::<BTreeSet<_>>(), expected.collect::<BTreeSet<_>>());
    }
    for days in -6..20 {
        let day = known::<Date>(TODAY) + (days * 3).days();
        assert_eq!(ledger.digitised(day).await.unwrap(), model.digitised(day), "{day}");
        assert_eq!(ledger.recount(day).await.unwrap(), model.digitised(day), "recount of {day}");
        assert_eq!(ledger.inventory(day).await.unwrap(), model.inventory(day), "{day}");
    }
    let entries = all_entries(ledger).await;
    chain_holds(&entries);
    views_follow_from(ledger, entries).await;
}

/// An image of a crash holds all that was acknowledged, and of the group that it cut short all or nothing.
async fn survives(image: Image, log: &[Entry]) {
    let ledger = SledLedger::open(image.dir.path()).unwrap();
    let entries = all_entries(&ledger).await;
    let end = entries.len() as u64;
    assert!(end == image.acknowledged || end == image.written, "{end} of {} to {}", image.acknowledged, image.written);
    let json =
        |entries: &[Entry]| entries.iter().map(|entry| serde_json::to_string(entry).unwrap()).collect::<Vec<_>>();
    assert_eq!(json(&entries), json(&log[..entries.len()]));
    chain_holds(&entries);
    views_follow_from(&ledger, entries).await;
    for days in [0, 2, 9] {
        let day = known::<Date>(TODAY) + days.days();
        assert_eq!(ledger.digitised(day).await.unwrap(), ledger.recount(day).await.unwrap(), "{day}");
    }
    // And it goes on: the next code follows the last.
    let mut model = Model { papers: all_papers(&ledger).await, ..Model::default() };
    model.serials_are_dense();
    for prefix in 0..3 {
        let draft = draft(&format!("{prefix}/GKS"), "after the crash");
        let expected = model.next_code(&draft);
        let answer = ledger.register_paper(context_on(TODAY), draft, Approval::Separate).await.unwrap();
        assert_eq!(answer.record.code, expected);
        model.papers.insert(expected, answer.record);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_history_agrees_with_the_model_and_every_crash_of_it_is_survived(acts in acts(), crashes in crashes()) {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let mut walk = Walk::begin(crashes);
            for act in acts {
                walk.act(act).await;
            }
            agrees(&walk.ledger, &walk.model).await;
            let log = all_entries(&walk.ledger).await;
            let images = std::mem::take(&mut walk.disk.lock().unwrap().images);
            for image in images {
                survives(image, &log).await;
            }
            walk.reopen();
            agrees(&walk.ledger, &walk.model).await;
        });
    }
}
