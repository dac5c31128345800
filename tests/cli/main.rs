//! Tests that use pam from outside, in one binary because linking one is faster than linking seven.
#![expect(clippy::disallowed_methods, reason = "tests hand parts of their own environment on to pam")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails by panicking")]

mod adopt;
mod architecture;
mod claims;
mod completions;
mod credentials;
mod demo;
mod deploy_and_operate;
mod drift;
mod flow;
mod interrupted_deploy;
mod javascript;
mod login;
mod machine;
mod releases;
mod support;
mod transcripts;
mod usage;
