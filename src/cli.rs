//! The command line: arguments in, options out.

use clap::{ArgAction, Args, ColorChoice, Parser, Subcommand, ValueEnum};
use podroom::eval::inputs::Argument;
use podroom::finding::Severity;
use std::ffi::OsString;
use std::path::PathBuf;

/// Will the subnets hold the nodes?
///
/// Reads Terraform (directories and plan JSON), works out how many addresses every planned Kubernetes node pool
/// reserves from every subnet, and says before `terraform apply` where they do not fit.
#[derive(Debug, Parser)]
#[command(name = "podroom", version = VERSION, max_term_width = 100)]
pub struct Cli {
    /// Change to this directory first.
    #[arg(long, value_name = "DIR", global = true)]
    pub chdir: Option<PathBuf>,
    /// When to use colour.
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub color: ColorChoice,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Version, and the date of the instance table.
const VERSION: &str =
    concat!(env!("CARGO_PKG_VERSION"), " (instance types as of ", include_str!("cloud/aws/as_of.txt"), ")");

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Report every range that cannot hold what is planned.
    Check(Check),
    /// Print the address ledger: every range, its claims, and whether they fit.
    Budget(Budget),
    /// Print what Terraform would compute, without `terraform init`: everything, or expressions.
    Eval(Eval),
    /// Print a rule's page; without a rule, the list.
    Explain {
        /// Id of the rule, such as `subnet-exhausted`.
        rule: Option<String>,
    },
}

/// What to read.
#[derive(Debug, Args)]
pub struct Input {
    /// Directories, plan JSON files (`terraform show -json`), or - for a plan on standard input.
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Under which values.
    #[command(flatten)]
    pub given: Given,
}

/// Values from outside, and settings.
#[derive(Debug, Args)]
pub struct Given {
    /// Set a variable of the root module, as Terraform's -var.
    #[arg(long = "var", value_name = "NAME=VALUE", action = ArgAction::Append)]
    vars: Vec<String>,
    /// Read variables from a file, as Terraform's -var-file.
    #[arg(long = "var-file", value_name = "FILE", action = ArgAction::Append)]
    var_files: Vec<PathBuf>,
    /// The workspace; by default TF_WORKSPACE, then the one `terraform workspace select` chose.
    #[arg(long, value_name = "NAME")]
    pub workspace: Option<String>,
    /// The settings file; by default the nearest podroom.hcl upwards.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// -var and -var-file in the order they were given; filled in by `parse`.
    #[arg(skip)]
    pub arguments: Vec<Argument>,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// What to read.
    #[command(flatten)]
    pub input: Input,
    /// How to print the findings.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: Format,
    /// Exit with 1 when there is a finding this bad, or worse.
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    pub fail_on: Gate,
    /// Exit with 1 when something could not be decided.
    #[arg(long)]
    pub fail_on_undecided: bool,
    /// Judge only these rules.
    #[arg(long = "rule", value_name = "ID")]
    pub only: Vec<String>,
    /// Leave these rules out.
    #[arg(long = "no-rule", value_name = "ID")]
    pub except: Vec<String>,
    /// Print findings only, no summary.
    #[arg(short, long)]
    pub quiet: bool,
}

/// Arguments of `budget`.
#[derive(Debug, Args)]
pub struct Budget {
    /// What to read.
    #[command(flatten)]
    pub input: Input,
    /// How to print the ledger.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: Format,
}

/// Arguments of `eval`.
#[derive(Debug, Args)]
pub struct Eval {
    /// A directory with a root module (by default this one), then expressions, such as `local.names` or
    /// `module.vpc.aws_subnet.private[0].cidr_block`. Without an expression: every output, resource and data source.
    #[arg(value_name = "PATH|EXPRESSION")]
    pub words: Vec<String>,
    /// Under which values.
    #[command(flatten)]
    pub given: Given,
    /// How to print the values: as HCL, or as JSON.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: Format,
    /// Say where unknown values come from, and what is known of them all the same.
    #[arg(short, long)]
    pub verbose: bool,
}

/// Output formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people, at a terminal.
    Human,
    /// For programs.
    Json,
}

/// From which severity on a run fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Gate {
    /// Errors.
    Error,
    /// Warnings and errors.
    Warning,
    /// Any finding.
    Note,
    /// Nothing.
    Never,
}

impl Gate {
    /// Whether a finding of that severity fails the run.
    pub fn stops(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity >= Severity::Error,
            Self::Warning => severity >= Severity::Warning,
            Self::Note => true,
            Self::Never => false,
        }
    }
}

/// Flags that Terraform's users write with one dash.
const ONE_DASH: [&str; 4] = ["-var", "-var-file", "-chdir", "-config"];

/// Reads the command line. Long flags may have one dash, as Terraform's have; the order of `-var` and `-var-file`
/// is kept because the last one wins.
///
/// # Errors
/// Clap's own message: usage, help, version.
pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let args: Vec<OsString> = args.into_iter().map(two_dashes).collect();
    let ordered = arguments(&args)?;
    let mut cli = Cli::try_parse_from(&args)?;
    let given = match &mut cli.command {
        Command::Check(check) => Some(&mut check.input.given),
        Command::Budget(budget) => Some(&mut budget.input.given),
        Command::Eval(eval) => Some(&mut eval.given),
        Command::Explain { .. } => None,
    };
    if let Some(given) = given {
        given.arguments = ordered;
    }
    Ok(cli)
}

fn two_dashes(arg: OsString) -> OsString {
    let Some(text) = arg.to_str() else { return arg };
    let flag = text.split('=').next().unwrap_or(text);
    if ONE_DASH.contains(&flag) { format!("-{text}").into() } else { arg }
}

/// `-var` and `-var-file` in the order they stand.
fn arguments(args: &[OsString]) -> Result<Vec<Argument>, clap::Error> {
    let mut found = Vec::new();
    let mut rest = args.iter().filter_map(|arg| arg.to_str());
    while let Some(arg) = rest.next() {
        let (flag, inline) = arg.split_once('=').map_or((arg, None), |(flag, value)| (flag, Some(value)));
        match flag {
            "--" => break,
            "--var" => {
                let text = inline.or_else(|| rest.next()).unwrap_or_default();
                let (name, value) = text.split_once('=').ok_or_else(|| {
                    clap::Error::raw(
                        clap::error::ErrorKind::ValueValidation,
                        format!("-var needs NAME=VALUE, not `{text}`\n"),
                    )
                })?;
                found.push(Argument::Var(name.trim().to_owned(), value.to_owned()));
            }
            "--var-file" => found.push(Argument::File(inline.or_else(|| rest.next()).unwrap_or_default().into())),
            _ => {}
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(args: &[&str]) -> Input {
        match parse(["podroom", "check"].iter().chain(args).map(Into::into)).unwrap().command {
            Command::Check(check) => check.input,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn terraform_flags_with_one_dash_or_two_keep_their_order() {
        let input = input(&["-var", "a=1", "--var-file=x.tfvars", "-var=a=2=3", "infra"]);
        assert_eq!(
            input.given.arguments,
            [
                Argument::Var("a".into(), "1".into()),
                Argument::File("x.tfvars".into()),
                Argument::Var("a".into(), "2=3".into()),
            ]
        );
        assert_eq!(input.paths, [PathBuf::from("infra")]);
    }

    #[test]
    fn a_var_without_a_value_is_a_usage_error() {
        assert!(parse(["podroom", "check", "-var", "a"].map(Into::into)).is_err());
    }

    #[test]
    fn the_gate_lets_lesser_severities_pass() {
        assert!(Gate::Warning.stops(Severity::Error) && !Gate::Warning.stops(Severity::Note));
        assert!(!Gate::Never.stops(Severity::Error) && Gate::Note.stops(Severity::Note));
    }

    #[test]
    fn the_definition_is_sound() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
