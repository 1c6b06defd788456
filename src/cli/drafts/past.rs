//! What was known before a run: from a baseline, from a commit of git, or from both; a finding that either knows is known.

use super::super::args::PastArgs;
use super::super::render::Shown;
use super::super::run::in_order;
use super::{Drafts, Input, Job, OfMany};
use crate::rules::Ruleset;
use crate::workspace::{
    BASELINE_NAME, Base, Change, Draft, Entry, Found, Gone, Known, Matcher, Places, Problem, Project, baseline_above, format_of, identities, parse_identity,
    read_baseline, read_file, shown, since, unreadable,
};
use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl PastArgs {
    /// The baseline that is to be read, if one is.
    pub(in crate::cli) fn file(&self) -> Option<PathBuf> {
        let file = self.baseline.as_ref()?;
        Some(file.clone().or_else(|| baseline_above(Path::new("."))).unwrap_or_else(|| PathBuf::from(BASELINE_NAME)))
    }
}

/// The folder that a file lies in.
pub(in crate::cli) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The findings of a draft as they are matched.
pub(super) fn found(shown: &Shown, rules: &Ruleset) -> Vec<Found> {
    let marks = shown.identities();
    let findings = shown.checked.report.findings.iter().zip(&marks);
    let found = findings.map(|(finding, mark)| Found {
        lint: finding.lint.clone(),
        hash: parse_identity(mark).map_or(0, |(hash, _)| hash),
        whole: rules.is_of_the_whole(&finding.lint),
    });
    found.collect()
}

impl Drafts<'_> {
    /// Names the drafts as they are seen from `folder`.
    pub(in crate::cli) fn name_from(&mut self, folder: &Path) -> Places {
        let mut places = Places::new(folder);
        for job in &mut self.jobs {
            job.place = match &job.input {
                Input::File(path) => places.name(path),
                Input::Text(..) => places.name(self.args.stdin_filename.as_deref().unwrap_or(Path::new(&job.name))),
            };
        }
        places
    }

    /// The folders and files that the run looks at, as [`Places`] finds them.
    pub(in crate::cli) fn looked_at(&self, places: &mut Places) -> Vec<PathBuf> {
        let mut real = |path: &PathBuf| {
            path.canonicalize().unwrap_or_else(|_| {
                let name = places.name(path);
                places.path(&name)
            })
        };
        self.args.places().iter().map(&mut real).collect()
    }

    /// Only what is new since `baseline` was written and since this branch left `reference` is to be told.
    ///
    /// # Errors
    /// A baseline that cannot be read, and what keeps git from telling how drafts stood.
    pub(in crate::cli) fn tell_apart(&mut self, baseline: Option<&Path>, reference: Option<&str>) -> Result<(), Problem> {
        if baseline.is_none() && reference.is_none() {
            return Ok(());
        }
        let mut known = baseline.map(read_baseline).transpose()?.unwrap_or_default();
        let mut places = self.name_from(baseline.map_or(Path::new("."), folder_of));
        if let Some(reference) = reference {
            let all_rules: Vec<Arc<Ruleset>> = self.jobs.iter().map(|job| Arc::clone(&job.project.rules)).collect();
            let whole = |id: &str| all_rules.iter().any(|rules| rules.is_of_the_whole(id));
            let before = self.before(reference, &places, &mut known)?;
            known.or(before, whole);
        }
        let looked_at = self.looked_at(&mut places);
        let jobs: HashMap<&str, &Arc<Project>> = self.jobs.iter().map(|job| (job.place.as_str(), &job.project)).collect();
        let mut gone = Vec::new();
        for draft in known.drafts().map(str::to_owned).collect::<Vec<_>>() {
            let path = places.path(&draft);
            let project = match jobs.get(draft.as_str()) {
                Some(project) => Some(Arc::clone(project)),
                None if is_gone(&path) => {
                    gone.push(Gone { draft: draft.clone(), counts: looked_at.iter().any(|place| path.starts_with(place)) });
                    self.projects.of(&path)
                }
                // The run does not look at it.
                None => {
                    known.retain(&draft, |_| false);
                    continue;
                }
            };
            if let Some(project) = project {
                // A lint that is no more finds nothing any more, and so it is resolved.
                let policy = project.policy(&project.config.tables_of(&project.relative(&path)));
                let looked_for = |lint: &str| policy.speaks(lint, &project.rules) || project.rules.lint(lint).is_none();
                known.retain(&draft, |entry| looked_for(&entry.lint));
            }
        }
        self.past = Some(Matcher::new(known, gone));
        Ok(())
    }

    /// What stood in the drafts of the repository when HEAD left `reference`. Drafts that `known` knows under an earlier name are renamed there.
    fn before(&mut self, reference: &str, places: &Places, known: &mut Known) -> Result<Known, Problem> {
        let names: HashSet<&str> = self.jobs.iter().map(|job| job.place.as_str()).collect();
        let Base { top, changes, unchanged, problems } = since(reference, Path::new("."), |path| names.contains(places.name_of_real(path).as_str()))?;
        self.all_inside(&top, places)?;
        self.problems.extend(problems);
        let mut before = Known::default();
        let by_place: HashMap<String, Arc<Project>> = self.jobs.iter().map(|job| (job.place.clone(), Arc::clone(&job.project))).collect();
        let mut earlier: Vec<Earlier> = changes.into_iter().filter_map(|change| self.earlier(change, places, &by_place, known)).collect();
        let typed: HashMap<&str, &Job> = self.jobs.iter().filter(|job| matches!(job.input, Input::Text(..))).map(|job| (job.place.as_str(), job)).collect();
        for path in unchanged {
            let place = places.name_of_real(&path);
            match typed.get(place.as_str()) {
                // What was typed differs from the file, and the file is as it was.
                Some(job) => {
                    let text = read_file(&path, &job.name).unwrap_or_default();
                    earlier.push(Earlier { place, path, text, project: Arc::clone(&job.project) });
                }
                None => before.unchanged(place),
            }
        }
        let check = |earlier: &Earlier, memory: &mut OfMany| {
            let name = shown(&earlier.path);
            let format = format_of(&name)?;
            let draft = Draft { name: &name, path: &earlier.path, format, project: &earlier.project, options: &self.options };
            let checked = draft.check(&earlier.text, memory.next(&earlier.project.rules), &mut Vec::new())?;
            let marks = identities(&earlier.text, &checked.report);
            let entries: Vec<Entry> = checked.report.findings.iter().zip(&marks).filter_map(|(finding, mark)| entry(&finding.lint, mark)).collect();
            Ok((earlier.place.clone(), entries))
        };
        let mut problems = Vec::new();
        let threads = self.threads();
        let _ = in_order(&earlier, threads, check, |checked: Result<_, Problem>| {
            match checked {
                Ok((place, entries)) => entries.into_iter().for_each(|entry| before.add(&place, entry)),
                Err(problem) => problems.push(problem),
            }
            Ok::<(), io::Error>(())
        });
        for problem in problems {
            let problem = Problem { quoted: problem.quoted, ..unreadable(&problem.name, reference, &problem.message) };
            self.problems.push(problem);
        }
        Ok(before)
    }

    fn earlier(&mut self, change: Change, places: &Places, by_place: &HashMap<String, Arc<Project>>, known: &mut Known) -> Option<Earlier> {
        let path = change.new.unwrap_or_else(|| change.old.clone());
        let place = places.name_of_real(&path);
        let old = places.name_of_real(&change.old);
        if old != place && !known.knows(&place) {
            known.rename(&old, &place);
        }
        let project = match by_place.get(&place) {
            Some(project) => Arc::clone(project),
            None => self.projects.of(&path).filter(|project| !project.config.excludes(&project.relative(&path)))?,
        };
        Some(Earlier { place, path, text: change.text, project })
    }

    /// Git knows nothing of drafts that belong to another repository, or to none.
    fn all_inside(&self, top: &Path, places: &Places) -> Result<(), Problem> {
        let mut seen = HashSet::new();
        for job in &self.jobs {
            let path = places.path(&job.place);
            let Some(folder) = path.parent().filter(|folder| seen.insert(folder.to_path_buf())) else { continue };
            if !folder.starts_with(top) {
                let help = "leave it out, or run candor inside the repository that it belongs to";
                return Err(Problem::error(&job.name, "--since compares drafts of the repository of this folder, and this one lies outside", help));
            }
            let nested = folder.ancestors().take_while(|folder| *folder != top).find(|folder| folder.join(".git").exists());
            if let Some(nested) = nested {
                let name = shown(nested);
                let help = format!("exclude the folder in candor.toml, or leave it out and run there: cd {name} && candor check --since COMMIT");
                return Err(Problem::error(&name, "this folder is a repository of its own (a submodule?), and --since compares one", help));
            }
        }
        Ok(())
    }
}

/// A draft as it stood.
struct Earlier {
    place: String,
    path: PathBuf,
    text: String,
    project: Arc<Project>,
}

/// A finding of a lint as something known.
pub(in crate::cli) fn entry(lint: &str, mark: &str) -> Option<Entry> {
    parse_identity(mark).map(|(hash, number)| Entry { lint: lint.into(), hash, number })
}

fn is_gone(path: &Path) -> bool {
    path.symlink_metadata().is_err_and(|error| matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory))
}
