//! `pam reminders`: list, cancel, send, sweep, repair.

mod change;
mod list;
mod upkeep;

use clap::{Args, Subcommand, ValueEnum};
use clap_complete::ArgValueCandidates;
use jiff::Timestamp;
use jiff::civil::time;
use jiff::tz::TimeZone;
use secrecy::SecretString;

use super::target::{Session, Target, deployed};
use crate::appointment::{Record, ReminderState, WHEN_RULE, when};
use crate::cli::StackArgs;
use crate::commands::complete;
use crate::deploy::Stack;
use crate::error::{Error, Result};
use crate::exit::ExitCode;
use crate::operate::{Operator, SIGNING_KEY};
use crate::reminders::{self, Filter, Listed, States};
use crate::settings::phone;
use crate::twilio::is_sid;

/// Arguments of `pam reminders`.
#[derive(Debug, Args)]
pub struct RemindersArgs {
    /// What to do with them.
    #[command(subcommand)]
    pub command: RemindersCommand,
}

/// What to do with reminders.
#[derive(Debug, Subcommand)]
pub enum RemindersCommand {
    /// List reminders; those that will still go out, unless --state says otherwise
    List(list::ListArgs),
    /// Cancel the reminders that the filter names
    Cancel(change::ChangeArgs),
    /// Send the reminders that the filter names now, instead of at their time
    Send(change::ChangeArgs),
    /// Schedule what has come within Twilio's 35 days, and send the EHR again what it has not taken
    Sweep(upkeep::SweepArgs),
    /// Find and mend what disagrees between the appointments' records and Twilio's Messages
    Repair(upkeep::RepairArgs),
}

/// Which reminders.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Which reminders")]
pub struct FilterArgs {
    /// Of this appointment
    #[arg(long, value_name = "ID", add = ArgValueCandidates::new(complete::appointments))]
    pub appointment: Option<String>,
    /// Of this patient: the EHR's id, or part of the name
    #[arg(long, value_name = "ID|NAME")]
    pub patient: Option<String>,
    /// With this provider: the EHR's id, or part of the name
    #[arg(long, value_name = "ID|NAME")]
    pub provider: Option<String>,
    /// To this number
    #[arg(long, value_name = "NUMBER")]
    pub phone: Option<String>,
    /// That go out at this time or later: "tomorrow", "in 2 days 14:00", 2026-03-09T09:30
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// That go out before this time
    #[arg(long, value_name = "TIME")]
    pub to: Option<String>,
    /// With this scheduled Message; may be given several times
    #[arg(long, value_name = "SID")]
    pub message: Vec<String>,
}

impl FilterArgs {
    fn is_empty(&self) -> bool {
        let Self { appointment, patient, provider, phone, from, to, message } = self;
        [appointment, patient, provider, phone, from, to].iter().all(|given| given.is_none())
            && message.is_empty()
    }

    /// Part of a name that is empty is part of every name, and a variable that a script forgot to set is empty.
    fn refuse_blanks(&self) -> Result<()> {
        let texts = [
            ("--appointment", &self.appointment),
            ("--patient", &self.patient),
            ("--provider", &self.provider),
            ("--phone", &self.phone),
            ("--from", &self.from),
            ("--to", &self.to),
        ];
        let blank = |text: &Option<String>| text.as_ref().is_some_and(|text| text.trim().is_empty());
        match texts.into_iter().find(|(_, text)| blank(text)) {
            None => Ok(()),
            Some((flag, _)) => Err(Error::invalid("filter-empty", format!("{flag} must not be empty"))
                .field(flag)
                .hint("Leave the flag out if it does not matter")),
        }
    }

    /// Checks what was given; words for times count from `now` at the clinic.
    fn filter(&self, states: States, now: Timestamp, zone: &TimeZone) -> Result<Filter> {
        self.refuse_blanks()?;
        let phone = self.phone.as_deref().map(phone::e164).transpose();
        let at = |text: &Option<String>, flag: &str| {
            let meant = |text: &String| {
                when(text, now, zone, time(0, 0, 0, 0))
                    .and_then(|when| when.in_zone(zone))
                    .ok_or_else(|| Error::invalid("time-invalid", format!("{flag} {WHEN_RULE}")).field(flag))
            };
            text.as_ref().map(meant).transpose()
        };
        if let Some(wrong) = self.message.iter().find(|sid| !is_sid(sid, &["SM", "MM"])) {
            let message =
                format!("--message must be a Message's SID, SM and 32 hexadecimal digits, not {wrong:?}");
            return Err(Error::invalid("message-invalid", message).field("--message"));
        }
        let (from, to) = (at(&self.from, "--from")?, at(&self.to, "--to")?);
        if from.zip(to).is_some_and(|(from, to)| from >= to) {
            return Err(Error::invalid("time-invalid", "--to must be later than --from").field("--to"));
        }
        Ok(Filter {
            appointment: self.appointment.clone(),
            patient: self.patient.clone(),
            provider: self.provider.clone(),
            phone: phone.map_err(|rule| phone::invalid("--phone", &rule))?,
            from,
            to,
            messages: self.message.clone(),
            states,
        })
    }
}

/// In which state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StateName {
    /// Those that will still go out
    Pending,
    /// Every state
    All,
    /// Its Message is about to be created
    Creating,
    /// Its Message is scheduled
    Scheduled,
    /// Too far ahead for Twilio yet, or the patient has opted out
    Parked,
    /// Will not be sent
    Skipped,
    /// Its Message is about to be canceled
    Obsolete,
    /// Was canceled
    Canceled,
    /// Went out
    Sent,
    /// Was refused, or could not be delivered
    Failed,
}

fn states(names: &[StateName]) -> States {
    if names.is_empty() {
        return States::Unfinished;
    }
    if names.contains(&StateName::All) {
        return States::All;
    }
    if names.iter().all(|name| *name == StateName::Pending) {
        return States::Pending;
    }
    let named = |state: ReminderState| {
        names.iter().any(|name| match name {
            StateName::Pending => state.is_pending(),
            name => name.to_possible_value().is_some_and(|value| value.get_name() == state.as_str()),
        })
    };
    States::These(ReminderState::ALL.into_iter().filter(|state| named(*state)).collect())
}

pub(super) async fn run(session: &Session<'_>, args: RemindersArgs) -> Result<ExitCode> {
    match args.command {
        RemindersCommand::List(args) => list::run(session, args).await,
        RemindersCommand::Cancel(args) => change::cancel(session, args).await,
        RemindersCommand::Send(args) => change::send(session, args).await,
        RemindersCommand::Sweep(args) => upkeep::sweep(session, args).await,
        RemindersCommand::Repair(args) => upkeep::repair(session, args).await,
    }
}

/// A deployment whose reminders are worked on.
struct Desk<'a> {
    target: &'a Target,
    stack: Stack,
    zone: TimeZone,
    now: Timestamp,
}

async fn desk<'a>(session: &'a Session<'_>, args: &StackArgs) -> Result<Desk<'a>> {
    let (target, _, observed) = session.stack(args).await?;
    let stack = deployed(session, &observed, args)?.clone();
    let zone = reminders::zone(stack.variable("TIME_ZONE"));
    Ok(Desk { target, stack, zone, now: session.now().await? })
}

impl Desk<'_> {
    /// Hands over each reminder that a filter means, as the records are read; records that cannot be read are warned
    /// of.
    async fn each(
        &self,
        session: &Session<'_>,
        filter: &Filter,
        mut take: impl FnMut(Listed) -> Result<()>,
    ) -> Result<()> {
        let Some(sync) = &self.stack.sync else { return Ok(()) };
        let client = &self.target.client;
        let mut taken = |key: String, record: Record| {
            reminders::listed(&key, &record)
                .filter(|listed| filter.holds(listed, self.now))
                .try_for_each(&mut take)
        };
        let unreadable = match filter.one_appointment() {
            Some(id) => {
                let item = client.map_item(&sync.sid, Record::MAP, &Record::key(id)).await?;
                match item.map(|item| (Record::parse(&item.data), item.key)) {
                    Some((Ok(record), key)) => taken(key, record).map(|()| None)?,
                    Some((Err(reason), key)) => Some((key, reason)),
                    None => None,
                }
                .into_iter()
                .collect()
            }
            None => reminders::each(client, &sync.sid, taken).await?,
        };
        for (key, reason) in &unreadable {
            session.context.output.warn(format!("the record {key} cannot be read: {reason}"));
        }
        Ok(())
    }

    /// Calls the deployment's functions.
    fn operator(&self) -> Result<Operator<'_>> {
        let domain = self.stack.environment.as_ref().map(|environment| environment.domain_name.as_str());
        let key = self.stack.variable(SIGNING_KEY).map(SecretString::from);
        Operator::new(&self.target.client, domain.unwrap_or_default(), key.as_ref(), self.now)
    }
}
