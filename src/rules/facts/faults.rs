//! Facts about plain mistakes, overlaps, and what could not be decided.

use super::super::values::{addresses, optional, placed};
use super::ranges::label;
use super::{Each, Fact, fact, title};
use crate::eval::value::{Type, Value};
use crate::model::{Addresses, Fault, Overlap, RangeId, Undecided};
use crate::words::listed;

pub(super) fn overlaps() -> Vec<Fact<Overlap>> {
    vec![
        fact("first", "Name of the first. Points at its CIDR.", |o| placed(text(&o.first.0), &o.first_at)),
        fact("first_cidr", "Its block. Points at it.", |o| placed(text(&o.first.1.to_string()), &o.first_at)),
        fact("second", "Name of the second. Points at its CIDR.", |o| placed(text(&o.second.0), &o.second_at)),
        fact("second_cidr", "Its block. Points at it.", |o| placed(text(&o.second.1.to_string()), &o.second_at)),
        // Of two blocks that share an address, one holds the other.
        fact("shared", "How many addresses both have.", |o| {
            addresses(Addresses::of(o.first.1).min(Addresses::of(o.second.1)))
        }),
        fact("network", "The network both are in.", |o| text(&o.network)),
        fact(
            "kind",
            "What they have to do with each other: both of one `network`, of networks with a `peering`, or a range in the block of networks in auto mode, in such a network (`auto-mode`) or elsewhere (`later-peering`).",
            |o| text(o.refusal.kind()),
        ),
        fact("certain", "Whether the cloud surely refuses it.", |o| Value::bool(o.refusal.is_certain())),
        fact("consequence", "What comes of it, in a sentence.", |o| text(&o.refusal.words(&o.network))),
    ]
}

/// A field of one kind of fault; faults of the other kinds are not asked.
macro_rules! of {
    ($fields:pat => $value:expr) => {
        |fault| match fault {
            $fields => $value,
            _ => Value::null(Type::Any),
        }
    };
}

/// The facts of one kind of fault; none for kinds that are no faults.
pub(super) fn table(each: Each) -> Vec<Fact<Fault>> {
    match each {
        Each::Cidr => vec![
            fact(
                "address",
                "Terraform address of whose block it is.",
                of!(Fault::Cidr { address, at, .. } => placed(text(address), at)),
            ),
            fact("text", "What is written. Points at it.", of!(Fault::Cidr { text: t, at, .. } => placed(text(t), at))),
            fact("problem", "What is wrong with it.", of!(Fault::Cidr { problem, .. } => text(problem))),
            fact(
                "certain",
                "Whether the cloud surely refuses it.",
                of!(Fault::Cidr { certain, .. } => Value::bool(*certain)),
            ),
        ],
        Each::OutsideNetwork => vec![
            fact(
                "address",
                "Terraform address of the subnet.",
                of!(Fault::OutsideNetwork { address, at, .. } => placed(text(address), at)),
            ),
            fact(
                "cidr_block",
                "Its block. Points at it.",
                of!(Fault::OutsideNetwork { cidr, at, .. } => placed(text(&cidr.to_string()), at)),
            ),
            fact(
                "network",
                "Its network. Points at the first block of it.",
                of!(Fault::OutsideNetwork { network, network_at, .. } => placed(text(network), network_at)),
            ),
            fact(
                "network_cidrs",
                "The blocks of the network in a sentence. Points at the first.",
                of!(Fault::OutsideNetwork { network_cidrs, network_at, .. } => {
                    let names: Vec<String> = network_cidrs.iter().map(ToString::to_string).collect();
                    placed(text(&listed(&names)), network_at)
                }),
            ),
        ],
        Each::SecondaryRange => vec![
            fact(
                "address",
                "Terraform address of the cluster or node pool.",
                of!(Fault::SecondaryRangeMissing { address, at, .. } => placed(text(address), at)),
            ),
            fact(
                "name",
                "The name it asks for. Points at it.",
                of!(Fault::SecondaryRangeMissing { name, at, .. } => placed(text(name), at)),
            ),
            fact(
                "subnet",
                "The subnetwork that does not have it.",
                of!(Fault::SecondaryRangeMissing { subnet, .. } => text(subnet)),
            ),
            fact(
                "has",
                "The names it has, in a sentence; empty when it has none.",
                of!(Fault::SecondaryRangeMissing { has, .. } => {
                    text(&listed(&has.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>()))
                }),
            ),
        ],
        Each::ServicesRange => vec![
            fact(
                "address",
                "Terraform address of the cluster.",
                of!(Fault::ServicesRange { address, at, .. } => placed(text(address), at)),
            ),
            fact(
                "range",
                "The range of its Services, in a sentence. Points at its name.",
                of!(Fault::ServicesRange { range, at, .. } => placed(text(&title(range)), at)),
            ),
            fact(
                "pods_too",
                "Whether its pods are in that range as well.",
                of!(Fault::ServicesRange { pods_too, .. } => Value::bool(*pods_too)),
            ),
            fact(
                "swapped_with",
                "The range of its pods, in a sentence, when the names of the two say that they are swapped; else null.",
                of!(Fault::ServicesRange { swapped_with, .. } => optional(swapped_with.as_ref().map(title).as_deref())),
            ),
            fact(
                "other",
                "Terraform address of another cluster with its Services there; else null. Points at where that names it.",
                of!(Fault::ServicesRange { other, .. } => match other {
                    Some((address, at)) => placed(text(address), at),
                    None => Value::null(Type::String),
                }),
            ),
        ],
        Each::Packing => vec![
            fact(
                "node_pools",
                "The node pools, in a sentence. Points at where the choice between the ranges is written.",
                of!(Fault::Packing { node_pools, at, .. } => {
                    placed(text(&listed(&node_pools.iter().map(|pool| format!("`{pool}`")).collect::<Vec<_>>())), at)
                }),
            ),
            fact(
                "ranges",
                "The ranges of which each gets one, in a sentence.",
                of!(Fault::Packing { ranges, .. } => text(&titles(ranges))),
            ),
            fact(
                "count",
                "How many ranges these are.",
                of!(Fault::Packing { ranges, .. } => {
                    Value::number(u64::try_from(ranges.len()).unwrap_or(u64::MAX))
                }),
            ),
            fact(
                "reason",
                "Why the node pools do not fit, in a sentence.",
                of!(Fault::Packing { reason, .. } => text(reason)),
            ),
            fact(
                "by_rollout",
                "Whether they fit at rest, and only the nodes of an upgrade are too many.",
                of!(Fault::Packing { by_rollout, .. } => Value::bool(*by_rollout)),
            ),
            fact(
                "labels",
                "The lines that the figures come from, a list of `{ at, text }`, for a `dynamic \"label\"`.",
                of!(Fault::Packing { labels, .. } => Value::tuple(labels.iter().map(label).collect())),
            ),
        ],
        Each::NetworkLimit => vec![
            fact(
                "address",
                "The subnetwork or network.",
                of!(Fault::NetworkLimit { address, at, .. } => placed(text(address), at)),
            ),
            fact(
                "needs",
                "What is asked of it, in a sentence. Points at the subnetwork, or at the first cluster.",
                of!(Fault::NetworkLimit { needs, at, .. } => placed(text(needs), at)),
            ),
            fact("has", "How much there can be, as a clause.", of!(Fault::NetworkLimit { has, .. } => text(has))),
            fact("remedy", "What helps, as a clause.", of!(Fault::NetworkLimit { remedy, .. } => text(remedy))),
        ],
        Each::InstanceType => vec![
            fact(
                "address",
                "Terraform address of the node pool.",
                of!(Fault::UnknownInstanceType { address, at, .. } => placed(text(address), at)),
            ),
            fact(
                "name",
                "The type that is not in the table. Points at it.",
                of!(Fault::UnknownInstanceType { instance_type, at, .. } => placed(text(instance_type), at)),
            ),
        ],
        Each::CniConflict => vec![
            fact(
                "address",
                "Terraform address of what counts. Points at its value.",
                of!(Fault::CniSetTwice { address, at, .. } => placed(text(address), at)),
            ),
            fact("variable", "The variable.", of!(Fault::CniSetTwice { variable, .. } => text(variable))),
            fact("value", "Its value.", of!(Fault::CniSetTwice { value, at, .. } => placed(text(value), at))),
            fact(
                "other",
                "Terraform address of what sets it otherwise. Points at its value.",
                of!(Fault::CniSetTwice { other, other_at, .. } => placed(text(other), other_at)),
            ),
            fact("other_value", "What that sets.", of!(Fault::CniSetTwice { other_value, .. } => text(other_value))),
        ],
        Each::PrefixBlocks => vec![
            fact(
                "address",
                "Terraform address of the subnet. Points at its CIDR.",
                of!(Fault::PrefixBlocks { range, at, .. } => placed(text(&range.address), at)),
            ),
            fact(
                "by",
                "Whose nodes take prefixes from it, in a sentence. Points at the instance type.",
                of!(Fault::PrefixBlocks { by, by_at, .. } => {
                    placed(text(&listed(&by.iter().map(|by| format!("`{by}`")).collect::<Vec<_>>())), by_at)
                }),
            ),
            fact(
                "nodes",
                "Their nodes here at maximum size.",
                of!(Fault::PrefixBlocks { nodes, .. } => Value::number(*nodes)),
            ),
            fact(
                "prefixes",
                "Prefixes these take with their first pods.",
                of!(Fault::PrefixBlocks { prefixes, .. } => Value::number(*prefixes)),
            ),
            fact(
                "packed",
                "Blocks of 16 needed when the interfaces' own addresses lie in as few blocks as can be.",
                of!(Fault::PrefixBlocks { packed, .. } => Value::number(*packed)),
            ),
            fact(
                "fragmented",
                "Blocks of 16 needed when each of these addresses spoils one.",
                of!(Fault::PrefixBlocks { fragmented, .. } => Value::number(*fragmented)),
            ),
            fact(
                "blocks",
                "Blocks of 16 that can be prefixes: all but the first and the last.",
                of!(Fault::PrefixBlocks { blocks, at, .. } => placed(Value::number(*blocks), at)),
            ),
            fact(
                "reserved",
                "Blocks that a CIDR reservation keeps for prefixes; 0 without one.",
                of!(Fault::PrefixBlocks { reserved, .. } => Value::number(*reserved)),
            ),
        ],
        _ => Vec::new(),
    }
}

pub(super) fn undecided() -> Vec<Fact<Undecided>> {
    vec![
        fact("what", "What could not be decided. Points at the place.", |u| placed(text(&u.what), &u.at)),
        fact("because", "Why not.", |u| text(&u.because)),
        fact("decide", "What would decide it.", |u| text(&u.decide)),
    ]
}

/// Ranges in a sentence: `` `a` and `b` of `google_compute_subnetwork.x` ``.
fn titles(ranges: &[RangeId]) -> String {
    let mut of: Vec<(&str, Vec<String>)> = Vec::new();
    for range in ranges {
        let name = range.name.as_ref().map(|name| format!("`{name}`"));
        match of.iter_mut().find(|(address, names)| *address == range.address && !names.is_empty()) {
            Some((_, names)) if name.is_some() => names.extend(name),
            _ => of.push((&range.address, name.into_iter().collect())),
        }
    }
    let title = |(address, names): &(&str, Vec<String>)| match names.as_slice() {
        [] => format!("`{address}`"),
        names => format!("{} of `{address}`", listed(names)),
    };
    listed(&of.iter().map(title).collect::<Vec<_>>())
}

fn text(text: &str) -> Value {
    Value::string(text)
}
