//! Patients' phones: what they send comes in here, and goes where Twilio would take it.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use tokio::task::JoinHandle;
use url::Url;

use super::api::errors::ApiError;
use super::conversation::Conversation;
use super::core::Core;
use super::executions::{self, Start};
use super::ids;
use super::messages::{self, Draft, WHATSAPP};
use super::model::{Message, OptOut, State};
use super::outbound;
use super::studio::Trigger;
use super::twiml::{self, Verb};

/// Words that opt out when they are the whole message (docs:messaging/tutorials/advanced-opt-out).
const STOP: [&str; 8] = ["STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"];
/// Words that undo it.
const START: [&str; 3] = ["START", "YES", "UNSTOP"];
/// Words that are answered with help.
const HELP: [&str; 2] = ["HELP", "INFO"];

/// How often TwiML may redirect for one message.
const MOST_REDIRECTS: usize = 10;

/// What became of a message from a phone.
#[derive(Debug)]
pub(crate) struct Inbound {
    pub(crate) message_sid: String,
    /// The Execution that got it.
    pub(crate) execution_sid: Option<String>,
    /// Ends when that Execution has ended or waits.
    pub(crate) task: Option<JoinHandle<()>>,
}

/// Where a number's inbound messages go.
#[derive(Debug, PartialEq, Eq)]
enum Route {
    /// The webhook with its method.
    Webhook(String, String),
    /// Nowhere, and why.
    Nowhere(&'static str),
    /// Nowhere, and the account's log knows nothing of it.
    Swallowed,
}

/// A number's own webhook, or its Messaging Service's (field texts of messaging_v1 `inbound_request_url` and
/// `use_inbound_webhook_on_number`, and of api_v2010 `sms_application_sid`).
fn route(state: &State, to: &str, service: Option<&str>) -> Route {
    let service = service.and_then(|sid| state.messaging_services.get(sid));
    if let Some(service) = service.filter(|service| !service.use_inbound_webhook_on_number) {
        return match &service.inbound_request_url {
            Some(url) => Route::Webhook(url.clone(), service.inbound_method.clone()),
            None => Route::Swallowed,
        };
    }
    match messages::number(state, to) {
        Some(number) if number.sms_application_sid.is_some() => {
            Route::Nowhere("the number has an sms_application_sid, so its sms_url is ignored")
        }
        Some(number) => match &number.sms_url {
            Some(url) => Route::Webhook(url.clone(), number.sms_method.clone()),
            None => Route::Nowhere("the number has no sms_url"),
        },
        None => Route::Nowhere("the number is not the account's"),
    }
}

/// The webhook, with its method, that is called when the one of [`route`] fails (docs:usage/security/availability-reliability).
fn fallback(state: &State, to: &str, service: Option<&str>) -> Option<(String, String)> {
    let service = service.and_then(|sid| state.messaging_services.get(sid));
    if let Some(service) = service.filter(|service| !service.use_inbound_webhook_on_number) {
        return Some((service.fallback_url.clone()?, service.fallback_method.clone()));
    }
    let number = messages::number(state, to)?;
    let text = |field: &str| number.fields.get(field).and_then(Value::as_str).map(str::to_owned);
    Some((text("sms_fallback_url")?, text("sms_fallback_method").unwrap_or_else(|| "POST".to_owned())))
}

/// A contact sends `body` to one of the account's numbers.
///
/// # Errors
/// 404 when `to` is not one of them, 21211 when `from` is no number, and what the creation of a Message refuses.
pub(crate) async fn receive(core: &Arc<Core>, from: &str, to: &str, body: &str) -> Result<Inbound, ApiError> {
    if !messages::is_address(from) {
        return Err(ApiError::bad_request(21211, format!("The number {from} is not a valid phone number.")));
    }
    messages::same_channel(from, to)?;
    let now = core.now();
    let (message, route, fallback) = core.store.write(|state| {
        if messages::number(state, to).is_none() {
            return Err(ApiError::new(404, 20404, format!("{to} is not a number of the sandbox's account")));
        }
        let service = messages::service_of(state, to);
        let route = route(state, to, service.as_deref());
        let fallback = fallback(state, to, service.as_deref());
        let message = Message {
            sid: ids::sid("SM"),
            from: Some(from.to_owned()),
            to: to.to_owned(),
            body: body.to_owned(),
            messaging_service_sid: service,
            direction: "inbound".to_owned(),
            status: "received".to_owned(),
            num_segments: messages::segments(body),
            media: Vec::new(),
            error_code: None,
            error_message: None,
            status_callback: None,
            send_at: None,
            logged: route != Route::Swallowed,
            date_created: now,
            date_updated: now,
            date_sent: Some(now),
        };
        state.messages.insert(message.clone());
        Ok((message, route, fallback))
    })?;
    core.emit(
        "message",
        format!("{from} to {to}: received"),
        json!({"sid": message.sid, "from": from, "to": to, "status": "received"}),
    );
    opt(core, &message);
    let mut inbound = Inbound { message_sid: message.sid.clone(), execution_sid: None, task: None };
    match route {
        Route::Webhook(url, method) => {
            let form = parameters(core, &message);
            if let Err(code) = to_url(core, &message, url.clone(), method, &form, &mut inbound).await
                && let Some((other, method)) = fallback
            {
                let failed = [("ErrorCode", code.to_string()), ("ErrorUrl", url)];
                let failed = failed.map(|(name, value)| (name.to_owned(), value));
                let form = [form, failed.into()].concat();
                // A fallback has none of its own.
                let _ = to_url(core, &message, other, method, &form, &mut inbound).await;
            }
        }
        Route::Nowhere(why) => core.emit("message", format!("no webhook is called: {why}"), json!({})),
        Route::Swallowed => core.emit(
            "message",
            "the Messaging Service has no inbound_request_url and use_inbound_webhook_on_number is false: \
             Twilio drops the message and logs nothing",
            json!({}),
        ),
    }
    Ok(inbound)
}

/// Notes an opt-out or its end and sends the standard answer. The webhook is called all the same. On WhatsApp the words
/// mean nothing to Twilio.
fn opt(core: &Arc<Core>, message: &Message) {
    if message.to.starts_with(WHATSAPP) {
        return;
    }
    let word = message.body.trim().to_ascii_uppercase();
    let contact = message.from.clone().unwrap_or_default();
    let scope = message.messaging_service_sid.clone().unwrap_or_else(|| message.to.clone());
    let id = format!("{scope}/{contact}");
    let scopes = core.store.read(|state| messages::scopes(state, Some(&message.to), Some(&scope)));
    let out = core.store.read(|state| messages::opted_out(state, &scopes, &contact));
    let word = word.as_str();
    let answer = if STOP.contains(&word) && !out {
        "You have successfully been unsubscribed. You will not receive any more messages from this number. \
         Reply START to resubscribe."
    } else if START.contains(&word) && out {
        core.store.write(|state| {
            for scope in &scopes {
                state.opt_outs.remove(&format!("{scope}/{contact}"));
            }
        });
        "You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to \
         unsubscribe. Msg&Data Rates May Apply."
    } else if HELP.contains(&word) {
        "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
    } else {
        return;
    };
    reply(core, message, answer);
    if STOP.contains(&word) {
        core.store.write(|state| state.opt_outs.insert(OptOut { id }));
        core.emit("message", format!("{contact} opted out of {scope}"), json!({}));
    }
}

/// Answers a message from the number it was sent to.
fn reply(core: &Arc<Core>, message: &Message, body: &str) {
    answer_with(core, message, twiml::Reply { body: body.to_owned(), ..twiml::Reply::default() });
}

fn answer_with(core: &Arc<Core>, message: &Message, reply: twiml::Reply) {
    let sent = messages::create(
        core,
        Draft {
            to: reply.to.or(message.from.clone()).unwrap_or_default(),
            from: Some(reply.from.unwrap_or_else(|| message.to.clone())),
            body: reply.body,
            media: reply.media,
            status_callback: reply.status_callback,
            direction: "outbound-reply",
            ..Draft::default()
        },
    );
    if let Err(error) = sent {
        core.emit("message", format!("an answer was not sent: {} {}", error.code, error.message), json!({}));
    }
}

/// The Flow that a webhook URL is of: `https://webhooks.twilio.com/v1/Accounts/{AC}/Flows/{FW}`.
fn flow_of(core: &Core, url: &str) -> Option<String> {
    let url = Url::parse(url).ok().filter(|url| url.host_str() == Some("webhooks.twilio.com"))?;
    let path = url.path().strip_prefix(&format!("/v1/Accounts/{}/Flows/", core.account.account_sid))?;
    Some(path.to_owned())
}

/// The webhook's parameters, as text (docs:messaging/guides/webhook-request).
fn parameters(core: &Core, message: &Message) -> Vec<(String, String)> {
    let mut pairs: Vec<(&str, String)> = vec![
        ("ToCountry", "US".to_owned()),
        ("ToState", String::new()),
        ("SmsMessageSid", message.sid.clone()),
        ("NumMedia", "0".to_owned()),
        ("ToCity", String::new()),
        ("FromZip", String::new()),
        ("SmsSid", message.sid.clone()),
        ("FromState", String::new()),
        ("SmsStatus", "received".to_owned()),
        ("FromCity", String::new()),
        ("Body", message.body.clone()),
        ("FromCountry", "US".to_owned()),
        ("To", message.to.clone()),
        ("ToZip", String::new()),
        ("NumSegments", message.num_segments.to_string()),
        ("MessageSid", message.sid.clone()),
        ("AccountSid", core.account.account_sid.clone()),
        ("From", message.from.clone().unwrap_or_default()),
        ("ApiVersion", "2010-04-01".to_owned()),
    ];
    if let Some(service) = &message.messaging_service_sid {
        pairs.push(("MessagingServiceSid", service.clone()));
    }
    if let Some(number) = message.from.as_deref().and_then(|from| from.strip_prefix(WHATSAPP)) {
        let id = number.trim_start_matches('+');
        pairs.extend([
            ("WaId", id.to_owned()),
            ("ProfileName", id.to_owned()),
            ("ChannelPrefix", "whatsapp".to_owned()),
        ]);
    }
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

type Moved = (Option<String>, Option<JoinHandle<()>>);

/// An inbound message at a Flow's webhook: the active Execution of the pair gets it, else a new one is started. The
/// pair has the Messaging Service, if the number is in one (docs:studio FAQ), so an Execution that was started from
/// the number is not found then.
pub(crate) fn to_flow(core: &Arc<Core>, flow: &str, form: &[(String, String)]) -> Result<Moved, ApiError> {
    let field = |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let contact = field("From").unwrap_or_default();
    let channel = field("MessagingServiceSid").or_else(|| field("To")).unwrap_or_default();
    let parameters: Map<String, Value> =
        form.iter().map(|(name, value)| (name.clone(), Value::String(value.clone()))).collect();
    let active =
        core.store.read(|state| executions::active(state, &channel, &contact).map(|row| row.sid.clone()));
    if let Some(sid) = active {
        let task = executions::deliver(core, &sid, parameters);
        return Ok((Some(sid), task));
    }
    let started = executions::start(
        core,
        Start {
            flow_sid: flow.to_owned(),
            contact,
            channel,
            initiated_by: field("MessageSid").unwrap_or_default(),
            trigger: Trigger::Message(parameters),
        },
    );
    match started {
        Ok(started) => Ok((Some(started.execution.sid), Some(started.task))),
        Err(error) => {
            core.emit("execution", format!("no Execution: {}", error.message), json!({"code": error.code}));
            Ok((None, None))
        }
    }
}

/// Takes a message to a URL, and on to where its TwiML redirects. What is wrong there, as Twilio's code.
async fn to_url(
    core: &Arc<Core>,
    message: &Message,
    mut url: String,
    mut method: String,
    form: &[(String, String)],
    inbound: &mut Inbound,
) -> Result<(), u32> {
    for _ in 0..=MOST_REDIRECTS {
        if let Some(flow) = flow_of(core, &url) {
            let moved = to_flow(core, &flow, form);
            (inbound.execution_sid, inbound.task) = moved.map_err(|error| error.code)?;
            return Ok(());
        }
        match to_webhook(core, message, &url, &method, form).await {
            Ok(None) => return Ok(()),
            Ok(Some(next)) => (url, method) = next,
            Err((code, problem)) => {
                core.emit("message", format!("{code}: {problem}"), json!({"code": code}));
                return Err(code);
            }
        }
    }
    core.emit("message", format!("the TwiML redirects more than {MOST_REDIRECTS} times"), json!({}));
    Ok(())
}

/// Any other webhook; what its TwiML says is done, and plain text is sent as it is (docs:messaging/twiml). Where it
/// redirects to, with the method.
async fn to_webhook(
    core: &Arc<Core>,
    message: &Message,
    url: &str,
    method: &str,
    form: &[(String, String)],
) -> Result<Option<(String, String)>, (u32, String)> {
    let conversation = Conversation::of(core, message);
    let told = outbound::signed(core, method, url, form, conversation.header()).await;
    let told = told.map_err(|error| (11205, format!("the webhook gave no answer, {}", error.reason)))?;
    let answer = told.answer;
    if !(200..300).contains(&answer.status) {
        return Err((11200, format!("the webhook answered {}", answer.status)));
    }
    conversation.keep(core, &told.set_cookies);
    let kind = answer.content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let text = answer.body.trim();
    let verbs = match kind.as_str() {
        _ if text.is_empty() => Vec::new(),
        "text/plain" => {
            vec![Verb::Message(twiml::Reply { body: text.to_owned(), ..twiml::Reply::default() })]
        }
        "text/xml" | "application/xml" | "text/html" | "" => {
            twiml::read(text).map_err(|_| (12100, "the webhook's TwiML cannot be read".to_owned()))?
        }
        other => return Err((12300, format!("the webhook's content type, {other}, is not one of TwiML"))),
    };
    let absolute = |reference: &str| Url::parse(url).and_then(|base| base.join(reference)).map(String::from);
    for verb in verbs {
        match verb {
            Verb::Message(mut reply) => {
                reply.status_callback = reply.status_callback.and_then(|callback| absolute(&callback).ok());
                answer_with(core, message, reply);
            }
            Verb::Redirect { url: next, method } => {
                let next = absolute(&next).map_err(|_| (11100, "<Redirect> leads to no URL".to_owned()))?;
                return Ok(Some((next, method)));
            }
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
