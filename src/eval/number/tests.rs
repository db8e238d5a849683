//! Numbers against what Terraform prints and computes.

use super::*;
use proptest::prelude::*;
use std::hash::DefaultHasher;

fn number(text: &str) -> Number {
    Number::parse(text).unwrap_or_else(|| panic!("{text} is a number"))
}

/// Answers of Terraform 1.11.4.
#[test]
fn numbers_read_and_print_as_terraform_does() {
    let zeros = format!("1{}", "0".repeat(400));
    for (text, printed) in [
        ("0", "0"),
        ("-0", "0"),
        ("010", "10"),
        ("+5", "5"),
        (".5", "0.5"),
        ("1.", "1"),
        ("1.50", "1.5"),
        ("1e3", "1000"),
        ("1E+3", "1000"),
        ("1e-7", "0.0000001"),
        ("1p3", "8"),
        ("-12.75", "-12.75"),
        ("0.1", "0.1"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("9007199254740993", "9007199254740993"),
        ("1e400", &zeros),
        ("inf", "+Inf"),
        ("-Inf", "-Inf"),
    ] {
        assert_eq!(number(text).to_string(), printed, "{text}");
    }
    for text in ["", " 1", "1 ", "0x10", "0b1", "0o7", "1_000", "1e", "-", "++1", ".", "e3", "1e+-3", "1.2.3", "NaN"] {
        assert_eq!(Number::parse(text), None, "{text:?}");
    }
}

#[test]
fn giant_exponents_are_refused_at_once() {
    for text in ["1e999999999", "1e-999999999", "1e99999999999999999999", "1p999999999", "1e131073"] {
        assert_eq!(Number::parse(text), None, "{text}");
    }
    assert_eq!(number("0e999999999"), Number::from(0_u64));
    let large = number("1e20000");
    assert!(large.mul(&large).is_err());
    assert_eq!(large.div(&large), Ok(Number::from(1_u64)));
}

/// Answers of Terraform 1.11.4.
#[test]
fn arithmetic_is_terraforms() {
    let third = format!("0.{}5", "3".repeat(154));
    let two_thirds = format!("0.{}7", "6".repeat(153));
    let ten_mod = format!("0.0{}28", "9".repeat(152));
    type Operation = fn(&Number, &Number) -> Result<Number, Fault>;
    let cases: [(&str, Operation, &str, &str); 22] = [
        ("0.1", Number::add, "0.2", "0.3"),
        ("9007199254740993", Number::add, "1", "9007199254740994"),
        ("123456789012345678901234567890", Number::add, "1", "123456789012345678901234567891"),
        ("170141183460469231731687303715884105727", Number::add, "1", "170141183460469231731687303715884105728"),
        ("-5", Number::sub, "-3", "-2"),
        ("100000000000000000000", Number::mul, "100000000000000000000", "10000000000000000000000000000000000000000"),
        ("1.5", Number::mul, "2", "3"),
        ("3", Number::div, "2", "1.5"),
        ("6", Number::div, "2", "3"),
        ("1", Number::div, "3", &third),
        ("2", Number::div, "3", &two_thirds),
        ("1", Number::div, "0", "+Inf"),
        ("-1", Number::div, "0", "-Inf"),
        ("7", Number::rem, "3", "1"),
        ("-7", Number::rem, "3", "-1"),
        ("7", Number::rem, "-3", "1"),
        ("5.5", Number::rem, "2", "1.5"),
        ("5.3", Number::rem, "0.1", "0"),
        ("10", Number::rem, "0", "10"),
        ("0", Number::rem, "0", "0"),
        ("1e20", Number::rem, "3", "1"),
        ("10", Number::rem, "0.3", &ten_mod),
    ];
    for (a, operation, b, expected) in cases {
        let result = operation(&number(a), &number(b)).unwrap();
        assert_eq!(result.to_string(), expected, "{a} and {b}");
    }
    let long = number("100000000000000000000000001").rem(&number("3.7")).unwrap().to_string();
    assert_eq!(long, format!("1.0{}76917553455535660548102673", "9".repeat(127)));
    assert_eq!(number(&third), number("1").div(&number("3")).unwrap());
    assert_eq!(number("1").div(&number("3")).unwrap().mul(&number("3")), Ok(number("1")));
    for (a, operation, b) in [
        ("0", Number::div as Operation, "0"),
        ("inf", Number::div, "inf"),
        ("inf", Number::sub, "inf"),
        ("0", Number::mul, "inf"),
        ("2", Number::rem, "inf"),
    ] {
        assert!(operation(&number(a), &number(b)).is_err(), "{a} and {b}");
    }
}

/// `length([1]) / length([1, 2, 3])`, `pow(2, 64)` and so on, printed by Terraform 1.11.4.
#[test]
fn precision_is_that_of_the_operands() {
    let counted = |n: u64| Number::from(n);
    let float = |value: f64| Number::from_f64(value).unwrap();
    assert_eq!(counted(1).div(&counted(3)).unwrap().to_string(), "0.33333333333333333334");
    assert_eq!(counted(2).div(&counted(3)).unwrap().to_string(), "0.6666666666666666667");
    assert_eq!(float(18_446_744_073_709_551_616.0).to_string(), "18446744073709550000");
    assert_eq!(float(-18_446_744_073_709_551_616.0).to_string(), "-18446744073709550000");
    assert_eq!(float(18_446_744_073_709_551_616.0), number("18446744073709551616"));
    assert_eq!(float(18_446_744_073_709_551_616.0).ceil().to_string(), "18446744073709550000");
    let sum = float(18_446_744_073_709_551_616.0).add(&number("0.5")).unwrap();
    assert_eq!(sum.floor().to_string(), "18446744073709551616");
    assert_eq!(float(9_007_199_254_740_992.0).add(&number("1")).unwrap().to_string(), "9007199254740993");
    assert_eq!(float(1.698_970_004_336_018_5).to_string(), "1.6989700043360185");
    assert_eq!(
        float(0.1).mul(&number("1")).unwrap().to_string(),
        "0.1000000000000000055511151231257827021181583404541015625"
    );
    assert_eq!(Number::from_f64(f64::NAN), None);
    assert_eq!(float(f64::INFINITY), number("inf"));
    assert_eq!(float(5e-324).to_f64(), 5e-324);
}

#[test]
fn floors_and_ceilings() {
    for (text, floor, ceil) in [
        ("5.9", 5, 6),
        ("-5.1", -6, -5),
        ("-5.9", -6, -5),
        ("0.0001", 0, 1),
        ("-0.0001", -1, 0),
        ("7", 7, 7),
        ("1e-30000", 0, 1),
    ] {
        assert_eq!(number(text).floor(), Number::from(floor as i128), "floor of {text}");
        assert_eq!(number(text).ceil(), Number::from(ceil as i128), "ceil of {text}");
    }
    assert_eq!(number("inf").floor(), number("inf"));
}

#[test]
fn integers_leave_when_they_fit() {
    let max = number("340282366920938463463374607431768211455");
    assert_eq!(max.to_u128(), Some(u128::MAX));
    assert_eq!(max.to_i128(), None);
    assert_eq!(max.add(&number("1")).unwrap().to_u128(), None);
    assert_eq!(number("-1").to_u128(), None);
    assert_eq!(number("1.5").to_i128(), None);
    assert_eq!(number("18446744073709551615").to_u64(), Some(u64::MAX));
    assert_eq!(number("18446744073709551616").to_u64(), None);
    let min = Number::from(i128::MIN);
    assert_eq!(min.neg().to_u128(), Some(1 << 127));
    assert_eq!(min.neg().neg(), min);
    assert!(number("-inf") < min && min < number("0.5") && number("0.5") < number("1") && max < number("inf"));
}

proptest! {
    #[test]
    fn printing_and_reading_gives_the_number(digits in "-?[0-9]{1,60}(\\.[0-9]{1,60})?", by in 1_u32..1000) {
        let value = number(&digits);
        prop_assert_eq!(&number(&value.to_string()), &value);
        let part = value.div(&Number::from(i128::from(by))).unwrap();
        prop_assert_eq!(&number(&part.to_string()), &part);
    }

    #[test]
    fn floats_print_the_shortest_digits(bits in any::<u64>()) {
        let float = f64::from_bits(bits);
        prop_assume!(float.is_finite());
        let value = Number::from_f64(float).unwrap();
        prop_assert_eq!(value.to_f64(), float);
        prop_assert_eq!(value.to_string().parse::<f64>().unwrap(), float);
    }

    #[test]
    fn integer_arithmetic_is_exact(a in any::<i64>(), b in any::<i64>(), c in 1_i64..) {
        let wide = |n: i64| Number::from(i128::from(n));
        let (x, y) = (i128::from(a), i128::from(b));
        prop_assert_eq!(wide(a).add(&wide(b)).unwrap().to_i128(), Some(x + y));
        prop_assert_eq!(wide(a).sub(&wide(b)).unwrap().to_i128(), Some(x - y));
        prop_assert_eq!(wide(a).mul(&wide(b)).unwrap().to_i128(), Some(x * y));
        prop_assert_eq!(wide(a).rem(&wide(c)).unwrap().to_i128(), Some(x % i128::from(c)));
        let floor = wide(a).div(&wide(c)).unwrap().floor();
        prop_assert_eq!(floor.to_i128(), Some(x.div_euclid(i128::from(c))));
    }

    #[test]
    fn order_agrees_with_subtraction_and_hash(
        a in "-?[0-9]{1,45}(\\.(25|5|75))?", b in "-?[0-9]{1,45}(\\.(25|5|75))?"
    ) {
        let (a, b) = (number(&a), number(&b));
        let difference = a.sub(&b).unwrap();
        let expected = if difference.is_zero() { Ordering::Equal }
            else if difference.is_negative() { Ordering::Less } else { Ordering::Greater };
        prop_assert_eq!(a.cmp(&b), expected);
        prop_assert_eq!(b.cmp(&a), expected.reverse());
        // The same value computed in another way is equal and hashes alike.
        let again = difference.add(&b).unwrap();
        prop_assert_eq!(&again, &a);
        let hash = |number: &Number| { let mut h = DefaultHasher::new(); number.hash(&mut h); h.finish() };
        prop_assert_eq!(hash(&again), hash(&a));
    }

    #[test]
    fn nothing_panics_on_any_text(text in "[-+0-9.eEpPinfIx]{0,12}") {
        if let Some(value) = Number::parse(&text) {
            let _ = (value.to_string(), value.to_f64(), value.floor(), value.rem(&number("0.3")));
        }
    }
}
