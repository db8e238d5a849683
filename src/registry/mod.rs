//! Modules of Terraform's registries.

pub mod version;
