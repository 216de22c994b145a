//! Which pages of a scan are in which paper, and putting that right.

use aide::axum::{
    ApiRouter,
    routing::{get_with, put_with},
};
use archive::compose_scan;
use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::StatusCode,
};
use model::{BatchId, Failure, FailureKind};
use registry::{CutChange, PaperId, ScanCut};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{ApiState, Problem, identity::Actor, review, scans::received_file, views};

pub(crate) fn routes() -> ApiRouter<ApiState> {
    let with_pages = ApiRouter::new().route("/v1/pages/{paper}/{page}", axum::routing::get(views::page_of_scan)).api_route(
        "/v1/pages/{paper}/{page}",
        put_with(replace_page, |operation| {
            operation
                .id("replace_page")
                .response::<202, Json<CutAgain>>()
                .summary("Put a page that was scanned again in the place of a bad one")
                .description(
                    "The body is the file with the new page (PDF, TIFF, JPEG or PNG). A file is made of the paper and that page, and \
                 goes along the path in a batch of its own, whose receipt tells the new paper; the bad page stays in it, in no \
                 paper. Both files that it was made of are kept.",
                )
        }),
    );
    with_pages.api_route(
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

async fn replace_page(
    State(state): State<ApiState>,
    actor: Actor,
    Path((of, page)): Path<(String, u32)>,
    body: Body,
) -> Result<(StatusCode, Json<CutAgain>), Problem> {
    let of = seen(&state, &actor, &of).await?;
    let bad = state.registry.bad_page(&of, page).await?;
    let with = received_file(&state, body).await?;
    let made = compose_scan(&state.sandbox, (&bad.file, bad.original), (&bad.kept, bad.at), with.path())
        .await
        .map_err(not_made)?;
    let batch = state.registry.replace_page(&actor, bad, with.path(), &made.path(), made.inserted).await?;
    Ok((StatusCode::ACCEPTED, Json(CutAgain { batch })))
}

fn not_made(failure: Failure) -> Problem {
    let (status, vietnamese) = match failure.kind {
        FailureKind::BadInput => (StatusCode::UNPROCESSABLE_ENTITY, "Không dùng được trang quét lại này"),
        FailureKind::Passing | FailureKind::Unavailable => {
            (StatusCode::SERVICE_UNAVAILABLE, "Chưa ghép được trang quét lại")
        }
    };
    let reason = failure.reason;
    Problem::new(status, &reason.kind).titled(vietnamese, reason.message).hinted(&reason.hint)
}
