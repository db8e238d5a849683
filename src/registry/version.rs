//! Versions of modules, and the constraints that calls put on them, compared as Terraform does (`constraint.go` of
//! hashicorp/go-version, read 2026-11-23). Pre-releases have rules of their own and are not read.

use std::cmp::Ordering;
use std::ops::Range;

/// A version of plain numbers, such as `5.1.2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version(Vec<u64>);

impl Version {
    /// The version that a text is; `v` before the numbers is allowed.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let numbers = text.strip_prefix('v').unwrap_or(text).split('.').map(|part| part.parse().ok());
        numbers.collect::<Option<_>>().map(Self)
    }

    /// The number at a place; those that are not written are 0.
    fn number(&self, n: usize) -> u64 {
        self.0.get(n).copied().unwrap_or(0)
    }

    fn order(&self, other: &Self) -> Ordering {
        let places = 0..self.0.len().max(other.0.len());
        places.map(|n| self.number(n).cmp(&other.number(n))).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }

    fn release(&self) -> Release {
        [self.number(0), self.number(1), self.number(2)]
    }
}

/// A version as releases are numbered: major, minor, patch.
pub type Release = [u64; 3];

/// The release after this one.
fn next([major, minor, patch]: Release) -> Release {
    [major, minor, patch.saturating_add(1)]
}

/// What a call asks for: `~> 5.1, != 5.1.3`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraints(Vec<(Operator, Version)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Above,
    AtLeast,
    Below,
    AtMost,
    /// `~>`: the last number that is written may grow. Of one that is written alone, that is every later version.
    Pessimistic,
}

impl Constraints {
    /// Reads constraints; nothing if one of them is none, or is a pre-release.
    pub fn parse(text: &str) -> Option<Self> {
        text.split(',').map(constraint).collect::<Option<_>>().map(Self)
    }

    /// Exactly this version.
    pub fn exactly(version: Version) -> Self {
        Self(vec![(Operator::Equal, version)])
    }

    /// Whether a version meets all of them.
    pub fn admit(&self, version: &Version) -> bool {
        self.0.iter().all(|(operator, wanted)| {
            let order = version.order(wanted);
            match operator {
                Operator::Equal => order.is_eq(),
                Operator::NotEqual => order.is_ne(),
                Operator::Above => order.is_gt(),
                Operator::AtLeast => order.is_ge(),
                Operator::Below => order.is_lt(),
                Operator::AtMost => order.is_le(),
                Operator::Pessimistic => {
                    let mut fixed = 0..wanted.0.len().saturating_sub(1);
                    order.is_ge() && fixed.all(|n| version.number(n) == wanted.number(n))
                }
            }
        })
    }

    /// Whether one of these releases, if there is such a one, may meet all of them.
    pub fn admit_any(&self, releases: &Range<Release>) -> bool {
        let Range { start: mut low, mut end } = *releases;
        let mut left_out = Vec::new();
        for (operator, wanted) in &self.0 {
            let at = wanted.release();
            let (from, to) = match operator {
                Operator::Equal => (at, Some(next(at))),
                Operator::NotEqual => {
                    left_out.push(at);
                    continue;
                }
                Operator::Above => (next(at), None),
                Operator::AtLeast => (at, None),
                Operator::Below => ([0; 3], Some(at)),
                Operator::AtMost => ([0; 3], Some(next(at))),
                Operator::Pessimistic => (
                    at,
                    match wanted.0.len() {
                        0 | 1 => None,
                        2 => Some([at[0].saturating_add(1), 0, 0]),
                        _ => Some([at[0], at[1].saturating_add(1), 0]),
                    },
                ),
            };
            low = low.max(from);
            end = end.min(to.unwrap_or(end));
        }
        while left_out.contains(&low) {
            low = next(low);
        }
        low < end
    }
}

fn constraint(text: &str) -> Option<(Operator, Version)> {
    let text = text.trim();
    let operator = text.find(|c: char| !"<>=!~".contains(c)).map_or(text, |n| &text[..n]);
    let version = Version::parse(&text[operator.len()..])?;
    let operator = match operator {
        "" | "=" => Operator::Equal,
        "!=" => Operator::NotEqual,
        ">" => Operator::Above,
        ">=" => Operator::AtLeast,
        "<" => Operator::Below,
        "<=" => Operator::AtMost,
        "~>" => Operator::Pessimistic,
        _ => return None,
    };
    Some((operator, version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_meet_constraints() {
        for (version, constraint, expected) in [
            ("5.1.2", "~> 5.1", Some(true)),
            ("5.1.2", "~> 5.1.0", Some(true)),
            ("5.2.0", "~> 5.1.0", Some(false)),
            ("6.0.0", "~> 5.1", Some(false)),
            ("6.0.0", "~> 5", Some(true)),
            ("5.1.2", "5.1.2", Some(true)),
            ("5.1", "= 5.1.0", Some(true)),
            ("5.1.2", "!= 5.1.2", Some(false)),
            ("5.10.0", ">= 5.9", Some(true)),
            ("5.10.0", "< 5.9", Some(false)),
            ("5.10.0", "> 5, < 6", Some(true)),
            ("5.1.2-beta", ">= 5", None),
            ("5.1.2", "latest", None),
            ("5.1.2", "", None),
            ("5.1.2", "> 5,", None),
            ("5.1.2", "=> 5", None),
            ("5.1.2", "é", None),
        ] {
            let met = Version::parse(version).zip(Constraints::parse(constraint)).map(|(v, c)| c.admit(&v));
            assert_eq!(met, expected, "{version} {constraint}");
        }
    }

    #[test]
    fn constraints_admit_releases() {
        for (constraint, from, to, expected) in [
            ("~> 5.0", [5, 0, 0], [6, 0, 0], true),
            ("~> 5.0", [6, 0, 0], [7, 0, 0], false),
            ("~> 5.0", [4, 0, 0], [5, 0, 0], false),
            ("~> 5", [6, 0, 0], [7, 0, 0], true),
            ("~> 18.26.6", [18, 0, 0], [21, 0, 0], true),
            ("5.1.2", [5, 0, 0], [6, 0, 0], true),
            ("5.1.2", [3, 0, 0], [5, 0, 0], false),
            ("5.1.2", [5, 0, 0], [5, 1, 0], false),
            ("5.1.2", [5, 1, 0], [5, 2, 0], true),
            ("~> 5.0", [5, 1, 0], [6, 0, 0], true),
            ("~> 5.0.1", [5, 1, 0], [6, 0, 0], false),
            (">= 3, < 6", [6, 0, 0], [7, 0, 0], false),
            (">= 3, < 6", [5, 0, 0], [6, 0, 0], true),
            (">= 3, < 6.0.1", [6, 0, 0], [7, 0, 0], true),
            ("> 6.0", [6, 0, 0], [7, 0, 0], true),
            ("< 3.0.0", [3, 0, 0], [4, 0, 0], false),
            ("<= 3.0.0", [3, 0, 0], [4, 0, 0], true),
            ("<= 3.0.0, != 3.0.0", [3, 0, 0], [4, 0, 0], false),
            ("!= 5.0.0", [5, 0, 0], [6, 0, 0], true),
            (">= 19", [18, 0, 0], [21, 0, 0], true),
            (">= 21", [18, 0, 0], [21, 0, 0], false),
            ("18446744073709551615.0.0", [0, 0, 0], [5, 0, 0], false),
            (">= 18446744073709551615", [0, 0, 0], [u64::MAX, 0, 0], false),
        ] {
            let constraints = Constraints::parse(constraint).unwrap();
            assert_eq!(constraints.admit_any(&(from..to)), expected, "{constraint} {from:?} to {to:?}");
        }
    }
}
