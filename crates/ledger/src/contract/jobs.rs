//! The queue of jobs.

use std::collections::BTreeSet;

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use model::ScanId;

use super::samples::{TODAY, context, finished, morning_of, receive};
use crate::{Job, Ledger};

const LEASE: SignedDuration = SignedDuration::from_mins(10);

fn now() -> Timestamp {
    morning_of(TODAY)
}

async fn lease_at(ledger: &dyn Ledger, at: Timestamp) -> Option<Job> {
    ledger.lease_job(at, at + LEASE).await.unwrap()
}

/// In the order of receipt; `None` once all are leased.
pub async fn the_oldest_job_comes_first_and_to_one_caller(ledger: &dyn Ledger) {
    let scans = receive(ledger, 3).await;
    for scan in &scans {
        let job = lease_at(ledger, now()).await.unwrap();
        assert_eq!((job.scan, job.attempts, job.last_failure), (scan.clone(), 1, None));
    }
    assert_eq!(lease_at(ledger, now()).await, None);
    assert_eq!(ledger.jobs_queued().await.unwrap(), 3);
    ledger.finish_scan(context(), finished(scans[1].scan, model::Outcome::Accepted)).await.unwrap();
    assert_eq!(ledger.jobs_queued().await.unwrap(), 2);
}

/// Whoever had it is taken to be gone.
pub async fn a_lease_that_ran_out_is_given_again(ledger: &dyn Ledger) {
    let scan = receive(ledger, 1).await.remove(0).scan;
    lease_at(ledger, now()).await.unwrap();
    assert_eq!(lease_at(ledger, now() + LEASE - SignedDuration::from_secs(1)).await, None);
    let again = lease_at(ledger, now() + LEASE).await.unwrap();
    assert_eq!((again.scan.scan, again.attempts), (scan, 2));
}

/// Until its time, while younger jobs go first. A job that is gone stays gone.
pub async fn a_failed_job_waits_with_its_reason(ledger: &dyn Ledger) {
    let scans = receive(ledger, 2).await;
    let first = lease_at(ledger, now()).await.unwrap().scan.scan;
    let due_at = now() + SignedDuration::from_mins(1);
    ledger.retry_job(first, due_at, "the disk is full".to_owned()).await.unwrap();
    assert_eq!(lease_at(ledger, now()).await.unwrap().scan.scan, scans[1].scan);
    assert_eq!(lease_at(ledger, due_at - SignedDuration::from_secs(1)).await, None);
    let again = lease_at(ledger, due_at).await.unwrap();
    assert_eq!((again.scan.scan, again.attempts, again.last_failure.as_deref()), (first, 2, Some("the disk is full")));

    ledger.finish_scan(context(), finished(first, model::Outcome::Refused)).await.unwrap();
    ledger.retry_job(first, now(), "late".to_owned()).await.unwrap();
    ledger.retry_job(ScanId { position: 99, ..first }, now(), "unknown".to_owned()).await.unwrap();
    assert_eq!(ledger.jobs_queued().await.unwrap(), 1);
}

/// At once, and as if it had not been tried.
pub async fn a_job_that_is_returned_has_lost_no_attempt(ledger: &dyn Ledger) {
    let scan = receive(ledger, 1).await.remove(0).scan;
    lease_at(ledger, now()).await.unwrap();
    ledger.return_job(scan, "the object store does not answer".to_owned()).await.unwrap();
    // It has come back already.
    ledger.return_job(scan, "late".to_owned()).await.unwrap();
    let again = lease_at(ledger, now()).await.unwrap();
    assert_eq!((again.scan.scan, again.attempts), (scan, 1));
    assert_eq!(again.last_failure.as_deref(), Some("the object store does not answer"));

    ledger.finish_scan(context(), finished(scan, model::Outcome::Accepted)).await.unwrap();
    ledger.return_job(scan, "late".to_owned()).await.unwrap();
    assert_eq!(ledger.jobs_queued().await.unwrap(), 0);
}

/// Not until the old time comes again.
pub async fn a_failed_job_is_taken_up_after_the_clock_was_set_back(ledger: &dyn Ledger) {
    let scan = receive(ledger, 1).await.remove(0).scan;
    lease_at(ledger, now()).await.unwrap();
    ledger.retry_job(scan, now() + SignedDuration::from_mins(1), "busy".to_owned()).await.unwrap();
    let an_hour_before = now() - SignedDuration::from_hours(1);
    assert_eq!(lease_at(ledger, an_hour_before).await.unwrap().scan.scan, scan);
}

/// So that a file that brings its worker down is not tried for ever.
pub async fn ending_all_leases_keeps_the_attempts(ledger: &dyn Ledger) {
    let scans = receive(ledger, 2).await;
    lease_at(ledger, now()).await.unwrap();
    let later = now() + SignedDuration::from_mins(5);
    lease_at(ledger, now()).await.unwrap();
    ledger.retry_job(scans[1].scan, later, "busy".to_owned()).await.unwrap();
    ledger.release_leases().await.unwrap();
    let again = lease_at(ledger, now()).await.unwrap();
    assert_eq!((again.scan.scan, again.attempts), (scans[0].scan, 2));
    assert_eq!(lease_at(ledger, now()).await, None, "a job that waits goes on waiting");
}

/// Sixteen callers, forty jobs.
pub async fn no_job_goes_to_two_of_many_callers(ledger: &dyn Ledger) {
    receive(ledger, 40).await;
    let workers = (0..16).map(|_| async {
        let mut leased = Vec::new();
        while let Some(job) = lease_at(ledger, now()).await {
            leased.push(job.scan.scan);
        }
        leased
    });
    let leased: Vec<ScanId> = join_all(workers).await.concat();
    assert_eq!((leased.len(), leased.iter().collect::<BTreeSet<_>>().len()), (40, 40));
}
