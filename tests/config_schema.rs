//! The schema of `candor.toml` that editors are given says what the program takes: the commented template with all its examples switched on is right to both, and what is wrong
//! to one is wrong to the other. The file that the extension for VS Code brings is what `candor meta config-schema` writes: where it is stale it is written anew, and the test fails, so that the change is
//! seen and committed.

use candor::config::Config;
use serde_json::Value;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const SHIPPED: &str = "editors/vscode/schemas/candor.schema.json";

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn written() -> Outcome<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_candor")).args(["meta", "config-schema"]).output()?;
    assert!(output.status.success(), "{output:?}");
    Ok(String::from_utf8(output.stdout)?)
}

#[test]
fn the_schema_that_editors_are_given_is_the_one_that_the_program_writes() -> Outcome {
    let fresh = written()?;
    if fs::read_to_string(path(SHIPPED))?.replace("\r\n", "\n") == fresh {
        return Ok(());
    }
    fs::write(path(SHIPPED), fresh)?;
    Err(format!("{SHIPPED} was stale and has been written anew: look at it and commit it").into())
}

#[test]
fn the_schema_and_the_program_agree() -> Outcome {
    let schema = jsonschema::validator_for(&serde_json::from_str(&written()?)?)?;
    let template: String =
        fs::read_to_string(path("src/cli/init.toml"))?.lines().map(|line| line.strip_prefix("#: ").unwrap_or(line).to_owned() + "\n").collect();
    let cases = [
        (template.as_str(), true),
        ("", true),
        ("kind = \"hobby\"\n[[allow]]\nlint = \"blame\"\n", true),
        ("extends = \"../house.toml\"\n", true),
        ("extends = [\"../house.toml\", \"region.toml\"]\n", true),
        ("extends = []\n", true),
        ("setback = false\n", true),
        // A lint, a specialty and a type of one's own are known to the program only beside the files that declare them.
        ("ignore = [\"all\", \"closing-thanks\"]\n[severity]\nclosing-thanks = \"note\"\n", true),
        ("specialty = \"zebra-medicine\"\ntype = \"choir\"\n", true),
        (
            "[[drafts]]\npath = \"*.md\"\nsetback = true\nfail-on = \"never\"\nselect = [\"blame\"]\nignore = [\"length\"]\nseverity = { blame = \"note\" }\n",
            true,
        ),
        ("specialities = \"neurology\"\n", false),
        ("kind = \"statement\"\n", false),
        ("fail-on = \"always\"\n", false),
        ("ignore = \"blame\"\n", false),
        ("extends = 1\n", false),
        ("extends = [1]\n", false),
        ("setback = \"yes\"\n", false),
        ("[severity]\nblame = \"fatal\"\n", false),
        ("[[drafts]]\nkind = \"hobby\"\n", false),
        ("[[drafts]]\npath = \"*.md\"\nexclude = [\"a\"]\n", false),
        ("[[drafts]]\npath = \"*.md\"\nseverity = { blame = \"fatal\" }\n", false),
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

/// Completion lives of it: every built-in name is there to be chosen, and every key says what it is for.
#[test]
fn the_schema_knows_all_names_and_explains_all_keys() -> Outcome {
    let schema: Value = serde_json::from_str(&written()?)?;
    let rules = candor::builtin::rules();
    let known = |name: &str| schema["definitions"][name]["anyOf"][0]["enum"].as_array().cloned().unwrap_or_default();
    assert!(rules.lints.iter().all(|lint| known("lint").contains(&Value::from(lint.id.as_str()))));
    assert!(rules.specialties.iter().all(|specialty| known("specialty").contains(&Value::from(specialty.id.as_str()))));
    assert!(known("type").contains(&Value::from("clinical")));
    let mut keys = 0;
    let tables = [&schema["properties"], &schema["properties"]["drafts"]["items"]["properties"], &schema["properties"]["allow"]["items"]["properties"]];
    for (key, about) in tables.iter().flat_map(|table| table.as_object()).flatten() {
        assert!(about["description"].as_str().is_some_and(|text| text.len() > 10), "nothing is said of '{key}'");
        keys += 1;
    }
    assert!(keys > 20, "only {keys} keys");
    Ok(())
}
