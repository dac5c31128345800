//! Splits a template into text, outputs and tags, and carries out whitespace control, `raw` and `comment`.

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// Between the markup.
    Text(String),
    /// What stands between `{{` and `}}`.
    Output(String),
    /// The name and the rest of what stands between `{%` and `%}`.
    Tag(String, String),
}

/// Splits a template.
///
/// # Errors
/// A sentence when braces, a quote, `raw` or `comment` are never closed.
pub(super) fn split(template: &str) -> Result<Vec<Token>, String> {
    let mut pieces = Pieces { tokens: Vec::new(), trim: false };
    let mut rest = template;
    while let Some(at) = next_markup(rest) {
        pieces.text(&rest[..at]);
        let tag = rest[at..].starts_with("{%");
        let close = if tag { "%}" } else { "}}" };
        let body = &rest[at + 2..];
        let end = find_close(body, close).ok_or_else(|| {
            format!(
                "Liquid's curly braces are not balanced: `{}` is never closed",
                if tag { "{%" } else { "{{" }
            )
        })?;
        rest = &body[end + 2..];
        let inner = pieces.control(&body[..end]);
        if !tag {
            pieces.tokens.push(Token::Output(inner.to_owned()));
            continue;
        }
        let inner = inner.trim();
        let name_end =
            inner.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '#')).unwrap_or(inner.len());
        let (name, markup) = inner.split_at(name_end);
        match name {
            "raw" | "comment" => {
                let end =
                    find_end_tag(rest, name).ok_or_else(|| format!("the tag `{name}` is never closed"))?;
                let content = &rest[..end.start];
                rest = &rest[end.end..];
                if name == "raw" {
                    pieces.raw(content, end.trim_before);
                }
                pieces.trim = end.trim_after;
            }
            "#" => {}
            _ => pieces.tokens.push(Token::Tag(name.to_owned(), markup.trim().to_owned())),
        }
    }
    pieces.text(rest);
    Ok(pieces.tokens)
}

struct Pieces {
    tokens: Vec<Token>,
    /// The last markup ended in `-`.
    trim: bool,
}

impl Pieces {
    fn text(&mut self, text: &str) {
        let text = if self.trim { text.trim_start() } else { text };
        self.trim = false;
        // An empty text still separates: `-` must not reach over a neighbouring markup.
        self.tokens.push(Token::Text(text.to_owned()));
    }

    fn raw(&mut self, content: &str, trim_end: bool) {
        let content = if self.trim { content.trim_start() } else { content };
        let content = if trim_end { content.trim_end() } else { content };
        self.trim = false;
        self.tokens.push(Token::Text(content.to_owned()));
    }

    /// Takes the `-` off both ends of a markup and applies them.
    fn control<'a>(&mut self, markup: &'a str) -> &'a str {
        let mut inner = markup;
        if let Some(stripped) = inner.strip_prefix('-') {
            inner = stripped;
            if let Some(Token::Text(text)) = self.tokens.last_mut() {
                text.truncate(text.trim_end().len());
            }
        }
        if let Some(stripped) = inner.strip_suffix('-') {
            inner = stripped;
            self.trim = true;
        }
        inner
    }
}

fn next_markup(text: &str) -> Option<usize> {
    text.as_bytes().windows(2).position(|pair| pair == b"{{" || pair == b"{%")
}

/// Finds `close` outside quotes.
fn find_close(body: &str, close: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in body.bytes().enumerate() {
        match quote {
            Some(open) if byte == open => quote = None,
            Some(_) => {}
            None if byte == b'"' || byte == b'\'' => quote = Some(byte),
            None if body.as_bytes()[at..].starts_with(close.as_bytes()) => return Some(at),
            None => {}
        }
    }
    None
}

struct EndTag {
    start: usize,
    end: usize,
    trim_before: bool,
    trim_after: bool,
}

fn find_end_tag(text: &str, name: &str) -> Option<EndTag> {
    let mut from = 0;
    while let Some(found) = text[from..].find("{%") {
        let start = from + found;
        let body = &text[start + 2..];
        from = start + 2;
        let trim_before = body.starts_with('-');
        let inner = body.strip_prefix('-').unwrap_or(body).trim_start();
        let Some(inner) = inner.strip_prefix("end").and_then(|inner| inner.strip_prefix(name)) else {
            continue;
        };
        let inner = inner.trim_start();
        let trim_after = inner.starts_with('-');
        let Some(after) = inner.strip_prefix('-').unwrap_or(inner).strip_prefix("%}") else { continue };
        return Some(EndTag { start, end: text.len() - after.len(), trim_before, trim_after });
    }
    None
}
