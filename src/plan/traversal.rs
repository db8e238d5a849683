//! References and module addresses as a plan writes them: `module.net["a"].ids[0]` in steps.

use crate::address::{Key, ModulePath};
use std::iter::Peekable;
use std::str::Chars;
use std::sync::Arc;

/// One step of a traversal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// `name` or `.name`
    Name(Arc<str>),
    /// `[0]` or `["a"]`
    Key(Key),
}

/// The steps of a reference, up to a splat or to what is not a reference.
pub(super) fn steps(text: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.peek() {
        let step = match c {
            '.' => {
                chars.next();
                continue;
            }
            '[' => {
                chars.next();
                key(&mut chars).map(Step::Key)
            }
            _ => name(&mut chars),
        };
        let Some(step) = step else { break };
        steps.push(step);
    }
    steps
}

fn name(chars: &mut Peekable<Chars<'_>>) -> Option<Step> {
    let mut name = String::new();
    while let Some(c) = chars.next_if(|c| !matches!(c, '.' | '[')) {
        name.push(c);
    }
    match name.parse() {
        // `.0` is the old way to write `[0]`.
        Ok(index) => Some(Step::Key(Key::Index(index))),
        Err(_) if name == "*" || name.is_empty() => None,
        Err(_) => Some(Step::Name(name.into())),
    }
}

fn key(chars: &mut Peekable<Chars<'_>>) -> Option<Key> {
    if chars.next_if_eq(&'"').is_none() {
        let digits: String = chars.by_ref().take_while(|c| *c != ']').collect();
        return digits.parse().ok().map(Key::Index);
    }
    let mut text = String::new();
    loop {
        match chars.next()? {
            '"' => break,
            '\\' => text.push(match chars.next()? {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => code_point(chars, 4)?,
                'U' => code_point(chars, 8)?,
                c => c,
            }),
            c @ ('$' | '%') => {
                text.push(c);
                // A doubled one in front of `{` stands for itself.
                let mut ahead = chars.clone();
                if ahead.next() == Some(c) && ahead.next() == Some('{') {
                    chars.next();
                }
            }
            c => text.push(c),
        }
    }
    chars.next_if_eq(&']')?;
    Some(Key::Name(text.into()))
}

fn code_point(chars: &mut Peekable<Chars<'_>>, digits: usize) -> Option<char> {
    let hex: String = chars.by_ref().take(digits).collect();
    char::from_u32(u32::from_str_radix(&hex, 16).ok()?)
}

/// The module instance of an address such as `module.a["x"].module.b[0]`; the root module's is empty.
pub(super) fn module_path(address: &str) -> Option<ModulePath> {
    let mut path = ModulePath::default();
    let mut steps = steps(address).into_iter().peekable();
    while let Some(step) = steps.next() {
        let (Step::Name(word), Step::Name(name)) = (step, steps.next()?) else { return None };
        if &*word != "module" {
            return None;
        }
        let key = match steps.next_if(|next| matches!(next, Step::Key(_))) {
            Some(Step::Key(key)) => key,
            _ => Key::None,
        };
        path.0.push((name, key));
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_cut_into_steps() {
        let name = |text: &str| Step::Name(text.into());
        let key = |text: &str| Step::Key(Key::Name(text.into()));
        let index = |n| Step::Key(Key::Index(n));
        for (text, expected) in [
            ("aws_subnet.a[0].id", vec![name("aws_subnet"), name("a"), index(0), name("id")]),
            ("module.m[\"a.b\\\"]\"].out", vec![name("module"), name("m"), key("a.b\"]"), name("out")]),
            ("a[\"$${x} %%{ $5 \\u00e9\"]", vec![name("a"), key("${x} %{ $5 é")]),
            ("a.0.b", vec![name("a"), index(0), name("b")]),
            ("a.*.b", vec![name("a")]),
            ("a[*].b", vec![name("a")]),
            ("a[", vec![name("a")]),
            ("a[\"b", vec![name("a")]),
            ("a[99999999999999999999]", vec![name("a")]),
            ("", vec![]),
        ] {
            assert_eq!(steps(text), expected, "{text}");
        }
    }

    #[test]
    fn module_addresses_read_back() {
        for text in ["", "module.a", "module.a[\"x\\\"$${y}\"].module.b[0]"] {
            assert_eq!(module_path(text).unwrap().to_string(), text);
        }
        assert_eq!(module_path("module"), None);
        assert_eq!(module_path("data.a.b"), None);
    }
}
