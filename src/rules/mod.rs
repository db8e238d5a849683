//! Rules: what is reported, how badly, in which words. A rule is an HCL file judged over facts that podroom computed;
//! the rules that come with podroom and those of its users are the same kind of file. `docs/writing-rules.md` is the
//! grammar, `docs/facts.md` the facts.

pub mod builtin;
pub mod facts;
mod group;
pub mod judge;
pub mod load;
pub mod settings;
mod values;

pub use judge::{Judgement, judge};
pub use load::{Rule, load};
pub use settings::Settings;

use crate::cloud::{Estate, Goal};
use crate::finding::Fix;
use crate::model::RangeId;

/// Who can say what would make it fit: the arithmetic done again with a change. The estate in a run, canned answers in
/// tests.
pub trait Fixes {
    /// Single changes that make every one of the ranges fit, best first.
    fn fixes(&self, failing: &[RangeId], goal: Goal) -> Vec<Fix>;
    /// Changes that lower what a node of this pool holds with its first pod, best first.
    fn node_fixes(&self, node_pool: &str) -> Vec<Fix>;
}

impl Fixes for Estate {
    fn fixes(&self, failing: &[RangeId], goal: Goal) -> Vec<Fix> {
        Estate::fixes(self, failing, goal)
    }

    fn node_fixes(&self, node_pool: &str) -> Vec<Fix> {
        Estate::node_fixes(self, node_pool)
    }
}
