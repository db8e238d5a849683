//! Calls functions in tests: arguments and results as JSON with a few marks (see `answers.tsv`).

use super::{FileAccess, call};
use crate::address::{Address, Key, ModulePath, Ref};
use crate::eval::convert;
use crate::eval::value::{Facts, Fault, Kind, Origin, Type, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Files of a test.
pub(super) struct Files(pub BTreeMap<&'static str, &'static str>);

impl FileAccess for Files {
    fn read(&mut self, path: &str) -> Result<Vec<u8>, Fault> {
        self.0.get(path).map(|text| text.as_bytes().to_vec()).ok_or_else(|| Fault::argument(0, "no such file"))
    }

    fn list(&mut self, directory: &str) -> Result<Vec<String>, Fault> {
        let prefix = format!("{directory}/");
        Ok(self.0.keys().filter_map(|path| path.strip_prefix(&prefix)).map(str::to_owned).collect())
    }

    fn covers(&self, path: &str) -> bool {
        !path.starts_with('/')
    }
}

/// The value of a JSON text with marks.
pub(super) fn value(json: &str) -> Value {
    from_json(&serde_json::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}")))
}

fn from_json(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::null(Type::Any),
        serde_json::Value::Bool(flag) => Value::bool(*flag),
        serde_json::Value::Number(number) => super::encoding::number(&number.to_string()).unwrap(),
        serde_json::Value::String(text) => Value::string(text.as_str()),
        serde_json::Value::Array(items) => Value::tuple(items.iter().map(from_json).collect()),
        serde_json::Value::Object(entries) => {
            if let Some((mark, marked)) = entries.iter().next().filter(|(name, _)| name.starts_with('$')) {
                let ty = match mark.as_str() {
                    "$list" => Type::list(Type::Any),
                    "$set" => Type::set(Type::Any),
                    "$map" => Type::map(Type::Any),
                    "$string" => Type::String,
                    "$unknown" => return unknown("u", named(marked.as_str().unwrap()), Facts::default()),
                    other => panic!("{other}"),
                };
                return convert::convert(&from_json(marked), &ty).unwrap();
            }
            Value::object(entries.iter().map(|(name, entry)| (name.as_str().into(), from_json(entry))).collect())
        }
    }
}

fn named(ty: &str) -> Type {
    match ty {
        "string" => Type::String,
        "number" => Type::Number,
        "bool" => Type::Bool,
        "list(string)" => Type::list(Type::String),
        _ => Type::Any,
    }
}

/// The attribute `path` of one resource, known after apply.
pub(super) fn unknown(path: &str, ty: Type, facts: Facts) -> Value {
    let address = Address {
        module: ModulePath::default(),
        data: false,
        ty: "aws_subnet".into(),
        name: "a".into(),
        key: Key::None,
    };
    let origin = Ref { address: Arc::new(address), path: path.into() };
    let facts = Facts { not_null: true, ..facts };
    Value::unknown_with(ty, vec![Origin::Attribute(Arc::new(origin))], facts)
}

/// Such an attribute with an identity: it is the same value wherever it is read.
pub(super) fn identified(path: &str, ty: Type, facts: Facts) -> Value {
    let value = unknown(path, ty, facts);
    let Some(Origin::Attribute(origin)) = value.as_unknown().and_then(|unknown| unknown.origins.first()).cloned()
    else {
        unreachable!("`unknown` gives one origin")
    };
    Value { via: Some(origin), ..value }
}

/// Calls a function with values.
pub(super) fn called(name: &str, args: &[Value]) -> Result<Value, Fault> {
    call(name, args, &mut Files(BTreeMap::new())).unwrap_or_else(|| panic!("no function `{name}`"))
}

/// The result as JSON, `?` for unknown, and its type; or `error`.
pub(super) fn shown(result: &Result<Value, Fault>) -> (String, String) {
    match result {
        Ok(value) => (json(value), value.type_of().to_string()),
        Err(_) => ("error".to_owned(), String::new()),
    }
}

pub(super) fn json(value: &Value) -> String {
    match &value.kind {
        Kind::Unknown(_) | Kind::Instance(_) => "?".to_owned(),
        Kind::List(..) | Kind::Set(..) | Kind::Tuple(_) => {
            format!("[{}]", value.children().map(json).collect::<Vec<_>>().join(","))
        }
        Kind::Map(..) | Kind::Object(_) => {
            let entries = value.as_entries().unwrap().iter();
            let entries = entries.map(|(name, entry)| format!("{}:{}", serde_json::Value::from(&**name), json(entry)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
        Kind::String(text) => serde_json::Value::from(&**text).to_string(),
        Kind::Number(number) => number.to_string(),
        Kind::Bool(flag) => flag.to_string(),
        Kind::Null(_) => "null".to_owned(),
    }
}
