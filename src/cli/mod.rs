//! The command line: arguments in, text out.
//!
//! What was typed ([`args`]) becomes what it means before work starts; each command has a module. Exit status: 0 nothing found, 1 findings, 2 something
//! could not be done.

pub mod args;
mod baseline;
mod check;
mod compare;
mod config;
mod drafts;
mod explain;
mod here;
mod init;
mod lints;
mod outputs;
mod redact;
mod render;
mod report;
mod run;
mod teller;
mod watch;
mod why;

use args::{Cli, Command, MetaFormat};
use clap::{CommandFactory, Parser};
use std::io::{self, Write};
use std::process::ExitCode;

/// How a run ended. The order is the order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Nothing was found.
    Clean,
    /// There are findings.
    Findings,
    /// Something could not be done.
    Failed,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}

/// The JSON Schema of `candor check --format json`.
pub const REPORT_SCHEMA: &str = include_str!("render/report.schema.json");

/// The JSON Schema of `candor compare --format json`.
pub const COMPARE_SCHEMA: &str = include_str!("render/compare/compare.schema.json");

/// Runs the program on the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to standard output and are no failure.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let result = match cli.command {
        Command::Check(args) => check::check(&args, cli.color),
        Command::Baseline(args) => baseline::baseline(&args, cli.color),
        Command::Compare(args) => compare::compare(&args, cli.color),
        Command::Report(args) => report::report(&args, cli.color),
        Command::Config(args) => config::config(&args, cli.color),
        Command::Explain(args) => explain::explain(&args, cli.color),
        Command::Lints(args) => lints::lints(&args, cli.color),
        Command::Init(args) => init::init(&args, cli.color),
        Command::Meta { format } => meta(format),
        // The protocol: 0 after a shutdown, 1 without one.
        Command::Server { .. } => return ExitCode::from(u8::from(!crate::server::run())),
    };
    match result {
        Ok(status) => status.into(),
        // Whoever reads us has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            Status::Failed.into()
        }
    }
}

/// Writes what is generated from the definitions of arguments and formats.
fn meta(format: MetaFormat) -> io::Result<Status> {
    let mut command = Cli::command();
    let mut out = io::stdout().lock();
    match format {
        MetaFormat::Man => clap_mangen::Man::new(command).render(&mut out)?,
        MetaFormat::CompareSchema => out.write_all(COMPARE_SCHEMA.as_bytes())?,
        MetaFormat::ConfigSchema => {
            let schema = crate::config::schema(&crate::builtin::rules());
            // Strings, numbers and lists: that can always be written.
            writeln!(out, "{}", serde_json::to_string_pretty(&schema).unwrap_or_default())?;
        }
        MetaFormat::ReportSchema => out.write_all(REPORT_SCHEMA.as_bytes())?,
        MetaFormat::Completions { shell } => {
            // Generated to memory first: the generator panics when its reader is gone.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut command, "candor", &mut script);
            out.write_all(&script)?;
        }
    }
    Ok(Status::Clean)
}
