//! Where each thing lies in the one tree: a letter for what it is, then the parts of its name.
//!
//! Parts are texts without NUL, closed by one, or numbers of fixed width, highest byte first: so the order of keys is the
//! order of names, and no name is the beginning of another. Knows nothing of values.

use std::ops::Bound;

use jiff::{Timestamp, civil::Date};
use model::{
    BatchId, CodePrefix, DossierNumber, HolderId, PaperCode, PaperTypeCode, ReviewId, ScanId, Sha256Digest, UnitCode,
};

/// Form version of everything below.
pub(crate) const FORM: &[u8] = b"F";
/// How far the log has been exported.
pub(crate) const EXPORTED: &[u8] = b"x";
/// Where the ledger stands and how much it holds: written with every group of writes.
pub(crate) const MARK: &[u8] = b"m";

/// Entries of the log.
pub(crate) const ENTRIES: u8 = b'e';
/// The further parts of entries too long for one value.
pub(crate) const ENTRY_PARTS: u8 = b'z';
/// Jobs in the order of receipt.
pub(crate) const JOBS: u8 = b'j';
/// Files by batch and position.
pub(crate) const SCANS: u8 = b'c';
/// Files that were refused, by the entry that says so.
pub(crate) const REFUSED: u8 = b'q';
/// Papers by code.
pub(crate) const PAPERS: u8 = b'p';
/// Papers that wait for a person, by the entry that holds them.
pub(crate) const WAITING: u8 = b'w';
/// Declared inventories.
pub(crate) const INVENTORY: u8 = b'v';
/// Counters of papers in force.
pub(crate) const COUNTERS: u8 = b'k';

/// Letters that are neither log nor views of it.
#[cfg(test)]
pub(crate) const BESIDE_THE_LOG: [u8; 7] = [b'F', b'x', b'm', b'a', b'j', ENTRIES, ENTRY_PARTS];

fn key(letter: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut key = Vec::with_capacity(1 + parts.iter().map(|part| part.len()).sum::<usize>());
    key.push(letter);
    parts.iter().for_each(|part| key.extend_from_slice(part));
    key
}

/// The bounds of a letter's keys.
pub(crate) fn all_of(letter: u8) -> (Vec<u8>, Vec<u8>) {
    (vec![letter], vec![letter + 1])
}

/// The bounds of some of all keys.
pub(crate) type Stretch = (Bound<Vec<u8>>, Bound<Vec<u8>>);

/// Entries in one stretch.
const STRETCH_ENTRIES: usize = 50_000;

/// All keys there can be in stretches, so that several may read at once: by letter; the log, which ends at `last`, by its
/// sequence, and papers by the first digits of their holders' IDs.
pub(crate) fn stretches(last: u64) -> Vec<Stretch> {
    let mut ends: Vec<Vec<u8>> = (1..=u8::MAX).map(|letter| vec![letter]).collect();
    ends.extend((0..last).step_by(STRETCH_ENTRIES).map(entry));
    let digits = b'0'..=b'9';
    ends.extend(digits.clone().flat_map(|first| digits.clone().map(move |second| vec![PAPERS, first, second])));
    ends.sort_unstable();
    let starts = std::iter::once(Bound::Unbounded).chain(ends.iter().cloned().map(Bound::Included));
    let ends = ends.iter().cloned().map(Bound::Excluded).chain(std::iter::once(Bound::Unbounded));
    starts.zip(ends).collect()
}

/// The bounds of the keys that begin with `prefix`, which ends in a NUL.
pub(crate) fn beginning_with(prefix: Vec<u8>) -> (Vec<u8>, Vec<u8>) {
    let mut end = prefix.clone();
    if let Some(last) = end.last_mut() {
        *last += 1;
    }
    (prefix, end)
}

pub(crate) fn entry(sequence: u64) -> Vec<u8> {
    key(ENTRIES, &[&sequence.to_be_bytes()])
}

pub(crate) fn entry_part(sequence: u64, part: u32) -> Vec<u8> {
    key(ENTRY_PARTS, &[&sequence.to_be_bytes(), &part.to_be_bytes()])
}

pub(crate) fn job(received: u64) -> Vec<u8> {
    key(JOBS, &[&received.to_be_bytes()])
}

pub(crate) fn refused(finished: u64) -> Vec<u8> {
    key(REFUSED, &[&finished.to_be_bytes()])
}

pub(crate) fn waiting(held: u64) -> Vec<u8> {
    key(WAITING, &[&held.to_be_bytes()])
}

pub(crate) fn batch(batch: BatchId) -> Vec<u8> {
    key(b'b', &[batch.to_string().as_bytes()])
}

pub(crate) fn scans_of_batch(batch: BatchId) -> Vec<u8> {
    key(SCANS, &[batch.to_string().as_bytes(), b"\0"])
}

pub(crate) fn scan(scan: ScanId) -> Vec<u8> {
    let mut key = scans_of_batch(scan.batch);
    key.extend_from_slice(&scan.position.to_be_bytes());
    key
}

/// The beginning of the keys of [`scan_by_bytes`]. A hash has a fixed width; the NUL is for [`beginning_with`].
pub(crate) fn scans_by_bytes(original: &Sha256Digest) -> Vec<u8> {
    key(b'h', &[original.as_bytes(), b"\0"])
}

pub(crate) fn scan_by_bytes(original: &Sha256Digest, received_at: Timestamp, id: ScanId) -> Vec<u8> {
    let mut key = scans_by_bytes(original);
    key.extend_from_slice(&instant(received_at));
    key.extend_from_slice(&scan(id));
    key
}

/// Seconds with the sign turned over, so that earlier instants come first, then nanoseconds.
fn instant(at: Timestamp) -> [u8; 12] {
    let mut bytes = [0; 12];
    bytes[..8].copy_from_slice(&(at.as_second() ^ i64::MIN).to_be_bytes());
    bytes[8..].copy_from_slice(&(at.subsec_nanosecond() ^ i32::MIN).to_be_bytes());
    bytes
}

fn prefix_text(prefix: &CodePrefix) -> Vec<u8> {
    [prefix.holder.as_str(), prefix.paper_type.as_str(), prefix.number.as_str()].join("\0").into_bytes()
}

pub(crate) fn serial(prefix: &CodePrefix) -> Vec<u8> {
    key(b's', &[&prefix_text(prefix)])
}

fn code_name(code: &PaperCode) -> Vec<u8> {
    let mut name = prefix_text(code.prefix());
    name.push(0);
    name.extend_from_slice(&code.serial().to_be_bytes());
    name
}

pub(crate) fn paper(code: &PaperCode) -> Vec<u8> {
    key(PAPERS, &[&code_name(code)])
}

pub(crate) fn papers_of_holder_and_type(holder: &HolderId, paper_type: Option<&PaperTypeCode>) -> Vec<u8> {
    let mut key = papers_of_holder(holder);
    if let Some(paper_type) = paper_type {
        key.extend_from_slice(paper_type.as_str().as_bytes());
        key.push(0);
    }
    key
}

pub(crate) fn papers_of_holder(holder: &HolderId) -> Vec<u8> {
    key(PAPERS, &[holder.as_str().as_bytes(), b"\0"])
}

pub(crate) fn papers_of_old_holder(old: &HolderId) -> Vec<u8> {
    key(b'o', &[old.as_str().as_bytes(), b"\0"])
}

pub(crate) fn paper_of_old_holder(old: &HolderId, code: &PaperCode) -> Vec<u8> {
    [papers_of_old_holder(old), code_name(code)].concat()
}

pub(crate) fn papers_of_dossier(dossier: &DossierNumber) -> Vec<u8> {
    key(b'f', &[dossier.as_str().as_bytes(), b"\0"])
}

pub(crate) fn paper_of_dossier(dossier: &DossierNumber, code: &PaperCode) -> Vec<u8> {
    [papers_of_dossier(dossier), code_name(code)].concat()
}

pub(crate) fn identity(identity: &Sha256Digest) -> Vec<u8> {
    key(b'i', &[identity.as_bytes()])
}

pub(crate) fn review(id: &ReviewId) -> Vec<u8> {
    key(b'r', &[id.as_str().as_bytes()])
}

pub(crate) fn dossier(number: &DossierNumber) -> Vec<u8> {
    key(b'd', &[number.as_str().as_bytes()])
}

pub(crate) fn reuses_of(dossier: &DossierNumber) -> Vec<u8> {
    key(b'u', &[dossier.as_str().as_bytes(), b"\0"])
}

pub(crate) fn reuse(dossier: &DossierNumber, component: &PaperTypeCode, code: &PaperCode) -> Vec<u8> {
    [reuses_of(dossier).as_slice(), component.as_str().as_bytes(), b"\0", &code_name(code)].concat()
}

/// Four bytes that sort as days do.
fn day_name(day: Date) -> [u8; 4] {
    // INVARIANT: years run from −9999 to 9999, months to 12 and days to 31.
    let [high, low] = (day.year() + 10_000).to_be_bytes();
    [high, low, day.month().unsigned_abs(), day.day().unsigned_abs()]
}

fn by_unit_type_day(letter: u8, unit: &UnitCode, paper_type: &PaperTypeCode, day: Date) -> Vec<u8> {
    key(letter, &[unit.as_str().as_bytes(), b"\0", paper_type.as_str().as_bytes(), b"\0", &day_name(day)])
}

pub(crate) fn inventory(unit: &UnitCode, paper_type: &PaperTypeCode, as_of: Date) -> Vec<u8> {
    by_unit_type_day(INVENTORY, unit, paper_type, as_of)
}

pub(crate) fn counter(unit: &UnitCode, paper_type: &PaperTypeCode, day: Date) -> Vec<u8> {
    by_unit_type_day(COUNTERS, unit, paper_type, day)
}

/// The unit, type and day of an [`inventory`] or [`counter`] key; `None` when it is none.
pub(crate) fn unit_type_day(key: &[u8]) -> Option<(UnitCode, PaperTypeCode, Date)> {
    let (names, day) = key.get(1..)?.split_last_chunk::<4>()?;
    let mut names = std::str::from_utf8(names).ok()?.split('\0');
    let (unit, paper_type) = (names.next()?.parse().ok()?, names.next()?.parse().ok()?);
    let year = i16::from_be_bytes([day[0], day[1]]) - 10_000;
    Some((unit, paper_type, Date::new(year, i8::try_from(day[2]).ok()?, i8::try_from(day[3]).ok()?).ok()?))
}

/// Where an erased paper's entry is told.
pub(crate) fn erased(code: &PaperCode) -> Vec<u8> {
    key(b'g', &[&code_name(code)])
}

pub(crate) fn mark(name: &str) -> Vec<u8> {
    key(b'a', &[name.as_bytes()])
}

pub(crate) fn total(name: &str) -> Vec<u8> {
    key(b'n', &[name.as_bytes()])
}

/// What a key is of, for an error: never a holder's ID, which keys hold.
pub(crate) fn place(key: &[u8]) -> String {
    let letter = key.first().copied().unwrap_or_default();
    if let (ENTRIES | ENTRY_PARTS, Some(sequence)) = (letter, key.get(1..).and_then(<[u8]>::first_chunk::<8>)) {
        return format!("entry {} of the log", u64::from_be_bytes(*sequence));
    }
    let what = match letter {
        b'F' => "the form version",
        b'x' => "the mark of export",
        b'a' => "a mark of maintenance",
        b'g' => "an erased paper",
        b'm' => "the ledger's mark",
        JOBS => "the queue of jobs",
        b'b' => "a batch",
        SCANS => "a file of a batch",
        b'h' => "the files by their bytes",
        REFUSED => "the refused files",
        PAPERS => "a paper",
        b's' => "a serial",
        b'i' => "the papers by identity",
        b'o' => "the papers by old ID",
        b'f' => "the papers of a dossier",
        b'r' | WAITING => "the papers that wait",
        b'd' => "a dossier",
        b'u' => "the reuses of a dossier",
        INVENTORY => "an inventory",
        COUNTERS => "the counters",
        b'n' => "the totals",
        _ => "an unknown place",
    };
    format!("{what} (key {:08x})", crc32fast::hash(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_as_what_they_name() {
        let code = |text: &str| paper(&text.parse().unwrap());
        assert!(code("001090012345.KQ.G15.000031.12-GKS.99") < code("001090012345.KQ.G15.000031.12-GKS.100"));
        assert!(code("001090012345.KQ.G15.000031.12-GKS.100") < code("001090012345.KQ.G15.000031.12-GKS-BS.01"));
        assert!(day_name("0999-12-31".parse().unwrap()) < day_name("1000-01-01".parse().unwrap()));
        let at = |text: &str| instant(text.parse().unwrap());
        assert!(at("1969-12-31T23:59:59Z") < at("1970-01-01T00:00:00Z"));
        assert!(at("2026-11-23T00:00:00Z") < at("2026-11-23T00:00:00.5Z"));
    }

    #[test]
    fn stretches_follow_one_another_from_the_first_key_to_the_last() {
        let stretches = stretches(120_000);
        assert!(matches!((&stretches[0].0, &stretches[stretches.len() - 1].1), (Bound::Unbounded, Bound::Unbounded)));
        for pair in stretches.windows(2) {
            let ((_, Bound::Excluded(end)), (Bound::Included(start), end_of_next)) = (&pair[0], &pair[1]) else {
                panic!("{pair:?}");
            };
            assert_eq!(end, start);
            assert!(!matches!(end_of_next, Bound::Excluded(next) if next <= start), "{pair:?}");
        }
        assert!(stretches.iter().any(|stretch| stretch.0 == Bound::Included(entry(100_000))));
    }

    #[test]
    fn a_counter_key_reads_back() {
        let (unit, kind, day) =
            ("H48.28.05".parse().unwrap(), "KQ.G15.000031".parse().unwrap(), "2026-11-23".parse().unwrap());
        assert_eq!(unit_type_day(&counter(&unit, &kind, day)), Some((unit, kind, day)));
        assert_eq!(unit_type_day(b"kx"), None);
    }

    #[test]
    fn a_place_does_not_tell_whose_paper_it_is() {
        let place = place(&paper(&"001090012345.KQ.G15.000031.12-GKS.01".parse().unwrap()));
        assert!(place.starts_with("a paper (key ") && !place.contains("001090012345"), "{place}");
    }
}
