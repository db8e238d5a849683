//! `podroom.hcl`: settings of rules, values podroom cannot know, rule files of one's own.

use crate::Request;
use crate::cloud::aws;
use crate::discover::{self, Dialect, Files};
use crate::eval::expr::{Names, evaluate};
use crate::eval::module::Modules;
use crate::eval::value::Value;
use crate::finding::{Finding, Place, Severity};
use crate::parse::ast::{Attribute, Block, Body, Expr, ExprKind, Step};
use crate::parse::hcl;
use crate::registry::{Own, Source};
use crate::source::Span;
use crate::words::listed;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The name of the settings file.
pub const FILE_NAME: &str = "podroom.hcl";

/// What a settings file says of one root: each is checked with its own variable files.
#[derive(Clone, Debug, Default)]
pub struct RootSettings {
    /// Its directory.
    pub path: PathBuf,
    /// Variable files, after those that Terraform finds by itself.
    pub var_files: Vec<PathBuf>,
    /// The workspace, unless the command line chooses one.
    pub workspace: Option<String>,
    /// What else takes addresses in it.
    pub usages: Vec<Usage>,
}

/// Addresses of a range that something takes of which Terraform says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The range, as findings name it: `aws_subnet.a`, or `google_compute_subnetwork.a#pods`.
    pub range: String,
    /// How many.
    pub addresses: u64,
    /// Who takes them.
    pub reason: Option<String>,
    /// Where that is written.
    pub at: Span,
}

/// Everything a settings file says.
#[derive(Debug)]
pub struct Settings {
    /// Pods a node runs before it counts as full; at least 1.
    pub pods_per_node: u64,
    /// Whose files are read.
    pub dialect: Dialect,
    /// Whether podroom's own stand-ins take the place of modules that are not at hand.
    pub use_stand_ins: bool,
    /// The `rule "id"` blocks, which are read once the rules are known.
    pub rules: Vec<Block>,
    /// Rule files, or directories of them.
    pub rule_paths: Vec<PathBuf>,
    /// Roots with variable files of their own; one may be listed several times.
    pub roots: Vec<RootSettings>,
    /// What else takes addresses, in every root that has such a range.
    pub usages: Vec<Usage>,
    /// Modules of the user's that stand in for others.
    pub stand_ins: Vec<Own>,
    /// Variables of the VPC CNI, where something outside Terraform sets them.
    pub cni: Option<BTreeMap<Arc<str>, Value>>,
    /// Values by address (`var.max_size`, `data.aws_subnet.a.cidr_block`) that stand before all others.
    pub assume: BTreeMap<String, Value>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            pods_per_node: 1,
            dialect: Dialect::default(),
            use_stand_ins: true,
            rules: Vec::new(),
            rule_paths: Vec::new(),
            roots: Vec::new(),
            usages: Vec::new(),
            stand_ins: Vec::new(),
            cni: None,
            assume: BTreeMap::new(),
        }
    }
}

/// The settings of a run: from the file it names, or the first found upwards from its first path. Modules are read by
/// them from then on.
pub fn load(request: &Request, modules: &mut Modules<'_>) -> (Settings, Vec<Finding>) {
    let path = request.paths.first().map_or(Path::new("."), PathBuf::as_path);
    let (settings, findings) = match find(modules.files, path, request.config.as_deref()) {
        Some(file) => read(modules, &file),
        None => (Settings::default(), Vec::new()),
    };
    modules.dialect = settings.dialect;
    modules.use_stand_ins = settings.use_stand_ins;
    (settings, findings)
}

/// What the settings tell of ranges that no root has: these addresses counted nowhere.
pub fn unused(usages: &[Usage], ranges: &BTreeSet<String>) -> Vec<Finding> {
    let unused = usages.iter().filter(|usage| !ranges.contains(&usage.range)).map(|usage| {
        let message = format!("none of the roots that were read has a range `{}`", usage.range);
        let at = Place::Span(usage.at);
        let mut finding = Finding::new("invalid-settings", Severity::Warning, message, at, "these count nowhere");
        finding.notes.push("`podroom budget` lists the ranges".to_owned());
        finding
    });
    unused.collect()
}

/// The settings file for a path: the one named, or the first found upwards from it, up to the repository's root.
fn find(files: &Files, path: &Path, named: Option<&Path>) -> Option<PathBuf> {
    if let Some(named) = named {
        return Some(files.absolute(named));
    }
    let start = files.absolute(path);
    for directory in start.ancestors() {
        let candidate = directory.join(FILE_NAME);
        if candidate.is_file() {
            return Some(candidate);
        }
        if directory.join(".git").exists() {
            return None;
        }
    }
    None
}

/// Reads a settings file. Every mistake in it is a finding, and the rest counts.
fn read(modules: &mut Modules<'_>, path: &Path) -> (Settings, Vec<Finding>) {
    let (file, text, problems) = modules.add(path);
    let (body, more) = hcl::parse_file(&text, file);
    let directory = path.parent().unwrap_or(Path::new(".")).to_owned();
    let files = modules.files;
    let mut reader =
        Reader { files, settings: Settings::default(), findings: Vec::new(), names: Names::default(), directory };
    for problem in problems.into_iter().chain(more) {
        reader.mistake(problem.span, problem.message, "here");
    }
    reader.body(body);
    for (span, message) in std::mem::take(&mut reader.names.problems) {
        reader.mistake(span, message, "here");
    }
    (reader.settings, reader.findings)
}

struct Reader<'f> {
    files: &'f Files,
    settings: Settings,
    findings: Vec<Finding>,
    names: Names,
    directory: PathBuf,
}

impl Reader<'_> {
    fn mistake(&mut self, span: Span, message: String, label: &str) {
        self.findings.push(Finding::new("invalid-settings", Severity::Error, message, Place::Span(span), label));
    }

    fn body(&mut self, body: Body) {
        for attribute in &body.attributes {
            match &*attribute.name {
                "pods_per_node" => {
                    let value = evaluate(&attribute.expr, &mut self.names);
                    match value.as_number().and_then(|n| n.to_u64()).filter(|n| *n >= 1) {
                        Some(pods) => self.settings.pods_per_node = pods,
                        None => self.mistake(
                            attribute.expr.span,
                            "`pods_per_node` is a whole number of pods, at least 1".to_owned(),
                            "not such a number",
                        ),
                    }
                }
                "dialect" => match evaluate(&attribute.expr, &mut self.names).as_str() {
                    Some("terraform") => self.settings.dialect = Dialect::Terraform,
                    Some("opentofu") => self.settings.dialect = Dialect::OpenTofu,
                    _ => {
                        let message = "`dialect` is \"terraform\" or \"opentofu\"".to_owned();
                        self.mistake(attribute.expr.span, message, "neither of the two");
                    }
                },
                "stand_ins" => match evaluate(&attribute.expr, &mut self.names).as_bool() {
                    Some(used) => self.settings.use_stand_ins = used,
                    None => self.mistake(attribute.expr.span, "`stand_ins` is true or false".to_owned(), "neither"),
                },
                other => {
                    let message = format!("there is no setting `{other}`");
                    self.mistake(attribute.name_span, message, "not a setting");
                }
            }
        }
        for block in body.blocks {
            match (&*block.ty, block.labels.as_slice()) {
                ("rule", [_]) => self.settings.rules.push(block),
                ("rules", []) => self.rules(&block),
                ("root", [path]) => self.root(path, &block),
                ("assume", []) => self.assume(&block),
                ("cni", []) => self.cni(&block),
                ("stand_in", [source]) => self.stand_in(source, &block),
                ("usage", [range]) => {
                    let usage = self.usage(range, &block);
                    self.settings.usages.extend(usage);
                }
                (ty, _) => {
                    let message = format!("there is no settings block `{ty}` with {} labels", block.labels.len());
                    self.mistake(
                        block.header,
                        message,
                        "`rule \"id\"`, `rules`, `root \"path\"`, `stand_in \"source\"`, `usage \"range\"`, `assume` and `cni` are known",
                    );
                }
            }
        }
    }

    /// The strings of a list attribute.
    fn strings(&mut self, attribute: &Attribute) -> Vec<String> {
        let value = evaluate(&attribute.expr, &mut self.names);
        let strings: Option<Vec<String>> =
            value.as_sequence().and_then(|values| values.iter().map(|v| v.as_str().map(str::to_owned)).collect());
        strings.unwrap_or_else(|| {
            let message = format!("`{}` is a list of strings", attribute.name);
            self.mistake(attribute.expr.span, message, "not a list of strings");
            Vec::new()
        })
    }

    fn rules(&mut self, block: &Block) {
        for attribute in &block.body.attributes {
            if &*attribute.name == "paths" {
                let paths = self.strings(attribute);
                self.settings.rule_paths.extend(paths.iter().map(|path| self.directory.join(path)));
            } else {
                let message = format!("a `rules` block has no `{}`", attribute.name);
                self.mistake(attribute.name_span, message, "it has `paths`");
            }
        }
    }

    fn root(&mut self, path: &str, block: &Block) {
        let mut root = RootSettings { path: self.directory.join(path), ..RootSettings::default() };
        for attribute in &block.body.attributes {
            match &*attribute.name {
                "var_files" => {
                    let files = self.strings(attribute);
                    root.var_files.extend(files.iter().map(|file| self.directory.join(file)));
                }
                "workspace" => match evaluate(&attribute.expr, &mut self.names).as_str() {
                    Some(workspace) => root.workspace = Some(workspace.to_owned()),
                    None => self.mistake(attribute.expr.span, "`workspace` is a name".to_owned(), "not a string"),
                },
                other => {
                    let message = format!("a `root` block has no `{other}`");
                    self.mistake(attribute.name_span, message, "it has `var_files`, `workspace` and `usage` blocks");
                }
            }
        }
        for block in &block.body.blocks {
            match (&*block.ty, block.labels.as_slice()) {
                ("usage", [range]) => root.usages.extend(self.usage(range, block)),
                (ty, _) => {
                    let message = format!("a `root` block has no block `{ty}` with {} labels", block.labels.len());
                    self.mistake(block.header, message, "it has `usage \"range\"`");
                }
            }
        }
        self.settings.roots.push(root);
    }

    /// `usage "aws_subnet.a" { addresses = 300 }`
    fn usage(&mut self, range: &str, block: &Block) -> Option<Usage> {
        let mut usage = Usage { range: range.to_owned(), addresses: 0, reason: None, at: block.header };
        let mut given = false;
        for attribute in &block.body.attributes {
            let at = attribute.expr.span;
            let value = evaluate(&attribute.expr, &mut self.names);
            match &*attribute.name {
                "addresses" => {
                    given = true;
                    match value.as_number().and_then(|n| n.to_u64()) {
                        Some(addresses) => (usage.addresses, usage.at) = (addresses, at),
                        None => self.mistake(at, "`addresses` is a whole number".to_owned(), "not such a number"),
                    }
                }
                "reason" => match value.as_str() {
                    Some(reason) => usage.reason = Some(reason.to_owned()),
                    None => self.mistake(at, "`reason` says who takes them".to_owned(), "not a string"),
                },
                other => {
                    let message = format!("a `usage` block has no `{other}`");
                    self.mistake(attribute.name_span, message, "it has `addresses` and `reason`");
                }
            }
        }
        if !given {
            self.mistake(block.header, "a `usage` block needs `addresses`".to_owned(), "no `addresses`");
        }
        (usage.addresses > 0).then_some(usage)
    }

    /// `stand_in "app.example.com/acme/vpc/aws" { source = "./podroom/vpc" }`
    fn stand_in(&mut self, source: &str, block: &Block) {
        for attribute in block.body.attributes.iter().filter(|attribute| &*attribute.name != "source") {
            let message = format!("a `stand_in` block has no `{}`", attribute.name);
            self.mistake(attribute.name_span, message, "it has `source`");
        }
        let Some(package) = Source::read(source) else {
            let message = format!("`{source}` is a directory; a stand-in is for a module from elsewhere");
            return self.mistake(block.header, message, "the source that calls have, such as `acme/vpc/aws`");
        };
        if self.settings.stand_ins.iter().any(|own| own.source.is_same_module(&package)) {
            return self.mistake(block.header, format!("`{source}` has two stand-ins"), "the first one counts");
        }
        let Some(attribute) = block.body.attribute("source") else {
            return self.mistake(block.header, "a `stand_in` block needs a `source`".to_owned(), "no `source`");
        };
        let at = attribute.expr.span;
        let value = evaluate(&attribute.expr, &mut self.names);
        let Some(directory) = value.as_str() else {
            return self.mistake(at, "`source` is a directory beside this file".to_owned(), "not a string");
        };
        let directory = discover::clean(&self.directory.join(directory));
        match self.files.names(&directory) {
            Err(error) => self.mistake(at, error.to_string(), "the directory of the stand-in"),
            Ok(names) if !names.iter().any(|name| discover::is_configuration(name)) => {
                let message = format!("`{}` holds no configuration", self.files.shown(&directory));
                self.mistake(at, message, "the directory of the stand-in");
            }
            Ok(_) => self.settings.stand_ins.push(Own { source: package, directory }),
        }
    }

    /// `cni { WARM_IP_TARGET = 2 }`: variables of the VPC CNI that Terraform does not set.
    fn cni(&mut self, block: &Block) {
        for attribute in &block.body.attributes {
            let at = attribute.expr.span;
            if !aws::cni_variables().any(|name| name == &*attribute.name) {
                let known = aws::cni_variables().map(|name| format!("`{name}`")).collect::<Vec<_>>();
                let message = format!("`{}` is no variable of the VPC CNI that podroom counts", attribute.name);
                let known = format!("these are: {}", listed(&known));
                self.mistake(attribute.name_span, message, &known);
                continue;
            }
            let value = evaluate(&attribute.expr, &mut self.names);
            let text = value.as_str().map(|text| text.trim().to_ascii_lowercase());
            let fits = value.as_number().is_some_and(|n| n.to_u64().is_some())
                || value.as_bool().is_some()
                || text.is_some_and(|text| text == "true" || text == "false" || text.parse::<i64>().is_ok());
            if fits {
                let cni = self.settings.cni.get_or_insert_default();
                cni.insert(attribute.name.clone(), Value { span: Some(at), ..value });
            } else {
                let message = format!("`{}` is a whole number, or true or false", attribute.name);
                self.mistake(at, message, "neither");
            }
        }
    }

    /// `assume { "var.max_size" = 10 }`: HCL has no quoted attribute names in blocks, so the block may also hold
    /// `values = { "var.max_size" = 10 }`; plain names stand for root variables.
    fn assume(&mut self, block: &Block) {
        for attribute in &block.body.attributes {
            if &*attribute.name != "values" {
                let message = format!("an `assume` block has no `{}`", attribute.name);
                self.mistake(attribute.name_span, message, "it has `values = { \"address\" = value }`");
                continue;
            }
            let ExprKind::Object(items) = &attribute.expr.kind else {
                self.mistake(attribute.expr.span, "`values` is an object".to_owned(), "not an object");
                continue;
            };
            for (key, value) in items.iter() {
                match address(key) {
                    Some(address) => {
                        let value = evaluate(value, &mut self.names);
                        self.settings.assume.insert(address, value);
                    }
                    None => self.mistake(key.span, "a key here is an address in quotes".to_owned(), "not in quotes"),
                }
            }
        }
    }
}

/// A key of `assume` as an address: a string, or a reference that was written without quotes.
fn address(key: &Expr) -> Option<String> {
    match &key.kind {
        ExprKind::String(text) | ExprKind::Name(text) => Some(text.to_string()),
        ExprKind::Traversal(root, steps) => {
            let ExprKind::Name(root) = &root.kind else { return None };
            let mut address = root.to_string();
            for step in steps.iter() {
                match step {
                    Step::Attr(name, _) => {
                        address.push('.');
                        address.push_str(name);
                    }
                    _ => return None,
                }
            }
            Some(address)
        }
        _ => None,
    }
}
