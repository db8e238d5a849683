//! From a plan to resources: the planned values, with what is unknown of them, and for what is unknown the resources
//! it will be read from.
//!
//! A plan says of an unknown `subnet_ids` only that it is unknown. Which subnets it will hold follows from the
//! configuration in the plan, which records the references of every expression (`trace`).

mod recover;
mod trace;
mod traversal;

use crate::address::{Address, Key, ModulePath, Ref};
use crate::eval::convert::convert;
use crate::eval::number::Number;
use crate::eval::value::{Facts, Kind, Origin, Type, Value};
use crate::parse::plan::{Lazy, ModuleValues, Plan, ResourceChange};
use crate::registry::version::Constraints;
use crate::resource::Resource;
use crate::schema::{AttributeSchema, ResourceSchema, Schema, Unset};
use crate::secrets::Secrets;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::Arc;
use trace::{Trace, Tracer};

/// Every instance that will exist after apply and that the schema lists, data sources included, by address.
pub fn resources(plan: &Plan<'_>, schema: &Schema) -> Vec<Resource> {
    let planned = planned(plan);
    let tracer = Tracer::new(plan, schema, &planned);
    planned
        .values()
        .filter_map(|object| {
            let (data, ty) = (object.address.data, &object.address.ty);
            let ty = schema.reads(data, ty).then(|| schema.get(data, ty))??;
            let reader = Reader { tracer: &tracer, object };
            let written = match (&plan.configuration, tracer.block(&object.address)) {
                (Some(_), Some(block)) => block.expressions.as_ref().map_or(Written::Nothing, Written::Block),
                _ => Written::Unrecorded,
            };
            let part = Part {
                after: object.after.and_then(Lazy::get),
                unknown: object.unknown.and_then(Lazy::get),
                before: object.before.and_then(Lazy::get),
                written,
                path: String::new(),
            };
            Some(Resource {
                address: object.address.clone(),
                copies: (1, Some(1)),
                attributes: reader.attributes(ty, &part),
                constraints: constraints(plan, &object.address.ty),
                span: None,
            })
        })
        .collect()
}

/// What the root module wants of the version of a type's provider.
fn constraints(plan: &Plan<'_>, ty: &str) -> Arc<[Constraints]> {
    let provider = ty.split('_').next().unwrap_or_default();
    let configured = plan.configuration.iter().filter_map(|configuration| configuration.provider_config.get(provider));
    configured.filter_map(|provider| Constraints::parse(provider.version_constraint.as_deref()?)).collect()
}

/// What of the plan's values must not be shown.
pub fn secrets(plan: &Plan<'_>) -> Secrets {
    let mut secrets = Secrets::default();
    let mut add = |value: Option<&Lazy<'_>>, mask: Option<&Lazy<'_>>| {
        let mask = mask.filter(|mask| !mask.is_blank_mask()).and_then(Lazy::get);
        if let (Some(value), Some(mask)) = (value.filter(|_| mask.is_some()).and_then(Lazy::get), mask) {
            secrets.add_masked(value, mask);
        }
    };
    for change in plan.resource_changes.iter().map(|resource| &resource.change) {
        add(change.after.as_ref(), change.after_sensitive.as_ref());
    }
    let before = plan.prior_state.as_ref().and_then(|state| state.values.as_ref());
    let mut modules: Vec<&ModuleValues<'_>> =
        before.into_iter().chain(&plan.planned_values).map(|v| &v.root_module).collect();
    while let Some(module) = modules.pop() {
        module.resources.iter().for_each(|r| add(r.values.as_ref(), r.sensitive_values.as_ref()));
        modules.extend(&module.child_modules);
    }
    secrets
}

/// One object of the plan.
struct Planned<'p> {
    address: Arc<Address>,
    /// Its values after apply, without what is unknown.
    after: Option<&'p Lazy<'p>>,
    /// `true` where the value is unknown.
    unknown: Option<&'p Lazy<'p>>,
    /// Its values now, if it exists and will be the same object after apply.
    before: Option<&'p Lazy<'p>>,
    /// Whether what `after` and `unknown` both lack is surely not set. Plans of other writers record less.
    complete: bool,
}

/// Every object after apply, whatever its type.
fn planned<'p>(plan: &'p Plan<'p>) -> BTreeMap<Arc<Address>, Planned<'p>> {
    let mut listed = Vec::new();
    if let Some(values) = plan.prior_state.as_ref().and_then(|state| state.values.as_ref()) {
        list(&values.root_module, &ModulePath::default(), &mut listed);
        // Managed objects are in the planned values, or will be gone.
        listed.retain(|object| object.address.data);
    }
    if let Some(values) = &plan.planned_values {
        let complete = !plan.resource_changes.is_empty();
        let start = listed.len();
        list(&values.root_module, &ModulePath::default(), &mut listed);
        listed.iter_mut().skip(start).for_each(|object| object.complete &= complete);
    }
    listed.extend(plan.resource_changes.iter().filter_map(changed));
    listed.into_iter().map(|object| (object.address.clone(), object)).collect()
}

/// Adds the objects of a module and of the modules below it.
fn list<'p>(values: &'p ModuleValues<'p>, module: &ModulePath, listed: &mut Vec<Planned<'p>>) {
    listed.extend(values.resources.iter().filter_map(|resource| {
        let address = address(module.clone(), &resource.mode, &resource.ty, &resource.name, resource.index.as_ref())?;
        let after = resource.values.as_ref();
        Some(Planned { address, after, unknown: None, before: None, complete: after.is_some() })
    }));
    for child in &values.child_modules {
        if let Some(path) = traversal::module_path(&child.address) {
            list(child, &path, listed);
        }
    }
}

/// The object a change leaves, if it leaves one.
fn changed<'p>(resource: &'p ResourceChange<'p>) -> Option<Planned<'p>> {
    let change = &resource.change;
    let after = change.after.as_ref().filter(|after| after.is_object())?;
    if resource.deposed.is_some() {
        return None;
    }
    let module = traversal::module_path(&resource.module_address)?;
    let address = address(module, &resource.mode, &resource.ty, &resource.name, resource.index.as_ref())?;
    // A replacement is another object, with another id.
    let same = matches!(change.actions.as_slice(), [action] if action != "create");
    Some(Planned {
        address,
        after: Some(after),
        unknown: change.after_unknown.as_ref(),
        before: change.before.as_ref().filter(|_| same),
        complete: change.after_unknown.is_some(),
    })
}

fn address(module: ModulePath, mode: &str, ty: &str, name: &str, index: Option<&Json>) -> Option<Arc<Address>> {
    let data = match mode {
        "managed" => false,
        "data" => true,
        _ => return None,
    };
    let key = match index {
        None => Key::None,
        Some(Json::String(name)) => Key::Name(name.as_str().into()),
        Some(index) => Key::Index(index.as_u64()?),
    };
    Some(Arc::new(Address { module, data, ty: ty.into(), name: name.into(), key }))
}

/// What the configuration says of an object or of one of its blocks.
#[derive(Clone, Copy)]
enum Written<'p> {
    /// The plan does not have the configuration.
    Unrecorded,
    /// A block that is not in the configuration though it exists: a `dynamic` block made it, or the provider.
    Elsewhere,
    /// Nothing is set.
    Nothing,
    /// These expressions.
    Block(&'p Json),
}

/// An object, or one block in it: the same place in everything the plan says.
struct Part<'p> {
    after: Option<&'p Json>,
    unknown: Option<&'p Json>,
    before: Option<&'p Json>,
    written: Written<'p>,
    /// In front of the attributes' names: empty, or `vpc_config[0].`.
    path: String,
}

/// Reads one object.
struct Reader<'a, 'p> {
    tracer: &'a Tracer<'a, 'p>,
    object: &'a Planned<'p>,
}

impl<'p> Reader<'_, 'p> {
    fn attributes(&self, schema: &ResourceSchema, part: &Part<'p>) -> BTreeMap<Arc<str>, Value> {
        let attributes = schema.attributes.iter().filter(|(_, known)| known.read);
        let attributes = attributes.map(|(name, known)| (name.clone(), self.attribute(name, known, part)));
        let blocks = schema.blocks.iter().filter(|(_, block)| block.read);
        attributes.chain(blocks.map(|(name, block)| (name.clone(), self.blocks(name, block, part)))).collect()
    }

    fn attribute(&self, name: &str, schema: &AttributeSchema, part: &Part<'p>) -> Value {
        let expression = match part.written {
            Written::Block(block) => block.get(name),
            _ => None,
        };
        let unknown = part.unknown.and_then(|unknown| unknown.get(name));
        match part.after.and_then(|after| after.get(name)) {
            _ if unknown == Some(&Json::Bool(true)) => {}
            Some(after) => return self.known(name, schema, part, after, unknown, expression),
            None if self.object.complete => return self.unset(name, schema, part),
            None => {}
        }
        let place = format!("{}{name}", part.path);
        match (part.written, expression) {
            (_, Some(expression)) => self.trace(expression).value(&schema.ty, &place),
            (Written::Unrecorded, None) => self.computed(name, schema, part),
            (Written::Elsewhere, None) => Value::unknown(
                schema.ty.clone(),
                Origin::NotComputed(format!("the plan does not record how `{place}` is set").into(), None),
            ),
            // Nothing sets it: an existing object keeps what it has, a new one gets the provider's default.
            (Written::Nothing | Written::Block(_), None) => match part.before.and_then(|before| before.get(name)) {
                Some(before) if !before.is_null() => converted(overlay(before, None, &place), &schema.ty),
                _ => self.unset(name, schema, part),
            },
        }
    }

    /// A value that is known, or parts of it are.
    fn known(
        &self,
        name: &str,
        schema: &AttributeSchema,
        part: &Part<'p>,
        after: &Json,
        unknown: Option<&Json>,
        expression: Option<&'p Json>,
    ) -> Value {
        let place = format!("{}{name}", part.path);
        let mut value = overlay(after, unknown, &place);
        if let Some(expression) = expression
            && matches!(value.kind, Kind::String(_) | Kind::Tuple(_))
        {
            self.trace(expression).identify(&mut value, &place, self.tracer);
        }
        converted(value, &schema.ty)
    }

    fn unset(&self, name: &str, schema: &AttributeSchema, part: &Part<'p>) -> Value {
        match &schema.unset {
            Unset::Null => Value::null(schema.ty.clone()),
            Unset::Default(value) => value.clone(),
            _ => self.computed(name, schema, part),
        }
    }

    /// Known after apply, by nothing the configuration says.
    fn computed(&self, name: &str, schema: &AttributeSchema, part: &Part<'p>) -> Value {
        let path = format!("{}{name}", part.path).into();
        let own = Arc::new(Ref { address: self.object.address.clone(), path });
        let mut facts = Facts { not_null: schema.not_null, ..Facts::default() };
        for length in schema.lengths.iter().filter(|length| length.unless.is_empty()) {
            facts = Facts { min_length: length.at_least, max_length: length.at_most, ..facts };
        }
        let value = Value::unknown_with(schema.ty.clone(), vec![Origin::Attribute(own.clone())], facts);
        Value { via: Some(own), ..value }
    }

    fn trace(&self, expression: &'p Json) -> Trace<'p> {
        self.tracer.instance(expression, &self.object.address)
    }

    /// The blocks of one name, as a tuple of objects.
    fn blocks(&self, name: &str, schema: &ResourceSchema, part: &Part<'p>) -> Value {
        if name == "provisioner" && part.path.is_empty() {
            return self.provisioners(schema);
        }
        let written = match part.written {
            Written::Block(block) => block.get(name),
            _ => None,
        };
        let place = format!("{}{name}", part.path);
        let before = elements(part.before.and_then(|before| before.get(name)));
        let mut after = elements(part.after.and_then(|after| after.get(name)));
        let mut unknown = part.unknown.and_then(|unknown| unknown.get(name));
        if unknown == Some(&Json::Bool(true)) {
            if written.is_some() || matches!(part.written, Written::Unrecorded | Written::Elsewhere) {
                let origin =
                    Origin::NotComputed(format!("the `{place}` blocks are known only after apply").into(), None);
                return Value::unknown(Type::Any, origin);
            }
            (after, unknown) = (before.clone(), None);
        }
        let (unknown, written_blocks) = (elements(unknown), elements(written));
        let blocks = after.iter().enumerate().map(|(n, block)| {
            let written = match part.written {
                Written::Unrecorded => Written::Unrecorded,
                // Blocks of a set are in another order than the configuration has them. With as many on both sides
                // the position is right for lists, and for the sets podroom reads, which have one element.
                _ if written_blocks.len() == after.len() => {
                    written_blocks.get(n).map_or(Written::Elsewhere, |block| Written::Block(block))
                }
                _ => Written::Elsewhere,
            };
            let inner = Part {
                after: Some(block),
                unknown: unknown.get(n).copied(),
                before: if before.len() == after.len() { before.get(n).copied() } else { None },
                written,
                path: format!("{place}[{n}]."),
            };
            Value::object(self.attributes(schema, &inner))
        });
        Value::tuple(blocks.collect())
    }
}

impl Reader<'_, '_> {
    /// The provisioners, which no value of the plan has: only the configuration in it.
    fn provisioners(&self, schema: &ResourceSchema) -> Value {
        let block = self.tracer.block(&self.object.address);
        let written = block.map(|block| block.provisioners.as_slice()).unwrap_or_default();
        let blocks = written.iter().enumerate().map(|(n, provisioner)| {
            let argument = |(name, known): (&Arc<str>, &AttributeSchema)| {
                let expression = provisioner.expressions.as_ref().and_then(|expressions| expressions.get(&**name));
                let place = format!("provisioner[{n}].{name}");
                let value = match (expression, expression.and_then(|expression| expression.get("constant_value"))) {
                    (_, Some(constant)) => converted(overlay(constant, None, &place), &known.ty),
                    (Some(expression), None) => self.trace(expression).value(&known.ty, &place),
                    (None, None) => Value::null(known.ty.clone()),
                };
                (name.clone(), value)
            };
            Value::object(schema.attributes.iter().map(argument).collect())
        });
        Value::tuple(blocks.collect())
    }
}

/// The blocks in the value of a nested block, which is an array, an object, or null.
fn elements(value: Option<&Json>) -> Vec<&Json> {
    match value {
        Some(Json::Array(blocks)) => blocks.iter().collect(),
        Some(block @ Json::Object(_)) => vec![block],
        _ => Vec::new(),
    }
}

/// The value of the attribute `place`, with the unknown parts in it.
fn overlay(after: &Json, unknown: Option<&Json>, place: &str) -> Value {
    if unknown == Some(&Json::Bool(true)) {
        let what = format!("a part of `{place}` is known only after apply");
        return Value::unknown(Type::Any, Origin::NotComputed(what.into(), None));
    }
    match after {
        Json::Null => Value::null(Type::Any),
        Json::Bool(value) => Value::bool(*value),
        Json::String(text) => Value::string(text.as_str()),
        Json::Number(number) => {
            let text = number.to_string();
            match text.parse::<i128>() {
                Ok(integer) => Value::number(integer),
                // A string converts to the same number where a number is wanted.
                Err(_) => Number::parse(&text).map_or_else(|| Value::string(text), Value::number),
            }
        }
        Json::Array(values) => {
            let masks = unknown.and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
            let known = values.iter().enumerate().map(|(n, value)| overlay(value, masks.get(n), place));
            // An unknown last element may be missing from the values.
            let rest = masks.iter().skip(values.len()).map(|mask| overlay(&Json::Null, Some(mask), place));
            Value::tuple(known.chain(rest).collect())
        }
        Json::Object(values) => {
            let masks = unknown.and_then(Json::as_object);
            let mut attributes: BTreeMap<Arc<str>, Value> = values
                .iter()
                .map(|(name, value)| {
                    (name.as_str().into(), overlay(value, masks.and_then(|masks| masks.get(name)), place))
                })
                .collect();
            for (name, mask) in masks.into_iter().flatten().filter(|(_, mask)| **mask == Json::Bool(true)) {
                attributes.insert(name.as_str().into(), overlay(&Json::Null, Some(mask), place));
            }
            Value::object(attributes)
        }
    }
}

/// The value as its type; a value that does not convert stays as the provider planned it.
fn converted(value: Value, ty: &Type) -> Value {
    convert(&value, ty).unwrap_or(value)
}

#[cfg(test)]
mod tests;
