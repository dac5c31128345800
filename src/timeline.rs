//! What happened in a deployment, on one timeline: Executions, what functions logged, Messages and what became of them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures::stream::{self, StreamExt, TryStreamExt};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::error::Result;
use crate::simulate::{self, Failure, Run};
use crate::twilio::messages::Message;
use crate::twilio::serverless::Log;
use crate::twilio::studio::Execution;
use crate::twilio::{Client, EnvironmentSid, ExecutionSid, FlowSid, MessagingServiceSid, ServiceSid};

/// The deployment that is looked at.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Its Flow.
    pub flow: FlowSid,
    /// Its Serverless Service and Environment.
    pub functions: Option<(ServiceSid, EnvironmentSid)>,
    /// Functions' paths by SID.
    pub names: BTreeMap<String, String>,
    /// Its Messaging Service.
    pub messaging: Option<MessagingServiceSid>,
    /// The number that it texts from.
    pub number: String,
}

/// Whose part of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whose {
    /// This patient's phone.
    pub phone: Option<String>,
    /// This appointment, with the Messages that its record names.
    pub appointment: Option<(String, BTreeSet<String>)>,
    /// What stands for these appointments in what functions log.
    pub marks: BTreeSet<String>,
}

impl Whose {
    fn is_everybody(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a function's line is about these: it was called by one of their Executions, or says that it is about one of
    /// their appointments. When it was written says nothing: others are served in the same second.
    fn is_meant(&self, log: &Log, caller: Option<&str>, executions: &BTreeSet<&str>) -> bool {
        let mark = appointment_marked(&log.message);
        caller.is_some_and(|caller| executions.contains(caller))
            || mark.is_some_and(|mark| self.marks.contains(mark))
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// `execution`, `function` or `message`.
    pub kind: &'static str,
    /// What it is about, with its state: an entry that says nothing new has a key that was seen before.
    pub key: String,
    /// Whether something did not go well.
    pub bad: bool,
    /// Whether it only says which Execution called a function: what came of that, the Execution itself says.
    pub call: bool,
    /// For a person.
    pub text: String,
    /// For a program.
    pub json: Value,
}

impl Entry {
    /// What comes first of what happened in the same second: a text that arrives starts an Execution, which sends texts.
    fn rank(&self) -> u8 {
        match (self.kind, self.json["direction"].as_str()) {
            (_, Some("received")) => 0,
            ("execution", _) => 1,
            ("function", _) => 2,
            _ => 3,
        }
    }
}

/// Reads a deployment's happenings again and again, and gives only what is new.
pub struct Timeline<'a> {
    client: &'a Client,
    scope: &'a Scope,
    whose: &'a Whose,
    /// Keys that were given, with their times.
    given: BTreeMap<String, Timestamp>,
    /// What ended Executions did, by SID: that does not change any more.
    ended: BTreeMap<String, Told>,
}

/// An Execution with what is told of it.
#[derive(Debug, Clone)]
struct Told {
    execution: Execution,
    run: Run,
}

/// Executions that are looked into at once.
const AT_ONCE: usize = 8;
/// How many of the newest Messages are looked at for refused ones.
const NEWEST: usize = 100;

impl<'a> Timeline<'a> {
    /// Nothing is known yet.
    #[must_use]
    pub fn new(client: &'a Client, scope: &'a Scope, whose: &'a Whose) -> Self {
        Self { client, scope, whose, given: BTreeMap::new(), ended: BTreeMap::new() }
    }

    /// What happened at `since` or later and was not given yet, in order.
    ///
    /// # Errors
    /// Twilio's.
    pub async fn new_since(&mut self, since: Timestamp) -> Result<Vec<Entry>> {
        let (executions, logs, messages) =
            futures::try_join!(self.executions(since), self.logs(since), self.messages(since))?;
        let ended = executions.iter().filter(|told| told.run.status == "ended");
        let ended: Vec<(String, Told)> =
            ended.map(|told| (told.execution.sid.to_string(), told.clone())).collect();
        // Twilio tells whole seconds and lists the newest first: within one, what it lists last was first.
        let mut entries: Vec<Entry> = executions.iter().rev().map(execution_entry).collect();
        let texts: BTreeSet<&str> = executions
            .iter()
            .flat_map(|told| {
                told.run.texts.iter().map(|text| text.sid.as_str()).chain(trigger_message(&told.run))
            })
            .collect();
        let meant = |message: &Message| match &self.whose.appointment {
            Some((_, sids)) => sids.contains(&message.sid) || texts.contains(message.sid.as_str()),
            None => true,
        };
        let messages = messages
            .iter()
            .rev()
            .filter(|message| meant(message))
            .filter_map(message_entry)
            .collect::<Vec<_>>();
        let callers = callers(&logs);
        let shown: BTreeSet<&str> = executions.iter().map(|told| told.execution.sid.as_str()).collect();
        for log in logs.iter().rev() {
            let caller = caller(log, &callers);
            if self.whose.is_everybody() || self.whose.is_meant(log, caller, &shown) {
                entries.push(log_entry(log, caller, &self.scope.names));
            }
        }
        entries.extend(messages);
        entries.retain(|entry| entry.at >= since && !self.given.contains_key(&entry.key));
        entries.sort_by_key(|entry| (entry.at, entry.rank()));
        let mut seen = BTreeSet::new();
        entries.retain(|entry| seen.insert(entry.key.clone()));
        // What lies before the window is not read again, and need not be remembered.
        self.given.retain(|_, at| *at >= since);
        self.given.extend(entries.iter().map(|entry| (entry.key.clone(), entry.at)));
        self.ended.extend(ended);
        self.ended.retain(|_, told| told.execution.date_created >= since);
        Ok(entries)
    }

    async fn executions(&self, since: Timestamp) -> Result<Vec<Told>> {
        let all = self.client.executions(&self.scope.flow, since).await?;
        let phone = self.whose.phone.as_deref();
        let of_phone = all.into_iter().filter(|execution| {
            phone.is_none_or(|phone| execution.contact_channel_address.as_deref() == Some(phone))
        });
        let told: Vec<Told> = stream::iter(of_phone)
            .map(|execution| async move {
                if let Some(told) = self.ended.get(execution.sid.as_str()) {
                    return Ok::<_, crate::error::Error>(told.clone());
                }
                let run = simulate::follow(self.client, &self.scope.flow, &execution, Duration::ZERO).await?;
                Ok(Told { execution, run })
            })
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        let Some((id, _)) = &self.whose.appointment else { return Ok(told) };
        let about = |told: &Told| {
            let named = |(_, answer): &(String, Value)| answer["appointment_id"].as_str() == Some(id);
            event(&told.run).is_some_and(|(_, appointment)| appointment == *id)
                || told.run.answers.iter().any(named)
        };
        Ok(told.into_iter().filter(about).collect())
    }

    async fn logs(&self, since: Timestamp) -> Result<Vec<Log>> {
        match &self.scope.functions {
            Some((service, environment)) => Ok(self.client.logs(service, environment, since).await?),
            None => Ok(Vec::new()),
        }
    }

    async fn messages(&self, since: Timestamp) -> Result<Vec<Message>> {
        let phone = self.whose.phone.as_deref();
        let (sent, received, newest) = futures::try_join!(
            self.client.messages(None, phone, since),
            async {
                match phone {
                    Some(phone) => self.client.messages(Some(phone), None, since).await,
                    None => Ok(Vec::new()),
                }
            },
            // A Message that was refused never went out, so it has no time by which it could be asked for.
            self.client.newest_messages(phone, NEWEST),
        )?;
        let refused = newest.into_iter().filter(|message| message.date_sent.is_none() && message.is_lost());
        let ours = |message: &Message| {
            let service = self.scope.messaging.as_ref().map(MessagingServiceSid::as_str);
            let by_service = service.is_some() && message.messaging_service_sid.as_deref() == service;
            by_service
                || message.from.as_deref() == Some(&self.scope.number)
                || message.to == self.scope.number
        };
        Ok(sent.into_iter().chain(received).chain(refused).filter(ours).collect())
    }
}

/// The Executions of which a function says that it refused the event or failed, and all of which any function says
/// something.
#[must_use]
pub fn failed_executions(logs: &[Log]) -> (BTreeSet<&str>, BTreeSet<&str>) {
    let callers = callers(logs);
    let named = |log| caller(log, &callers);
    (
        logs.iter().filter(|log| is_bad(log)).filter_map(named).collect(),
        logs.iter().filter_map(named).collect(),
    )
}

/// How a function logs that it did not take what the Flow gave it.
const REFUSED: &str = " refused: ";

/// How the line of a function begins that says which Execution called it (`assets/functions/helpers.private.js`).
const CALLED: &str = " called: The Flow called.";

fn is_bad(log: &Log) -> bool {
    log.level.eq_ignore_ascii_case("error") || log.message.contains(REFUSED)
}

/// Which Execution made which call of a function, by the call's request SID: one of its lines says so.
fn callers(logs: &[Log]) -> BTreeMap<&str, &str> {
    logs.iter()
        .filter_map(|log| Some((log.request_sid.as_deref()?, execution_named(&log.message)?)))
        .collect()
}

/// The Execution in whose call a line was written.
fn caller<'l>(log: &'l Log, callers: &BTreeMap<&str, &'l str>) -> Option<&'l str> {
    let of_request = log.request_sid.as_deref().and_then(|sid| callers.get(sid));
    of_request.copied().or_else(|| execution_named(&log.message))
}

/// The Execution that a line names.
fn execution_named(line: &str) -> Option<&str> {
    line.split(|c: char| !c.is_ascii_alphanumeric())
        .find(|word| ExecutionSid::try_from((*word).to_owned()).is_ok())
}

/// What stands for an appointment at the end of a line: `[FN…, appointment 0123456789abcdef]`.
fn appointment_marked(line: &str) -> Option<&str> {
    let (_, about) = line.strip_suffix(']')?.rsplit_once('[')?;
    about.split(", ").find_map(|part| part.strip_prefix("appointment "))
}

/// The type and appointment of the event that started an Execution.
#[must_use]
pub fn event(run: &Run) -> Option<(&str, &str)> {
    let parameters = run.trigger.pointer("/request/parameters")?;
    let text = |key: &str| parameters.get(key).and_then(Value::as_str);
    Some((text("event_type")?, text("appointment_id").unwrap_or("?")))
}

/// The patient's Message that started an Execution.
fn trigger_message(run: &Run) -> Option<&str> {
    run.trigger.pointer("/message/MessageSid").or(run.trigger.pointer("/message/Sid"))?.as_str()
}

fn execution_entry(Told { execution, run }: &Told) -> Entry {
    let phone = execution.contact_channel_address.as_deref().unwrap_or("?");
    let about = match event(run) {
        Some((kind, appointment)) => format!("{kind} for appointment {appointment}, {phone}"),
        None => format!("answer of {phone}"),
    };
    let outcomes: Vec<String> = run
        .answers
        .iter()
        .filter_map(|(widget, answer)| Some(format!("{widget} {}", answer.get("outcome")?.as_str()?)))
        .collect();
    let failed = |failure: &Failure| format!("{} failed: {}", failure.widget, failure.explain());
    let failures: Vec<String> = run.failures.iter().map(failed).collect();
    let mut text = format!("{about}: {}", run.status);
    for part in outcomes.iter().chain(&failures) {
        text.push_str(&format!(", {part}"));
    }
    Entry {
        at: execution.date_created,
        kind: "execution",
        key: format!("{} {}", execution.sid, run.status),
        bad: !run.failures.is_empty(),
        call: false,
        text: format!("{text}  {}", execution.sid),
        json: json!({
            "execution_sid": execution.sid.as_str(), "phone": execution.contact_channel_address,
            "event_type": event(run).map(|(kind, _)| kind), "appointment_id": event(run).map(|(_, id)| id),
            "status": run.status,
            "steps": run.steps.iter().filter_map(|step| step.transitioned_from.as_deref()).collect::<Vec<_>>(),
            "texts": run.texts.iter().map(|text| &text.sid).collect::<Vec<_>>(),
            "failures": run.failures.iter().map(|failure| json!({
                "widget": failure.widget, "status": failure.status, "reason": failure.reason,
            })).collect::<Vec<_>>(),
        }),
    }
}

fn log_entry(log: &Log, caller: Option<&str>, names: &BTreeMap<String, String>) -> Entry {
    let function = log.function_sid.as_deref().unwrap_or("?");
    let name = names.get(function).map_or(function, String::as_str);
    Entry {
        at: log.date_created,
        kind: "function",
        key: log.sid.clone(),
        bad: is_bad(log),
        call: log.message.strip_prefix(name).is_some_and(|line| line.starts_with(CALLED)),
        // The app's own lines begin with the function.
        text: format!(
            "{name} {}: {}",
            log.level,
            log.message.strip_prefix(name).unwrap_or(&log.message).trim()
        ),
        json: json!({
            "log_sid": log.sid, "function": name, "level": log.level, "message": log.message,
            "request_sid": log.request_sid, "execution_sid": caller,
        }),
    }
}

/// A text of several lines must not look like several entries.
fn one_line(text: &str) -> String {
    text.lines().collect::<Vec<_>>().join(" ")
}

fn message_entry(message: &Message) -> Option<Entry> {
    let received = message.direction == "inbound";
    let from = message.from.as_deref().unwrap_or("?");
    let who = if received { format!("from {from}") } else { format!("to {}", message.to) };
    let code = message
        .error_code
        .map_or_else(String::new, |code| format!(" ({code}, https://www.twilio.com/docs/api/errors/{code})"));
    Some(Entry {
        at: message.date_sent.or(message.date_created)?,
        kind: "message",
        key: format!("{} {} {:?}", message.sid, message.status, message.error_code),
        bad: message.is_lost(),
        call: false,
        text: format!("{who} {}{code}: {}  {}", message.status, one_line(&message.body), message.sid),
        json: json!({
            "message_sid": message.sid, "direction": if received { "received" } else { "sent" },
            "from": message.from, "to": message.to, "status": message.status, "error_code": message.error_code,
            "body": message.body,
        }),
    })
}

#[cfg(test)]
mod tests;
