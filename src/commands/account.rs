//! `pam login`, `logout`, `whoami` and `profiles`: which account, as whom, and where the secret is.

use std::io::{self, Read, Write};

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::target::{Session, account_client, find_credentials, found_client};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::output::{Report, Style, table};
use crate::settings::credentials::{self, Source};
use crate::settings::keyring;
use crate::settings::profiles::{self, Profile, Profiles};
use crate::twilio::{self, Client, Credentials, Region};

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
    #[arg(long = "use", value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub activate: Option<String>,
}

/// Profiles are of Twilio accounts.
fn refuse_sandbox(context: &Context, verb: &str) -> Result<()> {
    if !context.sandbox {
        return Ok(());
    }
    let message = format!("pam {verb} is about an account of Twilio; the sandbox needs none");
    Err(Error::new(ExitCode::Usage, "usage", message)
        .field("--sandbox")
        .hint("Leave --sandbox out; with it every other command uses the sandbox's own credentials"))
}

pub(super) async fn login(context: &Context, args: LoginArgs) -> Result<ExitCode> {
    refuse_sandbox(context, "login")?;
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
    let account = Account::look(&client, username.clone(), Source::Profile(name.to_owned())).await?;
    keyring::store(name, &credentials.password)?;
    let variable = |name: &str| context.env.get(name).map(str::to_owned);
    let (region, edge) = (variable("TWILIO_REGION"), variable("TWILIO_EDGE"));
    known.put(name, Profile { account_sid, username, region, edge })?;
    context.output.report(&account)?;
    context.output.note(if known.active() == Some(name) {
        "Logged in; pam uses this profile from now on. Next: pam doctor, then pam deploy".to_owned()
    } else {
        format!("Logged in; --profile {name} uses it, and pam profiles --use {name} makes it the active one")
    });
    Ok(ExitCode::Done)
}

pub(super) fn logout(context: &Context) -> Result<ExitCode> {
    refuse_sandbox(context, "logout")?;
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

pub(super) async fn whoami(session: &Session<'_>) -> Result<ExitCode> {
    let context = session.context;
    if context.sandbox {
        let client = &session.target().await?.client;
        let account = Account::look(client, client.username().to_owned(), Source::Sandbox).await?;
        context.output.report(&account)?;
        return Ok(ExitCode::Done);
    }
    let found = find_credentials(context)?;
    if let Some(warning) = &found.warning {
        context.output.warn(warning);
    }
    let (username, source) = (found.credentials.username.clone(), found.source.clone());
    let client = found_client(context, found)?;
    context.output.report(&Account::look(&client, username, source).await?)?;
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
    /// None where the key may not see it.
    account: Option<twilio::account::Account>,
    region: Option<Region>,
}

impl Account {
    /// Checks credentials with a call that every kind of them may make.
    async fn look(client: &Client, username: String, source: Source) -> Result<Self> {
        let numbers = client.numbers().await?.len();
        Ok(Self {
            account_sid: client.account_sid().to_owned(),
            username,
            source,
            numbers,
            account: client.account().await?,
            region: client.region().cloned(),
        })
    }

    fn kind(&self) -> &'static str {
        if self.username.starts_with("SK") { "api_key" } else { "auth_token" }
    }

    fn region(&self) -> &str {
        self.region.as_ref().map_or("us1", Region::region)
    }

    /// The account that owns a subaccount.
    fn owner(&self) -> Option<&str> {
        let owner = self.account.as_ref()?.owner_account_sid.as_deref();
        owner.filter(|owner| *owner != self.account_sid)
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
        match &self.account {
            Some(account) => {
                let name = account.friendly_name.as_deref().unwrap_or("without a name");
                let owner =
                    self.owner().map_or_else(String::new, |owner| format!(", a subaccount of {owner}"));
                writeln!(out, "  {name}: {}, {}{owner}", account.kind, account.status)?;
            }
            None => writeln!(out, "  its name is not told to Standard API keys")?,
        }
        let edge =
            self.region.as_ref().map_or_else(String::new, |region| format!(", edge {}", region.edge()));
        writeln!(out, "  region {}{edge}", self.region())?;
        let kept =
            if matches!(self.source, Source::Profile(_)) { ", secret in the system's keyring" } else { "" };
        writeln!(out, "  {}{kept}", self.source)?;
        let word = if self.numbers == 1 { "number" } else { "numbers" };
        writeln!(out, "  {} {word}; Twilio took the credentials", self.numbers)
    }

    fn json(&self) -> Value {
        let account = self.account.as_ref();
        json!({
            "account_sid": self.account_sid, "username": self.username, "kind": self.kind(),
            "source": self.source.name(), "profile": self.source.profile(), "numbers": self.numbers,
            "account_name": account.and_then(|account| account.friendly_name.as_ref()),
            "account_type": account.map(|account| &account.kind),
            "account_status": account.map(|account| &account.status),
            "owner_account_sid": self.owner(),
            "region": self.region(),
            "edge": self.region.as_ref().map(Region::edge),
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
