//! Space that sled does not give back is given back, nothing is changed by that, and a crash at any point of it is survived.

use std::{collections::BTreeMap, path::Path};

use tempfile::TempDir;

use super::{damage_tests::copy_folder, *};
use crate::{
    compaction::Step,
    contract::samples::{TODAY, draft, fill, morning_of, receive, register},
    store::all_stored,
};

const NEVER: u64 = u64::MAX;

fn limits(compacted_file_bytes_min: u64) -> Limits {
    Limits { checked_bytes_max: u64::MAX, compacted_file_bytes_min: Some(compacted_file_bytes_min), watch: None }
}

fn pairs(ledger: &SledLedger) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let tree = ledger.tree().unwrap();
    let pairs = all_stored(&tree).map(Result::unwrap);
    pairs.map(|(key, value)| (key.to_vec(), value.to_vec())).collect()
}

fn file_bytes_of(dir: &Path) -> u64 {
    std::fs::metadata(dir.join("db")).unwrap().len()
}

/// A ledger that was written to many times and holds little, as one that leases jobs for years; and what it holds.
async fn wasteful() -> (TempDir, BTreeMap<Vec<u8>, Vec<u8>>) {
    let dir = tempfile::tempdir().unwrap();
    let ledger = SledLedger::open_with(dir.path(), limits(NEVER)).unwrap();
    fill(&ledger).await;
    receive(&ledger, 40).await;
    ledger.set_exported(7).await.unwrap();
    let mut now = morning_of(TODAY);
    for _ in 0..60 {
        let leases = (0..40).map(|_| ledger.lease_job(now, now + jiff::SignedDuration::from_mins(1)));
        futures::future::join_all(leases).await;
        ledger.release_leases().await.unwrap();
        now += jiff::SignedDuration::from_hours(1);
    }
    let held = pairs(&ledger);
    ledger.close().await.unwrap();
    (dir, held)
}

#[tokio::test]
async fn waste_is_given_back_once_and_nothing_changes() {
    let (dir, held) = wasteful().await;
    let before = file_bytes_of(dir.path());
    let ledger = SledLedger::open_with(dir.path(), limits(0)).unwrap();
    let after = file_bytes_of(dir.path());
    assert!(after * 2 < before, "{before} bytes, then {after}");
    assert_eq!(pairs(&ledger), held);
    register(&ledger, draft("1", "after")).await;
    let held = pairs(&ledger);
    drop(ledger);
    let again = SledLedger::open_with(dir.path(), limits(0)).unwrap();
    assert_eq!(file_bytes_of(dir.path()), after, "what is left is not waste");
    assert_eq!(pairs(&again), held);
}

/// What was removed lies in sled's file until it is copied.
#[tokio::test]
async fn what_was_removed_is_wiped_from_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = SledLedger::open(dir.path()).unwrap();
    for value in ["Nguyễn Văn Riêng", "another"] {
        ledger.set_mark("test", value.to_owned()).await.unwrap();
    }
    ledger.close().await.unwrap();
    let stands = || {
        let name = "Riêng".as_bytes();
        std::fs::read(dir.path().join("db")).unwrap().windows(name.len()).any(|window| window == name)
    };
    assert!(stands());
    SledLedger::wipe(dir.path()).unwrap();
    assert!(!stands());
    let ledger = SledLedger::open(dir.path()).unwrap();
    assert_eq!(ledger.mark("test").await.unwrap().as_deref(), Some("another"));
}

#[tokio::test]
async fn a_small_file_is_left_as_it_is() {
    let (dir, held) = wasteful().await;
    let before = file_bytes_of(dir.path());
    let ledger = SledLedger::open_with(dir.path(), limits(before * 2)).unwrap();
    assert!(file_bytes_of(dir.path()) >= before);
    assert_eq!(pairs(&ledger), held);
}

#[tokio::test]
async fn a_crash_at_any_step_leaves_the_old_or_the_new_whole() {
    let (dir, held) = wasteful().await;
    let left: std::cell::RefCell<Vec<(Step, TempDir)>> = std::cell::RefCell::default();
    let keep = &mut |step| {
        let copy = tempfile::tempdir().unwrap();
        copy_folder(dir.path(), copy.path());
        left.borrow_mut().push((step, copy));
    };
    let db = open_engine(dir.path()).unwrap();
    let mark: Mark = db.json(keys::MARK).unwrap().unwrap();
    compaction::copy(dir.path(), &db, &mark, open_engine, keep).unwrap();
    drop(db);
    assert!(compaction::finish(dir.path(), keep).unwrap());
    assert!(!compaction::finish(dir.path(), keep).unwrap());

    let left = left.into_inner();
    for step in [Step::Copied, Step::Whole, Step::SnapshotsRemoved, Step::DataMoved, Step::FileMoved, Step::Done] {
        assert!(left.iter().any(|(kept, _)| *kept == step), "{step:?}");
    }
    for (step, copy) in left {
        let ledger = SledLedger::open_with(copy.path(), limits(NEVER)).unwrap();
        assert_eq!(pairs(&ledger), held, "{step:?}");
        register(&ledger, draft("1", "after")).await;
        let folders = std::fs::read_dir(copy.path()).unwrap().map(Result::unwrap);
        assert!(folders.map(|file| file.file_name()).all(|name| !name.to_string_lossy().starts_with("compacted")));
    }
}

#[tokio::test]
async fn a_damaged_ledger_is_not_copied() {
    let (dir, _) = wasteful().await;
    let db = open_engine(dir.path()).unwrap();
    let mark: Mark = db.json(keys::MARK).unwrap().unwrap();
    db.remove(keys::entry(2)).unwrap();
    let refused = compaction::copy(dir.path(), &db, &mark, open_engine, &mut |_| {});
    assert!(matches!(refused, Err(LedgerError::Damaged { .. })));
    drop(db);
    assert!(!compaction::finish(dir.path(), &mut |_| {}).unwrap());
}
