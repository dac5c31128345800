//! What pam asks before it removes or takes something, typed into a real terminal.

use serde_json::Value;

use crate::screen::Screen;
use crate::support::{Pam, Served};
use crate::terminal::Terminal;

/// A user with a running sandbox in which the app is deployed.
fn deployed() -> (Pam, Served) {
    let pam = Pam::new();
    let served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes"]);
    (pam, served)
}

/// How many writes there were, which only grows.
fn writes(pam: &Pam) -> usize {
    pam.json(&["sandbox", "requests", "--writes"])["requests"].as_array().expect("requests").len()
}

fn value(pam: &Pam, variable: &str) -> Value {
    let settings = pam.json(&["config", "--sandbox"]);
    let settings = settings["settings"].as_array().expect("settings");
    settings.iter().find(|one| one["variable"] == variable).expect("the setting")["value"].clone()
}

#[test]
fn undeploy_wants_the_name_to_be_typed() {
    let (pam, _served) = deployed();
    pam.json(&["simulate", "booked", "--sandbox"]);
    let before = writes(&pam);
    let ask = || {
        let mut terminal = Terminal::start(&pam, &["undeploy", "--sandbox"]);
        let shown = terminal.sees("Type pam to confirm");
        assert!(shown.contains("Serverless Service") && shown.contains("2 scheduled reminders"), "{shown}");
        terminal
    };
    for wrong in ["yes\r", "Pam\r", "\r"] {
        let mut terminal = ask();
        terminal.types(wrong);
        let (shown, code) = terminal.ends();
        assert_eq!((code, shown.contains("nothing was changed")), (10, true), "{wrong:?}: {shown}");
    }
    let mut terminal = ask();
    terminal.types("pa\x03");
    let (shown, code) = terminal.ends();
    assert_eq!(code, 130, "Ctrl-C: {shown}");
    let mut terminal = ask();
    // Who thinks that Ctrl-D ends it is asked on.
    terminal.types("\x04x");
    terminal.sees("x");
    terminal.hangs_up();
    assert_eq!(writes(&pam), before, "nothing was written");

    let mut terminal = ask();
    terminal.types("pam\r");
    let (shown, code) = terminal.ends();
    assert_eq!((code, shown.contains("4 resources removed, 2 reminders canceled")), (0, true), "{shown}");
    assert_eq!(pam.run(&["status", "--sandbox"]).code, 7);
}

#[test]
fn ctrl_c_at_a_question_gives_the_cursor_back_and_changes_nothing() {
    let (pam, _served) = deployed();
    let before = writes(&pam);
    let args = ["deploy", "--sandbox", "--customer-name", "Crow Clinic"];
    let mut terminal = Terminal::start(&pam, &args);
    let mut all = terminal.sees("Apply these changes?");
    all.push_str("Apply these changes?");
    terminal.types("\x03");
    let (shown, code) = terminal.ends();
    assert_eq!(code, 130, "{shown}");
    all.push_str(&shown);
    assert!(all.contains("\u{1b}[?25l"), "the question hides the cursor");
    assert!(Screen::of(&all, 100).cursor_is_shown(), "{all:?}");
    assert_eq!(writes(&pam), before);
}

#[test]
fn somebody_elses_change_is_written_over_only_with_a_yes() {
    let (pam, _served) = deployed();
    Served::set_variable(&pam, "CUSTOMER_NAME", "By Hand");
    let args = ["deploy", "--sandbox", "--customer-name", "Crow Clinic"];
    let before = writes(&pam);
    let mut terminal = Terminal::start(&pam, &args);
    let shown = terminal.sees("Write over it? A copy is kept");
    assert!(shown.contains("somebody else changed what would be written over"), "{shown}");
    terminal.types("n");
    let (shown, code) = terminal.ends();
    assert_eq!((code, shown.contains("nothing was changed")), (10, true), "{shown}");
    assert_eq!((writes(&pam), value(&pam, "CUSTOMER_NAME")), (before, "By Hand".into()));

    let mut terminal = Terminal::start(&pam, &args);
    terminal.sees("Write over it? A copy is kept");
    terminal.types("y");
    terminal.sees("Apply these changes?");
    terminal.types("y");
    let (shown, code) = terminal.ends();
    assert_eq!((code, shown.contains("What is written over is kept in")), (0, true), "{shown}");
    assert_eq!(value(&pam, "CUSTOMER_NAME"), "Crow Clinic");
}

#[test]
fn a_number_in_use_is_taken_only_with_a_yes_and_given_back() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    const BEFORE: &str = "https://before.example/sms";
    Served::route_number(&pam, BEFORE);
    let before = writes(&pam);
    let mut terminal = Terminal::start(&pam, &["deploy", "--sandbox"]);
    let shown = terminal.sees("Take it, until undeploy gives it back?");
    assert!(shown.contains("before.example"), "what it is used for: {shown}");
    terminal.types("n");
    let (shown, code) = terminal.ends();
    assert_eq!((code, shown.contains("nothing was changed")), (10, true), "{shown}");
    assert_eq!((writes(&pam), Served::number(&pam)["sms_url"].clone()), (before, BEFORE.into()));

    let mut terminal = Terminal::start(&pam, &["deploy", "--sandbox"]);
    terminal.sees("Take it, until undeploy gives it back?");
    terminal.types("y");
    terminal.sees("Apply these changes?");
    terminal.types("y");
    let (shown, code) = terminal.ends();
    assert_eq!(code, 0, "{shown}");
    assert_ne!(Served::number(&pam)["sms_url"], BEFORE);
    pam.json(&["undeploy", "--sandbox", "--yes"]);
    assert_eq!(Served::number(&pam)["sms_url"], BEFORE);
}

#[test]
fn reminders_are_reviewed_before_they_are_canceled() {
    let (pam, _served) = deployed();
    pam.json(&["simulate", "booked", "--sandbox"]);
    let pending = || pam.json(&["reminders", "list", "--sandbox"])["reminders"].as_array().map(Vec::len);
    let sids = pam.json(&["reminders", "list", "--sandbox"])["reminders"].clone();
    let sid = |at: usize| sids[at]["message_sid"].as_str().expect("a SID").to_owned();
    let args = ["reminders", "cancel", "--sandbox", "--appointment", "A-20417"];
    let mut terminal = Terminal::start_with(&pam, &args, 80, &[]);
    let shown = terminal.sees("Cancel 2 reminders?");
    assert!(shown.contains(&sid(0)) && shown.contains(&sid(1)), "whole SIDs: {shown}");
    terminal.types("n");
    let (shown, code) = terminal.ends();
    assert_eq!((code, shown.contains("nothing was changed"), pending()), (10, true, Some(2)), "{shown}");

    let mut terminal = Terminal::start_with(&pam, &args, 80, &[]);
    let mut all = terminal.sees("Cancel 2 reminders?");
    all.push_str("Cancel 2 reminders?");
    terminal.types("y");
    let (shown, code) = terminal.ends();
    assert_eq!((code, pending()), (0, Some(0)), "{shown}");
    all.push_str(&shown);
    let screen = Screen::of(&all, 80);
    let lines = screen.lines();
    let results: Vec<&String> = lines.iter().filter(|line| line.contains("of appointment")).collect();
    let expected = ["48h", "24h"].map(|before| {
        let at = usize::from(before == "24h");
        format!("canceled {before} of appointment A-20417 ({})", sid(at))
    });
    assert_eq!(
        results,
        expected.iter().collect::<Vec<_>>(),
        "nothing that moved is left:\n{}",
        lines.join("\n")
    );
    assert!(screen.broken.is_empty() && screen.cursor_is_shown(), "{:?}", screen.broken);
}
