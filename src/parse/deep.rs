//! Expressions too deep for `hcl-edit`, which takes 64 levels and 128 operators: chains of a thousand operators, brackets
//! in brackets. They are read in pieces.
//!
//! `pieces.rs` finds, in one walk, the expressions inside that are too deep for the parser together with what is
//! around them. Each is read by itself, the innermost first, and `(_17__)` of its length stands in its place from then
//! on. A piece is operands, which `hcl-edit` reads one by one, and operators, which are put together here with HCL's
//! precedence.

use super::Problem;
use super::ast::{BinaryOp, Expr, ExprKind, Part, UnaryOp};
use super::hcl::{self, Place};
use super::lines;
use super::pieces::{self, Cut, Mark, Piece};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Levels of brackets, templates, signs and conditionals inside each other that are read.
pub(super) const MAX_DEPTH: usize = 200;
/// What is said of an expression with more.
pub(super) const TOO_DEEP: &str = "this nests more than 200 levels deep; it was not read";
/// Operators of one chain that are read.
pub(super) const MAX_OPERATORS: usize = 10_000;

/// Levels and operators that `hcl-edit` is given at once: far fewer than it takes.
const PIECE: usize = 24;

/// Pieces that were read, by where they start.
pub(super) type Read = HashMap<usize, Expr>;

/// Reads the expression that is `text[range]`; places count from the start of the text. `None` when the text cannot be
/// cut in pieces.
pub(super) fn expression(text: &str, range: Range<usize>, place: Place) -> Option<Result<Expr, Problem>> {
    expression_in(PIECE, text, range, place)
}

fn expression_in(most: usize, text: &str, range: Range<usize>, place: Place) -> Option<Result<Expr, Problem>> {
    let text = lines::joined(text);
    let read = || {
        let mut cut = pieces::of_expression(&text, range, most)?;
        let Some(whole) = cut.pieces.pop() else { return Ok(None) };
        let mut reader = Reader::new(&text, place);
        reader.inner(&cut)?;
        reader.piece(&whole).map(Some)
    };
    said(read(), place)
}

/// As [`expression`], of the text of a template.
pub(super) fn template(text: &str, place: Place) -> Option<Result<Arc<[Part]>, Problem>> {
    let text = lines::joined_template(text);
    let read = || {
        let cut = pieces::of_template(&text, PIECE)?;
        let mut reader = Reader::new(&text, place);
        reader.inner(&cut)?;
        reader.text(0..text.len(), |text| hcl::template_around(text, place, &reader.read)).map(Some)
    };
    said(read(), place)
}

/// Why a piece cannot be read.
pub(super) enum Fault {
    /// It goes beyond what is read here, at this byte.
    Beyond(usize, &'static str),
    /// The parser refuses it.
    Refused(Problem),
}

fn said<T>(outcome: Result<Option<T>, Fault>, place: Place) -> Option<Result<T, Problem>> {
    match outcome {
        Ok(read) => read.map(Ok),
        Err(Fault::Refused(problem)) => Some(Err(problem)),
        Err(Fault::Beyond(at, message)) => {
            Some(Err(Problem { span: place.span(at..at + 1), message: message.to_owned() }))
        }
    }
}

struct Reader {
    /// The text, with the pieces that were read masked.
    text: Vec<u8>,
    place: Place,
    read: Read,
}

impl Reader {
    fn new(text: &str, place: Place) -> Self {
        Self { text: text.as_bytes().to_vec(), place, read: Read::new() }
    }

    /// Reads all pieces but the whole.
    fn inner(&mut self, cut: &Cut) -> Result<(), Fault> {
        for comment in &cut.comments {
            self.text[comment.clone()].fill(b' ');
        }
        for piece in &cut.pieces {
            let expr = self.piece(piece)?;
            self.read.insert(piece.range.start, expr);
            // No two masks are alike: keys of one object may be masked.
            let mask = format!("(_{:_<width$}", piece.range.start, width = piece.range.len()).into_bytes();
            if let [bytes @ .., last] = &mut self.text[piece.range.clone()] {
                bytes.copy_from_slice(&mask[..bytes.len()]);
                *last = b')';
            }
        }
        Ok(())
    }

    fn piece(&self, piece: &Piece) -> Result<Expr, Fault> {
        let mut chain = Chain { reader: self, piece, next: 0 };
        let expr = chain.conditional(0)?;
        match piece.marks.get(chain.next) {
            Some((at, _)) => Err(Fault::Beyond(at.start, "this operator does not belong here")),
            None => Ok(expr),
        }
    }

    fn text<T>(&self, range: Range<usize>, read: impl FnOnce(&str) -> Result<T, Problem>) -> Result<T, Fault> {
        // Masks cover whole characters, so this is text still.
        let text = self.text.get(range).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
        read(text).map_err(Fault::Refused)
    }

    /// An operand with its signs.
    fn operand(&self, range: Range<usize>) -> Result<Expr, Fault> {
        let blank = |byte: &&u8| byte.is_ascii_whitespace();
        let text = &self.text[range.clone()];
        let start = range.start + text.iter().take_while(blank).count();
        let range = start..range.end.saturating_sub(text.iter().rev().take_while(blank).count()).max(start);
        let mut signs = Vec::new();
        let mut at = start;
        while let Some(byte) = self.text.get(at).filter(|_| at < range.end) {
            match byte {
                b'!' => signs.push((at, UnaryOp::Not)),
                b'-' => signs.push((at, UnaryOp::Negate)),
                byte if byte.is_ascii_whitespace() => {}
                _ => break,
            }
            at += 1;
        }
        if signs.len() > MAX_DEPTH {
            return Err(Fault::Beyond(start, TOO_DEEP));
        }
        if signs.len() < PIECE {
            (at, signs) = (start, Vec::new());
        }
        let mut expr =
            self.text(at..range.end, |text| hcl::expression_around(text, self.place.after(at), at, &self.read))?;
        for (at, sign) in signs.into_iter().rev() {
            let span = self.place.span(at..at + 1).to(expr.span);
            expr = Expr { span, kind: ExprKind::Unary(sign, Arc::new(expr)) };
        }
        Ok(expr)
    }
}

/// The operands and operators of a piece, while they are put together.
struct Chain<'a> {
    reader: &'a Reader,
    piece: &'a Piece,
    /// The mark that comes next.
    next: usize,
}

impl Chain<'_> {
    fn conditional(&mut self, depth: usize) -> Result<Expr, Fault> {
        if depth > MAX_DEPTH {
            return Err(Fault::Beyond(self.piece.range.start, TOO_DEEP));
        }
        let mut cases = Vec::new();
        loop {
            let expr = self.operators(0)?;
            let Some((at, Mark::If)) = self.piece.marks.get(self.next) else {
                let Some((first, _)) = cases.first() else { return Ok(expr) };
                let Expr { span, .. } = first;
                let span = span.to(expr.span);
                return Ok(Expr { span, kind: ExprKind::Conditional(cases.into(), Arc::new(expr)) });
            };
            self.next += 1;
            let value = self.conditional(depth + 1)?;
            let Some((_, Mark::Else)) = self.piece.marks.get(self.next) else {
                return Err(Fault::Beyond(at.start, "this `?` has no `:`"));
            };
            self.next += 1;
            cases.push((expr, value));
        }
    }

    /// Operands with operators that bind at least so tightly.
    fn operators(&mut self, least: u8) -> Result<Expr, Fault> {
        let first = self.operand()?;
        let mut rest = Vec::new();
        let mut span = first.span;
        while let Some((_, Mark::Binary(op))) = self.piece.marks.get(self.next)
            && op.precedence() >= least
        {
            self.next += 1;
            let right = self.operators(op.precedence() + 1)?;
            span = span.to(right.span);
            rest.push((*op, right));
        }
        match rest.is_empty() {
            true => Ok(first),
            false => Ok(Expr { span, kind: ExprKind::Binary(Arc::new(first), rest.into()) }),
        }
    }

    /// The operand between the mark before and the one that comes.
    fn operand(&self) -> Result<Expr, Fault> {
        let before = self.next.checked_sub(1).and_then(|n| self.piece.marks.get(n));
        let start = before.map_or(self.piece.range.start, |(at, _)| at.end);
        let end = self.piece.marks.get(self.next).map_or(self.piece.range.end, |(at, _)| at.start);
        self.reader.operand(start..end)
    }
}

impl BinaryOp {
    /// How tightly HCL's operators bind.
    fn precedence(self) -> u8 {
        match self {
            Self::Or => 0,
            Self::And => 1,
            Self::Equal | Self::NotEqual => 2,
            Self::Less | Self::LessEqual | Self::Greater | Self::GreaterEqual => 3,
            Self::Add | Self::Subtract => 4,
            Self::Multiply | Self::Divide | Self::Modulo => 5,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    fn place(text: &str) -> Place {
        SourceMap::default().add("x".to_owned(), text.into()).into()
    }

    fn usual(text: &str) -> Option<Expr> {
        hcl::parse_expression(text, place(text)).ok()
    }

    fn assert_same_in_pieces(text: &str) {
        let usual = format!("{:?}", usual(text).unwrap());
        for most in [1, 3, 8] {
            match expression_in(most, text, 0..text.len(), place(text)) {
                Some(Ok(pieces)) => assert_eq!(usual, format!("{pieces:?}"), "{most}: {text}"),
                Some(Err(problem)) => panic!("{most}: {text}: {}", problem.message),
                None => panic!("{most}: {text} is not cut"),
            }
        }
    }

    #[test]
    fn pieces_make_the_same_tree() {
        let file = include_str!("../../testdata/conformance/expressions.jsonl");
        let cases = file.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        for text in cases.map(|case| case["expr"].as_str().unwrap().to_owned()).filter(|text| usual(text).is_some()) {
            assert_same_in_pieces(&text);
        }
        for text in [
            "a ? b ? 1 : 2 : c ? 3 : 4",
            "!-a.b[0].c - -1 * 1e-5 + x-y[*].z.*.w",
            "a - -b.*.c * d[*].e % 2 == f / g || h && !i",
            "{ (a) = b ? c : d, \"${a}\" : [for in_, k in(a) : k if(k)], e = <<E\n x ${[a]} ${\"${b}\"}\nE\n }",
            "{ for k, v in a ? b : c : k => v... if k > 1 }",
            "f::g::h(a + 1, b...) % (1)",
            "\"%{ for a in [1, 2] ~} ${~ a + 1 ~} %{~ endfor }%{ if a == b }x%{ else }y%{ endif }\"",
            "a /* ) */ + [ # (\n 1, 2 // ]\n ]",
        ] {
            assert_same_in_pieces(text);
        }
    }

    #[test]
    fn depth_is_read_up_to_a_limit() {
        // Without optimisation `hcl-edit` needs more than a test's stack for the depth that it takes.
        std::thread::Builder::new().stack_size(16 << 20).spawn(depth_is_read).unwrap().join().unwrap();
    }

    fn depth_is_read() {
        let nest = |open: &str, close: &str, n: usize| format!("{}1{}", open.repeat(n), close.repeat(n));
        for (open, close) in [
            ("(", ")"),
            ("[", "]"),
            ("{ a = ", " }"),
            ("f(", ")"),
            ("a[", "]"),
            ("\"${", "}\""),
            ("!", ""),
            ("- ", ""),
            ("a ? ", " : b"),
            ("[for a in b : ", "]"),
            ("\"%{ if ", " }%{ endif }\""),
            ("<<E\n${", "}\nE\n"),
            ("1 + (", ") * 2"),
        ] {
            // Real nesting is deeper than what `hcl-edit` takes, and so is this.
            let read = |n| hcl::parse_expression(&nest(open, close, n), place(""));
            assert!(read(150).is_ok(), "{open}: {:?}", read(150));
            let message = read(1000).unwrap_err().message;
            assert!(message.contains("more than 200 levels"), "{open}: {message}");
        }
        for chain in [" + a", " && a == b", " ? b : c", ".a", "[0]", " - a * b"] {
            let read = |n| hcl::parse_expression(&format!("a{}", chain.repeat(n)), place(""));
            assert!(read(3000).is_ok(), "{chain}: {:?}", read(3000).map(drop));
        }
        let read = hcl::parse_expression(&format!("a{}", " + a".repeat(20_000)), place(""));
        assert!(read.unwrap_err().message.contains("more than 10,000 operators"));
    }

    #[test]
    fn a_mistake_deep_inside_has_its_place() {
        let text = format!("{}1 +{}", "(".repeat(100), ")".repeat(100));
        let problem = hcl::parse_expression(&text, place(&text)).unwrap_err();
        assert_eq!(problem.span.start, 103);
        assert!(problem.message.starts_with("invalid expression"), "{}", problem.message);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "(?s)[a-z01{}()\\[\\]\"$%<\\-+?:=,.#/*!~&\\\\ \né]{0,60}") {
            for most in [1, 4] {
                let _ = expression_in(most, &text, 0..text.len(), place(&text));
            }
            let _ = template(&text, place(&text));
            // What the parser takes is the same in pieces.
            if let (Some(usual), Some(Ok(pieces))) = (usual(&text), expression_in(1, &text, 0..text.len(), place(&text))) {
                proptest::prop_assert_eq!(format!("{usual:?}"), format!("{pieces:?}"));
            }
        }
    }
}
