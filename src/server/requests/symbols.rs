//! Document symbols: a draft by its passages, so that an outline shows how it is built.

use super::super::convert::Text;
use super::super::main_loop::Failure;
use super::super::session::Session;
use lsp_types::{DocumentSymbol, DocumentSymbolParams, SymbolKind};

pub(super) fn symbols(session: &mut Session, params: &DocumentSymbolParams) -> Result<Vec<DocumentSymbol>, Failure> {
    let encoding = session.client.encoding;
    let Some((buffer, checked, project)) = session.checked(&params.text_document.uri) else { return Ok(Vec::new()) };
    let text = Text::of(buffer, encoding);
    let passages = checked.report.structure.passages(&project.rules);
    Ok(passages
        .into_iter()
        .map(|passage| {
            let range = text.range(&passage.span);
            #[expect(deprecated, reason = "the field must be there")]
            DocumentSymbol {
                name: passage.name,
                detail: Some(passage.detail),
                kind: SymbolKind::STRING,
                tags: None,
                deprecated: None,
                range,
                selection_range: range,
                children: None,
            }
        })
        .collect())
}
