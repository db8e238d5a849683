//! Functions that change a value's type.

use super::{Body, Function, Param, sequence, unknown, unknown_with};
use crate::eval::convert;
use crate::eval::value::{Facts, Fault, Type, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) fn function(name: &str) -> Option<Function> {
    let run: fn(&[Value]) -> Result<Value, Fault> = match name {
        "tobool" => |args| convert::convert(&args[0], &Type::Bool),
        "tolist" => |args| collection(&args[0], Type::list(Type::Any)),
        "tomap" => |args| convert::convert(&args[0], &Type::map(Type::Any)),
        "tonumber" => |args| convert::convert(&args[0], &Type::Number),
        "toset" => |args| collection(&args[0], Type::set(Type::Any)),
        "tostring" => |args| convert::convert(&args[0], &Type::String),
        // Terraform had these two up to 0.14, and roots that pin such a version have them still.
        "list" => return Some(Function::variadic(&[], Param::Nullable, Body::Parts(list))),
        "map" => return Some(Function::variadic(&[], Param::Nullable, Body::Parts(map))),
        _ => return None,
    };
    Some(Function::new(&[Param::Nullable], Body::Whole(run)))
}

/// `list("a", "b")`, which is `tolist(["a", "b"])` now.
fn list(args: &[Value]) -> Result<Value, Fault> {
    convert::convert(&Value::tuple(args.to_vec()), &Type::list(Type::Any))
}

/// `map("key", "value", …)`, which is `tomap({ key = "value" })` now.
fn map(args: &[Value]) -> Result<Value, Fault> {
    let mut entries = BTreeMap::new();
    for (n, pair) in args.chunks(2).enumerate() {
        let [key, value] = pair else { return Err(Fault::new("takes a value for each key")) };
        let key = convert::convert(key, &Type::String).map_err(|fault| Fault::argument(2 * n, fault.message))?;
        match key.as_str() {
            Some(name) => drop(entries.insert(Arc::from(name), value.clone())),
            None if key.is_null() => return Err(Fault::argument(2 * n, "argument must not be null")),
            None => return Ok(unknown(Type::map(Type::Any), args)),
        }
    }
    convert::convert(&Value::object(entries), &Type::map(Type::Any))
}

/// A list or set. What is known of an unknown one stays known, but elements may fall together in a set.
fn collection(value: &Value, to: Type) -> Result<Value, Fault> {
    let converted = convert::convert(value, &to)?;
    let Some(unknown) = converted.as_unknown() else { return Ok(converted) };
    let (least, most) = sequence::bounds(value);
    let into_set = matches!(to, Type::Set(_)) && !matches!(value.type_of(), Type::Set(_));
    let facts = Facts {
        min_length: if into_set { least.min(1) } else { least },
        max_length: most,
        element: sequence::any_element(value),
        ..unknown.facts.clone()
    };
    let kept = unknown_with(unknown.ty.clone(), [&converted], facts);
    Ok(Value { kind: kept.kind, ..converted })
}

#[cfg(test)]
mod tests {
    use crate::eval::functions::testing::{called, json, value};

    #[test]
    fn lists_and_maps_as_they_were_made_once() {
        for (name, args, expected) in [
            ("list", r#"["a", 1]"#, r#"["a","1"]"#),
            ("list", "[]", "[]"),
            ("map", r#"["k", "v", "l", 1]"#, r#"{"k":"v","l":"1"}"#),
            ("map", "[]", "{}"),
            ("map", r#"[{"$unknown": "string"}, 1]"#, "?"),
        ] {
            assert_eq!(json(&called(name, value(args).as_sequence().unwrap()).unwrap()), expected, "{name}{args}");
        }
        for args in [r#"["k"]"#, r#"[null, 1]"#, r#"["k", [1], "l", {"a": 1}]"#] {
            assert!(called("map", value(args).as_sequence().unwrap()).is_err(), "{args}");
        }
    }
}
