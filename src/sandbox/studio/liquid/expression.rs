//! Reads what stands inside the markup: values, paths, filters, comparisons.

use serde_json::Value;

use super::ast::{Chain, Comparison, Expr, Filter, Joint, Operator, Pipe, Segment};

/// Brackets within brackets; deeper ones are refused, so that no template can exhaust the stack.
const MAX_DEPTH: usize = 20;

/// A place in a markup.
pub(super) struct Cursor<'a> {
    rest: &'a str,
    depth: usize,
}

/// Reads `value | filter | …` and nothing after it.
pub(super) fn pipe(markup: &str) -> Result<Pipe, String> {
    let mut cursor = Cursor::new(markup);
    let pipe = cursor.pipe()?;
    cursor.end()?;
    Ok(pipe)
}

/// Reads comparisons joined by `and` and `or`, and nothing after them.
pub(super) fn chain(markup: &str) -> Result<Chain, String> {
    let mut cursor = Cursor::new(markup);
    let first = cursor.comparison()?;
    let mut rest = Vec::new();
    while !cursor.at_end() {
        let joint = match cursor.word() {
            Some("and") => Joint::And,
            Some("or") => Joint::Or,
            _ => return Err(cursor.unexpected()),
        };
        rest.push((joint, cursor.comparison()?));
    }
    Ok(Chain { first, rest })
}

impl<'a> Cursor<'a> {
    /// At the beginning of a markup.
    pub(super) fn new(markup: &'a str) -> Self {
        Self { rest: markup, depth: 0 }
    }

    /// Whether only blanks are left.
    pub(super) fn at_end(&mut self) -> bool {
        self.blanks();
        self.rest.is_empty()
    }

    /// Complains when something is left.
    pub(super) fn end(&mut self) -> Result<(), String> {
        if self.at_end() { Ok(()) } else { Err(self.unexpected()) }
    }

    /// Takes a character if it comes next.
    pub(super) fn eat(&mut self, wanted: char) -> bool {
        self.blanks();
        match self.rest.strip_prefix(wanted) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Takes a name: a letter or `_`, then letters, digits, `_`, `-`, and perhaps one `?`.
    pub(super) fn word(&mut self) -> Option<&'a str> {
        self.blanks();
        if !self.rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            return None;
        }
        let mut length = self.name_length();
        if self.rest[length..].starts_with('?') {
            length += 1;
        }
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest;
        Some(word)
    }

    /// Takes a word only if it is this one.
    pub(super) fn eat_word(&mut self, wanted: &str) -> bool {
        let before = self.rest;
        if self.word() == Some(wanted) {
            return true;
        }
        self.rest = before;
        false
    }

    /// What stands here instead of what is allowed. Names only the kind of character, for text may be data.
    pub(super) fn unexpected(&self) -> String {
        match self.rest.chars().next() {
            None => "the markup ends too early".to_owned(),
            Some('+') => "`+` is not allowed in a template; use the filter `plus`".to_owned(),
            Some(c) if !c.is_ascii() => "a name has a character that is not ASCII".to_owned(),
            Some(c) => format!("`{c}` is not expected here"),
        }
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn name_length(&self) -> usize {
        self.rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
            .unwrap_or(self.rest.len())
    }

    fn pipe(&mut self) -> Result<Pipe, String> {
        let head = self.expression()?;
        let mut filters = Vec::new();
        while self.eat('|') {
            let name = self.word().ok_or_else(|| self.unexpected())?.to_owned();
            let mut filter = Filter { name, arguments: Vec::new(), named: Vec::new() };
            if self.eat(':') {
                loop {
                    match self.key() {
                        Some(key) => filter.named.push((key, self.expression()?)),
                        None => filter.arguments.push(self.expression()?),
                    }
                    if !self.eat(',') {
                        break;
                    }
                }
            }
            filters.push(filter);
        }
        Ok(Pipe { head, filters })
    }

    /// Takes `key:` if it comes next.
    fn key(&mut self) -> Option<String> {
        let before = self.rest;
        if let Some(word) = self.word()
            && self.eat(':')
        {
            return Some(word.to_owned());
        }
        self.rest = before;
        None
    }

    fn comparison(&mut self) -> Result<Comparison, String> {
        let left = self.expression()?;
        self.blanks();
        const OPERATORS: [(&str, Operator); 7] = [
            ("==", Operator::Equal),
            ("!=", Operator::NotEqual),
            ("<>", Operator::NotEqual),
            ("<=", Operator::LessOrEqual),
            (">=", Operator::GreaterOrEqual),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        for (text, operator) in OPERATORS {
            if let Some(rest) = self.rest.strip_prefix(text) {
                self.rest = rest;
                return Ok(Comparison { left, right: Some((operator, self.expression()?)) });
            }
        }
        if self.eat_word("contains") {
            return Ok(Comparison { left, right: Some((Operator::Contains, self.expression()?)) });
        }
        Ok(Comparison { left, right: None })
    }

    /// Reads one value.
    pub(super) fn expression(&mut self) -> Result<Expr, String> {
        self.blanks();
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("brackets are nested too deeply".to_owned());
        }
        let expression = match self.rest.chars().next() {
            Some(quote @ ('"' | '\'')) => self.quoted(quote),
            Some(c) if c.is_ascii_digit() || c == '-' => self.number(),
            Some('(') => self.range(),
            Some('[') => self.path(Vec::new()),
            _ => self.name_or_path(),
        };
        self.depth -= 1;
        expression
    }

    fn quoted(&mut self, quote: char) -> Result<Expr, String> {
        let inner = &self.rest[1..];
        let end = inner.find(quote).ok_or("a quote is never closed")?;
        self.rest = &inner[end + 1..];
        Ok(Expr::Literal(Value::from(&inner[..end])))
    }

    fn number(&mut self) -> Result<Expr, String> {
        let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let sign = usize::from(self.rest.starts_with('-'));
        let whole = sign + digits(&self.rest[sign..]);
        let mut length = whole;
        if self.rest[whole..].starts_with('.') {
            let fraction = digits(&self.rest[whole + 1..]);
            if fraction > 0 {
                length = whole + 1 + fraction;
            }
        }
        let (text, rest) = self.rest.split_at(length);
        let value = if length == whole { text.parse::<i64>().ok().map(Value::from) } else { None };
        let value = value.or_else(|| text.parse::<f64>().ok().map(Value::from));
        let value = value.ok_or_else(|| self.unexpected())?;
        self.rest = rest;
        Ok(Expr::Literal(value))
    }

    fn range(&mut self) -> Result<Expr, String> {
        self.eat('(');
        let from = self.expression()?;
        self.blanks();
        self.rest = self.rest.strip_prefix("..").ok_or_else(|| self.unexpected())?;
        let to = self.expression()?;
        if !self.eat(')') {
            return Err(self.unexpected());
        }
        Ok(Expr::Range(Box::new(from), Box::new(to)))
    }

    fn name_or_path(&mut self) -> Result<Expr, String> {
        let word = self.word().ok_or_else(|| self.unexpected())?;
        if !self.path_goes_on() {
            match word {
                "true" => return Ok(Expr::Literal(Value::Bool(true))),
                "false" => return Ok(Expr::Literal(Value::Bool(false))),
                "nil" | "null" => return Ok(Expr::Literal(Value::Null)),
                "empty" => return Ok(Expr::Empty),
                "blank" => return Ok(Expr::Blank),
                _ => {}
            }
        }
        self.path(vec![Segment::Name(word.to_owned())])
    }

    /// Whether `.name` or `[` follows; `..` belongs to a range.
    fn path_goes_on(&mut self) -> bool {
        let next = self.rest.trim_start();
        next.starts_with('[') || (next.starts_with('.') && !next.starts_with(".."))
    }

    fn path(&mut self, mut segments: Vec<Segment>) -> Result<Expr, String> {
        while self.path_goes_on() {
            if self.eat('[') {
                segments.push(Segment::Index(self.expression()?));
                if !self.eat(']') {
                    return Err(self.unexpected());
                }
                continue;
            }
            self.eat('.');
            self.blanks();
            let length = self.name_length();
            if length == 0 {
                return Err(self.unexpected());
            }
            let (name, rest) = self.rest.split_at(length);
            self.rest = rest.strip_prefix('?').unwrap_or(rest);
            segments.push(Segment::Name(name.to_owned()));
        }
        if segments.is_empty() { Err(self.unexpected()) } else { Ok(Expr::Path(segments)) }
    }
}
