//! The figures of service at counters that are made of activity alone: 5.4 and 5.6 to 5.8, hand-overs and reuse.

use ledger::{Activity, ActivityRow, ApplicantsRow, Measure};

use super::{Figure, FigureId, Told, activity, later, share_figure};
use crate::{Scope, Subject, Tally, ratio::average};

/// 5.4 in papers: components handed in although the store had them, of all handed in. The fewer the better; no plan sets it.
pub fn no_resupply_papers(scope: &Scope<'_>, rows: &[ActivityRow], each: bool) -> Told<Figure> {
    let of = |activity: &Activity| {
        (activity.count(Measure::ComponentsHandedInAgain), activity.count(Measure::ComponentsHandedIn))
    };
    let measures = [Measure::ComponentsHandedInAgain, Measure::ComponentsHandedIn];
    share_of_activity(FigureId::ResuppliedPapers, scope, rows, each, None, (of, &measures))
}

/// 5.7: results returned by their due date.
pub fn on_time(scope: &Scope<'_>, rows: &[ActivityRow], each: bool) -> Told<Figure> {
    let of =
        |activity: &Activity| (activity.count(Measure::ReturnedOnTime), activity.count(Measure::ReturnedWithDueDate));
    let measures = [Measure::ReturnedOnTime, Measure::ReturnedWithDueDate];
    share_of_activity(FigureId::OnTime, scope, rows, each, scope.targets.on_time, (of, &measures))
}

/// 5.8: resolved dossiers that are digitised, stored and reusable.
pub fn resolved(scope: &Scope<'_>, rows: &[ActivityRow], each: bool) -> Told<Figure> {
    let of = |activity: &Activity| {
        let resolved = activity.count(Measure::Resolved);
        (resolved.saturating_sub(activity.count(Measure::ResolvedNotReusable)), resolved)
    };
    let measures = [Measure::ResolvedNotReusable, Measure::Resolved];
    share_of_activity(FigureId::Resolved, scope, rows, each, scope.targets.resolved, (of, &measures))
}

/// Electronic hand-overs, of all hand-overs.
pub fn hand_overs(scope: &Scope<'_>, rows: &[ActivityRow], each: bool) -> Told<Figure> {
    let of = |activity: &Activity| (activity.count(Measure::ElectronicHandOvers), activity.count(Measure::HandOvers));
    let measures = [Measure::ElectronicHandOvers, Measure::HandOvers];
    share_of_activity(FigureId::HandOver, scope, rows, each, scope.targets.hand_over, (of, &measures))
}

/// Components taken from a store, of those and the ones handed in.
pub fn reuse(scope: &Scope<'_>, rows: &[ActivityRow], each: bool) -> Told<Figure> {
    let measures = [Measure::ComponentsReused, Measure::ComponentsHandedIn];
    share_of_activity(FigureId::Reuse, scope, rows, each, None, (reused, &measures))
}

/// Components reused, of those and the ones handed in.
pub(crate) fn reused(activity: &Activity) -> (u64, u64) {
    let reused = activity.count(Measure::ComponentsReused);
    (reused, reused + activity.count(Measure::ComponentsHandedIn))
}

/// Dossiers with a component from a store, of all received.
pub fn reuse_dossiers(scope: &Scope<'_>, rows: &[ActivityRow], each: bool) -> Told<Figure> {
    let of = |activity: &Activity| (activity.count(Measure::Reusing), activity.count(Measure::Received));
    let measures = [Measure::Reusing, Measure::Received];
    share_of_activity(FigureId::ReuseDossiers, scope, rows, each, None, (of, &measures))
}

/// Dossiers with a component from the national store, of all received.
pub fn reuse_national(scope: &Scope<'_>, rows: &[ActivityRow], each: bool) -> Told<Figure> {
    let of = |activity: &Activity| (activity.count(Measure::FromNationalStore), activity.count(Measure::Received));
    let measures = [Measure::FromNationalStore, Measure::Received];
    share_of_activity(FigureId::ReuseNational, scope, rows, each, None, (of, &measures))
}

/// 5.6: the average wait, in minutes.
pub fn waiting(scope: &Scope<'_>, rows: &[ActivityRow], each: bool) -> Told<Figure> {
    let subjects = activity(scope, rows).subjects(scope.map, each);
    let figure = |(subject, activity): &(Subject, Activity)| {
        let counts = (activity.count(Measure::WaitedSeconds), activity.count(Measure::Visits));
        let target = scope.targets.waiting_minutes;
        let minutes = minutes(activity);
        // To wait longer than the target is what is missing.
        let gap = super::gap(minutes, target);
        let figure = share_figure(FigureId::Waiting, scope, subject, counts, target);
        Figure { share: None, value: minutes, gap, ..figure }
    };
    let notes = later(scope, rows, &[Measure::WaitedSeconds, Measure::Visits]).into_iter().collect();
    let explanations = vec![FigureId::Waiting.explain(scope, notes)];
    Told { figures: subjects.iter().map(figure).collect(), explanations }
}

/// The average wait of activity, in minutes, two decimals.
pub(crate) fn minutes(activity: &Activity) -> Option<f64> {
    average(activity.count(Measure::WaitedSeconds), activity.count(Measure::Visits) * 60)
}

/// 5.4: applicants who did not have to hand in again what the store had.
///
/// An applicant of several units counts at each; of the whole, without a unit in the scope, once, when the row of all units
/// (`unit: None`) is among `rows`.
pub fn no_resupply(scope: &Scope<'_>, rows: &[ApplicantsRow], each: bool) -> Told<Figure> {
    let of_units = rows.iter().filter_map(|row| row.unit.as_ref().map(|unit| (unit, Applicants::of(row))));
    let mut subjects = scope.map.fold(scope.unit, of_units).subjects(scope.map, each);
    let distinct = rows.iter().find(|row| row.unit.is_none() && scope.unit.is_none());
    let mut notes = Vec::new();
    match (distinct, subjects.first_mut()) {
        (Some(row), Some(whole)) => {
            whole.1 = Applicants::of(row);
            notes
                .push("Người nộp ở nhiều đơn vị được tính một lần trong toàn bộ, ở mỗi cấp và đơn vị cộng dồn.".into());
        }
        _ => notes.push("Người nộp ở nhiều đơn vị được tính ở từng đơn vị.".into()),
    }
    let figure = |(subject, applicants): &(Subject, Applicants)| {
        let spared = applicants.all.saturating_sub(applicants.again);
        share_figure(FigureId::NoResupply, scope, subject, (spared, applicants.all), scope.targets.no_resupply)
    };
    let explanations = vec![FigureId::NoResupply.explain(scope, notes)];
    Told { figures: subjects.iter().map(figure).collect(), explanations }
}

#[derive(Debug, Clone, Copy, Default)]
struct Applicants {
    all: u64,
    again: u64,
}

impl Applicants {
    fn of(row: &ApplicantsRow) -> Self {
        Self { all: row.applicants, again: row.handed_in_again }
    }
}

impl Tally for Applicants {
    fn add(&mut self, other: &Self) {
        self.all += other.all;
        self.again += other.again;
    }
}

/// What a share counts of activity, and the measures that it is made of.
type Counted<'a> = (fn(&Activity) -> (u64, u64), &'a [Measure]);

fn share_of_activity(
    id: FigureId,
    scope: &Scope<'_>,
    rows: &[ActivityRow],
    each: bool,
    target: Option<f64>,
    (counts, measures): Counted<'_>,
) -> Told<Figure> {
    let subjects = activity(scope, rows).subjects(scope.map, each);
    let figure = |(subject, activity): &(Subject, Activity)| share_figure(id, scope, subject, counts(activity), target);
    let notes = later(scope, rows, measures).into_iter().collect();
    Told { figures: subjects.iter().map(figure).collect(), explanations: vec![id.explain(scope, notes)] }
}
