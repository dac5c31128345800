//! `set-variables`: texts, or JSON where the variable says `parse_as_json`
//! (`docs/studio/widget-library/set-variables`).

use serde_json::{Map, Value};

use super::super::context::Templates;
use super::super::definition::State;
use super::super::run::Run;
use super::super::world::World;
use super::Outcome;

/// All values see the context before the widget. A text that is not JSON is warning 81027 and stays a text.
pub(super) fn run(run: &mut Run, state: &State, world: &dyn World) -> Outcome {
    let templates = Templates::new(run, &state.name, world);
    let variables = state.properties.get("variables").and_then(Value::as_array);
    let as_json = |at: usize| {
        let flag = variables.and_then(|variables| variables.get(at)).and_then(|v| v.get("parse_as_json"));
        flag.is_some_and(|flag| *flag == Value::Bool(true) || flag == "true")
    };
    let mut values = Map::new();
    for (at, (key, template)) in state.pairs("variables").into_iter().enumerate() {
        let text = templates.render(run, &template);
        let value = if as_json(at) {
            serde_json::from_str(&text).unwrap_or_else(|_| {
                run.warn(
                    81027,
                    &state.name,
                    format!("Error parsing type: the variable {key} is not valid JSON"),
                );
                Value::from(text)
            })
        } else {
            Value::from(text)
        };
        values.insert(key, value);
    }
    run.variables.extend(values.clone());
    run.widgets.insert(state.name.clone(), Value::Object(values));
    Outcome::Event("next")
}
