//! The binary: parse, run, show the error, return the exit code.

use std::process::ExitCode as ProcessExitCode;

use clap::Parser;
use pam::cli::Cli;
use pam::commands;
use pam::context::Context;
use pam::error::Error;
use pam::exit::ExitCode;
use pam::settings::env::Environment;

/// What Linux gives the first thread, and Windows does not: a whole deploy is one future.
const STACK_BYTES: usize = 8 * 1024 * 1024;

fn main() -> ProcessExitCode {
    let main = std::thread::Builder::new().name("main".to_owned()).stack_size(STACK_BYTES).spawn(run);
    // A panic has told of itself.
    main.ok().and_then(|main| main.join().ok()).unwrap_or_else(|| ExitCode::Bug.into())
}

fn run() -> ProcessExitCode {
    // A shell that asks for completions gets them, and nothing else happens.
    commands::complete::answers().complete();
    let env = Environment::read();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return commands::usage(&error),
    };
    let context = Context::new(&cli.global, env);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            context.output.error(&Error::bug(format!("could not start: {error}")));
            return ExitCode::Bug.into();
        }
    };
    let result = runtime.block_on(commands::run(&context, cli.command));
    runtime.shutdown_background();
    match result {
        Ok(code) => code.into(),
        Err(error) => {
            context.output.error(&error);
            error.exit.into()
        }
    }
}
