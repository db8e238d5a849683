//! How the VPC CNI of a cluster is set up: the shipped defaults, or what the `vpc-cni` add-on is given.

use super::cni::Settings;
use super::given::{Why, given, given_text};
use crate::address::Address;
use crate::eval::convert::{convert, describe};
use crate::eval::functions::decode;
use crate::eval::value::{Type, Value};
use crate::resource::{self, Resource};
use crate::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What gives pods their addresses.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cni {
    /// The VPC CNI, with these settings.
    Vpc(Settings),
    /// The VPC CNI of an IPv6 cluster: pods take no IPv4 address, a node takes one.
    /// Source: aws/amazon-vpc-cni-k8s@b52188387f2e, README, `ENABLE_IPv6`, read 2026-11-23.
    Ipv6,
    /// Not known.
    Unknown(Why),
}

/// The add-on of a cluster, as it is written.
#[derive(Clone, Debug)]
pub(super) struct Addon {
    /// The cluster's name, as written.
    pub(super) cluster: Value,
    cni: Result<Settings, Why>,
}

/// The `vpc-cni` add-ons, and those whose name is not known.
pub(super) fn addons(resources: &[Resource]) -> Vec<Addon> {
    let of_type = resources.iter().filter(|r| r.is("aws_eks_addon"));
    let cni = of_type.filter(|r| r.get("addon_name").as_str().is_none_or(|name| name == "vpc-cni"));
    let mut addons: Vec<(bool, Addon)> = cni
        .map(|r| {
            let name = r.get("addon_name");
            let cni = match name.as_str() {
                Some(_) => settings(r.get("configuration_values"), &r.address),
                None => Err(Why::of(name)),
            };
            (name.is_known(), Addon { cluster: r.get("cluster_name").clone(), cni })
        })
        .collect();
    // One that surely is the CNI's speaks before one that may be.
    addons.sort_by_key(|(known, _)| !known);
    addons.into_iter().map(|(_, addon)| addon).collect()
}

/// What else in the configuration sets the CNI up, in ways this model does not read.
pub(super) fn set_elsewhere(resources: &[Resource]) -> Option<Why> {
    let found = resources.iter().find(|r| match &*r.address.ty {
        "helm_release" => {
            let chart = r.get("chart").as_str().unwrap_or_default();
            ["aws-vpc-cni", "cilium"].contains(&chart.rsplit('/').next().unwrap_or_default())
        }
        "kubernetes_env" => {
            r.block("metadata").is_some_and(|metadata| metadata.get("name").as_str() == Some("aws-node"))
        }
        _ => false,
    })?;
    let because = format!("`{}` sets the pods' network up", found.address);
    Some(Why::new(because, "a `cni` block in podroom.hcl", found.span))
}

/// The CNI of a cluster that is made here. `bootstrapped` is whether EKS installs the VPC CNI by itself.
pub(super) fn of_cluster(addon: Option<&Addon>, bootstrapped: &Value, ipv6: bool) -> Cni {
    if ipv6 {
        return Cni::Ipv6;
    }
    match addon.map(|addon| &addon.cni) {
        Some(Ok(settings)) => Cni::Vpc(*settings),
        Some(Err(why)) => Cni::Unknown(why.clone()),
        None if bootstrapped.as_bool() == Some(false) => Cni::Unknown(Why::new(
            "`bootstrap_self_managed_addons` is false and there is no `vpc-cni` add-on: pods may have another network",
            "the add-on that the cluster uses",
            bootstrapped.span,
        )),
        None if bootstrapped.is_known() => Cni::Vpc(Settings::default()),
        None => Cni::Unknown(Why::of(bootstrapped)),
    }
}

/// The CNI of a cluster that is not made here: known only if its add-on is.
pub(super) fn of_foreign_cluster(addon: Option<&Addon>, name: &Value) -> Cni {
    match addon.map(|addon| &addon.cni) {
        Some(Ok(settings)) => Cni::Vpc(*settings),
        Some(Err(why)) => Cni::Unknown(why.clone()),
        None => Cni::Unknown(Why::new(
            "its cluster is not in this configuration, and with it the settings of the VPC CNI",
            "the configuration that makes the cluster, scanned in the same run",
            name.span,
        )),
    }
}

/// Whether two values name the same cluster: read from one attribute, or the same text.
pub(super) fn same_cluster(a: &Value, b: &Value) -> bool {
    let address = |value| resource::address_of(value).filter(|address: &&Arc<Address>| is_cluster(address));
    match (a.as_str(), b.as_str(), address(a), address(b)) {
        (Some(a), Some(b), ..) => a == b,
        (_, _, Some(a), Some(b)) => a == b,
        _ => a.via.is_some() && a.via == b.via,
    }
}

/// Whether an address is a cluster's, so that a value read from it can only be its name.
pub(super) fn is_cluster(address: &Address) -> bool {
    !address.data && &*address.ty == "aws_eks_cluster"
}

/// Reads the add-on's `configuration_values`: JSON or YAML, with the CNI's variables as texts under `env`.
fn settings(value: &Value, own: &Address) -> Result<Settings, Why> {
    let Some(value) = given_text(value, own) else { return Ok(Settings::default()) };
    let Some(text) = value.as_str() else { return Err(Why::of(value)) };
    let refused =
        || Why::new("the add-on's `configuration_values` are neither JSON nor YAML", "valid values", value.span);
    let parsed = decode(text).map_err(|_| refused())?;
    match parsed.attribute("env") {
        None => Ok(Settings::default()),
        Some(env) if env.is_null() => Ok(Settings::default()),
        Some(env) => of_environment(env.as_entries().ok_or_else(refused)?, value.span),
    }
}

/// Variables that change where pods' addresses come from, in ways this model does not compute.
const NOT_MODELLED: [(&str, &str); 6] = [
    ("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "pods take their addresses from the subnets of ENIConfigs"),
    ("ENABLE_POD_ENI", "pods may take interfaces of their own"),
    ("ENABLE_MULTI_NIC", "pods may use several network cards"),
    ("ENABLE_IPv6", "pods take IPv6 addresses"),
    ("DISABLE_NETWORK_RESOURCE_PROVISIONING", "the CNI allocates nothing itself"),
    ("ENABLE_IMDS_ONLY_MODE", "the CNI allocates nothing itself"),
];

fn of_environment(env: &BTreeMap<Arc<str>, Value>, at: Option<Span>) -> Result<Settings, Why> {
    let text = |name: &str| match env.get(name) {
        Some(value) if !value.is_null() => {
            // What is neither text nor converts to it is no number either, and shown as what it is.
            let text = convert(value, &Type::String).ok();
            let text = text.as_ref().and_then(Value::as_str).unwrap_or_else(|| describe(value));
            Some(text.trim().to_owned())
        }
        _ => None,
    };
    let switch = |name: &str| match text(name).as_deref() {
        None | Some("" | "false" | "False" | "FALSE" | "f" | "F" | "0") => Ok(false),
        Some("true" | "True" | "TRUE" | "t" | "T" | "1") => Ok(true),
        Some(other) => Err(not_a("truth value", name, other, at)),
    };
    // A negative number means the default, as in the CNI itself.
    let number = |name: &str| match text(name).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => match text.parse::<i64>() {
            Ok(number) => Ok(u64::try_from(number).ok()),
            Err(_) => Err(not_a("whole number", name, &text, at)),
        },
    };
    for (name, what) in NOT_MODELLED {
        if switch(name)? {
            return Err(Why::new(format!("the VPC CNI has {name} on: {what}"), "a later release of podroom", at));
        }
    }
    let shipped = Settings::default();
    Ok(Settings {
        warm_eni_target: number("WARM_ENI_TARGET")?.unwrap_or(shipped.warm_eni_target),
        warm_ip_target: number("WARM_IP_TARGET")?.unwrap_or(shipped.warm_ip_target),
        minimum_ip_target: number("MINIMUM_IP_TARGET")?.unwrap_or(shipped.minimum_ip_target),
        warm_prefix_target: number("WARM_PREFIX_TARGET")?.unwrap_or(shipped.warm_prefix_target),
        prefix_delegation: switch("ENABLE_PREFIX_DELEGATION")?,
        max_eni: number("MAX_ENI")?.filter(|most| *most > 0),
    })
}

/// The CNI takes its default for what it cannot read, which is hardly what was meant.
fn not_a(kind: &str, name: &str, text: &str, at: Option<Span>) -> Why {
    let because = format!("{name} of the VPC CNI is \"{text}\", not a {kind}; the CNI falls back to its default");
    Why::new(because, format!("a {kind} for {name}"), at)
}

/// Whether a cluster's nodes and pods use IPv6; unknown counts as why.
pub(super) fn ipv6(family: &Value, own: &Address) -> Result<bool, Why> {
    match given(family, own) {
        None => Ok(false),
        Some(value) => value.as_str().map(|family| family == "ipv6").ok_or_else(|| Why::of(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{not_computed, own};
    use super::*;

    fn read(text: &str) -> Result<Settings, Why> {
        settings(&Value::string(text), &own("aws_eks_addon.cni"))
    }

    #[test]
    fn configuration_values() {
        let shipped = Settings::default();
        let tuned = Settings { warm_ip_target: 2, minimum_ip_target: 10, ..shipped };
        for (text, expected) in [
            ("", shipped),
            ("{}", shipped),
            (r#"{"env":{"WARM_IP_TARGET":"2","MINIMUM_IP_TARGET":"10"}}"#, tuned),
            (r#"{"env":{"WARM_IP_TARGET":2,"MINIMUM_IP_TARGET":10}}"#, tuned),
            ("env:\n  WARM_IP_TARGET: \"2\"\n  MINIMUM_IP_TARGET: '10'\n", tuned),
            ("env:\n  WARM_IP_TARGET: 2\n  MINIMUM_IP_TARGET: 10\nnodeAgent:\n  enabled: true\n", tuned),
            (r#"{"env":{"WARM_ENI_TARGET":"0"}}"#, Settings { warm_eni_target: 0, ..shipped }),
            (r#"{"env":{"WARM_ENI_TARGET":"-3","MAX_ENI":"-1"}}"#, shipped),
            (r#"{"env":{"MAX_ENI":"4"}}"#, Settings { max_eni: Some(4), ..shipped }),
            (
                r#"{"env":{"ENABLE_PREFIX_DELEGATION":"true","WARM_PREFIX_TARGET":"0"}}"#,
                Settings { prefix_delegation: true, warm_prefix_target: 0, ..shipped },
            ),
            (r#"{"env":{"ENABLE_PREFIX_DELEGATION":true}}"#, Settings { prefix_delegation: true, ..shipped }),
        ] {
            assert_eq!(read(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_it_cannot_read_is_undecided() {
        for (text, because) in [
            (r#"{"env":{"WARM_IP_TARGET":"two"}}"#, "WARM_IP_TARGET of the VPC CNI is \"two\""),
            (r#"{"env":{"ENABLE_PREFIX_DELEGATION":"maybe"}}"#, "not a truth value"),
            (r#"{"env":{"AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG":"true"}}"#, "ENIConfigs"),
            (r#"{"env":["WARM_IP_TARGET"]}"#, "neither JSON nor YAML"),
            ("{\"env\": [", "neither JSON nor YAML"),
        ] {
            let why = read(text).unwrap_err();
            assert!(why.because.contains(because), "{text}: {}", why.because);
        }
        let unknown = not_computed(Type::String, "the file is not at hand");
        let why = settings(&unknown, &own("aws_eks_addon.cni")).unwrap_err();
        assert_eq!(why.because, "the file is not at hand");
    }

    #[test]
    fn a_cluster_without_an_add_on() {
        let shipped = Cni::Vpc(Settings::default());
        assert_eq!(of_cluster(None, &Value::bool(true), false), shipped);
        assert_eq!(of_cluster(None, &Value::null(Type::Bool), false), shipped);
        assert_eq!(of_cluster(None, &Value::bool(true), true), Cni::Ipv6);
        assert!(matches!(of_cluster(None, &Value::bool(false), false), Cni::Unknown(_)));
    }
}
