//! Separator sheets to be printed.

use aide::{
    OperationOutput,
    axum::{ApiRouter, routing::get_with},
    generate::GenContext,
    openapi::Operation,
};
use axum::{
    body::Body,
    extract::{Query, State},
    http::header,
    response::Response,
};
use model::{DossierNumber, PaperTypeCode, Separator};
use registry::separator_sheets;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{ApiState, Problem};

/// More than a printer's tray holds.
const SHEETS_MAX: u32 = 500;

pub(crate) fn routes() -> ApiRouter<ApiState> {
    ApiRouter::new().api_route(
        "/v1/sheets",
        get_with(sheets, |operation| {
            operation
                .id("print_sheets")
                .response::<200, Pdf>()
                .summary("Separator sheets as a PDF: of a dossier, of a paper type, or of neither")
        }),
    )
}

#[derive(Deserialize, JsonSchema)]
struct SheetsQuery {
    /// A sheet before this dossier, and before what follows of it.
    dossier: Option<DossierNumber>,
    /// Sheets before papers of this type; only that another paper begins when left out.
    #[serde(rename = "type")]
    paper_type: Option<PaperTypeCode>,
    /// How many for papers, at most 500; one when there is no dossier either.
    count: Option<u32>,
}

async fn sheets(State(state): State<ApiState>, Query(query): Query<SheetsQuery>) -> Result<Response, Problem> {
    let SheetsQuery { dossier, paper_type, count } = query;
    let count = count.unwrap_or(u32::from(dossier.is_none() || paper_type.is_some())).min(SHEETS_MAX);
    let mut separators: Vec<Separator> = dossier.map(Separator::Dossier).into_iter().collect();
    let paper = paper_type.map_or(Separator::Next, Separator::Paper);
    separators.extend((0..count).map(|_| paper.clone()));
    let pdf = separator_sheets(&state.registry.catalogue, &separators)?;
    Response::builder()
        .header(header::CONTENT_TYPE, "application/pdf")
        .header(header::CONTENT_DISPOSITION, "inline; filename=\"to-phan-cach.pdf\"")
        .body(Body::from(pdf))
        .map_err(|error| Problem::bad_request(error.to_string()))
}

/// Tells the document that the answer is a PDF.
struct Pdf;

impl OperationOutput for Pdf {
    type Inner = Self;

    fn operation_response(_: &mut GenContext, _: &mut Operation) -> Option<aide::openapi::Response> {
        let mut response = aide::openapi::Response { description: "A PDF".to_owned(), ..Default::default() };
        response.content.insert("application/pdf".to_owned(), Default::default());
        Some(response)
    }
}
