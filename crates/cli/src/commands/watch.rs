//! `hoso ingest --watch`: follows a scanner's folder. A file is taken once it has stopped growing, and moved to `done/` or
//! `refused/` (with the reason beside it) only after its bytes are durable.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime},
};

use anyhow::{Context as _, Result, bail};
use model::{FileReceipt, Outcome};
use registry::Incoming;

use crate::{
    arguments::Ingest,
    commands::{
        Answer,
        ingest::{Request, take_in},
    },
    open::Store,
    output,
    settings::Settings,
};

/// How often the folder is looked at.
const LOOK_INTERVAL: Duration = Duration::from_millis(500);
/// How long length and time of a file must have stood still before it is taken.
const STILL_TIME: Duration = Duration::from_secs(2);

const DONE: &str = "done";
const REFUSED: &str = "refused";

pub(super) async fn run(settings: &Settings, ingest: Ingest) -> Result<Answer> {
    let [folder] = ingest.paths.as_slice() else { bail!("--watch follows one folder") };
    if !folder.is_dir() {
        bail!("{} is not a folder; --watch follows a folder", folder.display());
    }
    let store = Store::open(settings).await?;
    store.registry.check_unit(&ingest.unit)?;
    for inside in [DONE, REFUSED] {
        let inside = folder.join(inside);
        fs::create_dir_all(&inside).with_context(|| format!("{} cannot be made", inside.display()))?;
    }
    eprintln!("following {}; Ctrl-C stops", folder.display());
    let mut seen = Seen::default();
    let stop = tokio::signal::ctrl_c();
    tokio::pin!(stop);
    loop {
        let ready = seen.still(folder)?;
        if !ready.is_empty() {
            take(&store, &ingest, folder, ready).await?;
        }
        tokio::select! {
            _ = &mut stop => break,
            () = tokio::time::sleep(LOOK_INTERVAL) => (),
        }
    }
    store.close().await?;
    Ok(Answer::Done)
}

async fn take(store: &Store, ingest: &Ingest, folder: &Path, files: Vec<PathBuf>) -> Result<()> {
    let incoming = files
        .iter()
        .map(|file| Incoming {
            path: file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            file: file.clone(),
            claims: Ok(Vec::new()),
            refusal: None,
            read: !ingest.no_ocr,
        })
        .collect();
    let request = Request { unit: ingest.unit.clone(), operator: &ingest.operator };
    let receipt = take_in(store, request, incoming, false).await?;
    for (file, receipt) in files.iter().zip(&receipt.receipt.files) {
        // Without a hash not a byte was read: it stays where it is, for somebody to look at.
        if receipt.sha256.is_some() {
            put_away(folder, file, receipt)?;
        }
    }
    if ingest.json {
        output::json(&receipt)
    } else {
        output::receipt(&receipt.receipt);
        Ok(())
    }
}

fn put_away(folder: &Path, file: &Path, receipt: &FileReceipt) -> Result<()> {
    let refused = receipt.outcome == Outcome::Refused;
    let to = free_name(&folder.join(if refused { REFUSED } else { DONE }), file);
    fs::rename(file, &to).with_context(|| format!("{} cannot be moved to {}", file.display(), to.display()))?;
    if let (true, Some(reason)) = (refused, &receipt.reason) {
        let mut beside = to.into_os_string();
        beside.push(".reason.txt");
        fs::write(&beside, format!("{}: {}\n{}\n", reason.kind, reason.message, reason.hint))
            .with_context(|| format!("{} cannot be written", Path::new(&beside).display()))?;
    }
    Ok(())
}

/// The file's own name in `folder`, or with a number before its ending when that is taken.
fn free_name(folder: &Path, file: &Path) -> PathBuf {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let ending = file.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
    let first = folder.join(format!("{stem}{ending}"));
    let numbered = (2..).map(|number| folder.join(format!("{stem}-{number}{ending}")));
    std::iter::once(first).chain(numbered).find(|path| !path.exists()).unwrap_or_else(|| folder.join("scan"))
}

/// Lengths and times of the files in the folder, and since when they have stood still.
#[derive(Default)]
struct Seen(HashMap<PathBuf, ((u64, SystemTime), Instant)>);

impl Seen {
    /// The files that have stopped growing, in the order of their names.
    fn still(&mut self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let mut now = HashMap::new();
        for entry in fs::read_dir(folder)?.flatten() {
            let path = entry.path();
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            let Ok(facts) = fs::metadata(&path) else { continue };
            if hidden || !facts.is_file() {
                continue;
            }
            let state = (facts.len(), facts.modified().unwrap_or(SystemTime::UNIX_EPOCH));
            let since = match self.0.get(&path) {
                Some((before, since)) if *before == state => *since,
                _ => Instant::now(),
            };
            now.insert(path, (state, since));
        }
        let mut still: Vec<PathBuf> =
            now.iter().filter(|(_, (_, since))| since.elapsed() >= STILL_TIME).map(|(path, _)| path.clone()).collect();
        still.sort();
        self.0 = now;
        Ok(still)
    }
}
