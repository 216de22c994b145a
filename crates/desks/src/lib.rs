//! The pages of the desks as `make web` built them from `web/`, built in, and how a browser gets them.
//!
//! They are the same for everybody and hold no data: what they show they ask the API for. Every path that is no file is the
//! one page, which finds out by itself what to show.

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::{Embed, EmbeddedFile};

#[derive(Embed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Built;

/// The one page.
const PAGE: &str = "index.html";
/// Names in this folder hold a hash of the contents.
const HASHED: &str = "assets/";
/// What is said when there are none.
pub const HOW_TO_BUILD: &str = "the pages are not built in: `make web`, then build again";

/// Whether the pages are built in.
pub fn are_built_in() -> bool {
    Built::get(PAGE).is_some()
}

/// Answers a request for a path that no route of the API has.
pub fn answer(method: &Method, path: &str, headers: &HeaderMap) -> Response {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let asked = path.trim_start_matches('/');
    let name = if Built::get(asked).is_some() { asked } else { PAGE };
    if name == PAGE && asked.starts_with(HASHED) {
        return (StatusCode::NOT_FOUND, "this file is of another version: load the page again\n").into_response();
    }
    let Some((file, encoding)) = encoded(name, headers) else {
        return (StatusCode::NOT_FOUND, format!("{HOW_TO_BUILD}\n")).into_response();
    };
    let tag = tag(&file, encoding);
    let cache = if name.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let body = if known { Body::empty() } else { Body::from(bytes(file)) };
    let mut response = Response::new(body);
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let head = response.headers_mut();
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(name)));
    head.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    head.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        head.insert(header::ETAG, tag);
    }
    if let Some(encoding) = encoding {
        head.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// The file as `make web` has packed it, the smallest that the browser takes.
fn encoded(name: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let takes = |coding: &str| {
        let taken = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        taken.flat_map(|value| value.split(',')).any(|one| {
            let mut parts = one.split(';').map(str::trim);
            parts.next().is_some_and(|named| named.eq_ignore_ascii_case(coding))
                && parts.all(|quality| quality != "q=0")
        })
    };
    for (coding, ending) in [("br", "br"), ("gzip", "gz")] {
        if let Some(file) = Some(()).filter(|()| takes(coding)).and_then(|()| Built::get(&format!("{name}.{ending}"))) {
            return Some((file, Some(if coding == "br" { "br" } else { "gzip" })));
        }
    }
    Built::get(name).map(|file| (file, None))
}

fn bytes(file: EmbeddedFile) -> Bytes {
    match file.data {
        std::borrow::Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        std::borrow::Cow::Owned(bytes) => bytes.into(),
    }
}

fn tag(file: &EmbeddedFile, encoding: Option<&str>) -> String {
    let hash = file.metadata.sha256_hash();
    let digits: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{digits}{}\"", encoding.unwrap_or_default())
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" | "map" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(path: &str, accept: &str) -> Response {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_str(accept).unwrap());
        answer(&Method::GET, path, &headers)
    }

    /// Whether or not the pages are built in.
    #[test]
    fn every_page_path_is_the_one_page_and_no_file_of_another_version_is() {
        let (root, desk) = (ask("/", "br"), ask("/tiep-nhan", "br"));
        assert_eq!(root.status(), desk.status());
        assert_eq!(root.headers().get(header::ETAG), desk.headers().get(header::ETAG));
        assert_eq!(ask("/assets/operator-0000.js", "br").status(), StatusCode::NOT_FOUND);
        assert_eq!(answer(&Method::POST, "/", &HeaderMap::new()).status(), StatusCode::METHOD_NOT_ALLOWED);
        if are_built_in() {
            assert_eq!(root.headers()[header::CONTENT_ENCODING], "br");
            assert_eq!(ask("/", "gzip;q=0, identity").headers().get(header::CONTENT_ENCODING), None);
        } else {
            assert_eq!(root.status(), StatusCode::NOT_FOUND);
        }
    }
}
