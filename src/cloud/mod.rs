//! The clouds: each turns resources into ranges, node pools, clusters and claims.

pub mod aws;
pub mod gcp;
mod given;

use crate::eval::value::Value;
use crate::finding::Fix;
use crate::model::{Model, RangeId, overlaps};
use crate::resource::Resource;
use crate::schema::Schema;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the resources say, in each cloud's own words, before the arithmetic. Fixes are found by changing it and
/// doing the arithmetic again.
#[derive(Clone, Debug)]
pub struct Estate {
    aws: aws::Estate,
    gcp: gcp::Estate,
}

/// When a range must hold its claims for a fix to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// At desired and maximum size.
    Scaled,
    /// With nodes full of pods as well.
    Packed,
}

/// The date of the AWS instance table, as `2026-11-23`.
pub fn instance_types_as_of() -> &'static str {
    aws::AS_OF
}

/// The attributes of every cloud, and of Terraform itself, that the evaluator must produce.
pub fn schema() -> Schema {
    let mut schema = Schema::default();
    schema.add(aws::SCHEMA);
    schema.add(gcp::SCHEMA);
    schema
}

impl Estate {
    /// Reads the resources of one root. `pods_per_node` (at least 1) is how many pods a node runs before it is full.
    pub fn read(resources: &[Resource], pods_per_node: u64) -> Self {
        Self::read_with(resources, pods_per_node, None)
    }

    /// The same, with variables of the VPC CNI that stand before what the resources say.
    pub fn read_with(resources: &[Resource], pods_per_node: u64, cni: Option<&BTreeMap<Arc<str>, Value>>) -> Self {
        Self {
            aws: aws::Estate::read_with(resources, pods_per_node, cni),
            gcp: gcp::Estate::read(resources, pods_per_node),
        }
    }

    /// Does the arithmetic.
    pub fn model(&self) -> Model {
        let mut model = self.aws.model();
        model.append(self.gcp.model());
        model.overlaps = overlaps(&model.ranges);
        model
    }

    /// Single changes that make every one of the failing ranges fit, best first, at most five. Each is computed by
    /// making the change and doing the arithmetic again.
    pub fn fixes(&self, failing: &[RangeId], goal: Goal) -> Vec<Fix> {
        let mut fixes = self.aws.fixes(failing, goal);
        fixes.extend(self.gcp.fixes(failing, goal));
        fixes.truncate(5);
        fixes
    }

    /// Changes that lower the addresses a node of this pool holds with its first pod, with the figure each gives.
    pub fn node_fixes(&self, node_pool: &str) -> Vec<Fix> {
        let mut fixes = self.aws.node_fixes(node_pool);
        fixes.truncate(5);
        fixes
    }
}
