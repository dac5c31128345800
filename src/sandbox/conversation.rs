//! The cookies that an app keeps for who it texts with.
//!
//! Twilio is a client with cookies to the webhooks of messages: it keeps them for each pair of numbers, for four hours
//! after the last message (docs:messaging/tutorials/how-to-create-sms-conversations).

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::core::Core;
use super::model::{Cookies, Message};

const LIFE: SignedDuration = SignedDuration::from_hours(4);

/// The cookies of a pair of numbers.
#[derive(Debug)]
pub(crate) struct Conversation {
    id: String,
    cookies: BTreeMap<String, String>,
}

impl Conversation {
    /// Of who sent the message and the number it went to.
    pub(crate) fn of(core: &Core, message: &Message) -> Self {
        let id = format!("{}/{}", message.to, message.from.as_deref().unwrap_or_default());
        let now = core.now();
        let kept = core.store.read(|state| state.cookies.get(&id).filter(|row| row.until > now).cloned());
        Self { id, cookies: kept.map(|row| row.cookies).unwrap_or_default() }
    }

    /// The `Cookie` header.
    pub(crate) fn header(&self) -> Option<String> {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// Keeps what an answer set, and all of them for another four hours.
    pub(crate) fn keep(mut self, core: &Core, set: &[String]) {
        for cookie in set {
            let mut parts = cookie.split(';').map(str::trim);
            let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { continue };
            let is_over = parts.filter_map(|attribute| attribute.split_once('=')).any(|(name, value)| {
                name.eq_ignore_ascii_case("max-age") && value.parse::<i64>().is_ok_and(|seconds| seconds <= 0)
            });
            if is_over {
                self.cookies.remove(name.trim());
            } else {
                self.cookies.insert(name.trim().to_owned(), value.trim().to_owned());
            }
        }
        let until = core.now() + LIFE;
        core.store.write(|state| {
            if self.cookies.is_empty() {
                state.cookies.remove(&self.id);
            } else {
                state.cookies.insert(Cookies { id: self.id, cookies: self.cookies, until });
            }
        });
    }
}
