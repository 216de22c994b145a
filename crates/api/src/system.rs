//! Whether it is well, how much there is, and what it offers. No personal data, no unit's name.

use std::sync::Arc;

use aide::{
    axum::{ApiRouter, routing::get_with},
    openapi::OpenApi,
};
use axum::{Extension, Json, extract::State};

use crate::{ApiState, Problem};

pub(crate) fn routes() -> ApiRouter<ApiState> {
    ApiRouter::new()
        .api_route(
            "/healthz",
            get_with(health, |operation| operation.id("health").summary("Whether the ledger takes writes")),
        )
        .api_route("/metrics", get_with(metrics, |operation| operation.id("metrics").summary("Figures for Prometheus")))
        .route("/openapi.json", axum::routing::get(openapi))
}

async fn health(State(state): State<ApiState>) -> Result<String, Problem> {
    state.registry.ledger.check_writable().await?;
    Ok("ok\n".to_owned())
}

async fn metrics(State(state): State<ApiState>) -> Result<String, Problem> {
    let registry = &state.registry;
    let totals = registry.ledger.totals().await?;
    let lag = registry.export_lag().await?;
    let deep = registry.last_deep_check().await?;
    let seconds = |at: jiff::Timestamp| u64::try_from(at.as_second()).unwrap_or_default();
    let finished = deep.as_ref().and_then(|deep| deep.finished_at).map_or(0, seconds);
    let figures = [
        ("papers", "Papers with a code.", totals.papers),
        ("reviews_waiting", "Papers that wait for a person.", totals.reviews),
        ("dossiers", "Dossiers.", totals.dossiers),
        ("scans_received", "Files received.", totals.scans),
        ("scans_refused", "Files refused.", totals.refused),
        ("reuses", "Papers taken from the store by dossiers.", totals.reuses),
        ("jobs_queued", "Files on their way.", registry.ledger.jobs_queued().await?),
        ("log_entries", "Entries of the log.", totals.entries),
        ("log_export_lag_entries", "Entries not yet in the object store.", lag.entries),
        ("log_export_lag_seconds", "How long the oldest of them has waited.", lag.seconds),
        ("deep_check_finished_seconds", "When all objects were last read, in Unix time; 0 for never.", finished),
        ("deep_check_objects", "Objects read by the last deep check.", deep.as_ref().map_or(0, |deep| deep.objects)),
        ("deep_check_repaired", "Copies that it mended.", deep.as_ref().map_or(0, |deep| deep.repaired)),
        (
            "deep_check_lost",
            "Objects of which it found no good copy.",
            deep.as_ref().map_or(0, |deep| deep.findings.len() as u64),
        ),
        ("index_lag_entries", "Entries not yet indexed.", totals.entries.saturating_sub(registry.index.position())),
    ];
    let lines = figures.map(|(name, help, value)| {
        format!("# HELP hoso_{name} {help}\n# TYPE hoso_{name} gauge\nhoso_{name} {value}\n")
    });
    Ok(lines.concat())
}

async fn openapi(Extension(document): Extension<Arc<OpenApi>>) -> Json<OpenApi> {
    Json((*document).clone())
}
