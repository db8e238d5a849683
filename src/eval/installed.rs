//! `.terraform/modules/modules.json`: the modules that `terraform init` fetched, and whether they are the ones that the
//! configuration asks for now.

use super::module::Modules;
use crate::registry::version::{Constraints, Version};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One fetched module.
#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Installed {
    key: String,
    source: String,
    version: Option<String>,
    /// Relative to the root module.
    pub dir: PathBuf,
}

/// The fetched modules by call path: the calls' names joined with dots.
pub(super) fn read(modules: &Modules<'_>, root: &Path) -> BTreeMap<String, Installed> {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Manifest {
        modules: Vec<Installed>,
    }
    let Ok(bytes) = modules.files.read(&root.join(".terraform/modules/modules.json")) else { return BTreeMap::new() };
    serde_json::from_slice::<Manifest>(&bytes)
        .map(|manifest| manifest.modules.into_iter().map(|entry| (entry.key.clone(), entry)).collect())
        .unwrap_or_default()
}

impl Installed {
    /// How the fetched module differs from what a call asks for; nothing where the two cannot be compared.
    pub fn stale(&self, source: &str, constraint: Option<&str>) -> Option<String> {
        let path = registry_path(source)?;
        // The manifest names the host, the configuration need not.
        if registry_path(&self.source)? != path {
            return Some(format!("`terraform init` fetched `{}` for this call, not `{source}`", self.source));
        }
        let (version, constraint) = (self.version.as_deref()?, constraint?);
        let is_met = Constraints::parse(constraint)?.admit(&Version::parse(version)?);
        (!is_met).then(|| format!("`terraform init` fetched version {version} for this call, not {constraint}"))
    }
}

/// `namespace/name/provider` and a subdirectory, of a source that is in a public registry. Other sources are written
/// in so many ways that equal ones are not told here.
fn registry_path(source: &str) -> Option<&str> {
    let path = ["registry.terraform.io/", "registry.opentofu.org/"]
        .iter()
        .find_map(|host| source.strip_prefix(host))
        .unwrap_or(source);
    let name = path.split("//").next().unwrap_or(path);
    let is_name = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    (name.split('/').count() == 3 && name.split('/').all(is_name)).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_that_was_fetched_for_something_else_is_stale() {
        let vpc = "registry.terraform.io/terraform-aws-modules/vpc/aws";
        for (source, version, asked, constraint, is_stale) in [
            (vpc, "5.1.2", "terraform-aws-modules/vpc/aws", Some("~> 5.0, != 5.1.1"), false),
            (vpc, "5.1.2", "terraform-aws-modules/vpc/aws", Some("~> 6.0"), true),
            (vpc, "5.1.2", "terraform-aws-modules/eks/aws", None, true),
            (vpc, "5.1.2", "terraform-aws-modules/vpc/aws//modules/x", None, true),
            ("registry.opentofu.org/a/b/c", "1.0.0", "a/b/c", None, false),
            (vpc, "5.1.2", "git::https://git.example.test/net.git", None, false),
            ("git::https://github.com/a/b.git", "", "github.com/a/b", None, false),
        ] {
            let installed = Installed {
                key: String::new(),
                source: source.to_owned(),
                version: Some(version.to_owned()),
                dir: PathBuf::new(),
            };
            assert_eq!(installed.stale(asked, constraint).is_some(), is_stale, "{asked} {constraint:?}");
        }
    }
}
