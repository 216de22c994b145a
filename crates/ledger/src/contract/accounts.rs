//! Accounts, and what is kept beside the log for a time.

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use model::{Account, Role};

use super::samples::{context, known};
use crate::{Kept, KeptKind, Ledger};

fn lan() -> Account {
    Account {
        account: known("lan"),
        name: "Nguyễn Thị Lan".to_owned(),
        roles: [Role::Operator].into(),
        unit: Some(known("H48.28.05")),
        delegated: false,
        locked: false,
    }
}

/// Each change is an entry; the same again is none.
pub async fn an_account_is_as_its_last_entry_says(ledger: &dyn Ledger) {
    assert_eq!(ledger.account(&known("lan")).await.unwrap(), None);
    assert!(ledger.change_account(context(), lan()).await.unwrap());
    assert!(!ledger.change_account(context(), lan()).await.unwrap());
    let locked = Account { locked: true, ..lan() };
    assert!(ledger.change_account(context(), locked.clone()).await.unwrap());
    let other = Account { account: known("an"), roles: [Role::Clerk, Role::Approver].into(), ..lan() };
    assert!(ledger.change_account(context(), other.clone()).await.unwrap());
    assert_eq!(ledger.account(&known("lan")).await.unwrap(), Some(locked.clone()));
    assert_eq!(ledger.accounts().await.unwrap(), [other, locked]);
    let kinds: Vec<String> = ledger.entries(0, 10).await.unwrap().into_iter().map(|entry| entry.header.kind).collect();
    assert_eq!(kinds, ["account_changed"; 3]);
}

fn kept(value: &str, until: Option<Timestamp>) -> Option<Kept> {
    Some(Kept { value: value.to_owned(), until })
}

/// By one of many who ask at once, and until its time is over; no entry tells of it.
pub async fn what_is_kept_changes_only_from_what_it_was(ledger: &dyn Ledger) {
    let at: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
    let end = at + SignedDuration::from_mins(10);
    let asked = (0..4)
        .map(|who| ledger.keep(KeptKind::InHand, "R-1".to_owned(), None, kept(&format!("clerk {who}"), Some(end)), at));
    let took: Vec<bool> = join_all(asked).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(took.iter().filter(|took| **took).count(), 1, "{took:?}");

    let now = ledger.kept(KeptKind::InHand, "R-1", at).await.unwrap();
    assert!(now.is_some());
    assert_eq!(ledger.kept(KeptKind::Session, "R-1", at).await.unwrap(), None);
    assert!(!ledger.keep(KeptKind::InHand, "R-1".to_owned(), kept("x", None), None, at).await.unwrap());
    assert!(ledger.keep(KeptKind::InHand, "R-1".to_owned(), now, kept("an", Some(end)), at).await.unwrap());
    assert_eq!(
        ledger.all_kept(KeptKind::InHand, at).await.unwrap(),
        [("R-1".to_owned(), kept("an", Some(end)).unwrap())]
    );

    assert_eq!(ledger.kept(KeptKind::InHand, "R-1", end).await.unwrap(), None);
    assert_eq!(ledger.all_kept(KeptKind::InHand, end).await.unwrap(), []);
    assert!(ledger.keep(KeptKind::InHand, "R-1".to_owned(), None, kept("binh", None), end).await.unwrap());
    assert_eq!(ledger.totals().await.unwrap().entries, 0);
}

/// And nothing else.
pub async fn what_is_over_is_swept(ledger: &dyn Ledger) {
    let at: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
    for (name, until) in [("over", Some(at)), ("lives", Some(at + SignedDuration::from_secs(1))), ("for good", None)] {
        let earlier = at - SignedDuration::from_secs(1);
        assert!(ledger.keep(KeptKind::Session, name.to_owned(), None, kept(name, until), earlier).await.unwrap());
    }
    assert_eq!(ledger.sweep_kept(at).await.unwrap(), 1);
    assert_eq!(ledger.sweep_kept(at).await.unwrap(), 0);
    let left = ledger.all_kept(KeptKind::Session, at).await.unwrap();
    assert_eq!(left.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["for good", "lives"]);
}
