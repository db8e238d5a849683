//! Cuts a file into its items without parsing them: strings, templates, heredocs, comments and brackets, no
//! recursion. So a broken block costs that block and not the file, and blocks nobody asks for cost nothing.

use memchr::memmem;
use std::ops::Range;

/// An attribute or a block, as byte ranges of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The attribute's name or the block's type.
    pub name: Range<usize>,
    /// The block's labels, quotes excluded. Empty for attributes.
    pub labels: Vec<Range<usize>>,
    /// What is between the braces; absent for attributes.
    pub body: Option<Range<usize>>,
    /// The whole item.
    pub span: Range<usize>,
}

impl Item {
    /// Type and labels of a block, or the name of an attribute.
    pub fn header(&self, text: &str) -> Range<usize> {
        let end = self
            .labels
            .last()
            .map_or(self.name.end, |label| label.end + usize::from(text.as_bytes().get(label.end) == Some(&b'"')));
        self.name.start..end
    }
}

/// A stretch of text that is not an item, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Where.
    pub at: Range<usize>,
    /// One sentence.
    pub message: String,
}

/// Broken stretches after which the rest of a body is left alone: every one of them may run to its end.
const MAX_BROKEN: usize = 32;

/// The items of the body that is `text[range]`, and what could not be cut.
pub fn items(text: &str, range: Range<usize>) -> (Vec<Item>, Vec<Broken>) {
    let scanner = Scanner { text, bytes: text.as_bytes(), end: range.end };
    let (mut items, mut broken) = (Vec::new(), Vec::new());
    let mut at = range.start;
    loop {
        at = scanner.skip_trivia(at, true);
        if at >= scanner.end {
            return (items, broken);
        }
        match scanner.item(at) {
            Ok(item) => {
                at = item.span.end;
                items.push(item);
            }
            Err((place, message)) => {
                let line_end = scanner.line_end(place);
                broken.push(Broken { at: place..line_end, message });
                at = scanner.next_header(at);
                if broken.len() >= MAX_BROKEN && at < scanner.end {
                    let message = "too much before this cannot be read; the rest is left out".to_owned();
                    broken.push(Broken { at: at..scanner.line_end(at), message });
                    return (items, broken);
                }
            }
        }
    }
}

/// What is wrong with an item, and the byte where.
type Fault = (usize, String);

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    end: usize,
}

impl Scanner<'_> {
    fn byte(&self, at: usize) -> Option<u8> {
        if at < self.end { self.bytes.get(at).copied() } else { None }
    }

    fn starts_with(&self, at: usize, what: &[u8]) -> bool {
        self.bytes.get(at..self.end).is_some_and(|rest| rest.starts_with(what))
    }

    /// The end of the line that holds `at`: the newline's place, or the end.
    fn line_end(&self, at: usize) -> usize {
        self.bytes.get(at..self.end).and_then(|rest| memchr::memchr(b'\n', rest)).map_or(self.end, |n| at + n)
    }

    /// Past blanks and comments, and newlines if asked.
    fn skip_trivia(&self, mut at: usize, newlines: bool) -> usize {
        loop {
            match self.byte(at) {
                Some(b' ' | b'\t' | b'\r') => at += 1,
                Some(b'\n') if newlines => at += 1,
                Some(b'#') => at = self.line_end(at),
                Some(b'/') if self.starts_with(at, b"//") => at = self.line_end(at),
                // A comment that is not closed hides the rest of the file, so it is no trivia.
                Some(b'/') if self.comment_closes(at) => at = self.comment_end(at),
                _ => return at,
            }
        }
    }

    fn comment_closes(&self, at: usize) -> bool {
        self.starts_with(at, b"/*")
            && self.bytes.get(at + 2..self.end).is_some_and(|rest| memmem::find(rest, b"*/").is_some())
    }

    fn comment_end(&self, at: usize) -> usize {
        self.bytes.get(at + 2..self.end).and_then(|rest| memmem::find(rest, b"*/")).map_or(self.end, |n| at + 2 + n + 2)
    }

    fn identifier(&self, at: usize) -> Range<usize> {
        let rest = self.text.get(at..self.end).unwrap_or_default();
        let length = rest
            .char_indices()
            .find(|(n, c)| !(c.is_alphabetic() || *c == '_' || (*n > 0 && (c.is_numeric() || *c == '-'))))
            .map_or(rest.len(), |(n, _)| n);
        at..at + length
    }

    fn item(&self, start: usize) -> Result<Item, Fault> {
        let name = self.identifier(start);
        if self.starts_with(start, b"/*") {
            return Err((start, "this comment is not closed".to_owned()));
        }
        if name.is_empty() {
            return Err((start, "expected an attribute or a block here".to_owned()));
        }
        let mut at = self.skip_trivia(name.end, false);
        let mut labels = Vec::new();
        loop {
            match self.byte(at) {
                Some(b'=') if labels.is_empty() && self.byte(at + 1) != Some(b'=') => {
                    let end = self.expression_end(at + 1)?;
                    return Ok(Item { name, labels, body: None, span: start..end });
                }
                Some(b'{') => {
                    let end = self.matching(at)?;
                    return Ok(Item { name, labels, body: Some(at + 1..end - 1), span: start..end });
                }
                Some(b'"') => {
                    let close = self.matching(at)?;
                    labels.push(at + 1..close - 1);
                    at = self.skip_trivia(close, false);
                }
                _ => {
                    let label = self.identifier(at);
                    if label.is_empty() {
                        return Err((start, format!("expected `=` or a block after `{}`", &self.text[name])));
                    }
                    at = self.skip_trivia(label.end, false);
                    labels.push(label);
                }
            }
        }
    }

    /// Where the expression that starts here ends: before the newline, comment or brace that closes it.
    fn expression_end(&self, start: usize) -> Result<usize, Fault> {
        let mut at = start;
        let mut last = start;
        loop {
            match self.byte(at) {
                None | Some(b'\n' | b'}' | b'#') => return Ok(last),
                Some(b'/') if self.starts_with(at, b"//") => return Ok(last),
                Some(b'/') if self.starts_with(at, b"/*") => at = self.comment_end(at),
                Some(b' ' | b'\t' | b'\r') => at += 1,
                Some(b'"') => {
                    at = self.matching(at)?;
                    last = at;
                }
                Some(b'{' | b'(' | b'[') => {
                    at = self.matching(at)?;
                    last = at;
                }
                Some(b'<') if self.heredoc_end(at).is_some() => {
                    // The closing line belongs to the expression, its newline does not.
                    at = self.heredoc_end(at).unwrap_or(self.end);
                    last = at;
                }
                Some(_) => {
                    at += 1;
                    last = at;
                }
            }
        }
    }

    /// The end of a heredoc that opens here, if one does: past the closing delimiter.
    fn heredoc_end(&self, at: usize) -> Option<usize> {
        if !self.starts_with(at, b"<<") {
            return None;
        }
        let marker = at + 2 + usize::from(self.byte(at + 2) == Some(b'-'));
        let delimiter = self.identifier(marker);
        if delimiter.is_empty() {
            return None;
        }
        let delimiter = &self.bytes[delimiter];
        let mut line = self.line_end(marker) + 1;
        while line < self.end {
            let end = self.line_end(line);
            if self.bytes[line..end].trim_ascii() == delimiter {
                let trailing = self.bytes[line..end].iter().rev().take_while(|b| b.is_ascii_whitespace()).count();
                return Some(end - trailing);
            }
            line = end + 1;
        }
        Some(self.end)
    }

    /// Past the bracket or quote that closes the one at `start`.
    fn matching(&self, start: usize) -> Result<usize, Fault> {
        let mut open: Vec<(u8, usize)> = Vec::new();
        let mut at = start;
        while let Some(byte) = self.byte(at) {
            if let Some((b'"', quote)) = open.last().copied() {
                match byte {
                    b'"' => {
                        open.pop();
                        at += 1;
                    }
                    b'\\' => at += 2,
                    b'$' | b'%' if self.starts_with(at + 1, &[byte, b'{']) => at += 3,
                    b'$' | b'%' if self.byte(at + 1) == Some(b'{') => {
                        open.push((b'{', at + 1));
                        at += 2;
                    }
                    b'\n' => return Err((quote, "a quoted string must end on the line it starts on".to_owned())),
                    _ => at += 1,
                }
            } else {
                match byte {
                    b'"' | b'{' | b'(' | b'[' => {
                        open.push((byte, at));
                        at += 1;
                    }
                    b'}' | b')' | b']' => {
                        let closes = match byte {
                            b'}' => b'{',
                            b')' => b'(',
                            _ => b'[',
                        };
                        match open.pop() {
                            Some((opened, _)) if opened == closes => at += 1,
                            Some((opened, place)) => return Err((place, not_closed(opened))),
                            None => return Err((at, format!("`{}` closes nothing", char::from(byte)))),
                        }
                    }
                    b'#' => at = self.line_end(at),
                    b'/' if self.starts_with(at, b"//") => at = self.line_end(at),
                    b'/' if self.starts_with(at, b"/*") => at = self.comment_end(at),
                    b'<' => at = self.heredoc_end(at).unwrap_or(at + 1),
                    _ => at += 1,
                }
            }
            if open.is_empty() {
                return Ok(at.min(self.end));
            }
        }
        // Of everything that is open at the end, the outermost is where the text went wrong for the reader.
        let (opened, place) = open.first().copied().unwrap_or((b'{', start));
        Err((place, not_closed(opened)))
    }

    /// After something broken at `at`: the next line that starts, in its first column, like a block.
    fn next_header(&self, at: usize) -> usize {
        let mut line = self.line_end(at) + 1;
        while line < self.end {
            let end = self.line_end(line);
            let name = self.identifier(line);
            if !name.is_empty() && name.end < end {
                let rest = self.bytes[name.end..end].trim_ascii();
                if rest.ends_with(b"{") && !rest.contains(&b'=') {
                    return line;
                }
            }
            line = end + 1;
        }
        self.end
    }
}

fn not_closed(opened: u8) -> String {
    match opened {
        b'"' => "this string is not closed".to_owned(),
        bracket => format!("this `{}` is not closed", char::from(bracket)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> (Vec<String>, Vec<String>) {
        let (items, broken) = items(text, 0..text.len());
        (
            items.iter().map(|i| text[i.span.clone()].to_owned()).collect(),
            broken.iter().map(|b| format!("{}: {}", &text[b.at.clone()], b.message)).collect(),
        )
    }

    #[test]
    fn strings_heredocs_and_comments_hide_brackets() {
        let text =
            "a = \"}${ { b = \"}\" } }\" # }\nb = <<-EOT\n  }${x}\n  EOT\nc {\n /* } */ // }\n d = [ # ]\n ]\n}\n";
        let (items, broken) = cut(text);
        assert_eq!(
            items,
            ["a = \"}${ { b = \"}\" } }\"", "b = <<-EOT\n  }${x}\n  EOT", "c {\n /* } */ // }\n d = [ # ]\n ]\n}"]
        );
        assert!(broken.is_empty(), "{broken:?}");
    }

    #[test]
    fn labels_and_header() {
        let text = "resource \"aws_subnet\" private {\n}\n";
        let (items, _) = items(text, 0..text.len());
        let labels: Vec<&str> = items[0].labels.iter().map(|l| &text[l.clone()]).collect();
        assert_eq!(labels, ["aws_subnet", "private"]);
        assert_eq!(&text[items[0].header(text)], "resource \"aws_subnet\" private");
    }

    #[test]
    fn a_broken_block_costs_that_block() {
        let text = "a {\n  b = (1\n}\nresource \"x\" \"y\" {\n  c = 1\n}\n\n= 5\nlocals {\n}\n";
        let (items, broken) = cut(text);
        assert_eq!(items, ["resource \"x\" \"y\" {\n  c = 1\n}", "locals {\n}"]);
        assert_eq!(broken.len(), 2, "{broken:?}");
        assert_eq!(broken[0], "(1: this `(` is not closed");
        let (items, broken) = cut("resource \"a\" \"b\" {\n  x = {\n\nvariable \"v\" {\n}\n");
        assert_eq!(items, ["variable \"v\" {\n}"]);
        assert_eq!(broken[0], "{: this `{` is not closed");
    }

    #[test]
    fn deep_nesting_is_no_recursion() {
        let text = format!("a = {}1{}\n", "(".repeat(100_000), ")".repeat(100_000));
        assert_eq!(cut(&text).0.len(), 1);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_cut_without_panic(text in "(?s)[a-z{}()\\[\\]\"$%<\\-#/*=\\\\ \n~é]{0,80}") {
            let (items, _) = items(&text, 0..text.len());
            for item in items {
                proptest::prop_assert!(text.get(item.span.clone()).is_some());
                proptest::prop_assert!(item.body.is_none_or(|body| text.get(body).is_some()));
            }
        }
    }
}
