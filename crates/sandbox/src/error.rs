//! What the sandbox answers when a file cannot be worked on.

use model::{Failure, Reason};

/// What the sandbox answers when a file cannot be worked on.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The file is at fault: it is encrypted, damaged, too large, not a document…
    #[error("{}", .0.message)]
    Refused(Reason),
    /// The child died at a page, by a limit or a fault of a decoder.
    #[error("the reader stopped at page {page}: {detail}")]
    Died {
        /// The page that it was at; 0 while it opened the file.
        page: u32,
        /// How it ended.
        detail: String,
    },
    /// The child could not be started or spoken to.
    #[error("the reading process could not be {doing}")]
    Broken {
        /// What was tried.
        doing: &'static str,
        /// Why it failed.
        #[source]
        source: std::io::Error,
    },
    /// Something on this machine is missing or full: no fault of the file.
    #[error("{}", .0.message)]
    Machine(Reason),
}

impl From<SandboxError> for Failure {
    fn from(error: SandboxError) -> Self {
        match error {
            SandboxError::Refused(reason) => Failure { kind: model::FailureKind::BadInput, reason },
            SandboxError::Machine(reason) => Failure { kind: model::FailureKind::Unavailable, reason },
            SandboxError::Died { page: 0, detail } => Failure::bad_input(
                "hostile",
                format!("the file could not be opened within its limits: {detail}"),
                "open it in a viewer and save or scan it again",
            ),
            SandboxError::Died { .. } | SandboxError::Broken { .. } => Failure::passing("reader", error.to_string()),
        }
    }
}
