//! Backups: another object store with the same objects in it. Nothing else is needed, because the objects alone rebuild the
//! rest (DESIGN §1.5), and nothing is written twice, because objects never change: every backup after the first copies what
//! is new.
//!
//! A backup is consistent while Hoso runs: the log's segments are listed first and copied last, and whatever an entry names
//! was durable before the entry was.

use std::path::Path;

use jiff::Timestamp;
use model::EntryBody;
use objects::{Folder, ObjectError, ObjectKey, ObjectStore, Put};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{RegistryError, decode_segment};

/// What a backup or a restore copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BackupReport {
    /// When it was begun.
    pub begun_at: Timestamp,
    /// Objects that were not there yet.
    pub objects_copied: u64,
    /// Objects that were there already.
    pub objects_before: u64,
    /// Objects that a lawful erasure has taken from the store and now from the backup too.
    pub objects_erased: u64,
    /// The last entry of the log that it holds.
    pub entries: u64,
}

const KEYS_AT_ONCE: usize = 1_000;

/// Copies every object of `from` to `to`.
///
/// # Errors
/// The stores', and a segment of the log that cannot be read. What was copied stays; the next call goes on.
pub async fn copy_store(from: &dyn ObjectStore, to: &dyn ObjectStore) -> Result<BackupReport, RegistryError> {
    let mut report = BackupReport {
        begun_at: Timestamp::now(),
        objects_copied: 0,
        objects_before: 0,
        objects_erased: 0,
        entries: 0,
    };
    let mut last = all_keys(from, Folder::Log).await?;
    last.extend(all_keys(from, Folder::Checkpoints).await?);
    for folder in [Folder::Originals, Folder::Derived] {
        let mut after = None;
        loop {
            let keys = from.list(folder, after.as_ref(), KEYS_AT_ONCE).await?;
            let Some(end) = keys.last().copied() else { break };
            for key in keys {
                copy_object(from, to, &key, &mut report).await?;
            }
            after = Some(end);
        }
    }
    for key in last {
        copy_log_object(from, to, &key, &mut report).await?;
    }
    Ok(report)
}

async fn all_keys(store: &dyn ObjectStore, folder: Folder) -> Result<Vec<ObjectKey>, RegistryError> {
    let mut keys: Vec<ObjectKey> = Vec::new();
    loop {
        let page = store.list(folder, keys.last(), KEYS_AT_ONCE).await?;
        if page.is_empty() {
            return Ok(keys);
        }
        keys.extend(page);
    }
}

async fn copy_object(
    from: &dyn ObjectStore,
    to: &dyn ObjectStore,
    key: &ObjectKey,
    report: &mut BackupReport,
) -> Result<(), RegistryError> {
    let lengths = (from.facts(key).await?, to.facts(key).await?);
    if lengths.0.is_some() && lengths.0 == lengths.1 {
        report.objects_before += 1;
        return Ok(());
    }
    let file = match from.local_file(key).await {
        Ok(file) => file,
        // Erased since it was listed.
        Err(ObjectError::NotFound(_)) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    match to.put_file(key, file.path()).await? {
        Put::New => report.objects_copied += 1,
        Put::Before => report.objects_before += 1,
    }
    Ok(())
}

/// A segment may have become shorter by an erasure since it was last copied; what is erased goes from the copy too.
async fn copy_log_object(
    from: &dyn ObjectStore,
    to: &dyn ObjectStore,
    key: &ObjectKey,
    report: &mut BackupReport,
) -> Result<(), RegistryError> {
    let bytes = from.get_bytes(key).await?;
    if let ObjectKey::LogSegment { last, .. } = key {
        for entry in decode_segment(key, &bytes)? {
            if let Some(EntryBody::PaperErased(erased)) = entry.read_body().map_err(ledger::LedgerError::from)? {
                report.objects_erased += delete_erased(from, to, &erased.objects).await?;
            }
        }
        report.entries = report.entries.max(*last);
    }
    match to.get_bytes(key).await {
        Ok(there) if there == bytes => report.objects_before += 1,
        Ok(_) => {
            replace(to, key, &bytes).await?;
            report.objects_copied += 1;
        }
        Err(ObjectError::NotFound(_)) => {
            to.put_bytes(key, bytes).await?;
            report.objects_copied += 1;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

async fn delete_erased(from: &dyn ObjectStore, to: &dyn ObjectStore, objects: &[String]) -> Result<u64, RegistryError> {
    let mut erased = 0;
    for key in objects.iter().filter_map(|key| key.parse::<ObjectKey>().ok()) {
        // The same bytes may have been handed in anew since.
        if from.facts(&key).await?.is_none() && to.facts(&key).await?.is_some() {
            to.delete(&key).await?;
            erased += 1;
        }
    }
    Ok(erased)
}

/// Puts bytes in the place of a segment, whole or not at all.
///
/// # Errors
/// The store's; what was there stays.
pub(crate) async fn replace(store: &dyn ObjectStore, key: &ObjectKey, bytes: &[u8]) -> Result<(), RegistryError> {
    let failed = |source| RegistryError::File { what: format!("writing {key} anew"), source };
    let file = tempfile::NamedTempFile::new().map_err(failed)?;
    std::fs::write(file.path(), bytes).map_err(failed)?;
    store.replace_file(key, Path::new(file.path())).await?;
    Ok(())
}
