//! Whatever expression can be written is evaluated without a panic, and whatever is unknown says why.

use super::*;
use proptest::prelude::*;

/// `terraform metadata functions -json` of Terraform 1.11.4.
const FUNCTIONS: &str = "abs abspath alltrue anytrue base64decode base64encode base64gzip base64sha256 base64sha512 \
    basename bcrypt can ceil chomp chunklist cidrhost cidrnetmask cidrsubnet cidrsubnets coalesce coalescelist compact \
    concat contains csvdecode dirname distinct element endswith ephemeralasnull file filebase64 filebase64sha256 \
    filebase64sha512 fileexists filemd5 fileset filesha1 filesha256 filesha512 flatten floor format formatdate formatlist \
    indent index issensitive join jsondecode jsonencode keys length log lookup lower matchkeys max md5 merge min \
    nonsensitive one parseint pathexpand plantimestamp pow range regex regexall replace reverse rsadecrypt sensitive \
    setintersection setproduct setsubtract setunion sha1 sha256 sha512 signum slice sort split startswith strcontains \
    strrev substr sum templatefile templatestring textdecodebase64 textencodebase64 timeadd timecmp timestamp title \
    tobool tolist tomap tonumber toset tostring transpose trim trimprefix trimspace trimsuffix try upper urlencode uuid \
    uuidv5 values yamldecode yamlencode zipmap no_such";

/// Known values, and unknown ones of every kind.
const CONTEXT: &str = r#"
variable "u" {}
variable "n" { type = number }
variable "names" { type = list(string) }
variable "map" { type = map(object({ k = optional(string), z = list(number) })) }
variable "secret" {
  sensitive = true
  default   = "s3"
}
resource "x" "one" {
  cidr_block = "10.0.0.0/16"
  tags       = { k = var.u }
}
resource "x" "many" { count = 3 }
resource "x" "each" { for_each = { a = 1, b = "é" } }
resource "x" "some" { count = var.n }
module "gone" { source = "a/b/c" }
locals {
  m      = { k = [1, { z = null }], z = "10.0.0.0/8" }
  l      = ["a", "é\n", "${var.u}-x", var.secret]
  set    = toset(["b", "a", "10"])
  either = var.u == 1 ? [1, 2] : ["a"]
  deep   = [[[1], []], [[2, 3]]]
  never  = local.never
}
"#;

const LEAVES: &str = r#"null true false 0 1 -1 2.5 24 64 1e400 1e-400 99999999999999999999 9223372036854775808 "" "a" "é" "k"
    "10.0.0.0/16" "fd00::/48" "%s-%d" "/(a|b)*/" "[{\"k\":1e999}]" "a:&a,*a" "2024-01-01T00:00:00Z" "-5h" "\\\n$${" [] {}
    var.u var.n var.names var.map var.secret local.m local.l local.set local.either local.deep local.never local.nothing
    x.one x.one.id x.one.tags x.many x.many[*].id x.each x.some x.some[0].y module.gone module.gone.a path.module k v
    terraform.workspace count.index"#;

/// Forms of expressions; each `@` is an expression.
const FORMS: [&str; 45] = [
    "(@)",
    "[@, @]",
    "[@, @, @]",
    "{ k = @, z = @ }",
    "{ (@) = @, \"${@}\" : @ }",
    "!@",
    "-@",
    "@ + @",
    "@ - @",
    "@ * @",
    "@ / @",
    "@ % @",
    "@ == @",
    "@ != @",
    "@ < @",
    "@ >= @",
    "@ && @",
    "@ || @",
    "@ ? @ : @",
    "@[@]",
    "@.k",
    "@.k.z",
    "@.0",
    "@[*]",
    "@[*].k",
    "@.*.z",
    "@[*][@]",
    "@.*.k[0]",
    "@.*.z.0[@].k",
    "[for k, v in @ : @]",
    "[for v in @ : @ if @]",
    "{ for k, v in @ : @ => @ }",
    "{ for v in @ : @ => @... if @ }",
    "\"${@}\"",
    "\"a${@}b${@}\"",
    "\"%{ if @ }${@}%{ else }c%{ endif }\"",
    "\"%{ for k, v in @ ~} ${k}${@} %{~ endfor }\"",
    "(<<E\n x ${@}\n  %{ if @ }y%{ endif }\nE\n)",
    "(<<-E\n    ${@}\n  z\n  E\n)",
    "try(@, @)",
    "can(@)",
    "sensitive(@)",
    "@[\"k\"]",
    "@[0]",
    "f(@...)",
];

/// An expression's text. Traversals and operators of what needs parentheses sometimes have none: that is text too.
fn expression() -> impl Strategy<Value = String> {
    let leaves: Vec<&'static str> = LEAVES.split_ascii_whitespace().collect();
    let functions: Vec<&'static str> = FUNCTIONS.split_ascii_whitespace().collect();
    prop::sample::select(leaves).prop_map(str::to_owned).prop_recursive(5, 40, 4, move |inner| {
        let parts = prop::collection::vec(inner.clone(), 4);
        let form = (prop::sample::select(FORMS.to_vec()), parts.clone()).prop_map(|(form, parts)| filled(form, &parts));
        let call = (prop::sample::select(functions.clone()), prop::collection::vec(inner, 0..4), 0..8).prop_map(
            |(name, args, expand)| {
                let expand = if expand == 0 && !args.is_empty() { "..." } else { "" };
                format!("{name}({}{expand})", args.join(", "))
            },
        );
        prop_oneof![3 => form, 2 => call]
    })
}

fn filled(form: &str, parts: &[String]) -> String {
    let mut parts = parts.iter();
    form.split('@').map(str::to_owned).reduce(|text, rest| text + parts.next().unwrap() + &rest).unwrap_or_default()
}

proptest! {
    // More of them: `PROPTEST_CASES=100000 cargo test --lib properties`.
    #[test]
    fn no_expression_panics(expressions in prop::collection::vec(expression(), 8)) {
        let outputs: String =
            expressions.iter().enumerate().map(|(n, expr)| format!("output \"o{n}\" {{\n  value = {expr}\n}}\n")).collect();
        let text = format!("{CONTEXT}{outputs}");
        let files = Files::in_memory([("main.tf".to_owned(), text.into_bytes())]);
        let (mut modules, table, assumed) = (Modules::new(&files), Schema::default(), BTreeMap::new());
        let mut evaluator = Evaluator::new(&mut modules, &table, Path::new(""), BTreeMap::new(), &assumed).unwrap();
        let module = evaluator.module(Evaluator::ROOT);
        for (name, declared) in &module.outputs {
            let block = evaluator.parsed(declared);
            let Some(attribute) = block.body.attribute("value") else { continue };
            let before = evaluator.steps;
            let value = evaluator.evaluate(&attribute.expr, Evaluator::ROOT, &mut Frames::new());
            if let Some(unknown) = value.as_unknown() {
                prop_assert!(!unknown.origins.is_empty(), "{name}");
            }
            prop_assert!(evaluator.steps - before < 100_000, "{name} takes {} steps", evaluator.steps - before);
        }
        for refusal in evaluator.refusals() {
            prop_assert!(refusal.message.len() < 2_000, "{}", refusal.message);
        }
    }
}
