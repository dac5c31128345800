//! What is shown while a deploy and an undeploy go on.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::screen::Screen;
use crate::support::{Pam, Served, rest};
use crate::terminal::Terminal;

/// Keeps requests without an answer until [`go_on`].
fn hold(pam: &Pam, method: &str, path: &str) {
    let args = ["sandbox", "faults", "--hold", "before", "--method", method, "--path", path];
    assert_eq!(pam.run(&args).code, 0);
}

fn go_on(pam: &Pam) {
    assert_eq!(pam.run(&["sandbox", "faults", "--clear"]).code, 0);
}

#[test]
fn a_whole_deploy_is_one_bar_that_counts_what_the_plan_knows() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    let plan = pam.json(&["plan", "--sandbox"]);
    let total = plan["changes"].as_array().expect("changes").len();
    hold(&pam, "POST", "/Builds");
    let mut terminal = Terminal::start_with(&pam, &["deploy", "--sandbox", "--yes"], 80, &[]);
    // What waits for the Build: itself, its Deployment, the number's place in the Messaging Service and its webhook.
    let mut all = terminal.sees(&format!("{} of {total}  ", total - 4));
    assert!(all.contains("━╸─"), "a bar: {all:?}");
    go_on(&pam);
    let (shown, code) = terminal.ends();
    all.push_str(&shown);
    assert_eq!(code, 0, "{all}");
    let screen = Screen::of(&all, 80);
    let lines = screen.lines();
    assert!(!lines.iter().any(|line| line.contains('━')), "the bar is gone: {}", lines.join("\n"));
    assert!(screen.broken.is_empty(), "{:?}", screen.broken);
    assert!(lines.iter().any(|line| line.starts_with("Deployed pam")), "{}", lines.join("\n"));

    pam.json(&["simulate", "booked", "--sandbox"]);
    hold(&pam, "DELETE", "serverless.twilio.com");
    let mut terminal = Terminal::start_with(&pam, &["undeploy", "--sandbox", "--yes"], 80, &[]);
    // Four resources, the number and two reminders.
    terminal.sees("6 of 7  deleting the Serverless Service");
    go_on(&pam);
    assert_eq!(terminal.ends().1, 0);

    hold(&pam, "POST", "/IncomingPhoneNumbers/");
    let mut terminal = Terminal::start_with(&pam, &["deploy", "--sandbox", "--yes"], 80, &[]);
    // All that the plan lists is counted, and each once.
    terminal.sees(&format!("{} of {total}  pointing the number's webhook to the Flow", total - 1));
    go_on(&pam);
    assert_eq!(terminal.ends().1, 0);
}

#[test]
fn the_bar_moves_only_where_it_can() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    for variables in [[("CI", "true")], [("TERM", "dumb")]] {
        let (shown, code) =
            Terminal::start_with(&pam, &["deploy", "--sandbox", "--yes"], 80, &variables).ends();
        assert_eq!(code, 0, "{shown}");
        assert!(shown.contains("\nuploading 56 files\r\n") && !shown.contains('━'), "{variables:?}: {shown}");
        pam.json(&["undeploy", "--sandbox", "--yes"]);
    }
    assert!(
        rest(&pam, "GET", "studio.twilio.com/v2/Flows", &[])["flows"].as_array().expect("Flows").is_empty()
    );
}

#[test]
fn a_log_hears_that_a_long_step_goes_on() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    let total = pam.json(&["plan", "--sandbox"])["changes"].as_array().expect("changes").len();
    hold(&pam, "POST", "/Builds");
    let mut command = pam.command(&["deploy", "--sandbox", "--yes"]);
    let mut deploy =
        command.env("CI", "true").stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("pam runs");
    let lines = BufReader::new(deploy.stderr.take().expect("a pipe")).lines();
    let mut lines = lines.map(|line| line.expect("UTF-8")).skip_while(|line| !line.starts_with("building"));
    assert_eq!(lines.next().as_deref(), Some("building: installing dependencies"));
    let alive = lines.find(|line| line.contains(&format!(" of {total} done (")) && line.ends_with(" s)"));
    assert!(alive.is_some(), "it says nothing until it ends");
    go_on(&pam);
    assert!(lines.last().is_some_and(|line| !line.is_empty()));
    assert!(deploy.wait().expect("it ends").success());
}
