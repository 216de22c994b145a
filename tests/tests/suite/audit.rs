//! Receipts and the log are signed: what was changed since is found and named.

use std::{
    fs,
    path::{Path, PathBuf},
};

use ledger::{Ledger, SledLedger};
use model::{Entry, EntryBody};
use serde_json::Value;
use tests::{Hoso, Printed, fixture};

use super::ingest::samples;

fn verify_receipt(hoso: &Hoso, receipt: &Value, key: &str) -> Printed {
    let file = hoso.write("receipt.json", receipt.to_string());
    hoso.run(["receipt", "verify", file.to_str().unwrap(), "--key", key])
}

#[test]
fn a_receipt_is_verified_offline_by_anyone() {
    let hoso = Hoso::new();
    let receipt = samples(&hoso);
    let key = hoso.data().join("key/seal.pub");
    let digits = fs::read_to_string(&key).unwrap();

    let anyone = Hoso::new();
    let good = verify_receipt(&anyone, &receipt, digits.trim());
    assert_eq!(good.code, 0, "{good:?}");
    assert!(!anyone.data().exists(), "verifying needs no data folder and makes none");
    assert_eq!(verify_receipt(&anyone, &receipt, key.to_str().unwrap()).code, 0);

    let mut changed = receipt.clone();
    changed["files"][0]["sha256"] = Value::from("0".repeat(64));
    let bad = verify_receipt(&anyone, &changed, digits.trim());
    assert!(bad.code == 1 && bad.out.contains("changed after it was signed"), "{bad:?}");
    let stranger = verify_receipt(&anyone, &receipt, &"0".repeat(64));
    assert!(stranger.code == 1 && stranger.out.contains("not with"), "{stranger:?}");
    assert_eq!(verify_receipt(&anyone, &receipt, "nonsense").code, 2);
}

#[test]
fn the_key_is_told_once_and_lies_outside_the_objects() {
    let hoso = Hoso::new();
    let first = hoso.run(["status"]);
    assert!(first.err.contains("back that folder up"), "{first:?}");
    assert!(!hoso.run(["status"]).err.contains("back that folder up"));
    assert!(hoso.data().join("key/seal.pk8").exists());
}

fn audit(hoso: &Hoso) -> (i32, Value) {
    let printed = hoso.run(["audit", "verify", "--json"]);
    (printed.code, printed.json())
}

/// A data folder with a few segments, and its audit, which finds nothing.
fn filled() -> Hoso {
    let hoso = Hoso::new();
    samples(&hoso);
    hoso.run(["inventory", "load", fixture("scans/inventory.csv").to_str().unwrap()]);
    hoso.run(["lookup", "nguyen thi huong"]);
    let (code, report) = audit(&hoso);
    assert_eq!((code, &report["findings"]), (0, &serde_json::json!([])), "{report:#}");
    assert!(report["segments"].as_u64() > Some(1) && report["checkpoints"] == report["segments"], "{report:#}");
    assert_eq!(report["vouched_for"], report["entries"]);
    hoso
}

fn objects(hoso: &Hoso, folder: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(hoso.data().join("objects").join(folder)).unwrap();
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

fn entries_of(segment: &Path) -> Vec<Entry> {
    let text = zstd::decode_all(fs::File::open(segment).unwrap()).unwrap();
    text.split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

fn write_segment(segment: &Path, entries: &[Entry]) {
    let lines: Vec<String> = entries.iter().map(|entry| serde_json::to_string(entry).unwrap() + "\n").collect();
    fs::write(segment, zstd::encode_all(lines.concat().as_bytes(), 3).unwrap()).unwrap();
}

/// True when a finding names the entry and says so.
fn names(report: &Value, entry: u64, words: &str) -> bool {
    let findings = report["findings"].as_array().unwrap();
    findings.iter().any(|found| found["entry"] == entry && found["message"].as_str().unwrap().contains(words))
}

#[test]
fn an_edited_exported_entry_is_named() {
    let hoso = filled();
    let segment = &objects(&hoso, "log")[0];
    let mut entries = entries_of(segment);
    // The whole segment is chained anew behind the edit, as somebody would who knows how.
    for at in 2..entries.len() {
        let mut context = entries[at].header.context.clone();
        if at == 2 {
            context.actor = "nobody".to_owned();
        }
        let body: EntryBody = entries[at].read_body().unwrap().unwrap();
        let previous = entries[at - 1].header.clone();
        entries[at] = Entry::following(Some(&previous), context, &body);
    }
    write_segment(segment, &entries);
    let (code, report) = audit(&hoso);
    assert!(code == 1 && names(&report, 3, "differ"), "{report:#}");
}

#[test]
fn dropped_and_reordered_exported_entries_are_named() {
    let hoso = filled();
    let segment = &objects(&hoso, "log")[0];
    let whole = entries_of(segment);
    let mut dropped = whole.clone();
    dropped.remove(3);
    write_segment(segment, &dropped);
    let (code, report) = audit(&hoso);
    assert!(code == 1 && report["findings"][0]["message"].as_str().unwrap().contains("entry 4 of the log is missing"));

    let mut reordered = whole.clone();
    reordered.swap(3, 4);
    write_segment(segment, &reordered);
    let (code, report) = audit(&hoso);
    assert!(code == 1 && report["findings"][0]["message"].as_str().unwrap().contains("entry 4"), "{report:#}");

    fs::remove_file(segment).unwrap();
    let (code, report) = audit(&hoso);
    assert!(code == 1 && names(&report, 1, "was removed"), "{report:#}");
}

#[test]
fn a_log_that_was_cut_off_or_written_anew_is_not_the_signed_one() {
    let hoso = filled();
    let all: Vec<Entry> = objects(&hoso, "log").iter().flat_map(|segment| entries_of(segment)).collect();
    let ledger = hoso.data().join("ledger");
    let write_anew = |entries: Vec<Entry>| {
        fs::remove_dir_all(&ledger).unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let anew = SledLedger::open(&ledger).unwrap();
            anew.replay(entries).await.unwrap();
            anew.close().await.unwrap();
        });
    };
    let head = all.last().unwrap().header.sequence;

    write_anew(all[..all.len() - 3].to_vec());
    let (code, report) = audit(&hoso);
    assert!(code == 1 && names(&report, head, "was cut off"), "{report:#}");
    assert!(names(&report, head - 2, "ledger's log ends at"), "{report:#}");

    let mut forged = all.clone();
    for at in 4..forged.len() {
        let mut context = forged[at].header.context.clone();
        if at == 4 {
            context.actor = "nobody".to_owned();
        }
        let body: EntryBody = forged[at].read_body().unwrap().unwrap();
        let previous = forged[at - 1].header.clone();
        forged[at] = Entry::following(Some(&previous), context, &body);
    }
    write_anew(forged);
    let (code, report) = audit(&hoso);
    assert!(code == 1 && names(&report, 5, "differ"), "{report:#}");
    assert!(names(&report, head, "was changed"), "the checkpoint vouches for another head: {report:#}");
}

#[test]
fn a_checkpoint_of_another_key_vouches_for_nothing() {
    let hoso = filled();
    fs::rename(hoso.data().join("key"), hoso.data().join("key.before")).unwrap();
    let (code, report) = audit(&hoso);
    assert!(code == 1 && report["findings"][0]["message"].as_str().unwrap().contains("not with"), "{report:#}");
    let before = hoso.data().join("key.before/seal.pub");
    assert_eq!(hoso.run(["audit", "verify", "--key", before.to_str().unwrap()]).code, 0);
}
