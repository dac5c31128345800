//! Tests that use pam from outside, in one binary because linking one is faster than linking seven.
#![expect(clippy::disallowed_methods, reason = "tests hand parts of their own environment on to pam")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails by panicking")]

mod adopt;
mod architecture;
mod claims;
mod completions;
mod config;
mod consent;
mod contract;
mod crash_matrix;
mod credentials;
mod demo;
mod deploy_and_operate;
mod doctor;
mod documentation;
mod drift;
mod events;
mod files;
mod flow;
mod full_account;
mod javascript;
mod listening;
mod login;
mod logs;
mod machine;
mod matrix;
mod normal_form;
mod original;
mod progress;
mod questions;
mod releases;
mod scale;
mod scenarios;
mod schemas;
mod screen;
mod secrets;
mod status;
mod support;
mod terminal;
mod terminals;
mod transcripts;
mod upkeep;
mod usage;
mod verification;
mod workbench;
