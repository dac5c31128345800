//! The sandbox's own page. It holds no secret: its script takes the control token from the address it was opened with.

use axum::response::{IntoResponse, Response};

/// Only our own files, no inline script, no frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A file of the page.
pub(crate) fn file(path: &str) -> Option<Response> {
    let (content_type, text) = match path {
        "/" | "/index.html" => ("text/html; charset=utf-8", include_str!("../../assets/sandbox/index.html")),
        "/app.js" => ("text/javascript; charset=utf-8", include_str!("../../assets/sandbox/app.js")),
        "/style.css" => ("text/css; charset=utf-8", include_str!("../../assets/sandbox/style.css")),
        _ => return None,
    };
    let headers = [
        ("content-type", content_type),
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
    ];
    Some((headers, text).into_response())
}
