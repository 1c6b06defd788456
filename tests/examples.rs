//! Every lint and role carries examples in its own file: what it must find, to the letter, and what it must leave alone. They are the lints' specification, and here
//! they are held against the rule set that is built into the program.

#[test]
fn every_example_in_the_lint_files_is_as_its_file_says() {
    let rules = candor::builtin::rules();
    assert!(!rules.lints.is_empty(), "nothing is built in");
    let wrong = candor::check::check_examples(&rules);
    assert!(wrong.is_empty(), "{} examples are not as their file says:\n  {}\n", wrong.len(), wrong.join("\n  "));
}
