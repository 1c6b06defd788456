//! The JSON Schema of `candor.toml`, for editors that know TOML and schemas. It is made of the types that read the file; names come from the rules, as suggestions where a name may also be the user's own.

use super::file::File;
use super::{ALL, FailOn, entry_types};
use crate::rules::{Kind, Ruleset, Severity};
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

/// The schema, with the names that `rules` know. It is of draft 7, which editors understand best.
#[must_use]
pub fn schema(rules: &Ruleset) -> Value {
    let mut schema = SchemaSettings::draft07().with_transform(RecursiveTransform(tidy)).into_generator().into_root_schema_for::<File>().to_value();
    let lints: Vec<&str> = rules.lints.iter().map(|lint| lint.id.as_str()).collect();
    let specialties: Vec<&str> = rules.specialties.iter().map(|specialty| specialty.id.as_str()).collect();
    // What is not in the list may be one's own.
    let known_or = |known: &[&str], other: Value| json!({ "anyOf": [{ "type": "string", "enum": known }, other] });
    let own_lint = json!({ "type": "string", "pattern": "^[a-z][a-z0-9-]*$" });
    let all: Vec<&str> = std::iter::once(ALL).chain(lints.iter().copied()).collect();
    schema["definitions"] = json!({
        "lint": known_or(&lints, own_lint.clone()),
        "lint-or-all": known_or(&all, own_lint),
        "severity": { "type": "string", "enum": SEVERITIES.map(Severity::name) },
        "specialty": known_or(&specialties, json!({ "type": "string", "minLength": 1 })),
        "type": known_or(&entry_types(rules), json!({ "type": "string" })),
    });
    schema
}

/// What is not set has no value in TOML, and a description is one paragraph.
fn tidy(schema: &mut Schema) {
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
    if let Some(Value::String(text)) = schema.get_mut("description") {
        *text = text.replace('\n', " ");
    }
}

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

pub(super) fn one_or_many(_: &mut SchemaGenerator) -> Schema {
    let path = json!({ "type": "string", "pattern": "\\.toml$" });
    json_schema!({ "anyOf": [path, { "type": "array", "items": path }], "examples": ["../house.toml"] })
}

pub(super) fn kind(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": Kind::ALL.map(Kind::name) })
}

pub(super) fn entry_type(_: &mut SchemaGenerator) -> Schema {
    named("type")
}

pub(super) fn specialty(_: &mut SchemaGenerator) -> Schema {
    named("specialty")
}

pub(super) fn flag(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "boolean" })
}

pub(super) fn fail_on(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": FailOn::ALL.map(FailOn::name) })
}

pub(super) fn lint(_: &mut SchemaGenerator) -> Schema {
    named("lint")
}

pub(super) fn lints(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": reference("lint-or-all"), "uniqueItems": true })
}

pub(super) fn severities(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object", "propertyNames": reference("lint"), "additionalProperties": reference("severity") })
}

pub(super) fn glob(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "minLength": 1, "examples": ["**/experiences/*.md"] })
}

pub(super) fn globs(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": { "type": "string", "minLength": 1 }, "examples": [["archive/**"]] })
}

pub(super) fn files(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": { "type": "string", "minLength": 1 }, "examples": [["my-lints/*.toml"]] })
}

pub(super) fn words(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "minLength": 1 })
}

pub(super) fn text(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string" })
}

/// In draft 7 nothing may stand beside a reference, and a description does.
fn named(definition: &str) -> Schema {
    json_schema!({ "allOf": [reference(definition)] })
}

fn reference(definition: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{definition}") })
}
