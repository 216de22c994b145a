//! Dossiers: recorded as a one-stop system received them, and the papers that they take from the store.

use aide::axum::{
    ApiRouter,
    routing::{get_with, post_with},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use ledger::Reuse;
use model::{Dossier, DossierNumber, DossierRecord, PaperCode, PaperTypeCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ApiState, Problem, identity::Actor};

pub(crate) fn routes() -> ApiRouter<ApiState> {
    ApiRouter::new()
        .api_route(
            "/v1/dossiers",
            post_with(open, |operation| {
                operation.id("open_dossier").summary("Record a dossier").response::<201, Json<Dossier>>()
            }),
        )
        .api_route(
            "/v1/dossiers/{number}",
            get_with(one, |operation| operation.id("get_dossier").summary("A dossier and what it took from the store")),
        )
        .api_route(
            "/v1/dossiers/{number}/reuse",
            post_with(reuse, |operation| {
                operation.id("reuse_paper").summary("Take a paper from the store instead of asking for it again")
            }),
        )
}

async fn open(
    State(state): State<ApiState>,
    actor: Actor,
    Json(dossier): Json<Dossier>,
) -> Result<(StatusCode, Json<Dossier>), Problem> {
    state.registry.open_dossier(&actor, dossier.clone()).await?;
    Ok((StatusCode::CREATED, Json(dossier)))
}

#[derive(Serialize, JsonSchema)]
struct DossierAnswer {
    /// The dossier, when it was recorded here.
    dossier: Option<DossierRecord>,
    /// Papers that came with it.
    papers: Vec<PaperCode>,
    /// Papers that it took from the store.
    reused: Vec<Reuse>,
}

async fn one(State(state): State<ApiState>, Path(number): Path<DossierNumber>) -> Result<Json<DossierAnswer>, Problem> {
    let ledger = &state.registry.ledger;
    let dossier = ledger.dossier(&number).await?;
    let papers: Vec<PaperCode> =
        ledger.papers_of_dossier(&number).await?.into_iter().map(|record| record.code).collect();
    let reused = ledger.reuses_of(&number).await?;
    if dossier.is_none() && papers.is_empty() && reused.is_empty() {
        return Err(registry::RegistryError::UnknownDossier(number).into());
    }
    Ok(Json(DossierAnswer { dossier, papers, reused }))
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReuseRequest {
    /// The paper.
    code: PaperCode,
    /// As which component.
    component: PaperTypeCode,
}

async fn reuse(
    State(state): State<ApiState>,
    actor: Actor,
    Path(number): Path<DossierNumber>,
    Json(request): Json<ReuseRequest>,
) -> Result<Json<Reuse>, Problem> {
    Ok(Json(state.registry.reuse(&actor, &request.code, &number, &request.component).await?))
}
