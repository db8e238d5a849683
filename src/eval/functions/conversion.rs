//! Functions that change a value's type.

use super::{Body, Function, Param, sequence, unknown_with};
use crate::eval::convert;
use crate::eval::value::{Facts, Fault, Type, Value};

pub(super) fn function(name: &str) -> Option<Function> {
    let run: fn(&[Value]) -> Result<Value, Fault> = match name {
        "tobool" => |args| convert::convert(&args[0], &Type::Bool),
        "tolist" => |args| collection(&args[0], Type::list(Type::Any)),
        "tomap" => |args| convert::convert(&args[0], &Type::map(Type::Any)),
        "tonumber" => |args| convert::convert(&args[0], &Type::Number),
        "toset" => |args| collection(&args[0], Type::set(Type::Any)),
        "tostring" => |args| convert::convert(&args[0], &Type::String),
        _ => return None,
    };
    Some(Function::new(&[Param::Nullable], Body::Whole(run)))
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
