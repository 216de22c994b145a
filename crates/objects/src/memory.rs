//! Objects in memory, for tests of what uses a store. Nothing is durable.

use std::{
    collections::BTreeMap,
    io,
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use model::Sha256Digest;

use crate::{Folder, LocalFile, ObjectError, ObjectFacts, ObjectKey, ObjectStore, Put, folder::temporary_copy};

/// Objects in memory.
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<BTreeMap<String, Vec<u8>>>);

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn objects(&self) -> MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unavailable(doing: String, source: io::Error) -> ObjectError {
    ObjectError::Unavailable { store: "memory".to_owned(), doing, source: Box::new(source) }
}

#[async_trait]
impl ObjectStore for MemoryStore {
    async fn put_file(&self, key: &ObjectKey, path: &Path) -> Result<Put, ObjectError> {
        let bytes = tokio::fs::read(path).await.map_err(ObjectError::Source)?;
        self.put_bytes(key, bytes).await
    }

    async fn put_bytes(&self, key: &ObjectKey, bytes: Vec<u8>) -> Result<Put, ObjectError> {
        let mut objects = self.objects();
        let name = key.to_string();
        let found = Sha256Digest::of(&bytes);
        let whole = |there: &Vec<u8>| {
            there.len() == bytes.len() && key.sha256().is_none_or(|named| Sha256Digest::of(there) == named)
        };
        if objects.get(&name).is_some_and(whole) {
            return Ok(Put::Before);
        }
        if key.sha256().is_some_and(|named| named != found) {
            return Err(ObjectError::WrongHash { key: *key, found });
        }
        objects.insert(name, bytes);
        Ok(Put::New)
    }

    async fn local_file(&self, key: &ObjectKey) -> Result<LocalFile, ObjectError> {
        let bytes = self.get_bytes(key).await?;
        let copy = temporary_copy(&bytes).map_err(|error| unavailable(format!("copy {key}"), error))?;
        Ok(LocalFile::copy(copy))
    }

    async fn get_bytes(&self, key: &ObjectKey) -> Result<Vec<u8>, ObjectError> {
        let bytes = self.objects().get(&key.to_string()).cloned().ok_or(ObjectError::NotFound(*key))?;
        crate::verified(key, bytes)
    }

    async fn replace_file(&self, key: &ObjectKey, path: &Path) -> Result<(), ObjectError> {
        let bytes = tokio::fs::read(path).await.map_err(ObjectError::Source)?;
        let bytes = crate::verified(key, bytes)?;
        self.objects().insert(key.to_string(), bytes);
        Ok(())
    }

    async fn delete(&self, key: &ObjectKey) -> Result<(), ObjectError> {
        self.objects().remove(&key.to_string());
        Ok(())
    }

    async fn facts(&self, key: &ObjectKey) -> Result<Option<ObjectFacts>, ObjectError> {
        Ok(self.objects().get(&key.to_string()).map(|there| ObjectFacts { bytes: there.len() as u64 }))
    }

    async fn list(
        &self,
        folder: Folder,
        after: Option<&ObjectKey>,
        limit: usize,
    ) -> Result<Vec<ObjectKey>, ObjectError> {
        let (after, inside) = (after.map(ToString::to_string), format!("{folder}/"));
        let objects = self.objects();
        let names =
            objects.keys().filter(|name| name.starts_with(&inside) && after.as_ref().is_none_or(|after| *name > after));
        Ok(names.filter_map(|name| name.parse().ok()).take(limit).collect())
    }

    fn describe(&self) -> String {
        "memory".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn memory_keeps_the_contract() {
        crate::contract::every_case(async |_| MemoryStore::new()).await;
    }
}
