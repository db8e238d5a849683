//! Module calls: which directory, which instances.

use super::evaluator::{Caller, Evaluator, Node, RefusalKind, limit};
use super::expand::{self, Expansion};
use super::expr::{Failure, Frames};
use super::value::Origin;
use crate::address::{Key, ModulePath};
use crate::discover::clean;
use crate::parse::ast::ExprKind;
use crate::source::Span;
use std::path::PathBuf;
use std::sync::Arc;

impl Evaluator<'_, '_> {
    /// How often a module call is repeated.
    pub(super) fn call_expansion(&mut self, module: usize, name: &Arc<str>, span: Span) -> Result<Expansion, Failure> {
        let definition = self.module(module);
        let Some(declared) = definition.calls.get(name) else {
            return Err(Failure::undeclared(span, format!("the module call `{name}` is not declared")));
        };
        self.expansion_of(module, Node::Call(name.clone()), span, |this| {
            let block = this.parsed(declared);
            let address = this.instances[module].path.child(name.clone(), Key::None).to_string();
            expand::expansion(this, module, &block, &address, &mut Frames::new())
        })
    }

    /// The instance a call makes for a key; `None` when the module is not at hand.
    pub(super) fn child(&mut self, module: usize, name: &Arc<str>, key: &Key, expansion: &Expansion) -> Option<usize> {
        let at = (module, name.clone(), key.clone());
        if let Some(child) = self.children.get(&at) {
            return *child;
        }
        let definition = self.module(module);
        let child = definition.calls.get(name).and_then(|declared| {
            let block = self.parsed(declared);
            let path = self.instances[module].path.child(name.clone(), key.clone());
            let caller = Caller { module, block, frames: expansion.frames(key) };
            self.called(path, caller)
        });
        self.children.insert(at, child);
        child
    }

    fn called(&mut self, path: ModulePath, caller: Caller) -> Option<usize> {
        let header = caller.block.header;
        let Some(source) = caller.block.body.attribute("source") else {
            self.refuse(header, "a module call needs a `source`".to_owned(), RefusalKind::Invalid);
            return None;
        };
        let at = source.expr.span;
        let value = self.evaluate(&source.expr, caller.module, &mut Frames::new());
        let source = value.as_str().unwrap_or("(not known)").to_owned();
        let above = &self.instances[caller.module];
        let (directory, relative) = if source.starts_with("./") || source.starts_with("../") {
            (clean(&above.module.directory.join(&source)), clean(&above.relative.join(&source)))
        } else {
            let names: Vec<&str> = path.0.iter().map(|(name, _)| &**name).collect();
            match self.manifest.get(&names.join(".")) {
                Some(installed) => {
                    let version = caller.block.body.attribute("version").map(|version| &version.expr.kind);
                    let constraint = match version {
                        Some(ExprKind::String(text)) => Some(&**text),
                        _ => None,
                    };
                    let found = (clean(&self.root.join(&installed.dir)), clean(&installed.dir));
                    if let Some(stale) = installed.stale(&source, constraint) {
                        self.refuse(at, stale, RefusalKind::Invalid);
                    }
                    found
                }
                None => {
                    let call = ModulePath(path.0.iter().map(|(name, _)| (name.clone(), Key::None)).collect());
                    self.opaque.entry(call.to_string()).or_insert((source, at));
                    return None;
                }
            }
        };
        let above = self.directories_above(caller.module);
        if above.len() > limit::MODULE_DEPTH || self.instances.len() > limit::MODULES {
            let message = format!(
                "podroom evaluates at most {} module instances, {} deep; this one was left out",
                limit::MODULES,
                limit::MODULE_DEPTH
            );
            self.refuse(at, message, RefusalKind::Limit);
            return None;
        }
        if above.iter().any(|above| self.modules.files.same(above, &directory)) {
            self.refuse(at, "this module calls itself".to_owned(), RefusalKind::Invalid);
            return None;
        }
        match self.modules.load(&directory) {
            Ok(module) => {
                for argument in &caller.block.body.attributes {
                    let name = &argument.name;
                    if !expand::OF_CALLS.contains(&&**name) && !module.variables.contains_key(name) {
                        let message = format!("the module has no variable `{name}`");
                        self.refuse(argument.name_span, message, RefusalKind::Invalid);
                    }
                }
                Some(self.enter(path, module, relative, Some(caller)))
            }
            Err(error) => {
                self.refuse(at, format!("the module's directory cannot be read: {error}"), RefusalKind::Unreadable);
                None
            }
        }
    }

    /// The directories of a module instance and of those that call it.
    fn directories_above(&self, module: usize) -> Vec<PathBuf> {
        let caller = |instance: &usize| self.instances[*instance].caller.as_ref().map(|caller| caller.module);
        let above = std::iter::successors(Some(module), caller);
        above.map(|instance| self.instances[instance].module.directory.clone()).collect()
    }

    /// Why nothing is known of a module that is not at hand.
    pub(super) fn opaque_origin(&self, module: usize, name: &Arc<str>) -> Origin {
        let call = self.instances[module].path.child(name.clone(), Key::None);
        let plain = ModulePath(call.0.iter().map(|(name, _)| (name.clone(), Key::None)).collect());
        let source = self.opaque.get(&plain.to_string()).map_or("", |(source, _)| source);
        Origin::Module(call.to_string().into(), source.into())
    }
}
