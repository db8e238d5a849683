//! Where the expressions of a text start and end, and where their operators stand: one walk, no recursion.

use super::ast::BinaryOp;
use super::deep::{Fault, MAX_DEPTH, MAX_OPERATORS, TOO_DEEP};
use super::lines::{comment_length, heredoc_delimiter, line_length, starts_for};
use std::ops::Range;

/// An expression that is read by itself.
pub(super) struct Piece {
    /// From its first to its last byte.
    pub range: Range<usize>,
    /// Its operators, in order; those in brackets are not its own.
    pub marks: Vec<(Range<usize>, Mark)>,
}

/// A text that was cut.
#[derive(Default)]
pub(super) struct Cut {
    /// The inner pieces before those around them.
    pub pieces: Vec<Piece>,
    /// Comments between the pieces' tokens.
    pub comments: Vec<Range<usize>>,
}

/// An operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Between two operands.
    Binary(BinaryOp),
    /// `?`
    If,
    /// `:`
    Else,
}

/// The pieces of the expression that is `text[range]`. None when the text is not one expression. Whatever has more levels and operators than `most` becomes a piece.
pub(super) fn of_expression(text: &str, range: Range<usize>, most: usize) -> Result<Cut, Fault> {
    let mut walk = Walk::new(text, range, Form::Whole, most);
    walk.all()?;
    if walk.around.len() != 1 || walk.at < walk.end {
        return Ok(Cut::default());
    }
    walk.separate()?;
    Ok(walk.cut)
}

/// The pieces of the text of a template.
pub(super) fn of_template(text: &str, most: usize) -> Result<Cut, Fault> {
    let mut walk = Walk::new(text, 0..text.len(), Form::Text { delimiter: None }, most);
    walk.all()?;
    Ok(walk.cut)
}

/// What stands around a place.
enum Form {
    /// Nothing: the whole expression.
    Whole,
    /// Parentheses, square brackets, `${ }`: line breaks mean nothing.
    Brackets,
    /// An object: a line break ends an element.
    Object,
    /// A `for` expression or directive. Names come first, until `in`.
    For { names: bool },
    /// `%{ }` before its first word.
    Directive,
    /// A quoted string.
    Quotes,
    /// The text of a heredoc that ends with this line, or of a template.
    Text { delimiter: Option<Range<usize>> },
}

/// A bracket, quote or template that is open, and the expression in it that is.
struct Around {
    form: Form,
    /// The most levels of any expression that ended in it.
    levels: usize,
    /// Where the open expression starts, and ends as far as it goes.
    start: Option<usize>,
    last: usize,
    /// The levels inside the open expression, and its signs.
    inside: usize,
    signs: usize,
    marks: Vec<(Range<usize>, Mark)>,
    /// `?` without their `:`.
    undecided: usize,
    /// What an operator can follow has just been.
    after_operand: bool,
    /// A `.` has just been.
    after_dot: bool,
}

impl Around {
    fn new(form: Form) -> Self {
        Self {
            form,
            levels: 0,
            start: None,
            last: 0,
            inside: 0,
            signs: 0,
            marks: Vec::new(),
            undecided: 0,
            after_operand: false,
            after_dot: false,
        }
    }

    fn token(&mut self, range: Range<usize>, operand: bool) {
        self.start = self.start.or(Some(range.start));
        self.last = range.end;
        self.after_operand = operand;
        self.after_dot = false;
    }
}

struct Walk<'a> {
    text: &'a [u8],
    at: usize,
    end: usize,
    around: Vec<Around>,
    /// How many of them hold code.
    depth: usize,
    /// Levels and operators that are left where they are.
    most: usize,
    cut: Cut,
}

impl<'a> Walk<'a> {
    fn new(text: &'a str, range: Range<usize>, outermost: Form, most: usize) -> Self {
        let around = vec![Around::new(outermost)];
        Self { text: text.as_bytes(), at: range.start, end: range.end, around, depth: 0, most, cut: Cut::default() }
    }

    fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    fn all(&mut self) -> Result<(), Fault> {
        while self.at < self.end {
            let before = self.at;
            match self.around.last().map(|around| &around.form) {
                Some(Form::Quotes) => self.quoted(),
                Some(Form::Text { .. }) => self.plain(),
                Some(_) => self.code()?,
                None => {}
            }
            if self.at == before {
                // A bracket that closes nothing, or a comma in no bracket.
                break;
            }
            if self.depth > MAX_DEPTH {
                return Err(Fault::Beyond(before, TOO_DEEP));
            }
        }
        Ok(())
    }

    fn open(&mut self, form: Form, length: usize) {
        let range = self.at..self.at + length;
        let is_code = !matches!(form, Form::Quotes | Form::Text { .. });
        if let Some(around) = self.around.last_mut() {
            around.token(range.clone(), false);
        }
        self.depth += usize::from(is_code);
        self.around.push(Around::new(form));
        self.at = range.end;
    }

    /// Closes the innermost bracket, quote or template, which ends here.
    fn close(&mut self, end: usize) -> Result<(), Fault> {
        self.separate()?;
        if let Some(closed) = self.around.pop()
            && let Some(around) = self.around.last_mut()
        {
            self.depth -= usize::from(!matches!(closed.form, Form::Quotes | Form::Text { .. }));
            around.token(around.last..end, true);
            around.inside = around.inside.max(closed.levels + 1);
            if matches!(around.form, Form::Quotes | Form::Text { .. }) {
                around.levels = around.levels.max(around.inside);
            }
        }
        self.at = end;
        Ok(())
    }

    /// Ends the open expression; one that is too deep becomes a piece.
    fn separate(&mut self) -> Result<(), Fault> {
        let is_whole = self.around.len() == 1;
        let Some(around) = self.around.last_mut() else { return Ok(()) };
        if matches!(around.form, Form::Quotes | Form::Text { .. }) {
            return Ok(());
        }
        let next = Around::new(Form::Whole);
        let (levels, form) = (around.levels, std::mem::replace(&mut around.form, Form::Whole));
        let ended = std::mem::replace(around, Around { form, levels, ..next });
        let Some(start) = ended.start else { return Ok(()) };
        if ended.marks.len() > MAX_OPERATORS {
            return Err(Fault::Beyond(start, "this chain has more than 10,000 operators; it was not read"));
        }
        let weight = ended.inside + ended.signs + ended.marks.len();
        // A mask is three bytes at least.
        if is_whole || (weight > self.most && ended.last > start + 2) {
            self.cut.pieces.push(Piece { range: start..ended.last, marks: ended.marks });
        } else {
            around.levels = around.levels.max(weight);
        }
        Ok(())
    }

    fn quoted(&mut self) {
        match self.rest() {
            [b'\\', ..] => self.at += 2,
            [b'"', ..] => {
                // A string has no expression of its own, so closing it cannot fail.
                let _ = self.close(self.at + 1);
            }
            _ => self.literal(),
        }
    }

    fn plain(&mut self) {
        let line = &self.rest()[..line_length(self.rest())];
        let starts_line = self.at == 0 || self.text[self.at - 1] == b'\n';
        if let Some(Form::Text { delimiter: Some(delimiter) }) = self.around.last().map(|around| &around.form)
            && starts_line
            && line.trim_ascii() == &self.text[delimiter.clone()]
        {
            let end = self.at + line.trim_ascii_end().len();
            let _ = self.close(end);
            return;
        }
        self.literal();
    }

    /// Text of a template, and where code starts in it.
    fn literal(&mut self) {
        match self.rest() {
            [b'$', b'$', b'{', ..] | [b'%', b'%', b'{', ..] => self.at += 3,
            [b'$', b'{', ..] => self.open(Form::Brackets, 2),
            [b'%', b'{', ..] => self.open(Form::Directive, 2),
            _ => self.at += 1,
        }
    }

    fn code(&mut self) -> Result<(), Fault> {
        let (at, rest) = (self.at, self.rest());
        let outermost = self.around.len() == 1;
        let Some(around) = self.around.last_mut() else { return Ok(()) };
        let (after_operand, after_dot) = (around.after_operand, around.after_dot);
        let comment = comment_length(rest);
        if comment > 0 {
            self.cut.comments.push(at..at + comment);
            self.at += comment;
            return Ok(());
        }
        let separates = match rest {
            [b'\n', ..] if matches!(around.form, Form::Object) => 1,
            [b',', ..] if !outermost => 1,
            [b'=', b'>', ..] if !outermost => 2,
            [b'=', ..] if !outermost && !rest.starts_with(b"==") => 1,
            [b':', ..] if !outermost && around.undecided == 0 && !rest.starts_with(b"::") => 1,
            [b'.', b'.', b'.', ..] if !outermost => 3,
            [b'~', ..] => 1,
            _ => 0,
        };
        if separates > 0 {
            self.at += separates;
            return self.separate();
        }
        if let Some((mark, length)) = mark(rest, around).filter(|_| !after_dot) {
            around.token(at..at + length, false);
            around.marks.push((at..at + length, mark));
            match mark {
                Mark::If => around.undecided += 1,
                Mark::Else => around.undecided -= 1,
                Mark::Binary(_) => {}
            }
            self.at += length;
            return Ok(());
        }
        match rest {
            [byte, ..] if byte.is_ascii_whitespace() => self.at += 1,
            [b'"', ..] => self.open(Form::Quotes, 1),
            [b'[' | b'{', inside @ ..] if starts_for(inside) => self.open(Form::For { names: true }, 1),
            [b'(' | b'[', ..] => self.open(Form::Brackets, 1),
            [b'{', ..] => self.open(Form::Object, 1),
            [b')' | b']' | b'}', ..] if outermost => {}
            [b')' | b']' | b'}', ..] => return self.close(at + 1),
            [b'<', b'<', ..] if !after_operand && heredoc_delimiter(rest).is_some() => {
                let delimiter = heredoc_delimiter(rest).map(|range| at + range.start..at + range.end);
                self.open(Form::Text { delimiter }, line_length(rest));
            }
            [b',' | b'=', ..] => {}
            [b'.', ..] => {
                around.token(at..at + 1, true);
                around.after_dot = true;
                self.at += 1;
            }
            [b'0'..=b'9', ..] => {
                let length = number_length(rest);
                around.token(at..at + length, true);
                self.at += length;
            }
            [byte, ..] if is_word(*byte) => {
                let length = rest.iter().take_while(|byte| is_word(**byte) || **byte == b'-').count();
                return self.word(length);
            }
            [byte, ..] => {
                around.signs += usize::from(matches!(byte, b'!' | b'-'));
                around.token(at..at + 1, after_dot);
                self.at += 1;
            }
            [] => {}
        }
        Ok(())
    }

    /// A name, or a word of `for` and of directives.
    fn word(&mut self, length: usize) -> Result<(), Fault> {
        let (at, word) = (self.at, &self.rest()[..length]);
        self.at += length;
        let Some(around) = self.around.last_mut() else { return Ok(()) };
        match (&around.form, word) {
            (Form::Directive, b"for") => around.form = Form::For { names: true },
            (Form::Directive, _) => around.form = Form::Brackets,
            (Form::For { names: true }, b"in") => {
                *around = Around { levels: around.levels, ..Around::new(Form::For { names: false }) };
            }
            (Form::For { names: false }, b"if") if !around.after_dot => return self.separate(),
            _ => around.token(at..at + length, true),
        }
        Ok(())
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// Bytes of the number that starts here: `12`, `1.5`, `1e-5`.
fn number_length(rest: &[u8]) -> usize {
    let digits = |from: usize| rest[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut length = digits(0);
    if rest.get(length) == Some(&b'.') && rest.get(length + 1).is_some_and(u8::is_ascii_digit) {
        length += 1 + digits(length + 1);
    }
    if matches!(rest.get(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(rest.get(length + 1), Some(b'+' | b'-')));
        if rest.get(length + 1 + sign).is_some_and(u8::is_ascii_digit) {
            length += 1 + sign + digits(length + 1 + sign);
        }
    }
    length
}

/// The operator that starts here, and its length.
fn mark(rest: &[u8], around: &Around) -> Option<(Mark, usize)> {
    if !around.after_operand || matches!(around.form, Form::For { names: true }) {
        return None;
    }
    let (op, length) = match rest {
        [b'?', ..] => return Some((Mark::If, 1)),
        [b':', b':', ..] => return None,
        [b':', ..] if around.undecided > 0 => return Some((Mark::Else, 1)),
        [b'=', b'=', ..] => (BinaryOp::Equal, 2),
        [b'!', b'=', ..] => (BinaryOp::NotEqual, 2),
        [b'<', b'=', ..] => (BinaryOp::LessEqual, 2),
        [b'>', b'=', ..] => (BinaryOp::GreaterEqual, 2),
        [b'&', b'&', ..] => (BinaryOp::And, 2),
        [b'|', b'|', ..] => (BinaryOp::Or, 2),
        [b'<', ..] => (BinaryOp::Less, 1),
        [b'>', ..] => (BinaryOp::Greater, 1),
        [b'+', ..] => (BinaryOp::Add, 1),
        [b'-', ..] => (BinaryOp::Subtract, 1),
        [b'*', ..] => (BinaryOp::Multiply, 1),
        [b'/', ..] => (BinaryOp::Divide, 1),
        [b'%', ..] => (BinaryOp::Modulo, 1),
        _ => return None,
    };
    Some((Mark::Binary(op), length))
}
