//! AKS as the azapi provider writes it: the body of a request to Azure, in the words of its API. It is read as azurerm's
//! resources are, under its own address.
//!
//! Source: Azure/terraform-provider-azapi, `azapi_resource` (`type`, `parent_id`, `body`), and the Microsoft.ContainerService
//! API, `ManagedClusterAgentPoolProfile` and `ContainerServiceNetworkProfile`, read 2026-11-26.

use super::dialect::AGENT_POOLS;
use crate::eval::value::{Object, Value};
use crate::resource::{self, Resource};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The types of the API, without their versions.
const CLUSTER: &str = "Microsoft.ContainerService/managedClusters";
const NODE_POOL: &str = "Microsoft.ContainerService/managedClusters/agentPools";

/// Properties, and what azurerm calls each.
type Names = &'static [(&'static str, &'static str)];

/// Those of a node pool.
const OF_POOL: Names = &[
    ("name", "name"),
    ("vmSize", "vm_size"),
    ("vnetSubnetID", "vnet_subnet_id"),
    ("podSubnetID", "pod_subnet_id"),
    ("podIPAllocationMode", "pod_ip_allocation_mode"),
    ("maxPods", "max_pods"),
    ("count", "node_count"),
    ("minCount", "min_count"),
    ("maxCount", "max_count"),
    ("enableAutoScaling", "auto_scaling_enabled"),
    ("scaleSetPriority", "priority"),
];

/// The parts of a cluster: the property, azurerm's block, and what is in them.
const OF_CLUSTER: [(&str, &str, Names); 3] = [
    (
        "networkProfile",
        "network_profile",
        &[
            ("networkPlugin", "network_plugin"),
            ("networkPluginMode", "network_plugin_mode"),
            ("podCidr", "pod_cidr"),
            ("podCidrs", "pod_cidrs"),
            ("serviceCidr", "service_cidr"),
            ("serviceCidrs", "service_cidrs"),
        ],
    ),
    (
        "apiServerAccessProfile",
        "api_server_access_profile",
        &[("enableVnetIntegration", "virtual_network_integration_enabled"), ("subnetId", "subnet_id")],
    ),
    ("nodeProvisioningProfile", "node_provisioning_profile", &[("mode", "mode")]),
];

const OF_UPGRADE: Names = &[("maxSurge", "max_surge"), ("maxUnavailable", "max_unavailable")];

type Attributes = BTreeMap<Arc<str>, Value>;

/// Whether a resource is an AKS cluster.
pub(super) fn is_cluster(resource: &Resource) -> bool {
    resource.is("azurerm_kubernetes_cluster") || is_azapi(resource) && resource.attributes.contains_key(AGENT_POOLS)
}

/// Whether it is a node pool of its own.
pub(super) fn is_node_pool(resource: &Resource) -> bool {
    resource.is("azurerm_kubernetes_cluster_node_pool")
        || is_azapi(resource) && resource.attributes.contains_key("kubernetes_cluster_id")
}

pub(super) fn is_azapi(resource: &Resource) -> bool {
    resource.is("azapi_resource")
}

/// The clusters and node pools among these resources, with the attributes that azurerm's have.
pub(super) fn translated(resources: &[Resource]) -> Vec<Resource> {
    resources.iter().filter(|resource| is_azapi(resource)).filter_map(one).collect()
}

fn one(resource: &Resource) -> Option<Resource> {
    let ty = resource.get("type").as_str()?;
    let ty = ty.split_once('@').map_or(ty, |(ty, _)| ty);
    let body = resource.get("body");
    let properties = object(body).and_then(|body| find(body, "properties")).unwrap_or(body);
    let mut attributes = Attributes::new();
    attributes.insert("id".into(), resource.get("id").clone());
    attributes.insert("name".into(), resource.get("name").clone());
    if ty.eq_ignore_ascii_case(NODE_POOL) {
        attributes.insert("kubernetes_cluster_id".into(), resource.get("parent_id").clone());
        match object(properties) {
            Some(properties) => attributes.extend(of_pool(properties)),
            // Nothing of it is known, and not even that it has no size.
            None => attributes.extend(OF_POOL.iter().map(|(_, name)| ((*name).into(), properties.clone()))),
        }
    } else if ty.eq_ignore_ascii_case(CLUSTER) {
        let pools = match object(properties) {
            Some(properties) => find(properties, AGENT_POOLS).map(pools).unwrap_or_else(|| Value::tuple(Vec::new())),
            None => properties.clone(),
        };
        attributes.insert(AGENT_POOLS.into(), pools);
        for (property, block, names) in OF_CLUSTER {
            let part = object(properties).map_or(Some(properties), |properties| find(properties, property));
            attributes.extend(part.map(|part| (block.into(), renamed(part, names))));
        }
    } else {
        return None;
    }
    Some(Resource { attributes, ..resource.clone() })
}

/// The list of node pools, each in azurerm's words.
fn pools(value: &Value) -> Value {
    let Some(profiles) = value.as_sequence() else { return value.clone() };
    let pool = |profile: &Value| match object(profile) {
        Some(profile) => Value::object(of_pool(profile)),
        None => profile.clone(),
    };
    Value { span: value.span, ..Value::tuple(profiles.iter().map(pool).collect()) }
}

fn of_pool(profile: &Object) -> Attributes {
    let mut attributes = attributes(profile, OF_POOL);
    let settings = find(profile, "upgradeSettings").map(|settings| renamed(settings, OF_UPGRADE));
    attributes.extend(settings.map(|settings| ("upgrade_settings".into(), settings)));
    attributes
}

fn renamed(value: &Value, names: Names) -> Value {
    object(value)
        .map_or_else(|| value.clone(), |object| Value { span: value.span, ..Value::object(attributes(object, names)) })
}

fn attributes(object: &Object, names: Names) -> Attributes {
    names.iter().filter_map(|(property, name)| Some(((*name).into(), find(object, property)?.clone()))).collect()
}

/// A property; the API does not tell capitals apart.
fn find<'a>(object: &'a Object, name: &str) -> Option<&'a Value> {
    let is_it = |(key, _): &(&Arc<str>, &Value)| key.eq_ignore_ascii_case(name);
    object.attributes.iter().find(is_it).map(|(_, value)| value).filter(|value| !value.is_null())
}

fn object(value: &Value) -> Option<&Object> {
    let single = value.as_sequence().is_none();
    resource::blocks(value).first().copied().flatten().filter(|_| single)
}
