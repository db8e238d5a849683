//! Conversion between types: what happens to a value that meets a type.
//!
//! The rules are those of Terraform's type system (zclconf/go-cty, packages `cty` and `cty/convert`, v1.16 as in
//! Terraform 1.11): numbers and booleans convert to strings and back, never to each other; tuples and objects
//! become lists, sets and maps; nothing else converts.

pub use super::equal::{equal, same};
pub use super::unify::{is_typed, join, join_unified, unify};

use super::marks::Marks;
use super::number::Number;
use super::set_order::{is_certain, set_order};
use super::unify::converted;
use super::value::{Facts, Fault, Instance, Kind, Object, Origin, Type, Unknown, Value};
use crate::address::Ref;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Converts as Terraform does when a value meets a type: an argument of a function, a variable, a collection's
/// element. Unknown values convert to unknown values of the type, origins and `via` kept; spans are kept.
///
/// # Errors
/// The value has no such form, as `"a"` has none as a number.
pub fn convert(value: &Value, to: &Type) -> Result<Value, Fault> {
    let kind = match (&value.kind, to) {
        (_, Type::Any)
        | (Kind::Bool(_), Type::Bool)
        | (Kind::Number(_), Type::Number)
        | (Kind::String(_), Type::String) => return Ok(value.clone()),
        (Kind::Null(from), _) => match converted(from, to) {
            Some(ty) => Kind::Null(ty),
            None => return Err(mismatch(value, to)),
        },
        (Kind::Unknown(unknown), _) => convert_unknown(value, unknown, to)?,
        (Kind::Instance(instance), _) => convert_instance(value, instance, to)?,
        (Kind::String(text), Type::Number) => match Number::parse(text) {
            Some(number) => Kind::Number(number),
            None => {
                return Err(Fault::new(format!(
                    "cannot convert {} to a number",
                    crate::address::quoted(&crate::words::excerpt(text))
                )));
            }
        },
        (Kind::String(text), Type::Bool) => match &**text {
            "true" | "1" => Kind::Bool(true),
            "false" | "0" => Kind::Bool(false),
            _ => {
                return Err(Fault::new(format!(
                    "cannot convert {} to a bool",
                    crate::address::quoted(&crate::words::excerpt(text))
                )));
            }
        },
        (Kind::Bool(flag), Type::String) => Kind::String(if *flag { "true" } else { "false" }.into()),
        (Kind::Number(number), Type::String) => Kind::String(number.to_string().into()),
        (_, Type::List(element)) => convert_to_list(value, element, to)?,
        (_, Type::Set(element)) => convert_to_set(value, element, to)?,
        (_, Type::Map(element)) => convert_to_map(value, element, to)?,
        (Kind::Tuple(values), Type::Tuple(types)) if values.len() == types.len() => {
            let converted: Result<Vec<_>, _> =
                values.iter().zip(types.iter()).enumerate().map(|(n, (v, t))| element_converted(v, t, n)).collect();
            Kind::Tuple(Arc::new(converted?))
        }
        (_, Type::Object(attributes)) => convert_to_object(value, attributes, to)?,
        _ => return Err(mismatch(value, to)),
    };
    let mut marks = value.marks;
    if let Kind::Set(_, elements) = &kind
        && elements.iter().any(|element| element.marks_within() != Marks::NONE)
    {
        // An element of a set has no mark of its own: the set has them all.
        let whole = Value::new(kind);
        marks |= whole.marks_within();
        return Ok(Value { span: value.span, via: value.via.clone(), marks, ..whole.unmarked() });
    }
    Ok(Value { kind, span: value.span, via: value.via.clone(), marks })
}

/// A set of these values: converted to one element type, deduplicated, in Terraform's order. Unknown elements are
/// kept and compared by `via`.
///
/// # Errors
/// The values have no type in common.
pub fn set_of(values: Vec<Value>) -> Result<Value, Fault> {
    convert(&Value::tuple(values), &Type::set(Type::Any))
}

/// How many elements a value of the type has if it is unknown: at least, at most.
pub fn lengths(unknown: &Unknown) -> (u64, Option<u64>) {
    let exactly = |n: usize| {
        let n = u64::try_from(n).unwrap_or(u64::MAX);
        (n, Some(n))
    };
    match &unknown.ty {
        Type::Tuple(types) => exactly(types.len()),
        Type::Object(types) => exactly(types.len()),
        _ => (unknown.facts.min_length, unknown.facts.max_length),
    }
}

/// An attribute of an open object that is not listed: unknown until apply, and the same value wherever it is read.
pub fn open_attribute(open: &Ref, name: &str, ty: Type) -> Value {
    let path = if open.path.is_empty() { name.into() } else { format!("{}.{name}", open.path).into() };
    let attribute = Arc::new(Ref { address: open.address.clone(), path });
    Value { via: Some(attribute.clone()), ..Value::unknown(ty, Origin::Attribute(attribute)) }
}

/// What a message calls a value: its type, without the parts.
pub fn describe(value: &Value) -> &'static str {
    match &value.kind {
        Kind::Null(_) => "null",
        Kind::Bool(_) => "a bool",
        Kind::Number(_) => "a number",
        Kind::String(_) => "a string",
        Kind::List(..) => "a list",
        Kind::Set(..) => "a set",
        Kind::Map(..) => "a map",
        Kind::Tuple(_) => "a tuple",
        Kind::Object(_) | Kind::Instance(_) => "an object",
        Kind::Unknown(unknown) => describe_type(&unknown.ty),
    }
}

fn describe_type(ty: &Type) -> &'static str {
    match ty {
        Type::Any => "an unknown value",
        Type::Bool => "a bool",
        Type::Number => "a number",
        Type::String => "a string",
        Type::List(_) => "a list",
        Type::Set(_) => "a set",
        Type::Map(_) => "a map",
        Type::Tuple(_) => "a tuple",
        Type::Object(_) => "an object",
    }
}

fn mismatch(value: &Value, to: &Type) -> Fault {
    let required = match to {
        Type::List(_) | Type::Set(_) | Type::Map(_) => to.to_string(),
        _ => describe_type(to).to_owned(),
    };
    Fault::new(format!("{required} is required, not {}", describe(value)))
}

/// Converts one part, naming it when that fails.
fn element_converted(value: &Value, to: &Type, name: impl std::fmt::Display) -> Result<Value, Fault> {
    convert(value, to).map_err(|fault| Fault::new(format!("element {name}: {}", fault.message)))
}

/// The type every element gets: the one asked for, or for `any` the one they have in common.
fn element_type<'a>(
    asked: &Type,
    has: Option<&Type>,
    values: impl Iterator<Item = &'a Value>,
    whole: (&Value, &Type),
) -> Result<Type, Fault> {
    if !has_any(asked) {
        return Ok(asked.clone());
    }
    if *asked != Type::Any {
        // `any` further down, as in `list(list(any))`, is settled over all elements together too.
        let types: Option<Vec<_>> = values.map(|v| converted(&v.type_of(), asked)).collect();
        let settled = types.filter(|types| !types.is_empty()).and_then(|types| unify(&types));
        return Ok(settled.unwrap_or_else(|| asked.clone()));
    }
    if let Some(ty) = has {
        return Ok(ty.clone());
    }
    let types: Vec<_> = values.map(Value::type_of).collect();
    unify(&types).ok_or_else(|| {
        let (value, to) = whole;
        Fault::new(format!("the elements of {} have no type in common, as {to} needs", describe(value)))
    })
}

/// The elements of a sequence and the type they have in common, if the value says so.
fn sequence(value: &Value) -> Option<(&Arc<Vec<Value>>, Option<&Type>)> {
    match &value.kind {
        Kind::List(ty, values) | Kind::Set(ty, values) => Some((values, Some(ty))),
        Kind::Tuple(values) => Some((values, None)),
        _ => None,
    }
}

fn convert_elements(values: &Arc<Vec<Value>>, has: Option<&Type>, to: &Type) -> Result<Arc<Vec<Value>>, Fault> {
    if *to == Type::Any || has == Some(to) && !has_any(to) {
        return Ok(values.clone());
    }
    let elements: Result<Vec<_>, _> =
        values.iter().enumerate().map(|(n, value)| element_converted(value, to, n)).collect();
    Ok(Arc::new(elements?))
}

fn convert_to_list(value: &Value, element: &Type, to: &Type) -> Result<Kind, Fault> {
    let (values, has) = sequence(value).ok_or_else(|| mismatch(value, to))?;
    let ty = element_type(element, has, values.iter(), (value, to))?;
    if let Kind::Set(..) = value.kind
        && values.iter().any(|v| !v.is_wholly_known())
        && !is_certain(values)
    {
        // How many elements there are, and in which order, depends on what is not known of them.
        return Ok(set_as_unknown(value, values, ty));
    }
    Ok(Kind::List(ty.clone(), convert_elements(values, has, &ty)?))
}

/// A list of a set whose elements are not all known: its length is bounded, its order is not known.
fn set_as_unknown(value: &Value, values: &[Value], ty: Type) -> Kind {
    let max = u64::try_from(values.len()).unwrap_or(u64::MAX);
    let facts = Facts {
        not_null: true,
        min_length: distinct_at_least(values),
        max_length: Some(max),
        element: Some(join(values.to_vec(), value)).filter(|_| values.len() <= Unknown::MAX_CANDIDATES),
        as_set: Some(value.clone()),
        ..Facts::default()
    };
    let mut origins = Vec::new();
    value.collect_origins(&mut origins);
    Value::unknown_with(Type::list(ty), origins, facts).kind
}

/// How many of a set's elements are surely different: those that are known, or one.
pub fn distinct_at_least(values: &[Value]) -> u64 {
    let known = values.iter().filter(|v| v.is_wholly_known()).count();
    u64::try_from(known).unwrap_or(u64::MAX).max(u64::from(!values.is_empty()))
}

fn convert_to_set(value: &Value, element: &Type, to: &Type) -> Result<Kind, Fault> {
    let (values, has) = sequence(value).ok_or_else(|| mismatch(value, to))?;
    let ty = element_type(element, has, values.iter(), (value, to))?;
    let all = in_any_order(values);
    let mut elements = convert_elements(all.as_ref().unwrap_or(values), has, &ty)?;
    if !(matches!(value.kind, Kind::Set(..)) && Arc::ptr_eq(&elements, values)) {
        let sorted = Arc::make_mut(&mut elements);
        sorted.sort_by(set_order);
        sorted.dedup_by(|b, a| same(a, b));
    }
    Ok(Kind::Set(ty, elements))
}

/// The elements, when some of them are all that is in a list of unknown order: which is where makes no difference.
fn in_any_order(values: &Arc<Vec<Value>>) -> Option<Arc<Vec<Value>>> {
    let place = |value: &Value| value.as_unknown().and_then(|unknown| unknown.facts.place.clone());
    let of = values.iter().find_map(place)?;
    let (there, mut rest): (Vec<_>, Vec<_>) =
        values.iter().cloned().partition(|value| place(value).is_some_and(|at| at.is_beside(&of)));
    let places: BTreeSet<usize> = there.iter().filter_map(place).map(|at| at.n).collect();
    if places.len() < of.of.len() {
        return None;
    }
    rest.extend(of.of.iter().cloned());
    let rest = Arc::new(rest);
    Some(in_any_order(&rest).unwrap_or(rest))
}

fn convert_to_map(value: &Value, element: &Type, to: &Type) -> Result<Kind, Fault> {
    let (entries, has) = match &value.kind {
        Kind::Map(ty, entries) => (&**entries, Some(ty)),
        Kind::Object(object) if object.open.is_none() => (&object.attributes, None),
        Kind::Object(_) => return Ok(Value::unknown_from(to.clone(), [value]).kind),
        _ => return Err(mismatch(value, to)),
    };
    let ty = element_type(element, has, entries.values(), (value, to))?;
    let converted: Result<BTreeMap<_, _>, Fault> = entries
        .iter()
        .map(|(name, value)| {
            Ok((name.clone(), element_converted(value, &ty, crate::address::quoted(&crate::words::excerpt(name)))?))
        })
        .collect();
    Ok(Kind::Map(ty, Arc::new(converted?)))
}

fn convert_to_object(value: &Value, types: &BTreeMap<Arc<str>, Type>, to: &Type) -> Result<Kind, Fault> {
    let entries = value.as_entries().ok_or_else(|| mismatch(value, to))?;
    let open = match &value.kind {
        Kind::Object(object) => object.open.as_ref(),
        _ => None,
    };
    let mut attributes = BTreeMap::new();
    for (name, ty) in types {
        let attribute = match (entries.get(name), open) {
            (Some(attribute), _) => convert(attribute, ty)
                .map_err(|fault| Fault::new(format!("attribute \"{name}\": {}", fault.message)))?,
            (None, Some(open)) => open_attribute(open, name, ty.clone()),
            (None, None) => return Err(Fault::new(format!("attribute \"{name}\" is required"))),
        };
        attributes.insert(name.clone(), attribute);
    }
    Ok(Kind::Object(Arc::new(Object { attributes, open: None })))
}

/// An instance is an object that this module cannot look into: as an object or a map it is unknown.
fn convert_instance(value: &Value, instance: &Instance, to: &Type) -> Result<Kind, Fault> {
    match (to, instance) {
        (Type::Object(_) | Type::Map(_), Instance::Resource { .. }) => {
            Ok(Value::unknown_from(to.clone(), [value]).kind)
        }
        (Type::Object(_) | Type::Map(_), Instance::Module(_)) => {
            let origin = Origin::NotComputed("a whole module used as a value".into(), value.span);
            Ok(Value::unknown(to.clone(), origin).kind)
        }
        _ => Err(mismatch(value, to)),
    }
}

fn convert_unknown(value: &Value, unknown: &Unknown, to: &Type) -> Result<Kind, Fault> {
    let ty = converted(&unknown.ty, to).ok_or_else(|| mismatch(value, to))?;
    if ty == unknown.ty {
        return Ok(value.kind.clone());
    }
    let was = &unknown.facts;
    if let (Type::Set(_), Some(set)) = (&ty, &was.as_set) {
        return Ok(convert(set, to)?.kind);
    }
    let mut facts = Facts { not_null: was.not_null, ..Facts::default() };
    let same_kind = unknown.ty == Type::Any;
    if ty == Type::String && same_kind {
        facts.prefix.clone_from(&was.prefix);
        facts.suffix.clone_from(&was.suffix);
    }
    if ty == Type::Number && same_kind {
        facts.at_least.clone_from(&was.at_least);
        facts.at_most.clone_from(&was.at_most);
    }
    if let Type::List(element) | Type::Set(element) | Type::Map(element) = &ty {
        let (min, max) = lengths(unknown);
        // Equal elements of a list become one element of a set.
        let merges = matches!(ty, Type::Set(_)) && !matches!(unknown.ty, Type::Set(_));
        facts.min_length = if merges { min.min(1) } else { min };
        facts.max_length = max;
        facts.element = was.element.as_ref().and_then(|value| convert(value, element).ok());
    }
    if let Some(candidates) = &was.candidates {
        let converted: Result<Vec<_>, _> = candidates.iter().map(|value| convert(value, &ty)).collect();
        facts.candidates = converted.ok().map(Into::into);
    }
    Ok(Value::unknown_with(ty, unknown.origins.clone(), facts).kind)
}

/// Whether the type leaves something open.
pub(super) fn has_any(ty: &Type) -> bool {
    match ty {
        Type::Any => true,
        Type::Bool | Type::Number | Type::String => false,
        Type::List(element) | Type::Set(element) | Type::Map(element) => has_any(element),
        Type::Tuple(types) => types.iter().any(has_any),
        Type::Object(types) => types.values().any(has_any),
    }
}
