//! Text on a terminal: what it may hold, how wide it is, where its lines break, its colours. Everything that comes
//! from the input passes [`escaped`] (or [`push_visible`], character by character) before it is printed.

use super::Style;
use owo_colors::OwoColorize;
use unicode_width::UnicodeWidthChar;

/// The part a piece of text plays, which decides its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// What must be seen first.
    Strong,
    /// What may be skipped.
    Faint,
    /// An error, or a range that cannot hold its claims.
    Bad,
    /// A warning.
    Doubtful,
    /// A note, help, or code in prose.
    Hint,
    /// What is in order.
    Good,
}

impl Tone {
    /// The colours of each part. ANSI colours only: a terminal's own theme keeps them legible.
    pub(super) fn style(self) -> owo_colors::Style {
        let plain = owo_colors::Style::new();
        match self {
            Self::Strong => plain.bold(),
            Self::Faint => plain.dimmed(),
            Self::Bad => plain.red().bold(),
            Self::Doubtful => plain.yellow().bold(),
            Self::Hint => plain.cyan(),
            Self::Good => plain.green(),
        }
    }
}

impl Style {
    /// The text in the colour of its part, if there is colour.
    pub(super) fn paint(&self, tone: Tone, text: &str) -> String {
        if self.color && !text.trim().is_empty() { text.style(tone.style()).to_string() } else { text.to_owned() }
    }

    /// Columns to fill.
    pub(super) fn columns(&self) -> usize {
        self.width.max(40)
    }

    /// What stands for text that was left out.
    pub(super) fn ellipsis(&self) -> &'static str {
        if self.unicode { "…" } else { "..." }
    }

    /// A sentence as it may be printed: escaped, and without the few signs of our own that ASCII lacks.
    pub(super) fn prose(&self, text: &str) -> String {
        let text = escaped(text);
        if self.unicode {
            return text;
        }
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '×' => out.push('x'),
                '…' => out.push_str("..."),
                '→' => out.push_str("->"),
                '≤' => out.push_str("<="),
                '≥' => out.push_str(">="),
                '–' | '—' | '−' => out.push('-'),
                c => out.push(c),
            }
        }
        out
    }
}

/// Whether a character would act on the terminal or on the order of the text instead of showing: C0 and C1
/// controls, bidirectional overrides and marks, line separators, invisible format characters and tags.
/// Source: Unicode 16.0, `Bidi_Control` and `Default_Ignorable_Code_Point`; the joiners and variation selectors that
/// scripts and emoji need are left.
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}')
        || matches!(c, '\u{e0000}'..='\u{e007f}')
}

/// Adds a character as it may be printed.
pub(super) fn push_visible(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if is_hidden(c) => out.extend(c.escape_unicode()),
        c => out.push(c),
    }
}

/// The text on one line, with everything that would not show written as an escape.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| push_visible(&mut out, c));
    out
}

/// Columns a character takes.
pub(super) fn char_width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// Columns of text that holds no escapes.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// The text and as many spaces as fill the columns.
pub(super) fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Spaces that fill the columns, and the text.
pub(super) fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Breaks text between words into lines of at most so many columns; the first may have fewer. A word that is wider
/// than a line is broken where the line ends. Never empty.
pub(super) fn wrapped(text: &str, first: usize, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let mut lines = Vec::new();
    let (mut line, mut used, mut room) = (String::new(), 0, first);
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let wide = width(word);
        let gap = usize::from(used > 0);
        if used + gap + wide <= room {
            line.extend(gap.eq(&1).then_some(' '));
            line.push_str(word);
            used += gap + wide;
            continue;
        }
        // A first line with no room for its first word stays empty; every other line takes at least a piece.
        if used > 0 || (lines.is_empty() && room < columns && wide > room) {
            lines.push(std::mem::take(&mut line));
            (used, room) = (0, columns);
        }
        for c in word.chars() {
            let wide = char_width(c);
            if used + wide > room && used > 0 {
                lines.push(std::mem::take(&mut line));
                (used, room) = (0, columns);
            }
            line.push(c);
            used += wide;
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// `head` and the text after it, its further lines indented by `indent`; every line ends in a newline. The head is
/// painted, the text in its own tone if it has one.
pub(super) fn paragraph(style: &Style, head: (&str, Tone), text: &str, tone: Option<Tone>, indent: usize) -> String {
    let first = style.columns().saturating_sub(width(head.0));
    let lines = wrapped(text, first, style.columns().saturating_sub(indent));
    let mut out = style.paint(head.1, head.0);
    for (n, line) in lines.iter().enumerate() {
        if n > 0 {
            out.push_str(&" ".repeat(indent));
        }
        out.push_str(&tone.map_or_else(|| line.clone(), |tone| style.paint(tone, line)));
        out.truncate(out.trim_end_matches(' ').len());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_would_act_on_the_terminal_is_shown() {
        for (text, expected) in [
            ("a\u{1b}[31mb", r"a\u{1b}[31mb"),
            ("\u{7}\u{9b}\u{7f}", r"\u{7}\u{9b}\u{7f}"),
            ("\u{202e}x\u{2069}", r"\u{202e}x\u{2069}"),
            ("one\r\ntwo\t3", r"one\r\ntwo\t3"),
            ("é 日本 🙂", "é 日本 🙂"),
        ] {
            assert_eq!(escaped(text), expected);
        }
    }

    #[test]
    fn lines_break_between_words_and_inside_long_ones() {
        let check = |text, first, columns, expected: &[&str]| assert_eq!(wrapped(text, first, columns), expected);
        check("one two three", 7, 7, &["one two", "three"]);
        check("one two three", 3, 9, &["one", "two three"]);
        check("abcdefgh", 3, 3, &["abc", "def", "gh"]);
        check("abcdefgh ij", 3, 20, &["", "abcdefgh ij"]);
        check("日本語", 4, 4, &["日本", "語"]);
        check("", 4, 4, &[""]);
    }

    #[test]
    fn ascii_spells_out_our_own_signs() {
        let ascii = Style { color: false, unicode: false, width: 80 };
        assert_eq!(ascii.prose("2 × 50 → 100…"), "2 x 50 -> 100...");
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_no_word_is_lost(text in ".{0,80}", first in 0..30_usize, columns in 2..30_usize) {
            let text = escaped(&text);
            let lines = wrapped(&text, first.min(columns), columns);
            for line in &lines {
                prop_assert!(width(line) <= columns, "{line:?}");
            }
            let letters = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }
    }
}
