//! What a person sees, kept as files that a person can read. `PAM_BLESS=1 cargo test transcripts` writes them anew.

use std::fmt::Write;
use std::path::Path;

use regex::Regex;

use crate::screen::Screen;
use crate::support::{Pam, Served};
use crate::terminal::Terminal;

/// Runs commands one after the other in one home and compares what they print with the transcript of that name.
fn transcript(name: &str, pam: &Pam, commands: &[&str]) {
    let mut text = String::new();
    for line in commands {
        let args = words(line);
        let ran = pam.run(&args.iter().map(String::as_str).collect::<Vec<_>>());
        writeln!(text, "$ pam {line}").expect("text");
        if NARROW.contains(&name) {
            let text = ran.stdout.lines().filter(|line| !line.starts_with('{'));
            let wide = text.max_by_key(|line| line.chars().count()).filter(|line| line.chars().count() > 80);
            assert_eq!(wide, None, "{name}: wider than 80 columns");
        }
        for (mark, stream) in [("", &ran.stdout), ("! ", &ran.stderr)] {
            let mut lines: Vec<String> =
                stream.lines().map(|line| scrubbed(line, !NARROW.contains(&name))).collect();
            lines.retain(|line| !(is_step(line) && line.ends_with("(… s)")));
            lines.chunk_by_mut(|one, next| is_step(one) && is_step(next)).for_each(<[String]>::sort);
            for line in lines {
                writeln!(text, "{mark}{}", line.trim_end()).expect("text");
            }
        }
        if ran.code != 0 {
            writeln!(text, "[exit code {}]", ran.code).expect("text");
        }
        text.push('\n');
    }
    compare(name, &text);
}

/// The same at a terminal of 80 columns: what stands on its screen in the end, with styles in words.
fn at_a_terminal(name: &str, pam: &Pam, commands: &[&str]) {
    let mut text = String::new();
    for line in commands {
        let args = words(line);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let (written, code) = Terminal::start_with(pam, &args, 80, &[]).ends();
        let screen = Screen::of(&written, 80);
        assert_eq!(screen.broken, Vec::<String>::new(), "{line}: lines that the terminal had to break");
        assert!(screen.cursor_is_shown(), "{line}");
        writeln!(text, "$ pam {line}").expect("text");
        for shown in screen.in_words().lines() {
            writeln!(text, "{}", of_that_day(&scrubbed(shown, false))).expect("text");
        }
        if code != 0 {
            writeln!(text, "[exit code {code}]").expect("text");
        }
        text.push('\n');
    }
    compare(name, &text);
}

/// The day on which the transcripts at a terminal are taken.
const DAY: &str = "2031-03-03T15:00:00Z";

/// Times of that day, which go on, with something as wide in their place.
fn of_that_day(line: &str) -> String {
    let line =
        Regex::new(r"2031-03-03 \d\d:\d\d:\d\d").expect("a pattern").replace_all(line, "2031-03-03 hh:mm:ss");
    Regex::new(r"Mon 3 Mar 2031, \d\d:\d\d")
        .expect("a pattern")
        .replace_all(&line, "Mon 3 Mar 2031, hh:mm")
        .into_owned()
}

fn compare(name: &str, text: &str) {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/transcripts").join(format!("{name}.txt"));
    if std::env::var_os("PAM_BLESS").is_some() {
        std::fs::write(&path, text).expect("the transcript is written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    for (number, (kept, printed)) in kept.lines().zip(text.lines()).enumerate() {
        assert_eq!(kept, printed, "{}, line {}", path.display(), number + 1);
    }
    assert_eq!(kept.lines().count(), text.lines().count(), "{}: another number of lines", path.display());
}

/// Transcripts of commands that keep within 80 columns.
const NARROW: [&str; 3] = ["settings", "doctor", "doctor-deployed"];

/// Whether a line tells of a step of a deploy: steps run side by side, in no order, and long ones give signs of life.
fn is_step(line: &str) -> bool {
    const BEGINNINGS: [&str; 10] = [
        "creating ",
        "uploading ",
        "uploaded ",
        "adding ",
        "building",
        "validating ",
        "setting ",
        "deploying ",
        "publishing ",
        "pointing ",
    ];
    BEGINNINGS.iter().any(|beginning| line.starts_with(beginning))
}

/// Words as a shell splits them, with double quotes.
fn words(line: &str) -> Vec<String> {
    let quoted = Regex::new(r#""([^"]*)"|(\S+)"#).expect("a pattern");
    let word = |found: regex::Captures<'_>| {
        found.get(1).or(found.get(2)).map_or("", |part| part.as_str()).to_owned()
    };
    quoted.captures_iter(line).map(word).collect()
}

const DAY_AND_TIME: &str = r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d+ \w{3} \d{4}, \d\d:\d\d E[SD]T";
/// Matches nothing.
const NEVER: &str = r"[^\s\S]()";

/// What differs from run to run is replaced; where the width of a column follows from it, blanks are squeezed.
fn scrubbed(line: &str, squeeze: bool) -> String {
    let mut line = line.to_owned();
    for (pattern, replacement) in [
        (r"\b([A-Z]{2})[0-9a-f]{32}\b", "${1}…"),
        (r"\bpam-\d{4}\.twil\.io", "pam-1234.twil.io"),
        (r"http://pam-\d{4}\.localhost:\d+", "http://pam-1234.localhost:8155"),
        (r"\[pam [0-9a-f]{12}\]", "[pam …]"),
        (r"\b[a-z2-9]{5}(-[a-z2-9]{5}){3}\b", "(a password)"),
        (if squeeze { DAY_AND_TIME } else { NEVER }, "(day and time)"),
        (r"\b\w+day, \w+ \d+ at", "(day) at"),
        (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ", "(time)"),
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "(time)"),
        (r#""id":"[0-9a-f]{32}""#, r#""id":"…""#),
        (r"\(\d+ s\)", "(… s)"),
        (r"for the sandbox: /\S+", "for the sandbox: (path)"),
        (if squeeze { r"(\S)  +" } else { NEVER }, "${1}  "),
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

#[test]
fn settings_and_their_sources() {
    let pam = Pam::new().with("REMINDER_OUTREACH_START", "0900");
    pam.file(
        "pam.toml",
        "customer-name = \"Owl Health\"\n\n[deployment.crow]\ncustomer-name = \"Crow Clinic\"\n\
         \n[sandbox]\nphone-number = \"+12025550124\"\n",
    );
    pam.file(
        ".env",
        "# description: Administrator's mobile number\n# format: phone_number\n\
         ADMINISTRATOR_PHONE=+12025550171\nREMINDER_FIRST_TIMING=4800\nVERIFY_SID=\nTWILIO_AUTH_TOKEN=planted\n",
    );
    transcript(
        "settings",
        &pam,
        &[
            "config",
            "config --explain --sandbox --second-reminder off",
            "config --name crow --time-zone EST",
            "deploy --sandbox --yes --quiet",
            "config --explain --sandbox --customer-name \"Owl & Daughters\"",
            "plan --sandbox --quiet --ehr-endpoint \"\"",
            "plan --sandbox --customer-name \"\"",
            "config --config clinic.toml",
        ],
    );
}

#[test]
fn doctor() {
    transcript(
        "doctor",
        &Pam::new().with("PAM_NODE", "/nowhere/node"),
        &["doctor", "doctor --time-zone EST", "doctor --sandbox"],
    );
    let pam = Pam::new();
    let _served = Served::start(&pam);
    Served::occupy_number(&pam, "Shop");
    transcript(
        "doctor-deployed",
        &pam,
        &[
            "doctor --sandbox",
            "deploy --sandbox --yes --quiet --phone-number +12025550124",
            "doctor --sandbox",
            "sandbox faults --answer 503 --host studio.twilio.com --times 20",
            "doctor --sandbox --ehr-endpoint off",
        ],
    );
}

#[test]
fn a_day_at_a_terminal() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    pam.json(&["sandbox", "advance", DAY]);
    at_a_terminal(
        "at-a-terminal",
        &pam,
        &[
            "status --sandbox",
            "doctor --sandbox",
            "plan --sandbox",
            "deploy --sandbox --yes",
            "deploy --sandbox --yes",
            "simulate booked --sandbox --follow",
            "simulate confirmed --sandbox",
            "reminders list --sandbox",
            "sandbox reply +12025550175 \"can I come later?\"",
            "status --sandbox",
            "doctor --sandbox",
        ],
    );
    Served::set_variable(&pam, "CUSTOMER_NAME", "By Hand");
    at_a_terminal(
        "at-a-terminal-with-drift",
        &pam,
        &[
            "status --sandbox",
            "plan --sandbox --customer-name \"Crow Clinic\"",
            "deploy --sandbox --no-input --customer-name \"Crow Clinic\"",
            "reminders cancel --sandbox --appointment A-20417 --yes",
            "undeploy --sandbox --yes",
            "undeploy --sandbox --yes",
            "simulate booked --sandbox",
        ],
    );
}
