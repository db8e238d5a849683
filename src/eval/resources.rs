//! Walks every module instance of a root and gives the resources that the clouds read.

use super::blocks::{self, Nested};
use super::evaluator::{Evaluator, RefusalKind};
use super::value::{Kind, Origin, Type, Value};
use crate::address::Address;
use crate::resource::Resource;
use crate::schema::ResourceSchema;
use crate::source::Span;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Resources of one root beyond which no more are read: some seconds of work, and many times what real roots hold.
const MAX_RESOURCES: usize = 25_000;

/// An instance with everything that is configured of it.
#[derive(Clone, Debug)]
pub struct Configured {
    /// The instance.
    pub resource: Resource,
    /// Which of its attributes are nested blocks.
    pub nested: Arc<Nested>,
    /// What stands in for the module that makes it.
    pub stand_in: Option<Arc<str>>,
    /// Which of its attributes are neither configured nor read by a cloud.
    pub beside: Arc<BTreeSet<Arc<str>>>,
}

impl Evaluator<'_, '_> {
    /// Every instance of a resource or data source that the schema lists, with the attributes it lists, in the order
    /// of the modules' calls and then of their addresses.
    pub fn resources(&mut self) -> Vec<Resource> {
        self.visited(false).into_iter().map(|configured| configured.resource).collect()
    }

    /// Every instance of every resource and data source, with all that is configured and what the schema lists besides;
    /// whole instances in them are written out.
    pub fn instances(&mut self) -> Vec<Configured> {
        self.visited(true)
    }

    fn visited(&mut self, all: bool) -> Vec<Configured> {
        let mut resources = Vec::new();
        self.visit(Self::ROOT, (1, Some(1)), all, &mut resources);
        self.validate();
        resources.sort_by(|a, b| a.resource.address.cmp(&b.resource.address));
        resources
    }

    fn visit(&mut self, module: usize, copies: (u64, Option<u64>), all: bool, resources: &mut Vec<Configured>) {
        let definition = self.module(module);
        let call = definition.stand_in.as_ref().and_then(|stand_in| self.standing.get(&stand_in.at));
        let stand_in: Option<Arc<str>> =
            call.and_then(|call| self.stand_ins.get(call)).map(|used| used.stand_in.as_str().into());
        for (id, declared) in &definition.resources {
            if !all && !self.schema().reads(id.0, &id.1) {
                continue;
            }
            let schema = self.schema().get(id.0, &id.1);
            let header = declared.header();
            let expansion = match self.resource_expansion(module, id, header) {
                Ok(expansion) => expansion,
                Err(failure) => {
                    self.refuse_failure(&failure);
                    continue;
                }
            };
            let keys = expansion.keys();
            if keys.is_empty() {
                continue;
            }
            let block = self.parsed(declared);
            let mut names: BTreeSet<Arc<str>> = schema.into_iter().flat_map(ResourceSchema::reads).cloned().collect();
            let mut beside = BTreeSet::new();
            if all {
                names.extend(blocks::configured(&block.body));
                names.retain(|name| schema.is_none_or(|schema| !schema.lacks(name)));
                beside.extend(schema.into_iter().flat_map(ResourceSchema::names).cloned());
                beside.retain(|name| names.insert(name.clone()));
            }
            let beside = Arc::new(beside);
            let constraints = self.constraints(module, &id.1);
            let nested = Arc::new(if all { Nested::of(&block.body, schema) } else { Nested::default() });
            for key in keys {
                if resources.len() >= MAX_RESOURCES {
                    let message =
                        format!("podroom reads at most {MAX_RESOURCES} resources of a root; the rest is missing");
                    self.refuse(header, message, RefusalKind::Limit);
                    return;
                }
                let address = Arc::new(Address {
                    module: self.path(module).clone(),
                    data: id.0,
                    ty: id.1.clone(),
                    name: id.2.clone(),
                    key,
                });
                self.lifecycle(&block, module, &address, expansion.frames(&address.key));
                let read = |name: &Arc<str>| {
                    let value = self.read(module, &address, name, header);
                    let block = schema.and_then(|schema| schema.blocks.get(name));
                    let value = match block {
                        _ if all => self.written_out(value, header),
                        // For a cloud a block that is left to the provider is none.
                        Some(block) if block.computed && is_own(&value, &address) => {
                            blocks::nested(Vec::new(), Some(block))
                        }
                        _ => value,
                    };
                    (name.clone(), value)
                };
                let attributes = names.iter().map(read).collect();
                let copies = multiplied(copies, expansion.copies());
                let constraints = constraints.clone();
                let resource = Resource { address, copies, attributes, constraints, span: Some(header) };
                let (nested, stand_in, beside) = (nested.clone(), stand_in.clone(), beside.clone());
                resources.push(Configured { resource, nested, stand_in, beside });
            }
        }
        for (name, declared) in &definition.calls {
            let expansion = match self.call_expansion(module, name, declared.header()) {
                Ok(expansion) => expansion,
                Err(failure) => {
                    self.refuse_failure(&failure);
                    continue;
                }
            };
            let copies = multiplied(copies, expansion.copies());
            for key in expansion.keys() {
                if let Some(child) = self.child(module, name, &key, &expansion) {
                    self.visit(child, copies, all, resources);
                }
            }
        }
    }

    fn read(&mut self, module: usize, address: &Arc<Address>, name: &str, header: Span) -> Value {
        let value = self.resource_attribute(module, address, name, header).unwrap_or_else(|failure| {
            self.refuse_failure(&failure);
            let origin = Origin::Error(failure.message.into(), Some(failure.span));
            Value::unknown(Type::Any, origin)
        });
        self.secrets.add(&value);
        // The attribute's own name says nothing about where its value comes from.
        let own = value.via.as_ref().is_some_and(|via| via.address == *address && &*via.path == name);
        match value.kind {
            Kind::Unknown(_) => value,
            _ if own => Value { via: None, ..value },
            _ => value,
        }
    }
}

/// Whether a value is unknown only because it is what apply makes of the instance itself.
fn is_own(value: &Value, address: &Address) -> bool {
    let own = |origin: &Origin| matches!(origin, Origin::Attribute(r) if *r.address == *address);
    value.as_unknown().is_some_and(|unknown| unknown.origins.iter().all(own))
}

fn multiplied(a: (u64, Option<u64>), b: (u64, Option<u64>)) -> (u64, Option<u64>) {
    let most = match (a.1, b.1) {
        (Some(0), _) | (_, Some(0)) => Some(0),
        (Some(a), Some(b)) => a.checked_mul(b),
        _ => None,
    };
    (a.0.saturating_mul(b.0), most)
}
