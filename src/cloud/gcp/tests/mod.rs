//! GKE configurations, built by hand as the evaluator would give them, and what the ledger says of their ranges.

mod demand;
mod lookup;
mod packing;
mod vectors;

use super::Estate;
use crate::address::{Address, Key, ModulePath, Ref};
use crate::cloud::{self, Goal};
use crate::demand::{Verdict, ledger};
use crate::eval::value::{Facts, Kind, Origin, Type, Value};
use crate::finding::Fix;
use crate::model::{Addresses, Bounds, Fault, Model, RangeId};
use crate::resource::Resource;
use crate::schema::{ResourceSchema, Unset};
use crate::source::{SourceMap, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

type Attributes = Vec<(&'static str, Value)>;

fn address(data: bool, ty: &str, name: &str, key: Key) -> Arc<Address> {
    Arc::new(Address { module: ModulePath::default(), data, ty: ty.into(), name: name.into(), key })
}

/// What is not set is as the schema says, as it is when it comes from the evaluator.
fn filled(
    schema: &ResourceSchema,
    own: &Arc<Address>,
    attributes: Vec<(Arc<str>, Value)>,
) -> BTreeMap<Arc<str>, Value> {
    let mut all: BTreeMap<Arc<str>, Value> = BTreeMap::new();
    for (name, attribute) in &schema.attributes {
        let value = match &attribute.unset {
            Unset::Null => Value::null(attribute.ty.clone()),
            Unset::Default(value) => value.clone(),
            _ => Value::unknown(
                attribute.ty.clone(),
                Origin::Attribute(Arc::new(Ref { address: own.clone(), path: name.clone() })),
            ),
        };
        all.insert(name.clone(), value);
    }
    for name in schema.blocks.keys() {
        all.insert(name.clone(), Value::tuple(Vec::new()));
    }
    for (name, value) in attributes {
        let value = match (schema.blocks.get(&name), value.as_sequence()) {
            (Some(inner), Some(objects)) => {
                let fill = |object: &Value| {
                    let Kind::Object(object) = &object.kind else { return object.clone() };
                    let written = object.attributes.iter().map(|(name, value)| (name.clone(), value.clone()));
                    Value::object(filled(inner, own, written.collect()))
                };
                Value::tuple(objects.iter().map(fill).collect())
            }
            _ => value,
        };
        assert!(all.insert(name.clone(), value).is_some(), "{name} is not in the schema");
    }
    all
}

fn instance(at: Arc<Address>, copies: (u64, Option<u64>), attributes: Attributes) -> Resource {
    let schema = cloud::schema();
    let known = schema.get(at.data, &at.ty).expect("the type is in the schema");
    let attributes = attributes.into_iter().map(|(name, value)| (name.into(), value)).collect();
    Resource {
        copies,
        attributes: filled(known, &at, attributes),
        address: at,
        constraints: Arc::default(),
        span: None,
    }
}

fn resource(ty: &str, name: &str, attributes: Attributes) -> Resource {
    instance(address(false, ty, name, Key::None), (1, Some(1)), attributes)
}

fn s(text: &str) -> Value {
    Value::string(text)
}

fn n(number: u64) -> Value {
    Value::number(number)
}

fn object(attributes: Attributes) -> Value {
    Value::object(attributes.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

fn block(attributes: Attributes) -> Value {
    Value::tuple(vec![object(attributes)])
}

fn zones(names: &[&str]) -> Value {
    Value::new(Kind::Set(Type::String, Arc::new(names.iter().map(|name| s(name)).collect())))
}

/// What `<type>.<name>.<path>` is before apply.
fn reference(ty: &str, name: &str, path: &str) -> Value {
    let of = Arc::new(Ref { address: address(false, ty, name, Key::None), path: path.into() });
    Value { via: Some(of.clone()), ..Value::unknown(Type::String, Origin::Attribute(of)) }
}

fn variable(name: &str, ty: Type) -> Value {
    Value::unknown(ty, Origin::Variable(name.into(), None))
}

fn subnetwork(primary: &str, secondary: &[(&str, &str)]) -> Resource {
    let blocks = secondary.iter().map(|(name, cidr)| object(vec![("range_name", s(name)), ("ip_cidr_range", s(cidr))]));
    resource(
        "google_compute_subnetwork",
        "nodes",
        vec![
            ("name", s("nodes")),
            ("region", s("us-central1")),
            ("ip_cidr_range", s(primary)),
            ("secondary_ip_range", Value::tuple(blocks.collect())),
            ("network", reference("google_compute_network", "main", "id")),
        ],
    )
}

fn pods_policy() -> (&'static str, Value) {
    ("ip_allocation_policy", block(vec![("cluster_secondary_range_name", s("pods"))]))
}

fn cluster(name: &str, location: &str, more: Attributes) -> Resource {
    let mut attributes = vec![
        ("name", Value::string(name)),
        ("location", s(location)),
        ("subnetwork", reference("google_compute_subnetwork", "nodes", "id")),
        pods_policy(),
    ];
    attributes.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    attributes.extend(more);
    resource("google_container_cluster", name, attributes)
}

fn pool(name: &str, of: &str, more: Attributes) -> Resource {
    let mut attributes =
        vec![("name", Value::string(name)), ("cluster", reference("google_container_cluster", of, "id"))];
    attributes.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    attributes.extend(more);
    resource("google_container_node_pool", name, attributes)
}

fn autoscaling(attributes: Attributes) -> (&'static str, Value) {
    ("autoscaling", block(attributes))
}

fn model(resources: &[Resource]) -> Model {
    Estate::read(resources, 1).model()
}

fn primary() -> RangeId {
    RangeId { address: "google_compute_subnetwork.nodes".into(), name: None }
}

fn pods() -> RangeId {
    RangeId { name: Some("pods".into()), ..primary() }
}

/// Demand at maximum size, usable addresses, verdict and nodes that fit.
fn judged(model: &Model, range: &RangeId) -> (Bounds<Addresses>, u128, Verdict, Option<u64>) {
    let rows = ledger(model);
    let row = rows.iter().find(|row| row.range.id == *range).expect("the range is in the model");
    (row.demand.scaled, row.range.usable().unwrap().0, row.verdict, row.nodes_that_fit)
}

fn check(resources: &[Resource], range: &RangeId, demand: u128, usable: u128, verdict: Verdict) {
    let judged = judged(&model(resources), range);
    let of = |bounds: Bounds<Addresses>| (bounds.at_least.0, bounds.at_most.map(|most| most.0));
    let expected = if *range == primary() { (demand, Some(demand + 1)) } else { (demand, Some(demand)) };
    assert_eq!((of(judged.0), judged.1, judged.2), (expected, usable, verdict), "{range}");
}

/// One regional cluster with these pools, on these ranges.
fn regional(primary: &str, pods: &str, pools: Vec<Attributes>) -> Vec<Resource> {
    let names = ["a", "b", "c", "d"];
    let pools = pools.into_iter().zip(names).map(|(attributes, name)| pool(name, "main", attributes));
    [subnetwork(primary, &[("pods", pods)]), cluster("main", "us-central1", vec![])].into_iter().chain(pools).collect()
}

fn zonal(primary: &str, pods: &str, pools: Vec<Attributes>) -> Vec<Resource> {
    let mut resources = regional(primary, pods, pools);
    resources[1] = cluster("main", "us-central1-a", vec![]);
    resources
}
