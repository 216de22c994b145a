//! Who asks: found out before any route runs, and held against the table of [`access`](crate::access).

use std::{convert::Infallible, sync::Arc};

use accounts::{Secret, Session};
use aide::OperationInput;
use axum::{
    extract::{FromRequestParts, MatchedPath, Request, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use model::{Account, AccountName, PaperCode, PaperPart, UnitCode};

use crate::{
    ApiState, Problem,
    access::{self, Who},
    cookie,
};

/// Who asks.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    /// The account, with what it may do now.
    pub(crate) account: Account,
    /// The session, for who came with a cookie; a machine comes with a key.
    pub(crate) session: Option<(Secret, Session)>,
}

/// Lets a request through when the table allows it to who asks.
pub(crate) async fn admit(State(state): State<ApiState>, mut request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let Some(who) = access::rule(request.method().as_str(), &path) else {
        // The router answers a method that the path does not have; whatever is in no table is not open.
        return if access::RULES.iter().any(|(_, known, _)| *known == path) {
            next.run(request).await
        } else {
            forbidden("no rule opens this route").into_response()
        };
    };
    let identity = match identify(&state, request.headers()).await {
        Ok(identity) => identity,
        Err(problem) => return problem.into_response(),
    };
    if identity.is_none() && who != Who::Anyone {
        match state.accounts.are_there().await {
            Ok(true) => {}
            Ok(false) => {
                let actor = Actor::before_accounts(request.headers());
                request.extensions_mut().insert(actor);
                return next.run(request).await;
            }
            Err(error) => return Problem::from(error).into_response(),
        }
    }
    if let Err(problem) = allow(who, identity.as_ref(), &request, &path, &state) {
        if let (Some(identity), Some(asked)) = (&identity, to_be_opened(&request, &path)) {
            let actor = actor_of(&identity.account, request.headers());
            note_refusal(&state, &actor, asked, &problem).await;
        }
        return problem.into_response();
    }
    if let Some(identity) = identity {
        let actor = actor_of(&identity.account, request.headers());
        let actor = Actor { actor, account: Some(Arc::new(identity.account.clone())) };
        request.extensions_mut().insert(actor);
        request.extensions_mut().insert(identity);
    }
    next.run(request).await
}

/// The paper and its part that a request asks to open.
fn to_be_opened(request: &Request, path: &str) -> Option<(PaperCode, PaperPart)> {
    let part = match path.strip_prefix("/v1/papers/{code}")? {
        "" => PaperPart::Record,
        "/original" => PaperPart::Original,
        "/archival" => PaperPart::Archival,
        "/access" => PaperPart::Access,
        "/certified" => PaperPart::Copy,
        "/pages/{page}" => PaperPart::Page,
        _ => return None,
    };
    let segment = request.uri().path().split('/').nth(3)?;
    let code = percent_encoding::percent_decode_str(segment).decode_utf8_lossy().parse().ok()?;
    (request.method() == Method::GET).then_some((code, part))
}

/// Who was kept from opening a paper is in the log, as everybody is who opened it (DESIGN §1.9).
pub(crate) async fn note_refusal(
    state: &ApiState,
    actor: &registry::Actor,
    (code, part): (PaperCode, PaperPart),
    problem: &Problem,
) {
    if let Err(error) = state.registry.note_refused_opening(actor, &code, part, problem.word()).await {
        tracing::error!(error = &error as &dyn std::error::Error, "a refusal is not in the log");
    }
}

async fn identify(state: &ApiState, headers: &HeaderMap) -> Result<Option<Identity>, Problem> {
    let at = Timestamp::now();
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let key = value.to_str().ok().and_then(|value| value.strip_prefix("Bearer ")).map(Secret::shown);
        let account = match key {
            Some(key) => state.accounts.token(&key, at).await?,
            None => None,
        };
        // A key that is none is not passed over in favour of a cookie.
        return account.map(|account| Some(Identity { account, session: None })).ok_or_else(sign_in_needed);
    }
    let Some(secret) = cookie::read(headers, state.is_secure()) else { return Ok(None) };
    let session = state.accounts.session(&secret, at).await?;
    Ok(session.map(|session| Identity { account: session.account.clone(), session: Some((secret, session)) }))
}

fn allow(
    who: Who,
    identity: Option<&Identity>,
    request: &Request,
    path: &str,
    state: &ApiState,
) -> Result<(), Problem> {
    let Some(identity) = identity else {
        return if who == Who::Anyone { Ok(()) } else { Err(sign_in_needed()) };
    };
    if state.limits.is_over(identity.account.account.as_str()) {
        return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests")
            .titled("Quá nhiều yêu cầu", "this account asks too often")
            .hinted("wait a second, then try again"));
    }
    if let Some((_, session)) = &identity.session {
        let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
        // Signing in is how one comes by a token.
        if changes && who != Who::Anyone && !shows_token(request.headers(), session) {
            return Err(Problem::new(StatusCode::FORBIDDEN, "csrf")
                .titled("Yêu cầu không rõ nguồn gốc", "the header X-CSRF-Token is missing or not this session's")
                .hinted("load the page anew"));
        }
        if session.password_change_due && !path.starts_with("/v1/session") {
            return Err(Problem::new(StatusCode::FORBIDDEN, "password_change_due")
                .titled("Phải đổi mật khẩu trước", "the password was for one time and must be changed first")
                .hinted("POST /v1/session/password"));
        }
    }
    if who.includes(&identity.account) {
        return Ok(());
    }
    let roles = match who {
        Who::Any(roles) => roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" or "),
        Who::Anyone | Who::SignedIn => String::new(),
    };
    Err(forbidden(format!("this needs the role {roles}")))
}

fn actor_of(account: &Account, headers: &HeaderMap) -> registry::Actor {
    registry::Actor { name: account.account.to_string(), unit: account.unit.clone(), purpose: purpose(headers) }
}

fn shows_token(headers: &HeaderMap, session: &Session) -> bool {
    let shown = headers.get("x-csrf-token").map_or(&[][..], |value| value.as_bytes());
    let token = session.csrf_token.as_bytes();
    // In the same time wherever they differ.
    shown.len() == token.len() && shown.iter().zip(token).fold(0, |differ, (one, other)| differ | (one ^ other)) == 0
}

pub(crate) fn sign_in_needed() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "sign_in_needed")
        .titled("Cần đăng nhập", "nobody is signed in, or the session is over")
        .hinted("sign in; a machine sends Authorization: Bearer and its key")
}

pub(crate) fn forbidden(detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "forbidden")
        .titled("Không có quyền", detail)
        .hinted("ask an administrator for the role, or for another unit")
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    const CHARACTERS_MAX: usize = 200;
    let decoded = percent_encoding::percent_decode_str(headers.get(name)?.to_str().ok()?).decode_utf8_lossy();
    let text: String = decoded.trim().chars().filter(|letter| !letter.is_control()).take(CHARACTERS_MAX).collect();
    (!text.is_empty()).then_some(text)
}

/// UTF-8, in percent-encoding where it is more than ASCII.
fn purpose(headers: &HeaderMap) -> Option<String> {
    text(headers, "x-hoso-purpose")
}

/// Who asks and what for: goes into the log's entries.
#[derive(Debug, Clone)]
pub(crate) struct Actor {
    actor: registry::Actor,
    /// The account; none as long as there is no account at all, when whoever is on this machine may do everything.
    account: Option<Arc<Account>>,
}

impl std::ops::Deref for Actor {
    type Target = registry::Actor;

    fn deref(&self) -> &Self::Target {
        &self.actor
    }
}

impl Actor {
    /// Before the first account is made, who asks says so in `X-Hoso-User`.
    fn before_accounts(headers: &HeaderMap) -> Self {
        let name = text(headers, "x-hoso-user").unwrap_or_else(|| "api".to_owned());
        Self { actor: registry::Actor::named(name).with_purpose(purpose(headers)), account: None }
    }

    /// The account's name, of who is signed in.
    pub(crate) fn account_name(&self) -> Result<&AccountName, Problem> {
        self.account.as_ref().map(|account| &account.account).ok_or_else(sign_in_needed)
    }

    /// Who scans: the account that is signed in, whatever the request says.
    pub(crate) fn operator(&self, said: Option<String>) -> String {
        said.filter(|_| self.account.is_none()).unwrap_or_else(|| self.name.clone())
    }

    /// Whether they act for this unit: their own, one below it, or any when they act for no unit in particular.
    pub(crate) fn acts_for(&self, state: &ApiState, unit: &UnitCode) -> bool {
        self.unit.as_ref().is_none_or(|own| state.registry.catalogue.is_within(unit, own))
    }

    /// The same as an error.
    pub(crate) fn must_act_for(&self, state: &ApiState, unit: &UnitCode) -> Result<(), Problem> {
        // Whoever scans for others scans for anybody.
        let delegated = self.account.as_ref().is_some_and(|account| account.delegated);
        if delegated || self.acts_for(state, unit) {
            return Ok(());
        }
        Err(forbidden(format!("account {} does not act for unit {unit}", self.name)))
    }

    /// Of which unit they may see figures: the one asked for if they act for it, else their own; none for all units.
    pub(crate) fn bounded(&self, state: &ApiState, asked: Option<UnitCode>) -> Result<Option<UnitCode>, Problem> {
        match asked {
            None => Ok(self.unit.clone()),
            Some(asked) if self.acts_for(state, &asked) => Ok(Some(asked)),
            Some(asked) => Err(forbidden(format!("account {} does not see figures of unit {asked}", self.name))),
        }
    }

    /// Whether they see what `operator` scanned for `unit`: a delegated unit sees only what it scanned itself (DOMAIN §1).
    pub(crate) async fn sees_scan(&self, state: &ApiState, unit: &UnitCode, operator: &str) -> Result<bool, Problem> {
        let Some(own) = self.account.as_ref().filter(|account| account.delegated) else {
            return Ok(self.acts_for(state, unit));
        };
        if operator == own.account.as_str() {
            return Ok(true);
        }
        let Ok(operator) = operator.parse() else { return Ok(false) };
        let colleague = state.registry.ledger.account(&operator).await?;
        Ok(colleague
            .is_some_and(|colleague| colleague.delegated && colleague.unit.is_some() && colleague.unit == own.unit))
    }

    /// The same as an error.
    pub(crate) async fn must_see_scan(&self, state: &ApiState, unit: &UnitCode, operator: &str) -> Result<(), Problem> {
        if self.sees_scan(state, unit, operator).await? {
            return Ok(());
        }
        Err(forbidden(format!("account {} does not see what was scanned for unit {unit}", self.name)))
    }

    /// The purpose, which opening a paper needs.
    pub(crate) async fn must_say_what_for(
        &self,
        state: &ApiState,
        code: &PaperCode,
        part: PaperPart,
    ) -> Result<(), Problem> {
        if self.purpose.is_some() || self.account.is_none() {
            return Ok(());
        }
        let problem = Problem::new(StatusCode::BAD_REQUEST, "purpose_needed")
            .titled("Cần nêu mục đích", "a paper is opened for a purpose, which the log keeps")
            .hinted("send the header X-Hoso-Purpose, for example the number of the dossier in hand");
        note_refusal(state, self, (code.clone(), part), &problem).await;
        Err(problem)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Actor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(sign_in_needed)
    }
}

impl OperationInput for Actor {}

/// Who asks, for the routes that anyone may call.
pub(crate) struct MaybeIdentity(pub(crate) Option<Identity>);

impl<S: Send + Sync> FromRequestParts<S> for MaybeIdentity {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.extensions.get::<Identity>().cloned()))
    }
}

impl OperationInput for MaybeIdentity {}
