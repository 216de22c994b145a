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
    openapi::{
        Info, OpenApi, Parameter, ParameterData, ParameterSchemaOrContent, PathStyle, ReferenceOr, SchemaObject,
    },
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
    (router, completed(document))
}

/// What aide cannot see: the names in paths, which are texts, and that whatever the framework refuses is a problem too
/// ([`problem::as_problem`]), which every operation tells of by default.
fn completed(mut document: OpenApi) -> OpenApi {
    let Some(paths) = &mut document.paths else { return document };
    let problem = paths
        .paths
        .values()
        .filter_map(ReferenceOr::as_item)
        .find_map(|item| item.get.as_ref()?.responses.as_ref()?.default.clone());
    for (path, item) in &mut paths.paths {
        let ReferenceOr::Item(item) = item else { continue };
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            for name in path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
                let known = |given: &ReferenceOr<Parameter>| {
                    given.as_item().is_some_and(|given| given.parameter_data_ref().name == name)
                };
                if !operation.parameters.iter().any(known) {
                    operation.parameters.push(ReferenceOr::Item(named_in_path(name)));
                }
            }
            if let Some(responses) = &mut operation.responses {
                responses.default = responses.default.take().or_else(|| problem.clone());
                responses.responses.retain(|_, response| {
                    response.as_item().is_none_or(|response| !response.content.contains_key("text/plain"))
                        || path == "/healthz"
                        || path == "/metrics"
                });
            }
        }
    }
    document
}

fn named_in_path(name: &str) -> Parameter {
    let schema = SchemaObject {
        json_schema: schemars::json_schema!({ "type": "string", "minLength": 1 }),
        external_docs: None,
        example: None,
    };
    let parameter_data = ParameterData {
        name: name.to_owned(),
        description: None,
        required: true,
        deprecated: None,
        format: ParameterSchemaOrContent::Schema(schema),
        example: None,
        examples: Default::default(),
        explode: None,
        extensions: Default::default(),
    };
    Parameter::Path { parameter_data, style: PathStyle::Simple }
}
