//! 5.1 upside down: what is still to be digitised, how fast it goes, and when it will be done.

use jiff::{Span, civil::Date};
use model::{UnitCode, working_days};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Results, digitised::Holdings, holdings};
use crate::{
    Folded, InventoryCell, Scope, Tally,
    ratio::{at_least, real, two_decimals},
};

/// Scans that wait for a person at a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldScans {
    /// The unit.
    pub unit: UnitCode,
    /// How many wait.
    pub count: u64,
    /// The day on which the oldest of them came.
    pub oldest: Date,
}

/// What the backlog is reckoned from, beside the scope, whose last day is "today".
#[derive(Debug, Clone, Copy)]
pub struct BacklogInputs<'a> {
    /// Declared and digitised on the scope's last day.
    pub cells: &'a [InventoryCell],
    /// Results digitised in the days just past, by unit, as the records name it.
    pub recent: &'a [(UnitCode, u64)],
    /// The first of those days.
    pub recent_from: Date,
    /// The last.
    pub recent_to: Date,
    /// Scans that wait.
    pub held: &'a [HeldScans],
    /// How many pages a paper has on average.
    pub pages_per_paper: f64,
}

/// When a target will be met at the present rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Forecast {
    /// The plan sets none, or nothing is declared.
    NoTarget,
    /// It is met.
    Met,
    /// Not within a hundred years, or nothing is being digitised.
    Never,
    /// On this day.
    On(Date),
}

/// What is still to be done by the whole, a level or a unit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Backlog {
    /// Declared, digitised, covered.
    pub results: Results,
    /// Results that the target of the year of the scope's last day asks for beyond what is digitised; 0 without a target.
    pub to_target: u64,
    /// True when the plan sets a target for something that is declared here.
    pub targeted: bool,
    /// The oldest declaration.
    pub declared_on: Option<Date>,
    /// Results digitised in the recent days.
    pub recent: u64,
    /// Working days among the recent days.
    pub recent_days: u32,
    /// The counters that have something to do for the target: each unit has one.
    pub counters: u64,
    /// Scans that wait for a person.
    pub held: u64,
    /// The day of the oldest of them.
    pub held_since: Option<Date>,
}

impl Backlog {
    /// Results a working day, two decimals; `None` when the recent days hold no working day.
    pub fn rate(&self) -> Option<f64> {
        (self.recent_days > 0).then(|| two_decimals(real(self.recent) / f64::from(self.recent_days)))
    }

    /// When the target will be met if it goes on as in the recent days, counted in working days after `today`.
    pub fn forecast(&self, today: Date) -> Forecast {
        if !self.targeted {
            return Forecast::NoTarget;
        }
        if self.to_target == 0 {
            return Forecast::Met;
        }
        if self.recent == 0 || self.recent_days == 0 {
            return Forecast::Never;
        }
        // Rounded up: what is left for a part of a day is done on that day.
        let days = (self.to_target * u64::from(self.recent_days)).div_ceil(self.recent);
        after_working_days(today, days).map_or(Forecast::Never, Forecast::On)
    }

    /// Pages that each counter must scan on each working day from the day after `today` to the year's end, so that the target is
    /// met by then, rounded up; `None` without a target or without a day left.
    pub fn pages_a_day(&self, today: Date, pages_per_paper: f64) -> Option<u64> {
        if self.targeted && self.to_target == 0 {
            return Some(0);
        }
        let days = today.tomorrow().map_or(0, |tomorrow| working_days(tomorrow, today.last_of_year()));
        let shared = f64::from(days) * real(self.counters);
        (self.targeted && shared > 0.0).then(|| at_least(real(self.to_target) * pages_per_paper / shared))
    }
}

impl Tally for Backlog {
    fn add(&mut self, other: &Self) {
        self.results.add(&other.results);
        self.to_target += other.to_target;
        self.targeted |= other.targeted;
        self.declared_on = self.declared_on.into_iter().chain(other.declared_on).min();
        self.recent += other.recent;
        self.recent_days = self.recent_days.max(other.recent_days);
        self.counters += other.counters;
        self.held += other.held;
        self.held_since = self.held_since.into_iter().chain(other.held_since).min();
    }
}

/// The backlog by unit.
///
/// A level's or the whole's is the sum of its units', so that "what the target asks for" of a level is what its units need each
/// for themselves: a unit beyond its target does no other's work.
pub fn backlog(scope: &Scope<'_>, inputs: &BacklogInputs<'_>) -> Folded<Backlog> {
    let recent_days = working_days(inputs.recent_from, inputs.recent_to);
    let recent = inputs.recent.iter().map(|(unit, count)| (unit, Backlog { recent: *count, ..Backlog::default() }));
    let held = inputs.held.iter().map(|scans| {
        let held_since = (scans.count > 0).then_some(scans.oldest);
        (&scans.unit, Backlog { held: scans.count, held_since, ..Backlog::default() })
    });
    let results = holdings(scope, inputs.cells);
    let of_results = results.units().map(|(unit, holdings)| (unit, of_holdings(scope, unit, holdings)));
    scope.map.fold(scope.unit, of_results.chain(recent).chain(held)).map(|backlog| Backlog {
        recent_days,
        counters: u64::from(backlog.to_target > 0),
        ..backlog.clone()
    })
}

fn of_holdings(scope: &Scope<'_>, unit: &UnitCode, holdings: &Holdings) -> Backlog {
    let results = holdings.results();
    let level = scope.map.unit(unit).map(|facts| facts.level);
    let target = level.and_then(|level| scope.targets.digitised.get(&level)).filter(|_| results.declared > 0);
    let wanted = target.map_or(0, |share| at_least(share * real(results.declared)));
    Backlog {
        results,
        to_target: wanted.saturating_sub(results.covered),
        targeted: target.is_some(),
        declared_on: holdings.0.values().filter_map(|holding| holding.declared_on).min(),
        ..Backlog::default()
    }
}

/// The `days`-th working day after a day; `None` when that is more than a hundred years off.
fn after_working_days(day: Date, days: u64) -> Option<Date> {
    let weeks = i32::try_from(days / 5).ok().filter(|weeks| *weeks <= 5_200)?;
    let mut at = day.checked_add(Span::new().weeks(weeks)).ok()?;
    // From a weekend, whole weeks lead to a weekend: the last working day of them is the Friday before.
    if days.is_multiple_of(5) && days > 0 {
        while working_days(at, at) == 0 {
            at = at.yesterday().ok()?;
        }
    }
    for _ in 0..days % 5 {
        at = at.tomorrow().ok()?;
        while working_days(at, at) == 0 {
            at = at.tomorrow().ok()?;
        }
    }
    Some(at)
}
