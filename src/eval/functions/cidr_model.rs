//! The CIDR functions against a model of their own: a block is a number and a length, a subnet number is multiplied by the
//! size of a subnet. Valid arguments, and the first ones beyond.

use super::testing::called;
use crate::eval::number::Number;
use crate::eval::value::{Kind, Value};
use dashu_int::UBig;
use proptest::prelude::*;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A block: its first address, its length, the bits of an address.
#[derive(Clone, Copy, Debug)]
struct Block {
    first: u128,
    len: u32,
    width: u32,
}

impl Block {
    fn size(self) -> UBig {
        UBig::from(1_u8) << (self.width - self.len) as usize
    }

    fn text(self) -> String {
        format!("{}/{}", address(&self.first.into(), self.width), self.len)
    }
}

fn address(number: &UBig, width: u32) -> String {
    let number = u128::try_from(number.clone()).unwrap();
    match width {
        32 => Ipv4Addr::from(u32::try_from(number).unwrap()).to_string(),
        _ => Ipv6Addr::from(number).to_string(),
    }
}

/// Blocks of either family. Terraform has ways of its own at address zero, and with IPv4 addresses written as IPv6.
fn block() -> impl Strategy<Value = Block> {
    let four = (1_u32 << 24.., 0..=32_u32).prop_map(|(first, len)| (u128::from(first), len, 32));
    let six = (1_u128 << 120.., 0..=128_u32).prop_map(|(first, len)| (first, len, 128));
    prop_oneof![four, six].prop_map(|(first, len, width)| {
        let hosts = width - len;
        let first = first.checked_shr(hosts).map_or(0, |first| first.checked_shl(hosts).unwrap_or(0));
        Block { first, len, width }
    })
}

fn number(n: impl ToString) -> Value {
    Value::number(Number::parse(&n.to_string()).unwrap())
}

fn ask(name: &str, block: Block, rest: &[Value]) -> Option<Vec<String>> {
    let args: Vec<Value> = std::iter::once(Value::string(block.text())).chain(rest.iter().cloned()).collect();
    let answer = called(name, &args).ok()?;
    match &answer.kind {
        Kind::String(text) => Some(vec![text.to_string()]),
        _ => answer.as_sequence().map(|parts| parts.iter().map(|part| part.as_str().unwrap().to_owned()).collect()),
    }
}

/// `-n`, which the grammar of numbers does not have.
fn negative(n: u64) -> Value {
    Value::number(Number::parse(&n.to_string()).unwrap().neg())
}

proptest! {
    #[test]
    fn subnets_are_multiples(block in block(), bits in 0..=63_u32, pick in any::<u64>()) {
        let bits = bits.min(block.width - block.len);
        let count = 1_u64 << bits;
        let n = pick % count;
        let inner = Block { len: block.len + bits, ..block };
        let first = UBig::from(block.first) + inner.size() * UBig::from(n);
        let expected = format!("{}/{}", address(&first, block.width), inner.len);
        prop_assert_eq!(ask("cidrsubnet", block, &[number(bits), number(n)]), Some(vec![expected]));
        // The number after the last, and a bit more than there are.
        prop_assert_eq!(ask("cidrsubnet", block, &[number(bits), number(count)]), None);
        prop_assert_eq!(ask("cidrsubnet", block, &[number(block.width - block.len + 1), number(0)]), None);
    }

    #[test]
    fn hosts_are_counted_from_both_ends(block in block(), pick in any::<u64>()) {
        // Terraform compares 63 bits.
        let last = u64::try_from(block.size() - UBig::from(1_u8)).unwrap_or(u64::MAX).min((1 << 63) - 1);
        let n = if last == 0 { 0 } else { pick % last };
        let expected = address(&(UBig::from(block.first) + UBig::from(n)), block.width);
        prop_assert_eq!(ask("cidrhost", block, &[number(n)]), Some(vec![expected]));
        let expected = address(&(UBig::from(block.first) + block.size() - UBig::from(n) - UBig::from(1_u8)), block.width);
        prop_assert_eq!(ask("cidrhost", block, &[negative(n + 1)]), Some(vec![expected]));
        if block.width - block.len < 63 {
            prop_assert_eq!(ask("cidrhost", block, &[number(last + 1)]), None);
            prop_assert_eq!(ask("cidrhost", block, &[negative(last + 2)]), None);
        }
    }

    #[test]
    fn a_netmask_is_as_many_ones(block in block()) {
        let mask = (UBig::from(1_u8) << 32) - block.size().min(UBig::from(1_u8) << 32);
        let expected = (block.width == 32).then(|| vec![address(&mask, 32)]);
        prop_assert_eq!(ask("cidrnetmask", block, &[]), expected);
    }

    #[test]
    fn parts_follow_each_other(block in block(), bits in prop::collection::vec(1..=32_u32, 0..12)) {
        let end = UBig::from(block.first) + block.size();
        let mut next = UBig::from(block.first);
        let mut expected = Some(Vec::new());
        for bits in &bits {
            let part = Block { len: block.len + bits, ..block };
            if part.len > block.width {
                expected = None;
                break;
            }
            // The first multiple of the size that is not taken.
            let first = (&next + part.size() - UBig::from(1_u8)) / part.size() * part.size();
            next = &first + part.size();
            if next > end || first == UBig::from(0_u8) {
                expected = None;
                break;
            }
            if let Some(parts) = &mut expected {
                parts.push(format!("{}/{}", address(&first, block.width), part.len));
            }
        }
        let args: Vec<Value> = bits.iter().map(number).collect();
        prop_assert_eq!(ask("cidrsubnets", block, &args), expected);
    }
}

#[test]
fn the_model_reads_what_it_writes() {
    for text in ["10.0.0.0", "fd00::", "2001:db8::1"] {
        let width = if text.contains(':') { 128 } else { 32 };
        let number = match text.parse::<IpAddr>().unwrap() {
            IpAddr::V4(ip) => u128::from(u32::from(ip)),
            IpAddr::V6(ip) => u128::from(ip),
        };
        assert_eq!(address(&number.into(), width), text);
    }
}
