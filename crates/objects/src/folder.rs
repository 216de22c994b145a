//! Objects in a folder: written aside, synced, renamed into place, and the folders synced that changed.
//!
//! Each put syncs one file and the folders of its path that are new. Puts that run at the same time share the file
//! system's commits: a caller that wants speed has some eight of them under way, and many small files cost little more
//! than `cp` and `sync`.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use model::Sha256Digest;
use sha2::{Digest as _, Sha256};
use tempfile::{NamedTempFile, TempPath};

use crate::{Folder, LocalFile, ObjectError, ObjectFacts, ObjectKey, ObjectStore, Put};

const COPY_BUFFER_BYTES: usize = 256 * 1024;
/// Where objects are written before they have their name.
const ASIDE: &str = "tmp";

/// Objects in a folder of this machine.
#[derive(Debug, Clone)]
pub struct FolderStore(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    root: PathBuf,
    /// Folders that are known to be there and whose names are durable.
    durable: Mutex<HashSet<PathBuf>>,
}

impl FolderStore {
    /// Opens the store in `root`, or begins one. What writers that are gone have left aside is taken away.
    ///
    /// # Errors
    /// [`ObjectError::Unavailable`] when the folder cannot be made or read.
    pub fn open(root: &Path) -> Result<Self, ObjectError> {
        let shared = Shared { root: root.to_owned(), durable: Mutex::new(HashSet::new()) };
        shared.begin().map_err(|error| shared.unavailable("be opened", error))?;
        Ok(Self(Arc::new(shared)))
    }

    /// Runs what blocks where it may.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shared) -> Result<T, ObjectError> + Send + 'static,
    ) -> Result<T, ObjectError> {
        let shared = Arc::clone(&self.0);
        let running = tokio::task::spawn_blocking(move || work(&shared));
        running.await.unwrap_or_else(|error| Err(self.0.unavailable("finish", io::Error::other(error))))
    }
}

/// Where an object's bytes come from.
enum Source {
    File(PathBuf),
    Bytes(Vec<u8>),
}

impl Source {
    fn open(&self) -> Result<(Box<dyn Read + '_>, u64), ObjectError> {
        match self {
            Self::Bytes(bytes) => Ok((Box::new(bytes.as_slice()), bytes.len() as u64)),
            Self::File(path) => {
                let file = File::open(path).map_err(ObjectError::Source)?;
                let bytes = file.metadata().map_err(ObjectError::Source)?.len();
                Ok((Box::new(file), bytes))
            }
        }
    }
}

impl Shared {
    fn unavailable(&self, doing: &str, source: io::Error) -> ObjectError {
        let store = format!("folder {}", self.root.display());
        ObjectError::Unavailable { store, doing: doing.to_owned(), source: Box::new(source) }
    }

    fn path(&self, key: &ObjectKey) -> PathBuf {
        self.root.join(key.to_string())
    }

    fn begin(&self) -> io::Result<()> {
        fs::create_dir_all(self.root.join(ASIDE))?;
        sync_folder(&self.root)?;
        if let Some(above) = self.root.canonicalize()?.parent() {
            sync_folder(above)?;
        }
        fs::read_dir(self.root.join(ASIDE))?.try_for_each(|file| remove_if_left(&file?.path()))
    }

    fn put(&self, key: &ObjectKey, source: &Source) -> Result<Put, ObjectError> {
        let (_, bytes) = source.open()?;
        let path = self.path(key);
        let stored = |error| self.unavailable(&format!("store {key}"), error);
        if fs::metadata(&path).is_ok_and(|there| there.len() == bytes) && is_whole(key, &path).map_err(stored)? {
            // Whoever put it there may not have come to make its name durable.
            self.sync_folder_of(&path).map_err(stored)?;
            return Ok(Put::Before);
        }
        self.write(key, source)?;
        Ok(Put::New)
    }

    /// Writes aside and moves into place, over whatever is there.
    fn write(&self, key: &ObjectKey, source: &Source) -> Result<(), ObjectError> {
        let (mut reader, _) = source.open()?;
        let stored = |error| self.unavailable(&format!("store {key}"), error);
        let mut aside = self.new_file_aside().map_err(stored)?;
        let found = copy_hashing(&mut *reader, aside.as_file_mut(), stored)?;
        if key.sha256().is_some_and(|named| named != found) {
            return Err(ObjectError::WrongHash { key: *key, found });
        }
        self.move_into_place(aside, &self.path(key)).map_err(stored)
    }

    fn delete(&self, key: &ObjectKey) -> Result<(), ObjectError> {
        let path = self.path(key);
        match fs::remove_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
            Ok(()) => self.sync_folder_of(&path),
        }
        .map_err(|error| self.unavailable(&format!("delete {key}"), error))
    }

    /// The lock, held as long as the file is open, tells another process that its writer lives.
    fn new_file_aside(&self) -> io::Result<NamedTempFile> {
        let aside = NamedTempFile::new_in(self.root.join(ASIDE))?;
        aside.as_file().lock()?;
        Ok(aside)
    }

    fn move_into_place(&self, aside: NamedTempFile, path: &Path) -> io::Result<()> {
        aside.as_file().sync_all()?;
        self.make_folders_of(path)?;
        // The lock goes with the file; from here on the name is the object's.
        let _locked = aside.persist(path).map_err(|error| error.error)?;
        self.sync_folder_of(path)
    }

    /// Makes the folders of `path` that are missing, and makes their names durable in the folders above them.
    fn make_folders_of(&self, path: &Path) -> io::Result<()> {
        let inside = |folder: &&Path| *folder != self.root && folder.starts_with(&self.root);
        let unknown: Vec<&Path> =
            path.ancestors().skip(1).take_while(inside).take_while(|folder| !self.is_durable(folder)).collect();
        for folder in unknown.into_iter().rev() {
            match fs::create_dir(folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => self.sync_folder_of(folder)?,
            }
            self.durable.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned());
        }
        Ok(())
    }

    fn is_durable(&self, folder: &Path) -> bool {
        self.durable.lock().unwrap_or_else(PoisonError::into_inner).contains(folder)
    }

    fn sync_folder_of(&self, path: &Path) -> io::Result<()> {
        path.parent().map_or(Ok(()), sync_folder)
    }

    fn facts(&self, key: &ObjectKey) -> Result<Option<ObjectFacts>, ObjectError> {
        match fs::metadata(self.path(key)) {
            Ok(there) => Ok(Some(ObjectFacts { bytes: there.len() })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.unavailable(&format!("look for {key}"), error)),
        }
    }

    fn get(&self, key: &ObjectKey) -> Result<Vec<u8>, ObjectError> {
        let bytes = fs::read(self.path(key)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => ObjectError::NotFound(*key),
            _ => self.unavailable(&format!("read {key}"), error),
        })?;
        crate::verified(key, bytes)
    }

    fn list(&self, folder: Folder, after: Option<&str>, limit: usize) -> io::Result<Vec<ObjectKey>> {
        let mut keys = Vec::new();
        self.walk(&folder.to_string(), after, limit, &mut keys)?;
        Ok(keys)
    }

    /// Folder by folder in the order of names, which is that of the keys' texts: names of one folder are of one length.
    fn walk(&self, folder: &str, after: Option<&str>, limit: usize, keys: &mut Vec<ObjectKey>) -> io::Result<()> {
        for (path, is_folder) in self.sorted(folder)? {
            if keys.len() == limit {
                break;
            }
            let inside = format!("{path}/");
            if is_folder && after.is_none_or(|after| inside.as_str() > after || after.starts_with(&inside)) {
                self.walk(&path, after, limit, keys)?;
            } else if !is_folder && after.is_none_or(|after| path.as_str() > after) {
                keys.extend(path.parse::<ObjectKey>().ok());
            }
        }
        Ok(())
    }

    /// Files and folders in a folder, by their path from the root.
    fn sorted(&self, folder: &str) -> io::Result<Vec<(String, bool)>> {
        let files = match fs::read_dir(self.root.join(folder)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            files => files?,
        };
        let mut paths = Vec::new();
        for file in files {
            let file = file?;
            let path = format!("{folder}/{}", file.file_name().to_string_lossy());
            paths.push((path, file.file_type()?.is_dir()));
        }
        paths.sort();
        Ok(paths)
    }
}

/// True when the file holds the bytes that the key names, if it names any: what has decayed must not pass for a copy of
/// what is being handed in.
fn is_whole(key: &ObjectKey, path: &Path) -> io::Result<bool> {
    match key.sha256() {
        Some(named) => Ok(Sha256Digest::of_reader(&mut File::open(path)?)?.0 == named),
        None => Ok(true),
    }
}

/// A file that nobody holds the lock of was left by a writer that is gone.
fn remove_if_left(path: &Path) -> io::Result<()> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        file => file?,
    };
    if file.try_lock().is_ok() {
        fs::remove_file(path)?;
    }
    Ok(())
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Copies to the end; an error of reading is the source's, one of writing is what `stored` makes of it.
pub(crate) fn copy_hashing(
    from: &mut dyn Read,
    to: &mut dyn Write,
    stored: impl Fn(io::Error) -> ObjectError,
) -> Result<Sha256Digest, ObjectError> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; COPY_BUFFER_BYTES];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(Sha256Digest::from_bytes(hasher.finalize().into())),
            Ok(read) => {
                hasher.update(&buffer[..read]);
                to.write_all(&buffer[..read]).map_err(&stored)?;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(ObjectError::Source(error)),
        }
    }
}

#[async_trait]
impl ObjectStore for FolderStore {
    async fn put_file(&self, key: &ObjectKey, path: &Path) -> Result<Put, ObjectError> {
        let (key, source) = (*key, Source::File(path.to_owned()));
        self.run(move |shared| shared.put(&key, &source)).await
    }

    async fn put_bytes(&self, key: &ObjectKey, bytes: Vec<u8>) -> Result<Put, ObjectError> {
        let (key, source) = (*key, Source::Bytes(bytes));
        self.run(move |shared| shared.put(&key, &source)).await
    }

    async fn local_file(&self, key: &ObjectKey) -> Result<LocalFile, ObjectError> {
        let key = *key;
        self.run(move |shared| match shared.facts(&key)? {
            Some(_) => Ok(LocalFile::own(shared.path(&key))),
            None => Err(ObjectError::NotFound(key)),
        })
        .await
    }

    async fn get_bytes(&self, key: &ObjectKey) -> Result<Vec<u8>, ObjectError> {
        let key = *key;
        self.run(move |shared| shared.get(&key)).await
    }

    async fn replace_file(&self, key: &ObjectKey, path: &Path) -> Result<(), ObjectError> {
        let (key, source) = (*key, Source::File(path.to_owned()));
        self.run(move |shared| shared.write(&key, &source)).await
    }

    async fn delete(&self, key: &ObjectKey) -> Result<(), ObjectError> {
        let key = *key;
        self.run(move |shared| shared.delete(&key)).await
    }

    async fn facts(&self, key: &ObjectKey) -> Result<Option<ObjectFacts>, ObjectError> {
        let key = *key;
        self.run(move |shared| shared.facts(&key)).await
    }

    async fn list(
        &self,
        folder: Folder,
        after: Option<&ObjectKey>,
        limit: usize,
    ) -> Result<Vec<ObjectKey>, ObjectError> {
        let after = after.map(ToString::to_string);
        self.run(move |shared| {
            let keys = shared.list(folder, after.as_deref(), limit);
            keys.map_err(|error| shared.unavailable(&format!("list {folder}"), error))
        })
        .await
    }

    fn describe(&self) -> String {
        format!("folder {}", self.0.root.display())
    }
}

/// A copy of bytes in the system's own folder for temporary files, for stores that have no files of their own.
pub(crate) fn temporary_copy(bytes: &[u8]) -> io::Result<TempPath> {
    let mut file = NamedTempFile::new()?;
    file.write_all(bytes)?;
    Ok(file.into_temp_path())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract;

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn a_folder_keeps_the_contract() {
        let dir = tempfile::tempdir().unwrap();
        contract::every_case(async |case| FolderStore::open(&dir.path().join(case)).unwrap()).await;
    }

    #[tokio::test]
    async fn what_was_left_aside_goes_and_what_is_being_written_stays() {
        let dir = tempfile::tempdir().unwrap();
        let store = FolderStore::open(dir.path()).unwrap();
        let left = dir.path().join(ASIDE).join("left");
        fs::write(&left, b"half").unwrap();
        let being_written = store.0.new_file_aside().unwrap();
        FolderStore::open(dir.path()).unwrap();
        assert!(!left.exists() && being_written.path().exists());
    }

    #[tokio::test]
    async fn nothing_is_left_aside_after_a_put_that_failed() {
        let dir = tempfile::tempdir().unwrap();
        let store = FolderStore::open(dir.path()).unwrap();
        let wrong = ObjectKey::original(Sha256Digest::ZERO);
        assert!(store.put_bytes(&wrong, b"a".to_vec()).await.is_err());
        store.put_bytes(&ObjectKey::original(Sha256Digest::of(b"a")), b"a".to_vec()).await.unwrap();
        assert_eq!(fs::read_dir(dir.path().join(ASIDE)).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn an_object_is_found_by_a_store_that_is_opened_again() {
        let dir = tempfile::tempdir().unwrap();
        let key = ObjectKey::checkpoint(7);
        FolderStore::open(dir.path()).unwrap().put_bytes(&key, b"head".to_vec()).await.unwrap();
        let store = FolderStore::open(dir.path()).unwrap();
        assert_eq!(store.get_bytes(&key).await.unwrap(), b"head");
        assert_eq!(store.local_file(&key).await.unwrap().path(), dir.path().join(key.to_string()));
    }

    #[tokio::test]
    async fn bytes_that_were_changed_on_the_disk_are_not_given_out() {
        let dir = tempfile::tempdir().unwrap();
        let store = FolderStore::open(dir.path()).unwrap();
        let key = ObjectKey::derived(Sha256Digest::of(b"text"));
        store.put_bytes(&key, b"text".to_vec()).await.unwrap();
        let path = dir.path().join(key.to_string());
        fs::write(&path, b"tixt").unwrap();
        assert!(matches!(store.get_bytes(&key).await, Err(ObjectError::WrongHash { .. })));
        // Handed in again, it is seen to be damaged and is written again; so is one that was cut short.
        for damaged in [&b"tixt"[..], b"te"] {
            fs::write(&path, damaged).unwrap();
            assert_eq!(store.put_bytes(&key, b"text".to_vec()).await.unwrap(), Put::New);
            assert_eq!(store.get_bytes(&key).await.unwrap(), b"text");
        }
    }
}
