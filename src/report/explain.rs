//! Rules, explained on a terminal: the list of them, and the Markdown page of one.

use super::Style;
use super::snippet::tone;
use super::text::{Tone, escaped, padded, paragraph, width, wrapped};
use crate::finding::Severity;
use std::io::{self, Write};

/// Prints the rules as they are ordered: `(id, severity, summary)`, in columns. A severity may be several words
/// (`error or note`); it is coloured as its first.
///
/// # Errors
/// Those of the writer.
pub fn list(out: &mut dyn Write, rules: &[(String, String, String)], style: &Style) -> io::Result<()> {
    let ids = rules.iter().map(|(id, ..)| width(&style.prose(id))).max().unwrap_or(0).min(style.columns() / 2);
    let severities = rules.iter().map(|(_, severity, _)| severity.len()).max().unwrap_or(0);
    for (id, severity, summary) in rules {
        let id = style.prose(id);
        let worst = severity.split(' ').next().and_then(Severity::from_word).unwrap_or(Severity::Note);
        let word = padded(severity, severities);
        let indent = ids + word.len() + 4;
        if indent + 24 > style.columns() || width(&id) > ids {
            write!(out, "{}", paragraph(style, ("", Tone::Strong), &id, Some(Tone::Strong), 2))?;
            write!(out, "  {}", style.paint(tone(worst), severity))?;
            let indent = 4 + severity.len();
            let room = style.columns().saturating_sub(indent);
            for (n, line) in wrapped(&style.prose(summary), room, room).iter().enumerate() {
                writeln!(out, "{}{line}", " ".repeat(if n == 0 { 2 } else { indent }))?;
            }
            continue;
        }
        let room = style.columns() - indent;
        for (n, line) in wrapped(&style.prose(summary), room, room).iter().enumerate() {
            let head = if n == 0 {
                format!("{}  {}  ", style.paint(Tone::Strong, &padded(&id, ids)), style.paint(tone(worst), &word))
            } else {
                " ".repeat(indent)
            };
            writeln!(out, "{head}{line}")?;
        }
    }
    writeln!(out)?;
    let more = "podroom explain RULE shows the page of one rule";
    write!(out, "{}", paragraph(style, ("", Tone::Faint), more, Some(Tone::Faint), 0))
}

/// What a block of a page is.
enum Block {
    Prose,
    /// An item of a list, indented so far.
    Item(usize),
}

/// Prints a page: headings stand out, code is indented and kept as it is, prose is filled to the width.
///
/// # Errors
/// Those of the writer.
pub fn page(out: &mut dyn Write, markdown: &str, style: &Style) -> io::Result<()> {
    let mut open: Option<(Block, String)> = None;
    let mut fence = false;
    let mut empty = true;
    for line in markdown.lines() {
        let words = line.trim();
        if let Some(fenced) = words.strip_prefix("```") {
            flush(out, &mut open, style)?;
            fence = !fence && !fenced.ends_with("```");
        } else if fence {
            let code: Vec<String> = line.split('\t').map(escaped).collect();
            writeln!(out, "{}", format!("    {}", style.paint(Tone::Hint, &code.join("    "))).trim_end())?;
            empty = false;
        } else if words.is_empty() {
            flush(out, &mut open, style)?;
            if !empty {
                writeln!(out)?;
            }
            empty = true;
        } else if let Some(heading) = heading(words) {
            flush(out, &mut open, style)?;
            let heading = inline(heading, style);
            write!(out, "{}", paragraph(style, ("", Tone::Strong), &heading, Some(Tone::Strong), 0))?;
            empty = false;
        } else if words.starts_with('|') {
            flush(out, &mut open, style)?;
            write!(out, "{}", paragraph(style, ("", Tone::Faint), &inline(words, style), None, 2))?;
            empty = false;
        } else {
            let indent = line.len() - line.trim_start().len();
            let item = words.strip_prefix("- ").or_else(|| words.strip_prefix("* "));
            match (item, &mut open) {
                (Some(item), _) => {
                    flush(out, &mut open, style)?;
                    open = Some((Block::Item(indent.min(8)), item.to_owned()));
                }
                (None, Some((_, text))) => {
                    text.push(' ');
                    text.push_str(words);
                }
                (None, None) => open = Some((Block::Prose, words.to_owned())),
            }
            empty = false;
        }
    }
    flush(out, &mut open, style)
}

/// The text of a heading.
fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    (text.len() < line.len() && text.starts_with(' ')).then(|| text.trim())
}

/// Prints the block that is open.
fn flush(out: &mut dyn Write, open: &mut Option<(Block, String)>, style: &Style) -> io::Result<()> {
    let Some((block, text)) = open.take() else { return Ok(()) };
    let text = inline(&text, style);
    let text = match block {
        Block::Prose => paragraph(style, ("", Tone::Faint), &text, None, 0),
        Block::Item(indent) => {
            let head = format!("{}- ", " ".repeat(indent));
            paragraph(style, (&head, Tone::Faint), &text, None, indent + 2)
        }
    };
    out.write_all(text.as_bytes())
}

/// Prose without Markdown's marks: `**strong**` is plain, `[text](address)` is `text (address)`. Backticks stay: they
/// say what is code without colour, too.
fn inline(text: &str, style: &Style) -> String {
    let mut out = String::with_capacity(text.len());
    for (n, part) in text.split('`').enumerate() {
        if n > 0 {
            out.push('`');
        }
        if n % 2 == 1 {
            out.push_str(part);
        } else {
            out.push_str(&links(&part.replace("**", "")));
        }
    }
    style.prose(&out)
}

/// Links as `text (address)`; brackets that are not a link stay.
fn links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        match before.rsplit_once('[') {
            Some((plain, text)) => out.extend([plain, text, " ("]),
            None => out.extend([before, "]("]),
        }
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::{STYLES, assert_harmless, assert_narrow, assert_snapshot, suffix};

    const PAGE: &str = r#"# subnet-exhausted

Node pools can ask a subnet for **more addresses** than it can give. Every node of an [EKS node
group](https://docs.aws.amazon.com/eks/) holds whole network interfaces from the moment its first pod runs.

## Example

```hcl
resource "aws_subnet" "private" {
	cidr_block = "10.0.0.0/20"
}
```

## How to fix

- Lower `max_size`; the report says to what, and `list[0]` and [0] stay as they are.
  Further lines belong to the item.
- Use a larger subnet.
  - A /19 has 8,187 usable addresses.

| setting | default |
| --- | --- |
| `share` | 80 |
"#;

    fn rendered(markdown: &str, style: &Style) -> Vec<u8> {
        let mut out = Vec::new();
        page(&mut out, markdown, style).unwrap();
        out
    }

    #[test]
    fn a_page() {
        for style in STYLES {
            assert_snapshot(&format!("explain-{}", suffix(&style)), &rendered(PAGE, &style));
        }
    }

    #[test]
    fn a_hostile_page() {
        let evil = "a\u{1b}[31m \u{7}\u{202e}";
        let markdown = format!("# {evil}\n{evil}\n- {evil}\n| {evil} |\n```\n{evil}\n");
        for style in STYLES {
            assert_harmless(&rendered(&markdown, &style), &style);
        }
    }

    #[test]
    fn the_list() {
        let rules = [
            ("subnet-exhausted", Severity::Error, "Node pools can ask a subnet for more addresses than it can give"),
            ("subnet-exhausted-when-packed", Severity::Warning, "A subnet holds the nodes with one pod each, not full"),
            ("undecided", Severity::Note, "What could not be decided and what would decide it"),
        ];
        for style in STYLES.into_iter().chain([Style { width: 40, ..STYLES[0] }]) {
            let mut out = Vec::new();
            let rules: Vec<(String, String, String)> = rules
                .iter()
                .map(|(id, severity, summary)| ((*id).to_owned(), severity.word().to_owned(), (*summary).to_owned()))
                .collect();
            list(&mut out, &rules, &style).unwrap();
            if !style.color {
                assert_narrow(&out, &style);
            }
            assert_snapshot(&format!("rules-{}", suffix(&style)), &out);
        }
    }
}
