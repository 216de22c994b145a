//! Reading much of the tree: many readers at once, each over a stretch of its keys.
//!
//! Nobody knows beforehand where the keys lie: most people of a province have IDs that begin alike. So one reader begins with
//! all of it, and whoever has work gives half of what it has left to whoever has none.

use std::{
    num::NonZero,
    ops::Bound,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use sled::{IVec, Tree};

use crate::{
    LedgerError,
    store::{last_key, stored},
};

type Answer<T> = Result<T, LedgerError>;

/// Readers, unless there are more cores. Of a ledger that is larger than memory they wait for the disk most of the time, which
/// answers 64 at once in hardly more time than one (measured: 30,000 reads a second of 8 readers, 99,000 of 64).
const READERS_MIN: usize = 64;
/// Rows that a reader reads before it looks whether another has nothing to do.
const ROWS_BETWEEN_LOOKS: usize = 1024;

/// The bounds of some keys.
pub(crate) type Stretch = (Bound<Vec<u8>>, Bound<Vec<u8>>);

/// All keys there are.
pub(crate) const ALL: Stretch = (Bound::Unbounded, Bound::Unbounded);

/// Reads all rows of a stretch, in no order: each reader takes keys with their sealed values into a sum of its own.
///
/// # Errors
/// The first that reading or `take_in` gives.
pub(crate) fn fold<T: Default + Send>(
    tree: &Tree,
    stretch: Stretch,
    take_in: impl Fn(&mut T, &IVec, &IVec) -> Answer<()> + Sync,
) -> Answer<Vec<T>> {
    let work = Work::new(stretch);
    let read = || -> Answer<T> {
        let mut sum = T::default();
        while let Some(share) = work.take() {
            share.read(tree, |key, value| take_in(&mut sum, key, value))?;
        }
        Ok(sum)
    };
    std::thread::scope(|scope| {
        let readers = std::thread::available_parallelism().map_or(1, NonZero::get).max(READERS_MIN);
        let other = |_| std::thread::Builder::new().name("ledger-reader".to_owned()).spawn_scoped(scope, read).ok();
        // Where the system gives fewer threads, fewer do.
        let others: Vec<_> = (1..readers).map_while(other).collect();
        let own = read();
        let sums = others.into_iter().map(|reader| {
            // Reading catches the engine's panics; any other is a fault of ours.
            reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        sums.chain([own]).collect()
    })
}

/// What is to be read.
struct Work {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// What nobody reads yet.
    left: Vec<Stretch>,
    /// Readers with a share, of which they may give some.
    reading: usize,
    /// Readers without.
    idle: usize,
    /// Where one has failed nobody need go on.
    failed: bool,
}

/// What a reader does next.
enum Next {
    ReadOn,
    GiveHalf,
    Stop,
}

impl Work {
    fn new(all: Stretch) -> Self {
        let state = State { left: vec![all], reading: 0, idle: 0, failed: false };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a share; `None` when all is read, or nothing more is wanted.
    fn take(&self) -> Option<Share<'_>> {
        let mut state = self.state();
        while !state.failed {
            if let Some(stretch) = state.left.pop() {
                state.reading += 1;
                return Some(Share { work: self, stretch, whole: false });
            }
            if state.reading == 0 {
                break;
            }
            state.idle += 1;
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.idle -= 1;
        }
        None
    }

    fn next(&self) -> Next {
        let state = self.state();
        match *state {
            State { failed: true, .. } => Next::Stop,
            State { idle, ref left, .. } if idle > left.len() => Next::GiveHalf,
            _ => Next::ReadOn,
        }
    }
}

/// A stretch that one reader reads.
struct Share<'a> {
    work: &'a Work,
    /// What is left of it.
    stretch: Stretch,
    /// Whether it was read to its end.
    whole: bool,
}

impl Share<'_> {
    fn read(mut self, tree: &Tree, mut take_in: impl FnMut(&IVec, &IVec) -> Answer<()>) -> Answer<()> {
        loop {
            let mut last = None;
            for pair in stored(tree, self.stretch.clone()).take(ROWS_BETWEEN_LOOKS) {
                let (key, value) = pair?;
                take_in(&key, &value)?;
                last = Some(key);
            }
            let Some(last) = last else { break };
            self.stretch.0 = Bound::Excluded(last.to_vec());
            match self.work.next() {
                Next::ReadOn => {}
                Next::GiveHalf => self.give_half(tree, &last)?,
                Next::Stop => break,
            }
        }
        self.whole = true;
        Ok(())
    }

    /// Gives what lies in the second half of the keys after `read` away.
    fn give_half(&mut self, tree: &Tree, read: &[u8]) -> Answer<()> {
        let Some(last) = last_key(tree, self.stretch.clone())? else { return Ok(()) };
        if let Some(middle) = between(read, &last) {
            let end = std::mem::replace(&mut self.stretch.1, Bound::Excluded(middle.clone()));
            self.work.state().left.push((Bound::Included(middle), end));
            self.work.changed.notify_one();
        }
        Ok(())
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        let mut state = self.work.state();
        state.reading -= 1;
        state.failed |= !self.whole;
        // Whoever waits may have nothing to wait for any more.
        self.work.changed.notify_all();
    }
}

/// Bytes of keys that are looked at as a number.
const NUMBER_BYTES: usize = 8;

/// Some key halfway from `low`, which it is above, to `high`, which it is not above; `None` when they are too close.
fn between(low: &[u8], high: &[u8]) -> Option<Vec<u8>> {
    let alike = low.iter().zip(high).take_while(|(low, high)| low == high).count();
    let number = |key: &[u8]| {
        let mut bytes = [0; NUMBER_BYTES];
        key[alike..].iter().zip(&mut bytes).for_each(|(from, to)| *to = *from);
        u64::from_be_bytes(bytes)
    };
    let (from, to) = (number(low), number(high));
    let middle = from.checked_add(to.checked_sub(from)?.div_ceil(2)).filter(|middle| *middle > from)?;
    let mut key = [&high[..alike], &middle.to_be_bytes()].concat();
    // The zeros with which a short key was filled up.
    while key.len() > alike && key.last() == Some(&0) {
        key.pop();
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::store::seal;

    #[test]
    fn a_key_between_two_is_above_the_one_and_not_above_the_other() {
        for (low, high, expected) in [
            ("a", "c", Some("b")),
            ("a", "b", Some("a\u{80}")),
            ("ka1", "ka9", Some("ka5")),
            ("ka", "ka4", Some("ka\u{1a}")),
            ("ka", "ka\0", None),
            ("ka", "ka", None),
            ("ka\0", "ka", None),
        ] {
            let bytes = |text: &str| text.chars().map(|letter| letter as u8).collect::<Vec<u8>>();
            let middle = between(&bytes(low), &bytes(high));
            let begins = |expected| middle.as_ref().is_some_and(|middle| middle.starts_with(&bytes(expected)));
            assert!(expected.map_or(middle.is_none(), begins), "{low:?} {high:?}: {middle:?}");
        }
        let keys: [&[u8]; 6] =
            [b"", b"p0010000001", b"p00100000010", b"p0019", b"p\xff\xff\xff\xff\xff\xff\xff\xff\xff", b"q"];
        for (at, low) in keys.iter().enumerate() {
            for high in &keys[at + 1..] {
                if let Some(middle) = between(low, high) {
                    assert!(*low < middle.as_slice() && middle.as_slice() <= *high, "{low:?} {high:?}: {middle:?}");
                }
            }
        }
    }

    /// Keys of two kinds, as uneven as those of papers are.
    fn filled(dir: &std::path::Path) -> (sled::Db, Vec<Vec<u8>>) {
        let db = sled::open(dir).unwrap();
        let mut keys: Vec<Vec<u8>> = (0..30_000u32).map(|at| format!("p0010{:08}", at * 7).into_bytes()).collect();
        keys.extend((0..5000u32).map(|at| [b"z".as_slice(), &at.to_be_bytes()].concat()));
        let mut batch = sled::Batch::default();
        keys.iter().for_each(|key| batch.insert(key.as_slice(), seal(key, b"1")));
        db.apply_batch(batch).unwrap();
        (db, keys)
    }

    #[test]
    fn each_row_is_read_once_and_many_readers_have_some() {
        let dir = tempfile::tempdir().unwrap();
        let (db, keys) = filled(dir.path());
        let count = |read: &mut BTreeMap<Vec<u8>, u32>, key: &IVec, _: &IVec| {
            *read.entry(key.to_vec()).or_default() += 1;
            Ok(())
        };
        let papers = (Bound::Included(b"p".to_vec()), Bound::Excluded(b"q".to_vec()));
        for (stretch, expected) in [(ALL, &keys[..]), (papers, &keys[..30_000])] {
            let sums = fold(&db, stretch, count).unwrap();
            let read: Vec<(Vec<u8>, u32)> = sums.into_iter().flatten().collect();
            assert!(read.iter().all(|(_, times)| *times == 1));
            let read: std::collections::BTreeSet<Vec<u8>> = read.into_iter().map(|(key, _)| key).collect();
            assert!(read.iter().eq(expected), "{} of {}", read.len(), expected.len());
        }
        let nothing = (Bound::Included(b"q".to_vec()), Bound::Excluded(b"r".to_vec()));
        assert!(fold(&db, nothing, count).unwrap().iter().all(BTreeMap::is_empty));
    }

    #[test]
    fn half_of_what_is_left_is_given_to_who_has_none() {
        let dir = tempfile::tempdir().unwrap();
        let (db, _) = filled(dir.path());
        let work = Work::new(ALL);
        let mut share = work.take().unwrap();
        share.give_half(&db, b"p001000000000").unwrap();
        let other = work.take().unwrap();
        let rows = |share: &Share<'_>| stored(&db, share.stretch.clone()).count();
        assert_eq!(rows(&share) + rows(&other), 35_000);
        assert!(rows(&share) > 0 && rows(&other) > 0);
        share.whole = true;
        drop(share);
        // Its reader failed: nobody gets more.
        drop(other);
        assert!(work.take().is_none());
    }

    #[test]
    fn what_one_reader_meets_ends_all() {
        let dir = tempfile::tempdir().unwrap();
        let (db, keys) = filled(dir.path());
        let damaged = |_: &mut (), key: &IVec, _: &IVec| {
            if key == &keys[12_345] { Err(crate::store::damaged(key, "as the test wants it")) } else { Ok(()) }
        };
        assert!(matches!(fold(&db, ALL, damaged), Err(LedgerError::Damaged { .. })));
    }
}
