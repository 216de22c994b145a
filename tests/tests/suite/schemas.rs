//! The schemas in `schemas/` are those of the code, and what is printed and kept follows them.
//!
//! `UPDATE_SCHEMAS=1 cargo test --release -p tests schemas` writes them again.

use std::fs;

use schemars::{JsonSchema, generate::SchemaSettings, schema_for};
use serde_json::{Value, json};
use tests::{Hoso, fixture, root};

use super::ingest::{BIRTH, samples};

/// Compares with the committed document, or writes it when asked to.
pub(crate) fn same_as_committed(name: &str, generated: &Value) {
    let path = root().join("schemas").join(name);
    let text = serde_json::to_string_pretty(generated).unwrap() + "\n";
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &text).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == text,
        "schemas/{name} is not what the code says; run with UPDATE_SCHEMAS=1 and look at the change"
    );
}

fn schema<T: JsonSchema>(name: &str) -> Value {
    let schema = serde_json::to_value(schema_for!(T)).unwrap();
    same_as_committed(name, &schema);
    schema
}

/// Of what is written where reading takes more than that.
fn written_schema<T: JsonSchema>(name: &str) -> Value {
    let generator = SchemaSettings::default().for_serialize().into_generator();
    let schema = serde_json::to_value(generator.into_root_schema_for::<T>()).unwrap();
    same_as_committed(name, &schema);
    schema
}

fn valid(schema: &Value, value: &Value) {
    let validator = jsonschema::validator_for(schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{} at {}", error, error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

fn file(path: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(fixture(path)).unwrap()).unwrap()
}

#[test]
fn what_is_handed_in_follows_its_schema() {
    valid(&schema::<model::Manifest>("manifest.v1.schema.json"), &file("scans/manifest.json"));
    valid(&schema::<catalogue::UnitFile>("catalogue/units.v1.schema.json"), &file("catalogue/units.json"));
    valid(
        &schema::<catalogue::PaperTypeFile>("catalogue/paper-types.v1.schema.json"),
        &file("catalogue/paper-types.json"),
    );
    valid(
        &schema::<catalogue::ProcedureFile>("catalogue/procedures.v1.schema.json"),
        &file("catalogue/procedures.json"),
    );
    valid(&schema::<catalogue::PlanFile>("catalogue/plans.v1.schema.json"), &file("catalogue/plans.json"));
    valid(&schema::<catalogue::National>("catalogue/national.v1.schema.json"), &file("catalogue/national.json"));
    let change =
        json!({"kind": "unit", "code": "H48.28", "since": "2025-07-01", "record": {"name": "x", "level": "district"}});
    valid(&schema::<model::CatalogueLine>("catalogue/change.v1.schema.json"), &change);
}

#[test]
fn what_is_exchanged_follows_its_schema() {
    // As other systems write it: numbers, null, fields that are not ours.
    let read = json!({"MaHoSo": "H48.28.05-261122-0975", "MaTTHC": "1.001193.000.00.00.H48", "KenhThucHien": 1,
        "SoGiayToChuHoSo": "001090012345", "NgayTiepNhan": "20261122093000", "NgayTra": null, "TrangThaiHoSo": 4,
        "TaiLieuNop": [{"DuocSoHoa": true, "DuocTaiSuDung": 2, "MaKetQuaThayThe": "x"}],
        "DanhSachGiayToKetQua": [{"TenGiayTo": "Giấy khai sinh"}], "Khac": {}});
    valid(&schema::<exchange::ImportLine>("dossier-import.v1.schema.json"), &read);
    let message: exchange::Message = serde_json::from_value(read).unwrap();
    let record = message.into_record("2026-11-25T05:00:00Z".parse().unwrap(), |_, _| true).unwrap();
    let message = exchange::to_message(&record);
    let one = written_schema::<exchange::Message>("exchange/dossier.v1.schema.json");
    valid(&one, &serde_json::to_value(&message).unwrap());
    assert!(!jsonschema::validator_for(&one).unwrap().is_valid(&json!({"MaHoSo": 1})));
    let (from, to) = ("2026-11-22".parse().unwrap(), "2026-11-22".parse().unwrap());
    let many = exchange::Dossiers { from, to, unit: None, dossiers: vec![message] };
    let schema = written_schema::<exchange::Dossiers>("exchange/dossiers.v1.schema.json");
    valid(&schema, &serde_json::to_value(&many).unwrap());
}

#[test]
fn what_is_stored_has_a_schema() {
    schema::<model::Entry>("entry.v1.schema.json");
    schema::<model::PageText>("page-text.v1.schema.json");
    schema::<model::SealedCheckpoint>("checkpoint.v1.schema.json");
}

#[test]
fn what_is_printed_follows_its_schema() {
    let hoso = Hoso::new();
    valid(&schema::<model::SealedReceipt>("receipt.v1.schema.json"), &samples(&hoso));
    let printed = |arguments: &[&str]| hoso.json(arguments);
    valid(&schema::<registry::LookupAnswer>("lookup.v1.schema.json"), &printed(&["lookup", "nguyen", "--json"]));
    let checklist = printed(&["checklist", "--procedure", "1.004222", "--holder", "048192001234", "--json"]);
    valid(&schema::<registry::Checklist>("checklist.v1.schema.json"), &checklist);
    let coverage = printed(&["coverage", "--plan", "hung-yen-131", "--json"]);
    valid(&schema::<coverage::Coverage>("coverage.v1.schema.json"), &coverage);
    let inspected = printed(&["inspect", fixture("scans").join(BIRTH).to_str().unwrap(), "--json"]);
    valid(&schema::<runner::Inspection>("inspection.v1.schema.json"), &inspected);
    valid(&schema::<model::QualityReport>("quality.v1.schema.json"), &inspected["quality"]);
    let code = printed(&["lookup", "nguyen", "--json"])["papers"][0]["code"].clone();
    let cut = printed(&["pages", code.as_str().unwrap(), "--json"]);
    valid(&schema::<registry::ScanCut>("cut.v1.schema.json"), &cut);
    valid(&schema::<Vec<coverage::Indicator>>("indicators.v1.schema.json"), &printed(&["indicators", "--json"]));
    let all = printed(&["indicators", "--all", "--plan", "ninh-binh-136", "--json"]);
    valid(&schema::<Vec<coverage::Figure>>("figures.v1.schema.json"), &all["figures"]);
    let report = printed(&["report", "--kind", "766", "--format", "json"]);
    valid(&written_schema::<coverage::report::Report>("report.v1.schema.json"), &report);
    let lines = hoso.write("tickets.csv", "unit,ticket,arrived_at,received_at\nH48.28.05,,x,y\n");
    let loaded = hoso.run(["tickets", "load", lines.to_str().unwrap(), "--json"]).json();
    valid(&schema::<registry::FileReport>("file-report.v1.schema.json"), &loaded);
    valid(&schema::<registry::CheckReport>("check.v1.schema.json"), &printed(&["check", "--json"]));
    valid(&schema::<registry::AuditReport>("audit.v1.schema.json"), &printed(&["audit", "verify", "--json"]));
}
