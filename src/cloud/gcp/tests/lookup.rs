//! Which subnetwork, range and cluster is meant, and what is wrong with ranges.

use super::*;

#[test]
fn subnetworks_are_matched_by_reference_name_id_and_link() {
    let named = |value: Value| {
        let mut resources = regional("10.0.0.0/24", "10.64.0.0/20", vec![vec![("node_count", n(1))]]);
        resources[1] = cluster("main", "us-central1", vec![("subnetwork", value)]);
        let found = model(&resources);
        (judged(&found, &primary()).0, judged(&found, &pods()).0, found.undecided.len())
    };
    let matched = (Bounds::between(Addresses(3), Addresses(4)), Bounds::exactly(Addresses(768)), 0);
    for value in [
        reference("google_compute_subnetwork", "nodes", "self_link"),
        s("nodes"),
        s("projects/p/regions/us-central1/subnetworks/nodes"),
        s("https://www.googleapis.com/compute/v1/projects/p/regions/us-central1/subnetworks/nodes"),
    ] {
        assert_eq!(named(value.clone()), matched, "{value:?}");
    }
    let nothing = Bounds::default();
    for value in [s("other"), s("projects/p/regions/europe-west1/subnetworks/nodes")] {
        assert_eq!(named(value.clone()).0, nothing, "{value:?}");
        assert!(named(value).2 >= 1);
    }
    // The end of an id is enough to look for it, and not to be sure of it.
    let facts = Facts { suffix: Some("/subnetworks/nodes".into()), ..Facts::default() };
    let suffix = Value::unknown_with(Type::String, vec![Origin::Variable("project".into(), None)], facts);
    assert_eq!(named(suffix).1, Bounds::between(Addresses(0), Addresses(768)));
}

#[test]
fn secondary_ranges_are_matched_by_name_and_reference() {
    let policy = |value: Value| vec![("ip_allocation_policy", block(vec![("cluster_secondary_range_name", value)]))];
    let with = |value: Value| {
        let mut resources = regional("10.0.0.0/24", "10.64.0.0/20", vec![vec![("node_count", n(1))]]);
        resources[1] = cluster("main", "us-central1", policy(value));
        model(&resources)
    };
    for path in ["secondary_ip_range[0].range_name", "secondary_ip_range.0.range_name"] {
        let found = with(reference("google_compute_subnetwork", "nodes", path));
        assert_eq!(judged(&found, &pods()).0, Bounds::exactly(Addresses(768)), "{path}");
    }
    let missing = with(s("pod-range"));
    let Fault::SecondaryRangeMissing { address, name, subnet, has, .. } = &missing.faults[0] else {
        panic!("{:?}", missing.faults)
    };
    assert_eq!((address.as_str(), name.as_str()), ("google_container_cluster.main", "pod-range"));
    assert_eq!((subnet.as_str(), has.as_slice()), ("google_compute_subnetwork.nodes", ["pods".to_owned()].as_slice()));
    assert_eq!(judged(&missing, &pods()).0, Bounds::default());
    // A name that is not known is one of the subnetwork's, or none of them: no fault, and said.
    let unknown = with(variable("range", Type::String));
    assert!(unknown.faults.is_empty());
    assert_eq!(unknown.undecided[0].because, "`var.range` has no value");
    assert_eq!(unknown.undecided[0].decide, "-var range=…");
    // One of two names.
    let facts = Facts { candidates: Some([s("pods"), s("elsewhere")].into()), ..Facts::default() };
    let either = with(Value::unknown_with(Type::String, vec![Origin::Variable("prod".into(), None)], facts));
    assert_eq!(judged(&either, &pods()).0, Bounds::between(Addresses(0), Addresses(768)));
    assert!(either.faults.is_empty());
}

#[test]
fn a_subnetwork_without_any_known_range_misses_none() {
    let resources =
        [subnetwork("10.0.0.0/24", &[]), cluster("main", "us-central1", vec![("initial_node_count", n(1))])];
    let found = model(&resources);
    assert!(found.faults.is_empty());
    assert_eq!(found.undecided[0].what, "pod range of `google_container_cluster.main`");
}

#[test]
fn pools_find_their_cluster_by_name_and_location() {
    let named = |value: Value, location: Value| {
        let mut resources = regional("10.0.0.0/24", "10.64.0.0/20", vec![]);
        resources.push(cluster("main2", "europe-west1", vec![("name", s("main"))]));
        resources.push(pool("a", "main", vec![("cluster", value), ("location", location), ("node_count", n(1))]));
        model(&resources).node_pools[0].cluster.clone()
    };
    let first = Some("google_container_cluster.main".to_owned());
    assert_eq!(named(s("main"), s("us-central1")), first);
    assert_eq!(named(s("projects/p/locations/us-central1/clusters/main"), Value::null(Type::String)), first);
    assert_eq!(named(s("main"), s("europe-west1")), Some("google_container_cluster.main2".to_owned()));
    assert_eq!(named(s("main"), Value::null(Type::String)), None);
    assert_eq!(named(s("other"), s("us-central1")), None);
}

#[test]
fn blocks_that_are_refused() {
    let faults = |primary: &str| {
        let found = model(&[subnetwork(primary, &[])]);
        found.faults.iter().map(|fault| matches!(fault, Fault::Cidr { certain: true, .. })).collect::<Vec<_>>()
    };
    for (primary, expected) in [
        ("10.0.0.0/29", 0),
        ("10.0.0.0/8", 0),
        ("10.0.0.0/30", 1),
        ("10.0.0.0/7", 1),
        ("10.0.0.0", 1),
        ("10.0.0.0/33", 1),
    ] {
        assert_eq!(faults(primary).len(), expected, "{primary}");
        assert!(faults(primary).iter().all(|certain| *certain), "{primary}");
    }
    let private = block(vec![("master_ipv4_cidr_block", s("172.16.0.0/27"))]);
    let found = model(&[cluster("main", "us-central1", vec![("private_cluster_config", private)])]);
    assert_eq!(found.faults.len(), 1);
}

#[test]
fn ranges_of_one_network_overlap_and_those_of_data_sources_do_not() {
    let estate =
        cloud::Estate::read(&[subnetwork("10.0.0.0/16", &[("pods", "10.0.64.0/20"), ("services", "10.1.0.0/20")])], 1);
    let found = estate.model().overlaps;
    let names: Vec<_> = found.iter().map(|overlap| (overlap.first.0.as_str(), overlap.second.0.as_str())).collect();
    assert_eq!(names, [("google_compute_subnetwork.nodes", "google_compute_subnetwork.nodes#pods")]);
    assert_eq!(found[0].network, "google_compute_network.main");
    let described = instance(
        address(true, "google_compute_subnetwork", "seen", Key::None),
        (1, Some(1)),
        vec![
            ("name", s("nodes")),
            ("ip_cidr_range", s("10.0.0.0/16")),
            ("network", s("projects/p/global/networks/main")),
        ],
    );
    assert!(cloud::Estate::read(&[described.clone(), described], 1).model().overlaps.is_empty());
}

#[test]
fn a_data_source_is_the_resource_it_describes() {
    let at = address(true, "google_compute_subnetwork", "seen", Key::None);
    let described = instance(at.clone(), (1, Some(1)), vec![("name", s("nodes")), ("region", s("us-central1"))]);
    let of = Arc::new(Ref { address: at, path: "self_link".into() });
    let link = Value { via: Some(of.clone()), ..Value::unknown(Type::String, Origin::Attribute(of)) };
    let mut resources = regional("10.0.0.0/24", "10.64.0.0/20", vec![vec![("node_count", n(1))]]);
    resources[1] = cluster("main", "us-central1", vec![("subnetwork", link)]);
    resources.push(described);
    check(&resources, &pods(), 768, 4_096, Verdict::Fits);
    // Without that resource its size is not known, and it is said what would tell.
    resources.remove(0);
    let found = model(&resources);
    assert!(found.undecided.iter().any(|u| u.decide.contains("a plan")), "{:?}", found.undecided);
}

#[test]
fn additional_ranges_leave_open_which_one_is_used() {
    let mut resources = zonal("10.0.0.0/24", "10.64.0.0/20", vec![vec![("node_count", n(20))]]);
    resources[0] = subnetwork("10.0.0.0/24", &[("pods", "10.64.0.0/20"), ("more", "10.65.0.0/20")]);
    let policy = block(vec![
        ("cluster_secondary_range_name", s("pods")),
        ("additional_pod_ranges_config", block(vec![("pod_range_names", zones(&["more"]))])),
    ]);
    resources[1] = cluster("main", "us-central1-a", vec![("ip_allocation_policy", policy)]);
    let found = model(&resources);
    for range in [pods(), RangeId { name: Some("more".into()), ..primary() }] {
        let (demand, _, verdict, _) = judged(&found, &range);
        assert_eq!((demand, verdict), (Bounds::between(Addresses(0), Addresses(5_120)), Verdict::Undecided), "{range}");
    }
    // A pool that names its range draws from that one alone.
    let config = block(vec![("pod_range", s("more"))]);
    resources[2] = pool("a", "main", vec![("node_count", n(20)), ("network_config", config)]);
    assert_eq!(judged(&model(&resources), &pods()).0, Bounds::default());
    assert_eq!(judged(&model(&resources), &RangeId { name: Some("more".into()), ..primary() }).2, Verdict::Exhausted);
}

#[test]
fn a_free_block_is_named_where_every_block_of_the_network_is_known() {
    let such_as = |mode: Value, more: Vec<Resource>| {
        let mut resources = regional("10.0.0.0/24", "10.64.0.0/22", vec![vec![("node_count", n(2))]]);
        resources[0] = subnetwork("10.0.0.0/24", &[("pods", "10.64.0.0/22"), ("next", "10.64.4.0/30")]);
        resources.push(resource("google_compute_network", "main", vec![("auto_create_subnetworks", mode)]));
        resources.extend(more);
        let fixes = Estate::read(&resources, 1).fixes(&[pods()], Goal::Scaled);
        let larger = fixes.into_iter().find(|fix| fix.change.starts_with("a /21 pod range")).expect("it helps");
        larger.change.strip_prefix("a /21 pod range, such as ").map(str::to_owned)
    };
    let custom = || Value::bool(false);
    // 10.64.0.0/21 has the other range's block in it.
    assert_eq!(such_as(custom(), vec![]).as_deref(), Some("10.64.8.0/21"));
    assert_eq!(such_as(Value::bool(true), vec![]), None, "others are made in every region");
    assert_eq!(such_as(variable("auto", Type::Bool), vec![]), None);
    let peering = resource(
        "google_compute_network_peering",
        "other",
        vec![("network", reference("google_compute_network", "main", "self_link")), ("peer_network", s("other"))],
    );
    assert_eq!(such_as(custom(), vec![peering]), None, "the peer has blocks that nobody knows");
    let mut unknown = subnetwork("10.1.0.0/24", &[]);
    unknown.address = address(false, "google_compute_subnetwork", "unknown", Key::None);
    unknown.attributes.insert("ip_cidr_range".into(), variable("cidr", Type::String));
    assert_eq!(such_as(custom(), vec![unknown]), None);
}
