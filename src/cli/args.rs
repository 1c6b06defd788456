//! The arguments, as clap reads them. Completions and the man page come from here, too.

use crate::rules::Kind;
use clap::builder::{EnumValueParser, PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::ffi::OsStr;
use std::path::PathBuf;

/// Finds where a personal statement or an application entry apologises, blames, excuses or stays vague, and says what to write instead.
///
/// Nothing that you write leaves this machine.
#[derive(Debug, Parser)]
#[command(name = "candor", version, max_term_width = 100)]
pub struct Cli {
    /// When to color the output.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// When to color.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check drafts and show what a strict and kind adviser would mark.
    Check(CheckArgs),
    /// Write a baseline of what stands today: `candor check --baseline` then reports only what is new.
    Baseline(BaselineArgs),
    /// Compare a draft with an earlier one: what is new, what is still there, what is resolved.
    Compare(CompareArgs),
    /// Write a page about drafts to hand over: the text with its notes beside it, what works, how it is built.
    Report(ReportArgs),
    /// Explain a lint: what it means, why a reader minds, examples, how to silence it.
    Explain(ExplainArgs),
    /// Show what holds for a draft or a folder, and where each value comes from.
    Config(ConfigArgs),
    /// List all lints.
    Lints(LintsArgs),
    /// Write a commented candor.toml.
    Init(InitArgs),
    /// Serve an editor: the language server, over standard input and output.
    Server {
        /// What many editors add; there is no other way.
        #[arg(long, hide = true)]
        stdio: bool,
    },
    /// Write shell completions, the man page, or the schema of a JSON report or of candor.toml.
    Meta {
        /// What to write.
        #[command(subcommand)]
        format: MetaFormat,
    },
}

/// What `candor meta` writes.
#[derive(Debug, Subcommand)]
pub enum MetaFormat {
    /// Completions for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// The man page.
    Man,
    /// The JSON Schema of `candor check --format json`.
    ReportSchema,
    /// The JSON Schema of `candor compare --format json`.
    CompareSchema,
    /// The JSON Schema of candor.toml, for editors that know TOML and schemas.
    ConfigSchema,
}

/// `candor check`
#[derive(Debug, Default, Args)]
pub struct CheckArgs {
    /// How to show the findings; =FILE writes them there. May be given several times, all but one with a file [default: human]
    #[arg(long, value_parser = FormatParser, value_name = "FORMAT[=FILE]")]
    pub format: Vec<FormatArg>,
    /// The file for the format that names none, instead of standard output.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Stay, and show the findings again whenever a draft or a setting is saved; =poll looks once a second instead of waiting to be told.
    #[arg(long, value_enum, value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "events")]
    pub watch: Option<WatchArg>,
    /// From which severity on findings make the exit status 1 [default: note]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on: Option<FailOnArg>,
    /// What was known before.
    #[command(flatten)]
    pub past: PastArgs,
    /// What is checked.
    #[command(flatten)]
    pub drafts: DraftArgs,
}

/// How changes are noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WatchArg {
    /// The system tells of them, if it can.
    Events,
    /// By looking once a second, for folders of which the system does not tell.
    Poll,
}

/// What was known before a run, so that only what is new is told.
#[derive(Debug, Default, Args)]
pub struct PastArgs {
    /// Report only what is new since the baseline was written [default FILE: the nearest candor.baseline here or above]
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true)]
    #[allow(clippy::option_option, reason = "the option may be missing, stand alone or name a file")]
    pub baseline: Option<Option<PathBuf>>,
    /// Report only what is new since this branch left COMMIT: a branch, a tag or any name that git knows.
    #[arg(long, value_name = "COMMIT")]
    pub since: Option<String>,
}

/// `candor baseline`
#[derive(Debug, Default, Args)]
pub struct BaselineArgs {
    /// The file to write [default: the nearest candor.baseline here or above, else candor.baseline in the current folder]
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What is checked.
    #[command(flatten)]
    pub drafts: DraftArgs,
}

/// Which drafts are checked, and as what: the same for every command that checks.
#[derive(Debug, Default, Clone, Args)]
pub struct DraftArgs {
    /// Drafts (.md, .txt), folders of drafts, or - for standard input [default: the current folder]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Show no word of a draft: places, lints, messages and advice only.
    #[arg(long)]
    pub redact: bool,
    /// What holds for the drafts.
    #[command(flatten)]
    pub asked: AskedArgs,
    /// The name of what comes from standard input: its ending decides how it is read, its place which candor.toml holds.
    #[arg(long, value_name = "NAME")]
    pub stdin_filename: Option<PathBuf>,
    /// The draft whose place and ending count for what comes from standard input, if it is given no name.
    #[arg(skip)]
    pub stdin_like: Option<PathBuf>,
    /// Leave out a file also if it is named, where a walk through its folder would: for hooks, which name every file that was changed.
    #[arg(long)]
    pub force_exclude: bool,
    /// How many threads to use [default: one per core]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

/// What is asked for beside what drafts and candor.toml say, by every command that looks at drafts.
#[derive(Debug, Default, Clone, Args)]
pub struct AskedArgs {
    /// Only these lints, or `all` (comma-separated).
    #[arg(long, value_name = "LINT", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Not these lints (comma-separated).
    #[arg(long, value_name = "LINT", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// The kind of drafts that say nothing of their own and of which candor.toml says nothing [default: personal-statement]
    #[arg(long, value_parser = kind, value_name = "KIND")]
    pub kind: Option<Kind>,
    /// Their type: clinical, research, volunteer, teaching, …
    #[arg(long = "type", value_name = "TYPE")]
    pub entry_type: Option<String>,
    /// The specialty they aim at; several with / between them [default: medical-genetics]
    #[arg(long, value_name = "SPECIALTY")]
    pub specialty: Option<String>,
    /// They have a setback in the record to tell: a personal statement that never names one is a finding.
    #[arg(long)]
    pub setback: bool,
    /// Use this configuration instead of the nearest candor.toml.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Use no candor.toml.
    #[arg(long)]
    pub no_config: bool,
}

/// `candor report`
#[derive(Debug, Default, Args)]
pub struct ReportArgs {
    /// The file of the page, which is replaced if it is there; - for standard output.
    #[arg(long, value_name = "FILE", default_value = "candor-report.html")]
    pub output: PathBuf,
    /// From which severity on findings make the exit status 1 [default: never]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on: Option<FailOnArg>,
    /// What is checked.
    #[command(flatten)]
    pub drafts: DraftArgs,
}

fn kind(name: &str) -> Result<Kind, String> {
    Kind::named(name).ok_or_else(|| crate::config::unknown_kind(name))
}

/// A format, and where it goes: `human`, `sarif=report.sarif`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormatArg {
    /// The format.
    pub format: Format,
    /// Its file, if it names one.
    pub file: Option<PathBuf>,
}

/// Reads a [`FormatArg`]. Help and completions know the formats from here, as they would of an ordinary list of values.
#[derive(Debug, Clone)]
struct FormatParser;

impl TypedValueParser for FormatParser {
    type Value = FormatArg;

    fn parse_ref(&self, command: &clap::Command, arg: Option<&Arg>, value: &OsStr) -> Result<FormatArg, clap::Error> {
        let text = value.to_str().ok_or_else(|| clap::Error::new(ErrorKind::InvalidUtf8).with_cmd(command))?;
        let (name, file) = text.split_once('=').map_or((text, None), |(name, file)| (name, Some(file)));
        let format = EnumValueParser::<Format>::new().parse_ref(command, arg, OsStr::new(name))?;
        if file == Some("") {
            let message = format!("no file is named behind '--format {name}=': write --format {name}=FILE, or --format {name} for standard output\n");
            return Err(clap::Error::raw(ErrorKind::ValueValidation, message).with_cmd(command));
        }
        // As in so many programs, - is standard output.
        Ok(FormatArg { format, file: file.filter(|file| *file != "-").map(PathBuf::from) })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Format::value_variants().iter().filter_map(ValueEnum::to_possible_value)))
    }
}

/// How `candor check` shows findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    #[default]
    /// With the text, the reason and the advice.
    Human,
    /// One line a finding.
    Short,
    /// One JSON object.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// JUnit XML: a test suite a draft.
    Junit,
    /// Checkstyle XML.
    Checkstyle,
    /// reviewdog's Diagnostic Format.
    Rdjson,
    /// Markdown for a comment on a pull request or the summary of a step.
    Summary,
}

/// From which severity on a run fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOnArg {
    /// Only errors.
    Error,
    /// Warnings and errors.
    Warning,
    /// Every finding.
    Note,
    /// No finding.
    Never,
}

/// `candor compare`
#[derive(Debug, Args)]
#[command(mut_arg("paths", |paths| paths.value_names(["OLD", "NEW"]).num_args(2).action(ArgAction::Set).required(true)
    .help("The draft as it was and as it is: two files, two folders of drafts, or - for one of them, which is read from standard input")
))]
pub struct CompareArgs {
    /// How to show the comparison.
    #[arg(long, value_enum, default_value_t)]
    pub format: CompareFormat,
    /// The file to write it to, instead of standard output.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// From which severity on new findings make the exit status 1 [default: note]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on: Option<FailOnArg>,
    /// What is checked.
    #[command(flatten)]
    pub drafts: DraftArgs,
}

/// How `candor compare` shows what became of the findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum CompareFormat {
    #[default]
    /// New findings in full, the others in short, and how the drafts are built.
    Human,
    /// One JSON object.
    Json,
    /// Markdown for a mail or a pull request.
    Summary,
}

/// `candor explain`
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The id of a lint, as in the brackets of a finding.
    #[arg(required_unless_present = "why")]
    pub lint: Option<String>,
    /// Instead: what each sentence on a line of a draft was heard to do, and which words spoke for and against it; with a lint or role, only that.
    #[arg(long, value_name = "FILE:LINE")]
    pub why: Option<String>,
}

/// `candor config`
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// A draft, or a folder of drafts.
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,
    /// How to show it.
    #[arg(long, value_enum, default_value_t = ConfigFormat::Human)]
    pub format: ConfigFormat,
    /// From which severity on findings would make the exit status of a check 1.
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on: Option<FailOnArg>,
    /// What holds for the drafts.
    #[command(flatten)]
    pub asked: AskedArgs,
}

/// How what holds is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ConfigFormat {
    /// For people.
    Human,
    /// One JSON object.
    Json,
}

/// `candor lints`
#[derive(Debug, Args)]
pub struct LintsArgs {
    /// How to list them.
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub format: ListFormat,
}

/// How lints are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// A table for people.
    Table,
    /// A JSON array.
    Json,
    /// A Markdown table.
    Markdown,
}

/// `candor init`
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The folder to write to.
    #[arg(default_value = ".")]
    pub folder: PathBuf,
    /// Replace a candor.toml that is already there.
    #[arg(long)]
    pub force: bool,
}
