//! Gives back the space that sled does not: copies what is held into a new file and puts that in the old one's place.
//!
//! It is done at opening, before anybody writes. The copy grows in a folder within the ledger's; when it is whole, durable
//! and checked, one rename says so. From then on it counts: a crash before leaves the old ledger and a rest that the next
//! opening throws away, a crash after leaves files that the next opening goes on moving.

use std::{
    fs::File,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use sled::{Batch, Tree};

use crate::{
    LedgerError,
    mark::{Contents, Mark},
    store::{all_stored, damaged_engine, guarded},
};

/// The copy while it grows.
const GROWING: &str = "compacted.growing";
/// The copy once it is whole.
const WHOLE: &str = "compacted";
/// sled keeps memory in proportion to its largest batch.
const BATCH_PAIRS_MAX: usize = 1000;
/// Beyond this sled copies buffers that it could have written.
const BATCHES_A_FLUSH: usize = 64;

/// A point at which a crash may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// A part has been copied.
    Copying,
    /// All has been copied and checked.
    Copied,
    /// The copy counts.
    Whole,
    /// The old snapshots are gone.
    SnapshotsRemoved,
    /// The old file is gone.
    DataMoved,
    /// A further file has been moved.
    FileMoved,
    /// It is done.
    Done,
}

/// Opens the engine in a folder.
pub(crate) type OpenEngine = fn(&Path) -> Result<sled::Db, LedgerError>;

/// Makes the copy of `tree`, of which `mark` tells what it must hold. When this returns the copy counts, and
/// [`finish`] puts it in place once the old one is closed.
pub(crate) fn copy(
    dir: &Path,
    tree: &Tree,
    mark: &Mark,
    open: OpenEngine,
    at: &mut dyn FnMut(Step),
) -> Result<(), LedgerError> {
    let growing = dir.join(GROWING);
    std::fs::create_dir_all(&growing).map_err(failed("make a folder for a smaller copy"))?;
    {
        let copy = open(&growing)?;
        copy_pairs(tree, &copy, at)?;
    }
    check_copy(&growing, mark, open)?;
    sync_folder_whole(&growing)?;
    at(Step::Copied);
    std::fs::rename(&growing, dir.join(WHOLE)).map_err(failed("name a smaller copy"))?;
    sync_folder(dir)?;
    at(Step::Whole);
    Ok(())
}

fn copy_pairs(from: &Tree, to: &Tree, at: &mut dyn FnMut(Step)) -> Result<(), LedgerError> {
    let mut batch = Batch::default();
    let (mut pairs, mut batches) = (0, 0);
    for pair in all_stored(from) {
        let (key, value) = pair?;
        batch.insert(key, value);
        pairs += 1;
        if pairs == BATCH_PAIRS_MAX {
            let full = std::mem::take(&mut batch);
            guarded("write a smaller copy", || to.apply_batch(full))?;
            (pairs, batches) = (0, batches + 1);
            if batches % BATCHES_A_FLUSH == 0 {
                guarded("flush a smaller copy", || to.flush())?;
            }
            at(Step::Copying);
        }
    }
    guarded("write a smaller copy", || to.apply_batch(batch))?;
    guarded("flush a smaller copy", || to.flush()).map(drop)
}

/// Reads the copy back from its file, once opened again, which also gives it a snapshot.
fn check_copy(growing: &Path, mark: &Mark, open: OpenEngine) -> Result<(), LedgerError> {
    let copy = open(growing)?;
    if Contents::of(&copy)? == mark.contents {
        return Ok(());
    }
    Err(damaged_engine("a smaller copy of it does not hold what was written"))
}

/// Puts a whole copy in the place of what it was made of, or goes on doing so; throws away one that is not whole. The
/// engine must not be open. Tells whether a copy was put in place.
pub(crate) fn finish(dir: &Path, at: &mut dyn FnMut(Step)) -> Result<bool, LedgerError> {
    remove_folder(&dir.join(GROWING))?;
    let whole = dir.join(WHOLE);
    if !whole.exists() {
        return Ok(false);
    }
    if whole.join("db").exists() {
        // A snapshot names places in the file beside it: none may ever lie beside the other's.
        for snapshot in files(dir)?.into_iter().filter(|path| name_of(path).starts_with("snap.")) {
            std::fs::remove_file(snapshot).map_err(failed("remove an old snapshot"))?;
        }
        sync_folder(dir)?;
        at(Step::SnapshotsRemoved);
        std::fs::rename(whole.join("db"), dir.join("db")).map_err(failed("put a smaller copy in its place"))?;
        sync_folder(dir)?;
        at(Step::DataMoved);
    }
    for path in files(&whole)? {
        std::fs::rename(&path, dir.join(name_of(&path))).map_err(failed("put a smaller copy in its place"))?;
        at(Step::FileMoved);
    }
    sync_folder(dir)?;
    remove_folder(&whole)?;
    sync_folder(dir)?;
    at(Step::Done);
    Ok(true)
}

/// Throws away a copy that could not be made.
pub(crate) fn give_up(dir: &Path) -> Result<(), LedgerError> {
    remove_folder(&dir.join(GROWING))
}

fn failed(doing: &'static str) -> impl Fn(std::io::Error) -> LedgerError {
    move |error| LedgerError::Engine { doing, source: Box::new(error) }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn files(dir: &Path) -> Result<Vec<PathBuf>, LedgerError> {
    let mut files = Vec::new();
    for file in std::fs::read_dir(dir).map_err(failed("list its folder"))? {
        let file = file.map_err(failed("list its folder"))?;
        if file.file_type().map_err(failed("list its folder"))?.is_file() {
            files.push(file.path());
        }
    }
    Ok(files)
}

fn remove_folder(dir: &Path) -> Result<(), LedgerError> {
    match std::fs::remove_dir_all(dir) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(failed("remove what a smaller copy left")(error)),
        _ => Ok(()),
    }
}

fn sync_folder(dir: &Path) -> Result<(), LedgerError> {
    File::open(dir).and_then(|folder| folder.sync_all()).map_err(failed("sync its folder"))
}

fn sync_folder_whole(dir: &Path) -> Result<(), LedgerError> {
    for file in files(dir)? {
        File::open(file).and_then(|file| file.sync_all()).map_err(failed("sync a smaller copy"))?;
    }
    sync_folder(dir)
}
