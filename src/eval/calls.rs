//! Module calls: which directory, which instances.

use super::evaluator::{Caller, Evaluator, Missing, Node, Opaque, RefusalKind, limit};
use super::expand::{self, Expansion};
use super::expr::{Failure, Frames};
use super::module::Module;
use super::value::Origin;
use crate::address::{Key, ModulePath};
use crate::discover::{ReadError, clean, is_configuration};
use crate::parse::ast::ExprKind;
use crate::registry::{self, Source, StandIn};
use crate::source::Span;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the text of a called module is.
struct Found {
    directory: PathBuf,
    /// `path.module`
    relative: PathBuf,
    /// The call that everything in it points at, when it only stands in for the module.
    stands_in_at: Option<Span>,
}

impl Evaluator<'_, '_> {
    /// How often a module call is repeated.
    pub(super) fn call_expansion(&mut self, module: usize, name: &Arc<str>, span: Span) -> Result<Expansion, Failure> {
        let definition = self.module(module);
        let Some(declared) = definition.calls.get(name) else {
            return Err(Failure::undeclared(span, format!("the module call `{name}` is not declared")));
        };
        self.expansion_of(module, Node::Call(name.clone()), span, |this| {
            this.refuse_all(&declared.problems());
            let path = this.instances[module].path.clone();
            expand::expansion(this, module, declared, &|| path.child(name.clone(), Key::None).to_string())
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
        let found = if source.starts_with("./") || source.starts_with("../") {
            Some(Found {
                directory: clean(&above.module.directory.join(&source)),
                relative: clean(&above.relative.join(&source)),
                stands_in_at: above.module.stand_in.as_ref().map(|stand_in| stand_in.at),
            })
        } else {
            let fetched = self.fetched(&path, &caller, &source, at);
            fetched.or_else(|gone| self.stood_in(&path, &caller, (&source, at), gone).ok_or(())).ok()
        };
        let Found { directory, relative, stands_in_at } = found?;
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
        let loaded = match stands_in_at {
            Some(call) => self.modules.load_for(&directory, call),
            None => self.modules.load(&directory),
        };
        match loaded {
            Ok(module) => {
                for argument in &caller.block.body.attributes {
                    let name = &argument.name;
                    if !expand::OF_CALLS.contains(&&**name) && !module.variables.contains_key(name) {
                        self.not_declared(&module, name, argument.name_span);
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

    /// The module that `terraform init` fetched for a call; else where it was put, if it was once.
    fn fetched(
        &mut self,
        path: &ModulePath,
        caller: &Caller,
        source: &str,
        at: Span,
    ) -> Result<Found, Option<PathBuf>> {
        let names: Vec<&str> = path.0.iter().map(|(name, _)| &**name).collect();
        let installed = self.manifest.get(&names.join(".")).ok_or(None)?;
        if let Err(ReadError::Missing(_)) = self.modules.files.names(&clean(&self.root.join(&installed.dir))) {
            return Err(Some(installed.dir.clone()));
        }
        let version = caller.block.body.attribute("version").map(|version| &version.expr.kind);
        let constraint = match version {
            Some(ExprKind::String(text)) => Some(&**text),
            _ => None,
        };
        let found = Found {
            directory: clean(&self.root.join(&installed.dir)),
            relative: clean(&installed.dir),
            stands_in_at: None,
        };
        if let Some(stale) = installed.stale(source, constraint) {
            self.refuse(at, stale, RefusalKind::Invalid);
        }
        Ok(found)
    }

    /// What stands in for the module of a call: the user's own before podroom's. Without one the call is opaque. `gone`
    /// is where the module itself was once.
    fn stood_in(
        &mut self,
        path: &ModulePath,
        caller: &Caller,
        (source, at): (&str, Span),
        gone: Option<PathBuf>,
    ) -> Option<Found> {
        let gone = gone.map(|directory| {
            let directory = directory.to_string_lossy().into_owned();
            format!("`terraform init` put it into `{directory}`, which is not there any more")
        });
        let call = ModulePath(path.0.iter().map(|(name, _)| (name.clone(), Key::None)).collect()).to_string();
        match self.chosen(caller, source) {
            Ok((directory, stand_in, version)) => {
                // What a stand-in calls points where the stand-in itself does, and is not the user's to know.
                let above = self.instances[caller.module].module.stand_in.as_ref().map(|stand_in| stand_in.at);
                let header = caller.block.header;
                if above.is_none() {
                    self.standing.entry(header).or_insert_with(|| call.clone());
                    let used = registry::Used { call: call.clone(), source: source.to_owned(), version, stand_in };
                    self.stand_ins.insert(call.clone(), used);
                    if let Some(gone) = gone {
                        let message = format!("a stand-in is used for `{call}`: {gone}");
                        self.refuse(at, message, RefusalKind::Stale);
                    }
                }
                let names: Vec<&str> = path.0.iter().map(|(name, _)| &**name).collect();
                let relative = Path::new(".terraform/modules").join(names.join("."));
                Some(Found { directory, relative, stands_in_at: Some(above.unwrap_or(header)) })
            }
            Err(because) => {
                let because = because.or(gone);
                let is_harmless = self.modules.use_stand_ins
                    && Source::read(source).is_some_and(|source| registry::has_no_addresses(&source));
                self.opaque.entry(call).or_insert(Opaque { source: source.to_owned(), at, because, is_harmless });
                None
            }
        }
    }

    /// The stand-in for a source: its directory, its name, and the version that the call asks for. Else why there is
    /// none, if there is more to say than that.
    fn chosen(&mut self, caller: &Caller, source: &str) -> Result<(PathBuf, String, Option<String>), Option<String>> {
        let read = Source::read(source).ok_or(None)?;
        let mut constraint = None;
        if let Some(attribute) = caller.block.body.attribute("version") {
            let value = self.evaluate(&attribute.expr, caller.module, &mut Frames::new());
            constraint = value.as_str().map(str::to_owned);
            if constraint.is_none() && !value.is_null() {
                return Err(Some("which version it has is not known".to_owned()));
            }
        }
        let version = constraint.clone().or_else(|| read.reference.clone());
        let of_package = |own: &&registry::Own| read.is_of(&own.source);
        let exact = self.own.iter().filter(of_package).find(|own| own.source.directory == read.directory);
        let whole = || self.own.iter().filter(of_package).find(|own| own.source.directory.is_empty());
        if let Some(own) = exact.or_else(whole) {
            let inside = if exact.is_some() { "" } else { &read.directory };
            let directory = clean(&own.directory.join(inside));
            let shown = self.modules.files.shown(&directory);
            // A package has modules that its stand-in leaves out.
            let has_any =
                self.modules.files.names(&directory).is_ok_and(|names| names.iter().any(|n| is_configuration(n)));
            if !inside.is_empty() && !has_any {
                return Err(Some(format!("its stand-in has no `{inside}`")));
            }
            return Ok((directory, shown, version));
        }
        if !self.modules.use_stand_ins {
            return Err(None);
        }
        let admitted = registry::admitted(&read, constraint.as_deref()).map_err(Some)?;
        let found = self.best_known(caller, admitted).ok_or(None)?;
        Ok((found.directory, found.name, version))
    }

    /// Of several stand-ins, newest first, the newest that knows every argument of a call, or else the most of them. Who
    /// calls a module without a version runs the one that was the newest once, and no file says which: Terraform's lock
    /// file is for providers.
    fn best_known(&mut self, caller: &Caller, mut admitted: Vec<StandIn>) -> Option<StandIn> {
        let at = caller.block.header;
        let mut unknown = |stand_in: &StandIn| {
            let Ok(module) = self.modules.load_for(&stand_in.directory, at) else { return usize::MAX };
            let known = |name: &str| {
                let is_ignored = module.stand_in.as_ref().is_some_and(|stand_in| stand_in.ignores(name));
                is_ignored || module.variables.contains_key(name)
            };
            let names = caller.block.body.attributes.iter().map(|argument| &*argument.name);
            names.filter(|name| !expand::OF_CALLS.contains(name) && !known(name)).count()
        };
        let mut best = (usize::MAX, 0);
        for (n, stand_in) in admitted.iter().enumerate().filter(|_| admitted.len() > 1) {
            best = best.min((unknown(stand_in), n));
            if best.0 == 0 {
                break;
            }
        }
        (best.1 < admitted.len()).then(|| admitted.swap_remove(best.1))
    }

    /// An argument that the module does not declare: a mistake, unless it stands in for one that may.
    fn not_declared(&mut self, module: &Module, name: &Arc<str>, at: Span) {
        match &module.stand_in {
            None => self.refuse(at, format!("the module has no variable `{name}`"), RefusalKind::Invalid),
            Some(stand_in) if stand_in.ignores(name) => {}
            Some(stand_in) => {
                self.gap(stand_in.at, at, Missing::Argument(name.clone()));
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
        let source = self.opaque.get(&plain.to_string()).map_or("", |opaque| &opaque.source);
        Origin::Module(call.to_string().into(), source.into())
    }
}
