//! `split-based-on`: the first transition whose conditions all hold (`docs/studio/widget-library/split-based-on`).

use serde_json::{Map, Value};

use super::super::conditions;
use super::super::context::Templates;
use super::super::definition::State;
use super::super::run::Run;
use super::super::world::World;
use super::Outcome;

pub(super) fn run(run: &mut Run, state: &State, world: &dyn World) -> Outcome {
    let templates = Templates::new(run, &state.name, world);
    run.widgets.insert(state.name.clone(), Value::Object(Map::new()));
    for (at, transition) in state.transitions.iter().enumerate() {
        if transition.event != "match" || transition.conditions.is_empty() {
            continue;
        }
        let matches = transition.conditions.iter().all(|condition| {
            let argument = templates.render(run, &condition.argument);
            let value = templates.render(run, &condition.value);
            conditions::holds(&condition.kind, &argument, &value).unwrap_or_else(|problem| {
                run.warn(0, &state.name, problem);
                false
            })
        });
        if matches {
            return Outcome::Transition(at);
        }
    }
    if state.transition("noMatch").is_none() {
        run.warn(81005, &state.name, "Failed to transition because no match was found".to_owned());
    }
    Outcome::Event("noMatch")
}
