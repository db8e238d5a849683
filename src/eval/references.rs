//! What an expression refers to, without evaluating it.

use crate::parse::ast::{Body, Expr, ExprKind, Step};
use crate::source::Span;

/// Calls `found` with every reference of an expression: its root and the names after it, as written. An iterator of
/// a `for` counts as one: it is not told apart from a root of its name.
pub(super) fn of(expr: &Expr, found: &mut dyn FnMut(&[&str], Span)) {
    if let ExprKind::Traversal(base, steps) = &expr.kind
        && let ExprKind::Name(root) = &base.kind
    {
        let names = steps.iter().map_while(|step| match step {
            Step::Attr(name, _) => Some(&**name),
            _ => None,
        });
        found(&std::iter::once(&**root).chain(names).collect::<Vec<_>>(), expr.span);
    }
    expr.children().into_iter().for_each(|child| of(child, found));
}

/// Calls `found` with every reference of a body and its blocks.
pub(super) fn of_body(body: &Body, found: &mut dyn FnMut(&[&str], Span)) {
    body.attributes.iter().for_each(|attribute| of(&attribute.expr, found));
    body.blocks.iter().for_each(|block| of_body(&block.body, found));
}

/// The first function call in an expression.
pub(super) fn call(expr: &Expr) -> Option<Span> {
    match &expr.kind {
        ExprKind::Call(call) => Some(call.name_span),
        _ => expr.children().into_iter().find_map(call),
    }
}
