//! The syntax tree the evaluator reads: what `hcl-edit` (or JSON syntax) gave, with absolute spans.
//!
//! It is one small step away from `hcl-edit`'s tree, for three reasons: `hcl-edit` parses one item at a time, so
//! its spans must be shifted; it stores number literals as 64-bit, where Terraform keeps every digit; and
//! Terraform's JSON syntax becomes the same tree.

use crate::eval::number::Number;
use crate::source::Span;
use std::sync::Arc;

/// The inside of a block or of a file.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// `name = expression`, in source order.
    pub attributes: Vec<Attribute>,
    /// `type "label" { … }`, in source order.
    pub blocks: Vec<Block>,
}

impl Body {
    /// The attribute of that name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| &*attribute.name == name)
    }

    /// The blocks of that type, in source order.
    pub fn blocks<'a>(&'a self, ty: &'a str) -> impl Iterator<Item = &'a Block> {
        self.blocks.iter().filter(move |block| &*block.ty == ty)
    }
}

impl Block {
    /// The block with this place for every place in it.
    pub fn pointing_at(&self, at: Span) -> Self {
        Self { ty: self.ty.clone(), labels: self.labels.clone(), header: at, body: self.body.pointing_at(at) }
    }
}

impl Attribute {
    /// The attribute with this place for every place in it.
    pub fn pointing_at(&self, at: Span) -> Self {
        Self { name: self.name.clone(), name_span: at, expr: self.expr.pointing_at(at) }
    }
}

impl Body {
    fn pointing_at(&self, at: Span) -> Self {
        Self {
            attributes: self.attributes.iter().map(|attribute| attribute.pointing_at(at)).collect(),
            blocks: self.blocks.iter().map(|block| block.pointing_at(at)).collect(),
        }
    }
}

impl Expr {
    fn pointing_at(&self, at: Span) -> Self {
        Self { span: at, kind: self.kind.pointing_at(at) }
    }
}

impl ExprKind {
    fn pointing_at(&self, at: Span) -> Self {
        let one = |expr: &Arc<Expr>| Arc::new(expr.pointing_at(at));
        let all = |exprs: &[Expr]| exprs.iter().map(|expr| expr.pointing_at(at)).collect();
        let pairs =
            |pairs: &[(Expr, Expr)]| pairs.iter().map(|(a, b)| (a.pointing_at(at), b.pointing_at(at))).collect();
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) | Self::Name(_) | Self::Unreadable => {
                self.clone()
            }
            Self::Template(parts) => Self::Template(pointing_at(parts, at)),
            Self::Traversal(base, steps) => {
                let step = |step: &Step| match step {
                    Step::Attr(name, _) => Step::Attr(name.clone(), at),
                    Step::Index(index) => Step::Index(index.pointing_at(at)),
                    Step::LegacyIndex(index) => Step::LegacyIndex(index.pointing_at(at)),
                    Step::AttrSplat => Step::AttrSplat,
                    Step::FullSplat => Step::FullSplat,
                };
                Self::Traversal(one(base), steps.iter().map(step).collect())
            }
            Self::Tuple(exprs) => Self::Tuple(exprs.iter().map(|expr| expr.pointing_at(at)).collect()),
            Self::Object(entries) => Self::Object(pairs(entries)),
            Self::Paren(inner) => Self::Paren(one(inner)),
            Self::Unary(operator, operand) => Self::Unary(*operator, one(operand)),
            Self::Binary(first, rest) => {
                Self::Binary(one(first), rest.iter().map(|(op, operand)| (*op, operand.pointing_at(at))).collect())
            }
            Self::Conditional(cases, otherwise) => Self::Conditional(pairs(cases), one(otherwise)),
            Self::Call(call) => Self::Call(Arc::new(Call {
                name: call.name.clone(),
                name_span: at,
                args: all(&call.args),
                expand_final: call.expand_final,
            })),
            Self::For(each) => Self::For(Arc::new(For {
                key_var: each.key_var.clone(),
                value_var: each.value_var.clone(),
                collection: each.collection.pointing_at(at),
                key: each.key.as_ref().map(|key| key.pointing_at(at)),
                value: each.value.pointing_at(at),
                grouped: each.grouped,
                condition: each.condition.as_ref().map(|condition| condition.pointing_at(at)),
            })),
        }
    }
}

fn pointing_at(parts: &[Part], at: Span) -> Arc<[Part]> {
    let part = |part: &Part| match part {
        Part::Text(text) => Part::Text(text.clone()),
        Part::Interpolation(expr) => Part::Interpolation(expr.pointing_at(at)),
        Part::If(condition, yes, no) => Part::If(condition.pointing_at(at), pointing_at(yes, at), pointing_at(no, at)),
        Part::For { key_var, value_var, collection, parts } => Part::For {
            key_var: key_var.clone(),
            value_var: value_var.clone(),
            collection: collection.pointing_at(at),
            parts: pointing_at(parts, at),
        },
    };
    parts.iter().map(part).collect()
}

/// `name = expression`.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// The name.
    pub name: Arc<str>,
    /// Where the name stands.
    pub name_span: Span,
    /// The value.
    pub expr: Expr,
}

/// `type "label" { … }`.
#[derive(Clone, Debug)]
pub struct Block {
    /// The word before the labels.
    pub ty: Arc<str>,
    /// The labels.
    pub labels: Vec<Arc<str>>,
    /// Type and labels.
    pub header: Span,
    /// What is between the braces.
    pub body: Body,
}

/// An expression and where it stands.
#[derive(Clone, Debug)]
pub struct Expr {
    /// From its first to its last byte.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

impl Expr {
    /// The expressions directly inside, in source order.
    pub fn children(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Number(_)
            | ExprKind::String(_)
            | ExprKind::Name(_)
            | ExprKind::Unreadable => Vec::new(),
            ExprKind::Template(parts) => in_parts(parts),
            ExprKind::Traversal(base, steps) => {
                let indexes = steps.iter().filter_map(|step| match step {
                    Step::Index(index) | Step::LegacyIndex(index) => Some(index),
                    _ => None,
                });
                std::iter::once(&**base).chain(indexes).collect()
            }
            ExprKind::Tuple(exprs) => exprs.iter().collect(),
            ExprKind::Object(entries) => entries.iter().flat_map(|(key, value)| [key, value]).collect(),
            ExprKind::Paren(inner) | ExprKind::Unary(_, inner) => vec![inner],
            ExprKind::Binary(first, rest) => {
                std::iter::once(&**first).chain(rest.iter().map(|(_, operand)| operand)).collect()
            }
            ExprKind::Conditional(cases, otherwise) => {
                cases.iter().flat_map(|(condition, value)| [condition, value]).chain([&**otherwise]).collect()
            }
            ExprKind::Call(call) => call.args.iter().collect(),
            ExprKind::For(each) => {
                let rest = each.key.iter().chain([&each.value]).chain(&each.condition);
                std::iter::once(&each.collection).chain(rest).collect()
            }
        }
    }
}

fn in_parts(parts: &[Part]) -> Vec<&Expr> {
    let inside = |part| match part {
        &Part::Text(_) => Vec::new(),
        Part::Interpolation(expr) => vec![expr],
        Part::If(condition, yes, no) => std::iter::once(condition).chain(in_parts(yes)).chain(in_parts(no)).collect(),
        Part::For { collection, parts, .. } => std::iter::once(collection).chain(in_parts(parts)).collect(),
    };
    parts.iter().flat_map(inside).collect()
}

/// The forms of an expression.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `null`
    Null,
    /// `true`
    Bool(bool),
    /// `42`
    Number(Number),
    /// A string without interpolation, escapes resolved.
    String(Arc<str>),
    /// A quoted template or heredoc; indentation of `<<-` already removed.
    Template(Arc<[Part]>),
    /// A bare name. As the first part of a traversal it is the root; as an object key it is the key's text.
    Name(Arc<str>),
    /// `root.step[step]…`
    Traversal(Arc<Expr>, Arc<[Step]>),
    /// `[a, b]`
    Tuple(Arc<[Expr]>),
    /// `{ key = value }`; a bare name as key is the key's text, anything else is evaluated.
    Object(Arc<[(Expr, Expr)]>),
    /// `( … )`; kept because `(name)` as an object key is a reference.
    Paren(Arc<Expr>),
    /// `!a`, `-a`
    Unary(UnaryOp, Arc<Expr>),
    /// `a + b - c`: each operator takes what all before it came to. A chain is flat, however long, so that nothing that
    /// walks it needs a deep stack; `a + b * c` holds the chain `b * c`.
    Binary(Arc<Expr>, Arc<[(BinaryOp, Expr)]>),
    /// `a ? x : b ? y : z`: the conditions with their values, and what holds otherwise. Flat for the same reason.
    Conditional(Arc<[(Expr, Expr)]>, Arc<Expr>),
    /// `name(args…)`; provider functions as `provider::ns::name`.
    Call(Arc<Call>),
    /// `[for k, v in c : x if y]` and `{for k, v in c : k => v... if y}`
    For(Arc<For>),
    /// Text that could not be parsed; reported where it was found.
    Unreadable,
}

/// A function call.
#[derive(Debug)]
pub struct Call {
    /// The function.
    pub name: Arc<str>,
    /// Where the name stands.
    pub name_span: Span,
    /// The arguments.
    pub args: Vec<Expr>,
    /// Whether the last argument is followed by `...`.
    pub expand_final: bool,
}

/// A `for` expression.
#[derive(Debug)]
pub struct For {
    /// Name of the key variable.
    pub key_var: Option<Arc<str>>,
    /// Name of the value variable.
    pub value_var: Arc<str>,
    /// What is walked.
    pub collection: Expr,
    /// The key expression; absent for the tuple form.
    pub key: Option<Expr>,
    /// The value expression.
    pub value: Expr,
    /// Whether values of one key are grouped (`...`).
    pub grouped: bool,
    /// The `if` clause.
    pub condition: Option<Expr>,
}

/// One step of a traversal.
#[derive(Clone, Debug)]
pub enum Step {
    /// `.name`
    Attr(Arc<str>, Span),
    /// `[expression]`
    Index(Expr),
    /// `.0`, the legacy spelling of `[0]`
    LegacyIndex(Expr),
    /// `.*`
    AttrSplat,
    /// `[*]`
    FullSplat,
}

/// A piece of a template.
#[derive(Clone, Debug)]
pub enum Part {
    /// Literal text, escapes resolved, strip markers applied.
    Text(Arc<str>),
    /// `${ … }`
    Interpolation(Expr),
    /// `%{ if … } … %{ else } … %{ endif }`
    If(Expr, Arc<[Part]>, Arc<[Part]>),
    /// `%{ for k, v in … } … %{ endfor }`
    For {
        /// Name of the key variable.
        key_var: Option<Arc<str>>,
        /// Name of the value variable.
        value_var: Arc<str>,
        /// What is walked.
        collection: Expr,
        /// What is repeated.
        parts: Arc<[Part]>,
    },
}

/// `!` and `-`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `!`
    Not,
    /// `-`
    Negate,
}

/// The operators between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
}
