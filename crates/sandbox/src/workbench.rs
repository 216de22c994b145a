//! The one file that a job reads and the one folder that it writes.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A scan at hand: its original as a file of this machine, and a folder for what is made of it, gone when this is dropped.
#[derive(Debug)]
pub struct Workbench {
    original: PathBuf,
    folder: TempDir,
}

impl Workbench {
    /// A workbench for the file at `original`, with its folder inside `parent`.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(original: &Path, parent: &Path) -> std::io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("job-").tempdir_in(parent)?;
        Ok(Self { original: original.to_owned(), folder })
    }

    /// The scan; read-only by agreement.
    pub fn original(&self) -> &Path {
        &self.original
    }

    /// Where the recognised text of the paper that begins at `page` lies: one `PageText` a line, zstd.
    pub fn layout(&self, page: u32) -> PathBuf {
        self.folder.path().join(format!("layout-{page}.jsonl.zst"))
    }

    /// Where the archival PDF of the paper that begins at `page` lies.
    pub fn archival(&self, page: u32) -> PathBuf {
        self.folder.path().join(format!("archival-{page}.pdf"))
    }
}
