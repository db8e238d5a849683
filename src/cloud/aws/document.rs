//! Texts that hold a document (JSON, YAML, user data), also where they are known only in part: the ids of resources that
//! are to be made stand in the middle of most of them.

use super::given::{Why, given_text};
use crate::address::Address;
use crate::eval::functions::decode;
use crate::eval::value::{Facts, Origin, Type, Value};
use base64::Engine;
use std::collections::BTreeMap;
use std::io::Read;

/// What a text of JSON or YAML holds; nothing when it is not given. What is not known inside stays so.
pub(super) fn document(value: &Value, own: &Address) -> Option<Result<Value, Why>> {
    let value = given_text(value, own)?;
    if let Some(text) = value.as_str() {
        return Some(decode(text).map_err(|_| no_document(value)));
    }
    let Some(facts) = value.as_unknown().map(|unknown| &unknown.facts) else { return Some(Ok(value.clone())) };
    if let Some(inside) = &facts.encodes {
        return Some(Ok(inside.clone()));
    }
    let Some(parts) = &facts.parts else { return Some(Err(Why::of(value))) };
    let Some(holes) = Holes::of(parts) else { return Some(Err(Why::of(value))) };
    Some(decode(&holes.text).map(|decoded| holes.fill(&decoded, 0)).map_err(|_| no_document(value)))
}

fn no_document(value: &Value) -> Why {
    Why::new("it is neither JSON nor YAML", "valid values", value.span)
}

/// A text, decoded where it is base64; with [`UNKNOWN`] for each part that is not known. Nothing when there is nothing
/// to read.
pub(super) fn readable(value: &Value) -> Option<String> {
    let text = match (value.as_str(), value.as_unknown()) {
        (Some(text), _) => text.to_owned(),
        (None, Some(unknown)) => match (&unknown.facts.encodes, &unknown.facts.parts) {
            // Of a text that is known in parts, in base64.
            (Some(inside), _) if inside.as_unknown().is_some_and(|u| u.facts.encodes.is_none()) => readable(inside)?,
            (Some(inside), _) => return inside.as_str().map(str::to_owned),
            (_, Some(parts)) => parts.iter().map(|part| part.as_str().unwrap_or(UNKNOWN)).collect(),
            _ => return None,
        },
        (None, None) => return None,
    };
    let compact: String = text.split_whitespace().collect();
    match base64::engine::general_purpose::STANDARD.decode(compact) {
        Ok(bytes) if bytes.starts_with(&GZIP) => unpacked(&bytes),
        Ok(bytes) if !bytes.is_empty() => String::from_utf8(bytes).ok(),
        _ => Some(text),
    }
}

/// How a gzip stream starts. Source: RFC 1952, section 2.3.1.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Far more than user data may hold: 16 KiB before it is encoded, which packs a text of ten times that at best.
/// Source: Amazon EC2 User Guide, user-data, read 2026-11-26.
const MOST_UNPACKED: u64 = 1 << 20;

fn unpacked(bytes: &[u8]) -> Option<String> {
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(bytes).take(MOST_UNPACKED).read_to_string(&mut text).ok()?;
    Some(text)
}

/// What stands for an unknown part of a text.
pub(super) const UNKNOWN: &str = "\u{FFFC}";

/// A text with a word of its own for each part that is not known.
struct Holes<'a> {
    text: String,
    word: String,
    values: Vec<&'a Value>,
}

impl<'a> Holes<'a> {
    /// Nothing when the text has every word that could stand for a part.
    fn of(parts: &'a [Value]) -> Option<Self> {
        let known = || parts.iter().filter_map(Value::as_str);
        let mut words = (0..20).map(|n| format!("unknown{n}-"));
        let word = words.find(|word| !known().any(|text| text.contains(word)))?;
        let mut holes = Self { text: String::new(), word, values: Vec::new() };
        for part in parts {
            match part.as_str() {
                Some(text) => holes.text.push_str(text),
                None => {
                    holes.text.push_str(&format!("{}{}x", holes.word, holes.values.len()));
                    holes.values.push(part);
                }
            }
        }
        Some(holes)
    }

    /// What was decoded, with the values in place of their words.
    fn fill(&self, value: &Value, depth: usize) -> Value {
        // Deeper is no document that podroom reads.
        if depth > 100 {
            return value.clone();
        }
        if let Some(text) = value.as_str() {
            return self.in_text(text).unwrap_or_else(|| value.clone());
        }
        if let Some(entries) = value.as_entries() {
            let entries: BTreeMap<_, _> =
                entries.iter().map(|(name, value)| (name.clone(), self.fill(value, depth + 1))).collect();
            return Value::object(entries);
        }
        match value.as_sequence() {
            Some(values) => Value::tuple(values.iter().map(|value| self.fill(value, depth + 1)).collect()),
            None => value.clone(),
        }
    }

    /// What a text is that has words in it: the value itself where it is one word, or else unknown, of known parts. Nothing
    /// when it has none.
    fn in_text(&self, text: &str) -> Option<Value> {
        let mut pieces = text.split(&self.word);
        let mut parts = vec![Value::string(pieces.next()?)];
        for piece in pieces {
            let (number, after) = piece.split_once('x').unwrap_or((piece, ""));
            let hole = number.parse().ok().and_then(|n: usize| self.values.get(n));
            parts.push(hole.map_or_else(
                || Value::unknown(Type::String, Origin::NotComputed("part of a text is not known".into(), None)),
                |hole| (*hole).clone(),
            ));
            parts.push(Value::string(after));
        }
        parts.retain(|part| part.as_str() != Some(""));
        match parts.as_slice() {
            [one] if one.is_known() => None,
            [one] => Some(one.clone()),
            _ => {
                let marked = Value::unknown_from(Type::String, &parts).marks;
                let mut origins = Vec::new();
                parts.iter().for_each(|part| part.collect_origins(&mut origins));
                let facts = Facts { parts: Some(parts.into()), ..Facts::default() };
                Some(Value::unknown_with(Type::String, origins, facts).marked(marked))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{computed, own};
    use super::*;

    fn in_parts(parts: Vec<Value>) -> Value {
        let facts = Facts { parts: Some(parts.into()), ..Facts::default() };
        Value::unknown_with(Type::String, vec![Origin::NotComputed("?".into(), None)], facts)
    }

    #[test]
    fn what_is_not_known_keeps_its_place() {
        let id = computed(&own("aws_subnet.a"), "id");
        let text = in_parts(vec![
            Value::string("a: "),
            id.clone(),
            Value::string("\nb: x-"),
            id.clone(),
            Value::string("\nc: 1\n"),
        ]);
        let found = document(&text, &own("kubectl_manifest.m")).unwrap().unwrap();
        assert_eq!(found.attribute("a").unwrap().via, id.via, "it is that value");
        assert!(!found.attribute("b").unwrap().is_known() && found.attribute("b").unwrap().via.is_none());
        assert_eq!(found.attribute("c").unwrap().as_number().and_then(|n| n.to_u64()), Some(1));
        assert_eq!(readable(&text).as_deref(), Some("a: \u{FFFC}\nb: x-\u{FFFC}\nc: 1\n"));
    }

    #[test]
    fn a_text_that_has_every_word_for_what_is_not_known_is_not_read() {
        let words: String = (0..20).map(|n| format!("unknown{n}-\n")).collect();
        let text = in_parts(vec![Value::string(words), computed(&own("aws_subnet.a"), "id")]);
        assert!(document(&text, &own("kubectl_manifest.m")).unwrap().is_err());
    }
}
