//! How much is asked of which range, and the fixes.

use super::*;
use proptest::prelude::*;

#[test]
fn a_0_in_the_other_limit_is_unset() {
    for other in [Value::null(Type::Number), n(0)] {
        let total = vec![autoscaling(vec![("total_max_node_count", n(30)), ("max_node_count", other)])];
        check(&regional("10.0.0.0/24", "10.64.0.0/18", vec![total]), &pods(), 7_680, 16_384, Verdict::Fits);
    }
}

fn with_default_pool(range: &str, removed: bool, more: Attributes, pools: Vec<Attributes>) -> Vec<Resource> {
    let mut resources = regional("10.0.0.0/22", range, pools);
    let mut attributes = vec![("initial_node_count", n(1)), ("remove_default_node_pool", Value::bool(removed))];
    attributes.extend(more);
    resources[1] = cluster("main", "us-central1", attributes);
    resources
}

/// Demand on the pod range at the desired size, and its verdict.
fn at_first(resources: &[Resource]) -> (Bounds<Addresses>, Verdict) {
    let model = model(resources);
    let rows = ledger(&model);
    let row = rows.iter().find(|row| row.range.id == pods()).expect("the range is in the model");
    (row.demand.desired, row.verdict)
}

#[test]
fn the_default_pool_takes_its_addresses_while_the_cluster_is_made() {
    // The larger of the two counts, never both: 3 × 256, then 2 × 3 × 256.
    let larger = |nodes| with_default_pool("10.64.0.0/21", true, vec![], vec![vec![("node_count", n(nodes))]]);
    assert_eq!(at_first(&larger(1)), (Bounds::exactly(Addresses(768)), Verdict::Fits));
    assert_eq!(at_first(&larger(2)), (Bounds::exactly(Addresses(1_536)), Verdict::Fits));
    let none = with_default_pool("10.64.0.0/21", true, vec![], vec![]);
    assert_eq!(at_first(&none), (Bounds::exactly(Addresses(768)), Verdict::Fits));
    check(&none, &pods(), 0, 2_048, Verdict::Fits);
    assert_eq!(judged(&model(&larger(2)), &pods()).3, Some(8));
    // Nor where the others start with some number of nodes up to three: they may hold what it held, and no more.
    let grown = autoscaling(vec![("min_node_count", n(1)), ("max_node_count", n(1))]);
    let some = with_default_pool("10.64.0.0/22", true, vec![], vec![vec![grown]]);
    assert_eq!(at_first(&some), (Bounds::exactly(Addresses(768)), Verdict::Fits));
    // A default pool that stays counts beside the others.
    let stays = with_default_pool("10.64.0.0/21", false, vec![], vec![vec![("node_count", n(1))]]);
    check(&stays, &pods(), 1_536, 2_048, Verdict::Fits);
}

#[test]
fn the_largest_surge_of_a_range_counts() {
    // Pools are upgraded one after another: 20 + 10 nodes and the larger surge of 2.
    let surge =
        |nodes, surge| vec![("node_count", n(nodes)), ("upgrade_settings", block(vec![("max_surge", n(surge))]))];
    let two = model(&zonal("10.0.0.0/24", "10.64.0.0/19", vec![surge(20, 1), surge(10, 2)]));
    assert_eq!(ledger(&two)[1].demand.rollout, Bounds::exactly(Addresses(32 * 256)));
}

#[test]
fn zones_of_clusters_and_pools() {
    let max = |cluster_attributes: Attributes, pool_attributes: Attributes| {
        let mut resources = regional("10.0.0.0/22", "10.64.0.0/14", vec![pool_attributes]);
        resources[1] = cluster("main", "us-central1", cluster_attributes);
        model(&resources).node_pools[0].max
    };
    let two = || vec![("node_count", n(2))];
    let bc = || ("node_locations", zones(&["us-central1-b", "us-central1-c"]));
    // A zonal cluster's own zone comes on top of those it lists, unless it lists it too.
    assert_eq!(max(vec![("location", s("us-central1-a")), bc()], two()), Bounds::exactly(6));
    assert_eq!(max(vec![("location", s("us-central1-b")), bc()], two()), Bounds::exactly(4));
    assert_eq!(max(vec![bc()], two()), Bounds::exactly(4));
    // The pool's own zones.
    let own = vec![autoscaling(vec![("max_node_count", n(20))]), ("node_locations", zones(&["us-central1-a"]))];
    assert_eq!(max(vec![], own), Bounds::exactly(20));
    // A location that is not known, a list that is not known but has two to four zones, zones without names yet.
    assert_eq!(max(vec![("location", variable("where", Type::String))], two()), Bounds::between(2, 6));
    let facts = Facts { min_length: 3, max_length: Some(4), ..Facts::default() };
    let listed = Value::unknown_with(Type::set(Type::String), vec![Origin::Variable("zones".into(), None)], facts);
    assert_eq!(max(vec![("node_locations", listed)], two()), Bounds::between(6, 8));
    let name = |index| {
        let of = Arc::new(Ref {
            address: address(true, "google_compute_zones", "up", Key::None),
            path: format!("names[{index}]").into(),
        });
        Value { via: Some(of.clone()), ..Value::unknown(Type::String, Origin::Attribute(of)) }
    };
    let some = Value::list(Type::String, vec![name(0), name(1)]);
    assert_eq!(max(vec![("node_locations", some.clone())], two()), Bounds::exactly(4));
    assert_eq!(max(vec![("location", name(2)), ("node_locations", some)], two()), Bounds::exactly(6));
    assert_eq!(
        max(vec![("location", reference("google_compute_subnetwork", "nodes", "region"))], two()),
        Bounds::exactly(6)
    );
}

#[test]
fn a_tight_cluster_and_its_fixes() {
    let attributes = vec![("initial_node_count", n(1)), autoscaling(vec![("max_node_count", n(2))])];
    let tight = with_default_pool("10.21.0.0/22", true, vec![], vec![attributes]);
    let found = judged(&model(&tight), &pods());
    assert_eq!(found, (Bounds::exactly(Addresses(1_536)), 1_024, Verdict::Exhausted, Some(4)));
    let claims = model(&tight).claims;
    let claim = claims.iter().find(|claim| claim.range == pods()).expect("a claim on the pod range");
    assert_eq!(claim.how, "6 nodes × 256 addresses");
    let texts: Vec<_> = claim.labels.iter().map(|label| label.text.as_str()).collect();
    assert_eq!(texts, ["110 pods per node take a /24 each: 256 addresses", "2 nodes × 3 zones assumed: 6 nodes"]);
    let fixes = Estate::read(&tight, 1).fixes(&[pods()], Goal::Scaled);
    let fix = |change: &str, result: &str| Fix { change: change.to_owned(), result: result.to_owned() };
    assert_eq!(
        fixes,
        [
            fix("max_pods_per_node = 64", "a /25 each, 8 nodes fit"),
            fix("max_pods_per_node = 32", "a /26 each, 16 nodes fit"),
            fix("a /21 pod range", "8 nodes fit"),
            fix("max_node_count = 1", "× 3 zones: 3 nodes"),
            fix("total_max_node_count = 4", "4 nodes over all zones"),
        ]
    );
    assert_eq!(
        Estate::read(&tight, 1).fixes(&[pods(), RangeId { address: "aws_subnet.a".into(), name: None }], Goal::Scaled),
        []
    );
}

#[test]
fn fixes_of_a_primary_range() {
    let full = zonal("10.0.0.0/28", "10.64.0.0/16", vec![vec![("node_count", n(20))]]);
    let fixes = Estate::read(&full, 1).fixes(&[primary()], Goal::Scaled);
    let words: Vec<_> = fixes.iter().map(|fix| (fix.change.as_str(), fix.result.as_str())).collect();
    // 12 usable, one of them perhaps the endpoint's.
    assert_eq!(words, [("a /27 primary range", "28 nodes fit"), ("node_count = 11", "11 nodes")]);
}

#[test]
fn labels_point_at_the_figures() {
    let mut files = SourceMap::default();
    let file = files.add("gke.tf".into(), "x".repeat(100).into());
    let at = |start| Span::new(file, start, start + 1);
    let attributes =
        vec![("max_pods_per_node", n(32).or_span(at(10))), autoscaling(vec![("max_node_count", n(2).or_span(at(20)))])];
    let found = model(&regional("10.0.0.0/24", "10.64.0.0/20", vec![attributes]));
    let claim = found.claims.iter().find(|claim| claim.what == "pods").expect("a claim for pods");
    let places: Vec<_> = claim.labels.iter().map(|label| label.at.clone()).collect();
    assert_eq!(places, [crate::finding::Place::Span(at(10)), crate::finding::Place::Span(at(20))]);
    assert_eq!(found.node_pools[0].max_pods_from, "max_pods_per_node");
}

#[test]
fn the_endpoint_decides_at_the_exact_limit() {
    // At the exact limit the endpoint decides, and whether it is there is not certain.
    let full = zonal("10.0.0.0/29", "10.64.0.0/20", vec![vec![("node_count", n(4))]]);
    check(&full, &primary(), 4, 4, Verdict::Undecided);
    let undecided = model(&full).undecided;
    assert_eq!(undecided[0].what, "endpoint of `google_container_cluster.main`");
    // A control plane with a block of its own takes nothing here.
    let mut peered = full;
    let private =
        block(vec![("enable_private_nodes", Value::bool(true)), ("master_ipv4_cidr_block", s("172.16.0.0/28"))]);
    peered[1] = cluster("main", "us-central1-a", vec![("private_cluster_config", private)]);
    assert_eq!(judged(&model(&peered), &primary()).0, Bounds::exactly(Addresses(4)));
}

#[test]
fn ranges_of_a_cluster_and_of_a_pool() {
    let with = |policy: Attributes, more: Attributes| {
        let mut resources = regional("10.0.0.0/24", "10.64.0.0/20", vec![more]);
        resources[1] = cluster("main", "us-central1-a", vec![("ip_allocation_policy", block(policy))]);
        model(&resources)
    };
    let own = RangeId { address: "google_container_cluster.main".into(), name: None };
    let five = || vec![("node_count", n(5))];
    for (text, cidr) in [("/22", None), ("10.8.0.0/22", Some("10.8.0.0/22".parse().unwrap()))] {
        let found = with(vec![("cluster_ipv4_cidr_block", s(text))], five());
        let range = found.ranges.iter().find(|range| range.id == own).expect("the cluster's range");
        assert_eq!(range.cidr, cidr);
        assert_eq!(
            judged(&found, &own),
            (Bounds::exactly(Addresses(1_280)), 1_024, Verdict::Exhausted, Some(4)),
            "{text}"
        );
    }
    let chosen = with(vec![], five());
    assert_eq!(judged(&chosen, &own).0, Bounds::exactly(Addresses(1_280)), "a /14 of its own");
    let range = chosen.ranges.iter().find(|range| range.id == own).expect("the range that GKE chooses");
    assert_eq!((range.cidr, range.total()), (None, Some(Addresses(262_144))));
    assert!(chosen.undecided.is_empty(), "{:?}", chosen.undecided);
    let made =
        vec![("create_pod_range", Value::bool(true)), ("pod_range", s("batch")), ("pod_ipv4_cidr_block", s("/23"))];
    let found = with(
        vec![("cluster_secondary_range_name", s("pods"))],
        vec![("node_count", n(2)), ("network_config", block(made))],
    );
    let batch = RangeId { address: "google_container_node_pool.a".into(), name: Some("batch".into()) };
    assert_eq!(judged(&found, &batch).0, Bounds::exactly(Addresses(512)));
    assert_eq!(judged(&found, &pods()).0, Bounds::default());
}

#[test]
fn nothing_is_asked_for_by_autopilot() {
    let autopilot =
        cluster("main", "us-central1", vec![("enable_autopilot", Value::bool(true)), ("initial_node_count", n(1))]);
    let found = model(&[subnetwork("10.0.0.0/23", &[("pods", "10.64.0.0/17")]), autopilot]);
    assert!(ledger(&found).iter().all(|row| row.demand == Default::default() && row.verdict == Verdict::Fits));
    assert!(found.node_pools.is_empty() && found.undecided.is_empty());
    assert_eq!(found.clusters.len(), 1);
}

#[test]
fn what_is_not_known_is_bounded_and_said() {
    let with = |attributes: Attributes| model(&regional("10.0.0.0/24", "10.64.0.0/20", vec![attributes]));
    let nodes = with(vec![autoscaling(vec![("max_node_count", variable("max", Type::Number))])]);
    assert_eq!(judged(&nodes, &pods()).0, Bounds::from(Addresses(0)));
    let said: Vec<_> = nodes.undecided.iter().map(|u| (u.what.as_str(), u.because.as_str())).collect();
    assert!(
        said.contains(&("number of nodes of `google_container_node_pool.a`", "`var.max` has no value")),
        "{said:?}"
    );
    assert!(said.iter().all(|(what, _)| !what.starts_with("endpoint")), "{said:?}");
    let pods_per_node = with(vec![("node_count", n(1)), ("max_pods_per_node", variable("pods", Type::Number))]);
    assert_eq!(judged(&pods_per_node, &pods()).0, Bounds::between(Addresses(48), Addresses(3_072)));
    // Neither a size nor a limit.
    assert_eq!(judged(&with(vec![]), &pods()).2, Verdict::Undecided);
    // A number of pools that is not known.
    let mut several = regional("10.0.0.0/24", "10.64.0.0/20", vec![vec![("node_count", n(2))]]);
    several[2].copies = (1, Some(3));
    assert_eq!(judged(&model(&several), &pods()).0, Bounds::between(Addresses(1_536), Addresses(4_608)));
    // A size that is known of a block that is not.
    let facts = Facts { suffix: Some(".0.0/22".into()), ..Facts::default() };
    let mut tight = regional("10.0.0.0/24", "10.64.0.0/20", vec![vec![("node_count", n(2))]]);
    let block_of = Value::unknown_with(Type::String, vec![Origin::Variable("net".into(), None)], facts);
    tight[0]
        .attributes
        .insert("secondary_ip_range".into(), block(vec![("range_name", s("pods")), ("ip_cidr_range", block_of)]));
    assert_eq!(
        judged(&model(&tight), &pods()),
        (Bounds::exactly(Addresses(1_536)), 1_024, Verdict::Exhausted, Some(4))
    );
}

#[test]
fn a_cluster_without_a_location_fits_in_any_number_of_zones() {
    // One node per zone on a /22: 1 to 3 nodes of 4 and the node of an upgrade, whether the provider has a zone or a
    // region.
    let mut resources = regional("10.2.0.0/16", "192.168.64.0/22", vec![vec![("node_count", n(1))]]);
    let attributes = vec![
        ("name", s("main")),
        ("remove_default_node_pool", Value::bool(true)),
        ("initial_node_count", n(1)),
        ("subnetwork", reference("google_compute_subnetwork", "nodes", "id")),
        pods_policy(),
    ];
    resources[1] = resource("google_container_cluster", "main", attributes);
    let found = model(&resources);
    let (demand, usable, verdict, _) = judged(&found, &pods());
    assert_eq!((demand, usable, verdict), (Bounds::between(Addresses(256), Addresses(768)), 1_024, Verdict::Fits));
    assert_eq!(found.undecided, []);
}

#[test]
fn an_autoscaled_pool_without_a_size_starts_between_nothing_and_its_minimum() {
    let start = |attributes: Attributes| {
        let found = model(&regional("10.0.0.0/24", "10.64.0.0/20", vec![vec![autoscaling(attributes)]]));
        (found.node_pools[0].desired, found.node_pools[0].max)
    };
    let max = || ("max_node_count", n(4));
    assert_eq!(start(vec![max()]), (Bounds::exactly(0), Bounds::exactly(12)));
    assert_eq!(start(vec![max(), ("min_node_count", n(1))]), (Bounds::between(0, 3), Bounds::exactly(12)));
    assert_eq!(start(vec![("total_max_node_count", n(5)), ("total_min_node_count", n(2))]).0, Bounds::between(0, 2));
}

#[test]
fn inline_pools_replace_the_default_pool() {
    let inline = |name: &str, nodes| object(vec![("name", Value::string(name)), ("node_count", n(nodes))]);
    let two = ("node_pool", Value::tuple(vec![inline("a", 2), inline("b", 3)]));
    let mut resources = with_default_pool("10.64.0.0/18", false, vec![two], vec![]);
    check(&resources, &pods(), 15 * 256, 16_384, Verdict::Fits);
    assert_eq!(model(&resources).node_pools[1].address, "google_container_cluster.main.node_pool[1]");
    // A pool with a resource of its own is not counted twice.
    resources.push(pool("a", "main", vec![("node_count", n(2))]));
    check(&resources, &pods(), 15 * 256, 16_384, Verdict::Fits);
    // A pool inside a cluster may name its range too.
    let config = ("network_config", block(vec![("pod_range", s("more"))]));
    let pinned = object(vec![("node_count", n(2)), config]);
    let mut resources =
        with_default_pool("10.64.0.0/18", false, vec![("node_pool", Value::tuple(vec![pinned]))], vec![]);
    resources[0] = subnetwork("10.0.0.0/22", &[("pods", "10.64.0.0/18"), ("more", "10.65.0.0/20")]);
    let more = RangeId { name: Some("more".into()), ..primary() };
    check(&resources, &more, 6 * 256, 4_096, Verdict::Fits);
    check(&resources, &pods(), 0, 16_384, Verdict::Fits);
}

#[test]
fn fixes_heed_disabled_overprovisioning() {
    let config = block(vec![("pod_cidr_overprovision_config", block(vec![("disabled", Value::bool(true))]))]);
    let attributes = vec![("node_count", n(3)), ("network_config", config)];
    let fixes =
        Estate::read(&regional("10.0.0.0/24", "10.64.0.0/22", vec![attributes]), 1).fixes(&[pods()], Goal::Scaled);
    // 9 nodes at a /25 want 1,152 of 1,024; at a /26, 576.
    assert_eq!(
        (fixes[0].change.as_str(), fixes[0].result.as_str()),
        ("max_pods_per_node = 64", "a /26 each, 16 nodes fit")
    );
}

/// What someone may write where a number, a text or a block belongs.
fn anything() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::null(Type::Any)),
        any::<u64>().prop_map(n),
        (0_u64..300).prop_map(n),
        prop_oneof![Just("pods"), Just("/0"), Just("/33"), Just("10.0.0.0/0"), Just("-"), Just(""), Just("/")]
            .prop_map(s),
        Just(variable("x", Type::Any)),
        Just(Value::tuple(vec![variable("x", Type::Any)])),
        Just(Value::bool(true)),
        Just(reference("google_compute_subnetwork", "nodes", "secondary_ip_range[9].range_name")),
    ]
}

proptest! {
    #[test]
    fn nothing_panics_whatever_is_written(values in prop::collection::vec(anything(), 16)) {
        let mut left = values.into_iter();
        let mut next = || left.next().unwrap_or_else(|| n(1));
        let policy = block(vec![("cluster_secondary_range_name", next()), ("cluster_ipv4_cidr_block", next())]);
        let config = block(vec![("pod_range", next()), ("create_pod_range", next()), ("pod_ipv4_cidr_block", next())]);
        let resources = [
            subnetwork("10.0.0.0/24", &[("pods", "10.64.0.0/22")]),
            cluster("main", "us-central1", vec![
                ("ip_allocation_policy", policy),
                ("location", next()),
                ("node_locations", next()),
                ("initial_node_count", next()),
                ("remove_default_node_pool", next()),
                ("default_max_pods_per_node", next()),
            ]),
            pool("a", "main", vec![
                ("node_count", next()),
                ("max_pods_per_node", next()),
                ("network_config", config),
                autoscaling(vec![("max_node_count", next()), ("total_max_node_count", next())]),
                ("upgrade_settings", block(vec![("max_surge", next())])),
            ]),
        ];
        let estate = Estate::read(&resources, 1);
        for row in ledger(&estate.model()) {
            prop_assert!(row.demand.scaled.at_most.is_none_or(|most| row.demand.scaled.at_least <= most));
            estate.fixes(std::slice::from_ref(&row.range.id), Goal::Packed);
        }
    }

    #[test]
    fn nothing_panics_whatever_more_is_written(values in prop::collection::vec(anything(), 20), pools in 0_u64..40) {
        let mut left = values.into_iter();
        let mut next = || left.next().unwrap_or_else(|| n(1));
        let names = |name: Value| Value::tuple(vec![s("more"), name]);
        let policy = block(vec![
            ("cluster_secondary_range_name", s("pods")),
            ("additional_pod_ranges_config", block(vec![("pod_range_names", names(next()))])),
            ("additional_ip_ranges_config", block(vec![
                ("subnetwork", next()),
                ("pod_ipv4_range_names", names(next())),
                ("status", next()),
            ])),
        ]);
        let limit = block(vec![("resource_type", s("cpu")), ("maximum", next())]);
        let scaling = block(vec![
            ("enabled", next()),
            ("default_compute_class_enabled", next()),
            ("resource_limits", limit),
        ]);
        let further = vec![
            ("additional_node_network_configs", block(vec![("subnetwork", next())])),
            ("additional_pod_network_configs", block(vec![
                ("subnetwork", next()),
                ("secondary_pod_range", next()),
                ("max_pods_per_node", next()),
            ])),
        ];
        let several = |name: &str, copies: (u64, Option<u64>), attributes: Attributes| {
            Resource { copies, ..pool(name, "main", attributes) }
        };
        let resources = [
            subnetwork("10.0.0.0/24", &[("pods", "10.64.0.0/22"), ("more", "10.64.8.0/22")]),
            cluster("main", "us-central1", vec![
                ("ip_allocation_policy", policy),
                ("cluster_autoscaling", scaling),
                ("enable_autopilot", next()),
            ]),
            several("a", (pools, Some(pools)), vec![("node_count", n(1)), ("network_config", block(further))]),
            several("b", (pools, None), vec![("node_count", next()), ("network_config", next())]),
            several("c", (1, Some(1)), vec![("node_count", n(4)), ("max_pods_per_node", next())]),
        ];
        let estate = Estate::read(&resources, 1);
        let found = estate.model();
        let ranges: Vec<RangeId> = found.ranges.iter().map(|range| range.id.clone()).collect();
        estate.fixes(&ranges, Goal::Scaled);
        for row in ledger(&found) {
            let demand = row.demand;
            for moment in [demand.desired, demand.scaled, demand.rollout, demand.packed] {
                prop_assert!(moment.at_most.is_none_or(|most| moment.at_least <= most));
            }
        }
    }
}
