//! Phone numbers as people write them, to E.164.

use crate::error::Error;

/// Normalises a number: `+` with 8 to 15 digits, or a US number in its common forms (`(202) 555-0123`).
///
/// # Errors
/// The rule that the text breaks.
pub fn e164(text: &str) -> Result<String, String> {
    const RULE: &str = "must be a phone number such as +12025550123";
    let text = text.trim();
    if text.chars().any(|c| !(c.is_ascii_digit() || " +-.()".contains(c)))
        || text.rfind('+').is_some_and(|at| at > 0)
    {
        return Err(RULE.to_owned());
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let number = match (text.starts_with('+'), digits.len()) {
        (true, 8..=15) => digits,
        (false, 10) => format!("1{digits}"),
        (false, 11) if digits.starts_with('1') => digits,
        _ => return Err(RULE.to_owned()),
    };
    if number.starts_with('0') { Err(RULE.to_owned()) } else { Ok(format!("+{number}")) }
}

/// The error for a number in a flag or an argument that is none.
#[must_use]
pub fn invalid(field: &str, rule: &str) -> Error {
    Error::invalid("phone-invalid", format!("{field} {rule}"))
        .field(field)
        .hint("Write it with country code, for example +12025550143")
}

#[cfg(test)]
mod tests;
