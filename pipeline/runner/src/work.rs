//! The workers: lease a job, run it along the path, record its end; retry with growing pauses what fails in passing.

use std::time::Duration;

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

impl Runner {
    /// Works until the queue is empty and `more_to_come` says that nothing is added to it, then brings the index and the
    /// exported log up to date.
    ///
    /// # Errors
    /// The ledger's, when jobs cannot be leased or ended; the followers'.
    pub async fn drain(&self, more_to_come: watch::Receiver<bool>) -> Result<(), PublishError> {
        let mut workers = JoinSet::new();
        for _ in 0..self.settings.readers.max(1) * WORKERS_PER_READER {
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
    /// As [`Runner::drain`].
    pub async fn serve(&self, stop: watch::Receiver<bool>) -> Result<(), PublishError> {
        let mut tasks = JoinSet::new();
        for _ in 0..self.settings.readers.max(1) * WORKERS_PER_READER {
            let (runner, stop) = (self.clone(), stop.clone());
            tasks.spawn(async move { runner.work_until_stopped(&stop).await });
        }
        let (runner, following) = (self.clone(), stop.clone());
        tasks.spawn(async move { runner.follow(following).await });
        while let Some(ended) = tasks.join_next().await {
            ended.map_err(|error| LedgerError::Engine { doing: "keep a worker running", source: error.into() })??;
        }
        self.publish().await
    }

    /// Brings the index and the exported log up to the end of the log.
    ///
    /// # Errors
    /// The followers'; the next call goes on where this one stopped.
    pub async fn publish(&self) -> Result<(), PublishError> {
        self.publisher.index().await?;
        self.publisher.export().await?;
        Ok(())
    }

    async fn work_until_empty(&self, more_to_come: &watch::Receiver<bool>) -> Result<(), PublishError> {
        loop {
            // Asked before the queue is looked at: what was added before it turned false is then seen.
            let more = *more_to_come.borrow();
            if !self.work_once().await? {
                if !more && self.ledger.jobs_queued().await? == 0 {
                    return Ok(());
                }
                sleep(IDLE_PAUSE / 10).await;
            }
        }
    }

    async fn work_until_stopped(&self, stop: &watch::Receiver<bool>) -> Result<(), PublishError> {
        while !*stop.borrow() {
            match self.work_once().await {
                Ok(true) => (),
                Ok(false) => sleep(IDLE_PAUSE).await,
                // A store that does not answer for a while must not end the service.
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, "a worker could not reach the ledger");
                    sleep(Duration::from_secs(1)).await;
                }
            }
        }
        Ok(())
    }

    async fn follow(&self, stop: watch::Receiver<bool>) -> Result<(), PublishError> {
        let mut exported_at = tokio::time::Instant::now();
        while !*stop.borrow() {
            if let Err(error) = self.publisher.index().await {
                tracing::error!(error = &error as &dyn std::error::Error, "the index falls behind");
            }
            if exported_at.elapsed() >= self.settings.export_interval {
                exported_at = tokio::time::Instant::now();
                if let Err(error) = self.publisher.export().await {
                    tracing::error!(error = &error as &dyn std::error::Error, "the exported log falls behind");
                }
            }
            sleep(IDLE_PAUSE).await;
        }
        Ok(())
    }

    /// Takes one job to its end. Answers whether there was one.
    async fn work_once(&self) -> Result<bool, PublishError> {
        let now = Timestamp::now();
        let lease = SignedDuration::try_from(self.settings.lease).unwrap_or(SignedDuration::from_hours(1));
        let Some(job) = self.ledger.lease_job(now, now + lease).await? else { return Ok(false) };
        let (scan, context) = (job.scan.scan, context(&job.scan));
        self.tell(Progress::Started(scan));
        let finished = match self.take(&job).await {
            Ok(finished) => finished,
            Err(failure) if failure.kind == FailureKind::Passing && job.attempts < self.settings.attempts_max => {
                tracing::warn!(%scan, attempt = job.attempts, %failure, "a file is tried again");
                self.ledger.retry_job(scan, now + retry_pause(job.attempts), failure.to_string()).await?;
                self.tell(Progress::Retried(scan));
                return Ok(true);
            }
            Err(failure) => refused(&job.scan, failure),
        };
        self.ledger.finish_scan(context, finished.clone()).await?;
        self.tell(Progress::Finished(Box::new(finished)));
        Ok(true)
    }

    async fn take(&self, job: &Job) -> Result<ScanFinished, Failure> {
        // INVARIANT: the semaphore is never closed.
        let _reading = match job.scan.read {
            true => self.reading.acquire().await.ok(),
            false => None,
        };
        path::take(self, job.scan.clone()).await
    }
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
