//! What happened at counters, counted: the numbers that every share and average of DOMAIN §5 is made of.

use std::ops::{Add, AddAssign, Index, IndexMut, Neg, Sub};

use jiff::civil::Date;
use model::{ProcedureCode, UnitCode};

/// One of the numbers that are counted of a unit and day.
///
/// Those of dossiers belong to the day of *receipt* (DOMAIN §5.3: a period counts dossiers by their received date), those
/// of returns, hand-overs, visits and papers to the day on which that happened. Stored by position: a new one goes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(usize)]
pub enum Measure {
    /// Dossiers received.
    Received,
    /// Of them, those whose procedure owes a paper result.
    Owing,
    /// Of those, with a result file (4.1).
    OwingWithResult,
    /// Dossiers received with at least one component file, digitised or reused.
    WithComponent,
    /// Dossiers digitised: with a component file and, where a paper result is owed, a result file (4.2).
    Digitised,
    /// Dossiers with at least one component taken from a store (4.3).
    Reusing,
    /// Dossiers with at least one component from the national store.
    FromNationalStore,
    /// Dossiers with a component from the national store, or a result published to it (4.4).
    Shared,
    /// Dossiers received that are resolved.
    Resolved,
    /// Of them, with a result file.
    ResolvedWithResult,
    /// Of them, without a result file though one is owed.
    ResolvedWithoutResult,
    /// Dossiers resolved that are not digitised, stored and reusable as 5.8 asks.
    ResolvedNotReusable,
    /// Papers of dossiers received: components handed in.
    ComponentsHandedIn,
    /// Components taken from a store.
    ComponentsReused,
    /// Components handed in although the store had a reusable paper of that holder and type on the day of receipt (5.4).
    ComponentsHandedInAgain,
    /// Results returned on the day.
    Returned,
    /// Of them, those with a due date.
    ReturnedWithDueDate,
    /// Of those, not after it (5.7).
    ReturnedOnTime,
    /// Dossiers that the unit handed over on the day.
    HandOvers,
    /// Of them, electronically.
    ElectronicHandOvers,
    /// Visits attended to on the day.
    Visits,
    /// The seconds that those waited, together.
    WaitedSeconds,
    /// Papers that got their code on the day.
    PapersDigitised,
    /// Their pages.
    PagesDigitised,
}

impl Measure {
    /// How many there are.
    pub const COUNT: usize = Self::PagesDigitised as usize + 1;

    /// All, in the order in which they are stored.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Received,
        Self::Owing,
        Self::OwingWithResult,
        Self::WithComponent,
        Self::Digitised,
        Self::Reusing,
        Self::FromNationalStore,
        Self::Shared,
        Self::Resolved,
        Self::ResolvedWithResult,
        Self::ResolvedWithoutResult,
        Self::ResolvedNotReusable,
        Self::ComponentsHandedIn,
        Self::ComponentsReused,
        Self::ComponentsHandedInAgain,
        Self::Returned,
        Self::ReturnedWithDueDate,
        Self::ReturnedOnTime,
        Self::HandOvers,
        Self::ElectronicHandOvers,
        Self::Visits,
        Self::WaitedSeconds,
        Self::PapersDigitised,
        Self::PagesDigitised,
    ];
}

/// The number of each [`Measure`]: a sum, or a change of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Activity([i64; Measure::COUNT]);

impl Activity {
    /// Nothing.
    pub const NONE: Self = Self([0; Measure::COUNT]);

    /// One of a measure, nothing of the others.
    pub fn one(measure: Measure) -> Self {
        Self::some(measure, 1)
    }

    /// This many of a measure.
    pub fn some(measure: Measure, count: i64) -> Self {
        let mut activity = Self::NONE;
        activity[measure] = count;
        activity
    }

    /// A number as a count, which is never negative in a sum that is right.
    pub fn count(&self, measure: Measure) -> u64 {
        u64::try_from(self[measure]).unwrap_or_default()
    }

    /// True when every number is 0.
    pub fn is_none(&self) -> bool {
        *self == Self::NONE
    }

    /// True when no number is below 0.
    pub fn is_sum(&self) -> bool {
        self.0.iter().all(|number| *number >= 0)
    }
}

impl Default for Activity {
    fn default() -> Self {
        Self::NONE
    }
}

impl From<Vec<i64>> for Activity {
    /// By the order of [`Measure::ALL`]; none of what is missing.
    fn from(numbers: Vec<i64>) -> Self {
        let mut activity = Self::NONE;
        activity.0.iter_mut().zip(numbers).for_each(|(to, number)| *to = number);
        activity
    }
}

impl Index<Measure> for Activity {
    type Output = i64;

    fn index(&self, measure: Measure) -> &i64 {
        &self.0[measure as usize]
    }
}

impl IndexMut<Measure> for Activity {
    fn index_mut(&mut self, measure: Measure) -> &mut i64 {
        &mut self.0[measure as usize]
    }
}

impl AddAssign for Activity {
    fn add_assign(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(to, number)| *to += number);
    }
}

impl Add for Activity {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        self += other;
        self
    }
}

impl Neg for Activity {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.map(|number| -number))
    }
}

impl Sub for Activity {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

/// Which activity is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityQuestion {
    /// The first day of the period.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// As it had come to be by the end of this day: what happened to the period's dossiers later does not count.
    pub as_of: Date,
    /// Only dossiers of this procedure; hand-overs, visits and papers are of none.
    pub procedure: Option<ProcedureCode>,
}

/// The activity of one unit in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityRow {
    /// The unit, as the records name it.
    pub unit: UnitCode,
    /// The numbers.
    pub activity: Activity,
    /// By how much records that were made or changed after `as_of` have changed these numbers since that day.
    pub recorded_later: Activity,
}

/// Applicants of a unit in a period: distinct holders of dossiers received in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicantsRow {
    /// The unit; `None` for all units together, where somebody who came to two is one.
    pub unit: Option<UnitCode>,
    /// How many.
    pub applicants: u64,
    /// Of them, those who handed in again something that the store had.
    pub handed_in_again: u64,
}
