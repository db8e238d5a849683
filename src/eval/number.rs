//! Terraform's numbers: binary floating point of 512 bits, with a fast path for integers.
//!
//! Terraform computes with Go's `big.Float`, which gives every number its own precision and rounds a result to the
//! larger precision of the two operands, half to even. Literals have 512 bits, results of functions such as
//! `length` 64, and results of `pow` and `log` 53. The precision shows only in quotients and when a number is
//! printed, but there it does: `"${pow(2, 64)}"` is `18446744073709550000`. Checked against Terraform 1.11.4.

use super::decimal::Decimal;
use super::value::Fault;
use dashu_int::ops::{BitTest, DivRem, UnsignedAbs};
use dashu_int::{IBig, Sign, UBig};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A number. Two are equal when their values are, whatever the precision.
#[derive(Clone, Debug)]
pub struct Number {
    form: Form,
    /// Significant bits that results computed from it keep.
    precision: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Form {
    /// Every integer that fits is in this form.
    Small(i128),
    /// `.0 * 2^.1`; the first factor is odd.
    Big(IBig, i64),
    /// Plus or minus infinity: `1 / 0`.
    Infinite(Sign),
}

/// Bits of a number that was written down.
const WRITTEN: usize = 512;
/// Bits of a number that a function counted.
const COUNTED: usize = 64;
/// Bits of a number that went through a 64-bit float.
const FLOAT: usize = 53;

/// Numbers of 2^131072 (39,457 digits) and more, or as small as its inverse, are refused, so that a few bytes of
/// source (`1e999999999`) cannot ask for gigabytes. Terraform's own limit is 2^2147483647.
const MAX_EXPONENT: i64 = 1 << 17;

impl Number {
    /// Reads a decimal number as Terraform does, in source and when a string is converted: `10`, `-1.5`, `.5`, `1e3`,
    /// `inf`; not `0x10`, ` 1` or the empty string. `None` also for numbers beyond podroom's limit.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let sign = if negative { Sign::Negative } else { Sign::Positive };
        if matches!(digits, "inf" | "Inf") {
            return Some(Self { form: Form::Infinite(sign), precision: WRITTEN });
        }
        // Go also reads a binary exponent: "1p3" is 8.
        let (mantissa, exponent, binary) = match digits.find(['e', 'E', 'p', 'P']) {
            Some(at) => (&digits[..at], exponent(&digits[at + 1..])?, matches!(digits.as_bytes()[at], b'p' | b'P')),
            None => (digits, 0, false),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all: String = [whole, fraction].concat();
        if all.is_empty() || !all.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let mantissa: UBig = all.parse().ok()?;
        let mantissa = IBig::from_parts(sign, mantissa);
        let places = i64::try_from(fraction.len()).ok()?;
        let (decimal, binary) = if binary { (-places, exponent) } else { (exponent.checked_sub(places)?, 0) };
        let form = match decimal {
            _ if mantissa.is_zero() => Form::Small(0),
            // Longer than any accepted number.
            d if d.abs() > MAX_EXPONENT => return None,
            d if d >= 0 => rounded(mantissa * IBig::from(10).pow(usize::try_from(d).ok()?), binary, WRITTEN)?,
            d => {
                let divisor = IBig::from(10).pow(usize::try_from(-d).ok()?);
                let (quotient, shift) = quotient(&mantissa, &divisor, WRITTEN);
                rounded(quotient, binary.checked_sub(shift)?, WRITTEN)?
            }
        };
        Some(Self { form, precision: WRITTEN })
    }

    /// A 64-bit float; `None` if it is not a number.
    pub fn from_f64(value: f64) -> Option<Self> {
        if value.is_nan() {
            return None;
        }
        if value.is_infinite() {
            let sign = if value < 0.0 { Sign::Negative } else { Sign::Positive };
            return Some(Self { form: Form::Infinite(sign), precision: FLOAT });
        }
        let bits = value.to_bits();
        let exponent = i64::try_from(bits >> 52 & 0x7ff).ok()?;
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, exponent) =
            if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) };
        let sign = if value < 0.0 { Sign::Negative } else { Sign::Positive };
        let form = rounded(IBig::from_parts(sign, UBig::from(mantissa)), exponent, FLOAT)?;
        Some(Self { form, precision: FLOAT })
    }

    /// An integer of any size, as `parseint` gives it.
    ///
    /// # Errors
    /// It is beyond podroom's limit.
    pub(super) fn from_integer(value: IBig) -> Result<Self, Fault> {
        let precision = value.bit_len().max(COUNTED);
        Ok(Self { form: rounded(value, 0, precision).ok_or_else(too_large)?, precision })
    }

    /// The integer, if it is one and fits.
    pub fn to_i128(&self) -> Option<i128> {
        match self.form {
            Form::Small(value) => Some(value),
            _ => None,
        }
    }

    /// The integer, if it is one, not negative, and fits.
    pub fn to_u128(&self) -> Option<u128> {
        match &self.form {
            Form::Small(value) => u128::try_from(*value).ok(),
            Form::Big(..) => self.to_ibig().and_then(|value| u128::try_from(value).ok()),
            Form::Infinite(_) => None,
        }
    }

    /// The integer, if it is one, not negative, and fits.
    pub fn to_u64(&self) -> Option<u64> {
        self.to_i128()?.try_into().ok()
    }

    /// The integer, if it is one and fits.
    pub fn to_i64(&self) -> Option<i64> {
        self.to_i128()?.try_into().ok()
    }

    /// The integer, if it is one.
    pub(super) fn to_ibig(&self) -> Option<IBig> {
        match &self.form {
            Form::Small(value) => Some(IBig::from(*value)),
            Form::Big(mantissa, exponent) => Some(mantissa << usize::try_from(*exponent).ok()?),
            Form::Infinite(_) => None,
        }
    }

    /// The nearest 64-bit float; infinity when it is too large for one.
    pub fn to_f64(&self) -> f64 {
        match &self.form {
            Form::Small(value) => IBig::from(*value).to_f64().value(),
            Form::Big(mantissa, exponent) => scaled(mantissa.to_f64().value(), *exponent),
            Form::Infinite(Sign::Positive) => f64::INFINITY,
            Form::Infinite(Sign::Negative) => f64::NEG_INFINITY,
        }
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        match &self.form {
            Form::Small(value) => *value < 0,
            Form::Big(mantissa, _) => mantissa.sign() == Sign::Negative,
            Form::Infinite(sign) => *sign == Sign::Negative,
        }
    }

    /// Whether it is plus or minus infinity.
    pub fn is_infinite(&self) -> bool {
        matches!(self.form, Form::Infinite(_))
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.form == Form::Small(0)
    }

    /// `self + other`
    ///
    /// # Errors
    /// Infinities that cancel out; a result beyond podroom's limit.
    pub fn add(&self, other: &Self) -> Result<Self, Fault> {
        let precision = self.precision.max(other.precision);
        let form = match (&self.form, &other.form) {
            (Form::Small(a), Form::Small(b)) if a.checked_add(*b).is_some_and(|sum| fits(sum, precision)) => {
                Form::Small(a.wrapping_add(*b))
            }
            (Form::Infinite(a), Form::Infinite(b)) if a != b => {
                return Err(Fault::new("cannot subtract infinity from itself"));
            }
            (Form::Infinite(sign), _) | (_, Form::Infinite(sign)) => Form::Infinite(*sign),
            (a, b) => {
                let ((m, e), (n, f)) = (a.parts(), b.parts());
                let low = e.min(f);
                let sum = aligned(m, e, low) + aligned(n, f, low);
                rounded(sum, low, precision).ok_or_else(too_large)?
            }
        };
        Ok(Self { form, precision })
    }

    /// `self - other`
    ///
    /// # Errors
    /// As [`Number::add`].
    pub fn sub(&self, other: &Self) -> Result<Self, Fault> {
        self.add(&other.neg())
    }

    /// `self * other`
    ///
    /// # Errors
    /// Zero times infinity; a result beyond podroom's limit.
    pub fn mul(&self, other: &Self) -> Result<Self, Fault> {
        let precision = self.precision.max(other.precision);
        let form = match (&self.form, &other.form) {
            (Form::Small(a), Form::Small(b)) if a.checked_mul(*b).is_some_and(|product| fits(product, precision)) => {
                Form::Small(a.wrapping_mul(*b))
            }
            (Form::Infinite(_), _) | (_, Form::Infinite(_)) => {
                if self.is_zero() || other.is_zero() {
                    return Err(Fault::new("cannot multiply zero by infinity"));
                }
                Form::Infinite(self.sign() * other.sign())
            }
            (a, b) => {
                let ((m, e), (n, f)) = (a.parts(), b.parts());
                rounded(m * n, e + f, precision).ok_or_else(too_large)?
            }
        };
        Ok(Self { form, precision })
    }

    /// `self / other`; a number divided by zero is infinite.
    ///
    /// # Errors
    /// Zero by zero, infinity by infinity; a result beyond podroom's limit.
    pub fn div(&self, other: &Self) -> Result<Self, Fault> {
        let precision = self.precision.max(other.precision);
        let form = match (&self.form, &other.form) {
            (Form::Infinite(_), Form::Infinite(_)) | (Form::Small(0), Form::Small(0)) => {
                return Err(Fault::new("cannot divide zero by zero or infinity by infinity"));
            }
            (Form::Infinite(_), _) | (_, Form::Small(0)) => Form::Infinite(self.sign() * other.sign()),
            (_, Form::Infinite(_)) => Form::Small(0),
            (Form::Small(a), Form::Small(b))
                if a.checked_rem(*b) == Some(0) && a.checked_div(*b).is_some_and(|q| fits(q, precision)) =>
            {
                Form::Small(a.wrapping_div(*b))
            }
            (a, b) => {
                let ((m, e), (n, f)) = (a.parts(), b.parts());
                let (quotient, shift) = quotient(&m, &n, precision);
                rounded(quotient, e - f - shift, precision).ok_or_else(too_large)?
            }
        };
        Ok(Self { form, precision })
    }

    /// `self % other`: what remains after taking `other` as often as it fits, with the sign of `self`. `10 % 0` is 10.
    ///
    /// # Errors
    /// One of them is infinite; a result beyond podroom's limit.
    pub fn rem(&self, other: &Self) -> Result<Self, Fault> {
        if self.is_infinite() || other.is_infinite() {
            return Err(Fault::new("cannot use modulo with infinity"));
        }
        if other.is_zero() {
            return Ok(self.clone());
        }
        // The same steps as Terraform, each rounded: `5.3 % 0.1` is 0.
        let times = self.div(other)?.truncated();
        self.sub(&times.mul(other)?)
    }

    /// `-self`
    #[must_use]
    pub fn neg(&self) -> Self {
        let form = match &self.form {
            Form::Small(value) => match value.checked_neg() {
                Some(negated) => Form::Small(negated),
                None => Form::Big(IBig::from(1), 127),
            },
            // The one power of two that is small when negative and not when positive.
            Form::Big(mantissa, 127) if mantissa.is_one() => Form::Small(i128::MIN),
            Form::Big(mantissa, exponent) => Form::Big(-mantissa, *exponent),
            Form::Infinite(sign) => Form::Infinite(-*sign),
        };
        Self { form, precision: self.precision }
    }

    /// The distance from zero.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_negative() { self.neg() } else { self.clone() }
    }

    /// The greatest integer that is not above; infinity stays.
    #[must_use]
    pub fn floor(&self) -> Self {
        match &self.form {
            Form::Big(mantissa, exponent) if *exponent < 0 => {
                let places = usize::try_from(exponent.unsigned_abs()).unwrap_or(usize::MAX);
                // A shift to the right rounds down, also below zero.
                let whole = mantissa >> places;
                // An integer part has no more bits than the number itself, so it is never refused; rounding down
                // to -1 may add one.
                let form = rounded(whole, 0, usize::MAX).unwrap_or_else(|| self.form.clone());
                Self { form, precision: self.precision }
            }
            _ => self.clone(),
        }
    }

    /// The smallest integer that is not below; infinity stays.
    #[must_use]
    pub fn ceil(&self) -> Self {
        self.neg().floor().neg()
    }

    fn truncated(&self) -> Self {
        if self.is_negative() { self.ceil() } else { self.floor() }
    }

    fn sign(&self) -> Sign {
        if self.is_negative() { Sign::Negative } else { Sign::Positive }
    }
}

impl Form {
    /// Factor and power of two of a finite number.
    fn parts(&self) -> (IBig, i64) {
        match self {
            Self::Small(value) => (IBig::from(*value), 0),
            Self::Big(mantissa, exponent) => (mantissa.clone(), *exponent),
            // Callers have dealt with infinity.
            Self::Infinite(_) => (IBig::from(0), 0),
        }
    }
}

/// The digits after `e`: a sign is allowed, nothing else.
fn exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // One that does not fit in 64 bits is far beyond the limit, or of a zero nobody writes like that.
    text.parse().ok()
}

fn too_large() -> Fault {
    Fault::new("the result is too large to compute")
}

/// Whether an integer has no more significant bits than that.
fn fits(value: i128, precision: usize) -> bool {
    let magnitude = value.unsigned_abs();
    let significant = 128 - magnitude.leading_zeros().saturating_add(magnitude.trailing_zeros()).min(128);
    usize::try_from(significant).is_ok_and(|bits| bits <= precision)
}

/// `mantissa * 2^(from - to)`, for `to <= from`. Both are within the limit, so this is a few kilobytes at most.
fn aligned(mantissa: IBig, from: i64, to: i64) -> IBig {
    mantissa << usize::try_from(from - to).unwrap_or(0)
}

/// The quotient with enough bits to be rounded correctly, and how many places it was shifted by. The last bit
/// says whether anything was left over.
fn quotient(dividend: &IBig, divisor: &IBig, precision: usize) -> (IBig, i64) {
    let shift = (precision + 2 + divisor.bit_len()).saturating_sub(dividend.bit_len());
    let (quotient, rest) = (dividend.unsigned_abs() << shift).div_rem(divisor.unsigned_abs());
    let quotient = (quotient << 1) + UBig::from(u8::from(!rest.is_zero()));
    let places = i64::try_from(shift + 1).unwrap_or(i64::MAX);
    (IBig::from_parts(dividend.sign() * divisor.sign(), quotient), places)
}

/// `mantissa * 2^exponent` rounded to that many bits, half to even, in its one form; `None` beyond the limit.
fn rounded(mantissa: IBig, exponent: i64, precision: usize) -> Option<Form> {
    let (sign, mut magnitude) = mantissa.into_parts();
    let mut exponent = exponent;
    let excess = magnitude.bit_len().saturating_sub(precision);
    if excess > 0 {
        let half = magnitude.bit(excess - 1);
        let beyond = magnitude.trailing_zeros().is_some_and(|zeros| zeros < excess - 1);
        magnitude >>= excess;
        if half && (beyond || magnitude.bit(0)) {
            magnitude += UBig::from(1_u8);
        }
        exponent = exponent.checked_add(i64::try_from(excess).ok()?)?;
    }
    let Some(zeros) = magnitude.trailing_zeros() else { return Some(Form::Small(0)) };
    magnitude >>= zeros;
    exponent = exponent.checked_add(i64::try_from(zeros).ok()?)?;
    let top = exponent.checked_add(i64::try_from(magnitude.bit_len()).ok()?)?;
    if top.abs() > MAX_EXPONENT || exponent < -2 * MAX_EXPONENT {
        return None;
    }
    let odd = IBig::from_parts(sign, magnitude);
    if exponent >= 0
        && top <= 128
        && let Ok(small) = i128::try_from(&odd << usize::try_from(exponent).ok()?)
    {
        return Some(Form::Small(small));
    }
    Some(Form::Big(odd, exponent))
}

/// `value * 2^exponent`
fn scaled(mut value: f64, mut exponent: i64) -> f64 {
    while exponent != 0 && value != 0.0 && value.is_finite() {
        let step = exponent.clamp(-1000, 1000);
        value *= 2_f64.powi(i32::try_from(step).unwrap_or(0));
        exponent -= step;
    }
    value
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.form == other.form
    }
}

impl Eq for Number {}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.form.hash(state);
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.form, &other.form) {
            (Form::Small(a), Form::Small(b)) => a.cmp(b),
            (Form::Infinite(a), Form::Infinite(b)) => b.cmp(a),
            (Form::Infinite(sign), _) => {
                if *sign == Sign::Negative {
                    Ordering::Less
                } else {
                    Ordering::Greater
                }
            }
            (_, Form::Infinite(sign)) => {
                if *sign == Sign::Negative {
                    Ordering::Greater
                } else {
                    Ordering::Less
                }
            }
            (a, b) => {
                let ((m, e), (n, f)) = (a.parts(), b.parts());
                let low = e.min(f);
                aligned(m, e, low).cmp(&aligned(n, f, low))
            }
        }
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self { form: Form::Small(value.into()), precision: COUNTED }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self { form: Form::Small(value.into()), precision: COUNTED }
    }
}

impl From<usize> for Number {
    fn from(value: usize) -> Self {
        // No platform has a wider `usize`.
        Self { form: Form::Small(i128::try_from(value).unwrap_or(i128::MAX)), precision: COUNTED }
    }
}

impl From<i128> for Number {
    fn from(value: i128) -> Self {
        Self { form: Form::Small(value), precision: WRITTEN }
    }
}

/// As Terraform turns numbers into strings: the shortest decimal that rounds to the number at its precision, never
/// with an exponent.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mantissa, exponent) = match &self.form {
            Form::Infinite(Sign::Negative) => return f.write_str("-Inf"),
            Form::Infinite(Sign::Positive) => return f.write_str("+Inf"),
            Form::Small(value) if IBig::from(*value).bit_len() <= self.precision => return write!(f, "{value}"),
            Form::Small(value) => {
                let zeros = value.trailing_zeros();
                (IBig::from(*value >> zeros), i64::from(zeros))
            }
            Form::Big(mantissa, exponent) => (mantissa.clone(), *exponent),
        };
        if self.is_negative() {
            f.write_str("-")?;
        }
        f.write_str(&Decimal::shortest(mantissa.unsigned_abs(), exponent, self.precision).to_string())
    }
}

#[cfg(test)]
mod tests;
