//! Which instance types a NodePool may start, as far as its requirements tell.
//!
//! Source: Karpenter documentation, NodePools, `spec.template.spec.requirements`, and "Instance types" for the labels of
//! each type (aws/karpenter-provider-aws@1d927085dd81, `website/content/en/docs`), read 2026-11-26.

use super::super::instances::{Type, types};
use super::super::manifests::part;
use crate::eval::value::Value;

/// One requirement: a label, and what it must be.
#[derive(Clone, Debug)]
pub(super) struct Requirement {
    key: String,
    operator: String,
    values: Vec<String>,
}

/// The requirements at a place of a pool that are known. One that is not leaves more types in, which is as far as it can
/// go wrong. A Provisioner has `defaults` for what it does not mention.
pub(super) fn requirements(pool: &Value, path: &[&str], defaults: bool) -> Vec<Requirement> {
    let written = part(pool, path);
    let listed = written.as_ref().and_then(Value::as_sequence).unwrap_or_default();
    let mut found: Vec<Requirement> = listed.iter().filter_map(requirement).collect();
    let keys = listed.iter().map(|one| one.attribute("key")?.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>();
    if let (true, Some(keys)) = (defaults && written.is_none_or(|written| written.is_known()), keys) {
        found.extend(of_provisioner(&keys));
    }
    found
}

/// What a Provisioner requires beside what it mentions: types of amd64. That it also has those of `c`, `m` and `r` alone where
/// it says nothing of types came with a later release, and is left out: of all types less is certain.
/// Source: aws/karpenter-provider-aws@b8fa0afd62a3, `pkg/apis/v1alpha5/provisioner.go` (`SetDefaults`), read 2026-11-26.
fn of_provisioner(keys: &[String]) -> Option<Requirement> {
    const ARCHITECTURE: &str = "kubernetes.io/arch";
    let known = keys.iter().any(|key| [ARCHITECTURE, "beta.kubernetes.io/arch"].contains(&key.as_str()));
    let default =
        || Requirement { key: ARCHITECTURE.to_owned(), operator: "In".to_owned(), values: vec!["amd64".to_owned()] };
    (!known).then(default)
}

fn requirement(value: &Value) -> Option<Requirement> {
    let word = |value: &Value| match value.as_number() {
        Some(number) => Some(number.to_u64()?.to_string()),
        None => value.as_str().map(str::to_owned),
    };
    let values = value.attribute("values").and_then(Value::as_sequence).unwrap_or_default();
    Some(Requirement {
        key: value.attribute("key")?.as_str()?.to_owned(),
        operator: value.attribute("operator")?.as_str()?.to_owned(),
        values: values.iter().map(word).collect::<Option<_>>()?,
    })
}

impl Requirement {
    /// A type or a family that it asks for by name and that the table does not have.
    pub(super) fn not_in_table(&self) -> Option<&str> {
        let named: fn(&Type) -> &'static str = match self.key.as_str() {
            "node.kubernetes.io/instance-type" | "beta.kubernetes.io/instance-type" => |ty| ty.name,
            "karpenter.k8s.aws/instance-family" | "eks.amazonaws.com/instance-family" => Type::family,
            _ => return None,
        };
        let asked = self.values.iter().filter(|_| self.operator == "In");
        asked.map(String::as_str).find(|value| !types().any(|ty| named(&ty) == *value))
    }

    /// The zones it allows, when it is about them.
    pub(super) fn zones(&self) -> Option<&[String]> {
        let about = self.key == "topology.kubernetes.io/zone" && self.operator == "In";
        about.then_some(self.values.as_slice())
    }

    /// Whether a type may be meant. A label that the table does not know leaves it in.
    pub(super) fn allows(&self, ty: &Type) -> bool {
        let Some(label) = label(&self.key, ty) else { return true };
        let listed = self.values.contains(&label);
        let number = || label.parse::<u64>().ok();
        let than = || self.values.first().and_then(|value| value.parse::<u64>().ok());
        match self.operator.as_str() {
            "In" => listed,
            "NotIn" => !listed,
            "DoesNotExist" => label.is_empty(),
            "Exists" => !label.is_empty(),
            "Gt" => number().zip(than()).is_none_or(|(number, than)| number > than),
            "Lt" => number().zip(than()).is_none_or(|(number, than)| number < than),
            "Gte" => number().zip(than()).is_none_or(|(number, than)| number >= than),
            "Lte" => number().zip(than()).is_none_or(|(number, than)| number <= than),
            _ => true,
        }
    }
}

/// What a label says of a type. Karpenter and Auto Mode have the same ones under names of their own.
fn label(key: &str, ty: &Type) -> Option<String> {
    let own = ["karpenter.k8s.aws/instance-", "eks.amazonaws.com/instance-"];
    if let Some(name) = own.iter().find_map(|prefix| key.strip_prefix(prefix)) {
        return match name {
            "category" => Some(ty.category().to_owned()),
            "family" => Some(ty.family().to_owned()),
            "generation" => Some(ty.generation()?.to_string()),
            "size" => Some(ty.size().to_owned()),
            "cpu" => Some(ty.vcpus.to_string()),
            "memory" => Some(ty.memory_mib.to_string()),
            "hypervisor" => Some(ty.hypervisor.to_owned()),
            "cpu-manufacturer" => Some(ty.cpu_manufacturer.to_owned()),
            _ => None,
        };
    }
    match key {
        "node.kubernetes.io/instance-type" | "beta.kubernetes.io/instance-type" => Some(ty.name.to_owned()),
        "kubernetes.io/arch" | "beta.kubernetes.io/arch" => Some(ty.architecture.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(key: &str, operator: &str, values: &[&str]) -> Vec<&'static str> {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        let one = Requirement { key: key.to_owned(), operator: operator.to_owned(), values };
        types().filter(|ty| one.allows(ty)).map(|ty| ty.name).collect()
    }

    #[test]
    fn each_operator() {
        let all = types().count();
        assert_eq!(
            allowed("node.kubernetes.io/instance-type", "In", &["m5.large", "m6a.32xlarge"]),
            ["m5.large", "m6a.32xlarge"]
        );
        assert_eq!(allowed("node.kubernetes.io/instance-type", "NotIn", &["m5.large"]).len(), all - 1);
        for (key, operator, value, has, has_not) in [
            ("karpenter.k8s.aws/instance-category", "In", "c", "c6i.large", "m5.large"),
            ("karpenter.k8s.aws/instance-family", "In", "m6id", "m6id.large", "m6i.large"),
            ("karpenter.k8s.aws/instance-generation", "Gt", "5", "m6i.large", "m5.large"),
            ("karpenter.k8s.aws/instance-cpu", "Lt", "4", "m5.large", "m5.xlarge"),
            ("karpenter.k8s.aws/instance-cpu", "Gte", "4", "m5.xlarge", "m5.large"),
            ("karpenter.k8s.aws/instance-memory", "Lte", "8192", "m5.large", "m5.xlarge"),
            ("karpenter.k8s.aws/instance-hypervisor", "In", "nitro", "m5.large", "m4.large"),
            ("karpenter.k8s.aws/instance-size", "NotIn", "metal", "m5.large", "m5.metal"),
            ("eks.amazonaws.com/instance-category", "In", "m", "m5.large", "c5.large"),
            ("kubernetes.io/arch", "In", "arm64", "m6g.large", "m5.large"),
        ] {
            let found = allowed(key, operator, &[value]);
            assert!(found.contains(&has) && !found.contains(&has_not), "{key} {operator} {value}");
        }
        for (key, operator) in [("karpenter.sh/capacity-type", "In"), ("kubernetes.io/arch", "Later")] {
            assert_eq!(allowed(key, operator, &["?"]).len(), all, "{key} {operator}");
        }
    }
}
