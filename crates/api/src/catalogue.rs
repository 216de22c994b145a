//! What the catalogue says today: what pages offer to choose from.

use aide::axum::{ApiRouter, routing::get_with};
use axum::{
    Json,
    extract::{Query, State},
};
use catalogue::Level;
use jiff::{Timestamp, civil::Date};
use model::{HolderId, PaperTypeCode, ProcedureCode, UnitCode, local_date};
use registry::Registry;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ApiState, Problem, identity::Actor};

pub(crate) fn routes() -> ApiRouter<ApiState> {
    ApiRouter::new()
        .api_route(
            "/v1/catalogue/paper-types",
            get_with(paper_types, |operation| operation.id("list_paper_types").summary("All paper types")),
        )
        .api_route(
            "/v1/catalogue/procedures",
            get_with(procedures, |operation| operation.id("list_procedures").summary("All procedures")),
        )
        .api_route(
            "/v1/catalogue/units",
            get_with(units, |operation| operation.id("list_units").summary("All units that live on a day")),
        )
        .api_route("/v1/catalogue/plans", get_with(plans, |operation| operation.id("list_plans").summary("All plans")))
        .api_route(
            "/v1/catalogue/issuers",
            get_with(issuers, |operation| {
                operation
                    .id("find_issuers")
                    .summary("Issuers of papers that are here, whose name has words that begin so")
            }),
        )
        .api_route(
            "/v1/catalogue/holders",
            get_with(holders, |operation| {
                operation
                    .id("find_holders")
                    .summary("Holders whose ID or name begins so: whom a paper in hand may be of")
            }),
        )
}

fn today() -> Date {
    local_date(Timestamp::now())
}

/// A paper type.
#[derive(Serialize, JsonSchema)]
struct PaperTypeAnswer {
    code: PaperTypeCode,
    name: String,
}

async fn paper_types(State(state): State<ApiState>) -> Json<Vec<PaperTypeAnswer>> {
    let types = state.registry.catalogue.paper_types();
    Json(types.map(|one| PaperTypeAnswer { code: one.code.clone(), name: one.name.clone() }).collect())
}

/// What a procedure asks for.
#[derive(Serialize, JsonSchema)]
struct ComponentAnswer {
    paper_type: PaperTypeCode,
    paper_type_name: String,
    /// Whether the dossier is incomplete without it.
    required: bool,
}

/// A procedure.
#[derive(Serialize, JsonSchema)]
struct ProcedureAnswer {
    code: ProcedureCode,
    name: String,
    /// Its field (lĩnh vực).
    field: Option<String>,
    components: Vec<ComponentAnswer>,
}

async fn procedures(State(state): State<ApiState>) -> Json<Vec<ProcedureAnswer>> {
    let catalogue = &state.registry.catalogue;
    let component = |component: &catalogue::Component| ComponentAnswer {
        paper_type: component.paper_type.clone(),
        paper_type_name: catalogue.paper_type(&component.paper_type).map(|one| one.name.clone()).unwrap_or_default(),
        required: component.required,
    };
    let answers = catalogue.procedures().map(|procedure| ProcedureAnswer {
        code: procedure.code.clone(),
        name: procedure.name.clone(),
        field: procedure.field.clone(),
        components: procedure.components.iter().map(component).collect(),
    });
    Json(answers.collect())
}

/// A unit.
#[derive(Serialize, JsonSchema)]
struct UnitAnswer {
    code: UnitCode,
    name: String,
    level: Level,
    /// The unit above it.
    parent: Option<UnitCode>,
}

#[derive(Deserialize, JsonSchema)]
struct UnitsQuery {
    /// The day whose units are told; today when left out.
    on: Option<Date>,
}

async fn units(State(state): State<ApiState>, Query(query): Query<UnitsQuery>) -> Json<Vec<UnitAnswer>> {
    let map = state.registry.catalogue.map_on(query.on.unwrap_or_else(today));
    let answer = |unit: &catalogue::Unit| UnitAnswer {
        code: unit.code.clone(),
        name: unit.name.clone(),
        level: unit.level,
        parent: unit.parent.clone(),
    };
    Json(map.units().map(answer).collect())
}

/// A plan.
#[derive(Serialize, JsonSchema)]
struct PlanAnswer {
    /// Its short name, by which figures are asked for.
    id: String,
    /// Its title and number.
    name: String,
    /// Whether it is the one that figures are held against unless another is asked for.
    in_force: bool,
}

async fn plans(State(state): State<ApiState>) -> Json<Vec<PlanAnswer>> {
    let Registry { catalogue, plan_in_force, .. } = &state.registry;
    let answer = |plan: &catalogue::Plan| PlanAnswer {
        id: plan.name.clone(),
        name: plan.title.clone(),
        in_force: plan_in_force.as_ref() == Some(&plan.name),
    };
    Json(catalogue.plans().map(answer).collect())
}

#[derive(Deserialize, JsonSchema)]
struct HoldersQuery {
    /// An ID, or a name in any spelling.
    q: String,
}

/// Somebody who holds papers.
#[derive(Serialize, JsonSchema)]
struct HolderAnswer {
    holder: HolderId,
    name: Option<String>,
}

const HOLDERS_MAX: usize = 10;
const ISSUERS_MAX: usize = 20;

#[derive(Deserialize, JsonSchema)]
struct IssuersQuery {
    /// Some words of a name in their order, the last one perhaps not whole, in any spelling.
    q: String,
}

async fn issuers(
    State(state): State<ApiState>,
    Query(query): Query<IssuersQuery>,
) -> Result<Json<Vec<String>>, Problem> {
    Ok(Json(state.registry.issuers(query.q, ISSUERS_MAX).await?))
}

async fn holders(
    State(state): State<ApiState>,
    actor: Actor,
    Query(query): Query<HoldersQuery>,
) -> Result<Json<Vec<HolderAnswer>>, Problem> {
    if query.q.trim().is_empty() {
        return Err(Problem::bad_request("say whom to look for: q=…"));
    }
    let found = state.registry.look_up(&actor, Some(&query.q), None, 5 * HOLDERS_MAX).await?;
    let mut holders: Vec<HolderAnswer> = Vec::new();
    for holder in found.papers.into_iter().map(|paper| paper.holder) {
        if holders.len() < HOLDERS_MAX && holders.iter().all(|known| known.holder != holder.id) {
            holders.push(HolderAnswer { holder: holder.id, name: holder.name });
        }
    }
    Ok(Json(holders))
}
