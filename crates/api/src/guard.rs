//! Only our own hosts: a page from elsewhere, in a browser that reaches us, must not reach the API.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{ApiState, Problem};

/// Refuses requests whose `Host` is not ours (DNS rebinding) or whose `Origin` is another site (CSRF), and keeps every answer
/// out of caches and referrers: URLs and answers hold personal data.
pub(crate) async fn answer_our_hosts_only(State(state): State<ApiState>, request: Request, next: Next) -> Response {
    if !is_for_us(request.headers(), state.origin.as_deref()) {
        return Problem::new(StatusCode::MISDIRECTED_REQUEST, "not_this_machine")
            .titled("Chỉ trả lời trên máy này", "this API answers on this machine, and at the origin that is set, only")
            .hinted("use http://127.0.0.1 and its port, or set serve.origin")
            .into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // The pages, which hold no data, say otherwise.
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if state.is_secure() {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    response
}

/// What the pages may load: our own files, and the pictures that they were given; no script or style that stands in a page.
const PAGES_POLICY: &str = "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; \
                            form-action 'self'; frame-ancestors 'none'";

/// Whatever is no route: the pages.
pub(crate) async fn page(request: Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/v1/") || path == "/v1" {
        return Problem::new(StatusCode::NOT_FOUND, "unknown_route")
            .titled("Không có địa chỉ này", "the API has no such route")
            .hinted("GET /openapi.json lists the routes")
            .into_response();
    }
    let mut response = desks::answer(request.method(), path, request.headers());
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGES_POLICY));
    response
}

fn is_for_us(headers: &HeaderMap, ours: Option<&str>) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let authority = |origin: &str| origin.split_once("://").map(|(_, authority)| authority.to_owned());
    let ours_or_loopback = |given: &str| {
        ours.and_then(authority).is_some_and(|ours| ours.eq_ignore_ascii_case(given)) || is_loopback_authority(given)
    };
    let host = text(header::HOST).is_none_or(ours_or_loopback);
    let origin = text(header::ORIGIN).is_none_or(|origin| {
        ours.is_some_and(|ours| ours.eq_ignore_ascii_case(origin))
            || authority(origin).is_some_and(|authority| is_loopback_authority(&authority))
    });
    host && origin
}

fn is_loopback_authority(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => host,
        _ => authority,
    };
    host == "localhost"
        || host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_origin_too() {
        let headers = |host: &'static str, origin: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static(host));
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
            headers
        };
        let ours = Some("https://hoso.example.vn");
        for (host, origin, for_us) in [
            ("hoso.example.vn", "https://hoso.example.vn", true),
            ("127.0.0.1:8080", "http://127.0.0.1:8080", true),
            ("hoso.example.vn", "http://hoso.example.vn", false),
            ("hoso.example.vn", "https://evil.example", false),
            ("evil.example", "https://hoso.example.vn", false),
        ] {
            assert_eq!(is_for_us(&headers(host, origin), ours), for_us, "{host} {origin}");
        }
        assert!(!is_for_us(&headers("hoso.example.vn", "https://hoso.example.vn"), None));
    }

    #[test]
    fn only_this_machine() {
        for (authority, ours) in [
            ("127.0.0.1:8080", true),
            ("localhost", true),
            ("[::1]:8080", true),
            ("evil.example:8080", false),
            ("127.0.0.1.evil.example", false),
            ("0.0.0.0:8080", false),
        ] {
            assert_eq!(is_loopback_authority(authority), ours, "{authority}");
        }
    }
}
