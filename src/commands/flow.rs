//! `pam flow`: the live Flow as a template, and what is wrong with one.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::app::{bundle, flow_text, shown};
use super::sandbox::Plain;
use super::target::{Session, deployed};
use crate::bundle::{Bundle, Finding, FlowTemplate, Placeholders, Severity};
use crate::cli::StackArgs;
use crate::deploy;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::output::{Report, Style, counted};
use crate::settings::text_file;
use crate::twilio::Client;

/// Arguments of `pam flow`.
#[derive(Debug, Args)]
pub struct FlowArgs {
    /// What to do with it.
    #[command(subcommand)]
    pub command: FlowCommand,
}

/// What to do with the Flow.
#[derive(Debug, Subcommand)]
pub enum FlowCommand {
    /// Write the live Flow as a template, with placeholders again; without a file, print it
    Pull {
        /// File to write; pam deploy --flow FILE deploys it
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
        /// Write over a file that is there
        #[arg(long, requires = "file")]
        force: bool,
        /// Look for placeholders in the template of the app in this directory, not in the one that pam carries
        #[arg(long, value_name = "DIR")]
        app: Option<PathBuf>,
        /// Which deployment.
        #[command(flatten)]
        stack: StackArgs,
    },
    /// Look for faults in a Flow's template or definition
    Validate {
        /// File to look at; without one, the app's template
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
        /// The app whose functions the Flow may call, if it is not the one that pam carries
        #[arg(long, value_name = "DIR")]
        app: Option<PathBuf>,
        /// Ask Twilio too, with the account's credentials; nothing is saved
        #[arg(long)]
        online: bool,
        /// Which deployment.
        #[command(flatten)]
        stack: StackArgs,
    },
}

pub(super) async fn run(session: &Session<'_>, args: FlowArgs) -> Result<ExitCode> {
    match args.command {
        FlowCommand::Pull { file, force, app, stack } => {
            pull(session, file.as_deref(), force, app.as_deref(), &stack).await
        }
        FlowCommand::Validate { file, app, online, stack } => {
            validate(session, file.as_deref(), app.as_deref(), online.then_some(&stack)).await
        }
    }
}

async fn pull(
    session: &Session<'_>,
    file: Option<&Path>,
    force: bool,
    app: Option<&Path>,
    stack: &StackArgs,
) -> Result<ExitCode> {
    let app = bundle(app, None)?;
    if let Some(file) = file.filter(|file| !force && file.exists()) {
        return Err(Error::invalid("file-exists", format!("{} is there already", file.display()))
            .field("FILE")
            .hint("Repeat with --force to write over it"));
    }
    let (_, _, observed) = session.stack(stack).await?;
    let (flow, template) = deploy::pull(deployed(session, &observed, stack)?, &app)?;
    let text = template.text();
    let (sid, revision) = (flow.flow.sid.as_str(), flow.flow.revision);
    let Some(file) = file else {
        let json = serde_json::from_str(&text).unwrap_or_default();
        session.context.output.report(&Plain { text: text.trim_end().to_owned(), json })?;
        return Ok(ExitCode::Done);
    };
    std::fs::write(file, text).map_err(|error| {
        Error::invalid("file-unwritable", text_file::unwritable(file, &error))
            .field("FILE")
            .hint("Choose a file that you may write to")
    })?;
    let told = format!("Revision {revision} of {sid} written to {}", file.display());
    session.context.output.report(&Plain {
        text: format!("{told}; deploy it with pam deploy --flow {}", file.display()),
        json: json!({"file": shown(file), "flow_sid": sid, "revision": revision,
                     "placeholders": template.placeholders()}),
    })?;
    Ok(ExitCode::Done)
}

async fn validate(
    session: &Session<'_>,
    file: Option<&Path>,
    app: Option<&Path>,
    online: Option<&StackArgs>,
) -> Result<ExitCode> {
    let app = bundle(app, None)?;
    let invalid = |error: String| Error::invalid("flow-template", error).field("FILE");
    let template = match file {
        Some(file) => FlowTemplate::parse(&flow_text(file, "FILE")?).map_err(|error| {
            invalid(error.to_string()).hint("A Flow is JSON with states and initial_state")
        })?,
        None => app.flow().map_err(|error| invalid(error.to_string()))?,
    };
    let mut findings = template.findings(app.functions.iter().map(|file| file.path.as_str()));
    let broken = findings.iter().any(|finding| finding.severity == Severity::Error);
    if let Some(stack) = online.filter(|_| !broken) {
        let (target, _, observed) = session.stack(stack).await?;
        let values = observed.stack.as_ref().and_then(deploy::Stack::placeholders);
        let filled = template.fill(&values.unwrap_or_else(|| stand_ins(&app)));
        findings
            .extend(ask_twilio(&target.client, &filled.map_err(|error| invalid(error.to_string()))?).await?);
    }
    let report = FindingsReport { findings, asked: online.is_some() && !broken };
    session.context.output.report(&report)?;
    Ok(if report.count(Severity::Error) == 0 { ExitCode::Done } else { ExitCode::Invalid })
}

/// Values as Twilio would give them, for an app that is not deployed.
fn stand_ins(app: &Bundle) -> Placeholders {
    let sid = |prefix: &str, number: usize| format!("{prefix}{number:032x}");
    let mut values = Placeholders::default();
    values.set("SERVICE_SID", sid("ZS", 0));
    values.set("ENVIRONMENT_SID", sid("ZE", 0));
    values.set("DOMAIN", "pam-0000.twil.io");
    values.set_text("CUSTOMER_NAME", "Clinic");
    for (at, function) in app.functions.iter().enumerate() {
        values.set(format!("FUNCTION_SID:{}", function.path.trim_start_matches('/')), sid("ZH", at));
    }
    values
}

async fn ask_twilio(client: &Client, definition: &Value) -> Result<Vec<Finding>> {
    /// Twilio's code for a definition that it would not save.
    const INVALID: u32 = 81022;
    let error = match client.validate_flow("pam flow validate", definition).await {
        Ok(()) => return Ok(Vec::new()),
        Err(error) if error.has_code(INVALID) => error,
        Err(error) => return Err(error.into()),
    };
    let details = error.refusal().map(|refusal| refusal.details.clone()).unwrap_or_default();
    let text = |issue: &Value, key: &str| issue[key].as_str().unwrap_or_default().to_owned();
    let mut findings: Vec<Finding> = details["errors"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|issue| {
            let path = text(issue, "property_path");
            let at = path.strip_prefix("#/states/").and_then(|rest| rest.split('/').next()?.parse().ok());
            let widget = at.and_then(|at: usize| definition["states"][at]["name"].as_str());
            let message = format!("Twilio says: {} {}", path, text(issue, "message"));
            Finding { severity: Severity::Error, widget: widget.map(str::to_owned), message }
        })
        .collect();
    if findings.is_empty() {
        findings.push(Finding {
            severity: Severity::Error,
            widget: None,
            message: format!("Twilio says: {error}"),
        });
    }
    Ok(findings)
}

struct FindingsReport {
    findings: Vec<Finding>,
    asked: bool,
}

impl FindingsReport {
    fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

impl Report for FindingsReport {
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        for finding in &self.findings {
            let word = match finding.severity {
                Severity::Error => style.failure("error:"),
                Severity::Warning => style.warning("warning:"),
            };
            let widget = finding.widget.as_ref().map(|widget| format!("{widget}: ")).unwrap_or_default();
            writeln!(out, "  {word} {widget}{}", finding.message)?;
        }
        let (errors, warnings) = (self.count(Severity::Error), self.count(Severity::Warning));
        let verdict = if errors == 0 { style.success("Valid:") } else { style.failure("Invalid:") };
        let twilio = if self.asked { "" } else { "; Twilio was not asked (--online)" };
        writeln!(out, "{verdict} {}, {}{twilio}", counted(errors, "error"), counted(warnings, "warning"))
    }

    fn json(&self) -> Value {
        json!({
            "valid": self.count(Severity::Error) == 0,
            "asked_twilio": self.asked,
            "findings": self.findings,
        })
    }
}
