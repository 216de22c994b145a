//! The suite that every object store passes: one function for each promise of [`ObjectStore`].
//!
//! An implementation runs it with [`every_case`]. What only one store can promise (leftovers, outages) is tested beside it.

// These are tests: a promise that does not hold is a panic that says which.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc, clippy::print_stdout)]

pub mod ceph;

use std::io::Write as _;

use futures::future::join_all;
use model::Sha256Digest;

use crate::{Folder, ObjectError, ObjectFacts, ObjectKey, ObjectStore, Put};

/// Runs every case, each on an empty store that `fresh` gives for it by its name.
pub async fn every_case<S: ObjectStore>(fresh: impl AsyncFn(&'static str) -> S) {
    macro_rules! run {
        ($($case:ident)*) => {
            $(
                println!("contract: {}", stringify!($case));
                $case(&fresh(stringify!($case)).await).await;
            )*
        };
    }
    run! {
        bytes_come_back_as_they_were_put
        a_file_is_copied_and_stays
        a_second_put_writes_nothing
        wrong_bytes_leave_nothing
        what_is_not_there_is_not_found
        a_damaged_length_is_written_again
        an_empty_object_is_an_object
        keys_are_listed_in_order_a_page_at_a_time
        folders_do_not_mix
        two_puts_of_one_key_leave_one_whole_object
        many_puts_at_once_all_arrive
        a_large_file_arrives_whole
        a_file_that_is_not_there_is_the_callers_error
        what_is_replaced_is_there_whole
        what_is_deleted_is_gone
    }
}

fn original(bytes: &[u8]) -> ObjectKey {
    ObjectKey::original(Sha256Digest::of(bytes))
}

fn file_with(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

async fn bytes_come_back_as_they_were_put(store: &dyn ObjectStore) {
    let keys = [
        original(b"scan"),
        ObjectKey::derived(Sha256Digest::of(b"scan")),
        ObjectKey::log_segment(1, 9),
        ObjectKey::checkpoint(9),
    ];
    for key in keys {
        assert_eq!(store.put_bytes(&key, b"scan".to_vec()).await.unwrap(), Put::New, "{key}");
        assert_eq!(store.get_bytes(&key).await.unwrap(), b"scan", "{key}");
        assert_eq!(store.facts(&key).await.unwrap(), Some(ObjectFacts { bytes: 4 }), "{key}");
        let local = store.local_file(&key).await.unwrap();
        assert_eq!(std::fs::read(local.path()).unwrap(), b"scan", "{key}");
    }
}

async fn a_file_is_copied_and_stays(store: &dyn ObjectStore) {
    let file = file_with(b"scan");
    assert_eq!(store.put_file(&original(b"scan"), file.path()).await.unwrap(), Put::New);
    assert_eq!(std::fs::read(file.path()).unwrap(), b"scan");
    assert_eq!(store.get_bytes(&original(b"scan")).await.unwrap(), b"scan");
}

async fn a_second_put_writes_nothing(store: &dyn ObjectStore) {
    let key = ObjectKey::checkpoint(1);
    store.put_bytes(&key, b"first".to_vec()).await.unwrap();
    assert_eq!(store.put_bytes(&key, b"other".to_vec()).await.unwrap(), Put::Before);
    assert_eq!(store.put_file(&key, file_with(b"third").path()).await.unwrap(), Put::Before);
    assert_eq!(store.get_bytes(&key).await.unwrap(), b"first");
}

async fn wrong_bytes_leave_nothing(store: &dyn ObjectStore) {
    let key = original(b"scan");
    let found = Sha256Digest::of(b"scam");
    for answer in [store.put_bytes(&key, b"scam".to_vec()).await, store.put_file(&key, file_with(b"scam").path()).await]
    {
        assert!(
            matches!(&answer, Err(ObjectError::WrongHash { key: named, found: hash }) if (named, hash) == (&key, &found)),
            "{answer:?}"
        );
    }
    assert_eq!(store.facts(&key).await.unwrap(), None);
    assert_eq!(store.list(Folder::Originals, None, 10).await.unwrap(), []);
    assert_eq!(store.put_bytes(&key, b"scan".to_vec()).await.unwrap(), Put::New);
}

async fn what_is_not_there_is_not_found(store: &dyn ObjectStore) {
    let key = original(b"scan");
    assert_eq!(store.facts(&key).await.unwrap(), None);
    assert!(matches!(store.get_bytes(&key).await, Err(ObjectError::NotFound(named)) if named == key));
    assert!(matches!(store.local_file(&key).await, Err(ObjectError::NotFound(named)) if named == key));
    for folder in [Folder::Originals, Folder::Derived, Folder::Log, Folder::Checkpoints] {
        assert_eq!(store.list(folder, None, 10).await.unwrap(), []);
    }
}

async fn a_damaged_length_is_written_again(store: &dyn ObjectStore) {
    let key = ObjectKey::checkpoint(1);
    store.put_bytes(&key, b"ha".to_vec()).await.unwrap();
    assert_eq!(store.put_bytes(&key, b"half".to_vec()).await.unwrap(), Put::New);
    assert_eq!(store.get_bytes(&key).await.unwrap(), b"half");
}

async fn an_empty_object_is_an_object(store: &dyn ObjectStore) {
    let key = original(b"");
    assert_eq!(store.put_bytes(&key, Vec::new()).await.unwrap(), Put::New);
    assert_eq!(store.put_file(&key, file_with(b"").path()).await.unwrap(), Put::Before);
    assert_eq!(store.get_bytes(&key).await.unwrap(), b"");
    assert_eq!(store.facts(&key).await.unwrap(), Some(ObjectFacts { bytes: 0 }));
}

async fn keys_are_listed_in_order_a_page_at_a_time(store: &dyn ObjectStore) {
    let mut keys: Vec<ObjectKey> = (0..25u8).map(|at| original(&[at])).collect();
    join_all((0..25u8).map(|at| store.put_bytes(&keys[usize::from(at)], vec![at]))).await;
    keys.sort_by_key(ToString::to_string);
    for limit in [1, 7, 25, 1000] {
        let mut listed: Vec<ObjectKey> = Vec::new();
        loop {
            let page = store.list(Folder::Originals, listed.last(), limit).await.unwrap();
            assert!(page.len() <= limit);
            if page.is_empty() {
                break;
            }
            listed.extend(page);
        }
        assert_eq!(listed, keys, "{limit} a page");
    }
    let missing = original(b"not there");
    let expected: Vec<ObjectKey> = keys.into_iter().filter(|key| key.to_string() > missing.to_string()).collect();
    assert_eq!(store.list(Folder::Originals, Some(&missing), 100).await.unwrap(), expected);
    assert_eq!(store.list(Folder::Originals, None, 0).await.unwrap(), []);
}

async fn folders_do_not_mix(store: &dyn ObjectStore) {
    let keys =
        [ObjectKey::checkpoint(2), ObjectKey::log_segment(1, 2), ObjectKey::log_segment(3, 10), original(b"scan")];
    for key in &keys {
        store.put_bytes(key, b"scan".to_vec()).await.unwrap();
    }
    for (folder, expected) in [
        (Folder::Checkpoints, &keys[..1]),
        (Folder::Log, &keys[1..3]),
        (Folder::Originals, &keys[3..]),
        (Folder::Derived, &[]),
    ] {
        assert_eq!(store.list(folder, None, 10).await.unwrap(), expected, "{folder}");
    }
}

async fn two_puts_of_one_key_leave_one_whole_object(store: &dyn ObjectStore) {
    let bytes = vec![7; 300_000];
    let key = original(&bytes);
    let puts = (0..8).map(|_| store.put_bytes(&key, bytes.clone()));
    assert!(join_all(puts).await.iter().all(Result::is_ok));
    assert_eq!(store.get_bytes(&original(&bytes)).await.unwrap(), bytes);
    assert_eq!(store.list(Folder::Originals, None, 10).await.unwrap(), [original(&bytes)]);
}

async fn many_puts_at_once_all_arrive(store: &dyn ObjectStore) {
    let objects: Vec<Vec<u8>> = (0..64u8).map(|at| vec![at; 1000 + usize::from(at)]).collect();
    let puts = objects.iter().map(|bytes| async { store.put_bytes(&original(bytes), bytes.clone()).await });
    assert!(join_all(puts).await.into_iter().all(|put| put.unwrap() == Put::New));
    for bytes in &objects {
        assert_eq!(&store.get_bytes(&original(bytes)).await.unwrap(), bytes);
    }
}

async fn a_large_file_arrives_whole(store: &dyn ObjectStore) {
    let bytes: Vec<u8> = (0..9_000_001u32).map(|at| (at % 251) as u8).collect();
    let file = file_with(&bytes);
    assert_eq!(store.put_file(&original(&bytes), file.path()).await.unwrap(), Put::New);
    let local = store.local_file(&original(&bytes)).await.unwrap();
    assert!(std::fs::read(local.path()).unwrap() == bytes);
}

async fn a_file_that_is_not_there_is_the_callers_error(store: &dyn ObjectStore) {
    let folder = tempfile::tempdir().unwrap();
    let answer = store.put_file(&original(b"scan"), &folder.path().join("gone.pdf")).await;
    assert!(matches!(answer, Err(ObjectError::Source(_))), "{answer:?}");
}

async fn what_is_replaced_is_there_whole(store: &dyn ObjectStore) {
    let segment = ObjectKey::log_segment(1, 9);
    store.put_bytes(&segment, b"with a body".to_vec()).await.unwrap();
    for _ in 0..2 {
        store.replace_file(&segment, file_with(b"without").path()).await.unwrap();
        assert_eq!(store.get_bytes(&segment).await.unwrap(), b"without");
    }
    let key = original(b"scan");
    store.put_bytes(&key, b"scan".to_vec()).await.unwrap();
    let wrong = store.replace_file(&key, file_with(b"scam").path()).await;
    assert!(matches!(wrong, Err(ObjectError::WrongHash { .. })), "{wrong:?}");
    assert_eq!(store.get_bytes(&key).await.unwrap(), b"scan");
    // One that is not there is written.
    store.replace_file(&original(b"new"), file_with(b"new").path()).await.unwrap();
    assert_eq!(store.get_bytes(&original(b"new")).await.unwrap(), b"new");
}

async fn what_is_deleted_is_gone(store: &dyn ObjectStore) {
    let (key, other) = (original(b"scan"), original(b"other"));
    for (key, bytes) in [(&key, "scan"), (&other, "other")] {
        store.put_bytes(key, bytes.into()).await.unwrap();
    }
    for _ in 0..2 {
        store.delete(&key).await.unwrap();
        assert_eq!(store.facts(&key).await.unwrap(), None);
        assert!(matches!(store.get_bytes(&key).await, Err(ObjectError::NotFound(_))));
    }
    assert_eq!(store.list(Folder::Originals, None, 10).await.unwrap(), [other]);
    assert_eq!(store.put_bytes(&key, b"scan".to_vec()).await.unwrap(), Put::New);
}
