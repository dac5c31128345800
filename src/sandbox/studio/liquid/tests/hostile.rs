use serde_json::{Value, json};

use super::{full, now, render, text};

#[test]
fn data_is_never_rendered_again() {
    for hostile in [
        "{{ flow.sid }}",
        "{% assign x = 1 %}{{x}}",
        "}} {{ 'x' }}",
        "a\"b'c\\d\ne\r\n\tf\u{0}",
        "{k=v, x}",
        "日本語 🙂 e\u{301} \u{202e}",
        "| upcase",
    ] {
        let data = json!({"v": hostile, "o": {hostile: hostile}});
        let rendered = render("{{ v }}", &data, now());
        assert_eq!((rendered.text.as_str(), rendered.problems.len()), (hostile, 0));
        let rendered =
            render("{% assign a = v %}{% capture b %}{{ a }}{% endcapture %}{{ b }}", &data, now());
        assert_eq!(rendered.text, hostile);
        let json = render("{{ o | to_json }}", &data, now()).text;
        assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), data["o"]);
    }
}

#[test]
fn problems_never_hold_data() {
    let data = json!({"secret": "s3cret", "list": ["s3cret"]});
    for template in [
        "{{ secret | divided_by: 0 }}",
        "{{ secret | base64_decode }}",
        "{{ list | concat: secret }}",
        "{{ list[9] }}",
        "{% if secret > 3 %}{% endif %}",
        "{% for i in (secret..1.5) %}{% endfor %}",
    ] {
        let rendered = render(template, &data, now());
        assert_eq!(rendered.problems.len(), 1, "{template}");
        assert!(!rendered.problems[0].contains("s3cret"), "{:?}", rendered.problems);
    }
}

#[test]
fn nothing_grows_without_bound() {
    let double = "{% assign x = x | append: x %}".repeat(40);
    let rendered = full(&format!("{{% assign x = 'xxxxxxxx' %}}{double}{{{{ x | size }}}}"));
    assert!(!rendered.problems.is_empty());
    let nested = format!("{}x{}", "{% for i in (1..15) %}".repeat(8), "{% endfor %}".repeat(8));
    assert!(!full(&nested).problems.is_empty());
    let mut wide = "{% assign l = (1..1000) %}".to_owned();
    wide += &"{% assign l = l | concat: l %}".repeat(30);
    assert!(!full(&wide).problems.is_empty());
    let replaced =
        full("{% assign x = 'aaaaaaaaaa' | replace: 'a', 'bbbbbbbbbb' %}{{ x | replace: '', x | size }}");
    assert_eq!(replaced.problems, Vec::<String>::new());
    assert!(!full("{{ (1..999999999999) | size }}").problems.is_empty());
}

#[test]
fn deep_nesting_is_refused() {
    for template in [
        "{% if true %}".repeat(20_000),
        format!("{{{{ {} }}}}", "a[".repeat(20_000)),
        format!("{{{{ {} }}}}", "(1..".repeat(20_000)),
        format!("{{% if a {} %}}{{% endif %}}", "and a ".repeat(20_000)),
    ] {
        drop(full(&template));
    }
    assert_eq!(text(&format!("{}x{}", "{% if true %}".repeat(40), "{% endif %}".repeat(40))), "x");
}

/// A small generator, so that every run tries the same templates.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(sides).unwrap()).unwrap()
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

const PARTS: &[&str] = &[
    "{{",
    "}}",
    "{%",
    "%}",
    "{{-",
    "-}}",
    "{%-",
    "-%}",
    " ",
    "\n",
    "|",
    ":",
    ",",
    ".",
    "..",
    "[",
    "]",
    "(",
    ")",
    "'",
    "\"",
    "+",
    "-",
    "=",
    "==",
    "<",
    ">=",
    "contains",
    "and",
    "or",
    "if",
    "endif",
    "else",
    "elsif",
    "unless",
    "endunless",
    "for",
    "endfor",
    "in",
    "reversed",
    "limit:",
    "offset:",
    "break",
    "continue",
    "case",
    "when",
    "endcase",
    "assign",
    "capture",
    "endcapture",
    "cycle",
    "raw",
    "endraw",
    "comment",
    "endcomment",
    "x",
    "flow.data.list",
    "forloop",
    "0",
    "-1",
    "9223372036854775807",
    "-9223372036854775808",
    "1.5",
    "1e9",
    "nil",
    "empty",
    "blank",
    "é",
    "🙂",
    "\u{0}",
    "#",
];

const VALUES: &[&str] = &[
    "flow.data",
    "flow.data.list",
    "flow.data.name",
    "nothing",
    "0",
    "-1",
    "9223372036854775807",
    "-9223372036854775808",
    "0.0",
    "1.5",
    "'é🙂x'",
    "''",
    "'2026-11-25T20:00:00Z'",
    "'%Y %q %99999d %'",
    "true",
    "(1..5)",
    "empty",
    "'%E9'",
    "'now'",
];

const FILTERS: &[&str] = &[
    "abs",
    "append",
    "at_least",
    "at_most",
    "base64_decode",
    "base64_encode",
    "base64_url_safe_decode",
    "base64_url_safe_encode",
    "capitalize",
    "ceil",
    "compact",
    "concat",
    "date",
    "default",
    "divided_by",
    "downcase",
    "escape",
    "escape_once",
    "find",
    "find_index",
    "first",
    "floor",
    "has",
    "join",
    "json",
    "last",
    "lstrip",
    "map",
    "minus",
    "modulo",
    "newline_to_br",
    "plus",
    "prepend",
    "reject",
    "remove",
    "remove_first",
    "remove_last",
    "replace",
    "replace_first",
    "replace_last",
    "reverse",
    "round",
    "rstrip",
    "size",
    "slice",
    "sort",
    "sort_natural",
    "split",
    "strip",
    "strip_html",
    "strip_newlines",
    "sum",
    "times",
    "to_json",
    "truncate",
    "truncatewords",
    "uniq",
    "upcase",
    "url_decode",
    "url_encode",
    "where",
];

#[test]
fn random_templates_never_panic() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for _ in 0..20_000 {
        let length = dice.roll(30);
        let template: String = (0..length).map(|_| dice.pick(PARTS)).collect();
        assert!(full(&template).text.len() <= 16 * 1024);
        let spaced: Vec<&str> = (0..length).map(|_| dice.pick(PARTS)).collect();
        assert!(full(&spaced.join(" ")).text.len() <= 16 * 1024);
    }
}

#[test]
fn random_filters_never_panic() {
    let mut dice = Dice(42);
    for round in 0..20_000 {
        let mut template = format!("{{{{ {}", dice.pick(VALUES));
        for _ in 0..=dice.roll(3) {
            template += &format!(" | {}", dice.pick(FILTERS));
            for argument in 0..dice.roll(3) {
                template += if argument == 0 { ": " } else { ", " };
                template += dice.pick(VALUES);
            }
        }
        let rendered = full(&format!("{template} }}}}"));
        assert!(
            rendered.problems.iter().all(|problem| !problem.contains("does not exist")),
            "{round}: {template}"
        );
    }
}

#[test]
fn every_pair_of_values_goes_through_every_filter() {
    for filter in FILTERS {
        for input in VALUES {
            for argument in VALUES {
                drop(full(&format!("{{{{ {input} | {filter}: {argument}, {argument} }}}}")));
            }
        }
    }
}
