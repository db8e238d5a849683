//! A directory of Terraform files as declarations: found by the scanner, parsed when something asks for them.

use crate::discover::{self, Dialect, Files, ReadError};
use crate::eval::declared::Declared;
use crate::parse::ast::{Block, ExprKind};
use crate::parse::{Problem, json_syntax, scan};
use crate::registry;
use crate::source::{FileId, SourceMap, Span};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// Names a resource block in its module: whether it is a data source, type, name.
pub type ResourceId = (bool, Arc<str>, Arc<str>);

/// The declarations of one directory.
#[derive(Debug, Default)]
pub struct Module {
    /// The directory.
    pub directory: PathBuf,
    /// Whether no file of it is read.
    pub is_empty: bool,
    /// `variable` blocks by name.
    pub variables: BTreeMap<Arc<str>, Declared>,
    /// `output` blocks by name.
    pub outputs: BTreeMap<Arc<str>, Declared>,
    /// `module` blocks by name.
    pub calls: BTreeMap<Arc<str>, Declared>,
    /// `resource` and `data` blocks.
    pub resources: BTreeMap<ResourceId, Declared>,
    /// `provider` blocks: name and block, in source order.
    pub providers: Vec<(Arc<str>, Declared)>,
    /// `terraform` blocks.
    pub terraform: Vec<Declared>,
    /// `locals` blocks, and those of override files.
    locals: [Vec<Declared>; 2],
    local_index: OnceLock<LocalIndex>,
    /// What could not be read while the files were cut into blocks.
    pub problems: Vec<Problem>,
    /// What was read, and Terraform refuses.
    pub mistakes: Vec<Problem>,
    /// Set when the module stands in for another.
    pub stand_in: Option<StandIn>,
}

/// What is special about a module that stands in for another: nobody edits its lines, and it need not know all that
/// the other does.
#[derive(Clone, Debug)]
pub struct StandIn {
    /// The call that everything in it points at.
    pub at: Span,
    /// Arguments that do not matter; `*` stands for all that the module does not declare.
    pub ignored: Arc<BTreeSet<String>>,
}

impl StandIn {
    /// Whether an argument does not matter.
    pub fn ignores(&self, name: &str) -> bool {
        self.ignored.contains(name) || self.ignored.contains("*")
    }
}

/// Local values by name.
#[derive(Debug, Default)]
struct LocalIndex {
    /// The block and the attribute's place in there.
    places: BTreeMap<Arc<str>, (Arc<Block>, usize)>,
    mistakes: Vec<Problem>,
}

impl Module {
    /// The same stand-in for another call.
    fn again(&self, at: Span) -> Self {
        fn all<K: Ord + Clone>(map: &BTreeMap<K, Declared>, at: Span) -> BTreeMap<K, Declared> {
            map.iter().map(|(name, declared)| (name.clone(), declared.again(at))).collect()
        }
        // What is wrong with a file itself stays there.
        let was = self.stand_in.as_ref().map(|stand_in| stand_in.at);
        let moved = |problem: &Problem| match was == Some(problem.span) {
            true => Problem { span: at, ..problem.clone() },
            false => problem.clone(),
        };
        let problems = |all: &[Problem]| all.iter().map(moved).collect();
        let again = |all: &[Declared]| all.iter().map(|declared| declared.again(at)).collect();
        let [declared, overriding] = &self.locals;
        let providers = self.providers.iter().map(|(name, declared)| (name.clone(), declared.again(at)));
        Self {
            directory: self.directory.clone(),
            is_empty: self.is_empty,
            variables: all(&self.variables, at),
            outputs: all(&self.outputs, at),
            calls: all(&self.calls, at),
            resources: all(&self.resources, at),
            terraform: again(&self.terraform),
            providers: providers.collect(),
            locals: [again(declared), again(overriding)],
            local_index: OnceLock::new(),
            problems: problems(&self.problems),
            mistakes: problems(&self.mistakes),
            stand_in: self.stand_in.as_ref().map(|stand_in| StandIn { at, ignored: stand_in.ignored.clone() }),
        }
    }

    /// The attribute of a `locals` block, as the block that holds it and its place in there. The first call parses
    /// every `locals` block of the module.
    pub fn local(&self, name: &str) -> Option<(Arc<Block>, usize)> {
        self.local_index().places.get(name).cloned()
    }

    /// The names of the local values.
    pub fn local_names(&self) -> impl Iterator<Item = &Arc<str>> {
        self.local_index().places.keys()
    }

    fn local_index(&self) -> &LocalIndex {
        self.local_index.get_or_init(|| {
            let [declared, overriding] = &self.locals;
            let mut index = LocalIndex::default();
            let blocks = declared.iter().map(|d| (d, false)).chain(overriding.iter().map(|d| (d, true)));
            for (block, over) in blocks.map(|(declared, over)| (declared.block(), over)) {
                for (n, attribute) in block.body.attributes.iter().enumerate() {
                    let place = (block.clone(), n);
                    if index.places.contains_key(&attribute.name) == over {
                        index.places.insert(attribute.name.clone(), place);
                    } else {
                        let message = if over { NOTHING_TO_OVERRIDE } else { TWICE }.to_owned();
                        index.mistakes.push(Problem { span: attribute.name_span, message });
                    }
                }
            }
            index
        })
    }

    /// What could not be read in the `locals` blocks.
    pub fn local_problems(&self) -> impl Iterator<Item = Problem> {
        self.locals.iter().flatten().flat_map(|declared| declared.problems().into_owned())
    }

    /// Local values that are declared twice, or changed by an override file and never declared.
    pub fn local_mistakes(&self) -> &[Problem] {
        &self.local_index().mistakes
    }

    /// Takes up a block; `overriding` if it stands in an override file.
    fn declare(&mut self, ty: &str, labels: &[Arc<str>], declared: Declared, overriding: bool) {
        let span = declared.header();
        let kept = match (ty, labels) {
            ("variable", [name]) => keep(&mut self.variables, name.clone(), declared, overriding),
            ("output", [name]) => keep(&mut self.outputs, name.clone(), declared, overriding),
            ("module", [name]) => keep(&mut self.calls, name.clone(), declared, overriding),
            ("resource" | "data", [ty_, name]) => {
                keep(&mut self.resources, (ty == "data", ty_.clone(), name.clone()), declared, overriding)
            }
            ("provider", [name]) => {
                let alias = alias(&declared);
                let same = self.providers.iter_mut().find(|(n, old)| n == name && self::alias(old) == alias);
                match same {
                    Some((_, old)) if overriding => old.change(declared),
                    Some(_) => return self.mistakes.push(Problem { span, message: TWICE.to_owned() }),
                    None => self.providers.push((name.clone(), declared)),
                }
                Ok(())
            }
            ("terraform", []) => {
                self.terraform.push(declared);
                Ok(())
            }
            ("locals", []) => {
                self.locals[usize::from(overriding)].push(declared);
                Ok(())
            }
            ("variable" | "output" | "module" | "resource" | "data" | "locals" | "provider", _) => {
                let message = format!("a `{ty}` block does not have {} labels", labels.len());
                return self.mistakes.push(Problem { span, message });
            }
            // Terraform's other blocks (moved, check, …) do not change a value that is read here.
            _ => Ok(()),
        };
        if let Err(message) = kept {
            self.mistakes.push(Problem { span, message: message.to_owned() });
        }
    }
}

const TWICE: &str = "this is declared a second time";
const NOTHING_TO_OVERRIDE: &str = "an override file changes this, and it is declared nowhere";

/// Keeps the first of a name; one of an override file changes that.
fn keep<K: Ord>(
    map: &mut BTreeMap<K, Declared>,
    name: K,
    declared: Declared,
    overriding: bool,
) -> Result<(), &'static str> {
    match (map.get_mut(&name), overriding) {
        (Some(old), true) => old.change(declared),
        (Some(_), false) => return Err(TWICE),
        (None, true) => return Err(NOTHING_TO_OVERRIDE),
        (None, false) => {
            map.insert(name, declared);
        }
    }
    Ok(())
}

/// The `alias` of a `provider` block.
pub(super) fn alias(declared: &Declared) -> Option<Arc<str>> {
    match &declared.block().body.attribute("alias")?.expr.kind {
        ExprKind::String(alias) => Some(alias.clone()),
        _ => None,
    }
}

/// The modules of a run: each directory is read once, whoever calls it.
#[derive(Debug)]
pub struct Modules<'f> {
    /// The files of the run.
    pub files: &'f Files,
    /// The text of everything that was read.
    pub sources: SourceMap,
    /// Whose files are read.
    pub dialect: Dialect,
    /// Whether podroom's own stand-ins take the place of modules that are not at hand.
    pub use_stand_ins: bool,
    by_directory: HashMap<PathBuf, Arc<Module>>,
    /// Stand-ins by the call that everything in them points at.
    stand_ins: HashMap<(PathBuf, Span), Arc<Module>>,
    /// Each stand-in as it was read for its first call: the others are made from it.
    first: HashMap<PathBuf, Arc<Module>>,
    /// The files of stand-ins.
    texts: HashMap<PathBuf, (FileId, Arc<str>)>,
}

impl<'f> Modules<'f> {
    /// No module read yet.
    pub fn new(files: &'f Files) -> Self {
        Self {
            files,
            sources: SourceMap::default(),
            dialect: Dialect::default(),
            use_stand_ins: true,
            by_directory: HashMap::new(),
            stand_ins: HashMap::new(),
            first: HashMap::new(),
            texts: HashMap::new(),
        }
    }

    /// The module in a directory, which is read at the first call.
    ///
    /// # Errors
    /// The directory cannot be read. A file in it that cannot is among the module's problems.
    pub fn load(&mut self, directory: &Path) -> Result<Arc<Module>, ReadError> {
        let directory = discover::clean(directory);
        if let Some(module) = self.by_directory.get(&directory) {
            return Ok(module.clone());
        }
        let module = Arc::new(self.module(&directory, None)?);
        self.by_directory.insert(directory, module.clone());
        Ok(module)
    }

    /// The module in a directory, as what stands in for the module that is called at `call`.
    ///
    /// # Errors
    /// As [`Modules::load`].
    pub fn load_for(&mut self, directory: &Path, call: Span) -> Result<Arc<Module>, ReadError> {
        let key = (discover::clean(directory), call);
        if let Some(module) = self.stand_ins.get(&key) {
            return Ok(module.clone());
        }
        let module = Arc::new(match self.first.get(&key.0) {
            Some(first) => first.again(call),
            None => self.module(&key.0, Some(call))?,
        });
        self.first.entry(key.0.clone()).or_insert_with(|| module.clone());
        self.stand_ins.insert(key, module.clone());
        Ok(module)
    }

    /// Lets the stand-ins go: nothing else has calls at the places of theirs.
    pub fn forget_stand_ins(&mut self) {
        self.stand_ins.clear();
    }

    /// Reads a module.
    fn module(&mut self, directory: &Path, call: Option<Span>) -> Result<Module, ReadError> {
        let paths: Vec<PathBuf> = match registry::holds(directory) {
            true => registry::files(directory),
            false => self.files.names(directory)?.iter().map(|name| directory.join(name)).collect(),
        };
        let configuration: Vec<(&PathBuf, &str)> =
            paths.iter().map(|path| (path, name_of(path))).filter(|(_, name)| self.dialect.reads(name)).collect();
        let is_empty = configuration.is_empty();
        let mut module = Module { directory: directory.to_owned(), is_empty, ..Module::default() };
        module.stand_in = call.map(|at| StandIn { at, ignored: Arc::default() });
        if module.stand_in.is_some() {
            let mut ignored = BTreeSet::new();
            for path in paths.iter().filter(|path| name_of(path) == IGNORED) {
                let (_, text) = self.text(path, &mut module);
                let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
                ignored.extend(lines.filter(|line| !line.is_empty()).map(str::to_owned));
            }
            module.stand_in = call.map(|at| StandIn { at, ignored: Arc::new(ignored) });
        }
        // As OpenTofu does: `main.tofu` stands in for `main.tf`.
        let twin = |name: &str| {
            [(".tf", ".tofu"), (".tf.json", ".tofu.json")].iter().any(|(terraform, tofu)| {
                name.strip_suffix(terraform)
                    .is_some_and(|base| configuration.iter().any(|(_, n)| *n == format!("{base}{tofu}")))
            })
        };
        let read = configuration.iter().filter(|(_, name)| !twin(name));
        let (overriding, primary): (Vec<_>, Vec<_>) = read.partition(|(_, name)| is_override(name));
        for (path, _) in primary {
            self.file(path, false, &mut module);
        }
        for (path, _) in overriding {
            self.file(path, true, &mut module);
        }
        Ok(module)
    }

    /// Reads one configuration file into the module.
    fn file(&mut self, path: &Path, overriding: bool, module: &mut Module) {
        let (file, text) = self.text(path, module);
        if path.extension().is_some_and(|extension| extension == "json") {
            // A file that could not be read is empty, and that was said.
            if module.problems.is_empty() || !text.is_empty() {
                let (blocks, mut problems) = json_syntax::blocks(&text, file);
                module.problems.append(&mut problems);
                for block in blocks {
                    let (ty, labels) = (block.ty.clone(), block.labels.clone());
                    module.declare(&ty, &labels, Declared::read(block), overriding);
                }
            }
            return;
        }
        let (items, broken) = scan::items(&text, 0..text.len());
        module.problems.extend(
            broken.iter().map(|b| Problem { span: Span::new(file, b.at.start, b.at.end), message: b.message.clone() }),
        );
        for item in items {
            if item.body.is_none() {
                let span = Span::new(file, item.name.start, item.name.end);
                let message = "an attribute cannot stand outside a block".to_owned();
                module.mistakes.push(Problem { span, message });
                continue;
            }
            let part = |range: &Range<usize>| -> Arc<str> { text.get(range.clone()).unwrap_or_default().into() };
            let (ty, labels): (_, Vec<Arc<str>>) = (part(&item.name), item.labels.iter().map(part).collect());
            let within = module.stand_in.as_ref().map(|stand_in| stand_in.at);
            module.declare(&ty, &labels, Declared::text(file, text.clone(), item, within), overriding);
        }
    }

    /// A file of a module. Those of stand-ins are kept: they are read again for the next call.
    fn text(&mut self, path: &Path, module: &mut Module) -> (FileId, Arc<str>) {
        if let Some(kept) = self.texts.get(path).filter(|_| module.stand_in.is_some()) {
            return kept.clone();
        }
        let (file, text) = match registry::text(path) {
            Some(text) => {
                let text: Arc<str> = text.into();
                (self.sources.add(self.files.shown(path), text.clone()), text)
            }
            None => {
                let (file, text, mut problems) = self.add(path);
                module.problems.append(&mut problems);
                (file, text)
            }
        };
        if module.stand_in.is_some() {
            self.texts.insert(path.to_owned(), (file, text.clone()));
        }
        (file, text)
    }

    /// Reads a file as text: UTF-8, a byte order mark taken off. Bytes that are no UTF-8 become one `?` each, so that
    /// offsets keep, and are a problem of the file. A file that cannot be read is empty and a problem.
    pub fn add(&mut self, path: &Path) -> (FileId, Arc<str>, Vec<Problem>) {
        let name = self.files.shown(path);
        let bytes = match self.files.read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                let file = self.sources.add(name, "".into());
                return (file, "".into(), vec![Problem { span: Span::new(file, 0, 0), message: error.to_string() }]);
            }
        };
        let (text, bad) = text_of(&bytes);
        let text: Arc<str> = text.into();
        let file = self.sources.add(name, text.clone());
        let problems = bad
            .map(|at| Problem { span: Span::new(file, at, at + 1), message: "this file is not UTF-8".to_owned() })
            .into_iter()
            .collect();
        (file, text, problems)
    }
}

/// Beside a stand-in: the arguments that do not matter.
const IGNORED: &str = "ignored.txt";

/// The name of a file; those that are not text are not configuration.
fn name_of(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

/// Whether a configuration file changes what the others declare: `override.tf`, `x_override.tf.json`.
fn is_override(name: &str) -> bool {
    let base = [".json", ".tf", ".tofu"].iter().fold(name, |name, ending| name.strip_suffix(ending).unwrap_or(name));
    base == "override" || base.ends_with("_override")
}

/// Bytes as text, and where the first byte is that is no UTF-8. A byte order mark becomes a space: offsets keep.
fn text_of(bytes: &[u8]) -> (String, Option<usize>) {
    let mut text = String::with_capacity(bytes.len());
    let mut bad = None;
    let rest = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => {
            text.push_str("   ");
            rest
        }
        None => bytes,
    };
    for chunk in rest.utf8_chunks() {
        text.push_str(chunk.valid());
        for _ in chunk.invalid() {
            // Terraform does not look into comments.
            let line = text.rsplit('\n').next().unwrap_or_default();
            if bad.is_none() && !line.contains('#') && !line.contains("//") {
                bad = Some(text.len());
            }
            text.push('?');
        }
    }
    (text, bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_keeps_offsets() {
        assert_eq!(text_of(b"\xEF\xBB\xBFa = 1"), ("   a = 1".to_owned(), None));
        assert_eq!(text_of(b"a # \xff\xfe b"), ("a # ?? b".to_owned(), None));
        assert_eq!(text_of(b"a = \"\xff\""), ("a = \"?\"".to_owned(), Some(5)));
    }

    #[test]
    fn declarations_are_found_and_parsed_on_demand() {
        let files = Files::in_memory([
            ("m/a.tf".to_owned(), b"variable \"x\" {}\nresource \"t\" \"n\" {\n  a = 1\n}\n".to_vec()),
            ("m/b.tf".to_owned(), b"variable \"x\" {}\nlocals {\n  l = 2\n}\n".to_vec()),
        ]);
        let mut modules = Modules::new(&files);
        let module = modules.load(Path::new("m")).unwrap();
        assert_eq!(module.resources.len(), 1);
        assert!(module.local("l").is_some() && module.local("m").is_none());
        assert_eq!(module.mistakes.len(), 1, "declared twice: {:?}", module.mistakes);
        assert!(modules.load(Path::new("nowhere")).is_err());
    }
}
