//! The manager's table.

use serde_json::Value;
use tests::{Hoso, fixture};

use super::ingest::{code_of, samples};

fn row(coverage: &Value, unit: &str) -> Value {
    coverage["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["unit"] == unit)
        .cloned()
        .unwrap_or_else(|| panic!("{unit} in {coverage:#}"))
}

fn covered() -> (Hoso, Value) {
    let hoso = Hoso::new();
    let receipt = samples(&hoso);
    let loaded = hoso.run(["inventory", "load", fixture("scans/inventory.csv").to_str().unwrap()]);
    assert_eq!(loaded.code, 0, "{loaded:?}");
    (hoso, receipt)
}

#[test]
fn digitised_over_declared_against_the_plan() {
    let (hoso, _) = covered();
    let coverage = hoso.json(["coverage", "--plan", "ninh-binh-136", "--json"]);
    let commune = row(&coverage, "H48.28.05");
    assert!(commune["digitised"].as_u64().unwrap() > 0, "{coverage:#}");
    let share = commune["share"].as_f64().unwrap();
    let gap = commune["target"].as_f64().unwrap() - share;
    assert!((gap - commune["gap"].as_f64().unwrap()).abs() < 0.0001);
    assert_eq!(row(&coverage, "H48.31.02")["share"], 0.0);
    let recount = hoso.json(["coverage", "--plan", "ninh-binh-136", "--recount", "--json"]);
    assert_eq!(recount, coverage);
    let csv = hoso.run(["coverage", "--csv"]);
    assert!(csv.out.starts_with("level,unit,digitised,declared,share,target,gap\n"), "{}", csv.out);
    let listed = hoso.json(["indicators", "--list", "5.1", "--unit", "H48.28.05", "--json"]);
    assert_eq!(listed.as_array().unwrap().len() as u64, commune["digitised"].as_u64().unwrap());
    let below = hoso.json(["coverage", "--unit", "H48.28", "--json"]);
    assert!(
        below["rows"]
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row["unit"].is_null() || row["unit"].as_str().unwrap().starts_with("H48.28"))
    );
}

#[test]
fn a_revoked_paper_no_longer_counts() {
    let (hoso, receipt) = covered();
    let digitised = |hoso: &Hoso| row(&hoso.json(["coverage", "--json"]), "H48.28.05")["digitised"].as_u64().unwrap();
    let before = digitised(&hoso);
    let birth = code_of(&receipt, super::ingest::BIRTH);
    assert_eq!(hoso.run(["revoke", &birth, "--why", "cấp sai", "--by", "minh"]).code, 0);
    assert_eq!(digitised(&hoso), before - 1);
    assert_eq!(hoso.run(["coverage", "--recount"]).code, 0);
    assert_eq!(hoso.run(["check"]).code, 0);
}

#[test]
fn yesterday_nothing_was_digitised() {
    let (hoso, _) = covered();
    let coverage = hoso.json(["coverage", "--on", "2026-01-02", "--json"]);
    assert_eq!(row(&coverage, "H48.28.05")["digitised"], 0);
    assert!(row(&coverage, "H48.28.05")["declared"].as_u64().unwrap() > 0);
}

#[test]
fn a_wrong_line_of_an_inventory_is_named_and_the_others_go_in_or_none() {
    let hoso = Hoso::new();
    let load = |text: &str, more: &[&str]| {
        let file = hoso.write("inventory.csv", text);
        hoso.run(["inventory", "load", file.to_str().unwrap()].iter().chain(more).copied())
    };
    let declared = || row(&hoso.json(["coverage", "--json"]), "H48.28.05")["declared"].as_u64().unwrap();
    let good = "H48.28.05,KQ.G15.000031,5,2026-01-01\n";
    for (text, said) in [
        ("unit,type\n".to_owned(), "must name the columns"),
        (
            format!("unit,type,count,as_of\n{good}H48.28.05,KQ.G15.000031,many,2026-01-01\n"),
            "inventory.csv:3:count: invalid digit",
        ),
        (
            format!("unit,type,count,as_of\nH48.99,KQ.G15.000031,5,2026-01-01\n{good}"),
            "inventory.csv:2:unit: there is no unit",
        ),
        (
            format!("unit,type,count,as_of\nH48.28.05,KQ.G15.000031,5,2999-01-01\n{good}"),
            "as_of: the day is in the future",
        ),
    ] {
        let printed = load(&text, &["--all-or-nothing"]);
        assert_eq!(printed.code, 1);
        assert!(printed.err.contains(said), "{}", printed.err);
    }
    assert_eq!(declared(), 0);
    let printed = load(&format!("unit,type,count,as_of\n{good}H48.99,KQ.G15.000031,5,2026-01-01\n"), &[]);
    assert!(printed.code == 1 && printed.out.contains("1 of 2 lines of inventory taken in"), "{printed:?}");
    assert_eq!(declared(), 5);
    assert_eq!(hoso.run(["coverage", "--plan", "ninh-binh-135"]).code, 1);
}

#[test]
fn figures_are_held_against_the_plan_in_force() {
    let hoso = Hoso::new().with("HOSO_COVERAGE_PLAN", "ninh-binh-136");
    assert_eq!(hoso.json(["coverage", "--json"])["plan"], "ninh-binh-136");
    assert!(hoso.json(["coverage", "--plan", "", "--json"])["plan"].is_null());
    let unknown = hoso.with("HOSO_COVERAGE_PLAN", "ninh-binh-135").run(["coverage"]);
    assert!(unknown.code != 0 && unknown.err.contains("coverage.plan") && unknown.err.contains("136"), "{unknown:?}");
}
