//! Terraform's functions.

mod cidr;
mod float;
mod numeric;

use crate::eval::value::{Fault, Value};

/// Files a function may read: confined to the scanned tree.
pub trait FileAccess {
    /// The bytes of a file; the path is as written, relative to the root module's directory.
    ///
    /// # Errors
    /// Says why not: it is outside the scanned tree, does not exist, is too large, is not a regular file.
    fn read(&mut self, path: &str) -> Result<Vec<u8>, Fault>;
    /// The regular files below a directory, `/`-separated and relative to it, for `fileset`.
    ///
    /// # Errors
    /// As `read`.
    fn list(&mut self, directory: &str) -> Result<Vec<String>, Fault>;
}

/// Calls a function other than `try`, `can` and `templatefile`, which the evaluator does itself. `None` when
/// there is no function of that name.
pub fn call(name: &str, args: &[Value], files: &mut dyn FileAccess) -> Option<Result<Value, Fault>> {
    let _ = (name, args, files);
    None
}
