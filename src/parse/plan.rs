//! Plan JSON, as `terraform show -json <plan>` prints it: typed values, and what a file is that is not a plan. Only what
//! podroom reads is kept. The layout is Terraform's "JSON Output Format" page (developer.hashicorp.com, read 2026-11-23);
//! format versions 0.1 (Terraform 0.12) to 1.2 were seen, later 1.x only add.

use serde::{Deserialize, Deserializer};
use serde_json::Value as Json;
use serde_json::error::Category;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// Why a file cannot be read as a plan. Every variant is about the file, none about podroom.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// It is not JSON, or nests deeper than 128 levels.
    #[error("not JSON: {message} at line {line}, column {column}")]
    NotJson {
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// The JSON stops before its end.
    #[error("the JSON ends too early, at line {line}, column {column}: the file was cut off")]
    Truncated {
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
    },
    /// It is JSON, but not of a plan that could be applied.
    #[error("not a plan: it is {looks_like}; `terraform show -json <plan file>` prints a plan")]
    NotAPlan {
        /// What it is, with its article.
        looks_like: String,
    },
    /// It is a plan in a layout podroom does not know.
    #[error("a plan in a format podroom does not read: {message}")]
    UnsupportedFormat {
        /// What is not as expected.
        message: String,
    },
}

/// A plan: what the resources will be, what they were, and the configuration they come from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Plan<'p> {
    format_version: Option<String>,
    #[serde(deserialize_with = "or_default")]
    errored: bool,
    /// Whether the plan brings everything to the configured state; a plan with `-target` does not. Absent before
    /// Terraform 1.8.
    pub complete: Option<bool>,
    /// Values of the root module's variables.
    #[serde(deserialize_with = "or_default")]
    pub variables: BTreeMap<String, Variable>,
    /// Every object after apply, as far as it is known.
    #[serde(borrow)]
    pub planned_values: Option<StateValues<'p>>,
    /// Every object that is planned, with what is unknown of it.
    #[serde(borrow, deserialize_with = "or_default")]
    pub resource_changes: Vec<ResourceChange<'p>>,
    /// Every object before apply, and the data sources that could be read.
    #[serde(borrow)]
    pub prior_state: Option<PriorState<'p>>,
    /// The configuration.
    pub configuration: Option<Configuration>,
}

/// A part of the plan that is parsed when somebody asks for it: most objects of a plan are of types that nobody reads.
#[derive(Clone, Debug)]
pub struct Lazy<'p> {
    text: &'p RawValue,
    value: OnceCell<Option<Json>>,
}

impl<'de: 'p, 'p> Deserialize<'de> for Lazy<'p> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self { text: <&RawValue>::deserialize(deserializer)?, value: OnceCell::new() })
    }
}

impl Lazy<'_> {
    /// The value; absent when it nests deeper than 128 levels, which no provider's does.
    pub fn get(&self) -> Option<&Json> {
        self.value.get_or_init(|| serde_json::from_str(self.text.get()).ok()).as_ref()
    }

    /// Whether it is an object, without parsing it.
    pub fn is_object(&self) -> bool {
        self.text.get().starts_with('{')
    }

    /// Whether a mask of it surely covers nothing, without parsing it.
    pub fn is_blank_mask(&self) -> bool {
        !self.text.get().contains("true")
    }
}

/// The value of a root variable.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Variable {
    /// Its value; absent when it is null.
    pub value: Option<Json>,
}

/// The state before the plan.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PriorState<'p> {
    /// Its objects.
    #[serde(borrow)]
    pub values: Option<StateValues<'p>>,
}

/// Objects by module.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct StateValues<'p> {
    /// The root module.
    #[serde(borrow, deserialize_with = "or_default")]
    pub root_module: ModuleValues<'p>,
}

/// The objects of a module instance.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ModuleValues<'p> {
    /// Its address; empty for the root module.
    #[serde(deserialize_with = "or_default")]
    pub address: String,
    /// Its own objects.
    #[serde(borrow, deserialize_with = "or_default")]
    pub resources: Vec<ResourceValues<'p>>,
    /// The module instances called by it.
    #[serde(borrow, deserialize_with = "or_default")]
    pub child_modules: Vec<ModuleValues<'p>>,
}

/// One object.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ResourceValues<'p> {
    /// `managed`, `data` or `ephemeral`.
    #[serde(deserialize_with = "or_default")]
    pub mode: String,
    /// Its type.
    #[serde(rename = "type", deserialize_with = "or_default")]
    pub ty: String,
    /// Its name.
    #[serde(deserialize_with = "or_default")]
    pub name: String,
    /// The key of the instance.
    pub index: Option<Json>,
    /// Its attributes and blocks.
    #[serde(borrow)]
    pub values: Option<Lazy<'p>>,
    /// `true` where a value is sensitive.
    #[serde(borrow)]
    pub sensitive_values: Option<Lazy<'p>>,
}

/// What happens to one object.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ResourceChange<'p> {
    /// The address of its module instance; empty for the root module.
    #[serde(deserialize_with = "or_default")]
    pub module_address: String,
    /// `managed`, `data` or `ephemeral`.
    #[serde(deserialize_with = "or_default")]
    pub mode: String,
    /// Its type.
    #[serde(rename = "type", deserialize_with = "or_default")]
    pub ty: String,
    /// Its name.
    #[serde(deserialize_with = "or_default")]
    pub name: String,
    /// The key of the instance.
    pub index: Option<Json>,
    /// Set on an object that was replaced earlier and waits for its deletion.
    pub deposed: Option<String>,
    /// The change.
    #[serde(borrow, deserialize_with = "or_default")]
    pub change: Change<'p>,
}

/// An object before and after.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Change<'p> {
    /// `no-op`, `create`, `read`, `update`, `delete`, `forget`; two of them for a replacement.
    #[serde(deserialize_with = "or_default")]
    pub actions: Vec<String>,
    /// Before; absent when it is created.
    #[serde(borrow)]
    pub before: Option<Lazy<'p>>,
    /// After, without what is unknown; absent when it is deleted.
    #[serde(borrow)]
    pub after: Option<Lazy<'p>>,
    /// `true` where the value after is unknown.
    #[serde(borrow)]
    pub after_unknown: Option<Lazy<'p>>,
    /// `true` where the value after is sensitive.
    #[serde(borrow)]
    pub after_sensitive: Option<Lazy<'p>>,
}

/// The configuration.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Configuration {
    /// The root module.
    #[serde(deserialize_with = "or_default")]
    pub root_module: ModuleConfig,
    /// Providers by the names that the root module has for them, and others.
    #[serde(deserialize_with = "or_default")]
    pub provider_config: BTreeMap<String, ProviderConfig>,
}

/// How a provider is configured.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ProviderConfig {
    /// What is wanted of its version.
    pub version_constraint: Option<String>,
}

/// A module as it is written: once, however many instances it has.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ModuleConfig {
    /// Its resources and data sources.
    #[serde(deserialize_with = "or_default")]
    pub resources: Vec<BlockConfig>,
    /// The modules it calls.
    #[serde(deserialize_with = "or_default")]
    pub module_calls: BTreeMap<String, ModuleCall>,
    /// Its outputs.
    #[serde(deserialize_with = "or_default")]
    pub outputs: BTreeMap<String, Output>,
    /// Its variables.
    #[serde(deserialize_with = "or_default")]
    pub variables: BTreeMap<String, VariableConfig>,
}

/// A resource or data source as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct BlockConfig {
    /// `managed`, `data` or `ephemeral`.
    #[serde(deserialize_with = "or_default")]
    pub mode: String,
    /// Its type.
    #[serde(rename = "type", deserialize_with = "or_default")]
    pub ty: String,
    /// Its name.
    #[serde(deserialize_with = "or_default")]
    pub name: String,
    /// An expression (constant or references) for every argument, nested blocks as objects or arrays of such. Blocks
    /// made by `dynamic` are missing.
    pub expressions: Option<Json>,
    /// What `for_each` iterates over.
    pub for_each_expression: Option<Json>,
    /// Its provisioners, those of the end included: the plan does not say which these are.
    #[serde(deserialize_with = "or_default")]
    pub provisioners: Vec<Provisioner>,
}

/// What is done to a resource when it was made.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Provisioner {
    /// An expression for every argument.
    pub expressions: Option<Json>,
}

/// A call of a module.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ModuleCall {
    /// An expression for every argument.
    #[serde(deserialize_with = "or_default")]
    pub expressions: BTreeMap<String, Json>,
    /// What `for_each` iterates over.
    pub for_each_expression: Option<Json>,
    /// The module.
    #[serde(deserialize_with = "or_default")]
    pub module: ModuleConfig,
}

/// An output of a module.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Output {
    /// Its value.
    pub expression: Option<Json>,
}

/// The declaration of a variable.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct VariableConfig {
    /// Its default; absent when there is none, or it is null.
    pub default: Option<Json>,
}

/// `null` reads as an empty value: older Terraform and other writers of plans print it for what is empty.
fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Whether a file, or the head of one, means to be a plan or a state printed the same way: an object with `format_version`
/// beside `variables` (which may fill the head), `planned_values`, `resource_changes`, `configuration` or `values`.
pub fn is_plan(bytes: &[u8]) -> bool {
    let text = utf8(bytes);
    let (mut version, mut content) = (false, false);
    for (at, key) in TopLevelKeys::new(&text) {
        version |= key == b"format_version";
        content |= PLAN_KEYS.contains(&key);
        // Terraform prints the version first. A sorter may have put it behind the configuration, not behind less.
        if version && content || !version && !content && at > HEAD {
            break;
        }
    }
    version && content
}

const PLAN_KEYS: [&[u8]; 5] = [b"variables", b"planned_values", b"resource_changes", b"configuration", b"values"];
/// How far into a file a plan shows the first of its own keys.
const HEAD: usize = 1 << 20;

/// Reads a plan from the text of its file, as [`utf8`] gives it.
///
/// # Errors
/// [`PlanError`] says what the file is instead.
pub fn parse(text: &[u8]) -> Result<Plan<'_>, PlanError> {
    let plan: Plan = serde_json::from_slice(text).map_err(|error| {
        if let Some(looks_like) = other_document(text) {
            return PlanError::NotAPlan { looks_like: looks_like.to_owned() };
        }
        let (line, column) = (error.line(), error.column());
        match error.classify() {
            Category::Eof => PlanError::Truncated { line, column },
            Category::Data => PlanError::UnsupportedFormat { message: error.to_string() },
            Category::Syntax | Category::Io => {
                let message = error.to_string();
                let message = message.split(" at line ").next().unwrap_or_default().to_owned();
                PlanError::NotJson { line, column, message }
            }
        }
    })?;
    if plan.planned_values.is_none() && plan.resource_changes.is_empty() && plan.configuration.is_none() {
        let looks_like = other_document(text).unwrap_or("a JSON document of another kind").to_owned();
        return Err(PlanError::NotAPlan { looks_like });
    }
    if plan.errored {
        let looks_like = "a plan that failed, so that what it would do is not recorded".to_owned();
        return Err(PlanError::NotAPlan { looks_like });
    }
    match plan.format_version.as_deref() {
        Some(version) if !matches!(version.split('.').next(), Some("0" | "1")) => Err(PlanError::UnsupportedFormat {
            message: format!("format_version is {version:?}, known are 0.1 to 1.x"),
        }),
        _ => Ok(plan),
    }
}

/// What a document that is not a plan says of itself in its top-level keys.
fn other_document(text: &[u8]) -> Option<&'static str> {
    TopLevelKeys::new(text).find_map(|(_, key)| match key {
        b"@level" | b"@message" => Some("the log that `terraform plan -json` prints"),
        b"lineage" | b"serial" => Some("a state file"),
        b"values" => Some("a state that `terraform show -json` printed without a plan"),
        b"provider_schemas" => Some("the output of `terraform providers schema`"),
        b"diagnostics" => Some("the output of `terraform validate`"),
        _ => None,
    })
}

/// The text of a plan file as UTF-8 without a byte order mark: it may have one, or be UTF-16 with one (PowerShell's `>` writes
/// that). What is not UTF-16 behind its mark becomes U+FFFD.
pub fn utf8(bytes: &[u8]) -> Cow<'_, [u8]> {
    let (body, little) = match bytes {
        [0xef, 0xbb, 0xbf, body @ ..] => return Cow::Borrowed(body),
        [0xff, 0xfe, body @ ..] => (body, true),
        [0xfe, 0xff, body @ ..] => (body, false),
        _ => return Cow::Borrowed(bytes),
    };
    let unit = |pair: &[u8; 2]| if little { u16::from_le_bytes(*pair) } else { u16::from_be_bytes(*pair) };
    // An odd last byte is half a unit of a file that was cut off: the JSON in front of it ends too early, too.
    let units = body.as_chunks().0.iter().map(unit);
    let text: String = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    Cow::Owned(text.into_bytes())
}

/// The keys of the outermost object and where they end, without parsing what stands between them.
struct TopLevelKeys<'a> {
    text: &'a [u8],
    at: usize,
    depth: usize,
    key_next: bool,
}

impl<'a> TopLevelKeys<'a> {
    fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0, depth: 0, key_next: false }
    }

    /// The bytes of the string whose opening quote was just read, escapes left as they are.
    fn string(&mut self) -> Option<&'a [u8]> {
        let start = self.at;
        loop {
            let next = self.at + memchr::memchr2(b'"', b'\\', self.text.get(self.at..)?)?;
            if self.text.get(next) == Some(&b'"') {
                self.at = next + 1;
                return self.text.get(start..next);
            }
            self.at = next + 2;
        }
    }
}

impl<'a> Iterator for TopLevelKeys<'a> {
    type Item = (usize, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let byte = *self.text.get(self.at)?;
            self.at += 1;
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => {}
                b'{' => {
                    self.depth += 1;
                    self.key_next = self.depth == 1;
                }
                // Only an object has keys.
                _ if self.depth == 0 => return None,
                b'[' => self.depth += 1,
                b'}' | b']' => self.depth -= 1,
                b',' if self.depth == 1 => self.key_next = true,
                b'"' => {
                    let text = self.string()?;
                    if std::mem::take(&mut self.key_next) && self.depth == 1 {
                        return Some((self.at, text));
                    }
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn incident() -> Vec<u8> {
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/incident-plan/plan.json")).unwrap()
    }

    fn utf16(text: &[u8], unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        let text = std::str::from_utf8(text).unwrap();
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(unit).collect()
    }

    #[test]
    fn a_plan_reads_the_same_in_every_encoding() {
        let plain = incident();
        let with_bom = [&[0xef, 0xbb, 0xbf], &plain[..]].concat();
        let (little, big) = (utf16(&plain, u16::to_le_bytes), utf16(&plain, u16::to_be_bytes));
        for (name, bytes) in [("plain", &plain), ("bom", &with_bom), ("little", &little), ("big", &big)] {
            assert!(is_plan(bytes), "{name}");
            let text = utf8(bytes);
            let plan = parse(&text).unwrap();
            assert_eq!(plan.resource_changes.len(), 6, "{name}");
            assert_eq!(plan.complete, Some(true), "{name}");
        }
    }

    #[test]
    fn a_plan_is_told_by_its_content() {
        for (text, expected) in [
            (r#"{"format_version":"1.2","planned_values":{}}"#, true),
            ("\n { \"configuration\" : { \"a\": [\"}\", \"\\\"\"] }, \"format_version\" : \"1.2\" }", true),
            (r#"{"format_version":"1.0","values":{}}"#, true),
            (r#"{"format_version":"1.2","resource_changes":[{"a":"#, true),
            (r#"{"format_version":"1.2","terraform_version":"1.11.4","variables":{"a":{"val"#, true),
            (r#"{"format_version":"1.0","provider_schemas":{}}"#, false),
            (r#"{"name":"x","version":"1.0.0","configuration":{"format_version":"1"}}"#, false),
            (r#"{"a":{"format_version":"1.2","planned_values":{}}}"#, false),
            (r#"{"a":["format_version","planned_values"],"b":"format_version"}"#, false),
            (r#"[{"format_version":"1.2","planned_values":{}}]"#, false),
            ("resource \"a\" \"b\" {}", false),
            ("", false),
            ("}]", false),
            ("{\"", false),
            ("{\"\\", false),
        ] {
            assert_eq!(is_plan(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_plan_is_named() {
        let deep = format!(r#"{{"format_version":"1.2","unread":{}"#, "[".repeat(100_000));
        for (text, expected) in [
            ("{\"format_version\": \"1.2\",\n  x}", "not JSON: key must be a string at line 2, column 3"),
            (r#"{"format_version":"1.2","planned_values":{"#, "the JSON ends too early, at line 1, column 42"),
            (r#"{"version":4,"serial":1,"lineage":"x"}"#, "it is a state file;"),
            (r#"{"format_version":"1.0","values":{}}"#, "it is a state that `terraform show -json` printed"),
            ("{\"@level\":\"info\"}\n{\"@level\":\"info\"}\n", "it is the log that `terraform plan -json` prints"),
            (r#"{"format_version":"1.2","errored":true,"planned_values":{}}"#, "it is a plan that failed"),
            (r#"{"name":"x"}"#, "it is a JSON document of another kind"),
            ("[]", "it is a JSON document of another kind"),
            (r#"{"format_version":"2.0","planned_values":{}}"#, "format_version is \"2.0\""),
            (r#"{"format_version":"1.2","resource_changes":7}"#, "a format podroom does not read: invalid type"),
            (&deep, "the JSON ends too early"),
            ("", "the JSON ends too early"),
        ] {
            let message = parse(text.as_bytes()).unwrap_err().to_string();
            assert!(message.contains(expected), "{:.80}: {message}", text);
        }
    }

    #[test]
    fn values_that_nest_too_deep_are_absent() {
        let nested = |levels: usize| {
            let (open, close) = ("[".repeat(levels), "]".repeat(levels));
            format!(r#"{{"resource_changes":[{{"change":{{"after":{{"x":{open}1{close}}},"before":null}}}}]}}"#)
        };
        for (levels, expected) in [(100, true), (200, false), (100_000, false)] {
            let text = nested(levels);
            let plan = parse(text.as_bytes()).unwrap();
            let change = &plan.resource_changes[0].change;
            assert!(change.before.is_none());
            assert_eq!(change.after.as_ref().unwrap().get().is_some(), expected, "{levels}");
        }
    }

    #[test]
    fn a_plan_cut_anywhere_is_an_error_and_no_panic() {
        let plain = incident();
        let wide = utf16(&plain, u16::to_le_bytes);
        for bytes in [plain.trim_ascii_end(), &wide[..wide.len() - 2]] {
            for end in (0..bytes.len()).step_by(97) {
                is_plan(&bytes[..end]);
                assert!(parse(&utf8(&bytes[..end])).is_err(), "{end}");
            }
        }
    }
}
