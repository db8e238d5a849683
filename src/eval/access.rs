//! Steps into a value: attributes, indexes, splats.

use super::convert::{convert, join, open_attribute};
use super::expr::{Evaluation, Failure, Outcome};
use super::value::{Facts, Instance, Kind, Type, Unknown, Value};
use crate::address::Ref;
use crate::parse::ast::Step;
use crate::source::Span;
use crate::words::excerpt;
use std::sync::Arc;

/// Follows the steps from a value.
pub(super) fn follow(evaluation: &mut Evaluation<'_>, mut value: Value, steps: &[Step], span: Span) -> Outcome {
    let mut next = 0;
    while let Some(step) = steps.get(next) {
        let n = next;
        next += 1;
        let marks = value.marks;
        value = match step {
            Step::Attr(name, at) => match &value.kind {
                Kind::Instance(Instance::Module(module)) => {
                    match evaluation.env.inside(*module, &names(&steps[n..]), *at)? {
                        Some((inside, used)) => {
                            next = n + used;
                            inside
                        }
                        None => attribute(evaluation, &value, name, *at)?,
                    }
                }
                _ => attribute(evaluation, &value, name, *at)?,
            },
            Step::Index(key) | Step::LegacyIndex(key) => {
                let key_value = evaluation.eval(key)?;
                let found = index(evaluation, &value, &key_value, key.span)?;
                // The attributes of an object are no secret; which element of a list is taken may be one.
                if matches!(value.kind, Kind::Object(_)) { found } else { found.marked(key_value.marks) }
            }
            Step::FullSplat => return Ok(splat(evaluation, value, &steps[n + 1..], span)?.marked(marks)),
            Step::AttrSplat => {
                // `.*` reaches over names and legacy indexes; `[0]` after them is an index into the result.
                let rest = &steps[n + 1..];
                let reach =
                    rest.iter().take_while(|step| matches!(step, Step::Attr(..) | Step::LegacyIndex(_))).count();
                let all = splat(evaluation, value, &rest[..reach], span)?.marked(marks);
                return follow(evaluation, all, &rest[reach..], span);
            }
        }
        .marked(marks);
    }
    Ok(value)
}

/// The names that steps begin with.
pub(super) fn names(steps: &[Step]) -> Vec<&str> {
    let named = steps.iter().map_while(|step| match step {
        Step::Attr(name, _) => Some(&**name),
        _ => None,
    });
    named.collect()
}

/// `value.name`
pub(super) fn attribute(evaluation: &mut Evaluation<'_>, value: &Value, name: &str, span: Span) -> Outcome {
    match &value.kind {
        Kind::Instance(instance) => evaluation.env.attribute(instance, name, span),
        Kind::Object(object) => match (object.attributes.get(name), &object.open) {
            (Some(value), _) => Ok(value.clone()),
            (None, Some(open)) => Ok(open_attribute(open, name, Type::Any)),
            (None, None) => Err(Failure::new(span, format!("this object has no attribute `{}`", excerpt(name)))),
        },
        Kind::Map(_, entries) => entries
            .get(name)
            .cloned()
            .ok_or_else(|| Failure::new(span, format!("this map has no key `{}`", excerpt(name)))),
        Kind::Null(_) => Err(Failure::new(span, format!("this is null and has no attribute `{}`", excerpt(name)))),
        Kind::Unknown(unknown) => {
            inside_unknown(evaluation, value, unknown, &format!(".{name}"), span, |e, v| attribute(e, v, name, span))
        }
        _ => Err(Failure::new(span, format!("a {} has no attribute `{}`", value.type_name(), excerpt(name)))),
    }
}

/// `value[key]`
pub(super) fn index(evaluation: &mut Evaluation<'_>, value: &Value, key: &Value, span: Span) -> Outcome {
    if key.is_null() {
        return Err(Failure::new(span, "an index cannot be null"));
    }
    match &value.kind {
        Kind::List(_, values) | Kind::Tuple(values) => {
            let key = convert(key, &Type::Number).map_err(|fault| Failure::new(span, fault.message))?;
            if !key.is_known() {
                return if values.is_empty() {
                    Err(Failure::new(span, "this list is empty"))
                } else if evaluation.caught {
                    // The index may be beyond the list.
                    Ok(Value::unknown_from(Type::Any, [&key]))
                } else {
                    Ok(join(values.to_vec(), &key))
                };
            }
            key.as_number()
                .and_then(|n| usize::try_from(n.to_u64()?).ok())
                .and_then(|n| values.get(n))
                .cloned()
                .ok_or_else(|| Failure::new(span, format!("there is no such element: the list has {}", values.len())))
        }
        Kind::Instance(_) if matches!(key.kind, Kind::Number(_)) => {
            Err(Failure::new(span, "there is only one instance, so it has no index"))
        }
        Kind::Map(..) | Kind::Object(_) | Kind::Instance(_) => {
            let key = convert(key, &Type::String).map_err(|fault| Failure::new(span, fault.message))?;
            match (key.as_str(), value.as_entries()) {
                (Some(name), _) => attribute(evaluation, value, name, span),
                (None, Some(entries)) if !entries.is_empty() && !evaluation.caught => {
                    Ok(join(entries.values().cloned().collect(), &key))
                }
                (None, _) => Ok(Value::unknown_from(Type::Any, [&key])),
            }
        }
        Kind::Null(_) => Err(Failure::new(span, "this is null and has no elements")),
        Kind::Unknown(unknown) => match (key.as_number().and_then(|n| n.to_u64()), key.as_str()) {
            (Some(n), _) => element(value, unknown, n).map_or_else(
                || Err(Failure::new(span, "this has no elements")),
                |element| match &unknown.facts.candidates {
                    Some(_) => inside_unknown(evaluation, value, unknown, &format!("[{n}]"), span, |e, v| {
                        index(e, v, key, span)
                    }),
                    None => Ok(element),
                },
            ),
            (None, Some(name)) => attribute(evaluation, value, name, span),
            (None, None) => Ok(unknown
                .facts
                .element
                .clone()
                .unwrap_or_else(|| Value::unknown_from(element_type(&unknown.ty), [value, key]))),
        },
        Kind::Set(..) => Err(Failure::new(span, "elements of a set have no index")),
        _ => Err(Failure::new(span, format!("a {} has no elements", value.type_name()))),
    }
}

/// Element `n` of an unknown list: its identity is the list's with the index, if the list surely is that long.
fn element(value: &Value, unknown: &Unknown, n: u64) -> Option<Value> {
    if matches!(unknown.ty, Type::Bool | Type::Number | Type::String | Type::Set(_)) {
        return None;
    }
    if let Some(element) = &unknown.facts.element {
        return Some(element.clone());
    }
    let mut element = Value::unknown_from(element_type(&unknown.ty), [value]);
    // Terraform stops where the list is shorter, so an element that is used is there.
    element.via = value
        .via
        .as_ref()
        .map(|via| Arc::new(Ref { address: via.address.clone(), path: format!("{}[{n}]", via.path).into() }));
    Some(element)
}

fn element_type(ty: &Type) -> Type {
    match ty {
        Type::List(t) | Type::Set(t) | Type::Map(t) => (**t).clone(),
        _ => Type::Any,
    }
}

/// A part of an unknown value: of each candidate when they are known, else unknown for the same reason.
fn inside_unknown(
    evaluation: &mut Evaluation<'_>,
    value: &Value,
    unknown: &Unknown,
    step: &str,
    span: Span,
    mut part: impl FnMut(&mut Evaluation<'_>, &Value) -> Outcome,
) -> Outcome {
    if let Some(candidates) = &unknown.facts.candidates {
        let parts: Vec<Value> = candidates.iter().filter_map(|candidate| part(evaluation, candidate).ok()).collect();
        if !parts.is_empty() && parts.len() < candidates.len() && evaluation.caught {
            return Ok(Value::unknown_from(Type::Any, [value]));
        }
        if !parts.is_empty() {
            return Ok(join(parts, value));
        }
    }
    let ty = match &unknown.ty {
        Type::Bool | Type::Number | Type::String | Type::List(_) | Type::Set(_) | Type::Tuple(_) => {
            return Err(Failure::new(span, format!("a {} has no attribute `{}`", unknown.ty, excerpt(&step[1..]))));
        }
        Type::Map(t) => (**t).clone(),
        Type::Object(types) => match types.get(step.trim_start_matches('.')) {
            Some(ty) => ty.clone(),
            None => return Err(Failure::new(span, format!("this object has no attribute `{}`", excerpt(&step[1..])))),
        },
        Type::Any => Type::Any,
    };
    let mut inner = match &unknown.facts.element {
        Some(element) if matches!(unknown.ty, Type::Map(_)) => element.clone(),
        _ => Value::unknown_from(ty, [value]),
    };
    if let Some(via) = &value.via {
        inner.via = Some(Arc::new(Ref { address: via.address.clone(), path: format!("{}{step}", via.path).into() }));
    }
    Ok(inner)
}

/// An attribute only apply can tell.
pub(super) fn computed(of: &Ref, path: &str) -> Value {
    let reference = Arc::new(Ref { address: of.address.clone(), path: path.into() });
    let mut value = Value::unknown(Type::Any, super::value::Origin::Attribute(reference.clone()));
    value.via = Some(reference);
    value
}

/// `value[*]` and the steps after it, for each element.
fn splat(evaluation: &mut Evaluation<'_>, value: Value, steps: &[Step], span: Span) -> Outcome {
    match &value.kind {
        Kind::Null(_) => Ok(Value::tuple(Vec::new())),
        Kind::List(_, values) | Kind::Set(_, values) => {
            let all = each(evaluation, values, steps, span)?;
            // Elements of one type keep being a list.
            match all.first().map(Value::type_of) {
                Some(first) if all.iter().all(|v| v.type_of() == first) => Ok(Value::list(first, all)),
                _ => Ok(Value::tuple(all)),
            }
        }
        Kind::Tuple(values) => Ok(Value::tuple(each(evaluation, values, steps, span)?)),
        Kind::Unknown(unknown) => {
            let sequence = matches!(unknown.ty, Type::Any | Type::List(_) | Type::Set(_) | Type::Tuple(_));
            if !sequence {
                return Ok(Value::tuple(vec![follow(evaluation, value, steps, span)?]));
            }
            let element = match &unknown.facts.element {
                Some(element) => Some(follow(evaluation, element.clone(), steps, span)?),
                None => None,
            };
            let ty = match &unknown.ty {
                Type::Any => Type::Any,
                _ => Type::list(element.as_ref().map_or(Type::Any, Value::type_of)),
            };
            let facts = Facts {
                element,
                min_length: unknown.facts.min_length,
                max_length: unknown.facts.max_length,
                not_null: true,
                ..Facts::default()
            };
            let mut all = Value::unknown_with(ty, unknown.origins.clone(), facts);
            if steps.is_empty() {
                all.via = value.via.clone();
            }
            Ok(all)
        }
        _ => Ok(Value::tuple(vec![follow(evaluation, value, steps, span)?])),
    }
}

fn each(evaluation: &mut Evaluation<'_>, values: &[Value], steps: &[Step], span: Span) -> Result<Vec<Value>, Failure> {
    let mut all = Vec::with_capacity(values.len());
    for value in values {
        evaluation.charge(span)?;
        all.push(follow(evaluation, value.clone(), steps, span)?);
    }
    // Splats in splats multiply, as loops in loops do.
    let all = evaluation.walkable(Value::tuple(all), span)?;
    Ok(all.as_sequence().unwrap_or_default().to_vec())
}
