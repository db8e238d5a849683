//! Terraform's language: from parsed modules to resources with values.
pub mod convert;
pub mod functions;
pub mod number;
pub mod value;
