//! Plans as Terraform 1.11.4 made them, in `testdata/`, and what is read from them.

use super::*;
use crate::parse::plan::parse;
use std::path::Path;

const SCHEMA: &str = "
resource aws_vpc
  id string computed
  cidr_block string computed
resource aws_subnet
  id string computed
  cidr_block string null
  vpc_id string null
  availability_zone string computed
  map_public_ip_on_launch bool = false
resource aws_eks_cluster
  id string computed
  name string null
  vpc_config {
    subnet_ids set(string) null
    vpc_id string computed
  }
resource aws_eks_node_group
  id string computed
  cluster_name string null
  instance_types list(string) computed
  subnet_ids set(string) null
  scaling_config {
    max_size number null
  }
  launch_template {
    id string computed
    version string null
  }
  taint {
    key string null
  }
  update_config {
    max_unavailable number null
  }
data aws_availability_zones
  names list(string) computed 2..6
data aws_subnets
  ids list(string) computed
resource google_compute_subnetwork
  name string null
  ip_cidr_range string computed
  secondary_ip_range {
    range_name string null
    ip_cidr_range string null
  }
resource google_container_cluster
  name string null
  subnetwork string computed
  node_locations set(string) computed
  default_max_pods_per_node number computed
  ip_allocation_policy {
    cluster_secondary_range_name string computed
  }
resource google_container_node_pool
  cluster string null
  max_pods_per_node number computed
  autoscaling {
    max_node_count number null
  }
  upgrade_settings {
    max_surge number computed
  }
";

fn schema() -> Schema {
    let mut schema = Schema::default();
    schema.add(SCHEMA);
    schema
}

fn of_text(text: &str) -> Vec<Resource> {
    resources(&parse(text.as_bytes()).unwrap(), &schema())
}

fn of(path: &str) -> Vec<Resource> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(path);
    of_text(&std::fs::read_to_string(file).unwrap())
}

fn at<'r>(resources: &'r [Resource], address: &str) -> &'r Resource {
    resources.iter().find(|resource| resource.address.to_string() == address).expect(address)
}

/// A value on one line: strings quoted, `?` for unknown, `<ref>` for what it was read from.
fn show(value: &Value) -> String {
    let via = value.via.as_ref().map(|r| format!("<{r}>")).unwrap_or_default();
    let text = match &value.kind {
        Kind::Null(_) => "null".to_owned(),
        Kind::Bool(value) => value.to_string(),
        Kind::Number(number) => number.to_string(),
        Kind::String(text) => format!("{text:?}"),
        Kind::Unknown(unknown) => match &unknown.facts.candidates {
            Some(several) => format!("one of {}", several.iter().map(show).collect::<Vec<_>>().join(" | ")),
            None if value.via.is_some() => "?".to_owned(),
            None => {
                format!("? {}", unknown.origins.iter().map(Origin::to_string).collect::<Vec<_>>().join("; "))
            }
        },
        Kind::Object(object) => {
            let list = object.attributes.iter().map(|(name, value)| format!("{name}={}", show(value)));
            format!("{{{}}}", list.collect::<Vec<_>>().join(", "))
        }
        _ => format!("[{}]", value.children().map(show).collect::<Vec<_>>().join(", ")),
    };
    text + &via
}

#[test]
fn the_incident_reads_its_three_subnets() {
    for case in ["incident-plan/plan.json", "incident-tuned-plan/plan.json"] {
        let all = of(case);
        let group = at(&all, "aws_eks_node_group.batch");
        let subnets = "[?<aws_subnet.private[0].id>, ?<aws_subnet.private[1].id>, ?<aws_subnet.private[2].id>]";
        assert_eq!(show(group.get("subnet_ids")), subnets);
        assert!(matches!(group.get("subnet_ids").kind, Kind::Set(Type::String, _)));
        assert_eq!(show(group.get("scaling_config")), "[{max_size=160}]");
        assert_eq!(show(group.get("instance_types")), r#"["m6a.32xlarge"]"#);
        assert_eq!(show(group.get("cluster_name")), r#""batch-eu"<aws_eks_cluster.main.name>"#);
        assert_eq!(show(group.get("launch_template")), "[]");
        assert_eq!(show(group.get("id")), "?<aws_eks_node_group.batch.id>");
        let cluster = at(&all, "aws_eks_cluster.main").block("vpc_config").unwrap();
        assert_eq!(show(cluster.get("subnet_ids")), subnets);
        let own = "?<aws_eks_cluster.main.vpc_config[0].vpc_id>";
        assert_eq!(show(cluster.get("vpc_id")), own);
        let subnet = at(&all, "aws_subnet.private[2]");
        assert_eq!(show(subnet.get("cidr_block")), r#""10.4.160.0/20""#);
        assert_eq!(show(subnet.get("vpc_id")), "?<aws_vpc.main.id>");
        assert_eq!(show(subnet.get("availability_zone")), r#""eu-central-1c""#);
        let zones = at(&all, "data.aws_availability_zones.available").get("names");
        assert_eq!(show(zones), r#"["eu-central-1a", "eu-central-1b", "eu-central-1c"]"#);
        assert_eq!(all.len(), 7);
        assert!(all.is_sorted_by_key(|resource| resource.address.clone()));
    }
}

#[test]
fn ids_are_followed_through_modules() {
    let all = of("incident-modules-plan/plan.json");
    let subnet = |zone: &str| format!("?<module.network.aws_subnet.private[\"eu-central-1{zone}\"].id>");
    let expected = format!("[{}]", ["a", "b", "c"].map(subnet).join(", "));
    let group = at(&all, "module.nodes.aws_eks_node_group.batch");
    assert_eq!(show(group.get("subnet_ids")), expected);
    assert_eq!(show(group.get("cluster_name")), r#""batch-eu"<module.nodes.aws_eks_cluster.this.name>"#);
    let subnet = at(&all, r#"module.network.aws_subnet.private["eu-central-1b"]"#);
    assert_eq!(show(subnet.get("vpc_id")), "?<module.network.aws_vpc.this.id>");
    assert_eq!(show(subnet.get("cidr_block")), r#""10.4.144.0/20""#);
}

#[test]
fn every_way_of_naming_a_subnet() {
    let all = of("plan/references/plan.json");
    let whole = "[?<aws_subnet.count[0].id>, ?<aws_subnet.count[1].id>, ?<aws_subnet.count[2].id>]";
    let either = "? `aws_subnet.count[0].id` is known only after apply; `aws_subnet.count[1].id` is known only after \
                  apply; `aws_subnet.count[2].id` is known only after apply; `aws_subnet.each[\"x\"].id` is known only \
                  after apply; `aws_subnet.each[\"y\"].id` is known only after apply";
    let lost = "? `aws_subnet.count[0].id` is known only after apply; `aws_subnet.count[1].id` is known only after \
                apply; `aws_subnet.count[2].id` is known only after apply";
    for (address, expected) in [
        (r#"aws_eks_node_group.pair["y"]"#, "[?<aws_subnet.each[\"y\"].id>]".to_owned()),
        ("aws_eks_node_group.n[1]", "[?<aws_subnet.count[1].id>]".to_owned()),
        (r#"aws_eks_node_group.lost["a"]"#, format!("{lost}; `local.ids` is not recorded in the plan")),
        ("aws_eks_node_group.data", "?<data.aws_subnets.late.ids>".to_owned()),
        // `concat` or a conditional: the plan does not say.
        ("aws_eks_node_group.either", lost.to_owned()),
        (r#"module.groups.aws_eks_node_group.this["blue"]"#, whole.to_owned()),
        (r#"module.groups.aws_eks_node_group.plain["green"]"#, whole.to_owned()),
        (r#"module.own_subnets.aws_eks_node_group.plain["blue"]"#, whole.to_owned()),
        (
            r#"module.own_subnets.aws_eks_node_group.this["blue"]"#,
            format!("{lost}; `local.create` is not recorded in the plan"),
        ),
        (r#"module.other_subnets.aws_eks_node_group.plain["blue"]"#, either.to_owned()),
        (r#"module.pool["x"].aws_eks_node_group.one"#, "[?<aws_subnet.each[\"x\"].id>]".to_owned()),
    ] {
        assert_eq!(show(at(&all, address).get("subnet_ids")), expected, "{address}");
    }
    let cluster = at(&all, "aws_eks_cluster.c").block("vpc_config").unwrap();
    assert_eq!(
        show(cluster.get("subnet_ids")),
        r#"[?<aws_subnet.count[0].id>, ?<aws_subnet.count[1].id>, ?<aws_subnet.each["x"].id>, ?<aws_subnet.each["y"].id>]"#
    );
    for (address, expected) in [
        (r#"aws_subnet.each["x"]"#, "?<aws_vpc.m.id>"),
        (r#"module.net["q"].aws_subnet.a["k"]"#, "?<aws_vpc.m.id>"),
        (
            r#"aws_subnet.odd["b"]"#,
            "one of ?<aws_subnet.count[0].id> | ?<aws_subnet.count[1].id> | ?<aws_subnet.count[2].id>",
        ),
    ] {
        assert_eq!(show(at(&all, address).get("vpc_id")), expected, "{address}");
    }
    let cluster = at(&all, "module.groups.aws_eks_cluster.this[0]").block("vpc_config").unwrap();
    assert_eq!(show(cluster.get("subnet_ids")), whole);
    // A part of an object, and an element of a list, that were made of several.
    let object = at(&all, r#"module.pool["x"].aws_eks_node_group.obj[0]"#).get("subnet_ids");
    assert!(!object.is_known() && object.via.is_none(), "{}", show(object));
    // `dynamic` blocks are not in the configuration of a plan.
    let template = at(&all, r#"aws_eks_node_group.pair["x"]"#).get("launch_template");
    assert_eq!(
        show(template),
        "[{id=? the plan does not record how `launch_template[0].id` is set, \
         version=? the plan does not record how `launch_template[0].version` is set}]"
    );
}

#[test]
fn an_update_keeps_what_exists_and_leaves_out_what_goes() {
    let all = of("plan/update/plan.json");
    let addresses: Vec<String> = all.iter().map(|resource| resource.address.to_string()).collect();
    let subnets = ["aws_subnet.private[0]", "aws_subnet.private[1]", "aws_subnet.private[2]"];
    assert_eq!(
        addresses,
        [&["aws_eks_cluster.main", "aws_eks_node_group.apps"], &subnets[..], &["aws_vpc.main"]].concat()
    );
    let group = at(&all, "aws_eks_node_group.apps");
    assert_eq!(
        show(group.get("subnet_ids")),
        r#"["subnet-0bb0"<aws_subnet.private[0].id>, "subnet-0bb1"<aws_subnet.private[1].id>, ?<aws_subnet.private[2].id>]"#
    );
    assert_eq!(show(group.get("scaling_config")), "[{max_size=60}]");
    let cluster = at(&all, "aws_eks_cluster.main").block("vpc_config").unwrap();
    assert_eq!(
        show(cluster.get("subnet_ids")),
        r#"["subnet-0bb0"<aws_subnet.private[0].id>, "subnet-0bb1"<aws_subnet.private[1].id>]"#
    );
    // The deposed object had another block.
    assert_eq!(show(at(&all, subnets[1]).get("cidr_block")), r#""10.8.16.0/20""#);
    assert_eq!(show(at(&all, subnets[2]).get("vpc_id")), r#""vpc-0aa1"<aws_vpc.main.id>"#);
}

#[test]
fn a_gke_plan_tells_what_is_not_configured_from_what_is_unknown() {
    let all = of("gke-tight-plan/plan.json");
    let cluster = at(&all, "google_container_cluster.main");
    assert_eq!(show(cluster.get("subnetwork")), "?<google_compute_subnetwork.nodes.id>");
    assert_eq!(show(cluster.get("node_locations")), "?<google_container_cluster.main.node_locations>");
    assert_eq!(show(cluster.get("ip_allocation_policy")), r#"[{cluster_secondary_range_name="pods"}]"#);
    let pool = at(&all, "google_container_node_pool.general");
    assert_eq!(show(pool.get("cluster")), "?<google_container_cluster.main.id>");
    assert_eq!(show(pool.get("autoscaling")), "[{max_node_count=2}]");
    assert_eq!(show(pool.get("upgrade_settings")), "[]");
    let subnet = at(&all, "google_compute_subnetwork.nodes");
    assert_eq!(
        show(subnet.get("secondary_ip_range")),
        r#"[{ip_cidr_range="10.21.0.0/22", range_name="pods"}, {ip_cidr_range="10.21.16.0/22", range_name="services"}]"#
    );
}

#[test]
fn plans_with_parts_missing_still_say_what_they_can() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/incident-plan/plan.json");
    let whole: serde_json::Map<String, Json> = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let recovered = "[?<aws_subnet.private[0].id>, ?<aws_subnet.private[1].id>, ?<aws_subnet.private[2].id>]";
    let own = "?<aws_eks_node_group.batch.subnet_ids>";
    for (without, subnet_ids, zones) in [
        (&["planned_values"][..], recovered, 7),
        (&["resource_changes"], recovered, 7),
        (&["configuration"], own, 7),
        (&["prior_state"], recovered, 6),
        (&["resource_changes", "configuration", "prior_state"], own, 6),
    ] {
        let mut plan = whole.clone();
        plan.retain(|key, _| !without.contains(&key.as_str()));
        let all = of_text(&Json::Object(plan).to_string());
        assert_eq!(all.len(), zones, "without {without:?}");
        let group = at(&all, "aws_eks_node_group.batch");
        assert_eq!(show(group.get("subnet_ids")), subnet_ids, "without {without:?}");
        assert_eq!(show(group.get("scaling_config")), "[{max_size=160}]", "without {without:?}");
    }
}

#[test]
fn what_an_attribute_is_when_it_is_unknown() {
    let case = |actions: &str, before: &str, unknown: &str, expressions: &str| {
        let all = of_text(&format!(
            r#"{{"format_version":"1.2","configuration":{{"root_module":{{"resources":[{{"mode":"managed",
            "type":"aws_subnet","name":"a","expressions":{expressions}}}]}}}},"resource_changes":[{{"mode":"managed",
            "type":"aws_subnet","name":"a","change":{{"actions":{actions},"before":{before},
            "after":{{"cidr_block":"10.0.0.0/24"}},"after_unknown":{unknown}}}}}]}}"#
        ));
        let [subnet] = all.as_slice() else { panic!("{}", all.len()) };
        ["availability_zone", "map_public_ip_on_launch", "vpc_id"].map(|name| show(subnet.get(name))).join(", ")
    };
    let unknown = r#"{"availability_zone":true,"map_public_ip_on_launch":true,"vpc_id":true}"#;
    let zone = "?<aws_subnet.a.availability_zone>";
    let before = r#"{"availability_zone":"b","vpc_id":"vpc-1"}"#;
    let set = r#"{"availability_zone":{"references":["local.zone"]},"vpc_id":{},"map_public_ip_on_launch":{"references":["var.p"]}}"#;
    let lost = "? `local.zone` is not recorded in the plan, ? `var.p` has no value, \
                ? `vpc_id` is known only after apply, and the plan does not record from what";
    for (actions, before, unknown, expressions, expected) in [
        (r#"["create"]"#, "null", unknown, "{}", format!("{zone}, false, null")),
        (r#"["create"]"#, "null", "{}", "{}", format!("{zone}, false, null")),
        (r#"["update"]"#, before, unknown, "{}", r#""b", false, "vpc-1""#.to_owned()),
        (r#"["delete","create"]"#, before, unknown, "{}", format!("{zone}, false, null")),
        (r#"["update"]"#, before, unknown, set, lost.to_owned()),
    ] {
        assert_eq!(case(actions, before, unknown, expressions), expected, "{actions} {expressions}");
    }
}

#[test]
fn what_is_gone_or_not_ours_is_left_out() {
    let change = |mode: &str, rest: &str| {
        of_text(&format!(
            r#"{{"format_version":"1.2","resource_changes":[{{"mode":"{mode}","type":"aws_vpc","name":"a",{rest}}}]}}"#
        ))
        .len()
    };
    for (mode, rest, expected) in [
        ("managed", r#""change":{"actions":["no-op"],"before":{},"after":{}}"#, 1),
        ("managed", r#""change":{"actions":["create","delete"],"before":{},"after":{}}"#, 1),
        ("managed", r#""change":{"actions":["delete"],"before":{},"after":null}"#, 0),
        ("managed", r#""change":{"actions":["forget"],"before":{},"after":null}"#, 0),
        ("managed", r#""deposed":"1","change":{"actions":["no-op"],"before":{},"after":{}}"#, 0),
        ("ephemeral", r#""change":{"actions":["open"],"after":{}}"#, 0),
        ("managed", r#""index":-1,"change":{"actions":["create"],"after":{}}"#, 0),
        ("managed", r#""module_address":"nonsense","change":{"actions":["create"],"after":{}}"#, 0),
    ] {
        assert_eq!(change(mode, rest), expected, "{mode} {rest}");
    }
}

#[test]
fn references_that_run_in_circles_or_fan_out_end() {
    let calls = |argument: &str, output: &str| {
        format!(
            r#"{{"format_version":"1.2","resource_changes":[{{"mode":"managed","module_address":"module.m","type":"aws_subnet",
            "name":"a","change":{{"actions":["create"],"after":{{}},"after_unknown":{{"vpc_id":true}}}}}}],
            "configuration":{{"root_module":{{"module_calls":{{"m":{{"expressions":{{"v":{{"references":{argument}}}}},
            "module":{{"outputs":{{"o":{{"expression":{{"references":{output}}}}}}},
            "resources":[{{"mode":"managed","type":"aws_subnet","name":"a","expressions":{{"vpc_id":{{"references":["var.v"]}}}}}}]}}}}}}}}}}}}"#
        )
    };
    let many = format!("[{}]", vec![r#""var.v""#; 40].join(","));
    for text in [calls(r#"["module.m.o"]"#, r#"["var.v"]"#), calls(r#"["module.m.o"]"#, &many)] {
        let all = of_text(&text);
        assert_eq!(
            show(at(&all, "module.m.aws_subnet.a").get("vpc_id")),
            "? the plan has more references than podroom follows"
        );
    }
}

#[test]
fn ids_that_another_resource_passes_on() {
    let of = |expression: &str| {
        let change = |name: &str| {
            format!(
                r#"{{"mode":"managed","type":"aws_subnet","name":"{name}","change":{{"actions":["create"],"after":{{}},
                "after_unknown":{{"id":true,"vpc_id":true,"availability_zone":true}}}}}}"#
            )
        };
        let block = |name: &str, vpc: &str| {
            format!(r#"{{"mode":"managed","type":"aws_subnet","name":"{name}","expressions":{{"vpc_id":{vpc}}}}}"#)
        };
        let all = of_text(&format!(
            r#"{{"format_version":"1.2","resource_changes":[{{"mode":"managed","type":"aws_vpc","name":"main",
            "change":{{"actions":["create"],"after":{{}},"after_unknown":{{"id":true}}}}}},{},{}],
            "configuration":{{"root_module":{{"resources":[{{"mode":"managed","type":"aws_vpc","name":"main"}},{},{}]}}}}}}"#,
            change("a"),
            change("b"),
            block("a", expression),
            block("b", r#"{"references":["aws_subnet.a.vpc_id","aws_subnet.a"]}"#),
        ));
        show(at(&all, "aws_subnet.b").get("vpc_id"))
    };
    for (expression, expected) in [
        (r#"{"references":["aws_vpc.main.id","aws_vpc.main"]}"#, "?<aws_vpc.main.id>"),
        (r#"{"references":["local.vpc"]}"#, "?<aws_subnet.a.vpc_id>"),
        (r#"{"references":["aws_vpc.main.id","var.other"]}"#, "?<aws_subnet.a.vpc_id>"),
        (r#"{"references":["aws_vpc.main.cidr_block"]}"#, "?<aws_subnet.a.vpc_id>"),
        // In a circle, which Terraform refuses.
        (r#"{"references":["aws_subnet.b.vpc_id"]}"#, "?<aws_subnet.a.vpc_id>"),
    ] {
        assert_eq!(of(expression), expected, "{expression}");
    }
}

#[test]
fn damaged_plans_do_not_panic() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/plan/references/plan.json");
    let text = std::fs::read_to_string(file).unwrap();
    // Another word in the place of each key and reference in turn.
    for word in ["references", "aws_subnet", "module.net", "expressions", "after_unknown", "index", "each.value"] {
        for other in ["x", "", "module", "var.", "data.", "[", "each.value[0]"] {
            let changed = text.replace(word, other);
            if let Ok(plan) = parse(changed.as_bytes()) {
                resources(&plan, &schema());
            }
        }
    }
}
