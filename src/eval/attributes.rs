//! Attributes and nested blocks of a resource instance: what is configured, as the provider's types, and what an attribute
//! is when nothing is.

use super::access;
use super::assumed::Within;
use super::blocks;
use super::convert::{convert, join, lengths};
use super::evaluator::{Evaluator, Node, RefusalKind};
use super::expand::Expansion;
use super::expr::{Failure, Frames, Outcome};
use super::marks::Marks;
use super::module::ResourceId;
use super::scope::Scope;
use super::value::{Facts, Kind, Origin, Type, Value};
use crate::address::{Address, Key, Ref};
use crate::parse::ast::Block;
use crate::schema::{AttributeSchema, Is, ResourceSchema, Unless, Unset};
use crate::source::Span;
use std::sync::Arc;

impl Evaluator<'_, '_> {
    /// An attribute or nested block of a resource instance.
    pub(super) fn resource_attribute(
        &mut self,
        module: usize,
        address: &Arc<Address>,
        name: &str,
        span: Span,
    ) -> Outcome {
        let definition = self.module(module);
        let id = (address.data, address.ty.clone(), address.name.clone());
        let Some(declared) = definition.resources.get(&id) else {
            return Err(Failure::undeclared(span, format!("`{address}` is not declared")));
        };
        if self.schema().get(address.data, &address.ty).is_some_and(|schema| schema.lacks(name)) {
            return Err(Failure::fixed(span, format!("a `{}` has no attribute `{name}`", address.ty)));
        }
        self.value_of(module, Node::Attribute(address.clone(), name.into()), span, |this| {
            let block = this.parsed(declared);
            let reference = Arc::new(Ref { address: address.clone(), path: name.into() });
            let known = this.schema().get(address.data, &address.ty).and_then(|schema| schema.attributes.get(name));
            if let Some(value) = this.assumed_attribute(&reference, known) {
                return value;
            }
            let value = this.attribute_value(module, address, &block, &reference, span);
            let mut value = this.with_assumed_parts(&reference, value, Some(&reference));
            value.via = value.via.filter(|via| !is_whole(via)).or(Some(reference));
            value
        })
    }

    fn attribute_value(
        &mut self,
        module: usize,
        address: &Arc<Address>,
        block: &Block,
        reference: &Arc<Ref>,
        span: Span,
    ) -> Value {
        let name = &*reference.path;
        let schema = self.schema().get(address.data, &address.ty);
        let known = schema.and_then(|schema| schema.attributes.get(name));
        let block_schema = schema.and_then(|schema| schema.blocks.get(name));
        if let Some(attribute) = block.body.attribute(name) {
            let mut frames = match self.frames(module, address, span) {
                Ok(frames) => frames,
                Err(failure) => {
                    self.refuse_failure(&failure);
                    return Value::unknown(Type::Any, Origin::Error(failure.message.into(), Some(failure.span)));
                }
            };
            let value = self.evaluate(&attribute.expr, module, &mut frames);
            self.kept(&value, name, attribute.expr.span);
            // Null is as good as not written.
            if !value.is_null() {
                return match (known, block_schema) {
                    (Some(known), _) => self.typed(value, known, name, attribute.expr.span),
                    (None, Some(block)) => self.blocks_of(value, block, reference, attribute.expr.span),
                    _ => value,
                };
            }
        } else if blocks::types(&block.body).contains(name) {
            let mut frames = self.frames(module, address, span).unwrap_or_default();
            let value = blocks::expand_in(
                &block.body,
                name,
                Some(reference),
                block_schema,
                &mut Scope::new(self, module),
                &mut frames,
            );
            self.kept(&value, name, span);
            // No block was made: as good as not written, and of a type without a schema it is not known what that is.
            if !blocks::is_none(&value) {
                return value;
            }
            if schema.is_none_or(|schema| block_schema.is_none() && !schema.complete) {
                return access::computed(reference, name);
            }
        }
        match (known.map(|known| (&known.unset, &known.ty)), block_schema) {
            (Some((Unset::NullWithout(other), ty)), _) => {
                let other = self.resource_attribute(module, address, other, span);
                match other.is_ok_and(|other| other.is_null()) {
                    true => Value::null(ty.clone()),
                    false => access::computed(reference, name),
                }
            }
            (Some((Unset::Provider(argument), ty)), _) => {
                let value = if **argument != *name && block.body.attribute(argument).is_some() {
                    self.resource_attribute(module, address, argument, span).ok()
                } else {
                    self.provider_argument(module, block, &address.ty, argument)
                };
                value.and_then(|value| convert(&value, ty).ok()).unwrap_or_else(|| access::computed(reference, name))
            }
            (Some((Unset::Same(other), _)), _) => {
                let other = self.resource_attribute(module, address, other, span);
                other
                    .ok()
                    .filter(|other| other.is_known() && !other.is_null())
                    .unwrap_or_else(|| unset(reference, known))
            }
            (Some((Unset::Drawn { of, count }, ty)), _) => {
                let of = self.resource_attribute(module, address, of, span);
                let count = self.resource_attribute(module, address, count, span);
                match (of, count) {
                    (Ok(of), Ok(count)) => drawn(reference, ty, &of, &count),
                    _ => access::computed(reference, name),
                }
            }
            (Some((Unset::Computed, ty)), _) => {
                let lengths = known.map_or(&[][..], |known| &known.lengths);
                let mut facts = Facts { not_null: known.is_some_and(|known| known.not_null), ..Facts::default() };
                for length in lengths {
                    if !length.unless.iter().any(|unless| self.may_be(module, address, unless, span)) {
                        facts.min_length = facts.min_length.max(length.at_least);
                        facts.max_length = facts.max_length.into_iter().chain(length.at_most).min();
                    }
                }
                Value::unknown_with(ty.clone(), vec![Origin::Attribute(reference.clone())], facts)
            }
            (None, Some(block)) if block.computed => {
                let facts = Facts { not_null: true, ..Facts::default() };
                Value::unknown_with(Type::Any, vec![Origin::Attribute(reference.clone())], facts)
            }
            (None, Some(block)) => blocks::nested(Vec::new(), Some(block)),
            _ => unset(reference, known),
        }
    }

    /// Whether what makes a bound not hold may be so.
    fn may_be(&mut self, module: usize, address: &Arc<Address>, unless: &Unless, span: Span) -> bool {
        let Ok(value) = self.resource_attribute(module, address, &unless.argument, span) else { return true };
        match &unless.is {
            Is::Set => !value.is_null(),
            Is::Text(text) => value.as_str().is_none_or(|value| value == &**text),
            Is::Other(argument, text) => {
                let is_other = |block: &Value| part(block, argument).and_then(Value::as_str) != Some(text);
                value.as_sequence().is_none_or(|blocks| blocks.iter().any(is_other))
            }
            Is::Without(argument, text) => {
                let is_it = |block: &Value| {
                    let values = part(block, argument).and_then(Value::as_sequence);
                    values.is_some_and(|values| matches!(values, [one] if one.as_str() == Some(text)))
                };
                !value.as_sequence().is_some_and(|blocks| blocks.iter().any(is_it))
            }
        }
    }

    /// Blocks that are written as an attribute: an object or several, as in JSON syntax.
    fn blocks_of(&mut self, value: Value, schema: &ResourceSchema, reference: &Arc<Ref>, span: Span) -> Value {
        let mut fill = |n: usize, value: &Value| {
            let Some(entries) = value.as_entries().filter(|_| !value.is_too_large()) else { return value.clone() };
            let typed = |(name, value): (&Arc<str>, &Value)| {
                let known = schema.attributes.get(name).filter(|_| !value.is_null());
                let value = known.map_or_else(|| value.clone(), |known| self.typed(value.clone(), known, name, span));
                (name.clone(), value)
            };
            let attributes = entries.iter().map(typed).collect();
            let filled = blocks::filled(attributes, blocks::numbered(Some(reference), n), Some(schema));
            Value { kind: filled.kind, ..value.clone() }
        };
        let marks = value.marks;
        let filled = match (value.as_sequence(), &value.kind) {
            (Some(values), _) => values.iter().enumerate().map(|(n, value)| fill(n, value)).collect(),
            (None, Kind::Object(_)) => vec![fill(0, &value)],
            _ => return value,
        };
        Value { span: value.span, ..blocks::nested(filled, Some(schema)).marked(marks) }
    }

    /// Ephemeral values are not kept in a resource, but in arguments that the provider only takes: those end in `_wo`.
    fn kept(&mut self, value: &Value, name: &str, span: Span) {
        if !value.marks_within().contains(Marks::EPHEMERAL) {
            return;
        }
        let mut rest = vec![(name, value)];
        for _ in 0..Value::MAX_SIZE {
            let Some((name, value)) = rest.pop() else { return };
            if name.ends_with("_wo") {
                continue;
            }
            if value.marks.contains(Marks::EPHEMERAL) {
                let message = format!("`{name}` is ephemeral here and cannot be kept in a resource");
                return self.refuse(value.span.unwrap_or(span), message, RefusalKind::Invalid);
            }
            match value.as_entries() {
                Some(entries) => rest.extend(entries.iter().map(|(name, value)| (&**name, value))),
                None => rest.extend(value.children().map(|value| (name, value))),
            }
        }
    }

    /// A configured value as the type the provider declares.
    fn typed(&mut self, value: Value, known: &AttributeSchema, name: &str, span: Span) -> Value {
        blocks::typed(value, known, name, span).unwrap_or_else(|failure| {
            self.refuse_failure(&failure);
            Value::unknown(known.ty.clone(), Origin::Error(failure.message.into(), Some(span)))
        })
    }

    /// `each` and `count` of a resource instance.
    fn frames(&mut self, module: usize, address: &Address, span: Span) -> Result<Frames, Failure> {
        if address.key == Key::None {
            return Ok(Frames::new());
        }
        let id = (address.data, address.ty.clone(), address.name.clone());
        Ok(self.resource_expansion(module, &id, span)?.frames(&address.key))
    }

    /// How often a resource block is repeated.
    pub(super) fn resource_expansion(
        &mut self,
        module: usize,
        id: &ResourceId,
        span: Span,
    ) -> Result<Expansion, Failure> {
        let definition = self.module(module);
        let Some(declared) = definition.resources.get(id) else {
            return Err(Failure::undeclared(span, format!("`{}` is not declared", Node::Resource(id.clone()).shown())));
        };
        self.expansion_of(module, Node::Resource(id.clone()), span, |this| {
            this.refuse_all(&declared.problems());
            let path = this.instances[module].path.clone();
            let name = || Within { path: &path, name: Node::Resource(id.clone()).shown() }.to_string();
            super::expand::expansion(this, module, declared, &name)
        })
    }
}

/// An argument of a nested block.
fn part<'v>(block: &'v Value, argument: &str) -> Option<&'v Value> {
    block.as_entries()?.get(argument)
}

/// Whether a reference is to a whole instance's listing rather than to one attribute.
fn is_whole(via: &Ref) -> bool {
    &*via.path == "*"
}

/// Elements of a list in an order that only apply tells.
fn drawn(reference: &Arc<Ref>, ty: &Type, of: &Value, count: &Value) -> Value {
    let lengths = match (of.as_sequence(), of.as_unknown()) {
        (Some(elements), _) => (elements.len() as u64, Some(elements.len() as u64)),
        (None, Some(unknown)) => lengths(unknown),
        (None, None) => (0, Some(0)),
    };
    // Without a number, or with 0, it is as long as the list; with a larger one elements come again.
    let (min, max) = match (count.as_number().map(|n| n.to_u64()), count.as_unknown()) {
        (_, Some(_)) => (0, None),
        (Some(Some(n)), _) if n > 0 && lengths.0 > 0 => (n, Some(n)),
        (Some(Some(n)), _) if n > 0 && lengths.1 != Some(0) => (0, Some(n)),
        (Some(None), _) => (0, None),
        _ => lengths,
    };
    let because = access::computed(reference, &reference.path);
    let element = match (of.as_sequence(), of.as_unknown()) {
        (Some(elements), _) if !elements.is_empty() => Some(join(elements.to_vec(), &because)),
        (_, Some(unknown)) => unknown.facts.element.clone(),
        _ => None,
    };
    let facts = Facts { not_null: true, min_length: min, max_length: max, element, ..Facts::default() };
    Value::unknown_with(ty.clone(), vec![Origin::Attribute(reference.clone())], facts)
}

/// What an attribute is when the configuration does not set it.
fn unset(reference: &Arc<Ref>, known: Option<&AttributeSchema>) -> Value {
    match known.map(|known| (&known.unset, known)) {
        Some((Unset::Null, known)) => Value::null(known.ty.clone()),
        Some((Unset::Default(value), _)) => value.clone(),
        Some((Unset::Computed | Unset::Same(_), known)) => {
            let facts = Facts { not_null: known.not_null, ..Facts::default() };
            Value::unknown_with(known.ty.clone(), vec![Origin::Attribute(reference.clone())], facts)
        }
        Some((Unset::NullWithout(_) | Unset::Provider(_) | Unset::Drawn { .. }, _)) | None => {
            access::computed(reference, &reference.path)
        }
    }
}
