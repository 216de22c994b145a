//! Batches, files, receipts and the quarantine.

use model::{BatchId, Outcome, ReceivedScan, ScanId};

use super::samples::{batch, claim, context, finished, morning_of, receive, scan};
use crate::{Ledger, LedgerError, Received};

/// A second call with the same batch changes nothing.
pub async fn a_batch_opens_once(ledger: &dyn Ledger) {
    let id = BatchId::new();
    assert_eq!(ledger.receipt(id).await.unwrap(), None);
    for _ in 0..2 {
        ledger.open_batch(context(), batch(id)).await.unwrap();
    }
    let receipt = ledger.receipt(id).await.unwrap().unwrap();
    assert_eq!((receipt.batch, receipt.operator.as_str(), receipt.files.len()), (id, "lan", 0));
    assert_eq!(ledger.totals().await.unwrap().entries, 1);
}

/// With how many files each has, done with or not.
pub async fn batches_come_newest_first(ledger: &dyn Ledger) {
    let first = receive(ledger, 2).await;
    let second = receive(ledger, 3).await;
    ledger.finish_scan(context(), finished(first[0].scan, Outcome::Accepted)).await.unwrap();
    let batches = ledger.batches(None, 10).await.unwrap();
    let told: Vec<_> = batches.iter().map(|one| (one.receipt.batch, one.files, one.receipt.files.len())).collect();
    assert_eq!(told, [(second[0].scan.batch, 3, 0), (first[0].scan.batch, 2, 1)]);
    assert_eq!(ledger.batch(first[0].scan.batch).await.unwrap().as_ref(), Some(&batches[1]));
    assert_eq!(ledger.batch(BatchId::new()).await.unwrap(), None);
    assert_eq!(ledger.batches(None, 1).await.unwrap(), batches[..1]);
    assert_eq!(ledger.batches(Some(second[0].scan.batch), 10).await.unwrap(), batches[1..]);
}

/// A file of a batch that was never opened is refused by name.
pub async fn a_scan_needs_its_batch(ledger: &dyn Ledger) {
    let id = BatchId::new();
    let error = ledger.receive_scan(context(), scan(id, 1, "a")).await.unwrap_err();
    assert!(matches!(&error, LedgerError::NotFound { what: "batch", which } if *which == id.to_string()), "{error}");
    assert_eq!((ledger.jobs_queued().await.unwrap(), ledger.totals().await.unwrap().entries), (0, 0));
}

/// Record and job are made by the first call only.
pub async fn a_scan_and_its_job_are_recorded_once(ledger: &dyn Ledger) {
    let id = BatchId::new();
    ledger.open_batch(context(), batch(id)).await.unwrap();
    let first = scan(id, 1, "a");
    assert_eq!(ledger.receive_scan(context(), first.clone()).await.unwrap(), Received::New);
    assert_eq!(ledger.receive_scan(context(), scan(id, 1, "other")).await.unwrap(), Received::Before);
    assert_eq!(ledger.scan(first.scan).await.unwrap(), Some(first));
    assert_eq!(ledger.scan(ScanId { batch: id, position: 2 }).await.unwrap(), None);
    assert_eq!((ledger.jobs_queued().await.unwrap(), ledger.totals().await.unwrap().scans), (1, 1));
}

/// The first outcome stays.
pub async fn finishing_takes_the_job_away_once(ledger: &dyn Ledger) {
    let scan = receive(ledger, 1).await.remove(0).scan;
    ledger.finish_scan(context(), finished(scan, Outcome::Accepted)).await.unwrap();
    ledger.finish_scan(context(), finished(scan, Outcome::Refused)).await.unwrap();
    assert_eq!(ledger.jobs_queued().await.unwrap(), 0);
    assert_eq!(ledger.receipt(scan.batch).await.unwrap().unwrap().files[0].outcome, Outcome::Accepted);
    assert_eq!(ledger.totals().await.unwrap().refused, 0);
}

/// It was never received, and its receipt has no hash.
pub async fn a_file_of_which_nothing_could_be_read_is_finished_only(ledger: &dyn Ledger) {
    let id = BatchId::new();
    ledger.open_batch(context(), batch(id)).await.unwrap();
    let unread = ScanId { batch: id, position: 1 };
    ledger.finish_scan(context(), finished(unread, Outcome::Refused)).await.unwrap();
    let file = ledger.receipt(id).await.unwrap().unwrap().files.remove(0);
    assert_eq!((file.sha256, file.bytes, file.outcome), (None, 0, Outcome::Refused));
    assert_eq!(file.reason.unwrap().kind, "encrypted");
    assert_eq!(ledger.refused(10).await.unwrap(), vec![(finished(unread, Outcome::Refused), None)]);
    assert_eq!(ledger.scan(unread).await.unwrap(), None);
}

/// In the order of handing in, not of finishing; files under way are missing. Another batch's files are not in it.
pub async fn a_receipt_lists_the_finished_files_in_order(ledger: &dyn Ledger) {
    let scans = receive(ledger, 12).await;
    let others = receive(ledger, 1).await;
    ledger.finish_scan(context(), finished(others[0].scan, Outcome::Held)).await.unwrap();
    for at in [10, 2, 9, 0] {
        ledger.finish_scan(context(), finished(scans[at].scan, Outcome::Accepted)).await.unwrap();
    }
    let receipt = ledger.receipt(scans[0].scan.batch).await.unwrap().unwrap();
    let paths: Vec<&str> = receipt.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["1.pdf", "3.pdf", "10.pdf", "11.pdf"]);
    assert_eq!(
        (receipt.files[0].sha256, receipt.files[0].bytes),
        (Some(scans[0].original.sha256), scans[0].original.bytes)
    );
}

/// By the time of receipt, whatever the order of writing.
pub async fn the_same_bytes_are_found_oldest_first(ledger: &dyn Ledger) {
    let id = BatchId::new();
    ledger.open_batch(context(), batch(id)).await.unwrap();
    for (position, day, content) in [(1, "2026-11-25", "a"), (2, "2026-11-23", "a"), (3, "2026-11-24", "b")] {
        let scan = ReceivedScan { received_at: morning_of(day), ..scan(id, position, content) };
        ledger.receive_scan(context(), scan).await.unwrap();
    }
    ledger.finish_scan(context(), finished(ScanId { batch: id, position: 2 }, Outcome::Accepted)).await.unwrap();
    let found = ledger.scans_of(scan(id, 1, "a").original.sha256).await.unwrap();
    let found: Vec<(u32, bool)> =
        found.iter().map(|(scan, finished)| (scan.scan.position, finished.is_some())).collect();
    assert_eq!(found, [(2, true), (1, false)]);
    assert_eq!(ledger.scans_of(scan(id, 1, "c").original.sha256).await.unwrap(), vec![]);
}

/// As many as are asked for.
pub async fn refused_files_come_newest_first(ledger: &dyn Ledger) {
    let scans = receive(ledger, 4).await;
    for (at, outcome) in [(2, Outcome::Refused), (0, Outcome::Refused), (1, Outcome::Accepted), (3, Outcome::Refused)] {
        ledger.finish_scan(context(), finished(scans[at].scan, outcome)).await.unwrap();
    }
    let refused = ledger.refused(2).await.unwrap();
    let refused: Vec<(u32, bool)> = refused.iter().map(|(file, scan)| (file.scan.position, scan.is_some())).collect();
    assert_eq!(refused, [(4, true), (1, true)]);
    assert_eq!((ledger.refused(10).await.unwrap().len(), ledger.totals().await.unwrap().refused), (3, 3));
}

/// A file may hold hundreds of papers, each with its claim.
pub async fn long_claims_are_kept_whole(ledger: &dyn Ledger) {
    let id = BatchId::new();
    ledger.open_batch(context(), batch(id)).await.unwrap();
    let long = ReceivedScan { claims: vec![claim(); 1000], ..scan(id, 1, "a") };
    ledger.receive_scan(context(), long.clone()).await.unwrap();
    assert_eq!(ledger.scan(long.scan).await.unwrap(), Some(long));
}
