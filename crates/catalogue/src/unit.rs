//! Units: authorities and counters, with a level and a life.

use std::fmt;

use jiff::civil::Date;
use model::UnitCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The level of a unit (cấp).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Tỉnh, thành phố trực thuộc trung ương; its departments and the Centre.
    Province,
    /// Huyện; abolished on 2025-07-01 (DOMAIN §7).
    District,
    /// Xã, phường, đặc khu.
    Commune,
}

impl Level {
    /// From the top down.
    pub const ALL: [Self; 3] = [Self::Province, Self::District, Self::Commune];

    /// As JSON writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::District => "district",
            Self::Commune => "commune",
        }
    }

    /// For the screen.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Province => "Cấp tỉnh",
            Self::District => "Cấp huyện",
            Self::Commune => "Cấp xã",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// One unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Its code.
    pub code: UnitCode,
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// The unit above it.
    #[serde(default)]
    pub parent: Option<UnitCode>,
    /// Its first day; `None` when it was always there.
    #[serde(default)]
    pub from: Option<Date>,
    /// Its last day; `None` as long as it lives.
    #[serde(default)]
    pub to: Option<Date>,
    /// Who took over when it ended.
    #[serde(default)]
    pub successors: Vec<UnitCode>,
    /// Whether it has a one-stop counter.
    #[serde(default)]
    pub one_stop: bool,
    /// Remote or specially poor (vùng sâu, vùng xa, đặc biệt khó khăn): left out of some denominators.
    #[serde(default)]
    pub remote: bool,
    /// A branch of the land registry (chi nhánh văn phòng đăng ký đất đai), which has a group of its own in reports.
    #[serde(default)]
    pub land_registry: bool,
}

/// The groups of the table that managers know (DOMAIN §5.3, end).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnitGroup {
    /// I: the province's departments and its Centre.
    Departments,
    /// II: the branches of the land registry, of whatever level.
    LandRegistry,
    /// III: districts.
    District,
    /// IV: communes.
    Commune,
}

impl UnitGroup {
    /// In the order of the table.
    pub const ALL: [Self; 4] = [Self::Departments, Self::LandRegistry, Self::District, Self::Commune];

    /// As JSON writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Departments => "departments",
            Self::LandRegistry => "land_registry",
            Self::District => "district",
            Self::Commune => "commune",
        }
    }

    /// Its number in the table.
    pub fn roman(self) -> &'static str {
        match self {
            Self::Departments => "I",
            Self::LandRegistry => "II",
            Self::District => "III",
            Self::Commune => "IV",
        }
    }

    /// For the screen.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Departments => "Sở, ban, ngành cấp tỉnh",
            Self::LandRegistry => "Chi nhánh Văn phòng Đăng ký đất đai",
            Self::District => "Cấp huyện",
            Self::Commune => "Cấp xã",
        }
    }
}

impl Unit {
    /// The group of the managers' table that it stands in.
    pub fn group(&self) -> UnitGroup {
        match self.level {
            _ if self.land_registry => UnitGroup::LandRegistry,
            Level::Province => UnitGroup::Departments,
            Level::District => UnitGroup::District,
            Level::Commune => UnitGroup::Commune,
        }
    }

    /// Whether it lives on a day.
    pub fn lives_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_stand_in_the_groups_of_the_managers_table() {
        let sample = crate::Catalogue::sample().unwrap();
        for (code, group, roman) in [
            ("H48.01", UnitGroup::Departments, "I"),
            ("H48.40.01", UnitGroup::LandRegistry, "II"),
            ("H48.28", UnitGroup::District, "III"),
            ("H48.28.05", UnitGroup::Commune, "IV"),
        ] {
            let found = sample.unit(&code.parse().unwrap()).unwrap().group();
            assert_eq!((found, found.roman()), (group, roman), "{code}");
        }
    }
}
