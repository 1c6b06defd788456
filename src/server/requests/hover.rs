//! Hover: why a reader minds what stands here, and what to write instead.

use super::super::convert::Text;
use super::super::main_loop::Failure;
use super::super::session::Session;
use crate::check::finding_page;
use lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

pub(super) fn hover(session: &mut Session, params: &HoverParams) -> Result<Option<Hover>, Failure> {
    let place = &params.text_document_position_params;
    let encoding = session.client.encoding;
    let Some((buffer, checked, project)) = session.checked(&place.text_document.uri) else { return Ok(None) };
    let text = Text::of(buffer, encoding);
    let at = text.offset(place.position);
    let mut here: Vec<_> = checked.report.findings.iter().filter(|f| f.span.start <= at && at <= f.span.end).collect();
    // The nearest first: what stands on a few words before what stands on the whole sentence.
    here.sort_by_key(|finding| finding.span.len());
    let Some(nearest) = here.first() else { return Ok(None) };
    let range = Some(text.range(&nearest.span));
    let pages: Vec<String> = here.iter().map(|finding| finding_page(finding, project.rules.lint(&finding.lint))).collect();
    Ok(Some(Hover { contents: HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value: pages.join("\n---\n\n") }), range }))
}
