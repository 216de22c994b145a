//! `hoso user` and `hoso token`: accounts from the machine's own command line, which is how the first one is made.

use accounts::{AccountChange, Accounts, By, TokenFacts};
use anyhow::Result;
use jiff::Timestamp;
use model::{Account, AccountName, Role};
use serde_json::json;

use crate::{
    arguments::{Token, User},
    commands::Answer,
    open::Store,
    output,
    settings::Settings,
};

/// Who has this command line.
const ACTOR: &str = "console";

fn by() -> By<'static> {
    By { actor: ACTOR, at: Timestamp::now() }
}

pub(super) async fn user(settings: &Settings, asked: User) -> Result<Answer> {
    let store = Store::open(settings).await?;
    let accounts = Accounts::new(store.registry.ledger.clone());
    run_user(&store, &accounts, asked).await?;
    store.close().await?;
    Ok(Answer::Done)
}

async fn run_user(store: &Store, accounts: &Accounts, asked: User) -> Result<()> {
    match asked {
        User::Add { account, name, roles, unit, delegated, out } => {
            let unit = unit.map(|unit| unit.parse()).transpose()?;
            if let Some(unit) = &unit {
                store.registry.check_known_unit(unit)?;
            }
            let name = name.unwrap_or_else(|| account.to_string());
            let roles = roles.into_iter().collect();
            let new = Account { account: account.clone(), name, roles, unit, delegated, locked: false };
            let secret = accounts.create(by(), new).await?;
            tell_password(&account, secret.reveal(), out.json)
        }
        User::List { out } => {
            let all = accounts.all().await?;
            if out.json { output::json(&all) } else { show(&all) }
        }
        User::Change { account, name, roles, unit, locked, out } => {
            if let Some(unit) = unit.as_deref().filter(|unit| !unit.is_empty()) {
                store.registry.check_known_unit(&unit.parse()?)?;
            }
            let roles = (!roles.is_empty()).then(|| roles.into_iter().collect());
            let change = AccountChange { name, roles, unit, delegated: None, locked };
            let after = accounts.change(by(), &account, change).await?;
            if out.json { output::json(&after) } else { show(&[after]) }
        }
        User::Password { account, out } => {
            let secret = accounts.reset_password(by(), &account).await?;
            tell_password(&account, secret.reveal(), out.json)
        }
    }
}

fn tell_password(account: &AccountName, password: &str, as_json: bool) -> Result<()> {
    if as_json {
        return output::json(&json!({ "account": account, "one_time_password": password }));
    }
    output::line(&format!("account {account}, password for one time: {password}"));
    output::line("It is shown only now, ends in seven days, and must be changed when they sign in first.");
    Ok(())
}

fn roles_of(roles: &std::collections::BTreeSet<Role>) -> String {
    roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ")
}

fn show(all: &[Account]) -> Result<()> {
    let row = |account: &Account| {
        let mut notes = Vec::new();
        notes.extend(account.delegated.then_some("delegated"));
        notes.extend(account.locked.then_some("shut out"));
        vec![
            account.account.to_string(),
            account.name.clone(),
            roles_of(&account.roles),
            account.unit.as_ref().map_or_else(|| "all".to_owned(), ToString::to_string),
            notes.join(", "),
        ]
    };
    let rows: Vec<Vec<String>> = all.iter().map(row).collect();
    output::print(&output::table(&["account", "name", "roles", "unit", ""], &rows));
    Ok(())
}

pub(super) async fn token(settings: &Settings, asked: Token) -> Result<Answer> {
    let store = Store::open(settings).await?;
    let accounts = Accounts::new(store.registry.ledger.clone());
    run_token(&accounts, asked).await?;
    store.close().await?;
    Ok(Answer::Done)
}

async fn run_token(accounts: &Accounts, asked: Token) -> Result<()> {
    match asked {
        Token::Add { account, name, roles, until, out } => {
            let roles =
                if roles.is_empty() { accounts.one(&account).await?.roles } else { roles.into_iter().collect() };
            let made = accounts.add_token(by(), &account, &name, roles, until).await?;
            if out.json {
                return output::json(&json!({ "id": made.facts.id, "token": made.secret.reveal() }));
            }
            output::line(&format!("key {} of {account}: {}", made.facts.id, made.secret.reveal()));
            output::line("It is shown only now. A machine sends it as `Authorization: Bearer KEY`.");
            Ok(())
        }
        Token::List { out } => {
            let all = accounts.tokens(Timestamp::now()).await?;
            if out.json {
                return output::json(&all);
            }
            let row = |facts: &TokenFacts| {
                let until = facts.until.map_or_else(|| "never".to_owned(), |until| until.to_string());
                vec![facts.id.clone(), facts.account.to_string(), roles_of(&facts.roles), facts.name.clone(), until]
            };
            let rows: Vec<Vec<String>> = all.iter().map(row).collect();
            output::print(&output::table(&["key", "account", "roles", "for", "ends"], &rows));
            Ok(())
        }
        Token::Revoke { id } => {
            accounts.revoke_token(by(), &id).await?;
            output::line(&format!("key {id} is ended"));
            Ok(())
        }
    }
}
