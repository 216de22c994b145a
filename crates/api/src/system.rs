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
            get_with(health, |operation| operation.id("health").summary("Whether the ledger answers")),
        )
        .api_route("/metrics", get_with(metrics, |operation| operation.id("metrics").summary("Figures for Prometheus")))
        .route("/openapi.json", axum::routing::get(openapi))
}

async fn health(State(state): State<ApiState>) -> Result<String, Problem> {
    state.registry.ledger.head().await?;
    Ok("ok\n".to_owned())
}

async fn metrics(State(state): State<ApiState>) -> Result<String, Problem> {
    let registry = &state.registry;
    let totals = registry.ledger.totals().await?;
    let exported = registry.ledger.exported().await?;
    let figures = [
        ("papers", "Papers with a code.", totals.papers),
        ("reviews_waiting", "Papers that wait for a person.", totals.reviews),
        ("dossiers", "Dossiers.", totals.dossiers),
        ("scans_received", "Files received.", totals.scans),
        ("scans_refused", "Files refused.", totals.refused),
        ("reuses", "Papers taken from the store by dossiers.", totals.reuses),
        ("jobs_queued", "Files on their way.", registry.ledger.jobs_queued().await?),
        ("log_entries", "Entries of the log.", totals.entries),
        ("log_export_lag_entries", "Entries not yet in the object store.", totals.entries.saturating_sub(exported)),
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
