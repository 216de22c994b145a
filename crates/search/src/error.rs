//! What can go wrong with an index.

use std::{io, path::PathBuf, sync::Arc};

use tantivy::{
    TantivyError,
    directory::error::{LockError, OpenWriteError},
};

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
        source: io::Error,
    },
    /// The disk is full or not to be written, which is no damage to the index.
    #[error("the index could not {doing}")]
    Disk {
        /// What was tried.
        doing: &'static str,
        /// Why it failed.
        #[source]
        source: io::Error,
    },
    /// The engine failed.
    #[error("the index could not {doing}")]
    Engine {
        /// What was tried.
        doing: &'static str,
        /// Why it failed.
        #[source]
        source: TantivyError,
    },
}

/// The engine's error, with what was tried.
pub(crate) fn engine(doing: &'static str) -> impl Fn(TantivyError) -> SearchError {
    move |source| match of_the_disk(&source) {
        Some(source) => SearchError::Disk { doing, source },
        None => SearchError::Engine { doing, source },
    }
}

fn of_the_disk(error: &TantivyError) -> Option<io::Error> {
    let (TantivyError::IoError(cause)
    | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error: cause, .. })
    | TantivyError::LockFailure(LockError::IoError(cause), _)) = error
    else {
        return None;
    };
    let kind = cause.kind();
    let of_the_disk = [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded, io::ErrorKind::ReadOnlyFilesystem];
    of_the_disk.contains(&kind).then(|| io::Error::new(kind, Arc::clone(cause)))
}
