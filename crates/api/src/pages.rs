//! Which pages of a scan are in which paper, and putting that right.

use aide::axum::{ApiRouter, routing::get_with};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use model::BatchId;
use registry::{CutChange, PaperId, ScanCut};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{ApiState, Problem, identity::Actor, review, views};

pub(crate) fn routes() -> ApiRouter<ApiState> {
    ApiRouter::new().route("/v1/pages/{paper}/{page}", axum::routing::get(views::page_of_scan)).api_route(
        "/v1/pages/{paper}",
        get_with(cut_of, |operation| {
            operation.id("get_pages").summary("How the scan is cut that a paper (code or review ID) came in")
        })
        .post_with(cut_anew, |operation| {
            operation
                .id("cut_pages")
                .response::<202, Json<CutAgain>>()
                .summary("Put dropped pages back, take pages out, or say which papers there are")
                .description(
                    "What changes goes along the path again in a batch of its own, whose receipt tells the new papers. \
                 Papers that waited no longer wait; papers with a code are superseded by what takes their place.",
                )
        }),
    )
}

/// The batch in which the scan comes again; its receipt is at `/v1/batches/{batch}`.
#[derive(Serialize, JsonSchema)]
struct CutAgain {
    batch: BatchId,
}

fn paper(given: &str) -> Result<PaperId, Problem> {
    given.parse().map_err(|error: model::IdentifierError| Problem::bad_request(error.to_string()))
}

/// Only who may see a scan may see how it is cut, or cut it otherwise.
async fn seen(state: &ApiState, actor: &Actor, given: &str) -> Result<PaperId, Problem> {
    let of = paper(given)?;
    match &of {
        PaperId::Review(id) => drop(review::visible(state, actor, id.clone()).await?),
        PaperId::Code(code) => {
            if let Some(record) = state.registry.ledger.paper(code).await? {
                actor.must_see_scan(state, &record.paper.unit, &record.paper.operator).await?;
            }
        }
    }
    Ok(of)
}

async fn cut_of(State(state): State<ApiState>, actor: Actor, Path(of): Path<String>) -> Result<Json<ScanCut>, Problem> {
    Ok(Json(state.registry.cut_of(&seen(&state, &actor, &of).await?).await?))
}

async fn cut_anew(
    State(state): State<ApiState>,
    actor: Actor,
    Path(of): Path<String>,
    Json(change): Json<CutChange>,
) -> Result<(StatusCode, Json<CutAgain>), Problem> {
    let of = seen(&state, &actor, &of).await?;
    let batch = state.registry.cut_anew(&actor, &of, &change).await?;
    Ok((StatusCode::ACCEPTED, Json(CutAgain { batch })))
}
