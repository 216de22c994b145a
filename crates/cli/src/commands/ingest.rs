//! `hoso ingest`: hand in files, work until they are done with, print the receipt.

use std::{
    collections::{HashMap, HashSet},
    fs,
    path::{Component, Path, PathBuf},
};

use anyhow::{Context as _, Result};
use futures::{StreamExt, TryStreamExt, stream};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;
use model::{BatchOpened, Claim, Manifest, ManifestError, ManifestIndex, Reason, SealedReceipt, UnitCode};
use registry::Incoming;
use runner::Progress;
use tokio::sync::{mpsc, watch};

use crate::{
    arguments::Ingest,
    commands::Answer,
    open::Store,
    output,
    settings::{Settings, WrongUsage},
};

/// How many files are taken in at once: each waits for the disk, not for a core.
const RECEIVING_AT_ONCE: usize = 8;

pub(super) async fn run(settings: &Settings, ingest: Ingest) -> Result<Answer> {
    let manifest = ingest.manifest.as_deref().map(ManifestAt::read).transpose()?;
    let files = walk(&ingest.paths, manifest.as_ref());
    if files.is_empty() {
        return Err(WrongUsage("there is no file in what was named".to_owned()).into());
    }
    let store = Store::open(settings).await?;
    let request = Request { unit: ingest.unit, operator: &ingest.operator };
    let receipt = take_in(&store, request, incoming(files, manifest.as_ref(), !ingest.no_ocr), !ingest.json).await?;
    store.close().await?;
    if ingest.json {
        output::json(&receipt)?;
    } else {
        output::receipt(&receipt.receipt);
    }
    Ok(if receipt.receipt.any_refused() { Answer::Refused } else { Answer::Done })
}

/// For whom, and by whom.
pub(super) struct Request<'a> {
    pub(super) unit: UnitCode,
    pub(super) operator: &'a str,
}

/// Hands in files as one batch, works until all are done with, and answers the receipt.
pub(super) async fn take_in(
    store: &Store,
    request: Request<'_>,
    files: Vec<Incoming>,
    show_progress: bool,
) -> Result<SealedReceipt> {
    store
        .registry
        .check_unit(&request.unit)
        .map_err(|error| WrongUsage(format!("{error}; {}", error.hint().unwrap_or_default())))?;
    let batch = store.registry.open_batch(request.unit, request.operator).await?;
    let (telling, hearing) = mpsc::unbounded_channel();
    let (more, more_to_come) = watch::channel(true);
    let bar = progress_bar(files.len() as u64, show_progress);
    let runner = store.runner.clone().telling(telling);
    let working = tokio::spawn(async move { runner.drain(more_to_come).await });
    let watching = tokio::spawn(watch_progress(hearing, bar.clone()));

    let received = receive_all(store, &batch, files, &bar).await;
    more.send_replace(false);
    working.await??;
    watching.await?;
    bar.finish_and_clear();
    received?;
    store.registry.receipt(batch.batch).await?.context("the batch that was just opened is not in the ledger")
}

async fn receive_all(store: &Store, batch: &BatchOpened, files: Vec<Incoming>, bar: &ProgressBar) -> Result<()> {
    let numbered = (1_u32..).zip(files);
    stream::iter(numbered)
        .map(|(position, incoming)| async move {
            let received = store.registry.receive(batch, position, incoming).await?;
            if received.is_none() {
                bar.inc(1);
            }
            anyhow::Ok(())
        })
        .buffer_unordered(RECEIVING_AT_ONCE)
        .try_collect::<Vec<()>>()
        .await?;
    Ok(())
}

fn progress_bar(files: u64, show: bool) -> ProgressBar {
    let target = if show { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(Some(files), target);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} files  {elapsed} {wide_msg}") {
        bar.set_style(style);
    }
    bar
}

async fn watch_progress(mut hearing: mpsc::UnboundedReceiver<Progress>, bar: ProgressBar) {
    while let Some(progress) = hearing.recv().await {
        if let Progress::Finished(finished) = progress {
            bar.set_message(finished.path);
            bar.inc(1);
        }
    }
}

/// A manifest and the folder that its paths are told from.
pub(super) struct ManifestAt {
    manifest: Manifest,
    folder: PathBuf,
}

impl ManifestAt {
    pub(super) fn read(path: &Path) -> Result<Self> {
        let bytes = fs::read(path)
            .map_err(|error| WrongUsage(format!("the manifest {} cannot be read: {error}", path.display())))?;
        let manifest = Manifest::parse(&bytes).map_err(|error| WrongUsage(format!("{}: {error}", path.display())))?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Ok(Self { manifest, folder: folder.to_owned() })
    }

    fn placed(&self) -> PlacedManifest<'_> {
        let index = self.manifest.index();
        let inside = index.paths().iter().copied().filter(|path| stays_inside(path));
        let by_place = inside.filter_map(|path| Some((fs::canonicalize(self.folder.join(path)).ok()?, path))).collect();
        PlacedManifest { index, by_place, folder: &self.folder }
    }
}

/// A manifest whose paths are known by where they lead.
struct PlacedManifest<'a> {
    index: ManifestIndex<'a>,
    by_place: HashMap<PathBuf, &'a str>,
    folder: &'a Path,
}

impl<'a> PlacedManifest<'a> {
    /// The manifest's own path for a file: by place, else by name when only one entry has it.
    fn path_of(&self, file: &Path) -> Option<&'a str> {
        let by_place = fs::canonicalize(file).ok().and_then(|place| self.by_place.get(&place).copied());
        by_place.or_else(|| self.index.find("", file.file_name()?.to_str()?))
    }

    fn claims(&self, file: &Path) -> Result<Vec<Claim>, ManifestError> {
        match self.path_of(file) {
            Some(path) => self.index.claims(path, Timestamp::now()),
            None => Ok(Vec::new()),
        }
    }

    /// Files that the manifest names and that were not among `files`; they are answered for too.
    /// Each as the manifest names it, and as it is to be opened.
    fn missing_from(&self, files: &[PathBuf]) -> Vec<(&'a str, PathBuf)> {
        let named: HashSet<&str> = files.iter().filter_map(|file| self.path_of(file)).collect();
        let missing = self.index.paths().iter().filter(|path| !named.contains(*path));
        missing.map(|path| (*path, self.folder.join(path))).collect()
    }
}

/// True when a path of a manifest leads nowhere but into its folder.
fn stays_inside(path: &str) -> bool {
    Path::new(path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

/// Every file that was named, folders walked in the order of names; and what only the manifest names.
pub(super) fn walk(paths: &[PathBuf], manifest: Option<&ManifestAt>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        walk_one(path, &mut files);
    }
    if let Some(manifest) = manifest {
        // A manifest may name more than is handed in now; what is missing is missing from a folder that was walked.
        let walked: Vec<PathBuf> = paths.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
        let folder = fs::canonicalize(&manifest.folder).unwrap_or_default();
        let missing = manifest.placed().missing_from(&files).into_iter();
        files.extend(
            missing
                .filter(|(path, _)| walked.iter().any(|root| folder.join(path).starts_with(root)))
                .map(|(_, file)| file),
        );
    }
    files
}

fn walk_one(path: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(path) else {
        files.push(path.to_owned());
        return;
    };
    let mut inside: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    inside.sort();
    for entry in inside {
        let hidden = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden || (!entry.is_dir() && is_ours(&entry)) {
            continue;
        }
        walk_one(&entry, files);
    }
}

/// In a folder that is walked, files that say what they are and are no scans: manifests, notes.
fn is_ours(file: &Path) -> bool {
    let extension = file.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    matches!(extension.as_deref(), Some("json" | "md" | "rst" | "csv"))
}

/// What is handed in, with what the manifest says of each.
pub(super) fn incoming(files: Vec<PathBuf>, manifest: Option<&ManifestAt>, read: bool) -> Vec<Incoming> {
    let placed = manifest.map(ManifestAt::placed);
    files
        .into_iter()
        .map(|file| {
            let claims = placed.as_ref().map_or(Ok(Vec::new()), |manifest| manifest.claims(&file));
            let outside = manifest.is_some_and(|manifest| {
                file.strip_prefix(&manifest.folder).ok().and_then(Path::to_str).is_some_and(|path| !stays_inside(path))
            });
            Incoming {
                path: file.display().to_string(),
                refusal: outside.then(|| leads_outside(&file)),
                file,
                claims,
                read,
            }
        })
        .collect()
}

fn leads_outside(file: &Path) -> Reason {
    Reason {
        kind: "path_outside".to_owned(),
        message: format!("{}: a path in a manifest may not lead out of its folder", file.display()),
        hint: "put the file beside the manifest and name it without ../".to_owned(),
    }
}
