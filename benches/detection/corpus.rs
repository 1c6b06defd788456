//! The labelled corpus, from both of its formats; `fixtures/corpus/README.md` describes them.

use candor::check::{Target, strip_marks};
use candor::document::{Document, Field, Format};
use candor::rules::{Kind, Ruleset};
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A labelled draft or passage.
pub(crate) struct Labelled {
    pub(crate) name: String,
    pub(crate) target: Target,
    pub(crate) document: Document,
    /// What candor sees: the labels are taken out.
    pub(crate) text: String,
    /// Marked phrases: the lint, and bytes of the text.
    pub(crate) marks: Vec<(String, Range<usize>)>,
    /// Tagged sentences: bytes of the text, and the tags.
    pub(crate) sentences: Option<Vec<(Range<usize>, Vec<String>)>>,
    /// The lints on the whole draft that it must have; `None` where nobody says.
    pub(crate) expect: Option<BTreeSet<String>>,
    /// Lints on the form count, too.
    pub(crate) form: bool,
    /// It is said to be a part of a draft.
    pub(crate) excerpt: bool,
}

/// Everything labelled in `folders`.
pub(crate) fn load(folders: &[PathBuf], rules: &Ruleset) -> Vec<Labelled> {
    let mut files = Vec::new();
    folders.iter().for_each(|f| collect(f, &mut files));
    files.sort();
    let mut all = Vec::new();
    for path in &files {
        let Ok(raw) = std::fs::read_to_string(path) else { continue };
        if raw.starts_with('#') {
            all.extend(raw.split("\n\n").enumerate().filter_map(|(n, block)| tagged(&format!("{}:{}", path.display(), n + 1), block, rules)));
        } else {
            match marked(path, &raw, rules) {
                Some(one) => all.push(one),
                None => println!("{}: no labels", path.display()),
            }
        }
    }
    all
}

fn collect(folder: &Path, out: &mut Vec<PathBuf>) {
    for path in std::fs::read_dir(folder).into_iter().flatten().filter_map(|e| e.ok().map(|e| e.path())) {
        if path.is_dir() {
            collect(&path, out);
        } else if path.extension().is_some_and(|e| e == "md" || e == "txt") && path.file_name().is_some_and(|n| n != "README.md") {
            out.push(path);
        }
    }
}

fn target(kind: Option<&str>, entry_type: Option<String>, aim: Option<&str>, rules: &Ruleset) -> Target {
    let specialties = Target::specialties_of(aim.unwrap_or("medical-genetics"), rules).0;
    Target { kind: kind.and_then(Kind::named).unwrap_or_default(), entry_type, specialties, ..Target::default() }
}

fn list(value: &str) -> BTreeSet<String> {
    value.trim_matches(['[', ']']).split(',').map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect()
}

/// A draft with front matter and marks.
fn marked(path: &Path, raw: &str, rules: &Ruleset) -> Option<Labelled> {
    let (head, body) = raw.strip_prefix("---\n")?.split_once("\n---\n")?;
    let mut text = "---\n".to_owned();
    let (mut expect, mut form) = (Some(BTreeSet::new()), false);
    for line in head.lines() {
        let (key, value) = line.split_once(':').unwrap_or((line, ""));
        match (key.trim(), value.trim()) {
            ("expect", value) => expect = expect.map(|_| list(value)),
            ("scope", value) => expect = expect.filter(|_| value != "sentences"),
            ("form", value) => form = value == "true",
            ("note", _) => {}
            _ => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    text.push_str("---\n");
    let stripped = strip_marks(body);
    let offset = text.len();
    text.push_str(&stripped.text);
    let marks = stripped.marks.into_iter().filter_map(|(lint, range)| lint.map(|l| (l, offset + range.start..offset + range.end))).collect();
    let name = path.display().to_string();
    let document = Document::parse(&text, Format::of_name(&name).unwrap_or(Format::Markdown)).ok()?;
    let value = |field: &Option<Field>| field.as_ref().map(|f| f.value.clone());
    let front = &document.front_matter;
    let target = target(value(&front.kind).as_deref(), value(&front.entry_type), value(&front.specialty).as_deref(), rules);
    Some(Labelled { name, target, document, text, marks, sentences: None, expect, form, excerpt: false })
}

/// One draft of which each of `parts` is a paragraph; what is expected of them on the whole is forgotten. `None` if there is no part.
pub(crate) fn together(parts: &[&Labelled]) -> Option<Labelled> {
    let (mut text, mut marks) = (String::new(), Vec::new());
    for part in parts {
        let start = text.len();
        marks.extend(part.marks.iter().map(|(lint, range)| (lint.clone(), start + range.start..start + range.end)));
        text.push_str(part.text.trim_end());
        text.push_str("\n\n");
    }
    let first = parts.first()?;
    let document = Document::parse(&text, Format::Plain).ok()?;
    Some(Labelled { name: first.name.clone(), target: first.target.clone(), document, text, marks, sentences: None, expect: None, form: false, excerpt: true })
}

/// A draft or passage whose sentences are tagged.
pub(crate) fn tagged(name: &str, block: &str, rules: &Ruleset) -> Option<Labelled> {
    const RUN: &str = "extended-excuse";
    let mut lines = block.trim().lines();
    let head: Vec<&str> = lines.next()?.strip_prefix('#')?.split_whitespace().collect();
    let value = |key: &str| head.windows(2).find(|pair| pair[0] == key).map(|pair| pair[1]);
    let (mut text, mut marks, mut sentences): (String, Vec<(String, Range<usize>)>, Vec<_>) = (String::new(), Vec::new(), Vec::new());
    let (mut separator, mut run_goes_on) = ("", false);
    for line in lines {
        let Some((tags, sentence)) = line.split_once('\t') else {
            separator = "\n\n";
            run_goes_on = false;
            continue;
        };
        let tags: Vec<String> = tags.split(',').map(|t| t.trim().to_owned()).filter(|t| t != "-").collect();
        text.push_str(separator);
        separator = " ";
        let start = text.len();
        let stripped = strip_marks(sentence.trim());
        text.push_str(&stripped.text);
        marks.extend(stripped.marks.into_iter().filter_map(|(lint, range)| lint.map(|l| (l, start + range.start..start + range.end))));
        let runs = tags.iter().any(|t| t == RUN);
        match marks.iter_mut().rev().find(|(lint, _)| lint == RUN) {
            Some((_, range)) if runs && run_goes_on => range.end = text.len(),
            _ if runs => marks.push((RUN.to_owned(), start..text.len())),
            _ => {}
        }
        run_goes_on = runs;
        sentences.push((start..text.len(), tags));
    }
    let target = target(value("kind:"), value("type:").map(str::to_owned), value("specialty:"), rules);
    // Passages for training and excerpts are parts of drafts: nothing can be missing from them.
    let whole = block.contains("\n¶") || value("expect:").is_some() || value("specialty:").is_some();
    let excerpt = value("excerpt:").is_some();
    let expect = (whole && !excerpt).then(|| list(value("expect:").unwrap_or("")));
    let document = Document::parse(&text, Format::Plain).ok()?;
    (!sentences.is_empty()).then_some(Labelled {
        name: name.to_owned(),
        target,
        document,
        text,
        marks,
        sentences: Some(sentences),
        expect,
        form: false,
        excerpt,
    })
}
