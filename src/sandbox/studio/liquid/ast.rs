//! What a template parses into.

use serde_json::Value;

/// A part of a template.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// Printed as it is.
    Text(String),
    /// `{{ … }}`
    Output(Pipe),
    /// An output that does not parse: prints nothing and is reported when it is reached.
    Broken(String),
    /// `{% assign name = … %}`
    Assign(String, Pipe),
    /// `{% capture name %}…{% endcapture %}`
    Capture(String, Vec<Node>),
    /// `if`, `unless`: the first branch whose test holds is printed.
    If(Vec<(Test, Vec<Node>)>),
    /// `case`: subject, then the values and body of each `when`, then `else`.
    Case(Expr, Vec<(Vec<Expr>, Vec<Node>)>, Vec<Node>),
    /// `for`
    For(Box<Loop>),
    /// `cycle`: the counter's key and the values.
    Cycle(Expr, Vec<Expr>),
    /// `break`
    Break,
    /// `continue`
    Continue,
}

/// `{% for variable in list … %}`
#[derive(Debug, Clone)]
pub(super) struct Loop {
    /// The loop's variable.
    pub(super) variable: String,
    /// What it runs over.
    pub(super) list: Expr,
    /// `limit:`
    pub(super) limit: Option<Expr>,
    /// `offset:`
    pub(super) offset: Option<Expr>,
    /// `reversed`
    pub(super) reversed: bool,
    /// Printed each round.
    pub(super) body: Vec<Node>,
    /// Printed when there is nothing to run over.
    pub(super) otherwise: Vec<Node>,
}

/// A value and the filters it goes through.
#[derive(Debug, Clone)]
pub(super) struct Pipe {
    /// The value.
    pub(super) head: Expr,
    /// The filters in order.
    pub(super) filters: Vec<Filter>,
}

/// `| name: argument, key: argument`
#[derive(Debug, Clone)]
pub(super) struct Filter {
    /// As written.
    pub(super) name: String,
    /// Positional arguments.
    pub(super) arguments: Vec<Expr>,
    /// Named arguments.
    pub(super) named: Vec<(String, Expr)>,
}

/// A value in the template.
#[derive(Debug, Clone)]
pub(super) enum Expr {
    /// A quoted text, number, `true`, `false`, `nil`.
    Literal(Value),
    /// `empty`
    Empty,
    /// `blank`
    Blank,
    /// `(from..to)`
    Range(Box<Expr>, Box<Expr>),
    /// `a.b["c"][0]`
    Path(Vec<Segment>),
}

/// One step of a path.
#[derive(Debug, Clone)]
pub(super) enum Segment {
    /// `.name`
    Name(String),
    /// `[…]`
    Index(Expr),
}

/// A test: comparisons joined by `and` and `or`, worked out from right to left as Liquid does.
#[derive(Debug, Clone)]
pub(super) enum Test {
    /// `else`
    Always,
    /// `if`, `elsif`
    Holds(Chain),
    /// `unless`
    Fails(Chain),
}

/// `first (and|or) next …`
#[derive(Debug, Clone)]
pub(super) struct Chain {
    /// The first comparison.
    pub(super) first: Comparison,
    /// What follows it.
    pub(super) rest: Vec<(Joint, Comparison)>,
}

/// Joins two comparisons.
#[derive(Debug, Clone, Copy)]
pub(super) enum Joint {
    /// `and`
    And,
    /// `or`
    Or,
}

/// `left operator right`, or `left` alone.
#[derive(Debug, Clone)]
pub(super) struct Comparison {
    /// The left side.
    pub(super) left: Expr,
    /// The operator and the right side.
    pub(super) right: Option<(Operator, Expr)>,
}

/// A comparison's operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    /// `==`
    Equal,
    /// `!=`, `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `contains`
    Contains,
}
