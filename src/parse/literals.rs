//! The literal texts of a template: what `~` takes off them, and what the indentation of a heredoc does.
//!
//! Terraform reads a heredoc and a template file line by line, and a quoted string in one piece. A `~` takes the white
//! space off the piece beside it, so after `~}` at the end of a line it is the line break and nothing of the next line.
//!
//! Source: hashicorp/hcl v2.23, `hclsyntax/parser_template.go`, read 2026-11-26.

use hcl_edit::Span as _;
use hcl_edit::template::{Directive, Element, Strip, Template};
use std::borrow::Cow;

/// What a template is made of, in order, directives taken apart.
#[derive(Default)]
pub(super) struct Literals {
    pieces: Vec<Piece>,
    /// How many literals there are.
    count: usize,
    /// The next piece loses the white space it starts with.
    strips_next: bool,
}

enum Piece {
    /// A literal or a line of it, and which literal that is.
    Text(usize, String),
    /// An interpolation, or one end of a directive.
    Code,
}

impl Literals {
    /// A quoted string. The parser has resolved its escapes, but not those inside directives.
    pub(super) fn of_string(&mut self, elements: &[&Element], inside: bool) {
        self.walk(
            elements,
            &mut |literals, element| {
                if let Element::Literal(text) = element {
                    let text = if inside { unescaped(text.value()) } else { Cow::Borrowed(text.value().as_str()) };
                    literals.text(&text);
                }
            },
            &mut |literals, template| literals.of_string(&template.iter().collect::<Vec<_>>(), true),
        );
    }

    /// A heredoc or a template file in its source.
    pub(super) fn of_lines(&mut self, elements: &[&Element], source: &str) {
        self.walk(
            elements,
            &mut |literals, element| {
                let written = element.span().and_then(|range| source.get(range)).unwrap_or_default();
                let text = written.replace("$${", "${").replace("%%{", "%{");
                let count = literals.count;
                for line in text.split_inclusive('\n') {
                    literals.count = count;
                    literals.text(line);
                }
                literals.count = count + 1;
            },
            &mut |literals, template| literals.of_lines(&template.iter().collect::<Vec<_>>(), source),
        );
    }

    fn walk(
        &mut self,
        elements: &[&Element],
        literal: &mut dyn FnMut(&mut Self, &Element),
        template: &mut dyn FnMut(&mut Self, &Template),
    ) {
        for element in elements {
            match element {
                Element::Literal(_) => literal(self, element),
                Element::Interpolation(i) => self.code(i.strip),
                Element::Directive(directive) => match &**directive {
                    Directive::If(d) => {
                        self.code(d.if_expr.strip);
                        template(self, &d.if_expr.template);
                        if let Some(otherwise) = &d.else_expr {
                            self.code(otherwise.strip);
                            template(self, &otherwise.template);
                        }
                        self.code(d.endif_expr.strip);
                    }
                    Directive::For(d) => {
                        self.code(d.for_expr.strip);
                        template(self, &d.for_expr.template);
                        self.code(d.endfor_expr.strip);
                    }
                },
            }
        }
    }

    fn text(&mut self, text: &str) {
        let strips = std::mem::take(&mut self.strips_next);
        let text = if strips { text.trim_start() } else { text };
        self.pieces.push(Piece::Text(self.count, text.to_owned()));
        self.count += 1;
    }

    fn code(&mut self, strip: Strip) {
        if let (Strip::Start | Strip::Both, Some(Piece::Text(_, text))) = (strip, self.pieces.last_mut()) {
            text.truncate(text.trim_end().len());
        }
        self.pieces.push(Piece::Code);
        self.strips_next = matches!(strip, Strip::End | Strip::Both);
    }

    /// Takes off what every line of a `<<-` heredoc is indented by. Empty lines do not count; a line that starts with
    /// code has no indentation.
    pub(super) fn flush(&mut self) {
        let mut least = usize::MAX;
        let mut starts = Vec::new();
        let mut newline = true;
        for (n, piece) in self.pieces.iter().enumerate() {
            match piece {
                Piece::Text(_, text) => {
                    let is_blank = text.ends_with('\n') && text.trim().is_empty();
                    if newline && !is_blank {
                        least = least.min(text.chars().take_while(|c| c.is_whitespace()).count());
                        starts.push(n);
                    }
                    newline = if text.is_empty() { newline } else { text.ends_with('\n') };
                }
                Piece::Code => {
                    least = if newline { 0 } else { least };
                    newline = false;
                }
            }
        }
        for n in starts {
            if let Some(Piece::Text(_, text)) = self.pieces.get_mut(n) {
                *text = text.chars().skip(least).collect();
            }
        }
    }

    /// The texts of the literals, in order.
    pub(super) fn texts(self) -> std::vec::IntoIter<String> {
        let mut texts = vec![String::new(); self.count];
        for piece in self.pieces {
            if let Piece::Text(n, text) = piece {
                texts[n].push_str(&text);
            }
        }
        texts.into_iter()
    }
}

/// The text that a part of a quoted string stands for.
fn unescaped(text: &str) -> Cow<'_, str> {
    let Some((before, _)) = text.split_once('\\') else { return Cow::Borrowed(text) };
    let mut out = before.to_owned();
    let mut rest = &text[before.len()..];
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        let escape = if c == '\\' { rest.chars().next() } else { None };
        let Some(escape) = escape else {
            out.push(c);
            continue;
        };
        rest = &rest[escape.len_utf8()..];
        let digits = match escape {
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        let code = rest.get(..digits).and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
        out.push(match (escape, code) {
            ('n', _) => '\n',
            ('r', _) => '\r',
            ('t', _) => '\t',
            ('u' | 'U', Some(code)) => {
                rest = &rest[digits..];
                code
            }
            (other, _) => other,
        });
    }
    out.into()
}
