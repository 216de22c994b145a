//! Accounts and keys of machines, for who manages them.

use std::collections::BTreeSet;

use accounts::{AccountChange, By, TokenFacts};
use aide::axum::{
    ApiRouter,
    routing::{delete_with, get_with, patch_with, post_with},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use jiff::Timestamp;
use model::{Account, AccountName, Role, UnitCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ApiState, Problem, identity::Actor};

pub(crate) fn routes() -> ApiRouter<ApiState> {
    ApiRouter::new()
        .api_route(
            "/v1/accounts",
            get_with(all, |operation| operation.id("list_accounts").summary("All accounts"))
                .post_with(create, |operation| {
                    operation.id("create_account").summary("Make an account").response::<201, Json<OneTime>>()
                }),
        )
        .api_route(
            "/v1/accounts/{account}",
            patch_with(change, |operation| operation.id("change_account").summary("Change an account")),
        )
        .api_route(
            "/v1/accounts/{account}/password",
            post_with(reset, |operation| {
                operation.id("reset_password").summary("Give an account a new password for one time")
            }),
        )
        .api_route(
            "/v1/tokens",
            get_with(tokens, |operation| operation.id("list_tokens").summary("All keys of machines")).post_with(
                add_token,
                |operation| {
                    operation.id("add_token").summary("Make a key for a machine").response::<201, Json<MadeKey>>()
                },
            ),
        )
        .api_route(
            "/v1/tokens/{id}",
            delete_with(revoke_token, |operation| {
                operation.id("revoke_token").summary("End a key at once").response::<204, ()>()
            }),
        )
}

fn by(actor: &Actor) -> By<'_> {
    By { actor: &actor.name, at: Timestamp::now() }
}

async fn all(State(state): State<ApiState>) -> Result<Json<Vec<Account>>, Problem> {
    Ok(Json(state.accounts.all().await?))
}

/// An account to be made.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewAccount {
    /// What it signs in with.
    account: AccountName,
    /// Who that is.
    name: String,
    /// What it may do.
    roles: BTreeSet<Role>,
    /// The unit that it acts for; operators and clerks need one.
    unit: Option<UnitCode>,
    /// Whether it scans for other units and sees nothing but what it scanned.
    #[serde(default)]
    delegated: bool,
}

/// A password to be handed over and changed at once.
#[derive(Serialize, JsonSchema)]
struct OneTime {
    /// It is not shown again.
    one_time_password: String,
}

async fn create(
    State(state): State<ApiState>,
    actor: Actor,
    Json(new): Json<NewAccount>,
) -> Result<(StatusCode, Json<OneTime>), Problem> {
    let NewAccount { account, name, roles, unit, delegated } = new;
    if let Some(unit) = &unit {
        state.registry.check_known_unit(unit)?;
    }
    let account = Account { account, name, roles, unit, delegated, locked: false };
    let secret = state.accounts.create(by(&actor), account).await?;
    Ok((StatusCode::CREATED, Json(OneTime { one_time_password: secret.reveal().to_owned() })))
}

async fn change(
    State(state): State<ApiState>,
    actor: Actor,
    Path(name): Path<AccountName>,
    Json(change): Json<AccountChange>,
) -> Result<Json<Account>, Problem> {
    let unit: Option<UnitCode> = change.unit.as_deref().and_then(|unit| unit.parse().ok());
    if let Some(unit) = &unit {
        state.registry.check_known_unit(unit)?;
    }
    Ok(Json(state.accounts.change(by(&actor), &name, change).await?))
}

async fn reset(
    State(state): State<ApiState>,
    actor: Actor,
    Path(name): Path<AccountName>,
) -> Result<Json<OneTime>, Problem> {
    let secret = state.accounts.reset_password(by(&actor), &name).await?;
    Ok(Json(OneTime { one_time_password: secret.reveal().to_owned() }))
}

async fn tokens(State(state): State<ApiState>) -> Result<Json<Vec<TokenFacts>>, Problem> {
    Ok(Json(state.accounts.tokens(Timestamp::now()).await?))
}

/// A key to be made.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewKey {
    /// The account for which it acts.
    account: AccountName,
    /// What it is for.
    name: String,
    /// What it may do, of what its account may.
    roles: BTreeSet<Role>,
    /// When it ends; never when left out.
    until: Option<Timestamp>,
}

/// A key that has just been made.
#[derive(Serialize, JsonSchema)]
struct MadeKey {
    /// What is known of it from now on.
    #[serde(flatten)]
    facts: TokenFacts,
    /// The key; it is not shown again.
    token: String,
}

async fn add_token(
    State(state): State<ApiState>,
    actor: Actor,
    Json(new): Json<NewKey>,
) -> Result<(StatusCode, Json<MadeKey>), Problem> {
    let NewKey { account, name, roles, until } = new;
    let made = state.accounts.add_token(by(&actor), &account, &name, roles, until).await?;
    Ok((StatusCode::CREATED, Json(MadeKey { facts: made.facts, token: made.secret.reveal().to_owned() })))
}

async fn revoke_token(
    State(state): State<ApiState>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    state.accounts.revoke_token(by(&actor), &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
