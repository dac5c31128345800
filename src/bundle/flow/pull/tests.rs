use serde_json::{Value, json};

use crate::bundle::{Bundle, FlowTemplate, Placeholders};

const SERVICE: &str = "ZS0123456789abcdef0123456789abcdef";

fn values(clinic: &str) -> Placeholders {
    let mut values = Placeholders::default();
    values.set("SERVICE_SID", SERVICE);
    values.set("ENVIRONMENT_SID", "ZE0123456789abcdef0123456789abcdef");
    values.set("DOMAIN", "pam-1234.twil.io");
    values.set_text("CUSTOMER_NAME", clinic);
    for (at, function) in Bundle::embedded().functions.iter().enumerate() {
        values.set(format!("FUNCTION_SID:{}", &function.path[1..]), format!("ZH{at:032x}"));
    }
    values
}

fn pulled(live: &Value, clinic: &str) -> FlowTemplate {
    let base = Bundle::embedded().flow().unwrap();
    let pulled = FlowTemplate::pull(live, &values(clinic), Some(&base));
    assert_eq!(pulled.fill(&values(clinic)).unwrap(), *live, "nothing is lost");
    pulled
}

#[test]
fn an_untouched_flow_is_the_template_it_was_made_from_even_in_another_order() {
    for clinic in ["Owl Health", "{{ Owl }} \"Health\" {PAM:DOMAIN}", "a", "flow"] {
        let base = Bundle::embedded().flow().unwrap();
        let live = base.fill(&values(clinic)).unwrap();
        assert_eq!(pulled(&live, clinic).text(), base.text());
    }
}

#[test]
fn an_edit_keeps_every_other_placeholder_and_unknown_fields() {
    let base = Bundle::embedded().flow().unwrap();
    let mut live = base.fill(&values("Owl Health")).unwrap();
    let states = live["states"].as_array_mut().unwrap();
    states.rotate_left(3);
    let moved = states.iter_mut().find(|state| state["name"] == "settings").unwrap();
    moved["properties"]["variables"][0]["value"] = json!("Owl Health, north");
    moved["notes"] = json!({"of": [null, 1.5, "the Console"]});
    states.push(json!({"name": "added", "type": "run-function", "transitions": [], "properties": {
        "service_sid": SERVICE, "url": "https://pam-1234.twil.io/x", "parameters": [
            {"key": "Owl Health", "value": "Owl Healthy and {{ 'Owl Health' }} of {PAM:OWL} at Owl Health"}]}}));
    let template = pulled(&live, "Owl Health");
    let text = template.text();
    assert!(text.contains("\"{PAM:CUSTOMER_NAME}, north\""), "{text}");
    assert!(
        text.contains("Owl Healthy and {{ 'Owl Health' }} of {PAM:OPENING}OWL} at {PAM:CUSTOMER_NAME}"),
        "{text}"
    );
    assert!(text.contains("https://{PAM:DOMAIN}/x") && !text.contains(SERVICE), "{text}");
    let functions = Bundle::embedded();
    assert_eq!(template.check(functions.functions.iter().map(|file| file.path.as_str())), Ok(()));
}

#[test]
fn names_of_widgets_and_events_are_never_texts() {
    let live = json!({"states": [{"name": "Owl", "type": "Owl", "transitions": [{"event": "Owl", "next": "Owl"}],
                                  "properties": {"body": "Owl"}}]});
    let template = FlowTemplate::pull(&live, &values("Owl"), None);
    assert_eq!(template.text().matches("CUSTOMER_NAME").count(), 1, "{}", template.text());
    assert_eq!(template.fill(&values("Owl")).unwrap(), live);
}
