//! pam at a real terminal: what it shows there, and what is typed into it.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use expectrl::process::unix::WaitStatus;
use expectrl::{Eof, Expect, Session};

use crate::support::Pam;

/// How long a test waits for what never comes; not a measure of anything.
const PATIENCE: Duration = Duration::from_secs(180);

pub(crate) struct Terminal(expectrl::session::OsSession);

impl Terminal {
    /// Starts pam at a terminal of 100 columns.
    pub(crate) fn start(pam: &Pam, args: &[&str]) -> Self {
        Self::start_with(pam, args, 100, &[])
    }

    /// Starts pam at a terminal of that many columns, with more variables.
    pub(crate) fn start_with(pam: &Pam, args: &[&str], columns: u16, variables: &[(&str, &str)]) -> Self {
        let mut command = pam.command(args);
        command.env("TERM", "xterm").envs(variables.iter().copied());
        // The library switches the echo off, which only pam shall do: `types_unseen` waits for it.
        let mut wrapped = Command::new("sh");
        wrapped
            .args(["-c", "stty echo rows 40 cols \"$0\" && exec \"$@\"", &columns.to_string()])
            .arg(command.get_program())
            .args(command.get_args())
            .env_clear()
            .envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .current_dir(pam.home())
            // A terminal's standard streams, not those that the helper set.
            .stdin(Stdio::inherit());
        let mut session = Session::spawn(wrapped).expect("a terminal");
        session.set_expect_timeout(Some(PATIENCE));
        Self(session)
    }

    /// Waits for a text, and gives what was shown before it.
    pub(crate) fn sees(&mut self, text: &str) -> String {
        match self.0.expect(text) {
            Ok(found) => String::from_utf8_lossy(found.before()).into_owned(),
            Err(error) => panic!("waited for {text:?}: {error}"),
        }
    }

    /// Types where nothing is echoed; what is typed before that would be thrown away.
    pub(crate) fn types_unseen(&mut self, keys: &str) {
        let deadline = Instant::now() + PATIENCE;
        while self.0.get_process().get_echo().expect("a terminal") {
            assert!(Instant::now() < deadline, "the terminal shows what is typed");
            std::thread::yield_now();
        }
        self.types(keys);
    }

    pub(crate) fn types(&mut self, keys: &str) {
        self.0.send(keys).expect("it reads");
    }

    /// Closes the terminal's window.
    pub(crate) fn hangs_up(self) {
        drop(self);
    }

    /// Waits for the end, and gives what was shown until then with the exit code.
    pub(crate) fn ends(mut self) -> (String, i32) {
        let found = self.0.expect(Eof).expect("it ends");
        let shown = String::from_utf8_lossy(found.as_bytes()).into_owned();
        match self.0.get_process().wait().expect("a status") {
            WaitStatus::Exited(_, code) => (shown, code),
            other => panic!("{other:?}"),
        }
    }
}
