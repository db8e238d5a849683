//! Which resources an expression reads. The configuration in a plan lists for every expression the references in it and
//! nothing else: no operators, no functions, no locals. They are followed through module arguments, outputs and `for_each`
//! to instances; an instance of a `count` or `for_each` is paired with the one that refers to it where the expression
//! mentions its own key.

use super::Planned;
use super::traversal::{Step, steps};
use crate::address::{Address, Key, ModulePath, Ref};
use crate::eval::value::Origin;
use crate::parse::plan::{BlockConfig, Lazy, ModuleConfig, Plan};
use crate::schema::Schema;
use serde_json::Value as Json;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Modules, arguments and outputs are followed this deep. Real configurations stay below ten.
const DEPTH: u32 = 60;
/// References followed for one plan, so that a plan made to fan out ends. Only types podroom reads are
/// followed: a root with a thousand of them needs some ten thousand.
const STEPS: u64 = 1_000_000;

/// The module a reference stands in, as names without keys: a module is written once for all its instances.
type ModuleName = Vec<Arc<str>>;

/// Follows the references of one plan.
pub(super) struct Tracer<'a, 'p> {
    plan: &'p Plan<'p>,
    schema: &'a Schema,
    planned: &'a BTreeMap<Arc<Address>, Planned<'p>>,
    modules: BTreeMap<ModuleName, &'p ModuleConfig>,
    blocks: BTreeMap<(ModuleName, bool, &'p str, &'p str), &'p BlockConfig>,
    /// The keys of each call in each module instance.
    calls: BTreeMap<(ModulePath, Arc<str>), BTreeSet<Key>>,
    steps: Cell<u64>,
}

/// An attribute of an instance that an expression reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) address: Arc<Address>,
    /// The attribute; absent where the plan records only the resource, as for a splat or a computed key.
    pub(super) path: Option<Arc<str>>,
}

/// What an expression reads.
#[derive(Default)]
pub(super) struct Trace<'p> {
    /// One entry for each reference to a resource: the instances it may mean.
    pub(super) sets: Vec<Vec<Found<'p>>>,
    /// Values that are known: of variables, and constants.
    pub(super) constants: Vec<&'p Json>,
    /// What cannot be followed.
    pub(super) lost: BTreeSet<Origin>,
    /// Whether the expression mentions its instance's own key.
    pub(super) own_key: bool,
    /// Whether a reference selects among what was found in a way that the plan does not record.
    pub(super) selects: bool,
}

/// A target and what the plan says of it.
#[derive(Clone)]
pub(super) struct Found<'p> {
    pub(super) target: Target,
    pub(super) content: Content<'p>,
}

/// What an attribute holds.
#[derive(Clone, Copy)]
pub(super) enum Content<'p> {
    Known(&'p Json),
    /// Unknown; a collection, when the schema says so.
    Unknown {
        collection: bool,
    },
}

/// Where an expression stands.
struct Scope<'p> {
    module: ModulePath,
    /// The key of the instance (of a resource or a module call) that the expression belongs to.
    key: Key,
    for_each: Option<&'p Json>,
}

impl Scope<'_> {
    fn block(&self, data: bool, ty: &Arc<str>, name: &Arc<str>) -> Address {
        Address { module: self.module.clone(), data, ty: ty.clone(), name: name.clone(), key: Key::None }
    }
}

impl<'a, 'p> Tracer<'a, 'p> {
    pub(super) fn new(
        plan: &'p Plan<'p>,
        schema: &'a Schema,
        planned: &'a BTreeMap<Arc<Address>, Planned<'p>>,
    ) -> Self {
        let mut calls: BTreeMap<(ModulePath, Arc<str>), BTreeSet<Key>> = BTreeMap::new();
        let mut last = None;
        for address in planned.keys() {
            // Instances are sorted by module: most modules are seen once.
            if last == Some(&address.module) {
                continue;
            }
            last = Some(&address.module);
            let mut parent = ModulePath::default();
            for (name, key) in &address.module.0 {
                calls.entry((parent.clone(), name.clone())).or_default().insert(key.clone());
                parent.0.push((name.clone(), key.clone()));
            }
        }
        let (modules, blocks) = (BTreeMap::new(), BTreeMap::new());
        let mut tracer = Self { plan, schema, planned, modules, blocks, calls, steps: Cell::new(0) };
        if let Some(configuration) = &plan.configuration {
            tracer.add(Vec::new(), &configuration.root_module);
        }
        tracer
    }

    fn add(&mut self, name: ModuleName, module: &'p ModuleConfig) {
        for block in &module.resources {
            self.blocks.insert((name.clone(), block.mode == "data", &block.ty, &block.name), block);
        }
        for (call, child) in &module.module_calls {
            let mut path = name.clone();
            path.push(call.as_str().into());
            self.add(path, &child.module);
        }
        self.modules.insert(name, module);
    }

    fn module(&self, path: &ModulePath) -> Option<&'p ModuleConfig> {
        self.modules.get(&module_name(path)).copied()
    }

    /// The block an instance comes from.
    pub(super) fn block(&self, address: &Address) -> Option<&'p BlockConfig> {
        let key = (module_name(&address.module), address.data, &*address.ty, &*address.name);
        self.blocks.get(&key).copied()
    }

    /// What an argument of an instance reads.
    pub(super) fn instance(&self, expression: &'p Json, address: &Address) -> Trace<'p> {
        self.expression(expression, &self.scope(address), 0)
    }

    /// Where the expressions of an instance stand.
    fn scope(&self, address: &Address) -> Scope<'p> {
        let for_each = self.block(address).and_then(|block| block.for_each_expression.as_ref());
        Scope { module: address.module.clone(), key: address.key.clone(), for_each }
    }

    fn expression(&self, expression: &'p Json, scope: &Scope<'p>, depth: u32) -> Trace<'p> {
        let mut trace = Trace::default();
        trace.constants.extend(expression.get("constant_value"));
        let references = references(expression);
        trace.own_key = references.iter().any(|reference| {
            let mut names = reference.iter().filter_map(Step::name);
            matches!((names.next(), names.next()), (Some("each"), _) | (Some("count"), Some("index")))
        });
        let pair = Some(&scope.key).filter(|_| trace.own_key);
        for reference in &references {
            let done = self.steps.get();
            self.steps.set(done + 1);
            if depth > DEPTH || done > STEPS {
                trace
                    .lost
                    .insert(Origin::NotComputed("the plan has more references than podroom follows".into(), None));
                break;
            }
            self.reference(reference, scope, pair, depth, &mut trace);
        }
        trace
    }

    fn reference(&self, steps: &[Step], scope: &Scope<'p>, pair: Option<&Key>, depth: u32, trace: &mut Trace<'p>) {
        let [Step::Name(root), rest @ ..] = steps else { return };
        match (&**root, rest) {
            ("count" | "path" | "terraform" | "self", _) => {}
            ("each", [Step::Name(what), rest @ ..]) if &**what == "value" => {
                if let Some(for_each) = scope.for_each {
                    let inner = Scope { module: scope.module.clone(), key: Key::None, for_each: None };
                    let mut value = self.expression(for_each, &inner, depth + 1);
                    let own = Step::Key(scope.key.clone());
                    // The map with this key is at hand: a local beside it decides which of its keys are used, as in
                    // `{ for k, v in var.groups : k => v if local.create }`.
                    if value.constants.iter().any(|map| own.of(map).is_some()) {
                        value.lost.clear();
                    }
                    value.step(&own, self);
                    value.steps(rest, self);
                    value.selects |= rest.is_empty() && value.sets.iter().any(|set| set.len() > 1);
                    trace.append(value);
                }
            }
            ("each", _) => {}
            ("local", [Step::Name(name), ..]) => {
                let what = format!("`local.{name}` is not recorded in the plan");
                trace.lose(what);
            }
            ("var", [Step::Name(name), rest @ ..]) => {
                let mut value = self.variable(name, &scope.module, depth);
                value.steps(rest, self);
                value.pair(pair, rest);
                trace.append(value);
            }
            ("module", [Step::Name(call), rest @ ..]) => self.output(call, rest, scope, pair, depth, trace),
            ("data", [Step::Name(ty), Step::Name(name), rest @ ..]) => {
                self.resource(&scope.block(true, ty, name), rest, pair, depth, trace);
            }
            (_, [Step::Name(name), rest @ ..]) => {
                self.resource(&scope.block(false, root, name), rest, pair, depth, trace)
            }
            _ => trace.lose(format!("`{root}` is not recorded in the plan")),
        }
    }

    fn variable(&self, name: &Arc<str>, module: &ModulePath, depth: u32) -> Trace<'p> {
        let default = || self.module(module).and_then(|config| config.variables.get(&**name)?.default.as_ref());
        let mut parent = module.clone();
        let mut trace = Trace::default();
        let Some((call, key)) = parent.0.pop() else {
            match self.plan.variables.get(&**name) {
                Some(variable) => trace.constants.extend(&variable.value),
                None => match default() {
                    Some(value) => trace.constants.push(value),
                    None => drop(trace.lost.insert(Origin::Variable(name.clone(), None))),
                },
            }
            return trace;
        };
        let Some(call) = self.module(&parent).and_then(|config| config.module_calls.get(&*call)) else {
            let what = format!("the plan does not record what `{module}` is called with");
            trace.lose(what);
            return trace;
        };
        let Some(argument) = call.expressions.get(&**name) else {
            trace.constants.extend(default());
            return trace;
        };
        let scope = Scope { module: parent, key, for_each: call.for_each_expression.as_ref() };
        self.expression(argument, &scope, depth + 1)
    }

    /// What `module.<call><rest>` reads.
    fn output(
        &self,
        call: &Arc<str>,
        rest: &[Step],
        scope: &Scope<'p>,
        pair: Option<&Key>,
        depth: u32,
        trace: &mut Trace<'p>,
    ) {
        let (key, rest) = split_key(rest);
        let no_keys = BTreeSet::new();
        let keys = self.calls.get(&(scope.module.clone(), call.clone())).unwrap_or(&no_keys);
        let key = key.or_else(|| pair.filter(|pair| keys.len() > 1 && keys.contains(pair)));
        let mut name = module_name(&scope.module);
        name.push(call.clone());
        let Some(config) = self.modules.get(&name) else {
            let what = format!("`module.{call}` is not recorded in the plan");
            return trace.lose(what);
        };
        let (output, rest) = match rest {
            [Step::Name(output), rest @ ..] => (config.outputs.get(&**output), rest),
            // Through a computed key only the call is recorded.
            _ if config.outputs.len() == 1 => (config.outputs.values().next(), rest),
            _ => (None, rest),
        };
        let Some(expression) = output.and_then(|output| output.expression.as_ref()) else {
            let what = format!("which output of `module.{call}` is read is not recorded in the plan");
            return trace.lose(what);
        };
        for key in keys.iter().filter(|instance| key.is_none_or(|key| key == *instance)) {
            let module = scope.module.child(call.clone(), key.clone());
            let scope = Scope { module, key: Key::None, for_each: None };
            let mut value = self.expression(expression, &scope, depth + 1);
            value.steps(rest, self);
            value.pair(pair, rest);
            // A name may be a key of a map that the output makes of the instances.
            let named = matches!(rest, [.., Step::Name(_)]);
            value.selects |= named && value.sets.iter().any(|set| set.len() > 1);
            trace.append(value);
        }
    }

    fn resource(&self, block: &Address, rest: &[Step], pair: Option<&Key>, depth: u32, trace: &mut Trace<'p>) {
        let (key, rest) = split_key(rest);
        let instances: Vec<&Arc<Address>> = self.instances(block).collect();
        if instances.is_empty() && self.block(block).is_none() {
            return trace.lose(format!("`{block}` is not in the plan"));
        }
        let key = key.or_else(|| pair.filter(|pair| instances.iter().any(|instance| instance.key == **pair)));
        let path = path(rest);
        let chosen = instances.into_iter().filter(|instance| key.is_none_or(|key| *key == instance.key));
        let found: Vec<_> =
            chosen.map(|address| self.behind(Target { address: address.clone(), path: path.clone() }, depth)).collect();
        self.steps.set(self.steps.get() + found.len() as u64);
        trace.sets.push(found);
    }

    /// The instances of a block, in Terraform's order.
    fn instances<'s>(&'s self, block: &'s Address) -> impl Iterator<Item = &'a Arc<Address>> + 's {
        let same =
            |a: &Address| (&a.module, a.data, &a.ty, &a.name) == (&block.module, block.data, &block.ty, &block.name);
        // Without a key it sorts before the block's instances.
        self.planned.range::<Address, _>(block..).map(|(address, _)| address).take_while(move |address| same(address))
    }

    /// An attribute, or where it has its id from: `vpc_id` of a subnet or of an association is that of a VPC.
    fn behind(&self, target: Target, depth: u32) -> Found<'p> {
        let found = self.found(target);
        match found.content {
            Content::Unknown { collection: false } => self.passed_on(&found.target, depth).unwrap_or(found),
            _ => found,
        }
    }

    /// The id of another resource that an attribute for ids passes on, if its expression reads nothing else: names are put
    /// together of others, ids are not.
    fn passed_on(&self, target: &Target, depth: u32) -> Option<Found<'p>> {
        let name = target.path.as_deref().filter(|path| path.ends_with("_id"))?;
        let expression = self.block(&target.address)?.expressions.as_ref()?.get(name)?;
        let trace = self.expression(expression, &self.scope(&target.address), depth + 1);
        match trace.sets.as_slice() {
            [set] if trace.lost.is_empty() && trace.constants.is_empty() && !trace.selects => match set.as_slice() {
                [found] if found.target.path.as_deref().is_some_and(|path| path == "id" || path.ends_with("_id")) => {
                    Some(found.clone())
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Looks up what the plan says of an attribute.
    fn found(&self, target: Target) -> Found<'p> {
        let content = match self.known(&target) {
            Some(value) => Content::Known(value),
            None => Content::Unknown { collection: self.is_collection(&target) },
        };
        Found { target, content }
    }

    /// The value of an attribute, when it is wholly known.
    fn known(&self, target: &Target) -> Option<&'p Json> {
        let object = self.planned.get(&*target.address)?;
        let (mut value, mut unknown) = (object.after?.get()?, object.unknown.and_then(Lazy::get));
        // A splat is of ids far more often than of anything else; a known id cannot make a value unknown.
        for step in steps(target.path.as_deref().unwrap_or("id")) {
            value = step.of(value)?;
            unknown = unknown.and_then(|mask| if mask.is_boolean() { Some(mask) } else { step.of(mask) });
        }
        let known = !unknown.is_some_and(any_true);
        known.then_some(value)
    }

    /// The attribute of what was found that holds a string. Where the plan does not record which, it is one of those
    /// that name an object.
    pub(super) fn holding(&self, found: &Found<'p>, text: &str) -> Option<Arc<Ref>> {
        if found.target.path.is_some() {
            let holds = matches!(found.content, Content::Known(value) if value.as_str() == Some(text));
            return holds.then(|| found.reference());
        }
        let named = |name: &str| self.found(Target { path: Some(name.into()), ..found.target.clone() });
        ["id", "name", "arn", "self_link"].into_iter().find_map(|name| self.holding(&named(name), text))
    }

    fn is_collection(&self, target: &Target) -> bool {
        target.path.as_deref().is_some_and(|path| {
            let schema = self.schema.get(target.address.data, &target.address.ty);
            schema.and_then(|schema| schema.attributes.get(path)).is_some_and(|attribute| attribute.ty.is_collection())
        })
    }

    /// Whether an instance has an attribute of that name.
    fn has_attribute(&self, address: &Address, name: &str) -> bool {
        self.planned.get(address).is_some_and(|object| {
            let values = [object.after, object.unknown].into_iter().flatten().filter_map(Lazy::get);
            values.map(|values| values.get(name)).any(|value| value.is_some())
        })
    }
}

impl<'p> Trace<'p> {
    /// Notes what cannot be followed.
    fn lose(&mut self, what: impl Into<Arc<str>>) {
        self.lost.insert(Origin::NotComputed(what.into(), None));
    }

    fn append(&mut self, other: Self) {
        self.sets.extend(other.sets);
        self.constants.extend(other.constants);
        self.lost.extend(other.lost);
        self.own_key |= other.own_key;
        self.selects |= other.selects;
    }

    /// Applies the steps that follow a variable, `each.value` or an output.
    fn steps(&mut self, steps: &[Step], tracer: &Tracer<'_, 'p>) {
        for step in steps {
            self.step(step, tracer);
        }
        // A key that is not an instance's picks one of them all the same, unless it leads to an object. After a
        // variable a name is an attribute of one, such as the list of ids in `var.network.subnet_ids`.
        self.selects |= matches!((steps, self.sets.as_slice()), ([.., Step::Key(_)], [set]) if set.len() > 1);
    }

    /// Applies one step.
    fn step(&mut self, step: &Step, tracer: &Tracer<'_, 'p>) {
        self.constants.retain_mut(|value| step.of(value).map(|inner| *value = inner).is_some());
        let [set] = self.sets.as_mut_slice() else {
            // One of several, or a part of an object made of several.
            self.selects |= !self.sets.is_empty();
            return;
        };
        let key = match step {
            Step::Name(name) => Key::Name(name.clone()),
            Step::Key(key) => key.clone(),
        };
        if set.len() > 1 {
            if let Some(found) = pick(set, &key).cloned() {
                *set = vec![found];
            }
        } else if let ([found], Step::Name(name)) = (set.as_mut_slice(), step)
            && found.target.path.is_none()
            && tracer.has_attribute(&found.target.address, name)
        {
            *found = tracer.found(Target { path: Some(name.clone()), ..found.target.clone() });
        }
    }

    /// Picks the instance of the same key, or in the same place, where a variable or an output is indexed with the key of
    /// the instance that refers to it. Only when nothing else was selected.
    fn pair(&mut self, key: Option<&Key>, steps: &[Step]) {
        if let (Some(key), [], [set]) = (key, steps, self.sets.as_mut_slice())
            && set.len() > 1
            && let Some(found) = pick(set, key).cloned()
        {
            *set = vec![found];
        }
    }
}

impl Step {
    fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            Self::Key(_) => None,
        }
    }

    /// The part of a value that the step leads to.
    fn of<'j>(&self, value: &'j Json) -> Option<&'j Json> {
        match self {
            Self::Name(name) | Self::Key(Key::Name(name)) => value.get(&**name),
            Self::Key(Key::Index(n)) => value.get(usize::try_from(*n).ok()?),
            Self::Key(_) => None,
        }
    }
}

/// The instance of that key among several; for a number, the one in that place: the elements of a splat or of
/// `values()` are in the order of their keys.
fn pick<'s, 'p>(set: &'s [Found<'p>], key: &Key) -> Option<&'s Found<'p>> {
    let by_place = match key {
        Key::Index(n) => usize::try_from(*n).ok().and_then(|n| set.get(n)),
        _ => None,
    };
    set.iter().find(|found| found.target.address.key == *key).or(by_place)
}

fn module_name(path: &ModulePath) -> ModuleName {
    path.0.iter().map(|(name, _)| name.clone()).collect()
}

/// A leading key, and what follows.
fn split_key(steps: &[Step]) -> (Option<&Key>, &[Step]) {
    match steps {
        [Step::Key(key), rest @ ..] => (Some(key), rest),
        _ => (None, steps),
    }
}

/// Steps as the path of a [`Ref`].
fn path(steps: &[Step]) -> Option<Arc<str>> {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Name(name) if path.is_empty() => path.push_str(name),
            Step::Name(name) => path.extend([".", name]),
            Step::Key(key) => path.push_str(&key.to_string()),
        }
    }
    (!path.is_empty()).then(|| path.into())
}

/// The references of an expression. Terraform lists `a.b.c` as `a.b.c`, `a.b`: the shorter forms are left out.
fn references(expression: &Json) -> Vec<Vec<Step>> {
    let listed = expression.get("references").and_then(Json::as_array);
    let mut references: Vec<Vec<Step>> = Vec::new();
    let mut previous: Vec<Step> = Vec::new();
    for text in listed.into_iter().flatten().filter_map(Json::as_str) {
        let steps = steps(text);
        let shorter = steps.len() < previous.len() && previous.starts_with(&steps);
        // An output's last form is `module.a["x"]`, with the key: `module.a` behind it is another reference.
        let other_module = steps.len() == 2
            && matches!(previous.as_slice(), [Step::Name(root), _, Step::Key(_)] if &**root == "module")
            && references.last().is_some_and(|reference| reference.len() > 3);
        if !shorter || other_module {
            references.push(steps.clone());
        }
        previous = steps;
    }
    references
}

fn any_true(mask: &Json) -> bool {
    match mask {
        Json::Bool(value) => *value,
        Json::Array(masks) => masks.iter().any(any_true),
        Json::Object(masks) => masks.values().any(any_true),
        _ => false,
    }
}
