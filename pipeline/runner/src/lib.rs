//! Runs received files along the whole path: takes jobs from the ledger's queue, retries what fails in passing, refuses
//! what cannot be taken, tells its progress, and has the log followed.
//!
//! The path itself is one function, in [`path`]: read that first.

mod inspect;
pub mod path;
mod progress;
mod work;

use std::{sync::Arc, time::Duration};

use catalogue::Catalogue;
use ledger::{Approval, Ledger};
use model::{Failure, PaperRecord, ScanFinished};
use objects::ObjectStore;
use publish::Publisher;
use sandbox::Sandbox;
use tokio::sync::{Semaphore, mpsc};

pub use archive::{AccessCopy, ArchiveRules};
pub use inspect::{InspectedPage, InspectedPaper, Inspection, inspect};
pub use separate::SeparatorRules;
pub use work::RunError;

/// What the runner needs to know beside its stores.
#[derive(Debug, Clone)]
pub struct RunnerSettings {
    /// How many files are read (decoded, OCR) at once; one a core.
    pub readers: usize,
    /// What separates papers.
    pub separators: SeparatorRules,
    /// What is written of a paper: part and level of PDF/A, an access copy.
    pub archive: ArchiveRules,
    /// Whether who accepts a paper approves it.
    pub approval: Approval,
    /// How often a job is tried before its file is refused.
    pub attempts_max: u32,
    /// How long a job may be under way before another worker may take it.
    pub lease: Duration,
    /// How long the log may stay unexported while the runner serves.
    pub export_interval: Duration,
}

/// What happens to a file on its way, for whoever watches.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    /// A worker has taken it up.
    Started(model::ScanId),
    /// It failed in passing and is tried again.
    Retried(model::ScanId),
    /// It is done with.
    Finished(Box<ScanFinished>),
}

/// Runs the path. Clones share everything.
#[derive(Clone)]
pub struct Runner {
    catalogue: Arc<Catalogue>,
    objects: Arc<dyn ObjectStore>,
    ledger: Arc<dyn Ledger>,
    sandbox: Arc<Sandbox>,
    publisher: Publisher,
    settings: Arc<RunnerSettings>,
    /// Held by a job while it decodes and reads; jobs that do neither go past.
    reading: Arc<Semaphore>,
    progress: Option<mpsc::UnboundedSender<Progress>>,
}

impl Runner {
    /// A runner over these stores.
    pub fn new(
        catalogue: Arc<Catalogue>,
        objects: Arc<dyn ObjectStore>,
        ledger: Arc<dyn Ledger>,
        sandbox: Arc<Sandbox>,
        publisher: Publisher,
        settings: RunnerSettings,
    ) -> Self {
        let reading = Arc::new(Semaphore::new(settings.readers.max(1)));
        Self { catalogue, objects, ledger, sandbox, publisher, settings: Arc::new(settings), reading, progress: None }
    }

    /// The same, telling its progress to `progress`.
    #[must_use]
    pub fn telling(mut self, progress: mpsc::UnboundedSender<Progress>) -> Self {
        self.progress = Some(progress);
        self
    }

    /// Makes the access copy of a paper of which none is kept.
    ///
    /// # Errors
    /// A [`Failure`] when the stores cannot answer or the original cannot be decoded.
    pub async fn access_copy(&self, record: &PaperRecord) -> Result<AccessCopy, Failure> {
        archive::access_copy(&self.sandbox, &*self.objects, record).await
    }

    fn tell(&self, progress: Progress) {
        if let Some(to) = &self.progress {
            // Nobody watching any more is no reason to stop.
            let _ = to.send(progress);
        }
    }
}
