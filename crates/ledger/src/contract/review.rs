//! Papers that wait for a person.

use futures::future::join_all;

use model::{BatchId, PaperDraft, PaperState, ReceivedScan};

use super::samples::{batch, context, draft, known, register, review_item, scan};
use crate::{Approval, CutAnew, Held, Ledger, LedgerError, Resolution, Resolved};

fn accept(number: &str, content: &str) -> Resolution {
    Resolution::Accept(Box::new(draft(number, content)), Approval::OnAcceptance)
}

fn reject() -> Resolution {
    Resolution::Reject { why: "blurred".to_owned() }
}

/// A second call finds it waiting.
pub async fn a_paper_is_held_once(ledger: &dyn Ledger) {
    let item = review_item("a");
    assert_eq!(ledger.hold_paper(context(), item.clone()).await.unwrap(), Held::New);
    assert_eq!(ledger.hold_paper(context(), item.clone()).await.unwrap(), Held::Waiting);
    assert_eq!(ledger.review(&item.id).await.unwrap(), Some(item));
    let totals = ledger.totals().await.unwrap();
    assert_eq!((totals.reviews, totals.entries), (1, 1));
}

/// Once, whoever else decides at the same moment.
pub async fn accepting_registers_and_ends_it(ledger: &dyn Ledger) {
    let item = review_item("a");
    ledger.hold_paper(context(), item.clone()).await.unwrap();
    let deciding = (0..4).map(|_| ledger.resolve_review(context(), item.id.clone(), accept("12/GKS", "a")));
    let (done, refused): (Vec<_>, Vec<_>) = join_all(deciding).await.into_iter().partition(Result::is_ok);
    assert_eq!(done.len(), 1);
    assert!(refused.iter().all(|answer| matches!(answer, Err(LedgerError::AlreadyResolved(id)) if *id == item.id)));
    let Some(Ok(Resolved::Accepted(registration))) = done.into_iter().next() else { panic!("not accepted") };
    assert!(registration.new);
    assert_eq!(ledger.paper(&registration.record.code).await.unwrap().as_ref(), Some(&registration.record));
    assert_eq!(ledger.review(&item.id).await.unwrap(), None);
    assert_eq!(ledger.review_became(&item.id).await.unwrap().as_ref(), Some(&registration.record.code));
    assert_eq!(ledger.hold_paper(context(), item).await.unwrap(), Held::Accepted(registration.record.code));
    let totals = ledger.totals().await.unwrap();
    assert_eq!((totals.reviews, totals.papers, totals.entries), (0, 1, 3));
}

/// It stays rejected when it is scanned again.
pub async fn rejecting_ends_it_without_a_code(ledger: &dyn Ledger) {
    let item = review_item("a");
    ledger.hold_paper(context(), item.clone()).await.unwrap();
    let answer = ledger.resolve_review(context(), item.id.clone(), reject()).await.unwrap();
    assert_eq!(answer, Resolved::Rejected(item.id.clone()));
    let again = ledger.resolve_review(context(), item.id.clone(), accept("1", "a")).await;
    assert!(matches!(again, Err(LedgerError::AlreadyResolved(_))));
    assert_eq!(ledger.hold_paper(context(), item).await.unwrap(), Held::Rejected);
    let totals = ledger.totals().await.unwrap();
    assert_eq!((totals.reviews, totals.papers), (0, 0));
}

/// No second serial for the same paper.
pub async fn accepting_a_paper_that_has_its_code_gives_that(ledger: &dyn Ledger) {
    let before = register(ledger, draft("12/GKS", "a")).await.record;
    let item = review_item("a");
    ledger.hold_paper(context(), item.clone()).await.unwrap();
    let answer = ledger.resolve_review(context(), item.id.clone(), accept("12/GKS", "a")).await.unwrap();
    let Resolved::Accepted(registration) = answer else { panic!("not accepted") };
    assert_eq!((registration.new, &registration.record), (false, &before));
    assert_eq!(ledger.hold_paper(context(), item).await.unwrap(), Held::Accepted(before.code));
}

/// As many as are asked for.
pub async fn reviews_come_oldest_first(ledger: &dyn Ledger) {
    let items: Vec<_> = ["a", "b", "c", "d"].iter().map(|content| review_item(content)).collect();
    for item in &items {
        ledger.hold_paper(context(), item.clone()).await.unwrap();
    }
    ledger.resolve_review(context(), items[1].id.clone(), reject()).await.unwrap();
    let waiting = [&items[0], &items[2], &items[3]];
    assert_eq!(ledger.reviews(10).await.unwrap().iter().collect::<Vec<_>>(), waiting);
    assert_eq!(ledger.reviews(2).await.unwrap().iter().collect::<Vec<_>>(), waiting[..2]);
    let told = ledger.waiting_reviews(2).await.unwrap();
    assert_eq!(told.iter().map(|waits| &waits.id).collect::<Vec<_>>(), [&waiting[0].id, &waiting[1].id]);
    assert_eq!((&told[0].unit, &told[0].operator), (&waiting[0].unit, &waiting[0].operator));
}

/// By its ID.
pub async fn an_unknown_review_is_named(ledger: &dyn Ledger) {
    let error = ledger.resolve_review(context(), known("R-0123456789abcdef"), reject()).await.unwrap_err();
    assert_eq!(error.to_string(), "there is no review R-0123456789abcdef");
}

/// All or nothing, once; and the same pages may wait again.
pub async fn a_scan_is_cut_anew_once(ledger: &dyn Ledger) {
    let item = review_item("a");
    ledger.hold_paper(context(), item.clone()).await.unwrap();
    let id = BatchId::new();
    let again = ReceivedScan { cut: Some(vec![vec![1], vec![2]]), ..scan(id, 1, "a") };
    let cut = CutAnew { closes: vec![item.id.clone()], batch: batch(id), scan: again.clone() };
    let unknown = CutAnew { closes: vec![item.id.clone(), known("R-0123456789abcdef")], ..cut.clone() };
    assert!(matches!(ledger.cut_anew(context(), unknown).await, Err(LedgerError::NotFound { what: "review", .. })));
    assert_eq!((ledger.review(&item.id).await.unwrap(), ledger.receipt(id).await.unwrap()), (Some(item.clone()), None));

    for _ in 0..2 {
        ledger.cut_anew(context(), cut.clone()).await.unwrap();
    }
    assert_eq!(ledger.review(&item.id).await.unwrap(), None);
    assert_eq!(ledger.scan(again.scan).await.unwrap(), Some(again));
    assert_eq!((ledger.jobs_queued().await.unwrap(), ledger.totals().await.unwrap().reviews), (1, 0));

    let late = CutAnew { batch: batch(BatchId::new()), ..cut };
    assert!(matches!(ledger.cut_anew(context(), late).await, Err(LedgerError::AlreadyResolved(_))));
    assert_eq!(ledger.hold_paper(context(), item.clone()).await.unwrap(), Held::New);
    assert_eq!(ledger.reviews(10).await.unwrap(), vec![item]);
}

/// Approved ones are superseded, others rejected, in the same transaction; cut back, the pages have a new code.
pub async fn a_paper_cut_anew_takes_the_place_of_the_ones_before(ledger: &dyn Ledger) {
    let whole = || PaperDraft { pages: vec![1, 2], ..draft("12/GKS", "a") };
    let approved = register(ledger, whole()).await.record.code;
    let awaiting = PaperDraft { pages: vec![3], ..draft("13/GKS", "a") };
    let awaiting = ledger.register_paper(context(), awaiting, Approval::Separate).await.unwrap().record.code;
    let instead_of = vec![approved.clone(), awaiting.clone()];
    let cut = register(ledger, PaperDraft { pages: vec![1], instead_of, ..draft("12/GKS", "a") }).await.record.code;
    let state = async |code| ledger.paper(code).await.unwrap().unwrap().state;
    assert_eq!(state(&approved).await, PaperState::Superseded { by: cut.clone() });
    assert!(matches!(state(&awaiting).await, PaperState::Rejected { .. }));

    let back = register(ledger, PaperDraft { instead_of: vec![cut.clone()], ..whole() }).await;
    assert!(back.new);
    assert_eq!((back.record.code.serial(), state(&cut).await), (3, PaperState::Superseded { by: back.record.code }));
}
