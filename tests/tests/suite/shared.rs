//! Scans that nobody here made: every file ends as a paper, held or refused with a reason; none disappears.

use std::fs;

use tests::{Hoso, shared_scans};

fn every_file_is_answered_for(name: &str, more: &[&str]) {
    let Some(folder) = shared_scans(name) else { return };
    let hoso = Hoso::new();
    let mut arguments = vec![folder.to_str().unwrap()];
    arguments.extend(more);
    let receipt = hoso.ingest(&arguments);
    let scans = fs::read_dir(&folder)
        .unwrap()
        .flatten()
        .filter(|entry| entry.path().extension().is_none_or(|ending| ending != "json"));
    assert_eq!(receipt["files"].as_array().unwrap().len(), scans.count());
    for file in receipt["files"].as_array().unwrap() {
        let outcome = file["outcome"].as_str().unwrap();
        assert!(outcome == "accepted" || !file["reason"]["message"].as_str().unwrap().is_empty(), "{file:#}");
        assert!(outcome == "refused" || !file["papers"].as_array().unwrap().is_empty(), "{file:#}");
    }
    assert_eq!(hoso.json(["status", "--json"])["jobs"], 0);
    assert_eq!(hoso.run(["check"]).code, 0);
}

#[test]
fn awkward_files_all_end_somewhere() {
    every_file_is_answered_for("awkward", &[]);
}

#[test]
fn batches_with_foreign_separators_all_end_somewhere() {
    every_file_is_answered_for("separators", &[]);
}

#[test]
fn real_scans_without_reading_all_end_somewhere() {
    every_file_is_answered_for("real", &["--no-ocr"]);
}
