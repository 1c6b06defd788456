//! Code lens: the draft's structure, in one line above its first.

use super::super::convert::Text;
use super::super::main_loop::Failure;
use super::super::session::Session;
use lsp_types::{CodeLens, CodeLensParams, Command};

pub(super) fn code_lens(session: &mut Session, params: &CodeLensParams) -> Result<Vec<CodeLens>, Failure> {
    let encoding = session.client.encoding;
    let Some((buffer, checked, _)) = session.checked(&params.text_document.uri) else { return Ok(Vec::new()) };
    let structure = &checked.report.structure;
    let (title, path) = (structure.facts(&buffer.lines).join(" · "), buffer.path.clone());
    let range = Text::of(buffer, encoding).range(&(checked.document.body.start..checked.document.body.start));
    if structure.words == 0 || !session.wants_lens(&path) {
        return Ok(Vec::new());
    }
    // A command without a name is shown as plain text.
    Ok(vec![CodeLens { range, command: Some(Command { title, command: String::new(), arguments: None }), data: None }])
}
