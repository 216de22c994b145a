//! The counters of results in force: for each unit, by paper type, how many there are on the last day on which anything was
//! written (the settled day), and by how much that changes on each day and in each month. The figure of any other day, also
//! of one to come, is that number and the changes between.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use model::{EntryHeader, PaperCode, PaperDraft, PaperKind, PaperTypeCode, UnitCode, local_date};
use serde::{Deserialize, Serialize};

use crate::{
    ChangeRow, CountRow, LedgerError,
    codec::{self, Reader},
    keys,
    keys::Month,
    store::{Read, Transaction, damaged, from_json},
    tally::Calendar,
};

type Answer<T> = Result<T, LedgerError>;

/// The days on which a paper counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

    pub(crate) fn contains(self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
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

/// Numbers by paper type; its code as text, which is cheaper to read.
#[derive(Debug, Default)]
struct ByType(BTreeMap<String, i64>);

impl ByType {
    fn read(read: &impl Read, key: &[u8]) -> Answer<Self> {
        let mut row = Self::default();
        if let Some(content) = read.content(key)? {
            each(key, &content, |paper_type, by| row.add(paper_type, by))?;
        }
        Ok(row)
    }

    fn add(&mut self, paper_type: &str, by: i64) {
        let sum = match self.0.get_mut(paper_type) {
            Some(sum) => sum,
            None => self.0.entry(paper_type.to_owned()).or_default(),
        };
        *sum += by;
        if *sum == 0 {
            self.0.remove(paper_type);
        }
    }

    fn put(&self, to: &mut Transaction<'_>, key: Vec<u8>) {
        if self.0.is_empty() {
            to.remove(key);
            return;
        }
        let mut content = Vec::new();
        for (paper_type, by) in &self.0 {
            codec::put_text(&mut content, paper_type);
            codec::put_number(&mut content, *by);
        }
        to.put(key, &content);
    }
}

/// The numbers of a stored row.
fn each(key: &[u8], content: &[u8], mut take: impl FnMut(&str, i64)) -> Answer<()> {
    let mut reader = Reader::new(key, content);
    while !reader.is_at_end() {
        let paper_type = reader.text()?;
        take(paper_type, reader.number()?);
    }
    Ok(())
}

/// Counts a paper over the span `after` instead of `before`. Only results count.
pub(crate) fn move_span(
    keys: &mut Transaction<'_>,
    paper: Counting<'_>,
    before: Option<Span>,
    after: Option<Span>,
) -> Answer<()> {
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

fn change(to: &mut Transaction<'_>, paper: Counting<'_>, day: Date, by: i64) -> Answer<()> {
    let month = Month::of(day);
    let mut keys = vec![
        keys::in_force_change(day, paper.unit),
        keys::in_force_change_of_month(month, paper.unit),
        keys::in_force_change_of_year(month.year(), paper.unit),
    ];
    if settled(to)?.is_some_and(|settled| day <= settled) {
        keys.push(keys::in_force(paper.unit));
    }
    for key in keys {
        let mut row = ByType::read(to, &key)?;
        row.add(paper.paper_type.as_str(), by);
        row.put(to, key);
    }
    Ok(())
}

/// The last local day of any entry; `None` in an empty ledger.
pub(crate) fn settled(read: &impl Read) -> Answer<Option<Date>> {
    read.json(keys::SETTLED)
}

/// Takes a day for begun: what changes on it by the calendar alone has changed. Every entry says so, before all else.
pub(crate) fn settle(to: &mut Transaction<'_>, header: &EntryHeader) -> Answer<()> {
    let today = local_date(header.context.at);
    let before = settled(to)?;
    if before.is_some_and(|before| today <= before) {
        return Ok(());
    }
    to.put_json(keys::SETTLED.to_vec(), &today);
    let Some(first) = before.and_then(|before| before.tomorrow().ok()) else { return Ok(()) };
    let changes: Vec<(Vec<u8>, Vec<u8>)> = to.range(keys::in_force_changes(first, today)).collect::<Answer<_>>()?;
    for (key, content) in changes {
        let unit = unit_after(&key, keys::UNIT_AFTER_DAY)?;
        let current = keys::in_force(&keys::unit_of(unit)?);
        let mut row = ByType::read(to, &current)?;
        each(&key, &content, |paper_type, by| row.add(paper_type, by))?;
        row.put(to, current);
    }
    Ok(())
}

fn unit_after(key: &[u8], at: usize) -> Answer<&[u8]> {
    key.get(at..).ok_or_else(|| damaged(key, "its key is malformed"))
}

/// Sums by unit and type, the types of each unit in order, as they lie in every row: adding a row is a walk along both.
#[derive(Default)]
struct Sums(HashMap<Vec<u8>, Vec<(String, i64)>>);

impl Sums {
    fn add_rows(&mut self, read: &impl Read, bounds: (Vec<u8>, Vec<u8>), unit_at: usize, sign: i64) -> Answer<()> {
        if bounds.0 >= bounds.1 {
            return Ok(());
        }
        for pair in read.range(bounds) {
            let (key, content) = pair?;
            let unit = unit_after(&key, unit_at)?;
            if !self.0.contains_key(unit) {
                self.0.insert(unit.to_vec(), Vec::new());
            }
            let Some(sums) = self.0.get_mut(unit) else { continue };
            let mut at = 0;
            each(&key, &content, |paper_type, by| {
                at += sums[at..].iter().take_while(|(before, _)| before.as_str() < paper_type).count();
                match sums.get_mut(at) {
                    Some((of, sum)) if of == paper_type => *sum += by * sign,
                    _ => sums.insert(at, (paper_type.to_owned(), by * sign)),
                }
            })?;
        }
        Ok(())
    }

    /// Takes off what changes from one day to another, both included.
    fn take_off(&mut self, read: &impl Read, (from, to): (Date, Date)) -> Answer<()> {
        let Calendar { months, edges } = Calendar::of(from, to);
        let mut at = months.map(|(first, _)| first);
        while let (Some(month), Some((_, last))) = (at, months) {
            let year_ends = month.year_ends();
            let whole = month == month.year() && year_ends <= last;
            let bounds =
                if whole { keys::in_force_changes_of_year(month) } else { keys::in_force_changes_of_month(month) };
            self.add_rows(read, bounds, keys::UNIT_AFTER_MONTH, -1)?;
            at = Some(if whole { year_ends.next() } else { month.next() }).filter(|next| *next <= last);
        }
        edges.into_iter().try_for_each(|(first, last)| self.take_off_days(read, first, last))
    }

    /// The same for days of one month: one by one, or as the month less its other days where those are fewer.
    fn take_off_days(&mut self, read: &impl Read, first: Date, last: Date) -> Answer<()> {
        let (begin, end) = (first.first_of_month(), last.last_of_month());
        let others = (first.day() - begin.day()) + (end.day() - last.day());
        if last.day() - first.day() < others {
            return self.add_rows(read, keys::in_force_changes(first, last), keys::UNIT_AFTER_DAY, -1);
        }
        self.add_rows(read, keys::in_force_changes_of_month(Month::of(first)), keys::UNIT_AFTER_MONTH, -1)?;
        if let Ok(before) = first.yesterday() {
            self.add_rows(read, keys::in_force_changes(begin, before), keys::UNIT_AFTER_DAY, 1)?;
        }
        if let Ok(after) = last.tomorrow() {
            self.add_rows(read, keys::in_force_changes(after, end), keys::UNIT_AFTER_DAY, 1)?;
        }
        Ok(())
    }
}

/// The figures of a day, from the counters.
pub(crate) fn digitised(read: &impl Read, on: Date) -> Answer<Vec<CountRow>> {
    let Some(settled) = settled(read)? else { return Ok(Vec::new()) };
    let mut sums = Sums::default();
    sums.add_rows(read, keys::all_of(keys::IN_FORCE), 1, 1)?;
    let day_after = |day: Date| day.tomorrow().unwrap_or(Date::MAX);
    if on > settled {
        // Day by day: of thousands of years to come only few days have any.
        sums.add_rows(read, keys::in_force_changes(day_after(settled), on), keys::UNIT_AFTER_DAY, 1)?;
    } else if on < settled {
        sums.take_off(read, (day_after(on), settled))?;
    }
    let mut rows = Vec::new();
    for (unit, types) in sums.0 {
        let unit = keys::unit_of(&unit)?;
        for (paper_type, sum) in types {
            let paper_type = type_of(&paper_type)?;
            match u64::try_from(sum) {
                Ok(0) => {}
                Ok(count) => rows.push(CountRow { unit: unit.clone(), paper_type, count }),
                Err(_) => {
                    let place = keys::in_force(&unit);
                    return Err(damaged(&place, format!("the sum of {unit} {paper_type} on {on} is {sum}")));
                }
            }
        }
    }
    rows.sort();
    Ok(rows)
}

fn type_of(text: &str) -> Answer<PaperTypeCode> {
    text.parse().map_err(|error| damaged(&[keys::IN_FORCE], error))
}

/// A correction of a paper: where it counted before and where it counts since.
#[derive(Debug, Serialize, Deserialize)]
struct Corrected {
    unit: UnitCode,
    before: Option<Span>,
    after: Option<Span>,
}

/// Notes that a record was put right on a day, for whoever asks for an earlier one.
pub(crate) fn note_correction(
    to: &mut Transaction<'_>,
    recorded: Date,
    code: &PaperCode,
    unit: &UnitCode,
    (before, after): (Option<Span>, Option<Span>),
) -> Answer<()> {
    let key = keys::correction(recorded, code);
    let earlier: Option<Corrected> = to.json(&key)?;
    let before = earlier.map_or(before, |earlier| earlier.before);
    to.put_json(key, &Corrected { unit: unit.clone(), before, after });
    Ok(())
}

/// By how much corrections that were recorded after a day have changed its figures.
pub(crate) fn recorded_later(read: &impl Read, on: Date) -> Answer<Vec<ChangeRow>> {
    let Ok(next) = on.tomorrow() else { return Ok(Vec::new()) };
    let mut changes: BTreeMap<(UnitCode, PaperTypeCode), i64> = BTreeMap::new();
    for pair in read.range(keys::corrections_from(next)) {
        let (key, content) = pair?;
        let Corrected { unit, before, after } = from_json(&key, &content)?;
        let counted = |span: Option<Span>| i64::from(span.is_some_and(|span| span.contains(on)));
        let paper_type = keys::type_of_correction(&key)?;
        *changes.entry((unit, paper_type)).or_default() += counted(after) - counted(before);
    }
    let row = |((unit, paper_type), change)| ChangeRow { unit, paper_type, change };
    Ok(changes.into_iter().filter(|(_, change)| *change != 0).map(row).collect())
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
