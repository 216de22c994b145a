//! Handing in scans, and what became of them.

use std::{convert::Infallible, path::Path as FilePath, time::Duration};

use aide::axum::{
    ApiRouter,
    routing::{get_with, post_with, put_with},
};
use axum::{
    Json,
    body::Body,
    extract::{Multipart, Path, Query, State},
    http::StatusCode,
    response::sse::{Event, KeepAlive, Sse},
};
use futures::{Stream, StreamExt, stream};
use jiff::Timestamp;
use model::{BatchId, Claim, Manifest, ManifestError, ManifestIndex, Reason, SealedReceipt, Sha256Digest, UnitCode};
use registry::{Incoming, display_name};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;

use crate::{ApiState, Problem, actor::Actor};

pub(crate) fn routes() -> ApiRouter<ApiState> {
    ApiRouter::new()
        .api_route(
            "/v1/scans",
            post_with(post_scans, |operation| {
                operation.id("post_scans").summary("Hand in files as one batch").description(
                    "multipart/form-data with the parts unit, operator, manifest (JSON, before the files; optional), \
                     ocr (false to keep and code only; optional) and one part a file. Answers when every byte is durable. \
                     The same bytes again are answered as a duplicate in the receipt.",
                )
            }),
        )
        .api_route(
            "/v1/scans/{sha256}",
            put_with(put_scan, |operation| {
                operation.id("put_scan").summary("Hand in one file under the hash of its bytes")
            }),
        )
        .api_route(
            "/v1/batches/{batch}",
            get_with(get_receipt, |operation| {
                operation.id("get_batch").summary("The receipt of a batch, as far as it is done with")
            }),
        )
        .api_route(
            "/v1/receipts/{batch}",
            get_with(get_receipt, |operation| operation.id("get_receipt").summary("The receipt of a batch, signed")),
        )
        .route("/v1/batches/{batch}/events", axum::routing::get(batch_events))
}

/// What was handed in.
#[derive(Serialize, JsonSchema)]
struct Accepted {
    /// The batch; its receipt is at `/v1/batches/{batch}`.
    batch: BatchId,
    /// How many files were taken in.
    files: u32,
    /// SHA-256 of each in order; null for one of which not a byte could be read.
    sha256: Vec<Option<Sha256Digest>>,
}

async fn post_scans(
    State(state): State<ApiState>,
    actor: Actor,
    mut parts: Multipart,
) -> Result<(StatusCode, Json<Accepted>), Problem> {
    let mut form = Form { operator: actor.0.name, unit: None, manifest: None, read: true, files: Vec::new() };
    while let Some(field) = parts.next_field().await.map_err(|error| Problem::bad_request(error.body_text()))? {
        form.take(&state, field).await?;
    }
    let unit = form.unit.ok_or_else(|| Problem::bad_request("the part unit is missing, for example H48.28.05"))?;
    if form.files.is_empty() {
        return Err(Problem::bad_request("there is no file in the request"));
    }
    let batch = state.registry.open_batch(unit, &form.operator).await?;
    let mut answered = Vec::new();
    let manifest = form.manifest.as_ref().map(Manifest::index);
    for (position, (given, file)) in (1..).zip(form.files) {
        let incoming = incoming(&given, &file, manifest.as_ref(), form.read);
        let stored = state.registry.receive(&batch, position, incoming).await?;
        answered.push(stored.map(|stored| stored.sha256));
    }
    let accepted =
        Accepted { batch: batch.batch, files: u32::try_from(answered.len()).unwrap_or(u32::MAX), sha256: answered };
    Ok((StatusCode::ACCEPTED, Json(accepted)))
}

/// The parts of an upload as they come.
struct Form {
    unit: Option<UnitCode>,
    operator: String,
    manifest: Option<Manifest>,
    read: bool,
    /// The name as the client gave it, and the bytes.
    files: Vec<(String, NamedTempFile)>,
}

impl Form {
    async fn take(&mut self, state: &ApiState, mut field: axum::extract::multipart::Field<'_>) -> Result<(), Problem> {
        let name = field.name().unwrap_or_default().to_owned();
        if let Some(given) = field.file_name().map(str::to_owned).filter(|_| name != "manifest") {
            let file = NamedTempFile::new_in(&state.work_folder).map_err(cannot_keep)?;
            let mut out = tokio::fs::File::from_std(file.reopen().map_err(cannot_keep)?);
            while let Some(chunk) = field.chunk().await.map_err(|error| Problem::bad_request(error.body_text()))? {
                out.write_all(&chunk).await.map_err(cannot_keep)?;
            }
            out.flush().await.map_err(cannot_keep)?;
            self.files.push((given, file));
            return Ok(());
        }
        let text = field.text().await.map_err(|error| Problem::bad_request(error.body_text()))?;
        match name.as_str() {
            "unit" => self.unit = Some(text.parse().map_err(|error| Problem::bad_request(format!("unit: {error}")))?),
            "operator" => self.operator = text,
            "manifest" => {
                let parsed =
                    Manifest::parse(text.as_bytes()).map_err(|error| Problem::bad_request(error.to_string()))?;
                self.manifest = Some(parsed);
            }
            "ocr" => self.read = text.trim() != "false",
            other => {
                let detail = format!("there is no part {other}; there are unit, operator, manifest, ocr and files");
                return Err(Problem::bad_request(detail));
            }
        }
        Ok(())
    }
}

fn incoming(given: &str, file: &NamedTempFile, manifest: Option<&ManifestIndex<'_>>, read: bool) -> Incoming {
    let name = display_name(given);
    Incoming {
        refusal: (leads_elsewhere(given)).then(|| Reason {
            kind: "path_outside".to_owned(),
            message: format!("the file name of {name} leads out of its folder"),
            hint: "send the file's own name, without ../".to_owned(),
        }),
        claims: manifest.map_or(Ok(Vec::new()), |manifest| claims(manifest, given, &name)),
        path: name,
        file: file.path().to_owned(),
        read,
    }
}

fn leads_elsewhere(given: &str) -> bool {
    given.split(['/', '\\']).any(|part| part == "..") || FilePath::new(given).is_absolute()
}

/// By the path that the client gave, else by the file's own name when one entry alone has it.
fn claims(manifest: &ManifestIndex<'_>, given: &str, name: &str) -> Result<Vec<Claim>, ManifestError> {
    manifest.find(given, name).map_or(Ok(Vec::new()), |path| manifest.claims(path, Timestamp::now()))
}

fn cannot_keep(error: std::io::Error) -> Problem {
    tracing::error!(%error, "an upload cannot be kept");
    Problem::new(StatusCode::INSUFFICIENT_STORAGE, "work_folder")
        .titled("Không lưu được tệp tải lên", format!("the upload cannot be kept: {error}"))
        .hinted("make room on the disk of the data folder, then send it again")
}

/// Where a single file comes from.
#[derive(Deserialize, JsonSchema)]
struct PutScan {
    /// The unit that scans.
    unit: UnitCode,
    /// Who scans.
    operator: Option<String>,
    /// The file's name, for people.
    name: Option<String>,
    /// False to keep and code only.
    ocr: Option<bool>,
}

async fn put_scan(
    State(state): State<ApiState>,
    actor: Actor,
    Path(sha256): Path<Sha256Digest>,
    Query(query): Query<PutScan>,
    body: Body,
) -> Result<(StatusCode, Json<Accepted>), Problem> {
    let file = NamedTempFile::new_in(&state.work_folder).map_err(cannot_keep)?;
    let mut out = tokio::fs::File::from_std(file.reopen().map_err(cannot_keep)?);
    let mut bytes = body.into_data_stream();
    let mut length: u64 = 0;
    while let Some(chunk) = bytes.next().await {
        let chunk = chunk.map_err(|error| Problem::bad_request(error.to_string()))?;
        length += chunk.len() as u64;
        if length > state.upload_bytes_max {
            let detail = format!("more than {} bytes", state.upload_bytes_max);
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_long").titled("Tệp quá lớn", detail));
        }
        out.write_all(&chunk).await.map_err(cannot_keep)?;
    }
    out.flush().await.map_err(cannot_keep)?;
    let found = Sha256Digest::of_reader(&mut file.reopen().map_err(cannot_keep)?).map_err(cannot_keep)?.0;
    if found != sha256 {
        let detail = format!("the bytes have the SHA-256 {found}, not {sha256}");
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "wrong_hash")
            .titled("Nội dung không khớp mã băm", detail)
            .hinted("the file changed on its way: send it again"));
    }
    let operator = query.operator.unwrap_or(actor.0.name);
    let batch = state.registry.open_batch(query.unit, &operator).await?;
    let given = query.name.unwrap_or_else(|| sha256.short(12));
    let incoming = incoming(&given, &file, None, query.ocr.unwrap_or(true));
    state.registry.receive(&batch, 1, incoming).await?;
    Ok((StatusCode::ACCEPTED, Json(Accepted { batch: batch.batch, files: 1, sha256: vec![Some(sha256)] })))
}

async fn receipt_of(state: &ApiState, batch: BatchId) -> Result<SealedReceipt, Problem> {
    state.registry.receipt(batch).await?.ok_or_else(|| {
        Problem::new(StatusCode::NOT_FOUND, "unknown_batch")
            .titled("Không có mẻ quét này", format!("there is no batch {batch}"))
    })
}

async fn get_receipt(
    State(state): State<ApiState>,
    Path(batch): Path<BatchId>,
) -> Result<Json<SealedReceipt>, Problem> {
    Ok(Json(receipt_of(&state, batch).await?))
}

/// How often a batch that somebody watches is looked at.
const WATCH_INTERVAL: Duration = Duration::from_millis(300);

/// Server-sent events: `file` with each file that is done with, once. The stream ends when the client goes.
async fn batch_events(
    State(state): State<ApiState>,
    Path(batch): Path<BatchId>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    receipt_of(&state, batch).await?;
    let files = stream::unfold((state, 0_usize), move |(state, told)| async move {
        loop {
            let receipt = state.registry.ledger.receipt(batch).await.ok().flatten()?;
            if receipt.files.len() > told {
                let event = Event::default().event("file").json_data(&receipt.files[told]).ok()?;
                return Some((Ok(event), (state, told + 1)));
            }
            tokio::time::sleep(WATCH_INTERVAL).await;
        }
    });
    Ok(Sse::new(files).keep_alive(KeepAlive::default()))
}
