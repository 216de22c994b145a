//! Results in force that are digitised (DOMAIN §5.1) and counters that digitise (§5.2).

use std::collections::BTreeMap;

use catalogue::Level;
use jiff::civil::Date;
use ledger::{ActivityRow, CountRow, InventoryRow, Measure};
use model::{PaperTypeCode, UnitCode};

use super::{Figure, FigureId, Told, activity, later, share_figure};
use crate::{Folded, Inconsistency, Scope, Subject, Tally, ratio::share};

/// What is declared and what is digitised of one paper type at one unit, as the records name the unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InventoryCell {
    /// The unit.
    pub unit: UnitCode,
    /// The paper type.
    pub paper_type: PaperTypeCode,
    /// Results in force that it declares.
    pub declared: u64,
    /// Results digitised, approved and still valid on the day.
    pub digitised: u64,
    /// The day that the declaration is of; `None` when nothing was ever declared.
    pub declared_on: Option<Date>,
}

/// Puts the ledger's counts and declarations of a day side by side.
pub fn inventory_cells(digitised: &[CountRow], declared: &[InventoryRow]) -> Vec<InventoryCell> {
    let mut cells: BTreeMap<(&UnitCode, &PaperTypeCode), Holding> = BTreeMap::new();
    for row in digitised {
        cells.entry((&row.unit, &row.paper_type)).or_default().digitised += row.count;
    }
    for row in declared {
        let declared = Holding { declared: row.count, digitised: 0, declared_on: Some(row.as_of) };
        cells.entry((&row.unit, &row.paper_type)).or_default().add(&declared);
    }
    let cell = |((unit, paper_type), held): ((&UnitCode, &PaperTypeCode), Holding)| InventoryCell {
        unit: unit.clone(),
        paper_type: paper_type.clone(),
        declared: held.declared,
        digitised: held.digitised,
        declared_on: held.declared_on,
    };
    cells.into_iter().map(cell).collect()
}

/// One paper type of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Holding {
    /// Results in force that are declared.
    pub declared: u64,
    /// Results digitised.
    pub digitised: u64,
    /// The day of the oldest declaration among those added up.
    pub declared_on: Option<Date>,
}

impl Holding {
    /// It alone, as results.
    pub fn results(&self) -> Results {
        let covered = self.digitised.min(self.declared);
        Results { declared: self.declared, digitised: self.digitised, covered }
    }
}

impl Tally for Holding {
    fn add(&mut self, other: &Self) {
        self.declared += other.declared;
        self.digitised += other.digitised;
        self.declared_on = self.declared_on.into_iter().chain(other.declared_on).min();
    }
}

/// The paper types of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holdings(pub BTreeMap<PaperTypeCode, Holding>);

impl Holdings {
    /// Of all types together; each counts at most what was declared of it.
    pub fn results(&self) -> Results {
        self.0.values().fold(Results::default(), |mut sum, holding| {
            sum.add(&holding.results());
            sum
        })
    }
}

impl Tally for Holdings {
    fn add(&mut self, other: &Self) {
        for (paper_type, holding) in &other.0 {
            self.0.entry(paper_type.clone()).or_default().add(holding);
        }
    }
}

/// Results in force of one or several units and types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Results {
    /// Declared.
    pub declared: u64,
    /// Digitised.
    pub digitised: u64,
    /// Digitised, at most what was declared of each unit and type: the numerator of the share.
    pub covered: u64,
}

impl Results {
    /// The digitised share, 0 to 1, four decimals; `None` when nothing is declared.
    pub fn share(&self) -> Option<f64> {
        share(self.covered, self.declared)
    }

    /// Still to be digitised.
    pub fn remaining(&self) -> u64 {
        self.declared - self.covered
    }

    /// Digitised beyond what was declared.
    pub fn excess(&self) -> u64 {
        self.digitised - self.covered
    }
}

impl Tally for Results {
    fn add(&mut self, other: &Self) {
        self.declared += other.declared;
        self.digitised += other.digitised;
        self.covered += other.covered;
    }
}

/// Cells gathered by the unit that counts: an old unit's papers and its successor's declaration meet here, before either is
/// capped by the other.
pub fn holdings(scope: &Scope<'_>, cells: &[InventoryCell]) -> Folded<Holdings> {
    let held = |cell: &InventoryCell| {
        let holding = Holding { declared: cell.declared, digitised: cell.digitised, declared_on: cell.declared_on };
        Holdings(BTreeMap::from([(cell.paper_type.clone(), holding)]))
    };
    scope.map.fold(scope.unit, cells.iter().map(|cell| (&cell.unit, held(cell))))
}

/// Results by paper type, of all units of the scope: a unit's surplus does not lift another's share.
pub fn by_type(holdings: &Folded<Holdings>) -> BTreeMap<PaperTypeCode, Results> {
    let mut types: BTreeMap<PaperTypeCode, Results> = BTreeMap::new();
    for (paper_type, holding) in holdings.units().flat_map(|(_, holdings)| &holdings.0) {
        types.entry(paper_type.clone()).or_default().add(&holding.results());
    }
    types
}

/// Where more is digitised than declared, by unit and type.
pub fn inconsistencies(holdings: &Folded<Holdings>) -> Vec<Inconsistency> {
    let all =
        holdings.units().flat_map(|(unit, of)| of.0.iter().map(move |(paper_type, held)| (unit, paper_type, held)));
    all.filter(|(_, _, held)| held.digitised > held.declared)
        .map(|(unit, paper_type, held)| Inconsistency {
            unit: unit.clone(),
            paper_type: paper_type.clone(),
            digitised: held.digitised,
            declared: held.declared,
        })
        .collect()
}

/// 5.1 on the day of the cells, which is the scope's last: of the whole, each level and, with `each`, each unit. The numerator is
/// [`Results::covered`].
pub fn results(scope: &Scope<'_>, cells: &[InventoryCell], each: bool) -> Told<Figure> {
    let held = holdings(scope, cells);
    let figure = |(subject, results): &(Subject, Results)| {
        let target = subject.level().and_then(|level| scope.targets.digitised.get(&level)).copied();
        let figure = share_figure(FigureId::Results, scope, subject, (results.covered, results.declared), target);
        Figure { from: scope.to, ..figure }
    };
    let figures = held.map(Holdings::results).subjects(scope.map, each).iter().map(figure).collect();
    let notes = excess_note(&held).into_iter().collect();
    Told { figures, explanations: vec![FigureId::Results.explain(scope, notes)] }
}

/// Said when something is digitised that no declaration covers.
pub(crate) fn excess_note(held: &Folded<Holdings>) -> Option<String> {
    let count = inconsistencies(held).len();
    (count > 0).then(|| {
        format!(
            "{count} dòng (đơn vị, loại giấy tờ) có số đã số hóa lớn hơn số khai báo; phần vượt không làm tăng tỷ lệ. \
             Đề nghị đơn vị khai báo lại."
        )
    })
}

/// One-stop counters, running or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Those with at least one paper digitised in the period.
    pub running: u64,
    /// Those that count.
    pub all: u64,
    /// Those left out because they are remote.
    pub left_out: u64,
}

impl Tally for Counters {
    fn add(&mut self, other: &Self) {
        self.running += other.running;
        self.all += other.all;
        self.left_out += other.left_out;
    }
}

/// The counters of the scope by unit; remote communes are left out where the plan says so.
pub fn running_counters(scope: &Scope<'_>, rows: &[ActivityRow]) -> Folded<Counters> {
    activity(scope, rows).map_with(|unit, activity| {
        let Some(facts) = scope.map.unit(unit).filter(|facts| facts.one_stop) else { return Counters::default() };
        if facts.remote && facts.level == Level::Commune && scope.targets.remote_left_out {
            return Counters { left_out: 1, ..Counters::default() };
        }
        let running = u64::from(activity.count(Measure::PapersDigitised) > 0);
        Counters { running, all: 1, left_out: 0 }
    })
}

/// 5.2: counters with at least one paper digitised in the period.
pub fn counters(scope: &Scope<'_>, rows: &[ActivityRow], each: bool) -> Told<Figure> {
    let counters = running_counters(scope, rows);
    let figure = |(subject, counters): &(Subject, Counters)| {
        let target = subject.level().and_then(|level| scope.targets.counters.get(&level)).copied();
        share_figure(FigureId::Counters, scope, subject, (counters.running, counters.all), target)
    };
    let figures = counters.subjects(scope.map, each).iter().map(figure).collect();
    let mut notes: Vec<String> = left_out_note(&counters.whole()).into_iter().collect();
    notes.extend(later(scope, rows, &[Measure::PapersDigitised]));
    Told { figures, explanations: vec![FigureId::Counters.explain(scope, notes)] }
}

/// Said when remote counters are left out.
pub(crate) fn left_out_note(counters: &Counters) -> Option<String> {
    let left_out = counters.left_out;
    (left_out > 0).then(|| {
        format!("Không tính {left_out} Bộ phận Một cửa cấp xã ở vùng sâu, vùng xa, đặc biệt khó khăn, theo kế hoạch.")
    })
}
