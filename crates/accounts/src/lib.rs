//! Who may use the system, and how they prove who they are: accounts, passwords, sessions, and keys of machines.
//!
//! An account and every change of it is an entry of the log, which is exported and kept for good. Whatever proves who
//! somebody is lies beside the log ([`ledger::Kept`]), is not exported, and is only ever the hash of a secret. So a ledger
//! that was rebuilt from its objects knows its accounts and what each may do; passwords are given anew (`hoso user password`).
//!
//! Cookies and headers are the API's.

mod error;
mod kept;
mod openid;
mod password;
mod secret;
mod sessions;
mod tokens;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use jiff::Timestamp;
use ledger::{KeptKind, Ledger};
use model::{Account, AccountName, Context, CredentialChange, Role, UnitCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use error::AccountError;
pub use openid::{OpenId, OpenIdSettings};
pub use password::{PASSWORD_CHARACTERS_MAX, PASSWORD_CHARACTERS_MIN};
pub use secret::Secret;
pub use sessions::{SESSION_HOURS_MAX, Session, SignIn};
pub use tokens::{NewToken, TokenFacts};

use password::{Credential, Hasher};

/// Accounts over a ledger.
#[derive(Clone)]
pub struct Accounts {
    ledger: Arc<dyn Ledger>,
    hasher: Hasher,
    there: Arc<AtomicBool>,
}

/// What of an account is to be otherwise; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountChange {
    /// Who it is, for people.
    pub name: Option<String>,
    /// What it may do.
    pub roles: Option<std::collections::BTreeSet<Role>>,
    /// The unit that it acts for; null or an empty text for all units.
    #[serde(default, deserialize_with = "null_is_empty")]
    pub unit: Option<String>,
    /// Whether it scans for other units and sees nothing but what it scanned.
    pub delegated: Option<bool>,
    /// Whether it is shut out.
    pub locked: Option<bool>,
}

/// What is left out stays; null is something else than that.
fn null_is_empty<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Option::<String>::deserialize(from).map(|given| Some(given.unwrap_or_default()))
}

/// Who changes something, and when.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// The account; `console` for whoever has the machine's command line.
    pub actor: &'a str,
    /// When.
    pub at: Timestamp,
}

impl By<'_> {
    fn context(self) -> Context {
        Context { actor: self.actor.to_owned(), unit: None, purpose: None, at: self.at }
    }
}

impl Accounts {
    /// Over a ledger.
    pub fn new(ledger: Arc<dyn Ledger>) -> Self {
        Self { ledger, hasher: Hasher::default(), there: Arc::default() }
    }

    /// All accounts, by name.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn all(&self) -> Result<Vec<Account>, AccountError> {
        Ok(self.ledger.accounts().await?)
    }

    /// Whether there is any account. Once there is one there always is, so that it is asked for only until then.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn are_there(&self) -> Result<bool, AccountError> {
        if !self.there.load(Ordering::Relaxed) && !self.ledger.accounts().await?.is_empty() {
            self.there.store(true, Ordering::Relaxed);
        }
        Ok(self.there.load(Ordering::Relaxed))
    }

    /// One account.
    ///
    /// # Errors
    /// [`AccountError::Unknown`], or the ledger's.
    pub async fn one(&self, name: &AccountName) -> Result<Account, AccountError> {
        self.ledger.account(name).await?.ok_or_else(|| AccountError::Unknown(name.clone()))
    }

    /// Makes an account with a password for one time, which its owner must change at once.
    ///
    /// # Errors
    /// [`AccountError::Exists`], [`AccountError::NoRole`], [`AccountError::NoUnit`], or the ledger's.
    pub async fn create(&self, by: By<'_>, account: Account) -> Result<Secret, AccountError> {
        if self.ledger.account(&account.account).await?.is_some() {
            return Err(AccountError::Exists(account.account));
        }
        check(&account)?;
        let name = account.account.clone();
        self.ledger.change_account(by.context(), account).await?;
        self.one_time_password(by, &name).await
    }

    /// Changes an account. One that is shut out is signed out.
    ///
    /// # Errors
    /// [`AccountError::Unknown`], [`AccountError::LastAdmin`], [`AccountError::NoRole`], or the ledger's.
    pub async fn change(&self, by: By<'_>, name: &AccountName, change: AccountChange) -> Result<Account, AccountError> {
        let before = self.one(name).await?;
        let unit = match change.unit.as_deref().map(str::trim) {
            None => before.unit.clone(),
            Some("") => None,
            Some(text) => Some(text.parse::<UnitCode>().map_err(AccountError::Value)?),
        };
        let after = Account {
            account: name.clone(),
            name: change.name.unwrap_or_else(|| before.name.clone()),
            roles: change.roles.unwrap_or_else(|| before.roles.clone()),
            unit,
            delegated: change.delegated.unwrap_or(before.delegated),
            locked: change.locked.unwrap_or(before.locked),
        };
        check(&after)?;
        let rules = |account: &Account| !account.locked && account.roles.contains(&Role::Admin);
        if rules(&before) && !rules(&after) {
            let others = self.ledger.accounts().await?;
            if !others.iter().any(|other| other.account != *name && rules(other)) {
                return Err(AccountError::LastAdmin);
            }
        }
        self.ledger.change_account(by.context(), after.clone()).await?;
        Ok(after)
    }

    /// Gives an account a new password for one time; the old one and its sessions end.
    ///
    /// # Errors
    /// [`AccountError::Unknown`], or the ledger's.
    pub async fn reset_password(&self, by: By<'_>, name: &AccountName) -> Result<Secret, AccountError> {
        let account = self.one(name).await?;
        self.one_time_password(by, &account.account).await
    }

    async fn one_time_password(&self, by: By<'_>, name: &AccountName) -> Result<Secret, AccountError> {
        let secret = Secret::for_people()?;
        let hash = self.hasher.hash(secret.reveal().to_owned()).await?;
        self.set_credential(by, name, &Credential::one_time(hash, by.at)).await?;
        self.forget_attempts(name.as_str(), by.at).await?;
        Ok(secret)
    }

    async fn set_credential(
        &self,
        by: By<'_>,
        name: &AccountName,
        credential: &Credential,
    ) -> Result<(), AccountError> {
        let change = match credential.one_time_until {
            Some(_) => CredentialChange::PasswordReset,
            None => CredentialChange::PasswordChosen,
        };
        kept::put(&*self.ledger, KeptKind::Credential, name.as_str(), Some((credential, None)), by.at).await?;
        Ok(self.ledger.record_credential_change(by.context(), name.clone(), change).await?)
    }

    /// Takes away what is over: sessions, attempts, keys.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn sweep(&self, at: Timestamp) -> Result<u64, AccountError> {
        Ok(self.ledger.sweep_kept(at).await?)
    }
}

fn check(account: &Account) -> Result<(), AccountError> {
    if account.roles.is_empty() {
        return Err(AccountError::NoRole);
    }
    // Whoever works with papers does so for a unit; the others may be there for all of them.
    if account.unit.is_none() && account.has_any(&[Role::Operator, Role::Clerk]) {
        return Err(AccountError::NoUnit);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
