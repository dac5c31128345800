//! The app's settings on the command line: their flags, their files, and the questions for what nobody told.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use clap_complete::ArgValueCandidates;
use futures::FutureExt;
use futures::future::{BoxFuture, Shared};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use super::adopt::Found;
use super::app::deployable;
use super::numbers::{choose_number, find_number, first_number};
use super::target::Target;
use crate::commands::complete;
use crate::context::Context;
use crate::deploy::{self, Desired, Names, Observed};
use crate::error::{Error, Result};
use crate::settings::app::{self, PASSWORD, PHONE_NUMBER, SETTINGS, Setting};
use crate::settings::config_file::Scope;
use crate::settings::kinds::{Kind, is_this_machine};
use crate::settings::password;
use crate::settings::resolve::{self, Files, Resolved, Source, Sources};

/// The app, and its settings from flags and files.
#[derive(Debug, Clone, Args)]
pub struct SettingArgs {
    /// Deploy the app in this directory, as pam app export wrote it, instead of the one that pam carries
    #[arg(long, value_name = "DIR")]
    pub app: Option<PathBuf>,
    /// Deploy this template of the Flow, as pam flow pull wrote it, instead of the app's own
    #[arg(long, value_name = "FILE")]
    pub flow: Option<PathBuf>,
    /// The files.
    #[command(flatten)]
    pub files: FileArgs,
    /// The flags.
    #[command(flatten)]
    pub flags: SettingFlags,
}

/// The files that settings are read from.
#[derive(Debug, Clone, Default, Args)]
pub struct FileArgs {
    /// Settings of this folder's deployments [default: pam.toml, if there is one]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Variables, annotated as configure-env has it [default: .env, if there is one]
    #[arg(long, value_name = "FILE")]
    pub env_file: Option<PathBuf>,
    #[arg(skip)]
    none: bool,
}

impl SettingArgs {
    /// Nothing on the command line, and no files: what happens to lie in the working directory does not count.
    pub(super) fn without_files() -> Self {
        Self {
            app: None,
            flow: None,
            files: FileArgs { none: true, ..FileArgs::default() },
            flags: SettingFlags::default(),
        }
    }
}

impl SettingArgs {
    /// The settings of a plan that is applied: they go before everything, and no file is read.
    pub(super) fn take_planned(&mut self, planned: &BTreeMap<String, String>) {
        self.files.none = true;
        for setting in &SETTINGS {
            if let Some(value) = planned.get(setting.variable) {
                self.flags.values.insert(setting.variable, value.clone());
            }
        }
    }
}

impl FileArgs {
    pub(super) fn read(&self) -> Result<Files> {
        if self.none {
            return Ok(Files::default());
        }
        Files::read(self.config.as_deref(), self.env_file.as_deref())
    }
}

/// A flag for each setting of the schema; and, as if they had been given so, the answers to questions, which are asked
/// once.
#[derive(Debug, Clone, Default)]
pub struct SettingFlags {
    values: BTreeMap<&'static str, String>,
    password_stdin: bool,
    password: Option<SecretString>,
    /// The password was made here, so somebody has to be told.
    password_made: bool,
    hashing: Option<Hashing>,
}

/// A password that is being hashed.
#[derive(Debug, Clone)]
struct Hashing {
    password: SecretString,
    hash: Shared<BoxFuture<'static, Option<SecretString>>>,
}

impl Args for SettingFlags {
    fn augment_args(command: Command) -> Command {
        let command = command.next_help_heading("Settings");
        SETTINGS.iter().fold(command, |command, setting| {
            let arg = Arg::new(setting.key()).long(setting.key()).help(help(setting));
            command.arg(if setting.is_secret() {
                arg.action(ArgAction::SetTrue)
            } else {
                let arg =
                    arg.value_name(setting.value_name).action(ArgAction::Set).allow_hyphen_values(false);
                if setting.variable == "TIME_ZONE" {
                    arg.add(ArgValueCandidates::new(complete::zones))
                } else {
                    arg
                }
            })
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn help(setting: &Setting) -> String {
    let default = setting.default.map(|default| format!(" [default: {default}]")).unwrap_or_default();
    format!("{} [variable: {}]{default}", setting.question, setting.variable)
}

impl FromArgMatches for SettingFlags {
    fn from_arg_matches(matches: &ArgMatches) -> std::result::Result<Self, clap::Error> {
        let mut flags = Self::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> std::result::Result<(), clap::Error> {
        for setting in &SETTINGS {
            if setting.is_secret() {
                self.password_stdin |= matches.get_flag(setting.key());
            } else if let Some(value) = matches.get_one::<String>(setting.key()) {
                self.values.insert(setting.variable, value.clone());
            }
        }
        Ok(())
    }
}

impl SettingFlags {
    /// A setting that a flag gives.
    pub(super) fn first_given(&self) -> Option<&'static Setting> {
        SETTINGS.iter().find(|setting| self.values.contains_key(setting.variable))
    }

    /// Reads the password, when standard input holds it.
    pub(super) fn read_password(&mut self) -> Result<()> {
        if self.password_stdin && self.password.is_none() {
            self.password = Some(read_password()?);
        }
        Ok(())
    }
}

/// What flags, environment, files and the account say. `observed` is none where the account cannot be asked.
pub(super) fn look_up(
    context: &Context,
    names: &Names,
    args: &SettingArgs,
    files: &Files,
    observed: Option<&Observed>,
    found: Option<&Found>,
    sandbox: bool,
) -> Resolved {
    let stack = observed.and_then(|observed| observed.stack.as_ref());
    let deployed = |key: &str| {
        let key = if key == PASSWORD { deploy::HASHED_PASSWORD } else { key };
        stack.and_then(|stack| stack.variable(key)).map(str::to_owned).or_else(|| found?.setting(key))
    };
    let api = context.env.get("PAM_API_URL").and_then(|url| url::Url::parse(url).ok());
    resolve::resolve(&Sources {
        flags: &args.flags.values,
        password: args.flags.password.as_ref(),
        env: &context.env,
        files,
        scope: Scope { name: names.stack(), environment: names.environment(), sandbox },
        deployed: &deployed,
        local: sandbox || api.is_some_and(|url| is_this_machine(&url)),
    })
}

/// Begins to hash the administrator's password, where it is known before the account is looked at: that takes as long as
/// a request.
pub(super) fn begin_to_hash(context: &Context, names: &Names, args: &mut SettingArgs) {
    // What is wrong with files is told when they are read for all settings.
    let Ok(files) = args.files.read() else { return };
    let resolved = look_up(context, names, args, &files, None, None, context.sandbox);
    let Some(Ok(Some(password))) = resolved.of(PASSWORD).map(|found| found.checked()) else { return };
    let (password, hashed) = (password.clone(), password.clone());
    let hash = tokio::task::spawn_blocking(move || password::hash(&hashed).ok());
    let hash = async { hash.await.ok().flatten() }.boxed().shared();
    args.flags.hashing = Some(Hashing { password, hash });
}

/// Puts settings, number and secrets together; the second value is the password when it was made here.
pub(super) async fn desired(
    context: &Context,
    target: &Target,
    names: &Names,
    args: &mut SettingArgs,
    observed: &Observed,
    found: Option<&Found>,
    ask: bool,
) -> Result<(Desired, Option<SecretString>)> {
    let app_bundle = deployable(args.app.as_deref(), args.flow.as_deref())?;
    let sandbox = target.control.is_some();
    let files = args.files.read()?;
    args.flags.read_password()?;
    let resolved = look_up(context, names, args, &files, Some(observed), found, sandbox);
    let mut values = resolved.values()?;
    tell_of_replaced(context, &resolved);
    let asking = ask && context.prompts.can_ask();
    for setting in resolved.missing().filter(|setting| !setting.is_secret()) {
        let value = match setting.variable {
            PHONE_NUMBER if sandbox => first_number(observed)?,
            _ if !asking => return Err(app::missing(setting)),
            PHONE_NUMBER => choose_number(context, target, observed).await?,
            _ => ask_for(context, &files, setting)?,
        };
        args.flags.values.insert(setting.variable, value.clone());
        values.insert(setting.variable.to_owned(), value);
    }
    resolve::check_together(&values)?;
    let number = find_number(observed, values.get(PHONE_NUMBER).map_or("", String::as_str))?;
    let new_secrets =
        administrator_password(context, &resolved, &mut args.flags, found, sandbox, asking).await?;
    let generated = args.flags.password.clone().filter(|_| args.flags.password_made);
    let desired = Desired {
        bundle: app_bundle,
        settings: values,
        number,
        initial_secrets: initial_secrets()?,
        new_secrets,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        promoted: None,
    };
    Ok((desired, generated))
}

/// A file that lies in a folder must not change an install unseen.
fn tell_of_replaced(context: &Context, resolved: &Resolved) {
    for found in &resolved.settings {
        if let (Some(deployed), Some(chosen)) = (found.quietly_replaced(), found.chosen()) {
            let was = if chosen.secret { "another value" } else { deployed.raw.expose_secret() };
            context.output.note(format!(
                "{}: {} replaces {was}, which is deployed",
                found.setting.variable,
                chosen.place.as_deref().unwrap_or(chosen.source.name()),
            ));
        }
    }
}

fn ask_for(context: &Context, files: &Files, setting: &Setting) -> Result<String> {
    let notes =
        files.env_file.as_ref().and_then(|file| file.get(setting.variable)).map(|declared| &declared.notes);
    for line in notes.iter().flat_map(|notes| [&notes.description, &notes.link]).flatten() {
        context.output.note(line);
    }
    // This machine stands in the clinic more often than not.
    let here = (setting.kind == Kind::Zone).then(jiff::tz::TimeZone::system);
    let here = here.as_ref().and_then(|zone| zone.iana_name()).filter(|name| setting.check(name).is_ok());
    let answer = context.prompts.value(setting.question, here, |text| setting.check(text).map(drop))?;
    setting.check(&answer).map_err(|rule| app::invalid(setting, setting.flag, None, &rule))
}

type Secrets = BTreeMap<String, SecretString>;

/// Keys that a deployment gets once and keeps.
fn initial_secrets() -> Result<Secrets> {
    [deploy::SIGNING_SECRET, deploy::TOKEN_SIGNING_KEY, deploy::TOKEN_ENCRYPTION_KEY]
        .map(|variable| Ok((variable.to_owned(), password::generate_key()?)))
        .into_iter()
        .collect()
}

/// The password's hash when it is to be written: given, or none is deployed yet.
async fn administrator_password(
    context: &Context,
    resolved: &Resolved,
    flags: &mut SettingFlags,
    original: Option<&Found>,
    sandbox: bool,
    asking: bool,
) -> Result<Secrets> {
    let hashed = |hash: SecretString| BTreeMap::from([(deploy::HASHED_PASSWORD.to_owned(), hash)]);
    let found = resolved.of(PASSWORD).ok_or_else(|| Error::bug("the password is no setting"))?;
    let deployed = found.candidates.iter().find(|candidate| candidate.source == Source::Deployed);
    // One that is deployed was long enough when it was chosen, so it is compared before it is judged.
    if let (Some(chosen), Some(deployed)) = (found.chosen(), deployed) {
        let same = chosen.source == Source::Deployed
            || password::matches(deployed.raw.expose_secret(), &chosen.raw)?;
        if !same && flags.password_made {
            // Somebody else has deployed meanwhile, and was told the password that holds.
            (flags.password, flags.password_made) = (None, false);
            return Ok(hashed(deployed.raw.clone()));
        }
        if same {
            return Ok(hashed(deployed.raw.clone()));
        }
    }
    let password = match found.checked()?.cloned().or_else(|| original?.password()) {
        Some(known) => known,
        None if !sandbox && !asking => return Err(app::missing(found.setting)),
        None => {
            let chosen = if sandbox { String::new() } else { ask_password(context)? };
            flags.password_made = chosen.is_empty();
            let password = if chosen.is_empty() { password::generate()? } else { SecretString::from(chosen) };
            flags.password = Some(password.clone());
            password
        }
    };
    let known = |hashing: &&Hashing| {
        hashing.password.expose_secret().as_bytes().ct_eq(password.expose_secret().as_bytes()).into()
    };
    let begun = match flags.hashing.as_ref().filter(known) {
        Some(hashing) => hashing.hash.clone().await,
        None => None,
    };
    Ok(hashed(begun.map_or_else(|| password::hash(&password), Ok)?))
}

fn ask_password(context: &Context) -> Result<String> {
    context.prompts.new_secret("Administrator's password (empty: make one)", |text| {
        if text.is_empty() { Ok(()) } else { password::check(text) }
    })
}

fn read_password() -> Result<SecretString> {
    let mut text = String::new();
    io::stdin().take(1024).read_to_string(&mut text).map_err(|error| {
        Error::invalid("stdin", format!("could not read the password: {error}")).field("--password-stdin")
    })?;
    Ok(SecretString::from(text.trim_end_matches(['\r', '\n'])))
}
