//! `pam status`: what is deployed, and whether it is whole.

mod failures;
mod recent;

use std::io::{self, Write};

use clap::Args;
use serde_json::{Value, json};

use failures::Failures;
use recent::Recent;

use super::consent::told;
use super::target::{Session, deployed, flags};
use crate::bundle::PAGE;
use crate::cli::StackArgs;
use crate::deploy::{self, Drift, Names, Stack, VERSION};
use crate::error::Result;
use crate::exit::ExitCode;
use crate::output::{Report, Style, local_time};
use crate::reminders;
use crate::settings::app::PHONE_NUMBER;
use crate::twilio::numbers::Number;
use crate::twilio::serverless::ResourceKind;

/// Arguments of `pam status`.
#[derive(Debug, Args)]
pub struct StatusArgs {
    /// Which deployment.
    #[command(flatten)]
    pub stack: StackArgs,
}

pub(super) async fn run(session: &Session<'_>, args: StatusArgs) -> Result<ExitCode> {
    let (target, names, observed) = session.stack(&args.stack).await?;
    let stack = deployed(session, &observed, &args.stack)?;
    let number = stack.variable(PHONE_NUMBER).map(str::to_owned);
    let account_sid = target.client.account_sid();
    let now = session.now().await?;
    let (recent, failures) = futures::try_join!(
        recent::look(&target.client, stack, now),
        failures::look(&target.client, stack, now)
    )?;
    let found = observed.numbers.iter().find(|found| Some(&found.phone_number) == number.as_ref());
    let problems = problems(stack, found);
    let drift = deploy::drift(&names, &observed, account_sid);
    let code = match (problems.is_empty(), drift.is_empty()) {
        (true, true) => ExitCode::Done,
        (true, false) => ExitCode::Pending,
        (false, _) => ExitCode::Incomplete,
    };
    let problems = problems.into_iter().chain(drift.iter().map(told)).collect();
    let has_page = stack.resources.contains_key(&(ResourceKind::Asset, PAGE.to_owned()));
    let page = match stack.environment.as_ref().filter(|_| has_page) {
        Some(environment) => session.page_url(&environment.domain_name).await?,
        None => None,
    };
    session.context.output.report(&StatusReport {
        names,
        account_sid: account_sid.to_owned(),
        stack,
        page,
        number,
        recent,
        failures,
        problems,
        drift,
        deploy: format!(
            "pam deploy{}{}",
            if session.context.sandbox { " --sandbox" } else { "" },
            flags(&args.stack)
        ),
    })?;
    Ok(code)
}

/// What is missing. A number that leads elsewhere is drift; one that leads nowhere is a hole.
pub(super) fn problems(stack: &Stack, number: Option<&Number>) -> Vec<String> {
    let number_leads_somewhere = number.is_some_and(|number| !number.sms.leads_nowhere());
    let mut problems = Vec::new();
    for (missing, what) in [
        (stack.environment.is_none(), "the Environment is missing"),
        (stack.build.is_none(), "no Build is deployed"),
        (stack.messaging.is_none(), "the Messaging Service is missing"),
        (stack.sync.is_none(), "the Sync Service is missing"),
        (stack.flow.is_none(), "the Flow is missing"),
        (stack.flow.is_some() && !number_leads_somewhere, "the number's webhook does not lead to the Flow"),
    ] {
        if missing {
            problems.push(what.to_owned());
        }
    }
    problems
}

struct StatusReport<'a> {
    names: Names,
    account_sid: String,
    stack: &'a Stack,
    page: Option<String>,
    number: Option<String>,
    recent: Recent,
    failures: Failures,
    /// What is missing, then what was changed by somebody else.
    problems: Vec<String>,
    drift: Vec<Drift>,
    /// The command that deploys it.
    deploy: String,
}

impl Report for StatusReport<'_> {
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        let stack = self.stack;
        let zone = reminders::zone(stack.variable("TIME_ZONE"));
        let state = match self.problems.len() {
            0 => style.success("deployed"),
            all if all == self.drift.len() => style.warning("deployed, but changed since"),
            _ => style.failure("incomplete"),
        };
        writeln!(out, "{} is {state} in {}", style.bold(&self.names.shown()), self.account_sid)?;
        let environment = stack.environment.as_ref();
        let mut row = |label: &str, value: Option<String>| match value {
            Some(value) => writeln!(out, "  {label:<13} {value}"),
            None => Ok(()),
        };
        row("Clinic", stack.variable("CUSTOMER_NAME").map(str::to_owned))?;
        row("Number", self.number.clone())?;
        row("Page", self.page.clone())?;
        row("Domain", environment.map(|environment| environment.domain_name.clone()))?;
        row(
            "Build",
            stack
                .build
                .as_ref()
                .map(|build| format!("{} ({})", build.sid, build.runtime.as_deref().unwrap_or("?"))),
        )?;
        row(
            "Flow",
            stack.flow.as_ref().map(|flow| format!("{} revision {}", flow.flow.sid, flow.flow.revision)),
        )?;
        row("Version", stack.variable(VERSION).map(str::to_owned))?;
        let recent = &self.recent;
        row("Appointments", Some(recent.appointments.to_string()))?;
        let next = recent.next_reminders.first().and_then(|listed| listed.reminder.send_at);
        let next = next.map_or_else(String::new, |at| format!(", next {}", local_time(at, &zone)));
        row("Reminders", Some(format!("{} pending{next}", recent.pending)))?;
        row("EHR requests", Some(format!("{} waiting", recent.waiting)))?;
        for problem in &self.problems {
            writeln!(out, "{}", style.within(4, &format!("  {} {problem}", style.failure("!"))))?;
        }
        if !self.problems.is_empty() {
            writeln!(out, "  {} Run {} to mend it", style.hint("hint:"), self.deploy)?;
        }
        if self.drift.iter().any(|drift| drift.group == "Flow") {
            writeln!(out, "  {} Run pam flow pull to keep the Flow's edit", style.hint("hint:"))?;
        }
        recent.human(out, style, &zone)?;
        self.failures.human(out, style, &zone)
    }

    fn json(&self) -> Value {
        let stack = self.stack;
        let recent = &self.recent;
        let zone = reminders::zone(stack.variable("TIME_ZONE"));
        json!({
            "name": self.names.stack(),
            "environment": self.names.environment(),
            "account_sid": self.account_sid,
            "healthy": self.problems.is_empty(),
            "problems": self.problems,
            "drift": self.drift,
            "service_sid": stack.service.sid.as_str(),
            "domain": stack.environment.as_ref().map(|environment| &environment.domain_name),
            "page": self.page,
            "build_sid": stack.build.as_ref().map(|build| build.sid.as_str()),
            "flow_sid": stack.flow.as_ref().map(|flow| flow.flow.sid.as_str()),
            "flow_revision": stack.flow.as_ref().map(|flow| flow.flow.revision),
            "messaging_service_sid": stack.messaging.as_ref().map(|service| service.sid.as_str()),
            "sync_service_sid": stack.sync.as_ref().map(|service| service.sid.as_str()),
            "phone_number": self.number,
            "time_zone": stack.variable("TIME_ZONE"),
            "version": stack.variable(VERSION),
            "appointments": recent.appointments,
            "records_unreadable": recent.unreadable,
            "reminders_pending": recent.pending,
            "next_reminders": recent.next_json(&zone),
            "reminders_half_done": recent.half_done,
            "unfinished_reminders": recent.unfinished,
            "requests_waiting": recent.waiting,
            "requests": recent.requests,
            "last_events": recent.events,
            "undelivered": recent.undelivered,
            "events_failed": self.failures.count,
            "failed_events": self.failures.newest,
        })
    }
}
