//! The background: checking all drafts of a workspace, on a snapshot of what is open, with its own thread. It can be cancelled, tells how far it is, and hands over what it has.

use super::convert::{self, Said, Text};
use super::main_loop::{Failure, said};
use super::pages::Pages;
use super::session::Session;
use super::transport::Outgoing;
use crate::check::Memory;
use crate::document::Format;
use crate::position::{Encoding, LineIndex};
use crate::workspace::{Draft, Projects, Totals, drafts_below, read_file};
use crossbeam_channel::Sender;
use lsp_server::{ErrorCode, Message, Request, RequestId, Response};
use lsp_types::{Uri, WorkspaceDiagnosticParams};
use rustc_hash::FxHasher;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::hash::Hasher;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// What runs, with the flags that end it.
#[derive(Clone, Default)]
pub(super) struct Running(Arc<Mutex<HashMap<RequestId, Arc<AtomicBool>>>>);

impl Running {
    pub(super) fn cancel(&self, id: &RequestId) {
        if let Some(flag) = self.0.lock().ok().and_then(|running| running.get(id).cloned()) {
            flag.store(true, Ordering::Relaxed);
        }
    }

    pub(super) fn cancel_all(&self) {
        if let Ok(running) = self.0.lock() {
            running.values().for_each(|flag| flag.store(true, Ordering::Relaxed));
        }
    }

    fn begin(&self, id: &RequestId) -> Arc<AtomicBool> {
        let flag = Arc::new(AtomicBool::new(false));
        if let Ok(mut running) = self.0.lock() {
            running.insert(id.clone(), Arc::clone(&flag));
        }
        flag
    }

    fn end(&self, id: &RequestId) {
        if let Ok(mut running) = self.0.lock() {
            running.remove(id);
        }
    }
}

/// So many drafts are handed over at once.
const PORTION: usize = 32;

/// The mark by which a client knows that `diagnostics` are the ones it has.
pub(super) fn result_id(diagnostics: &impl Serialize) -> String {
    let mut hasher = FxHasher::default();
    hasher.write(serde_json::to_string(diagnostics).unwrap_or_default().as_bytes());
    format!("{:016x}", hasher.finish())
}

/// What is to be told of one draft.
struct Told {
    uri: Uri,
    version: Option<i32>,
    diagnostics: Value,
    /// The mark of the diagnostics.
    id: String,
    totals: Totals,
}

/// A check of the whole workspace.
pub(super) struct Background {
    sender: Sender<Outgoing>,
    encoding: Encoding,
    folders: Vec<(PathBuf, Projects)>,
    /// Open drafts: their versions and texts.
    open: HashMap<PathBuf, (i32, String)>,
    pages: Pages,
    /// The client is to be told by a push instead of the answer.
    pushes: bool,
    client_pulls: bool,
    partial: Option<Value>,
    progress: Option<Value>,
    previous: HashMap<Uri, String>,
    cancelled: Arc<AtomicBool>,
}

impl Background {
    /// Starts the check that `request` asks for; it answers by itself.
    pub(super) fn start(session: &mut Session, request: &Request, running: &Running) -> Result<(), Failure> {
        let pushes = request.method != "workspace/diagnostic";
        let params = if pushes { json!({ "previousResultIds": [] }) } else { request.params.clone() };
        let params: WorkspaceDiagnosticParams = serde_json::from_value(params).map_err(|error| (ErrorCode::InvalidParams, error.to_string()))?;
        // Whatever changed is read before the snapshot is taken.
        session.project_of(&session.home().join("draft.md"));
        let token = |token: Option<lsp_types::NumberOrString>| token.and_then(|token| serde_json::to_value(token).ok());
        let id = request.id.clone();
        let mut work = Self {
            sender: session.sender(),
            encoding: session.client.encoding,
            folders: session.workspaces.iter().filter_map(|w| Some((w.folder.clone()?, w.projects.clone()))).collect(),
            open: session.buffers.values().filter(|b| b.is_file).map(|b| (b.path.clone(), (b.version, b.text.clone()))).collect(),
            pages: Pages::default(),
            pushes,
            client_pulls: session.client.pulls,
            partial: token(params.partial_result_params.partial_result_token),
            progress: token(params.work_done_progress_params.work_done_token),
            previous: params.previous_result_ids.into_iter().map(|p| (p.uri, p.value)).collect(),
            cancelled: running.begin(&id),
        };
        let running = running.clone();
        std::thread::spawn(move || {
            let result = catch_unwind(AssertUnwindSafe(|| work.run())).unwrap_or_else(|panic| Err((ErrorCode::InternalError, said(&*panic))));
            running.end(&id);
            let response = match result {
                Ok(result) => Response { id, response_result: Ok(result) },
                Err((code, why)) => Response::new_err(id, code as i32, why),
            };
            let _ = work.sender.send(Message::from(response).into());
        });
        Ok(())
    }

    fn notify(&self, method: &'static str, params: &Value) {
        let _ = self.sender.send(Outgoing::notification(method, params));
    }

    fn tell_progress(&self, value: &Value) {
        if let Some(token) = &self.progress {
            self.notify("$/progress", &json!({ "token": token, "value": value }));
        }
    }

    fn run(&mut self) -> Result<Value, Failure> {
        self.tell_progress(&json!({ "kind": "begin", "title": "candor", "cancellable": true, "percentage": 0 }));
        let result = self.check();
        self.tell_progress(&json!({ "kind": "end" }));
        result
    }

    fn check(&mut self) -> Result<Value, Failure> {
        let mut drafts: Vec<(usize, PathBuf)> = Vec::new();
        for (number, (folder, _)) in self.folders.iter().enumerate() {
            drafts.extend(drafts_below(folder, &mut Vec::new()).into_iter().map(|path| (number, path)));
        }
        // Of folders within each other the deepest holds.
        drafts.sort_by(|a, b| (&a.1, self.folders[b.0].0.components().count()).cmp(&(&b.1, self.folders[a.0].0.components().count())));
        drafts.dedup_by(|later, first| later.1 == first.1);
        let mut totals = Totals::default();
        let mut portion = Vec::new();
        for (done, (number, path)) in drafts.iter().enumerate() {
            if self.cancelled.load(Ordering::Relaxed) {
                return Err((ErrorCode::RequestCanceled, "cancelled".to_owned()));
            }
            let Some(Told { uri, version, diagnostics, id, totals: of_draft }) = self.draft(*number, path) else { continue };
            totals.add(&of_draft);
            if self.pushes {
                // What is open is told of by itself, and to a client that asks nothing is told twice.
                if version.is_none() && !self.client_pulls {
                    self.notify("textDocument/publishDiagnostics", &json!({ "uri": uri, "diagnostics": diagnostics }));
                }
            } else {
                portion.push(self.report(&uri, version, &id, diagnostics));
            }
            if (done + 1) % PORTION == 0 {
                let percentage = (done + 1) * 100 / drafts.len();
                self.tell_progress(&json!({ "kind": "report", "message": format!("{} of {} drafts", done + 1, drafts.len()), "percentage": percentage }));
                if let Some(token) = &self.partial {
                    self.notify("$/progress", &json!({ "token": token, "value": { "items": std::mem::take(&mut portion) } }));
                }
            }
        }
        if self.pushes {
            return Ok(json!({ "text": totals.text() }));
        }
        if let Some(token) = &self.partial {
            self.notify("$/progress", &json!({ "token": token, "value": { "items": std::mem::take(&mut portion) } }));
        }
        Ok(json!({ "items": portion }))
    }

    fn draft(&mut self, folder: usize, path: &PathBuf) -> Option<Told> {
        let uri = convert::file_uri(path)?;
        let format = Format::of_name(&path.to_string_lossy())?;
        let project = self.folders[folder].1.of(path)?;
        if project.config.excludes(&project.relative(path)) {
            return None;
        }
        let options = self.folders[folder].1.options().clone();
        let name = path.to_string_lossy();
        let (version, text) = match self.open.get(path) {
            Some((version, text)) => (Some(*version), text.clone()),
            None => match read_file(path, &name) {
                Ok(text) => (None, text),
                Err(problem) => {
                    let lines = LineIndex::new("");
                    let diagnostics = [convert::problem(&problem, Text { text: "", lines: &lines, encoding: self.encoding })];
                    return Some(Told { uri, version: None, id: result_id(&diagnostics), diagnostics: json!(diagnostics), totals: Totals::default() });
                }
            },
        };
        let lines = LineIndex::new(&text);
        let mut problems = Vec::new();
        let draft = Draft { name: &name, path, format, project: &project, options: &options };
        let checked = draft.check(&text, &mut Memory::default(), &mut problems);
        let totals = checked.as_ref().map_or(Totals::default(), |checked| Totals::of(&checked.report));
        let verdict = super::buffer::Verdict { checked, problems };
        for finding in verdict.checked.iter().flat_map(|checked| &checked.report.findings) {
            self.pages.prepare(&finding.lint, &project.rules);
        }
        let text = Text { text: &text, lines: &lines, encoding: self.encoding };
        let said = Said { verdict: Some(&verdict), text, uri: &uri, version: version.unwrap_or_default(), pages: &self.pages };
        let diagnostics = said.diagnostics();
        // Made of the same text as when the draft alone is asked for: the order of keys counts.
        let (id, diagnostics) = (result_id(&diagnostics), json!(diagnostics));
        Some(Told { uri, version, diagnostics, id, totals })
    }

    fn report(&self, uri: &Uri, version: Option<i32>, id: &str, diagnostics: Value) -> Value {
        if self.previous.get(uri).is_some_and(|known| known == id) {
            return json!({ "kind": "unchanged", "uri": uri, "version": version, "resultId": id });
        }
        json!({ "kind": "full", "uri": uri, "version": version, "resultId": id, "items": diagnostics })
    }
}
