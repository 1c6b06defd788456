//! Requests and notifications: which module answers which, and what the server can do.

mod code_action;
mod code_lens;
mod command;
mod completion;
mod diagnostic;
mod hover;
mod symbols;

use super::buffer::Buffer;
use super::client::Client;
use super::main_loop::answer;
use super::session::Session;
use super::uri::path_of;
use crate::position::Encoding;
use lsp_server::{ErrorCode, Notification, Request, Response};
use lsp_types::notification::{self as told, Notification as _};
use lsp_types::request::{self as asked, Request as _};
use lsp_types::{
    DidChangeConfigurationParams, DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DidSaveTextDocumentParams,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The answer to `initialize`.
pub(super) fn capabilities(client: &Client) -> Value {
    let encoding = match client.encoding {
        Encoding::Utf8 => "utf-8",
        Encoding::Utf16 => "utf-16",
        Encoding::Utf32 => "utf-32",
    };
    let mut capabilities = json!({
        "positionEncoding": encoding,
        "textDocumentSync": { "openClose": true, "change": 2, "save": { "includeText": false } },
        "hoverProvider": true,
        "codeActionProvider": { "codeActionKinds": code_action::KINDS },
        "codeLensProvider": { "resolveProvider": false },
        "documentSymbolProvider": true,
        "completionProvider": { "triggerCharacters": completion::TRIGGERS },
        "executeCommandProvider": { "commands": [command::EXPLAIN] },
        "workspace": { "workspaceFolders": { "supported": true, "changeNotifications": true } },
    });
    if client.pulls {
        capabilities["diagnosticProvider"] = json!({ "identifier": "candor", "interFileDependencies": false, "workspaceDiagnostics": true });
    }
    json!({ "capabilities": capabilities, "serverInfo": { "name": "candor", "version": env!("CARGO_PKG_VERSION") } })
}

/// The answer to `request`.
pub(super) fn answer_to(session: &mut Session, request: Request) -> Response {
    match request.method.as_str() {
        asked::HoverRequest::METHOD => answer(request, |params| hover::hover(session, &params)),
        asked::CodeActionRequest::METHOD => answer(request, |params| code_action::code_actions(session, &params)),
        asked::CodeLensRequest::METHOD => answer(request, |params| code_lens::code_lens(session, &params)),
        asked::DocumentSymbolRequest::METHOD => answer(request, |params| symbols::symbols(session, &params)),
        asked::Completion::METHOD => answer(request, |params| completion::complete(session, &params)),
        asked::DocumentDiagnosticRequest::METHOD => answer(request, |params| diagnostic::diagnostic(session, &params)),
        asked::ExecuteCommand::METHOD => answer(request, |params| command::execute(session, params)),
        method => {
            let why = format!("candor does not know {method}");
            Response::new_err(request.id, ErrorCode::MethodNotFound as i32, why)
        }
    }
}

/// Takes note of what the client tells.
///
/// # Errors
/// What the client told is no such thing.
pub(super) fn notified(session: &mut Session, notification: Notification) -> Result<(), String> {
    fn params<P: DeserializeOwned>(notification: Notification) -> Result<P, String> {
        serde_json::from_value(notification.params).map_err(|error| error.to_string())
    }
    match notification.method.as_str() {
        told::Initialized::METHOD => initialized(session),
        told::DidOpenTextDocument::METHOD => {
            let document = params::<DidOpenTextDocumentParams>(notification)?.text_document;
            let buffer = Buffer::new(&document.uri, &document.language_id, document.version, document.text, session.home());
            session.buffers.insert(document.uri.clone(), buffer);
            session.make_dirty(&document.uri);
        }
        told::DidChangeTextDocument::METHOD => {
            let DidChangeTextDocumentParams { text_document, content_changes } = params(notification)?;
            let encoding = session.client.encoding;
            let Some(buffer) = session.buffers.get_mut(&text_document.uri) else {
                return Err(format!("{} is not open", text_document.uri.as_str()));
            };
            if text_document.version < buffer.version {
                return Err(format!("a change to version {} comes behind version {}", text_document.version, buffer.version));
            }
            buffer.change(content_changes, text_document.version, encoding);
            session.make_dirty(&text_document.uri);
        }
        told::DidCloseTextDocument::METHOD => session.close(&params::<DidCloseTextDocumentParams>(notification)?.text_document.uri),
        told::DidSaveTextDocument::METHOD => {
            let saved = params::<DidSaveTextDocumentParams>(notification)?.text_document.uri;
            // A client that watches no files tells at least what it saves itself.
            if !session.client.watches || saved.as_str().ends_with(".toml") {
                session.make_stale();
            }
        }
        told::DidChangeWatchedFiles::METHOD => {
            if params::<DidChangeWatchedFilesParams>(notification)?.changes.is_empty() {
                return Ok(());
            }
            session.make_stale();
        }
        told::DidChangeConfiguration::METHOD => {
            // Clients that can be asked send what they like: it is not looked at.
            if session.client.asks_for_settings {
                session.ask_for_settings();
            } else {
                session.apply_settings(&params::<DidChangeConfigurationParams>(notification)?.settings);
            }
        }
        told::DidChangeWorkspaceFolders::METHOD => {
            let event = params::<DidChangeWorkspaceFoldersParams>(notification)?.event;
            let removed: Vec<_> = event.removed.iter().filter_map(|f| path_of(&f.uri)).collect();
            let known = session.workspaces.iter().filter_map(|w| w.folder.clone()).filter(|folder| !removed.contains(folder));
            let folders = known.chain(event.added.iter().filter_map(|f| path_of(&f.uri))).collect();
            session.set_folders(folders);
            session.ask_for_settings();
        }
        // What begins with a dollar sign may be passed over, and of the rest nothing is asked.
        _ => {}
    }
    Ok(())
}

fn initialized(session: &mut Session) {
    session.ask_for_settings();
    if session.client.watches {
        // A lint, a vocabulary, a role: they may lie anywhere below.
        let watchers = json!([{ "globPattern": "**/*.toml" }]);
        let registration = json!({ "id": "candor-files", "method": told::DidChangeWatchedFiles::METHOD, "registerOptions": { "watchers": watchers } });
        session.request(asked::RegisterCapability::METHOD, json!({ "registrations": [registration] }));
    }
}
