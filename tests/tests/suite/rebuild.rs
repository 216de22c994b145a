//! The object store alone can rebuild the rest, and check proves that all agree.

use std::fs;

use serde_json::Value;
use tests::{Hoso, fixture};

use super::ingest::{BIRTH, code_of, samples};

pub(crate) fn everything(hoso: &Hoso) -> Vec<Value> {
    let mut status = hoso.json(["status", "--json"]);
    // A lookup is an entry too; entries grow by being asked.
    for growing in ["log_entries", "log_exported", "log_indexed"] {
        status.as_object_mut().unwrap().remove(growing);
    }
    let mut found = hoso.json(["lookup", "nguyen thi huong", "--json"]);
    found.as_object_mut().unwrap().remove("took_ms");
    vec![status, found, hoso.json(["coverage", "--json"]), hoso.json(["review", "list", "--json"])]
}

#[test]
fn ledger_and_index_are_made_again_from_the_objects() {
    let hoso = Hoso::new();
    let receipt = samples(&hoso);
    hoso.run(["inventory", "load", fixture("scans/inventory.csv").to_str().unwrap()]);
    hoso.ingest(&["--no-ocr", fixture("scans/ho-so-0001/can-cuoc.jpg").to_str().unwrap()]);
    let birth = code_of(&receipt, BIRTH);
    hoso.run(["reuse", &birth, "--dossier", "H48.28.05-261109-0002", "--component", "KQ.G15.000031", "--by", "lan"]);
    let before = everything(&hoso);

    fs::remove_dir_all(hoso.data().join("ledger")).unwrap();
    fs::remove_dir_all(hoso.data().join("index")).unwrap();
    let rebuilt = hoso.json(["rebuild", "--json"]);
    assert_eq!(rebuilt["unknown_originals"], serde_json::json!([]));
    assert_eq!(everything(&hoso), before);
    assert_eq!(hoso.run(["check", "--deep"]).code, 0);

    // Serials go on where they were.
    let again = hoso.ingest(&[
        "--no-ocr",
        "--manifest",
        fixture("scans/manifest.json").to_str().unwrap(),
        fixture("scans/ho-so-0001").to_str().unwrap(),
    ]);
    assert_eq!(code_of(&again, BIRTH), birth);
}

#[test]
fn an_original_that_no_entry_knows_is_handed_in_again() {
    let hoso = Hoso::new();
    samples(&hoso);
    // As after a crash between the bytes and their entry.
    let scan = fs::read(fixture("scans/ho-so-0001/can-cuoc.jpg")).unwrap();
    let stray = [&scan[..], b"stray"].concat();
    let sha256 = model::Sha256Digest::of(&stray).to_string();
    let folder = hoso.data().join(format!("objects/originals/sha256/{}/{}", &sha256[..2], &sha256[2..4]));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(&sha256), &stray).unwrap();

    let rebuilt = hoso.json(["rebuild", "--json"]);
    assert_eq!(rebuilt["unknown_originals"], serde_json::json!([sha256]));
    assert_eq!(hoso.json(["status", "--json"])["jobs"], 1);
}

#[test]
fn an_index_that_is_gone_comes_back_by_itself() {
    let hoso = Hoso::new();
    let birth = code_of(&samples(&hoso), BIRTH);
    fs::remove_dir_all(hoso.data().join("index")).unwrap();
    let found = hoso.json(["lookup", "Nguyễn Thị Hương", "--json"]);
    assert!(found.to_string().contains(&birth));
}

#[test]
fn check_finds_what_is_missing_cut_or_changed() {
    let hoso = Hoso::new();
    let receipt = samples(&hoso);
    assert_eq!(hoso.run(["check", "--deep"]).code, 0);
    let object = |file: &Value| {
        let sha256 = file["sha256"].as_str().unwrap();
        hoso.data().join(format!("objects/originals/sha256/{}/{}/{sha256}", &sha256[..2], &sha256[2..4]))
    };
    let files = receipt["files"].as_array().unwrap();
    fs::remove_file(object(&files[0])).unwrap();
    fs::write(object(&files[1]), b"cut").unwrap();
    let mut rotten = fs::read(object(&files[2])).unwrap();
    rotten[100] ^= 1;
    fs::write(object(&files[2]), rotten).unwrap();

    let count = |arguments: &[&str]| {
        let printed = hoso.run(arguments);
        assert_eq!(printed.code, 1, "{printed:?}");
        printed.json()["disagreements"].as_array().unwrap().len()
    };
    assert_eq!(count(&["check", "--json"]), 2);
    assert_eq!(count(&["check", "--deep", "--json"]), 3);
}

#[test]
fn a_ledger_that_is_older_than_the_exported_log_is_not_used() {
    let hoso = Hoso::new();
    let receipt = samples(&hoso);
    let ledger = hoso.data().join("ledger");
    let kept = hoso.path("kept");
    let copy = |from: &std::path::Path, to: &std::path::Path| {
        let status = std::process::Command::new("cp").arg("-r").args([from, to]).status().unwrap();
        assert!(status.success());
    };
    copy(&ledger, &kept);
    hoso.run(["inventory", "load", fixture("scans/inventory.csv").to_str().unwrap()]);
    let before = everything(&hoso);
    for older in [false, true] {
        fs::remove_dir_all(&ledger).unwrap();
        if older {
            copy(&kept, &ledger);
        }
        let refused = hoso.run(["coverage"]);
        assert!(refused.code == 1 && refused.err.contains("hoso rebuild"), "{refused:?}");
        let rebuilt = hoso.run(["rebuild"]);
        assert_eq!(rebuilt.code, 0, "{rebuilt:?}");
        assert_eq!(everything(&hoso), before);
    }
    assert_eq!(code_of(&samples(&hoso), BIRTH), code_of(&receipt, BIRTH));
}

#[test]
fn a_rebuild_first_exports_what_the_ledger_has_not() {
    let hoso = Hoso::new();
    samples(&hoso);
    // As a crash of the server leaves it: acknowledged, not exported yet.
    let server = hoso.serve();
    let (status, _) = server.get("/v1/papers?q=nguyen");
    assert_eq!(status, 200);
    drop(server);
    let status = hoso.json(["status", "--json"]);
    assert!(status["log_unexported"].as_u64() > Some(0), "{status:#}");
    let rebuilt = hoso.json(["rebuild", "--json"]);
    assert!(rebuilt["entries"].as_u64() >= status["log_entries"].as_u64(), "{rebuilt:#} {status:#}");
}
