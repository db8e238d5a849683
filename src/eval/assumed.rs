//! What the settings state for addresses (`assume`): of variables, locals, outputs and attributes, in any module, or of a
//! part of one: `data.terraform_remote_state.net.outputs.vpc_id`.

use super::convert::convert;
use super::evaluator::Evaluator;
use super::value::{Kind, Object, Type, Value};
use crate::address::{ModulePath, Ref};
use crate::schema::AttributeSchema;
use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::sync::Arc;

impl Evaluator<'_, '_> {
    /// What is stated of an address.
    pub(super) fn assumed(&self, address: impl Display) -> Option<Value> {
        // Most runs assume nothing, and then no address is written out.
        if self.assumed.is_empty() { None } else { self.assumed.get(&*address.to_string()).cloned() }
    }

    /// What is stated of an attribute, as the type that the provider declares.
    pub(super) fn assumed_attribute(&self, reference: &Arc<Ref>, known: Option<&AttributeSchema>) -> Option<Value> {
        let value = self.assumed(reference)?;
        let converted = known.and_then(|known| convert(&value, &known.ty).ok());
        Some(Value { via: Some(reference.clone()), ..converted.unwrap_or(value) })
    }

    /// The value with the parts of it that are stated. What else there is of an unknown one is at `open`.
    pub(super) fn with_assumed_parts(&self, address: impl Display, value: Value, open: Option<&Arc<Ref>>) -> Value {
        if self.assumed.is_empty() {
            return value;
        }
        let below = format!("{address}.");
        let stated = self.assumed.range(below.clone()..).take_while(|(address, _)| address.starts_with(&below));
        stated.fold(value, |value, (address, part)| {
            let path: Vec<&str> = address[below.len()..].split('.').collect();
            with_part(value, &path, part, open)
        })
    }
}

/// The address of something in a module instance.
pub(super) struct Within<'a, N> {
    pub(super) path: &'a ModulePath,
    pub(super) name: N,
}

impl<N: Display> Display for Within<'_, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.0.is_empty() {
            write!(f, "{}.", self.path)?;
        }
        self.name.fmt(f)
    }
}

/// The value with the part at that path.
fn with_part(value: Value, path: &[&str], part: &Value, open: Option<&Arc<Ref>>) -> Value {
    let Some((name, rest)) = path.split_first() else { return part.clone() };
    let below = open.map(|open| {
        let path = if open.path.is_empty() { (*name).into() } else { format!("{}.{name}", open.path).into() };
        Arc::new(Ref { address: open.address.clone(), path })
    });
    let (mut attributes, open) = match &value.kind {
        Kind::Object(object) => (object.attributes.clone(), object.open.clone()),
        Kind::Map(_, entries) => ((**entries).clone(), None),
        Kind::Unknown(_) => (BTreeMap::new(), open.cloned()),
        // There is no such part.
        _ => return value,
    };
    let was = attributes.remove(*name).unwrap_or_else(|| Value::unknown_from(Type::Any, [&value]));
    attributes.insert((*name).into(), with_part(was, rest, part, below.as_ref()));
    Value { kind: Kind::Object(Arc::new(Object { attributes, open })), ..value }
}
