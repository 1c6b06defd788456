//! Annotations of GitHub Actions: commands that a workflow prints, shown beside the changed lines of a pull request.
//!
//! What is escaped, and how, says the runner that reads it (`ActionCommand.cs` in github.com/actions/runner); the commands themselves are documented at
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.

use super::Shown;
use crate::position::LineIndex;
use crate::rules::Severity;
use crate::workspace::Problem;
use std::ops::Range;

/// The findings of one draft, one command a line.
pub(super) fn file(shown: &Shown) -> String {
    let commands = shown.checked.report.findings.iter().map(|finding| {
        let level = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let place = place(&shown.text, &shown.lines, &finding.span);
        let message = format!("{}\nwhy: {}\ntry: {}", finding.message, finding.reason, finding.advice);
        command(level, &shown.name, &place, Some(&finding.lint), &message)
    });
    commands.collect()
}

/// What kept candor from its work.
pub(super) fn problem(problem: &Problem) -> String {
    let level = problem.weight.name();
    let place = problem.place.as_ref().map_or(String::new(), |(text, span)| place(text, &LineIndex::new(text), span));
    command(level, &problem.name, &place, None, &format!("{}\ntry: {}", problem.message, problem.help))
}

fn command(level: &str, name: &str, place: &str, title: Option<&str>, message: &str) -> String {
    let mut properties = Vec::new();
    if !name.is_empty() {
        properties.push(format!("file={}{place}", property(name)));
    }
    properties.extend(title.map(|title| format!("title={}", property(title))));
    let properties = properties.join(",");
    let blank = if properties.is_empty() { "" } else { " " };
    format!("::{level}{blank}{properties}::{}\n", data(message))
}

fn place(text: &str, lines: &LineIndex, span: &Range<usize>) -> String {
    let (start, end) = (lines.position(text, span.start), lines.position(text, span.end));
    if start.line == end.line {
        return format!(",line={},endLine={},col={},endColumn={}", start.line, end.line, start.column, end.column);
    }
    // The runner refuses columns where a place has more than one line.
    format!(",line={},endLine={}", start.line, end.line)
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_or_message_ends_a_command_or_begins_one() {
        let line = command("error", "a,b: 5%.md", ",line=1", Some("x"), "first\n::set-env name=A::b\r");
        assert_eq!(line, "::error file=a%2Cb%3A 5%25.md,line=1,title=x::first%0A::set-env name=A::b%0D\n");
        assert_eq!(command("warning", "", "", None, "m"), "::warning::m\n");
    }
}
