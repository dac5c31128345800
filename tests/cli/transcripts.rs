//! What a person sees, kept as files that a person can read. `PAM_BLESS=1 cargo test transcripts` writes them anew.

use std::fmt::Write;
use std::path::Path;

use regex::Regex;

use crate::support::Pam;

/// Runs commands one after the other in one home and compares what they print with the transcript of that name.
fn transcript(name: &str, pam: &Pam, commands: &[&str]) {
    let mut text = String::new();
    for line in commands {
        let args = words(line);
        let ran = pam.run(&args.iter().map(String::as_str).collect::<Vec<_>>());
        writeln!(text, "$ pam {line}").expect("text");
        for (mark, stream) in [("", &ran.stdout), ("! ", &ran.stderr)] {
            for printed in stream.lines() {
                writeln!(text, "{mark}{}", scrubbed(printed).trim_end()).expect("text");
            }
        }
        if ran.code != 0 {
            writeln!(text, "[exit code {}]", ran.code).expect("text");
        }
        text.push('\n');
    }
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/transcripts").join(format!("{name}.txt"));
    if std::env::var_os("PAM_BLESS").is_some() {
        std::fs::write(&path, &text).expect("the transcript is written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    for (number, (kept, printed)) in kept.lines().zip(text.lines()).enumerate() {
        assert_eq!(kept, printed, "{}, line {}", path.display(), number + 1);
    }
    assert_eq!(kept.lines().count(), text.lines().count(), "{}: another number of lines", path.display());
}

/// Words as a shell splits them, with double quotes.
fn words(line: &str) -> Vec<String> {
    let quoted = Regex::new(r#""([^"]*)"|(\S+)"#).expect("a pattern");
    let word = |found: regex::Captures<'_>| {
        found.get(1).or(found.get(2)).map_or("", |part| part.as_str()).to_owned()
    };
    quoted.captures_iter(line).map(word).collect()
}

/// What differs from run to run is replaced; the width of a column may follow from it, so blanks are squeezed.
fn scrubbed(line: &str) -> String {
    let mut line = line.to_owned();
    for (pattern, replacement) in [
        (r"\b([A-Z]{2})[0-9a-f]{32}\b", "${1}…"),
        (r"\bpam-\d{4}\.twil\.io", "pam-1234.twil.io"),
        (r"\[pam [0-9a-f]{12}\]", "[pam …]"),
        (r"\b[a-z2-9]{5}(-[a-z2-9]{5}){3}\b", "(a password)"),
        (r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d+ \w{3} \d{4}, \d\d:\d\d E[SD]T", "(day and time)"),
        (r"\b\w+day, \w+ \d+ at", "(day) at"),
        (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ", "(time)"),
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "(time)"),
        (r#""id":"[0-9a-f]{32}""#, r#""id":"…""#),
        (r"\(\d+ s\)", "(… s)"),
        (r"(\S)  +", "${1}  "),
    ] {
        line = Regex::new(pattern).expect("a pattern").replace_all(&line, replacement).into_owned();
    }
    line
}

#[test]
fn the_first_hour() {
    transcript(
        "the-first-hour",
        &Pam::new(),
        &[
            "status --sandbox",
            "plan --sandbox",
            "deploy --sandbox --yes",
            "deploy --sandbox --yes",
            "status --sandbox",
            "simulate booked --sandbox",
            "reminders list --sandbox",
            "sandbox reply +12025550175 \"confirm appt\"",
            "sandbox inbox",
            "simulate confirmed --sandbox",
            "sandbox reply +12025550175 \"who is this?\"",
            "reminders cancel --sandbox --appointment A-20417",
            "reminders cancel --sandbox --appointment A-20417 --yes",
            "reminders list --sandbox",
            "deploy --sandbox --yes --customer-name \"Crow Clinic\"",
            "simulate canceled --sandbox",
            "undeploy --sandbox --yes",
            "undeploy --sandbox --yes",
        ],
    );
}

#[test]
fn what_goes_wrong() {
    transcript(
        "what-goes-wrong",
        &Pam::new(),
        &[
            "dploy",
            "deploy",
            "simulate booked --sandbox",
            "deploy --sandbox --yes --phone-number +12025559999",
            "deploy --sandbox --yes --time-zone EST",
            "deploy --sandbox --yes --ehr-endpoint https://your.ngrok.io",
            "deploy --sandbox",
            "deploy --sandbox --yes --quiet",
            "simulate booked --sandbox --at 2020-01-01T09:00",
            "simulate booked --sandbox --at someday",
            "simulate booked --sandbox --patient-fone 12",
            "simulate booked --sandbox --patient-phone 12",
            "reminders cancel --sandbox",
            "sandbox advance yesterday",
            "sandbox env",
        ],
    );
}
