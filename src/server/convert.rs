//! From what the check says to the words of the protocol.

use super::buffer::{Buffer, Verdict};
use super::pages::Pages;
use super::uri;
use crate::check::Finding;
use crate::position::{Encoding, LineIndex};
use crate::rules::Severity;
use crate::workspace::{Checked, Problem, Weight};
use lsp_types::{Diagnostic, DiagnosticSeverity, DiagnosticTag, Position, Range, TextEdit, Uri};
use serde::{Serialize, Serializer};
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

/// A diagnostic of the protocol, in words that are borrowed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Spoken<'a> {
    range: Range,
    severity: DiagnosticSeverity,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code_description: Option<Href<'a>>,
    source: &'static str,
    message: TwoLines<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_information: Vec<Elsewhere<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<[DiagnosticTag; 1]>,
}

#[derive(Serialize)]
struct Href<'a> {
    href: &'a str,
}

#[derive(Serialize)]
struct Elsewhere<'a> {
    location: Place<'a>,
    message: &'a str,
}

#[derive(Serialize)]
struct Place<'a> {
    uri: &'a Uri,
    range: Range,
}

/// What is wrong, and on the next line what to do.
struct TwoLines<'a>(&'a str, &'a str);

impl Serialize for TwoLines<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}\n{}", self.0, self.1))
    }
}

/// One finding in the draft at `uri`; `page` leads to the page on its lint.
pub(super) fn diagnostic<'a>(finding: &'a Finding, text: Text<'_>, uri: &'a Uri, page: Option<&'a str>) -> Spoken<'a> {
    let related = finding.related.iter();
    // What takes itself out without a loss may be shown faded.
    let needless = finding.fix.as_ref().is_some_and(|fix| fix.text.is_empty());
    Spoken {
        range: text.range(&finding.span),
        severity: severity(finding.severity),
        code: Some(&finding.lint),
        code_description: page.map(|href| Href { href }),
        source: SOURCE,
        message: TwoLines(&finding.message, &finding.advice),
        related_information: related.map(|r| Elsewhere { location: Place { uri, range: text.range(&r.span) }, message: &r.message }).collect(),
        tags: needless.then_some([DiagnosticTag::UNNECESSARY]),
    }
}

/// A problem with a file, at the place in `text` that it names.
pub(super) fn problem<'a>(problem: &'a Problem, text: Text<'_>) -> Spoken<'a> {
    let span = problem.place.as_ref().map_or(0..0, |(_, span)| span.clone());
    Spoken {
        range: text.range(&span),
        severity: if problem.weight == Weight::Error { DiagnosticSeverity::ERROR } else { DiagnosticSeverity::WARNING },
        code: None,
        code_description: None,
        source: SOURCE,
        message: TwoLines(&problem.message, &problem.help),
        related_information: Vec::new(),
        tags: None,
    }
}

/// The same with words of its own.
pub(super) fn owned(spoken: &Spoken<'_>) -> Diagnostic {
    // It was made to be a diagnostic: reading it as one cannot fail.
    serde_json::to_value(spoken).and_then(serde_json::from_value).unwrap_or_default()
}

/// All that is said of a draft.
pub(super) struct Said<'a> {
    /// Nothing, if the text is no draft.
    pub(super) verdict: Option<&'a Verdict>,
    pub(super) text: Text<'a>,
    pub(super) uri: &'a Uri,
    pub(super) version: i32,
    pub(super) pages: &'a Pages,
}

#[derive(Serialize)]
pub(super) struct Published<'a> {
    uri: &'a Uri,
    version: i32,
    diagnostics: Vec<Spoken<'a>>,
}

impl<'a> Said<'a> {
    /// As diagnostics.
    pub(super) fn diagnostics(&self) -> Vec<Spoken<'a>> {
        let Some(verdict) = self.verdict else { return Vec::new() };
        let mut all: Vec<Spoken<'a>> = verdict.problems.iter().map(|p| problem(p, self.text)).collect();
        match &verdict.checked {
            Ok(Checked { report, .. }) => {
                all.extend(report.findings.iter().map(|finding| diagnostic(finding, self.text, self.uri, self.pages.uri(&finding.lint))));
            }
            Err(error) => all.push(problem(error, self.text)),
        }
        all
    }

    /// As it is published.
    pub(super) fn published(&self) -> Published<'a> {
        Published { uri: self.uri, version: self.version, diagnostics: self.diagnostics() }
    }
}

/// The URI of a page or file at `path`.
pub(super) fn file_uri(path: &Path) -> Option<Uri> {
    uri::of_path(path)
}
