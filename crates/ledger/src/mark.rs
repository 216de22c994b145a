//! How far the ledger goes and how much it holds, told twice: in the tree with every group of writes, and in a small file
//! beside it.
//!
//! sled takes what it cannot read at the end of its log for a write that a crash cut short, and elsewhere in what was
//! written since it was last opened for the end of a segment: acknowledged writes would be missing without a word. The
//! file tells of a missing end; what the tree holds, added up, tells of all else.
//!
//! Found at every opening: a missing end; a file, snapshot or setting that sled cannot use; anything at all in a ledger that
//! is small, was not closed, or was open for long, which is read whole. In a large one that was closed soon, damage to what
//! lies behind sled's snapshot is found where it is read. Not found: an older copy of the whole folder, mark and all, and a
//! folder that was deleted; the signed checkpoints in the object store tell of those (`hoso audit verify`).
//!
//! The file is written once a group is durable and is not synced for each: after a power cut it may tell of less than the
//! tree holds, never of more.

use std::{
    fs::{File, OpenOptions},
    os::unix::fs::FileExt as _,
    path::Path,
};

use model::{EntryHeader, Sha256Digest};
use serde::{Deserialize, Serialize};
use sled::Tree;

use crate::{
    LedgerError, keys,
    store::{Before, Changes, damaged_engine, seal, unseal},
    stretches,
};

const FILE_NAME: &str = "mark";
/// One of the two is whole whatever happens while the other is written; disks write blocks of this size.
const SLOT_BYTES: usize = 4096;
/// What a slot's checksum is of, beside what it holds.
const SLOT_KEY: &[u8] = b"mark";

/// Everything that the tree holds but the mark, added up in a way that does not ask for an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Contents {
    /// How many keys.
    pub(crate) pairs: u64,
    /// The bytes of keys and values.
    pub(crate) bytes: u64,
    /// The sum of the pairs' hashes.
    sum: u64,
}

impl Contents {
    /// Reads everything, and checks each value's checksum.
    ///
    /// # Errors
    /// [`LedgerError::Damaged`] for a value that is not what was written.
    pub(crate) fn of(tree: &Tree) -> Result<Self, LedgerError> {
        let sums = stretches::fold(tree, stretches::ALL, |contents: &mut Self, key, value| {
            unseal(key, value)?;
            if key != keys::MARK {
                contents.add(key, value);
            }
            Ok(())
        })?;
        Ok(sums.into_iter().fold(Self::default(), |sum, more| Self {
            pairs: sum.pairs + more.pairs,
            bytes: sum.bytes + more.bytes,
            sum: sum.sum.wrapping_add(more.sum),
        }))
    }

    fn add(&mut self, key: &[u8], value: &[u8]) {
        self.pairs += 1;
        self.bytes += bytes_of(key, value);
        self.sum = self.sum.wrapping_add(hash_of(key, value));
    }

    fn take_away(&mut self, key: &[u8], value: &[u8]) {
        self.pairs = self.pairs.wrapping_sub(1);
        self.bytes = self.bytes.wrapping_sub(bytes_of(key, value));
        self.sum = self.sum.wrapping_sub(hash_of(key, value));
    }

    /// What there is after `changes`, of which the tree knows nothing yet.
    fn change(&mut self, tree: &Tree, before: &Before, changes: &Changes) -> Result<(), LedgerError> {
        for (key, value) in changes {
            if let Some(before) = before.value(tree, key)? {
                self.take_away(key, &before);
            }
            if let Some(value) = value {
                self.add(key, value);
            }
        }
        Ok(())
    }
}

fn bytes_of(key: &[u8], value: &[u8]) -> u64 {
    (key.len() + value.len()) as u64
}

/// From a value's checksum, which is of key and content (see `store`), spread so that sums of many still differ: the last
/// step of splitmix64.
fn hash_of(key: &[u8], value: &[u8]) -> u64 {
    let checksum = value.get(1..5).and_then(<[u8]>::first_chunk::<4>).copied().unwrap_or_default();
    let mut hash = u64::from(u32::from_be_bytes(checksum)) << 32 | (bytes_of(key, value) & u64::from(u32::MAX));
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// Where the ledger stood after a group of writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    /// How many groups have been written.
    pub(crate) group: u64,
    /// The last entry of the log; 0 in an empty one.
    pub(crate) sequence: u64,
    /// The hash of its header; zeros in an empty log.
    head_sha256: Sha256Digest,
    /// What the tree held, the mark apart.
    #[serde(flatten)]
    pub(crate) contents: Contents,
}

impl Mark {
    /// Of a ledger that has none yet, or whose mark cannot be trusted: reads everything.
    pub(crate) fn first(tree: &Tree, head: Option<&EntryHeader>) -> Result<Self, LedgerError> {
        let contents = Contents::of(tree)?;
        Ok(Self { group: 0, sequence: 0, head_sha256: Sha256Digest::ZERO, contents }.at(head))
    }

    fn at(self, head: Option<&EntryHeader>) -> Self {
        let (sequence, head_sha256) = head.map_or((0, Sha256Digest::ZERO), |head| (head.sequence, head.sha256()));
        Self { sequence, head_sha256, ..self }
    }

    /// The mark of the next group, which makes `changes` to the tree and ends at `head`.
    pub(crate) fn next(
        &self,
        (tree, before): (&Tree, &Before),
        changes: &Changes,
        head: Option<&EntryHeader>,
    ) -> Result<Self, LedgerError> {
        let mut contents = self.contents;
        contents.change(tree, before, changes)?;
        Ok(Self { group: self.group + 1, contents, ..self.clone() }.at(head))
    }

    /// As a value under [`keys::MARK`].
    pub(crate) fn sealed(&self) -> Vec<u8> {
        seal(keys::MARK, &json(self))
    }

    /// Whether the log ends where this mark was set.
    pub(crate) fn check_head(&self, head: Option<&EntryHeader>) -> Result<(), LedgerError> {
        let found = self.clone().at(head);
        if found == *self {
            return Ok(());
        }
        Err(damaged_engine(format!(
            "the log ends at entry {}, not at the entry {} that was written last",
            found.sequence, self.sequence
        )))
    }

    /// Reads everything and compares it with what was written.
    pub(crate) fn check_contents(&self, tree: &Tree) -> Result<(), LedgerError> {
        let found = Contents::of(tree)?;
        if found == self.contents {
            return Ok(());
        }
        Err(damaged_engine(format!(
            "it holds {} values of {} bytes, not the {} of {} bytes that were written, or older ones in their place",
            found.pairs, found.bytes, self.contents.pairs, self.contents.bytes
        )))
    }
}

fn json(value: &impl Serialize) -> Vec<u8> {
    // INVARIANT: structs of strings and numbers with string keys always serialise.
    #[allow(clippy::expect_used)]
    serde_json::to_vec(value).expect("a mark serialises")
}

/// What the file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Noted {
    /// How often the file has been written.
    turn: u64,
    /// Where the ledger stood.
    pub(crate) mark: Mark,
    /// The snapshot from which sled goes on: what was written before it is read by its place, not followed.
    pub(crate) snapshot: Option<String>,
    /// How large sled's file was when the ledger was last copied into a new one; 0 when it never was.
    #[serde(default)]
    pub(crate) compacted_file_bytes: u64,
}

impl Noted {
    /// Whether the tree, whose mark is `stored`, still holds what was durable when this was noted.
    ///
    /// # Errors
    /// [`LedgerError::Damaged`] when it does not.
    pub(crate) fn check(&self, stored: Option<&Mark>) -> Result<(), LedgerError> {
        let group = stored.map_or(0, |mark| mark.group);
        if group < self.mark.group {
            return Err(damaged_engine(format!(
                "acknowledged writes are missing: {} groups of them, the last of which ended at entry {} of the log",
                self.mark.group - group,
                self.mark.sequence
            )));
        }
        match stored {
            Some(stored) if group == self.mark.group && *stored != self.mark => {
                Err(damaged_engine("it is not the ledger that was last open in this folder"))
            }
            _ => Ok(()),
        }
    }
}

/// The file beside the tree: two slots, written in turn.
#[derive(Debug)]
pub(crate) struct MarkFile {
    file: File,
    turn: u64,
    snapshot: Option<String>,
    pub(crate) compacted_file_bytes: u64,
}

impl MarkFile {
    /// Opens or makes it, and gives what it holds: nothing when it is new, or when neither slot can be read.
    pub(crate) fn open(dir: &Path) -> std::io::Result<(Self, Option<Noted>)> {
        let path = dir.join(FILE_NAME);
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let slots = [read_slot(&file, 0)?, read_slot(&file, 1)?];
        let noted = slots.into_iter().flatten().max_by_key(|noted| noted.turn);
        if noted.is_none() && file.metadata()?.len() > 0 {
            tracing::warn!("the ledger's mark cannot be read; everything is read instead, and it is written anew");
        }
        let (turn, snapshot, compacted_file_bytes) = noted
            .as_ref()
            .map_or((0, None, 0), |noted| (noted.turn, noted.snapshot.clone(), noted.compacted_file_bytes));
        Ok((Self { file, turn, snapshot, compacted_file_bytes }, noted))
    }

    /// Notes where the ledger stands.
    pub(crate) fn note(&mut self, mark: &Mark) -> std::io::Result<()> {
        self.turn += 1;
        let noted = Noted {
            turn: self.turn,
            mark: mark.clone(),
            snapshot: self.snapshot.clone(),
            compacted_file_bytes: self.compacted_file_bytes,
        };
        let sealed = seal(SLOT_KEY, &json(&noted));
        let mut slot = u32::try_from(sealed.len()).unwrap_or(u32::MAX).to_be_bytes().to_vec();
        slot.extend_from_slice(&sealed);
        self.file.write_all_at(&slot, (self.turn % 2) * SLOT_BYTES as u64)
    }

    /// The same, durable, with the snapshot from which sled goes on.
    pub(crate) fn note_and_sync(&mut self, mark: &Mark, snapshot: Option<String>) -> std::io::Result<()> {
        self.snapshot = snapshot;
        self.note(mark)?;
        self.file.sync_all()
    }
}

/// What a slot holds; `None` when it is empty or was cut short.
fn read_slot(file: &File, slot: u64) -> std::io::Result<Option<Noted>> {
    let mut bytes = vec![0; SLOT_BYTES];
    let mut read = 0;
    while read < SLOT_BYTES {
        match file.read_at(&mut bytes[read..], slot * SLOT_BYTES as u64 + read as u64)? {
            0 => break,
            more => read += more,
        }
    }
    let sealed = bytes.split_first_chunk::<4>().and_then(|(length, rest)| rest.get(..length_of(*length)));
    Ok(sealed.and_then(|sealed| serde_json::from_slice(unseal(SLOT_KEY, sealed).ok()?).ok()))
}

fn length_of(bytes: [u8; 4]) -> usize {
    usize::try_from(u32::from_be_bytes(bytes)).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(group: u64) -> Mark {
        Mark { group, sequence: group, head_sha256: Sha256Digest::ZERO, contents: Contents::default() }
    }

    #[test]
    fn the_newest_whole_slot_counts() {
        let dir = tempfile::tempdir().unwrap();
        let noted = || MarkFile::open(dir.path()).unwrap().1.map(|noted| (noted.mark.group, noted.snapshot));
        assert_eq!(noted(), None);
        let (mut file, _) = MarkFile::open(dir.path()).unwrap();
        file.note_and_sync(&mark(1), Some("snap.1".to_owned())).unwrap();
        file.note(&mark(2)).unwrap();
        assert_eq!(noted(), Some((2, Some("snap.1".to_owned()))));
        file.note(&mark(3)).unwrap();
        // The third was cut short: the second is there.
        file.file.write_all_at(&[0; 40], SLOT_BYTES as u64 + 30).unwrap();
        assert_eq!(noted(), Some((2, Some("snap.1".to_owned()))));
        file.file.write_all_at(&[0; 40], 30).unwrap();
        assert_eq!(noted(), None);
    }

    #[test]
    fn contents_are_the_same_in_any_order_and_tell_an_older_value() {
        let pairs: Vec<(Vec<u8>, Vec<u8>)> = (0..100u8).map(|at| (vec![b'p', at], seal(&[b'p', at], &[at]))).collect();
        let sum = |pairs: &mut dyn Iterator<Item = &(Vec<u8>, Vec<u8>)>| {
            let mut contents = Contents::default();
            pairs.for_each(|(key, value)| contents.add(key, value));
            contents
        };
        let contents = sum(&mut pairs.iter());
        assert_eq!(sum(&mut pairs.iter().rev()), contents);
        let mut older = pairs.clone();
        older[7].1 = seal(&older[7].0, &[200]);
        assert_ne!(sum(&mut older.iter()), contents);
        let mut changed = contents;
        changed.take_away(&pairs[7].0, &pairs[7].1);
        changed.add(&older[7].0, &older[7].1);
        assert_eq!(sum(&mut older.iter()), changed);
    }
}
