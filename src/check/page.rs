//! Pages: what there is to say about a lint or a finding, as Markdown.

use super::examples::strip_marks;
use super::finding::Finding;
use crate::rules::{Example, Lint};
use std::fmt::Write as _;

/// `lint` in full.
#[must_use]
pub fn page(lint: &Lint) -> String {
    let mut out = format!("# {}\n\n{}. *{}, in {}*\n", lint.id, lint.summary, lint.severity.name(), lint.scope());
    let _ = write!(out, "\n{}\n\n## Why a reader minds\n\n{}\n\n## What to write instead\n\n{}\n", lint.explanation, upper(&lint.reason), upper(&lint.advice));
    for (title, examples) in [("Found", &lint.bad), ("Left alone", &lint.good)] {
        let _ = write!(out, "\n## {title}\n");
        for example in examples {
            let why = example.why.as_ref().map_or(String::new(), |why| format!(" — {why}"));
            let _ = write!(out, "\n{}{why}\n", quoted(example));
        }
    }
    let _ = write!(
        out,
        "\n## To silence it\n\n- in one paragraph: `<!-- candor: allow({id}): why -->` before it (Markdown)\n- in one draft: `allow: [{id}]` in its front matter\n\
        - in a whole folder: `ignore = [\"{id}\"]` in candor.toml\n- to make it lighter or heavier: `[severity]` and `{id} = \"note\"` in candor.toml\n",
        id = lint.id
    );
    out
}

/// What there is to say about `finding`, which is of `lint`, at its place.
#[must_use]
pub fn finding_page(finding: &Finding, lint: Option<&Lint>) -> String {
    let mut out = format!("**{}** `{}`\n\n{}.\n\n**Instead:** {}.\n", upper(&finding.message), finding.lint, upper(&finding.reason), finding.advice);
    if let Some(lint) = lint {
        // The shortest says most in a small window.
        let shortest = |examples: &[Example]| examples.iter().min_by_key(|e| e.text.len()).map(quoted);
        for (title, example) in [("Found", shortest(&lint.bad)), ("Left alone", shortest(&lint.good))] {
            if let Some(example) = example {
                let _ = write!(out, "\n*{title}:*\n\n{example}\n");
            }
        }
    }
    out
}

fn upper(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// An example as a quotation, what is found in it in bold.
fn quoted(example: &Example) -> String {
    let marked = strip_marks(example.text.trim());
    let mut text = String::new();
    let mut at = 0;
    let mut marks: Vec<_> = marked.marks.into_iter().map(|(_, range)| range).collect();
    marks.sort_by_key(|range| range.start);
    for mark in marks.into_iter().filter(|mark| !mark.is_empty()) {
        if mark.start >= at {
            let _ = write!(text, "{}**{}**", escaped(&marked.text[at..mark.start]), escaped(&marked.text[mark.clone()]));
            at = mark.end;
        }
    }
    text.push_str(&escaped(&marked.text[at..]));
    text.lines().map(|line| format!("> {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

/// `text` with what Markdown would take for markup made plain.
fn escaped(text: &str) -> String {
    text.replace('<', "\\<").replace('_', "\\_").replace('*', "\\*").replace('[', "\\[")
}
