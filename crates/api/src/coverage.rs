//! Coverage and declared inventories.

use std::collections::BTreeMap;

use aide::axum::{
    ApiRouter,
    routing::{get_with, put_with},
};
use axum::{
    Json,
    extract::{Path, Query, State},
};
use coverage::Coverage;
use jiff::{Timestamp, civil::Date};
use model::{UnitCode, local_date};
use registry::{FileReport, Taking, TextFile};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ApiState, Problem, identity::Actor};

pub(crate) fn routes() -> ApiRouter<ApiState> {
    ApiRouter::new()
        .api_route(
            "/v1/coverage",
            get_with(coverage, |operation| {
                operation.id("coverage").summary("Digitised share of results in force, by level and unit")
            }),
        )
        .api_route(
            "/v1/standing",
            get_with(standing, |operation| {
                operation
                    .id("standing")
                    .summary("What stands in the way: papers that wait, files that cannot be taken, by unit")
            }),
        )
        .api_route(
            "/v1/standing/{what}",
            get_with(standing_behind, |operation| {
                operation
                    .id("standing_behind")
                    .summary("What is held, awaiting_approval or refused, the oldest first")
                    .description("Files and reasons, and no holder: a manager has no dossier in hand. At most 1,000.")
            }),
        )
        .api_route(
            "/v1/inventory",
            put_with(inventory, |operation| {
                operation
                    .id("declare_inventory")
                    .summary("Declare inventories")
                    .description("CSV with the columns unit, type, count, as_of; all of it or nothing")
            }),
        )
}

#[derive(Deserialize, JsonSchema)]
struct CoverageQuery {
    /// The day; today when left out.
    on: Option<Date>,
    /// The target plan; that in force when left out, none when empty.
    plan: Option<String>,
    /// Only this unit and those below it.
    unit: Option<UnitCode>,
    /// False for the levels alone: what a trend is drawn from.
    by_unit: Option<bool>,
}

async fn coverage(
    State(state): State<ApiState>,
    actor: Actor,
    Query(query): Query<CoverageQuery>,
) -> Result<Json<Coverage>, Problem> {
    let on = query.on.unwrap_or_else(|| local_date(Timestamp::now()));
    let unit = actor.bounded(&state, query.unit)?;
    let mut coverage = state.registry.coverage(on, query.plan.as_deref(), unit.as_ref(), false).await?;
    if query.by_unit == Some(false) {
        coverage.rows.retain(|row| row.unit.is_none());
        coverage.inconsistencies.clear();
    }
    Ok(Json(coverage))
}

async fn inventory(State(state): State<ApiState>, actor: Actor, csv: String) -> Result<Json<FileReport>, Problem> {
    let file = TextFile { name: "inventory.csv", text: &csv };
    let report = state.registry.declare_inventory(&actor, file, Taking::AllOrNothing).await?;
    Ok(Json(report.all_right()?))
}

#[derive(Deserialize, JsonSchema)]
struct StandingQuery {
    /// Only this unit and those below it.
    unit: Option<UnitCode>,
}

/// What stands in the way of one unit.
#[derive(Serialize, JsonSchema)]
struct StandingOfUnit {
    unit: UnitCode,
    unit_name: Option<String>,
    /// Papers that wait for a person.
    held: u32,
    /// Papers that wait for approval.
    awaiting_approval: u32,
    /// Files that cannot be taken and lie in quarantine.
    refused: u32,
}

/// What stands in the way.
#[derive(Serialize, JsonSchema)]
struct Standing {
    /// Papers that wait for a person.
    held: u32,
    /// Papers that wait for approval.
    awaiting_approval: u32,
    /// Files that cannot be taken and lie in quarantine.
    refused: u32,
    /// Files on their way, of all units.
    on_their_way: u64,
    /// By unit, those with most first.
    by_unit: Vec<StandingOfUnit>,
}

/// Of more of a kind, the oldest are counted.
const STANDING_READ_MAX: usize = 10_000;

async fn standing(
    State(state): State<ApiState>,
    actor: Actor,
    Query(query): Query<StandingQuery>,
) -> Result<Json<Standing>, Problem> {
    let ledger = &state.registry.ledger;
    let bound = actor.bounded(&state, query.unit)?;
    let mut by_unit: BTreeMap<UnitCode, [u32; 3]> = BTreeMap::new();
    let mut add = |unit: &UnitCode, kind: usize| {
        let asked = bound.as_ref().is_none_or(|above| state.registry.catalogue.is_within(unit, above));
        if asked {
            by_unit.entry(unit.clone()).or_default()[kind] += 1;
        }
    };
    ledger.waiting_reviews(usize::MAX).await?.iter().for_each(|waits| add(&waits.unit, 0));
    ledger.awaiting_approval(STANDING_READ_MAX).await?.iter().for_each(|record| add(&record.paper.unit, 1));
    for (_, received) in ledger.refused(STANDING_READ_MAX).await? {
        received.iter().for_each(|scan| add(&scan.unit, 2));
    }
    let total = |kind: usize| by_unit.values().map(|counts| counts[kind]).sum();
    let (held, awaiting_approval, refused) = (total(0), total(1), total(2));
    let mut rows: Vec<StandingOfUnit> = by_unit
        .into_iter()
        .map(|(unit, [held, awaiting_approval, refused])| StandingOfUnit {
            unit_name: state.unit_name(&unit),
            unit,
            held,
            awaiting_approval,
            refused,
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.held + row.awaiting_approval + row.refused));
    let on_their_way = ledger.jobs_queued().await?;
    Ok(Json(Standing { held, awaiting_approval, refused, on_their_way, by_unit: rows }))
}

/// What stands in the way, by kind.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum StandingKind {
    Held,
    AwaitingApproval,
    Refused,
}

/// One thing that stands in the way.
#[derive(Serialize, JsonSchema)]
struct StandingItem {
    /// The file that it came in.
    path: String,
    unit: UnitCode,
    /// Since when.
    since: Timestamp,
    /// Why.
    reason: Option<String>,
}

/// More are not read by anybody.
const STANDING_LISTED_MAX: usize = 1_000;

async fn standing_behind(
    State(state): State<ApiState>,
    actor: Actor,
    Path(what): Path<StandingKind>,
    Query(query): Query<StandingQuery>,
) -> Result<Json<Vec<StandingItem>>, Problem> {
    let ledger = &state.registry.ledger;
    let bound = actor.bounded(&state, query.unit)?;
    let asked = |unit: &UnitCode| bound.as_ref().is_none_or(|above| state.registry.catalogue.is_within(unit, above));
    let mut items = Vec::new();
    match what {
        StandingKind::Held => {
            for item in ledger.reviews(STANDING_READ_MAX).await?.into_iter().filter(|item| asked(&item.unit)) {
                let reason = item.reasons.first().map(|reason| reason.message.clone());
                items.push(StandingItem { path: item.path, unit: item.unit, since: item.scanned_at, reason });
            }
        }
        StandingKind::AwaitingApproval => {
            for record in ledger.awaiting_approval(STANDING_LISTED_MAX).await? {
                let paper = record.paper;
                if !asked(&paper.unit) {
                    continue;
                }
                let path = ledger.scan(paper.scan).await?.map_or(paper.name, |scan| scan.path);
                items.push(StandingItem { path, unit: paper.unit, since: paper.scanned_at, reason: None });
            }
        }
        StandingKind::Refused => {
            for (finished, received) in ledger.refused(STANDING_READ_MAX).await? {
                let Some(received) = received.filter(|received| asked(&received.unit)) else { continue };
                let reason = finished.reason.map(|reason| reason.message);
                items.push(StandingItem {
                    path: finished.path,
                    unit: received.unit,
                    since: received.received_at,
                    reason,
                });
            }
        }
    }
    items.sort_by_key(|item| item.since);
    items.truncate(STANDING_LISTED_MAX);
    Ok(Json(items))
}
