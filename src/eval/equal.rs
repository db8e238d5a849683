//! Whether two values are the same, and the order sets are kept in.

use super::convert::{has_any, open_attribute};
use super::unify::facts_of;
use super::value::{Facts, Instance, Kind, Object, Type, Value};
use crate::address::{Address, Key, Ref};
use std::cmp::Ordering;
use std::sync::Arc;

/// `a == b`, as a boolean value: unknown when it depends on something unknown. Two values that were read from one
/// attribute of one instance (`via`, key not `Any`) are equal. Nothing is converted: `1 == "1"` is false.
pub fn equal(a: &Value, b: &Value) -> Value {
    match decided(a, b) {
        Some(answer) => Value::bool(answer),
        None => {
            let mut origins = Vec::new();
            a.collect_origins(&mut origins);
            b.collect_origins(&mut origins);
            Value::unknown_with(Type::Bool, origins, Facts { not_null: true, ..Facts::default() })
        }
    }
}

/// Whether two values are surely equal.
pub fn same(a: &Value, b: &Value) -> bool {
    decided(a, b) == Some(true)
}

/// The attribute a value was read from, when it names one value: not "some instance of".
fn identity(value: &Value) -> Option<&Ref> {
    value.via.as_deref().filter(|via| is_single(&via.address))
}

fn is_single(address: &Address) -> bool {
    address.key != Key::Any && address.module.0.iter().all(|(_, key)| *key != Key::Any)
}

fn decided(a: &Value, b: &Value) -> Option<bool> {
    if let (Some(from), Some(other)) = (identity(a), identity(b))
        && from == other
        && could_be_equal(&a.type_of(), &b.type_of())
    {
        return Some(true);
    }
    let place = |value: &Value| value.as_unknown().and_then(|unknown| unknown.facts.place.clone());
    if let (Some(at), Some(other)) = (place(a), place(b))
        && at.n == other.n
        && at.is_beside(&other)
    {
        return Some(true);
    }
    match (&a.kind, &b.kind) {
        (Kind::Null(_), Kind::Null(_)) => Some(true),
        (Kind::Null(_), Kind::Unknown(unknown)) | (Kind::Unknown(unknown), Kind::Null(_)) => {
            if unknown.facts.not_null {
                return Some(false);
            }
            decided_by_candidates(a, b)
        }
        (Kind::Null(_), _) | (_, Kind::Null(_)) => Some(false),
        (Kind::Unknown(_), _) | (_, Kind::Unknown(_)) => {
            if excluded(a, b) {
                Some(false)
            } else {
                decided_by_candidates(a, b)
            }
        }
        (Kind::Bool(a), Kind::Bool(b)) => Some(a == b),
        (Kind::Number(a), Kind::Number(b)) => Some(a == b),
        (Kind::String(a), Kind::String(b)) => Some(a == b),
        (Kind::List(t, a), Kind::List(u, b)) => {
            if could_be_equal(t, u) {
                sequences(a, b)
            } else {
                Some(false)
            }
        }
        (Kind::Tuple(a), Kind::Tuple(b)) => sequences(a, b),
        (Kind::Set(t, a), Kind::Set(u, b)) => {
            if !could_be_equal(t, u) {
                return Some(false);
            }
            let known = a.iter().chain(b.iter()).all(Value::is_wholly_known);
            // Both are in one order, so equal sets are equal element by element.
            sequences(a, b).filter(|answer| known || *answer)
        }
        (Kind::Map(t, a), Kind::Map(u, b)) => {
            if !could_be_equal(t, u) || !a.keys().eq(b.keys()) {
                return Some(false);
            }
            all(a.values().zip(b.values()).map(|(a, b)| decided(a, b)))
        }
        (Kind::Object(a), Kind::Object(b)) => objects(a, b),
        (Kind::Instance(a), Kind::Instance(b)) => match (a, b) {
            (Instance::Resource { address, .. }, _) if a == b && is_single(address) => Some(true),
            (Instance::Module(_), _) if a == b => Some(true),
            _ => None,
        },
        (Kind::Instance(_), Kind::Object(_)) | (Kind::Object(_), Kind::Instance(_)) => None,
        _ => Some(false),
    }
}

/// The conjunction: a known difference decides, whatever is unknown beside it.
fn all(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut result = Some(true);
    for answer in answers {
        match answer {
            Some(true) => {}
            Some(false) => return Some(false),
            None => result = None,
        }
    }
    result
}

fn sequences(a: &Arc<Vec<Value>>, b: &Arc<Vec<Value>>) -> Option<bool> {
    if a.len() != b.len() {
        return Some(false);
    }
    all(a.iter().zip(b.iter()).map(|(a, b)| decided(a, b)))
}

fn objects(a: &Object, b: &Object) -> Option<bool> {
    if let (Some(open), Some(other)) = (&a.open, &b.open)
        && open == other
        && is_single(&open.address)
    {
        return Some(true);
    }
    let mut result = Some(true);
    for (name, value) in &a.attributes {
        let answer = match (b.attributes.get(name), &b.open) {
            (Some(other), _) => decided(value, other),
            (None, Some(open)) => decided(value, &open_attribute(open, name, Type::Any)),
            (None, None) => Some(false),
        };
        match answer {
            Some(true) => {}
            Some(false) => return Some(false),
            None => result = None,
        }
    }
    let more = b.attributes.keys().any(|name| !a.attributes.contains_key(name));
    match (more, &a.open, &b.open) {
        (true, None, _) => Some(false),
        (_, None, None) => result,
        // The attributes that an open object does not list are not known.
        _ => None,
    }
}

/// The answer when every candidate of an unknown value gives the same one.
fn decided_by_candidates(a: &Value, b: &Value) -> Option<bool> {
    let (candidates, other) = match (a.as_unknown(), b.as_unknown()) {
        (Some(unknown), _) if unknown.facts.candidates.is_some() => (unknown.facts.candidates.as_ref()?, b),
        (_, Some(unknown)) => (unknown.facts.candidates.as_ref()?, a),
        _ => return None,
    };
    let mut answers = candidates.iter().map(|candidate| decided(candidate, other));
    let first = answers.next()??;
    answers.all(|answer| answer == Some(first)).then_some(first)
}

/// Whether types or facts tell that two values, at least one of them unknown, cannot be equal.
fn excluded(a: &Value, b: &Value) -> bool {
    let (fa, fb) = (facts_of(a), facts_of(b));
    // Without this, both could be null.
    if !fa.not_null && !fb.not_null {
        return false;
    }
    if !could_be_equal(&a.type_of(), &b.type_of()) {
        return true;
    }
    let below = |x: &Facts, y: &Facts| x.at_most.as_ref().zip(y.at_least.as_ref()).is_some_and(|(x, y)| x < y);
    let shorter = |x: &Facts, y: &Facts| x.max_length.is_some_and(|x| x < y.min_length);
    let conflict = |x: &Option<Arc<str>>, y: &Option<Arc<str>>, fits: fn(&str, &str) -> bool| {
        x.as_ref().zip(y.as_ref()).is_some_and(|(x, y)| !fits(x, y) && !fits(y, x))
    };
    let too_long = |known: &Value, facts: &Facts| {
        known.as_str().is_some_and(|text| {
            [&facts.prefix, &facts.suffix].into_iter().flatten().any(|part| part.len() > text.len())
        })
    };
    below(&fa, &fb)
        || below(&fb, &fa)
        || shorter(&fa, &fb)
        || shorter(&fb, &fa)
        || conflict(&fa.prefix, &fb.prefix, |x, y| x.starts_with(y))
        || conflict(&fa.suffix, &fb.suffix, |x, y| x.ends_with(y))
        || too_long(a, &fb)
        || too_long(b, &fa)
}

/// Whether values of the types can be equal: the types agree where both are known.
fn could_be_equal(a: &Type, b: &Type) -> bool {
    if a == b || *a == Type::Any || *b == Type::Any {
        return true;
    }
    if !has_any(a) && !has_any(b) {
        return false;
    }
    match (a, b) {
        (Type::List(a), Type::List(b)) | (Type::Set(a), Type::Set(b)) | (Type::Map(a), Type::Map(b)) => {
            could_be_equal(a, b)
        }
        (Type::Tuple(a), Type::Tuple(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| could_be_equal(a, b))
        }
        (Type::Object(a), Type::Object(b)) => {
            a.keys().eq(b.keys()) && a.values().zip(b.values()).all(|(a, b)| could_be_equal(a, b))
        }
        _ => false,
    }
}

/// An order of all values: numbers by size, strings by bytes, `false` before `true`, collections part by part, null after
/// them and unknown values last.
pub(super) fn order(a: &Value, b: &Value) -> Ordering {
    let rank = |value: &Value| match value.kind {
        Kind::Bool(_) => 0,
        Kind::Number(_) => 1,
        Kind::String(_) => 2,
        Kind::List(..) | Kind::Set(..) | Kind::Tuple(_) => 3,
        Kind::Map(..) | Kind::Object(_) => 4,
        Kind::Instance(_) => 5,
        Kind::Null(_) => 6,
        Kind::Unknown(_) => 7,
    };
    match (&a.kind, &b.kind) {
        (Kind::Bool(a), Kind::Bool(b)) => a.cmp(b),
        (Kind::Number(a), Kind::Number(b)) => a.cmp(b),
        (Kind::String(a), Kind::String(b)) => a.cmp(b),
        (Kind::Unknown(_), Kind::Unknown(_)) => match (identity(a), identity(b)) {
            (Some(a), Some(b)) => a.cmp(b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => a.via.cmp(&b.via),
        },
        _ => rank(a).cmp(&rank(b)).then_with(|| {
            if let (Some(a), Some(b)) = (a.as_sequence(), b.as_sequence()) {
                let by_part = a.iter().zip(b).map(|(a, b)| order(a, b)).find(|o| o.is_ne());
                return by_part.unwrap_or_else(|| a.len().cmp(&b.len()));
            }
            let (Some(a), Some(b)) = (a.as_entries(), b.as_entries()) else { return Ordering::Equal };
            let by_part = a.iter().zip(b).map(|((k, v), (l, w))| k.cmp(l).then_with(|| order(v, w)));
            by_part.into_iter().find(|o| o.is_ne()).unwrap_or_else(|| a.len().cmp(&b.len()))
        }),
    }
}
