//! Base64, JSON, CSV and URL text.

use super::{
    Body, Function, MAX_TEXT, Param, check_elements, check_text, not_computed, not_null, str_at, text, unknown_with,
};
use crate::eval::convert;
use crate::eval::value::{Facts, Fault, Kind, Type, Value};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

pub(super) fn function(name: &str) -> Option<Function> {
    use Param::{Nullable, Text};
    let of_text = |run: fn(&[Value]) -> Result<Value, Fault>| Function::new(&[Text], Body::Known(Type::String, run));
    let of_two =
        |run: fn(&[Value]) -> Result<Value, Fault>| Function::new(&[Text, Text], Body::Known(Type::String, run));
    Some(match name {
        "base64decode" => of_text(|args| utf8(decoded(str_at(args, 0)?)?)),
        "base64encode" => Function::new(&[Text], Body::Parts(base64encode)),
        // OpenTofu's.
        // OpenTofu's.
        "base64gunzip" => of_text(base64gunzip),
        "base64gzip" => Function::new(&[Text], Body::Parts(base64gzip)),
        "csvdecode" => Function::new(&[Text], Body::Known(Type::Any, csvdecode)),
        "jsondecode" => Function::new(&[Text], Body::Known(Type::Any, jsondecode)),
        "jsonencode" => Function::new(&[Nullable], Body::Parts(jsonencode)),
        "textdecodebase64" => of_two(textdecodebase64),
        "textencodebase64" => of_two(textencodebase64),
        // OpenTofu's.
        "urldecode" => of_text(urldecode),
        "urlencode" => of_text(urlencode),
        _ => return None,
    })
}

/// How well a text is packed is Go's business; how the result starts is not: with the header of a gzip stream.
/// Source: RFC 1952, and Go's compress/gzip, which leaves the time at zero and the system at 255.
fn base64gzip(args: &[Value]) -> Result<Value, Fault> {
    let result = not_computed(Type::String, "`base64gzip()` is known only when Terraform runs".to_owned());
    let mut origins = Vec::new();
    args.iter().chain([&result]).for_each(|value| value.collect_origins(&mut origins));
    let plain = args.first().filter(|value| value.as_unknown().is_none_or(|unknown| unknown.facts.encodes.is_none()));
    let facts = Facts { prefix: Some("H4sIAAAAAAAA/".into()), encodes: plain.cloned(), ..not_null() };
    Ok(Value::unknown_with(Type::String, origins, facts))
}

fn base64gunzip(args: &[Value]) -> Result<Value, Fault> {
    let packed = decoded(str_at(args, 0)?)?;
    let mut bytes = Vec::new();
    // Whatever it unpacks to, no more than a string may hold is read.
    flate2::read::MultiGzDecoder::new(packed.as_slice())
        .take(MAX_TEXT as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Fault::argument(0, format!("not a gzip stream: {error}")))?;
    check_text(bytes.len())?;
    utf8(bytes)
}

fn decoded(text: &str) -> Result<Vec<u8>, Fault> {
    // Go's decoder skips line breaks.
    let text: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    STANDARD.decode(text).map_err(|error| Fault::argument(0, format!("not base64: {error}")))
}

fn utf8(bytes: Vec<u8>) -> Result<Value, Fault> {
    let decoded = String::from_utf8(bytes);
    text(decoded.map_err(|_| Fault::argument(0, "the decoded bytes are not valid UTF-8"))?)
}

/// A character encoding by its IANA name.
enum Charset {
    Utf8,
    Utf16 {
        big_endian: bool,
        mark: bool,
    },
    /// Characters below this are their own code; there are no others.
    Direct(u32),
    /// One that podroom does not carry the tables of.
    Other,
}

fn charset(name: &str) -> Result<Charset, Fault> {
    let name = name.to_ascii_lowercase();
    // Source: IANA character sets; the families that Go's golang.org/x/text/encoding/ianaindex carries, read 2026-11-23.
    let families = [
        "iso-8859-",
        "windows-",
        "ibm",
        "cp",
        "koi8-",
        "gb",
        "big5",
        "shift_jis",
        "euc-",
        "iso-2022-",
        "macintosh",
        "hz-gb-2312",
    ];
    Ok(match name.as_str() {
        "utf-8" | "utf8" => Charset::Utf8,
        "utf-16" => Charset::Utf16 { big_endian: true, mark: true },
        "utf-16be" => Charset::Utf16 { big_endian: true, mark: false },
        "utf-16le" => Charset::Utf16 { big_endian: false, mark: false },
        "us-ascii" | "ascii" => Charset::Direct(0x80),
        "iso-8859-1" | "latin1" => Charset::Direct(0x100),
        _ if families.iter().any(|family| name.starts_with(family)) => Charset::Other,
        _ => return Err(Fault::argument(1, "not a supported IANA encoding name or alias")),
    })
}

fn other_charset(name: &str) -> Value {
    not_computed(Type::String, format!("podroom does not know the encoding `{name}`"))
}

fn textencodebase64(args: &[Value]) -> Result<Value, Fault> {
    let (whole, name) = (str_at(args, 0)?, str_at(args, 1)?);
    let bytes = match charset(name)? {
        Charset::Utf8 => whole.as_bytes().to_vec(),
        Charset::Utf16 { big_endian, mark } => {
            let units = mark.then_some(0xFEFF).into_iter().chain(whole.encode_utf16());
            units.flat_map(|unit: u16| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        }
        Charset::Direct(end) => {
            let codes = whole.chars().map(|c| u8::try_from(c).ok().filter(|code| u32::from(*code) < end));
            codes.collect::<Option<_>>().ok_or_else(|| {
                Fault::argument(0, format!("the string contains characters that cannot be represented in {name}"))
            })?
        }
        Charset::Other => return Ok(other_charset(name)),
    };
    text(STANDARD.encode(bytes))
}

fn textdecodebase64(args: &[Value]) -> Result<Value, Fault> {
    let (bytes, name) = (decoded(str_at(args, 0)?)?, str_at(args, 1)?);
    match charset(name)? {
        Charset::Utf8 => utf8(bytes),
        Charset::Utf16 { big_endian, mark } => {
            let read = |big_endian: bool, bytes: &[u8]| {
                let units = bytes.as_chunks::<2>().0.iter();
                let units: Vec<u16> = units
                    .map(|pair| if big_endian { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) })
                    .collect();
                text(String::from_utf16_lossy(&units))
            };
            match (mark, bytes.get(..2)) {
                (true, Some([0xFF, 0xFE])) => read(false, &bytes[2..]),
                (true, Some([0xFE, 0xFF])) => read(true, &bytes[2..]),
                _ => read(big_endian, &bytes),
            }
        }
        Charset::Direct(end) => {
            let decode = |byte: u8| if u32::from(byte) < end { char::from(byte) } else { char::REPLACEMENT_CHARACTER };
            text(bytes.into_iter().map(decode).collect())
        }
        Charset::Other => Ok(other_charset(name)),
    }
}

fn urlencode(args: &[Value]) -> Result<Value, Fault> {
    let mut out = String::new();
    for byte in str_at(args, 0)?.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    text(out)
}

/// Source: Go's url.QueryUnescape.
fn urldecode(args: &[Value]) -> Result<Value, Fault> {
    let mut out = Vec::new();
    let mut bytes = str_at(args, 0)?.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits =
                    [bytes.next(), bytes.next()].map(|digit| char::from(digit.unwrap_or_default()).to_digit(16));
                match digits {
                    [Some(high), Some(low)] => u8::try_from(16 * high + low).unwrap_or_default(),
                    _ => return Err(Fault::argument(0, "a `%` is not followed by two hexadecimal digits")),
                }
            }
            other => other,
        });
    }
    utf8(out)
}

fn base64encode(args: &[Value]) -> Result<Value, Fault> {
    let value = &args[0];
    if value.is_wholly_known() {
        return text(STANDARD.encode(str_at(args, 0)?));
    }
    // Of a text that is known in parts: these have no parts in turn.
    let plain = value.as_unknown().is_some_and(|unknown| unknown.facts.encodes.is_none());
    let facts = Facts { encodes: plain.then(|| value.clone()), ..not_null() };
    Ok(unknown_with(Type::String, args, facts))
}

fn jsonencode(args: &[Value]) -> Result<Value, Fault> {
    let value = &args[0];
    if value.is_wholly_known() {
        return text(json(value)?);
    }
    // Brackets stand around whatever is inside.
    let brackets = match value.type_of() {
        _ if !value.is_known() => None,
        Type::List(_) | Type::Set(_) | Type::Tuple(_) => Some(("[", "]")),
        Type::Map(_) | Type::Object(_) => Some(("{", "}")),
        _ => None,
    };
    let facts = Facts {
        prefix: brackets.map(|(open, _)| open.into()),
        suffix: brackets.map(|(_, close)| close.into()),
        encodes: value.encodable(),
        ..not_null()
    };
    Ok(unknown_with(Type::String, args, facts))
}

/// A wholly known value as JSON, as Go writes it.
///
/// # Errors
/// A text over 16 MiB.
pub(super) fn json(value: &Value) -> Result<String, Fault> {
    let mut out = String::new();
    write_json(value, &mut out)?;
    Ok(out)
}

fn write_json(value: &Value, out: &mut String) -> Result<(), Fault> {
    check_text(out.len())?;
    match &value.kind {
        Kind::Null(_) | Kind::Unknown(_) | Kind::Instance(_) => out.push_str("null"),
        Kind::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Kind::Number(number) => out.push_str(&number.to_string()),
        Kind::String(text) => out.push_str(&json_string(text)),
        Kind::List(_, elements) | Kind::Set(_, elements) | Kind::Tuple(elements) => {
            for (n, element) in elements.iter().enumerate() {
                out.push(if n == 0 { '[' } else { ',' });
                write_json(element, out)?;
            }
            out.push_str(if elements.is_empty() { "[]" } else { "]" });
        }
        Kind::Map(..) | Kind::Object(_) => {
            let entries = value.as_entries().into_iter().flatten();
            let mut first = true;
            for (name, entry) in entries {
                out.push(if std::mem::take(&mut first) { '{' } else { ',' });
                out.push_str(&json_string(name));
                out.push(':');
                write_json(entry, out)?;
            }
            out.push_str(if first { "{}" } else { "}" });
        }
    }
    Ok(())
}

/// A JSON string with the escapes of Go's `encoding/json`, which keeps the text safe inside HTML.
pub(super) fn json_string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\0'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)))
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn jsondecode(args: &[Value]) -> Result<Value, Fault> {
    let parsed = serde_json::from_str(str_at(args, 0)?);
    from_json(parsed.map_err(|error| Fault::argument(0, format!("not JSON: {error}")))?)
}

/// JSON as Terraform reads it: arrays are tuples, objects are objects, numbers keep every digit.
///
/// # Errors
/// It holds more elements, or a larger number, than podroom evaluates.
pub fn from_json(json: serde_json::Value) -> Result<Value, Fault> {
    Ok(match json {
        serde_json::Value::Null => Value::null(Type::Any),
        serde_json::Value::Bool(flag) => Value::bool(flag),
        serde_json::Value::Number(number) => self::number(&number.to_string())?,
        serde_json::Value::String(text) => Value::string(text),
        serde_json::Value::Array(items) => {
            check_elements(items.len())?;
            Value::tuple(items.into_iter().map(from_json).collect::<Result<_, _>>()?)
        }
        serde_json::Value::Object(entries) => {
            check_elements(entries.len())?;
            let entries = entries.into_iter().map(|(name, entry)| Ok((name.into(), from_json(entry)?)));
            Value::object(entries.collect::<Result<_, Fault>>()?)
        }
    })
}

/// A number as text, with a sign or not.
pub(super) fn number(text: &str) -> Result<Value, Fault> {
    convert::convert(&Value::string(text), &Type::Number)
}

fn csvdecode(args: &[Value]) -> Result<Value, Fault> {
    let mut records = records(str_at(args, 0)?)?.into_iter();
    let (_, header) = records.next().ok_or_else(|| Fault::argument(0, "missing header line"))?;
    let header: Vec<Arc<str>> = header.into_iter().map(Arc::from).collect();
    let attributes: BTreeMap<Arc<str>, Type> = header.iter().map(|name| (name.clone(), Type::String)).collect();
    if attributes.len() != header.len() {
        return Err(Fault::argument(0, "duplicate column name"));
    }
    let mut rows = Vec::new();
    for (line, fields) in records {
        if fields.len() != header.len() {
            return Err(Fault::argument(0, format!("CSV line {line}: wrong number of fields")));
        }
        let entries = header.iter().cloned().zip(fields.into_iter().map(Value::string));
        rows.push(Value::object(entries.collect()));
    }
    Ok(Value::list(Type::Object(Arc::new(attributes)), rows))
}

/// The records of a CSV text and the lines they start at, by the rules of Go's `encoding/csv`: empty lines are
/// skipped, quotes stand around whole fields.
fn records(text: &str) -> Result<Vec<(usize, Vec<String>)>, Fault> {
    let text = text.replace("\r\n", "\n");
    let mut records = Vec::new();
    let mut rest = text.as_str();
    let mut line = 1;
    let mut fields = 0usize;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('\n') {
            (rest, line) = (after, line + 1);
            continue;
        }
        let start = line;
        let mut record = Vec::new();
        loop {
            let field;
            (field, rest) = if let Some(quoted) = rest.strip_prefix('"') {
                let refusal =
                    || Fault::argument(0, format!("CSV line {start}: extraneous or missing \" in quoted field"));
                let (field, after) = unquoted(quoted).ok_or_else(refusal)?;
                line += field.matches('\n').count();
                if !(after.is_empty() || after.starts_with([',', '\n'])) {
                    return Err(refusal());
                }
                (field, after)
            } else {
                let (field, after) = rest.split_at(rest.find([',', '\n']).unwrap_or(rest.len()));
                if field.contains('"') {
                    return Err(Fault::argument(0, format!("CSV line {start}: bare \" in non-quoted field")));
                }
                (field.to_owned(), after)
            };
            record.push(field);
            fields += 1;
            check_elements(fields)?;
            match rest.strip_prefix(',') {
                Some(after) => rest = after,
                None => break,
            }
        }
        rest = rest.strip_prefix('\n').unwrap_or(rest);
        line += 1;
        records.push((start, record));
    }
    Ok(records)
}

/// A quoted field after its first quote, and what follows its last one.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut field = String::new();
    let mut rest = text;
    loop {
        let (part, after) = rest.split_once('"')?;
        field.push_str(part);
        match after.strip_prefix('"') {
            Some(after) => {
                field.push('"');
                rest = after;
            }
            None => return Some((field, after)),
        }
    }
}
