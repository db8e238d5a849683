//! Google Cloud: subnetwork ranges, GKE clusters and node pools.

use crate::cloud::Goal;
use crate::finding::Fix;
use crate::model::{Model, RangeId};
use crate::resource::Resource;

/// The attributes of Google Cloud resources that podroom reads.
pub const SCHEMA: &str = include_str!("schema.txt");

/// What the Google Cloud resources say.
#[derive(Clone, Debug, Default)]
pub struct Estate {}

impl Estate {
    pub(super) fn read(_resources: &[Resource], _pods_per_node: u64) -> Self {
        Self {}
    }
    pub(super) fn model(&self) -> Model {
        Model::default()
    }
    pub(super) fn fixes(&self, _failing: &[RangeId], _goal: Goal) -> Vec<Fix> {
        Vec::new()
    }
}
