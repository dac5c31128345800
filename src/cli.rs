//! What a user can type: global flags and the list of commands, nothing else.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ColorChoice, Parser, Subcommand};
use clap_complete::ArgValueCandidates;

use crate::commands::{
    account, app, complete, completions, config, demo, deploy, doctor, flow, help, listen, logs, man, open,
    plan, promote, reminders, sandbox, simulate, status, undeploy,
};

/// Install and operate Twilio's appointment management app.
#[derive(Debug, Parser)]
#[command(name = "pam", version, propagate_version = true, after_help = AFTER_HELP, max_term_width = 100)]
#[command(disable_help_subcommand = true)]
pub struct Cli {
    /// Flags that every command takes.
    #[command(flatten)]
    pub global: GlobalArgs,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

const AFTER_HELP: &str = "\
Start with:
  pam demo                          the whole story in a local Twilio, no account needed
  pam deploy --sandbox --yes        install into the local Twilio
  pam deploy                        install into the account of TWILIO_ACCOUNT_SID

Exit codes: 0 done, 1 fault of pam, 2 usage, 3 invalid input, 4 credentials, 5 refused by Twilio,
6 network (repeat), 7 not found, 8 incomplete (repeat), 10 changes pending, 130 interrupted.
pam help exit-codes says more of them.";

/// Flags that every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalArgs {
    /// Use the local sandbox instead of a Twilio account
    #[arg(long, global = true)]
    pub sandbox: bool,
    /// Use this profile's account instead of the environment's or the active profile's
    #[arg(long, global = true, value_name = "NAME", conflicts_with = "sandbox", value_parser = NonEmptyStringValueParser::new(),
          add = ArgValueCandidates::new(complete::profiles))]
    pub profile: Option<String>,
    /// Print results as JSON on standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// Print results, warnings and errors only
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Tell of every request
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
    /// Answer every question for consent with yes
    #[arg(long, short, global = true)]
    pub yes: bool,
    /// Never ask; a missing value is an error
    #[arg(long, global = true)]
    pub no_input: bool,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Play a whole appointment story in a local Twilio
    Demo(demo::DemoArgs),
    /// Install the app, or bring an install up to date
    Deploy(deploy::DeployArgs),
    /// Show what a deploy would change
    Plan(plan::PlanArgs),
    /// Deploy the Build and the Flow of one environment to another one
    Promote(promote::PromoteArgs),
    /// List everything that pam deployed in the account
    Deployments,
    /// Show what is deployed
    Status(status::StatusArgs),
    /// Remove what deploy created
    Undeploy(undeploy::UndeployArgs),
    /// Play an event of the EHR
    Simulate(Box<simulate::SimulateArgs>),
    /// Take patients' requests as an EHR does, and show them
    Listen(listen::ListenArgs),
    /// List, cancel, send, sweep and repair reminders
    Reminders(reminders::RemindersArgs),
    /// Show the settings, and with --explain where each comes from
    Config(config::ConfigArgs),
    /// Find what stands in the way, and what mends it
    Doctor(doctor::DoctorArgs),
    /// Turn the live Flow back into a template, and look for faults in one
    Flow(flow::FlowArgs),
    /// Show Executions, functions' logs and Messages on one timeline
    Logs(logs::LogsArgs),
    /// Open the page, the Flow, the Service or the sandbox in the browser
    Open(open::OpenArgs),
    /// Take the app out of pam, to change it
    App(app::AppArgs),
    /// Check an account's credentials and keep the secret in the system's keyring
    Login(account::LoginArgs),
    /// Forget a profile and its secret
    Logout,
    /// Show whose credentials are used, and check them
    Whoami,
    /// List the profiles, or choose the active one
    Profiles(account::ProfilesArgs),
    /// Run and control the local Twilio
    Sandbox(sandbox::SandboxArgs),
    /// Print a completion script
    Completions(completions::CompletionsArgs),
    /// Print a command's help, or what the exit codes mean
    Help(help::HelpArgs),
    /// Print pam's man page, or write those of all commands
    Man(man::ManArgs),
}

/// Which deployment a command is about.
#[derive(Debug, Clone, Args)]
pub struct StackArgs {
    /// Name of the deployment
    #[arg(long, value_name = "NAME", default_value = "pam", add = ArgValueCandidates::new(complete::deployments))]
    pub name: String,
    /// Environment of the deployment: production, or a domain suffix such as dev or stage
    #[arg(long, value_name = "NAME", default_value = "production",
          add = ArgValueCandidates::new(complete::environments))]
    pub environment: String,
}
