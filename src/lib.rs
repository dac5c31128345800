//! `pam` installs and operates Twilio's appointment management app, and carries a local Twilio to try it in.
//!
//! Layers point down only; `tests/cli/architecture.rs` holds the list of who may use whom.
#![cfg_attr(test, expect(clippy::unwrap_used, reason = "a test that cannot go on fails by panicking"))]

pub mod appointment;
pub mod bundle;
pub mod cli;
pub mod commands;
pub mod context;
pub mod deploy;
pub mod ehr;
pub mod error;
pub mod exit;
pub mod operate;
pub mod output;
pub mod reminders;
pub mod sandbox;
pub mod scenario;
pub mod settings;
pub mod simulate;
pub mod timeline;
pub mod twilio;
