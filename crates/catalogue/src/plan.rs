//! Target plans: what each asks for, by level and year (DOMAIN §5).

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{CatalogueError, Level, lines::YEARS};

/// What a plan asks of one level: a share in the first year, and so many points more each year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LevelTarget {
    /// The first year of the plan.
    pub from_year: i16,
    /// The share to reach in that year, in percent.
    pub first_percent: u8,
    /// How many points are added each year ("tăng tối thiểu 20 %"), up to 100.
    pub step_points: u8,
}

impl LevelTarget {
    /// The share to reach by the end of the year of `day`, 0 to 1; `None` before the first year.
    fn on(self, day: Date) -> Option<f64> {
        let years = i32::from(day.year()) - i32::from(self.from_year);
        let percent = i32::from(self.first_percent) + years * i32::from(self.step_points);
        (years >= 0).then(|| f64::from(percent.min(100)) / 100.0)
    }
}

/// What is asked for by the end of a year. It holds in later years too, until another year says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct ByYear<T>(pub BTreeMap<i16, T>);

impl<T> Default for ByYear<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Copy> ByYear<T> {
    /// What is asked for in the year of `day`: the latest year up to it; `None` before the first.
    pub fn on(&self, day: Date) -> Option<T> {
        self.0.range(..=day.year()).next_back().map(|(_, value)| *value)
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl ByYear<u8> {
    fn share_on(&self, day: Date) -> Option<f64> {
        self.on(day).map(|percent| f64::from(percent) / 100.0)
    }
}

/// One plan. What a plan does not ask for is left out of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// A short name for the command line, for example `ninh-binh-136`.
    pub name: String,
    /// Its title and number.
    pub title: String,
    /// Where the figures stand: the document and its section.
    pub source: String,
    /// The digitised share of results in force, per level; all three levels (§5.1).
    pub digitised: BTreeMap<Level, LevelTarget>,
    /// The share of counters that digitise, per level (§5.2). The province's counter is the Centre.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub counters: BTreeMap<Level, LevelTarget>,
    /// Whether remote communes are left out of the counters' denominator (§5.2).
    #[serde(default)]
    pub remote_left_out: bool,
    /// Applicants who need not hand in again what was accepted before, in percent by year (§5.4).
    #[serde(default, skip_serializing_if = "ByYear::is_empty")]
    pub no_resupply: ByYear<u8>,
    /// The average wait of a visit at most, in minutes by year (§5.6).
    #[serde(default, skip_serializing_if = "ByYear::is_empty")]
    pub waiting_minutes: ByYear<u16>,
    /// Dossiers received by one member of a counter's staff in a year, at least, per level (§5.5).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub productivity: BTreeMap<Level, u32>,
    /// The working days of one person in a year, over which `productivity` is spread. No plan says how many: 250 is
    /// assumed (365 days less weekends and eleven public holidays).
    #[serde(default = "working_days_a_year")]
    pub working_days_a_year: u16,
    /// Hand-overs inside the administration that are electronic, in percent by year.
    #[serde(default, skip_serializing_if = "ByYear::is_empty")]
    pub electronic_hand_over: ByYear<u8>,
    /// Results returned by the due date, in percent by year (§5.7).
    #[serde(default, skip_serializing_if = "ByYear::is_empty")]
    pub on_time_percent: ByYear<u8>,
    /// Resolved dossiers that are digitised, stored and reusable, in percent by year (§5.8).
    #[serde(default, skip_serializing_if = "ByYear::is_empty")]
    pub resolved_digitised: ByYear<u8>,
}

fn working_days_a_year() -> u16 {
    250
}

impl Plan {
    /// The digitised share to reach by the end of the year of `day`, 0 to 1; `None` before the plan begins or for a level
    /// that it does not name.
    pub fn digitised_target(&self, level: Level, day: Date) -> Option<f64> {
        self.digitised.get(&level)?.on(day)
    }

    /// The share of counters that digitise, likewise, 0 to 1.
    pub fn counters_target(&self, level: Level, day: Date) -> Option<f64> {
        self.counters.get(&level)?.on(day)
    }

    /// The share of applicants who need not hand in again, 0 to 1; `None` when nothing is asked for yet.
    pub fn no_resupply_target(&self, day: Date) -> Option<f64> {
        self.no_resupply.share_on(day)
    }

    /// The average wait at most, in minutes; `None` when nothing is asked for yet.
    pub fn waiting_target(&self, day: Date) -> Option<u16> {
        self.waiting_minutes.on(day)
    }

    /// The share of hand-overs that are electronic, 0 to 1; `None` when nothing is asked for yet.
    pub fn electronic_hand_over_target(&self, day: Date) -> Option<f64> {
        self.electronic_hand_over.share_on(day)
    }

    /// The share of results returned by the due date, 0 to 1; `None` when nothing is asked for yet.
    pub fn on_time_target(&self, day: Date) -> Option<f64> {
        self.on_time_percent.share_on(day)
    }

    /// The share of resolved dossiers that are digitised and reusable, 0 to 1; `None` when nothing is asked for yet.
    pub fn resolved_digitised_target(&self, day: Date) -> Option<f64> {
        self.resolved_digitised.share_on(day)
    }

    /// The dossiers that a level's staff is to receive in so many days of work between them; `None` when nothing is asked
    /// of the level.
    pub fn productivity_target(&self, level: Level, person_days: f64) -> Option<f64> {
        let a_year = f64::from(*self.productivity.get(&level)?);
        Some(a_year * person_days / f64::from(self.working_days_a_year))
    }

    pub(crate) fn check(&self) -> Result<(), CatalogueError> {
        match self.wrong() {
            None => Ok(()),
            Some(detail) => Err(CatalogueError::Plan { plan: self.name.clone(), detail }),
        }
    }

    fn wrong(&self) -> Option<String> {
        if let Some(level) = Level::ALL.into_iter().find(|level| !self.digitised.contains_key(level)) {
            return Some(format!(
                "digitised says nothing of level {level}; say it, because a plan is held against units of every level, \
                 also those of before 2025-07-01"
            ));
        }
        if !(1..=366).contains(&self.working_days_a_year) {
            return Some(format!("working_days_a_year is {}; a year has 1 to 366", self.working_days_a_year));
        }
        let levels = [("digitised", &self.digitised), ("counters", &self.counters)];
        let percents = [
            ("no_resupply", &self.no_resupply),
            ("electronic_hand_over", &self.electronic_hand_over),
            ("on_time_percent", &self.on_time_percent),
            ("resolved_digitised", &self.resolved_digitised),
        ];
        let of_levels = levels.into_iter().find_map(|(name, targets)| {
            targets.values().find_map(|target| {
                wrong_percent(name, target.first_percent)
                    .or_else(|| wrong_percent(name, target.step_points))
                    .or_else(|| wrong_year(name, target.from_year))
            })
        });
        let of_years = || {
            percents.into_iter().find_map(|(name, targets)| {
                targets
                    .0
                    .iter()
                    .find_map(|(year, percent)| wrong_percent(name, *percent).or_else(|| wrong_year(name, *year)))
            })
        };
        let of_waiting = || self.waiting_minutes.0.keys().find_map(|year| wrong_year("waiting_minutes", *year));
        of_levels.or_else(of_years).or_else(of_waiting)
    }
}

fn wrong_percent(name: &str, percent: u8) -> Option<String> {
    (percent > 100).then(|| format!("{name} asks for {percent} percent; write 100 at most"))
}

fn wrong_year(name: &str, year: i16) -> Option<String> {
    (!YEARS.contains(&year))
        .then(|| format!("{name} speaks of year {year}; write one from {} to {}", YEARS.start(), YEARS.end()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalogue;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn targets_rise_each_year_up_to_all() {
        let sample = Catalogue::sample().unwrap();
        let on = |on: &str| sample.plan("ninh-binh-136").unwrap().digitised_target(Level::Commune, day(on));
        assert_eq!(on("2020-12-31"), None);
        assert_eq!(on("2021-01-01"), Some(0.15));
        assert_eq!(on("2024-06-30"), Some(0.75));
        assert_eq!(on("2026-11-23"), Some(1.0));
    }

    #[test]
    fn each_plan_asks_for_what_its_document_says() {
        let sample = Catalogue::sample().unwrap();
        let row = |name: &str, on: &str| {
            let (plan, on) = (sample.plan(name).unwrap(), day(on));
            let counters = Level::ALL.map(|level| plan.counters_target(level, on).map_or(-1.0, |share| share * 100.0));
            let percent = |share: Option<f64>| share.map_or(-1.0, |share| share * 100.0);
            format!(
                "{counters:?} again {} wait {:?} hand-over {} on time {} resolved {} remote out {}",
                percent(plan.no_resupply_target(on)),
                plan.waiting_target(on),
                percent(plan.electronic_hand_over_target(on)),
                percent(plan.on_time_target(on)),
                percent(plan.resolved_digitised_target(on)),
                plan.remote_left_out,
            )
        };
        for (name, on, expected) in [
            (
                "hung-yen-131",
                "2021-12-31",
                "[100.0, -1.0, -1.0] again -1 wait None hand-over -1 on time -1 resolved -1 remote out false",
            ),
            (
                "hung-yen-131",
                "2022-12-31",
                "[100.0, 50.0, 30.0] again 30 wait Some(30) hand-over -1 on time -1 resolved -1 remote out false",
            ),
            (
                "hung-yen-131",
                "2026-11-25",
                "[100.0, 100.0, 100.0] again 80 wait Some(15) hand-over 80 on time -1 resolved 100 remote out false",
            ),
            (
                "ninh-binh-136",
                "2024-12-31",
                "[-1.0, -1.0, -1.0] again -1 wait None hand-over -1 on time -1 resolved -1 remote out true",
            ),
            (
                "ninh-binh-136",
                "2025-01-01",
                "[100.0, 100.0, 100.0] again 80 wait Some(15) hand-over 80 on time -1 resolved 100 remote out true",
            ),
            (
                "hai-duong-2021",
                "2025-12-31",
                "[-1.0, -1.0, -1.0] again 80 wait Some(15) hand-over 80 on time 95 resolved -1 remote out false",
            ),
            (
                "quang-ngai-1256",
                "2025-12-31",
                "[-1.0, -1.0, -1.0] again 80 wait None hand-over 80 on time -1 resolved -1 remote out false",
            ),
        ] {
            assert_eq!(row(name, on), expected, "{name} on {on}");
        }
    }

    #[test]
    fn productivity_is_pro_rata_to_the_days_worked() {
        let sample = Catalogue::sample().unwrap();
        let plan = sample.plan("ninh-binh-136").unwrap();
        assert_eq!(plan.productivity_target(Level::Province, 250.0), Some(1600.0));
        assert_eq!(plan.productivity_target(Level::Commune, 125.0), Some(400.0));
        assert_eq!(sample.plan("hung-yen-131").unwrap().productivity_target(Level::Commune, 125.0), None);
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_name() {
        let sample = Catalogue::sample().unwrap();
        type Spoil = fn(&mut Plan);
        let spoils: [(&str, Spoil); 6] = [
            ("level district", |plan| plan.digitised.retain(|level, _| *level != Level::District)),
            ("101 percent", |plan| plan.no_resupply.0.extend([(2025, 101)])),
            ("200 percent", |plan| plan.counters.get_mut(&Level::Commune).unwrap().step_points = 200),
            ("year 1989", |plan| plan.counters.get_mut(&Level::Commune).unwrap().from_year = 1989),
            ("year 2101", |plan| plan.waiting_minutes.0.extend([(2101, 15)])),
            ("working_days_a_year is 0", |plan| plan.working_days_a_year = 0),
        ];
        for (expected, spoil) in spoils {
            let mut plan = sample.plan("ninh-binh-136").unwrap().clone();
            spoil(&mut plan);
            let error = plan.check().unwrap_err().to_string();
            assert!(error.contains(expected) && error.contains("ninh-binh-136"), "{error}");
        }
    }
}
