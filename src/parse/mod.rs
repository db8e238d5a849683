//! Text to items to trees; no meaning.
pub mod ast;
pub mod plan;
