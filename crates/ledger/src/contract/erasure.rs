//! Lawful erasure: what goes and what stays.

use model::{
    BatchId, EntryBody, ErasedPaper, Outcome, PaperCode, PaperDraft, PaperReceipt, ReceivedScan, Rescan, ScanFinished,
    Sha256Digest, StateChange,
};

use super::samples::{BIRTH, HOLDER, batch, context, context_on, draft, finished, known, register, scan};
use crate::{ActivityQuestion, ErasableObjects, ErasableOriginal, Ledger, LedgerError, Measure};

const DERIVED: &str = "derived/sha256/aa/bb/aabb";
const ORIGINAL: &str = "originals/sha256/cc/dd/ccdd";

/// A paper as it comes: its file received, coded, finished.
pub async fn paper_with_its_scan(ledger: &dyn Ledger, number: &str, content: &str) -> PaperCode {
    let id = BatchId::new();
    ledger.open_batch(context(), batch(id)).await.unwrap();
    let received = scan(id, 1, content);
    ledger.receive_scan(context(), received.clone()).await.unwrap();
    let paper = PaperDraft { scan: received.scan, ..draft(number, content) };
    let code = register(ledger, paper).await.record.code;
    let papers = vec![PaperReceipt {
        code: Some(code.clone()),
        review_id: None,
        paper_type: Some(known(BIRTH)),
        similar: Vec::new(),
        pages: vec![1],
    }];
    let finished = ScanFinished { papers, ..finished(received.scan, Outcome::Accepted) };
    ledger.finish_scan(context(), finished).await.unwrap();
    code
}

async fn erasable(ledger: &dyn Ledger, code: &PaperCode, derived: &str) -> ErasableObjects {
    let record = ledger.paper(code).await.unwrap();
    let sha256 = record.map_or(Sha256Digest::ZERO, |record| record.paper.files.original.sha256);
    let original = ErasableOriginal { sha256, keys: vec![ORIGINAL.to_owned()] };
    ErasableObjects { originals: vec![original], derived: vec![derived.to_owned()] }
}

/// Erases it, on the day of most samples.
pub async fn erase(ledger: &dyn Ledger, code: &PaperCode) -> ErasedPaper {
    let objects = erasable(ledger, code, DERIVED).await;
    ledger.erase_paper(context(), code.clone(), "theo quyết định của tòa".to_owned(), objects).await.unwrap()
}

async fn log_text(ledger: &dyn Ledger) -> String {
    serde_json::to_string(&ledger.entries(0, usize::MAX).await.unwrap()).unwrap()
}

/// The record and all bodies that told of the holder are gone; the chain holds; who asks is told.
pub async fn an_erased_paper_leaves_its_code_and_its_headers(ledger: &dyn Ledger) {
    let code = paper_with_its_scan(ledger, "12/GKS", "one").await;
    assert!(log_text(ledger).await.contains("Hương"));
    let entries = ledger.totals().await.unwrap().entries;
    let erased = erase(ledger, &code).await;
    assert_eq!((erased.entries.len(), &erased.objects[..]), (3, &[DERIVED.to_owned(), ORIGINAL.to_owned()][..]));
    assert!(!log_text(ledger).await.contains("Hương"), "the name is in no body");

    let totals = ledger.totals().await.unwrap();
    assert_eq!((totals.papers, totals.scans, totals.entries), (0, 0, entries + 1));
    assert_eq!(ledger.paper(&code).await.unwrap(), None);
    assert_eq!(ledger.papers_of_holder(&known(HOLDER)).await.unwrap(), []);
    let (by, told) = ledger.erased(&code).await.unwrap().unwrap();
    assert_eq!((by.actor.as_str(), told.why.as_str()), ("lan", "theo quyết định của tòa"));
    let log = ledger.entries(0, usize::MAX).await.unwrap();
    log.windows(2).for_each(|pair| pair[1].verify(Some(&pair[0].header)).unwrap());

    assert_eq!(erase(ledger, &code).await, erased, "a second call answers as the first");
    assert_eq!(ledger.totals().await.unwrap().entries, entries + 1);
    let unknown = ErasableObjects { originals: Vec::new(), derived: Vec::new() };
    let other = known("001090012345.KQ.G15.000031.99.01");
    let answer = ledger.erase_paper(context(), other, String::new(), unknown).await;
    assert!(matches!(answer, Err(LedgerError::NotFound { .. })), "{answer:?}");
}

/// The same bytes may be handed in again; they are another paper.
pub async fn a_code_once_erased_is_never_given_again(ledger: &dyn Ledger) {
    let code = paper_with_its_scan(ledger, "12/GKS", "one").await;
    erase(ledger, &code).await;
    let again = register(ledger, draft("12/GKS", "one")).await;
    assert_eq!((again.new, again.record.code.serial()), (true, 2));
}

/// Two papers in one file: the file stays until both are gone.
pub async fn bytes_that_another_paper_shares_stay(ledger: &dyn Ledger) {
    let first = paper_with_its_scan(ledger, "12/GKS", "one").await;
    let second = paper_with_its_scan(ledger, "13/GKS", "one").await;
    let erased = erase(ledger, &first).await;
    assert_eq!(erased.objects, [DERIVED]);
    assert!(ledger.paper(&second).await.unwrap().is_some());
    let erased = erase(ledger, &second).await;
    assert_eq!(erased.objects, [DERIVED, ORIGINAL]);
}

/// A page was scanned again: the file that was made of the two goes with its paper, then those two, unless the paper that was
/// there before still lies in the first.
pub async fn what_a_rescan_was_made_of_goes_with_it(ledger: &dyn Ledger) {
    let before = paper_with_its_scan(ledger, "12/GKS", "one").await;
    let id = BatchId::new();
    ledger.open_batch(context(), batch(id)).await.unwrap();
    let base = scan(id, 1, "one").original;
    let rescan = Rescan { of: base, page: 1, with: scan(id, 1, "page").original };
    let received = ReceivedScan { rescan: Some(rescan), cut: Some(vec![vec![1]]), ..scan(id, 1, "two") };
    ledger.receive_scan(context(), received.clone()).await.unwrap();
    let paper = PaperDraft { scan: received.scan, ..draft("12/GKS", "two") };
    let after = register(ledger, paper).await.record.code;
    let receipt = PaperReceipt {
        code: Some(after.clone()),
        review_id: None,
        paper_type: Some(known(BIRTH)),
        similar: Vec::new(),
        pages: vec![1],
    };
    let finished = ScanFinished { papers: vec![receipt], ..finished(received.scan, Outcome::Accepted) };
    ledger.finish_scan(context(), finished).await.unwrap();

    let original = |sha256, key: &str| ErasableOriginal { sha256, keys: vec![key.to_owned()] };
    let lineage = vec![original(received.original.sha256, "two"), original(base.sha256, "one")];
    let objects = ErasableObjects { originals: lineage.clone(), derived: Vec::new() };
    let erased = ledger.erase_paper(context(), after, "sai".to_owned(), objects).await.unwrap();
    assert_eq!(erased.objects, ["two"], "the paper before lies in the first");
    let objects = ErasableObjects { originals: lineage[1..].to_vec(), derived: Vec::new() };
    let erased = ledger.erase_paper(context(), before, "sai".to_owned(), objects).await.unwrap();
    assert_eq!(erased.objects, ["one"]);
}

/// What counted yesterday counted; from the day of the erasure it counts no more. A revoked one had ended before.
pub async fn figures_of_past_days_outlive_an_erasure(ledger: &dyn Ledger) {
    let before = context_on("2026-11-20");
    for (number, content) in [("12/GKS", "one"), ("13/GKS", "two")] {
        ledger.register_paper(before.clone(), draft(number, content), crate::Approval::OnAcceptance).await.unwrap();
    }
    let codes: Vec<PaperCode> =
        ledger.papers(None, 10).await.unwrap().papers.into_iter().map(|record| record.code).collect();
    let revoke = StateChange::Revoke { why: "sai".to_owned() };
    ledger.change_state(context_on("2026-11-22"), codes[1].clone(), revoke).await.unwrap();
    for code in &codes {
        erase(ledger, code).await;
    }
    assert!(
        ledger
            .entries(0, 9)
            .await
            .unwrap()
            .iter()
            .all(|entry| { !matches!(entry.read_body().unwrap(), Some(EntryBody::PaperRegistered(_))) })
    );
    for (day, count) in [("2026-11-19", 0), ("2026-11-20", 2), ("2026-11-21", 2), ("2026-11-22", 1), ("2026-11-23", 0)]
    {
        let counted: u64 = ledger.digitised(known(day)).await.unwrap().iter().map(|row| row.count).sum();
        assert_eq!(counted, count, "{day}");
        assert_eq!(ledger.digitised(known(day)).await.unwrap(), ledger.recount(known(day)).await.unwrap(), "{day}");
    }
    let question = ActivityQuestion {
        from: known("2026-11-20"),
        to: known("2026-11-20"),
        as_of: known("2026-11-20"),
        procedure: None,
    };
    let rows = ledger.activity(question.clone()).await.unwrap();
    assert_eq!(rows[0].activity.count(Measure::PapersDigitised), 2, "the work of that day was done");
    assert_eq!(rows, ledger.recount_activity(question).await.unwrap());
}
