//! Terraform's JSON syntax: a JSON tree as the blocks and expressions that native syntax gives.
//!
//! In JSON a nested block looks like an attribute with an object. Which of the two it is only the schema of a resource
//! type knows; so only Terraform's own nested blocks become blocks here, and the evaluator takes an object where the
//! schema has a block for one.

use super::Problem;
use super::ast::{Attribute, Block, Body, Expr, ExprKind};
use super::hcl::{self, Place};
use super::json::{self, Node, NodeKind, Text};
use crate::eval::number::Number;
use crate::source::{FileId, Span};
use std::sync::Arc;

/// The top-level blocks of a JSON configuration file, and what could not be read.
pub fn blocks(text: &str, file: FileId) -> (Vec<Block>, Vec<Problem>) {
    let mut lower = Lower { file, problems: Vec::new() };
    let mut blocks = Vec::new();
    match json::parse(text, file) {
        Ok(node) => {
            for (ty, value) in lower.entries(&node) {
                match TOP_LEVEL.iter().find(|form| form.ty == ty.text) {
                    Some(form) => lower.block(form, ty, value, &mut blocks),
                    None => lower.problem(ty.span, format!("there are no `{}` blocks", ty.text)),
                }
            }
        }
        Err(problem) => lower.problems.push(problem),
    }
    (blocks, lower.problems)
}

/// A type of block: how many labels it has, and what is special inside.
struct Form {
    ty: &'static str,
    labels: usize,
    nested: &'static [Form],
    /// Attributes whose string is an expression (a type, a reference), not a template.
    expressions: &'static [&'static str],
    /// Attributes whose strings are taken as they are: nothing can be referred to there.
    literal: &'static [&'static str],
}

const PLAIN: Form = Form { ty: "", labels: 0, nested: &[], expressions: &[], literal: &[] };
const PRECONDITION: Form = Form { ty: "precondition", ..PLAIN };
const LIFECYCLE: Form = Form {
    ty: "lifecycle",
    nested: &[PRECONDITION, Form { ty: "postcondition", ..PLAIN }],
    expressions: &["ignore_changes", "replace_triggered_by"],
    ..PLAIN
};
/// `dynamic` inside a `dynamic`'s content goes two levels deep; more was not seen in the wild.
const DYNAMIC: Form = Form {
    ty: "dynamic",
    labels: 1,
    nested: &[Form { ty: "content", nested: &[INNER_DYNAMIC], ..PLAIN }],
    expressions: &["iterator"],
    ..PLAIN
};
const INNER_DYNAMIC: Form =
    Form { ty: "dynamic", labels: 1, nested: &[Form { ty: "content", ..PLAIN }], expressions: &["iterator"], ..PLAIN };
const RESOURCE: Form = Form {
    ty: "resource",
    labels: 2,
    nested: &[LIFECYCLE, DYNAMIC, Form { ty: "provisioner", labels: 1, ..PLAIN }, Form { ty: "connection", ..PLAIN }],
    expressions: &["provider", "depends_on"],
    literal: &[],
};
/// The block types of Terraform's and OpenTofu's configuration language.
const TOP_LEVEL: [Form; 15] = [
    RESOURCE,
    Form { ty: "data", ..RESOURCE },
    Form { ty: "ephemeral", ..RESOURCE },
    Form {
        ty: "variable",
        labels: 1,
        nested: &[Form { ty: "validation", ..PLAIN }],
        expressions: &["type"],
        literal: &["default"],
    },
    Form { ty: "output", labels: 1, nested: &[PRECONDITION], expressions: &["depends_on"], literal: &[] },
    Form { ty: "module", labels: 1, expressions: &["providers", "depends_on"], ..PLAIN },
    Form { ty: "provider", labels: 1, ..PLAIN },
    Form { ty: "check", labels: 1, ..PLAIN },
    Form { ty: "locals", ..PLAIN },
    Form { ty: "terraform", ..PLAIN },
    Form { ty: "moved", ..PLAIN },
    Form { ty: "import", ..PLAIN },
    Form { ty: "removed", ..PLAIN },
    Form { ty: "language", ..PLAIN },
    // A comment.
    Form { ty: "//", ..PLAIN },
];

/// How the strings of a value are meant.
#[derive(Clone, Copy)]
enum Strings {
    Templates,
    Expressions,
    Literal,
}

struct Lower {
    file: FileId,
    problems: Vec<Problem>,
}

impl Lower {
    fn problem(&mut self, span: Span, message: impl Into<String>) {
        self.problems.push(Problem { span, message: message.into() });
    }

    /// The entries of an object, or of every object of an array.
    fn entries<'n>(&mut self, node: &'n Node) -> Vec<(&'n Text, &'n Node)> {
        match &node.kind {
            NodeKind::Object(entries) => entries.iter().map(|(name, value)| (name, value)).collect(),
            NodeKind::Array(nodes) => nodes.iter().flat_map(|node| self.entries(node)).collect(),
            _ => {
                self.problem(node.span, "an object must stand here");
                Vec::new()
            }
        }
    }

    fn block(&mut self, form: &Form, ty: &Text, node: &Node, into: &mut Vec<Block>) {
        if form.ty != "//" {
            self.labelled(form, node, ty.span, &mut Vec::new(), into);
        }
    }

    /// Takes one level of objects for every label that is missing; then the objects are bodies.
    fn labelled(&mut self, form: &Form, node: &Node, header: Span, labels: &mut Vec<Arc<str>>, into: &mut Vec<Block>) {
        if labels.len() < form.labels {
            for (label, value) in self.entries(node).into_iter().filter(|(label, _)| label.text != "//") {
                labels.push(label.text.as_str().into());
                self.labelled(form, value, label.span, labels, into);
                labels.pop();
            }
            return;
        }
        match &node.kind {
            NodeKind::Array(nodes) => {
                for node in nodes {
                    self.labelled(form, node, header, labels, into);
                }
            }
            NodeKind::Null => {}
            _ => {
                let body = self.body(form, node);
                into.push(Block { ty: form.ty.into(), labels: labels.clone(), header, body });
            }
        }
    }

    fn body(&mut self, form: &Form, node: &Node) -> Body {
        let mut body = Body::default();
        let NodeKind::Object(entries) = &node.kind else {
            self.problem(node.span, "an object must stand here");
            return body;
        };
        for (name, value) in entries.iter().filter(|(name, _)| name.text != "//") {
            if let Some(nested) = form.nested.iter().find(|nested| nested.ty == name.text) {
                self.block(nested, name, value, &mut body.blocks);
                continue;
            }
            let strings = match &*name.text {
                name if form.expressions.contains(&name) => Strings::Expressions,
                name if form.literal.contains(&name) => Strings::Literal,
                _ => Strings::Templates,
            };
            let expr = self.expression(value, strings);
            body.attributes.push(Attribute { name: name.text.as_str().into(), name_span: name.span, expr });
        }
        body
    }

    fn expression(&mut self, node: &Node, strings: Strings) -> Expr {
        let kind = match &node.kind {
            NodeKind::Null => ExprKind::Null,
            NodeKind::Bool(value) => ExprKind::Bool(*value),
            NodeKind::Number(digits) => match digits.strip_prefix('-') {
                Some(digits) => {
                    let number = Expr { span: node.span, kind: number(digits) };
                    ExprKind::Unary(super::ast::UnaryOp::Negate, Arc::new(number))
                }
                None => number(digits),
            },
            NodeKind::String(text) => return self.string(text, strings),
            NodeKind::Array(nodes) => ExprKind::Tuple(nodes.iter().map(|n| self.expression(n, strings)).collect()),
            NodeKind::Object(entries) => ExprKind::Object(
                entries
                    .iter()
                    .map(|(name, value)| {
                        // What a string is as a key does not depend on what the values are.
                        let name_strings = match strings {
                            Strings::Templates => Strings::Templates,
                            _ => Strings::Literal,
                        };
                        (self.string(name, name_strings), self.expression(value, strings))
                    })
                    .collect(),
            ),
        };
        Expr { span: node.span, kind }
    }

    fn string(&mut self, text: &Text, strings: Strings) -> Expr {
        let place =
            if text.escaped { Place::Within(text.span) } else { Place::At(self.file, text.span.start as usize + 1) };
        let parsed = match strings {
            Strings::Expressions => hcl::parse_expression(&text.text, place),
            Strings::Templates if text.text.contains("${") || text.text.contains("%{") => {
                hcl::parse_template(&text.text, place)
                    .map(|parts| Expr { span: text.span, kind: ExprKind::Template(parts) })
            }
            _ => Ok(Expr { span: text.span, kind: ExprKind::String(text.text.as_str().into()) }),
        };
        parsed.unwrap_or_else(|problem| {
            self.problems.push(problem);
            Expr { span: text.span, kind: ExprKind::Unreadable }
        })
    }
}

fn number(digits: &str) -> ExprKind {
    Number::parse(digits).map_or(ExprKind::Unreadable, ExprKind::Number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let mut sources = SourceMap::default();
        let file = sources.add("x".to_owned(), text.into());
        let (blocks, problems) = blocks(text, file);
        let shown = |block: &Block| format!("{} {} {}", block.ty, block.labels.join(" "), sources.text(block.header));
        (blocks.iter().map(shown).collect(), problems.into_iter().map(|problem| problem.message).collect())
    }

    #[test]
    fn labels_are_levels_of_objects() {
        let (blocks, problems) = read(
            r#"{"resource": {"a": {"x": {}, "y": [{}, {}]}, "//": {}}, "locals": [{}, {}], "output": [{"o": {}}, {"p": null}]}"#,
        );
        let expected = [
            "resource a x \"x\"",
            "resource a y \"y\"",
            "resource a y \"y\"",
            "locals  \"locals\"",
            "locals  \"locals\"",
            "output o \"o\"",
        ];
        assert_eq!((blocks, problems), (expected.map(str::to_owned).to_vec(), Vec::new()));
    }

    #[test]
    fn what_is_no_block_is_a_problem_of_its_own() {
        let (blocks, problems) = read(r#"{"variable": {"a": 1, "b": {"type": "list("}, "c": {}}, "what": 1}"#);
        assert_eq!(blocks.len(), 3);
        assert_eq!(problems.len(), 3, "{problems:?}");
    }

    proptest::proptest! {
        #[test]
        fn any_json_is_lowered_without_panic(
            text in "\\{\"(locals|resource|variable)\": ([\\[{\"}\\],:a ]|\"\\$\\{[a-z.é(\"\\\\]{0,6}\\}?\"){0,12}\\}"
        ) {
            let _ = read(&text);
        }
    }
}
