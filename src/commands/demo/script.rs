//! The story: booked, confirmed, reminded, rescheduled, canceled.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::story::Step;
use crate::appointment::EventType;
use crate::commands::deploy::{SettingArgs, without_questions};
use crate::commands::sandbox::control::{Control, EhrRequest, Text};
use crate::commands::target::Target;
use crate::context::Context;
use crate::deploy::{self, ChangeKind, Names, Stack};
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::output::local_time;
use crate::reminders::{self, Listed};
use crate::settings::app::PHONE_NUMBER;
use crate::simulate::{self, Overrides};

const STACK: &str = "pam";
const APPOINTMENT: &str = "DEMO-1";
const PATIENT: &str = "+12025550143";

/// Plays the story; the first step that does not hold ends it.
pub(super) async fn tell(context: &Context, target: &Target, pause: Duration) -> Result<()> {
    let control = target.control.as_ref().ok_or_else(|| Error::bug("the demo has no sandbox"))?;
    let teller = Teller { context, pause };
    teller.told(sandbox(control).await?).await?;
    let (applied, plan) =
        without_questions(context, target, &Names::new(STACK), &SettingArgs::default()).await?;
    let mut step = Step::new("deploy", "pam deploys the app through Twilio's REST API");
    step.line(format!(
        "{} resources created; functions answer on {}",
        plan.count(ChangeKind::Create),
        applied.domain
    ));
    let observed = deploy::observe(&target.client, &Names::new(STACK)).await?;
    let stack = observed.stack.as_ref().ok_or_else(|| Error::bug("deployed, but nothing is there"))?;
    step.equal(
        "the Flow is published",
        Some("published"),
        stack.flow.as_ref().map(|flow| flow.flow.status.clone()),
    );
    step.equal("a Build is deployed", true, stack.build.is_some());
    teller.told(step).await?;
    let story = Story::new(target, control, stack)?;
    teller.told(story.booked().await?).await?;
    teller.told(story.confirm_reply().await?).await?;
    teller.told(story.confirmed().await?).await?;
    teller.told(story.first_reminder().await?).await?;
    teller.told(story.rescheduled().await?).await?;
    teller.told(story.cancel_reply().await?).await?;
    teller.told(story.canceled().await?).await
}

async fn sandbox(control: &Control) -> Result<Step> {
    let mut step = Step::new("sandbox", format!("A Twilio on this machine: {}", control.url()));
    step.equal("nothing is scheduled in it", 0, control.scheduled().await?.len());
    Ok(step)
}

struct Teller<'a> {
    context: &'a Context,
    pause: Duration,
}

impl Teller<'_> {
    async fn told(&self, step: Step) -> Result<()> {
        let output = &self.context.output;
        output.report(&step)?;
        if !step.ok() {
            let failure = step.failure().unwrap_or_else(|| format!("{}: nothing was checked", step.name));
            return Err(Error::new(
                ExitCode::Incomplete,
                "demo-failed",
                format!("the demo failed at {failure}"),
            )
            .hint("Run pam demo --verbose --exit to see every request"));
        }
        // A pause for the eye, between steps that have ended.
        tokio::time::sleep(self.pause).await;
        Ok(())
    }
}

struct Story<'a> {
    target: &'a Target,
    control: &'a Control,
    stack: &'a Stack,
    clinic: TimeZone,
    from: String,
    name: String,
}

/// What a step saw happen.
struct Seen {
    texts: Vec<Text>,
    requests: Vec<EhrRequest>,
}

impl<'a> Story<'a> {
    fn new(target: &'a Target, control: &'a Control, stack: &'a Stack) -> Result<Self> {
        let value =
            |key: &str| stack.variable(key).map(str::to_owned).ok_or_else(|| Error::bug(format!("no {key}")));
        Ok(Self {
            target,
            control,
            stack,
            clinic: reminders::zone(stack.variable("TIME_ZONE")),
            from: value(PHONE_NUMBER)?,
            name: value("CUSTOMER_NAME")?,
        })
    }

    async fn booked(&self) -> Result<Step> {
        let mut step = Step::new("booked", "The EHR books an appointment in 3 days");
        let seen = self.event(EventType::Booked, 3).await?;
        self.one_text(&mut step, &seen, &[&self.name, "CONFIRM APPT", "CANCEL APPT"]);
        let pending = self.pending().await?;
        self.tell_reminders(&mut step, &pending);
        step.equal("two reminders are scheduled", 2, pending.len());
        let leads: Vec<i64> = pending.iter().filter_map(hours_before).collect();
        step.equal("they go out 48 and 24 hours before the appointment", vec![48, 24], leads);
        step.equal("both are scheduled Messages at Twilio", 2, self.control.scheduled().await?.len());
        Ok(step)
    }

    async fn confirm_reply(&self) -> Result<Step> {
        let mut step = Step::new("confirm-reply", "The patient answers");
        let seen = self.reply("CONFIRM APPT").await?;
        self.one_request(&mut step, &seen, "CONFIRM");
        self.one_text(&mut step, &seen, &[&self.name]);
        Ok(step)
    }

    async fn confirmed(&self) -> Result<Step> {
        let mut step = Step::new("confirmed", "The EHR confirms");
        let seen = self.event(EventType::Confirmed, 3).await?;
        self.one_text(&mut step, &seen, &[&self.name]);
        let scheduled = self.control.scheduled().await?;
        step.equal("two reminders stand", 2, scheduled.len());
        let asking = scheduled.iter().filter(|message| message.body.contains("CONFIRM APPT")).count();
        step.equal("neither asks to confirm any more", 0, asking);
        Ok(step)
    }

    async fn first_reminder(&self) -> Result<Step> {
        let mut step = Step::new("first-reminder", "The clock moves to the first reminder");
        let before = self.seen().await?;
        let pending = self.pending().await?;
        let due = pending.first().and_then(|listed| listed.reminder.send_at);
        let due = due.ok_or_else(|| Error::bug("no reminder is pending"))?;
        let clock = self.control.advance(due).await?;
        step.line(format!("it is {}", local_time(clock.now, &self.clinic)));
        let seen = self.since(&before).await?;
        self.one_text(&mut step, &seen, &[&self.name]);
        let at = seen.texts.first().map(|text| text.at.as_second());
        step.equal("the text went out at that very moment", Some(due.as_second()), at);
        step.equal("one reminder is left", 1, self.pending().await?.len());
        Ok(step)
    }

    async fn rescheduled(&self) -> Result<Step> {
        let mut step = Step::new("rescheduled", "The EHR moves the appointment to 5 days from now");
        let old: Vec<String> =
            self.pending().await?.iter().filter_map(|l| l.reminder.message_sid.clone()).collect();
        let seen = self.event(EventType::Rescheduled, 5).await?;
        self.one_text(&mut step, &seen, &[&self.name]);
        let pending = self.pending().await?;
        self.tell_reminders(&mut step, &pending);
        step.equal("there was a reminder to replace", 1, old.len());
        for sid in &old {
            step.equal(
                "the old reminder is canceled",
                "canceled",
                self.target.client.message(sid).await?.status,
            );
        }
        step.equal("two new reminders stand", 2, pending.len());
        let again = pending
            .iter()
            .filter(|l| l.reminder.message_sid.as_ref().is_some_and(|sid| old.contains(sid)))
            .count();
        step.equal("none of them is the old one", 0, again);
        Ok(step)
    }

    async fn cancel_reply(&self) -> Result<Step> {
        let mut step = Step::new("cancel-reply", "The patient cannot come");
        let seen = self.reply("CANCEL APPT").await?;
        self.one_request(&mut step, &seen, "CANCEL");
        self.one_text(&mut step, &seen, &[&self.name]);
        Ok(step)
    }

    async fn canceled(&self) -> Result<Step> {
        let mut step = Step::new("canceled", "The EHR cancels the appointment");
        let seen = self.event(EventType::Canceled, 5).await?;
        self.one_text(&mut step, &seen, &[&self.name]);
        step.equal("no reminder is left in the record", 0, self.pending().await?.len());
        step.equal("no Message is scheduled any more", 0, self.control.scheduled().await?.len());
        Ok(step)
    }

    /// Sends an event about the demo's appointment, `days` ahead when the story began, and waits for what it does.
    async fn event(&self, kind: EventType, days: i64) -> Result<Seen> {
        let before = self.seen().await?;
        let now = self.control.now().await?;
        let overrides = Overrides {
            fields: vec![("appointment_id", APPOINTMENT.to_owned()), ("patient_phone", PATIENT.to_owned())],
            at: Some(self.wall_time(now, days)),
        };
        let event = simulate::event(kind, &overrides, now, Some(&self.clinic))
            .map_err(|error| Error::bug(format!("the demo's event: {error}")))?;
        let flow = self.stack.flow.as_ref().ok_or_else(|| Error::bug("no Flow"))?;
        let client = &self.target.client;
        let execution =
            simulate::start(client, &flow.flow.sid, &self.from, &event, simulate::WAIT, &|| ()).await?;
        let run = simulate::follow(client, &flow.flow.sid, &execution, Duration::from_secs(30)).await?;
        match simulate::refused(&run) {
            Some(error) => Err(error),
            None => self.since(&before).await,
        }
    }

    async fn reply(&self, text: &str) -> Result<Seen> {
        let before = self.seen().await?;
        self.control.reply(PATIENT, text, None).await?;
        self.since(&before).await
    }

    /// Ten in the morning at the clinic, `days` days from now.
    fn wall_time(&self, now: Timestamp, days: i64) -> String {
        let day =
            now.to_zoned_datetime(self.clinic.clone()).date().saturating_add(jiff::Span::new().days(days));
        format!("{day}T10:00:00")
    }

    async fn seen(&self) -> Result<Seen> {
        Ok(Seen { texts: self.control.texts(PATIENT).await?, requests: self.control.ehr_requests().await? })
    }

    async fn since(&self, before: &Seen) -> Result<Seen> {
        let mut now = self.seen().await?;
        now.texts.drain(..before.texts.len().min(now.texts.len()));
        now.requests.drain(..before.requests.len().min(now.requests.len()));
        Ok(now)
    }

    async fn pending(&self) -> Result<Vec<Listed>> {
        let sync = self.stack.sync.as_ref().ok_or_else(|| Error::bug("no Sync Service"))?;
        let now = self.control.now().await?;
        Ok(reminders::read(&self.target.client, &sync.sid).await?.pending(now))
    }

    /// The phone got exactly one text, from the clinic's number, that says `parts`.
    fn one_text(&self, step: &mut Step, seen: &Seen, parts: &[&str]) {
        for text in &seen.texts {
            let who = if text.direction == "sent" { "patient" } else { "clinic " };
            step.line(format!("{who} > {}", text.body));
        }
        let received: Vec<&Text> = seen.texts.iter().filter(|text| text.direction == "received").collect();
        step.equal("the patient gets one text", 1, received.len());
        let text = received.first();
        step.equal(
            "it comes from the clinic's number",
            Some(self.from.clone()),
            text.map(|text| text.from.clone()),
        );
        step.contains("it says what it must", parts, text.map(|text| text.body.as_str()));
    }

    /// The EHR got exactly one request, about this appointment.
    fn one_request(&self, step: &mut Step, seen: &Seen, kind: &str) {
        step.equal("the EHR receives one request", 1, seen.requests.len());
        let request = seen.requests.first();
        let field = |key: &str| request.and_then(|request| request.body[key].as_str()).map(str::to_owned);
        step.equal("it asks for what the patient wants", Some(kind), field("event_type"));
        step.equal("it names the appointment", Some(APPOINTMENT), field("appointment_id"));
        step.equal("it is signed", true, request.is_some_and(|r| r.headers.contains_key("x-pam-signature")));
        if let Some(request) = request {
            step.line(format!("EHR     < {} {}", request.path, request.body));
        }
    }

    fn tell_reminders(&self, step: &mut Step, pending: &[Listed]) {
        for listed in pending {
            if let Some(at) = listed.reminder.send_at {
                step.line(format!(
                    "reminder {} before: {}",
                    listed.reminder.offset,
                    local_time(at, &self.clinic)
                ));
            }
        }
    }
}

fn hours_before(listed: &Listed) -> Option<i64> {
    Some((listed.starts_at.as_second() - listed.reminder.send_at?.as_second()) / 3600)
}
