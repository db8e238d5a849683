//! The command `podroom`.
fn main() {}
