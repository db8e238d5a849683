//! Facts about ranges and the claims on them.

use super::super::values::{addresses, at_most, bounded, moments, object, optional, optional_count, placed, unknown};
use super::{Fact, World, block, fact, facts_of, pools, title};
use crate::demand::Row;
use crate::eval::value::{Type, Value};
use crate::finding::Label;
use crate::model::{Addresses, Bounds, Claim, Decided, Moments, NodePool, Range, RangeId};
use crate::words::listed;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};

/// A range and all that is known of its surroundings.
pub(super) struct View<'a> {
    pub row: &'a Row<'a>,
    pub world: &'a World<'a>,
}

impl View<'_> {
    /// What its demand is called.
    fn demand(&self) -> impl Display {
        Demand(&self.row.range.id)
    }

    fn usable(&self) -> Value {
        usable(self.row.range)
    }

    /// Addresses left when so many nodes as fit are there.
    fn left_over(&self) -> Option<Addresses> {
        let nodes = self.row.nodes_that_fit?;
        let claims = &self.row.claims;
        let per_node = claims.iter().find_map(|claim| claim.per_node)?.first_pod.exact()?;
        let others = claims.iter().filter(|c| c.per_node.is_none()).map(|c| c.demand.scaled.at_least).sum();
        Some(self.row.range.usable()?.saturating_sub(others).saturating_sub(per_node.times(nodes)))
    }

    /// The one node pool that draws from the range.
    fn node_pool(&self) -> Option<&NodePool> {
        let mut pools = self.row.claims.iter().filter(|claim| claim.per_node.is_some()).map(|claim| claim.by.as_str());
        let first = pools.next()?;
        pools.all(|by| by == first).then(|| self.world.pools.get(first).copied()).flatten()
    }

    fn together(&self) -> Option<String> {
        let pooled = |claim: &&&Claim| self.world.pools.get(claim.by.as_str()).is_some_and(|pool| pool.pooled);
        let claim = self.row.claims.iter().find(pooled)?;
        let pool = self.world.pools.get(claim.by.as_str())?;
        let rows = pool.ranges.iter().map(|id| self.world.row(id)?.range.usable());
        let usable: Option<Addresses> = rows.sum();
        let count = u64::try_from(pool.ranges.len()).ok().filter(|count| *count > 1)?;
        let title = &pool.address;
        Some(format!(
            "nodes of `{title}` start wherever most addresses are free: {} can give {}",
            all_of(count),
            usable?
        ))
    }

    fn picked_at_random(&self) -> Option<String> {
        let mut pools: Vec<String> = Vec::new();
        for claim in &self.row.claims {
            let pool = self.world.pools.get(claim.by.as_str());
            let title = format!("`{}`", claim.by);
            if pool.is_some_and(|pool| pool.picked_at_random.contains(&self.row.range.id)) && !pools.contains(&title) {
                pools.push(title);
            }
        }
        (!pools.is_empty()).then(|| listed(&pools))
    }

    /// What is surely asked when one of the zones is lost and its nodes start in the others. Absent when no node pool is
    /// known to be spread evenly over several zones.
    fn without_a_zone(&self) -> Option<Addresses> {
        let mut moved = false;
        let mut sum = Addresses(0);
        for claim in &self.row.claims {
            let mut here = claim.demand.scaled.at_least;
            if let (Some(nodes), Some(each)) = (self.nodes_without_a_zone(claim), claim.per_node) {
                here = here.max(each.first_pod.at_least.times(nodes));
                moved = true;
            }
            sum = sum + here;
        }
        moved.then_some(sum)
    }

    /// Nodes here of a pool that has one subnet in each of several zones, when one of them is lost.
    fn nodes_without_a_zone(&self, claim: &Claim) -> Option<u64> {
        let pool = self.world.pools.get(claim.by.as_str())?;
        let rows: Vec<&Row<'_>> = pool.ranges.iter().map(|id| self.world.row(id)).collect::<Option<_>>()?;
        let zones: BTreeSet<&str> = rows.iter().map(|row| row.range.zone.as_deref()).collect::<Option<_>>()?;
        let count = u64::try_from(rows.len()).ok().filter(|count| *count > 1 && zones.len() == rows.len())?;
        Some(pool.max.exact()?.div_ceil(count - 1))
    }

    /// How many ranges of this kind the pool is spread over, and the nodes that fit in all of them when every range
    /// gets an even share. Absent when the share is not even: then the smallest range does not decide.
    fn in_all(&self) -> Option<(u64, u64)> {
        let pool = self.node_pool()?;
        // What its pods take is spread apart from what its nodes take.
        let what = |row: &Row<'_>| row.claims.iter().find(|claim| claim.by == pool.address).map(|claim| claim.what);
        let rows: Vec<_> = pool
            .ranges
            .iter()
            .filter_map(|id| self.world.row(id))
            .filter(|row| row.range.kind == self.row.range.kind && what(row) == what(self.row))
            .collect();
        let count = u64::try_from(rows.len()).ok().filter(|n| *n > 1)?;
        let max = pool.max.exact()?;
        let mut nodes = rows.iter().flat_map(|row| &row.claims).filter(|claim| claim.per_node.is_some());
        let is_even = |share: Bounds<u64>| share.at_least >= max / count && share.at_most == Some(max.div_ceil(count));
        if !nodes.all(|claim| is_even(claim.count.scaled)) {
            return None;
        }
        // An absent figure is the least of all.
        let least = rows.iter().map(|row| row.nodes_that_fit).min().flatten()?;
        Some((count, least.saturating_mul(count)))
    }
}

/// The demand on a range, in words that are put together only where a figure is not exact.
struct Demand<'a>(&'a RangeId);

impl Display for Demand<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the demand on {}", title(self.0))
    }
}

/// All addresses of a range, unknown with the model's reason where they are. Points at the CIDR.
fn total(range: &Range) -> Value {
    size(range, range.total(), Addresses(0))
}

/// Its usable addresses, in the same way.
pub(super) fn usable(range: &Range) -> Value {
    size(range, range.usable(), range.usable_at_least())
}

/// The length of its prefix.
pub(super) fn prefix_len(range: &Range) -> Value {
    match &range.prefix_len {
        Decided::Known(len) => Value::number(u64::from(*len)),
        Decided::Unknown(undecided) => unknown(&undecided.because, None, None),
    }
}

fn size(range: &Range, size: Option<Addresses>, at_least: Addresses) -> Value {
    let because = match &range.prefix_len {
        Decided::Unknown(undecided) => undecided.because.as_str(),
        Decided::Known(_) => "",
    };
    let at_least = u64::try_from(at_least.0).unwrap_or_default();
    placed(size.map_or_else(|| unknown(because, Some(at_least.into()), None), addresses), &range.at)
}

/// Demand in a sentence: `5,400`, or `at least 5,400`.
fn figure(bounds: Bounds<Addresses>) -> String {
    let least = bounds.at_least;
    if bounds.exact().is_some() { least.to_string() } else { format!("at least {least}") }
}

pub(super) fn table<'a>() -> Vec<Fact<View<'a>>> {
    vec![
        fact("address", "Terraform address of the subnet or cluster that holds it.", |v| {
            placed(Value::string(v.row.range.id.address.as_str()), &v.row.range.at)
        }),
        fact("name", "Its address; `address#name` for a secondary range.", |v| {
            placed(Value::string(v.row.range.id.to_string()), &v.row.range.at)
        }),
        fact("title", "Its name in a sentence, backquotes included.", |v| Value::string(title(&v.row.range.id))),
        fact("range_name", "Name of the secondary range; null for others.", |v| {
            optional(v.row.range.id.name.as_deref())
        }),
        fact("kind", "`subnet`, `secondary-range` or `cluster-range`.", |v| Value::string(v.row.range.kind.word())),
        fact("cloud", "`aws`, `gcp` or `azure`.", |v| Value::string(v.row.range.cloud.word())),
        fact("cloud_name", "The cloud's name in a sentence: `AWS`, `Google Cloud`, `Azure`.", |v| {
            Value::string(v.row.range.cloud.name())
        }),
        fact("cidr_block", "The block; null when only its size is known. Points at the line of the CIDR.", |v| {
            placed(optional(v.row.range.cidr.map(|cidr| cidr.to_string())), &v.row.range.at)
        }),
        fact("block", "The block in a sentence: `10.0.0.0/20`, or `a /20` when only its size is known.", |v| {
            let text = match (v.row.range.cidr, v.row.range.prefix_len.known()) {
                (Some(cidr), _) => cidr.to_string(),
                (None, Some(len)) => format!("a /{len}"),
                (None, None) => "a block of unknown size".to_owned(),
            };
            Value::string(text)
        }),
        fact("prefix_len", "Length of its prefix, 0 to 32; unknown when its size is.", |v| prefix_len(v.row.range)),
        fact("total", "All addresses of the block.", |v| total(v.row.range)),
        fact("reserved", "Addresses the cloud keeps for itself.", |v| addresses(v.row.range.reserved)),
        fact("usable", "Addresses left for workloads: `total - reserved`.", |v| v.usable()),
        fact("zone", "Name of its zone; null when it is not known.", |v| optional(v.row.range.zone.as_deref())),
        fact("network", "Its network; null when it is not known.", |v| optional(v.row.range.network.as_deref())),
        fact(
            "demand",
            "What is asked of it, by moment (`demand.scaled`). A figure that is not exact is unknown with bounds: a comparison they decide is decided.",
            |v| moments(v.row.demand, |d| bounded(d, |a| a, v.demand())),
        ),
        fact("at_least", "What is surely asked of it, by moment.", |v| {
            moments(v.row.demand, |d| addresses(d.at_least))
        }),
        fact("at_most", "What is asked of it at most, by moment; unknown when nothing says.", |v| {
            moments(v.row.demand, |d| at_most(d, |a| a, v.demand()))
        }),
        fact(
            "in_words",
            "The demand of `claimants` in a sentence, by moment: `5,400`, or `at least 5,400` when it is not exact.",
            |v| moments(MOMENTS, |moment| Value::string(figure(asked(v.row, moment).demand))),
        ),
        fact(
            "percent",
            "Share of the usable addresses that is surely asked for, by moment: whole per cent, rounded down.",
            |v| {
                moments(v.row.demand, |d| match v.row.range.usable() {
                    Some(usable) if usable.0 > 0 => addresses(Addresses(d.at_least.0.saturating_mul(100) / usable.0)),
                    Some(_) => unknown("it has no usable address", None, None),
                    None => size(v.row.range, None, Addresses(0)),
                })
            },
        ),
        fact("claims", "Who takes addresses from it; a list of claims (below).", |v| {
            let table = claims();
            Value::tuple(v.row.claims.iter().map(|claim| facts_of(&table, *claim)).collect())
        }),
        fact(
            "labels",
            "The lines that the claims' figures come from, cause before effect: a list of `{ at, text }`, for a `dynamic \"label\"`. Of the claims that are too much at the first moment that does not fit.",
            |v| Value::tuple(decisive(v.row).claims.iter().flat_map(|claim| &claim.labels).map(label).collect()),
        ),
        fact(
            "claimants",
            "Who takes addresses in a sentence, by moment: `` `a` and `b` ``, whoever takes most first. Only the node pools when they alone are too much.",
            |v| moments(MOMENTS, |moment| Value::string(claimants(&asked(v.row, moment), moment))),
        ),
        fact(
            "nodes_that_fit",
            "Nodes of its only node pool that it can hold with their first pod; null when several pools share it or a figure is not exact.",
            |v| optional_count(v.row.nodes_that_fit),
        ),
        fact("left_over", "Addresses left beside `nodes_that_fit` nodes; null when that is.", |v| {
            v.left_over().map_or_else(|| Value::null(Type::Number), addresses)
        }),
        fact(
            "nodes_that_fit_in_all",
            "Nodes that fit in all ranges the pool is spread over; null when that is one, or the spread is not even.",
            |v| optional_count(v.in_all().map(|(_, nodes)| nodes)),
        ),
        fact(
            "all",
            "The ranges of the pool in a sentence: `both`, `all three`, `all 12`; null when that is one.",
            |v| optional(v.in_all().map(|(count, _)| all_of(count))),
        ),
        fact(
            "node_pool",
            "The only node pool that draws from it, with the facts of `node_pool`; null when there are several or none.",
            |v| {
                let table = pools::table();
                let facts = |pool| facts_of(&table, &pools::View { pool, world: v.world });
                v.node_pool().map_or_else(|| Value::null(Type::Any), facts)
            },
        ),
        fact(
            "without_a_zone",
            "What is surely asked at maximum size when one of the zones is lost and its nodes start in the others; null when no node pool is known to have one subnet in each of several zones.",
            |v| v.without_a_zone().map_or_else(|| Value::null(Type::Number), addresses),
        ),
        fact(
            "picked_at_random",
            "Node pools of which the cloud may start all nodes of a zone here, because it picks at random among several of their subnets in it: in a sentence, null without any.",
            |v| optional(v.picked_at_random().as_deref()),
        ),
        fact(
            "together",
            "Of node pools whose nodes start wherever most addresses are free: what their ranges can give together, in a sentence; null without any.",
            |v| optional(v.together().as_deref()),
        ),
        fact("holds_cluster", "Whether nodes, pods or a control plane draw from it.", |v| {
            Value::bool(v.row.holds_cluster())
        }),
        fact("verdict", "`fits`, `exhausted`, `exhausted-by-rollout`, `exhausted-when-packed` or `undecided`.", |v| {
            Value::string(v.row.verdict.word())
        }),
    ]
}

fn all_of(count: u64) -> String {
    const WORDS: [&str; 8] = ["three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    match count {
        2 => "both".to_owned(),
        n => match usize::try_from(n).ok().and_then(|n| WORDS.get(n.checked_sub(3)?)) {
            Some(word) => format!("all {word}"),
            None => format!("all {n}"),
        },
    }
}

pub(super) fn label(label: &Label) -> Value {
    object([
        ("at", placed(Value::string(label.text.as_str()), &label.at)),
        ("text", Value::string(label.text.as_str())),
    ])
}

pub(super) fn claims() -> Vec<Fact<Claim>> {
    vec![
        fact("by", "Terraform address of who takes them.", |c| placed(Value::string(c.by.as_str()), &c.at())),
        fact(
            "what",
            "What they are for: `nodes`, `pods`, `control plane`, or what else takes them: `load balancer`, `database`.",
            |c| Value::string(c.what),
        ),
        fact("count", "How many nodes (or things) take from this range, by moment.", |c| {
            let what = format!("the number of nodes of `{}` here", c.by);
            moments(c.count, |n| bounded(n, |n| Addresses(n.into()), &what))
        }),
        fact(
            "per_node",
            "What each takes: `idle`, `first_pod` and `packed`; unknown where it is not nodes that take.",
            |c| pools::per_node(c.per_node, &c.by),
        ),
        fact("demand", "Addresses taken, by moment.", |c| {
            let what = format!("what `{}` takes", c.by);
            moments(c.demand, |d| bounded(d, |a| a, &what))
        }),
        fact("at_least", "Addresses surely taken, by moment.", |c| moments(c.demand, |d| addresses(d.at_least))),
        fact("how", "The arithmetic in one line: `54 nodes × 100 addresses`.", |c| Value::string(c.how.as_str())),
    ]
}

/// The demand of one moment.
type Moment = fn(&Moments<Bounds<Addresses>>) -> Bounds<Addresses>;

/// The moments, in the order in which they are a fault.
const MOMENTS: Moments<Moment> =
    Moments { desired: |d| d.desired, scaled: |d| d.scaled, rollout: |d| d.rollout, packed: |d| d.packed };

/// Whose demand a sentence is about, and how much that is.
struct Asked<'a> {
    claims: Vec<&'a Claim>,
    demand: Bounds<Addresses>,
}

/// What is asked of a range at a moment. When the node pools alone are too much, it is they who are named: a control
/// plane's address or two decide nothing, and nobody knows in which subnet they are.
fn asked<'a>(row: &Row<'a>, moment: Moment) -> Asked<'a> {
    let surely = row.claims.iter().copied().filter(|claim| moment(&claim.demand).at_least.0 > 0);
    let (nodes, others): (Vec<&Claim>, Vec<&Claim>) = surely.partition(|claim| claim.per_node.is_some());
    let of_nodes = nodes.iter().fold(Bounds::default(), |sum, claim| sum + moment(&claim.demand));
    if row.range.usable().is_some_and(|usable| of_nodes.at_least > usable) {
        Asked { claims: nodes, demand: of_nodes }
    } else {
        Asked { claims: nodes.into_iter().chain(others).collect(), demand: moment(&row.demand) }
    }
}

/// What is asked at the first moment that is surely too much; at maximum size when there is none.
fn decisive<'a>(row: &Row<'a>) -> Asked<'a> {
    let Moments { desired, scaled, rollout, packed } = MOMENTS;
    let too_much = |moment: &Moment| row.range.usable().is_some_and(|usable| moment(&row.demand).at_least > usable);
    asked(row, [desired, scaled, rollout, packed].into_iter().find(too_much).unwrap_or(scaled))
}

/// Who brings about what there is to say of a range: addresses of blocks, sorted.
pub(super) fn causes<'a>(row: &Row<'a>) -> Vec<&'a str> {
    let mut blocks: Vec<&str> = decisive(row).claims.iter().map(|claim| block(&claim.by)).collect();
    blocks.sort_unstable();
    blocks.dedup();
    blocks
}

/// Who makes these claims, in a sentence, whoever takes most first.
fn claimants(asked: &Asked<'_>, moment: Moment) -> String {
    let mut totals: BTreeMap<&str, Addresses> = BTreeMap::new();
    for claim in &asked.claims {
        let total = totals.entry(claim.by.as_str()).or_default();
        *total = *total + moment(&claim.demand).at_least;
    }
    let mut by: Vec<(&str, Addresses)> = totals.into_iter().collect();
    by.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    listed(&by.iter().map(|(by, _)| format!("`{by}`")).collect::<Vec<_>>())
}
