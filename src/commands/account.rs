//! `pam login`, `logout`, `whoami` and `profiles`: which account, as whom, and where the secret is.

use std::io::{self, Read, Write};

use clap::Args;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::target::{account_client, find_credentials};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::output::{Report, Style, table};
use crate::settings::credentials::{self, Source};
use crate::settings::keyring;
use crate::settings::profiles::{self, Profile, Profiles};
use crate::twilio::Credentials;

/// Arguments of `pam login`; the profile's name is the global --profile.
#[derive(Debug, Args)]
pub struct LoginArgs {
    /// The account's SID (AC…)
    #[arg(long, value_name = "SID")]
    pub account_sid: Option<String>,
    /// The API key's SID (SK…); without it the secret is the account's auth token
    #[arg(long, value_name = "SID")]
    pub api_key: Option<String>,
    /// Read the secret from standard input
    #[arg(long)]
    pub stdin: bool,
}

/// Arguments of `pam profiles`.
#[derive(Debug, Args)]
pub struct ProfilesArgs {
    /// Make this profile the active one
    #[arg(long = "use", value_name = "NAME")]
    pub activate: Option<String>,
}

pub(super) async fn login(context: &Context, args: LoginArgs) -> Result<ExitCode> {
    let name = context.profile.as_deref().unwrap_or(profiles::DEFAULT);
    profiles::check_name(name)?;
    // Where the secret goes is settled before anybody is asked for it.
    keyring::check()?;
    let mut known = Profiles::load(&context.paths()?)?;
    let account_sid = sid(context, args.account_sid, "AC", "--account-sid", "Account SID (AC…)")?;
    let username = match (args.api_key, context.prompts.can_ask() && !args.stdin) {
        (None, false) => account_sid.clone(),
        (None, true) => {
            let answer =
                context.prompts.value("API key SID (SK…; empty: use the auth token)", Some(""), |text| {
                    if text.is_empty() { Ok(()) } else { check(text, "SK") }
                })?;
            if answer.is_empty() { account_sid.clone() } else { answer }
        }
        (given, _) => sid(context, given, "SK", "--api-key", "")?,
    };
    let secret = secret(context, args.stdin, username == account_sid)?;
    let credentials =
        Credentials { account_sid: account_sid.clone(), username: username.clone(), password: secret };
    let client = account_client(context, credentials.clone())?;
    let numbers = client.numbers().await?.len();
    keyring::store(name, &credentials.password)?;
    known.put(name, Profile { account_sid: account_sid.clone(), username: username.clone() })?;
    context.output.report(&Account {
        account_sid,
        username,
        source: Source::Profile(name.to_owned()),
        numbers,
    })?;
    Ok(ExitCode::Done)
}

pub(super) fn logout(context: &Context) -> Result<ExitCode> {
    let mut known = Profiles::load(&context.paths()?)?;
    let named = context.profile.clone().or_else(|| known.active().map(str::to_owned));
    let Some(name) = named else {
        return Err(Error::new(ExitCode::Credentials, "not-logged-in", "no profile is active")
            .hint("Name one with --profile; pam profiles lists them"));
    };
    known.get(&name)?;
    keyring::forget(&name)?;
    known.remove(&name)?;
    context.output.report(&super::sandbox::Plain {
        text: format!("Logged out of {name}; its secret is out of the keyring"),
        json: json!({"profile": name, "removed": true}),
    })?;
    Ok(ExitCode::Done)
}

pub(super) async fn whoami(context: &Context) -> Result<ExitCode> {
    let (credentials, source) = find_credentials(context)?;
    let (account_sid, username) = (credentials.account_sid.clone(), credentials.username.clone());
    let numbers = account_client(context, credentials)?.numbers().await?.len();
    context.output.report(&Account { account_sid, username, source, numbers })?;
    Ok(ExitCode::Done)
}

pub(super) fn list(context: &Context, args: ProfilesArgs) -> Result<ExitCode> {
    let mut known = Profiles::load(&context.paths()?)?;
    if let Some(name) = args.activate {
        known.activate(&name)?;
    }
    context.output.report(&ProfilesReport { profiles: known })?;
    Ok(ExitCode::Done)
}

fn check(text: &str, prefix: &str) -> std::result::Result<(), String> {
    credentials::check_sid_form(text, prefix)
}

/// A SID from its flag, else asked for.
fn sid(context: &Context, given: Option<String>, prefix: &str, flag: &str, question: &str) -> Result<String> {
    let wrong = |rule: String| {
        Error::new(ExitCode::Credentials, "credentials-malformed", format!("{flag} {rule}"))
            .field(flag)
            .hint("It stands in the Console under Account > API keys & tokens")
    };
    match given {
        Some(text) => check(&text, prefix).map(|()| text).map_err(wrong),
        None if context.prompts.can_ask() => {
            context.prompts.value(question, None, |text| check(text, prefix))
        }
        None => Err(Error::new(ExitCode::Credentials, "credentials-missing", format!("{flag} is needed"))
            .field(flag)
            .hint(format!("Give it with {flag}, or run pam login in a terminal"))),
    }
}

fn secret(context: &Context, stdin: bool, is_token: bool) -> Result<SecretString> {
    let missing = |message: &str| {
        Error::new(ExitCode::Credentials, "secret-missing", message)
            .field("--stdin")
            .hint("Give it on standard input with --stdin, or run pam login in a terminal")
    };
    let text = if stdin {
        let mut text = String::new();
        io::stdin()
            .take(4096)
            .read_to_string(&mut text)
            .map_err(|error| missing(&format!("standard input cannot be read: {error}")))?;
        text.trim().to_owned()
    } else if context.prompts.can_ask() {
        let question = if is_token { "Auth token" } else { "API key secret" };
        context.prompts.secret(question, |text| {
            if text.is_empty() { Err("must not be empty".to_owned()) } else { Ok(()) }
        })?
    } else {
        return Err(missing("the secret is needed, and nobody can be asked"));
    };
    if text.is_empty() {
        Err(missing("standard input holds no secret"))
    } else {
        Ok(SecretString::from(text))
    }
}

struct Account {
    account_sid: String,
    username: String,
    source: Source,
    numbers: usize,
}

impl Account {
    fn kind(&self) -> &'static str {
        if self.username.starts_with("SK") { "api_key" } else { "auth_token" }
    }
}

impl Report for Account {
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        let by = if self.kind() == "api_key" {
            format!("API key {}", self.username)
        } else {
            "its auth token".to_owned()
        };
        writeln!(out, "{} by {by}", style.bold(&self.account_sid))?;
        match &self.source {
            Source::Environment => writeln!(out, "  from the environment"),
            Source::Profile(name) => writeln!(out, "  profile {name}, secret in the system's keyring"),
        }?;
        writeln!(out, "  {} numbers; Twilio took the credentials", self.numbers)
    }

    fn json(&self) -> Value {
        let (source, profile) = match &self.source {
            Source::Environment => ("environment", None),
            Source::Profile(name) => ("profile", Some(name)),
        };
        json!({
            "account_sid": self.account_sid, "username": self.username, "kind": self.kind(),
            "source": source, "profile": profile, "numbers": self.numbers,
        })
    }
}

struct ProfilesReport {
    profiles: Profiles,
}

impl Report for ProfilesReport {
    fn human(&self, out: &mut dyn Write, _style: &Style) -> io::Result<()> {
        if self.profiles.all().is_empty() {
            return writeln!(out, "No profile; pam login makes one");
        }
        let row = |(name, profile): (&String, &Profile)| {
            let active = if self.profiles.active() == Some(name) { "*" } else { "" };
            vec![active.to_owned(), name.clone(), profile.account_sid.clone(), profile.username.clone()]
        };
        let rows: Vec<Vec<String>> = self.profiles.all().iter().map(row).collect();
        write!(out, "{}", table(&["", "NAME", "ACCOUNT", "AS"], &rows))
    }

    fn json(&self) -> Value {
        let entry = |(name, profile): (&String, &Profile)| {
            json!({"name": name, "account_sid": profile.account_sid, "username": profile.username,
                   "active": self.profiles.active() == Some(name)})
        };
        json!({"profiles": self.profiles.all().iter().map(entry).collect::<Vec<_>>()})
    }
}
