//! Questions. Every one names the flag that answers it, for when nobody can be asked.

use std::fmt;

use dialoguer::console::Term;
use dialoguer::theme::Theme;
use dialoguer::{Confirm, Input, Password, Select};

use super::Style;
use super::human::visible;
use crate::error::{Error, Result};
use crate::exit::ExitCode;

/// Asks, or says why it cannot.
#[derive(Debug, Clone, Copy)]
pub struct Prompts {
    allowed: bool,
    assume_yes: bool,
    style: Style,
}

/// How questions look.
struct Look(Style);

impl Theme for Look {
    fn format_error(&self, f: &mut dyn fmt::Write, error: &str) -> fmt::Result {
        write!(f, "{} {error}", self.0.failure("error:"))
    }

    fn format_input_prompt(&self, f: &mut dyn fmt::Write, prompt: &str, _: Option<&str>) -> fmt::Result {
        let colon = if prompt == ">" { "" } else { ":" };
        write!(f, "{prompt}{colon} ")
    }

    fn format_input_prompt_selection(&self, f: &mut dyn fmt::Write, prompt: &str, said: &str) -> fmt::Result {
        self.format_input_prompt(f, prompt, None)?;
        f.write_str(said)
    }

    fn format_select_prompt_item(&self, f: &mut dyn fmt::Write, text: &str, active: bool) -> fmt::Result {
        if active { write!(f, "{} {text}", self.0.hint(">")) } else { write!(f, "  {text}") }
    }
}

impl Prompts {
    /// `allowed`: a person is at both ends. `assume_yes`: `--yes`. `style`: that of standard error.
    #[must_use]
    pub const fn new(allowed: bool, assume_yes: bool, style: Style) -> Self {
        Self { allowed, assume_yes, style }
    }

    fn yes(self, question: &str) -> Result<()> {
        let look = Look(self.style);
        let yes = Confirm::with_theme(&look).with_prompt(self.style.bold(question)).default(false);
        if yes.interact_on(&Term::stderr()).map_err(failed)? { Ok(()) } else { Err(declined()) }
    }

    /// A question that may be long on lines of its own: an answer that is typed behind it would be broken.
    fn ask_above(self, question: &str) -> Result<()> {
        let line = self.style.hanging(2, &self.style.bold(question));
        Term::stderr().write_line(&line).map_err(|error| failed(error.into()))
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
        self.yes(question)
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
        let what = format!("{} {what}", self.style.warning("!"));
        let what = self.style.hanging(2, &what);
        Term::stderr().write_line(&what).map_err(|error| failed(error.into()))?;
        self.yes(question)
    }

    /// Asks for consent to something that cannot be taken back: `word` has to be typed. `--yes` answers it.
    ///
    /// # Errors
    /// `needs-consent` when nobody can be asked, `declined` when something else is typed.
    pub fn typed_consent(&self, question: &str, word: &str) -> Result<()> {
        if self.assume_yes || !self.allowed {
            return self.consent(question);
        }
        let look = Look(self.style);
        let typed: String = Input::with_theme(&look)
            .with_prompt(format!("{} Type {word} to confirm", self.style.bold(question)))
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
        let offered = default.filter(|default| !default.is_empty());
        self.ask_above(
            &offered.map_or_else(|| question.to_owned(), |offered| format!("{question} [{offered}]")),
        )?;
        let look = Look(self.style);
        let mut input = Input::<String>::with_theme(&look).with_prompt(">").show_default(false);
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
        let look = Look(self.style);
        Password::with_theme(&look)
            .with_prompt(self.style.bold(question))
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
        self.ask_above(question)?;
        let look = Look(self.style);
        let items: Vec<_> = items.iter().map(|item| visible(item)).collect();
        let chosen = Select::with_theme(&look).items(&items).default(0).report(false);
        let chosen = chosen.interact_on(&Term::stderr()).map_err(failed)?;
        let said = format!("> {}", items[chosen]);
        Term::stderr().write_line(&said).map_err(|error| failed(error.into()))?;
        Ok(chosen)
    }
}

fn declined() -> Error {
    Error::new(ExitCode::Pending, "declined", "nothing was changed, as you chose")
}

fn failed(error: dialoguer::Error) -> Error {
    // Some questions hide it, and Ctrl-C must not leave it so; a terminal that is gone shows nothing anyway.
    let _ = Term::stderr().show_cursor();
    let dialoguer::Error::IO(error) = error;
    if error.kind() == std::io::ErrorKind::Interrupted {
        Error::new(ExitCode::Interrupted, "interrupted", "interrupted")
    } else {
        Error::bug(format!("could not ask: {error}"))
    }
}
