//! Drafts: what a text is checked as, and what is said of it. The command line and the language server both check here, so that they cannot differ.

use super::problem::Problem;
use super::project::{Options, Project};
use crate::check::{Memory, Report, Target, check_again};
use crate::config::{self, Aim, FailOn, Origin, Policy, Sourced, Tables};
use crate::document::{Document, Field, Format};
use crate::rules::{Kind, Ruleset, misspelt, nearest};
use std::path::Path;
use std::sync::Arc;

/// The specialty of a draft of which nothing else is known.
const DEFAULT_SPECIALTY: &str = "medical-genetics";

/// A text that is to be checked.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// What messages call it.
    pub name: &'a str,
    /// Where it is, or would be.
    pub path: &'a Path,
    /// How it is read.
    pub format: Format,
    /// What holds for it.
    pub project: &'a Project,
    /// What was asked for besides.
    pub options: &'a Options,
}

/// All that was found out about a draft.
#[derive(Debug)]
pub struct Checked {
    /// The text, read.
    pub document: Document,
    /// What it was checked as.
    pub target: Target,
    /// The specialty it aims at, as it was named.
    pub specialty: String,
    /// What is said of it.
    pub report: Report,
    /// Which lints spoke of it.
    pub policy: Arc<Policy>,
    /// From which severity on its findings make a run fail, if its configuration says so.
    pub fail_on: Option<FailOn>,
    /// For each `[[allow]]` of its configuration whether it silenced anything; nothing if it does not hold for this draft.
    pub allowed: Vec<Option<bool>>,
}

impl Draft<'_> {
    /// Checks `text`. What keeps it from being checked fully goes to `problems`.
    ///
    /// # Errors
    /// What keeps it from being checked at all.
    pub fn check(&self, text: &str, memory: &mut Memory, problems: &mut Vec<Problem>) -> Result<Checked, Problem> {
        let document = self.parse(text)?;
        if document.blocks.is_empty() {
            problems.push(Problem::warning(self.name, "the draft is empty: there is nothing to check", "write a first sentence, or leave the file out"));
        }
        let Project { config, rules, .. } = self.project;
        let path = self.project.relative(self.path);
        let tables = config.tables_of(&path);
        let (aim, target) = self.aim(text, &document, &tables, problems)?;
        let mut report = check_again(&document, &target, rules, memory);
        let allowed = config.silence(&path, &document, &mut report);
        let policy = self.project.policy(&tables);
        policy.apply(&mut report, rules);
        let specialty = aim.specialty.map(|specialty| specialty.value).unwrap_or_default();
        let fail_on = config.fail_on(&tables).map(|fail_on| fail_on.value);
        Ok(Checked { document, target, specialty, report, policy, fail_on, allowed })
    }

    /// Reads `text`.
    ///
    /// # Errors
    /// Front matter that cannot be read.
    pub fn parse(&self, text: &str) -> Result<Document, Problem> {
        Document::parse(text, self.format).map_err(|e| Problem::error(self.name, e.message, e.help).at(text, e.span))
    }

    /// What the draft is checked as.
    ///
    /// # Errors
    /// A kind that does not exist.
    pub fn target(&self, text: &str, document: &Document, problems: &mut Vec<Problem>) -> Result<Target, Problem> {
        let tables = self.project.config.tables_of(&self.project.relative(self.path));
        self.aim(text, document, &tables, problems).map(|(_, target)| target)
    }

    /// What the draft is: its own front matter, else the configuration (of which `tables` fit the draft), else what was asked for, else the defaults.
    ///
    /// # Errors
    /// A kind that does not exist.
    pub fn aim(&self, text: &str, document: &Document, tables: &Tables, problems: &mut Vec<Problem>) -> Result<(Aim, Target), Problem> {
        let front = &document.front_matter;
        let rules: &Ruleset = &self.project.rules;
        let kind = match &front.kind {
            None => None,
            Some(field) => Some(Kind::named(&field.value).ok_or_else(|| {
                let help = "the kind says which lints ask what of the draft; without one it is taken for a personal-statement";
                let near = nearest(&field.value, Kind::ALL.into_iter().map(Kind::name));
                Problem {
                    fix: misspelt(&field.value, &near).map(|name| (field.span.clone(), name)),
                    ..Problem::error(self.name, config::unknown_kind(&field.value), help).at(text, field.span.clone()).quoting(&field.value)
                }
            })?),
        };
        let own = Aim {
            kind: kind.zip(front.kind.as_ref()).map(|(kind, field)| of_front_matter(kind, field)),
            entry_type: front.entry_type.as_ref().map(|field| of_front_matter(field.value.to_lowercase(), field)),
            specialty: front.specialty.as_ref().map(|field| of_front_matter(field.value.to_lowercase(), field)),
            setback: front.setback.as_ref().map(|field| of_front_matter(field.value, field)),
        };
        let aim = own.or(&configured_aim(self.project, self.options, tables));
        let specialty = aim.specialty.as_ref().map(|specialty| specialty.value.as_str());
        let (specialties, unknown) = Target::specialties_of(specialty.unwrap_or_default(), rules);
        if let (Some(id), Some(field)) = (unknown.first(), &front.specialty) {
            let help = "the draft is checked without what is particular to its specialty; a specialty of your own can be named in candor.toml";
            let near = nearest(id, rules.specialties.iter().map(|s| s.id.as_str()));
            // Of several only one is misspelt; which one stands where is not known here.
            let fix = if field.value == *id { misspelt(id, &near) } else { None };
            let problem = Problem::warning(self.name, config::unknown_specialty(id, rules), help).at(text, field.span.clone()).quoting(id);
            problems.push(Problem { fix: fix.map(|name| (field.span.clone(), name)), ..problem });
        }
        let target = Target {
            kind: aim.kind.as_ref().map(|kind| kind.value).unwrap_or_default(),
            entry_type: aim.entry_type.as_ref().map(|entry_type| entry_type.value.clone()),
            setback: aim.setback.as_ref().is_some_and(|setback| setback.value),
            specialties,
        };
        Ok((aim, target))
    }
}

fn of_front_matter<T, U>(value: T, field: &Field<U>) -> Sourced<T> {
    Sourced::new(value, Origin::FrontMatter(field.span.clone()))
}

/// What holds for drafts that `tables` fit and that say nothing of themselves: what the configuration says, else what was asked for, else the defaults.
#[must_use]
pub fn configured_aim(project: &Project, options: &Options, tables: &Tables) -> Aim {
    let Options { kind, entry_type, specialty, setback, .. } = options;
    let asked = Aim {
        kind: kind.map(|kind| Sourced::new(kind, Origin::Asked)),
        entry_type: entry_type.as_ref().map(|entry_type| Sourced::new(entry_type.to_lowercase(), Origin::Asked)),
        specialty: specialty.as_ref().map(|specialty| Sourced::new(specialty.clone(), Origin::Asked)),
        setback: setback.map(|setback| Sourced::new(setback, Origin::Asked)),
    };
    let default = Aim {
        kind: Some(Sourced::new(Kind::default(), Origin::Default)),
        entry_type: None,
        specialty: Some(Sourced::new(DEFAULT_SPECIALTY.to_owned(), Origin::Default)),
        setback: Some(Sourced::new(false, Origin::Default)),
    };
    project.config.aim(tables).or(&asked).or(&default)
}
