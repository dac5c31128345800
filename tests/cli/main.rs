//! Tests that use pam from outside, in one binary because linking one is faster than linking seven.
#![expect(clippy::disallowed_methods, reason = "tests hand parts of their own environment on to pam")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails by panicking")]

mod architecture;
mod completions;
mod crash_matrix;
mod credentials;
mod demo;
mod deploy_and_operate;
mod full_account;
mod javascript;
mod login;
mod machine;
mod normal_form;
mod secrets;
mod support;
mod transcripts;
mod usage;
mod workbench;
