//! Facts about clusters and the subnets of their control planes.

use super::super::values::{addresses, bounded, optional, placed};
use super::{Fact, World, fact, facts_of, ranges, title};
use crate::demand::{Row, Verdict};
use crate::eval::value::{Type, Value};
use crate::model::{Addresses, Bounds, Cluster};

/// A cluster and the world around it.
pub(super) struct View<'a> {
    pub cluster: &'a Cluster,
    pub world: &'a World<'a>,
}

/// A subnet of a control plane, and what others leave of it.
pub(super) struct ControlPlaneSubnet<'a> {
    row: &'a Row<'a>,
    /// Usable addresses that everything else leaves at maximum size. Absent when the size is not known.
    free: Option<(Addresses, Addresses)>,
}

impl View<'_> {
    fn subnets(&self) -> Vec<ControlPlaneSubnet<'_>> {
        let free = |row: &Row<'_>| {
            let usable = row.range.usable()?;
            let others = row.claims.iter().filter(|claim| claim.by != self.cluster.address);
            let taken = others.fold(Bounds::default(), |sum: Bounds<Addresses>, claim| sum + claim.demand.scaled);
            let least = taken.at_most.map_or(Addresses(0), |most| usable.saturating_sub(most));
            Some((least, usable.saturating_sub(taken.at_least)))
        };
        let rows = self.cluster.ranges.iter().filter_map(|id| self.world.row(id));
        rows.map(|row| ControlPlaneSubnet { row, free: free(row) }).collect()
    }
}

pub(super) fn table<'a>() -> Vec<Fact<View<'a>>> {
    vec![
        fact("address", "Its Terraform address.", |v| placed(Value::string(v.cluster.address.as_str()), &v.cluster.at)),
        fact("title", "Its name in a sentence, backquotes included.", |v| {
            Value::string(format!("`{}`", v.cluster.address))
        }),
        fact("cloud", "`aws` or `gcp`.", |v| Value::string(v.cluster.cloud.word())),
        fact("subnets", "The subnets of its control plane, a list (below).", |v| {
            let table = subnets();
            Value::tuple(v.subnets().iter().map(|subnet| facts_of(&table, subnet)).collect())
        }),
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

pub(super) fn subnets<'a>() -> Vec<Fact<ControlPlaneSubnet<'a>>> {
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
        fact("verdict", "As `subnet.verdict`.", |s| Value::string(s.row.verdict.word())),
    ]
}
