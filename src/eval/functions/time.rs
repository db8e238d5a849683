//! Functions of points in time, which Terraform writes as RFC 3339 timestamps.

use super::{Body, Function, Param, str_at, text};
use crate::eval::value::{Fault, Type, Value};

pub(super) fn function(name: &str) -> Option<Function> {
    use Param::Text;
    Some(match name {
        "formatdate" => Function::new(&[Text, Text], Body::Known(Type::String, formatdate)),
        "plantimestamp" | "timestamp" => Function::new(&[], Body::NotComputed(Type::String)),
        "timeadd" => Function::new(&[Text, Text], Body::Known(Type::String, timeadd)),
        "timecmp" => Function::new(&[Text, Text], Body::Known(Type::Number, timecmp)),
        _ => return None,
    })
}

const NANOS: i128 = 1_000_000_000;
const DAY: i64 = 86_400;

/// A timestamp: nanoseconds since 1970 in UTC, and the offset it was written with, in seconds.
struct Time {
    nanos: i128,
    offset: i64,
}

/// A timestamp as calendars and clocks show it.
struct Civil {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    weekday: usize,
}

/// Days since 1970-01-01 of a date in the proleptic Gregorian calendar, years beginning in March.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let year_of_era = year.rem_euclid(400);
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The year, month and day of a count of days since 1970-01-01.
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

impl Time {
    fn parse(timestamp: &str, argument: usize) -> Result<Self, Fault> {
        Self::read(timestamp)
            .ok_or_else(|| Fault::argument(argument, format!("`{timestamp}` is not a valid RFC 3339 timestamp")))
    }

    fn read(timestamp: &str) -> Option<Self> {
        let digits = |from: usize, len: usize| {
            let digits = timestamp.get(from..from + len).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
            digits?.parse::<i64>().ok()
        };
        let separators = [(4, '-'), (7, '-'), (10, 'T'), (13, ':'), (16, ':')];
        if !separators.iter().all(|(at, c)| timestamp.get(*at..).is_some_and(|rest| rest.starts_with(*c))) {
            return None;
        }
        let (year, month, day) = (digits(0, 4)?, digits(5, 2)?, digits(8, 2)?);
        let (hour, minute, second) = (digits(11, 2)?, digits(14, 2)?, digits(17, 2)?);
        let days = days_of(year, month, day);
        if date_of(days) != (year, month, day) || hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let rest = timestamp.get(19..)?;
        let zone = rest.find(['Z', '+', '-'])?;
        let fraction = match rest.get(..zone)?.strip_prefix('.') {
            None if zone == 0 => 0,
            Some(f) if !f.is_empty() && f.bytes().all(|b| b.is_ascii_digit()) => {
                format!("{f:0<9}").get(..9)?.parse::<i128>().ok()?
            }
            _ => return None,
        };
        let zone = 19 + zone;
        let offset = if timestamp.get(zone..) == Some("Z") {
            0
        } else {
            let sign = if timestamp.get(zone..)?.starts_with('-') { -1 } else { 1 };
            let (hours, minutes) = (digits(zone + 1, 2)?, digits(zone + 4, 2)?);
            let shaped = timestamp.len() == zone + 6 && timestamp.get(zone + 3..)?.starts_with(':');
            if !shaped || hours > 23 || minutes > 59 {
                return None;
            }
            sign * (hours * 3600 + minutes * 60)
        };
        let seconds = days * DAY + hour * 3600 + minute * 60 + second - offset;
        Some(Self { nanos: i128::from(seconds) * NANOS + fraction, offset })
    }

    fn civil(&self) -> Civil {
        let seconds = i64::try_from(self.nanos.div_euclid(NANOS)).unwrap_or(0) + self.offset;
        let (days, second) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
        let (year, month, day) = date_of(days);
        // 1970-01-01 was a Thursday.
        let weekday = usize::try_from((days + 4).rem_euclid(7)).unwrap_or(0);
        Civil { year, month, day, hour: second / 3600, minute: second % 3600 / 60, second: second % 60, weekday }
    }

    /// `+02:00`, with or without the colon.
    fn zone(&self, colon: &str) -> String {
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.abs() / 60;
        format!("{sign}{:02}{colon}{:02}", minutes / 60, minutes % 60)
    }
}

/// Whether the text is a timestamp Terraform reads.
pub(super) fn is_timestamp(text: &str) -> bool {
    Time::read(text).is_some()
}

fn timeadd(args: &[Value]) -> Result<Value, Fault> {
    let time = Time::parse(str_at(args, 0)?, 0)?;
    let duration = str_at(args, 1)?;
    let added =
        nanos(duration).ok_or_else(|| Fault::argument(1, format!("`{duration}` is not a duration such as `1h30m`")))?;
    let time = Time { nanos: time.nanos + added, ..time };
    let Civil { year, month, day, hour, minute, second, .. } = time.civil();
    let zone = if time.offset == 0 { "Z".to_owned() } else { time.zone(":") };
    let sign = if year < 0 { "-" } else { "" };
    text(format!("{sign}{:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}", year.abs()))
}

/// A duration of Go: signed decimal numbers with units, within 64 bits of nanoseconds (292 years).
fn nanos(text: &str) -> Option<i128> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total = 0i128;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at(end);
        let units = [
            ("ns", 1),
            ("us", 1000),
            ("µs", 1000),
            ("μs", 1000),
            ("ms", NANOS / 1000),
            ("s", NANOS),
            ("m", 60 * NANOS),
            ("h", 3600 * NANOS),
        ];
        let unit_end = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(unit_end);
        let (_, size) = units.into_iter().find(|(name, _)| *name == unit)?;
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
            return None;
        }
        let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let fraction = fraction.get(..fraction.len().min(18))?;
        let scale = 10i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let fraction: i128 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
        total = total.checked_add(whole.checked_mul(size)?)?.checked_add(fraction * size / scale)?;
        if total > i128::from(i64::MAX) {
            return None;
        }
        rest = after;
    }
    Some(sign * total)
}

fn timecmp(args: &[Value]) -> Result<Value, Fault> {
    let (a, b) = (Time::parse(str_at(args, 0)?, 0)?, Time::parse(str_at(args, 1)?, 1)?);
    let order: i128 = match a.nanos.cmp(&b.nanos) {
        std::cmp::Ordering::Less => -1,
        std::cmp::Ordering::Equal => 0,
        std::cmp::Ordering::Greater => 1,
    };
    Ok(Value::number(order))
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

fn formatdate(args: &[Value]) -> Result<Value, Fault> {
    let time = Time::parse(str_at(args, 1)?, 1)?;
    let civil = time.civil();
    let mut out = String::new();
    let mut rest = str_at(args, 0)?;
    while let Some(c) = rest.chars().next() {
        if c == '\'' {
            let (literal, after) = quoted(&rest[1..]).ok_or_else(|| Fault::argument(0, "unterminated literal '"))?;
            out.push_str(&literal);
            rest = after;
            continue;
        }
        let end = rest.find(|other| other != c).unwrap_or(rest.len());
        let (verb, after) = rest.split_at(if c.is_ascii_alphabetic() { end } else { c.len_utf8() });
        rest = after;
        if c.is_ascii_alphabetic() {
            let refusal = || Fault::argument(0, format!("invalid date format verb \"{verb}\""));
            out.push_str(&shown(verb, &civil, &time).ok_or_else(refusal)?);
        } else {
            out.push(c);
        }
    }
    text(out)
}

/// The text up to the closing quote, where two quotes stand for one, and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut literal = String::new();
    let mut rest = text;
    loop {
        let (part, after) = rest.split_once('\'')?;
        literal.push_str(part);
        match after.strip_prefix('\'') {
            Some(after) => {
                literal.push('\'');
                rest = after;
            }
            None => return Some((literal, after)),
        }
    }
}

fn shown(verb: &str, civil: &Civil, time: &Time) -> Option<String> {
    let month = MONTHS[usize::try_from(civil.month - 1).unwrap_or(0) % 12];
    let weekday = WEEKDAYS[civil.weekday % 7];
    let hour12 = if civil.hour % 12 == 0 { 12 } else { civil.hour % 12 };
    let half = if civil.hour < 12 { "am" } else { "pm" };
    Some(match verb {
        "YYYY" => format!("{:04}", civil.year),
        "YY" => format!("{:02}", civil.year % 100),
        "MMMM" => month.to_owned(),
        "MMM" => month[..3].to_owned(),
        "MM" => format!("{:02}", civil.month),
        "M" => civil.month.to_string(),
        "DD" => format!("{:02}", civil.day),
        "D" => civil.day.to_string(),
        "EEEE" => weekday.to_owned(),
        "EEE" => weekday[..3].to_owned(),
        "hh" => format!("{:02}", civil.hour),
        "h" => civil.hour.to_string(),
        "HH" => format!("{hour12:02}"),
        "H" => format!("{hour12}"),
        "AA" => half.to_ascii_uppercase(),
        "aa" => half.to_owned(),
        "mm" => format!("{:02}", civil.minute),
        "m" => civil.minute.to_string(),
        "ss" => format!("{:02}", civil.second),
        "s" => civil.second.to_string(),
        "Z" if time.offset == 0 => "Z".to_owned(),
        "Z" => time.zone(":"),
        "ZZZ" if time.offset == 0 => "UTC".to_owned(),
        "ZZZ" | "ZZZZ" => time.zone(""),
        "ZZZZZ" => time.zone(":"),
        _ => return None,
    })
}
