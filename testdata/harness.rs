//! The binary as a user runs it, on every case under `testdata/`: a directory with Terraform files (or a plan) and
//! `expected.snap`, which holds what `podroom check` prints and its exit code; where there is a `budget.snap`, it holds the
//! same of `podroom budget`. A file `args` adds arguments, one a line. Adding a case adds files, not code.

// A test says what must hold by panicking.
#![allow(clippy::unwrap_used, clippy::panic)]

use insta::{Settings, assert_snapshot};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

/// What the binary did.
struct Outcome {
    code: i32,
    out: String,
    err: String,
}

/// Runs the binary in a directory with a clean environment.
fn podroom(directory: &Path, args: &[&str]) -> Outcome {
    podroom_with(directory, args, &[], "")
}

fn podroom_with(directory: &Path, args: &[&str], environment: &[(&str, &str)], stdin: &str) -> Outcome {
    let mut child = Command::new(env!("CARGO_BIN_EXE_podroom"))
        .args(args)
        .current_dir(directory)
        .env_clear()
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A run that does not read its input closes it.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    Outcome {
        code: output.status.code().unwrap_or(-1),
        out: without_time(&String::from_utf8(output.stdout).unwrap()),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The summary ends with how long it took, which is different every time and may stand on a line of its own.
fn without_time(text: &str) -> String {
    let end = text.trim_end();
    match end.rfind('(') {
        Some(at) if end.ends_with("ms)") || end.ends_with(" s)") => {
            format!("{} ([time])\n", text[..at].trim_end())
        }
        _ => text.to_owned(),
    }
}

impl Outcome {
    fn shown(&self) -> String {
        let mut text = format!("exit code {}\n\n{}", self.code, self.out);
        if !self.err.is_empty() {
            text.push_str("\nstandard error:\n");
            text.push_str(&self.err);
        }
        text
    }
}

/// Directories that hold no cases: what other tests read.
const OTHERS: [&str; 5] = ["conformance", "plan", "plans", "registry", "report"];

/// Every directory with something to check: directly under `testdata/`, or one level deeper.
fn cases() -> Vec<PathBuf> {
    let mut cases = Vec::new();
    for directory in directories(&testdata()) {
        if OTHERS.iter().any(|other| directory.ends_with(other)) {
            continue;
        }
        if is_case(&directory) {
            cases.push(directory);
        } else {
            cases.extend(directories(&directory));
        }
    }
    cases
}

fn directories(parent: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> =
        fs::read_dir(parent).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    all.sort();
    all
}

fn is_case(directory: &Path) -> bool {
    fs::read_dir(directory).unwrap().any(|entry| entry.unwrap().path().is_file())
}

/// Compares with `expected.snap` (or another name) in the directory.
fn compare(directory: &Path, name: &str, outcome: &Outcome) {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(directory);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| assert_snapshot!(name, outcome.shown()));
}

#[test]
fn every_case_prints_what_is_expected() {
    let cases = cases();
    assert!(cases.len() > 10, "only {} cases were found", cases.len());
    let mut failed = Vec::new();
    for case in cases {
        let relative = case.strip_prefix(testdata()).unwrap().to_str().unwrap().to_owned();
        let extra = fs::read_to_string(case.join("args")).unwrap_or_default();
        let mut args = vec!["check", "--color", "never"];
        args.extend(extra.lines().filter(|line| !line.is_empty()));
        args.push(&relative);
        let mut outcomes = vec![("expected", podroom(&testdata(), &args))];
        if case.join("budget.snap").exists() {
            outcomes.push(("budget", podroom(&testdata(), &["budget", "--color", "never", &relative])));
        }
        for (name, outcome) in outcomes {
            if std::panic::catch_unwind(|| compare(&case, name, &outcome)).is_err() {
                failed.push(format!("{relative}/{name}.snap"));
            }
        }
    }
    assert!(failed.is_empty(), "these differ: {failed:?}");
}

#[test]
fn the_incident_in_every_format() {
    let incident = testdata().join("incident");
    for (name, args) in [
        ("check-json", &["check", "--format", "json", "incident"][..]),
        ("check-color", &["check", "--color", "always", "incident"]),
        ("budget-json", &["budget", "--format", "json", "incident"]),
    ] {
        compare(&incident, name, &podroom(&testdata(), args));
    }
}

/// The figures of a ledger: everything but places, which a plan does not have, and what is not known.
fn figures(path: &str) -> serde_json::Value {
    fn without_places(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(fields) => {
                fields.remove("at");
                fields.values_mut().for_each(without_places);
            }
            serde_json::Value::Array(values) => values.iter_mut().for_each(without_places),
            _ => {}
        }
    }
    let out = podroom(&testdata(), &["budget", "--format", "json", path]).out;
    let mut ledger: serde_json::Value = serde_json::from_str(&out).unwrap();
    without_places(&mut ledger);
    let root = &ledger["roots"][0];
    let mut figures = serde_json::json!({ "ranges": root["ranges"], "node_pools": root["node_pools"] });
    // Ranges and pools come in the order in which they are written, and a plan has its own.
    for part in ["ranges", "node_pools"] {
        let by_address = |one: &serde_json::Value| one["address"].as_str().unwrap().to_owned();
        figures[part].as_array_mut().unwrap().sort_by_key(by_address);
    }
    figures
}

/// Plans that Terraform made of cases: they give the same figures. Where there is a `budget.snap`, the plan tells less than
/// its configuration, and that is what it says.
#[test]
fn plans_give_the_figures_of_their_configurations() {
    let cases: Vec<PathBuf> =
        directories(&testdata().join("plans")).iter().flat_map(|group| directories(group)).collect();
    assert!(cases.len() > 20, "only {} plans were found", cases.len());
    for case in cases {
        let plan = case.strip_prefix(testdata()).unwrap().to_str().unwrap();
        if case.join("budget.snap").exists() {
            compare(&case, "budget", &podroom(&testdata(), &["budget", "--color", "never", plan]));
        } else {
            let configuration = plan.strip_prefix("plans/").unwrap();
            assert_eq!(figures(plan), figures(configuration), "{plan}");
        }
    }
}

#[test]
fn stand_ins_make_what_the_modules_make() {
    let cases = directories(&testdata().join("registry"));
    assert!(cases.len() > 20, "only {} cases were found", cases.len());
    let mut failed = Vec::new();
    for case in cases {
        let relative = case.strip_prefix(testdata()).unwrap().to_str().unwrap().to_owned();
        let outcome = podroom(&testdata(), &["budget", "--color", "never", &relative]);
        if std::panic::catch_unwind(|| compare(&case, "budget", &outcome)).is_err() {
            failed.push(relative);
        }
    }
    assert!(failed.is_empty(), "these differ: {failed:?}");
}

#[test]
fn with_stand_ins_for_all_modules_a_root_is_complete() {
    let outcome = podroom(&testdata(), &["check", "--format", "json", "pipeline/registry-modules"]);
    assert!(outcome.out.contains("\"complete\": true"), "{}", outcome.shown());
    let stood_in = "\"stand_in\": \"terraform-aws-modules/eks/aws 18\"";
    assert!(outcome.out.contains(stood_in), "{}", outcome.shown());
}

#[test]
fn stand_ins_are_named_in_every_format() {
    let case = testdata().join("pipeline/stand-in");
    for (name, args) in [
        ("check-json", &["check", "--format", "json", "pipeline/stand-in"][..]),
        ("budget-json", &["budget", "--format", "json", "pipeline/stand-in"]),
    ] {
        compare(&case, name, &podroom(&testdata(), args));
    }
}

#[test]
fn the_same_incident_gives_the_same_numbers_however_it_is_written() {
    let figures = |path: &str| {
        let outcome = podroom(&testdata(), &["budget", "--format", "json", path]);
        let budget: serde_json::Value = serde_json::from_str(&outcome.out).unwrap_or_else(|e| panic!("{path}: {e}"));
        let mut figures: Vec<String> = budget["roots"][0]["ranges"]
            .as_array()
            .unwrap_or_else(|| panic!("{path}: {budget}"))
            .iter()
            .map(|range| {
                format!(
                    "{} usable {} scaled {} packed {} {} {}",
                    range["cidr"],
                    range["usable"],
                    range["demand"]["scaled"]["at_least"],
                    range["demand"]["packed"]["at_least"],
                    range["verdict"],
                    range["nodes_that_fit"]
                )
            })
            .collect();
        figures.sort();
        figures
    };
    let expected: Vec<String> = ["10.4.128.0/20", "10.4.144.0/20", "10.4.160.0/20"]
        .iter()
        .map(|cidr| format!("\"{cidr}\" usable 4091 scaled 5400 packed 16200 \"exhausted\" 40"))
        .collect();
    for path in ["incident", "incident-plan", "incident-modules", "incident-modules-plan"] {
        assert_eq!(figures(path), expected, "{path}");
    }
    for path in ["incident-tuned", "incident-tuned-plan"] {
        for figure in figures(path) {
            assert!(figure.contains("usable 4091 scaled 583 ") && figure.contains("371"), "{path}: {figure}");
        }
    }
}

/// The ```hcl blocks of a page.
fn examples(page: &str) -> Vec<&str> {
    page.split("```hcl\n").skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn the_first_example_of_a_page_reports_and_the_second_does_not() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let scratch = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("examples");
    let mut judged = 0;
    for entry in fs::read_dir(rules).unwrap() {
        let path = entry.unwrap().path();
        let id = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.extension().is_none_or(|extension| extension != "hcl") {
            continue;
        }
        let page = fs::read_to_string(path.with_extension("md")).unwrap();
        let [bad, good, ..] = examples(&page)[..] else { panic!("the page of {id} needs two examples") };
        for (text, reports) in [(bad, true), (good, false)] {
            let directory = scratch.join(&id).join(if reports { "bad" } else { "good" });
            fs::create_dir_all(&directory).unwrap();
            fs::write(directory.join("main.tf"), text).unwrap();
            // A rule that is off until somebody asks for it.
            if fs::read_to_string(&path).unwrap().contains("setting \"enabled\"") {
                let settings = format!("rule \"{id}\" {{\n  enabled = true\n}}\n");
                fs::write(directory.join("podroom.hcl"), settings).unwrap();
            }
            let outcome = podroom(&directory, &["check", "--format", "json"]);
            let found = outcome.out.contains(&format!("\"rule\": \"{id}\""))
                || outcome.out.contains(&format!("\"rule\":\"{id}\""));
            assert_eq!(found, reports, "{id}: {}", outcome.shown());
            judged += 1;
        }
    }
    assert!(judged >= 24, "only {judged} examples were judged");
}

#[test]
fn variables_come_from_flags_files_and_the_environment() {
    let directory = testdata().join("pipeline");
    let max = |args: &[&str], environment: &[(&str, &str)]| {
        let mut all = vec!["budget", "--format", "json"];
        all.extend(args);
        all.push("variables");
        let outcome = podroom_with(&directory, &all, environment, "");
        let budget: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
        budget["roots"][0]["node_pools"][0]["max"]["at_least"].as_u64()
    };
    assert_eq!(max(&[], &[]), Some(5), "terraform.tfvars");
    assert_eq!(max(&[], &[("TF_VAR_max_size", "9")]), Some(5), "the file wins over the environment");
    assert_eq!(max(&["-var", "max_size=7"], &[]), Some(7));
    assert_eq!(max(&["--var=max_size=7", "-var-file", "variables/large.tfvars"], &[]), Some(90), "the last one wins");
    assert_eq!(max(&["-var-file=variables/large.tfvars", "-var=max_size=7"], &[]), Some(7));
}

#[test]
fn a_plan_is_read_from_standard_input() {
    let plan = fs::read_to_string(testdata().join("incident-plan/plan.json")).unwrap();
    let outcome = podroom_with(&testdata(), &["check", "--color", "never", "-"], &[], &plan);
    assert_eq!(outcome.code, 1, "{}", outcome.shown());
    assert!(outcome.out.contains("5,400"), "{}", outcome.shown());
}

#[test]
fn what_cannot_be_read_ends_with_two_and_a_message() {
    let scratch = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("unreadable");
    fs::create_dir_all(scratch.join("empty")).unwrap();
    fs::write(scratch.join("state.json"), "{\"version\": 4, \"resources\": []}").unwrap();
    fs::write(scratch.join("cut.json"), "{\"format_version\": \"1.2\", \"planned_values\": {\"root_").unwrap();
    fs::write(scratch.join("text.json"), "hello").unwrap();
    for (args, code, says) in [
        (&["check", "nowhere"][..], 2, "no file or directory `nowhere`"),
        (&["check", "state.json"], 2, "not a plan"),
        (&["check", "cut.json"], 2, "cut off"),
        (&["check", "text.json"], 2, "not JSON"),
        (&["check", "empty"], 3, "nothing to check"),
        (&["check", "--fail-on", "sometimes"], 2, "sometimes"),
        (&["check", "-var", "x"], 2, "NAME=VALUE"),
        (&["check", "-chdir=nowhere"], 2, "nowhere"),
        (&["explain", "no-such-rule"], 2, "no-such-rule"),
    ] {
        let mut all = args.to_vec();
        if args[0] == "check" && !args.contains(&"-var") {
            all.splice(1..1, ["--color", "never"]);
        }
        let outcome = podroom(&scratch, &all);
        assert_eq!(outcome.code, code, "{args:?}: {}", outcome.shown());
        assert!(outcome.shown().contains(says), "{args:?}: {}", outcome.shown());
    }
}

#[test]
fn a_link_out_of_the_tree_is_not_followed() {
    let scratch = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("links");
    let _ = fs::remove_dir_all(&scratch);
    fs::create_dir_all(scratch.join("tree/.git")).unwrap();
    fs::create_dir_all(scratch.join("outside")).unwrap();
    fs::write(scratch.join("outside/secret.tf"), "locals { secret = 1 }\n").unwrap();
    fs::write(
        scratch.join("tree/main.tf"),
        "module \"m\" {\n  source = \"../outside\"\n}\nresource \"aws_subnet\" \"a\" {\n  cidr_block = file(\"../outside/secret.tf\")\n}\n",
    )
    .unwrap();
    let outcome = podroom(&scratch.join("tree"), &["check", "--color", "never"]);
    assert_eq!(outcome.code, 2, "{}", outcome.shown());
    assert!(outcome.out.contains("outside the scanned tree"), "{}", outcome.shown());
    assert!(!outcome.out.contains("secret = 1"), "{}", outcome.shown());
    fs::write(scratch.join("tree/podroom.hcl"), "stand_in \"a/b/c\" {\n  source = \"../outside\"\n}\n").unwrap();
    let outcome = podroom(&scratch.join("tree"), &["check", "--color", "never"]);
    assert!(outcome.out.contains("error[invalid-settings]"), "{}", outcome.shown());
    assert_eq!(outcome.out.matches("outside the scanned tree").count(), 2, "{}", outcome.shown());
}

/// Runs the script of the GitHub Action in a scratch directory, and gives its log, step summary and outputs.
#[cfg(unix)]
fn action(name: &str, inputs: &[(&str, &str)]) -> (Outcome, String, String) {
    let scratch = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("action").join(name);
    let _ = fs::remove_dir_all(&scratch);
    fs::create_dir_all(&scratch).unwrap();
    let (summary, outputs) = (scratch.join("summary"), scratch.join("outputs"));
    let output = Command::new("bash")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/action/run"))
        .current_dir(testdata())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("PODROOM", env!("CARGO_BIN_EXE_podroom"))
        .env("GITHUB_STEP_SUMMARY", &summary)
        .env("GITHUB_OUTPUT", &outputs)
        .envs(inputs.iter().copied())
        .output()
        .unwrap();
    let outcome = Outcome {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    };
    (outcome, fs::read_to_string(summary).unwrap_or_default(), fs::read_to_string(outputs).unwrap_or_default())
}

#[cfg(unix)]
#[test]
fn the_action_turns_inputs_into_arguments_and_reports_everywhere() {
    let (outcome, summary, outputs) = action("incident", &[("INPUT_PATHS", "incident\nincident-tuned\n")]);
    assert_eq!(outcome.code, 1, "{}", outcome.shown());
    assert_eq!(outputs, "exit-code=1\n");
    assert!(summary.starts_with("```text\n") && summary.contains("will reserve 5,400"), "{summary}");
    // What podroom prints stands between two lines that switch workflow commands off and on.
    let token = outcome.out.lines().next().and_then(|line| line.strip_prefix("::stop-commands::")).unwrap().to_owned();
    assert_eq!(outcome.out.lines().last(), Some(format!("::{token}::").as_str()));

    let large = [("INPUT_PATHS", "pipeline/variables"), ("INPUT_VARS", "max_size=7"), ("INPUT_FAIL_ON", "note")];
    assert_eq!(action("vars", &large).0.code, 1);
    let never = [("INPUT_PATHS", "incident"), ("INPUT_FAIL_ON", "never")];
    assert_eq!(action("never", &never).0.code, 0);
    // An input is never an option.
    let (outcome, _, outputs) = action("option", &[("INPUT_PATHS", "--version")]);
    assert_eq!(outcome.code, 2, "{}", outcome.shown());
    assert_eq!(outputs, "exit-code=2\n");
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_said_and_the_rest_is_checked() {
    let scratch = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("gone");
    let _ = fs::remove_dir_all(&scratch);
    fs::create_dir_all(&scratch).unwrap();
    std::os::unix::fs::symlink("nowhere.tf", scratch.join("gone.tf")).unwrap();
    fs::write(scratch.join("main.tf"), "resource \"aws_subnet\" \"bad\" {\n  cidr_block = \"10.0.0.0/33\"\n}\n")
        .unwrap();
    let outcome = podroom(&scratch, &["check", "--color", "never"]);
    assert_eq!(outcome.code, 2, "{}", outcome.shown());
    assert!(outcome.out.contains("[unreadable-input]") && outcome.out.contains("gone.tf"), "{}", outcome.shown());
    assert!(outcome.out.contains("[cidr-invalid]"), "{}", outcome.shown());
}

#[test]
fn rules_of_ones_own_and_settings_count() {
    let directory = testdata().join("pipeline/own-rules");
    let outcome = podroom(&directory, &["check", "--color", "never"]);
    compare(&directory, "from-inside", &outcome);
    assert!(outcome.out.contains("[subnets-are-at-least-20]"), "{}", outcome.shown());
}

#[test]
fn the_readme_shows_what_is_printed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let examples: Vec<&str> = readme.split("```console\n$ podroom ").skip(1).collect();
    assert_eq!(examples.len(), 3);
    for example in examples {
        let (command, rest) = example.split_once('\n').unwrap();
        // Words stand in single quotes where a shell would split them.
        let quoted = command.split('\'').enumerate();
        let args = quoted.flat_map(|(n, text)| if n % 2 == 1 { vec![text] } else { text.split_whitespace().collect() });
        let args: Vec<&str> = args.chain(["--color", "never"]).collect();
        let shown = without_time(rest.split("```").next().unwrap());
        assert_eq!(shown.trim_end(), podroom(root, &args).out.trim_end(), "{command}");
    }
}

#[test]
fn eval_prints_what_terraform_would_compute() {
    let directory = testdata().join("pipeline/evaluated");
    let zones = ["-var", "zones=[\"a\", \"b\"]"];
    let inside = r#"module.net["blue"].aws_subnet.private[1].cidr_block"#;
    let asked =
        ["local.names", "cidrsubnet(var.cidr, 4, 1)", inside, "module.net[\"green\"].vpc", "aws_instance.jump[*].id"];
    for (name, args) in [
        ("eval", vec!["--color", "never"]),
        ("eval-verbose", vec!["--color", "never", "-v"]),
        ("eval-json", vec!["--format", "json", zones[0], zones[1]]),
        ("eval-answers", [&["--color", "never", "-v", "."], &asked[..]].concat()),
        ("eval-answers-json", [&["--format", "json"], &asked[..]].concat()),
        (
            "eval-mistakes",
            vec!["--color", "never", "local.names", "local.nosuch", "1 +", "module.net[\"blue\"].local.no"],
        ),
    ] {
        compare(&directory, name, &podroom(&directory, &[&["eval"], &args[..]].concat()));
    }
}

#[test]
fn tofu_files_are_read_unless_the_settings_say_terraform() {
    let directory = testdata().join("pipeline/dialects");
    let terraform = ["--config", "terraform.hcl"];
    for (args, code, says) in [
        (&["eval", "both", "1 + 1"][..], 0, "2"),
        (&["eval", "both"], 0, "\"opentofu\""),
        (&["eval", "both", terraform[0], terraform[1]], 0, "\"terraform\""),
        (&["eval", "both", r#"cidrcontains("10.0.0.0/8", "10.1.2.3")"#], 0, "true"),
        (&["eval", "both", r#"base64gunzip("H4sIAAAAAAACA8tIzcnJ11EoyE8pBgAAujWnCwAAAA==")"#], 0, "hello, pods"),
        (&["eval", "both", r#"urldecode("a%20b")"#, terraform[0], terraform[1]], 2, "no function called `urldecode`"),
        (&["check", "tofu"], 1, "cidr-invalid"),
        (&["check", "tofu", terraform[0], terraform[1]], 3, "nothing to check"),
    ] {
        let outcome = podroom(&directory, args);
        assert_eq!(outcome.code, code, "{args:?}: {}", outcome.shown());
        assert!(outcome.shown().contains(says), "{args:?}: {}", outcome.shown());
    }
}

#[test]
fn sensitive_values_are_in_no_output() {
    let case = "pipeline/sensitive";
    let secret = "hunter2-hunter2";
    for args in [
        &["check", case, "--format", "human"][..],
        &["check", case, "--format", "json"],
        &["budget", case],
        &["budget", case, "--format", "json"],
        &["eval", case, "-v"],
        &["eval", case, "--format", "json", "-v"],
        &["eval", case, "var.sizes", "local.subnets", "[var.vpc_cidr]", "upper(var.sizes.batch)"],
        &[
            "eval",
            case,
            "--format",
            "json",
            "{ a = var.sizes }",
            "tonumber(var.sizes.batch)",
            "cidrhost(var.vpc_cidr, 0)",
        ],
        &["eval", case, "var.sizes.none", "1 + var.sizes.batch", "var.nosuch"],
    ] {
        let environment = [("TF_VAR_sizes", "{batch = \"hunter2-hunter2\"}"), ("NO_COLOR", "1")];
        let outcome = podroom_with(&testdata(), args, &environment, "");
        assert!(outcome.shown().len() > 100, "{args:?}: {}", outcome.shown());
        for secret in [secret, "HUNTER2", "10.77."] {
            assert!(!outcome.shown().contains(secret), "{args:?} shows {secret}: {}", outcome.shown());
        }
    }
}

#[test]
fn eval_says_what_it_cannot_evaluate() {
    for (args, code, says) in [
        (&["eval", "incident-plan/plan.json"][..], 2, "not from a plan"),
        (&["eval", "./nowhere"], 2, "no file or directory `nowhere`"),
        (&["eval", "plan"], 2, "no Terraform configuration in `plan`"),
        (&["eval", "pipeline/broken-block"], 2, "unreadable-input"),
        (&["eval", "pipeline/cycle"], 1, "depends on itself"),
        (&["eval", "incident/vpc.tf", "var.vpc_cidr"], 0, "10.4.128.0/18"),
    ] {
        let outcome = podroom(&testdata(), args);
        assert_eq!(outcome.code, code, "{args:?}: {}", outcome.shown());
        assert!(outcome.shown().contains(says), "{args:?}: {}", outcome.shown());
    }
}

#[test]
fn every_rule_can_be_explained() {
    let list = podroom(&testdata(), &["explain", "--color", "never"]);
    assert_eq!(list.code, 0);
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")).unwrap() {
        let path = entry.unwrap().path();
        let id = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.extension().is_some_and(|extension| extension == "md") {
            assert!(list.out.contains(&id), "{id} is not listed: {}", list.out);
            let page = podroom(&testdata(), &["explain", "--color", "never", &id]);
            assert!(page.code == 0 && page.out.contains("What it reports"), "{id}: {}", page.shown());
        }
    }
}

/// The incident with something changed, and what `budget` says of it: the addresses a node holds with its first pod, and the
/// nodes that fit, of a subnet of its nodes; and of one of its pods, where these have their own.
fn mitigated(name: &str, more: &str, change: (&str, &str)) -> Vec<(u64, u64)> {
    let scratch = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("mitigations").join(name);
    let _ = fs::remove_dir_all(&scratch);
    fs::create_dir_all(&scratch).unwrap();
    for file in ["eks.tf", "variables.tf", "vpc.tf"] {
        let text = fs::read_to_string(testdata().join("incident").join(file)).unwrap();
        let text = if file == "eks.tf" { text.replacen(change.0, change.1, 1) } else { text };
        fs::write(scratch.join(file), text).unwrap();
    }
    fs::write(scratch.join("more.tf"), more).unwrap();
    let outcome = podroom(&scratch, &["budget", "--format", "json"]);
    let budget: serde_json::Value = serde_json::from_str(&outcome.out).unwrap_or_else(|e| panic!("{name}: {e}"));
    let ranges = budget["roots"][0]["ranges"].as_array().unwrap_or_else(|| panic!("{name}: {budget}"));
    let mut found: Vec<(u64, u64)> = Vec::new();
    for range in ranges {
        let claims = range["claims"].as_array().unwrap();
        let each = claims.iter().find_map(|claim| claim["per_node"]["first_pod"].as_u64());
        let figures = (each.unwrap_or_else(|| panic!("{name}: {range}")), range["nodes_that_fit"].as_u64().unwrap());
        if !found.contains(&figures) {
            found.push(figures);
        }
    }
    found.sort_unstable();
    found
}

fn addon(env: &str) -> String {
    format!(
        "resource \"aws_eks_addon\" \"cni\" {{\n  cluster_name = aws_eks_cluster.main.name\n  addon_name   = \"vpc-cni\"\n  \
         configuration_values = jsonencode({{ env = {{ {env} }} }})\n}}\n"
    )
}

#[test]
fn every_mitigation_of_the_incident_has_its_figures() {
    let unchanged = ("", "");
    for (name, env, expected) in [
        ("none", "", (100, 40)),
        ("no-spare-interface", "WARM_ENI_TARGET = \"0\"", (50, 81)),
        ("one-interface", "MAX_ENI = \"1\"", (50, 81)),
        ("one-spare-address", "WARM_IP_TARGET = \"1\"", (3, 1363)),
        ("ten-addresses", "WARM_IP_TARGET = \"2\", MINIMUM_IP_TARGET = \"10\"", (11, 371)),
        ("prefixes", "ENABLE_PREFIX_DELEGATION = \"true\"", (33, 123)),
        (
            "one-prefix",
            "ENABLE_PREFIX_DELEGATION = \"true\", WARM_IP_TARGET = \"5\", MINIMUM_IP_TARGET = \"10\"",
            (17, 240),
        ),
    ] {
        assert_eq!(mitigated(name, &addon(env), unchanged), [expected], "{name}");
    }
    // One interface has 49 addresses for pods: a node that may run no more keeps one.
    let template = "resource \"aws_launch_template\" \"batch\" {\n  image_id  = \"ami-0123456789abcdef0\"\n  user_data = \
                    base64encode(\"#!/bin/bash\\n/etc/eks/bootstrap.sh ${aws_eks_cluster.main.name} --kubelet-extra-args \
                    '--max-pods=49'\\n\")\n}\n";
    let launched = "capacity_type   = \"ON_DEMAND\"\n\n  launch_template {\n    id      = aws_launch_template.batch.id\n    \
                    version = \"1\"\n  }\n";
    let change = ("capacity_type   = \"ON_DEMAND\"\n", launched);
    assert_eq!(mitigated("max-pods", template, change), [(50, 81)]);
    // Pods in a /16 of each zone: 655 nodes there, and 4,091 in the subnets of the nodes.
    let pods = "resource \"aws_vpc_ipv4_cidr_block_association\" \"pods\" {\n  count = 3\n  vpc_id = aws_vpc.main.id\n  cidr_block = \
                \"100.${64 + count.index}.0.0/16\"\n}\n\nresource \"aws_subnet\" \"pods\" {\n  count = 3\n  vpc_id = \
                aws_vpc_ipv4_cidr_block_association.pods[count.index].vpc_id\n  cidr_block = \"100.${64 + \
                count.index}.0.0/16\"\n  availability_zone = data.aws_availability_zones.available.names[count.index]\n}\n\n\
                resource \"kubectl_manifest\" \"pods\" {\n  count = 3\n  yaml_body = yamlencode({\n    kind = \"ENIConfig\"\n    \
                metadata = { name = data.aws_availability_zones.available.names[count.index] }\n    spec = { subnet = \
                aws_subnet.pods[count.index].id }\n  })\n}\n";
    let custom = format!("{}{pods}", addon("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG = \"true\""));
    assert_eq!(mitigated("custom-networking", &custom, unchanged), [(1, 4091), (100, 655)]);
    let ipv6 = ("  vpc_config {\n", "  kubernetes_network_config {\n    ip_family = \"ipv6\"\n  }\n\n  vpc_config {\n");
    assert_eq!(mitigated("ipv6", "", ipv6), [(1, 4091)]);
}

#[test]
fn fixes_of_the_incident_have_the_figures_of_its_mitigations() {
    let outcome = podroom(&testdata(), &["check", "--color", "never", "incident"]);
    let text = outcome.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for (change, each, nodes) in [
        ("WARM_IP_TARGET=2, MINIMUM_IP_TARGET=10 on the VPC CNI", 11, 54),
        ("prefix delegation with WARM_IP_TARGET=5, MINIMUM_IP_TARGET=10", 17, 54),
        ("WARM_ENI_TARGET=0 on the VPC CNI", 50, 54),
    ] {
        let all = (each * nodes).to_string();
        let all = if all.len() > 3 { format!("{},{}", &all[..all.len() - 3], &all[all.len() - 3..]) } else { all };
        let line = format!("{change}: {each} addresses per node, {all} in each subnet");
        assert!(text.contains(&line), "{line}: {}", outcome.shown());
    }
}

#[test]
fn every_carrier_of_the_settings_is_read_from_a_plan() {
    let text = fs::read_to_string(testdata().join("incident-tuned-plan/plan.json")).unwrap();
    let env = serde_json::json!([
        { "name": "WARM_IP_TARGET", "value": "2" },
        { "name": "MINIMUM_IP_TARGET", "value": "10" },
    ]);
    let metadata = serde_json::json!({ "name": "aws-node", "namespace": "kube-system" });
    let containers = serde_json::json!([{ "name": "aws-node", "env": env }]);
    let manifest = serde_json::json!({
        "kind": "DaemonSet",
        "metadata": metadata,
        "spec": { "template": { "spec": { "containers": containers } } },
    });
    let set: Vec<serde_json::Value> = env
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| serde_json::json!({ "name": format!("env.{}", entry["name"].as_str().unwrap()), "value": entry["value"] }))
        .collect();
    for (ty, values) in [
        ("helm_release", serde_json::json!({ "chart": "aws-vpc-cni", "name": "cni", "values": null, "set": set })),
        (
            "helm_release",
            serde_json::json!({
                "chart": "aws-vpc-cni",
                "name": "cni",
                "values": ["env:\n  WARM_IP_TARGET: 2\n  MINIMUM_IP_TARGET: 10\n"],
                "set": [],
            }),
        ),
        ("kubernetes_env", serde_json::json!({ "container": "aws-node", "env": env, "metadata": [metadata] })),
        (
            "kubernetes_daemon_set_v1",
            serde_json::json!({
                "metadata": [metadata],
                "spec": [{ "template": [{ "spec": [{ "container": containers }] }] }],
            }),
        ),
        ("kubernetes_manifest", serde_json::json!({ "manifest": manifest })),
        ("kubectl_manifest", serde_json::json!({ "yaml_body": manifest.to_string() })),
    ] {
        let mut plan: serde_json::Value = serde_json::from_str(&text).unwrap();
        let address = format!("{ty}.vpc_cni");
        for (list, inside) in [
            ("/planned_values/root_module/resources", "/values"),
            ("/resource_changes", "/change/after"),
            ("/configuration/root_module/resources", "/expressions"),
        ] {
            let resources = plan.pointer_mut(list).and_then(serde_json::Value::as_array_mut).unwrap();
            let addon = resources.iter_mut().find(|resource| resource["type"] == "aws_eks_addon").unwrap();
            addon["address"] = address.as_str().into();
            addon["type"] = ty.into();
            *addon.pointer_mut(inside).unwrap() =
                if inside == "/expressions" { serde_json::json!({}) } else { values.clone() };
            if let Some(unknown) = addon.pointer_mut("/change/after_unknown") {
                *unknown = serde_json::json!({ "id": true });
            }
        }
        let outcome = podroom_with(&testdata(), &["budget", "--format", "json", "-"], &[], &plan.to_string());
        let budget: serde_json::Value = serde_json::from_str(&outcome.out).unwrap_or_else(|e| panic!("{ty}: {e}"));
        for range in budget["roots"][0]["ranges"].as_array().unwrap() {
            assert_eq!(range["nodes_that_fit"], 371, "{ty}: {range}");
        }
        assert_eq!(budget["roots"][0]["ranges"].as_array().unwrap().len(), 3);
    }
}
