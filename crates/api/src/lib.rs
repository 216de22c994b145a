//! The HTTP API v1: routes over [`registry`], with OpenAPI generated from them and errors as problem documents.
//!
//! Knows no stage of the pipeline: a scan is handed in through the registry, and whoever runs the queue works on it. Who asks is
//! found out before any route runs ([`identity`]) and held against one table ([`RULES`]). Until the first account is made the
//! API is for this machine alone, and who asks says so in `X-Hoso-User`. It writes no URL to any log: paper codes and queries
//! hold personal data.

mod access;
mod cookie;
mod guard;
mod identity;
mod limits;
mod problem;
mod state;

mod accounts;
mod approvals;
mod audit;
mod catalogue;
mod coverage;
mod dossiers;
mod exchange;
mod figures;
mod pages;
mod papers;
mod review;
mod scans;
mod session;
mod sheets;
mod system;
mod views;

use std::sync::Arc;

use aide::{
    axum::ApiRouter,
    openapi::{Info, OpenApi},
};
use axum::{Extension, Router, extract::DefaultBodyLimit, middleware};
use tower_http::catch_panic::CatchPanicLayer;

pub use access::{RULES, Rule, Who};
pub use limits::Limits;
pub use problem::Problem;
pub use state::ApiState;
pub use views::Views;

/// The whole API as a service.
pub fn router(state: ApiState) -> Router {
    let limit = usize::try_from(state.upload_bytes_max).unwrap_or(usize::MAX);
    let (router, document) = described();
    router
        .route_layer(middleware::from_fn_with_state(state.clone(), identity::admit))
        .layer(middleware::map_response(problem::as_problem))
        .fallback(guard::page)
        .layer(Extension(Arc::new(document)))
        .layer(DefaultBodyLimit::max(limit))
        .layer(middleware::from_fn_with_state(state.clone(), guard::answer_our_hosts_only))
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
        .merge(session::routes())
        .merge(accounts::routes())
        .merge(catalogue::routes())
        .merge(sheets::routes())
        .merge(scans::routes())
        .merge(review::routes())
        .merge(pages::routes())
        .merge(approvals::routes())
        .merge(papers::routes())
        .merge(dossiers::routes())
        .merge(exchange::routes())
        .merge(coverage::routes())
        .merge(figures::routes())
        .merge(audit::routes())
        .merge(system::routes())
        .finish_api(&mut document);
    (router, document)
}
