//! `pam open`: the page, the Flow, the Service or the sandbox in the browser.

use clap::{Args, ValueEnum};
use serde_json::json;

use super::sandbox::Plain;
use super::target::{Session, deployed, find_running, of_running};
use crate::cli::StackArgs;
use crate::error::{Error, Result};
use crate::exit::ExitCode;

/// Arguments of `pam open`.
#[derive(Debug, Args)]
pub struct OpenArgs {
    /// What to open
    #[arg(value_enum)]
    pub what: What,
    /// Which deployment.
    #[command(flatten)]
    pub stack: StackArgs,
    /// Only print the address
    #[arg(long)]
    pub print: bool,
}

/// What can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// The administrator's page
    Page,
    /// The Flow in Twilio's Console
    Flow,
    /// The Serverless Service in Twilio's Console
    Service,
    /// The running sandbox's page
    Sandbox,
}

pub(super) async fn run(session: &Session<'_>, args: OpenArgs) -> Result<ExitCode> {
    let context = session.context;
    let url = address(session, &args).await?;
    let shown = args.print || context.output.is_json() || !context.prompts.can_ask();
    context.output.report(&Plain { text: url.clone(), json: json!({"url": url, "opened": !shown}) })?;
    if shown {
        return Ok(ExitCode::Done);
    }
    open::that_detached(&url).map_err(|error| {
        Error::invalid("no-browser", format!("no browser could be started: {error}"))
            .hint("Open the address above by hand; --print only prints it")
    })?;
    Ok(ExitCode::Done)
}

async fn address(session: &Session<'_>, args: &OpenArgs) -> Result<String> {
    let context = session.context;
    if args.what == What::Sandbox {
        let running = find_running(&context.paths()?).ok_or_else(|| {
            Error::not_found("sandbox-not-running", "no sandbox is running")
                .hint("Start one with pam sandbox")
        })?;
        let target = of_running(context, &running);
        let control = target.control.ok_or_else(|| Error::bug("a sandbox without a control"))?;
        return Ok(control.page_url());
    }
    let (target, _, observed) = session.stack(&args.stack).await?;
    let stack = deployed(session, &observed, &args.stack)?;
    let missing = |what: &str| {
        Error::not_found("deployment-incomplete", format!("the deployment has no {what}"))
            .hint("Run pam deploy to finish it")
    };
    if args.what == What::Page {
        let domain = stack.environment.as_ref().map(|environment| &environment.domain_name);
        let url = session.page_url(domain.ok_or_else(|| missing("Environment"))?).await?;
        return url.ok_or_else(|| {
            Error::not_found("sandbox-not-running", "no sandbox is running, so nobody serves the page")
                .hint("Start one with pam sandbox")
        });
    }
    if target.control.is_some() {
        return Err(Error::invalid("no-console", "the sandbox has no Console")
            .hint("pam open sandbox shows its Flow and Executions"));
    }
    // These lead on to wherever the Console of the account is.
    Ok(match args.what {
        What::Flow => {
            let flow = stack.flow.as_ref().ok_or_else(|| missing("Flow"))?;
            format!("https://www.twilio.com/console/studio/flows/{}", flow.flow.sid)
        }
        _ => {
            let environment = stack.environment.as_ref().ok_or_else(|| missing("Environment"))?;
            format!(
                "https://www.twilio.com/console/functions/editor/{}/environment/{}",
                stack.service.sid, environment.sid
            )
        }
    })
}
