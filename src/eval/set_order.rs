//! The order of a set's elements. It can be seen: a `for` over a set of objects, or `setproduct`, numbers them.

use super::equal::order;
use super::functions::short_number;
use super::value::{Kind, Value};
use std::cell::Cell;
use std::cmp::Ordering;
use std::iter::repeat;

/// The order Terraform keeps a set in: numbers by size, strings by bytes, `false` before `true`, null after them and
/// unknown values last. Collections are in the order of the texts they are hashed by, which are never written here.
///
/// Source: zclconf/go-cty v1.16, `cty/set_internals.go`, read 2026-11-26.
pub fn set_order(a: &Value, b: &Value) -> Ordering {
    if by_text(a) && by_text(b) { hashed(a, b, &Cell::new(false)).then_with(|| order(a, b)) } else { order(a, b) }
}

/// Whether the elements of a set are all different and stay in this order, whatever the unknown parts of them turn out
/// to be: known parts before those tell.
pub fn is_certain(elements: &[Value]) -> bool {
    let is_before = |a: &Value, b: &Value| {
        let unknown = Cell::new(false);
        by_text(a) && by_text(b) && hashed(a, b, &unknown) == Ordering::Less && !unknown.get()
    };
    elements.windows(2).all(|pair| is_before(&pair[0], &pair[1]))
}

fn by_text(value: &Value) -> bool {
    value.as_sequence().is_some() || value.as_entries().is_some()
}

/// Compares the texts: `"x";` for a string, `<1;?;>` for an object or tuple with a number and something unknown,
/// `[T;F;]` for a list, `{"key":~;}` for a map with a null. Says whether they differ only behind something unknown.
fn hashed(a: &Value, b: &Value, unknown: &Cell<bool>) -> Ordering {
    let is_open = |value: &Value| matches!(&value.kind, Kind::Object(object) if object.open.is_some());
    if [a, b].iter().any(|value| matches!(value.kind, Kind::Unknown(_) | Kind::Instance(_)) || is_open(value)) {
        unknown.set(true);
    }
    match (&a.kind, &b.kind) {
        (Kind::String(a), Kind::String(b)) => quoted(a, b),
        (Kind::Number(a), Kind::Number(b)) => {
            let text = |number| short_number(number) + ";";
            if a == b { Ordering::Equal } else { text(a).cmp(&text(b)) }
        }
        (Kind::Map(_, a), Kind::Map(_, b)) => {
            let entries = a.iter().zip(b.iter());
            first_difference(entries.map(|((k, v), (l, w))| quoted(k, l).then_with(|| hashed(v, w, unknown))))
                // `"` comes before the `}` of the shorter one.
                .unwrap_or_else(|| b.len().cmp(&a.len()))
        }
        (Kind::Object(a), Kind::Object(b)) => {
            let parts = a.attributes.values().zip(b.attributes.values());
            first_difference(parts.map(|(a, b)| hashed(a, b, unknown))).unwrap_or(Ordering::Equal)
        }
        _ => match (a.as_sequence(), b.as_sequence()) {
            (Some(x), Some(y)) => {
                let end = |rest: Option<&Value>| rest.map_or(b']', first_byte);
                let shorter = x.len().min(y.len());
                first_difference(x.iter().zip(y).map(|(a, b)| hashed(a, b, unknown)))
                    .unwrap_or_else(|| end(x.get(shorter)).cmp(&end(y.get(shorter))))
            }
            _ => first_byte(a).cmp(&first_byte(b)),
        },
    }
}

fn first_difference(mut parts: impl Iterator<Item = Ordering>) -> Option<Ordering> {
    parts.find(|part| part.is_ne())
}

fn first_byte(value: &Value) -> u8 {
    match &value.kind {
        Kind::Null(_) => b'~',
        Kind::Bool(true) => b'T',
        Kind::Bool(false) => b'F',
        Kind::Number(number) => short_number(number).as_bytes()[0],
        Kind::String(_) => b'"',
        Kind::List(..) | Kind::Set(..) => b'[',
        Kind::Map(..) => b'{',
        Kind::Tuple(_) | Kind::Object(_) => b'<',
        Kind::Instance(_) | Kind::Unknown(_) => b'?',
    }
}

/// Compares two texts as Go quotes them.
fn quoted(a: &str, b: &str) -> Ordering {
    let text = |text| str::chars(text).map(Some).chain(repeat(None));
    let different = text(a).zip(text(b)).find(|(a, b)| a != b || a.is_none());
    different.map_or(Ordering::Equal, |(a, b)| escaped(a).cmp(&escaped(b)))
}

/// A character in quotes, or the quote at the end.
fn escaped(c: Option<char>) -> String {
    match c {
        None => "\"".to_owned(),
        Some('"') => "\\\"".to_owned(),
        Some('\\') => "\\\\".to_owned(),
        Some('\u{7}') => "\\a".to_owned(),
        Some('\u{8}') => "\\b".to_owned(),
        Some('\u{c}') => "\\f".to_owned(),
        Some('\u{b}') => "\\v".to_owned(),
        Some(c @ ('\n' | '\r' | '\t')) => c.escape_default().to_string(),
        Some(c) if c.is_ascii_control() => format!("\\x{:02x}", u32::from(c)),
        Some(c) if c.is_control() || (c.is_whitespace() && c != ' ') => format!("\\u{:04x}", u32::from(c)),
        Some(c) => c.to_string(),
    }
}
