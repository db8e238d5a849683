//! The type several values have in common, and the value that is one of several.

use super::convert::{convert, has_any, lengths};
use super::equal::same;
use super::marks::Marks;
use super::value::{Facts, Kind, Type, Unknown, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The type every one of the types converts to, if there is one (`number` and `string` give `string`). A type that
/// is not known yet takes the type of its neighbours; where they have none in common, nothing is known yet.
pub fn unify(types: &[Type]) -> Option<Type> {
    unify_known(types).or_else(|| types.contains(&Type::Any).then_some(Type::Any))
}

fn unify_known(types: &[Type]) -> Option<Type> {
    let mut distinct: Vec<&Type> = Vec::new();
    for ty in types.iter().filter(|ty| **ty != Type::Any) {
        if !distinct.contains(&ty) {
            distinct.push(ty);
        }
    }
    let Some((first, rest)) = distinct.split_first() else { return Some(Type::Any) };
    if rest.is_empty() {
        return Some((*first).clone());
    }
    if distinct.iter().all(|ty| !ty.is_collection()) {
        // Two different primitive types meet in `string`, when one of them is it.
        return distinct.contains(&&Type::String).then_some(Type::String);
    }
    let objects = distinct.iter().map(|ty| if let Type::Object(types) = ty { Some(&**types) } else { None });
    if let Some(objects) = objects.collect::<Option<Vec<_>>>() {
        return unify_objects(&objects);
    }
    let tuples = distinct.iter().map(|ty| if let Type::Tuple(types) = ty { Some(&**types) } else { None });
    if let Some(tuples) = tuples.collect::<Option<Vec<_>>>() {
        return unify_tuples(&tuples);
    }
    let mut elements = Vec::new();
    let (mut lists, mut sets, mut maps) = (false, false, false);
    let (mut sequences, mut mappings) = (false, false);
    for ty in &distinct {
        match ty {
            Type::List(element) => {
                lists = true;
                elements.push((**element).clone());
            }
            Type::Set(element) => {
                sets = true;
                elements.push((**element).clone());
            }
            Type::Map(element) => {
                maps = true;
                elements.push((**element).clone());
            }
            Type::Tuple(types) => {
                sequences = true;
                elements.extend(types.iter().cloned());
            }
            Type::Object(types) => {
                mappings = true;
                elements.extend(types.values().cloned());
            }
            _ => return None,
        }
    }
    let element = unify(&elements)?;
    match (lists, sets, maps) {
        (true, _, false) if !mappings => Some(Type::list(element)),
        (false, true, false) if !mappings => Some(Type::set(element)),
        (false, false, true) if !sequences => Some(Type::map(element)),
        _ => None,
    }
}

/// Objects with the same attributes meet attribute by attribute, others as a map.
fn unify_objects(objects: &[&BTreeMap<Arc<str>, Type>]) -> Option<Type> {
    let (first, rest) = objects.split_first()?;
    if rest.iter().any(|other| !other.keys().eq(first.keys())) {
        let all: Vec<_> = objects.iter().flat_map(|types| types.values().cloned()).collect();
        return unify(&all).map(Type::map);
    }
    let attributes: Option<BTreeMap<_, _>> = first
        .keys()
        .map(|name| {
            let types: Vec<_> = objects.iter().filter_map(|types| types.get(name).cloned()).collect();
            Some((name.clone(), unify(&types)?))
        })
        .collect();
    attributes.map(|attributes| Type::Object(Arc::new(attributes)))
}

/// Tuples of one length meet element by element, others as a list.
fn unify_tuples(tuples: &[&[Type]]) -> Option<Type> {
    let (first, rest) = tuples.split_first()?;
    if rest.iter().any(|other| other.len() != first.len()) {
        let all: Vec<_> = tuples.iter().flat_map(|types| types.iter().cloned()).collect();
        return unify(&all).map(Type::list);
    }
    let elements: Option<Vec<_>> = (0..first.len())
        .map(|n| unify(&tuples.iter().filter_map(|types| types.get(n).cloned()).collect::<Vec<_>>()))
        .collect();
    elements.map(|elements| Type::Tuple(elements.into()))
}

/// The type a value of one type has after conversion to another, if any value of it can be converted: `string`
/// converts to `number`, though `"a"` does not.
pub(super) fn converted(from: &Type, to: &Type) -> Option<Type> {
    let all = |types: &mut dyn Iterator<Item = &Type>, to: &Type| -> Option<Type> {
        let types: Option<Vec<_>> = types.map(|from| converted(from, to)).collect();
        let types = types?;
        if types.is_empty() { Some(to.clone()) } else { unify(&types) }
    };
    match (from, to) {
        (_, Type::Any) => Some(from.clone()),
        (Type::Any, _) => Some(to.clone()),
        (Type::Bool, Type::Bool | Type::String)
        | (Type::Number, Type::Number | Type::String)
        | (Type::String, Type::Bool | Type::Number | Type::String) => Some(to.clone()),
        (Type::List(from) | Type::Set(from), Type::List(to)) => converted(from, to).map(Type::list),
        (Type::List(from) | Type::Set(from), Type::Set(to)) => converted(from, to).map(Type::set),
        (Type::Tuple(types), Type::List(to)) => all(&mut types.iter(), to).map(Type::list),
        (Type::Tuple(types), Type::Set(to)) => all(&mut types.iter(), to).map(Type::set),
        (Type::Tuple(from), Type::Tuple(to)) if from.len() == to.len() => {
            let types: Option<Vec<_>> = from.iter().zip(to.iter()).map(|(from, to)| converted(from, to)).collect();
            types.map(|types| Type::Tuple(types.into()))
        }
        (Type::Map(from), Type::Map(to)) => converted(from, to).map(Type::map),
        (Type::Object(types), Type::Map(to)) => all(&mut types.values(), to).map(Type::map),
        (Type::Map(from), Type::Object(to)) => object_type(to, |_| Some(&**from)),
        (Type::Object(from), Type::Object(to)) => object_type(to, |name| from.get(name)),
        _ => None,
    }
}

fn object_type<'a>(to: &BTreeMap<Arc<str>, Type>, from: impl Fn(&str) -> Option<&'a Type>) -> Option<Type> {
    let types: Option<BTreeMap<_, _>> =
        to.iter().map(|(name, to)| Some((name.clone(), converted(from(name)?, to)?))).collect();
    types.map(|types| Type::Object(Arc::new(types)))
}

/// As [`join`], of the two results of a conditional, which are converted to the type they have in common.
pub fn join_unified(alternatives: Vec<Value>, because: &Value) -> Value {
    let types: Vec<Type> = alternatives.iter().map(Value::type_of).collect();
    match unify(&types).filter(|_| alternatives.iter().all(is_typed)) {
        Some(ty) => {
            let converted = alternatives.into_iter().map(|value| convert(&value, &ty).unwrap_or(value));
            join(converted.collect(), because)
        }
        None => join(alternatives, because),
    }
}

/// Whether Terraform knows no more of the value's type than podroom does: `any` stands only for the type of a null or
/// of the elements there are none of.
pub fn is_typed(value: &Value) -> bool {
    match &value.kind {
        Kind::Unknown(unknown) => !has_any(&unknown.ty),
        Kind::Instance(_) => false,
        Kind::Object(object) if object.open.is_some() => false,
        _ => value.children().all(is_typed),
    }
}

/// What is known of a value that is one of these: the value itself when all agree, else unknown with the
/// alternatives (flattened, at most `Unknown::MAX_CANDIDATES`) as candidates, the facts they share, the
/// origins given, and tightest bounds on numbers and lengths. Its type is that of the alternatives, if they have one.
pub fn join(alternatives: Vec<Value>, because: &Value) -> Value {
    let mut types =
        alternatives.iter().filter(|value| !matches!(value.kind, Kind::Null(Type::Any))).map(Value::type_of);
    let first = types.next().unwrap_or(Type::Any);
    let ty = if types.all(|ty| ty == first) { first } else { Type::Any };
    let mut candidates: Vec<Value> = Vec::new();
    for value in alternatives.iter().cloned() {
        let flat = value.as_unknown().and_then(|unknown| unknown.facts.candidates.clone());
        for value in flat.map_or_else(|| vec![value], |values| values.to_vec()) {
            if !candidates.iter().any(|seen| same(seen, &value)) {
                candidates.push(value);
            }
        }
    }
    let facts = candidates.iter().map(facts_of).reduce(shared).unwrap_or_default();
    if candidates.len() == 1
        && let Some(value) = candidates.pop()
    {
        // All agree in the value; they need not agree in where it was read.
        let via = value.via.clone().filter(|via| alternatives.iter().all(|other| other.via.as_ref() == Some(via)));
        let marks: Marks = alternatives.iter().map(|value| value.marks).collect();
        let value = value.marked(marks | because.marks);
        return if value.is_known() { Value { via, ..value } } else { value };
    }
    let mut origins = Vec::new();
    because.collect_origins(&mut origins);
    // What is unknown inside an alternative stays unknown inside it: it is not why nobody knows which one it is.
    alternatives.iter().filter(|value| !value.is_known()).for_each(|value| value.collect_origins(&mut origins));
    if origins.is_empty() {
        alternatives.iter().for_each(|value| value.collect_origins(&mut origins));
    }
    let marks: Marks = alternatives.iter().map(|value| value.marks).collect();
    let candidates = (candidates.len() <= Unknown::MAX_CANDIDATES).then(|| candidates.into());
    Value::unknown_with(ty, origins, Facts { candidates, ..facts }).marked(marks | because.marks)
}

/// What holds of a value, in the words used for unknown ones.
pub fn facts_of(value: &Value) -> Facts {
    let exactly = |n: usize| {
        let n = u64::try_from(n).unwrap_or(u64::MAX);
        Facts { not_null: true, min_length: n, max_length: Some(n), ..Facts::default() }
    };
    match &value.kind {
        Kind::Unknown(unknown) => {
            let (min_length, max_length) = lengths(unknown);
            Facts { min_length, max_length, candidates: None, place: None, as_set: None, ..unknown.facts.clone() }
        }
        Kind::Null(_) => Facts::default(),
        Kind::Number(number) => {
            Facts { not_null: true, at_least: Some(number.clone()), at_most: Some(number.clone()), ..Facts::default() }
        }
        Kind::String(text) => {
            Facts { not_null: true, prefix: Some(text.clone()), suffix: Some(text.clone()), ..Facts::default() }
        }
        Kind::Set(_, values) if values.iter().any(|value| !value.is_wholly_known()) => {
            Facts { min_length: super::convert::distinct_at_least(values), ..exactly(values.len()) }
        }
        Kind::List(_, values) | Kind::Set(_, values) | Kind::Tuple(values) => exactly(values.len()),
        Kind::Map(_, entries) => exactly(entries.len()),
        Kind::Object(object) if object.open.is_none() => exactly(object.attributes.len()),
        Kind::Bool(_) | Kind::Object(_) | Kind::Instance(_) => Facts { not_null: true, ..Facts::default() },
    }
}

/// What holds of both.
fn shared(a: Facts, b: Facts) -> Facts {
    let both = |a: Option<Arc<str>>, b: Option<Arc<str>>, common: fn(&str, &str) -> usize, end: bool| {
        let (a, b) = (a?, b?);
        let n = common(&a, &b);
        let text = if end { a.get(a.len() - n..)? } else { a.get(..n)? };
        (!text.is_empty()).then(|| Arc::from(text))
    };
    Facts {
        not_null: a.not_null && b.not_null,
        prefix: both(a.prefix, b.prefix, common_prefix, false),
        suffix: both(a.suffix, b.suffix, common_suffix, true),
        path: a.path.filter(|path| b.path.as_ref() == Some(path)),
        at_least: a.at_least.zip(b.at_least).map(|(a, b)| a.min(b)),
        at_most: a.at_most.zip(b.at_most).map(|(a, b)| a.max(b)),
        min_length: a.min_length.min(b.min_length),
        max_length: a.max_length.zip(b.max_length).map(|(a, b)| a.max(b)),
        element: a.element.zip(b.element).and_then(|(a, b)| (a.via.is_some() && a.via == b.via).then_some(a)),
        candidates: None,
        encodes: None,
        parts: None,
        place: None,
        as_set: None,
    }
}

/// Bytes that two strings have in common at the start; whole characters.
fn common_prefix(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum()
}

/// Bytes that two strings have in common at the end; whole characters.
fn common_suffix(a: &str, b: &str) -> usize {
    a.chars().rev().zip(b.chars().rev()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum()
}
