//! The sandbox over HTTP, in this process.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails by panicking")]

mod control;
mod deployed;
mod faults;
mod messages;
mod proxy;
mod rest;
mod restart;
mod studio;
mod support;
mod sync;
mod verify;
