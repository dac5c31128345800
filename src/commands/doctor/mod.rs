//! `pam doctor`: what stands in the way of patients' texts, and what mends it. Reads only.

mod account;
mod checks;
mod endpoint;

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::settings::{SettingArgs, look_up};
use super::target::{Session, names};
use crate::cli::StackArgs;
use crate::deploy::{Names, Observed, Stack};
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::output::{Report, Style, counted, wrap};
use crate::sandbox::functions::find_node;
use crate::settings::resolve::Files;
use checks::{Check, Status};

/// Arguments of `pam doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Which deployment.
    #[command(flatten)]
    pub stack: StackArgs,
    /// The app's settings.
    #[command(flatten)]
    pub settings: SettingArgs,
}

pub(super) async fn run(session: &Session<'_>, mut args: DoctorArgs) -> Result<ExitCode> {
    args.settings.flags.read_password()?;
    let names = names(&args.stack)?;
    let deploy = format!("pam deploy{}", account::flags(session, &args.stack));
    let mut checks = vec![node(session).await];
    let files = match args.settings.files.read() {
        Ok(files) => files,
        Err(error) => {
            checks.push(of_error("files", &error));
            Files::default()
        }
    };
    let seen = account::examine(session, &names, &deploy, &mut checks).await;
    let observed = seen.as_ref().and_then(|seen| seen.observed.as_ref());
    let (values, check) = settings(session, &names, &args, &files, observed)?;
    checks.push(check);
    if let Some(seen) = &seen {
        account::examine_number(session, seen, &values, &deploy, &mut checks).await;
    }
    checks.push(endpoint::examine(session.context, &values, &deploy).await);
    let account_sid = seen.map(|seen| seen.client.account_sid().to_owned());
    let report = DoctorReport { name: names.shown(), account_sid, checks };
    session.context.output.report(&report)?;
    Ok(report.exit())
}

/// An error as a line: its first hint mends it.
fn of_error(id: &'static str, error: &Error) -> Check {
    let fix = error
        .hints
        .first()
        .cloned()
        .unwrap_or_else(|| "pam doctor --verbose tells of every request".to_owned());
    let exit = match error.exit {
        ExitCode::Credentials | ExitCode::Network | ExitCode::Invalid => error.exit,
        _ => ExitCode::Incomplete,
    };
    Check::failed(id, error.message.clone(), fix).exiting(exit)
}

/// Only the sandbox needs Node here, so elsewhere it may be missing.
async fn node(session: &Session<'_>) -> Check {
    const ID: &str = "node";
    let context = session.context;
    match find_node(context.env.get("PAM_NODE").map(PathBuf::from)).await {
        Ok(path) => Check::ok(ID, format!("Node.js for the sandbox: {}", path.display())),
        Err(problem) => {
            let fix = "install Node.js 20 or newer with npm (https://nodejs.org), or name it in PAM_NODE";
            if context.sandbox {
                Check::failed(ID, problem.to_string(), fix).exiting(ExitCode::Invalid)
            } else {
                Check::warning(ID, format!("{problem}, which the sandbox needs and a deploy does not"), fix)
            }
        }
    }
}

type Values = std::collections::BTreeMap<String, String>;

/// Whether a deploy has all that it needs, and the values as far as they are right.
fn settings(
    session: &Session<'_>,
    names: &Names,
    args: &DoctorArgs,
    files: &Files,
    observed: Option<&Observed>,
) -> Result<(Values, Check)> {
    const ID: &str = "settings";
    let context = session.context;
    let resolved = look_up(context, names, &args.settings, files, observed, None, context.sandbox);
    let values = resolved.settings.iter().filter_map(|found| {
        let value = found.checked().ok()??;
        (!found.setting.is_secret()).then(|| {
            (found.setting.variable.to_owned(), secrecy::ExposeSecret::expose_secret(value).to_owned())
        })
    });
    let values: Values = values.collect();
    let missing: Vec<&str> = resolved
        .missing()
        // The sandbox has these of its own.
        .filter(|setting| !(context.sandbox && (setting.is_secret() || setting.default.is_none())))
        .map(|setting| setting.variable)
        .collect();
    let explain = "pam config --explain";
    let check = if let Some(problem) = resolved.problems().first() {
        Check::failed(ID, problem.message.clone(), explain).exiting(ExitCode::Invalid)
    } else if missing.is_empty() {
        Check::ok(ID, "all known and valid")
    } else if observed.and_then(|observed| observed.stack.as_ref()).is_some_and(Stack::is_begun) {
        let message = format!("the deployment lacks {}", missing.join(", "));
        Check::failed(ID, message, "pam deploy").exiting(ExitCode::Invalid)
    } else {
        Check::warning(
            ID,
            format!("not known yet: {}", missing.join(", ")),
            format!("pam deploy asks; {explain}"),
        )
    };
    Ok((values, check))
}

struct DoctorReport {
    name: String,
    account_sid: Option<String>,
    checks: Vec<Check>,
}

impl DoctorReport {
    fn count(&self, status: Status) -> usize {
        self.checks.iter().filter(|check| check.status == status).count()
    }

    /// Done without a failure, else what the first one says.
    fn exit(&self) -> ExitCode {
        self.checks
            .iter()
            .find(|check| check.status == Status::Failed)
            .map_or(ExitCode::Done, |check| check.exit)
    }
}

const INDENT: usize = 23;
/// What mends something is often an address, which needs room.
const OUTDENT: usize = 9;

impl Report for DoctorReport {
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        let account = self.account_sid.as_deref().map_or_else(String::new, |sid| format!(" in {sid}"));
        writeln!(out, "{}{account}", style.bold(&self.name))?;
        let mut rest = self.checks.as_slice();
        while let Some(check) = rest.first() {
            // What was skipped for one reason is told at once.
            let same = |other: &&Check| other.status == Status::Skipped && other.message == check.message;
            let alike = rest.iter().take_while(same).count();
            if alike > 1 {
                let ids: Vec<&str> = rest[..alike].iter().map(|check| check.id).collect();
                let told = format!("{}: {}", ids.join(", "), check.message);
                for (number, line) in wrap(&told, style.columns() - OUTDENT).into_iter().enumerate() {
                    let word = format!("{:<8}", if number == 0 { check.status.word() } else { "" });
                    writeln!(out, "{} {line}", style.dim(&word))?;
                }
                rest = &rest[alike..];
                continue;
            }
            rest = &rest[1..];
            let word = format!("{:<8}", check.status.word());
            let word = match check.status {
                Status::Ok => style.success(&word),
                Status::Warning => style.warning(&word),
                Status::Failed => style.failure(&word),
                Status::Skipped => style.dim(&word),
            };
            let mut lines = wrap(&check.message, style.columns() - INDENT).into_iter();
            writeln!(out, "{word} {:<13} {}", check.id, lines.next().unwrap_or_default())?;
            for line in lines {
                writeln!(out, "{:INDENT$}{line}", "")?;
            }
            if let Some(fix) = &check.fix {
                for (number, line) in wrap(fix, style.columns() - OUTDENT - 3).into_iter().enumerate() {
                    let arrow = if number == 0 { style.hint("->") } else { "  ".to_owned() };
                    writeln!(out, "{:OUTDENT$}{arrow} {line}", "")?;
                }
            }
        }
        writeln!(
            out,
            "{} ok, {}, {} failed, {} skipped",
            self.count(Status::Ok),
            counted(self.count(Status::Warning), "warning"),
            self.count(Status::Failed),
            self.count(Status::Skipped)
        )
    }

    fn json(&self) -> Value {
        let check = |check: &Check| json!({"id": check.id, "status": check.status.word(), "message": check.message, "fix": check.fix});
        json!({
            "name": self.name,
            "account_sid": self.account_sid,
            "healthy": self.count(Status::Failed) == 0,
            "ok": self.count(Status::Ok),
            "warnings": self.count(Status::Warning),
            "failed": self.count(Status::Failed),
            "skipped": self.count(Status::Skipped),
            "checks": self.checks.iter().map(check).collect::<Vec<_>>(),
        })
    }
}
