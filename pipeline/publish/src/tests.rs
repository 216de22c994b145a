//! Both followers over a real ledger, index and folder.

use ledger::{
    SledLedger,
    contract::{activity, samples},
};
use objects::{Folder, FolderStore};
use registry::decode_segment;
use search::Query;

use super::*;

struct Store {
    dir: tempfile::TempDir,
    ledger: Arc<SledLedger>,
    publisher: Publisher,
}

fn store() -> Store {
    let dir = tempfile::tempdir().unwrap();
    let ledger = Arc::new(SledLedger::open(&dir.path().join("ledger")).unwrap());
    let publisher = publisher(dir.path(), &ledger);
    Store { dir, ledger, publisher }
}

fn publisher(dir: &std::path::Path, ledger: &Arc<SledLedger>) -> Publisher {
    let index = Index::open(&dir.join("index")).unwrap();
    let objects = FolderStore::open(&dir.join("objects")).unwrap();
    let (sealing_key, _) = SealingKey::open(&dir.join("key")).unwrap();
    Publisher::new(Arc::clone(ledger) as _, Arc::new(index), Arc::new(objects), Arc::new(sealing_key))
}

/// Records so many dossiers that no longer are one segment, with papers before and after them.
async fn fill(ledger: &SledLedger, round: usize) {
    samples::register(ledger, samples::draft(&format!("{round}/TRUOC"), &format!("before {round}"))).await;
    let dossiers =
        (0..SEGMENT_ENTRIES_MAX).map(|at| activity::record(&format!("H48.28.05-26112{round}-{at:04}"), samples::TODAY));
    ledger.record_dossiers(samples::context(), dossiers.collect()).await.unwrap();
    samples::register(ledger, samples::draft(&format!("{round}/SAU"), &format!("after {round}"))).await;
}

impl Store {
    /// The exported log, read back.
    async fn exported(&self) -> Vec<Entry> {
        let keys = self.publisher.objects.list(Folder::Log, None, 1000).await.unwrap();
        let mut entries = Vec::new();
        for key in keys {
            let bytes = self.publisher.objects.get_bytes(&key).await.unwrap();
            entries.extend(decode_segment(&key, &bytes).unwrap());
        }
        entries
    }

    fn found(&self, number: &str) -> bool {
        !self.publisher.index.search(&Query { text: number.to_owned(), limit: 10 }).unwrap().is_empty()
    }

    async fn is_published(&self, rounds: usize) {
        let end = self.ledger.head().await.unwrap().unwrap().sequence;
        assert_eq!((self.publisher.index.position(), self.ledger.exported().await.unwrap()), (end, end));
        let exported: Vec<u64> = self.exported().await.iter().map(|entry| entry.header.sequence).collect();
        assert!(exported.iter().copied().eq(1..=end), "{} of {end}", exported.len());
        for round in 0..rounds {
            assert!(self.found(&format!("{round}/TRUOC")) && self.found(&format!("{round}/SAU")), "round {round}");
        }
    }
}

#[tokio::test]
async fn both_reach_the_end_wherever_they_stood() {
    let store = store();
    assert_eq!(store.publisher.index_and_export().await.unwrap(), 0);
    fill(&store.ledger, 0).await;
    assert_eq!(store.publisher.index_and_export().await.unwrap(), SEGMENT_ENTRIES_MAX as u64 + 2);
    store.is_published(1).await;
    // The index is behind.
    fill(&store.ledger, 1).await;
    store.publisher.export().await.unwrap();
    store.publisher.index_and_export().await.unwrap();
    store.is_published(2).await;
    // The export is behind, by more and by less than a segment.
    fill(&store.ledger, 2).await;
    store.publisher.index().await.unwrap();
    store.publisher.index_and_export().await.unwrap();
    store.is_published(3).await;
    samples::register(&*store.ledger, samples::draft("9", "one more")).await;
    store.publisher.index().await.unwrap();
    assert_eq!(store.publisher.index_and_export().await.unwrap(), 1);
    store.is_published(3).await;
    assert_eq!(store.publisher.index_and_export().await.unwrap(), 0);
}

#[tokio::test]
async fn an_index_of_a_longer_log_is_no_reason_to_wait_for_ever() {
    let store = store();
    fill(&store.ledger, 0).await;
    store.publisher.index_and_export().await.unwrap();
    // The ledger was made anew, from a copy that was older.
    let shorter = Arc::new(SledLedger::open(&store.dir.path().join("shorter")).unwrap());
    samples::register(&*shorter, samples::draft("1", "a")).await;
    let Store { dir, publisher: before, .. } = store;
    drop(before);
    let publisher = publisher(dir.path(), &shorter);
    assert_eq!(publisher.export().await.unwrap(), 1);
    assert_eq!(publisher.index_and_export().await.unwrap(), 0);
}
