//! Whether somebody is at the EHR's endpoint.
//!
//! It is asked with `HEAD`, which is safe (RFC 9110, 9.2.1): it changes nothing there, and carries no body, so nothing of
//! a patient. Any answer shows that name, connection and certificate hold; redirects are not followed, for the app does
//! not follow them either. It is asked from this machine and not from Twilio, so a failure may also be this network's.

use std::collections::BTreeMap;
use std::time::Duration;

use super::checks::{self, Check};
use crate::context::Context;
use crate::settings::app::{EHR_ENDPOINT, OFF};
use crate::twilio::outside_http;

const ID: &str = "ehr-endpoint";
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) async fn examine(context: &Context, values: &BTreeMap<String, String>, deploy: &str) -> Check {
    let Some(value) = values.get(EHR_ENDPOINT) else {
        return Check::skipped(ID, "not known, see settings");
    };
    if value == OFF {
        let message = "off: patients' requests wait in the records, and no EHR hears of them";
        return Check::warning(ID, message, format!("{deploy} --ehr-endpoint URL"));
    }
    let Ok(url) = url::Url::parse(value) else { return Check::skipped(ID, "not known, see settings") };
    let host = url.host_str().unwrap_or_default().to_owned();
    if context.sandbox && host == "ehr.localhost" {
        return Check::ok(ID, "the sandbox's own inbox takes patients' requests");
    }
    let answer = match outside_http(PATIENCE) {
        Ok(http) => http.head(url).send().await,
        Err(error) => Err(error),
    };
    match answer {
        Ok(answer) => checks::endpoint(&host, answer.status().as_u16(), deploy),
        Err(error) => Check::failed(
            ID,
            format!("{host} cannot be reached from here: {}", crate::twilio::cause(&error)),
            "check name, certificate and firewall there; pam config --explain shows the URL",
        ),
    }
}
