//! One declaration: a block of native or JSON syntax, and what override files change of it.

use crate::parse::ast::{Attribute, Block, Body};
use crate::parse::scan::Item;
use crate::parse::{Problem, hcl};
use crate::source::{FileId, Span};
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

/// A block that may not have been parsed yet.
#[derive(Debug)]
pub struct Declared {
    header: Span,
    shared: Arc<Shared>,
    /// For a stand-in that is called once more: the block again, with every span where that call is.
    again: Option<(Span, OnceLock<Arc<Block>>)>,
}

type Parsed = (Arc<Block>, Vec<Problem>);

/// What all calls of a stand-in share: its text is parsed once.
#[derive(Debug)]
struct Shared {
    header: Span,
    source: Source,
    /// Blocks of override files, the one that wins last.
    changes: Vec<Declared>,
    parsed: OnceLock<Parsed>,
}

#[derive(Debug)]
enum Source {
    /// Native syntax: parsed when somebody asks. In a stand-in everything points at the call `within`.
    Text { file: FileId, text: Arc<str>, item: Item, within: Option<Span> },
    /// JSON syntax is parsed a file at a time.
    Block(Block),
}

impl Declared {
    pub(super) fn text(file: FileId, text: Arc<str>, item: Item, within: Option<Span>) -> Self {
        let header = item.header(&text);
        let header = within.unwrap_or_else(|| Span::new(file, header.start, header.end));
        Self::new(header, Source::Text { file, text, item, within })
    }

    pub(super) fn read(block: Block) -> Self {
        Self::new(block.header, Source::Block(block))
    }

    fn new(header: Span, source: Source) -> Self {
        let shared = Shared { header, source, changes: Vec::new(), parsed: OnceLock::new() };
        Self { header, shared: Arc::new(shared), again: None }
    }

    /// The same declaration for another call of the stand-in that it is in.
    pub(super) fn again(&self, at: Span) -> Self {
        Self { header: at, shared: self.shared.clone(), again: Some((at, OnceLock::new())) }
    }

    /// Takes up what an override file says.
    pub(super) fn change(&mut self, with: Declared) {
        let shared = Arc::get_mut(&mut self.shared).expect("a module is shared when all of it is read");
        shared.changes.push(with);
    }

    /// The block. Parsed at the first call.
    pub fn block(&self) -> &Arc<Block> {
        let (block, _) = self.shared.parsed();
        match &self.again {
            None => block,
            Some((at, here)) => here.get_or_init(|| Arc::new(block.pointing_at(*at))),
        }
    }

    /// What could not be read in it.
    pub fn problems(&self) -> Cow<'_, [Problem]> {
        let (_, problems) = self.shared.parsed();
        match &self.again {
            None => problems.into(),
            Some((at, _)) => problems.iter().map(|problem| Problem { span: *at, ..problem.clone() }).collect(),
        }
    }

    /// One attribute of the block. Of a stand-in that is called once more only that is made to point at the call: often
    /// it says that there are none of the block, and then nothing else of it matters.
    pub fn attribute(&self, name: &str) -> Option<Cow<'_, Attribute>> {
        match &self.again {
            Some((at, here)) if here.get().is_none() => {
                let (block, _) = self.shared.parsed();
                block.body.attribute(name).map(|attribute| Cow::Owned(attribute.pointing_at(*at)))
            }
            _ => self.block().body.attribute(name).map(Cow::Borrowed),
        }
    }

    /// Type and labels, without parsing.
    pub fn header(&self) -> Span {
        self.header
    }
}

impl Shared {
    fn parsed(&self) -> &Parsed {
        self.parsed.get_or_init(|| self.merged())
    }

    fn merged(&self) -> Parsed {
        let (mut block, mut problems) = self.own();
        for change in &self.changes {
            let (over, more) = change.shared.own();
            problems.extend(more);
            merge(&mut block.body, over.body);
        }
        (Arc::new(block), problems)
    }

    fn own(&self) -> (Block, Vec<Problem>) {
        match &self.source {
            Source::Block(block) => (block.clone(), Vec::new()),
            Source::Text { file, text, item, within } => {
                let (mut body, mut problems) = (Body::default(), Vec::new());
                hcl::parse_item(text, *file, item, *within, &mut body, &mut problems);
                let block = body.blocks.pop().unwrap_or_else(|| Block {
                    ty: "".into(),
                    labels: Vec::new(),
                    header: self.header,
                    body: Body::default(),
                });
                (block, problems)
            }
        }
    }
}

/// Lays an override's body over another, as Terraform does: an attribute replaces the one of its name; the blocks of
/// a type replace all blocks of that type, `dynamic` ones included; `lifecycle` is merged itself.
fn merge(base: &mut Body, over: Body) {
    for attribute in over.attributes {
        match base.attributes.iter_mut().find(|old| old.name == attribute.name) {
            Some(old) => *old = attribute,
            None => base.attributes.push(attribute),
        }
    }
    let (lifecycles, blocks): (Vec<Block>, Vec<Block>) =
        over.blocks.into_iter().partition(|block| &*block.ty == "lifecycle");
    for lifecycle in lifecycles {
        match base.blocks.iter_mut().find(|old| old.ty == lifecycle.ty) {
            Some(old) => merge(&mut old.body, lifecycle.body),
            None => base.blocks.push(lifecycle),
        }
    }
    base.blocks.retain(|old| !blocks.iter().any(|new| made(new) == made(old)));
    base.blocks.extend(blocks);
}

/// The type of the blocks that a block makes.
fn made(block: &Block) -> &str {
    match block.labels.first() {
        Some(label) if &*block.ty == "dynamic" => label,
        _ => &block.ty,
    }
}
