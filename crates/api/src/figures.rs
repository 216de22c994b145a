//! The figures that managers answer for, the dossiers behind them, and reports.

use aide::axum::{ApiRouter, IntoApiResponse, routing::get_with};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::header,
};
use coverage::{
    Figure, Indicator, Told,
    render::{self, RenderError},
    report::{Report, ReportKind},
};
use jiff::civil::Date;
use model::{DossierNumber, DossierRecord, PaperCode, PaperRecord, PaperTypeCode, ProcedureCode, UnitCode};
use registry::{Days, FiguresQuestion, RegistryError, Side};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ApiState, Problem, identity::Actor};

/// A list longer than this is asked for in pages.
const LISTED_MAX: usize = 1000;

pub(crate) fn routes() -> ApiRouter<ApiState> {
    ApiRouter::new()
        .api_route(
            "/v1/indicators",
            get_with(indicators, |operation| {
                operation.id("indicators").summary("The national indicators 4.1 to 4.4, with their explanations")
            }),
        )
        .api_route(
            "/v1/indicators/{figure}/dossiers",
            get_with(behind, |operation| operation.id("dossiers_behind").summary("The dossiers behind a figure")),
        )
        .api_route(
            "/v1/figures/5.1/papers",
            get_with(papers, |operation| {
                operation.id("papers_in_force").summary("The papers behind figure 5.1: results in force on a day")
            }),
        )
        .api_route(
            "/v1/figures",
            get_with(figures, |operation| {
                operation.id("figures").summary("The figures of the plans, with their explanations")
            }),
        )
        .api_route(
            "/v1/reports/{kind}",
            get_with(report, |operation| {
                operation
                    .id("report")
                    .summary("A report")
                    .description("level, units, 766, inventory, reuse, backlog, waiting or productivity; as JSON, or with `format` as csv, xlsx or pdf")
            }),
        )
}

/// Which days and units; part of each query.
#[derive(Deserialize, JsonSchema)]
struct PeriodQuery {
    /// The first day; the first of the last day's year when left out.
    from: Option<Date>,
    /// The last day; today when left out.
    to: Option<Date>,
    /// As it was known by the end of this day; today when left out.
    as_of: Option<Date>,
    /// The day whose map of units is counted on; `as_of` when left out.
    map: Option<Date>,
    /// Only this unit and those below it.
    unit: Option<UnitCode>,
}

impl PeriodQuery {
    /// What is asked, of the units that whoever asks may see.
    fn question(self, state: &ApiState, actor: &Actor) -> Result<FiguresQuestion, Problem> {
        let Self { from, to, as_of, map, unit } = self;
        Ok(FiguresQuestion { unit: actor.bounded(state, unit)?, ..Days { from, to, as_of, map }.into() })
    }
}

#[derive(Deserialize, JsonSchema)]
struct FiguresQuery {
    #[serde(flatten)]
    period: PeriodQuery,
    /// Only dossiers of this procedure.
    procedure: Option<ProcedureCode>,
    /// The plan to hold it against; that in force when left out, none when empty.
    plan: Option<String>,
    /// Whether each unit is told.
    #[serde(default)]
    by_unit: bool,
}

impl FiguresQuery {
    fn question(self, state: &ApiState, actor: &Actor) -> Result<FiguresQuestion, Problem> {
        let Self { period, procedure, plan, by_unit } = self;
        Ok(FiguresQuestion { procedure, plan, each_unit: by_unit, ..period.question(state, actor)? })
    }
}

async fn indicators(
    State(state): State<ApiState>,
    actor: Actor,
    Query(query): Query<FiguresQuery>,
) -> Result<Json<Told<Indicator>>, Problem> {
    Ok(Json(state.registry.indicators(&query.question(&state, &actor)?).await?))
}

async fn figures(
    State(state): State<ApiState>,
    actor: Actor,
    Query(query): Query<FiguresQuery>,
) -> Result<Json<Told<Figure>>, Problem> {
    Ok(Json(state.registry.figures(&query.question(&state, &actor)?).await?))
}

#[derive(Deserialize, JsonSchema)]
struct ListQuery {
    /// Those that count (`numerator`), all (`denominator`) or those that are `missing`.
    #[serde(default)]
    side: ListSide,
    /// Those after this number.
    after: Option<DossierNumber>,
    /// At most so many, up to 1,000.
    limit: Option<usize>,
    /// Only dossiers of this procedure.
    procedure: Option<ProcedureCode>,
    #[serde(flatten)]
    period: PeriodQuery,
}

#[derive(Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ListSide {
    Numerator,
    Denominator,
    #[default]
    Missing,
}

#[derive(Serialize, JsonSchema)]
struct DossierList {
    /// By number.
    dossiers: Vec<DossierRecord>,
    /// Where to go on (`after`); null at the end.
    next: Option<DossierNumber>,
}

async fn behind(
    State(state): State<ApiState>,
    actor: Actor,
    Path(figure): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Json<DossierList>, Problem> {
    let ListQuery { side, after, limit, procedure, period } = query;
    let question = FiguresQuestion { procedure, ..period.question(&state, &actor)? };
    let side = match side {
        ListSide::Numerator => Side::Numerator,
        ListSide::Denominator => Side::Denominator,
        ListSide::Missing => Side::Missing,
    };
    let limit = limit.unwrap_or(100).min(LISTED_MAX);
    let page = state.registry.dossiers_behind(&figure, side, &question, after, limit).await?;
    Ok(Json(DossierList { dossiers: page.dossiers, next: page.next }))
}

#[derive(Deserialize, JsonSchema)]
struct PapersQuery {
    /// The day; today when left out.
    on: Option<Date>,
    /// The day whose map of units is counted on; `on` when left out.
    map: Option<Date>,
    /// Only this unit and those below it.
    unit: Option<UnitCode>,
    /// Only this type.
    #[serde(rename = "type")]
    paper_type: Option<PaperTypeCode>,
    /// Those after this code.
    after: Option<PaperCode>,
    /// At most so many, up to 1,000.
    limit: Option<usize>,
}

#[derive(Serialize, JsonSchema)]
struct PaperList {
    /// By code.
    papers: Vec<PaperRecord>,
    /// Where to go on (`after`); null at the end.
    next: Option<PaperCode>,
}

async fn papers(
    State(state): State<ApiState>,
    actor: Actor,
    Query(query): Query<PapersQuery>,
) -> Result<Json<PaperList>, Problem> {
    let PapersQuery { on, map, unit, paper_type, after, limit } = query;
    let unit = actor.bounded(&state, unit)?;
    let question = FiguresQuestion { unit, ..Days { from: None, to: on, as_of: on, map }.into() };
    let limit = limit.unwrap_or(100).min(LISTED_MAX);
    let page = state.registry.papers_behind(&question, paper_type, after, limit).await?;
    Ok(Json(PaperList { papers: page.papers, next: page.next }))
}

#[derive(Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ReportFormat {
    #[default]
    Json,
    Csv,
    Xlsx,
    Pdf,
}

#[derive(Deserialize, JsonSchema)]
struct ReportQuery {
    /// How it is written.
    #[serde(default)]
    format: ReportFormat,
    #[serde(flatten)]
    period: PeriodQuery,
    /// The plan to hold it against; that in force when left out, none when empty.
    plan: Option<String>,
}

async fn report(
    State(state): State<ApiState>,
    actor: Actor,
    Path(kind): Path<ReportKind>,
    Query(query): Query<ReportQuery>,
) -> Result<impl IntoApiResponse, Problem> {
    let ReportQuery { format, period, plan } = query;
    let question = FiguresQuestion { plan, ..period.question(&state, &actor)? };
    let report = state.registry.report(kind, &question).await?;
    let (bytes, media_type) = written(&report, format).map_err(|error| {
        Problem::from(RegistryError::File { what: error.to_string(), source: std::io::Error::other(error) })
    })?;
    Ok(([(header::CONTENT_TYPE, media_type)], bytes))
}

fn written(report: &Report, format: ReportFormat) -> Result<(Vec<u8>, &'static str), RenderError> {
    Ok(match format {
        ReportFormat::Json => (render::json(report)?.into_bytes(), "application/json"),
        ReportFormat::Csv => (render::csv(report).into_bytes(), "text/csv; charset=utf-8"),
        ReportFormat::Xlsx => {
            (render::xlsx(report)?, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        }
        ReportFormat::Pdf => (render::pdf(report)?, "application/pdf"),
    })
}
