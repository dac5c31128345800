//! Which reminders are meant.

use jiff::Timestamp;

use super::Listed;
use crate::appointment::{Record, ReminderState};

/// Conditions that a reminder has to meet, all of them; without any, all that will still go out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this appointment.
    pub appointment: Option<String>,
    /// Of this patient: the EHR's id, or part of the name.
    pub patient: Option<String>,
    /// With this provider: the EHR's id, or part of the name.
    pub provider: Option<String>,
    /// To this number, E.164.
    pub phone: Option<String>,
    /// That go out at this time or later.
    pub from: Option<Timestamp>,
    /// That go out before this time.
    pub to: Option<Timestamp>,
    /// With one of these Messages.
    pub messages: Vec<String>,
    /// In these states.
    pub states: States,
}

/// In which states.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum States {
    /// Those that will still go out.
    #[default]
    Pending,
    /// Those that will still go out, and those whose cancelation was cut off.
    Unfinished,
    /// Those that will still go out, and those whose sending was cut off.
    Sendable,
    /// Exactly these.
    These(Vec<ReminderState>),
    /// Every state.
    All,
}

impl Filter {
    /// Whether a reminder is meant.
    #[must_use]
    pub fn holds(&self, listed: &Listed, now: Timestamp) -> bool {
        let reminder = &listed.reminder;
        let pending = reminder.state.is_pending() && !Record::is_due(reminder, now);
        let state = match &self.states {
            States::Pending => pending,
            States::Unfinished => pending || reminder.state == ReminderState::Obsolete,
            States::Sendable => pending || reminder.is_interrupted(),
            // A reminder that has left is sent, whatever the record says yet.
            States::These(states) if Record::is_due(reminder, now) => states.contains(&ReminderState::Sent),
            States::These(states) => states.contains(&reminder.state),
            States::All => true,
        };
        let message = reminder.message_sid.as_ref();
        state
            && is(self.appointment.as_deref(), &listed.appointment_id)
            && is(self.phone.as_deref(), &listed.phone)
            && is_or_names(self.patient.as_deref(), &listed.patient_id, &listed.patient)
            && is_or_names(self.provider.as_deref(), &listed.provider_id, &listed.provider)
            && self.from.is_none_or(|from| reminder.send_at.is_some_and(|at| at >= from))
            && self.to.is_none_or(|to| reminder.send_at.is_some_and(|at| at < to))
            && (self.messages.is_empty() || message.is_some_and(|sid| self.messages.contains(sid)))
    }

    /// The one appointment that is meant, if it is one: its record alone has to be read.
    #[must_use]
    pub fn one_appointment(&self) -> Option<&str> {
        self.appointment.as_deref()
    }

    fn selects(&self) -> bool {
        let Self { appointment, patient, provider, phone, from, to, messages, states: _ } = self;
        let texts = [appointment, patient, provider, phone];
        texts.iter().any(|text| text.is_some()) || from.is_some() || to.is_some() || !messages.is_empty()
    }
}

fn is(wanted: Option<&str>, found: &str) -> bool {
    wanted.is_none_or(|wanted| wanted == found)
}

fn is_or_names(wanted: Option<&str>, id: &str, name: &str) -> bool {
    wanted.is_none_or(|wanted| wanted == id || name.to_lowercase().contains(&wanted.trim().to_lowercase()))
}

/// A filter that says something: the only one by which reminders are canceled or sent. There is no way to say "all",
/// so a filter that is forgotten does not compile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection(Filter);

impl Selection {
    /// None when the filter has no condition beside states.
    #[must_use]
    pub fn new(filter: Filter) -> Option<Self> {
        filter.selects().then_some(Self(filter))
    }

    /// The filter.
    #[must_use]
    pub fn filter(&self) -> &Filter {
        &self.0
    }
}
