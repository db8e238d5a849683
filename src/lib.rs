//! Will the subnets hold the nodes? The pipeline, one module per stage, in one direction:
//!
//! ```text
//! discover → parse → evaluate → resources → model → demand / capacity → rules → report
//! ```
//!
//! [`run`] is all of it but the report. `docs/architecture.md` is the bird's eye view.

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

use crate::discover::Files;
use crate::eval::inputs::Outside;
use crate::eval::module::Modules;
use crate::finding::Finding;
use crate::model::Model;
use crate::roots::Root;
use crate::secrets::Secrets;
use crate::source::SourceMap;
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
    let roots = roots::read(&found, stdin, &mut modules, &schema, &settings, &request.outside);
    findings.extend(roots::undeclared_arguments(&roots, &request.outside, &mut modules));
    for mut root in roots {
        let estate = cloud::Estate::read(&root.resources, settings.pods_per_node);
        let mut model = estate.model();
        model.undecided.append(&mut root.undecided);
        findings.append(&mut root.findings);
        let judgement = rules::judge(&rules, &model, &estate, &rule_settings);
        findings.extend(judgement.findings);
        model.undecided = judgement.undecided;
        judged.push((root, model));
    }
    report::sort(&mut findings, &modules.sources);
    let mut secrets = Secrets::default();
    judged.iter().for_each(|(root, _)| secrets.extend(&root.secrets));
    let unreadable = !found.errors.is_empty() || judged.iter().any(|(root, _)| root.unreadable);
    let mut run = Run { roots: judged, findings, sources: modules.sources, unreadable };
    secrets.hide(&mut run);
    run
}
