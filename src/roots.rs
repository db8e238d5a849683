//! The roots of a run: configurations and plans, each as the resources it asks for. After this nobody knows which of
//! the two a root was.

use crate::config::Settings;
use crate::discover::{Directory, Found, ReadError};
use crate::eval::evaluator::{Evaluator, Gap, Missing, Opaque, Refusal, RefusalKind};
use crate::eval::inputs::{self, Outside};
use crate::eval::module::{Module, Modules};
use crate::finding::{Finding, Place, Severity};
use crate::model::Undecided;
use crate::parse::ast::ExprKind;
use crate::parse::plan as plan_file;
use crate::plan;
use crate::registry::{Own, Used};
use crate::resource::Resource;
use crate::schema::Schema;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// One root module, under one set of variables, or one plan.
#[derive(Debug, Default)]
pub struct Root {
    /// Its directory or file, as it is shown.
    pub path: String,
    /// The variable files that were read, in order.
    pub var_files: Vec<String>,
    /// What it asks for, as far as podroom reads it.
    pub resources: Vec<Resource>,
    /// What could not be read, and what Terraform would refuse.
    pub findings: Vec<Finding>,
    /// What is missing: modules that are not at hand.
    pub undecided: Vec<Undecided>,
    /// What stood in for modules that are not at hand.
    pub stand_ins: Vec<Used>,
    /// Whether something could not be read.
    pub unreadable: bool,
    /// One for each use of a name that is not declared, until it is settled what is said of them.
    undeclared: Vec<Finding>,
}

/// A directory that uses more undeclared names than this, and that nobody named, is a part of something else.
const MOST_UNDECLARED: usize = 2;

/// Reads every root: directories first, plans after.
pub fn read(
    found: &Found,
    stdin: Option<&[u8]>,
    modules: &mut Modules<'_>,
    schema: &Schema,
    settings: &Settings,
    outside: &Outside,
) -> Vec<Root> {
    let mut roots = Vec::new();
    for directory in of(&found.directories, &settings.stand_ins, modules) {
        let listed: Vec<&[PathBuf]> = settings
            .roots
            .iter()
            .filter(|root| modules.files.same(&root.path, &directory))
            .map(|root| root.var_files.as_slice())
            .collect();
        // A root that the settings list several times is several environments.
        let named = found.directories.iter().any(|found| found.named && found.path == directory);
        for var_files in if listed.is_empty() { vec![&[][..]] } else { listed } {
            let mut root = configuration(&directory, var_files, modules, schema, settings, outside);
            root.settle_undeclared(named);
            roots.push(root);
        }
    }
    for path in &found.plans {
        let shown = modules.files.shown(path);
        roots.push(match modules.files.read_plan(path) {
            Ok(bytes) => from_plan(shown, &bytes, schema),
            Err(error) => unread(shown, error.to_string()),
        });
    }
    roots.extend(stdin.map(|bytes| from_plan("-".to_owned(), bytes, schema)));
    roots
}

/// The directories that are roots: those the user named, and those no other one calls. Of directories that call each
/// other in a circle, and that nothing else calls, the first is one: it must not go unsaid.
fn of(directories: &[Directory], stand_ins: &[Own], modules: &mut Modules<'_>) -> Vec<PathBuf> {
    let mut calls: BTreeMap<&Path, Vec<PathBuf>> = BTreeMap::new();
    for directory in directories {
        let Ok(module) = modules.load(&directory.path) else { continue };
        calls.insert(&directory.path, local_calls(&module));
    }
    let called: BTreeSet<&PathBuf> = calls.values().flatten().collect();
    // What stands in for a module is called where that module is.
    let stands_in = |directory: &Path| stand_ins.iter().any(|own| directory.starts_with(&own.directory));
    let is_root =
        |directory: &Directory| directory.named || !called.contains(&directory.path) && !stands_in(&directory.path);
    let mut roots = BTreeSet::new();
    let mut reached = BTreeSet::new();
    let certain = directories.iter().filter(|directory| is_root(directory));
    for directory in certain.chain(directories) {
        let is_reached = reached.contains(directory.path.as_path()) || stands_in(&directory.path);
        if is_root(directory) || !is_reached {
            roots.insert(directory.path.clone());
        }
        let mut open = vec![directory.path.as_path()];
        while let Some(path) = open.pop() {
            if reached.insert(path) {
                open.extend(calls.get(path).into_iter().flatten().map(PathBuf::as_path));
            }
        }
    }
    roots.into_iter().collect()
}

/// The directories that a module calls by a relative path.
fn local_calls(module: &Module) -> Vec<PathBuf> {
    module
        .calls
        .values()
        .filter_map(|declared| match &declared.block().0.body.attribute("source")?.expr.kind {
            ExprKind::String(source) if source.starts_with('.') => {
                Some(crate::discover::clean(&module.directory.join(&**source)))
            }
            _ => None,
        })
        .collect()
}

fn configuration(
    directory: &Path,
    var_files: &[PathBuf],
    modules: &mut Modules<'_>,
    schema: &Schema,
    settings: &Settings,
    outside: &Outside,
) -> Root {
    let path = modules.files.shown(directory);
    let (given, var_files, problems) = inputs::collect(modules, directory, var_files, outside);
    let mut root = Root { path: path.clone(), var_files, ..Root::default() };
    for problem in problems {
        root.refuse(&Refusal { span: problem.span, message: problem.message, kind: RefusalKind::Unreadable });
    }
    let mut evaluator = match Evaluator::new(modules, schema, directory, given, &settings.assume) {
        Ok(evaluator) => evaluator,
        Err(error) => return unread(path, error.to_string()),
    };
    evaluator.stand_in(&settings.stand_ins);
    if let Some(workspace) = &outside.workspace {
        evaluator.select_workspace(workspace);
    }
    root.resources = evaluator.resources();
    for refusal in evaluator.refusals().to_vec() {
        root.refuse(&refusal);
    }
    root.stand_ins = evaluator.stand_ins.values().cloned().collect();
    root.undecided = not_at_hand(&evaluator);
    modules.forget_stand_ins();
    root
}

/// What is not known for want of a module: one entry for each source, or each argument, however often it is called.
fn not_at_hand(evaluator: &Evaluator<'_, '_>) -> Vec<Undecided> {
    const FETCH: &str = "`terraform init -backend=false` in this directory";
    let mut undecided = Vec::new();
    let mut said = BTreeSet::new();
    for (call, Opaque { source, at, because }) in &evaluator.opaque {
        if said.insert((source.clone(), because.clone())) {
            undecided.push(Undecided {
                what: format!("what `{call}` creates"),
                because: because.clone().unwrap_or_else(|| format!("its source \"{source}\" is not at hand")),
                at: Place::Span(*at),
                decide: format!("{FETCH}, a `stand_in` in podroom.hcl, or a plan"),
            });
        }
    }
    let mut said = BTreeSet::new();
    for Gap { call, source, at, what } in evaluator.gaps() {
        let (what, because) = match what {
            Missing::Argument(name) if !said.insert((source, name)) => continue,
            Missing::Argument(name) => (
                format!("whether `{name}` of `{call}` matters"),
                format!("the stand-in for \"{source}\" does not know the argument"),
            ),
            Missing::Failed(message) => {
                (format!("all that `{call}` creates"), format!("the stand-in for \"{source}\" stops: {message}"))
            }
        };
        undecided.push(Undecided { what, because, at: Place::Span(*at), decide: format!("{FETCH}, or a plan") });
    }
    undecided
}

impl Root {
    /// Says what is undeclared: each of it, or once for the directory when there is more than a slip and nobody named
    /// it. Real trees hold such parts, which tools put together before Terraform reads them.
    fn settle_undeclared(&mut self, named: bool) {
        let undeclared = std::mem::take(&mut self.undeclared);
        if named || undeclared.len() <= MOST_UNDECLARED {
            self.findings.extend(undeclared);
            return;
        }
        let count = undeclared.len();
        let Some(first) = undeclared.into_iter().next() else { return };
        self.findings.push(Finding {
            severity: Severity::Warning,
            message: format!(
                "`{}` is no configuration by itself: it uses {count} names that it does not declare",
                self.path
            ),
            notes: vec![format!("the first: {}", first.message)],
            ..first
        });
    }

    fn refuse(&mut self, refusal: &Refusal) {
        // What was left out for a limit is as good as not read.
        self.unreadable |= matches!(refusal.kind, RefusalKind::Unreadable | RefusalKind::Limit);
        let (rule, label) = match refusal.kind {
            RefusalKind::Unreadable => ("unreadable-input", "not read"),
            RefusalKind::Invalid | RefusalKind::Undeclared => ("invalid-configuration", "Terraform refuses this"),
            RefusalKind::Limit => ("unreadable-input", "beyond what podroom evaluates"),
        };
        let finding = Finding::new(rule, Severity::Error, refusal.message.clone(), Place::Span(refusal.span), label);
        match refusal.kind {
            RefusalKind::Undeclared => self.undeclared.push(finding),
            _ => self.findings.push(finding),
        }
    }
}

/// A root of which nothing could be read.
fn unread(path: String, message: String) -> Root {
    let finding = Finding::new("unreadable-input", Severity::Error, message, Place::Address(path.clone()), "not read");
    Root { path, findings: vec![finding], unreadable: true, ..Root::default() }
}

/// What discovery could not read, as findings.
pub fn unreadable(errors: &[ReadError]) -> Vec<Finding> {
    let finding = |error: &ReadError| {
        let place = Place::Address(error.path().to_owned());
        Finding::new("unreadable-input", Severity::Error, error.to_string(), place, "not read")
    };
    errors.iter().map(finding).collect()
}

fn from_plan(path: String, bytes: &[u8], schema: &Schema) -> Root {
    match plan_file::parse(bytes) {
        Ok(plan) => Root { resources: plan::resources(&plan, schema), path, ..Root::default() },
        Err(error) => unread(path, error.to_string()),
    }
}
