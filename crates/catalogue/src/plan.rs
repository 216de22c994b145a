//! Target plans: which share of results in force each level is to have digitised by the end of each year (DOMAIN §5.1).

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Level;

/// What a plan asks of one level.
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

/// One plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// A short name for the command line, for example `ninh-binh-136`.
    pub name: String,
    /// Its title and number.
    pub title: String,
    /// Where the figures stand: the document and its section.
    pub source: String,
    /// The digitised share of results in force, per level.
    pub digitised: BTreeMap<Level, LevelTarget>,
}

impl Plan {
    /// The share to reach by the end of the year of `day`, 0 to 1; `None` before the plan begins or for a level that it
    /// does not name.
    pub fn digitised_target(&self, level: Level, day: Date) -> Option<f64> {
        let target = self.digitised.get(&level)?;
        let years = i32::from(day.year()) - i32::from(target.from_year);
        let percent = i32::from(target.first_percent) + years * i32::from(target.step_points);
        (years >= 0).then(|| f64::from(percent.min(100)) / 100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_rise_each_year_up_to_all() {
        let target = LevelTarget { from_year: 2021, first_percent: 15, step_points: 20 };
        let plan = Plan {
            name: "p".into(),
            title: String::new(),
            source: String::new(),
            digitised: BTreeMap::from([(Level::Commune, target)]),
        };
        let on = |day: &str| plan.digitised_target(Level::Commune, day.parse().unwrap());
        assert_eq!(on("2020-12-31"), None);
        assert_eq!(on("2021-01-01"), Some(0.15));
        assert_eq!(on("2024-06-30"), Some(0.75));
        assert_eq!(on("2026-11-23"), Some(1.0));
        assert_eq!(plan.digitised_target(Level::District, "2026-01-01".parse().unwrap()), None);
    }
}
