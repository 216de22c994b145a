//! What becomes of a ledger whose files were changed, cut or lost: it says so when it is opened, or where it is read; it
//! never panics, waits for ever, or answers with less or other than what was acknowledged.

use std::{collections::BTreeMap, ops::Range, path::Path, sync::OnceLock};

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::{
    contract::samples::{context, draft, fill, register},
    store::all_stored,
};

/// Large to these tests: read whole only when a large ledger is.
const LARGE: Limits = Limits { checked_bytes_max: 0, compacted_file_bytes_min: Some(u64::MAX), watch: None };
/// Always read whole.
const SMALL: Limits = Limits { checked_bytes_max: u64::MAX, compacted_file_bytes_min: Some(u64::MAX), watch: None };

type Pairs = BTreeMap<Vec<u8>, Vec<u8>>;

/// A filled ledger's folder, to be copied, and what it holds.
struct Sample {
    dir: TempDir,
    pairs: Pairs,
    /// Where in sled's file the last write is.
    newest: Range<u64>,
}

/// Filled in two sessions, so that part of it is in sled's snapshot and part is not; the second ended in a crash.
fn crashed() -> &'static Sample {
    static SAMPLE: OnceLock<Sample> = OnceLock::new();
    SAMPLE.get_or_init(|| sample(false))
}

/// The same, closed.
fn closed() -> &'static Sample {
    static SAMPLE: OnceLock<Sample> = OnceLock::new();
    SAMPLE.get_or_init(|| sample(true))
}

fn sample(closed: bool) -> Sample {
    let dir = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (pairs, newest) = runtime.block_on(async {
        let first = SledLedger::open_with(dir.path(), LARGE).unwrap();
        fill(&first).await;
        write_papers(&first, 0..600).await;
        drop(first);
        let second = SledLedger::open_with(dir.path(), LARGE).unwrap();
        write_papers(&second, 600..1200).await;
        let before = std::fs::read(dir.path().join("db")).unwrap();
        write_papers(&second, 1200..1201).await;
        let newest = changed(&before, &std::fs::read(dir.path().join("db")).unwrap());
        let pairs = all_pairs(&second).unwrap();
        if closed {
            second.close().await.unwrap();
        }
        (pairs, newest)
    });
    Sample { dir, pairs, newest }
}

/// From the first to the last byte that differs.
fn changed(before: &[u8], after: &[u8]) -> Range<u64> {
    let differs: Vec<usize> = (0..after.len()).filter(|at| before.get(*at) != after.get(*at)).collect();
    differs[0] as u64..*differs.last().unwrap() as u64 + 1
}

async fn write_papers(ledger: &SledLedger, papers: Range<u32>) {
    let all: Vec<u32> = papers.collect();
    for some in all.chunks(20) {
        let writes = some.iter().map(|at| register(ledger, draft(&(at % 7).to_string(), &at.to_string())));
        futures::future::join_all(writes).await;
    }
}

fn all_pairs(ledger: &SledLedger) -> Result<Pairs, LedgerError> {
    let tree = ledger.tree()?;
    all_stored(&tree).map(|pair| pair.map(|(key, value)| (key.to_vec(), value.to_vec()))).collect()
}

/// What is done to a file.
#[derive(Debug, Clone, Copy)]
enum Damage {
    Flip { bit: u8 },
    Overwrite { with: u8, bytes: usize },
    Noise { seed: u64, bytes: usize },
    Truncate,
    Delete,
}

/// To which file, and where in it.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// Anywhere in sled's file.
    Data(f64),
    /// So many bytes after the beginning of one of its segments.
    SegmentHead(f64, u64),
    /// In what the last write of all changed.
    Newest(f64),
    Snapshot(f64),
    Settings(f64),
    Mark(f64),
}

const SEGMENT_BYTES: u64 = 512 << 10;

fn damage(dir: &Path, newest: &Range<u64>, place: Place, damage: Damage) {
    let name = match place {
        Place::Data(_) | Place::SegmentHead(..) | Place::Newest(_) => "db".to_owned(),
        Place::Snapshot(_) => match engine_files::snapshot_name(dir).unwrap() {
            Some(name) => name,
            None => return,
        },
        Place::Settings(_) => "conf".to_owned(),
        Place::Mark(_) => "mark".to_owned(),
    };
    let path = dir.join(name);
    let mut bytes = std::fs::read(&path).unwrap();
    let length = bytes.len();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    let part = |of: u64, share: f64| (of as f64 * share) as u64;
    let at = match place {
        Place::Data(share) | Place::Snapshot(share) | Place::Settings(share) | Place::Mark(share) => {
            part(length as u64, share)
        }
        Place::SegmentHead(share, after) => {
            part((length as u64).div_ceil(SEGMENT_BYTES), share) * SEGMENT_BYTES + after
        }
        Place::Newest(share) => newest.start + part(newest.end - newest.start, share),
    };
    let at = usize::try_from(at).unwrap().min(length.saturating_sub(1));
    match damage {
        Damage::Flip { bit } => bytes[at] ^= 1 << bit,
        Damage::Overwrite { with, bytes: count } => {
            bytes[at..].iter_mut().take(count).for_each(|byte| *byte = with);
        }
        Damage::Noise { mut seed, bytes: count } => bytes[at..].iter_mut().take(count).for_each(|byte| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            *byte = seed.to_be_bytes()[0];
        }),
        Damage::Truncate => bytes.truncate(at),
        Damage::Delete => return std::fs::remove_file(path).unwrap(),
    }
    std::fs::write(path, bytes).unwrap();
}

fn places() -> impl Strategy<Value = Place> {
    prop_oneof![
        4 => (0.0..1.0).prop_map(Place::Data),
        2 => (0.0..1.0, 0..30u64).prop_map(|(share, after)| Place::SegmentHead(share, after)),
        3 => (0.0..1.0).prop_map(Place::Newest),
        1 => (0.0..1.0).prop_map(Place::Snapshot),
        1 => (0.0..1.0).prop_map(Place::Settings),
        1 => (0.0..1.0).prop_map(Place::Mark),
    ]
}

fn damages() -> impl Strategy<Value = Damage> {
    let bytes = prop_oneof![1..64usize, Just(512), Just(4096), Just(600_000)];
    prop_oneof![
        4 => (0..8u8).prop_map(|bit| Damage::Flip { bit }),
        2 => (prop_oneof![Just(0), Just(0xff)], bytes.clone()).prop_map(|(with, bytes)| Damage::Overwrite { with, bytes }),
        2 => (any::<u64>(), bytes).prop_map(|(seed, bytes)| Damage::Noise { seed, bytes }),
        2 => Just(Damage::Truncate),
        1 => Just(Damage::Delete),
    ]
}

pub(super) fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(file.file_name());
        if file.file_type().unwrap().is_dir() {
            copy_folder(&file.path(), &to);
        } else {
            std::fs::copy(file.path(), to).unwrap();
        }
    }
}

/// What a damaged ledger did.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    /// It said so when it was opened.
    FoundAtOpening,
    /// When it was read.
    FoundWhileReading,
    /// Everything is there all the same.
    Whole,
}

/// On a thread of its own, so that one that waits for ever fails the test.
fn outcome(dir: &Path, limits: Limits, pairs: &Pairs) -> Result<Outcome, String> {
    let (answer, answered) = std::sync::mpsc::channel();
    let (dir, pairs) = (dir.to_owned(), pairs.clone());
    std::thread::spawn(move || answer.send(open_and_read(&dir, limits, &pairs)));
    answered.recv_timeout(Duration::from_secs(100)).map_err(|error| format!("it hangs or panics: {error}"))?
}

fn open_and_read(dir: &Path, limits: Limits, pairs: &Pairs) -> Result<Outcome, String> {
    let ledger = match SledLedger::open_with(dir, limits.clone()) {
        Ok(ledger) => ledger,
        Err(LedgerError::Damaged { .. }) => return Ok(Outcome::FoundAtOpening),
        Err(error) => return Err(format!("{error:?}")),
    };
    match all_pairs(&ledger) {
        Ok(found) if found == *pairs => {}
        Ok(_) => return Err("it answers with other than what was acknowledged".to_owned()),
        Err(LedgerError::Damaged { .. }) => return Ok(Outcome::FoundWhileReading),
        Err(error) => return Err(format!("{error:?}")),
    }
    // What can be read can be written to, and is there after that.
    let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
    let written = runtime.block_on(ledger.register_paper(context(), draft("new", "new"), Approval::Separate));
    let written = written.map_err(|error| error.to_string())?;
    drop(ledger);
    let again = SledLedger::open_with(dir, limits).map_err(|error| error.to_string())?;
    let found = runtime.block_on(again.paper(&written.record.code)).map_err(|error| error.to_string())?;
    if found.is_none() {
        return Err("what was written after it is lost".to_owned());
    }
    Ok(Outcome::Whole)
}

fn damaged_copy(sample: &Sample, damages: &[(Place, Damage)]) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    copy_folder(sample.dir.path(), copy.path());
    damages.iter().for_each(|(place, kind)| damage(copy.path(), &sample.newest, *place, *kind));
    copy
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn damage_to_a_small_ledger_is_found_at_opening(place in places(), kind in damages()) {
        let copy = damaged_copy(crashed(), &[(place, kind)]);
        let outcome = outcome(copy.path(), SMALL, &crashed().pairs);
        prop_assert!(matches!(outcome, Ok(Outcome::FoundAtOpening | Outcome::Whole)), "{outcome:?}");
    }

    #[test]
    fn damage_to_a_large_ledger_that_crashed_is_found_at_opening(place in places(), kind in damages()) {
        let copy = damaged_copy(crashed(), &[(place, kind)]);
        let outcome = outcome(copy.path(), LARGE, &crashed().pairs);
        prop_assert!(matches!(outcome, Ok(Outcome::FoundAtOpening | Outcome::Whole)), "{outcome:?}");
    }

    #[test]
    fn damage_to_a_large_ledger_that_was_closed_is_found_at_opening_or_where_it_is_read(
        place in places(), kind in damages()
    ) {
        let copy = damaged_copy(closed(), &[(place, kind)]);
        let outcome = outcome(copy.path(), LARGE, &closed().pairs);
        prop_assert!(outcome.is_ok(), "{outcome:?}");
    }
}

/// sled may go on writing in a segment whose head it could not read, and not find again what it wrote.
#[test]
fn damage_to_the_head_of_any_segment_is_found_or_loses_nothing() {
    let sample = closed();
    let segments = std::fs::metadata(sample.dir.path().join("db")).unwrap().len().div_ceil(SEGMENT_BYTES);
    for segment in 0..segments {
        #[allow(clippy::cast_precision_loss)]
        let share = (segment as f64 + 0.5) / segments as f64;
        for after in [0, 6, 14] {
            let copy = damaged_copy(sample, &[(Place::SegmentHead(share, after), Damage::Flip { bit: 0 })]);
            let outcome = outcome(copy.path(), LARGE, &sample.pairs);
            assert!(outcome.is_ok(), "segment {segment} of {segments}, byte {after}: {outcome:?}");
        }
    }
}

#[test]
fn a_whole_ledger_is_found_whole() {
    for (sample, limits) in [(crashed(), SMALL), (crashed(), LARGE), (closed(), SMALL), (closed(), LARGE)] {
        let copy = damaged_copy(sample, &[]);
        assert_eq!(outcome(copy.path(), limits, &sample.pairs), Ok(Outcome::Whole));
    }
}
