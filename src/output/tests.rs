use clap::ColorChoice;

use super::{Style, Terminal, human};
use crate::error::{Error, TwilioDetails};
use crate::exit::ExitCode;

const NOBODY: Terminal =
    Terminal { stdin: false, stdout: false, stderr: false, ci: false, no_color: false, force_color: false };
const PERSON: Terminal =
    Terminal { stdin: true, stdout: true, stderr: true, ci: false, no_color: false, force_color: false };

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
fn a_long_table_is_the_table_whatever_parts_it_is_laid_out_in() {
    // The widest cells are in the first part, a middle one and the last one.
    let row = |number: usize| {
        let wide = |at: usize, text: &str| if number == at { text.repeat(9) } else { number.to_string() };
        vec![wide(3, "é"), wide(700, "long "), wide(1203, "漢")]
    };
    let head = ["A", "B", "A HEAD"];
    for count in [0, 1, 500, 501, 1204] {
        let mut printed = String::new();
        super::long_table(&head, count, row, |part| {
            printed.push_str(part);
            Ok(())
        })
        .unwrap();
        assert_eq!(printed, super::table(&head, &(0..count).map(row).collect::<Vec<_>>()), "{count}");
    }
}
