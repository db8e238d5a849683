//! `for` expressions.

use super::convert::{convert, join};
use super::expr::{Evaluation, Failure, FailureKind, Outcome, truth};
use super::marks::Marks;
use super::value::{Facts, Kind, Type, Value};
use crate::parse::ast::For;
use crate::secrets::HIDDEN;
use crate::source::Span;
use crate::words::excerpt;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The keys and values that a loop over the value sees; `None` when the value is unknown.
pub(super) fn pairs(value: &Value, span: Span) -> Result<Option<Vec<(Value, Value)>>, Failure> {
    Ok(Some(match &value.kind {
        Kind::List(_, values) | Kind::Tuple(values) => {
            values.iter().enumerate().map(|(n, value)| (Value::number(n as u64), value.clone())).collect()
        }
        Kind::Set(_, values) => values.iter().map(|value| (value.clone(), value.clone())).collect(),
        Kind::Map(_, entries) => {
            entries.iter().map(|(name, value)| (Value::string(name.clone()), value.clone())).collect()
        }
        Kind::Object(object) => {
            object.attributes.iter().map(|(name, value)| (Value::string(name.clone()), value.clone())).collect()
        }
        Kind::Unknown(unknown) if unknown.ty == Type::Any || unknown.ty.is_collection() => return Ok(None),
        Kind::Null(_) => return Err(Failure::new(span, "this is null and cannot be walked")),
        _ => return Err(Failure::new(span, format!("a {} cannot be walked", value.type_name()))),
    }))
}

/// Values made so far, and how sure it is that each is part of the result.
struct Made {
    /// For the object form.
    key: Option<Value>,
    value: Value,
    /// Whether the `if` clause surely holds.
    sure: bool,
}

/// `[for …]` and `{for …}`
pub(super) fn evaluate(evaluation: &mut Evaluation<'_>, form: &For) -> Outcome {
    let collection = evaluation.eval(&form.collection)?;
    let collection = evaluation.forced(collection, form.collection.span)?;
    let mut loop_ = Loop { form, unsure: None, marks: collection.marks };
    let made = match pairs(&collection, form.collection.span)? {
        Some(pairs) => {
            let mut made = Vec::with_capacity(pairs.len());
            for (key, value) in pairs {
                made.extend(loop_.turn(evaluation, key, value)?);
            }
            made
        }
        None => return over_unknown(evaluation, loop_, &collection),
    };
    // Loops in loops multiply, and every level would copy what the one below has made.
    let parts = Value::tuple(made.iter().map(|m| m.value.clone()).collect());
    if parts.is_too_large() {
        return Err(Failure::limit(form.value.span, Value::too_large()));
    }
    let marks = loop_.marks;
    match (&form.key, loop_.unsure) {
        (None, None) => Ok(Value::tuple(made.into_iter().map(|m| m.value).collect())),
        (None, Some(because)) => {
            let sure = made.iter().filter(|m| m.sure).count() as u64;
            Ok(several(&because, made, sure, None))
        }
        (Some(key), unsure) => object(form, made, unsure, key.span),
    }
    .map(|result| result.marked(marks))
}

/// A loop, and what its turns so far say of its result.
struct Loop<'f> {
    form: &'f For,
    /// An `if` clause that may hold or not.
    unsure: Option<Value>,
    /// Marks of what decides which elements there are: the collection, `if` clauses, keys.
    marks: Marks,
}

impl Loop<'_> {
    /// One turn of the loop; nothing when the `if` clause surely does not hold.
    fn turn(&mut self, evaluation: &mut Evaluation<'_>, key: Value, value: Value) -> Result<Option<Made>, Failure> {
        let depth = evaluation.frames.len();
        if let Some(name) = &self.form.key_var {
            evaluation.frames.push((name.clone(), key));
        }
        evaluation.frames.push((self.form.value_var.clone(), value));
        let made = self.body(evaluation);
        evaluation.frames.truncate(depth);
        made
    }

    fn body(&mut self, evaluation: &mut Evaluation<'_>) -> Result<Option<Made>, Failure> {
        let mut sure = true;
        if let Some(condition) = &self.form.condition {
            let value = evaluation.eval(condition)?;
            self.marks |= value.marks;
            match truth(&value) {
                Some(true) => {}
                Some(false) => return Ok(None),
                None if value.is_known() => {
                    return Err(Failure::new(condition.span, "the `if` clause must give true or false"));
                }
                None => {
                    sure = false;
                    self.unsure = Some(value);
                }
            }
        }
        let key = self.form.key.as_ref().map(|key| evaluation.eval(key)).transpose()?;
        self.marks |= key.as_ref().map_or(Marks::NONE, |key| key.marks);
        Ok(Some(Made { key, value: evaluation.eval(&self.form.value)?, sure }))
    }
}

/// An unknown list of these values: at least `sure` of them, at most all (or `at_most`).
fn several(because: &Value, made: Vec<Made>, sure: u64, at_most: Option<Option<u64>>) -> Value {
    let max_length = at_most.unwrap_or(Some(made.len() as u64));
    let mut origins = Vec::new();
    because.collect_origins(&mut origins);
    let values: Vec<Value> = made.into_iter().map(|m| m.value).collect();
    let element = (!values.is_empty()).then(|| join(values, because));
    let facts = Facts { not_null: true, min_length: sure, max_length, element, ..Facts::default() };
    Value::unknown_with(Type::Any, origins, facts)
}

/// A loop over a collection whose elements are not known: one turn stands for all.
fn over_unknown(evaluation: &mut Evaluation<'_>, mut loop_: Loop<'_>, collection: &Value) -> Outcome {
    let Some(unknown) = collection.as_unknown() else { return Ok(collection.clone()) };
    let key = Value::unknown_from(Type::Any, [collection]);
    let value = unknown.facts.element.clone().unwrap_or_else(|| match &unknown.ty {
        Type::List(t) | Type::Set(t) | Type::Map(t) => Value::unknown_from((**t).clone(), [collection]),
        _ => Value::unknown_from(Type::Any, [collection]),
    });
    let made = match loop_.turn(evaluation, key, value) {
        // There may be nothing to walk, and Terraform looks only when it knows.
        Err(failure) if failure.kind == FailureKind::Dynamic => {
            return Ok(Value::unknown_from(Type::Any, [collection]).marked(loop_.marks));
        }
        made => made?,
    };
    let (low, high) = (unknown.facts.min_length, unknown.facts.max_length);
    Ok(match made {
        None => Value::unknown_from(Type::Any, [collection]),
        // Keys may meet, so an object may be smaller; without `if` it has at least one element if anything was walked.
        Some(made) if loop_.form.key.is_some() => several(collection, vec![made], low.min(1), Some(high)),
        Some(made) => {
            let low = if made.sure { low } else { 0 };
            several(collection, vec![made], low, Some(high))
        }
    }
    .marked(loop_.marks))
}

fn object(form: &For, made: Vec<Made>, unsure: Option<Value>, span: Span) -> Outcome {
    let mut unknown = unsure;
    let mut entries: BTreeMap<Arc<str>, Vec<Value>> = BTreeMap::new();
    for m in &made {
        let Some(key) = &m.key else { continue };
        if key.is_null() {
            return Err(Failure::new(span, "a key of an object cannot be null"));
        }
        let key = convert(key, &Type::String).map_err(|_| Failure::new(span, "a key of an object must be a string"))?;
        match key.as_str() {
            None => unknown = Some(key),
            Some(name) => entries.entry(name.into()).or_default().push(m.value.clone()),
        }
    }
    if let Some(because) = unknown {
        let sure = u64::from(made.iter().any(|m| m.sure));
        return Ok(several(&because, made, sure, None));
    }
    let mut attributes = BTreeMap::new();
    for (name, mut values) in entries {
        let value = match values.len() {
            _ if form.grouped => Value::tuple(values),
            1 => values.remove(0),
            _ => {
                let secret = made.iter().filter_map(|m| m.key.as_ref()).any(Value::is_sensitive);
                let name = if secret { HIDDEN.into() } else { excerpt(&name) };
                return Err(Failure::new(span, format!("two elements have the key `{name}`; add `...` to group them")));
            }
        };
        attributes.insert(name, value);
    }
    Ok(Value::object(attributes))
}
