//! The evaluator against Terraform 1.11.4: every expression of `testdata/conformance`, value and type.

use crate::discover::{Dialect, Files};
use crate::eval::evaluator::Evaluator;
use crate::eval::expr::Frames;
use crate::eval::module::Modules;
use crate::eval::number::Number;
use crate::eval::value::{Kind, Type, Value};
use crate::schema::Schema;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::path::Path;

/// Where podroom follows later versions; see the README beside the cases.
const ODDITIES: [&str; 1] = [
    // `false && [][0]`: from 1.12 on, the error on the side that does not matter vanishes.
    "operator-047",
];

#[test]
fn expressions_are_what_terraform_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/conformance/expressions.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    let mut failures = Vec::new();
    for line in text.lines() {
        let case: Json = serde_json::from_str(line).unwrap();
        let field = |name: &str| case[name].as_str().unwrap_or_default();
        let (value, refusals) = answer(field("context"), field("expr"));
        if ODDITIES.contains(&field("id")) {
            continue;
        }
        let problem = if case["expect"] == serde_json::json!({ "error": true }) {
            refusals.is_empty().then(|| format!("must be refused, is {value:?}"))
        } else if refusals.is_empty() {
            difference(&value, &case["expect"], &case["type"])
        } else {
            Some(format!("is refused: {}; must be {}", refusals.join("; "), case["expect"]))
        };
        failures.extend(problem.map(|problem| format!("{}: {}\n    {problem}\n", field("id"), field("expr"))));
    }
    assert!(failures.is_empty(), "{} differ:\n{}", failures.len(), failures.concat());
}

#[test]
fn marks_are_where_terraform_has_them() {
    let mut wrong = Vec::new();
    let lines = include_str!("../../../testdata/conformance/marks.tsv").lines().filter(|line| !line.starts_with('#'));
    for line in lines {
        let (expr, expected) = line.split_once('\t').unwrap();
        let parts = format!("try([for part in nonsensitive({expr}) : issensitive(part)], [])");
        let (value, refusals) = answer("", &format!("nonsensitive([issensitive({expr}), {parts}])"));
        let expected: Json = serde_json::from_str(expected).unwrap();
        if !refusals.is_empty() || !is(&value, &expected) {
            wrong.push(format!("{line}: {value:?} {refusals:?}\n"));
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.concat());
}

#[test]
fn long_chains_are_what_terraform_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/conformance/chains.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    super::on_a_large_stack(move || {
        for line in text.lines() {
            let case: Json = serde_json::from_str(line).unwrap();
            let expr = case["expr"].as_str().unwrap();
            let (value, refusals) = answer("", &format!("try(jsonencode({expr}), \"error\")"));
            // Terraform's numbers know a negative zero; it is equal to the other one.
            let expected = case["expect"].to_string().replace("\"-0\"", "\"0\"");
            assert_eq!(super::shown(&value), expected, "{refusals:?} {expr}");
        }
    });
}

/// The expression's value as a local, and what was refused on the way.
fn answer(context: &str, expr: &str) -> (Value, Vec<String>) {
    let text =
        format!("{context}\nlocals {{\n  result__ = {expr}\n}}\noutput \"it\" {{\n  value = local.result__\n}}\n");
    let files = Files::in_memory([("main.tf".to_owned(), text.into_bytes())]);
    let mut modules = Modules::new(&files);
    modules.dialect = Dialect::Terraform;
    let schema = Schema::terraform();
    let assumed = BTreeMap::new();
    let mut evaluator = Evaluator::new(&mut modules, &schema, Path::new(""), BTreeMap::new(), &assumed).unwrap();
    let module = evaluator.module(Evaluator::ROOT);
    let output = evaluator.parsed(&module.outputs["it"]);
    let expr = &output.body.attribute("value").unwrap().expr;
    let value = evaluator.evaluate(expr, Evaluator::ROOT, &mut Frames::new());
    (value, evaluator.refusals().iter().map(|refusal| refusal.message.clone()).collect())
}

/// How the value differs from what Terraform says it is.
fn difference(value: &Value, expected: &Json, ty: &Json) -> Option<String> {
    if !is(value, expected) {
        return Some(format!("is {}; must be {expected}", super::shown(value)));
    }
    (!has_type(value, ty)).then(|| format!("is a {}; must be a {ty}", value.type_of()))
}

/// Whether the value is the expected one; anything may stand where Terraform does not know the value.
fn is(value: &Value, expected: &Json) -> bool {
    match (&value.kind, expected) {
        (_, Json::Object(unknown)) if unknown.len() == 1 && unknown.get("unknown") == Some(&Json::Bool(true)) => true,
        (Kind::Null(_), Json::Null) => true,
        (Kind::Bool(value), Json::Bool(expected)) => value == expected,
        (Kind::Number(value), Json::Number(expected)) => Number::parse(&expected.to_string()).is_some_and(|exact| {
            *value == exact || value.to_f64() == exact.to_f64() || value.to_string() == expected.to_string()
        }),
        (Kind::String(value), Json::String(expected)) => **value == **expected,
        (Kind::List(_, values) | Kind::Tuple(values), Json::Array(expected)) => {
            values.len() == expected.len() && values.iter().zip(expected).all(|(value, expected)| is(value, expected))
        }
        (Kind::Set(_, values), Json::Array(expected)) => {
            values.len() == expected.len()
                && values.iter().all(|value| expected.iter().any(|expected| is(value, expected)))
                && expected.iter().all(|expected| values.iter().any(|value| is(value, expected)))
        }
        (Kind::Map(..) | Kind::Object(_), Json::Object(expected)) => {
            let entries = value.as_entries().cloned().unwrap_or_default();
            entries.len() == expected.len()
                && entries.iter().all(|(name, value)| expected.get(&**name).is_some_and(|expected| is(value, expected)))
        }
        _ => false,
    }
}

/// Whether the value has the expected type; a value that is not known may have a type that is not known.
fn has_type(value: &Value, expected: &Json) -> bool {
    let unknown = !value.is_wholly_known();
    (unknown && expected.as_str() == Some("dynamic")) || fits(&value.type_of(), expected, unknown)
}

fn fits(ty: &Type, expected: &Json, unknown: bool) -> bool {
    let all = |types: Vec<&Type>, expected: Vec<&Json>| {
        types.len() == expected.len()
            && types.into_iter().zip(expected).all(|(ty, expected)| fits(ty, expected, unknown))
    };
    match (ty, expected.as_str(), expected[0].as_str(), &expected[1]) {
        (Type::Any, word, ..) => unknown || word == Some("dynamic"),
        (Type::Bool, word, ..) => word == Some("bool"),
        (Type::Number, word, ..) => word == Some("number"),
        (Type::String, word, ..) => word == Some("string"),
        (Type::List(ty), None, Some("list"), expected)
        | (Type::Set(ty), None, Some("set"), expected)
        | (Type::Map(ty), None, Some("map"), expected) => fits(ty, expected, unknown),
        (Type::Tuple(types), None, Some("tuple"), Json::Array(expected)) => {
            all(types.iter().collect(), expected.iter().collect())
        }
        (Type::Object(types), None, Some("object"), Json::Object(expected)) => {
            types.keys().all(|name| expected.contains_key(&**name))
                && all(types.values().collect(), types.keys().filter_map(|name| expected.get(&**name)).collect())
                && types.len() == expected.len()
        }
        _ => false,
    }
}
