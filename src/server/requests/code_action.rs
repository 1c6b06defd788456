//! Code actions: what certainly mends a finding, what silences it, what explains it.

use super::super::convert::{SOURCE, Text, diagnostic, file_uri, owned};
use super::super::main_loop::Failure;
use super::super::session::Session;
use super::super::silence;
use super::command::EXPLAIN;
use crate::check::{Finding, Memory};
use crate::config::{Config, FILE_NAME};
use crate::document::Format;
use crate::workspace::{Checked, Draft, Problem, Project, Source, read_file, shown};
use lsp_types::{
    CodeAction, CodeActionKind, CodeActionParams, Command, CreateFile, DocumentChangeOperation, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, Position, Range, ResourceOp, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};
use serde_json::json;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// For so many findings silencings are tried and offered: each trial is a check of the draft, and nobody reads a longer list.
const MOST: usize = 10;

/// What kinds there are.
pub(super) const KINDS: [&str; 2] = ["quickfix", "source.fixAll.candor"];

pub(super) fn code_actions(session: &mut Session, params: &CodeActionParams) -> Result<Vec<CodeAction>, Failure> {
    let uri = &params.text_document.uri;
    // A kind stands for all below it, and the empty one for all.
    let within = |kind: &str, wanted: &str| wanted.is_empty() || kind == wanted || kind.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('.'));
    let wanted = |kind: &str| params.context.only.as_ref().is_none_or(|only| only.iter().any(|o| within(kind, o.as_str())));
    let mut actions = Vec::new();
    let client = session.client.clone();
    // An edit may have come right before: what is known of the text and of the configuration must be of the text as it is now.
    let _ = session.checked(uri);
    if let Some(buffer) = session.buffers.get(uri) {
        let text = Text::of(buffer, client.encoding);
        let span = text.span(params.range);
        let of_file = session.problems_of(&buffer.path);
        let own = buffer.said().into_iter().flat_map(|said| said.problems.iter().chain(said.checked.as_ref().err()).cloned());
        let near = |problem: &Problem| problem.place.as_ref().is_some_and(|(_, place)| place.start <= span.end && span.start <= place.end);
        let fixable = of_file.into_iter().chain(own).filter(near).filter_map(|problem| problem.fix);
        if wanted(KINDS[0]) {
            actions.extend(fixable.map(|(place, new)| quick_fix(format!("Write {new}"), uri, vec![text.edit(&place, new)])));
        }
    }
    let path = session.buffers.get(uri).map(|b| b.path.clone());
    let held = path.and_then(|path| Some((session.project_of(&path)?, path)));
    let config = held.as_ref().and_then(|((project, _), path)| Configuration::of(session, project, path));
    let options = held.map(|((_, options), _)| options).unwrap_or_default();
    let Some((buffer, checked, project)) = session.checked(uri) else { return Ok(actions) };
    let Some(format) = buffer.format else { return Ok(actions) };
    let text = Text::of(buffer, client.encoding);
    let span = text.span(params.range);
    let name = shown(&buffer.path);
    let draft = Draft { name: &name, path: &buffer.path, format, project, options: &options };
    let mut here: Vec<&Finding> = checked.report.findings.iter().filter(|f| f.span.start <= span.end && span.start <= f.span.end).collect();
    // The nearest first: what stands on a few words before what stands on the whole sentence.
    here.sort_by_key(|finding| finding.span.len());
    let mut named: Vec<&str> = Vec::new();
    // Trials of one text have most of it in common.
    let mut memory = Memory::default();
    for (number, finding) in here.into_iter().filter(|_| wanted(KINDS[0])).enumerate() {
        let is_tried = number < MOST;
        let mut of_finding = Vec::new();
        if let Some(fix) = &finding.fix {
            let action = quick_fix(fix.title.clone(), uri, vec![text.edit(&fix.span, fix.text.clone())]);
            of_finding.push(CodeAction { is_preferred: Some(true), ..action });
        }
        // What is said of the whole draft is silent in all of it, or not at all.
        if is_tried && project.rules.lint(&finding.lint).is_none_or(|lint| lint.draft.is_none()) {
            of_finding.extend(silence_here(&draft, config.as_ref(), text, checked, finding, uri, &mut memory));
        }
        if !named.contains(&&*finding.lint) {
            named.push(&finding.lint);
            if is_tried && let Some((place, new)) = silence::in_draft(&draft, text.text, checked, finding, &mut memory) {
                of_finding.push(quick_fix(format!("Silence `{}` in this draft", finding.lint), uri, vec![text.edit(&place, new)]));
            }
            let arguments = Some(vec![json!(&*finding.lint), json!(uri)]);
            let title = format!("Explain `{}`", finding.lint);
            let command = Some(Command { title: title.clone(), command: EXPLAIN.to_owned(), arguments });
            of_finding.push(CodeAction { title, kind: Some(CodeActionKind::QUICKFIX), command, ..CodeAction::default() });
        }
        let about = owned(&diagnostic(finding, text, uri, None));
        actions.extend(of_finding.into_iter().map(|action| CodeAction { diagnostics: Some(vec![about.clone()]), ..action }));
    }
    let certain: Vec<TextEdit> = fixes(checked).into_iter().map(|(place, new)| text.edit(&place, new)).collect();
    if !certain.is_empty() && wanted(KINDS[1]) {
        let action = quick_fix(format!("Mend all that is certain ({SOURCE})"), uri, certain);
        actions.push(CodeAction { kind: Some(CodeActionKind::from(KINDS[1].to_owned())), ..action });
    }
    Ok(actions)
}

/// All certain fixes that do not touch each other.
fn fixes(checked: &Checked) -> Vec<(std::ops::Range<usize>, String)> {
    let mut fixes: Vec<_> = checked.report.findings.iter().filter_map(|f| f.fix.as_ref()).map(|fix| (fix.span.clone(), fix.text.clone())).collect();
    fixes.sort_by_key(|(span, _)| span.start);
    fixes.dedup();
    let mut end = 0;
    fixes.retain(|(span, _)| {
        let free = span.start >= end;
        if free {
            end = span.end;
        }
        free
    });
    fixes
}

fn quick_fix(title: String, uri: &Uri, edits: Vec<TextEdit>) -> CodeAction {
    #[expect(clippy::mutable_key_type, reason = "the protocol's type")]
    let changes = HashMap::from([(uri.clone(), edits)]);
    let edit = Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() });
    CodeAction { title, kind: Some(CodeActionKind::QUICKFIX), edit, ..CodeAction::default() }
}

/// The configuration that a table can be added to.
enum Configuration {
    /// A file, its text as the editor has it, and where that ends.
    Known { path: PathBuf, text: String, end: Position },
    /// There is none yet: it can be made here.
    ToBeMade(PathBuf),
}

impl Configuration {
    /// The one for the draft at `path`, for which `project` holds.
    fn of(session: &Session, project: &Project, path: &Path) -> Option<Self> {
        let in_editor = |path: &Path| session.buffers.values().find(|b| b.is_file && b.path == path).map(|b| b.text.clone());
        let read = |path: &Path| in_editor(path).or_else(|| read_file(path, &shown(path)).ok());
        match project.source() {
            Some(Source { path, text: known, .. }) => {
                let text = read(path).unwrap_or_else(|| known.clone());
                let lines = crate::position::LineIndex::new(&text);
                let end = Text { text: &text, lines: &lines, encoding: session.client.encoding }.position(text.len());
                Some(Self::Known { path: path.clone(), text, end })
            }
            None => {
                let path = path.parent()?.join(FILE_NAME);
                // One that is there and does not hold cannot be used, or is not to be.
                (session.client.creates_files && read(&path).is_none()).then_some(Self::ToBeMade(path))
            }
        }
    }
}

fn silence_here(
    draft: &Draft<'_>,
    config: Option<&Configuration>,
    text: Text<'_>,
    checked: &Checked,
    finding: &Finding,
    uri: &Uri,
    memory: &mut Memory,
) -> Option<CodeAction> {
    let title = format!("Silence `{}` here", finding.lint);
    if draft.format == Format::Markdown {
        let (place, new) = silence::here(draft, text.text, checked, finding, memory)?;
        return Some(quick_fix(title, uri, vec![text.edit(&place, new)]));
    }
    // Plain text cannot say so itself.
    let title = format!("{title}, in {FILE_NAME}");
    match config? {
        Configuration::Known { path, text: known, end } => {
            let table = silence::table(&draft.project.relative(draft.path), finding, text.text);
            let gap = if known.is_empty() || known.ends_with("\n\n") || known.ends_with("\n\r\n") {
                ""
            } else if known.ends_with('\n') {
                "\n"
            } else {
                "\n\n"
            };
            let new_text = format!("{gap}{table}");
            // One that is broken already, and one that lists its silencings in another way, are left to their writer.
            Config::parse(&format!("{known}{new_text}")).ok()?;
            Some(quick_fix(title, &file_uri(path)?, vec![TextEdit { range: Range { start: *end, end: *end }, new_text }]))
        }
        Configuration::ToBeMade(path) => {
            let table = silence::table(&draft.path.file_name()?.to_string_lossy(), finding, text.text);
            let uri = file_uri(path)?;
            let create = ResourceOp::Create(CreateFile { uri: uri.clone(), options: None, annotation_id: None });
            let edit = TextEdit { range: Range { start: Position::default(), end: Position::default() }, new_text: table };
            let edit = TextDocumentEdit { text_document: OptionalVersionedTextDocumentIdentifier { uri, version: None }, edits: vec![OneOf::Left(edit)] };
            let changes = DocumentChanges::Operations(vec![DocumentChangeOperation::Op(create), DocumentChangeOperation::Edit(edit)]);
            let edit = Some(WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() });
            Some(CodeAction { title, kind: Some(CodeActionKind::QUICKFIX), edit, ..CodeAction::default() })
        }
    }
}
