//! The labelled drafts of `fixtures/drafts`, as several tests read them: with the labels taken out, checked as the program checks a file, and the findings beside the labels.

#![allow(dead_code, reason = "each test program uses a part of it")]

pub(crate) mod drawn;
pub(crate) mod page;

use candor::check::{Finding, Target, check, strip_marks};
use candor::document::{Document, Field, Format};
use candor::rules::{Kind, Ruleset};
use std::collections::BTreeSet;
use std::error::Error;
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

pub(crate) type Outcome<T = ()> = Result<T, Box<dyn Error>>;

pub(crate) static RULES: LazyLock<Ruleset> = LazyLock::new(candor::builtin::rules);

/// Keys of the front matter that are the draft's own; the others are labels.
const OWN: [&str; 4] = ["kind", "type", "specialty", "setback"];

/// A draft and what is to be found in it.
pub(crate) struct Draft {
    pub(crate) name: String,
    pub(crate) format: Format,
    /// Front matter and line ends as an applicant would have them, without labels.
    pub(crate) head: String,
    pub(crate) body: String,
    /// Lints with their places in `text()`.
    pub(crate) labels: Vec<(String, Range<usize>)>,
    /// Lints that the whole draft must have.
    pub(crate) expect: BTreeSet<String>,
    pub(crate) form: bool,
    pub(crate) sentences_only: bool,
}

impl Draft {
    pub(crate) fn text(&self) -> String {
        format!("{}{}", self.head, self.body)
    }

    fn read(name: &str, source: &str) -> Outcome<Self> {
        let (head, body) = source.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).ok_or(format!("{name}: no front matter"))?;
        let (mut own, mut expect, mut form, mut sentences_only) = (String::from("---\n"), BTreeSet::new(), false, false);
        for line in head.lines() {
            let (key, value) = line.split_once(':').map(|(key, value)| (key.trim(), value.trim())).ok_or(format!("{name}: no key: {line}"))?;
            match key {
                "expect" => expect.extend(value.trim_matches(['[', ']']).split(',').map(|id| id.trim().to_owned()).filter(|id| !id.is_empty())),
                "form" => form = value == "true",
                "scope" => sentences_only = value == "sentences",
                "note" => {}
                own_key if OWN.contains(&own_key) => own.extend([line, "\n"]),
                _ => return Err(format!("{name}: '{key}' is neither a label nor a draft's own").into()),
            }
        }
        own.push_str("---\n");
        let marked = strip_marks(body);
        let mut labels = Vec::new();
        for (lint, range) in marked.marks {
            let lint = lint.ok_or(format!("{name}: a mark without a name: {}", &marked.text[range.clone()]))?;
            labels.push((lint, own.len() + range.start..own.len() + range.end));
        }
        for id in labels.iter().map(|(lint, _)| lint).chain(&expect) {
            if RULES.lint(id).is_none() {
                return Err(format!("{name}: the label '{id}' is no lint").into());
            }
        }
        let format = Format::of_name(name).ok_or(format!("{name}: no draft's name"))?;
        Ok(Self { name: name.to_owned(), format, head: own, body: marked.text, labels, expect, form, sentences_only })
    }
}

/// All labelled drafts, by name.
pub(crate) fn drafts() -> Outcome<Vec<Draft>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/drafts");
    let mut drafts = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        drafts.push(Draft::read(&name, &std::fs::read_to_string(&path)?.replace("\r\n", "\n"))?);
    }
    drafts.sort_by(|a, b| a.name.cmp(&b.name));
    if drafts.is_empty() { Err("there are no drafts".into()) } else { Ok(drafts) }
}

/// The findings in `text`, which says itself what it is and what it aims at.
pub(crate) fn findings(text: &str, format: Format) -> Outcome<Vec<Finding>> {
    let document = Document::parse(text, format).map_err(|e| e.message)?;
    let front = &document.front_matter;
    let value = |field: &Option<Field>| field.as_ref().map(|f| f.value.to_lowercase());
    let aim = value(&front.specialty).unwrap_or_else(|| "medical-genetics".to_owned());
    let (specialties, unknown) = Target::specialties_of(&aim, &RULES);
    if !unknown.is_empty() {
        return Err(format!("unknown specialties: {unknown:?}").into());
    }
    let kind = value(&front.kind).and_then(|k| Kind::named(&k)).unwrap_or_default();
    let setback = front.setback.as_ref().is_some_and(|field| field.value);
    Ok(check(&document, &Target { kind, entry_type: value(&front.entry_type), setback, specialties }, &RULES).findings)
}

/// `text` in one line.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
