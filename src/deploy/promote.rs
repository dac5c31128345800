//! A release of one environment for another one: the same Build, and the same Flow with the other's SIDs and clinic.

use serde_json::Value;

use super::desired::{FlowInputs, Promoted};
use super::names::Names;
use super::observed::Observed;
use crate::bundle::liquid_text;
use crate::error::{Error, Result};

impl Promoted {
    /// What serves in an environment.
    ///
    /// # Errors
    /// `not-deployed` when no Build, Flow or record is there.
    pub fn of(names: &Names, observed: &Observed) -> Result<Self> {
        let found = observed.stack.as_ref().and_then(|stack| {
            let (record, _) = stack.record.clone()?;
            Some(Self {
                from: names.environment().to_owned(),
                build: stack.build.as_ref()?.sid.clone(),
                build_inputs: record.build_inputs,
                files: record.files,
                flow: stack.flow.as_ref()?.definition.clone(),
                environment: stack.environment.clone()?,
                customer_name: stack.variable("CUSTOMER_NAME").unwrap_or_default().to_owned(),
            })
        });
        found.ok_or_else(|| {
            let message = format!("{} has nothing to promote: no finished deploy is there", names.shown());
            Error::not_found("not-deployed", message).field("--from").hint(format!(
                "Run pam deploy --name {} --environment {} first",
                names.stack(),
                names.environment()
            ))
        })
    }

    /// The Flow as the other environment needs it: Functions and Service are the same, Environment and domain are not.
    pub(super) fn flow_for(&self, inputs: &FlowInputs<'_>, customer_name: &str) -> Value {
        let tokens = [
            (self.environment.sid.as_str(), inputs.environment.as_str()),
            (self.environment.domain_name.as_str(), inputs.domain),
        ];
        let names = (liquid_text(&self.customer_name), liquid_text(customer_name));
        let mut definition = self.flow.clone();
        replace(&mut definition, &|text| {
            // The name is replaced where it is the whole text, as pam writes it; a name may be any word.
            if *text == names.0 {
                text.clone_from(&names.1);
            }
            for (from, to) in tokens {
                if text.contains(from) {
                    *text = text.replace(from, to);
                }
            }
        });
        definition
    }
}

fn replace(value: &mut Value, change: &impl Fn(&mut String)) {
    match value {
        Value::String(text) => change(text),
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, change)),
        Value::Object(fields) => fields.values_mut().for_each(|field| replace(field, change)),
        _ => {}
    }
}
