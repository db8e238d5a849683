//! Changes after which subnets have the blocks for the prefixes of their nodes.

use super::super::Estate;
use super::super::blocks::PREFIX_LENS;
use super::super::cni;
use super::super::given::counted;
use super::super::prefixes::{self, End, Needed};
use super::Need;
use super::settings::{self, with_settings};
use crate::cloud::Goal;
use crate::finding::Fix;
use crate::model::{Bounds, RangeId};
use std::collections::BTreeSet;

/// Single changes after which all of these subnets have the blocks, however the interfaces' own addresses lie; best first.
pub(in super::super) fn block_fixes(estate: &Estate, failing: &[RangeId]) -> Vec<Fix> {
    let need = Need { estate, failing, goal: Goal::Scaled };
    let now = needed(estate, failing);
    let mut fixes = Vec::new();
    fixes.extend(reserved(estate, failing, &now));
    fixes.extend(fewer_prefixes(estate, failing, &now));
    let groups = estate.groups.iter().enumerate();
    let involved = |group: &str| now.iter().any(|one| one.by.iter().any(|by| by == group));
    let groups = groups.filter(|(_, group)| group.sized_in_nodes && involved(&group.address.to_string()));
    fixes.extend(groups.filter_map(|(index, _)| smaller_group(&need, index, failing)));
    fixes.extend(larger_subnets(&need, failing));
    fixes
}

/// What the failing subnets need.
fn needed(estate: &Estate, failing: &[RangeId]) -> Vec<Needed> {
    let pools: Vec<_> = estate.pools().collect();
    let all = prefixes::needed(&estate.model(), &pools, (&estate.subnets, &estate.reserved), End::Most);
    all.into_iter().filter(|one| failing.contains(&one.range)).collect()
}

/// Whether each of them has its blocks, and addresses as well.
fn holds(estate: &Estate, failing: &[RangeId]) -> Option<Vec<Needed>> {
    let after = needed(estate, failing);
    let all = |one: &&RangeId| after.iter().any(|needed| needed.range == **one && !needed.is_missing());
    failing.iter().all(|one| all(&one)).then_some(after)
}

/// The subnet that needs most: its figures hold for all.
fn tightest(needed: &[Needed]) -> Option<&Needed> {
    needed.iter().max_by_key(|one| one.fragmented)
}

fn each(failing: &[RangeId]) -> &'static str {
    if failing.len() == 1 { "the subnet" } else { "each subnet" }
}

/// Blocks kept for the prefixes.
fn reserved(estate: &Estate, failing: &[RangeId], now: &[Needed]) -> Option<Fix> {
    let mut changed = estate.clone();
    for (subnet, reserved) in estate.subnets.iter().zip(&mut changed.reserved) {
        if let Some(one) = now.iter().find(|one| one.range == subnet.id()) {
            *reserved = one.prefixes.max(*reserved);
        }
    }
    let after = holds(&changed, failing)?;
    let most = after.iter().map(|one| one.prefixes).max()?;
    Some(Fix {
        change: format!(
            "aws_ec2_subnet_cidr_reservation of type \"prefix\" for {} in {}",
            counted(Bounds::exactly(most), "block"),
            each(failing)
        ),
        result: "all prefixes are in them, and the interfaces' own addresses outside".to_owned(),
    })
}

/// No spare prefix on each node.
fn fewer_prefixes(estate: &Estate, failing: &[RangeId], now: &[Needed]) -> Option<Fix> {
    let groups: BTreeSet<String> = now.iter().flat_map(|one| one.by.iter().cloned()).collect();
    settings::candidates(estate.pods_per_node).into_iter().find_map(|candidate| {
        let changed = with_settings(estate, &groups, &candidate)?;
        let after = holds(&changed, failing)?;
        let one = tightest(&after)?;
        // Prefixes are what is wanted here.
        (one.prefixes > 0).then(|| Fix { change: candidate.words.clone(), result: words(one, failing) })
    })
}

fn smaller_group(need: &Need<'_>, index: usize, failing: &[RangeId]) -> Option<Fix> {
    let group = need.estate.groups.get(index)?;
    let current = group.max.bounds.exact()?;
    let fits = crate::cloud::fixes::most(current, |size| holds(&need.resized(index, size), failing).is_some())?;
    let after = holds(&need.resized(index, fits), failing)?;
    let change = format!("max_size = {fits} on `{}`", group.address);
    Some(Fix { change, result: words(tightest(&after)?, failing) })
}

fn larger_subnets(need: &Need<'_>, failing: &[RangeId]) -> Option<Fix> {
    let lens = need.estate.subnets.iter().filter(|subnet| failing.contains(&subnet.id()));
    let longest = lens.filter_map(|subnet| subnet.block.prefix_len.as_ref().ok().copied()).min()?.checked_sub(1)?;
    (*PREFIX_LENS.start()..=longest).rev().find_map(|len| {
        let after = holds(&need.with_prefix_len(len), failing)?;
        let change = match failing.len() {
            1 => format!("a /{len} subnet"),
            _ => format!("a /{len} for each subnet"),
        };
        let blocks = counted(Bounds::exactly(cni::blocks(len)), "block");
        Some(Fix { change, result: format!("{blocks}, up to {} needed", tightest(&after)?.fragmented) })
    })
}

fn words(one: &Needed, failing: &[RangeId]) -> String {
    let nodes = counted(Bounds::exactly(one.nodes), "node");
    let es = if one.prefixes == 1 { "" } else { "es" };
    let place = if failing.len() == 1 { "here" } else { "in each subnet" };
    format!("{nodes} {place}, {} prefix{es}, up to {} blocks of {}", one.prefixes, one.fragmented, one.blocks)
}
