//! Accounts over the embedded ledger.

use std::{collections::BTreeSet, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use ledger::{Ledger, SledLedger};
use model::{Account, Role};

use super::{AccountChange, AccountError, Accounts, By, Secret};

const CHOSEN: &str = "bốn mùa hoa nở";

fn now() -> Timestamp {
    "2026-11-22T08:00:00Z".parse().unwrap()
}

fn later(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

fn by() -> By<'static> {
    By { actor: "console", at: now() }
}

fn account(name: &str, roles: &[Role]) -> Account {
    Account {
        account: name.parse().unwrap(),
        name: name.to_owned(),
        roles: roles.iter().copied().collect(),
        unit: Some("H48.28.05".parse().unwrap()),
        delegated: false,
        locked: false,
    }
}

fn fresh() -> (Accounts, Arc<dyn Ledger>, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let ledger: Arc<dyn Ledger> = Arc::new(SledLedger::open(dir.path()).unwrap());
    (Accounts::new(ledger.clone()), ledger, dir)
}

async fn kinds(ledger: &dyn Ledger) -> Vec<String> {
    ledger.entries(0, 100).await.unwrap().into_iter().map(|entry| entry.header.kind).collect()
}

#[tokio::test]
async fn a_password_for_one_time_must_be_changed() {
    let (accounts, ledger, _dir) = fresh();
    let secret = accounts.create(by(), account("lan", &[Role::Operator])).await.unwrap();
    assert_eq!(secret.reveal().len(), 23);
    assert!(matches!(accounts.create(by(), account("lan", &[Role::Operator])).await, Err(AccountError::Exists(_))));

    let first = accounts.sign_in("Lan ", secret.reveal(), now()).await.unwrap();
    assert!(first.session.password_change_due);
    let name = &first.session.account.account;
    for (before, after) in [("wrong", CHOSEN), (secret.reveal(), "short"), (secret.reveal(), secret.reveal())] {
        assert!(accounts.change_password(name, before, after, later(1)).await.is_err(), "{after}");
    }
    let second = accounts.change_password(name, secret.reveal(), CHOSEN, later(1)).await.unwrap();
    assert!(!second.session.password_change_due);
    assert_eq!(accounts.session(&first.secret, later(2)).await.unwrap(), None, "the old session is over");
    assert_eq!(accounts.session(&second.secret, later(2)).await.unwrap(), Some(second.session));
    assert!(accounts.sign_in("lan", secret.reveal(), later(3)).await.is_err());
    assert!(accounts.sign_in("lan", CHOSEN, later(3)).await.is_ok());
    assert_eq!(
        kinds(&*ledger).await,
        [
            "account_changed",
            "credential_changed",
            "signed_in",
            "credential_changed",
            "signed_in",
            "signed_in",
            "signed_in"
        ]
    );
    let log = serde_json::to_string(&ledger.entries(0, 100).await.unwrap()).unwrap();
    assert!(!log.contains("argon2") && !log.contains(secret.reveal()), "no secret is in the log");
}

#[tokio::test]
async fn a_password_for_one_time_ends() {
    let (accounts, _ledger, _dir) = fresh();
    let secret = accounts.create(by(), account("lan", &[Role::Operator])).await.unwrap();
    let late = later(7 * 24 * 60);
    assert!(matches!(accounts.sign_in("lan", secret.reveal(), late).await, Err(AccountError::WrongCredentials)));
}

#[tokio::test]
async fn wrong_passwords_shut_out_for_a_while() {
    let (accounts, _ledger, _dir) = fresh();
    let secret = accounts.create(by(), account("lan", &[Role::Operator])).await.unwrap();
    for _ in 0..5 {
        assert!(matches!(accounts.sign_in("lan", "wrong", now()).await, Err(AccountError::WrongCredentials)));
        assert!(matches!(accounts.sign_in("nobody", "wrong", now()).await, Err(AccountError::WrongCredentials)));
    }
    for name in ["lan", "nobody"] {
        let refused = accounts.sign_in(name, secret.reveal(), later(14)).await;
        assert!(matches!(refused, Err(AccountError::LockedOut { until }) if until == later(15)), "{name}: {refused:?}");
    }
    assert!(accounts.sign_in("lan", secret.reveal(), later(15)).await.is_ok());
    assert!(accounts.sign_in("lan", "wrong", later(16)).await.is_err());
    assert!(accounts.sign_in("lan", secret.reveal(), later(16)).await.is_ok(), "counted anew after it was right");
}

#[tokio::test]
async fn a_session_ends_when_it_is_left_alone_and_after_a_day() {
    let (accounts, _ledger, _dir) = fresh();
    let secret = accounts.create(by(), account("lan", &[Role::Operator])).await.unwrap();
    let idle = accounts.sign_in("lan", secret.reveal(), now()).await.unwrap().secret;
    assert!(accounts.session(&idle, later(59)).await.unwrap().is_some());
    assert!(accounts.session(&idle, later(118)).await.unwrap().is_some(), "seen a minute before the hour");
    assert!(accounts.session(&idle, later(178)).await.unwrap().is_none());

    let busy = accounts.sign_in("lan", secret.reveal(), now()).await.unwrap().secret;
    for minutes in (0..12 * 60).step_by(30) {
        assert!(accounts.session(&busy, later(minutes)).await.unwrap().is_some(), "{minutes}");
    }
    assert!(accounts.session(&busy, later(12 * 60)).await.unwrap().is_none());

    let out = accounts.sign_in("lan", secret.reveal(), now()).await.unwrap().secret;
    accounts.sign_out(&out, now()).await.unwrap();
    assert!(accounts.session(&out, now()).await.unwrap().is_none());
    assert!(accounts.session(&Secret::shown("made up"), now()).await.unwrap().is_none());
}

#[tokio::test]
async fn who_is_shut_out_is_out_at_once() {
    let (accounts, _ledger, _dir) = fresh();
    let secret = accounts.create(by(), account("lan", &[Role::Operator])).await.unwrap();
    let session = accounts.sign_in("lan", secret.reveal(), now()).await.unwrap().secret;
    let roles: BTreeSet<Role> = [Role::Operator].into();
    let token = accounts.add_token(by(), &"lan".parse().unwrap(), "scanner", roles, None).await.unwrap();
    let shut = AccountChange { locked: Some(true), ..AccountChange::default() };
    accounts.change(by(), &"lan".parse().unwrap(), shut).await.unwrap();
    assert!(accounts.session(&session, now()).await.unwrap().is_none());
    assert!(accounts.token(&token.secret, now()).await.unwrap().is_none());
    assert!(accounts.sign_in("lan", secret.reveal(), now()).await.is_err());
}

#[tokio::test]
async fn a_key_may_no_more_than_its_account() {
    let (accounts, _ledger, _dir) = fresh();
    accounts.create(by(), account("export", &[Role::Clerk, Role::Manager])).await.unwrap();
    let name = "export".parse().unwrap();
    let refused = accounts.add_token(by(), &name, "x", [Role::Admin].into(), None).await;
    assert!(matches!(refused, Err(AccountError::RoleNotHeld(Role::Admin))));
    let made =
        accounts.add_token(by(), &name, "x", [Role::Manager, Role::Clerk].into(), Some(later(10))).await.unwrap();
    let roles = |account: Option<Account>| account.map(|account| account.roles.into_iter().collect::<Vec<_>>());
    assert_eq!(roles(accounts.token(&made.secret, now()).await.unwrap()), Some(vec![Role::Clerk, Role::Manager]));
    let fewer = AccountChange { roles: Some([Role::Manager].into()), ..AccountChange::default() };
    accounts.change(by(), &name, fewer).await.unwrap();
    assert_eq!(roles(accounts.token(&made.secret, now()).await.unwrap()), Some(vec![Role::Manager]));
    assert_eq!(accounts.token(&made.secret, later(10)).await.unwrap(), None);

    assert_eq!(accounts.tokens(now()).await.unwrap(), std::slice::from_ref(&made.facts));
    accounts.revoke_token(by(), &made.facts.id).await.unwrap();
    assert_eq!(accounts.token(&made.secret, now()).await.unwrap(), None);
    assert!(matches!(accounts.revoke_token(by(), &made.facts.id).await, Err(AccountError::UnknownToken(_))));
}

#[tokio::test]
async fn somebody_is_always_there_to_manage_accounts() {
    let (accounts, _ledger, _dir) = fresh();
    let admin = |name| Account { unit: None, ..account(name, &[Role::Admin]) };
    accounts.create(by(), admin("an")).await.unwrap();
    let name = "an".parse().unwrap();
    let changes = [
        AccountChange { locked: Some(true), ..AccountChange::default() },
        AccountChange { roles: Some([Role::Auditor].into()), ..AccountChange::default() },
    ];
    for change in &changes {
        assert!(matches!(accounts.change(by(), &name, change.clone()).await, Err(AccountError::LastAdmin)));
    }
    accounts.create(by(), admin("binh")).await.unwrap();
    assert!(accounts.change(by(), &name, changes[0].clone()).await.is_ok());
    let no_unit = Account { unit: None, ..account("lan", &[Role::Operator]) };
    assert!(matches!(accounts.create(by(), no_unit).await, Err(AccountError::NoUnit)));
    assert!(matches!(accounts.create(by(), account("lan", &[])).await, Err(AccountError::NoRole)));
}
