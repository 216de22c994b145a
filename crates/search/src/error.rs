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
    let cause = match error {
        TantivyError::IoError(cause)
        | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error: cause, .. })
        | TantivyError::LockFailure(LockError::IoError(cause), _) => io::Error::new(cause.kind(), Arc::clone(cause)),
        // What its writer's thread met comes as that error's text alone.
        TantivyError::InternalError(text) => io::Error::from_raw_os_error(os_error_in(text)?),
        _ => return None,
    };
    let of_the_disk = [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded, io::ErrorKind::ReadOnlyFilesystem];
    of_the_disk.contains(&cause.kind()).then_some(cause)
}

/// The number in a text that ends as `io::Error` writes one of the system's: "… (os error 28)".
fn os_error_in(text: &str) -> Option<i32> {
    let (_, number) = text.rsplit_once("(os error ")?;
    number.split_once(')')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_known_by_its_text_too() {
        let full = TantivyError::InternalError("'No space left on device (os error 28)'".to_owned());
        assert_eq!(of_the_disk(&full).map(|error| error.kind()), Some(io::ErrorKind::StorageFull));
        for other in ["'Interrupted system call (os error 4)'", "a worker panicked"] {
            assert!(of_the_disk(&TantivyError::InternalError(other.to_owned())).is_none(), "{other}");
        }
    }
}
