//! 5.6 by unit.

use ledger::{Activity, ActivityRow, Measure};

use super::{Cell, Column, Format, Report, ReportKind, When, chart::of_units, groups::grouped, head, meanings};
use crate::{
    FigureId, Scope, activity,
    figures::{gap, later, minutes},
};

/// Visits of the period and how long they waited, against the longest average that the plan allows.
pub fn waiting(scope: &Scope<'_>, rows: &[ActivityRow]) -> Report {
    let folded = activity(scope, rows);
    let (sections, total) = grouped(scope.map, &folded, |_, activity| cells(scope, activity));
    let changed = later(scope, rows, &[Measure::Visits, Measure::WaitedSeconds]);
    Report {
        columns: vec![
            Column::new("name", "Đơn vị", Format::Text),
            Column::new("visits", "Lượt giao dịch", Format::Count),
            Column::new("waited", "Chờ trung bình (phút)", Format::Minutes),
            Column::new("target", "Chỉ tiêu tối đa (phút)", Format::Minutes),
            Column::new("over", "Vượt chỉ tiêu (phút)", Format::Minutes),
        ],
        sections,
        total,
        notes: meanings(scope, &[FigureId::Waiting]).into_iter().chain(changed).collect(),
        chart: of_units(
            "Đơn vị có thời gian chờ lâu nhất (phút)",
            Format::Minutes,
            scope.map,
            &folded,
            |_, activity| (minutes(activity), scope.targets.waiting_minutes),
            |waited, target| waited - target,
        ),
        ..head(scope, ReportKind::Waiting, FigureId::Waiting.vietnamese(), When::InThePeriod)
    }
}

fn cells(scope: &Scope<'_>, activity: &Activity) -> Vec<Cell> {
    let (waited, target) = (minutes(activity), scope.targets.waiting_minutes);
    vec![
        Cell::Count(activity.count(Measure::Visits)),
        Cell::ratio(waited),
        Cell::optional(target),
        Cell::optional(gap(waited, target).map(|over| over.max(0.0))),
    ]
}
