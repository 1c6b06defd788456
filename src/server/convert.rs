//! From what the check says to the words of the protocol.

use super::buffer::{Buffer, Verdict};
use super::uri;
use crate::check::Finding;
use crate::position::{Encoding, LineIndex};
use crate::rules::Severity;
use crate::workspace::{Checked, Problem, Weight};
use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location, NumberOrString, Position, Range, TextEdit, Uri,
};
use std::path::Path;

/// The name of everything that candor says.
pub(super) const SOURCE: &str = "candor";

/// A text with its lines, as its editor counts them.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) text: &'a str,
    pub(super) lines: &'a LineIndex,
    pub(super) encoding: Encoding,
}

impl<'a> Text<'a> {
    pub(super) fn of(buffer: &'a Buffer, encoding: Encoding) -> Self {
        Self { text: &buffer.text, lines: &buffer.lines, encoding }
    }

    pub(super) fn position(self, offset: usize) -> Position {
        let (line, character) = self.lines.in_editor(self.text, offset, self.encoding);
        Position { line, character }
    }

    pub(super) fn range(self, span: &std::ops::Range<usize>) -> Range {
        Range { start: self.position(span.start), end: self.position(span.end) }
    }

    pub(super) fn offset(self, position: Position) -> usize {
        self.lines.from_editor(self.text, position.line, position.character, self.encoding)
    }

    pub(super) fn span(self, range: Range) -> std::ops::Range<usize> {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        start.min(end)..start.max(end)
    }

    pub(super) fn edit(self, span: &std::ops::Range<usize>, new_text: String) -> TextEdit {
        TextEdit { range: self.range(span), new_text }
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Note => DiagnosticSeverity::INFORMATION,
    }
}

/// One finding in the draft at `uri`; `page` leads to the page on its lint.
pub(super) fn diagnostic(finding: &Finding, text: Text<'_>, uri: &Uri, page: Option<Uri>) -> Diagnostic {
    let related = finding.related.iter().map(|related| DiagnosticRelatedInformation {
        location: Location { uri: uri.clone(), range: text.range(&related.span) },
        message: related.message.clone(),
    });
    // What takes itself out without a loss may be shown faded.
    let needless = finding.fix.as_ref().is_some_and(|fix| fix.text.is_empty());
    Diagnostic {
        range: text.range(&finding.span),
        severity: Some(severity(finding.severity)),
        code: Some(NumberOrString::String(finding.lint.clone())),
        code_description: page.map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message: format!("{}\n{}", finding.message, finding.advice),
        related_information: (!finding.related.is_empty()).then(|| related.collect()),
        tags: needless.then(|| vec![DiagnosticTag::UNNECESSARY]),
        data: None,
    }
}

/// A problem with a file, at the place in `text` that it names.
pub(super) fn problem(problem: &Problem, text: Text<'_>) -> Diagnostic {
    let span = problem.place.as_ref().map_or(0..0, |(_, span)| span.clone());
    Diagnostic {
        range: text.range(&span),
        severity: Some(if problem.weight == Weight::Error { DiagnosticSeverity::ERROR } else { DiagnosticSeverity::WARNING }),
        source: Some(SOURCE.to_owned()),
        message: format!("{}\n{}", problem.message, problem.help),
        ..Diagnostic::default()
    }
}

/// All that `verdict` says of the draft at `uri`.
pub(super) fn diagnostics(verdict: &Verdict, text: Text<'_>, uri: &Uri, page: impl Fn(&str) -> Option<Uri>) -> Vec<Diagnostic> {
    let mut all: Vec<Diagnostic> = verdict.problems.iter().map(|p| problem(p, text)).collect();
    match &verdict.checked {
        Ok(Checked { report, .. }) => all.extend(report.findings.iter().map(|finding| diagnostic(finding, text, uri, page(&finding.lint)))),
        Err(error) => all.push(problem(error, text)),
    }
    all
}

/// The URI of a page or file at `path`.
pub(super) fn file_uri(path: &Path) -> Option<Uri> {
    uri::of_path(path)
}
