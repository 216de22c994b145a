//! The bytes of an open file, mapped rather than read: memory does not grow with the file.

use std::fs::File;
use std::io;
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use memmap2::{Mmap, UncheckedAdvice};

/// A mapped file; clones share the mapping.
#[derive(Clone)]
pub(crate) struct Bytes(Arc<Mmap>);

impl Bytes {
    /// Maps the file. An empty file gives no bytes.
    pub(crate) fn open(path: &Path) -> io::Result<Option<Self>> {
        let file = File::open(path)?;
        if file.metadata()?.len() == 0 {
            return Ok(None);
        }
        // SAFETY: undefined only if the file shrinks or changes while it is mapped. Scans are stored by their content
        // and never written again; if one is all the same, the fault ends this child process, not the system.
        let map = unsafe { Mmap::map(&file)? };
        Ok(Some(Self(Arc::new(map))))
    }

    /// Lets the system take back the pages of the file that were touched; they are read again when needed.
    pub(crate) fn forget(&self) {
        // SAFETY: the mapping is of a file and read-only, so that dropped pages come back with the same contents.
        let advised = unsafe { self.0.unchecked_advise(UncheckedAdvice::DontNeed) };
        if let Err(cause) = advised {
            tracing::debug!(%cause, "the system did not take the file's pages back");
        }
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
