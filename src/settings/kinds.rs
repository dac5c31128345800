//! What values must look like: each rule takes what a person wrote and gives its one form, or says what it must be.

use jiff::tz::TimeZone;
use url::{Host, Url};

use super::{password, phone};

/// What a value must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text without control characters.
    Text,
    /// E.164.
    Phone,
    /// An IANA zone such as `America/New_York`.
    Zone,
    /// `https://…`, or `http://` on this machine.
    Url,
    /// `48h`, `90m`, `2d`.
    Duration,
    /// `08:00`.
    TimeOfDay,
    /// A secret that a person types; it never comes from a flag or from pam.toml, and is never shown.
    Password,
}

impl Kind {
    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Phone => "phone_number",
            Self::Zone => "time_zone",
            Self::Url => "url",
            Self::Duration => "duration",
            Self::TimeOfDay => "time_of_day",
            Self::Password => "password",
        }
    }

    /// Checks a value and gives it in its one form.
    ///
    /// # Errors
    /// The rule that the value breaks, starting with "must".
    pub fn check(self, value: &str) -> Result<String, String> {
        // What surrounds a password belongs to it.
        let value = if self == Self::Password { value } else { value.trim() };
        if value.len() > LONGEST {
            return Err(format!("must be at most {LONGEST} bytes, as Twilio's Variables are"));
        }
        match self {
            Self::Text if value.is_empty() || value.chars().any(char::is_control) => {
                Err("must be a line of text".to_owned())
            }
            Self::Text => Ok(value.to_owned()),
            Self::Phone => phone::e164(value),
            Self::Zone => zone(value),
            Self::Url => endpoint(value),
            Self::Duration => duration(value),
            Self::TimeOfDay => time_of_day(value),
            Self::Password => password::check(value).map(|()| value.to_owned()),
        }
    }
}

/// Bytes that a Variable of a Serverless Environment holds (`Value` of CreateVariable in Twilio's OpenAPI file).
const LONGEST: usize = 450;

fn zone(value: &str) -> Result<String, String> {
    // Abbreviations such as EST do not know daylight saving time, so only full names are taken.
    let known = TimeZone::get(value).ok().and_then(|zone| zone.iana_name().map(str::to_owned));
    match known {
        Some(name) if name.contains('/') || name == "UTC" => Ok(name),
        _ => {
            let meant = nearest_zone(value).unwrap_or_default();
            Err(format!("must be a time zone such as America/New_York{meant}"))
        }
    }
}

/// What was probably meant by a name that no zone has: a city alone, too, or other cases and blanks.
fn nearest_zone(value: &str) -> Option<String> {
    let plain = |name: &str| name.to_lowercase().replace([' ', '_', '-'], "");
    let written = plain(value);
    let likeness = |zone: &str| {
        let city = plain(zone.rsplit('/').next().unwrap_or(zone));
        // Of a few letters many a city is half: EST is no Easter Island.
        if written.len() < 5 && written != city {
            return 0.0;
        }
        strsim::jaro_winkler(&written, &plain(zone)).max(strsim::jaro_winkler(&written, &city))
    };
    let zones = jiff::tz::db().available().map(|zone| zone.to_string()).filter(|zone| zone.contains('/'));
    let near = zones.map(|zone| (likeness(&zone), zone)).filter(|(likeness, _)| *likeness > 0.9);
    let (_, zone) = near.max_by(|(one, _), (other, _)| one.total_cmp(other))?;
    Some(format!("; did you mean {zone}?"))
}

fn endpoint(value: &str) -> Result<String, String> {
    let rule = "must be an https:// URL (http:// only on this machine) without user name or password";
    let url = Url::parse(value).map_err(|_| rule.to_owned())?;
    let allowed = url.scheme() == "https" || url.scheme() == "http" && is_this_machine(&url);
    if !allowed || !url.username().is_empty() || url.password().is_some() {
        return Err(rule.to_owned());
    }
    if is_placeholder(url.host_str().unwrap_or_default()) {
        return Err("must be the EHR's own address, not a placeholder".to_owned());
    }
    Ok(value.to_owned())
}

/// Whether a URL leads to the machine that calls it: `localhost`, anything below it, or a loopback address.
#[must_use]
pub fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Hosts that stand in examples: patients' requests must never go to whoever holds such a name. Nobody can hold a name
/// below those of RFC 2606 and RFC 6761, so only the ones that answer, or never can, are refused of them.
fn is_placeholder(host: &str) -> bool {
    const STAND_INS: [&str; 10] = [
        "yourdomain",
        "your-domain",
        "yourhost",
        "your-host",
        "yourserver",
        "your-server",
        "yourcompany",
        "your-company",
        "yoursite",
        "changeme",
    ];
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let labels: Vec<&str> = host.split('.').collect();
    let reserved = matches!(
        labels.as_slice(),
        [.., "invalid"] | ["example", "com" | "net" | "org" | "edu"] | ["www", "example", _]
    );
    let stand_in = labels.iter().any(|label| *label == "your" || STAND_INS.contains(label));
    let tunnel =
        host.starts_with("your") && ["ngrok", "example", "tunnel"].iter().any(|word| host.contains(word));
    reserved || stand_in || tunnel
}

const DURATION: &str = "must be a duration such as 48h, 90m or 2d, from 15 minutes to 35 days";

fn duration(value: &str) -> Result<String, String> {
    let unit = value.chars().last().ok_or(DURATION)?;
    let number: u64 = value[..value.len() - unit.len_utf8()].parse().map_err(|_| DURATION.to_owned())?;
    let minutes = match unit {
        'm' => Some(number),
        'h' => number.checked_mul(60),
        'd' => number.checked_mul(24 * 60),
        _ => None,
    };
    match minutes {
        Some(15..=50_400) => Ok(format!("{number}{unit}")),
        _ => Err(DURATION.to_owned()),
    }
}

/// `4800` of an older installer, which meant 48 hours and 0 minutes, as a duration of today; none for anything else.
#[must_use]
pub fn duration_of_hhmm(value: &str) -> Option<String> {
    let (hours, minutes) = hhmm(value.trim())?;
    Some(if minutes == 0 {
        format!("{hours}h")
    } else {
        format!("{}m", u32::from(hours) * 60 + u32::from(minutes))
    })
}

/// Four digits, minutes below 60.
fn hhmm(value: &str) -> Option<(u8, u8)> {
    let digits = value.len() == 4 && value.bytes().all(|byte| byte.is_ascii_digit());
    let (hours, minutes) = value.split_at_checked(2).filter(|_| digits)?;
    let (hours, minutes) = (hours.parse().ok()?, minutes.parse().ok()?);
    (minutes < 60).then_some((hours, minutes))
}

/// `08:00`, `8:00`, or `0800` as older installers had it.
fn time_of_day(value: &str) -> Result<String, String> {
    let parts: Option<(u8, u8)> = match value.split_once(':') {
        None => hhmm(value),
        Some((hours, minutes)) => {
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            let written =
                minutes.len() == 2 && (1..=2).contains(&hours.len()) && digits(hours) && digits(minutes);
            written.then(|| Some((hours.parse().ok()?, minutes.parse().ok()?))).flatten()
        }
    };
    match parts {
        Some((hours @ 0..=23, minutes @ 0..=59)) => Ok(format!("{hours:02}:{minutes:02}")),
        _ => Err("must be a time of day such as 08:00".to_owned()),
    }
}

#[cfg(test)]
mod tests;
