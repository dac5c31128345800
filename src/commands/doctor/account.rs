//! Reads the account for the doctor. What cannot be read becomes a line of the report and ends nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use futures::future::try_join_all;

use super::checks::{self, Check};
use super::of_error;
use crate::cli::StackArgs;
use crate::commands::consent;
use crate::commands::numbers::sms_numbers;
use crate::commands::status;
use crate::commands::target::{self, Session, find_credentials};
use crate::deploy::{self, Names, Observed};
use crate::error::Error;
use crate::exit::ExitCode;
use crate::settings::app::PHONE_NUMBER;
use crate::twilio::messaging::MessagingService;
use crate::twilio::numbers::Number;
use crate::twilio::{ApiError, Client, NumberSid};

/// What was seen of an account whose credentials hold.
pub(super) struct Seen {
    pub(super) client: Client,
    /// None where a deployment cannot be read.
    pub(super) observed: Option<Observed>,
    numbers: Vec<Number>,
}

/// What depends on the account.
const OF_ACCOUNT: [&str; 10] = [
    "region",
    "clock",
    "account",
    "permissions",
    "quota",
    "deployment",
    "drift",
    "number",
    "inbound",
    "registration",
];

const NO_ACCOUNT: &str = "not looked at, for the account cannot be asked";
const REGION_VARIABLES: [&str; 2] = ["TWILIO_REGION", "TWILIO_EDGE"];

fn skip(ids: &[&'static str], why: &str, checks: &mut Vec<Check>) {
    checks.extend(ids.iter().map(|id| Check::skipped(id, why)));
}

/// Looks at credentials, region, clock, account, permissions, quota and deployment; none where nothing can be read.
pub(super) async fn examine(
    session: &Session<'_>,
    names: &Names,
    deploy_command: &str,
    checks: &mut Vec<Check>,
) -> Option<Seen> {
    const ID: &str = "credentials";
    let context = session.context;
    let target = match session.target().await {
        Ok(target) => target,
        Err(error) => {
            if session.context.sandbox {
                // Without Node there is none, which has been said already.
                if error.code.starts_with("node-") {
                    checks.push(Check::skipped(ID, NO_ACCOUNT));
                } else {
                    checks.push(of_error("sandbox", &error));
                }
                skip(&OF_ACCOUNT, NO_ACCOUNT, checks);
                return None;
            }
            let about_region = error.field.as_deref().is_some_and(|field| REGION_VARIABLES.contains(&field));
            let id = if about_region { "region" } else { ID };
            checks.push(of_error(id, &error));
            let others: Vec<&str> = [ID].into_iter().chain(OF_ACCOUNT).filter(|other| *other != id).collect();
            skip(&others, NO_ACCOUNT, checks);
            return None;
        }
    };
    let date = Arc::new(Mutex::new(None));
    let seen = date.clone();
    let client = target.client.clone().observed(move |exchange| {
        *seen.lock().unwrap_or_else(PoisonError::into_inner) = exchange.date;
    });
    let before = context.now();
    let numbers = client.numbers().await;
    let after = context.now();
    let numbers = match numbers {
        Ok(numbers) => numbers,
        Err(error) => {
            checks.push(of_error(ID, &restricted(error)));
            skip(&OF_ACCOUNT, "not looked at, for the account could not be read", checks);
            return None;
        }
    };
    checks.push(Check::ok(ID, whose(session)));
    checks.push(region(&client));
    let date = *date.lock().unwrap_or_else(PoisonError::into_inner);
    checks.push(if context.sandbox {
        Check::skipped("clock", "the sandbox has a clock of its own")
    } else {
        checks::clock(date, before, after)
    });
    let account = client.account().await;
    checks.push(account.map_or_else(
        |error| of_error("account", &error.into()),
        |account| checks::account(account.as_ref()),
    ));
    let (services, allowed) = permissions(&client).await;
    checks.push(allowed);
    let observed = deploy::observe(&client, names).await;
    let deployed = observed.as_ref().is_ok_and(|observed| observed.stack.is_some());
    checks.push(services.map_or_else(
        || Check::skipped("quota", "the Serverless Services could not be counted"),
        |services| checks::quota(services, deployed),
    ));
    let observed = match observed {
        Ok(observed) => {
            checks.extend(deployment(&observed, names, deploy_command, client.account_sid()));
            Some(observed)
        }
        Err(error) => {
            checks.push(of_error("deployment", &error));
            skip(&["drift"], "the deployment could not be read", checks);
            None
        }
    };
    Some(Seen { client, observed, numbers })
}

fn whose(session: &Session<'_>) -> String {
    if session.context.sandbox {
        return "the sandbox's own API key".to_owned();
    }
    find_credentials(session.context).map_or_else(
        |error| error.message,
        |found| format!("Twilio took the {} {}", found.by(), found.source),
    )
}

/// Restricted keys cannot reach what the app is made of (Twilio's changelog of 2025-12-10), and say so with 401 or 403.
fn restricted(error: ApiError) -> Error {
    let refused = error.refusal().is_some_and(|refusal| refusal.status == 403 || refusal.code == Some(70051));
    let told = Error::from(error);
    if refused {
        Error {
            hints: vec!["make a Standard API key: https://www.twilio.com/docs/iam/api-keys".to_owned()],
            ..told
        }
    } else {
        told
    }
}

fn region(client: &Client) -> Check {
    const ID: &str = "region";
    match client.region() {
        None => Check::ok(ID, "US1"),
        Some(region) if region.region() == "us1" => {
            Check::ok(ID, format!("US1 through the edge {}", region.edge()))
        }
        Some(region) => Check::warning(
            ID,
            format!(
                "{} through the edge {}: Studio and Functions are not generally available in every region",
                region.region(),
                region.edge()
            ),
            "https://www.twilio.com/docs/global-infrastructure",
        ),
    }
}

/// Whether the key reaches every product that the app is made of; and how many Serverless Services there are.
async fn permissions(client: &Client) -> (Option<usize>, Check) {
    const ID: &str = "permissions";
    let (services, flows, messaging, sync) = futures::join!(
        client.services(),
        client.flows(),
        client.messaging_services(),
        client.sync_services()
    );
    let count = services.as_ref().ok().map(Vec::len);
    let failed: Vec<(&str, ApiError)> = [
        ("Serverless", services.err()),
        ("Studio", flows.err()),
        ("Messaging", messaging.err()),
        ("Sync", sync.err()),
    ]
    .into_iter()
    .filter_map(|(product, error)| Some((product, error?)))
    .collect();
    let forbidden: Vec<&str> = failed
        .iter()
        .filter(|(_, error)| error.refusal().is_some_and(|refusal| matches!(refusal.status, 401 | 403)))
        .map(|(product, _)| *product)
        .collect();
    let message = format!("the credentials do not reach {}", forbidden.join(", "));
    let check = match failed.into_iter().next() {
        None => Check::ok(ID, "Serverless, Studio, Messaging and Sync can be reached"),
        Some((_, error)) if forbidden.is_empty() => of_error(ID, &error.into()),
        Some((_, error)) => {
            let fix = "make a Standard API key: https://www.twilio.com/docs/iam/api-keys".to_owned();
            Check { message, fix: Some(fix), ..of_error(ID, &error.into()) }
        }
    };
    (count, check)
}

/// What is missing in the deployment, and what was changed by somebody else.
fn deployment(observed: &Observed, names: &Names, deploy: &str, account_sid: &str) -> [Check; 2] {
    const ID: &str = "deployment";
    const DRIFT: &str = "drift";
    let Some(stack) = observed.stack.as_ref().filter(|stack| stack.is_begun()) else {
        let missing = Check::warning(ID, "the app is not deployed yet", deploy);
        return [missing, Check::skipped(DRIFT, "the app is not deployed yet")];
    };
    let phone = stack.variable(PHONE_NUMBER);
    let number = observed.numbers.iter().find(|number| Some(number.phone_number.as_str()) == phone);
    let problems = status::problems(stack, number);
    let whole = if problems.is_empty() {
        Check::ok(ID, "whole")
    } else {
        Check::failed(ID, problems.join("; "), deploy)
    };
    let drift: Vec<String> = deploy::drift(names, observed, account_sid).iter().map(consent::told).collect();
    let drift = if drift.is_empty() {
        Check::ok(DRIFT, "everything is as pam deployed it")
    } else {
        let fix = format!("{deploy} shows what it would write over, and asks");
        Check::failed(DRIFT, drift.join("; "), fix).exiting(ExitCode::Pending)
    };
    [whole, drift]
}

/// What leads a command to this deployment.
pub(super) fn flags(session: &Session<'_>, stack: &StackArgs) -> String {
    format!("{}{}", if session.context.sandbox { " --sandbox" } else { "" }, target::flags(stack))
}

/// Looks at the number that the app texts from: what it can do, where its texts go, whether carriers take them.
pub(super) async fn examine_number(
    session: &Session<'_>,
    seen: &Seen,
    values: &BTreeMap<String, String>,
    deploy: &str,
    checks: &mut Vec<Check>,
) {
    const ID: &str = "number";
    let stack = seen.observed.as_ref().and_then(|observed| observed.stack.as_ref());
    let stack = stack.filter(|stack| stack.is_begun());
    let able = || seen.numbers.iter().filter(|number| number.capabilities.sms).count();
    let phone = values.get(PHONE_NUMBER).cloned().or_else(|| {
        let first = seen.observed.as_ref().and_then(|observed| sms_numbers(observed).next());
        first.filter(|_| session.context.sandbox).map(|number| number.phone_number.clone())
    });
    let Some(phone) = phone else {
        checks.push(match able() {
            0 => Check::failed(
                ID,
                "the account has no number that can send texts",
                "buy one: https://console.twilio.com/us1/develop/phone-numbers/manage/search",
            ),
            able => {
                Check::ok(ID, format!("{able} of the account's numbers can send texts; none is chosen yet"))
            }
        });
        return skip(&["inbound", "registration"], "no number is chosen yet", checks);
    };
    let Some(number) = seen.numbers.iter().find(|number| number.phone_number == phone) else {
        checks.push(
            Check::failed(
                ID,
                format!("the account has no number {phone}"),
                format!("{deploy} --phone-number with one that it has"),
            )
            .exiting(ExitCode::Invalid),
        );
        return skip(&["inbound", "registration"], "the account has no such number", checks);
    };
    checks.push(checks::number(number, deploy));
    let (pool, unasked) = match pool(seen, number).await {
        Ok(found) => found,
        Err(error) => {
            checks.push(of_error("inbound", &error.into()));
            return skip(&["registration"], "the Messaging Services could not be read", checks);
        }
    };
    let pool = pool.as_ref();
    let leads_here = stack.map(|stack| stack.is_reached_by(number, seen.client.account_sid()));
    let mut inbound = checks::inbound(number, pool, leads_here, deploy);
    if unasked > 0 {
        inbound.message.push_str(&format!(
            "; {unasked} of the account's Messaging Services were not looked into, one of them may have the number"
        ));
    }
    checks.push(inbound);
    checks.push(match registration(session, seen, number, pool).await {
        Ok(check) => check,
        Err(error) => of_error("registration", &error.into()),
    });
}

/// The Messaging Service in which a number is, or how many were not looked into; asks nothing when it is the deployment's
/// own.
async fn pool(seen: &Seen, number: &Number) -> Result<(Option<MessagingService>, usize), ApiError> {
    let all = match &seen.observed {
        None => seen.client.messaging_services().await?,
        Some(observed) => {
            let stack = observed.stack.as_ref();
            let own = stack.filter(|stack| stack.has_sender(&number.sid));
            if let Some(stack) = own {
                return Ok((stack.messaging.clone(), 0));
            }
            observed.messaging_services.clone()
        }
    };
    let unasked = deploy::unasked(all.len());
    let holder = deploy::holder_of(&seen.client, all, &number.sid).await?;
    let unasked = if holder.is_some() { 0 } else { unasked };
    Ok((holder, unasked))
}

async fn registration(
    session: &Session<'_>,
    seen: &Seen,
    number: &Number,
    pool: Option<&MessagingService>,
) -> Result<Check, ApiError> {
    let phone = &number.phone_number;
    if checks::is_toll_free(phone) {
        let sid: &NumberSid = &number.sid;
        return Ok(checks::toll_free(number, &seen.client.tollfree_verifications(sid).await?));
    }
    if !phone.starts_with("+1") {
        return Ok(Check::ok(
            "registration",
            format!("{phone} is no US number, so A2P 10DLC does not ask for it"),
        ));
    }
    let campaigns = try_join_all(pool.iter().map(|pool| seen.client.campaigns(&pool.sid))).await?;
    let campaigns = campaigns.into_iter().next();
    Ok(checks::campaign(number, campaigns.as_deref(), session.context.sandbox))
}
