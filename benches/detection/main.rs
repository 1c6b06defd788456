//! How well the lints detect: figures for every lint on labelled drafts, and for every lint and role on labelled sentences.
//!
//!     cargo bench --bench detection -- drafts          labelled drafts, lint by lint
//!     cargo bench --bench detection -- sentences ID    labelled sentences, for one lint or role
//!     cargo bench --bench detection -- check-lints     mistakes in lint files, failing examples included
//!     cargo bench --bench detection -- train           trains the weights and writes them to lints/weights
//!     cargo bench --bench detection -- table           writes the figures of patterns, weights and both into the README
//!
//! See `fixtures/corpus/README.md` for the labels, and `-- --help` for the options.

mod corpus;
mod drafts;
mod lists;
mod phrases;
mod sentences;
mod table;
mod thresholds;
mod train;

use candor::rules::{Kinds, Ruleset, Signal, SourceFile, compile};
use candor::weights::Model;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(crate) struct Options {
    pub(crate) lints: PathBuf,
    pub(crate) drafts: Vec<PathBuf>,
    pub(crate) sentences: Vec<PathBuf>,
    pub(crate) ids: Vec<String>,
    pub(crate) show: bool,
    pub(crate) misses: usize,
    pub(crate) wrong: usize,
    pub(crate) evidence: Evidence,
    pub(crate) check: bool,
}

/// What findings may rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    Patterns,
    Weights,
    Both,
}

const HELP: &str = "usage: detection check-lints | drafts [ID] [--show] | sentences ID… [--misses N] [--false N] | train [--check] | table [--check]
  --lints DIR       the lint files (default: lints)
  --drafts DIR      labelled drafts (default: fixtures/corpus/drafts); may be given several times
  --sentences DIR   labelled sentences (default: fixtures/corpus/sentences); may be given several times; only the first is listed
  --evidence E      what findings may rest on: patterns, weights or both (default)
  --check           with train and table: write nothing, and fail if what is kept is not what would be written
  --show            list every miss and every false alarm
  --misses N        list N misses        --false N   list N false alarms";

fn main() -> ExitCode {
    let mut args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let mut options = Options {
        lints: "lints".into(),
        drafts: vec![],
        sentences: vec![],
        ids: vec![],
        show: false,
        misses: 0,
        wrong: 0,
        evidence: Evidence::Both,
        check: false,
    };
    let command = if args.is_empty() { "drafts".to_owned() } else { args.remove(0) };
    let mut args = args.into_iter();
    while let Some(arg) = args.next() {
        let mut value = || args.next().unwrap_or_default();
        match arg.as_str() {
            "--lints" => options.lints = value().into(),
            "--drafts" => options.drafts.push(value().into()),
            "--sentences" => options.sentences.push(value().into()),
            "--evidence" => match value().as_str() {
                "patterns" => options.evidence = Evidence::Patterns,
                "weights" => options.evidence = Evidence::Weights,
                _ => options.evidence = Evidence::Both,
            },
            "--check" => options.check = true,
            "--show" => options.show = true,
            "--misses" => options.misses = value().parse().unwrap_or(20),
            "--false" => options.wrong = value().parse().unwrap_or(20),
            "--help" | "-h" => {
                println!("{HELP}");
                return ExitCode::SUCCESS;
            }
            id => options.ids.push(id.to_owned()),
        }
    }
    if options.drafts.is_empty() {
        options.drafts.push("fixtures/corpus/drafts".into());
    }
    if options.sentences.is_empty() {
        options.sentences.push("fixtures/corpus/sentences".into());
    }
    let rules = match read_rules(&options.lints) {
        Ok(rules) => rules,
        Err(code) => return code,
    };
    if command == "train" {
        return train::run(&rules, &options);
    }
    if command == "table" {
        return table::run(&rules, &options);
    }
    let rules = with_evidence(rules, options.evidence, &options.lints);
    match command.as_str() {
        "check-lints" => check_lints(&rules),
        "drafts" => drafts::run(&rules, &options),
        "sentences" => sentences::run(&rules, &options),
        _ => {
            eprintln!("{HELP}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

/// `rules` with the weights beside the lints, or without what the options leave out.
pub(crate) fn with_evidence(mut rules: Ruleset, evidence: Evidence, lints: &Path) -> Ruleset {
    if evidence == Evidence::Patterns {
        return rules;
    }
    // Read once for the whole run, so it may stay where it is.
    let read = |name: &str| std::fs::read(lints.join("weights").join(name)).unwrap_or_default().leak();
    let Some(model) = Model::read(read("weights.bin"), read("vectors.bin")) else {
        eprintln!("left out: {}/weights holds no weights", lints.display());
        return rules;
    };
    rules = rules.with_weights(model, &[]);
    if evidence == Evidence::Weights
        && let Some(weights) = &rules.weights
    {
        for group in &mut rules.groups {
            let known = match group.target {
                Signal::Role(role) => weights.of_role[role as usize],
                Signal::Lint(lint) => weights.of_lint[lint as usize],
            };
            if known.is_some() {
                group.kinds = Kinds::NONE;
            }
        }
    }
    rules
}

fn check_lints(rules: &Ruleset) {
    let wrong = candor::check::check_examples(rules);
    for line in &wrong {
        println!("{line}");
    }
    println!(
        "{} lints, {} roles, {} patterns; {} examples are not as their file says",
        rules.lints.len(),
        rules.roles.len(),
        rules.patterns.len(),
        wrong.len()
    );
}

fn read_rules(folder: &Path) -> Result<Ruleset, ExitCode> {
    let mut files = Vec::new();
    for place in ["", "vocabulary", "roles", "specialties"] {
        let Ok(entries) = std::fs::read_dir(folder.join(place)) else { continue };
        for path in entries.filter_map(|e| e.ok().map(|e| e.path())).filter(|p| p.extension().is_some_and(|e| e == "toml")) {
            let stem = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let place = if place.is_empty() { stem } else { format!("{place}/{stem}") };
            files.push(SourceFile { name: path.display().to_string(), place, text: std::fs::read_to_string(&path).unwrap_or_default() });
        }
    }
    files.sort_by(|a, b| a.place.cmp(&b.place));
    // An author wants figures for a finished lint while the next one is still half written: files with mistakes are named and left out.
    loop {
        let errors = match compile(&files) {
            Ok(rules) => return Ok(rules),
            Err(errors) => errors,
        };
        for error in &errors {
            let text = files.iter().find(|f| f.name == error.file).map_or("", |f| f.text.as_str());
            let line = candor::position::LineIndex::new(text).line(error.span.start);
            let place: String = text[error.span.start.min(text.len())..].chars().take(50).take_while(|c| *c != '\n').collect();
            eprintln!("left out: {}:{line}: {} (at «{place}»)", error.file, error.message);
        }
        let before = files.len();
        files.retain(|f| errors.iter().all(|e| e.file != f.name));
        if files.len() == before {
            return Err(ExitCode::from(2));
        }
    }
}
