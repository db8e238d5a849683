//! Nested blocks, static and `dynamic`, as values: a tuple of objects in source order.

use super::convert::{convert, join, set_of};
use super::expand::OF_RESOURCES;
use super::expr::{Environment, Failure, Frames, evaluate_in};
use super::repeat;
use super::value::{Facts, Kind, Object, Origin, Type, Value};
use crate::address::Ref;
use crate::parse::ast::{Block, Body, ExprKind};
use crate::schema::{AttributeSchema, Nesting, ResourceSchema, Unset};
use crate::source::Span;
use crate::words::thousands;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The blocks of a type in a body that sees only the environment. What is not written in a block does not exist.
pub fn expand(body: &Body, ty: &str, env: &mut dyn Environment) -> Value {
    expand_in(body, ty, None, None, env, &mut Frames::new())
}

/// Blocks of a resource that Terraform itself reads.
pub(super) const META_BLOCKS: [&str; 3] = ["lifecycle", "provisioner", "connection"];

/// The types of the blocks in a body, `dynamic` ones by the type they make.
pub(super) fn types(body: &Body) -> BTreeSet<&str> {
    body.blocks
        .iter()
        .filter_map(|block| if &*block.ty == "dynamic" { block.labels.first().map(|l| &**l) } else { Some(&*block.ty) })
        .collect()
}

/// The names of what a resource block configures: attributes and blocks, without what Terraform itself reads.
pub(super) fn configured(body: &Body) -> Vec<Arc<str>> {
    let attributes = body.attributes.iter().map(|attribute| attribute.name.clone());
    let attributes = attributes.filter(|name| !OF_RESOURCES.contains(&&**name));
    let blocks = types(body).into_iter().filter(|ty| !META_BLOCKS.contains(ty));
    attributes.chain(blocks.map(Arc::from)).collect()
}

/// Which names of a resource are nested blocks, and which of theirs are.
#[derive(Clone, Debug, Default)]
pub struct Nested(pub BTreeMap<Arc<str>, Nested>);

impl Nested {
    /// Those that a body holds, or that the schema says it could.
    pub(super) fn of(body: &Body, schema: Option<&ResourceSchema>) -> Self {
        let mut nested = Self::default();
        nested.add(body);
        if let Some(schema) = schema {
            nested.add_schema(schema);
        }
        nested
    }

    fn add(&mut self, body: &Body) {
        for block in &body.blocks {
            if &*block.ty != "dynamic" {
                self.0.entry(block.ty.clone()).or_default().add(&block.body);
            } else if let Some(ty) = block.labels.first() {
                let inner = self.0.entry(ty.clone()).or_default();
                block.body.blocks("content").for_each(|content| inner.add(&content.body));
            }
        }
    }

    fn add_schema(&mut self, schema: &ResourceSchema) {
        for (name, schema) in &schema.blocks {
            self.0.entry(name.clone()).or_default().add_schema(schema);
        }
    }
}

/// The blocks of a type. With `open`, they are part of that attribute of a resource: what is not written in them
/// exists all the same.
pub(super) fn expand_in(
    body: &Body,
    ty: &str,
    open: Option<&Arc<Ref>>,
    schema: Option<&ResourceSchema>,
    env: &mut dyn Environment,
    frames: &mut Frames,
) -> Value {
    let mut blocks: Vec<Value> = Vec::new();
    let mut unknown: Vec<Value> = Vec::new();
    for block in &body.blocks {
        if &*block.ty == ty {
            let part = numbered(open, blocks.len());
            let body = match ty {
                "provisioner" => of_provisioner(&block.body).map(Cow::Owned),
                _ => Some(Cow::Borrowed(&block.body)),
            };
            blocks.extend(body.map(|body| object(&body, part, schema, env, frames).or_span(block.header)));
        } else if &*block.ty == "dynamic" && block.labels.first().is_some_and(|label| &**label == ty) {
            dynamic(block, open, schema, env, frames, &mut blocks, &mut unknown);
        }
    }
    if unknown.is_empty() {
        return nested(blocks, schema);
    }
    // How many blocks there are is not known; what each looks like is.
    let because = Value::unknown_from(Type::Any, &unknown);
    let min =
        blocks.len() as u64 + unknown.iter().filter_map(Value::as_unknown).map(|u| u.facts.min_length).sum::<u64>();
    let max = unknown
        .iter()
        .filter_map(Value::as_unknown)
        .try_fold(blocks.len() as u64, |sum, u| Some(sum.saturating_add(u.facts.max_length?)));
    let elements: Vec<Value> = blocks
        .into_iter()
        .chain(unknown.iter().filter_map(Value::as_unknown).filter_map(|u| u.facts.element.clone()))
        .collect();
    let mut origins = Vec::new();
    because.collect_origins(&mut origins);
    let element = match elements.as_slice() {
        [one] => Some(one.clone()),
        [] => None,
        _ => Some(join(elements, &because)),
    };
    let facts = Facts { not_null: true, min_length: min, max_length: max, element, ..Facts::default() };
    Value::unknown_with(Type::Any, origins, facts)
}

/// Steps that a block made by a `dynamic` one costs: it leaves an object of many parts behind.
const BLOCK: u64 = 100;

/// The name of the `n`th block of an attribute.
pub(super) fn numbered(open: Option<&Arc<Ref>>, n: usize) -> Option<Arc<Ref>> {
    open.map(|open| Arc::new(Ref { address: open.address.clone(), path: format!("{}[{n}]", open.path).into() }))
}

/// `dynamic "ty" { for_each, iterator, content { … } }`
fn dynamic(
    block: &Block,
    open: Option<&Arc<Ref>>,
    schema: Option<&ResourceSchema>,
    env: &mut dyn Environment,
    frames: &mut Frames,
    blocks: &mut Vec<Value>,
    unknown: &mut Vec<Value>,
) {
    let (Some(for_each), Some(content)) = (block.body.attribute("for_each"), block.body.blocks("content").next())
    else {
        env.report(Failure::new(block.header, "a dynamic block needs `for_each` and a `content` block"));
        return;
    };
    let iterator: Arc<str> = match block.body.attribute("iterator").map(|attribute| &attribute.expr.kind) {
        Some(ExprKind::Name(name)) => name.clone(),
        _ => block.labels.first().cloned().unwrap_or_default(),
    };
    let mut each = evaluate_in(&for_each.expr, env, frames);
    if let Kind::Instance(instance) = &each.kind {
        match env.whole(instance, for_each.expr.span) {
            Ok(whole) => each = whole,
            Err(failure) => return env.report(failure),
        }
    }
    let mut turn = |key: Value, value: Value, n: usize, env: &mut dyn Environment| {
        let entries = BTreeMap::from([(Arc::from("key"), key), (Arc::from("value"), value.marked(each.marks))]);
        frames.push((iterator.clone(), Value::object(entries)));
        let made = object(&content.body, numbered(open, n), schema, env, frames).or_span(content.header);
        frames.pop();
        made
    };
    match repeat::pairs(&each, for_each.expr.span) {
        Err(failure) => {
            let message = format!("`for_each` of a dynamic block: {}", failure.message);
            env.report(Failure { message, ..failure });
        }
        Ok(Some(pairs)) => {
            for (key, value) in pairs {
                // Dynamic blocks in dynamic blocks multiply, also where there is nothing in them to evaluate.
                if !env.spend(BLOCK) {
                    let message = "this makes more blocks than podroom evaluates; the rest is missing";
                    return env.report(Failure::limit(block.header, message));
                }
                let made = turn(key, value, blocks.len(), env);
                blocks.push(made);
            }
        }
        Ok(None) => {
            let facts = each.as_unknown().map(|u| u.facts.clone()).unwrap_or_default();
            let key = Value::unknown_from(Type::Any, [&each]);
            let value = facts.element.unwrap_or_else(|| key.clone());
            let element = turn(key, value, blocks.len(), env);
            let mut origins: Vec<Origin> = Vec::new();
            each.collect_origins(&mut origins);
            unknown.push(Value::unknown_with(
                Type::Any,
                origins,
                Facts {
                    element: Some(element),
                    min_length: facts.min_length,
                    max_length: facts.max_length,
                    ..Facts::default()
                },
            ));
        }
    }
}

/// Whether a value is that of blocks of which there are none.
pub(super) fn is_none(blocks: &Value) -> bool {
    blocks.is_null() || blocks.as_sequence().is_some_and(<[Value]>::is_empty)
}

/// The blocks of a type as the value that the schema makes of them.
pub(super) fn nested(mut blocks: Vec<Value>, schema: Option<&ResourceSchema>) -> Value {
    match schema.map(|schema| (schema.nesting, schema.complete)) {
        Some((Nesting::Single, _)) if blocks.len() <= 1 => blocks.pop().unwrap_or_else(|| Value::null(Type::Any)),
        Some((Nesting::Set, _)) => set_of(blocks.clone()).unwrap_or_else(|_| Value::tuple(blocks)),
        // Of a schema with gaps the objects' types are not the provider's.
        Some((Nesting::List, true)) => match blocks.first().map(Value::type_of) {
            Some(ty) if blocks.iter().all(|block| block.type_of() == ty) => Value::list(ty, blocks),
            _ => Value::tuple(blocks),
        },
        _ => Value::tuple(blocks),
    }
}

/// A configured value as the type that the provider declares.
///
/// # Errors
/// The value does not convert, or is too large to be looked at.
pub(super) fn typed(value: Value, known: &AttributeSchema, name: &str, span: Span) -> Result<Value, Failure> {
    if matches!(value.kind, Kind::Instance(_)) {
        return Ok(Value::unknown_from(known.ty.clone(), [&value]).or_span(span));
    }
    if value.is_too_large() {
        let most = thousands(Value::MAX_SIZE as u128);
        return Err(Failure::limit(span, format!("this value has more than {most} parts; it was not evaluated")));
    }
    convert(&value, &known.ty)
        .map_err(|fault| Failure::new(span, format!("`{name}` must be a {}: {}", known.ty, fault.message)))
}

/// What a provisioner does at apply; nothing when it waits for the end. The words that say when it runs, and what comes of
/// its failure, are no expressions, and how it connects is nobody's business.
fn of_provisioner(body: &Body) -> Option<Body> {
    let when = body.attribute("when").map(|when| &when.expr.kind);
    if matches!(when, Some(ExprKind::Name(word)) if &**word == "destroy") {
        return None;
    }
    let expressions = body.attributes.iter().filter(|attribute| !["when", "on_failure"].contains(&&*attribute.name));
    Some(Body { attributes: expressions.cloned().collect(), blocks: Vec::new() })
}

/// A block's attributes and nested blocks as an object. What the schema knows to be null or fixed when it is not
/// written is so.
fn object(
    body: &Body,
    open: Option<Arc<Ref>>,
    schema: Option<&ResourceSchema>,
    env: &mut dyn Environment,
    frames: &mut Frames,
) -> Value {
    let mut attributes = BTreeMap::new();
    for attribute in &body.attributes {
        let mut value = evaluate_in(&attribute.expr, env, frames);
        let known = schema.and_then(|schema| schema.attributes.get(&attribute.name));
        if let Some(known) = known.filter(|_| !value.is_null()) {
            let span = attribute.expr.span;
            value = typed(value, known, &attribute.name, span).unwrap_or_else(|failure| {
                let origin = Origin::Error(failure.message.as_str().into(), Some(span));
                env.report(failure);
                Value::unknown(known.ty.clone(), origin)
            });
        }
        attributes.insert(attribute.name.clone(), value);
    }
    for ty in types(body) {
        let inner = open
            .as_ref()
            .map(|open| Arc::new(Ref { address: open.address.clone(), path: format!("{}.{ty}", open.path).into() }));
        let known = schema.and_then(|schema| schema.blocks.get(ty));
        let value = expand_in(body, ty, inner.as_ref(), known, env, frames);
        // No block was made: as good as not written.
        if open.is_none() || !is_none(&value) {
            attributes.insert(ty.into(), value);
        }
    }
    filled(attributes, open, schema)
}

/// An object of these attributes and of what the schema knows of the others. Null is as good as not written.
pub(super) fn filled(
    mut attributes: BTreeMap<Arc<str>, Value>,
    open: Option<Arc<Ref>>,
    schema: Option<&ResourceSchema>,
) -> Value {
    for (name, known) in schema.into_iter().flat_map(|schema| &schema.attributes) {
        if attributes.get(name).is_some_and(|value| !value.is_null()) {
            continue;
        }
        match &known.unset {
            Unset::Null => drop(attributes.insert(name.clone(), Value::null(known.ty.clone()))),
            Unset::Default(value) => drop(attributes.insert(name.clone(), value.clone())),
            // Known after apply, as everything is that an open object does not list.
            _ => drop(attributes.remove(name)),
        }
    }
    for (name, inner) in schema.into_iter().flat_map(|schema| &schema.blocks) {
        if !inner.computed {
            attributes.entry(name.clone()).or_insert_with(|| nested(Vec::new(), Some(inner)));
        }
    }
    // Nothing is left out of a complete schema without computed attributes.
    let closed = schema.is_some_and(|schema| {
        schema.complete
            && schema.attributes.values().all(|known| matches!(known.unset, Unset::Null | Unset::Default(_)))
    });
    Value::new(Kind::Object(Arc::new(Object { attributes, open: open.filter(|_| !closed) })))
}
