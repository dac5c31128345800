//! Runs the real binary in a world of its own: its own home, and an environment without anything of the machine's.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tempfile::TempDir;

/// A user of pam with an empty home.
pub(crate) struct Pam {
    home: TempDir,
    variables: Vec<(String, String)>,
}

/// What a run of pam gave.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Pam {
    pub(crate) fn new() -> Self {
        Self { home: TempDir::new().expect("a temporary folder"), variables: Vec::new() }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Writes a file into the folder in which pam is run.
    pub(crate) fn file(&self, name: &str, content: &str) {
        std::fs::write(self.home.path().join(name), content).expect("the file is written");
    }

    /// A user whose account is the sandbox of `owner`, reached as any account is.
    pub(crate) fn of_account(owner: &Self) -> Self {
        let env = owner.json(&["sandbox", "env"]);
        let names = ["PAM_API_URL", "TWILIO_ACCOUNT_SID", "TWILIO_API_KEY", "TWILIO_API_SECRET"];
        names.iter().fold(Self::new(), |pam, name| pam.with(name, env[*name].as_str().expect("text")))
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// The command, before it is run. Installed dependencies are shared by all tests, as by all sandboxes of a user.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pam"));
        command.args(args).env_clear().stdin(Stdio::null());
        for name in ["PATH", "TMPDIR", "SystemRoot"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        // What lies in the folder where the tests run is not this user's.
        command.current_dir(self.home.path());
        command.env("HOME", self.home.path()).env("XDG_CACHE_HOME", shared_cache());
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        Ran::from(self.command(args).output().expect("pam runs")).in_contract(args)
    }

    pub(crate) fn run_with_input(&self, args: &[&str], input: &str) -> Ran {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("pam runs");
        child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("pam reads");
        Ran::from(child.wait_with_output().expect("pam ends")).in_contract(args)
    }

    /// Runs pam with `--json` and gives its document.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let ran = self.run(&[args, &["--json"]].concat());
        assert_eq!(ran.code, 0, "{args:?}: {}{}", ran.stdout, ran.stderr);
        ran.json()
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }
}

impl Ran {
    /// The same, if what was printed with `--json` is what the command's schema says.
    pub(crate) fn in_contract(self, args: &[&str]) -> Self {
        crate::contract::check(args, &self.stdout);
        self
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.stdout, self.stderr))
    }

    /// The code of the error that was printed as JSON.
    pub(crate) fn error_code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// Unlocks a keyring in a D-Bus session, in a shell with `-e`.
///
/// The daemon answers the bus only after it has gone into the background. Whoever calls before that makes the bus start
/// another one, which is locked and may be the one that is heard.
pub(crate) const UNLOCK: &str = r"
    printf keyring | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
    answers() {
        dbus-send --session --print-reply=literal --dest=org.freedesktop.DBus /org/freedesktop/DBus \
            org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q true
    }
    tries=0
    until answers; do tries=$((tries + 1)); test $tries -lt 300; sleep 0.1; done
    ";

/// Dependencies of functions are installed once for all tests.
pub(crate) fn shared_cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache")
}

/// A sandbox that is served by a process of its own.
pub(crate) struct Served {
    process: std::process::Child,
    pub(crate) url: String,
    /// The page's address with its token.
    pub(crate) page: String,
}

impl Served {
    /// Serves the sandbox of `pam`'s home on a free port, and waits until it says that it runs.
    pub(crate) fn start(pam: &Pam) -> Self {
        Self::start_with(pam, &[])
    }

    /// The same with more flags.
    pub(crate) fn start_with(pam: &Pam, flags: &[&str]) -> Self {
        use std::io::BufRead;
        let mut process = pam
            .command(&[&["sandbox", "serve", "--port", "0", "--json"], flags].concat())
            .stdout(Stdio::piped())
            .spawn()
            .expect("pam runs");
        let mut line = String::new();
        let mut stdout = std::io::BufReader::new(process.stdout.take().expect("a pipe"));
        stdout.read_line(&mut line).expect("pam tells its address");
        let told: Value = serde_json::from_str(&line).expect("JSON");
        crate::contract::fits("sandbox-serve", &told);
        // What it tells afterwards is read and dropped, or its pipe would fill up.
        std::thread::spawn(move || std::io::copy(&mut stdout, &mut std::io::sink()));
        let text = |key: &str| told[key].as_str().expect("an address").to_owned();
        Self { process, url: text("url"), page: text("page") }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Kills it as a crash would.
    pub(crate) fn kill(mut self) {
        self.process.kill().expect("it was running");
        self.process.wait().expect("it ends");
    }

    /// Presses Ctrl-C and gives the exit code.
    pub(crate) fn interrupt(mut self) -> Option<i32> {
        let pid = self.pid().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().expect("kill runs").success());
        self.process.wait().expect("it ends").code()
    }

    /// The number of the newest REST request.
    pub(crate) fn last_request(&self, pam: &Pam) -> u64 {
        let requests = pam.json(&["sandbox", "requests"]);
        requests["requests"]
            .as_array()
            .and_then(|all| all.last())
            .and_then(|last| last["id"].as_u64())
            .unwrap_or(0)
    }

    /// A Message as the REST API shows it.
    pub(crate) fn message(pam: &Pam, sid: &str) -> Value {
        rest(pam, "GET", &format!("api.twilio.com/2010-04-01/Accounts/{{AC}}/Messages/{sid}.json"), &[])
    }

    /// Cancels a Message, as somebody might in the Console.
    pub(crate) fn cancel_message(pam: &Pam, sid: &str) {
        let path = format!("api.twilio.com/2010-04-01/Accounts/{{AC}}/Messages/{sid}.json");
        assert_eq!(rest(pam, "POST", &path, &[("Status", "canceled")])["status"], "canceled");
    }

    /// The account's first number.
    pub(crate) fn number(pam: &Pam) -> Value {
        rest(pam, "GET", "api.twilio.com/2010-04-01/Accounts/{AC}/IncomingPhoneNumbers.json", &[])["incoming_phone_numbers"][0].clone()
    }

    /// Registers the campaign of the account's Messaging Service, as its owner does in the Console.
    pub(crate) fn register_campaign(pam: &Pam) {
        let services = rest(pam, "GET", "messaging.twilio.com/v1/Services", &[]);
        let sid = services["services"][0]["sid"].as_str().expect("a SID").to_owned();
        let long = "Texts about appointments to patients who asked for them at the desk";
        let brand = format!("BN{}", "0".repeat(32));
        let made = rest(
            pam,
            "POST",
            &format!("messaging.twilio.com/v1/Services/{sid}/Compliance/Usa2p"),
            &[
                ("BrandRegistrationSid", brand.as_str()),
                ("Description", long),
                ("MessageFlow", long),
                ("MessageSamples", "Your appointment is booked."),
                ("MessageSamples", "Your appointment is canceled."),
                ("UsAppToPersonUsecase", "ACCOUNT_NOTIFICATION"),
                ("HasEmbeddedLinks", "false"),
                ("HasEmbeddedPhone", "true"),
            ],
        );
        assert_eq!(made["campaign_status"], "IN_PROGRESS", "{made}");
    }

    /// How many toll-free verifications the account's first number has.
    pub(crate) fn verifications(pam: &Pam) -> usize {
        let number = Self::number(pam)["sid"].as_str().expect("a SID").to_owned();
        let path = format!("messaging.twilio.com/v1/Tollfree/Verifications?TollfreePhoneNumberSid={number}");
        rest(pam, "GET", &path, &[])["verifications"].as_array().expect("a list").len()
    }

    /// Schedules a Message through a Messaging Service, two days ahead, and gives its SID.
    pub(crate) fn schedule(pam: &Pam, messaging: &str) -> String {
        let now = pam.json(&["sandbox", "advance", "1m"]);
        let now: Timestamp = now["now"].as_str().expect("the time").parse().expect("a time");
        let send_at = (now + SignedDuration::from_hours(48)).to_string();
        let form = [
            ("To", "+12025550175"),
            ("MessagingServiceSid", messaging),
            ("Body", "Reminder: you have an appointment"),
            ("ScheduleType", "fixed"),
            ("SendAt", send_at.as_str()),
        ];
        let message = rest(pam, "POST", "api.twilio.com/2010-04-01/Accounts/{AC}/Messages.json", &form);
        message["sid"].as_str().expect("a SID").to_owned()
    }

    /// How many Flows the account has.
    pub(crate) fn flows(pam: &Pam) -> usize {
        rest(pam, "GET", "studio.twilio.com/v2/Flows", &[])["flows"].as_array().expect("Flows").len()
    }

    /// Deletes the deployment's Serverless Service, as somebody might in the Console.
    pub(crate) fn delete_service(pam: &Pam) {
        rest(pam, "DELETE", "serverless.twilio.com/v1/Services/pam", &[]);
    }

    /// Deletes a Variable of the deployed Environment, as somebody might in the Console.
    pub(crate) fn delete_variable(pam: &Pam, key: &str) {
        rest(pam, "DELETE", &Self::variable(pam, key), &[]);
    }

    /// Puts the account's first number into a Messaging Service of somebody else's.
    pub(crate) fn occupy_number(pam: &Pam, name: &str) {
        let services = "messaging.twilio.com/v1/Services";
        let service = rest(pam, "POST", services, &[("FriendlyName", name)]);
        let senders = format!("{services}/{}/PhoneNumbers", service["sid"].as_str().expect("a SID"));
        let number = Self::number(pam);
        rest(pam, "POST", &senders, &[("PhoneNumberSid", number["sid"].as_str().expect("a SID"))]);
    }

    /// The deployed Environment's path below `serverless.twilio.com/v1/Services`, and its Service's.
    pub(crate) fn environment(pam: &Pam) -> (String, String) {
        let services = "serverless.twilio.com/v1/Services";
        let sid = |value: &Value| value["sid"].as_str().expect("a SID").to_owned();
        let service = format!("{services}/{}", sid(&rest(pam, "GET", &format!("{services}/pam"), &[])));
        let environments = format!("{service}/Environments");
        let environment = sid(&rest(pam, "GET", &environments, &[])["environments"][0]);
        (format!("{environments}/{environment}"), service)
    }

    /// Sets a Variable of the deployed Environment, as somebody might in the Console.
    pub(crate) fn set_variable(pam: &Pam, key: &str, value: &str) {
        rest(pam, "POST", &Self::variable(pam, key), &[("Value", value)]);
    }

    fn variable(pam: &Pam, key: &str) -> String {
        let variables = format!("{}/Variables", Self::environment(pam).0);
        let all = rest(pam, "GET", &variables, &[]);
        let found =
            all["variables"].as_array().expect("Variables").iter().find(|variable| variable["key"] == key);
        format!("{variables}/{}", found.expect("the Variable")["sid"].as_str().expect("a SID"))
    }

    /// Gives the account's first number a webhook.
    pub(crate) fn route_number(pam: &Pam, url: &str) {
        let sid = Self::number(pam)["sid"].as_str().expect("a SID").to_owned();
        rest(
            pam,
            "POST",
            &format!("api.twilio.com/2010-04-01/Accounts/{{AC}}/IncomingPhoneNumbers/{sid}.json"),
            &[("SmsUrl", url)],
        );
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A request to the running sandbox's REST API with Node, independent of pam's own client. In `path` stands `{AC}` for
/// the account.
pub(crate) fn rest(pam: &Pam, method: &str, path: &str, form: &[(&str, &str)]) -> Value {
    let env = pam.json(&["sandbox", "env"]);
    let text = |name: &str| env[name].as_str().expect("a variable").to_owned();
    let script = "const [method, url, user, form] = process.argv.slice(1);\
        const headers = { authorization: `Basic ${Buffer.from(user).toString('base64')}` };\
        const body = method === 'POST' ? new URLSearchParams(JSON.parse(form)) : undefined;\
        fetch(url, { method, headers, body }).then((answer) => answer.text()).then((text) => console.log(text || 'null'));";
    let url = format!("{}/{}", text("PAM_API_URL"), path.replace("{AC}", &text("TWILIO_ACCOUNT_SID")));
    let user = format!("{}:{}", text("TWILIO_API_KEY"), text("TWILIO_API_SECRET"));
    let form = serde_json::to_string(form).expect("JSON");
    let output =
        Command::new("node").args(["-e", script, method, &url, &user, &form]).output().expect("node runs");
    serde_json::from_slice(&output.stdout).expect("JSON")
}
