//! What can go wrong with an object, in words that name it. No secret and no holder is in any message: keys hold neither.

use model::{Failure, Sha256Digest};

use crate::ObjectKey;

/// What can go wrong with an object.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// It is not there.
    #[error("there is no object {0}")]
    NotFound(ObjectKey),
    /// Its bytes are not those that its key names.
    #[error("the bytes of {key} are not those that its key names: their SHA-256 is {found}")]
    WrongHash {
        /// The key.
        key: ObjectKey,
        /// The hash of the bytes that were there.
        found: Sha256Digest,
    },
    /// What was read back after a write is not what was written, under a key that names no hash.
    #[error("{0} was read back as other bytes than were written: the store is not to be trusted")]
    NotAsWritten(ObjectKey),
    /// The store cannot be reached, is full or failed: worth another try.
    #[error("{store} could not {doing}")]
    Unavailable {
        /// Which store.
        store: String,
        /// What was tried, with which object.
        doing: String,
        /// Why it failed.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The store does not let us: trying again does not help, a person must.
    #[error("{store} refused to {doing} ({code}); {hint}")]
    Denied {
        /// Which store.
        store: String,
        /// What was tried, with which object.
        doing: String,
        /// The service's word for it.
        code: String,
        /// The next step.
        hint: String,
    },
    /// The file to be stored cannot be read.
    #[error("the file to be stored cannot be read")]
    Source(#[source] std::io::Error),
}

impl ObjectError {
    /// True when trying again may help.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }
}

impl From<ObjectError> for Failure {
    fn from(error: ObjectError) -> Self {
        match error {
            ObjectError::Unavailable { .. } | ObjectError::Denied { .. } => Failure::unavailable("objects", &error),
            _ => Failure::passing("objects", model::with_causes(&error)),
        }
    }
}
