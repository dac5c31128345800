//! `run-function`: POSTs parameters to a Function (`docs/studio/widget-library/run-function`).

use serde_json::{Map, Value};

use super::super::context::Templates;
use super::super::definition::State;
use super::super::run::Run;
use super::super::world::{FunctionCall, World};
use super::Outcome;
use super::response::{MAX_BODY, outputs, parsed, succeeded};

/// `parsed` is kept only for JSON objects; a second run of the widget adds its keys to the first one's, and an answer
/// that is not a JSON object leaves them.
pub(super) async fn run(run: &mut Run, state: &State, world: &dyn World) -> Outcome {
    let templates = Templates::new(run, &state.name, world);
    let text =
        |run: &mut Run, property| state.template(property).map(|template| templates.render(run, &template));
    let sid = |sid: Option<String>| sid.filter(|sid| !sid.is_empty());
    let call = FunctionCall {
        url: text(run, "url").unwrap_or_default().trim().to_owned(),
        service_sid: sid(text(run, "service_sid")),
        environment_sid: sid(text(run, "environment_sid")),
        function_sid: sid(text(run, "function_sid")),
        parameters: state
            .pairs("parameters")
            .into_iter()
            .map(|(key, template)| (key, templates.render(run, &template)))
            .collect(),
    };
    let before = run.widgets.get(&state.name).and_then(|widget| widget.get("parsed")).cloned();
    let answer = world.run_function(call).await;
    let mut output = Map::new();
    let event = match &answer {
        Err(no_answer) => {
            let message =
                format!("There was an internal error while processing a Function: {}", no_answer.reason);
            run.warn(81010, &state.name, message);
            "fail"
        }
        Ok(answer) if answer.body.len() > MAX_BODY => {
            run.warn(81017, &state.name, "Error on Twilio Function response: more than 64 kB".to_owned());
            "fail"
        }
        Ok(answer) => {
            output = outputs(answer);
            if let Some(Value::Object(new)) = parsed(answer) {
                let mut merged = before.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
                merged.extend(new);
                output.insert("parsed".to_owned(), Value::Object(merged));
            }
            if succeeded(answer) {
                "success"
            } else {
                run.warn(
                    81017,
                    &state.name,
                    format!("Error on Twilio Function response: status {}", answer.status),
                );
                "fail"
            }
        }
    };
    if let Some(before) = before {
        output.entry("parsed").or_insert(before);
    }
    run.widgets.insert(state.name.clone(), Value::Object(output));
    Outcome::Event(event)
}
