//! The trained weights: that training on a few drafts learns what they have in common, that it does so the same way each time, and that the weights which
//! are built in hear what no pattern says. Whether the shipped weights are what the corpus makes takes minutes to find out: `.ci/test` asks.

mod common;

use candor::check::{Analysis, Target, check, why};
use candor::document::{Document, Format};
use candor::rules::{Kind, Ruleset};
use candor::weights::train::{Example, set_thresholds, train, train_surroundings};
use candor::weights::{Model, Scores};
use common::{Outcome, RULES};
use std::borrow::Cow;

static VECTORS: &[u8] = include_bytes!("../lints/weights/vectors.bin");

/// Sentences that apologize, and others.
const TAUGHT: [(&str, bool); 12] = [
    ("I am so very sorry for the mark in my record.", true),
    ("Please forgive me for this failed exam.", true),
    ("I beg your pardon for such a poor result.", true),
    ("I feel ashamed whenever I see the score.", true),
    ("I humbly apologize to the committee for my failure.", true),
    ("Sorry for the embarrassment of my transcript.", true),
    ("I drew the pedigree of four families in the clinic.", false),
    ("The laboratory sequenced the sample in two weeks.", false),
    ("We counted ferritin levels for the women of the village.", false),
    ("My tutor and I read one chapter every evening.", false),
    ("I passed the exam with a good result a year later.", false),
    ("The child walks to school with her brother now.", false),
];

fn example(sentence: &str, holds: bool) -> Outcome<Example> {
    let document = Document::parse(sentence, Format::Plain).map_err(|e| e.message)?;
    let analysis = Analysis::new(&document, &RULES);
    let words = analysis.as_heard();
    Ok(Example { holds: vec![u32::from(holds); words.len()], known: 1, kind: 0, entry_type: String::new(), words })
}

fn taught() -> Outcome<Model> {
    let examples: Vec<Example> = TAUGHT.iter().map(|(sentence, holds)| example(sentence, *holds)).collect::<Outcome<_>>()?;
    // A few drafts teach little in one go.
    let often: Vec<&Example> = (0..12).flat_map(|_| &examples).collect();
    let mut model = train(&often, &[("apology", 0)], Cow::Borrowed(VECTORS)).ok_or("these are no word vectors")?;
    let scores: Vec<Vec<Scores>> = examples.iter().map(|e| model.bare_scores(&e.words, e.about())).collect();
    let with_scores: Vec<(&Example, &[Scores])> = examples.iter().zip(&scores).map(|(e, s)| (e, s.as_slice())).collect();
    train_surroundings(&mut model, &with_scores);
    set_thresholds(&mut model, [(u8::MAX, 0, i32::MIN)]);
    Ok(model)
}

#[test]
fn a_dozen_sentences_teach_what_they_have_in_common() -> Outcome {
    let model = taught()?;
    let score = |sentence: &str| -> Outcome<i32> {
        let unseen = example(sentence, false)?;
        Ok(model.scores(&unseen.words, unseen.about())[0][0])
    };
    for sentence in ["I apologize for my shameful mark.", "Forgive me, I am ashamed of the failure."] {
        assert!(score(sentence)? > score("The families walk to the clinic every week.")?, "{sentence}");
    }
    Ok(())
}

#[test]
fn training_makes_the_same_model_each_time_and_reads_back_what_it_wrote() -> Outcome {
    let (first, second) = (taught()?, taught()?);
    assert!(first == second, "two trainings differ");
    let bytes: &'static [u8] = first.to_bytes().leak();
    let read = Model::read(bytes, VECTORS).ok_or("what was written cannot be read")?;
    assert!(read == first, "what is read is not what was written");
    for broken in [&bytes[..bytes.len() / 2], b"", b"no model at all"] {
        assert!(Model::read(broken, VECTORS).is_none());
    }
    assert!(Model::read(bytes, &VECTORS[..VECTORS.len() - 1]).is_none());
    Ok(())
}

/// Blame without a word of it; patterns alone are silent here.
const OBLIQUE: &str = "I failed Step 2 CK in 2021. The people we paid for lessons sent recordings from another decade. I then found a tutor, changed my method, and I passed in 2022.";

#[test]
fn what_is_built_in_hears_what_no_pattern_says() -> Outcome {
    let document = Document::parse(OBLIQUE, Format::Plain).map_err(|e| e.message)?;
    let target = Target::default();
    let blamed = |rules: &Ruleset| -> Vec<String> {
        let report = check(&document, &target, rules);
        report.findings.iter().filter(|f| f.lint == "blame").map(|f| OBLIQUE[f.span.clone()].to_owned()).collect()
    };
    let silent = Ruleset { weights: None, ..RULES.clone() };
    assert_eq!(blamed(&silent), [""; 0], "a pattern knows this sentence: take another");
    let found = blamed(&RULES);
    assert!(found.len() == 1 && found[0].contains("recordings"), "{found:?}");
    let accounts = why(&document, &target, &RULES, &(30..40), Some("blame"));
    let heard = accounts.first().and_then(|a| a.heard.first()).ok_or("nothing is said of it")?;
    assert!(heard.holds && heard.verdict.contains("no pattern matches"), "{heard:?}");
    assert!(heard.reasons.iter().any(|(title, words)| *title == "for" && words.contains('+')), "{heard:?}");
    Ok(())
}

#[test]
fn a_lint_that_somebody_defines_anew_is_left_to_its_patterns() -> Outcome {
    let file = candor::rules::SourceFile {
        place: "blame.toml".to_owned(),
        name: "blame.toml".to_owned(),
        text: candor::builtin::sources().into_iter().find(|f| f.place == "blame.toml").ok_or("no blame")?.text,
    };
    let rules = candor::builtin::rules_with(vec![file]).map_err(|e| format!("{e:?}"))?;
    let document = Document::parse(OBLIQUE, Format::Plain).map_err(|e| e.message)?;
    let report = check(&document, &Target { kind: Kind::PersonalStatement, ..Target::default() }, &rules);
    assert!(report.findings.iter().all(|f| f.lint != "blame"), "{:?}", report.findings);
    Ok(())
}

#[test]
fn what_is_found_is_found_by_a_pattern_or_by_weights_that_are_sure_enough() -> Outcome {
    let text = "I failed Step 1.\n\nI had drawn one bad block, and what failed me was the clock. My mother was ill; nobody could have passed.\n";
    let document = Document::parse(text, Format::Plain).map_err(|e| e.message)?;
    let target = Target { kind: Kind::PersonalStatement, ..Target::default() };
    let accounts = why(&document, &target, &RULES, &(0..text.len()), None);
    let found: Vec<&str> = accounts.iter().flat_map(|account| &account.heard).filter(|heard| heard.holds).map(|heard| heard.verdict.as_str()).collect();
    assert!(found.len() > 3, "{found:?}");
    for verdict in found {
        let Some((_, said)) = verdict.split_once("no pattern matches; the weights say ") else { continue };
        let (score, needed) = said.split_once(", alone they need ").ok_or(verdict)?;
        assert!(score.parse::<f64>()? >= needed.parse::<f64>()?, "{verdict}");
    }
    Ok(())
}
