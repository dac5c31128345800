//! Builds the tree of a template from its pieces.

use std::vec::IntoIter;

use serde_json::Value;

use super::ast::{Expr, Loop, Node, Test};
use super::expression::{self, Cursor};
use super::lexer::Token;

/// Blocks within blocks; deeper ones are refused, so that no template can exhaust the stack.
const MAX_DEPTH: usize = 50;

/// The tag that ended a list of nodes.
type End = (String, String);

/// Builds the tree.
///
/// # Errors
/// A sentence about the first fault of structure: an unknown tag, a missing or misplaced end, a bad assignment.
pub(super) fn parse(tokens: Vec<Token>) -> Result<Vec<Node>, String> {
    Parser { tokens: tokens.into_iter(), depth: 0 }.template()
}

struct Parser {
    tokens: IntoIter<Token>,
    depth: usize,
}

impl Parser {
    fn template(&mut self) -> Result<Vec<Node>, String> {
        match self.nodes(&[])? {
            (nodes, None) => Ok(nodes),
            (_, Some((name, _))) => Err(unknown_tag(&name)),
        }
    }

    /// Reads up to one of the tags in `ends`, or to the end of the template.
    fn nodes(&mut self, ends: &[&str]) -> Result<(Vec<Node>, Option<End>), String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("tags are nested too deeply".to_owned());
        }
        let mut nodes = Vec::new();
        let mut end = None;
        while let Some(token) = self.tokens.next() {
            match token {
                Token::Text(text) if text.is_empty() => {}
                Token::Text(text) => nodes.push(Node::Text(text)),
                Token::Output(markup) if markup.trim().is_empty() => {}
                Token::Output(markup) => {
                    nodes.push(expression::pipe(&markup).map_or_else(Node::Broken, Node::Output));
                }
                Token::Tag(name, markup) if ends.contains(&name.as_str()) => {
                    end = Some((name, markup));
                    break;
                }
                Token::Tag(name, markup) => nodes.push(self.tag(&name, &markup)?),
            }
        }
        self.depth -= 1;
        Ok((nodes, end))
    }

    /// As [`Parser::nodes`], for blocks whose end must come.
    fn block(&mut self, tag: &str, ends: &[&str]) -> Result<(Vec<Node>, String, String), String> {
        match self.nodes(ends)? {
            (nodes, Some((name, markup))) => Ok((nodes, name, markup)),
            (_, None) => Err(format!("the tag `{tag}` is never closed")),
        }
    }

    fn tag(&mut self, name: &str, markup: &str) -> Result<Node, String> {
        match name {
            "assign" => assign(markup),
            "capture" => self.capture(markup),
            "if" => self.conditional("if", Test::Holds(expression::chain(markup)?)),
            "unless" => self.conditional("unless", Test::Fails(expression::chain(markup)?)),
            "case" => self.case(markup),
            "for" => self.for_loop(markup),
            "cycle" => cycle(markup),
            "break" => Ok(Node::Break),
            "continue" => Ok(Node::Continue),
            _ => Err(unknown_tag(name)),
        }
    }

    fn capture(&mut self, markup: &str) -> Result<Node, String> {
        let name = markup.trim_matches(['"', '\'']);
        let name = only_word(name).ok_or("`capture` needs the name of a variable")?;
        let (body, ..) = self.block("capture", &["endcapture"])?;
        Ok(Node::Capture(name, body))
    }

    fn conditional(&mut self, tag: &str, first: Test) -> Result<Node, String> {
        let end = format!("end{tag}");
        let mut branches = Vec::new();
        let mut test = first;
        loop {
            let (body, name, markup) = self.block(tag, &["elsif", "else", &end])?;
            branches.push((test, body));
            match name.as_str() {
                "elsif" => test = Test::Holds(expression::chain(&markup)?),
                "else" => test = Test::Always,
                _ => return Ok(Node::If(branches)),
            }
        }
    }

    fn case(&mut self, markup: &str) -> Result<Node, String> {
        let mut cursor = Cursor::new(markup);
        let subject = cursor.expression()?;
        cursor.end()?;
        let ends = ["when", "else", "endcase"];
        // What stands before the first `when` is never printed.
        let (_, mut name, mut markup) = self.block("case", &ends)?;
        let mut whens = Vec::new();
        let mut otherwise = Vec::new();
        while name != "endcase" {
            let values = if name == "when" { Some(when_values(&markup)?) } else { None };
            let (body, next, next_markup) = self.block("case", &ends)?;
            match values {
                Some(values) => whens.push((values, body)),
                None => otherwise = body,
            }
            (name, markup) = (next, next_markup);
        }
        Ok(Node::Case(subject, whens, otherwise))
    }

    fn for_loop(&mut self, markup: &str) -> Result<Node, String> {
        let mut cursor = Cursor::new(markup);
        let variable = cursor.word().ok_or("`for` needs the name of a variable")?.to_owned();
        if !cursor.eat_word("in") {
            return Err("`for` needs `in`".to_owned());
        }
        let list = cursor.expression()?;
        let mut repeat = Loop {
            variable,
            list,
            limit: None,
            offset: None,
            reversed: false,
            body: Vec::new(),
            otherwise: Vec::new(),
        };
        while !cursor.at_end() {
            if cursor.eat(',') {
                continue;
            }
            match cursor.word() {
                Some("reversed") => repeat.reversed = true,
                Some("limit") if cursor.eat(':') => repeat.limit = Some(cursor.expression()?),
                Some("offset") if cursor.eat(':') => repeat.offset = Some(cursor.expression()?),
                _ => return Err(cursor.unexpected()),
            }
        }
        let (body, name, _) = self.block("for", &["else", "endfor"])?;
        repeat.body = body;
        if name == "else" {
            (repeat.otherwise, ..) = self.block("for", &["endfor"])?;
        }
        Ok(Node::For(Box::new(repeat)))
    }
}

fn unknown_tag(name: &str) -> String {
    if name.is_empty() {
        "a tag has no name".to_owned()
    } else {
        format!("the tag `{name}` does not exist here")
    }
}

fn assign(markup: &str) -> Result<Node, String> {
    let (name, value) = markup.split_once('=').ok_or("`assign` needs `=`")?;
    let name = only_word(name).ok_or("`assign` needs the name of a variable, in ASCII, before `=`")?;
    Ok(Node::Assign(name, expression::pipe(value)?))
}

fn only_word(text: &str) -> Option<String> {
    let mut cursor = Cursor::new(text);
    let word = cursor.word()?.to_owned();
    cursor.at_end().then_some(word)
}

fn when_values(markup: &str) -> Result<Vec<Expr>, String> {
    let mut cursor = Cursor::new(markup);
    let mut values = vec![cursor.expression()?];
    while !cursor.at_end() {
        if !cursor.eat(',') && !cursor.eat_word("or") {
            return Err(cursor.unexpected());
        }
        values.push(cursor.expression()?);
    }
    Ok(values)
}

fn cycle(markup: &str) -> Result<Node, String> {
    let mut cursor = Cursor::new(markup);
    let mut group = None;
    let mut values = vec![cursor.expression()?];
    if cursor.eat(':') {
        group = values.pop();
        values.push(cursor.expression()?);
    }
    while cursor.eat(',') {
        values.push(cursor.expression()?);
    }
    cursor.end()?;
    // Cycles without a group count together when their text is the same.
    let group = group.unwrap_or_else(|| Expr::Literal(Value::from(format!("\u{0}{markup}"))));
    Ok(Node::Cycle(group, values))
}
