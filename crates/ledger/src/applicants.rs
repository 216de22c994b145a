//! Applicants: distinct holders of the dossiers that were received in a period (DOMAIN §5.4).
//!
//! Distinct people cannot be added up over months. So each month counts its people by the month in which they had come
//! before: of those in a period, everybody is new exactly once, in the first month of it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use model::{HolderId, UnitCode};
use serde::{Deserialize, Serialize};

use crate::{
    ApplicantsRow, LedgerError, in_force, keys,
    keys::Month,
    store::{ByKey, Read, Transaction, damaged, from_json},
};

/// Somebody who came with a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Applicant<'a> {
    pub(crate) holder: &'a HolderId,
    pub(crate) unit: &'a UnitCode,
    pub(crate) received_on: Date,
    pub(crate) handed_in_again: bool,
}

/// How many dossiers one holder had at a unit in a month, and how many with something that was handed in again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Visits(UnitCode, Month, u32, u32);

/// Which people are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Who {
    All,
    HandedInAgain,
}

impl Who {
    pub(crate) const BOTH: [Self; 2] = [Self::All, Self::HandedInAgain];
}

/// Somebody at a unit (`None` for all units together) in a month: of which kind, and when before.
type Coming<'a> = (Who, Option<&'a UnitCode>, Month, Option<Month>);

/// People by the month in which they had come before.
type ByMonthBefore = Vec<(Option<Month>, i64)>;

/// What a transaction changes such counts by, under their keys: kept until it ends, because many dossiers change the same few.
pub(crate) type Pending = ByKey<BTreeMap<Option<Month>, i64>>;

pub(crate) fn change(
    to: &mut Transaction<'_>,
    before: Option<Applicant<'_>>,
    after: Option<Applicant<'_>>,
) -> Result<(), LedgerError> {
    if before == after {
        return Ok(());
    }
    for (applicant, sign) in [(before, false), (after, true)] {
        if let Some(applicant) = applicant {
            count(to, applicant, sign)?;
        }
    }
    Ok(())
}

fn count(to: &mut Transaction<'_>, applicant: Applicant<'_>, comes: bool) -> Result<(), LedgerError> {
    let key = keys::applicant(applicant.holder);
    let before: Vec<Visits> = to.json(&key)?.unwrap_or_default();
    let mut visits = before.clone();
    let month = Month::of(applicant.received_on);
    let again = u32::from(applicant.handed_in_again);
    let at = visits.iter().position(|Visits(unit, of, ..)| unit == applicant.unit && *of == month);
    match (at, comes) {
        (Some(at), true) => {
            visits[at].2 += 1;
            visits[at].3 += again;
        }
        (None, true) => {
            visits.push(Visits(applicant.unit.clone(), month, 1, again));
            visits.sort_by(|one, other| (one.1, &one.0).cmp(&(other.1, &other.0)));
        }
        (Some(at), false) => {
            visits[at].2 = visits[at].2.saturating_sub(1);
            visits[at].3 = visits[at].3.saturating_sub(again);
            if visits[at].2 == 0 {
                visits.remove(at);
            }
        }
        (None, false) => return Err(damaged(&key, "it does not tell of a dossier that was counted")),
    }
    if visits.is_empty() {
        to.remove(key);
    } else {
        to.put_json(key, &visits);
    }
    let (before, after) = (comings(&before), comings(&visits));
    for (these, others, sign) in [(&before, &after, -1), (&after, &before, 1)] {
        for (who, unit, month, before) in these.iter().filter(|coming| others.binary_search(coming).is_err()) {
            let key = keys::applicants(*who, *month, *unit);
            *to.activity.applicants.entry(key).or_default().entry(*before).or_default() += sign;
        }
    }
    Ok(())
}

/// In order.
fn comings(visits: &[Visits]) -> Vec<Coming<'_>> {
    let mut comings = Vec::new();
    for who in Who::BOTH {
        let counted = visits.iter().filter(|Visits(.., again)| who == Who::All || *again > 0);
        let mut months: Vec<(Option<&UnitCode>, Month)> =
            counted.flat_map(|Visits(unit, month, ..)| [(None, *month), (Some(unit), *month)]).collect();
        months.sort_unstable();
        months.dedup();
        let mut last: Option<(Option<&UnitCode>, Month)> = None;
        for (unit, month) in months {
            let before = last.filter(|(of, _)| *of == unit).map(|(_, before)| before);
            comings.push((who, unit, month, before));
            last = Some((unit, month));
        }
    }
    comings
}

/// Writes what a transaction changes these counts by.
pub(crate) fn flush(to: &mut Transaction<'_>, pending: Pending) -> Result<(), LedgerError> {
    for (key, changes) in pending {
        let mut counts: BTreeMap<Option<Month>, i64> =
            to.json::<ByMonthBefore>(&key)?.unwrap_or_default().into_iter().collect();
        for (before, change) in changes {
            *counts.entry(before).or_default() += change;
        }
        counts.retain(|_, count| *count != 0);
        if counts.is_empty() {
            to.remove(key);
        } else {
            to.put_json(key, &counts.into_iter().collect::<ByMonthBefore>());
        }
    }
    Ok(())
}

/// The first and the last month of a period of whole months; `None` for any other, whose people must be counted.
pub(crate) fn months_of(read: &impl Read, from: Date, to: Date) -> Result<Option<(Month, Month)>, LedgerError> {
    if from > to || from.day() != 1 {
        return Ok(None);
    }
    let end = to.last_of_month();
    // A month that is under way is whole as far as anybody has come.
    let under_way = || -> Result<bool, LedgerError> {
        let settled = in_force::settled(read)?.is_none_or(|settled| settled <= to);
        let next = to.tomorrow().unwrap_or(Date::MAX);
        Ok(settled && read.range(keys::days(next, end)).next().is_none())
    };
    Ok((to == end || under_way()?).then(|| (Month::of(from), Month::of(to))))
}

/// Who came in some whole months.
pub(crate) fn applicants(read: &impl Read, first: Month, last: Month) -> Result<Vec<ApplicantsRow>, LedgerError> {
    let mut rows: BTreeMap<Option<UnitCode>, [i64; 2]> = BTreeMap::new();
    for who in Who::BOTH {
        for pair in read.range(keys::applicants_in(who, first, last)) {
            let (key, content) = pair?;
            let counts: ByMonthBefore = from_json(&key, &content)?;
            let new: i64 = counts
                .iter()
                .filter(|(before, _)| before.is_none_or(|before| before < first))
                .map(|(_, count)| count)
                .sum();
            let unit = key.get(keys::UNIT_OF_APPLICANTS..).ok_or_else(|| damaged(&key, "its key is malformed"))?;
            let unit = if unit.is_empty() { None } else { Some(keys::unit_of(unit)?) };
            rows.entry(unit).or_default()[who as usize] += new;
        }
    }
    let count = |number: i64| u64::try_from(number).unwrap_or_default();
    let row = |(unit, [all, again]): (_, [i64; 2])| ApplicantsRow {
        unit,
        applicants: count(all),
        handed_in_again: count(again),
    };
    Ok(rows.into_iter().map(row).filter(|row| row.applicants > 0).collect())
}
