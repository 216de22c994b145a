//! Dossiers received per counter staff a year (DOMAIN §5.5).

use jiff::civil::Date;
use ledger::{ActivityRow, Measure};
use model::{StaffLine, working_days};

use super::{Figure, FigureId, Told, gap, later, share_figure};
use crate::{
    Folded, Scope, Subject, Tally,
    ratio::{real, two_decimals},
};

/// What came in at counters, and who worked there.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Work {
    /// Dossiers received where somebody is known to have worked.
    pub received: u64,
    /// The days that people worked.
    pub person_days: f64,
    /// Dossiers received where nobody is known to have worked: in no average.
    pub unstaffed: u64,
}

impl Work {
    /// Dossiers received per person a year of so many working days, two decimals; `None` without person-days.
    pub fn a_year(&self, working_days: u16) -> Option<f64> {
        (self.person_days > 0.0).then(|| two_decimals(real(self.received) * f64::from(working_days) / self.person_days))
    }
}

impl Tally for Work {
    fn add(&mut self, other: &Self) {
        self.received += other.received;
        self.person_days += other.person_days;
        self.unstaffed += other.unstaffed;
    }
}

/// Work by unit: dossiers of the scope's period beside the person-days that fall into it.
pub fn work(scope: &Scope<'_>, rows: &[ActivityRow], staff: &[StaffLine]) -> Folded<Work> {
    let received = rows.iter().map(|row| {
        let unstaffed = row.activity.count(Measure::Received);
        (&row.unit, Work { unstaffed, ..Work::default() })
    });
    let worked = staff.iter().map(|line| {
        let person_days = line.person_days(scope.from, worked_until(scope));
        (&line.unit, Work { person_days, ..Work::default() })
    });
    // Only once the two stand together under one unit is it known whether its dossiers had hands.
    scope.map.fold(scope.unit, received.chain(worked)).map(|work| {
        let staffed = work.person_days > 0.0;
        let (received, unstaffed) = if staffed { (work.unstaffed, 0) } else { (0, work.unstaffed) };
        Work { received, person_days: work.person_days, unstaffed }
    })
}

/// 5.5, pro rata to the days worked. The denominator is rounded to whole person-days, the value is not made of the rounded.
///
/// A unit that receives less in the period than one person would have to is exempt (Plan 136/KH-UBND, I.1.2.b): no gap is told.
pub fn productivity(scope: &Scope<'_>, rows: &[ActivityRow], staff: &[StaffLine], each: bool) -> Told<Figure> {
    let work = work(scope, rows, staff);
    let figures = work.subjects(scope.map, each).iter().map(|(subject, work)| figure(scope, subject, work)).collect();
    let mut notes = notes(scope, &work);
    notes.extend(later(scope, rows, &[Measure::Received]));
    Told { figures, explanations: vec![FigureId::Productivity.explain(scope, notes)] }
}

fn figure(scope: &Scope<'_>, subject: &Subject, work: &Work) -> Figure {
    let target = target(scope, subject);
    let value = work.a_year(scope.targets.working_days());
    let gap = gap(target, value).filter(|_| !exempt(scope, subject, work));
    let person_days = whole(work.person_days);
    let figure = share_figure(FigureId::Productivity, scope, subject, (work.received, person_days), target);
    Figure { share: None, value, gap, ..figure }
}

/// What the plan asks of a level's or unit's counters.
pub(crate) fn target(scope: &Scope<'_>, subject: &Subject) -> Option<f64> {
    subject.level().and_then(|level| scope.targets.productivity.get(&level)).copied()
}

/// Whether a unit is exempt from its target because all that it received in the period is less than one person's due.
pub(crate) fn exempt(scope: &Scope<'_>, subject: &Subject, work: &Work) -> bool {
    let of_year =
        f64::from(working_days(scope.from, worked_until(scope))) / f64::from(working_days_of_year(scope.to).max(1));
    let due = target(scope, subject).map(|target| target * of_year);
    subject.unit().is_some() && due.is_some_and(|due| real(work.received) < due)
}

/// Nobody has worked the days to come of a period that is under way.
fn worked_until(scope: &Scope<'_>) -> Date {
    scope.to.min(scope.as_of)
}

fn working_days_of_year(day: Date) -> u32 {
    working_days(day.first_of_year(), day.last_of_year())
}

/// What must be said beside 5.5.
pub(crate) fn notes(scope: &Scope<'_>, work: &Folded<Work>) -> Vec<String> {
    let mut notes = Vec::new();
    if scope.targets.working_days_a_year.is_none() {
        notes.push(format!("Giả định một năm có {} ngày làm việc.", scope.targets.working_days()));
    }
    let unstaffed = work.units().filter(|(_, work)| work.unstaffed > 0).count();
    if unstaffed > 0 {
        let dossiers = work.whole().unstaffed;
        notes.push(format!(
            "{unstaffed} đơn vị tiếp nhận {dossiers} hồ sơ nhưng chưa khai báo nhân sự: không tính vào năng suất."
        ));
    }
    let units = work.subjects(scope.map, true);
    let spared = units.iter().filter(|(subject, work)| work.person_days > 0.0 && exempt(scope, subject, work)).count();
    if spared > 0 {
        notes.push(format!(
            "{spared} đơn vị có tổng số hồ sơ tiếp nhận trong kỳ ít hơn chỉ tiêu của một nhân sự: không xét chỉ tiêu."
        ));
    }
    notes
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Saturates; person-days are never negative.
fn whole(days: f64) -> u64 {
    days.round() as u64
}
