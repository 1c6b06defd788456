//! The schema of `candor.toml` that editors are given says what the program takes: the commented template with all its examples switched on is right to both, and what is wrong
//! to one is wrong to the other.

use candor::config::Config;
use serde_json::Value;
use std::error::Error;
use std::fs;
use std::path::Path;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn read(path: &str) -> Outcome<String> {
    Ok(fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path))?)
}

#[test]
fn the_schema_and_the_program_agree() -> Outcome {
    let schema = jsonschema::validator_for(&serde_json::from_str(&read("editors/vscode/schemas/candor.schema.json")?)?)?;
    let template: String = read("src/cli/init.toml")?.lines().map(|line| line.strip_prefix("#: ").unwrap_or(line).to_owned() + "\n").collect();
    let cases = [
        (template.as_str(), true),
        ("", true),
        ("kind = \"hobby\"\n[[allow]]\nlint = \"blame\"\n", true),
        ("specialities = \"neurology\"\n", false),
        ("kind = \"statement\"\n", false),
        ("fail-on = \"always\"\n", false),
        ("ignore = \"blame\"\n", false),
        ("[severity]\nblame = \"fatal\"\n", false),
        ("[[drafts]]\nkind = \"hobby\"\n", false),
        ("[[allow]]\npath = \"a.txt\"\n", false),
        ("[[allow]]\nlint = \"blame\"\nword = \"x\"\n", false),
        ("[rules]\nlint = []\n", false),
    ];
    for (text, right) in cases {
        let value: Value = toml::from_str::<Value>(text)?;
        assert_eq!(Config::parse(text).is_ok(), right, "the program: {text}");
        assert_eq!(schema.is_valid(&value), right, "the schema: {text}");
    }
    Ok(())
}
