//! The counters of activity: kept by unit and day and by unit and month, so that a period's figure is a sum over units, not
//! over dossiers and papers.
//!
//! A number belongs to a counted day (a dossier's day of receipt, say), takes effect on a day that is not earlier (its result
//! is there), and is recorded on a day that is not earlier than that. Most are all three on one day. What takes effect later
//! or is recorded later is counted beside by all three: so a past day's figure can be told as it was, and by how much records
//! made since have changed it.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use model::{ProcedureCode, UnitCode};

use crate::{
    Activity, ActivityQuestion, ActivityRow, LedgerError,
    activity_by::ActivityBy,
    applicants,
    codec::{self, Reader},
    keys,
    keys::Month,
    late::{self, Late},
    store::{ByKey, Read, Transaction, damaged},
};

type Answer<T> = Result<T, LedgerError>;

/// What a number is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cell {
    /// Whose it is.
    pub(crate) unit: UnitCode,
    /// The procedure of the dossier that it is of.
    pub(crate) procedure: Option<ProcedureCode>,
    /// The day to which it belongs.
    pub(crate) counted: Date,
    /// The day since which it is so.
    pub(crate) effective: Date,
}

/// Numbers by what they are of.
pub(crate) type Cells = ActivityBy<Cell>;

/// What a transaction changes the counters by: kept until it ends, because many dossiers change the same few counters.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    sums: ByKey<Activity>,
    late: ByKey<Late>,
    pub(crate) applicants: applicants::Pending,
    /// By name.
    pub(crate) totals: BTreeMap<&'static str, i64>,
}

/// Changes the counters by what was recorded on a day, once the transaction ends.
pub(crate) fn change(to: &mut Transaction<'_>, recorded: Date, cells: Cells) {
    let Pending { sums, late, .. } = &mut to.activity;
    let mut cells = cells.into_iter().peekable();
    // What counts on one day comes together, and is added at once whenever it took effect.
    while let Some((cell, mut sum)) = cells.next() {
        let Cell { unit, procedure, counted, effective } = cell;
        let month = Month::of(counted);
        let mut tardy = Late::default();
        tardy.add_if_later(counted, effective, recorded, sum);
        let together = |other: &(Cell, Activity)| {
            other.0.counted == counted && other.0.unit == unit && other.0.procedure == procedure
        };
        while let Some((other, activity)) = cells.next_if(together) {
            sum += activity;
            tardy.add_if_later(counted, other.effective, recorded, activity);
        }
        *sums.entry(keys::activity(counted, &unit)).or_default() += sum;
        *sums.entry(keys::activity_of_month(month, &unit)).or_default() += sum;
        if let Some(procedure) = procedure {
            *sums.entry(keys::activity_of_procedure(&procedure, month, &unit)).or_default() += sum;
        }
        if !tardy.is_empty() {
            late.entry(keys::late(counted, &unit)).or_default().add_all(&tardy);
            late.entry(keys::late_of_month(month, &unit)).or_default().add_all(&tardy);
        }
    }
}

/// Writes what the transaction changes: every writer's last step.
pub(crate) fn flush(to: &mut Transaction<'_>) -> Answer<()> {
    let Pending { sums, late, applicants, totals } = std::mem::take(&mut to.activity);
    for (name, change) in totals {
        let key = keys::total(name);
        let total: i64 = to.json(&key)?.unwrap_or_default();
        to.put_json(key, &(total + change));
    }
    for (key, change) in sums {
        add_to(to, key, change)?;
    }
    for (key, change) in late {
        add_late(to, key, change)?;
    }
    applicants::flush(to, applicants)
}

fn add_to(to: &mut Transaction<'_>, key: Vec<u8>, change: Activity) -> Answer<()> {
    if change.is_none() {
        return Ok(());
    }
    let before = to.content(&key)?.map_or(Ok(Activity::NONE), |content| Reader::new(&key, &content).activity())?;
    let sum = before + change;
    if sum.is_none() {
        to.remove(key);
    } else {
        let mut content = Vec::new();
        codec::put_activity(&mut content, &sum);
        to.put(key, &content);
    }
    Ok(())
}

fn add_late(to: &mut Transaction<'_>, key: Vec<u8>, change: Late) -> Answer<()> {
    if change.is_empty() {
        return Ok(());
    }
    let mut late = to.content(&key)?.map_or(Ok(Late::default()), |content| Late::read(&key, &content))?;
    late.add_all(&change);
    if late.is_empty() {
        to.remove(key);
    } else {
        to.put(key, &late.content());
    }
    Ok(())
}

/// Sums by unit; units as their bytes, which are cheaper than codes are.
#[derive(Default)]
struct Sums(HashMap<Vec<u8>, Activity>);

impl Sums {
    fn add(&mut self, unit: &[u8], activity: Activity, sign: i64) {
        let activity = if sign < 0 { -activity } else { activity };
        match self.0.get_mut(unit) {
            Some(sum) => *sum += activity,
            None => drop(self.0.insert(unit.to_vec(), activity)),
        }
    }

    /// Adds the rows between two keys whose unit begins at byte `unit_at`.
    fn add_rows(&mut self, read: &impl Read, bounds: (Vec<u8>, Vec<u8>), unit_at: usize, sign: i64) -> Answer<()> {
        if bounds.0 >= bounds.1 {
            return Ok(());
        }
        for pair in read.range(bounds) {
            let (key, content) = pair?;
            let unit = key.get(unit_at..).ok_or_else(|| damaged(&key, "its key is malformed"))?;
            self.add(unit, Reader::new(&key, &content).activity()?, sign);
        }
        Ok(())
    }
}

/// Takes off what was not so yet at the end of `as_of`, and notes what was recorded later.
fn as_of_day(
    read: &impl Read,
    bounds: (Vec<u8>, Vec<u8>),
    as_of: Date,
    sums: &mut Sums,
    recorded_later: &mut Sums,
) -> Answer<()> {
    for pair in read.range(bounds) {
        let (key, content) = pair?;
        let unit = key.get(keys::UNIT_AFTER_DAY..).ok_or_else(|| damaged(&key, "its key is malformed"))?;
        let (not_yet, later) = late::after(&key, &content, as_of)?;
        if !not_yet.is_none() {
            sums.add(unit, not_yet, -1);
        }
        if !later.is_none() {
            recorded_later.add(unit, later, 1);
        }
    }
    Ok(())
}

/// A period's days as whole months and the days beside them.
pub(crate) struct Calendar {
    /// The first and the last whole month.
    pub(crate) months: Option<(Month, Month)>,
    /// First and last days of what is before and after those, or of all of it.
    pub(crate) edges: Vec<(Date, Date)>,
}

impl Calendar {
    pub(crate) fn of(from: Date, to: Date) -> Self {
        if from > to {
            return Self { months: None, edges: Vec::new() };
        }
        let (first, last) = (Month::of(from), Month::of(to));
        let begins = from.day() == 1;
        let ends = to == to.last_of_month();
        if first == last {
            let months = (begins && ends).then_some((first, first));
            return Self { months, edges: if months.is_none() { vec![(from, to)] } else { Vec::new() } };
        }
        let before = (!begins).then(|| (from, from.last_of_month()));
        let after = (!ends).then(|| (to.first_of_month(), to));
        let (first, last) = (if begins { first } else { first.next() }, if ends { last } else { last.previous() });
        Self { months: (first <= last).then_some((first, last)), edges: before.into_iter().chain(after).collect() }
    }
}

/// What the counters say to a question; `None` when they cannot and the rows must be counted.
pub(crate) fn activity(
    read: &impl Read,
    question: &ActivityQuestion,
    settled: Option<Date>,
) -> Answer<Option<Vec<ActivityRow>>> {
    let ActivityQuestion { from, to, as_of, procedure } = question;
    let Some(settled) = settled else { return Ok(Some(Vec::new())) };
    // Nothing that counted on a later day was so yet.
    let (from, to) = (*from, (*to).min(*as_of));
    let past = *as_of < settled;
    // Little is written ahead of the day, so that a month that is under way is cheaper whole, without what lies ahead.
    let ahead = (!past && to >= settled).then(|| (to.tomorrow().unwrap_or(Date::MAX), to.last_of_month()));
    let calendar = Calendar::of(from, ahead.map_or(to, |(_, last)| last.max(to)));
    let mut sums = Sums::default();
    if let Some(procedure) = procedure {
        let nothing_ahead = match ahead {
            Some((first, last)) if first <= last => read.range(keys::days(first, last)).next().is_none(),
            _ => true,
        };
        if past || !calendar.edges.is_empty() || !nothing_ahead {
            return Ok(None);
        }
        if let Some((first, last)) = calendar.months {
            let bounds = keys::activity_of_procedure_in(procedure, first, last);
            let unit_at = bounds.0.len();
            sums.add_rows(read, bounds, unit_at, 1)?;
        }
        return rows(sums, Sums::default()).map(Some);
    }
    let mut later = Sums::default();
    if let Some((first, last)) = calendar.months {
        sums.add_rows(read, keys::months(first, last), keys::UNIT_AFTER_MONTH, 1)?;
        if past {
            as_of_day(read, keys::late_of_months(first, last), *as_of, &mut sums, &mut later)?;
        }
    }
    for (first, last) in &calendar.edges {
        sums.add_rows(read, keys::days(*first, *last), keys::UNIT_AFTER_DAY, 1)?;
        if past {
            as_of_day(read, keys::late_of_days(*first, *last), *as_of, &mut sums, &mut later)?;
        }
    }
    if let Some((first, last)) = ahead.filter(|_| from <= to) {
        sums.add_rows(read, keys::days(first.max(from), last), keys::UNIT_AFTER_DAY, -1)?;
    }
    rows(sums, later).map(Some)
}

fn rows(sums: Sums, later: Sums) -> Answer<Vec<ActivityRow>> {
    let mut rows: BTreeMap<UnitCode, ActivityRow> = BTreeMap::new();
    for (sums, is_later) in [(sums, false), (later, true)] {
        for (unit, activity) in sums.0 {
            if activity.is_none() {
                continue;
            }
            let unit = keys::unit_of(&unit)?;
            let row = rows.entry(unit.clone()).or_insert_with(|| ActivityRow {
                unit,
                activity: Activity::NONE,
                recorded_later: Activity::NONE,
            });
            if is_later {
                row.recorded_later = activity;
            } else {
                row.activity = activity;
            }
        }
    }
    Ok(rows.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_whole_months_and_the_days_beside_them() {
        let of = |from: &str, to: &str| {
            let Calendar { months, edges } = Calendar::of(from.parse().unwrap(), to.parse().unwrap());
            let edges: Vec<String> = edges.iter().map(|(first, last)| format!("{first}/{last}")).collect();
            (months.map_or(0, |(first, last)| first.until(last) + 1), edges.join(" "))
        };
        for (from, to, months, edges) in [
            ("2026-01-01", "2026-12-31", 12, ""),
            ("2026-01-15", "2026-03-10", 1, "2026-01-15/2026-01-31 2026-03-01/2026-03-10"),
            ("2026-02-03", "2026-02-27", 0, "2026-02-03/2026-02-27"),
            ("2024-02-01", "2024-02-29", 1, ""),
            ("2024-02-01", "2024-02-28", 0, "2024-02-01/2024-02-28"),
            ("2026-05-02", "2026-05-01", 0, ""),
            ("2026-01-15", "2026-02-10", 0, "2026-01-15/2026-01-31 2026-02-01/2026-02-10"),
            ("2025-12-31", "2026-02-28", 2, "2025-12-31/2025-12-31"),
            ("-009999-01-01", "9999-12-31", 239_988, ""),
            ("9999-12-01", "9999-12-31", 1, ""),
        ] {
            assert_eq!(of(from, to), (months, edges.to_owned()), "{from} to {to}");
        }
    }
}
