//! `pam sandbox serve`: runs until Ctrl-C and tells what happens.

use regex::Regex;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;

use super::{Plain, ServeArgs, start};
use crate::commands::interrupted;
use crate::commands::target::of_sandbox;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::sandbox::{Account, Event, Sandbox, Storage};

pub(super) async fn run(context: &Context, args: ServeArgs) -> Result<ExitCode> {
    let state = context.paths()?.sandbox();
    let storage = if args.ephemeral { Storage::Ephemeral } else { Storage::Directory(state.clone()) };
    let started = tokio::select! {
        started = start::served(context, storage, Some(state), args.port, args.record) => started?,
        () = interrupted() => return Err(Error::new(ExitCode::Interrupted, "interrupted", "interrupted")),
    };
    announce(context, &started, args.ephemeral)?;
    let result = tokio::select! {
        result = tell(context, &started) => result,
        () = interrupted() => Ok(()),
    };
    started.stop().await;
    result.map(|()| ExitCode::Done)
}

fn announce(context: &Context, sandbox: &Sandbox, ephemeral: bool) -> Result<()> {
    let target = of_sandbox(context, sandbox);
    let page = target.control.as_ref().map(super::control::Control::page_url).unwrap_or_default();
    let account = sandbox.account();
    context.output.report(&Plain {
        text: format!(
            "The sandbox is a Twilio account on this machine: http://{}\n{}  Page        {page}\n\n\
             In another terminal:\n  pam deploy --sandbox --yes\n  pam simulate booked --sandbox\n\n\
             Ctrl-C ends it{}. What happens (reads only with --verbose):",
            sandbox.address(),
            credentials(account),
            if ephemeral { " and forgets its state" } else { "; its state is kept" },
        ),
        json: json!({
            "url": format!("http://{}", sandbox.address()),
            "page": page,
            "account_sid": account.account_sid,
            "auth_token": account.auth_token.expose_secret(),
            "api_key": account.api_key_sid,
            "api_secret": account.api_key_secret.expose_secret(),
        }),
    })
}

fn credentials(account: &Account) -> String {
    format!(
        "  Account SID {}\n  Auth token  {}\n  API key     {}\n  API secret  {}\n",
        account.account_sid,
        account.auth_token.expose_secret(),
        account.api_key_sid,
        account.api_key_secret.expose_secret()
    )
}

/// Prints events until the sandbox ends.
async fn tell(context: &Context, sandbox: &Sandbox) -> Result<()> {
    let mut events = sandbox.subscribe();
    // The ends of SIDs would fill the screen; with --json they are whole.
    let sids = Regex::new(r"\b([A-Z]{2}[0-9a-f]{6})[0-9a-f]{26}\b")
        .map_err(|error| Error::bug(error.to_string()))?;
    loop {
        match events.recv().await {
            Ok(event) if context.output.is_json() => context.output.json_line(&json!(event))?,
            Ok(event) => {
                let (output, style) = (&context.output, context.output.style());
                let kind = format!("{:<12}", event.kind);
                let kind = if is_refused(&event) { style.failure(&kind) } else { style.hint(&kind) };
                let mut text = sids.replace_all(&event.text, "$1…").into_owned();
                if let Some(width) = style.width().filter(|_| event.kind == "request") {
                    text = fitted(&text, width.saturating_sub(INDENT));
                }
                let line = format!("{} {kind} {text}", style.dim(clock_time(&event.at)));
                let line = style.hanging(INDENT, &line);
                if is_read(&event) { output.detail(line) } else { output.note(line) }
            }
            Err(RecvError::Lagged(missed)) => context.output.warn(format!("{missed} events were not shown")),
            Err(RecvError::Closed) => return Ok(()),
        }
    }
}

/// Where an event's text begins.
const INDENT: usize = 22;

/// A request on one line: of a path that is too long the end is shown, which says what it is about.
fn fitted(text: &str, room: usize) -> String {
    let Some((host, path)) = text.split_once('/').filter(|_| text.chars().count() > room) else {
        return text.to_owned();
    };
    let over = path.chars().count().saturating_sub(room.saturating_sub(host.chars().count() + 2));
    let rest: String = path.chars().skip(over).collect();
    let rest = rest.find('/').map_or(rest.as_str(), |at| &rest[at..]);
    format!("{host}/…{rest}")
}

/// Looking for what is not there is no refusal.
fn is_refused(event: &Event) -> bool {
    event.details.get("status").and_then(Value::as_u64).is_some_and(|status| status >= 400 && status != 404)
}

/// Reading is most of the traffic and changes nothing.
fn is_read(event: &Event) -> bool {
    event.kind == "request" && event.text.starts_with("GET ") && !is_refused(event)
}

/// `20:15:38` of an RFC 3339 time.
fn clock_time(at: &str) -> &str {
    at.get(11..19).unwrap_or(at)
}

#[cfg(test)]
mod tests;
