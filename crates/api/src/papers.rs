//! Looking up papers, opening them, and deciding on them.

use aide::axum::{
    ApiRouter,
    routing::{get_with, post_with},
};
use axum::{
    Json,
    body::Body,
    extract::{Path, Query, State},
    http::header,
    response::Response,
};
use model::{HolderId, PaperCode, PaperPart, PaperRecord, ProcedureCode, StateChange};
use registry::{Checklist, LookupAnswer};
use schemars::JsonSchema;
use serde::Deserialize;
use tokio_util::io::ReaderStream;

use crate::{ApiState, Problem, actor::Actor};

pub(crate) fn routes() -> ApiRouter<ApiState> {
    ApiRouter::new()
        .api_route(
            "/v1/papers",
            get_with(look_up, |operation| {
                operation.id("look_up").summary("Look up papers by holder, or by name, code, dossier number or words")
            }),
        )
        .api_route(
            "/v1/papers/{code}",
            get_with(record, |operation| operation.id("get_paper").summary("A paper's record")),
        )
        .route("/v1/papers/{code}/original", axum::routing::get(original))
        .route("/v1/papers/{code}/archival", axum::routing::get(archival))
        .route("/v1/papers/{code}/access", axum::routing::get(access))
        .api_route("/v1/papers/{code}/approve", post_with(approve, |operation| operation.id("approve_paper")))
        .api_route("/v1/papers/{code}/reject", post_with(reject, |operation| operation.id("reject_paper")))
        .api_route("/v1/papers/{code}/revoke", post_with(revoke, |operation| operation.id("revoke_paper")))
        .api_route("/v1/papers/{code}/supersede", post_with(supersede, |operation| operation.id("supersede_paper")))
        .api_route(
            "/v1/checklist",
            get_with(checklist, |operation| {
                operation.id("checklist").summary("What a procedure asks for, and what of it is held for a holder")
            }),
        )
}

#[derive(Deserialize, JsonSchema)]
struct LookupQuery {
    /// Only this holder's papers.
    holder: Option<HolderId>,
    /// A holder ID, name, paper code, dossier number, ID card QR text, or words.
    q: Option<String>,
    /// How many at most; 50 when left out.
    limit: Option<usize>,
}

async fn look_up(
    State(state): State<ApiState>,
    actor: Actor,
    Query(query): Query<LookupQuery>,
) -> Result<Json<LookupAnswer>, Problem> {
    if query.holder.is_none() && query.q.as_deref().unwrap_or_default().trim().is_empty() {
        return Err(Problem::bad_request("say what to look up: holder=… or q=…"));
    }
    let limit = query.limit.unwrap_or(50).min(1000);
    Ok(Json(state.registry.look_up(&actor, query.q.as_deref(), query.holder.as_ref(), limit).await?))
}

async fn record(
    State(state): State<ApiState>,
    actor: Actor,
    Path(code): Path<PaperCode>,
) -> Result<Json<PaperRecord>, Problem> {
    Ok(Json(state.registry.open_record(&actor, &code).await?))
}

async fn original(
    State(state): State<ApiState>,
    actor: Actor,
    Path(code): Path<PaperCode>,
) -> Result<Response, Problem> {
    file(&state, &actor, &code, PaperPart::Original, "application/octet-stream").await
}

async fn archival(
    State(state): State<ApiState>,
    actor: Actor,
    Path(code): Path<PaperCode>,
) -> Result<Response, Problem> {
    file(&state, &actor, &code, PaperPart::Archival, "application/pdf").await
}

async fn access(State(state): State<ApiState>, actor: Actor, Path(code): Path<PaperCode>) -> Result<Response, Problem> {
    file(&state, &actor, &code, PaperPart::Access, "application/pdf").await
}

async fn file(
    state: &ApiState,
    actor: &Actor,
    code: &PaperCode,
    part: PaperPart,
    media_type: &str,
) -> Result<Response, Problem> {
    let opened = state.registry.open_file(actor, code, part).await?;
    let unreadable = |source| registry::RegistryError::File { what: "an object cannot be read".to_owned(), source };
    let file = tokio::fs::File::open(opened.file.path()).await.map_err(unreadable)?;
    Response::builder()
        .header(header::CONTENT_TYPE, media_type)
        .header(header::CONTENT_LENGTH, opened.stored.bytes)
        .header(header::ETAG, format!("\"{}\"", opened.stored.sha256))
        .header(header::CONTENT_DISPOSITION, "attachment")
        .body(Body::from_stream(ReaderStream::new(file)))
        .map_err(|error| Problem::bad_request(error.to_string()))
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Why {
    /// The reason.
    why: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct By {
    /// The paper that takes its place.
    by: PaperCode,
}

async fn change(
    state: &ApiState,
    actor: &Actor,
    code: &PaperCode,
    change: StateChange,
) -> Result<Json<PaperRecord>, Problem> {
    Ok(Json(state.registry.change_state(actor, code, change).await?))
}

async fn approve(
    State(state): State<ApiState>,
    actor: Actor,
    Path(code): Path<PaperCode>,
) -> Result<Json<PaperRecord>, Problem> {
    change(&state, &actor, &code, StateChange::Approve).await
}

async fn reject(
    State(state): State<ApiState>,
    actor: Actor,
    Path(code): Path<PaperCode>,
    Json(Why { why }): Json<Why>,
) -> Result<Json<PaperRecord>, Problem> {
    change(&state, &actor, &code, StateChange::Reject { why }).await
}

async fn revoke(
    State(state): State<ApiState>,
    actor: Actor,
    Path(code): Path<PaperCode>,
    Json(Why { why }): Json<Why>,
) -> Result<Json<PaperRecord>, Problem> {
    change(&state, &actor, &code, StateChange::Revoke { why }).await
}

async fn supersede(
    State(state): State<ApiState>,
    actor: Actor,
    Path(code): Path<PaperCode>,
    Json(By { by }): Json<By>,
) -> Result<Json<PaperRecord>, Problem> {
    change(&state, &actor, &code, StateChange::Supersede { by }).await
}

#[derive(Deserialize, JsonSchema)]
struct ChecklistQuery {
    /// The procedure.
    procedure: ProcedureCode,
    /// The holder.
    holder: HolderId,
}

async fn checklist(
    State(state): State<ApiState>,
    actor: Actor,
    Query(query): Query<ChecklistQuery>,
) -> Result<Json<Checklist>, Problem> {
    Ok(Json(state.registry.checklist(&actor, &query.procedure, &query.holder).await?))
}
