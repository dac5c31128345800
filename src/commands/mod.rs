//! One file a command: its arguments, its questions, the call into the domain, its report.

pub mod account;
pub mod adopt;
pub mod app;
pub mod complete;
pub mod completions;
pub mod config;
pub mod consent;
pub mod demo;
pub mod deploy;
mod deployments;
pub mod doctor;
pub mod flow;
pub mod help;
pub mod listen;
pub mod logs;
pub mod man;
mod numbers;
pub mod open;
pub mod plan;
mod planfile;
pub mod promote;
pub mod reminders;
mod rollback;
pub mod sandbox;
pub mod settings;
pub mod simulate;
pub mod status;
mod target;
pub mod turn;
pub mod undeploy;

use crate::cli::Command;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::ExitCode;

use target::Session;

/// Runs a command until it is done or Ctrl-C is pressed; what it started is ended in both cases.
///
/// # Errors
/// Whatever the command could not do.
pub async fn run(context: &Context, command: Command) -> Result<ExitCode> {
    context.env.check()?;
    let command = match command {
        // These run until they are interrupted, so they say themselves what that means.
        Command::Demo(args) => return demo::run(context, args).await,
        Command::Sandbox(args) => return sandbox::run(context, args).await,
        Command::Listen(args) => return listen::run(context, args).await,
        other => other,
    };
    // Ctrl-C is how one ends that, so nothing was cut off.
    let goes_on = matches!(&command, Command::Logs(args) if args.follow);
    let session = Session::new(context);
    let work = async {
        match command {
            Command::Demo(_) | Command::Sandbox(_) | Command::Listen(_) => Err(Error::bug("handled before")),
            Command::Deploy(args) => deploy::run(&session, args).await,
            Command::Plan(args) => plan::run(&session, args).await,
            Command::Promote(args) => promote::run(&session, args).await,
            Command::Deployments => deployments::run(&session).await,
            Command::Status(args) => status::run(&session, args).await,
            Command::Undeploy(args) => undeploy::run(&session, args).await,
            Command::Simulate(args) => simulate::run(&session, *args).await,
            Command::Reminders(args) => reminders::run(&session, args).await,
            Command::Logs(args) => logs::run(&session, args).await,
            Command::Open(args) => open::run(&session, args).await,
            Command::Login(args) => account::login(context, args).await,
            Command::Logout => account::logout(context),
            Command::Whoami => account::whoami(&session).await,
            Command::Profiles(args) => account::list(context, args),
            Command::Config(args) => config::run(&session, args).await,
            Command::Doctor(args) => doctor::run(&session, args).await,
            Command::Flow(args) => flow::run(&session, args).await,
            Command::App(args) => app::run(context, args),
            Command::Completions(args) => completions::run(context, &args),
            Command::Help(args) => help::run(context, args),
            Command::Man(args) => man::run(context, args),
        }
    };
    let result = tokio::select! {
        result = work => result,
        () = interrupted() => if goes_on {
            Ok(ExitCode::Done)
        } else {
            Err(Error::new(ExitCode::Interrupted, "interrupted", "interrupted")
                .hint("Repeat the command to finish what it had begun"))
        },
    };
    session.close().await;
    result.map_err(|error| name_proxy(context, error))
}

/// Whoever gets no answer through a proxy should know that one was used.
fn name_proxy(context: &Context, error: Error) -> Error {
    let unanswered = error.exit == ExitCode::Network && error.twilio.is_none() && !context.sandbox;
    let proxies = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    match proxies.into_iter().find(|variable| context.env.get(variable).is_some()).filter(|_| unanswered) {
        Some(variable) => {
            error.hint(format!("Requests go through the proxy that {variable} names: check it"))
        }
        None => error,
    }
}

/// Resolves when the user or the system asks pam to stop.
pub(crate) async fn interrupted() {
    let ctrl_c = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        let terminate = async {
            match terminate {
                Ok(mut signal) => drop(signal.recv().await),
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! { () = ctrl_c => {}, () = terminate => {} }
    }
    #[cfg(not(unix))]
    ctrl_c.await;
}

/// Shows help, version, or what is wrong with the command line.
#[must_use]
pub fn usage(error: &clap::Error) -> std::process::ExitCode {
    help::show(error, std::env::args_os().any(|arg| arg == "--json")).into()
}
