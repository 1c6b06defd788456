//! Figures on labelled sentences: does a lint speak, does a role hold, where the label says so?

use super::Options;
use candor::check::{Target, check};
use candor::document::{Document, Format};
use candor::rules::{Kind, Ruleset};
use std::path::Path;

struct Passage {
    target: Target,
    text: String,
    /// Byte range, tags and line of each sentence.
    sentences: Vec<(std::ops::Range<usize>, Vec<String>)>,
}

pub(crate) fn run(rules: &Ruleset, options: &Options) {
    let ids: Vec<String> = if options.ids.is_empty() {
        rules.lints.iter().filter(|l| l.draft.is_none()).map(|l| l.id.clone()).chain(rules.roles.iter().skip(2).map(|r| r.name.clone())).collect()
    } else {
        options.ids.clone()
    };
    println!("{:22} {:12} {:>6} {:>6} {:>6} {:>6} {:>6}", "id", "folder", "prec", "recall", "right", "false", "missed");
    for id in &ids {
        for (number, folder) in options.sentences.iter().enumerate() {
            let (mut right, mut wrong, mut missed) = (0, Vec::new(), Vec::new());
            for passage in passages(folder, rules) {
                let Ok(document) = Document::parse(&passage.text, Format::Plain) else { continue };
                let report = check(&document, &passage.target, rules);
                for (range, tags) in &passage.sentences {
                    let touches = |span: &std::ops::Range<usize>| span.start < range.end && range.start < span.end;
                    let found = report.findings.iter().any(|f| f.lint == *id && touches(&f.span))
                        || report.structure.sentences.iter().any(|s| touches(&s.span) && s.roles(rules).any(|r| r == id));
                    let line = || format!("[{}] {}", tags.join(","), &passage.text[range.clone()]);
                    match (found, tags.contains(id)) {
                        (true, true) => right += 1,
                        (true, false) => wrong.push(line()),
                        (false, true) => missed.push(line()),
                        _ => {}
                    }
                }
            }
            let precision = ratio(right, right + wrong.len());
            let recall = ratio(right, right + missed.len());
            let name = folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            println!("{id:22} {name:12} {precision:6.3} {recall:6.3} {right:6} {:6} {:6}", wrong.len(), missed.len());
            if number == 0 {
                spread(&wrong, options.wrong).for_each(|l| println!("  false: {l}"));
                spread(&missed, options.misses).for_each(|l| println!("  missed: {l}"));
            }
        }
    }
}

/// At most `most` of `lines`, spread evenly.
fn spread(lines: &[String], most: usize) -> impl Iterator<Item = &String> {
    let step = lines.len().div_ceil(most.max(1)).max(1);
    lines.iter().step_by(step).take(most)
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

fn passages(folder: &Path, rules: &Ruleset) -> Vec<Passage> {
    let mut files: Vec<_> = std::fs::read_dir(folder).into_iter().flatten().filter_map(|e| e.ok().map(|e| e.path())).collect();
    files.sort();
    let mut all = Vec::new();
    for path in files.iter().filter(|p| p.extension().is_some_and(|e| e == "txt")) {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        for block in text.split("\n\n") {
            let mut target = Target::default();
            let mut aim = "medical-genetics".to_owned();
            let mut passage = Passage { target: Target::default(), text: String::new(), sentences: vec![] };
            for line in block.lines() {
                if let Some(head) = line.strip_prefix('#') {
                    let words: Vec<&str> = head.split_whitespace().collect();
                    for pair in words.windows(2) {
                        match pair[0] {
                            "kind:" => target.kind = Kind::named(pair[1]).unwrap_or_default(),
                            "type:" => target.entry_type = Some(pair[1].to_owned()),
                            "specialty:" => aim = pair[1].to_owned(),
                            _ => {}
                        }
                    }
                } else if let Some((tags, sentence)) = line.split_once('\t') {
                    if !passage.text.is_empty() {
                        passage.text.push(' ');
                    }
                    let start = passage.text.len();
                    passage.text.push_str(sentence.trim());
                    passage.sentences.push((start..passage.text.len(), tags.split(',').map(|t| t.trim().to_owned()).collect()));
                }
            }
            target.specialties = Target::specialties_of(&aim, rules).0;
            passage.target = target;
            if !passage.sentences.is_empty() {
                all.push(passage);
            }
        }
    }
    all
}
