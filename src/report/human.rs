//! Findings for people at a terminal: what was found, the lines it comes from, the arithmetic, what would make it
//! fit, and one line at the end that sums the run up.

use super::snippet::{self, Drawn};
use super::text::{Tone, paragraph, width, wrapped};
use super::{Style, Summary, counted, number};
use crate::finding::{Finding, Fix};
use crate::source::SourceMap;
use std::io::{self, Write};

/// Labels without lines that are listed in one finding; more are counted.
const LISTED: usize = 12;

/// Prints findings in the order they are in, an empty line after each.
///
/// # Errors
/// Those of the writer.
pub fn findings(out: &mut dyn Write, findings: &[Finding], sources: &SourceMap, style: &Style) -> io::Result<()> {
    for finding in findings {
        writeln!(out, "{}", text_of(finding, sources, style))?;
    }
    Ok(())
}

fn text_of(finding: &Finding, sources: &SourceMap, style: &Style) -> String {
    let head = format!("{}[{}]", finding.severity, style.prose(&finding.rule));
    let message = format!(": {}", style.prose(&finding.message));
    let mut text = paragraph(style, (&head, snippet::tone(finding.severity)), &message, Some(Tone::Strong), 2);
    let Drawn { excerpts, listed } = snippet::draw(finding, sources, style);
    text.push_str(&excerpts);
    for (place, label) in listed.iter().take(LISTED) {
        let colon = if label.is_empty() { "" } else { ": " };
        text.push_str(&paragraph(style, ("  at ", Tone::Faint), &format!("{place}{colon}{label}"), None, 5));
    }
    if listed.len() > LISTED {
        let rest = format!("and {}", counted(listed.len() - LISTED, "more place"));
        text.push_str(&paragraph(style, ("  ", Tone::Faint), &rest, None, 5));
    }
    for note in &finding.notes {
        text.push_str(&paragraph(style, ("  = ", Tone::Faint), &style.prose(note), None, 4));
    }
    text.push_str(&fixes(&finding.fixes, style));
    let more = format!("podroom explain {}", style.prose(&finding.rule));
    text.push_str(&paragraph(style, ("  more: ", Tone::Faint), &more, Some(Tone::Faint), 8));
    text
}

/// `help:` and the changes, what each gives in a column beside them. A change that is too long for that has the line
/// to itself and its result below it.
fn fixes(fixes: &[Fix], style: &Style) -> String {
    const INDENT: usize = 8;
    const BETWEEN: usize = 2;
    let fixes: Vec<(String, String)> =
        fixes.iter().map(|fix| (style.prose(&fix.change), style.prose(&fix.result))).collect();
    let mut text = match fixes.as_slice() {
        [] => return String::new(),
        [_] => paragraph(style, ("  help: ", Tone::Hint), "this makes it fit", None, INDENT),
        _ => paragraph(style, ("  help: ", Tone::Hint), "any one of these makes it fit", None, INDENT),
    };
    let room = style.columns() - INDENT;
    let left = fixes.iter().map(|(change, _)| width(change)).max().unwrap_or(0);
    let right = fixes.iter().map(|(_, result)| width(result)).max().unwrap_or(0);
    let indent = " ".repeat(INDENT);
    for (change, result) in &fixes {
        if left + BETWEEN + right <= room {
            // A table, when every row has room on one line.
            let gap = " ".repeat(left - width(change) + BETWEEN);
            let line = format!("{}{gap}{result}", style.paint(Tone::Strong, change));
            text.push_str(&format!("{indent}{}\n", line.trim_end()));
            continue;
        }
        let mut lines = wrapped(&format!("{change}:"), room, room - BETWEEN);
        let last = lines.pop().unwrap_or_default();
        for line in &lines {
            text.push_str(&format!("{indent}{}\n", style.paint(Tone::Strong, line)));
        }
        let head = format!("{indent}{}{last} ", if lines.is_empty() { "" } else { "  " });
        text.push_str(&paragraph(style, (&head, Tone::Strong), result, None, INDENT + BETWEEN));
    }
    text
}

/// Prints the line a run ends with.
///
/// # Errors
/// Those of the writer.
pub fn summary(out: &mut dyn Write, summary: &Summary, style: &Style) -> io::Result<()> {
    let found = summary.errors + summary.warnings + summary.notes;
    let (tone, verdict) = match summary {
        Summary { roots: 0, .. } if found == 0 => (Tone::Doubtful, "nothing to check".to_owned()),
        Summary { errors, warnings, notes, .. } if found > 0 => {
            let counts = [(*errors, "error"), (*warnings, "warning"), (*notes, "note")];
            let counts: Vec<String> =
                counts.into_iter().filter(|(n, _)| *n > 0).map(|(n, word)| counted(n, word)).collect();
            let tone = match (*errors, *warnings) {
                (0, 0) => Tone::Hint,
                (0, _) => Tone::Doubtful,
                _ => Tone::Bad,
            };
            (tone, counts.join(", "))
        }
        Summary { ranges: 0, node_pools: 0, undecided: 0, .. } => (Tone::Doubtful, "nothing to check".to_owned()),
        Summary { undecided: 0, .. } => (Tone::Good, "clean".to_owned()),
        _ => (Tone::Hint, "no findings".to_owned()),
    };
    let mut rest = match summary {
        Summary { roots: 0, .. } => "no Terraform configuration or plan here".to_owned(),
        Summary { ranges: 0, node_pools: 0, roots, .. } => {
            format!("no subnets and no node pools in {}", counted(*roots, "root"))
        }
        Summary { ranges, node_pools, roots, .. } => {
            let (ranges, pools) = (counted(*ranges, "range"), counted(*node_pools, "node pool"));
            format!("{ranges} and {pools} checked in {}", counted(*roots, "root"))
        }
    };
    if summary.undecided > 0 {
        rest.push_str(&format!(", {} undecided", number(summary.undecided)));
    }
    if summary.stand_ins > 0 {
        let word = if summary.stand_ins == 1 { "a module" } else { "modules" };
        rest.push_str(&format!(", {} for {word} used", counted(summary.stand_ins, "stand-in")));
    }
    if summary.unread_var_files > 0 {
        rest.push_str(&format!(", {} not read", counted(summary.unread_var_files, "variable file")));
    }
    if let Some(elapsed) = summary.elapsed {
        rest.push_str(&match elapsed.as_millis() {
            0 => " (under 1 ms)".to_owned(),
            ms @ 1..1000 => format!(" ({ms} ms)"),
            _ => format!(" ({:.1} s)", elapsed.as_secs_f64()),
        });
    }
    out.write_all(paragraph(style, (&verdict, tone), &format!(": {rest}"), None, 2).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Label, Place, Severity};
    use crate::report::samples::{self, STYLES, assert_harmless, assert_narrow, assert_snapshot, label, suffix};
    use crate::source::Span;
    use proptest::prelude::*;
    use std::time::Duration;

    const PLAIN: Style = Style { color: false, unicode: true, width: 80 };

    fn printed(finding: &Finding, sources: &SourceMap, style: &Style) -> String {
        let mut out = Vec::new();
        findings(&mut out, std::slice::from_ref(finding), sources, style).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_incident() {
        let (sources, finding) = samples::incident();
        for style in STYLES {
            let text = printed(&finding, &sources, &style);
            assert_harmless(text.as_bytes(), &style);
            assert_snapshot(&format!("incident-{}", suffix(&style)), text.as_bytes());
        }
    }

    #[test]
    fn the_incident_in_a_plan() {
        let (sources, mut finding) = samples::incident();
        for (n, at) in
            ["aws_subnet.private[0]", "aws_eks_node_group.batch", "aws_eks_node_group.batch"].into_iter().enumerate()
        {
            finding.labels[n].at = Place::Address(at.to_owned());
        }
        finding.labels.truncate(3);
        finding.fixes.truncate(1);
        assert_snapshot("incident-plan", printed(&finding, &sources, &PLAIN).as_bytes());
    }

    /// One finding over everything a file may hold that is hard to draw.
    fn awkward() -> (SourceMap, Finding) {
        let mut sources = SourceMap::default();
        let tabs = sources.add("tabs.tf".into(), "locals {\n\ta\t= \"日本語\" # 🙂\r\n\tb = 2\r\n}\r\n".into());
        let long = format!("  x = [{}\"needle\", {}]\n", "\"hay\", ".repeat(1_000), "\"stack\", ".repeat(500));
        let long = sources.add("long.tf".into(), long.into());
        let end = sources.add("end.tf".into(), "a = 1".into());
        let two = sources.add("two.tf".into(), "a = b + c\n\n\n\n\n\n\nfar = 1\n".into());
        let mut finding = Finding::new(
            "cidr-overlap",
            Severity::Note,
            "awkward".into(),
            Place::Span(samples::span(&sources, tabs, "\"日本語\"")),
            "wide characters after a tab",
        );
        finding.labels.extend([
            label(&sources, tabs, "b = 2", ""),
            label(&sources, long, "\"needle\"", "in the middle of a very long line"),
            label(&sources, long, "x =", "at its start"),
            Label { at: Place::Span(Span::new(end, 5, 5)), text: "nothing, at the end of the file".into() },
            label(&sources, two, "b", "left"),
            label(&sources, two, "c", "right"),
            label(&sources, two, "b + c", "both, so it ends where `c` begins"),
            label(&sources, two, "far", "a piece of its own"),
            label(&sources, two, "b", "and once more"),
        ]);
        (sources, finding)
    }

    #[test]
    fn lines_that_are_hard_to_draw() {
        let (sources, finding) = awkward();
        for style in STYLES.into_iter().filter(|style| !style.color) {
            let text = printed(&finding, &sources, &style);
            assert_narrow(text.as_bytes(), &style);
            assert_snapshot(&format!("awkward-{}", suffix(&style)), text.as_bytes());
        }
    }

    #[test]
    fn nothing_in_the_input_reaches_the_terminal() {
        let (sources, finding) = samples::hostile();
        for style in STYLES {
            assert_harmless(printed(&finding, &sources, &style).as_bytes(), &style);
        }
        assert_snapshot("hostile", printed(&finding, &sources, &PLAIN).as_bytes());
    }

    #[test]
    fn many_instances_are_summed_up() {
        let (sources, mut finding) = samples::incident();
        let first = finding.labels.remove(0);
        let labels = (0..50).map(|n| Label { text: format!("10.0.{n}.0/24"), ..first.clone() });
        finding.labels = labels.collect();
        finding
            .labels
            .extend((0..50).map(|n| Label { at: Place::Address(format!("aws_subnet.a[{n}]")), text: "full".into() }));
        let text = printed(&finding, &sources, &Style { width: 120, ..PLAIN });
        assert!(text.contains("10.0.3.0/24; and 46 more"), "{text}");
        assert!(text.contains("aws_subnet.a[11]: full") && !text.contains("aws_subnet.a[12]"), "{text}");
        assert!(text.contains("and 38 more places"), "{text}");
    }

    #[test]
    fn the_last_line() {
        let full = Summary {
            roots: 2,
            ranges: 1_204,
            node_pools: 3,
            errors: 1,
            warnings: 2,
            notes: 0,
            undecided: 1,
            unread_var_files: 2,
            stand_ins: 1,
            elapsed: Some(Duration::from_millis(4)),
        };
        let clean = Summary { roots: 1, ranges: 3, node_pools: 1, ..Summary::default() };
        for (summary, expected) in [
            (
                full,
                "1 error, 2 warnings: 1,204 ranges and 3 node pools checked in 2 roots, 1 undecided, 1 stand-in for a module used, 2 variable files not read (4 ms)",
            ),
            (clean, "clean: 3 ranges and 1 node pool checked in 1 root"),
            (
                Summary { undecided: 2, elapsed: Some(Duration::from_micros(400)), ..clean },
                "no findings: 3 ranges and 1 node pool checked in 1 root, 2 undecided (under 1 ms)",
            ),
            (Summary { roots: 1, ..Summary::default() }, "nothing to check: no subnets and no node pools in 1 root"),
            (Summary::default(), "nothing to check: no Terraform configuration or plan here"),
        ] {
            let mut out = Vec::new();
            super::summary(&mut out, &summary, &Style { width: 200, ..PLAIN }).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), format!("{expected}\n"));
        }
    }

    proptest! {
        #[test]
        fn any_text_and_any_spans_are_drawn_within_the_terminal(
            // Letters of a known width: miette measures the source with older tables than ours.
            text in "[ -~\n\t\r日本é🙂\u{1b}\u{202e}\u{301}]{0,200}",
            spans in prop::collection::vec((0..260_usize, 0..40_usize, ".{0,60}"), 1..6),
            width in 40..130_usize,
            unicode in any::<bool>(),
        ) {
            let mut sources = SourceMap::default();
            let file = sources.add("a.tf".into(), text.into());
            let mut finding = Finding::new("r", Severity::Error, "m".into(), Place::Address("a".into()), "");
            finding.labels = spans
                .into_iter()
                .map(|(start, len, text)| Label { at: Place::Span(Span::new(file, start, start + len)), text })
                .collect();
            let style = Style { color: false, unicode, width };
            let text = printed(&finding, &sources, &style);
            assert_harmless(text.as_bytes(), &style);
            assert_narrow(text.as_bytes(), &style);
        }
    }
}
