//! `run-subflow`: runs another Flow within this Execution (`docs/studio/widget-library/run-subflow`).

use super::super::definition::{Definition, State};
use super::super::run::Run;
use super::super::world::World;
use super::set_variables::values;
use super::{Entry, Outcome};

/// What cannot be loaded takes `failed` with warning 81024, and a Subflow cannot call another
/// (`docs/api/errors/81024`).
pub(super) fn run(run: &mut Run, state: &State, world: &dyn World) -> Outcome {
    let parameters = values(run, state, world, "parameters");
    // Neither is a template: FlowValidate wants the SID of a Flow.
    let sid = state.template("flow_sid").unwrap_or_default();
    let revision = state.template("flow_revision").unwrap_or_else(|| "LatestPublished".to_owned());
    let found = if run.inside.is_some() {
        Err("a Subflow cannot run another one".to_owned())
    } else {
        world.subflow(&sid, &revision).ok_or_else(|| format!("{sid} has no revision {revision}"))
    };
    let loaded = found.and_then(|subflow| {
        let definition = Definition::parse(&subflow.definition);
        definition.map(|definition| (subflow, definition)).map_err(|_| format!("{sid} is not a valid Flow"))
    });
    match loaded {
        Ok((subflow, definition)) => Outcome::Subflow(Box::new(Entry { subflow, definition, parameters })),
        Err(problem) => {
            run.warn(81024, &state.name, format!("Failed to run the Subflow: {problem}"));
            Outcome::Event("failed")
        }
    }
}
