//! YAML as Terraform reads and writes it: YAML 1.1 words for booleans, numbers exact, merge keys in order.
//!
//! Source: zclconf/go-cty-yaml v1.1.0, as Terraform 1.11.4 answers, read 2026-11-23.

use super::encoding::number;
use super::{Body, Function, Param, check_elements, check_text, not_null, str_at, text, unknown_with};
use crate::eval::convert;
use crate::eval::value::{Facts, Fault, Kind, Type, Value};
use granit_parser::{Event, Options, Parser, ScalarStyle, Tag};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

pub(super) fn function(name: &str) -> Option<Function> {
    Some(match name {
        "yamldecode" => Function::new(&[Param::Text], Body::Known(Type::Any, |args| decoded(str_at(args, 0)?))),
        "yamlencode" => Function::new(&[Param::Nullable], Body::Parts(encoded)),
        _ => return None,
    })
}

fn refusal(what: impl std::fmt::Display) -> Fault {
    Fault::argument(0, format!("not YAML that Terraform reads: {what}"))
}

/// A sequence or mapping whose end has not come yet.
enum Open {
    Sequence(Vec<Value>),
    Mapping(BTreeMap<Arc<str>, Value>, Option<Key>),
}

enum Key {
    Name(Arc<str>),
    /// `<<`: the entries of the value are put in here.
    Merge,
}

struct Frame {
    open: Open,
    anchor: usize,
    /// How many values there were when it began.
    start: usize,
}

pub(super) fn decoded(source: &str) -> Result<Value, Fault> {
    let mut options = Options::default();
    (options.flow_nesting_limit, options.block_nesting_limit) = (200, 200);
    let mut frames: Vec<Frame> = Vec::new();
    // The anchored values and how many values each is made of.
    let mut anchors: HashMap<usize, (Value, usize)> = HashMap::new();
    let mut size = 0usize;
    let mut root = None;
    for event in Parser::new_from_str_with_options(source, options) {
        let (event, _) = event.map_err(refusal)?;
        let (value, anchor, start) = match event {
            Event::DocumentStart(..) if root.is_some() => return Err(refusal("unexpected extra content after value")),
            Event::Scalar(text, style, anchor, tag) => {
                let is_key = matches!(frames.last(), Some(Frame { open: Open::Mapping(_, None), .. }));
                if is_key && text == "<<" && tag.is_none() {
                    if let Some(Frame { open: Open::Mapping(_, key), .. }) = frames.last_mut() {
                        *key = Some(Key::Merge);
                    }
                    continue;
                }
                size += 1;
                (scalar(&text, style, tag.as_deref())?, anchor, size - 1)
            }
            Event::SequenceStart(_, anchor, tag) => {
                check_tag(tag.as_deref(), "seq")?;
                frames.push(Frame { open: Open::Sequence(Vec::new()), anchor, start: size });
                continue;
            }
            Event::MappingStart(_, anchor, tag) => {
                check_tag(tag.as_deref(), "map")?;
                frames.push(Frame { open: Open::Mapping(BTreeMap::new(), None), anchor, start: size });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(frame) = frames.pop() else { continue };
                size += 1;
                let value = match frame.open {
                    Open::Sequence(items) => Value::tuple(items),
                    Open::Mapping(entries, _) => Value::object(entries),
                };
                (value, frame.anchor, frame.start)
            }
            Event::Alias(id) => {
                let (value, count) =
                    anchors.get(&id).cloned().ok_or_else(|| refusal("an alias inside its own anchor"))?;
                size = size.saturating_add(count);
                (value, 0, size)
            }
            _ => continue,
        };
        check_elements(size)?;
        if anchor != 0 {
            anchors.insert(anchor, (value.clone(), size - start));
        }
        place(value, &mut frames, &mut root)?;
    }
    root.ok_or_else(|| refusal("missing start of document"))
}

fn check_tag(tag: Option<&Tag>, expected: &str) -> Result<(), Fault> {
    match tag {
        Some(tag) if tag.core_suffix() != Some(expected) => {
            Err(refusal(format_args!("unsupported tag `{}`", tag.original())))
        }
        _ => Ok(()),
    }
}

/// Puts a finished value where it belongs: into the innermost open sequence or mapping, or at the root.
fn place(value: Value, frames: &mut [Frame], root: &mut Option<Value>) -> Result<(), Fault> {
    match frames.last_mut().map(|frame| &mut frame.open) {
        None => *root = Some(value),
        Some(Open::Sequence(items)) => items.push(value),
        Some(Open::Mapping(entries, key)) => match key.take() {
            None => {
                if value.is_null() {
                    return Err(refusal("a mapping key cannot be null"));
                }
                let name = convert::convert(&value, &Type::String).ok();
                let name = name
                    .as_ref()
                    .and_then(Value::as_str)
                    .ok_or_else(|| refusal("only strings are allowed as mapping keys"))?;
                *key = Some(Key::Name(name.into()));
            }
            Some(Key::Name(name)) => drop(entries.insert(name, value)),
            Some(Key::Merge) => {
                let merged =
                    value.as_entries().ok_or_else(|| refusal("only a mapping can be merged into a mapping"))?;
                entries.extend(merged.iter().map(|(name, value)| (name.clone(), value.clone())));
            }
        },
    }
    Ok(())
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Value, Fault> {
    let is_plain = style == ScalarStyle::Plain;
    let wanted = match tag {
        None => None,
        Some(tag) => Some(
            tag.core_suffix()
                .or_else(|| {
                    let yaml = tag.handle() == "tag:yaml.org,2002:";
                    Some(tag.suffix()).filter(|suffix| yaml && matches!(*suffix, "binary" | "timestamp"))
                })
                .ok_or_else(|| refusal(format_args!("unsupported tag `{}`", tag.original())))?,
        ),
    };
    match wanted {
        Some("null") => return Ok(Value::null(Type::Any)),
        Some("str" | "binary") => return Ok(Value::string(text)),
        None if !is_plain => return Ok(Value::string(text)),
        Some(_) if !is_plain => return Ok(Value::string(text)),
        _ => {}
    }
    let value = resolved(text)?;
    let fits = match wanted {
        Some("int" | "float") => value.as_number().is_some(),
        Some("bool") => value.as_bool().is_some(),
        Some("timestamp") => value.as_str().is_some(),
        Some(_) => false,
        None => true,
    };
    fits.then_some(value).ok_or_else(|| refusal(format_args!("cannot read `{text}` as its tag says")))
}

/// What a plain scalar means.
fn resolved(text: &str) -> Result<Value, Fault> {
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::null(Type::Any),
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Value::bool(true),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Value::bool(false),
        ".nan" | ".NaN" | ".NAN" => return Err(refusal("floating point NaN is not supported")),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf" | "-.INF" => {
            return Err(refusal("podroom does not read infinite numbers"));
        }
        text => {
            let radix =
                |prefix, radix| i128::from_str_radix(text.strip_prefix(prefix)?, radix).ok().filter(|n| *n >= 0);
            let is_decimal = is_decimal(text);
            match radix("0x", 16).or_else(|| radix("0o", 8)) {
                Some(integer) if !text.contains(['+', '-']) => Value::number(integer),
                _ if is_decimal => number(text)?,
                _ => timestamp(text).map_or_else(|| Value::string(text), Value::string),
            }
        }
    })
}

/// `-1`, `+1.5`, `.5`, `1.`, `1e-3`: digits somewhere before the exponent.
fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.is_none_or(|e| {
        let e = e.strip_prefix(['-', '+']).unwrap_or(e);
        !e.is_empty() && digits(e)
    });
    digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty()) && exponent
}

/// A date, or a date and time, as RFC 3339. Months, days and clocks may lack their leading zero.
fn timestamp(text: &str) -> Option<String> {
    let (date, clock) = match text.split_once(['T', 't', ' ']) {
        Some((date, clock)) => (date, Some(clock)),
        None => (text, None),
    };
    let mut date = date.split('-');
    let (year, month, day) = (date.next()?, short(date.next()?)?, short(date.next()?)?);
    if date.next().is_some() || year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (clock, zone) = match clock {
        None => ("0:0:0", "Z"),
        // A zone goes with a `T` only.
        Some(clock) if text.contains(' ') => (clock, "Z"),
        Some(clock) => clock.split_at(clock.find(['Z', '+', '-'])?),
    };
    let clock = clock.split_once('.').map_or(Some(clock), |(clock, fraction)| {
        (!fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit())).then_some(clock)
    })?;
    let mut clock = clock.split(':');
    let (hour, minute, second) = (short(clock.next()?)?, short(clock.next()?)?, short(clock.next()?)?);
    if clock.next().is_some() {
        return None;
    }
    let whole = format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}");
    super::time::is_timestamp(&whole).then_some(whole)
}

/// A number of one or two digits.
fn short(digits: &str) -> Option<u8> {
    (matches!(digits.len(), 1 | 2) && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok())?
}

fn encoded(args: &[Value]) -> Result<Value, Fault> {
    if !args[0].is_wholly_known() {
        let facts = Facts { encodes: args[0].encodable(), ..not_null() };
        return Ok(unknown_with(Type::String, args, facts));
    }
    let mut writer = Writer::default();
    writer.node(&args[0], 0, false)?;
    if !writer.out.ends_with('\n') {
        writer.out.push('\n');
    }
    // A plain scalar alone needs an end marker.
    if matches!(args[0].kind, Kind::Null(_) | Kind::Bool(_) | Kind::Number(_)) {
        writer.out.push_str("...\n");
    }
    text(writer.out)
}

/// Writes block style with two spaces: what libyaml's emitter makes of it.
#[derive(Default)]
struct Writer {
    out: String,
}

/// Source: libyaml's `best_width` and its limit for simple keys; go-yaml v2 emitterc.go, read 2026-11-23.
const WIDTH: usize = 80;
const MAX_SIMPLE_KEY: usize = 128;

impl Writer {
    fn break_line(&mut self, indent: usize) {
        if !self.out.ends_with('\n') && !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out.push_str(&" ".repeat(indent));
    }

    /// Writes a value whose lines stand at the indent; the cursor is there already, unless `after_key` says that
    /// it is behind a colon.
    fn node(&mut self, value: &Value, indent: usize, after_key: bool) -> Result<(), Fault> {
        check_text(self.out.len())?;
        if after_key && !(is_block(value)) {
            self.out.push(' ');
        }
        match &value.kind {
            Kind::Bool(flag) => self.out.push_str(if *flag { "true" } else { "false" }),
            Kind::Number(number) => self.out.push_str(&number.to_string()),
            Kind::String(text) => self.string(text, indent, after_key),
            Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) => {
                if items.is_empty() {
                    self.out.push_str("[]");
                }
                for (n, item) in items.iter().enumerate() {
                    if n > 0 || after_key {
                        self.break_line(indent);
                    }
                    self.out.push_str("- ");
                    self.node(item, indent + 2, false)?;
                }
            }
            Kind::Map(..) | Kind::Object(_) => {
                let entries = value.as_entries().filter(|entries| !entries.is_empty());
                if entries.is_none() {
                    self.out.push_str("{}");
                }
                for (n, (name, entry)) in entries.into_iter().flatten().enumerate() {
                    // The entries of a mapping in a mapping are indented, those of a sequence in one are not.
                    if n > 0 || after_key {
                        self.break_line(indent);
                    }
                    self.entry(name, entry, indent)?;
                }
            }
            Kind::Null(_) | Kind::Unknown(_) | Kind::Instance(_) => self.out.push_str("null"),
        }
        Ok(())
    }

    fn entry(&mut self, name: &str, entry: &Value, indent: usize) -> Result<(), Fault> {
        let nested = if entry.as_entries().is_some() { indent + 2 } else { indent };
        if name.len() <= MAX_SIMPLE_KEY && !name.contains('\n') {
            self.double_quoted(name, None);
            self.out.push(':');
            return self.node(entry, nested, true);
        }
        self.out.push_str("? ");
        self.string(name, indent + 2, false);
        self.break_line(indent);
        self.out.push_str(": ");
        self.node(entry, indent + 2, false)
    }

    /// A literal block for text of several lines, when a block can hold it; else quotes. Lines that follow are
    /// indented one step further than the key, or as far as an item.
    fn string(&mut self, text: &str, indent: usize, after_key: bool) {
        let indent = if after_key || indent == 0 { indent + 2 } else { indent };
        let fits = text.chars().all(is_printable) && !text.contains(" \n") && !text.ends_with(' ');
        if !text.contains('\n') || !fits {
            return self.double_quoted(text, Some(indent));
        }
        self.out.push('|');
        if text.starts_with([' ', '\n']) {
            self.out.push('2');
        }
        match text.strip_suffix('\n') {
            None => self.out.push('-'),
            Some("") => self.out.push('+'),
            Some(rest) if rest.ends_with('\n') => self.out.push('+'),
            Some(_) => {}
        }
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            self.out.push('\n');
            if !line.is_empty() {
                self.out.push_str(&" ".repeat(indent));
                self.out.push_str(line);
            }
        }
        if text.ends_with('\n') {
            self.out.push('\n');
        }
    }

    /// A quoted string; with an indent, lines are broken at single spaces behind the width.
    fn double_quoted(&mut self, text: &str, fold: Option<usize>) {
        self.out.push('"');
        let line = self.out.rfind('\n').map_or(0, |at| at + 1);
        let mut column = self.out[line..].chars().count();
        let mut after_space = false;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let written = self.out.len();
            let is_inside = at > 0 && at + c.len_utf8() < text.len();
            match (c, fold) {
                (' ', Some(indent)) if column > WIDTH && !after_space && is_inside => {
                    self.break_line(indent);
                    column = indent;
                    if chars.peek().is_some_and(|(_, next)| *next == ' ') {
                        self.out.push('\\');
                        column += 1;
                    }
                    after_space = true;
                    continue;
                }
                ('"' | '\\', _) => self.out.extend(['\\', c]),
                (c, _) if is_printable(c) && c != '\n' => self.out.push(c),
                (c, _) => self.escape(c),
            }
            after_space = c == ' ';
            column += self.out[written..].chars().count();
        }
        self.out.push('"');
    }

    fn escape(&mut self, c: char) {
        let code = u32::from(c);
        let name = match c {
            '\0' => "0",
            '\u{7}' => "a",
            '\u{8}' => "b",
            '\t' => "t",
            '\n' => "n",
            '\u{b}' => "v",
            '\u{c}' => "f",
            '\r' => "r",
            '\u{1b}' => "e",
            '\u{85}' => "N",
            '\u{2028}' => "L",
            '\u{2029}' => "P",
            _ => "",
        };
        let escaped = match (name, code) {
            ("", ..=0xFF) => format!("\\x{code:02X}"),
            ("", ..=0xFFFF) => format!("\\u{code:04X}"),
            ("", _) => format!("\\U{code:08X}"),
            (name, _) => format!("\\{name}"),
        };
        self.out.push_str(&escaped);
    }
}

/// Whether the value takes lines of its own behind a key.
fn is_block(value: &Value) -> bool {
    value.as_sequence().is_some_and(|items| !items.is_empty())
        || value.as_entries().is_some_and(|entries| !entries.is_empty())
}

/// What go-yaml writes as it is: not tabs, not line separators, nothing outside the basic plane.
fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
}
