//! Which subnet a value names: by the attribute it was read from, or by the id that is written.

use super::networks::Network;
use super::subnets::Subnet;
use crate::address::Key;
use crate::cloud::draw::{Draw, segment};
use crate::cloud::given::Why;
use crate::eval::value::Value;
use crate::resource;

/// Everything a subnet is looked up in.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) networks: &'a [Network],
    pub(super) subnets: &'a [Subnet],
}

impl Known<'_> {
    /// Where nodes or pods in the subnet that a value names draw from.
    pub(super) fn draw(&self, value: &Value) -> Draw {
        let (indices, uncertain) = self.subnet(value);
        let ranges = indices.iter().filter_map(|index| self.subnets.get(*index)).map(|subnet| subnet.range.id.clone());
        Draw { ranges: ranges.collect(), uncertain }
    }

    /// The places of the subnets that a value may name, and why it is not certain that it is the one; always given when
    /// there is none, or are several.
    fn subnet(&self, value: &Value) -> (Vec<usize>, Option<Why>) {
        if let Some(found) = self.by_attribute(value) {
            return found;
        }
        if let Some(written) = value.as_str() {
            return self.by_id(written, value);
        }
        let facts = value.as_unknown().map(|unknown| &unknown.facts);
        if let Some(candidates) = facts.and_then(|facts| facts.candidates.as_ref()) {
            let mut found: Vec<_> = candidates.iter().flat_map(|candidate| self.subnet(candidate).0).collect();
            found.sort_unstable();
            found.dedup();
            return (found, Some(Why::of(value)));
        }
        // The end of an id is enough to look for it, and not to be sure of it.
        let suffix = facts.and_then(|facts| facts.suffix.as_deref()).filter(|suffix| suffix.contains("/subnets/"));
        let (found, uncertain) = suffix.map(|suffix| self.by_id(suffix, value)).unwrap_or_default();
        (found, uncertain.or_else(|| Some(Why::of(value))))
    }

    fn by_attribute(&self, value: &Value) -> Option<(Vec<usize>, Option<Why>)> {
        let address = resource::address_of(value)?;
        let unclear =
            || Why::new(format!("which instance of `{}` it is is not known", address.block()), "a plan", value.span);
        let of = |test: &dyn Fn(&Subnet) -> bool| -> Vec<usize> {
            (0..self.subnets.len()).filter(|index| self.subnets.get(*index).is_some_and(test)).collect()
        };
        let mut found = of(&|subnet| subnet.address == *address);
        if found.is_empty() {
            found = of(&|subnet| {
                subnet.address.block() == address.block() && (address.key == Key::Any || subnet.address.key == Key::Any)
            });
            return (!found.is_empty()).then(|| (found, Some(unclear())));
        }
        // One of the blocks of a network: `subnet[0].id`.
        if let Some(index) = value.via.as_ref().and_then(|via| block_index(&via.path)) {
            let one: Vec<usize> = found.iter().copied().filter(|at| self.subnets[*at].block == Some(index)).collect();
            found = if one.is_empty() { found } else { one };
        }
        let first = self.subnets.get(*found.first()?)?;
        if found.len() > 1 {
            let because = format!("which `subnet` of `{address}` it is is not known");
            return Some((found, Some(Why::new(because, "an `azurerm_subnet`", value.span))));
        }
        if !first.single() {
            return Some((found, Some(unclear())));
        }
        Some((if first.address.data { self.described(first, found) } else { found }, None))
    }

    /// What a data source describes: the one resource of that name in that network, or else itself.
    fn described(&self, subnet: &Subnet, itself: Vec<usize>) -> Vec<usize> {
        let (Some(name), Some(network)) = (&subnet.name, &subnet.network_name) else { return itself };
        let made: Vec<usize> =
            self.named(name, network).into_iter().filter(|at| !self.subnets[*at].address.data).collect();
        if made.len() == 1 { made } else { itself }
    }

    /// The subnets of that name in a network of that name; Azure's names have no case.
    fn named(&self, name: &str, network: &str) -> Vec<usize> {
        let fits = |subnet: &Subnet| {
            let of =
                subnet.network.and_then(|index| self.networks.get(index)).and_then(|network| network.name.as_deref());
            let of = of.or(subnet.network_name.as_deref());
            subnet.name.as_deref().is_some_and(|other| other.eq_ignore_ascii_case(name))
                && of.is_some_and(|of| of.eq_ignore_ascii_case(network))
        };
        (0..self.subnets.len()).filter(|index| self.subnets.get(*index).is_some_and(fits)).collect()
    }

    fn by_id(&self, written: &str, value: &Value) -> (Vec<usize>, Option<Why>) {
        let (Some(name), Some(network)) = (segment(written, "subnets"), segment(written, "virtualNetworks")) else {
            return (Vec::new(), Some(Why::of(value)));
        };
        let mut found = self.named(name, network);
        if found.iter().any(|index| !self.subnets[*index].address.data) {
            found.retain(|index| !self.subnets[*index].address.data);
        }
        let uncertain = match found.as_slice() {
            [] => Some(Why::new(
                format!("the subnet `{name}` of `{network}` is not in this configuration"),
                "the configuration that makes it, scanned in the same run",
                value.span,
            )),
            [one] if self.subnets[*one].single() => None,
            _ => {
                Some(Why::new(format!("several subnets may be `{name}`"), "a reference instead of the id", value.span))
            }
        };
        (found, uncertain)
    }
}

/// The number in `subnet[1].id` or `subnet.1.id`.
fn block_index(path: &str) -> Option<usize> {
    let after = path.strip_prefix("subnet")?;
    after.chars().skip(1).take_while(char::is_ascii_digit).collect::<String>().parse().ok()
}
