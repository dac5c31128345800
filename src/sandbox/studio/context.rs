//! The Execution's context: what templates see, and what `GET …/Executions/{sid}/Context` shows.

use serde_json::{Value, json};

use super::liquid::{self, to_text};
use super::run::{Run, Trigger};
use super::world::World;

impl Run {
    /// The context as `GET …/Executions/{sid}/Context` shows it: `trigger`, `contact`, `flow`, `widgets`.
    #[must_use]
    pub fn context(&self) -> Value {
        let (trigger, data) = match (&self.inside, &self.trigger) {
            // A Subflow sees what it was given, and not what started the Flow around it.
            (Some(inside), _) => (json!({"parent": {"parameters": inside.parameters}}), json!({})),
            (None, Trigger::Request { to, from, parameters }) => (
                json!({"request": {"to": to, "from": from, "parameters": parameters}}),
                Value::from(parameters.clone()),
            ),
            (None, Trigger::Message(parameters)) => (json!({"message": parameters}), json!({})),
        };
        let inside = self.inside.as_ref().map(|inside| &inside.subflow.flow_sid);
        json!({
            "trigger": trigger,
            "contact": {"channel": {"address": self.contact_address()}},
            "flow": {
                "sid": self.identity.execution_sid,
                "flow_sid": inside.unwrap_or(&self.identity.flow_sid),
                "channel": {"address": self.flow_address()},
                "data": data,
                "variables": self.variables,
            },
            "widgets": self.widgets,
        })
    }

    /// The contact's address, `{{contact.channel.address}}`.
    pub(crate) fn contact_address(&self) -> String {
        match &self.trigger {
            Trigger::Request { to, .. } => to.clone(),
            Trigger::Message(parameters) => parameters.get("From").map(to_text).unwrap_or_default(),
        }
    }

    /// Twilio's side, `{{flow.channel.address}}`: the request's `From`, or the number the message came to.
    pub(crate) fn flow_address(&self) -> String {
        match &self.trigger {
            Trigger::Request { from, .. } => from.clone(),
            Trigger::Message(parameters) => parameters.get("To").map(to_text).unwrap_or_default(),
        }
    }
}

/// Renders a widget's templates over one context.
pub(super) struct Templates<'a> {
    widget: &'a str,
    context: Value,
    now: jiff::Timestamp,
}

impl<'a> Templates<'a> {
    /// For a widget about to run.
    pub(super) fn new(run: &Run, widget: &'a str, world: &dyn World) -> Self {
        Self { widget, context: run.context(), now: world.now() }
    }

    /// A template's text; what was wrong becomes warning 81018.
    pub(super) fn render(&self, run: &mut Run, template: &str) -> String {
        let rendered = liquid::render(template, &self.context, self.now);
        for problem in rendered.problems {
            run.warn(81018, self.widget, format!("Template evaluation error: {problem}"));
        }
        rendered.text
    }
}
