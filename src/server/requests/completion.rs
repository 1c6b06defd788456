//! Completion: keys and values of front matter and of `candor.toml`, and what a silencing comment holds.

use super::super::convert::Text;
use super::super::main_loop::Failure;
use super::super::session::Session;
use crate::config::{FILE_NAME, entry_types};
use crate::rules::{Kind, Ruleset, Severity};
use lsp_types::{CompletionItem, CompletionItemKind, CompletionParams, CompletionTextEdit};

/// Characters after which something may follow.
pub(super) const TRIGGERS: [&str; 7] = ["(", ",", "\"", ":", "[", " ", "="];

/// What may stand at a place.
struct Choice {
    label: String,
    about: String,
    kind: CompletionItemKind,
}

fn choice(label: impl Into<String>, about: impl Into<String>, kind: CompletionItemKind) -> Choice {
    Choice { label: label.into(), about: about.into(), kind }
}

pub(super) fn complete(session: &mut Session, params: &CompletionParams) -> Result<Vec<CompletionItem>, Failure> {
    let place = &params.text_document_position;
    let encoding = session.client.encoding;
    let Some(path) = session.buffers.get(&place.text_document.uri).map(|b| b.path.clone()) else { return Ok(Vec::new()) };
    let Some((project, _)) = session.project_of(&path) else { return Ok(Vec::new()) };
    let Some(buffer) = session.buffers.get(&place.text_document.uri) else { return Ok(Vec::new()) };
    let text = Text::of(buffer, encoding);
    let at = text.offset(place.position);
    let before = &buffer.text[..at];
    let (above, line) = before.split_at(before.rfind(['\n', '\r']).map_or(0, |end| end + 1));
    let choices = if path.file_name().is_some_and(|name| name == FILE_NAME) {
        in_config(above, line, &project.rules)
    } else if buffer.format.is_some() {
        if in_front_matter(&buffer.text, before) { of_front_matter(line, &project.rules) } else { in_comment(before, &project.rules) }
    } else {
        Vec::new()
    };
    // The name that is being typed is replaced. Hyphens before it belong to what it stands in: a comment begins with two.
    let typed = &before[before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '-').len()..];
    let replaced = at - typed.trim_start_matches('-').len()..at;
    let item = |(number, choice): (usize, Choice)| CompletionItem {
        label: choice.label.clone(),
        kind: Some(choice.kind),
        detail: Some(choice.about),
        sort_text: Some(format!("{number:03}")),
        text_edit: Some(CompletionTextEdit::Edit(text.edit(&replaced, choice.label))),
        ..CompletionItem::default()
    };
    Ok(choices.into_iter().enumerate().map(item).collect())
}

fn lints(rules: &Ruleset) -> Vec<Choice> {
    rules.lints.iter().map(|lint| choice(&lint.id, &lint.summary, CompletionItemKind::ENUM_MEMBER)).collect()
}

fn specialties(rules: &Ruleset) -> Vec<Choice> {
    rules.specialties.iter().map(|s| choice(&s.id, if s.name == s.id { "specialty" } else { &s.name }, CompletionItemKind::ENUM_MEMBER)).collect()
}

fn kinds() -> Vec<Choice> {
    Kind::ALL.into_iter().map(|kind| choice(kind.name(), "kind of draft", CompletionItemKind::ENUM_MEMBER)).collect()
}

fn flags() -> Vec<Choice> {
    keys(&[("true", "the record holds a setback that a statement is to tell"), ("false", "nothing is to be told")])
}

/// The types of entries that some lint asks for.
fn types(rules: &Ruleset) -> Vec<Choice> {
    entry_types(rules).into_iter().map(|name| choice(name, "type of entry", CompletionItemKind::ENUM_MEMBER)).collect()
}

fn keys(keys: &[(&str, &str)]) -> Vec<Choice> {
    keys.iter().map(|(key, about)| choice(*key, *about, CompletionItemKind::PROPERTY)).collect()
}

/// Whether the place behind `before` is in the front matter of `text`, which may not be closed yet.
fn in_front_matter(text: &str, before: &str) -> bool {
    let start = text.trim_start_matches('\u{feff}');
    let opened = start.starts_with("---\n") || start.starts_with("---\r\n");
    opened && before.contains('\n') && !before.lines().skip(1).any(|line| matches!(line.trim_end(), "---" | "..."))
}

fn of_front_matter(line: &str, rules: &Ruleset) -> Vec<Choice> {
    match line.split_once(':').map(|(key, _)| key.trim()) {
        None if line.trim_start().starts_with("- ") => lints(rules),
        None => keys(&[
            ("kind: ", "what the draft is: personal-statement, experience, …"),
            ("type: ", "of an experience: clinical, research, …"),
            ("specialty: ", "what it aims at; several with / between them"),
            ("setback: ", "whether the record holds a setback that it is to tell"),
            ("allow: ", "lints that are to be silent in it"),
        ]),
        Some("kind") => kinds(),
        Some("type") => types(rules),
        Some("specialty") => specialties(rules),
        Some("setback") => flags(),
        Some("allow") => lints(rules),
        Some(_) => Vec::new(),
    }
}

fn in_comment(before: &str, rules: &Ruleset) -> Vec<Choice> {
    let Some(start) = before.rfind("<!--").filter(|start| !before[*start..].contains("-->")) else { return Vec::new() };
    let comment = before[start + 4..].trim_start();
    match comment.strip_prefix("candor:") {
        None if "candor:".starts_with(comment) => {
            keys(&[("candor: allow", "silence a lint in the paragraph behind this comment"), ("candor: allow-file", "silence a lint in this draft")])
        }
        None => Vec::new(),
        Some(rest) => match rest.split_once('(') {
            None => keys(&[("allow", "silence a lint in the paragraph behind this comment"), ("allow-file", "silence a lint in this draft")]),
            Some((_, list)) if !list.contains(')') => lints(rules),
            Some(_) => Vec::new(),
        },
    }
}

/// The key whose list is still open behind `above`.
fn open_list(above: &str) -> Option<&str> {
    let (before, list) = above.rsplit_once('=')?;
    let open = list.trim_start().starts_with('[') && !list.contains(']');
    open.then(|| before.lines().next_back().unwrap_or_default().trim())
}

/// What may stand on `line`, behind the lines `above` it.
fn in_config(above: &str, line: &str, rules: &Ruleset) -> Vec<Choice> {
    let header = |line: &&str| line.starts_with('[') && line.contains(']');
    let table = above.lines().rev().map(str::trim).find(header).and_then(|line| line.trim_start_matches('[').split(']').next()).map_or("", str::trim);
    let all = || choice("all", "every lint", CompletionItemKind::ENUM_MEMBER);
    let severities = || [Severity::Note, Severity::Warning, Severity::Error].map(|s| choice(s.name(), "severity", CompletionItemKind::ENUM_MEMBER)).into();
    let listed = open_list(above).map(|key| (key, line));
    if let Some((key, value)) = listed.or_else(|| line.split_once('=')) {
        if key.trim() == "setback" {
            return flags();
        }
        // Other values are strings: nothing is offered before the quotation mark is there.
        if value.matches('"').count() % 2 == 0 {
            return Vec::new();
        }
        return match (table, key.trim()) {
            ("severity" | "drafts.severity", _) => severities(),
            (_, "severity") => severities(),
            (_, "fail-on") => {
                let mut names: Vec<Choice> = severities();
                names.push(choice("never", "no finding makes a run fail", CompletionItemKind::ENUM_MEMBER));
                names
            }
            (_, "select" | "ignore") => std::iter::once(all()).chain(lints(rules)).collect(),
            ("allow", "lint") => lints(rules),
            (_, "kind") => kinds(),
            (_, "type") => types(rules),
            (_, "specialty") => specialties(rules),
            _ => Vec::new(),
        };
    }
    match table {
        _ if line.trim_start().starts_with('[') => keys(&[
            ("severity", "lints made heavier or lighter"),
            ("drafts", "what holds for some drafts, by their place"),
            ("allow", "lints that are to be silent"),
            ("rules", "files of your own"),
        ]),
        "severity" | "drafts.severity" => lints(rules),
        "drafts" => keys(&[
            ("path = ", "a path or pattern"),
            ("kind = ", "what they are"),
            ("type = ", "of an experience"),
            ("specialty = ", "what they aim at"),
            ("setback = ", "whether their record holds a setback to tell"),
            ("fail-on = ", "from which severity on they make a run fail"),
            ("select = ", "only these lints"),
            ("ignore = ", "not these lints"),
            ("severity = ", "lints made heavier or lighter"),
        ]),
        "allow" => keys(&[
            ("path = ", "a path or pattern"),
            ("lint = ", "what is to be silent"),
            ("words = ", "only where these words stand"),
            ("reason = ", "for people"),
        ]),
        "rules" => keys(&[
            ("lints = ", "files of lints"),
            ("vocabularies = ", "files of vocabularies"),
            ("roles = ", "files of roles"),
            ("specialties = ", "files of specialties"),
        ]),
        "" => keys(&[
            ("extends = ", "a configuration that this one is built on"),
            ("specialty = ", "what drafts aim at"),
            ("kind = ", "what drafts are"),
            ("type = ", "of an experience"),
            ("setback = ", "whether the record holds a setback to tell"),
            ("fail-on = ", "from which severity on a run fails"),
            ("select = ", "only these lints"),
            ("ignore = ", "not these lints"),
            ("exclude = ", "files that a walk leaves out"),
        ]),
        _ => Vec::new(),
    }
}
