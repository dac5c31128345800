//! What `pam deploy` asks a person at a terminal, typed into a real one.

use crate::support::{Pam, Served};
use crate::terminal::Terminal;

const DOWN: &str = "\x1b[B";

#[test]
fn a_deploy_asks_for_what_nobody_told_and_checks_each_answer() {
    let owner = Pam::new();
    let _served = Served::start(&owner);
    Served::occupy_number(&owner, "Shop");
    let pam = Pam::of_account(&owner);
    pam.file("pam.toml", "customer-name = \"Owl Health\"\n");
    pam.file(
        ".env",
        "# Where the interface engine listens\n# link: https://wiki.owl.org/ehr\nIE_ENDPOINT=\n",
    );
    let mut terminal = Terminal::start(&pam, &["deploy"]);

    let asked_before = terminal.sees("Twilio number that patients get texts from");
    assert!(!asked_before.contains("clinic, as patients"), "what is known is not asked for");
    terminal.sees("+12025550123  Clinic line  in the Messaging Service \"Shop\"");
    terminal.sees("+12025550124  Spare line  not in use");
    terminal.types(DOWN);
    terminal.types("\r");

    terminal.sees("Administrator's mobile number");
    terminal.types("12\r");
    terminal.sees("must be a phone number");
    // What was typed stands there to be mended.
    terminal.types("\x7f\x7f(202) 555-0170\r");

    terminal.sees("The clinic's time zone");
    terminal.types("\x15America/Denver\r");
    terminal.sees("Where the interface engine listens");
    terminal.sees("https://wiki.owl.org/ehr");
    terminal.sees("URL at which the EHR takes patients' requests");
    terminal.types("https://your.ngrok.io\r");
    terminal.sees("must be the EHR's own address");
    terminal.types(&"\x7f".repeat("https://your.ngrok.io".len()));
    terminal.types("off\r");

    terminal.sees("Administrator's password");
    terminal.types_unseen("short\r");
    terminal.sees("at least 12 characters");
    terminal.types_unseen("planted secret one\r");
    terminal.sees("The same again");
    terminal.types_unseen("planted secret two\r");
    terminal.sees("They differ");
    terminal.types_unseen("planted secret one\r");
    terminal.sees("The same again");
    terminal.types_unseen("planted secret one\r");

    terminal.sees("Apply these changes?");
    terminal.types("y");
    let (shown, code) = terminal.ends();
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("Deployed") && !shown.contains("planted"), "{shown}");

    let settings = pam.json(&["config"]);
    let value = |variable: &str| {
        let settings = settings["settings"].as_array().expect("settings");
        settings.iter().find(|one| one["variable"] == variable).expect("the setting")["value"].clone()
    };
    assert_eq!(value("TWILIO_PHONE_NUMBER"), "+12025550124");
    assert_eq!(value("ADMINISTRATOR_PHONE_NUMBER"), "+12025550170");
    assert_eq!((value("TIME_ZONE"), value("IE_ENDPOINT")), ("America/Denver".into(), "off".into()));
    let again = Terminal::start(&pam, &["deploy"]);
    let (shown, code) = again.ends();
    assert_eq!((code, shown.contains("nothing was written")), (0, true), "nothing is asked again: {shown}");
}

#[test]
fn no_is_an_answer_and_writes_nothing() {
    let owner = Pam::new();
    let served = Served::start(&owner);
    let before = served.last_request(&owner);
    let pam = Pam::of_account(&owner);
    let flags = [
        "deploy",
        "--customer-name",
        "Owl",
        "--phone-number",
        "+12025550124",
        "--administrator-phone-number",
        "+12025550170",
        "--time-zone",
        "UTC",
        "--ehr-endpoint",
        "off",
    ];
    let mut terminal = Terminal::start(&pam, &flags);
    terminal.sees("Administrator's password");
    terminal.types_unseen("\r");
    terminal.sees("Apply these changes?");
    terminal.types("n");
    let (shown, code) = terminal.ends();
    assert_eq!(code, 10, "{shown}");
    let writes = owner.json(&["sandbox", "requests", "--writes", "--after", &before.to_string()]);
    assert_eq!(writes["requests"].as_array().map(Vec::len), Some(0));
}
