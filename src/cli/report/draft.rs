//! One draft on the page: what it is, what works in it, how it is built, and its text with the notes.

use super::build::{self, Build};
use super::notes::notes;
use super::text::text;
use super::written::written;
use crate::cli::render::Shown;
use crate::rules::{Kind, Ruleset};
use crate::workspace::{Project, Totals};
use maud::{Markup, html};

/// The names of places in a draft, for links. They hold its number, so that no two drafts of a page share one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ids(usize);

impl Ids {
    /// The draft itself.
    pub(super) fn draft(self) -> String {
        format!("d{}", self.0)
    }

    /// A sentence, from 1.
    pub(super) fn sentence(self, number: usize) -> String {
        format!("d{}s{number}", self.0)
    }

    /// A note, from 1.
    pub(super) fn note(self, number: usize) -> String {
        format!("d{}n{number}", self.0)
    }

    /// The words of a note.
    pub(super) fn words(self, number: usize) -> String {
        format!("d{}w{number}", self.0)
    }
}

/// A draft as it will stand on the page.
pub(super) struct Sheet {
    /// Its part of the page.
    pub(super) article: Markup,
    /// Its row in the table of all drafts.
    pub(super) row: Markup,
    /// Its name.
    pub(super) name: String,
}

impl Sheet {
    /// Draws `shown`, the draft of that `number`; if `redact` is set without a word of it.
    pub(super) fn new(number: usize, shown: &Shown, project: &Project, redact: bool) -> Self {
        let ids = Ids(number);
        let notes = notes(shown, &project.rules);
        let build = Build::of(shown, project);
        let works = if build.words == 0 { None } else { build::works(&build, shown, ids) };
        let article = html! {
            article id=(ids.draft()) {
                (head(shown, &build, &project.rules))
                @if works.is_some() || notes.is_empty() {
                    section.works {
                        h3 { "What works" }
                        @if notes.is_empty() { (nothing_found(shown)) }
                        @if let Some(works) = &works { (works) }
                    }
                }
                section.build {
                    h3 { "How it is built" }
                    (build::bar(&build, shown, ids))
                    (build::measures(&build, shown, ids))
                }
                section.reading {
                    h3 { (if redact { "Its sentences" } else { "The text" }) @if !notes.is_empty() { ", with notes" } }
                    (text(shown, &notes, ids, redact))
                }
            }
        };
        Self { article, row: row(shown, &build, ids), name: shown.name.clone() }
    }
}

fn head(shown: &Shown, build: &Build, rules: &Ruleset) -> Markup {
    let checked = &shown.checked;
    let aim = specialties(&checked.specialty, rules);
    let totals = Totals::of(&checked.report);
    html! {
        header {
            h2 { bdi { (written(&shown.name)) } }
            p.facts {
                span { (kind(checked.target.kind)) }
                @if let Some(entry_type) = &checked.target.entry_type { span { (written(entry_type)) } }
                @if !checked.specialty.is_empty() { span { (written(&aim)) } }
                span { (build.words) " words" }
                span { (totals.counts()) }
                @if checked.report.silenced > 0 { span { (checked.report.silenced) " silenced" } }
            }
        }
    }
}

/// What is said of a draft without findings.
fn nothing_found(shown: &Shown) -> Markup {
    html! {
        @if shown.checked.document.blocks.is_empty() {
            p.lead { "The draft is empty: there is nothing to read yet." }
        } @else {
            p.lead {
                "Nothing found. Every sentence was held against a list of things that readers mind, and none of them is here. "
                "Whether the story is a good one is for people to say: show it to somebody who knows you."
            }
        }
    }
}

fn row(shown: &Shown, build: &Build, ids: Ids) -> Markup {
    let totals = Totals::of(&shown.checked.report);
    let count = |count: usize, class: &str| html! { td.figure { @if count > 0 { span class=(class) { (count) } } @else { span.none { "0" } } } };
    html! {
        tr {
            th scope="row" { a href=(format!("#{}", ids.draft())) { bdi { (written(&shown.name)) } } }
            td { (kind(shown.checked.target.kind)) @if let Some(entry_type) = &shown.checked.target.entry_type { ", " (written(entry_type)) } }
            td.figure { (build.words) }
            (count(totals.errors, "error"))
            (count(totals.warnings, "warning"))
            (count(totals.notes, "note"))
            td { (build::parts_in_short(build)) }
            td.figure { (build::first_share_in_short(build)) }
        }
    }
}

/// `kind` as it is said.
fn kind(kind: Kind) -> String {
    kind.name().replace('-', " ")
}

/// The specialties that `aim` names as they are said, if all of them are known.
fn specialties(aim: &str, rules: &Ruleset) -> String {
    let name = |id: &str| rules.specialty(&id.trim().to_ascii_lowercase()).map(|number| rules.specialties[number].name.clone());
    aim.split('/').map(name).collect::<Option<Vec<_>>>().map_or_else(|| aim.to_owned(), |names| names.join(" / "))
}
