//! Terraform's language: from parsed modules to resources with values.

mod access;
mod assumed;
mod attributes;
mod audit;
pub mod blocks;
mod calls;
pub mod convert;
mod decimal;
pub mod declared;
pub mod encode;
mod equal;
pub mod evaluator;
mod expand;
pub mod expr;
pub mod functions;
pub mod inputs;
mod installed;
pub mod marks;
pub mod module;
pub mod number;
pub mod operate;
mod providers;
mod references;
mod repeat;
mod requirements;
pub mod resources;
mod scope;
mod set_order;
mod template;
pub mod types;
mod unify;
pub mod value;
mod variables;
pub mod whole;

#[cfg(test)]
mod tests;
