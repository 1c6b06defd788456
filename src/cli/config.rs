//! `candor config`: what holds for a draft or a folder, and where each value comes from.
//!
//! Everything here is taken from what a check would use. Nothing is looked for a second time, so it cannot tell of another setting than the one that held.

use super::Status;
use super::args::{Color, ConfigArgs, ConfigFormat, FailOnArg};
use super::drafts::{weighed, wrong_arguments};
use super::render::Palette;
use super::teller::Teller;
use crate::config::{ALL, Aim, FailOn, Origin, Sourced, Tables};
use crate::document::{Document, Scope};
use crate::position::LineIndex;
use crate::workspace::{Draft, Problem, Project, Projects, configured_aim, format_of, read_file, shown};
use serde::{Serialize, Serializer};
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};

/// All that holds. In JSON this is what `--format json` writes.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Holding {
    version: u8,
    path: String,
    configuration: Vec<File>,
    /// Only of a draft that walks leave out.
    #[serde(skip_serializing_if = "Option::is_none")]
    excluded: Option<Whence>,
    #[serde(serialize_with = "by_key")]
    settings: Vec<(&'static str, Setting)>,
    off: Vec<Off>,
    severities: Vec<Weighed>,
    allows: Vec<Allowed>,
    rules: Vec<Rule>,
    /// Only of a folder: tables for some of its drafts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    drafts: Vec<Table>,
    /// The ids of all lints.
    #[serde(skip)]
    lints: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct File {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    extended_by: Option<String>,
}

#[derive(Serialize)]
struct Setting {
    value: Value,
    from: Whence,
}

fn by_key<S: Serializer>(settings: &[(&'static str, Setting)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(settings.iter().map(|(key, setting)| (key, setting)))
}

#[derive(Serialize)]
#[serde(untagged)]
enum Value {
    Text(String),
    Flag(bool),
}

#[derive(Serialize)]
struct Off {
    lint: String,
    from: Whence,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Weighed {
    lint: String,
    severity: &'static str,
    own_severity: &'static str,
    from: Whence,
}

#[derive(Serialize)]
struct Allowed {
    lint: String,
    /// The pattern of the drafts; absent if it holds for all, or stands in the draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    drafts: Option<String>,
    /// It holds only where certain words stand. Which ones is nobody else's business.
    words: bool,
    from: Whence,
}

#[derive(Serialize)]
struct Rule {
    path: String,
    kind: &'static str,
    from: Whence,
}

#[derive(Serialize)]
struct Table {
    drafts: String,
    sets: Vec<&'static str>,
    from: Whence,
}

/// Where a value comes from.
#[derive(Serialize)]
#[serde(tag = "source", rename_all = "kebab-case")]
enum Whence {
    Default,
    Argument { name: String },
    FrontMatter { path: String, line: usize, column: usize },
    Comment { path: String, line: usize, column: usize },
    File { path: String, line: usize, column: usize },
}

impl Whence {
    fn text(&self) -> String {
        match self {
            Self::Default => "default".to_owned(),
            Self::Argument { name } => name.clone(),
            Self::FrontMatter { path, line, .. } => format!("{path}:{line} (front matter)"),
            Self::Comment { path, line, .. } => format!("{path}:{line} (comment)"),
            Self::File { path, line, .. } => format!("{path}:{line}"),
        }
    }
}

/// Runs the command.
pub(super) fn config(args: &ConfigArgs, color: Color) -> io::Result<Status> {
    let mut projects = Projects::new(args.asked.options());
    let mut problems = Vec::new();
    let holding = match wrong_arguments(&args.asked, &mut projects) {
        Some(problem) => Err(problem),
        None => holding(args, &mut projects, &mut problems),
    };
    problems.append(&mut projects.problems);
    let holding = holding.map_err(|problem| problems.push(problem)).ok();
    let teller = Teller::new(color, false);
    let mut status = Status::Clean;
    for problem in problems {
        status = status.max(weighed(&problem));
        teller.tell(problem)?;
    }
    if let Some(holding) = holding {
        let text = match args.format {
            ConfigFormat::Human => human(&holding, Palette::new(color, io::stdout().is_terminal())),
            // Texts, numbers and lists can always be written.
            ConfigFormat::Json => serde_json::to_string_pretty(&holding).unwrap_or_default() + "\n",
        };
        io::stdout().write_all(text.as_bytes())?;
    }
    Ok(status)
}

fn holding(args: &ConfigArgs, projects: &mut Projects, problems: &mut Vec<Problem>) -> Result<Holding, Problem> {
    let path = args.path.as_path();
    let name = shown(path);
    let options = projects.options().clone();
    let is_folder = path.is_dir();
    let beside = if is_folder { path.join("draft.md") } else { path.to_owned() };
    let text = if is_folder { String::new() } else { read_file(path, &name)? };
    let format = format_of(&shown(&beside)).map_err(|problem| Problem { help: "name a draft, or the folder of this file".to_owned(), ..problem })?;
    let project = projects.of(&beside).ok_or_else(|| Problem::error(&name, "its candor.toml cannot be used", "mend what is said of it"))?;
    let inside = project.relative(&beside);
    let tables = if is_folder { Tables::default() } else { project.config.tables_of(&inside) };
    let draft = Draft { name: &name, path: &beside, format, project: &project, options: &options };
    let document = draft.parse(&text)?;
    let aim = if is_folder { configured_aim(&project, &options, &tables) } else { draft.aim(&text, &document, &tables, problems)?.0 };
    let tracer = Tracer { project: &project, name: &name, lines: LineIndex::new(&text), text: &text };
    let policy = project.policy(&tables);
    let configuration = project.sources.iter().map(|source| File {
        path: shown(&source.path),
        extended_by: source.extended_by.and_then(|file| project.sources.get(file)).map(|source| shown(&source.path)),
    });
    let weighed = policy.weighed(&project.rules).map(|(lint, severity, origin)| Weighed {
        lint: lint.id.clone(),
        severity: severity.name(),
        own_severity: lint.severity.name(),
        from: tracer.from(origin, ""),
    });
    let left_out_by = |lint: &str| {
        let select = &args.asked.select;
        if select.is_empty() || select.iter().any(|id| id == ALL || id == lint) { "--ignore" } else { "--select" }
    };
    Ok(Holding {
        version: 1,
        configuration: configuration.collect(),
        excluded: if is_folder { None } else { project.config.excluded_by(&inside).map(|place| tracer.from(&Origin::File(place.clone()), "")) },
        settings: settings(&aim, fail_on(args.fail_on, &project, &tables), &tracer),
        off: policy.off(&project.rules).map(|(lint, origin)| Off { lint: lint.id.clone(), from: tracer.from(origin, left_out_by(&lint.id)) }).collect(),
        severities: weighed.collect(),
        allows: allows(&project, &document, (!is_folder).then_some(inside.as_str()), &tracer),
        rules: project
            .rule_files
            .iter()
            .map(|file| Rule { path: shown(&file.path), kind: kind_of(&file.place), from: tracer.from(&Origin::File(file.named_at.clone()), "") })
            .collect(),
        drafts: if is_folder { of_tables(&project, &tracer) } else { Vec::new() },
        lints: project.rules.lints.iter().map(|lint| lint.id.clone()).collect(),
        path: name,
    })
}

fn fail_on(asked: Option<FailOnArg>, project: &Project, tables: &Tables) -> Sourced<FailOn> {
    let by_argument = asked.map(|fail_on| Sourced::new(FailOn::from(fail_on), Origin::Asked));
    by_argument.or_else(|| project.config.fail_on(tables)).unwrap_or(Sourced::new(FailOn::default(), Origin::Default))
}

fn settings(aim: &Aim, fail_on: Sourced<FailOn>, tracer: &Tracer<'_>) -> Vec<(&'static str, Setting)> {
    let mut settings = Vec::new();
    let mut add = |key: &'static str, value: Option<Sourced<Value>>| {
        settings.extend(value.map(|Sourced { value, origin }| (key, Setting { value, from: tracer.from(&origin, &format!("--{key}")) })));
    };
    let text = |sourced: &Option<Sourced<String>>| sourced.as_ref().map(|s| Sourced::new(Value::Text(s.value.clone()), s.origin.clone()));
    add("kind", aim.kind.as_ref().map(|kind| Sourced::new(Value::Text(kind.value.name().to_owned()), kind.origin.clone())));
    add("type", text(&aim.entry_type));
    add("specialty", text(&aim.specialty));
    add("setback", aim.setback.as_ref().map(|setback| Sourced::new(Value::Flag(setback.value), setback.origin.clone())));
    add("fail-on", Some(Sourced::new(Value::Text(fail_on.value.name().to_owned()), fail_on.origin)));
    settings
}

/// What is silenced: in the draft at `inside` the configuration, or in all drafts without one, and by the draft itself.
fn allows(project: &Project, document: &Document, inside: Option<&str>, tracer: &Tracer<'_>) -> Vec<Allowed> {
    let holding = project.config.allows.iter().filter(|allow| inside.is_none_or(|path| allow.holds_for(path)));
    let of_config = holding.map(|allow| Allowed {
        lint: allow.lint().to_owned(),
        drafts: allow.pattern().map(str::to_owned),
        words: allow.is_for_words(),
        from: tracer.from(&Origin::File(allow.place().clone()), ""),
    });
    let whole = document.silencings.iter().filter(|silencing| silencing.scope == Scope::Draft).flat_map(|silencing| &silencing.lints);
    let of_draft = whole.map(|silenced| Allowed {
        lint: silenced.lint.value.clone(),
        drafts: None,
        words: false,
        from: tracer.in_draft(silenced.lint.span.start, silenced.lint.span.start >= document.body.start),
    });
    of_config.chain(of_draft).collect()
}

fn of_tables(project: &Project, tracer: &Tracer<'_>) -> Vec<Table> {
    let tables = project.config.tables();
    tables.map(|(pattern, place, sets)| Table { drafts: pattern.to_owned(), sets, from: tracer.from(&Origin::File(place.clone()), "") }).collect()
}

fn kind_of(place: &str) -> &'static str {
    match place.split_once('/') {
        Some(("vocabulary", _)) => "vocabulary",
        Some(("roles", _)) => "role",
        Some(("specialties", _)) => "specialty",
        _ => "lint",
    }
}

/// Traces values to where they come from.
struct Tracer<'a> {
    project: &'a Project,
    name: &'a str,
    text: &'a str,
    lines: LineIndex,
}

impl Tracer<'_> {
    /// `argument` is what asks for such a value on the command line.
    fn from(&self, origin: &Origin, argument: &str) -> Whence {
        match origin {
            Origin::Default => Whence::Default,
            Origin::Asked => Whence::Argument { name: argument.to_owned() },
            Origin::FrontMatter(span) => self.in_draft(span.start, false),
            Origin::File(place) => match self.project.sources.get(place.file) {
                None => Whence::Default,
                Some(source) => {
                    let at = LineIndex::new(&source.text).position(&source.text, place.span.start);
                    Whence::File { path: shown(&source.path), line: at.line, column: at.column }
                }
            },
        }
    }

    fn in_draft(&self, at: usize, comment: bool) -> Whence {
        let at = self.lines.position(self.text, at);
        let (path, line, column) = (self.name.to_owned(), at.line, at.column);
        if comment { Whence::Comment { path, line, column } } else { Whence::FrontMatter { path, line, column } }
    }
}

/// For people: a table for each part that holds anything.
fn human(holding: &Holding, palette: Palette) -> String {
    let (bold, reset) = palette.bold();
    let mut out = String::new();
    let mut part = |title: &str, rows: Vec<[String; 3]>| {
        if rows.is_empty() {
            return;
        }
        // A draft's own values are read here, too: they must not command the terminal.
        let plain = |cell: String| cell.chars().filter(|c| !c.is_control()).collect::<String>();
        let rows: Vec<[String; 3]> = rows.into_iter().map(|row| row.map(plain)).collect();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let (first, second) = (width(0), width(1));
        let _ = writeln!(out, "\n{bold}{title}{reset}");
        for [a, b, c] in &rows {
            let gap = if second == 0 { "" } else { "  " };
            let _ = writeln!(out, "{}", format!("  {a:first$}{gap}{b:second$}  {c}").trim_end());
        }
    };
    let files = holding.configuration.iter().map(|file| {
        let by = file.extended_by.as_ref().map_or(String::new(), |by| format!("extended by {by}"));
        [file.path.clone(), String::new(), by]
    });
    let none = || vec![["none: `candor init` writes one".to_owned(), String::new(), String::new()]];
    part("configuration", if holding.configuration.is_empty() { none() } else { files.collect() });
    let excluded = holding.excluded.iter().map(|from| ["a walk leaves this draft out".to_owned(), String::new(), from.text()]);
    part("excluded", excluded.collect());
    let value = |value: &Value| match value {
        Value::Text(text) => text.clone(),
        Value::Flag(flag) => flag.to_string(),
    };
    part("settings", holding.settings.iter().map(|(key, s)| [(*key).to_owned(), value(&s.value), s.from.text()]).collect());
    part("lints left out", left_out(holding));
    let severity = |w: &Weighed| format!("{} (by itself {})", w.severity, w.own_severity);
    part("severities", holding.severities.iter().map(|w| [w.lint.clone(), severity(w), w.from.text()]).collect());
    let reach = |allow: &Allowed| match (&allow.drafts, allow.words) {
        (Some(drafts), false) => drafts.clone(),
        (Some(drafts), true) => format!("{drafts}, certain words"),
        (None, true) => "certain words".to_owned(),
        (None, false) => String::new(),
    };
    part("silenced", holding.allows.iter().map(|allow| [allow.lint.clone(), reach(allow), allow.from.text()]).collect());
    part("rules of your own", holding.rules.iter().map(|rule| [rule.kind.to_owned(), rule.path.clone(), rule.from.text()]).collect());
    part("drafts by their place", holding.drafts.iter().map(|t| [t.drafts.clone(), t.sets.join(", "), t.from.text()]).collect());
    let path = if holding.path.is_empty() { "." } else { &holding.path };
    format!("{bold}{path}{reset}\n{out}")
}

/// A row for each lint that is left out. One setting that leaves out most of them has one row together, which names the others.
fn left_out(holding: &Holding) -> Vec<[String; 3]> {
    let mut rows: Vec<[String; 3]> = Vec::new();
    for off in &holding.off {
        let from = off.from.text();
        let by_same = |lint: &String| holding.off.iter().any(|other| other.lint == *lint && other.from.text() == from);
        let others: Vec<&str> = holding.lints.iter().filter(|lint| !by_same(lint)).map(String::as_str).collect();
        let lint = match others.as_slice() {
            [] => "all".to_owned(),
            others if others.len() * 2 < holding.lints.len() => format!("all but {}", others.join(", ")),
            _ => off.lint.clone(),
        };
        let row = [lint, String::new(), from];
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    rows
}
