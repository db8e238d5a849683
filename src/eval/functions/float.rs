//! The 64-bit floating-point functions behind `log` and `pow`.
//!
//! Terraform computes both with Go's `math` package, whose last digit can differ from the platform's, and
//! `ceil(log(n, 2))` turns a last digit into a subnet size. So these follow Go's steps (`src/math/log.go` and
//! `pow.go`, Go 1.23, the former after FreeBSD's `e_log.c`) and give the same bits on every platform.

/// The natural logarithm.
pub(super) fn log(x: f64) -> f64 {
    const LN2_HIGH: f64 = 0.693_147_180_369_123_8;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    const L1: f64 = 0.666_666_666_666_673_5;
    const L2: f64 = 0.399_999_999_994_094_2;
    const L3: f64 = 0.285_714_287_436_623_9;
    const L4: f64 = 0.222_221_984_321_497_84;
    const L5: f64 = 0.181_835_721_616_180_5;
    const L6: f64 = 0.153_138_376_992_093_73;
    const L7: f64 = 0.147_981_986_051_165_86;
    if x.is_nan() || x == f64::INFINITY {
        return x;
    }
    if x < 0.0 {
        return f64::NAN;
    }
    if x == 0.0 {
        return f64::NEG_INFINITY;
    }
    let (mut fraction, mut exponent) = split(x);
    if fraction < std::f64::consts::FRAC_1_SQRT_2 {
        fraction *= 2.0;
        exponent -= 1;
    }
    let f = fraction - 1.0;
    let k = f64::from(exponent);
    let s = f / (2.0 + f);
    let s2 = s * s;
    let s4 = s2 * s2;
    let t1 = s2 * (L1 + s4 * (L3 + s4 * (L5 + s4 * L7)));
    let t2 = s4 * (L2 + s4 * (L4 + s4 * L6));
    let r = t1 + t2;
    let half_square = 0.5 * f * f;
    k * LN2_HIGH - ((half_square - (s * (half_square + r) + k * LN2_LOW)) - f)
}

/// `x` to the power of `y`.
pub(super) fn pow(x: f64, y: f64) -> f64 {
    let special = x == 0.0 || y == 0.0 || x == 1.0 || y == 1.0 || !x.is_finite() || !y.is_finite();
    if special {
        // IEEE 754 settles these, in Go as everywhere.
        return x.powf(y);
    }
    if y == 0.5 {
        return x.sqrt();
    }
    if y == -0.5 {
        return 1.0 / x.sqrt();
    }
    let (mut whole, mut fraction) = (y.abs().trunc(), y.abs().fract());
    if fraction != 0.0 && x < 0.0 {
        return f64::NAN;
    }
    if whole >= 9_223_372_036_854_775_808.0 {
        // An even number this large leaves only the extremes.
        return match x.abs() {
            1.0 => 1.0,
            size if (size < 1.0) == (y > 0.0) => 0.0,
            _ => f64::INFINITY,
        };
    }
    let (mut result, mut result_exponent) = (1.0, 0_i32);
    if fraction != 0.0 {
        if fraction > 0.5 {
            fraction -= 1.0;
            whole += 1.0;
        }
        result = (fraction * log(x)).exp();
    }
    let (mut power, mut exponent) = split(x);
    while whole != 0.0 {
        if exponent.abs() > 1 << 12 {
            // Too large or too small for a float from here on.
            result_exponent += exponent;
            break;
        }
        let half = (whole / 2.0).trunc();
        if half * 2.0 != whole {
            result *= power;
            result_exponent += exponent;
        }
        whole = half;
        power *= power;
        exponent *= 2;
        if power < 0.5 {
            power += power;
            exponent -= 1;
        }
    }
    if y < 0.0 {
        result = 1.0 / result;
        result_exponent = -result_exponent;
    }
    joined(result, result_exponent)
}

/// A finite number other than zero as a fraction in `0.5..1` and a power of two.
fn split(x: f64) -> (f64, i32) {
    // Subnormal numbers are made normal first.
    let (x, shift) = if x.abs() < f64::MIN_POSITIVE { (x * 2_f64.powi(52), -52) } else { (x, 0) };
    let bits = x.to_bits();
    let exponent = i32::try_from(bits >> 52 & 0x7ff).unwrap_or(0) - 1022;
    (f64::from_bits(bits & !(0x7ff << 52) | 1022 << 52), exponent + shift)
}

/// `fraction * 2^exponent`
fn joined(fraction: f64, exponent: i32) -> f64 {
    let (fraction, more) = if fraction == 0.0 || !fraction.is_finite() { return fraction } else { split(fraction) };
    match exponent + more {
        exponent if exponent > 1024 => f64::INFINITY.copysign(fraction),
        exponent if exponent < -1075 => 0.0_f64.copysign(fraction),
        // In two exact steps and one that rounds, since 2^1024 and 2^-1075 are no floats themselves.
        exponent if exponent > 0 => fraction * 2.0 * 2_f64.powi(exponent - 1),
        exponent if exponent > -1000 => fraction * 2_f64.powi(exponent),
        exponent => fraction * 2_f64.powi(-1000) * 2_f64.powi(exponent + 1000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers of Terraform 1.11.4.
    #[test]
    fn last_digits_are_gos() {
        for (value, base, expected) in [
            (50.0, 10.0, 1.698_970_004_336_018_5),
            (1000.0, 10.0, 2.999_999_999_999_999_6),
            (536_870_912.0, 2.0, 29.000_000_000_000_004),
            (2048.0, 2.0, 11.0),
            (2.0, 10.0, 0.301_029_995_663_981_14),
            (3.0, 7.0, 0.564_575_034_053_579_6),
        ] {
            assert_eq!(log(value) / log(base), expected, "log({value}, {base})");
        }
        let off: Vec<_> =
            (1..33).filter(|i| (log(pow(2.0, f64::from(*i))) / log(2.0)).ceil() != f64::from(*i)).collect();
        assert_eq!(off, [29, 31]);
        for (x, y, expected) in [
            (4.0, 0.0, 1.0),
            (2.0, -1.0, 0.5),
            (0.0, 0.0, 1.0),
            (2.0, 64.0, 18_446_744_073_709_551_616.0),
            (1.1, 17.0, 5.054_470_284_992_943),
            (10.0, -30.0, 9.999_999_999_999_999e-31),
            (10.0, -5.0, 0.000_01),
            (2.0, 0.5, std::f64::consts::SQRT_2),
            (10.0, 400.0, f64::INFINITY),
            (2.0, -1074.0, 5e-324),
            (2.0, -1100.0, 0.0),
            (-2.0, 3.0, -8.0),
            (2.0, 1023.0, 2_f64.powi(1023)),
        ] {
            assert_eq!(pow(x, y), expected, "pow({x}, {y})");
        }
        assert!(pow(-1.0, 0.3).is_nan() && log(-1.0).is_nan());
        assert_eq!(log(0.0), f64::NEG_INFINITY);
    }
}
