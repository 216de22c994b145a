//! Where each thing lies in the one tree: a letter for what it is, then the parts of its name.
//!
//! Parts are texts without NUL, closed by one, or numbers of fixed width, highest byte first: so the order of keys is the
//! order of names, and no name is the beginning of another. Knows nothing of values.

use jiff::{Timestamp, civil::Date};
use model::{
    AccountName, BatchId, CodePrefix, DossierNumber, HolderId, PaperCode, PaperTypeCode, ProcedureCode, ReviewId,
    ScanId, Sha256Digest, UnitCode,
};
use serde::{Deserialize, Serialize};

use crate::{KeptKind, LedgerError, TraceOf, applicants::Who, store::damaged};

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
/// Dossiers by number.
pub(crate) const DOSSIERS: u8 = b'd';
/// Erased papers by code.
pub(crate) const ERASED: u8 = b'g';
/// Results in force on the settled day, by unit.
pub(crate) const IN_FORCE: u8 = b'K';
/// Visits by day and counter.
pub(crate) const TICKETS: u8 = b'T';
/// Who works at which counter since when.
pub(crate) const STAFF: u8 = b'W';
/// The entries that changed the catalogue.
pub(crate) const CATALOGUE: u8 = b'C';
/// Changes of results in force, by day, month and year.
const IN_FORCE_CHANGES: u8 = b'k';
const IN_FORCE_CHANGES_OF_MONTHS: u8 = b'M';
const IN_FORCE_CHANGES_OF_YEARS: u8 = b'J';
/// Corrections of papers by the day on which they were recorded.
const CORRECTIONS: u8 = b'R';
/// Activity by day, by month, and by procedure and month.
const ACTIVITY: u8 = b'D';
const ACTIVITY_OF_MONTHS: u8 = b'Y';
const ACTIVITY_OF_PROCEDURES: u8 = b'P';
/// What took effect or was recorded later than the day that it counts for, by that day and by its month.
const LATE: u8 = b'L';
const LATE_OF_MONTHS: u8 = b'E';
/// Applicants by month, and their dossiers by holder.
const APPLICANTS: u8 = b'A';
const APPLICANT: u8 = b'H';
/// The last local day of any entry.
pub(crate) const SETTLED: &[u8] = b"S";
/// Accounts by name.
pub(crate) const ACCOUNTS: u8 = b'N';
/// Batches by their IDs, which begin with the time.
pub(crate) const BATCHES: u8 = b'b';
/// Papers that wait for approval, by the entries that registered them.
pub(crate) const AWAITING_APPROVAL: u8 = b'V';
/// Entries by the paper, holder or person that they are about.
const TRACES: u8 = b'O';
/// What is kept beside the log for a time, by kind and name.
pub(crate) const KEPT: u8 = b'y';
/// Set while an older form's views are made again.
pub(crate) const UPGRADING: &[u8] = b"U";

/// Letters that are not made from the log again.
pub(crate) const BESIDE_THE_VIEWS: [u8; 8] = [b'F', b'U', b'x', b'm', b'a', KEPT, ENTRIES, ENTRY_PARTS];

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
    key(BATCHES, &[batch.to_string().as_bytes()])
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
    key(DOSSIERS, &[number.as_str().as_bytes()])
}

pub(crate) fn account(name: &AccountName) -> Vec<u8> {
    key(ACCOUNTS, &[name.as_str().as_bytes()])
}

pub(crate) fn kept(kind: KeptKind, name: &str) -> Vec<u8> {
    key(KEPT, &[&[kind.letter()], name.as_bytes()])
}

pub(crate) fn all_kept(kind: KeptKind) -> Bounds {
    (vec![KEPT, kind.letter()], vec![KEPT, kind.letter() + 1])
}

/// The name in a key of [`kept`].
pub(crate) fn kept_name(key: &[u8]) -> String {
    String::from_utf8_lossy(key.get(2..).unwrap_or_default()).into_owned()
}

/// The beginning of the keys of [`trace`].
pub(crate) fn traces(of: &TraceOf) -> Vec<u8> {
    match of {
        TraceOf::Paper(code) => key(TRACES, &[b"p", &code_name(code), b"\0"]),
        TraceOf::Holder(holder) => key(TRACES, &[b"h", holder.as_str().as_bytes(), b"\0"]),
        TraceOf::Actor(actor) => key(TRACES, &[b"a", actor.as_bytes(), b"\0"]),
    }
}

pub(crate) fn trace(of: &TraceOf, sequence: u64) -> Vec<u8> {
    [traces(of).as_slice(), &sequence.to_be_bytes()].concat()
}

pub(crate) fn awaiting_approval(registered: u64) -> Vec<u8> {
    key(AWAITING_APPROVAL, &[&registered.to_be_bytes()])
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

/// The unit, type and day of an [`inventory`] key; `None` when it is none.
pub(crate) fn unit_type_day(key: &[u8]) -> Option<(UnitCode, PaperTypeCode, Date)> {
    let (names, day) = key.get(1..)?.split_last_chunk::<4>()?;
    let mut names = std::str::from_utf8(names).ok()?.split('\0');
    let (unit, paper_type) = (names.next()?.parse().ok()?, names.next()?.parse().ok()?);
    Some((unit, paper_type, day_at(day, 0)?))
}

/// A month of the calendar, counted from the year 0 so that months sort and can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Month(i32);

impl Month {
    pub(crate) fn of(day: Date) -> Self {
        Self(i32::from(day.year()) * 12 + i32::from(day.month()) - 1)
    }

    fn name(self) -> [u8; 4] {
        // The sign turned over, so that earlier months come first.
        (self.0 ^ i32::MIN).to_be_bytes()
    }

    /// The first month of its year, which stands for the year.
    pub(crate) fn year(self) -> Self {
        Self(self.0 - self.0.rem_euclid(12))
    }

    /// The last month of its year.
    pub(crate) fn year_ends(self) -> Self {
        Self(self.year().0 + 11)
    }

    pub(crate) fn next(self) -> Self {
        Self(self.0 + 1)
    }

    pub(crate) fn previous(self) -> Self {
        Self(self.0 - 1)
    }

    /// How many months lie between two.
    #[cfg(test)]
    pub(crate) fn until(self, later: Self) -> i32 {
        later.0 - self.0
    }
}

/// Where the parts of keys of days, months and units begin.
pub(crate) const UNIT_AFTER_DAY: usize = 5;
pub(crate) const UNIT_AFTER_MONTH: usize = 5;
pub(crate) const UNIT_OF_APPLICANTS: usize = 6;

type Bounds = (Vec<u8>, Vec<u8>);

fn day_after(day: Date) -> [u8; 4] {
    day.tomorrow().map_or([u8::MAX; 4], day_name)
}

/// The keys of a letter from one day to another, both included.
fn of_days(letter: u8, first: Date, last: Date) -> Bounds {
    (key(letter, &[&day_name(first)]), key(letter, &[&day_after(last)]))
}

fn of_months(letter: u8, first: Month, last: Month) -> Bounds {
    (key(letter, &[&first.name()]), key(letter, &[&last.next().name()]))
}

/// The day whose name begins at byte `at`.
pub(crate) fn day_at(key: &[u8], at: usize) -> Option<Date> {
    let [high, low, month, day] = *key.get(at..)?.first_chunk::<4>()?;
    let year = i16::from_be_bytes([high, low]) - 10_000;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The unit that a part of a key names.
pub(crate) fn unit_of(part: &[u8]) -> Result<UnitCode, LedgerError> {
    let text = std::str::from_utf8(part).unwrap_or_default();
    text.parse().map_err(|error| damaged(&[IN_FORCE], error))
}

pub(crate) fn in_force(unit: &UnitCode) -> Vec<u8> {
    key(IN_FORCE, &[unit.as_str().as_bytes()])
}

pub(crate) fn in_force_change(day: Date, unit: &UnitCode) -> Vec<u8> {
    key(IN_FORCE_CHANGES, &[&day_name(day), unit.as_str().as_bytes()])
}

pub(crate) fn in_force_changes(first: Date, last: Date) -> Bounds {
    of_days(IN_FORCE_CHANGES, first, last)
}

pub(crate) fn in_force_change_of_month(month: Month, unit: &UnitCode) -> Vec<u8> {
    key(IN_FORCE_CHANGES_OF_MONTHS, &[&month.name(), unit.as_str().as_bytes()])
}

pub(crate) fn in_force_changes_of_month(month: Month) -> Bounds {
    of_months(IN_FORCE_CHANGES_OF_MONTHS, month, month)
}

/// A year takes the place of a month in such a key.
pub(crate) fn in_force_change_of_year(year: Month, unit: &UnitCode) -> Vec<u8> {
    key(IN_FORCE_CHANGES_OF_YEARS, &[&year.name(), unit.as_str().as_bytes()])
}

pub(crate) fn in_force_changes_of_year(year: Month) -> Bounds {
    of_months(IN_FORCE_CHANGES_OF_YEARS, year, year)
}

pub(crate) fn correction(recorded: Date, code: &PaperCode) -> Vec<u8> {
    key(CORRECTIONS, &[&day_name(recorded), &code_name(code)])
}

pub(crate) fn corrections_from(recorded: Date) -> Bounds {
    (key(CORRECTIONS, &[&day_name(recorded)]), vec![CORRECTIONS + 1])
}

/// The paper type in a key of [`correction`].
pub(crate) fn type_of_correction(key: &[u8]) -> Result<PaperTypeCode, LedgerError> {
    let text = std::str::from_utf8(key.get(5..key.len().saturating_sub(4)).unwrap_or_default()).unwrap_or_default();
    text.split('\0').nth(1).unwrap_or_default().parse().map_err(|error| damaged(key, error))
}

pub(crate) fn activity(counted: Date, unit: &UnitCode) -> Vec<u8> {
    key(ACTIVITY, &[&day_name(counted), unit.as_str().as_bytes()])
}

pub(crate) fn days(first: Date, last: Date) -> Bounds {
    of_days(ACTIVITY, first, last)
}

pub(crate) fn activity_of_month(month: Month, unit: &UnitCode) -> Vec<u8> {
    key(ACTIVITY_OF_MONTHS, &[&month.name(), unit.as_str().as_bytes()])
}

pub(crate) fn months(first: Month, last: Month) -> Bounds {
    of_months(ACTIVITY_OF_MONTHS, first, last)
}

pub(crate) fn activity_of_procedure(procedure: &ProcedureCode, month: Month, unit: &UnitCode) -> Vec<u8> {
    let procedure = procedure.to_string();
    key(ACTIVITY_OF_PROCEDURES, &[procedure.as_bytes(), b"\0", &month.name(), unit.as_str().as_bytes()])
}

/// The keys of a procedure's activity in some months; a unit begins where the first of them ends.
pub(crate) fn activity_of_procedure_in(procedure: &ProcedureCode, first: Month, last: Month) -> Bounds {
    let procedure = procedure.to_string();
    let of = |month: Month| key(ACTIVITY_OF_PROCEDURES, &[procedure.as_bytes(), b"\0", &month.name()]);
    (of(first), of(last.next()))
}

pub(crate) fn late(counted: Date, unit: &UnitCode) -> Vec<u8> {
    key(LATE, &[&day_name(counted), unit.as_str().as_bytes()])
}

pub(crate) fn late_of_days(first: Date, last: Date) -> Bounds {
    of_days(LATE, first, last)
}

pub(crate) fn late_of_month(month: Month, unit: &UnitCode) -> Vec<u8> {
    key(LATE_OF_MONTHS, &[&month.name(), unit.as_str().as_bytes()])
}

pub(crate) fn late_of_months(first: Month, last: Month) -> Bounds {
    of_months(LATE_OF_MONTHS, first, last)
}

pub(crate) fn applicant(holder: &HolderId) -> Vec<u8> {
    key(APPLICANT, &[holder.as_str().as_bytes()])
}

/// By month, then unit; all units together have no name.
pub(crate) fn applicants(who: Who, month: Month, unit: Option<&UnitCode>) -> Vec<u8> {
    key(APPLICANTS, &[&[who as u8], &month.name(), unit.map(UnitCode::as_str).unwrap_or_default().as_bytes()])
}

pub(crate) fn applicants_in(who: Who, first: Month, last: Month) -> Bounds {
    let at = |month: Month| key(APPLICANTS, &[&[who as u8], &month.name()]);
    (at(first), at(last.next()))
}

pub(crate) fn tickets_of(day: Date, unit: &UnitCode) -> Vec<u8> {
    key(TICKETS, &[&day_name(day), unit.as_str().as_bytes(), b"\0"])
}

pub(crate) fn ticket(day: Date, unit: &UnitCode, ticket: &str) -> Vec<u8> {
    [tickets_of(day, unit).as_slice(), ticket.as_bytes()].concat()
}

/// The visits of some days; a unit follows the day in each key.
pub(crate) fn tickets(first: Date, last: Date) -> Bounds {
    of_days(TICKETS, first, last)
}

pub(crate) fn staff(unit: &UnitCode, from: Date) -> Vec<u8> {
    key(STAFF, &[unit.as_str().as_bytes(), b"\0", &day_name(from)])
}

pub(crate) fn catalogue(sequence: u64) -> Vec<u8> {
    key(CATALOGUE, &[&sequence.to_be_bytes()])
}

/// Where an erased paper's entry is told.
pub(crate) fn erased(code: &PaperCode) -> Vec<u8> {
    key(ERASED, &[&code_name(code)])
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
        ERASED => "an erased paper",
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
        DOSSIERS => "a dossier",
        b'u' => "the reuses of a dossier",
        INVENTORY => "an inventory",
        IN_FORCE | IN_FORCE_CHANGES | IN_FORCE_CHANGES_OF_MONTHS | IN_FORCE_CHANGES_OF_YEARS => {
            "the counters of results in force"
        }
        ACTIVITY | ACTIVITY_OF_MONTHS | ACTIVITY_OF_PROCEDURES | LATE | LATE_OF_MONTHS => "the counters of activity",
        APPLICANT | APPLICANTS => "the counters of applicants",
        CORRECTIONS => "a correction",
        TICKETS => "a visit",
        STAFF => "a counter's staff",
        CATALOGUE => "a change of the catalogue",
        b'S' => "the settled day",
        b'U' => "the mark of an upgrade",
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
    fn keys_of_days_and_units_read_back() {
        let (unit, kind, day) =
            ("H48.28.05".parse().unwrap(), "KQ.G15.000031".parse().unwrap(), "2026-11-23".parse().unwrap());
        assert_eq!(unit_type_day(&inventory(&unit, &kind, day)), Some((unit, kind, day)));
        assert_eq!(unit_type_day(b"vx"), None);
        let unit: UnitCode = "H48.28.05".parse().unwrap();
        let late = late(day, &unit);
        assert_eq!((day_at(&late, 1), unit_of(&late[UNIT_AFTER_DAY..]).unwrap()), (Some(day), unit));
        let code = "001090012345.KQ.G15.000031.12-GKS.01".parse().unwrap();
        assert_eq!(type_of_correction(&correction(day, &code)).unwrap().as_str(), "KQ.G15.000031");
        assert!(Month::of("2025-12-31".parse().unwrap()).next() == Month::of("2026-01-01".parse().unwrap()));
        assert!(Month::of(Date::new(-1, 12, 31).unwrap()).name() < Month::of(day).name());
    }

    #[test]
    fn a_place_does_not_tell_whose_paper_it_is() {
        let place = place(&paper(&"001090012345.KQ.G15.000031.12-GKS.01".parse().unwrap()));
        assert!(place.starts_with("a paper (key ") && !place.contains("001090012345"), "{place}");
    }
}
