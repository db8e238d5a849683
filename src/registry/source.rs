//! Where a call's module comes from: an address in a registry, or a git repository, in the many ways of writing one.

use super::version::{Constraints, Version};

/// A module source that is not a directory beside the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// `namespace/name/provider` of a public registry, with the host before it of another; else the repository without
    /// scheme and user: `github.com/acme/network`.
    name: String,
    /// The registry's name of a repository on GitHub: every module of the public registry is
    /// `github.com/<namespace>/terraform-<provider>-<name>`.
    registered: Option<String>,
    /// What stands after the `//`; empty for the root of the package.
    pub directory: String,
    /// The `ref` of a git source, or the tag of an archive.
    pub reference: Option<String>,
}

impl Source {
    /// Reads a source; nothing if it is a path.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.starts_with(['.', '/', '\\']) {
            return None;
        }
        let (text, query) = text.split_once('?').unwrap_or((text, ""));
        let plain = text.strip_prefix("git::").unwrap_or(text);
        let (rest, is_remote) = match plain.split_once("://") {
            Some((_, rest)) => (rest.to_owned(), true),
            // `git@github.com:acme/network`, as scp has it.
            None => match plain.split_once('@').and_then(|(_, rest)| rest.split_once(':')) {
                Some((host, path)) => (format!("{host}/{path}"), true),
                None => (plain.to_owned(), plain.len() < text.len()),
            },
        };
        let (package, directory) = rest.split_once("//").unwrap_or((&rest, ""));
        let package = package.trim_end_matches('/');
        let directory = directory.trim_matches('/').to_owned();
        let in_registry = if is_remote { None } else { registry_name(package) };
        if let Some(name) = in_registry {
            return Some(Self { name, registered: None, directory, reference: None });
        }
        let (host, path) = package.split_once('/')?;
        // A user stands before the host, a port after it.
        let host = host.rsplit('@').next().unwrap_or(host).split(':').next().unwrap_or(host).to_lowercase();
        let reference = query.split('&').find_map(|pair| pair.strip_prefix("ref=")).map(str::to_owned);
        let mut source = Self { name: String::new(), registered: None, directory, reference };
        let mut path: Vec<&str> = path.split('/').collect();
        if let Some((last, tag)) = archive(&path) {
            path.truncate(last);
            source.reference = Some(tag.to_owned());
            // The archive holds one directory, which holds the repository.
            let inside = source.directory.split_once('/').map_or("", |(_, inside)| inside).to_owned();
            source.directory = inside;
        } else if !is_remote && host == "github.com" && path.len() > 2 {
            // `github.com/acme/network/modules/x` is a directory of the repository, too.
            source.directory = path.split_off(2).join("/");
        }
        let path = path.join("/");
        let path = path.strip_suffix(".git").unwrap_or(&path).to_lowercase();
        if host == "github.com" {
            source.registered = registered(&path);
        }
        source.name = format!("{host}/{path}");
        Some(source)
    }

    /// Whether both are (parts of) one package.
    pub fn is_of(&self, package: &Source) -> bool {
        let names = |source: &Self| [Some(source.name.clone()), source.registered.clone()];
        names(self).iter().flatten().any(|name| names(package).iter().flatten().any(|other| other == name))
    }

    /// Whether both are one module of one package.
    pub fn is_same_module(&self, other: &Source) -> bool {
        self.is_of(other) && self.directory == other.directory
    }

    /// `namespace/name/provider`, if the module is in the public registry.
    pub fn in_registry(&self) -> Option<&str> {
        let is_public = self.name.split('/').count() == 3 && !self.name.contains('.');
        self.registered.as_deref().or(Some(self.name.as_str()).filter(|_| is_public))
    }

    /// The version that the reference names; nothing for a branch or a commit.
    pub fn tagged(&self) -> Option<Constraints> {
        let tag = self.reference.as_deref()?.trim_start_matches("refs/").trim_start_matches("tags/");
        // A number alone may be anything.
        (tag.starts_with('v') || tag.contains('.')).then(|| Version::parse(tag)).flatten().map(Constraints::exactly)
    }
}

/// The name of a module in a registry, without the host of a public one.
fn registry_name(package: &str) -> Option<String> {
    let is_name = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    let parts: Vec<&str> = package.split('/').collect();
    let (host, name) = match parts.as_slice() {
        [_, _, _] => ("", parts.as_slice()),
        [host, name @ ..] if name.len() == 3 && host.contains(['.', ':']) => (*host, name),
        _ => return None,
    };
    let is_public = matches!(host, "" | "registry.terraform.io" | "registry.opentofu.org");
    // Hosts of repositories are never registries.
    let is_repository = matches!(host, "github.com" | "bitbucket.org" | "gitlab.com");
    if !name.iter().all(is_name) || is_repository {
        return None;
    }
    let name = name.join("/").to_lowercase();
    Some(if is_public { name } else { format!("{}/{name}", host.to_lowercase()) })
}

/// `acme/network/aws` of `acme/terraform-aws-network`.
fn registered(path: &str) -> Option<String> {
    let (namespace, repository) = path.split_once('/')?;
    let (provider, name) = repository.strip_prefix("terraform-")?.split_once('-')?;
    (!name.contains('/')).then(|| format!("{namespace}/{name}/{provider}"))
}

/// Of `owner/repository/archive/refs/tags/v1.0.0.zip`: how much of it is the repository, and the tag.
fn archive<'a>(path: &[&'a str]) -> Option<(usize, &'a str)> {
    let (_, _, rest) = match path {
        [owner, repository, "archive", rest @ ..] => (owner, repository, rest),
        _ => return None,
    };
    let file = match rest {
        [file] | ["refs", "tags", file] => file,
        _ => return None,
    };
    let tag = [".tar.gz", ".tgz", ".zip"].iter().find_map(|ending| file.strip_suffix(ending))?;
    Some((2, tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_read_however_they_are_written() {
        let vpc = "terraform-aws-modules/vpc/aws";
        for (text, registry, directory, reference) in [
            ("terraform-aws-modules/vpc/aws", vpc, "", ""),
            ("Terraform-AWS-modules/vpc/aws", vpc, "", ""),
            ("registry.terraform.io/terraform-aws-modules/vpc/aws", vpc, "", ""),
            (
                "registry.opentofu.org/terraform-aws-modules/vpc/aws//modules/vpc-endpoints",
                vpc,
                "modules/vpc-endpoints",
                "",
            ),
            ("github.com/terraform-aws-modules/terraform-aws-vpc", vpc, "", ""),
            ("github.com/terraform-aws-modules/terraform-aws-vpc.git?ref=v5.1.0", vpc, "", "v5.1.0"),
            ("github.com/terraform-aws-modules/terraform-aws-vpc/modules/x?ref=5.1.0", vpc, "modules/x", "5.1.0"),
            (
                "git::https://github.com/terraform-aws-modules/terraform-aws-vpc.git//modules/x?depth=1&ref=main",
                vpc,
                "modules/x",
                "main",
            ),
            ("git::https://token@github.com/terraform-aws-modules/terraform-aws-vpc", vpc, "", ""),
            ("git@github.com:terraform-aws-modules/terraform-aws-vpc.git?ref=abc123", vpc, "", "abc123"),
            ("git::git@github.com:terraform-aws-modules/terraform-aws-vpc.git//modules/x", vpc, "modules/x", ""),
            (
                "git::ssh://git@github.com/terraform-aws-modules/terraform-aws-vpc.git?ref=tags/5.1.0",
                vpc,
                "",
                "tags/5.1.0",
            ),
            ("git::ssh://git@github.com:22/terraform-aws-modules/terraform-aws-vpc.git", vpc, "", ""),
            (
                "https://github.com/terraform-aws-modules/terraform-aws-vpc/archive/refs/tags/v5.1.0.zip",
                vpc,
                "",
                "v5.1.0",
            ),
            (
                "https://github.com/terraform-aws-modules/terraform-aws-vpc/archive/v5.1.0.tar.gz//*?archive=tar.gz",
                vpc,
                "",
                "v5.1.0",
            ),
            (
                "https://github.com/terraform-aws-modules/terraform-aws-vpc/archive/v5.1.0.tar.gz//terraform-aws-vpc-5.1.0/modules/x",
                vpc,
                "modules/x",
                "v5.1.0",
            ),
            (
                "git::https://github.com/terraform-google-modules/terraform-google-kubernetes-engine.git//modules/private-cluster",
                "terraform-google-modules/kubernetes-engine/google",
                "modules/private-cluster",
                "",
            ),
        ] {
            let source = Source::read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(source.in_registry(), Some(registry), "{text}");
            let rest = (source.directory.as_str(), source.reference.as_deref().unwrap_or_default());
            assert_eq!(rest, (directory, reference), "{text}");
        }
    }

    #[test]
    fn other_sources_have_a_name() {
        for (text, name, directory) in [
            ("app.example.com/acme/vpc/aws", "app.example.com/acme/vpc/aws", ""),
            ("app.example.com/acme/vpc/aws//modules/x", "app.example.com/acme/vpc/aws", "modules/x"),
            ("git::ssh://git@git.example.com:2222/acme/network.git//vpc?ref=v1", "git.example.com/acme/network", "vpc"),
            ("git@git.example.com:acme/network.git", "git.example.com/acme/network", ""),
            ("github.com/acme/network", "github.com/acme/network", ""),
            ("gitlab.com/acme/network/aws", "gitlab.com/acme/network/aws", ""),
            ("s3::https://s3.amazonaws.com/acme/vpc.zip", "s3.amazonaws.com/acme/vpc.zip", ""),
            ("https://example.com/vpc.zip", "example.com/vpc.zip", ""),
        ] {
            let source = Source::read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((source.name.as_str(), source.directory.as_str()), (name, directory), "{text}");
            assert_eq!(source.in_registry(), None, "{text}");
        }
        for text in ["./vpc", "../vpc", "/vpc", "", "vpc", "é", "acme//vpc", "?ref=1", "git::", "://", "@:", "a@b:c?"]
        {
            if let Some(source) = Source::read(text) {
                assert_eq!(source.in_registry(), None, "{text}");
            }
        }
    }

    #[test]
    fn one_package_has_many_sources() {
        let read = |text| Source::read(text).unwrap();
        let registry = read("acme/vpc/aws//modules/x");
        assert!(registry.is_of(&read("github.com/acme/terraform-aws-vpc?ref=main")));
        assert!(read("git@git.example.com:acme/a.git").is_of(&read("git::https://git.example.com/acme/a?ref=v2")));
        assert!(!registry.is_of(&read("app.example.com/acme/vpc/aws")));
        assert!(!registry.is_of(&read("github.com/acme/terraform-aws-vpc-peering")));
    }

    #[test]
    fn references_that_are_versions() {
        for (reference, is_version) in [
            ("v5.1.0", true),
            ("5.1.0", true),
            ("v5", true),
            ("tags/0.28.1", true),
            ("refs/tags/v1.0", true),
            ("main", false),
            ("release/5.1", false),
            ("1234567", false),
            ("v5.0.0-beta", false),
            ("vpc", false),
        ] {
            let source = Source::read(&format!("github.com/a/terraform-b-c?ref={reference}")).unwrap();
            assert_eq!(source.tagged().is_some(), is_version, "{reference}");
        }
    }
}
