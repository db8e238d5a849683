//! Twice the input is twice the work: counted in steps of evaluation, so no clock has a say.

use super::*;

/// Steps that evaluating every output and resource takes.
fn steps(files: &[(&str, &str)]) -> u64 {
    let files = Files::in_memory(files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())));
    let (mut modules, table, assumed) = (Modules::new(&files), Schema::default(), BTreeMap::new());
    let mut evaluator = Evaluator::new(&mut modules, &table, Path::new(""), BTreeMap::new(), &assumed).unwrap();
    let module = evaluator.module(Evaluator::ROOT);
    for declared in module.outputs.values() {
        let block = evaluator.parsed(declared);
        evaluator.evaluate(&block.body.attribute("value").unwrap().expr, Evaluator::ROOT, &mut Frames::new());
    }
    evaluator.resources();
    assert_eq!(evaluator.refusals(), []);
    evaluator.steps
}

/// Input of size `n` and of twice that.
fn assert_linear(n: usize, files: impl Fn(usize) -> Vec<(&'static str, String)>) {
    let cost = |n| {
        let files = files(n);
        steps(&files.iter().map(|(path, text)| (*path, text.as_str())).collect::<Vec<_>>())
    };
    let (once, twice) = (cost(n), cost(2 * n));
    assert!(once >= n as u64, "{once} steps for {n}");
    assert!(twice * 10 <= once * 22, "{once} steps for {n}, {twice} for {}", 2 * n);
}

fn root(text: String) -> Vec<(&'static str, String)> {
    vec![("main.tf", text)]
}

/// `output "o"` of an expression.
fn output(expr: &str) -> String {
    format!("output \"o\" {{\n  value = {expr}\n}}\n")
}

#[test]
fn locals_that_use_the_one_before_twice() {
    assert_linear(15, |n| {
        let rest: String = (1..=n).map(|n| format!("  l{n} = local.l{} + local.l{}\n", n - 1, n - 1)).collect();
        root(format!("locals {{\n  l0 = 1\n{rest}}}\n{}", output(&format!("local.l{n}"))))
    });
}

#[test]
fn modules_in_modules() {
    assert_linear(25, |n| {
        vec![
            ("main.tf", format!("module \"m\" {{\n  source = \"./mid\"\n  count  = {n}\n}}\n")),
            (
                "mid/main.tf",
                "module \"l\" {\n  source = \"../leaf\"\n  count  = 20\n  n      = count.index\n}\n".to_owned(),
            ),
            ("leaf/main.tf", "variable \"n\" {}\nresource \"x\" \"y\" {\n  cidr_block = var.n + 1\n}\n".to_owned()),
        ]
    });
}

#[test]
fn types_in_types() {
    assert_linear(20, |n| {
        let ty = format!("{}string{}", "map(object({ a = ".repeat(n), " }))".repeat(n));
        let value = format!("{}\"x\"{}", "{ k = { a = ".repeat(n), " } }".repeat(n));
        let read = format!("var.v{}", ".k.a".repeat(n));
        root(format!("variable \"v\" {{\n  type    = {ty}\n  default = {value}\n}}\n{}", output(&read)))
    });
}

#[test]
fn many_locals() {
    assert_linear(2_500, |n| {
        let all: String = (0..n).map(|n| format!("  l{n} = {n} + 1\n")).collect();
        let names: Vec<String> = (0..n).map(|n| format!("local.l{n}")).collect();
        root(format!("locals {{\n{all}}}\n{}", output(&format!("[{}]", names.join(", ")))))
    });
}

#[test]
fn chains() {
    let chain = |link: &'static str| move |n: usize| root(output(&format!("1{}", link.repeat(n))));
    assert_linear(100, chain(" > 1 ? 2 : 3"));
    assert_linear(500, chain(" + 1"));
}

#[test]
fn what_is_chosen_from_something_unknown() {
    assert_linear(100, |n| {
        root(format!("variable \"v\" {{}}\n{}", output(&format!("{}0", "var.v == 1 ? 2 : ".repeat(n)))))
    });
}

#[test]
fn brackets() {
    on_a_large_stack(|| {
        for (open, close) in [("(", ")"), ("[", "]"), ("try(", ", 2)"), ("\"${", "}\""), ("true ? ", " : 1")] {
            assert_linear(80, |n| root(output(&format!("{}1{}", open.repeat(n), close.repeat(n)))));
        }
    });
}
