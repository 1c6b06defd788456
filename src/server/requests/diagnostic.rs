//! Diagnostics that the client asks for, draft by draft.

use super::super::background::result_id;
use super::super::main_loop::Failure;
use super::super::session::Session;
use lsp_types::DocumentDiagnosticParams;
use serde_json::{Value, json};

pub(super) fn diagnostic(session: &mut Session, params: &DocumentDiagnosticParams) -> Result<Value, Failure> {
    let said = session.said(&params.text_document.uri);
    let diagnostics = said.map(|said| said.diagnostics()).unwrap_or_default();
    let id = result_id(&diagnostics);
    if params.previous_result_id.as_ref() == Some(&id) {
        return Ok(json!({ "kind": "unchanged", "resultId": id }));
    }
    Ok(json!({ "kind": "full", "resultId": id, "items": diagnostics }))
}
