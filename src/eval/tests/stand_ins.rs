//! podroom's stand-ins: that every one of them is read as it is meant.

use crate::discover::{Files, clean};
use crate::eval::evaluator::Evaluator;
use crate::eval::expand::OF_CALLS;
use crate::eval::module::{Module, Modules};
use crate::eval::references;
use crate::parse::ast::ExprKind;
use crate::registry::{self, Own, Source};
use crate::schema::Schema;
use crate::source::{FileId, Span};
use std::collections::BTreeMap;
use std::path::Path;

/// What is wrong with a stand-in, before anything is evaluated.
fn mistakes(module: &Module, modules: &mut Modules<'_>, call: Span) -> Vec<String> {
    let mut said: Vec<String> = module.problems.iter().chain(&module.mistakes).map(|p| p.message.clone()).collect();
    said.extend(module.local_problems().chain(module.local_mistakes().iter().cloned()).map(|p| p.message));
    let declared = module.variables.values().chain(module.outputs.values()).chain(module.calls.values());
    for declared in declared.chain(module.resources.values()) {
        said.extend(declared.problems().iter().map(|p| p.message.clone()));
    }
    said.extend(undeclared(module));
    let ignored = module.stand_in.iter().flat_map(|stand_in| stand_in.ignored.iter());
    let both = ignored.filter(|name| module.variables.contains_key(name.as_str()));
    said.extend(both.map(|name| format!("`{name}` is a variable and ignored")));
    for (name, declared) in &module.calls {
        let body = &declared.block().body;
        let Some(ExprKind::String(source)) = body.attribute("source").map(|source| &source.expr.kind) else {
            said.push(format!("`module.{name}` has no plain source"));
            continue;
        };
        let directory = match source.starts_with('.') {
            true => Some(clean(&module.directory.join(&**source))),
            false => Source::read(source)
                .and_then(|source| Some(registry::admitted(&source, None).ok()?.first()?.directory.clone())),
        };
        let Some(called) = directory
            .and_then(|directory| modules.load_for(&directory, call).ok())
            .filter(|called| !called.variables.is_empty())
        else {
            said.push(format!("`module.{name}` is nowhere: {source}"));
            continue;
        };
        for argument in body.attributes.iter().filter(|argument| !OF_CALLS.contains(&&*argument.name)) {
            let name_of = &*argument.name;
            let is_ignored = called.stand_in.as_ref().is_some_and(|stand_in| stand_in.ignores(name_of));
            if !called.variables.contains_key(name_of) && !is_ignored {
                said.push(format!("`module.{name}` has no argument `{name_of}`"));
            }
        }
    }
    said
}

/// What a stand-in refers to and does not declare: a part is missing, or is another than was meant.
fn undeclared(module: &Module) -> Vec<String> {
    let mut said = Vec::new();
    let mut look = |names: &[&str], _| {
        let at = |n: usize| names.get(n).copied().unwrap_or_default();
        let resource = |data, ty: &str, name: &str| module.resources.contains_key(&(data, ty.into(), name.into()));
        let is_declared = match at(0) {
            "var" => module.variables.contains_key(at(1)),
            "local" => module.local(at(1)).is_some(),
            "module" => module.calls.contains_key(at(1)),
            "data" => resource(true, at(1), at(2)),
            ty if ["aws_", "google_", "random_", "null_", "time_"].iter().any(|provider| ty.starts_with(provider)) => {
                resource(false, ty, at(1))
            }
            _ => true,
        };
        if !is_declared {
            said.push(format!("`{}` is not declared", names.join(".")));
        }
    };
    let declared = module.variables.values().chain(module.outputs.values()).chain(module.calls.values());
    for declared in declared.chain(module.resources.values()) {
        references::of_body(&declared.block().body, &mut look);
    }
    for name in module.local_names() {
        let (block, place) = module.local(name).unwrap();
        references::of(&block.body.attributes.get(place).unwrap().expr, &mut look);
    }
    said
}

#[test]
fn every_stand_in_can_be_read() {
    let files = Files::in_memory([]);
    let mut modules = Modules::new(&files);
    let call = Span::new(modules.sources.add("main.tf".to_owned(), "module \"m\"".into()), 0, 10);
    let mut wrong = Vec::new();
    for directory in registry::directories() {
        let module = modules.load_for(&directory, call).unwrap();
        wrong.extend(
            mistakes(&module, &mut modules, call).into_iter().map(|what| format!("{}: {what}", directory.display())),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where values point that a stand-in makes of its arguments, as the text there.
#[test]
fn what_came_from_the_call_points_at_its_lines() {
    let call = r#"module "m" {
  source = "acme/m/aws"
  number = 70
  list   = ["10.0.0.0/24", "10.0.1.0/24"]
  map    = { a = { max = 71 }, b = { types = ["m5.large"] } }
  loose  = [{ name = "pool", max_count = 72 }]
  text   = "one,two"
}
"#;
    let cases = [
        ("var.number", "70"),
        ("var.list[1]", "\"10.0.1.0/24\""),
        ("element(var.list, 3)", "\"10.0.1.0/24\""),
        ("element(concat(var.list, [\"\"]), 1)", "\"10.0.1.0/24\""),
        ("local.typed.a.max", "71"),
        ("local.typed.b.max", "module \"m\""),
        ("local.typed.b.types[0]", "\"m5.large\""),
        ("local.typed.a.types[0]", "module \"m\""),
        ("try(var.map.a.min, var.map.a.max, 3)", "71"),
        ("try(var.map.a.min, 3)", "module \"m\""),
        ("lookup(var.map.a, \"max\", 3)", "71"),
        ("lookup(var.map.a, \"min\", 3)", "module \"m\""),
        ("coalesce(null, var.number, 3)", "70"),
        ("coalescelist([], var.list)[0]", "\"10.0.0.0/24\""),
        ("merge({ max = 1, min = 2 }, var.map.a).max", "71"),
        ("merge({ max = 1, min = 2 }, var.map.a).min", "module \"m\""),
        ("{ for k, v in var.map : k => v }.a.max", "71"),
        ("[for v in var.list : v if v != \"\"][1]", "\"10.0.1.0/24\""),
        ("values(var.map)[0].max", "71"),
        ("flatten([[var.list], []])[1]", "\"10.0.1.0/24\""),
        ("distinct(compact(var.list))[1]", "\"10.0.1.0/24\""),
        ("slice(var.list, 1, 2)[0]", "\"10.0.1.0/24\""),
        ("sort(var.list)[1]", "\"10.0.1.0/24\""),
        ("reverse(var.list)[0]", "\"10.0.1.0/24\""),
        ("tolist(toset(var.list))[1]", "\"10.0.1.0/24\""),
        ("[for k in toset(var.list) : k][1]", "\"10.0.1.0/24\""),
        ("zipmap([\"x\"], [var.number]).x", "70"),
        ("var.list.*[1]", "\"10.0.1.0/24\""),
        ("([{ n = var.number }][*].n)[0]", "70"),
        ("one([var.number])", "70"),
        ("\"${var.number}\"", "70"),
        ("tonumber(tostring(var.number))", "70"),
        ("var.number > 0 ? var.number : null", "70"),
        ("true ? var.number : \"a\"", "70"),
        ("(var.number)", "70"),
        ("tonumber(local.loose[0].max_count)", "72"),
        ("max(var.number, 3)", "70"),
        ("min(var.number, 3)", "module \"m\""),
        ("max(1, 2)", "module \"m\""),
        ("jsondecode(jsonencode(var.number))", "70"),
        ("split(\",\", var.text)[1]", "\"one,two\""),
        ("trimspace(var.text)", "\"one,two\""),
        ("cidrsubnet(var.list[0], 4, 1)", "\"10.0.0.0/24\""),
        ("cidrsubnets(var.list[0], 4, 4)[1]", "\"10.0.0.0/24\""),
        ("var.number + 1", "70"),
        ("\"${var.text}-x\"", "\"one,two\""),
        ("var.number + var.map.a.max", "module \"m\""),
        ("length(var.list)", "[\"10.0.0.0/24\", \"10.0.1.0/24\"]"),
        ("module.inner.out", "70"),
        ("module.inner.own", "module \"m\""),
    ];
    let inner =
        String::from("variable \"in\" {}\noutput \"out\" {\n value = var.in\n}\noutput \"own\" {\n value = 5\n}\n");
    let mut text = String::from(
        r#"
variable "number" { type = number }
variable "list" {}
variable "map" { type = any }
variable "loose" { type = list(map(string)) }
variable "text" {}
module "typed" {
  source = "./typed"
  map    = var.map
}
module "inner" {
  source = "./inner"
  in     = var.number
}
locals {
  typed = module.typed.map
  loose = var.loose
}
"#,
    );
    for (n, (expression, _)) in cases.iter().enumerate() {
        text.push_str(&format!("output \"o{n}\" {{\n value = {expression}\n}}\n"));
    }
    let typed = "variable \"map\" {\n type = map(object({ max = optional(number, 9), types = optional(list(string), [\"t3.small\"]) }))\n}\noutput \"map\" {\n value = var.map\n}\n";
    let files = [("main.tf", call), ("s/main.tf", &text), ("s/inner/main.tf", &inner), ("s/typed/main.tf", typed)];
    let files = Files::in_memory(files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())));
    let mut modules = Modules::new(&files);
    let (schema, assumed) = (Schema::default(), BTreeMap::new());
    let own = [Own { source: Source::read("acme/m/aws").unwrap(), directory: "s".into() }];
    let mut evaluator = Evaluator::new(&mut modules, &schema, Path::new(""), BTreeMap::new(), &assumed).unwrap();
    evaluator.stand_in(&own);
    evaluator.resources();
    let at = Span::new(modules_file(&evaluator), 0, 10);
    let spans: Vec<Option<Span>> =
        (0..cases.len()).map(|n| evaluator.output(1, &format!("o{n}"), at).unwrap().span).collect();
    assert!(evaluator.gaps().is_empty() && evaluator.refusals().is_empty(), "{:?}", evaluator.gaps());
    let mut wrong = Vec::new();
    for ((expression, expected), span) in cases.iter().zip(spans) {
        let text = span.map_or("nowhere", |span| modules.sources.text(span));
        if text != *expected {
            wrong.push(format!("{expression}: at {text}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The file of the root module.
fn modules_file(evaluator: &Evaluator<'_, '_>) -> FileId {
    evaluator.module(Evaluator::ROOT).calls.values().next().unwrap().header().file
}
