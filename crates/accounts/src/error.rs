//! What keeps somebody out, with the next step.

use jiff::Timestamp;
use ledger::LedgerError;
use model::{AccountName, IdentifierError};

/// What keeps somebody out, or an account from being changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// There is no such account.
    #[error("there is no account {0}; `hoso user list` shows those that there are")]
    Unknown(AccountName),
    /// There is one already.
    #[error("there is an account {0} already")]
    Exists(AccountName),
    /// An account without a role may do nothing.
    #[error("an account needs a role: operator, clerk, approver, manager, auditor or admin")]
    NoRole,
    /// Operators and clerks act for a unit.
    #[error("an operator or clerk needs a unit, for example H48.28.05")]
    NoUnit,
    /// Nobody could manage accounts any more.
    #[error("this is the last account that manages accounts; give the role admin to another one first")]
    LastAdmin,
    /// Something given is not what it should be.
    #[error(transparent)]
    Value(IdentifierError),
    /// Name or password is wrong; which of them is not said.
    #[error("the account or the password is wrong")]
    WrongCredentials,
    /// Too many attempts.
    #[error("too many attempts to sign in; try again after {until}")]
    LockedOut {
        /// Until when.
        until: Timestamp,
    },
    /// The provider of OpenID Connect is away, or what it answers does not hold.
    #[error("the sign-in provider: {0}")]
    Provider(String),
    /// The provider vouches for somebody who has no account here, or one that is shut out.
    #[error("{0} has no account here; an administrator makes one of this name")]
    NoAccountHere(String),
    /// The new password is too easy.
    #[error("{0}")]
    WeakPassword(&'static str),
    /// There is no such key.
    #[error("there is no key {0}")]
    UnknownToken(String),
    /// A key may do no more than its account.
    #[error("the account has not the role {0}, so its key cannot have it")]
    RoleNotHeld(model::Role),
    /// Somebody else changed it at the same moment.
    #[error("it was changed by somebody else at the same moment; try again")]
    ChangedMeanwhile,
    /// The system gives no random numbers, or the hasher fails.
    #[error("passwords cannot be worked with: {0}")]
    Hashing(String),
    /// The ledger's.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}
