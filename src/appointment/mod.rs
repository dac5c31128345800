//! The domain, without I/O: the events of an EHR, and the record of an appointment.

mod event;
mod record;
mod when;

pub use event::{Event, EventType, FIELDS, InvalidEvent, instant, parse_zone, unknown_field};
pub use record::{
    FailedText, Record, RecordedPatient, RecordedProvider, RecordedRequest, Reminder, ReminderState,
    RequestState,
};
pub use when::{WHEN_RULE, When, when};
