//! Reading: the sentences that are to be searched, with what stands in them.

use super::analysis::{Analysis, Unit};
use crate::pattern::line::{Hit, Line, Lines};
use crate::pattern::program::shape_vocabulary;
use crate::pattern::syntax::Class;
use crate::rules::Ruleset;
use crate::text::Shape;

/// The sentences that are searched, read for what stands in them.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// Their numbers, in order.
    pub(super) units: Vec<usize>,
    /// For each sentence of the draft its place among them.
    order: Vec<u32>,
    lines: Lines,
    shapes: Vec<Hit>,
}

impl Read {
    /// Reads the sentences `units` of a draft, and forgets those that were read before.
    pub(super) fn begin(&mut self, analysis: &Analysis<'_>, units: impl Iterator<Item = usize>, rules: &Ruleset) {
        let Self { units: read, order, lines, shapes } = self;
        read.clear();
        read.extend(units);
        order.clear();
        order.resize(analysis.units.len(), u32::MAX);
        lines.begin(&rules.symbols, rules.patterns.vocabularies());
        for (place, number) in read.iter().enumerate() {
            order[*number] = place as u32;
            let unit = &analysis.units[*number];
            shapes.clear();
            add_shapes(analysis, unit, shapes);
            lines.push(analysis.words(unit), shapes, &rules.trie, &rules.symbols);
        }
    }

    /// Sentence `number` of the draft.
    pub(super) fn line<'a>(&'a self, analysis: &'a Analysis<'_>, number: usize) -> Line<'a> {
        self.lines.line(self.order[number] as usize, analysis.words(&analysis.units[number]))
    }
}

/// Adds the shapes that lie in `unit` as hits.
fn add_shapes(analysis: &Analysis<'_>, unit: &Unit, hits: &mut Vec<Hit>) {
    for (shape, range) in &analysis.passages[unit.block].shapes {
        let places = analysis.places(unit);
        let start = places.partition_point(|p| (p.end as usize) <= range.start);
        let end = places.partition_point(|p| (p.start as usize) < range.end);
        if start < end {
            let class = match shape {
                Shape::Date => Class::Date,
                Shape::RecordNumber => Class::RecordNumber,
                Shape::Bracketed => Class::Bracketed,
                Shape::Blank => Class::Blank,
            };
            hits.push(Hit { start: start as u32, vocabulary: shape_vocabulary(class), end: end as u32 });
        }
    }
}
