use jiff::Timestamp;
use serde_json::json;

use super::super::render;

fn now() -> Timestamp {
    "2026-11-25T20:00:00.123Z".parse().unwrap()
}

/// Checks `{{ expression }}` for each pair, without a fault.
fn all(pairs: &[(&str, &str)]) {
    let data = json!({
        "text": "Ada Lovelace", "list": [3, 1, 2, 1], "none": null, "digits": "12abc", "price": "4.5",
        "people": [
            {"name": "bob", "age": 7, "in": true}, {"name": "Al", "age": 9}, {"name": "cy", "age": null, "in": false}
        ],
    });
    for (expression, expected) in pairs {
        let rendered = render(&format!("{{{{ {expression} }}}}"), &data, now());
        assert_eq!(rendered.text, *expected, "{expression}");
        assert_eq!(rendered.problems, Vec::<String>::new(), "{expression}");
    }
}

/// Checks that each expression is a fault and prints nothing.
fn faulty(expressions: &[&str]) {
    for expression in expressions {
        let rendered = render(&format!("{{{{ {expression} }}}}"), &json!({}), now());
        assert_eq!((rendered.text.as_str(), rendered.problems.len()), ("", 1), "{expression}");
    }
}

#[test]
fn texts() {
    all(&[
        ("'a' | append: 'b' | prepend: 'c'", "cab"),
        ("'hELLO wORLD' | capitalize", "Hello world"),
        ("'ß é' | upcase", "SS É"),
        ("text | downcase", "ada lovelace"),
        ("'  a b ' | strip", "a b"),
        ("'  a ' | lstrip | append: '|'", "a |"),
        ("'  a ' | rstrip", "  a"),
        ("'+1202' | replace: '+', '%2B'", "%2B1202"),
        ("'aXbXc' | replace_first: 'X', '-'", "a-bXc"),
        ("'aXbXc' | replace_last: 'X', '-'", "aXb-c"),
        ("'aXbXc' | remove: 'X'", "abc"),
        ("'aXbXc' | remove_first: 'X'", "abXc"),
        ("'aXbXc' | remove_last: 'X'", "aXbc"),
        ("'héllo' | slice: 1", "é"),
        ("'héllo' | slice: -3, 2", "ll"),
        ("'héllo' | slice: 9, 2", ""),
        ("'a,b,,c,,' | split: ',' | size", "4"),
        ("'a  b' | split: ' ' | join: '-'", "a-b"),
        ("'abc' | split: '' | join: '.'", "a.b.c"),
        ("'Ground control' | truncate: 9", "Ground..."),
        ("'Ground control' | truncate: 8, '…'", "Ground …"),
        ("'short' | truncate: 9", "short"),
        ("'one two three' | truncatewords: 2", "one two..."),
        ("'one two' | truncatewords: 2", "one two"),
        ("text | size", "12"),
        ("12 | append: ''", "12"),
    ]);
    faulty(&["'a' | append", "'a' | replace", "'a' | no_such"]);
}

#[test]
fn encodings() {
    all(&[
        ("'a b&c=+é/' | url_encode", "a+b%26c%3D%2B%C3%A9%2F"),
        ("'a+b%26%C3%A9' | url_decode", "a b&é"),
        ("'héllo' | base64_encode", "aMOpbGxv"),
        ("'aMOpbGxv' | base64_decode", "héllo"),
        ("'a?>' | base64_url_safe_encode", "YT8-"),
        ("'YT8-' | base64_url_safe_decode", "a?>"),
        ("'<a> & \"b\"' | escape", "&lt;a&gt; &amp; &quot;b&quot;"),
        ("'1 &lt; 2 & 3' | escape_once", "1 &lt; 2 &amp; 3"),
        ("\"it's\" | h", "it&#39;s"),
        ("'<p>a <b>c</b></p><script>x</script>' | strip_html", "a c"),
        ("'x' | to_json", "\"x\""),
        ("list | json", "[3,1,2,1]"),
    ]);
    faulty(&["'%FF' | url_decode", "'***' | base64_decode", "'/w==' | base64_decode"]);
}

#[test]
fn new_lines() {
    let data = json!({"t": "a\r\nb\nc"});
    assert_eq!(render("{{ t | strip_newlines }}", &data, now()).text, "abc");
    assert_eq!(render("{{ t | newline_to_br }}", &data, now()).text, "a<br />\nb<br />\nc");
}

#[test]
fn numbers() {
    all(&[
        ("'1' | plus: 1", "2"),
        ("none | plus: 1", "1"),
        ("'x' | plus: 1", "1"),
        ("digits | plus: 1", "13"),
        ("price | plus: 1", "5.5"),
        ("0.1 | plus: 0.2", "0.3"),
        ("5 | minus: 7", "-2"),
        ("3 | times: '4'", "12"),
        ("9223372036854775807 | plus: 1 | at_most: 5", "5"),
        ("7 | divided_by: 2", "3"),
        ("-7 | divided_by: 2", "-4"),
        ("7 | divided_by: -2", "-4"),
        ("7 | divided_by: 2.0", "3.5"),
        ("7 | modulo: 3", "1"),
        ("-7 | modulo: 3", "2"),
        ("7 | modulo: -3", "-2"),
        ("-5 | abs", "5"),
        ("'-1.5' | abs", "1.5"),
        ("1.2 | ceil", "2"),
        ("1.8 | floor", "1"),
        ("1.5 | round", "2"),
        ("1.2345 | round: 2", "1.23"),
        ("4 | at_least: 5", "5"),
        ("4 | at_most: 3", "3"),
    ]);
    faulty(&["1 | divided_by: 0", "1 | modulo: 0", "1 | plus"]);
}

#[test]
fn lists() {
    all(&[
        ("list | sort | join", "1 1 2 3"),
        ("list | uniq | join: ','", "3,1,2"),
        ("list | reverse | first", "1"),
        ("list | last", "1"),
        ("list | sum", "7"),
        ("list | concat: list | size", "8"),
        ("list | slice: 1, 2", "[1, 2]"),
        ("none | first", ""),
        ("people | map: 'name' | join: ','", "bob,Al,cy"),
        ("people | map: 'age' | compact | join: ','", "7,9"),
        ("people | sort: 'name' | map: 'name' | join: ','", "Al,bob,cy"),
        ("people | sort_natural: 'name' | map: 'name' | join: ','", "Al,bob,cy"),
        ("people | sort: 'age' | map: 'age' | size", "3"),
        ("people | where: 'name', 'Al' | map: 'age'", "[9]"),
        ("people | where: 'in' | size", "1"),
        ("people | reject: 'in' | size", "2"),
        ("people | find: 'age', 9 | to_json", "{\"name\":\"Al\",\"age\":9}"),
        ("people | find_index: 'age', 9", "1"),
        ("people | has: 'name', 'zed'", "false"),
        ("people | sum: 'age'", "16"),
        ("people | uniq: 'in' | size", "3"),
    ]);
    faulty(&["'a' | concat: 'b'", "'a' | map", "'a' | where"]);
}

#[test]
fn defaults() {
    all(&[
        ("none | default: 'x'", "x"),
        ("'' | default: 'x'", "x"),
        ("false | default: 'x'", "x"),
        ("false | default: 'x', allow_false: true", "false"),
        ("0 | default: 'x'", "0"),
        ("'a' | default: 'x'", "a"),
        ("nothing.at.all | default: text", "Ada Lovelace"),
    ]);
}

#[test]
fn dates_are_in_pacific_time() {
    all(&[
        ("'now' | date: '%Y-%m-%d %H:%M %Z'", "2026-11-25 12:00 PST"),
        ("'today' | date: '%A, %B %-d, %Y'", "Wednesday, November 25, 2026"),
        ("'now' | date: '%L'", "123"),
        ("'now' | date: '100%% %I:%M %p'", "100% 12:00 PM"),
        ("'2026-11-23T20:00:00Z' | date: '%b %d %l:%M %P'", "Nov 23 12:00 pm"),
        ("'2026-07-01T20:00:00.000+02:00' | date: '%F %T %z'", "2026-07-01 11:00:00 -0700"),
        ("'2026-11-23 09:30:00' | date: '%H:%M'", "09:30"),
        ("'2026-11-23 09:30:00 -0500' | date: '%H:%M'", "06:30"),
        ("'2026-11-23' | date: '%d.%m.%y %H'", "23.11.26 00"),
        ("'March 14, 2016' | date: '%b %d, %y'", "Mar 14, 16"),
        ("'11/23/2026' | date: '%j %a'", "327 Mon"),
        ("'Mon, 23 Nov 2026 20:00:00 +0000' | date: '%s %H'", "%s 12"),
        ("0 | date: '%F %H'", "1969-12-31 16"),
        ("'1795464000' | date: '%F'", "2026-11-23"),
        ("'next week' | date: '%F'", "next week"),
        ("none | date: '%F'", ""),
        ("'now' | date", "now"),
        ("'9999999999999999' | date: '%F'", "9999999999999999"),
    ]);
}
