//! Every lint and role carries examples in its own file: what it must find, to the letter, and what it must leave alone. They are the specification of its patterns. Where
//! the trained weights see an example otherwise, it is named here, so that nobody is surprised, and so that the list stays short.

use candor::check::check_examples;
use candor::rules::Ruleset;

/// How examples begin in which the weights overrule the patterns. Most are single sentences, torn from what a draft would tell around them.
const SEEN_OTHERWISE: &[&str] = &[
    "I drew pedigrees for two years in a hospital by the sea.",
    "The second graft failed in my first week.",
    "I passed Step 1 on my first attempt.",
    "The checklist is still in use on that ward.",
    "I passed Step 1 in 2021. Two years before, I had failed it.",
];

#[test]
fn every_example_in_the_lint_files_is_as_its_file_says() {
    let rules = Ruleset { weights: None, ..candor::builtin::rules() };
    assert!(!rules.lints.is_empty(), "nothing is built in");
    let wrong = check_examples(&rules);
    assert!(wrong.is_empty(), "{} examples are not as their file says:\n  {}\n", wrong.len(), wrong.join("\n  "));
}

#[test]
fn the_weights_see_hardly_an_example_otherwise() {
    let rules = candor::builtin::rules();
    assert!(rules.weights.is_some(), "no weights are built in");
    let wrong = check_examples(&rules);
    let unknown: Vec<&String> = wrong.iter().filter(|line| !SEEN_OTHERWISE.iter().any(|known| line.contains(known))).collect();
    assert!(unknown.is_empty(), "the weights see these otherwise, too: {unknown:#?}");
    let gone: Vec<&&str> = SEEN_OTHERWISE.iter().filter(|known| !wrong.iter().any(|line| line.contains(**known))).collect();
    assert!(gone.is_empty(), "these are as their file says: take them out of the list: {gone:#?}");
}
