//! Facts about clusters and load balancers, and the subnets that must have room for them.

use super::super::values::{addresses, bounded, optional, placed};
use super::{Fact, World, block, fact, facts_of, ranges, title};
use crate::demand::{Row, Verdict};
use crate::eval::value::{Type, Value};
use crate::finding::Place;
use crate::model::{Addresses, Bounds, Claim, Cloud, RangeId};

/// A cluster or a load balancer, and the world around it.
pub(super) struct View<'a> {
    pub address: &'a str,
    pub cloud: Cloud,
    pub ranges: &'a [RangeId],
    pub services: Option<&'a (Addresses, Place)>,
    pub at: &'a Place,
    pub world: &'a World<'a>,
}

/// A subnet of a control plane or a load balancer, and what others leave of it.
pub(super) struct SubnetOf<'a> {
    row: &'a Row<'a>,
    /// Usable addresses that everything else leaves at maximum size. Absent when the size is not known.
    free: Option<(Addresses, Addresses)>,
    /// The most that is left of them while no node is there.
    without_nodes: Option<Addresses>,
}

impl View<'_> {
    /// The claims of everything else. Instances of one block may be one claim, under the name of the block.
    fn others<'r>(&self, row: &'r Row<'_>) -> impl Iterator<Item = &'r Claim> {
        let is_own = |claim: &Claim| claim.by == self.address || claim.by == block(self.address);
        row.claims.iter().copied().filter(move |claim| !is_own(claim))
    }

    fn subnets(&self) -> Vec<SubnetOf<'_>> {
        let free = |row: &Row<'_>| {
            let usable = row.range.usable()?;
            let taken = self.others(row).fold(Bounds::default(), |sum: Bounds<_>, claim| sum + claim.demand.scaled);
            let least = taken.at_most.map_or(Addresses(0), |most| usable.saturating_sub(most));
            Some((least, usable.saturating_sub(taken.at_least)))
        };
        let without_nodes = |row: &Row<'_>| {
            let others = self.others(row).filter(|claim| !matches!(claim.what, "nodes" | "pods"));
            Some(row.range.usable()?.saturating_sub(others.map(|claim| claim.demand.desired.at_least).sum()))
        };
        let rows = self.ranges.iter().filter_map(|id| self.world.row(id));
        rows.map(|row| SubnetOf { row, free: free(row), without_nodes: without_nodes(row) }).collect()
    }
}

pub(super) fn table<'a>() -> Vec<Fact<View<'a>>> {
    vec![
        fact("address", "Its Terraform address.", |v| placed(Value::string(v.address), v.at)),
        fact("title", "Its name in a sentence, backquotes included.", |v| Value::string(format!("`{}`", v.address))),
        fact("cloud", "`aws`, `gcp` or `azure`.", |v| Value::string(v.cloud.word())),
        fact("subnets", "Its subnets (of a cluster: those of its control plane), a list (below).", |v| {
            let table = subnets();
            Value::tuple(v.subnets().iter().map(|subnet| facts_of(&table, subnet)).collect())
        }),
        fact(
            "services",
            "Addresses for the Services of a GKE cluster; null where that is not known, and for others. Points at where they are written.",
            |v| match v.services {
                Some((size, at)) => placed(addresses(*size), at),
                None => Value::null(Type::Number),
            },
        ),
        fact(
            "tightest",
            "Of `subnets`, the one with the fewest free addresses that can still hold its nodes; null when there is none.",
            |v| {
                let subnets = v.subnets();
                let holding =
                    subnets.iter().filter(|subnet| subnet.row.verdict != Verdict::Exhausted && subnet.free.is_some());
                match holding.min_by_key(|subnet| subnet.free.map(|(_, most)| most)) {
                    Some(tightest) => facts_of(&self::subnets(), tightest),
                    None => Value::null(Type::Any),
                }
            },
        ),
    ]
}

pub(super) fn subnets<'a>() -> Vec<Fact<SubnetOf<'a>>> {
    vec![
        fact("title", "The subnet in a sentence, backquotes included.", |s| Value::string(title(&s.row.range.id))),
        fact("cidr_block", "Its block; null when only its size is known. Points at the line of the CIDR.", |s| {
            placed(optional(s.row.range.cidr.map(|cidr| cidr.to_string())), &s.row.range.at)
        }),
        fact("usable", "Its addresses for workloads; unknown when its size is.", |s| ranges::usable(s.row.range)),
        fact("free", "What everything else leaves of them at maximum size.", |s| match s.free {
            Some((least, most)) => {
                let what = format!("what is left of {}", title(&s.row.range.id));
                bounded(Bounds::between(least, most), |a| a, &what)
            }
            None => ranges::usable(s.row.range),
        }),
        fact("free_at_most", "The most that can be left of them.", |s| match s.free {
            Some((_, most)) => addresses(most),
            None => ranges::usable(s.row.range),
        }),
        fact("free_without_nodes", "The most that is left while no node is there.", |s| {
            s.without_nodes.map_or_else(|| ranges::usable(s.row.range), addresses)
        }),
        fact("prefix_len", "Length of its prefix; unknown when its size is.", |s| ranges::prefix_len(s.row.range)),
        fact("verdict", "As `subnet.verdict`.", |s| Value::string(s.row.verdict.word())),
    ]
}
