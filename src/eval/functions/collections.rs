//! Functions of lists and tuples.

use super::sequence::{any_element, bounds, element_type, elements, nth, one_of, sequence_at, unknown_sequence};
use super::{
    Body, Function, Param, check_comparisons, check_elements, flatten, integer_at, not_null, strings, unknown,
    unknown_with,
};
use crate::eval::convert;
use crate::eval::number::Number;
use crate::eval::operate;
use crate::eval::value::{Facts, Fault, Kind, Type, Value, shuffled};

pub(super) fn function(name: &str) -> Option<Function> {
    use Param::{Any, Flags, List, Nullable, Number, Texts};
    Some(match name {
        "alltrue" => Function::new(&[Flags], Body::Parts(alltrue)),
        "anytrue" => Function::new(&[Flags], Body::Parts(anytrue)),
        "chunklist" => Function::new(&[List, Number], Body::Parts(chunklist)),
        "coalesce" => Function::variadic(&[], Nullable, Body::Whole(coalesce)),
        "coalescelist" => Function::variadic(&[], Nullable, Body::Whole(coalescelist)),
        "compact" => Function::new(&[Texts], Body::Parts(compact)),
        "concat" => Function::variadic(&[Any], Any, Body::Parts(concat)),
        "contains" => Function::new(&[Any, Any], Body::Parts(contains)),
        "distinct" => Function::new(&[List], Body::Parts(distinct)),
        "element" => Function::new(&[Any, Number], Body::Parts(element)),
        "flatten" => Function::new(&[Any], Body::Parts(flatten::flatten)),
        "index" => Function::new(&[Any, Any], Body::Parts(index)),
        "length" => Function::new(&[Any], Body::Parts(length)),
        "matchkeys" => Function::new(&[List, List, List], Body::Parts(matchkeys)),
        "one" => Function::new(&[Any], Body::Parts(one)),
        "range" => Function::variadic(&[Number], Number, Body::Parts(range)),
        "reverse" => Function::new(&[Any], Body::Parts(reverse)),
        "slice" => Function::new(&[Any, Number, Number], Body::Parts(slice)),
        "sort" => Function::new(&[Texts], Body::Parts(sort)),
        _ => return None,
    })
}

/// A list like the given one: a tuple for a tuple, else a list.
fn like(value: &Value, elements: Vec<Value>) -> Value {
    match value.type_of() {
        Type::Tuple(_) => Value::tuple(elements),
        _ => Value::list(element_type(value), elements),
    }
}

/// `decisive` when any flag is that, else its opposite; null is false.
fn flags(args: &[Value], decisive: bool) -> Result<Value, Fault> {
    let Some(flags) = elements(&args[0]) else { return Ok(unknown(Type::Bool, args)) };
    if flags.iter().any(|flag| flag.as_bool().unwrap_or(false) == decisive && flag.is_known()) {
        return Ok(Value::bool(decisive));
    }
    Ok(if flags.iter().all(Value::is_known) { Value::bool(!decisive) } else { unknown(Type::Bool, args) })
}

fn alltrue(args: &[Value]) -> Result<Value, Fault> {
    flags(args, false)
}

fn anytrue(args: &[Value]) -> Result<Value, Fault> {
    flags(args, true)
}

fn chunklist(args: &[Value]) -> Result<Value, Fault> {
    let chunk = Type::list(element_type(&args[0]));
    let (Some(elements), true) = (elements(&args[0]), args[1].is_known()) else {
        return Ok(unknown(Type::list(chunk), args));
    };
    let size = integer_at(args, 1)?;
    let size = usize::try_from(size).map_err(|_| Fault::argument(1, "the size must not be negative"))?;
    let size = if size == 0 { elements.len().max(1) } else { size };
    let chunks = elements.chunks(size).map(|part| Value::list(element_type(&args[0]), part.to_vec())).collect();
    Ok(Value::list(chunk, chunks))
}

/// Whether a value is surely neither null nor an empty string. The ids that a cloud gives are never empty.
fn surely_something(value: &Value) -> bool {
    let Some(unknown) = value.as_unknown() else {
        return !value.is_null() && value.as_str() != Some("");
    };
    let filled = |fact: &Option<_>| fact.as_ref().is_some_and(|text: &std::sync::Arc<str>| !text.is_empty());
    let is_id = value.via.as_ref().is_some_and(|via| {
        let attribute = via.path.rsplit('.').next().unwrap_or_default();
        matches!(attribute, "id" | "arn" | "self_link")
    });
    let is_text = matches!(unknown.ty, Type::String | Type::Any);
    filled(&unknown.facts.prefix) || filled(&unknown.facts.suffix) || is_id || (unknown.facts.not_null && !is_text)
}

fn coalesce(args: &[Value]) -> Result<Value, Fault> {
    let types: Vec<Type> = args.iter().map(Value::type_of).collect();
    let refusal = || Fault::new("all arguments must have the same type");
    let ty = if types.contains(&Type::Any) { Type::Any } else { convert::unify(&types).ok_or_else(refusal)? };
    let mut alternatives = Vec::new();
    for arg in args.iter().filter(|arg| !arg.is_null() && arg.as_str() != Some("")) {
        alternatives.push(convert::convert(arg, &ty)?);
        if surely_something(arg) {
            break;
        }
    }
    let Some(first) = alternatives.first().cloned() else {
        return Err(Fault::new("no argument is neither null nor an empty string"));
    };
    Ok(if alternatives.len() == 1 { first } else { convert::join(alternatives, &first) })
}

fn coalescelist(args: &[Value]) -> Result<Value, Fault> {
    if args.is_empty() {
        return Err(Fault::new("at least one argument is required"));
    }
    let mut alternatives = Vec::new();
    let mut decided = false;
    for (index, arg) in args.iter().enumerate() {
        if matches!(arg.kind, Kind::Null(Type::List(_) | Type::Tuple(_))) {
            continue;
        }
        if arg.is_null() {
            return Err(Fault::argument(index, "argument must not be null"));
        }
        let (least, most) = bounds(sequence_at(args, index, false)?);
        if !decided && most != Some(0) {
            alternatives.push(arg.clone());
            decided = least > 0;
        }
    }
    let Some(first) = alternatives.first().cloned() else {
        return Err(Fault::new("every list is empty or null"));
    };
    Ok(if alternatives.len() == 1 { first } else { convert::join(alternatives, &first) })
}

fn compact(args: &[Value]) -> Result<Value, Fault> {
    let list = &args[0];
    let Some(texts) = elements(list) else {
        return Ok(unknown_sequence(list.type_of(), args, (0, bounds(list).1), any_element(list)));
    };
    let kept: Vec<Value> = texts.iter().filter(|t| !t.is_null() && t.as_str() != Some("")).cloned().collect();
    let sure = kept.iter().filter(|text| surely_something(text)).count();
    if sure == kept.len() {
        return Ok(Value::list(Type::String, kept));
    }
    let bounds = (sure as u64, Some(kept.len() as u64));
    Ok(unknown_sequence(list.type_of(), args, bounds, one_of(kept.into_iter().map(Some).collect(), list)))
}

fn concat(args: &[Value]) -> Result<Value, Fault> {
    let mut joined = Vec::new();
    let mut all_known = true;
    for index in 0..args.len() {
        match elements(sequence_at(args, index, false)?) {
            Some(elements) => {
                check_elements(joined.len() + elements.len())?;
                joined.extend_from_slice(&elements);
            }
            None => all_known = false,
        }
    }
    let all_lists = args.iter().all(|arg| matches!(arg.type_of(), Type::List(_)));
    let types: Vec<Type> = args.iter().map(element_type).collect();
    if all_known {
        return match convert::unify(&types) {
            Some(ty) if all_lists => {
                let elements = joined.iter().map(|e| convert::convert(e, &ty)).collect::<Result<_, _>>()?;
                Ok(Value::list(ty, elements))
            }
            _ => Ok(Value::tuple(joined)),
        };
    }
    let filled: Vec<&Value> = args.iter().filter(|arg| bounds(arg).1 != Some(0)).collect();
    let total = filled.iter().fold((0u64, Some(0u64)), |(least, most), arg| {
        let (l, m) = bounds(arg);
        (least.saturating_add(l), most.zip(m).and_then(|(a, b)| a.checked_add(b)))
    });
    // The length hangs on the arguments that are unknown themselves, not on ids inside those that are known.
    let because: Vec<Value> = args.iter().filter(|arg| !arg.is_known()).cloned().collect();
    let element = one_of(filled.iter().map(|arg| any_element(arg)).collect(), because.first().unwrap_or(&args[0]));
    // A tuple among the arguments makes the result a tuple; of unknown length, it is best described as a list.
    let same = types.split_first().filter(|(first, rest)| rest.iter().all(|ty| ty == *first));
    let ty = same.map_or(Type::Any, |(first, _)| Type::list(first.clone()));
    Ok(unknown_sequence(ty, &because, total, element))
}

fn contains(args: &[Value]) -> Result<Value, Fault> {
    let list = sequence_at(args, 0, true)?;
    if bounds(list).1 == Some(0) {
        return Ok(Value::bool(false));
    }
    let Some(elements) = elements(list) else { return Ok(unknown(Type::Bool, args)) };
    let mut undecided = false;
    for element in elements.iter() {
        match convert::equal(element, &args[1]).as_bool() {
            Some(true) => return Ok(Value::bool(true)),
            Some(false) => {}
            None => undecided = true,
        }
    }
    Ok(if undecided { unknown(Type::Bool, args) } else { Value::bool(false) })
}

fn distinct(args: &[Value]) -> Result<Value, Fault> {
    let list = &args[0];
    let Some(elements) = elements(list) else {
        let (least, most) = bounds(list);
        return Ok(unknown_sequence(list.type_of(), args, (least.min(1), most), any_element(list)));
    };
    // Known scalars, all of one type here, are found by their text; everything else is compared with what was kept.
    let mut kept: Vec<Value> = Vec::new();
    let mut undecided = 0;
    let mut seen = std::collections::HashSet::new();
    let mut others = Vec::new();
    let mut comparisons = 0;
    for element in elements.iter() {
        let text = match &element.kind {
            Kind::String(text) => Some(text.to_string()),
            Kind::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let is_scalar = text.is_some();
        if text.is_some_and(|text| !seen.insert(text)) {
            continue;
        }
        let compared: &[Value] = if is_scalar { &others } else { &kept };
        comparisons += compared.len();
        check_comparisons(comparisons)?;
        let answers: Vec<_> = compared.iter().map(|other| convert::equal(other, element).as_bool()).collect();
        if !answers.contains(&Some(true)) {
            undecided += u64::from(answers.contains(&None));
            kept.push(element.clone());
            if !is_scalar {
                others.push(element.clone());
            }
        }
    }
    if undecided == 0 {
        return Ok(Value::list(element_type(list), kept));
    }
    let most = kept.len() as u64;
    let element = one_of(kept.into_iter().map(Some).collect(), list);
    Ok(unknown_sequence(list.type_of(), args, (most - undecided, Some(most)), element))
}

fn element(args: &[Value]) -> Result<Value, Fault> {
    let list = sequence_at(args, 0, false)?;
    if bounds(list).1 == Some(0) {
        return Err(Fault::argument(0, "cannot take an element of an empty list"));
    }
    if !args[1].is_known() {
        return Ok(
            any_element(list).map_or_else(|| unknown(element_type(list), args), |element| indefinite(element, args))
        );
    }
    let index = integer_at(args, 1)?;
    let negative = || Fault::argument(1, "the index must not be negative");
    match elements(list) {
        // Lists count from the end, as cty 1.16 does; tuples refuse.
        Some(elements) => {
            let length = i64::try_from(elements.len()).unwrap_or(i64::MAX);
            if index < 0 && length > 1 && matches!(list.type_of(), Type::Tuple(_)) {
                return Err(negative());
            }
            let index = usize::try_from(index.rem_euclid(length)).unwrap_or(usize::MAX);
            elements.get(index).cloned().ok_or_else(negative)
        }
        None => match u64::try_from(index) {
            Ok(index) => Ok(nth(list, index)),
            Err(_) => Ok(nth(list, u64::MAX)),
        },
    }
}

/// An element of which it is not known which one it is: it has no identity of its own.
fn indefinite(element: Value, args: &[Value]) -> Value {
    match element.as_unknown() {
        Some(unknown) => {
            let mut origins = unknown.origins.clone();
            args.iter().for_each(|arg| arg.collect_origins(&mut origins));
            Value { span: element.span, ..Value::unknown_with(unknown.ty.clone(), origins, unknown.facts.clone()) }
        }
        None => element,
    }
}

fn index(args: &[Value]) -> Result<Value, Fault> {
    let list = sequence_at(args, 0, false)?;
    let Some(elements) = elements(list) else { return Ok(unknown(Type::Number, args)) };
    if elements.is_empty() {
        return Err(Fault::argument(0, "cannot search an empty list"));
    }
    for (n, element) in elements.iter().enumerate() {
        match convert::equal(element, &args[1]).as_bool() {
            Some(true) => return Ok(Value::number(n as u64)),
            Some(false) => {}
            None => {
                let last = Number::from(elements.len() as u64 - 1);
                let facts = Facts { at_least: Some(Number::from(n as u64)), at_most: Some(last), ..not_null() };
                return Ok(unknown_with(Type::Number, args, facts));
            }
        }
    }
    Err(Fault::argument(1, "item not found"))
}

fn length(args: &[Value]) -> Result<Value, Fault> {
    match args[0].as_str() {
        Some(text) => Ok(Value::number(strings::count(text))),
        None => operate::length(&args[0]),
    }
}

fn matchkeys(args: &[Value]) -> Result<Value, Fault> {
    let ty = args[0].type_of();
    let (Some(values), Some(keys), Some(wanted)) = (elements(&args[0]), elements(&args[1]), elements(&args[2])) else {
        return Ok(unknown_sequence(ty, args, (0, bounds(&args[0]).1), any_element(&args[0])));
    };
    if values.len() != keys.len() {
        return Err(Fault::argument(1, "there must be as many keys as values"));
    }
    let refusal = || Fault::argument(2, "the keys and the searched ones must be of one type");
    let key_type = convert::unify(&[element_type(&args[1]), element_type(&args[2])]);
    let key_type = if keys.is_empty() || wanted.is_empty() { Type::Any } else { key_type.ok_or_else(refusal)? };
    let converted = |list: &[Value]| list.iter().map(|v| convert::convert(v, &key_type)).collect::<Result<Vec<_>, _>>();
    let (keys, wanted) = (converted(&keys)?, converted(&wanted)?);
    check_comparisons(keys.len().saturating_mul(wanted.len()))?;
    let (mut found, mut undecided) = (Vec::new(), 0);
    for (value, key) in values.iter().zip(&keys) {
        let answers: Vec<_> = wanted.iter().map(|other| convert::equal(other, key).as_bool()).collect();
        if answers.contains(&Some(true)) {
            found.push(value.clone());
        } else if answers.contains(&None) {
            found.push(value.clone());
            undecided += 1;
        }
    }
    if undecided == 0 {
        return Ok(Value::list(element_type(&args[0]), found));
    }
    let most = found.len() as u64;
    let element = one_of(found.into_iter().map(Some).collect(), &args[0]);
    Ok(unknown_sequence(ty, args, (most - undecided, Some(most)), element))
}

fn one(args: &[Value]) -> Result<Value, Fault> {
    let list = sequence_at(args, 0, true)?;
    let too_many = || Fault::argument(0, "must be a list, set or tuple with either zero or one elements");
    match bounds(list) {
        (_, Some(0)) => Ok(Value::null(element_type(list))),
        (1, Some(1)) => match elements(list).as_deref() {
            Some([only]) => Ok(only.clone()),
            _ => Ok(nth(list, 0)),
        },
        (2.., _) => Err(too_many()),
        (least, _) => {
            let ty = element_type(list);
            let element = any_element(list).map(|element| indefinite(element, args));
            let element = element.unwrap_or_else(|| Value::unknown_from(ty.clone(), args));
            Ok(if least > 0 { element } else { convert::join(vec![Value::null(ty), element], list) })
        }
    }
}

/// Source: `range` stops at 1024 elements; Terraform 1.11.4, read 2026-11-23.
const MAX_RANGE: usize = 1024;

fn range(args: &[Value]) -> Result<Value, Fault> {
    if args.len() > 3 {
        return Err(Fault::argument(3, "must have one, two or three arguments"));
    }
    if !args.iter().all(Value::is_known) {
        return Ok(unknown_range(args));
    }
    let numbers: Vec<&Number> = args.iter().filter_map(Value::as_number).collect();
    let zero = Number::from(0u64);
    let (start, end) = match numbers[..] {
        [end] => (&zero, end),
        [start, end, ..] => (start, end),
        [] => return Err(Fault::new("must have one, two or three arguments")),
    };
    let step = match numbers.get(2) {
        Some(step) => (*step).clone(),
        None if end < start => Number::from(-1i128),
        None => Number::from(1u64),
    };
    let down = step < zero;
    if down && end > start {
        return Err(Fault::argument(1, "the end must be less than the start when the step is negative"));
    }
    if !down && end < start {
        return Err(Fault::argument(1, "the end must be greater than the start when the step is positive"));
    }
    let mut values = Vec::new();
    let mut next = start.clone();
    while if down { next > *end } else { next < *end } {
        if values.len() == MAX_RANGE {
            return Err(Fault::new("more than 1024 values would be generated"));
        }
        let after = next.add(&step)?;
        values.push(Value::number(next));
        next = after;
    }
    Ok(Value::list(Type::Number, values))
}

/// `range(n)` of an unknown `n`: as many elements as `n` may be, from 0 to the largest `n` less one.
fn unknown_range(args: &[Value]) -> Value {
    let ty = Type::list(Type::Number);
    let facts = args.first().and_then(Value::as_unknown).map(|unknown| unknown.facts.clone()).unwrap_or_default();
    let least = facts.at_least.as_ref().and_then(Number::to_u64);
    let (Some(least), [_]) = (least, args) else { return unknown(ty, args) };
    let most = facts.at_most.as_ref().and_then(Number::to_u64);
    let last = most.map(|most| Number::from(most.saturating_sub(1)));
    let element = Facts { at_least: Some(Number::from(0u64)), at_most: last, ..not_null() };
    let element = unknown_with(Type::Number, args, element);
    unknown_sequence(ty, args, (least, most), Some(element))
}

fn reverse(args: &[Value]) -> Result<Value, Fault> {
    let list = sequence_at(args, 0, true)?;
    match elements(list) {
        Some(elements) => Ok(like(list, elements.iter().rev().cloned().collect())),
        None => {
            let ty = if list.type_of() == Type::Any { Type::Any } else { Type::list(element_type(list)) };
            Ok(unknown_sequence(ty, args, bounds(list), any_element(list)))
        }
    }
}

fn slice(args: &[Value]) -> Result<Value, Fault> {
    let list = sequence_at(args, 0, false)?;
    if !args[1].is_known() || !args[2].is_known() {
        let ty = if list.type_of() == Type::Any { Type::Any } else { Type::list(element_type(list)) };
        return Ok(unknown_sequence(ty, args, (0, bounds(list).1), any_element(list)));
    }
    let (start, end) = (integer_at(args, 1)?, integer_at(args, 2)?);
    let start = u64::try_from(start).map_err(|_| Fault::argument(1, "the start must not be negative"))?;
    let end = u64::try_from(end).map_err(|_| Fault::argument(2, "the end must not be negative"))?;
    if end < start {
        return Err(Fault::argument(1, "the start must not be greater than the end"));
    }
    if bounds(list).1.is_some_and(|length| end > length) {
        return Err(Fault::argument(2, "the end must not be greater than the length of the list"));
    }
    let part = match elements(list) {
        Some(elements) => {
            let at = |n: u64| usize::try_from(n).unwrap_or(usize::MAX).min(elements.len());
            elements.get(at(start)..at(end)).unwrap_or_default().to_vec()
        }
        // Terraform refuses a list that turns out too short, so it is long enough.
        None => {
            check_elements(usize::try_from(end - start).unwrap_or(usize::MAX))?;
            (start..end).map(|n| nth(list, n)).collect()
        }
    };
    Ok(like(list, part))
}

fn sort(args: &[Value]) -> Result<Value, Fault> {
    let list = &args[0];
    let Some(texts) = elements(list) else {
        return Ok(unknown_sequence(list.type_of(), args, bounds(list), any_element(list)));
    };
    if texts.iter().any(Value::is_null) {
        return Err(Fault::argument(0, "an element is null; a null string cannot be sorted"));
    }
    if !texts.iter().all(Value::is_known) && texts.len() > 1 {
        // Where each goes is not known, only that it is one of them.
        let any = convert::join(texts.to_vec(), list);
        return Ok(shuffled(Type::String, &texts, &any));
    }
    let mut sorted = texts.into_owned();
    sorted.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
    Ok(Value::list(Type::String, sorted))
}

#[cfg(test)]
mod tests {
    use crate::eval::functions::testing::{called, identified, json, unknown, value};
    use crate::eval::number::Number;
    use crate::eval::value::{Facts, Type, Value};

    /// Two to six zone names, known when the data source is read.
    fn zones() -> Value {
        identified("names", Type::list(Type::String), Facts { min_length: 2, max_length: Some(6), ..Facts::default() })
    }

    fn via(value: &Value) -> String {
        value.via.as_ref().map_or_else(|| "none".to_owned(), |via| via.path.to_string())
    }

    fn bounds(value: &Value) -> (u64, Option<u64>) {
        super::bounds(value)
    }

    #[test]
    fn elements_of_an_unknown_list_are_themselves() {
        for (index, expected) in [("0", "names[0]"), ("1", "names[1]"), ("2", "none")] {
            let element = called("element", &[zones(), value(index)]).unwrap();
            assert_eq!((via(&element).as_str(), element.type_of()), (expected, Type::String), "{index}");
        }
        let three = called("slice", &[zones(), value("0"), value("3")]).unwrap();
        let paths: Vec<String> = three.as_sequence().unwrap().iter().map(via).collect();
        assert_eq!(paths, ["names[0]", "names[1]", "none"]);
        assert!(called("slice", &[zones(), value("0"), value("7")]).is_err());
    }

    #[test]
    fn lengths_of_unknown_lists_stay_in_bounds() {
        let ids = value(r#"["x", "y"]"#);
        for (name, args, expected) in [
            ("concat", vec![zones(), ids.clone()], (4, Some(8))),
            ("reverse", vec![zones()], (2, Some(6))),
            ("sort", vec![zones()], (2, Some(6))),
            ("distinct", vec![zones()], (1, Some(6))),
            ("compact", vec![zones()], (0, Some(6))),
            ("toset", vec![zones()], (1, Some(6))),
            ("tolist", vec![zones()], (2, Some(6))),
            ("flatten", vec![Value::tuple(vec![zones(), ids.clone()])], (4, Some(8))),
            ("setproduct", vec![zones(), ids.clone()], (4, Some(12))),
            ("setunion", vec![zones(), ids.clone()], (2, Some(8))),
            ("formatlist", vec![value(r#""%s-a""#), zones()], (2, Some(6))),
            ("slice", vec![zones(), value(r#"{"$unknown": "number"}"#), value("3")], (0, Some(6))),
        ] {
            let result = called(name, &args).unwrap();
            assert_eq!(bounds(&result), expected, "{name}");
            assert!(!result.is_known(), "{name}");
        }
        let length = called("length", &[zones()]).unwrap();
        let facts = &length.as_unknown().unwrap().facts;
        assert_eq!(
            (facts.at_least.clone(), facts.at_most.clone()),
            (Some(Number::from(2u64)), Some(Number::from(6u64)))
        );
    }

    #[test]
    fn what_every_element_is_goes_along() {
        let facts = Facts { element: Some(value(r#""10.0.0.0/20""#)), min_length: 1, ..Facts::default() };
        let list = unknown("cidrs", Type::list(Type::String), facts);
        for name in ["reverse", "sort", "distinct", "compact", "toset", "tolist", "concat", "flatten"] {
            let result = called(name, std::slice::from_ref(&list)).unwrap();
            let element = result.as_unknown().unwrap().facts.element.as_ref().map(json);
            assert_eq!(element.as_deref(), Some(r#""10.0.0.0/20""#), "{name}");
        }
        assert_eq!(json(&called("element", &[list, value("5")]).unwrap()), r#""10.0.0.0/20""#);
    }

    #[test]
    fn known_parts_of_unknown_lists_decide() {
        let u = value(r#"{"$unknown": "string"}"#);
        let pair = Value::tuple(vec![u.clone(), value(r#""a""#)]);
        assert_eq!(json(&called("contains", &[pair.clone(), value(r#""a""#)]).unwrap()), "true");
        assert_eq!(json(&called("contains", &[pair.clone(), value(r#""b""#)]).unwrap()), "?");
        assert_eq!(
            json(&called("alltrue", &[Value::tuple(vec![value(r#"{"$unknown": "bool"}"#), value("false")])]).unwrap()),
            "false"
        );
        let index = called("index", &[pair, value(r#""a""#)]).unwrap();
        assert_eq!(index.as_unknown().unwrap().facts.at_most, Some(Number::from(1u64)));
    }

    #[test]
    fn ids_are_compared_by_what_they_are() {
        let id = |path: &str| identified(path, Type::String, Facts::default());
        let ids = Value::tuple(vec![id("id"), id("id"), id("arn")]);
        assert_eq!(called("distinct", std::slice::from_ref(&ids)).unwrap().as_sequence().map(<[Value]>::len), None);
        let same = Value::tuple(vec![id("id"), id("id")]);
        let one = called("distinct", &[same]).unwrap();
        assert_eq!(one.as_sequence().unwrap().iter().map(via).collect::<Vec<_>>(), ["id"]);
        assert_eq!(json(&called("contains", &[ids.clone(), id("arn")]).unwrap()), "true");
        // An id is never empty, so it stays.
        assert_eq!(called("compact", &[ids]).unwrap().as_sequence().unwrap().len(), 3);
        assert_eq!(via(&called("coalesce", &[id("id"), value(r#""x""#)]).unwrap()), "id");
    }

    #[test]
    fn an_unknown_choice_keeps_its_alternatives() {
        let u = unknown("description", Type::String, Facts::default());
        let chosen = called("coalesce", &[u, value(r#""x""#)]).unwrap();
        assert_eq!(json(&chosen), "?");
        let index = value(r#"{"$unknown": "number"}"#);
        let picked = called("element", &[value(r#"["a", "b"]"#), index]).unwrap();
        let candidates = picked.as_unknown().unwrap().facts.candidates.clone().unwrap();
        assert_eq!(candidates.iter().map(json).collect::<Vec<_>>(), [r#""a""#, r#""b""#]);
    }
}
