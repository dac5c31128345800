//! A second, independent Twilio on this machine.
pub mod functions;
pub mod studio;
