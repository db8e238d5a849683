//! The clouds: each turns resources into ranges, node pools, clusters and claims.

pub mod aws;
pub mod azure;
mod cidr;
mod draw;
mod fixes;
pub mod gcp;
mod given;
mod named;
mod undecided;

use crate::config::{FILE_NAME, Usage};
use crate::eval::value::Value;
use crate::finding::{Fix, Label, Place};
use crate::model::{Addresses, Bounds, Claim, Fault, Model, Moments, Range, RangeId, overlaps};
use crate::resource::Resource;
use crate::schema::Schema;
use given::counted;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the resources say, in each cloud's own words, before the arithmetic. Fixes are found by changing it and
/// doing the arithmetic again.
#[derive(Clone, Debug)]
pub struct Estate {
    aws: aws::Estate,
    gcp: gcp::Estate,
    azure: azure::Estate,
    /// The resources that there may be none of.
    optional: BTreeSet<String>,
}

/// When a range must hold its claims for a fix to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// At desired and maximum size.
    Scaled,
    /// With nodes full of pods as well.
    Packed,
}

/// The date of the AWS instance table, as `2026-08-21`.
pub fn instance_types_as_of() -> &'static str {
    aws::AS_OF
}

/// What the providers of other types make of what is not written.
const KNOWN: &str = include_str!("known.txt");

/// The attributes of every cloud that the evaluator must produce, and what else is known of resource types.
pub fn schema() -> Schema {
    let mut schema = Schema::terraform();
    schema.add(aws::SCHEMA);
    schema.add(gcp::SCHEMA);
    schema.add(azure::SCHEMA);
    for known in [aws::KNOWN, gcp::KNOWN, azure::KNOWN, KNOWN] {
        schema.add_known(known);
    }
    schema
}

impl Estate {
    /// Reads the resources of one root. `pods_per_node` (at least 1) is how many pods a node runs before it is full.
    pub fn read(resources: &[Resource], pods_per_node: u64) -> Self {
        Self::read_with(resources, pods_per_node, None)
    }

    /// The same, with variables of the VPC CNI that stand before what the resources say.
    pub fn read_with(resources: &[Resource], pods_per_node: u64, cni: Option<&BTreeMap<Arc<str>, Value>>) -> Self {
        let optional = resources.iter().filter(|resource| resource.copies.0 == 0);
        Self {
            aws: aws::Estate::read_with(resources, pods_per_node, cni),
            gcp: gcp::Estate::read(resources, pods_per_node),
            azure: azure::Estate::read(resources, pods_per_node),
            optional: optional.map(|resource| resource.address.to_string()).collect(),
        }
    }

    /// The same, with addresses that something takes of which the resources say nothing. A range that is not here has
    /// none of them.
    pub fn with_usages(mut self, usages: &[&Usage]) -> Self {
        self.aws.used = usages.iter().map(|usage| used(usage)).collect();
        self.gcp.used.clone_from(&self.aws.used);
        self.azure.used.clone_from(&self.aws.used);
        self
    }

    /// What takes a number of addresses that only the settings can tell: a usage may name it in place of a range.
    pub fn uncounted(&self) -> impl Iterator<Item = String> {
        self.aws.uncounted()
    }

    /// Does the arithmetic.
    pub fn model(&self) -> Model {
        let mut model = self.aws.model();
        model.append(self.gcp.model());
        model.append(self.azure.model());
        model.overlaps.extend(overlaps(&model.ranges));
        for fault in &mut model.faults {
            if let Fault::Cidr { address, certain, .. } = fault {
                *certain &= !self.optional.contains(address);
            }
        }
        model
    }

    /// Single changes that make every one of the failing ranges fit, best first, at most five. Each is computed by
    /// making the change and doing the arithmetic again.
    pub fn fixes(&self, failing: &[RangeId], goal: Goal) -> Vec<Fix> {
        let mut fixes = self.aws.fixes(failing, goal);
        fixes.extend(self.gcp.fixes(failing, goal));
        fixes.extend(self.azure.fixes(failing, goal));
        fixes.truncate(5);
        fixes
    }

    /// Changes that lower the addresses a node of this pool holds with its first pod, with the figure each gives.
    pub fn node_fixes(&self, node_pool: &str) -> Vec<Fix> {
        let mut fixes = self.aws.node_fixes(node_pool);
        fixes.truncate(5);
        fixes
    }

    /// Changes after which every pod that a node of this pool may run gets an address, with what each costs.
    pub fn max_pods_fixes(&self, node_pool: &str) -> Vec<Fix> {
        let mut fixes = self.aws.max_pods_fixes(node_pool);
        fixes.truncate(5);
        fixes
    }

    /// Changes after which every one of the subnets has the blocks for the prefixes of its nodes.
    pub fn block_fixes(&self, failing: &[RangeId]) -> Vec<Fix> {
        let mut fixes = self.aws.block_fixes(failing);
        fixes.truncate(5);
        fixes
    }
}

/// Addresses that are taken at every moment, by what the settings say.
fn used(usage: &Usage) -> Claim {
    let (address, name) = match usage.range.rsplit_once('#') {
        Some((address, name)) if !name.contains(['"', ']']) => (address, Some(name.to_owned())),
        _ => (usage.range.as_str(), None),
    };
    let how = counted(Bounds::exactly(usage.addresses), "address");
    let demand = Bounds::exactly(Addresses(usage.addresses.into()));
    Claim {
        by: usage.reason.clone().unwrap_or_else(|| FILE_NAME.to_owned()),
        what: "usage",
        range: RangeId { address: address.to_owned(), name },
        count: Moments::of(Bounds::exactly(1)),
        per_node: None,
        demand: Moments::of(demand),
        labels: vec![Label { at: Place::Span(usage.at), text: format!("{how} taken here already") }],
        how,
    }
}

/// Those of them that are of one of the ranges.
fn of_ranges(used: &[Claim], ranges: &[Range]) -> Vec<Claim> {
    used.iter().filter(|claim| ranges.iter().any(|range| range.id == claim.range)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, Schema, aws, azure, gcp};
    use crate::schema::ResourceSchema;
    use std::collections::BTreeSet;

    /// The attributes of a table, each by the way to it.
    fn lines(table: &str) -> Vec<String> {
        let mut schema = Schema::default();
        schema.add(table);
        let mut lines = Vec::new();
        for (data, ty) in schema.types() {
            let path = if data { format!("data.{ty}") } else { ty.to_string() };
            add(&path, schema.get(data, ty).unwrap(), &mut lines);
        }
        lines
    }

    fn add(path: &str, resource: &ResourceSchema, lines: &mut Vec<String>) {
        lines.extend(resource.attributes.keys().map(|name| format!("{path}.{name}")));
        resource.blocks.iter().for_each(|(name, block)| add(&format!("{path}.{name}"), block, lines));
    }

    #[test]
    fn every_line_of_the_tables_is_read_and_says_something_new() {
        let mut seen = BTreeSet::new();
        for table in [aws::SCHEMA, gcp::SCHEMA, azure::SCHEMA, aws::KNOWN, gcp::KNOWN, azure::KNOWN, KNOWN] {
            let written = table.lines().map(str::trim).filter(|line| {
                let first = line.split_whitespace().next().unwrap_or("#");
                !first.starts_with('#') && !["resource", "data", "}"].contains(&first) && !line.ends_with('{')
            });
            let lines = lines(table);
            assert_eq!(written.count(), lines.len(), "a line cannot be read, or comes twice: {}", &table[..200]);
            for line in lines {
                assert!(seen.insert(line.clone()), "{line} is in two tables");
            }
        }
    }
}
