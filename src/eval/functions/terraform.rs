//! The functions of the provider that is part of Terraform: values as HCL text, and variable files as values.
//! Source: developer.hashicorp.com/terraform/language/functions/terraform-encode_expr and its neighbours, and what
//! Terraform 1.11.4 answers; read 2026-11-23.

use super::{Body, Function, MAX_TEXT, Param, str_at, text};
use crate::eval::value::{Fault, Kind, Type, Value};
use crate::eval::{encode, inputs};
use crate::source::SourceMap;

/// A function by the part of its name after `provider::terraform::`.
pub(super) fn function(name: &str) -> Option<Function> {
    use Body::Known;
    Some(match name {
        "decode_tfvars" => Function::new(&[Param::Text], Known(Type::Any, decode_tfvars)),
        "encode_expr" => Function::new(&[Param::Any], Known(Type::String, encode_expr)),
        "encode_tfvars" => Function::new(&[Param::Any], Known(Type::String, encode_tfvars)),
        _ => return None,
    })
}

fn encode_expr(args: &[Value]) -> Result<Value, Fault> {
    text(encode::expression(&args[0], MAX_TEXT).ok_or_else(too_long)?)
}

fn encode_tfvars(args: &[Value]) -> Result<Value, Fault> {
    let values =
        args[0].as_entries().ok_or_else(|| Fault::argument(0, "an object is required, of variables by name"))?;
    let mut lines = encode::Text::new(MAX_TEXT);
    for (name, value) in values {
        if !encode::is_identifier(name) {
            return Err(Fault::argument(0, format!("{} is no name for a variable", crate::address::quoted(name))));
        }
        lines.assign(name, value);
    }
    text(lines.finish().ok_or_else(too_long)?)
}

fn too_long() -> Fault {
    Fault::limit("the result would be longer than podroom's limit of 16 MiB")
}

fn decode_tfvars(args: &[Value]) -> Result<Value, Fault> {
    // Its lines are none of the configuration's: they are counted here, and forgotten.
    let mut sources = SourceMap::default();
    let source = str_at(args, 0)?;
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let file = sources.add("its argument".to_owned(), source.into());
    let (values, problems) = inputs::values(source, file);
    if let Some(problem) = problems.first() {
        return Err(Fault::argument(0, format!("{}: {}", sources.place(problem.span), problem.message)));
    }
    Ok(Value::object(values.into_iter().map(|(name, value)| (name, placeless(&value))).collect()))
}

/// The value without the places where it was written.
fn placeless(value: &Value) -> Value {
    let each = |values: &[Value]| values.iter().map(placeless).collect::<Vec<_>>().into();
    Value::new(match &value.kind {
        Kind::List(ty, values) => Kind::List(ty.clone(), each(values)),
        Kind::Set(ty, values) => Kind::Set(ty.clone(), each(values)),
        Kind::Tuple(values) => Kind::Tuple(each(values)),
        Kind::Map(..) | Kind::Object(_) => {
            let entries = value.as_entries().into_iter().flatten();
            let entries = entries.map(|(name, value)| (name.clone(), placeless(value))).collect();
            match &value.kind {
                Kind::Map(ty, _) => Kind::Map(ty.clone(), std::sync::Arc::new(entries)),
                _ => return Value::object(entries),
            }
        }
        other => other.clone(),
    })
}
