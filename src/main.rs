//! The command `podroom`: arguments in, exit code out. 0 clean, 1 findings, 2 could not do the work, 3 nothing to
//! check.

mod cli;

use clap::ColorChoice;
use cli::{Check, Cli, Command, Eval, Format, Given, Input};
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
    let style = |terminal| style(cli.color, terminal);
    let err = style(io::stderr().is_terminal());
    let style = style(io::stdout().is_terminal());
    let mut out = io::stdout().lock();
    match &cli.command {
        Command::Check(check) => {
            let started = Instant::now();
            let run = run(&check.input, &here, &check.only, &check.except)?;
            print(&mut out, check, &run, &style, started)?;
            let code = exit_code(check, &run);
            leave(run);
            Ok(code)
        }
        Command::Budget(budget) => {
            let run = run(&budget.input, &here, &[], &[])?;
            match budget.format {
                Format::Human => report::budget::write(&mut out, &reports(&run), &run.sources, &style)?,
                Format::Json => {
                    report::budget_json::write(&mut out, &tool(), &reports(&run), &run.findings, &run.sources)?;
                }
            }
            let code = if run.unreadable {
                2
            } else if run.roots.is_empty() {
                3
            } else {
                0
            };
            leave(run);
            Ok(code)
        }
        Command::Eval(eval) => evaluate(&mut out, eval, &here, &err),
        Command::Explain { rule } => explain(&mut out, rule.as_deref(), &style),
    }
}

/// Leaves the memory of a run to the end of the process, which frees all of it at once.
fn leave(run: Run) {
    std::mem::forget(run);
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
    let (files, request) = request(&input.given, paths, here);
    let request = Request { stdin, only: only.to_vec(), except: except.to_vec(), ..request };
    Ok(podroom::run(&request, &files))
}

fn request(given: &Given, paths: Vec<PathBuf>, here: &Path) -> (Files, Request) {
    // Var files the user names may stand anywhere.
    let named = given.arguments.iter().filter_map(|argument| match argument {
        podroom::eval::inputs::Argument::File(path) => Some(path.clone()),
        podroom::eval::inputs::Argument::Var(..) => None,
    });
    let readable: Vec<PathBuf> = paths.iter().cloned().chain(named).chain(given.config.clone()).collect();
    let files = Files::on_disk(here.to_owned(), &readable);
    let environment = std::env::vars_os()
        .filter_map(|(name, value)| {
            let name = name.into_string().ok()?.strip_prefix("TF_VAR_")?.to_owned();
            Some((name, value.into_string().ok()?))
        })
        .collect();
    let named = || std::env::var("TF_WORKSPACE").ok().filter(|name| !name.is_empty());
    let workspace = given.workspace.clone().or_else(named);
    let outside = Outside { environment, arguments: given.arguments.clone(), workspace };
    (files, Request { paths, outside, config: given.config.clone(), ..Request::default() })
}

/// The first word is a path if there is such a file or directory, or if it can be nothing else.
fn evaluate(out: &mut dyn Write, eval: &Eval, here: &Path, err: &Style) -> io::Result<u8> {
    let is_path = |word: &String| {
        here.join(word).exists() || ["./", "../", "/"].iter().any(|start| word.starts_with(start)) || word == "-"
    };
    let (path, expressions) = match eval.words.split_first() {
        Some((first, rest)) if is_path(first) => (first.as_str(), rest),
        _ => (".", eval.words.as_slice()),
    };
    let (files, request) = request(&eval.given, vec![PathBuf::from(path)], here);
    let mut evaluation = podroom::evaluate(&request, expressions, &files).map_err(io::Error::other)?;
    let everything = expressions.is_empty();
    match eval.format {
        Format::Human => {
            let mut hcl = report::values::Hcl::new(out, eval.verbose);
            if everything {
                hcl.everything(&evaluation.outputs, &evaluation.instances)?;
            } else {
                hcl.answers(&evaluation.answers)?;
            }
            evaluation.unreadable |= hcl.cut;
            report::human::findings(&mut io::stderr().lock(), &evaluation.findings, &evaluation.sources, err)?;
        }
        Format::Json => {
            let mut values = report::values_json::Values::new(eval.verbose);
            let (findings, sources) = (&evaluation.findings, &evaluation.sources);
            if everything {
                let all = values.everything(&evaluation.outputs, &evaluation.instances);
                report::values_json::write(out, all, findings, sources)?;
            } else {
                let answers = values.answers(&evaluation.answers);
                report::values_json::write(out, answers, findings, sources)?;
            }
            evaluation.unreadable |= values.cut;
        }
    }
    Ok(evaluation.exit_code())
}

fn reports(run: &Run) -> Vec<RootReport<'_>> {
    run.roots
        .iter()
        .map(|(root, model)| RootReport {
            path: &root.path,
            var_files: &root.var_files,
            unread_var_files: &root.unread_var_files,
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
fn style(choice: ColorChoice, terminal: bool) -> Style {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
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
