//! The sandbox as an HTTP proxy: a client that names it as its proxy talks to Twilio's hosts, and reaches the sandbox.
//!
//! `CONNECT` is answered for Twilio's hosts, deployed domains and the EHR and for no others, so it is no way out to anywhere.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, BufReader};

use super::clock::Clock;
use super::core::Core;
use super::server;

/// The first byte of a TLS handshake (RFC 8446, section 5.1).
const HANDSHAKE: u8 = 22;

/// Answers `CONNECT host:port` and serves what comes through the tunnel.
pub(crate) fn connect(core: &Arc<Core>, request: Request) -> Response {
    let host = request.uri().host().unwrap_or_default().to_ascii_lowercase();
    if !server::answers_for(&host) {
        let message = format!("this proxy leads to Twilio's hosts in the sandbox only, not to {host}");
        let body = json!({"error": {"code": "not-twilio", "message": message}}).to_string();
        return (StatusCode::FORBIDDEN, [("content-type", "application/json")], body).into_response();
    }
    let core = core.clone();
    tokio::spawn(async move {
        let mut stopping = core.stopping.subscribe();
        let tunnel = async {
            // A client that hangs up half-way needs nothing more.
            if let Ok(upgraded) = hyper::upgrade::on(request).await {
                serve(&core, &host, upgraded).await;
            }
        };
        tokio::select! {
            () = tunnel => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    });
    StatusCode::OK.into_response()
}

async fn serve(core: &Arc<Core>, host: &str, upgraded: Upgraded) {
    let mut stream = BufReader::new(TokioIo::new(upgraded));
    let Ok(first) = stream.fill_buf().await else { return };
    if first.first() != Some(&HANDSHAKE) {
        return requests(core, stream).await;
    }
    let Ok(acceptor) = core.authority.acceptor(host, Clock::today()) else { return };
    match acceptor.accept(stream).await {
        Ok(stream) => requests(core, stream).await,
        Err(error) => {
            let text = format!("a client of {host} did not accept the sandbox's certificate: {error}");
            core.emit("request", text, serde_json::Value::Null);
        }
    }
}

async fn requests(core: &Arc<Core>, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
    let service = hyper::service::service_fn(|request: http::Request<hyper::body::Incoming>| {
        server::answer(core.clone(), request.map(Body::new))
    });
    // How a connection ends is its client's business.
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}
