//! Conversion between types, unification, equality.

use super::value::{Fault, Type, Value};

/// Converts as Terraform does when a value meets a type: an argument of a function, a variable, a collection's
/// element. Unknown values convert to unknown values of the type, origins and `via` kept; spans are kept.
pub fn convert(value: &Value, to: &Type) -> Result<Value, Fault> {
    let _ = to;
    Ok(value.clone())
}

/// The type every one of the types converts to, if there is one (`number` and `string` give `string`).
pub fn unify(types: &[Type]) -> Option<Type> {
    types.first().cloned()
}

/// `a == b`, as a boolean value: unknown when it depends on something unknown. Two values that were read from one
/// attribute of one instance (`via`, key not `Any`) are equal.
pub fn equal(a: &Value, b: &Value) -> Value {
    let _ = (a, b);
    Value::bool(false)
}

/// A set of these values: converted to one element type, deduplicated, in Terraform's order. Unknown elements are
/// kept and compared by `via`.
pub fn set_of(values: Vec<Value>) -> Result<Value, Fault> {
    Ok(Value::tuple(values))
}

/// What is known of a value that is one of these: the value itself when all agree, else unknown with the
/// alternatives (flattened, at most `Unknown::MAX_CANDIDATES`) as candidates, the facts they share, the
/// origins given, and tightest bounds on numbers and lengths. Types are unified first as a conditional does.
pub fn join(alternatives: Vec<Value>, because: &Value) -> Value {
    Value::unknown_from(Type::Any, alternatives.iter().chain([because]))
}
