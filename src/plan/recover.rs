//! Values from what their expressions read: the ids that a plan leaves unknown, and which attribute a known one was
//! read from. Nothing is said of a whole that the plan may have made otherwise, by a condition or a selection.

use super::trace::{Content, Found, Target, Trace, Tracer};
use crate::address::Ref;
use crate::eval::value::{Facts, Kind, Origin, Type, Unknown, Value};
use serde_json::Value as Json;
use std::sync::Arc;

impl<'p> Trace<'p> {
    /// An unknown value of this expression. `place` is the attribute that holds it.
    pub(super) fn value(&self, ty: &Type, place: &str) -> Value {
        match ty {
            Type::List(element) | Type::Set(element) => self.collection(ty, element, place),
            Type::Map(_) | Type::Tuple(_) | Type::Object(_) => self.unexplained(ty, place),
            _ => self.scalar(ty, place),
        }
    }

    fn scalar(&self, ty: &Type, place: &str) -> Value {
        let mut unknown: Vec<&Found<'p>> = Vec::new();
        for found in self.unknown() {
            if !unknown.iter().any(|other| other.target == found.target) {
                unknown.push(found);
            }
        }
        match unknown.as_slice() {
            _ if !self.lost.is_empty() => self.unexplained(ty, place),
            [] => self.unexplained(ty, place),
            [found] => found.value(ty),
            several if several.len() <= Unknown::MAX_CANDIDATES => {
                let candidates: Vec<Value> = several.iter().map(|found| found.value(ty)).collect();
                let origins = several.iter().map(|found| found.origin()).collect();
                let facts = Facts { candidates: Some(candidates.into()), ..Facts::default() };
                Value::unknown_with(ty.clone(), origins, facts)
            }
            _ => self.unexplained(ty, place),
        }
    }

    fn collection(&self, ty: &Type, element: &Type, place: &str) -> Value {
        if let ([set], true) = (self.sets.as_slice(), self.lost.is_empty())
            && let [found] = set.as_slice()
            && let Content::Unknown { collection: true } = found.content
        {
            return found.value(ty);
        }
        // `try(each.value.subnet_ids, var.subnet_ids)`, where both are the same.
        let mut sets: Vec<&[Found<'p>]> = Vec::new();
        for set in &self.sets {
            if !sets.iter().any(|other| other.iter().map(|f| &f.target).eq(set.iter().map(|f| &f.target))) {
                sets.push(set);
            }
        }
        // Several references may be joined, or a condition may choose between them. Constants and keys suggest the
        // latter; then nothing is known of the whole.
        let joined = sets.len() == 1 || (!self.own_key && self.constants.is_empty());
        let plain = |found: &Found<'p>| match found.content {
            Content::Known(value) => value.is_string(),
            Content::Unknown { collection } => !collection,
        };
        let exact = self.lost.is_empty()
            && !self.selects
            && joined
            && !self.constants.iter().any(|constant| self.may_add(constant))
            && sets.iter().copied().flatten().all(plain)
            && self.unknown().next().is_some();
        if !exact {
            return self.unexplained(ty, place);
        }
        let mut values: Vec<Value> = Vec::new();
        let mut seen: Vec<&Target> = Vec::new();
        for found in sets.into_iter().flatten() {
            if matches!(ty, Type::Set(_)) && seen.contains(&&found.target) {
                continue;
            }
            seen.push(&found.target);
            values.push(found.value(element));
        }
        match ty {
            Type::Set(_) => Value::new(Kind::Set(element.clone(), Arc::new(values))),
            _ => Value::list(element.clone(), values),
        }
    }

    /// Whether a known value may be one element, or several, beside what the references give: `concat(ids, var.more)`,
    /// `[aws_subnet.a.id, var.other]`.
    fn may_add(&self, constant: &Json) -> bool {
        match constant {
            Json::Array(values) => !values.is_empty(),
            // Beside a splat it is a key or a condition.
            Json::String(_) => self.sets.iter().flatten().any(|found| found.target.path.is_some()),
            _ => false,
        }
    }

    /// Unknown, with everything it may come from.
    fn unexplained(&self, ty: &Type, place: &str) -> Value {
        let mut origins: Vec<Origin> = self.lost.iter().cloned().collect();
        origins.extend(self.unknown().map(Found::origin));
        if origins.is_empty() {
            let what = format!("`{place}` is known only after apply, and the plan does not record from what");
            origins.push(Origin::NotComputed(what.into(), None));
        }
        Value::unknown_with(ty.clone(), origins, Facts::default())
    }

    fn unknown(&self) -> impl Iterator<Item = &Found<'p>> {
        self.sets.iter().flatten().filter(|found| matches!(found.content, Content::Unknown { .. }))
    }

    /// Says of a known string, and of every element of a tuple, which attribute it was read from, where exactly one
    /// attribute among those referenced holds that string. Elements that are unknown get their value from here.
    pub(super) fn identify(&self, value: &mut Value, place: &str, tracer: &Tracer<'_, 'p>) {
        match &mut value.kind {
            Kind::String(text) => {
                let mut holders = self.sets.iter().flatten().filter_map(|found| tracer.holding(found, text));
                if let Some(first) = holders.next()
                    && holders.all(|other| other == first)
                {
                    value.via = Some(first);
                }
            }
            Kind::Tuple(values) => {
                let values = Arc::make_mut(values);
                let missing = values.iter().filter(|value| !value.is_known()).count();
                let unknown: Vec<&Found<'p>> = self.unknown().collect();
                let in_order = missing == unknown.len() && self.lost.is_empty() && !self.selects;
                let mut unknown = unknown.into_iter();
                for value in values {
                    match (value.is_known(), unknown.as_slice().first()) {
                        (true, _) => self.identify(value, place, tracer),
                        (false, Some(found)) if in_order => {
                            *value = found.value(&Type::String);
                            unknown.next();
                        }
                        (false, _) => *value = self.scalar(&Type::String, place),
                    }
                }
            }
            _ => {}
        }
    }
}

impl Found<'_> {
    /// The attribute as others name it. A splat is taken to be of ids.
    pub(super) fn reference(&self) -> Arc<Ref> {
        let path = self.target.path.clone().unwrap_or_else(|| "id".into());
        Arc::new(Ref { address: self.target.address.clone(), path })
    }

    fn origin(&self) -> Origin {
        Origin::Attribute(self.reference())
    }

    fn value(&self, ty: &Type) -> Value {
        let value = match self.content {
            Content::Known(Json::String(text)) => Value::string(text.as_str()),
            _ => Value::unknown(ty.clone(), self.origin()),
        };
        Value { via: Some(self.reference()), ..value }
    }
}
