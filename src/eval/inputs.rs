//! Values for a root module's variables, from outside: the environment, variable files, the command line.

use super::expr::{Names, evaluate};
use super::functions::from_json;
use super::module::Modules;
use super::references;
use super::value::Value;
use crate::parse::{Problem, hcl};
use crate::source::{FileId, Span};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A value given to a root variable.
#[derive(Clone, Debug)]
pub enum Given {
    /// From a variable file.
    Value(Value),
    /// From `-var` or the environment: what it means depends on the variable's type.
    Text {
        /// The text after the `=`.
        text: String,
        /// `-var` or the environment variable's name, for messages.
        from: String,
    },
}

impl Given {
    /// Where it is written, if it is in a file.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Value(value) => value.span,
            Self::Text { .. } => None,
        }
    }
}

/// What the command line says, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// `-var name=value`
    Var(String, String),
    /// `-var-file path`
    File(PathBuf),
}

/// Where values come from, besides the root's own files.
#[derive(Clone, Debug, Default)]
pub struct Outside {
    /// `TF_VAR_name` by name.
    pub environment: BTreeMap<String, String>,
    /// `-var` and `-var-file`.
    pub arguments: Vec<Argument>,
    /// The workspace, if one was named.
    pub workspace: Option<String>,
}

/// Collects the values for the root in a directory, lowest precedence first: environment, `terraform.tfvars`,
/// `terraform.tfvars.json`, `*.auto.tfvars` and `*.auto.tfvars.json` by name, `extra` files, the command line.
/// Also gives the variable files that were read, and what could not be read.
pub fn collect(
    modules: &mut Modules<'_>,
    root: &Path,
    extra: &[PathBuf],
    outside: &Outside,
) -> (BTreeMap<Arc<str>, Given>, Vec<String>, Vec<Problem>) {
    let mut collected = Collected { given: BTreeMap::new(), files: Vec::new(), problems: Vec::new() };
    for (name, text) in &outside.environment {
        let from = format!("TF_VAR_{name}");
        collected.given.insert(name.as_str().into(), Given::Text { text: text.clone(), from });
    }
    let names = modules.files.names(root).unwrap_or_default();
    let fixed = ["terraform.tfvars", "terraform.tfvars.json"];
    let automatic = names.iter().map(String::as_str).filter(|name| {
        (name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json")) && !name.starts_with('.')
    });
    let own = fixed.into_iter().filter(|name| names.iter().any(|n| n == name)).chain(automatic);
    for name in own.map(str::to_owned).collect::<Vec<_>>() {
        collected.file(modules, &root.join(name));
    }
    for path in extra {
        collected.file(modules, path);
    }
    for argument in &outside.arguments {
        match argument {
            Argument::Var(name, text) => {
                let given = Given::Text { text: text.clone(), from: "-var".to_owned() };
                collected.given.insert(name.as_str().into(), given);
            }
            Argument::File(path) => collected.file(modules, path),
        }
    }
    (collected.given, collected.files, collected.problems)
}

/// The variable files that stand beside a root and were not read, because Terraform does not read them unless it is told
/// to. `read` are those that were, as they are shown.
pub fn unread(modules: &Modules<'_>, root: &Path, read: &[String]) -> Vec<PathBuf> {
    let names = modules.files.names(root).unwrap_or_default().into_iter();
    names
        .filter(|name| (name.ends_with(".tfvars") || name.ends_with(".tfvars.json")) && !name.starts_with('.'))
        .map(|name| root.join(name))
        .filter(|path| !read.contains(&modules.files.shown(path)))
        .collect()
}

/// The variables that a file sets.
pub fn set_in(modules: &mut Modules<'_>, path: &Path) -> BTreeMap<Arc<str>, Given> {
    let mut collected = Collected { given: BTreeMap::new(), files: Vec::new(), problems: Vec::new() };
    collected.file(modules, path);
    collected.given
}

struct Collected {
    given: BTreeMap<Arc<str>, Given>,
    files: Vec<String>,
    problems: Vec<Problem>,
}

impl Collected {
    fn file(&mut self, modules: &mut Modules<'_>, path: &Path) {
        let (file, text, mut problems) = modules.add(path);
        self.problems.append(&mut problems);
        self.files.push(modules.files.shown(path));
        if path.extension().is_some_and(|extension| extension == "json") {
            if text.is_empty() {
                return;
            }
            let (message, line) = match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&text) {
                Ok(values) => match from_json(values.into()) {
                    Ok(values) => {
                        let whole = Span::new(file, 0, 0);
                        let values = values.as_entries().cloned().unwrap_or_default().into_iter();
                        self.given.extend(values.map(|(name, value)| (name, Given::Value(value.or_span(whole)))));
                        return;
                    }
                    Err(fault) => (fault.message, 1),
                },
                Err(error) => (format!("this is not a JSON object: {error}"), error.line()),
            };
            let at = modules.sources.file(file).line_start(line.saturating_sub(1));
            self.problems.push(Problem { span: Span::new(file, at, at), message });
            return;
        }
        let (values, mut problems) = values(&text, file);
        self.problems.append(&mut problems);
        self.given.extend(values.into_iter().map(|(name, value)| (name, Given::Value(value))));
    }
}

/// The values of a variable file, and what is wrong with it.
pub(super) fn values(text: &str, file: FileId) -> (BTreeMap<Arc<str>, Value>, Vec<Problem>) {
    let (body, mut problems) = hcl::parse_file(text, file);
    let mut names = Names::default();
    let mut values = BTreeMap::new();
    for attribute in &body.attributes {
        if let Some(span) = references::call(&attribute.expr) {
            problems.push(Problem { span, message: "functions cannot be called in a variable file".to_owned() });
            continue;
        }
        let value = evaluate(&attribute.expr, &mut names);
        if values.insert(attribute.name.clone(), value).is_some() {
            problems.push(Problem { span: attribute.name_span, message: "this is set a second time".to_owned() });
        }
    }
    problems.extend(names.problems.into_iter().map(|(span, message)| Problem { span, message }));
    problems.extend(
        body.blocks.iter().map(|block| Problem {
            span: block.header,
            message: "a variable file holds values, not blocks".to_owned(),
        }),
    );
    (values, problems)
}
