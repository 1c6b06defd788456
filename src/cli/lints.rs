//! `candor lints`: all lints, as a table or as data.

use super::Status;
use super::args::{Color, LintsArgs, ListFormat};
use super::here::rules;
use crate::rules::{Kind, Kinds, Lint, Ruleset};
use serde::Serialize;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Runs the command.
pub(super) fn lints(args: &LintsArgs, color: Color) -> io::Result<Status> {
    let rules = rules(color)?;
    let text = match args.format {
        ListFormat::Table => table(&rules),
        ListFormat::Json => json(&rules),
        ListFormat::Markdown => markdown(&rules),
    };
    io::stdout().write_all(text.as_bytes())?;
    Ok(Status::Clean)
}

fn kinds(lint: &Lint) -> String {
    let shown = |kind: Kind| if lint.needs_setback(kind) { format!("{kind} (with `setback`)") } else { kind.name().to_owned() };
    if lint.kinds == Kinds::ALL { "all".to_owned() } else { lint.kinds.iter().map(shown).collect::<Vec<_>>().join(", ") }
}

fn table(rules: &Ruleset) -> String {
    let width = rules.lints.iter().map(|l| l.id.len()).max().unwrap_or(0);
    let mut out = String::new();
    for lint in &rules.lints {
        let _ = writeln!(out, "{:width$}  {:7}  {}", lint.id, lint.severity.name(), lint.summary);
    }
    let _ = writeln!(out, "\n{} lints. `candor explain LINT` says more about one.", rules.lints.len());
    out
}

fn markdown(rules: &Ruleset) -> String {
    let mut out = String::from("| lint | severity | drafts | finds |\n|---|---|---|---|\n");
    for lint in &rules.lints {
        let _ = writeln!(out, "| `{}` | {} | {} | {} |", lint.id, lint.severity.name(), kinds(lint), lint.summary.replace('|', "\\|"));
    }
    out
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    severity: &'static str,
    kinds: Vec<&'static str>,
    summary: &'a str,
    message: &'a str,
    reason: &'a str,
    advice: &'a str,
    explanation: &'a str,
}

fn json(rules: &Ruleset) -> String {
    let rows: Vec<Row<'_>> = rules
        .lints
        .iter()
        .map(|lint| Row {
            id: &lint.id,
            severity: lint.severity.name(),
            kinds: lint.kinds.iter().map(Kind::name).collect(),
            summary: &lint.summary,
            message: &lint.message,
            reason: &lint.reason,
            advice: &lint.advice,
            explanation: &lint.explanation,
        })
        .collect();
    // Strings only: serialization cannot fail.
    serde_json::to_string_pretty(&rows).unwrap_or_default() + "\n"
}
