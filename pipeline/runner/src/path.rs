//! The path of a paper, whole, in one function: what becomes what, in order.
//!
//! Each stage takes the type that the one before gives. A stage that cannot go on answers a [`Failure`]; what happens then
//! (retry, refusal) is [`crate::work`]'s business.

use model::{
    Failure, HoldReason, Outcome, PaperReceipt, Reason, ReceivedScan, RegisteredPaper, ScanFinished, SeparatedPaper,
    SeparatedScan, Verdict,
};

use crate::{Runner, progress::Progress};

/// Takes one received file along the whole path: the bytes are durable before, the papers are coded or held after.
///
/// Safe to run again from the start after a crash anywhere in it: every write is keyed by a hash or answers what is there.
///
/// # Errors
/// A [`Failure`]: of bad input when the file itself is at fault, passing otherwise.
pub async fn take(runner: &Runner, received: ReceivedScan) -> Result<ScanFinished, Failure> {
    let Runner { catalogue, objects, ledger, sandbox, settings, .. } = runner;
    let (scan, path) = (received.scan, received.path.clone());

    let at_hand = match intake::take_up(&**ledger, &**objects, sandbox, received).await? {
        Verdict::Next(at_hand) => at_hand,
        Verdict::Duplicate(papers) => return Ok(duplicate(scan, path, papers)),
        Verdict::Hold(reasons) => return Ok(finished(scan, path, 0, Outcome::Held, Vec::new(), reasons.first())),
    };
    let bench = &at_hand.bench;

    let paged = pages::measure(sandbox, bench, at_hand.scan.clone()).await?;
    let page_count = u32::try_from(paged.facts.pages.len()).unwrap_or(u32::MAX);
    let progress = Progress::new(&**ledger, scan, page_count);

    let mut archived = Vec::new();
    let SeparatedScan { papers, dropped } = separate::separate(catalogue, &settings.separators, paged);
    for separated in papers {
        let read = progress.told(|at| recognise::read(sandbox, bench, separated, at)).await?;
        archived.push(archive::store(sandbox, &**objects, catalogue, settings.archive, bench, read).await?);
    }
    register::hold_incomplete(&**ledger, catalogue, &mut archived).await?;
    let mut ends = Vec::new();
    for paper in archived {
        let pages = page_numbers(&paper.read.separated);
        ends.push((pages, register::register(&**ledger, catalogue, settings.approval, paper).await?));
    }
    Ok(ScanFinished { dropped, ..end_of_scan(scan, path, page_count, ends) })
}

fn page_numbers(paper: &SeparatedPaper) -> Vec<u32> {
    paper.pages.iter().map(|page| page.page).collect()
}

/// What became of a file, from what became of its papers: held as soon as one is, a duplicate when nothing is new.
fn end_of_scan(scan: model::ScanId, path: String, pages: u32, ends: Vec<(Vec<u32>, RegisteredPaper)>) -> ScanFinished {
    let nothing_new = ends.iter().all(|(_, end)| !is_new(end));
    let held = ends.iter().find_map(|(_, end)| match end {
        RegisteredPaper::Held { reasons, .. } => reasons.first().cloned(),
        RegisteredPaper::Coded { .. } => None,
    });
    let papers: Vec<PaperReceipt> = ends.into_iter().map(|(pages, end)| receipt(pages, end)).collect();
    if nothing_new {
        return ScanFinished { pages, ..duplicate(scan, path, papers) };
    }
    let outcome = if held.is_some() { Outcome::Held } else { Outcome::Accepted };
    finished(scan, path, pages, outcome, papers, held.as_ref())
}

fn is_new(end: &RegisteredPaper) -> bool {
    match end {
        RegisteredPaper::Coded { new, .. } | RegisteredPaper::Held { new, .. } => *new,
    }
}

fn receipt(pages: Vec<u32>, end: RegisteredPaper) -> PaperReceipt {
    match end {
        RegisteredPaper::Coded { record, .. } => {
            let similar = record.paper.similar.into_iter().map(|paper| paper.code).collect();
            let paper_type = Some(record.paper.paper_type);
            PaperReceipt { paper_type, code: Some(record.code), review_id: None, pages, similar }
        }
        RegisteredPaper::Held { review_id, similar, .. } => {
            PaperReceipt { code: None, review_id: Some(review_id), paper_type: None, pages, similar }
        }
    }
}

fn duplicate(scan: model::ScanId, path: String, papers: Vec<PaperReceipt>) -> ScanFinished {
    let names: Vec<String> = papers
        .iter()
        .filter_map(|paper| {
            paper.code.as_ref().map(ToString::to_string).or_else(|| paper.review_id.as_ref().map(ToString::to_string))
        })
        .collect();
    let pages = papers.iter().map(|paper| paper.pages.len()).sum::<usize>();
    let reason = Reason {
        kind: "duplicate".to_owned(),
        message: format!("this file is here already as {}", names.join(", ")),
        hint: "nothing needs to be done; look at the paper that is there".to_owned(),
    };
    ScanFinished {
        scan,
        path,
        pages: u32::try_from(pages).unwrap_or(u32::MAX),
        outcome: Outcome::Duplicate,
        papers,
        dropped: Vec::new(),
        reason: Some(reason),
    }
}

fn finished(
    scan: model::ScanId,
    path: String,
    pages: u32,
    outcome: Outcome,
    papers: Vec<PaperReceipt>,
    reason: Option<&HoldReason>,
) -> ScanFinished {
    ScanFinished { scan, path, pages, outcome, papers, dropped: Vec::new(), reason: reason.map(HoldReason::to_reason) }
}
