//! The numeric functions: `abs`, `ceil`, `floor`, `log`, `max`, `min`, `parseint`, `pow`, `signum`, `sum`.
//!
//! With an unknown argument the result is unknown, with the bounds that follow: a subnet computed with
//! `ceil(log(length(zones), 2))` new bits has few possible sizes even where the zones are not known.

use super::float;
use crate::address::quoted;
use crate::eval::convert::{convert, describe};
use crate::eval::number::Number;
use crate::eval::operate::{Bounds, binary, by_candidates, unknown_result};
use crate::eval::value::{Fault, Kind, Type, Value};
use crate::parse::ast::BinaryOp;
use dashu_int::{IBig, Sign, UBig, Word};

/// Calls a numeric function; `None` when there is none of that name.
pub(super) fn call(name: &str, args: &[Value]) -> Option<Result<Value, Fault>> {
    Some(match (name, args) {
        ("abs", [x]) => rising(x, |x| Ok(x.abs()), abs_bounds),
        ("ceil", [x]) => rising(x, |x| Ok(x.ceil()), |b| b.map(|x| Ok(x.ceil()))),
        ("floor", [x]) => rising(x, |x| Ok(x.floor()), |b| b.map(|x| Ok(x.floor()))),
        ("signum", [x]) => rising(x, signum, |b| {
            let sign = |x: Number| signum(&x).ok();
            Bounds {
                least: b.least.clone().map_or_else(|| Some(Number::from(-1_i64)), sign),
                most: b.most.clone().map_or_else(|| Some(Number::from(1_i64)), sign),
            }
        }),
        ("log", [value, base]) => of_two(value, base, log, |b, base| {
            // Rises with the number for every base above 1.
            if is_above_one(base) { b.map(|x| log(x, base)) } else { Bounds::default() }
        }),
        ("pow", [base, exponent]) => of_two(
            exponent,
            base,
            |e, b| power(b, e),
            |b, base| {
                // Rises with the exponent for every base above 1.
                if is_above_one(base) { b.map(|x| power(base, x)) } else { Bounds::default() }
            },
        ),
        ("max", args) => extreme(args, true),
        ("min", args) => extreme(args, false),
        ("parseint", [text, base]) => parse_int(text, base),
        ("sum", [list]) => sum(list),
        ("abs" | "ceil" | "floor" | "signum" | "sum", args) => Err(arity(name, 1, args)),
        ("log" | "pow" | "parseint", args) => Err(arity(name, 2, args)),
        _ => return None,
    })
}

/// The fault of a wrong number of arguments.
pub(super) fn arity(name: &str, takes: usize, args: &[Value]) -> Fault {
    let s = if takes == 1 { "" } else { "s" };
    Fault::new(format!("`{name}` takes {takes} argument{s}, not {}", args.len()))
}

/// An argument converted to its type; null is refused.
pub(super) fn argument(args: &[Value], index: usize, ty: &Type) -> Result<Value, Fault> {
    match args.get(index) {
        Some(value) if value.is_null() => Err(Fault::argument(index, "the argument must not be null")),
        Some(value) => convert(value, ty).map_err(|fault| Fault::argument(index, fault.message)),
        None => Err(Fault::argument(index, "the argument is missing")),
    }
}

fn is_above_one(number: &Number) -> bool {
    !number.is_infinite() && *number > Number::from(1_u64)
}

/// A function of one number, and what it makes of bounds.
fn rising(
    x: &Value,
    of: impl Fn(&Number) -> Result<Number, Fault>,
    of_bounds: impl Fn(&Bounds) -> Bounds,
) -> Result<Value, Fault> {
    let x = argument(std::slice::from_ref(x), 0, &Type::Number)?;
    let evaluate = |parts: &[Value]| match parts[0].as_number() {
        Some(number) => of(number).map(Value::number),
        None => Ok(unknown_result(Type::Number, &[&parts[0]], of_bounds(&Bounds::of(&parts[0])))),
    };
    by_candidates(&[&x], evaluate).unwrap_or_else(|| evaluate(std::slice::from_ref(&x)))
}

/// A function of two numbers, and what it makes of bounds of the first when the second is known.
fn of_two(
    first: &Value,
    second: &Value,
    of: impl Fn(&Number, &Number) -> Result<Number, Fault>,
    of_bounds: impl Fn(&Bounds, &Number) -> Bounds,
) -> Result<Value, Fault> {
    let args = [first.clone(), second.clone()];
    let (first, second) = (argument(&args, 0, &Type::Number)?, argument(&args, 1, &Type::Number)?);
    let evaluate = |parts: &[Value]| match (parts[0].as_number(), parts[1].as_number()) {
        (Some(a), Some(b)) => of(a, b).map(Value::number),
        (None, Some(b)) => Ok(unknown_result(Type::Number, &[&parts[0]], of_bounds(&Bounds::of(&parts[0]), b))),
        _ => Ok(unknown_result(Type::Number, &[&parts[0], &parts[1]], Bounds::default())),
    };
    by_candidates(&[&first, &second], evaluate).unwrap_or_else(|| evaluate(&[first, second]))
}

fn abs_bounds(bounds: &Bounds) -> Bounds {
    let zero = Number::from(0_u64);
    match (&bounds.least, &bounds.most) {
        (Some(least), _) if !least.is_negative() => bounds.clone(),
        (_, Some(most)) if *most <= zero => {
            Bounds { least: Some(most.neg()), most: bounds.least.as_ref().map(Number::neg) }
        }
        (least, most) => Bounds {
            least: Some(zero),
            most: least.as_ref().zip(most.as_ref()).map(|(least, most)| least.abs().max(most.clone())),
        },
    }
}

fn signum(x: &Number) -> Result<Number, Fault> {
    match x.to_i64() {
        Some(value) => Ok(Number::from(value.signum())),
        None => Err(Fault::argument(0, "the argument must be a whole number of 64 bits")),
    }
}

fn from_float(value: f64) -> Result<Number, Fault> {
    Number::from_f64(value).ok_or_else(|| Fault::new("the result is not a number"))
}

fn log(value: &Number, base: &Number) -> Result<Number, Fault> {
    from_float(float::log(value.to_f64()) / float::log(base.to_f64()))
}

fn power(base: &Number, exponent: &Number) -> Result<Number, Fault> {
    from_float(float::pow(base.to_f64(), exponent.to_f64()))
}

fn extreme(args: &[Value], greatest: bool) -> Result<Value, Fault> {
    if args.is_empty() {
        return Err(Fault::new("at least one number is required"));
    }
    let numbers: Result<Vec<_>, _> = (0..args.len()).map(|n| argument(args, n, &Type::Number)).collect();
    let numbers = numbers?;
    let pick = |a: Number, b: Number| if greatest { a.max(b) } else { a.min(b) };
    let known: Vec<_> = numbers.iter().filter_map(Value::as_number).cloned().collect();
    if known.len() == numbers.len() {
        // Where it was written stays known, so that a message can point at the number that decided.
        let picked = known.into_iter().reduce(pick);
        let written = numbers.iter().find(|value| value.as_number() == picked.as_ref());
        return written.cloned().ok_or_else(|| Fault::new("at least one number is required"));
    }
    let operands: Vec<_> = numbers.iter().collect();
    if let Some(result) = by_candidates(&operands, |parts| extreme(parts, greatest)) {
        return result;
    }
    let bounds: Vec<_> = numbers.iter().map(Bounds::of).collect();
    // One bound follows from any of the numbers, the other only from all of them.
    let any = |sides: Vec<Option<Number>>| sides.into_iter().flatten().reduce(pick);
    let every = |sides: Vec<Option<Number>>| {
        sides.into_iter().collect::<Option<Vec<_>>>().and_then(|sides| sides.into_iter().reduce(pick))
    };
    let (least, most) = bounds.into_iter().map(|bounds| (bounds.least, bounds.most)).unzip();
    let bounds = if greatest {
        Bounds { least: any(least), most: every(most) }
    } else {
        Bounds { least: every(least), most: any(most) }
    };
    // Whatever the others are, this one decides.
    if let Some(decided) = bounds.least.as_ref().filter(|least| bounds.most.as_ref() == Some(least))
        && let Some(written) = numbers.iter().find(|value| value.as_number() == Some(decided))
    {
        return Ok(written.clone());
    }
    Ok(unknown_result(Type::Number, &operands, bounds))
}

fn parse_int(text: &Value, base: &Value) -> Result<Value, Fault> {
    let args = [text.clone(), base.clone()];
    let base = argument(&args, 1, &Type::Number)?;
    match &text.kind {
        Kind::String(_) | Kind::Unknown(_) => {}
        Kind::Null(_) => return Err(Fault::argument(0, "the argument must not be null")),
        _ => return Err(Fault::argument(0, format!("a string is required, not {}", describe(text)))),
    }
    if let Some(result) = by_candidates(&[text, &base], |parts| parse_int(&parts[0], &parts[1])) {
        return result;
    }
    let (Some(digits), Some(base)) = (text.as_str(), base.as_number()) else {
        return Ok(unknown_result(Type::Number, &[text, &base], Bounds::default()));
    };
    let Some(base) = base.to_u64().and_then(|base| u8::try_from(base).ok()).filter(|base| (2..=62).contains(base))
    else {
        return Err(Fault::argument(1, "the base must be a whole number between 2 and 62"));
    };
    let refused = || {
        Fault::argument(
            0,
            format!("cannot parse {} as an integer of base {base}", quoted(&crate::words::excerpt(digits))),
        )
    };
    let (sign, magnitude) = match digits.strip_prefix('-') {
        Some(magnitude) => (Sign::Negative, magnitude),
        None => (Sign::Positive, digits.strip_prefix('+').unwrap_or(digits)),
    };
    if magnitude.is_empty() {
        return Err(refused());
    }
    let places: Option<Vec<_>> = magnitude.bytes().map(|b| digit(b, base).map(Word::from)).collect();
    let places = places.ok_or_else(refused)?;
    if places.len() > 1 << 17 {
        return Err(Fault::argument(0, "the number is too large to compute"));
    }
    let value = UBig::from_digits(Word::from(base), &places).map_err(|_| refused())?;
    Number::from_integer(IBig::from_parts(sign, value)).map(Value::number)
}

/// What a digit stands for: up to base 36 in either case, beyond that lower case before upper case.
fn digit(byte: u8, base: u8) -> Option<u8> {
    let value = match byte {
        b'0'..=b'9' => byte - b'0',
        b'a'..=b'z' => byte - b'a' + 10,
        b'A'..=b'Z' if base <= 36 => byte - b'A' + 10,
        b'A'..=b'Z' => byte - b'A' + 36,
        _ => return None,
    };
    (value < base).then_some(value)
}

fn sum(list: &Value) -> Result<Value, Fault> {
    let unsure = |bounds| Ok(unknown_result(Type::Number, &[list], bounds));
    let numbers = match &list.kind {
        // Equal elements would be one, so nothing follows for the sum.
        Kind::Set(_, values) if values.iter().any(|value| !value.is_wholly_known()) => return unsure(Bounds::default()),
        Kind::List(_, values) | Kind::Set(_, values) | Kind::Tuple(values) => values,
        Kind::Unknown(unknown) => {
            if let Some(result) = by_candidates(&[list], |parts| sum(&parts[0])) {
                return result;
            }
            return match &unknown.ty {
                Type::Any | Type::List(_) | Type::Set(_) | Type::Tuple(_) => unsure(Bounds::default()),
                _ => Err(not_a_sequence(list)),
            };
        }
        Kind::Null(_) => return Err(Fault::argument(0, "the argument must not be null")),
        _ => return Err(not_a_sequence(list)),
    };
    let refused = |message: String| Fault::argument(0, message);
    let mut total: Option<Value> = None;
    for value in numbers.iter() {
        let number = argument(std::slice::from_ref(value), 0, &Type::Number)?;
        total = Some(match total {
            Some(total) => binary(BinaryOp::Add, &total, &number).map_err(|fault| refused(fault.message))?,
            None => number,
        });
    }
    total
        .map(|total| Value { span: None, via: None, ..total })
        .ok_or_else(|| refused("cannot sum an empty list".into()))
}

fn not_a_sequence(value: &Value) -> Fault {
    Fault::argument(0, format!("a list, set or tuple is required, not {}", describe(value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::value::{Facts, Origin};

    fn n(text: &str) -> Value {
        Value::number(Number::parse(text).unwrap())
    }

    fn s(text: &str) -> Value {
        Value::string(text)
    }

    fn between(least: Option<i64>, most: Option<i64>) -> Value {
        let facts = Facts { at_least: least.map(Number::from), at_most: most.map(Number::from), ..Facts::default() };
        Value::unknown_with(Type::Number, vec![Origin::Variable("n".into(), None)], facts)
    }

    fn shown(name: &str, args: &[Value]) -> String {
        match call(name, args) {
            None => "no such function".into(),
            Some(Err(_)) => "error".into(),
            Some(Ok(value)) => match &value.kind {
                Kind::Number(number) => number.to_string(),
                Kind::Unknown(unknown) => {
                    let show = |bound: &Option<Number>| bound.as_ref().map_or("?".into(), Number::to_string);
                    format!("{}..{}", show(&unknown.facts.at_least), show(&unknown.facts.at_most))
                }
                other => format!("{other:?}"),
            },
        }
    }

    /// Answers of Terraform 1.11.4.
    #[test]
    fn known_arguments() {
        let null = Value::null(Type::Any);
        let set = convert(&Value::tuple(vec![n("1"), n("1"), n("2")]), &Type::set(Type::Number)).unwrap();
        for (name, args, expected) in [
            ("abs", vec![n("-12.4")], "12.4"),
            ("abs", vec![s("5")], "5"),
            ("abs", vec![null.clone()], "error"),
            ("ceil", vec![n("5.1")], "6"),
            ("ceil", vec![n("-5.9")], "-5"),
            ("floor", vec![n("5.9")], "5"),
            ("floor", vec![n("-5.1")], "-6"),
            ("floor", vec![n("inf")], "+Inf"),
            ("log", vec![n("1"), n("10")], "0"),
            ("log", vec![n("50"), n("10")], "1.6989700043360185"),
            ("log", vec![n("536870912"), n("2")], "29.000000000000004"),
            ("log", vec![n("0"), n("10")], "-Inf"),
            ("log", vec![n("-1"), n("10")], "error"),
            ("max", vec![n("5"), n("12"), n("9")], "12"),
            ("max", vec![s("3"), n("2")], "3"),
            ("max", vec![s("a")], "error"),
            ("min", vec![n("1.5"), n("1.25")], "1.25"),
            ("min", vec![], "error"),
            ("min", vec![n("1"), null.clone()], "error"),
            ("parseint", vec![s("100"), n("10")], "100"),
            ("parseint", vec![s("FF"), n("16")], "255"),
            ("parseint", vec![s("1011"), n("2")], "11"),
            ("parseint", vec![s("-42"), n("10")], "-42"),
            ("parseint", vec![s("+5"), n("10")], "5"),
            ("parseint", vec![s("Z"), n("62")], "61"),
            ("parseint", vec![s("a"), n("37")], "10"),
            ("parseint", vec![s("A"), n("37")], "36"),
            ("parseint", vec![s("A"), n("36")], "10"),
            ("parseint", vec![s("12a"), n("10")], "error"),
            ("parseint", vec![s("1_0"), n("10")], "error"),
            ("parseint", vec![s("0x1F"), n("16")], "error"),
            ("parseint", vec![s(""), n("10")], "error"),
            ("parseint", vec![s("1"), n("1")], "error"),
            ("parseint", vec![s("1"), n("63")], "error"),
            ("parseint", vec![s("12"), n("10.5")], "error"),
            ("parseint", vec![s("1.5"), n("10")], "error"),
            ("parseint", vec![n("12"), n("10")], "error"),
            ("parseint", vec![s("99999999999999999999999"), n("10")], "99999999999999999999999"),
            ("pow", vec![n("4"), n("0")], "1"),
            ("pow", vec![n("2"), n("-1")], "0.5"),
            ("pow", vec![n("0"), n("0")], "1"),
            ("pow", vec![n("2"), n("64")], "18446744073709550000"),
            ("pow", vec![n("10"), n("-30")], "0.0000000000000000000000000000009999999999999999"),
            ("pow", vec![n("10"), n("400")], "+Inf"),
            ("pow", vec![n("-1"), n("0.5")], "error"),
            ("signum", vec![n("-13")], "-1"),
            ("signum", vec![n("344")], "1"),
            ("signum", vec![n("0.5")], "error"),
            ("sum", vec![Value::tuple(vec![s("1"), n("2")])], "3"),
            ("sum", vec![Value::tuple(vec![n("0.1"), n("0.2")])], "0.3"),
            ("sum", vec![set], "3"),
            ("sum", vec![Value::tuple(vec![])], "error"),
            ("sum", vec![Value::tuple(vec![null.clone()])], "error"),
            ("sum", vec![Value::tuple(vec![s("a")])], "error"),
            ("sum", vec![s("a")], "error"),
            ("sum", vec![null], "error"),
            ("log", vec![n("1")], "error"),
            ("sin", vec![n("1")], "no such function"),
        ] {
            assert_eq!(shown(name, &args), expected, "{name} {args:?}");
        }
        // Arithmetic on the result of `pow` has the precision of the other operand.
        let power = call("pow", &[n("2"), n("64")]).unwrap().unwrap();
        let less = binary(BinaryOp::Subtract, &power, &n("1")).unwrap();
        assert_eq!(less.as_number().unwrap().to_string(), "18446744073709551615");
    }

    #[test]
    fn bounds_follow() {
        let zones = between(Some(2), Some(6));
        for (name, args, expected) in [
            ("ceil", vec![between(Some(2), None)], "2..?"),
            ("abs", vec![between(Some(-3), Some(2))], "0..3"),
            ("abs", vec![between(Some(-3), Some(-2))], "2..3"),
            ("abs", vec![between(None, Some(2))], "0..?"),
            ("signum", vec![between(Some(0), None)], "0..1"),
            ("log", vec![between(Some(2), Some(8)), n("2")], "1..3"),
            ("log", vec![zones.clone(), n("0.5")], "?..?"),
            ("pow", vec![n("2"), zones.clone()], "4..64"),
            ("pow", vec![zones.clone(), n("2")], "?..?"),
            ("max", vec![zones.clone(), n("3")], "3..6"),
            ("max", vec![between(None, None), n("3")], "3..?"),
            ("min", vec![zones.clone(), n("3")], "2..3"),
            ("min", vec![between(None, None), n("3")], "?..3"),
            ("min", vec![between(Some(3), None), n("3")], "3"),
            ("max", vec![between(Some(2), Some(6)), n("6")], "6"),
            ("sum", vec![Value::tuple(vec![zones.clone(), n("3")])], "5..9"),
            ("parseint", vec![s("1"), zones.clone()], "?..?"),
        ] {
            assert_eq!(shown(name, &args), expected, "{name} {args:?}");
        }
        let bits = call("ceil", &[call("log", &[zones, n("2")]).unwrap().unwrap()]).unwrap().unwrap();
        assert_eq!(Bounds::of(&bits).least, Some(Number::from(1_u64)));
        assert_eq!(Bounds::of(&bits).most, Some(Number::from(3_u64)));
    }
}
