//! verify.twilio.com: Verifications and their checks.
//!
//! Rules: docs:verify/api/rate-limits-and-timeouts (10 minutes, 5 sends, 5 checks), docs:verify/api/verification-check (a
//! Verification that was approved or has expired is gone), docs:api/errors/60200, 60202, 60203.

use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::errors::ApiError;
use super::verify::invalid;
use super::{Answer, Reply, Request, time};
use crate::sandbox::account::same;
use crate::sandbox::core::Core;
use crate::sandbox::ids;
use crate::sandbox::messages::{deliver_from_elsewhere, is_e164};
use crate::sandbox::model::{Send, State, Verification, VerifyService};

/// For how long a code is good.
const LIFE: SignedDuration = SignedDuration::from_mins(10);
const MOST_SENDS: usize = 5;
const MOST_CHECKS: u32 = 5;
/// Channels that lead to the phone of a number; of a call the phone shows what is said.
const CHANNELS: [&str; 3] = ["sms", "call", "whatsapp"];
/// Verify sends from numbers of its own.
const SENDER: &str = "VERIFY";

/// `/v2/Services/{ServiceSid}/Verifications…` and `…/VerificationCheck`
pub(super) fn answer(
    core: &Arc<Core>,
    request: &Request,
    service: &VerifyService,
    rest: &[&str],
    method: &str,
) -> Answer {
    let not_found = || request.not_found();
    match (rest, method) {
        (["Verifications"], "POST") => start(core, request, service),
        (["Verifications", name], "GET") => {
            let found = core.store.read(|state| pending(core, state, service, name).cloned());
            Ok(Reply::ok(resource(core, &found.ok_or_else(not_found)?)))
        }
        (["Verifications", name], "POST") => {
            let status = match request.params().get("Status") {
                Some(status @ ("canceled" | "approved")) => status,
                _ => return Err(invalid("Status")),
            };
            let now = core.now();
            let updated = core.store.write(|state| {
                let sid = pending(core, state, service, name)?.sid.clone();
                let updated = state.verifications.update(&sid, |row| {
                    status.clone_into(&mut row.status);
                    row.date_updated = now;
                });
                updated.cloned()
            });
            Ok(Reply::ok(resource(core, &updated.ok_or_else(not_found)?)))
        }
        (["VerificationCheck"], "POST") => check(core, request, service),
        (["Verifications"] | ["Verifications", _] | ["VerificationCheck"], _) => {
            Err(ApiError::method_not_allowed())
        }
        _ => Err(request.not_found()),
    }
}

/// By SID, or the one of an address, while it can still be approved.
fn pending<'a>(
    core: &Core,
    state: &'a State,
    service: &VerifyService,
    name: &str,
) -> Option<&'a Verification> {
    let since = core.now() - LIFE;
    state.verifications.iter().find(|row| {
        row.service_sid == service.sid
            && (row.sid == name || row.to == name)
            && row.status == "pending"
            && row.date_created > since
    })
}

/// One that is pending gets the same code again.
fn start(core: &Arc<Core>, request: &Request, service: &VerifyService) -> Answer {
    let params = request.params();
    let to = params.get("To").map(str::trim).filter(|to| is_e164(to)).ok_or_else(|| invalid("To"))?;
    let channel = params.get("Channel").map(str::to_ascii_lowercase).unwrap_or_default();
    if !CHANNELS.contains(&channel.as_str()) {
        return Err(invalid("Channel"));
    }
    let now = core.now();
    let send = Send { attempt_sid: ids::sid("VL"), channel: channel.clone(), at: now };
    let verification = core.store.write(|state| {
        let known = pending(core, state, service, to).cloned();
        if known.as_ref().is_some_and(|row| row.sends.len() >= MOST_SENDS) {
            return Err(ApiError::new(429, 60203, "Max send attempts reached"));
        }
        let mut row = known.unwrap_or_else(|| Verification {
            sid: ids::sid("VE"),
            service_sid: service.sid.clone(),
            to: to.to_owned(),
            channel: String::new(),
            code: ids::code(usize::try_from(service.code_length).unwrap_or(6)),
            status: "pending".to_owned(),
            checks: 0,
            sends: Vec::new(),
            date_created: now,
            date_updated: now,
        });
        row.channel = channel;
        row.date_updated = now;
        row.sends.push(send);
        let text = format!("Your {} verification code is: {}", service.friendly_name, row.code);
        deliver_from_elsewhere(state, SENDER, to, &text, now);
        state.verifications.insert(row.clone());
        Ok(row)
    })?;
    core.emit("message", format!("{SENDER} to {to}: a code"), json!({"sid": verification.sid, "to": to}));
    Ok(Reply::created(resource(core, &verification)))
}

fn check(core: &Core, request: &Request, service: &VerifyService) -> Answer {
    let params = request.params();
    let code = params.get("Code").map(str::trim).unwrap_or_default();
    if !(4..=10).contains(&code.len()) {
        return Err(invalid("Code"));
    }
    let name = params.get("VerificationSid").or(params.get("To")).ok_or_else(|| invalid("To"))?.trim();
    let now = core.now();
    let checked = core.store.write(|state| {
        let row = pending(core, state, service, name).ok_or_else(|| request.not_found())?;
        if row.checks >= MOST_CHECKS {
            return Err(ApiError::new(429, 60202, "Max check attempts reached"));
        }
        let (sid, approved) = (row.sid.clone(), same(&row.code, code));
        let checked = state.verifications.update(&sid, |row| {
            row.checks += 1;
            row.date_updated = now;
            if approved {
                "approved".clone_into(&mut row.status);
            }
        });
        checked.cloned().ok_or_else(|| request.not_found())
    })?;
    let mut body = common(core, &checked);
    body["sna_attempts_error_codes"] = json!([]);
    Ok(Reply::created(body))
}

/// The fields of a Verification and of a check of it.
fn common(core: &Core, row: &Verification) -> Value {
    json!({
        "sid": row.sid,
        "service_sid": row.service_sid,
        "account_sid": core.account.account_sid,
        "to": row.to,
        "channel": row.channel,
        "status": row.status,
        "valid": row.status == "approved",
        "amount": null,
        "payee": null,
        "date_created": time(row.date_created),
        "date_updated": time(row.date_updated),
    })
}

fn resource(core: &Core, row: &Verification) -> Value {
    let mut body = common(core, row);
    let sends = row.sends.iter().map(|send| {
        // As the examples of CreateVerification have it.
        let channel = if send.channel == "sms" { "SMS" } else { &send.channel };
        json!({"time": time(send.at), "channel": channel, "attempt_sid": send.attempt_sid})
    });
    body["send_code_attempts"] = sends.collect();
    body["lookup"] = json!({});
    body["sna"] = Value::Null;
    body["url"] =
        json!(format!("https://verify.twilio.com/v2/Services/{}/Verifications/{}", row.service_sid, row.sid));
    body
}
