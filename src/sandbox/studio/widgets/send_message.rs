//! `send-message`: `sent` as soon as the API took the message (`docs/studio/widget-library/send-message`).

use serde_json::{Map, Value};

use super::super::context::Templates;
use super::super::definition::State;
use super::super::run::Run;
use super::super::world::{OutboundMessage, World};
use super::Outcome;

pub(super) async fn run(run: &mut Run, state: &State, world: &dyn World) -> Outcome {
    match send(run, state, world).await {
        Sent::Yes(_) => Outcome::Event("sent"),
        Sent::No => Outcome::Event("failed"),
        Sent::Unsupported => unsupported(),
    }
}

/// What became of a widget's message.
pub(super) enum Sent {
    /// The Messages API took it; its SID.
    Yes(String),
    /// The Messages API refused it: warning 81011.
    No,
    /// It is made from a content template.
    Unsupported,
}

/// How a widget with a content template ends.
pub(super) fn unsupported() -> Outcome {
    Outcome::Unsupported("content templates".to_owned())
}

/// Sends a widget's message; the Message becomes `outbound` of its output. Empty addresses are the Execution's own.
pub(super) async fn send(run: &mut Run, state: &State, world: &dyn World) -> Sent {
    let templates = Templates::new(run, &state.name, world);
    let text = |run: &mut Run, property| {
        state.template(property).map(|template| templates.render(run, &template)).unwrap_or_default()
    };
    if !text(run, "content_sid").trim().is_empty() {
        return Sent::Unsupported;
    }
    let or = |text: String, default: String| {
        let text = text.trim();
        if text.is_empty() { default } else { text.to_owned() }
    };
    let message = OutboundMessage {
        from: or(text(run, "from"), run.flow_address()),
        to: or(text(run, "to"), run.contact_address()),
        body: text(run, "body"),
        media_url: Some(text(run, "media_url").trim().to_owned()).filter(|url| !url.is_empty()),
    };
    let (output, sent) = match world.send_message(message).await {
        Ok(outbound) => {
            let sid = outbound.get("Sid").and_then(Value::as_str).unwrap_or_default().to_owned();
            (Map::from_iter([("outbound".to_owned(), Value::Object(outbound))]), Sent::Yes(sid))
        }
        Err(failure) => {
            // The API's message may hold the contact's number; its code says enough.
            let message =
                format!("Failed to send Message: error {} (status {})", failure.code, failure.status);
            run.warn(81011, &state.name, message);
            (Map::new(), Sent::No)
        }
    };
    run.widgets.insert(state.name.clone(), Value::Object(output));
    sent
}
