//! What an expression is worth: operators, conditionals, references, calls. An expression that Terraform would refuse
//! becomes an unknown value that says so, and the evaluation goes on.

use super::access;
use super::convert::{convert, is_typed, join, join_unified, unify};
use super::functions::{self, FileAccess};
use super::marks::Marks;
use super::operate;
use super::repeat;
use super::template;
use super::value::{Facts, Fault, Instance, Kind, Origin, Type, Value};
use crate::eval::number::Number;
use crate::parse::ast::{BinaryOp, Call, Expr, ExprKind, Part, Step};
use crate::source::Span;
use crate::words::{excerpt, thousands};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// An expression Terraform refuses.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Where.
    pub span: Span,
    /// One sentence.
    pub message: String,
    /// What kind of failure it is.
    pub kind: FailureKind,
}

/// Kinds of failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// It comes from values; `try` and `can` catch it.
    Dynamic,
    /// It is refused before anything is evaluated, such as an undeclared name; `try` and `can` do not catch it.
    Fixed,
    /// As `Fixed`: a name that is not declared.
    Undeclared,
    /// It goes beyond what podroom evaluates; `try` and `can` do not catch it.
    Limit,
}

impl Failure {
    /// A failure that `try` catches.
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), kind: FailureKind::Dynamic }
    }

    /// A fault with its place; `message` may say more than the fault's own.
    pub fn of(span: Span, message: String, fault: &Fault) -> Self {
        if fault.limit { Self::limit(span, message) } else { Self::new(span, message) }
    }

    /// A fault of an operation on these values. What a fault says may quote them, so nothing is quoted of what must
    /// not be shown.
    pub fn about(span: Span, context: &str, fault: &Fault, values: &[&Value]) -> Self {
        let is_sensitive = values.iter().any(|value| value.is_sensitive());
        let message = if is_sensitive { "a sensitive value does not fit here" } else { &fault.message };
        Self::of(span, format!("{context}{message}"), fault)
    }

    /// A failure that `try` does not catch.
    pub fn fixed(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), kind: FailureKind::Fixed }
    }

    /// A name that is not declared; `try` does not catch it.
    pub fn undeclared(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), kind: FailureKind::Undeclared }
    }

    /// A limit of podroom's.
    pub fn limit(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), kind: FailureKind::Limit }
    }
}

/// What evaluating gives: a value, or what Terraform refuses.
pub type Outcome = Result<Value, Failure>;

/// What an expression can see besides its own iterators.
pub trait Environment {
    /// The value of a reference's root, and how many of the names after it are part of that: `var.x` uses one,
    /// `data.type.name` two. `None` when there is no such root.
    ///
    /// # Errors
    /// The name is not declared.
    fn resolve(&mut self, root: &str, names: &[&str], span: Span) -> Result<Option<(Value, usize)>, Failure>;

    /// An attribute of a whole instance.
    ///
    /// # Errors
    /// There is no such attribute, or no such output.
    fn attribute(&mut self, instance: &Instance, name: &str, span: Span) -> Outcome;

    /// What names inside a module instance are worth, and how many of them were used, where the environment can reach
    /// in there.
    ///
    /// # Errors
    /// The name is not declared there.
    fn inside(&mut self, module: usize, names: &[&str], span: Span) -> Result<Option<(Value, usize)>, Failure> {
        let _ = (module, names, span);
        Ok(None)
    }

    /// Every attribute of a whole instance, as an (open) object.
    ///
    /// # Errors
    /// As [`Environment::attribute`].
    fn whole(&mut self, instance: &Instance, span: Span) -> Outcome;

    /// Keeps a failure for the report.
    fn report(&mut self, failure: Failure);

    /// Whether there is a function of that name, if podroom knows one.
    fn has_function(&self, name: &str) -> bool {
        let _ = name;
        true
    }

    /// Files that functions may read.
    fn files(&mut self) -> &mut dyn FileAccess;

    /// Parses a template that was read from a file, `path` as written.
    ///
    /// # Errors
    /// The file cannot be read or is no template.
    fn template(&mut self, path: &str) -> Result<Arc<[Part]>, Fault>;

    /// Takes steps of the budget; false when it is used up.
    fn spend(&mut self, steps: u64) -> bool;

    /// Goes one expression deeper; false when that is deeper than the stack is sure to bear.
    fn enter(&mut self) -> bool {
        true
    }

    /// Comes back from one.
    fn leave(&mut self) {}

    /// Whether the text stands in for a module's, so that nobody edits its lines.
    fn stands_in(&self) -> bool {
        false
    }

    /// A number as text inside a template.
    fn interpolate(&self, number: &Number) -> String {
        number.to_string()
    }
}

/// Names that stand before all others: `each`, `count`, iterators of `for` and `dynamic`. The last one wins.
pub type Frames = Vec<(Arc<str>, Value)>;

/// Evaluates an expression that sees only the environment. A failure is reported and gives an unknown value.
pub fn evaluate(expr: &Expr, env: &mut dyn Environment) -> Value {
    evaluate_in(expr, env, &mut Frames::new())
}

/// Evaluates an expression that also sees these names. A failure is reported and gives an unknown value.
pub fn evaluate_in(expr: &Expr, env: &mut dyn Environment, frames: &mut Frames) -> Value {
    let depth = frames.len();
    let outcome = Evaluation { env: &mut *env, frames, caught: false }.eval(expr);
    frames.truncate(depth);
    outcome.unwrap_or_else(|failure| {
        let value = Value::unknown(Type::Any, Origin::Error(failure.message.as_str().into(), Some(failure.span)));
        env.report(failure);
        value.or_span(expr.span)
    })
}

/// One expression being evaluated.
pub(super) struct Evaluation<'e> {
    pub env: &'e mut dyn Environment,
    pub frames: &'e mut Frames,
    /// Whether `try` or `can` catches a failure. Elsewhere an alternative that fails cannot be the one that comes true,
    /// or Terraform stops; here it may be.
    pub caught: bool,
}

impl Evaluation<'_> {
    pub fn eval(&mut self, expr: &Expr) -> Outcome {
        self.charge(expr.span)?;
        if !self.env.enter() {
            return Err(Failure::limit(expr.span, "this reaches deeper than podroom follows; it was not evaluated"));
        }
        let outcome = self.form(expr);
        self.env.leave();
        outcome.map(|value| value.or_span(expr.span))
    }

    fn form(&mut self, expr: &Expr) -> Outcome {
        match &expr.kind {
            ExprKind::Null => Ok(Value::null(Type::Any)),
            ExprKind::Bool(value) => Ok(Value::bool(*value)),
            ExprKind::Number(number) => Ok(Value::number(number.clone())),
            ExprKind::String(text) => Ok(Value::string(text.clone())),
            ExprKind::Template(parts) => template::evaluate(self, parts, expr.span),
            ExprKind::Name(name) => self.root(name, &[], expr.span).map(|(value, _)| value),
            ExprKind::Traversal(root, steps) => self.traversal(root, steps, expr.span),
            ExprKind::Tuple(elements) => {
                Ok(Value::tuple(elements.iter().map(|element| self.eval(element)).collect::<Result<_, _>>()?))
            }
            ExprKind::Object(items) => self.object(items),
            ExprKind::Paren(inner) => self.eval(inner),
            ExprKind::Unary(op, operand) => {
                let value = self.eval(operand)?;
                let result = operate::unary(*op, &self.operand(&value));
                let result = result.map_err(|fault| Failure::about(operand.span, "", &fault, &[&value]))?;
                Ok(self.made_of(result, expr.span, [value.span]).marked(value.marks))
            }
            ExprKind::Binary(first, rest) => self.binary(first, rest),
            ExprKind::Conditional(cases, otherwise) => self.conditional(cases, otherwise),
            ExprKind::Call(call) => self.call(call, expr.span),
            ExprKind::For(form) => repeat::evaluate(self, form),
            ExprKind::Unreadable => Ok(Value::unknown(
                Type::Any,
                Origin::Error("this expression could not be read".into(), Some(expr.span)),
            )),
        }
    }

    /// The value of a name, and how many of the steps after it are used up.
    fn root(&mut self, name: &str, steps: &[Step], span: Span) -> Result<(Value, usize), Failure> {
        if let Some((_, value)) = self.frames.iter().rev().find(|(frame, _)| &**frame == name) {
            return Ok((value.clone(), 0));
        }
        self.env
            .resolve(name, &access::names(steps), span)?
            .ok_or_else(|| Failure::fixed(span, format!("there is nothing called `{name}` here")))
    }

    fn traversal(&mut self, root: &Expr, steps: &[Step], span: Span) -> Outcome {
        let (value, used) = match &root.kind {
            ExprKind::Name(name) => self.root(name, steps, span)?,
            _ => (self.eval(root)?, 0),
        };
        let whole = value.span;
        let part = access::follow(self, value, steps.get(used..).unwrap_or_default(), span)?;
        Ok(self.made_of(part, span, [whole]))
    }

    fn object(&mut self, items: &[(Expr, Expr)]) -> Outcome {
        let mut attributes = BTreeMap::new();
        let mut unknown_keys = Vec::new();
        // Attributes of an object have no marks, so the object has those of its keys.
        let mut marks = Marks::NONE;
        for (key, value) in items {
            let name = match &key.kind {
                ExprKind::Name(name) => Value::string(name.clone()),
                // As a key it is a name like any other.
                ExprKind::Null => Value::string("null"),
                _ => self.eval(key)?,
            };
            let value = self.eval(value)?;
            if name.is_null() {
                return Err(Failure::new(key.span, "a key of an object cannot be null"));
            }
            let name = convert(&name, &Type::String)
                .map_err(|_| Failure::new(key.span, "a key of an object must be a string"))?;
            marks |= name.marks;
            match name.as_str() {
                Some(text) => {
                    attributes.insert(text.into(), value);
                }
                None => unknown_keys.push((name, value)),
            }
        }
        if unknown_keys.is_empty() {
            return Ok(Value::object(attributes).marked(marks));
        }
        // With a key unknown, so is what the object looks like; its elements are still these.
        let values: Vec<Value> =
            attributes.into_values().chain(unknown_keys.iter().map(|(_, value)| value.clone())).collect();
        let because = Value::unknown_from(Type::Any, unknown_keys.iter().map(|(key, _)| key));
        let facts = Facts { min_length: 1, max_length: Some(values.len() as u64), not_null: true, ..Facts::default() };
        let mut origins = Vec::new();
        because.collect_origins(&mut origins);
        let facts = Facts { element: Some(join(values, &because)), ..facts };
        Ok(Value::unknown_with(Type::Any, origins, facts).marked(marks))
    }

    /// Takes a step of the budget.
    pub fn charge(&mut self, span: Span) -> Result<(), Failure> {
        match self.env.spend(1) {
            true => Ok(()),
            false => Err(Failure::limit(span, "this takes more steps than podroom allows; it was not evaluated")),
        }
    }

    fn binary(&mut self, first: &Expr, rest: &[(BinaryOp, Expr)]) -> Outcome {
        let mut value = self.eval(first);
        let mut span = first.span;
        for (op, right) in rest {
            let left = span;
            span = left.to(right.span);
            self.charge(span)?;
            value = self.operation(*op, (value, left), right, span).map(|value| value.or_span(span));
        }
        value
    }

    fn operation(&mut self, op: BinaryOp, (a, left): (Outcome, Span), right: &Expr, span: Span) -> Outcome {
        let b = self.eval(right);
        // As from Terraform 1.12: an error on the side that does not matter vanishes. Its marks do not.
        let deciding = match op {
            BinaryOp::And => Some(false),
            BinaryOp::Or => Some(true),
            _ => None,
        };
        if let Some(decides) = deciding
            && [&a, &b].into_iter().flatten().any(|side| truth(side) == Some(decides))
        {
            let marks: Marks = [&a, &b].into_iter().flatten().map(|side| side.marks).collect();
            return Ok(Value::bool(decides).marked(marks));
        }
        let (a, b) = (self.forced(a?, left)?, self.forced(b?, right.span)?);
        let (a, b) = (self.walkable(a, left)?, self.walkable(b, right.span)?);
        let result = operate::binary(op, &self.operand(&a), &self.operand(&b)).map_err(|fault| {
            let at = match fault.argument {
                Some(0) => left,
                Some(_) => right.span,
                None => span,
            };
            Failure::about(at, "", &fault, &[&a, &b])
        })?;
        let marks = a.marks_within() | b.marks_within();
        Ok(self.made_of(result, span, [a.span, b.span]).marked(marks))
    }

    /// Down the cases as far as their conditions can be told, and back up: every case has a say in the type.
    fn conditional(&mut self, cases: &[(Expr, Expr)], otherwise: &Expr) -> Outcome {
        let mut above = Vec::with_capacity(cases.len());
        let mut result = None;
        for (n, (condition, value)) in cases.iter().enumerate() {
            if n > 0 {
                self.charge(condition.span.to(otherwise.span))?;
            }
            match self.condition(condition) {
                Ok(decided) => {
                    let value = self.eval(value);
                    let ends = decided.as_bool() == Some(true) && value.is_err();
                    above.push((decided, value));
                    if ends {
                        break;
                    }
                }
                Err(failure) => {
                    result = Some(Err(failure));
                    break;
                }
            }
        }
        let mut result = match result {
            Some(failed) => failed,
            None if above.len() == cases.len() => self.eval(otherwise),
            None => Ok(Value::null(Type::Any)),
        };
        for (n, (decided, value)) in above.into_iter().enumerate().rev() {
            let (condition, yes) = &cases[n];
            let no = cases.get(n + 1).map_or(otherwise.span, |(condition, _)| condition.span.to(otherwise.span));
            let chosen = self.choice((&decided, condition.span), (value, yes.span), (result, no));
            result = chosen.map(|value| value.or_span(condition.span.to(otherwise.span)));
        }
        result
    }

    /// A condition, as a boolean that may be unknown.
    fn condition(&mut self, condition: &Expr) -> Outcome {
        let value = self.eval(condition)?;
        if value.is_null() {
            return Err(Failure::new(condition.span, "the condition is null"));
        }
        convert(&value, &Type::Bool)
            .map_err(|fault| Failure::about(condition.span, "the condition is no boolean: ", &fault, &[&value]))
    }

    /// One of two results, each with its place.
    fn choice(&self, condition: (&Value, Span), yes: (Outcome, Span), no: (Outcome, Span)) -> Outcome {
        let (value, at) = condition;
        let Some(chosen) = value.as_bool() else {
            let side = |(side, span): (Outcome, Span)| side.and_then(|value| self.walkable(value, span));
            return Ok(match (side(yes), side(no)) {
                (Ok(yes), Ok(no)) => {
                    common(&yes.type_of(), &no.type_of(), at)?;
                    join_unified(vec![yes, no], value)
                }
                // The side that fails cannot be the one, or Terraform stops.
                (Ok(side), Err(_)) | (Err(_), Ok(side)) if self.caught => {
                    Value::unknown_from(Type::Any, [&side, value])
                }
                (Ok(side), Err(_)) | (Err(_), Ok(side)) => join(vec![side], value),
                (Err(failure), Err(_)) => return Err(failure),
            });
        };
        let ((this, _), (other, other_span)) = if chosen { (yes, no) } else { (no, yes) };
        let this = this?;
        // The other side counts for its type only: `true ? 1 : "a"` is "1".
        let Ok(other) = other else { return Ok(this.marked(value.marks)) };
        // Which of the two it is can be told from the result, so the result has the marks of both.
        let this = this.marked(value.marks | other.marks);
        let this = self.walkable(this, at)?;
        let other = self.walkable(other, other_span)?;
        let ty = common(&this.type_of(), &other.type_of(), other_span)?;
        if !is_typed(&this) || !is_typed(&other) {
            return Ok(this);
        }
        convert(&this, &ty).map_err(|fault| Failure::about(other_span, "", &fault, &[&this]))
    }

    /// The value with its place, when a stand-in makes it of one thing that has another place than `span`: that is the
    /// line to edit.
    pub fn made_of(&self, value: Value, span: Span, of: impl IntoIterator<Item = Option<Span>>) -> Value {
        if value.span.is_some() || !self.env.stands_in() {
            return value;
        }
        let mut places = of.into_iter().flatten().filter(|place| *place != span);
        match places.next() {
            Some(first) if places.all(|place| place == first) => value.or_span(first),
            _ => value,
        }
    }

    /// The value, if it is small enough to be walked.
    pub fn walkable(&self, value: Value, span: Span) -> Outcome {
        if value.is_too_large() {
            let parts = thousands(Value::MAX_SIZE as u128);
            return Err(Failure::limit(span, format!("this value has more than {parts} parts; it was not evaluated")));
        }
        Ok(value)
    }

    /// A whole instance as an object; everything else as it is.
    pub fn forced(&mut self, value: Value, span: Span) -> Outcome {
        match &value.kind {
            Kind::Instance(instance) => self.env.whole(instance, span),
            _ => Ok(value),
        }
    }

    fn call(&mut self, call: &Call, span: Span) -> Outcome {
        let name = call.name.strip_prefix("core::").unwrap_or(&call.name);
        match name {
            "try" => return self.attempt(call, span),
            "can" => return self.can(call, span),
            _ => {}
        }
        if let ("templatestring", Some(template)) = (name, call.args.first())
            && !matches!(template.kind, ExprKind::Name(_) | ExprKind::Traversal(..))
        {
            // Terraform wants no templates inside templates, and takes nothing but a reference.
            return Err(Failure::fixed(
                template.span,
                "`templatestring`: the template must be a reference to a string",
            ));
        }
        let mut args = Vec::with_capacity(call.args.len());
        for arg in &call.args {
            let value = self.eval(arg)?;
            let value = self.forced(value, arg.span)?;
            args.push(self.walkable(value, arg.span)?);
        }
        if call.expand_final
            && let Some(last) = args.pop()
        {
            match last.as_sequence() {
                Some(values) => args.extend(values.iter().map(|value| value.clone().marked(last.marks))),
                None if !last.is_known() => return Ok(Value::unknown_from(Type::Any, args.iter().chain([&last]))),
                None => {
                    let at = call.args.last().map_or(span, |arg| arg.span);
                    return Err(Failure::new(at, "only a list, set or tuple can be expanded into arguments"));
                }
            }
        }
        let at = |argument: Option<usize>| {
            argument.and_then(|n| call.args.get(n.min(call.args.len().saturating_sub(1)))).map_or(span, |arg| arg.span)
        };
        match name {
            "templatefile" | "templatestring" => {
                let marks: Marks = args.iter().map(Value::marks_within).collect();
                let text = match name {
                    "templatefile" => template::file(self, &args, span),
                    _ => template::string(self, &args, span),
                };
                Ok(text?.marked(marks))
            }
            _ => match self.env.has_function(name).then(|| functions::call(name, &args, self.env.files())).flatten() {
                Some(Ok(value)) => Ok(self.made_of(value, span, args.iter().map(|arg| arg.span))),
                Some(Err(fault)) => {
                    let values: Vec<&Value> = args.iter().collect();
                    Err(Failure::about(at(fault.argument), &format!("`{name}`: "), &fault, &values))
                }
                // Terraform looks functions up when it calls them, so `try` sees that there is none.
                None => Err(Failure::new(call.name_span, format!("there is no function called `{name}`"))),
            },
        }
    }

    /// `try(…)`: the first argument that does not fail. One that is unknown may still fail, unless it is an attribute
    /// that was read; then any of the rest may be the answer.
    fn attempt(&mut self, call: &Call, span: Span) -> Outcome {
        let mut possible: Vec<Value> = Vec::new();
        let mut failed = None;
        for arg in &call.args {
            match self.attempted(arg) {
                Ok(value) if surely_works(&value) => {
                    if possible.is_empty() {
                        return Ok(value);
                    }
                    possible.push(value);
                    break;
                }
                Ok(value) => possible.push(value),
                Err(failure) if failure.kind != FailureKind::Dynamic => return Err(failure),
                Err(failure) => failed = failed.or(Some(failure)),
            }
        }
        match possible.first().cloned() {
            Some(first) => Ok(join(possible, &first)),
            None => Err(Failure::new(
                span,
                failed.map_or_else(
                    || "`try` needs an argument".to_owned(),
                    |failure| format!("every argument of `try` fails; the first: {}", failure.message),
                ),
            )),
        }
    }

    /// An argument whose failure is caught.
    fn attempted(&mut self, arg: &Expr) -> Outcome {
        let outside = std::mem::replace(&mut self.caught, true);
        let outcome = self.eval(arg);
        self.caught = outside;
        outcome
    }

    /// An operand without its alternatives, where one of them may fail and that is caught.
    fn operand<'v>(&self, value: &'v Value) -> Cow<'v, Value> {
        match value.as_unknown().filter(|unknown| self.caught && unknown.facts.candidates.is_some()) {
            Some(unknown) => Cow::Owned(Value::unknown_from(unknown.ty.clone(), [value])),
            None => Cow::Borrowed(value),
        }
    }

    fn can(&mut self, call: &Call, span: Span) -> Outcome {
        let [arg] = call.args.as_slice() else {
            return Err(Failure::fixed(span, "`can` takes one argument"));
        };
        match self.attempted(arg) {
            Ok(value) if surely_works(&value) => Ok(Value::bool(true)),
            Ok(value) => Ok(Value::unknown_from(Type::Bool, [&value])),
            Err(failure) if failure.kind != FailureKind::Dynamic => Err(failure),
            Err(_) => Ok(Value::bool(false)),
        }
    }
}

/// The type that the two results of a conditional have in common.
fn common(a: &Type, b: &Type, span: Span) -> Result<Type, Failure> {
    unify(&[a.clone(), b.clone()]).ok_or_else(|| {
        let (a, b) = (a.to_string(), b.to_string());
        let message = format!(
            "the two results of a conditional must have one type; these are {} and {}",
            excerpt(&a),
            excerpt(&b)
        );
        Failure::new(span, message)
    })
}

/// Whether an expression that is caught surely has a value. One that is unknown may turn out to fail, but an attribute that
/// was read is there, and alternatives are known only where none of them fails.
fn surely_works(value: &Value) -> bool {
    value.is_known()
        || value.via.is_some()
        || value.as_unknown().is_some_and(|unknown| unknown.facts.candidates.is_some())
}

/// The truth of a known boolean, or of a string that converts to one.
pub(super) fn truth(value: &Value) -> Option<bool> {
    convert(value, &Type::Bool).ok()?.as_bool()
}

/// An environment of a few named values: for rule files, settings and variable files.
#[derive(Default)]
pub struct Names {
    /// The values, by name.
    pub values: BTreeMap<Arc<str>, Value>,
    /// What was refused.
    pub problems: Vec<(Span, String)>,
    /// Whether numbers in text get thousands separators.
    pub grouped_numbers: bool,
    steps: u64,
}

impl Names {
    /// Steps one expression of a rule or settings file may take.
    const MAX_STEPS: u64 = 5_000_000;
}

impl Environment for Names {
    fn resolve(&mut self, root: &str, _names: &[&str], _span: Span) -> Result<Option<(Value, usize)>, Failure> {
        Ok(self.values.get(root).map(|value| (value.clone(), 0)))
    }

    fn attribute(&mut self, _instance: &Instance, name: &str, span: Span) -> Outcome {
        Err(Failure::new(span, format!("there is no attribute `{name}`")))
    }

    fn whole(&mut self, _instance: &Instance, span: Span) -> Outcome {
        Err(Failure::new(span, "there is no resource here"))
    }

    fn report(&mut self, failure: Failure) {
        self.problems.push((failure.span, failure.message));
    }

    fn files(&mut self) -> &mut dyn FileAccess {
        self
    }

    fn template(&mut self, path: &str) -> Result<Arc<[Part]>, Fault> {
        Err(Fault::new(format!("`{path}` cannot be read here")))
    }

    fn spend(&mut self, steps: u64) -> bool {
        self.steps += steps;
        self.steps < Self::MAX_STEPS
    }

    fn interpolate(&self, number: &Number) -> String {
        match number.to_i128() {
            Some(n) if self.grouped_numbers && n >= 0 => thousands(n.unsigned_abs()),
            _ => number.to_string(),
        }
    }
}

impl FileAccess for Names {
    fn read(&mut self, path: &str) -> Result<Vec<u8>, Fault> {
        Err(Fault::new(format!("`{path}` cannot be read here")))
    }

    fn list(&mut self, directory: &str) -> Result<Vec<String>, Fault> {
        Err(Fault::new(format!("`{directory}` cannot be read here")))
    }
}
