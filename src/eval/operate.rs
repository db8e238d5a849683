//! Operators, with Terraform's conversions, and what they leave known of unknown operands.

use super::convert::{convert, equal, join};
use super::number::Number;
use super::value::{Facts, Fault, Kind, Origin, Type, Unknown, Value};
use crate::parse::ast::{BinaryOp, UnaryOp};

/// `!a`, `-a`
///
/// # Errors
/// The operand is null or does not convert.
pub fn unary(op: UnaryOp, operand: &Value) -> Result<Value, Fault> {
    let ty = match op {
        UnaryOp::Not => Type::Bool,
        UnaryOp::Negate => Type::Number,
    };
    let operand = needed(operand, &ty, 0)?;
    match (op, &operand.kind) {
        (UnaryOp::Not, Kind::Bool(value)) => Ok(Value::bool(!value)),
        (UnaryOp::Negate, Kind::Number(number)) => Ok(Value::number(number.neg())),
        (UnaryOp::Negate, Kind::Unknown(unknown)) => {
            let facts = &unknown.facts;
            Ok(number_between(
                unknown.origins.clone(),
                facts.at_most.as_ref().map(Number::neg),
                facts.at_least.as_ref().map(Number::neg),
            ))
        }
        _ => Ok(Value::unknown_from(ty, [&operand])),
    }
}

/// `a + b`. `&&` and `||` are decided by one side if it decides, as from Terraform 1.12.
///
/// # Errors
/// An operand is null or does not convert, or the operation has no result (`0 / 0`).
pub fn binary(op: BinaryOp, left: &Value, right: &Value) -> Result<Value, Fault> {
    match op {
        BinaryOp::Equal => Ok(equal(left, right)),
        BinaryOp::NotEqual => {
            let answer = equal(left, right);
            Ok(answer.as_bool().map_or(answer, |equal| Value::bool(!equal)))
        }
        BinaryOp::And | BinaryOp::Or => logic(op, left, right),
        _ => {
            let (left, right) = (needed(left, &Type::Number, 0)?, needed(right, &Type::Number, 1)?);
            if let Some(alternatives) = alternatives(op, &left, &right) {
                let because = Value::unknown_from(Type::Any, unknowns(&left, &right));
                return Ok(join(alternatives, &because));
            }
            match op {
                BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => {
                    Ok(compare(op, &left, &right))
                }
                _ => arithmetic(op, &left, &right),
            }
        }
    }
}

/// An operand as the type the operator takes.
fn needed(value: &Value, ty: &Type, argument: usize) -> Result<Value, Fault> {
    if value.is_null() {
        return Err(Fault::argument(argument, "an operand is null"));
    }
    convert(value, ty).map_err(|fault| Fault::argument(argument, fault.message))
}

fn unknowns<'a>(left: &'a Value, right: &'a Value) -> impl Iterator<Item = &'a Value> {
    [left, right].into_iter().filter(|value| !value.is_known())
}

fn logic(op: BinaryOp, left: &Value, right: &Value) -> Result<Value, Fault> {
    let (left, right) = (needed(left, &Type::Bool, 0)?, needed(right, &Type::Bool, 1)?);
    let decides = op == BinaryOp::Or;
    match (left.as_bool(), right.as_bool()) {
        (Some(a), _) | (_, Some(a)) if a == decides => Ok(Value::bool(decides)),
        (Some(_), Some(_)) => Ok(Value::bool(!decides)),
        _ => Ok(Value::unknown_from(Type::Bool, unknowns(&left, &right))),
    }
}

/// The results for each alternative of an operand that is one of a few numbers.
fn alternatives(op: BinaryOp, left: &Value, right: &Value) -> Option<Vec<Value>> {
    let options = |value: &Value| match &value.kind {
        Kind::Number(_) => Some(vec![value.clone()]),
        Kind::Unknown(unknown) => unknown.facts.candidates.as_ref().map(|candidates| candidates.to_vec()),
        _ => None,
    };
    if left.is_known() && right.is_known() {
        return None;
    }
    let (left, right) = (options(left)?, options(right)?);
    if left.len() * right.len() > Unknown::MAX_CANDIDATES {
        return None;
    }
    let results: Vec<Value> = left
        .iter()
        .flat_map(|left| right.iter().map(move |right| (left, right)))
        // What fails cannot be the one, or Terraform stops.
        .filter_map(|(left, right)| binary(op, left, right).ok())
        .collect();
    (!results.is_empty()).then_some(results)
}

fn compare(op: BinaryOp, left: &Value, right: &Value) -> Value {
    let ((a_low, a_high), (b_low, b_high)) = (number_bounds(left), number_bounds(right));
    // `a < b` surely, and surely not.
    let surely = |a_high: &Option<Number>, b_low: &Option<Number>, or_equal: bool| match (a_high, b_low) {
        (Some(a), Some(b)) => a < b || (or_equal && a == b),
        _ => false,
    };
    let (yes, no) = match op {
        BinaryOp::Less => (surely(&a_high, &b_low, false), surely(&b_high, &a_low, true)),
        BinaryOp::LessEqual => (surely(&a_high, &b_low, true), surely(&b_high, &a_low, false)),
        BinaryOp::Greater => (surely(&b_high, &a_low, false), surely(&a_high, &b_low, true)),
        _ => (surely(&b_high, &a_low, true), surely(&a_high, &b_low, false)),
    };
    if yes || no { Value::bool(yes) } else { Value::unknown_from(Type::Bool, unknowns(left, right)) }
}

fn arithmetic(op: BinaryOp, left: &Value, right: &Value) -> Result<Value, Fault> {
    let apply = |a: &Number, b: &Number| match op {
        BinaryOp::Add => a.add(b),
        BinaryOp::Subtract => a.sub(b),
        BinaryOp::Multiply => a.mul(b),
        BinaryOp::Divide => a.div(b),
        _ => a.rem(b),
    };
    if let (Some(a), Some(b)) = (left.as_number(), right.as_number()) {
        return apply(a, b).map(Value::number);
    }
    let mut origins = Vec::new();
    unknowns(left, right).for_each(|value| value.collect_origins(&mut origins));
    let ((a_low, a_high), (b_low, b_high)) = (number_bounds(left), number_bounds(right));
    let of = |a: &Option<Number>, b: &Option<Number>| a.as_ref().zip(b.as_ref()).and_then(|(a, b)| apply(a, b).ok());
    let positive = |value: &Value| value.as_number().is_some_and(|n| *n > Number::from(0_u64));
    let (low, high) = match op {
        BinaryOp::Add => (of(&a_low, &b_low), of(&a_high, &b_high)),
        BinaryOp::Subtract => (of(&a_low, &b_high), of(&a_high, &b_low)),
        BinaryOp::Multiply if positive(right) || positive(left) => (of(&a_low, &b_low), of(&a_high, &b_high)),
        BinaryOp::Divide if positive(right) => (of(&a_low, &b_low), of(&a_high, &b_high)),
        // The remainder by a positive number has the sign of what is divided and is smaller than the divisor.
        BinaryOp::Modulo if positive(right) && a_low.as_ref().is_some_and(|n| !n.is_negative()) => {
            (Some(Number::from(0_u64)), b_high)
        }
        _ => (None, None),
    };
    Ok(number_between(origins, low, high))
}

fn number_between(origins: Vec<Origin>, at_least: Option<Number>, at_most: Option<Number>) -> Value {
    Value::unknown_with(Type::Number, origins, Facts { not_null: true, at_least, at_most, ..Facts::default() })
}

/// How many elements a value has, as a number: known when its bounds meet.
///
/// # Errors
/// The value has no elements.
pub fn length(value: &Value) -> Result<Value, Fault> {
    let (low, high) = match &value.kind {
        Kind::Unknown(unknown) if matches!(unknown.ty, Type::Bool | Type::Number | Type::String) => {
            return Ok(number_between(unknown.origins.clone(), Some(0_u64.into()), None));
        }
        Kind::String(text) => {
            let n = text.chars().count() as u64;
            (n, Some(n))
        }
        _ => length_bounds(value).ok_or_else(|| Fault::argument(0, format!("a {} has no length", value.type_of())))?,
    };
    if high == Some(low) {
        return Ok(Value::number(low));
    }
    let mut origins = Vec::new();
    value.collect_origins(&mut origins);
    Ok(number_between(origins, Some(low.into()), high.map(Number::from)))
}
/// How many elements a value has.
pub fn length_bounds(value: &Value) -> Option<(u64, Option<u64>)> {
    match &value.kind {
        Kind::List(_, v) | Kind::Tuple(v) => Some((v.len() as u64, Some(v.len() as u64))),
        Kind::Set(_, v) => {
            let most = v.len() as u64;
            let unsure = v.iter().filter(|value| !value.is_wholly_known() && value.via.is_none()).count() as u64;
            Some((if unsure > 0 { (most - unsure).max(1) } else { most }, Some(most)))
        }
        Kind::Map(_, m) => Some((m.len() as u64, Some(m.len() as u64))),
        Kind::Object(o) if o.open.is_none() => Some((o.attributes.len() as u64, Some(o.attributes.len() as u64))),
        Kind::Unknown(unknown) => Some((unknown.facts.min_length, unknown.facts.max_length)),
        _ => None,
    }
}

/// What is known of a number's size.
pub fn number_bounds(value: &Value) -> (Option<Number>, Option<Number>) {
    match &value.kind {
        Kind::Number(number) => (Some(number.clone()), Some(number.clone())),
        Kind::Unknown(unknown) => (unknown.facts.at_least.clone(), unknown.facts.at_most.clone()),
        _ => (None, None),
    }
}
