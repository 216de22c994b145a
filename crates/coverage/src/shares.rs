//! The digitised share of results in force by level and unit, in the stored form `coverage.v1` (DOMAIN §5.1).
//!
//! A share counts, for each unit and paper type, at most what was declared: digitised above declared, or digitised and
//! never declared, is an inconsistency to show and never lifts a share.

use std::collections::BTreeMap;

use catalogue::{Catalogue, Level, Plan};
use jiff::civil::Date;
use ledger::{CountRow, InventoryRow};
use model::{PaperTypeCode, UnitCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One row of the coverage table: a level as a whole (`unit` is null) or one unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CoverageRow {
    /// The level.
    pub level: Level,
    /// The unit; null in the row of the whole level.
    pub unit: Option<UnitCode>,
    /// Results digitised, approved and still valid on the day.
    pub digitised: u64,
    /// Results in force that are declared for the day.
    pub declared: u64,
    /// Digitised ÷ declared, 0 to 1, four decimals; null when nothing is declared.
    pub share: Option<f64>,
    /// The share that the plan asks for by the end of the day's year, 0 to 1; null when it asks for none.
    pub target: Option<f64>,
    /// Target − share: what is missing when positive; null when either is.
    pub gap: Option<f64>,
}

/// Digitised results that no declaration covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Inconsistency {
    /// The unit.
    pub unit: UnitCode,
    /// The paper type.
    #[serde(rename = "type")]
    pub paper_type: PaperTypeCode,
    /// Results digitised.
    pub digitised: u64,
    /// Results declared; 0 when never declared.
    pub declared: u64,
}

/// The coverage of a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Coverage {
    /// The day.
    pub on: Date,
    /// The plan's name; null without one.
    pub plan: Option<String>,
    /// The levels from the top down, each followed by its units.
    pub rows: Vec<CoverageRow>,
    /// What does not fit.
    pub inconsistencies: Vec<Inconsistency>,
}

/// What to tell.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The day.
    pub on: Date,
    /// The plan to hold it against.
    pub plan: Option<&'a Plan>,
    /// Only this unit and those below it.
    pub unit: Option<&'a UnitCode>,
}

#[derive(Default, Clone, Copy)]
struct Sums {
    digitised: u64,
    declared: u64,
    /// Digitised, at most what was declared of each type: the numerator of the share.
    covered: u64,
}

impl Sums {
    fn add(&mut self, digitised: u64, declared: u64) {
        self.digitised += digitised;
        self.declared += declared;
        self.covered += digitised.min(declared);
    }
}

/// The coverage of a day from the ledger's counts and the declared inventories.
///
/// A unit that lives on the day has a row even with nothing in it; one that no longer lives has a row only while
/// something counts for it.
pub fn coverage(
    catalogue: &Catalogue,
    question: Question<'_>,
    digitised: &[CountRow],
    declared: &[InventoryRow],
) -> Coverage {
    let mut cells: BTreeMap<(&UnitCode, &PaperTypeCode), (u64, u64)> = BTreeMap::new();
    for row in digitised {
        cells.entry((&row.unit, &row.paper_type)).or_default().0 += row.count;
    }
    for row in declared {
        cells.entry((&row.unit, &row.paper_type)).or_default().1 += row.count;
    }
    let wanted = |unit: &UnitCode| question.unit.is_none_or(|above| catalogue.is_within(unit, above));

    let mut units: BTreeMap<(Level, &UnitCode), Sums> = catalogue
        .units()
        .filter(|unit| unit.lives_on(question.on) && wanted(&unit.code))
        .map(|unit| ((unit.level, &unit.code), Sums::default()))
        .collect();
    let mut inconsistencies = Vec::new();
    for ((unit, paper_type), (digitised, declared)) in cells {
        // A unit that left the catalogue is told at the level of communes' parents: never dropped silently.
        let level = catalogue.unit(unit).map_or(Level::Province, |unit| unit.level);
        if !wanted(unit) {
            continue;
        }
        units.entry((level, unit)).or_default().add(digitised, declared);
        if digitised > declared {
            inconsistencies.push(Inconsistency {
                unit: unit.clone(),
                paper_type: paper_type.clone(),
                digitised,
                declared,
            });
        }
    }
    Coverage {
        on: question.on,
        plan: question.plan.map(|plan| plan.name.clone()),
        rows: rows(&units, question),
        inconsistencies,
    }
}

fn rows(units: &BTreeMap<(Level, &UnitCode), Sums>, question: Question<'_>) -> Vec<CoverageRow> {
    let mut rows = Vec::new();
    for level in Level::ALL {
        let of_level: Vec<_> = units.iter().filter(|((of, _), _)| *of == level).collect();
        if of_level.is_empty() {
            continue;
        }
        let mut whole = Sums::default();
        for (_, sums) in &of_level {
            whole.digitised += sums.digitised;
            whole.declared += sums.declared;
            whole.covered += sums.covered;
        }
        rows.push(row(level, None, whole, question));
        rows.extend(of_level.into_iter().map(|((_, unit), sums)| row(level, Some((*unit).clone()), *sums, question)));
    }
    rows
}

fn row(level: Level, unit: Option<UnitCode>, sums: Sums, question: Question<'_>) -> CoverageRow {
    #[allow(clippy::cast_precision_loss)] // Counts of papers are far below 2^52.
    let share = (sums.declared > 0).then(|| four_decimals(sums.covered as f64 / sums.declared as f64));
    let target = question.plan.and_then(|plan| plan.digitised_target(level, question.on));
    let gap = share.zip(target).map(|(share, target)| four_decimals(target - share));
    CoverageRow { level, unit, digitised: sums.digitised, declared: sums.declared, share, target, gap }
}

fn four_decimals(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(code: &str) -> UnitCode {
        code.parse().unwrap()
    }

    fn table(
        digitised: &[(&str, &str, u64)],
        declared: &[(&str, &str, u64)],
        on: &str,
        above: Option<&str>,
    ) -> Vec<String> {
        let catalogue = Catalogue::sample().unwrap();
        let on: Date = on.parse().unwrap();
        let digitised: Vec<CountRow> = digitised
            .iter()
            .map(|(code, kind, count)| CountRow { unit: unit(code), paper_type: kind.parse().unwrap(), count: *count })
            .collect();
        let declared: Vec<InventoryRow> = declared
            .iter()
            .map(|(code, kind, count)| InventoryRow {
                unit: unit(code),
                paper_type: kind.parse().unwrap(),
                count: *count,
                as_of: on,
                count_then: *count,
            })
            .collect();
        let above = above.map(unit);
        let question = Question { on, plan: catalogue.plan("ninh-binh-136"), unit: above.as_ref() };
        let coverage = coverage(&catalogue, question, &digitised, &declared);
        coverage
            .rows
            .iter()
            .filter(|row| row.declared + row.digitised > 0)
            .map(|row| {
                format!(
                    "{} {} {}/{} share {:?} target {:?} gap {:?}",
                    row.level,
                    row.unit.as_ref().map_or("all", UnitCode::as_str),
                    row.digitised,
                    row.declared,
                    row.share,
                    row.target,
                    row.gap
                )
            })
            .collect()
    }

    #[test]
    fn shares_by_level_and_unit_against_the_plan() {
        let rows = table(
            &[("H48.28.05", "KQ.G15.000031", 30), ("H48.05", "KQ.G15.000031", 1)],
            &[("H48.28.05", "KQ.G15.000031", 40), ("H48.31.02", "KQ.G15.000031", 60), ("H48.05", "KQ.G15.000031", 2)],
            "2022-12-31",
            None,
        );
        assert_eq!(
            rows,
            [
                "province all 1/2 share Some(0.5) target Some(0.5) gap Some(0.0)",
                "province H48.05 1/2 share Some(0.5) target Some(0.5) gap Some(0.0)",
                "commune all 30/100 share Some(0.3) target Some(0.35) gap Some(0.05)",
                "commune H48.28.05 30/40 share Some(0.75) target Some(0.35) gap Some(-0.4)",
                "commune H48.31.02 0/60 share Some(0.0) target Some(0.35) gap Some(0.35)",
            ]
        );
    }

    #[test]
    fn more_than_declared_never_lifts_a_share() {
        let rows = table(
            &[("H48.28.05", "KQ.G15.000031", 90), ("H48.28.05", "KQ.G15.000032", 1), ("H48.05", "KQ.G15.000032", 7)],
            &[("H48.28.05", "KQ.G15.000031", 10), ("H48.28.05", "KQ.G15.000032", 10)],
            "2026-11-23",
            Some("H48"),
        );
        assert_eq!(rows[0], "province all 7/0 share None target Some(1.0) gap None");
        assert_eq!(rows[3], "commune H48.28.05 91/20 share Some(0.55) target Some(1.0) gap Some(0.45)");
    }

    #[test]
    fn one_unit_and_those_below_it() {
        let rows = table(
            &[],
            &[("H48.28.05", "KQ.G15.000031", 10), ("H48.05", "KQ.G15.000031", 10)],
            "2026-11-23",
            Some("H48.28"),
        );
        assert_eq!(rows.len(), 2, "{rows:?}");
    }
}
