//! Variables: where a value comes from, and what its type makes of it.

use super::evaluator::{Evaluator, Missing, Node, RefusalKind};
use super::expr::{Environment, Failure, Frames, Names, Outcome, evaluate};
use super::inputs::Given;
use super::marks::Marks;
use super::scope::Scope;
use super::types::Constraint;
use super::value::{Kind, Origin, Type, Value};
use crate::parse::ast::{Block, ExprKind};
use crate::parse::hcl;
use crate::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The marks that a `variable` or `output` block gives its value.
pub(super) fn declared_marks(block: &Block) -> Marks {
    [("sensitive", Marks::SENSITIVE), ("ephemeral", Marks::EPHEMERAL)]
        .into_iter()
        .filter(|(name, _)| {
            let value = block.body.attribute(name).map(|attribute| &attribute.expr.kind);
            // In JSON syntax it may be written as text.
            matches!(value, Some(ExprKind::Bool(true)))
                || matches!(value, Some(ExprKind::String(text)) if &**text == "true")
        })
        .map(|(_, marks)| marks)
        .collect()
}

impl Evaluator<'_, '_> {
    /// The root variables that something asked for and that have no value.
    pub fn without_value(&self) -> Vec<Arc<str>> {
        let variables = self.module(Self::ROOT).variables.keys().cloned().collect::<Vec<_>>();
        let is_missing = |name: &Arc<str>| {
            self.computed(Self::ROOT, &Node::Variable(name.clone())).and_then(Value::as_unknown).is_some_and(
                |unknown| {
                    unknown
                        .origins
                        .iter()
                        .any(|origin| matches!(origin, Origin::Variable(missing, _) if missing == name))
                },
            )
        };
        variables.into_iter().filter(is_missing).collect()
    }

    pub(super) fn variable(&mut self, module: usize, name: &str, span: Span) -> Outcome {
        let definition = self.module(module);
        let Some((name, declared)) = definition.variables.get_key_value(name) else {
            return Err(Failure::undeclared(span, format!("the variable `{name}` is not declared")));
        };
        self.value_of(module, Node::Variable(name.clone()), span, |this| {
            let block = this.parsed(declared);
            let marks = declared_marks(&block);
            let value = this.variable_value(module, name, &block);
            if value.marks_within().contains(Marks::EPHEMERAL) && !marks.contains(Marks::EPHEMERAL) {
                let at = value.span.unwrap_or(block.header);
                let message = format!("an ephemeral value is given to the variable `{name}`, which is not ephemeral");
                this.refuse(at, message, RefusalKind::Invalid);
            }
            let value = value.marked(marks);
            this.secrets.add(&value);
            value
        })
    }

    /// Terraform looks at a default that is not needed, too.
    pub(super) fn unused_default(&mut self, module: usize, name: &Arc<str>, block: &Block) {
        let Some(default) = block.body.attribute("default") else { return };
        let ty = block.body.attribute("type").map(|ty| Constraint::read(&ty.expr));
        let Some(Ok(constraint)) = ty else { return };
        let value = self.evaluate(&default.expr, module, &mut Frames::new());
        if let Err(fault) = constraint.accept(&value) {
            let context = format!("the default of `var.{name}` is not a {}: ", constraint.ty());
            let secret = value.marked(declared_marks(block));
            let message = Failure::about(default.expr.span, &context, &fault, &[&secret]).message;
            self.refuse(default.expr.span, message, RefusalKind::Invalid);
        }
    }

    fn variable_value(&mut self, module: usize, name: &Arc<str>, block: &Block) -> Value {
        let typed = block.body.attribute("type").is_some();
        let constraint = match block.body.attribute("type").map(|ty| Constraint::read(&ty.expr)) {
            Some(Ok(constraint)) => constraint,
            // What could not be read was reported where it stands.
            Some(Err(_))
                if block.body.attribute("type").is_some_and(|ty| matches!(ty.expr.kind, ExprKind::Unreadable)) =>
            {
                Constraint::any()
            }
            Some(Err(problem)) => {
                self.refuse(problem.span, problem.message, RefusalKind::Invalid);
                Constraint::any()
            }
            None => Constraint::any(),
        };
        let nullable = !matches!(
            block.body.attribute("nullable").map(|attribute| &attribute.expr.kind),
            Some(ExprKind::Bool(false))
        );
        let caller = self.instances[module].caller.clone();
        let given = match (self.assumed(self.within(module, format_args!("var.{name}"))), &caller) {
            (Some(value), _) => Some(value),
            (None, None) => {
                let constraint = typed.then_some(&constraint);
                self.given.get(name).cloned().and_then(|given| self.given_value(name, constraint, given))
            }
            (None, Some(caller)) => caller.block.body.attribute(name).map(|argument| {
                let mut frames = caller.frames.clone();
                self.evaluate(&argument.expr, caller.module, &mut frames)
            }),
        };
        let given = given.filter(|value| nullable || !value.is_null());
        let value = match (given, block.body.attribute("default")) {
            (Some(value), _) => value,
            (None, Some(default)) => self.evaluate(&default.expr, module, &mut Frames::new()),
            (None, None) => {
                let origin = match &caller {
                    None => Origin::Variable(name.clone(), Some(block.header)),
                    Some(caller) => {
                        let message = format!("`{}` is not given its argument `{name}`", self.instances[module].path);
                        self.refuse(caller.block.header, message.clone(), RefusalKind::Invalid);
                        Origin::Error(message.into(), Some(caller.block.header))
                    }
                };
                return Value::unknown(constraint.ty(), origin);
            }
        };
        // A whole instance handed to a module stays whole, unless the type wants to look into it.
        if let (Kind::Instance(_), Type::Any) = (&value.kind, constraint.ty()) {
            return value;
        }
        let value = self.walkable(value, block.header);
        let value = self.narrowed(value, &constraint.ty(), block.header);
        constraint.accept(&value).unwrap_or_else(|fault| {
            let at = value.span.unwrap_or(block.header);
            let variable = format!("var.{name}");
            let address = self.within(module, variable);
            let context = format!("the value of `{address}` does not fit the variable's type: ");
            let secret = value.clone().marked(declared_marks(block));
            let message = Failure::about(at, &context, &fault, &[&secret]).message;
            // The module itself may take what its stand-in does not.
            let stand_in = self.module(module).stand_in.as_ref().map(|stand_in| stand_in.at);
            if !stand_in.is_some_and(|call| self.gap(call, at, Missing::Failed(message.clone()))) {
                self.refuse(at, message.clone(), RefusalKind::Invalid);
            }
            Value::unknown(constraint.ty(), Origin::Error(message.into(), Some(at)))
        })
    }

    /// The value, and of whole instances in it the attributes that the type names.
    fn narrowed(&mut self, value: Value, ty: &Type, span: Span) -> Value {
        let kind = match (&value.kind, ty) {
            (Kind::Instance(instance), Type::Object(types)) => {
                let span = value.span.unwrap_or(span);
                let mut attributes = BTreeMap::new();
                for (name, ty) in types.iter() {
                    // One that is not there is for the conversion to miss.
                    if let Ok(value) = (Scope::new(self, Self::ROOT)).attribute(instance, name, span) {
                        attributes.insert(name.clone(), self.narrowed(value, ty, span));
                    }
                }
                return Value::object(attributes).or_span(span);
            }
            (Kind::Tuple(values), Type::List(ty) | Type::Set(ty)) => {
                Kind::Tuple(Arc::new(values.iter().map(|value| self.narrowed(value.clone(), ty, span)).collect()))
            }
            (Kind::Object(object), Type::Map(ty)) if object.open.is_none() => {
                let entries = object.attributes.iter();
                let entries = entries.map(|(name, value)| (name.clone(), self.narrowed(value.clone(), ty, span)));
                Value::object(entries.collect()).kind
            }
            _ => return value,
        };
        Value { kind, ..value }
    }

    /// A root variable's value as it was given from outside. Without a type, text is that text.
    fn given_value(&mut self, name: &str, constraint: Option<&Constraint>, given: Given) -> Option<Value> {
        let (text, from) = match given {
            Given::Value(value) => return Some(value),
            Given::Text { text, from } => (text, from),
        };
        let file = self.modules.sources.add(format!("{from} {name}"), text.as_str().into());
        let whole = Span::new(file, 0, text.len());
        if constraint.is_none_or(Constraint::is_text) {
            return Some(Value::string(text).or_span(whole));
        }
        match hcl::parse_expression(&text, file) {
            Ok(expr) => {
                let mut names = Names::default();
                let value = evaluate(&expr, &mut names);
                match names.problems.into_iter().next() {
                    None => Some(value),
                    Some((span, message)) => {
                        self.refuse(span, message, RefusalKind::Invalid);
                        None
                    }
                }
            }
            Err(problem) => {
                self.refuse(problem.span, problem.message, RefusalKind::Unreadable);
                None
            }
        }
    }
}
