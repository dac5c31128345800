//! Takes over an install of the app that was there before pam: Twilio's `patient-appointment-management`.
//!
//! Its Flow and its Messaging Service keep their SIDs, because the EHR starts Executions of that Flow and Messages are
//! scheduled in that Service; both get the stack's mark, and what they were is recorded first, so that undeploy gives them
//! back. Its Serverless Service and Verify Service are left, or removed on request. How it names its resources and
//! Variables: <https://github.com/twilio/hls-patient-appointment-management> (`.env`, `functions/helpers.private.js`,
//! `functions/installer/deploy.js`).

use std::collections::{BTreeMap, BTreeSet};

use super::Observer;
use super::claim::{Claimant, told};
use super::desired::Desired;
use super::drift::COMMIT;
use super::hold;
use super::ledger::Ledger;
use super::names::{Names, stack_of};
use super::number::put_back;
use super::observed::{Observed, ObservedFlow, Stack};
use super::plan::{Change, ChangeKind, Plan};
use super::record::{AdoptedFlow, AdoptedMessaging, Adoption, NumberRecord};
use super::scheduled::{cancel_scheduled, find_scheduled};
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::twilio::messages::Message;
use crate::twilio::messaging::{MessagingService, Sender};
use crate::twilio::numbers::Number;
use crate::twilio::serverless::{ResourceKind, Service};
use crate::twilio::verify::VerifyService;
use crate::twilio::{ApiError, Client};

/// What the app calls everything it makes, unless its `APPLICATION_NAME` was changed.
pub const ORIGINAL: &str = "patient-appointment-management";

/// Functions by which it is recognised, in one version or another.
const FUNCTIONS: [&str; 4] =
    ["/scheduled-message-helper", "/simulate-event", "/send-scheduled-reminders", "/authentication-helper"];

/// An install of the app before pam.
#[derive(Debug, Clone)]
pub struct Original {
    /// Its Serverless Service.
    pub service: Service,
    /// Its Variables by key; among them its administrator's password.
    variables: BTreeMap<String, String>,
    /// Its Flow, known by the Service that its widgets call.
    pub flow: Option<ObservedFlow>,
    /// Its Messaging Service with the numbers in it.
    pub messaging: Option<(MessagingService, Vec<Sender>)>,
    /// Its Verify Service.
    pub verify: Option<VerifyService>,
    /// What it has still to send.
    pub scheduled: Vec<Message>,
}

/// What becomes of the install's parts that pam does not take over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fate {
    /// Its Serverless Service and its Verify Service are removed.
    pub remove: bool,
    /// Its scheduled Messages are canceled.
    pub cancel_scheduled: bool,
}

/// Reads the install that a Serverless Service of that name is part of; none when it is something else.
///
/// # Errors
/// Twilio's.
pub async fn find_original(client: &Client, name: &str, service: Service) -> Result<Option<Original>> {
    if stack_of(&service.friendly_name).is_some() {
        return Ok(None);
    }
    let (environments, functions, flows, messaging, verify) = futures::try_join!(
        client.environments(&service.sid),
        client.resources(&service.sid, ResourceKind::Function),
        client.flows(),
        client.messaging_services(),
        client.verify_services(),
    )?;
    let mut variables = BTreeMap::new();
    for environment in &environments {
        let found = client.variables(&service.sid, &environment.sid).await?;
        variables.extend(found.into_iter().map(|variable| (variable.key, variable.value)));
    }
    let is_its_name = variables.get("APPLICATION_NAME").is_some_and(|own| own == name);
    let has_its_functions =
        functions.iter().any(|function| FUNCTIONS.contains(&function.friendly_name.as_str()));
    if !is_its_name && !has_its_functions {
        return Ok(None);
    }
    let mut flow = None;
    for row in flows.iter().filter(|flow| flow.friendly_name == name) {
        let found = client.flow(&row.sid).await?;
        let definition = found.definition.clone().unwrap_or_default();
        if definition.to_string().contains(service.sid.as_str()) {
            flow = Some(ObservedFlow { flow: found, definition });
            break;
        }
    }
    let noted = |keys: &[&str]| keys.iter().find_map(|key| variables.get(*key));
    let by_sid = noted(&["MESSAGING_SID", "MESSAGING_SERVICE_SID"]);
    let messaging = messaging.into_iter().find(|service| match by_sid {
        Some(sid) => service.sid.as_str() == sid,
        None => service.friendly_name == name,
    });
    let (messaging, scheduled) = match messaging {
        Some(service) => {
            let (senders, scheduled) = futures::try_join!(
                async { Ok::<_, Error>(client.senders(&service.sid).await?) },
                find_scheduled(client, &service.sid, BTreeSet::new()),
            )?;
            (Some((service, senders)), scheduled)
        }
        None => (None, Vec::new()),
    };
    let by_sid = noted(&["VERIFY_SID"]);
    let verify = verify.into_iter().find(|service| match by_sid {
        Some(sid) => service.sid.as_str() == sid,
        None => service.friendly_name == name,
    });
    Ok(Some(Original { service, variables, flow, messaging, verify, scheduled }))
}

impl Original {
    /// Its settings as pam's Variables, in pam's form. What nobody chose or pam cannot mean is left out: placeholders,
    /// and the outreach window's shipped value, which the app never looked at.
    #[must_use]
    pub fn settings(&self) -> BTreeMap<&'static str, String> {
        let get = |key: &str| self.variables.get(key).filter(|value| !value.is_empty());
        let mut settings = BTreeMap::new();
        for (own, its) in [
            ("CUSTOMER_NAME", "CUSTOMER_NAME"),
            ("TWILIO_PHONE_NUMBER", "TWILIO_PHONE_NUMBER"),
            ("ADMINISTRATOR_PHONE_NUMBER", "ADMINISTRATOR_PHONE"),
            ("ADMINISTRATOR_PHONE_NUMBER", "ADMINISTRATOR_PHONE_NUMBER"),
            ("IE_ENDPOINT", "IE_ENDPOINT"),
        ] {
            settings.extend(get(its).map(|value| (own, value.clone())));
        }
        for key in ["REMINDER_FIRST_TIMING", "REMINDER_SECOND_TIMING"] {
            settings.extend(get(key).and_then(|value| duration(value)).map(|value| (key, value)));
        }
        for (key, shipped) in [("REMINDER_OUTREACH_START", "0000"), ("REMINDER_OUTREACH_FINISH", "2400")] {
            let chosen = get(key).filter(|value| *value != shipped);
            settings.extend(chosen.and_then(|value| time_of_day(value)).map(|value| (key, value)));
        }
        settings
    }

    /// Its administrator's password, which it keeps in plain text.
    #[must_use]
    pub fn password(&self) -> Option<&str> {
        self.variables.get("APPLICATION_PASSWORD").map(String::as_str).filter(|password| !password.is_empty())
    }

    /// Whether a number's texts reach this install, so that nobody else loses it when pam takes the install over.
    fn has(&self, number: &Number, account_sid: &str) -> bool {
        let url = self.flow.as_ref().map(|flow| flow.flow.webhook_url(account_sid));
        let ours =
            url.is_some() && number.sms.webhook() == url.as_deref() && number.sms.application().is_none();
        ours || number.sms.leads_nowhere()
    }

    fn holds(&self, number: &Number) -> bool {
        self.messaging.iter().any(|(_, senders)| senders.iter().any(|sender| sender.sid == number.sid))
    }

    /// One line that says what was found.
    #[must_use]
    pub fn describe(&self) -> String {
        let mut parts = vec![format!("Serverless Service {}", self.service.sid)];
        parts.extend(self.flow.as_ref().map(|flow| format!("Flow {}", flow.flow.sid)));
        parts
            .extend(self.messaging.as_ref().map(|(service, _)| format!("Messaging Service {}", service.sid)));
        parts.extend(self.verify.as_ref().map(|service| format!("Verify Service {}", service.sid)));
        format!(
            "{} is installed in this account without pam: {}, {} scheduled Messages",
            self.service.unique_name,
            parts.join(", "),
            self.scheduled.len()
        )
    }

    /// Whether this stack's taking over is still to be done, or was cut off.
    #[must_use]
    pub fn is_to_take(&self, observed: &Observed) -> bool {
        let stack = observed.stack.as_ref();
        let flow = self.flow.is_some() && stack.is_none_or(|stack| stack.flow.is_none());
        let messaging = self.messaging.is_some() && stack.is_none_or(|stack| stack.messaging.is_none());
        // Beside an install that has the stack's name, the Service is made under another one here.
        let service = stack.is_none() && self.has_name_of(observed);
        flow || messaging || service
    }

    /// Whether a stack that has taken nothing over has parts of its own where this install's would go.
    #[must_use]
    pub fn comes_too_late_for(&self, stack: &Stack) -> bool {
        self.flow.is_some() && stack.flow.is_some() || self.messaging.is_some() && stack.messaging.is_some()
    }

    /// Whether it is this install that has the stack's name.
    #[must_use]
    pub fn has_name_of(&self, observed: &Observed) -> bool {
        observed.name_taken_by.as_ref().is_some_and(|taken| taken.sid == self.service.sid)
    }

    /// Rewrites a plan that knows nothing of the install to say what taking it over does.
    pub fn annotate(
        &self,
        plan: &mut Plan,
        observed: &Observed,
        desired: &Desired,
        account_sid: &str,
        fate: Fate,
    ) {
        let (from, number) = (&self.service.unique_name, &desired.number);
        if self.is_to_take(observed) {
            let settings = self.settings();
            let taken =
                |key: &str| settings.get(key).is_some_and(|value| desired.settings.get(key) == Some(value));
            for change in plan.changes.iter_mut().filter(|change| change.action == ChangeKind::Create) {
                let adopted = match (change.group, &self.flow, &self.messaging) {
                    ("Flow", Some(flow), _) => {
                        let (sid, revision) = (&flow.flow.sid, flow.flow.revision);
                        Some(format!(
                            "{sid} of {from}; replaces revision {revision}, which undeploy restores"
                        ))
                    }
                    ("Messaging Service", _, Some((service, _))) => {
                        Some(format!("{} of {from}; its inbound messages follow the number", service.sid))
                    }
                    ("Sender", _, Some(_)) if self.holds(number) => Some(format!("stays in that of {from}")),
                    ("Variable", ..) => taken(&change.name).then(|| format!("from {from}")),
                    _ => None,
                };
                if let Some(detail) = adopted {
                    change.action = ChangeKind::Adopt;
                    change.detail = detail;
                }
            }
            let stays = self.flow.is_some() && self.has(number, account_sid) && !number.sms.leads_nowhere();
            for change in plan.changes.iter_mut().filter(|change| change.group == "Phone Number" && stays) {
                change.action = ChangeKind::Adopt;
                change.detail = format!("leads to the Flow of {from}, as it does now");
            }
            if self.has(number, account_sid) {
                plan.takes.clear();
            }
        }
        plan.changes.extend(self.rest(fate));
    }

    fn rest(&self, fate: Fate) -> Vec<Change> {
        let change = |gone: bool, group, name: String, stays: &str| Change {
            action: if gone { ChangeKind::Delete } else { ChangeKind::Leave },
            group,
            name,
            detail: if gone { String::new() } else { stays.to_owned() },
            diff: Vec::new(),
        };
        let mut rest = Vec::new();
        if !self.scheduled.is_empty() {
            let name = format!("{} of {}", self.scheduled.len(), self.service.unique_name);
            let stays = "go out as they were scheduled; pam lists only its own";
            rest.push(change(fate.cancel_scheduled, "Scheduled Messages", name, stays));
        }
        if let Some(verify) = &self.verify {
            let stays = "unused; --remove-original removes it";
            rest.push(change(fate.remove, "Verify Service", verify.sid.to_string(), stays));
        }
        let stays = "its page and functions; --remove-original removes it";
        rest.push(change(fate.remove, "Serverless Service", self.service.unique_name.clone(), stays));
        rest
    }
}

/// `0800` is eight hours.
fn duration(value: &str) -> Option<String> {
    let (hours, minutes) = hhmm(value)?;
    Some(match (hours, minutes) {
        (hours, 0) => format!("{hours}h"),
        (hours, minutes) => format!("{}m", hours * 60 + minutes),
    })
}

/// `2030` is half past eight in the evening; the end of the day is its last minute.
fn time_of_day(value: &str) -> Option<String> {
    match hhmm(value)? {
        (24, 0) => Some("23:59".to_owned()),
        (hours @ 0..24, minutes) => Some(format!("{hours:02}:{minutes:02}")),
        _ => None,
    }
}

fn hhmm(value: &str) -> Option<(u32, u32)> {
    if value.len() != 4 || !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes): (u32, u32) = (value[..2].parse().ok()?, value[2..].parse().ok()?);
    (minutes < 60).then_some((hours, minutes))
}

/// Makes the install's Flow and Messaging Service the stack's, so that a deploy finds them as its own. The Serverless
/// Service, which a unique name guards against a second operator, and the record with what they were come first.
///
/// # Errors
/// Where it stopped; the same command finishes it.
pub async fn take_over(
    client: &Client,
    names: &Names,
    observed: &Observed,
    original: &Original,
    number: &Number,
    claimant: &Claimant,
    observer: &dyn Observer,
) -> Result<()> {
    claimant.admit(names, observed)?;
    observer.step("taking over what is installed");
    mark(client, names, observed, original, number, claimant, observer).await.map_err(told)
}

async fn mark(
    client: &Client,
    names: &Names,
    observed: &Observed,
    original: &Original,
    number: &Number,
    claimant: &Claimant,
    observer: &dyn Observer,
) -> Result<()> {
    let stack = observed.stack.as_ref();
    let service = hold::service(client, names, observed, claimant, observer).await?;
    let marked = names.marked(&service.sid);
    let sync = match stack.and_then(|stack| stack.sync.clone()) {
        Some(sync) => sync,
        None => client.create_sync_service(&marked).await?,
    };
    let version = stack.map(Stack::recorded).unwrap_or_default().version;
    let ledger = Ledger::new(client, claimant, version, stack);
    ledger
        .note(|record| {
            record.number.get_or_insert_with(|| NumberRecord::before(number));
            record.adopted.get_or_insert_with(|| original.adoption());
        })
        .await;
    // Whichever of the two there is a record for, it has all of this in it before anything is renamed.
    ledger.claim().await?;
    ledger.open(&sync).await?;
    let renaming = async {
        if let Some((messaging, _)) =
            original.messaging.as_ref().filter(|_| stack.is_none_or(|s| s.messaging.is_none()))
        {
            client.rename_messaging_service(&messaging.sid, &marked, true).await?;
        }
        if let Some(flow) = original.flow.as_ref().filter(|_| stack.is_none_or(|s| s.flow.is_none())) {
            let commit = format!("{COMMIT}takes it over");
            client.rename_flow(&flow.flow, &marked, None, &commit).await?;
        }
        Ok(())
    };
    ledger.hold(renaming).await
}

impl Original {
    fn adoption(&self) -> Adoption {
        Adoption {
            from: self.service.unique_name.clone(),
            flow: self.flow.as_ref().map(|flow| AdoptedFlow {
                sid: flow.flow.sid.clone(),
                friendly_name: flow.flow.friendly_name.clone(),
                revision: flow.flow.revision,
            }),
            messaging: self.messaging.as_ref().map(|(service, senders)| AdoptedMessaging {
                sid: service.sid.clone(),
                friendly_name: service.friendly_name.clone(),
                use_inbound_webhook_on_number: service.use_inbound_webhook_on_number,
                senders: senders.iter().map(|sender| sender.sid.clone()).collect(),
            }),
        }
    }
}

/// Does to the rest of the install what was asked for. Its Serverless Service, by which it is found, goes last.
///
/// # Errors
/// Where it stopped; the same command finishes it.
pub async fn settle(client: &Client, original: &Original, fate: Fate, observer: &dyn Observer) -> Result<()> {
    let gone = |result: Result<(), ApiError>| match result {
        Err(error) if !error.is_not_found() => Err(error),
        _ => Ok(()),
    };
    if fate.cancel_scheduled && !original.scheduled.is_empty() {
        observer.step("canceling the scheduled Messages of the former install");
        cancel_scheduled(client, &original.scheduled).await?;
    }
    if fate.remove {
        observer.step("removing the former install");
        if let Some(verify) = &original.verify {
            gone(client.delete_verify_service(&verify.sid).await)?;
        }
        gone(client.delete_service(&original.service.sid).await)?;
    }
    Ok(())
}

/// Gives an adopted Flow back: its name and its definition as they were.
pub(super) async fn give_back_flow(
    client: &Client,
    live: &ObservedFlow,
    adopted: &AdoptedFlow,
) -> Result<()> {
    let before = client.flow_revision(&adopted.sid, adopted.revision).await?;
    let before = before.and_then(|before| Some((before.definition?, before.status)));
    let (definition, status) = before.ok_or_else(|| {
        Error::new(
            ExitCode::Refused,
            "revision-missing",
            format!("Twilio does not give revision {} of {}", adopted.revision, adopted.sid),
        )
        .hint("Restore it in Studio, rename the Flow, then run pam undeploy again")
    })?;
    let named = live.flow.friendly_name == adopted.friendly_name;
    if named && live.definition == definition && live.flow.status == status {
        // A run that was cut off has given it back.
        return Ok(());
    }
    let mut flow = live.flow.clone();
    flow.status = status;
    let commit = format!("{COMMIT}gives it back");
    client.rename_flow(&flow, &adopted.friendly_name, Some(&definition), &commit).await?;
    Ok(())
}

/// Gives an adopted Messaging Service back: its name, its routing and the numbers that were in it.
pub(super) async fn give_back_messaging(
    client: &Client,
    live: &[Sender],
    own: Option<&NumberRecord>,
    adopted: &AdoptedMessaging,
) -> Result<(), ApiError> {
    for sender in live.iter().filter(|sender| own.is_some_and(|own| own.sid == sender.sid)) {
        if !adopted.senders.contains(&sender.sid) {
            client.remove_sender(&adopted.sid, &sender.sid).await?;
        }
    }
    for number in adopted.senders.iter().filter(|sid| !live.iter().any(|sender| sender.sid == **sid)) {
        put_back(client, &adopted.sid, number).await?;
    }
    let (name, routing) = (&adopted.friendly_name, adopted.use_inbound_webhook_on_number);
    client.rename_messaging_service(&adopted.sid, name, routing).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
