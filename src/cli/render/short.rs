//! The short format: one line a finding, for editors and other programs that read lines.

use super::Shown;
use super::human::on_a_line;
use std::fmt::Write as _;

/// The findings of one draft: `path:line:column: severity[lint]: message`.
pub(super) fn file(shown: &Shown) -> String {
    let (mut out, name) = (String::new(), on_a_line(&shown.name));
    for finding in &shown.checked.report.findings {
        let at = shown.lines.position(&shown.text, finding.span.start);
        let severity = finding.severity.name();
        let _ = writeln!(out, "{name}:{}:{}: {severity}[{}]: {}", at.line, at.column, finding.lint, finding.message);
    }
    out
}
