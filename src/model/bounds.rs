//! Figures that are known to lie between two others.

use super::Addresses;
use std::ops::Add;

/// `at_least ..= at_most`; no upper bound when `at_most` is absent. What is exact has both equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bounds<T> {
    /// It is at least this.
    pub at_least: T,
    /// It is at most this; `None` is unbounded.
    pub at_most: Option<T>,
}

impl<T: Default> Default for Bounds<T> {
    /// Exactly nothing.
    fn default() -> Self {
        Self { at_least: T::default(), at_most: Some(T::default()) }
    }
}

impl<T: Copy + Ord> Bounds<T> {
    /// Exactly this.
    pub fn exactly(value: T) -> Self {
        Self { at_least: value, at_most: Some(value) }
    }

    /// Between the two, ends included.
    pub fn between(at_least: T, at_most: T) -> Self {
        Self { at_least, at_most: Some(at_most.max(at_least)) }
    }

    /// This or more.
    pub fn from(at_least: T) -> Self {
        Self { at_least, at_most: None }
    }

    /// The figure, if it is exact.
    pub fn exact(self) -> Option<T> {
        self.at_most.filter(|most| *most == self.at_least)
    }

    /// The bounds of a figure that is either this or the other.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            at_least: self.at_least.min(other.at_least),
            at_most: self.at_most.zip(other.at_most).map(|(a, b)| a.max(b)),
        }
    }

    /// The larger of two figures.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self {
            at_least: self.at_least.max(other.at_least),
            at_most: self.at_most.zip(other.at_most).map(|(a, b)| a.max(b)),
        }
    }

    /// Applies a function that never falls when its argument rises.
    pub fn map<U>(self, mut f: impl FnMut(T) -> U) -> Bounds<U> {
        Bounds { at_least: f(self.at_least), at_most: self.at_most.map(f) }
    }
}

impl<T: Copy + Add<Output = T>> Add for Bounds<T> {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { at_least: self.at_least + other.at_least, at_most: self.at_most.zip(other.at_most).map(|(a, b)| a + b) }
    }
}

impl Bounds<u64> {
    /// So many nodes times what each takes.
    pub fn times(self, each: Bounds<Addresses>) -> Bounds<Addresses> {
        Bounds {
            at_least: each.at_least.times(self.at_least),
            // Nothing of something unbounded is still nothing.
            at_most: match (self.at_most, each.at_most) {
                (Some(0), _) => Some(Addresses(0)),
                (Some(n), Some(each)) => Some(each.times(n)),
                _ => None,
            },
        }
    }
}
