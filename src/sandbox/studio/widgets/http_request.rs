//! `make-http-request`: calls a URL (`docs/studio/widget-library/http-request`).

use serde_json::{Map, Value};
use url::{Url, form_urlencoded};

use super::super::context::Templates;
use super::super::definition::State;
use super::super::run::Run;
use super::super::world::{HttpCall, World};
use super::Outcome;
use super::response::{MAX_BODY, media_type, outputs, parsed, succeeded};

const FORM: &str = "application/x-www-form-urlencoded";

/// Parameters go into the query of a GET and the form of a POST; `body` goes with a POST of another content type.
pub(super) async fn run(run: &mut Run, state: &State, world: &dyn World) -> Outcome {
    let call = match prepare(run, state, world) {
        Ok(call) => call,
        Err(problem) => {
            run.warn(
                81014,
                &state.name,
                format!("There was an internal error while processing an HTTP request: {problem}"),
            );
            run.widgets.insert(state.name.clone(), Value::Object(Map::new()));
            return Outcome::Event("failed");
        }
    };
    let mut output = Map::new();
    let problem = match world.http_request(call).await {
        Err(no_answer) => Some(no_answer.reason),
        Ok(answer) if answer.body.len() > MAX_BODY => Some("the response is over 64 kB".to_owned()),
        Ok(answer) => {
            output = outputs(&answer);
            if let Some(parsed) = parsed(&answer) {
                output.insert("parsed".to_owned(), parsed);
            }
            (!succeeded(&answer)).then(|| format!("status {}", answer.status))
        }
    };
    run.widgets.insert(state.name.clone(), Value::Object(output));
    match problem {
        None => Outcome::Event("success"),
        Some(problem) => {
            run.warn(81016, &state.name, format!("Outgoing HTTP request failed: {problem}"));
            Outcome::Event("failed")
        }
    }
}

fn prepare(run: &mut Run, state: &State, world: &dyn World) -> Result<HttpCall, String> {
    let templates = Templates::new(run, &state.name, world);
    let text = |run: &mut Run, property| {
        state.template(property).map(|template| templates.render(run, &template)).unwrap_or_default()
    };
    let pairs = state.pairs("parameters");
    if pairs.iter().any(|(key, _)| key == "method") {
        return Err("the parameter name `method` is reserved".to_owned());
    }
    let method = match text(run, "method").trim().to_ascii_uppercase().as_str() {
        "" | "GET" => "GET",
        "POST" => "POST",
        _ => return Err("the method is neither GET nor POST".to_owned()),
    };
    let mut url = Url::parse(text(run, "url").trim()).map_err(|_| "the URL is not valid".to_owned())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("the URL is neither http nor https".to_owned());
    }
    let content_type = Some(text(run, "content_type")).filter(|text| !text.trim().is_empty());
    let content_type = content_type.unwrap_or_else(|| FORM.to_owned());
    let parameters: Vec<(String, String)> =
        pairs.into_iter().map(|(key, template)| (key, templates.render(run, &template))).collect();
    let body = if method == "GET" {
        if !parameters.is_empty() {
            url.query_pairs_mut().extend_pairs(&parameters);
        }
        None
    } else if media_type(&content_type).eq_ignore_ascii_case(FORM) {
        Some(form_urlencoded::Serializer::new(String::new()).extend_pairs(&parameters).finish())
    } else {
        Some(text(run, "body"))
    };
    let twilio_auth = state.properties.get("add_twilio_auth") == Some(&Value::Bool(true));
    Ok(HttpCall { method: method.to_owned(), url: url.to_string(), content_type, body, twilio_auth })
}
