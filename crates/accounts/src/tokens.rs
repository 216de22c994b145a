//! Keys of machines: as scoped as wanted, revocable, of no more use than their account.

use std::collections::BTreeSet;

use jiff::Timestamp;
use ledger::KeptKind;
use model::{Account, AccountName, CredentialChange, Role};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{AccountError, Accounts, By, Secret, kept};

/// How every key begins, so that scanners of leaked secrets know one.
const PREFIX: &str = "hoso_";

/// What is known of a key; the key itself was shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TokenFacts {
    /// Its ID: the beginning of its hash.
    pub id: String,
    /// The account for which it acts.
    pub account: AccountName,
    /// What it may do, of what its account may.
    pub roles: BTreeSet<Role>,
    /// What it is for.
    pub name: String,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// When it ends; never when there is none.
    pub until: Option<Timestamp>,
}

/// A key that has just been made.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// What is known of it from now on.
    pub facts: TokenFacts,
    /// The key, to be shown once.
    pub secret: Secret,
}

impl Accounts {
    /// Makes a key for an account.
    ///
    /// # Errors
    /// [`AccountError::Unknown`], [`AccountError::NoRole`], [`AccountError::RoleNotHeld`], or the ledger's.
    pub async fn add_token(
        &self,
        by: By<'_>,
        account: &AccountName,
        name: &str,
        roles: BTreeSet<Role>,
        until: Option<Timestamp>,
    ) -> Result<NewToken, AccountError> {
        let owner = self.one(account).await?;
        if roles.is_empty() {
            return Err(AccountError::NoRole);
        }
        if let Some(role) = roles.iter().find(|role| !owner.roles.contains(role)) {
            return Err(AccountError::RoleNotHeld(*role));
        }
        let secret = Secret::shown(format!("{PREFIX}{}", Secret::for_machines()?.reveal()));
        let facts = TokenFacts {
            id: id_of(&secret),
            account: account.clone(),
            roles,
            name: name.to_owned(),
            made_by: by.actor.to_owned(),
            made_at: by.at,
            until,
        };
        kept::put(&*self.ledger, KeptKind::Token, &secret.hash().to_string(), Some((&facts, until)), by.at).await?;
        let change = CredentialChange::TokenMade { id: facts.id.clone() };
        self.ledger.record_credential_change(by.context(), account.clone(), change).await?;
        Ok(NewToken { facts, secret })
    }

    /// All keys that live.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn tokens(&self, at: Timestamp) -> Result<Vec<TokenFacts>, AccountError> {
        let all: Vec<(String, TokenFacts)> = kept::all(&*self.ledger, KeptKind::Token, at).await?;
        let mut facts: Vec<TokenFacts> = all.into_iter().map(|(_, facts)| facts).collect();
        facts.sort_by(|one, other| (&one.account, one.made_at).cmp(&(&other.account, other.made_at)));
        Ok(facts)
    }

    /// Ends a key at once.
    ///
    /// # Errors
    /// [`AccountError::UnknownToken`], or the ledger's.
    pub async fn revoke_token(&self, by: By<'_>, id: &str) -> Result<(), AccountError> {
        let all: Vec<(String, TokenFacts)> = kept::all(&*self.ledger, KeptKind::Token, by.at).await?;
        let found = all.into_iter().find(|(_, facts)| facts.id == id);
        let (name, facts) = found.ok_or_else(|| AccountError::UnknownToken(id.to_owned()))?;
        kept::put::<TokenFacts>(&*self.ledger, KeptKind::Token, &name, None, by.at).await?;
        let change = CredentialChange::TokenRevoked { id: facts.id };
        Ok(self.ledger.record_credential_change(by.context(), facts.account, change).await?)
    }

    /// Whose key this is, with what it may do; `None` for one that is none, or whose account is shut out.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn token(&self, secret: &Secret, at: Timestamp) -> Result<Option<Account>, AccountError> {
        if !secret.reveal().starts_with(PREFIX) {
            return Ok(None);
        }
        let name = secret.hash().to_string();
        let facts: Option<TokenFacts> = kept::get(&*self.ledger, KeptKind::Token, &name, at).await?;
        let Some(facts) = facts else { return Ok(None) };
        let account = self.ledger.account(&facts.account).await?.filter(|account| !account.locked);
        Ok(account.map(|account| Account { roles: &account.roles & &facts.roles, ..account }))
    }
}

fn id_of(secret: &Secret) -> String {
    secret.hash().short(12)
}
