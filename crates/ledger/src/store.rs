//! Reading and changing keys: what the tree holds, what a transaction has changed so far, and the form of every value.
//!
//! A value is one version byte, the CRC-32 of key and content, and the content: JSON or an entry's bytes. Knows nothing
//! of what the values mean.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    io::ErrorKind,
    ops::{Bound, RangeBounds},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use model::EntryHeader;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sled::{IVec, Tree};

use crate::{LedgerError, keys, tally::Pending};

const VALUE_FORM: u8 = 1;
const HEAD_BYTES: usize = 5;

fn checksum(key: &[u8], content: &[u8]) -> [u8; 4] {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(key);
    hasher.update(content);
    hasher.finalize().to_be_bytes()
}

pub(crate) fn seal(key: &[u8], content: &[u8]) -> Vec<u8> {
    let mut value = Vec::with_capacity(HEAD_BYTES + content.len());
    seal_into(&mut value, key, |value| value.extend_from_slice(content));
    value
}

/// Makes `value` the sealed value of what `write` appends to it.
fn seal_into(value: &mut Vec<u8>, key: &[u8], write: impl FnOnce(&mut Vec<u8>)) {
    value.clear();
    value.resize(HEAD_BYTES, VALUE_FORM);
    write(value);
    let sum = checksum(key, &value[HEAD_BYTES..]);
    value[1..HEAD_BYTES].copy_from_slice(&sum);
}

pub(crate) fn unseal<'a>(key: &[u8], value: &'a [u8]) -> Result<&'a [u8], LedgerError> {
    match value {
        [VALUE_FORM, sum @ ..] if sum.len() >= 4 && sum[..4] == checksum(key, &sum[4..]) => Ok(&sum[4..]),
        [found, ..] if *found > VALUE_FORM => {
            Err(LedgerError::Newer { found: u32::from(*found), known: u32::from(VALUE_FORM) })
        }
        _ => Err(damaged(key, "its checksum does not fit")),
    }
}

/// The error for a value that cannot be what it should be.
#[allow(clippy::needless_pass_by_value)] // Callers give errors and texts alike.
pub(crate) fn damaged(key: &[u8], detail: impl ToString) -> LedgerError {
    LedgerError::Damaged { at: keys::place(key), detail: detail.to_string() }
}

/// The error for an engine that cannot make sense of its files.
pub(crate) fn damaged_engine(detail: impl ToString) -> LedgerError {
    LedgerError::Damaged { at: "the engine's files".to_owned(), detail: detail.to_string() }
}

/// The engine's error, with what was tried.
pub(crate) fn engine(doing: &'static str) -> impl Fn(sled::Error) -> LedgerError {
    move |error| match error {
        // Everything that sled answers when its files are not as it left them.
        sled::Error::Corruption { .. }
        | sled::Error::ReportableBug(_)
        | sled::Error::Unsupported(_)
        | sled::Error::CollectionNotFound(_) => damaged_engine(error),
        sled::Error::Io(io) if matches!(io.kind(), ErrorKind::UnexpectedEof | ErrorKind::InvalidData) => {
            damaged_engine(io)
        }
        // As it is, so that whoever reads the causes finds out that a disk is full.
        sled::Error::Io(error) => LedgerError::Engine { doing, source: Box::new(error) },
    }
}

/// Calls the engine. On files that are not as it left them sled panics in as many places as it answers with an error.
pub(crate) fn guarded<T>(doing: &'static str, call: impl FnOnce() -> sled::Result<T>) -> Result<T, LedgerError> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(answer) => answer.map_err(engine(doing)),
        Err(panic) => Err(damaged_engine(format!("asked to {doing}, it panicked: {}", panic_text(&*panic)))),
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a word")
}

/// What the engine's iterator gives, up to the first error: sled's own would give that again for ever.
struct Guarded<I>(Option<I>);

impl<T, I: Iterator<Item = sled::Result<T>>> Iterator for Guarded<I> {
    type Item = Result<T, LedgerError>;

    fn next(&mut self) -> Option<Self::Item> {
        let pairs = self.0.as_mut()?;
        let next = guarded("read", || pairs.next().transpose()).transpose();
        if !matches!(next, Some(Ok(_))) {
            self.0 = None;
        }
        next
    }
}

/// Keys with their sealed values, between bounds as those of [`Read::range`].
pub(crate) fn stored(
    tree: &Tree,
    bounds: impl RangeBounds<Vec<u8>>,
) -> impl Iterator<Item = Result<(IVec, IVec), LedgerError>> {
    Guarded(Some(tree.range(bounds)))
}

/// The last key between bounds as those of [`Read::range`].
pub(crate) fn last_key(tree: &Tree, bounds: impl RangeBounds<Vec<u8>>) -> Result<Option<IVec>, LedgerError> {
    guarded("read", || tree.range(bounds).keys().next_back().transpose())
}

/// Every key with its sealed value.
pub(crate) fn all_stored(tree: &Tree) -> impl Iterator<Item = Result<(IVec, IVec), LedgerError>> {
    stored(tree, ..)
}

/// How many keys there are, not counting beyond `limit`.
pub(crate) fn count_keys(tree: &Tree, (from, to): (Vec<u8>, Vec<u8>), limit: usize) -> Result<usize, LedgerError> {
    let keys = Guarded(Some(tree.range(from..to).keys()));
    keys.take(limit).try_fold(0, |count, key| key.map(|_| count + 1))
}

/// A key with its content.
pub(crate) type Pair = (Vec<u8>, Vec<u8>);

/// Reading: the tree as it is, or a transaction's view of it.
pub(crate) trait Read {
    /// The sealed value.
    fn value(&self, key: &[u8]) -> Result<Option<IVec>, LedgerError>;

    /// Keys from the first bound up to, not including, the second, with their contents.
    fn range(&self, bounds: (Vec<u8>, Vec<u8>)) -> impl Iterator<Item = Result<Pair, LedgerError>>;

    /// The content.
    fn content(&self, key: &[u8]) -> Result<Option<Vec<u8>>, LedgerError> {
        self.value(key)?.map(|value| unseal(key, &value).map(<[u8]>::to_vec)).transpose()
    }

    /// The content, from JSON.
    fn json<T: DeserializeOwned>(&self, key: &[u8]) -> Result<Option<T>, LedgerError> {
        self.value(key)?.map(|value| from_json(key, unseal(key, &value)?)).transpose()
    }
}

/// What JSON under a key says.
pub(crate) fn from_json<'a, T: Deserialize<'a>>(key: &[u8], content: &'a [u8]) -> Result<T, LedgerError> {
    serde_json::from_slice(content).map_err(|error| damaged(key, error))
}

fn opened(pair: Result<(IVec, IVec), LedgerError>) -> Result<Pair, LedgerError> {
    let (key, value) = pair?;
    let content = unseal(&key, &value)?.to_vec();
    Ok((key.to_vec(), content))
}

impl Read for Tree {
    fn value(&self, key: &[u8]) -> Result<Option<IVec>, LedgerError> {
        guarded("read", || self.get(key))
    }

    fn range(&self, bounds: (Vec<u8>, Vec<u8>)) -> impl Iterator<Item = Result<Pair, LedgerError>> {
        stored(self, bounds.0..bounds.1).map(opened)
    }
}

/// The same from the last key to the first; for the tree alone.
pub(crate) fn range_from_the_end(
    tree: &Tree,
    (from, to): (Vec<u8>, Vec<u8>),
) -> impl Iterator<Item = Result<Pair, LedgerError>> {
    Guarded(Some(tree.range(from..to).rev())).map(opened)
}

/// Sealed values by key; `None` for a key to be removed. As sled takes them, so that handing them over copies nothing.
pub(crate) type Changes = BTreeMap<IVec, Option<IVec>>;

/// By keys of which many are looked up for each write, where the standard library's hash costs more than the rest.
pub(crate) type ByKey<T> = HashMap<Vec<u8>, T, foldhash::fast::RandomState>;

/// Sealed values as they are before a group of writes, of the keys that its commands asked for.
#[derive(Debug, Default)]
pub(crate) struct Before {
    /// What the group before it changes, which may be in the tree by now or not.
    written: Arc<Changes>,
    known: RefCell<ByKey<Option<IVec>>>,
}

impl Before {
    /// Of a group that follows one that is being written.
    pub(crate) fn after(written: Arc<Changes>) -> Self {
        Self { written, known: RefCell::default() }
    }

    /// What is there, asked once for all commands of the group: reading costs as much as writing does.
    pub(crate) fn value(&self, tree: &Tree, key: &[u8]) -> Result<Option<IVec>, LedgerError> {
        if let Some(known) = self.known.borrow().get(key) {
            return Ok(known.clone());
        }
        let value = match self.written.get(key) {
            Some(change) => change.clone(),
            None => tree.value(key)?,
        };
        self.note(key.to_vec(), value.clone());
        Ok(value)
    }

    /// Takes it for known what is there under a key.
    fn note(&self, key: Vec<u8>, value: Option<IVec>) {
        self.known.borrow_mut().insert(key, value);
    }
}

/// One command's changes over those of the commands before it in the group, over the tree.
pub(crate) struct Transaction<'a> {
    tree: &'a Tree,
    before: &'a Before,
    group: &'a Changes,
    own: Changes,
    /// What the counters of activity are changed by when it ends.
    pub(crate) activity: Pending,
    /// The last entry's header, this transaction's own entries included.
    pub(crate) head: Option<EntryHeader>,
    /// Where values are sealed.
    scratch: Vec<u8>,
}

impl<'a> Transaction<'a> {
    pub(crate) fn new(tree: &'a Tree, before: &'a Before, group: &'a Changes, head: Option<EntryHeader>) -> Self {
        Self { tree, before, group, own: Changes::new(), activity: Pending::default(), head, scratch: Vec::new() }
    }

    /// What it changes, to be kept, and the new head.
    pub(crate) fn into_changes(self) -> (Changes, Option<EntryHeader>) {
        (self.own, self.head)
    }

    pub(crate) fn put(&mut self, key: Vec<u8>, content: &[u8]) {
        self.put_written(key, |value| value.extend_from_slice(content));
    }

    fn put_written(&mut self, key: Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
        seal_into(&mut self.scratch, &key, write);
        self.own.insert(key.into(), Some(self.scratch.as_slice().into()));
    }

    /// Puts what cannot be there yet, such as the next entry of the log.
    pub(crate) fn put_new(&mut self, key: Vec<u8>, content: &[u8]) {
        self.before.note(key.clone(), None);
        self.put(key, content);
    }

    /// What it sees.
    pub(crate) fn layers(&self) -> Layers<'_> {
        Layers::new(self.tree, [&self.before.written, self.group, &self.own])
    }

    /// Need not ask the tree any more for what a command read while it was made ready.
    pub(crate) fn note(&self, (key, value): Stored) {
        self.before.note(key, value);
    }

    pub(crate) fn put_json(&mut self, key: Vec<u8>, content: &impl Serialize) {
        // INVARIANT: everything stored is structs of strings and numbers with string keys, which always serialise.
        #[allow(clippy::expect_used)]
        self.put_written(key, |value| serde_json::to_writer(value, content).expect("a stored value serialises"));
    }

    pub(crate) fn remove(&mut self, key: Vec<u8>) {
        self.own.insert(key.into(), None);
    }
}

impl Read for Transaction<'_> {
    fn value(&self, key: &[u8]) -> Result<Option<IVec>, LedgerError> {
        match self.own.get(key).or_else(|| self.group.get(key)) {
            Some(change) => Ok(change.clone()),
            None => self.before.value(self.tree, key),
        }
    }

    fn range(&self, bounds: (Vec<u8>, Vec<u8>)) -> impl Iterator<Item = Result<Pair, LedgerError>> {
        self.layers().range_of_all(bounds)
    }
}

impl Read for Layers<'_> {
    fn value(&self, key: &[u8]) -> Result<Option<IVec>, LedgerError> {
        match self.changed(key) {
            Some(change) => Ok(change.clone()),
            None => self.tree.value(key),
        }
    }

    fn range(&self, bounds: (Vec<u8>, Vec<u8>)) -> impl Iterator<Item = Result<Pair, LedgerError>> {
        self.range_of_all(bounds)
    }
}

/// Changes over older changes over the tree. Many threads can read it at once.
#[derive(Clone, Copy)]
pub(crate) struct Layers<'a> {
    tree: &'a Tree,
    /// The newest last.
    changes: [&'a Changes; 3],
}

/// A key with what the tree holds under it.
pub(crate) type Stored = (Vec<u8>, Option<IVec>);

impl<'a> Layers<'a> {
    /// The newest changes last.
    pub(crate) fn new(tree: &'a Tree, changes: [&'a Changes; 3]) -> Self {
        Self { tree, changes }
    }

    fn changed(self, key: &[u8]) -> Option<&'a Option<IVec>> {
        self.changes.into_iter().rev().find_map(|changes| changes.get(key))
    }

    /// What the tree holds under some keys, for [`Transaction::note`]; not of those that have been changed since.
    pub(crate) fn read_ahead(self, keys: Vec<Vec<u8>>) -> Result<Vec<Stored>, LedgerError> {
        let unchanged = keys.into_iter().filter(|key| self.changed(key).is_none());
        unchanged.map(|key| self.tree.value(&key).map(|value| (key, value))).collect()
    }

    fn range_of_all(self, (from, to): (Vec<u8>, Vec<u8>)) -> impl Iterator<Item = Result<Pair, LedgerError>> + 'a {
        let mut changed: BTreeMap<&[u8], Option<&[u8]>> = BTreeMap::new();
        let bounds = (Bound::Included(from.as_slice()), Bound::Excluded(to.as_slice()));
        for changes in self.changes {
            changed.extend(changes.range::<[u8], _>(bounds).map(|(key, value)| (key.as_ref(), value.as_deref())));
        }
        let mut changed = changed.into_iter().peekable();
        let mut stored = stored(self.tree, from..to).peekable();
        std::iter::from_fn(move || {
            loop {
                let next_changed = changed.peek().map(|(key, _)| *key);
                let stored_first = match (stored.peek(), next_changed) {
                    (Some(Err(_)), _) | (Some(_), None) => true,
                    (Some(Ok((key, _))), Some(changed)) => key.as_ref() < changed,
                    (None, _) => false,
                };
                if stored_first {
                    return stored.next().map(opened);
                }
                let (key, value) = changed.next()?;
                stored.next_if(|pair| pair.as_ref().is_ok_and(|(stored, _)| stored.as_ref() == key));
                if let Some(value) = value {
                    return Some(unseal(key, value).map(|content| (key.to_vec(), content.to_vec())));
                }
            }
        })
    }
}

/// A batch for the tree.
pub(crate) fn batch_of(changes: &Changes) -> sled::Batch {
    let mut batch = sled::Batch::default();
    for (key, value) in changes {
        match value {
            Some(value) => batch.insert(key.clone(), value.clone()),
            None => batch.remove(key.clone()),
        }
    }
    batch
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_byte_is_found() {
        let value = seal(b"p1", b"{}");
        assert_eq!(unseal(b"p1", &value).unwrap(), b"{}");
        assert!(matches!(unseal(b"p2", &value), Err(LedgerError::Damaged { .. })));
        for at in 1..value.len() {
            let mut changed = value.clone();
            changed[at] ^= 1;
            assert!(matches!(unseal(b"p1", &changed), Err(LedgerError::Damaged { .. })), "{at}");
        }
        assert!(matches!(unseal(b"p1", &[2]), Err(LedgerError::Newer { found: 2, known: 1 })));
        assert!(matches!(unseal(b"p1", &[]), Err(LedgerError::Damaged { .. })));
    }

    #[test]
    fn a_transaction_sees_the_tree_the_group_and_itself() {
        let dir = tempfile::tempdir().unwrap();
        let db = sled::open(dir.path()).unwrap();
        for key in [b"a1", b"a3", b"a5"] {
            db.insert(key, seal(key, b"tree")).unwrap();
        }
        let (nothing, before) = (Changes::new(), Before::default());
        let mut first = Transaction::new(&db, &before, &nothing, None);
        first.put(b"a2".to_vec(), b"group");
        first.remove(b"a3".to_vec());
        let (group, _) = first.into_changes();
        let mut second = Transaction::new(&db, &before, &group, None);
        second.put(b"a5".to_vec(), b"own");
        second.put(b"a6".to_vec(), b"own");
        second.put(b"b1".to_vec(), b"beyond");
        let seen: Vec<Pair> = second.range(keys::all_of(b'a')).map(Result::unwrap).collect();
        let seen: Vec<(&str, &str)> =
            seen.iter().map(|(key, value)| (str::from_utf8(key).unwrap(), str::from_utf8(value).unwrap())).collect();
        assert_eq!(seen, [("a1", "tree"), ("a2", "group"), ("a5", "own"), ("a6", "own")]);
        assert_eq!(second.content(b"a3").unwrap(), None);
    }

    #[test]
    fn a_transaction_sees_what_is_being_written() {
        let dir = tempfile::tempdir().unwrap();
        let db = sled::open(dir.path()).unwrap();
        for key in [b"a1", b"a3"] {
            db.insert(key, seal(key, b"tree")).unwrap();
        }
        let (nothing, before) = (Changes::new(), Before::default());
        let mut first = Transaction::new(&db, &before, &nothing, None);
        first.put(b"a2".to_vec(), b"written");
        first.remove(b"a3".to_vec());
        let (written, _) = first.into_changes();
        // The tree does not have it yet.
        let before = Before::after(Arc::new(written));
        let second = Transaction::new(&db, &before, &nothing, None);
        let read = second.layers().read_ahead(vec![b"a1".to_vec(), b"a2".to_vec(), b"a3".to_vec()]).unwrap();
        assert_eq!(read.iter().map(|(key, _)| key.as_slice()).collect::<Vec<_>>(), [b"a1"]);
        read.into_iter().for_each(|read| second.note(read));
        let seen = |key: &[u8]| second.content(key).unwrap();
        assert_eq!(seen(b"a1").as_deref(), Some(b"tree".as_slice()));
        assert_eq!(seen(b"a2").as_deref(), Some(b"written".as_slice()));
        assert_eq!(seen(b"a3"), None);
        let keys: Vec<Vec<u8>> = second.range(keys::all_of(b'a')).map(|pair| pair.unwrap().0).collect();
        assert_eq!(keys, [b"a1", b"a2"]);
    }
}
