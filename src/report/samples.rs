//! What the tests of the formats print: the founding incident as a finding and as a model, and input that tries to
//! break a terminal.

use super::{RootReport, Style};
use crate::finding::{Finding, Fix, Label, Place, Severity};
use crate::model::{
    Addresses, Bounds, Claim, Cloud, Decided, Model, Moments, NodePool, PerNode, Range, RangeId, RangeKind, Undecided,
};
use crate::source::{FileId, SourceMap, Span};

/// Every style a report is looked at in.
pub(super) const STYLES: [Style; 4] = [
    Style { color: false, unicode: true, width: 80 },
    Style { color: false, unicode: true, width: 120 },
    Style { color: false, unicode: false, width: 80 },
    Style { color: true, unicode: true, width: 100 },
];

/// `width-colour-characters`, the end of a snapshot's name.
pub(super) fn suffix(style: &Style) -> String {
    let color = if style.color { "color" } else { "plain" };
    format!("{}-{color}-{}", style.width, if style.unicode { "unicode" } else { "ascii" })
}

/// Compares with the file `testdata/report/<name>.snap`; escapes of our own are written `␛`.
pub(super) fn assert_snapshot(name: &str, text: &[u8]) {
    let text = std::str::from_utf8(text).unwrap().replace('\u{1b}', "␛");
    insta::with_settings!({
        snapshot_path => "../../testdata/report",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, text);
    });
}

/// Nothing is printed that acts on a terminal, but newlines and, with colour, our own `ESC [ … m`.
pub(super) fn assert_harmless(text: &[u8], style: &Style) {
    let text = std::str::from_utf8(text).unwrap();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' && style.color && chars.next_if_eq(&'[').is_some() {
            while chars.next_if(|c| c.is_ascii_digit() || *c == ';').is_some() {}
            assert_eq!(chars.next(), Some('m'), "{text:?}");
        } else {
            assert!(c == '\n' || !super::text::is_hidden(c), "{c:?} in {text:?}");
        }
    }
}

/// No line is wider than the terminal.
pub(super) fn assert_narrow(text: &[u8], style: &Style) {
    assert!(!style.color, "escapes have no width");
    for line in std::str::from_utf8(text).unwrap().lines() {
        assert!(super::text::width(line) <= style.columns(), "{} columns: {line}", style.columns());
    }
}

pub(super) const VPC: &str = r#"variable "vpc_cidr" {
  default = "10.4.128.0/18"
}

data "aws_availability_zones" "available" {}

resource "aws_vpc" "main" {
  cidr_block = var.vpc_cidr
}

resource "aws_subnet" "private" {
  count      = 3
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet(var.vpc_cidr, 2, count.index)
}
"#;

pub(super) const EKS: &str = r#"resource "aws_eks_node_group" "batch" {
  cluster_name   = aws_eks_cluster.main.name
  node_role_arn  = aws_iam_role.node.arn
  subnet_ids     = aws_subnet.private[*].id
  instance_types = ["m6a.32xlarge"]

  scaling_config {
    max_size     = 160
    min_size     = 3
    desired_size = 30
  }
}
"#;

/// The first place where `needle` stands in a file.
pub(super) fn span(sources: &SourceMap, file: FileId, needle: &str) -> Span {
    let start = sources.file(file).text.find(needle).unwrap();
    Span::new(file, start, start + needle.len())
}

/// A label there.
pub(super) fn label(sources: &SourceMap, file: FileId, needle: &str, text: &str) -> Label {
    Label { at: Place::Span(span(sources, file, needle)), text: text.to_owned() }
}

/// The founding incident: three /20 subnets, 160 nodes of 100 addresses.
pub(super) fn incident() -> (SourceMap, Finding) {
    let mut sources = SourceMap::default();
    let vpc = sources.add("infra/vpc.tf".into(), VPC.into());
    let eks = sources.add("infra/eks.tf".into(), EKS.into());
    let cidr = "cidrsubnet(var.vpc_cidr, 2, count.index)";
    let fix = |change: &str, result: &str| Fix { change: change.into(), result: result.into() };
    let finding = Finding {
        rule: "subnet-exhausted".into(),
        severity: Severity::Error,
        message: "`aws_subnet.private[0]`, `[1]` and `[2]` can each give 4,091 addresses, \
                  `aws_eks_node_group.batch` will reserve 5,400 in each"
            .into(),
        labels: vec![
            label(&sources, vpc, cidr, "three /20: 4,096 addresses each, 5 kept by AWS"),
            label(&sources, eks, "[\"m6a.32xlarge\"]", "2 interfaces × 50 addresses = 100 as soon as one pod runs"),
            label(&sources, eks, "160", "160 nodes over 3 zones: 54 in each"),
            label(&sources, vpc, cidr, "three /20: 4,096 addresses each, 5 kept by AWS"),
        ],
        notes: vec![
            "40 nodes fit in each subnet, 120 in all three; node 41 joins and its pods stay in ContainerCreating"
                .into(),
        ],
        fixes: vec![
            fix("max_size = 120", "40 nodes in each subnet, 4,000 of 4,091"),
            fix("a /19 for each subnet", "8,187 usable, 5,400 reserved"),
            fix("WARM_IP_TARGET=2, MINIMUM_IP_TARGET=10 on the VPC CNI", "11 addresses per node, 594 in each subnet"),
            fix(
                "prefix delegation with WARM_IP_TARGET=5, MINIMUM_IP_TARGET=10",
                "17 addresses per node, 918 in each subnet (reserve the blocks)",
            ),
        ],
        subjects: (0..3).map(|n| format!("aws_subnet.private[{n}]")).collect(),
    };
    (sources, finding)
}

/// A range that is at `at`.
pub(super) fn range(address: &str, cidr: &str, reserved: u128, zone: Option<&str>, at: Place) -> Range {
    let cidr: ipnet::Ipv4Net = cidr.parse().unwrap();
    let (address, name) = match address.split_once('#') {
        Some((address, name)) => (address, Some(name.to_owned())),
        None => (address, None),
    };
    Range {
        kind: if name.is_some() { RangeKind::SecondaryRange } else { RangeKind::Subnet },
        cloud: if name.is_some() { Cloud::Gcp } else { Cloud::Aws },
        id: RangeId { address: address.into(), name },
        cidr: Some(cidr),
        prefix_len: Decided::Known(cidr.prefix_len()),
        reserved: Addresses(reserved),
        smallest: Addresses(0),
        zone: zone.map(str::to_owned),
        network: None,
        network_cidrs: None,
        copies: Bounds::exactly(1),
        at,
    }
}

/// A claim of nodes: `desired ..= max` of them, each taking what it takes.
pub(super) fn claim(by: &str, range: &Range, desired: u64, max: Bounds<u64>, per_node: (u128, u128, u128)) -> Claim {
    let each = |n| Bounds::exactly(Addresses(n));
    let (idle, first_pod, packed) = per_node;
    let count =
        Moments { desired: Bounds::exactly(desired), scaled: max, rollout: max + Bounds::exactly(1), packed: max };
    let sum = |count: Bounds<u64>, n| count.times(each(n));
    Claim {
        by: by.into(),
        what: "nodes",
        range: range.id.clone(),
        count,
        per_node: Some(PerNode { idle: each(idle), first_pod: each(first_pod), packed: each(packed) }),
        demand: Moments {
            desired: sum(count.desired, first_pod),
            scaled: sum(count.scaled, first_pod),
            rollout: sum(count.rollout, first_pod),
            packed: sum(count.packed, packed),
        },
        how: format!("{} nodes × {first_pod} addresses", max.at_least),
        labels: vec![Label { at: range.at.clone(), text: String::new() }],
    }
}

/// The ledger of the incident, a range that fits, one that is full when packed, one that nobody can judge.
pub(super) fn model(sources: &SourceMap, vpc: FileId) -> Model {
    let at = Place::Span(span(sources, vpc, "cidrsubnet"));
    let mut model = Model::default();
    for (n, cidr) in ["10.4.128.0/20", "10.4.144.0/20", "10.4.160.0/20"].into_iter().enumerate() {
        let zone = ["eu-west-1a", "eu-west-1b", "eu-west-1c"][n];
        let range = range(&format!("aws_subnet.private[{n}]"), cidr, 5, Some(zone), at.clone());
        model.claims.push(claim("aws_eks_node_group.batch", &range, 10, Bounds::exactly(54), (50, 100, 300)));
        model.ranges.push(range);
    }
    let address = "module.network[\"production\"].aws_subnet.kubernetes[\"eu-west-1a\"]";
    let range_of = |address: &str, cidr| range(address, cidr, 5, None, Place::Address(address.to_owned()));
    let long = range_of(address, "10.5.0.0/24");
    model.claims.push(claim("aws_eks_node_group.web", &long, 1, Bounds::exactly(2), (50, 100, 150)));
    let open = range_of("aws_subnet.open", "10.5.1.0/24");
    model.claims.push(claim("aws_eks_node_group.open", &open, 1, Bounds::from(1), (10, 15, 30)));
    let pods = range("google_compute_subnetwork.main#pods", "10.8.0.0/22", 0, None, at.clone());
    model.claims.push(claim("google_container_node_pool.main", &pods, 2, Bounds::between(2, 4), (256, 256, 256)));
    let mut unknown = range_of("aws_subnet.unknown", "10.5.2.0/24");
    let because = Undecided {
        what: "size of `aws_subnet.unknown`".into(),
        because: "`var.cidr` has no value".into(),
        at: at.clone(),
        decide: "-var cidr=…, or a plan".into(),
    };
    unknown.cidr = None;
    unknown.prefix_len = Decided::Unknown(because.clone());
    model.claims.push(claim("aws_eks_node_group.web", &unknown, 1, Bounds::exactly(2), (50, 100, 150)));
    model.undecided.push(because);
    model.node_pools.push(NodePool {
        address: "aws_eks_node_group.batch".into(),
        cloud: Cloud::Aws,
        word: "node group",
        cluster: Some("aws_eks_cluster.main".into()),
        instance_types: vec!["m6a.32xlarge".into()],
        max_pods: Some(250),
        pods: None,
        pod_block: None,
        max_pods_from: "a managed node group's limit above 30 vCPU".into(),
        desired: Bounds::exactly(30),
        max: Bounds::exactly(160),
        per_node: model.claims[0].per_node,
        picked_at_random: Vec::new(),
        pooled: false,
        unbounded: false,
        ranges: (0..3).map(|n| model.ranges[n].id.clone()).collect(),
        at: Place::Address("aws_eks_node_group.batch".into()),
    });
    let idle = range_of("aws_subnet.idle", "10.6.0.0/16");
    model.ranges.extend([long, open, pods, unknown, idle]);
    model
}

/// Its report.
pub(super) fn report(model: &Model) -> RootReport<'_> {
    RootReport { path: "infra/prod", var_files: &[], unread_var_files: &[], complete: true, stand_ins: &[], model }
}

/// A finding whose every text holds what would act on a terminal, over a file that does, too.
pub(super) fn hostile() -> (SourceMap, Finding) {
    const EVIL: &str = "a\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{202e}\u{2066}\u{8}b\r\nc\u{0}\u{7f}\u{2028}d";
    let mut sources = SourceMap::default();
    let text = format!("{EVIL}\r\n\tx = \"{EVIL}\"\r\n");
    let file = sources.add(format!("{EVIL}.tf"), text.into());
    let mut finding = Finding::new(EVIL, Severity::Warning, EVIL.into(), Place::Address(EVIL.into()), EVIL);
    finding.labels.push(label(&sources, file, "\tx = \"a\u{1b}[2J", EVIL));
    finding.labels.push(Label { at: Place::Span(Span::new(file, 0, 10_000)), text: EVIL.into() });
    finding.notes.push(EVIL.into());
    finding.fixes.push(Fix { change: EVIL.into(), result: EVIL.into() });
    finding.subjects.push(EVIL.into());
    (sources, finding)
}
