//! JSON text to a tree with spans. Terraform's JSON syntax needs to know where a string stands, duplicates and the order
//! of keys, and the digits of a number, which is why it is not `serde_json`'s tree.

use super::Problem;
use crate::source::{FileId, Span};
use std::ops::Range;

/// A JSON value and its place.
#[derive(Debug)]
pub struct Node {
    /// From its first to its last byte, quotes and brackets included.
    pub span: Span,
    /// What it is.
    pub kind: NodeKind,
}

/// The forms of a JSON value.
#[derive(Debug)]
pub enum NodeKind {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// The digits of a number, as written.
    Number(String),
    /// A string.
    String(Text),
    /// An array.
    Array(Vec<Node>),
    /// An object, in source order; a key may stand twice.
    Object(Vec<(Text, Node)>),
}

/// A JSON string.
#[derive(Debug)]
pub struct Text {
    /// Quotes included.
    pub span: Span,
    /// Escapes resolved.
    pub text: String,
    /// Whether there were escapes: then offsets into the text are not offsets into the file.
    pub escaped: bool,
}

/// Reads one JSON value that is the whole text.
///
/// # Errors
/// The text is not JSON, or nests deeper than podroom reads.
pub fn parse(text: &str, file: FileId) -> Result<Node, Problem> {
    let mut reader = Reader { text, file, at: 0 };
    let node = reader.value(0)?;
    reader.blank();
    if reader.at < text.len() {
        return Err(reader.wrong("expected the end of the file after the JSON value"));
    }
    Ok(node)
}

/// Real configurations nest some ten levels.
const MAX_DEPTH: usize = 128;

struct Reader<'a> {
    text: &'a str,
    file: FileId,
    at: usize,
}

impl Reader<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    fn wrong(&self, message: &str) -> Problem {
        Problem { span: self.span(self.at..(self.at + 1).min(self.text.len())), message: message.to_owned() }
    }

    /// Takes the byte if it is next, blanks before it.
    fn takes(&mut self, byte: u8) -> bool {
        self.blank();
        let is_next = self.byte() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn value(&mut self, depth: usize) -> Result<Node, Problem> {
        self.blank();
        let start = self.at;
        if depth > MAX_DEPTH {
            return Err(self.wrong("this nests deeper than podroom reads"));
        }
        let kind = match self.byte() {
            Some(b'{') => NodeKind::Object(self.object(depth)?),
            Some(b'[') => NodeKind::Array(self.array(depth)?),
            Some(b'"') => NodeKind::String(self.string()?),
            _ => self.word()?,
        };
        Ok(Node { span: self.span(start..self.at), kind })
    }

    fn object(&mut self, depth: usize) -> Result<Vec<(Text, Node)>, Problem> {
        self.at += 1;
        let mut entries = Vec::new();
        if self.takes(b'}') {
            return Ok(entries);
        }
        loop {
            self.blank();
            if self.byte() != Some(b'"') {
                return Err(self.wrong("expected a quoted name here"));
            }
            let name = self.string()?;
            if !self.takes(b':') {
                return Err(self.wrong("expected `:` here"));
            }
            entries.push((name, self.value(depth + 1)?));
            if self.takes(b'}') {
                return Ok(entries);
            }
            if !self.takes(b',') {
                return Err(self.wrong("expected `,` or `}` here"));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Node>, Problem> {
        self.at += 1;
        let mut values = Vec::new();
        if self.takes(b']') {
            return Ok(values);
        }
        loop {
            values.push(self.value(depth + 1)?);
            if self.takes(b']') {
                return Ok(values);
            }
            if !self.takes(b',') {
                return Err(self.wrong("expected `,` or `]` here"));
            }
        }
    }

    fn string(&mut self) -> Result<Text, Problem> {
        let start = self.at;
        self.at += 1;
        let mut escaped = false;
        loop {
            match self.byte() {
                None | Some(b'\n') => {
                    self.at = start;
                    return Err(self.wrong("this string is not closed"));
                }
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    self.at += 2;
                }
                Some(_) => self.at += 1,
            }
        }
        self.at += 1;
        let span = self.span(start..self.at);
        match serde_json::from_str(self.text.get(start..self.at).unwrap_or_default()) {
            Ok(text) => Ok(Text { span, text, escaped }),
            Err(_) => Err(Problem { span, message: "this is not a JSON string".to_owned() }),
        }
    }

    /// `null`, `true`, `false` or a number.
    fn word(&mut self) -> Result<NodeKind, Problem> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c))).unwrap_or(rest.len());
        let word = &rest[..length];
        let kind = match serde_json::from_str(word) {
            Ok(serde_json::Value::Null) => NodeKind::Null,
            Ok(serde_json::Value::Bool(value)) => NodeKind::Bool(value),
            Ok(serde_json::Value::Number(_)) => NodeKind::Number(word.to_owned()),
            _ => return Err(self.wrong("expected a JSON value here")),
        };
        self.at += length;
        Ok(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    fn read(text: &str) -> Result<Node, String> {
        let mut sources = SourceMap::default();
        let file = sources.add("x".to_owned(), text.into());
        parse(text, file).map_err(|problem| format!("{}: {}", problem.span.start, problem.message))
    }

    #[test]
    fn values_keep_their_place_and_digits() {
        let node = read(" {\"a\": [1e3, \"b\\n\", null], \"a\": true}\n").unwrap();
        let NodeKind::Object(entries) = &node.kind else { panic!("{node:?}") };
        assert_eq!((node.span.start, entries.len()), (1, 2));
        let NodeKind::Array(values) = &entries[0].1.kind else { panic!("{node:?}") };
        assert!(matches!(&values[0].kind, NodeKind::Number(digits) if digits == "1e3"));
        assert!(matches!(&values[1].kind, NodeKind::String(text) if text.text == "b\n" && text.escaped));
    }

    #[test]
    fn what_is_not_json_says_where() {
        for (text, expected) in [
            ("", "0: expected a JSON value here"),
            ("{\"a\" 1}", "5: expected `:` here"),
            ("{\"a\": 1,}", "8: expected a quoted name here"),
            ("[1 2]", "3: expected `,` or `]` here"),
            ("[\"a", "1: this string is not closed"),
            ("[\"a\\", "1: this string is not closed"),
            ("01", "0: expected a JSON value here"),
            ("1 1", "2: expected the end of the file after the JSON value"),
        ] {
            assert_eq!(read(text).map(|_| ()), Err(expected.to_owned()), "{text}");
        }
        assert!(read(&"[".repeat(100_000)).is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "(?s)[a-z{}\\[\\]\":,.\\\\ 0-9é\n-]{0,60}") {
            let _ = read(&text);
        }
    }
}
