//! Instance types that are described by what they must have.
//!
//! What the table cannot tell (disks, accelerators, bandwidth, generations) leaves a type in: then there are more of them,
//! and what a node holds lies between wider ends. Source: Amazon EC2 Auto Scaling API, `InstanceRequirements`, read
//! 2026-11-26.

use super::given::given;
use super::groups::inner;
use super::instances::{self, Type};
use super::lookups::is_like;
use crate::address::Address;
use crate::eval::value::{Object, Value};

/// The types that meet an `instance_requirements` block, of those that the table knows in full; at the block's place.
pub(super) fn types(block: &Object, own: &Address) -> Vec<Value> {
    let at = block.attributes.values().find_map(|value| value.span);
    let met = instances::types().filter(|ty| meets(block, own, ty));
    met.map(|ty| Value { span: at, ..Value::string(ty.name) }).collect()
}

fn meets(block: &Object, own: &Address, ty: &Type) -> bool {
    let named = |name: &str| patterns(block.get(name), own).map(|all| all.iter().any(|one| is_like(ty.name, one)));
    let maker = match ty.cpu_manufacturer {
        "aws" => "amazon-web-services",
        other => other,
    };
    let makers = patterns(block.get("cpu_manufacturers"), own);
    // Bare metal and bursting types are left out unless they are asked for.
    let kind = |name: &str, is: bool| match given(block.get(name), own).map(Value::as_str) {
        None | Some(Some("excluded")) => !is,
        Some(Some("required")) => is,
        Some(_) => true,
    };
    within(block, "vcpu_count", own, ty.vcpus)
        && within(block, "memory_mib", own, ty.memory_mib)
        && kind("bare_metal", ty.hypervisor.is_empty())
        && kind("burstable_performance", ty.category() == "t")
        && makers.is_none_or(|makers| makers.iter().any(|one| one == maker))
        && named("allowed_instance_types").unwrap_or(true)
        && !named("excluded_instance_types").unwrap_or(false)
}

/// Texts that are given and known.
fn patterns(value: &Value, own: &Address) -> Option<Vec<String>> {
    let listed = given(value, own)?.as_sequence()?;
    listed.iter().map(|one| one.as_str().map(str::to_owned)).collect()
}

fn within(block: &Object, name: &str, own: &Address, number: u64) -> bool {
    let end = |end: &str| given(inner(block, name)?.get(end), own)?.as_number()?.to_u64();
    end("min").is_none_or(|min| min <= number) && end("max").is_none_or(|max| number <= max)
}
