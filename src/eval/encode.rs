//! Values as HCL text: what `encode_expr` and `encode_tfvars` answer, byte for byte, and what people read.
//!
//! The layout is that of Terraform's formatter (`terraform fmt`): two columns a level, `=` aligned over lines that stand
//! together. Neither `hcl-edit` nor `hcl-rs` aligns anything or counts brackets as Terraform does (`}, {` stands one
//! level further in than a lone `}`), so the text is laid out here.
//! Source: hclwrite of hcl v2.23 (`format.go`, `generate.go`), and what Terraform 1.11.4 answers; read 2026-11-23.

use super::value::{Kind, Value};
use crate::address::{has_unprintable, quoted};
use regex::Regex;
use std::sync::LazyLock;
use unicode_segmentation::UnicodeSegmentation;

/// A value as Terraform writes it; nothing if that is longer than `most` bytes. What is not wholly known is written as
/// `null`: the caller has checked.
pub fn expression(value: &Value, most: usize) -> Option<String> {
    let mut text = Text::new(most);
    text.value(value);
    let mut text = text.finish()?;
    text.pop();
    Some(text)
}

/// Text for a value that is not printed as itself, and a comment for the line it is on.
#[derive(Clone, Debug, Default)]
pub struct Word {
    /// What stands for the value.
    pub text: String,
    /// What is said of it, if anything.
    pub comment: Option<String>,
}

/// What is printed instead of a value, if it is not printed as itself.
pub type Instead<'w> = &'w dyn Fn(&Value) -> Option<Word>;

/// Lines of HCL, laid out when they are complete.
pub struct Text<'w> {
    lines: Vec<Line>,
    /// The line that is being written.
    line: Line,
    /// Brackets that are open.
    open: usize,
    /// Bytes that may be written, and how many of them are left.
    most: usize,
    left: usize,
    /// For people: lists of objects have an element a line, long text stands as it is.
    people: Option<Instead<'w>>,
}

/// One line, as the formatter sees it.
#[derive(Debug, Default)]
struct Line {
    /// What stands first; up to the `=` if the line is a whole assignment.
    lead: String,
    /// From the `=` on.
    assign: String,
    /// Without its `#`.
    comment: String,
    /// Brackets that the line opens, less those it closes.
    net: isize,
    /// Those of them that stand after the `=`.
    net_assign: isize,
    /// A line of a heredoc: indented by so many columns, and not looked into.
    raw: Option<usize>,
}

impl<'w> Text<'w> {
    /// Terraform's layout, of at most so many bytes.
    pub fn new(most: usize) -> Self {
        Self { lines: Vec::new(), line: Line::default(), open: 0, most, left: most, people: None }
    }

    /// A layout for people, with words for what cannot be printed.
    pub fn for_people(most: usize, instead: Instead<'w>) -> Self {
        Self { people: Some(instead), ..Self::new(most) }
    }

    /// The text, each line ending in a newline; nothing if there is too much of it.
    pub fn finish(mut self) -> Option<String> {
        if !self.line.lead.is_empty() {
            self.end();
        }
        if self.left == 0 { None } else { layout(self.lines, self.most) }
    }

    /// `name = value`
    pub fn assign(&mut self, name: &str, value: &Value) {
        self.key(name);
        self.value(value);
        self.end();
    }

    /// `what = value`, where `what` is printed as it is.
    pub fn assign_to(&mut self, what: &str, value: &Value) {
        self.push(what);
        self.equals();
        self.value(value);
        self.end();
    }

    /// A value that stands alone.
    pub fn value_alone(&mut self, value: &Value) {
        self.value(value);
        self.end();
    }

    /// `type "label" {`
    pub fn open(&mut self, header: &str, comment: Option<&str>) {
        self.push(header);
        self.push(" ");
        self.bracket("{");
        if let Some(comment) = comment {
            self.push(" # ");
            self.push(comment);
        }
        self.end();
    }

    /// The `}` of a block.
    pub fn close(&mut self) {
        self.bracket("}");
        self.end();
    }

    /// A line by itself, such as a comment.
    pub fn line(&mut self, text: &str) {
        self.push(text);
        self.end();
    }

    /// A comment for the line that is being written.
    fn comment(&mut self, text: &str) {
        if self.line.comment.contains(text) {
            return;
        }
        if !self.line.comment.is_empty() {
            self.line.comment.push_str("; ");
        }
        self.line.comment.push_str(text);
        self.spend(text.len());
    }

    fn spend(&mut self, bytes: usize) -> bool {
        self.left = self.left.saturating_sub(bytes);
        self.left > 0
    }

    fn push(&mut self, text: &str) {
        if self.spend(text.len()) {
            let part = if self.line.assign.is_empty() { &mut self.line.lead } else { &mut self.line.assign };
            part.push_str(text);
        }
    }

    fn bracket(&mut self, bracket: &str) {
        self.push(bracket);
        let change = if matches!(bracket, "{" | "[" | "(") { 1 } else { -1 };
        self.open = self.open.saturating_add_signed(change);
        self.line.net += change;
        if !self.line.assign.is_empty() {
            self.line.net_assign += change;
        }
    }

    fn end(&mut self) {
        let line = std::mem::take(&mut self.line);
        if self.spend(2 * self.open + 1) {
            self.lines.push(line);
        }
    }

    fn key(&mut self, name: &str) {
        // Terraform writes a first key `for` plain, and cannot read it: a `for` expression starts so.
        match is_identifier(name) && !(name == "for" && self.people.is_some()) {
            true => self.push(name),
            false => self.push(&quoted(name)),
        }
        self.equals();
    }

    fn equals(&mut self) {
        self.spend(2);
        self.line.assign.push_str("= ");
    }

    fn value(&mut self, value: &Value) {
        if self.left == 0 {
            return;
        }
        if let Some(word) = self.people.and_then(|instead| instead(value)) {
            self.push(&word.text);
            if let Some(comment) = word.comment {
                self.comment(&comment);
            }
            return;
        }
        match &value.kind {
            Kind::Null(_) | Kind::Unknown(_) | Kind::Instance(_) => self.push("null"),
            Kind::Bool(flag) => self.push(if *flag { "true" } else { "false" }),
            Kind::Number(number) => self.push(&number.to_string()),
            Kind::String(text) => self.string(text),
            Kind::List(_, values) | Kind::Set(_, values) | Kind::Tuple(values) => self.sequence(values),
            Kind::Map(..) | Kind::Object(_) => self.entries(value),
        }
    }

    fn string(&mut self, text: &str) {
        // A heredoc only where nothing else comes on its line.
        let alone = match self.open {
            0 if self.line.lead.is_empty() => true,
            _ => self.line.assign == "= ",
        };
        match heredoc(text).filter(|_| alone && self.people.is_some()) {
            Some(lines) => {
                self.push("<<-EOT");
                self.end();
                let indent = 2 * (self.open + 1);
                for line in lines {
                    self.line.raw = Some(if line.is_empty() { 0 } else { indent });
                    self.push(&line);
                    self.spend(2);
                    self.end();
                }
                self.line.raw = Some(2 * self.open);
                self.push("EOT");
            }
            None => self.push(&quoted(text)),
        }
    }

    fn sequence(&mut self, values: &[Value]) {
        let broken = self.people.is_some() && !self.fits_one_line(values);
        self.bracket("[");
        if broken {
            self.end();
        }
        for (n, value) in values.iter().enumerate() {
            if self.left == 0 {
                return;
            }
            if n > 0 && !broken {
                self.push(", ");
            }
            self.value(value);
            if broken {
                self.push(",");
                self.end();
            }
        }
        self.bracket("]");
    }

    /// Whether a list is short and holds nothing that takes several lines.
    fn fits_one_line(&self, values: &[Value]) -> bool {
        let mut room = COLUMNS.saturating_sub(2 * self.open + self.line.lead.len() + self.line.assign.len());
        let mut open: Vec<&Value> = values.iter().rev().collect();
        while let Some(value) = open.pop() {
            let width = match (self.people.and_then(|instead| instead(value)), &value.kind) {
                (Some(word), _) => word.text.len(),
                (None, Kind::String(text)) => text.len() + 2,
                (None, Kind::Number(number)) => number.to_string().len(),
                (None, Kind::Map(..) | Kind::Object(_)) if value.children().next().is_some() => return false,
                _ => {
                    open.extend(value.children());
                    4
                }
            };
            match room.checked_sub(width + 2) {
                Some(rest) => room = rest,
                // One that is too long anyway is no better alone on its line.
                None => return values.len() == 1 && open.is_empty(),
            }
        }
        true
    }

    fn entries(&mut self, value: &Value) {
        self.bracket("{");
        let entries = value.as_entries().into_iter().flatten();
        for (n, (name, value)) in entries.enumerate() {
            if self.left == 0 {
                return;
            }
            if n == 0 {
                self.end();
            }
            self.assign(name, value);
        }
        self.bracket("}");
    }
}

/// Columns that a list for people may fill.
const COLUMNS: usize = 100;

/// The lines of text that reads better as a heredoc, if it comes back unchanged from one.
fn heredoc(text: &str) -> Option<Vec<String>> {
    let body = text.strip_suffix('\n')?;
    let lines: Vec<&str> = body.split('\n').collect();
    let plain = |line: &&str| {
        !line.trim_start().starts_with("EOT")
            && (line.is_empty() || !line.trim().is_empty())
            && !has_unprintable(&line.replace('\t', ""))
    };
    // Indentation is counted in spaces, and the least of it is taken off again.
    let flush = lines.iter().any(|line| !line.is_empty() && !line.starts_with([' ', '\t']));
    let fits = lines.len() > 1 && flush && lines.iter().all(plain) && !lines.iter().any(|line| line.starts_with('\t'));
    fits.then(|| lines.into_iter().map(|line| line.replace("${", "$${").replace("%{", "%%{")).collect())
}

/// Indents the lines and aligns what stands together. Nothing if the text is longer than `most` bytes.
fn layout(mut lines: Vec<Line>, most: usize) -> Option<String> {
    let indents = indented(&mut lines);
    let leads: Vec<usize> = lines.iter().map(|line| width(&line.lead)).collect();
    let assigns = widest(&leads, |n| !lines[n].assign.is_empty());
    let wholes: Vec<usize> = (0..lines.len())
        .map(|n| if lines[n].assign.is_empty() { leads[n] } else { assigns[n] + 1 + width(&lines[n].assign) })
        .collect();
    let comments = widest(&wholes, |n| !lines[n].comment.is_empty());
    let mut out = String::new();
    for (n, line) in lines.iter().enumerate() {
        let before_assign = if line.assign.is_empty() { 0 } else { assigns[n] - leads[n] + 1 };
        let before_comment = if line.comment.is_empty() { 0 } else { comments[n] - wholes[n] + 1 };
        let spaces = indents[n].saturating_add(before_assign).saturating_add(before_comment);
        if spaces.saturating_add(out.len() + line.lead.len() + line.assign.len() + line.comment.len()) > most {
            return None;
        }
        pad(&mut out, if line.lead.is_empty() { 0 } else { indents[n] });
        out.push_str(&line.lead);
        pad(&mut out, before_assign);
        out.push_str(&line.assign);
        if !line.comment.is_empty() {
            pad(&mut out, before_comment);
            out.push_str("# ");
            out.push_str(&line.comment);
        }
        out.push('\n');
    }
    Some(out)
}

fn pad(out: &mut String, columns: usize) {
    out.extend(std::iter::repeat_n(' ', columns));
}

/// How far in each line stands. A line that opens more than it closes indents those after it by one level, however
/// much it opens. What is not complete on its line is not to be aligned.
fn indented(lines: &mut [Line]) -> Vec<usize> {
    let mut levels: Vec<isize> = Vec::new();
    let mut indents = Vec::with_capacity(lines.len());
    for line in lines {
        if line.net_assign != 0 || line.assign.starts_with("= <<") {
            let assign = std::mem::take(&mut line.assign);
            line.lead.push(' ');
            line.lead.push_str(&assign);
        }
        let mut closed = -line.net;
        while closed > 0
            && let Some(level) = levels.last_mut()
        {
            let here = closed.min(*level);
            *level -= here;
            closed -= here;
            if *level == 0 {
                levels.pop();
            }
        }
        indents.push(line.raw.unwrap_or(2 * levels.len()));
        if line.net > 0 {
            levels.push(line.net);
        }
    }
    indents
}

/// For each line, the greatest width among the lines around it that have the part, without a gap.
fn widest(widths: &[usize], has: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut widest = widths.to_vec();
    let mut start = 0;
    for end in 0..=widths.len() {
        if end == widths.len() || !has(end) {
            let most = widths[start..end].iter().copied().max().unwrap_or(0);
            widest[start..end].fill(most);
            start = end + 1;
        }
    }
    widest
}

/// Columns as the formatter counts them: one for each character that people see as one.
fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).count() }
}

/// Whether a name needs no quotes as a key.
pub fn is_identifier(name: &str) -> bool {
    static IDENTIFIER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[\p{ID_Start}_][\p{ID_Continue}-]*$"));
    IDENTIFIER.is_match(name)
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file")
}
