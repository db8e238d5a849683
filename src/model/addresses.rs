//! Counting addresses.

use crate::words::thousands;
use ipnet::Ipv4Net;
use std::fmt;
use std::iter::Sum;
use std::ops::Add;

/// A number of addresses. 128 bits, because an IPv6 /64 does not fit in 64.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Addresses(pub u128);

impl Addresses {
    /// Every address of an IPv4 block.
    pub fn of(cidr: Ipv4Net) -> Self {
        Self::of_prefix(cidr.prefix_len())
    }

    /// Every address of an IPv4 block of that prefix length; 1 beyond /32.
    pub fn of_prefix(len: u8) -> Self {
        Self(1 << 32_u8.saturating_sub(len))
    }

    /// What is left, or zero.
    #[must_use]
    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// So many times as many; the largest number rather than an overflow.
    #[must_use]
    pub fn times(self, n: u64) -> Self {
        Self(self.0.saturating_mul(n.into()))
    }
}

impl Add for Addresses {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Addresses {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self(0), Add::add)
    }
}

impl fmt::Display for Addresses {
    /// With thousands separators: `4,091`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&thousands(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counted_and_written() {
        for (len, expected) in [(20, "4,096"), (32, "1"), (0, "4,294,967,296"), (24, "256")] {
            assert_eq!(Addresses::of_prefix(len).to_string(), expected, "/{len}");
        }
    }
}
