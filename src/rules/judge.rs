//! Decides: every rule over every subject it looks at. What cannot be decided is said, by rule `undecided`.

use super::Fixes;
use super::facts::{Asked, Each, Subject, World};
use super::group::{Hit, groups, merged};
use super::load::{Help, Rule, invalid};
use super::settings::{RuleSettings, Settings};
use super::values::place;
use crate::eval::blocks;
use crate::eval::convert::convert;
use crate::eval::expr::{Environment, Failure, Names, evaluate};
use crate::eval::value::{Kind, Type, Value};
use crate::finding::{Finding, Label, Place, Severity};
use crate::model::{Model, Undecided};
use crate::parse::ast::{Expr, ExprKind, Step};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// What the rules found.
#[derive(Debug, Default)]
pub struct Judgement {
    /// The findings, in the order of the rules and of the model.
    pub findings: Vec<Finding>,
    /// What could not be decided: by the model, then by the rules.
    pub undecided: Vec<Undecided>,
}

/// Judges a model by these rules.
pub fn judge(rules: &[Rule], model: &Model, fixes: &dyn Fixes, settings: &Settings) -> Judgement {
    let world = World::new(model);
    let mut court = Court { fixes, settings, undecided: model.undecided.clone(), doubts: BTreeSet::new() };
    let mut subjects: BTreeMap<Each, Vec<Subject<'_>>> = BTreeMap::new();
    let (last, first): (Vec<&Rule>, Vec<&Rule>) = rules.iter().partition(|rule| rule.each == Each::Undecided);
    let mut findings = Vec::new();
    for rule in first {
        let subjects =
            subjects.entry(rule.each).or_insert_with(|| world.subjects(rule.each, &asked(rules, rule.each), &[]));
        findings.extend(court.apply(rule, subjects));
    }
    // Only now is it known what nobody could decide. Where a fault is reported, it is the reason, and has said so.
    let undecided = court.undecided.clone();
    let mut unsaid = undecided.clone();
    unsaid.retain(|entry| !model.faults.iter().any(|fault| *fault.at() == entry.at));
    for rule in last {
        findings.extend(court.apply(rule, &world.subjects(rule.each, &None, &unsaid)));
    }
    Judgement { findings, undecided }
}

/// The facts of a kind that the conditions of these rules ask for.
fn asked(rules: &[Rule], each: Each) -> Asked {
    let conditions = rules.iter().filter(|rule| rule.each == each).filter_map(|rule| rule.expr("condition"));
    let mut names = BTreeSet::new();
    let all_known = conditions.fold(true, |known, condition| known & add_asked(condition, each.word(), &mut names));
    all_known.then_some(names)
}

/// Adds the attributes of `of` that an expression names; false where it may ask for any of them.
fn add_asked(expr: &Expr, of: &str, names: &mut BTreeSet<String>) -> bool {
    match &expr.kind {
        ExprKind::Name(name) => &**name != of,
        ExprKind::Traversal(base, steps) if matches!(&base.kind, ExprKind::Name(name) if &**name == of) => {
            let Some(Step::Attr(name, _)) = steps.first() else { return false };
            names.insert(name.to_string());
            expr.children().into_iter().skip(1).fold(true, |known, index| known & add_asked(index, of, names))
        }
        _ => expr.children().into_iter().fold(true, |known, child| known & add_asked(child, of, names)),
    }
}

struct Court<'a> {
    fixes: &'a dyn Fixes,
    settings: &'a Settings,
    undecided: Vec<Undecided>,
    /// Subjects of which it was said already that something is undecided.
    doubts: BTreeSet<String>,
}

impl Court<'_> {
    /// One rule over its subjects.
    fn apply(&mut self, rule: &Rule, subjects: &[Subject<'_>]) -> Vec<Finding> {
        let settings = self.settings.of(&rule.id);
        if settings.is_some_and(|settings| settings.off) {
            return Vec::new();
        }
        let setting = rule.setting_values(|name| settings?.values.get(name).cloned());
        let mut hits = Vec::new();
        let mut refused: BTreeSet<(Span, String)> = BTreeSet::new();
        for subject in subjects {
            let mut names = Names::default();
            names.values.insert(rule.each.word().into(), subject.asked.clone());
            names.values.insert("setting".into(), setting.clone());
            names.grouped_numbers = true;
            let mut trial = Trial { rule, subject, names };
            match trial.holds() {
                Ok(true) => {}
                Ok(false) => {
                    trial.take_all_facts();
                    hits.push(Hit { subject, finding: trial.finding(settings) });
                }
                Err(because) => {
                    trial.take_all_facts();
                    self.doubt(trial.doubt(), because, subject);
                }
            }
            refused.extend(trial.names.problems);
        }
        let found = groups(hits).into_iter().filter_map(|group| {
            let ranges: Vec<_> = group.iter().flat_map(|hit| hit.subject.ranges).cloned().collect();
            let node_pool = group.first().and_then(|hit| hit.subject.node_pool);
            let mut finding = merged(group)?;
            finding.fixes = match (rule.help, node_pool) {
                (Some(Help::Fits(goal)), _) if !ranges.is_empty() => self.fixes.fixes(&ranges, goal),
                (Some(Help::PerNode), Some(pool)) => self.fixes.node_fixes(pool),
                (Some(Help::MaxPods), Some(pool)) => self.fixes.max_pods_fixes(pool),
                (Some(Help::Blocks), _) if !ranges.is_empty() => self.fixes.block_fixes(&ranges),
                _ => Vec::new(),
            };
            Some(finding)
        });
        let broken = refused
            .into_iter()
            .map(|(span, message)| invalid(span, format!("rule `{}` cannot be applied: {message}", rule.id), ""));
        found.chain(broken).collect()
    }

    /// Keeps what could not be decided, once per subject, and not when the model has said it already.
    fn doubt(&mut self, what: Option<String>, because: Value, subject: &Subject<'_>) {
        let Some(what) = what else { return };
        if !self.doubts.insert(subject.name.clone()) {
            return;
        }
        if let Some(size) = subject.unknown_size {
            if !self.undecided.contains(size) {
                self.undecided.push(size.clone());
            }
            return;
        }
        let said = |entry: &Undecided| subject.about.iter().any(|address| entry.what.contains(&format!("`{address}`")));
        if self.undecided.iter().any(said) {
            return;
        }
        let mut origins = Vec::new();
        because.collect_origins(&mut origins);
        origins.sort();
        origins.dedup();
        let reasons: Vec<String> = origins.iter().take(2).map(ToString::to_string).collect();
        self.undecided.push(Undecided {
            what,
            because: reasons.join("; "),
            at: subject.at.clone(),
            decide: "the exact figures, or a plan that knows them".to_owned(),
        });
    }
}

/// One rule and one subject.
struct Trial<'a, 'm> {
    rule: &'a Rule,
    subject: &'a Subject<'m>,
    names: Names,
}

impl Trial<'_, '_> {
    /// Whether the condition holds; the unknown value when that depends on something unknown. A condition that cannot
    /// be evaluated is reported as the rule's mistake and holds.
    fn holds(&mut self) -> Result<bool, Value> {
        let Some(expr) = self.rule.expr("condition") else { return Ok(true) };
        let value = evaluate(expr, &mut self.names);
        if !self.names.problems.is_empty() {
            return Ok(true);
        }
        match convert(&value, &Type::Bool) {
            Ok(value) if !value.is_known() => Err(value),
            Ok(value) if value.as_bool().is_some() => Ok(value.as_bool() == Some(true)),
            _ => {
                self.names.report(Failure::new(expr.span, "the condition is neither true nor false"));
                Ok(true)
            }
        }
    }

    /// More is asked of a subject of which there is something to say.
    fn take_all_facts(&mut self) {
        self.names.values.insert(self.rule.each.word().into(), self.subject.facts());
    }

    /// What could not be decided; nothing if the rule says `undecided = null`.
    fn doubt(&mut self) -> Option<String> {
        let value = self.rule.expr("undecided").map(|expr| evaluate(expr, &mut self.names));
        if value.as_ref().is_some_and(Value::is_null) {
            return None;
        }
        let worded = value.and_then(|value| self.words(&value));
        Some(worded.unwrap_or_else(|| format!("whether `{}` applies to {}", self.rule.id, self.subject.title)))
    }

    fn finding(&mut self, settings: Option<&RuleSettings>) -> Finding {
        let severity = settings.and_then(|settings| settings.severity).unwrap_or_else(|| self.severity());
        let message = self.rule.expr("error_message").and_then(|expr| self.text(expr));
        let message = message.unwrap_or_else(|| format!("{}: {}", self.subject.title, self.rule.summary));
        let mut labels = self.labels();
        if labels.is_empty() {
            labels.push(Label { at: self.subject.at.clone(), text: String::new() });
        }
        Finding {
            rule: self.rule.id.to_string(),
            severity,
            message,
            labels,
            notes: self.notes(),
            fixes: Vec::new(),
            subjects: vec![self.subject.name.clone()],
        }
    }

    fn severity(&mut self) -> Severity {
        let Some(expr) = self.rule.expr("severity") else { return Severity::Error };
        let word = self.text(expr);
        word.as_deref().and_then(Severity::from_word).unwrap_or_else(|| {
            self.names.report(Failure::new(expr.span, "this is no severity: \"error\", \"warning\" or \"note\""));
            Severity::Error
        })
    }

    fn labels(&mut self) -> Vec<Label> {
        let blocks = blocks::expand(&self.rule.body, "label", &mut self.names);
        let one = |block: &Value, trial: &Self| {
            let text = trial.words(block.attribute("text")?)?;
            Some(Label { at: trial.place(block.attribute("at")?)?, text })
        };
        blocks.as_sequence().unwrap_or_default().iter().filter_map(|block| one(block, self)).collect()
    }

    /// Where a label points: the line of its fact, or the subject when the fact has none. `null` points nowhere, unless
    /// it is a fact with a line: a CIDR that is not known.
    fn place(&self, at: &Value) -> Option<Place> {
        match place(at, self.rule.file) {
            Some(place) => Some(place),
            None if at.is_null() => None,
            None => Some(self.subject.at.clone()),
        }
    }

    fn notes(&mut self) -> Vec<String> {
        let Some(expr) = self.rule.expr("note") else { return Vec::new() };
        let value = evaluate(expr, &mut self.names);
        match value.as_sequence() {
            Some(notes) => notes.iter().filter_map(|note| self.words(note)).collect(),
            None => self.words(&value).into_iter().collect(),
        }
    }

    /// An expression as text; nothing for null and for what is not known.
    fn text(&mut self, expr: &Expr) -> Option<String> {
        let value = evaluate(expr, &mut self.names);
        self.words(&value)
    }

    fn words(&self, value: &Value) -> Option<String> {
        match &value.kind {
            Kind::String(text) => Some(text.to_string()),
            Kind::Number(number) => Some(self.names.interpolate(number)),
            Kind::Bool(value) => Some(value.to_string()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
