//! How many pods the kubelet of a node may run, and which rule says so.

use super::cni::{PER_PREFIX, Settings};
use super::given::counted;
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
    Given(Said),
}

/// What user data says of max pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// A figure, or several of which one counts.
    Pods(Bounds<u64>),
    /// That nothing is to be set: the kubelet's own limit holds.
    Nothing,
    /// An expression over the limits of the type, for `nodeadm`.
    Expression(String),
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
        Kubelet::Given(said) => types.iter().map(|(_, limits)| said_by_user_data(said, limits)).collect(),
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

/// Of the types of a managed group, the one whose limit applies to all, that limit, and the highest that another would
/// have; nothing when all are alike.
pub(super) fn lowest(kubelet: &Kubelet, types: &[(String, Limits)], settings: &Settings) -> Option<(String, u64, u64)> {
    if *kubelet != Kubelet::Managed {
        return None;
    }
    let each = types.iter().map(|(name, limits)| Some((name, computed_by_eks(limits, settings).pods.exact()?)));
    let each: Vec<(&String, u64)> = each.collect::<Option<_>>()?;
    let (name, lowest) = each.iter().min_by_key(|(_, pods)| *pods)?;
    let highest = each.iter().map(|(_, pods)| *pods).max()?;
    (highest > *lowest).then(|| ((*name).clone(), *lowest, highest))
}

/// What the kubelet allows when nothing sets it.
/// Source: Kubernetes documentation, KubeletConfiguration, `maxPods`, read 2026-11-23.
const KUBELET_DEFAULT: u64 = 110;

fn said_by_user_data(said: &Said, limits: &Limits) -> MaxPods {
    match said {
        Said::Pods(pods) if pods.exact().is_some() => {
            MaxPods { pods: *pods, from: "max pods in the user data".to_owned() }
        }
        Said::Pods(pods) => MaxPods { pods: *pods, from: "one of several max pods in the user data".to_owned() },
        Said::Nothing => MaxPods {
            pods: Bounds::exactly(KUBELET_DEFAULT),
            from: "the kubelet's own limit, as the user data has `--use-max-pods false`".to_owned(),
        },
        Said::Expression(text) => {
            let value = |name: &str| match name {
                "default_enis" => Some(limits.max_enis),
                "ips_per_eni" => Some(limits.ipv4_per_eni),
                "max_pods" => Some(one_address_each(limits.max_enis, limits.ipv4_per_eni)),
                _ => None,
            };
            let result = expression::value(text, &value).and_then(|n| u64::try_from(n).ok()).filter(|n| *n > 0);
            match result {
                Some(pods) => MaxPods {
                    pods: Bounds::exactly(pods),
                    from: format!("`maxPodsExpression` in the user data: {text}"),
                },
                None => MaxPods {
                    pods: Bounds::from(1),
                    from: format!("`maxPodsExpression` in the user data is not one podroom computes: {text}"),
                },
            }
        }
    }
}

fn computed_by_node(limits: &Limits) -> MaxPods {
    let pods = one_address_each(limits.max_enis, limits.ipv4_per_eni);
    let from = format!("{} × {} pod addresses + 2", interfaces(limits.max_enis), limits.ipv4_per_eni.saturating_sub(1));
    MaxPods { pods: Bounds::exactly(pods), from }
}

fn computed_by_eks(limits: &Limits, settings: &Settings) -> MaxPods {
    // With custom networking the node's own interface has no pods.
    let enis = limits.max_enis.saturating_sub(u64::from(settings.custom_networking));
    let slots = limits.ipv4_per_eni.saturating_sub(1);
    let (formula, each) = if settings.prefixes_on(limits) {
        let pods = enis.saturating_mul(slots).saturating_mul(PER_PREFIX).saturating_add(HOST_NETWORK_PODS);
        (pods, format!("{slots} prefixes × 16 + 2"))
    } else {
        (one_address_each(enis, limits.ipv4_per_eni), format!("{slots} pod addresses + 2"))
    };
    let less = if settings.custom_networking { " for pods" } else { "" };
    let words = format!("{enis} interfaces{less} × {each}");
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

/// What Karpenter sets: `kubelet.maxPods`, or the formula without the interfaces that `RESERVED_ENIS` takes off, and no
/// more than `kubelet.podsPerCore` for each vCPU. The caps of managed groups do not apply.
/// Source: aws/karpenter-provider-aws@1d927085dd81, `pkg/providers/instancetype/types.go`, read 2026-11-23.
pub(super) fn of_karpenter(
    limits: &Limits,
    max_pods: Option<u64>,
    pods_per_core: Option<u64>,
    reserved_enis: u64,
) -> MaxPods {
    let enis = limits.max_enis.saturating_sub(reserved_enis);
    let formula = if enis == 0 { 0 } else { one_address_each(enis, limits.ipv4_per_eni) };
    let (pods, from) = match max_pods {
        Some(pods) => (pods, "`kubelet.maxPods` of the EC2NodeClass".to_owned()),
        None => {
            (formula, format!("{} × {} pod addresses + 2", interfaces(enis), limits.ipv4_per_eni.saturating_sub(1)))
        }
    };
    match (pods_per_core.filter(|each| *each > 0), limits.vcpus) {
        (Some(each), Some(vcpus)) if each.saturating_mul(vcpus) < pods => MaxPods {
            pods: Bounds::exactly(each.saturating_mul(vcpus)),
            from: format!("`kubelet.podsPerCore` of the EC2NodeClass: {each} × {vcpus} vCPUs"),
        },
        (Some(_), None) => MaxPods { pods: Bounds::between(1, pods), from },
        _ => MaxPods { pods: Bounds::exactly(pods), from },
    }
}

/// What EKS Auto Mode sets.
/// Source: Amazon EKS User Guide, choosing-instance-type and create-node-class, read 2026-11-23.
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "what a node of Auto Mode holds is not published, so no claim asks yet")
)]
pub(super) fn of_auto_mode(limits: &Limits) -> MaxPods {
    let formula = computed_by_node(limits);
    match formula.pods.exact() {
        Some(pods) if pods <= MANAGED_CAPS.0 => formula,
        _ => MaxPods { pods: Bounds::exactly(MANAGED_CAPS.0), from: "the cap of Auto Mode".to_owned() },
    }
}

fn interfaces(enis: u64) -> String {
    counted(Bounds::exactly(enis), "interface")
}

fn one_address_each(enis: u64, per_eni: u64) -> u64 {
    enis.saturating_mul(per_eni.saturating_sub(1)).saturating_add(HOST_NETWORK_PODS)
}

/// What a node's user data says of max pods: kubelet arguments of the bootstrap script, a `NodeConfig` of nodeadm, or
/// Bottlerocket's settings, alone or in a part of a MIME message.
pub(super) fn in_user_data(text: &str) -> Option<Said> {
    let mut text: String = text.to_owned();
    for part in encoded_parts(&text) {
        text.push('\n');
        text.push_str(&part);
    }
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let text: String = lines.flat_map(|line| [line, "\n"]).collect();
    let mut found = figures(&text, &["--max-pods", "maxPods", "max-pods"]);
    found.sort_unstable();
    if let (Some(least), Some(most)) = (found.first(), found.last()) {
        return Some(Said::Pods(Bounds::between(*least, *most)));
    }
    if let Some((_, rest)) = text.split_once("maxPodsExpression") {
        let line = rest.lines().next().unwrap_or_default();
        let value = line.trim_start_matches(['"', '\'', ' ', ':']).trim_end_matches([',', '}', ' ']);
        return Some(Said::Expression(value.trim_matches(['"', '\'']).to_owned()));
    }
    let off = text
        .split_once("--use-max-pods")
        .is_some_and(|(_, rest)| rest.trim_start_matches(['=', ' ', '"', '\'']).starts_with("false"));
    off.then_some(Said::Nothing)
}

/// Numbers above 0 that stand behind a key, however it is written.
fn figures(text: &str, keys: &[&str]) -> Vec<u64> {
    let behind = |key: &&str| {
        let after = text.match_indices(*key).filter_map(|(at, _)| {
            let before = text.get(..at)?.chars().next_back();
            // Not the end of another word, such as `use-max-pods`.
            if before.is_some_and(|c| c.is_alphanumeric() || c == '-') {
                return None;
            }
            let rest = text.get(at + key.len()..)?;
            let value = rest.trim_start_matches(['"', '\'', ' ', '\t']);
            let value = value.strip_prefix(['=', ':']).or((value.len() < rest.len()).then_some(value))?;
            let value = value.trim_start_matches(['"', '\'', ' ', '\t']);
            let digits = value.split(|c: char| !c.is_ascii_digit()).next()?;
            digits.parse().ok().filter(|pods| *pods > 0)
        });
        after.collect::<Vec<u64>>()
    };
    keys.iter().flat_map(behind).collect()
}

/// The base64 parts of a MIME message, decoded.
fn encoded_parts(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let lower = text.to_ascii_lowercase();
    for (at, _) in lower.match_indices("content-transfer-encoding: base64") {
        let Some(rest) = text.get(at..) else { continue };
        // An empty line ends the headers, a line of dashes the part.
        let body = rest.lines().skip_while(|line| !line.trim().is_empty()).take_while(|line| !line.starts_with("--"));
        let body: String = body.flat_map(str::split_whitespace).collect();
        let bytes = base64::engine::general_purpose::STANDARD.decode(body).ok();
        parts.extend(bytes.and_then(|bytes| String::from_utf8(bytes).ok()));
    }
    parts
}

/// Arithmetic of `maxPodsExpression`: whole numbers, names, `+ - * / %` and parentheses.
mod expression {
    /// The value, if it is such an expression and nothing overflows.
    pub(super) fn value(text: &str, name: &dyn Fn(&str) -> Option<u64>) -> Option<i64> {
        let mut reader = Reader { rest: text, name, depth: 0 };
        let value = reader.sum()?;
        reader.rest.trim().is_empty().then_some(value)
    }

    struct Reader<'a> {
        rest: &'a str,
        name: &'a dyn Fn(&str) -> Option<u64>,
        depth: u8,
    }

    impl Reader<'_> {
        fn take(&mut self, symbol: char) -> bool {
            let rest = self.rest.trim_start().strip_prefix(symbol);
            rest.map(|rest| self.rest = rest).is_some()
        }

        fn sum(&mut self) -> Option<i64> {
            let mut value = self.product()?;
            loop {
                if self.take('+') {
                    value = value.checked_add(self.product()?)?;
                } else if self.take('-') {
                    value = value.checked_sub(self.product()?)?;
                } else {
                    return Some(value);
                }
            }
        }

        fn product(&mut self) -> Option<i64> {
            let mut value = self.operand()?;
            loop {
                if self.take('*') {
                    value = value.checked_mul(self.operand()?)?;
                } else if self.take('/') {
                    value = value.checked_div(self.operand()?)?;
                } else if self.take('%') {
                    value = value.checked_rem(self.operand()?)?;
                } else {
                    return Some(value);
                }
            }
        }

        fn operand(&mut self) -> Option<i64> {
            if self.take('(') {
                self.depth = self.depth.checked_add(1).filter(|depth| *depth < 100)?;
                let value = self.sum()?;
                self.depth -= 1;
                return self.take(')').then_some(value);
            }
            let rest = self.rest.trim_start();
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            let (word, rest) = rest.split_at_checked(end)?;
            self.rest = rest;
            match word.parse() {
                Ok(number) => Some(number),
                Err(_) => i64::try_from((self.name)(word)?).ok(),
            }
        }
    }
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
        let custom = Settings { custom_networking: true, ..plain };
        let both = Settings { custom_networking: true, ..prefixes };
        let expression = |text: &str| Kubelet::Given(Said::Expression(text.to_owned()));
        for (kubelet, name, settings, expected, words) in [
            (Kubelet::Managed, "m5.large", plain, 29, "3 interfaces × 9 pod addresses + 2"),
            (Kubelet::Managed, "m6a.32xlarge", plain, 250, "the managed node group cap of 250"),
            (Kubelet::Managed, "m5.large", prefixes, 110, "the managed node group cap of 110"),
            (Kubelet::Managed, "m6a.32xlarge", prefixes, 250, "the managed node group cap of 250"),
            (Kubelet::Managed, "t3.nano", prefixes, 34, "2 interfaces × 1 prefixes × 16 + 2"),
            (Kubelet::Managed, "m5.large", custom, 20, "2 interfaces for pods × 9 pod addresses + 2"),
            (Kubelet::Managed, "m5.large", both, 110, "the managed node group cap of 110"),
            (Kubelet::Managed, "m6a.32xlarge", custom, 250, "the managed node group cap of 250"),
            // A node that computes it knows nothing of the CNI's settings.
            (Kubelet::Node { unread: false }, "m5.large", custom, 29, "3 interfaces × 9 pod addresses + 2"),
            (
                Kubelet::Given(Said::Nothing),
                "m5.large",
                plain,
                110,
                "the kubelet's own limit, as the user data has `--use-max-pods false`",
            ),
            (
                expression("(default_enis - 1) * (ips_per_eni - 1) + 2"),
                "m6a.32xlarge",
                plain,
                688,
                "`maxPodsExpression` in the user data: (default_enis - 1) * (ips_per_eni - 1) + 2",
            ),
            (expression("max_pods / 2"), "m5.large", plain, 14, "`maxPodsExpression` in the user data: max_pods / 2"),
            (Kubelet::Node { unread: false }, "m6a.32xlarge", plain, 737, "15 interfaces × 49 pod addresses + 2"),
            (Kubelet::Node { unread: false }, "m5.large", prefixes, 29, "3 interfaces × 9 pod addresses + 2"),
            (
                Kubelet::Node { unread: true },
                "m5.large",
                plain,
                29,
                "3 interfaces × 9 pod addresses + 2, unless the user data says otherwise",
            ),
            (Kubelet::Given(Said::Pods(Bounds::exactly(40))), "m5.large", plain, 40, "max pods in the user data"),
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
        let pods = |n| Some(Said::Pods(Bounds::exactly(n)));
        let encode = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
        let mime = format!(
            "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"//\"\n\n--//\nContent-Type: \
             text/x-shellscript\nContent-Transfer-Encoding: base64\n\n{}\n--//--\n",
            encode("/etc/eks/bootstrap.sh c --kubelet-extra-args '--max-pods=20'")
        );
        for (text, expected) in [
            ("/etc/eks/bootstrap.sh c --kubelet-extra-args '--max-pods=20 --node-labels=a=b'", pods(20)),
            ("--use-max-pods false --kubelet-extra-args --max-pods=20", pods(20)),
            ("--max-pods 35", pods(35)),
            ("spec:\n  kubelet:\n    config:\n      maxPods: 42\n", pods(42)),
            ("{\"maxPods\":17}", pods(17)),
            ("[settings.kubernetes]\nmax-pods = 58\n", pods(58)),
            (&mime, pods(20)),
            ("--max-pods=20\nmaxPods: 30", Some(Said::Pods(Bounds::between(20, 30)))),
            ("--use-max-pods false", Some(Said::Nothing)),
            ("--use-max-pods 'true'", None),
            ("# --max-pods=20", None),
            ("    maxPodsExpression: \"max_pods - 2\"", Some(Said::Expression("max_pods - 2".to_owned()))),
            ("", None),
            ("max-pods = 99999999999999999999999", None),
        ] {
            assert_eq!(in_user_data(text), expected, "{text}");
        }
    }

    #[test]
    fn expressions_that_podroom_does_not_compute_have_no_figure() {
        let types = types(&["m5.large"]);
        for text in
            ["default_enis > 3 ? 10 : 20", "math.least(max_pods, 50)", "nosuch", "1 +", "max_pods - 100", "1 / 0", ""]
        {
            let found = max_pods(&Kubelet::Given(Said::Expression(text.to_owned())), &types, &Settings::default());
            assert_eq!(found[0].pods, Bounds::from(1), "{text}");
        }
    }

    #[test]
    fn karpenter_and_auto_mode() {
        let (m5, m6a) = (limits("m5.large").unwrap(), limits("m6a.32xlarge").unwrap());
        for (limits, pods, per_core, reserved, expected) in [
            (&m6a, None, None, 0, 737),
            (&m6a, None, None, 1, 688),
            (&m6a, Some(110), None, 0, 110),
            (&m6a, None, Some(2), 0, 256),
            (&m5, None, Some(100), 0, 29),
            (&m5, None, None, 1, 20),
            (&m5, None, None, 3, 0),
        ] {
            let found = of_karpenter(limits, pods, per_core, reserved).pods;
            assert_eq!(found, Bounds::exactly(expected), "{pods:?} {per_core:?} {reserved}");
        }
        assert_eq!(of_auto_mode(&m5).pods, Bounds::exactly(29));
        assert_eq!(of_auto_mode(&m6a), MaxPods { pods: Bounds::exactly(110), from: "the cap of Auto Mode".to_owned() });
    }

    #[test]
    fn the_lowest_of_a_managed_group() {
        let plain = Settings::default();
        let found = lowest(&Kubelet::Managed, &types(&["m5.large", "t3.small"]), &plain);
        assert_eq!(found, Some(("t3.small".to_owned(), 11, 29)));
        assert_eq!(lowest(&Kubelet::Managed, &types(&["m5.large", "m5a.large"]), &plain), None);
        assert_eq!(lowest(&Kubelet::Node { unread: false }, &types(&["m5.large", "t3.small"]), &plain), None);
    }
}
