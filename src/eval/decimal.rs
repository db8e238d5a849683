//! The decimal digits of binary numbers, for printing.

use dashu_int::UBig;
use dashu_int::ops::BitTest;
use std::fmt;

/// `0.d₁d₂d₃… * 10^point`
pub(super) struct Decimal {
    digits: Vec<u8>,
    point: i64,
}

impl Decimal {
    /// Every digit of `mantissa * 2^exponent`.
    fn exact(mantissa: UBig, exponent: i64) -> Self {
        let places = usize::try_from(exponent.unsigned_abs()).unwrap_or(0);
        let (integer, after_point) = if exponent >= 0 {
            (mantissa << places, 0)
        } else {
            (mantissa * UBig::from(5_u8).pow(places), exponent.unsigned_abs())
        };
        let mut digits = integer.to_string().into_bytes();
        let length = i64::try_from(digits.len()).unwrap_or(i64::MAX);
        let point = length - i64::try_from(after_point).unwrap_or(0);
        trim(&mut digits);
        Self { digits, point }
    }

    /// The shortest digits that lie within half a unit of the last bit. The steps are those of Go's `roundShortest`
    /// (`math/big/ftoa.go`), so that the digits are the same ones where several would do.
    pub(super) fn shortest(mantissa: UBig, exponent: i64, precision: usize) -> Self {
        // One more bit than the precision: the last one is half a unit.
        let shift = (precision + 1).saturating_sub(mantissa.bit_len());
        let half_units = &mantissa << shift;
        let exponent_of_half = exponent - i64::try_from(shift).unwrap_or(0);
        let lower = Self::exact(&half_units - UBig::from(1_u8), exponent_of_half);
        let upper = Self::exact(&half_units + UBig::from(1_u8), exponent_of_half);
        // Rounding half to even would give this number for the bounds themselves.
        let inclusive = !half_units.bit(1);
        let mut decimal = Self::exact(mantissa, exponent);
        for n in 0..decimal.digits.len() {
            let digit = decimal.digits[n];
            let low = lower.digits.get(n).copied().unwrap_or(b'0');
            let high = upper.digits.get(n).copied().unwrap_or(b'0');
            let down = low != digit || inclusive && n + 1 == lower.digits.len();
            let up = digit != high && (inclusive || digit + 1 < high || n + 1 < upper.digits.len());
            match (down, up) {
                (true, true) => decimal.round(n + 1),
                (true, false) => decimal.round_down(n + 1),
                (false, true) => decimal.round_up(n + 1),
                (false, false) => continue,
            }
            break;
        }
        decimal
    }

    fn round(&mut self, length: usize) {
        let Some(next) = self.digits.get(length) else { return };
        let odd = length > 0 && self.digits[length - 1] & 1 == 1;
        let half = *next == b'5' && length + 1 == self.digits.len();
        if if half { odd } else { *next >= b'5' } { self.round_up(length) } else { self.round_down(length) }
    }

    fn round_down(&mut self, length: usize) {
        self.digits.truncate(length);
        trim(&mut self.digits);
    }

    fn round_up(&mut self, length: usize) {
        if length >= self.digits.len() {
            return;
        }
        self.digits.truncate(length);
        while self.digits.last() == Some(&b'9') {
            self.digits.pop();
        }
        match self.digits.last_mut() {
            Some(digit) => *digit += 1,
            None => {
                self.digits.push(b'1');
                self.point += 1;
            }
        }
    }
}

/// Removes zeros at the end.
fn trim(digits: &mut Vec<u8>) {
    while digits.last() == Some(&b'0') {
        digits.pop();
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits: String = self.digits.iter().map(|digit| char::from(*digit)).collect();
        let width = usize::try_from(self.point.unsigned_abs()).unwrap_or(0);
        match digits.split_at_checked(width) {
            _ if self.point <= 0 => write!(f, "0.{}{digits}", "0".repeat(width)),
            Some((whole, "")) => f.write_str(whole),
            Some((whole, fraction)) => write!(f, "{whole}.{fraction}"),
            None => write!(f, "{digits}{}", "0".repeat(width - digits.len())),
        }
    }
}
