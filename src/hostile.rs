//! Input that is broken, cut off, mistyped or made to grow: whatever it is, a run ends, with something said.

use crate::cloud::{self, Estate};
use crate::config::Settings;
use crate::discover::{Directory, Files, Found};
use crate::eval::inputs::Outside;
use crate::eval::module::Modules;
use crate::model::RangeKind;
use crate::{Request, demand, roots, run};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The messages about these files; every directory among them is found, none is named.
fn messages(files: &[(&str, &[u8])]) -> Vec<String> {
    let memory = Files::in_memory(files.iter().map(|(name, text)| ((*name).to_owned(), text.to_vec())));
    let mut directories: Vec<PathBuf> =
        files.iter().filter_map(|(name, _)| Some(Path::new(name).parent()?.to_owned())).collect();
    directories.sort();
    directories.dedup();
    let directories = directories.into_iter().map(|path| Directory { path, named: false }).collect();
    let found = Found { directories, ..Found::default() };
    let (settings, outside, schema) = (Settings::default(), Outside::default(), cloud::schema());
    let mut modules = Modules::new(&memory);
    let roots = roots::read(&found, None, &mut modules, &schema, &settings, &outside);
    for root in &roots {
        demand::ledger(&Estate::read(&root.resources, 1).model());
    }
    roots.into_iter().flat_map(|root| root.findings).map(|finding| finding.message).collect()
}

fn says(files: &[(&str, &str)], expected: &str) {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let messages = messages(&files);
    assert!(messages.iter().any(|message| message.contains(expected)), "{expected}: {messages:?}");
}

/// The files below `testdata` whose names end like this.
fn testdata(ending: &str) -> Vec<PathBuf> {
    let all = walkdir::WalkDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata")).sort_by_file_name();
    let paths = all.into_iter().filter_map(|entry| Some(entry.ok()?.into_path()));
    paths.filter(|path| path.to_string_lossy().ends_with(ending)).collect()
}

#[test]
fn files_that_end_anywhere_are_read_without_panic() {
    for path in testdata(".tf") {
        let text = std::fs::read(&path).unwrap();
        // Every byte was tried once; a stride that is prime to most line lengths keeps the test short.
        for end in (0..text.len()).step_by(61) {
            messages(&[("cut/main.tf", &text[..end])]);
        }
    }
}

/// Numbers that look random and are the same in every run (Numerical Recipes' `ranqd1`).
struct Draws(u32);

impl Draws {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as usize % limit.max(1)
    }
}

/// Replaces one value somewhere in the tree, keys kept.
fn mistype(value: &mut Value, draws: &mut Draws) {
    let children: Vec<&mut Value> = match value {
        Value::Array(values) => values.iter_mut().collect(),
        Value::Object(entries) => entries.values_mut().collect(),
        _ => Vec::new(),
    };
    let count = children.len();
    match children.into_iter().nth(draws.below(count)) {
        Some(child) if draws.below(8) > 0 => mistype(child, draws),
        _ => {
            let others = [
                json!(null),
                json!(true),
                json!(-1),
                json!(1e300),
                json!(""),
                json!("10.0.0.0/0"),
                json!([]),
                json!([[null]]),
                json!({}),
                json!({"a": {"b": []}}),
            ];
            *value = others[draws.below(others.len())].clone();
        }
    }
}

#[test]
fn plans_with_wrong_types_are_read_without_panic() {
    let mut draws = Draws(1);
    for path in testdata("plan.json") {
        let plan: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        for _ in 0..20 {
            let mut plan = plan.clone();
            for _ in 0..=draws.below(6) {
                mistype(&mut plan, &mut draws);
            }
            let request = Request { stdin: Some(plan.to_string().into_bytes()), ..Request::default() };
            let result = run(&request, &Files::in_memory([]));
            assert!(!result.roots.is_empty());
        }
    }
}

#[test]
fn what_grows_is_stopped_and_said() {
    let subnet = "resource \"aws_subnet\" \"s\" {\n  cidr_block = length(local.all)\n}\n";
    let loops =
        "locals {\n  r = range(1024)\n  all = [for a in local.r : [for b in local.r : [for c in local.r : c]]]\n}\n";
    says(&[("in/main.tf", &format!("{loops}{subnet}"))], "more than 1,000,000 parts");
    says(&[("in/main.tf", &"a {\n".repeat(10_000))], "the rest is left out");
    let calls =
        |to: &str| (0..10).map(|n| format!("module \"n{n}\" {{\n  source = \"../{to}\"\n}}\n")).collect::<String>();
    let fan: Vec<(String, String)> =
        (0..40).map(|n| (format!("m{n}/main.tf"), calls(&format!("m{}", n + 1)))).collect();
    let fan: Vec<(&str, &str)> = fan.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    says(&fan, "at most 10000 module instances");
}

#[test]
fn blocks_loops_and_splats_that_multiply_are_stopped() {
    let subnet = "resource \"aws_subnet\" \"s\" {\n  cidr_block = length(local.all)\n}\n";
    let nested = (0..6).fold("min_size = 1\n".to_owned(), |inside, _| {
        format!("dynamic \"scaling_config\" {{\n  for_each = range(40)\n  content {{\n{inside}}}\n}}\n")
    });
    says(&[("in/main.tf", &format!("resource \"aws_eks_node_group\" \"n\" {{\n{nested}}}\n"))], "more blocks than");
    let empty = format!("\"{}{}\"", "%{ for x in range(1024) }".repeat(4), "%{ endfor }".repeat(4));
    says(&[("in/main.tf", &subnet.replace("length(local.all)", &empty))], "more steps than");
    let doubled: String = (1..40).map(|n| format!("  l{n} = [local.l{}, local.l{}]\n", n - 1, n - 1)).collect();
    let doubled = format!("locals {{\n  l0 = [1]\n{doubled}}}\n");
    for (expr, expected) in [
        ("local.l39[*][*][*][*][*][*][*][*][*][*]", "more than 1,000,000 parts"),
        ("local.l39.x", "a collection has no attribute `x`"),
    ] {
        says(&[("in/main.tf", &format!("{doubled}{}", subnet.replace("length(local.all)", expr)))], expected);
    }
}

#[test]
fn a_message_quotes_the_start_of_a_long_value() {
    let long = "\"${\"x\"}".to_owned() + &"long".repeat(100_000) + "\"";
    for expr in ["cidrsubnet(@, 1, 1)", "@ + 1", "{}[@]", "{ for x in [1, 2] : @ => x }", "parseint(@, 10)", "@"] {
        let text = format!("resource \"aws_subnet\" \"s\" {{\n  cidr_block = {}\n}}\n", expr.replace('@', &long));
        for message in messages(&[("in/main.tf", text.as_bytes())]) {
            assert!(message.len() < 1_000, "{expr}: {}", message.len());
        }
    }
}

#[test]
fn directories_that_call_each_other_in_a_circle_are_not_passed_over() {
    let call = |to: &str| format!("module \"m\" {{\n  source = \"../{to}\"\n}}\n");
    says(&[("a/main.tf", &call("b")), ("b/main.tf", &call("a"))], "calls itself");
}

#[test]
fn a_comment_that_is_not_closed_hides_nothing() {
    says(&[("in/main.tf", "/* resource \"aws_subnet\" \"s\" {\n}\n")], "this comment is not closed");
}

#[test]
fn a_node_pool_among_thousands_is_still_counted() {
    let mut text = "resource \"google_compute_subnetwork\" \"s\" {\n  ip_cidr_range = \"10.0.0.0/24\"\n}\n\
        resource \"google_container_cluster\" \"c\" {\n  location = \"us-central1-a\"\n  \
        subnetwork = google_compute_subnetwork.s.id\n}\n"
        .to_owned();
    for n in 0..300 {
        text += &format!(
            "resource \"google_container_node_pool\" \"p{n}\" {{\n  cluster = google_container_cluster.c.id\n  \
             node_count = 1\n}}\n"
        );
    }
    let memory = Files::in_memory([("in/main.tf".to_owned(), text.into_bytes())]);
    let mut modules = Modules::new(&memory);
    let found = Found { directories: vec![Directory { path: PathBuf::from("in"), named: true }], ..Found::default() };
    let roots = roots::read(&found, None, &mut modules, &cloud::schema(), &Settings::default(), &Outside::default());
    let estate = Estate::read(&roots[0].resources, 1);
    let model = estate.model();
    let primary = model.ranges.iter().filter(|range| range.kind == RangeKind::Subnet);
    let failing: Vec<_> = primary.map(|range| range.id.clone()).collect();
    let fixes = estate.fixes(&failing, cloud::Goal::Scaled);
    assert_eq!(fixes.iter().map(|fix| fix.change.as_str()).collect::<Vec<_>>(), ["a /23 primary range"]);
}

/// What `eval` says of one file.
fn evaluated(text: &str) -> crate::Evaluation {
    let memory = Files::in_memory([("main.tf".to_owned(), text.as_bytes().to_vec())]);
    let request = Request { paths: vec![PathBuf::new()], ..Request::default() };
    crate::evaluate(&request, &[], &memory).unwrap()
}

#[test]
fn resources_that_hold_each_other_whole_are_a_message() {
    let both = "resource \"t\" \"a\" { x = t.b }\nresource \"t\" \"b\" { x = [t.a] }\n";
    let evaluation = evaluated(both);
    assert_eq!(evaluation.exit_code(), 1);
    assert!(evaluation.findings[0].message.contains("depends on itself"), "{:?}", evaluation.findings);
}

#[test]
fn whole_resources_that_double_are_cut() {
    let mut text = "resource \"t\" \"r0\" { x = 1 }\n".to_owned();
    for n in 1..120 {
        text.push_str(&format!("resource \"t\" \"r{n}\" {{ x = [t.r{m}, t.r{m}] }}\n", m = n - 1));
    }
    let evaluation = evaluated(&text);
    assert_eq!(evaluation.exit_code(), 2);
    assert!(evaluation.findings.iter().any(|finding| finding.message.contains("parts")), "{:?}", evaluation.findings);
    let mut out = Vec::new();
    let mut hcl = crate::report::values::Hcl::new(&mut out, true);
    hcl.everything(&evaluation.outputs, &evaluation.instances).unwrap();
    assert!(out.len() < 80 << 20, "{}", out.len());
}
