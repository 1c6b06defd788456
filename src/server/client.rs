//! The client: what it can do and wants.

use super::settings::ClientOptions;
use crate::position::Encoding;
use lsp_types::{ClientCapabilities, ResourceOperationKind};
use serde_json::Value;

/// What the client can do and wants.
#[derive(Debug, Clone, Default)]
pub(super) struct Client {
    pub(super) encoding: Encoding,
    /// It asks for diagnostics itself.
    pub(super) pulls: bool,
    pub(super) asks_for_settings: bool,
    pub(super) watches: bool,
    pub(super) shows_documents: bool,
    pub(super) refreshes_lenses: bool,
    pub(super) refreshes_diagnostics: bool,
    pub(super) creates_files: bool,
    pub(super) options: ClientOptions,
}

impl Client {
    pub(super) fn new(capabilities: &ClientCapabilities, raw: &Value, options: ClientOptions) -> Self {
        let workspace = capabilities.workspace.clone().unwrap_or_default();
        let document = capabilities.text_document.clone().unwrap_or_default();
        let offered = capabilities.general.as_ref().and_then(|g| g.position_encodings.clone()).unwrap_or_default();
        let known = [("utf-8", Encoding::Utf8), ("utf-16", Encoding::Utf16), ("utf-32", Encoding::Utf32)];
        // The client's order is its preference.
        let encoding = offered.iter().find_map(|kind| known.iter().find(|(name, _)| *name == kind.as_str())).map(|(_, encoding)| *encoding);
        let pulls = match options.diagnostics.as_deref() {
            Some("push") => false,
            Some("pull") => true,
            // Told twice, it would show everything twice.
            _ => document.diagnostic.is_some(),
        };
        let edits = workspace.workspace_edit.unwrap_or_default();
        Self {
            encoding: encoding.unwrap_or_default(),
            pulls,
            asks_for_settings: workspace.configuration == Some(true),
            watches: workspace.did_change_watched_files.is_some_and(|w| w.dynamic_registration == Some(true)),
            shows_documents: capabilities.window.as_ref().and_then(|w| w.show_document.as_ref()).is_some_and(|s| s.support),
            refreshes_lenses: workspace.code_lens.is_some_and(|c| c.refresh_support == Some(true)),
            // The library has the name that the protocol had in a draft; clients use both.
            refreshes_diagnostics: workspace.diagnostic.is_some_and(|d| d.refresh_support == Some(true))
                || raw.pointer("/workspace/diagnostics/refreshSupport") == Some(&Value::Bool(true)),
            creates_files: edits.document_changes == Some(true) && edits.resource_operations.is_some_and(|r| r.contains(&ResourceOperationKind::Create)),
            options,
        }
    }
}
