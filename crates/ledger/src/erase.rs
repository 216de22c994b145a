//! Lawful erasure: what goes with a paper, and what of it stays.
//!
//! Gone are its record, the review that held it, and the entries of the file that it came in, unless another paper lies in
//! that file. The code stays (it is never given again), with the days that figures of the past need. As with every entry,
//! the views that follow from an erasure are the same whether the bodies before it are still there or not: an exported log
//! may have been read before it was erased.

use jiff::civil::Date;
use model::{
    Context, EntryBody, EntryHeader, ErasedPaper, PaperCode, PaperReceipt, PaperRecord, ScanId, Sha256Digest,
    local_date,
};

use crate::{
    ErasableObjects, LedgerError, commands, counter_work, dossiers,
    in_force::{self, Counting, Span},
    keys, log, reads,
    store::{Read, Transaction, damaged, from_json},
    views::{PaperView, ReviewView, ScanView, add_to_total},
};

type Answer<T> = Result<T, LedgerError>;

pub(crate) fn erased(read: &impl Read, code: &PaperCode) -> Answer<Option<(Context, ErasedPaper)>> {
    let Some(sequence) = read.json(&keys::erased(code))? else { return Ok(None) };
    entry_of(read, sequence).map(Some)
}

fn entry_of(read: &impl Read, sequence: u64) -> Answer<(Context, ErasedPaper)> {
    match log::named(read, sequence)? {
        (header, Some(EntryBody::PaperErased(erased))) => Ok((header.context, *erased)),
        _ => Err(damaged(&keys::entry(sequence), "it is of another kind than what names it")),
    }
}

/// The erasure that an entry tells of, with its local day.
pub(crate) fn told(read: &impl Read, sequence: u64) -> Answer<(Date, ErasedPaper)> {
    let (context, erased) = entry_of(read, sequence)?;
    Ok((local_date(context.at), erased))
}

pub(crate) fn erase_paper(
    to: &mut Transaction<'_>,
    context: Context,
    code: PaperCode,
    why: String,
    objects: ErasableObjects,
) -> Answer<ErasedPaper> {
    if let Some((_, before)) = erased(to, &code)? {
        return Ok(before);
    }
    let record = commands::existing_paper(to, &code)?;
    let Some(view) = to.json::<PaperView>(&keys::paper(&code))? else {
        return Err(damaged(&keys::paper(&code), "it is missing"));
    };
    let mut entries = view.earlier.clone();
    entries.push(view.entry);
    let ErasableObjects { originals, derived: mut objects } = objects;
    for original in originals {
        // What it was made of goes only with it.
        if other_papers_in_the_bytes(to, &record.code, &original.sha256, &mut entries)? {
            break;
        }
        objects.extend(original.keys);
    }
    entries.sort_unstable();
    entries.dedup();
    let erased = ErasedPaper {
        code,
        why,
        entries,
        objects,
        kind: record.paper.kind,
        unit: record.paper.unit.clone(),
        approved_on: view.approved_on,
        valid_until: view.valid_until,
        ended_on: view.ended_on,
        registered_on: Some(view.registered_on),
        pages: view.pages,
    };
    log::append(to, context, &EntryBody::PaperErased(Box::new(erased.clone())))?;
    Ok(erased)
}

/// Whether anything but this paper lies in an original. Notes the entries to be erased: of its review, and of every file of
/// these bytes in which nothing else lies.
fn other_papers_in_the_bytes(
    to: &Transaction<'_>,
    code: &PaperCode,
    original: &Sha256Digest,
    entries: &mut Vec<u64>,
) -> Answer<bool> {
    let mut shared = false;
    let scans: Vec<ScanId> = to
        .range(keys::beginning_with(keys::scans_by_bytes(original)))
        .map(|pair| pair.and_then(|(key, content)| from_json(&key, &content)))
        .collect::<Answer<_>>()?;
    for scan in scans {
        let view: ScanView = to.json(&keys::scan(scan))?.unwrap_or_default();
        let Some(finished) = view.finished else {
            // On its way: what comes of it is not known yet.
            shared = true;
            continue;
        };
        let papers = match log::named(to, finished)?.1 {
            Some(EntryBody::ScanFinished(finished)) => finished.papers,
            _ => Vec::new(),
        };
        let alone = lies_alone(to, code, &papers, entries)?;
        if alone {
            entries.extend(view.received);
            entries.push(finished);
        }
        shared |= !alone;
    }
    Ok(shared)
}

/// Whether nothing but the paper of this code lies among `papers`: no other that has its code, and none that waits for a
/// person. Notes the entry of the review that held it.
fn lies_alone(to: &Transaction<'_>, code: &PaperCode, papers: &[PaperReceipt], entries: &mut Vec<u64>) -> Answer<bool> {
    let mut alone = true;
    for paper in papers {
        let review = match &paper.review_id {
            Some(id) if paper.code.is_none() => to.json::<ReviewView>(&keys::review(id))?,
            _ => None,
        };
        alone &= review.as_ref().is_none_or(|review| review.resolved);
        entries.extend(
            review
                .as_ref()
                .filter(|review| review.cut_anew || review.code.as_ref() == Some(code))
                .map(|review| review.held),
        );
        let became = paper.code.clone().or(review.and_then(|review| review.code));
        if let Some(other) = became.filter(|became| became != code) {
            alone &= to.value(&keys::paper(&other))?.is_none();
        }
    }
    Ok(alone)
}

/// The views after an erasure, whichever bodies are still there.
pub(crate) fn apply(to: &mut Transaction<'_>, header: &EntryHeader, erased: &ErasedPaper) -> Answer<()> {
    let code = &erased.code;
    let key = keys::paper(code);
    let known = to.json::<PaperView>(&key)?;
    let record = known.as_ref().map_or(Ok(None), |view| reads::record(to, view))?;
    let known = known.filter(|_| record.is_some());
    match (&known, erased.registered_on) {
        // The work of that day is told as it was.
        (Some(_), Some(_)) => {}
        (None, Some(on)) => counter_work::paper_digitised(to, &erased.unit, on, erased.pages, 1),
        // An older version did not keep what would tell of it.
        (Some(view), None) => counter_work::paper_digitised(to, &view.unit, view.registered_on, view.pages, -1),
        (None, None) => {}
    }
    if let Some(record) = &record {
        forget_paper(to, record)?;
        add_to_total(to, "papers", -1);
    }
    if let Some(view) = &known {
        to.remove(keys::awaiting_approval(view.registered()));
    }
    for sequence in known.iter().flat_map(|view| view.earlier.iter().chain([&view.entry])) {
        let (header, _) = log::named(to, *sequence)?;
        to.remove(keys::correction(local_date(header.context.at), code));
    }
    to.remove(key);
    let serial: u32 = to.json(&keys::serial(code.prefix()))?.unwrap_or_default();
    to.put_json(keys::serial(code.prefix()), &serial.max(code.serial()));
    to.put_json(keys::erased(code), &header.sequence);

    let counting = Counting { kind: erased.kind, unit: &erased.unit, paper_type: &code.prefix().paper_type };
    let today = local_date(header.context.at);
    let ended_on = erased.ended_on.map_or(today, |ended| ended.min(today));
    let after = Span::of(erased.approved_on, erased.valid_until, Some(ended_on));
    in_force::move_span(to, counting, known.and_then(|view| view.span()), after)?;
    erased.entries.iter().try_for_each(|sequence| forget_entry(to, *sequence))
}

fn forget_paper(to: &mut Transaction<'_>, record: &PaperRecord) -> Answer<()> {
    let paper = &record.paper;
    to.remove(keys::identity(&paper.identity()));
    if let Some(old) = &paper.holder.old_id {
        to.remove(keys::paper_of_old_holder(old, &record.code));
    }
    if let Some(dossier) = &paper.dossier {
        to.remove(keys::paper_of_dossier(dossier, &record.code));
        dossiers::forget_paper(to, dossier, &record.code)?;
    }
    Ok(())
}

/// What followed from an entry is as if it had never been, and its body is gone.
fn forget_entry(to: &mut Transaction<'_>, sequence: u64) -> Answer<()> {
    let Some(entry) = log::get(to, sequence)? else { return Ok(()) };
    match entry.read_body()? {
        Some(EntryBody::ScanReceived(scan)) => {
            to.remove(keys::scan(scan.scan));
            to.remove(keys::scan_by_bytes(&scan.original.sha256, scan.received_at, scan.scan));
            add_to_total(to, "scans", -1);
        }
        Some(EntryBody::ScanFinished(finished)) => to.remove(keys::scan(finished.scan)),
        Some(EntryBody::PaperHeld(item)) => to.remove(keys::review(&item.id)),
        _ => {}
    }
    log::erase_body(to, sequence)
}
