//! What can go wrong in a ledger, in words that name the thing.

use model::{ChainError, Failure, ReviewId, StateChangeError, WhyNot};

/// What can go wrong in a ledger.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// A thing that is not there.
    #[error("there is no {what} {which}")]
    NotFound {
        /// What kind of thing.
        what: &'static str,
        /// Which one; masked where it is personal.
        which: String,
    },
    /// A paper's state does not allow the change.
    #[error(transparent)]
    StateChange(#[from] StateChangeError),
    /// The paper is held but may not be reused.
    #[error("the paper cannot be reused: {}", .0.vietnamese())]
    NotReusable(WhyNot),
    /// A review that somebody has ended already.
    #[error("review {0} has been decided already")]
    AlreadyResolved(ReviewId),
    /// The same key with another content.
    #[error("{0}")]
    Conflict(String),
    /// The log's chain does not hold.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// Another process has the ledger open.
    #[error("another hoso has this ledger open")]
    InUse,
    /// Written by a newer version.
    #[error("the ledger was written by a newer version of hoso (form {found}, this one knows {known})")]
    Newer {
        /// The form found.
        found: u32,
        /// The newest that this program knows.
        known: u32,
    },
    /// What is stored cannot be read.
    #[error("the ledger is damaged at {at}: {detail}; `hoso rebuild` makes it again from the object store")]
    Damaged {
        /// Where.
        at: String,
        /// What is wrong.
        detail: String,
    },
    /// The engine failed.
    #[error("the ledger's engine failed to {doing}")]
    Engine {
        /// What was tried.
        doing: &'static str,
        /// Why it failed.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// It was closed.
    #[error("the ledger is closed")]
    Closed,
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Engine { .. } | LedgerError::Closed => Failure::unavailable("ledger", &error),
            _ => Failure::passing("ledger", model::with_causes(&error)),
        }
    }
}
