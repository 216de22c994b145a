//! Papers that wait for a person.

use std::collections::BTreeMap;

use aide::axum::{
    ApiRouter,
    routing::{get_with, post_with},
};
use axum::{
    Json,
    extract::{Path, Query, State},
};
use model::{PaperRecord, ReviewId, ReviewItem};
use registry::Corrections;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ApiState, Problem, actor::Actor};

pub(crate) fn routes() -> ApiRouter<ApiState> {
    ApiRouter::new()
        .api_route(
            "/v1/review",
            get_with(list, |operation| operation.id("list_reviews").summary("What waits for a person, oldest first")),
        )
        .api_route(
            "/v1/review/{id}",
            get_with(one, |operation| operation.id("get_review").summary("One paper that waits"))
                .merge(post_with(decide, |operation| operation.id("decide_review").summary("Accept or reject it"))),
        )
}

#[derive(Deserialize, JsonSchema)]
struct ListQuery {
    /// How many at most; 100 when left out.
    limit: Option<usize>,
}

async fn list(State(state): State<ApiState>, Query(query): Query<ListQuery>) -> Result<Json<Vec<ReviewItem>>, Problem> {
    Ok(Json(state.registry.ledger.reviews(query.limit.unwrap_or(100).min(1000)).await?))
}

async fn one(State(state): State<ApiState>, Path(id): Path<ReviewId>) -> Result<Json<ReviewItem>, Problem> {
    let item = state.registry.ledger.review(&id).await?;
    Ok(Json(item.ok_or_else(|| registry::RegistryError::UnknownReview(id))?))
}

/// What a person decides.
#[derive(Deserialize, JsonSchema)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
enum Decision {
    /// It gets its code.
    Accept {
        /// Corrections by field name; an empty value clears.
        #[serde(default)]
        set: BTreeMap<String, String>,
    },
    /// It gets none; its bytes stay.
    Reject {
        /// Why.
        why: String,
    },
}

#[derive(Serialize, JsonSchema)]
struct Decided {
    /// The paper, when accepted.
    paper: Option<PaperRecord>,
}

async fn decide(
    State(state): State<ApiState>,
    actor: Actor,
    Path(id): Path<ReviewId>,
    Json(decision): Json<Decision>,
) -> Result<Json<Decided>, Problem> {
    match decision {
        Decision::Accept { set } => {
            let corrections = Corrections::new(set.into_iter().collect())?;
            let registration = state.registry.accept_review(&actor, &id, &corrections).await?;
            Ok(Json(Decided { paper: Some(registration.record) }))
        }
        Decision::Reject { why } => {
            state.registry.reject_review(&actor, &id, &why).await?;
            Ok(Json(Decided { paper: None }))
        }
    }
}
