//! `hoso rebuild`: ledger and index from the objects alone (DESIGN §1.5).

use std::{collections::HashSet, path::PathBuf};

use model::{EntryBody, Sha256Digest, UnitCode};
use objects::{Folder, ObjectKey};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Incoming, Registry, RegistryError, decode_segment};

/// What a rebuild did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct RebuildReport {
    /// Segments of the log that were replayed.
    pub segments: u64,
    /// Entries in them.
    pub entries: u64,
    /// Originals that no entry knows: handed in again, and waiting in the queue.
    pub unknown_originals: Vec<Sha256Digest>,
}

/// How many keys are listed at once.
const LIST_KEYS_MAX: usize = 1000;

impl Registry {
    /// Replays the exported log into this registry's ledger, which is empty or was left by an interrupted rebuild, and hands
    /// in again every original that no entry knows, for `unit` (the log's first batch's unit when there is one).
    /// The index follows by itself.
    ///
    /// # Errors
    /// A damaged segment or a chain that does not hold, by name; the stores'.
    pub async fn rebuild(&self, fallback_unit: Option<UnitCode>) -> Result<RebuildReport, RegistryError> {
        let mut report = RebuildReport::default();
        let mut known = HashSet::new();
        let mut unit = fallback_unit;
        let mut after = None;
        loop {
            let keys = self.objects.list(Folder::Log, after.as_ref(), LIST_KEYS_MAX).await?;
            let Some(last) = keys.last().cloned() else { break };
            for key in keys {
                let entries = decode_segment(&key, &self.objects.get_bytes(&key).await?)?;
                for entry in &entries {
                    match entry.read_body().map_err(ledger::LedgerError::from)? {
                        Some(EntryBody::ScanReceived(scan)) => {
                            known.insert(scan.original.sha256);
                            known.extend(scan.rescan.map(|rescan| rescan.with.sha256));
                        }
                        Some(EntryBody::BatchOpened(batch)) => unit = Some(batch.unit),
                        _ => (),
                    }
                }
                report.segments += 1;
                report.entries += entries.len() as u64;
                let end = entries.last().map_or(0, |entry| entry.header.sequence);
                self.ledger.replay(entries).await?;
                self.ledger.set_exported(end).await?;
            }
            after = Some(last);
        }
        report.unknown_originals = self.originals_unknown_to(&known).await?;
        if let (false, Some(unit)) = (report.unknown_originals.is_empty(), unit) {
            self.hand_in_again(&report.unknown_originals, unit).await?;
        }
        Ok(report)
    }

    /// Refuses a ledger that is older than the log in the object store: it would give codes again that were given.
    ///
    /// # Errors
    /// [`RegistryError::LedgerBehind`], or the stores'.
    pub async fn check_ledger_is_not_behind(&self) -> Result<(), RegistryError> {
        let head = self.ledger.head().await?.map_or(0, |head| head.sequence);
        // A checkpoint's key is the last entry that was exported with it.
        let later = self.objects.list(Folder::Checkpoints, Some(&ObjectKey::checkpoint(head)), 1).await?;
        match later.is_empty() {
            true => Ok(()),
            false => Err(RegistryError::LedgerBehind { head, objects: self.objects.describe() }),
        }
    }

    async fn originals_unknown_to(&self, known: &HashSet<Sha256Digest>) -> Result<Vec<Sha256Digest>, RegistryError> {
        let mut unknown = Vec::new();
        let mut after = None;
        loop {
            let keys = self.objects.list(Folder::Originals, after.as_ref(), LIST_KEYS_MAX).await?;
            let Some(last) = keys.last().cloned() else { return Ok(unknown) };
            unknown.extend(keys.iter().filter_map(ObjectKey::sha256).filter(|sha256| !known.contains(sha256)));
            after = Some(last);
        }
    }

    async fn hand_in_again(&self, originals: &[Sha256Digest], unit: UnitCode) -> Result<(), RegistryError> {
        let batch = self.open_batch(unit, "hoso rebuild").await?;
        for (position, sha256) in (1..).zip(originals) {
            let file = self.objects.local_file(&ObjectKey::original(*sha256)).await?;
            let incoming = Incoming {
                path: format!("(original {})", sha256.short(12)),
                file: PathBuf::from(file.path()),
                claims: Ok(Vec::new()),
                refusal: None,
                read: true,
            };
            self.receive(&batch, position, incoming).await?;
        }
        Ok(())
    }
}
