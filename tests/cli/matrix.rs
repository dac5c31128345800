//! Every command, at a terminal and without one, for a person and as JSON, with each state that credentials can be in:
//! none hangs, each ends with its exit code, what it prints can be read, and a failure names what mends it.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use expectrl::process::unix::WaitStatus;
use expectrl::{Eof, Expect, Session};
use futures::StreamExt;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::contract::{check, command_of, commands};
use crate::support::{Pam, UNLOCK};
use crate::workbench::Workbench;

/// Longer than a keyring is waited for, and than a machine with much to do takes.
const DEADLINE: Duration = Duration::from_secs(60);
/// Most of those that wait for a keyring do nothing else; all others work.
const WAITING_AT_ONCE: usize = 48;
const WORKING_AT_ONCE: usize = 6;

/// The state that credentials are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    None,
    Environment,
    Profile,
    Wrong,
    KeyringAbsent,
    KeyringHanging,
}

use State::{Environment, KeyringAbsent, KeyringHanging, None as Nobody, Profile, Wrong};

const STATES: [State; 6] = [Nobody, Environment, Profile, Wrong, KeyringAbsent, KeyringHanging];

/// What a command needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// Nothing of an account: each state is the same to it.
    Nothing,
    /// Credentials, before anything else.
    Account,
    /// Credentials where there are any.
    Glance,
    /// Nothing, but it tells of credentials in its result.
    Diagnosis,
}

use Needs::{Account, Diagnosis, Glance, Nothing};

/// A command line for each command, what it needs, and its exit code when it has that. Nothing is deployed, and `{port}` is
/// taken.
const ROWS: [(&str, Needs, i32); 39] = [
    ("demo --exit --port {port}", Nothing, 3),
    ("deploy --yes --no-input", Account, 3),
    ("plan --no-input", Account, 3),
    ("promote --from dev --yes --no-input", Account, 3),
    ("deployments", Account, 0),
    ("status", Account, 7),
    ("undeploy --yes", Account, 0),
    ("simulate booked", Account, 7),
    ("simulate scenario --list", Nothing, 0),
    ("listen --port 0", Account, 7),
    ("reminders list", Account, 7),
    ("reminders cancel --appointment A-1 --yes", Account, 7),
    ("reminders send --appointment A-1 --yes", Account, 7),
    ("reminders sweep", Account, 7),
    ("reminders repair --yes", Account, 7),
    ("config", Glance, 0),
    ("doctor", Diagnosis, 0),
    ("flow pull", Account, 7),
    ("flow validate", Nothing, 0),
    ("logs", Account, 7),
    ("open page", Account, 7),
    ("app export app", Nothing, 0),
    ("login --account-sid AC00000000000000000000000000000000 --no-input", Nothing, 4),
    ("logout --profile nobody", Nothing, 4),
    ("whoami", Account, 0),
    ("profiles", Nothing, 0),
    ("sandbox --port {port}", Nothing, 3),
    ("sandbox serve --port {port}", Nothing, 3),
    ("sandbox advance 1m", Nothing, 0),
    ("sandbox reply 12 hello", Nothing, 3),
    ("sandbox messages +12025550175", Nothing, 0),
    ("sandbox inbox", Nothing, 0),
    ("sandbox requests", Nothing, 0),
    ("sandbox faults", Nothing, 0),
    ("sandbox env", Nothing, 7),
    ("sandbox reset --yes", Nothing, 0),
    ("completions fish", Nothing, 0),
    ("help exit-codes", Nothing, 0),
    ("man", Nothing, 0),
];

/// One run.
#[derive(Debug, Clone, Copy)]
struct Cell {
    row: usize,
    state: State,
    terminal: bool,
    json: bool,
}

/// Exit code and stable name of the error that a cell has to end with; any name where it is empty.
fn expected(needs: Needs, state: State, good: i32) -> (i32, &'static str) {
    match (needs, state) {
        (Nothing, _) | (_, Environment | Profile) | (Glance, Nobody) => (good, ""),
        (Diagnosis, _) => (4, ""),
        (_, Nobody) => (4, "credentials-missing"),
        (_, Wrong) => (4, "credentials-refused"),
        (_, KeyringAbsent | KeyringHanging) => (4, "keyring-unavailable"),
    }
}

/// What a person does next about an error.
fn mends(code: &str) -> &'static [&'static str] {
    match code {
        "credentials-missing" => &["TWILIO_ACCOUNT_SID", "pam login", "--sandbox"],
        "credentials-refused" => &["TWILIO_API_SECRET"],
        "keyring-unavailable" => &["TWILIO_API_KEY", "TWILIO_API_SECRET"],
        _ => &[],
    }
}

/// A D-Bus session with an unlocked keyring, for as long as it is held.
struct Keyring {
    session: Child,
    address: String,
}

impl Keyring {
    fn start(home: &Pam) -> Option<Self> {
        let script = format!("{UNLOCK} echo \"$DBUS_SESSION_BUS_ADDRESS\"; exec cat");
        let mut session = Command::new("dbus-run-session")
            .args(["--", "sh", "-ec", &script])
            .env("HOME", home.home())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut address = String::new();
        BufReader::new(session.stdout.take()?).read_line(&mut address).ok()?;
        Some(Self { session, address: address.trim().to_owned() })
    }
}

impl Drop for Keyring {
    fn drop(&mut self) {
        // The session ends when what it runs has nothing left to read.
        drop(self.session.stdin.take());
        let _ = self.session.wait();
    }
}

/// What all cells have around them.
struct World {
    bench: Workbench,
    keyring: Option<Keyring>,
    hanging: String,
    port: String,
}

impl World {
    /// A user of their own for each cell, so that none disturbs another.
    fn user(&self, state: State) -> Pam {
        let account = self.bench.sandbox.account();
        let mut pam = Pam::new().with("PAM_API_URL", &format!("http://{}", self.bench.sandbox.address()));
        let secret = account.api_key_secret.expose_secret();
        if matches!(state, Environment | Wrong) {
            let secret = if state == Wrong { "wrong-but-long-enough" } else { secret };
            pam = pam
                .with("TWILIO_ACCOUNT_SID", &account.account_sid)
                .with("TWILIO_API_KEY", &account.api_key_sid)
                .with("TWILIO_API_SECRET", secret);
        }
        let bus = match (state, &self.keyring) {
            (Profile, Some(keyring)) => keyring.address.as_str(),
            (KeyringHanging, _) => &self.hanging,
            _ => "unix:path=/nowhere/bus",
        };
        pam = pam.with("DBUS_SESSION_BUS_ADDRESS", bus);
        if matches!(state, Profile | KeyringAbsent | KeyringHanging) {
            let profile = json!({"account_sid": account.account_sid, "username": account.api_key_sid});
            let profiles = json!({"active": "clinic", "profiles": {"clinic": profile}});
            std::fs::create_dir_all(pam.home().join(".config/pam")).expect("a folder");
            pam.file(".config/pam/profiles.json", &profiles.to_string());
        }
        pam
    }

    /// Puts the secret into the keyring, as a person does who logs in.
    async fn log_in(&self) {
        let pam = self.user(Profile);
        let account = self.bench.sandbox.account();
        let (sid, key) = (account.account_sid.clone(), account.api_key_sid.clone());
        let secret = account.api_key_secret.expose_secret().to_owned();
        let login = move || {
            let args = [
                "--profile",
                "clinic",
                "login",
                "--account-sid",
                &sid,
                "--api-key",
                &key,
                "--stdin",
                "--json",
            ];
            pam.run_with_input(&args, &secret)
        };
        let ran = tokio::task::spawn_blocking(login).await.expect("it ends");
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    }

    /// Runs a cell and gives what is wrong with it.
    async fn run(&self, cell: Cell) -> Option<String> {
        let (line, needs, good) = ROWS[cell.row];
        let line = line.replace("{port}", &self.port);
        let mut args: Vec<&str> = line.split(' ').collect();
        if cell.json {
            args.push("--json");
        }
        let pam = self.user(cell.state);
        let mut ended = ended(&pam, &args, cell.terminal).await;
        // On a machine that has much to do even a good keyring may need longer than pam waits for one.
        if cell.state == Profile && ended.as_ref().is_some_and(|(_, _, all)| all.contains("no answer in 3 s"))
        {
            ended = self::ended(&pam, &args, cell.terminal).await;
        }
        let Some((code, stdout, all)) = ended else {
            return Some(format!("{cell:?} {line}: not ended after {DEADLINE:?}"));
        };
        let (wanted, name) = expected(needs, cell.state, good);
        let wrong = |what: String| Some(format!("{cell:?} {line}: {what}\n{all}"));
        if code != wanted {
            return wrong(format!("exit code {code}, not {wanted}"));
        }
        if cell.json {
            check(&args, &stdout);
            let Some(last) = stdout.lines().next_back() else { return wrong("no document".to_owned()) };
            let last: Value = serde_json::from_str(last).unwrap_or_default();
            let error = &last["error"];
            if !name.is_empty() && error["code"] != name {
                return wrong(format!("error {}, not {name}", error["code"]));
            }
            if error.is_object() && error["hints"].as_array().is_none_or(Vec::is_empty) {
                return wrong("the error has no hint".to_owned());
            }
        } else if code != 0 && !all.contains("hint:") && needs != Diagnosis {
            return wrong("it does not say what to do".to_owned());
        }
        let missing = mends(name).iter().find(|word| !all.contains(**word));
        missing.and_then(|word| wrong(format!("it does not name {word}")))
    }
}

async fn ended(pam: &Pam, args: &[&str], terminal: bool) -> Option<(i32, String, String)> {
    if terminal { at_terminal(pam, args).await } else { without(pam, args).await }
}

/// Without a terminal: exit code, standard output, and both streams.
async fn without(pam: &Pam, args: &[&str]) -> Option<(i32, String, String)> {
    let mut command = tokio::process::Command::from(pam.command(args));
    let output =
        tokio::time::timeout(DEADLINE, command.kill_on_drop(true).output()).await.ok()?.expect("pam runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let (stdout, stderr) = (text(output.stdout), text(output.stderr));
    let all = format!("{stdout}{stderr}");
    Some((output.status.code().unwrap_or(-1), stdout, all))
}

/// At a terminal, where both streams are one: documents are the lines that begin as such.
async fn at_terminal(pam: &Pam, args: &[&str]) -> Option<(i32, String, String)> {
    let mut command = pam.command(args);
    command.env("TERM", "xterm").stdin(Stdio::inherit());
    let run = move || {
        let mut session = Session::spawn(command).expect("a terminal");
        session.set_expect_timeout(Some(DEADLINE));
        let all = String::from_utf8_lossy(session.expect(Eof).ok()?.as_bytes()).replace("\r\n", "\n");
        match session.get_process().wait().expect("a status") {
            WaitStatus::Exited(_, code) => Some((code, all)),
            other => panic!("{other:?}"),
        }
    };
    let (code, all) = tokio::task::spawn_blocking(run).await.expect("it ends")?;
    // What moves the cursor is of the progress display before it.
    let moves = regex::Regex::new("\u{1b}\\[[0-9;?]*[A-Za-z]|.*\r").expect("a pattern");
    let plain = moves.replace_all(&all, "");
    let documents: Vec<&str> = plain.lines().filter(|line| line.starts_with('{')).collect();
    Some((code, documents.join("\n"), all))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_command_hangs_whatever_the_terminal_and_the_credentials() {
    let rows: Vec<String> = ROWS
        .iter()
        .map(|(line, ..)| {
            command_of(&line.replace("{port}", "1").split(' ').collect::<Vec<_>>()).expect("a command")
        })
        .collect();
    assert_eq!(rows, commands(), "each command has a row, in clap's order");

    let folder = tempfile::TempDir::new().expect("a folder");
    // It takes connections and says nothing.
    let socket = folder.path().join("bus");
    let _listener = UnixListener::bind(&socket).expect("a socket");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let home = Pam::new();
    let world = World {
        bench: Workbench::new().await,
        keyring: Keyring::start(&home),
        hanging: format!("unix:path={}", socket.display()),
        port: taken.local_addr().expect("its address").port().to_string(),
    };
    if world.keyring.is_some() {
        world.log_in().await;
    } else {
        // Past the test harness, which hides what a passing test prints.
        writeln!(
            std::io::stderr(),
            "not run: the matrix's profiles (no gnome-keyring or D-Bus on this machine)"
        )
        .expect("standard error");
    }
    let mut cells = Vec::new();
    for state in STATES.into_iter().rev().filter(|state| *state != Profile || world.keyring.is_some()) {
        for row in 0..ROWS.len() {
            for (terminal, json) in [(false, false), (false, true), (true, false), (true, true)] {
                cells.push(Cell { row, state, terminal, json });
            }
        }
    }
    let (waiting, working): (Vec<Cell>, Vec<Cell>) =
        cells.iter().partition(|cell| cell.state == KeyringHanging && ROWS[cell.row].1 != Nothing);
    let run = |cells: Vec<Cell>, at_once: usize| {
        let world = &world;
        futures::stream::iter(cells)
            .map(move |cell| world.run(cell))
            .buffer_unordered(at_once)
            .filter_map(std::future::ready)
            .collect::<Vec<String>>()
    };
    let (waited, worked) = futures::join!(run(waiting, WAITING_AT_ONCE), run(working, WORKING_AT_ONCE));
    let wrong = [waited, worked].concat();
    assert!(wrong.is_empty(), "{} of {} cells:\n{}", wrong.len(), cells.len(), wrong.join("\n"));
    world.bench.sandbox.stop().await;
}
