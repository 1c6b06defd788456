//! The summary: Markdown for a comment on a pull request or for the summary of a step. A table of the drafts, then the findings of each, folded in.
//!
//! GitHub and GitLab read HTML in Markdown. What is not candor's own, the name of a draft, stands as code and with every mark written as a number, so that
//! it is neither markup nor somebody's name who would be notified.

use super::{Run, Shown};
use crate::check::Finding;
use crate::workspace::Problem;
use std::fmt::Write as _;

/// The outcome in a sentence, a table of the drafts, and what went wrong.
pub(super) fn begin(run: &Run) -> String {
    let mut out = format!("**candor:** {}\n\n", run.totals.text());
    if !run.drafts.is_empty() {
        out.push_str("| draft | errors | warnings | notes |\n|---|---:|---:|---:|\n");
        for (name, totals) in &run.drafts {
            let _ = writeln!(out, "| {} | {} | {} | {} |", code(name), totals.errors, totals.warnings, totals.notes);
        }
        out.push('\n');
    }
    let problems: Vec<String> = run.problems.iter().chain(&run.unchecked).map(problem).collect();
    if !problems.is_empty() {
        let _ = writeln!(out, "{}", problems.concat());
    }
    out
}

pub(super) fn problem(problem: &Problem) -> String {
    let weight = problem.weight.name();
    let name = if problem.name.is_empty() { String::new() } else { format!("{}: ", code(&problem.name)) };
    format!("- **{weight}** {name}{}<br>\n  try: {}\n", plain(&problem.message), plain(&problem.help))
}

/// The findings of one draft and its build, folded in.
pub(super) fn file(shown: &Shown) -> String {
    let report = &shown.checked.report;
    let mut out = format!("<details>\n<summary>{}: {}</summary>\n\n{}\n\n", code(&shown.name), shown.totals().counts(), plain(&shown.facts().join(" · ")));
    out.push_str(&findings(shown, report.findings.iter()));
    out.push_str("</details>\n\n");
    out
}

/// Some `findings` of one draft, in full: a list and the blank line behind it, or nothing.
pub(super) fn findings<'a>(shown: &Shown, findings: impl Iterator<Item = &'a Finding>) -> String {
    let mut out = String::new();
    let mut said: Vec<&str> = Vec::new();
    for finding in findings {
        out.push_str(&line(shown, finding));
        // The reason and the advice are said once a draft, as they are to people on a terminal.
        if !said.contains(&&*finding.lint) {
            said.push(&finding.lint);
            let _ = write!(out, "<br>\n  why: {}<br>\n  try: {}", plain(&finding.reason), plain(&finding.advice));
        }
        out.push('\n');
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// The item of a list that a finding is, without its end.
pub(super) fn line(shown: &Shown, finding: &Finding) -> String {
    let at = shown.lines.position(&shown.text, finding.span.start);
    format!("- {}:{} **{}** `{}`: {}", at.line, at.column, finding.severity.name(), finding.lint, plain(&finding.message))
}

/// `text` as code.
pub(super) fn code(text: &str) -> String {
    let escaped = text.chars().fold(String::new(), |mut out, c| {
        if c.is_alphanumeric() || "/-. ".contains(c) {
            out.push(c);
        } else {
            let _ = write!(out, "&#{};", u32::from(c));
        }
        out
    });
    format!("<code>{escaped}</code>")
}

/// `text`, of which a lint's author meant nothing as HTML; what stands in backticks stays code.
pub(super) fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_neither_markup_nor_a_mention() {
        assert_eq!(code("a b/c-1.md"), "<code>a b/c-1.md</code>");
        assert_eq!(code("@x|`_*<b>#1"), "<code>&#64;x&#124;&#96;&#95;&#42;&#60;b&#62;&#35;1</code>");
    }
}
