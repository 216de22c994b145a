//! What is kept beside the log, as types.

use jiff::Timestamp;
use ledger::{Kept, KeptKind, Ledger, LedgerError};
use serde::{Serialize, de::DeserializeOwned};

use crate::AccountError;

/// How often a change is tried again that others made at the same moment.
const TRIES: usize = 8;

fn read<T: DeserializeOwned>(kind: KeptKind, kept: &Kept) -> Result<T, LedgerError> {
    serde_json::from_str(&kept.value)
        .map_err(|error| LedgerError::Damaged { at: format!("kept {kind:?}"), detail: error.to_string() })
}

pub(crate) async fn get<T: DeserializeOwned>(
    ledger: &dyn Ledger,
    kind: KeptKind,
    name: &str,
    at: Timestamp,
) -> Result<Option<T>, LedgerError> {
    ledger.kept(kind, name, at).await?.map(|kept| read(kind, &kept)).transpose()
}

pub(crate) async fn all<T: DeserializeOwned>(
    ledger: &dyn Ledger,
    kind: KeptKind,
    at: Timestamp,
) -> Result<Vec<(String, T)>, LedgerError> {
    let all = ledger.all_kept(kind, at).await?;
    all.into_iter().map(|(name, kept)| read(kind, &kept).map(|value| (name, value))).collect()
}

/// Puts it there whatever is there, or takes it away.
pub(crate) async fn put<T: Serialize>(
    ledger: &dyn Ledger,
    kind: KeptKind,
    name: &str,
    value: Option<(&T, Option<Timestamp>)>,
    at: Timestamp,
) -> Result<(), AccountError> {
    let after = value.map(|(value, until)| Kept { value: json(value), until });
    for _ in 0..TRIES {
        let before = ledger.kept(kind, name, at).await?;
        if ledger.keep(kind, name.to_owned(), before, after.clone(), at).await? {
            return Ok(());
        }
    }
    Err(AccountError::ChangedMeanwhile)
}

fn json(value: &impl Serialize) -> String {
    // INVARIANT: structs of strings, numbers and instants with string keys always serialise.
    #[allow(clippy::expect_used)]
    serde_json::to_string(value).expect("what is kept serialises")
}

/// Changes what is there as a function of it, once.
pub(crate) async fn update<T: Serialize + DeserializeOwned + Default>(
    ledger: &dyn Ledger,
    kind: KeptKind,
    name: &str,
    at: Timestamp,
    mut change: impl FnMut(&mut T) -> Timestamp,
) -> Result<T, AccountError> {
    for _ in 0..TRIES {
        let before = ledger.kept(kind, name, at).await?;
        let mut value: T = before.as_ref().map(|kept| read(kind, kept)).transpose()?.unwrap_or_default();
        let until = change(&mut value);
        let after = Kept { value: json(&value), until: Some(until) };
        if ledger.keep(kind, name.to_owned(), before, Some(after), at).await? {
            return Ok(value);
        }
    }
    Err(AccountError::ChangedMeanwhile)
}
