//! The index: opened or begun anew, fed from the log, asked.

use std::{
    fs, io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use model::{ChainError, Entry, EntryBody, PaperRecord};
use tantivy::{
    IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, TantivyError, directory::MmapDirectory,
    directory::error::LockError,
};

use crate::{
    Hit, Query, SearchError,
    error::engine,
    query,
    schema::{FORM, Fields, schema},
};

/// The writer's one thread holds so much before it writes a segment.
const WRITER_BYTES_MAX: usize = 32 << 20;
/// The beginning of the names of our folders, of this form and of others.
const FOLDER_PREFIX: &str = "tantivy-";

/// Papers by name, number and words. Readers go on while entries are applied; they see what was committed.
pub struct Index {
    index: tantivy::Index,
    fields: Fields,
    reader: IndexReader,
    folder: PathBuf,
    /// None after a failure, until the next write.
    writer: Mutex<Option<Writer>>,
    /// The last entry that is committed.
    position: AtomicU64,
}

struct Writer {
    engine: IndexWriter<TantivyDocument>,
    /// The last entry that was applied.
    applied: u64,
}

impl Index {
    /// Opens the index in `dir`, or begins one. One that is damaged or of another form is begun anew, at position 0, with a
    /// warning: the log makes it again.
    ///
    /// # Errors
    /// [`SearchError::InUse`] when another process writes to it; [`SearchError::Folder`] when the folder cannot be used.
    pub fn open(dir: &Path) -> Result<Self, SearchError> {
        let folder = dir.join(FORM);
        fs::create_dir_all(&folder).map_err(folder_error(&folder))?;
        remove_other_forms(dir).map_err(folder_error(dir))?;
        match guarded("open", || Self::open_as_it_is(&folder)) {
            Err(SearchError::Engine { source, .. }) => {
                tracing::warn!(folder = %folder.display(), error = %source, "the index is damaged; it is made again from the log");
                fs::remove_dir_all(&folder)
                    .and_then(|()| fs::create_dir_all(&folder))
                    .map_err(folder_error(&folder))?;
                Self::open_as_it_is(&folder)
            }
            opened => opened,
        }
    }

    fn open_as_it_is(folder: &Path) -> Result<Self, SearchError> {
        let (schema, fields) = schema();
        let directory = MmapDirectory::open(folder).map_err(|error| engine("open its folder")(error.into()))?;
        let index = tantivy::Index::open_or_create(directory, schema).map_err(engine("open"))?;
        let writer = Writer::begin(&index, folder)?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(engine("open for reading"))?;
        let position = AtomicU64::new(writer.applied);
        Ok(Self { index, fields, reader, folder: folder.to_owned(), writer: Mutex::new(Some(writer)), position })
    }

    /// The sequence of the last entry that is committed: what was applied later is to be applied again after a crash.
    pub fn position(&self) -> u64 {
        self.position.load(Ordering::Acquire)
    }

    /// Takes in what entries say of papers; seen by searches after [`Index::commit`]. Entries that were applied before do no
    /// harm: a paper takes its own place. Answers whether any of them said something.
    ///
    /// # Errors
    /// [`SearchError::Engine`].
    pub fn apply(&self, entries: &[Entry]) -> Result<bool, SearchError> {
        self.write(|writer| {
            let mut changed = false;
            for entry in entries {
                match of_a_paper(entry) {
                    Ok(Some(EntryBody::PaperRegistered(record) | EntryBody::PaperCorrected { record, .. })) => {
                        self.add(writer, &record)?;
                        changed = true;
                    }
                    Ok(Some(EntryBody::PaperErased(erased))) => {
                        writer.engine.delete_term(self.fields.code_term(&erased.code));
                        changed = true;
                    }
                    Ok(_) => {}
                    // The ledger's business, which has checked it; one paper cannot be found, all others can.
                    Err(error) => tracing::warn!(%error, "an entry of the log cannot be indexed"),
                }
                writer.applied = writer.applied.max(entry.header.sequence);
            }
            Ok(changed)
        })
    }

    fn add(&self, writer: &Writer, record: &PaperRecord) -> Result<(), SearchError> {
        writer.engine.delete_term(self.fields.code_term(&record.code));
        writer.engine.add_document(self.fields.document(record)).map(drop).map_err(engine("take in a paper"))
    }

    /// Makes what was applied durable, with its position, and shows it to searches.
    ///
    /// # Errors
    /// [`SearchError::Engine`].
    pub fn commit(&self) -> Result<(), SearchError> {
        let applied = self.write(|writer| {
            let mut commit = writer.engine.prepare_commit().map_err(engine("prepare a commit"))?;
            commit.set_payload(&writer.applied.to_string());
            commit.commit().map_err(engine("commit"))?;
            Ok(writer.applied)
        })?;
        self.reader.reload().map_err(engine("show what it committed"))?;
        self.position.store(applied, Ordering::Release);
        Ok(())
    }

    /// The papers that answer a query, the closest first. Takes milliseconds and blocks.
    ///
    /// # Errors
    /// [`SearchError::Engine`].
    pub fn search(&self, query: &Query) -> Result<Vec<Hit>, SearchError> {
        let searcher = self.reader.searcher();
        guarded("search", || query::search(&searcher, &self.fields, query).map_err(engine("search")))
    }

    /// The names of issuers of which some words in a row begin as those of `text` do, the most frequent first.
    ///
    /// # Errors
    /// [`SearchError::Engine`].
    pub fn issuers(&self, text: &str, limit: usize) -> Result<Vec<String>, SearchError> {
        let searcher = self.reader.searcher();
        guarded("search", || query::issuers(&searcher, &self.fields, text, limit).map_err(engine("search")))
    }

    /// How many papers can be found.
    pub fn papers(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Reads every file of the index and names those that are damaged. Takes as long as reading them does.
    ///
    /// # Errors
    /// [`SearchError::Engine`].
    pub fn damaged_files(&self) -> Result<Vec<PathBuf>, SearchError> {
        let files = self.index.validate_checksum().map_err(engine("be checked"))?;
        Ok(files.into_iter().collect())
    }

    /// Lets go of a writer that failed. The engine's would go on without the papers that it has lost, and its next commit
    /// would say that it has them; a new one begins where the last commit ended.
    fn write<T>(&self, work: impl FnOnce(&mut Writer) -> Result<T, SearchError>) -> Result<T, SearchError> {
        let mut kept = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut writer = match kept.take() {
            Some(writer) => writer,
            None => self.begin_again()?,
        };
        let done = work(&mut writer)?;
        *kept = Some(writer);
        Ok(done)
    }

    fn begin_again(&self) -> Result<Writer, SearchError> {
        let writer = Writer::begin(&self.index, &self.folder)?;
        self.position.store(writer.applied, Ordering::Release);
        Ok(writer)
    }
}

impl Writer {
    fn begin(index: &tantivy::Index, folder: &Path) -> Result<Self, SearchError> {
        let engine = index.writer_with_num_threads(1, WRITER_BYTES_MAX).map_err(|error| match error {
            TantivyError::LockFailure(LockError::LockBusy, _) => SearchError::InUse(folder.to_owned()),
            error => engine("open for writing")(error),
        })?;
        Ok(Self { engine, applied: committed(index)? })
    }
}

impl std::fmt::Debug for Index {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Index").field("position", &self.position).finish_non_exhaustive()
    }
}

/// The engine takes its files to be whole: one that was cut short makes it panic, which is damage like any other.
fn guarded<T>(doing: &'static str, work: impl FnOnce() -> Result<T, SearchError>) -> Result<T, SearchError> {
    let panicked = |_| Err(engine(doing)(TantivyError::SystemError("a file of the index cannot be read".to_owned())));
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(panicked)
}

fn folder_error(path: &Path) -> impl Fn(io::Error) -> SearchError {
    let path = path.to_owned();
    move |source| SearchError::Folder { path: path.clone(), source }
}

/// Indexes that an earlier version left; only folders of our own naming.
fn remove_other_forms(dir: &Path) -> io::Result<()> {
    for file in fs::read_dir(dir)? {
        let file = file?;
        let name = file.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(FOLDER_PREFIX) && name != FORM {
            tracing::warn!(folder = %file.path().display(), "an index of another form is removed; it is made again from the log");
            fs::remove_dir_all(file.path())?;
        }
    }
    Ok(())
}

/// The position that the last commit holds; 0 before the first.
fn committed(index: &tantivy::Index) -> Result<u64, SearchError> {
    let metas = index.load_metas().map_err(engine("read its position"))?;
    match metas.payload {
        None => Ok(0),
        Some(payload) => payload.parse().map_err(|_| {
            engine("read its position")(TantivyError::SystemError(format!("{payload:?} is not a position")))
        }),
    }
}

/// The paper that an entry registers, if it does that.
fn of_a_paper(entry: &Entry) -> Result<Option<EntryBody>, ChainError> {
    match entry.header.kind.as_str() {
        "paper_registered" | "paper_corrected" | "paper_erased" => entry.read_body(),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests;
