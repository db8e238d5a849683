//! NodePools under settings of the VPC CNI that the cases in `testdata/karpenter` do not have.

use super::super::tests::{PRIVATE, addon, addresses, model, network, resource};
use crate::eval::value::Value;
use crate::model::{Addresses, Bounds, PerNode};
use crate::resource::Resource;

/// A NodePool of nodes of one type up to so many vCPUs, in all three subnets.
fn pool(ty: &str, cpus: u64) -> Vec<Resource> {
    let manifest = |name: &str, text: String| {
        resource(&format!("kubectl_manifest.{name}"), vec![("yaml_body", Value::string(text))])
    };
    let class = "apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata: {name: default}\nspec:\n  \
                 subnetSelectorTerms: [{tags: {pool: \"yes\"}}]\n";
    let pool = format!(
        "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {{name: default}}\nspec:\n  limits: {{cpu: {cpus}}}\n  \
         template:\n    spec:\n      nodeClassRef: {{group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}}\n      \
         requirements: [{{key: node.kubernetes.io/instance-type, operator: In, values: [{ty}]}}]\n"
    );
    vec![manifest("class", class.to_owned()), manifest("pool", pool)]
}

/// The VPC with its subnets, which carry the tag and these.
fn tagged(more: &[(&str, &str)]) -> Vec<Resource> {
    let mut resources = network();
    for subnet in resources.iter_mut().filter(|resource| resource.is("aws_subnet")) {
        let tags = more.iter().chain(&[("pool", "yes")]);
        let tags = tags.map(|(key, value)| ((*key).into(), Value::string(*value))).collect();
        subnet.attributes.insert("tags".into(), Value::object(tags));
    }
    resources
}

fn per_node(ty: &str, settings: &str) -> PerNode {
    let mut resources = tagged(&[]);
    resources.push(addon(settings));
    resources.extend(pool(ty, 1000));
    model(&resources).node_pools[0].per_node.unwrap()
}

#[test]
fn pods_with_interfaces_of_their_own() {
    let found = per_node("m5.large", r#"{"env":{"ENABLE_POD_ENI":"true"}}"#);
    // One interface of three is the trunk. The first pod takes an address of the second one, or an interface of its own.
    assert_eq!(found.idle, addresses(11));
    assert_eq!(found.first_pod, Bounds::between(12, 21).map(Addresses));
    // 27 pods: 18 have addresses; or nine of them have interfaces of their own.
    assert_eq!(found.packed, Bounds::between(21, 30).map(Addresses));
    // A type that cannot have a trunk.
    let found = per_node("t3.medium", r#"{"env":{"ENABLE_POD_ENI":"true"}}"#);
    assert_eq!((found.idle, found.first_pod, found.packed), (addresses(6), addresses(12), addresses(18)));
}

#[test]
fn several_network_cards() {
    // 31 further cards of an interface with one spare address each, and one more for a pod that asks.
    let found = per_node("p5.48xlarge", r#"{"env":{"ENABLE_MULTI_NIC":"true"}}"#);
    assert_eq!(found.idle, addresses(50 + 62));
    assert_eq!(found.first_pod, Bounds::between(100 + 62, 100 + 93).map(Addresses));
    let found = per_node("p5.48xlarge", "{}");
    assert_eq!((found.idle, found.first_pod), (addresses(50), addresses(100)));
}

#[test]
fn subnets_that_refuse_pods() {
    // 100 nodes of 20 addresses in three subnets of 4,091: a newer CNI leaves one there for each node.
    let scaled = |tags: &[(&str, &str)], settings: &str| {
        let mut resources = tagged(tags);
        resources.push(addon(settings));
        resources.extend(pool("m5.large", 2000));
        let model = model(&resources);
        let of_nodes = model.claims.iter().filter(|claim| claim.what == "nodes" && claim.range.address == PRIVATE[0]);
        of_nodes.map(|claim| claim.demand.scaled).next().unwrap()
    };
    let off = r#"{"env":{"ENABLE_SUBNET_DISCOVERY":"false"}}"#;
    let refuses = [("kubernetes.io/role/cni", "0")];
    // 1,000 nodes: 20,000 addresses, of which the other two hold 8,182 at most.
    assert!(scaled(&[], "{}").at_least >= Addresses(20_000 - 2 * 4091));
    assert_eq!(scaled(&refuses, "{}").at_least, Addresses(0));
    assert_eq!(scaled(&refuses, off), scaled(&[], off));
}
