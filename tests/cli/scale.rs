//! Reminders in a busy account: what `list` costs, and that `cancel` keeps the pace of a server that limits it.
//!
//! With `PAM_SCALE=full` there are 200,000 Messages of somebody else's and 10,000 reminders, which takes some minutes and
//! wants the machine for itself; otherwise less of the same, and nothing is asked of the pace, for other tests run beside.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::support::{Pam, Served};

struct Scale {
    messages: u64,
    appointments: u64,
    /// The part of the server's limit that has to get through; none where others use the machine.
    share: Option<f64>,
}

const REMINDERS_EACH: u64 = 2;
const PER_SECOND: u32 = 50;
/// Requests that `list` and `cancel` make to find the deployment, whatever is in it.
const TO_FIND_IT: usize = 20;
/// Peak of the resident memory of one `pam`, in KiB.
const MOST_MEMORY: u64 = 64 * 1024;

impl Scale {
    fn here() -> Self {
        if std::env::var_os("PAM_SCALE").is_some_and(|scale| scale == "full") {
            Self { messages: 200_000, appointments: 5_000, share: Some(0.9) }
        } else {
            Self { messages: 3_000, appointments: 120, share: None }
        }
    }

    fn reminders(&self) -> u64 {
        self.appointments * REMINDERS_EACH
    }
}

/// The sandbox's journal, wherever it is below the home.
fn journal(folder: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let found = files.into_iter().find(|path| path.ends_with("state.jsonl"));
    found.or_else(|| folders.iter().find_map(|folder| journal(folder)))
}

/// Books one appointment as an EHR does, and writes copies of all that came of it into the stopped sandbox's journal,
/// each with ids and a phone of its own.
fn seed(pam: &Pam, scale: &Scale) {
    let served = Served::start(pam);
    pam.json(&["deploy", "--sandbox", "--yes", "--no-input"]);
    pam.json(&["simulate", "booked", "--sandbox", "--appointment-id", "S-0", "--at", "in 10 days 10:00"]);
    served.kill();
    let path = journal(pam.home()).expect("a journal");
    let mut rows: BTreeMap<(String, String), Value> = BTreeMap::new();
    let mut last = 0;
    for line in fs::read_to_string(&path).expect("the journal").lines() {
        let changes: Vec<(String, u64, String, Value)> = serde_json::from_str(line).expect("a line");
        for (table, number, key, row) in changes {
            last = last.max(number);
            rows.insert((table, key), row);
        }
    }
    let of = |table: &str, fits: &dyn Fn(&Value) -> bool| -> Vec<Value> {
        let all = rows.iter().filter(|((name, _), row)| name == table && fits(row));
        all.map(|(_, row)| row.clone()).collect()
    };
    let scheduled = of("messages", &|row| row["status"] == "scheduled");
    let text = of("messages", &|row| row["status"] == "delivered").remove(0);
    let record = of("items", &|row| row["data"]["appointment_id"] == "S-0").remove(0);
    assert_eq!(scheduled.len() as u64, REMINDERS_EACH);

    let mut file = fs::OpenOptions::new().append(true).open(&path).expect("the journal");
    let mut lines = String::new();
    let mut add = |table: &str, key: &str, row: &Value| {
        last += 1;
        writeln!(lines, "{}", json!([[table, last, key, row]])).expect("text");
        if lines.len() > 1 << 20 {
            file.write_all(lines.as_bytes()).expect("the journal can be written");
            lines.clear();
        }
    };
    for number in 1..=scale.messages {
        let mut row = text.clone();
        let sid = format!("SM{:032x}", (1_u128 << 100) + u128::from(number));
        row["sid"] = json!(sid);
        row["to"] = json!(format!("+1415{:07}", number % 5_000_000));
        add("messages", &sid, &row);
    }
    for number in 1..scale.appointments {
        let id = format!("S-{number}");
        let phone = format!("+1617{number:07}");
        let mut item = record.clone();
        let key = format!("{}/{id}", item["collection_sid"].as_str().expect("a SID"));
        (item["id"], item["key"]) = (json!(key), json!(id));
        let data = &mut item["data"];
        data["appointment_id"] = json!(id);
        data["patient"]["phone"] = json!(phone);
        for (position, reminder) in
            data["reminders"].as_array_mut().expect("reminders").iter_mut().enumerate()
        {
            let sid = format!("SM{:032x}", (1_u128 << 110) + u128::from(number * 10) + position as u128);
            let old =
                scheduled.iter().find(|row| row["sid"] == reminder["message_sid"]).expect("its Message");
            let mut message = old.clone();
            (message["sid"], message["to"]) = (json!(sid), json!(phone));
            (reminder["message_sid"], reminder["to"]) = (json!(sid), json!(phone));
            reminder["id"] = json!(format!("{:016x}", number * 10 + position as u64));
            add("messages", &sid, &message);
        }
        add("items", &key, &item);
    }
    file.write_all(lines.as_bytes()).expect("the journal can be written");
}

/// The most memory that a process has had in use, in KiB, as long as it is there to be asked.
fn peak_memory(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// Asks again and again until the process is gone.
fn watch_memory(pid: u32) -> std::thread::JoinHandle<u64> {
    std::thread::spawn(move || {
        let mut most = 0;
        while let Some(peak) = peak_memory(pid) {
            most = peak;
            std::thread::sleep(Duration::from_millis(2));
        }
        most
    })
}

/// A request that the sandbox answered.
struct Asked {
    at: Timestamp,
    method: String,
    path: String,
    status: u64,
}

/// Follows the sandbox's log of requests, which does not reach back far.
struct Watch<'a> {
    pam: &'a Pam,
    last: u64,
    asked: Vec<Asked>,
}

impl<'a> Watch<'a> {
    fn new(pam: &'a Pam, served: &Served) -> Self {
        Self { pam, last: served.last_request(pam), asked: Vec::new() }
    }

    fn look(&mut self) {
        let told = self.pam.json(&["sandbox", "requests", "--after", &self.last.to_string()]);
        for request in told["requests"].as_array().expect("requests") {
            let id = request["id"].as_u64().expect("a number");
            assert_eq!(id, self.last + 1, "none is missing");
            self.last = id;
            let text = |name: &str| request[name].as_str().expect("text").to_owned();
            self.asked.push(Asked {
                at: text("at").parse().expect("a time"),
                method: text("method"),
                path: text("path"),
                status: request["status"].as_u64().expect("a status"),
            });
        }
    }

    /// Requests a second that were let through, from the one that `from` names to the last one, and those refused.
    fn pace(&self, from: usize) -> (f64, usize) {
        let passed: Vec<&Asked> = self.asked[from..].iter().filter(|asked| asked.status != 429).collect();
        let (first, last) = (passed.first().expect("a request").at, passed.last().expect("a request").at);
        let took = last.duration_since(first).as_secs_f64();
        (passed.len() as f64 / took, self.asked.len() - from - passed.len())
    }
}

/// Figures for whoever reads the run.
#[expect(clippy::print_stdout, reason = "cargo shows it with --nocapture only")]
fn tell(figures: &str) {
    println!("{figures}");
}

fn start(pam: &Pam, args: &[&str]) -> (Child, BufReader<std::process::ChildStdout>) {
    let mut process =
        pam.command(args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("pam runs");
    let stdout = BufReader::new(process.stdout.take().expect("a pipe"));
    (process, stdout)
}

#[test]
fn reminders_are_listed_and_canceled_at_scale() {
    let scale = Scale::here();
    let pam = Pam::new();
    seed(&pam, &scale);
    let served = Served::start(&pam);
    let pages = usize::try_from(scale.appointments.div_ceil(100)).expect("a number");

    for form in [&["--json"][..], &[], &["--stream"], &["--state", "all", "--sort", "patient"]] {
        let mut watch = Watch::new(&pam, &served);
        let (mut process, stdout) = start(&pam, &[&["reminders", "list", "--sandbox"], form].concat());
        let memory = watch_memory(process.id());
        let text = std::io::read_to_string(stdout).expect("text");
        assert!(process.wait().expect("it ends").success());
        let memory = memory.join().expect("a number");
        assert_eq!(text.matches("SM").count() as u64, scale.reminders(), "{form:?}");
        watch.look();
        let requests = watch.asked.len();
        tell(&format!("list {form:?}: {requests} requests, {} MiB", memory / 1024));
        assert!(requests <= pages + TO_FIND_IT, "{form:?}: {requests} requests");
        assert!(watch.asked.iter().all(|asked| !asked.path.contains("/Messages")), "{form:?}");
        assert!(memory > 0 && memory < MOST_MEMORY, "{form:?}: {memory} KiB");
    }

    let limit = PER_SECOND.to_string();
    pam.json(&["sandbox", "faults", "--limit", &limit, "--retry-after", "1"]);
    let mut watch = Watch::new(&pam, &served);
    let cancel = ["reminders", "cancel", "--sandbox", "--from", "today", "--yes"];
    let half = scale.reminders() / 2;
    let (mut process, stdout) = start(&pam, &cancel);
    let memory = watch_memory(process.id());
    let mut lines = stdout.lines();
    for number in 1..=half {
        let line = lines.next().expect("a line").expect("text");
        assert!(line.starts_with("canceled "), "{line}");
        if number % 1000 == 0 {
            watch.look();
        }
    }
    process.kill().expect("it was running");
    process.wait().expect("it ends");
    let killed = memory.join().expect("a number");
    watch.look();
    let (first, first_refused) = watch.pace(0);
    let second_begins = watch.asked.len();

    let (mut process, stdout) = start(&pam, &cancel);
    let memory = watch_memory(process.id());
    let mut count = 0;
    for line in stdout.lines() {
        let line = line.expect("text");
        assert!(line.starts_with("canceled "), "{line}");
        count += 1;
        if count % 1000 == 0 {
            watch.look();
        }
    }
    assert_eq!(process.wait().expect("it ends").code(), Some(0));
    let memory = memory.join().expect("a number").max(killed);
    watch.look();
    let (second, second_refused) = watch.pace(second_begins);
    tell(&format!(
        "cancel: {} requests for {} reminders, {first:.1} and {second:.1} a second, {first_refused} and \
         {second_refused} refused, {} MiB",
        watch.asked.len(),
        scale.reminders(),
        memory / 1024
    ));
    assert!(
        half + count >= scale.reminders() - 40,
        "the second run begins where the first one was killed: {count}"
    );
    assert!(memory > 0 && memory < MOST_MEMORY, "{memory} KiB");
    if let Some(share) = scale.share {
        for pace in [first, second] {
            assert!(pace >= f64::from(PER_SECOND) * share, "{pace:.1} requests a second");
            assert!(pace <= f64::from(PER_SECOND) * 1.2, "the limit holds: {pace:.1}");
        }
    }

    // None is lost, none is asked for again once it is canceled.
    let mut canceled: BTreeMap<&str, u32> = BTreeMap::new();
    let posted =
        watch.asked.iter().filter(|asked| asked.method == "POST" && asked.path.contains("/Messages/"));
    for asked in posted.filter(|asked| asked.status != 429) {
        assert_eq!(asked.status, 200, "{}", asked.path);
        *canceled.entry(&asked.path).or_default() += 1;
    }
    assert_eq!(canceled.len() as u64, scale.reminders());
    assert!(canceled.values().all(|times| *times == 1));
    pam.json(&["sandbox", "faults", "--clear"]);
    let listed = pam.run(&["reminders", "list", "--sandbox", "--state", "canceled", "--stream", "--json"]);
    assert_eq!(listed.stdout.lines().count() as u64, scale.reminders());
    assert_eq!(pam.json(&["reminders", "list", "--sandbox"])["totals"], json!({}));
}
