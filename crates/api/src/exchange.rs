//! What one-stop systems tell of dossiers, visits and staff, and what the national portal is told.

use std::{io, sync::Arc};

use aide::axum::{
    ApiRouter,
    routing::{get_with, post_with, put_with},
};
use axum::{
    Json,
    extract::{Path, Query, State},
};
use exchange::{Dossiers, Format, Message};
use jiff::civil::Date;
use model::{DossierNumber, DossierRecord, HandOver, UnitCode};
use registry::{DossierFile, DossierStep, FileReport, Taking, TextFile};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{ApiState, Problem, identity::Actor};

pub(crate) fn routes() -> ApiRouter<ApiState> {
    ApiRouter::new()
        .api_route(
            "/v1/exchange/dossiers/{number}",
            get_with(message, |operation| {
                operation.id("exchange_dossier").summary("What the national portal is told of a dossier")
            }),
        )
        .api_route(
            "/v1/exchange/dossiers",
            get_with(messages, |operation| {
                operation.id("exchange_period").summary("The same of the dossiers received in a period")
            })
            .post_with(import, |operation| {
                operation
                    .id("import_dossiers")
                    .summary("Take in dossiers as a one-stop system exports them")
                    .description("CSV, JSON or a message a line; what is wrong is told by line and column, and the good ones go in")
            }),
        )
        .api_route(
            "/v1/dossiers/{number}/step",
            post_with(step, |operation| operation.id("step_dossier").summary("Take a dossier a step on")),
        )
        .api_route(
            "/v1/dossiers/{number}/hand-over",
            post_with(hand_over, |operation| {
                operation.id("hand_over_dossier").summary("Give a dossier to another unit with its papers")
            }),
        )
        .api_route(
            "/v1/tickets",
            put_with(tickets, |operation| {
                operation
                    .id("serve_tickets")
                    .summary("Record visits")
                    .description("CSV with the columns unit, ticket, arrived_at, received_at; all of it or nothing")
            }),
        )
        .api_route(
            "/v1/staff",
            put_with(staff, |operation| {
                operation
                    .id("declare_staff")
                    .summary("Declare who works at counters")
                    .description("CSV with the columns unit, from, to, staff, person_days; all of it or nothing")
            }),
        )
}

async fn message(State(state): State<ApiState>, Path(number): Path<DossierNumber>) -> Result<Json<Message>, Problem> {
    Ok(Json(state.registry.message(&number).await?))
}

#[derive(Deserialize, JsonSchema)]
struct PeriodQuery {
    /// The first day.
    from: Date,
    /// The last day; the first when left out.
    to: Option<Date>,
    /// Only this unit and those below it.
    unit: Option<UnitCode>,
}

async fn messages(
    State(state): State<ApiState>,
    actor: Actor,
    Query(query): Query<PeriodQuery>,
) -> Result<Json<Dossiers>, Problem> {
    let PeriodQuery { from, to, unit } = query;
    let unit = actor.bounded(&state, unit)?;
    Ok(Json(state.registry.messages(from, to.unwrap_or(from), unit.as_ref()).await?))
}

#[derive(Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ImportFormat {
    Csv,
    #[default]
    Json,
    Ndjson,
}

#[derive(Deserialize, JsonSchema)]
struct ImportQuery {
    /// How the body is written.
    #[serde(default)]
    format: ImportFormat,
    /// Take nothing in when a line is wrong.
    #[serde(default)]
    all_or_nothing: bool,
}

async fn import(
    State(state): State<ApiState>,
    actor: Actor,
    Query(query): Query<ImportQuery>,
    body: String,
) -> Result<Json<FileReport>, Problem> {
    let (format, name) = match query.format {
        ImportFormat::Csv => (Format::Csv, "dossiers.csv"),
        ImportFormat::Json => (Format::Json, "dossiers.json"),
        ImportFormat::Ndjson => (Format::Ndjson, "dossiers.ndjson"),
    };
    let body: Arc<[u8]> = body.into_bytes().into();
    let open = move || -> io::Result<Box<dyn io::BufRead>> { Ok(Box::new(io::Cursor::new(Arc::clone(&body)))) };
    let file = DossierFile { name: name.to_owned(), format, open: Box::new(open) };
    let taking = if query.all_or_nothing { Taking::AllOrNothing } else { Taking::GoodLines };
    Ok(Json(state.registry.import_dossiers(&actor, file, taking).await?))
}

#[derive(Deserialize, JsonSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
enum StepRequest {
    /// It was registered and is received now.
    Receive,
    /// Its result is due on another day.
    Due {
        /// The day.
        on: Date,
    },
    /// The authority is done with it.
    Resolve,
    /// Its result was returned.
    Return,
}

async fn step(
    State(state): State<ApiState>,
    actor: Actor,
    Path(number): Path<DossierNumber>,
    Json(request): Json<StepRequest>,
) -> Result<Json<DossierRecord>, Problem> {
    let step = match request {
        StepRequest::Receive => DossierStep::Receive,
        StepRequest::Due { on } => DossierStep::Due(on),
        StepRequest::Resolve => DossierStep::Resolve,
        StepRequest::Return => DossierStep::Return,
    };
    Ok(Json(state.registry.step_dossier(&actor, &number, step).await?))
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct HandOverRequest {
    /// The unit that takes it.
    to: UnitCode,
    /// True when no paper goes along: all of it is taken from the store.
    electronic: bool,
}

async fn hand_over(
    State(state): State<ApiState>,
    actor: Actor,
    Path(number): Path<DossierNumber>,
    Json(request): Json<HandOverRequest>,
) -> Result<Json<HandOver>, Problem> {
    Ok(Json(state.registry.hand_over(&actor, &number, &request.to, request.electronic).await?))
}

async fn tickets(State(state): State<ApiState>, actor: Actor, csv: String) -> Result<Json<FileReport>, Problem> {
    let file = TextFile { name: "tickets.csv", text: &csv };
    Ok(Json(state.registry.serve_tickets(&actor, file, Taking::AllOrNothing).await?.all_right()?))
}

async fn staff(State(state): State<ApiState>, actor: Actor, csv: String) -> Result<Json<FileReport>, Problem> {
    let file = TextFile { name: "staff.csv", text: &csv };
    Ok(Json(state.registry.declare_staff(&actor, file, Taking::AllOrNothing).await?.all_right()?))
}
