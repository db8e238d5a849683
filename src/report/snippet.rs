//! The source lines a finding points at, with its labels under them. miette draws them; it knows one source per
//! report, so the excerpts of all files stand behind one another in one text, each at an offset of its own. A span that
//! would leave its excerpt is refused, which keeps miette from joining two of them.
//!
//! The excerpts are made here and not by miette: only the lines that carry labels, cut to the terminal, tabs filled
//! up, and nothing in them that acts on the terminal.

use super::Style;
use super::text::{Tone, char_width, escaped, push_visible, width, wrapped};
use crate::finding::{Finding, Label, Place, Severity};
use crate::source::{FileId, SourceFile, SourceMap, Span};
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

/// Labelled lines that are at most this many lines apart are shown in one piece, with the lines between them.
const GAP: usize = 2;
/// Labels under source lines, and pieces of source, in one finding; further labels are listed by their place.
const MARKS: usize = 40;
const EXCERPTS: usize = 8;
/// Different texts shown at one place, such as the instances of one `count`.
const TEXTS: usize = 4;
/// Columns a label's text gets at least before its line is moved to the left.
const TEXT_COLUMNS: usize = 28;
/// Columns between a mark and the text that hangs from it.
const HANGER: usize = 4;
/// Columns from one tab stop to the next.
const TAB: usize = 4;
/// Bytes of a longer line that are looked at, around its first label.
const LINE_BYTES: usize = 4096;

/// The excerpts of a finding, and its labels that are not in one of them as lines of their own.
pub(super) struct Drawn {
    /// What miette drew; empty if no label has a line.
    pub(super) excerpts: String,
    /// `(place, text)` of labels without a line to show.
    pub(super) listed: Vec<(String, String)>,
}

/// Draws the labels of a finding.
pub(super) fn draw(finding: &Finding, sources: &SourceMap, style: &Style) -> Drawn {
    let mut listed = Vec::new();
    let mut marks = Vec::new();
    for (n, (at, text)) in merged(&finding.labels, style).into_iter().enumerate() {
        match at {
            Place::Address(address) => listed.push((escaped(address), text)),
            Place::Span(span) if marks.len() == MARKS => listed.push((escaped(&sources.place(*span)), text)),
            Place::Span(span) => marks.push(Mark::new(*span, text, n == 0, sources)),
        }
    }
    let mut excerpts = Excerpts::default();
    for (n, group) in groups(marks).into_iter().enumerate() {
        let left_out = if n < EXCERPTS { excerpts.add(group, sources, style) } else { group.marks };
        listed.extend(left_out.into_iter().map(|mark| (escaped(&sources.place(mark.span)), mark.text)));
    }
    Drawn { excerpts: excerpts.render(finding.severity, style), listed }
}

/// Labels at the very same place are one, its texts joined.
fn merged<'a>(labels: &'a [Label], style: &Style) -> Vec<(&'a Place, String)> {
    let mut places: Vec<(&Place, Vec<String>)> = Vec::new();
    let mut index: BTreeMap<&Place, usize> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for label in labels {
        let at = *index.entry(&label.at).or_insert(places.len());
        if at == places.len() {
            places.push((&label.at, Vec::new()));
        }
        let text = style.prose(&label.text);
        if let Some((_, texts)) = places.get_mut(at)
            && !text.is_empty()
            && seen.insert((at, text.clone()))
        {
            texts.push(text);
        }
    }
    let joined = |texts: Vec<String>| {
        let mut text = texts.iter().take(TEXTS).cloned().collect::<Vec<_>>().join("; ");
        if texts.len() > TEXTS {
            text.push_str(&format!("; and {} more", texts.len() - TEXTS));
        }
        text
    };
    places.into_iter().map(|(at, texts)| (at, joined(texts))).collect()
}

/// A label with a line.
struct Mark {
    span: Span,
    text: String,
    /// Whether it is the finding's place.
    primary: bool,
    /// Line, from 0.
    line: usize,
    /// Bytes of that line. What spans several lines is marked on its first.
    bytes: Range<usize>,
}

impl Mark {
    fn new(span: Span, text: String, primary: bool, sources: &SourceMap) -> Self {
        let file = sources.file(span.file);
        let start = (span.start as usize).min(file.text.len());
        let line = file.line_index(start);
        let bounds = line_bounds(file, line);
        let start = start.clamp(bounds.start, bounds.end) - bounds.start;
        let end = (span.end as usize).clamp(bounds.start, bounds.end) - bounds.start;
        Self { span, text, primary, line, bytes: start..end.max(start) }
    }
}

/// The bytes of a line (from 0) in its file, without the line's end.
fn line_bounds(file: &SourceFile, line: usize) -> Range<usize> {
    let start = file.line_start(line);
    let text = file.text.get(start..file.line_start(line + 1)).unwrap_or_default();
    start..start + text.trim_end_matches(['\n', '\r']).len()
}

/// Marks on neighbouring lines of one file.
struct Group {
    file: FileId,
    lines: Range<usize>,
    marks: Vec<Mark>,
    /// Which of the finding's marks is its first.
    rank: usize,
}

/// Gathers marks into groups, in the order in which the finding first speaks of them.
fn groups(marks: Vec<Mark>) -> Vec<Group> {
    let mut lines: Vec<(FileId, usize)> = marks.iter().map(|mark| (mark.span.file, mark.line)).collect();
    lines.sort_unstable();
    let mut groups: Vec<Group> = Vec::new();
    for (file, line) in lines {
        match groups.last_mut() {
            Some(last) if last.file == file && line <= last.lines.end + GAP => last.lines.end = line + 1,
            _ => groups.push(Group { file, lines: line..line + 1, marks: Vec::new(), rank: usize::MAX }),
        }
    }
    for (rank, mark) in marks.into_iter().enumerate() {
        let key = (mark.span.file, mark.line);
        let after = groups.partition_point(|group| (group.file, group.lines.start) <= key);
        if let Some(group) = after.checked_sub(1).and_then(|at| groups.get_mut(at)) {
            group.rank = group.rank.min(rank);
            group.marks.push(mark);
        }
    }
    groups.sort_by_key(|group| group.rank);
    groups
}

/// A line as it is shown.
struct Shown {
    text: String,
    /// Bytes of `text` under each mark; nothing for a mark that does not fit.
    marks: Vec<Option<Range<usize>>>,
}

/// One character of a shown line: the byte of the source line it stands for, and its column.
struct Cell {
    at: usize,
    column: usize,
    c: char,
}

/// Cuts a line to `room` columns so that its marks (bytes, and the columns their texts would like) can be seen.
fn shown(line: &str, marks: &[(Range<usize>, usize)], room: usize, style: &Style) -> Shown {
    let first = marks.first().map_or(0, |(bytes, _)| bytes.start);
    let near = stretch(line, first);
    let (cells, total) = cells(line, near.clone());
    let column = |byte: usize| cells.get(cells.partition_point(|cell| cell.at < byte)).map_or(total, |c| c.column);
    // The last column a mark's hanger may stand in for its text to have room.
    let limit = |text: usize| room.saturating_sub(HANGER + text.min(TEXT_COLUMNS));
    let fits = marks.iter().all(|(bytes, text)| column(bytes.start) <= limit(*text));
    let from = if fits { 0 } else { column(first).saturating_sub(TAB) };
    let ellipsis = style.ellipsis();
    let before = if from > 0 || near.start > 0 { ellipsis } else { "" };
    let to = from + room.saturating_sub(width(before));
    let cut = total > to || near.end < line.len();
    let to = if cut { to.saturating_sub(width(ellipsis)) } else { to };

    let mut text = before.to_owned();
    // Where each kept character begins: byte of the line, byte of `text`, column on the screen.
    let mut kept = Vec::new();
    for cell in cells.iter().filter(|cell| cell.column >= from && cell.column + char_width(cell.c) <= to) {
        kept.push((cell.at, text.len(), cell.column - from + width(before)));
        text.push(cell.c);
    }
    let end = (near.end, text.len(), width(&text));
    if cut {
        text.push_str(ellipsis);
    }
    let mark = |(bytes, wanted): &(Range<usize>, usize)| {
        let start = kept.partition_point(|(at, ..)| *at < bytes.start);
        let stop = kept.partition_point(|(at, ..)| *at < bytes.end);
        let (_, start_byte, column) = kept.get(start).copied().unwrap_or(end);
        let limit = limit(*wanted);
        if column > limit || bytes.start > near.end || (cut && start == kept.len()) {
            return None;
        }
        // The hanger stands in the middle of a mark, so a wide mark is shortened until its middle is in the limit.
        let widest = limit.saturating_mul(2).saturating_sub(column);
        let by_width = kept.partition_point(|(.., at)| *at < widest).max(start + 1);
        let stop_byte = kept.get(stop.min(by_width)).map_or(end.1, |(_, at, _)| *at);
        Some(start_byte..stop_byte.max(start_byte))
    };
    let marks = marks.iter().map(mark).collect();
    Shown { text, marks }
}

/// The bytes of a line that are looked at: all of it, unless it is absurdly long.
fn stretch(line: &str, first: usize) -> Range<usize> {
    let boundary = |at: usize| (0..=at.min(line.len())).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
    if line.len() <= LINE_BYTES {
        return 0..line.len();
    }
    let from = boundary(first.saturating_sub(LINE_BYTES / 8));
    from..boundary(from + LINE_BYTES)
}

/// The characters of a part of a line as they are printed, and its width.
fn cells(line: &str, part: Range<usize>) -> (Vec<Cell>, usize) {
    let mut cells = Vec::new();
    let mut column = 0;
    let mut visible = String::new();
    for (at, c) in line.get(part.clone()).unwrap_or_default().char_indices() {
        visible.clear();
        match c {
            '\t' => visible.extend(std::iter::repeat_n(' ', TAB - column % TAB)),
            c => push_visible(&mut visible, c),
        }
        for c in visible.chars() {
            cells.push(Cell { at: part.start + at, column, c });
            column += char_width(c);
        }
    }
    (cells, column)
}

/// Excerpts of several files, one behind the other.
#[derive(Debug, Default)]
struct Excerpts {
    excerpts: Vec<Excerpt>,
    labels: Vec<LabeledSpan>,
    /// Line and column, both from 0, of the labels, by offset.
    places: BTreeMap<usize, (usize, usize)>,
}

#[derive(Debug)]
struct Excerpt {
    name: String,
    offset: usize,
    text: String,
    /// Line, from 0.
    first_line: usize,
    lines: usize,
}

impl Excerpts {
    /// Adds the lines of a group with its labels; what cannot be shown in them is returned.
    fn add(&mut self, group: Group, sources: &SourceMap, style: &Style) -> Vec<Mark> {
        let file = sources.file(group.file);
        let offset = self.excerpts.last().map_or(0, |last| last.offset + last.text.len() + 1);
        // miette's gutter: a space, the number, a space, the bar, a space.
        let room = style.columns().saturating_sub(group.lines.end.to_string().len() + 4);
        let mut text = String::new();
        let mut left_out = Vec::new();
        let mut by_line: BTreeMap<usize, Vec<Mark>> = BTreeMap::new();
        for mark in group.marks {
            by_line.entry(mark.line).or_default().push(mark);
        }
        let mut shown_any = false;
        for line in group.lines.clone() {
            let mut marks = by_line.remove(&line).unwrap_or_default();
            part(&mut marks);
            let bytes: Vec<_> = marks.iter().map(|mark| (mark.bytes.clone(), width(&mark.text))).collect();
            let whole = file.text.get(line_bounds(file, line)).unwrap_or_default();
            let shown = shown(whole, &bytes, room, style);
            // As miette does: a mark begins where the one before it ends, and takes a column at least.
            let mut taken = 0;
            for (mark, bytes) in marks.into_iter().zip(shown.marks) {
                let column = |byte| shown.text.get(..byte).map_or(0, width);
                let columns = bytes.as_ref().map(|bytes| {
                    let start = column(bytes.start).max(taken);
                    start..column(bytes.end).max(start + 1)
                });
                let free = |columns: &Range<usize>| room.checked_sub((columns.start + columns.end) / 2 + HANGER);
                let free =
                    columns.as_ref().and_then(free).filter(|free| *free >= width(&mark.text).min(TEXT_COLUMNS / 2));
                let (Some(bytes), Some(columns), Some(free)) = (bytes, columns, free) else {
                    left_out.push(mark);
                    continue;
                };
                shown_any = true;
                taken = columns.end;
                let label = (!mark.text.is_empty()).then(|| wrapped(&mark.text, free, free).join("\n"));
                let at = offset + text.len() + bytes.start;
                let place = sources.position(mark.span);
                self.places.entry(at).or_insert((place.line.saturating_sub(1), place.column.saturating_sub(1)));
                let new = if mark.primary { LabeledSpan::new_primary_with_span } else { LabeledSpan::new_with_span };
                self.labels.push(new(label, (at, bytes.len())));
            }
            text.push_str(&shown.text);
            text.push('\n');
        }
        if shown_any {
            let name = escaped(&file.name);
            self.excerpts.push(Excerpt { name, offset, text, first_line: group.lines.start, lines: group.lines.len() });
        }
        left_out
    }

    fn render(&self, severity: Severity, style: &Style) -> String {
        if self.labels.is_empty() {
            return String::new();
        }
        let mut drawn = String::new();
        let handler = GraphicalReportHandler::new_themed(theme(severity, &self.labels, style))
            .with_width(style.columns())
            .with_links(false)
            .with_urls(false)
            .without_syntax_highlighting()
            // Not zero: that is how `read_span` tells the question for an excerpt from the one for a label's place.
            .with_context_lines(1);
        if handler.render_report(&mut drawn, self).is_err() {
            return String::new();
        }
        // The first line is the message, which has a form of its own here; miette cannot be told to omit it.
        let excerpts = drawn.split_once('\n').map_or("", |(_, excerpts)| excerpts);
        excerpts.lines().map(|line| format!("{}\n", line.trim_end())).collect()
    }
}

/// Sorts the marks of one line and takes overlapping ones apart, so that each has a stretch of its own: a mark ends
/// where the next begins.
fn part(marks: &mut [Mark]) {
    marks.sort_by_key(|mark| (mark.bytes.start, mark.bytes.end));
    for n in 1..marks.len() {
        let (done, rest) = marks.split_at_mut(n);
        let (Some(left), Some(right)) = (done.last_mut(), rest.first_mut()) else { return };
        if right.bytes.start > left.bytes.start {
            left.bytes.end = left.bytes.end.min(right.bytes.start);
        } else {
            right.bytes.start = left.bytes.end.max(right.bytes.start);
            right.bytes.end = right.bytes.end.max(right.bytes.start);
        }
    }
}

/// The finding's place is marked in the colour of its severity, what else it points at in another.
fn theme(severity: Severity, labels: &[LabeledSpan], style: &Style) -> GraphicalTheme {
    let characters = if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    if !style.color {
        return GraphicalTheme { characters, styles: ThemeStyles::none() };
    }
    let highlight = |label: &LabeledSpan| if label.primary() { tone(severity) } else { Tone::Hint };
    let highlights = labels.iter().map(|label| highlight(label).style()).collect();
    let styles =
        ThemeStyles { link: Tone::Hint.style(), linum: Tone::Faint.style(), highlights, ..ThemeStyles::ansi() };
    GraphicalTheme { characters, styles }
}

/// The colour of a severity.
pub(super) fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Doubtful,
        Severity::Note => Tone::Hint,
    }
}

impl SourceCode for Excerpts {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_before: usize,
        _context_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let holds = |excerpt: &&Excerpt| {
            excerpt.offset <= span.offset() && span.offset() + span.len() <= excerpt.offset + excerpt.text.len()
        };
        let excerpt = self.excerpts.iter().find(holds).ok_or(MietteError::OutOfBounds)?;
        let (line, column) = match self.places.get(&span.offset()) {
            Some(place) if context_before == 0 => *place,
            _ => (excerpt.first_line, 0),
        };
        Ok(Box::new(MietteSpanContents::new_named(
            excerpt.name.clone(),
            excerpt.text.as_bytes(),
            (excerpt.offset, excerpt.text.len()).into(),
            line,
            column,
            excerpt.lines,
        )))
    }
}

impl Diagnostic for Excerpts {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

impl std::error::Error for Excerpts {}

impl fmt::Display for Excerpts {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}
