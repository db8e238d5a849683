//! Terraform's functions: which there are, what they take, and what an argument that is null or unknown does to them.
//!
//! Each file names its functions with their parameters; arguments are counted, converted and checked here, once.
//! Signatures: `terraform metadata functions -json` of Terraform 1.11.4, read 2026-11-23.

mod cidr;
mod collections;
mod conversion;
mod encoding;
mod files;
mod flatten;
mod float;
mod format;
mod hashes;
mod maps;
mod marks;
mod numeric;
mod regex;
mod sequence;
mod sets;
mod strings;
mod terraform;
mod time;
mod yaml;

use crate::eval::convert;
use crate::eval::value::{Facts, Fault, Kind, Origin, Type, Value};

use sequence::nth;

/// Files a function may read: confined to the scanned tree.
pub trait FileAccess {
    /// The bytes of a file; the path is as written, relative to the root module's directory.
    ///
    /// # Errors
    /// Says why not: it is outside the scanned tree, does not exist, is too large, is not a regular file.
    fn read(&mut self, path: &str) -> Result<Vec<u8>, Fault>;
    /// The regular files below a directory, `/`-separated and relative to it, for `fileset`.
    ///
    /// # Errors
    /// As `read`.
    fn list(&mut self, directory: &str) -> Result<Vec<String>, Fault>;
    /// Whether the path is inside the scanned tree. What is outside is unknown to podroom, not missing.
    fn covers(&self, path: &str) -> bool {
        let _ = path;
        true
    }
    /// Where the root module's directory is in the scanned tree; empty for its top. What is above that is not part of
    /// any answer.
    fn here(&self) -> String {
        String::new()
    }
}

/// The longest string a function may make, in bytes.
const MAX_TEXT: usize = 16 << 20;
/// The most elements a function may put in a collection.
const MAX_ELEMENTS: usize = 1_000_000;
/// The most comparisons of elements in one call: some seconds of work.
const MAX_COMPARISONS: usize = 20_000_000;

/// What an argument is converted to before the function sees it.
#[derive(Clone, Copy, Debug)]
enum Param {
    /// Any value but null.
    Any,
    /// Any value.
    Nullable,
    /// `string`
    Text,
    /// `number`
    Number,
    /// `list(bool)`
    Flags,
    /// `list(string)`
    Texts,
    /// A list of one element type.
    List,
    /// A set of one element type.
    Set,
    /// `map(list(string))`
    Groups,
}

impl Param {
    fn ty(self) -> Option<Type> {
        match self {
            Self::Any | Self::Nullable => None,
            Self::Text => Some(Type::String),
            Self::Number => Some(Type::Number),
            Self::Flags => Some(Type::list(Type::Bool)),
            Self::Texts => Some(Type::list(Type::String)),
            Self::List => Some(Type::list(Type::Any)),
            Self::Set => Some(Type::set(Type::Any)),
            Self::Groups => Some(Type::map(Type::list(Type::String))),
        }
    }
}

/// How a function meets what is unknown.
enum Body {
    /// It needs every argument wholly known; else its result is unknown, of that type.
    Known(Type, fn(&[Value]) -> Result<Value, Fault>),
    /// It works with what is known of its arguments.
    Parts(fn(&[Value]) -> Result<Value, Fault>),
    /// It hands an argument on, so that one of several alternatives stays itself.
    Whole(fn(&[Value]) -> Result<Value, Fault>),
    /// It reads files; else as `Known`.
    Files(Type, fn(&[Value], &mut dyn FileAccess) -> Result<Value, Fault>),
    /// podroom does not compute it.
    NotComputed(Type),
}

/// A function: its parameters, the parameter that takes all further arguments, and what it does.
struct Function {
    params: &'static [Param],
    rest: Option<Param>,
    body: Body,
}

impl Function {
    const fn new(params: &'static [Param], body: Body) -> Self {
        Self { params, rest: None, body }
    }

    const fn variadic(params: &'static [Param], rest: Param, body: Body) -> Self {
        Self { params, rest: Some(rest), body }
    }

    fn call(&self, name: &str, args: &[Value], files: &mut dyn FileAccess) -> Result<Value, Fault> {
        self.check_count(args.len())?;
        if !matches!(self.body, Body::Whole(_))
            && let Some(result) = self.alternatives(name, args, files)
        {
            return Ok(result);
        }
        let mut args = self.converted(args)?;
        if matches!(self.body, Body::Files(..)) {
            let known = |arg: Value| arg.as_path().map(Value::string).unwrap_or(arg);
            args = args.into_iter().map(known).collect();
        }
        match &self.body {
            Body::NotComputed(ty) => {
                Ok(not_computed(ty.clone(), format!("`{name}()` is known only when Terraform runs")))
            }
            Body::Known(ty, _) | Body::Files(ty, _) if !args.iter().all(Value::is_wholly_known) => {
                Ok(unknown(ty.clone(), &args))
            }
            Body::Known(_, run) | Body::Parts(run) | Body::Whole(run) => run(&args),
            Body::Files(_, run) => run(&args, files),
        }
    }

    fn check_count(&self, count: usize) -> Result<(), Fault> {
        let expected = self.params.len();
        let plural = if expected == 1 { "" } else { "s" };
        if count < expected {
            let least = if self.rest.is_some() { "at least " } else { "" };
            return Err(Fault::new(format!("takes {least}{expected} argument{plural}, not {count}")));
        }
        if count > expected && self.rest.is_none() {
            return Err(Fault::argument(expected, format!("takes {expected} argument{plural}, not {count}")));
        }
        Ok(())
    }

    fn converted(&self, args: &[Value]) -> Result<Vec<Value>, Fault> {
        let params = self.params.iter().copied().chain(self.rest.into_iter().cycle());
        (args.iter().zip(params).enumerate())
            .map(|(index, (arg, param))| {
                if arg.is_null() && !matches!(param, Param::Nullable) {
                    return Err(Fault::argument(index, "argument must not be null"));
                }
                // The evaluator looks into instances before it calls; one that is left has nothing to show.
                let arg = match arg.kind {
                    Kind::Instance(_) => Value { span: arg.span, ..Value::unknown_from(Type::Any, [arg]) },
                    _ => arg.clone(),
                };
                match param.ty() {
                    Some(ty) => convert::convert(&arg, &ty).map_err(|fault| Fault::argument(index, fault.message)),
                    None => Ok(arg),
                }
            })
            .collect()
    }

    /// When one argument is one of a few known values and nothing else is unknown: the result for each of them.
    /// An alternative that the function refuses cannot be told from one that never happens, so then nothing is said.
    fn alternatives(&self, name: &str, args: &[Value], files: &mut dyn FileAccess) -> Option<Value> {
        let mut unknown = (0..args.len()).filter(|index| !args[*index].is_known());
        let index = unknown.next()?;
        if unknown.next().is_some() {
            return None;
        }
        let candidates = args[index].as_unknown()?.facts.candidates.clone()?;
        let mut results = Vec::with_capacity(candidates.len());
        for candidate in candidates.iter().filter(|candidate| candidate.is_known()) {
            let mut args = args.to_vec();
            args[index] = candidate.clone();
            results.push(self.call(name, &args, files).ok()?);
        }
        (results.len() == candidates.len()).then(|| convert::join(results, &args[index]))
    }
}

/// OpenTofu's functions that Terraform does not have.
pub const OF_OPENTOFU: [&str; 3] = ["base64gunzip", "cidrcontains", "urldecode"];

/// Calls a function other than `try`, `can`, `templatefile` and `templatestring`, which the evaluator does itself.
/// `None` when there is no function of that name.
pub fn call(name: &str, args: &[Value], files: &mut dyn FileAccess) -> Option<Result<Value, Fault>> {
    let name = name.strip_prefix("core::").unwrap_or(name);
    if let Some(function) = name.strip_prefix("provider::terraform::") {
        return terraform::function(function).map(|function| function.call(name, args, files));
    }
    if name.starts_with("provider::") {
        return Some(Ok(not_computed(Type::Any, format!("`{name}()` is computed by a provider"))));
    }
    marks::call(name, args, files, |args, files| plain(name, args, files))
}

/// Calls a function whose arguments' marks do not matter.
fn plain(name: &str, args: &[Value], files: &mut dyn FileAccess) -> Option<Result<Value, Fault>> {
    let function = collections::function(name)
        .or_else(|| marks::function(name))
        .or_else(|| maps::function(name))
        .or_else(|| sets::function(name))
        .or_else(|| conversion::function(name))
        .or_else(|| strings::function(name))
        .or_else(|| format::function(name))
        .or_else(|| regex::function(name))
        .or_else(|| encoding::function(name))
        .or_else(|| yaml::function(name))
        .or_else(|| hashes::function(name))
        .or_else(|| files::function(name))
        .or_else(|| time::function(name));
    match function {
        Some(function) => Some(function.call(name, args, files)),
        None => cidr::call(name, args).or_else(|| numeric::call(name, args)),
    }
}

/// Text as JSON, or else as YAML: what Kubernetes' tools take as configuration.
///
/// # Errors
/// It is neither.
pub fn decode(text: &str) -> Result<Value, Fault> {
    serde_json::from_str(text).map_or_else(|_| yaml::decoded(text), from_json)
}

pub use encoding::from_json;
pub use files::{absolute, outside};
pub use format::short_number;

/// A result that podroom does not compute.
fn not_computed(ty: Type, what: String) -> Value {
    Value::unknown_with(ty, vec![Origin::NotComputed(what.into(), None)], not_null())
}

/// A result that is unknown because the arguments are. Functions other than those that hand an argument on never
/// answer null.
fn unknown(ty: Type, args: &[Value]) -> Value {
    unknown_with(ty, args, not_null())
}

/// An unknown result of which something is known.
fn unknown_with<'a>(ty: Type, because: impl IntoIterator<Item = &'a Value>, facts: Facts) -> Value {
    let mut origins = Vec::new();
    because.into_iter().for_each(|value| value.collect_origins(&mut origins));
    Value::unknown_with(ty, origins, facts)
}

fn not_null() -> Facts {
    Facts { not_null: true, ..Facts::default() }
}

/// A string the function made.
fn text(text: String) -> Result<Value, Fault> {
    check_text(text.len())?;
    Ok(Value::string(text))
}

fn check_text(len: usize) -> Result<(), Fault> {
    if len > MAX_TEXT {
        return Err(Fault::limit("the result would be longer than podroom's limit of 16 MiB"));
    }
    Ok(())
}

fn check_elements(count: usize) -> Result<(), Fault> {
    if count > MAX_ELEMENTS {
        return Err(Fault::limit("the result would have more elements than podroom's limit of 1,000,000"));
    }
    Ok(())
}

fn check_comparisons(count: usize) -> Result<(), Fault> {
    if count > MAX_COMPARISONS {
        return Err(Fault::limit(
            "the elements are too many to compare each with each; podroom's limit is 20 million comparisons",
        ));
    }
    Ok(())
}

/// The text of an argument that was converted to a known string.
fn str_at(args: &[Value], index: usize) -> Result<&str, Fault> {
    args.get(index).and_then(Value::as_str).ok_or_else(|| Fault::argument(index, "a string is required"))
}

/// The whole number of an argument that was converted to a known number.
fn integer_at(args: &[Value], index: usize) -> Result<i64, Fault> {
    (args.get(index).and_then(Value::as_number)).and_then(|number| i64::try_from(number.to_i128()?).ok()).ok_or_else(
        || Fault::argument(index, "a whole number is required, between -9223372036854775808 and 9223372036854775807"),
    )
}

#[cfg(test)]
mod cidr_model;
#[cfg(test)]
mod testing;

#[cfg(test)]
mod tests {
    use super::testing::{Files, called, identified, json, shown, unknown, value};
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn functions_answer_as_terraform_does() {
        let mut wrong = Vec::new();
        for line in include_str!("answers.tsv").lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            let (name, args) = (fields.next().unwrap(), value(fields.next().unwrap()));
            let (expected, ty) = (fields.next().unwrap(), fields.next().unwrap_or_default());
            let result = called(name, args.as_sequence().unwrap());
            let (answer, answer_ty) = shown(&result);
            if (answer.as_str(), answer_ty.as_str()) != (expected, ty) {
                wrong.push(format!("{line}\n    answered {answer} {answer_ty} {:?}", result.err()));
            }
        }
        assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    }

    fn one_of_two() -> Value {
        let candidates = [value(r#"["a"]"#), value(r#"["a", "b"]"#)];
        unknown("either", Type::Any, Facts { candidates: Some(candidates.into()), ..Facts::default() })
    }

    #[test]
    fn alternatives_are_followed_through_a_function() {
        let result = called("concat", &[one_of_two(), value(r#"["c"]"#)]).unwrap();
        let candidates = result.as_unknown().unwrap().facts.candidates.clone().unwrap();
        assert_eq!(candidates.iter().map(json).collect::<Vec<_>>(), [r#"["a","c"]"#, r#"["a","b","c"]"#]);
        assert_eq!(json(&called("contains", &[one_of_two(), value(r#""a""#)]).unwrap()), "true");
        assert_eq!(json(&called("contains", &[one_of_two(), value(r#""b""#)]).unwrap()), "?");
    }

    #[test]
    fn arguments_are_counted_and_null_is_refused() {
        assert_eq!(called("upper", &[]).unwrap_err().message, "takes 1 argument, not 0");
        assert_eq!(called("upper", &[value("1"), value("2")]).unwrap_err().argument, Some(1));
        assert_eq!(called("upper", &[value("null")]).unwrap_err().argument, Some(0));
        assert_eq!(called("length", &[value("null")]).unwrap_err().argument, Some(0));
        assert!(call("nosuch", &[], &mut Files(BTreeMap::new())).is_none());
    }

    /// What the evaluator does itself, because an argument is not evaluated first.
    const BY_THE_EVALUATOR: [&str; 4] = ["can", "templatefile", "templatestring", "try"];

    #[test]
    fn every_function_of_terraform_is_here() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/conformance/functions.txt");
        let text = std::fs::read_to_string(path).unwrap();
        let provided =
            ["decode_tfvars", "encode_expr", "encode_tfvars"].map(|name| format!("provider::terraform::{name}"));
        let names = text.lines().chain(OF_OPENTOFU).chain(provided.iter().map(String::as_str));
        let is_missing =
            |name: &&str| !BY_THE_EVALUATOR.contains(name) && call(name, &[], &mut Files(BTreeMap::new())).is_none();
        assert_eq!(names.filter(is_missing).collect::<Vec<_>>(), Vec::<&str>::new());
        assert!(call("provider::terraform::nosuch", &[], &mut Files(BTreeMap::new())).is_none());
    }

    #[test]
    fn what_is_not_computed_says_so() {
        let result = called("timestamp", &[]).unwrap();
        assert_eq!(result.type_of(), Type::String);
        assert_eq!(
            result.as_unknown().unwrap().origins[0].to_string(),
            "`timestamp()` is known only when Terraform runs"
        );
        let result = call("provider::aws::arn_parse", &[value("1")], &mut Files(BTreeMap::new()));
        assert_eq!(result.unwrap().unwrap().type_of(), Type::Any);
        assert_eq!(json(&called("core::upper", &[value(r#""a""#)]).unwrap()), r#""A""#);
    }

    #[test]
    fn amplifiers_are_refused() {
        let long = Value::string("a".repeat(1 << 20));
        let many = Value::list(Type::String, vec![Value::string("a"); 2000]);
        for (name, args) in [
            ("format", vec![value(r#""%99999999d""#), value("1")]),
            ("replace", vec![long.clone(), value(r#""a""#), long.clone()]),
            ("replace", vec![long.clone(), value(r#""/a/""#), long.clone()]),
            ("indent", vec![value("999999999"), Value::string("\n\n")]),
            ("join", vec![long.clone(), many.clone()]),
            ("range", vec![value("1000000000")]),
            ("setproduct", vec![many.clone(), many.clone()]),
            ("regex", vec![value(r#""((a{100}){100}){100}""#), value(r#""a""#)]),
            ("yamldecode", vec![Value::string(bomb())]),
        ] {
            let message = called(name, &args).unwrap_err().message;
            let says_limit = ["limit", "1024"].iter().any(|word| message.contains(word));
            assert!(says_limit, "{name}: {message}");
        }
    }

    /// Ten levels of ten aliases each: ten thousand million values.
    fn bomb() -> String {
        (1..=10).fold("a0: &a0 x\n".to_owned(), |text, n| {
            let aliases = vec![format!("*a{}", n - 1); 10].join(", ");
            format!("{text}a{n}: &a{n} [{aliases}]\n")
        })
    }

    const NAMES: &[&str] = &[
        "alltrue",
        "anytrue",
        "base64decode",
        "base64encode",
        "basename",
        "chomp",
        "chunklist",
        "coalesce",
        "coalescelist",
        "compact",
        "concat",
        "contains",
        "csvdecode",
        "dirname",
        "distinct",
        "element",
        "endswith",
        "file",
        "fileset",
        "flatten",
        "format",
        "formatdate",
        "formatlist",
        "indent",
        "index",
        "join",
        "jsondecode",
        "jsonencode",
        "keys",
        "length",
        "lookup",
        "lower",
        "matchkeys",
        "merge",
        "one",
        "range",
        "regex",
        "regexall",
        "replace",
        "reverse",
        "setintersection",
        "setproduct",
        "setsubtract",
        "setunion",
        "slice",
        "sort",
        "split",
        "startswith",
        "strcontains",
        "strrev",
        "substr",
        "textdecodebase64",
        "textencodebase64",
        "timeadd",
        "timecmp",
        "title",
        "tolist",
        "tomap",
        "toset",
        "tostring",
        "transpose",
        "trim",
        "trimspace",
        "upper",
        "urlencode",
        "uuidv5",
        "values",
        "yamldecode",
        "yamlencode",
        "zipmap",
        "cidrsubnet",
        "cidrsubnets",
        "cidrhost",
        "max",
        "sum",
        "pow",
    ];

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::null(Type::Any)),
            any::<bool>().prop_map(Value::bool),
            (-3i128..2000).prop_map(Value::number),
            "[a-c%d.\\[\\](){}*+\\\\$/\"\\n :<é-]{0,8}".prop_map(Value::string),
            "(%[0-9#+ .\\[\\]-]{0,4}[sdqvtxefgG]){1,3}".prop_map(Value::string),
            Just(identified("id", Type::String, Facts::default())),
            Just(unknown("any", Type::Any, Facts::default())),
            (0u64..4, 0u64..4).prop_map(|(least, more)| {
                let facts = Facts { min_length: least, max_length: Some(least + more), ..Facts::default() };
                identified("names", Type::list(Type::String), facts)
            }),
            Just(one_of_two()),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::tuple),
                prop::collection::vec(inner.clone(), 0..4).prop_map(|items| {
                    convert::convert(&Value::tuple(items), &Type::set(Type::Any)).unwrap_or(Value::null(Type::Any))
                }),
                prop::collection::vec(inner.clone(), 0..4).prop_map(|items| {
                    convert::convert(&Value::tuple(items), &Type::list(Type::Any)).unwrap_or(Value::null(Type::Any))
                }),
                prop::collection::btree_map("[a-c]", inner, 0..3)
                    .prop_map(|entries| Value::object(entries.into_iter().map(|(k, v)| (k.into(), v)).collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn no_function_panics(name in prop::sample::select(NAMES), args in prop::collection::vec(any_value(), 0..4)) {
            let mut files = Files(BTreeMap::from([("a/b", "text")]));
            let result = call(name, &args, &mut files);
            prop_assert!(result.is_some(), "{} is a function", name);
            // An unknown result always says why.
            if let Some(Ok(result)) = result && let Some(unknown) = result.as_unknown() {
                prop_assert!(!unknown.origins.is_empty(), "{}{:?}", name, args);
            }
        }
    }
}
