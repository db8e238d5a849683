//! What a run prints. Each format is a module that takes findings, the files they point into and, for the ledger,
//! the models, and writes to an [`std::io::Write`]. Nothing here knows why a finding exists.

pub mod budget;
pub mod budget_json;
pub mod explain;
pub mod human;
pub mod json;
#[cfg(test)]
mod samples;
mod snippet;
mod text;
pub mod values;
pub mod values_json;

use crate::finding::{Finding, Place, Severity};
use crate::model::{Addresses, Model};
use crate::registry::Used;
use crate::source::SourceMap;
use std::cmp::Reverse;
use std::time::Duration;

/// How text for people looks. Decided by the command line, never by this module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether to colour with ANSI escapes.
    pub color: bool,
    /// Whether to draw with Unicode characters; else ASCII only.
    pub unicode: bool,
    /// Columns of the terminal. Anything below 40 is taken as 40.
    pub width: usize,
}

/// The program, as the JSON formats name it.
#[derive(Clone, Copy, Debug)]
pub struct Tool<'a> {
    /// Its version.
    pub version: &'a str,
    /// The date of the instance table, as `2026-11-23`.
    pub instance_types_as_of: &'a str,
}

/// One root module, under one set of variables, with what was found to be asked for in it.
#[derive(Clone, Copy, Debug)]
pub struct RootReport<'a> {
    /// Its directory or plan file, as it was named.
    pub path: &'a str,
    /// The variable files that were used, in the order they were applied.
    pub var_files: &'a [String],
    /// The variable files beside it that were not.
    pub unread_var_files: &'a [String],
    /// Whether everything in it was read.
    pub complete: bool,
    /// What stood in for modules that were not at hand.
    pub stand_ins: &'a [Used],
    /// What it asks for.
    pub model: &'a Model,
}

/// What a run did, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Root modules that were read.
    pub roots: usize,
    /// Ranges that were checked.
    pub ranges: usize,
    /// Node pools that were read.
    pub node_pools: usize,
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// Findings that are notes.
    pub notes: usize,
    /// What could not be decided.
    pub undecided: usize,
    /// Module calls whose module a stand-in took the place of.
    pub stand_ins: usize,
    /// Variable files beside the roots that were not read.
    pub unread_var_files: usize,
    /// How long it took; shown to people only, so that every other output is the same on each run.
    pub elapsed: Option<Duration>,
}

impl Summary {
    /// Counts what the roots hold and what was found in them.
    pub fn of(roots: &[RootReport<'_>], findings: &[Finding]) -> Self {
        let sum = |count: fn(&Model) -> usize| roots.iter().map(|root| count(root.model)).sum();
        let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        Self {
            roots: roots.len(),
            ranges: sum(|model| model.ranges.len()),
            node_pools: sum(|model| model.node_pools.len()),
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
            notes: of(Severity::Note),
            undecided: sum(|model| model.undecided.len()),
            unread_var_files: roots.iter().map(|root| root.unread_var_files.len()).sum(),
            stand_ins: roots.iter().map(|root| root.stand_ins.len()).sum(),
            elapsed: None,
        }
    }
}

/// Puts findings in the order every format prints them: the worst first, then by file, line and column of the first
/// label (or by its address, after everything that has a line), then by rule.
pub fn sort(findings: &mut [Finding], sources: &SourceMap) {
    findings.sort_by_cached_key(|finding| {
        let place = match finding.labels.first().map(|label| &label.at) {
            Some(Place::Span(span)) => (0, sources.file(span.file).name.clone(), Some(sources.position(*span))),
            Some(Place::Address(address)) => (1, address.clone(), None),
            None => (2, String::new(), None),
        };
        (Reverse(finding.severity), place, finding.rule.clone(), finding.message.clone())
    });
}

/// `path:line:column`; nothing for a place without a line.
fn line_of(place: &Place, sources: &SourceMap) -> Option<String> {
    match place {
        Place::Span(span) => Some(sources.place(*span)),
        Place::Address(_) => None,
    }
}

/// A number as people read it: `4,091`.
fn number(n: impl TryInto<u128>) -> String {
    Addresses(n.try_into().unwrap_or(u128::MAX)).to_string()
}

/// `1 error`, `2 errors`.
fn counted(n: usize, word: &str) -> String {
    format!("{} {word}{}", number(n), if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn worst_first_then_by_place() {
        let mut sources = SourceMap::default();
        let b = sources.add("b.tf".into(), "1\n2\n3\n".into());
        let a = sources.add("a.tf".into(), "1\n2\n3\n".into());
        let at = |file, byte| Place::Span(Span::new(file, byte, byte + 1));
        let finding = |rule: &str, severity, at| Finding::new(rule, severity, String::new(), at, "");
        let mut findings = vec![
            finding("seven", Severity::Note, at(a, 0)),
            finding("four", Severity::Error, Place::Address("aws_subnet.a".into())),
            finding("three", Severity::Error, at(b, 4)),
            finding("five", Severity::Warning, at(a, 0)),
            finding("two", Severity::Error, at(b, 0)),
            finding("six", Severity::Warning, at(a, 0)),
            finding("one", Severity::Error, at(a, 4)),
        ];
        sort(&mut findings, &sources);
        let rules: Vec<&str> = findings.iter().map(|finding| finding.rule.as_str()).collect();
        assert_eq!(rules, ["one", "two", "three", "four", "five", "six", "seven"]);
        let summary = Summary::of(&[], &findings);
        assert_eq!((summary.errors, summary.warnings, summary.notes, summary.roots), (4, 2, 1, 0));
    }
}
