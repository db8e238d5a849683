//! What Terraform refuses although every expression has a value: validation and conditions, references of a resource
//! to itself, values that may not stand where they do. [`Evaluator::audit`] looks at everything that is declared.

use super::blocks;
use super::convert::convert;
use super::evaluator::{Evaluator, Node, RefusalKind};
use super::expand::{Expansion, OF_RESOURCES};
use super::expr::{Failure, Frames};
use super::module::ResourceId;
use super::references;
use super::value::{Instance, Kind, Origin, Type, Value};
use crate::address::Address;
use crate::parse::ast::{Block, Body};
use crate::schema::ResourceSchema;
use crate::secrets::HIDDEN;
use crate::source::Span;
use std::sync::Arc;

impl Evaluator<'_, '_> {
    /// Evaluates everything that is declared, in every module instance, for what is refused.
    pub fn audit(&mut self) {
        self.audit_module(Self::ROOT);
        self.validate();
    }

    /// The `validation` blocks of the variables that were evaluated so far, in every module instance.
    pub(super) fn validate(&mut self) {
        for module in 0..self.instances.len() {
            for (name, declared) in &self.module(module).variables {
                if self.computed(module, &Node::Variable(name.clone())).is_some() {
                    let block = self.parsed(declared);
                    self.conditions(&block.body, "validation", module, &mut Frames::new());
                }
            }
        }
    }

    fn audit_module(&mut self, module: usize) {
        let definition = self.module(module);
        for (name, declared) in &definition.variables {
            let block = self.parsed(declared);
            let value = self.variable(module, name, block.header);
            self.refused(value);
            self.unused_default(module, name, &block);
        }
        for name in definition.local_names() {
            if let Some((block, attribute)) = definition.local(name)
                && let Some(attribute) = block.body.attributes.get(attribute)
            {
                let value = self.local(module, name, attribute.name_span);
                self.refused(value);
            }
        }
        for (id, declared) in &definition.resources {
            let block = self.parsed(declared);
            self.audit_resource(module, id, &block);
        }
        for (name, declared) in &definition.outputs {
            let block = self.parsed(declared);
            if block.body.attribute("value").is_none() {
                self.refuse(block.header, format!("the output `{name}` has no `value`"), RefusalKind::Invalid);
            }
            let value = self.output(module, name, block.header);
            self.refused(value);
            self.conditions(&block.body, "precondition", module, &mut Frames::new());
        }
        for (name, declared) in &definition.calls {
            let block = self.parsed(declared);
            let expansion = match self.call_expansion(module, name, block.header) {
                Ok(expansion) => expansion,
                Err(failure) => {
                    self.refuse_failure(&failure);
                    continue;
                }
            };
            for key in expansion.keys() {
                if let Some(child) = self.child(module, name, &key, &expansion) {
                    self.audit_module(child);
                }
            }
        }
    }

    fn refused<T>(&mut self, outcome: Result<T, Failure>) -> Option<T> {
        outcome.map_err(|failure| self.refuse_failure(&failure)).ok()
    }

    /// The blocks of a type whose `condition` is known to be false.
    pub(super) fn conditions(&mut self, body: &Body, ty: &str, module: usize, frames: &mut Frames) {
        for block in body.blocks(ty) {
            let Some(condition) = block.body.attribute("condition") else { continue };
            let value = self.evaluate(&condition.expr, module, frames);
            let holds = match convert(&value, &Type::Bool) {
                Ok(flag) if !flag.is_null() => flag.as_bool(),
                _ => {
                    let message = "this condition is neither true nor false".to_owned();
                    self.refuse(condition.expr.span, message, RefusalKind::Invalid);
                    continue;
                }
            };
            if holds == Some(false) {
                let text = block.body.attribute("error_message").map(|message| {
                    let value = self.evaluate(&message.expr, module, frames);
                    let text = if value.is_sensitive() { Some(HIDDEN) } else { value.as_str() };
                    text.unwrap_or_default().to_owned()
                });
                let message = format!("this condition is false: {}", text.unwrap_or_default());
                self.refuse(condition.expr.span, message, RefusalKind::Invalid);
            }
        }
    }

    fn audit_resource(&mut self, module: usize, id: &ResourceId, block: &Block) {
        let (data, ty, name) = id;
        let Some(expansion) = ({
            let expansion = self.resource_expansion(module, id, block.header);
            self.refused(expansion)
        }) else {
            return;
        };
        self.after_apply(block, &expansion);
        self.references_to_itself(id, &block.body);
        if let Some(schema) = self.schema().get(*data, ty).filter(|schema| schema.complete) {
            self.complete(&block.body, schema, true);
        }
        let names = blocks::configured(&block.body);
        for key in expansion.keys() {
            let address = Arc::new(Address {
                module: self.path(module).clone(),
                data: *data,
                ty: ty.clone(),
                name: name.clone(),
                key,
            });
            for name in &names {
                let value = self.resource_attribute(module, &address, name, block.header);
                self.refused(value);
            }
            self.lifecycle(block, module, &address, expansion.frames(&address.key));
        }
    }

    /// The conditions of a resource instance, which is `self` to those that are looked at afterwards.
    pub(super) fn lifecycle(&mut self, block: &Block, module: usize, address: &Arc<Address>, mut frames: Frames) {
        for lifecycle in block.body.blocks("lifecycle") {
            self.conditions(&lifecycle.body, "precondition", module, &mut frames);
            let instance = Instance::Resource { module, address: address.clone() };
            frames.push(("self".into(), Value::new(Kind::Instance(instance))));
            self.conditions(&lifecycle.body, "postcondition", module, &mut frames);
            frames.pop();
        }
    }

    /// How often a block is repeated must be known before the first apply.
    fn after_apply(&mut self, block: &Block, expansion: &Expansion) {
        let Expansion::Symbolic { key, .. } = expansion else { return };
        let mut origins = Vec::new();
        key.collect_origins(&mut origins);
        let computed =
            origins.iter().find(|origin| matches!(origin, Origin::Attribute(r) if !r.address.data && !r.is_output()));
        let argument = ["count", "for_each"].into_iter().find_map(|name| block.body.attribute(name));
        if let (Some(origin), Some(argument)) = (computed, argument) {
            let message = format!("`{}` cannot be planned: {origin}", argument.name);
            self.refuse(argument.expr.span, message, RefusalKind::Invalid);
        }
    }

    /// A resource may refer to none of its own instances.
    fn references_to_itself(&mut self, (data, ty, name): &ResourceId, body: &Body) {
        let mut places: Vec<Span> = Vec::new();
        let mut found = |names: &[&str], span: Span| {
            let names = if *data { names.strip_prefix(&["data"]).unwrap_or_default() } else { names };
            if names.first() == Some(&&**ty) && names.get(1) == Some(&&**name) {
                places.push(span);
            }
        };
        body.attributes.iter().for_each(|attribute| references::of(&attribute.expr, &mut found));
        for block in body.blocks.iter().filter(|block| !blocks::META_BLOCKS.contains(&&*block.ty)) {
            references::of_body(&block.body, &mut found);
        }
        for span in places {
            self.refuse(span, format!("`{ty}.{name}` refers to itself"), RefusalKind::Invalid);
        }
    }

    /// Arguments that a type whose schema is complete does not have.
    fn complete(&mut self, body: &Body, schema: &ResourceSchema, top: bool) {
        for attribute in &body.attributes {
            let name = &*attribute.name;
            let known = schema.attributes.contains_key(name) || schema.blocks.contains_key(name);
            if !(known || top && OF_RESOURCES.contains(&name)) {
                self.refuse(attribute.name_span, format!("there is no argument `{name}`"), RefusalKind::Invalid);
            }
        }
    }
}
