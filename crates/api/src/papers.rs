//! Looking up papers, opening them, and deciding on them.

use aide::axum::{
    ApiRouter,
    routing::{get_with, post_with},
};
use axum::{
    Json,
    body::Body,
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::Response,
};
use imaging::certified::{CopyLine, write_certified_copy};
use model::{CertifiedCopy, HolderId, PaperCode, PaperPart, PaperRecord, ProcedureCode, StateChange, local_offset};
use registry::{Checklist, LookupAnswer, OpenedCopy, OpenedPage};
use schemars::JsonSchema;
use serde::Deserialize;
use tokio_util::io::ReaderStream;

use crate::{ApiState, Problem, identity::Actor, views};

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
        .route("/v1/papers/{code}/pages/{page}", axum::routing::get(views::page_of_paper))
        .route("/v1/papers/{code}/certified", axum::routing::get(certified))
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
    /// True while somebody still types: at most ten answers, each the best of its holder unless `holder` is given, and no entry
    /// of the log. What they then open or ask for is one.
    #[serde(default)]
    typing: bool,
}

/// As many as are seen while typing.
const TYPING_MAX: usize = 10;

async fn look_up(
    State(state): State<ApiState>,
    actor: Actor,
    Query(query): Query<LookupQuery>,
) -> Result<Json<LookupAnswer>, Problem> {
    if query.holder.is_none() && query.q.as_deref().unwrap_or_default().trim().is_empty() {
        return Err(Problem::bad_request("say what to look up: holder=… or q=…"));
    }
    let limit = query.limit.unwrap_or(50).min(1000);
    if query.typing {
        return Ok(Json(
            state.registry.find_while_typing(query.q.as_deref(), query.holder.as_ref(), TYPING_MAX).await?,
        ));
    }
    Ok(Json(state.registry.look_up(&actor, query.q.as_deref(), query.holder.as_ref(), limit).await?))
}

async fn record(
    State(state): State<ApiState>,
    actor: Actor,
    Path(code): Path<PaperCode>,
) -> Result<Json<PaperRecord>, Problem> {
    actor.must_say_what_for(&state, &code, PaperPart::Record).await?;
    Ok(Json(state.registry.open_record(&actor, &code).await?))
}

/// As wide as an A4 sheet of 200 dpi.
const COPY_WIDTH_PX: u32 = 1654;
/// More pages than that are given out as the archival file.
const COPY_PAGES_MAX: usize = 100;

/// A copy to be given out: the pages, and below each what it is a copy of, signed.
async fn certified(
    State(state): State<ApiState>,
    actor: Actor,
    Path(code): Path<PaperCode>,
) -> Result<Response, Problem> {
    actor.must_say_what_for(&state, &code, PaperPart::Copy).await?;
    let OpenedCopy { record, original, copy, payload } = state.registry.open_copy(&actor, &code).await?;
    if record.paper.pages.len() > COPY_PAGES_MAX {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "too_long")
            .titled("Giấy tờ quá dài", format!("a copy has at most {COPY_PAGES_MAX} pages"))
            .hinted("give out the archival file"));
    }
    let mut opened = OpenedPage { file: original.file, original: copy.original, page: 0 };
    let mut pages = Vec::with_capacity(record.paper.pages.len());
    for page in &record.paper.pages {
        opened.page = *page;
        pages.push(state.views.draw(&opened, COPY_WIDTH_PX).await?.jpeg);
    }
    let line = copy_line(&state, &record, &copy, payload);
    let pdf = tokio::task::spawn_blocking(move || write_certified_copy(&pages, &line)).await;
    let pdf = pdf.map_err(|error| error.to_string()).and_then(|pdf| pdf.map_err(|error| error.to_string()));
    let pdf = pdf.map_err(|cause| registry::RegistryError::File {
        what: "the copy cannot be written".to_owned(),
        source: std::io::Error::other(cause),
    })?;
    Response::builder()
        .header(header::CONTENT_TYPE, "application/pdf")
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::CONTENT_DISPOSITION, "inline; filename=\"ban-sao.pdf\"")
        .body(Body::from(pdf))
        .map_err(|error| Problem::bad_request(error.to_string()))
}

fn copy_line(state: &ApiState, record: &PaperRecord, copy: &CertifiedCopy, payload: String) -> CopyLine {
    let unit = copy.unit.as_ref().map(|unit| state.unit_name(unit).unwrap_or_else(|| unit.to_string()));
    let at = local_offset().to_datetime(copy.issued_at);
    let mut words = vec![
        format!("Mã giấy tờ: {}", copy.code),
        format!("SHA-256 của bản quét gốc: {}", copy.original),
        format!("Biên nhận số hóa: {}", copy.batch),
        format!(
            "{} cấp lúc {:02}:{:02} ngày {:02}/{:02}/{}. Ký số Ed25519, khóa {}…",
            unit.as_deref().unwrap_or("Kho giấy tờ đã số hóa"),
            at.hour(),
            at.minute(),
            at.day(),
            at.month(),
            at.year(),
            state.registry.sealing_key.public().get(..16).unwrap_or_default()
        ),
    ];
    if let Some(until) = record.paper.valid_until {
        words.push(format!("Giấy tờ có giá trị đến hết ngày {:02}/{:02}/{}", until.day(), until.month(), until.year()));
    }
    CopyLine { title: "BẢN SAO ĐIỆN TỬ TỪ KHO GIẤY TỜ ĐÃ SỐ HÓA".to_owned(), words, payload }
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
    actor.must_say_what_for(state, code, part).await?;
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

pub(crate) async fn change(
    state: &ApiState,
    actor: &Actor,
    code: &PaperCode,
    change: StateChange,
) -> Result<Json<PaperRecord>, Problem> {
    if let Some(record) = state.registry.ledger.paper(code).await? {
        actor.must_act_for(state, &record.paper.unit)?;
    }
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
