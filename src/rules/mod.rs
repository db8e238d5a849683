//! Rules: what is reported, how badly, in which words. A rule is an HCL file judged over facts that podroom computed;
//! the rules that come with podroom and those of its users are the same kind of file. `docs/writing-rules.md` is the
//! grammar, `docs/facts.md` the facts.

pub mod builtin;
pub mod facts;
mod group;
pub mod judge;
pub mod load;
pub mod settings;
mod values;

pub use judge::{Judgement, judge};
pub use load::{Rule, load};
pub use settings::Settings;

use crate::cloud::{Estate, Goal};
use crate::eval::module::Modules;
use crate::finding::{Finding, Fix, Place, Severity};
use crate::model::RangeId;
use crate::{Request, config};

/// The rules of a run with their settings: the built-in ones and those of the settings' rule files, without those the
/// request leaves out. Every mistake in a rule file or a setting is a finding.
pub fn chosen(
    settings: &config::Settings,
    request: &Request,
    modules: &mut Modules<'_>,
) -> (Vec<Rule>, Settings, Vec<Finding>) {
    let mut rules = builtin::rules(&mut modules.sources);
    let mut findings = Vec::new();
    for path in &settings.rule_paths {
        let files = match modules.files.below(path) {
            Ok(names) => names.into_iter().filter(|name| name.ends_with(".hcl")).map(|name| path.join(name)).collect(),
            // Not a directory: then it is a file, or reading it says what is wrong.
            Err(_) => vec![path.clone()],
        };
        for file in files {
            let (id, text, problems) = modules.add(&file);
            findings.extend(problems.into_iter().map(|problem| {
                Finding::new("invalid-rule", Severity::Error, problem.message, Place::Span(problem.span), "not read")
            }));
            findings.extend(load(&text, id, &mut rules));
        }
    }
    let (rule_settings, mistakes) = Settings::read(&settings.rules, &rules);
    findings.extend(mistakes);
    let named = |list: &[String], rule: &Rule| list.iter().any(|id| **id == *rule.id);
    rules.retain(|rule| (request.only.is_empty() || named(&request.only, rule)) && !named(&request.except, rule));
    (rules, rule_settings, findings)
}

/// Who can say what would make it fit: the arithmetic done again with a change. The estate in a run, canned answers in
/// tests.
pub trait Fixes {
    /// Single changes that make every one of the ranges fit, best first.
    fn fixes(&self, failing: &[RangeId], goal: Goal) -> Vec<Fix>;
    /// Changes that lower what a node of this pool holds with its first pod, best first.
    fn node_fixes(&self, node_pool: &str) -> Vec<Fix>;
    /// Changes after which every pod that a node of this pool may run gets an address, best first.
    fn max_pods_fixes(&self, node_pool: &str) -> Vec<Fix>;
    /// Changes after which every one of the subnets has the blocks for the prefixes of its nodes, best first.
    fn block_fixes(&self, failing: &[RangeId]) -> Vec<Fix>;
}

impl Fixes for Estate {
    fn fixes(&self, failing: &[RangeId], goal: Goal) -> Vec<Fix> {
        Estate::fixes(self, failing, goal)
    }

    fn node_fixes(&self, node_pool: &str) -> Vec<Fix> {
        Estate::node_fixes(self, node_pool)
    }

    fn max_pods_fixes(&self, node_pool: &str) -> Vec<Fix> {
        Estate::max_pods_fixes(self, node_pool)
    }

    fn block_fixes(&self, failing: &[RangeId]) -> Vec<Fix> {
        Estate::block_fixes(self, failing)
    }
}
