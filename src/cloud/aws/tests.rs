//! Resources made by hand, and the founding incident out of them.

use super::Estate;
use crate::address::{Address, Key, ModulePath, Ref};
use crate::demand::{self, Verdict};
use crate::eval::value::{Facts, Origin, Type, Value};
use crate::model::{Addresses, Bounds, Claim, Decided, Model};
use crate::resource::Resource;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The address that a text such as `data.aws_subnet.a[0]`, `aws_subnet.a["x"]` or `aws_subnet.a[*]` names.
pub(super) fn own(text: &str) -> Arc<Address> {
    let (data, text) = text.strip_prefix("data.").map_or((false, text), |rest| (true, rest));
    let (block, key) = text.split_once('[').map_or((text, ""), |(block, key)| (block, key.trim_end_matches(']')));
    let (ty, name) = block.split_once('.').unwrap();
    let key = match key {
        "" => Key::None,
        "*" => Key::Any,
        key => key.parse().map_or_else(|_| Key::Name(key.trim_matches('"').into()), Key::Index),
    };
    Arc::new(Address { module: ModulePath::default(), data, ty: ty.into(), name: name.into(), key })
}

/// An attribute that only apply can tell.
pub(super) fn computed(address: &Arc<Address>, path: &str) -> Value {
    let reference = Arc::new(Ref { address: address.clone(), path: path.into() });
    Value { via: Some(reference.clone()), ..Value::unknown(Type::String, Origin::Attribute(reference)) }
}

/// An unknown value.
pub(super) fn not_computed(ty: Type, why: &str) -> Value {
    Value::unknown(ty, Origin::NotComputed(why.into(), None))
}

/// A text that is only known to end so.
pub(super) fn ending_in(suffix: &str) -> Value {
    let facts = Facts { suffix: Some(suffix.into()), ..Facts::default() };
    Value::unknown_with(Type::String, vec![Origin::Variable("net".into(), None)], facts)
}

/// A resource of one instance.
pub(super) fn resource(address: &str, attributes: Vec<(&str, Value)>) -> Resource {
    let attributes = attributes.into_iter().map(|(name, value)| (name.into(), value)).collect();
    Resource { address: own(address), copies: (1, Some(1)), attributes, constraints: Arc::default(), span: None }
}

/// A nested block.
pub(super) fn block(attributes: Vec<(&str, Value)>) -> Value {
    let attributes: BTreeMap<Arc<str>, Value> =
        attributes.into_iter().map(|(name, value)| (name.into(), value)).collect();
    Value::tuple(vec![Value::object(attributes)])
}

/// A list of texts.
pub(super) fn texts(texts: &[&str]) -> Value {
    Value::list(Type::String, texts.iter().map(|text| Value::string(*text)).collect())
}

/// The ids of these resources.
pub(super) fn ids(addresses: &[&str]) -> Value {
    Value::list(Type::String, addresses.iter().map(|address| computed(&own(address), "id")).collect())
}

pub(super) const M6A: &str = "m6a.32xlarge";

/// A subnet in the VPC `aws_vpc.main`, in zone `n` of those that the region turns out to have.
pub(super) fn subnet(address: &str, cidr: &str, zone: u64) -> Resource {
    let zones = own("data.aws_availability_zones.available");
    resource(
        address,
        vec![
            ("id", computed(&own(address), "id")),
            ("cidr_block", Value::string(cidr)),
            ("vpc_id", computed(&own("aws_vpc.main"), "id")),
            ("availability_zone", computed(&zones, &format!("names[{zone}]"))),
        ],
    )
}

pub(super) fn cluster(subnets: &[&str]) -> Resource {
    resource(
        "aws_eks_cluster.main",
        vec![
            ("name", Value::string("batch")),
            ("bootstrap_self_managed_addons", Value::bool(true)),
            ("vpc_config", block(vec![("subnet_ids", ids(subnets))])),
        ],
    )
}

fn cluster_name() -> Value {
    Value { kind: Value::string("batch").kind, ..computed(&own("aws_eks_cluster.main"), "name") }
}

/// A managed group; `more` replaces what it says.
pub(super) fn group(address: &str, types: &[&str], max: u64, subnets: &[&str], more: Vec<(&str, Value)>) -> Resource {
    let sizes = vec![
        ("min_size", Value::number(0_u64)),
        ("desired_size", Value::number(max.min(2))),
        ("max_size", Value::number(max)),
    ];
    let mut attributes = vec![
        ("cluster_name", cluster_name()),
        ("instance_types", texts(types)),
        ("subnet_ids", ids(subnets)),
        ("scaling_config", block(sizes)),
    ];
    attributes.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    attributes.extend(more);
    resource(address, attributes)
}

pub(super) fn addon(configuration: &str) -> Resource {
    resource(
        "aws_eks_addon.cni",
        vec![
            ("addon_name", Value::string("vpc-cni")),
            ("cluster_name", cluster_name()),
            ("configuration_values", Value::string(configuration)),
        ],
    )
}

pub(super) const PRIVATE: [&str; 3] = ["aws_subnet.private[0]", "aws_subnet.private[1]", "aws_subnet.private[2]"];

/// The VPC, three /20 subnets in three zones, and the cluster.
pub(super) fn network() -> Vec<Resource> {
    vec![
        resource("aws_vpc.main", vec![("cidr_block", Value::string("10.4.128.0/18"))]),
        subnet(PRIVATE[0], "10.4.128.0/20", 0),
        subnet(PRIVATE[1], "10.4.144.0/20", 1),
        subnet(PRIVATE[2], "10.4.160.0/20", 2),
        cluster(&PRIVATE),
    ]
}

/// The incident: 160 nodes of 100 addresses over three /20.
pub(super) fn incident() -> Vec<Resource> {
    let mut resources = network();
    resources.push(group("aws_eks_node_group.batch", &[M6A], 160, &PRIVATE, vec![]));
    resources
}

pub(super) fn model(resources: &[Resource]) -> Model {
    Estate::read(resources, 1).model()
}

pub(super) fn addresses(n: u128) -> Bounds<Addresses> {
    Bounds::exactly(Addresses(n))
}

pub(super) fn nodes_of<'a>(model: &'a Model, range: &str) -> Vec<&'a Claim> {
    model.claims.iter().filter(|claim| claim.what == "nodes" && claim.range.address == range).collect()
}

fn verdicts(model: &Model) -> Vec<(String, Verdict)> {
    demand::ledger(model).iter().map(|row| (row.range.id.to_string(), row.verdict)).collect()
}

pub(super) fn because(model: &Model) -> Vec<String> {
    model.undecided.iter().map(|undecided| format!("{}: {}", undecided.what, undecided.because)).collect()
}

#[test]
fn the_incident() {
    let model = model(&incident());
    let rows = demand::ledger(&model);
    assert_eq!(rows.len(), 3);
    for row in &rows {
        assert_eq!(row.range.usable(), Some(Addresses(4091)));
        assert_eq!(row.verdict, Verdict::Exhausted);
        assert_eq!(row.nodes_that_fit, Some(40));
        let claim = row.claims.iter().find(|claim| claim.what == "nodes").unwrap();
        assert_eq!(claim.count.scaled, Bounds::exactly(54));
        // One node, in one of the three.
        assert_eq!(claim.demand.desired, Bounds::between(0, 100).map(Addresses));
        assert_eq!(claim.demand.scaled, addresses(5400));
        assert_eq!(claim.demand.rollout, addresses(5600));
        assert_eq!(claim.demand.packed, addresses(54 * 300));
        assert_eq!(claim.how, "54 nodes × 100 addresses");
        let labels: Vec<&str> = claim.labels.iter().map(|label| label.text.as_str()).collect();
        assert_eq!(
            labels,
            ["2 interfaces × 50 addresses = 100 as soon as one pod runs", "160 nodes over 3 zones: 54 here"]
        );
        assert!(row.demand.scaled.at_least == Addresses(5400) && row.demand.scaled.at_most == Some(Addresses(5403)));
    }
    let pool = &model.node_pools[0];
    let per_node = pool.per_node.unwrap();
    assert_eq!((per_node.idle, per_node.first_pod, per_node.packed), (addresses(50), addresses(100), addresses(300)));
    assert_eq!((pool.max_pods, pool.max_pods_from.as_str()), (Some(250), "the managed node group cap of 250"));
    assert_eq!(pool.max, Bounds::exactly(160));
    assert_eq!(pool.cluster.as_deref(), Some("aws_eks_cluster.main"));
    assert!(model.faults.is_empty() && model.undecided.is_empty(), "{:?} {:?}", model.faults, because(&model));
    assert_eq!(model.ranges[0].network.as_deref(), Some("aws_vpc.main"));
}

#[test]
fn the_incident_with_a_small_warm_pool_fits() {
    let mut resources = incident();
    resources.push(addon(r#"{"env":{"WARM_IP_TARGET":"2","MINIMUM_IP_TARGET":"10"}}"#));
    let model = model(&resources);
    let claim = nodes_of(&model, PRIVATE[1])[0];
    assert_eq!(claim.demand.scaled, Bounds::between(53 * 11, 54 * 11).map(Addresses));
    assert_eq!(claim.labels[0].text, "11 = 10 addresses + 1 interface as soon as one pod runs");
    // Full nodes hold more: 248 + 2 addresses on 6 interfaces, 54 times.
    assert_eq!(claim.demand.packed, addresses(54 * 256));
    assert!(verdicts(&model).iter().all(|(_, verdict)| *verdict == Verdict::ExhaustedWhenPacked));
}

#[test]
fn more_first_pods_take_more() {
    let model = Estate::read(&incident(), 60).model();
    let claim = nodes_of(&model, PRIVATE[0])[0];
    assert_eq!(claim.demand.scaled, addresses(54 * 150));
    assert_eq!(claim.labels[0].text, "3 interfaces × 50 addresses = 150 with 60 pods");
}

#[test]
fn subnets_of_one_zone() {
    // 160 nodes over two zones: 80 in each. Two subnets of zone 0 share its 80; the one of zone 1 has all of its.
    let mut resources = network();
    resources[3] = subnet(PRIVATE[2], "10.4.160.0/20", 0);
    resources.push(group("aws_eks_node_group.batch", &[M6A], 160, &PRIVATE, vec![]));
    let model = model(&resources);
    let counts: Vec<_> = PRIVATE.iter().map(|subnet| nodes_of(&model, subnet)[0].count.scaled).collect();
    assert_eq!(counts, [Bounds::between(40, 80), Bounds::exactly(80), Bounds::between(40, 80)]);
    let labels: Vec<_> = PRIVATE.iter().map(|subnet| nodes_of(&model, subnet)[0].labels[1].text.as_str()).collect();
    assert_eq!(labels[0], "160 nodes over 2 zones, 2 subnets in this one: 40 to 80 here");
    assert_eq!(labels[1], "160 nodes over 2 zones: 80 here");
    let verdicts: Vec<_> = verdicts(&model).into_iter().map(|(_, verdict)| verdict).collect();
    assert_eq!(verdicts, [Verdict::Undecided, Verdict::Exhausted, Verdict::Undecided]);
    assert!(because(&model).iter().any(|text| text.contains("AWS picks at random")), "{:?}", because(&model));
}

#[test]
fn a_subnet_of_known_size_and_unknown_address() {
    let mut resources = network();
    for (index, resource) in resources.iter_mut().enumerate().skip(1).take(3) {
        resource.attributes.insert("cidr_block".into(), ending_in(&format!(".{index}.0/20")));
    }
    resources.push(group("aws_eks_node_group.batch", &[M6A], 160, &PRIVATE, vec![]));
    let model = model(&resources);
    assert!(model.ranges.iter().all(|range| range.cidr.is_none() && range.usable() == Some(Addresses(4091))));
    assert!(verdicts(&model).iter().all(|(_, verdict)| *verdict == Verdict::Exhausted));
}

#[test]
fn a_subnet_of_unknown_size_says_what_would_tell() {
    let mut resources = incident();
    let unknown = Value::unknown(Type::String, Origin::Variable("cidr".into(), None));
    resources[1].attributes.insert("cidr_block".into(), unknown);
    let model = model(&resources);
    let Decided::Unknown(size) = &model.ranges[0].prefix_len else { panic!("the size is known") };
    assert_eq!(
        (size.what.as_str(), size.because.as_str(), size.decide.as_str()),
        ("the size of `aws_subnet.private[0]`", "`var.cidr` has no value", "-var cidr=…")
    );
    assert_eq!(model.undecided, std::slice::from_ref(size));
    let found: Vec<_> = verdicts(&model).into_iter().map(|(_, verdict)| verdict).collect();
    assert_eq!(found, [Verdict::Undecided, Verdict::Exhausted, Verdict::Exhausted]);
}

#[test]
fn an_unknown_type_has_no_figure_and_no_default() {
    let mut resources = network();
    resources.push(group("aws_eks_node_group.batch", &["m99.huge"], 160, &PRIVATE, vec![]));
    let model = model(&resources);
    assert_eq!(model.node_pools[0].per_node, None);
    let claim = nodes_of(&model, PRIVATE[0])[0];
    assert_eq!((claim.per_node, claim.demand.scaled), (None, Bounds::from(Addresses(53))));
    assert_eq!(claim.how, "53 to 54 nodes × at least 1 address");
    assert!(
        matches!(&model.faults[..], [crate::model::Fault::UnknownInstanceType { instance_type, .. }] if instance_type == "m99.huge")
    );
    assert!(verdicts(&model).iter().all(|(_, verdict)| *verdict == Verdict::Undecided));
    assert_eq!(
        because(&model),
        [
            "the addresses per node of `aws_eks_node_group.batch`: the instance type `m99.huge` is not in the table of 2026-08-21"
        ]
    );
}

#[test]
fn several_types_bound_what_a_node_takes() {
    let mut resources = network();
    resources.push(group("aws_eks_node_group.batch", &["m5.large", M6A], 120, &PRIVATE, vec![]));
    let model = model(&resources);
    let per_node = model.node_pools[0].per_node.unwrap();
    // The lowest limit, 29, applies to both: one interface of the large one has room for it, so it never takes two.
    assert_eq!(model.node_pools[0].max_pods, Some(29));
    assert_eq!(per_node.first_pod, Bounds::between(Addresses(20), Addresses(50)));
    assert_eq!(per_node.packed, Bounds::between(Addresses(30), Addresses(50)));
    let claim = nodes_of(&model, PRIVATE[0])[0];
    assert_eq!(
        claim.labels[0].text,
        "20 to 50 addresses, from 2 interfaces × 10 addresses = 20 as soon as one pod runs (`m5.large`) to 1 interface \
         × 50 addresses = 50 as soon as one pod runs (`m6a.32xlarge`)"
    );
}

#[test]
fn the_type_comes_from_the_group_the_template_or_the_default() {
    let template = |more: Vec<(&'static str, Value)>| {
        let address = own("aws_launch_template.t");
        let mut attributes = vec![("id", computed(&address, "id")), ("instance_type", Value::string("m5.large"))];
        attributes.extend(more);
        resource("aws_launch_template.t", attributes)
    };
    let of_template = || ("launch_template", block(vec![("id", computed(&own("aws_launch_template.t"), "id"))]));
    let no_types = || ("instance_types", Value::null(Type::Any));
    let image = || ("image_id", Value::string("ami-1"));
    let data = || ("user_data", Value::string("--max-pods=8"));
    for (templates, more, types, max_pods) in [
        (vec![], vec![no_types()], vec!["t3.medium"], Some(17)),
        (vec![], vec![("instance_types", texts(&["m5.xlarge"]))], vec!["m5.xlarge"], Some(58)),
        (vec![template(vec![])], vec![no_types(), of_template()], vec!["m5.large"], Some(29)),
        (vec![template(vec![data()])], vec![no_types(), of_template()], vec!["m5.large"], Some(29)),
        (vec![template(vec![image(), data()])], vec![no_types(), of_template()], vec!["m5.large"], Some(8)),
        (vec![template(vec![image()])], vec![("instance_types", texts(&[M6A])), of_template()], vec![M6A], Some(737)),
        (vec![], vec![no_types(), of_template()], vec![], None),
    ] {
        let mut resources = network();
        resources.extend(templates);
        resources.push(group("aws_eks_node_group.g", &[], 1, &PRIVATE, more));
        let model = model(&resources);
        let pool = &model.node_pools[0];
        assert_eq!(
            (pool.instance_types.clone(), pool.max_pods),
            (types.into_iter().map(str::to_owned).collect(), max_pods)
        );
    }
}

#[test]
fn what_pods_get_their_addresses_from_decides() {
    let without = |name: &str, value: Value| {
        let mut resources = incident();
        resources[4].attributes.insert(name.into(), value);
        model(&resources)
    };
    let ipv6 = without("kubernetes_network_config", block(vec![("ip_family", Value::string("ipv6"))]));
    assert_eq!(nodes_of(&ipv6, PRIVATE[0])[0].demand.packed, Bounds::between(53, 54).map(Addresses));
    assert!(verdicts(&ipv6).iter().all(|(_, verdict)| *verdict == Verdict::Fits));
    let bare = without("bootstrap_self_managed_addons", Value::bool(false));
    assert!(because(&bare)[0].contains("bootstrap_self_managed_addons"), "{:?}", because(&bare));
    let mut tuned = incident();
    tuned.push(addon(r#"{"env":{"WARM_IP_TARGET":"many"}}"#));
    assert!(because(&model(&tuned))[0].contains("WARM_IP_TARGET of the VPC CNI is \"many\""));
    let mut helm = incident();
    helm.push(resource("helm_release.cni", vec![("chart", Value::string("cilium"))]));
    assert!(because(&model(&helm))[0].contains("`helm_release.cni` sets the pods' network up"));
}

#[test]
fn subnets_outside_the_configuration() {
    let read = |subnet_ids: Value| {
        let mut resources = network();
        resources.push(group("aws_eks_node_group.batch", &[M6A], 160, &[], vec![("subnet_ids", subnet_ids)]));
        model(&resources)
    };
    let outside = read(texts(&["subnet-0abc"]));
    assert!(outside.node_pools[0].ranges.is_empty());
    assert_eq!(
        because(&outside),
        ["the subnets of `aws_eks_node_group.batch`: `subnet-0abc` is a subnet outside this configuration"]
    );
    let both = read(Value::tuple(vec![computed(&own(PRIVATE[0]), "id"), Value::string("subnet-0abc")]));
    assert_eq!(nodes_of(&both, PRIVATE[0])[0].count.scaled, Bounds::between(0, 160));
    let data = computed(&own("data.aws_subnets.all"), "ids");
    let facts = Facts { not_null: true, ..Facts::default() };
    let list = Value {
        via: data.via.clone(),
        ..Value::unknown_with(Type::list(Type::String), vec![Origin::Attribute(data.via.unwrap())], facts)
    };
    assert_eq!(
        because(&read(list)),
        [
            "the subnets of `aws_eks_node_group.batch`: `data.aws_subnets.all.ids` is known only when the data source is read"
        ]
    );
}

#[test]
fn a_data_source_that_is_read_is_a_range() {
    let data = resource(
        "data.aws_subnet.shared",
        vec![("id", Value::string("subnet-1")), ("cidr_block", Value::string("10.9.0.0/24"))],
    );
    let mut resources = network();
    resources.push(data.clone());
    assert_eq!(model(&resources).ranges.len(), 3, "nothing draws from it");
    for ids in [ids(&["data.aws_subnet.shared"]), texts(&["subnet-1"])] {
        let mut resources = network();
        resources.extend([data.clone(), group("aws_eks_node_group.g", &[M6A], 3, &[], vec![("subnet_ids", ids)])]);
        let model = model(&resources);
        let rows = demand::ledger(&model);
        let row = rows.iter().find(|row| row.range.id.address == "data.aws_subnet.shared").unwrap();
        assert_eq!(
            (row.range.usable(), row.demand.scaled, row.verdict),
            (Some(Addresses(251)), addresses(300), Verdict::Exhausted)
        );
    }
}

#[test]
fn as_many_subnets_as_it_turns_out() {
    let mut any = subnet("aws_subnet.private[*]", "10.4.128.0/20", 0);
    any.copies = (2, Some(6));
    let mut list = Value::unknown(Type::list(Type::String), Origin::Count("aws_subnet.private".into(), None));
    if let crate::eval::value::Kind::Unknown(unknown) = &mut list.kind {
        Arc::make_mut(unknown).facts.element = Some(computed(&own("aws_subnet.private[*]"), "id"));
    }
    let read = |max: u64| {
        let group = group("aws_eks_node_group.g", &[M6A], max, &[], vec![("subnet_ids", list.clone())]);
        model(&[any.clone(), cluster(&[]), group])
    };
    for (max, at_least, verdict) in
        [(20, 4, Verdict::Fits), (160, 27, Verdict::Undecided), (241, 41, Verdict::Exhausted)]
    {
        let model = read(max);
        assert_eq!(nodes_of(&model, "aws_subnet.private[*]")[0].count.scaled, Bounds::between(at_least, max));
        let scaled = verdicts(&model)[0].1;
        // Twenty nodes fit in one subnet while they run one pod, and not for sure when full.
        assert_eq!(scaled, if max == 20 { Verdict::Undecided } else { verdict }, "{max}");
    }
}

#[test]
fn blocks_that_aws_refuses_or_that_are_outside_the_vpc() {
    let mut resources = network();
    resources.extend([
        subnet("aws_subnet.small", "10.4.128.0/29", 0),
        subnet("aws_subnet.odd", "ten", 0),
        subnet("aws_subnet.outside", "10.5.0.0/24", 0),
        subnet("aws_subnet.hosts", "10.4.176.9/24", 0),
    ]);
    let faults = |resources: &[Resource]| -> Vec<String> {
        let name = |fault: &crate::model::Fault| match fault {
            crate::model::Fault::Cidr { address, certain, .. } => format!("{address} {certain}"),
            crate::model::Fault::OutsideNetwork { address, network, .. } => format!("{address} outside {network}"),
            other => format!("{other:?}"),
        };
        model(resources).faults.iter().map(name).collect()
    };
    let expected = ["aws_subnet.small true", "aws_subnet.odd true", "aws_subnet.outside outside aws_vpc.main"];
    assert_eq!(faults(&resources), expected);
    let association = |vpc: Value, cidr: Value| {
        resource("aws_vpc_ipv4_cidr_block_association.more", vec![("vpc_id", vpc), ("cidr_block", cidr)])
    };
    let main = || computed(&own("aws_vpc.main"), "id");
    for (vpc, cidr, expected) in [
        (main(), Value::string("10.5.0.0/16"), &expected[..2]),
        (main(), Value::string("10.6.0.0/16"), &expected[..]),
        (main(), ending_in("/16"), &expected[..2]),
        (not_computed(Type::String, "?"), Value::string("10.6.0.0/16"), &expected[..2]),
    ] {
        let mut resources = resources.clone();
        resources.push(association(vpc, cidr));
        assert_eq!(faults(&resources), expected);
    }
}

#[test]
fn a_control_plane_takes_2_to_4_addresses() {
    for (subnets, each) in [
        (&PRIVATE[..1], Bounds::between(2, 4)),
        (&PRIVATE[..2], Bounds::between(1, 3)),
        (&PRIVATE[..], Bounds::between(0, 3)),
    ] {
        let mut resources = network();
        resources[4] = cluster(subnets);
        let model = model(&resources);
        assert_eq!(model.clusters[0].ranges.len(), subnets.len());
        for claim in &model.claims {
            assert_eq!((claim.what, claim.count.scaled), ("control plane", each));
        }
        assert_eq!(model.claims.len(), subnets.len());
    }
}

#[test]
fn only_one_group_is_rolled_at_a_time() {
    let mut resources = network();
    resources.push(group("aws_eks_node_group.large", &[M6A], 3, &PRIVATE, vec![]));
    resources.push(group("aws_eks_node_group.small", &["m5.large"], 3, &PRIVATE, vec![]));
    let model = model(&resources);
    // 1 × 100 + 1 × 20 at rest, 2 × 100 more while the large one is updated, 0 to 3 for the control plane.
    let rows = demand::ledger(&model);
    assert_eq!(rows[0].demand.scaled.at_least, Addresses(120));
    assert_eq!(rows[0].demand.rollout.at_least, Addresses(320));
    assert_eq!(rows[0].demand.rollout.at_most, Some(Addresses(323)));
}

#[test]
fn the_table_of_attributes_is_read_whole() {
    let mut schema = crate::schema::Schema::default();
    schema.add(super::SCHEMA);
    let lines = super::SCHEMA.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let attributes =
        lines.filter(|l| !["resource ", "data ", "}"].iter().any(|w| l.starts_with(w)) && !l.ends_with('{'));
    fn count(resource: &crate::schema::ResourceSchema) -> usize {
        resource.attributes.len() + resource.blocks.values().map(count).sum::<usize>()
    }
    assert_eq!(
        schema.types().map(|(data, ty)| count(schema.get(data, ty).unwrap())).sum::<usize>(),
        attributes.count()
    );
    assert!(
        schema.get(false, "aws_autoscaling_group").unwrap().blocks["mixed_instances_policy"].blocks["launch_template"]
            .blocks["override"]
            .attributes
            .contains_key("weighted_capacity")
    );
}

#[test]
fn a_range_that_cannot_be_decided_always_says_why() {
    // 11 usable in a /28: one t3.small takes 8, and the control plane 2 to 4.
    let resources = [
        subnet("aws_subnet.a", "10.0.0.0/28", 0),
        cluster(&["aws_subnet.a"]),
        group("aws_eks_node_group.g", &["t3.small"], 1, &["aws_subnet.a"], vec![("update_config", minimal())]),
    ];
    let found = model(&resources);
    assert_eq!(verdicts(&found)[0].1, Verdict::Undecided);
    assert_eq!(
        because(&found),
        [
            "the control plane's interfaces of `aws_eks_cluster.main` in each subnet: EKS makes 2 to 4 of them, up to 5 more in an upgrade, and places them itself"
        ]
    );
    // 251 usable in a /24: 62 × 4 = 248 at rest, 8 more if the update adds nodes.
    let strategy = block(vec![("update_strategy", Value::unknown(Type::String, Origin::Variable("s".into(), None)))]);
    let resources = [
        subnet("aws_subnet.a", "10.0.0.0/24", 0),
        cluster(&[]),
        group("aws_eks_node_group.g", &["t3.micro"], 62, &["aws_subnet.a"], vec![("update_config", strategy)]),
    ];
    let found = model(&resources);
    assert_eq!(verdicts(&found)[0].1, Verdict::Undecided);
    assert!(
        because(&found)[0].starts_with("the nodes an update adds to `aws_eks_node_group.g`"),
        "{:?}",
        because(&found)
    );
}

/// An update that adds no node.
fn minimal() -> Value {
    block(vec![("update_strategy", Value::string("MINIMAL"))])
}

#[test]
fn a_module_may_be_called_data() {
    let mut address = (*own("aws_subnet.a")).clone();
    address.module = ModulePath::default().child("data".into(), Key::None);
    let subnet = Resource { address: Arc::new(address), ..subnet("aws_subnet.a", "10.0.0.0/24", 0) };
    assert_eq!(model(&[subnet]).ranges[0].id.address, "module.data.aws_subnet.a");
}

#[test]
fn no_size_overflows() {
    let huge = u64::MAX;
    let config = || block(vec![("max_unavailable_percentage", Value::number(huge))]);
    let mut resources = network();
    for name in ["a", "b"] {
        let address = format!("aws_eks_node_group.{name}");
        let mut group = group(&address, &[M6A], huge, &PRIVATE, vec![("update_config", config())]);
        group.copies = (huge, Some(huge));
        resources.push(group);
    }
    let estate = Estate::read(&resources, huge);
    let model = estate.model();
    assert!(verdicts(&model).iter().all(|(_, verdict)| *verdict == Verdict::Exhausted));
    assert!(estate.fixes(&[model.ranges[0].id.clone()], crate::cloud::Goal::Packed).is_empty());
}
