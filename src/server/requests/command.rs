//! Commands: `candor.explain` shows the page on a lint. Its arguments are the lint's id and, where a rule may be the user's own, the draft's URI.

use super::super::convert::file_uri;
use super::super::main_loop::Failure;
use super::super::session::Session;
use crate::config::unknown_lint;
use lsp_server::ErrorCode;
use lsp_types::{ExecuteCommandParams, Uri};
use serde_json::{Value, json};

pub(super) const EXPLAIN: &str = "candor.explain";

pub(super) fn execute(session: &mut Session, params: ExecuteCommandParams) -> Result<Value, Failure> {
    if params.command != EXPLAIN {
        return Err((ErrorCode::InvalidParams, format!("candor has no command {}", params.command)));
    }
    let Some(id) = params.arguments.first().and_then(Value::as_str) else {
        return Err((ErrorCode::InvalidParams, format!("{EXPLAIN} needs the id of a lint")));
    };
    let draft = params.arguments.get(1).and_then(|uri| serde_json::from_value::<Uri>(uri.clone()).ok());
    let Some((path, text)) = session.page(id, draft.as_ref()) else {
        return Err((ErrorCode::RequestFailed, unknown_lint(id, &session.built_in)));
    };
    let uri = path.as_deref().and_then(file_uri);
    if session.client.shows_documents
        && let Some(uri) = &uri
    {
        session.request("window/showDocument", json!({ "uri": uri, "external": false, "takeFocus": true }));
    }
    Ok(json!({ "uri": uri, "text": text }))
}
