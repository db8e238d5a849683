//! Will the subnets hold the nodes? The pipeline, one module per stage, in one direction.
pub mod address;
pub mod cloud;
pub mod demand;
pub mod eval;
pub mod finding;
pub mod model;
pub mod parse;
pub mod resource;
pub mod rules;
pub mod schema;
pub mod source;
