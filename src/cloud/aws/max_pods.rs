//! How many pods the kubelet of a node may run, and which rule says so.

use super::cni::{PER_PREFIX, Settings};
use super::instances::Limits;
use crate::model::Bounds;
use base64::Engine;

/// What sets the kubelet's limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kubelet {
    /// EKS puts it in the user data: a managed node group without an image of its own.
    Managed,
    /// The node computes it when it starts: an image of one's own, or a self-managed group.
    Node {
        /// Whether its user data may say something else, as it is not known.
        unread: bool,
    },
    /// The user data says it.
    Given(u64),
}

/// Most pods on a node, and the rule that decided it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MaxPods {
    /// One figure, or both ends where the number of CPUs of the type is not known.
    pub(super) pods: Bounds<u64>,
    /// The rule, in words.
    pub(super) from: String,
}

/// Pods that use the node's own network and take no address: `aws-node` and `kube-proxy`, the `+ 2` of the formula.
/// Source: aws/amazon-vpc-cni-k8s@b52188387f2e, `misc/eni-max-pods.txt`, read 2026-11-23.
pub(super) const HOST_NETWORK_PODS: u64 = 2;

/// The limits EKS puts on what it computes for a managed group, below 30 vCPUs and from there on.
/// Source: Amazon EKS User Guide, choosing-instance-type, read 2026-11-23.
const MANAGED_CAPS: (u64, u64) = (110, 250);
const CAP_RISES_AT_VCPUS: u64 = 30;

/// Most pods for each of the types of one group, in their order. In a managed group the lowest applies to all.
/// Source: Amazon EKS User Guide, choosing-instance-type and eks-networking-add-ons; awslabs/amazon-eks-ami@81fec2e89585,
/// `nodeadm/internal/kubelet/eni_max_pods.go`; read 2026-11-23.
pub(super) fn max_pods(kubelet: &Kubelet, types: &[(String, Limits)], settings: &Settings) -> Vec<MaxPods> {
    match kubelet {
        Kubelet::Given(pods) => {
            let given = MaxPods { pods: Bounds::exactly(*pods), from: "max pods in the user data".to_owned() };
            vec![given; types.len()]
        }
        Kubelet::Node { unread } => {
            let unless = if *unread { ", unless the user data says otherwise" } else { "" };
            let one = |limits| MaxPods { from: computed_by_node(limits).from + unless, ..computed_by_node(limits) };
            types.iter().map(|(_, limits)| one(limits)).collect()
        }
        Kubelet::Managed => {
            let all: Vec<MaxPods> = types.iter().map(|(_, limits)| computed_by_eks(limits, settings)).collect();
            let lowest = all.iter().zip(types).min_by_key(|(max, _)| (max.pods.at_most, max.pods.at_least));
            let Some((lowest, (name, _))) = lowest else { return Vec::new() };
            let least = all.iter().map(|max| max.pods.at_least).min().unwrap_or_default();
            let pods = Bounds { at_least: least, ..lowest.pods };
            let from = if all.iter().any(|max| max.pods != lowest.pods) {
                format!("{}, the lowest of the group's types (`{name}`)", lowest.from)
            } else {
                lowest.from.clone()
            };
            vec![MaxPods { pods, from }; types.len()]
        }
    }
}

fn computed_by_node(limits: &Limits) -> MaxPods {
    let pods = one_address_each(limits.max_enis, limits.ipv4_per_eni);
    let from = format!("{} interfaces × {} pod addresses + 2", limits.max_enis, limits.ipv4_per_eni.saturating_sub(1));
    MaxPods { pods: Bounds::exactly(pods), from }
}

fn computed_by_eks(limits: &Limits, settings: &Settings) -> MaxPods {
    let (formula, words) = if settings.prefixes_on(limits) {
        let slots = limits.ipv4_per_eni.saturating_sub(1);
        let pods = limits.max_enis.saturating_mul(slots).saturating_mul(PER_PREFIX).saturating_add(HOST_NETWORK_PODS);
        (pods, format!("{} interfaces × {slots} prefixes × 16 + 2", limits.max_enis))
    } else {
        (one_address_each(limits.max_enis, limits.ipv4_per_eni), computed_by_node(limits).from)
    };
    let (small, large) = MANAGED_CAPS;
    let (low, high) = match limits.vcpus {
        Some(vcpus) if vcpus < CAP_RISES_AT_VCPUS => (small, small),
        Some(_) => (large, large),
        None => (small, large),
    };
    let pods = Bounds::between(formula.min(low), formula.min(high));
    let from = match pods.exact() {
        Some(pods) if pods == formula => words,
        Some(cap) => format!("the managed node group cap of {cap}"),
        None => format!("the managed node group cap of {small} or {large}: the type's vCPUs are not known"),
    };
    MaxPods { pods, from }
}

fn one_address_each(enis: u64, per_eni: u64) -> u64 {
    enis.saturating_mul(per_eni.saturating_sub(1)).saturating_add(HOST_NETWORK_PODS)
}

/// The max pods that a node's user data sets (base64, or the text itself): a kubelet argument of the bootstrap script,
/// a `NodeConfig`, or Bottlerocket's settings.
pub(super) fn in_user_data(user_data: &str) -> Option<u64> {
    let compact: String = user_data.split_whitespace().collect();
    let decoded = base64::engine::general_purpose::STANDARD.decode(compact).ok();
    let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
    let text = decoded.as_deref().unwrap_or(user_data);
    ["--max-pods", "maxPods", "max-pods"].iter().find_map(|key| {
        text.match_indices(key).find_map(|(at, _)| {
            let rest = text.get(at + key.len()..)?;
            let value = rest.trim_start_matches(['"', '\'', ' ', '\t']);
            let value = value.strip_prefix(['=', ':']).or((value.len() < rest.len()).then_some(value))?;
            let value = value.trim_start_matches(['"', '\'', ' ', '\t']);
            let digits = value.split(|c: char| !c.is_ascii_digit()).next()?;
            digits.parse().ok().filter(|pods| *pods > 0)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::instances::limits;
    use super::*;

    fn types(names: &[&str]) -> Vec<(String, Limits)> {
        names.iter().map(|name| ((*name).to_owned(), limits(name).unwrap())).collect()
    }

    #[test]
    fn one_type() {
        let plain = Settings::default();
        let prefixes = Settings { prefix_delegation: true, ..plain };
        for (kubelet, name, settings, expected, words) in [
            (Kubelet::Managed, "m5.large", plain, 29, "3 interfaces × 9 pod addresses + 2"),
            (Kubelet::Managed, "m6a.32xlarge", plain, 250, "the managed node group cap of 250"),
            (Kubelet::Managed, "m5.large", prefixes, 110, "the managed node group cap of 110"),
            (Kubelet::Managed, "m6a.32xlarge", prefixes, 250, "the managed node group cap of 250"),
            (Kubelet::Managed, "t3.nano", prefixes, 34, "2 interfaces × 1 prefixes × 16 + 2"),
            (Kubelet::Node { unread: false }, "m6a.32xlarge", plain, 737, "15 interfaces × 49 pod addresses + 2"),
            (Kubelet::Node { unread: false }, "m5.large", prefixes, 29, "3 interfaces × 9 pod addresses + 2"),
            (
                Kubelet::Node { unread: true },
                "m5.large",
                plain,
                29,
                "3 interfaces × 9 pod addresses + 2, unless the user data says otherwise",
            ),
            (Kubelet::Given(40), "m5.large", plain, 40, "max pods in the user data"),
        ] {
            let found = max_pods(&kubelet, &types(&[name]), &settings);
            let expected = MaxPods { pods: Bounds::exactly(expected), from: words.to_owned() };
            assert_eq!(found, vec![expected], "{kubelet:?} {name}");
        }
    }

    #[test]
    fn the_lowest_of_several_types_decides_in_a_managed_group_only() {
        let types = types(&["m6a.32xlarge", "t3.small", "m5.large"]);
        let managed = max_pods(&Kubelet::Managed, &types, &Settings::default());
        assert!(managed.iter().all(|max| max.pods.exact() == Some(11)));
        assert!(managed[0].from.ends_with("the lowest of the group's types (`t3.small`)"), "{}", managed[0].from);
        let own: Vec<_> = max_pods(&Kubelet::Node { unread: false }, &types, &Settings::default())
            .into_iter()
            .filter_map(|max| max.pods.exact())
            .collect();
        assert_eq!(own, [737, 11, 29]);
    }

    #[test]
    fn a_type_of_unknown_size_may_have_either_cap() {
        // p3.16xlarge: 8 × 29 + 2 = 234.
        let found = max_pods(&Kubelet::Managed, &types(&["p3.16xlarge"]), &Settings::default());
        assert_eq!(found[0].pods, Bounds::between(110, 234));
    }

    #[test]
    fn user_data_that_sets_max_pods() {
        for (text, expected) in [
            ("/etc/eks/bootstrap.sh c --kubelet-extra-args '--max-pods=20 --node-labels=a=b'", Some(20)),
            ("--max-pods 35", Some(35)),
            ("spec:\n  kubelet:\n    config:\n      maxPods: 42\n", Some(42)),
            ("{\"maxPods\":17}", Some(17)),
            ("[settings.kubernetes]\nmax-pods = 58\n", Some(58)),
            ("--use-max-pods false", None),
            ("# max-pods\nmaxPodsExpression: \"max_pods - 2\"", None),
            ("", None),
            ("max-pods = 99999999999999999999999", None),
        ] {
            assert_eq!(in_user_data(text), expected, "{text}");
            let encoded = base64::engine::general_purpose::STANDARD.encode(text);
            assert_eq!(in_user_data(&encoded), expected, "{text}, encoded");
        }
    }
}
