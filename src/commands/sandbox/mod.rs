//! `pam sandbox`: the local Twilio, and what one does with it.

pub(super) mod control;
mod env;
mod faults;
mod serve;
pub(super) mod start;

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::{Span, Timestamp};
use serde_json::{Value, json};

use self::control::Text;
use super::interrupted;
use super::target::Session;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::output::{Report, Style};
use crate::settings::phone;

/// The port where the sandbox is expected.
pub(super) const PORT: u16 = 8155;

/// Arguments of `pam sandbox`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct SandboxArgs {
    /// What to do; without it the sandbox is served.
    #[command(subcommand)]
    pub command: Option<SandboxCommand>,
    /// How to serve it.
    #[command(flatten)]
    pub serve: ServeArgs,
}

/// What to do with the sandbox.
#[derive(Debug, Subcommand)]
pub enum SandboxCommand {
    /// Run it until Ctrl-C
    Serve(ServeArgs),
    /// Move its clock forward; what is due happens in order
    Advance(AdvanceArgs),
    /// Answer from a patient's phone
    Reply(ReplyArgs),
    /// Show the texts on a phone
    Messages(MessagesArgs),
    /// Show what the EHR's endpoint received
    Inbox(InboxArgs),
    /// Show the REST requests it received
    Requests(RequestsArgs),
    /// Show, add and clear faults that REST requests meet
    Faults(faults::FaultsArgs),
    /// Print variables with which Twilio's libraries talk to the running sandbox
    Env(env::EnvArgs),
    /// Forget everything but the account
    Reset,
}

/// Arguments of `pam sandbox serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Port on 127.0.0.1; 0 takes any that is free
    #[arg(long, default_value_t = PORT)]
    pub port: u16,
    /// Keep its state in memory only
    #[arg(long)]
    pub ephemeral: bool,
    /// Write each REST request with its answer to a file, one JSON document a line
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
}

/// Arguments of `pam sandbox advance`.
#[derive(Debug, Args)]
pub struct AdvanceArgs {
    /// By how much (90m, 36h, 2d), or until when (2026-03-09T08:00:00-07:00)
    #[arg(value_name = "DURATION|TIME")]
    pub by: String,
}

/// Arguments of `pam sandbox reply`.
#[derive(Debug, Args)]
pub struct ReplyArgs {
    /// The patient's number
    pub number: String,
    /// The text
    pub text: String,
    /// The number that it goes to [default: the one that texted last]
    #[arg(long, value_name = "NUMBER")]
    pub to: Option<String>,
}

/// Arguments of `pam sandbox messages`.
#[derive(Debug, Args)]
pub struct MessagesArgs {
    /// The phone's number
    pub number: String,
}

/// Arguments of `pam sandbox inbox`.
#[derive(Debug, Args)]
pub struct InboxArgs {
    /// From now on the EHR answers with this HTTP status
    #[arg(long, value_name = "STATUS", value_parser = clap::value_parser!(u16).range(200..=599))]
    pub answer_with: Option<u16>,
}

/// Arguments of `pam sandbox requests`.
#[derive(Debug, Args)]
pub struct RequestsArgs {
    /// Only those after this number
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub after: u64,
    /// Only those that write
    #[arg(long)]
    pub writes: bool,
}

pub(super) async fn run(context: &Context, args: SandboxArgs) -> Result<ExitCode> {
    let command = args.command.unwrap_or(SandboxCommand::Serve(args.serve));
    if let SandboxCommand::Serve(args) = command {
        return serve::run(context, args).await;
    }
    let session = Session::sandbox(context);
    let result = tokio::select! {
        result = controlled(&session, command) => result,
        () = interrupted() => Err(Error::new(ExitCode::Interrupted, "interrupted", "interrupted")),
    };
    session.close().await;
    result
}

async fn controlled(session: &Session<'_>, command: SandboxCommand) -> Result<ExitCode> {
    let context = session.context;
    if let SandboxCommand::Env(args) = &command {
        return env::run(context, args);
    }
    let control =
        session.target().await?.control.as_ref().ok_or_else(|| Error::bug("the target has no control"))?;
    let output = &context.output;
    match command {
        SandboxCommand::Serve(_) | SandboxCommand::Env(_) => {}
        SandboxCommand::Advance(args) => {
            let to = until(&args.by, control.now().await?)?;
            let advanced = control.advance(to).await?;
            output.report(&Plain {
                text: format!(
                    "It is {}; {} due happened",
                    advanced.now,
                    count(advanced.fired.len(), "thing")
                ),
                json: json!({"now": advanced.now.to_string(), "fired": advanced.fired}),
            })?;
        }
        SandboxCommand::Reply(args) => {
            let number = number(&args.number, "NUMBER")?;
            if args.text.is_empty() {
                return Err(Error::invalid("text-empty", "TEXT must not be empty").field("TEXT"));
            }
            let to = args.to.as_deref().map(|to| self::number(to, "--to")).transpose()?;
            let before = control.texts(&number).await?.len();
            let replied = control.reply(&number, &args.text, to.as_deref()).await?;
            let texts = control.texts(&number).await?.split_off(before);
            output.report(&Plain {
                text: lines(&texts, output.result_style()),
                json: json!({"message_sid": replied.message_sid, "execution_sid": replied.execution_sid,
                             "messages": texts.iter().map(text_json).collect::<Vec<_>>()}),
            })?;
        }
        SandboxCommand::Messages(args) => {
            let number = number(&args.number, "NUMBER")?;
            let texts = control.texts(&number).await?;
            let text = if texts.is_empty() {
                format!("No text on {number}")
            } else {
                lines(&texts, output.result_style())
            };
            output.report(&Plain {
                text,
                json: json!({"number": number, "messages": texts.iter().map(text_json).collect::<Vec<_>>()}),
            })?;
        }
        SandboxCommand::Inbox(args) => {
            if let Some(status) = args.answer_with {
                control.answer_ehr_with(status).await?;
                output.note(format!("The EHR answers with {status} from now on"));
            }
            let requests = control.ehr_requests().await?;
            let line = |request: &control::EhrRequest| {
                format!(
                    "{}  {} {} {}  {}",
                    request.at.strftime(TIME),
                    request.method,
                    request.path,
                    request.status,
                    request.body
                )
            };
            let text: Vec<String> = requests.iter().map(line).collect();
            output.report(&Plain {
                text: if text.is_empty() { "The EHR's endpoint received nothing".to_owned() } else { text.join("\n") },
                json: json!({"requests": requests.iter().map(|request| json!({
                    "id": request.id, "at": request.at.to_string(), "method": request.method, "path": request.path,
                    "headers": request.headers, "body": request.body, "status": request.status,
                })).collect::<Vec<_>>()}),
            })?;
        }
        SandboxCommand::Requests(args) => {
            let mut requests = control.requests(args.after).await?;
            requests.retain(|request| !args.writes || request["write"] == true);
            let line = |request: &Value| {
                let word = |key: &str| request[key].as_str().unwrap_or_default().to_owned();
                format!(
                    "{:>5}  {} {}{} {}",
                    request["id"],
                    word("method"),
                    word("host"),
                    word("path"),
                    request["status"]
                )
            };
            let text: Vec<String> = requests.iter().map(line).collect();
            let none = "It received no request since it was started".to_owned();
            let text = if text.is_empty() { none } else { text.join("\n") };
            output.report(&Plain { text, json: json!({"requests": requests}) })?;
        }
        SandboxCommand::Faults(args) => faults::run(context, control, args).await?,
        SandboxCommand::Reset => {
            context.prompts.consent("Forget everything in the sandbox but its account?")?;
            control.reset().await?;
            output
                .report(&Plain { text: "The sandbox is empty".to_owned(), json: json!({"reset": true}) })?;
        }
    }
    Ok(ExitCode::Done)
}

/// A number, perhaps on WhatsApp (`whatsapp:+12065550100`).
fn number(text: &str, field: &str) -> Result<String> {
    let (channel, number) = text.split_once(':').filter(|(channel, _)| *channel == "whatsapp").unzip();
    let number = phone::e164(number.unwrap_or(text)).map_err(|rule| phone::invalid(field, &rule))?;
    Ok(channel.map_or_else(|| number.clone(), |channel| format!("{channel}:{number}")))
}

/// The sandbox has no zone of its own, so its times are in UTC.
const TIME: &str = "%Y-%m-%d %H:%M:%SZ";

fn count(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

/// Where the clock is to go.
pub(super) fn until(text: &str, now: Timestamp) -> Result<Timestamp> {
    let wrong = || {
        Error::invalid(
            "duration",
            format!("{text:?} must be a duration such as 90m, 36h or 2d, or a time with offset"),
        )
        .field("DURATION|TIME")
    };
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let unit = text.chars().last().ok_or_else(wrong)?;
    let number: i64 = text.strip_suffix(unit).unwrap_or_default().parse().map_err(|_| wrong())?;
    let hours = |hours: i64| Span::new().try_hours(hours).map_err(|_| wrong());
    let span = match unit {
        _ if number < 0 => return Err(wrong()),
        's' => Span::new().try_seconds(number).map_err(|_| wrong())?,
        'm' => Span::new().try_minutes(number).map_err(|_| wrong())?,
        'h' => hours(number)?,
        'd' => hours(number.checked_mul(24).ok_or_else(wrong)?)?,
        _ => return Err(wrong()),
    };
    now.checked_add(span).map_err(|_| wrong())
}

fn lines(texts: &[Text], style: &Style) -> String {
    let line = |text: &Text| {
        let arrow = if text.direction == "sent" { ">" } else { "<" };
        let line = format!("{}  {arrow} {}", style.dim(&text.at.strftime(TIME).to_string()), text.body);
        style.hanging(24, &line)
    };
    texts.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn text_json(text: &Text) -> Value {
    json!({"sid": text.sid, "direction": text.direction, "from": text.from, "body": text.body,
           "at": text.at.to_string(), "status": text.status})
}

/// A result that is a few lines of text and a JSON document.
pub(super) struct Plain {
    pub(super) text: String,
    pub(super) json: Value,
}

impl Report for Plain {
    fn human(&self, out: &mut dyn Write, _style: &Style) -> io::Result<()> {
        writeln!(out, "{}", self.text)
    }

    fn json(&self) -> Value {
        self.json.clone()
    }
}
