//! The examples in lint files, run: every bad one must be found exactly as marked, every good one left alone.

use super::{Target, check};
use crate::document::{Document, Format};
use crate::rules::{Example, Kind, RoleId, Ruleset, Signal};
use std::ops::Range;

/// A text with `[[…]]` marks taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// The text without marks.
    pub text: String,
    /// What the marks held, as byte ranges of `text`, with the name that stood before a `|`, in order of their ends.
    pub marks: Vec<(Option<String>, Range<usize>)>,
}

/// Takes `[[…]]` and `[[name|…]]` out of `text`. Marks may nest. What is left open is plain text.
#[must_use]
pub fn strip_marks(text: &str) -> Marked {
    let mut out = String::new();
    let mut open: Vec<(Option<String>, usize)> = Vec::new();
    let mut marks = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix("[[") {
            let name_length = inner.find(|c: char| !(c.is_ascii_lowercase() || c == '-')).unwrap_or(0);
            let named = name_length > 0 && inner[name_length..].starts_with('|');
            open.push((named.then(|| inner[..name_length].to_owned()), out.len()));
            rest = if named { &inner[name_length + 1..] } else { inner };
        } else if rest.starts_with("]]") && !open.is_empty() && closes(rest) {
            if let Some((name, start)) = open.pop() {
                marks.push((name, start..out.len()));
            }
            rest = &rest[2..];
        } else if let Some(c) = rest.chars().next() {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    Marked { text: out, marks }
}

/// Whether `rest`, which begins with `]]`, begins with the end of a mark: in an odd run of brackets the first belongs to the text.
fn closes(rest: &str) -> bool {
    (rest.len() - rest.trim_start_matches(']').len()).is_multiple_of(2)
}

/// Runs the examples of every lint and role, and says what is not as the file claims, one line each.
#[must_use]
pub fn check_examples(rules: &Ruleset) -> Vec<String> {
    check_examples_of(rules, |_| true)
}

/// Likewise, of the lints and roles whose names are `wanted`.
#[must_use]
pub fn check_examples_of(rules: &Ruleset, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for lint in rules.lints.iter().filter(|lint| wanted(&lint.id)) {
        let default_kind = lint.kinds.iter().next().unwrap_or_default();
        for example in &lint.bad {
            let marked = strip_marks(&example.text);
            let found = spans(&marked.text, example, default_kind, &lint.id, rules);
            let want: Vec<Range<usize>> = marked.marks.iter().map(|(_, range)| range.clone()).collect();
            let text = |ranges: &[Range<usize>]| match ranges {
                [] => "nothing".to_owned(),
                ranges => ranges.iter().map(|r| format!("«{}»", &marked.text[r.clone()])).collect::<Vec<_>>().join(" "),
            };
            if lint.draft.is_some() {
                if found.is_empty() {
                    wrong.push(format!("{}: bad example is not found: {}", lint.id, short(&marked.text)));
                }
            } else if found != want {
                wrong.push(format!("{}: bad example: marked {}, found {} in: {}", lint.id, text(&want), text(&found), short(&marked.text)));
            }
        }
        for example in &lint.good {
            let found = spans(&example.text, example, default_kind, &lint.id, rules);
            for range in found {
                wrong.push(format!("{}: good example: found «{}» in: {}", lint.id, &example.text[range], short(&example.text)));
            }
        }
    }
    for (number, role) in rules.roles.iter().enumerate().filter(|(_, role)| wanted(&role.name)) {
        // An example is taken to be of the first kind and type that the role is looked for in.
        let first = rules.groups.iter().find(|g| g.target == Signal::Role(number as RoleId));
        let kind = first.and_then(|g| g.kinds.iter().next()).unwrap_or_default();
        let entry_type = first.and_then(|g| g.types.first().cloned());
        for (examples, want) in [(&role.holds, true), (&role.fails, false)] {
            for example in examples {
                let marked = strip_marks(&example.text);
                let place = marked.marks.first().map_or(0..marked.text.len(), |(_, range)| range.clone());
                let example = Example { kind: example.kind.or(Some(kind)), entry_type: example.entry_type.clone().or(entry_type.clone()), ..example.clone() };
                let has = sentence_roles(&marked.text, &example, place, rules).contains(&role.name);
                if has != want {
                    let say = if want { "does not hold" } else { "holds" };
                    wrong.push(format!("role {}: {say} in: {}", role.name, short(&marked.text)));
                }
            }
        }
    }
    wrong
}

fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(120) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

fn target(example: &Example, default_kind: Kind, rules: &Ruleset) -> Target {
    let aim = example.specialty.as_deref().unwrap_or("medical-genetics");
    let specialties = Target::specialties_of(aim, rules).0;
    Target { kind: example.kind.unwrap_or(default_kind), entry_type: example.entry_type.clone(), setback: example.setback, specialties }
}

fn spans(text: &str, example: &Example, default_kind: Kind, lint: &str, rules: &Ruleset) -> Vec<Range<usize>> {
    // Only Markdown has comments.
    let format = if text.contains("<!--") { Format::Markdown } else { Format::Plain };
    let Ok(document) = Document::parse(text, format) else { return Vec::new() };
    let report = check(&document, &target(example, default_kind, rules), rules);
    report.findings.into_iter().filter(|f| *f.lint == *lint).map(|f| f.span).collect()
}

fn sentence_roles(text: &str, example: &Example, place: Range<usize>, rules: &Ruleset) -> Vec<String> {
    let Ok(document) = Document::parse(text, Format::Plain) else { return Vec::new() };
    let report = check(&document, &target(example, Kind::PersonalStatement, rules), rules);
    let touched = report.structure.sentences.into_iter().filter(|s| s.span.start < place.end && place.start < s.span.end);
    touched.flat_map(|s| s.roles(rules).map(str::to_owned).collect::<Vec<_>>()).collect()
}
