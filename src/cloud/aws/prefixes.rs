//! Whether subnets have the blocks of 16 addresses that prefix delegation takes.
//!
//! Source: Amazon EC2 User Guide, ec2-prefix-eni; Amazon VPC User Guide, subnet-cidr-reservation; aws/amazon-vpc-cni-k8s
//! issue 2749; read 2026-11-23.

use super::claims::Pool;
use super::cni::{self, Held};
use super::subnets::Subnet;
use crate::demand::Row;
use crate::finding::Place;
use crate::model::{Bounds, Fault, Model, RangeId};
use std::collections::BTreeMap;

/// What the nodes of a subnet need at maximum size, and what it has.
#[derive(Clone, Debug)]
pub(super) struct Needed {
    pub(super) range: RangeId,
    /// Whose nodes take prefixes from it.
    pub(super) by: Vec<String>,
    pub(super) nodes: u64,
    pub(super) prefixes: u64,
    /// Blocks, with the interfaces' own addresses beside them in as few as can be, and when each of these spoils one.
    pub(super) packed: u64,
    pub(super) fragmented: u64,
    /// Blocks of 16 that it has, and those of them that are reserved.
    pub(super) blocks: u64,
    pub(super) reserved: u64,
    at: Place,
    by_at: Place,
}

impl Needed {
    /// Whether the blocks do not suffice, or may not.
    pub(super) fn is_missing(&self) -> bool {
        let in_reservation = self.reserved > 0 && self.prefixes <= self.reserved;
        self.packed > self.blocks || self.fragmented > self.blocks && !in_reservation
    }
}

/// How much of what is not exactly known counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Least,
    Most,
}

/// The subnets whose blocks do not suffice at maximum size, or may not. One that has too few addresses anyway is left to
/// what reports that.
pub(super) fn faults(model: &Model, pools: &[Pool<'_>], subnets: &[Subnet], reserved: &[u64]) -> Vec<Fault> {
    let missing = needed(model, pools, (subnets, reserved), End::Least).into_iter().filter(Needed::is_missing);
    let fault = |needed: Needed| {
        let Needed { range, by, nodes, prefixes, packed, fragmented, blocks, reserved, at, by_at } = needed;
        Fault::PrefixBlocks { range, by, nodes, prefixes, packed, fragmented, blocks, reserved, at, by_at }
    };
    missing.map(fault).collect()
}

/// What is needed of each subnet with nodes that surely take prefixes, if it has the addresses.
pub(super) fn needed(
    model: &Model,
    pools: &[Pool<'_>],
    (subnets, reserved): (&[Subnet], &[u64]),
    end: End,
) -> Vec<Needed> {
    let pick = |bounds: Bounds<u64>| match end {
        End::Least => Some(bounds.at_least),
        End::Most => bounds.at_most,
    };
    let held = |pool: &Pool<'_>| {
        let node = pool.node.as_ref().ok()?;
        let held = match end {
            End::Least => node.prefixes_least?,
            End::Most => node.prefixes_least.and(node.prefixes)?,
        };
        // With subnet discovery they may be in other subnets.
        (held.own > 0 || node.elsewhere.is_none()).then_some(held)
    };
    let takers: BTreeMap<String, (Held, &Pool<'_>)> =
        pools.iter().filter_map(|pool| Some((pool.group.address.to_string(), (held(pool)?, pool)))).collect();
    let mut found = Vec::new();
    if takers.is_empty() {
        return found;
    }
    let rows = crate::demand::ledger(model);
    let rows: BTreeMap<&RangeId, &Row<'_>> = rows.iter().map(|row| (&row.range.id, row)).collect();
    for (index, subnet) in subnets.iter().enumerate() {
        let Ok(prefix_len) = subnet.block.prefix_len else { continue };
        let row = rows.get(&subnet.id());
        let fits = |row: &&&Row<'_>| {
            let usable = row.range.usable();
            let demand = row.demand.scaled;
            match end {
                End::Least => usable.is_some_and(|usable| demand.at_least <= usable),
                End::Most => demand.at_most.zip(usable).is_some_and(|(most, usable)| most <= usable),
            }
        };
        let Some(row) = row.filter(fits) else { continue };
        let (mut by, mut nodes, mut prefixes, mut enis) = (Vec::new(), 0_u64, 0_u64, 0_u64);
        let mut by_at = None;
        for claim in &row.claims {
            let Some((held, pool)) = takers.get(&claim.by) else { continue };
            // With custom networking the prefixes are where the pods are.
            let what = if held.own > 0 { "pods" } else { "nodes" };
            let Some(here @ 1..) = pick(claim.count.scaled) else { continue };
            if claim.what == what {
                nodes = nodes.saturating_add(here);
                prefixes = prefixes.saturating_add(here.saturating_mul(held.units));
                enis = enis.saturating_add(here.saturating_mul(held.enis.saturating_add(held.trunks)));
                by_at.get_or_insert_with(|| Place::of(pool.group.shape.at.or(pool.group.span), &claim.by));
                by.push(claim.by.clone());
            }
        }
        let Some(by_at) = by_at else { continue };
        found.push(Needed {
            range: subnet.id(),
            by,
            nodes,
            prefixes,
            packed: cni::blocks_packed(prefixes, enis),
            fragmented: cni::blocks_fragmented(prefixes, enis),
            blocks: cni::blocks(prefix_len),
            reserved: reserved.get(index).copied().unwrap_or(0),
            at: Place::of(subnet.block.at, &subnet.address.to_string()),
            by_at,
        });
    }
    found
}
