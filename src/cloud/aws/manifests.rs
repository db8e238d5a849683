//! Kubernetes objects that a configuration carries: as a manifest, as YAML text, or in the values of a chart that makes
//! whatever is in them.

use super::document::document;
use super::given::given;
use crate::eval::value::Value;
use crate::resource::Resource;

/// Values of charts under which whole manifests stand, as objects or as texts: `resources` of the `raw` charts, and what
/// many charts call extra.
/// Source: charts `itscontained/raw` and `bedag/raw`, `values.yaml`; Bitnami's charts, `extraDeploy`; read 2026-11-26.
const LISTS_OF_MANIFESTS: [&str; 5] = ["resources", "extraObjects", "extraDeploy", "extraManifests", "extraResources"];

/// The objects a resource makes, as far as they can be read. One that cannot be read may be anything; most are
/// something else.
pub(super) fn manifests(resource: &Resource) -> Vec<Value> {
    match &*resource.address.ty {
        "kubernetes_manifest" => vec![resource.get("manifest").clone()],
        "kubectl_manifest" => read(resource.get("yaml_body"), resource).into_iter().collect(),
        "helm_release" => in_chart(resource),
        _ => Vec::new(),
    }
}

fn read(text: &Value, resource: &Resource) -> Option<Value> {
    document(text, &resource.address)?.ok()
}

fn in_chart(resource: &Resource) -> Vec<Value> {
    let values = given(resource.get("values"), &resource.address).and_then(Value::as_sequence).unwrap_or_default();
    let mut found = Vec::new();
    for values in values.iter().filter_map(|text| read(text, resource)) {
        for list in LISTS_OF_MANIFESTS.into_iter().filter_map(|name| values.attribute(name)) {
            // Some charts want them under names.
            let listed: Vec<&Value> = match (list.as_sequence(), list.as_entries()) {
                (Some(listed), _) => listed.iter().collect(),
                (None, Some(entries)) => entries.values().collect(),
                (None, None) => Vec::new(),
            };
            found.extend(listed.into_iter().filter_map(|one| match one.as_str() {
                Some(_) => read(one, resource),
                None => Some(one.clone()),
            }));
        }
    }
    found
}

/// What stands at the end of a way through an object.
pub(super) fn part(object: &Value, path: &[&str]) -> Option<Value> {
    path.iter().try_fold(object.clone(), |value, name| value.attribute(name).cloned()).filter(|value| !value.is_null())
}

/// The same, where it is a text.
pub(super) fn text(object: &Value, path: &[&str]) -> Option<String> {
    part(object, path)?.as_str().map(str::to_owned)
}
