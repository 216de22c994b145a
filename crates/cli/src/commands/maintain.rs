//! `hoso batch`, `quarantine`, `status`, `check`, `rebuild`: looking after the store.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use anyhow::{Context as _, Result};
use registry::{DeepCheck, DeepCheckPace, ExportLag};
use serde::Serialize;

use crate::{
    arguments::{Batch, Check, Json, Quarantine, Rebuild},
    commands::Answer,
    open::{Store, put_aside_ledger_and_index},
    output,
    settings::Settings,
};

pub(super) async fn batch(settings: &Settings, asked: Batch) -> Result<Answer> {
    let store = Store::open(settings).await?;
    let receipt = store.registry.receipt(asked.batch).await?;
    let receipt = receipt.with_context(|| format!("there is no batch {}", asked.batch))?;
    store.close().await?;
    if asked.json {
        output::json(&receipt)?
    } else {
        output::receipt(&receipt.receipt)
    }
    Ok(Answer::Done)
}

pub(super) async fn quarantine(settings: &Settings, asked: Quarantine) -> Result<Answer> {
    /// A refused file.
    #[derive(Serialize)]
    struct Refused {
        path: String,
        sha256: Option<String>,
        kind: String,
        message: String,
        hint: String,
    }
    let store = Store::open(settings).await?;
    let refused = store.registry.ledger.refused(asked.limit).await?;
    store.close().await?;
    let rows: Vec<Refused> = refused
        .into_iter()
        .map(|(finished, received)| {
            let reason = finished.reason;
            Refused {
                path: finished.path,
                sha256: received.map(|scan| scan.original.sha256.to_string()),
                kind: reason.as_ref().map(|reason| reason.kind.clone()).unwrap_or_default(),
                message: reason.as_ref().map(|reason| reason.message.clone()).unwrap_or_default(),
                hint: reason.map(|reason| reason.hint).unwrap_or_default(),
            }
        })
        .collect();
    if asked.json {
        output::json(&rows)?;
    } else {
        let cells: Vec<Vec<String>> = rows
            .into_iter()
            .map(|row| {
                vec![row.path, row.kind, row.message, row.sha256.unwrap_or_else(|| "không có byte nào".to_owned())]
            })
            .collect();
        output::print(&output::table(&["File", "Why", "What", "Kept as originals/sha256/…"], &cells));
    }
    Ok(Answer::Done)
}

pub(super) async fn status(settings: &Settings, format: Json) -> Result<Answer> {
    /// How the store stands.
    #[derive(Serialize)]
    struct Status {
        objects: String,
        papers: u64,
        reviews: u64,
        dossiers: u64,
        scans: u64,
        refused: u64,
        reuses: u64,
        jobs: u64,
        log_entries: u64,
        log_exported: u64,
        log_indexed: u64,
        log_unexported: u64,
        log_unexported_seconds: u64,
        deep_check: Option<DeepCheck>,
    }
    let store = Store::open_as_it_is(settings).await?;
    let registry = &store.registry;
    let totals = registry.ledger.totals().await?;
    let (exported, lag) = (registry.ledger.exported().await?, registry.export_lag().await?);
    let status = Status {
        objects: registry.objects.describe(),
        papers: totals.papers,
        reviews: totals.reviews,
        dossiers: totals.dossiers,
        scans: totals.scans,
        refused: totals.refused,
        reuses: totals.reuses,
        jobs: registry.ledger.jobs_queued().await?,
        log_entries: totals.entries,
        log_exported: exported,
        log_indexed: registry.index.position(),
        log_unexported: lag.entries,
        log_unexported_seconds: lag.seconds,
        deep_check: registry.last_deep_check().await?,
    };
    registry.ledger.close().await?;
    if format.json {
        output::json(&status)?;
    } else {
        output::line(&format!("objects   {}", status.objects));
        output::line(&format!(
            "papers    {} coded, {} in review, {} reused; {} dossiers",
            status.papers, status.reviews, status.reuses, status.dossiers
        ));
        output::line(&format!(
            "scans     {} received, {} refused, {} queued",
            status.scans, status.refused, status.jobs
        ));
        output::line(&format!(
            "log       {} entries, exported up to {} ({}), indexed up to {}",
            status.log_entries,
            status.log_exported,
            lag_words(lag),
            status.log_indexed
        ));
        let deep = status.deep_check.as_ref().map_or_else(|| "never; `hoso check --deep`".to_owned(), deep_line);
        output::line(&format!("deep check {deep}"));
    }
    Ok(Answer::Done)
}

fn lag_words(lag: ExportLag) -> String {
    match lag.entries {
        0 => "nothing waits".to_owned(),
        entries => format!("{entries} behind, the oldest for {} s", lag.seconds),
    }
}

pub(super) async fn check(settings: &Settings, asked: Check) -> Result<Answer> {
    let store = Store::open_as_it_is(settings).await?;
    // What it can mend is mended first.
    let deep = if asked.deep { Some(deep_check(&store, &asked).await?) } else { None };
    let mut report = store.registry.check().await?;
    for lost in deep.iter().flat_map(|deep| &deep.findings) {
        let key = lost.message.split(' ').next().unwrap_or_default();
        if !report.disagreements.iter().any(|found| found.message.starts_with(key)) {
            report.disagreements.push(lost.clone());
        }
    }
    report.deep = deep;
    store.registry.ledger.close().await?;
    if asked.json {
        output::json(&report)?;
    } else {
        for found in &report.disagreements {
            output::line(&format!("{}: {}", found.between, found.message));
        }
        if let Some(deep) = &report.deep {
            output::line(&deep_line(deep));
        }
        output::line(&format!(
            "{} papers, {} objects, {} entries of the log (exported up to {}): {}",
            report.papers,
            report.objects,
            report.entries,
            report.exported,
            if report.disagreements.is_empty() {
                "all agree".to_owned()
            } else {
                format!("{} disagreements", report.disagreements.len())
            }
        ));
    }
    Ok(if report.disagreements.is_empty() { Answer::Done } else { Answer::Refused })
}

/// Runs until its end or Ctrl-C; the next one goes on.
async fn deep_check(store: &Store, asked: &Check) -> Result<DeepCheck> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let heard = Arc::clone(&interrupted);
    let listening = tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            heard.store(true, Ordering::Relaxed);
        }
    });
    let pace =
        DeepCheckPace { bytes_per_second_max: asked.mib_per_second.map(|mib| mib << 20), restart: asked.restart };
    let deep = store.registry.deep_check(pace, || interrupted.load(Ordering::Relaxed)).await?;
    listening.abort();
    if deep.repaired > 0 {
        // The repairs are entries of the log, which is exported like any other.
        store.runner.publish().await?;
    }
    Ok(deep)
}

/// What was read of the objects, for people.
fn deep_line(deep: &DeepCheck) -> String {
    let rate = deep.bytes as f64 / 1e6 / deep.seconds.max(0.001);
    let state = match deep.finished_at {
        Some(at) => format!("finished {}", at.strftime("%F %H:%M UTC")),
        None => "interrupted; the next one goes on".to_owned(),
    };
    format!(
        "{} objects read, {:.1} MB at {rate:.0} MB/s, {} repaired, {} lost; {state}",
        deep.objects,
        deep.bytes as f64 / 1e6,
        deep.repaired,
        deep.findings.len()
    )
}

/// What the ledger that is there has not exported yet would be lost with it.
async fn export_what_can_be_read(settings: &Settings) {
    if !settings.data.join("ledger").exists() {
        return;
    }
    let exported = async {
        let store = Store::open(settings).await?;
        store.close().await
    };
    if let Err(error) = exported.await {
        output::note(&format!(
            "the ledger that is there cannot be read to its end ({error:#}); what was exported of it counts"
        ));
    }
}

pub(super) async fn rebuild(settings: &Settings, asked: Rebuild) -> Result<Answer> {
    export_what_can_be_read(settings).await;
    let aside = put_aside_ledger_and_index(settings)?;
    let store = Store::open_as_it_is(settings).await?;
    let report = store.registry.rebuild(asked.unit).await?;
    store.close().await?;
    if asked.json {
        output::json(&report)?;
    } else {
        output::line(&format!("{} entries in {} segments of the log replayed", report.entries, report.segments));
        if !report.unknown_originals.is_empty() {
            output::line(&format!(
                "{} originals that no entry knows were handed in again; `hoso serve` or the next ingest works on them",
                report.unknown_originals.len()
            ));
        }
        if let Some(aside) = aside {
            output::line(&format!(
                "the ledger that was there is kept in {}; delete it when all is well",
                aside.display()
            ));
        }
    }
    Ok(Answer::Done)
}
