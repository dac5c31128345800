//! The live Flow as a template.

use std::collections::BTreeMap;

use super::desired::{FlowInputs, placeholders};
use super::observed::{ObservedFlow, Stack};
use super::record::file_key;
use crate::bundle::{Bundle, FlowTemplate, Placeholders};
use crate::error::{Error, Result};
use crate::twilio::serverless::ResourceKind;

impl Stack {
    /// What the placeholders of a template stand for in this stack: its functions are those that pam uploaded. None before
    /// the Environment exists.
    #[must_use]
    pub fn placeholders(&self) -> Option<Placeholders> {
        let environment = self.environment.as_ref()?;
        let record = self.recorded();
        let functions: BTreeMap<&str, _> = self
            .resources
            .iter()
            .filter(|((kind, path), _)| {
                *kind == ResourceKind::Function && record.files.contains_key(&file_key(*kind, path))
            })
            .map(|((_, path), resource)| (path.trim_start_matches('/'), &resource.sid))
            .collect();
        let inputs = FlowInputs {
            service: &self.service.sid,
            environment: &environment.sid,
            domain: &environment.domain_name,
            functions,
        };
        Some(placeholders(&inputs, self.variable("CUSTOMER_NAME").unwrap_or_default()))
    }
}

/// Turns the live Flow back into a template, with the placeholders of `app`'s template where they still fit.
///
/// # Errors
/// `flow-missing` when the stack has no Flow.
pub fn pull<'a>(stack: &'a Stack, app: &Bundle) -> Result<(&'a ObservedFlow, FlowTemplate)> {
    let missing = || {
        Error::not_found("flow-missing", "the deployment has no Flow").hint("Run pam deploy, which makes it")
    };
    let flow = stack.flow.as_ref().ok_or_else(missing)?;
    let values = stack.placeholders().ok_or_else(missing)?;
    let base = app.flow().map_err(|error| Error::invalid("flow-template", error.to_string()))?;
    let template = FlowTemplate::pull(&flow.definition, &values, Some(&base));
    match template.fill(&values) {
        Ok(filled) if filled == flow.definition => Ok((flow, template)),
        _ => Err(Error::bug("the live Flow could not be turned into a template without loss")),
    }
}
