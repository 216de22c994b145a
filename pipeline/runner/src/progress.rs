//! How far a file is, page by page, for whoever watches it: kept beside the log, and missed by nobody when it cannot be.

use jiff::{SignedDuration, Timestamp};
use ledger::{Kept, KeptKind, Ledger};
use model::{PageProgress, ScanId};
use tokio::sync::watch;

/// A page takes seconds; what is older tells of a worker that is gone.
const TOLD_FOR: SignedDuration = SignedDuration::from_mins(5);

/// Is told each page as it is come to.
type At = Box<dyn FnMut(u32) + Send>;

/// The pages of one file.
pub(crate) struct Progress<'a> {
    ledger: &'a dyn Ledger,
    scan: ScanId,
    pages: u32,
}

impl<'a> Progress<'a> {
    pub(crate) fn new(ledger: &'a dyn Ledger, scan: ScanId, pages: u32) -> Self {
        Self { ledger, scan, pages }
    }

    /// Does a work that says which page it has come to, and tells of it meanwhile.
    pub(crate) async fn told<T, W: Future<Output = T>>(&self, work: impl FnOnce(At) -> W) -> T {
        let (at, mut pages) = watch::channel(0);
        let telling = async {
            while pages.changed().await.is_ok() {
                let page = *pages.borrow_and_update();
                self.tell(page).await;
            }
            // Nothing more comes: the work alone ends the wait.
            std::future::pending::<()>().await;
        };
        tokio::select! {
            done = work(Box::new(move |page| {
                at.send_replace(page);
            })) => done,
            () = telling => unreachable!("it waits for ever"),
        }
    }

    async fn tell(&self, page: u32) {
        let now = Timestamp::now();
        let name = self.scan.to_string();
        let progress = PageProgress { page, pages: self.pages };
        let kept = serde_json::to_string(&progress).map(|value| Kept { value, until: Some(now + TOLD_FOR) });
        let (Ok(after), Ok(before)) = (kept, self.ledger.kept(KeptKind::Progress, &name, now).await) else { return };
        if let Err(error) = self.ledger.keep(KeptKind::Progress, name, before, Some(after), now).await {
            tracing::debug!(%error, "progress is not told");
        }
    }
}
