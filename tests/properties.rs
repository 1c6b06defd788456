//! What holds for every text, whoever typed it: candor reads it, or says where it cannot; every place that it names is one in the text; and it says the same twice. Texts
//! are arbitrary, or built of what the lints, Markdown, YAML and TOML react to, so that they get past the first test.

mod common;

use candor::check::{Report, Target, check, check_examples, strip_marks};
use candor::config::Config;
use candor::document::{Document, Format};
use candor::rules::{Kind, SourceFile, compile};
use common::RULES;
use common::drawn::{TRIGGERS, config, of, text};
use proptest::prelude::*;
use proptest::sample::select;
use std::ops::Range;
use std::sync::LazyLock;

#[rustfmt::skip]
const YAML: &[&str] = &[
    "kind", "type", "specialty", ": ", ":", "personal-statement", "experience", "clinical", "medical-genetics/pediatrics", "\n", "- ", "? ", "[", "]",
    "{", "}", "\"", "'", "|", ">", "&a", "*a", "!!str", "#", "~", "é", "👩‍⚕️", "  ", "\t", "%YAML", "...", "<<", "\\x", "1", "null", "\r",
];

#[rustfmt::skip]
const TOML: &[&str] = &[
    "severity = \"warning\"\n", "summary = \"s\"\n", "message = \"m\"\n", "reason = \"r\"\n", "advice = \"a\"\n", "explanation = \"e\"\n",
    "about = \"a\"\n", "name = \"n\"\n", "[[match]]\n", "phrases = [\"~fail <any> (a|b c)? .. exam\"]\n", "phrases = [\"{never} ...\"]\n",
    "phrases = [\"((((a|b)?|c)?|d)? e\", \"<number> ..20 <percent>\"]\n", "phrases = [\"!(a) b ^\", \"\"]\n", "phrases = [\"a <nowhere> b\"]\n",
    "unless = [\"no one\"]\n", "near = [\"nowhere\"]\n", "strength = 0.5\n", "strength = -1\n", "writer = true\n", "within = 3\n", "[draft]\n",
    "mechanism = \"missing\"\n", "mechanism = \"length\"\n", "role = [\"specialty\"]\n", "over-note = 3\n", "[[bad]]\n",
    "text = \"I [[never]] failed the exam.\"\n", "[[good]]\n", "text = \"[[\"\n", "[phrase]\nfree = 1\n", "kinds = [\"hobby\"]\n",
    "terms = [\"~gene\"]\n", "names = [\"genes\"]\n", "[", "]", "\"", "'''", "=", "{", "}", "é", "👩‍⚕️", "\n", "#", "\\u00", ",",
    "select = [\"all\"]\n", "ignore = [\"blame\", \"blam\"]\n", "fail-on = \"error\"\n", "exclude = [\"**/[a\"]\n", "exclude = [\"a/**\"]\n",
    "[severity]\n", "blame = \"note\"\n", "[[drafts]]\n", "path = \"**/{a,b}*.md\"\n", "kind = \"award\"\n", "specialty = \"nowhere\"\n", "[rules]\n",
    "lints = [\"*.toml\"]\n",
    "extends = \"../a.toml\"\n", "extends = [\"a.toml\", 1]\n", "setback = true\n", "severity = { length = \"note\" }\n", "fail-on = \"never\"\n",
];

fn target() -> impl Strategy<Value = Target> {
    (
        select(&Kind::ALL[..]),
        prop::option::of(select(&["clinical", "research", "volunteer"][..])),
        select(&["medical-genetics", "pediatrics/neurology", ""][..]),
        any::<bool>(),
    )
        .prop_map(|(kind, entry_type, aim, setback)| {
            let specialties = Target::specialties_of(aim, &RULES).0;
            Target { kind, entry_type: entry_type.map(str::to_owned), setback, specialties }
        })
}

/// Whether `span` is a place in `text`.
fn stands_in(text: &str, span: &Range<usize>) -> bool {
    text.get(span.clone()).is_some()
}

fn places(report: &Report) -> Vec<Range<usize>> {
    let findings = report.findings.iter().flat_map(|f| std::iter::once(&f.span).chain(f.related.iter().map(|r| &r.span)));
    let structure = report.structure.parts.iter().flat_map(|p| &p.places).chain(report.structure.sentences.iter().map(|s| &s.span));
    findings.chain(structure).cloned().collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_text_can_be_checked_and_the_places_of_its_findings_stand_in_it(text in text(), target in target()) {
        for format in [Format::Markdown, Format::Plain] {
            let document = match Document::parse(&text, format) {
                Ok(document) => document,
                Err(error) => {
                    prop_assert!(stands_in(&text, &error.span), "{:?} in {:?}", error, text);
                    continue;
                }
            };
            let report = check(&document, &target, &RULES);
            for place in places(&report) {
                prop_assert!(stands_in(&text, &place), "{:?} in {:?}", place, text);
            }
            prop_assert!(report.findings.iter().all(|f| document.blocks.is_empty() || !f.span.is_empty()), "an empty place: {:?}", report.findings);
            prop_assert!(report.findings.is_sorted_by_key(|f| (f.span.start, f.span.end)), "{:?}", report.findings);
            prop_assert!(report.structure.shares.iter().all(|s| s.words <= report.structure.words));
            prop_assert_eq!(Document::parse(&text, format).map(|again| check(&again, &target, &RULES)), Ok(report));
        }
    }

    #[test]
    fn front_matter_is_read_or_its_mistake_has_a_place(yaml in prop_oneof![any::<String>(), of(YAML, 30)], body in of(TRIGGERS, 8), mark in select(&["", "\u{feff}"][..])) {
        let text = format!("{mark}---\n{yaml}\n---\n{body}");
        match Document::parse(&text, Format::Markdown) {
            Err(error) => prop_assert!(stands_in(&text, &error.span), "{:?} in {:?}", error, text),
            Ok(document) => {
                prop_assert!(stands_in(&text, &document.body));
                let front = &document.front_matter;
                for field in [&front.kind, &front.entry_type, &front.specialty].into_iter().flatten() {
                    prop_assert!(stands_in(&text, &field.span), "{:?} in {:?}", field, text);
                }
            }
        }
    }

    #[test]
    fn a_configuration_is_read_or_its_mistakes_have_places(text in prop_oneof![any::<String>(), of(TOML, 12)], path in any::<String>()) {
        let errors = match Config::parse(&text) {
            Err(errors) => {
                prop_assert!(!errors.is_empty());
                errors
            }
            Ok(config) => {
                let tables = config.tables_of(&path);
                let _ = (config.aim(&tables), config.fail_on(&tables), config.excludes(&path), config.policy(&tables, &RULES));
                config.check(&RULES)
            }
        };
        for error in errors {
            prop_assert!(stands_in(&text, &error.place.span), "{:?} in {:?}", error, text);
        }
    }

    #[test]
    fn marks_are_taken_out_and_their_places_stand_in_what_is_left(text in text()) {
        let marked = strip_marks(&text);
        prop_assert!(marked.text.len() <= text.len());
        for (_, place) in marked.marks {
            prop_assert!(stands_in(&marked.text, &place), "{:?} in {:?}", place, text);
        }
    }
}

/// All built-in files would take too long for each text; these are some that stand alone.
static BESIDE: LazyLock<Vec<SourceFile>> = LazyLock::new(|| {
    let few = ["vocabulary/writer.toml", "vocabulary/negation.toml", "vocabulary/number-word.toml"];
    candor::builtin::sources().into_iter().filter(|f| few.contains(&f.place.as_str())).collect()
});

#[rustfmt::skip]
const PATTERNS: &[&str] = &[
    "~fail", "exam", "(a|b c)", "(a|(b|c)?)?", "<any>", "<number>", "<nowhere>", "<writer>", "..", "...", "..9", "..99", ",", "^", "$", "!(a|b)", "{",
    "}", "(", ")", "|", "?", "~", "<", "it's", "é", "👩‍⚕️", "hard-working",
];

/// A lint file that is whole but for its patterns and examples, so that these are reached.
fn lint_file() -> impl Strategy<Value = String> {
    let head = "severity = \"warning\"\nsummary = \"s\"\nmessage = \"m\"\nreason = \"r\"\nadvice = \"a\"\nexplanation = \"e\"\n";
    let pattern = select(PATTERNS);
    let phrases = prop::collection::vec(pattern, 1..8).prop_map(|parts| parts.join(" "));
    (phrases.clone(), prop::collection::vec(phrases, 0..2), of(TRIGGERS, 12), of(TOML, 2)).prop_map(move |(phrase, unless, example, more)| {
        format!("{head}[[match]]\nphrases = [{phrase:?}]\nunless = {unless:?}\n[[bad]]\ntext = '''{example}'''\n[[good]]\ntext = \"g\"\n{more}")
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_lint_file_compiles_and_runs_or_its_mistakes_have_places(text in prop_oneof![any::<String>(), of(TOML, 16), lint_file()]) {
        for folder in ["", "vocabulary/", "roles/", "specialties/"] {
            let mut files = BESIDE.clone();
            files.push(SourceFile { place: format!("{folder}drawn.toml"), name: "drawn".to_owned(), text: text.clone() });
            match compile(&files) {
                Ok(rules) => drop(check_examples(&rules)),
                Err(errors) => {
                    prop_assert!(!errors.is_empty());
                    for error in errors.iter().filter(|e| e.file == "drawn") {
                        prop_assert!(stands_in(&text, &error.span), "{:?} in {:?}", error, text);
                    }
                }
            }
        }
    }
}
