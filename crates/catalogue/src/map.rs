//! The map of units on a day (DOMAIN §7): which units live, and who counts for those that do not.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;
use model::UnitCode;

use crate::{Catalogue, Unit};

/// The units of one day. Built once in time that grows with the number of units; each question is a look-up.
#[derive(Debug, Clone)]
pub struct UnitMap<'a> {
    day: Date,
    living: BTreeMap<&'a UnitCode, &'a Unit>,
    parents: HashMap<&'a UnitCode, &'a UnitCode>,
    counting: HashMap<&'a UnitCode, &'a UnitCode>,
}

impl Catalogue {
    /// The map of a day. A unit of which nothing says when it began, began with the first that was said of it.
    pub fn map_on(&self, day: Date) -> UnitMap<'_> {
        let all: HashMap<&UnitCode, Known<'_>> = self
            .units
            .all_on_or_first(day)
            .map(|(code, first, unit)| {
                // By the clock of the catalogue: without a first day of its own, a unit is born when it is first told of.
                let born = unit.from.unwrap_or(first) <= day;
                (code, Known { unit, born, ended: unit.to.is_some_and(|to| to < day) })
            })
            .collect();
        let counters = Counters { all: &all, predecessors: self.predecessors() };
        UnitMap {
            day,
            living: all.iter().filter(|(_, known)| known.lives()).map(|(code, known)| (*code, known.unit)).collect(),
            parents: all.iter().filter_map(|(code, known)| Some((*code, known.unit.parent.as_ref()?))).collect(),
            counting: all.keys().filter_map(|code| Some((*code, counters.of(code)?))).collect(),
        }
    }

    /// Who named each unit as a successor, the one that names it first before the others. What was said last goes: that a
    /// unit would be succeeded is often not yet said on the day that is asked for.
    fn predecessors(&self) -> HashMap<&UnitCode, Vec<&UnitCode>> {
        let mut named: HashMap<&UnitCode, Vec<(usize, &UnitCode)>> = HashMap::new();
        for unit in self.units.all() {
            for (place, successor) in unit.successors.iter().enumerate() {
                named.entry(successor).or_default().push((place, &unit.code));
            }
        }
        let in_order = |mut by: Vec<(usize, _)>| {
            by.sort_unstable();
            by.into_iter().map(|(_, code)| code).collect()
        };
        named.into_iter().map(|(code, by)| (code, in_order(by))).collect()
    }
}

/// A unit as it stands on the map's day.
struct Known<'a> {
    unit: &'a Unit,
    born: bool,
    ended: bool,
}

impl Known<'_> {
    fn lives(&self) -> bool {
        self.born && !self.ended
    }
}

/// Finds who counts for whom.
struct Counters<'a, 'm> {
    all: &'m HashMap<&'a UnitCode, Known<'a>>,
    predecessors: HashMap<&'a UnitCode, Vec<&'a UnitCode>>,
}

impl<'a> Counters<'a, '_> {
    fn of(&self, code: &'a UnitCode) -> Option<&'a UnitCode> {
        self.follow(code, &mut HashSet::new())
    }

    /// Depth first, in the order in which units are named. What was seen leads nowhere a second time, so this ends even
    /// where versions of different days close a circle.
    fn follow(&self, code: &'a UnitCode, seen: &mut HashSet<&'a UnitCode>) -> Option<&'a UnitCode> {
        let known = self.all.get(code)?;
        if known.lives() {
            return Some(&known.unit.code);
        }
        if !seen.insert(code) {
            return None;
        }
        if known.ended {
            return known.unit.successors.iter().find_map(|next| self.follow(next, seen));
        }
        self.predecessors.get(code)?.iter().find_map(|before| self.follow(before, seen))
    }
}

impl<'a> UnitMap<'a> {
    /// The day of the map.
    pub fn day(&self) -> Date {
        self.day
    }

    /// The units that live on the day, by code, as they stand on it.
    pub fn units(&self) -> impl Iterator<Item = &'a Unit> + use<'_, 'a> {
        self.living.values().copied()
    }

    /// A unit that lives on the day, as it stands on it.
    pub fn unit(&self, code: &UnitCode) -> Option<&'a Unit> {
        self.living.get(code).copied()
    }

    /// The unit that counts for a unit on this map: itself while it lives; after its end the first of its successors that
    /// leads to a living one; before its birth the unit that it was to succeed.
    ///
    /// `None` for a unit that the catalogue does not know, or that leads to no living one: the caller says what then.
    pub fn counting(&self, unit: &UnitCode) -> Option<&'a UnitCode> {
        self.counting.get(unit).copied()
    }

    /// True when `unit` is `above` or below it on the day: by the parents of the day, or by its code while `above` lives.
    ///
    /// A code alone does not tell after a merger: `H48.28.05` keeps its code when district `H48.28` is no more.
    pub fn is_within(&self, unit: &UnitCode, above: &UnitCode) -> bool {
        let above_lives = self.living.contains_key(above);
        let mut at = Some(unit);
        // Parents form no circle on any day (checked when the catalogue was made), so this ends.
        while let Some(code) = at {
            if code == above || (above_lives && above.contains(code)) {
                return true;
            }
            at = self.parents.get(code).copied();
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use model::{CatalogueKind, CatalogueLine};
    use serde_json::json;

    use super::*;

    fn unit(code: &str) -> UnitCode {
        code.parse().unwrap()
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn line(since: &str, record: serde_json::Value) -> CatalogueLine {
        let code = record["code"].as_str().unwrap().to_owned();
        CatalogueLine { kind: CatalogueKind::Unit, code, since: day(since), record }
    }

    const LAST: &str = "2025-06-30";
    const FIRST: &str = "2025-07-01";
    const NOW: &str = "2026-11-25";

    #[test]
    fn the_merger_of_july_2025() {
        let sample = Catalogue::sample().unwrap();
        for (code, last, after) in [
            // A district that is no more, and one of its communes that took its place.
            ("H48.28", Some("H48.28"), Some("H48.28.05")),
            ("H48.28.05", Some("H48.28.05"), Some("H48.28.05")),
            // A commune merged into another.
            ("H48.28.07", Some("H48.28.07"), Some("H48.28.05")),
            // A province merged into another, with a department and a district.
            ("H49", Some("H49"), Some("H48")),
            ("H49.05", Some("H49.05"), Some("H48.05")),
            ("H49.11", Some("H49.11"), Some("H48.51.01")),
            // Two communes of it became one, which before that day counts for the first of them that names it.
            ("H49.11.02", Some("H49.11.02"), Some("H48.51.01")),
            ("H49.11.03", Some("H49.11.03"), Some("H48.51.01")),
            ("H48.51.01", Some("H49.11"), Some("H48.51.01")),
            ("H50", None, None),
        ] {
            let counting = |on: &str| sample.map_on(day(on)).counting(&unit(code)).map(ToString::to_string);
            assert_eq!(counting(LAST).as_deref(), last, "{code} on {LAST}");
            assert_eq!(counting(FIRST).as_deref(), after, "{code} on {FIRST}");
            assert_eq!(counting(NOW).as_deref(), after, "{code} on {NOW}");
        }
    }

    #[test]
    fn a_map_holds_the_units_that_live_on_its_day() {
        let sample = Catalogue::sample().unwrap();
        let before = sample.map_on(day(LAST));
        let after = sample.map_on(day(FIRST));
        let codes = |map: &UnitMap<'_>| map.units().map(|unit| unit.code.to_string()).collect::<Vec<_>>();
        for code in ["H48.28", "H48.31", "H48.28.07", "H49", "H49.05", "H49.11", "H49.11.02", "H49.11.03"] {
            assert!(codes(&before).contains(&code.to_owned()), "{code}");
            assert!(!codes(&after).contains(&code.to_owned()), "{code}");
        }
        assert!(before.unit(&unit("H48.51.01")).is_none() && after.unit(&unit("H48.51.01")).is_some());
        assert_eq!(after.day(), day(FIRST));
    }

    #[test]
    fn within_goes_by_the_parents_of_the_day() {
        let sample = Catalogue::sample().unwrap();
        for (code, above, last, after) in [
            ("H48.28.05", "H48.28", true, false),
            ("H48.28.05", "H48", true, true),
            ("H49.11.02", "H49.11", true, true),
            ("H49.11.02", "H49", true, true),
            ("H49.11.02", "H48", false, false),
            ("H48.40.01", "H48.12", true, true),
            ("H48", "H48.28", false, false),
            ("H48.28.99", "H48", true, true),
        ] {
            let within = |on: &str| sample.map_on(day(on)).is_within(&unit(code), &unit(above));
            assert_eq!((within(LAST), within(NOW)), (last, after), "{code} in {above}");
        }
    }

    #[test]
    fn lines_change_the_map_from_their_day_on() {
        let merged = Catalogue::sample()
            .unwrap()
            .with_lines(&[
                line(
                    "2027-01-01",
                    json!({"code": "H48.28.09", "name": "cũ", "level": "commune", "parent": "H48",
                    "to": "2026-12-31", "successors": ["H48.60.01"]}),
                ),
                line(
                    "2027-01-01",
                    json!({"code": "H48.60.01", "name": "mới", "level": "commune", "parent": "H48.28.05"}),
                ),
            ])
            .unwrap();
        let counting = |on: &str, code: &str| merged.map_on(day(on)).counting(&unit(code)).map(ToString::to_string);
        assert_eq!(counting("2026-12-31", "H48.60.01").as_deref(), Some("H48.28.09"));
        assert_eq!(counting("2026-12-31", "H48.28.09").as_deref(), Some("H48.28.09"));
        assert_eq!(counting("2027-01-01", "H48.28.09").as_deref(), Some("H48.60.01"));
        assert_eq!(merged.map_on(day(NOW)).unit(&unit("H48.28.09")).unwrap().name, "Ủy ban nhân dân xã Sơn Thượng");
        assert!(merged.map_on(day("2027-01-01")).is_within(&unit("H48.60.01"), &unit("H48.28.05")));
    }

    /// A figure, not a check: `cargo test --release -p catalogue -- --ignored --nocapture how_fast`.
    #[test]
    #[ignore = "prints figures"]
    fn how_fast_a_map_of_a_whole_country_is_made() {
        let commune = |at: u32| {
            let code = format!("H48.{:03}.{:03}", at / 900 + 100, at % 900 + 100);
            line(
                "2026-01-01",
                json!({"code": code, "name": "x", "level": "commune", "parent": "H48",
                "to": if at.is_multiple_of(3) { Some("2026-06-30") } else { None }, "successors": if at.is_multiple_of(3) { vec!["H48.28.05"] } else { vec![] }}),
            )
        };
        let lines: Vec<CatalogueLine> = (0..14_000).map(commune).collect();
        let from = std::time::Instant::now();
        let country = Catalogue::sample().unwrap().with_lines(&lines).unwrap();
        let checked = from.elapsed();
        let map = country.map_on(day(NOW));
        println!("lines {checked:?}, map of {} units {:?}", map.units().count(), from.elapsed() - checked);
    }

    #[test]
    fn the_first_successor_that_leads_to_a_living_unit_counts() {
        let chained = Catalogue::sample()
            .unwrap()
            .with_lines(&[line(
                "2026-01-01",
                json!({"code": "H48.28.05", "name": "x", "level": "commune", "to": "2025-12-31"}),
            )])
            .unwrap();
        let map = chained.map_on(day(NOW));
        // H48.28 names H48.28.05 first, which has ended and leads nowhere; then H48.28.09.
        assert_eq!(map.counting(&unit("H48.28")), Some(&unit("H48.28.09")));
        assert_eq!(map.counting(&unit("H48.28.07")), None);
    }
}
