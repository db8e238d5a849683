//! Functions of sets.

use super::sequence::{any_element, bounds, element_type, elements, one_of, unified, unknown_sequence};
use super::{Body, Function, Param, check_comparisons, check_elements};
use crate::eval::convert;
use crate::eval::value::{Fault, Kind, Type, Value};

pub(super) fn function(name: &str) -> Option<Function> {
    use Param::{Any, Set};
    Some(match name {
        "setintersection" => Function::variadic(&[Set], Set, Body::Parts(intersection)),
        "setproduct" => Function::variadic(&[Any, Any], Any, Body::Parts(product)),
        "setsubtract" => Function::new(&[Set, Set], Body::Parts(subtract)),
        "setunion" => Function::variadic(&[Set], Set, Body::Parts(union)),
        _ => return None,
    })
}

/// The sets with elements of one type. An empty one may lack a type.
fn alike(args: &[Value]) -> Result<Vec<Value>, Fault> {
    let types: Vec<Type> = args.iter().map(element_type).filter(|ty| *ty != Type::Any).collect();
    let ty = if types.is_empty() { Some(Type::Any) } else { convert::unify(&types) };
    let ty = ty.ok_or_else(|| Fault::new("the sets must have compatible element types"))?;
    args.iter().map(|set| convert::convert(set, &Type::set(ty.clone()))).collect()
}

/// The set of these elements, of the type of the sets they are from.
fn set(elements: Vec<Value>, like: &Value) -> Result<Value, Fault> {
    convert::convert(&convert::set_of(elements)?, &like.type_of())
}

fn union(args: &[Value]) -> Result<Value, Fault> {
    let sets = alike(args)?;
    let mut all = Vec::new();
    for set in &sets {
        let Some(elements) = elements(set) else { return Ok(unknown_union(&sets)) };
        check_elements(all.len() + elements.len())?;
        all.extend_from_slice(&elements);
    }
    set(all, &sets[0])
}

fn unknown_union(sets: &[Value]) -> Value {
    let least = sets.iter().map(|set| bounds(set).0).max().unwrap_or(0);
    let most = sets.iter().try_fold(0u64, |sum, set| bounds(set).1.and_then(|most| sum.checked_add(most)));
    let filled = sets.iter().filter(|set| bounds(set).1 != Some(0));
    let element = one_of(filled.map(any_element).collect(), &sets[0]);
    unknown_sequence(sets[0].type_of(), sets, (least, most), element)
}

fn intersection(args: &[Value]) -> Result<Value, Fault> {
    let sets = alike(args)?;
    sets.iter().skip(1).try_fold(sets[0].clone(), |common, other| sieve(&common, other, true))
}

fn subtract(args: &[Value]) -> Result<Value, Fault> {
    let sets = alike(args)?;
    sieve(&sets[0], &sets[1], false)
}

/// The elements of a set that are (or are not) in another. Where that depends on something unknown, so does the set.
fn sieve(set: &Value, other: &Value, wanted: bool) -> Result<Value, Fault> {
    let most = bounds(set).1;
    let (Some(candidates), Some(others)) = (elements(set), elements(other)) else {
        if most == Some(0) || (bounds(other).1 == Some(0) && !wanted) {
            return Ok(set.clone());
        }
        return Ok(unknown_sequence(set.type_of(), [set, other], (0, most), any_element(set)));
    };
    check_comparisons(candidates.len().saturating_mul(others.len()))?;
    let (mut kept, mut undecided) = (Vec::new(), 0);
    for candidate in candidates.iter() {
        let answers: Vec<_> = others.iter().map(|other| convert::equal(candidate, other).as_bool()).collect();
        let found = if answers.contains(&Some(true)) {
            Some(true)
        } else {
            answers.iter().all(Option::is_some).then_some(false)
        };
        if found.is_none_or(|found| found == wanted) {
            kept.push(candidate.clone());
            undecided += u64::from(found.is_none());
        }
    }
    if undecided == 0 {
        return self::set(kept, set);
    }
    let most = kept.len() as u64;
    let element = one_of(kept.into_iter().map(Some).collect(), set);
    Ok(unknown_sequence(set.type_of(), [set, other], (u64::from(most > undecided), Some(most)), element))
}

fn product(args: &[Value]) -> Result<Value, Fault> {
    let mut is_set = false;
    for (index, arg) in args.iter().enumerate() {
        match &arg.type_of() {
            Type::Set(_) => is_set = true,
            Type::List(_) | Type::Tuple(_) => {}
            Type::Any if !arg.is_known() => {}
            _ => return Err(Fault::argument(index, "a set or a list is required")),
        }
    }
    let mut factors = Vec::with_capacity(args.len());
    for (index, arg) in args.iter().enumerate() {
        let Some(elements) = elements(arg) else { return Ok(unknown_product(args, is_set)) };
        let factor = unified(elements.into_owned(), "all elements must be of the same type");
        factors.push(factor.map_err(|fault| Fault::argument(index, fault.message))?);
    }
    let count = factors.iter().fold(1usize, |count, (_, factor)| count.saturating_mul(factor.len()));
    check_elements(count.saturating_mul(factors.len()))?;
    let mut tuples: Vec<Vec<Value>> = vec![Vec::new()];
    for (_, factor) in &factors {
        tuples = (tuples.iter())
            .flat_map(|tuple| factor.iter().map(|element| tuple.iter().chain([element]).cloned().collect()))
            .collect();
    }
    let tuples: Vec<Value> = tuples.into_iter().map(Value::tuple).collect();
    let element = Type::Tuple(
        factors
            .iter()
            .zip(args)
            .map(|((ty, _), arg)| match arg.kind {
                Kind::List(..) | Kind::Set(..) => element_type(arg),
                _ => ty.clone(),
            })
            .collect(),
    );
    match (is_set, tuples.is_empty()) {
        (true, false) => convert::set_of(tuples),
        (true, true) => convert::convert(&Value::list(element.clone(), tuples), &Type::set(element)),
        (false, _) => Ok(Value::list(element, tuples)),
    }
}

fn unknown_product(args: &[Value], is_set: bool) -> Value {
    let least = args.iter().fold(1u64, |product, arg| product.saturating_mul(bounds(arg).0));
    let most = args.iter().try_fold(1u64, |product, arg| product.checked_mul(bounds(arg).1?));
    let element = args.iter().map(any_element).collect::<Option<Vec<_>>>().map(Value::tuple);
    let ty = Type::Tuple(args.iter().map(element_type).collect());
    let ty = if is_set { Type::set(ty) } else { Type::list(ty) };
    unknown_sequence(ty, args, (least, most), element)
}

#[cfg(test)]
mod tests {
    use crate::eval::functions::testing::{called, identified, json, value};
    use crate::eval::value::{Facts, Type, Value};

    #[test]
    fn ids_are_subtracted_by_what_they_are() {
        let id = |path: &str| identified(path, Type::String, Facts::default());
        let both = Value::tuple(vec![id("id"), id("id")]);
        assert_eq!(json(&called("setunion", std::slice::from_ref(&both)).unwrap()), "[?]");
        assert_eq!(json(&called("setsubtract", &[both.clone(), both.clone()]).unwrap()), "[]");
        assert_eq!(json(&called("setintersection", &[both.clone(), both]).unwrap()), "[?]");
    }

    #[test]
    fn what_cannot_be_compared_leaves_bounds() {
        let names = value(r#"["a", "b", "c"]"#);
        let other = Value::tuple(vec![value(r#"{"$unknown": "string"}"#), value(r#""a""#)]);
        let rest = called("setsubtract", &[names.clone(), other.clone()]).unwrap();
        assert_eq!(rest.as_unknown().unwrap().facts.max_length, Some(2));
        assert_eq!(json(&called("setsubtract", &[names, value("[]")]).unwrap()), r#"["a","b","c"]"#);
    }
}
