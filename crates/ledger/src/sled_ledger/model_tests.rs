//! Random histories of many counters against a plain model of the ledger, with crashes between any two writes: whatever was
//! acknowledged is there, no code is given twice, serials have no gap, the chain holds, and views follow from the log.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::{Arc, Mutex},
};

use jiff::ToSpan as _;
use model::{
    CodePrefix, ComponentReuse, DossierComponent, DossierState, Entry, InventoryLine, Outcome, PaperDraft, PaperKind,
    PaperState, Standing, StateChange, UnitCode, Validity,
};
use proptest::prelude::*;
use tempfile::TempDir;

use super::{damage_tests::copy_folder, *};
use crate::{
    Activity, Measure,
    contract::{
        activity::{component, result},
        samples::{
            BIRTH, HOLDER, TODAY, context_on, dossier, draft, finished, holder, known, morning_of, receive,
            review_item, unit_and_type,
        },
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
    Record(Told),
    HandOver {
        dossier: u8,
        to: u8,
        electronic: bool,
    },
    Serve {
        ticket: u8,
        waited_minutes: i64,
        days_ago: i32,
    },
    Correct {
        paper: usize,
        valid_for_days: Option<i32>,
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

/// What the one-stop system says of a dossier. Days are counted back from today.
#[derive(Debug, Clone)]
struct Told {
    dossier: u8,
    unit: u8,
    citizen: bool,
    owes_result: bool,
    received_days_ago: Option<i32>,
    resolved_after_days: Option<i32>,
    returned: bool,
    due_after_days: i32,
    handed_in: usize,
    reused: usize,
    national: bool,
    /// No file, a file, a file under a code.
    result: u8,
}

impl Told {
    fn record(&self, today: Date) -> DossierRecord {
        let day = |day: Date| morning_of(&day.to_string());
        let received = self.received_days_ago.map(|ago| today - ago.days());
        let resolved = received.zip(self.resolved_after_days).map(|(on, days)| (on + days.days()).min(today));
        let mut components = vec![component(true, ComponentReuse::No); self.handed_in];
        components.extend(vec![component(false, ComponentReuse::WithoutCode); self.reused]);
        components
            .iter_mut()
            .for_each(|component| component.from_national_store = self.national && component.is_reused());
        DossierRecord {
            unit: known(&format!("H48.28.{:02}", self.unit)),
            holder: self.citizen.then(|| holder(HOLDER)),
            state: if resolved.is_some() { DossierState::Resolved } else { DossierState::InProcess },
            received_at: received.map(day),
            due_at: received.map(|on| day(on + self.due_after_days.days())),
            resolved_at: resolved.map(day),
            returned_at: resolved.filter(|_| self.returned).map(day),
            owes_result: self.owes_result,
            components,
            results: match self.result {
                0 => Vec::new(),
                1 => vec![result(None)],
                _ => vec![result(Some("KQ1"))],
            },
            number: number(self.dossier),
            ..dossier().into()
        }
    }
}

fn told() -> impl Strategy<Value = Told> {
    let when = (prop::option::weighted(0.9, 0..40), prop::option::of(0..20), any::<bool>(), 0..10);
    let components = (0..3usize, 0..2usize, any::<bool>(), 0..3u8);
    (0..3u8, 0..3u8, any::<bool>(), any::<bool>(), when, components).prop_map(
        |(dossier, unit, citizen, owes_result, when, components)| {
            let (received_days_ago, resolved_after_days, returned, due_after_days) = when;
            let (handed_in, reused, national, result) = components;
            Told {
                dossier,
                unit,
                citizen,
                owes_result,
                received_days_ago,
                resolved_after_days,
                returned,
                due_after_days,
                handed_in,
                reused,
                national,
                result,
            }
        },
    )
}

/// Few prefixes, so that their serials are contended, and few contents, so that papers come a second time.
#[derive(Debug, Clone)]
struct Paper {
    prefix: u8,
    content: u8,
    result: bool,
    valid_for_days: Option<i32>,
    at_once: bool,
    dossier: Option<u8>,
}

impl Paper {
    fn draft(&self, today: Date) -> PaperDraft {
        PaperDraft {
            kind: if self.result { PaperKind::Result } else { PaperKind::Component },
            unit: known(&format!("H48.28.{:02}", self.content % 3)),
            valid_until: self.valid_for_days.map(|days| today + days.days()),
            dossier: self.dossier.map(number),
            ..draft(&format!("{}/GKS", self.prefix), &self.content.to_string())
        }
    }

    fn approval(&self) -> Approval {
        if self.at_once { Approval::OnAcceptance } else { Approval::Separate }
    }
}

fn papers() -> impl Strategy<Value = Paper> {
    let dossier = prop::option::weighted(0.3, 0..3u8);
    (0..3u8, 0..40u8, prop::bool::weighted(0.8), prop::option::of(-2..8), any::<bool>(), dossier).prop_map(
        |(prefix, content, result, valid_for_days, at_once, dossier)| Paper {
            prefix,
            content,
            result,
            valid_for_days,
            at_once,
            dossier,
        },
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
        4 => told().prop_map(Act::Record),
        1 => (0..3u8, 0..3u8, any::<bool>())
            .prop_map(|(dossier, to, electronic)| Act::HandOver { dossier, to, electronic }),
        1 => (0..4u8, 0..60i64, 0..30)
            .prop_map(|(ticket, waited_minutes, days_ago)| Act::Serve { ticket, waited_minutes, days_ago }),
        2 => (index(), prop::option::of(-5..8))
            .prop_map(|(paper, valid_for_days)| Act::Correct { paper, valid_for_days }),
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
    dossiers: BTreeMap<DossierNumber, DossierRecord>,
    in_hand: BTreeMap<DossierNumber, UnitCode>,
    hand_overs: Vec<HandOver>,
    tickets: BTreeMap<(UnitCode, Date, String), Ticket>,
    reuses: BTreeSet<(DossierNumber, PaperTypeCode, PaperCode)>,
    inventory: BTreeMap<(UnitCode, Date), u64>,
    /// What was told of days that are over, on their evenings.
    told: BTreeMap<Date, Evening>,
    entries: u64,
}

/// What the ledger said at the end of a day.
#[derive(Debug)]
struct Evening {
    activity: Vec<Vec<ActivityRow>>,
    in_force: InForce,
}

/// Results in force by unit and type.
type InForce = BTreeMap<(UnitCode, PaperTypeCode), i64>;

/// Periods that are asked about in the evening: whole months, and days of two.
fn evening_questions(day: Date) -> [ActivityQuestion; 2] {
    let of = |from, to| ActivityQuestion { from, to, as_of: day, procedure: None };
    [of(known("2026-10-01"), known("2026-12-31")), of(day - 25.days(), day)]
}

impl Model {
    /// The numbers that [`Model::activity`] tells.
    const TOLD: [Measure; 18] = [
        Measure::Received,
        Measure::Owing,
        Measure::OwingWithResult,
        Measure::WithComponent,
        Measure::Digitised,
        Measure::Reusing,
        Measure::FromNationalStore,
        Measure::Shared,
        Measure::Resolved,
        Measure::ResolvedWithResult,
        Measure::ResolvedWithoutResult,
        Measure::Returned,
        Measure::ReturnedOnTime,
        Measure::HandOvers,
        Measure::ElectronicHandOvers,
        Measure::Visits,
        Measure::WaitedSeconds,
        Measure::PapersDigitised,
    ];

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

    /// The numbers of everything that was ever received, added up from the records alone.
    fn activity(&self) -> Activity {
        let mut sum = Activity::NONE;
        let mut count = |measure: Measure, counts: bool| sum[measure] += i64::from(counts);
        for dossier in self.dossiers.values().filter(|dossier| dossier.received_at.is_some()) {
            let stored = |kind| {
                let papers = self.papers.values().map(|record| &record.paper);
                papers.filter(|paper| paper.kind == kind && paper.dossier.as_ref() == Some(&dossier.number)).count()
            };
            let told = &dossier.components;
            let taken = self.reuses.iter().any(|(of, ..)| *of == dossier.number);
            let reusing = taken || told.iter().any(DossierComponent::is_reused);
            let national = told.iter().any(|component| component.from_national_store);
            let component =
                reusing || stored(PaperKind::Component) > 0 || told.iter().any(|component| component.digitised);
            let result = !dossier.results.is_empty() || stored(PaperKind::Result) > 0;
            let published = dossier.results.iter().any(|result| result.code.is_some());
            let resolved = dossier.resolved_at.is_some();
            let owes = dossier.owes_result;
            count(Measure::Received, true);
            count(Measure::Owing, owes);
            count(Measure::OwingWithResult, owes && result);
            count(Measure::WithComponent, component);
            count(Measure::Digitised, component && (result || !owes));
            count(Measure::Reusing, reusing);
            count(Measure::FromNationalStore, national);
            count(Measure::Shared, national || published);
            count(Measure::Resolved, resolved);
            count(Measure::ResolvedWithResult, resolved && result);
            count(Measure::ResolvedWithoutResult, resolved && owes && !result);
            count(Measure::Returned, dossier.returned_at.is_some());
            count(Measure::ReturnedOnTime, dossier.returned_at.is_some_and(|at| at <= dossier.due_at.unwrap()));
        }
        for over in &self.hand_overs {
            count(Measure::HandOvers, true);
            count(Measure::ElectronicHandOvers, over.electronic);
        }
        for ticket in self.tickets.values() {
            sum[Measure::Visits] += 1;
            sum[Measure::WaitedSeconds] += ticket.arrived_at.duration_until(ticket.received_at).as_secs();
        }
        sum[Measure::PapersDigitised] = i64::try_from(self.papers.len()).unwrap();
        sum
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
                // Told by a test of the contract.
                count_then: 0,
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
            Act::Record(told) => self.record(&told).await,
            Act::HandOver { dossier, to, electronic } => self.hand_over(dossier, to, electronic).await,
            Act::Serve { ticket, waited_minutes, days_ago } => self.serve(ticket, waited_minutes, days_ago).await,
            Act::Correct { paper, valid_for_days } => self.correct(paper, valid_for_days).await,
            Act::NextDay(days) => self.next_day(days).await,
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
        assert_eq!(there.as_ref(), self.model.dossiers.get(&number));
        let answer = self.ledger.open_dossier(self.context(), opened.clone(), true).await;
        match there {
            None => {
                answer.unwrap();
                self.model.in_hand.insert(number.clone(), opened.number.unit().clone());
                self.model.dossiers.insert(number, DossierRecord { owes_result: true, ..opened.into() });
                self.model.entries += 1;
            }
            Some(there) => assert_eq!(answer.is_ok(), there.procedure == opened.procedure),
        }
    }

    async fn record(&mut self, told: &Told) {
        let record = told.record(self.today);
        let answer = self.ledger.record_dossiers(self.context(), vec![record.clone()]).await.unwrap();
        let before = self.model.dossiers.insert(record.number.clone(), record.clone());
        let expected = match &before {
            None => Recorded::New,
            Some(before) if *before == record => Recorded::Same,
            Some(_) => Recorded::Changed,
        };
        assert_eq!(answer, [expected]);
        self.model.entries += u64::from(expected != Recorded::Same);
        self.model.in_hand.entry(record.number).or_insert(record.unit);
    }

    async fn hand_over(&mut self, dossier: u8, to: u8, electronic: bool) {
        let number = number(dossier);
        let Some(from) = self.model.in_hand.get(&number).cloned() else { return };
        let to: UnitCode = known(&format!("H48.28.{to:02}"));
        let at = morning_of(&self.today.to_string());
        let over =
            HandOver { number: number.clone(), from: from.clone(), to: to.clone(), at, electronic, papers: vec![] };
        let answer = self.ledger.hand_over_dossier(self.context(), over.clone()).await;
        assert_eq!(answer.is_ok(), from != to, "{answer:?}");
        if from != to {
            self.model.in_hand.insert(number, to);
            self.model.hand_overs.push(over);
            self.model.entries += 1;
        }
    }

    async fn serve(&mut self, ticket: u8, waited_minutes: i64, days_ago: i32) {
        let day = self.today - days_ago.days();
        let received_at = morning_of(&day.to_string());
        let arrived_at = received_at - jiff::SignedDuration::from_mins(waited_minutes);
        let ticket = Ticket { unit: known("H48.28.01"), ticket: ticket.to_string(), arrived_at, received_at };
        self.ledger.serve_tickets(self.context(), vec![ticket.clone()]).await.unwrap();
        let before = self.model.tickets.insert((ticket.unit.clone(), day, ticket.ticket.clone()), ticket.clone());
        self.model.entries += u64::from(before != Some(ticket));
    }

    async fn correct(&mut self, paper: usize, valid_for_days: Option<i32>) {
        let Some(code) = Self::nth(paper, self.model.papers.keys().cloned()) else { return };
        let valid_until = valid_for_days.map(|days| self.today + days.days());
        let correction = PaperCorrection {
            valid_until: Some(valid_until.map_or(Validity::Perpetual, Validity::Until)),
            ..PaperCorrection::default()
        };
        let answer = self.ledger.correct_paper(self.context(), code.clone(), correction, String::new()).await.unwrap();
        let record = self.model.papers.get_mut(&code).unwrap();
        self.model.entries += u64::from(record.paper.valid_until != valid_until);
        record.paper.valid_until = valid_until;
        assert_eq!(answer, *record);
    }

    /// The day is over, or was never so late.
    async fn next_day(&mut self, days: i32) {
        if days > 0 {
            let mut activity = Vec::new();
            for question in evening_questions(self.today) {
                activity.push(self.ledger.activity(question).await.unwrap());
            }
            let in_force = in_force_known_on(&self.ledger, self.today).await;
            self.model.told.insert(self.today, Evening { activity, in_force });
        }
        self.today += days.days();
        let today = self.today;
        self.model.told.retain(|day, _| *day < today);
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
    figures_agree(ledger, model).await;
    for (day, evening) in &model.told {
        evening_was_as_now(ledger, *day, evening).await;
    }
    for days in -6..20 {
        let day = known::<Date>(TODAY) + (days * 3).days();
        assert_eq!(ledger.digitised(day).await.unwrap(), model.digitised(day), "{day}");
        assert_eq!(ledger.recount(day).await.unwrap(), model.digitised(day), "recount of {day}");
        let inventory =
            ledger.inventory(day).await.unwrap().into_iter().map(|row| InventoryRow { count_then: 0, ..row });
        assert_eq!(inventory.collect::<Vec<_>>(), model.inventory(day), "{day}");
    }
    let entries = all_entries(ledger).await;
    chain_holds(&entries);
    views_follow_from(ledger, entries).await;
}

async fn recounts_agree(ledger: &SledLedger, question: ActivityQuestion) {
    let recounted = ledger.recount_activity(question.clone()).await.unwrap();
    let rows = ledger.activity(question.clone()).await.unwrap();
    let rows = rows.into_iter().filter(|row| !row.activity.is_none());
    let rows: Vec<ActivityRow> = rows.map(|row| ActivityRow { recorded_later: Activity::NONE, ..row }).collect();
    assert_eq!(rows, recounted, "{question:?}");
}

/// Counters agree with a recount of any period as of any day, and of all time with the records.
async fn figures_agree(ledger: &SledLedger, model: &Model) {
    let ever = ActivityQuestion {
        from: known("2026-01-01"),
        to: known("2027-12-31"),
        as_of: known("2027-12-31"),
        procedure: None,
    };
    let mut all = Activity::NONE;
    ledger.activity(ever.clone()).await.unwrap().iter().for_each(|row| all += row.activity);
    let expected = model.activity();
    for measure in Model::TOLD {
        assert_eq!(all[measure], expected[measure], "{measure:?}");
    }
    for (from, to, as_of) in [
        ("2026-01-01", "2027-12-31", "2027-12-31"),
        ("2026-11-01", "2026-11-30", "2026-11-25"),
        ("2026-11-10", "2026-12-05", "2026-12-01"),
        ("2026-10-15", "2026-11-23", "2026-11-23"),
    ] {
        for procedure in [None, Some(known("1.001193"))] {
            let question = ActivityQuestion { from: known(from), to: known(to), as_of: known(as_of), procedure };
            recounts_agree(ledger, question).await;
        }
        let (from, to) = (known(from), known(to));
        assert_eq!(ledger.applicants(from, to).await.unwrap(), ledger.recount_applicants(from, to).await.unwrap());
    }
}

/// A day's figure is what it was on its evening, but for what was recorded since, which is told.
async fn evening_was_as_now(ledger: &SledLedger, day: Date, evening: &Evening) {
    for (question, told) in evening_questions(day).into_iter().zip(&evening.activity) {
        recounts_agree(ledger, question.clone()).await;
        let rows = ledger.activity(question.clone()).await.unwrap();
        let known_then = |rows: &[ActivityRow]| -> BTreeMap<UnitCode, Activity> {
            let rows = rows.iter().map(|row| (row.unit.clone(), row.activity - row.recorded_later));
            rows.filter(|(_, activity)| !activity.is_none()).collect()
        };
        let (then, told) = (known_then(&rows), known_then(told));
        assert_eq!(then, told, "{question:?}");
    }
    assert_eq!(in_force_known_on(ledger, day).await, evening.in_force, "in force on {day}");
}

/// A day's results in force without what was put right later: the clock may have been set back to that day.
async fn in_force_known_on(ledger: &SledLedger, day: Date) -> InForce {
    let mut known = InForce::new();
    for CountRow { unit, paper_type, count } in ledger.digitised(day).await.unwrap() {
        known.insert((unit, paper_type), i64::try_from(count).unwrap());
    }
    for ChangeRow { unit, paper_type, change } in ledger.in_force_recorded_later(day).await.unwrap() {
        *known.entry((unit, paper_type)).or_default() -= change;
    }
    known.retain(|_, count| *count != 0);
    known
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
    for as_of in [TODAY, "2027-12-31"] {
        let question = ActivityQuestion {
            from: known("2026-10-15"),
            to: known("2026-12-31"),
            as_of: known(as_of),
            procedure: None,
        };
        recounts_agree(&ledger, question).await;
    }
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
