//! Who else takes addresses of a subnet, row by row.

use super::super::Estate;
use super::super::tests::{block, computed, ids, own, resource, subnet, texts};
use super::*;
use crate::model::Addresses;

const A: &str = "aws_subnet.a";
const B: &str = "aws_subnet.b";
const C: &str = "aws_subnet.c";

/// What is taken of each of three subnets at desired size, at maximum size and during a deployment: `1`, `0-2`.
fn taken(resources: Vec<Resource>) -> String {
    let three = [A, B, C].into_iter().zip(0_u64..);
    let mut all: Vec<Resource> = three.map(|(name, n)| subnet(name, &format!("10.0.{n}.0/24"), n)).collect();
    all.extend(resources);
    let model = Estate::read(&all, 1).model();
    let figure = |bounds: Bounds<Addresses>| match (bounds.exact(), bounds.at_most) {
        (Some(n), _) => n.0.to_string(),
        (None, Some(most)) => format!("{}-{}", bounds.at_least.0, most.0),
        (None, None) => format!("{}-", bounds.at_least.0),
    };
    let of = |row: &crate::demand::Row<'_>| {
        let Moments { desired, scaled, rollout, .. } = row.demand.map(figure);
        if desired == scaled && scaled == rollout { scaled } else { format!("{desired}/{scaled}/{rollout}") }
    };
    crate::demand::ledger(&model).iter().map(of).collect::<Vec<_>>().join(" ")
}

fn n(n: u64) -> Value {
    Value::number(n)
}

fn group(ty: &str, subnets: &[&str]) -> Resource {
    let address = format!("{ty}.g");
    resource(&address, vec![("id", computed(&own(&address), "id")), ("subnet_ids", ids(subnets))])
}

/// One resource and, where it needs one, its subnet group of all three subnets.
fn of_group(ty: &str, attribute: &str, group_type: &str, rest: Vec<(&str, Value)>) -> Vec<Resource> {
    let id = computed(&own(&format!("{group_type}.g")), "id");
    let attributes = rest.into_iter().chain([(attribute, id)]).collect();
    vec![group(group_type, &[A, B, C]), resource(&format!("{ty}.x"), attributes)]
}

#[test]
fn what_each_takes() {
    let text = Value::string;
    let one = |ty: &str, attributes| vec![resource(&format!("{ty}.x"), attributes)];
    let ab = || ids(&[A, B]);
    let a = || computed(&own(A), "id");
    let mapped = || {
        let of = |id: &str| block(vec![("subnet_id", computed(&own(id), "id"))]);
        Value::tuple([A, B].iter().flat_map(|id| of(id).as_sequence().unwrap().to_vec()).collect())
    };
    let db = |rest| of_group("aws_db_instance", "db_subnet_group_name", "aws_db_subnet_group", rest);
    let cache =
        |rest| of_group("aws_elasticache_replication_group", "subnet_group_name", "aws_elasticache_subnet_group", rest);
    let search = |nodes: u64, subnets: &[&str]| {
        let config = block(vec![("instance_count", n(nodes))]);
        let options = block(vec![("subnet_ids", ids(subnets))]);
        one("aws_opensearch_domain", vec![("cluster_config", config), ("vpc_options", options)])
    };
    for (resources, expected) in [
        (one("aws_lb", vec![("load_balancer_type", text("application")), ("subnets", ab())]), "1-99 1-99 0"),
        (one("aws_lb", vec![("load_balancer_type", text("network")), ("subnet_mapping", mapped())]), "1 1 0"),
        (
            one(
                "aws_lb",
                vec![
                    ("load_balancer_type", text("network")),
                    ("subnets", ab()),
                    ("secondary_ips_auto_assigned_per_subnet", n(3)),
                ],
            ),
            "4 4 0",
        ),
        (one("aws_lb", vec![("load_balancer_type", text("gateway")), ("subnets", ab())]), "1 1 0"),
        (one("aws_elb", vec![("subnets", ab())]), "1-99 1-99 0"),
        (one("aws_nat_gateway", vec![("subnet_id", a())]), "1 0 0"),
        (one("aws_nat_gateway", vec![("availability_mode", text("regional"))]), "0 0 0"),
        (one("aws_nat_gateway", vec![("subnet_id", a()), ("secondary_private_ip_address_count", n(7))]), "8 0 0"),
        (
            one(
                "aws_nat_gateway",
                vec![("subnet_id", a()), ("secondary_private_ip_addresses", texts(&["10.0.0.9", "10.0.0.8"]))],
            ),
            "3 0 0",
        ),
        (one("aws_vpc_endpoint", vec![("vpc_endpoint_type", text("Interface")), ("subnet_ids", ab())]), "1 1 0"),
        (one("aws_vpc_endpoint", vec![("vpc_endpoint_type", text("Gateway"))]), "0 0 0"),
        (db(vec![]), "0-1 0-1 0-1"),
        (db(vec![("multi_az", Value::bool(true))]), "0-1 0-1 0-1"),
        (
            of_group(
                "aws_rds_cluster",
                "db_subnet_group_name",
                "aws_db_subnet_group",
                vec![("db_cluster_instance_class", text("db.m5d.large"))],
            ),
            "1 1 1",
        ),
        (of_group("aws_rds_cluster", "db_subnet_group_name", "aws_db_subnet_group", vec![]), "0 0 0"),
        (cache(vec![("num_cache_clusters", n(3))]), "0-3 0-3 0-3"),
        (cache(vec![("num_node_groups", n(2)), ("replicas_per_node_group", n(1))]), "0-4 0-4 0-4"),
        (
            of_group(
                "aws_memorydb_cluster",
                "subnet_group_name",
                "aws_memorydb_subnet_group",
                vec![("num_shards", n(2))],
            ),
            "0-4 0-4 0-4",
        ),
        (
            of_group(
                "aws_redshift_cluster",
                "cluster_subnet_group_name",
                "aws_redshift_subnet_group",
                vec![("number_of_nodes", n(2))],
            ),
            "0-3 0-3 0-3",
        ),
        (one("aws_db_proxy", vec![("vpc_subnet_ids", ab())]), "1- 1- 0"),
        (
            one(
                "aws_msk_cluster",
                vec![
                    ("number_of_broker_nodes", n(6)),
                    ("broker_node_group_info", block(vec![("client_subnets", ids(&[A, B, C]))])),
                ],
            ),
            "2-3 2-3 2-3",
        ),
        (search(9, &[A, B, C]), "3-9 3-9 3-9"),
        (search(8, &[A, B]), "4-12 4-12 0"),
        (search(6, &[A]), "6-18 0 0"),
        (one("aws_efs_mount_target", vec![("subnet_id", a())]), "1 0 0"),
        (one("aws_fsx_windows_file_system", vec![("subnet_ids", ab())]), "1 1 0"),
        (one("aws_fsx_ontap_file_system", vec![("subnet_ids", ab())]), "2 2 0"),
        (
            one(
                "aws_ecs_service",
                vec![
                    ("name", text("web")),
                    ("desired_count", n(4)),
                    ("network_configuration", block(vec![("subnets", ids(&[A]))])),
                ],
            ),
            "4/4/4-8 0 0",
        ),
        (one("aws_instance", vec![("subnet_id", a()), ("secondary_private_ips", texts(&["10.0.0.9"]))]), "2 0 0"),
        (one("aws_network_interface", vec![("subnet_id", a())]), "1 0 0"),
        (one("aws_network_interface", vec![("subnet_id", a()), ("private_ips_count", n(4))]), "5 0 0"),
        (one("aws_network_interface", vec![("subnet_id", a()), ("ipv4_prefix_count", n(2))]), "33 0 0"),
        (
            one(
                "aws_autoscaling_group",
                vec![("min_size", n(2)), ("max_size", n(9)), ("vpc_zone_identifier", ids(&[A, B, C]))],
            ),
            "0-1/3/3 0-1/3/3 0-1/3/3",
        ),
        (one("aws_ec2_transit_gateway_vpc_attachment", vec![("subnet_ids", ab())]), "1 1 0"),
        (one("aws_route53_resolver_endpoint", vec![("ip_address", mapped())]), "1 1 0"),
        (one("aws_networkfirewall_firewall", vec![("subnet_mapping", mapped())]), "1 1 0"),
        (
            of_group(
                "aws_dms_replication_instance",
                "replication_subnet_group_id",
                "aws_dms_replication_subnet_group",
                vec![],
            ),
            "0-1 0-1 0-1",
        ),
        (
            one(
                "aws_emr_cluster",
                vec![
                    ("ec2_attributes", block(vec![("subnet_id", a())])),
                    ("core_instance_group", block(vec![("instance_count", n(5))])),
                ],
            ),
            "6 0 0",
        ),
    ] {
        let address = resources.last().map(|resource| resource.address.to_string());
        assert_eq!(taken(resources), expected, "{address:?}");
    }
}

#[test]
fn functions_of_one_subnet_and_one_set_of_groups_share_an_interface() {
    let function = |name: &str, groups: &[&str], subnets: &[&str]| {
        let groups = Value::tuple(
            groups.iter().map(|group| computed(&own(&format!("aws_security_group.{group}")), "id")).collect(),
        );
        let config = block(vec![("security_group_ids", groups), ("subnet_ids", ids(subnets))]);
        resource(&format!("aws_lambda_function.{name}"), vec![("vpc_config", config)])
    };
    for (functions, expected) in [
        (vec![function("x", &["one"], &[A]), function("y", &["one"], &[A])], "1 0 0"),
        (vec![function("x", &["one"], &[A]), function("y", &["two"], &[A])], "2 0 0"),
        (vec![function("x", &["one", "two"], &[A]), function("y", &["two", "one"], &[A, B])], "1 0-1 0"),
    ] {
        assert_eq!(taken(functions), expected);
    }
}

#[test]
fn what_cannot_be_elsewhere_is_here() {
    let id = computed(&own("aws_db_subnet_group.g"), "id");
    let database = |more| {
        let attributes = vec![("db_subnet_group_name", id.clone()), ("multi_az", Value::bool(more))];
        resource("aws_db_instance.x", attributes)
    };
    let of = |subnets: &[&str], more| taken(vec![group("aws_db_subnet_group", subnets), database(more)]);
    assert_eq!(of(&[A], false), "1 0 0");
    assert_eq!(of(&[A, B], true), "1 1 0");
    assert_eq!(of(&[A, B], false), "0-1 0-1 0");
}
