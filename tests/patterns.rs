//! What a pattern matches, through a lint of one's own.

use candor::builtin::rules_with;
use candor::check::{Target, check};
use candor::document::{Document, Format};
use candor::rules::SourceFile;

/// The words that a lint marks in each of `texts` whose phrases are `phrases`.
fn marked(phrases: &[&str], texts: &[&str]) -> Result<Vec<Vec<String>>, String> {
    let lint = format!(
        "severity = \"note\"\nkinds = [\"personal-statement\"]\nsummary = \"A trial\"\nmessage = \"a trial\"\nreason = \"a trial\"\nadvice = \"a trial\"\n\
         explanation = \"A trial.\"\n[guards]\nothers = \"allow\"\nnegated = \"allow\"\n[[match]]\nphrases = {phrases:?}\n\
         [[bad]]\ntext = \"[[x]]\"\n[[good]]\ntext = \"y\"\nwhy = \"z\"\n"
    );
    let file = SourceFile { place: "trial.toml".to_owned(), name: "trial.toml".to_owned(), text: lint };
    let rules = rules_with(vec![file]).map_err(|errors| format!("{errors:?}"))?;
    let mut all = Vec::new();
    for text in texts {
        let document = Document::parse(text, Format::Plain).map_err(|error| error.message)?;
        let findings = check(&document, &Target::default(), &rules).findings;
        all.push(findings.into_iter().filter(|finding| finding.lint == "trial").map(|finding| text[finding.span].to_owned()).collect());
    }
    Ok(all)
}

#[test]
fn what_must_not_follow_must_not_on_whichever_way_it_is_reached() -> Result<(), String> {
    // "Step 2 CK" is an exam, and so is "Step 2": the number is reached on two ways.
    let phrases = ["<exam> ..3 of !(<calendar-year>) {<number>}", "<exam> ..3 of !(20 22|2022) {<number>}", "(saw|met) ..1 !(..2 geneticist) {<any>} <any>"];
    let texts =
        ["I failed Step 2 CK in April of 2022.", "I failed Step 2 CK by a margin of 12.", "I met a famous geneticist there.", "I met a famous painter there."];
    let want: [&[&str]; 4] = [&[], &["12"], &[], &["a"]];
    assert_eq!(marked(&phrases, &texts)?, want);
    Ok(())
}
