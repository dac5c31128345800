//! What each fact means: pure judgements, from what was read to a line of the report.

use jiff::{SignedDuration, Timestamp};

use crate::exit::ExitCode;
use crate::twilio::account::Account;
use crate::twilio::compliance::{Campaign, TollfreeVerification};
use crate::twilio::messaging::MessagingService;
use crate::twilio::numbers::Number;

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Ok,
    Warning,
    Failed,
    Skipped,
}

impl Status {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}

/// One line of the report.
#[derive(Debug, Clone)]
pub(super) struct Check {
    /// A stable name in kebab-case.
    pub(super) id: &'static str,
    pub(super) status: Status,
    /// What is so, a fragment.
    pub(super) message: String,
    /// The command or the page that mends it.
    pub(super) fix: Option<String>,
    /// What pam exits with when this is the first that fails.
    pub(super) exit: ExitCode,
}

impl Check {
    fn new(id: &'static str, status: Status, message: impl Into<String>, fix: Option<String>) -> Self {
        Self { id, status, message: message.into(), fix, exit: ExitCode::Incomplete }
    }

    pub(super) fn ok(id: &'static str, message: impl Into<String>) -> Self {
        Self::new(id, Status::Ok, message, None)
    }

    pub(super) fn skipped(id: &'static str, message: impl Into<String>) -> Self {
        Self::new(id, Status::Skipped, message, None)
    }

    pub(super) fn warning(id: &'static str, message: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::new(id, Status::Warning, message, Some(fix.into()))
    }

    pub(super) fn failed(id: &'static str, message: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::new(id, Status::Failed, message, Some(fix.into()))
    }

    pub(super) fn exiting(mut self, exit: ExitCode) -> Self {
        self.exit = exit;
        self
    }
}

const A2P: &str = "https://www.twilio.com/docs/messaging/compliance/a2p-10dlc";
const TOLL_FREE: &str = "https://www.twilio.com/docs/messaging/compliance/toll-free";
const NUMBERS: &str = "https://console.twilio.com/us1/develop/phone-numbers/manage/incoming";
const SERVICES: &str = "https://console.twilio.com/us1/develop/functions/services";

/// Serverless Services that an account can have (400 with code 20001 beyond; docs:serverless/functions-assets).
const MOST_SERVICES: usize = 50;

/// An account on trial, suspended, or not to be seen.
pub(super) fn account(account: Option<&Account>) -> Check {
    const ID: &str = "account";
    match account {
        None => Check::skipped(ID, "a Standard API key may not see whether the account is on trial"),
        Some(account) if account.status != "active" => {
            Check::failed(ID, format!("the account is {}", account.status), "https://console.twilio.com")
        }
        Some(account) if account.kind == "Trial" => Check::warning(
            ID,
            "on trial: it texts verified numbers only, and adds a notice to each text",
            "upgrade the account in the Console: https://console.twilio.com",
        ),
        Some(account) => {
            let name = account.friendly_name.as_deref().unwrap_or("no name");
            Check::ok(ID, format!("{name:?}, active, not on trial"))
        }
    }
}

/// How many Serverless Services there are, of those that there can be.
pub(super) fn quota(services: usize, deployed: bool) -> Check {
    const ID: &str = "quota";
    let message = format!("{services} of {MOST_SERVICES} Serverless Services");
    let fix = format!("delete one that nobody uses: {SERVICES}");
    if services >= MOST_SERVICES && !deployed {
        Check::failed(ID, format!("{message}: there is no room for the app"), fix)
    } else if services + 5 > MOST_SERVICES {
        Check::warning(ID, format!("{message}: little room is left"), fix)
    } else {
        Check::ok(ID, message)
    }
}

/// The local clock beside Twilio's, which answered between `before` and `after`. Tokens and signatures carry the time:
/// a clock that is wrong by more than they live for makes every one of them void.
pub(super) fn clock(date: Option<Timestamp>, before: Timestamp, after: Timestamp) -> Check {
    const ID: &str = "clock";
    let Some(date) = date else { return Check::skipped(ID, "Twilio's answer had no date") };
    // A date has whole seconds.
    let second = SignedDuration::from_secs(1);
    let (skew, way) = if date + second < before {
        (before.duration_since(date), "ahead of")
    } else {
        (date.duration_since(after).max(SignedDuration::ZERO), "behind")
    };
    let message = format!("{} s {way} Twilio's", skew.as_secs());
    let fix = "set this machine's clock by a time server (timedatectl set-ntp true)";
    match skew.as_secs() {
        0..=10 => Check::ok(ID, "agrees with Twilio's"),
        11..=60 => Check::warning(ID, message, fix),
        _ => Check::failed(ID, message, fix),
    }
}

/// Whether the number can do what the app needs.
pub(super) fn number(number: &Number, deploy: &str) -> Check {
    const ID: &str = "number";
    if number.capabilities.sms {
        Check::ok(ID, format!("{} can send and receive texts", number.phone_number))
    } else {
        let message = format!("{} cannot send texts", number.phone_number);
        Check::failed(ID, message, format!("{deploy} --phone-number with one that can"))
    }
}

/// Whether what patients text reaches the Flow: the number's webhook counts only where its Messaging Service says so.
pub(super) fn inbound(
    number: &Number,
    pool: Option<&MessagingService>,
    leads_here: Option<bool>,
    deploy: &str,
) -> Check {
    const ID: &str = "inbound";
    let phone = &number.phone_number;
    if let Some(pool) = pool.filter(|pool| !pool.use_inbound_webhook_on_number) {
        let name = &pool.friendly_name;
        let goes = match pool.inbound_request_url.as_deref().filter(|url| !url.is_empty()) {
            Some(_) => {
                format!("texts to {phone} go where the Messaging Service {name:?} says, not to the Flow")
            }
            None => format!("texts to {phone} are dropped: the Messaging Service {name:?} takes none"),
        };
        let fix = if leads_here.is_some() {
            deploy.to_owned()
        } else {
            format!("take the number out of it, or set UseInboundWebhookOnNumber there: {NUMBERS}")
        };
        return Check::failed(ID, goes, fix);
    }
    match leads_here {
        None => Check::skipped(ID, "not deployed, so nothing answers texts yet"),
        Some(true) => Check::ok(ID, format!("texts to {phone} reach the Flow")),
        Some(false) => {
            let application = number.sms.sms_application_sid.as_deref().filter(|sid| !sid.is_empty());
            let why = application.map_or_else(
                || "its webhook leads elsewhere".to_owned(),
                |sid| format!("the TwiML App {sid} outranks its webhook"),
            );
            Check::failed(ID, format!("texts to {phone} do not reach the Flow: {why}"), deploy)
        }
    }
}

/// North American toll-free codes.
const TOLL_FREE_CODES: [&str; 7] = ["800", "833", "844", "855", "866", "877", "888"];

/// Whether a number is toll-free.
pub(super) fn is_toll_free(phone_number: &str) -> bool {
    phone_number
        .strip_prefix("+1")
        .is_some_and(|rest| TOLL_FREE_CODES.iter().any(|code| rest.starts_with(code)))
}

/// Whether US carriers take texts from a toll-free number.
pub(super) fn toll_free(number: &Number, verifications: &[TollfreeVerification]) -> Check {
    const ID: &str = "registration";
    let phone = &number.phone_number;
    let any = |wanted: &str| {
        verifications.iter().any(|verification| verification.status.as_deref() == Some(wanted))
    };
    if any("TWILIO_APPROVED") {
        Check::ok(ID, format!("{phone} is a verified toll-free number"))
    } else if any("IN_REVIEW") || any("PENDING_REVIEW") {
        let message = format!("{phone} is being verified: until then carriers refuse its texts (30032)");
        Check::warning(ID, message, TOLL_FREE)
    } else {
        let why = if any("TWILIO_REJECTED") { "was refused" } else { "was not asked for" };
        let message =
            format!("{phone} is toll-free and its verification {why}: carriers refuse its texts (30032)");
        Check::failed(ID, message, TOLL_FREE)
    }
}

/// Whether US carriers take texts from a local number: only under a campaign of its Messaging Service.
pub(super) fn campaign(number: &Number, campaigns: Option<&[Campaign]>, sandbox: bool) -> Check {
    const ID: &str = "registration";
    let phone = &number.phone_number;
    let Some(campaigns) = campaigns else {
        let message =
            format!("{phone} needs an A2P 10DLC campaign once it is deployed, before it can text US numbers");
        return Check::warning(ID, message, A2P);
    };
    let any = |wanted: &[&str]| {
        let status = |campaign: &Campaign| campaign.campaign_status.clone().unwrap_or_default();
        campaigns.iter().any(|campaign| wanted.contains(&status(campaign).as_str()))
    };
    if any(&["VERIFIED"]) {
        Check::ok(ID, format!("{phone} has a verified A2P 10DLC campaign"))
    } else if any(&["PENDING", "IN_PROGRESS"]) {
        let message = format!(
            "the A2P 10DLC campaign of {phone} is in review: until then carriers refuse its texts (30034)"
        );
        Check::warning(ID, message, A2P)
    } else {
        let why = if campaigns.is_empty() {
            "has no A2P 10DLC campaign"
        } else {
            "has a campaign that was refused"
        };
        if sandbox {
            let message = format!("{phone} {why}: the sandbox does not mind, US carriers would (30034)");
            return Check::warning(ID, message, A2P);
        }
        Check::failed(ID, format!("{phone} {why}: US carriers refuse its texts (30034)"), A2P)
    }
}

/// What an answer to a `HEAD` says of the EHR's endpoint. It takes `POST`, so a refusal of `HEAD` is no fault: somebody
/// is there who speaks HTTP.
pub(super) fn endpoint(host: &str, status: u16, deploy: &str) -> Check {
    const ID: &str = "ehr-endpoint";
    let told = format!("{host} answers HTTP {status}");
    match status {
        300..=399 => Check::warning(
            ID,
            format!("{told}: patients' requests are not carried on to another address"),
            format!("give the final address: {deploy} --ehr-endpoint URL"),
        ),
        404 | 410 => Check::warning(
            ID,
            format!("{told}: nothing may be at that path"),
            "check the path: pam config --explain",
        ),
        500..=599 => Check::warning(
            ID,
            format!("{told}: patients' requests wait until it is well"),
            "look into the EHR's own log",
        ),
        _ => Check::ok(ID, format!("{host} can be reached from here (HTTP {status})")),
    }
}

#[cfg(test)]
mod tests;
