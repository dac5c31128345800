//! The EHR's side: patients' requests arrive, are believed or not, and are answered as was asked.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;

use crate::support::{Pam, Served};

/// A running `pam listen --json`.
struct Listening {
    process: Child,
    lines: BufReader<ChildStdout>,
}

impl Listening {
    fn start(pam: &Pam, args: &[&str]) -> (Self, String) {
        let args = [&["listen", "--port", "0", "--json"], args].concat();
        let mut process = pam.command(&args).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap());
        let mut listening = Self { process, lines };
        let told = listening.next();
        let url = told["url"].as_str().unwrap_or_else(|| panic!("{told}")).to_owned();
        (listening, url)
    }

    fn next(&mut self) -> Value {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        let told = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        crate::contract::fits("listen", &told);
        told
    }

    /// Presses Ctrl-C and gives the exit code.
    fn interrupt(mut self) -> Option<i32> {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        self.process.wait().unwrap().code()
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn the_sandboxs_requests_arrive_signed_and_are_answered_with_errors_on_purpose() {
    let pam = Pam::new();
    let none = pam.run(&["listen", "--sandbox", "--json"]);
    assert_eq!((none.code, none.error_code().as_str()), (7, "sandbox-not-running"));
    let _served = Served::start(&pam);
    pam.json(&["deploy", "--sandbox", "--yes", "--no-input"]);
    pam.json(&["simulate", "booked", "--sandbox", "--appointment-id", "L-1"]);
    let (mut listening, url) = Listening::start(&pam, &["--sandbox", "--answer-with", "503", "--times", "2"]);
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    pam.json(&["sandbox", "reply", "+12025550175", "confirm appt"]);
    let requests = [listening.next(), listening.next(), listening.next()];
    let answers = requests.each_ref().map(|request| request["answered"].as_u64().unwrap());
    assert_eq!(answers, [503, 503, 200], "the app tries again");
    for request in &requests {
        assert_eq!((&request["signed"], &request["duplicate"]), (&true.into(), &false.into()), "{request}");
        assert_eq!(request["body"]["appointment_id"], "L-1");
        assert_eq!(request["idempotency_key"], requests[0]["idempotency_key"]);
    }
    let inbox = pam.json(&["sandbox", "inbox"]);
    assert_eq!(inbox["requests"].as_array().unwrap().len(), 3, "the inbox keeps them too");
    assert_eq!(listening.interrupt(), Some(0));
    pam.json(&["sandbox", "reply", "+12025550175", "cancel appt"]);
    let inbox = pam.json(&["sandbox", "inbox"]);
    let last = inbox["requests"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["body"]["event_type"], &last["status"]), (&"CANCEL".into(), &200.into()), "{last}");
}

#[test]
fn with_the_secret_in_the_environment_nothing_else_is_needed_and_strangers_are_refused() {
    let pam = Pam::new().with("EHR_SIGNING_SECRET", "a secret of the deployment");
    let (mut listening, url) = Listening::start(&pam, &["--count", "2"]);
    let script = "const [url] = process.argv.slice(1);\
        const { createHmac } = require('node:crypto');\
        const body = JSON.stringify({ id: '1', event_type: 'CANCEL', appointment_id: 'A' });\
        const time = String(Math.floor(Date.now() / 1000));\
        const send = (secret) => fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json',\
          'idempotency-key': '1', 'x-pam-timestamp': time, 'x-pam-signature':\
          `sha256=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}` } });\
        (async () => { for (const secret of ['a guess', 'a secret of the deployment'])\
          console.log((await send(secret)).status); })();";
    let output = Command::new("node").args(["-e", script, &url]).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "401\n200\n");
    let (stranger, own) = (listening.next(), listening.next());
    assert_eq!(
        (&stranger["signed"], &stranger["distrust"]),
        (&false.into(), &"its signature is wrong".into())
    );
    assert_eq!((&own["signed"], &own["body"]["event_type"]), (&true.into(), &"CANCEL".into()), "{own}");
    assert_eq!(listening.process.wait().unwrap().code(), Some(0), "it ends after so many");
}
