//! An object as a file on this machine.

use std::path::{Path, PathBuf};

/// An object as a file on this machine, as long as this value lives.
#[derive(Debug)]
pub struct LocalFile(Kind);

#[derive(Debug)]
enum Kind {
    /// The store's own: not to be changed.
    Own(PathBuf),
    /// Goes away with this value.
    Copy(tempfile::TempPath),
}

impl LocalFile {
    pub(crate) fn own(path: PathBuf) -> Self {
        Self(Kind::Own(path))
    }

    pub(crate) fn copy(path: tempfile::TempPath) -> Self {
        Self(Kind::Copy(path))
    }

    /// Where it is. To be read only.
    pub fn path(&self) -> &Path {
        match &self.0 {
            Kind::Own(path) => path,
            Kind::Copy(path) => path,
        }
    }
}
