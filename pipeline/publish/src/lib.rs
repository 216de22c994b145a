//! Follows the ledger's log: into the index, and as sealed segments with signed checkpoints into the object store
//! (DESIGN §6).
//!
//! Both know how far they are (the index in its own commit, the export in the ledger), so that each goes on where it
//! stopped, whenever that was.

use std::sync::Arc;

use futures::future::try_join3;
use ledger::{Ledger, LedgerError};
use model::{Checkpoint, Entry, Sealable, SealedCheckpoint};
use objects::{ObjectError, ObjectKey, ObjectStore};
use registry::{SealingKey, SegmentError, encode_segment};
use search::{Index, SearchError};

/// Why a follower could not go on.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The ledger did not answer.
    #[error("the log cannot be followed")]
    Ledger(#[from] LedgerError),
    /// The index did not take an entry.
    #[error("the index cannot follow the log")]
    Index(#[from] SearchError),
    /// A segment could not be sealed.
    #[error("a segment of the log cannot be sealed")]
    Segment(#[from] SegmentError),
    /// A segment could not be stored.
    #[error("a segment of the log cannot be stored")]
    Objects(#[from] ObjectError),
}

/// How many entries are read at once, and how many a segment holds at most.
const SEGMENT_ENTRIES_MAX: usize = 5_000;

/// The last entry that each follower has, of those that follow.
#[derive(Debug, Clone, Copy)]
struct Positions {
    indexed: Option<u64>,
    exported: Option<u64>,
}

impl Positions {
    /// Where the one behind stands.
    fn behind(self) -> u64 {
        self.indexed.into_iter().chain(self.exported).min().unwrap_or_default()
    }

    /// How far the one behind is to go alone, unless both stand at the same entry.
    fn distance(self) -> Option<usize> {
        let distance = self.indexed?.abs_diff(self.exported?);
        (distance > 0).then(|| usize::try_from(distance).unwrap_or(usize::MAX))
    }
}

/// The two followers of one ledger.
#[derive(Clone)]
pub struct Publisher {
    ledger: Arc<dyn Ledger>,
    index: Arc<Index>,
    objects: Arc<dyn ObjectStore>,
    sealing_key: Arc<SealingKey>,
}

impl Publisher {
    /// Followers of `ledger` into `index` and `objects`; what is exported is vouched for with `sealing_key`.
    pub fn new(
        ledger: Arc<dyn Ledger>,
        index: Arc<Index>,
        objects: Arc<dyn ObjectStore>,
        sealing_key: Arc<SealingKey>,
    ) -> Self {
        Self { ledger, index, objects, sealing_key }
    }

    /// Brings the index up to the end of the log; what was registered before is findable after. Answers how many entries
    /// it followed.
    ///
    /// # Errors
    /// The ledger's or the index's; the next call goes on.
    pub async fn index(&self) -> Result<u64, PublishError> {
        self.follow(Positions { indexed: Some(self.index.position()), exported: None }).await
    }

    /// Exports the log up to its end: full segments, and what is left over as a shorter one, each with a signed checkpoint of
    /// its last entry. Answers how many entries it exported.
    ///
    /// # Errors
    /// The ledger's or the object store's; the next call goes on.
    pub async fn export(&self) -> Result<u64, PublishError> {
        self.follow(Positions { indexed: None, exported: Some(self.ledger.exported().await?) }).await
    }

    /// Does both, and reads the log once for both where they stand at the same entry.
    ///
    /// # Errors
    /// The ledger's, the index's or the object store's; the next call goes on.
    pub async fn index_and_export(&self) -> Result<u64, PublishError> {
        let exported = Some(self.ledger.exported().await?);
        self.follow(Positions { indexed: Some(self.index.position()), exported }).await
    }

    async fn follow(&self, mut at: Positions) -> Result<u64, PublishError> {
        let begins = at.behind();
        // How far the export is, is noted while the next segment is made: a ledger that is being written to answers after a while.
        let mut noted = None;
        loop {
            let after = at.behind();
            let limit = at.distance().unwrap_or(usize::MAX).min(SEGMENT_ENTRIES_MAX);
            let entries = Arc::new(self.ledger.entries(after, limit).await?);
            let is_end = entries.len() < limit;
            let last = entries.last().map_or(after, |last| last.header.sequence);
            let indexing = at.indexed == Some(after) && last > self.index.position();
            let exporting = at.exported == Some(after) && last > after;
            let index = async { if indexing { self.index_entries(&entries, is_end).await } else { Ok(()) } };
            let export = async { if exporting { self.export_segment(&entries).await } else { Ok(()) } };
            try_join3(index, export, self.note_exported(noted.take())).await?;
            if indexing {
                at.indexed = Some(last);
            }
            if exporting {
                at.exported = Some(last);
                noted = Some(last);
            }
            if is_end {
                self.note_exported(noted).await?;
                return Ok(last - begins);
            }
        }
    }

    async fn note_exported(&self, end: Option<u64>) -> Result<(), PublishError> {
        let Some(end) = end else { return Ok(()) };
        Ok(self.ledger.set_exported(end).await?)
    }

    async fn index_entries(&self, entries: &Arc<Vec<Entry>>, is_end: bool) -> Result<(), PublishError> {
        let (index, entries) = (Arc::clone(&self.index), Arc::clone(entries));
        let applied = tokio::task::spawn_blocking(move || {
            let changed = index.apply(&entries)?;
            // A million dossiers change nothing in it, and each commit waits for the disk.
            if changed || is_end { index.commit() } else { Ok(()) }
        });
        applied.await.map_err(|error| LedgerError::Engine { doing: "be followed", source: error.into() })??;
        Ok(())
    }

    /// Exports entries, which are not none, as one segment.
    async fn export_segment(&self, entries: &[Entry]) -> Result<(), PublishError> {
        let Some(Entry { header: last, .. }) = entries.last() else { return Ok(()) };
        let (key, bytes) = encode_segment(entries)?;
        self.objects.put_bytes(&key, bytes).await?;
        let (sequence, header_sha256, at) = (last.sequence, last.sha256(), last.context.at);
        self.put_checkpoint(Checkpoint { version: 1, sequence, header_sha256, at }).await
    }

    async fn put_checkpoint(&self, checkpoint: Checkpoint) -> Result<(), PublishError> {
        let seal = self.sealing_key.seal(Sealable::Checkpoint, &checkpoint);
        let key = ObjectKey::checkpoint(checkpoint.sequence);
        // INVARIANT: a struct of strings and numbers always serialises.
        #[allow(clippy::expect_used)]
        let json = serde_json::to_vec(&SealedCheckpoint { checkpoint, seal }).expect("a checkpoint serialises");
        self.objects.put_bytes(&key, json).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
