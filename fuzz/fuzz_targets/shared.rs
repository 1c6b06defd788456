//! What the targets for drafts share.

use candor::builtin;
use candor::check::{Target, check};
use candor::document::{Document, Format};
use candor::rules::{Kind, Ruleset};
use std::sync::LazyLock;

static RULES: LazyLock<Ruleset> = LazyLock::new(builtin::rules);

/// Reads and checks `source` as a draft; its first byte decides of which kind. Every place that comes back must be one in the text.
pub fn check_draft(source: &str, format: Format) {
    let first = source.bytes().next().unwrap_or(0) as usize;
    let Ok(document) = Document::parse(source, format) else { return };
    assert!(source.get(document.body.clone()).is_some());
    let front = &document.front_matter;
    for field in [&front.kind, &front.entry_type, &front.specialty].into_iter().flatten() {
        assert!(source.get(field.span.clone()).is_some());
    }
    let value = |field: &Option<candor::document::Field>| field.as_ref().map(|f| f.value.to_lowercase());
    let target = Target {
        kind: value(&front.kind).and_then(|k| Kind::named(&k)).unwrap_or(Kind::ALL[first % Kind::ALL.len()]),
        entry_type: value(&front.entry_type).or(Some(["clinical", "research", "volunteer", "teaching"][first / 8 % 4].to_owned())),
        setback: front.setback.as_ref().map_or(first % 2 == 1, |field| field.value),
        specialties: Target::specialties_of("pediatrics/medical-genetics", &RULES).0,
    };
    let report = check(&document, &target, &RULES);
    for finding in &report.findings {
        assert!(source.get(finding.span.clone()).is_some(), "{finding:?}");
        assert!(finding.related.iter().all(|r| source.get(r.span.clone()).is_some()), "{finding:?}");
    }
    let parts = report.structure.parts.iter().flat_map(|p| &p.places);
    assert!(parts.chain(report.structure.sentences.iter().map(|s| &s.span)).all(|place| source.get(place.clone()).is_some()));
    assert!(report.structure.shares.iter().all(|s| s.words <= report.structure.words));
}
