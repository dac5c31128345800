//! The exit codes, which are a contract with scripts.

/// What the process tells its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitCode {
    /// Done.
    Done = 0,
    /// A fault of pam itself.
    Bug = 1,
    /// Wrong usage of the command line.
    Usage = 2,
    /// Settings or input are invalid; nothing was changed.
    Invalid = 3,
    /// Credentials are missing or refused.
    Credentials = 4,
    /// Twilio refused the request.
    Refused = 5,
    /// Network or rate limit after retries; safe to repeat.
    Network = 6,
    /// Not deployed or not found.
    NotFound = 7,
    /// Incomplete: part was done, the message says what; repeat to finish.
    Incomplete = 8,
    /// Changes are pending, or drift was not overwritten.
    Pending = 10,
    /// Interrupted by Ctrl-C.
    Interrupted = 130,
}

impl ExitCode {
    /// All codes in order, for help and documentation.
    pub const ALL: [Self; 11] = [
        Self::Done,
        Self::Bug,
        Self::Usage,
        Self::Invalid,
        Self::Credentials,
        Self::Refused,
        Self::Network,
        Self::NotFound,
        Self::Incomplete,
        Self::Pending,
        Self::Interrupted,
    ];

    /// What the code means, in one line.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Bug => "a fault of pam itself",
            Self::Usage => "wrong usage of the command line",
            Self::Invalid => "settings or input invalid, nothing changed",
            Self::Credentials => "credentials missing or refused",
            Self::Refused => "Twilio refused the request",
            Self::Network => "network or rate limit after retries, safe to repeat",
            Self::NotFound => "not deployed, or not found",
            Self::Incomplete => "incomplete: says what was and was not done, repeat to finish",
            Self::Pending => "changes pending, or drift that was not overwritten",
            Self::Interrupted => "interrupted",
        }
    }
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code as u8)
    }
}
