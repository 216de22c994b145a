//! Papers that wait for a person.

use std::collections::BTreeMap;

use aide::axum::{
    ApiRouter,
    routing::{get_with, post_with},
};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use ledger::WaitingReview;
use model::{PaperRecord, ReviewId, ReviewItem};
use registry::Corrections;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ApiState, Problem, identity::Actor};

/// Of more that wait, the oldest are shown.
const REVIEWS_LISTED_MAX: usize = 10_000;
/// Looked at first when the next one is asked for.
const REVIEWS_LOOKED_AT: usize = 64;

pub(crate) fn routes() -> ApiRouter<ApiState> {
    ApiRouter::new()
        .api_route(
            "/v1/review",
            get_with(list, |operation| operation.id("list_reviews").summary("What waits for a person, oldest first")),
        )
        .api_route(
            "/v1/review/next",
            get_with(next, |operation| {
                operation
                    .id("next_review")
                    .summary("The next that waits and nobody has in hand; it is in the caller's hand for ten minutes")
                    .description("What the caller has in hand already comes first, unless `after` names an item. 204 when nothing is left.")
                    .response::<200, Json<Taken>>()
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/v1/review/{id}/take",
            post_with(take, |operation| {
                operation.id("take_review").summary("Take it in hand, or keep it there for ten more minutes")
            })
            .delete_with(give_back, |operation| operation.id("give_back_review").summary("Let go of it").response::<204, ()>()),
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

/// A paper that waits, and whether somebody looks at it.
#[derive(Serialize, JsonSchema)]
struct Waiting {
    #[serde(flatten)]
    item: ReviewItem,
    /// Whose account has it in hand.
    in_hand: Option<String>,
}

/// Of all that wait, those that the actor may see.
async fn list(
    State(state): State<ApiState>,
    actor: Actor,
    Query(query): Query<ListQuery>,
) -> Result<Json<Vec<Waiting>>, Problem> {
    let limit = query.limit.unwrap_or(100).min(REVIEWS_LISTED_MAX);
    let mut in_hand = state.registry.in_hand(Timestamp::now()).await?;
    let ledger = &state.registry.ledger;
    let mut seen = Vec::new();
    // Most often the first are those that the actor may see.
    for read in [limit + REVIEWS_LOOKED_AT, usize::MAX] {
        let waiting = ledger.waiting_reviews(read).await?;
        let all = waiting.len() < read;
        seen.clear();
        for WaitingReview { id, unit, operator, .. } in waiting {
            if seen.len() < limit && actor.sees_scan(&state, &unit, &operator).await? {
                seen.push(id);
            }
        }
        if all || seen.len() == limit {
            break;
        }
    }
    let mut items = Vec::with_capacity(seen.len());
    for id in seen {
        // One that somebody has just decided on waits no longer.
        if let Some(item) = ledger.review(&id).await? {
            items.push(Waiting { in_hand: in_hand.remove(id.as_str()), item });
        }
    }
    Ok(Json(items))
}

/// A paper in the caller's hand.
#[derive(Serialize, JsonSchema)]
struct Taken {
    /// The paper.
    item: ReviewItem,
    /// Until when; whoever works on asks again before.
    until: Timestamp,
    /// The name under which the store knows the holder, when it does and the paper does not say.
    holder_name: Option<String>,
}

async fn taken(state: &ApiState, item: ReviewItem, until: Timestamp) -> Result<Taken, Problem> {
    let named = item.claim.holder.as_ref().filter(|holder| holder.name.is_none()).map(|holder| &holder.id);
    let holder_name = match named {
        Some(holder) => {
            let papers = state.registry.ledger.some_papers_of_holder(holder, None, 1).await?;
            papers.into_iter().find_map(|record| record.paper.holder.name)
        }
        None => None,
    };
    Ok(Taken { item, until, holder_name })
}

#[derive(Deserialize, JsonSchema)]
struct NextQuery {
    /// One that the caller lets others do: the next one after it.
    after: Option<ReviewId>,
}

async fn next(
    State(state): State<ApiState>,
    actor: Actor,
    Query(NextQuery { after }): Query<NextQuery>,
) -> Result<Response, Problem> {
    let at = Timestamp::now();
    let in_hand = state.registry.in_hand(at).await?;
    let ledger = &state.registry.ledger;
    // Most often one of the first is free.
    for limit in [REVIEWS_LOOKED_AT, usize::MAX] {
        let mut waiting = ledger.waiting_reviews(limit).await?;
        let all = waiting.len() < limit;
        match after.as_ref().map(|after| waiting.iter().position(|waits| waits.id == *after)) {
            Some(Some(place)) => waiting.rotate_left(place + 1),
            // It is further back, or waits no longer.
            Some(None) if !all => continue,
            Some(None) => {}
            None => waiting.sort_by_key(|waits| in_hand.get(waits.id.as_str()) != Some(&actor.name)),
        }
        for WaitingReview { id, unit, operator, .. } in waiting {
            let free = in_hand.get(id.as_str()).is_none_or(|by| *by == actor.name) && after.as_ref() != Some(&id);
            if !free || !actor.sees_scan(&state, &unit, &operator).await? {
                continue;
            }
            // Whoever was quicker has it.
            if let Ok(until) = state.registry.take_in_hand(&actor.name, &id, at).await
                && let Some(item) = ledger.review(&id).await?
            {
                return Ok(Json(taken(&state, item, until).await?).into_response());
            }
        }
        if all {
            break;
        }
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn take(State(state): State<ApiState>, actor: Actor, Path(id): Path<ReviewId>) -> Result<Json<Taken>, Problem> {
    let item = visible(&state, &actor, id.clone()).await?;
    let until = state.registry.take_in_hand(&actor.name, &id, Timestamp::now()).await?;
    Ok(Json(taken(&state, item, until).await?))
}

async fn give_back(
    State(state): State<ApiState>,
    actor: Actor,
    Path(id): Path<ReviewId>,
) -> Result<StatusCode, Problem> {
    state.registry.give_back(&actor.name, &id, Timestamp::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn visible(state: &ApiState, actor: &Actor, id: ReviewId) -> Result<ReviewItem, Problem> {
    let item = state.registry.ledger.review(&id).await?;
    let item = item.ok_or_else(|| registry::RegistryError::UnknownReview(id))?;
    actor.must_see_scan(state, &item.unit, &item.operator).await?;
    Ok(item)
}

async fn one(
    State(state): State<ApiState>,
    actor: Actor,
    Path(id): Path<ReviewId>,
) -> Result<Json<ReviewItem>, Problem> {
    visible(&state, &actor, id).await.map(Json)
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
    visible(&state, &actor, id.clone()).await?;
    let at = Timestamp::now();
    state.registry.check_not_in_hand(&actor.name, &id, at).await?;
    let paper = match decision {
        Decision::Accept { set } => {
            let corrections = Corrections::new(set.into_iter().collect())?;
            Some(state.registry.accept_review(&actor, &id, &corrections).await?.record)
        }
        Decision::Reject { why } => {
            state.registry.reject_review(&actor, &id, &why).await?;
            None
        }
    };
    state.registry.give_back(&actor.name, &id, at).await?;
    Ok(Json(Decided { paper }))
}
