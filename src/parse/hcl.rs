//! HCL text to syntax trees: `hcl-edit` parses one item at a time, and its tree becomes ours with absolute spans.

use super::Problem;
use super::ast::{Attribute, BinaryOp, Block, Body, Call, Expr, ExprKind, For, Part, Step, UnaryOp};
use super::deep::{self, Read};
use super::lines;
use super::literals::Literals;
use super::scan::{self, Item};
use crate::eval::number::Number;
use crate::source::{FileId, Span};
use hcl_edit::Span as _;
use hcl_edit::expr::{BinaryOperator, Expression, ObjectKey, TraversalOperator, UnaryOperator};
use hcl_edit::structure::{BlockLabel, Structure};
use hcl_edit::template::{Directive, Element, HeredocTemplate, StringTemplate, Template};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// A whole file, every item parsed: for files that are read whole (settings, rules, variable files).
pub fn parse_file(text: &str, file: FileId) -> (Body, Vec<Problem>) {
    let (items, broken) = scan::items(text, 0..text.len());
    let mut problems: Vec<Problem> = broken.iter().map(|b| Problem::broken(file, b)).collect();
    let mut body = Body::default();
    for item in &items {
        parse_item(text, file, item, None, &mut body, &mut problems);
    }
    (body, problems)
}

/// Parses one item of the text into `body`. What cannot be parsed is a problem, and as little as possible is lost:
/// of a block only the attribute at fault. With `within`, all that is parsed points there; problems keep their place.
pub fn parse_item(
    text: &str,
    file: FileId,
    item: &Item,
    within: Option<Span>,
    body: &mut Body,
    problems: &mut Vec<Problem>,
) {
    parse_nested(text, file, item, within, body, problems, 0);
}

/// Blocks nest a few levels in real files; deeper than this a broken one is given up whole.
const MAX_BLOCK_DEPTH: usize = 32;

fn parse_nested(
    text: &str,
    file: FileId,
    item: &Item,
    within: Option<Span>,
    body: &mut Body,
    problems: &mut Vec<Problem>,
    depth: usize,
) {
    let Some(source) = text.get(item.span.clone()) else { return };
    let place = within.map_or(Place::At(file, item.span.start), Place::Within);
    let absolute = |range: Range<usize>| within.map_or(Place::At(file, 0), Place::Within).span(range);
    match parsed(source, hcl_edit::parser::parse_body, lines::joined) {
        Ok((parsed, keys)) => {
            let pieces = Read::new();
            let lower = Lower { text: source, place, at: 0, pieces: &with_keys(source, place, 0, &pieces, keys) };
            for structure in parsed.iter() {
                lower.structure(structure, body);
            }
        }
        Err(error) => match &item.body {
            Some(range) if depth < MAX_BLOCK_DEPTH => {
                let mut inner = Body::default();
                let (items, broken) = scan::items(text, range.clone());
                problems.extend(broken.iter().map(|b| Problem::broken(file, b)));
                for item in &items {
                    parse_nested(text, file, item, within, &mut inner, problems, depth + 1);
                }
                body.blocks.push(Block {
                    ty: text[item.name.clone()].into(),
                    labels: item.labels.iter().map(|label| text[label.clone()].into()).collect(),
                    header: absolute(item.header(text)),
                    body: inner,
                });
            }
            _ => {
                let assigned = source.find('=').filter(|_| item.body.is_none() && is_too_deep(error.message()));
                let read = assigned.and_then(|at| deep::expression(source, at + 1..source.len(), place));
                let expr = read.unwrap_or_else(|| {
                    let at = item.span.start + error.location().offset().min(source.len());
                    Err(Problem {
                        span: Span::new(file, at, (at + 1).min(item.span.end).max(at)),
                        message: readable(&error),
                    })
                });
                let name_span = absolute(item.name.clone());
                let expr = expr.unwrap_or_else(|problem| {
                    problems.push(problem);
                    Expr { span: absolute(item.span.clone()), kind: ExprKind::Unreadable }
                });
                body.attributes.push(Attribute { name: text[item.name.clone()].into(), name_span, expr });
            }
        },
    }
}

/// Where a text that is parsed by itself stands.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// Byte for byte in a file, from this offset on.
    At(FileId, usize),
    /// Somewhere inside this: its escapes were resolved, so offsets mean nothing.
    Within(Span),
}

impl From<FileId> for Place {
    fn from(file: FileId) -> Self {
        Self::At(file, 0)
    }
}

impl Place {
    /// The place of what comes so many bytes later.
    pub(super) fn after(self, bytes: usize) -> Self {
        match self {
            Self::At(file, base) => Self::At(file, base + bytes),
            Self::Within(span) => Self::Within(span),
        }
    }

    fn problem(self, error: &hcl_edit::parser::Error) -> Problem {
        let at = error.location().offset();
        Problem { span: self.span(at..at + 1), message: readable(error) }
    }

    pub(super) fn span(self, range: Range<usize>) -> Span {
        match self {
            Self::At(file, base) => Span::new(file, base + range.start, base + range.end),
            Self::Within(span) => span,
        }
    }
}

/// Whether the parser's message minds nothing but how deep the text is.
fn is_too_deep(message: &str) -> bool {
    ["invalid nesting depth", "at most 128 "].iter().any(|words| message.contains(words))
}

/// An operand of a deep expression, some pieces of which were read already. It starts at byte `at` of that.
pub(super) fn expression_around(text: &str, place: Place, at: usize, pieces: &Read) -> Result<Expr, Problem> {
    let (expression, keys) =
        parsed(text, hcl_edit::parser::parse_expr, lines::joined).map_err(|error| place.problem(&error))?;
    let pieces = &with_keys(text, place, at, pieces, keys);
    Ok(Lower { text, place, at, pieces }.expression(&expression))
}

/// A template, some pieces of which were read already.
pub(super) fn template_around(text: &str, place: Place, pieces: &Read) -> Result<Arc<[Part]>, Problem> {
    let (template, keys) = parsed(text, hcl_edit::parser::parse_template, lines::joined_template)
        .map_err(|error| place.problem(&error))?;
    let pieces = &with_keys(text, place, 0, pieces, keys);
    Ok(Lower { text, place, at: 0, pieces }.template(&template))
}

/// A template without quotes: a `templatefile`'s text, or a string of JSON syntax.
///
/// # Errors
/// What is wrong with the template, and the byte where.
pub fn parse_template(text: &str, place: impl Into<Place>) -> Result<Arc<[Part]>, Problem> {
    let place = place.into();
    match template_around(text, place, &Read::new()) {
        Err(problem) if is_too_deep(&problem.message) => deep::template(text, place).unwrap_or(Err(problem)),
        read => read,
    }
}

/// One expression, such as the value of `-var`.
///
/// # Errors
/// What is wrong with it, and the byte where.
pub fn parse_expression(text: &str, place: impl Into<Place>) -> Result<Expr, Problem> {
    let place = place.into();
    match expression_around(text, place, 0, &Read::new()) {
        Err(problem) if is_too_deep(&problem.message) => {
            deep::expression(text, 0..text.len(), place).unwrap_or(Err(problem))
        }
        read => read,
    }
}

/// Parses a text; one that is refused, again without what the parser minds and Terraform does not: line breaks that
/// mean nothing, numbers beyond 64 bits, and keys of an object that come twice (the last one counts). Offsets stay what
/// they were. [`Lower`] reads numbers from the text itself; where the keys are that were taken out is said, for
/// [`with_keys`].
fn parsed<T>(
    text: &str,
    parse: fn(&str) -> Result<T, hcl_edit::parser::Error>,
    joined: fn(&str) -> String,
) -> Result<(T, Vec<Range<usize>>), hcl_edit::parser::Error> {
    if let Ok(tree) = parse(text) {
        return Ok((tree, Vec::new()));
    }
    let mut text = joined(text);
    let mut letters = ('a'..='z').chain('A'..='Z');
    let mut keys = Vec::new();
    loop {
        let error = match parse(&text) {
            Ok(tree) => return Ok((tree, keys)),
            Err(error) => error,
        };
        let at = error.location().offset();
        if let Some(exponent) = exponent(&text, at) {
            text.replace_range(exponent.clone(), &"0".repeat(exponent.len()));
            continue;
        }
        let repeated = error.message().contains("redefined object key");
        let key = if repeated { key(&text, at) } else { None };
        let (Some(key), Some(letter)) = (key, letters.next()) else { return Err(error) };
        text.replace_range(key.clone(), &String::from(letter).repeat(key.len()));
        keys.push(key);
    }
}

/// The digits of an exponent that starts at an offset, of a number that podroom can read. The parser stops before those
/// that make the number larger than 64 bits.
fn exponent(text: &str, at: usize) -> Option<Range<usize>> {
    let is_digit = |c: &char| c.is_ascii_digit();
    let sign = text.get(at..)?.strip_prefix(['e', 'E'])?;
    let digits = sign.strip_prefix(['+', '-']).unwrap_or(sign);
    let length = digits.chars().take_while(is_digit).count();
    let before = text[..at].chars().rev().take_while(|c| is_digit(c) || *c == '.').count();
    let (start, end) = (text.len() - digits.len(), text.len() - digits.len() + length);
    let zeros = text[start..end].bytes().all(|digit| digit == b'0');
    let is_read = before > 0 && length > 0 && Number::parse(&text[at - before..end]).is_some();
    (is_read && !zeros).then_some(start..end)
}

/// The key of an object that starts at an offset: up to the first `=` or `:` before which there is an expression.
fn key(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let ends = rest.match_indices(['=', ':']).map(|(end, _)| rest[..end].trim_end()).take(64);
    let mut keys = ends.filter(|key| hcl_edit::parser::parse_expr(key).is_ok());
    keys.next().filter(|key| !key.is_empty()).map(|key| at..at + key.len())
}

/// The pieces of a text (which starts at byte `at` of something larger) that were read already, and its keys that come
/// twice.
fn with_keys<'p>(text: &str, place: Place, at: usize, pieces: &'p Read, keys: Vec<Range<usize>>) -> Cow<'p, Read> {
    let mut pieces = Cow::Borrowed(pieces);
    for key in keys {
        let (start, source) = (key.start, text.get(key).unwrap_or_default());
        if !pieces.contains_key(&(at + start))
            && let Ok(read) = expression_around(source, place.after(start), at + start, &pieces)
        {
            pieces.to_mut().insert(at + start, read);
        }
    }
    pieces
}

/// The parser's message in one line.
fn readable(error: &hcl_edit::parser::Error) -> String {
    let rest = error.line().get(error.location().column().saturating_sub(1)..).unwrap_or_default();
    if let [b'e' | b'E', b'+' | b'-' | b'0'..=b'9', ..] = rest.as_bytes() {
        return "this number is larger or smaller than podroom computes with".to_owned();
    }
    let line = error.message().lines().collect::<Vec<_>>().join("; ");
    if line.is_empty() { "this cannot be read as HCL".to_owned() } else { line }
}

/// Turns `hcl-edit`'s tree of the text into ours.
struct Lower<'a> {
    text: &'a str,
    place: Place,
    /// Where the text starts in the one it is a part of.
    at: usize,
    /// What was read already; `(____)` stands for it.
    pieces: &'a Read,
}

impl Lower<'_> {
    fn span(&self, range: Option<Range<usize>>) -> Span {
        self.place.span(range.unwrap_or_default())
    }

    fn structure(&self, structure: &Structure, body: &mut Body) {
        match structure {
            Structure::Attribute(attribute) => body.attributes.push(Attribute {
                name: attribute.key.as_str().into(),
                name_span: self.span(attribute.key.span()),
                expr: self.expression(&attribute.value),
            }),
            Structure::Block(block) => {
                let start = self.span(block.ident.span());
                let end = block.labels.last().map_or(start, |label| {
                    self.span(match label {
                        BlockLabel::Ident(ident) => ident.span(),
                        BlockLabel::String(string) => string.span(),
                    })
                });
                let mut inner = Body::default();
                for structure in block.body.iter() {
                    self.structure(structure, &mut inner);
                }
                body.blocks.push(Block {
                    ty: block.ident.as_str().into(),
                    labels: block.labels.iter().map(|label| label.as_str().into()).collect(),
                    header: start.to(end),
                    body: inner,
                });
            }
        }
    }

    fn shared(&self, expression: &Expression) -> Arc<Expr> {
        Arc::new(self.expression(expression))
    }

    fn expression(&self, expression: &Expression) -> Expr {
        if let (Expression::Parenthesis(_), Some(range)) = (expression, expression.span())
            && let Some(read) = self.pieces.get(&(self.at + range.start))
        {
            return read.clone();
        }
        let span = self.span(expression.span());
        let kind = match expression {
            Expression::Null(_) => ExprKind::Null,
            Expression::Bool(value) => ExprKind::Bool(*value.value()),
            Expression::Number(number) => self.number(number.span(), span),
            Expression::String(value) => ExprKind::String(value.as_str().into()),
            Expression::Array(array) => ExprKind::Tuple(array.iter().map(|e| self.expression(e)).collect()),
            Expression::Object(object) => ExprKind::Object(
                object.iter().map(|(key, value)| (self.key(key), self.expression(value.expr()))).collect(),
            ),
            Expression::StringTemplate(template) => self.string_template(template),
            Expression::HeredocTemplate(heredoc) => self.heredoc(heredoc),
            Expression::Parenthesis(inner) => ExprKind::Paren(self.shared(inner.inner())),
            Expression::Variable(name) => ExprKind::Name(name.as_str().into()),
            Expression::Conditional(_) => self.conditional(expression),
            Expression::FuncCall(call) => {
                let mut name = String::new();
                for namespace in &call.name.namespace {
                    name.push_str(namespace.as_str());
                    name.push_str("::");
                }
                name.push_str(call.name.name.as_str());
                ExprKind::Call(Arc::new(Call {
                    name: name.into(),
                    name_span: self.span(call.name.name.span()),
                    args: call.args.iter().map(|e| self.expression(e)).collect(),
                    expand_final: call.args.expand_final(),
                }))
            }
            Expression::Traversal(t) => ExprKind::Traversal(
                self.shared(&t.expr),
                t.operators.iter().map(|operator| self.step(operator.value(), operator.span())).collect(),
            ),
            Expression::UnaryOp(op) => ExprKind::Unary(
                match op.operator.value() {
                    UnaryOperator::Neg => UnaryOp::Negate,
                    UnaryOperator::Not => UnaryOp::Not,
                },
                self.shared(&op.expr),
            ),
            Expression::BinaryOp(_) => self.chain(expression),
            Expression::ForExpr(f) => ExprKind::For(Arc::new(For {
                key_var: f.intro.key_var.as_ref().map(|name| name.as_str().into()),
                value_var: f.intro.value_var.as_str().into(),
                collection: self.expression(&f.intro.collection_expr),
                key: f.key_expr.as_ref().map(|e| self.expression(e)),
                value: self.expression(&f.value_expr),
                grouped: f.grouping,
                condition: f.cond.as_ref().map(|c| self.expression(&c.expr)),
            })),
        };
        Expr { span, kind }
    }

    /// The cases of `a ? x : b ? y : z`, the last value apart.
    fn conditional(&self, mut expression: &Expression) -> ExprKind {
        let mut cases = Vec::new();
        while let Expression::Conditional(c) = expression {
            cases.push((self.expression(&c.cond_expr), self.expression(&c.true_expr)));
            expression = &c.false_expr;
        }
        ExprKind::Conditional(cases.into(), self.shared(expression))
    }

    /// The operands of `a + b - c`, the first apart.
    fn chain(&self, mut expression: &Expression) -> ExprKind {
        let mut rest = Vec::new();
        while let Expression::BinaryOp(op) = expression {
            rest.push((binary(*op.operator.value()), self.expression(&op.rhs_expr)));
            expression = &op.lhs_expr;
        }
        rest.reverse();
        ExprKind::Binary(self.shared(expression), rest.into())
    }

    /// Numbers are read from the text: the parser's own have 64 bits.
    fn number(&self, digits: Option<Range<usize>>, span: Span) -> ExprKind {
        let text = self.text.get(digits.unwrap_or_default()).unwrap_or_default().trim();
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest.trim_start()));
        match Number::parse(digits) {
            Some(number) if negative => {
                ExprKind::Unary(UnaryOp::Negate, Arc::new(Expr { span, kind: ExprKind::Number(number) }))
            }
            Some(number) => ExprKind::Number(number),
            None => ExprKind::Unreadable,
        }
    }

    fn key(&self, key: &ObjectKey) -> Expr {
        let range = match key {
            ObjectKey::Ident(name) => name.span(),
            ObjectKey::Expression(expression) => expression.span(),
        };
        if let Some(read) = range.as_ref().and_then(|range| self.pieces.get(&(self.at + range.start))) {
            return read.clone();
        }
        match key {
            ObjectKey::Ident(name) => Expr { span: self.span(range), kind: ExprKind::Name(name.as_str().into()) },
            ObjectKey::Expression(expression) => self.expression(expression),
        }
    }

    fn step(&self, operator: &TraversalOperator, span: Option<Range<usize>>) -> Step {
        match operator {
            TraversalOperator::AttrSplat(_) => Step::AttrSplat,
            TraversalOperator::FullSplat(_) => Step::FullSplat,
            TraversalOperator::GetAttr(name) => Step::Attr(name.as_str().into(), self.span(name.span().or(span))),
            TraversalOperator::Index(expression) => Step::Index(self.expression(expression)),
            TraversalOperator::LegacyIndex(index) => Step::LegacyIndex(Expr {
                span: self.span(index.span().or(span)),
                kind: ExprKind::Number((*index.value()).into()),
            }),
        }
    }

    fn string_template(&self, template: &StringTemplate) -> ExprKind {
        let elements: Vec<&Element> = template.iter().collect();
        let mut literals = Literals::default();
        literals.of_string(&elements, false);
        ExprKind::Template(self.parts(&elements, &mut literals.texts()))
    }

    fn heredoc(&self, heredoc: &HeredocTemplate) -> ExprKind {
        let opens = heredoc.span().and_then(|range| self.text.get(range)).unwrap_or_default();
        let elements: Vec<&Element> = heredoc.template.iter().collect();
        let mut literals = Literals::default();
        literals.of_lines(&elements, self.text);
        if opens.trim_start().starts_with("<<-") {
            literals.flush();
        }
        ExprKind::Template(self.parts(&elements, &mut literals.texts()))
    }

    fn template(&self, template: &Template) -> Arc<[Part]> {
        let elements: Vec<&Element> = template.iter().collect();
        let mut literals = Literals::default();
        literals.of_lines(&elements, self.text);
        self.parts(&elements, &mut literals.texts())
    }

    /// The parts of a template, with the texts of its literals.
    fn parts(&self, elements: &[&Element], texts: &mut std::vec::IntoIter<String>) -> Arc<[Part]> {
        let mut parts = Vec::with_capacity(elements.len());
        for element in elements {
            match element {
                Element::Literal(_) => {
                    let text = texts.next().unwrap_or_default();
                    if !text.is_empty() {
                        parts.push(Part::Text((&*text).into()));
                    }
                }
                Element::Interpolation(i) => parts.push(Part::Interpolation(self.expression(&i.expr))),
                Element::Directive(directive) => parts.push(self.directive(directive, texts)),
            }
        }
        // Also with nothing around it: a template of one part is that value, and no string.
        if parts.len() == 1 && elements.len() > 1 && matches!(parts[0], Part::Interpolation(_)) {
            parts.push(Part::Text("".into()));
        }
        parts.into()
    }

    fn directive(&self, directive: &Directive, texts: &mut std::vec::IntoIter<String>) -> Part {
        let mut inner = |template: &Template| self.parts(&template.iter().collect::<Vec<_>>(), texts);
        match directive {
            Directive::If(d) => Part::If(
                self.expression(&d.if_expr.cond_expr),
                inner(&d.if_expr.template),
                d.else_expr.as_ref().map_or_else(|| Arc::from([]), |e| inner(&e.template)),
            ),
            Directive::For(d) => Part::For {
                key_var: d.for_expr.key_var.as_ref().map(|name| name.as_str().into()),
                value_var: d.for_expr.value_var.as_str().into(),
                collection: self.expression(&d.for_expr.collection_expr),
                parts: inner(&d.for_expr.template),
            },
        }
    }
}

fn binary(operator: BinaryOperator) -> BinaryOp {
    match operator {
        BinaryOperator::Eq => BinaryOp::Equal,
        BinaryOperator::NotEq => BinaryOp::NotEqual,
        BinaryOperator::LessEq => BinaryOp::LessEqual,
        BinaryOperator::GreaterEq => BinaryOp::GreaterEqual,
        BinaryOperator::Less => BinaryOp::Less,
        BinaryOperator::Greater => BinaryOp::Greater,
        BinaryOperator::Plus => BinaryOp::Add,
        BinaryOperator::Minus => BinaryOp::Subtract,
        BinaryOperator::Mul => BinaryOp::Multiply,
        BinaryOperator::Div => BinaryOp::Divide,
        BinaryOperator::Mod => BinaryOp::Modulo,
        BinaryOperator::And => BinaryOp::And,
        BinaryOperator::Or => BinaryOp::Or,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    #[test]
    fn what_terraform_reads_is_read() {
        for text in [
            "a = { for k, v in m : k => v\n + 1 }",
            "a = { for k, v in m : k => v == 1\n ? 2\n : 3 if b\n && c }",
            "a = \"%{ if b\n && c }x%{ endif }\"",
            "a = <<E\n%{ for x in [1,\n 2] }\n%{ endfor }\nE",
            "a = { b = 1, b = 2, b = 3 }",
            "a = { \"b-c\" = 1\n \"b-c\" = 2 }",
            "a = { (b.c) = 1, (b.c) = { \"x${d}\" = 1, \"x${d}\" = 2 } }",
            "a = { f(b == c ? 1 : 2) = 1\n f(b == c ? 1 : 2) : 2 }",
            "a = [1e400, -1.5E+0309, 1e-999]",
        ] {
            let file = SourceMap::default().add("main.tf".to_owned(), text.into());
            let (_, problems) = parse_file(text, file);
            assert!(problems.is_empty(), "{text}: {problems:?}");
        }
    }

    #[test]
    fn a_key_that_comes_twice_keeps_its_name() {
        let text = "{ b = 1, b = 2, \"b\" = 3, \"b\" = 4, (c) = 5, (c) = 6, 1 = 7, 1 = 8 }";
        let file = SourceMap::default().add("main.tf".to_owned(), text.into());
        let ExprKind::Object(items) = parse_expression(text, file).unwrap().kind else { panic!("no object") };
        let key = |key: &Expr| match &key.kind {
            ExprKind::Paren(inner) => format!("({:?})", inner.kind),
            ExprKind::Number(number) => number.to_string(),
            kind => format!("{kind:?}"),
        };
        let names: Vec<_> = items.iter().map(|(name, _)| key(name)).collect();
        assert_eq!(names.iter().step_by(2).collect::<Vec<_>>(), ["Name(\"b\")", "String(\"b\")", "(Name(\"c\"))", "1"]);
        assert!(names.chunks(2).all(|pair| pair[0] == pair[1]), "{names:?}");
        let spans: Vec<_> =
            items.iter().map(|(key, _)| &text[key.span.start as usize..key.span.end as usize]).collect();
        assert_eq!(spans, ["b", "b", "\"b\"", "\"b\"", "(c)", "(c)", "1", "1"]);
    }
}
