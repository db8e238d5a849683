//! Where things stand in the files that were read: spans, and the map from a span to a line.

use std::sync::Arc;

/// One file of a [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A stretch of bytes in one file. `start..end`, counted from the start of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of `file`. Files are limited far below 4 GiB, so offsets fit 32 bits;
    /// one that does not is clamped, which at worst misplaces a label.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { file, start: clamp(start), end: clamp(end) }
    }

    /// From the first byte of `self` to the last of `other`, when both are in one file.
    pub fn to(self, other: Self) -> Self {
        if self.file == other.file { Self { end: other.end.max(self.end), ..self } } else { self }
    }
}

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place, when it came from a file with positions.
    pub span: Option<Span>,
}

/// A place as people count: both from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// The text of one file that was read.
#[derive(Debug)]
pub struct SourceFile {
    /// The path as it is shown: relative to where podroom was started, with `/`.
    pub name: String,
    /// The text, as it was parsed.
    pub text: Arc<str>,
    line_starts: Vec<u32>,
}

impl SourceFile {
    /// Line number (from 0) that holds the byte at `offset`.
    pub fn line_index(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start as usize <= offset).saturating_sub(1)
    }

    /// First byte of a line (from 0); the end of the text for lines past the last.
    pub fn line_start(&self, index: usize) -> usize {
        self.line_starts.get(index).map_or(self.text.len(), |start| *start as usize)
    }

    /// Number of lines; text that ends in a newline has an empty last one.
    pub fn lines(&self) -> usize {
        self.line_starts.len()
    }
}

/// Every file that was read in a run, in reading order.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// Adds a file.
    pub fn add(&mut self, name: String, text: Arc<str>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        let newlines = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1);
        let line_starts = std::iter::once(0).chain(newlines).collect();
        self.files.push(SourceFile { name, text, line_starts });
        id
    }

    /// Replaces the text of files; `None` leaves one as it is. A new text must have its lines where the old one has them.
    pub fn change(&mut self, replace: impl Fn(&str) -> Option<String>) {
        for file in &mut self.files {
            if let Some(text) = replace(&file.text) {
                file.text = text.into();
            }
        }
    }

    /// The file behind an id of this map.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// The text of a span; empty if the span leaves its file.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// Line and column of the first character of a span.
    pub fn position(&self, span: Span) -> Position {
        let file = self.file(span.file);
        let line = file.line_index(span.start as usize);
        let before = file.text.get(file.line_start(line)..span.start as usize).unwrap_or_default();
        Position { line: line + 1, column: before.chars().count() + 1 }
    }

    /// `path:line:column`, as JSON and messages print places.
    pub fn place(&self, span: Span) -> String {
        let Position { line, column } = self.position(span);
        format!("{}:{line}:{column}", self.file(span.file).name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        let mut map = SourceMap::default();
        let file = map.add("a.tf".into(), "é = 1\nb = 2\n".into());
        for (start, expected) in [(0, (1, 1)), (3, (1, 3)), (7, (2, 1)), (11, (2, 5))] {
            let Position { line, column } = map.position(Span::new(file, start, start + 1));
            assert_eq!((line, column), expected, "byte {start}");
        }
        assert_eq!(map.place(Span::new(file, 7, 8)), "a.tf:2:1");
        assert_eq!(map.file(file).lines(), 3);
    }
}
