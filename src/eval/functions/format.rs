//! `format` and `formatlist`: the verbs of cty's format strings, which are a subset of Go's.
//!
//! Source: zclconf/go-cty v1.16.0, cty/function/stdlib/format.go, as Terraform 1.11.4 answers, read 2026-11-23.

use super::sequence::{any_element, bounds, elements, unknown_sequence};
use super::{Body, Function, MAX_TEXT, Param, check_elements, encoding, not_computed, str_at, strings, unknown};
use crate::eval::convert;
use crate::eval::number::Number;
use crate::eval::value::{Fault, Kind, Type, Value};
use std::slice;
use unicode_segmentation::UnicodeSegmentation as _;

pub(super) fn function(name: &str) -> Option<Function> {
    use Param::{Nullable, Text};
    Some(match name {
        "format" => Function::variadic(&[Text], Nullable, Body::Parts(format)),
        "formatlist" => Function::variadic(&[Text], Nullable, Body::Parts(formatlist)),
        _ => return None,
    })
}

/// A piece of a format string.
enum Piece<'a> {
    Text(&'a str),
    Verb(Verb<'a>),
}

/// `%[2]-8.3f`
struct Verb<'a> {
    raw: &'a str,
    mode: char,
    argument: usize,
    sharp: bool,
    zero: bool,
    minus: bool,
    plus: bool,
    space: bool,
    width: usize,
    precision: Option<usize>,
}

/// What Terraform makes of a null without a type: nothing that is known.
fn untyped_null(args: &[Value]) -> Option<Value> {
    let is_untyped = args.iter().any(|arg| matches!(arg.kind, Kind::Null(Type::Any)));
    is_untyped.then(|| not_computed(Type::Any, "Terraform does not format an untyped null".to_owned()))
}

fn format(args: &[Value]) -> Result<Value, Fault> {
    if let Some(unknown) = untyped_null(args) {
        return Ok(unknown);
    }
    if !args[0].is_known() {
        return Ok(unknown(Type::String, args));
    }
    let pieces = pieces(str_at(args, 0)?)?;
    formatted(&pieces, &args[1..])
}

fn formatted(pieces: &[Piece<'_>], args: &[Value]) -> Result<Value, Fault> {
    let used = pieces.iter().map(|piece| if let Piece::Verb(verb) = piece { verb.argument + 1 } else { 0 }).max();
    let used = used.unwrap_or(0);
    if used < args.len() {
        return Err(Fault::argument(used + 1, format!("too many arguments; only {used} used by format string")));
    }
    let mut parts = Vec::with_capacity(pieces.len());
    let mut size = 0usize;
    for piece in pieces {
        let part = match piece {
            Piece::Text(text) => Value::string(*text),
            Piece::Verb(verb) => {
                let arg = args.get(verb.argument).ok_or_else(|| {
                    let (needed, given) = (verb.argument + 1, args.len());
                    Fault::argument(
                        0,
                        format!("not enough arguments for \"{}\": need {needed} but have {given}", verb.raw),
                    )
                })?;
                shown(verb, arg).map_err(|what| {
                    Fault::argument(verb.argument + 1, format!("unsupported value for \"{}\": {what}", verb.raw))
                })?
            }
        };
        size = size.saturating_add(part.as_str().map_or(0, str::len));
        super::check_text(size)?;
        parts.push(part);
    }
    strings::concatenated(&parts)
}

fn formatlist(args: &[Value]) -> Result<Value, Fault> {
    if let Some(unknown) = untyped_null(args) {
        return Ok(unknown);
    }
    let ty = Type::list(Type::String);
    let lists = &args[1..];
    let is_list =
        |value: &Value| matches!(value.type_of(), Type::List(_) | Type::Set(_) | Type::Tuple(_)) && !value.is_null();
    let undecided = |value: &Value| !value.is_known() && value.type_of() == Type::Any;
    if !args[0].is_known() || lists.iter().any(undecided) {
        return Ok(unknown(ty, args));
    }
    let pieces = pieces(str_at(args, 0)?)?;
    let mut length: Option<(usize, usize)> = None;
    let mut unknown_length = false;
    for (index, list) in lists.iter().enumerate().filter(|(_, value)| is_list(value)) {
        match (elements(list), length) {
            (Some(elements), Some((first, expected))) if elements.len() != expected => {
                let (this, first, count) = (index + 1, first + 1, elements.len());
                let message = format!(
                    "argument {this} has length {count}, which is inconsistent with argument {first} of length {expected}"
                );
                return Err(Fault::argument(index + 1, message));
            }
            (Some(elements), None) => length = Some((index, elements.len())),
            (Some(_), Some(_)) => {}
            (None, _) => unknown_length = true,
        }
    }
    let walked: Vec<(&Value, bool)> = lists.iter().map(|list| (list, is_list(list))).collect();
    let row = |n: usize| -> Result<Value, Fault> {
        let args: Vec<Value> = (walked.iter())
            .map(|(list, is_list)| match elements(list) {
                Some(elements) if *is_list => elements.get(n).cloned().unwrap_or_else(|| (*list).clone()),
                None if *is_list => super::nth(list, n as u64),
                _ => (*list).clone(),
            })
            .collect();
        formatted(&pieces, &args)
    };
    if let Some((_, count)) = length {
        check_elements(count.saturating_mul(lists.len()))?;
        return Ok(Value::list(Type::String, (0..count).map(row).collect::<Result<_, _>>()?));
    }
    if unknown_length {
        let samples: Option<Vec<Value>> =
            lists.iter().map(|list| if is_list(list) { any_element(list) } else { Some(list.clone()) }).collect();
        let element = samples.and_then(|samples| formatted(&pieces, &samples).ok());
        let list = lists.iter().find(|list| is_list(list)).unwrap_or(&args[0]);
        return Ok(unknown_sequence(ty, args, bounds(list), element));
    }
    Ok(Value::list(Type::String, vec![row(0)?]))
}

fn pieces(format: &str) -> Result<Vec<Piece<'_>>, Fault> {
    let mut pieces = Vec::new();
    let mut rest = format;
    let mut next = 0;
    while let Some(percent) = rest.find('%') {
        let (text, verb) = rest.split_at(percent);
        pieces.push(Piece::Text(text));
        if let Some(after) = verb.strip_prefix("%%") {
            pieces.push(Piece::Text("%"));
            rest = after;
            continue;
        }
        let (verb, after) = Verb::parse(verb, next)?;
        next = verb.argument + 1;
        pieces.push(Piece::Verb(verb));
        rest = after;
    }
    pieces.push(Piece::Text(rest));
    Ok(pieces)
}

impl<'a> Verb<'a> {
    /// The verb that `text` starts with, and what follows it; without `[n]` it takes the argument `next`.
    fn parse(text: &'a str, next: usize) -> Result<(Self, &'a str), Fault> {
        let mut verb = Verb {
            raw: text,
            mode: 'v',
            argument: next,
            sharp: false,
            zero: false,
            minus: false,
            plus: false,
            space: false,
            width: 0,
            precision: None,
        };
        let mut rest = text.get(1..).unwrap_or_default();
        loop {
            match rest.bytes().next() {
                Some(b'#') => verb.sharp = true,
                Some(b'0') => verb.zero = true,
                Some(b'-') => verb.minus = true,
                Some(b'+') => verb.plus = true,
                Some(b' ') => verb.space = true,
                _ => break,
            }
            rest = &rest[1..];
        }
        if let Some((argument, after)) = index(rest) {
            (verb.argument, rest) = (argument, after);
        }
        (verb.width, rest) = number(rest)?;
        if let Some(after) = rest.strip_prefix('.') {
            let (precision, after) = number(after)?;
            (verb.precision, rest) = (Some(precision), after);
        }
        if let Some((argument, after)) = index(rest) {
            (verb.argument, rest) = (argument, after);
        }
        let mode = rest.chars().next();
        let Some(mode) = mode.filter(|mode| "vtbdoxXeEfgGsq".contains(*mode)) else {
            let what = mode.map_or_else(
                || "the format string ends in a verb".to_owned(),
                |mode| format!("`%{mode}` is not a verb"),
            );
            return Err(Fault::argument(0, what));
        };
        verb.mode = mode;
        rest = &rest[mode.len_utf8()..];
        verb.raw = &text[..text.len() - rest.len()];
        Ok((verb, rest))
    }
}

/// `[n]`, counted from 1.
fn index(text: &str) -> Option<(usize, &str)> {
    let (digits, after) = text.strip_prefix('[')?.split_once(']')?;
    let valid = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    Some((digits.parse::<usize>().ok().filter(|_| valid)?.checked_sub(1)?, after))
}

/// A width or precision; none is 0.
fn number(text: &str) -> Result<(usize, &str), Fault> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at(digits);
    let value = if digits.is_empty() { 0 } else { digits.parse().unwrap_or(usize::MAX) };
    if value > MAX_TEXT {
        return Err(Fault::limit(format!("the width {digits} is over podroom's limit of 16 Mi")));
    }
    Ok((value, rest))
}

/// The argument as the verb shows it: a string, known or not.
fn shown(verb: &Verb<'_>, arg: &Value) -> Result<Value, String> {
    if arg.is_null() && verb.mode != 'v' {
        return Err("null value cannot be formatted".to_owned());
    }
    let converted = |ty: Type, name: &str| convert::convert(arg, &ty).map_err(|_| format!("{name} required"));
    let text = match verb.mode {
        'v' => return as_is(verb, arg),
        't' => {
            let flag = converted(Type::Bool, "bool")?;
            let Some(flag) = flag.as_bool() else { return Ok(unknown(Type::String, slice::from_ref(arg))) };
            flag.to_string()
        }
        's' | 'q' => {
            let string = converted(Type::String, "string")?;
            let Some(text) = string.as_str() else {
                let plain = verb.mode == 's' && verb.width == 0 && verb.precision.is_none();
                return Ok(if plain { string } else { unknown(Type::String, &[string]) });
            };
            if verb.mode == 's' {
                let text: String = text.graphemes(true).take(verb.precision.unwrap_or(usize::MAX)).collect();
                padded(verb, &text)
            } else {
                padded(verb, &encoding::json_string(text))
            }
        }
        mode => {
            let number = converted(Type::Number, "number")?;
            let Some(number) = number.as_number() else {
                let plain = mode == 'd' && verb.width == 0 && verb.precision.is_none() && !verb.plus && !verb.space;
                return Ok(if plain { text_of(&number) } else { unknown(Type::String, &[number]) });
            };
            let shortest = number.to_string();
            if matches!(mode, 'd' | 'b' | 'o' | 'x' | 'X') {
                // Whole numbers have all their digits here; as text, those of a float only as many as tell it apart.
                integer(verb, &number.to_ibig().map_or(shortest, |whole| whole.to_string()))?
            } else {
                float(verb, &shortest)?
            }
        }
    };
    Ok(Value::string(text))
}

/// An unknown number as an unknown string.
fn text_of(number: &Value) -> Value {
    convert::convert(number, &Type::String).unwrap_or_else(|_| unknown(Type::String, slice::from_ref(number)))
}

/// `%v`: strings and numbers plainly, everything else (and all of it with `#`) as JSON.
fn as_is(verb: &Verb<'_>, arg: &Value) -> Result<Value, String> {
    if !arg.is_wholly_known() {
        let plain = !verb.sharp && verb.width == 0 && arg.type_of() == Type::String;
        return Ok(if plain { arg.clone() } else { unknown(Type::String, slice::from_ref(arg)) });
    }
    let text = match &arg.kind {
        Kind::String(text) if !verb.sharp => text.to_string(),
        Kind::Number(number) if !verb.sharp => general(&Decimal::parse(&number.to_string()), None, 'e'),
        _ => encoding::json(arg).map_err(|fault| fault.message)?,
    };
    Ok(Value::string(padded(verb, &text)))
}

/// Pads a string to the width, in characters.
fn padded(verb: &Verb<'_>, text: &str) -> String {
    let missing = verb.width.saturating_sub(text.graphemes(true).count());
    if verb.minus {
        format!("{text}{}", " ".repeat(missing))
    } else {
        format!("{}{text}", if verb.zero { "0" } else { " " }.repeat(missing))
    }
}

/// Puts sign, prefix and digits together, zeros between them or spaces around.
fn assembled(verb: &Verb<'_>, negative: bool, prefix: &str, digits: &str, zeros: bool) -> String {
    let sign = match (negative, verb.plus, verb.space) {
        (true, ..) => "-",
        (_, true, _) => "+",
        (.., true) => " ",
        _ => "",
    };
    let missing = verb.width.saturating_sub(sign.len() + prefix.len() + digits.len());
    match (verb.minus, zeros) {
        (true, _) => format!("{sign}{prefix}{digits}{}", " ".repeat(missing)),
        (false, true) => format!("{sign}{prefix}{}{digits}", "0".repeat(missing)),
        (false, false) => format!("{}{sign}{prefix}{digits}", " ".repeat(missing)),
    }
}

fn integer(verb: &Verb<'_>, digits: &str) -> Result<String, String> {
    let (negative, magnitude) = digits.strip_prefix('-').map_or((false, digits), |m| (true, m));
    if !magnitude.bytes().all(|b| b.is_ascii_digit()) || magnitude.is_empty() {
        return Err("an integer is required".to_owned());
    }
    let radix = match verb.mode {
        'b' => 2,
        'o' => 8,
        'x' | 'X' => 16,
        _ => 10,
    };
    let mut shown = if radix == 10 { magnitude.to_owned() } else { in_radix(magnitude, radix)? };
    let mut prefix = match (verb.sharp, verb.mode) {
        (true, 'b') => "0b",
        (true, 'o') => "0",
        (true, 'x') => "0x",
        (true, 'X') => "0X",
        _ => "",
    };
    if verb.mode == 'X' {
        shown.make_ascii_uppercase();
    }
    if let Some(precision) = verb.precision {
        if precision == 0 && magnitude == "0" {
            (shown, prefix) = (String::new(), "");
        }
        shown = format!("{}{shown}", "0".repeat(precision.saturating_sub(shown.len())));
    }
    Ok(assembled(verb, negative, prefix, &shown, verb.zero && verb.precision.is_none()))
}

/// The decimal digits in another radix.
fn in_radix(digits: &str, radix: u8) -> Result<String, String> {
    let integer = digits.parse::<dashu_int::UBig>().map_err(|_| "an integer is required".to_owned())?;
    Ok(integer.in_radix(radix).to_string())
}

fn float(verb: &Verb<'_>, digits: &str) -> Result<String, String> {
    if !digits.contains(|c: char| c.is_ascii_digit()) {
        return Err("podroom does not format infinite numbers".to_owned());
    }
    let number = Decimal::parse(digits);
    let shown = match verb.mode {
        'f' => number.rounded_to(verb.precision.unwrap_or(6)).fixed(verb.precision.unwrap_or(6)),
        'e' | 'E' => number.rounded(verb.precision.unwrap_or(6) + 1).scientific(verb.precision.unwrap_or(6), verb.mode),
        mode => general(&number.unsigned(), verb.precision, if mode == 'G' { 'E' } else { 'e' }),
    };
    Ok(assembled(verb, number.negative, "", &shown, verb.zero))
}

/// A number with ten digits at most, as Go's `%.10g` writes it.
pub fn short_number(number: &Number) -> String {
    match number.is_infinite() {
        true => if number.is_negative() { "-Inf" } else { "+Inf" }.to_owned(),
        false => general(&Decimal::parse(&number.to_string()), Some(10), 'e'),
    }
}

/// `%g`: the shorter of plain and scientific, by Go's rule; without a precision all digits.
fn general(number: &Decimal, precision: Option<usize>, e: char) -> String {
    let number = match precision {
        Some(precision) => number.rounded(precision.max(1)),
        None => number.clone(),
    };
    let count = number.digits.len();
    let at_most = match precision {
        // Source: Go 1.23, math/big/ftoa.go: the shortest form counts as 6 digits here.
        None => 6,
        Some(p) if p.max(1) > count && i64::try_from(count).unwrap_or(i64::MAX) >= number.point => count,
        Some(p) => p.max(1),
    };
    let exponent = if count == 0 { 0 } else { number.point - 1 };
    let sign = if number.negative { "-" } else { "" };
    if exponent < -4 || exponent >= i64::try_from(at_most).unwrap_or(i64::MAX) {
        format!("{sign}{}", number.scientific(count.saturating_sub(1), e))
    } else {
        let decimals = i64::try_from(count).unwrap_or(i64::MAX) - number.point;
        format!("{sign}{}", number.fixed(usize::try_from(decimals).unwrap_or(0)))
    }
}

/// A decimal number: `0.digits` times ten to the power of `point`. No digits is zero.
#[derive(Clone)]
struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    point: i64,
}

impl Decimal {
    /// Reads plain notation, as numbers print: `-12.5`.
    fn parse(text: &str) -> Self {
        let (negative, text) = text.strip_prefix('-').map_or((false, text), |text| (true, text));
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let mut digits: Vec<u8> =
            whole.bytes().chain(fraction.bytes()).filter(u8::is_ascii_digit).map(|b| b - b'0').collect();
        let zeros = digits.iter().take_while(|digit| **digit == 0).count();
        digits.drain(..zeros);
        let point = i64::try_from(whole.len()).unwrap_or(0) - i64::try_from(zeros).unwrap_or(0);
        let mut number = Self { negative, digits, point };
        number.trim();
        number
    }

    fn trim(&mut self) {
        let zeros = self.digits.iter().rev().take_while(|digit| **digit == 0).count();
        self.digits.truncate(self.digits.len() - zeros);
        if self.digits.is_empty() {
            self.point = 0;
        }
    }

    fn unsigned(&self) -> Self {
        Self { negative: false, ..self.clone() }
    }

    /// With at most that many digits; halves go to the even digit.
    fn rounded(&self, count: usize) -> Self {
        let mut number = self.clone();
        let Some(rest) = self.digits.get(count..).filter(|rest| !rest.is_empty()) else { return number };
        let odd = count.checked_sub(1).is_some_and(|last| self.digits[last] % 2 == 1);
        let up = rest[0] > 5 || (rest[0] == 5 && (rest.len() > 1 || odd));
        number.digits.truncate(count);
        if up {
            while let Some(9) = number.digits.last() {
                number.digits.pop();
            }
            match number.digits.last_mut() {
                Some(last) => *last += 1,
                None => {
                    number.digits.push(1);
                    number.point += 1;
                }
            }
        }
        number.trim();
        number
    }

    /// With at most that many digits after the point.
    fn rounded_to(&self, decimals: usize) -> Self {
        match usize::try_from(self.point.saturating_add(i64::try_from(decimals).unwrap_or(i64::MAX))) {
            Ok(count) => self.rounded(count),
            Err(_) => Self { negative: self.negative, digits: Vec::new(), point: 0 },
        }
    }

    fn digit(&self, n: i64) -> char {
        let digit = usize::try_from(n).ok().and_then(|n| self.digits.get(n));
        char::from(b'0' + digit.copied().unwrap_or(0))
    }

    /// `12.50`, without a sign.
    fn fixed(&self, decimals: usize) -> String {
        let mut text: String = (0..self.point).map(|n| self.digit(n)).collect();
        if text.is_empty() {
            text.push('0');
        }
        if decimals > 0 {
            text.push('.');
            let decimals = i64::try_from(decimals).unwrap_or(i64::MAX);
            text.extend((self.point..self.point.saturating_add(decimals)).map(|n| self.digit(n)));
        }
        text
    }

    /// `1.250000e+01`, without a sign.
    fn scientific(&self, decimals: usize, e: char) -> String {
        let mut text = String::from(self.digit(0));
        if decimals > 0 {
            text.push('.');
            text.extend((1..=decimals).map(|n| self.digit(i64::try_from(n).unwrap_or(i64::MAX))));
        }
        let exponent = if self.digits.is_empty() { 0 } else { self.point - 1 };
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{text}{e}{sign}{:02}", exponent.unsigned_abs())
    }
}
