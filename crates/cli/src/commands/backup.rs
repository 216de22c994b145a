//! `hoso backup` and `hoso restore`: the store's objects to a folder and back. Ledger and index are made again from them.

use anyhow::{Context as _, Result, bail};
use objects::FolderStore;
use registry::{BackupReport, copy_store};

use crate::{
    arguments::{Backup, Restore},
    commands::Answer,
    open::{InUse, Store, open_objects},
    output,
    settings::Settings,
};

pub(super) async fn backup(settings: &Settings, asked: Backup) -> Result<Answer> {
    let to = FolderStore::open(&asked.to)?;
    let report = match Store::open(settings).await {
        // Opening has exported the log to its end.
        Ok(store) => {
            let report = copy_store(&*store.registry.objects, &to).await?;
            store.close().await?;
            report
        }
        Err(error) if error.is::<InUse>() => {
            output::note(
                "hoso is running: what it did in the last seconds may not be exported yet, and is in the next backup",
            );
            copy_store(&*open_objects(settings)?.objects, &to).await?
        }
        Err(error) => return Err(error),
    };
    print(&report, asked.json, &format!("the backup {}", asked.to.display()))?;
    output::note("the signing key is not in it: keep a copy of the data folder's key/ elsewhere");
    Ok(Answer::Done)
}

pub(super) async fn restore(settings: &Settings, asked: Restore) -> Result<Answer> {
    if !asked.from.is_dir() {
        bail!("there is no backup folder {}", asked.from.display());
    }
    let ledger = settings.data.join("ledger");
    if ledger.exists() {
        bail!(
            "the data folder {} is not empty: restore into another one with --data, or use `hoso rebuild` if its objects are whole",
            settings.data.display()
        );
    }
    let from = FolderStore::open(&asked.from)?;
    let store = Store::open_as_it_is(settings).await?;
    let report = copy_store(&from, &*store.registry.objects).await?;
    store
        .registry
        .rebuild(None)
        .await
        .context("the objects are back, the ledger is not; `hoso rebuild` tries again")?;
    store.close().await?;
    print(&report, asked.json, &format!("the data folder {}", settings.data.display()))?;
    Ok(Answer::Done)
}

fn print(report: &BackupReport, json: bool, what: &str) -> Result<()> {
    if json {
        return output::json(report);
    }
    output::line(&format!(
        "{what} holds the log up to entry {}: {} objects copied, {} were there, {} erased",
        report.entries, report.objects_copied, report.objects_before, report.objects_erased
    ));
    Ok(())
}
