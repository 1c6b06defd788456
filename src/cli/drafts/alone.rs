//! Drafts one by one, for commands that do more with them than show them in their order.

use super::{Drafts, Job, Memories, OfMany, looked_at};
use crate::cli::render::Shown;
use crate::workspace::{Problem, Project, Projects, Watched, watched};
use std::path::Path;
use std::sync::Arc;

impl Job {
    /// What holds for it.
    pub(in crate::cli) fn project(&self) -> &Arc<Project> {
        &self.project
    }

    /// Its place in the folder that was named; for a file that was named itself, nothing.
    pub(in crate::cli) fn inside(&self) -> &Path {
        &self.inside
    }
}

impl Drafts<'_> {
    /// All of them, in their order.
    pub(in crate::cli) fn jobs(&self) -> &[Job] {
        &self.jobs
    }

    /// Lets the next check of each begin with what is known from the last one, and keep what is known then.
    pub(in crate::cli) fn remember(&mut self, memories: &Arc<Memories>) {
        self.jobs.iter_mut().for_each(|job| job.memories = Some(Arc::clone(memories)));
    }

    /// What was read of configurations, to choose again.
    pub(in crate::cli) fn projects(&self) -> Projects {
        self.projects.clone()
    }

    /// The places in which something can happen that changes what a check of them says.
    pub(in crate::cli) fn watched(&self) -> Watched {
        let mut projects: Vec<&Project> = self.jobs.iter().map(|job| &*job.project).collect();
        projects.dedup_by_key(|project| std::ptr::from_ref(*project));
        let mut watched = watched(&self.args.places(), projects.into_iter());
        let of_problems = self.problems.iter().filter_map(|problem| problem.path.as_ref());
        of_problems.chain(&self.args.asked.config).for_each(|path| watched.add_file(path));
        watched
    }

    /// What went wrong before any was checked; it is handed out once.
    pub(in crate::cli) fn problems(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.problems)
    }

    /// Checks one of them, with a `memory` of others, and says what went wrong with it. What kept it from being checked is among that, too.
    pub(in crate::cli) fn look(&self, job: &Job, memory: &mut OfMany) -> (Result<Shown, Problem>, Vec<Problem>) {
        let mut problems = Vec::new();
        let looked = looked_at(job, self.args, &self.options, memory, &mut problems);
        (looked, problems)
    }
}
