//! Whether subnets have the blocks of 16 addresses that prefix delegation takes.
//!
//! Source: Amazon EC2 User Guide, ec2-prefix-eni; Amazon VPC User Guide, subnet-cidr-reservation; aws/amazon-vpc-cni-k8s
//! issue 2749; read 2026-11-23.

use super::claims::Pool;
use super::cni::{self, Held};
use super::subnets::Subnet;
use crate::demand::Row;
use crate::finding::Place;
use crate::model::{Fault, Model, RangeId};
use std::collections::BTreeMap;

/// The subnets whose blocks do not suffice at maximum size, or may not. One that has too few addresses anyway is left to
/// what reports that.
pub(super) fn faults(model: &Model, pools: &[Pool<'_>], subnets: &[Subnet], reserved: &[u64]) -> Vec<Fault> {
    let held = |pool: &Pool<'_>| {
        let node = pool.node.as_ref().ok()?;
        let held = node.prefixes_least?;
        // With subnet discovery they may be in other subnets.
        (held.own > 0 || node.elsewhere.is_none()).then_some(held)
    };
    let takers: BTreeMap<String, (Held, &Pool<'_>)> =
        pools.iter().filter_map(|pool| Some((pool.group.address.to_string(), (held(pool)?, pool)))).collect();
    let mut faults = Vec::new();
    if takers.is_empty() {
        return faults;
    }
    let rows = crate::demand::ledger(model);
    let rows: BTreeMap<&RangeId, &Row<'_>> = rows.iter().map(|row| (&row.range.id, row)).collect();
    for (index, subnet) in subnets.iter().enumerate() {
        let Ok(prefix_len) = subnet.block.prefix_len else { continue };
        let row = rows.get(&subnet.id());
        let Some(row) = row.filter(|row| row.range.usable().is_some_and(|usable| row.demand.scaled.at_least <= usable))
        else {
            continue;
        };
        let (mut by, mut nodes, mut prefixes, mut enis) = (Vec::new(), 0_u64, 0_u64, 0_u64);
        let mut by_at = None;
        for claim in &row.claims {
            let Some((held, pool)) = takers.get(&claim.by) else { continue };
            // With custom networking the prefixes are where the pods are.
            let what = if held.own > 0 { "pods" } else { "nodes" };
            let here = claim.count.scaled.at_least;
            if here > 0 && claim.what == what {
                nodes = nodes.saturating_add(here);
                prefixes = prefixes.saturating_add(here.saturating_mul(held.units));
                enis = enis.saturating_add(here.saturating_mul(held.enis.saturating_add(held.trunks)));
                by_at.get_or_insert_with(|| Place::of(pool.group.shape.at.or(pool.group.span), &claim.by));
                by.push(claim.by.clone());
            }
        }
        let Some(by_at) = by_at else { continue };
        let (packed, fragmented) = (cni::blocks_packed(prefixes, enis), cni::blocks_fragmented(prefixes, enis));
        let (blocks, reserved) = (cni::blocks(prefix_len), reserved.get(index).copied().unwrap_or(0));
        let in_reservation = reserved > 0 && prefixes <= reserved;
        if packed > blocks || fragmented > blocks && !in_reservation {
            let at = Place::of(subnet.block.at, &subnet.address.to_string());
            let address = subnet.address.to_string();
            faults.push(Fault::PrefixBlocks {
                address,
                by,
                nodes,
                prefixes,
                packed,
                fragmented,
                blocks,
                reserved,
                at,
                by_at,
            });
        }
    }
    faults
}
