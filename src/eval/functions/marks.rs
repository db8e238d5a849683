//! What a function's result has of its arguments' marks. Most functions take their arguments as wholes: a mark anywhere in
//! one is a mark of the result. Some look at the parts one by one, and a part keeps its mark.

use super::{Body, FileAccess, Function, Param};
use crate::eval::marks::Marks;
use crate::eval::value::{Fault, Kind, Type, Value};

/// Functions that hand parts of their arguments on, each with its own marks.
/// Source: `issensitive()` of results and of their elements in Terraform 1.11.4, function by function, 2026-11-25.
const PART_BY_PART: [&str; 19] = [
    "chunklist",
    "concat",
    "element",
    "flatten",
    "keys",
    "length",
    "lookup",
    "merge",
    "reverse",
    "setproduct",
    "slice",
    "tobool",
    "tolist",
    "tomap",
    "tonumber",
    "toset",
    "tostring",
    "values",
    "zipmap",
];

/// The functions that are about marks.
pub(super) fn function(name: &str) -> Option<Function> {
    let run: fn(&[Value]) -> Result<Value, Fault> = match name {
        "sensitive" => |args| Ok(args[0].clone().marked(Marks::SENSITIVE)),
        "nonsensitive" => |args| {
            let value = args[0].clone();
            Ok(Value { marks: value.marks.without(Marks::SENSITIVE), ..value })
        },
        "ephemeralasnull" => |args| Ok(args[0].without_ephemeral()),
        "issensitive" => |args| {
            Ok(match args[0].marks.contains(Marks::SENSITIVE) {
                true => Value::bool(true),
                // It may turn out to be.
                false if !args[0].is_known() => Value::unknown_from(Type::Bool, [&args[0]]),
                false => Value::bool(false),
            })
        },
        _ => return None,
    };
    Some(Function::new(&[Param::Nullable], Body::Whole(run)))
}

/// Calls a function so that its result has the marks it should.
pub(super) fn call(
    name: &str,
    args: &[Value],
    files: &mut dyn FileAccess,
    function: impl FnOnce(&[Value], &mut dyn FileAccess) -> Option<Result<Value, Fault>>,
) -> Option<Result<Value, Fault>> {
    let marks: Marks = args.iter().map(Value::marks_within).collect();
    if marks == Marks::NONE || self::function(name).is_some() {
        return function(args, files);
    }
    let (result, marks) = if PART_BY_PART.contains(&name) {
        (function(args, files), of_wholes(name, args))
    } else {
        let unmarked: Vec<Value> = args.iter().map(Value::unmarked).collect();
        (function(&unmarked, files), marks)
    };
    Some(result?.map(|value| value.marked(marks)))
}

/// The marks that a function which works part by part takes from its arguments as wholes.
fn of_wholes(name: &str, args: &[Value]) -> Marks {
    let marks = |(n, value): (usize, &Value)| match (name, n) {
        // The default is handed on as it is, or not at all.
        ("lookup", 2) => Marks::NONE,
        // The keys of a map have no marks of their own.
        ("zipmap", 0) => value.marks_within(),
        ("flatten", _) => of_sequences(value),
        _ => value.marks,
    };
    args.iter().enumerate().map(marks).collect()
}

/// The marks of a sequence and of the sequences in it, but not of what else is in them.
fn of_sequences(value: &Value) -> Marks {
    let mut marks = Marks::NONE;
    let mut rest = vec![value];
    while let Some(value) = rest.pop() {
        if let Kind::List(_, values) | Kind::Set(_, values) | Kind::Tuple(values) = &value.kind {
            marks |= value.marks;
            rest.extend(values.iter());
        }
    }
    marks
}
