//! What podroom has to say: findings, their labels and fixes.

use crate::source::Span;
use std::fmt;

/// How bad a finding is. Ordered: a note is less than a warning, a warning less than an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Likely trouble.
    Warning,
    /// Apply or scale-out will fail.
    Error,
}

impl Severity {
    /// The word users write and read.
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The severity a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Note, Self::Warning, Self::Error].into_iter().find(|s| s.word() == word)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Where a label points: a span when the input has positions, else a Terraform address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A stretch of a file.
    Span(Span),
    /// A Terraform address in a plan, such as `module.vpc.aws_subnet.private[0]`, or a path of a file that
    /// could not be read.
    Address(String),
}

impl Place {
    /// The span, or the address where there is none.
    pub fn of(span: Option<Span>, address: &str) -> Self {
        span.map_or_else(|| Self::Address(address.to_owned()), Self::Span)
    }
}

/// Text beside a place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// Where it points.
    pub at: Place,
    /// What it says there.
    pub text: String,
}

/// One change that makes the finding go away, with the figure it was computed to give.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fix {
    /// What to change, such as `max_size = 120`.
    pub change: String,
    /// What that gives, such as `40 nodes in each subnet, 4,000 of 4,091`.
    pub result: String,
}

/// One thing that was found, with everything a report shows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Id of the rule, such as `subnet-exhausted`.
    pub rule: String,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence: what was found, against which limit.
    pub message: String,
    /// Cause before effect; the first is the finding's place. Never empty.
    pub labels: Vec<Label>,
    /// Further lines: the arithmetic, the consequence.
    pub notes: Vec<String>,
    /// Each alone makes it fit; best first.
    pub fixes: Vec<Fix>,
    /// Terraform addresses of what it is about, in Terraform's order.
    pub subjects: Vec<String>,
}

impl Finding {
    /// A finding with one label.
    pub fn new(rule: &str, severity: Severity, message: String, at: Place, text: &str) -> Self {
        Self {
            rule: rule.to_owned(),
            severity,
            message,
            labels: vec![Label { at, text: text.to_owned() }],
            notes: Vec::new(),
            fixes: Vec::new(),
            subjects: Vec::new(),
        }
    }
}
