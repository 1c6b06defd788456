//! Pages on lints, by the name of the lint, as a client is led to them.

use super::uri;
use crate::rules::{Lint, Ruleset};
use crate::workspace;
use rustc_hash::FxHashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// The pages that were written, with their URIs.
#[derive(Default)]
pub(super) struct Pages {
    files: workspace::Pages,
    /// Of which rules the names are.
    rules: Option<Arc<Ruleset>>,
    uris: FxHashMap<String, Option<String>>,
}

impl Pages {
    /// Sees to it that there is a page on the lint `id` of `rules`, if one can be written.
    pub(super) fn prepare(&mut self, id: &str, rules: &Arc<Ruleset>) {
        if self.rules.as_ref().is_none_or(|known| !Arc::ptr_eq(known, rules)) {
            self.rules = Some(Arc::clone(rules));
            self.uris.clear();
        }
        if !self.uris.contains_key(id) {
            let uri = rules.lint(id).and_then(|lint| uri::of_path(&self.files.of(lint)?)).map(|uri| uri.as_str().to_owned());
            self.uris.insert(id.to_owned(), uri);
        }
    }

    /// The URI of the page that was prepared.
    pub(super) fn uri(&self, id: &str) -> Option<&str> {
        self.uris.get(id)?.as_deref()
    }

    /// The file with the page on `lint`.
    pub(super) fn file(&mut self, lint: &Lint) -> Option<PathBuf> {
        self.files.of(lint)
    }
}
