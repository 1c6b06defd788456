//! The short format: one line a finding, for editors and other programs that read lines.

use crate::workspace::Checked;
use std::fmt::Write as _;

/// The findings of one draft: `path:line:column: severity[lint]: message`.
pub(super) fn file(checked: &Checked) -> String {
    let mut out = String::new();
    for finding in &checked.report.findings {
        let at = checked.lines.position(&checked.text, finding.span.start);
        let severity = finding.severity.name();
        let _ = writeln!(out, "{}:{}:{}: {severity}[{}]: {}", checked.name, at.line, at.column, finding.lint, finding.message);
    }
    out
}
