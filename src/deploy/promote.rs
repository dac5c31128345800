//! A release of one environment for another one: the same Build, and the same Flow with the other's SIDs and clinic.

use super::desired::Promoted;
use super::names::Names;
use super::observed::Observed;
use super::pull::pull;
use crate::bundle::Bundle;
use crate::error::{Error, Result};

impl Promoted {
    /// What serves in an environment; `app` tells which texts of its Flow are placeholders.
    ///
    /// # Errors
    /// `not-deployed` when no Build, Flow or record is there.
    pub fn of(names: &Names, observed: &Observed, app: &Bundle) -> Result<Self> {
        let whole = observed.stack.as_ref().filter(|stack| stack.flow.is_some());
        let found = whole.and_then(|stack| Some((stack, stack.build.as_ref()?, stack.record.as_ref()?)));
        let Some((stack, build, (record, _))) = found else {
            let message = format!("{} has nothing to promote: no finished deploy is there", names.shown());
            let hint =
                format!("Run pam deploy --name {} --environment {}", names.stack(), names.environment());
            return Err(Error::not_found("not-deployed", message).field("--from").hint(hint));
        };
        let (_, flow) = pull(stack, app)?;
        Ok(Self {
            from: names.environment().to_owned(),
            build: build.sid.clone(),
            build_inputs: record.build_inputs.clone(),
            files: record.files.clone(),
            flow,
        })
    }
}
