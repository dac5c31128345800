//! The sandbox over HTTP, in this process.
#![allow(clippy::unwrap_used, reason = "tests may unwrap")]

mod sandbox_support;

mod sandbox {
    mod control;
    mod deployed;
    mod messages;
    mod rest;
    mod restart;
    mod studio;
    mod sync;
}
