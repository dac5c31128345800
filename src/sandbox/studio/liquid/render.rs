//! Prints a template's tree.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Rendered;
use super::ast::{Chain, Comparison, Expr, Joint, Loop, Node, Operator, Pipe, Segment, Test};
use super::filters::{self, Call};
use super::value::{Num, compare, contains, equal, is_blank, is_empty, to_num, to_text, truthy, weight};

/// The longest text a template may print, in bytes (Studio's FAQ).
const MAX_TEXT: usize = 16 * 1024;
/// The most rounds of a `for` (Studio's FAQ).
const MAX_ROUNDS: usize = 15;
/// The most bytes a value inside a template may take: a widget's 64 kB answer and room to work on it.
pub(super) const MAX_VALUE: usize = 512 * 1024;
/// The most nodes printed for one template; only nested loops can reach it.
const MAX_NODES: usize = 20_000;
/// The most members of `(from..to)`.
const MAX_RANGE: i64 = 1_000;
/// More problems than this are not kept.
const MAX_PROBLEMS: usize = 20;

/// What happens after a node.
#[derive(PartialEq, Eq)]
enum Next {
    GoOn,
    Break,
    Continue,
    /// A limit was reached: nothing more is printed.
    Stop,
}

/// A text without markup.
pub(super) fn plain(text: &str) -> Rendered {
    let mut out = String::new();
    let mut problems = Vec::new();
    if !push(&mut out, text) {
        problems.push(TOO_LONG.to_owned());
    }
    Rendered { text: out, problems }
}

/// Prints a tree over `data`.
pub(super) fn run(nodes: &[Node], data: &Value, now: Timestamp) -> Rendered {
    let mut renderer = Renderer {
        data,
        now,
        scopes: vec![HashMap::new()],
        cycles: HashMap::new(),
        problems: Vec::new(),
        left: MAX_NODES,
    };
    let mut text = String::new();
    renderer.nodes(nodes, &mut text);
    Rendered { text, problems: renderer.problems }
}

const TOO_LONG: &str = "the text is longer than 16 kB and was cut";

/// Appends as much as fits; `false` when something was cut off.
fn push(out: &mut String, text: &str) -> bool {
    let room = MAX_TEXT - out.len();
    out.push_str(&text[..text.floor_char_boundary(room)]);
    text.len() <= room
}

struct Renderer<'a> {
    data: &'a Value,
    now: Timestamp,
    /// Variables of the template, then one map for each loop around the place.
    scopes: Vec<HashMap<String, Value>>,
    cycles: HashMap<String, usize>,
    problems: Vec<String>,
    left: usize,
}

impl Renderer<'_> {
    fn problem(&mut self, problem: impl Into<String>) {
        let problem = problem.into();
        if self.problems.len() < MAX_PROBLEMS && !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    fn print(&mut self, text: &str, out: &mut String) -> Next {
        if push(out, text) {
            return Next::GoOn;
        }
        self.problem(TOO_LONG);
        Next::Stop
    }

    fn nodes(&mut self, nodes: &[Node], out: &mut String) -> Next {
        for node in nodes {
            let Some(left) = self.left.checked_sub(1) else {
                self.problem("the template takes too long");
                return Next::Stop;
            };
            self.left = left;
            let next = self.node(node, out);
            if next != Next::GoOn {
                return next;
            }
        }
        Next::GoOn
    }

    fn node(&mut self, node: &Node, out: &mut String) -> Next {
        match node {
            Node::Text(text) => self.print(text, out),
            Node::Output(pipe) => {
                let text = to_text(&self.pipe(pipe));
                self.print(&text, out)
            }
            Node::Broken(problem) => {
                self.problem(problem.as_str());
                Next::GoOn
            }
            Node::Assign(name, pipe) => {
                let value = self.pipe(pipe);
                self.scopes[0].insert(name.clone(), value);
                Next::GoOn
            }
            Node::Capture(name, body) => {
                let mut text = String::new();
                let next = self.nodes(body, &mut text);
                self.scopes[0].insert(name.clone(), Value::from(text));
                next
            }
            Node::If(branches) => {
                for (test, body) in branches {
                    if self.test(test) {
                        return self.nodes(body, out);
                    }
                }
                Next::GoOn
            }
            Node::Case(subject, whens, otherwise) => {
                let subject = self.value(subject);
                for (values, body) in whens {
                    if values.iter().any(|value| self.equals(&subject, value)) {
                        return self.nodes(body, out);
                    }
                }
                self.nodes(otherwise, out)
            }
            Node::For(repeat) => self.repeat(repeat, out),
            Node::Cycle(group, values) => {
                let key = to_text(&self.value(group));
                let turn = self.cycles.entry(key).or_insert(0);
                let at = *turn % values.len();
                *turn += 1;
                let text = to_text(&self.value(&values[at]));
                self.print(&text, out)
            }
            Node::Break => Next::Break,
            Node::Continue => Next::Continue,
        }
    }

    fn repeat(&mut self, repeat: &Loop, out: &mut String) -> Next {
        let mut items = match self.value(&repeat.list) {
            Value::Array(items) => items,
            Value::Object(map) => map.into_iter().map(|(key, value)| json!([key, value])).collect(),
            Value::Null | Value::Bool(_) => Vec::new(),
            Value::String(text) if text.is_empty() => Vec::new(),
            scalar => vec![scalar],
        };
        if let Some(offset) = self.count(repeat.offset.as_ref()) {
            items.drain(..offset.min(items.len()));
        }
        if let Some(limit) = self.count(repeat.limit.as_ref()) {
            items.truncate(limit);
        }
        if repeat.reversed {
            items.reverse();
        }
        if items.is_empty() {
            return self.nodes(&repeat.otherwise, out);
        }
        if items.len() > MAX_ROUNDS {
            self.problem("a `for` has more than 15 rounds; the rest was left out");
        }
        let length = items.len();
        let parent = self.variable("forloop").map_or(Value::Null, Cow::into_owned);
        self.scopes.push(HashMap::new());
        let mut result = Next::GoOn;
        for (at, item) in items.into_iter().take(MAX_ROUNDS).enumerate() {
            let forloop = json!({
                "index": at + 1, "index0": at, "rindex": length - at, "rindex0": length - at - 1,
                "first": at == 0, "last": at + 1 == length, "length": length, "parentloop": parent,
            });
            if let Some(scope) = self.scopes.last_mut() {
                scope.insert("forloop".to_owned(), forloop);
                scope.insert(repeat.variable.clone(), item);
            }
            match self.nodes(&repeat.body, out) {
                Next::GoOn | Next::Continue => {}
                Next::Break => break,
                Next::Stop => {
                    result = Next::Stop;
                    break;
                }
            }
        }
        self.scopes.pop();
        result
    }

    fn count(&mut self, expression: Option<&Expr>) -> Option<usize> {
        let value = self.value(expression?);
        match (&value, to_num(&value)) {
            (Value::Null, _) => None,
            (_, Num::Int(count)) => Some(usize::try_from(count).unwrap_or(0)),
            (_, Num::Float(_)) => Some(0),
        }
    }

    fn test(&mut self, test: &Test) -> bool {
        match test {
            Test::Always => true,
            Test::Holds(chain) => self.chain(chain),
            Test::Fails(chain) => !self.chain(chain),
        }
    }

    /// From right to left: `a or b and c` is `a or (b and c)`, `a and b or c` is `a and (b or c)`.
    fn chain(&mut self, chain: &Chain) -> bool {
        let mut joints = chain.rest.iter().rev();
        let mut pending: Option<(Joint, bool)> = None;
        let join = |left: bool, pending: Option<(Joint, bool)>| match pending {
            None => left,
            Some((Joint::And, right)) => left && right,
            Some((Joint::Or, right)) => left || right,
        };
        for (joint, comparison) in joints.by_ref() {
            let holds = self.comparison(comparison);
            pending = Some((*joint, join(holds, pending)));
        }
        let first = self.comparison(&chain.first);
        join(first, pending)
    }

    fn comparison(&mut self, comparison: &Comparison) -> bool {
        let Some((operator, right)) = &comparison.right else {
            return match &comparison.left {
                Expr::Empty | Expr::Blank => true,
                left => truthy(&self.value(left)),
            };
        };
        if matches!(operator, Operator::Equal | Operator::NotEqual) {
            let equal = match (&comparison.left, right) {
                (Expr::Empty | Expr::Blank, Expr::Empty | Expr::Blank) => true,
                (Expr::Empty | Expr::Blank, _) => {
                    let right = self.value(right);
                    self.equals(&right, &comparison.left)
                }
                (left, _) => {
                    let left = self.value(left);
                    self.equals(&left, right)
                }
            };
            return equal == (*operator == Operator::Equal);
        }
        let left = self.value(&comparison.left);
        let right = self.value(right);
        if *operator == Operator::Contains {
            return contains(&left, &right);
        }
        if left.is_null() || right.is_null() {
            return false;
        }
        match (compare(&left, &right), operator) {
            (None, _) => {
                self.problem(
                    "a comparison between values of different types, for example a text and a number",
                );
                false
            }
            (Some(ordering), Operator::Less) => ordering == Ordering::Less,
            (Some(ordering), Operator::LessOrEqual) => ordering != Ordering::Greater,
            (Some(ordering), Operator::Greater) => ordering == Ordering::Greater,
            (Some(ordering), _) => ordering != Ordering::Less,
        }
    }

    fn equals(&mut self, value: &Value, expression: &Expr) -> bool {
        match expression {
            Expr::Empty => is_empty(value),
            Expr::Blank => is_blank(value),
            other => equal(value, &self.value(other)),
        }
    }

    fn pipe(&mut self, pipe: &Pipe) -> Value {
        let mut value = self.value(&pipe.head);
        for filter in &pipe.filters {
            let arguments: Vec<Value> =
                filter.arguments.iter().map(|argument| self.value(argument)).collect();
            let named: Vec<(&str, Value)> =
                filter.named.iter().map(|(name, argument)| (name.as_str(), self.value(argument))).collect();
            let call = Call { name: &filter.name, arguments: &arguments, named: &named, now: self.now };
            value = match filters::apply(value, &call) {
                Ok(value) if weight(&value, MAX_VALUE) <= MAX_VALUE => value,
                Ok(_) => {
                    self.problem(filters::TOO_LARGE);
                    return Value::Null;
                }
                Err(problem) => {
                    self.problem(problem);
                    return Value::Null;
                }
            };
        }
        value
    }

    fn value(&mut self, expression: &Expr) -> Value {
        match expression {
            Expr::Literal(value) => value.clone(),
            Expr::Empty | Expr::Blank => Value::from(""),
            Expr::Range(from, to) => self.range(from, to),
            Expr::Path(segments) => self.path(segments),
        }
    }

    fn range(&mut self, from: &Expr, to: &Expr) -> Value {
        let ends = (to_num(&self.value(from)), to_num(&self.value(to)));
        let (Num::Int(from), Num::Int(to)) = ends else {
            self.problem("a range needs whole numbers");
            return Value::Null;
        };
        let length = to.saturating_sub(from).saturating_add(1);
        if length > MAX_RANGE {
            self.problem("a range has more than 1,000 members");
            return Value::Null;
        }
        Value::Array((from..=to).map(Value::from).collect())
    }

    fn variable(&self, name: &str) -> Option<Cow<'_, Value>> {
        self.scopes
            .iter()
            .rev()
            .find_map(|scope| scope.get(name))
            .or_else(|| self.data.get(name))
            .map(Cow::Borrowed)
    }

    fn path(&mut self, segments: &[Segment]) -> Value {
        let mut keys = Vec::with_capacity(segments.len());
        for segment in segments {
            keys.push(match segment {
                Segment::Name(name) => Key { value: Value::from(name.as_str()), by_name: true },
                Segment::Index(expression) => Key { value: self.value(expression), by_name: false },
            });
        }
        let mut missing_index = false;
        let value = {
            let mut keys = keys.iter();
            let first = keys.next().map(|key| to_text(&key.value)).unwrap_or_default();
            let mut found = self.variable(&first);
            for key in keys {
                found = found.and_then(|value| step(value, key, &mut missing_index));
            }
            found.map_or(Value::Null, Cow::into_owned)
        };
        if missing_index {
            self.problem("an index of a list that does not exist");
        }
        value
    }
}

struct Key {
    value: Value,
    /// Written `.name`, so `size`, `first` and `last` have their meaning.
    by_name: bool,
}

fn step<'v>(value: Cow<'v, Value>, key: &Key, missing_index: &mut bool) -> Option<Cow<'v, Value>> {
    let name = to_text(&key.value);
    let computed = match (value.as_ref(), name.as_str()) {
        (Value::Object(map), _) if map.contains_key(&name) => None,
        (Value::Object(map), "size") if key.by_name => Some(Value::from(map.len())),
        (Value::String(text), "size") if key.by_name => Some(Value::from(text.chars().count())),
        (Value::Array(items), "size") if key.by_name => Some(Value::from(items.len())),
        (Value::Array(items), "first") if key.by_name => Some(items.first().cloned().unwrap_or_default()),
        (Value::Array(items), "last") if key.by_name => Some(items.last().cloned().unwrap_or_default()),
        _ => None,
    };
    if let Some(computed) = computed {
        return Some(Cow::Owned(computed));
    }
    let index = match value.as_ref() {
        Value::Array(items) => {
            let wanted: i64 = name.parse().ok()?;
            let from_end = i64::try_from(items.len()).unwrap_or(i64::MAX);
            let at = if wanted < 0 { wanted.saturating_add(from_end) } else { wanted };
            let at = usize::try_from(at).ok().filter(|at| *at < items.len());
            *missing_index |= at.is_none();
            at?
        }
        _ => 0,
    };
    match value {
        Cow::Borrowed(Value::Object(map)) => map.get(&name).map(Cow::Borrowed),
        Cow::Borrowed(Value::Array(items)) => items.get(index).map(Cow::Borrowed),
        Cow::Owned(Value::Object(mut map)) => map.swap_remove(&name).map(Cow::Owned),
        Cow::Owned(Value::Array(mut items)) => Some(Cow::Owned(items.swap_remove(index))),
        _ => None,
    }
}
