//! Numbers and lists as people read them, and the start of a text that is too long to be read.

use std::borrow::Cow;

/// A whole number as people read it: `4,091`.
pub fn thousands(n: u128) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Names as one reads them: `a`, `a and b`, `a, b and 3 others`; at most six are named.
pub fn listed(names: &[String]) -> String {
    const NAMED: usize = 6;
    let (shown, rest) = if names.len() > NAMED { names.split_at(NAMED - 1) } else { (names, &[][..]) };
    match (shown, rest.len()) {
        ([], _) => String::new(),
        ([one], 0) => one.clone(),
        ([first @ .., last], 0) => format!("{} and {last}", first.join(", ")),
        (_, others) => format!("{} and {others} others", shown.join(", ")),
    }
}

/// A text that a message quotes: what is long is cut, as the place of it is shown anyway.
pub fn excerpt(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MAX_EXCERPT) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// Characters of an excerpt.
const MAX_EXCERPT: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_ends_between_characters() {
        assert_eq!(excerpt("é"), "é");
        assert_eq!(excerpt(&"é".repeat(100)), "é".repeat(100));
        assert_eq!(excerpt(&"é".repeat(101)), format!("{}…", "é".repeat(100)));
    }

    #[test]
    fn separators_stand_every_three_digits_from_the_right() {
        for (n, expected) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_048_576, "1,048,576")] {
            assert_eq!(thousands(n), expected);
        }
    }

    #[test]
    fn names_are_listed_as_one_reads_them() {
        let names = |n: usize| (1..=n).map(|n| n.to_string()).collect::<Vec<_>>();
        for (n, expected) in [(0, ""), (1, "1"), (2, "1 and 2"), (3, "1, 2 and 3"), (8, "1, 2, 3, 4, 5 and 3 others")] {
            assert_eq!(listed(&names(n)), expected);
        }
    }
}
