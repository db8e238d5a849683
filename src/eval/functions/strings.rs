//! Functions of strings. Characters are grapheme clusters, as people count them.

use super::sequence::elements;
use super::{
    Body, Function, MAX_TEXT, Param, check_elements, check_text, integer_at, not_null, str_at, text, unknown,
    unknown_with,
};
use crate::eval::convert;
use crate::eval::value::{Facts, Fault, Type, Value};
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation as _;

pub(super) fn function(name: &str) -> Option<Function> {
    use Param::{Number, Text, Texts};
    let of_text = |run: fn(&[Value]) -> Result<Value, Fault>| Function::new(&[Text], Body::Known(Type::String, run));
    let of_two =
        |run: fn(&[Value]) -> Result<Value, Fault>| Function::new(&[Text, Text], Body::Known(Type::String, run));
    Some(match name {
        "chomp" => of_text(|args| text(str_at(args, 0)?.trim_end_matches(['\r', '\n']).to_owned())),
        "endswith" => Function::new(&[Text, Text], Body::Parts(endswith)),
        "indent" => Function::new(&[Number, Text], Body::Known(Type::String, indent)),
        "join" => Function::variadic(&[Text], Texts, Body::Parts(join)),
        "lower" => of_text(|args| text(str_at(args, 0)?.chars().map(lower).collect())),
        "split" => Function::new(&[Text, Text], Body::Parts(split)),
        "startswith" => Function::new(&[Text, Text], Body::Parts(startswith)),
        "strcontains" => Function::new(&[Text, Text], Body::Parts(strcontains)),
        "strrev" => of_text(|args| text(str_at(args, 0)?.graphemes(true).rev().collect())),
        "substr" => Function::new(&[Text, Number, Number], Body::Known(Type::String, substr)),
        "title" => of_text(title),
        "trim" => of_two(|args| {
            let cutset = str_at(args, 1)?;
            text(str_at(args, 0)?.trim_matches(|c| cutset.contains(c)).to_owned())
        }),
        "trimprefix" => of_two(|args| {
            let whole = str_at(args, 0)?;
            text(whole.strip_prefix(str_at(args, 1)?).unwrap_or(whole).to_owned())
        }),
        "trimspace" => of_text(|args| text(str_at(args, 0)?.trim().to_owned())),
        "trimsuffix" => of_two(|args| {
            let whole = str_at(args, 0)?;
            text(whole.strip_suffix(str_at(args, 1)?).unwrap_or(whole).to_owned())
        }),
        "upper" => of_text(|args| text(str_at(args, 0)?.chars().map(upper).collect())),
        _ => return None,
    })
}

/// One string made of parts, each converted to a string. Where parts are unknown, what stands before the first and
/// after the last of them is known all the same; a single part is itself.
///
/// # Errors
/// A part that has no text: null, a collection. A result over 16 MiB.
pub(super) fn concatenated(parts: &[Value]) -> Result<Value, Fault> {
    let mut texts = Vec::with_capacity(parts.len());
    for (index, part) in parts.iter().enumerate() {
        let part = convert::convert(part, &Type::String).map_err(|fault| Fault::argument(index, fault.message))?;
        if part.is_null() {
            return Err(Fault::argument(index, "a null value has no text"));
        }
        texts.push(part);
    }
    texts.retain(|text| text.as_str() != Some(""));
    if let [only] = &texts[..] {
        return Ok(only.clone());
    }
    check_text(texts.iter().filter_map(Value::as_str).map(str::len).fold(0, usize::saturating_add))?;
    if texts.iter().all(Value::is_known) {
        return text(texts.iter().filter_map(Value::as_str).collect());
    }
    let mut prefix = String::new();
    for text in &texts {
        prefix.push_str(text.as_str().or(fact(text, |facts| &facts.prefix)).unwrap_or_default());
        if !text.is_known() {
            break;
        }
    }
    let mut suffix = Vec::new();
    for text in texts.iter().rev() {
        suffix.push(text.as_str().or(fact(text, |facts| &facts.suffix)).unwrap_or_default());
        if !text.is_known() {
            break;
        }
    }
    suffix.reverse();
    let filled = |text: String| (!text.is_empty()).then(|| Arc::from(text));
    let facts = Facts { prefix: filled(prefix), suffix: filled(suffix.concat()), ..not_null() };
    Ok(unknown_with(Type::String, &texts, facts))
}

fn fact(value: &Value, which: fn(&Facts) -> &Option<Arc<str>>) -> Option<&str> {
    which(&value.as_unknown()?.facts).as_deref()
}

fn startswith(args: &[Value]) -> Result<Value, Fault> {
    let Some(prefix) = args[1].as_str() else { return Ok(unknown(Type::Bool, args)) };
    let known = match args[0].as_str() {
        Some(text) => Some(text.starts_with(prefix)),
        None => fact(&args[0], |facts| &facts.prefix).and_then(|start| {
            if start.starts_with(prefix) { Some(true) } else { (!prefix.starts_with(start)).then_some(false) }
        }),
    };
    Ok(if prefix.is_empty() { Value::bool(true) } else { known.map_or_else(|| unknown(Type::Bool, args), Value::bool) })
}

fn endswith(args: &[Value]) -> Result<Value, Fault> {
    let Some(suffix) = args[1].as_str() else { return Ok(unknown(Type::Bool, args)) };
    let known = match args[0].as_str() {
        Some(text) => Some(text.ends_with(suffix)),
        None => fact(&args[0], |facts| &facts.suffix)
            .and_then(|end| if end.ends_with(suffix) { Some(true) } else { (!suffix.ends_with(end)).then_some(false) }),
    };
    Ok(if suffix.is_empty() { Value::bool(true) } else { known.map_or_else(|| unknown(Type::Bool, args), Value::bool) })
}

fn strcontains(args: &[Value]) -> Result<Value, Fault> {
    let Some(part) = args[1].as_str() else { return Ok(unknown(Type::Bool, args)) };
    if let Some(text) = args[0].as_str() {
        return Ok(Value::bool(text.contains(part)));
    }
    let ends = [fact(&args[0], |facts| &facts.prefix), fact(&args[0], |facts| &facts.suffix)];
    let found = ends.into_iter().flatten().any(|end| end.contains(part));
    Ok(if found || part.is_empty() { Value::bool(true) } else { unknown(Type::Bool, args) })
}

fn indent(args: &[Value]) -> Result<Value, Fault> {
    let spaces = integer_at(args, 0)?;
    let spaces =
        usize::try_from(spaces).map_err(|_| Fault::argument(0, "the number of spaces must not be negative"))?;
    let lines = str_at(args, 1)?;
    let added = lines.matches('\n').count().saturating_mul(spaces);
    check_text(lines.len().saturating_add(added))?;
    // Without a line break no space is needed, however many were asked for.
    let pad = if added == 0 { String::new() } else { " ".repeat(spaces) };
    text(lines.replace('\n', &format!("\n{pad}")))
}

fn join(args: &[Value]) -> Result<Value, Fault> {
    let Some((separator, lists)) = args.split_first().filter(|(_, lists)| !lists.is_empty()) else {
        return Err(Fault::new("at least one list is required"));
    };
    let mut parts = Vec::new();
    for (index, list) in lists.iter().enumerate() {
        let Some(items) = elements(list) else {
            return Ok(if parts.is_empty() { unknown(Type::String, args) } else { beginning(&parts, args) });
        };
        for (n, item) in items.iter().enumerate() {
            if item.is_null() {
                return Err(Fault::argument(index + 1, format!("element {n} is null; cannot concatenate null values")));
            }
            if !parts.is_empty() {
                parts.push(separator.clone());
            }
            parts.push(item.clone());
        }
        check_elements(parts.len() / 2)?;
    }
    concatenated(&parts)
}

/// A string of which only the first parts are known, because a list of unknown length follows.
fn beginning(parts: &[Value], args: &[Value]) -> Value {
    let prefix: String = parts.iter().map_while(Value::as_str).take(MAX_TEXT).collect();
    let prefix = (!prefix.is_empty() && prefix.len() <= MAX_TEXT).then(|| Arc::from(prefix));
    unknown_with(Type::String, args, Facts { prefix, ..not_null() })
}

fn split(args: &[Value]) -> Result<Value, Fault> {
    let ty = Type::list(Type::String);
    let (Some(separator), Some(whole)) = (args[0].as_str(), args[1].as_str()) else {
        let least = u64::from(args[0].as_str().is_some_and(|separator| !separator.is_empty()));
        let element = unknown(Type::String, args);
        return Ok(unknown_with(ty, args, Facts { min_length: least, element: Some(element), ..not_null() }));
    };
    let parts: Vec<&str> = if separator.is_empty() {
        whole.split("").filter(|c| !c.is_empty()).collect()
    } else {
        whole.split(separator).take(super::MAX_ELEMENTS + 1).collect()
    };
    check_elements(parts.len())?;
    Ok(Value::list(Type::String, parts.into_iter().map(Value::string).collect()))
}

fn substr(args: &[Value]) -> Result<Value, Fault> {
    let (whole, offset, length) = (str_at(args, 0)?, integer_at(args, 1)?, integer_at(args, 2)?);
    let offset = if offset < 0 {
        let count = i64::try_from(whole.graphemes(true).count()).unwrap_or(i64::MAX);
        offset.saturating_add(count).max(0)
    } else {
        offset
    };
    let characters = whole.graphemes(true).skip(usize::try_from(offset).unwrap_or(usize::MAX));
    // A negative length means: to the end.
    text(characters.take(usize::try_from(length).unwrap_or(usize::MAX)).collect())
}

/// As Go maps case: one character to one character, so that `ß` stays.
fn upper(c: char) -> char {
    let mut mapped = c.to_uppercase();
    mapped.next().filter(|_| mapped.next().is_none()).unwrap_or(c)
}

fn lower(c: char) -> char {
    // The one letter whose full lower case is longer than its simple one.
    if c == 'İ' { 'i' } else { c.to_lowercase().next().unwrap_or(c) }
}

fn title(args: &[Value]) -> Result<Value, Fault> {
    let mut after_letter = false;
    let capital = |c: char| {
        let first = !std::mem::replace(&mut after_letter, !separates(c));
        if first { upper(c) } else { c }
    };
    text(str_at(args, 0)?.chars().map(capital).collect())
}

/// Whether a word ends at the character, as Go's `strings.Title` has it.
fn separates(c: char) -> bool {
    if c.is_ascii() { !(c.is_ascii_alphanumeric() || c == '_') } else { !c.is_alphanumeric() && c.is_whitespace() }
}

/// How many characters the text has.
pub(super) fn count(text: &str) -> u64 {
    text.graphemes(true).count() as u64
}

#[cfg(test)]
mod tests {
    use crate::eval::functions::testing::{called, identified, json, unknown, value};
    use crate::eval::value::{Facts, Type, Value};

    fn ends(result: &Value) -> (Option<&str>, Option<&str>) {
        let facts = &result.as_unknown().unwrap().facts;
        (facts.prefix.as_deref(), facts.suffix.as_deref())
    }

    #[test]
    fn the_ends_of_an_unknown_string_are_known() {
        let u = value(r#"{"$unknown": "string"}"#);
        let n = value(r#"{"$unknown": "number"}"#);
        for (name, args, expected) in [
            ("format", vec![value(r#""%s-a""#), u.clone()], (None, Some("-a"))),
            ("format", vec![value(r#""10.%d.0.0/16""#), n.clone()], (Some("10."), Some(".0.0/16"))),
            (
                "format",
                vec![value(r#""%s.%d.%s""#), value(r#""10""#), n, value(r#""0.0/16""#)],
                (Some("10."), Some(".0.0/16")),
            ),
            (
                "join",
                vec![value(r#"".""#), Value::tuple(vec![value("10"), u.clone(), value("0")])],
                (Some("10."), Some(".0")),
            ),
        ] {
            assert_eq!(ends(&called(name, &args).unwrap()), expected, "{name}");
        }
        let cidr = unknown("cidr", Type::String, Facts { suffix: Some("/16".into()), ..Facts::default() });
        assert_eq!(json(&called("endswith", &[cidr.clone(), value(r#""16""#)]).unwrap()), "true");
        assert_eq!(json(&called("endswith", &[cidr.clone(), value(r#""/24""#)]).unwrap()), "false");
        assert_eq!(json(&called("endswith", &[cidr.clone(), value(r#""0/16""#)]).unwrap()), "?");
        assert_eq!(json(&called("strcontains", &[cidr.clone(), value(r#""/""#)]).unwrap()), "true");
        assert_eq!(json(&called("startswith", &[cidr, value(r#""10.""#)]).unwrap()), "?");
    }

    #[test]
    fn a_string_of_one_id_is_that_id() {
        let id = identified("id", Type::String, Facts::default());
        for (name, args) in [
            ("format", vec![value(r#""%s""#), id.clone()]),
            ("join", vec![value(r#"",""#), Value::tuple(vec![id.clone()])]),
            ("tostring", vec![id.clone()]),
        ] {
            assert_eq!(called(name, &args).unwrap().via, id.via, "{name}");
        }
        assert_eq!(called("upper", &[id]).unwrap().via, None);
    }
}
