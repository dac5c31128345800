use super::{fault, text};

#[test]
fn assign_and_capture() {
    assert_eq!(text("{% assign a = 'x' | upcase %}{{ a }}{{ a }}"), "XX");
    assert_eq!(text("{% capture who %}Dr {{ flow.data.name }}{% endcapture %}[{{ who }}]"), "[Dr Ada]");
    assert_eq!(text("{% capture 'who' %}x{% endcapture %}{{ who }}"), "x");
    // A variable of the template hides the data of the same name, in this template only.
    assert_eq!(text("{% assign flow = 1 %}{{ flow }}"), "1");
}

#[test]
fn if_elsif_else_unless() {
    let grade = "{% if n > 3 %}more{% elsif n == 3 %}three{% else %}less{% endif %}";
    for (n, expected) in [("2", "less"), ("3", "three"), ("4", "more")] {
        assert_eq!(text(&format!("{{% assign n = {n} %}}{grade}")), expected);
    }
    assert_eq!(text("{% unless false %}a{% endunless %}{% unless true %}b{% else %}c{% endunless %}"), "ac");
    assert_eq!(text("{% unless true %}a{% elsif true %}b{% endunless %}"), "b");
}

#[test]
fn only_nil_and_false_are_false() {
    assert_eq!(text("{% if '' %}a{% endif %}{% if 0 %}b{% endif %}{% if nil %}c{% endif %}"), "ab");
}

#[test]
fn operators() {
    for (test, expected) in [
        ("1 == 1.0", true),
        ("1 == '1'", false),
        ("'a' != 'b'", true),
        ("'a' <> 'a'", false),
        ("2 <= 2", true),
        ("2 >= 3", false),
        ("'abc' contains 'b'", true),
        ("flow.data.list contains 'b'", true),
        ("flow.data.list contains 'x'", false),
        ("flow.data.deep contains 'k'", true),
        ("nothing contains 'x'", false),
        ("nothing == nil", true),
        ("nothing < 3", false),
        ("'' == empty", true),
        ("empty == ''", true),
        ("'  ' == blank", true),
        ("nothing == blank", true),
        ("flow.data.name != blank", true),
        ("'a' < 'b'", true),
        ("true or false and false", true),
        ("false and true or true", false),
        ("false or true", true),
        ("true and true", true),
        ("a-b", false),
    ] {
        let got = text(&format!("{{% if {test} %}}true{{% else %}}false{{% endif %}}"));
        assert_eq!(got, expected.to_string(), "{test}");
    }
    assert_eq!(fault("{% if flow.variables.count > 3 %}a{% else %}b{% endif %}").0, "b");
}

#[test]
fn case_when() {
    let template =
        "{% case x %} ignored {% when 1, 2 %}low{% when 'a' or 'b' %}letter{% else %}other{% endcase %}";
    for (x, expected) in [("1", "low"), ("2", "low"), ("'b'", "letter"), ("3", "other"), ("nil", "other")] {
        assert_eq!(text(&format!("{{% assign x = {x} %}}{template}")), expected);
    }
}

#[test]
fn for_loops() {
    assert_eq!(
        text("{% for x in flow.data.list %}{{ x }}{% unless forloop.last %},{% endunless %}{% endfor %}"),
        "a,b,c"
    );
    assert_eq!(text("{% for i in (1..4) reversed %}{{ i }}{% endfor %}"), "4321");
    assert_eq!(text("{% for i in (1..9) limit:2 offset: 3 %}{{ i }}{% endfor %}"), "45");
    assert_eq!(text("{% for i in (1..5), limit: 2 %}{{ i }}{% endfor %}"), "12");
    assert_eq!(
        text(
            "{% for i in (1..5) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 4 %}{% break %}{% endif %}{{ i }}{% endfor %}!"
        ),
        "13!"
    );
    assert_eq!(text("{% for i in nothing %}x{% else %}none{% endfor %}"), "none");
    assert_eq!(text("{% for p in flow.data.deep %}{{ p[0] }}:{{ p[1] }};{% endfor %}"), "k:v;none:;");
    assert_eq!(
        text(
            "{% for i in (1..3) %}{{ forloop.index }}{{ forloop.index0 }}{{ forloop.rindex }}{{ forloop.first }} {% endfor %}"
        ),
        "103true 212false 321false "
    );
    assert_eq!(
        text(
            "{% for i in (1..2) %}{% for j in (1..2) %}{{ forloop.parentloop.index }}{{ j }} {% endfor %}{% endfor %}{{ i }}"
        ),
        "11 12 21 22 "
    );
    assert_eq!(text("{% assign last = 2 %}{% for i in (1..last) %}{{ i }}{% endfor %}"), "12");
}

#[test]
fn a_loop_has_at_most_15_rounds() {
    let (got, problem) = fault("{% for i in (1..20) %}{{ i }} {% endfor %}end");
    assert!(got.ends_with("14 15 end"), "{got}");
    assert!(problem.contains("15"), "{problem}");
    assert_eq!(text("{% for i in (1..15) %}.{% endfor %}").len(), 15);
}

#[test]
fn cycle_raw_and_comment() {
    assert_eq!(text("{% for i in (1..3) %}{% cycle 'a', 'b' %}{% endfor %}{% cycle 'a', 'b' %}"), "abab");
    assert_eq!(text("{% cycle 'g': 1, 2 %}{% cycle 'h': 1, 2 %}{% cycle 'g': 1, 2 %}"), "112");
    assert_eq!(text("{% raw %}{{ flow.data.name }} {% if %}{% endraw %}!"), "{{ flow.data.name }} {% if %}!");
    assert_eq!(text("a{% comment %} {{ broken | } {% endif %} {% endcomment %}b{% # note %}c"), "abc");
}

#[test]
fn whitespace_control() {
    assert_eq!(text("a  {{- 'b' -}}  c"), "abc");
    assert_eq!(text("a \n{%- if true -%}\n b \n{%- endif -%}\n c"), "abc");
    assert_eq!(text("a {% raw -%} b {%- endraw %} c"), "a b c");
    assert_eq!(text("a {%- comment %} x {% endcomment -%} c"), "ac");
    assert_eq!(text("a {{ 'b' }} {{- 'c' }}"), "a bc");
}
