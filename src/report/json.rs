//! Findings for other programs: `check --format json`. The order of keys is that of the structs, the order of
//! findings that of the run, and nothing depends on the clock or the machine. `format` changes when a key changes its
//! meaning or goes away.

use super::text::is_hidden;
use super::{RootReport, Summary, Tool, line_of};
use crate::finding::{Finding, Place};
use crate::model::Undecided;
use crate::registry::Used;
use crate::source::SourceMap;
use serde::Serialize;
use std::io::{self, Write};

/// The version of both JSON formats.
pub(super) const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    tool: ToolJson<'a>,
    roots: Vec<RootJson<'a>>,
    findings: Vec<FindingJson<'a>>,
    undecided: Vec<UndecidedJson<'a>>,
    summary: SummaryJson,
}

/// The program.
#[derive(Serialize)]
pub(super) struct ToolJson<'a> {
    name: &'static str,
    version: &'a str,
    instance_types_as_of: &'a str,
}

/// One root, the same in both formats.
#[derive(Serialize)]
pub(super) struct RootJson<'a> {
    path: &'a str,
    var_files: &'a [String],
    unread_var_files: &'a [String],
    complete: bool,
    stand_ins: Vec<StandInJson<'a>>,
}

impl<'a> RootJson<'a> {
    pub(super) fn of(root: &RootReport<'a>) -> Self {
        let stand_in = |used: &'a Used| StandInJson {
            call: &used.call,
            source: &used.source,
            version: used.version.as_deref(),
            stand_in: &used.stand_in,
        };
        Self {
            path: root.path,
            var_files: root.var_files,
            unread_var_files: root.unread_var_files,
            complete: root.complete,
            stand_ins: root.stand_ins.iter().map(stand_in).collect(),
        }
    }
}

/// What stood in for a module.
#[derive(Serialize)]
struct StandInJson<'a> {
    call: &'a str,
    source: &'a str,
    version: Option<&'a str>,
    stand_in: &'a str,
}

/// One finding, the same in both formats.
#[derive(Serialize)]
pub(super) struct FindingJson<'a> {
    rule: &'a str,
    severity: &'static str,
    message: &'a str,
    subjects: &'a [String],
    labels: Vec<LabelJson<'a>>,
    notes: &'a [String],
    fixes: Vec<FixJson<'a>>,
}

#[derive(Serialize)]
struct LabelJson<'a> {
    at: Option<String>,
    address: Option<&'a str>,
    text: &'a str,
}

#[derive(Serialize)]
struct FixJson<'a> {
    change: &'a str,
    result: &'a str,
}

/// Something that could not be decided.
#[derive(Serialize)]
pub(super) struct UndecidedJson<'a> {
    what: &'a str,
    because: &'a str,
    at: Option<String>,
    decide: &'a str,
}

#[derive(Serialize)]
struct SummaryJson {
    roots: usize,
    ranges: usize,
    node_pools: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    undecided: usize,
    stand_ins: usize,
}

impl<'a> ToolJson<'a> {
    pub(super) fn of(tool: &Tool<'a>) -> Self {
        Self { name: "podroom", version: tool.version, instance_types_as_of: tool.instance_types_as_of }
    }
}

impl<'a> FindingJson<'a> {
    pub(super) fn of(finding: &'a Finding, sources: &SourceMap) -> Self {
        let address = |place: &'a Place| match place {
            Place::Address(address) => Some(address.as_str()),
            Place::Span(_) => None,
        };
        let labels = finding.labels.iter();
        Self {
            rule: &finding.rule,
            severity: finding.severity.word(),
            message: &finding.message,
            subjects: &finding.subjects,
            labels: labels
                .map(|label| LabelJson {
                    at: line_of(&label.at, sources),
                    address: address(&label.at),
                    text: &label.text,
                })
                .collect(),
            notes: &finding.notes,
            fixes: finding.fixes.iter().map(|fix| FixJson { change: &fix.change, result: &fix.result }).collect(),
        }
    }
}

impl<'a> UndecidedJson<'a> {
    pub(super) fn of(undecided: &'a Undecided, sources: &SourceMap) -> Self {
        Self {
            what: &undecided.what,
            because: &undecided.because,
            at: line_of(&undecided.at, sources),
            decide: &undecided.decide,
        }
    }
}

/// Prints what a check found.
///
/// # Errors
/// Those of the writer.
pub fn write(
    out: &mut dyn Write,
    tool: &Tool<'_>,
    roots: &[RootReport<'_>],
    findings: &[Finding],
    summary: &Summary,
    sources: &SourceMap,
) -> io::Result<()> {
    let undecided = roots.iter().flat_map(|root| &root.model.undecided);
    print(
        out,
        &Document {
            format: FORMAT,
            tool: ToolJson::of(tool),
            roots: roots.iter().map(RootJson::of).collect(),
            findings: findings.iter().map(|finding| FindingJson::of(finding, sources)).collect(),
            undecided: undecided.map(|undecided| UndecidedJson::of(undecided, sources)).collect(),
            summary: SummaryJson {
                roots: summary.roots,
                ranges: summary.ranges,
                node_pools: summary.node_pools,
                errors: summary.errors,
                warnings: summary.warnings,
                notes: summary.notes,
                undecided: summary.undecided,
                stand_ins: summary.stand_ins,
            },
        },
    )
}

/// Prints a document, indented, with a newline at its end. Characters that act on a terminal are escaped: JSON itself
/// asks that of C0 only, and reports are read on terminals too. All of them stand in strings, where `\u` is allowed.
pub(super) fn print(out: &mut dyn Write, document: &impl Serialize) -> io::Result<()> {
    let json = serde_json::to_string_pretty(document)?;
    let mut text = String::with_capacity(json.len() + 1);
    for c in json.chars() {
        if is_hidden(c) && c != '\n' {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| text.push_str(&format!("\\u{unit:04x}")));
        } else {
            text.push(c);
        }
    }
    text.push('\n');
    out.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Style;
    use crate::report::samples::{self, assert_harmless, assert_snapshot};

    const TOOL: Tool<'_> = Tool { version: "0.1.0", instance_types_as_of: "2026-11-23" };

    fn printed(findings: &[Finding], roots: &[RootReport<'_>], sources: &SourceMap) -> Vec<u8> {
        let mut out = Vec::new();
        write(&mut out, &TOOL, roots, findings, &Summary::of(roots, findings), sources).unwrap();
        out
    }

    #[test]
    fn the_incident() {
        let (sources, mut finding) = samples::incident();
        let vpc = finding.labels.first().unwrap().at.clone();
        let Place::Span(span) = vpc else { panic!("a label with a line") };
        let model = samples::model(&sources, span.file);
        finding.labels[2].at = Place::Address("aws_eks_node_group.batch".into());
        let out = printed(&[finding], &[samples::report(&model)], &sources);
        assert_snapshot("check-json", &out);
    }

    #[test]
    fn what_acts_on_a_terminal_is_escaped_and_reads_back() {
        let (sources, finding) = samples::hostile();
        let message = finding.message.clone();
        let out = printed(&[finding], &[], &sources);
        assert_harmless(&out, &Style { color: false, unicode: true, width: 80 });
        let read: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(read["findings"][0]["message"], message.as_str());
        assert_eq!(read["summary"]["warnings"], 1);
    }
}
