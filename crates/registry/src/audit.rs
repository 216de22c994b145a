//! `hoso audit verify`: has anybody edited, dropped, reordered or cut off an entry of the log? The chain of the ledger's
//! log, its exported segments and the signed checkpoints are held against one another, and what does not fit is named.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ledger::LedgerError;
use model::{Checkpoint, Entry, EntryHeader, Sealable, SealedCheckpoint, Sha256Digest};
use objects::{Folder, ObjectKey};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Registry, RegistryError, decode_segment, verify_seal};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct AuditReport {
    /// Entries of the ledger's log that were verified.
    pub entries: u64,
    /// Exported segments that were held against it.
    pub segments: u64,
    /// Signed checkpoints that were held against it.
    pub checkpoints: u64,
    /// The last entry that a checkpoint vouches for; later ones are chained, but not signed yet.
    pub vouched_for: u64,
    /// What does not fit, by entry.
    pub findings: Vec<AuditFinding>,
}

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditFinding {
    /// The entry, when it can be named.
    pub entry: Option<u64>,
    /// `ledger`, the path of a segment, or the path of a checkpoint.
    pub found_in: String,
    /// What is wrong.
    pub message: String,
}

/// More findings than this say no more.
const FINDINGS_MAX: usize = 100;
/// How many entries are read at once.
const ENTRIES_AT_ONCE: usize = 5_000;
/// How many keys are listed at once.
const KEYS_AT_ONCE: usize = 1_000;

impl AuditReport {
    fn found(&mut self, entry: Option<u64>, found_in: impl ToString, message: impl ToString) {
        if self.findings.len() < FINDINGS_MAX {
            let (found_in, message) = (found_in.to_string(), message.to_string());
            self.findings.push(AuditFinding { entry, found_in, message });
        }
    }
}

/// The last time that the whole log was verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditVerification {
    /// When.
    pub checked_at: Timestamp,
    /// What was found.
    #[serde(flatten)]
    pub report: AuditReport,
}

/// Under this name the ledger keeps it.
const MARK: &str = "audit";

impl Registry {
    /// Verifies the whole log with this data folder's own key, and notes what was found.
    ///
    /// # Errors
    /// As [`Registry::audit`].
    pub async fn verify_log(&self) -> Result<AuditVerification, RegistryError> {
        let verification = AuditVerification { checked_at: Timestamp::now(), report: self.audit(None).await? };
        let noted = serde_json::to_string(&verification).map_err(|error| RegistryError::File {
            what: "what was found cannot be noted".to_owned(),
            source: error.into(),
        })?;
        self.ledger.set_mark(MARK, noted).await?;
        Ok(verification)
    }

    /// What [`Registry::verify_log`] last found; `None` before the first time.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn last_log_verification(&self) -> Result<Option<AuditVerification>, RegistryError> {
        Ok(self.ledger.mark(MARK).await?.and_then(|noted| serde_json::from_str(&noted).ok()))
    }

    /// Verifies the whole log. `trusted_key` is the public key that checkpoints must be signed with; this data folder's own
    /// when there is none.
    ///
    /// # Errors
    /// Only when a store does not answer: what is wrong with the log is in the report.
    pub async fn audit(&self, trusted_key: Option<&str>) -> Result<AuditReport, RegistryError> {
        let mut report = AuditReport::default();
        let key = trusted_key.unwrap_or(self.sealing_key.public()).to_owned();
        let mut vouched = self.checkpoints(&key, &mut report).await?;
        report.vouched_for = vouched.keys().next_back().copied().unwrap_or_default();
        let head = self.verify_ledger(&mut vouched, &mut report).await?;
        for (sequence, _) in vouched {
            let message = format!(
                "the log ends at entry {head}, but a signed checkpoint names entry {sequence}: what came after {head} was cut off"
            );
            report.found(Some(sequence), ObjectKey::checkpoint(sequence), message);
        }
        self.verify_segments(head, &mut report).await?;
        Ok(report)
    }

    /// The hashes that checkpoints vouch for, by entry; a checkpoint that is itself wrong is a finding.
    async fn checkpoints(
        &self,
        key: &str,
        report: &mut AuditReport,
    ) -> Result<BTreeMap<u64, Sha256Digest>, RegistryError> {
        let mut vouched = BTreeMap::new();
        let mut after = None;
        loop {
            let keys = self.objects.list(Folder::Checkpoints, after.as_ref(), KEYS_AT_ONCE).await?;
            let Some(last) = keys.last().copied() else { return Ok(vouched) };
            for at in keys {
                report.checkpoints += 1;
                match self.checkpoint(&at, key).await? {
                    Ok(checkpoint) => drop(vouched.insert(checkpoint.sequence, checkpoint.header_sha256)),
                    Err(message) => report.found(None, at, message),
                }
            }
            after = Some(last);
        }
    }

    async fn checkpoint(&self, at: &ObjectKey, key: &str) -> Result<Result<Checkpoint, String>, RegistryError> {
        let bytes = self.objects.get_bytes(at).await?;
        let sealed: SealedCheckpoint = match serde_json::from_slice(&bytes) {
            Ok(sealed) => sealed,
            Err(error) => return Ok(Err(format!("it is not a checkpoint: {error}"))),
        };
        if *at != ObjectKey::checkpoint(sealed.checkpoint.sequence) {
            return Ok(Err(format!("it is the checkpoint of entry {}", sealed.checkpoint.sequence)));
        }
        let holds = verify_seal(Sealable::Checkpoint, &sealed.checkpoint, &sealed.seal, key);
        Ok(holds.map(|()| sealed.checkpoint).map_err(|error| error.to_string()))
    }

    /// Walks the ledger's log along its chain; takes the checkpoints that it passes from `vouched`. Answers its last entry.
    async fn verify_ledger(
        &self,
        vouched: &mut BTreeMap<u64, Sha256Digest>,
        report: &mut AuditReport,
    ) -> Result<u64, RegistryError> {
        let mut previous: Option<EntryHeader> = None;
        loop {
            let after = previous.as_ref().map_or(0, |header| header.sequence);
            let entries = match self.ledger.entries(after, ENTRIES_AT_ONCE).await {
                Ok(entries) => entries,
                Err(error @ LedgerError::Damaged { .. }) => {
                    report.found(None, "ledger", format!("after entry {after}: {error}"));
                    return Ok(self.ledger.head().await?.map_or(after, |head| head.sequence));
                }
                Err(error) => return Err(error.into()),
            };
            if entries.is_empty() {
                return Ok(after);
            }
            for entry in entries {
                report.entries += 1;
                let sequence = entry.header.sequence;
                if let Err(error) = entry.verify(previous.as_ref()) {
                    report.found(Some(sequence), "ledger", error);
                }
                if vouched.remove(&sequence).is_some_and(|hash| hash != entry.header.sha256()) {
                    let message = "it is not the entry that was signed: it, or one before it, was changed";
                    report.found(Some(sequence), ObjectKey::checkpoint(sequence), message);
                }
                previous = Some(entry.header);
            }
        }
    }

    /// Holds every exported segment against the ledger's log.
    async fn verify_segments(&self, head: u64, report: &mut AuditReport) -> Result<(), RegistryError> {
        let exported = self.ledger.exported().await?;
        let (mut covered, mut after) = (0, None);
        loop {
            let keys = self.objects.list(Folder::Log, after.as_ref(), KEYS_AT_ONCE).await?;
            let Some(last) = keys.last().copied() else { break };
            for key in keys {
                report.segments += 1;
                match decode_segment(&key, &self.objects.get_bytes(&key).await?) {
                    Ok(entries) => covered = self.compare(&key, &entries, covered, head, report).await?,
                    Err(error) => {
                        let cause = std::error::Error::source(&error).map(ToString::to_string);
                        report.found(None, key, cause.unwrap_or_else(|| error.to_string()));
                        // What it covers is told by its key; the gap is not a second finding.
                        if let ObjectKey::LogSegment { last, .. } = key {
                            covered = covered.max(last);
                        }
                    }
                }
            }
            after = Some(last);
        }
        if covered < exported {
            let message = format!(
                "the log was exported up to entry {exported}, but the segments end at {covered}: one was removed"
            );
            report.found(Some(covered + 1), "log/", message);
        }
        Ok(())
    }

    /// Answers up to which entry the segments now reach.
    async fn compare(
        &self,
        key: &ObjectKey,
        entries: &[Entry],
        covered: u64,
        head: u64,
        report: &mut AuditReport,
    ) -> Result<u64, RegistryError> {
        let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return Ok(covered) };
        let (first, last) = (first.header.sequence, last.header.sequence);
        if *key != ObjectKey::log_segment(first, last) {
            report.found(Some(first), key, format!("it holds the entries from {first} to {last}"));
        }
        if first > covered + 1 {
            let message =
                format!("no segment holds the entries from {} to {}: one was removed", covered + 1, first - 1);
            report.found(Some(covered + 1), "log/", message);
        }
        // Of a ledger that is in use, what was written since the walk along it is exported too.
        let head = if last > head { self.ledger.head().await?.map_or(0, |head| head.sequence) } else { head };
        if last > head {
            let message = format!("it holds entries up to {last}, but the ledger's log ends at {head}: it was cut off");
            report.found(Some(head + 1), key, message);
        }
        let kept = match self.ledger.entries(first - 1, entries.len()).await {
            Ok(kept) => kept,
            // Named already, by the walk along the ledger.
            Err(LedgerError::Damaged { .. }) => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        for (exported, kept) in entries.iter().zip(&kept) {
            if exported.header.sequence == kept.header.sequence && exported.header != kept.header {
                let message = "the exported entry and the ledger's differ: one of the two was changed";
                report.found(Some(kept.header.sequence), key, message);
            }
        }
        Ok(covered.max(last))
    }
}
