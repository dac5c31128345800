//! `pam` installs and operates Twilio's appointment management app, and carries a local Twilio to try it in.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests may unwrap and print"))]

pub mod sandbox;
