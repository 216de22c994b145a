//! An object as a file on this machine.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

use model::Sha256Digest;

use crate::{ObjectError, ObjectKey};

/// An object as a file on this machine, as long as this value lives.
#[derive(Debug)]
pub struct LocalFile(Kind);

#[derive(Debug)]
enum Kind {
    /// The store's own: not to be changed.
    Own(PathBuf),
    /// Goes away with this value. Its store has hashed it on the way.
    Copy(tempfile::TempPath),
}

impl LocalFile {
    pub(crate) fn own(path: PathBuf) -> Self {
        Self(Kind::Own(path))
    }

    pub(crate) fn copy(path: tempfile::TempPath) -> Self {
        Self(Kind::Copy(path))
    }

    /// The same file, known to have the bytes that `key` names: a store's own is read to its end; a copy was when it was made.
    /// A key that names no hash vouches for none.
    ///
    /// # Errors
    /// [`ObjectError::WrongHash`]; [`ObjectError::Source`] when it cannot be read.
    pub async fn verified(self, key: &ObjectKey) -> Result<Self, ObjectError> {
        let (Some(named), Kind::Own(path)) = (key.sha256(), &self.0) else { return Ok(self) };
        let path = path.clone();
        let hashed = tokio::task::spawn_blocking(move || Sha256Digest::of_reader(&mut File::open(path)?)).await;
        let (found, _) = hashed.map_err(io::Error::other).and_then(|hashed| hashed).map_err(ObjectError::Source)?;
        if found == named { Ok(self) } else { Err(ObjectError::WrongHash { key: *key, found }) }
    }

    /// Where it is. To be read only.
    pub fn path(&self) -> &Path {
        match &self.0 {
            Kind::Own(path) => path,
            Kind::Copy(path) => path,
        }
    }
}
