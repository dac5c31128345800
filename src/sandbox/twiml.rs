//! TwiML of messaging: what a webhook answers an inbound message with (docs:messaging/twiml).

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// What is to be done, in order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    /// `<Message>`, or `<Sms>` as it was called once.
    Message(Reply),
    /// `<Redirect>`: what comes after it is not reached.
    Redirect {
        /// As it stands there, perhaps relative.
        url: String,
        /// `GET` or `POST`.
        method: String,
    },
}

/// A text to send; where nothing is said, from the number that was texted to who texted it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) to: Option<String>,
    pub(crate) from: Option<String>,
    pub(crate) body: String,
    pub(crate) media: Vec<String>,
    /// `statusCallback`, or `action` as it was called once; perhaps relative.
    pub(crate) status_callback: Option<String>,
}

/// It is not well-formed XML, or not a `<Response>` (error 12100).
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// A piece of XML: comment or declaration, CDATA, tag, text.
static PIECE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?sx)
        ^(?: <!--.*?--> | <\?.*?\?> | <!DOCTYPE[^>]*>
        | <!\[CDATA\[(?<cdata>.*?)\]\]>
        | <(?<close>/?)(?<name>[A-Za-z_][\w.:-]*)
           (?<attributes>(?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(?<empty>/?)>
        | (?<text>[^<]+) )"#,
    )
    .expect("the pattern is correct")
});

static ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?s)([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')"#).expect("the pattern is correct")
});

/// How deep elements may stand in each other.
const MOST_LEVELS: usize = 32;

#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    fn opened(tag: &Captures<'_>) -> Self {
        let attributes = ATTRIBUTE.captures_iter(&tag["attributes"]).map(|found| {
            let value = found.get(2).or(found.get(3)).map_or("", |value| value.as_str());
            (found[1].to_owned(), unescape(value))
        });
        Self { name: tag["name"].to_owned(), attributes: attributes.collect(), ..Self::default() }
    }

    fn attribute(&self, name: &str) -> Option<String> {
        let value = self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim());
        value.filter(|value| !value.is_empty()).map(str::to_owned)
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    fn reply(&self) -> Reply {
        let bodies: Vec<&str> = self.all("Body").map(|body| body.text.trim()).collect();
        let body = if bodies.is_empty() { self.text.trim().to_owned() } else { bodies.concat() };
        Reply {
            to: self.attribute("to"),
            from: self.attribute("from"),
            body,
            media: self.all("Media").map(|media| media.text.trim().to_owned()).collect(),
            status_callback: self.attribute("statusCallback").or_else(|| self.attribute("action")),
        }
    }
}

/// Reads what a webhook answered; nothing at all is nothing to do.
pub(crate) fn read(xml: &str) -> Result<Vec<Verb>, Malformed> {
    let xml = xml.trim_start_matches('\u{feff}').trim();
    if xml.is_empty() {
        return Ok(Vec::new());
    }
    let root = parse(xml)?;
    if root.name != "Response" {
        return Err(Malformed);
    }
    let verbs = root.children.iter().filter_map(|child| match child.name.as_str() {
        "Message" | "Sms" => Some(Verb::Message(child.reply())),
        "Redirect" => {
            let method = child.attribute("method").unwrap_or_else(|| "POST".to_owned());
            Some(Verb::Redirect { url: child.text.trim().to_owned(), method: method.to_ascii_uppercase() })
        }
        _ => None,
    });
    Ok(verbs.collect())
}

fn parse(xml: &str) -> Result<Element, Malformed> {
    // Below all is what the root element becomes a child of.
    let mut open = vec![Element::default()];
    let mut rest = xml;
    while !rest.is_empty() {
        let piece = PIECE.captures(rest).ok_or(Malformed)?;
        rest = &rest[piece[0].len()..];
        let level = open.len();
        let inner = open.last_mut().ok_or(Malformed)?;
        if let Some(text) = piece.name("cdata") {
            inner.text.push_str(text.as_str());
        } else if let Some(text) = piece.name("text") {
            inner.text.push_str(&unescape(text.as_str()));
        } else if let Some(name) = piece.name("name") {
            if piece["close"].is_empty() {
                let element = Element::opened(&piece);
                if !piece["empty"].is_empty() {
                    inner.children.push(element);
                } else if level <= MOST_LEVELS {
                    open.push(element);
                } else {
                    return Err(Malformed);
                }
            } else {
                let closed = open.pop().filter(|closed| closed.name == name.as_str()).ok_or(Malformed)?;
                open.last_mut().ok_or(Malformed)?.children.push(closed);
            }
        }
    }
    let whole = open.pop().filter(|_| open.is_empty()).ok_or(Malformed)?;
    let mut roots = whole.children.into_iter();
    match (roots.next(), roots.next(), whole.text.trim()) {
        (Some(root), None, "") => Ok(root),
        _ => Err(Malformed),
    }
}

/// XML's five names and numbered characters; what is none of them stays as it is.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest.find(';').map(|end| &rest[1..end]);
        let number = entity.and_then(|entity| entity.strip_prefix('#')).and_then(|number| {
            let hex = number.strip_prefix(['x', 'X']).map(|hex| u32::from_str_radix(hex, 16).ok());
            char::from_u32(hex.unwrap_or_else(|| number.parse().ok())?)
        });
        let character = match entity {
            Some("lt") => Some('<'),
            Some("gt") => Some('>'),
            Some("quot") => Some('"'),
            Some("apos") => Some('\''),
            Some("amp") => Some('&'),
            _ => number,
        };
        match (character, entity) {
            (Some(character), Some(entity)) => {
                out.push(character);
                rest = &rest[entity.len() + 2..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests;
