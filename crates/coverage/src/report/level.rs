//! 5.1 and 5.2 by level: the page that a leader reads first.

use ledger::ActivityRow;

use super::{
    Cell, Column, Format, Report, ReportKind, Row, Section, When,
    chart::of_levels,
    groups::TOTAL,
    head, meanings,
    units::{share_cells, share_columns, target},
};
use crate::{
    Counters, FigureId, Holdings, InventoryCell, Results, Scope, Subject, Tally,
    figures::{excess_note, later, left_out_note},
    holdings,
    ratio::share,
    running_counters,
};

/// Results in force digitised by the scope's last day, and one-stop counters that digitised in its period, by level.
pub fn level(scope: &Scope<'_>, cells: &[InventoryCell], activity: &[ActivityRow]) -> Report {
    let held = holdings(scope, cells);
    let results = held.map(Holdings::results);
    let counters = running_counters(scope, activity);
    let both = results.map_with(|unit, results| Both {
        results: *results,
        counters: counters.unit(unit).copied().unwrap_or_default(),
    });
    let rows: Vec<(Subject, Row)> = both
        .subjects(scope.map, false)
        .into_iter()
        .map(|(subject, both)| (subject.clone(), row(scope, &subject, &both)))
        .collect();
    let (whole, levels): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(subject, _)| *subject == Subject::Whole);
    let levels = levels.into_iter().map(|(_, row)| row).collect();
    let mut notes = meanings(scope, &[FigureId::Results, FigureId::Counters]);
    notes.extend(left_out_note(&counters.whole()));
    notes.extend(excess_note(&held));
    notes.extend(unknown_note(scope, &both));
    notes.extend(later(scope, activity, &[ledger::Measure::PapersDigitised]));
    Report {
        columns: columns(),
        sections: vec![Section { title: String::new(), rows: levels, subtotal: None }],
        total: whole.into_iter().map(|(_, row)| row).next(),
        notes,
        chart: Some(of_levels(
            "Tỷ lệ số hóa kết quả còn hiệu lực so với chỉ tiêu",
            Format::Percent,
            scope.map,
            &results,
            |subject, results| (results.share(), target(scope, subject)),
        )),
        ..head(scope, ReportKind::Level, "Số hóa kết quả giải quyết TTHC theo cấp", When::InThePeriod)
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Both {
    results: Results,
    counters: Counters,
}

impl Tally for Both {
    fn add(&mut self, other: &Self) {
        self.results.add(&other.results);
        self.counters.add(&other.counters);
    }
}

fn columns() -> Vec<Column> {
    let name = Column::new("name", "Cấp", Format::Text);
    let counters = [
        Column::new("counters", "Tổng số", Format::Count),
        Column::new("running", "Đang số hóa", Format::Count),
        Column::new("counters_share", "Tỷ lệ", Format::Percent),
        Column::new("counters_target", "Chỉ tiêu", Format::Percent),
    ];
    std::iter::once(name).chain(share_columns()).chain(counters.map(|column| column.under("Bộ phận Một cửa"))).collect()
}

fn row(scope: &Scope<'_>, subject: &Subject, both: &Both) -> Row {
    let name = subject.level().map_or(TOTAL, catalogue::Level::vietnamese);
    let counters_target = subject.level().and_then(|level| scope.targets.counters.get(&level)).copied();
    let mut cells = vec![Cell::text(name)];
    cells.extend(share_cells(scope, subject, &both.results));
    cells.extend([
        Cell::Count(both.counters.all),
        Cell::Count(both.counters.running),
        Cell::ratio(share(both.counters.running, both.counters.all)),
        Cell::optional(counters_target),
    ]);
    Row { unit: None, cells }
}

/// Said when the total holds units that are of no level.
fn unknown_note(scope: &Scope<'_>, folded: &crate::Folded<Both>) -> Option<String> {
    let unknown = |unit: &model::UnitCode| scope.map.unit(unit).is_none();
    let count = folded.units().filter(|(unit, _)| unknown(unit)).count();
    let declared = folded.of(unknown).results.declared;
    let digitised = folded.of(unknown).results.digitised;
    (count > 0).then(|| {
        format!(
            "Tổng cộng gồm cả {count} mã đơn vị không có trong danh mục (khai báo {declared}, đã số hóa {digitised})."
        )
    })
}
