//! Worked examples of GKE, each by its number: a configuration, and what must come of it.

use super::*;
use proptest::prelude::*;

/// What is expected of a configuration.
enum Expected {
    /// Demand on a range at maximum size, its usable addresses and its verdict.
    Asked(RangeId, u128, u128, Verdict),
    /// Demand on the pod range at the start, and its verdict.
    AtFirst(u128, Verdict),
    /// Demand on the pod range with an upgrade.
    Upgraded(u128),
    /// Nodes that a range holds.
    Holds(RangeId, u64),
    /// Nodes of the first pool at maximum size.
    Nodes(u64),
    /// A change that makes a range fit, and what it gives.
    Fix(RangeId, &'static str, &'static str),
    /// Pools that find no place however they are divided.
    Misfit(&'static [&'static str]),
    /// What is said of a claim on a range.
    How(RangeId, &'static str),
    /// Addresses that the cluster has for Services.
    Services(u128),
    /// What could not be decided, and why.
    Undecided(&'static str, &'static str),
    /// Nothing is undecided.
    Settled,
}

use Expected::*;

type Vector = (&'static str, Vec<Resource>, Vec<Expected>);

fn max(nodes: u64) -> Attributes {
    vec![autoscaling(vec![("max_node_count", n(nodes))])]
}

fn total(nodes: u64) -> Attributes {
    vec![autoscaling(vec![("total_max_node_count", n(nodes))])]
}

fn nodes(nodes: u64) -> Attributes {
    vec![("node_count", n(nodes))]
}

fn with(mut attributes: Attributes, more: Attributes) -> Attributes {
    attributes.extend(more);
    attributes
}

fn pods_per_node(pods: u64) -> Attributes {
    vec![("max_pods_per_node", n(pods))]
}

fn upgrade(settings: Attributes) -> Attributes {
    vec![("upgrade_settings", block(settings))]
}

fn without_overprovisioning() -> Attributes {
    let disabled = block(vec![("disabled", Value::bool(true))]);
    vec![("network_config", block(vec![("pod_cidr_overprovision_config", disabled)]))]
}

/// A cluster in a region, with a default pool of a node in every zone.
fn with_default_pool(range: &str, more: Attributes, pools: Vec<Attributes>) -> Vec<Resource> {
    let mut resources = regional("10.0.0.0/22", range, pools);
    resources[1] = cluster("main", "us-central1", with(vec![("initial_node_count", n(1))], more));
    resources
}

/// A routes-based cluster in a region.
fn routes(range: &str, pool_attributes: Attributes) -> Vec<Resource> {
    let mut routes = cluster("main", "us-central1", vec![("cluster_ipv4_cidr", s(range))]);
    routes.attributes.insert("ip_allocation_policy".into(), Value::tuple(Vec::new()));
    vec![subnetwork("192.168.0.0/22", &[]), routes, pool("a", "main", pool_attributes)]
}

/// A zonal cluster with two pod ranges of a /20, and pools without surge.
fn in_two_ranges(pools: &[u64]) -> Vec<Resource> {
    packing::in_two_ranges("10.64.0.0/20", "10.64.16.0/20", pools)
}

fn own() -> RangeId {
    RangeId { address: "google_container_cluster.main".into(), name: None }
}

fn vectors() -> Vec<Vector> {
    use Verdict::{Exhausted, ExhaustedByRollout, Fits};
    let removed = || ("remove_default_node_pool", Value::bool(true));
    let small = || with(nodes(1), pods_per_node(10));
    let two_clusters = || {
        let mut resources = zonal("10.0.0.0/22", "10.64.0.0/18", vec![nodes(40)]);
        resources.push(cluster("other", "us-central1-b", vec![]));
        resources.push(pool("b", "other", nodes(40)));
        resources
    };
    let pool_a_and_b =
        |b: u64| zonal("10.0.0.0/22", "10.64.0.0/17", vec![nodes(50), with(nodes(b), pods_per_node(30))]);
    let upgraded = |count: u64, settings: Attributes| {
        zonal("10.0.0.0/24", "10.64.0.0/19", vec![with(nodes(count), upgrade(settings))])
    };
    let zones_of = |location: &str, list: &[&str], attributes: Attributes| {
        let mut resources = regional("10.0.0.0/22", "10.64.0.0/14", vec![attributes]);
        resources[1] = cluster("main", location, vec![("node_locations", zones(list))]);
        resources
    };
    let autopilot = || {
        let mut resources = regional("10.0.0.0/23", "10.64.0.0/17", vec![]);
        resources[1] = cluster("main", "us-central1", vec![("enable_autopilot", Value::bool(true))]);
        resources
    };
    let few_services = || {
        let policy =
            vec![("cluster_secondary_range_name", s("pods")), ("services_secondary_range_name", s("services"))];
        let mut resources = regional("10.0.0.0/24", "10.64.0.0/18", vec![]);
        resources[0] = subnetwork("10.0.0.0/24", &[("pods", "10.64.0.0/18"), ("services", "10.80.0.0/28")]);
        resources[1] = cluster("main", "us-central1", vec![("ip_allocation_policy", block(policy))]);
        resources
    };
    let provisioning = || {
        let limit = |of: &'static str, most| object(vec![("resource_type", s(of)), ("maximum", n(most))]);
        let limits = Value::tuple(vec![limit("cpu", 1_000), limit("memory", 4_000)]);
        let enabled = block(vec![("enabled", Value::bool(true)), ("resource_limits", limits)]);
        let mut resources = regional("10.0.0.0/22", "10.64.0.0/17", vec![]);
        resources[1] = cluster("main", "us-central1", vec![("cluster_autoscaling", enabled)]);
        resources
    };
    vec![
        (
            "G1: 30 nodes in each of three zones, at a /24 each",
            regional("10.0.0.0/24", "10.64.0.0/18", vec![max(30)]),
            vec![
                Asked(pods(), 23_040, 16_384, Exhausted),
                Asked(primary(), 90, 252, Fits),
                Holds(pods(), 64),
                Fix(pods(), "a /17 pod range", "128 nodes fit"),
            ],
        ),
        (
            "G2: as G1, at a /26 each",
            regional("10.0.0.0/24", "10.64.0.0/18", vec![with(max(30), pods_per_node(32))]),
            vec![Asked(pods(), 5_760, 16_384, Fits), Holds(pods(), 256)],
        ),
        (
            "G3: as G1, 30 nodes in all zones together",
            regional("10.0.0.0/24", "10.64.0.0/18", vec![total(30)]),
            vec![Asked(pods(), 7_680, 16_384, Fits), Nodes(30)],
        ),
        (
            "G4: the pod range holds exactly 256 nodes, and the primary range does not",
            regional("10.0.0.0/24", "10.64.0.0/16", vec![total(256)]),
            vec![Asked(pods(), 65_536, 65_536, ExhaustedByRollout), Asked(primary(), 256, 252, Exhausted)],
        ),
        (
            "G5: node_count is per zone",
            regional("10.0.0.0/24", "10.64.0.0/20", vec![nodes(6)]),
            vec![
                Asked(pods(), 4_608, 4_096, Exhausted),
                Holds(pods(), 16),
                Fix(pods(), "a /19 pod range", "32 nodes fit"),
            ],
        ),
        (
            "G6: 8 pods per node take a /28",
            zonal("10.0.0.0/24", "10.64.0.0/24", vec![with(nodes(1), pods_per_node(8))]),
            vec![Holds(pods(), 16)],
        ),
        (
            "G7: 256 pods per node take a /23",
            zonal("10.0.0.0/24", "10.64.0.0/21", vec![with(nodes(1), pods_per_node(256))]),
            vec![Holds(pods(), 4)],
        ),
        (
            "G8: without overprovisioning 110 pods take a /25",
            zonal("10.0.0.0/24", "10.64.0.0/17", vec![with(nodes(1), without_overprovisioning())]),
            vec![Holds(pods(), 256)],
        ),
        ("G9: two pools of one range add up", pool_a_and_b(200), vec![Asked(pods(), 25_600, 32_768, Fits)]),
        ("G10: as G9, 512 addresses too many", pool_a_and_b(320), vec![Asked(pods(), 33_280, 32_768, Exhausted)]),
        (
            "G11: the default pool at 110 pods, though the pool that stays has 10",
            with_default_pool("10.64.0.0/24", vec![removed()], vec![small()]),
            vec![
                AtFirst(768, Exhausted),
                Asked(pods(), 96, 256, Exhausted),
                Fix(pods(), "default_max_pods_per_node = 32 on the cluster", "a /26 each, 8 nodes fit"),
            ],
        ),
        (
            "G11, repaired: 10 pods per node in the default pool as well",
            with_default_pool("10.64.0.0/24", vec![removed(), ("default_max_pods_per_node", n(10))], vec![small()]),
            vec![AtFirst(96, Fits)],
        ),
        (
            "G12: the range that is named for pods is a /24",
            with_default_pool("10.64.0.0/24", vec![], vec![]),
            vec![Asked(pods(), 768, 256, Exhausted), Holds(pods(), 1)],
        ),
        (
            "G13: three of four nodes, and an upgrade takes the fourth",
            with_default_pool("10.64.0.0/22", vec![], vec![]),
            vec![Asked(pods(), 768, 1_024, Fits), Upgraded(1_024), Holds(pods(), 4)],
        ),
        (
            "G14: a /16 ends at 256 nodes",
            regional("10.0.0.0/20", "10.64.0.0/16", vec![max(100)]),
            vec![Holds(pods(), 256), Asked(pods(), 76_800, 65_536, Exhausted)],
        ),
        (
            "G15: 64 nodes, although 252 fit in the subnetwork",
            regional("10.0.0.0/24", "10.64.0.0/18", vec![nodes(1)]),
            vec![Holds(pods(), 64), Holds(primary(), 252)],
        ),
        ("G16: a routes-based /14", routes("10.0.0.0/14", max(1)), vec![Holds(own(), 1_008)]),
        ("G16: a routes-based /16", routes("10.0.0.0/16", max(1)), vec![Holds(own(), 240)]),
        ("G16: a routes-based /19", routes("10.0.0.0/19", max(1)), vec![Holds(own(), 16)]),
        (
            "G17: 300 nodes of 240, whatever their max pods",
            routes("10.0.0.0/16", with(max(100), pods_per_node(32))),
            vec![Asked(own(), 76_800, 61_440, Exhausted)],
        ),
        (
            "G18: the registry module's default pool, 100 nodes in each zone",
            regional("10.0.0.0/24", "10.64.0.0/18", vec![max(100)]),
            vec![
                Asked(pods(), 76_800, 16_384, Exhausted),
                Asked(primary(), 300, 252, Exhausted),
                Holds(pods(), 64),
                Holds(primary(), 252),
            ],
        ),
        (
            "G19: both sets of a blue-green upgrade",
            upgraded(30, vec![("strategy", s("BLUE_GREEN"))]),
            vec![Asked(pods(), 7_680, 8_192, ExhaustedByRollout), Upgraded(15_360)],
        ),
        (
            "G20: full, and an upgrade cannot start",
            upgraded(32, vec![("max_surge", n(1)), ("max_unavailable", n(0))]),
            vec![Asked(pods(), 8_192, 8_192, ExhaustedByRollout), Upgraded(8_448)],
        ),
        (
            "G21: full, and an upgrade takes a node away first",
            upgraded(32, vec![("max_surge", n(0)), ("max_unavailable", n(1))]),
            vec![Asked(pods(), 8_192, 8_192, Fits), Upgraded(8_192)],
        ),
        ("G22: two clusters in one range", two_clusters(), vec![Asked(pods(), 20_480, 16_384, Exhausted)]),
        (
            "G23: 30 nodes of 32, and each of three pools whole in one of two ranges",
            in_two_ranges(&[10, 10, 10]),
            vec![Misfit(&["a", "b", "c"])],
        ),
        ("G24: two pools in each range", in_two_ranges(&[8, 8, 8, 8]), vec![Misfit(&[])]),
        (
            "G25: a zonal cluster's own zone and two more",
            zones_of("us-central1-a", &["us-central1-b", "us-central1-c"], nodes(2)),
            vec![Nodes(6)],
        ),
        (
            "G26: a pool in one zone of a region",
            zones_of(
                "us-central1",
                &["us-central1-a", "us-central1-b"],
                with(max(20), vec![("node_locations", zones(&["us-central1-a"]))]),
            ),
            vec![Nodes(20)],
        ),
        (
            "G27: what an Autopilot cluster has room for",
            autopilot(),
            vec![
                How(primary(), "508 nodes of Autopilot fit, 507 beside an endpoint of the control plane"),
                How(pods(), "512 nodes of Autopilot fit at a /26 each, 64 at a /23"),
                Settled,
            ],
        ),
        (
            "G28: 500 nodes that GKE may add, where 128 fit",
            provisioning(),
            vec![
                Holds(pods(), 128),
                Undecided(
                    "how many nodes GKE adds by itself to `google_container_cluster.main`",
                    "1,000 CPUs allow 500 nodes of 2 CPUs, which take 128,000 addresses",
                ),
            ],
        ),
        ("G29: a /28 for Services", few_services(), vec![Services(16)]),
        (
            "G30: the smallest range: a node, the node of an upgrade, and at most the endpoint",
            zonal("10.0.0.0/29", "10.64.0.0/20", vec![nodes(1)]),
            vec![Asked(primary(), 1, 4, Fits), Holds(primary(), 4)],
        ),
    ]
}

#[test]
fn worked_examples() {
    for (name, resources, expected) in vectors() {
        let found = model(&resources);
        let rows = ledger(&found);
        let row = |id: &RangeId| rows.iter().find(|row| row.range.id == *id).expect("the range is in the model");
        for expected in expected {
            match expected {
                Asked(range, demand, usable, verdict) => {
                    let row = row(&range);
                    // A primary range may have the endpoint of the control plane as well.
                    let most = demand + u128::from(range == primary());
                    let bounds = Bounds::between(Addresses(demand), Addresses(most));
                    let judged = (row.demand.scaled, row.range.usable(), row.verdict);
                    assert_eq!(judged, (bounds, Some(Addresses(usable)), verdict), "{name}: {range}");
                }
                AtFirst(demand, verdict) => {
                    let row = row(&pods());
                    assert_eq!(
                        (row.demand.desired, row.verdict),
                        (Bounds::exactly(Addresses(demand)), verdict),
                        "{name}"
                    );
                }
                Upgraded(demand) => {
                    assert_eq!(row(&pods()).demand.rollout, Bounds::exactly(Addresses(demand)), "{name}");
                }
                Holds(range, nodes) => assert_eq!(row(&range).nodes_that_fit, Some(nodes), "{name}: {range}"),
                Nodes(nodes) => assert_eq!(found.node_pools[0].max, Bounds::exactly(nodes), "{name}"),
                Fix(range, change, result) => {
                    let fixes = Estate::read(&resources, 1).fixes(&[range], Goal::Scaled);
                    let words: Vec<_> = fixes.iter().map(|fix| (fix.change.as_str(), fix.result.as_str())).collect();
                    assert!(words.contains(&(change, result)), "{name}: {words:?}");
                }
                Misfit(pools) => {
                    let named: Vec<String> =
                        packing::misfits(&resources).into_iter().flat_map(|(pools, _)| pools).collect();
                    assert_eq!(named, packing::pool_names(pools), "{name}");
                }
                How(range, words) => {
                    assert!(row(&range).claims.iter().any(|claim| claim.how == words), "{name}: {range}");
                    assert_eq!(row(&range).verdict, Verdict::Fits, "{name}: {range}");
                }
                Undecided(what, because) => {
                    let said: Vec<_> = found.undecided.iter().map(|u| (u.what.as_str(), u.because.as_str())).collect();
                    assert_eq!(said, [(what, because)], "{name}");
                    assert_eq!(row(&pods()).verdict, Verdict::Undecided, "{name}");
                }
                Services(addresses) => {
                    let services = found.clusters[0].services.as_ref().map(|(addresses, _)| *addresses);
                    assert_eq!(services, Some(Addresses(addresses)), "{name}");
                }
                Settled => assert_eq!(found.undecided, [], "{name}"),
            }
        }
    }
}

proptest! {
    #[test]
    fn demand_never_falls_when_nodes_or_pods_rise(nodes in 1_u64..2000, pods_per_node in 8_u64..256, more in 0_u64..100) {
        let demand = |nodes, pods_per_node| {
            let attributes = vec![("node_count", n(nodes)), ("max_pods_per_node", n(pods_per_node))];
            judged(&model(&regional("10.0.0.0/16", "10.64.0.0/14", vec![attributes])), &pods()).0.at_least
        };
        prop_assert!(demand(nodes, pods_per_node) <= demand(nodes + more, pods_per_node));
        prop_assert!(demand(nodes, pods_per_node) <= demand(nodes, pods_per_node + more));
    }

    #[test]
    fn a_range_holds_exactly_the_nodes_that_fit(range in 14_u8..=24, pods_per_node in 8_u64..=128) {
        let verdict = |nodes: u64| {
            let attributes = with(
                vec![("node_count", n(nodes)), ("max_pods_per_node", n(pods_per_node))],
                upgrade(vec![("max_surge", n(0)), ("max_unavailable", n(1))]),
            );
            let found = model(&zonal("10.0.0.0/8", &format!("172.16.0.0/{range}"), vec![attributes]));
            let (demand, usable, verdict, fit) = judged(&found, &pods());
            (demand.at_least.0, usable, verdict, fit.unwrap())
        };
        let fit = verdict(1).3;
        if fit > 0 {
            let (demand, usable, full, _) = verdict(fit);
            prop_assert_eq!((demand, full), (usable, Verdict::Fits), "the blocks are all of the range");
        }
        prop_assert_eq!(verdict(fit + 1).2, Verdict::Exhausted);
    }
}
