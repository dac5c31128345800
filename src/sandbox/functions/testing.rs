//! What the tests of this module share.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use tempfile::TempDir;

use super::{
    BuildFile, BuildInput, Environment, Functions, Limits, Request, Response, Settings, Visibility, find_node,
};

pub(super) const DOMAIN: &str = "test-1234-dev.twil.io";
pub(super) const BUILD: &str = "ZB00000000000000000000000000000001";

/// Functions below a temporary folder.
pub(super) struct Bench {
    pub(super) functions: Functions,
    pub(super) folder: TempDir,
    pub(super) environment: Environment,
}

pub(super) async fn settings(folder: &TempDir) -> Settings {
    Settings {
        builds: folder.path().join("builds"),
        dependencies: folder.path().join("dependencies"),
        node: find_node(None).await.expect("these tests need Node.js"),
        sandbox_url: "http://127.0.0.1:9".to_owned(),
    }
}

impl Bench {
    /// With real limits, which no test waits for.
    pub(super) async fn new() -> Self {
        Self::with_limits(Limits::default()).await
    }

    /// With a short time to answer in.
    pub(super) async fn impatient() -> Self {
        Self::with_limits(Limits { answer: Duration::from_millis(1500), ..Limits::default() }).await
    }

    async fn with_limits(limits: Limits) -> Self {
        let folder = TempDir::new().unwrap();
        let functions = Functions::with_limits(settings(&folder).await, limits);
        Self { functions, folder, environment: environment() }
    }

    /// Deploys public Functions, given as path and source.
    pub(super) async fn deploy(&self, functions: &[(&str, &str)]) {
        let functions = functions.iter().map(|(path, source)| file(path, Visibility::Public, source));
        self.functions.build(input(functions.collect())).await.unwrap();
    }

    pub(super) async fn serve(&self, request: Request) -> Response {
        self.functions.serve(&self.environment, request, 0).await
    }

    pub(super) async fn get(&self, target: &str) -> Response {
        self.serve(request("GET", target)).await
    }

    /// Of the Node process that serves now.
    pub(super) async fn pid(&self) -> u32 {
        let workers = self.functions.inner.workers.lock().await;
        workers[&self.environment.sid].pid.unwrap()
    }
}

pub(super) fn environment() -> Environment {
    Environment {
        sid: "ZE00000000000000000000000000000001".to_owned(),
        service_sid: "ZS00000000000000000000000000000001".to_owned(),
        build_sid: BUILD.to_owned(),
        domain: DOMAIN.to_owned(),
        variables: BTreeMap::from([("COLOUR".to_owned(), "green".to_owned())]),
        account_sid: "AC00000000000000000000000000000001".to_owned(),
        auth_token: "12345".to_owned(),
        include_credentials: true,
    }
}

pub(super) fn file(path: &str, visibility: Visibility, content: &str) -> BuildFile {
    BuildFile {
        path: path.to_owned(),
        visibility,
        content_type: "text/html".to_owned(),
        content: Bytes::copy_from_slice(content.as_bytes()),
    }
}

pub(super) fn input(functions: Vec<BuildFile>) -> BuildInput {
    BuildInput { sid: BUILD.to_owned(), functions, assets: Vec::new(), dependencies: BTreeMap::new() }
}

/// A request without body to a path with or without query.
pub(super) fn request(method: &str, target: &str) -> Request {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: vec![("host".to_owned(), DOMAIN.to_owned())],
        body: Bytes::new(),
    }
}

impl Request {
    pub(super) fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn with_body(mut self, content_type: &str, body: &str) -> Self {
        self.body = Bytes::copy_from_slice(body.as_bytes());
        self.with_header("content-type", content_type)
    }

    pub(super) fn with_form(self, body: &str) -> Self {
        self.with_body("application/x-www-form-urlencoded", body)
    }
}

impl Response {
    pub(super) fn text_body(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// `level: message`, one a line.
    pub(super) fn log(&self) -> String {
        self.logs.iter().map(|line| format!("{}: {}\n", line.level, line.message)).collect()
    }
}
