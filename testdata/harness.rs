//! Fixtures and the binary as a user runs it.
fn main() {}
