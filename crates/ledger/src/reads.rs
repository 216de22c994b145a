//! The reads of the ledger, over the tree or over a transaction's view of it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use model::{
    BatchId, BatchOpened, BatchReceipt, CatalogueLine, DossierNumber, DossierRecord, EntryBody, FileReceipt, HandOver,
    HolderId, Outcome, PaperCode, PaperReceipt, PaperRecord, PaperTypeCode, Reason, ReceivedScan, ReviewId, ReviewItem,
    ScanFinished, ScanId, Sha256Digest, UnitCode,
};
use sled::Tree;

use crate::{
    BatchSummary, InventoryRow, LedgerError, PaperPage, Reuse, WaitingReview,
    dossiers::{self, DossierView},
    keys, log,
    store::{Read, count_keys, damaged, from_json, range_from_the_end},
    views::{Declared, JobRow, PaperView, ReviewView, ScanView},
};

type Answer<T> = Result<T, LedgerError>;

/// The body that a view names must be of the kind that the view is of; `None` once erased.
macro_rules! body {
    ($read:expr, $sequence:expr, $kind:path) => {
        match log::named($read, $sequence)?.1 {
            Some($kind(body)) => Some(body),
            None => None,
            Some(_) => return Err(damaged(&keys::entry($sequence), "it is of another kind than what names it")),
        }
    };
}

fn opened(read: &impl Read, sequence: u64) -> Answer<Option<BatchOpened>> {
    Ok(body!(read, sequence, EntryBody::BatchOpened))
}

fn received(read: &impl Read, sequence: u64) -> Answer<Option<ReceivedScan>> {
    Ok(body!(read, sequence, EntryBody::ScanReceived))
}

fn finished(read: &impl Read, sequence: u64) -> Answer<Option<ScanFinished>> {
    Ok(body!(read, sequence, EntryBody::ScanFinished))
}

fn held(read: &impl Read, sequence: u64) -> Answer<Option<ReviewItem>> {
    Ok(body!(read, sequence, EntryBody::PaperHeld).map(|item| *item))
}

/// What `fetch` finds under a sequence that may not be there.
fn at<R: Read, T>(read: &R, sequence: Option<u64>, fetch: impl Fn(&R, u64) -> Answer<Option<T>>) -> Answer<Option<T>> {
    sequence.map_or(Ok(None), |sequence| fetch(read, sequence))
}

pub(crate) fn batch(read: &impl Read, batch: BatchId) -> Answer<Option<BatchSummary>> {
    let sequence: Option<u64> = read.json(&keys::batch(batch))?;
    sequence.map_or(Ok(None), |sequence| summary(read, sequence))
}

pub(crate) fn receipt(read: &impl Read, batch: BatchId) -> Answer<Option<BatchReceipt>> {
    Ok(self::batch(read, batch)?.map(|summary| summary.receipt))
}

/// The batch that an entry opened, as far as it is done with.
fn summary(read: &impl Read, sequence: u64) -> Answer<Option<BatchSummary>> {
    let Some(BatchOpened { batch, unit, operator, opened_at }) = opened(read, sequence)? else { return Ok(None) };
    let mut receipt = BatchReceipt { batch, received_at: opened_at, unit, operator, files: Vec::new() };
    let mut files = 0;
    for pair in read.range(keys::beginning_with(keys::scans_of_batch(batch))) {
        let (key, content) = pair?;
        receipt.files.extend(file_receipt(read, &from_json(&key, &content)?)?);
        files += 1;
    }
    Ok(Some(BatchSummary { receipt, files }))
}

pub(crate) fn batches(tree: &Tree, before: Option<BatchId>, limit: usize) -> Answer<Vec<BatchSummary>> {
    let (from, mut to) = keys::all_of(keys::BATCHES);
    if let Some(before) = before {
        to = keys::batch(before);
    }
    let mut batches = Vec::new();
    for pair in range_from_the_end(tree, (from, to)).take(limit) {
        let (key, content) = pair?;
        batches.extend(summary(tree, from_json(&key, &content)?)?);
    }
    Ok(batches)
}

pub(crate) fn awaiting_approval(read: &impl Read, limit: usize) -> Answer<Vec<PaperRecord>> {
    let mut papers = Vec::new();
    for pair in read.range(keys::all_of(keys::AWAITING_APPROVAL)).take(limit) {
        let (key, content) = pair?;
        papers.extend(paper(read, &from_json(&key, &content)?)?);
    }
    Ok(papers)
}

fn file_receipt(read: &impl Read, view: &ScanView) -> Answer<Option<FileReceipt>> {
    let Some(finished) = at(read, view.finished, finished)? else { return Ok(None) };
    let original = at(read, view.received, received)?.map(|scan| scan.original);
    let ScanFinished { path, pages, outcome, mut papers, dropped, reason, .. } = finished;
    let (outcome, reason) = match outcome {
        Outcome::Held => since_held(read, &mut papers, reason)?,
        _ => (outcome, reason),
    };
    let (sha256, bytes) = (original.map(|file| file.sha256), original.map_or(0, |file| file.bytes));
    Ok(Some(FileReceipt { path, sha256, bytes, pages, outcome, papers, dropped, reason }))
}

/// What has become of a file that was held: its papers get their codes as a person accepts them, and it is held as long as
/// one of them waits.
fn since_held(
    read: &impl Read,
    papers: &mut [PaperReceipt],
    reason: Option<Reason>,
) -> Answer<(Outcome, Option<Reason>)> {
    let (mut waits, mut rejected) = (false, false);
    for paper in papers.iter_mut().filter(|paper| paper.code.is_none()) {
        let Some(id) = &paper.review_id else { continue };
        match read.json::<ReviewView>(&keys::review(id))? {
            Some(view) if !view.resolved => {
                waits = true;
                continue;
            }
            Some(view) => {
                rejected |= view.code.is_none() && !view.cut_anew;
                paper.code = view.code;
            }
            // It was erased.
            None => {}
        }
        paper.review_id = None;
    }
    // A scan that was held whole, before anything was found in it, has no papers.
    if waits || papers.is_empty() {
        return Ok((Outcome::Held, reason));
    }
    if rejected && papers.iter().all(|paper| paper.code.is_none()) {
        let reason = Reason {
            kind: "rejected".to_owned(),
            message: "người kiểm tra đã từ chối".to_owned(),
            hint: "quét lại giấy tờ nếu cần".to_owned(),
        };
        return Ok((Outcome::Refused, Some(reason)));
    }
    Ok((Outcome::Accepted, None))
}

fn scan_view(read: &impl Read, scan: ScanId) -> Answer<ScanView> {
    Ok(read.json(&keys::scan(scan))?.unwrap_or_default())
}

pub(crate) fn scan(read: &impl Read, scan: ScanId) -> Answer<Option<ReceivedScan>> {
    at(read, scan_view(read, scan)?.received, received)
}

pub(crate) fn scans_of(read: &impl Read, original: &Sha256Digest) -> Answer<Vec<(ReceivedScan, Option<ScanFinished>)>> {
    let mut scans = Vec::new();
    for pair in read.range(keys::beginning_with(keys::scans_by_bytes(original))) {
        let (key, content) = pair?;
        let view = scan_view(read, from_json(&key, &content)?)?;
        let Some(scan) = at(read, view.received, received)? else { continue };
        scans.push((scan, at(read, view.finished, finished)?));
    }
    Ok(scans)
}

pub(crate) fn refused(tree: &Tree, limit: usize) -> Answer<Vec<(ScanFinished, Option<ReceivedScan>)>> {
    let mut files = Vec::new();
    for pair in range_from_the_end(tree, keys::all_of(keys::REFUSED)).take(limit) {
        let (key, content) = pair?;
        let view = scan_view(tree, from_json(&key, &content)?)?;
        let Some(finished) = at(tree, view.finished, finished)? else { continue };
        files.push((finished, at(tree, view.received, received)?));
    }
    Ok(files)
}

/// The queue in the order of receipt, with each job's key.
pub(crate) fn jobs(read: &impl Read) -> impl Iterator<Item = Answer<(Vec<u8>, JobRow)>> {
    read.range(keys::all_of(keys::JOBS)).map(|pair| {
        let (key, content) = pair?;
        let row = from_json(&key, &content)?;
        Ok((key, row))
    })
}

pub(crate) fn jobs_queued(tree: &Tree) -> Answer<u64> {
    count_keys(tree, keys::all_of(keys::JOBS), usize::MAX).map(|count| count as u64)
}

pub(crate) fn paper(read: &impl Read, code: &PaperCode) -> Answer<Option<PaperRecord>> {
    read.json(&keys::paper(code))?.map_or(Ok(None), |view| record(read, &view))
}

/// The record as it was registered or last put right, in the state that it is in now.
pub(crate) fn record(read: &impl Read, view: &PaperView) -> Answer<Option<PaperRecord>> {
    let record = match log::named(read, view.entry)?.1 {
        Some(EntryBody::PaperRegistered(record) | EntryBody::PaperCorrected { record, .. }) => record,
        None => return Ok(None),
        Some(_) => return Err(damaged(&keys::entry(view.entry), "it is of another kind than what names it")),
    };
    Ok(Some(PaperRecord { state: view.state.clone(), ..*record }))
}

pub(crate) fn papers_of_holder(read: &impl Read, holder: &HolderId) -> Answer<Vec<PaperRecord>> {
    let mut papers = Vec::new();
    for pair in read.range(keys::beginning_with(keys::papers_of_holder(holder))) {
        let (key, content) = pair?;
        papers.extend(record(read, &from_json(&key, &content)?)?);
    }
    papers.extend(papers_named(read, keys::papers_of_old_holder(holder))?);
    papers.sort_by(|one, other| one.code.cmp(&other.code));
    Ok(papers)
}

/// Whether the store had a paper of a holder and type that could be reused on a day and came with another dossier.
pub(crate) fn had_from_elsewhere(
    read: &impl Read,
    holder: &HolderId,
    paper_type: &PaperTypeCode,
    dossier: &DossierNumber,
    on: Date,
) -> Answer<bool> {
    let prefix = keys::papers_of_holder_and_type(holder, Some(paper_type));
    for pair in read.range(keys::beginning_with(prefix)) {
        let (key, content) = pair?;
        let view: PaperView = from_json(&key, &content)?;
        if view.dossier.as_ref() != Some(dossier) && view.was_reusable(on) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the store has any paper of a holder: most who come have none yet, and one look answers for all components.
pub(crate) fn has_papers(read: &impl Read, holder: &HolderId) -> Answer<bool> {
    read.range(keys::beginning_with(keys::papers_of_holder(holder))).next().transpose().map(|pair| pair.is_some())
}

/// The first papers whose keys begin with `prefix`.
pub(crate) fn some_papers(read: &impl Read, prefix: Vec<u8>, limit: usize) -> Answer<Vec<PaperRecord>> {
    let mut papers = Vec::new();
    for pair in read.range(keys::beginning_with(prefix)).take(limit) {
        let (key, content) = pair?;
        papers.extend(record(read, &from_json(&key, &content)?)?);
    }
    Ok(papers)
}

/// Whether a holder has no more than `limit` papers, from the keys alone.
pub(crate) fn papers_of_holder_at_most(tree: &Tree, holder: &HolderId, limit: usize) -> Answer<bool> {
    let mut count = 0;
    for prefix in [keys::papers_of_holder(holder), keys::papers_of_old_holder(holder)] {
        count += count_keys(tree, keys::beginning_with(prefix), limit + 1)?;
    }
    Ok(count <= limit)
}

/// The papers whose codes lie under the keys that begin with `prefix`.
fn papers_named(read: &impl Read, prefix: Vec<u8>) -> Answer<Vec<PaperRecord>> {
    let mut papers = Vec::new();
    for pair in read.range(keys::beginning_with(prefix)) {
        let (key, content) = pair?;
        papers.extend(paper(read, &from_json(&key, &content)?)?);
    }
    Ok(papers)
}

pub(crate) fn papers_of_dossier(read: &impl Read, dossier: &DossierNumber) -> Answer<Vec<PaperRecord>> {
    papers_named(read, keys::papers_of_dossier(dossier))
}

pub(crate) fn papers(read: &impl Read, after: Option<&PaperCode>, limit: usize) -> Answer<PaperPage> {
    let (mut from, to) = keys::all_of(keys::PAPERS);
    if let Some(code) = after {
        // No key lies between a code's and the same with a NUL after it.
        from = [keys::paper(code), vec![0]].concat();
    }
    let mut papers: Vec<PaperRecord> = Vec::new();
    for pair in read.range((from, to)) {
        if papers.len() == limit {
            let next = papers.last().map(|record| record.code.clone()).or_else(|| after.cloned());
            return Ok(PaperPage { papers, next });
        }
        let (key, content) = pair?;
        papers.extend(record(read, &from_json(&key, &content)?)?);
    }
    Ok(PaperPage { papers, next: None })
}

pub(crate) fn review(read: &impl Read, id: &ReviewId) -> Answer<Option<ReviewItem>> {
    let view: Option<ReviewView> = read.json(&keys::review(id))?;
    at(read, view.filter(|view| !view.resolved).map(|view| view.held), held)
}

pub(crate) fn review_became(read: &impl Read, id: &ReviewId) -> Answer<Option<PaperCode>> {
    Ok(read.json::<ReviewView>(&keys::review(id))?.and_then(|view| view.code))
}

pub(crate) fn reviews(read: &impl Read, limit: usize) -> Answer<Vec<ReviewItem>> {
    let mut items = Vec::new();
    for waits in waiting(read).take(limit) {
        items.extend(review(read, &waits?.id)?);
    }
    Ok(items)
}

pub(crate) fn waiting_reviews(read: &impl Read, limit: usize) -> Answer<Vec<WaitingReview>> {
    waiting(read).take(limit).collect()
}

fn waiting(read: &impl Read) -> impl Iterator<Item = Answer<WaitingReview>> {
    read.range(keys::all_of(keys::WAITING)).map(|pair| {
        let (key, content) = pair?;
        from_json(&key, &content)
    })
}

pub(crate) fn dossier(read: &impl Read, number: &DossierNumber) -> Answer<Option<DossierRecord>> {
    dossier_of(read, &dossiers::view(read, number)?)
}

/// The dossier as it was last recorded; `None` while only papers name its number.
pub(crate) fn dossier_of(read: &impl Read, view: &DossierView) -> Answer<Option<DossierRecord>> {
    let Some(sequence) = view.record else { return Ok(None) };
    match log::named(read, sequence)?.1 {
        Some(EntryBody::DossierOpened(dossier)) => Ok(Some(dossier.into())),
        Some(EntryBody::DossierRecorded { dossier, .. }) => Ok(Some(*dossier)),
        _ => Err(damaged(&keys::entry(sequence), "it is of another kind than what names it")),
    }
}

/// The hand-overs of a dossier, in order.
pub(crate) fn hand_overs(read: &impl Read, number: &DossierNumber) -> Answer<Vec<HandOver>> {
    let mut hand_overs = Vec::new();
    for sequence in dossiers::view(read, number)?.entries {
        if let Some(EntryBody::DossierHandedOver(over)) = log::named(read, sequence)?.1 {
            hand_overs.push(over);
        }
    }
    Ok(hand_overs)
}

/// What was said of the catalogue, in the order in which it was.
pub(crate) fn catalogue_lines(read: &impl Read) -> Answer<Vec<CatalogueLine>> {
    let mut lines = Vec::new();
    for pair in read.range(keys::all_of(keys::CATALOGUE)) {
        let (key, content) = pair?;
        if let Some(EntryBody::CatalogueChanged { lines: more }) = log::named(read, from_json(&key, &content)?)?.1 {
            lines.extend(more);
        }
    }
    Ok(lines)
}

/// The use that lies under a key of [`keys::reuse`].
pub(crate) fn reuse(read: &impl Read, key: &[u8]) -> Answer<Option<Reuse>> {
    let Some(sequence) = read.json(key)? else { return Ok(None) };
    let (header, body) = log::named(read, sequence)?;
    match body {
        Some(EntryBody::PaperReused { code, dossier, component }) => {
            Ok(Some(Reuse { code, dossier, component, by: header.context.actor, at: header.context.at }))
        }
        None => Ok(None),
        Some(_) => Err(damaged(&keys::entry(sequence), "it is of another kind than what names it")),
    }
}

pub(crate) fn reuses_of(read: &impl Read, dossier: &DossierNumber) -> Answer<Vec<Reuse>> {
    let mut reuses = Vec::new();
    for pair in read.range(keys::beginning_with(keys::reuses_of(dossier))) {
        let (key, _) = pair?;
        reuses.extend(reuse(read, &key)?);
    }
    Ok(reuses)
}

pub(crate) fn inventory(read: &impl Read, on: Date) -> Answer<Vec<InventoryRow>> {
    let mut newest: BTreeMap<(UnitCode, PaperTypeCode), InventoryRow> = BTreeMap::new();
    for pair in read.range(keys::all_of(keys::INVENTORY)) {
        let (key, content) = pair?;
        let (unit, paper_type, as_of) =
            keys::unit_type_day(&key).ok_or_else(|| damaged(&key, "its key is malformed"))?;
        if as_of > on {
            continue;
        }
        let declared: Declared = from_json(&key, &content)?;
        let count = declared.last().map_or(0, |(_, count)| *count);
        let then = declared.iter().rev().find(|(recorded, _)| *recorded <= on).map(|(_, count)| *count);
        // Keys of one unit and type come by day, so a later one takes the place of an earlier.
        let place = (unit.clone(), paper_type.clone());
        let count_then = then.or_else(|| newest.get(&place).map(|before| before.count_then)).unwrap_or_default();
        newest.insert(place, InventoryRow { unit, paper_type, count, as_of, count_then });
    }
    Ok(newest.into_values().collect())
}
