//! Fixes of the incident, and that each holds when it is written down.

use super::super::tests::{M6A, addon, block, cluster, computed, group, incident, model, own, resource, subnet};
use super::*;
use crate::eval::value::Value;
use crate::resource::Resource;

#[test]
fn fixes_of_the_incident() {
    let estate = Estate::read(&incident(), 1);
    let failing: Vec<_> = estate.model().ranges.iter().map(|range| range.id.clone()).collect();
    let text = |fixes: Vec<Fix>| -> Vec<String> {
        fixes.into_iter().map(|fix| format!("{}: {}", fix.change, fix.result)).collect()
    };
    assert_eq!(
        text(estate.fixes(&failing, Goal::Scaled)),
        [
            "max_size = 120: 40 nodes in each subnet, 4,000 of 4,091",
            "a /19 for each subnet, and a further block for the VPC: 8,187 usable, 5,400 reserved",
            "WARM_IP_TARGET=2, MINIMUM_IP_TARGET=10 on the VPC CNI: 11 addresses per node, 594 in each subnet",
            "prefix delegation with WARM_IP_TARGET=5, MINIMUM_IP_TARGET=10: 17 addresses per node, 918 in each subnet \
             (reserve the blocks)",
            "WARM_ENI_TARGET=0 on the VPC CNI: 50 addresses per node, 2,700 in each subnet",
            "custom networking with pods in 100.64.0.0/10: 1 address per node, 54 in each subnet, and the rest in the \
             subnets for pods",
            "max pods of 49 on `aws_eks_node_group.batch`, in user data of Bottlerocket or of your own AMI: 50 addresses per \
             node, 2,700 in each subnet",
        ]
    );
    assert_eq!(
        text(estate.fixes(&failing[..1], Goal::Scaled)),
        [
            "max_size = 120: 40 nodes here, 4,000 of 4,091",
            "a /19 subnet: 8,187 usable, 5,400 reserved",
            "WARM_IP_TARGET=2, MINIMUM_IP_TARGET=10 on the VPC CNI: 11 addresses per node, 594 here",
            "prefix delegation with WARM_IP_TARGET=5, MINIMUM_IP_TARGET=10: 17 addresses per node, 918 here (reserve \
             the blocks)",
            "WARM_ENI_TARGET=0 on the VPC CNI: 50 addresses per node, 2,700 here",
            "custom networking with pods in 100.64.0.0/10: 1 address per node, 54 here, and the rest in the subnets \
             for pods",
            "max pods of 49 on `aws_eks_node_group.batch`, in user data of Bottlerocket or of your own AMI: 50 addresses per \
             node, 2,700 here",
        ]
    );
    // Full of 248 pods: 13 nodes of 300 in 4,091, and 54 × 300 = 16,200 in a /18. 248 pods take as many addresses
    // whatever is kept warm.
    assert_eq!(
        text(estate.fixes(&failing, Goal::Packed)),
        [
            "max_size = 39: 13 nodes in each subnet, 3,900 of 4,091",
            "a /18 for each subnet, and a further block for the VPC: 16,379 usable, 16,200 reserved",
            "custom networking with pods in 100.64.0.0/10: 1 address per full node, 54 in each subnet, and the rest in \
             the subnets for pods",
            "max pods of 49 on `aws_eks_node_group.batch`, in user data of Bottlerocket or of your own AMI: 50 addresses per \
             full node, 2,700 in each subnet",
        ]
    );
    assert_eq!(
        text(estate.node_fixes("aws_eks_node_group.batch")),
        [
            "WARM_IP_TARGET=2, MINIMUM_IP_TARGET=10 on the VPC CNI: 11 addresses per node with the first pods, 256 when \
             full",
            "prefix delegation with WARM_IP_TARGET=5, MINIMUM_IP_TARGET=10: 17 addresses per node with the first pods, \
             257 when full (reserve the blocks)",
            "WARM_ENI_TARGET=0 on the VPC CNI: 50 addresses per node with the first pods, 300 when full",
        ]
    );
    assert!(estate.node_fixes("aws_eks_node_group.other").is_empty());
}

/// One group in one subnet, with an add-on.
fn one_subnet(ty: &str, max: u64, cidr: &str, configuration: &str) -> Vec<Resource> {
    vec![
        subnet("aws_subnet.a", cidr, 0),
        cluster(&[]),
        group("aws_eks_node_group.g", &[ty], max, &["aws_subnet.a"], vec![]),
        addon(configuration),
    ]
}

/// The same, started from a template whose user data sets max pods.
fn with_max_pods(ty: &str, max: u64, cidr: &str, pods: u64) -> Vec<Resource> {
    let id = || computed(&own("aws_launch_template.t"), "id");
    let data = format!("/etc/eks/bootstrap.sh main --kubelet-extra-args --max-pods={pods}");
    let template = vec![("id", id()), ("image_id", Value::string("ami-1")), ("user_data", Value::string(data))];
    let of_template = vec![("launch_template", block(vec![("id", id())]))];
    let mut resources = one_subnet(ty, max, cidr, "{}");
    resources[2] = group("aws_eks_node_group.g", &[ty], max, &["aws_subnet.a"], of_template);
    resources.push(resource("aws_launch_template.t", template));
    resources
}

#[test]
fn the_minimum_follows_the_pods_that_a_node_runs() {
    let fixes = Estate::read(&incident(), 30).node_fixes("aws_eks_node_group.batch");
    assert_eq!(fixes[0].change, "WARM_IP_TARGET=2, MINIMUM_IP_TARGET=32 on the VPC CNI");
    assert_eq!(fixes[0].result, "33 addresses per node with the first pods, 256 when full");
}

#[test]
fn every_fix_holds_when_it_is_written_down() {
    let scaled = |resources: &[Resource]| {
        let model = model(resources);
        let row = &demand::ledger(&model)[0];
        row.demand.scaled.at_most <= row.range.usable()
    };
    let mut tried = BTreeSet::new();
    for (ty, max, network, len) in [
        ("m5.large", 900, "10.0.0.0", 23),
        ("m5.large", 3, "10.0.0.0", 27),
        (M6A, 30, "10.0.0.0", 22),
        (M6A, 14, "10.0.0.0", 22),
        ("t3.medium", 30, "10.0.0.0", 24),
        ("m8i.large", 10, "10.0.0.0", 24),
    ] {
        let cidr = format!("{network}/{len}");
        let resources = one_subnet(ty, max, &cidr, "{}");
        assert!(!scaled(&resources), "{ty} {max} {cidr}");
        let estate = Estate::read(&resources, 1);
        let failing = estate.model().ranges[0].id.clone();
        for fix in estate.fixes(&[failing], Goal::Scaled) {
            let figure = |prefix: &str| -> Option<u64> {
                let rest = fix.change.strip_prefix(prefix)?;
                rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
            };
            let env = |env: &str| one_subnet(ty, max, &cidr, &format!("{{\"env\":{{{env}}}}}"));
            if let Some(size) = figure("max_size = ") {
                assert!(scaled(&one_subnet(ty, size, &cidr, "{}")), "{fix:?}");
                assert!(!scaled(&one_subnet(ty, size + 1, &cidr, "{}")), "not the largest: {fix:?}");
            } else if let Some(len) = figure("a /") {
                assert!(scaled(&one_subnet(ty, max, &format!("{network}/{len}"), "{}")), "{fix:?}");
                assert!(
                    !scaled(&one_subnet(ty, max, &format!("{network}/{}", len + 1), "{}")),
                    "not the smallest: {fix:?}"
                );
            } else if fix.change.starts_with("WARM_IP_TARGET") {
                assert!(scaled(&env(r#""WARM_IP_TARGET":"2","MINIMUM_IP_TARGET":"10""#)), "{fix:?}");
            } else if fix.change.starts_with("prefix") {
                let env = env(r#""ENABLE_PREFIX_DELEGATION":"true","WARM_IP_TARGET":"5","MINIMUM_IP_TARGET":"10""#);
                assert!(scaled(&env), "{fix:?}");
            } else if let Some((other, _)) = fix.change.split_once(" instead of ") {
                assert!(scaled(&one_subnet(other, max, &cidr, "{}")), "{fix:?}");
            } else if fix.change.starts_with("custom") {
                assert!(scaled(&env(r#""AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG":"true""#)), "{fix:?}");
            } else if let Some(pods) = figure("max pods of ") {
                assert!(scaled(&with_max_pods(ty, max, &cidr, pods)), "{fix:?}");
            } else {
                assert!(scaled(&env(r#""WARM_ENI_TARGET":"0""#)), "{fix:?}");
            }
            tried.insert(fix.change.split([' ', '=']).next().map(str::to_owned));
        }
    }
    assert_eq!(tried.len(), 8, "every kind of fix is tried: {tried:?}");
}

#[test]
fn fixes_of_blocks_hold_when_they_are_written_down() {
    let prefixes = r#"{"env":{"ENABLE_PREFIX_DELEGATION":"true"}}"#;
    let sparing = r#"{"env":{"ENABLE_PREFIX_DELEGATION":"true","WARM_IP_TARGET":"5","MINIMUM_IP_TARGET":"10"}}"#;
    let missing = |resources: &[Resource]| {
        let blocks = |fault: &crate::model::Fault| matches!(fault, crate::model::Fault::PrefixBlocks { .. });
        model(resources).faults.iter().any(blocks)
    };
    // Twelve nodes of two prefixes: 24 blocks, or 36 when every interface spoils one, of the 30 of a /23.
    let of = |max, cidr: &str, settings: &str| one_subnet("m5.large", max, cidr, settings);
    let resources = of(12, "10.0.0.0/23", prefixes);
    assert!(missing(&resources));
    let estate = Estate::read(&resources, 1);
    let failing = estate.model().ranges[0].id.clone();
    let fixes: Vec<String> = estate.block_fixes(&[failing]).into_iter().map(|fix| fix.change).collect();
    assert_eq!(
        fixes,
        [
            "aws_ec2_subnet_cidr_reservation of type \"prefix\" for 24 blocks in the subnet",
            "prefix delegation with WARM_IP_TARGET=5, MINIMUM_IP_TARGET=10",
            "max_size = 10 on `aws_eks_node_group.g`",
            "a /22 subnet",
        ]
    );
    let reservation = |cidr: &str| {
        let attributes = vec![
            ("subnet_id", computed(&own("aws_subnet.a"), "id")),
            ("reservation_type", Value::string("prefix")),
            ("cidr_block", Value::string(cidr)),
        ];
        resource(&format!("aws_ec2_subnet_cidr_reservation.{}", cidr.len()), attributes)
    };
    let mut reserved = resources;
    reserved.extend([reservation("10.0.1.0/24"), reservation("10.0.0.128/25")]);
    assert!(!missing(&reserved));
    assert!(!missing(&of(12, "10.0.0.0/23", sparing)));
    assert!(!missing(&of(10, "10.0.0.0/23", prefixes)) && missing(&of(11, "10.0.0.0/23", prefixes)));
    assert!(!missing(&of(12, "10.0.0.0/22", prefixes)));
}

#[test]
fn fixes_of_max_pods_hold_when_they_are_written_down() {
    let limited = r#"{"env":{"MAX_ENI":"1"}}"#;
    let short = |resources: &[Resource]| model(resources).node_pools[0].pods.as_ref().unwrap().short.clone();
    let resources = one_subnet(M6A, 1, "10.0.0.0/20", limited);
    assert_eq!(short(&resources), Some((M6A.to_owned(), 250, 51)));
    let fixes = Estate::read(&resources, 1).max_pods_fixes("aws_eks_node_group.g");
    let text: Vec<String> = fixes.into_iter().map(|fix| format!("{}: {}", fix.change, fix.result)).collect();
    assert_eq!(
        text,
        [
            "max pods of 51 on `aws_eks_node_group.g`, in user data of Bottlerocket or of your own AMI: further pods go to \
             other nodes, 50 addresses per full node",
            "no MAX_ENI on the VPC CNI: an address for each of 250 pods, 300 per full node",
            "prefix delegation with WARM_IP_TARGET=5, MINIMUM_IP_TARGET=10: an address for each of 250 pods, 257 per full \
             node (reserve the blocks)",
        ]
    );
    assert_eq!(short(&one_subnet(M6A, 1, "10.0.0.0/20", "{}")), None);
    let prefixes =
        r#"{"env":{"MAX_ENI":"1","ENABLE_PREFIX_DELEGATION":"true","WARM_IP_TARGET":"5","MINIMUM_IP_TARGET":"10"}}"#;
    assert_eq!(short(&one_subnet(M6A, 1, "10.0.0.0/20", prefixes)), None);
    assert!(Estate::read(&one_subnet(M6A, 1, "10.0.0.0/20", "{}"), 1).max_pods_fixes("nobody").is_empty());
}
