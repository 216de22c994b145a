//! Follows the ledger's log: into the index, and as sealed segments with signed checkpoints into the object store
//! (DESIGN §6).
//!
//! Both know how far they are (the index in its own commit, the export in the ledger), so that each goes on where it
//! stopped, whenever that was.

use std::sync::Arc;

use futures::{TryFutureExt as _, future::try_join};
use ledger::{Ledger, LedgerError};
use model::{Checkpoint, Sealable, SealedCheckpoint};
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
        let begins = self.index.position();
        let mut after = begins;
        loop {
            let entries = self.ledger.entries(after, SEGMENT_ENTRIES_MAX).await?;
            let is_end = entries.len() < SEGMENT_ENTRIES_MAX;
            let last = entries.last().map_or(after, |last| last.header.sequence);
            if last == begins {
                return Ok(0);
            }
            let index = Arc::clone(&self.index);
            let applied = tokio::task::spawn_blocking(move || {
                let changed = index.apply(&entries)?;
                // A million dossiers change nothing in it, and each commit waits for the disk.
                if changed || is_end { index.commit() } else { Ok(()) }
            });
            applied.await.map_err(|error| LedgerError::Engine { doing: "be followed", source: error.into() })??;
            after = last;
            if is_end {
                return Ok(after - begins);
            }
        }
    }

    /// Exports the log up to its end: full segments, and what is left over as a shorter one, each with a signed checkpoint of
    /// its last entry. Answers how many entries it exported.
    ///
    /// # Errors
    /// The ledger's or the object store's; the next call goes on.
    pub async fn export(&self) -> Result<u64, PublishError> {
        let begins = self.ledger.exported().await?;
        let mut after = begins;
        // How far it is, is noted while the next segment is made: a ledger that is being written to answers after a while.
        let mut noted = None;
        loop {
            let note = async { if let Some(end) = noted { self.ledger.set_exported(end).await } else { Ok(()) } };
            let ((), end) = try_join(note.map_err(PublishError::from), self.export_segment(after)).await?;
            let Some(end) = end else { return Ok(after - begins) };
            after = end;
            noted = Some(end);
        }
    }

    /// Exports what follows an entry, and answers the last one in the segment; `None` at the end of the log.
    async fn export_segment(&self, after: u64) -> Result<Option<u64>, PublishError> {
        let entries = self.ledger.entries(after, SEGMENT_ENTRIES_MAX).await?;
        let Some(last) = entries.last() else { return Ok(None) };
        let sequence = last.header.sequence;
        let (header_sha256, at) = (last.header.sha256(), last.header.context.at);
        let (key, bytes) = encode_segment(&entries)?;
        self.objects.put_bytes(&key, bytes).await?;
        self.put_checkpoint(Checkpoint { version: 1, sequence, header_sha256, at }).await?;
        Ok(Some(sequence))
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
