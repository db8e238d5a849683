//! The module cases of `testdata/conformance`: what Terraform planned for a directory, held against what is evaluated.

use crate::discover::{Dialect, Files};
use crate::eval::evaluator::Evaluator;
use crate::eval::functions::from_json;
use crate::eval::inputs::{self, Argument, Outside};
use crate::eval::module::Modules;
use crate::eval::number::Number;
use crate::eval::value::{Kind, Value};
use crate::report::values_json::type_json;
use crate::schema::Schema;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The made-up provider of the cases as a table of ours.
fn schema(directory: &Path) -> Schema {
    let text = std::fs::read_to_string(directory.join("lab_schema.json")).unwrap();
    let json: Json = serde_json::from_str(&text).unwrap();
    let mut table = String::new();
    for (word, key) in [("resource", "resources"), ("data", "data")] {
        for (ty, body) in json[key].as_object().into_iter().flatten() {
            let _ = writeln!(table, "{word} {ty} complete");
            write_body(body, &mut table);
        }
    }
    let mut schema = Schema::terraform();
    schema.add(&table);
    schema
}

fn write_body(body: &Json, table: &mut String) {
    for (name, attribute) in body["attrs"].as_object().unwrap() {
        let unset = if attribute[1].as_str().unwrap().contains("comp") { "computed" } else { "null" };
        let _ = writeln!(table, "{name} {} {unset}", type_name(&attribute[0]));
    }
    for block in body["blocks"].as_array().unwrap() {
        let (name, nesting) = (block[0].as_str().unwrap(), block[1].as_str().unwrap().to_lowercase());
        let _ = writeln!(table, "{name} {nesting} {{");
        write_body(&block[3], table);
        table.push_str("}\n");
    }
}

fn type_name(ty: &Json) -> String {
    match ty {
        Json::String(name) => name.replace("dynamic", "any"),
        Json::Array(parts) => format!("{}({})", parts[0].as_str().unwrap(), type_name(&parts[1])),
        other => panic!("{other}"),
    }
}

fn is_unknown(json: &Json) -> bool {
    json.as_object().is_some_and(|entries| entries.len() == 1 && entries.get("unknown") == Some(&Json::Bool(true)))
}

/// Where a value differs from what Terraform planned.
fn differences(path: &str, ours: &Value, expected: &Json, found: &mut Vec<String>) {
    if is_unknown(expected) {
        return;
    }
    let same = match (&ours.kind, expected) {
        (Kind::Null(_), Json::Null) => true,
        (Kind::Bool(a), Json::Bool(b)) => a == b,
        (Kind::String(a), Json::String(b)) => **a == **b,
        (Kind::Number(a), Json::Number(b)) => {
            Number::parse(&b.to_string().replace('-', ""))
                .is_some_and(|b| a.abs() == b || a.abs().to_f64() == b.to_f64())
                && a.is_negative() == b.to_string().starts_with('-')
        }
        (Kind::List(..) | Kind::Set(..) | Kind::Tuple(_), Json::Array(values)) => {
            let ours_values = ours.as_sequence().unwrap_or_default();
            if ours_values.len() != values.len() {
                found.push(format!("{path}: {} elements, expected {expected}", ours_values.len()));
                return;
            }
            if matches!(ours.kind, Kind::Set(..)) {
                let mut rest: Vec<&Json> = values.iter().collect();
                for value in ours_values {
                    let fits = |json: &&Json| {
                        let mut found = Vec::new();
                        differences(path, value, json, &mut found);
                        found.is_empty()
                    };
                    match rest.iter().position(fits) {
                        Some(n) => drop(rest.remove(n)),
                        None => found.push(format!("{path}: {value:?} is not in {expected}")),
                    }
                }
            } else {
                for (n, (value, json)) in ours_values.iter().zip(values).enumerate() {
                    differences(&format!("{path}[{n}]"), value, json, found);
                }
            }
            return;
        }
        (Kind::Map(..) | Kind::Object(_), Json::Object(entries)) => {
            for (name, json) in entries {
                match ours.attribute(name) {
                    Some(value) => differences(&format!("{path}.{name}"), value, json, found),
                    None if is_unknown(json) => {}
                    None => found.push(format!("{path}.{name}: missing, expected {json}")),
                }
            }
            let extra = |(name, value): (&Arc<str>, &Value)| {
                (!entries.contains_key(&**name)).then(|| format!("{path}.{name}: {:?}, expected nothing", value.kind))
            };
            found.extend(ours.as_entries().into_iter().flatten().filter_map(extra));
            return;
        }
        _ => false,
    };
    if !same {
        found.push(format!("{path}: {:?}, expected {expected}", ours.kind));
    }
}

/// How a case differs from Terraform's plan; nothing when it does not.
fn case(schema: &Schema, directory: &Path) -> Vec<String> {
    let read = |name: &str| -> Json {
        let text = std::fs::read_to_string(directory.join(name)).unwrap_or_else(|_| "{}".to_owned());
        serde_json::from_str(&text).unwrap()
    };
    let (expected, how) = (read("expected.json"), read("case.json"));
    let text = |json: &Json| json.as_str().unwrap().to_owned();
    let mut outside = Outside { workspace: how["workspace"].as_str().map(str::to_owned), ..Outside::default() };
    for (name, value) in how["env"].as_object().into_iter().flatten() {
        let name = name.strip_prefix("TF_VAR_").unwrap();
        outside.environment.insert(name.to_owned(), text(value));
    }
    let files = how["var_files"].as_array().into_iter().flatten();
    outside.arguments.extend(files.map(|file| Argument::File(PathBuf::from(text(file)))));
    let vars = how["vars"].as_object().into_iter().flatten();
    outside.arguments.extend(vars.map(|(name, value)| Argument::Var(name.clone(), text(value))));

    let files = Files::on_disk(directory.to_owned(), &[directory.to_owned()]);
    let mut modules = Modules::new(&files);
    modules.dialect = Dialect::Terraform;
    // Terraform itself has none.
    modules.use_stand_ins = false;
    // What the made-up provider answers when its data sources are read.
    let mut assumed = BTreeMap::new();
    for (address, attributes) in expected["data"].as_object().into_iter().flatten() {
        for (name, value) in attributes.as_object().unwrap() {
            if !is_unknown(value) && !value.is_null() {
                assumed.insert(format!("{address}.{name}"), from_json(value.clone()).unwrap());
            }
        }
    }
    let (given, _, problems) = inputs::collect(&mut modules, Path::new(""), &[], &outside);
    let mut evaluator = Evaluator::new(&mut modules, schema, Path::new(""), given, &assumed).unwrap();
    if let Some(workspace) = &outside.workspace {
        evaluator.select_workspace(workspace);
    }
    let resources: Vec<_> = evaluator.instances().into_iter().map(|configured| configured.resource).collect();
    evaluator.audit();
    let outputs: Vec<(Arc<str>, Value)> =
        evaluator.outputs().into_iter().map(|output| (output.name, output.value)).collect();
    let mut refusals: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
    refusals.extend(evaluator.refusals().iter().map(|refusal| refusal.message.clone()));
    refusals.extend(evaluator.opaque.keys().map(|call| format!("{call} is not at hand")));

    let mut found = Vec::new();
    if expected["error"] == Json::Bool(true) {
        if refusals.is_empty() {
            found.push("Terraform refuses this".to_owned());
        }
        return found;
    }
    found.extend(refusals.iter().map(|message| format!("refused: {message}")));
    for (name, json) in expected["outputs"].as_object().unwrap() {
        let Some((_, value)) = outputs.iter().find(|(n, _)| **n == **name) else {
            found.push(format!("{name}: missing"));
            continue;
        };
        differences(&format!("output.{name}"), value, json, &mut found);
        let ty = &expected["output_types"][name];
        if !ty.is_null() && type_json(&value.type_of()) != *ty && value.is_wholly_known() {
            found.push(format!("output.{name}: a {}, expected {ty}", value.type_of()));
        }
    }
    for (part, data) in [("resources", false), ("data", true)] {
        let planned = expected[part].as_object().cloned().unwrap_or_default();
        for (address, attributes) in &planned {
            let Some(resource) = resources.iter().find(|r| r.address.to_string() == *address) else {
                found.push(format!("{address}: missing"));
                continue;
            };
            for (name, json) in attributes.as_object().unwrap() {
                differences(&format!("{address}.{name}"), resource.get(name), json, &mut found);
            }
        }
        let ours = resources.iter().filter(|resource| resource.address.data == data);
        let extra = ours.map(|r| r.address.to_string()).filter(|address| !planned.contains_key(address));
        found.extend(extra.map(|address| format!("{address}: Terraform has none")));
    }
    found
}

#[test]
fn modules_are_what_terraform_plans() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/conformance/modules");
    let schema = schema(&directory);
    let mut cases: Vec<PathBuf> = std::fs::read_dir(&directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    let mut different = Vec::new();
    for path in &cases {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let found = case(&schema, path);
        for difference in &found {
            println!("{name}: {difference}");
        }
        if !found.is_empty() {
            different.push(name);
        }
    }
    assert_eq!(cases.len(), 86);
    assert!(different.is_empty(), "{different:?}");
}
