//! Where HCL and plan JSON meet: a resource with its attributes. After this nobody asks which it was.

use crate::address::Address;
use crate::eval::value::{Instance, Kind, Object, Origin, Value};
use crate::registry::version::Constraints;
use crate::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One resource or data source instance that podroom reads.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its address; the key is [`crate::address::Key::Any`] when the number of instances is not known.
    pub address: Arc<Address>,
    /// How many instances it stands for: 1 and 1, unless the key is `Any`.
    pub copies: (u64, Option<u64>),
    /// The attributes the cloud's schema lists, evaluated. Nested blocks are tuples of objects.
    pub attributes: BTreeMap<Arc<str>, Value>,
    /// What the configuration wants of its provider's version.
    pub constraints: Arc<[Constraints]>,
    /// The block's header (`resource "aws_subnet" "private"`), when the input has positions.
    pub span: Option<Span>,
}

impl Resource {
    /// An attribute, or a null when there is none by that name.
    pub fn get(&self, name: &str) -> &Value {
        self.attributes.get(name).unwrap_or(&ABSENT)
    }

    /// The objects of a nested block; none when there is no such block. An unknown block is a `None` inside.
    pub fn blocks(&self, name: &str) -> Vec<Option<&Object>> {
        blocks(self.get(name))
    }

    /// The first object of a nested block that is known.
    pub fn block(&self, name: &str) -> Option<&Object> {
        self.blocks(name).into_iter().flatten().next()
    }

    /// Whether its provider is surely of a version before that major one.
    pub fn provider_is_before(&self, major: u64) -> bool {
        let later = [major, 0, 0]..[u64::MAX; 3];
        self.constraints.iter().any(|constraints| !constraints.admit_any(&later))
    }

    /// Whether it is a managed resource of that type.
    pub fn is(&self, ty: &str) -> bool {
        !self.address.data && &*self.address.ty == ty
    }
}

static ABSENT: Value = Value {
    kind: Kind::Null(crate::eval::value::Type::Any),
    span: None,
    via: None,
    marks: crate::eval::marks::Marks::NONE,
};

/// The objects in the value of a nested block.
pub fn blocks(value: &Value) -> Vec<Option<&Object>> {
    match &value.kind {
        Kind::List(_, values) | Kind::Set(_, values) | Kind::Tuple(values) => values.iter().map(as_object).collect(),
        Kind::Object(object) => vec![Some(object)],
        Kind::Unknown(_) => vec![None],
        _ => Vec::new(),
    }
}

fn as_object(value: &Value) -> Option<&Object> {
    match &value.kind {
        Kind::Object(object) => Some(object),
        _ => None,
    }
}

impl Object {
    /// An attribute, or a null when there is none by that name.
    pub fn get(&self, name: &str) -> &Value {
        self.attributes.get(name).unwrap_or(&ABSENT)
    }
}

/// The instance a value names or was read from.
pub fn address_of(value: &Value) -> Option<&Arc<Address>> {
    match &value.kind {
        Kind::Instance(Instance::Resource { address, .. }) => Some(address),
        _ => value.via.as_ref().map(|r| &r.address),
    }
}

/// Why a value is unknown, as one clause; empty for a known value.
pub fn because(value: &Value) -> String {
    let mut origins: Vec<Origin> = Vec::new();
    value.collect_origins(&mut origins);
    origins.dedup();
    origins.iter().take(2).map(Origin::to_string).collect::<Vec<_>>().join("; ")
}
