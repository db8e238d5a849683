//! The texts of the stand-ins. A test fails when a file is missing here, and prints the list.

use super::Table;

/// Paths and what is in them.
macro_rules! texts {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!($path))),*]
    };
}

/// Every file below this directory that is not Rust, by path, in byte order.
pub(super) const TABLE: &Table = texts![];
