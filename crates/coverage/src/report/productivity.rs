//! 5.5 by unit.

use ledger::{ActivityRow, Measure};
use model::StaffLine;

use super::{Cell, Column, Format, Report, ReportKind, When, chart::of_units, groups::grouped, head, meanings};
use crate::{
    FigureId, Scope, Subject, Work,
    figures::{exempt, gap, later, productivity_notes, productivity_target},
    ratio::two_decimals,
    work,
};

/// Dossiers received per person a year, pro rata to the days worked in the period, against what the plan asks of the level.
pub fn productivity(scope: &Scope<'_>, rows: &[ActivityRow], staff: &[StaffLine]) -> Report {
    let work = work(scope, rows, staff);
    let (sections, total) = grouped(scope.map, &work, |subject, work| cells(scope, subject, work));
    let mut notes = meanings(scope, &[FigureId::Productivity]);
    notes.extend(productivity_notes(scope, &work));
    notes.extend(later(scope, rows, &[Measure::Received]));
    Report {
        columns: vec![
            Column::new("name", "Đơn vị", Format::Text),
            Column::new("received", "Hồ sơ tiếp nhận", Format::Count),
            Column::new("unstaffed", "Trong đó chưa khai báo nhân sự", Format::Count),
            Column::new("person_days", "Ngày công", Format::Decimal),
            Column::new("a_year", "Hồ sơ/người/năm", Format::Decimal),
            Column::new("target", "Chỉ tiêu", Format::Decimal),
            Column::new("gap", "Còn thiếu", Format::Decimal),
        ],
        sections,
        total,
        notes,
        chart: of_units(
            "Đơn vị còn cách chỉ tiêu xa nhất (hồ sơ/người/năm)",
            Format::Decimal,
            scope.map,
            &work,
            |subject, work| {
                let held = !exempt(scope, subject, work);
                (a_year(scope, work).filter(|_| held), productivity_target(scope, subject))
            },
            |value, target| target - value,
        ),
        ..head(scope, ReportKind::Productivity, FigureId::Productivity.vietnamese(), When::InThePeriod)
    }
}

fn a_year(scope: &Scope<'_>, work: &Work) -> Option<f64> {
    work.a_year(scope.targets.working_days())
}

fn cells(scope: &Scope<'_>, subject: &Subject, work: &Work) -> Vec<Cell> {
    let (value, target) = (a_year(scope, work), productivity_target(scope, subject));
    let missing = gap(target, value).filter(|_| !exempt(scope, subject, work)).map(|gap| two_decimals(gap.max(0.0)));
    vec![
        Cell::Count(work.received + work.unstaffed),
        Cell::Count(work.unstaffed),
        Cell::Number(two_decimals(work.person_days)),
        Cell::ratio(value),
        Cell::optional(target),
        Cell::optional(missing),
    ]
}
