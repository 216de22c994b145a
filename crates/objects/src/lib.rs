//! Put-once objects by key: a folder, any S3 service, memory (DESIGN §5). Knows nothing of papers.
//!
//! [`ObjectStore`] is the contract; every implementation passes [`contract`]. [`ObjectKey`] is the only place that knows
//! the layout. Nothing relies on a conditional PUT: what must be unique is made unique in the ledger.

mod error;
mod key;
mod local;

mod folder;
mod memory;
mod replicated;
mod s3;
mod s3_settings;

pub mod contract;

use std::path::Path;

use async_trait::async_trait;
use model::Sha256Digest;

pub use error::ObjectError;
pub use folder::FolderStore;
pub use key::{KeyError, ObjectKey};
pub use local::LocalFile;
pub use memory::MemoryStore;
pub use replicated::ReplicatedStore;
pub use s3::S3Store;
pub use s3_settings::{S3Location, S3Settings, S3SettingsError};

/// What a put found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// The object was not there and is now.
    New,
    /// An object of that key and length was there before; it was left as it is.
    Before,
}

/// What is known of an object without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ObjectFacts {
    /// How long it is.
    pub bytes: u64,
}

/// Objects that are written once and never changed, but for two lawful ways: one that has decayed is replaced by a good copy,
/// and one that a lawful erasure names is deleted (or replaced by what is left of it).
///
/// When a put returns, the object is durable (file and folder synced; or stored by the service and verified after the
/// write). An object is seen whole or not at all. All methods may be called from many tasks at once; two puts of one key at
/// the same time both succeed and leave one whole object.
#[async_trait]
pub trait ObjectStore: Send + Sync + std::fmt::Debug {
    /// Writes the file at `path` under `key`, without taking the file away. For a key that is a SHA-256 the bytes are hashed
    /// on the way. A second call answers [`Put::Before`] and writes nothing, unless what is there is damaged (it has another
    /// length, or, in a store of this machine, another hash): then it is written again.
    ///
    /// # Errors
    /// [`ObjectError::WrongHash`] when the bytes are not those that the key names (nothing is left under the key);
    /// [`ObjectError::Unavailable`] when the store cannot be reached or is full: worth another try.
    async fn put_file(&self, key: &ObjectKey, path: &Path) -> Result<Put, ObjectError>;

    /// The same for bytes in memory.
    ///
    /// # Errors
    /// As [`ObjectStore::put_file`].
    async fn put_bytes(&self, key: &ObjectKey, bytes: Vec<u8>) -> Result<Put, ObjectError>;

    /// The object as a file on this machine, to be read by another process: the store's own file, or a temporary copy that
    /// goes away with the answer. For a key that is a SHA-256, a copy has been verified; a store's own file has not.
    ///
    /// # Errors
    /// [`ObjectError::NotFound`]; [`ObjectError::WrongHash`] when a copy's bytes are not those that the key names.
    async fn local_file(&self, key: &ObjectKey) -> Result<LocalFile, ObjectError>;

    /// All bytes of a small object (a segment, a text).
    ///
    /// # Errors
    /// As [`ObjectStore::local_file`]; the hash is always verified.
    async fn get_bytes(&self, key: &ObjectKey) -> Result<Vec<u8>, ObjectError>;

    /// Whether it is there, and how long; `None` when it is not.
    async fn facts(&self, key: &ObjectKey) -> Result<Option<ObjectFacts>, ObjectError>;

    /// Puts the file at `path` in the place of what is under `key`, which is there whole before or after, never in between.
    /// A second call does the same again. For a key that is a SHA-256 the bytes must be those that it names.
    ///
    /// # Errors
    /// As [`ObjectStore::put_file`]; what was there stays.
    async fn replace_file(&self, key: &ObjectKey, path: &Path) -> Result<(), ObjectError>;

    /// Takes the object away for good. One that is not there is no error: a second call changes nothing.
    ///
    /// # Errors
    /// [`ObjectError::Unavailable`], [`ObjectError::Denied`].
    async fn delete(&self, key: &ObjectKey) -> Result<(), ObjectError>;

    /// Every key under one of the layout's top folders, in the order of the keys' texts, at most `limit` after `after`.
    /// Anything there that is not a key of the layout is passed over.
    async fn list(
        &self,
        folder: Folder,
        after: Option<&ObjectKey>,
        limit: usize,
    ) -> Result<Vec<ObjectKey>, ObjectError>;

    /// Where it is, for people: `folder data/objects` or `s3://bucket/prefix`. No secret is in it.
    fn describe(&self) -> String;
}

/// The top folders of the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Folder {
    /// What scanners gave.
    Originals,
    /// What was made from it.
    Derived,
    /// Sealed segments of the log.
    Log,
    /// Signed heads of the log's chain.
    Checkpoints,
}

/// Bytes that were read, once they are known to be the ones that the key names, if it names any.
fn verified(key: &ObjectKey, bytes: Vec<u8>) -> Result<Vec<u8>, ObjectError> {
    match key.sha256() {
        Some(named) if Sha256Digest::of(&bytes) != named => {
            Err(ObjectError::WrongHash { key: *key, found: Sha256Digest::of(&bytes) })
        }
        _ => Ok(bytes),
    }
}
