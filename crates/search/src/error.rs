//! What can go wrong with an index.

use std::path::PathBuf;

/// What can go wrong with an index. A damaged one is no error: it is begun anew.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// Another process writes to it.
    #[error("another hoso has the index in {} open", .0.display())]
    InUse(PathBuf),
    /// Its folder cannot be made, read or cleared.
    #[error("the folder of the index, {}, cannot be used", .path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The engine failed.
    #[error("the index could not {doing}")]
    Engine {
        /// What was tried.
        doing: &'static str,
        /// Why it failed.
        #[source]
        source: tantivy::TantivyError,
    },
}

/// The engine's error, with what was tried.
pub(crate) fn engine(doing: &'static str) -> impl Fn(tantivy::TantivyError) -> SearchError {
    move |source| SearchError::Engine { doing, source }
}
