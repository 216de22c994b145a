//! What is done at counters beside dossiers: papers digitised, visitors attended to, and who works there.

use jiff::civil::Date;
use model::{EntryHeader, StaffLine, Ticket, UnitCode, local_date};

use crate::{
    Activity, LedgerError, Measure, keys,
    store::{Read, Transaction, from_json},
    tally::{self, Cell, Cells},
};

type Answer<T> = Result<T, LedgerError>;

fn cells(unit: &UnitCode, day: Date, activity: Activity) -> Cells {
    Cells::one(Cell { unit: unit.clone(), procedure: None, counted: day, effective: day }, activity)
}

/// The numbers of a paper that got its code.
pub(crate) fn of_paper(pages: u32) -> Activity {
    let mut activity = Activity::one(Measure::PapersDigitised);
    activity[Measure::PagesDigitised] = i64::from(pages);
    activity
}

/// Counts a paper on the day of its code, or (with -1) no longer.
pub(crate) fn paper_digitised(to: &mut Transaction<'_>, unit: &UnitCode, registered_on: Date, pages: u32, sign: i64) {
    let activity = if sign < 0 { -of_paper(pages) } else { of_paper(pages) };
    tally::change(to, registered_on, cells(unit, registered_on, activity));
}

/// The numbers of a visit.
pub(crate) fn of_ticket(ticket: &Ticket) -> Activity {
    let waited = ticket.arrived_at.duration_until(ticket.received_at).as_secs();
    let mut activity = Activity::one(Measure::Visits);
    activity[Measure::WaitedSeconds] = waited.max(0);
    activity
}

/// The local day on which a visit counts.
pub(crate) fn day_of(ticket: &Ticket) -> Date {
    local_date(ticket.received_at)
}

pub(crate) fn ticket_served(to: &mut Transaction<'_>, header: &EntryHeader, ticket: &Ticket) -> Answer<()> {
    let day = day_of(ticket);
    let key = keys::ticket(day, &ticket.unit, &ticket.ticket);
    let before: Option<Ticket> = to.json(&key)?;
    let before = before.as_ref().map_or(Activity::NONE, of_ticket);
    to.put_json(key, ticket);
    tally::change(to, local_date(header.context.at), cells(&ticket.unit, day, of_ticket(ticket) - before));
    Ok(())
}

pub(crate) fn staff_declared(to: &mut Transaction<'_>, line: &StaffLine) {
    to.put_json(keys::staff(&line.unit, line.from), line);
}

/// Every line in force, by unit and first day.
pub(crate) fn staff(read: &impl Read) -> Answer<Vec<StaffLine>> {
    let lines = read.range(keys::all_of(keys::STAFF));
    lines.map(|pair| pair.and_then(|(key, content)| from_json(&key, &content))).collect()
}
