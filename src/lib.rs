//! Will the subnets hold the nodes? The pipeline, one module per stage, in one direction:
//!
//! ```text
//! discover → parse → evaluate → resources → model → demand / capacity → rules → report
//! ```
//!
//! [`run`] is all of it but the report; [`evaluate`] stops after the third stage and keeps what that computed. `docs/architecture.md` is the bird's eye view.

pub mod address;
pub mod cloud;
pub mod config;
pub mod demand;
pub mod discover;
pub mod eval;
pub mod finding;
pub mod model;
pub mod parse;
pub mod plan;
pub mod registry;
pub mod report;
pub mod resource;
pub mod roots;
pub mod rules;
pub mod schema;
pub mod secrets;
pub mod source;
pub mod words;

#[cfg(test)]
mod hostile;

use crate::config::Usage;
use crate::discover::{Files, ReadError};
use crate::eval::inputs::Outside;
use crate::eval::module::Modules;
use crate::eval::resources::Configured;
use crate::eval::value::Value;
use crate::eval::whole::Output;
use crate::finding::{Finding, Severity};
use crate::model::Model;
use crate::roots::Root;
use crate::secrets::Secrets;
use crate::source::SourceMap;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// What to do.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Directories and plan files.
    pub paths: Vec<PathBuf>,
    /// A plan from standard input.
    pub stdin: Option<Vec<u8>>,
    /// Values for variables.
    pub outside: Outside,
    /// The settings file, if one was named.
    pub config: Option<PathBuf>,
    /// Judge only these rules; all when empty.
    pub only: Vec<String>,
    /// Leave these rules out.
    pub except: Vec<String>,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Run {
    /// Every root with its model.
    pub roots: Vec<(Root, Model)>,
    /// Everything there is to say, in the order it is printed.
    pub findings: Vec<Finding>,
    /// The text that findings point into.
    pub sources: SourceMap,
    /// Whether something could not be read: then the run is never clean.
    pub unreadable: bool,
}

/// Reads the input and judges it.
pub fn run(request: &Request, files: &Files) -> Run {
    let mut modules = Modules::new(files);
    let found = discover::discover(&request.paths, files);
    let mut findings = roots::unreadable(&found.errors);
    let (settings, mistakes) = config::load(request, &mut modules);
    findings.extend(mistakes);
    let (rules, rule_settings, mistakes) = rules::chosen(&settings, request, &mut modules);
    findings.extend(mistakes);

    let schema = cloud::schema();
    let stdin = request.stdin.as_deref();
    let mut judged = Vec::new();
    let mut found_ranges = BTreeSet::new();
    let mut told = settings.usages.clone();
    let roots = roots::read(&found, stdin, &mut modules, &schema, &settings, &request.outside);
    findings.extend(roots::undeclared_arguments(&roots, &request.outside, &mut modules));
    for mut root in roots {
        let usages: Vec<&Usage> = settings.usages.iter().chain(&root.usages).collect();
        let estate = cloud::Estate::read_with(&root.resources, settings.pods_per_node, settings.cni.as_ref())
            .with_usages(&usages);
        let mut model = estate.model();
        found_ranges.extend(model.ranges.iter().map(|range| range.id.to_string()).chain(estate.uncounted()));
        told.append(&mut root.usages);
        model.undecided.append(&mut root.undecided);
        findings.append(&mut root.findings);
        let judgement = rules::judge(&rules, &model, &estate, &rule_settings);
        findings.extend(judgement.findings);
        model.undecided = judgement.undecided;
        judged.push((root, model));
    }
    findings.extend(config::unused(&told, &found_ranges));
    report::sort(&mut findings, &modules.sources);
    let mut secrets = Secrets::default();
    judged.iter().for_each(|(root, _)| secrets.extend(&root.secrets));
    let unreadable = !found.errors.is_empty() || judged.iter().any(|(root, _)| root.unreadable);
    let mut sources = modules.sources;
    secrets.hide(&mut findings, judged.iter_mut().map(|(_, model)| model), &mut sources);
    Run { roots: judged, findings, sources, unreadable }
}

/// What Terraform would compute.
#[derive(Debug, Default)]
pub struct Evaluation {
    /// The outputs of the root module; none when expressions were asked for.
    pub outputs: Vec<Output>,
    /// Every resource and data source; none when expressions were asked for.
    pub instances: Vec<Configured>,
    /// The expressions, each with its value unless it is refused.
    pub answers: Vec<(String, Option<Value>)>,
    /// What Terraform would refuse, what could not be read, and what is not at hand.
    pub findings: Vec<Finding>,
    /// The text that findings point into.
    pub sources: SourceMap,
    /// Whether something could not be read.
    pub unreadable: bool,
}

/// Evaluates the request's first path, a root module: everything in it, or these expressions.
///
/// # Errors
/// It cannot be read.
pub fn evaluate(request: &Request, expressions: &[String], files: &Files) -> Result<Evaluation, ReadError> {
    let mut modules = Modules::new(files);
    let directory = discover::root(request.paths.first().map(PathBuf::as_path), files)?;
    let (settings, mut findings) = config::load(request, &mut modules);
    let schema = cloud::schema();
    let listed = settings.roots.iter().find(|root| files.same(&root.path, &directory));
    let told = listed.cloned().unwrap_or_default();
    let (mut evaluator, _, mut refusals) =
        roots::prepared(&directory, &told, &mut modules, &schema, &settings, &request.outside)?;
    let mut evaluation = Evaluation::default();
    if expressions.is_empty() {
        evaluation.outputs = evaluator.outputs();
        evaluation.instances = evaluator.instances();
        evaluator.audit();
    }
    for (n, expression) in expressions.iter().enumerate() {
        let value = evaluator.answer(expression, format!("expression {}", n + 1));
        evaluation.answers.push((expression.clone(), value));
    }
    refusals.extend_from_slice(evaluator.refusals());
    findings.extend(roots::not_at_hand(&evaluator).iter().map(roots::missing));
    // One mistake in a module is one mistake, in however many instances.
    let mut places = BTreeSet::new();
    refusals.retain(|refusal| places.insert(refusal.span));
    evaluation.unreadable = refusals.iter().any(|refusal| !refusal.kind.is_terraforms());
    findings.extend(refusals.iter().map(roots::refused));
    let secrets = std::mem::take(&mut evaluator.secrets);
    let mut sources = modules.sources;
    report::sort(&mut findings, &sources);
    secrets.hide(&mut findings, [], &mut sources);
    Ok(Evaluation { findings, sources, ..evaluation })
}

impl Evaluation {
    /// 0 clean, 1 Terraform would refuse it, 2 something could not be read, or an expression is refused.
    pub fn exit_code(&self) -> u8 {
        if self.unreadable || self.answers.iter().any(|(_, value)| value.is_none()) {
            2
        } else {
            u8::from(self.findings.iter().any(|finding| finding.severity == Severity::Error))
        }
    }
}
