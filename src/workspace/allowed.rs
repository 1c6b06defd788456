//! What the `[[allow]]`s of configurations silenced in a run, and which of them silenced nothing.

use super::layers::at;
use super::place::real;
use super::problem::{Problem, Weight};
use super::project::Project;
use crate::config::{Allow, Place};
use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

/// The `[[allow]]`s of all configurations that held in a run.
#[derive(Debug, Default)]
pub struct Allowed {
    by_config: BTreeMap<PathBuf, (Arc<Project>, Vec<Option<bool>>)>,
}

impl Allowed {
    /// Takes note of what came of one draft: for each `[[allow]]` whether it silenced anything ([`super::Checked::allowed`]).
    pub fn add(&mut self, project: &Arc<Project>, allowed: &[Option<bool>]) {
        if let Some(source) = project.source()
            && !project.config.allows.is_empty()
        {
            let (_, used) = self.by_config.entry(source.path.clone()).or_insert_with(|| (Arc::clone(project), vec![None; project.config.allows.len()]));
            for (all, one) in used.iter_mut().zip(allowed) {
                *all = (*all).max(*one);
            }
        }
    }

    /// The ones that silence nothing. That is known of one that names a draft when the draft was checked, of others when all `folders` below which they hold were. One in a file that was extended
    /// is meant for all who extend that file, and who they are is not known.
    #[must_use]
    pub fn idle(&self, folders: &[PathBuf]) -> Vec<Problem> {
        // One file may be reached by several names.
        let file_of = |project: &Project, place: &Place| Some((real(&project.sources.get(place.file)?.path), place.span.start));
        let of = |(project, used): &(Arc<Project>, Vec<Option<bool>>)| {
            let used = project.config.allows.iter().zip(used).filter(|(_, used)| **used == Some(true));
            used.filter_map(|(allow, _)| file_of(project, allow.place())).collect::<Vec<_>>()
        };
        let used_somewhere: HashSet<(PathBuf, usize)> = self.by_config.values().flat_map(of).collect();
        let mut problems = Vec::new();
        for (project, used) in self.by_config.values() {
            let root = real(&project.root);
            let all = folders.iter().any(|folder| root.starts_with(real(folder)));
            for (allow, used) in project.config.allows.iter().zip(used).filter(|(allow, _)| allow.place().file == 0) {
                let idle = match used {
                    Some(used) => !used && (all || allow.is_for_one_draft()),
                    None => all,
                };
                if idle && file_of(project, allow.place()).is_none_or(|place| !used_somewhere.contains(&place)) {
                    problems.push(problem(project, allow));
                }
            }
        }
        problems
    }
}

fn problem(project: &Project, allow: &Allow) -> Problem {
    let message = format!("this silences nothing: `{}` finds nothing there that it holds for", allow.lint());
    let help = "take the [[allow]] out, or mend its path or its words";
    Problem { weight: Weight::Warning, ..at(allow.place(), message, help, &project.sources, None) }
}
