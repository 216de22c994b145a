//! 5.1 by unit.

use super::{Cell, Column, Format, Report, ReportKind, When, chart::of_units, groups::grouped, head, meanings};
use crate::{
    FigureId, Holdings, InventoryCell, Results, Scope, Subject,
    figures::{excess_note, gap},
    holdings,
};

/// The digitised share of results in force of every unit on the scope's last day, against the target of its level.
pub fn units(scope: &Scope<'_>, cells: &[InventoryCell]) -> Report {
    let held = holdings(scope, cells);
    let results = held.map(Holdings::results);
    let (sections, total) = grouped(scope.map, &results, |subject, results| {
        let mut cells = share_cells(scope, subject, results);
        cells.push(Cell::Count(results.excess()));
        cells
    });
    let mut columns = vec![Column::new("name", "Đơn vị", Format::Text)];
    columns.extend(share_columns());
    columns.push(Column::new("excess", "Số hóa vượt khai báo", Format::Count));
    Report {
        columns,
        sections,
        total,
        notes: meanings(scope, &[FigureId::Results]).into_iter().chain(excess_note(&held)).collect(),
        chart: of_units(
            "Đơn vị còn cách chỉ tiêu xa nhất",
            Format::Percent,
            scope.map,
            &results,
            |subject, results| (results.share(), target(scope, subject)),
            |share, target| target - share,
        ),
        ..head(scope, ReportKind::Units, FigureId::Results.vietnamese(), When::OnTheDay)
    }
}

/// The columns of [`share_cells`].
pub(super) fn share_columns() -> [Column; 5] {
    [
        Column::new("declared", "Kết quả còn hiệu lực khai báo", Format::Count),
        Column::new("digitised", "Đã số hóa", Format::Count),
        Column::new("share", "Tỷ lệ số hóa", Format::Percent),
        Column::new("target", "Chỉ tiêu", Format::Percent),
        Column::new("gap", "Còn thiếu", Format::Percent),
    ]
}

/// Declared, digitised, share, target and gap.
pub(super) fn share_cells(scope: &Scope<'_>, subject: &Subject, results: &Results) -> Vec<Cell> {
    let (share, target) = (results.share(), target(scope, subject));
    vec![
        Cell::Count(results.declared),
        Cell::Count(results.digitised),
        Cell::ratio(share),
        Cell::optional(target),
        Cell::optional(gap(target, share).map(|gap| gap.max(0.0))),
    ]
}

/// The target of a subject's level.
pub(super) fn target(scope: &Scope<'_>, subject: &Subject) -> Option<f64> {
    subject.level().and_then(|level| scope.targets.digitised.get(&level)).copied()
}
