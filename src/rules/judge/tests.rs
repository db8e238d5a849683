//! The built-in rules over models made by hand.

use super::*;
use crate::cloud::Goal;
use crate::finding::Fix;
use crate::model::{
    Addresses, Bounds, Claim, Cloud, Cluster, Decided, Fault, Moments, NodePool, Overlap, PerNode, Range, RangeId,
    RangeKind, Refusal,
};
use crate::parse::hcl::parse_file;
use crate::rules::{builtin, load};
use crate::source::{FileId, SourceMap};
use std::cell::RefCell;

/// Remembers what it was asked.
#[derive(Default)]
struct Asked(RefCell<Vec<String>>);

impl Fixes for Asked {
    fn fixes(&self, failing: &[RangeId], goal: Goal) -> Vec<Fix> {
        let names: Vec<String> = failing.iter().map(ToString::to_string).collect();
        self.0.borrow_mut().push(format!("{goal:?}: {}", names.join(" ")));
        vec![Fix { change: "max_size = 120".to_owned(), result: "4,000 of 4,091".to_owned() }]
    }

    fn node_fixes(&self, node_pool: &str) -> Vec<Fix> {
        self.0.borrow_mut().push(format!("per node: {node_pool}"));
        Vec::new()
    }

    fn max_pods_fixes(&self, node_pool: &str) -> Vec<Fix> {
        self.0.borrow_mut().push(format!("max pods: {node_pool}"));
        Vec::new()
    }

    fn block_fixes(&self, failing: &[RangeId]) -> Vec<Fix> {
        self.0.borrow_mut().push(format!("blocks: {}", failing.len()));
        Vec::new()
    }
}

/// A line of a configuration that only its number tells from others.
fn line(n: usize) -> Place {
    let mut sources = SourceMap::default();
    // Built-in rules are the files before it.
    let files: Vec<FileId> = (0..40).map(|n| sources.add(n.to_string(), "".into())).collect();
    Place::Span(Span::new(files[39], n * 10, n * 10 + 5))
}

fn exactly(n: u128) -> Bounds<Addresses> {
    Bounds::exactly(Addresses(n))
}

fn subnet(name: &str, cidr: &str, at: Place) -> Range {
    let cidr: ipnet::Ipv4Net = cidr.parse().unwrap();
    Range {
        id: RangeId { address: name.to_owned(), name: None },
        kind: RangeKind::Subnet,
        cloud: Cloud::Aws,
        cidr: Some(cidr),
        prefix_len: Decided::Known(cidr.prefix_len()),
        reserved: Addresses(5),
        smallest: Addresses(0),
        zone: None,
        network: Some("aws_vpc.main".to_owned()),
        network_cidrs: None,
        copies: Bounds::exactly(1),
        at,
    }
}

/// Nodes that hold 50 addresses when idle, 100 with a pod, 300 when full; at desired and at maximum size.
fn nodes(by: &str, range: &str, desired: u64, max: Bounds<u64>, at: [Place; 2]) -> Claim {
    let per_node = PerNode { idle: exactly(50), first_pod: exactly(100), packed: exactly(300) };
    let count = Moments { desired: Bounds::exactly(desired), scaled: max, rollout: max, packed: max };
    let [types, size] = at;
    Claim {
        by: by.to_owned(),
        what: "nodes",
        range: RangeId { address: range.to_owned(), name: None },
        count,
        per_node: Some(per_node),
        demand: Moments {
            desired: Bounds::exactly(desired).times(per_node.first_pod),
            scaled: max.times(per_node.first_pod),
            rollout: max.times(per_node.first_pod),
            packed: max.times(per_node.packed),
        },
        how: String::new(),
        labels: vec![
            Label { at: types, text: "2 interfaces × 50 addresses = 100 as soon as one pod runs".to_owned() },
            Label { at: size, text: "160 nodes over 3 zones: 54 here".to_owned() },
        ],
    }
}

fn pool(address: &str, ranges: &[&str], max: Bounds<u64>, at: Place) -> NodePool {
    NodePool {
        address: address.to_owned(),
        cloud: Cloud::Aws,
        word: "node group",
        cluster: None,
        instance_types: vec!["m6a.32xlarge".to_owned()],
        max_pods: Some(250),
        pods: None,
        pod_block: None,
        max_pods_from: "the cap of managed node groups".to_owned(),
        desired: Bounds::exactly(3),
        max,
        per_node: Some(PerNode { idle: exactly(50), first_pod: exactly(100), packed: exactly(300) }),
        picked_at_random: Vec::new(),
        pooled: false,
        unbounded: false,
        ranges: ranges.iter().map(|r| RangeId { address: (*r).to_owned(), name: None }).collect(),
        at,
    }
}

const BATCH: &str = "aws_eks_node_group.batch";

/// Three /20 subnets, one m6a.32xlarge node group of so many nodes each.
fn incident(desired: u64, share: u64, at: impl Fn(usize) -> Place) -> Model {
    let names = ["aws_subnet.private[0]", "aws_subnet.private[1]", "aws_subnet.private[2]"];
    let cidrs = ["10.0.0.0/20", "10.0.16.0/20", "10.0.32.0/20"];
    let max = Bounds::exactly(share);
    Model {
        ranges: (0..3).map(|n| subnet(names[n], cidrs[n], at(n))).collect(),
        node_pools: vec![pool(BATCH, &names, Bounds::exactly(share * 3), at(5))],
        claims: names.iter().map(|name| nodes(BATCH, name, desired, max, [at(5), at(6)])).collect(),
        ..Model::default()
    }
}

fn judged(model: &Model, settings: &str) -> (Judgement, Vec<String>) {
    let mut sources = SourceMap::default();
    let rules = builtin::rules(&mut sources);
    let (body, problems) = parse_file(settings, sources.add("podroom.hcl".into(), settings.into()));
    assert_eq!(problems, []);
    let (settings, findings) = Settings::read(body.blocks("rule"), &rules);
    assert_eq!(findings, []);
    let asked = Asked::default();
    let judgement = judge(&rules, model, &asked, &settings);
    (judgement, asked.0.into_inner())
}

/// `error[rule]: message` of every finding.
fn said(judgement: &Judgement) -> Vec<String> {
    judgement.findings.iter().map(|f| format!("{}[{}]: {}", f.severity, f.rule, f.message)).collect()
}

const QUIET: &str = r#"rule "oversized-warm-pool" { severity = "off" }"#;

#[test]
fn three_subnets_with_one_cause_are_one_finding() {
    let (judgement, asked) = judged(&incident(1, 54, line), QUIET);
    assert_eq!(
        said(&judgement),
        [
            "error[subnet-exhausted]: `aws_subnet.private[0]` can give 4,091 addresses, `aws_eks_node_group.batch` will reserve 5,400"
        ]
    );
    let finding = &judgement.findings[0];
    let labels: Vec<(&Place, &str)> = finding.labels.iter().map(|label| (&label.at, label.text.as_str())).collect();
    assert_eq!(
        labels,
        [
            (&line(0), "10.0.0.0/20: 4,096 addresses, 5 kept by AWS"),
            (&line(1), "10.0.16.0/20: 4,096 addresses, 5 kept by AWS"),
            (&line(2), "10.0.32.0/20: 4,096 addresses, 5 kept by AWS"),
            (&line(5), "2 interfaces × 50 addresses = 100 as soon as one pod runs"),
            (&line(6), "160 nodes over 3 zones: 54 here"),
        ]
    );
    assert_eq!(
        finding.notes,
        [
            "40 nodes fit in this subnet, 120 in all three; node 41 still joins, and pods stay in ContainerCreating once no address is left",
            "the same in `aws_subnet.private[1]` and `aws_subnet.private[2]`",
        ]
    );
    assert_eq!(finding.subjects, ["aws_subnet.private[0]", "aws_subnet.private[1]", "aws_subnet.private[2]"]);
    assert_eq!(finding.fixes.len(), 1);
    assert_eq!(asked, ["Scaled: aws_subnet.private[0] aws_subnet.private[1] aws_subnet.private[2]"]);
    assert_eq!(judgement.undecided, []);
}

#[test]
fn instances_of_one_line_get_one_label() {
    let (judgement, _) = judged(&incident(1, 54, |n| line(n.max(2))), QUIET);
    let at: Vec<&Place> = judgement.findings[0].labels.iter().map(|label| &label.at).collect();
    assert_eq!(at, [&line(2), &line(5), &line(6)]);
}

#[test]
fn a_plan_has_addresses_for_lines() {
    let (judgement, _) = judged(&incident(1, 54, |n| Place::Address(format!("aws_x.y[{n}]"))), QUIET);
    let at: Vec<&Place> = judgement.findings[0].labels.iter().map(|label| &label.at).collect();
    let expected: Vec<Place> = [0, 1, 2, 5, 6].iter().map(|n| Place::Address(format!("aws_x.y[{n}]"))).collect();
    assert_eq!(at, expected.iter().collect::<Vec<_>>());
}

#[test]
fn desired_size_is_named_when_it_does_not_fit_either() {
    for (desired, share, expected) in [
        (54, 54, "will reserve 5,400 at its desired size already"),
        (50, 54, "will reserve 5,000 at its desired size already, 5,400 at its maximum"),
        (40, 54, "will reserve 5,400"),
    ] {
        let (judgement, _) = judged(&incident(desired, share, line), QUIET);
        assert!(judgement.findings[0].message.ends_with(expected), "{}", judgement.findings[0].message);
    }
}

#[test]
fn each_moment_has_its_rule() {
    // 4,091 usable: 40 nodes hold 4,000 with their first pods and 12,000 when full; 13 hold 1,300 and 3,900.
    for (share, expected) in [
        (13, vec![]),
        (
            14,
            vec![
                "warning[subnet-exhausted-when-packed]: `aws_subnet.private[0]` can give 4,091 addresses, `aws_eks_node_group.batch` will reserve 4,200 when the nodes are full of pods",
            ],
        ),
    ] {
        let (judgement, _) = judged(&incident(1, share, line), QUIET);
        assert_eq!(said(&judgement), expected, "{share}");
    }
    let mut model = incident(1, 13, line);
    for claim in &mut model.claims {
        claim.demand.rollout = exactly(4_092);
    }
    let (judgement, _) = judged(&model, QUIET);
    assert_eq!(
        said(&judgement),
        [
            "warning[subnet-exhausted-by-rollout]: `aws_subnet.private[0]` can give 4,091 addresses, a rolling update of `aws_eks_node_group.batch` will reserve 4,092"
        ]
    );
    for claim in &mut model.claims {
        claim.demand =
            Moments { desired: exactly(0), scaled: exactly(4_000), rollout: exactly(4_000), packed: exactly(4_000) };
    }
    let (judgement, _) = judged(&model, QUIET);
    assert_eq!(
        said(&judgement),
        [
            "warning[subnet-nearly-full]: `aws_subnet.private[0]` will be 97 % full: `aws_eks_node_group.batch` will reserve 4,000 of 4,091 addresses"
        ]
    );
}

#[test]
fn settings_decide_severity_and_limits() {
    let model = incident(1, 3, line);
    let warm =
        "[oversized-warm-pool]: each node of `aws_eks_node_group.batch` holds 100 addresses as soon as it runs one pod";
    // A pool that fills its subnets is reported as that.
    assert!(said(&judged(&incident(1, 54, line), "").0).iter().all(|finding| !finding.contains("warm-pool")));
    for (settings, expected) in [
        ("", vec![format!("warning{warm}")]),
        (r#"rule "oversized-warm-pool" { severity = "note" }"#, vec![format!("note{warm}")]),
        (r#"rule "oversized-warm-pool" { addresses_per_node = 100 }"#, vec![]),
        (r#"rule "oversized-warm-pool" { severity = "off" }"#, vec![]),
    ] {
        let (judgement, asked) = judged(&model, settings);
        assert_eq!(said(&judgement), expected, "{settings}");
        assert_eq!(asked.len(), expected.len());
    }
}

#[test]
fn what_may_fit_is_undecided_and_never_an_error() {
    let mut model = incident(1, 1, line);
    model.claims.truncate(1);
    model.claims[0] = nodes(BATCH, "aws_subnet.private[0]", 1, Bounds::from(1), [line(5), line(6)]);
    let (judgement, _) = judged(&model, QUIET);
    assert_eq!(
        said(&judgement),
        [
            "note[undecided]: cannot tell whether `aws_subnet.private[0]` can hold its nodes: the demand on `aws_subnet.private[0]` is at least 100, and nothing says how much at most"
        ]
    );
    assert_eq!(judgement.undecided.len(), 1);
    // What is surely too much is an error all the same.
    model.claims[0] = nodes(BATCH, "aws_subnet.private[0]", 1, Bounds::from(41), [line(5), line(6)]);
    let (judgement, _) = judged(&model, QUIET);
    assert_eq!(
        said(&judgement),
        [
            "error[subnet-exhausted]: `aws_subnet.private[0]` can give 4,091 addresses, `aws_eks_node_group.batch` will reserve at least 4,100"
        ]
    );
}

#[test]
fn an_unknown_size_is_said_once_and_in_the_models_words() {
    let size = Undecided {
        what: "size of `aws_subnet.private[0]`".to_owned(),
        because: "`var.cidr` has no value".to_owned(),
        at: line(0),
        decide: "`-var cidr=…`".to_owned(),
    };
    let mut model = incident(1, 3, line);
    model.ranges[0].cidr = None;
    model.ranges[0].prefix_len = Decided::Unknown(size.clone());
    for known in [vec![], vec![size.clone()]] {
        model.undecided = known;
        let (judgement, _) = judged(&model, QUIET);
        assert_eq!(judgement.undecided, std::slice::from_ref(&size));
        assert_eq!(
            said(&judgement),
            ["note[undecided]: cannot tell size of `aws_subnet.private[0]`: `var.cidr` has no value"]
        );
        assert_eq!(judgement.findings[0].notes, ["to decide it: `-var cidr=…`"]);
        assert_eq!(judgement.findings[0].labels[0].at, line(0));
    }
    // Nobody asks anything of it: nothing is to be decided.
    model.claims.retain(|claim| claim.range.address != "aws_subnet.private[0]");
    model.undecided.clear();
    let (judgement, _) = judged(&model, QUIET);
    assert_eq!(judgement.undecided, []);
}

#[test]
fn pod_ranges_count_blocks() {
    let mut range = subnet("google_compute_subnetwork.a", "10.4.0.0/22", line(0));
    range.id.name = Some("pods".to_owned());
    (range.kind, range.cloud, range.reserved) = (RangeKind::SecondaryRange, Cloud::Gcp, Addresses(0));
    let block = exactly(256);
    let mut claim =
        nodes("google_container_node_pool.p", "google_compute_subnetwork.a", 3, Bounds::exactly(6), [line(1), line(2)]);
    claim.range = range.id.clone();
    claim.per_node = Some(PerNode { idle: block, first_pod: block, packed: block });
    claim.demand = claim.count.map(|count| count.times(block));
    let model = Model { ranges: vec![range], claims: vec![claim], ..Model::default() };
    let (judgement, asked) = judged(&model, "");
    assert_eq!(
        said(&judgement),
        [
            "error[pod-range-exhausted]: `pods` of `google_compute_subnetwork.a` can give 1,024 addresses, `google_container_node_pool.p` will reserve 1,536"
        ]
    );
    assert_eq!(
        judgement.findings[0].notes,
        ["4 nodes fit in this range; node 5 finds no block for its pods and is not created"]
    );
    assert_eq!(asked, ["Scaled: google_compute_subnetwork.a#pods"]);
}

#[test]
fn control_planes_need_room_beside_the_nodes() {
    let control = |by: &str, taken: u128| Claim {
        by: by.to_owned(),
        what: "control plane",
        per_node: None,
        demand: Moments {
            desired: exactly(taken),
            scaled: exactly(taken),
            rollout: exactly(taken),
            packed: exactly(taken),
        },
        labels: Vec::new(),
        ..nodes(by, "aws_subnet.a", 0, Bounds::exactly(0), [line(1), line(2)])
    };
    for (cidr, taken, expected) in [
        // 27 usable, 11 usable; the cluster's own claim does not count against it.
        ("10.0.0.0/27", 0, None),
        ("10.0.0.0/27", 11, None),
        (
            "10.0.0.0/27",
            12,
            Some(
                "note[control-plane-subnet-too-small]: `aws_subnet.a` will have 15 free addresses for the control plane of `aws_eks_cluster.c`, EKS recommends 16",
            ),
        ),
        (
            "10.0.0.0/28",
            0,
            Some(
                "note[control-plane-subnet-too-small]: `aws_subnet.a` will have 11 free addresses for the control plane of `aws_eks_cluster.c`, EKS recommends 16",
            ),
        ),
        (
            "10.0.0.0/28",
            6,
            Some(
                "error[control-plane-subnet-too-small]: `aws_subnet.a` will have 5 free addresses for the control plane of `aws_eks_cluster.c`, EKS needs 6",
            ),
        ),
    ] {
        let model = Model {
            ranges: vec![subnet("aws_subnet.a", cidr, line(0))],
            clusters: vec![Cluster {
                address: "aws_eks_cluster.c".to_owned(),
                cloud: Cloud::Aws,
                services: None,
                ranges: vec![RangeId { address: "aws_subnet.a".to_owned(), name: None }],
                at: line(3),
            }],
            claims: vec![control("aws_eks_cluster.c", 2), control("aws_instance.others", taken)],
            ..Model::default()
        };
        let (judgement, _) = judged(&model, "");
        assert_eq!(said(&judgement), expected.into_iter().collect::<Vec<_>>(), "{cidr} {taken}");
    }
}

#[test]
fn plain_mistakes_are_worded() {
    let block = |text: &str| text.parse::<ipnet::Ipv4Net>().unwrap();
    let cidr = |certain| Fault::Cidr {
        address: "aws_subnet.a".to_owned(),
        text: "10.0.0.0/29".to_owned(),
        problem: "AWS has no subnets smaller than a /28".to_owned(),
        certain,
        at: line(1),
    };
    let missing = |has: &[&str]| Fault::SecondaryRangeMissing {
        address: "google_container_cluster.c".to_owned(),
        name: "pod".to_owned(),
        subnet: "google_compute_subnetwork.s".to_owned(),
        has: has.iter().map(|name| (*name).to_owned()).collect(),
        at: line(1),
    };
    for (fault, expected) in [
        (
            cidr(true),
            "error[cidr-invalid]: `aws_subnet.a` has the block \"10.0.0.0/29\": AWS has no subnets smaller than a /28",
        ),
        (
            cidr(false),
            "warning[cidr-invalid]: `aws_subnet.a` has the block \"10.0.0.0/29\": AWS has no subnets smaller than a /28",
        ),
        (
            Fault::OutsideNetwork {
                address: "aws_subnet.a".to_owned(),
                cidr: block("10.1.0.0/24"),
                network: "aws_vpc.v".to_owned(),
                network_cidrs: vec![block("10.0.0.0/16"), block("10.2.0.0/16")],
                at: line(1),
                network_at: line(2),
            },
            "error[subnet-outside-network]: `aws_subnet.a` is 10.1.0.0/24, `aws_vpc.v` holds 10.0.0.0/16 and 10.2.0.0/16",
        ),
        (
            missing(&["pods", "services"]),
            "error[secondary-range-missing]: `google_container_cluster.c` uses the secondary range `pod`, `google_compute_subnetwork.s` has `pods` and `services`",
        ),
        (
            missing(&[]),
            "error[secondary-range-missing]: `google_container_cluster.c` uses the secondary range `pod`, `google_compute_subnetwork.s` has none",
        ),
        (
            Fault::UnknownInstanceType {
                address: BATCH.to_owned(),
                instance_type: "m99.large".to_owned(),
                at: line(1),
            },
            "note[unknown-instance-type]: `aws_eks_node_group.batch` uses m99.large, which is not in podroom's table: its nodes are undecided",
        ),
    ] {
        let (judgement, _) = judged(&Model { faults: vec![fault], ..Model::default() }, "");
        assert_eq!(said(&judgement), [expected]);
        assert!(judgement.findings[0].labels.iter().any(|label| label.at == line(1)), "{expected}");
    }
    let overlap = Overlap {
        first: ("aws_subnet.a".to_owned(), block("10.0.0.0/23")),
        second: ("aws_subnet.b".to_owned(), block("10.0.1.0/24")),
        network: "aws_vpc.v".to_owned(),
        refusal: Refusal::Network,
        first_at: line(1),
        second_at: line(2),
    };
    let (judgement, _) = judged(&Model { overlaps: vec![overlap], ..Model::default() }, "");
    assert_eq!(
        said(&judgement),
        [
            "error[cidr-overlap]: `aws_subnet.a` (10.0.0.0/23) and `aws_subnet.b` (10.0.1.0/24) share 256 addresses of one network"
        ]
    );
    let at: Vec<&Place> = judgement.findings[0].labels.iter().map(|label| &label.at).collect();
    assert_eq!(at, [&line(1), &line(2)]);
}

#[test]
fn a_desired_size_lies_below_the_maximum() {
    for (desired, max, expected) in [
        (Bounds::exactly(3), Bounds::exactly(3), 0),
        (Bounds::exactly(4), Bounds::exactly(3), 1),
        (Bounds::exactly(4), Bounds::from(1), 0),
        (Bounds::from(4), Bounds::exactly(3), 1),
    ] {
        let mut pool = pool(BATCH, &[], max, line(1));
        pool.desired = desired;
        let (judgement, _) = judged(&Model { node_pools: vec![pool], ..Model::default() }, QUIET);
        let found = judgement.findings.iter().filter(|finding| finding.rule == "desired-above-max").count();
        assert_eq!((found, judgement.findings.len()), (expected, expected), "{desired:?} {max:?}");
    }
}

#[test]
fn a_rule_that_cannot_be_applied_is_a_finding_and_the_others_go_on() {
    let text = r#"
        rule "broken" {
          summary       = "The condition is a number"
          severity      = "error"
          each          = "subnet"
          condition     = subnet.usable
          error_message = "m"
        }
        rule "shouting" {
          summary       = "Every subnet"
          severity      = "loud"
          each          = "subnet"
          condition     = false
          error_message = "${subnet.title}"
        }
    "#;
    let mut sources = SourceMap::default();
    let mut rules = Vec::new();
    assert_eq!(load(text, sources.add("r.hcl".into(), text.into()), &mut rules), []);
    let judgement = judge(&rules, &incident(1, 3, line), &Asked::default(), &Settings::default());
    assert_eq!(
        said(&judgement),
        [
            "error[invalid-rule]: rule `broken` cannot be applied: the condition is neither true nor false",
            "error[shouting]: `aws_subnet.private[0]`",
            "error[invalid-rule]: rule `shouting` cannot be applied: this is no severity: \"error\", \"warning\" or \"note\"",
        ]
    );
}

#[test]
fn one_reason_for_several_is_said_once() {
    let entry = |n: usize| Undecided {
        what: format!("size of `aws_subnet.a[\"{n}\"]`"),
        because: "`var.cidr` has no value".to_owned(),
        at: line(0),
        decide: String::new(),
    };
    let model = Model { undecided: vec![entry(1), entry(2)], ..Model::default() };
    let (judgement, _) = judged(&model, "");
    assert_eq!(judgement.undecided.len(), 2);
    assert_eq!(judgement.findings.len(), 1);
    assert_eq!(judgement.findings[0].notes, ["the same in size of `aws_subnet.a[\"2\"]`"]);
    assert_eq!(judgement.findings[0].subjects, Vec::<String>::new());
}

#[test]
fn what_a_fault_explains_is_not_said_again() {
    let entry = |at| Undecided {
        what: format!("the addresses per node of `{BATCH}`"),
        because: "the instance type is not in the table".to_owned(),
        at,
        decide: String::new(),
    };
    let fault =
        Fault::UnknownInstanceType { address: BATCH.to_owned(), instance_type: "m99.large".to_owned(), at: line(1) };
    for (at, notes) in [(line(1), 1), (line(2), 2)] {
        let model = Model { undecided: vec![entry(at)], faults: vec![fault.clone()], ..Model::default() };
        let (judgement, _) = judged(&model, "");
        assert_eq!((judgement.findings.len(), judgement.undecided.len()), (notes, 1));
    }
}

#[test]
fn node_pools_are_named_alone_when_they_alone_are_too_much() {
    let control = |taken: Bounds<u128>| Claim {
        by: "aws_eks_cluster.main".to_owned(),
        what: "control plane",
        per_node: None,
        demand: Moments { desired: taken, scaled: taken, rollout: taken, packed: taken }
            .map(|d| Bounds { at_least: Addresses(d.at_least), at_most: d.at_most.map(Addresses) }),
        labels: vec![Label { at: line(9), text: "control plane".to_owned() }],
        ..nodes(BATCH, "aws_subnet.private[0]", 0, Bounds::exactly(0), [line(5), line(6)])
    };
    for (share, taken, expected, labels) in [
        (41, Bounds::between(1, 3), "`aws_eks_node_group.batch` will reserve 4,100", 3),
        (
            40,
            Bounds::between(92, 95),
            "`aws_eks_node_group.batch` and `aws_eks_cluster.main` will reserve at least 4,092",
            4,
        ),
    ] {
        let mut model = incident(1, share, line);
        model.ranges.truncate(1);
        model.claims.truncate(1);
        model.claims.push(control(taken));
        let (judgement, _) = judged(&model, QUIET);
        assert!(judgement.findings[0].message.ends_with(expected), "{}", judgement.findings[0].message);
        assert_eq!(judgement.findings[0].labels.len(), labels);
    }
}
