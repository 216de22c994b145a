//! Who asks and what for, as headers tell it until there are accounts.

use std::convert::Infallible;

use aide::OperationInput;
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
};

/// Who asks (`X-Hoso-User`) and what for (`X-Hoso-Purpose`). Both go into the log's entries.
pub(crate) struct Actor(pub(crate) registry::Actor);

impl std::ops::Deref for Actor {
    type Target = registry::Actor;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    (!text.is_empty()).then(|| text.chars().take(200).collect())
}

impl<S: Send + Sync> FromRequestParts<S> for Actor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let name = header(&parts.headers, "x-hoso-user").unwrap_or_else(|| "api".to_owned());
        Ok(Self(registry::Actor::named(name).with_purpose(header(&parts.headers, "x-hoso-purpose"))))
    }
}

impl OperationInput for Actor {}
