//! `pam simulate scenario`: plays scenarios, in a sandbox of their own unless another one is named.

mod play;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use clap_complete::{ArgValueCandidates, ArgValueCompleter};
use serde_json::{Value, json};

use self::play::{Played, Player};
use crate::cli::StackArgs;
use crate::commands::complete;
use crate::commands::deploy::without_questions;
use crate::commands::sandbox::start;
use crate::commands::settings::SettingArgs;
use crate::commands::target::{Session, Target, deployed, names, of_sandbox};
use crate::deploy;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::output::{Report, Style, table};
use crate::sandbox::Storage;
use crate::scenario::{self, Mismatch, Scenario, Step};
use crate::settings::config_file::nearest;
use crate::settings::text_file;

/// Arguments of `pam simulate scenario`.
#[derive(Debug, Args)]
pub struct ScenarioArgs {
    /// A scenario that pam carries, or a TOML file; several are played one after the other
    #[arg(value_name = "NAME|FILE", required_unless_present_any = ["list", "all", "show"],
          add = ArgValueCompleter::new(complete::scenarios_and_files))]
    pub scenarios: Vec<String>,
    /// List the scenarios that pam carries
    #[arg(long, conflicts_with_all = ["scenarios", "all", "show"])]
    pub list: bool,
    /// Play all that pam carries
    #[arg(long, conflicts_with = "scenarios")]
    pub all: bool,
    /// Print one that pam carries, to write another one after it
    #[arg(long, value_name = "NAME", conflicts_with_all = ["scenarios", "all"],
          add = ArgValueCandidates::new(complete::scenarios))]
    pub show: Option<String>,
    /// Play it with the app in this directory, as pam app export wrote it; not with --sandbox, which has an app deployed
    #[arg(long, value_name = "DIR")]
    pub app: Option<PathBuf>,
    /// Which deployment in the sandbox.
    #[command(flatten)]
    pub stack: StackArgs,
}

pub(super) async fn run(session: &Session<'_>, args: ScenarioArgs) -> Result<ExitCode> {
    let output = &session.context.output;
    if args.list {
        output.report(&List)?;
        return Ok(ExitCode::Done);
    }
    if let Some(name) = &args.show {
        let text = shipped(name)?;
        if output.is_json() {
            output.json_line(&json!({"name": name, "text": text}))?;
        } else {
            output.raw(text.as_bytes())?;
        }
        return Ok(ExitCode::Done);
    }
    if session.context.sandbox && args.app.is_some() {
        return Err(Error::new(
            ExitCode::Usage,
            "usage",
            "--app cannot be used with --sandbox, which has an app deployed already",
        )
        .hint("Leave --sandbox out to play in a sandbox of its own, or deploy the app there first"));
    }
    let names: Vec<String> = if args.all {
        scenario::shipped().map(|(name, _)| name.to_owned()).collect()
    } else {
        args.scenarios.clone()
    };
    // All are read before the first one is played.
    let scenarios = names
        .into_iter()
        .map(|name| Ok((read(&name)?, name)))
        .collect::<Result<Vec<(Scenario, String)>>>()?;
    let mut failed = Vec::new();
    for (scenario, name) in &scenarios {
        if !one(session, &args, name, scenario).await? {
            failed.push(name.as_str());
        }
    }
    if scenarios.len() > 1 {
        let held = scenarios.len() - failed.len();
        output.line(
            &format!("{held} of {} scenarios held", scenarios.len()),
            || json!({"scenarios": scenarios.len(), "held": held, "failed": failed}),
        )?;
    }
    if failed.is_empty() {
        return Ok(ExitCode::Done);
    }
    let mut error = Error::new(
        ExitCode::Incomplete,
        "scenario-failed",
        format!("not as expected: {}", failed.join(", ")),
    );
    if session.context.sandbox {
        error.hints.push(
            "What this sandbox held before may be why: without --sandbox a scenario has one of its own"
                .to_owned(),
        );
    }
    Err(error)
}

fn shipped(name: &str) -> Result<&'static str> {
    scenario::shipped().find(|(shipped, _)| *shipped == name).map(|(_, text)| text).ok_or_else(|| {
        let names: Vec<&str> = scenario::shipped().map(|(name, _)| name).collect();
        Error::not_found(
            "no-such-scenario",
            format!("there is no scenario {name:?}, neither carried nor as a file"),
        )
        .hint(match nearest(name, &names) {
            Some(meant) => format!("Did you mean {meant}?"),
            None => format!("pam carries {}", names.join(", ")),
        })
    })
}

fn read(name: &str) -> Result<Scenario> {
    let path = Path::new(name);
    let text = if path.exists() {
        text_file::read(path).map_err(|message| Error::invalid("scenario-file", message).field("FILE"))?
    } else {
        shipped(name)?.to_owned()
    };
    Scenario::parse(&text).map_err(|error| {
        Error::invalid("scenario-file", format!("{name}: {error}"))
            .field(format!("{name}:{}", error.line))
            .hint("pam simulate scenario --show book-remind-confirm prints one that is right")
    })
}

/// Plays one; whether it held.
async fn one(session: &Session<'_>, args: &ScenarioArgs, name: &str, scenario: &Scenario) -> Result<bool> {
    if session.context.sandbox {
        return played(session, session.target().await?, args, name, scenario).await;
    }
    let mut context = session.context.clone();
    context.sandbox = true;
    context.output = context.output.without_progress();
    for (variable, value) in &scenario.settings {
        context.env = context.env.with(variable, value);
    }
    let sandbox = start::inside(&context, Storage::Ephemeral).await?;
    let target = of_sandbox(&context, &sandbox);
    let settings = SettingArgs { app: args.app.clone(), ..SettingArgs::without_files() };
    let deployed = without_questions(&context, &target, &names(&args.stack)?, settings).await;
    let held = match deployed {
        Ok(_) => played(session, &target, args, name, scenario).await,
        Err(error) => Err(error),
    };
    sandbox.stop().await;
    held
}

async fn played(
    session: &Session<'_>,
    target: &Target,
    args: &ScenarioArgs,
    name: &str,
    scenario: &Scenario,
) -> Result<bool> {
    let output = &session.context.output;
    let observed = deploy::observe(&target.client, &names(&args.stack)?).await?;
    let stack = deployed(session, &observed, &args.stack)?;
    for (variable, value) in &scenario.settings {
        let found = stack.variable(variable).unwrap_or_default();
        if found != value {
            return Err(Error::invalid(
                "scenario-settings",
                format!("the scenario needs {variable}={value}, deployed is {found:?}"),
            )
            .field(variable.as_str())
            .hint("Leave --sandbox out: the scenario then has a sandbox of its own with the settings that it needs"));
        }
    }
    output.line(
        &output.result_style().bold(&scenario.title),
        || json!({"scenario": name, "title": scenario.title, "about": scenario.about}),
    )?;
    let mut player = Player::new(target, stack, session.context.sandbox)?;
    for (number, step) in scenario.steps.iter().enumerate() {
        let played = player
            .play(step)
            .await
            .map_err(|error| error.context(&format!("{name}, step {} (line {})", number + 1, step.line)))?;
        let report = StepReport { scenario: name, number: number + 1, step, played: &played };
        output.report(&report)?;
        if !played.wrong.is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}

struct StepReport<'a> {
    scenario: &'a str,
    number: usize,
    step: &'a Step,
    played: &'a Played,
}

impl Report for StepReport<'_> {
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        let wrong = &self.played.wrong;
        let mark = if wrong.is_empty() { style.success("✓") } else { style.failure("✗") };
        writeln!(out, "{mark} {}", self.step.title)?;
        for line in &self.played.lines {
            // Behind who says it.
            let indent = line.find("> ").or(line.find("< ")).filter(|at| *at < 10).map_or(6, |at| at + 6);
            writeln!(out, "{}", style.hanging(indent, &format!("    {line}")))?;
        }
        if !wrong.is_empty() {
            writeln!(
                out,
                "  {} (line {} of {})",
                style.failure("not as expected"),
                self.step.line,
                self.scenario
            )?;
        }
        for Mismatch { what, expected, seen, words } in wrong {
            writeln!(out, "    {what}")?;
            writeln!(out, "      {}", style.failure(&format!("- {expected}")))?;
            writeln!(out, "      {}", style.success(&format!("+ {seen}")))?;
            for (old, new) in words {
                let nothing =
                    |word: &str| if word.is_empty() { "nothing".to_owned() } else { format!("{word:?}") };
                writeln!(out, "        {} instead of {}", nothing(new), nothing(old))?;
            }
        }
        Ok(())
    }

    fn json(&self) -> Value {
        json!({
            "scenario": self.scenario,
            "step": self.number,
            "line": self.step.line,
            "title": self.step.title,
            "ok": self.played.wrong.is_empty(),
            "lines": self.played.lines,
            "mismatches": self.played.wrong.iter().map(|wrong| json!({
                "what": wrong.what, "expected": wrong.expected, "seen": wrong.seen,
                "words": wrong.words.iter().map(|(expected, seen)| json!({"expected": expected, "seen": seen})).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        })
    }
}

struct List;

impl Report for List {
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        let rows: Vec<Vec<String>> = scenario::shipped()
            .filter_map(|(name, text)| Some(vec![name.to_owned(), Scenario::parse(text).ok()?.title]))
            .collect();
        write!(out, "{}", table(&["NAME", "STORY"], &rows))?;
        writeln!(out, "{}", style.dim("pam simulate scenario NAME plays one, --show NAME prints it"))
    }

    fn json(&self) -> Value {
        let entries = scenario::shipped().filter_map(|(name, text)| {
            let scenario = Scenario::parse(text).ok()?;
            Some(json!({
                "name": name, "title": scenario.title, "about": scenario.about, "steps": scenario.steps.len(),
            }))
        });
        json!({"scenarios": entries.collect::<Vec<_>>()})
    }
}
