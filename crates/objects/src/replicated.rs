//! Two stores as one: every object is written to both and read from the first that has it whole.

use std::{path::Path, sync::Arc};

use async_trait::async_trait;

use crate::{Folder, LocalFile, ObjectError, ObjectFacts, ObjectKey, ObjectStore, Put};

/// A main store and a replica of it.
///
/// A put is acknowledged when the main store has it durable. What the replica missed while it could not be reached is told
/// in the log of the program and brought there by the next deep check. Reading falls back to the replica when the main
/// store's copy is missing or has decayed; mending it is the deep check's business too, because a repair is an entry of the
/// ledger's log.
#[derive(Debug)]
pub struct ReplicatedStore {
    main: Arc<dyn ObjectStore>,
    replica: Arc<dyn ObjectStore>,
}

impl ReplicatedStore {
    /// `replica` beside `main`.
    pub fn new(main: Arc<dyn ObjectStore>, replica: Arc<dyn ObjectStore>) -> Self {
        Self { main, replica }
    }

    /// Both answers are needed of the main store only; the replica's failure is told and made up for later.
    fn settled<T>(
        &self,
        key: &ObjectKey,
        main: Result<T, ObjectError>,
        replica: Result<T, ObjectError>,
    ) -> Result<T, ObjectError> {
        if let (Ok(_), Err(error)) = (&main, &replica) {
            let error = error as &dyn std::error::Error;
            tracing::warn!(%key, error, "the replica missed an object; `hoso check --deep` brings it there");
        }
        main
    }
}

/// A store's own file is not verified when it is given (DESIGN §5: it is when it is written); with another copy at hand it
/// is worth reading it.
async fn verified_file(store: &dyn ObjectStore, key: &ObjectKey) -> Result<LocalFile, ObjectError> {
    store.local_file(key).await?.verified(key).await
}

/// True when another copy may be good where this one is not.
fn is_lost(error: &ObjectError) -> bool {
    matches!(error, ObjectError::NotFound(_) | ObjectError::WrongHash { .. })
}

#[async_trait]
impl ObjectStore for ReplicatedStore {
    async fn put_file(&self, key: &ObjectKey, path: &Path) -> Result<Put, ObjectError> {
        let (main, replica) = futures::join!(self.main.put_file(key, path), self.replica.put_file(key, path));
        self.settled(key, main, replica)
    }

    async fn put_bytes(&self, key: &ObjectKey, bytes: Vec<u8>) -> Result<Put, ObjectError> {
        let (main, replica) =
            futures::join!(self.main.put_bytes(key, bytes.clone()), self.replica.put_bytes(key, bytes));
        self.settled(key, main, replica)
    }

    async fn local_file(&self, key: &ObjectKey) -> Result<LocalFile, ObjectError> {
        match verified_file(&*self.main, key).await {
            Err(error) if is_lost(&error) => verified_file(&*self.replica, key).await.map_err(|_| error),
            file => file,
        }
    }

    async fn get_bytes(&self, key: &ObjectKey) -> Result<Vec<u8>, ObjectError> {
        match self.main.get_bytes(key).await {
            Err(error) if is_lost(&error) => self.replica.get_bytes(key).await.map_err(|_| error),
            bytes => bytes,
        }
    }

    async fn replace_file(&self, key: &ObjectKey, path: &Path) -> Result<(), ObjectError> {
        self.main.replace_file(key, path).await?;
        self.replica.replace_file(key, path).await
    }

    async fn delete(&self, key: &ObjectKey) -> Result<(), ObjectError> {
        // What the law wants gone is gone from both, or the caller learns of it.
        self.replica.delete(key).await?;
        self.main.delete(key).await
    }

    async fn facts(&self, key: &ObjectKey) -> Result<Option<ObjectFacts>, ObjectError> {
        self.main.facts(key).await
    }

    async fn list(
        &self,
        folder: Folder,
        after: Option<&ObjectKey>,
        limit: usize,
    ) -> Result<Vec<ObjectKey>, ObjectError> {
        self.main.list(folder, after, limit).await
    }

    fn describe(&self) -> String {
        format!("{}, replica {}", self.main.describe(), self.replica.describe())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use model::Sha256Digest;

    use super::*;
    use crate::{FolderStore, MemoryStore};

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn two_stores_keep_the_contract_as_one() {
        let dir = tempfile::tempdir().unwrap();
        crate::contract::every_case(async |case| {
            let main = FolderStore::open(&dir.path().join(case)).unwrap();
            ReplicatedStore::new(Arc::new(main), Arc::new(MemoryStore::new()))
        })
        .await;
    }

    #[tokio::test]
    async fn what_one_store_lost_the_other_gives() {
        let dir = tempfile::tempdir().unwrap();
        let open =
            |name: &str| -> Arc<dyn ObjectStore> { Arc::new(FolderStore::open(&dir.path().join(name)).unwrap()) };
        let both = ReplicatedStore::new(open("main"), open("replica"));
        let key = ObjectKey::original(Sha256Digest::of(b"scan"));
        both.put_bytes(&key, b"scan".to_vec()).await.unwrap();
        let main = dir.path().join("main").join(key.to_string());
        fs::write(&main, b"scam").unwrap();
        assert_eq!(both.get_bytes(&key).await.unwrap(), b"scan");
        fs::remove_file(&main).unwrap();
        assert_eq!(fs::read(both.local_file(&key).await.unwrap().path()).unwrap(), b"scan");
        both.delete(&key).await.unwrap();
        assert!(matches!(both.get_bytes(&key).await, Err(ObjectError::NotFound(_))));
    }

    #[tokio::test]
    async fn a_replica_that_fails_keeps_nobody_waiting() {
        let dir = tempfile::tempdir().unwrap();
        let replica = FolderStore::open(&dir.path().join("replica")).unwrap();
        let both = ReplicatedStore::new(Arc::new(MemoryStore::new()), Arc::new(replica));
        fs::remove_dir_all(dir.path().join("replica")).unwrap();
        fs::write(dir.path().join("replica"), b"a file where the folder was").unwrap();
        let key = ObjectKey::original(Sha256Digest::of(b"scan"));
        assert_eq!(both.put_bytes(&key, b"scan".to_vec()).await.unwrap(), Put::New);
        assert_eq!(both.get_bytes(&key).await.unwrap(), b"scan");
    }
}
