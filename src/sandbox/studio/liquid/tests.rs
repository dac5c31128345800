use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Rendered, render, to_text};

mod hostile;
mod tags;

fn now() -> Timestamp {
    "2026-11-25T20:00:00Z".parse().unwrap()
}

fn data() -> Value {
    json!({
        "flow": {"data": {"name": "Ada", "n": 3, "list": ["a", "b", "c"], "deep": {"k": "v", "none": null}},
                 "variables": {"count": "4"}},
        "widgets": {"get-datetime-parts": {"parsed": {"x": 1.5, "items": [{"id": 1, "ok": true}, {"id": 2}]}}},
    })
}

fn full(template: &str) -> Rendered {
    render(template, &data(), now())
}

/// The text of a template that must have no fault.
fn text(template: &str) -> String {
    let rendered = full(template);
    assert_eq!(rendered.problems, Vec::<String>::new(), "{template}");
    rendered.text
}

/// The text of a template that must have exactly one fault, and the fault.
fn fault(template: &str) -> (String, String) {
    let mut rendered = full(template);
    assert_eq!(rendered.problems.len(), 1, "{template}: {:?}", rendered.problems);
    (rendered.text, rendered.problems.remove(0))
}

#[test]
fn paths_reach_into_data() {
    assert_eq!(text("Hi {{flow.data.name}}!"), "Hi Ada!");
    assert_eq!(text("{{ widgets.get-datetime-parts.parsed.x }}"), "1.5");
    assert_eq!(text("{{ widgets['get-datetime-parts'].parsed. x }}"), "1.5");
    assert_eq!(text("{{ widgets[\"get-datetime-parts\"] .parsed . items[1].id }}"), "2");
    assert_eq!(text("{{ flow.data.list[0] }}{{ flow.data.list[-1] }}{{ flow.data.list.last }}"), "acc");
    assert_eq!(text("{% assign i = 1 %}{{ flow.data.list[i] }}{{ flow['data'].list.size }}"), "b3");
    assert_eq!(text("{{ flow.data.name.size }}"), "3");
}

#[test]
fn what_is_missing_prints_nothing() {
    assert_eq!(
        text("[{{nothing}}{{flow.data.nothing.deeper}}{{flow.data.name.x}}{{flow.data.deep.none}}]"),
        "[]"
    );
    assert_eq!(text("{{ nothing | default: 'x' }}{{ nothing | upcase }}{{}}{{ }}"), "x");
    assert_eq!(text("{% if nothing %}a{% else %}b{% endif %}"), "b");
}

#[test]
fn an_index_that_does_not_exist_is_a_fault() {
    assert_eq!(fault("a{{ flow.data.list[7] }}b").0, "ab");
}

#[test]
fn objects_print_as_java_maps() {
    assert_eq!(text("{{flow.data.deep}}"), "{k=v, none=null}");
    assert_eq!(text("{{flow.data.list}}"), "[a, b, c]");
    assert_eq!(text("{{ flow.data }}"), "{name=Ada, n=3, list=[a, b, c], deep={k=v, none=null}}");
    assert_eq!(text("{{ flow.data.deep | to_json }}"), r#"{"k":"v","none":null}"#);
    assert_eq!(text("{{ flow.data.list | json }}{{ nothing | to_json }}"), r#"["a","b","c"]null"#);
    assert_eq!(to_text(&json!([true, 1, 2.5, "x"])), "[true, 1, 2.5, x]");
}

#[test]
fn literals_print_themselves() {
    assert_eq!(
        text("{{ 'it' }}{{ \"it's\" }}{{ 12 }}{{ -3 }}{{ 1.50 }}{{ true }}{{ nil }}"),
        "itit's12-31.5true"
    );
    assert_eq!(text("{{ '}}' }}{{ \"{%\" }}"), "}}{%");
}

#[test]
fn text_without_markup_is_left_alone() {
    let odd = "} } %} {\"a\": {\"b\": 1}} 100% {x} it's";
    assert_eq!(text(odd), odd);
    assert_eq!(text(""), "");
}

#[test]
fn one_bad_output_does_not_take_the_rest_along() {
    let (got, problem) = fault("a {{ 1 + 2 }} b {{ 'c' }}");
    assert_eq!(got, "a  b c");
    assert!(problem.contains("plus"), "{problem}");
    assert_eq!(fault("a{{ 'x' | no_such_filter }}b").0, "ab");
    assert_eq!(fault("a{{ größe }}b").0, "ab");
    assert_eq!(fault("a{{ flow. }}b").0, "ab");
    assert_eq!(fault("a{{ 'x' | append }}b").0, "ab");
}

#[test]
fn a_broken_structure_prints_nothing() {
    for template in [
        "a {{ flow.data.name",
        "a {% if x %}",
        "a {% no_such_tag %}",
        "a {% endif %}",
        "a {% assign x %}",
        "a {% assign größe = 1 %}",
        "a {% assign a.b = 1 %}",
        "a {% for x of y %}{% endfor %}",
        "a {% if x + 1 %}{% endif %}",
        "a {% raw %}",
        "a {% comment %}",
        "a {{ 'x }}",
        "a {% case %}{% endcase %}",
        "a {% %}",
    ] {
        assert_eq!(fault(template).0, "", "{template}");
    }
}

#[test]
fn texts_are_cut_at_16_kb() {
    let long = "é".repeat(10_000);
    let rendered = render(&long, &json!({}), now());
    assert_eq!(rendered.text.len(), 16 * 1024);
    assert_eq!(rendered.problems.len(), 1);
    let rendered = render("{{ x }}{{ x }}tail", &json!({"x": "y".repeat(10_000)}), now());
    assert_eq!(rendered.text.len(), 16 * 1024);
    assert_eq!(rendered.problems.len(), 1);
    assert!(render(&"x".repeat(16 * 1024), &json!({}), now()).problems.is_empty());
}
