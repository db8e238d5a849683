//! The CIDR functions: `cidrhost`, `cidrnetmask`, `cidrsubnet`, `cidrsubnets`, and OpenTofu's `cidrcontains`.
//!
//! The results are Terraform's (`lang/funcs/cidr.go` with apparentlymart/go-cidr v1.1.0, and Terraform 1.11.4 itself
//! for the odd cases), nonsense included: a negative subnet number is not refused, it gives a block elsewhere.
//! When the block is not known but ends in a known `/16`, the length of its parts is.

use super::numeric::{argument, arity};
use crate::address::quoted;
use crate::eval::operate::by_candidates;
use crate::eval::value::{Facts, Fault, Type, Value};
use dashu_int::ops::UnsignedAbs;
use dashu_int::{IBig, UBig};
use std::net::{Ipv4Addr, Ipv6Addr};

/// Calls a CIDR function; `None` when there is none of that name.
pub(super) fn call(name: &str, args: &[Value]) -> Option<Result<Value, Fault>> {
    let args = match (name, args.len()) {
        ("cidrhost", 2) => typed(args, &[Type::String, Type::Number]),
        ("cidrnetmask", 1) => typed(args, &[Type::String]),
        ("cidrsubnet", 3) => typed(args, &[Type::String, Type::Number, Type::Number]),
        ("cidrcontains", 2) => typed(args, &[Type::String, Type::String]),
        ("cidrsubnets", 1..) => {
            let mut types = vec![Type::Number; args.len()];
            types[0] = Type::String;
            typed(args, &types)
        }
        ("cidrsubnets", 0) => Err(Fault::new("`cidrsubnets` takes a block and any number of bit counts")),
        ("cidrhost" | "cidrcontains", _) => Err(arity(name, 2, args)),
        ("cidrnetmask", _) => Err(arity(name, 1, args)),
        ("cidrsubnet", _) => Err(arity(name, 3, args)),
        _ => return None,
    };
    let args = match args {
        Ok(args) => args,
        Err(fault) => return Some(Err(fault)),
    };
    let evaluate = |args: &[Value]| match name {
        "cidrhost" => host(args),
        "cidrnetmask" => netmask(args),
        "cidrsubnet" => subnet(args),
        "cidrsubnets" => subnets(args),
        _ => contains(args),
    };
    let operands: Vec<_> = args.iter().collect();
    Some(by_candidates(&operands, evaluate).unwrap_or_else(|| evaluate(&args)))
}

fn typed(args: &[Value], types: &[Type]) -> Result<Vec<Value>, Fault> {
    types.iter().enumerate().map(|(n, ty)| argument(args, n, ty)).collect()
}

/// A block, host bits cleared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Block {
    /// The first address; IPv4 in the low 32 bits.
    first: u128,
    /// 0 to `width`.
    prefix_len: u32,
    /// Bits of an address: 32 or 128.
    width: u32,
}

impl Block {
    /// As Go 1.16 read it: leading zeros are decimal, nothing around it is allowed.
    fn parse(text: &str) -> Option<Self> {
        let (address, prefix_len) = text.split_once('/')?;
        let (address, width) = parse_address(address)?;
        let prefix_len = decimal(prefix_len).filter(|len| *len <= width)?;
        Some(Self { first: address & mask(prefix_len, width), prefix_len, width })
    }

    /// The last address.
    fn last(self) -> u128 {
        self.first | !mask(self.prefix_len, self.width) & all_ones(self.width)
    }

    /// An IPv6 block of IPv4 addresses, `::ffff:10.0.0.0/112`. Terraform prints it as IPv4.
    fn is_mapped(self) -> bool {
        self.width == 128 && is_mapped(self.first)
    }
}

impl std::fmt::Display for Block {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let prefix_len = if self.is_mapped() { self.prefix_len.saturating_sub(96) } else { self.prefix_len };
        write!(f, "{}/{prefix_len}", shown(self.first, self.width))
    }
}

/// Decimal digits, however many zeros before them.
fn decimal(text: &str) -> Option<u32> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits = text.trim_start_matches('0');
    if digits.is_empty() { Some(0) } else { digits.parse().ok() }
}

/// An address and its width in bits.
fn parse_address(text: &str) -> Option<(u128, u32)> {
    if text.contains(':') {
        return text.parse::<Ipv6Addr>().ok().map(|address| (address.to_bits(), 128));
    }
    let mut octets = text.split('.');
    let mut address = 0_u128;
    for _ in 0..4 {
        let octet = decimal(octets.next()?).filter(|octet| *octet <= 255)?;
        address = address << 8 | u128::from(octet);
    }
    octets.next().is_none().then_some((address, 32))
}

fn is_mapped(address: u128) -> bool {
    address >> 32 == 0xffff
}

/// An address as Go prints it: a mapped one as IPv4, others as RFC 5952 says.
fn shown(address: u128, width: u32) -> String {
    match u32::try_from(address & u128::from(u32::MAX)) {
        Ok(low) if width == 32 || is_mapped(address) => Ipv4Addr::from_bits(low).to_string(),
        _ => Ipv6Addr::from_bits(address).to_string(),
    }
}

fn all_ones(width: u32) -> u128 {
    u128::MAX.checked_shr(128 - width.min(128)).unwrap_or(0)
}

fn mask(prefix_len: u32, width: u32) -> u128 {
    all_ones(width) & !all_ones(width - prefix_len.min(width))
}

/// The first argument, when it is known.
fn block(args: &[Value]) -> Result<Option<Block>, Fault> {
    let Some(text) = args.first().and_then(Value::as_str) else { return Ok(None) };
    let block = Block::parse(text);
    block
        .map(Some)
        .ok_or_else(|| Fault::argument(0, format!("{} is not a CIDR block", quoted(&crate::words::excerpt(text)))))
}

/// The length of a block's prefix, when the block or at least how its text ends is known.
fn prefix_len(block: &Value) -> Option<u32> {
    let text = match block.as_unknown() {
        Some(unknown) => unknown.facts.suffix.as_deref()?,
        None => block.as_str()?,
    };
    decimal(text.rsplit_once('/')?.1).filter(|len| *len <= 128)
}

/// A whole number, when it is known.
fn whole(args: &[Value], index: usize) -> Result<Option<IBig>, Fault> {
    let Some(number) = args.get(index).and_then(Value::as_number) else { return Ok(None) };
    let refused = || Fault::argument(index, "the argument must be a whole number");
    number.to_ibig().map(Some).ok_or_else(refused)
}

/// A number of bits, when it is known.
fn bits(args: &[Value], index: usize) -> Result<Option<i64>, Fault> {
    let refused = || Fault::argument(index, "the argument must be a whole number of 64 bits");
    whole(args, index)?.map(|number| i64::try_from(number).map_err(|_| refused())).transpose()
}

/// An unknown block or address.
fn unknown(args: &[Value], prefix_len: Option<u32>) -> Value {
    let mut origins = Vec::new();
    args.iter().for_each(|value| value.collect_origins(&mut origins));
    let suffix = prefix_len.map(|len| format!("/{len}").into());
    Value::unknown_with(Type::String, origins, Facts { not_null: true, suffix, ..Facts::default() })
}

/// The prefix length of a part of an unknown block. Blocks from /96 on may be mapped IPv4 ones, which are printed
/// with another length.
fn part_len(base: &Value, newbits: Option<i64>) -> Option<u32> {
    let len = prefix_len(base).filter(|len| *len < 96)?;
    u32::try_from(i64::from(len).checked_add(newbits?)?).ok().filter(|len| *len <= 128)
}

/// `number` put into the address so that it ends at that bit from the left, negative numbers as two's complement;
/// `None` when the result is no address.
fn insert(address: u128, number: &IBig, ends_at: u32, width: u32) -> Option<u128> {
    let shifted = number << usize::try_from(width.checked_sub(ends_at)?).ok()?;
    let combined = IBig::from(address) | shifted;
    // Go takes the bytes of the absolute value.
    let bits: u128 =
        UBig::try_from(if combined < IBig::from(0) { -combined } else { combined }).ok()?.try_into().ok()?;
    (bits <= all_ones(width)).then_some(bits)
}

/// The low 64 bits of the absolute value, which is all that Terraform compares.
fn low_bits(number: &IBig) -> u64 {
    u64::try_from(number.unsigned_abs() & UBig::from(u64::MAX)).unwrap_or(u64::MAX)
}

/// A number for a message: thousands of digits help nobody.
fn named(number: &IBig) -> String {
    i128::try_from(number).map_or_else(|_| "that high".into(), |number| number.to_string())
}

fn subnet(args: &[Value]) -> Result<Value, Fault> {
    let (base, newbits, number) = (block(args)?, bits(args, 1)?, whole(args, 2)?);
    if let (Some(base), Some(newbits)) = (base, newbits) {
        new_prefix_len(base, newbits)?;
    }
    if let (Some(newbits), Some(number)) = (newbits, &number) {
        check_number(newbits, number)?;
    }
    let (Some(base), Some(newbits), Some(number)) = (base, newbits, number) else {
        return Ok(unknown(args, args.first().and_then(|base| part_len(base, newbits))));
    };
    let prefix_len = new_prefix_len(base, newbits)?;
    let first = insert(base.first, &number, prefix_len, base.width);
    let first = first.ok_or_else(|| Fault::argument(2, format!("there is no subnet numbered {}", named(&number))))?;
    Ok(Value::string(Block { first, prefix_len, width: base.width }.to_string()))
}

fn new_prefix_len(base: Block, newbits: i64) -> Result<u32, Fault> {
    let sum = i64::from(base.prefix_len).checked_add(newbits).and_then(|sum| u32::try_from(sum).ok());
    sum.filter(|sum| *sum <= base.width)
        .ok_or_else(|| Fault::argument(1, format!("a /{} cannot be extended by {newbits} bits", base.prefix_len)))
}

/// Whether there is a subnet of that number. Terraform computes the highest number in 64 bits, so that with
/// negative or more than 63 bits there is no limit.
fn check_number(newbits: i64, number: &IBig) -> Result<(), Fault> {
    let highest = u32::try_from(newbits).ok().and_then(|bits| 1_u64.checked_shl(bits)).map_or(u64::MAX, |n| n - 1);
    if low_bits(number) > highest {
        let count = u128::from(highest) + 1;
        let message = format!("{newbits} more bits give {count} subnets, none is numbered {}", named(number));
        return Err(Fault::argument(2, message));
    }
    Ok(())
}

fn host(args: &[Value]) -> Result<Value, Fault> {
    let (Some(base), Some(number)) = (block(args)?, whole(args, 1)?) else { return Ok(unknown(args, None)) };
    let highest = (IBig::from(1) << usize::try_from(base.width - base.prefix_len).unwrap_or(0)) - IBig::from(1);
    // Negative numbers count from the end: -1 is the last address.
    let from_end = (number < IBig::from(0)).then(|| -&number - IBig::from(1));
    // Terraform compares the low 64 bits, as a signed number.
    let compared = from_end.clone().unwrap_or_else(|| IBig::from(low_bits(&number).cast_signed()));
    let refused = || Fault::argument(1, format!("a /{} has no host numbered {}", base.prefix_len, named(&number)));
    if compared > highest {
        return Err(refused());
    }
    let number = from_end.map_or_else(|| number.clone(), |from_end| &highest - from_end);
    // In a mapped block Terraform shifts the number as if the address were a short one.
    let ends_at = if base.is_mapped() { 32 } else { base.width };
    let address = insert(base.first, &number, ends_at, base.width).ok_or_else(refused)?;
    Ok(Value::string(shown(address, base.width)))
}

fn netmask(args: &[Value]) -> Result<Value, Fault> {
    let Some(base) = block(args)? else {
        // A netmask depends on nothing but the length; only IPv4 blocks have one.
        return Ok(match args.first().and_then(prefix_len).filter(|len| *len <= 32) {
            Some(len) => Value::string(shown(mask(len, 32), 32)),
            None => unknown(args, None),
        });
    };
    if base.width == 128 && !base.is_mapped() {
        return Err(Fault::argument(0, format!("{base} is an IPv6 block and has no netmask")));
    }
    Ok(Value::string(shown(mask(base.prefix_len, base.width), base.width)))
}

fn subnets(args: &[Value]) -> Result<Value, Fault> {
    let base = block(args)?;
    let mut lengths = Vec::new();
    for index in 1..args.len() {
        let newbits = bits(args, index)?;
        if newbits.is_some_and(|newbits| !(1..=32).contains(&newbits)) {
            return Err(Fault::argument(index, "each part must take between 1 and 32 more bits"));
        }
        if let (Some(base), Some(newbits)) = (base, newbits) {
            new_prefix_len(base, newbits).map_err(|fault| Fault::argument(index, fault.message))?;
        }
        lengths.push(newbits);
    }
    let known: Option<Vec<i64>> = lengths.iter().copied().collect();
    let (Some(base), Some(known)) = (base, known) else {
        let base = args.first();
        let part = |newbits: &Option<i64>| unknown(args, base.and_then(|base| part_len(base, *newbits)));
        return Ok(Value::list(Type::String, lengths.iter().map(part).collect()));
    };
    let mut parts = Vec::new();
    let mut next = Some(base.first);
    for (index, newbits) in (1..).zip(known) {
        let prefix_len = new_prefix_len(base, newbits)?;
        let full = || Fault::argument(index, format!("not enough addresses are left in {base} for a /{prefix_len}"));
        // The next address, or the first one after it where such a block can start.
        let size_less_one = !mask(prefix_len, base.width) & all_ones(base.width);
        let start = next.and_then(|next| next.checked_add(size_less_one)).map(|end| end & !size_less_one);
        // Terraform takes a block that starts at address zero for having run over the end.
        let first = start.filter(|first| *first != 0 && *first <= base.last() && !base.is_mapped()).ok_or_else(full)?;
        let part = Block { first, prefix_len, width: base.width };
        next = part.last().checked_add(1);
        parts.push(Value::string(part.to_string()));
    }
    Ok(Value::list(Type::String, parts))
}

/// OpenTofu 1.7 and later.
fn contains(args: &[Value]) -> Result<Value, Fault> {
    let base = block(args)?;
    let Some(text) = args.get(1).and_then(Value::as_str) else {
        return Ok(Value::unknown_from(Type::Bool, args));
    };
    let one = || parse_address(text).map(|(first, width)| Block { first, prefix_len: width, width });
    let inner = Block::parse(text).or_else(one);
    let inner = inner.ok_or_else(|| {
        Fault::argument(1, format!("{} is neither an address nor a CIDR block", quoted(&crate::words::excerpt(text))))
    })?;
    let Some(base) = base else { return Ok(Value::unknown_from(Type::Bool, args)) };
    if base.width != inner.width {
        return Err(Fault::argument(1, "the block and what it may contain are IPv4 and IPv6"));
    }
    Ok(Value::bool(base.first <= inner.first && inner.last() <= base.last()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::number::Number;
    use crate::eval::value::{Kind, Origin};
    use proptest::prelude::*;

    fn n(text: &str) -> Value {
        Value::number(Number::parse(text).unwrap())
    }

    fn unknown_string(suffix: Option<&str>) -> Value {
        let facts = Facts { suffix: suffix.map(Into::into), ..Facts::default() };
        Value::unknown_with(Type::String, vec![Origin::Variable("s".into(), None)], facts)
    }

    /// A value for a table: text as it is, lists with spaces, unknown text as `?/20`.
    fn shown_value(value: &Value) -> String {
        match &value.kind {
            Kind::Bool(flag) => flag.to_string(),
            Kind::String(text) => text.to_string(),
            Kind::List(_, parts) => parts.iter().map(shown_value).collect::<Vec<_>>().join(" "),
            Kind::Unknown(unknown) => format!("?{}", unknown.facts.suffix.as_deref().unwrap_or("")),
            other => format!("{other:?}"),
        }
    }

    fn check(name: &str, args: &[Value], expected: &str) {
        let result = call(name, args).unwrap().map_or("error".into(), |value| shown_value(&value));
        assert_eq!(result, expected, "{name} {args:?}");
    }

    /// `cidrsubnet` of a block and two numbers, as Terraform 1.11.4 answers.
    #[test]
    fn subnets_by_number() {
        for (base, newbits, number, expected) in [
            ("10.0.0.0/16", "8", "2", "10.0.2.0/24"),
            ("10.0.0.0/16", "8", "255", "10.0.255.0/24"),
            ("10.0.0.0/16", "0", "0", "10.0.0.0/16"),
            ("10.0.0.0/16", "0", "1", "error"),
            ("10.0.0.0/16", "17", "0", "error"),
            ("10.0.12.34/16", "8", "2", "10.0.2.0/24"),
            ("172.16.0.0/12", "4", "2", "172.18.0.0/16"),
            ("192.168.1.0/24", "8", "7", "192.168.1.7/32"),
            ("10.0.0.0/32", "0", "0", "10.0.0.0/32"),
            ("0.0.0.0/0", "33", "0", "error"),
            ("10.0.0.0", "8", "1", "error"),
            ("10.0.0/16", "8", "1", "error"),
            ("10.00.0.0/16", "8", "1", "10.0.1.0/24"),
            ("010.0.0.0/8", "8", "1", "10.1.0.0/16"),
            ("10.0.0.0/00000000000000000000000008", "4", "1", "10.16.0.0/12"),
            ("256.0.0.0/8", "8", "1", "error"),
            ("10.0.0.0/16", "4", "1.5", "error"),
            ("10.0.0.0/16", "3", "7", "10.0.224.0/19"),
            (" 10.0.0.0/16", "3", "1", "error"),
            ("10.0.0.0/016", "3", "1", "10.0.32.0/19"),
            ("10.0.0.0/+16", "3", "1", "error"),
            ("10.0.0.0/8/8", "3", "1", "error"),
            ("100.64.0.0/10", "6", "63", "100.127.0.0/16"),
            ("10.0.0.0/16", "1e30", "1", "error"),
            ("10.0.0.0/16", "4", "1e30", "error"),
            // Nonsense that is not refused.
            ("10.0.0.0/16", "-1", "0", "10.0.0.0/15"),
            ("10.0.0.0/16", "-2", "1", "10.4.0.0/14"),
            ("10.0.0.0/16", "4", "-1", "0.0.16.0/20"),
            ("10.0.0.0/16", "4", "-2", "0.0.32.0/20"),
            ("10.0.0.0/16", "4", "-16", "error"),
            ("10.0.0.0/16", "-17", "0", "error"),
            ("10.0.0.0/16", "4", "18446744073709551617", "error"),
            ("fd00::/48", "16", "-1", "0:0:0:1::/64"),
            ("fd00:fd12:3456:7890::/56", "16", "162", "fd00:fd12:3456:7800:a200::/72"),
            ("2001:db8::/32", "32", "1", "2001:db8:0:1::/64"),
            ("2001:db8::/56", "8", "255", "2001:db8:0:ff::/64"),
            ("2001:db8::/56", "8", "256", "error"),
            ("2001:db8::/64", "65", "0", "error"),
            ("::/0", "128", "1", "::1/128"),
            ("::/0", "128", "340282366920938463463374607431768211455", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"),
            ("fd00::/48", "80", "1208925819614629174706175", "fd00::ffff:ffff:ffff:ffff:ffff/128"),
            ("fd00::/48", "80", "1208925819614629174706176", "fd00:0:1::/128"),
            ("2001:DB8::1/32", "16", "43981", "2001:db8:abcd::/48"),
            ("fe80::%eth0/64", "8", "1", "error"),
            ("2001:db8:0:0:1:0:0:1/128", "0", "0", "2001:db8::1:0:0:1/128"),
            ("::10.0.0.0/104", "8", "3", "::a03:0/112"),
            ("::ffff:10.0.0.0/112", "8", "1", "10.0.1.0/24"),
            ("::ffff:10.0.0.0/90", "8", "1", "::ffc0:4000:0/98"),
        ] {
            check("cidrsubnet", &[Value::string(base), n(newbits), n(number)], expected);
        }
        check("cidrsubnet", &[Value::string("10.0.0.0/16"), Value::string("4"), Value::string("15")], "10.0.240.0/20");
        check("cidrsubnet", &[Value::null(Type::Any), n("8"), n("1")], "error");
        check("cidrsubnet", &[Value::string("10.0.0.0/16"), n("8")], "error");
    }

    /// Terraform 1.11.4.
    #[test]
    fn hosts() {
        for (base, number, expected) in [
            ("10.12.112.0/20", "16", "10.12.112.16"),
            ("10.12.112.0/20", "-1", "10.12.127.255"),
            ("10.12.112.0/20", "-4096", "10.12.112.0"),
            ("10.12.112.0/20", "-4097", "error"),
            ("10.12.112.0/20", "4095", "10.12.127.255"),
            ("10.12.112.0/20", "4096", "error"),
            ("10.1.2.3/16", "5", "10.1.0.5"),
            ("10.0.0.0/32", "1", "error"),
            ("10.0.0.0/31", "1", "10.0.0.1"),
            ("0.0.0.0/0", "4294967295", "255.255.255.255"),
            ("0.0.0.0/0", "4294967296", "error"),
            ("0.0.0.0/0", "-1", "255.255.255.255"),
            ("nope", "1", "error"),
            ("10.0.0.0/24", "1.5", "error"),
            ("10.0.0.0/24", "18446744073709551617", "error"),
            ("2001:db8::/64", "-1", "2001:db8::ffff:ffff:ffff:ffff"),
            ("2001:db8::/64", "18446744073709551615", "2001:db8::ffff:ffff:ffff:ffff"),
            ("fd00::/64", "18446744073709551616", "fd00:0:0:1::"),
            ("fd00::/64", "-18446744073709551616", "fd00::"),
            ("fd00::/64", "-18446744073709551617", "error"),
            ("fd00::/64", "34028236692093846346337460743176821145600", "error"),
            ("::/0", "1", "::1"),
            ("2001:db8::/127", "1", "2001:db8::1"),
            ("64:ff9b::/96", "167772161", "64:ff9b::a00:1"),
            ("::ffff:10.0.0.0/112", "8", "0:8::ffff:a00:0"),
        ] {
            check("cidrhost", &[Value::string(base), n(number)], expected);
        }
    }

    /// Terraform 1.11.4.
    #[test]
    fn netmasks() {
        for (base, expected) in [
            ("172.16.0.0/12", "255.240.0.0"),
            ("10.0.0.0/0", "0.0.0.0"),
            ("10.1.2.3/19", "255.255.224.0"),
            ("10.0.0.0000000/8", "255.0.0.0"),
            ("10.1.2.3", "error"),
            ("10.0.0.0/33", "error"),
            ("10.0.0.0/", "error"),
            ("10.0.0.0/-1", "error"),
            ("0x10.0.0.0/8", "error"),
            ("2001:db8::/32", "error"),
            ("::ffff:10.0.0.0/112", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:0"),
        ] {
            check("cidrnetmask", &[Value::string(base)], expected);
        }
    }

    /// Terraform 1.11.4.
    #[test]
    fn consecutive_subnets() {
        for (base, newbits, expected) in [
            ("10.0.0.0/16", &["8", "4", "8"][..], "10.0.0.0/24 10.0.16.0/20 10.0.32.0/24"),
            ("10.0.0.0/16", &[], ""),
            ("10.0.0.0/16", &["1", "1", "1"], "error"),
            ("10.0.0.0/16", &["0"], "error"),
            ("10.0.0.0/16", &["-1"], "error"),
            ("10.0.0.0/16", &["33"], "error"),
            ("10.0.0.0/16", &["1.5"], "error"),
            ("10.0.5.6/16", &["8"], "10.0.0.0/24"),
            ("10.0.0.0/28", &["1", "2", "3", "4"], "10.0.0.0/29 10.0.0.8/30 10.0.0.12/31 10.0.0.14/32"),
            ("10.0.0.0/28", &["4", "1", "1"], "error"),
            ("10.0.0.0/30", &["1", "2", "2"], "10.0.0.0/31 10.0.0.2/32 10.0.0.3/32"),
            ("255.255.255.0/24", &["1", "1"], "255.255.255.0/25 255.255.255.128/25"),
            ("255.255.255.0/24", &["1", "1", "1"], "error"),
            ("2001:db8::/56", &["8", "8", "4"], "2001:db8::/64 2001:db8:0:1::/64 2001:db8:0:10::/60"),
            ("2001:db8::/32", &["33"], "error"),
            ("::/0", &["32"], "error"),
            ("::ffff:10.0.0.0/112", &["4", "4"], "error"),
        ] {
            let args: Vec<_> = [Value::string(base)].into_iter().chain(newbits.iter().map(|bits| n(bits))).collect();
            check("cidrsubnets", &args, expected);
        }
    }

    #[test]
    fn containment() {
        for (base, inner, expected) in [
            ("10.0.0.0/8", "10.1.1.1", "true"),
            ("10.0.0.0/8", "10.1.0.0/16", "true"),
            ("10.0.0.0/16", "10.0.0.0/8", "false"),
            ("10.0.0.0/16", "10.1.0.0", "false"),
            ("fd00::/8", "fd12::1", "true"),
            ("10.0.0.0/8", "fd00::1", "error"),
            ("10.0.0.0/8", "x", "error"),
        ] {
            check("cidrcontains", &[Value::string(base), Value::string(inner)], expected);
        }
    }

    #[test]
    fn lengths_follow_when_the_block_is_unknown() {
        let (sized, plain) = (unknown_string(Some(".0.0/16")), unknown_string(None));
        let number = Value::unknown(Type::Number, Origin::Variable("n".into(), None));
        for (name, args, expected) in [
            ("cidrsubnet", vec![sized.clone(), n("4"), n("1")], "?/20"),
            ("cidrsubnet", vec![sized.clone(), n("4"), number.clone()], "?/20"),
            ("cidrsubnet", vec![Value::string("10.0.0.0/16"), n("4"), number.clone()], "?/20"),
            ("cidrsubnet", vec![Value::string("10.0.0.0/16"), n("20"), number.clone()], "error"),
            ("cidrsubnet", vec![sized.clone(), number.clone(), n("0")], "?"),
            ("cidrsubnet", vec![sized.clone(), n("4"), n("16")], "error"),
            ("cidrsubnet", vec![plain.clone(), n("4"), n("1")], "?"),
            // The end of a suffix that has no slash says nothing: /16 and /26 both end in 6.
            ("cidrsubnet", vec![unknown_string(Some("6")), n("4"), n("1")], "?"),
            ("cidrsubnets", vec![sized.clone(), n("4"), n("8")], "?/20 ?/24"),
            ("cidrsubnets", vec![sized.clone(), n("4"), number.clone()], "?/20 ?"),
            ("cidrhost", vec![sized.clone(), n("1")], "?"),
            ("cidrnetmask", vec![sized.clone()], "255.255.0.0"),
            ("cidrnetmask", vec![plain.clone()], "?"),
            ("cidrcontains", vec![plain, Value::string("10.0.0.1")], "?"),
        ] {
            check(name, &args, expected);
        }
    }

    #[test]
    fn alternatives_give_alternatives() {
        let either = crate::eval::convert::join(
            vec![Value::string("10.0.0.0/16"), Value::string("10.1.0.0/18")],
            &unknown_string(None),
        );
        let result = call("cidrsubnet", &[either, n("4"), n("1")]).unwrap().unwrap();
        let candidates = result.as_unknown().unwrap().facts.candidates.clone().unwrap();
        assert_eq!(candidates.iter().map(shown_value).collect::<Vec<_>>(), ["10.0.16.0/20", "10.1.4.0/22"]);
    }

    proptest! {
        /// Against the definition: the base plus the number times the size of a part.
        #[test]
        fn subnets_lie_where_arithmetic_puts_them(
            address in any::<u128>(), v6 in any::<bool>(), len in 0_u32..=128, more in 0_u32..=63, pick in any::<u64>()
        ) {
            let width = if v6 { 128 } else { 32 };
            let len = len % (width + 1);
            let newbits = more % (width - len + 1).min(64);
            let number = u128::from(pick) % (1_u128 << newbits);
            let address = if v6 { address } else { address % (1 << 32) };
            prop_assume!(!v6 || address >> 32 != 0xffff);
            let base = Block { first: address & mask(len, width), prefix_len: len, width };
            prop_assume!(!base.is_mapped());
            let part = format!("{}/{len}", shown(address, width));
            let result = call("cidrsubnet", &[Value::string(part), n(&newbits.to_string()), n(&number.to_string())]);
            let result = result.unwrap().unwrap();
            let block = Block::parse(result.as_str().unwrap()).unwrap();
            let size = UBig::from(1_u8) << usize::try_from(width - len - newbits).unwrap();
            prop_assert_eq!(block.prefix_len, len + newbits);
            prop_assert_eq!(UBig::from(block.first), UBig::from(base.first) + UBig::from(number) * size);
            prop_assert!(base.first <= block.first && block.last() <= base.last());
        }

        #[test]
        fn consecutive_subnets_neither_overlap_nor_leave(
            base in 1_u32.., len in 1_u32..=30, more in prop::collection::vec(1_i64..=8, 1..6)
        ) {
            let base = Block { first: u128::from(base) & mask(len, 32), prefix_len: len, width: 32 };
            let args: Vec<_> =
                [Value::string(base.to_string())].into_iter().chain(more.iter().map(|bits| Value::number(*bits))).collect();
            if let Ok(list) = call("cidrsubnets", &args).unwrap() {
                let blocks: Vec<_> = list.as_sequence().unwrap().iter().map(|v| Block::parse(v.as_str().unwrap()).unwrap()).collect();
                prop_assert_eq!(blocks[0].first, base.first);
                prop_assert!(blocks.windows(2).all(|pair| pair[0].last() < pair[1].first));
                prop_assert!(blocks.iter().all(|block| base.first <= block.first && block.last() <= base.last()));
                prop_assert!(blocks.iter().zip(&more).all(|(block, bits)| i64::from(block.prefix_len - len) == *bits));
            }
        }

        #[test]
        fn hosts_count_from_both_ends(base in any::<u32>(), len in 0_u32..=32, pick in any::<u32>()) {
            let base = Block { first: u128::from(base) & mask(len, 32), prefix_len: len, width: 32 };
            let size = 1_u64 << (32 - len);
            let number = u64::from(pick) % size;
            let text = Value::string(base.to_string());
            let up = call("cidrhost", &[text.clone(), Value::number(number)]).unwrap().unwrap();
            let down = call("cidrhost", &[text, Value::number(i128::from(number) - i128::from(size))]).unwrap().unwrap();
            let expected = Ipv4Addr::from_bits(u32::try_from(base.first).unwrap() + u32::try_from(number).unwrap());
            prop_assert_eq!(up.as_str().unwrap(), expected.to_string());
            prop_assert_eq!(down.as_str().unwrap(), expected.to_string());
        }

        #[test]
        fn nothing_panics(base in "[0-9a-f:./]{0,20}", newbits in any::<i64>(), number in any::<i128>()) {
            for base in [base.as_str(), "10.0.0.0/8", "fd00::/20", "::/0", "::ffff:1.2.3.4/100"] {
                for newbits in [newbits, newbits % 140] {
                    let args = [Value::string(base), Value::number(newbits), Value::number(number)];
                    let _ = (call("cidrsubnet", &args), call("cidrsubnets", &args));
                    let _ = (call("cidrhost", &[args[0].clone(), args[2].clone()]), call("cidrnetmask", &args[..1]));
                }
            }
        }
    }
}
