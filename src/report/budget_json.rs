//! The address ledger for other programs: `podroom budget --format json`. Its shape is stable. Figures are integers;
//! one that is not known exactly is `null`, and `undecided` says why.

use super::json::{FORMAT, FindingJson, RootJson, ToolJson, UndecidedJson, print};
use super::{RootReport, Tool, line_of};
use crate::demand::{Row, ledger};
use crate::finding::Finding;
use crate::model::{Addresses, Bounds, Claim, Moments, NodePool, PerNode};
use crate::source::SourceMap;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    tool: ToolJson<'a>,
    roots: Vec<LedgerJson<'a>>,
    findings: Vec<FindingJson<'a>>,
}

#[derive(Serialize)]
struct LedgerJson<'a> {
    #[serde(flatten)]
    root: RootJson<'a>,
    ranges: Vec<RangeJson<'a>>,
    node_pools: Vec<NodePoolJson<'a>>,
    undecided: Vec<UndecidedJson<'a>>,
}

#[derive(Serialize)]
struct RangeJson<'a> {
    address: &'a str,
    name: Option<&'a str>,
    kind: &'static str,
    cloud: &'static str,
    cidr: Option<String>,
    prefix_len: Option<u8>,
    total: Option<u128>,
    reserved: u128,
    usable: Option<u128>,
    zone: Option<&'a str>,
    demand: MomentsJson,
    verdict: &'static str,
    nodes_that_fit: Option<u64>,
    claims: Vec<ClaimJson<'a>>,
}

#[derive(Serialize)]
struct BoundsJson {
    at_least: u128,
    at_most: Option<u128>,
}

#[derive(Serialize)]
struct MomentsJson {
    desired: BoundsJson,
    scaled: BoundsJson,
    rollout: BoundsJson,
    packed: BoundsJson,
}

#[derive(Serialize)]
struct ClaimJson<'a> {
    by: &'a str,
    what: &'static str,
    count: BoundsJson,
    per_node: Option<PerNodeJson>,
    demand: MomentsJson,
    how: &'a str,
    at: Option<String>,
}

#[derive(Serialize)]
struct PerNodeJson {
    idle: Option<u128>,
    first_pod: Option<u128>,
    packed: Option<u128>,
}

#[derive(Serialize)]
struct NodePoolJson<'a> {
    address: &'a str,
    cloud: &'static str,
    cluster: Option<&'a str>,
    instance_types: &'a [String],
    max_pods: Option<u64>,
    max_pods_from: &'a str,
    desired: BoundsJson,
    max: BoundsJson,
    ranges: Vec<String>,
}

impl From<Bounds<Addresses>> for BoundsJson {
    fn from(bounds: Bounds<Addresses>) -> Self {
        Self { at_least: bounds.at_least.0, at_most: bounds.at_most.map(|most| most.0) }
    }
}

impl From<Bounds<u64>> for BoundsJson {
    fn from(bounds: Bounds<u64>) -> Self {
        Self { at_least: bounds.at_least.into(), at_most: bounds.at_most.map(u128::from) }
    }
}

impl From<Moments<Bounds<Addresses>>> for MomentsJson {
    fn from(moments: Moments<Bounds<Addresses>>) -> Self {
        let Moments { desired, scaled, rollout, packed } = moments.map(BoundsJson::from);
        Self { desired, scaled, rollout, packed }
    }
}

impl From<PerNode> for PerNodeJson {
    fn from(per_node: PerNode) -> Self {
        let exact = |figure: Bounds<Addresses>| figure.exact().map(|figure| figure.0);
        Self { idle: exact(per_node.idle), first_pod: exact(per_node.first_pod), packed: exact(per_node.packed) }
    }
}

impl<'a> ClaimJson<'a> {
    fn of(claim: &'a Claim, sources: &SourceMap) -> Self {
        Self {
            by: &claim.by,
            what: claim.what,
            count: claim.count.scaled.into(),
            per_node: claim.per_node.map(PerNodeJson::from),
            demand: claim.demand.into(),
            how: &claim.how,
            at: line_of(&claim.at(), sources),
        }
    }
}

impl<'a> RangeJson<'a> {
    fn of(row: &Row<'a>, sources: &SourceMap) -> Self {
        let range = row.range;
        Self {
            address: &range.id.address,
            name: range.id.name.as_deref(),
            kind: range.kind.word(),
            cloud: range.cloud.word(),
            cidr: range.cidr.map(|cidr| cidr.to_string()),
            prefix_len: range.prefix_len.known().copied(),
            total: range.total().map(|total| total.0),
            reserved: range.reserved.0,
            usable: range.usable().map(|usable| usable.0),
            zone: range.zone.as_deref(),
            demand: row.demand.into(),
            verdict: row.verdict.word(),
            nodes_that_fit: row.nodes_that_fit,
            claims: row.claims.iter().map(|claim| ClaimJson::of(claim, sources)).collect(),
        }
    }
}

impl<'a> NodePoolJson<'a> {
    fn of(pool: &'a NodePool) -> Self {
        Self {
            address: &pool.address,
            cloud: pool.cloud.word(),
            cluster: pool.cluster.as_deref(),
            instance_types: &pool.instance_types,
            max_pods: pool.max_pods,
            max_pods_from: &pool.max_pods_from,
            desired: pool.desired.into(),
            max: pool.max.into(),
            ranges: pool.ranges.iter().map(ToString::to_string).collect(),
        }
    }
}

impl<'a> LedgerJson<'a> {
    fn of(root: &RootReport<'a>, sources: &SourceMap) -> Self {
        Self {
            root: RootJson::of(root),
            ranges: ledger(root.model).iter().map(|row| RangeJson::of(row, sources)).collect(),
            node_pools: root.model.node_pools.iter().map(NodePoolJson::of).collect(),
            undecided: root.model.undecided.iter().map(|open| UndecidedJson::of(open, sources)).collect(),
        }
    }
}

/// Prints the ledger of every root, and what a check of them found.
///
/// # Errors
/// Those of the writer.
pub fn write(
    out: &mut dyn Write,
    tool: &Tool<'_>,
    roots: &[RootReport<'_>],
    findings: &[Finding],
    sources: &SourceMap,
) -> io::Result<()> {
    print(
        out,
        &Document {
            format: FORMAT,
            tool: ToolJson::of(tool),
            roots: roots.iter().map(|root| LedgerJson::of(root, sources)).collect(),
            findings: findings.iter().map(|finding| FindingJson::of(finding, sources)).collect(),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Place;
    use crate::report::samples::{self, assert_snapshot};

    const TOOL: Tool<'_> = Tool { version: "0.1.0", instance_types_as_of: "2026-11-23" };

    #[test]
    fn the_incident() {
        let (sources, finding) = samples::incident();
        let Some(Place::Span(span)) = finding.labels.first().map(|label| label.at.clone()) else {
            panic!("a label with a line")
        };
        let mut model = samples::model(&sources, span.file);
        // One of the three subnets, and the one of which nothing is known.
        model.ranges.retain(|range| ["aws_subnet.private[1]", "aws_subnet.unknown"].contains(&&*range.id.address));
        let var_files = ["prod.tfvars".to_owned()];
        let root = RootReport { var_files: &var_files, ..samples::report(&model) };
        let mut out = Vec::new();
        write(&mut out, &TOOL, &[root], &[], &sources).unwrap();
        assert_snapshot("budget-json", &out);
    }
}
