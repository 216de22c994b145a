//! The session's cookie.

use accounts::{SESSION_HOURS_MAX, Secret};
use axum::http::{HeaderMap, HeaderValue, header};

/// A browser takes the first only from this host, over TLS, for all paths (RFC 6265bis, 4.1.3.2).
const SECURE_NAME: &str = "__Host-hoso_session";
/// On this machine alone, where there is no TLS.
const PLAIN_NAME: &str = "hoso_session";

/// What a browser keeps while somebody is at a provider's page. It comes back from another site, which `Lax` allows.
const SECURE_OPENID_NAME: &str = "__Host-hoso_openid";
const PLAIN_OPENID_NAME: &str = "hoso_openid";
const OPENID_SECONDS: i64 = 600;

fn name(secure: bool) -> &'static str {
    if secure { SECURE_NAME } else { PLAIN_NAME }
}

fn openid_name(secure: bool) -> &'static str {
    if secure { SECURE_OPENID_NAME } else { PLAIN_OPENID_NAME }
}

/// The secret of a sign-in by a provider that this browser began.
pub(crate) fn read_openid(headers: &HeaderMap, secure: bool) -> Option<Secret> {
    named(headers, openid_name(secure))
}

/// What a browser is to keep of it.
pub(crate) fn set_openid(secret: &Secret, secure: bool) -> HeaderValue {
    value(openid_name(secure), secret.reveal(), OPENID_SECONDS, "Lax", secure)
}

/// What makes it forget.
pub(crate) fn clear_openid(secure: bool) -> HeaderValue {
    value(openid_name(secure), "", 0, "Lax", secure)
}

/// The secret that a request shows.
pub(crate) fn read(headers: &HeaderMap, secure: bool) -> Option<Secret> {
    named(headers, name(secure))
}

fn named(headers: &HeaderMap, name: &str) -> Option<Secret> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find(|(of, _)| *of == name).map(|(_, secret)| Secret::shown(secret))
}

/// What a browser is to keep of a session.
pub(crate) fn set(secret: &Secret, secure: bool) -> HeaderValue {
    value(name(secure), secret.reveal(), SESSION_HOURS_MAX * 3600, "Strict", secure)
}

/// What makes it forget.
pub(crate) fn clear(secure: bool) -> HeaderValue {
    value(name(secure), "", 0, "Strict", secure)
}

fn value(name: &str, secret: &str, seconds: i64, same_site: &str, secure: bool) -> HeaderValue {
    let secure_only = if secure { "; Secure" } else { "" };
    let text = format!("{name}={secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite={same_site}{secure_only}");
    let mut value = HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""));
    value.set_sensitive(true);
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_cookie_counts() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("theme=dark; hoso_session=abc; x=y"));
        assert_eq!(read(&headers, false).as_ref().map(Secret::reveal), Some("abc"));
        assert_eq!(read(&headers, true), None, "a cookie of the plain name is none over TLS");
    }

    #[test]
    fn a_cookie_is_for_us_alone() {
        let set = set(&Secret::shown("abc"), true);
        let text = set.to_str().unwrap();
        for part in ["__Host-hoso_session=abc", "Path=/", "HttpOnly", "SameSite=Strict", "Secure"] {
            assert!(text.contains(part), "{text}");
        }
    }
}
