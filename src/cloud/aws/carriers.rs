//! Where the VPC CNI's variables are set: the `vpc-cni` add-on, the `aws-vpc-cni` chart, the DaemonSet `aws-node` as a
//! manifest, patches of its environment, and `podroom.hcl`; and the ENIConfigs beside them.

use super::document::document;
use super::given::{Why, given, given_text};
use super::manifests::{self, part, text};
use crate::address::Address;
use crate::eval::value::{Object, Value};
use crate::resource::{self, Resource};
use crate::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Variables of the container `aws-node`, by name.
pub(super) type Variables = BTreeMap<Arc<str>, Variable>;

/// A variable of the CNI.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    /// Its value: a text, mostly.
    pub(super) value: Value,
    /// The address of what sets it.
    pub(super) by: Arc<str>,
    /// Where.
    pub(super) at: Option<Span>,
}

/// What sets variables.
#[derive(Clone, Debug)]
pub(super) struct Carrier {
    pub(super) by: Arc<str>,
    pub(super) at: Option<Span>,
    pub(super) kind: Kind,
    /// The variables, or why they cannot be read.
    pub(super) variables: Result<Variables, Why>,
}

/// What kind of carrier it is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// The add-on of the cluster of this name.
    Addon(Value),
    /// The chart, which sets what is shipped.
    Chart,
    /// A DaemonSet of one's own: what it does not set is as the CNI's code has it.
    Manifest,
    /// Single variables of what is there.
    Patch,
    /// Another network.
    Other,
}

/// A subnet for the pods of some nodes: an ENIConfig.
#[derive(Clone, Debug)]
pub(super) struct EniConfig {
    /// The id of its subnet.
    pub(super) subnet: Value,
}

/// All that is set.
#[derive(Clone, Debug, Default)]
pub(super) struct Carriers {
    pub(super) all: Vec<Carrier>,
    pub(super) eni_configs: Arc<[EniConfig]>,
}

/// More carriers, or ENIConfigs, than this in one root are not looked at: every group is held against each.
pub(super) const MOST: usize = 500;

/// Reads everything that sets the CNI up.
pub(super) fn carriers(resources: &[Resource]) -> Carriers {
    let mut carriers = Found::default();
    for resource in resources.iter().filter(|resource| !resource.address.data) {
        match &*resource.address.ty {
            "aws_eks_addon" => addon(resource, &mut carriers),
            "helm_release" => chart(resource, &mut carriers),
            "kubernetes_env" => patch(resource, &mut carriers),
            "kubernetes_daemon_set_v1" | "kubernetes_daemonset" => daemon_set(resource, &mut carriers),
            "null_resource" | "terraform_data" => commands(resource, &mut carriers),
            _ => {}
        }
        for object in manifests::manifests(resource) {
            manifest(&object, resource, &mut carriers);
        }
    }
    // An add-on that surely is the CNI's speaks before one that may be.
    carriers.all.sort_by_key(|carrier| carrier.variables.is_err());
    Carriers { all: carriers.all, eni_configs: carriers.eni_configs.into() }
}

/// What is found so far.
#[derive(Default)]
struct Found {
    all: Vec<Carrier>,
    eni_configs: Vec<EniConfig>,
}

fn carrier(resource: &Resource, kind: Kind, variables: Result<Variables, Why>) -> Carrier {
    Carrier { by: resource.address.to_string().into(), at: resource.span, kind, variables }
}

fn addon(resource: &Resource, carriers: &mut Found) {
    let name = resource.get("addon_name");
    let configuration = resource.get("configuration_values");
    let variables = match name.as_str() {
        Some("vpc-cni") => chart_values(configuration, resource, carriers),
        Some(_) => return,
        None => Err(Why::of(name)),
    };
    let kind = Kind::Addon(resource.get("cluster_name").clone());
    carriers.all.push(carrier(resource, kind, variables));
}

/// The values of the chart, which the add-on's are a part of: variables under `env`, ENIConfigs under `eniConfig`.
fn chart_values(value: &Value, resource: &Resource, carriers: &mut Found) -> Result<Variables, Why> {
    let values = match document(value, &resource.address) {
        None => return Ok(Variables::new()),
        Some(values) => values.map_err(|why| about(why, value, &resource.address))?,
    };
    if values.is_null() {
        return Ok(Variables::new());
    }
    if !values.is_known() {
        return Err(Why::of(&values));
    }
    let refused =
        || about(Why::new("it is neither JSON nor YAML", "valid values", value.span), value, &resource.address);
    if let Some(subnets) = values.attribute("eniConfig").and_then(|config| config.attribute("subnets")) {
        for subnet in subnets.as_entries().into_iter().flat_map(|entries| entries.values()) {
            if let Some(id) = subnet.attribute("id") {
                carriers.eni_configs.push(EniConfig { subnet: id.clone() });
            }
        }
    }
    match values.attribute("env") {
        _ if values.as_entries().is_none() => Err(refused()),
        None => Ok(Variables::new()),
        Some(env) if env.is_null() => Ok(Variables::new()),
        Some(env) if !env.is_known() => Err(Why::of(env)),
        Some(env) => {
            let entries = env.as_entries().ok_or_else(refused)?;
            Ok(entries.iter().map(|(name, v)| (name.clone(), variable(v, resource, value.span))).collect())
        }
    }
}

/// The words of the attribute the text is of.
fn about(why: Why, value: &Value, own: &Address) -> Why {
    let what = match &*own.ty {
        "aws_eks_addon" => "the add-on's `configuration_values` are neither JSON nor YAML",
        _ => "the chart's `values` are neither JSON nor YAML",
    };
    if why.because.starts_with("it is neither") { Why::new(what, "valid values", value.span) } else { why }
}

fn variable(value: &Value, resource: &Resource, at: Option<Span>) -> Variable {
    let at = value.span.or(at).or(resource.span);
    Variable { value: value.clone(), by: resource.address.to_string().into(), at }
}

/// A chart: its `values`, and on top of them every `set`, a block or an element of a list.
fn chart(resource: &Resource, carriers: &mut Found) {
    let chart = resource.get("chart").as_str().unwrap_or_default();
    match chart.rsplit('/').next().unwrap_or_default() {
        "aws-vpc-cni" => {}
        "cilium" => return carriers.all.push(carrier(resource, Kind::Other, Ok(Variables::new()))),
        _ => return,
    }
    let mut variables = Ok(Variables::new());
    let values = resource.get("values");
    let texts = match given(values, &resource.address) {
        None => &[],
        Some(values) => match values.as_sequence() {
            Some(texts) => texts,
            None => {
                variables = Err(Why::of(values));
                &[]
            }
        },
    };
    for text in texts {
        let more = chart_values(text, resource, carriers);
        variables = variables.and_then(|mut all: Variables| {
            all.extend(more?);
            Ok(all)
        });
    }
    for set in ["set", "set_sensitive"].into_iter().flat_map(|name| resource.blocks(name)) {
        let Some(set) = set else {
            variables = Err(Why::new("a value that it sets is not known", "a plan", resource.span));
            break;
        };
        let (name, value) = (set.get("name"), set.get("value"));
        match name.as_str() {
            Some(text) => {
                if let (Some(variable_name), Ok(all)) = (text.strip_prefix("env."), &mut variables) {
                    all.insert(variable_name.into(), variable(value, resource, name.span));
                }
            }
            None => variables = Err(Why::of(name)),
        }
    }
    carriers.all.push(carrier(resource, Kind::Chart, variables));
}

/// The name of the CNI's DaemonSet and of its container.
const AWS_NODE: &str = "aws-node";

fn patch(resource: &Resource, carriers: &mut Found) {
    let metadata = resource.block("metadata");
    if metadata.is_none_or(|metadata| metadata.get("name").as_str() != Some(AWS_NODE)) {
        return;
    }
    // A patch of the container that sets the network up, or of one that does not matter.
    let container = given_text(resource.get("container"), &resource.address).and_then(Value::as_str);
    if container.is_none_or(|container| container != AWS_NODE) && !resource.get("container").is_null() {
        return;
    }
    let variables = of_list(resource.get("env"), resource);
    carriers.all.push(carrier(resource, Kind::Patch, variables));
}

/// `kubectl set env daemonset aws-node …`, run by a provisioner. It is seen and not read: whether it runs again when something
/// else sets the variables back is not in the configuration.
fn commands(resource: &Resource, carriers: &mut Found) {
    let sets = |block: Option<&Object>| block.is_some_and(|block| sets_environment(block.get("command")));
    if resource.blocks("provisioner").into_iter().any(sets) {
        let because = format!("a command of `{}` sets the variables of the VPC CNI", resource.address);
        let why = Why::new(because, "`cni` in podroom.hcl", resource.span);
        carriers.all.push(carrier(resource, Kind::Patch, Err(why)));
    }
}

/// Whether a command, as far as its text is known, sets variables of the CNI.
fn sets_environment(command: &Value) -> bool {
    let facts = command.as_unknown().map(|unknown| &unknown.facts);
    let ends = facts.into_iter().flat_map(|facts| [facts.prefix.as_deref(), facts.suffix.as_deref()]);
    let lines = facts.and_then(|facts| facts.parts.as_deref()).unwrap_or_default();
    let texts: Vec<&str> = ends.chain(lines.iter().map(Value::as_str)).chain([command.as_str()]).flatten().collect();
    [AWS_NODE, "set env"].iter().all(|word| texts.iter().any(|text| text.contains(word)))
}

/// Variables as Kubernetes writes them: a list of names and values.
fn of_list(list: &Value, resource: &Resource) -> Result<Variables, Why> {
    let mut variables = Variables::new();
    for entry in resource::blocks(list) {
        let entry = entry.ok_or_else(|| Why::of(list))?;
        let name = entry.get("name");
        let text = name.as_str().ok_or_else(|| Why::of(name))?;
        variables.insert(text.into(), variable(entry.get("value"), resource, name.span));
    }
    Ok(variables)
}

fn daemon_set(resource: &Resource, carriers: &mut Found) {
    let metadata = resource.block("metadata");
    if metadata.is_none_or(|metadata| metadata.get("name").as_str() != Some(AWS_NODE)) {
        return;
    }
    let inner = |value: &Value, name: &str| match resource::blocks(value).first() {
        Some(Some(block)) => block.get(name).clone(),
        _ => Value::null(crate::eval::value::Type::Any),
    };
    let spec = inner(&inner(resource.get("spec"), "template"), "spec");
    let containers = inner(&spec, "container");
    let variables = of_containers(&containers, resource);
    carriers.all.push(carrier(resource, Kind::Manifest, variables));
}

fn of_containers(containers: &Value, resource: &Resource) -> Result<Variables, Why> {
    for container in resource::blocks(containers) {
        let container = container.ok_or_else(|| Why::of(containers))?;
        if container.get("name").as_str() == Some(AWS_NODE) {
            return of_list(container.get("env"), resource);
        }
    }
    Err(Why::new("the DaemonSet `aws-node` has no container of that name", "a container `aws-node`", resource.span))
}

/// A manifest of any kind: the DaemonSet, or an ENIConfig.
fn manifest(manifest: &Value, resource: &Resource, carriers: &mut Found) {
    match text(manifest, &["kind"]).as_deref() {
        Some("ENIConfig") => {
            if let Some(subnet) = part(manifest, &["spec", "subnet"]) {
                let at = subnet.span.or(resource.span);
                carriers.eni_configs.push(EniConfig { subnet: Value { span: at, ..subnet } });
            }
        }
        Some("DaemonSet") if text(manifest, &["metadata", "name"]).as_deref() == Some(AWS_NODE) => {
            let variables = match part(manifest, &["spec", "template", "spec", "containers"]) {
                Some(containers) => of_containers(&containers, resource),
                None => Err(Why::new("it has no containers", "the containers of `aws-node`", resource.span)),
            };
            carriers.all.push(carrier(resource, Kind::Manifest, variables));
        }
        _ => {}
    }
}
