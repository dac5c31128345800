//! Reading parameters. Unknown ones are ignored, as Twilio does.

use jiff::Timestamp;

use super::errors::ApiError;

/// The pairs of a form or a query.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Params<'a>(pub(crate) &'a [(String, String)]);

impl<'a> Params<'a> {
    /// The last value of this name, even an empty one.
    pub(crate) fn given(&self, name: &str) -> Option<&'a str> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The last value of this name; an empty one counts as none.
    pub(crate) fn get(&self, name: &str) -> Option<&'a str> {
        self.given(name).filter(|value| !value.is_empty())
    }

    /// All values of this name, in order.
    pub(crate) fn all(&self, name: &str) -> Vec<&'a str> {
        self.0
            .iter()
            .filter(|(key, value)| key == name && !value.is_empty())
            .map(|(_, v)| v.as_str())
            .collect()
    }

    /// A parameter that has to be there (400, 20001).
    pub(crate) fn require(&self, name: &str) -> Result<&'a str, ApiError> {
        self.get(name)
            .ok_or_else(|| ApiError::invalid(format!("Missing required parameter {name} in the post body")))
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&self, name: &str) -> Result<Option<bool>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(text) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(text) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(text) => Err(wrong(name, text, "is not a boolean")),
        }
    }

    /// A whole number within bounds.
    pub(crate) fn integer(&self, name: &str, from: i64, to: i64) -> Result<Option<i64>, ApiError> {
        let Some(text) = self.get(name) else { return Ok(None) };
        match text.parse::<i64>() {
            Ok(number) if (from..=to).contains(&number) => Ok(Some(number)),
            Ok(_) => Err(wrong(name, text, &format!("is not between {from} and {to}"))),
            Err(_) => Err(wrong(name, text, "is not an integer")),
        }
    }

    /// One of some words; case counts for nothing, the word comes back as listed.
    pub(crate) fn word<'w>(&self, name: &str, words: &[&'w str]) -> Result<Option<&'w str>, ApiError> {
        let Some(text) = self.get(name) else { return Ok(None) };
        words
            .iter()
            .find(|word| word.eq_ignore_ascii_case(text))
            .map(|word| Some(*word))
            .ok_or_else(|| wrong(name, text, &format!("is not one of {}", words.join(", "))))
    }

    /// Text of at most `longest` characters.
    pub(crate) fn text(&self, name: &str, longest: usize) -> Result<Option<&'a str>, ApiError> {
        match self.get(name) {
            Some(text) if text.chars().count() > longest => {
                Err(ApiError::invalid(format!("Invalid parameter {name}: longer than {longest} characters")))
            }
            other => Ok(other),
        }
    }

    /// `http` or `https` URL; given empty it is cleared (`Some(None)`).
    pub(crate) fn url(&self, name: &str) -> Result<Option<Option<String>>, ApiError> {
        match self.given(name) {
            None => Ok(None),
            Some("") => Ok(Some(None)),
            Some(text) if is_web_url(text) => Ok(Some(Some(text.to_owned()))),
            Some(text) => Err(wrong(name, text, "is not a valid URL")),
        }
    }

    /// An ISO 8601 time, or a date, which is its first moment in UTC.
    pub(crate) fn time(&self, name: &str) -> Result<Option<Timestamp>, ApiError> {
        let Some(text) = self.get(name) else { return Ok(None) };
        parse_time(text).map(Some).ok_or_else(|| wrong(name, text, "is not a date and time"))
    }
}

/// An `http` or `https` URL with a host.
pub(crate) fn is_web_url(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// `2026-03-01T15:00:00Z` or `2026-03-01`.
pub(crate) fn parse_time(text: &str) -> Option<Timestamp> {
    text.parse::<Timestamp>().ok().or_else(|| {
        let date: jiff::civil::Date = text.parse().ok()?;
        date.to_zoned_datetime(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    })
}

fn wrong(name: &str, text: &str, why: &str) -> ApiError {
    ApiError::invalid(format!("Invalid parameter {name}: '{text}' {why}"))
}
