//! A check with a memory says what a check without one says, whatever was typed in between and whatever other drafts it has seen.

use candor::check::{Memory, Target, check, check_again, strip_marks};
use candor::document::{Document, Format};
use candor::rules::{Kind, Ruleset};
use proptest::prelude::*;
use std::path::Path;
use std::sync::LazyLock;

static RULES: LazyLock<Ruleset> = LazyLock::new(candor::builtin::rules);

const DRAFT: &str = "# My statement\n\nI failed Step 1 because my school never prepared us. It was just one bad day.\n\n\
    My mother was ill. The bus was late. The room was cold and the screen flickered for an hour.\n\n\
    In my second year I studied with a partner, and I passed with 231. I scored 244 on Step 2 CK. Unfortunately, I am deeply sorry for this.\n\n\
    I drew pedigrees for forty families in the genetics clinic. I hope to build a screening programme in my district.\n";

/// What people type and paste.
const PIECES: [&str; 14] = [
    "a",
    " ",
    ".",
    "\n",
    "\n\n",
    "# ",
    "I am sorry. ",
    "It was unfair? ",
    "\u{1f600}",
    "e\u{301}",
    "“",
    "I failed the exam. ",
    "I have always wanted to help people.\n\n",
    "- ",
];

#[derive(Debug, Clone)]
enum Edit {
    Insert(usize, usize),
    Delete(usize, usize),
    Double(usize, usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => (any::<usize>(), 0..PIECES.len()).prop_map(|(at, piece)| Edit::Insert(at, piece)),
        2 => (any::<usize>(), 0..60usize).prop_map(|(at, length)| Edit::Delete(at, length)),
        1 => (any::<usize>(), 0..200usize).prop_map(|(at, length)| Edit::Double(at, length)),
    ]
}

fn apply(text: &mut String, edit: &Edit) {
    let place = |at: usize| text.floor_char_boundary(at % (text.len() + 1));
    match *edit {
        Edit::Insert(at, piece) => text.insert_str(place(at), PIECES[piece]),
        Edit::Delete(at, length) => {
            let start = place(at);
            let end = text.floor_char_boundary((start + length).min(text.len()));
            text.replace_range(start..end.max(start), "");
        }
        Edit::Double(at, length) => {
            let start = place(at);
            let end = text.floor_char_boundary((start + length).min(text.len()));
            let piece = text[start..end.max(start)].to_owned();
            text.insert_str(start, &piece);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn what_is_remembered_is_what_would_be_found(edits in prop::collection::vec(edit(), 1..30), markdown: bool) {
        let format = if markdown { Format::Markdown } else { Format::Plain };
        let (specialties, _) = Target::specialties_of("medical-genetics", &RULES);
        let mut target = Target { kind: Kind::PersonalStatement, specialties, ..Target::default() };
        let mut memory = Memory::default();
        let mut text = DRAFT.to_owned();
        for (number, edit) in edits.iter().enumerate() {
            apply(&mut text, edit);
            target.kind = if number / 10 % 2 == 0 { Kind::PersonalStatement } else { Kind::InterviewAnswer };
            // Somebody types in the front matter, and takes it back.
            target.specialties = Target::specialties_of(["medical-genetics", "neurology", "medical-genetcs"][number / 3 % 3], &RULES).0;
            let Ok(document) = Document::parse(&text, format) else { continue };
            let report = check_again(&document, &target, &RULES, &mut memory);
            prop_assert_eq!(report, check(&document, &target, &RULES), "{}", text);
        }
    }
}

/// The paragraphs of all fixtures.
static PARAGRAPHS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/drafts");
    let mut files: Vec<_> = folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    assert!(!files.is_empty(), "no fixtures in {}", folder.display());
    files.sort();
    let text = |path: &Path| strip_marks(&std::fs::read_to_string(path).unwrap_or_default()).text;
    files.iter().flat_map(|path| text(path).split("\n\n").map(str::to_owned).collect::<Vec<_>>()).collect()
});

/// The sentences of all fixtures, cut where a blank follows a full stop: good enough for a mixture.
static SENTENCES: LazyLock<Vec<&str>> = LazyLock::new(|| PARAGRAPHS.iter().flat_map(|paragraph| paragraph.split_inclusive(". ")).collect());

/// A number of the pool, a few of which come again and again, the rest now and then: enough text for it to be forgotten, too.
fn pick(pool: usize, at: usize, pick: &prop::sample::Index) -> usize {
    if at.is_multiple_of(2) { pick.index(20) } else { pick.index(pool) }
}

/// A draft of four kinds, and what it is checked as.
fn target(kind: usize, setback: bool) -> Target {
    let (specialties, _) = Target::specialties_of(["medical-genetics", "neurology"][usize::from(setback)], &RULES);
    let kind = [Kind::PersonalStatement, Kind::Experience, Kind::InterviewAnswer, Kind::Award][kind];
    Target { kind, entry_type: (kind == Kind::Experience).then(|| "research".to_owned()), setback, specialties }
}

type Picks = Vec<(Vec<prop::sample::Index>, usize, bool)>;

fn picks(most: usize) -> impl Strategy<Value = Picks> {
    prop::collection::vec((prop::collection::vec(any::<prop::sample::Index>(), 1..most), 0..4usize, any::<bool>()), 30..90)
}

/// Whether a memory of all `drafts`, of which `text` makes texts, says the same as none.
fn are_told_apart(drafts: &Picks, text: impl Fn(&[prop::sample::Index]) -> String) -> Result<(), TestCaseError> {
    let mut memory = Memory::default();
    for (picks, kind, setback) in drafts {
        let text = text(picks);
        let Ok(document) = Document::parse(&text, Format::Markdown) else { continue };
        let target = target(*kind, *setback);
        memory.next_draft();
        let report = check_again(&document, &target, &RULES, &mut memory);
        prop_assert_eq!(report, check(&document, &target, &RULES), "{}", text);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]

    #[test]
    fn drafts_that_share_paragraphs_are_told_apart(drafts in picks(12)) {
        are_told_apart(&drafts, |picks| {
            let paragraphs = picks.iter().enumerate().map(|(at, index)| PARAGRAPHS[pick(PARAGRAPHS.len(), at, index)].as_str());
            paragraphs.collect::<Vec<_>>().join("\n\n")
        })?;
    }

    #[test]
    fn drafts_that_share_sentences_are_told_apart(drafts in picks(24)) {
        are_told_apart(&drafts, |picks| {
            let sentence = |(at, index)| SENTENCES[pick(SENTENCES.len(), at, index)];
            picks.iter().enumerate().map(sentence).enumerate().map(|(at, sentence)| format!("{sentence}{}", if at % 4 == 3 { "\n\n" } else { " " })).collect()
        })?;
    }
}
