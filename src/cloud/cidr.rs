//! Blocks of addresses as a configuration writes them.

use super::given::{Why, given};
use crate::address::Address;
use crate::eval::value::Value;
use crate::finding::Place;
use crate::model::{Decided, Fault, RangeId};
use crate::words::excerpt;
use ipnet::Ipv4Net;

/// The fault of a block as it is written.
pub(super) fn cidr_fault(address: &str, value: &Value, problem: String) -> Fault {
    Fault::Cidr {
        address: address.to_owned(),
        text: excerpt(value.as_str().unwrap_or_default()).into_owned(),
        problem,
        certain: true,
        at: Place::of(value.span, address),
    }
}

/// The block a value of that argument gives and its prefix length, which may be known alone; and what is wrong with it.
pub(super) fn block(
    value: &Value,
    own: &Address,
    why: Option<Why>,
    id: &RangeId,
    argument: &str,
) -> ((Option<Ipv4Net>, Decided<u8>), Option<String>) {
    let unknown = |why: Why| Decided::Unknown(why.undecided(format!("size of `{id}`"), &own.to_string()));
    if let Some(text) = value.as_str() {
        return match text.parse::<Ipv4Net>() {
            Ok(cidr) => ((Some(cidr.trunc()), Decided::Known(cidr.prefix_len())), None),
            Err(_) => {
                let why = Why::new("it is not a CIDR block", "a block such as 10.0.0.0/20", value.span);
                ((None, unknown(why)), Some("not an IPv4 CIDR block".to_owned()))
            }
        };
    }
    if let Some(len) = prefix_len(value) {
        return ((None, Decided::Known(len)), None);
    }
    let why = why.unwrap_or_else(|| match given(value, own) {
        None if !own.data => Why::new(format!("no `{argument}` is written"), format!("`{argument}`"), value.span),
        _ => Why::of(value),
    });
    ((None, unknown(why)), None)
}

/// The prefix length of a block whose address is not known: `"10.${var.net}.0.0/16"`.
fn prefix_len(value: &Value) -> Option<u8> {
    let facts = &value.as_unknown()?.facts;
    let of = |text: &str| text.rsplit_once('/')?.1.parse::<u8>().ok().filter(|len| *len <= 32);
    if let Some(len) = facts.suffix.as_deref().and_then(of) {
        return Some(len);
    }
    let mut candidates = facts.candidates.as_ref()?.iter().map(|candidate| candidate.as_str().and_then(of));
    let first = candidates.next()??;
    candidates.all(|len| len == Some(first)).then_some(first)
}
