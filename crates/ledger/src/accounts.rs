//! Accounts, which are in the log, and what is kept beside it for a time: proofs of who somebody is, sessions, who has a paper
//! in hand. The log is exported and kept for good; none of that may be.

use jiff::Timestamp;
use model::{Account, AccountName, Context, EntryBody};
use serde::{Deserialize, Serialize};

use crate::{
    LedgerError, keys, log,
    store::{Read, Transaction, from_json},
};

type Answer<T> = Result<T, LedgerError>;

/// What is kept beside the log, each kind under names of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeptKind {
    /// How an account proves who it is, by its name.
    Credential,
    /// Somebody who is signed in, by the hash of what they show.
    Session,
    /// A machine's key, by its ID.
    Token,
    /// Failed attempts to sign in, by the name that was tried.
    Attempts,
    /// Who has a paper in hand that waits for a person, by its review ID.
    InHand,
    /// The page that a file on its way has come to, by its scan ID.
    Progress,
}

impl KeptKind {
    /// All there are.
    pub const ALL: [Self; 6] =
        [Self::Credential, Self::Session, Self::Token, Self::Attempts, Self::InHand, Self::Progress];

    pub(crate) fn letter(self) -> u8 {
        match self {
            Self::Credential => b'c',
            Self::Session => b's',
            Self::Token => b't',
            Self::Attempts => b'a',
            Self::InHand => b'h',
            Self::Progress => b'p',
        }
    }
}

/// Something that is kept beside the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// What whoever keeps it wants to read again.
    pub value: String,
    /// When it is as if it had never been; none for never.
    pub until: Option<Timestamp>,
}

impl Kept {
    fn lives(&self, at: Timestamp) -> bool {
        self.until.is_none_or(|until| at < until)
    }
}

pub(crate) fn change_account(to: &mut Transaction<'_>, context: Context, account: Account) -> Answer<bool> {
    if self::account(to, &account.account)?.as_ref() == Some(&account) {
        return Ok(false);
    }
    log::append(to, context, &EntryBody::AccountChanged(account)).map(|_| true)
}

pub(crate) fn apply(to: &mut Transaction<'_>, account: &Account) {
    to.put_json(keys::account(&account.account), account);
}

pub(crate) fn account(read: &impl Read, name: &AccountName) -> Answer<Option<Account>> {
    read.json(&keys::account(name))
}

pub(crate) fn accounts(read: &impl Read) -> Answer<Vec<Account>> {
    let rows = read.range(keys::all_of(keys::ACCOUNTS));
    rows.map(|pair| pair.and_then(|(key, content)| from_json(&key, &content))).collect()
}

pub(crate) fn kept(read: &impl Read, kind: KeptKind, name: &str, at: Timestamp) -> Answer<Option<Kept>> {
    Ok(read.json::<Kept>(&keys::kept(kind, name))?.filter(|kept| kept.lives(at)))
}

pub(crate) fn all_kept(read: &impl Read, kind: KeptKind, at: Timestamp) -> Answer<Vec<(String, Kept)>> {
    let mut all = Vec::new();
    for pair in read.range(keys::all_kept(kind)) {
        let (key, content) = pair?;
        let kept: Kept = from_json(&key, &content)?;
        if kept.lives(at) {
            all.push((keys::kept_name(&key), kept));
        }
    }
    Ok(all)
}

/// What is to be kept, in place of what.
#[derive(Debug)]
pub(crate) struct Keeping {
    pub(crate) kind: KeptKind,
    pub(crate) name: String,
    pub(crate) before: Option<Kept>,
    pub(crate) after: Option<Kept>,
    pub(crate) at: Timestamp,
}

pub(crate) fn keep(to: &mut Transaction<'_>, keeping: Keeping) -> Answer<bool> {
    let Keeping { kind, name, before, after, at } = keeping;
    if kept(to, kind, &name, at)? != before {
        return Ok(false);
    }
    let key = keys::kept(kind, &name);
    match after {
        Some(after) => to.put_json(key, &after),
        None => to.remove(key),
    }
    Ok(true)
}

pub(crate) fn sweep_kept(to: &mut Transaction<'_>, at: Timestamp) -> Answer<u64> {
    let mut over = Vec::new();
    for pair in to.range(keys::all_of(keys::KEPT)) {
        let (key, content) = pair?;
        if !from_json::<Kept>(&key, &content)?.lives(at) {
            over.push(key);
        }
    }
    let count = over.len() as u64;
    over.into_iter().for_each(|key| to.remove(key));
    Ok(count)
}
