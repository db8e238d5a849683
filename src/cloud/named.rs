//! Which cluster a node pool is of.

use super::draw::{agree, last_segment, segment};
use super::given::Why;
use crate::address::{Address, Key};
use crate::eval::value::Value;
use crate::model::Bounds;
use crate::resource;
use std::sync::Arc;

/// How a node pool finds its cluster.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) address: Arc<Address>,
    pub(super) copies: Bounds<u64>,
    pub(super) name: Option<String>,
    /// Its region or zone, where an id tells clusters of one name apart by it.
    pub(super) location: Option<String>,
}

/// The cluster a pool names, by reference, id or name: its place in the list, and whether it may be another instance of
/// that block. Azure's names have no case, and Google's no capitals.
pub(super) fn cluster(
    ty: &str,
    value: &Value,
    location: Option<&str>,
    all: &[Named],
) -> Result<(usize, Option<Why>), Why> {
    if let Some(address) = resource::address_of(value).filter(|address| &*address.ty == ty) {
        let of_block = |named: &Named| {
            named.address.block() == address.block() && (address.key == Key::Any || named.address.key == Key::Any)
        };
        let unclear =
            || Why::new(format!("which instance of `{}` it is is not known", address.block()), "a plan", value.span);
        if let Some(index) = all.iter().position(|named| named.address == *address) {
            let one = all[index].copies.exact() == Some(1);
            return Ok((index, (!one).then(unclear)));
        }
        let mut of_block = (0..all.len()).filter(|index| of_block(&all[*index]));
        return match (of_block.next(), of_block.next()) {
            (Some(index), None) => Ok((index, Some(unclear()))),
            (Some(_), Some(_)) => Err(unclear()),
            (None, _) => Err(Why::new(format!("`{address}` is not in this configuration"), "a plan", value.span)),
        };
    }
    let Some(written) = value.as_str() else { return Err(Why::of(value)) };
    let name = last_segment(written);
    let location = segment(written, "locations").or(location);
    let fits = |named: &Named| {
        named.name.as_deref().is_some_and(|other| other.eq_ignore_ascii_case(name))
            && agree(named.location.as_deref(), location)
    };
    let mut found = (0..all.len()).filter(|index| fits(&all[*index]));
    match (found.next(), found.next()) {
        (Some(index), None) => Ok((index, None)),
        (None, _) => Err(Why::new(
            format!("the cluster `{name}` is not in this configuration"),
            "the configuration that makes it, scanned in the same run",
            value.span,
        )),
        _ => {
            Err(Why::new(format!("several clusters are named `{name}`"), "a reference instead of the name", value.span))
        }
    }
}
