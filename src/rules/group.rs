//! One finding per cause, not per line: three subnets that the same node group fills are one finding with three labels.

use super::facts::Subject;
use crate::finding::{Finding, Label};
use crate::words::listed;
use std::collections::HashSet;

/// What one rule found of one subject.
pub(super) struct Hit<'s, 'm> {
    /// The subject.
    pub subject: &'s Subject<'m>,
    /// What would be reported if it were the only one.
    pub finding: Finding,
}

/// Hits of one rule with one cause, in the model's order; never empty.
pub(super) type Group<'s, 'm> = Vec<Hit<'s, 'm>>;

/// Puts hits together that have one severity, one cause, and messages that differ only in names and figures. Groups
/// stand in the order of their first hits.
pub(super) fn groups<'s, 'm>(hits: Vec<Hit<'s, 'm>>) -> Vec<Group<'s, 'm>> {
    let mut groups: Vec<Group<'s, 'm>> = Vec::new();
    let mut place = std::collections::HashMap::new();
    for hit in hits {
        let shape = shape(&hit.finding.message, &hit.subject.title);
        let key = (hit.finding.severity, hit.subject.cause.clone(), shape);
        let at = *place.entry(key).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(hit),
            None => groups.push(vec![hit]),
        }
    }
    groups
}

/// A message without its subject's name and without figures.
fn shape(message: &str, title: &str) -> String {
    message.replace(title, "").chars().filter(|c| !c.is_ascii_digit() && *c != ',').collect()
}

/// The group as one finding: the first hit's words, every hit's lines, and a note that names the others.
pub(super) fn merged(group: Group<'_, '_>) -> Option<Finding> {
    let others: Vec<String> = group.iter().skip(1).map(|hit| hit.subject.title.clone()).collect();
    let lines = group.iter().map(|hit| hit.finding.labels.len()).max().unwrap_or_default();
    let subjects = group.iter().map(|hit| hit.subject.name.clone()).filter(|name| !name.is_empty()).collect();
    // Cause before effect: every hit's first label, then every hit's second. Lines that the first hit shows already
    // are not said again with another hit's figures.
    let mut labels: Vec<Label> = Vec::new();
    let first = group.first()?;
    let mut seen: HashSet<_> = first.finding.labels.iter().map(|label| label.at.clone()).collect();
    for line in 0..lines {
        labels.extend(first.finding.labels.get(line).cloned());
        for hit in group.iter().skip(1) {
            labels.extend(hit.finding.labels.get(line).filter(|label| seen.insert(label.at.clone())).cloned());
        }
    }
    let mut finding = group.into_iter().next()?.finding;
    if !others.is_empty() {
        finding.notes.push(format!("the same in {}", listed(&others)));
    }
    Some(Finding { labels, subjects, ..finding })
}
