//! Operators, on values that may be unknown.
//!
//! A result that depends on an unknown operand is unknown, with what still follows: bounds through arithmetic,
//! alternatives through everything, and an answer where bounds or one side of `&&` and `||` decide. The last is
//! what Terraform does since 1.12; older versions call such a result unknown.

use super::convert::{convert, distinct_at_least, equal, join, lengths};
use super::number::Number;
use super::value::{Facts, Fault, Kind, Type, Unknown, Value};
use crate::parse::ast::{BinaryOp, UnaryOp};

/// `!a` and `-a`.
///
/// # Errors
/// The operand is null or does not convert to a boolean or a number; it is argument 0 of the fault.
pub fn unary(op: UnaryOp, operand: &Value) -> Result<Value, Fault> {
    let ty = match op {
        UnaryOp::Not => Type::Bool,
        UnaryOp::Negate => Type::Number,
    };
    let operand = operand_as(operand, &ty, 0)?;
    match (op, &operand.kind) {
        (UnaryOp::Not, Kind::Bool(value)) => return Ok(Value::bool(!value)),
        (UnaryOp::Negate, Kind::Number(number)) => return Ok(Value::number(number.neg())),
        _ => {}
    }
    if let Some(result) = by_candidates(&[&operand], |parts| unary(op, &parts[0])) {
        return result;
    }
    let bounds = if op == UnaryOp::Negate { Bounds::of(&operand).neg() } else { Bounds::default() };
    Ok(unknown_result(ty, &[&operand], bounds))
}

/// Every operator between two operands.
///
/// # Errors
/// An operand of arithmetic, order or logic is null or does not convert (argument 0 is the left one, 1 the right
/// one), or the operation has no result, as `0 / 0` has none.
pub fn binary(op: BinaryOp, left: &Value, right: &Value) -> Result<Value, Fault> {
    match op {
        BinaryOp::Equal => Ok(equal(left, right)),
        BinaryOp::NotEqual => unary(UnaryOp::Not, &equal(left, right)),
        BinaryOp::And => logic(left, right, false),
        BinaryOp::Or => logic(left, right, true),
        BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => {
            comparison(op, left, right)
        }
        BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::Modulo => {
            arithmetic(op, left, right)
        }
    }
}

/// How many elements a collection has. Strings are counted elsewhere; of an unknown string only that the
/// number is not negative, and not zero if it is known to start with something.
///
/// # Errors
/// The value is null, or nothing that has elements.
pub fn length(value: &Value) -> Result<Value, Fault> {
    let exactly = |n: usize| Ok(Value::number(n));
    match &value.kind {
        Kind::Set(_, values) if values.iter().any(|value| !value.is_wholly_known()) => {
            Ok(counted(value, distinct_at_least(values), u64::try_from(values.len()).ok()))
        }
        Kind::List(_, values) | Kind::Set(_, values) | Kind::Tuple(values) => exactly(values.len()),
        Kind::Map(_, entries) => exactly(entries.len()),
        Kind::Object(object) if object.open.is_none() => exactly(object.attributes.len()),
        Kind::Object(object) => Ok(counted(value, u64::try_from(object.attributes.len()).unwrap_or(0), None)),
        Kind::Instance(_) => Ok(counted(value, 0, None)),
        Kind::Unknown(unknown) => {
            if let Some(result) = by_candidates(&[value], |parts| length(&parts[0])) {
                return result;
            }
            match unknown.ty {
                Type::Bool | Type::Number => Err(no_length(value)),
                Type::String => {
                    let starts = unknown.facts.prefix.as_ref().is_some_and(|prefix| !prefix.is_empty());
                    Ok(counted(value, u64::from(starts), None))
                }
                _ => {
                    let (min, max) = lengths(unknown);
                    Ok(counted(value, min, max))
                }
            }
        }
        Kind::Null(_) => Err(Fault::argument(0, "the argument must not be null")),
        Kind::Bool(_) | Kind::Number(_) | Kind::String(_) => Err(no_length(value)),
    }
}

fn no_length(value: &Value) -> Fault {
    Fault::argument(0, format!("a list, map or string is required, not {}", super::convert::describe(value)))
}

/// A number of elements that is known when both bounds agree.
fn counted(of: &Value, min: u64, max: Option<u64>) -> Value {
    if max == Some(min) {
        return Value::number(min);
    }
    unknown_result(Type::Number, &[of], Bounds { least: Some(min.into()), most: max.map(Number::from) })
}

/// An operand as a boolean or a number.
fn operand_as(value: &Value, ty: &Type, argument: usize) -> Result<Value, Fault> {
    if value.is_null() {
        return Err(Fault::argument(argument, "the operand is null"));
    }
    convert(value, ty).map_err(|fault| Fault::argument(argument, fault.message))
}

/// `&&` (decided by a false side) and `||` (decided by a true one).
fn logic(left: &Value, right: &Value, decisive: bool) -> Result<Value, Fault> {
    let left = operand_as(left, &Type::Bool, 0)?;
    let right = operand_as(right, &Type::Bool, 1)?;
    match (left.as_bool(), right.as_bool()) {
        (Some(side), _) | (_, Some(side)) if side == decisive => Ok(Value::bool(decisive)),
        (Some(_), Some(_)) => Ok(Value::bool(!decisive)),
        // The other side is not decisive, so the unknown one is the result.
        (Some(_), None) => Ok(Value { via: None, ..right }),
        (None, Some(_)) => Ok(Value { via: None, ..left }),
        (None, None) => Ok(unknown_result(Type::Bool, &[&left, &right], Bounds::default())),
    }
}

fn comparison(op: BinaryOp, left: &Value, right: &Value) -> Result<Value, Fault> {
    let left = operand_as(left, &Type::Number, 0)?;
    let right = operand_as(right, &Type::Number, 1)?;
    let (a, b) = (Bounds::of(&left), Bounds::of(&right));
    let answer = match op {
        BinaryOp::Less => a.is_less(&b),
        BinaryOp::Greater => b.is_less(&a),
        BinaryOp::LessEqual => b.is_less(&a).map(|answer| !answer),
        _ => a.is_less(&b).map(|answer| !answer),
    };
    if let Some(answer) = answer {
        return Ok(Value::bool(answer));
    }
    by_candidates(&[&left, &right], |parts| comparison(op, &parts[0], &parts[1]))
        .unwrap_or_else(|| Ok(unknown_result(Type::Bool, &[&left, &right], Bounds::default())))
}

fn arithmetic(op: BinaryOp, left: &Value, right: &Value) -> Result<Value, Fault> {
    let left = operand_as(left, &Type::Number, 0)?;
    let right = operand_as(right, &Type::Number, 1)?;
    if let (Kind::Number(a), Kind::Number(b)) = (&left.kind, &right.kind) {
        let result = match op {
            BinaryOp::Add => a.add(b),
            BinaryOp::Subtract => a.sub(b),
            BinaryOp::Multiply => a.mul(b),
            BinaryOp::Divide => a.div(b),
            _ => a.rem(b),
        };
        return result.map(Value::number);
    }
    if let Some(result) = by_candidates(&[&left, &right], |parts| arithmetic(op, &parts[0], &parts[1])) {
        return result;
    }
    let (a, b) = (Bounds::of(&left), Bounds::of(&right));
    let bounds = match op {
        BinaryOp::Add => a.add(&b),
        BinaryOp::Subtract => a.add(&b.neg()),
        BinaryOp::Multiply => a.mul(&b),
        BinaryOp::Divide => a.div(&b),
        _ => a.rem(&b),
    };
    Ok(unknown_result(Type::Number, &[&left, &right], bounds))
}

/// A result of these operands that is not known, unless its bounds leave one number.
pub(super) fn unknown_result(ty: Type, operands: &[&Value], bounds: Bounds) -> Value {
    if let Some(exact) = bounds.exact() {
        return Value::number(exact.clone());
    }
    let mut origins = Vec::new();
    operands.iter().for_each(|value| value.collect_origins(&mut origins));
    let facts = Facts { not_null: true, at_least: bounds.least, at_most: bounds.most, ..Facts::default() };
    Value::unknown_with(ty, origins, facts)
}

/// The results for every combination of the operands' alternatives, when those are known and few. A combination
/// that Terraform refuses cannot be the one that comes true.
pub(super) fn by_candidates(
    operands: &[&Value],
    operation: impl Fn(&[Value]) -> Result<Value, Fault>,
) -> Option<Result<Value, Fault>> {
    if operands.iter().all(|value| value.is_known()) {
        return None;
    }
    let mut combinations: Vec<Vec<Value>> = vec![Vec::new()];
    for value in operands {
        let alternatives = match value.as_unknown() {
            Some(unknown) => unknown.facts.candidates.as_ref()?.to_vec(),
            None => vec![(*value).clone()],
        };
        if combinations.len().checked_mul(alternatives.len())? > Unknown::MAX_CANDIDATES {
            return None;
        }
        combinations = combinations
            .iter()
            .flat_map(|before| alternatives.iter().map(|value| [before, std::slice::from_ref(value)].concat()))
            .collect();
    }
    let (results, faults): (Vec<_>, Vec<_>) =
        combinations.iter().map(|parts| operation(parts)).partition(Result::is_ok);
    let results: Vec<_> = results.into_iter().flatten().collect();
    if results.is_empty() {
        return faults.into_iter().next();
    }
    Some(Ok(join(results, &Value::tuple(operands.iter().map(|value| (*value).clone()).collect()))))
}

/// What a number is at least and at most, as far as known.
#[derive(Clone, Debug, Default)]
pub(super) struct Bounds {
    /// The lowest it can be.
    pub(super) least: Option<Number>,
    /// The highest it can be.
    pub(super) most: Option<Number>,
}

impl Bounds {
    /// Of a number, known or not.
    pub(super) fn of(value: &Value) -> Self {
        match &value.kind {
            Kind::Number(number) => Self { least: Some(number.clone()), most: Some(number.clone()) },
            Kind::Unknown(unknown) => {
                Self { least: unknown.facts.at_least.clone(), most: unknown.facts.at_most.clone() }
            }
            _ => Self::default(),
        }
    }

    /// The number, if the bounds leave one.
    fn exact(&self) -> Option<&Number> {
        self.least.as_ref().filter(|least| self.most.as_ref() == Some(least))
    }

    fn is_less(&self, other: &Self) -> Option<bool> {
        if self.most.as_ref().zip(other.least.as_ref()).is_some_and(|(a, b)| a < b) {
            return Some(true);
        }
        self.least.as_ref().zip(other.most.as_ref()).is_some_and(|(a, b)| a >= b).then_some(false)
    }

    fn is_not_negative(&self) -> bool {
        self.least.as_ref().is_some_and(|least| !least.is_negative())
    }

    fn neg(&self) -> Self {
        Self { least: self.most.as_ref().map(Number::neg), most: self.least.as_ref().map(Number::neg) }
    }

    fn add(&self, other: &Self) -> Self {
        let sum = |a: &Option<Number>, b: &Option<Number>| a.as_ref()?.add(b.as_ref()?).ok();
        Self { least: sum(&self.least, &other.least), most: sum(&self.most, &other.most) }
    }

    /// Both bounds through a growing function of one variable.
    pub(super) fn map(&self, f: impl Fn(&Number) -> Result<Number, Fault>) -> Self {
        let bound = |bound: &Option<Number>| f(bound.as_ref()?).ok();
        Self { least: bound(&self.least), most: bound(&self.most) }
    }

    fn mul(&self, other: &Self) -> Self {
        if let Some(factor) = self.exact() {
            return other.times(factor);
        }
        if let Some(factor) = other.exact() {
            return self.times(factor);
        }
        if !self.is_not_negative() || !other.is_not_negative() {
            return Self::default();
        }
        let product = |a: &Option<Number>, b: &Option<Number>| a.as_ref()?.mul(b.as_ref()?).ok();
        Self { least: product(&self.least, &other.least), most: product(&self.most, &other.most) }
    }

    fn times(&self, factor: &Number) -> Self {
        let grown = self.map(|bound| bound.mul(&factor.abs()));
        if factor.is_negative() { grown.neg() } else { grown }
    }

    fn div(&self, other: &Self) -> Self {
        if let Some(divisor) = other.exact().filter(|divisor| !divisor.is_zero()) {
            let shrunk = self.map(|bound| bound.div(&divisor.abs()));
            return if divisor.is_negative() { shrunk.neg() } else { shrunk };
        }
        let positive = other.is_not_negative() && other.least.as_ref().is_some_and(|least| !least.is_zero());
        if !self.is_not_negative() || !positive {
            return Self::default();
        }
        let quotient = |a: &Option<Number>, b: &Option<Number>| a.as_ref()?.div(b.as_ref()?).ok();
        Self {
            least: quotient(&self.least, &other.most).or_else(|| Some(Number::from(0_u64))),
            most: quotient(&self.most, &other.least),
        }
    }

    /// The remainder is nearer to zero than the divisor and has the sign of the dividend.
    fn rem(&self, other: &Self) -> Self {
        let Some(divisor) = other.exact().map(Number::abs).filter(|divisor| !divisor.is_zero()) else {
            return Self::default();
        };
        if self.is_not_negative() {
            let most = self.most.as_ref().map_or_else(|| divisor.clone(), |most| most.min(&divisor).clone());
            return Self { least: Some(Number::from(0_u64)), most: Some(most) };
        }
        Self { least: Some(divisor.neg()), most: Some(divisor) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::value::Origin;

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

    fn unknown_bool() -> Value {
        Value::unknown(Type::Bool, Origin::Variable("b".into(), None))
    }

    /// What a value is, for comparison in a table: `5`, `true`, or the bounds of an unknown number.
    fn shown(result: Result<Value, Fault>) -> String {
        match result {
            Err(_) => "error".into(),
            Ok(value) => match &value.kind {
                Kind::Bool(flag) => flag.to_string(),
                Kind::Number(number) => number.to_string(),
                Kind::Unknown(unknown) => {
                    let show = |bound: &Option<Number>| bound.as_ref().map_or("?".into(), Number::to_string);
                    format!("{}..{}", show(&unknown.facts.at_least), show(&unknown.facts.at_most))
                }
                other => format!("{other:?}"),
            },
        }
    }

    /// Groups `number` and `operator` of the answers of Terraform 1.11.4.
    #[test]
    fn operators_on_known_values() {
        use BinaryOp::*;
        let null = Value::null(Type::Any);
        for (left, op, right, expected) in [
            (n("7"), Modulo, n("3"), "1"),
            (n("5.5"), Modulo, n("2"), "1.5"),
            (n("0"), Divide, n("0"), "error"),
            (n("10"), Modulo, n("0"), "10"),
            (s("5"), Multiply, s("2"), "10"),
            (s("a"), Add, n("1"), "error"),
            (Value::bool(true), Add, n("1"), "error"),
            (null.clone(), Add, n("1"), "error"),
            (n("1"), Less, null.clone(), "error"),
            (s("a"), Less, s("b"), "error"),
            (s("10"), Greater, n("9"), "true"),
            (n("2"), LessEqual, n("2"), "true"),
            (n("2"), GreaterEqual, n("3"), "false"),
            (n("1"), Equal, s("1"), "false"),
            (n("1"), Equal, n("1.0"), "true"),
            (n("1"), Equal, Value::bool(true), "false"),
            (null.clone(), Equal, null.clone(), "true"),
            (s(""), Equal, null.clone(), "false"),
            (s("a"), NotEqual, s("a"), "false"),
            (Value::bool(false), Or, s("true"), "true"),
            (Value::bool(true), And, s("yes"), "error"),
            (n("1"), And, Value::bool(true), "error"),
            (Value::bool(true), And, null, "error"),
        ] {
            assert_eq!(shown(binary(op, &left, &right)), expected, "{left:?} {op:?} {right:?}");
        }
        assert_eq!(shown(unary(UnaryOp::Not, &s("true"))), "false");
        assert_eq!(shown(unary(UnaryOp::Not, &s("yes"))), "error");
        assert_eq!(shown(unary(UnaryOp::Negate, &s("5"))), "-5");
        assert_eq!(shown(unary(UnaryOp::Negate, &s("a"))), "error");
        assert_eq!(binary(Add, &n("1"), &s("a")).unwrap_err().argument, Some(1));
    }

    #[test]
    fn one_side_decides_logic() {
        let u = unknown_bool();
        for (op, side, expected) in [
            (BinaryOp::And, false, "false"),
            (BinaryOp::And, true, "?..?"),
            (BinaryOp::Or, true, "true"),
            (BinaryOp::Or, false, "?..?"),
        ] {
            assert_eq!(shown(binary(op, &Value::bool(side), &u)), expected);
            assert_eq!(shown(binary(op, &u, &Value::bool(side))), expected);
        }
        assert_eq!(binary(BinaryOp::And, &u, &u).unwrap().as_unknown().unwrap().origins.len(), 1);
    }

    #[test]
    fn bounds_follow_arithmetic() {
        use BinaryOp::*;
        let some = between(Some(2), Some(6));
        for (left, op, right, expected) in [
            (some.clone(), Add, n("3"), "5..9"),
            (some.clone(), Subtract, n("3"), "-1..3"),
            (n("3"), Subtract, some.clone(), "-3..1"),
            (some.clone(), Multiply, n("16"), "32..96"),
            (some.clone(), Multiply, n("-1"), "-6..-2"),
            (some.clone(), Multiply, some.clone(), "4..36"),
            (some.clone(), Divide, n("2"), "1..3"),
            (some.clone(), Divide, n("-2"), "-3..-1"),
            (n("12"), Divide, some.clone(), "2..6"),
            (some.clone(), Divide, n("0"), "?..?"),
            (some.clone(), Modulo, n("4"), "0..4"),
            (some.clone(), Modulo, n("100"), "0..6"),
            (between(Some(2), None), Add, n("3"), "5..?"),
            (between(Some(2), None), Multiply, n("-3"), "?..-6"),
            (n("12"), Divide, between(Some(3), None), "0..4"),
            (n("12"), Divide, between(Some(0), None), "?..?"),
            (between(None, Some(4)), Multiply, between(Some(1), None), "?..?"),
            (some.clone(), Less, n("7"), "true"),
            (some.clone(), Less, n("2"), "false"),
            (some.clone(), Less, n("6"), "?..?"),
            (some.clone(), LessEqual, n("6"), "true"),
            (some.clone(), Greater, n("6"), "false"),
            (some.clone(), GreaterEqual, n("2"), "true"),
            (some.clone(), Equal, n("7"), "false"),
            (some.clone(), NotEqual, n("7"), "true"),
            (some, Equal, n("4"), "?..?"),
        ] {
            assert_eq!(shown(binary(op, &left, &right)), expected, "{left:?} {op:?} {right:?}");
        }
        assert_eq!(shown(unary(UnaryOp::Negate, &between(Some(2), None))), "?..-2");
    }

    #[test]
    fn alternatives_follow_operators() {
        let u = unknown_bool();
        let sizes = join(vec![n("3"), n("5")], &u);
        let doubled = binary(BinaryOp::Multiply, &sizes, &n("2")).unwrap();
        let candidates = doubled.as_unknown().unwrap().facts.candidates.clone().unwrap();
        assert_eq!(candidates.iter().map(|v| v.as_number().unwrap().to_u64()).collect::<Vec<_>>(), [Some(6), Some(10)]);
        assert_eq!(shown(Ok(doubled.clone())), "6..10");
        assert_eq!(shown(binary(BinaryOp::Less, &doubled, &n("11"))), "true");
        assert_eq!(shown(binary(BinaryOp::Equal, &doubled, &n("8"))), "false");
        // 3 % 2 and 5 % 2 are both 1.
        assert_eq!(shown(binary(BinaryOp::Modulo, &sizes, &n("2"))), "1");
        assert_eq!(doubled.as_unknown().unwrap().origins.len(), 1);
    }

    #[test]
    fn lengths_are_known_or_bounded() {
        let u = unknown_bool();
        let string = Value::unknown(Type::String, Origin::Variable("s".into(), None));
        let list = |min_length, max_length| {
            let facts = Facts { min_length, max_length, ..Facts::default() };
            Value::unknown_with(Type::list(Type::String), vec![Origin::Variable("l".into(), None)], facts)
        };
        let set = convert(&Value::tuple(vec![s("a"), s("b"), string.clone()]), &Type::set(Type::String)).unwrap();
        for (value, expected) in [
            (Value::tuple(vec![string.clone(), string.clone()]), "2"),
            (set, "2..3"),
            (list(3, Some(3)), "3"),
            (list(2, Some(6)), "2..6"),
            (list(0, None), "0..?"),
            (join(vec![Value::tuple(vec![s("a")]), Value::tuple(vec![s("b")])], &u), "1"),
            (join(vec![Value::tuple(vec![]), Value::tuple(vec![s("b")])], &u), "0..1"),
            (Value::null(Type::Any), "error"),
            (n("1"), "error"),
        ] {
            assert_eq!(shown(length(&value)), expected, "{value:?}");
        }
    }
}
