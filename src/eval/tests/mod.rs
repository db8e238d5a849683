//! The evaluator on small configurations.

mod conformance;
mod encode;
mod growth;
mod modules;
mod properties;
mod stand_ins;
mod unset;

use super::evaluator::Evaluator;
use super::expr::Frames;
use super::inputs::{self, Argument, Outside};
use super::module::Modules;
use super::value::{Kind, Value};
use crate::discover::Files;
use crate::resource::Resource;
use crate::schema::Schema;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// A value as text: unknown ones by their identity or their reason.
fn shown(value: &Value) -> String {
    match &value.kind {
        Kind::Null(_) => "null".to_owned(),
        Kind::Bool(b) => b.to_string(),
        Kind::Number(n) => n.to_string(),
        Kind::String(text) => format!("{text:?}"),
        Kind::List(_, v) | Kind::Tuple(v) => format!("[{}]", v.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Kind::Set(_, v) => format!("set[{}]", v.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Kind::Map(..) | Kind::Object(_) => {
            let entries = value.as_entries().cloned().unwrap_or_default();
            format!("{{{}}}", entries.iter().map(|(k, v)| format!("{k}={}", shown(v))).collect::<Vec<_>>().join(", "))
        }
        Kind::Instance(_) => "instance".to_owned(),
        Kind::Unknown(unknown) => {
            let facts = &unknown.facts;
            let mut text = match &value.via {
                Some(via) => format!("<{via}>"),
                None => format!("<{}>", unknown.origins.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")),
            };
            if facts.min_length > 0 || facts.max_length.is_some() {
                let _ = write!(
                    text,
                    "#{}..{}",
                    facts.min_length,
                    facts.max_length.map_or(String::new(), |n| n.to_string())
                );
            }
            if let Some(element) = &facts.element {
                let _ = write!(text, " of {}", shown(element));
            }
            for (word, fact) in [("starts", &facts.prefix), ("ends", &facts.suffix)] {
                if let Some(fact) = fact {
                    let _ = write!(text, " {word} {fact:?}");
                }
            }
            text
        }
    }
}

/// Runs what nests deeply: without optimisation a level takes more of the stack than a test has for 200 of them.
fn on_a_large_stack(test: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(256 << 20).spawn(test).unwrap().join().unwrap();
}

struct Answer {
    outputs: BTreeMap<String, String>,
    resources: Vec<Resource>,
    refusals: Vec<String>,
}

/// Evaluates the files, of which `main.tf` and its neighbours are the root.
fn answer_with(files: &[(&str, &str)], schema: &str, outside: &Outside) -> Answer {
    answer_assuming("", files, schema, outside, &BTreeMap::new())
}

/// Evaluates the files, of which those of the directory are the root, with what the settings state.
fn answer_assuming(
    root: &str,
    files: &[(&str, &str)],
    schema: &str,
    outside: &Outside,
    assumed: &BTreeMap<String, Value>,
) -> Answer {
    let files = Files::in_memory(files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())));
    let mut modules = Modules::new(&files);
    let mut table = Schema::default();
    table.add(schema);
    let (given, _, problems) = inputs::collect(&mut modules, Path::new(root), &[], outside);
    assert!(problems.is_empty(), "{problems:?}");
    let mut evaluator = Evaluator::new(&mut modules, &table, Path::new(root), given, assumed).unwrap();
    let module = evaluator.module(Evaluator::ROOT);
    let mut outputs = BTreeMap::new();
    for (name, declared) in &module.outputs {
        let block = evaluator.parsed(declared);
        let value = block.body.attribute("value").map(|v| evaluator.evaluate(&v.expr, 0, &mut Frames::new()));
        outputs.insert(name.to_string(), value.map_or_else(String::new, |value| shown(&value)));
    }
    let resources = evaluator.resources();
    let refusals = evaluator.refusals().to_vec();
    let refusals = refusals.iter().map(|r| format!("{}: {}", modules.sources.place(r.span), r.message)).collect();
    Answer { outputs, resources, refusals }
}

fn answer(files: &[(&str, &str)]) -> Answer {
    answer_with(files, "", &Outside::default())
}

/// Each expression's value, in a root that holds `context`.
fn check(context: &str, cases: &[(&str, &str)]) {
    let mut text = context.to_owned();
    for (n, (expr, _)) in cases.iter().enumerate() {
        let _ = write!(text, "\noutput \"o{n}\" {{\n value = {expr}\n}}\n");
    }
    let answer = answer(&[("main.tf", &text)]);
    for (n, (expr, expected)) in cases.iter().enumerate() {
        let output = answer.outputs.get(&format!("o{n}"));
        assert_eq!(output.map(String::as_str), Some(*expected), "{expr} {:?}", answer.refusals);
    }
}

#[test]
fn what_is_unknown_is_refused_where_terraform_refuses_it() {
    let text = |expr: &str| {
        format!("variable \"u\" {{}}\nvariable \"b\" {{\n type = bool\n}}\noutput \"it\" {{\n value = {expr}\n}}\n")
    };
    for (expr, refused) in [
        ("[for x in var.u : upper(null)]", false),
        ("{ for x in var.u : x => 1 if lower(null) == x }", false),
        ("[for x in var.u : var.nosuch]", true),
        ("[for x in var.b : x]", true),
        ("var.b ? [1] : { a = 1 }", true),
        ("var.b ? [var.u] : { a = var.u }", true),
        ("var.b ? [var.u] : var.u", false),
    ] {
        let answer = answer(&[("main.tf", &text(expr))]);
        assert_eq!(answer.refusals.is_empty(), !refused, "{expr} {:?}", answer.refusals);
        assert!(answer.outputs["it"].starts_with('<'), "{expr} {}", answer.outputs["it"]);
    }
}

#[test]
fn what_is_in_a_list_of_unknown_order_is_known() {
    check(
        "resource \"lab\" \"a\" {}\nresource \"lab\" \"b\" {}\nlocals {
          ids   = [lab.a.id, lab.b.id]
          pools = [{ name = \"b\", zone = lab.b.zone }, { name = \"a\", zone = lab.a.zone }]
        }",
        &[
            ("toset(sort(local.ids)) == toset(local.ids)", "true"),
            ("toset([for id in reverse(sort(local.ids)) : id]) == toset(local.ids)", "true"),
            ("toset(concat(sort(local.ids), [\"x\"])) == toset(concat(local.ids, [\"x\"]))", "true"),
            ("toset(tolist(toset(local.ids))) == toset(local.ids)", "true"),
            ("try(toset(slice(sort(local.ids), 0, 1)) == toset([lab.a.id]) ? 1 : 1, 2)", "1"),
            ("[for l in [sort(local.ids)] : l[0] == l[0]][0]", "true"),
            ("tolist(toset(local.pools))[1].name", "\"b\""),
            ("zipmap([for p in toset(local.pools) : p.name], tolist(toset(local.pools))).a.zone == lab.a.zone", "true"),
        ],
    );
}

/// What `podroom eval` refuses in a root of one file, where `var.n` is given as the text `5` and `var.u` as `[1]`.
fn audited(text: &str) -> Vec<String> {
    let text = format!("variable \"n\" {{\n type = number\n}}\nvariable \"u\" {{}}\n{text}");
    let files = Files::in_memory([
        ("main.tf".to_owned(), text.into_bytes()),
        ("m/main.tf".to_owned(), b"output \"x\" {\n value = 1\n}\n".to_vec()),
    ]);
    let mut modules = Modules::new(&files);
    let outside =
        Outside { environment: [("n".into(), "5".into()), ("u".into(), "[1]".into())].into(), ..Outside::default() };
    let (given, _, _) = inputs::collect(&mut modules, Path::new(""), &[], &outside);
    let (schema, assumed) = (Schema::terraform(), BTreeMap::new());
    let mut evaluator = Evaluator::new(&mut modules, &schema, Path::new(""), given, &assumed).unwrap();
    evaluator.audit();
    evaluator.refusals().iter().map(|refusal| refusal.message.clone()).collect()
}

#[test]
fn everything_is_looked_at_as_terraform_does() {
    let lifecycle = |ty: &str, condition: &str| {
        format!(
            "resource \"terraform_data\" \"x\" {{\n input = 1\n lifecycle {{\n {ty} {{\n condition = {condition}\n \
             error_message = \"no\"\n}}\n}}\n}}\n"
        )
    };
    let valid = |condition: &str| {
        let validation = format!("validation {{\n condition = {condition}\n error_message = \"no\"\n}}");
        format!("variable \"v\" {{\n default = 1\n {validation}\n}}\n")
    };
    let unused = "variable \"w\" {\n type = number\n default = \"x\"\n}\n";
    for (text, refused) in [
        (lifecycle("postcondition", "self.input == 1"), false),
        (lifecycle("postcondition", "self.input == 2"), true),
        (lifecycle("postcondition", "self.id == \"\""), false),
        (lifecycle("precondition", "\"false\""), true),
        (lifecycle("precondition", "\"true\""), false),
        (lifecycle("precondition", "1"), true),
        (valid("var.v == 1 ? null : null"), true),
        (valid("[var.v]"), true),
        (valid("var.v < var.n"), false),
        (unused.to_owned(), true),
        ("output \"o\" {\n}\n".to_owned(), true),
        ("module \"m\" {\n source = \"./m\"\n}\noutput \"o\" {\n value = try(module.m.no, 1)\n}\n".to_owned(), false),
        ("module \"m\" {\n source = \"./m\"\n}\noutput \"o\" {\n value = module.m.no\n}\n".to_owned(), true),
        // Without a type, what is given as text is text.
        ("output \"o\" {\n value = upper(var.u) == \"[1]\" ? 1 : [][0]\n}\n".to_owned(), false),
    ] {
        let refusals = audited(&text);
        assert_eq!(!refusals.is_empty(), refused, "{text}{refusals:?}");
    }
}

#[test]
fn where_terraform_runs_is_known_below_the_repository() {
    let cases = [
        ("basename(path.cwd)", "\"dev\""),
        ("\"ex-${basename(dirname(path.cwd))}\"", "\"ex-envs\""),
        ("basename(abspath(path.module))", "\"dev\""),
        ("file(\"${path.cwd}/files/a.txt\")", "\"text\""),
        ("templatefile(\"${abspath(path.root)}/files/a.txt\", {})", "\"text\""),
        ("fileset(\"${path.cwd}/files\", \"*\")", "set[\"a.txt\"]"),
        ("endswith(path.cwd, \"/envs/dev\")", "true"),
        ("path.cwd == \".\"", "false"),
        ("path.root", "\".\""),
        ("file(\"~/.ssh/id_rsa.pub\")", "(unknown)"),
        ("fileexists(\"~/.kube/config\")", "(unknown)"),
    ];
    for (expr, expected) in cases {
        let text = format!("output \"it\" {{\n value = {expr}\n}}\n");
        let files = [("envs/dev/main.tf", text.as_str()), ("envs/dev/files/a.txt", "text")];
        let answer = answer_assuming("envs/dev", &files, "", &Outside::default(), &BTreeMap::new());
        assert!(answer.refusals.is_empty(), "{expr} {:?}", answer.refusals);
        let output = &answer.outputs["it"];
        assert_eq!(if output.starts_with('<') { "(unknown)" } else { output }, expected, "{expr}");
    }
    check("", &[("basename(path.cwd)", "<`path.cwd` is the directory Terraform runs in>")]);
}

#[test]
fn operators_templates_and_steps() {
    check(
        "locals {\n m = { a = { b = [10, 20] } }\n s = \"x\"\n n = 3\n}",
        &[
            ("local.m.a.b[1]", "20"),
            ("local.m[\"a\"][\"b\"].0", "10"),
            ("\"${local.s}-${local.n}\"", "\"x-3\""),
            ("\"${local.n}\"", "3"),
            ("local.n > 2 ? \"big\" : \"small\"", "\"big\""),
            ("[for k, v in local.m.a.b : \"${k}:${v}\" if v > 10]", "[\"1:20\"]"),
            ("{for v in local.m.a.b : \"k${v}\" => v}", "{k10=10, k20=20}"),
            ("[{ n = 1 }, { n = 2 }][*].n", "[1, 2]"),
            ("null[*]", "[]"),
            ("local.s[*]", "[\"x\"]"),
            ("\"%{ if local.n == 3 }yes%{ else }no%{ endif }\"", "\"yes\""),
            ("\"%{ for x in [1, 2] ~} ${x}, %{~ endfor }\"", "\"1,2,\""),
            ("<<-EOT\n    a\n      ${local.s}\n    EOT\n", "\"a\\n  x\\n\""),
            ("try(local.m.zzz, \"d\")", "\"d\""),
            ("can(local.m.a)", "true"),
            ("false && local.m.nothing", "false"),
            ("\"$${a} %%{b}\"", "\"${a} %{b}\""),
        ],
    );
}

#[test]
fn ids_flow_through_locals_modules_and_for_each() {
    let answer = answer(&[
        (
            "main.tf",
            r#"
            module "net" {
              source = "./net"
              zones  = { a = 0, b = 1 }
            }
            locals { ids = values(module.net.subnets)[*].id }
            resource "eks" "main" { subnet_ids = module.net.ids }
            resource "aws_subnet" "extra" { count = 2 }
            output "ids" { value = module.net.ids }
            output "cluster" { value = eks.main.subnet_ids[1] }
            output "extra" { value = aws_subnet.extra[*].id }
            output "key" { value = module.net.subnets["b"].vpc_id }
            output "two" { value = [for s in aws_subnet.extra : s.arn] }
            "#,
        ),
        (
            "net/main.tf",
            r#"
            variable "zones" { type = map(number) }
            resource "aws_vpc" "v" {}
            resource "aws_subnet" "s" {
              for_each = var.zones
              vpc_id   = aws_vpc.v.id
            }
            output "ids" { value = [for k in ["a", "b"] : aws_subnet.s[k].id] }
            output "subnets" { value = aws_subnet.s }
            "#,
        ),
    ]);
    let ids = r#"[<module.net.aws_subnet.s["a"].id>, <module.net.aws_subnet.s["b"].id>]"#;
    assert_eq!(answer.outputs["ids"], ids, "{:?}", answer.refusals);
    assert_eq!(answer.outputs["cluster"], r#"<module.net.aws_subnet.s["b"].id>"#);
    assert_eq!(answer.outputs["extra"], "[<aws_subnet.extra[0].id>, <aws_subnet.extra[1].id>]");
    assert_eq!(answer.outputs["key"], "<module.net.aws_vpc.v.id>");
    assert_eq!(answer.outputs["two"], "[<aws_subnet.extra[0].arn>, <aws_subnet.extra[1].arn>]");
}

#[test]
fn an_unknown_count_is_one_symbolic_instance() {
    let answer = answer_with(
        &[(
            "main.tf",
            r#"
            data "aws_availability_zones" "all" {}
            variable "net" {}
            resource "aws_subnet" "s" {
              count             = length(data.aws_availability_zones.all.names)
              cidr_block        = "10.${count.index}.0.0/24"
              availability_zone = data.aws_availability_zones.all.names[count.index]
            }
            output "ids" { value = aws_subnet.s[*].id }
            output "zone" { value = data.aws_availability_zones.all.names[1] }
            output "net" { value = "${var.net}.0.0/16" }
            "#,
        )],
        "data aws_availability_zones\n  names list(string) computed 2..6\nresource aws_subnet\n  cidr_block string null\n",
        &Outside::default(),
    );
    assert_eq!(answer.outputs["zone"], "<data.aws_availability_zones.all.names[1]>", "{:?}", answer.refusals);
    assert_eq!(answer.outputs["net"], "<`var.net` has no value> ends \".0.0/16\"");
    assert!(answer.outputs["ids"].ends_with("#2..6 of <aws_subnet.s[*].id>"), "{}", answer.outputs["ids"]);
    let subnet = answer.resources.iter().find(|r| r.is("aws_subnet")).unwrap();
    assert_eq!(subnet.address.to_string(), "aws_subnet.s[*]");
    assert_eq!(subnet.copies, (2, Some(6)));
    assert!(shown(subnet.get("cidr_block")).ends_with("starts \"10.\" ends \".0.0/24\""));
}

#[test]
fn variables_take_the_last_value_and_convert() {
    let outside = Outside {
        environment: BTreeMap::from([("n".to_owned(), "7".to_owned()), ("l".to_owned(), "[1, 2]".to_owned())]),
        arguments: vec![Argument::Var("s".to_owned(), "[text]".to_owned())],
        ..Outside::default()
    };
    let answer = answer_with(
        &[
            (
                "main.tf",
                r#"
                variable "n" { type = number }
                variable "l" { type = list(string) }
                variable "s" { type = string }
                variable "t" { default = "default" }
                variable "o" { type = object({ a = optional(number, 5), b = optional(string) }) }
                output "n" { value = var.n }
                output "l" { value = var.l }
                output "s" { value = var.s }
                output "t" { value = var.t }
                output "o" { value = var.o }
                "#,
            ),
            ("terraform.tfvars", "t = \"file\"\no = {}\n"),
            ("a.auto.tfvars.json", "{\"n\": 8}"),
        ],
        "",
        &outside,
    );
    let expected =
        [("l", "[\"1\", \"2\"]"), ("n", "8"), ("o", "{a=5, b=null}"), ("s", "\"[text]\""), ("t", "\"file\"")];
    for (name, value) in expected {
        assert_eq!(answer.outputs[name], value, "{name} {:?}", answer.refusals);
    }
}

#[test]
fn what_is_not_known_or_null_takes_on_optional_attributes() {
    let module = r#"
        variable "o" {
          type = object({ a = object({ n = optional(object({ s = optional(number, 1), i = optional(number) }), {}) }) })
        }
        variable "l" { type = list(object({ s = number, i = optional(number) })) }
        variable "x" { type = object({ s = number, i = number }) }
        variable "n" { type = map(object({ s = optional(number), i = optional(number) })) }
        output "n" { value = var.n }
        output "o" { value = var.o.a.n.i }
        output "l" { value = [for o in var.l : o.i] }
        output "x" { value = var.x }
    "#;
    let root = r#"
        variable "o" { type = object({ a = object({ n = optional(object({ s = number })) }) }) }
        variable "l" { type = list(object({ s = number })) }
        variable "x" { type = object({ s = number }) }
        variable "n" {
          type    = map(object({ s = number }))
          default = null
        }
        module "m" {
          source = "./m"
          o = var.o
          l = var.l
          x = var.x
          n = var.n
        }
        output "n" { value = module.m.n }
        output "o" { value = module.m.o }
        output "l" { value = module.m.l }
        output "x" { value = module.m.x }
    "#;
    let answer = answer_with(&[("main.tf", root), ("m/main.tf", module)], "", &Outside::default());
    assert_eq!(answer.outputs["n"], "null");
    let refused: Vec<&String> = answer.refusals.iter().filter(|message| message.contains("does not fit")).collect();
    assert!(refused.len() == 1 && refused[0].contains("var.x"), "{refused:?}");
}

#[test]
fn dynamic_blocks_and_static_ones_in_order() {
    let answer = answer_with(
        &[(
            "main.tf",
            r#"
            resource "t" "r" {
              rule { name = "first" }
              dynamic "rule" {
                for_each = { x = 1, y = 2 }
                iterator = it
                content {
                  name = "${it.key}${it.value}"
                  dynamic "inner" {
                    for_each = [it.key]
                    content { deep = "${inner.value}-${it.value}" }
                  }
                }
              }
            }
            output "second" { value = t.r.rule[1].inner[0].deep }
            output "computed" { value = t.r.rule[0].arn }
            "#,
        )],
        "resource t\n  rule {\n    name string null\n  }\n",
        &Outside::default(),
    );
    assert_eq!(answer.outputs["second"], "\"x-1\"", "{:?}", answer.refusals);
    assert_eq!(answer.outputs["computed"], "<t.r.rule[0].arn>");
    let names: Vec<&Value> =
        answer.resources[0].blocks("rule").into_iter().flatten().map(|rule| rule.get("name")).collect();
    assert_eq!(names.iter().map(|v| shown(v)).collect::<Vec<_>>(), ["\"first\"", "\"x1\"", "\"y2\""]);
}

#[test]
fn mistakes_have_a_place_and_cost_only_what_needs_them() {
    let answer = answer(&[(
        "main.tf",
        "locals {\n  a = local.b\n  b = local.a\n  fine = 1\n}\noutput \"a\" { value = local.a }\noutput \"f\" { value = local.fine }\noutput \"u\" { value = var.none }\nmodule \"me\" {\n  source = \"./\"\n}\noutput \"m\" { value = module.me.x }\nresource \"t\" \"r\" {\n  count = 1000000000\n}\noutput \"r\" { value = t.r[5].id }\n",
    )]);
    assert_eq!(answer.outputs["f"], "1");
    let all = answer.refusals.join("\n");
    assert!(all.contains("main.tf:3:7: this depends on itself: local.a → local.b → local.a"), "{all}");
    assert!(all.contains("main.tf:8:22: the variable `none` is not declared"), "{all}");
    assert!(all.contains("main.tf:10:12: this module calls itself"), "{all}");
    assert!(all.contains("main.tf:14:11: podroom tells at most"), "{all}");
}

#[test]
fn an_alternative_that_fails_is_one_where_that_is_caught() {
    let answer = answer(&[(
        "main.tf",
        r#"
        variable "key" { type = string }
        variable "on" { type = bool }
        locals {
          objects = { a = { size = 24 }, b = { native = true } }
          grouped = { for k in [var.key] : k => { x = 1 } }
        }
        output "sure" { value = local.objects[var.key].native }
        output "can" { value = can(local.objects[var.key].native) }
        output "tried" { value = try(local.objects[var.key].native, false) }
        output "index" { value = can(["a", "a"][var.key]) }
        output "chosen" { value = try(var.on ? 1 : tonumber("a"), 2) }
        output "sum" { value = try((var.on ? 1 : "a") + 1, 2) }
        output "kept" { value = merge({}, try(local.grouped, {}))["b"].x }
        output "types" { value = { a = 1, b = "x" }[var.key] == "1" }
        "#,
    )]);
    // Without `try` Terraform stops where there is no such attribute, so it is the other one.
    assert_eq!(answer.outputs["sure"], "true");
    for name in ["can", "tried", "index", "chosen", "sum", "kept"] {
        assert!(answer.outputs[name].contains("has no value"), "{name}: {}", answer.outputs[name]);
    }
    assert_eq!(answer.outputs["types"], "false", "the number is not converted because there is a string");
    assert!(answer.refusals.is_empty(), "{:?}", answer.refusals);
}

#[test]
fn any_address_can_be_given_a_value() {
    let files = [
        (
            "main.tf",
            r#"
            data "terraform_remote_state" "net" {}
            data "aws_subnets" "all" {}
            module "near" { source = "./near" }
            module "far" {
              for_each = toset(["a"])
              source   = "far.example.com/acme/net/any"
            }
            output "part" { value = data.terraform_remote_state.net.outputs.vpc.id }
            output "rest" { value = data.terraform_remote_state.net.outputs.vpc.cidr }
            output "typed" { value = data.aws_subnets.all.ids }
            output "inner" { value = module.near.all }
            output "stated" { value = module.near.out }
            output "far" { value = module.far["a"].ids[1] }
            output "further" { value = module.far["a"].names }
            "#,
        ),
        (
            "near/main.tf",
            r#"
            variable "v" { default = 1 }
            locals { l = 1 }
            output "all" { value = [var.v, local.l] }
            output "out" { value = 1 }
            "#,
        ),
    ];
    let number = |n: u64| Value::number(n);
    let assumed = BTreeMap::from(
        [
            ("data.terraform_remote_state.net.outputs.vpc.id", Value::string("vpc-1")),
            ("data.aws_subnets.all.ids", Value::tuple(vec![number(1)])),
            ("module.near.var.v", number(2)),
            ("module.near.local.l", number(3)),
            ("module.near.out", number(4)),
            ("module.far[\"a\"].ids", Value::tuple(vec![number(5), number(6)])),
        ]
        .map(|(address, value)| (address.to_owned(), value)),
    );
    let schema = "data aws_subnets\n  ids list(string) computed\n";
    let answer = answer_assuming("", &files, schema, &Outside::default(), &assumed);
    for (name, expected) in [
        ("part", "\"vpc-1\""),
        ("rest", "<data.terraform_remote_state.net.outputs.vpc.cidr>"),
        ("typed", "[\"1\"]"),
        ("inner", "[2, 3]"),
        ("stated", "4"),
        ("far", "6"),
        ("further", "<module.far[\"a\"].names>"),
    ] {
        assert_eq!(answer.outputs[name], expected, "{name}");
    }
}

#[test]
fn nesting_is_limited_not_fatal() {
    let deep = format!(
        "output \"d\" {{\n  value = {}1{}\n}}\noutput \"f\" {{ value = 1 }}\n",
        "(".repeat(10_000),
        ")".repeat(10_000)
    );
    let answer = answer(&[("main.tf", &deep)]);
    assert_eq!(answer.outputs["f"], "1");
    assert!(!answer.refusals.is_empty());
}

#[test]
fn a_chain_of_locals_is_linear_and_walking_it_has_a_limit() {
    let mut text = "locals {\n l0 = [1]\n".to_owned();
    for n in 1..40 {
        let _ = writeln!(text, " l{n} = [local.l{}, local.l{}]", n - 1, n - 1);
    }
    text.push_str("}\noutput \"built\" { value = local.l39[0][1][0][0][0] != null }\n");
    text.push_str("output \"compared\" { value = local.l39[0] == local.l39[1] }\n");
    text.push_str("output \"called\" { value = flatten(local.l39) }\n");
    let answer = answer(&[("main.tf", &text)]);
    assert!(answer.outputs["built"].contains("more than 1,000,000 parts"), "{:?}", answer.outputs);
    assert!(answer.outputs["compared"].contains("more than 1,000,000 parts"), "{:?}", answer.outputs);
    assert_eq!(answer.refusals.len(), 3, "{:?}", answer.refusals);
}

#[test]
fn override_files_change_what_is_declared() {
    let answer = answer(&[
        (
            "main.tf",
            r#"
            variable "n" { default = 5 }
            locals {
              kept    = 1
              changed = 1
            }
            resource "t" "r" {
              name = "base"
              size = 1
              rule { name = "a" }
              rule { name = "b" }
              other { name = "kept" }
              lifecycle {
                precondition {
                  condition     = var.n == "5"
                  error_message = "no"
                }
              }
            }
            output "n" { value = var.n }
            output "locals" { value = [local.kept, local.changed] }
            output "r" { value = [t.r.name, t.r.size, t.r.rule[*].name, t.r.other[0].name] }
            "#,
        ),
        ("a_override.tf", "resource \"t\" \"r\" {\n  name = \"a\"\n  size = 2\n}\nlocals {\n  changed = 2\n}\n"),
        (
            "override.tf.json",
            r#"{"variable": {"n": {"type": "string"}}, "resource": {"t": {"r": {"name": "last",
               "dynamic": {"rule": {"for_each": ["c"], "content": {"name": "${rule.value}"}}}}}}}"#,
        ),
    ]);
    assert_eq!(answer.outputs["n"], "\"5\"", "{:?}", answer.refusals);
    assert_eq!(answer.outputs["locals"], "[1, 2]");
    assert_eq!(answer.outputs["r"], r#"["last", 2, ["c"], "kept"]"#);
    assert!(answer.refusals.is_empty(), "{:?}", answer.refusals);
}

#[test]
fn what_is_declared_twice_or_overridden_and_never_declared_is_refused() {
    let answer = answer(&[
        ("a.tf", "locals {\n  x = 1\n}\nprovider \"p\" {}\nprovider \"p\" {\n  alias = \"q\"\n}\n"),
        ("b.tf", "locals {\n  x = 2\n}\nprovider \"p\" {}\n"),
        ("x_override.tf", "locals {\n  y = 2\n}\nresource \"t\" \"r\" {}\n"),
    ]);
    let places: Vec<&str> = answer.refusals.iter().filter_map(|text| text.split(": ").next()).collect();
    assert_eq!(places, ["b.tf:4:1", "x_override.tf:4:1", "b.tf:2:3", "x_override.tf:2:3"], "{:?}", answer.refusals);
}

#[test]
fn json_syntax_is_the_same_language() {
    let answer = answer_with(
        &[(
            "main.tf.json",
            r#"[{"//": "a comment",
                "variable": {"ids": {"type": "list(string)", "default": ["${x}"]}, "n": [{"default": -1.50}]}},
               {"locals": {"list": "${[for n in [1, 2] : n * var.n]}", "quoted": "a\"b${\"c\"}\n%{if true}!%{endif}",
                           "object": {"${var.n}k": "$${x}"}},
                "resource": {"t": {"r": {"count": 2, "rule": {"name": "n${count.index}"}, "rules": [{"name": 1}]}}},
                "output": {"ids": {"value": "${var.ids}"}, "list": {"value": "${local.list}"},
                           "quoted": {"value": "${local.quoted}"}, "object": {"value": "${local.object}"},
                           "rule": {"value": "${t.r[1].rule[0].name}"}, "rules": {"value": "${t.r[0].rules[0].name}"},
                           "wrong": {"value": "${var.nothing}"}}}]"#,
        )],
        "resource t\n  rule {\n    name string null\n  }\n",
        &Outside::default(),
    );
    for (name, expected) in [
        ("ids", r#"["${x}"]"#),
        ("list", "[-1.5, -3]"),
        ("quoted", r#""a\"bc\n!""#),
        ("object", r#"{-1.5k="${x}"}"#),
        ("rule", "\"n1\""),
        ("rules", "1"),
    ] {
        assert_eq!(answer.outputs[name], expected, "{name} {:?}", answer.refusals);
    }
    assert_eq!(answer.refusals, ["main.tf.json:9:50: the variable `nothing` is not declared"]);
}

#[test]
fn json_that_is_not_json_says_where() {
    let answer = answer(&[
        ("main.tf.json", "{\"locals\": {\n  \"a\": 1,\n}}"),
        ("b.tf.json", "{\"local\": {}, \"variable\": 1}"),
    ]);
    let expected = [
        "b.tf.json:1:2: there are no `local` blocks",
        "b.tf.json:1:27: an object must stand here",
        "main.tf.json:3:1: expected a quoted name here",
    ];
    assert_eq!(answer.refusals, expected);
}

#[test]
fn a_region_comes_from_the_provider_that_is_meant() {
    let answer = answer_with(
        &[
            (
                "main.tf",
                r#"
                variable "region" { default = "eu-west-1" }
                provider "aws" { region = var.region }
                provider "aws" {
                  alias  = "us"
                  region = "us-east-1"
                }
                data "aws_region" "here" {}
                data "aws_region" "there" { provider = aws.us }
                data "aws_region" "named" { region = "eu-north-1" }
                module "inherits" { source = "./m" }
                module "given" {
                  source    = "./m"
                  providers = { aws = aws.us }
                }
                output "all" {
                  value = [data.aws_region.here.name, data.aws_region.there.id, data.aws_region.named.name]
                }
                output "modules" { value = [module.inherits.region, module.given.region] }
                "#,
            ),
            ("m/main.tf", "data \"aws_region\" \"r\" {}\noutput \"region\" { value = data.aws_region.r.region }\n"),
        ],
        "data aws_region\n id string provider region\n name string provider region\n region string provider region\n",
        &Outside::default(),
    );
    assert_eq!(answer.outputs["all"], r#"["eu-west-1", "us-east-1", "eu-north-1"]"#, "{:?}", answer.refusals);
    assert_eq!(answer.outputs["modules"], r#"["eu-west-1", "us-east-1"]"#);
}

#[test]
fn modules_get_the_arguments_they_declare_and_conditions_hold() {
    let answer = answer_with(
        &[
            (
                "main.tf",
                r#"
                module "m" {
                  source  = "./m"
                  objects = module.other
                  extra   = 1
                }
                module "other" {
                  source   = "./other"
                  for_each = toset(["x"])
                }
                resource "t" "r" {
                  name = resource.t.s.name
                  lifecycle {
                    precondition {
                      condition     = terraform.workspace == "prod"
                      error_message = "not in ${terraform.workspace}"
                    }
                  }
                }
                resource "t" "s" { name = module.m.names[0] }
                "#,
            ),
            (
                "m/main.tf",
                r#"
                variable "objects" {
                  type = map(object({ name = string }))
                  validation {
                    condition     = length(var.objects) > 1
                    error_message = "More than one, please."
                  }
                }
                output "names" { value = [for o in var.objects : o.name] }
                "#,
            ),
            ("other/main.tf", "output \"name\" { value = \"found\" }\noutput \"more\" { value = 1 }\n"),
            (".terraform/environment", "staging\n"),
        ],
        "resource t\n  name string null\n",
        &Outside::default(),
    );
    assert_eq!(shown(answer.resources[0].get("name")), "\"found\"");
    let said = answer.refusals.join("\n");
    for expected in [
        "main.tf:5:19: the module has no variable `extra`",
        "this condition is false: More than one, please.",
        "this condition is false: not in staging",
    ] {
        assert!(said.contains(expected), "{said}");
    }
    assert_eq!(answer.refusals.len(), 3, "{said}");
}

#[test]
fn what_only_podroom_refuses_is_said_as_a_limit() {
    use crate::eval::evaluator::RefusalKind;
    let text = "output \"long\" { value = format(\"%99999999d\", 1) }\noutput \"none\" { value = upper([]) }\n";
    let files = Files::in_memory([("main.tf".to_owned(), text.into())]);
    let mut modules = Modules::new(&files);
    let (schema, assumed) = (Schema::default(), BTreeMap::new());
    let mut evaluator = Evaluator::new(&mut modules, &schema, Path::new(""), BTreeMap::new(), &assumed).unwrap();
    let span = evaluator.module(Evaluator::ROOT).outputs["long"].header();
    for name in ["long", "none"] {
        evaluator.output(Evaluator::ROOT, name, span).unwrap();
    }
    let kinds: Vec<RefusalKind> = evaluator.refusals().iter().map(|refusal| refusal.kind).collect();
    assert_eq!(kinds, [RefusalKind::Limit, RefusalKind::Invalid]);
}

#[test]
fn tildes_and_indentation_take_off_what_terraform_takes_off() {
    let context = "locals {\n a = \"A\"\n n = 3\n l = [1, 2]\n}\n";
    // Each answer is Terraform 1.11.4's.
    check(
        context,
        &[
            // In quotes all white space goes, and escapes are resolved in directives as well.
            (r#""a\n \n  ${~ local.a ~}  \n \n b""#, r#""aAb""#),
            (r#""%{ if true ~}\n\n  b%{ endif }""#, r#""b""#),
            (r#""%{ if true }\tb\n\"%{ else }\n%{ endif }\tc""#, r#""\tb\n\"\tc""#),
            // Elsewhere no more than the rest of the line.
            ("<<EOT\na\n\n%{~ if true }\nb\n\n  %{~ endif ~}\n\n  c\nEOT\n", r#""a\n\nb\n\n\n  c\n""#),
            ("<<EOT\n%{ if true ~}\n    b\n%{~ endif }\nEOT\n", r#""    b\n""#),
            // White space goes before indentation is measured.
            ("<<-EOT\n  a\n    ${~ local.a ~}\n    b\n  EOT\n", r#""  a\nA    b\n""#),
            (
                "<<-EOT\n    a\n\n  %{ for x in local.l ~}\n  - ${x}\n  %{ endfor ~}\n    c\n  EOT\n",
                r#""  a\n\n  - 1\n  - 2\n    c\n""#,
            ),
            // What is beside an interpolation makes it a string, also when nothing is left of it.
            ("\"${local.n ~} \"", r#""3""#),
            ("\"${local.n}\"", "3"),
        ],
    );
}

#[test]
fn a_template_file_of_one_interpolation_is_that_value() {
    let answer = answer(&[
        (
            "main.tf",
            "output \"number\" {\n value = templatefile(\"one.tpl\", { x = 3 })\n}
             output \"list\" {\n value = templatefile(\"one.tpl\", { x = [\"a\"] })[0]\n}
             output \"null\" {\n value = try(templatefile(\"one.tpl\", { x = null }), \"refused\")\n}
             output \"string\" {\n value = templatestring(local.t, { x = 3 })\n}
             locals {\n t = \"$${x}\"\n}",
        ),
        ("one.tpl", "${x}"),
    ]);
    let outputs: Vec<_> = answer.outputs.values().map(String::as_str).collect();
    assert_eq!(outputs, ["\"a\"", "\"refused\"", "3", "\"3\""], "{:?}", answer.refusals);
}
