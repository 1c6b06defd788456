//! What the `[[allow]]`s of configurations silenced in a run, and which of them silenced nothing.

use super::problem::Problem;
use super::project::{Project, shown};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The `[[allow]]`s of all configurations that held in a run.
#[derive(Debug, Default)]
pub struct Allowed {
    by_config: BTreeMap<PathBuf, (Arc<Project>, Vec<Option<bool>>)>,
}

impl Allowed {
    /// Takes note of what came of one draft: for each `[[allow]]` whether it silenced anything ([`super::Checked::allowed`]).
    pub fn add(&mut self, project: &Arc<Project>, allowed: &[Option<bool>]) {
        if let Some((path, _)) = &project.source
            && !project.config.allows.is_empty()
        {
            let (_, used) = self.by_config.entry(path.clone()).or_insert_with(|| (Arc::clone(project), vec![None; project.config.allows.len()]));
            for (all, one) in used.iter_mut().zip(allowed) {
                *all = (*all).max(*one);
            }
        }
    }

    /// The ones that silence nothing. That is known of one that names a draft when the draft was checked, of others when all `folders` below which they hold were.
    #[must_use]
    pub fn idle(&self, folders: &[PathBuf]) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (path, (project, used)) in &self.by_config {
            let absolute = |folder: &Path| std::path::absolute(folder).and_then(|f| f.canonicalize()).unwrap_or_else(|_| folder.to_owned());
            let all = folders.iter().any(|folder| absolute(&project.root).starts_with(absolute(folder)));
            for (allow, used) in project.config.allows.iter().zip(used) {
                let idle = match used {
                    Some(used) => !used && (all || allow.is_for_one_draft()),
                    None => all,
                };
                if idle {
                    problems.push(problem(path, project, allow.lint(), allow.span()));
                }
            }
        }
        problems
    }
}

fn problem(path: &Path, project: &Project, lint: &str, span: std::ops::Range<usize>) -> Problem {
    let message = format!("this silences nothing: `{lint}` finds nothing there that it holds for");
    let problem = Problem::warning(shown(path), message, "take the [[allow]] out, or mend its path or its words");
    match &project.source {
        Some((_, text)) => problem.at(text, span).of(path),
        None => problem,
    }
}
