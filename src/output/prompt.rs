//! Questions. Every one names the flag that answers it, for when nobody can be asked.

use dialoguer::console::Term;
use dialoguer::{Confirm, Input, Password, Select};

use crate::error::{Error, Result};
use crate::exit::ExitCode;

/// Asks, or says why it cannot.
#[derive(Debug, Clone, Copy)]
pub struct Prompts {
    allowed: bool,
    assume_yes: bool,
}

impl Prompts {
    /// `allowed`: a person is at both ends. `assume_yes`: `--yes`.
    #[must_use]
    pub const fn new(allowed: bool, assume_yes: bool) -> Self {
        Self { allowed, assume_yes }
    }

    /// Whether a question would reach a person.
    #[must_use]
    pub const fn can_ask(&self) -> bool {
        self.allowed
    }

    /// Asks for consent; `--yes` answers it.
    ///
    /// # Errors
    /// `needs-consent` when nobody can be asked, `declined` when the answer is no.
    pub fn consent(&self, question: &str) -> Result<()> {
        if self.assume_yes {
            return Ok(());
        }
        if !self.allowed {
            return Err(Error::new(
                ExitCode::Pending,
                "needs-consent",
                format!("not done without a yes: {question}"),
            )
            .hint("Repeat with --yes to go ahead without being asked"));
        }
        let yes = Confirm::new().with_prompt(question).default(false).interact_on(&Term::stderr());
        if yes.map_err(failed)? { Ok(()) } else { Err(declined()) }
    }

    /// Asks for consent that `--yes` does not give, only `flag` does.
    ///
    /// # Errors
    /// `code` when nobody can be asked, `declined` when the answer is no.
    pub fn explicit_consent(&self, code: &'static str, what: &str, question: &str, flag: &str) -> Result<()> {
        if !self.allowed {
            return Err(Error::new(ExitCode::Pending, code, what)
                .hint(format!("Nothing was changed; repeat with {flag} to go ahead")));
        }
        let prompt = format!("{what}. {question}");
        let yes = Confirm::new().with_prompt(prompt).default(false).interact_on(&Term::stderr());
        if yes.map_err(failed)? { Ok(()) } else { Err(declined()) }
    }

    /// Asks for consent to something that cannot be taken back: `word` has to be typed. `--yes` answers it.
    ///
    /// # Errors
    /// `needs-consent` when nobody can be asked, `declined` when something else is typed.
    pub fn typed_consent(&self, question: &str, word: &str) -> Result<()> {
        if self.assume_yes || !self.allowed {
            return self.consent(question);
        }
        let typed: String = Input::new()
            .with_prompt(format!("{question} Type {word} to confirm"))
            .allow_empty(true)
            .interact_text_on(&Term::stderr())
            .map_err(failed)?;
        if typed.trim() == word { Ok(()) } else { Err(declined()) }
    }

    /// Asks for a value; `check` says what is wrong with it.
    ///
    /// # Errors
    /// When the terminal fails.
    pub fn value(
        &self,
        question: &str,
        default: Option<&str>,
        check: impl Fn(&str) -> std::result::Result<(), String>,
    ) -> Result<String> {
        let mut input = Input::<String>::new().with_prompt(question);
        if let Some(default) = default {
            input = input.default(default.to_owned());
        }
        input.validate_with(|text: &String| check(text)).interact_text_on(&Term::stderr()).map_err(failed)
    }

    /// Asks for a secret, without echo.
    ///
    /// # Errors
    /// When the terminal fails.
    pub fn secret(
        &self,
        question: &str,
        check: impl Fn(&str) -> std::result::Result<(), String>,
    ) -> Result<String> {
        Password::new()
            .with_prompt(question)
            // Whether nothing is an answer is for `check` to say.
            .allow_empty_password(true)
            .validate_with(|text: &String| check(text))
            .interact_on(&Term::stderr())
            .map_err(failed)
    }

    /// Asks for a new secret twice, without echo; an empty one once.
    ///
    /// # Errors
    /// When the terminal fails.
    pub fn new_secret(
        &self,
        question: &str,
        check: impl Fn(&str) -> std::result::Result<(), String>,
    ) -> Result<String> {
        loop {
            let first = self.secret(question, &check)?;
            if first.is_empty() || first == self.secret("The same again", |_| Ok(()))? {
                return Ok(first);
            }
            // Nothing else is shown of what was typed.
            Term::stderr().write_line("They differ, so again:").map_err(|error| failed(error.into()))?;
        }
    }

    /// Offers a choice and gives the chosen index.
    ///
    /// # Errors
    /// When the terminal fails.
    pub fn choice(&self, question: &str, items: &[String]) -> Result<usize> {
        Select::new()
            .with_prompt(question)
            .items(items)
            .default(0)
            .interact_on(&Term::stderr())
            .map_err(failed)
    }
}

fn declined() -> Error {
    Error::new(ExitCode::Pending, "declined", "nothing was changed, as you chose")
}

fn failed(error: dialoguer::Error) -> Error {
    let dialoguer::Error::IO(error) = error;
    if error.kind() == std::io::ErrorKind::Interrupted {
        Error::new(ExitCode::Interrupted, "interrupted", "interrupted")
    } else {
        Error::bug(format!("could not ask: {error}"))
    }
}
