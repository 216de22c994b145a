//! A small province for tests: the Centre, a department, a land-registry office, two communes of which one is remote, a commune
//! that was merged into the first, and a code that nobody knows.

use std::collections::BTreeMap;

use catalogue::{Level, UnitGroup};
use jiff::civil::Date;
use ledger::{Activity, ActivityRow, Measure};
use model::UnitCode;

use crate::{InventoryCell, Map, Marks, National, Scope, Targets, UnitFacts};

pub(crate) const CENTRE: &str = "H48.01";
pub(crate) const DEPARTMENT: &str = "H48.05";
pub(crate) const LAND: &str = "H48.12";
pub(crate) const COMMUNE: &str = "H48.28.05";
pub(crate) const REMOTE: &str = "H48.28.07";
pub(crate) const MERGED: &str = "H48.31.02";
pub(crate) const UNKNOWN: &str = "H48.99";
pub(crate) const BIRTH: &str = "KQ.G15.000031";
pub(crate) const MARRIAGE: &str = "KQ.G15.000032";

pub(crate) fn code(text: &str) -> UnitCode {
    text.parse().unwrap()
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn map() -> Map {
    let unit = |text: &str, name: &str, level, group, one_stop, remote| UnitFacts {
        code: code(text),
        name: name.into(),
        level,
        group,
        one_stop,
        remote,
    };
    let living = vec![
        unit(CENTRE, "Trung tâm Phục vụ hành chính công tỉnh", Level::Province, UnitGroup::Departments, true, false),
        unit(DEPARTMENT, "Sở Tư pháp", Level::Province, UnitGroup::Departments, false, false),
        unit(
            LAND,
            "Chi nhánh Văn phòng Đăng ký đất đai Bình An",
            Level::Province,
            UnitGroup::LandRegistry,
            true,
            false,
        ),
        unit(COMMUNE, "Ủy ban nhân dân xã Bình An", Level::Commune, UnitGroup::Commune, true, false),
        unit(REMOTE, "Ủy ban nhân dân xã Vùng Cao", Level::Commune, UnitGroup::Commune, true, true),
    ];
    let counting = BTreeMap::from([(code(MERGED), code(COMMUNE))]);
    let parents = [CENTRE, DEPARTMENT, LAND, COMMUNE, REMOTE].map(|unit| (code(unit), code("H48"))).into();
    Map::new(day("2026-06-30"), living, counting, parents)
}

pub(crate) fn targets() -> Targets {
    Targets {
        plan: Some("Kế hoạch 136/KH-UBND".into()),
        digitised: BTreeMap::from([(Level::Province, 0.5), (Level::Commune, 0.35)]),
        counters: BTreeMap::from([(Level::Province, 1.0), (Level::Commune, 0.6)]),
        remote_left_out: true,
        no_resupply: Some(0.8),
        productivity: BTreeMap::from([(Level::Province, 1600.0), (Level::Commune, 800.0)]),
        waiting_minutes: Some(15.0),
        on_time: Some(0.95),
        resolved: Some(1.0),
        hand_over: Some(0.8),
        ..Targets::default()
    }
}

pub(crate) fn national() -> National {
    let marks = |title: &str, maximum, full_at| Marks { title: title.into(), maximum, full_at, assumed: true };
    let indicators = [
        ("4.1", marks("Hồ sơ cấp kết quả điện tử", Some(4.0), None)),
        ("4.2", marks("Số hóa hồ sơ", Some(6.0), Some(0.8))),
        ("4.3", marks("Tái sử dụng", Some(6.0), Some(0.8))),
        ("4.4", marks("Chia sẻ", Some(6.0), None)),
    ];
    National { indicators: indicators.map(|(id, marks)| (id.to_owned(), marks)).into() }
}

/// The first half of 2026.
pub(crate) fn scope<'a>(map: &'a Map, targets: &'a Targets) -> Scope<'a> {
    let (from, to) = (day("2026-01-01"), day("2026-06-30"));
    Scope { map, from, to, as_of: day("2026-07-10"), unit: None, targets }
}

pub(crate) fn row(unit: &str, counts: &[(Measure, i64)]) -> ActivityRow {
    let mut activity = Activity::NONE;
    for (measure, count) in counts {
        activity[*measure] = *count;
    }
    ActivityRow { unit: code(unit), activity, recorded_later: Activity::NONE }
}

pub(crate) fn cell(unit: &str, paper_type: &str, declared: u64, digitised: u64) -> InventoryCell {
    let declared_on = (declared > 0).then(|| day("2026-03-01"));
    InventoryCell { unit: code(unit), paper_type: paper_type.parse().unwrap(), declared, digitised, declared_on }
}

/// Activity of every unit, with what makes each figure worth telling.
pub(crate) fn activity() -> Vec<ActivityRow> {
    use Measure::*;
    let mut rows = vec![
        row(CENTRE, &[(Received, 1000), (Owing, 400), (OwingWithResult, 100), (WithComponent, 900), (Digitised, 800)]),
        row(COMMUNE, &[(Received, 90), (WithComponent, 60), (Digitised, 30), (Reusing, 9), (PapersDigitised, 50)]),
        row(MERGED, &[(Received, 10), (WithComponent, 10), (Digitised, 10), (Reusing, 1), (PapersDigitised, 5)]),
        row(UNKNOWN, &[(Received, 7), (WithComponent, 1)]),
    ];
    rows[0].activity +=
        row(CENTRE, &[(Visits, 4), (WaitedSeconds, 1000), (Resolved, 9), (ResolvedNotReusable, 3)]).activity;
    rows[0].activity += row(CENTRE, &[(ReturnedWithDueDate, 40), (ReturnedOnTime, 39), (Returned, 50)]).activity;
    rows[0].activity += row(CENTRE, &[(HandOvers, 5), (ElectronicHandOvers, 4), (PapersDigitised, 1)]).activity;
    rows[0].activity += row(CENTRE, &[(ResolvedWithResult, 6), (ResolvedWithoutResult, 3)]).activity;
    rows[1].activity +=
        row(COMMUNE, &[(ComponentsHandedIn, 60), (ComponentsReused, 20), (ComponentsHandedInAgain, 15)]).activity;
    rows[1].recorded_later = row(COMMUNE, &[(Received, 3), (Digitised, -2)]).activity;
    rows
}
