//! Terraform's language: from parsed modules to resources with values.

mod access;
pub mod blocks;
pub mod convert;
pub mod expr;
pub mod functions;
pub mod number;
pub mod operate;
mod repeat;
mod template;
pub mod value;
