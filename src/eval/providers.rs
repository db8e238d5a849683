//! Which `provider` block configures a resource: its `provider` argument, the `providers` of the module calls above
//! it, aliases. Only what data sources repeat of it (a region) is ever evaluated.

use super::evaluator::Evaluator;
use super::expr::Frames;
use super::module::alias;
use super::value::Value;
use crate::parse::ast::{Block, Expr, ExprKind, Step};
use std::sync::Arc;

/// A provider as a module calls it: `aws`, or `aws.east`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Name {
    local: Arc<str>,
    alias: Option<Arc<str>>,
}

impl Name {
    fn read(expr: &Expr) -> Option<Self> {
        match &expr.kind {
            // `provider = "aws.east"` was how it was written before Terraform 0.12.
            ExprKind::Name(name) | ExprKind::String(name) => Some(match name.split_once('.') {
                Some((local, alias)) => Self { local: local.into(), alias: Some(alias.into()) },
                None => Self { local: name.clone(), alias: None },
            }),
            ExprKind::Traversal(base, steps) => match (&base.kind, &**steps) {
                (ExprKind::Name(local), [Step::Attr(alias, _)]) => {
                    Some(Self { local: local.clone(), alias: Some(alias.clone()) })
                }
                _ => None,
            },
            _ => None,
        }
    }
}

impl Evaluator<'_, '_> {
    /// An argument of the provider configuration that a resource block uses, if it is configured.
    pub(super) fn provider_argument(
        &mut self,
        module: usize,
        block: &Block,
        ty: &str,
        argument: &str,
    ) -> Option<Value> {
        let mut name = match block.body.attribute("provider") {
            Some(provider) => Name::read(&provider.expr)?,
            None => Name { local: ty.split('_').next()?.into(), alias: None },
        };
        let mut module = module;
        loop {
            let definition = self.module(module);
            let same = |(local, declared): &&(Arc<str>, _)| *local == name.local && alias(declared) == name.alias;
            if let Some((_, declared)) = definition.providers.iter().find(same) {
                let provider = self.parsed(declared);
                let value = &provider.body.attribute(argument)?.expr;
                return Some(self.evaluate(value, module, &mut Frames::new()));
            }
            let caller = self.instances.get(module)?.caller.clone()?;
            match caller.block.body.attribute("providers").map(|providers| &providers.expr.kind) {
                Some(ExprKind::Object(entries)) => {
                    let (_, given) = entries.iter().find(|(key, _)| Name::read(key).as_ref() == Some(&name))?;
                    name = Name::read(given)?;
                }
                Some(_) => return None,
                // Without `providers` a module has its caller's default configurations.
                None if name.alias.is_some() => return None,
                None => {}
            }
            module = caller.module;
        }
    }
}
