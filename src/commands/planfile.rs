//! Plans in files.

use std::fs;
use std::path::Path;

use super::deploy::Account;
use super::settings::SettingArgs;
use crate::cli::StackArgs;
use crate::deploy::{Desired, Plan, PlanFile};
use crate::error::{Error, Result};
use crate::settings::text_file;

fn of(account: &Account<'_>, desired: &Desired, plan: &Plan) -> PlanFile {
    let Account { target, names, observed, .. } = account;
    PlanFile::new(names, desired, observed, plan, target.client.account_sid())
}

/// Writes a plan to a file.
pub(super) fn write(file: &Path, account: &Account<'_>, desired: &Desired, plan: &Plan) -> Result<()> {
    let text = format!("{:#}\n", serde_json::json!(of(account, desired, plan)));
    fs::write(file, text).map_err(|error| {
        Error::invalid("plan-file", text_file::unwritable(file, &error))
            .field("--out")
            .hint("Choose a file that you may write to")
    })
}

/// Reads the plan that is to be applied; it says for which deployment and with which settings.
pub(super) fn read(file: &Path, stack: &mut StackArgs, settings: &mut SettingArgs) -> Result<PlanFile> {
    if let Some(setting) = settings.flags.first_given() {
        let message = format!("{} cannot be given with --plan: the plan says what it is", setting.flag);
        return Err(Error::invalid("plan-settings", message)
            .field(setting.flag)
            .hint("Plan again with the other setting: pam plan --out FILE"));
    }
    let text = text_file::read(file).map_err(|message| {
        Error::invalid("plan-file", message).field("--plan").hint("Write one with pam plan --out FILE")
    })?;
    let plan = PlanFile::parse(&text)?;
    stack.name.clone_from(&plan.name);
    stack.environment.clone_from(&plan.environment);
    settings.take_planned(&plan.settings);
    Ok(plan)
}

/// Whether what would be done now is what was planned.
pub(super) fn check(planned: &PlanFile, account: &Account<'_>, desired: &Desired, plan: &Plan) -> Result<()> {
    planned.check(&of(account, desired, plan))
}
