//! The views as a function of the log alone: what each entry changes. Nothing else changes a view, whether the entry is
//! being written or replayed, so that a rebuilt ledger is the one that was there.
//!
//! Views name entries by their sequence and repeat of what those say only what figures are counted from. An entry whose body was erased changes
//! nothing, and what a view would have read from it is as if it had never been.

use jiff::{Timestamp, civil::Date};
use model::{
    ChainError, Dossier, DossierNumber, EntryBody, EntryHeader, InventoryLine, Outcome, PaperCode, PaperKind,
    PaperRecord, PaperState, ReceivedScan, ReviewId, ReviewItem, ScanFinished, ScanId, StateChange, UnitCode,
    local_date,
};
use serde::{Deserialize, Serialize};

use crate::{
    LedgerError, Totals, WaitingReview, accounts, counter_work, dossiers, erase,
    in_force::{self, Counting, Span},
    keys,
    store::{Read, Transaction},
    traces,
};

/// A file of a batch.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct ScanView {
    /// The entry that received it; none for a file of which no byte could be read.
    pub(crate) received: Option<u64>,
    /// The entry that finished it.
    pub(crate) finished: Option<u64>,
}

/// A job of the queue. Beside the log: its entries make it and take it away, leases and attempts are its own.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct JobRow {
    /// The file.
    pub(crate) scan: ScanId,
    /// Not before; at once when there is none.
    pub(crate) due_at: Option<Timestamp>,
    /// While somebody works on it.
    pub(crate) leased_until: Option<Timestamp>,
    /// How often it was leased.
    pub(crate) attempts: u32,
    /// Why it failed the last time.
    pub(crate) last_failure: Option<String>,
}

/// Where a paper stands; the rest of its record is in its entry.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PaperView {
    /// The entry that holds its record: that registered it, or the last one that put it right.
    pub(crate) entry: u64,
    /// Its state now.
    #[serde(flatten)]
    pub(crate) state: PaperState,
    /// The local day of its approval, if it ever was approved.
    pub(crate) approved_on: Option<Date>,
    /// The local day on which it was revoked or superseded.
    pub(crate) ended_on: Option<Date>,
    /// Component or result.
    pub(crate) kind: PaperKind,
    /// The unit that digitised it.
    pub(crate) unit: UnitCode,
    /// Its last valid day, as it is known by now.
    pub(crate) valid_until: Option<Date>,
    /// The local day on which it got its code.
    pub(crate) registered_on: Date,
    /// How many pages it has.
    pub(crate) pages: u32,
    /// The dossier that it came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) dossier: Option<DossierNumber>,
    /// The entries that held its record before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) earlier: Vec<u64>,
}

impl PaperView {
    /// The entry that registered it.
    pub(crate) fn registered(&self) -> u64 {
        self.earlier.first().copied().unwrap_or(self.entry)
    }

    /// The days on which it counts, if it is a result.
    pub(crate) fn span(&self) -> Option<Span> {
        Span::of(self.approved_on, self.valid_until, self.ended_on)
    }

    /// Whether it was approved and valid on a day, whatever has become of it since.
    pub(crate) fn was_reusable(&self, on: Date) -> bool {
        self.span().is_some_and(|span| span.contains(on))
    }
}

/// A paper that waits or waited for a person.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ReviewView {
    /// The entry that holds it.
    pub(crate) held: u64,
    /// True once decided.
    pub(crate) resolved: bool,
    /// The paper that it became.
    pub(crate) code: Option<PaperCode>,
    /// True when its scan was cut anew: the same pages may come to wait again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) cut_anew: bool,
}

/// What [`apply`] asks for with most entries.
pub(crate) fn asks_always() -> Vec<Vec<u8>> {
    vec![keys::SETTLED.to_vec(), keys::total("dossiers"), keys::total("papers")]
}

/// What [`apply`] asks for or changes beside counters, so that it can be read before: a hint, of what there is much of.
pub(crate) fn asks_for(body: &EntryBody) -> Vec<Vec<u8>> {
    match body {
        EntryBody::DossierRecorded { dossier, .. } => {
            let applicant = dossier.holder.as_ref().map(|holder| keys::applicant(&holder.id));
            std::iter::once(keys::dossier(&dossier.number)).chain(applicant).collect()
        }
        EntryBody::PaperRegistered(record) => {
            let PaperRecord { code, paper, .. } = &**record;
            vec![keys::paper(code), keys::serial(code.prefix()), keys::identity(&paper.identity())]
        }
        EntryBody::PaperStateChanged { code, .. } => vec![keys::paper(code)],
        _ => Vec::new(),
    }
}

/// Changes the views as an entry says. Its day has begun, even if its body was erased.
pub(crate) fn apply(
    keys: &mut Transaction<'_>,
    header: &EntryHeader,
    body: Option<&EntryBody>,
) -> Result<(), LedgerError> {
    in_force::settle(keys, header)?;
    let Some(body) = body else { return Ok(()) };
    traces::apply(keys, header, body);
    let sequence = header.sequence;
    match body {
        EntryBody::BatchOpened(batch) => keys.put_json(keys::batch(batch.batch), &sequence),
        EntryBody::ScanReceived(scan) => scan_received(keys, sequence, scan)?,
        EntryBody::ScanFinished(finished) => scan_finished(keys, sequence, finished)?,
        EntryBody::PaperHeld(item) => paper_held(keys, sequence, item)?,
        EntryBody::ReviewResolved { id, code, cut_anew, .. } => review_resolved(keys, id, code.as_ref(), *cut_anew)?,
        EntryBody::PaperRegistered(record) => paper_registered(keys, header, body, record)?,
        EntryBody::PaperStateChanged { code, change } => state_changed(keys, header, body, code, change)?,
        EntryBody::PaperCorrected { record, .. } => paper_corrected(keys, header, record)?,
        EntryBody::PaperReused { code, dossier, component } => {
            keys.put_json(keys::reuse(dossier, component, code), &sequence);
            add_to_total(keys, "reuses", 1);
            dossiers::apply(keys, header, dossier, body)?;
        }
        EntryBody::DossierOpened(Dossier { number, .. }) => dossier_recorded(keys, header, body, number)?,
        EntryBody::DossierRecorded { dossier, .. } => dossier_recorded(keys, header, body, &dossier.number)?,
        EntryBody::DossierHandedOver(over) => drop(dossiers::apply(keys, header, &over.number, body)?),
        EntryBody::TicketsServed { tickets } => {
            tickets.iter().try_for_each(|ticket| counter_work::ticket_served(keys, header, ticket))?;
        }
        EntryBody::StaffDeclared { lines } => lines.iter().for_each(|line| counter_work::staff_declared(keys, line)),
        EntryBody::AccountChanged(account) => accounts::apply(keys, account),
        EntryBody::CatalogueChanged { .. } => keys.put_json(keys::catalogue(sequence), &sequence),
        EntryBody::InventoryDeclared { lines } => {
            lines.iter().try_for_each(|line| inventory_declared(keys, header, line))?;
        }
        EntryBody::PaperErased(erased) => erase::apply(keys, header, erased)?,
        EntryBody::PaperOpened { .. } | EntryBody::HolderLookedUp { .. } | EntryBody::ObjectRepaired(_) => {}
        EntryBody::SignedIn { .. } | EntryBody::CredentialChanged { .. } => {}
    }
    Ok(())
}

fn dossier_recorded(
    keys: &mut Transaction<'_>,
    header: &EntryHeader,
    body: &EntryBody,
    number: &DossierNumber,
) -> Result<(), LedgerError> {
    if dossiers::apply(keys, header, number, body)?.record.is_none() {
        add_to_total(keys, "dossiers", 1);
    }
    Ok(())
}

pub(crate) fn add_to_total(keys: &mut Transaction<'_>, name: &'static str, change: i64) {
    *keys.activity.totals.entry(name).or_default() += change;
}

/// Whether the store has any paper at all; one that begins with an import of dossiers has none.
pub(crate) fn has_any_papers(read: &impl Read) -> Result<bool, LedgerError> {
    read.json(&keys::total("papers")).map(|papers: Option<u64>| papers.unwrap_or_default() > 0)
}

/// The totals, `entries` apart.
pub(crate) fn totals(read: &impl Read) -> Result<Totals, LedgerError> {
    let total = |name| read.json(&keys::total(name)).map(Option::<u64>::unwrap_or_default);
    Ok(Totals {
        papers: total("papers")?,
        reviews: total("reviews")?,
        dossiers: total("dossiers")?,
        scans: total("scans")?,
        refused: total("refused")?,
        reuses: total("reuses")?,
        entries: 0,
    })
}

fn scan_received(keys: &mut Transaction<'_>, sequence: u64, scan: &ReceivedScan) -> Result<(), LedgerError> {
    keys.put_json(keys::scan(scan.scan), &ScanView { received: Some(sequence), finished: None });
    keys.put_json(keys::scan_by_bytes(&scan.original.sha256, scan.received_at, scan.scan), &scan.scan);
    let job = JobRow { scan: scan.scan, due_at: None, leased_until: None, attempts: 0, last_failure: None };
    keys.put_json(keys::job(sequence), &job);
    add_to_total(keys, "scans", 1);
    Ok(())
}

fn scan_finished(keys: &mut Transaction<'_>, sequence: u64, finished: &ScanFinished) -> Result<(), LedgerError> {
    let key = keys::scan(finished.scan);
    let before: ScanView = keys.json(&key)?.unwrap_or_default();
    if let Some(received) = before.received {
        keys.remove(keys::job(received));
    }
    keys.put_json(key, &ScanView { finished: Some(sequence), ..before });
    if finished.outcome == Outcome::Refused {
        keys.put_json(keys::refused(sequence), &finished.scan);
        add_to_total(keys, "refused", 1);
    }
    Ok(())
}

fn paper_held(keys: &mut Transaction<'_>, sequence: u64, item: &ReviewItem) -> Result<(), LedgerError> {
    keys.put_json(keys::review(&item.id), &ReviewView { held: sequence, resolved: false, code: None, cut_anew: false });
    let waits = WaitingReview {
        id: item.id.clone(),
        unit: item.unit.clone(),
        operator: item.operator.clone(),
        scanned_at: item.scanned_at,
    };
    keys.put_json(keys::waiting(sequence), &waits);
    add_to_total(keys, "reviews", 1);
    Ok(())
}

fn review_resolved(
    keys: &mut Transaction<'_>,
    id: &ReviewId,
    code: Option<&PaperCode>,
    cut_anew: bool,
) -> Result<(), LedgerError> {
    let key = keys::review(id);
    let Some(before) = keys.json::<ReviewView>(&key)? else { return Ok(()) };
    keys.remove(keys::waiting(before.held));
    keys.put_json(key, &ReviewView { held: before.held, resolved: true, code: code.cloned(), cut_anew });
    add_to_total(keys, "reviews", -1);
    Ok(())
}

fn paper_registered(
    keys: &mut Transaction<'_>,
    header: &EntryHeader,
    body: &EntryBody,
    record: &PaperRecord,
) -> Result<(), LedgerError> {
    let (code, paper) = (&record.code, &record.paper);
    let approved_on = match record.state {
        PaperState::Approved { on } => Some(on),
        _ => None,
    };
    let view = PaperView {
        entry: header.sequence,
        state: record.state.clone(),
        approved_on,
        ended_on: None,
        kind: paper.kind,
        unit: paper.unit.clone(),
        valid_until: paper.valid_until,
        registered_on: local_date(header.context.at),
        pages: u32::try_from(paper.pages.len()).unwrap_or(u32::MAX),
        dossier: paper.dossier.clone(),
        earlier: Vec::new(),
    };
    keys.put_json(keys::paper(code), &view);
    if record.state == PaperState::AwaitingApproval {
        keys.put_json(keys::awaiting_approval(header.sequence), code);
    }
    keys.put_json(keys::serial(code.prefix()), &code.serial());
    keys.put_json(keys::identity(&paper.identity()), code);
    if let Some(old) = paper.holder.old_id.as_ref().filter(|old| **old != paper.holder.id) {
        keys.put_json(keys::paper_of_old_holder(old, code), code);
    }
    in_force::move_span(keys, paper.into(), None, view.span())?;
    counter_work::paper_digitised(keys, &view.unit, view.registered_on, view.pages, 1);
    if let Some(dossier) = &paper.dossier {
        keys.put_json(keys::paper_of_dossier(dossier, code), code);
        dossiers::apply(keys, header, dossier, body)?;
    }
    add_to_total(keys, "papers", 1);
    Ok(())
}

fn state_changed(
    keys: &mut Transaction<'_>,
    header: &EntryHeader,
    body: &EntryBody,
    code: &PaperCode,
    change: &StateChange,
) -> Result<(), LedgerError> {
    let key = keys::paper(code);
    let Some(before) = keys.json::<PaperView>(&key)? else { return Ok(()) };
    let state = before.state.after(change, header.context.at);
    let state = state.map_err(|error| ChainError::Malformed(header.sequence, error.to_string()))?;
    let today = local_date(header.context.at);
    keys.remove(keys::awaiting_approval(before.registered()));
    let earlier = before.span();
    let after = match change {
        StateChange::Approve => PaperView { state, approved_on: Some(today), ..before },
        StateChange::Reject { .. } => PaperView { state, ..before },
        StateChange::Revoke { .. } | StateChange::Supersede { .. } => {
            PaperView { state, ended_on: Some(today), ..before }
        }
    };
    let counting = Counting { kind: after.kind, unit: &after.unit, paper_type: &code.prefix().paper_type };
    in_force::move_span(keys, counting, earlier, after.span())?;
    keys.put_json(key, &after);
    match &after.dossier {
        Some(dossier) if after.kind == PaperKind::Result => dossiers::apply(keys, header, dossier, body).map(drop),
        _ => Ok(()),
    }
}

fn paper_corrected(keys: &mut Transaction<'_>, header: &EntryHeader, record: &PaperRecord) -> Result<(), LedgerError> {
    let code = &record.code;
    let key = keys::paper(code);
    let Some(mut view) = keys.json::<PaperView>(&key)? else { return Ok(()) };
    let before = view.span();
    view.earlier.push(std::mem::replace(&mut view.entry, header.sequence));
    view.valid_until = record.paper.valid_until;
    let after = view.span();
    let counting = Counting { kind: view.kind, unit: &view.unit, paper_type: &code.prefix().paper_type };
    in_force::move_span(keys, counting, before, after)?;
    if view.kind == PaperKind::Result && before != after {
        in_force::note_correction(keys, local_date(header.context.at), code, &view.unit, (before, after))?;
    }
    keys.put_json(key, &view);
    Ok(())
}

/// What was declared of a unit, type and day, with the day on which it was: the last one counts.
pub(crate) type Declared = Vec<(Date, u64)>;

fn inventory_declared(
    keys: &mut Transaction<'_>,
    header: &EntryHeader,
    line: &InventoryLine,
) -> Result<(), LedgerError> {
    let key = keys::inventory(&line.unit, &line.paper_type, line.as_of);
    let mut declared: Declared = keys.json(&key)?.unwrap_or_default();
    declared.push((local_date(header.context.at), line.count));
    keys.put_json(key, &declared);
    Ok(())
}
