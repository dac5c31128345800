//! The domain, without I/O: the events of an EHR, and the record of an appointment.

mod event;
mod record;

pub use event::{Event, EventType, InvalidEvent, instant};
pub use record::{
    FailedText, Record, RecordedPatient, RecordedRequest, Reminder, ReminderState, RequestState,
};
