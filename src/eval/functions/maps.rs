//! Functions of maps and objects.

use super::sequence::{bounds, element_type, elements, nth, one_of, unified, unknown_sequence};
use super::{Body, Function, Param, check_elements, not_null, str_at, unknown, unknown_with};
use crate::address::Ref;
use crate::eval::convert;
use crate::eval::value::{Facts, Fault, Kind, Object, Type, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) fn function(name: &str) -> Option<Function> {
    use Param::{Any, Groups, Nullable, Text, Texts};
    Some(match name {
        "keys" => Function::new(&[Any], Body::Parts(keys)),
        "lookup" => Function::variadic(&[Any, Text], Nullable, Body::Parts(lookup)),
        "merge" => Function::variadic(&[], Nullable, Body::Parts(merge)),
        "transpose" => Function::new(&[Groups], Body::Known(Type::map(Type::list(Type::String)), transpose)),
        "values" => Function::new(&[Any], Body::Parts(values)),
        "zipmap" => Function::new(&[Texts, Any], Body::Parts(zipmap)),
        _ => return None,
    })
}

type Entries = BTreeMap<Arc<str>, Value>;

/// The entries of a map or object, and whether there are others that are not listed. An unknown object has
/// unknown attributes; an unknown map has no entries that are known.
fn entries(value: &Value) -> Option<(Cow<'_, Entries>, Option<Arc<Ref>>)> {
    match &value.kind {
        Kind::Map(_, entries) => Some((Cow::Borrowed(entries), None)),
        Kind::Object(object) => Some((Cow::Borrowed(&object.attributes), object.open.clone())),
        Kind::Unknown(unknown) => match &unknown.ty {
            Type::Object(types) => Some((
                Cow::Owned(
                    types.iter().map(|(name, ty)| (name.clone(), Value::unknown_from(ty.clone(), [value]))).collect(),
                ),
                None,
            )),
            _ => None,
        },
        _ => None,
    }
}

/// An argument that must be a map or object.
fn map_at(args: &[Value], index: usize) -> Result<&Value, Fault> {
    let value = &args[index];
    let is_map = match &value.kind {
        Kind::Map(..) | Kind::Object(_) => true,
        Kind::Unknown(unknown) => matches!(unknown.ty, Type::Any | Type::Map(_) | Type::Object(_)),
        _ => false,
    };
    is_map.then_some(value).ok_or_else(|| Fault::argument(index, "a map or object is required"))
}

/// The type of a map's elements; of an object's when they have one type.
fn entry_type(value: &Value) -> Type {
    match value.type_of() {
        Type::Map(ty) => (*ty).clone(),
        _ => Type::Any,
    }
}

/// How many entries there may be, when they are not known.
fn unknown_count(value: &Value) -> (u64, Option<u64>) {
    value.as_unknown().map_or((0, None), |unknown| (unknown.facts.min_length, unknown.facts.max_length))
}

fn unknown_entry(value: &Value) -> Option<Value> {
    value.as_unknown()?.facts.element.clone()
}

fn keys(args: &[Value]) -> Result<Value, Fault> {
    let map = map_at(args, 0)?;
    let ty = Type::list(Type::String);
    match entries(map) {
        Some((entries, None)) => {
            let names = entries.keys().map(|name| Value::string(name.clone())).collect();
            Ok(if matches!(map.type_of(), Type::Map(_)) {
                Value::list(Type::String, names)
            } else {
                Value::tuple(names)
            })
        }
        Some((entries, Some(_))) => Ok(unknown_sequence(ty, args, (entries.len() as u64, None), None)),
        None => Ok(unknown_sequence(ty, args, unknown_count(map), None)),
    }
}

fn values(args: &[Value]) -> Result<Value, Fault> {
    let map = map_at(args, 0)?;
    match entries(map) {
        Some((entries, None)) => {
            let values = entries.values().cloned().collect();
            let is_map = matches!(map.type_of(), Type::Map(_));
            Ok(if is_map { Value::list(entry_type(map), values) } else { Value::tuple(values) })
        }
        Some((entries, Some(_))) => Ok(unknown_sequence(Type::Any, args, (entries.len() as u64, None), None)),
        None => {
            let ty = if map.type_of() == Type::Any { Type::Any } else { Type::list(entry_type(map)) };
            Ok(unknown_sequence(ty, args, unknown_count(map), unknown_entry(map)))
        }
    }
}

fn lookup(args: &[Value]) -> Result<Value, Fault> {
    if args.len() > 3 {
        return Err(Fault::argument(3, "`lookup` takes two or three arguments"));
    }
    let map = map_at(args, 0)?;
    let entry_type = entry_type(map);
    let default = match args.get(2) {
        Some(default) => Some(
            convert::convert(default, &entry_type)
                .map_err(|_| Fault::argument(2, "the default value must have the same type as the map elements"))?,
        ),
        None => None,
    };
    if !args[1].is_known() {
        // Any entry may be meant. Few of them are worth naming.
        let alternatives = match entries(map) {
            Some((entries, None)) => entries.values().cloned().map(Some).collect(),
            _ => vec![unknown_entry(map)],
        };
        let found = one_of(alternatives.into_iter().chain(default.map(Some)).collect(), &args[1]);
        return Ok(found.filter(|found| !found.is_known()).unwrap_or_else(|| Value::unknown_from(entry_type, args)));
    }
    let key = str_at(args, 1)?;
    match entries(map) {
        Some((entries, open)) => match (entries.get(key), open, default) {
            (Some(found), ..) => Ok(found.clone()),
            (None, Some(open), _) => Ok(convert::open_attribute(&open, key, Type::Any)),
            (None, None, Some(default)) => Ok(default),
            (None, None, None) => {
                Err(Fault::argument(1, format!("the map has no element of that key and there is no default: `{key}`")))
            }
        },
        None => {
            let found = unknown_entry(map).unwrap_or_else(|| Value::unknown_from(entry_type, [map]));
            Ok(match default {
                Some(default) => convert::join(vec![found, default], map),
                None => found,
            })
        }
    }
}

fn merge(args: &[Value]) -> Result<Value, Fault> {
    let mut merged = Entries::new();
    let mut open = None;
    let mut all_known = true;
    let given: Vec<(usize, &Value)> = args.iter().enumerate().filter(|(_, arg)| !arg.is_null()).collect();
    for &(index, arg) in &given {
        map_at(args, index)?;
        let Some((entries, others)) = entries(arg) else {
            all_known = false;
            continue;
        };
        if let Some(others) = others {
            // What is not listed here may replace what came before.
            for (name, value) in merged.iter_mut().filter(|(name, _)| !entries.contains_key(*name)) {
                *value = convert::join(vec![value.clone(), convert::open_attribute(&others, name, Type::Any)], arg);
            }
            open = Some(others);
        }
        merged.extend(entries.into_owned());
        check_elements(merged.len())?;
    }
    let types: Vec<Type> = args.iter().map(Value::type_of).collect();
    let map_type = match types.split_first() {
        Some((Type::Map(ty), rest)) if rest.iter().all(|other| *other == types[0]) => Some((**ty).clone()),
        _ => None,
    };
    if all_known {
        return Ok(match map_type {
            Some(ty) => Value::map(ty, merged),
            None => Value::new(Kind::Object(Arc::new(Object { attributes: merged, open }))),
        });
    }
    let (mut least, mut most) = (merged.len() as u64, Some(merged.len() as u64));
    let mut samples: Vec<Option<Value>> = merged.into_values().map(Some).collect();
    for (_, arg) in given.iter().filter(|(_, arg)| entries(arg).is_none()) {
        let (l, m) = unknown_count(arg);
        least = least.max(l);
        most = most.zip(m).and_then(|(a, b)| a.checked_add(b));
        samples.push(unknown_entry(arg));
    }
    let ty = map_type.map_or(Type::Any, Type::map);
    let facts = Facts { min_length: least, max_length: most, element: one_of(samples, &args[0]), ..not_null() };
    Ok(unknown_with(ty, args, facts))
}

fn transpose(args: &[Value]) -> Result<Value, Fault> {
    let mut turned: BTreeMap<Arc<str>, Vec<Value>> = BTreeMap::new();
    let groups = args[0].as_entries().into_iter().flatten();
    for (group, members) in groups {
        let members = members.as_sequence().ok_or_else(|| Fault::argument(0, "a list is null"))?;
        for member in members {
            let member = member.as_str().ok_or_else(|| Fault::argument(0, "a string in a list is null"))?;
            turned.entry(member.into()).or_default().push(Value::string(group.clone()));
        }
    }
    let turned = turned.into_iter().map(|(member, groups)| (member, Value::list(Type::String, groups))).collect();
    Ok(Value::map(Type::list(Type::String), turned))
}

fn zipmap(args: &[Value]) -> Result<Value, Fault> {
    let values = &args[1];
    if !matches!(values.type_of(), Type::List(_) | Type::Tuple(_) | Type::Any) {
        return Err(Fault::argument(1, "a list or tuple is required"));
    }
    let is_tuple = matches!(values.type_of(), Type::Tuple(_));
    let ty = if matches!(values.type_of(), Type::List(_)) { Type::map(element_type(values)) } else { Type::Any };
    let Some(keys) = elements(&args[0]).filter(|keys| keys.iter().all(Value::is_known)) else {
        return Ok(unknown(ty, args));
    };
    let known = elements(values);
    // Terraform refuses lists of different lengths, so an unknown one is as long as the other.
    let length_differs = match &known {
        Some(known) => known.len() != keys.len(),
        None => {
            let (least, most) = bounds(values);
            least > keys.len() as u64 || most.is_some_and(|most| most < keys.len() as u64)
        }
    };
    if length_differs {
        return Err(Fault::argument(1, "there must be as many values as keys"));
    }
    let mut zipped = Entries::new();
    for (n, key) in keys.iter().enumerate() {
        let key = key.as_str().ok_or_else(|| Fault::argument(0, format!("the key at index {n} is null")))?;
        let value = known.as_ref().map_or_else(|| nth(values, n as u64), |known| known[n].clone());
        zipped.insert(key.into(), value);
    }
    if is_tuple {
        return Ok(Value::object(zipped));
    }
    if let Type::Map(ty) = ty {
        return Ok(Value::map((*ty).clone(), zipped));
    }
    let (names, values): (Vec<_>, Vec<_>) = zipped.into_iter().unzip();
    match unified(values.clone(), "") {
        Ok((ty, values)) => Ok(Value::map(ty, names.into_iter().zip(values).collect())),
        Err(_) => Ok(Value::object(names.into_iter().zip(values).collect())),
    }
}

#[cfg(test)]
mod tests {
    use crate::eval::functions::testing::{called, identified, json, unknown, value};
    use crate::eval::value::{Facts, Kind, Object, Origin, Type, Value};
    use std::sync::Arc;

    /// Part of a resource, of which only `size` is written down.
    fn open() -> Value {
        let resource = identified("scaling", Type::Any, Facts::default());
        let attributes = [(Arc::from("size"), value("3"))].into();
        Value::new(Kind::Object(Arc::new(Object { attributes, open: resource.via })))
    }

    #[test]
    fn an_attribute_that_is_not_written_down_is_unknown() {
        assert_eq!(json(&called("lookup", &[open(), value(r#""size""#), value("1")]).unwrap()), "3");
        let other = called("lookup", &[open(), value(r#""max""#), value("1")]).unwrap();
        assert_eq!(other.via.unwrap().path.as_ref(), "scaling.max");
        assert!(!called("keys", &[open()]).unwrap().is_known());
    }

    #[test]
    fn merging_keeps_what_is_certain() {
        let merged = called("merge", &[value(r#"{"max": 9, "size": 1}"#), open()]).unwrap();
        assert_eq!(json(&merged), r#"{"max":?,"size":3}"#);
        let merged = called("merge", &[open(), value(r#"{"max": 9}"#)]).unwrap();
        assert_eq!(json(&merged), r#"{"max":9,"size":3}"#);
        let typed = unknown("tags", Type::Object(Arc::new([(Arc::from("a"), Type::String)].into())), Facts::default());
        assert_eq!(json(&called("merge", &[value(r#"{"b": 1}"#), typed]).unwrap()), r#"{"a":?,"b":1}"#);
        let any = unknown("tags", Type::map(Type::String), Facts::default());
        let merged = called("merge", &[value(r#"{"b": 1}"#), any]).unwrap();
        assert_eq!(merged.as_unknown().unwrap().facts.min_length, 1);
    }

    #[test]
    fn an_unknown_key_is_one_of_the_map() {
        let sizes = value(r#"{"dev": 2, "prod": 50}"#);
        let found = called("lookup", &[sizes, value(r#"{"$unknown": "string"}"#), value("5")]).unwrap();
        let candidates = found.as_unknown().unwrap().facts.candidates.clone().unwrap();
        assert_eq!(candidates.iter().map(json).collect::<Vec<_>>(), ["2", "50", "5"]);
        assert!(matches!(found.as_unknown().unwrap().origins[..], [Origin::Attribute(_)]));
    }

    #[test]
    fn zipping_an_unknown_list_names_its_elements() {
        let list = identified("ids", Type::list(Type::String), Facts { min_length: 2, ..Facts::default() });
        let zipped = called("zipmap", &[value(r#"["a", "b"]"#), list]).unwrap();
        let paths: Vec<_> = zipped.children().map(|child| child.via.as_ref().unwrap().path.to_string()).collect();
        assert_eq!(paths, ["ids[0]", "ids[1]"]);
    }
}
