//! What an expression sees in a module instance: variables, locals, resources, module calls, files.

use super::blocks;
use super::evaluator::{Evaluator, limit};
use super::expr::{Environment, Failure, Outcome};
use super::functions::{self, FileAccess, OF_OPENTOFU};
use super::marks::Marks;
use super::module::ResourceId;
use super::value::{Fault, Instance, Kind, Object, Origin, Type, Value};
use crate::address::{Address, Ref};
use crate::discover::{Dialect, ReadError};
use crate::parse::ast::Part;
use crate::parse::hcl;
use crate::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What an expression sees in one module instance.
pub(super) struct Scope<'e, 'm, 'f> {
    pub evaluator: &'e mut Evaluator<'m, 'f>,
    pub module: usize,
    /// Whether a module instance can be reached into: `module.vpc.local.names`, which no configuration may say.
    pub inside: bool,
}

impl<'e, 'm, 'f> Scope<'e, 'm, 'f> {
    pub fn new(evaluator: &'e mut Evaluator<'m, 'f>, module: usize) -> Self {
        Self { evaluator, module, inside: false }
    }
}

impl Environment for Scope<'_, '_, '_> {
    fn resolve(&mut self, root: &str, names: &[&str], span: Span) -> Result<Option<(Value, usize)>, Failure> {
        let first = names.first().copied();
        let needs = |what: &str| Failure::fixed(span, format!("`{root}` needs the name of {what} after it"));
        match root {
            "var" => {
                let name = first.ok_or_else(|| needs("a variable"))?;
                self.evaluator.variable(self.module, name, span).map(|value| Some((value, 1)))
            }
            "local" => {
                let name = first.ok_or_else(|| needs("a local value"))?;
                self.evaluator.local(self.module, name, span).map(|value| Some((value, 1)))
            }
            "module" => {
                let name = first.ok_or_else(|| needs("a module call"))?;
                self.called(name, span).map(|value| Some((value, 1)))
            }
            "data" => match names {
                [ty, name, ..] => self.resource((true, (*ty).into(), (*name).into()), span).map(|v| Some((v, 2))),
                _ => Err(needs("a data source")),
            },
            // `resource.aws_vpc.v` is a long way to write `aws_vpc.v`.
            "resource" => match names {
                [ty, name, ..] => self.resource((false, (*ty).into(), (*name).into()), span).map(|v| Some((v, 2))),
                _ => Err(needs("a resource")),
            },
            "path" => Ok(Some((self.path(first, span)?.or_span(span), 1))),
            "terraform" | "tofu" => match first {
                Some("applying") => {
                    let origin =
                        Origin::NotComputed("`terraform.applying` is true only during apply".into(), Some(span));
                    Ok(Some((Value::unknown(Type::Bool, origin).marked(Marks::EPHEMERAL), 1)))
                }
                Some("workspace") => Ok(Some((Value::string(self.evaluator.workspace.as_str()).or_span(span), 1))),
                _ => Err(needs("`workspace`")),
            },
            "each" | "count" => Err(Failure::fixed(
                span,
                format!(
                    "`{root}` is only there in a block with `{}`",
                    if root == "each" { "for_each" } else { "count" }
                ),
            )),
            "ephemeral" => Ok(Some((
                Value::unknown(
                    Type::Any,
                    Origin::NotComputed("ephemeral values exist only during a run".into(), Some(span)),
                )
                .marked(Marks::EPHEMERAL),
                names.len(),
            ))),
            "self" => Ok(Some((
                Value::unknown(Type::Any, Origin::NotComputed("`self` is known only after apply".into(), Some(span))),
                0,
            ))),
            ty => match first {
                Some(name) => self.resource((false, ty.into(), name.into()), span).map(|value| Some((value, 1))),
                None => Ok(None),
            },
        }
    }

    fn attribute(&mut self, instance: &Instance, name: &str, span: Span) -> Outcome {
        match instance {
            Instance::Resource { module, address } => self.evaluator.resource_attribute(*module, address, name, span),
            Instance::Module(module) => self.evaluator.output(*module, name, span),
        }
    }

    fn inside(&mut self, module: usize, names: &[&str], span: Span) -> Result<Option<(Value, usize)>, Failure> {
        let Some((root, rest)) = names.split_first().filter(|_| self.inside) else { return Ok(None) };
        if self.evaluator.module(module).outputs.contains_key(*root) {
            return Ok(None);
        }
        let found = Scope { evaluator: &mut *self.evaluator, module, inside: true }.resolve(root, rest, span)?;
        Ok(found.map(|(value, used)| (value, used + 1)))
    }

    fn whole(&mut self, instance: &Instance, span: Span) -> Outcome {
        match instance {
            Instance::Module(module) => {
                let definition = self.evaluator.module(*module);
                let outputs = definition
                    .outputs
                    .keys()
                    .map(|name| Ok((name.clone(), self.evaluator.output(*module, name, span)?)))
                    .collect::<Result<_, Failure>>()?;
                // A stand-in does not know every output.
                let open = definition.stand_in.is_some().then(|| self.evaluator.output_ref(*module, "")).flatten();
                Ok(Value::new(Kind::Object(Arc::new(Object { attributes: outputs, open }))))
            }
            Instance::Resource { module, address } => {
                let definition = self.evaluator.module(*module);
                let id = (address.data, address.ty.clone(), address.name.clone());
                let Some(declared) = definition.resources.get(&id) else {
                    return Err(Failure::undeclared(span, format!("`{address}` is not declared")));
                };
                let block = self.evaluator.parsed(declared);
                let mut names = blocks::configured(&block.body);
                let schema = self.evaluator.schema().get(address.data, &address.ty);
                if let Some(schema) = schema {
                    names.retain(|name| !schema.lacks(name));
                    names.extend(schema.names().cloned());
                }
                let mut attributes = BTreeMap::new();
                for name in names {
                    let value = self.evaluator.resource_attribute(*module, address, &name, span)?;
                    attributes.insert(name, value);
                }
                let closed = schema.is_some_and(|schema| schema.complete);
                let open = (!closed).then(|| Arc::new(Ref { address: address.clone(), path: "*".into() }));
                Ok(Value::new(Kind::Object(Arc::new(Object { attributes, open }))))
            }
        }
    }

    fn report(&mut self, failure: Failure) {
        self.evaluator.refuse_failure(&failure);
    }

    fn has_function(&self, name: &str) -> bool {
        self.evaluator.modules.dialect == Dialect::OpenTofu || !OF_OPENTOFU.contains(&name)
    }

    fn files(&mut self) -> &mut dyn FileAccess {
        self
    }

    fn template(&mut self, path: &str) -> Result<Arc<[Part]>, Fault> {
        let full = self.evaluator.root.join(path);
        let bytes = self.evaluator.modules.files.read(&full).map_err(|error| refusal(&error))?;
        if bytes.len() > limit::TEMPLATE {
            return Err(Fault::argument(0, format!("`{path}` is too large for a template")));
        }
        let text = String::from_utf8(bytes).map_err(|_| Fault::argument(0, format!("`{path}` is not UTF-8")))?;
        let file = self.evaluator.modules.sources.add(self.evaluator.modules.files.shown(&full), text.as_str().into());
        hcl::parse_template(&text, file).map_err(|problem| {
            Fault::argument(0, format!("{}: {}", self.evaluator.modules.sources.place(problem.span), problem.message))
        })
    }

    fn stands_in(&self) -> bool {
        self.evaluator.instances[self.module].module.stand_in.is_some()
    }

    fn spend(&mut self, steps: u64) -> bool {
        self.evaluator.steps += steps;
        self.evaluator.steps < limit::STEPS
    }

    fn enter(&mut self) -> bool {
        let enters = self.evaluator.depth < limit::EXPRESSIONS;
        self.evaluator.depth += usize::from(enters);
        enters
    }

    fn leave(&mut self) {
        self.evaluator.depth -= 1;
    }
}

impl Scope<'_, '_, '_> {
    /// A resource block: one instance, or all of them.
    fn resource(&mut self, id: ResourceId, span: Span) -> Outcome {
        let expansion = self.evaluator.resource_expansion(self.module, &id, span)?;
        let module = self.module;
        let path = self.evaluator.path(module).clone();
        Ok(expansion.value(|key| {
            let address =
                Address { module: path.clone(), data: id.0, ty: id.1.clone(), name: id.2.clone(), key: key.clone() };
            Value::new(Kind::Instance(Instance::Resource { module, address: Arc::new(address) }))
        }))
    }

    /// A module call: one instance, or all of them.
    fn called(&mut self, name: &str, span: Span) -> Outcome {
        let name: Arc<str> = name.into();
        let expansion = self.evaluator.call_expansion(self.module, &name, span)?;
        let (module, evaluator) = (self.module, &mut *self.evaluator);
        Ok(expansion.value(|key| match evaluator.child(module, &name, key, &expansion) {
            Some(child) => Value::new(Kind::Instance(Instance::Module(child))),
            None => {
                let call = evaluator.path(module).child(name.clone(), key.clone());
                let value = Value::unknown(Type::Any, evaluator.opaque_origin(module, &name));
                evaluator.with_assumed_parts(&call, value, call.output("").as_ref())
            }
        }))
    }

    /// `path.module` and the like. Where podroom runs is not part of the answer; where the root module is in the
    /// scanned tree is.
    fn path(&self, name: Option<&str>, span: Span) -> Result<Value, Failure> {
        match name {
            Some("root") => Ok(Value::string(".")),
            Some("cwd") => Ok(functions::absolute(".", &self.here(), "`path.cwd` is the directory Terraform runs in")),
            Some("module") => {
                let relative = &self.evaluator.instances[self.module].relative;
                let text = relative.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
                Ok(Value::string(if text.is_empty() { ".".to_owned() } else { text }))
            }
            _ => Err(Failure::fixed(span, "`path` has `module`, `root` and `cwd`")),
        }
    }
}

impl FileAccess for Scope<'_, '_, '_> {
    fn read(&mut self, path: &str) -> Result<Vec<u8>, Fault> {
        let full = self.evaluator.root.join(path);
        self.evaluator.modules.files.read(&full).map_err(|error| refusal(&error))
    }

    fn here(&self) -> String {
        self.evaluator.modules.files.within(&self.evaluator.root)
    }

    fn covers(&self, path: &str) -> bool {
        // `~` is the home of whoever runs Terraform.
        !path.starts_with('~') && self.evaluator.modules.files.covers(&self.evaluator.root.join(path))
    }

    fn list(&mut self, directory: &str) -> Result<Vec<String>, Fault> {
        let full = self.evaluator.root.join(directory);
        self.evaluator.modules.files.below(&full).map_err(|error| refusal(&error))
    }
}

/// A file that cannot be read: Terraform stops where it is missing; what is outside the scanned tree or too large is only
/// podroom's to refuse.
fn refusal(error: &ReadError) -> Fault {
    match error {
        ReadError::Missing(_) => Fault::argument(0, error.to_string()),
        _ => Fault::limit(error.to_string()),
    }
}
