//! The HTTP API v1: routes over [`registry`], with OpenAPI generated from them and errors as problem documents.
//!
//! Knows no stage of the pipeline: a scan is handed in through the registry, and whoever runs the queue works on it. Until
//! there are accounts the API is for this machine alone: it answers loopback hosts only, and who asks says so in
//! `X-Hoso-User`. It writes no URL to any log: paper codes and queries hold personal data.

mod actor;
mod guard;
mod problem;
mod state;

mod coverage;
mod dossiers;
mod exchange;
mod figures;
mod pages;
mod papers;
mod review;
mod scans;
mod system;

use std::sync::Arc;

use aide::{
    axum::ApiRouter,
    openapi::{Info, OpenApi},
};
use axum::{Extension, Router, extract::DefaultBodyLimit, middleware};
use tower_http::catch_panic::CatchPanicLayer;

pub use problem::Problem;
pub use state::ApiState;

/// The whole API as a service.
pub fn router(state: ApiState) -> Router {
    let limit = usize::try_from(state.upload_bytes_max).unwrap_or(usize::MAX);
    let (router, document) = described();
    router
        .layer(Extension(Arc::new(document)))
        .layer(DefaultBodyLimit::max(limit))
        .layer(middleware::from_fn(guard::answer_loopback_only))
        .layer(CatchPanicLayer::new())
        .with_state(state)
}

/// The OpenAPI document of [`router`], as `/openapi.json` serves it and `schemas/openapi.v1.json` keeps it.
pub fn openapi() -> OpenApi {
    described().1
}

fn described() -> (Router<ApiState>, OpenApi) {
    aide::generate::on_error(|error| tracing::debug!(%error, "a part of the OpenAPI document"));
    aide::generate::extract_schemas(true);
    let mut document = OpenApi {
        info: Info {
            title: "Hoso".to_owned(),
            summary: Some("Digitise every paper once, code it, keep it, find it again".to_owned()),
            version: "1".to_owned(),
            ..Info::default()
        },
        ..OpenApi::default()
    };
    let router = ApiRouter::new()
        .merge(scans::routes())
        .merge(review::routes())
        .merge(pages::routes())
        .merge(papers::routes())
        .merge(dossiers::routes())
        .merge(exchange::routes())
        .merge(coverage::routes())
        .merge(figures::routes())
        .merge(system::routes())
        .finish_api(&mut document);
    (router, document)
}
