//! Templates: quoted strings with interpolations, heredocs, and template files.

use super::convert::convert;
use super::expr::{Evaluation, Failure, Frames, Outcome, truth};
use super::functions::outside;
use super::marks::Marks;
use super::repeat;
use super::value::{Facts, Kind, Origin, Type, Value};
use crate::parse::ast::Part;
use crate::source::Span;
use std::sync::Arc;

/// Text so far: known text, and where it is not known.
#[derive(Default)]
struct Text {
    /// What is known since the start, or since the last unknown part.
    known: String,
    /// Where the known text begins that was written, and is not what an unknown part ends with.
    since: usize,
    /// What was known before the first unknown part.
    prefix: Option<String>,
    /// What came before `known`: text, and what is not known.
    parts: Vec<Value>,
    /// Whether a part is not an interpolation, so that it may be any number of lines.
    open: bool,
    /// Where the first unknown part leads to, if it is a path, and what is known after it.
    path: Option<String>,
    origins: Vec<Origin>,
    /// The marks of every part.
    marks: Marks,
    /// Where its parts were written.
    places: Vec<Option<Span>>,
}

impl Text {
    fn unknown(&mut self, value: &Value) {
        value.collect_origins(&mut self.origins);
        let facts = value.as_unknown().map(|unknown| &unknown.facts);
        let known = std::mem::take(&mut self.known);
        self.parts.push(Value::string(known.get(self.since..).unwrap_or_default()));
        self.parts.push(value.encodable().unwrap_or_else(|| Value::unknown_from(Type::String, [value])));
        if self.prefix.is_none() {
            let first = facts.and_then(|f| f.prefix.as_deref()).unwrap_or_default();
            self.path = facts.and_then(|f| f.path.as_deref()).filter(|_| known.is_empty()).map(str::to_owned);
            self.prefix = Some(known + first);
        } else {
            self.path = None;
        }
        self.known.push_str(facts.and_then(|f| f.suffix.as_deref()).unwrap_or_default());
        self.since = self.known.len();
    }

    fn value(self) -> Value {
        let Some(prefix) = self.prefix else { return Value::string(self.known).marked(self.marks) };
        let mut parts = self.parts;
        parts.push(Value::string(self.known.get(self.since..).unwrap_or_default()));
        // A text of one line is a name or an address, and there are many of these.
        let lines = parts.iter().filter_map(Value::as_str).any(|text| text.contains('\n'));
        let text = |text: String| (!text.is_empty()).then(|| Arc::from(text));
        let after = self.known.get(self.since..).unwrap_or_default();
        let path = self.path.filter(|_| after.is_empty() || after.starts_with('/')).map(|path| (path + after).into());
        let facts = Facts {
            not_null: true,
            prefix: text(prefix),
            suffix: text(self.known),
            path,
            parts: (lines && !self.open).then(|| parts.into()),
            ..Facts::default()
        };
        Value::unknown_with(Type::String, self.origins, facts).marked(self.marks)
    }
}

/// A template's value. One that is a single interpolation is that value, unconverted.
pub(super) fn evaluate(evaluation: &mut Evaluation<'_>, parts: &[Part], span: Span) -> Outcome {
    if let [Part::Interpolation(expr)] = parts {
        return evaluation.eval(expr);
    }
    let mut text = Text::default();
    append(evaluation, parts, &mut text, span)?;
    let places = std::mem::take(&mut text.places);
    Ok(evaluation.made_of(text.value(), span, places))
}

/// The longest text a template may grow to.
const MAX_TEXT: usize = 16 << 20;

fn append(evaluation: &mut Evaluation<'_>, parts: &[Part], text: &mut Text, span: Span) -> Result<(), Failure> {
    for part in parts {
        match part {
            Part::Text(literal) => text.known.push_str(literal),
            Part::Interpolation(expr) => {
                let value = evaluation.eval(expr)?;
                text.marks |= value.marks;
                if value.is_null() {
                    return Err(Failure::new(expr.span, "this is null and cannot be part of a string"));
                }
                if evaluation.env.stands_in() {
                    text.places.push(value.span);
                }
                if let Kind::Number(number) = &value.kind {
                    text.known.push_str(&evaluation.env.interpolate(number));
                    continue;
                }
                let value = convert(&value, &Type::String).map_err(|_| {
                    Failure::new(expr.span, format!("a {} cannot be part of a string", value.type_name()))
                })?;
                match value.as_str() {
                    Some(known) => text.known.push_str(known),
                    None => text.unknown(&value),
                }
            }
            Part::If(condition, yes, no) => {
                let value = evaluation.eval(condition)?;
                text.marks |= value.marks;
                match truth(&value) {
                    Some(true) => append(evaluation, yes, text, span)?,
                    Some(false) => append(evaluation, no, text, span)?,
                    None if value.is_known() => {
                        return Err(Failure::new(condition.span, "the condition is no boolean"));
                    }
                    None => {
                        text.open = true;
                        text.unknown(&value);
                    }
                }
            }
            Part::For { key_var, value_var, collection, parts } => {
                let values = evaluation.eval(collection)?;
                let values = evaluation.forced(values, collection.span)?;
                text.marks |= values.marks;
                match repeat::pairs(&values, collection.span)? {
                    None => {
                        text.open = true;
                        text.unknown(&values);
                    }
                    Some(pairs) => {
                        for (key, value) in pairs {
                            // Also a turn in which nothing is evaluated.
                            evaluation.charge(span)?;
                            let depth = evaluation.frames.len();
                            if let Some(name) = key_var {
                                evaluation.frames.push((name.clone(), key));
                            }
                            evaluation.frames.push((value_var.clone(), value));
                            let outcome = append(evaluation, parts, text, span);
                            evaluation.frames.truncate(depth);
                            outcome?;
                        }
                    }
                }
            }
        }
        if text.known.len() > MAX_TEXT {
            return Err(Failure::limit(span, "this string grows beyond 16 MiB; it was not evaluated"));
        }
    }
    Ok(())
}

/// `templatefile(path, vars)`. A template that is a single interpolation is that value.
pub(super) fn file(evaluation: &mut Evaluation<'_>, args: &[Value], span: Span) -> Outcome {
    let [path, vars] = args else { return Err(Failure::fixed(span, "`templatefile` takes a path and an object")) };
    let Some(name) = path.as_path() else { return unknown_or(path, span, "the path must be a string") };
    if !evaluation.env.files().covers(name) {
        return Ok(Value::unknown(Type::String, Origin::NotComputed(outside(name).into(), Some(span))));
    }
    let parts = evaluation.env.template(name).map_err(|fault| Failure::of(span, fault.message.clone(), &fault))?;
    with_vars(evaluation, &parts, vars, span)
}

/// `templatestring(template, vars)`: the template itself is a value here.
pub(super) fn string(evaluation: &mut Evaluation<'_>, args: &[Value], span: Span) -> Outcome {
    let [text, vars] = args else {
        return Err(Failure::fixed(span, "`templatestring` takes a template and an object"));
    };
    let Some(text) = text.as_str() else { return unknown_or(text, span, "the template must be a string") };
    let parts = crate::parse::hcl::parse_template(text, span.file)
        .map_err(|problem| Failure::new(span, format!("the template cannot be read: {}", problem.message)))?;
    let value = with_vars(evaluation, &parts, vars, span)?;
    convert(&value, &Type::String).map_err(|fault| Failure::new(span, fault.message))
}

fn unknown_or(value: &Value, span: Span, message: &str) -> Outcome {
    if value.is_known() { Err(Failure::new(span, message)) } else { Ok(Value::unknown_from(Type::String, [value])) }
}

/// A template from elsewhere sees the given names, and nothing of the module.
fn with_vars(evaluation: &mut Evaluation<'_>, parts: &[Part], vars: &Value, span: Span) -> Outcome {
    let Some(entries) = vars.as_entries() else {
        return unknown_or(vars, span, "the variables must be an object or a map");
    };
    let mut frames: Frames = entries.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    let caught = evaluation.caught;
    let mut inner = Evaluation { env: &mut OnlyNames(evaluation.env), frames: &mut frames, caught };
    // The places of a template from elsewhere mean nothing to the caller: a failure is the call's.
    let value = evaluate(&mut inner, parts, span).map_err(|failure| Failure { span, ..failure })?;
    if value.is_null() {
        return Err(Failure::new(span, "the template is null"));
    }
    Ok(Value { span: None, ..value })
}

/// The environment of a template from elsewhere: functions and budget of the caller, none of its names.
struct OnlyNames<'e>(&'e mut dyn super::expr::Environment);

impl super::expr::Environment for OnlyNames<'_> {
    fn resolve(&mut self, root: &str, _: &[&str], span: Span) -> Result<Option<(Value, usize)>, Failure> {
        Err(Failure::new(span, format!("the template uses `{root}`, which is not among its variables")))
    }
    fn attribute(&mut self, instance: &super::value::Instance, name: &str, span: Span) -> Outcome {
        self.0.attribute(instance, name, span)
    }
    fn whole(&mut self, instance: &super::value::Instance, span: Span) -> Outcome {
        self.0.whole(instance, span)
    }
    fn report(&mut self, failure: Failure) {
        self.0.report(failure);
    }
    fn has_function(&self, name: &str) -> bool {
        self.0.has_function(name)
    }
    fn files(&mut self) -> &mut dyn super::functions::FileAccess {
        self.0.files()
    }
    fn template(&mut self, _: &str) -> Result<Arc<[Part]>, super::value::Fault> {
        Err(super::value::Fault::new("a template cannot read another template"))
    }
    fn spend(&mut self, steps: u64) -> bool {
        self.0.spend(steps)
    }
    fn enter(&mut self) -> bool {
        self.0.enter()
    }
    fn leave(&mut self) {
        self.0.leave();
    }
}
