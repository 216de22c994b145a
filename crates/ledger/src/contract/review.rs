//! Papers that wait for a person.

use futures::future::join_all;

use super::samples::{context, draft, known, register, review_item};
use crate::{Approval, Held, Ledger, LedgerError, Resolution, Resolved};

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
}

/// By its ID.
pub async fn an_unknown_review_is_named(ledger: &dyn Ledger) {
    let error = ledger.resolve_review(context(), known("R-0123456789abcdef"), reject()).await.unwrap_err();
    assert_eq!(error.to_string(), "there is no review R-0123456789abcdef");
}
