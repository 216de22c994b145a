//! A dossier as the figures see it: what was told of it, what of its papers lies in the store, and what that counts for.
//!
//! What a dossier counts for is a function of the entries that tell of it, one after the other ([`DossierFacts::step`]), so
//! that an entry can also be taken out again when it is erased.

use jiff::civil::Date;
use model::{
    Dossier, DossierNumber, DossierRecord, EntryBody, EntryHeader, HandOver, HolderId, PaperCode, PaperKind,
    PaperRecord, PaperState, ProcedureCode, StateChange, UnitCode, local_date,
};
use serde::{Deserialize, Serialize};

use crate::{
    Activity, LedgerError, Measure,
    activity_by::ActivityBy,
    applicants::{self, Applicant},
    keys, log,
    store::{Read, Transaction},
    tally::{self, Cell, Cells},
};

/// What lies under a dossier's number.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct DossierView {
    /// The entries that tell of it, in order.
    pub(crate) entries: Vec<u64>,
    /// The one of them that records it as it is now; none while only papers name its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) record: Option<u64>,
    /// What follows from them.
    #[serde(flatten)]
    pub(crate) facts: DossierFacts,
}

/// What of a dossier counts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct DossierFacts {
    /// The unit for whose figures it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<UnitCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    procedure: Option<ProcedureCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    holder: Option<HolderId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    received_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resolved_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    returned_on: Option<Date>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    owes_result: bool,
    #[serde(skip_serializing_if = "Told::is_nothing")]
    told: Told,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stored: Vec<Stored>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hand_overs: Vec<Given>,
    /// The unit that has it now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) in_hand: Option<UnitCode>,
}

/// What the one-stop system told of components and results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
struct Told {
    handed_in: u32,
    /// Of them, those that the store had.
    again: u32,
    reused: u32,
    /// Whether any component has a file.
    component: bool,
    national: bool,
    /// Since when a result has a file.
    result_on: Option<Date>,
    /// Since when a result has a file under a code, which is how others find it.
    published_on: Option<Date>,
}

impl Told {
    fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// A paper of it in the store, or one that it took from there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
enum Stored {
    Component {
        on: Date,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        again: bool,
    },
    Reuse {
        on: Date,
    },
    Result {
        code: PaperCode,
        on: Date,
        /// From when on it is approved.
        from: Option<Date>,
        /// The first day on which it is not any more.
        until: Option<Date>,
    },
}

/// A hand-over, counted for who gave it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Given {
    on: Date,
    by: UnitCode,
    electronic: bool,
}

impl DossierFacts {
    /// After one more entry.
    fn step(&mut self, header: &EntryHeader, body: &EntryBody) {
        let day = local_date(header.context.at);
        match body {
            EntryBody::DossierOpened(dossier) => self.opened(dossier, day),
            EntryBody::DossierRecorded { dossier, handed_in_again } => self.recorded(dossier, *handed_in_again, day),
            EntryBody::DossierHandedOver(over) => self.handed_over(over),
            EntryBody::PaperRegistered(record) => self.paper_registered(record, day),
            EntryBody::PaperStateChanged { code, change } => self.paper_changed(code, change, day),
            EntryBody::PaperReused { .. } => self.stored.push(Stored::Reuse { on: day }),
            _ => {}
        }
    }

    fn opened(&mut self, dossier: &Dossier, day: Date) {
        self.recorded(&DossierRecord::from(dossier.clone()), 0, day);
    }

    fn recorded(&mut self, record: &DossierRecord, again: u32, day: Date) {
        self.unit = Some(record.unit.clone());
        self.in_hand.get_or_insert_with(|| record.unit.clone());
        self.procedure = Some(record.procedure.clone());
        self.holder = record.holder.as_ref().map(|holder| holder.id.clone());
        self.received_on = record.received_on();
        self.due_on = record.due_at.map(local_date);
        self.returned_on = record.returned_at.map(local_date);
        self.owes_result = record.owes_result;
        let told_on = record.resolved_at.or(record.returned_at).map(local_date);
        // Of one that is said to be resolved, but not when, the first day is kept on which that was said.
        let unsaid = || record.state.is_resolved().then(|| self.resolved_on.unwrap_or(day));
        self.resolved_on = told_on.or_else(unsaid);
        self.told = self.told_of(record, again, day);
    }

    fn told_of(&self, record: &DossierRecord, again: u32, day: Date) -> Told {
        let count = |all: usize| u32::try_from(all).unwrap_or(u32::MAX);
        let components = &record.components;
        let reused = components.iter().filter(|component| component.is_reused()).count();
        let results = |published: bool| {
            let file =
                |result: &&model::DossierResult| result.file_path.is_some() && (!published || result.code.is_some());
            record.results.iter().any(|result| file(&result))
        };
        let since = |before: Option<Date>| self.returned_on.or(self.resolved_on).or(before).unwrap_or(day);
        Told {
            handed_in: count(components.len() - reused),
            again,
            reused: count(reused),
            component: components.iter().any(|component| component.digitised || component.is_reused()),
            national: components.iter().any(|component| component.from_national_store),
            result_on: results(false).then(|| since(self.told.result_on)),
            published_on: results(true).then(|| since(self.told.published_on)),
        }
    }

    fn handed_over(&mut self, over: &HandOver) {
        self.in_hand = Some(over.to.clone());
        self.hand_overs.push(Given { on: local_date(over.at), by: over.from.clone(), electronic: over.electronic });
    }

    fn paper_registered(&mut self, record: &PaperRecord, on: Date) {
        self.stored.push(match record.paper.kind {
            PaperKind::Component => Stored::Component { on, again: record.handed_in_again },
            PaperKind::Result => {
                let from = match record.state {
                    PaperState::Approved { on } => Some(on),
                    _ => None,
                };
                Stored::Result { code: record.code.clone(), on, from, until: None }
            }
        });
    }

    fn paper_changed(&mut self, of: &PaperCode, change: &StateChange, day: Date) {
        for stored in &mut self.stored {
            if let Stored::Result { code, from, until, .. } = stored
                && code == of
            {
                match change {
                    StateChange::Approve => *from = Some(day),
                    StateChange::Reject { .. } | StateChange::Revoke { .. } | StateChange::Supersede { .. } => {
                        *until = Some(day);
                    }
                }
            }
        }
    }

    /// Who came, for the count of applicants.
    fn applicant(&self) -> Option<Applicant<'_>> {
        let handed_in_again = self.told.again > 0 || self.stored_on(component_again_day).next().is_some();
        Some(Applicant {
            holder: self.holder.as_ref()?,
            unit: self.unit.as_ref()?,
            received_on: self.received_on?,
            handed_in_again,
        })
    }

    fn stored_on<'a>(&'a self, wanted: impl Fn(&Stored) -> Option<Date> + 'a) -> impl Iterator<Item = Date> + 'a {
        self.stored.iter().filter_map(wanted)
    }
}

fn component_day(stored: &Stored) -> Option<Date> {
    if let Stored::Component { on, .. } = stored { Some(*on) } else { None }
}

fn component_again_day(stored: &Stored) -> Option<Date> {
    if let Stored::Component { on, again: true } = stored { Some(*on) } else { None }
}

fn reuse_day(stored: &Stored) -> Option<Date> {
    if let Stored::Reuse { on } = stored { Some(*on) } else { None }
}

fn result_day(stored: &Stored) -> Option<Date> {
    if let Stored::Result { on, .. } = stored { Some(*on) } else { None }
}

/// A dossier's facts on their way to cells: all of its own unit and procedure, so that days are all that tells them apart.
struct Counted<'a> {
    facts: &'a DossierFacts,
    received_on: Date,
    /// By counted and effective day.
    days: ActivityBy<(Date, Date)>,
}

impl DossierFacts {
    /// What it counts for, by unit, procedure, counted day and the day on which that took effect.
    pub(crate) fn cells(&self) -> Cells {
        let mut cells = Cells::default();
        for given in &self.hand_overs {
            let cell = Cell { unit: given.by.clone(), procedure: None, counted: given.on, effective: given.on };
            let mut activity = Activity::one(Measure::HandOvers);
            activity[Measure::ElectronicHandOvers] = i64::from(given.electronic);
            cells.add(cell, activity);
        }
        if let (Some(unit), Some(received_on)) = (&self.unit, self.received_on) {
            let mut counted = Counted { facts: self, received_on, days: ActivityBy::default() };
            counted.all();
            for ((counted, effective), activity) in counted.days {
                let cell = Cell { unit: unit.clone(), procedure: self.procedure.clone(), counted, effective };
                cells.add(cell, activity);
            }
        }
        cells
    }
}

impl Counted<'_> {
    fn put(&mut self, counted: Date, effective: Date, measure: Measure, count: i64) {
        self.days.add((counted, effective.max(counted)), Activity::some(measure, count));
    }

    /// One, from a day on, if there is such a day.
    fn since(&mut self, day: Option<Date>, measure: Measure) {
        if let Some(day) = day {
            self.put(self.received_on, day, measure, 1);
        }
    }

    fn all(&mut self) {
        let facts = self.facts;
        let received = Some(self.received_on);
        let (told, owes) = (facts.told, facts.owes_result);
        let first = |told: Option<Date>, stored: fn(&Stored) -> Option<Date>| {
            told.into_iter().chain(facts.stored_on(stored)).min()
        };
        let reuse = first(received.filter(|_| told.reused > 0), reuse_day);
        let component = [first(received.filter(|_| told.component), component_day), reuse].into_iter().flatten().min();
        let result = first(told.result_on, result_day);
        let national = received.filter(|_| told.national);
        let both = |one: Option<Date>, other: Option<Date>| one.zip(other).map(|(one, other)| one.max(other));

        self.since(received, Measure::Received);
        self.since(received.filter(|_| owes), Measure::Owing);
        self.since(result.filter(|_| owes), Measure::OwingWithResult);
        self.since(component, Measure::WithComponent);
        self.since(if owes { both(component, result) } else { component }, Measure::Digitised);
        self.since(reuse, Measure::Reusing);
        self.since(national, Measure::FromNationalStore);
        self.since(national.into_iter().chain(told.published_on).min(), Measure::Shared);
        if let Some(resolved) = facts.resolved_on {
            self.resolved(resolved, component, result);
        }
        self.components(told.handed_in, component_day, Measure::ComponentsHandedIn);
        self.components(told.again, component_again_day, Measure::ComponentsHandedInAgain);
        self.components(told.reused, reuse_day, Measure::ComponentsReused);
        if let Some(returned) = facts.returned_on {
            self.returned(returned);
        }
    }

    fn resolved(&mut self, resolved: Date, component: Option<Date>, result: Option<Date>) {
        let received = self.received_on;
        self.put(received, resolved, Measure::Resolved, 1);
        let with_result = result.map(|result| result.max(resolved));
        self.since(with_result, Measure::ResolvedWithResult);
        if self.facts.owes_result {
            self.put(received, resolved, Measure::ResolvedWithoutResult, 1);
            if let Some(with_result) = with_result {
                self.put(received, with_result, Measure::ResolvedWithoutResult, -1);
            }
        }
        self.put(received, resolved, Measure::ResolvedNotReusable, 1);
        let Some(component) = component else { return };
        for (from, until) in self.reusable() {
            let from = from.max(component).max(resolved);
            if until.is_some_and(|until| until <= from) {
                continue;
            }
            self.put(received, from, Measure::ResolvedNotReusable, -1);
            if let Some(until) = until {
                self.put(received, until, Measure::ResolvedNotReusable, 1);
            }
        }
    }

    /// From when to when its result can be reused: published, or approved in the store. One that owes none has all that it
    /// needs from the first day on.
    fn reusable(&self) -> Vec<(Date, Option<Date>)> {
        if !self.facts.owes_result {
            return vec![(self.received_on, None)];
        }
        let mut spans: Vec<(Date, Option<Date>)> =
            self.facts.told.published_on.map(|on| (on, None)).into_iter().collect();
        spans.extend(self.facts.stored.iter().filter_map(|stored| match stored {
            Stored::Result { from: Some(from), until, .. } => Some((*from, *until)),
            _ => None,
        }));
        spans.sort_unstable_by_key(|(from, _)| *from);
        let mut merged: Vec<(Date, Option<Date>)> = Vec::new();
        for (from, until) in spans {
            match merged.last_mut() {
                Some((_, end)) if end.is_none_or(|end| from <= end) => {
                    *end = end.zip(until).map(|(end, until)| end.max(until));
                }
                _ => merged.push((from, until)),
            }
        }
        merged
    }

    /// As many as were told; more, when more of them lie in the store.
    fn components(&mut self, told: u32, stored: fn(&Stored) -> Option<Date>, measure: Measure) {
        let facts = self.facts;
        let days: Vec<Date> = facts.stored_on(stored).collect();
        if u32::try_from(days.len()).is_ok_and(|stored| told >= stored) {
            if told > 0 {
                self.put(self.received_on, self.received_on, measure, i64::from(told));
            }
            return;
        }
        for day in days {
            self.put(self.received_on, day, measure, 1);
        }
    }

    fn returned(&mut self, on: Date) {
        self.put(on, on, Measure::Returned, 1);
        if let Some(due) = self.facts.due_on {
            self.put(on, on, Measure::ReturnedWithDueDate, 1);
            if on <= due {
                self.put(on, on, Measure::ReturnedOnTime, 1);
            }
        }
    }
}

pub(crate) fn view(read: &impl Read, number: &DossierNumber) -> Result<DossierView, LedgerError> {
    Ok(read.json(&keys::dossier(number))?.unwrap_or_default())
}

/// Takes in an entry that tells of a dossier; gives what was known of it before.
pub(crate) fn apply(
    to: &mut Transaction<'_>,
    header: &EntryHeader,
    number: &DossierNumber,
    body: &EntryBody,
) -> Result<DossierView, LedgerError> {
    let before = view(to, number)?;
    let mut after = before.clone();
    after.entries.push(header.sequence);
    if matches!(body, EntryBody::DossierOpened(_) | EntryBody::DossierRecorded { .. }) {
        after.record = Some(header.sequence);
    }
    after.facts.step(header, body);
    to.put_json(keys::dossier(number), &after);
    tally::change(to, local_date(header.context.at), difference(before.facts.cells(), after.facts.cells()));
    applicants::change(to, before.facts.applicant(), after.facts.applicant())?;
    Ok(before)
}

fn difference(before: Cells, mut after: Cells) -> Cells {
    for (cell, activity) in before {
        after.add(cell, -activity);
    }
    after
}

/// Takes out what an erased paper was to its dossier, as if it had never come: also of what followed from it since.
pub(crate) fn forget_paper(
    to: &mut Transaction<'_>,
    number: &DossierNumber,
    code: &PaperCode,
) -> Result<(), LedgerError> {
    let before = view(to, number)?;
    let with = history(to, &before.entries)?;
    let without: Vec<Happened> = with.iter().filter(|(_, body)| !is_of(body, code)).cloned().collect();
    for (day, cells) in steps(&with) {
        tally::change(to, day, cells.into_iter().map(|(cell, activity)| (cell, -activity)).collect());
    }
    let mut after = DossierView { record: before.record, ..DossierView::default() };
    for (header, body) in &without {
        after.entries.push(header.sequence);
        after.facts.step(header, body);
    }
    for (day, cells) in steps(&without) {
        tally::change(to, day, cells);
    }
    applicants::change(to, before.facts.applicant(), after.facts.applicant())?;
    if after.entries.is_empty() {
        to.remove(keys::dossier(number));
    } else {
        to.put_json(keys::dossier(number), &after);
    }
    Ok(())
}

/// An entry that tells of a dossier.
type Happened = (EntryHeader, EntryBody);

fn is_of(body: &EntryBody, paper: &PaperCode) -> bool {
    match body {
        EntryBody::PaperRegistered(record) => record.code == *paper,
        EntryBody::PaperStateChanged { code, .. } => code == paper,
        _ => false,
    }
}

/// The entries with their bodies; those of other papers that were erased are not among a view's entries any more.
fn history(read: &impl Read, entries: &[u64]) -> Result<Vec<Happened>, LedgerError> {
    let mut history = Vec::new();
    for sequence in entries {
        if let (header, Some(body)) = log::named(read, *sequence)? {
            history.push((header, body));
        }
    }
    Ok(history)
}

/// By how much each of these entries changed what the dossier counts for, with the day on which it was recorded.
fn steps(history: &[Happened]) -> Vec<(Date, Cells)> {
    let mut facts = DossierFacts::default();
    let step = |(header, body): &Happened| {
        let before = facts.cells();
        facts.step(header, body);
        (local_date(header.context.at), difference(before, facts.cells()))
    };
    history.iter().map(step).collect()
}

/// The numbers of one dossier, summed over whatever of it counts in a period, by unit.
pub(crate) fn counted_in(facts: &DossierFacts, counts: impl Fn(&Cell) -> bool) -> ActivityBy<UnitCode> {
    let counted = facts.cells().into_iter().filter(|(cell, _)| counts(cell));
    counted.map(|(cell, activity)| (cell.unit, activity)).collect()
}

impl DossierFacts {
    /// Holder, unit and whether something was handed in again, of a dossier received in a period.
    pub(crate) fn applicant_within(&self, from: Date, to: Date) -> Option<(&HolderId, &UnitCode, bool)> {
        let applicant = self.applicant().filter(|of| (from..=to).contains(&of.received_on))?;
        Some((applicant.holder, applicant.unit, applicant.handed_in_again))
    }
}
