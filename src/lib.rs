//! x
pub mod address;
pub mod cloud;
pub mod config;
pub mod demand;
pub mod discover;
pub mod eval;
pub mod finding;
pub mod model;
pub mod parse;
pub mod plan;
pub mod report;
pub mod resource;
pub mod rules;
pub mod schema;
pub mod source;
