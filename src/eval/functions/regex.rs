//! Regular expressions: RE2 as Go has it, carried out by an engine that is linear as well but reads a slightly
//! different syntax.

use super::{Body, Function, MAX_TEXT, Param, check_elements, check_text, str_at, text, unknown};
use crate::eval::value::{Fault, Type, Value};
use regex::{Captures, Regex, RegexBuilder};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

pub(super) fn function(name: &str) -> Option<Function> {
    use Param::Text;
    Some(match name {
        "regex" => Function::new(&[Text, Text], Body::Parts(regex)),
        "regexall" => Function::new(&[Text, Text], Body::Parts(regexall)),
        "replace" => Function::new(&[Text, Text, Text], Body::Known(Type::String, replace)),
        _ => return None,
    })
}

/// The largest compiled expression, in bytes. A repetition of a repetition grows fast.
const MAX_COMPILED: usize = 8 << 20;

/// Compiled expressions that a thread keeps: one pattern is applied to every element of a list, and compiling it takes
/// a hundred times longer than applying it.
const MAX_KEPT: usize = 32;

thread_local! {
    static KEPT: RefCell<BTreeMap<Arc<str>, Rc<Regex>>> = const { RefCell::new(BTreeMap::new()) };
}

/// The compiled expression. It is shared, not cloned: a clone would begin with empty caches.
fn compiled(pattern: &str, argument: usize) -> Result<Rc<Regex>, Fault> {
    if let Some(regex) = KEPT.with_borrow(|kept| kept.get(pattern).cloned()) {
        return Ok(regex);
    }
    let regex = Rc::new(compile(pattern, argument)?);
    KEPT.with_borrow_mut(|kept| {
        if kept.len() >= MAX_KEPT {
            kept.clear();
        }
        kept.insert(pattern.into(), regex.clone());
    });
    Ok(regex)
}

fn compile(pattern: &str, argument: usize) -> Result<Regex, Fault> {
    let refusal = |what: String| Fault::argument(argument, format!("invalid regular expression: {what}"));
    let pattern = translated(pattern).map_err(refusal)?;
    let built =
        RegexBuilder::new(&pattern).size_limit(MAX_COMPILED).dfa_size_limit(MAX_COMPILED).nest_limit(200).build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => refusal("it is larger than podroom's limit".to_owned()),
        error => refusal(error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()),
    })
}

/// What a match is: the text, or the captured groups.
fn result_type(regex: &Regex) -> Result<Type, Fault> {
    let names: Vec<Option<&str>> = regex.capture_names().skip(1).collect();
    if names.is_empty() {
        return Ok(Type::String);
    }
    if names.iter().all(Option::is_none) {
        return Ok(Type::Tuple(names.iter().map(|_| Type::String).collect()));
    }
    let named: Option<Vec<&str>> = names.into_iter().collect();
    let named = named.ok_or_else(|| Fault::argument(0, "named and unnamed capture groups cannot be mixed"))?;
    Ok(Type::Object(Arc::new(named.into_iter().map(|name| (name.into(), Type::String)).collect())))
}

fn result(regex: &Regex, captures: &Captures<'_>) -> Value {
    let group = |n: usize| captures.get(n).map_or(Value::null(Type::String), |group| Value::string(group.as_str()));
    let names: Vec<Option<&str>> = regex.capture_names().skip(1).collect();
    if names.is_empty() {
        return group(0);
    }
    let groups = names.iter().enumerate().map(|(n, name)| (name.map(Arc::from), group(n + 1)));
    if names.iter().all(Option::is_none) {
        return Value::tuple(groups.map(|(_, group)| group).collect());
    }
    Value::object(groups.filter_map(|(name, group)| Some((name?, group))).collect::<BTreeMap<_, _>>())
}

fn regex(args: &[Value]) -> Result<Value, Fault> {
    if !args[0].is_known() {
        return Ok(unknown(Type::Any, args));
    }
    let regex = compiled(str_at(args, 0)?, 0)?;
    let ty = result_type(&regex)?;
    if !args[1].is_known() {
        return Ok(unknown(ty, args));
    }
    let found = regex.captures(str_at(args, 1)?);
    found
        .map(|captures| result(&regex, &captures))
        .ok_or_else(|| Fault::argument(1, "the pattern did not match any part of the given string"))
}

fn regexall(args: &[Value]) -> Result<Value, Fault> {
    if !args[0].is_known() {
        return Ok(unknown(Type::list(Type::Any), args));
    }
    let regex = compiled(str_at(args, 0)?, 0)?;
    let ty = result_type(&regex)?;
    if !args[1].is_known() {
        return Ok(unknown(Type::list(ty), args));
    }
    let mut found = Vec::new();
    for captures in regex.captures_iter(str_at(args, 1)?) {
        found.push(result(&regex, &captures));
        check_elements(found.len().saturating_mul(regex.captures_len()))?;
    }
    Ok(Value::list(ty, found))
}

fn replace(args: &[Value]) -> Result<Value, Fault> {
    let (whole, wanted, replacement) = (str_at(args, 0)?, str_at(args, 1)?, str_at(args, 2)?);
    let pattern = wanted.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    let Some(pattern) = pattern else {
        let growth = whole.matches(wanted).count().saturating_mul(replacement.len());
        check_text(whole.len().saturating_add(growth))?;
        return text(whole.replace(wanted, replacement));
    };
    let regex = compiled(pattern, 1)?;
    let groups = replacement.matches('$').count();
    let mut out = String::new();
    let mut end = 0;
    for captures in regex.captures_iter(whole) {
        let Some(found) = captures.get(0) else { continue };
        out.push_str(&whole[end..found.start()]);
        // No group is longer than the match, so this bounds the text before it is made.
        let growth = groups.saturating_mul(found.len()).saturating_add(replacement.len());
        if out.len().saturating_add(growth) > MAX_TEXT {
            check_text(usize::MAX)?;
        }
        captures.expand(replacement, &mut out);
        end = found.end();
    }
    out.push_str(&whole[end..]);
    text(out)
}

/// Go's syntax in the words of this engine. They differ in what `\d` matches (ASCII in Go), in what stands for
/// itself (`{` that begins no repetition, `[` and `&&` inside brackets, `\<`), and in `\Q…\E`; Go refuses
/// repetitions of repetitions and counts over 1000.
///
/// Source: Go 1.23, regexp/syntax, read 2026-11-23.
fn translated(pattern: &str) -> Result<String, String> {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    // Whether the last thing was a repetition, which must not be repeated again.
    let mut repeated = false;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let mut repeats = false;
        match c {
            '\\' => {
                if let Some(literal) = after.strip_prefix('Q') {
                    let (literal, after) = literal.split_once("\\E").unwrap_or((literal, ""));
                    literal.chars().for_each(|c| push_literal(c, &mut out));
                    rest = after;
                    repeated = false;
                    continue;
                }
                rest = escape(after, false, &mut out)?;
            }
            '[' => rest = class(after, &mut out)?,
            '*' | '+' | '?' => {
                if repeated {
                    return Err(format!("invalid nested repetition operator {c}"));
                }
                out.push(c);
                rest = lazy(after, &mut out);
                repeats = true;
            }
            '{' => match repetition(after) {
                Some((low, high, after)) => {
                    if repeated {
                        return Err("invalid nested repetition operator {".to_owned());
                    }
                    if low > 1000 || high.is_some_and(|high| high > 1000 || high < low) {
                        return Err("invalid repeat count".to_owned());
                    }
                    out.push_str(&rest[..rest.len() - after.len()]);
                    rest = lazy(after, &mut out);
                    repeats = true;
                }
                None => {
                    out.push_str("\\{");
                    rest = after;
                }
            },
            '(' => {
                if let Some(flags) = after.strip_prefix('?') {
                    check_group(flags)?;
                }
                out.push('(');
                rest = after;
                // The `?` after a parenthesis repeats nothing.
                if let Some(flags) = rest.strip_prefix('?') {
                    out.push('?');
                    rest = flags;
                }
            }
            c => {
                out.push(c);
                rest = after;
            }
        }
        repeated = repeats;
    }
    Ok(out)
}

/// Takes the `?` that makes a repetition prefer few.
fn lazy<'a>(after: &'a str, out: &mut String) -> &'a str {
    match after.strip_prefix('?') {
        Some(after) => {
            out.push('?');
            after
        }
        None => after,
    }
}

/// The counts of `{2}`, `{2,}`, `{2,3}`, without the first brace; anything else stands for itself.
fn repetition(text: &str) -> Option<(u32, Option<u32>, &str)> {
    let (inside, after) = text.split_once('}')?;
    let (low, high) = inside
        .split_once(',')
        .map_or((inside, Some(inside)), |(low, high)| (low, Some(high).filter(|h| !h.is_empty())));
    let count = |digits: &str| {
        let valid = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        valid.then(|| digits.parse().unwrap_or(u32::MAX))
    };
    let high = match high {
        Some(high) => Some(count(high)?),
        None => None,
    };
    Some((count(low)?, high, after))
}

/// Only the flags and groups that Go has.
fn check_group(after: &str) -> Result<(), String> {
    if after.starts_with("P<") || after.starts_with('<') && !after.starts_with("<=") && !after.starts_with("<!") {
        return Ok(());
    }
    let flags: String = after.chars().take_while(|c| !matches!(c, ')' | ':')).collect();
    if flags.chars().all(|c| matches!(c, 'i' | 'm' | 's' | 'U' | '-')) {
        return Ok(());
    }
    Err("invalid or unsupported Perl syntax".to_owned())
}

fn push_literal(c: char, out: &mut String) {
    if c.is_ascii() && !c.is_ascii_alphanumeric() {
        out.push_str(&format!("\\x{:02X}", u32::from(c)));
    } else {
        out.push(c);
    }
}

/// Translates an escape, given what follows the backslash, and returns what follows the escape.
fn escape<'a>(text: &'a str, in_class: bool, out: &mut String) -> Result<&'a str, String> {
    let Some(c) = text.chars().next() else { return Err("trailing backslash at end of expression".to_owned()) };
    let after = &text[c.len_utf8()..];
    let (class, negated) = match c {
        'd' => (Some("0-9"), false),
        'D' => (Some("0-9"), true),
        'w' => (Some("0-9A-Za-z_"), false),
        'W' => (Some("0-9A-Za-z_"), true),
        's' => (Some("\\t\\n\\f\\r "), false),
        'S' => (Some("\\t\\n\\f\\r "), true),
        _ => (None, false),
    };
    if let Some(class) = class {
        out.push_str(&format!("[{}{class}]", if negated { "^" } else { "" }));
        return Ok(after);
    }
    match c {
        'a' | 'f' | 't' | 'n' | 'r' | 'v' => out.push_str(&format!("\\{c}")),
        'x' | 'p' | 'P' => {
            // The name or number behind it is part of the escape.
            let end = match after.strip_prefix('{') {
                Some(inside) => inside.find('}').ok_or("missing closing }")? + 2,
                None => after.chars().take(if c == 'x' { 2 } else { 1 }).map(char::len_utf8).sum(),
            };
            let (argument, after) = after.split_at(end);
            out.push_str(&format!("\\{c}{argument}"));
            return Ok(after);
        }
        'A' | 'z' | 'B' if !in_class => out.push_str(&format!("\\{c}")),
        'b' if !in_class => out.push_str("(?-u:\\b)"),
        '0'..='7' => {
            // `\1` alone would be a reference back, which RE2 has not.
            let digits = text.bytes().take(3).take_while(|b| matches!(b, b'0'..=b'7')).count();
            if c != '0' && digits < 2 {
                return Err(format!("invalid escape sequence \\{c}"));
            }
            let (digits, after) = text.split_at(digits);
            out.push_str(&format!("\\x{{{:X}}}", u32::from_str_radix(digits, 8).unwrap_or(0)));
            return Ok(after);
        }
        c if c.is_ascii() && !c.is_ascii_alphanumeric() => push_literal(c, out),
        c => return Err(format!("invalid escape sequence \\{c}")),
    }
    Ok(after)
}

/// Translates a class, given what follows its bracket, and returns what follows the class.
fn class<'a>(text: &'a str, out: &mut String) -> Result<&'a str, String> {
    out.push('[');
    let mut rest = text;
    if let Some(after) = rest.strip_prefix('^') {
        out.push('^');
        rest = after;
    }
    let mut first = true;
    // Whether the last thing was one character, which may begin a range.
    let mut single = false;
    loop {
        let Some(c) = rest.chars().next() else { return Err("missing closing ]".to_owned()) };
        let after = &rest[c.len_utf8()..];
        match c {
            ']' if !first => {
                out.push(']');
                return Ok(after);
            }
            '\\' => rest = escape(after, true, out)?,
            '[' if after.starts_with(':') && after.contains(":]") => {
                let (name, after) = after.split_once(":]").ok_or("missing closing :]")?;
                out.push_str(&format!("[{name}:]"));
                rest = after;
            }
            '-' if single && !is_range(after) => return Err("invalid character class range".to_owned()),
            '-' => {
                let is_edge = first || after.starts_with(']') || !is_range(after);
                if is_edge {
                    push_literal('-', out)
                } else {
                    out.push('-')
                }
                rest = after;
            }
            c => {
                push_literal(c, out);
                rest = after;
            }
        }
        single = !matches!(c, '[' | '-') && (c != '\\' || !is_class(after));
        first = false;
    }
}

/// Whether a hyphen with this behind it joins two characters, not a character and a class such as `\d`.
fn is_range(after: &str) -> bool {
    !after.strip_prefix('\\').is_some_and(is_class)
}

/// Whether an escape, without its backslash, stands for more than one character.
fn is_class(escape: &str) -> bool {
    escape.starts_with(['d', 'D', 'w', 'W', 's', 'S', 'p', 'P'])
}
