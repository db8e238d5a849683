//! The command `podroom`: arguments in, exit code out. 0 clean, 1 findings, 2 could not do the work, 3 nothing to
//! check.

mod cli;

use clap::ColorChoice;
use cli::{Check, Cli, Command, Format, Input};
use podroom::discover::Files;
use podroom::eval::inputs::Outside;
use podroom::report::{self, RootReport, Style, Summary, Tool};
use podroom::source::SourceMap;
use podroom::{Request, Run, rules};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// Room for deep references and expressions; only what is used is taken from the system.
const STACK: usize = 1 << 30;

fn main() -> ExitCode {
    let cli = match cli::parse(std::env::args_os()) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let work = std::thread::Builder::new().stack_size(STACK).spawn(move || command(&cli));
    let outcome = match work.map(std::thread::JoinHandle::join) {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(io::Error::other("podroom stopped by a fault of its own; please report it")),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        // Whoever reads the output has enough of it.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::from(2),
        Err(error) => {
            eprintln!("podroom: {error}");
            ExitCode::from(2)
        }
    }
}

fn command(cli: &Cli) -> io::Result<u8> {
    let here = std::env::current_dir()?;
    let here = cli.chdir.as_ref().map_or(here.clone(), |directory| here.join(directory));
    if !here.is_dir() {
        return Err(io::Error::other(format!("there is no directory `{}`", here.display())));
    }
    let style = style(cli.color);
    let mut out = io::stdout().lock();
    match &cli.command {
        Command::Check(check) => {
            let started = Instant::now();
            let run = run(&check.input, &here, &check.only, &check.except)?;
            print(&mut out, check, &run, &style, started)?;
            Ok(exit_code(check, &run))
        }
        Command::Budget(budget) => {
            let run = run(&budget.input, &here, &[], &[])?;
            match budget.format {
                Format::Human => report::budget::write(&mut out, &reports(&run), &run.sources, &style)?,
                Format::Json => {
                    report::budget_json::write(&mut out, &tool(), &reports(&run), &run.findings, &run.sources)?;
                }
            }
            Ok(if run.unreadable {
                2
            } else if run.roots.is_empty() {
                3
            } else {
                0
            })
        }
        Command::Explain { rule } => explain(&mut out, rule.as_deref(), &style),
    }
}

fn run(input: &Input, here: &Path, only: &[String], except: &[String]) -> io::Result<Run> {
    let (dashes, paths): (Vec<PathBuf>, Vec<PathBuf>) =
        input.paths.iter().cloned().partition(|path| path.as_os_str() == "-");
    let stdin = match dashes.is_empty() {
        true => None,
        false => {
            let mut bytes = Vec::new();
            io::stdin().lock().read_to_end(&mut bytes)?;
            Some(bytes)
        }
    };
    // Var files the user names may stand anywhere.
    let named = input.arguments.iter().filter_map(|argument| match argument {
        podroom::eval::inputs::Argument::File(path) => Some(path.clone()),
        podroom::eval::inputs::Argument::Var(..) => None,
    });
    let readable: Vec<PathBuf> = paths.iter().cloned().chain(named).chain(input.config.clone()).collect();
    let files = Files::on_disk(here.to_owned(), &readable);
    let environment = std::env::vars_os()
        .filter_map(|(name, value)| {
            let name = name.into_string().ok()?.strip_prefix("TF_VAR_")?.to_owned();
            Some((name, value.into_string().ok()?))
        })
        .collect();
    let named = || std::env::var("TF_WORKSPACE").ok().filter(|name| !name.is_empty());
    let workspace = input.workspace.clone().or_else(named);
    let request = Request {
        paths,
        stdin,
        outside: Outside { environment, arguments: input.arguments.clone(), workspace },
        config: input.config.clone(),
        only: only.to_vec(),
        except: except.to_vec(),
    };
    Ok(podroom::run(&request, &files))
}

fn reports(run: &Run) -> Vec<RootReport<'_>> {
    run.roots
        .iter()
        .map(|(root, model)| RootReport {
            path: &root.path,
            var_files: &root.var_files,
            complete: !root.unreadable && model.undecided.is_empty(),
            stand_ins: &root.stand_ins,
            model,
        })
        .collect()
}

fn tool() -> Tool<'static> {
    Tool { version: env!("CARGO_PKG_VERSION"), instance_types_as_of: podroom::cloud::instance_types_as_of() }
}

fn print(out: &mut dyn Write, check: &Check, run: &Run, style: &Style, started: Instant) -> io::Result<()> {
    let roots = reports(run);
    let mut summary = Summary::of(&roots, &run.findings);
    match check.format {
        Format::Json => report::json::write(out, &tool(), &roots, &run.findings, &summary, &run.sources),
        Format::Human => {
            report::human::findings(out, &run.findings, &run.sources, style)?;
            if check.quiet {
                return Ok(());
            }
            summary.elapsed = Some(started.elapsed());
            report::human::summary(out, &summary, style)
        }
    }
}

fn exit_code(check: &Check, run: &Run) -> u8 {
    let undecided = check.fail_on_undecided && run.roots.iter().any(|(_, model)| !model.undecided.is_empty());
    if run.unreadable {
        2
    } else if undecided || run.findings.iter().any(|finding| check.fail_on.stops(finding.severity)) {
        1
    } else if run.roots.is_empty() {
        3
    } else {
        0
    }
}

fn explain(out: &mut dyn Write, rule: Option<&str>, style: &Style) -> io::Result<u8> {
    match rule {
        None => {
            let rules = rules::builtin::list(&rules::builtin::rules(&mut SourceMap::default()));
            report::explain::list(out, &rules, style).map(|()| 0)
        }
        Some(id) => match rules::builtin::page(id) {
            Some(page) => report::explain::page(out, page, style).map(|()| 0),
            None => Err(io::Error::other(format!("there is no rule `{id}`; `podroom explain` lists them"))),
        },
    }
}

/// Colour and width: `--color`, then NO_COLOR and CLICOLOR_FORCE, then whether a terminal reads.
fn style(choice: ColorChoice) -> Style {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    let terminal = io::stdout().is_terminal();
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let color = match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) => false,
        ColorChoice::Auto if set("CLICOLOR_FORCE") => true,
        ColorChoice::Auto => terminal && !dumb,
    };
    let width = terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0));
    Style { color, unicode: !dumb, width: width.min(140) }
}
