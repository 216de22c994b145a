//! The log's entries as they are stored: appended, read, and cut in parts where they are long.
//!
//! sled is at its best with short values; a leaf of it holds up to sixteen, and one of over 128 KiB would go to a file of
//! its own that sled does not sync (ENGINES.md). So an entry that is longer than [`PART_BYTES`] lies in several.

use model::{ChainError, Context, Entry, EntryBody, EntryHeader, SealedBody};
use rayon::{
    iter::{IntoParallelIterator as _, ParallelIterator as _},
    slice::ParallelSlice as _,
};

use crate::{
    LedgerError, keys,
    store::{Pair, Read, Transaction, damaged, range_from_the_end},
    views,
};

const PART_BYTES: usize = 6 * 1024;
/// Before the first part: how many there are.
const COUNT_BYTES: usize = 4;
/// More than most headers.
const HEADER_BYTES: usize = 600;

/// Appends what happens to the log and changes the views that follow from it.
pub(crate) fn append(
    transaction: &mut Transaction<'_>,
    context: Context,
    body: &EntryBody,
) -> Result<u64, LedgerError> {
    append_sealed(transaction, context, body, SealedBody::of(body))
}

/// The same with a body that is sealed already.
pub(crate) fn append_sealed(
    transaction: &mut Transaction<'_>,
    context: Context,
    body: &EntryBody,
    sealed: SealedBody,
) -> Result<u64, LedgerError> {
    let entry = sealed.following(transaction.head.as_ref(), context);
    let sequence = entry.header.sequence;
    put_new(transaction, &entry);
    views::apply(transaction, &entry.header, Some(body))?;
    transaction.head = Some(entry.header);
    Ok(sequence)
}

/// An entry of an exported log, which follows from the one before it in a list, with what it says.
pub(crate) struct CheckedEntry {
    entry: Entry,
    body: Option<EntryBody>,
}

impl CheckedEntry {
    /// What it says; `None` once erased.
    pub(crate) fn body(&self) -> Option<&EntryBody> {
        self.body.as_ref()
    }
}

/// Checks on all cores that each entry follows from the one before it, and reads their bodies.
pub(crate) fn check_chain(entries: Vec<Entry>) -> Result<Vec<CheckedEntry>, LedgerError> {
    if let Some(newer) = entries.iter().find(|entry| entry.header.version > 1) {
        return Err(LedgerError::Newer { found: u32::from(newer.header.version), known: 1 });
    }
    entries.par_windows(2).try_for_each(|pair| pair[1].verify(Some(&pair[0].header)))?;
    let read = |entry: Entry| Ok(CheckedEntry { body: entry.read_body()?, entry });
    entries.into_par_iter().map(read).collect()
}

/// Appends entries of an exported log that follow from one another, as they are; passes over what is there already.
pub(crate) fn append_exported(
    transaction: &mut Transaction<'_>,
    entries: Vec<CheckedEntry>,
) -> Result<(), LedgerError> {
    let mut follows = false;
    for CheckedEntry { entry, body } in entries {
        let sequence = entry.header.sequence;
        if transaction.head.as_ref().is_some_and(|head| sequence <= head.sequence) {
            same_as_stored(transaction, &entry)?;
            continue;
        }
        if !follows {
            entry.verify(transaction.head.as_ref())?;
            follows = true;
        }
        put_new(transaction, &entry);
        views::apply(transaction, &entry.header, body.as_ref())?;
        transaction.head = Some(entry.header);
    }
    Ok(())
}

fn same_as_stored(read: &impl Read, entry: &Entry) -> Result<(), LedgerError> {
    let sequence = entry.header.sequence;
    let stored = get(read, sequence)?.ok_or(ChainError::Broken(sequence))?;
    if stored.header != entry.header {
        return Err(ChainError::Broken(sequence).into());
    }
    match &entry.body {
        Some(body) if model::Sha256Digest::of(body.get().as_bytes()) != entry.header.body_sha256 => {
            Err(ChainError::Body(sequence).into())
        }
        _ => Ok(()),
    }
}

/// Takes the body of an entry away; its header and the chain stay. One that is erased already stays so.
pub(crate) fn erase_body(transaction: &mut Transaction<'_>, sequence: u64) -> Result<(), LedgerError> {
    let Some(entry) = get(transaction, sequence)? else { return Ok(()) };
    for part in 1.. {
        let key = keys::entry_part(sequence, part);
        if transaction.value(&key)?.is_none() {
            break;
        }
        transaction.remove(key);
    }
    let without_body = rows(&Entry { body: None, ..entry });
    without_body.into_iter().for_each(|(key, content)| transaction.put(key, &content));
    Ok(())
}

/// Puts an entry that is not there yet.
fn put_new(transaction: &mut Transaction<'_>, entry: &Entry) {
    rows(entry).into_iter().for_each(|(key, content)| transaction.put_new(key, &content));
}

/// An entry as it is stored, in one part or several.
fn rows(entry: &Entry) -> Vec<Pair> {
    let sequence = entry.header.sequence;
    let body_bytes = entry.body.as_ref().map_or(0, |body| body.get().len());
    let mut first = Vec::with_capacity(HEADER_BYTES + body_bytes);
    first.extend_from_slice(&1u32.to_be_bytes());
    // INVARIANT: a header of strings and numbers and a body that is JSON already always serialise.
    #[allow(clippy::expect_used)]
    serde_json::to_writer(&mut first, entry).expect("an entry serialises");
    let others = first.split_off(first.len().min(COUNT_BYTES + PART_BYTES));
    let parts = (1..).zip(others.chunks(PART_BYTES));
    let mut rows: Vec<Pair> = parts.map(|(part, bytes)| (keys::entry_part(sequence, part), bytes.to_vec())).collect();
    let count = u32::try_from(rows.len() + 1).unwrap_or(u32::MAX);
    first[..COUNT_BYTES].copy_from_slice(&count.to_be_bytes());
    rows.insert(0, (keys::entry(sequence), first));
    rows
}

/// One entry; `None` beyond the log's end.
pub(crate) fn get(read: &impl Read, sequence: u64) -> Result<Option<Entry>, LedgerError> {
    let key = keys::entry(sequence);
    read.content(&key)?.map(|content| whole(read, &key, sequence, &content)).transpose()
}

/// The entry whose first part is `content`.
fn whole(read: &impl Read, key: &[u8], sequence: u64, content: &[u8]) -> Result<Entry, LedgerError> {
    let Some((count, first)) = content.split_first_chunk::<4>() else {
        return Err(damaged(key, "it is too short"));
    };
    let count = u32::from_be_bytes(*count);
    if count == 1 {
        return serde_json::from_slice(first).map_err(|error| damaged(key, error));
    }
    let mut json = first.to_vec();
    for part in 1..count {
        let part = keys::entry_part(sequence, part);
        json.extend(read.content(&part)?.ok_or_else(|| damaged(&part, "a part of it is missing"))?);
    }
    serde_json::from_slice(&json).map_err(|error| damaged(key, error))
}

/// Header and body of an entry that a view names; the body is `None` once erased.
pub(crate) fn named(read: &impl Read, sequence: u64) -> Result<(EntryHeader, Option<EntryBody>), LedgerError> {
    let entry = get(read, sequence)?.ok_or_else(|| damaged(&keys::entry(sequence), "it is missing"))?;
    let body = entry.read_body()?;
    Ok((entry.header, body))
}

/// Entries after `after` up to `last`, in order.
pub(crate) fn entries(read: &impl Read, after: u64, last: u64) -> impl Iterator<Item = Result<Entry, LedgerError>> {
    let bounds = (keys::entry(after.saturating_add(1)), keys::entry(last.saturating_add(1)));
    let bounds = if bounds.0 < bounds.1 { bounds } else { (bounds.1.clone(), bounds.1) };
    let mut expected = after;
    read.range(bounds).map(move |pair| {
        let (key, content) = pair?;
        expected += 1;
        if key != keys::entry(expected) {
            return Err(damaged(&keys::entry(expected), "it is missing"));
        }
        whole(read, &key, expected, &content)
    })
}

/// The header of the last entry that is stored.
pub(crate) fn last(tree: &sled::Tree) -> Result<Option<EntryHeader>, LedgerError> {
    let Some(pair) = range_from_the_end(tree, keys::all_of(keys::ENTRIES)).next() else { return Ok(None) };
    let (key, content) = pair?;
    let sequence = key.get(1..).and_then(<[u8]>::first_chunk::<8>).map(|bytes| u64::from_be_bytes(*bytes));
    let sequence = sequence.ok_or_else(|| damaged(&key, "its key is malformed"))?;
    whole(tree, &key, sequence, &content).map(|entry| Some(entry.header))
}
