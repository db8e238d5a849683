//! Terraform's language: from parsed modules to resources with values.
pub mod convert;
mod decimal;
mod equal;
pub mod functions;
pub mod number;
pub mod operate;
mod unify;
pub mod value;
