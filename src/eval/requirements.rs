//! Which versions of providers a configuration admits: `required_providers`, and `version` in `provider` blocks, of a
//! module and of all that call it.

use super::evaluator::Evaluator;
use crate::parse::ast::{Body, Expr, ExprKind};
use crate::registry::version::Constraints;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The constraints on each provider, by the name that a module has for it.
pub(super) type Requirements = BTreeMap<Arc<str>, Arc<[Constraints]>>;

impl Evaluator<'_, '_> {
    /// The constraints on the provider of a resource type.
    pub(super) fn constraints(&mut self, module: usize, ty: &str) -> Arc<[Constraints]> {
        let provider = ty.split('_').next().unwrap_or_default();
        self.requirements(module).get(provider).cloned().unwrap_or_default()
    }

    fn requirements(&mut self, module: usize) -> Arc<Requirements> {
        // From the module to the first that is known, and back.
        let mut chain = Vec::new();
        let mut known = Arc::new(Requirements::new());
        let mut next = Some(module);
        while let Some(module) = next {
            if let Some(found) = self.required.get(&module) {
                known = found.clone();
                break;
            }
            chain.push(module);
            next = self.instances.get(module).and_then(|instance| Some(instance.caller.as_ref()?.module));
        }
        for module in chain.into_iter().rev() {
            let own = self.written(module);
            if !own.is_empty() {
                let mut all = (*known).clone();
                for (provider, constraints) in own {
                    let before = all.get(&provider).cloned().unwrap_or_default();
                    all.insert(provider, before.iter().cloned().chain([constraints]).collect());
                }
                known = Arc::new(all);
            }
            self.required.insert(module, known.clone());
        }
        known
    }

    /// What a module itself says. What cannot be read in these blocks is no reason to refuse anything.
    fn written(&self, module: usize) -> Vec<(Arc<str>, Constraints)> {
        let definition = self.module(module);
        let mut found = Vec::new();
        for declared in &definition.terraform {
            let block = declared.block();
            found.extend(block.body.blocks("required_providers").flat_map(|block| of_block(&block.body)));
        }
        for (name, declared) in &definition.providers {
            let block = declared.block();
            let version = block.body.attribute("version").and_then(|version| constraints(&version.expr));
            found.extend(version.map(|version| (name.clone(), version)));
        }
        found
    }
}

/// The entries of a `required_providers` block: a constraint, or an object that may have one.
fn of_block(body: &Body) -> Vec<(Arc<str>, Constraints)> {
    let of = |expr: &Expr| match &expr.kind {
        ExprKind::Object(entries) => {
            let is_version =
                |key: &Expr| matches!(&key.kind, ExprKind::Name(name) | ExprKind::String(name) if &**name == "version");
            entries.iter().find(|(key, _)| is_version(key)).and_then(|(_, value)| constraints(value))
        }
        _ => constraints(expr),
    };
    let entries = body.attributes.iter();
    entries.filter_map(|entry| Some((entry.name.clone(), of(&entry.expr)?))).collect()
}

/// A constraint that is written out; others say nothing.
fn constraints(expr: &Expr) -> Option<Constraints> {
    match &expr.kind {
        ExprKind::String(text) => Constraints::parse(text),
        _ => None,
    }
}
