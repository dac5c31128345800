//! Two operators at once: one changes the deployment, the other waits or is refused, and a dead one stands in nobody's way.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Pam, Ran, Served};

const REDEPLOY: [&str; 2] = ["--customer-name", "Crow Clinic"];

/// How long a test waits for what never comes; not a measure of anything.
const PATIENCE: Duration = Duration::from_secs(180);

/// A deploy whose request to a path that holds `at` gets no answer until [`clear`], once it is there and nothing else is
/// written any more.
fn hanging(pam: &Pam, served: &Served, at: &str, extra: &[&str]) -> Child {
    let last = served.last_request(pam);
    pam.json(&["sandbox", "faults", "--hold", "before", "--path", at, "--method", "POST", "--times", "1"]);
    let args = [&["deploy", "--sandbox", "--yes", "--json", "--quiet"], extra].concat();
    let child = pam.command(&args).stdout(Stdio::piped()).spawn().expect("pam runs");
    let deadline = Instant::now() + PATIENCE;
    let is_held = || pam.json(&["sandbox", "faults"])["faults"].as_array().is_some_and(Vec::is_empty);
    while !is_held() {
        assert!(Instant::now() < deadline, "the deploy never came to {at}");
        std::thread::sleep(Duration::from_millis(100));
    }
    let (mut seen, mut since) = (writes(pam, last), Instant::now());
    while since.elapsed() < Duration::from_secs(1) {
        std::thread::sleep(Duration::from_millis(100));
        let now = writes(pam, last);
        if now != seen {
            (seen, since) = (now, Instant::now());
        }
    }
    child
}

fn refused(pam: &Pam, args: &[&str]) -> Ran {
    let ran = pam.run(&[args, &["--sandbox", "--yes", "--wait", "0", "--json"]].concat());
    assert_eq!((ran.code, ran.error_code().as_str()), (8, "deploy-in-progress"), "{}", ran.stdout);
    ran
}

fn writes(pam: &Pam, after: u64) -> usize {
    let requests = pam.json(&["sandbox", "requests", "--writes", "--after", &after.to_string()]);
    requests["requests"].as_array().map_or(0, Vec::len)
}

fn clear(pam: &Pam) {
    pam.json(&["sandbox", "faults", "--clear"]);
}

#[test]
fn a_first_deploy_and_a_later_one_keep_others_out_while_they_run() {
    let pam = Pam::new().with("USER", "ana");
    let served = Served::start(&pam);
    for (at, extra) in [("/Builds", &[][..]), ("/Flows/FW", &REDEPLOY)] {
        let first = hanging(&pam, &served, at, extra);
        let last = served.last_request(&pam);
        for command in [&["deploy", "--customer-name", "Other"][..], &["undeploy"]] {
            let told = refused(&pam, command).json()["error"]["message"].to_string();
            assert!(told.contains("pam deploy of ana@") && told.contains("claimed until 20"), "{told}");
        }
        assert_eq!(writes(&pam, last), 0, "who is refused writes nothing");
        assert_eq!(pam.run(&["plan", "--sandbox"]).code, 0, "reading is free");
        let waiting = ["deploy", "--sandbox", "--yes", "--json", "--wait", "120"];
        let second = pam.command(&waiting).stdout(Stdio::piped()).spawn().expect("pam runs");
        clear(&pam);
        let first = Ran::from(first.wait_with_output().expect("it ends"));
        let second = Ran::from(second.wait_with_output().expect("it ends"));
        assert_eq!((first.code, second.code), (0, 0), "{}{}", first.stdout, second.stdout);
        assert_eq!(first.json()["changed"], true);
        assert_eq!(second.json()["changed"], false, "{}", second.stdout);
        assert_eq!(pam.run(&["plan", "--sandbox", "--exit-code"]).code, 0);
    }
}

#[test]
fn a_dead_run_stands_in_nobodys_way_here_and_elsewhere_only_until_its_claim_expires() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    let runs = pam.home().join(".local/state/pam/runs");
    for (at, extra) in [("/Builds", &[][..]), ("/Flows/FW", &REDEPLOY)] {
        for elsewhere in [false, true] {
            let mut first = hanging(&pam, &served, at, extra);
            first.kill().expect("it runs");
            first.wait().expect("it ends");
            clear(&pam);
            if elsewhere {
                // On another machine there is no file that tells of the run.
                std::fs::remove_dir_all(&runs).expect("its file is there");
                refused(&pam, &["deploy"]);
                pam.json(&["sandbox", "advance", "3m"]);
            }
            let args = [&["deploy", "--sandbox", "--yes", "--wait", "0"], extra].concat();
            assert_eq!(pam.json(&args)["changed"], true, "{at}, elsewhere: {elsewhere}");
            assert_eq!(pam.run(&[&["plan", "--sandbox", "--exit-code"], extra].concat()).code, 0);
            if at == "/Builds" {
                pam.json(&["undeploy", "--sandbox", "--yes"]);
            } else {
                pam.json(&["deploy", "--sandbox", "--yes", "--customer-name", "Owl Health"]);
            }
        }
        pam.json(&["deploy", "--sandbox", "--yes"]);
    }
    assert_eq!(std::fs::read_dir(&runs).map_or(0, Iterator::count), 0, "no run is left");
}

#[test]
fn the_last_writes_of_a_first_deploy_keep_others_out_until_all_are_seen() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    // As on another machine, where no file tells of the run.
    let forget_runs = || std::fs::remove_dir_all(pam.home().join(".local/state/pam/runs")).expect("runs");
    for at in ["/Deployments", "/IncomingPhoneNumbers/", "/PhoneNumbers"] {
        let first = hanging(&pam, &served, at, &[]);
        forget_runs();
        refused(&pam, &["deploy", "--customer-name", "Other"]);
        refused(&pam, &["undeploy"]);
        clear(&pam);
        let first = Ran::from(first.wait_with_output().expect("it ends"));
        assert_eq!(first.code, 0, "{at}: {}", first.stdout);
        assert_eq!(pam.run(&["plan", "--sandbox", "--exit-code"]).code, 0, "{at}");
        forget_runs();
        let second = ["deploy", "--sandbox", "--yes", "--wait", "0", "--customer-name", "Crow Clinic"];
        assert_eq!(pam.json(&second)["changed"], true, "{at}");
        pam.json(&["undeploy", "--sandbox", "--yes"]);
    }
}

#[test]
fn a_first_deploy_that_fails_at_its_end_leaves_the_number_as_it_was() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    let before = Served::number(&pam);
    let refusal = ["sandbox", "faults", "--answer", "400", "--path", "/Deployments", "--method", "POST"];
    pam.json(&refusal);
    let failed = pam.run(&["deploy", "--sandbox", "--yes", "--json"]);
    assert_eq!(failed.code, 5, "{}", failed.stdout);
    assert_eq!(Served::number(&pam)["sms_url"], before["sms_url"]);
    clear(&pam);
    pam.json(&["deploy", "--sandbox", "--yes", "--wait", "0"]);
    assert_eq!(pam.run(&["plan", "--sandbox", "--exit-code"]).code, 0);
    pam.json(&["undeploy", "--sandbox", "--yes"]);
    assert_eq!(Served::number(&pam)["sms_url"], before["sms_url"]);
    drop(served);
}

#[test]
fn an_undeploy_keeps_a_deploy_out_and_leaves_no_claim() {
    let pam = Pam::new();
    let served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes"]);
    pam.json(&[
        "sandbox",
        "faults",
        "--hold",
        "before",
        "--method",
        "DELETE",
        "--host",
        "serverless.twilio.com",
    ]);
    let last = served.last_request(&pam);
    let undeploy = pam.command(&["undeploy", "--sandbox", "--yes", "--json"]).stdout(Stdio::piped()).spawn();
    let undeploy = undeploy.expect("pam runs");
    let deadline = Instant::now() + PATIENCE;
    while writes(&pam, last) < 5 {
        assert!(Instant::now() < deadline, "the undeploy never began");
        std::thread::sleep(Duration::from_millis(100));
    }
    refused(&pam, &["deploy"]);
    clear(&pam);
    let undeploy = Ran::from(undeploy.wait_with_output().expect("it ends"));
    assert_eq!((undeploy.code, &undeploy.json()["removed"]), (0, &Value::Bool(true)), "{}", undeploy.stdout);
    assert_eq!(pam.json(&["deploy", "--sandbox", "--yes", "--wait", "0"])["changed"], true);
}

#[test]
fn of_two_first_deploys_at_once_one_is_told_the_password_that_holds() {
    let pam = Pam::new();
    let _served = Served::start(&pam);
    let deploy = ["deploy", "--sandbox", "--yes", "--no-input", "--json", "--quiet"];
    let both = [(); 2].map(|()| {
        pam.command(&deploy).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("pam runs")
    });
    let both = both.map(|child| Ran::from(child.wait_with_output().expect("it ends")));
    let told: Vec<bool> = both
        .iter()
        .map(|ran| {
            assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
            ran.json()["password"].is_string()
        })
        .collect();
    assert_ne!(told[0], told[1], "{}{}", both[0].stdout, both[1].stdout);
    assert_eq!(pam.run(&["plan", "--sandbox", "--exit-code"]).code, 0);
    assert_eq!(Served::flows(&pam), 1);
}
