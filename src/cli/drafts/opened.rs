//! One draft, read for a command that looks at a single place in it.

use crate::check::Target;
use crate::document::Document;
use crate::rules::Ruleset;
use crate::workspace::{Draft, Options, Problem, Projects, format_of, read_file, shown};
use std::path::Path;
use std::sync::Arc;

/// A draft that was read, and what it is checked as.
pub(in crate::cli) struct Opened {
    pub(in crate::cli) text: String,
    pub(in crate::cli) document: Document,
    pub(in crate::cli) target: Target,
    pub(in crate::cli) rules: Arc<Ruleset>,
}

/// Reads the draft at `path` as `check` would without any option.
pub(in crate::cli) fn open(path: &Path, problems: &mut Vec<Problem>) -> Result<Opened, Problem> {
    let mut projects = Projects::new(Options::default());
    let project = projects.of(path);
    problems.append(&mut projects.problems);
    let name = shown(path);
    let project = project.ok_or_else(|| Problem::error(&name, "its candor.toml cannot be used", "mend what is said of it above"))?;
    let text = read_file(path, &name)?;
    let draft = Draft { name: &name, path, format: format_of(&name)?, project: &project, options: projects.options() };
    let document = draft.parse(&text)?;
    let target = draft.target(&text, &document, problems)?;
    Ok(Opened { text, document, target, rules: Arc::clone(&project.rules) })
}
