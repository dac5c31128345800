//! What Twilio's codes mean for a clinic's texts, and what mends it (<https://www.twilio.com/docs/api/errors>).

/// A code with what somebody can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advice {
    /// Twilio's code.
    pub code: u32,
    /// What mends it, a sentence without a full stop.
    pub mend: &'static str,
}

const fn advice(code: u32, mend: &'static str) -> Advice {
    Advice { code, mend }
}

const PHONE: &str =
    "The EHR has a number that takes no texts: correct patient_phone and send the event again";
const UNREACHABLE: &str = "The phone was off or out of reach: call the patient, or pam simulate remind later";
const REJECTED: &str = "The carrier does not deliver to this phone: call the patient";
const TRIAL: &str = "A trial account texts verified numbers only: verify the number in the Console";
const SENDER: &str = "Add an SMS-capable number to the Messaging Service";
const SCHEDULING: &str =
    "Twilio could not schedule the text: run pam reminders sweep, then pam reminders repair";

/// In ascending order.
const ADVICE: [Advice; 23] = [
    advice(21211, PHONE),
    advice(21408, "Allow texts to this country in the Console (Messaging, Geo permissions)"),
    advice(21608, TRIAL),
    advice(21610, "The patient has opted out with STOP; only their START undoes it"),
    advice(21612, PHONE),
    advice(21614, PHONE),
    advice(21703, SENDER),
    advice(21704, SENDER),
    advice(30001, "Too many texts at once: send the event again later, or ask Twilio for more throughput"),
    advice(30002, "Twilio has suspended the account: see its Console"),
    advice(30003, UNREACHABLE),
    advice(30004, REJECTED),
    advice(30005, PHONE),
    advice(30006, PHONE),
    advice(
        30007,
        "The carrier took it for spam: run pam doctor, and compare the texts with the registered samples",
    ),
    advice(30008, UNREACHABLE),
    advice(30020, SCHEDULING),
    advice(30032, "Have the toll-free number verified; pam doctor says how far it is"),
    advice(
        30034,
        "Register brand and campaign (A2P 10DLC) for the Messaging Service; pam doctor says how far it is",
    ),
    advice(30047, SCHEDULING),
    advice(
        30610,
        "Compliance Toolkit held it back in quiet hours: narrow the outreach window with pam deploy",
    ),
    advice(572_002, TRIAL),
    advice(572_005, TRIAL),
];

/// What mends a code, if somebody can.
#[must_use]
pub fn mend(code: u32) -> Option<&'static str> {
    let found = ADVICE.binary_search_by_key(&code, |advice| advice.code).ok()?;
    Some(ADVICE[found].mend)
}

#[cfg(test)]
mod tests;
