//! The literal text of templates: what `~` takes off it, what `<<-` takes off its lines, and the escapes of quoted strings.
//!
//! In a heredoc or a template file Terraform sees each line as a piece of its own: `~` takes the white space off the one
//! beside it, up to the line's end and no further. In quotes it takes off all there is.
//! Source: what Terraform 1.11.4 answers (`testdata/conformance/`), 2026-11-26.

use super::ast::Part;
use std::borrow::Cow;
use std::sync::Arc;

/// What literal text stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Quotes: escapes are resolved.
    Quoted,
    /// A directive in quotes: they are not yet.
    Inside,
    /// A heredoc, or a text without quotes.
    Lines,
    /// A heredoc that starts with `<<-`: its lines have their indentation.
    Indented,
}

impl Form {
    /// The form of text in a directive.
    pub(super) fn inside(self) -> Self {
        if self == Self::Quoted { Self::Inside } else { self }
    }

    fn is_quoted(self) -> bool {
        matches!(self, Self::Quoted | Self::Inside)
    }
}

/// A piece of literal text without what the `~` before and after it take.
pub(super) fn stripped(text: &str, form: Form, start: bool, end: bool) -> Cow<'_, str> {
    let text = match form {
        Form::Inside => unescaped(text),
        _ => Cow::Borrowed(text),
    };
    if !start && !end {
        return text;
    }
    let (mut from, mut to) = (0, text.len());
    if start {
        let line = if form.is_quoted() { &text[..] } else { text.split_inclusive('\n').next().unwrap_or_default() };
        from = line.len() - line.trim_start().len();
    }
    if end {
        let line =
            if form.is_quoted() { &text[..] } else { text.split_inclusive('\n').next_back().unwrap_or_default() };
        to -= line.len() - line.trim_end().len();
    }
    Cow::Owned(text.get(from..to).unwrap_or_default().to_owned())
}

/// `$${` and `%%{` of a heredoc as they are meant.
pub(super) fn literal(text: &str) -> String {
    text.replace("$${", "${").replace("%%{", "%{")
}

/// The backslashes of a quoted string resolved; one that means nothing stays.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        resolved.push_str(before);
        let code = |digits: usize| {
            let number = after.get(1..=digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
            Some((number.and_then(char::from_u32)?, digits + 1))
        };
        let found = match after.chars().next() {
            Some('n') => Some(('\n', 1)),
            Some('r') => Some(('\r', 1)),
            Some('t') => Some(('\t', 1)),
            Some(same @ ('"' | '\\')) => Some((same, 1)),
            Some('u') => code(4),
            Some('U') => code(8),
            _ => None,
        };
        let (char, length) = found.unwrap_or(('\\', 0));
        resolved.push(char);
        rest = after.get(length..).unwrap_or_default();
    }
    resolved.push_str(rest);
    Cow::Owned(resolved)
}

/// Takes off each line of a `<<-` heredoc the indentation that all of them have. A line that starts with `${` or `%{` has
/// none; an empty one does not count, and keeps what it has.
pub(super) fn dedented(parts: Arc<[Part]>) -> Arc<[Part]> {
    let mut lines = Lines { at_start: true, least: None };
    lines.measure(&parts);
    match lines.least {
        Some(least) if least > 0 => Lines { at_start: true, least: None }.without(&parts, least),
        _ => parts,
    }
}

/// A walk along the lines of a template.
struct Lines {
    /// Whether a line starts here.
    at_start: bool,
    /// The least indentation so far.
    least: Option<usize>,
}

impl Lines {
    /// Whether the indentation of this piece of a line counts.
    fn counts(&mut self, line: &str) -> bool {
        let ends = line.ends_with('\n');
        std::mem::replace(&mut self.at_start, ends) && !(ends && line.trim_start().is_empty())
    }

    /// `${` or `%{`
    fn control(&mut self) {
        if std::mem::replace(&mut self.at_start, false) {
            self.least = Some(0);
        }
    }

    fn measure(&mut self, parts: &[Part]) {
        for part in parts {
            match part {
                Part::Text(text) => {
                    for line in text.split_inclusive('\n') {
                        if self.counts(line) {
                            let spaces = line.chars().take_while(|c| c.is_whitespace()).count();
                            self.least = Some(self.least.map_or(spaces, |least| least.min(spaces)));
                        }
                    }
                }
                Part::Interpolation(_) => self.control(),
                Part::If(_, yes, no) => {
                    self.control();
                    self.measure(yes);
                    self.control();
                    self.measure(no);
                    self.control();
                }
                Part::For { parts, .. } => {
                    self.control();
                    self.measure(parts);
                    self.control();
                }
            }
        }
    }

    fn without(&mut self, parts: &[Part], least: usize) -> Arc<[Part]> {
        let part = |part: &Part| match part {
            Part::Text(text) => {
                let line = |line| match self.counts(line) {
                    true => line.char_indices().nth(least).map_or("", |(at, _)| &line[at..]),
                    false => line,
                };
                Part::Text(text.split_inclusive('\n').map(line).collect::<String>().into())
            }
            Part::Interpolation(inner) => {
                self.control();
                Part::Interpolation(inner.clone())
            }
            Part::If(condition, yes, no) => {
                self.control();
                let yes = self.without(yes, least);
                self.control();
                let no = self.without(no, least);
                self.control();
                Part::If(condition.clone(), yes, no)
            }
            Part::For { key_var, value_var, collection, parts } => {
                self.control();
                let parts = self.without(parts, least);
                self.control();
                let (key_var, value_var) = (key_var.clone(), value_var.clone());
                Part::For { key_var, value_var, collection: collection.clone(), parts }
            }
        };
        parts.iter().map(part).collect()
    }
}
