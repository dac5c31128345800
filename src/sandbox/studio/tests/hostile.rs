use serde_json::{Value, json};

use super::support::{Fake, flow, message, play, state};

const HOSTILE: [&str; 6] = [
    "\"}, {{flow.sid}} {% assign x = 1 %}",
    "a,b=c\r\n{k=v}",
    "日本 🙂 \u{202e}",
    "\\u0000\u{0}",
    "' OR 1=1 --",
    "<script>",
];

#[tokio::test]
async fn data_goes_through_every_widget_unchanged() {
    for hostile in HOSTILE {
        let world = Fake::default();
        world.function(200, "application/json", &json!({"echo": hostile, "{{k}}": hostile}).to_string());
        let states = [
            state(
                "set",
                "set-variables",
                &[("next", "call")],
                json!({"variables": [{"key": "v", "value": "{{flow.data.v}}"}]}),
            ),
            state(
                "call",
                "run-function",
                &[("success", "ask")],
                json!({"url": "https://x.twil.io/f",
                "parameters": [{"key": "v", "value": "{{flow.variables.v}}"}, {"key": "j", "value": "{{flow.data | to_json}}"}]}),
            ),
            state(
                "ask",
                "send-and-wait-for-reply",
                &[("incomingMessage", "send")],
                json!({"from": "", "body": "{{widgets.call.parsed.echo}}"}),
            ),
            state(
                "send",
                "send-message",
                &[("sent", "")],
                json!({"from": "", "body": "{{widgets.ask.inbound.Body}}{{widgets.call.parsed['{{k}}']}}"}),
            ),
        ];
        let mut run = play(&states, json!({"v": hostile}), &world).await;
        assert!(run.incoming_message(&flow(&states), message(hostile), &world).await);
        assert_eq!(run.warnings.len(), 0, "{:?}", run.warnings);
        let call = world.function_calls.lock().unwrap().remove(0);
        assert_eq!(call.parameters[0].1, hostile);
        assert_eq!(serde_json::from_str::<Value>(&call.parameters[1].1).unwrap(), json!({"v": hostile}));
        assert_eq!(world.bodies(), [hostile.to_owned(), format!("{hostile}{hostile}")]);
    }
}
