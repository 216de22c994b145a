//! Coverage and declared inventories.

use aide::axum::{
    ApiRouter,
    routing::{get_with, put_with},
};
use axum::{
    Json,
    extract::{Query, State},
};
use coverage::Coverage;
use jiff::{Timestamp, civil::Date};
use model::{UnitCode, local_date};
use registry::{FileReport, Taking, TextFile};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{ApiState, Problem, actor::Actor};

pub(crate) fn routes() -> ApiRouter<ApiState> {
    ApiRouter::new()
        .api_route(
            "/v1/coverage",
            get_with(coverage, |operation| {
                operation.id("coverage").summary("Digitised share of results in force, by level and unit")
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
    /// The target plan.
    plan: Option<String>,
    /// Only this unit and those below it.
    unit: Option<UnitCode>,
}

async fn coverage(
    State(state): State<ApiState>,
    Query(query): Query<CoverageQuery>,
) -> Result<Json<Coverage>, Problem> {
    let on = query.on.unwrap_or_else(|| local_date(Timestamp::now()));
    Ok(Json(state.registry.coverage(on, query.plan.as_deref(), query.unit.as_ref(), false).await?))
}

async fn inventory(State(state): State<ApiState>, actor: Actor, csv: String) -> Result<Json<FileReport>, Problem> {
    let file = TextFile { name: "inventory.csv", text: &csv };
    let report = state.registry.declare_inventory(&actor, file, Taking::AllOrNothing).await?;
    Ok(Json(report.all_right()?))
}
