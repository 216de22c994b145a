//! The one log: dense, chained, exported, replayed.

use futures::future::join_all;
use model::{BatchReceipt, ChainError, Context, Entry, PaperPart, PaperRecord, ReceivedScan, ReviewItem};

use super::samples::{
    BIRTH, DOSSIER, HOLDER, OLD_ID, TODAY, context, dossier, draft, fill, known, morning_of, receive, register,
    review_item,
};
use crate::{CountRow, InventoryRow, Ledger, LedgerError, Received, Reuse, Totals, TraceOf};

async fn all_entries(ledger: &dyn Ledger) -> Vec<Entry> {
    ledger.entries(0, usize::MAX).await.unwrap()
}

fn json(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(|entry| serde_json::to_string(entry).unwrap()).collect()
}

/// The newest first, by paper, by holder and by person; what else happened is in none of them.
pub async fn traces_tell_who_did_what_with_which_paper(ledger: &dyn Ledger) {
    fill(ledger).await;
    let code = register(ledger, draft("77", "traced")).await.record.code;
    let hien = || Context { actor: "hien".to_owned(), ..context() };
    ledger.record_opening(hien(), code.clone(), PaperPart::Access, None).await.unwrap();
    ledger.record_opening(context(), code.clone(), PaperPart::Record, None).await.unwrap();
    ledger.record_lookup(hien(), "001090012399|187654321|Nguyễn Văn An".to_owned(), 1).await.unwrap();
    ledger.record_lookup(hien(), "nguyen van an".to_owned(), 1).await.unwrap();
    ledger.record_sign_in(hien(), None).await.unwrap();
    let kinds = async |of: TraceOf, before| {
        let entries = ledger.traces(of, before, 10).await.unwrap();
        entries.into_iter().map(|entry| (entry.header.sequence, entry.header.kind)).collect::<Vec<_>>()
    };
    let last = ledger.head().await.unwrap().unwrap().sequence;
    let at = |back: u64, kind: &str| (last - back, kind.to_owned());
    let of_paper = kinds(TraceOf::Paper(code), None).await;
    assert_eq!(of_paper, [at(3, "paper_opened"), at(4, "paper_opened")]);
    assert_eq!(kinds(TraceOf::Holder(known("001090012399")), None).await, [at(2, "holder_looked_up")]);
    let of_hien = kinds(TraceOf::Actor("hien".to_owned()), None).await;
    let all = [at(0, "signed_in"), at(1, "holder_looked_up"), at(2, "holder_looked_up"), at(4, "paper_opened")];
    assert_eq!(of_hien, all);
    assert_eq!(kinds(TraceOf::Actor("hien".to_owned()), Some(last - 1)).await, all[2..]);
}

/// From 1, each holding the hash of the one before, whoever writes at the same moment; every body can be read.
pub async fn the_log_is_dense_and_chained(ledger: &dyn Ledger) {
    assert_eq!(ledger.head().await.unwrap(), None);
    fill(ledger).await;
    join_all((0..50).map(|paper| async move { register(ledger, draft("7", &paper.to_string())).await })).await;
    let entries = all_entries(ledger).await;
    let mut before = None;
    for entry in &entries {
        entry.verify(before).unwrap();
        let body = entry.read_body().unwrap().unwrap();
        assert_eq!(body.kind(), entry.header.kind);
        before = Some(&entry.header);
    }
    assert_eq!(ledger.head().await.unwrap().as_ref(), before);
    assert_eq!(ledger.totals().await.unwrap().entries, entries.len() as u64);
}

/// As a follower reads them.
pub async fn entries_come_in_order_after_a_position(ledger: &dyn Ledger) {
    receive(ledger, 9).await;
    for (after, limit, expected) in [
        (0, 3, vec![1, 2, 3]),
        (3, 100, vec![4, 5, 6, 7, 8, 9, 10]),
        (10, 5, vec![]),
        (99, 5, vec![]),
        (u64::MAX, 5, vec![]),
        (0, 0, vec![]),
    ] {
        let entries = ledger.entries(after, limit).await.unwrap();
        let found: Vec<u64> = entries.iter().map(|entry| entry.header.sequence).collect();
        assert_eq!(found, expected, "{limit} after {after}");
    }
}

/// Two exporters at once do no harm.
pub async fn the_export_mark_never_goes_back(ledger: &dyn Ledger) {
    for (set, expected) in [(0, 0), (5, 5), (3, 5), (8, 8)] {
        ledger.set_exported(set).await.unwrap();
        assert_eq!(ledger.exported().await.unwrap(), expected);
    }
    assert_eq!(ledger.head().await.unwrap(), None, "it is beside the log");
}

/// The last value counts; no entry tells of it.
pub async fn marks_are_kept_beside_the_log(ledger: &dyn Ledger) {
    assert_eq!(ledger.mark("deep_check").await.unwrap(), None);
    for value in ["one", "two"] {
        ledger.set_mark("deep_check", value.to_owned()).await.unwrap();
    }
    assert_eq!(ledger.mark("deep_check").await.unwrap().as_deref(), Some("two"));
    assert_eq!((ledger.mark("other").await.unwrap(), ledger.head().await.unwrap()), (None, None));
}

/// Every call after it fails; a second close does no harm.
pub async fn a_closed_ledger_says_so(ledger: &dyn Ledger) {
    fill(ledger).await;
    ledger.close().await.unwrap();
    ledger.close().await.unwrap();
    assert!(matches!(ledger.open_dossier(context(), dossier(), true).await, Err(LedgerError::Closed)));
    assert!(matches!(ledger.papers_of_holder(&known(HOLDER)).await, Err(LedgerError::Closed)));
    assert!(matches!(ledger.head().await, Err(LedgerError::Closed)));
}

/// All that a ledger answers, but for jobs.
#[derive(Debug, PartialEq)]
struct Answers {
    papers: Vec<PaperRecord>,
    by_old_id: Vec<PaperRecord>,
    of_dossier: Vec<PaperRecord>,
    receipts: Vec<BatchReceipt>,
    waiting: Vec<ReviewItem>,
    reuses: Vec<Reuse>,
    inventory: Vec<InventoryRow>,
    digitised: Vec<CountRow>,
    totals: Totals,
    entries: Vec<String>,
}

async fn answers(ledger: &dyn Ledger) -> Answers {
    let entries = all_entries(ledger).await;
    let mut receipts = Vec::new();
    for entry in &entries {
        if let Some(model::EntryBody::BatchOpened(batch)) = entry.read_body().unwrap() {
            receipts.push(ledger.receipt(batch.batch).await.unwrap().unwrap());
        }
    }
    Answers {
        papers: ledger.papers(None, usize::MAX).await.unwrap().papers,
        by_old_id: ledger.papers_of_holder(&known(OLD_ID)).await.unwrap(),
        of_dossier: ledger.papers_of_dossier(&known(DOSSIER)).await.unwrap(),
        receipts,
        waiting: ledger.reviews(usize::MAX).await.unwrap(),
        reuses: ledger.reuses_of(&known(DOSSIER)).await.unwrap(),
        inventory: ledger.inventory(known("2030-01-01")).await.unwrap(),
        digitised: ledger.digitised(known("2026-11-25")).await.unwrap(),
        totals: ledger.totals().await.unwrap(),
        entries: json(&entries),
    }
}

/// And goes on as the first would: the next serial, the second call of everything.
pub async fn a_replayed_log_gives_the_same_ledger(ledger: &dyn Ledger, empty: &dyn Ledger) {
    fill(ledger).await;
    empty.replay(all_entries(ledger).await).await.unwrap();
    assert_eq!(answers(empty).await, answers(ledger).await);
    assert_eq!(empty.digitised(known("2026-11-25")).await.unwrap(), empty.recount(known("2026-11-25")).await.unwrap());

    assert!(!register(empty, draft("12/GKS", "two")).await.new);
    assert_eq!(register(empty, draft("12/GKS", "new")).await.record.code.serial(), 3);
    assert_eq!(empty.hold_paper(context(), review_item("five")).await.unwrap(), crate::Held::Rejected);
    let reuse = empty.reuses_of(&known(DOSSIER)).await.unwrap().remove(0);
    assert_eq!(empty.reuse(context(), reuse.code.clone(), known(DOSSIER), known(BIRTH)).await.unwrap(), reuse);
}

/// However many entries one call brings.
pub async fn a_long_log_is_replayed_whole(ledger: &dyn Ledger, empty: &dyn Ledger) {
    join_all((0..1001).map(|at| ledger.record_lookup(context(), at.to_string(), 0)))
        .await
        .into_iter()
        .for_each(Result::unwrap);
    empty.replay(all_entries(ledger).await).await.unwrap();
    assert_eq!(empty.head().await.unwrap(), ledger.head().await.unwrap());
    assert_eq!(json(&all_entries(empty).await), json(&all_entries(ledger).await));
}

/// Segments may overlap, and what is there already is passed over.
pub async fn a_replay_goes_on_where_it_was_cut(ledger: &dyn Ledger, empty: &dyn Ledger) {
    fill(ledger).await;
    let entries = all_entries(ledger).await;
    for (from, to) in [(0, 4), (0, 4), (2, 9), (9, entries.len())] {
        empty.replay(entries[from..to].to_vec()).await.unwrap();
    }
    assert_eq!(answers(empty).await, answers(ledger).await);
    let gap = empty.replay(vec![{
        let mut entry = entries[3].clone();
        entry.header.sequence = entries.len() as u64 + 2;
        entry
    }]);
    let expected = entries.len() as u64 + 1;
    assert!(matches!(gap.await, Err(LedgerError::Chain(ChainError::Gap { expected: at, .. })) if at == expected));
}

/// Nothing of the call is kept, and the error names the entry.
pub async fn a_changed_entry_is_refused_with_its_segment(ledger: &dyn Ledger, empty: &dyn Ledger) {
    fill(ledger).await;
    let entries = all_entries(ledger).await;

    let mut edited = entries.clone();
    edited[4].header.context.actor = "nobody".to_owned();
    let error = empty.replay(edited).await.unwrap_err();
    assert!(matches!(error, LedgerError::Chain(ChainError::Broken(6))), "{error}");

    let mut replaced = entries.clone();
    replaced[4].body = replaced[3].body.clone();
    let error = empty.replay(replaced).await.unwrap_err();
    assert!(matches!(error, LedgerError::Chain(ChainError::Body(5))), "{error}");
    assert_eq!(empty.totals().await.unwrap(), Totals::default());

    empty.replay(entries.clone()).await.unwrap();
    let mut other = entries;
    other[4].header.context.actor = "nobody".to_owned();
    let error = empty.replay(other).await.unwrap_err();
    assert!(matches!(error, LedgerError::Chain(ChainError::Broken(5 | 6))), "{error}");
    assert_eq!(answers(empty).await, answers(ledger).await);
}

/// Segments may have been exported before the erasure or after it: what a rebuilt ledger answers is the same.
pub async fn an_erasure_replays_alike_with_and_without_the_bodies(ledger: &dyn Ledger, empty: &dyn Ledger) {
    let code = super::erasure::paper_with_its_scan(ledger, "12/GKS", "one").await;
    fill(ledger).await;
    let before = all_entries(ledger).await;
    super::erasure::erase(ledger, &code).await;
    super::erasure::erase(ledger, &ledger.papers(None, 1).await.unwrap().papers[0].code).await;
    let after = all_entries(ledger).await;
    assert!(after.iter().zip(&before).any(|(after, before)| after.body.is_none() && before.body.is_some()));

    empty.replay(after.clone()).await.unwrap();
    assert_eq!(answers(empty).await, answers(ledger).await);
    // What was exported before the erasure, then what came after it: over the same ledger it changes nothing.
    empty.replay([&before[..], &after[before.len()..]].concat()).await.unwrap();
    assert_eq!(answers(empty).await, answers(ledger).await);
    for day in ["2026-11-22", "2026-11-23", "2026-11-25"] {
        assert_eq!(empty.digitised(known(day)).await.unwrap(), empty.recount(known(day)).await.unwrap(), "{day}");
    }
}

/// In the order of receipt; an attempt that was under way is forgotten.
pub async fn jobs_of_unfinished_files_are_queued_again(ledger: &dyn Ledger, empty: &dyn Ledger) {
    fill(ledger).await;
    let more: Vec<ReceivedScan> = receive(ledger, 2).await;
    let now = morning_of(TODAY);
    ledger.lease_job(now, known("2026-11-24T00:00:00Z")).await.unwrap().unwrap();
    empty.replay(all_entries(ledger).await).await.unwrap();
    assert_eq!(empty.jobs_queued().await.unwrap(), 3);
    let mut jobs = Vec::new();
    while let Some(job) = empty.lease_job(now, known("2026-11-24T00:00:00Z")).await.unwrap() {
        assert_eq!(job.attempts, 1);
        jobs.push(job.scan);
    }
    assert_eq!(jobs[1..], more);
    assert_eq!(empty.receive_scan(context(), more[0].clone()).await.unwrap(), Received::Before);
}
