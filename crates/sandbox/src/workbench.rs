//! The one file that a job reads and the one folder that it writes.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use tempfile::{Builder, TempDir, TempPath};

/// A scan at hand: its original under a name that a child may open, and a folder for what is made of it; both gone when this
/// is dropped.
#[derive(Debug)]
pub struct Workbench {
    original: TempPath,
    folder: TempDir,
}

impl Workbench {
    /// A workbench for the file at `original`: linked, or copied where that cannot be, into `readable`, and with its folder
    /// inside `writable`.
    pub(crate) fn new(original: &Path, readable: &Path, writable: &Path) -> io::Result<Self> {
        let linked = Builder::new().prefix("scan-").make_in(readable, |name| match fs::hard_link(original, name) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => fs::copy(original, name).map(drop),
            linked => linked,
        })?;
        let folder = Builder::new().prefix("job-").tempdir_in(writable)?;
        Ok(Self { original: linked.into_temp_path(), folder })
    }

    /// The scan; children can only read it.
    pub fn original(&self) -> &Path {
        &self.original
    }

    /// Where the recognised text of the paper that begins at `page` lies: one `PageText` a line, zstd.
    pub fn layout(&self, page: u32) -> PathBuf {
        self.folder.path().join(format!("layout-{page}.jsonl.zst"))
    }

    /// Where a picture of pages lies.
    pub fn picture(&self) -> PathBuf {
        self.folder.path().join("picture.png")
    }

    /// Where the file lies that is made with a page that was scanned again.
    pub fn composed(&self) -> PathBuf {
        self.folder.path().join("composed.pdf")
    }

    /// Where the archival PDF of the paper that begins at `page` lies.
    pub fn archival(&self, page: u32) -> PathBuf {
        self.folder.path().join(format!("archival-{page}.pdf"))
    }

    /// Where the access copy of the paper that begins at `page` lies.
    pub fn access(&self, page: u32) -> PathBuf {
        self.folder.path().join(format!("access-{page}.pdf"))
    }
}
