//! The roots of a run: configurations and plans, each as the resources it asks for. After this nobody knows which of
//! the two a root was.

use crate::config::{RootSettings, Settings, Usage};
use crate::discover::{Directory, Found, ReadError};
use crate::eval::evaluator::{Evaluator, Gap, Missing, Opaque, Refusal, RefusalKind};
use crate::eval::inputs::{self, Argument, Outside};
use crate::eval::module::{Module, Modules};
use crate::finding::{Finding, Place, Severity};
use crate::model::Undecided;
use crate::parse::Problem;
use crate::parse::ast::ExprKind;
use crate::parse::plan as plan_file;
use crate::plan;
use crate::registry::{Own, Used};
use crate::resource::Resource;
use crate::schema::Schema;
use crate::secrets::Secrets;
use crate::words::listed;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One root module, under one set of variables, or one plan.
#[derive(Debug, Default)]
pub struct Root {
    /// Its directory or file, as it is shown.
    pub path: String,
    /// The directory; absent for a plan.
    pub directory: Option<PathBuf>,
    /// The variable files that were read, in order.
    pub var_files: Vec<String>,
    /// The variable files beside it that were not read.
    pub unread_var_files: Vec<String>,
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
    /// What of its values must not be shown.
    pub secrets: Secrets,
    /// What else takes addresses in it, as the settings tell of this root.
    pub usages: Vec<Usage>,
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
        let mut listed: Vec<&RootSettings> =
            settings.roots.iter().filter(|root| modules.files.same(&root.path, &directory)).collect();
        let unlisted = RootSettings::default();
        if listed.is_empty() {
            listed.push(&unlisted);
        }
        // A root that the settings list several times is several environments.
        let named = found.directories.iter().any(|found| found.named && found.path == directory);
        let start = roots.len();
        for told in listed {
            let mut root = configuration(&directory, told, modules, schema, settings, outside);
            root.usages.clone_from(&told.usages);
            root.settle_undeclared(named);
            roots.push(root);
        }
        // What is read for one environment is not forgotten for another.
        let read: BTreeSet<String> = roots[start..].iter().flat_map(|root| root.var_files.iter().cloned()).collect();
        roots[start..].iter_mut().for_each(|root| root.unread_var_files.retain(|file| !read.contains(file)));
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

/// `-var` for names that no root declares, which Terraform refuses.
pub fn undeclared_arguments(roots: &[Root], outside: &Outside, modules: &mut Modules<'_>) -> Vec<Finding> {
    let directories: Vec<&Path> = roots.iter().filter_map(|root| root.directory.as_deref()).collect();
    if directories.is_empty() {
        return Vec::new();
    }
    let mut declares = |name: &str| {
        directories.iter().any(|path| modules.load(path).is_ok_and(|module| module.variables.contains_key(name)))
    };
    let names = outside.arguments.iter().filter_map(|argument| match argument {
        Argument::Var(name, _) => Some(name),
        Argument::File(_) => None,
    });
    let unknown = names.filter(|name| !declares(name)).map(|name| {
        let message = format!("-var sets `{name}`, and there is no variable of that name");
        let place = Place::Address(format!("-var {name}"));
        Finding::new("invalid-configuration", Severity::Error, message, place, "Terraform refuses this")
    });
    unknown.collect()
}

/// The directories that are roots: those the user named, and those no other one calls. Of directories that call each
/// other in a circle, and that nothing else calls, the first is one: it must not go unsaid.
fn of(directories: &[Directory], stand_ins: &[Own], modules: &mut Modules<'_>) -> Vec<PathBuf> {
    let mut calls: BTreeMap<&Path, Vec<PathBuf>> = BTreeMap::new();
    let mut empty = BTreeSet::new();
    for directory in directories {
        let Ok(module) = modules.load(&directory.path) else { continue };
        if module.is_empty {
            // OpenTofu's files, under Terraform's rules.
            empty.insert(directory.path.clone());
        }
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
    roots.difference(&empty).cloned().collect()
}

/// The directories that a module calls by a relative path.
fn local_calls(module: &Module) -> Vec<PathBuf> {
    module
        .calls
        .values()
        .filter_map(|declared| match &declared.block().body.attribute("source")?.expr.kind {
            ExprKind::String(source) if source.starts_with('.') => {
                Some(crate::discover::clean(&module.directory.join(&**source)))
            }
            _ => None,
        })
        .collect()
}

fn configuration(
    directory: &Path,
    told: &RootSettings,
    modules: &mut Modules<'_>,
    schema: &Schema,
    settings: &Settings,
    outside: &Outside,
) -> Root {
    let path = modules.files.shown(directory);
    let (mut evaluator, var_files, problems) = match prepared(directory, told, modules, schema, settings, outside) {
        Ok(prepared) => prepared,
        Err(error) => return unread(path, error.to_string()),
    };
    let mut root = Root { path, var_files, directory: Some(directory.to_owned()), ..Root::default() };
    root.resources = evaluator.resources();
    for refusal in problems.iter().chain(evaluator.refusals()) {
        root.refuse(refusal);
    }
    root.stand_ins = evaluator.stand_ins.values().cloned().collect();
    root.undecided = not_at_hand(&evaluator);
    let missing = evaluator.without_value();
    root.secrets = evaluator.secrets;
    modules.forget_stand_ins();
    let unread = inputs::unread(modules, directory, &root.var_files);
    root.unread_var_files = unread.iter().map(|path| modules.files.shown(path)).collect();
    root.undecided.extend(set_elsewhere(&missing, &unread, modules));
    root
}

/// Variables without a value that variable files would give one, if one were chosen.
fn set_elsewhere(missing: &[Arc<str>], unread: &[PathBuf], modules: &mut Modules<'_>) -> Option<Undecided> {
    if missing.is_empty() {
        return None;
    }
    let mut files = Vec::new();
    let mut names = BTreeSet::new();
    let mut at = None;
    for path in unread {
        let given = inputs::set_in(modules, path);
        let here: Vec<_> = missing.iter().filter_map(|name| Some((name, given.get(name)?))).collect();
        if let Some((_, first)) = here.first() {
            files.push(modules.files.shown(path));
            names.extend(here.iter().map(|(name, _)| format!("`var.{name}`")));
            at = at.or(first.span());
        }
    }
    let first = files.first()?;
    let files_in_words = listed(&files.iter().map(|file| format!("`{file}`")).collect::<Vec<_>>());
    let is_one = files.len() == 1;
    Some(Undecided {
        what: format!("the value of {}", listed(&names.into_iter().collect::<Vec<_>>())),
        because: match is_one {
            true => format!("{files_in_words} sets it, and Terraform reads that file only when it is named"),
            false => format!("{files_in_words} set it, and which of them is meant is not said"),
        },
        at: at.map_or_else(|| Place::Address(first.clone()), Place::Span),
        decide: format!("-var-file {first}, or a `root` block for each environment in podroom.hcl"),
    })
}

/// The evaluation of a root before anything is evaluated, the variable files that were read, and what could not be
/// read in them.
///
/// # Errors
/// The directory cannot be read.
pub fn prepared<'m, 'f>(
    directory: &Path,
    told: &RootSettings,
    modules: &'m mut Modules<'f>,
    schema: &'m Schema,
    settings: &'m Settings,
    outside: &Outside,
) -> Result<(Evaluator<'m, 'f>, Vec<String>, Vec<Refusal>), ReadError> {
    let (given, var_files, problems) = inputs::collect(modules, directory, &told.var_files, outside);
    let unreadable = |problem: Problem| {
        let Problem { span, message } = problem;
        Refusal { span, message, kind: RefusalKind::Unreadable }
    };
    let mut evaluator = Evaluator::new(modules, schema, directory, given, &settings.assume)?;
    evaluator.stand_in(&settings.stand_ins);
    if let Some(workspace) = outside.workspace.as_ref().or(told.workspace.as_ref()) {
        evaluator.select_workspace(workspace);
    }
    Ok((evaluator, var_files, problems.into_iter().map(unreadable).collect()))
}

/// What is not known for want of a module: one entry for each source, or each argument, however often it is called.
pub fn not_at_hand(evaluator: &Evaluator<'_, '_>) -> Vec<Undecided> {
    const FETCH: &str = "`terraform init -backend=false` in this directory";
    let mut undecided = Vec::new();
    let mut said = BTreeSet::new();
    for (call, Opaque { source, at, because, is_harmless }) in &evaluator.opaque {
        if !is_harmless && said.insert((source.clone(), because.clone())) {
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

/// What is missing, as it is reported where nothing is to be decided.
pub fn missing(undecided: &Undecided) -> Finding {
    let message = format!("cannot tell {}: {}", undecided.what, undecided.because);
    let mut finding = Finding::new("undecided", Severity::Note, message, undecided.at.clone(), "not at hand");
    finding.notes.push(format!("to decide it: {}", undecided.decide));
    finding
}

/// A refusal as it is reported.
pub fn refused(refusal: &Refusal) -> Finding {
    let (rule, label) = match refusal.kind {
        RefusalKind::Unreadable => ("unreadable-input", "not read"),
        RefusalKind::Invalid | RefusalKind::Undeclared => ("invalid-configuration", "Terraform refuses this"),
        RefusalKind::Limit => ("unreadable-input", "beyond what podroom evaluates"),
        RefusalKind::Stale => ("unreadable-input", "not there: `terraform init` fetches it again"),
    };
    let severity = if refusal.kind == RefusalKind::Stale { Severity::Note } else { Severity::Error };
    Finding::new(rule, severity, refusal.message.clone(), Place::Span(refusal.span), label)
}

impl Root {
    /// Says what is undeclared: each of it, or once for the directory when there is more than a slip and nobody named
    /// it. Real trees hold such parts, which tools put together before Terraform reads them.
    fn settle_undeclared(&mut self, named: bool) {
        let undeclared = std::mem::take(&mut self.undeclared);
        if named || undeclared.len() <= MOST_UNDECLARED {
            // A name is missing once, wherever it is used.
            let mut by_name: BTreeMap<String, Finding> = BTreeMap::new();
            for mut finding in undeclared {
                match by_name.get_mut(&finding.message) {
                    Some(first) => {
                        finding.labels.iter_mut().for_each(|label| label.text = "used here too".to_owned());
                        first.labels.append(&mut finding.labels);
                    }
                    None => drop(by_name.insert(finding.message.clone(), finding)),
                }
            }
            self.findings.extend(by_name.into_values());
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
        self.unreadable |= !refusal.kind.is_terraforms();
        let finding = refused(refusal);
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
    match plan_file::parse(&plan_file::utf8(bytes)) {
        Ok(plan) => {
            Root { resources: plan::resources(&plan, schema), secrets: plan::secrets(&plan), path, ..Root::default() }
        }
        Err(error) => unread(path, error.to_string()),
    }
}
