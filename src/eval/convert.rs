//! Conversion between types, unification, equality, and what is known of a value that is one of several.

use super::number::Number;
use super::value::{Facts, Fault, Kind, Origin, Type, Unknown, Value};
use crate::address::{Key, Ref};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Converts as Terraform does when a value meets a type: an argument of a function, a variable, a collection's
/// element. Unknown values convert to unknown values of the type; spans, origins and `via` are kept.
///
/// # Errors
/// The value does not convert, or a part of it does not.
pub fn convert(value: &Value, to: &Type) -> Result<Value, Fault> {
    let kind = match (&value.kind, to) {
        (_, Type::Any) => return Ok(value.clone()),
        (Kind::Null(_), to) => Kind::Null(to.clone()),
        (Kind::Unknown(unknown), to) => return convert_unknown(value, unknown, to),
        (Kind::Instance(_), to) => return Ok(Value { span: value.span, ..Value::unknown_from(to.clone(), [value]) }),
        (Kind::Bool(_), Type::Bool) | (Kind::Number(_), Type::Number) | (Kind::String(_), Type::String) => {
            return Ok(value.clone());
        }
        (Kind::Bool(b), Type::String) => Kind::String(if *b { "true".into() } else { "false".into() }),
        (Kind::Number(n), Type::String) => Kind::String(n.to_string().into()),
        (Kind::String(text), Type::Bool) => match &**text {
            "true" | "1" => Kind::Bool(true),
            "false" | "0" => Kind::Bool(false),
            _ => return Err(Fault::new("a bool is required; the string is neither \"true\" nor \"false\"")),
        },
        (Kind::String(text), Type::Number) => match Number::parse(text) {
            Some(number) => Kind::Number(number),
            None => return Err(Fault::new("a number is required; the string is not one")),
        },
        (Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v), Type::List(element)) => {
            let (element, values) = elements(v, element)?;
            Kind::List(element, Arc::new(values))
        }
        (Kind::List(_, v) | Kind::Set(_, v) | Kind::Tuple(v), Type::Set(element)) => {
            let (element, values) = elements(v, element)?;
            Kind::Set(element, Arc::new(unique(values)))
        }
        (Kind::Tuple(values), Type::Tuple(types)) if values.len() == types.len() => Kind::Tuple(Arc::new(
            values.iter().zip(types.iter()).map(|(value, ty)| convert(value, ty)).collect::<Result<_, _>>()?,
        )),
        (Kind::Map(..) | Kind::Object(_), Type::Map(element)) => {
            let entries = value.as_entries().cloned().unwrap_or_default();
            let (names, values): (Vec<Arc<str>>, Vec<Value>) = entries.into_iter().unzip();
            let (element, values) = elements(&values, element)?;
            Kind::Map(element, Arc::new(names.into_iter().zip(values).collect()))
        }
        (Kind::Map(..) | Kind::Object(_), Type::Object(types)) => return object(value, types),
        _ => return Err(Fault::new(format!("a {to} is required, this is a {}", value.type_of()))),
    };
    Ok(Value { kind, span: value.span, via: value.via.clone() })
}

fn convert_unknown(value: &Value, unknown: &Unknown, to: &Type) -> Result<Value, Fault> {
    let from = &unknown.ty;
    let primitive = |ty: &Type| matches!(ty, Type::Bool | Type::Number | Type::String);
    let possible = match (from, to) {
        (Type::Any, _) => true,
        (Type::Bool, Type::Number) | (Type::Number, Type::Bool) => false,
        (from, to) if primitive(from) && primitive(to) => true,
        (Type::List(_) | Type::Set(_) | Type::Tuple(_), Type::List(_) | Type::Set(_) | Type::Tuple(_))
        | (Type::Map(_) | Type::Object(_), Type::Map(_) | Type::Object(_)) => true,
        _ => false,
    };
    if !possible {
        return Err(Fault::new(format!("a {to} is required, this is a {from}")));
    }
    let mut facts = unknown.facts.clone();
    if let (Some(element), Type::List(ty) | Type::Set(ty) | Type::Map(ty)) = (&facts.element, to) {
        facts.element = Some(convert(element, ty)?);
    }
    if let Some(candidates) = &facts.candidates {
        // What does not convert cannot be the one.
        let converted: Vec<Value> = candidates.iter().filter_map(|candidate| convert(candidate, to).ok()).collect();
        facts.candidates = (!converted.is_empty()).then(|| converted.into());
    }
    if matches!(to, Type::Set(_)) {
        facts.min_length = facts.min_length.min(1);
    }
    if from != to && primitive(to) {
        let keep = facts.candidates.take();
        facts = Facts { not_null: facts.not_null, candidates: keep, ..Facts::default() };
    }
    let converted = Value::unknown_with(to.clone(), unknown.origins.clone(), facts);
    Ok(Value { span: value.span, via: value.via.clone(), ..converted })
}

/// Elements converted to one type: the given one, or what they unify to.
fn elements(values: &[Value], element: &Type) -> Result<(Type, Vec<Value>), Fault> {
    let element = match element {
        Type::Any => {
            let types: Vec<Type> = values.iter().map(Value::type_of).collect();
            unify(&types).ok_or_else(|| Fault::new("all elements must have one type"))?
        }
        element => element.clone(),
    };
    let values = values.iter().map(|value| convert(value, &element)).collect::<Result<_, _>>()?;
    Ok((element, values))
}

fn object(value: &Value, types: &BTreeMap<Arc<str>, Type>) -> Result<Value, Fault> {
    let entries = value.as_entries().cloned().unwrap_or_default();
    let open = match &value.kind {
        Kind::Object(object) => object.open.clone(),
        _ => None,
    };
    let mut attributes = BTreeMap::new();
    for (name, ty) in types {
        let attribute = match (entries.get(name), &open) {
            (Some(value), _) => convert(value, ty)
                .map_err(|fault| Fault::new(format!("attribute `{name}`: {}", fault.message)))?,
            (None, Some(open)) => {
                let path = if &*open.path == "*" { name.clone() } else { format!("{}.{name}", open.path).into() };
                let reference = Arc::new(Ref { address: open.address.clone(), path });
                let unknown = Value::unknown(ty.clone(), Origin::Attribute(reference.clone()));
                Value { via: Some(reference), ..unknown }
            }
            (None, None) => return Err(Fault::new(format!("attribute `{name}` is required"))),
        };
        attributes.insert(name.clone(), attribute);
    }
    Ok(Value { span: value.span, via: value.via.clone(), ..Value::object(attributes) })
}

/// The type every one of the types converts to, if there is one: `number` and `string` give `string`.
pub fn unify(types: &[Type]) -> Option<Type> {
    let mut types = types.iter().filter(|ty| **ty != Type::Any);
    let Some(first) = types.next() else { return Some(Type::Any) };
    types.try_fold(first.clone(), |sum, ty| unify_two(&sum, ty))
}

fn unify_two(a: &Type, b: &Type) -> Option<Type> {
    use Type::{Any, Bool, List, Map, Number, Object, Set, String, Tuple};
    let all = |types: &[Type]| unify(types);
    Some(match (a, b) {
        (a, b) if a == b => a.clone(),
        (Any, other) | (other, Any) => other.clone(),
        (String, Bool | Number) | (Bool | Number, String) => String,
        (List(a), List(b)) => Type::list(unify_two(a, b)?),
        (Set(a), Set(b)) => Type::set(unify_two(a, b)?),
        (Map(a), Map(b)) => Type::map(unify_two(a, b)?),
        (Set(a), List(b)) | (List(b), Set(a)) => Type::list(unify_two(a, b)?),
        (Tuple(a), Tuple(b)) if a.len() == b.len() => {
            Tuple(a.iter().zip(b.iter()).map(|(a, b)| unify_two(a, b)).collect::<Option<_>>()?)
        }
        (Tuple(a), Tuple(b)) => Type::list(all(&[a.to_vec(), b.to_vec()].concat())?),
        (Tuple(types), List(element)) | (List(element), Tuple(types)) => {
            Type::list(unify_two(&all(types)?, element)?)
        }
        (Tuple(types), Set(element)) | (Set(element), Tuple(types)) => Type::set(unify_two(&all(types)?, element)?),
        (Object(a), Object(b)) if a.keys().eq(b.keys()) => Object(Arc::new(
            a.iter()
                .zip(b.values())
                .map(|((name, a), b)| Some((name.clone(), unify_two(a, b)?)))
                .collect::<Option<_>>()?,
        )),
        (Object(a), Object(b)) => {
            let types: Vec<Type> = a.values().chain(b.values()).cloned().collect();
            Type::map(all(&types)?)
        }
        (Object(types), Map(element)) | (Map(element), Object(types)) => {
            let types: Vec<Type> = types.values().cloned().collect();
            Type::map(unify_two(&all(&types)?, element)?)
        }
        _ => return None,
    })
}

/// Whether two values were read, unchanged, from one attribute of one instance.
pub fn same_identity(a: &Value, b: &Value) -> bool {
    match (&a.via, &b.via) {
        (Some(a), Some(b)) => a == b && a.address.key != Key::Any && a.address.module.0.iter().all(|(_, k)| *k != Key::Any),
        _ => false,
    }
}

/// Attributes that tell instances apart: two instances never have one in common.
const IDENTIFYING: [&str; 3] = ["id", "arn", "self_link"];

/// Whether two unknown values are surely different: identifying attributes of two instances of one type.
fn surely_different(a: &Value, b: &Value) -> bool {
    match (&a.via, &b.via) {
        (Some(a), Some(b)) => {
            a.path == b.path
                && IDENTIFYING.contains(&&*a.path)
                && a.address != b.address
                && !a.address.data
                && !b.address.data
                && a.address.key != Key::Any
                && b.address.key != Key::Any
        }
        _ => false,
    }
}

/// `a == b`, as a boolean value: unknown when it depends on something unknown. Types are not converted. Two values
/// that were read from one attribute of one instance are equal.
pub fn equal(a: &Value, b: &Value) -> Value {
    match decide(a, b) {
        Some(equal) => Value::bool(equal),
        None => Value::unknown_from(Type::Bool, [a, b].into_iter().filter(|value| !value.is_wholly_known())),
    }
}

fn decide(a: &Value, b: &Value) -> Option<bool> {
    if same_identity(a, b) {
        return Some(true);
    }
    if surely_different(a, b) {
        return Some(false);
    }
    let not_null = |value: &Value| value.as_unknown().is_some_and(|unknown| unknown.facts.not_null);
    match (&a.kind, &b.kind) {
        (Kind::Null(_), Kind::Null(_)) => Some(true),
        (Kind::Null(_), Kind::Unknown(_)) if not_null(b) => Some(false),
        (Kind::Unknown(_), Kind::Null(_)) if not_null(a) => Some(false),
        (Kind::Unknown(unknown), _) => among(unknown, b),
        (_, Kind::Unknown(unknown)) => among(unknown, a),
        (Kind::Instance(_), Kind::Null(_)) | (Kind::Null(_), Kind::Instance(_)) => Some(false),
        (Kind::Instance(a), Kind::Instance(b)) if a == b => Some(true),
        (Kind::Instance(_), _) | (_, Kind::Instance(_)) => None,
        (Kind::Bool(a), Kind::Bool(b)) => Some(a == b),
        (Kind::Number(a), Kind::Number(b)) => Some(a == b),
        (Kind::String(a), Kind::String(b)) => Some(a == b),
        (Kind::List(_, a), Kind::List(_, b)) | (Kind::Tuple(a), Kind::Tuple(b)) => pairwise(a, b),
        (Kind::Set(_, x), Kind::Set(_, y)) => {
            if a.is_wholly_known() && b.is_wholly_known() { pairwise(x, y) } else { None }
        }
        (Kind::Map(_, a), Kind::Map(_, b)) => entries_equal(a, b),
        (Kind::Object(a), Kind::Object(b)) => {
            if a.open.is_some() || b.open.is_some() {
                return None;
            }
            entries_equal(&a.attributes, &b.attributes)
        }
        _ => Some(false),
    }
}

/// A value that is one of several is none of those that all of them differ from.
fn among(unknown: &Unknown, other: &Value) -> Option<bool> {
    let candidates = unknown.facts.candidates.as_ref()?;
    let answers: Vec<Option<bool>> = candidates.iter().map(|candidate| decide(candidate, other)).collect();
    match answers.first()? {
        Some(first) if answers.iter().all(|answer| *answer == Some(*first)) => Some(*first),
        _ => None,
    }
}

fn pairwise(a: &[Value], b: &[Value]) -> Option<bool> {
    if a.len() != b.len() {
        return Some(false);
    }
    all(a.iter().zip(b).map(|(a, b)| decide(a, b)))
}

fn entries_equal(a: &BTreeMap<Arc<str>, Value>, b: &BTreeMap<Arc<str>, Value>) -> Option<bool> {
    if !a.keys().eq(b.keys()) {
        return Some(false);
    }
    all(a.values().zip(b.values()).map(|(a, b)| decide(a, b)))
}

/// True if all are, false if one surely is not, else not known.
fn all(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut sure = true;
    for answer in answers {
        match answer {
            Some(false) => return Some(false),
            Some(true) => {}
            None => sure = false,
        }
    }
    sure.then_some(true)
}

/// A set of these values: converted to one element type, deduplicated, in Terraform's order. Unknown elements are
/// kept; those with one identity are one element.
///
/// # Errors
/// The values have no common type.
pub fn set_of(values: Vec<Value>) -> Result<Value, Fault> {
    let (element, values) = elements(&values, &Type::Any)?;
    Ok(Value::new(Kind::Set(element, Arc::new(unique(values)))))
}

/// Values in a set's order, each once: strings by bytes, numbers by size, false before true, what is not wholly known
/// last and in the order it came.
fn unique(values: Vec<Value>) -> Vec<Value> {
    let (mut known, unknown): (Vec<Value>, Vec<Value>) = values.into_iter().partition(Value::is_wholly_known);
    known.sort_by(order);
    known.dedup_by(|a, b| decide(a, b) == Some(true));
    for value in unknown {
        if !known.iter().any(|other| decide(other, &value) == Some(true)) {
            known.push(value);
        }
    }
    known
}

/// The order of set elements that are wholly known.
pub fn order(a: &Value, b: &Value) -> Ordering {
    let rank = |value: &Value| match &value.kind {
        Kind::Null(_) => 0,
        Kind::Bool(_) => 1,
        Kind::Number(_) => 2,
        Kind::String(_) => 3,
        _ => 4,
    };
    match (&a.kind, &b.kind) {
        (Kind::Bool(a), Kind::Bool(b)) => a.cmp(b),
        (Kind::Number(a), Kind::Number(b)) => a.cmp(b),
        (Kind::String(a), Kind::String(b)) => a.cmp(b),
        _ => rank(a).cmp(&rank(b)).then_with(|| {
            let (mut a, mut b) = (a.children(), b.children());
            loop {
                match (a.next(), b.next()) {
                    (Some(a), Some(b)) => match order(a, b) {
                        Ordering::Equal => {}
                        other => return other,
                    },
                    (None, None) => return Ordering::Equal,
                    (None, Some(_)) => return Ordering::Less,
                    (Some(_), None) => return Ordering::Greater,
                }
            }
        }),
    }
}

/// What is known of a value that is one of these: the value itself when all agree, else unknown with the alternatives
/// as candidates (flattened, at most [`Unknown::MAX_CANDIDATES`]), the origins of `because`, and what all of
/// them share: lengths, bounds, not being null.
pub fn join(alternatives: Vec<Value>, because: &Value) -> Value {
    let mut all: Vec<Value> = Vec::new();
    for alternative in alternatives {
        match alternative.as_unknown().and_then(|unknown| unknown.facts.candidates.clone()) {
            Some(candidates) => all.extend(candidates.iter().cloned()),
            None => all.push(alternative),
        }
    }
    let mut distinct: Vec<Value> = Vec::new();
    for value in all {
        if !distinct.iter().any(|other| decide(other, &value) == Some(true)) {
            distinct.push(value);
        }
    }
    if let [one] = distinct.as_slice() {
        return one.clone();
    }
    let types: Vec<Type> = distinct.iter().map(Value::type_of).collect();
    let ty = unify(&types).unwrap_or(Type::Any);
    let typed: Vec<Value> = distinct.into_iter().map(|value| convert(&value, &ty).unwrap_or(value)).collect();
    let mut origins = Vec::new();
    because.collect_origins(&mut origins);
    for value in typed.iter().filter(|value| !value.is_known()) {
        value.collect_origins(&mut origins);
    }
    let facts = shared(&typed);
    Value::unknown_with(ty, origins, facts)
}

/// What holds of every one of the values.
fn shared(values: &[Value]) -> Facts {
    let lengths: Vec<Option<(u64, Option<u64>)>> = values.iter().map(length_bounds).collect();
    let numbers: Vec<(Option<Number>, Option<Number>)> = values.iter().map(number_bounds).collect();
    let lows: Option<Vec<Number>> = numbers.iter().map(|(low, _)| low.clone()).collect();
    let highs: Option<Vec<Number>> = numbers.iter().map(|(_, high)| high.clone()).collect();
    Facts {
        not_null: values.iter().all(|value| match &value.kind {
            Kind::Unknown(unknown) => unknown.facts.not_null,
            kind => !matches!(kind, Kind::Null(_)),
        }),
        at_least: lows.and_then(|lows| lows.into_iter().min()),
        at_most: highs.and_then(|highs| highs.into_iter().max()),
        min_length: lengths.iter().map(|bounds| bounds.map_or(0, |(low, _)| low)).min().unwrap_or(0),
        max_length: lengths
            .iter()
            .map(|bounds| bounds.and_then(|(_, high)| high))
            .try_fold(0, |max, high| Some(high?.max(max))),
        candidates: (values.len() <= Unknown::MAX_CANDIDATES).then(|| values.into()),
        ..Facts::default()
    }
}

/// How many elements a value has.
pub fn length_bounds(value: &Value) -> Option<(u64, Option<u64>)> {
    match &value.kind {
        Kind::List(_, v) | Kind::Tuple(v) => Some((v.len() as u64, Some(v.len() as u64))),
        Kind::Set(_, v) => {
            let most = v.len() as u64;
            let unsure = v.iter().filter(|value| !value.is_wholly_known() && value.via.is_none()).count() as u64;
            Some((if unsure > 0 { (most - unsure).max(1) } else { most }, Some(most)))
        }
        Kind::Map(_, m) => Some((m.len() as u64, Some(m.len() as u64))),
        Kind::Object(o) if o.open.is_none() => Some((o.attributes.len() as u64, Some(o.attributes.len() as u64))),
        Kind::Unknown(unknown) => Some((unknown.facts.min_length, unknown.facts.max_length)),
        _ => None,
    }
}

/// What is known of a number's size.
pub fn number_bounds(value: &Value) -> (Option<Number>, Option<Number>) {
    match &value.kind {
        Kind::Number(number) => (Some(number.clone()), Some(number.clone())),
        Kind::Unknown(unknown) => (unknown.facts.at_least.clone(), unknown.facts.at_most.clone()),
        _ => (None, None),
    }
}
