//! The writes of the ledger, each over one transaction: check, append entries, answer. Views follow by themselves.

use jiff::{SignedDuration, Timestamp, civil::Date};
use model::{
    BatchOpened, CatalogueLine, Context, DossierNumber, EntryBody, InventoryLine, PaperCode, PaperCorrection,
    PaperDraft, PaperKind, PaperRecord, PaperState, PaperTypeCode, ReceivedScan, ReviewId, ReviewItem, ScanFinished,
    ScanId, StaffLine, Standing, StateChange, Ticket, local_date,
};
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use crate::{
    Approval, CutAnew, Held, Job, LedgerError, Received, Registration, Resolution, Resolved, Reuse, counter_work, keys,
    log::{self, CheckedEntry},
    reads,
    store::{Layers, Read, Stored, Transaction},
    views::{self, JobRow, ReviewView, ScanView},
};

/// A job that is to wait for longer is due.
const RETRY_PAUSE_MAX: SignedDuration = SignedDuration::from_mins(10);

type Answer<T> = Result<T, LedgerError>;

pub(crate) fn open_batch(to: &mut Transaction<'_>, context: Context, batch: BatchOpened) -> Answer<()> {
    if to.value(&keys::batch(batch.batch))?.is_none() {
        log::append(to, context, &EntryBody::BatchOpened(batch))?;
    }
    Ok(())
}

pub(crate) fn receive_scan(to: &mut Transaction<'_>, context: Context, scan: ReceivedScan) -> Answer<Received> {
    if to.value(&keys::batch(scan.scan.batch))?.is_none() {
        return Err(LedgerError::NotFound { what: "batch", which: scan.scan.batch.to_string() });
    }
    if to.value(&keys::scan(scan.scan))?.is_some() {
        return Ok(Received::Before);
    }
    log::append(to, context, &EntryBody::ScanReceived(scan))?;
    Ok(Received::New)
}

pub(crate) fn finish_scan(to: &mut Transaction<'_>, context: Context, finished: ScanFinished) -> Answer<()> {
    let view: ScanView = to.json(&keys::scan(finished.scan))?.unwrap_or_default();
    if view.finished.is_none() {
        log::append(to, context, &EntryBody::ScanFinished(finished))?;
    }
    Ok(())
}

pub(crate) fn lease_job(to: &mut Transaction<'_>, now: Timestamp, leased_until: Timestamp) -> Answer<Option<Job>> {
    // Nobody puts a job off for so long: the clock was set back, perhaps by a year.
    let too_late = now + RETRY_PAUSE_MAX;
    let waited = |row: &JobRow| row.due_at.is_none_or(|at| at <= now || at > too_late);
    let due = |row: &JobRow| waited(row) && row.leased_until.is_none_or(|at| at <= now);
    let Some((key, mut row)) =
        reads::jobs(to).find(|job| job.as_ref().map_or(true, |(_, row)| due(row))).transpose()?
    else {
        return Ok(None);
    };
    row.leased_until = Some(leased_until);
    row.attempts = row.attempts.saturating_add(1);
    to.put_json(key, &row);
    let scan = reads::scan(to, row.scan)?.ok_or_else(|| missing_scan(row.scan))?;
    Ok(Some(Job { scan, attempts: row.attempts, last_failure: row.last_failure }))
}

fn missing_scan(scan: ScanId) -> LedgerError {
    LedgerError::NotFound { what: "file", which: scan.to_string() }
}

pub(crate) fn retry_job(to: &mut Transaction<'_>, scan: ScanId, due_at: Timestamp, why: String) -> Answer<()> {
    let view: ScanView = to.json(&keys::scan(scan))?.unwrap_or_default();
    let Some(key) = view.received.map(keys::job) else { return Ok(()) };
    if let Some(row) = to.json::<JobRow>(&key)? {
        let row = JobRow { due_at: Some(due_at), leased_until: None, last_failure: Some(why), ..row };
        to.put_json(key, &row);
    }
    Ok(())
}

pub(crate) fn return_job(to: &mut Transaction<'_>, scan: ScanId, why: String) -> Answer<()> {
    let view: ScanView = to.json(&keys::scan(scan))?.unwrap_or_default();
    let Some(key) = view.received.map(keys::job) else { return Ok(()) };
    if let Some(row) = to.json::<JobRow>(&key)?.filter(|row| row.leased_until.is_some()) {
        let attempts = row.attempts.saturating_sub(1);
        to.put_json(key, &JobRow { leased_until: None, attempts, last_failure: Some(why), ..row });
    }
    Ok(())
}

pub(crate) fn release_leases(to: &mut Transaction<'_>) -> Answer<()> {
    let jobs: Vec<(Vec<u8>, JobRow)> = reads::jobs(to).collect::<Result<_, _>>()?;
    for (key, row) in jobs {
        if row.leased_until.is_some() {
            to.put_json(key, &JobRow { leased_until: None, ..row });
        }
    }
    Ok(())
}

pub(crate) fn register_paper(
    to: &mut Transaction<'_>,
    context: Context,
    draft: PaperDraft,
    approval: Approval,
) -> Answer<Registration> {
    if let Some(code) = to.json::<PaperCode>(&keys::identity(&draft.identity()))? {
        let record = existing_paper(to, &code)?;
        // Pages that were cut another way and back again are a new paper: the old one's code is not given again.
        let ended = matches!(record.state, PaperState::Superseded { .. } | PaperState::Rejected { .. });
        if !ended || draft.instead_of.is_empty() {
            return Ok(Registration { record, new: false });
        }
    }
    let prefix = draft.prefix();
    let last: u32 = to.json(&keys::serial(&prefix))?.unwrap_or_default();
    let code = prefix.with_serial(last + 1);
    let state = match approval {
        Approval::OnAcceptance => PaperState::Approved { on: local_date(context.at) },
        Approval::Separate => PaperState::AwaitingApproval,
    };
    let handed_in_again = is_handed_in_again(to, &draft, local_date(context.at))?;
    let record = PaperRecord { code, state, paper: draft, handed_in_again };
    log::append(to, context.clone(), &EntryBody::PaperRegistered(Box::new(record.clone())))?;
    for before in &record.paper.instead_of {
        end_in_favour_of(to, context.clone(), before, &record.code)?;
    }
    Ok(Registration { record, new: true })
}

/// Whether a component came with a dossier though the store had such a paper of its holder, from another one.
fn is_handed_in_again(to: &Transaction<'_>, draft: &PaperDraft, today: Date) -> Answer<bool> {
    match &draft.dossier {
        Some(dossier) if draft.kind == PaperKind::Component => {
            reads::had_from_elsewhere(to, &draft.holder.id, &draft.paper_type, dossier, today)
        }
        _ => Ok(false),
    }
}

/// Ends a paper in whose place another comes; one that has ended already stays as it is.
fn end_in_favour_of(to: &mut Transaction<'_>, context: Context, before: &PaperCode, by: &PaperCode) -> Answer<()> {
    let change = match reads::paper(to, before)?.map(|record| record.state) {
        Some(PaperState::Approved { .. }) => StateChange::Supersede { by: by.clone() },
        Some(PaperState::AwaitingApproval) => StateChange::Reject { why: format!("cắt lại thành {by}") },
        _ => return Ok(()),
    };
    log::append(to, context, &EntryBody::PaperStateChanged { code: before.clone(), change }).map(drop)
}

pub(crate) fn existing_paper(to: &Transaction<'_>, code: &PaperCode) -> Answer<PaperRecord> {
    reads::paper(to, code)?.ok_or_else(|| LedgerError::NotFound { what: "paper", which: masked(code) })
}

/// A code that says whose it is only as far as a log may.
pub(crate) fn masked(code: &PaperCode) -> String {
    let prefix = code.prefix();
    format!("{}.{}.{}.{:02}", prefix.holder.masked(), prefix.paper_type, prefix.number, code.serial())
}

pub(crate) fn change_state(
    to: &mut Transaction<'_>,
    context: Context,
    code: PaperCode,
    change: StateChange,
) -> Answer<PaperRecord> {
    let record = existing_paper(to, &code)?;
    if let StateChange::Supersede { by } = &change {
        superseded_by_another(to, &code, by)?;
    }
    let state = record.state.after(&change, context.at)?;
    log::append(to, context, &EntryBody::PaperStateChanged { code, change })?;
    Ok(PaperRecord { state, ..record })
}

fn superseded_by_another(to: &Transaction<'_>, code: &PaperCode, by: &PaperCode) -> Answer<()> {
    if code == by {
        return Err(LedgerError::Conflict(format!("paper {} cannot take its own place", masked(code))));
    }
    existing_paper(to, by).map(drop)
}

/// An entry that changes no view.
pub(crate) fn record(to: &mut Transaction<'_>, context: Context, body: &EntryBody) -> Answer<()> {
    log::append(to, context, body).map(drop)
}

pub(crate) fn hold_paper(to: &mut Transaction<'_>, context: Context, item: ReviewItem) -> Answer<Held> {
    match to.json::<ReviewView>(&keys::review(&item.id))? {
        None => {
            log::append(to, context, &EntryBody::PaperHeld(Box::new(item)))?;
            Ok(Held::New)
        }
        Some(ReviewView { resolved: false, .. }) => Ok(Held::Waiting),
        Some(view) if view.cut_anew || is_cut_back(to, &view, &item)? => {
            log::append(to, context, &EntryBody::PaperHeld(Box::new(item)))?;
            Ok(Held::New)
        }
        Some(ReviewView { code: Some(code), .. }) => Ok(Held::Accepted(code)),
        Some(_) => Ok(Held::Rejected),
    }
}

/// Whether the pages of `item` were a paper once, were cut another way, and are now cut as they were.
fn is_cut_back(to: &Transaction<'_>, view: &ReviewView, item: &ReviewItem) -> Answer<bool> {
    let Some(code) = view.code.as_ref().filter(|_| !item.claim.instead_of.is_empty()) else { return Ok(false) };
    let state = reads::paper(to, code)?.map(|record| record.state);
    Ok(matches!(state, Some(PaperState::Superseded { .. } | PaperState::Rejected { .. })))
}

pub(crate) fn cut_anew(to: &mut Transaction<'_>, context: Context, cut: CutAnew) -> Answer<()> {
    let CutAnew { closes, batch, scan } = cut;
    if to.value(&keys::batch(batch.batch))?.is_some() {
        return Ok(());
    }
    for id in closes {
        waiting(to, &id)?;
        let why = Some(format!("cut anew in batch {}", batch.batch));
        log::append(to, context.clone(), &EntryBody::ReviewResolved { id, code: None, why, cut_anew: true })?;
    }
    open_batch(to, context.clone(), batch)?;
    receive_scan(to, context, scan).map(drop)
}

/// Whether somebody still has to decide.
fn waiting(to: &Transaction<'_>, id: &ReviewId) -> Answer<()> {
    match to.json::<ReviewView>(&keys::review(id))? {
        None => Err(LedgerError::NotFound { what: "review", which: id.to_string() }),
        Some(view) if view.resolved => Err(LedgerError::AlreadyResolved(id.clone())),
        Some(_) => Ok(()),
    }
}

pub(crate) fn resolve_review(
    to: &mut Transaction<'_>,
    context: Context,
    id: ReviewId,
    resolution: Resolution,
) -> Answer<Resolved> {
    waiting(to, &id)?;
    match resolution {
        Resolution::Accept(draft, approval) => {
            let registration = register_paper(to, context.clone(), *draft, approval)?;
            let code = Some(registration.record.code.clone());
            log::append(to, context, &EntryBody::ReviewResolved { id, code, why: None, cut_anew: false })?;
            Ok(Resolved::Accepted(Box::new(registration)))
        }
        Resolution::Reject { why } => {
            let body = EntryBody::ReviewResolved { id: id.clone(), code: None, why: Some(why), cut_anew: false };
            log::append(to, context, &body)?;
            Ok(Resolved::Rejected(id))
        }
    }
}

pub(crate) fn reuse(
    to: &mut Transaction<'_>,
    context: Context,
    code: PaperCode,
    dossier: DossierNumber,
    component: PaperTypeCode,
) -> Answer<Reuse> {
    if let Some(before) = reads::reuse(to, &keys::reuse(&dossier, &component, &code))? {
        return Ok(before);
    }
    let paper = existing_paper(to, &code)?;
    if let Standing::NotReusable(why) = paper.standing(local_date(context.at)) {
        return Err(LedgerError::NotReusable(why));
    }
    let reuse = Reuse { code, dossier, component, by: context.actor.clone(), at: context.at };
    let Reuse { code, dossier, component, .. } = reuse.clone();
    log::append(to, context, &EntryBody::PaperReused { code, dossier, component })?;
    Ok(reuse)
}

pub(crate) fn declare_inventory(to: &mut Transaction<'_>, context: Context, lines: Vec<InventoryLine>) -> Answer<()> {
    if lines.is_empty() {
        return Ok(());
    }
    log::append(to, context, &EntryBody::InventoryDeclared { lines }).map(drop)
}

pub(crate) fn correct_paper(
    to: &mut Transaction<'_>,
    context: Context,
    code: PaperCode,
    correction: PaperCorrection,
    why: String,
) -> Answer<PaperRecord> {
    let before = existing_paper(to, &code)?;
    let mut record = before.clone();
    correction.apply(&mut record.paper);
    if record != before {
        log::append(to, context, &EntryBody::PaperCorrected { record: Box::new(record.clone()), why })?;
    }
    Ok(record)
}

pub(crate) fn serve_tickets(to: &mut Transaction<'_>, context: Context, mut tickets: Vec<Ticket>) -> Answer<()> {
    let mut new = Vec::with_capacity(tickets.len());
    for ticket in tickets.drain(..) {
        let key = keys::ticket(counter_work::day_of(&ticket), &ticket.unit, &ticket.ticket);
        if to.json::<Ticket>(&key)?.as_ref() != Some(&ticket) {
            new.push(ticket);
        }
    }
    if !new.is_empty() {
        log::append(to, context, &EntryBody::TicketsServed { tickets: new })?;
    }
    Ok(())
}

pub(crate) fn declare_staff(to: &mut Transaction<'_>, context: Context, lines: Vec<StaffLine>) -> Answer<()> {
    if !lines.is_empty() {
        log::append(to, context, &EntryBody::StaffDeclared { lines })?;
    }
    Ok(())
}

pub(crate) fn change_catalogue(to: &mut Transaction<'_>, context: Context, lines: Vec<CatalogueLine>) -> Answer<()> {
    if !lines.is_empty() {
        log::append(to, context, &EntryBody::CatalogueChanged { lines })?;
    }
    Ok(())
}

pub(crate) fn set_exported(to: &mut Transaction<'_>, sequence: u64) -> Answer<()> {
    if to.json::<u64>(keys::EXPORTED)?.unwrap_or_default() < sequence {
        to.put_json(keys::EXPORTED.to_vec(), &sequence);
    }
    Ok(())
}

/// Reads on all cores what replaying these entries will ask for.
pub(crate) fn make_replay_ready(layers: Layers<'_>, entries: Vec<CheckedEntry>) -> Answer<ReadyReplay> {
    let mut read = layers.read_ahead(views::asks_always())?;
    let bodies = entries.par_iter().filter_map(CheckedEntry::body);
    let of_each = bodies.map(|body| layers.read_ahead(views::asks_for(body))).collect::<Answer<Vec<_>>>()?;
    read.extend(of_each.into_iter().flatten());
    Ok(ReadyReplay { entries, read })
}

pub(crate) struct ReadyReplay {
    entries: Vec<CheckedEntry>,
    read: Vec<Stored>,
}

pub(crate) fn replay(to: &mut Transaction<'_>, ready: ReadyReplay) -> Answer<()> {
    ready.read.into_iter().for_each(|read| to.note(read));
    log::append_exported(to, ready.entries)
}
