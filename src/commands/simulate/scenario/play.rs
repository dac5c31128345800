//! Carries out a scenario's steps in a sandbox and looks at what came of each.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::time;
use jiff::tz::TimeZone;
use secrecy::SecretString;
use serde_json::Value;

use crate::appointment::{Event, Record, WHEN_RULE, when};
use crate::commands::sandbox::control::{Control, EhrRequest};
use crate::commands::sandbox::until;
use crate::commands::target::Target;
use crate::deploy::{SIGNING_SECRET, Stack};
use crate::ehr;
use crate::error::{Error, Result};
use crate::operate::{Operator, SIGNING_KEY, Swept};
use crate::output::local_time;
use crate::reminders::{self, Listed, Records};
use crate::scenario::{
    Action, EventStep, Light, Mismatch, Seen, SeenReminder, SeenRequest, SeenText, Step, check,
};
use crate::settings::app::PHONE_NUMBER;
use crate::simulate::{self, Overrides};
use crate::twilio::FlowSid;

/// How long an Execution may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a step brought about.
pub(super) struct Played {
    /// Told to a person.
    pub(super) lines: Vec<String>,
    /// What is not as expected.
    pub(super) wrong: Vec<Mismatch>,
}

/// Plays one scenario.
pub(super) struct Player<'a> {
    target: &'a Target,
    control: &'a Control,
    stack: &'a Stack,
    flow: &'a FlowSid,
    from: String,
    clinic: String,
    zone: TimeZone,
    secret: SecretString,
    /// Appended to appointments' ids, so that a scenario can be played again in a sandbox that knows them.
    suffix: String,
    last: Option<Event>,
    /// The phones of the scenario, with how many texts each had when last looked at.
    phones: BTreeMap<String, usize>,
    appointments: BTreeSet<String>,
    /// The newest request of the EHR's inbox when last looked at.
    request: u64,
}

impl<'a> Player<'a> {
    /// `shared`: whether others use the sandbox too.
    pub(super) fn new(target: &'a Target, stack: &'a Stack, shared: bool) -> Result<Self> {
        let control = target.control.as_ref().ok_or_else(|| Error::bug("a scenario without a sandbox"))?;
        let value = |key: &str| {
            let found = stack.variable(key).map(str::to_owned);
            found.ok_or_else(|| {
                Error::not_found("deployment-incomplete", format!("the deployment has no {key}"))
                    .hint("Run pam deploy --sandbox to finish it")
            })
        };
        let flow = stack.flow.as_ref().ok_or_else(|| {
            Error::not_found("deployment-incomplete", "the deployment has no Flow")
                .hint("Run pam deploy --sandbox to finish it")
        })?;
        let random = getrandom::u32().map_err(|error| Error::bug(error.to_string()))?;
        Ok(Self {
            target,
            control,
            stack,
            flow: &flow.flow.sid,
            from: value(PHONE_NUMBER)?,
            clinic: value("CUSTOMER_NAME")?,
            zone: reminders::zone(stack.variable("TIME_ZONE")),
            secret: value(SIGNING_SECRET)?.into(),
            suffix: if shared { format!("~{random:08x}") } else { String::new() },
            last: None,
            phones: BTreeMap::new(),
            appointments: BTreeSet::new(),
            request: 0,
        })
    }

    /// Does what a step says and compares what came of it.
    pub(super) async fn play(&mut self, step: &Step) -> Result<Played> {
        self.look().await?;
        let now = self.control.now().await?;
        let mut lines = Vec::new();
        let mut refused = None;
        match &step.action {
            Action::Event(event) => refused = self.event(event, now).await?,
            Action::Again => {
                let last = self.last.clone().ok_or_else(|| Error::bug("again without an event"))?;
                refused = self.send(&last).await?;
            }
            Action::Reply { text, phone } => self.reply(text, phone.as_deref()).await?,
            Action::Advance(to) => {
                let advanced = self.control.advance(self.later(to, now).await?).await?;
                lines.push(format!("it is {}", local_time(advanced.now, &self.zone)));
            }
            Action::EhrAnswers(status) => self.control.answer_ehr_with(*status).await?,
            Action::Fault(fault) => self.control.add_fault(fault.clone()).await.map(drop)?,
            Action::Sweep => {
                let swept = self.sweep(now).await?;
                lines.push(format!(
                    "{} checked, {} scheduled, {} delivered to the EHR, {} waiting",
                    swept.checked, swept.scheduled, swept.delivered, swept.waiting
                ));
            }
            Action::Look => {}
        }
        // Where reminders are looked at, "in 2 days" counts from before the step.
        let seen = Seen { refused, ..self.seen().await? };
        self.tell(&seen, step, &mut lines);
        let event = self.last.as_ref();
        let light = Light { event, clinic: &self.clinic, zone: &self.zone, now };
        Ok(Played { lines, wrong: check(&step.expect, &seen, &light) })
    }

    fn tell(&self, seen: &Seen, step: &Step, lines: &mut Vec<String>) {
        if let Action::Reply { text, .. } = &step.action {
            lines.push(format!("patient > {text}"));
        }
        lines.extend(seen.texts.iter().map(|text| format!("clinic  > {}", text.body)));
        lines.extend(
            seen.requests
                .iter()
                .map(|request| format!("EHR     < {} answered {}", request.event_type, request.answered)),
        );
        for reminder in seen.reminders.iter().filter(|_| step.expect.reminders.is_some()) {
            if let Some(at) = reminder.send_at {
                lines.push(format!("reminder {} before: {}", reminder.offset, local_time(at, &self.zone)));
            }
        }
        lines.extend(seen.refused.iter().map(|reason| format!("refused: {reason}")));
    }

    async fn event(&mut self, step: &EventStep, now: Timestamp) -> Result<Option<String>> {
        let mut overrides = Overrides { fields: step.fields.clone(), at: step.at.clone() };
        let id = simulate::appointment_id(step.kind, &overrides).unwrap_or_default();
        self.appointments.insert(id.clone());
        overrides.fields.retain(|(field, _)| *field != "appointment_id");
        overrides.fields.push(("appointment_id", format!("{id}{}", self.suffix)));
        let event = match simulate::event(step.kind, &overrides, now, Some(&self.zone)) {
            Ok(event) => event,
            Err(invalid) => return Ok(Some(invalid.to_string())),
        };
        let reason = self.send(&event).await?;
        self.last = Some(event);
        Ok(reason)
    }

    /// Sends an event; why it was refused, if it was.
    async fn send(&mut self, event: &Event) -> Result<Option<String>> {
        if let Some(phone) = event.get("patient_phone") {
            self.know(phone).await?;
        }
        let client = &self.target.client;
        let execution = simulate::start(client, self.flow, &self.from, event, PATIENCE, &|| ()).await?;
        let run = simulate::follow(client, self.flow, &execution, PATIENCE).await?;
        Ok(simulate::refused(&run).map(|error| error.message))
    }

    async fn reply(&mut self, text: &str, phone: Option<&str>) -> Result<()> {
        let last = self.last.as_ref().and_then(|event| event.get("patient_phone"));
        let phone = phone.or(last).ok_or_else(|| {
            Error::invalid("scenario-file", "a reply before the first event must say from which phone")
                .field("phone")
        })?;
        let phone = phone.to_owned();
        self.know(&phone).await?;
        self.control.reply(&phone, text, Some(&self.from)).await.map(drop)
    }

    async fn later(&self, to: &str, now: Timestamp) -> Result<Timestamp> {
        if to == "next reminder" {
            let pending = self.pending(now).await?;
            let next = pending.first().and_then(|listed| listed.reminder.send_at);
            return next.ok_or_else(|| {
                Error::invalid("scenario-failed", "no reminder is scheduled to which the clock could move")
            });
        }
        if let Ok(at) = until(to, now) {
            return Ok(at);
        }
        let at = when(to, now, &self.zone, time(0, 0, 0, 0)).and_then(|at| at.in_zone(&self.zone));
        at.ok_or_else(|| {
            Error::invalid(
                "scenario-file",
                format!("advance {WHEN_RULE}, a duration such as 2d, or \"next reminder\""),
            )
            .field("advance")
        })
    }

    async fn sweep(&self, now: Timestamp) -> Result<Swept> {
        let domain = self.stack.environment.as_ref().map(|environment| environment.domain_name.as_str());
        let key = self.stack.variable(SIGNING_KEY).map(SecretString::from);
        let operator = Operator::new(&self.target.client, domain.unwrap_or_default(), key.as_ref(), now)?;
        let mut all = Swept::default();
        let mut page = None;
        loop {
            let (swept, next) = operator.sweep(page.as_deref()).await?;
            all += swept;
            if next.is_none() {
                return Ok(all);
            }
            page = next;
        }
    }

    /// Learns of a phone before something happens to it.
    async fn know(&mut self, phone: &str) -> Result<()> {
        if !self.phones.contains_key(phone) {
            let before = self.control.texts(phone).await?.len();
            self.phones.insert(phone.to_owned(), before);
        }
        Ok(())
    }

    /// Takes what is there as known.
    async fn look(&mut self) -> Result<()> {
        for (phone, count) in &mut self.phones {
            *count = self.control.texts(phone).await?.len();
        }
        self.request = self.control.ehr_requests().await?.last().map_or(0, |request| request.id);
        Ok(())
    }

    async fn seen(&self) -> Result<Seen> {
        let mut texts = Vec::new();
        for (phone, known) in &self.phones {
            let all = self.control.texts(phone).await?;
            texts.extend(
                all.into_iter()
                    .skip(*known)
                    .filter(|text| text.direction == "received")
                    .map(|text| (text.at, SeenText { to: phone.clone(), body: text.body })),
            );
        }
        texts.sort_by_key(|(at, _)| *at);
        let now = self.control.now().await?;
        let records = self.records().await?;
        let of_ours = |listed: &Listed| self.own(&listed.appointment_id).is_some();
        let mut reminders = Vec::new();
        for listed in records.pending(now).into_iter().filter(of_ours) {
            let body = match &listed.reminder.message_sid {
                Some(sid) => Some(self.target.client.message(sid).await?.body),
                None => None,
            };
            reminders.push(SeenReminder {
                appointment_id: self.own(&listed.appointment_id).unwrap_or_default().to_owned(),
                offset: listed.reminder.offset,
                state: listed.reminder.state.as_str().to_owned(),
                send_at: listed.reminder.send_at,
                body,
            });
        }
        let ours = |record: &Record| self.own(&record.appointment_id).is_some();
        let waiting = records.records.iter().filter(|(_, record)| ours(record));
        let waiting =
            waiting.flat_map(|(_, record)| &record.requests).filter(|request| request.is_waiting()).count();
        Ok(Seen {
            texts: texts.into_iter().map(|(_, text)| text).collect(),
            requests: self.requests().await?,
            reminders,
            waiting,
            refused: None,
        })
    }

    /// An appointment's id as the scenario has it, if it is one of the scenario's.
    fn own<'i>(&self, id: &'i str) -> Option<&'i str> {
        id.strip_suffix(self.suffix.as_str()).filter(|id| self.appointments.contains(*id))
    }

    async fn records(&self) -> Result<Records> {
        match &self.stack.sync {
            Some(sync) => reminders::read(&self.target.client, &sync.sid).await,
            None => Ok(Records::default()),
        }
    }

    async fn pending(&self, now: Timestamp) -> Result<Vec<Listed>> {
        let mut pending = self.records().await?.pending(now);
        pending.retain(|listed| self.own(&listed.appointment_id).is_some());
        Ok(pending)
    }

    /// What the EHR got since last looked at, tries of one request taken together.
    async fn requests(&self) -> Result<Vec<SeenRequest>> {
        let mut requests: Vec<(String, SeenRequest)> = Vec::new();
        for request in self.control.ehr_requests().await? {
            let field = |name: &str| request.body[name].as_str().unwrap_or_default();
            let Some(appointment) = self.own(field("appointment_id")).filter(|_| request.id > self.request)
            else {
                continue;
            };
            let signed = self.is_signed(&request);
            let key = header(&request, ehr::IDEMPOTENCY).unwrap_or_default().to_owned();
            if let Some((_, known)) = requests.iter_mut().find(|(known, _)| !key.is_empty() && *known == key)
            {
                known.tries += 1;
                known.answered = request.status;
                known.signed &= signed;
                continue;
            }
            let seen = SeenRequest {
                event_type: field("event_type").to_owned(),
                appointment_id: appointment.to_owned(),
                answered: request.status,
                tries: 1,
                signed,
            };
            requests.push((key, seen));
        }
        Ok(requests.into_iter().map(|(_, request)| request).collect())
    }

    /// The inbox keeps a body as JSON; the app's own JSON has the same form.
    fn is_signed(&self, request: &EhrRequest) -> bool {
        let (timestamp, signature) = (header(request, ehr::TIMESTAMP), header(request, ehr::SIGNATURE));
        let body = request.body.to_string();
        ehr::verify(&self.secret, timestamp, signature, body.as_bytes(), request.at).is_ok()
    }
}

fn header<'r>(request: &'r EhrRequest, name: &str) -> Option<&'r str> {
    request.headers.get(name).and_then(Value::as_str)
}
