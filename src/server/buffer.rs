//! Buffers: the texts that are open in the editor, each with what was found out about it.

use super::uri::path_of;
use crate::check::Memory;
use crate::document::Format;
use crate::position::{Encoding, LineIndex};
use crate::workspace::{Checked, Draft, Options, Problem, Project};
use lsp_types::{TextDocumentContentChangeEvent, Uri};
use std::path::PathBuf;
use std::sync::Arc;

/// An open text.
pub(super) struct Buffer {
    /// Its path; for a text that is no file, where it would be.
    pub(super) path: PathBuf,
    pub(super) is_file: bool,
    /// How it is read, if it is a draft.
    pub(super) format: Option<Format>,
    pub(super) version: i32,
    pub(super) text: String,
    pub(super) lines: LineIndex,
    memory: Memory,
    /// The project that `memory` belongs to, and what was found out since the last change.
    project: Option<Arc<Project>>,
    verdict: Option<Verdict>,
}

/// What is said of a draft.
pub(super) struct Verdict {
    pub(super) checked: Result<Checked, Problem>,
    /// What kept it from being checked fully.
    pub(super) problems: Vec<Problem>,
}

impl Buffer {
    /// A text that was opened; `folder` is where it would be if it is no file.
    pub(super) fn new(uri: &Uri, language: &str, version: i32, text: String, folder: PathBuf) -> Self {
        let path = path_of(uri);
        let is_file = path.is_some();
        let format = match &path {
            Some(path) => Format::of_name(&path.to_string_lossy()),
            None if language == "plaintext" => Some(Format::Plain),
            None => (language == "markdown").then_some(Format::Markdown),
        };
        let path = path.unwrap_or_else(|| folder.join("untitled"));
        let lines = LineIndex::new(&text);
        Self { path, is_file, format, version, text, lines, memory: Memory::default(), project: None, verdict: None }
    }

    /// Applies `changes`, one behind the other.
    pub(super) fn change(&mut self, changes: Vec<TextDocumentContentChangeEvent>, version: i32, encoding: Encoding) {
        for change in changes {
            match change.range {
                Some(range) => {
                    let byte = |place: lsp_types::Position| self.lines.from_editor(&self.text, place.line, place.character, encoding);
                    let (start, end) = (byte(range.start), byte(range.end));
                    let range = start.min(end)..start.max(end);
                    self.text.replace_range(range.clone(), &change.text);
                    self.lines.replace(&self.text, range, change.text.len());
                }
                None => {
                    self.text = change.text;
                    self.lines = LineIndex::new(&self.text);
                }
            }
        }
        self.version = version;
        self.verdict = None;
    }

    /// Forgets what was found out: something outside of the text has changed.
    pub(super) fn forget(&mut self) {
        self.verdict = None;
    }

    /// Whether something was found out since the last change.
    pub(super) fn is_known(&self) -> bool {
        self.verdict.is_some()
    }

    /// What is said of the text under `project`; nothing if it is no draft.
    pub(super) fn verdict(&mut self, project: &Arc<Project>, options: &Options) -> Option<&Verdict> {
        let format = self.format?;
        if self.project.as_ref().is_none_or(|known| !Arc::ptr_eq(known, project)) {
            // What is remembered belongs to one set of rules.
            if self.project.as_ref().is_none_or(|known| !Arc::ptr_eq(&known.rules, &project.rules)) {
                self.memory = Memory::default();
            }
            self.project = Some(Arc::clone(project));
            self.verdict = None;
        }
        if self.verdict.is_none() {
            let name = self.path.to_string_lossy();
            let draft = Draft { name: &name, path: &self.path, format, project, options };
            let mut problems = Vec::new();
            let checked = draft.check(&self.text, &mut self.memory, &mut problems);
            self.verdict = Some(Verdict { checked, problems });
        }
        self.verdict.as_ref()
    }

    /// All that is said; ask for the verdict first.
    pub(super) fn said(&self) -> Option<&Verdict> {
        self.verdict.as_ref()
    }

    /// Forgets everything but the text.
    pub(super) fn start_over(&mut self) {
        self.memory = Memory::default();
        self.project = None;
        self.verdict = None;
    }

    /// What is known; ask for the verdict first.
    pub(super) fn known(&self) -> Option<(&Checked, &Arc<Project>)> {
        Some((self.verdict.as_ref()?.checked.as_ref().ok()?, self.project.as_ref()?))
    }
}
