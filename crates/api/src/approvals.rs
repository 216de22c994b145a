//! Papers that wait for approval: one at a time, or all of a batch after a sample.

use aide::axum::{ApiRouter, routing::get_with};
use axum::{
    Json,
    extract::{Query, State},
};
use model::{BatchId, PaperCode, PaperRecord, StateChange};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ApiState, Problem, identity::Actor};

/// Of more that wait, the oldest are looked at.
const WAITING_READ_MAX: usize = 10_000;
/// In one request.
const APPROVED_MAX: usize = 1_000;

pub(crate) fn routes() -> ApiRouter<ApiState> {
    ApiRouter::new().api_route(
        "/v1/approvals",
        get_with(list, |operation| operation.id("list_approvals").summary("What waits for approval, oldest first"))
            .post_with(approve_all, |operation| {
                operation.id("approve_papers").summary("Approve many papers, each by itself").description(
                    "Each is approved or not whatever becomes of the others; the answer has one line a paper, in order.",
                )
            }),
    )
}

#[derive(Deserialize, JsonSchema)]
struct ListQuery {
    /// How many at most; 100 when left out.
    limit: Option<usize>,
}

/// A paper that waits for approval.
#[derive(Serialize, JsonSchema)]
struct ApprovalItem {
    /// The batch that it came in.
    batch: BatchId,
    /// The paper.
    paper: PaperRecord,
}

async fn list(
    State(state): State<ApiState>,
    actor: Actor,
    Query(query): Query<ListQuery>,
) -> Result<Json<Vec<ApprovalItem>>, Problem> {
    let limit = query.limit.unwrap_or(100).min(WAITING_READ_MAX);
    // Most often the first are of the actor's unit.
    for read in [limit, WAITING_READ_MAX] {
        let waiting = state.registry.ledger.awaiting_approval(read).await?;
        let all = waiting.len() < read || read == WAITING_READ_MAX;
        let seen = waiting.into_iter().filter(|record| actor.acts_for(&state, &record.paper.unit)).take(limit);
        let seen: Vec<ApprovalItem> = seen.map(|paper| ApprovalItem { batch: paper.paper.scan.batch, paper }).collect();
        if all || seen.len() == limit {
            return Ok(Json(seen));
        }
    }
    Ok(Json(Vec::new()))
}

/// Which.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ApproveMany {
    /// Their codes, at most 1,000.
    approve: Vec<PaperCode>,
}

/// What became of one of many.
#[derive(Serialize, JsonSchema)]
struct Approved {
    /// The paper.
    code: PaperCode,
    /// Why it is not approved; null when it is.
    problem: Option<Problem>,
}

async fn approve_all(
    State(state): State<ApiState>,
    actor: Actor,
    Json(asked): Json<ApproveMany>,
) -> Result<Json<Vec<Approved>>, Problem> {
    if asked.approve.len() > APPROVED_MAX {
        return Err(Problem::bad_request(format!("at most {APPROVED_MAX} papers at once")));
    }
    let mut answers = Vec::with_capacity(asked.approve.len());
    for code in asked.approve {
        let problem = crate::papers::change(&state, &actor, &code, StateChange::Approve).await.err();
        answers.push(Approved { code, problem });
    }
    Ok(Json(answers))
}
