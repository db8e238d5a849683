//! Line breaks that mean nothing. Inside parentheses, indexes, templates and `for` expressions a line may end anywhere;
//! `hcl-edit` refuses some of the places, such as before an operator. Blanks in their stead change no meaning and no
//! offset.

use std::ops::Range;

/// What stands around a place.
enum Around {
    /// Code, and whether line breaks in it mean something.
    Code { breaks_matter: bool },
    /// A quoted string.
    Quotes,
    /// The text of a heredoc that ends with this line, or of a template file.
    Text { delimiter: Option<Range<usize>> },
}

/// The text of a body or an expression with blanks for the line breaks, and comments beside them, that mean nothing.
pub fn joined(text: &str) -> String {
    blanked(text, Around::Code { breaks_matter: true })
}

/// [`joined`] for the text of a template.
pub fn joined_template(text: &str) -> String {
    blanked(text, Around::Text { delimiter: None })
}

fn blanked(text: &str, outermost: Around) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut around = vec![outermost];
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text.as_bytes()[at..];
        let Some(innermost) = around.last() else { break };
        match innermost {
            Around::Code { breaks_matter } => {
                let comment = comment_length(rest);
                if comment > 0 || rest[0] == b'\n' {
                    let length = comment.max(1);
                    if !breaks_matter {
                        bytes[at..at + length].fill(b' ');
                    }
                    at += length;
                    continue;
                }
                match rest[0] {
                    b'"' => around.push(Around::Quotes),
                    b'(' | b'[' => around.push(Around::Code { breaks_matter: false }),
                    b'{' => around.push(Around::Code { breaks_matter: !starts_for(&rest[1..]) }),
                    b')' | b']' | b'}' if around.len() > 1 => {
                        around.pop();
                    }
                    b'<' => {
                        if let Some(delimiter) = heredoc_delimiter(rest) {
                            around.push(Around::Text { delimiter: Some(at + delimiter.start..at + delimiter.end) });
                            at += line_length(rest);
                            continue;
                        }
                    }
                    _ => {}
                }
                at += 1;
            }
            Around::Quotes | Around::Text { .. } => {
                let delimiter = match innermost {
                    Around::Text { delimiter } => delimiter.clone(),
                    _ => None,
                };
                let quotes = matches!(innermost, Around::Quotes);
                let line = &rest[..line_length(rest)];
                let starts_line = at == 0 || text.as_bytes()[at - 1] == b'\n';
                if starts_line && delimiter.is_some_and(|range| line.trim_ascii() == &text.as_bytes()[range]) {
                    around.pop();
                    at += line.len();
                    continue;
                }
                at += match rest {
                    [b'\\', ..] if quotes => 2,
                    [b'"', ..] if quotes => {
                        around.pop();
                        1
                    }
                    [b'$', b'$', b'{', ..] | [b'%', b'%', b'{', ..] => 3,
                    [b'$' | b'%', b'{', ..] => {
                        around.push(Around::Code { breaks_matter: false });
                        2
                    }
                    _ => 1,
                };
            }
        }
    }
    // Only whole comments and line breaks were replaced, so this is text still.
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Bytes of the line that starts here, its break included.
pub(super) fn line_length(rest: &[u8]) -> usize {
    memchr::memchr(b'\n', rest).map_or(rest.len(), |n| n + 1)
}

/// Bytes of the comment that starts here, if one does; without the line break that ends it.
pub(super) fn comment_length(rest: &[u8]) -> usize {
    match rest {
        [b'#', ..] | [b'/', b'/', ..] => memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
        [b'/', b'*', inside @ ..] => memchr::memmem::find(inside, b"*/").map_or(rest.len(), |n| n + 4),
        _ => 0,
    }
}

/// Whether what follows an opening brace is a `for` expression.
pub(super) fn starts_for(mut rest: &[u8]) -> bool {
    loop {
        let blanks = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        rest = &rest[blanks..];
        match comment_length(rest) {
            0 => break,
            length => rest = &rest[length..],
        }
    }
    matches!(rest, [b'f', b'o', b'r', b' ' | b'\t' | b'\r' | b'\n' | b'#' | b'/', ..])
}

/// The delimiter of the heredoc that opens here, if one does.
pub(super) fn heredoc_delimiter(rest: &[u8]) -> Option<Range<usize>> {
    let start = match rest {
        [b'<', b'<', b'-', ..] => 3,
        [b'<', b'<', ..] => 2,
        _ => return None,
    };
    let length = rest[start..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    (length > 0).then_some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_line_breaks_that_mean_nothing_go() {
        for (text, expected) in [
            ("a = (1\n+ 2)\nb = 1", "a = (1 + 2)\nb = 1"),
            ("{\n a = 1\n b = 2\n}", "{\n a = 1\n b = 2\n}"),
            ("{ for k, v in m : k => v\n + 1 }\n", "{ for k, v in m : k => v  + 1 }\n"),
            ("[{\n a = 1 # é\n}, # é\n]", "[{\n a = 1 # é\n},      ]"),
            ("\"%{ if a\n && b }x%{ endif } $${\n}\"", "\"%{ if a  && b }x%{ endif } $${\n}\""),
            ("f(<<EOT\n a ${b\n + c}\n EOT\n, 1\n)", "f(<<EOT\n a ${b  + c}\n EOT\n, 1 )"),
        ] {
            assert_eq!(joined(text), expected);
        }
        assert_eq!(joined_template("a\n${b\n + c}\n"), "a\n${b  + c}\n");
    }

    proptest::proptest! {
        #[test]
        fn any_text_keeps_its_length(text in "(?s)[a-z{}()\\[\\]\"$%<\\-#/*=\\\\ \n~é]{0,80}") {
            proptest::prop_assert_eq!(joined(&text).len(), text.len());
            proptest::prop_assert_eq!(joined_template(&text).len(), text.len());
        }
    }
}
