//! The text of a draft with its findings: the words in question are marked, and the notes stand beside the row in which they begin.

use super::draft::Ids;
use super::notes::{self, Note};
use super::rows::{Row, RowKind, rows};
use super::written::written;
use crate::check::SentenceReport;
use crate::cli::render::Shown;
use maud::{Markup, html};
use std::ops::Range;

/// The text with the notes; if `redact` is set without a word of it.
pub(super) fn text(shown: &Shown, notes: &[Note<'_>], ids: Ids, redact: bool) -> Markup {
    let found: Vec<Range<usize>> = notes.iter().map(|note| note.span.clone()).collect();
    let mut rows = rows(&shown.text, &shown.checked.document, &found);
    if rows.is_empty() && !notes.is_empty() {
        rows.push(Row { span: 0..0, kind: RowKind::Aside, prose: Vec::new() });
    }
    let mut later = notes;
    let mut open: Vec<&Note<'_>> = Vec::new();
    let last = rows.len().saturating_sub(1);
    let mut groups: Vec<Group> = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let count = if number == last { later.len() } else { later.partition_point(|note| note.span.start < row.span.end) };
        let (own, rest) = later.split_at(count);
        later = rest;
        open.retain(|note| note.span.end > row.span.start);
        open.extend(own);
        let text = html! { div.text data-line=(shown.lines.line(row.span.start)) { (Page { shown, row, notes: &open, own, ids }.row(redact)) } };
        match groups.last_mut().filter(|_| own.is_empty()) {
            Some(group) => group.others.push(text),
            None => groups.push(Group { text, notes: (!own.is_empty()).then(|| notes::list(own, shown, ids)), others: Vec::new() }),
        }
    }
    html! { div.draft { @for group in &groups { (group.html()) } } }
}

/// A row, its notes, and the rows behind it that have none: many notes reach down beside those.
struct Group {
    text: Markup,
    notes: Option<Markup>,
    others: Vec<Markup>,
}

impl Group {
    fn html(&self) -> Markup {
        let rows = self.others.len() + 1;
        html! {
            div.group style=(format!("grid-template-rows:repeat({rows},auto) 1fr")) {
                (self.text)
                @if let Some(notes) = &self.notes { div.notes style=(format!("grid-row:1/span {}", rows + 1)) { (notes) } }
                @for text in &self.others { (text) }
            }
        }
    }
}

/// One row, and what is needed to write it.
struct Page<'a> {
    shown: &'a Shown,
    row: &'a Row,
    /// The notes that reach into it.
    notes: &'a [&'a Note<'a>],
    /// Those that begin here.
    own: &'a [Note<'a>],
    ids: Ids,
}

impl Page<'_> {
    fn row(&self, redact: bool) -> Markup {
        let inner = if redact { self.without_words() } else { self.words() };
        match self.row.kind {
            RowKind::Heading => html! { h4 { (inner) } },
            RowKind::Paragraph => html! { p { (inner) } },
            RowKind::Item => html! { p.item { (inner) } },
            RowKind::Aside => html! { p.aside { (inner) } },
        }
    }

    /// Its sentences with their numbers, from 1.
    fn sentences(&self) -> Vec<(usize, &SentenceReport)> {
        let all = &self.shown.checked.report.structure.sentences;
        let before = |byte: usize| all.partition_point(|sentence| sentence.span.start < byte);
        let inside = if self.row.kind == RowKind::Aside { 0..0 } else { before(self.row.span.start)..before(self.row.span.end) };
        inside.clone().map(|at| at + 1).zip(&all[inside]).collect()
    }

    /// The source, byte for byte, sentence by sentence.
    fn words(&self) -> Markup {
        let sentences = self.sentences();
        let mut at = self.row.span.start;
        let mut parts: Vec<(Option<usize>, Range<usize>)> = Vec::new();
        for (number, sentence) in sentences {
            let start = sentence.span.start.max(at);
            let end = sentence.span.end.min(self.row.span.end).max(start);
            parts.extend([(None, at..start), (Some(number), start..end)]);
            at = end;
        }
        parts.push((None, at..self.row.span.end));
        html! {
            @for (number, span) in parts {
                @match number {
                    Some(number) => span id=(self.ids.sentence(number)) { (self.pieces(span)) },
                    None => (self.pieces(span)),
                }
            }
            // What has no word in this row stands behind it.
            @for note in self.own.iter().filter(|note| self.within(note).is_empty()) { (self.anchor(note)) (self.reference(note)) }
        }
    }

    /// `span` in pieces: each is prose or markup, and is meant by the same notes from its first byte to its last.
    fn pieces(&self, span: Range<usize>) -> Markup {
        let inside = |byte: &usize| span.start < *byte && *byte < span.end;
        let prose = self.row.prose.iter().flat_map(|run| [run.start, run.end]);
        let marks = self.notes.iter().map(|note| self.within(note)).flat_map(|within| [within.start, within.end]);
        let mut cuts: Vec<usize> = prose.chain(marks).filter(inside).chain([span.start, span.end]).collect();
        cuts.sort_unstable();
        cuts.dedup();
        html! { @for cut in cuts.windows(2) { (self.piece(cut[0]..cut[1])) } }
    }

    fn piece(&self, piece: Range<usize>) -> Markup {
        let over: Vec<(&Note<'_>, Range<usize>)> =
            self.notes.iter().map(|note| (*note, self.within(note))).filter(|(_, w)| w.start < piece.end && piece.start < w.end).collect();
        let own = |at: fn(&Range<usize>) -> usize, byte: usize| over.iter().filter(move |(note, within)| at(within) == byte && self.is_own(note));
        let prose = self.row.kind == RowKind::Aside || self.row.prose.iter().any(|run| run.start <= piece.start && piece.end <= run.end);
        let words = written(&self.shown.text[piece.clone()]);
        let words = if prose {
            words
        } else {
            html! { span.markup { (words) } }
        };
        html! {
            @for (note, _) in own(|within| within.start, piece.start) { (self.anchor(note)) }
            @match mark(over.iter().map(|(note, _)| *note)) {
                Some(class) => mark class=(class) { (words) },
                None => (words),
            }
            @for (note, _) in own(|within| within.end, piece.end) { (self.reference(note)) }
        }
    }

    /// Of each sentence only how long it is.
    fn without_words(&self) -> Markup {
        let sentences = self.sentences();
        // A note before the first sentence belongs to that.
        let starts: Vec<usize> = sentences.iter().enumerate().map(|(at, (_, s))| if at == 0 { 0 } else { s.span.start }).collect();
        let of = |at: usize| -> Vec<&Note<'_>> { self.own.iter().filter(|note| starts.partition_point(|start| *start <= note.span.start) == at + 1).collect() };
        html! {
            @for (at, (number, sentence)) in sentences.iter().enumerate() {
                @let notes = of(at);
                " "
                span id=(self.ids.sentence(*number)) {
                    @for note in &notes { (self.anchor(note)) }
                    @match mark(notes.iter().copied()) {
                        Some(class) => mark.gone.(class) { (sentence.words) " words" },
                        None => span.gone { (sentence.words) " words" },
                    }
                    @for note in &notes { (self.reference(note)) }
                }
            }
            @if sentences.is_empty() {
                span.gone { "line " (self.shown.lines.line(self.row.span.start)) }
                @for note in self.own { (self.anchor(note)) (self.reference(note)) }
            }
        }
    }

    fn is_own(&self, note: &Note<'_>) -> bool {
        self.own.first().is_some_and(|first| first.number <= note.number)
    }

    /// The bytes of `note` in this row; none if it has none here.
    fn within(&self, note: &Note<'_>) -> Range<usize> {
        let text = &self.shown.text;
        let row = &self.row.span;
        let start = text.floor_char_boundary(note.span.start.clamp(row.start, row.end));
        start..text.ceil_char_boundary(note.span.end.clamp(start, row.end))
    }

    /// Where a note leads to.
    fn anchor(&self, note: &Note<'_>) -> Markup {
        html! { span.words id=(self.ids.words(note.number)) {} }
    }

    /// The number of a note behind its words. The style sheet writes it, so that it is no part of the text.
    fn reference(&self, note: &Note<'_>) -> Markup {
        html! {
            a.ref.(note.severity.name()) href=(format!("#{}", self.ids.note(note.number))) data-number=(note.number)
                aria-label=(format!("note {}: {}", note.number, note.severity.name())) {}
        }
    }
}

/// How words are marked that `notes` mean: by the heaviest that means just them, else as a place of what is said of the whole draft.
fn mark<'a>(notes: impl Iterator<Item = &'a Note<'a>>) -> Option<&'static str> {
    let (of_words, severity) = notes.map(|note| (!note.whole, note.severity)).max()?;
    Some(if of_words { severity.name() } else { "whole" })
}
