//! Values to be shown: whole instances in them written out, answers to expressions from outside.

use super::evaluator::{Evaluator, RefusalKind, limit};
use super::expr::{Environment, Evaluation, Frames};
use super::scope::Scope;
use super::value::{Instance, Kind, Origin, Type, Value};
use crate::parse::hcl;
use crate::source::Span;
use std::sync::Arc;

/// Whole instances inside whole instances, beyond which they are not written out.
const DEPTH: usize = 100;

/// An output of the root module.
#[derive(Clone, Debug)]
pub struct Output {
    /// Its name.
    pub name: Arc<str>,
    /// Its value, whole instances written out.
    pub value: Value,
}

impl Evaluator<'_, '_> {
    /// The outputs of the root module.
    pub fn outputs(&mut self) -> Vec<Output> {
        let module = self.module(Self::ROOT);
        let mut outputs = Vec::new();
        for (name, declared) in &module.outputs {
            let block = self.parsed(declared);
            let value = self.output(Self::ROOT, name, block.header).unwrap_or_else(|failure| {
                self.refuse_failure(&failure);
                Value::unknown(Type::Any, Origin::Error(failure.message.into(), Some(failure.span)))
            });
            outputs.push(Output { name: name.clone(), value: self.written_out(value, block.header) });
        }
        outputs
    }

    /// What an expression is worth in the root module, whole instances written out. It may reach into module instances
    /// by their addresses. `name` is what messages call its text. Nothing if it is refused.
    pub fn answer(&mut self, text: &str, name: String) -> Option<Value> {
        let file = self.modules.sources.add(name, text.into());
        let expr = match hcl::parse_expression(text, file) {
            Ok(expr) => expr,
            Err(problem) => {
                self.refuse(problem.span, problem.message, RefusalKind::Invalid);
                return None;
            }
        };
        let mut env = Scope { evaluator: self, module: Self::ROOT, inside: true };
        let mut frames = Frames::new();
        match (Evaluation { env: &mut env, frames: &mut frames, caught: false }).eval(&expr) {
            Ok(value) => Some(self.written_out(value, expr.span)),
            Err(failure) => {
                self.refuse_failure(&failure);
                None
            }
        }
    }

    /// The value with its whole instances written out, for something that is declared there.
    pub(super) fn written_out(&mut self, value: Value, span: Span) -> Value {
        let value = self.counted(value, span);
        if !holds_instances(&value) {
            return value;
        }
        let value = self.opened(&value, span, 0);
        self.counted(value, span)
    }

    /// The value, if it is not too large and not too much was written out yet.
    fn counted(&mut self, value: Value, span: Span) -> Value {
        let size = value.size();
        self.written = self.written.saturating_add(size as u64);
        let message = match self.written {
            _ if size > Value::MAX_SIZE => Value::too_large(),
            written if written > limit::STEPS => "the values are more than podroom writes out".to_owned(),
            _ => return value,
        };
        self.refuse(span, message.clone(), RefusalKind::Limit);
        Value::unknown(Type::Any, Origin::NotComputed(message.into(), Some(span)))
    }

    fn opened(&mut self, value: &Value, span: Span, depth: usize) -> Value {
        let mut each =
            |values: &[Value]| Arc::new(values.iter().map(|value| self.opened(value, span, depth)).collect::<Vec<_>>());
        let kind = match &value.kind {
            Kind::Instance(instance) => return self.opened_instance(instance, span, depth),
            Kind::List(ty, values) => Kind::List(ty.clone(), each(values)),
            Kind::Set(ty, values) => Kind::Set(ty.clone(), each(values)),
            Kind::Tuple(values) => Kind::Tuple(each(values)),
            Kind::Map(ty, entries) => {
                let entries = entries.iter().map(|(name, value)| (name.clone(), self.opened(value, span, depth)));
                Kind::Map(ty.clone(), Arc::new(entries.collect()))
            }
            Kind::Object(object) => {
                let mut object = (**object).clone();
                for value in object.attributes.values_mut() {
                    *value = self.opened(value, span, depth);
                }
                Kind::Object(Arc::new(object))
            }
            other => other.clone(),
        };
        Value { kind, ..value.clone() }
    }

    fn opened_instance(&mut self, instance: &Instance, span: Span, depth: usize) -> Value {
        let shown = match instance {
            Instance::Resource { address, .. } => address.to_string(),
            Instance::Module(module) => self.path(*module).to_string(),
        };
        let (message, kind) = match self.whole.get(instance) {
            Some(Some(value)) => return value.clone(),
            Some(None) => (format!("`{shown}` depends on itself"), RefusalKind::Invalid),
            None if depth > DEPTH => {
                (format!("`{shown}` is inside more than {DEPTH} others; it was not written out"), RefusalKind::Limit)
            }
            None => {
                self.whole.insert(instance.clone(), None);
                let value = match Scope::new(self, Self::ROOT).whole(instance, span) {
                    Ok(value) => {
                        let value = self.counted(value, span);
                        let value = self.opened(&value, span, depth + 1);
                        self.counted(value, span)
                    }
                    Err(failure) => {
                        self.refuse_failure(&failure);
                        Value::unknown(Type::Any, Origin::Error(failure.message.into(), Some(failure.span)))
                    }
                };
                self.whole.insert(instance.clone(), Some(value.clone()));
                return value;
            }
        };
        self.refuse(span, message.clone(), kind);
        Value::unknown(Type::Any, Origin::Error(message.into(), Some(span)))
    }
}

/// Whether a value holds an instance that is not written out.
fn holds_instances(value: &Value) -> bool {
    matches!(value.kind, Kind::Instance(_)) || value.children().any(holds_instances)
}
