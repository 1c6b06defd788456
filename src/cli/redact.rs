//! Redaction: what is known of a draft, without its words.
//!
//! Findings speak of places and hold no words of the draft, with a few exceptions: values that a draft gives in its front matter, and names in its comments.
//! Where candor's own rules know such a name, it stays; any other could be anything. Lines of the draft are left out by the formats that show any.

use super::render::Shown;
use crate::config::entry_types;
use crate::rules::Ruleset;

/// Stands for a lint where a message says how a comment is written. The names that drafts give are in small letters by then.
const LINT: &str = "(LINT)";

/// Takes the draft's own words out of what is said of it.
pub(super) fn redact(shown: &mut Shown, rules: &Ruleset) {
    let checked = &mut shown.checked;
    let known = |name: &&str| rules.specialty(name).is_some();
    checked.specialty = checked.specialty.split('/').map(str::trim).filter(known).collect::<Vec<_>>().join("/");
    if !checked.target.entry_type.as_ref().is_some_and(|own| entry_types(rules).contains(&own.as_str())) {
        checked.target.entry_type = None;
    }
    for finding in &mut checked.report.findings {
        if rules.lint(&finding.lint).is_some_and(|lint| lint.words(checked.target.kind)[0] == &*finding.message) {
            continue;
        }
        if let Some(quoted) = quoted(&finding.message).filter(|name| rules.lint(name).is_none() && !name.contains(LINT)) {
            finding.message = finding.message.replace(quoted, "…").into();
        }
    }
}

/// What stands between the first backtick and the last.
fn quoted(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once('`')?;
    rest.rsplit_once('`').map(|(quoted, _)| quoted)
}
