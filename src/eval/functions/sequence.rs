//! What is known of a list, set or tuple: its elements, or how many there may be and what each of them is.

use super::{check_elements, not_null, unknown_with};
use crate::address::Ref;
use crate::eval::convert;
use crate::eval::value::{Facts, Fault, Kind, Type, Unknown, Value};
use std::borrow::Cow;
use std::sync::Arc;

/// The elements of a list or tuple, or of a set, as far as their number is known. An unknown tuple has unknown
/// elements; an unknown list has not, and neither has a null one.
pub(super) fn elements(value: &Value) -> Option<Cow<'_, [Value]>> {
    if let Some(elements) = value.as_sequence() {
        return Some(Cow::Borrowed(elements));
    }
    let unknown = value.as_unknown()?;
    match &unknown.ty {
        Type::Tuple(types) => Some(types.iter().map(|ty| Value::unknown_from(ty.clone(), [value])).collect()),
        Type::List(_) if unknown.facts.max_length == Some(unknown.facts.min_length) => {
            let length = unknown.facts.min_length;
            check_elements(usize::try_from(length).ok()?).ok()?;
            Some((0..length).map(|n| nth(value, n)).collect())
        }
        _ => None,
    }
}

/// What an element is when it is not known which: one of the elements, or what each of them is known to be.
pub(super) fn any_element(value: &Value) -> Option<Value> {
    match value.as_sequence() {
        Some([]) => None,
        Some([only]) => Some(only.clone()),
        Some(elements) => Some(convert::join(elements.to_vec(), value)),
        None => value.as_unknown()?.facts.element.clone(),
    }
}

/// An argument that must be a list or tuple, or a set where that will do.
pub(super) fn sequence_at(args: &[Value], index: usize, sets: bool) -> Result<&Value, Fault> {
    let value = &args[index];
    let is_sequence = match &value.kind {
        Kind::List(..) | Kind::Tuple(_) => true,
        Kind::Set(..) => sets,
        Kind::Unknown(unknown) => may_be_sequence(unknown) && (sets || !matches!(unknown.ty, Type::Set(_))),
        _ => false,
    };
    let what = if sets { "a list, tuple or set" } else { "a list or tuple" };
    is_sequence.then_some(value).ok_or_else(|| Fault::argument(index, format!("{what} is required")))
}

/// The least and the largest number of elements. Elements of a set that are unknown may turn out to be one.
pub(super) fn bounds(value: &Value) -> (u64, Option<u64>) {
    match &value.kind {
        Kind::Unknown(unknown) => convert::lengths(unknown),
        Kind::Set(_, elements) if !value.is_wholly_known() => {
            (convert::distinct_at_least(elements), Some(elements.len() as u64))
        }
        _ => match value.as_sequence() {
            Some(elements) => (elements.len() as u64, Some(elements.len() as u64)),
            None => (0, None),
        },
    }
}

/// The element type of a list or set, or of a tuple whose elements all have one type.
pub(super) fn element_type(value: &Value) -> Type {
    match value.type_of() {
        Type::List(ty) | Type::Set(ty) => (*ty).clone(),
        Type::Tuple(types) => match types.split_first() {
            Some((first, rest)) if rest.iter().all(|ty| ty == first) => first.clone(),
            _ => Type::Any,
        },
        _ => Type::Any,
    }
}

/// An unknown sequence whose length lies in the bounds and whose elements are all that.
pub(super) fn unknown_sequence<'a>(
    ty: Type,
    because: impl IntoIterator<Item = &'a Value>,
    (min_length, max_length): (u64, Option<u64>),
    element: Option<Value>,
) -> Value {
    unknown_with(ty, because, Facts { min_length, max_length, element, ..not_null() })
}

/// The element at `n` of an unknown list (or set, in an order of its own). When the list surely is that long, the
/// element is as much itself as an attribute is: reading it twice gives the same value, and `names[0]` is not `names[1]`.
pub(super) fn nth(list: &Value, n: u64) -> Value {
    let Some(unknown) = list.as_unknown() else { return Value::unknown_from(Type::Any, [list]) };
    let element = unknown.facts.element.clone();
    if let Some(known) = element.as_ref().filter(|element| element.is_known()) {
        return known.clone();
    }
    let mut element = element.unwrap_or_else(|| Value::unknown_from(element_type(list), [list]));
    if n < unknown.facts.min_length
        && let Some(via) = &list.via
    {
        let path = format!("{}[{n}]", via.path);
        element.via = Some(Arc::new(Ref { address: via.address.clone(), path: path.into() }));
    }
    element
}

/// The elements as a list or set must have them: all of one type.
///
/// # Errors
/// When there is no such type.
pub(super) fn unified(elements: Vec<Value>, refusal: &str) -> Result<(Type, Vec<Value>), Fault> {
    let types: Vec<Type> = elements.iter().map(Value::type_of).collect();
    let ty = if types.is_empty() { Some(Type::Any) } else { convert::unify(&types) };
    let ty = ty.ok_or_else(|| Fault::new(refusal))?;
    let elements = elements.iter().map(|element| convert::convert(element, &ty)).collect::<Result<_, _>>()?;
    Ok((ty, elements))
}

/// Several values as what each of them may be; nothing for none, and nothing when one of them is missing.
pub(super) fn one_of(alternatives: Vec<Option<Value>>, because: &Value) -> Option<Value> {
    let mut alternatives: Vec<Value> = alternatives.into_iter().collect::<Option<_>>()?;
    match alternatives.len() {
        0 => None,
        1 => alternatives.pop(),
        _ => Some(convert::join(alternatives, because)),
    }
}

/// Whether the unknown could be of a sequence type at all.
pub(super) fn may_be_sequence(unknown: &Unknown) -> bool {
    matches!(unknown.ty, Type::Any | Type::List(_) | Type::Set(_) | Type::Tuple(_))
}
