//! One run of pam at a time changes a stack.
//!
//! The claim stands in the stack's record, which is written only at the revision that was read: so a claim that is got also
//! says that nobody has changed anything since. Before there is a record it stands in the friendly name of the Serverless
//! Service, whose unique name only one can create. A claim is renewed while its holder lives, and expires by itself. On the
//! machine where it was made, a lock that only a living process can hold tells at once that its holder is gone.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp, Unit};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::desired::MAPS;
use super::names::{CLAIMED, Names};
use super::observed::{Observed, Stack};
use super::record::NumberRecord;
use crate::error::{Error, Result};
use crate::exit::ExitCode;

/// How long a claim holds after it was last renewed.
pub(super) const LEASE: SignedDuration = SignedDuration::from_secs(120);

/// The code of the error when somebody else changes the stack now.
pub const IN_PROGRESS: &str = "deploy-in-progress";

/// What a claim says of a rollback.
pub const ROLLBACK: &str = "rollback";

/// Who changes a stack, and until when nobody else may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// For people: `ana@laptop`.
    pub holder: String,
    /// The command: `deploy`, `undeploy`, …
    pub doing: String,
    /// When it expires.
    pub until: Timestamp,
    /// Names one run of pam.
    pub token: String,
    /// Whether the record was written beside the run's last changes, so that the claim is over once these are seen.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closing: bool,
}

impl std::fmt::Display for Claim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "pam {} of {}, claimed until {}", self.doing, self.holder, self.until)
    }
}

/// A run of pam that may claim stacks.
#[derive(Debug)]
pub struct Claimant {
    holder: String,
    doing: &'static str,
    token: String,
    began: (Timestamp, Instant),
    folder: PathBuf,
    /// Held until this run ends. Without it, where the folder cannot be written to, only the expiry frees its claims.
    _alive: Option<File>,
    /// Until when a claim of this run, which may stand in the account, holds.
    claimed: Mutex<Option<Timestamp>>,
}

impl Claimant {
    /// A run by `holder` that does `doing` and began `now`; `folder` is where the runs of this machine tell each other that
    /// they live.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn new(holder: &str, doing: &'static str, now: Timestamp, folder: &Path) -> Result<Self> {
        let random = getrandom::u64().map_err(|error| Error::bug(format!("no random bytes: {error}")))?;
        let token = hex::encode(random.to_be_bytes());
        let alive = fs::create_dir_all(folder).and_then(|()| {
            let file = OpenOptions::new().create_new(true).write(true).open(folder.join(&token))?;
            file.try_lock().map_err(std::io::Error::from)?;
            Ok(file)
        });
        // A friendly name has at most 255 characters, and the claim is read back from it.
        let holder: String =
            holder.chars().filter(|c| c.is_alphanumeric() || "@._-+".contains(*c)).take(80).collect();
        Ok(Self {
            holder: if holder.is_empty() { "somebody".to_owned() } else { holder },
            doing,
            token,
            began: (now, Instant::now()),
            folder: folder.to_owned(),
            _alive: alive.ok(),
            claimed: Mutex::new(None),
        })
    }

    fn now(&self) -> Timestamp {
        let (now, since) = self.began;
        SignedDuration::try_from(since.elapsed())
            .ok()
            .and_then(|passed| now.checked_add(passed).ok())
            .unwrap_or(now)
    }

    /// A claim of this run, from now on.
    pub(super) fn claim(&self) -> Claim {
        let until = self.now().checked_add(LEASE).unwrap_or(Timestamp::MAX);
        let until = until.round(Unit::Second).unwrap_or(until);
        *self.claimed() = Some(until);
        let (holder, doing, token) = (self.holder.clone(), self.doing.to_owned(), self.token.clone());
        Claim { holder, doing, until, token, closing: false }
    }

    fn claimed(&self) -> MutexGuard<'_, Option<Timestamp>> {
        self.claimed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this run's claim has not been renewed in time, so that somebody else may have taken it.
    pub(super) fn has_expired(&self) -> bool {
        self.claimed().is_none_or(|until| until <= self.now())
    }

    /// The claim was given back.
    pub(super) fn rest(&self) {
        *self.claimed() = None;
    }

    pub(super) fn holds(&self, claim: &Claim) -> bool {
        claim.token == self.token
    }

    /// The claim of somebody else who is alive, as far as can be told from here.
    #[must_use]
    pub fn blocked_by(&self, names: &Names, observed: &Observed) -> Option<Claim> {
        let claim = standing(names, observed.stack.as_ref()?)?;
        let over =
            self.holds(&claim) || claim.until <= self.now() || claim.closing && is_done(names, observed);
        let free = over || self.is_dead(&claim);
        (!free).then_some(claim)
    }

    /// Passes unless somebody else who is alive holds the stack.
    ///
    /// # Errors
    /// `deploy-in-progress`, with who it is and until when.
    pub(super) fn admit(&self, names: &Names, observed: &Observed) -> Result<()> {
        self.blocked_by(names, observed).map_or(Ok(()), |claim| Err(in_progress(Some(&claim))))
    }

    /// Whether its run was on this machine and has ended.
    fn is_dead(&self, claim: &Claim) -> bool {
        let plain = claim.token.bytes().all(|byte| byte.is_ascii_hexdigit());
        let Some(file) =
            plain.then(|| OpenOptions::new().write(true).open(self.folder.join(&claim.token)).ok())
        else {
            return false;
        };
        file.is_some_and(|file| file.try_lock().is_ok())
    }

    /// Forgets the run of a claim that this run has taken over.
    pub(super) fn bury(&self, claim: &Claim) {
        if claim.token.bytes().all(|byte| byte.is_ascii_hexdigit()) && self.is_dead(claim) {
            // It stays where it cannot be removed, which harms nobody.
            let _ = fs::remove_file(self.folder.join(&claim.token));
        }
    }
}

impl Drop for Claimant {
    fn drop(&mut self) {
        // A claim that could not be given back is seen to be dead by its file, which nobody locks any more.
        if self.claimed().is_some() {
            return;
        }
        let _ = fs::remove_file(self.folder.join(&self.token));
    }
}

/// The claim on a stack, whether its holder lives or not.
pub(super) fn standing(names: &Names, stack: &Stack) -> Option<Claim> {
    match &stack.record {
        Some((record, _)) => record.claim.clone(),
        None => from_name(names, &stack.service.friendly_name),
    }
}

/// Whether everything is there that a deploy makes last, so that its run has nothing left to write; what somebody has changed
/// meanwhile is there too.
fn is_done(names: &Names, observed: &Observed) -> bool {
    let done = |stack: &Stack| {
        let record = stack.recorded();
        let is_led = |own: &NumberRecord| {
            observed.numbers.iter().any(|number| number.sid == own.sid && !number.sms.leads_nowhere())
                && stack.has_sender(&own.sid)
        };
        stack.build.is_some()
            && from_name(names, &stack.service.friendly_name).is_none()
            && record.number.as_ref().is_some_and(is_led)
            && record.variables.keys().all(|key| stack.variables.contains_key(key))
            && MAPS.iter().all(|name| stack.has_map(name))
    };
    observed.stack.as_ref().is_some_and(done)
}

/// The friendly name of a Serverless Service that is being made.
pub(super) fn to_name(names: &Names, claim: &Claim) -> String {
    let Claim { holder, doing, until, token, closing: _ } = claim;
    format!("{}{CLAIMED}{holder} to {doing} until {until} {token}", names.service())
}

fn from_name(names: &Names, friendly_name: &str) -> Option<Claim> {
    let text = friendly_name.strip_prefix(&names.service())?.strip_prefix(CLAIMED)?;
    let words: Vec<&str> = text.split(' ').collect();
    let [holder, "to", doing, "until", until, token] = words.as_slice() else { return None };
    Some(Claim {
        holder: (*holder).to_owned(),
        doing: (*doing).to_owned(),
        until: until.parse().ok()?,
        token: (*token).to_owned(),
        closing: false,
    })
}

/// Somebody else changes the stack now.
#[must_use]
pub fn in_progress(claim: Option<&Claim>) -> Error {
    let message = match claim {
        Some(claim) => format!("somebody else changes this deployment now: {claim}"),
        None => "somebody else changes this deployment now".to_owned(),
    };
    Error::new(ExitCode::Incomplete, IN_PROGRESS, message)
        .hint("Wait for it to end, then run the command again; a claim of a run that died expires by itself")
}

/// 409 for what exists already, 412 for a record that has changed. A number that is in another Messaging Service (21712)
/// is no sign of another deploy.
pub(super) fn is_conflict(error: &Error) -> bool {
    let twilio = error.twilio.as_ref();
    twilio.is_some_and(|twilio| {
        matches!(twilio.status, 409 | 412) && !matches!(twilio.code, Some(21710..=21719))
    })
}

/// An error as it is told: what is there already, or has changed, somebody else did meanwhile.
pub(super) fn told(error: Error) -> Error {
    if is_conflict(&error) { in_progress(None) } else { error }
}

#[cfg(test)]
mod tests;
