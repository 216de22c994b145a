//! `hoso check --deep`: every object of every copy of the store is read and hashed; what is missing or has decayed in one
//! copy is mended from another that has it whole, and each repair is an entry of the log. Runs at a bounded rate, and goes
//! on where it was interrupted.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use model::{ObjectRepair, Sha256Digest};
use objects::{Folder, LocalFile, ObjectError, ObjectKey, ObjectStore};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Actor, Disagreement, Registry, RegistryError, decode_segment};

/// A deep check: under way, or the last one that came to its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeepCheck {
    /// When it was begun.
    pub started_at: Timestamp,
    /// When it came to its end; null as long as it has not.
    pub finished_at: Option<Timestamp>,
    /// Objects looked at so far.
    pub objects: u64,
    /// Bytes read so far, of all copies.
    pub bytes: u64,
    /// Seconds of work, pauses of the bounded rate included.
    pub seconds: f64,
    /// Copies that were mended from another.
    pub repaired: u64,
    /// Objects of which no good copy is left.
    pub findings: Vec<Disagreement>,
    /// The object that it has come to, as long as it is under way.
    pub after: Option<String>,
}

/// How fast, and whether to go on with one that was interrupted.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeepCheckPace {
    /// Bytes a second at most; as fast as the disks give when there is none.
    pub bytes_per_second_max: Option<u64>,
    /// Begins at the beginning, whatever was done before.
    pub restart: bool,
}

/// Under this name the ledger keeps how far it is.
const MARK: &str = "deep_check";
const KEYS_AT_ONCE: usize = 1_000;
/// How often it is noted how far it is: what an interruption costs.
const NOTED_EVERY: Duration = Duration::from_secs(2);
/// Enough for anybody to see that the store is lost.
const FINDINGS_MAX: usize = 1_000;
const FOLDERS: [Folder; 4] = [Folder::Originals, Folder::Derived, Folder::Log, Folder::Checkpoints];

/// An object in one copy of the store.
enum Copy {
    Whole(LocalFile, u64),
    Missing,
    Decayed,
}

impl Registry {
    /// The deep check that is under way or was the last; none before the first.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn last_deep_check(&self) -> Result<Option<DeepCheck>, RegistryError> {
        let noted = self.ledger.mark(MARK).await?;
        // A note of an earlier form is no note.
        Ok(noted.and_then(|noted| serde_json::from_str(&noted).ok()))
    }

    /// Reads every object of every copy; goes on with a check that was interrupted. `stop` is asked before each object: a
    /// check that is stopped answers as far as it came.
    ///
    /// # Errors
    /// When a store does not answer; what it answers wrongly is in the report.
    pub async fn deep_check(&self, pace: DeepCheckPace, stop: impl Fn() -> bool) -> Result<DeepCheck, RegistryError> {
        let under_way = self.last_deep_check().await?.filter(|last| last.finished_at.is_none() && !pace.restart);
        let mut check = under_way.unwrap_or_else(begun);
        let (began, seconds_before, bytes_before) = (Instant::now(), check.seconds, check.bytes);
        let mut noted = Instant::now();
        while let Some(keys) = self.keys_after(check.after.as_deref()).await? {
            for key in keys {
                if stop() {
                    self.note(&check).await?;
                    return Ok(check);
                }
                self.check_object(&key, &mut check).await?;
                check.after = Some(key.to_string());
                let read = check.bytes - bytes_before;
                rest(pace.bytes_per_second_max, read, began).await;
                check.seconds = seconds_before + began.elapsed().as_secs_f64();
                if noted.elapsed() >= NOTED_EVERY {
                    self.note(&check).await?;
                    noted = Instant::now();
                }
            }
        }
        check.finished_at = Some(Timestamp::now());
        check.after = None;
        self.note(&check).await?;
        Ok(check)
    }

    async fn note(&self, check: &DeepCheck) -> Result<(), RegistryError> {
        // INVARIANT: a struct of strings and finite numbers always serialises.
        #[allow(clippy::expect_used)]
        let json = serde_json::to_string(check).expect("a deep check serialises");
        Ok(self.ledger.set_mark(MARK, json).await?)
    }

    /// The next keys of all copies, folder by folder, in order; none at the end of the last folder.
    async fn keys_after(&self, after: Option<&str>) -> Result<Option<Vec<ObjectKey>>, RegistryError> {
        let mut after: Option<ObjectKey> = after.and_then(|key| key.parse().ok());
        let from = after.map_or(0, |key| FOLDERS.iter().position(|folder| *folder == key.folder()).unwrap_or(0));
        for folder in &FOLDERS[from..] {
            let keys = self.keys_of_all(*folder, after.as_ref()).await?;
            if !keys.is_empty() {
                return Ok(Some(keys));
            }
            after = None;
        }
        Ok(None)
    }

    /// What any copy has: an object that only the replica still has is seen too. A page of one copy may end before another's;
    /// only what lies before the end of all full pages is given, the rest comes with the next page.
    async fn keys_of_all(&self, folder: Folder, after: Option<&ObjectKey>) -> Result<Vec<ObjectKey>, RegistryError> {
        let mut keys: Vec<ObjectKey> = Vec::new();
        let mut end: Option<String> = None;
        for copy in self.copies.iter() {
            let page = copy.list(folder, after, KEYS_AT_ONCE).await?;
            if let (KEYS_AT_ONCE, Some(last)) = (page.len(), page.last()) {
                let last = last.to_string();
                end = Some(end.map_or(last.clone(), |end| end.min(last)));
            }
            keys.extend(page);
        }
        keys.sort_by_cached_key(ToString::to_string);
        keys.dedup();
        keys.retain(|key| end.as_ref().is_none_or(|end| key.to_string() <= *end));
        Ok(keys)
    }

    async fn check_object(&self, key: &ObjectKey, check: &mut DeepCheck) -> Result<(), RegistryError> {
        check.objects += 1;
        let mut copies = Vec::with_capacity(self.copies.len());
        for store in self.copies.iter() {
            let copy = read(&**store, key).await?;
            if let Copy::Whole(_, bytes) = &copy {
                check.bytes += bytes;
            }
            copies.push((store, copy));
        }
        let good = copies.iter().find_map(|(_, copy)| match copy {
            Copy::Whole(file, _) => Some(file.path().to_owned()),
            _ => None,
        });
        for (store, copy) in &copies {
            let found = match copy {
                Copy::Whole(..) => continue,
                Copy::Missing => "missing",
                Copy::Decayed => "decayed",
            };
            match &good {
                Some(good) => {
                    store.replace_file(key, good).await?;
                    let repair = ObjectRepair { key: key.to_string(), copy: store.describe(), found: found.to_owned() };
                    let context = Actor::named("hoso check").context(None, None);
                    self.ledger.record_repair(context, repair).await?;
                    check.repaired += 1;
                }
                None if check.findings.len() < FINDINGS_MAX => {
                    let message = format!("{key} is {found} in {}, and no good copy is left", store.describe());
                    check.findings.push(Disagreement { between: "objects".to_owned(), message });
                }
                None => (),
            }
        }
        Ok(())
    }
}

fn begun() -> DeepCheck {
    DeepCheck {
        started_at: Timestamp::now(),
        finished_at: None,
        objects: 0,
        bytes: 0,
        seconds: 0.0,
        repaired: 0,
        findings: Vec::new(),
        after: None,
    }
}

/// Pauses until what was read fits the rate.
async fn rest(bytes_per_second_max: Option<u64>, bytes: u64, since: Instant) {
    if let Some(rate) = bytes_per_second_max {
        let due = Duration::from_secs_f64(bytes as f64 / rate.max(1) as f64);
        tokio::time::sleep(due.saturating_sub(since.elapsed())).await;
    }
}

/// Reads an object of one copy to its end.
async fn read(store: &dyn ObjectStore, key: &ObjectKey) -> Result<Copy, RegistryError> {
    let file = match store.local_file(key).await {
        Ok(file) => file,
        Err(ObjectError::NotFound(_)) => return Ok(Copy::Missing),
        Err(ObjectError::WrongHash { .. }) => return Ok(Copy::Decayed),
        Err(error) => return Err(error.into()),
    };
    let (path, asked) = (file.path().to_owned(), *key);
    let whole = tokio::task::spawn_blocking(move || bytes_if_whole(&asked, &path)).await;
    let whole = whole.map_err(std::io::Error::other).and_then(|whole| whole);
    match whole {
        Ok(Some(bytes)) => Ok(Copy::Whole(file, bytes)),
        Ok(None) => Ok(Copy::Decayed),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Copy::Missing),
        // A disk that cannot read its sectors any more.
        Err(error) => {
            tracing::warn!(%key, error = &error as &dyn std::error::Error, "an object cannot be read");
            Ok(Copy::Decayed)
        }
    }
}

/// The length of an object whose bytes are the ones that were written: its key names their hash; a segment's entries follow
/// one another; a checkpoint is one.
fn bytes_if_whole(key: &ObjectKey, path: &Path) -> std::io::Result<Option<u64>> {
    if let Some(named) = key.sha256() {
        let (found, bytes) = Sha256Digest::of_reader(&mut std::fs::File::open(path)?)?;
        return Ok((found == named).then_some(bytes));
    }
    let bytes = std::fs::read(path)?;
    let whole = match key {
        ObjectKey::Checkpoint(sequence) => serde_json::from_slice::<model::SealedCheckpoint>(&bytes)
            .is_ok_and(|sealed| sealed.checkpoint.sequence == *sequence),
        _ => decode_segment(key, &bytes).is_ok(),
    };
    Ok(whole.then_some(bytes.len() as u64))
}
