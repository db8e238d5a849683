//! What Terraform would compute, for programs: `podroom eval --format json`.
//!
//! A value that is not known is `{"unknown": true}`, one that must not be shown `{"sensitive": true}`. Types are words
//! and arrays: `"string"`, `["list", "string"]`, `["object", {"name": "string"}]`; `"dynamic"` for one that is not known.

use super::json::{FindingJson, print};
use super::values::{because, hidden};
use crate::eval::resources::Configured;
use crate::eval::value::{Kind, Type, Value};
use crate::eval::whole::Output;
use crate::finding::Finding;
use crate::source::SourceMap;
use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use std::io::{self, Write};

/// Bytes of all values, beyond which the rest is unknown.
const MOST: usize = 64 << 20;

/// Values as JSON, as long as there is room for them.
pub struct Values {
    verbose: bool,
    left: usize,
    /// Whether something was left out for its size.
    pub cut: bool,
}

#[derive(Serialize)]
struct Everything<'a> {
    outputs: Map<String, Json>,
    output_types: Map<String, Json>,
    resources: Map<String, Json>,
    data: Map<String, Json>,
    sensitive_outputs: Vec<&'a str>,
    /// What stands in for a module, by the addresses of its resources.
    stand_ins: Map<String, Json>,
}

#[derive(Serialize)]
struct Answers<'a> {
    values: Vec<Answer<'a>>,
}

#[derive(Serialize)]
struct Answer<'a> {
    expression: &'a str,
    value: Json,
    #[serde(rename = "type")]
    ty: Json,
}

#[derive(Serialize)]
struct Document<'a, T> {
    #[serde(flatten)]
    values: T,
    diagnostics: Vec<FindingJson<'a>>,
}

impl Values {
    /// `verbose` says of unknown values why they are.
    pub fn new(verbose: bool) -> Self {
        Self { verbose, left: MOST, cut: false }
    }

    /// The outputs, resources and data sources.
    pub fn everything<'a>(&mut self, outputs: &'a [Output], instances: &[Configured]) -> impl Serialize + use<'a> {
        let mut all = Everything {
            outputs: Map::new(),
            output_types: Map::new(),
            resources: Map::new(),
            data: Map::new(),
            sensitive_outputs: Vec::new(),
            stand_ins: Map::new(),
        };
        for output in outputs {
            let name = output.name.to_string();
            if hidden(&output.value) {
                all.sensitive_outputs.push(&output.name);
            } else {
                all.output_types.insert(name.clone(), type_json(&output.value.type_of()));
            }
            all.outputs.insert(name, self.json(&output.value));
        }
        for configured in instances {
            let resource = &configured.resource;
            let attributes = resource.attributes.iter().map(|(name, value)| (name.to_string(), self.json(value)));
            let attributes = Json::Object(attributes.collect());
            if let Some(stand_in) = &configured.stand_in {
                all.stand_ins.insert(resource.address.to_string(), Json::String(stand_in.to_string()));
            }
            let part = if resource.address.data { &mut all.data } else { &mut all.resources };
            part.insert(resource.address.to_string(), attributes);
        }
        all
    }

    /// What expressions are worth.
    pub fn answers<'a>(&mut self, answers: &'a [(String, Option<Value>)]) -> impl Serialize + use<'a> {
        let answered = answers.iter().filter_map(|(expression, value)| Some((expression, value.as_ref()?)));
        let values = answered
            .map(|(expression, value)| Answer { expression, value: self.json(value), ty: type_json(&value.type_of()) })
            .collect();
        Answers { values }
    }

    fn json(&mut self, value: &Value) -> Json {
        if hidden(value) {
            return json!({ "sensitive": true });
        }
        let size = value.as_str().map_or(0, str::len) + 8;
        match self.left.checked_sub(size) {
            Some(left) => self.left = left,
            None => {
                self.cut = true;
                return json!({ "unknown": true });
            }
        }
        match &value.kind {
            Kind::Null(_) => Json::Null,
            Kind::Bool(flag) => Json::Bool(*flag),
            // Infinity is no number in JSON.
            Kind::Number(number) => {
                serde_json::from_str(&number.to_string()).unwrap_or_else(|_| number.to_string().into())
            }
            Kind::String(text) => Json::String(text.to_string()),
            Kind::List(_, values) | Kind::Set(_, values) | Kind::Tuple(values) => {
                Json::Array(values.iter().map(|value| self.json(value)).collect())
            }
            Kind::Map(..) | Kind::Object(_) => {
                let entries = value.as_entries().into_iter().flatten();
                Json::Object(entries.map(|(name, value)| (name.to_string(), self.json(value))).collect())
            }
            Kind::Unknown(_) | Kind::Instance(_) if self.verbose => {
                json!({ "unknown": true, "because": because(value, None) })
            }
            Kind::Unknown(_) | Kind::Instance(_) => json!({ "unknown": true }),
        }
    }
}

/// A type, as other programs read it.
pub fn type_json(ty: &Type) -> Json {
    match ty {
        Type::Any => "dynamic".into(),
        Type::Bool => "bool".into(),
        Type::Number => "number".into(),
        Type::String => "string".into(),
        Type::List(ty) => json!(["list", type_json(ty)]),
        Type::Set(ty) => json!(["set", type_json(ty)]),
        Type::Map(ty) => json!(["map", type_json(ty)]),
        Type::Tuple(types) => json!(["tuple", types.iter().map(type_json).collect::<Vec<_>>()]),
        Type::Object(types) => {
            let types: Map<String, Json> = types.iter().map(|(name, ty)| (name.to_string(), type_json(ty))).collect();
            json!(["object", types])
        }
    }
}

/// Prints values and what was found on the way to them.
///
/// # Errors
/// Those of the writer.
pub fn write(out: &mut dyn Write, values: impl Serialize, findings: &[Finding], sources: &SourceMap) -> io::Result<()> {
    let diagnostics = findings.iter().map(|finding| FindingJson::of(finding, sources)).collect();
    print(out, &Document { values, diagnostics })
}
