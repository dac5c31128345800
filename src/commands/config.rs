//! `pam config`: the settings that a deploy would use, and where each comes from. Reads only.

use std::io::{self, Write};

use clap::Args;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::settings::{SettingArgs, look_up};
use super::target::{Session, find_credentials, names};
use crate::cli::StackArgs;
use crate::deploy::without_credentials;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::output::{Report, Style, wrap};
use crate::settings::app::{PASSWORD, PHONE_NUMBER, Setting};
use crate::settings::resolve::{Candidate, Files, Found, Resolved, Source};

/// Arguments of `pam config`.
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// Which deployment.
    #[command(flatten)]
    pub stack: StackArgs,
    /// The app's settings.
    #[command(flatten)]
    pub settings: SettingArgs,
    /// Show where each value comes from, and what it goes before
    #[arg(long)]
    pub explain: bool,
}

pub(super) async fn run(session: &Session<'_>, mut args: ConfigArgs) -> Result<ExitCode> {
    args.settings.flags.read_password()?;
    let context = session.context;
    let names = names(&args.stack)?;
    let files = args.settings.files.read()?;
    let observed = match session.stack(&args.stack).await {
        Ok((_, _, observed)) => Some(observed),
        // Without an account there is still much to tell.
        Err(error) if error.code == "credentials-missing" => None,
        Err(error) => return Err(error),
    };
    let account_sid = match &observed {
        Some(_) => Some(session.target().await?.client.account_sid().to_owned()),
        None => None,
    };
    let resolved = look_up(context, &names, &args.settings, &files, observed.as_ref(), None, context.sandbox);
    let credentials = match find_credentials(context) {
        _ if context.sandbox => Some("the sandbox's own".to_owned()),
        Ok(found) => {
            let key = if found.by() == "API key" {
                format!(" {}", found.credentials.username)
            } else {
                String::new()
            };
            Some(format!("{}{key}, {}", found.by(), found.source))
        }
        Err(_) => None,
    };
    let report = ConfigReport {
        explain: args.explain,
        sandbox: context.sandbox,
        name: names.shown(),
        deployed: observed.and_then(|observed| observed.stack).is_some_and(|stack| stack.is_begun()),
        account_sid,
        credentials,
        unread: unread(&files),
        problems: resolved.problems(),
        files,
        resolved,
    };
    context.output.report(&report)?;
    Ok(if report.problems.is_empty() { ExitCode::Done } else { ExitCode::Invalid })
}

const CREDENTIALS: &str = "credentials come from the environment or pam login";
const FOUND_BY_PAM: &str = "pam finds or makes it itself";

/// Variables that people have in a `.env` and that pam does not read there, with the reason.
const UNREAD: [(&str, &str); 12] = [
    ("ACCOUNT_SID", CREDENTIALS),
    ("AUTH_TOKEN", CREDENTIALS),
    ("TWILIO_ACCOUNT_SID", CREDENTIALS),
    ("TWILIO_API_KEY", CREDENTIALS),
    ("TWILIO_API_SECRET", CREDENTIALS),
    ("TWILIO_AUTH_TOKEN", CREDENTIALS),
    ("APPLICATION_NAME", "a deployment is named with --name"),
    ("SALT", FOUND_BY_PAM),
    ("SERVICE_SID", FOUND_BY_PAM),
    ("VERIFY_SID", FOUND_BY_PAM),
    ("MESSAGING_SID", FOUND_BY_PAM),
    ("REPLY_WAIT_TIME", "patients may answer at any time"),
];

fn unread(files: &Files) -> Vec<(&'static str, &'static str)> {
    let Some(file) = &files.env_file else { return Vec::new() };
    UNREAD.into_iter().filter(|(name, _)| file.get(name).is_some()).collect()
}

struct ConfigReport {
    explain: bool,
    sandbox: bool,
    name: String,
    account_sid: Option<String>,
    deployed: bool,
    credentials: Option<String>,
    files: Files,
    unread: Vec<(&'static str, &'static str)>,
    resolved: Resolved,
    problems: Vec<Error>,
}

/// A value as it may be shown.
fn shown(candidate: &Candidate) -> String {
    match candidate.source {
        Source::Deployed if candidate.secret => "(set, its hash is deployed)".to_owned(),
        _ if candidate.secret => "(secret)".to_owned(),
        _ => without_credentials(candidate.raw.expose_secret()),
    }
}

/// The value of a setting in its one form, as it may be shown; as it was written where it is wrong.
fn value(found: &Found) -> Option<String> {
    let chosen = found.chosen()?;
    Some(match &found.value {
        Some(Ok(value)) if !chosen.secret => without_credentials(value.expose_secret()),
        _ => shown(chosen),
    })
}

/// Where a value comes from: `--time-zone`, `TIME_ZONE in the environment`, `pam.toml, line 3`.
fn origin(candidate: &Candidate) -> String {
    let place = candidate.place.as_deref().unwrap_or_default();
    match candidate.source {
        Source::Flag => candidate.name.clone(),
        Source::Environment => format!("{} in the environment", candidate.name),
        Source::ConfigFile | Source::EnvFile => place.to_owned(),
        Source::Deployed => "what is deployed".to_owned(),
        Source::EnvFileDefault => format!("the default in {place}"),
        Source::Default => "pam's default".to_owned(),
    }
}

const WIDTH: usize = 27;

/// What a deploy does about a setting that nobody told.
fn unknown(setting: &Setting, sandbox: bool) -> String {
    match (sandbox, setting.variable) {
        (true, PASSWORD) => "not set; pam makes one".to_owned(),
        (true, PHONE_NUMBER) => "not set; the account's first number is taken".to_owned(),
        _ => format!("not set; give it with {}", setting.flag),
    }
}

impl ConfigReport {
    fn setting(&self, found: &Found, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        let key = if found.setting.is_secret() { "password" } else { found.setting.key() };
        let Some((chosen, value)) = found.chosen().zip(value(found)) else {
            let told = unknown(found.setting, self.sandbox);
            let told = if self.sandbox { told } else { style.warning(&told) };
            return writeln!(out, "{key:<WIDTH$} {told}");
        };
        writeln!(out, "{key:<WIDTH$} {value}")?;
        if let Some(Err(rule)) = &found.value {
            writeln!(out, "{:<WIDTH$} {} {rule}", "", style.failure("!"))?;
        }
        if self.explain {
            writeln!(out, "{:<WIDTH$} {}", "", style.dim(&format!("from {}", origin(chosen))))?;
            // The built-in default says nothing that help does not say.
            for hidden in found.candidates.iter().skip(1).filter(|other| other.source != Source::Default) {
                let line = format!("before {}: {}", origin(hidden), shown(hidden));
                writeln!(out, "{:<WIDTH$} {}", "", style.dim(&line))?;
            }
        }
        Ok(())
    }

    fn files(&self) -> Vec<&str> {
        let config = self.files.config.as_ref().map(|file| file.path.as_str());
        config.into_iter().chain(self.files.env_file.as_ref().map(|file| file.path.as_str())).collect()
    }
}

impl Report for ConfigReport {
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        let state = match (&self.account_sid, self.deployed) {
            (Some(account), true) => format!("deployed in {account}"),
            (Some(account), false) => format!("not deployed in {account}"),
            (None, _) => "no credentials, so what is deployed is not known".to_owned(),
        };
        writeln!(out, "{} ({state})", style.bold(&format!("Settings of {}", self.name)))?;
        for found in &self.resolved.settings {
            self.setting(found, out, style)?;
        }
        for problem in self.problems.iter().filter(|_| self.resolved.values().is_ok()) {
            writeln!(out, "{} {problem}", style.failure("!"))?;
        }
        if self.explain {
            let order = "flag, environment, pam.toml, .env, deployed, .env default, default";
            writeln!(out, "\nOrder        {order}")?;
            let files = self.files();
            writeln!(
                out,
                "Files        {}",
                if files.is_empty() { "none".to_owned() } else { files.join(", ") }
            )?;
            writeln!(out, "Credentials  {}", self.credentials.as_deref().unwrap_or("none"))?;
            let env_file = self.files.env_file.as_ref().map_or("", |file| &file.path);
            for (name, reason) in &self.unread {
                for (number, line) in
                    wrap(&format!("{name} in {env_file}: {reason}"), 67).into_iter().enumerate()
                {
                    writeln!(out, "{:<12} {line}", if number == 0 { "Not read" } else { "" })?;
                }
            }
        }
        Ok(())
    }

    fn json(&self) -> Value {
        let candidate = |candidate: &Candidate| {
            json!({
                "source": candidate.source.name(), "name": candidate.name, "place": candidate.place,
                "value": (!candidate.secret).then(|| shown(candidate)),
            })
        };
        let setting = |found: &Found| {
            let chosen = found.chosen();
            let secret = chosen.is_some_and(|chosen| chosen.secret) || found.setting.is_secret();
            json!({
                "variable": found.setting.variable,
                "key": found.setting.key(),
                "flag": found.setting.flag,
                "kind": found.setting.kind.name(),
                "secret": secret,
                "set": chosen.is_some(),
                "value": if secret { None } else { value(found) },
                "source": chosen.map(|chosen| chosen.source.name()),
                "place": chosen.and_then(|chosen| chosen.place.as_ref()),
                "problem": found.value.as_ref().and_then(|value| value.as_ref().err()),
                "default": found.setting.default,
                "help": found.setting.question,
                "before": found.candidates.iter().skip(1).map(candidate).collect::<Vec<_>>(),
            })
        };
        json!({
            "name": self.name,
            "account_sid": self.account_sid,
            "deployed": self.deployed,
            "valid": self.problems.is_empty(),
            "problems": self.problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "settings": self.resolved.settings.iter().map(setting).collect::<Vec<_>>(),
            "missing": self.resolved.missing().map(|setting| setting.variable).collect::<Vec<_>>(),
            "order": Source::ORDER.map(Source::name),
            "files": self.files(),
            "not_read": self.unread.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
            "credentials": self.credentials,
        })
    }
}
