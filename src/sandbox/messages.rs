//! Sending: what a Message goes through from its creation to the phone, whoever created it.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::api::errors::ApiError;
use super::core::Core;
use super::ids;
use super::model::{Message, Number, State};
use super::outbound;

/// A Message to be sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    pub(crate) to: String,
    /// A number, or a Messaging Service SID.
    pub(crate) from: Option<String>,
    pub(crate) messaging_service_sid: Option<String>,
    pub(crate) body: String,
    pub(crate) media: Vec<String>,
    pub(crate) schedule_type: Option<String>,
    pub(crate) send_at: Option<String>,
    pub(crate) status_callback: Option<String>,
    /// `outbound-api` or `outbound-reply`.
    pub(crate) direction: &'static str,
}

/// Scheduling accepts from 15 minutes …
const SCHEDULE_FROM: SignedDuration = SignedDuration::from_secs(900);
/// … to 35 days ahead, both inclusive (docs:messaging/features/message-scheduling, docs:api/errors/35111).
const SCHEDULE_TO: SignedDuration = SignedDuration::from_secs(3_024_000);

/// `+` and 7 to 15 digits; ten after `+1`.
pub(crate) fn is_e164(number: &str) -> bool {
    let Some(digits) = number.strip_prefix('+') else { return false };
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    plain && if digits.starts_with('1') { digits.len() == 11 } else { (7..=15).contains(&digits.len()) }
}

/// In front of a number, an address of the channel WhatsApp.
pub(crate) const WHATSAPP: &str = "whatsapp:";

/// The number that an address is of.
pub(crate) fn bare(address: &str) -> &str {
    address.strip_prefix(WHATSAPP).unwrap_or(address)
}

/// A number, or a number on WhatsApp.
pub(crate) fn is_address(address: &str) -> bool {
    is_e164(bare(address))
}

/// 21910 for addresses of two channels.
pub(crate) fn same_channel(from: &str, to: &str) -> Result<(), ApiError> {
    if from.starts_with(WHATSAPP) == to.starts_with(WHATSAPP) {
        return Ok(());
    }
    Err(ApiError::bad_request(21910, "Invalid From and To pair. From and To should be of the same channel"))
}

/// Creates a Message; the row as the creating request sees it.
///
/// What is not scheduled is sent before this returns: the store has it as `delivered` while the answer still says
/// `queued` (or `accepted` through a Messaging Service, with neither sender nor segments, docs:messaging/api).
///
/// # Errors
/// Twilio's codes, see the checks.
pub(crate) fn create(core: &Arc<Core>, draft: Draft) -> Result<Message, ApiError> {
    let now = core.now();
    let (created, delivered) = core.store.write(|state| {
        let message = check(state, draft, now)?;
        state.messages.insert(message.clone());
        let delivered = (message.send_at.is_none()).then(|| deliver(state, &message.sid, now)).flatten();
        Ok::<_, ApiError>((message, delivered))
    })?;
    core.due_changed.notify_one();
    if let Some(delivered) = delivered {
        announce(core, &delivered);
    } else {
        core.emit("message", format!("scheduled a message to {}", created.to), json!({"sid": created.sid}));
    }
    Ok(created)
}

fn check(state: &State, draft: Draft, now: Timestamp) -> Result<Message, ApiError> {
    check_to(&draft.to)?;
    let (from, service) = match (&draft.from, &draft.messaging_service_sid) {
        (Some(from), None) if ids::is_sid(from, "MG") => (None, Some(from.clone())),
        (from, service) => (from.clone(), service.clone()),
    };
    if from.is_none() && service.is_none() {
        return Err(ApiError::bad_request(21603, "A 'From' phone number is required."));
    }
    if draft.body.is_empty() && draft.media.is_empty() {
        return Err(ApiError::bad_request(21602, "Message body is required."));
    }
    if draft.body.chars().count() > 1600 {
        return Err(ApiError::bad_request(
            21617,
            "The concatenated message body exceeds the 1600 character limit.",
        ));
    }
    check_media(&draft.media)?;
    if let Some(from) = &from {
        check_from(state, from)?;
        if *from == draft.to {
            return Err(ApiError::bad_request(21266, "'To' and 'From' number cannot be the same"));
        }
        same_channel(from, &draft.to)?;
    }
    if let Some(service) = &service {
        check_service(state, service, from.as_deref())?;
    }
    let send_at = check_schedule(&draft, service.is_some(), now)?;
    let scopes = scopes(state, from.as_deref(), service.as_deref());
    if send_at.is_none() && opted_out(state, &scopes, &draft.to) {
        return Err(ApiError::bad_request(21610, "Attempt to send to unsubscribed recipient"));
    }
    let status = match (&send_at, &service) {
        (Some(_), _) => "scheduled",
        (None, Some(_)) => "accepted",
        (None, None) => "queued",
    };
    let num_segments = if service.is_some() { 0 } else { segments(&draft.body) };
    Ok(Message {
        sid: ids::sid(if draft.media.is_empty() { "SM" } else { "MM" }),
        from,
        to: draft.to,
        body: draft.body,
        messaging_service_sid: service,
        direction: draft.direction.to_owned(),
        status: status.to_owned(),
        num_segments,
        media: draft.media,
        error_code: None,
        error_message: None,
        status_callback: draft.status_callback,
        send_at,
        logged: true,
        date_created: now,
        date_updated: now,
        date_sent: None,
    })
}

/// 21604 and 21211, and the magic numbers of docs:iam/test-credentials.
fn check_to(to: &str) -> Result<(), ApiError> {
    if to.is_empty() {
        return Err(ApiError::bad_request(21604, "A 'To' phone number is required."));
    }
    let (code, message) = match to {
        "+15005550002" => (21612, format!("The 'To' phone number {to} is not currently reachable.")),
        "+15005550003" => (21408, format!("Permission to send an SMS has not been enabled for {to}.")),
        "+15005550004" => (21610, "Attempt to send to unsubscribed recipient".to_owned()),
        "+15005550009" => (21614, format!("'To' number: {to}, is not a mobile number")),
        _ if to == "+15005550001" || !is_address(to) => {
            (21211, format!("The 'To' number {to} is not a valid phone number."))
        }
        _ => return Ok(()),
    };
    Err(ApiError::bad_request(code, message))
}

/// 21212 for what is no number, 21606 for a number of somebody else.
fn check_from(state: &State, from: &str) -> Result<(), ApiError> {
    if !is_address(from) {
        return Err(ApiError::bad_request(
            21212,
            format!("The 'From' number {from} is not a valid phone number."),
        ));
    }
    if number(state, from).is_none() {
        return Err(ApiError::bad_request(
            21606,
            format!(
                "The From phone number {from} is not a valid, SMS-capable inbound phone number or short code for \
                 your account."
            ),
        ));
    }
    Ok(())
}

/// 21623 for more than ten, 21620 for one that is no URL (docs:api/errors).
fn check_media(media: &[String]) -> Result<(), ApiError> {
    if media.len() > 10 {
        return Err(ApiError::bad_request(21623, "Number of media files exceeds allowed limit"));
    }
    if media.iter().any(|url| !super::api::is_web_url(url)) {
        return Err(ApiError::bad_request(21620, "Invalid media URL(s)"));
    }
    Ok(())
}

/// 21701 for an unknown Messaging Service, 21703 for one without a sender.
fn check_service(state: &State, service: &str, from: Option<&str>) -> Result<(), ApiError> {
    if state.messaging_services.get(service).is_none() {
        return Err(ApiError::bad_request(21701, "The Messaging Service does not exist"));
    }
    if from.is_none() && sender(state, service).is_none() {
        return Err(ApiError::bad_request(
            21703,
            "The Messaging Service does not have a phone number available to send a message",
        ));
    }
    Ok(())
}

fn check_schedule(draft: &Draft, service: bool, now: Timestamp) -> Result<Option<Timestamp>, ApiError> {
    let (kind, send_at) = match (&draft.schedule_type, &draft.send_at) {
        (None, None) => return Ok(None),
        (kind, send_at) => (kind.as_deref(), send_at.as_deref()),
    };
    if kind.is_some_and(|kind| kind != "fixed") {
        return Err(ApiError::bad_request(35126, "ScheduleType must be 'fixed'"));
    }
    let Some(send_at) = send_at else {
        return Err(ApiError::bad_request(35111, "SendAt timestamp is missing"));
    };
    if kind.is_none() {
        return Err(ApiError::bad_request(35111, "ScheduleType is missing: SendAt needs ScheduleType=fixed"));
    }
    if !service {
        return Err(ApiError::bad_request(35118, "MessagingServiceSid is required to schedule a message"));
    }
    let Ok(time) = send_at.parse::<Timestamp>() else {
        return Err(ApiError::bad_request(35117, "SendAt is not in the format YYYY-MM-DDTHH:MM:SSZ"));
    };
    let ahead = time.duration_since(now);
    // Twilio's clock has no fractions here; a client's "in exactly 15 minutes" must not fail by milliseconds.
    if ahead < SCHEDULE_FROM - SignedDuration::from_secs(1) || ahead > SCHEDULE_TO {
        return Err(ApiError::bad_request(
            35114,
            "SendAt time must be between 900 seconds and 35 days (3024000 seconds) in the future, inclusive",
        ));
    }
    Ok(Some(time))
}

/// One of the account's numbers by its E.164 form. Each is a sender on WhatsApp too.
pub(crate) fn number<'a>(state: &'a State, address: &str) -> Option<&'a Number> {
    state.numbers.iter().find(|number| number.phone_number == bare(address))
}

/// The Messaging Service whose sender pool a number is in.
pub(crate) fn service_of(state: &State, phone_number: &str) -> Option<String> {
    let number = number(state, phone_number)?;
    Some(state.pool.get(&number.sid)?.service_sid.clone())
}

/// The number a Messaging Service sends from.
fn sender(state: &State, service: &str) -> Option<String> {
    let first = state.pool.iter().find(|entry| entry.service_sid == service)?;
    Some(state.numbers.get(&first.number_sid)?.phone_number.clone())
}

/// Where a contact may have opted out of this sender: the number, and the Messaging Service as a whole.
pub(crate) fn scopes(state: &State, from: Option<&str>, service: Option<&str>) -> Vec<String> {
    let pool = from.and_then(|from| service_of(state, from));
    from.map(str::to_owned).into_iter().chain(service.map(str::to_owned)).chain(pool).collect()
}

/// Whether the contact sent STOP to one of these.
pub(crate) fn opted_out(state: &State, scopes: &[String], contact: &str) -> bool {
    scopes.iter().any(|scope| state.opt_outs.get(&format!("{scope}/{contact}")).is_some())
}

/// Sends a Message that waits for it: the contact's phone gets it, or the carrier's refusal is noted.
pub(crate) fn deliver(state: &mut State, sid: &str, now: Timestamp) -> Option<Message> {
    let message = state.messages.get(sid)?.clone();
    let service = message.messaging_service_sid.as_deref();
    let channel = if message.to.starts_with(WHATSAPP) { WHATSAPP } else { "" };
    let chosen = || Some(format!("{channel}{}", sender(state, service?)?));
    let from = message.from.clone().or_else(chosen);
    let failure = if opted_out(state, &scopes(state, from.as_deref(), service), &message.to) {
        Some((21610, "Attempt to send to unsubscribed recipient"))
    } else if from.is_none() {
        Some((21703, "The Messaging Service does not have a phone number available to send a message"))
    } else {
        None
    };
    state
        .messages
        .update(sid, |message| {
            message.from = from;
            message.num_segments = segments(&message.body);
            message.date_updated = now;
            if let Some((code, text)) = failure {
                "failed".clone_into(&mut message.status);
                message.error_code = Some(code);
                message.error_message = Some(text.to_owned());
            } else {
                "delivered".clone_into(&mut message.status);
                message.date_sent = Some(now);
            }
        })
        .cloned()
}

/// A text that is none of the account's, such as one that another of Twilio's products sends: the phone has it, the
/// account's log does not.
pub(crate) fn deliver_from_elsewhere(state: &mut State, from: &str, to: &str, body: &str, now: Timestamp) {
    state.messages.insert(Message {
        sid: ids::sid("SM"),
        from: Some(from.to_owned()),
        to: to.to_owned(),
        body: body.to_owned(),
        messaging_service_sid: None,
        direction: "outbound-api".to_owned(),
        status: "delivered".to_owned(),
        num_segments: segments(body),
        media: Vec::new(),
        error_code: None,
        error_message: None,
        status_callback: None,
        send_at: None,
        logged: false,
        date_created: now,
        date_updated: now,
        date_sent: Some(now),
    });
}

/// Sends a scheduled Message whose time has come.
pub(crate) fn send_due(core: &Arc<Core>, sid: &str) {
    let now = core.now();
    let sent = core.store.write(|state| {
        let due = state.messages.get(sid).is_some_and(|message| message.status == "scheduled");
        due.then(|| deliver(state, sid, now)).flatten()
    });
    if let Some(message) = sent {
        announce(core, &message);
    }
}

fn announce(core: &Arc<Core>, message: &Message) {
    let from = message.from.as_deref().unwrap_or("no sender");
    core.emit(
        "message",
        format!("{from} to {}: {}", message.to, message.status),
        json!({"sid": message.sid, "from": message.from, "to": message.to, "status": message.status}),
    );
    let statuses: &[&str] = if message.status == "delivered" { &["sent", "delivered"] } else { &["failed"] };
    call_back(core, message, statuses);
}

/// POSTs the statuses, in order, to the Message's status callback or its service's (docs:messaging/guides/
/// outbound-message-status-in-status-callbacks). Twilio takes no notice of what is answered.
pub(crate) fn call_back(core: &Arc<Core>, message: &Message, statuses: &[&str]) {
    let service = message.messaging_service_sid.as_deref();
    let url = message
        .status_callback
        .clone()
        .or_else(|| core.store.read(|state| state.messaging_services.get(service?)?.status_callback.clone()));
    let Some(url) = url else { return };
    let mut common = vec![
        ("MessageSid".to_owned(), message.sid.clone()),
        ("SmsSid".to_owned(), message.sid.clone()),
        ("To".to_owned(), message.to.clone()),
        ("AccountSid".to_owned(), core.account.account_sid.clone()),
        ("ApiVersion".to_owned(), "2010-04-01".to_owned()),
    ];
    common.extend(message.from.clone().map(|from| ("From".to_owned(), from)));
    common.extend(service.map(|sid| ("MessagingServiceSid".to_owned(), sid.to_owned())));
    common.extend(message.error_code.map(|code| ("ErrorCode".to_owned(), code.to_string())));
    let calls: Vec<Vec<(String, String)>> = statuses
        .iter()
        .map(|status| {
            let mut form = common.clone();
            form.push(("MessageStatus".to_owned(), (*status).to_owned()));
            form.push(("SmsStatus".to_owned(), (*status).to_owned()));
            form
        })
        .collect();
    let piece = core.work.begin();
    let core = core.clone();
    tokio::spawn(async move {
        let _piece = piece;
        for form in calls {
            if let Err(reason) = outbound::signed(&core, "POST", &url, &form, None).await {
                core.emit(
                    "message",
                    format!("a status callback got no answer: {}", reason.reason),
                    json!({}),
                );
            }
        }
    });
}

/// GSM 03.38's basic set without the escape.
const GSM: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§\
                   ¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// What takes an escape and counts two.
const GSM_EXTENSION: &str = "^{}\\[]~|€\u{c}";

/// How many parts a text is sent in: 160 GSM-7 characters or 70 UTF-16 units, in parts of 153 or 67 when it needs more
/// than one (docs:glossary/what-sms-character-limit).
pub(crate) fn segments(body: &str) -> u32 {
    let septets = body.chars().try_fold(0_usize, |sum, character| {
        if GSM.contains(character) {
            Some(sum + 1)
        } else if GSM_EXTENSION.contains(character) {
            Some(sum + 2)
        } else {
            None
        }
    });
    let (units, whole, part) = match septets {
        Some(septets) => (septets, 160, 153),
        None => (body.encode_utf16().count(), 70, 67),
    };
    let count = if units <= whole { 1 } else { units.div_ceil(part) };
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
