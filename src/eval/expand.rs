//! `count` and `for_each`: which instances a block has.

use super::convert::convert;
use super::declared::Declared;
use super::evaluator::{Evaluator, RefusalKind};
use super::expr::{Environment, Frames};
use super::marks::Marks;
use super::scope::Scope;
use super::value::{Facts, Kind, Origin, Type, Value};
use crate::address::Key;
use crate::parse::ast::Attribute;
use crate::words::thousands;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Arguments of a resource block that Terraform itself reads.
pub(super) const OF_RESOURCES: [&str; 4] = ["count", "for_each", "provider", "depends_on"];

/// Arguments of a module block that Terraform itself reads.
pub(super) const OF_CALLS: [&str; 7] =
    ["count", "for_each", "provider", "providers", "depends_on", "source", "version"];

/// Instances of one block beyond which they are not told apart.
const MAX_INSTANCES: u64 = 10_000;

/// The instances of a block.
#[derive(Clone, Debug)]
pub enum Expansion {
    /// Neither `count` nor `for_each`.
    Single,
    /// `[0]` to `[n - 1]`
    Count(u64),
    /// One for each name, with `each.value`.
    Each(Arc<BTreeMap<Arc<str>, Value>>),
    /// How many there are is not known, or too many to tell apart: `[*]`.
    Symbolic {
        /// At least this many.
        min: u64,
        /// At most this many.
        max: Option<u64>,
        /// `count.index` or `each.key`.
        key: Arc<Value>,
        /// `each.value`, when it is a `for_each`.
        each: Option<Arc<Value>>,
    },
}

impl Expansion {
    /// The keys of the instances; `Any` stands for all that are not told apart.
    pub fn keys(&self) -> Vec<Key> {
        match self {
            Self::Single => vec![Key::None],
            Self::Count(n) => (0..*n).map(Key::Index).collect(),
            Self::Each(entries) => entries.keys().cloned().map(Key::Name).collect(),
            Self::Symbolic { max: Some(0), .. } => Vec::new(),
            Self::Symbolic { .. } => vec![Key::Any],
        }
    }

    /// How many instances a key stands for.
    pub fn copies(&self) -> (u64, Option<u64>) {
        match self {
            Self::Symbolic { min, max, .. } => (*min, *max),
            _ => (1, Some(1)),
        }
    }

    /// `each` or `count` in the instance of a key.
    pub fn frames(&self, key: &Key) -> Frames {
        let each = |key: Value, value: Value| {
            let entries = BTreeMap::from([(Arc::from("key"), key), (Arc::from("value"), value)]);
            vec![(Arc::from("each"), Value::object(entries))]
        };
        let count =
            |index: Value| vec![(Arc::from("count"), Value::object(BTreeMap::from([(Arc::from("index"), index)])))];
        match (self, key) {
            (Self::Count(_), Key::Index(n)) => count(Value::number(*n)),
            (Self::Each(entries), Key::Name(name)) => {
                each(Value::string(name.clone()), entries.get(name).cloned().unwrap_or_else(|| Value::null(Type::Any)))
            }
            (Self::Symbolic { key, each: None, .. }, _) => count((**key).clone()),
            (Self::Symbolic { key, each: Some(value), .. }, _) => each((**key).clone(), (**value).clone()),
            _ => Frames::new(),
        }
    }

    /// What a reference to the block is worth, given what one to an instance is.
    pub fn value(&self, mut instance: impl FnMut(&Key) -> Value) -> Value {
        match self {
            Self::Single => instance(&Key::None),
            Self::Count(n) => Value::tuple((0..*n).map(|n| instance(&Key::Index(n))).collect()),
            Self::Each(entries) => {
                Value::object(entries.keys().map(|name| (name.clone(), instance(&Key::Name(name.clone())))).collect())
            }
            Self::Symbolic { min, max, key, each } => {
                let mut origins: Vec<Origin> = Vec::new();
                key.collect_origins(&mut origins);
                let facts = Facts {
                    not_null: true,
                    element: Some(instance(&Key::Any)),
                    min_length: *min,
                    max_length: *max,
                    ..Facts::default()
                };
                let ty = if each.is_some() { Type::map(Type::Any) } else { Type::list(Type::Any) };
                Value::unknown_with(ty, origins, facts)
            }
        }
    }
}

/// The instances of a block in a module instance; `name` gives its address for messages.
pub(super) fn expansion(
    evaluator: &mut Evaluator<'_, '_>,
    module: usize,
    declared: &Declared,
    name: &dyn Fn() -> String,
) -> Expansion {
    match (declared.attribute("count"), declared.attribute("for_each")) {
        (None, None) => Expansion::Single,
        (Some(count), Some(_)) => refused(evaluator, &count, "`count` and `for_each` cannot both be there".to_owned()),
        (Some(count), None) => by_count(evaluator, module, &count, name),
        (None, Some(for_each)) => by_each(evaluator, module, &for_each, name),
    }
}

fn refused(evaluator: &mut Evaluator<'_, '_>, attribute: &Attribute, message: String) -> Expansion {
    evaluator.refuse(attribute.expr.span, message.clone(), RefusalKind::Invalid);
    unknowable(attribute, message)
}

/// Instances of which nothing is known, for a reason that is reported elsewhere.
fn unknowable(attribute: &Attribute, message: String) -> Expansion {
    let span = attribute.expr.span;
    let each = (&*attribute.name == "for_each")
        .then(|| Value::unknown(Type::Any, Origin::Error(message.as_str().into(), Some(span))));
    let key = Value::unknown(Type::Any, Origin::Error(message.into(), Some(span)));
    Expansion::Symbolic { min: 0, max: None, key: Arc::new(key), each: each.map(Arc::new) }
}

fn too_many() -> String {
    format!("podroom tells at most {} instances of a block apart", thousands(MAX_INSTANCES.into()))
}

fn by_count(
    evaluator: &mut Evaluator<'_, '_>,
    module: usize,
    count: &Attribute,
    name: &dyn Fn() -> String,
) -> Expansion {
    let span = count.expr.span;
    let value = evaluator.evaluate(&count.expr, module, &mut Frames::new());
    if value.marks.contains(Marks::EPHEMERAL) {
        return refused(evaluator, count, "`count` cannot be an ephemeral value".to_owned());
    }
    let number = match convert(&value, &Type::Number) {
        Ok(number) if !number.is_null() => number,
        _ => return refused(evaluator, count, "`count` must be a whole number".to_owned()),
    };
    let unknown_index = |because: &Value, min: u64, max: Option<u64>| {
        let mut origins = Vec::new();
        because.collect_origins(&mut origins);
        let facts = Facts {
            not_null: true,
            at_least: Some(0_u64.into()),
            at_most: max.map(|max| max.saturating_sub(1).into()),
            ..Facts::default()
        };
        let key = Arc::new(Value::unknown_with(Type::Number, origins, facts));
        Expansion::Symbolic { min, max, key, each: None }
    };
    match &number.kind {
        Kind::Number(n) => match n.to_u64() {
            Some(n) if n > MAX_INSTANCES => {
                let message = format!("{}; this makes {}", too_many(), thousands(n.into()));
                evaluator.refuse(span, message.clone(), RefusalKind::Limit);
                let because = Value::unknown(Type::Number, Origin::NotComputed(message.into(), Some(span)));
                unknown_index(&because, n, Some(n))
            }
            Some(n) => Expansion::Count(n),
            None if value.is_sensitive() => refused(evaluator, count, "`count` must be a whole number".to_owned()),
            None => refused(evaluator, count, format!("`count` must be a whole number, not {n}")),
        },
        _ => {
            let facts = number.as_unknown().map(|unknown| &unknown.facts);
            let min = facts.and_then(|f| f.at_least.as_ref()?.to_u64()).unwrap_or(0);
            let max = facts.and_then(|f| f.at_most.as_ref()?.to_u64());
            let because = Value::unknown(Type::Any, Origin::Count(name().into(), Some(span)));
            let mut origins = Vec::new();
            number.collect_origins(&mut origins);
            because.collect_origins(&mut origins);
            unknown_index(&Value::unknown_with(Type::Any, origins, Facts::default()), min, max)
        }
    }
}

fn by_each(
    evaluator: &mut Evaluator<'_, '_>,
    module: usize,
    for_each: &Attribute,
    name: &dyn Fn() -> String,
) -> Expansion {
    let span = for_each.expr.span;
    let mut value = evaluator.evaluate(&for_each.expr, module, &mut Frames::new());
    if let Kind::Instance(instance) = &value.kind {
        match (Scope::new(evaluator, module)).whole(instance, span) {
            Ok(whole) => value = whole,
            Err(failure) => return refused(evaluator, for_each, failure.message),
        }
    }
    for (marks, word) in [(Marks::SENSITIVE, "a sensitive"), (Marks::EPHEMERAL, "an ephemeral")] {
        if value.marks.contains(marks) {
            // The keys would be shown, and kept, as parts of addresses.
            return refused(evaluator, for_each, format!("`for_each` cannot be {word} value"));
        }
    }
    let symbolic = |value: &Value, element: Option<Value>, min: u64, max: Option<u64>| {
        let mut origins = vec![Origin::Count(name().into(), Some(span))];
        value.collect_origins(&mut origins);
        let key = Value::unknown_with(Type::String, origins.clone(), Facts { not_null: true, ..Facts::default() });
        let each = element.unwrap_or_else(|| Value::unknown_with(Type::Any, origins, Facts::default()));
        Expansion::Symbolic { min, max, key: Arc::new(key), each: Some(Arc::new(each)) }
    };
    match &value.kind {
        Kind::Map(..) | Kind::Object(_) => {
            let entries = value.as_entries().cloned().unwrap_or_default();
            if entries.len() as u64 > MAX_INSTANCES {
                evaluator.refuse(span, too_many(), RefusalKind::Limit);
                return unknowable(for_each, too_many());
            }
            Expansion::Each(Arc::new(entries))
        }
        Kind::Set(_, values) => {
            if let Some(unknown) = values.iter().find(|value| !value.is_known()) {
                let max = values.len() as u64;
                return symbolic(unknown, Some(unknown.clone()), u64::from(max > 0), Some(max));
            }
            let mut entries = BTreeMap::new();
            for value in values.iter() {
                match value.as_str() {
                    Some(name) => entries.insert(Arc::from(name), value.clone()),
                    None => {
                        let message = "`for_each` takes a set of strings, or a map".to_owned();
                        return refused(evaluator, for_each, message);
                    }
                };
            }
            Expansion::Each(Arc::new(entries))
        }
        Kind::Unknown(unknown) => {
            let facts = &unknown.facts;
            symbolic(&value, facts.element.clone(), facts.min_length, facts.max_length)
        }
        Kind::Null(_) => refused(evaluator, for_each, "`for_each` is null".to_owned()),
        _ => {
            let message = format!("`for_each` takes a map or a set of strings, not a {}", value.type_of());
            refused(evaluator, for_each, message)
        }
    }
}
