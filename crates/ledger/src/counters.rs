//! The counters of results in force: for each unit, paper type and local day, by how much the number changes on that day.
//! The number on a day is the sum of all changes up to it, so any day's figure can be told, also of days to come.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use model::{
    EntryBody, EntryHeader, ErasedPaper, PaperDraft, PaperKind, PaperRecord, PaperState, PaperTypeCode, Sha256Digest,
    StateChange, UnitCode, local_date,
};

use crate::{
    CountRow, LedgerError, keys, log,
    store::{Read, Transaction, damaged, from_json},
};

/// The days on which a paper counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    from: Date,
    /// The first day on which it counts no more.
    until: Option<Date>,
}

impl Span {
    /// From approval to the last valid day or to the day before the paper ended; `None` when that is no day at all.
    pub(crate) fn of(approved_on: Option<Date>, valid_until: Option<Date>, ended_on: Option<Date>) -> Option<Self> {
        let from = approved_on?;
        // The last day of the calendar has no day after it: valid until then is valid for ever.
        let expired_on = valid_until.and_then(|last| last.tomorrow().ok());
        let until = [expired_on, ended_on].into_iter().flatten().min();
        until.is_none_or(|until| until > from).then_some(Self { from, until })
    }
}

/// What of a paper tells where it counts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counting<'a> {
    pub(crate) kind: PaperKind,
    pub(crate) unit: &'a UnitCode,
    pub(crate) paper_type: &'a PaperTypeCode,
}

impl<'a> From<&'a PaperDraft> for Counting<'a> {
    fn from(paper: &'a PaperDraft) -> Self {
        Self { kind: paper.kind, unit: &paper.unit, paper_type: &paper.paper_type }
    }
}

/// Counts a paper over the span `after` instead of `before`. Only results count.
pub(crate) fn move_span(
    keys: &mut Transaction<'_>,
    paper: Counting<'_>,
    before: Option<Span>,
    after: Option<Span>,
) -> Result<(), LedgerError> {
    if paper.kind != PaperKind::Result || before == after {
        return Ok(());
    }
    for (span, sign) in [(before, -1), (after, 1)] {
        let Some(span) = span else { continue };
        change(keys, paper, span.from, sign)?;
        span.until.map_or(Ok(()), |until| change(keys, paper, until, -sign))?;
    }
    Ok(())
}

fn change(keys: &mut Transaction<'_>, paper: Counting<'_>, day: Date, by: i64) -> Result<(), LedgerError> {
    let key = keys::counter(paper.unit, paper.paper_type, day);
    match keys.json::<i64>(&key)?.unwrap_or_default() + by {
        0 => keys.remove(key),
        sum => keys.put_json(key, &sum),
    }
    Ok(())
}

/// The figures of a day, from the counters.
pub(crate) fn digitised(read: &impl Read, on: Date) -> Result<Vec<CountRow>, LedgerError> {
    let mut sums: BTreeMap<(UnitCode, PaperTypeCode), i64> = BTreeMap::new();
    for pair in read.range(keys::all_of(keys::COUNTERS)) {
        let (key, content) = pair?;
        let (unit, paper_type, day) = keys::unit_type_day(&key).ok_or_else(|| damaged(&key, "its key is malformed"))?;
        if day <= on {
            *sums.entry((unit, paper_type)).or_default() += from_json::<i64>(&key, &content)?;
        }
    }
    let row = |((unit, paper_type), sum): ((UnitCode, PaperTypeCode), i64)| match u64::try_from(sum) {
        Ok(0) => None,
        Ok(count) => Some(Ok(CountRow { unit, paper_type, count })),
        Err(_) => Some(Err(damaged(
            &keys::counter(&unit, &paper_type, on),
            format!("the sum of {unit} {paper_type} is {sum}"),
        ))),
    };
    sums.into_iter().filter_map(row).collect()
}

/// What a recount remembers of a result until it ends: enough to take it off again.
struct Counted {
    row: usize,
    approved: bool,
    valid_until: Option<Date>,
}

/// A recount of one day, entry by entry. It shares no code with the counters, on purpose: each checks the other.
pub(crate) struct Recount {
    on: Date,
    rows: HashMap<(UnitCode, PaperTypeCode), usize>,
    counts: Vec<u64>,
    /// By the hash of the code, which is shorter than codes are.
    papers: HashMap<Sha256Digest, Counted>,
}

impl Recount {
    pub(crate) fn new(on: Date) -> Self {
        Self { on, rows: HashMap::new(), counts: Vec::new(), papers: HashMap::new() }
    }

    /// What happened on days after the one in question has not happened.
    pub(crate) fn read(&mut self, header: &EntryHeader, body: EntryBody) {
        let day = local_date(header.context.at);
        match body {
            EntryBody::PaperRegistered(record) => self.registered(&record),
            EntryBody::PaperStateChanged { code, change } if day <= self.on => {
                self.changed(&Sha256Digest::of(code.to_string().as_bytes()), &change);
            }
            EntryBody::PaperErased(erased) => self.erased(day, &erased),
            _ => {}
        }
    }

    fn registered(&mut self, record: &PaperRecord) {
        let paper = &record.paper;
        if paper.kind != PaperKind::Result {
            return;
        }
        let next = self.rows.len();
        let row = *self.rows.entry((paper.unit.clone(), paper.paper_type.clone())).or_insert(next);
        self.counts.resize(self.rows.len(), 0);
        let approved = matches!(record.state, PaperState::Approved { on } if on <= self.on);
        let counted = Counted { row, approved, valid_until: paper.valid_until };
        self.papers.insert(Sha256Digest::of(record.code.to_string().as_bytes()), counted);
    }

    /// A paper erased by the day in question counts no more. One that was erased later counted then; when its record is gone,
    /// what is left of it says so.
    fn erased(&mut self, day: Date, erased: &ErasedPaper) {
        let code = Sha256Digest::of(erased.code.to_string().as_bytes());
        if day <= self.on {
            self.papers.remove(&code);
            return;
        }
        let ended = erased.ended_on.is_some_and(|ended| ended <= self.on);
        if erased.kind != PaperKind::Result || ended || self.papers.contains_key(&code) {
            return;
        }
        let next = self.rows.len();
        let of = (erased.unit.clone(), erased.code.prefix().paper_type.clone());
        let row = *self.rows.entry(of).or_insert(next);
        self.counts.resize(self.rows.len(), 0);
        let approved = erased.approved_on.is_some_and(|on| on <= self.on);
        self.papers.insert(code, Counted { row, approved, valid_until: erased.valid_until });
    }

    fn changed(&mut self, code: &Sha256Digest, change: &StateChange) {
        match change {
            StateChange::Approve => {
                if let Some(paper) = self.papers.get_mut(code) {
                    paper.approved = true;
                }
            }
            StateChange::Reject { .. } | StateChange::Revoke { .. } | StateChange::Supersede { .. } => {
                self.papers.remove(code);
            }
        }
    }

    /// The figures.
    pub(crate) fn finish(mut self) -> Vec<CountRow> {
        for paper in self.papers.values() {
            let valid = paper.valid_until.is_none_or(|last| self.on <= last);
            self.counts[paper.row] += u64::from(paper.approved && valid);
        }
        let counts = self.counts;
        let mut rows: Vec<CountRow> = self
            .rows
            .into_iter()
            .map(|((unit, paper_type), row)| CountRow { unit, paper_type, count: counts[row] })
            .filter(|row| row.count > 0)
            .collect();
        rows.sort();
        rows
    }
}

/// The figures of a day, counted from every entry up to `last`.
pub(crate) fn recount(read: &impl Read, on: Date, last: u64) -> Result<Vec<CountRow>, LedgerError> {
    let mut recount = Recount::new(on);
    for entry in log::entries(read, 0, last) {
        let entry = entry?;
        if !matches!(entry.header.kind.as_str(), "paper_registered" | "paper_state_changed" | "paper_erased") {
            continue;
        }
        if let Some(body) = entry.read_body()? {
            recount.read(&entry.header, body);
        }
    }
    Ok(recount.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_counts_from_approval_to_its_last_day_or_the_day_before_its_end() {
        let day = |text: &str| (!text.is_empty()).then(|| text.parse::<Date>().unwrap());
        for (approved, valid_until, ended, expected) in [
            ("", "", "", None),
            ("2026-01-10", "", "", Some(("2026-01-10", ""))),
            ("2026-01-10", "2026-01-20", "", Some(("2026-01-10", "2026-01-21"))),
            ("2026-01-10", "2026-01-10", "", Some(("2026-01-10", "2026-01-11"))),
            ("2026-01-10", "2026-01-09", "", None),
            ("2026-01-10", "2026-01-20", "2026-01-15", Some(("2026-01-10", "2026-01-15"))),
            ("2026-01-10", "2026-01-20", "2026-01-21", Some(("2026-01-10", "2026-01-21"))),
            ("2026-01-10", "2026-01-20", "2026-03-01", Some(("2026-01-10", "2026-01-21"))),
            ("2026-01-10", "", "2026-01-10", None),
            ("2026-01-10", "", "2026-01-01", None),
            ("2026-01-10", "9999-12-31", "", Some(("2026-01-10", ""))),
        ] {
            let expected = expected.map(|(from, until)| Span { from: from.parse().unwrap(), until: day(until) });
            assert_eq!(
                Span::of(day(approved), day(valid_until), day(ended)),
                expected,
                "{approved} {valid_until} {ended}"
            );
        }
    }
}
