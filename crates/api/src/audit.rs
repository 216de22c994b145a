//! What the auditor asks: who opened what, when and why, and whether the log still holds.

use aide::axum::{ApiRouter, routing::get_with};
use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use model::{HolderId, PaperCode, day_begins};
use registry::{AuditVerification, TraceQuestion, Traces};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{ApiState, Problem};

pub(crate) fn routes() -> ApiRouter<ApiState> {
    ApiRouter::new()
        .api_route(
            "/v1/audit",
            get_with(traces, |operation| {
                operation.id("list_traces").summary("Who did what, when and what for: by paper, by holder, by person")
            }),
        )
        .api_route(
            "/v1/audit/verification",
            get_with(last, |operation| {
                operation
                    .id("get_log_verification")
                    .summary("The last time that the whole log was verified; 204 when it never was")
                    .response::<200, Json<AuditVerification>>()
                    .response::<204, ()>()
            })
            .post_with(verify, |operation| {
                operation.id("verify_log").summary("Verify the whole log: chain, exported segments, signed checkpoints")
            }),
        )
}

#[derive(Deserialize, JsonSchema)]
struct TracesQuery {
    /// About this paper.
    paper: Option<PaperCode>,
    /// About this holder: lookups by their ID, and what was done with their papers.
    holder: Option<HolderId>,
    /// By this person.
    actor: Option<String>,
    /// Of this kind, as entries of the log name it: `paper_opened`.
    kind: Option<String>,
    /// From this local day.
    from: Option<Date>,
    /// Up to this local day, which counts.
    to: Option<Date>,
    /// Before this entry: `next` of the answer before.
    before: Option<u64>,
    /// How many at most; 100 when left out.
    limit: Option<usize>,
}

async fn traces(State(state): State<ApiState>, Query(query): Query<TracesQuery>) -> Result<Json<Traces>, Problem> {
    let TracesQuery { paper, holder, actor, kind, from, to, before, limit } = query;
    let next_day = |day: Date| day.tomorrow().unwrap_or(Date::MAX);
    let (from, to) = (from.map(day_begins), to.map(next_day).map(day_begins));
    let question = TraceQuestion { paper, holder, actor, kind, from, to, before };
    Ok(Json(state.registry.traces(&question, limit.unwrap_or(100).clamp(1, 1000)).await?))
}

async fn last(State(state): State<ApiState>) -> Result<Response, Problem> {
    Ok(match state.registry.last_log_verification().await? {
        Some(verification) => Json(verification).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

async fn verify(State(state): State<ApiState>) -> Result<Json<AuditVerification>, Problem> {
    Ok(Json(state.registry.verify_log().await?))
}
