//! lookups.twilio.com: what a phone number is, in version 2 and the older version 1.
//!
//! Formatting and validation are done; of the packages that ask carriers, `line_type_intelligence` (in version 1
//! `carrier`) tells what the sandbox's phones are, mobiles of no known carrier, and the others stay null.

use serde_json::{Value, json};

use super::errors::ApiError;
use super::{Answer, Reply, Request};

/// Calling codes and countries.
const COUNTRIES: &str = "20 EG, 27 ZA, 30 GR, 31 NL, 32 BE, 33 FR, 34 ES, 36 HU, 39 IT, 40 RO, 41 CH, 43 AT, 44 GB, 45 DK, \
                         46 SE, 47 NO, 48 PL, 49 DE, 51 PE, 52 MX, 54 AR, 55 BR, 56 CL, 57 CO, 58 VE, 60 MY, 61 AU, 62 ID, 63 PH, \
                         64 NZ, 65 SG, 66 TH, 7 RU, 81 JP, 82 KR, 84 VN, 86 CN, 90 TR, 91 IN, 92 PK, 94 LK, 212 MA, 234 NG, 254 KE, \
                         351 PT, 352 LU, 353 IE, 354 IS, 358 FI, 359 BG, 370 LT, 371 LV, 372 EE, 380 UA, 385 HR, 386 SI, 420 CZ, \
                         421 SK, 852 HK, 880 BD, 886 TW, 966 SA, 971 AE, 972 IL, 1 US, 1 CA";
/// Canada's part of the North American numbering plan.
const CANADIAN: &str = "204 226 236 249 250 257 263 289 306 343 354 365 367 368 382 403 416 418 428 431 437 438 450 460 468 474 \
                        506 514 519 548 579 581 584 587 604 613 639 647 672 683 705 709 742 753 778 780 782 807 819 825 867 873 \
                        879 902 905 942";

/// A number that was read.
#[derive(Debug, PartialEq, Eq)]
struct Number {
    calling_code: String,
    country: &'static str,
    national: String,
}

pub(super) fn answer(request: &Request, parts: &[&str]) -> Answer {
    match (parts, request.method.as_str()) {
        (["v2", "PhoneNumbers", text], "GET") => Ok(Reply::ok(second(request, text))),
        (["v1", "PhoneNumbers", text], "GET") => first(request, text).map(Reply::ok),
        ([_, "PhoneNumbers", _], _) => Err(ApiError::method_not_allowed()),
        _ => Err(request.not_found()),
    }
}

fn countries() -> impl Iterator<Item = (&'static str, &'static str)> {
    COUNTRIES.split(", ").filter_map(|entry| entry.split_once(' '))
}

/// Reads a number in E.164 form, or as it is dialled in a country (`CountryCode`, by default the US).
///
/// # Errors
/// What it fails by, as `validation_errors` names it.
fn read(text: &str, country: &str) -> Result<Number, &'static str> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() || text.chars().any(char::is_alphabetic) {
        return Err("NOT_A_NUMBER");
    }
    let (calling_code, national) = if text.trim_start().starts_with('+') {
        let code = countries().map(|(code, _)| code).find(|code| digits.starts_with(code));
        let code = code.ok_or("INVALID_COUNTRY_CODE")?;
        (code, digits[code.len()..].to_owned())
    } else {
        let found = countries().find(|(_, name)| name.eq_ignore_ascii_case(country));
        let (code, _) = found.ok_or("INVALID_COUNTRY_CODE")?;
        let trunk = if code == "1" { "1" } else { "0" };
        let whole = digits.len() == 10 && code == "1";
        (code, digits.strip_prefix(trunk).filter(|_| !whole).unwrap_or(&digits).to_owned())
    };
    let (least, most) = if calling_code == "1" { (10, 10) } else { (5, 15 - calling_code.len()) };
    if national.len() < least {
        return Err("TOO_SHORT");
    }
    if national.len() > most {
        return Err("TOO_LONG");
    }
    let north_american = calling_code == "1";
    if north_american && [0, 3].iter().any(|at| matches!(national.as_bytes()[*at], b'0' | b'1')) {
        return Err("INVALID_BUT_POSSIBLE");
    }
    let country = match countries().find(|(code, _)| *code == calling_code) {
        _ if north_american && CANADIAN.split(' ').any(|area| national.starts_with(area)) => "CA",
        Some((_, country)) => country,
        None => "US",
    };
    Ok(Number { calling_code: calling_code.to_owned(), country, national })
}

impl Number {
    fn e164(&self) -> String {
        format!("+{}{}", self.calling_code, self.national)
    }

    /// Grouped in the North American way; other countries' are left without blanks.
    fn national_format(&self) -> String {
        let national = &self.national;
        if self.calling_code != "1" {
            return national.clone();
        }
        format!("({}) {}-{}", &national[..3], &national[3..6], &national[6..])
    }
}

fn second(request: &Request, text: &str) -> Value {
    let filters = request.filters();
    let read = read(text, filters.get("CountryCode").unwrap_or("US"));
    let number = read.as_ref().ok();
    let phone_number = number.map_or_else(|| text.to_owned(), Number::e164);
    let fields = filters.get("Fields").unwrap_or_default();
    let asked = fields.split(',').any(|field| field.trim() == "line_type_intelligence");
    let line_type = number.filter(|_| asked).map(|_| {
        json!({
            "type": "mobile", "carrier_name": null, "mobile_country_code": null, "mobile_network_code": null,
            "error_code": null,
        })
    });
    json!({
        "calling_country_code": number.map(|number| &number.calling_code),
        "country_code": number.map(|number| number.country),
        "phone_number": phone_number,
        "national_format": number.map(Number::national_format),
        "valid": number.is_some(),
        "validation_errors": read.as_ref().err().map(|error| [*error]),
        "caller_name": null,
        "sim_swap": null,
        "call_forwarding": null,
        "line_status": null,
        "line_type_intelligence": line_type,
        "identity_match": null,
        "reassigned_number": null,
        "sms_pumping_risk": null,
        "phone_number_quality_score": null,
        "pre_fill": null,
        "url": format!("https://lookups.twilio.com/v2/PhoneNumbers/{phone_number}"),
    })
}

/// 20404 for what is no number, docs:lookup/v1-api.
fn first(request: &Request, text: &str) -> Result<Value, ApiError> {
    let filters = request.filters();
    let number = read(text, filters.get("CountryCode").unwrap_or("US")).map_err(|_| request.not_found())?;
    let carrier = filters.all("Type").contains(&"carrier").then(|| {
        json!({
            "type": "mobile", "name": null, "mobile_country_code": null, "mobile_network_code": null, "error_code": null,
        })
    });
    Ok(json!({
        "caller_name": null,
        "country_code": number.country,
        "phone_number": number.e164(),
        "national_format": number.national_format(),
        "carrier": carrier,
        "add_ons": null,
        "url": format!("https://lookups.twilio.com/v1/PhoneNumbers/{}", number.e164()),
    }))
}

#[cfg(test)]
mod tests;
