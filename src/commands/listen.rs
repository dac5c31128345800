//! `pam listen`: the EHR's side of patients' requests, for whoever builds an integration.

mod take;

use std::ffi::{OsStr, OsString};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use clap::Args;
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode};
use secrecy::SecretString;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use self::take::{Answers, Handler, Taken};
use super::interrupted;
use super::sandbox::control::Control;
use super::simulate::duration;
use super::target::{Session, deployed, find_running};
use crate::cli::StackArgs;
use crate::context::Context;
use crate::deploy::SIGNING_SECRET;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::output::Output;

/// Arguments of `pam listen`.
#[derive(Debug, Args)]
pub struct ListenArgs {
    /// Which deployment's secret signs the requests, unless EHR_SIGNING_SECRET is set.
    #[command(flatten)]
    pub stack: StackArgs,
    /// Port on 127.0.0.1; 0 takes any that is free
    #[arg(long, default_value_t = 8156)]
    pub port: u16,
    /// Answer with this HTTP status on purpose
    #[arg(long, value_name = "STATUS", value_parser = clap::value_parser!(u16).range(200..=599))]
    pub answer_with: Option<u16>,
    /// … so many times, and as usual afterwards
    #[arg(long, value_name = "NUMBER", requires = "answer_with")]
    pub times: Option<u32>,
    /// Run this program for each request that is believed and new, with the body on its standard input; what follows -- are its arguments
    #[arg(long, value_name = "PROGRAM")]
    pub exec: Option<OsString>,
    /// How long the program may take
    #[arg(long, value_name = "DURATION", requires = "exec", default_value = "30s", value_parser = duration)]
    pub exec_within: Duration,
    /// Arguments of the program
    #[arg(last = true, value_name = "ARGUMENTS", requires = "exec")]
    pub arguments: Vec<OsString>,
    /// Hand each request that is believed and new on to this URL, as it came, and answer what is answered there
    #[arg(long, value_name = "URL", conflicts_with = "exec", value_parser = http_url)]
    pub forward_to: Option<url::Url>,
    /// End after so many requests
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub count: Option<u32>,
}

/// The largest body that is read; the app's are below 1 KiB.
const BODY_LIMIT: usize = 64 * 1024;

pub(super) async fn run(context: &Context, args: ListenArgs) -> Result<ExitCode> {
    if context.sandbox && find_running(&context.paths()?).is_none() {
        return Err(Error::not_found("sandbox-not-running", "no sandbox is running that could call here")
            .hint("Start one with pam sandbox"));
    }
    let session = Session::new(context);
    let result = tokio::select! {
        result = prepare(&session, &args) => result,
        () = interrupted() => Err(Error::new(ExitCode::Interrupted, "interrupted", "interrupted")),
    };
    let result = match result {
        Ok(prepared) => {
            let result = tokio::select! {
                result = listen(&session, args, prepared) => result,
                () = interrupted() => Ok(()),
            };
            // The sandbox's own inbox answers again.
            match control(&session).await? {
                Some(control) => result.and(control.answer_ehr_with(200).await),
                None => result,
            }
        }
        Err(error) => Err(error),
    };
    session.close().await;
    result.map(|()| ExitCode::Done)
}

/// The sandbox's control, if it is the sandbox that calls here.
async fn control<'s>(session: &'s Session<'_>) -> Result<Option<&'s Control>> {
    if session.context.sandbox { Ok(session.target().await?.control.as_ref()) } else { Ok(None) }
}

/// All that can fail before somebody may call.
async fn prepare(session: &Session<'_>, args: &ListenArgs) -> Result<(SecretString, TcpListener)> {
    if let Some(program) = &args.exec
        && !is_there(program, session.context.env.get("PATH"))
    {
        let message = format!("there is no program {:?} that can be run", program.to_string_lossy());
        return Err(Error::invalid("program-missing", message)
            .field("--exec")
            .hint("A path leads from this folder; its arguments stand behind --, for no shell is involved"));
    }
    let secret = secret(session, &args.stack).await?;
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, args.port)));
    let listener = listener.await.map_err(|error| {
        Error::invalid("port-taken", format!("could not listen on 127.0.0.1:{}: {error}", args.port))
            .field("--port")
            .hint("Choose another port with --port, or --port 0 for any that is free")
    })?;
    Ok((secret, listener))
}

fn http_url(text: &str) -> std::result::Result<url::Url, String> {
    let url = url::Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.ok_or_else(|| "must be an http:// or https:// URL".to_owned())
}

fn can_be_run(file: &Path) -> bool {
    let Ok(about) = file.metadata() else { return false };
    #[cfg(unix)]
    let allowed = std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let allowed = true;
    about.is_file() && allowed
}

/// Whether a program is found: under a path as it is, under a bare name in `PATH`.
fn is_there(program: &OsStr, path: Option<&str>) -> bool {
    let program = Path::new(program);
    let names = [program.to_owned(), program.with_extension(std::env::consts::EXE_EXTENSION)];
    let is_file = |folder: &Path| names.iter().any(|name| can_be_run(&folder.join(name)));
    if program.components().count() > 1 || program.is_absolute() {
        return is_file(Path::new(""));
    }
    std::env::split_paths(path.unwrap_or_default()).any(|folder| is_file(&folder))
}

async fn listen(
    session: &Session<'_>,
    args: ListenArgs,
    (secret, listener): (SecretString, TcpListener),
) -> Result<()> {
    let context = session.context;
    let address = listener.local_addr().map_err(|error| Error::bug(error.to_string()))?;
    let url = format!("http://{address}");
    if let Some(control) = control(session).await? {
        control.forward_ehr_to(&url).await?;
    }
    announce(context, &url)?;
    let handler = if let Some(program) = args.exec {
        Handler::Exec { program, arguments: args.arguments, within: args.exec_within }
    } else if let Some(url) = args.forward_to {
        let http = crate::twilio::local_http(url.as_str()).map_err(|error| Error::bug(error.to_string()))?;
        Handler::Forward { url, http }
    } else {
        Handler::Nothing
    };
    let (calls, mut incoming) = mpsc::channel::<Call>(64);
    let app = Router::new().fallback(arrived).layer(DefaultBodyLimit::max(BODY_LIMIT)).with_state(calls);
    let (last, ended) = tokio::sync::oneshot::channel::<()>();
    let server = axum::serve(listener, app).with_graceful_shutdown(async {
        // It is dropped when the last request has been taken.
        let _ = ended.await;
    });
    let handling = async move {
        let _last = last;
        let answers = Answers { status: args.answer_with, left: args.times };
        let mut taker = take::Taker::new(secret, answers, handler);
        let mut count = 0;
        while let Some(call) = incoming.recv().await {
            // Only the sandbox has a time of its own, and nothing else is asked of Twilio here.
            let now = if context.sandbox { session.now().await? } else { context.now() };
            let taken = taker.take(&call.method, &call.path, &call.headers, &call.body, now).await;
            // Who called may have gone away meanwhile.
            let _ = call.answer.send(taken.status);
            show(&context.output, &taken)?;
            count += 1;
            if args.count == Some(count) || context.output.reader_gone() {
                break;
            }
        }
        Ok(())
    };
    let server = async { server.await.map_err(|error| Error::bug(format!("could not serve: {error}"))) };
    futures::try_join!(server, handling).map(drop)
}

/// The secret from the environment, or from the deployment.
async fn secret(session: &Session<'_>, of: &StackArgs) -> Result<SecretString> {
    if let Some(secret) = session.context.env.get(SIGNING_SECRET) {
        return Ok(secret.into());
    }
    let (_, _, observed) = session
        .stack(of)
        .await
        .map_err(|error| error.hint(format!("Or set {SIGNING_SECRET}: then nothing is asked of Twilio")))?;
    let stack = deployed(session, &observed, of)?;
    stack.variable(SIGNING_SECRET).map(SecretString::from).ok_or_else(|| {
        Error::not_found("deployment-incomplete", format!("the deployment has no {SIGNING_SECRET}"))
            .hint("Run pam deploy to finish it")
    })
}

fn announce(context: &Context, url: &str) -> Result<()> {
    let next = if context.sandbox {
        "The sandbox's EHR hands its requests on to here; Ctrl-C gives them back to its inbox".to_owned()
    } else {
        "Give the deployment this address, or that of a tunnel to it, with pam deploy --ehr-endpoint"
            .to_owned()
    };
    let style = context.output.result_style();
    context.output.line(
        &style.hanging(
            0,
            &format!("Listening for patients' requests on {}\n{}", style.hint(url), style.dim(&next)),
        ),
        || json!({"kind": "listening", "url": url}),
    )
}

/// A request that waits for its answer.
struct Call {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Bytes,
    answer: tokio::sync::oneshot::Sender<u16>,
}

async fn arrived(State(calls): State<mpsc::Sender<Call>>, parts: Parts, body: Bytes) -> Response {
    let (answer, answered) = tokio::sync::oneshot::channel();
    let path = parts.uri.path().to_owned();
    let call = Call { method: parts.method, path, headers: parts.headers, body, answer };
    let status = match calls.send(call).await {
        Ok(()) => answered.await.unwrap_or(503),
        Err(_) => 503,
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = json!({"received": status.is_success()});
    (status, [("content-type", "application/json")], body.to_string()).into_response()
}

fn show(output: &Output, taken: &Taken) -> Result<()> {
    let style = output.result_style();
    let word = |key: &str| taken.body[key].as_str().unwrap_or("?");
    let verdict = match (&taken.distrust, taken.duplicate) {
        (Some(reason), _) => style.failure(&format!("not believed: {reason}")),
        (None, true) => style.warning("again: taken before, nothing is done"),
        (None, false) => style.success("signed"),
    };
    let answer = if (200..300).contains(&taken.status) {
        style.success(&taken.status.to_string())
    } else {
        style.failure(&taken.status.to_string())
    };
    let what = if taken.body.is_object() {
        format!("{} for appointment {}", style.bold(word("event_type")), word("appointment_id"))
    } else {
        format!("{} {}", taken.method, taken.path)
    };
    let mut text = format!("{}  {what}  {verdict}, answered {answer}", taken.at.strftime("%H:%M:%SZ"));
    if let Some(key) = &taken.key {
        text.push_str(&style.dim(&format!("\n  idempotency key {key}")));
    }
    if let Some(done) = &taken.done {
        text.push_str(&format!("\n  {done}"));
    }
    output.line(&style.hanging(2, &text), || {
        json!({
            "kind": "request", "at": taken.at.to_string(), "method": taken.method.as_str(), "path": taken.path,
            "signed": taken.distrust.is_none(),
            "distrust": taken.distrust.as_ref().map(ToString::to_string),
            "idempotency_key": taken.key, "duplicate": taken.duplicate, "body": taken.body,
            "answered": taken.status, "done": taken.done,
        })
    })
}
