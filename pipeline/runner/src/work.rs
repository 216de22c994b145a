//! The workers: lease a job, run it along the path, record its end; retry with growing pauses what fails in passing.

use std::{panic::AssertUnwindSafe, time::Duration};

use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};
use ledger::{Job, LedgerError};
use model::{Context, Failure, FailureKind, Outcome, ReceivedScan, ScanFinished};
use publish::PublishError;
use tokio::{sync::watch, task::JoinSet, time::sleep};

use crate::{Progress, Runner, path};

/// How often an idle worker asks the queue.
const IDLE_PAUSE: Duration = Duration::from_millis(100);
/// The first pause before a job is tried again; doubled each time, up to the longest.
const RETRY_PAUSE_MIN: SignedDuration = SignedDuration::from_secs(1);
const RETRY_PAUSE_MAX: SignedDuration = SignedDuration::from_secs(60);
/// Workers for each reader: jobs that wait for a disk or a store do not keep a reader idle.
const WORKERS_PER_READER: usize = 4;

/// Why the runner stopped.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The ledger or a follower of its log failed.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// What files need is not there, and did not come back.
    #[error("files wait for what they need: {}", .0.reason.message)]
    Unavailable(Failure),
}

impl RunError {
    /// The next step for files that wait.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Publish(_) => None,
            Self::Unavailable(failure) => Some(&failure.reason.hint),
        }
    }
}

impl From<LedgerError> for RunError {
    fn from(error: LedgerError) -> Self {
        Self::Publish(error.into())
    }
}

/// What came of a worker's turn at the queue.
enum Turn {
    /// Nothing was due.
    Idle,
    /// A job was done with, or put off.
    Worked,
    /// A job was returned: what it needs is not there.
    Returned(Failure),
}

impl Runner {
    /// Works until the queue is empty and `more_to_come` says that nothing is added to it, then brings the index and the
    /// exported log up to date.
    ///
    /// # Errors
    /// When a worker has met nothing else in so many turns as a file is tried: the ledger's, or [`RunError::Unavailable`].
    /// Files wait in the queue then. The followers'.
    pub async fn drain(&self, more_to_come: watch::Receiver<bool>) -> Result<(), RunError> {
        let mut workers = JoinSet::new();
        for _ in 0..self.workers() {
            let (runner, more_to_come) = (self.clone(), more_to_come.clone());
            workers.spawn(async move { runner.work_until_empty(&more_to_come).await });
        }
        while let Some(ended) = workers.join_next().await {
            ended.map_err(|error| LedgerError::Engine { doing: "keep a worker running", source: error.into() })??;
        }
        self.publish().await
    }

    /// Works until `stop` turns true; jobs under way are finished first. Keeps the index close to the log and exports it.
    ///
    /// # Errors
    /// The followers', of the last export.
    pub async fn serve(&self, stop: watch::Receiver<bool>) -> Result<(), RunError> {
        let mut tasks = JoinSet::new();
        for _ in 0..self.workers() {
            let (runner, stop) = (self.clone(), stop.clone());
            tasks.spawn(async move { runner.work_until_stopped(stop).await });
        }
        let (runner, following) = (self.clone(), stop.clone());
        tasks.spawn(async move { runner.follow(following).await });
        while let Some(ended) = tasks.join_next().await {
            ended.map_err(|error| LedgerError::Engine { doing: "keep a worker running", source: error.into() })?;
        }
        self.publish().await
    }

    /// Brings the index and the exported log up to the end of the log.
    ///
    /// # Errors
    /// The followers'; the next call goes on where this one stopped.
    pub async fn publish(&self) -> Result<(), RunError> {
        self.publisher.index_and_export().await?;
        Ok(())
    }

    fn workers(&self) -> usize {
        self.settings.readers.max(1) * WORKERS_PER_READER
    }

    /// What is not there for a moment is waited for, longer each time.
    async fn work_until_empty(&self, more_to_come: &watch::Receiver<bool>) -> Result<(), RunError> {
        let mut failed = 0;
        loop {
            // Asked before the queue is looked at: what was added before it turned false is then seen.
            let more = *more_to_come.borrow();
            let why = match self.work_once().await {
                Ok(Turn::Worked) => {
                    failed = 0;
                    continue;
                }
                Ok(Turn::Idle) => match self.ledger.jobs_queued().await {
                    Ok(0) if !more => return Ok(()),
                    Ok(_) => {
                        sleep(IDLE_PAUSE / 10).await;
                        continue;
                    }
                    Err(error) => error.into(),
                },
                Ok(Turn::Returned(failure)) => RunError::Unavailable(failure),
                Err(error) => error,
            };
            failed += 1;
            if failed >= self.settings.attempts_max {
                return Err(why);
            }
            sleep(pause(failed)).await;
        }
    }

    /// What is not there for a while must not end the service: the worker waits, longer each time, and asks again.
    async fn work_until_stopped(&self, mut stop: watch::Receiver<bool>) {
        let mut failed = 0;
        while !*stop.borrow() {
            let waits = match self.work_once().await {
                Ok(Turn::Worked) => {
                    failed = 0;
                    continue;
                }
                Ok(Turn::Idle) => IDLE_PAUSE,
                Ok(Turn::Returned(_)) => {
                    failed += 1;
                    pause(failed)
                }
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, "a worker could not reach the ledger");
                    failed += 1;
                    pause(failed)
                }
            };
            tokio::select! {
                _ = stop.changed() => (),
                () = sleep(waits) => (),
            }
        }
    }

    async fn follow(&self, mut stop: watch::Receiver<bool>) {
        let mut exported_at = tokio::time::Instant::now();
        let mut failed = 0;
        while !*stop.borrow() {
            let followed = self.follow_once(&mut exported_at).await;
            failed = if followed { 0 } else { failed + 1 };
            let waits = if followed { IDLE_PAUSE } else { pause(failed) };
            tokio::select! {
                _ = stop.changed() => (),
                () = sleep(waits) => (),
            }
        }
    }

    async fn follow_once(&self, exported_at: &mut tokio::time::Instant) -> bool {
        let indexed = self.publisher.index().await;
        if let Err(error) = &indexed {
            tracing::error!(error = error as &dyn std::error::Error, "the index falls behind");
        }
        if exported_at.elapsed() < self.settings.export_interval {
            return indexed.is_ok();
        }
        let exported = self.publisher.export().await;
        match &exported {
            Ok(_) => *exported_at = tokio::time::Instant::now(),
            Err(error) => tracing::error!(error = error as &dyn std::error::Error, "the exported log falls behind"),
        }
        indexed.is_ok() && exported.is_ok()
    }

    /// Takes one job to its end, or puts it back.
    async fn work_once(&self) -> Result<Turn, RunError> {
        let now = Timestamp::now();
        let lease = SignedDuration::try_from(self.settings.lease).unwrap_or(SignedDuration::from_hours(1));
        let Some(job) = self.ledger.lease_job(now, now + lease).await? else { return Ok(Turn::Idle) };
        self.tell(Progress::Started(job.scan.scan));
        let taken = self.take(&job).await;
        let settled = self.settle(&job, taken).await;
        if let Err(error) = &settled {
            // Otherwise it would wait for the end of its lease. When this fails too, it does.
            let _ = self.ledger.return_job(job.scan.scan, error.to_string()).await;
        }
        Ok(settled?)
    }

    /// Records what came of a job.
    async fn settle(&self, job: &Job, taken: Result<ScanFinished, Failure>) -> Result<Turn, LedgerError> {
        let scan = job.scan.scan;
        let finished = match taken {
            Ok(finished) => finished,
            Err(failure) if failure.kind == FailureKind::Unavailable => {
                tracing::warn!(%scan, %failure, "a file waits for what it needs");
                self.ledger.return_job(scan, failure.to_string()).await?;
                self.tell(Progress::Retried(scan));
                return Ok(Turn::Returned(failure));
            }
            Err(failure) if failure.kind == FailureKind::Passing && job.attempts < self.settings.attempts_max => {
                tracing::warn!(%scan, attempt = job.attempts, %failure, "a file is tried again");
                let due_at = Timestamp::now() + retry_pause(job.attempts);
                self.ledger.retry_job(scan, due_at, failure.to_string()).await?;
                self.tell(Progress::Retried(scan));
                return Ok(Turn::Worked);
            }
            Err(failure) => refused(&job.scan, failure),
        };
        self.ledger.finish_scan(context(&job.scan), finished.clone()).await?;
        self.tell(Progress::Finished(Box::new(finished)));
        Ok(Turn::Worked)
    }

    /// A fault of ours in one file's way must not end the worker, and with it the work on all others.
    async fn take(&self, job: &Job) -> Result<ScanFinished, Failure> {
        // INVARIANT: the semaphore is never closed.
        let _reading = match job.scan.read {
            true => self.reading.acquire().await.ok(),
            false => None,
        };
        let taking = AssertUnwindSafe(path::take(self, job.scan.clone())).catch_unwind();
        taking.await.unwrap_or_else(|_| Err(Failure::passing("fault", "hoso itself failed at this file; see its log")))
    }
}

/// How long something that failed so many times in a row is left alone.
fn pause(failed: u32) -> Duration {
    Duration::try_from(retry_pause(failed)).unwrap_or(IDLE_PAUSE)
}

fn context(scan: &ReceivedScan) -> Context {
    Context { actor: scan.operator.clone(), unit: Some(scan.unit.clone()), purpose: None, at: Timestamp::now() }
}

fn retry_pause(attempts: u32) -> SignedDuration {
    (RETRY_PAUSE_MIN * 2_i32.saturating_pow(attempts.saturating_sub(1).min(10))).min(RETRY_PAUSE_MAX)
}

/// The end of a file that cannot be taken: its bytes stay in the object store, its reason in the ledger.
fn refused(scan: &ReceivedScan, failure: Failure) -> ScanFinished {
    ScanFinished {
        scan: scan.scan,
        path: scan.path.clone(),
        pages: 0,
        outcome: Outcome::Refused,
        papers: Vec::new(),
        dropped: Vec::new(),
        reason: Some(failure.reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_minute() {
        let seconds: Vec<i64> = (1..=9).map(|attempts| retry_pause(attempts).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }
}
