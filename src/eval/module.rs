//! A directory of Terraform files as declarations: found by the scanner, parsed when something asks for them.

use crate::discover::{self, Files, ReadError};
use crate::parse::ast::{Block, Body};
use crate::parse::scan::{self, Item};
use crate::parse::{Problem, hcl};
use crate::source::{FileId, SourceMap, Span};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// A block that may not have been parsed yet.
#[derive(Debug)]
pub struct Declared {
    file: FileId,
    text: Arc<str>,
    item: Item,
    parsed: OnceLock<(Arc<Block>, Vec<Problem>)>,
}

impl Declared {
    /// The block, and what could not be read in it. Parsed at the first call.
    pub fn block(&self) -> &(Arc<Block>, Vec<Problem>) {
        self.parsed.get_or_init(|| {
            let (mut body, mut problems) = (Body::default(), Vec::new());
            hcl::parse_item(&self.text, self.file, &self.item, &mut body, &mut problems);
            let block = body.blocks.pop().unwrap_or_else(|| Block {
                ty: "".into(),
                labels: Vec::new(),
                header: self.header(),
                body: Body::default(),
            });
            (Arc::new(block), problems)
        })
    }

    /// Type and labels, without parsing.
    pub fn header(&self) -> Span {
        let header = self.item.header(&self.text);
        Span::new(self.file, header.start, header.end)
    }
}

/// Names a resource block in its module: whether it is a data source, type, name.
pub type ResourceId = (bool, Arc<str>, Arc<str>);

/// The declarations of one directory.
#[derive(Debug, Default)]
pub struct Module {
    /// The directory.
    pub directory: PathBuf,
    /// `variable` blocks by name.
    pub variables: BTreeMap<Arc<str>, Declared>,
    /// `output` blocks by name.
    pub outputs: BTreeMap<Arc<str>, Declared>,
    /// `module` blocks by name.
    pub calls: BTreeMap<Arc<str>, Declared>,
    /// `resource` and `data` blocks.
    pub resources: BTreeMap<ResourceId, Declared>,
    locals: Vec<Declared>,
    local_index: OnceLock<BTreeMap<Arc<str>, (usize, usize)>>,
    /// What could not be read while the files were cut into blocks.
    pub problems: Vec<Problem>,
    /// What was read, and Terraform refuses.
    pub mistakes: Vec<Problem>,
}

impl Module {
    /// The attribute of a `locals` block, as the block that holds it and its place in there. The first call parses
    /// every `locals` block of the module.
    pub fn local(&self, name: &str) -> Option<(Arc<Block>, usize)> {
        let index = self.local_index.get_or_init(|| {
            let mut index = BTreeMap::new();
            for (n, declared) in self.locals.iter().enumerate() {
                for (m, attribute) in declared.block().0.body.attributes.iter().enumerate() {
                    index.entry(attribute.name.clone()).or_insert((n, m));
                }
            }
            index
        });
        let (block, attribute) = *index.get(name)?;
        Some((self.locals.get(block)?.block().0.clone(), attribute))
    }

    /// What could not be read in the `locals` blocks.
    pub fn local_problems(&self) -> impl Iterator<Item = &Problem> {
        self.locals.iter().flat_map(|declared| &declared.block().1)
    }

    fn declare(&mut self, file: FileId, text: &Arc<str>, item: Item) {
        let word = &text[item.name.clone()];
        let label = |n: usize| -> Arc<str> {
            item.labels.get(n).and_then(|range| text.get(range.clone())).unwrap_or_default().into()
        };
        let (labels, header) = (item.labels.len(), item.header(text));
        let (first, second, data) = (label(0), label(1), word == "data");
        let what = match (word, labels) {
            ("variable" | "output" | "module", 1) | ("resource" | "data", 2) | ("locals", 0) => word.to_owned(),
            ("variable" | "output" | "module" | "resource" | "data" | "locals", _) => {
                self.mistakes.push(Problem {
                    span: Span::new(file, header.start, header.end),
                    message: format!("a `{word}` block does not have {labels} labels"),
                });
                return;
            }
            // Terraform's other blocks (provider, terraform, moved, check, …) do not change a value that is read here.
            _ => return,
        };
        let declared = Declared { file, text: text.clone(), item, parsed: OnceLock::new() };
        let span = declared.header();
        let twice = match what.as_str() {
            "variable" => keep(&mut self.variables, first, declared),
            "output" => keep(&mut self.outputs, first, declared),
            "module" => keep(&mut self.calls, first, declared),
            "locals" => {
                self.locals.push(declared);
                false
            }
            _ => keep(&mut self.resources, (data, first, second), declared),
        };
        if twice {
            self.mistakes.push(Problem { span, message: "this is declared a second time".to_owned() });
        }
    }
}

/// Keeps the first of a name; whether there was one already.
fn keep<K: Ord>(map: &mut BTreeMap<K, Declared>, name: K, declared: Declared) -> bool {
    if map.contains_key(&name) {
        return true;
    }
    map.insert(name, declared);
    false
}

/// The modules of a run: each directory is read once, whoever calls it.
#[derive(Debug)]
pub struct Modules<'f> {
    /// The files of the run.
    pub files: &'f Files,
    /// The text of everything that was read.
    pub sources: SourceMap,
    by_directory: HashMap<PathBuf, Arc<Module>>,
}

impl<'f> Modules<'f> {
    /// No module read yet.
    pub fn new(files: &'f Files) -> Self {
        Self { files, sources: SourceMap::default(), by_directory: HashMap::new() }
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
        let names = self.files.names(&directory)?;
        let mut module = Module { directory: directory.clone(), ..Module::default() };
        let configuration: Vec<&String> = names.iter().filter(|name| discover::is_configuration(name)).collect();
        // As OpenTofu does where it is used: `main.tofu` stands in for `main.tf`.
        let twin = |name: &str| {
            [(".tf", ".tofu"), (".tf.json", ".tofu.json")].iter().any(|(terraform, tofu)| {
                name.strip_suffix(terraform)
                    .is_some_and(|base| configuration.iter().any(|n| **n == format!("{base}{tofu}")))
            })
        };
        for name in configuration.iter().filter(|name| !twin(name)) {
            let path = directory.join(name);
            let (file, text, mut problems) = self.add(&path);
            module.problems.append(&mut problems);
            if name.ends_with(".json") {
                module.problems.push(Problem {
                    span: Span::new(file, 0, 0),
                    message: "JSON syntax is not read yet; what this file declares is missing".to_owned(),
                });
                continue;
            }
            let base = name.trim_end_matches(".tf").trim_end_matches(".tofu");
            if base == "override" || base.ends_with("_override") {
                module.problems.push(Problem {
                    span: Span::new(file, 0, 0),
                    message: "override files are not read yet; what this file changes is missing".to_owned(),
                });
                continue;
            }
            let (items, broken) = scan::items(&text, 0..text.len());
            module.problems.extend(
                broken
                    .iter()
                    .map(|b| Problem { span: Span::new(file, b.at.start, b.at.end), message: b.message.clone() }),
            );
            for item in items {
                if item.body.is_some() {
                    module.declare(file, &text, item);
                } else {
                    let span = Span::new(file, item.name.start, item.name.end);
                    module
                        .mistakes
                        .push(Problem { span, message: "an attribute cannot stand outside a block".to_owned() });
                }
            }
        }
        let module = Arc::new(module);
        self.by_directory.insert(directory, module.clone());
        Ok(module)
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
