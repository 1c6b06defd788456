//! The user's own lints, vocabularies, roles and specialties: their files, found and compiled.

use super::layers::{at, beside};
use super::problem::Problem;
use super::project::{Source, shown};
use crate::builtin;
use crate::check::check_examples_of;
use crate::config::{Config, Place, is_pattern};
use crate::rules::{DataError, Ruleset, SourceFile};
use globset::{GlobBuilder, GlobSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A data file of the user's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFile {
    /// The file.
    pub path: PathBuf,
    /// What it is, by its place among the built-in ones: `NAME.toml` of a lint, `vocabulary/NAME.toml`, `roles/NAME.toml`, `specialties/NAME.toml`.
    pub place: String,
    /// Where the configuration names it.
    pub named_at: Place,
}

impl RuleFile {
    /// Its text, by `text_of`.
    pub(super) fn read(&self, text_of: impl Fn(&Path, &str) -> Result<String, Problem>) -> Result<SourceFile, Problem> {
        let name = shown(&self.path);
        let text = text_of(&self.path, &name)?;
        Ok(SourceFile { place: self.place.clone(), name, text })
    }
}

/// The files that `config`, which was read from `sources`, names; what counts most last.
///
/// # Errors
/// Names behind which there is no file.
pub(super) fn own_files(config: &Config, sources: &[Source]) -> Result<Vec<RuleFile>, Vec<Problem>> {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for own in &config.own_files {
        let Some(source) = sources.get(own.place.file) else { continue };
        let found = files_of(&source.path, &own.path);
        if found.is_empty() {
            let name = source.path.file_name().unwrap_or_default().to_string_lossy();
            let (message, help) = (format!("no file is named '{}'", own.path), format!("check the path: it is relative to this {name}"));
            problems.push(at(&own.place, message, &help, sources, None));
        }
        for path in found {
            let stem = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let place = if own.folder.is_empty() { stem } else { format!("{}/{stem}", own.folder) };
            files.push(RuleFile { path, place, named_at: own.place.clone() });
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

/// Rules, and the user's own files that they were made with.
#[derive(Debug, Clone)]
pub(super) struct Compiled {
    pub(super) files: Vec<SourceFile>,
    pub(super) rules: Arc<Ruleset>,
    /// Examples that are not as the files say.
    pub(super) problems: Vec<Problem>,
}

impl Compiled {
    /// Compiles the texts of `files`.
    ///
    /// # Errors
    /// Every mistake in them.
    pub(super) fn new(texts: Vec<SourceFile>, files: &[RuleFile]) -> Result<Self, Vec<Problem>> {
        let rules = builtin::rules_with(texts.clone()).map_err(|errors| {
            let problem = |DataError { file, span, message }: DataError| {
                let problem = Problem::error(&file, message, "the format of these files is described in lints/README.md of candor's source");
                match texts.iter().zip(files).find(|(text, _)| text.name == file) {
                    Some((text, file)) => problem.at(&text.text, span).of(&file.path),
                    None => problem,
                }
            };
            errors.into_iter().map(problem).collect::<Vec<_>>()
        })?;
        let problems = of_examples(&texts, files, &rules);
        Ok(Self { files: texts, rules: Arc::new(rules), problems })
    }
}

/// Runs the examples in the user's own lints and roles: a rule that never finds what it was written for would stay silent otherwise.
fn of_examples(texts: &[SourceFile], files: &[RuleFile], rules: &Ruleset) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (number, (text, file)) in texts.iter().zip(files).enumerate() {
        // Of several files of one place the last holds.
        if texts[number + 1..].iter().any(|later| later.place == text.place) {
            continue;
        }
        let stem = text.place.strip_prefix("roles/").unwrap_or(&text.place).trim_end_matches(".toml");
        for wrong in check_examples_of(rules, |name| name == stem) {
            let help = "mend the phrases or the example; `[[…]]` marks in a bad example what must be found, to the letter";
            let problem = Problem::warning(&text.name, format!("an example is not as the file says: {wrong}"), help).at(&text.text, 0..0);
            problems.push(problem.of(&file.path));
        }
    }
    problems
}

/// The files that `pattern`, a path or a glob, names in the configuration at `config`.
fn files_of(config: &Path, pattern: &str) -> Vec<PathBuf> {
    let direct = beside(config, pattern);
    if direct.is_file() {
        return vec![direct];
    }
    let (root, rest) = fixed_part(config, pattern);
    let glob = GlobBuilder::new(&rest).literal_separator(true).build();
    let Ok(matcher) = glob.and_then(|glob| GlobSet::new([glob])) else { return Vec::new() };
    let mut found: Vec<PathBuf> = ignore::WalkBuilder::new(&root)
        .standard_filters(false)
        .build()
        .filter_map(Result::ok)
        .map(ignore::DirEntry::into_path)
        .filter(|p| p.extension().is_some_and(|e| e == "toml") && p.strip_prefix(&root).is_ok_and(|inside| matcher.is_match(inside)))
        .collect();
    found.sort();
    found
}

/// The folder in which all lies that `pattern` can name in the configuration at `config`, as far as no part of it stands for several, and the pattern as it is seen from there. A house style may
/// stand above thousands of drafts: nobody needs to look through those for lints.
pub(super) fn fixed_part(config: &Path, pattern: &str) -> (PathBuf, String) {
    let parts: Vec<&str> = pattern.split('/').collect();
    let fixed = parts.iter().take(parts.len() - 1).take_while(|part| !is_pattern(part)).count();
    (beside(config, &parts[..fixed].join("/")), parts[fixed..].join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_files_are_looked_for_where_their_pattern_can_match() {
        let of = |pattern| fixed_part(Path::new("/no-such-home/candor.toml"), pattern);
        let at = |folder: &str, rest: &str| (PathBuf::from(folder), rest.to_owned());
        assert_eq!(of("lint.toml"), at("/no-such-home", "lint.toml"));
        assert_eq!(of("my/lints/*.toml"), at("/no-such-home/my/lints", "*.toml"));
        assert_eq!(of("../house/*.toml"), at("/house", "*.toml"));
        assert_eq!(of("my/**/x/*.toml"), at("/no-such-home/my", "**/x/*.toml"));
        assert_eq!(of("{a,b}/c.toml"), at("/no-such-home", "{a,b}/c.toml"));
    }
}
