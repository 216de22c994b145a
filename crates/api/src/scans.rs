//! Handing in scans, and what became of them.

use std::{
    collections::{BTreeMap, VecDeque},
    convert::Infallible,
    path::Path as FilePath,
    time::Duration,
};

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
use ledger::{BatchSummary, KeptKind};
use model::{
    BatchId, Claim, FileReceipt, Manifest, ManifestError, ManifestIndex, Outcome, PageProgress, Reason, ScanId,
    SealedReceipt, Sha256Digest, UnitCode,
};
use registry::{Incoming, display_name};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;

use crate::{ApiState, Problem, identity::Actor};

pub(crate) fn routes() -> ApiRouter<ApiState> {
    ApiRouter::new()
        .api_route(
            "/v1/scans",
            post_with(post_scans, |operation| {
                operation.id("post_scans").response::<202, Json<Accepted>>().summary("Hand in files as one batch").description(
                    "multipart/form-data with the parts unit, operator, manifest (JSON, before the files; optional), \
                     ocr (false to keep and code only; optional) and one part a file. Answers when every byte is durable. \
                     The same bytes again are answered as a duplicate in the receipt.",
                )
            }),
        )
        .api_route(
            "/v1/scans/{sha256}",
            put_with(put_scan, |operation| {
                operation
                    .id("put_scan")
                    .summary("Hand in one file under the hash of its bytes")
                    .response::<202, Json<Accepted>>()
            }),
        )
        .api_route(
            "/v1/batches",
            get_with(list_batches, |operation| {
                operation.id("list_batches").summary("Batches, the newest first, and how far each is")
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
    let mut form = Form { operator: actor.operator(None), unit: None, manifest: None, read: true, files: Vec::new() };
    while let Some(field) = parts.next_field().await.map_err(|error| Problem::bad_request(error.body_text()))? {
        form.take(&state, &actor, field).await?;
    }
    let unit = form.unit.ok_or_else(|| Problem::bad_request("the part unit is missing, for example H48.28.05"))?;
    if form.files.is_empty() {
        return Err(Problem::bad_request("there is no file in the request"));
    }
    actor.must_act_for(&state, &unit)?;
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
    async fn take(
        &mut self,
        state: &ApiState,
        actor: &Actor,
        mut field: axum::extract::multipart::Field<'_>,
    ) -> Result<(), Problem> {
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
            "operator" => self.operator = actor.operator(Some(text)),
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
    let file = received_file(&state, body).await?;
    let found = Sha256Digest::of_reader(&mut file.reopen().map_err(cannot_keep)?).map_err(cannot_keep)?.0;
    if found != sha256 {
        let detail = format!("the bytes have the SHA-256 {found}, not {sha256}");
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "wrong_hash")
            .titled("Nội dung không khớp mã băm", detail)
            .hinted("the file changed on its way: send it again"));
    }
    let operator = actor.operator(query.operator);
    actor.must_act_for(&state, &query.unit)?;
    let batch = state.registry.open_batch(query.unit, &operator).await?;
    let given = query.name.unwrap_or_else(|| sha256.short(12));
    let incoming = incoming(&given, &file, None, query.ocr.unwrap_or(true));
    state.registry.receive(&batch, 1, incoming).await?;
    Ok((StatusCode::ACCEPTED, Json(Accepted { batch: batch.batch, files: 1, sha256: vec![Some(sha256)] })))
}

/// A request's body as a file in the work folder, gone when it is dropped.
pub(crate) async fn received_file(state: &ApiState, body: Body) -> Result<NamedTempFile, Problem> {
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
    Ok(file)
}

async fn receipt_of(state: &ApiState, actor: &Actor, batch: BatchId) -> Result<SealedReceipt, Problem> {
    let receipt = state.registry.receipt(batch).await?.ok_or_else(|| {
        Problem::new(StatusCode::NOT_FOUND, "unknown_batch")
            .titled("Không có mẻ quét này", format!("there is no batch {batch}"))
    })?;
    actor.must_see_scan(state, &receipt.receipt.unit, &receipt.receipt.operator).await?;
    Ok(receipt)
}

async fn get_receipt(
    State(state): State<ApiState>,
    actor: Actor,
    Path(batch): Path<BatchId>,
) -> Result<Json<SealedReceipt>, Problem> {
    Ok(Json(receipt_of(&state, &actor, batch).await?))
}

/// How often a batch that somebody watches is looked at.
const WATCH_INTERVAL: Duration = Duration::from_millis(300);

/// Server-sent events: `file` with each file that is done with, `progress` with the page that a file on its way has come to,
/// and `done` at the end, when all are. Whoever comes again is told everything again.
async fn batch_events(
    State(state): State<ApiState>,
    actor: Actor,
    Path(batch): Path<BatchId>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    receipt_of(&state, &actor, batch).await?;
    let watched = Watched { state, batch, told: Told::default(), ready: VecDeque::new(), over: false };
    let events = stream::unfold(watched, |mut watched| async move {
        let event = watched.next().await?;
        Some((Ok(event), watched))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

/// A batch that somebody watches.
struct Watched {
    state: ApiState,
    batch: BatchId,
    told: Told,
    ready: VecDeque<Event>,
    over: bool,
}

/// What they know already.
#[derive(Default)]
struct Told {
    files: Vec<FileReceipt>,
    progress: BTreeMap<String, String>,
}

/// The page that a file has come to.
#[derive(Serialize)]
struct FileProgress<'a> {
    path: &'a str,
    #[serde(flatten)]
    at: PageProgress,
}

impl Watched {
    /// The next event; none after the last, or when the ledger does not answer: whoever watches comes again.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            if self.over {
                return None;
            }
            self.look().await.ok()?;
            if self.ready.is_empty() {
                tokio::time::sleep(WATCH_INTERVAL).await;
            }
        }
    }

    async fn look(&mut self) -> Result<(), Problem> {
        let ledger = &self.state.registry.ledger;
        for (scan, kept) in ledger.all_kept(KeptKind::Progress, Timestamp::now()).await? {
            let of_batch = scan.parse::<ScanId>().ok().filter(|scan| scan.batch == self.batch);
            let (Some(id), Ok(at)) = (of_batch, serde_json::from_str::<PageProgress>(&kept.value)) else { continue };
            if self.told.progress.get(&scan) != Some(&kept.value)
                && let Some(received) = ledger.scan(id).await?
            {
                self.ready.extend(event("progress", &FileProgress { path: &received.path, at }));
                self.told.progress.insert(scan, kept.value);
            }
        }
        let Some(summary) = ledger.batch(self.batch).await? else { return Ok(()) };
        for file in &summary.receipt.files {
            // Files end in any order, and two of one name may be the same.
            let known = self.told.files.iter().filter(|told| *told == file).count();
            if known < summary.receipt.files.iter().filter(|other| *other == file).count() {
                self.ready.extend(event("file", file));
                self.told.files.push(file.clone());
            }
        }
        if summary.receipt.files.len() >= summary.files as usize {
            self.ready.push_back(Event::default().event("done").data("{}"));
            self.over = true;
        }
        Ok(())
    }
}

fn event(name: &str, what: &impl Serialize) -> Option<Event> {
    Event::default().event(name).json_data(what).ok()
}

#[derive(Deserialize, JsonSchema)]
struct BatchesQuery {
    /// How many at most; 50 when left out.
    limit: Option<usize>,
}

/// A batch and how far it is.
#[derive(Serialize, JsonSchema)]
struct BatchAnswer {
    batch: BatchId,
    unit: UnitCode,
    unit_name: Option<String>,
    operator: String,
    opened_at: Timestamp,
    /// Files that were received.
    files: u32,
    /// Files that are done with.
    done: u32,
    /// Papers that have their codes.
    papers: u32,
    /// Files of which a paper waits or waited for a person.
    held: u32,
    /// Files that cannot be taken.
    refused: u32,
}

/// How many batches of others are passed over at most, to find those that somebody may see.
const BATCHES_READ_MAX: usize = 2_000;
const BATCHES_AT_ONCE: usize = 100;

async fn list_batches(
    State(state): State<ApiState>,
    actor: Actor,
    Query(query): Query<BatchesQuery>,
) -> Result<Json<Vec<BatchAnswer>>, Problem> {
    let limit = query.limit.unwrap_or(50).min(1000);
    let (mut answers, mut before, mut read) = (Vec::new(), None, 0);
    while answers.len() < limit && read < BATCHES_READ_MAX {
        let page = state.registry.ledger.batches(before, BATCHES_AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        before = Some(last.receipt.batch);
        read += page.len();
        for summary in page {
            let receipt = &summary.receipt;
            if answers.len() < limit && actor.sees_scan(&state, &receipt.unit, &receipt.operator).await? {
                answers.push(BatchAnswer::of(&state, summary));
            }
        }
    }
    Ok(Json(answers))
}

impl BatchAnswer {
    fn of(state: &ApiState, BatchSummary { receipt, files }: BatchSummary) -> Self {
        let count = |fits: &dyn Fn(&FileReceipt) -> bool| {
            u32::try_from(receipt.files.iter().filter(|file| fits(file)).count()).unwrap_or(u32::MAX)
        };
        let papers = receipt.files.iter().flat_map(|file| &file.papers).filter(|paper| paper.code.is_some()).count();
        Self {
            done: count(&|_| true),
            held: count(&|file| file.outcome == Outcome::Held),
            refused: count(&|file| file.outcome == Outcome::Refused),
            papers: u32::try_from(papers).unwrap_or(u32::MAX),
            unit_name: state.unit_name(&receipt.unit),
            batch: receipt.batch,
            opened_at: receipt.received_at,
            unit: receipt.unit,
            operator: receipt.operator,
            files,
        }
    }
}
