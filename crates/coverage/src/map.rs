//! The map of a day: which units there are, who stands below whom, and which unit counts for one that is no more
//! (DOMAIN §7: on 2025-07-01 districts ended and provinces and communes were merged).

use std::collections::BTreeMap;

use catalogue::{Level, UnitGroup};
use jiff::civil::Date;
use model::UnitCode;

/// The title of rows whose unit is not on the map.
pub const UNKNOWN: &str = "Không có trong danh mục";

/// What a figure must know of a unit that lives on the map's day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitFacts {
    /// Its code.
    pub code: UnitCode,
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// Its group in tables.
    pub group: UnitGroup,
    /// Whether it has a one-stop counter.
    pub one_stop: bool,
    /// Whether it is remote or specially poor (vùng sâu, vùng xa, đặc biệt khó khăn).
    pub remote: bool,
}

/// The units of a day.
#[derive(Debug, Clone)]
pub struct Map {
    day: Date,
    units: BTreeMap<UnitCode, UnitFacts>,
    counting: BTreeMap<UnitCode, UnitCode>,
    parents: BTreeMap<UnitCode, UnitCode>,
}

impl Map {
    /// The map of `day` from the units that live on it, the unit that counts for each that does not (`counting`, old to new;
    /// chains are followed), and the unit above each (`parents`; of ended units too, where known).
    pub fn new(
        day: Date,
        living: Vec<UnitFacts>,
        counting: BTreeMap<UnitCode, UnitCode>,
        parents: BTreeMap<UnitCode, UnitCode>,
    ) -> Self {
        let units = living.into_iter().map(|unit| (unit.code.clone(), unit)).collect();
        Self { day, units, counting, parents }
    }

    /// Its day.
    pub fn day(&self) -> Date {
        self.day
    }

    /// The living units by code.
    pub fn units(&self) -> impl Iterator<Item = &UnitFacts> {
        self.units.values()
    }

    /// A living unit.
    pub fn unit(&self, code: &UnitCode) -> Option<&UnitFacts> {
        self.units.get(code)
    }

    /// A unit's name; its code when it is not on the map, with a word on that.
    pub fn name(&self, code: &UnitCode) -> String {
        self.unit(code).map_or_else(|| format!("{code} (không có trong danh mục)"), |unit| unit.name.clone())
    }

    /// The unit that counts for a unit on this day: itself while it lives or when nobody is known to.
    pub fn counts_for<'a>(&'a self, code: &'a UnitCode) -> &'a UnitCode {
        let mut at = code;
        // Bounded, so that a circle in what was handed in cannot hang a report.
        for _ in 0..=self.counting.len() {
            match self.counting.get(at) {
                Some(next) if !self.units.contains_key(at) => at = next,
                _ => break,
            }
        }
        at
    }

    /// True when `unit` is `above` or below it: by its parents, which outlive a change of codes, or by its code.
    pub fn is_within(&self, unit: &UnitCode, above: &UnitCode) -> bool {
        let mut at = Some(unit);
        for _ in 0..=self.parents.len() {
            match at {
                Some(code) if above.contains(code) => return true,
                Some(code) => at = self.parents.get(code),
                None => return false,
            }
        }
        false
    }

    /// Whom to answer for when `asked` is asked for: itself while a living unit is within it, else who counts for it.
    pub fn scope<'a>(&'a self, asked: &'a UnitCode) -> &'a UnitCode {
        let lives = self.units.keys().any(|unit| self.is_within(unit, asked));
        if lives { asked } else { self.counts_for(asked) }
    }

    /// Gathers rows under the unit that counts for theirs, within `above` if one is given.
    ///
    /// A living unit has a row even with nothing in it. A unit that is not on the map and for which nobody counts keeps a row
    /// of its own ([`Subject::Unknown`]): it is told, never dropped.
    pub fn fold<'r, T: Tally>(
        &self,
        above: Option<&UnitCode>,
        rows: impl IntoIterator<Item = (&'r UnitCode, T)>,
    ) -> Folded<T> {
        let above = above.map(|above| self.scope(above));
        let wanted = |unit: &UnitCode| above.is_none_or(|above| self.is_within(unit, above));
        let living = self.units.keys().filter(|unit| wanted(unit));
        let mut units: BTreeMap<UnitCode, T> = living.map(|unit| (unit.clone(), T::default())).collect();
        for (unit, tally) in rows {
            let unit = self.counts_for(unit);
            if wanted(unit) {
                units.entry(unit.clone()).or_default().add(&tally);
            }
        }
        Folded { units }
    }
}

/// Something of which a unit has some, and several units have the sum.
pub trait Tally: Default + Clone {
    /// Takes in another's.
    fn add(&mut self, other: &Self);
}

impl Tally for ledger::Activity {
    fn add(&mut self, other: &Self) {
        *self += *other;
    }
}

/// Of whom a figure tells.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// All units within the scope, those not on the map too.
    Whole,
    /// The units of a level.
    Level(Level),
    /// One living unit.
    Unit(UnitCode, Level),
    /// One unit that is not on the map.
    Unknown(UnitCode),
}

impl Subject {
    /// The unit, of a row of one.
    pub fn unit(&self) -> Option<&UnitCode> {
        match self {
            Self::Unit(unit, _) | Self::Unknown(unit) => Some(unit),
            Self::Whole | Self::Level(_) => None,
        }
    }

    /// The level, when it has one.
    pub fn level(&self) -> Option<Level> {
        match self {
            Self::Level(level) | Self::Unit(_, level) => Some(*level),
            Self::Whole | Self::Unknown(_) => None,
        }
    }
}

/// Rows gathered on a map, by the unit that counts.
#[derive(Debug, Clone)]
pub struct Folded<T> {
    units: BTreeMap<UnitCode, T>,
}

impl<T: Tally> Folded<T> {
    /// By unit.
    pub fn units(&self) -> impl Iterator<Item = (&UnitCode, &T)> {
        self.units.iter()
    }

    /// Something else of each unit.
    pub fn map<U: Tally>(&self, of: impl Fn(&T) -> U) -> Folded<U> {
        self.map_with(|_, tally| of(tally))
    }

    /// Something else of each unit, by the unit too.
    pub fn map_with<U: Tally>(&self, of: impl Fn(&UnitCode, &T) -> U) -> Folded<U> {
        Folded { units: self.units.iter().map(|(unit, tally)| (unit.clone(), of(unit, tally))).collect() }
    }

    /// Of one unit.
    pub fn unit(&self, unit: &UnitCode) -> Option<&T> {
        self.units.get(unit)
    }

    /// Of all together.
    pub fn whole(&self) -> T {
        sum(self.units.values())
    }

    /// Of the units that a condition picks.
    pub fn of(&self, picks: impl Fn(&UnitCode) -> bool) -> T {
        sum(self.units.iter().filter(|(unit, _)| picks(unit)).map(|(_, tally)| tally))
    }

    /// The whole, each level that has a unit, and with `each` every unit after its level; units not on the map last.
    pub fn subjects(&self, map: &Map, each: bool) -> Vec<(Subject, T)> {
        let mut subjects = vec![(Subject::Whole, self.whole())];
        let level_of = |unit: &UnitCode| map.unit(unit).map(|facts| facts.level);
        for level in Level::ALL {
            let of_level = || self.units.iter().filter(move |(unit, _)| level_of(unit) == Some(level));
            if of_level().next().is_none() {
                continue;
            }
            subjects.push((Subject::Level(level), sum(of_level().map(|(_, tally)| tally))));
            if each {
                subjects.extend(of_level().map(|(unit, tally)| (Subject::Unit(unit.clone(), level), tally.clone())));
            }
        }
        let unknown = self.units.iter().filter(|(unit, _)| each && map.unit(unit).is_none());
        subjects.extend(unknown.map(|(unit, tally)| (Subject::Unknown(unit.clone()), tally.clone())));
        subjects
    }
}

fn sum<'t, T: Tally + 't>(tallies: impl Iterator<Item = &'t T>) -> T {
    tallies.fold(T::default(), |mut sum, tally| {
        sum.add(tally);
        sum
    })
}

#[cfg(test)]
mod tests;
