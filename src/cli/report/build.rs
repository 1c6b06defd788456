//! How a draft is built, as a reader sees it: a bar of its sentences, its parts, and its measures against what readers expect.

use super::draft::Ids;
use crate::check::{Expected, ShareReport, Strand, expected, line_runs, plural, strands};
use crate::cli::render::Shown;
use crate::document::Scope;
use crate::rules::Lint;
use crate::workspace::Project;
use maud::{Markup, html};
use std::ops::Range;

/// What a sentence does that does nothing else.
const OTHER: &str = "other";

/// What is shown of a draft's build.
pub(super) struct Build {
    /// Its words.
    pub(super) words: usize,
    /// The parts of telling a setback, each with its sentences; none if no setback is told.
    parts: Vec<(String, Vec<Range<usize>>)>,
    shares: Vec<Share>,
    length: Option<(usize, usize)>,
    /// What sentences can do, each with those that do it.
    strands: Vec<(Strand, Vec<Range<usize>>)>,
    sentences: Vec<Segment>,
}

struct Share {
    name: String,
    words: usize,
    percent: usize,
    /// At most so many percent are expected.
    most: Option<usize>,
    /// Whether it is more; decided without rounding.
    over: bool,
    places: Vec<Range<usize>>,
}

/// A sentence in the bar.
struct Segment {
    /// From 1.
    number: usize,
    words: usize,
    line: usize,
    /// Its paragraph.
    block: usize,
    /// What it does, by number among the strands; the first counts.
    does: Vec<usize>,
}

impl Segment {
    fn first(&self) -> Option<usize> {
        self.does.first().copied()
    }
}

/// The colour and the weave of a strand. There are ten, and candor's own lints need fewer.
fn class(strand: Option<usize>) -> String {
    strand.map_or("k-other".to_owned(), |number| format!("k{}", number % 10))
}

impl Build {
    /// The build of `shown`.
    pub(super) fn of(shown: &Shown, project: &Project) -> Self {
        let (rules, checked) = (&project.rules, &shown.checked);
        let structure = &checked.report.structure;
        let silent = |id: &str| {
            let in_draft = checked.document.silencings.iter().filter(|s| s.scope == Scope::Draft).flat_map(|s| &s.lints).any(|s| s.lint.value == id);
            let in_config = project.config.allows.iter().zip(&checked.allowed).any(|(allow, used)| used.is_some() && allow.lint() == id);
            in_draft || in_config
        };
        let Expected { words, percents } = expected(&checked.target, rules, |lint: &Lint| checked.policy.speaks(&lint.id, rules) && !silent(&lint.id));
        let told = structure.parts.first().is_some_and(|first| !first.places.is_empty());
        let parts = structure.parts.iter().filter(|_| told).map(|part| (part.name.clone(), part.places.clone())).collect();
        let share = |(share, most): (&ShareReport, Option<usize>)| Share {
            name: share.name.clone(),
            words: share.words,
            percent: structure.percent(share),
            most,
            over: most.is_some_and(|most| share.words * 100 > structure.words * most),
            places: share.places.clone(),
        };
        let strands = strands(&checked.target, rules);
        let blocks: Vec<usize> = checked.document.blocks.iter().map(|block| block.map.source(0..block.text.len()).start).collect();
        let segment = |(at, sentence): (usize, &crate::check::SentenceReport)| Segment {
            number: at + 1,
            words: sentence.words,
            line: shown.lines.line(sentence.span.start),
            block: blocks.partition_point(|start| *start <= sentence.span.start),
            does: (0..strands.len()).filter(|strand| strands[*strand].holds(sentence)).collect(),
        };
        let sentences = structure.sentences.iter().enumerate().filter(|(_, s)| !s.heading && s.words > 0).map(segment).collect();
        let places = |strand: &Strand| structure.sentences.iter().filter(|s| strand.holds(s)).map(|s| s.span.clone()).collect();
        Self {
            words: structure.words,
            parts,
            shares: structure.shares.iter().zip(percents).map(share).collect(),
            length: words.map(|words| words.into_inner()),
            strands: strands.iter().map(|strand| (strand.clone(), places(strand))).collect(),
            sentences,
        }
    }

    /// One sentence of the bar, behind the one `before` it in its paragraph.
    fn segment(&self, sentence: &Segment, before: Option<&Segment>, ids: Ids) -> Markup {
        let does: Vec<&str> = sentence.does.iter().map(|strand| self.name(Some(*strand))).collect();
        let does = if does.is_empty() { OTHER.to_owned() } else { does.join(", ") };
        let label = format!("line {}, {}: {does}", sentence.line, plural(sentence.words, "word"));
        let first = sentence.first();
        html! {
            li.(class(first)) style=(format!("--words:{}", sentence.words)) {
                a href=(format!("#{}", ids.sentence(sentence.number))) aria-label=(label) title=(label) {
                    // Of some that do the same, the first is named.
                    @if before.map(Segment::first) != Some(first) { span aria-hidden="true" { (self.letter(first)) } }
                }
            }
        }
    }

    fn name(&self, strand: Option<usize>) -> &str {
        strand.map_or(OTHER, |number| &self.strands[number].0.name)
    }

    /// The first letter of what it does; none for what does nothing else.
    fn letter(&self, strand: Option<usize>) -> String {
        strand.and_then(|_| self.name(strand).chars().next()).map(|c| c.to_uppercase().to_string()).unwrap_or_default()
    }

    fn is_part(&self, name: &str) -> bool {
        self.parts.iter().any(|(part, _)| part == name)
    }
}

/// What is there of all that a reader looks for, each with its lines; nothing if readers look for nothing in such a draft.
pub(super) fn works(build: &Build, shown: &Shown, ids: Ids) -> Option<Markup> {
    // Without a setback, what would be its parts is nothing of the kind.
    let of_parts: Vec<&String> = shown.checked.report.structure.parts.iter().map(|part| &part.name).collect();
    let there = |(strand, places): &&(Strand, Vec<Range<usize>>)| !places.is_empty() && (!of_parts.contains(&&strand.name) || build.is_part(&strand.name));
    let there: Vec<_> = build.strands.iter().filter(there).collect();
    if there.is_empty() {
        let missed = build.strands.iter().any(|(strand, _)| strand.missed);
        return missed.then(|| html! { p { "None of the parts that readers look for in such a draft was heard in it yet." } });
    }
    Some(html! {
        ul.there {
            @for (strand, places) in there {
                li { strong { (strand.name) } " " (lines(places, shown, ids)) span.about { (strand.about) } }
            }
        }
    })
}

/// The sentences in reading order, each as wide as it has words, those of a paragraph on a line.
pub(super) fn bar(build: &Build, shown: &Shown, ids: Ids) -> Markup {
    if build.sentences.is_empty() {
        return html! { p { "There is no sentence in it." } };
    }
    let used = |strand: Option<usize>| build.sentences.iter().filter(|s| s.first() == strand).map(|s| s.words).sum::<usize>();
    let legend = (0..build.strands.len()).map(Some).chain([None]).map(|strand| (strand, used(strand))).filter(|(_, words)| *words > 0);
    html! {
        ol.bar aria-label="What each sentence does, in reading order" {
            @for paragraph in build.sentences.chunk_by(|a, b| a.block == b.block) {
                li {
                    ol data-line=(paragraph[0].line) {
                        @for (at, sentence) in paragraph.iter().enumerate() {
                            (build.segment(sentence, at.checked_sub(1).map(|before| &paragraph[before]), ids))
                        }
                    }
                }
            }
        }
        ul.legend {
            @for (strand, words) in legend {
                li.(class(strand)) {
                    span.swatch aria-hidden="true" { (build.letter(strand)) }
                    (build.name(strand)) " " span.quiet { (words) " words" }
                }
            }
        }
        @if !build.parts.is_empty() {
            dl.parts {
                @for (name, places) in &build.parts {
                    div class=[places.is_empty().then_some("missing")] {
                        dt { (name) }
                        dd { @if places.is_empty() { "missing" } @else { (lines(places, shown, ids)) } }
                    }
                }
            }
        }
    }
}

/// The length and the shares against what readers expect.
pub(super) fn measures(build: &Build, shown: &Shown, ids: Ids) -> Markup {
    html! {
        dl.measures {
            div {
                dt { "length" }
                dd {
                    (build.words) " words"
                    @if let Some((least, most)) = build.length {
                        @let off = build.words < least || build.words > most;
                        (expectation(&format!("{least} to {most}"), off))
                        (gauge(build.words, least, most, most.max(build.words) * 5 / 4))
                    }
                }
            }
            @for share in build.shares.iter().filter(|share| share.words > 0) {
                div {
                    dt { (share.name) }
                    dd {
                        (share.words) " of " (build.words) " words, " (share.percent) " % " (lines(&share.places, shown, ids))
                        @if let Some(most) = share.most { (expectation(&format!("at most {most} %"), share.over)) }
                        (gauge(share.percent, 0, share.most.unwrap_or(0), 100))
                    }
                }
            }
        }
    }
}

fn expectation(what: &str, off: bool) -> Markup {
    html! { "; " span.off[off] { "readers expect " (what) } }
}

/// A figure on a scale from nothing to `scale`, with what is expected on it.
fn gauge(figure: usize, least: usize, most: usize, scale: usize) -> Markup {
    let percent = |figure: usize| (figure * 100).checked_div(scale).unwrap_or(0).min(100);
    html! {
        span.gauge aria-hidden="true" {
            @if most > 0 { span.expected style=(format!("left:{}%;width:{}%", percent(least), percent(most) - percent(least.min(most)))) {} }
            span.figure style=(format!("width:{}%", percent(figure))) {}
        }
    }
}

/// The lines of `places`, each a link to its first sentence.
fn lines(places: &[Range<usize>], shown: &Shown, ids: Ids) -> Markup {
    let runs = line_runs(places, &shown.lines);
    let sentences = &shown.checked.report.structure.sentences;
    let target = |line: usize| {
        let place = places.get(places.partition_point(|place| shown.lines.line(place.start) < line))?;
        Some(sentences.partition_point(|s| s.span.start < place.start) + 1)
    };
    html! {
        span.lines {
            (if matches!(runs[..], [(first, last)] if first == last) { "line " } else { "lines " })
            @for (at, (first, last)) in runs.iter().enumerate() {
                @if at > 0 { ", " }
                @let text = if first == last { first.to_string() } else { format!("{first}–{last}") };
                @match target(*first) {
                    Some(number) => a href=(format!("#{}", ids.sentence(number))) { (text) },
                    None => (text),
                }
            }
        }
    }
}

/// The parts in a cell.
pub(super) fn parts_in_short(build: &Build) -> Markup {
    let missing: Vec<&str> = build.parts.iter().filter(|(_, places)| places.is_empty()).map(|(name, _)| name.as_str()).collect();
    html! {
        @if build.parts.is_empty() { span.none { "no setback told" } }
        @else if missing.is_empty() { "all " (build.parts.len()) }
        @else { "missing: " (missing.join(", ")) }
    }
}

/// The share of what comes first, in a cell.
pub(super) fn first_share_in_short(build: &Build) -> Markup {
    html! {
        @match build.shares.first().filter(|share| share.words > 0) {
            Some(share) => span.off[share.over] { (share.percent) " %" },
            None => span.none { "–" },
        }
    }
}
