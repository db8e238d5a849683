//! Text to items to trees; no meaning.

pub mod ast;
mod deep;
pub mod hcl;
pub mod json;
pub mod json_syntax;
mod lines;
mod literals;
mod pieces;
pub mod plan;
pub mod scan;

use crate::source::{FileId, Span};

/// Text that cannot be read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub span: Span,
    /// One sentence.
    pub message: String,
}

impl Problem {
    fn broken(file: FileId, broken: &scan::Broken) -> Self {
        Self { span: Span::new(file, broken.at.start, broken.at.end), message: broken.message.clone() }
    }
}
