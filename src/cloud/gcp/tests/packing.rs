//! Node pools that GKE places in one of several pod ranges.

use super::*;
use proptest::prelude::*;

/// Two pod ranges of a zonal cluster, and pools of so many nodes without surge.
pub(super) fn in_two_ranges(pods: &str, more: &str, pools: &[u64]) -> Vec<Resource> {
    let policy = block(vec![
        ("cluster_secondary_range_name", s("pods")),
        ("additional_pod_ranges_config", block(vec![("pod_range_names", zones(&["more"]))])),
    ]);
    let mut resources = vec![
        subnetwork("10.0.0.0/16", &[("pods", pods), ("more", more)]),
        cluster("main", "us-central1-a", vec![("ip_allocation_policy", policy)]),
    ];
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    for (name, nodes) in names.into_iter().zip(pools) {
        let no_surge = block(vec![("max_surge", n(0)), ("max_unavailable", n(1))]);
        resources.push(pool(name, "main", vec![("node_count", n(*nodes)), ("upgrade_settings", no_surge)]));
    }
    resources
}

/// The pools that are reported, and why.
pub(super) fn misfits(resources: &[Resource]) -> Vec<(Vec<String>, String)> {
    let of = |fault: &Fault| match fault {
        Fault::Packing { node_pools, reason, by_rollout: false, .. } => Some((node_pools.clone(), reason.clone())),
        _ => None,
    };
    model(resources).faults.iter().filter_map(of).collect()
}

pub(super) fn pool_names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| format!("google_container_node_pool.{name}")).collect()
}

#[test]
fn a_pool_is_whole_in_one_range() {
    // G23: 30 nodes of 32, and only one pool in each range.
    let reason = "each of these ranges has room for only 1 of them, and there are 3".to_owned();
    let g23 = in_two_ranges("10.64.0.0/20", "10.64.16.0/20", &[10, 10, 10]);
    assert_eq!(misfits(&g23), [(pool_names(&["a", "b", "c"]), reason)]);
    // G24: two in each range fill both.
    let g24 = in_two_ranges("10.64.0.0/20", "10.64.16.0/20", &[8, 8, 8, 8]);
    assert_eq!(misfits(&g24), []);
    assert_eq!(judged(&model(&g24), &pods()).2, Verdict::Undecided, "GKE may put three in one");
    let any = in_two_ranges("10.64.0.0/20", "10.64.16.0/20", &[5, 5, 5]);
    assert_eq!(judged(&model(&any), &pods()).2, Verdict::Fits, "all of them fit in either");
}

#[test]
fn only_those_are_named_that_do_not_fit() {
    let large = in_two_ranges("10.64.0.0/20", "10.64.16.0/21", &[3, 17, 1]);
    let reason = "it takes 4,352 addresses, and none has more than 4,096 left".to_owned();
    assert_eq!(misfits(&large), [(pool_names(&["b"]), reason)]);
    let unequal = in_two_ranges("10.64.0.0/20", "10.64.16.0/21", &[6, 6, 6, 6]);
    let reason = "there is room for 2 in `pods` and 1 in `more`, and there are 4 of them".to_owned();
    assert_eq!(misfits(&unequal), [(pool_names(&["a", "b", "c", "d"]), reason)]);
    let together = in_two_ranges("10.64.0.0/20", "10.64.16.0/20", &[12, 12, 4, 2, 3]);
    let reason = "together they take 8,448 addresses, and 8,192 are left".to_owned();
    assert_eq!(misfits(&together), [(pool_names(&["a", "b", "c", "d", "e"]), reason)]);
    let divided = in_two_ranges("10.64.0.0/20", "10.64.16.0/20", &[9, 9, 6, 4, 4]);
    let reason = "each fits in one of them, and no way to divide them fits all".to_owned();
    assert_eq!(misfits(&divided), [(pool_names(&["a", "b", "c", "d", "e"]), reason)]);
}

#[test]
fn what_names_its_range_comes_first_and_what_is_not_known_may_fit() {
    let mut resources = in_two_ranges("10.64.0.0/20", "10.64.16.0/20", &[12, 12, 5]);
    let pinned = |name: &str, range: &str| {
        let config = block(vec![("pod_range", Value::string(range))]);
        pool(name, "main", vec![("node_count", n(12)), ("network_config", config)])
    };
    (resources[2], resources[3]) = (pinned("a", "pods"), pinned("b", "more"));
    let reason = "it takes 1,280 addresses, and none has more than 1,024 left".to_owned();
    assert_eq!(misfits(&resources), [(pool_names(&["c"]), reason)]);
    // A range that is not known may hold any of them.
    let with_names = |names: Value| {
        let policy = block(vec![
            ("cluster_secondary_range_name", s("pods")),
            ("additional_pod_ranges_config", block(vec![("pod_range_names", names)])),
        ]);
        let mut resources = in_two_ranges("10.64.0.0/20", "10.64.16.0/20", &[10, 10, 10]);
        resources[1] = cluster("main", "us-central1-a", vec![("ip_allocation_policy", policy)]);
        resources
    };
    let unknown = || variable("range", Type::String);
    for names in [Value::list(Type::String, vec![s("more"), unknown()]), variable("ranges", Type::Any)] {
        let resources = with_names(names);
        assert_eq!(misfits(&resources), []);
        assert_eq!(judged(&model(&resources), &pods()).0.at_least, Addresses(0), "they may be elsewhere");
    }
    // A number of nodes that is not known may be small.
    let mut resources = in_two_ranges("10.64.0.0/20", "10.64.16.0/20", &[10, 10, 10]);
    resources[4] = pool("c", "main", vec![("node_count", variable("nodes", Type::Number))]);
    assert_eq!(misfits(&resources), []);
}

#[test]
fn nodes_are_in_the_subnetwork_of_their_pods() {
    let other = |name: &str, primary: &str, range: (&str, &str)| {
        let secondary = object(vec![("range_name", Value::string(range.0)), ("ip_cidr_range", Value::string(range.1))]);
        resource(
            "google_compute_subnetwork",
            name,
            vec![
                ("name", Value::string(name)),
                ("region", s("us-central1")),
                ("ip_cidr_range", Value::string(primary)),
                ("secondary_ip_range", Value::tuple(vec![secondary])),
                ("network", reference("google_compute_network", "main", "id")),
            ],
        )
    };
    let with = |status: Value, attributes: Attributes| {
        let additional = block(vec![
            ("subnetwork", reference("google_compute_subnetwork", "other", "id")),
            ("pod_ipv4_range_names", Value::list(Type::String, vec![s("more")])),
            ("status", status),
        ]);
        let policy =
            block(vec![("cluster_secondary_range_name", s("pods")), ("additional_ip_ranges_config", additional)]);
        let mut resources = zonal("10.0.0.0/28", "10.64.0.0/18", vec![attributes]);
        resources[1] = cluster("main", "us-central1-a", vec![("ip_allocation_policy", policy)]);
        resources.push(other("other", "10.0.1.0/27", ("more", "10.65.0.0/21")));
        resources
    };
    let active = || Value::null(Type::String);
    let other_primary = RangeId { address: "google_compute_subnetwork.other".into(), name: None };
    // 13 nodes find no place in the 12 of one subnetwork, and no blocks in the 8 of the other's range.
    let reason = "none of them has room for its nodes and its pods".to_owned();
    assert_eq!(misfits(&with(active(), vec![("node_count", n(13))])), [(pool_names(&["a"]), reason)]);
    assert_eq!(misfits(&with(active(), vec![("node_count", n(8))])), []);
    // What drains takes no new pools: then the subnetwork is certain.
    let draining = model(&with(s("DRAINING"), vec![("node_count", n(13))]));
    assert_eq!(judged(&draining, &primary()).2, Verdict::Exhausted);
    // A pool that names a range of the other subnetwork is there with its nodes; and the other way round.
    let subnetwork = reference("google_compute_subnetwork", "other", "id");
    for config in [vec![("pod_range", s("more"))], vec![("subnetwork", subnetwork)]] {
        let pinned = model(&with(active(), vec![("node_count", n(8)), ("network_config", block(config))]));
        assert!(pinned.faults.is_empty(), "{:?}", pinned.faults);
        assert_eq!(judged(&pinned, &other_primary).0, Bounds::exactly(Addresses(8)));
        let more = RangeId { name: Some("more".into()), ..other_primary.clone() };
        assert_eq!(judged(&pinned, &more).0, Bounds::exactly(Addresses(8 * 256)));
        assert_eq!(judged(&pinned, &primary()).0.at_least, Addresses(0));
    }
}

#[test]
fn a_change_helps_when_there_is_a_way_to_place_the_pools() {
    let g23 = in_two_ranges("10.64.0.0/20", "10.64.16.0/20", &[10, 10, 10]);
    let more = RangeId { name: Some("more".into()), ..primary() };
    let fixes = Estate::read(&g23, 1).fixes(&[pods(), more], Goal::Scaled);
    let words: Vec<_> = fixes.iter().map(|fix| (fix.change.as_str(), fix.result.as_str())).collect();
    assert_eq!(
        words[..4],
        [
            ("one more pod range, a /20", "all can be placed"),
            ("max_pods_per_node = 64 in `google_container_node_pool.a`", "a /25 each, all can be placed"),
            ("max_pods_per_node = 64 in `google_container_node_pool.b`", "a /25 each, all can be placed"),
            ("a /19 for `pods`", "all can be placed"),
        ]
    );
    assert_eq!(words[4], ("node_count = 6 in `google_container_node_pool.a`", "6 nodes"));
}

/// Whether pools of so many nodes can be divided among two ranges.
fn can_be_divided(pools: &[u64], holds: [u64; 2]) -> bool {
    (0..1_u32 << pools.len()).any(|first| {
        let sum = |which: u32| -> u64 {
            pools.iter().enumerate().filter(|(at, _)| first >> at & 1 == which).map(|(_, nodes)| nodes).sum()
        };
        sum(1) <= holds[0] && sum(0) <= holds[1]
    })
}

proptest! {
    #[test]
    fn an_error_means_that_nothing_fits(pools in prop::collection::vec(1_u64..20, 1..=8), first in 18_u8..22, second in 18_u8..22) {
        let (pods, more) = (format!("10.64.0.0/{first}"), format!("10.128.0.0/{second}"));
        let found = misfits(&in_two_ranges(&pods, &more, &pools));
        let holds = [first, second].map(|len| 1_u64 << (24 - len));
        prop_assert_eq!(found.is_empty(), can_be_divided(&pools, holds), "{:?}", found);
        // Those that are named do not fit by themselves.
        for (named, _) in found {
            let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
            let these = names.iter().zip(&pools).filter(|(name, _)| named.iter().any(|named| named.ends_with(*name)));
            let these: Vec<u64> = these.map(|(_, nodes)| *nodes).collect();
            prop_assert!(!can_be_divided(&these, holds));
        }
    }
}
