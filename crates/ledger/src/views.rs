//! The views as a function of the log alone: what each entry changes. Nothing else changes a view, whether the entry is
//! being written or replayed, so that a rebuilt ledger is the one that was there.
//!
//! Views name entries by their sequence and repeat little of what those say. An entry whose body was erased changes
//! nothing, and what a view would have read from it is as if it had never been.

use jiff::{Timestamp, civil::Date};
use model::{
    ChainError, EntryBody, EntryHeader, InventoryLine, Outcome, PaperCode, PaperRecord, PaperState, ReceivedScan,
    ReviewId, ReviewItem, ScanFinished, ScanId, StateChange, local_date,
};
use serde::{Deserialize, Serialize};

use crate::{
    LedgerError, Totals,
    counters::{self, Span},
    erase, keys, log,
    store::{Read, Transaction},
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
    /// The entry that registered it.
    pub(crate) entry: u64,
    /// Its state now.
    #[serde(flatten)]
    pub(crate) state: PaperState,
    /// The local day of its approval, if it ever was approved.
    pub(crate) approved_on: Option<Date>,
    /// The local day on which it was revoked or superseded.
    pub(crate) ended_on: Option<Date>,
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

/// Changes the views as `body` says.
pub(crate) fn apply(keys: &mut Transaction<'_>, header: &EntryHeader, body: &EntryBody) -> Result<(), LedgerError> {
    let sequence = header.sequence;
    match body {
        EntryBody::BatchOpened(batch) => keys.put_json(keys::batch(batch.batch), &sequence),
        EntryBody::ScanReceived(scan) => scan_received(keys, sequence, scan)?,
        EntryBody::ScanFinished(finished) => scan_finished(keys, sequence, finished)?,
        EntryBody::PaperHeld(item) => paper_held(keys, sequence, item)?,
        EntryBody::ReviewResolved { id, code, cut_anew, .. } => review_resolved(keys, id, code.as_ref(), *cut_anew)?,
        EntryBody::PaperRegistered(record) => paper_registered(keys, sequence, record)?,
        EntryBody::PaperStateChanged { code, change } => state_changed(keys, header, code, change)?,
        EntryBody::PaperReused { code, dossier, component } => {
            keys.put_json(keys::reuse(dossier, component, code), &sequence);
            add_to_total(keys, "reuses", 1)?;
        }
        EntryBody::DossierOpened(dossier) => {
            keys.put_json(keys::dossier(&dossier.number), &sequence);
            add_to_total(keys, "dossiers", 1)?;
        }
        EntryBody::InventoryDeclared { lines } => lines.iter().for_each(|line| inventory_declared(keys, line)),
        EntryBody::PaperErased(erased) => erase::apply(keys, header, erased)?,
        EntryBody::PaperOpened { .. } | EntryBody::HolderLookedUp { .. } | EntryBody::ObjectRepaired(_) => {}
        EntryBody::DossierRecorded(_)
        | EntryBody::DossierHandedOver(_)
        | EntryBody::TicketsServed { .. }
        | EntryBody::StaffDeclared { .. }
        | EntryBody::CatalogueChanged { .. }
        | EntryBody::PaperCorrected { .. } => {}
    }
    Ok(())
}

pub(crate) fn add_to_total(keys: &mut Transaction<'_>, name: &str, change: i64) -> Result<(), LedgerError> {
    let key = keys::total(name);
    let total: i64 = keys.json(&key)?.unwrap_or_default();
    keys.put_json(key, &(total + change));
    Ok(())
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
    add_to_total(keys, "scans", 1)
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
        add_to_total(keys, "refused", 1)?;
    }
    Ok(())
}

fn paper_held(keys: &mut Transaction<'_>, sequence: u64, item: &ReviewItem) -> Result<(), LedgerError> {
    keys.put_json(keys::review(&item.id), &ReviewView { held: sequence, resolved: false, code: None, cut_anew: false });
    keys.put_json(keys::waiting(sequence), &item.id);
    add_to_total(keys, "reviews", 1)
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
    add_to_total(keys, "reviews", -1)
}

fn paper_registered(keys: &mut Transaction<'_>, sequence: u64, record: &PaperRecord) -> Result<(), LedgerError> {
    let (code, paper) = (&record.code, &record.paper);
    let approved_on = match record.state {
        PaperState::Approved { on } => Some(on),
        _ => None,
    };
    let view = PaperView { entry: sequence, state: record.state.clone(), approved_on, ended_on: None };
    keys.put_json(keys::paper(code), &view);
    keys.put_json(keys::serial(code.prefix()), &code.serial());
    keys.put_json(keys::identity(&paper.identity()), code);
    if let Some(old) = paper.holder.old_id.as_ref().filter(|old| **old != paper.holder.id) {
        keys.put_json(keys::paper_of_old_holder(old, code), code);
    }
    if let Some(dossier) = &paper.dossier {
        keys.put_json(keys::paper_of_dossier(dossier, code), code);
    }
    counters::move_span(keys, paper.into(), None, Span::of(approved_on, paper.valid_until, None))?;
    add_to_total(keys, "papers", 1)
}

fn state_changed(
    keys: &mut Transaction<'_>,
    header: &EntryHeader,
    code: &PaperCode,
    change: &StateChange,
) -> Result<(), LedgerError> {
    let key = keys::paper(code);
    let Some(before) = keys.json::<PaperView>(&key)? else { return Ok(()) };
    let state = before.state.after(change, header.context.at);
    let state = state.map_err(|error| ChainError::Malformed(header.sequence, error.to_string()))?;
    let today = local_date(header.context.at);
    let after = match change {
        StateChange::Approve => PaperView { state, approved_on: Some(today), ..before },
        StateChange::Reject { .. } => PaperView { state, ..before },
        StateChange::Revoke { .. } | StateChange::Supersede { .. } => {
            PaperView { state, ended_on: Some(today), ..before }
        }
    };
    if let (_, Some(EntryBody::PaperRegistered(record))) = log::named(keys, after.entry)? {
        let until = record.paper.valid_until;
        let earlier = Span::of(before.approved_on, until, before.ended_on);
        counters::move_span(keys, (&record.paper).into(), earlier, Span::of(after.approved_on, until, after.ended_on))?;
    }
    keys.put_json(key, &after);
    Ok(())
}

fn inventory_declared(keys: &mut Transaction<'_>, line: &InventoryLine) {
    keys.put_json(keys::inventory(&line.unit, &line.paper_type, line.as_of), &line.count);
}
