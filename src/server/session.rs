//! The session: what is open, what holds for it, and what the client was told.

use super::buffer::Buffer;
use super::client::Client;
use super::convert::{self, SOURCE, Said, Text};
use super::pages::Pages;
use super::settings::{ClientOptions, Settings};
use super::transport::Outgoing;
use super::uri::path_of;
use crate::builtin;
use crate::config::FILE_NAME;
use crate::rules::Ruleset;
use crate::workspace::{Allowed, Checked, Options, Problem, Project, Projects, absolute, is_draft, is_page};
use crossbeam_channel::Sender;
use lsp_server::{Message, Request, RequestId};
use lsp_types::{Diagnostic, InitializeParams, Uri};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// So long a client may take to answer what its settings are; then drafts are checked without.
const PATIENCE: Duration = Duration::from_millis(500);

/// So long nobody must have typed in a lint file of the user's own before it is compiled: that takes a part of a second.
const PAUSE: Duration = Duration::from_millis(150);

/// A folder that the editor has open, with what holds in it. The first is for files outside of all.
pub(super) struct Workspace {
    pub(super) folder: Option<PathBuf>,
    pub(super) settings: Settings,
    pub(super) projects: Projects,
}

pub(super) struct Session {
    sender: Sender<Outgoing>,
    pub(super) client: Client,
    pub(super) built_in: Arc<Ruleset>,
    pub(super) buffers: BTreeMap<Uri, Buffer>,
    pub(super) workspaces: Vec<Workspace>,
    pages: Pages,
    /// Drafts of which something new may be said.
    dirty: BTreeSet<Uri>,
    /// Configurations, rules or settings may have changed.
    stale: bool,
    /// When something was typed in a file of the user's own rules.
    typed_at: Option<Instant>,
    /// They were read again, and the client was not told yet.
    reloaded: bool,
    /// More is wrong with them than the client was told.
    unsaid: bool,
    /// Problems with configurations and rules that were published, by file.
    published: BTreeMap<Uri, Vec<Diagnostic>>,
    /// The settings that the client sent last by itself.
    sent: Value,
    requests: i32,
    /// Requests of ours for settings that are not answered yet, each with its folders.
    asked: HashMap<RequestId, Vec<Option<PathBuf>>>,
    asked_at: Option<Instant>,
}

impl Session {
    pub(super) fn new(sender: Sender<Outgoing>, params: &InitializeParams, raw: &Value) -> Self {
        let options = params.initialization_options.clone().and_then(|options| serde_json::from_value::<ClientOptions>(options).ok()).unwrap_or_default();
        let built_in = Arc::new(builtin::rules());
        let mut session = Self {
            sender,
            client: Client::new(&params.capabilities, &raw["capabilities"], options),
            built_in,
            buffers: BTreeMap::new(),
            workspaces: Vec::new(),
            pages: Pages::default(),
            dirty: BTreeSet::new(),
            stale: false,
            typed_at: None,
            reloaded: false,
            unsaid: false,
            sent: Value::Null,
            published: BTreeMap::new(),
            requests: 0,
            asked: HashMap::new(),
            asked_at: None,
        };
        #[expect(deprecated, reason = "clients older than workspace folders")]
        let root = params.root_uri.as_ref().and_then(path_of);
        let folders = params.workspace_folders.iter().flatten().filter_map(|f| path_of(&f.uri));
        let mut folders: Vec<PathBuf> = folders.collect();
        if folders.is_empty() {
            folders.extend(root);
        }
        session.set_folders(folders);
        session.apply_settings(&session.client.options.settings.clone());
        session
    }

    /// The editor has these folders open.
    pub(super) fn set_folders(&mut self, folders: Vec<PathBuf>) {
        let mut known = std::mem::take(&mut self.workspaces);
        for folder in std::iter::once(None).chain(folders.into_iter().map(Some)) {
            let workspace = match known.iter().position(|w| w.folder == folder) {
                Some(at) => known.swap_remove(at),
                None => {
                    // What is wrong with the settings was said when they came.
                    let settings = Settings::read(&self.sent, folder.as_deref(), &self.built_in).0;
                    Workspace { folder, settings, projects: Projects::with(Options::default(), Arc::clone(&self.built_in)).that_go_on() }
                }
            };
            self.workspaces.push(workspace);
        }
        self.stale = true;
    }

    fn workspace_of(&self, path: &Path) -> usize {
        let depth = |w: &Workspace| w.folder.as_ref().filter(|folder| path.starts_with(folder)).map(|folder| folder.components().count());
        // Of several as deep (or none at all) the last that is looked at counts: the first.
        (0..self.workspaces.len()).rev().max_by_key(|at| depth(&self.workspaces[*at])).unwrap_or(0)
    }

    /// The folder in which a text that is no file would be.
    pub(super) fn home(&self) -> PathBuf {
        let folder = self.workspaces.iter().find_map(|w| w.folder.clone());
        folder.unwrap_or_else(|| std::path::absolute(".").unwrap_or_default())
    }

    pub(super) fn notify(&self, method: &'static str, params: impl Serialize) {
        // A client that is gone is noticed by the reader.
        let _ = self.sender.send(Outgoing::notification(method, &params));
    }

    pub(super) fn request(&mut self, method: &str, params: Value) -> RequestId {
        self.requests += 1;
        let id = RequestId::from(format!("candor-{}", self.requests));
        let _ = self.sender.send(Message::from(Request { id: id.clone(), method: method.to_owned(), params }).into());
        id
    }

    pub(super) fn sender(&self) -> Sender<Outgoing> {
        self.sender.clone()
    }

    pub(super) fn log(&self, text: &str) {
        self.notify("window/logMessage", json!({ "type": 2, "message": text }));
    }

    /// Asks the client for its settings, if it can be asked.
    pub(super) fn ask_for_settings(&mut self) {
        if !self.client.asks_for_settings {
            return;
        }
        let folders: Vec<Option<PathBuf>> = self.workspaces.iter().map(|w| w.folder.clone()).collect();
        let scope = |folder: &Option<PathBuf>| folder.as_deref().and_then(convert::file_uri);
        let items: Vec<Value> = folders
            .iter()
            .map(|folder| match scope(folder) {
                Some(uri) => json!({ "section": SOURCE, "scopeUri": uri }),
                None => json!({ "section": SOURCE }),
            })
            .collect();
        let id = self.request("workspace/configuration", json!({ "items": items }));
        self.asked.insert(id, folders);
        self.asked_at = Some(Instant::now());
    }

    /// Takes an answer to a request of ours.
    pub(super) fn answered(&mut self, response: lsp_server::Response) {
        let Some(folders) = self.asked.remove(&response.id) else { return };
        if self.asked.is_empty() {
            self.asked_at = None;
        }
        let Ok(Value::Array(values)) = response.response_result else { return };
        for (folder, value) in folders.iter().zip(values) {
            if let Some(at) = self.workspaces.iter().position(|w| w.folder == *folder) {
                self.set_settings(at, &value);
            }
        }
    }

    /// Settings that the client sent by itself.
    pub(super) fn apply_settings(&mut self, value: &Value) {
        let section = value.get(SOURCE).unwrap_or(value).clone();
        for at in 0..self.workspaces.len() {
            self.set_settings(at, &section);
        }
        self.sent = section;
    }

    fn set_settings(&mut self, at: usize, value: &Value) {
        let workspace = &self.workspaces[at];
        let (settings, mut wrong) = Settings::read(value, workspace.folder.as_deref(), &self.built_in);
        if !settings.unknown(&self.built_in).is_empty() {
            // A lint may be the user's own: the folder's configuration knows. It is not the time to keep what is read.
            let project = workspace.folder.as_ref().and_then(|folder| workspace.projects.clone().of(&folder.join("draft.md")));
            wrong.extend(settings.unknown(project.as_ref().map_or(&self.built_in, |project| &project.rules)));
        }
        for text in wrong {
            self.notify("window/showMessage", json!({ "type": 2, "message": text }));
        }
        if self.workspaces[at].settings != settings {
            self.workspaces[at].settings = settings;
            self.stale = true;
        }
    }

    /// Something on the disk or in the settings has changed: all is read again before the next word.
    pub(super) fn make_stale(&mut self) {
        self.stale = true;
    }

    /// The draft at `uri` has changed.
    pub(super) fn make_dirty(&mut self, uri: &Uri) {
        let Some(buffer) = self.buffers.get(uri) else { return };
        if buffer.path.file_name().is_some_and(|name| name == FILE_NAME) {
            self.stale = true;
        } else if buffer.path.extension().is_some_and(|e| e == "toml") {
            self.typed_at = Some(Instant::now());
        } else {
            self.dirty.insert(uri.clone());
        }
    }

    /// How long there is still something to wait for before anything is said.
    pub(super) fn waits(&self) -> Option<Duration> {
        let rest = |since: Option<Instant>, all: Duration| all.checked_sub(since?.elapsed()).filter(|rest| !rest.is_zero());
        rest(self.asked_at, PATIENCE).or_else(|| rest(self.typed_at, PAUSE).filter(|_| !self.stale && self.dirty.is_empty()))
    }

    pub(super) fn has_news(&self) -> bool {
        self.stale || self.reloaded || self.unsaid || self.typed_at.is_some() || !self.dirty.is_empty()
    }

    /// Reads configurations again if they may have changed.
    fn refresh(&mut self) {
        if !std::mem::take(&mut self.stale) {
            return;
        }
        self.reloaded = true;
        let open: HashMap<PathBuf, Arc<str>> = self
            .buffers
            .values()
            .filter(|b| b.is_file && b.path.extension().is_some_and(|e| e == "toml"))
            .map(|b| (b.path.clone(), Arc::from(b.text.as_str())))
            .collect();
        for workspace in &mut self.workspaces {
            workspace.projects.reload(workspace.settings.options.clone(), open.clone());
        }
        for path in open.keys() {
            let at = self.workspace_of(path);
            self.workspaces[at].projects.of(path);
        }
        for (uri, buffer) in &mut self.buffers {
            buffer.forget();
            if buffer.format.is_some() {
                self.dirty.insert(uri.clone());
            }
        }
    }

    /// What holds for the draft at `path`.
    pub(super) fn project_of(&mut self, path: &Path) -> Option<(Arc<Project>, Options)> {
        self.refresh();
        let at = self.workspace_of(path);
        let projects = &mut self.workspaces[at].projects;
        let known = projects.problems.len();
        let project = projects.of(path);
        // The configuration may have been read just now.
        self.unsaid |= projects.problems.len() != known;
        Some((project?, projects.options().clone()))
    }

    /// Sees to it that what is known of the draft at `uri` is up to date; `None` if it is no draft, or none that a walk would take for one.
    pub(super) fn checked(&mut self, uri: &Uri) -> Option<(&Buffer, &Checked, &Arc<Project>)> {
        self.bring_up_to_date(uri)?;
        let buffer = self.buffers.get(uri)?;
        let (checked, project) = buffer.known()?;
        Some((buffer, checked, project))
    }

    fn bring_up_to_date(&mut self, uri: &Uri) -> Option<()> {
        self.refresh();
        let buffer = self.buffers.get(uri)?;
        buffer.format?;
        if buffer.is_known() {
            return Some(());
        }
        let path = buffer.path.clone();
        let left_out = buffer.is_file && (!is_draft(&path) || is_page(&path));
        let (project, options) = self.project_of(&path)?;
        if left_out || project.config.excludes(&project.relative(&path)) {
            return None;
        }
        self.buffers.get_mut(uri)?.verdict(&project, &options)?;
        // Whether an `[[allow]]` silences anything depends on the draft.
        self.unsaid |= !project.config.allows.is_empty();
        Some(())
    }

    /// What is to be said of the draft at `uri`; nothing if it is not open.
    pub(super) fn said<'a>(&'a mut self, uri: &'a Uri) -> Option<Said<'a>> {
        let known = self.bring_up_to_date(uri).is_some();
        let buffer = self.buffers.get(uri)?;
        let verdict = buffer.said().filter(|_| known);
        if let Some((checked, project)) = buffer.known() {
            for finding in &checked.report.findings {
                self.pages.prepare(&finding.lint, &project.rules);
            }
        }
        Some(Said { verdict, text: Text::of(buffer, self.client.encoding), uri, version: buffer.version, pages: &self.pages })
    }

    /// The page on the lint `id`, as it is where the draft at `uri` stands: its file, and its text.
    pub(super) fn page(&mut self, id: &str, uri: Option<&Uri>) -> Option<(Option<PathBuf>, String)> {
        let path = uri.and_then(|uri| self.buffers.get(uri)).map(|b| b.path.clone());
        let rules = match path {
            Some(path) => self.project_of(&path)?.0.rules.clone(),
            None => Arc::clone(&self.built_in),
        };
        let lint = rules.lint(id)?;
        Some((self.pages.file(lint), crate::check::page(lint)))
    }

    /// Says all that is new.
    pub(super) fn say_news(&mut self) {
        if self.typed_at.is_some_and(|at| at.elapsed() >= PAUSE) {
            self.typed_at = None;
            self.stale = true;
        }
        self.refresh();
        // One by one: if the check fails over one draft, the others are still to be told of.
        while let Some(uri) = self.dirty.pop_first() {
            self.say_of(&uri);
        }
        let reloaded = std::mem::take(&mut self.reloaded);
        if std::mem::take(&mut self.unsaid) || reloaded {
            self.say_problems();
        }
        if reloaded {
            if self.client.refreshes_lenses {
                self.request("workspace/codeLens/refresh", Value::Null);
            }
            if self.client.pulls && self.client.refreshes_diagnostics {
                self.request("workspace/diagnostic/refresh", Value::Null);
            }
        }
    }

    fn say_of(&mut self, uri: &Uri) {
        if self.client.pulls && !self.client.options.structure {
            return;
        }
        let (pulls, sender) = (self.client.pulls, self.sender.clone());
        let Some(said) = self.said(uri) else { return };
        let version = said.version;
        if !pulls {
            // A client that is gone is noticed by the reader.
            let _ = sender.send(Outgoing::notification("textDocument/publishDiagnostics", &said.published()));
        }
        if self.client.options.structure {
            let structure = self.buffers.get(uri).and_then(Buffer::known).map(|(checked, _)| &checked.report.structure);
            let lines = self.buffers.get(uri).map(|b| &b.lines);
            let facts = structure.zip(lines).map(|(structure, lines)| structure.facts(lines)).unwrap_or_default();
            let text = structure.map_or_else(String::new, crate::check::Structure::short);
            self.notify("candor/structure", json!({ "uri": uri, "version": version, "text": text, "tooltip": facts.join("  \n") }));
        }
    }

    /// Tells of what is wrong with configurations and the user's own rules, and takes back what no longer is.
    fn say_problems(&mut self) {
        #[expect(clippy::mutable_key_type, reason = "the protocol's type")]
        let mut found: BTreeMap<Uri, Vec<Diagnostic>> = BTreeMap::new();
        let mut problems: Vec<Problem> = self.workspaces.iter().flat_map(|w| w.projects.problems.iter().cloned()).collect();
        let mut allowed = Allowed::default();
        for (checked, project) in self.buffers.values().filter_map(Buffer::known) {
            allowed.add(project, &checked.allowed);
        }
        problems.extend(allowed.idle(&[]));
        for problem in &problems {
            let Some(uri) = problem.path.as_ref().and_then(|path| convert::file_uri(&absolute(path))) else {
                continue;
            };
            let text = problem.place.as_ref().map_or("", |(text, _)| text.as_str());
            let lines = crate::position::LineIndex::new(text);
            let diagnostic = convert::owned(&convert::problem(problem, Text { text, lines: &lines, encoding: self.client.encoding }));
            let of_file = found.entry(uri).or_default();
            if !of_file.contains(&diagnostic) {
                of_file.push(diagnostic);
            }
        }
        let gone: Vec<Uri> = self.published.keys().filter(|uri| !found.contains_key(*uri)).cloned().collect();
        for (uri, diagnostics) in gone.into_iter().map(|uri| (uri, Vec::new())).chain(found.iter().map(|(uri, d)| (uri.clone(), d.clone()))) {
            if self.published.get(&uri) != Some(&diagnostics) {
                self.notify("textDocument/publishDiagnostics", json!({ "uri": uri, "diagnostics": diagnostics }));
            }
        }
        self.published = found;
    }

    /// The problems with the file at `uri` that have a certain fix.
    pub(super) fn problems_of(&self, path: &Path) -> Vec<Problem> {
        let same = |problem: &&Problem| problem.path.as_deref().is_some_and(|p| std::path::absolute(p).is_ok_and(|p| p == path));
        self.workspaces.iter().flat_map(|w| w.projects.problems.iter().filter(same).cloned()).collect()
    }

    /// Whether the lens is wanted where the draft at `path` stands.
    pub(super) fn wants_lens(&self, path: &Path) -> bool {
        self.workspaces[self.workspace_of(path)].settings.lens
    }

    /// The text at `uri` was closed: nothing more is said of it.
    pub(super) fn close(&mut self, uri: &Uri) {
        let Some(buffer) = self.buffers.remove(uri) else { return };
        self.dirty.remove(uri);
        if buffer.format.is_some() {
            self.notify("textDocument/publishDiagnostics", json!({ "uri": uri, "diagnostics": [] }));
        } else {
            // From now on the disk counts.
            self.stale = true;
        }
    }

    /// After a panic nothing that was remembered can be trusted.
    pub(super) fn recover(&mut self) {
        self.buffers.values_mut().for_each(Buffer::start_over);
    }
}
