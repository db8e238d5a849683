//! Whatever is written: nothing panics, bounds stay in order, and more nodes or pods never ask for less.

use super::Estate;
use crate::address::{Address, Key, ModulePath, Ref};
use crate::cloud::Goal;
use crate::demand::ledger;
use crate::eval::value::{Facts, Origin, Type, Value};
use crate::model::Addresses;
use crate::resource::Resource;
use proptest::prelude::*;
use std::sync::Arc;

type Attributes = Vec<(&'static str, Value)>;

fn address(data: bool, ty: &str, name: &str) -> Arc<Address> {
    Arc::new(Address { module: ModulePath::default(), data, ty: ty.into(), name: name.into(), key: Key::None })
}

fn resource(ty: &str, name: &str, attributes: Attributes) -> Resource {
    let attributes = attributes.into_iter().map(|(name, value)| (name.into(), value)).collect();
    Resource {
        address: address(false, ty, name),
        copies: (1, Some(1)),
        attributes,
        constraints: Arc::default(),
        span: None,
    }
}

fn reference(ty: &str, name: &str, path: &str) -> Value {
    let of = Arc::new(Ref { address: address(false, ty, name), path: path.into() });
    Value { via: Some(of.clone()), ..Value::unknown(Type::String, Origin::Attribute(of)) }
}

fn block(attributes: Attributes) -> Value {
    Value::tuple(vec![Value::object(attributes.into_iter().map(|(name, value)| (name.into(), value)).collect())])
}

fn s(text: &str) -> Value {
    Value::string(text)
}

fn n(number: u64) -> Value {
    Value::number(number)
}

/// A network with a subnet of nodes and one of pods, and a cluster in them.
fn resources(pool: Attributes, profile: Attributes) -> Vec<Resource> {
    let subnet = |name: &str, cidr: &str| {
        let network = reference("azurerm_virtual_network", "main", "name");
        let attributes = vec![
            ("name", Value::string(name)),
            ("virtual_network_name", network),
            ("address_prefixes", Value::tuple(vec![Value::string(cidr)])),
        ];
        resource("azurerm_subnet", name, attributes)
    };
    let space = Value::tuple(vec![s("10.1.0.0/16")]);
    vec![
        resource("azurerm_virtual_network", "main", vec![("name", s("main")), ("address_space", space)]),
        subnet("nodes", "10.1.0.0/18"),
        subnet("pods", "10.1.64.0/18"),
        resource(
            "azurerm_kubernetes_cluster",
            "main",
            vec![("default_node_pool", block(pool)), ("network_profile", block(profile))],
        ),
    ]
}

fn demand(resources: &[Resource], pods_per_node: u64) -> Vec<Addresses> {
    let model = Estate::read(resources, pods_per_node).model();
    let rows = ledger(&model);
    rows.iter().flat_map(|row| [row.demand.scaled, row.demand.rollout, row.demand.packed]).map(|d| d.at_least).collect()
}

/// What someone may write where a number, a text or a block belongs.
fn anything() -> impl Strategy<Value = Value> {
    let facts = Facts { suffix: Some("/subnets/nodes".into()), ..Facts::default() };
    prop_oneof![
        Just(Value::null(Type::Any)),
        any::<u64>().prop_map(n),
        (0_u64..300).prop_map(n),
        prop_oneof![
            Just("azure"),
            Just("kubenet"),
            Just("overlay"),
            Just("none"),
            Just("50%"),
            Just("%"),
            Just("10.0.0.0/0"),
            Just("::/0"),
            Just("10.1.0.0/33"),
            Just("/subscriptions/0/virtualNetworks/main/subnets/nodes"),
            Just(""),
        ]
        .prop_map(s),
        Just(Value::unknown(Type::Any, Origin::Variable("x".into(), None))),
        Just(Value::unknown_with(Type::String, vec![Origin::Variable("x".into(), None)], facts)),
        Just(Value::tuple(vec![s("10.2.0.0/16"), s("fd00::/64"), n(3)])),
        Just(Value::bool(true)),
        Just(reference("azurerm_subnet", "nodes", "id")),
        Just(reference("azurerm_virtual_network", "main", "subnet[9].id")),
    ]
}

proptest! {
    #[test]
    fn nothing_panics_whatever_is_written(values in prop::collection::vec(anything(), 32)) {
        let mut left = values.into_iter();
        let mut next = || left.next().unwrap_or_else(|| n(1));
        let pool = vec![
            ("vnet_subnet_id", next()),
            ("pod_subnet_id", next()),
            ("max_pods", next()),
            ("node_count", next()),
            ("min_count", next()),
            ("max_count", next()),
            ("auto_scaling_enabled", next()),
            ("temporary_name_for_rotation", next()),
            ("upgrade_settings", block(vec![("max_surge", next()), ("max_unavailable", next())])),
        ];
        let profile = vec![
            ("network_plugin", next()),
            ("network_plugin_mode", next()),
            ("pod_cidr", next()),
            ("pod_cidrs", next()),
            ("service_cidr", next()),
        ];
        let mut all = resources(pool, profile);
        all.push(resource("azurerm_kubernetes_cluster_node_pool", "more", vec![
            ("kubernetes_cluster_id", next()),
            ("vnet_subnet_id", next()),
            ("node_count", next()),
            ("upgrade_settings", next()),
            ("priority", next()),
        ]));
        all.push(resource("azurerm_subnet", "odd", vec![("virtual_network_name", next()), ("address_prefixes", next())]));
        all.push(resource("azurerm_virtual_network", "odd", vec![("address_space", next()), ("subnet", next())]));
        all.push(resource("azurerm_virtual_network_peering", "odd", vec![
            ("virtual_network_name", next()),
            ("remote_virtual_network_id", next()),
        ]));
        all.push(resource("azurerm_private_endpoint", "odd", vec![("subnet_id", next()), ("ip_configuration", next())]));
        let estate = Estate::read(&all, 1);
        for row in ledger(&estate.model()) {
            let Some(most) = row.demand.rollout.at_most else { continue };
            prop_assert!(row.demand.rollout.at_least <= most);
            estate.fixes(std::slice::from_ref(&row.range.id), Goal::Packed);
        }
    }

    #[test]
    fn demand_never_falls_when_nodes_or_pods_rise(
        mode in 0_usize..4, nodes in 1_u64..200, more in 0_u64..50, pods in 10_u64..250, more_pods in 0_u64..100,
    ) {
        let asked = |nodes, pods, pods_per_node| {
            let mut pool = vec![
                ("vnet_subnet_id", reference("azurerm_subnet", "nodes", "id")),
                ("node_count", n(nodes)),
                ("max_pods", n(pods)),
            ];
            let (plugin, overlay) = [("azure", false), ("azure", true), ("kubenet", false), ("azure", false)][mode];
            if mode == 3 {
                pool.push(("pod_subnet_id", reference("azurerm_subnet", "pods", "id")));
            }
            let mut profile = vec![("network_plugin", s(plugin))];
            profile.extend(overlay.then(|| ("network_plugin_mode", s("overlay"))));
            demand(&resources(pool, profile), pods_per_node)
        };
        let before = asked(nodes, pods, 1);
        for after in [asked(nodes + more, pods, 1), asked(nodes, pods + more_pods, 1), asked(nodes, pods, 1 + more)] {
            prop_assert!(before.iter().zip(&after).all(|(before, after)| before <= after), "{before:?} {after:?}");
        }
    }
}
