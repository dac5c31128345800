//! Where a command works: a Twilio account, or the sandbox, which runs inside this process when none is running.

use jiff::Timestamp;
use secrecy::ExposeSecret;
use tokio::sync::{Mutex, OnceCell};

use super::sandbox::control::Control;
use super::sandbox::start;
use crate::bundle::PAGE;
use crate::cli::StackArgs;
use crate::context::Context;
use crate::deploy::{self, Names, Observed, PRODUCTION, Stack};
use crate::error::{Error, Result};
use crate::reminders::{self, Records};
use crate::sandbox::{self, Account, Sandbox, Storage};
use crate::settings::credentials::{self, Found};
use crate::settings::paths::Paths;
use crate::twilio::{Client, Credentials, Region};

/// Shown while an account is read.
pub(super) const READING: &str = "reading the account";

/// Connects at the first use, and ends what it started.
pub(super) struct Session<'a> {
    pub(super) context: &'a Context,
    in_sandbox: bool,
    target: OnceCell<Target>,
    started: Mutex<Option<Sandbox>>,
}

/// A connected target.
pub(super) struct Target {
    /// Talks to it through Twilio's REST API.
    pub(super) client: Client,
    /// The sandbox's control, when it is one.
    pub(super) control: Option<Control>,
}

impl<'a> Session<'a> {
    pub(super) fn new(context: &'a Context) -> Self {
        Self { context, in_sandbox: context.sandbox, target: OnceCell::new(), started: Mutex::new(None) }
    }

    /// A session whose target is the sandbox, whatever the flags say.
    pub(super) fn sandbox(context: &'a Context) -> Self {
        Self { in_sandbox: true, ..Self::new(context) }
    }

    /// The target that the flags name.
    pub(super) async fn target(&self) -> Result<&Target> {
        self.target.get_or_try_init(|| self.connect()).await
    }

    async fn connect(&self) -> Result<Target> {
        if !self.in_sandbox {
            let found = find_credentials(self.context)?;
            if let Some(warning) = &found.warning {
                self.context.output.warn(warning);
            }
            return Ok(Target { client: found_client(self.context, found)?, control: None });
        }
        let paths = self.context.paths()?;
        if let Some(running) = find_running(&paths) {
            return Ok(of_running(self.context, &running));
        }
        let sandbox = start::inside(self.context, Storage::Directory(paths.sandbox())).await?;
        let target = of_sandbox(self.context, &sandbox);
        *self.started.lock().await = Some(sandbox);
        Ok(target)
    }

    /// The target's time: the sandbox has a clock of its own.
    pub(super) async fn now(&self) -> Result<Timestamp> {
        match &self.target().await?.control {
            Some(control) => control.now().await,
            None => Ok(self.context.now()),
        }
    }

    /// Reads a stack of the target.
    pub(super) async fn stack(&self, stack: &StackArgs) -> Result<(&Target, Names, Observed)> {
        let names = names(stack)?;
        let target = self.target().await?;
        let progress = self.context.output.progress();
        progress.tick(READING);
        let observed = deploy::observe(&target.client, &names).await?;
        Ok((target, names, observed))
    }

    /// Where the administrator's page of a deployment is; nowhere in a sandbox that ends with this command.
    pub(super) async fn page_url(&self, domain: &str) -> Result<Option<String>> {
        let base = match &self.target().await?.control {
            None => format!("https://{domain}"),
            Some(_) if self.started.lock().await.is_some() => return Ok(None),
            Some(control) => control.local_url(domain),
        };
        Ok(Some(format!("{base}{PAGE}")))
    }

    /// Ends a sandbox that was started for this command.
    pub(super) async fn close(&self) {
        if let Some(sandbox) = self.started.lock().await.take() {
            sandbox.stop().await;
        }
    }
}

/// The sandbox that is running for this user: one that was started by itself, else the demo's.
pub(super) fn find_running(paths: &Paths) -> Option<sandbox::running::Running> {
    sandbox::running::find(&paths.sandbox()).or_else(|| sandbox::running::find(&paths.demo()))
}

/// A target for a sandbox that another process runs.
pub(super) fn of_running(context: &Context, running: &sandbox::running::Running) -> Target {
    let address = running.address.to_string();
    sandbox_target(context, &address, &running.account, &running.control_token)
}

/// A target for a sandbox of this process.
pub(super) fn of_sandbox(context: &Context, sandbox: &Sandbox) -> Target {
    sandbox_target(context, &sandbox.address().to_string(), sandbox.account(), sandbox.control_token())
}

fn sandbox_target(
    context: &Context,
    address: &str,
    account: &Account,
    token: &secrecy::SecretString,
) -> Target {
    let url = format!("http://{address}");
    let credentials = Credentials {
        account_sid: account.account_sid.clone(),
        username: account.api_key_sid.clone(),
        password: account.api_key_secret.expose_secret().into(),
    };
    let client = observed(context, Client::new(credentials, Some(url.clone())));
    Target { client, control: Some(Control::new(url, token.expose_secret().into())) }
}

/// The credentials that flags, environment and profiles give.
pub(super) fn find_credentials(context: &Context) -> Result<Found> {
    credentials::find(&context.env, || context.paths(), context.profile.as_deref())
}

/// A client with credentials that were found; the region that goes with them before the environment's.
pub(super) fn found_client(context: &Context, found: Found) -> Result<Client> {
    let env = |name: &str| context.env.get(name).map(str::to_owned);
    let region = found.region.or_else(|| env("TWILIO_REGION"));
    let edge = env("TWILIO_EDGE").or(found.edge);
    client_in(context, found.credentials, region.as_deref(), edge.as_deref())
}

/// A client of a Twilio account in the environment's region.
pub(super) fn account_client(context: &Context, credentials: Credentials) -> Result<Client> {
    client_in(context, credentials, context.env.get("TWILIO_REGION"), context.env.get("TWILIO_EDGE"))
}

/// A client of a Twilio account, or of the server that `PAM_API_URL` names.
fn client_in(
    context: &Context,
    credentials: Credentials,
    region: Option<&str>,
    edge: Option<&str>,
) -> Result<Client> {
    let base = context.env.get("PAM_API_URL").map(check_base).transpose()?;
    let region = Region::read(region, edge);
    let region = region.map_err(|(variable, rule)| {
        Error::invalid("setting-invalid", format!("{variable} {rule}"))
            .field(variable)
            .hint(format!("Set {variable} to where the account's credentials and numbers are, or unset it"))
    })?;
    Ok(observed(context, Client::new(credentials, base).in_region(region)))
}

fn observed(context: &Context, client: Client) -> Client {
    let output = context.output.clone();
    client.observed(move |exchange| {
        let status = exchange.status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
        let request = exchange.request_id.as_deref().unwrap_or_default();
        let again = exchange.again_in.map(|wait| format!(" (again in {:.1} s)", wait.as_secs_f64()));
        let line = format!("{} {}{} {status} {request}", exchange.method, exchange.host, exchange.path);
        output.detail(format!("{}{}", line.trim_end(), again.unwrap_or_default()));
    })
}

/// Credentials go to this URL, so it is https, or this machine.
fn check_base(url: &str) -> Result<String> {
    let parsed = url::Url::parse(url).ok();
    let fits = parsed.as_ref().is_some_and(|url| {
        let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        url.scheme() == "https" || url.scheme() == "http" && local
    });
    if fits {
        Ok(url.to_owned())
    } else {
        Err(Error::invalid("api-url", "PAM_API_URL must be an https:// URL, or http:// on this machine")
            .field("PAM_API_URL")
            .hint("Unset it to talk to Twilio"))
    }
}

/// The names that the flags give.
pub(super) fn names(stack: &StackArgs) -> Result<Names> {
    deploy::check_name(&stack.name)?;
    deploy::check_environment(&stack.name, &stack.environment)?;
    Ok(Names::in_environment(&stack.name, &stack.environment))
}

/// The deployed stack, or the error that says how to get one.
pub(super) fn deployed<'o>(
    session: &Session<'_>,
    observed: &'o Observed,
    stack: &StackArgs,
) -> Result<&'o Stack> {
    let begun = observed.stack.as_ref().filter(|stack| stack.is_begun());
    begun.ok_or_else(|| not_deployed(session, stack))
}

/// The appointments' records of a stack; none where the stack has no Sync Service yet.
pub(super) async fn records(target: &Target, stack: &Stack) -> Result<Records> {
    match &stack.sync {
        Some(sync) => reminders::read(&target.client, &sync.sid).await,
        None => Ok(Records::default()),
    }
}

/// The flags that name a stack, as a user would type them.
pub(super) fn flags(stack: &StackArgs) -> String {
    let flag = |name: &str, value: &str, default: &str| {
        if value == default { String::new() } else { format!(" --{name} {value}") }
    };
    flag("name", &stack.name, "pam") + &flag("environment", &stack.environment, PRODUCTION)
}

pub(super) fn not_deployed(session: &Session<'_>, stack: &StackArgs) -> Error {
    let flags = format!("{}{}", if session.context.sandbox { " --sandbox" } else { "" }, flags(stack));
    let (name, environment) = (&stack.name, &stack.environment);
    let place = if environment == PRODUCTION { String::new() } else { format!(" in {environment}") };
    Error::not_found("not-deployed", format!("the app is not deployed here under the name {name:?}{place}"))
        .hint(format!("Run pam deploy{flags}"))
}
