//! Objects behind a network that fails.

use std::{
    path::Path,
    sync::{Arc, OnceLock},
};

use async_trait::async_trait;
use model::Sha256Digest;
use objects::{Folder, LocalFile, MemoryStore, ObjectError, ObjectFacts, ObjectKey, ObjectStore, Put};

use super::{Fault, Faults};

/// Objects in memory; calls fail, take long, store half of what they were given, and give half of what they have.
#[derive(Debug)]
pub(super) struct FaultyStore {
    store: MemoryStore,
    faults: Arc<Faults>,
    /// A key at which the program itself fails.
    pub(super) panics_at: OnceLock<ObjectKey>,
}

impl FaultyStore {
    pub(super) fn new(faults: Arc<Faults>) -> Self {
        Self { store: MemoryStore::new(), faults, panics_at: OnceLock::new() }
    }

    async fn call<T>(
        &self,
        doing: &'static str,
        work: impl Future<Output = Result<T, ObjectError>>,
    ) -> Result<T, ObjectError> {
        self.faults.call(|| failed(doing), work).await
    }
}

fn failed(doing: &str) -> ObjectError {
    ObjectError::Unavailable {
        store: "a faulty store".to_owned(),
        doing: doing.to_owned(),
        source: "the connection was reset".into(),
    }
}

/// What a store of this contract says of half an object; of one whose key names no hash it can say nothing.
fn cut_short(key: &ObjectKey, mut bytes: Vec<u8>) -> Result<Vec<u8>, ObjectError> {
    bytes.truncate(bytes.len() / 2);
    match key.sha256() {
        Some(_) => Err(ObjectError::WrongHash { key: *key, found: Sha256Digest::of(&bytes) }),
        None => Ok(bytes),
    }
}

#[async_trait]
impl ObjectStore for FaultyStore {
    async fn put_file(&self, key: &ObjectKey, path: &Path) -> Result<Put, ObjectError> {
        self.call("put", self.store.put_file(key, path)).await
    }

    async fn put_bytes(&self, key: &ObjectKey, mut bytes: Vec<u8>) -> Result<Put, ObjectError> {
        if key.sha256().is_none() && self.faults.draw().await == Fault::Torn {
            bytes.truncate(bytes.len() / 2);
            self.store.put_bytes(key, bytes).await?;
            return Err(failed("put"));
        }
        self.call("put", self.store.put_bytes(key, bytes)).await
    }

    async fn local_file(&self, key: &ObjectKey) -> Result<LocalFile, ObjectError> {
        assert!(self.panics_at.get() != Some(key), "a fault of the program itself");
        self.call("get", self.store.local_file(key)).await
    }

    async fn get_bytes(&self, key: &ObjectKey) -> Result<Vec<u8>, ObjectError> {
        let bytes = self.call("get", self.store.get_bytes(key)).await?;
        if self.faults.draw().await == Fault::Torn { cut_short(key, bytes) } else { Ok(bytes) }
    }

    async fn replace_file(&self, key: &ObjectKey, path: &Path) -> Result<(), ObjectError> {
        self.call("replace", self.store.replace_file(key, path)).await
    }

    async fn delete(&self, key: &ObjectKey) -> Result<(), ObjectError> {
        self.call("delete", self.store.delete(key)).await
    }

    async fn facts(&self, key: &ObjectKey) -> Result<Option<ObjectFacts>, ObjectError> {
        self.call("look", self.store.facts(key)).await
    }

    async fn list(
        &self,
        folder: Folder,
        after: Option<&ObjectKey>,
        limit: usize,
    ) -> Result<Vec<ObjectKey>, ObjectError> {
        self.call("list", self.store.list(folder, after, limit)).await
    }

    fn describe(&self) -> String {
        "a faulty store".to_owned()
    }
}
