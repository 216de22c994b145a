//! Signing in and out.

use std::{convert::Infallible, net::IpAddr};

use accounts::{AccountError, Session};
use aide::{
    OperationInput,
    axum::{
        ApiRouter, IntoApiResponse,
        routing::{get_with, post_with},
    },
};
use axum::{
    Json,
    extract::{FromRequestParts, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use model::{AccountName, Role, UnitCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    ApiState, Problem, cookie,
    identity::{Actor, Identity, MaybeIdentity, sign_in_needed},
    limits,
};

pub(crate) fn routes() -> ApiRouter<ApiState> {
    ApiRouter::new()
        .api_route(
            "/v1/session",
            get_with(current, |operation| operation.id("get_session").summary("Who is signed in"))
                .post_with(sign_in, |operation| {
                    operation.id("sign_in").summary("Sign in").response::<200, Json<SessionAnswer>>()
                })
                .delete_with(sign_out, |operation| operation.id("sign_out").summary("Sign out").response::<204, ()>()),
        )
        .api_route(
            "/v1/session/ways",
            get_with(ways, |operation| operation.id("sign_in_ways").summary("How one can sign in")),
        )
        .route("/v1/session/openid", axum::routing::get(begin_openid))
        .route("/v1/session/openid/callback", axum::routing::get(finish_openid))
        .api_route(
            "/v1/session/password",
            post_with(change_password, |operation| {
                operation.id("change_password").summary("Choose a new password").response::<200, Json<SessionAnswer>>()
            }),
        )
}

/// Who is signed in.
#[derive(Serialize, JsonSchema)]
struct SessionAnswer {
    /// The account.
    account: AccountName,
    /// Who that is.
    name: String,
    /// What they may do.
    roles: Vec<Role>,
    /// The unit that they act for; null for all.
    unit: Option<UnitCode>,
    /// Its name.
    unit_name: Option<String>,
    /// Whether nothing but choosing a password is open.
    password_change_due: bool,
    /// To be sent as `X-CSRF-Token` with whatever changes something; null for a machine with a key, which needs none.
    csrf_token: Option<String>,
}

impl SessionAnswer {
    fn of(state: &ApiState, account: &model::Account, session: Option<&Session>) -> Self {
        let unit = account.unit.as_ref();
        Self {
            account: account.account.clone(),
            name: account.name.clone(),
            roles: account.roles.iter().copied().collect(),
            unit: unit.cloned(),
            unit_name: unit.and_then(|unit| state.unit_name(unit)),
            password_change_due: session.is_some_and(|session| session.password_change_due),
            csrf_token: session.map(|session| session.csrf_token.clone()),
        }
    }
}

async fn current(
    State(state): State<ApiState>,
    MaybeIdentity(identity): MaybeIdentity,
) -> Result<Json<SessionAnswer>, Problem> {
    let Identity { account, session } = identity.ok_or_else(sign_in_needed)?;
    Ok(Json(SessionAnswer::of(&state, &account, session.as_ref().map(|(_, session)| session))))
}

/// What somebody signs in with.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SignInRequest {
    /// The account's name.
    account: String,
    /// Its password.
    password: String,
}

async fn sign_in(
    State(state): State<ApiState>,
    CallerAddress(from): CallerAddress,
    Json(request): Json<SignInRequest>,
) -> Response {
    if state.limits.is_too_often(from) {
        return Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests")
            .titled("Quá nhiều lần đăng nhập từ địa chỉ này", "too many attempts to sign in came from this address")
            .hinted("wait a minute, then try again")
            .into_response();
    }
    let SignInRequest { account, password } = request;
    let signed_in = state.accounts.sign_in(&account, &password, Timestamp::now()).await;
    answer(&state, signed_in)
}

/// Where somebody signs in from.
struct CallerAddress(Option<IpAddr>);

impl FromRequestParts<ApiState> for CallerAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Infallible> {
        Ok(Self(limits::address(parts, state.origin.is_some())))
    }
}

impl OperationInput for CallerAddress {}

fn answer(state: &ApiState, signed_in: Result<accounts::SignIn, AccountError>) -> Response {
    match signed_in {
        Ok(signed_in) => {
            let cookie = cookie::set(&signed_in.secret, state.is_secure());
            let answer = SessionAnswer::of(state, &signed_in.session.account, Some(&signed_in.session));
            ([(header::SET_COOKIE, cookie)], Json(answer)).into_response()
        }
        Err(error) => refused(&error),
    }
}

/// With the time to wait, for who is shut out.
fn refused(error: &AccountError) -> Response {
    let until = if let AccountError::LockedOut { until } = error { Some(*until) } else { None };
    let mut response = Problem::of_account(error).into_response();
    if let Some(until) = until {
        let seconds = until.duration_since(Timestamp::now()).as_secs().max(1);
        if let Ok(value) = HeaderValue::from_str(&seconds.to_string()) {
            response.headers_mut().insert(header::RETRY_AFTER, value);
        }
    }
    response
}

async fn sign_out(State(state): State<ApiState>, MaybeIdentity(identity): MaybeIdentity) -> impl IntoApiResponse {
    if let Some((secret, session)) = identity.and_then(|identity| identity.session) {
        let at = Timestamp::now();
        state.accounts.sign_out(&secret, at).await.map_err(Problem::from)?;
        state.registry.give_all_back(session.account.account.as_str(), at).await.map_err(Problem::from)?;
    }
    Ok::<_, Problem>((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie::clear(state.is_secure()))]))
}

/// How one can sign in.
#[derive(Serialize, JsonSchema)]
struct Ways {
    /// By account and password.
    password: bool,
    /// By a provider of OpenID Connect of this name; `/v1/session/openid` begins that.
    openid: Option<String>,
}

async fn ways(State(state): State<ApiState>) -> Json<Ways> {
    Json(Ways { password: true, openid: state.openid.map(|provider| provider.name().to_owned()) })
}

/// Where the provider sends browsers back to.
fn redirect_of(state: &ApiState, headers: &HeaderMap) -> String {
    // `guard` has let no other host than our origin's or this machine's through.
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1");
    let origin = state.origin.clone().unwrap_or_else(|| format!("http://{host}"));
    format!("{origin}/v1/session/openid/callback")
}

fn no_provider() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "no_sign_in_provider")
        .titled("Chưa cấu hình nhà cung cấp đăng nhập", "no provider of OpenID Connect is set")
        .hinted("set openid.issuer and openid.client_id, or sign in with a password")
}

async fn begin_openid(State(state): State<ApiState>, headers: HeaderMap) -> Response {
    let Some(provider) = &state.openid else { return no_provider().into_response() };
    match state.accounts.begin_openid(provider, &redirect_of(&state, &headers)).await {
        Ok(begun) => {
            let cookie = cookie::set_openid(&begun.secret, state.is_secure());
            (StatusCode::SEE_OTHER, [(header::SET_COOKIE, cookie)], [(header::LOCATION, begun.url)]).into_response()
        }
        Err(error) => back_to_the_page(Some(&error)).into_response(),
    }
}

/// What the provider sends a browser back with (OpenID Connect Core 1.0, 3.1.2.5 and 3.1.2.6).
#[derive(Deserialize)]
struct SentBack {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
    /// Why not.
    error: Option<String>,
}

async fn finish_openid(State(state): State<ApiState>, headers: HeaderMap, Query(back): Query<SentBack>) -> Response {
    let Some(provider) = &state.openid else { return no_provider().into_response() };
    let forget = cookie::clear_openid(state.is_secure());
    let secret = cookie::read_openid(&headers, state.is_secure());
    let signed_in = match (back.error, secret) {
        (Some(error), _) => Err(AccountError::Provider(error)),
        (None, None) => {
            Err(AccountError::Provider("the sign-in was begun too long ago, or in another browser".to_owned()))
        }
        (None, Some(secret)) => {
            let redirect = redirect_of(&state, &headers);
            let answered = (back.state.as_str(), back.code.as_str());
            state.accounts.finish_openid(provider, &redirect, &secret, answered, Timestamp::now()).await
        }
    };
    match signed_in {
        Ok(signed_in) => {
            let session = cookie::set(&signed_in.secret, state.is_secure());
            let mut response = back_to_the_page(None);
            response.headers_mut().append(header::SET_COOKIE, session);
            response.headers_mut().append(header::SET_COOKIE, forget);
            response
        }
        Err(error) => {
            let mut response = back_to_the_page(Some(&error));
            response.headers_mut().append(header::SET_COOKIE, forget);
            response
        }
    }
}

/// The page says what is the matter by the kind of the problem.
fn back_to_the_page(error: Option<&AccountError>) -> Response {
    let to = match error {
        None => "/".to_owned(),
        Some(error) => {
            let problem = Problem::of_account(error);
            // Not the error itself, which may name somebody.
            tracing::warn!(kind = problem.word(), "a sign-in by a provider failed");
            format!("/?sign-in={}", problem.word())
        }
    };
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

/// A new password.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PasswordChange {
    /// The one until now.
    password: String,
    /// The one from now on: at least 12 characters.
    new_password: String,
}

async fn change_password(State(state): State<ApiState>, actor: Actor, Json(change): Json<PasswordChange>) -> Response {
    let PasswordChange { password, new_password } = change;
    match actor.account_name() {
        Ok(name) => {
            answer(&state, state.accounts.change_password(name, &password, &new_password, Timestamp::now()).await)
        }
        Err(problem) => problem.into_response(),
    }
}
