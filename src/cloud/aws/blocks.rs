//! The address block of a VPC or a subnet, as far as the configuration tells: all of it, or only its size.

use super::given::{Why, given, given_text};
use crate::address::Address;
use crate::eval::value::Value;
use crate::finding::Place;
use crate::model::Fault;
use crate::source::Span;
use crate::words::excerpt;
use ipnet::Ipv4Net;

/// A block.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// The block, canonical: AWS drops host bits. May be unknown when its size is known.
    /// Source: Amazon VPC User Guide, subnet-sizing, read 2026-11-23.
    pub(super) cidr: Option<Ipv4Net>,
    /// Its prefix length, or why that is not known.
    pub(super) prefix_len: Result<u8, Why>,
    /// Where it is written.
    pub(super) at: Option<Span>,
}

/// The longest and the shortest block AWS makes a subnet or a VPC of: /28 and /16.
/// Source: Amazon VPC User Guide, subnet-sizing and vpc-cidr-blocks, read 2026-11-23.
pub(super) const PREFIX_LENS: std::ops::RangeInclusive<u8> = 16..=28;

impl Block {
    /// Reads `cidr_block`, or else `ipv4_netmask_length`, of a resource. A block that AWS surely refuses is a fault and
    /// has no size.
    pub(super) fn read(cidr: &Value, netmask: &Value, own: &Address, faults: &mut Vec<Fault>) -> Self {
        let Some(value) = given_text(cidr, own) else {
            return Self::of_netmask(cidr, netmask, own);
        };
        if let Some(text) = value.as_str() {
            return Self::of_text(text, value.span, own, faults);
        }
        // An unknown block beside a length is one that IPAM picks.
        let prefix_len = length_at_end(value).or_else(|| Self::of_netmask(cidr, netmask, own).prefix_len.ok());
        Self { cidr: None, prefix_len: prefix_len.ok_or_else(|| Why::of(value)), at: value.span }
    }

    fn of_netmask(cidr: &Value, netmask: &Value, own: &Address) -> Self {
        let prefix_len = match given(netmask, own) {
            Some(value) => match value.as_number().and_then(|n| u8::try_from(n.to_u64()?).ok()) {
                Some(len) if PREFIX_LENS.contains(&len) => Ok(len),
                _ => Err(Why::of(value)),
            },
            None if cidr.is_null() => Err(Why::new("it has no `cidr_block`", "a plan", None)),
            None => Err(Why::of(cidr)),
        };
        Self { cidr: None, prefix_len, at: netmask.span }
    }

    fn of_text(text: &str, at: Option<Span>, own: &Address, faults: &mut Vec<Fault>) -> Self {
        let problem = match text.parse::<Ipv4Net>() {
            Ok(cidr) if PREFIX_LENS.contains(&cidr.prefix_len()) => {
                return Self { cidr: Some(cidr.trunc()), prefix_len: Ok(cidr.prefix_len()), at };
            }
            Ok(cidr) => format!("AWS takes blocks from /16 to /28, not a /{}", cidr.prefix_len()),
            Err(_) => "it is not an IPv4 block such as `10.0.0.0/20`".to_owned(),
        };
        let text = excerpt(text).into_owned();
        faults.push(Fault::Cidr {
            address: own.to_string(),
            text: text.clone(),
            problem: problem.clone(),
            certain: true,
            at: Place::of(at, &own.to_string()),
        });
        let why = Why::new(format!("\"{text}\" is no block AWS takes: {problem}"), "a valid `cidr_block`", at);
        Self { cidr: None, prefix_len: Err(why), at }
    }
}

/// The length in an unknown text that surely ends in `/20`, if AWS takes such a block.
fn length_at_end(value: &Value) -> Option<u8> {
    let unknown = value.as_unknown()?;
    let of = |text: &str| text.rsplit_once('/')?.1.parse().ok().filter(|len| PREFIX_LENS.contains(len));
    if let Some(len) = unknown.facts.suffix.as_deref().and_then(of) {
        return Some(len);
    }
    // One of several blocks of one size.
    let candidates = unknown.facts.candidates.as_ref()?;
    let mut lengths = candidates.iter().map(|candidate| match candidate.as_str() {
        Some(text) => of(text),
        None => length_at_end(candidate),
    });
    let first = lengths.next()??;
    lengths.all(|len| len == Some(first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{ending_in, own};
    use super::*;
    use crate::eval::value::Type;

    fn read(cidr: &Value, netmask: &Value) -> (Option<String>, Option<u8>, usize) {
        let mut faults = Vec::new();
        let block = Block::read(cidr, netmask, &own("aws_subnet.a"), &mut faults);
        (block.cidr.map(|cidr| cidr.to_string()), block.prefix_len.ok(), faults.len())
    }

    #[test]
    fn blocks_and_sizes() {
        let null = Value::null(Type::Any);
        let block = |text: &str| Some(text.to_owned());
        for (cidr, netmask, expected) in [
            (Value::string("10.0.0.0/20"), null.clone(), (block("10.0.0.0/20"), Some(20), 0)),
            (Value::string("10.0.5.7/20"), null.clone(), (block("10.0.0.0/20"), Some(20), 0)),
            (Value::string("10.0.0.0/29"), null.clone(), (None, None, 1)),
            (Value::string("10.0.0.0/15"), null.clone(), (None, None, 1)),
            (Value::string("10.0.0.0/16"), null.clone(), (block("10.0.0.0/16"), Some(16), 0)),
            (Value::string("10.0.0.0/28"), null.clone(), (block("10.0.0.0/28"), Some(28), 0)),
            (Value::string("10.0.0.0"), null.clone(), (None, None, 1)),
            (Value::string("fd00::/64"), null.clone(), (None, None, 1)),
            (Value::string("10.0.0.0/99"), null.clone(), (None, None, 1)),
            (ending_in(".0.0/22"), null.clone(), (None, Some(22), 0)),
            (ending_in("/200"), null.clone(), (None, None, 0)),
            (ending_in("0"), null.clone(), (None, None, 0)),
            (null.clone(), Value::number(24_u64), (None, Some(24), 0)),
            (ending_in("0"), Value::number(24_u64), (None, Some(24), 0)),
            (null.clone(), Value::number(99_u64), (None, None, 0)),
            (null.clone(), null.clone(), (None, None, 0)),
        ] {
            assert_eq!(read(&cidr, &netmask), expected, "{cidr:?} {netmask:?}");
        }
    }
}
