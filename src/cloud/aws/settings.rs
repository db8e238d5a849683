//! How the VPC CNI of a cluster is set up: the shipped defaults, and what sets them otherwise, by precedence.

use super::carriers::{Carrier, Carriers, EniConfig, Kind, MOST, Variable, Variables};
use super::cni::Settings;
use super::given::{Why, given};
use crate::address::Address;
use crate::eval::convert::{convert, describe};
use crate::eval::value::{Type, Value};
use crate::finding::Place;
use crate::model::Fault;
use crate::resource;
use crate::source::Span;
use std::sync::Arc;

/// What gives pods their addresses.
#[derive(Clone, Debug)]
pub(super) enum Cni {
    /// The VPC CNI.
    Vpc(Vpc),
    /// The VPC CNI of an IPv6 cluster: pods take no IPv4 address, a node takes one.
    /// Source: aws/amazon-vpc-cni-k8s@b52188387f2e, README, `ENABLE_IPv6`, read 2026-11-23.
    Ipv6,
    /// Not known.
    Unknown(Why),
}

/// The VPC CNI as it is set up.
#[derive(Clone, Debug)]
pub(super) struct Vpc {
    pub(super) settings: Settings,
    /// The subnets for pods, with custom networking.
    pub(super) eni_configs: Arc<[EniConfig]>,
    /// Where the last of the variables is set, if one is.
    pub(super) at: Option<Place>,
    /// Variables that two carriers set differently.
    pub(super) conflicts: Arc<[Fault]>,
}

/// Everything that sets the CNI of a root's clusters up.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    pub(super) carriers: Carriers,
    /// What `podroom.hcl` says, which stands before all others.
    pub(super) told: Option<Variables>,
    /// Clusters that are made here. What names no cluster is of the only one.
    pub(super) clusters: usize,
}

/// What a cluster has without anything that is set up here.
pub(super) enum Start<'a> {
    /// EKS installs the VPC CNI unless this says otherwise.
    Bootstrap(&'a Value),
    /// The cluster is made elsewhere.
    Foreign(&'a Value),
}

impl Sources {
    /// The CNI of the cluster that `is_this` knows by its name.
    pub(super) fn cni(&self, is_this: impl Fn(&Value) -> bool, start: &Start<'_>) -> Cni {
        let known = self.found(is_this, start);
        let Some(told) = &self.told else { return known.unwrap_or_else(Cni::Unknown) };
        // What is said of the CNI by hand decides, also where the configuration does not tell what it is.
        let base = match &known {
            Ok(Cni::Vpc(vpc)) => vpc.clone(),
            _ => self.vpc(Settings::default(), None, Vec::new()),
        };
        match of_variables(told, base.settings) {
            Ok(settings) => {
                let at = told.values().filter_map(|variable| variable.at).next_back();
                Cni::Vpc(Vpc { settings, at: at.map(Place::Span).or(base.at.clone()), ..base })
            }
            Err(why) => Cni::Unknown(why),
        }
    }

    fn vpc(&self, settings: Settings, at: Option<Place>, conflicts: Vec<Fault>) -> Vpc {
        Vpc { settings, eni_configs: self.carriers.eni_configs.clone(), at, conflicts: conflicts.into() }
    }

    fn found(&self, is_this: impl Fn(&Value) -> bool, start: &Start<'_>) -> Result<Cni, Why> {
        if self.carriers.all.len() > MOST {
            let because = format!("more than {MOST} resources set the VPC CNI up");
            return Err(Why::new(because, CNI_BLOCK, None));
        }
        let mut bases: Vec<&Carrier> = Vec::new();
        let mut patches: Vec<&Carrier> = Vec::new();
        for carrier in &self.carriers.all {
            match &carrier.kind {
                Kind::Addon(cluster) => {
                    // One whose name is not known may be the CNI's, if no other is.
                    if is_this(cluster) && !bases.iter().any(|base| matches!(base.kind, Kind::Addon(_))) {
                        bases.push(carrier);
                    }
                    continue;
                }
                _ if self.clusters > 1 => {
                    let because = format!("`{}` sets the pods' network up, of one of several clusters", carrier.by);
                    return Err(Why::new(because, CNI_BLOCK, carrier.at));
                }
                Kind::Other => {
                    let because = format!("`{}` sets the pods' network up, which is not the VPC CNI alone", carrier.by);
                    return Err(Why::new(because, CNI_BLOCK, carrier.at));
                }
                Kind::Patch => patches.push(carrier),
                Kind::Chart | Kind::Manifest => bases.push(carrier),
            }
        }
        let mut variables = Variables::new();
        let mut settings = Settings::default();
        let mut found = None;
        for base in &bases {
            let own = base.variables.as_ref().map_err(Why::clone)?;
            let unset = if matches!(base.kind, Kind::Manifest) { Settings::unset() } else { Settings::default() };
            let read = of_variables(own, unset)?;
            if let Some((other, by)) = found.replace((read, &base.by))
                && other != read
            {
                let because = format!("`{by}` and `{}` both set the VPC CNI up, and differently", base.by);
                return Err(Why::new(because, "one of them, or a `cni` block in podroom.hcl", base.at));
            }
            settings = unset;
            variables.extend(own.clone());
        }
        if bases.is_empty() {
            start.bootstrapped()?;
        }
        let mut conflicts = Vec::new();
        let mut patched = Variables::new();
        for patch in patches {
            for (name, new) in patch.variables.as_ref().map_err(Why::clone)? {
                if let Some(old) = patched.get(name).filter(|old| text_of(&old.value) != text_of(&new.value)) {
                    let because = format!("`{}` and `{}` set {name} differently", old.by, new.by);
                    return Err(Why::new(because, "one of them, or a `cni` block in podroom.hcl", new.at));
                }
                if let (Some(old), Some(counts)) = (variables.get(name), text_of(&new.value))
                    && let Some(other) = text_of(&old.value).filter(|other| *other != counts)
                {
                    conflicts.push(Fault::CniSetTwice {
                        address: new.by.to_string(),
                        variable: name.to_string(),
                        value: counts,
                        other: old.by.to_string(),
                        other_value: other,
                        at: Place::of(new.at, &new.by),
                        other_at: Place::of(old.at, &old.by),
                    });
                }
                patched.insert(name.clone(), new.clone());
            }
        }
        variables.extend(patched);
        let last = variables.values().max_by_key(|variable| counts(variable, &bases));
        let at = last.map(|variable| Place::of(variable.at, &variable.by));
        Ok(Cni::Vpc(self.vpc(of_variables(&variables, settings)?, at, conflicts)))
    }
}

/// Patches after what they patch.
fn counts(variable: &Variable, bases: &[&Carrier]) -> bool {
    bases.iter().all(|base| base.by != variable.by)
}

const CNI_BLOCK: &str = "a `cni` block in podroom.hcl";

impl Start<'_> {
    /// Whether EKS installs the VPC CNI by itself, with what is shipped.
    fn bootstrapped(&self) -> Result<(), Why> {
        match self {
            Self::Bootstrap(switch) => match switch.as_bool() {
                Some(true) => Ok(()),
                Some(false) => Err(Why::new(
                    "`bootstrap_self_managed_addons` is false and there is no `vpc-cni` add-on: pods may have another \
                     network",
                    "the add-on that the cluster uses, or a `cni` block in podroom.hcl",
                    switch.span,
                )),
                None if switch.is_known() => Ok(()),
                None => Err(Why::of(switch)),
            },
            Self::Foreign(name) => Err(Why::new(
                "its cluster is not in this configuration, and with it the settings of the VPC CNI",
                "the configuration that makes the cluster, scanned in the same run; or a `cni` block in podroom.hcl",
                name.span,
            )),
        }
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

/// Variables after which the CNI does something this model does not compute.
const NOT_MODELLED: [(&str, &str); 3] = [
    ("ENABLE_IPv6", "pods take IPv6 addresses"),
    ("DISABLE_NETWORK_RESOURCE_PROVISIONING", "the CNI allocates nothing itself"),
    ("ENABLE_IMDS_ONLY_MODE", "the CNI allocates nothing itself"),
];

/// The other variables that decide how many addresses a node holds, and where they come from.
const MODELLED: [&str; 10] = [
    "WARM_ENI_TARGET",
    "WARM_IP_TARGET",
    "MINIMUM_IP_TARGET",
    "WARM_PREFIX_TARGET",
    "ENABLE_PREFIX_DELEGATION",
    "MAX_ENI",
    "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG",
    "ENABLE_POD_ENI",
    "ENABLE_MULTI_NIC",
    "ENABLE_SUBNET_DISCOVERY",
];

/// The names of the variables that count.
pub(crate) fn variable_names() -> impl Iterator<Item = &'static str> {
    MODELLED.into_iter().chain(NOT_MODELLED.into_iter().map(|(name, _)| name))
}

/// A variable's text; nothing when it is null, empty or not known.
fn text_of(value: &Value) -> Option<String> {
    if value.is_null() || !value.is_known() {
        return None;
    }
    // What is neither text nor converts to it is no number either, and shown as what it is.
    let text = convert(value, &Type::String).ok();
    let text = text.as_ref().and_then(Value::as_str).unwrap_or_else(|| describe(value));
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// What variables come to, on top of what is there without them.
pub(super) fn of_variables(variables: &Variables, unset: Settings) -> Result<Settings, Why> {
    for name in variable_names() {
        if let Some(variable) = variables.get(name).filter(|variable| !variable.value.is_known()) {
            let why = Why::of(&variable.value);
            let because = format!("{name} of the VPC CNI is not known: {}", why.because);
            return Err(Why::new(because, why.decide, variable.at));
        }
    }
    let text = |name: &str| variables.get(name).and_then(|variable| text_of(&variable.value));
    let at = |name: &str| variables.get(name).and_then(|variable| variable.at);
    let switch = |name: &str, unset: bool| match text(name).as_deref() {
        None => Ok(unset),
        Some("false" | "False" | "FALSE" | "f" | "F" | "0") => Ok(false),
        Some("true" | "True" | "TRUE" | "t" | "T" | "1") => Ok(true),
        Some(other) => Err(not_a("truth value", name, other, at(name))),
    };
    // A negative number means the default, as in the CNI itself.
    let number = |name: &str, unset: u64| match text(name) {
        None => Ok(unset),
        Some(text) => match text.parse::<i64>() {
            Ok(number) => Ok(u64::try_from(number).unwrap_or(unset)),
            Err(_) => Err(not_a("whole number", name, &text, at(name))),
        },
    };
    for (name, what) in NOT_MODELLED {
        if switch(name, false)? {
            let because = format!("the VPC CNI has {name} on: {what}");
            return Err(Why::new(because, "a later release of podroom", at(name)));
        }
    }
    Ok(Settings {
        warm_eni_target: number("WARM_ENI_TARGET", unset.warm_eni_target)?,
        warm_ip_target: number("WARM_IP_TARGET", unset.warm_ip_target)?,
        minimum_ip_target: number("MINIMUM_IP_TARGET", unset.minimum_ip_target)?,
        warm_prefix_target: number("WARM_PREFIX_TARGET", unset.warm_prefix_target)?,
        prefix_delegation: switch("ENABLE_PREFIX_DELEGATION", unset.prefix_delegation)?,
        max_eni: Some(number("MAX_ENI", 0)?).filter(|most| *most > 0),
        custom_networking: switch("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", unset.custom_networking)?,
        pod_eni: switch("ENABLE_POD_ENI", unset.pod_eni)?,
        multi_nic: switch("ENABLE_MULTI_NIC", unset.multi_nic)?,
        subnet_discovery: switch("ENABLE_SUBNET_DISCOVERY", unset.subnet_discovery)?,
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
    use super::super::carriers::carriers;
    use super::super::tests::{addon, block, computed, not_computed, own, resource};
    use super::*;
    use crate::resource::Resource;

    /// The CNI of the only cluster, with what the resources set up.
    fn cni(resources: &[Resource]) -> Result<Vpc, Why> {
        let sources = Sources { carriers: carriers(resources), told: None, clusters: 1 };
        match sources.cni(|_| true, &Start::Bootstrap(&Value::bool(true))) {
            Cni::Vpc(vpc) => Ok(vpc),
            Cni::Unknown(why) => Err(why),
            Cni::Ipv6 => panic!("no family was given"),
        }
    }

    fn read(text: &str) -> Result<Settings, Why> {
        cni(&[addon(text)]).map(|vpc| vpc.settings)
    }

    fn with(resource_type: &str, attributes: Vec<(&str, Value)>) -> Resource {
        resource(&format!("{resource_type}.cni"), attributes)
    }

    fn pair(name: &str, value: &str) -> Vec<(&'static str, Value)> {
        vec![("name", Value::string(name)), ("value", Value::string(value))]
    }

    fn patch(name: &str, value: &str) -> Resource {
        let metadata = block(vec![("name", Value::string("aws-node")), ("namespace", Value::string("kube-system"))]);
        let container = Value::string("aws-node");
        with(
            "kubernetes_env",
            vec![("metadata", metadata), ("container", container), ("env", block(pair(name, value)))],
        )
    }

    fn chart(values: Vec<Value>, set: Value) -> Resource {
        let chart = Value::string("aws-vpc-cni");
        with("helm_release", vec![("chart", chart), ("values", Value::list(Type::String, values)), ("set", set)])
    }

    const DAEMON_SET: &str = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: aws-node\nspec:\n  template:\n    \
         spec:\n      containers:\n      - name: other\n      - name: aws-node\n        env:\n        - name: \
         WARM_IP_TARGET\n          value: \"2\"\n        - name: MINIMUM_IP_TARGET\n          value: \"10\"\n";

    #[test]
    fn every_carrier_says_the_same() {
        let shipped = Settings { warm_ip_target: 2, minimum_ip_target: 10, ..Settings::default() };
        let by_hand = Settings { warm_ip_target: 2, minimum_ip_target: 10, ..Settings::unset() };
        let yaml = Value::string("env:\n  WARM_IP_TARGET: 2\n  MINIMUM_IP_TARGET: 7\n");
        let manifest = crate::eval::functions::decode(DAEMON_SET).unwrap();
        let container = |name: &str, env: Vec<Value>| {
            Value::object(
                [("name".into(), Value::string(name)), ("env".into(), Value::tuple(env))].into_iter().collect(),
            )
        };
        let variable = |name: &'static str, value: &'static str| {
            Value::object(pair(name, value).into_iter().map(|(name, value)| (name.into(), value)).collect())
        };
        let env = vec![variable("WARM_IP_TARGET", "2"), variable("MINIMUM_IP_TARGET", "10")];
        let containers = Value::tuple(vec![container("init", vec![]), container("aws-node", env)]);
        let spec = block(vec![("template", block(vec![("spec", block(vec![("container", containers)]))]))]);
        let metadata = block(vec![("name", Value::string("aws-node"))]);
        for (resource, expected) in [
            (chart(vec![yaml], block(pair("env.MINIMUM_IP_TARGET", "10"))), shipped),
            (with("kubernetes_manifest", vec![("manifest", manifest)]), by_hand),
            (with("kubectl_manifest", vec![("yaml_body", Value::string(DAEMON_SET))]), by_hand),
            (with("kubernetes_daemon_set_v1", vec![("metadata", metadata), ("spec", spec)]), by_hand),
        ] {
            assert_eq!(
                cni(std::slice::from_ref(&resource)).map(|vpc| vpc.settings),
                Ok(expected),
                "{}",
                resource.address
            );
        }
        let patches = [
            patch("WARM_IP_TARGET", "2"),
            Resource { address: own("kubernetes_env.other"), ..patch("MINIMUM_IP_TARGET", "10") },
        ];
        assert_eq!(cni(&patches).map(|vpc| vpc.settings), Ok(shipped));
    }

    #[test]
    fn a_patch_counts_more_than_what_it_patches_and_two_of_a_kind_are_undecided() {
        let addon = addon(r#"{"env":{"WARM_IP_TARGET":"2","MINIMUM_IP_TARGET":"10"}}"#);
        let patched = cni(&[addon.clone(), patch("WARM_IP_TARGET", "5")]).unwrap();
        assert_eq!((patched.settings.warm_ip_target, patched.settings.minimum_ip_target), (5, 10));
        assert!(matches!(
            &patched.conflicts[..],
            [Fault::CniSetTwice { variable, value, other_value, .. }]
                if variable == "WARM_IP_TARGET" && value == "5" && other_value == "2"
        ));
        assert!(cni(&[addon.clone(), patch("WARM_IP_TARGET", "2")]).unwrap().conflicts.is_empty());
        let both = cni(&[addon.clone(), chart(vec![], Value::tuple(vec![]))]).unwrap_err();
        assert_eq!(both.because, "`aws_eks_addon.cni` and `helm_release.cni` both set the VPC CNI up, and differently");
        let other = Resource { address: own("kubernetes_env.other"), ..patch("WARM_IP_TARGET", "3") };
        let two = cni(&[patch("WARM_IP_TARGET", "2"), other]).unwrap_err();
        assert_eq!(two.because, "`kubernetes_env.cni` and `kubernetes_env.other` set WARM_IP_TARGET differently");
        // Several clusters: whose it is, nothing says.
        let sources = Sources { carriers: carriers(&[patch("WARM_IP_TARGET", "2")]), told: None, clusters: 2 };
        let cni = sources.cni(|_| true, &Start::Bootstrap(&Value::bool(true)));
        assert!(matches!(cni, Cni::Unknown(why) if why.because.ends_with("of one of several clusters")));
    }

    #[test]
    fn what_is_told_counts_most() {
        let told = |name: &str, value: Value| {
            let variable = Variable { value, by: "podroom.hcl".into(), at: None };
            let told = Some([(name.into(), variable)].into_iter().collect());
            let sources = Sources { carriers: carriers(&[patch("WARM_IP_TARGET", "2")]), told, clusters: 0 };
            sources.cni(|_| true, &Start::Foreign(&Value::string("main")))
        };
        let Cni::Vpc(vpc) = told("WARM_IP_TARGET", Value::number(7_u64)) else { panic!("it is told") };
        assert_eq!(vpc.settings, Settings { warm_ip_target: 7, ..Settings::default() });
        assert!(matches!(told("WARM_IP_TARGET", Value::string("x")), Cni::Unknown(_)));
    }

    #[test]
    fn a_document_that_holds_ids_is_read_all_the_same() {
        let id = computed(&own("aws_subnet.pods"), "id");
        let holes = crate::eval::value::Facts {
            parts: Some(
                vec![
                    Value::string(
                        "env:\n  AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: true\neniConfig:\n  subnets:\n    a:\n      id: ",
                    ),
                    id.clone(),
                    Value::string("\n"),
                ]
                .into(),
            ),
            ..Default::default()
        };
        let origin = crate::eval::value::Origin::NotComputed("?".into(), None);
        let text = Value::unknown_with(Type::String, vec![origin], holes);
        let mut addon = addon("");
        addon.attributes.insert("configuration_values".into(), text);
        let vpc = cni(&[addon]).unwrap();
        assert!(vpc.settings.custom_networking);
        assert_eq!(vpc.eni_configs[0].subnet.via, id.via);
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
            (r#"{"env":{"ENABLE_IMDS_ONLY_MODE":"true"}}"#, "allocates nothing itself"),
            (r#"{"env":["WARM_IP_TARGET"]}"#, "neither JSON nor YAML"),
            ("{\"env\": [", "neither JSON nor YAML"),
        ] {
            let why = read(text).unwrap_err();
            assert!(why.because.contains(because), "{text}: {}", why.because);
        }
        let unknown = not_computed(Type::String, "the file is not at hand");
        let mut addon = addon("");
        addon.attributes.insert("configuration_values".into(), unknown);
        let why = cni(&[addon]).unwrap_err();
        assert_eq!(why.because, "the file is not at hand");
    }

    #[test]
    fn a_cluster_without_an_add_on() {
        let of = |switch: Value| Sources::default().cni(|_| true, &Start::Bootstrap(&switch));
        for switch in [Value::bool(true), Value::null(Type::Bool)] {
            assert!(matches!(of(switch), Cni::Vpc(vpc) if vpc.settings == Settings::default()));
        }
        assert!(matches!(of(Value::bool(false)), Cni::Unknown(_)));
    }
}
