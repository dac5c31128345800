//! `pam deployments`: everything that pam deployed in an account.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::target::Session;
use crate::deploy::{self, Deployment};
use crate::error::Result;
use crate::exit::ExitCode;
use crate::output::{Report, Style};

pub(super) async fn run(session: &Session<'_>) -> Result<ExitCode> {
    let target = session.target().await?;
    let mut found = deploy::deployments(&target.client).await?;
    found.sort_by(|a, b| (&a.name, &a.environment).cmp(&(&b.name, &b.environment)));
    session.context.output.report(&DeploymentsReport { found })?;
    Ok(ExitCode::Done)
}

struct DeploymentsReport {
    found: Vec<Deployment>,
}

impl Report for DeploymentsReport {
    fn human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        if self.found.is_empty() {
            return writeln!(out, "Nothing is deployed in this account");
        }
        let width = self.found.iter().map(|found| found.name.len()).max().unwrap_or_default();
        for found in &self.found {
            let state = if found.build_sid.is_some() {
                style.success("deployed")
            } else {
                style.failure("incomplete")
            };
            writeln!(out, "{:<width$}  {:<16}  {state}  {}", found.name, found.environment, found.domain)?;
        }
        Ok(())
    }

    fn json(&self) -> Value {
        json!({"deployments": self.found})
    }
}
