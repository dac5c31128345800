use clap::ColorChoice;

use super::{Style, Terminal, human};
use crate::error::{Error, TwilioDetails};
use crate::exit::ExitCode;

const NOBODY: Terminal = Terminal {
    stdin: false,
    stdout: false,
    stderr: false,
    ci: false,
    no_color: false,
    dumb: false,
    force_color: false,
    columns: None,
};
const PERSON: Terminal = Terminal { stdin: true, stdout: true, stderr: true, columns: Some(80), ..NOBODY };

#[test]
fn colour_follows_the_flag_then_no_color_then_the_stream() {
    assert!(PERSON.use_color(ColorChoice::Auto, true));
    assert!(!PERSON.use_color(ColorChoice::Auto, false));
    assert!(!Terminal { no_color: true, ..PERSON }.use_color(ColorChoice::Auto, true));
    assert!(Terminal { no_color: true, ..PERSON }.use_color(ColorChoice::Always, false));
    assert!(!PERSON.use_color(ColorChoice::Never, true));
}

#[test]
fn nobody_is_asked_without_a_person_at_both_ends() {
    assert!(PERSON.can_ask(false, false));
    for (terminal, no_input, json) in [
        (NOBODY, false, false),
        (Terminal { stdin: false, ..PERSON }, false, false),
        (Terminal { stderr: false, ..PERSON }, false, false),
        (Terminal { ci: true, ..PERSON }, false, false),
        (PERSON, true, false),
        (PERSON, false, true),
    ] {
        assert!(!terminal.can_ask(no_input, json));
    }
}

#[test]
fn an_error_says_what_where_and_what_next() {
    let mut error = Error::new(ExitCode::Refused, "twilio", "could not create the Flow: invalid")
        .field("--zone")
        .hint("Check the zone");
    error.twilio = Some(Box::new(TwilioDetails {
        status: 400,
        code: Some(81022),
        more_info: Some("https://www.twilio.com/docs/errors/81022".into()),
        request_id: Some("RQ1".into()),
    }));
    assert_eq!(
        human::error(&error, &Style::new(false)),
        "error: could not create the Flow: invalid\n  in: --zone\n  Twilio: HTTP 400, code 81022, RQ1\n  \
         see: https://www.twilio.com/docs/errors/81022\n  hint: Check the zone\n"
    );
    assert_eq!(error.to_json()["error"]["exit_code"], 5);
}

#[test]
fn a_display_moves_only_where_somebody_looks_at_a_terminal_that_can() {
    assert!(PERSON.can_move());
    for terminal in [NOBODY, Terminal { ci: true, ..PERSON }, Terminal { dumb: true, ..PERSON }] {
        assert!(!terminal.can_move());
    }
}

#[test]
fn a_line_that_is_too_wide_is_broken_between_words_only_at_a_terminal() {
    let style = Style::new(true).wide(Some(40));
    let line = format!("10:00  {}  one two three four five six seven", style.hint("ehr"));
    let expected = format!("10:00  {}  one two three four five six\n       seven", style.hint("ehr"));
    assert_eq!(style.hanging(7, &line), expected);
    assert_eq!(Style::new(true).hanging(7, &line), line);
    let sid = format!("the Flow FW{}", "0".repeat(32));
    assert_eq!(style.hanging(5, &sid), format!("the Flow\n     FW{}", "0".repeat(32)), "a SID stays whole");
    let long = format!("POST {}", "/Services".repeat(9));
    assert_eq!(style.hanging(5, &long), long, "what fits nowhere stays where it is");
    let deep = "so deep there is no room for anything any more";
    assert_eq!(style.hanging(35, deep), "so deep there is no room for anything\n  any more");
    assert_eq!(style.hanging(2, "short\nlines stay as they are"), "short\nlines stay as they are");
}

#[test]
fn nothing_that_is_printed_steers_the_terminal() {
    for plain in ["", "Zoë 😀 名\tx\n", "no control"] {
        assert!(matches!(human::visible(plain), std::borrow::Cow::Borrowed(_)), "{plain:?}");
    }
    let (own, style) = (Style::new(true), Style::new(false));
    for painted in
        [own.success("a"), own.failure("a"), own.warning("a"), own.hint("a"), own.bold("a"), own.dim("a")]
    {
        assert_ne!(painted, style.success("a"));
        assert_eq!(human::visible(&painted), painted);
    }
    for (text, seen) in [
        ("hi \x1b]0;owned\x07", "hi \\u{1b}]0;owned\\u{7}"),
        ("\x1b[2J\x1b[8mgone", "\\u{1b}[2J\\u{1b}[8mgone"),
        ("\u{9b}31m\r\x7f", "\\u{9b}31m\\u{d}\\u{7f}"),
        ("ends in \x1b", "ends in \\u{1b}"),
    ] {
        assert_eq!(human::visible(text), seen);
    }
}
