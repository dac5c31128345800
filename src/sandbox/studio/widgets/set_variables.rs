//! `set-variables`: texts, or JSON where the variable says `parse_as_json`
//! (`docs/studio/widget-library/set-variables`).

use serde_json::{Map, Value};

use super::super::context::Templates;
use super::super::definition::State;
use super::super::run::Run;
use super::super::world::World;
use super::Outcome;

pub(super) fn run(run: &mut Run, state: &State, world: &dyn World) -> Outcome {
    let values = values(run, state, world, "variables");
    run.variables.extend(values.clone());
    run.widgets.insert(state.name.clone(), Value::Object(values));
    Outcome::Event("next")
}

/// The pairs of a property. All values see the context before the widget. A text that is not JSON is warning 81027 and
/// stays a text.
pub(super) fn values(run: &mut Run, state: &State, world: &dyn World, property: &str) -> Map<String, Value> {
    let templates = Templates::new(run, &state.name, world);
    let pairs = state.properties.get(property).and_then(Value::as_array);
    let as_json = |at: usize| {
        let flag = pairs.and_then(|pairs| pairs.get(at)).and_then(|pair| pair.get("parse_as_json"));
        flag.is_some_and(|flag| *flag == Value::Bool(true) || flag == "true")
    };
    let mut values = Map::new();
    for (at, (key, template)) in state.pairs(property).into_iter().enumerate() {
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
    values
}
