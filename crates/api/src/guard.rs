//! Loopback only: a page from elsewhere, in a browser on this machine, must not reach the API either.

use axum::{
    extract::Request,
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::Problem;

/// Refuses requests whose `Host` is not this machine (DNS rebinding) or whose `Origin` is another site (CSRF), and keeps
/// every answer out of caches and referrers: URLs and answers hold personal data.
pub(crate) async fn answer_loopback_only(request: Request, next: Next) -> Response {
    if !is_for_this_machine(request.headers()) {
        return Problem::new(StatusCode::MISDIRECTED_REQUEST, "not_this_machine")
            .titled("Chỉ trả lời trên máy này", "this API answers on this machine only")
            .hinted("use http://127.0.0.1 and its port")
            .into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    ] {
        headers.insert(name, header::HeaderValue::from_static(value));
    }
    response
}

fn is_for_this_machine(headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = text(header::HOST).is_none_or(is_loopback_authority);
    let origin = text(header::ORIGIN)
        .is_none_or(|origin| origin.split_once("://").is_some_and(|(_, authority)| is_loopback_authority(authority)));
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
    use super::is_loopback_authority;

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
