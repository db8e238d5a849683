//! Nested blocks, static and `dynamic`, as values: a tuple of objects in source order.

use super::convert::join;
use super::expr::{Environment, Failure, Frames, evaluate_in};
use super::repeat;
use super::value::{Facts, Kind, Object, Origin, Type, Value};
use crate::address::Ref;
use crate::parse::ast::{Block, Body, ExprKind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The blocks of a type in a body that sees only the environment. What is not written in a block does not exist.
pub fn expand(body: &Body, ty: &str, env: &mut dyn Environment) -> Value {
    expand_in(body, ty, None, env, &mut Frames::new())
}

/// The types of the blocks in a body, `dynamic` ones by the type they make.
pub(super) fn types(body: &Body) -> BTreeSet<&str> {
    body.blocks
        .iter()
        .filter_map(|block| if &*block.ty == "dynamic" { block.labels.first().map(|l| &**l) } else { Some(&*block.ty) })
        .collect()
}

/// The blocks of a type. With `open`, they are part of that attribute of a resource: what is not written in them
/// exists all the same.
pub(super) fn expand_in(
    body: &Body,
    ty: &str,
    open: Option<&Arc<Ref>>,
    env: &mut dyn Environment,
    frames: &mut Frames,
) -> Value {
    let mut blocks: Vec<Value> = Vec::new();
    let mut unknown: Vec<Value> = Vec::new();
    for block in &body.blocks {
        if &*block.ty == ty {
            let part = numbered(open, blocks.len());
            blocks.push(object(&block.body, part, env, frames).or_span(block.header));
        } else if &*block.ty == "dynamic" && block.labels.first().is_some_and(|label| &**label == ty) {
            dynamic(block, open, env, frames, &mut blocks, &mut unknown);
        }
    }
    if unknown.is_empty() {
        return Value::tuple(blocks);
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

fn numbered(open: Option<&Arc<Ref>>, n: usize) -> Option<Arc<Ref>> {
    open.map(|open| Arc::new(Ref { address: open.address.clone(), path: format!("{}[{n}]", open.path).into() }))
}

/// `dynamic "ty" { for_each, iterator, content { … } }`
fn dynamic(
    block: &Block,
    open: Option<&Arc<Ref>>,
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
        let entries = BTreeMap::from([(Arc::from("key"), key), (Arc::from("value"), value)]);
        frames.push((iterator.clone(), Value::object(entries)));
        let made = object(&content.body, numbered(open, n), env, frames).or_span(content.header);
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
                if !env.step() {
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

/// A block's attributes and nested blocks as an object.
fn object(body: &Body, open: Option<Arc<Ref>>, env: &mut dyn Environment, frames: &mut Frames) -> Value {
    let mut attributes = BTreeMap::new();
    for attribute in &body.attributes {
        attributes.insert(attribute.name.clone(), evaluate_in(&attribute.expr, env, frames));
    }
    for ty in types(body) {
        let inner = open
            .as_ref()
            .map(|open| Arc::new(Ref { address: open.address.clone(), path: format!("{}.{ty}", open.path).into() }));
        attributes.insert(ty.into(), expand_in(body, ty, inner.as_ref(), env, frames));
    }
    Value::new(Kind::Object(Arc::new(Object { attributes, open })))
}
