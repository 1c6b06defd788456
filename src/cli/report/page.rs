//! The page around the drafts: its head, the table of all drafts, what went wrong, and how to read it.

use super::draft::Sheet;
use super::written::{plain, written};
use crate::cli::render::Run;
use crate::position::LineIndex;
use crate::workspace::Problem;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Nothing may be fetched, sent or run; only the style in the page holds.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
const STYLE: &str = include_str!("style.css");

/// The page about a run.
pub(super) fn page(sheets: &[Sheet], run: &Run) -> Markup {
    let several = sheets.len() > 1 || !run.unchecked.is_empty();
    let title = match sheets {
        [only] => plain(&only.name),
        _ => format!("{} drafts", sheets.len()),
    };
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                meta name="generator" content=(concat!("candor ", env!("CARGO_PKG_VERSION")));
                title { (title) " – candor report" }
                style { (PreEscaped(style())) }
            }
            body {
                header.page {
                    h1 { "candor report" }
                    @if several { p { (run.totals.text()) "." } }
                }
                main {
                    @if several { (overview(sheets)) }
                    (problems(run))
                    @for sheet in sheets { (sheet.article) }
                }
                (footer())
            }
        }
    }
}

/// The style sheet without what only its authors read.
fn style() -> String {
    let lines = STYLE.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("/*"));
    lines.collect::<Vec<_>>().join("\n")
}

fn overview(sheets: &[Sheet]) -> Markup {
    html! {
        section.overview {
            h2 { "All drafts" }
            div.scroll tabindex="0" role="region" aria-label="All drafts" {
                table {
                    thead {
                        tr {
                            th scope="col" { "draft" }
                            th scope="col" { "kind" }
                            th.figure scope="col" { "words" }
                            th.figure scope="col" { "errors" }
                            th.figure scope="col" { "warnings" }
                            th.figure scope="col" { "notes" }
                            th scope="col" { "parts" }
                            th.figure scope="col" { "setback" }
                        }
                    }
                    tbody { @for sheet in sheets { (sheet.row) } }
                }
            }
        }
    }
}

fn problems(run: &Run) -> Markup {
    html! {
        @for (title, problems) in [("Not checked", &run.unchecked), ("Warnings", &run.problems)] {
            @if !problems.is_empty() {
                section.problems {
                    h2 { (title) }
                    ul { @for problem in problems { li { (one(problem)) } } }
                }
            }
        }
    }
}

fn one(problem: &Problem) -> Markup {
    let weight = problem.weight.name();
    html! {
        p {
            span.severity.(weight) { (weight) } " "
            @if !problem.name.is_empty() {
                bdi { (written(&problem.name)) }
                @if let Some((text, span)) = &problem.place { ":" (LineIndex::new(text).line(span.start)) }
                ": "
            }
            (written(&problem.message))
        }
        p.quiet { "try: " (written(&problem.help)) }
    }
}

fn footer() -> Markup {
    html! {
        footer {
            p {
                "An " strong { "error" } " should never be sent, a " strong { "warning" } " deserves a change in nearly every case, and a " strong { "note" } " is worth a look. "
                "candor reads sentences, not lives: if it is wrong about yours, leave the sentence as it is."
            }
            p { "This page gives no score and no chance. It loads nothing, sends nothing, and shows what was found when it was made, by candor " (env!("CARGO_PKG_VERSION")) "." }
        }
    }
}
