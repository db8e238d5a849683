//! Evaluates one root module on demand: a cell for every variable, local, output and resource attribute of every module
//! instance, computed when something asks for it, once. Not a fixpoint; nothing is invented.

use super::access;
use super::assumed::Within;
use super::declared::Declared;
use super::expand::Expansion;
use super::expr::{Failure, FailureKind, Frames, Outcome, evaluate_in};
use super::inputs::Given;
use super::installed::{self, Installed};
use super::marks::Marks;
use super::module::{Module, Modules, ResourceId};
use super::requirements::Requirements;
use super::scope::Scope;
use super::value::{Instance, Origin, Type, Value};
use super::variables::declared_marks;
use crate::address::{Address, Key, ModulePath, Ref};
use crate::discover::clean;
use crate::parse::Problem;
use crate::parse::ast::Block;
use crate::registry;
use crate::schema::Schema;
use crate::secrets::Secrets;
use crate::source::Span;
use foldhash::fast::RandomState;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Display;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Something memoised in a module instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Variable(Arc<str>),
    Local(Arc<str>),
    Output(Arc<str>),
    Attribute(Arc<Address>, Arc<str>),
    /// How often a block is repeated: resources by id, module calls by name.
    Resource(ResourceId),
    Call(Arc<str>),
}

impl Hash for Node {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Self::Variable(name) | Self::Local(name) | Self::Output(name) | Self::Call(name) => name.hash(state),
            // Its path is that of the module instance it is memoised in.
            Self::Attribute(address, name) => (&address.ty, &address.name, &address.key, name).hash(state),
            Self::Resource(id) => id.hash(state),
        }
    }
}

impl Node {
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Variable(name) => format!("var.{name}"),
            Self::Local(name) => format!("local.{name}"),
            Self::Output(name) => format!("output.{name}"),
            Self::Attribute(address, name) => format!("{address}.{name}"),
            Self::Resource((data, ty, name)) => format!("{}{ty}.{name}", if *data { "data." } else { "" }),
            Self::Call(name) => format!("module.{name}"),
        }
    }
}

/// A memo: being computed, or computed.
#[derive(Clone, Debug)]
enum Cell {
    InProgress,
    Value(Value),
    Expansion(Expansion),
}

/// One instance of a module.
#[derive(Debug)]
pub(super) struct ModuleInstance {
    pub path: ModulePath,
    pub module: Arc<Module>,
    /// `path.module`: relative to the root module's directory.
    pub relative: PathBuf,
    /// The call that made it; absent for the root.
    pub caller: Option<Caller>,
}

#[derive(Clone, Debug)]
pub(super) struct Caller {
    pub module: usize,
    pub block: Arc<Block>,
    pub frames: Frames,
}

/// A call whose module is not at hand.
#[derive(Clone, Debug)]
pub struct Opaque {
    /// The source as it is written.
    pub source: String,
    /// Where.
    pub at: Span,
    /// Why no stand-in is there either, when there might have been one.
    pub because: Option<String>,
    /// It has nothing to do with addresses: only that its outputs are not known.
    pub is_harmless: bool,
}

/// Something that a stand-in does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The call, as it is written in the configuration.
    pub call: String,
    /// Its source.
    pub source: String,
    /// Where.
    pub at: Span,
    /// What.
    pub what: Missing,
}

/// What a stand-in does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// An argument that the call gives.
    Argument(Arc<str>),
    /// Something in it that Terraform would refuse with these arguments.
    Failed(String),
}

/// What is refused, and what kind of refusal it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Refusal {
    /// Where.
    pub span: Span,
    /// One sentence.
    pub message: String,
    /// Whose fault it is.
    pub kind: RefusalKind,
}

/// Whose fault a refusal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RefusalKind {
    /// Text could not be read at all.
    Unreadable,
    /// Terraform refuses it too.
    Invalid,
    /// Terraform refuses it too: a name that is not declared.
    Undeclared,
    /// It goes beyond what podroom evaluates.
    Limit,
    /// What `terraform init` left behind is not all there: Terraform wants it run again.
    Stale,
}

impl RefusalKind {
    /// Whether Terraform refuses it too. Else something was not read, or not evaluated.
    pub fn is_terraforms(self) -> bool {
        matches!(self, Self::Invalid | Self::Undeclared | Self::Stale)
    }
}

/// Limits on what one root may cost. Real roots stay far below.
pub(super) mod limit {
    /// Steps of evaluation. Each may leave a value behind, so this bounds memory as well as time.
    pub const STEPS: u64 = 10_000_000;
    /// Cells that wait for each other.
    pub const DEPTH: usize = 4_000;
    /// Expressions that wait for each other, those of one cell included. Each takes about a KiB of the stack.
    pub const EXPRESSIONS: usize = 250_000;
    /// Modules inside modules.
    pub const MODULE_DEPTH: usize = 32;
    /// Module instances.
    pub const MODULES: usize = 10_000;
    /// Size of a template file, in bytes.
    pub const TEMPLATE: usize = 8 << 20;
}

/// The evaluation of one root module.
#[derive(Debug)]
pub struct Evaluator<'m, 'f> {
    pub(super) modules: &'m mut Modules<'f>,
    schema: &'m Schema,
    pub(super) root: PathBuf,
    pub(super) given: BTreeMap<Arc<str>, Given>,
    pub(super) assumed: &'m BTreeMap<String, Value>,
    /// What `terraform init` fetched, by the calls' names joined with dots.
    pub(super) manifest: BTreeMap<String, Installed>,
    /// `terraform.workspace`
    pub(super) workspace: String,
    pub(super) instances: Vec<ModuleInstance>,
    pub(super) children: HashMap<(usize, Arc<str>, Key), Option<usize>, RandomState>,
    cells: HashMap<(usize, Node), Cell, RandomState>,
    waiting: Vec<(usize, Node)>,
    pub(super) steps: u64,
    /// The text of sensitive values that was met.
    pub secrets: Secrets,
    /// Whole instances that were written out, and those that are being written out.
    pub(super) whole: HashMap<Instance, Option<Value>>,
    /// Parts of values that were written out.
    pub(super) written: u64,
    /// Expressions that are being evaluated.
    pub(super) depth: usize,
    /// Calls whose module is not at hand, by address.
    pub opaque: BTreeMap<String, Opaque>,
    /// Stand-ins of the user's.
    pub(super) own: &'m [registry::Own],
    /// What stands in for modules, by the address of the call.
    pub stand_ins: BTreeMap<String, registry::Used>,
    /// The calls of `stand_ins` by their place, which is where everything in a stand-in points.
    pub(super) standing: HashMap<Span, String>,
    /// The constraints on providers that hold in module instances.
    pub(super) required: HashMap<usize, Arc<Requirements>>,
    /// What stand-ins do not know.
    gaps: Vec<Gap>,
    refusals: Vec<Refusal>,
    refused: HashSet<Refusal>,
}

impl<'m, 'f> Evaluator<'m, 'f> {
    /// Prepares the evaluation of the root module in a directory. `given` are the values of its variables, `assumed`
    /// values by address that stand before everything the configuration says.
    ///
    /// # Errors
    /// The directory cannot be read.
    pub fn new(
        modules: &'m mut Modules<'f>,
        schema: &'m Schema,
        root: &Path,
        given: BTreeMap<Arc<str>, Given>,
        assumed: &'m BTreeMap<String, Value>,
    ) -> Result<Self, crate::discover::ReadError> {
        let module = modules.load(root)?;
        let manifest = installed::read(modules, root);
        // What `terraform workspace select` wrote.
        let selected = modules.files.read(&root.join(".terraform/environment")).unwrap_or_default();
        let selected = String::from_utf8_lossy(&selected).trim().to_owned();
        let workspace = if selected.is_empty() { "default".to_owned() } else { selected };
        let mut evaluator = Self {
            modules,
            schema,
            root: clean(root),
            given,
            assumed,
            manifest,
            workspace,
            instances: Vec::new(),
            children: HashMap::default(),
            cells: HashMap::default(),
            waiting: Vec::new(),
            steps: 0,
            secrets: Secrets::default(),
            whole: HashMap::new(),
            written: 0,
            depth: 0,
            opaque: BTreeMap::new(),
            own: &[],
            stand_ins: BTreeMap::new(),
            standing: HashMap::new(),
            required: HashMap::new(),
            gaps: Vec::new(),
            refusals: Vec::new(),
            refused: HashSet::new(),
        };
        evaluator.enter(ModulePath::default(), module, PathBuf::new(), None);
        Ok(evaluator)
    }

    /// Evaluates in this workspace, whichever is selected on the disk.
    pub fn select_workspace(&mut self, name: &str) {
        name.clone_into(&mut self.workspace);
    }

    /// Takes stand-ins of the user's before podroom's own.
    pub fn stand_in(&mut self, own: &'m [registry::Own]) {
        self.own = own;
    }

    /// What the stand-ins do not know, in the order it was met.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Keeps what the stand-in for the call at `call` does not know; false if there is none.
    pub(super) fn gap(&mut self, call: Span, at: Span, what: Missing) -> bool {
        let Some(used) = self.standing.get(&call).and_then(|call| self.stand_ins.get(call)) else { return false };
        let gap = Gap { call: used.call.clone(), source: used.source.clone(), at, what };
        if !self.gaps.contains(&gap) {
            self.gaps.push(gap);
        }
        true
    }

    /// The number of the root module's only instance.
    pub const ROOT: usize = 0;

    pub(super) fn enter(
        &mut self,
        path: ModulePath,
        module: Arc<Module>,
        relative: PathBuf,
        caller: Option<Caller>,
    ) -> usize {
        self.refuse_all(&module.problems);
        for mistake in module.mistakes.iter().chain(module.local_mistakes()) {
            self.refuse(mistake.span, mistake.message.clone(), RefusalKind::Invalid);
        }
        self.instances.push(ModuleInstance { path, module, relative, caller });
        self.instances.len() - 1
    }

    /// What was refused so far, in the order it was met.
    pub fn refusals(&self) -> &[Refusal] {
        &self.refusals
    }

    pub(super) fn refuse(&mut self, span: Span, message: String, kind: RefusalKind) {
        // What a stand-in cannot do the module itself may well do.
        if kind != RefusalKind::Limit && self.gap(span, span, Missing::Failed(message.clone())) {
            return;
        }
        let refusal = Refusal { span, message, kind };
        if self.refused.insert(refusal.clone()) {
            self.refusals.push(refusal);
        }
    }

    pub(super) fn refuse_failure(&mut self, failure: &Failure) {
        let kind = match failure.kind {
            FailureKind::Dynamic | FailureKind::Fixed => RefusalKind::Invalid,
            FailureKind::Undeclared => RefusalKind::Undeclared,
            FailureKind::Limit => RefusalKind::Limit,
        };
        self.refuse(failure.span, failure.message.clone(), kind);
    }

    pub(super) fn refuse_all(&mut self, problems: &[Problem]) {
        for problem in problems {
            self.refuse(problem.span, problem.message.clone(), RefusalKind::Unreadable);
        }
    }

    pub(super) fn module(&self, instance: usize) -> Arc<Module> {
        self.instances[instance].module.clone()
    }

    pub(super) fn path(&self, instance: usize) -> &ModulePath {
        &self.instances[instance].path
    }

    pub(super) fn schema(&self) -> &'m Schema {
        self.schema
    }

    /// Parses a declaration; what cannot be read in it is reported.
    pub(super) fn parsed(&mut self, declared: &Declared) -> Arc<Block> {
        self.refuse_all(&declared.problems());
        declared.block().clone()
    }

    /// Evaluates in a module instance. What is refused is reported and gives an unknown value.
    pub(super) fn evaluate(&mut self, expr: &crate::parse::ast::Expr, module: usize, frames: &mut Frames) -> Value {
        evaluate_in(expr, &mut Scope::new(self, module), frames)
    }

    /// Marks a cell as being computed; the value if it already is.
    fn begin(&mut self, module: usize, node: &Node, span: Span) -> Result<Option<Cell>, Failure> {
        let key = (module, node.clone());
        match self.cells.get(&key) {
            Some(Cell::InProgress) => {
                let from = self.waiting.iter().position(|waiting| *waiting == key).unwrap_or_default();
                let mut path: Vec<String> = self.waiting[from..].iter().map(|(_, node)| node.shown()).collect();
                path.push(node.shown());
                let extra = path.len().saturating_sub(8);
                if extra > 0 {
                    path.splice(4..4 + extra, ["…".to_owned()]);
                }
                Err(Failure::fixed(span, format!("this depends on itself: {}", path.join(" → "))))
            }
            Some(done) => Ok(Some(done.clone())),
            None if self.waiting.len() >= limit::DEPTH => Err(Failure::limit(
                span,
                format!("this reaches through more than {} references; it was not evaluated", limit::DEPTH),
            )),
            None => {
                self.cells.insert(key.clone(), Cell::InProgress);
                self.waiting.push(key);
                Ok(None)
            }
        }
    }

    fn end(&mut self, module: usize, node: Node, cell: Cell) {
        self.waiting.pop();
        self.cells.insert((module, node), cell);
    }

    /// The value of a cell that was computed.
    pub(super) fn computed(&self, module: usize, node: &Node) -> Option<&Value> {
        match self.cells.get(&(module, node.clone())) {
            Some(Cell::Value(value)) => Some(value),
            _ => None,
        }
    }

    /// The value of a cell, computed at the first call.
    pub(super) fn value_of(
        &mut self,
        module: usize,
        node: Node,
        span: Span,
        compute: impl FnOnce(&mut Self) -> Value,
    ) -> Outcome {
        if let Some(Cell::Value(value)) = self.begin(module, &node, span)? {
            return Ok(value);
        }
        let value = compute(self);
        self.end(module, node, Cell::Value(value.clone()));
        Ok(value)
    }

    /// How often a block is repeated, computed at the first call.
    pub(super) fn expansion_of(
        &mut self,
        module: usize,
        node: Node,
        span: Span,
        compute: impl FnOnce(&mut Self) -> Expansion,
    ) -> Result<Expansion, Failure> {
        if let Some(Cell::Expansion(expansion)) = self.begin(module, &node, span)? {
            return Ok(expansion);
        }
        let expansion = compute(self);
        self.end(module, node, Cell::Expansion(expansion.clone()));
        Ok(expansion)
    }

    pub(super) fn local(&mut self, module: usize, name: &str, span: Span) -> Outcome {
        let definition = self.module(module);
        let found = definition.local(name);
        for problem in definition.local_problems() {
            self.refuse(problem.span, problem.message, RefusalKind::Unreadable);
        }
        let Some((block, attribute)) = found else {
            return Err(Failure::undeclared(span, format!("the local value `{name}` is not declared")));
        };
        self.value_of(module, Node::Local(name.into()), span, |this| {
            if let Some(value) = this.assumed(this.within(module, format_args!("local.{name}"))) {
                return value;
            }
            block.body.attributes.get(attribute).map_or_else(
                || Value::null(Type::Any),
                |attribute| this.evaluate(&attribute.expr, module, &mut Frames::new()),
            )
        })
    }

    pub(super) fn output(&mut self, module: usize, name: &str, span: Span) -> Outcome {
        let definition = self.module(module);
        let Some((name, declared)) = definition.outputs.get_key_value(name) else {
            if definition.stand_in.is_some()
                && let Some(output) = self.output_ref(module, name)
            {
                let address = self.within(module, name);
                let value = self.assumed(&address).unwrap_or_else(|| access::computed(&output, name));
                return Ok(self.with_assumed_parts(&address, value, Some(&output)));
            }
            let path = &self.instances[module].path;
            return Err(Failure::new(span, format!("`{path}` has no output `{name}`")));
        };
        self.value_of(module, Node::Output(name.clone()), span, |this| {
            let block = this.parsed(declared);
            if let Some(value) = this.assumed(this.within(module, name)).filter(|_| module != Self::ROOT) {
                return value;
            }
            let Some(value) = block.body.attribute("value") else { return Value::null(Type::Any) };
            let at = value.expr.span;
            let value = this.evaluate(&value.expr, module, &mut Frames::new());
            let (has, marks) = (value.marks_within(), declared_marks(&block));
            if has.contains(Marks::EPHEMERAL) && !marks.contains(Marks::EPHEMERAL) {
                this.refuse(at, format!("the output `{name}` is ephemeral and not declared so"), RefusalKind::Invalid);
            }
            if has.contains(Marks::SENSITIVE) && !marks.contains(Marks::SENSITIVE) && module == Self::ROOT {
                this.refuse(at, format!("the output `{name}` is sensitive and not declared so"), RefusalKind::Invalid);
            }
            let open = this.output_ref(module, name);
            this.with_assumed_parts(this.within(module, name), value.marked(marks), open.as_ref())
        })
    }

    /// The address of something in a module instance.
    pub(super) fn within<N: Display>(&self, module: usize, name: N) -> Within<'_, N> {
        Within { path: &self.instances[module].path, name }
    }

    /// What an output of a module call is called, where its module does not declare it.
    pub(super) fn output_ref(&self, module: usize, name: &str) -> Option<Arc<Ref>> {
        self.instances[module].path.output(name)
    }

    /// The value if it is small enough to be walked; else unknown, and said.
    pub(super) fn walkable(&mut self, value: Value, span: Span) -> Value {
        if !value.is_too_large() {
            return value;
        }
        let message = Value::too_large();
        self.refuse(span, message.clone(), RefusalKind::Limit);
        Value::unknown(Type::Any, Origin::NotComputed(message.into(), Some(span)))
    }
}
