//! Thresholds: from which score a model is believed, set on drafts that it was not trained on.

use super::corpus::Labelled;
use super::drafts::{Count, Figures};
use super::train::{FOLDS, LINTS, TARGETS, parallel};
use candor::check::check;
use candor::rules::{Kind, Ruleset};
use candor::weights::train::{Example, set_thresholds};
use candor::weights::{Model, ONE, Scores};

/// The kinds in which a target speaks, and its two thresholds.
type Threshold = (u8, i32, i32);
/// A target that leaves all to the patterns.
const SILENT: Threshold = (0, i32::MAX, i32::MIN);
/// However well a lower one would do here, no lint is found by weights below this score: more than two to one that it is there.
const LEAST: i32 = ONE * 8 / 10;
/// However few patterns of a lint are wrong here, none is gainsaid above this score: a thousand to one that nothing is there. Kinds of drafts in which a lint is rare teach little of it.
const SUREST: i32 = -7 * ONE;
/// The precision that each lint on phrases must reach on files left out: a false alarm of the weights costs as many finds as it takes. Half of those files were written to mislead, so on others it is higher.
const PRECISION: f64 = 0.88;
/// More than so many finds no false alarm costs: what is left then is the patterns' own.
const MOST: f64 = 10.0;

/// What is known of the sentences on which thresholds are set.
pub(crate) struct Evidence<'a> {
    drafts: &'a [Labelled],
    examples: &'a [Example],
    scores: &'a [Vec<Scores>],
    /// For each sentence the targets that patterns find in it, as bits.
    patterns: Vec<Vec<u32>>,
}

impl<'a> Evidence<'a> {
    /// What is known of `drafts`, which are these `examples` and have these `scores`.
    pub(crate) fn new(drafts: &'a [Labelled], examples: &'a [Example], scores: &'a [Vec<Scores>], rules: &Ruleset) -> Self {
        Self { drafts, examples, scores, patterns: drafts.iter().map(|draft| by_patterns(draft, rules)).collect() }
    }

    /// Excerpts were written for one lint's sake: there, faults are more frequent and more hidden than in drafts.
    fn is_whole(&self, n: usize) -> bool {
        self.drafts[n].expect.is_some() || self.drafts[n].target.kind != Kind::PersonalStatement
    }

    /// The thresholds of target `column`, if a false alarm of the weights alone costs `alone` finds, and one of a pattern they agree with costs `with`.
    fn threshold(&self, column: usize, alone: f64, with: f64) -> Threshold {
        let bit = 1 << column;
        let (mut by_kind, mut by_weights, mut by_both) = ([0usize; 8], Vec::new(), Vec::new());
        for (n, example) in self.examples.iter().enumerate().filter(|(n, e)| e.known & bit != 0 && self.is_whole(*n)) {
            for (at, holds) in example.holds.iter().enumerate() {
                let holds = holds & bit != 0;
                by_kind[example.kind as usize] += usize::from(holds);
                let pattern = self.patterns[n][at] & bit != 0;
                // Patterns were tuned on the drafts without tags: there they are right more often than elsewhere.
                if !pattern {
                    by_weights.push((self.scores[n][at][column], holds));
                } else if example.known == u32::MAX {
                    by_both.push((self.scores[n][at][column], holds));
                }
            }
        }
        let kinds = by_kind.iter().enumerate().filter(|(_, n)| **n >= 20).fold(0, |bits, (kind, _)| bits | 1 << kind);
        // A threshold just below the worst pattern seen here would be wrong elsewhere; and a role that is gainsaid in error becomes an accusation: "nothing was changed".
        let margin = if column < LINTS { 3 * ONE } else { 4 * ONE };
        (kinds, threshold(by_weights, alone), threshold(by_both, with).saturating_sub(margin))
    }
}

/// What the figures of phrase lints and draft lints are worth together. A false alarm on somebody's most personal page costs more than a miss, so on phrases precision counts more; on whole drafts
/// a role that is heard too easily hides a fault, and one that is heard too hardly accuses.
fn worth(phrase: Count, draft: Count) -> f64 {
    1.5 * phrase.precision() * phrase.recall() / (0.5 * phrase.precision() + phrase.recall()).max(1e-9) + draft.f1()
}

/// The threshold that brings the most, if a false alarm costs `price` finds.
fn threshold(mut ranked: Vec<(i32, bool)>, price: f64) -> i32 {
    ranked.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let (mut gain, mut most, mut best) = (0.0, 0.0, i32::MAX);
    for (n, (score, holds)) in ranked.iter().enumerate() {
        gain += if *holds { 1.0 } else { -price };
        if gain > most && ranked.get(n + 1).is_none_or(|next| next.0 < *score) {
            most = gain;
            best = *score;
        }
    }
    best
}

/// Tries thresholds: every draft is checked with the model that has not seen it.
pub(crate) struct Court<'a> {
    pub(crate) drafts: &'a [Labelled],
    pub(crate) fold_of: &'a [usize],
    pub(crate) models: &'a [Model],
    pub(crate) rules: &'a Ruleset,
}

impl Court<'_> {
    /// The thresholds that are worth the most.
    pub(crate) fn choose(&self, evidence: &Evidence<'_>) -> Vec<Threshold> {
        let mut chosen = vec![SILENT; TARGETS.len()];
        let (mut phrase, mut draft) = self.figures(&chosen);
        println!("patterns alone: phrase lints {:.3} {:.3}, draft lints F1 {:.3}", phrase.precision(), phrase.recall(), draft.f1());
        // Roles first, one after the other: what makes the lints on whole drafts most often right. Twice, since what is best for one depends on the others.
        for column in (LINTS..TARGETS.len()).chain(LINTS..TARGETS.len()) {
            let mut best = (worth(phrase, draft), chosen[column]);
            for (alone, with) in [(0.25, 0.25), (0.5, 0.25), (0.5, 0.5), (1.0, 0.5), (1.0, 1.0), (2.0, 0.5), (2.0, 1.0), (4.0, 0.3)] {
                chosen[column] = evidence.threshold(column, alone, with);
                (phrase, draft) = self.figures(&chosen);
                if worth(phrase, draft) > best.0 {
                    best = (worth(phrase, draft), chosen[column]);
                }
            }
            chosen[column] = best.1;
            (phrase, draft) = self.figures(&chosen);
            println!("{}: draft lints {:.3} {:.3} F1 {:.3}", TARGETS[column], draft.precision(), draft.recall(), draft.f1());
        }
        // Then each lint on phrases: its false alarms cost as much as it takes.
        let mut prices = [1.0; LINTS];
        loop {
            for (column, price) in prices.iter().enumerate() {
                // A pattern of a lint was written to be sure: it is gainsaid only when the weights are, too.
                let (kinds, alone, with) = evidence.threshold(column, *price, 1.0);
                chosen[column] = (kinds, alone.max(LEAST), with.min(SUREST));
            }
            let figures = self.left_out(&chosen, &|_| ());
            let mut settled = true;
            for (lint, price) in TARGETS.iter().zip(&mut prices) {
                let precision = figures.counts.get(*lint).map_or(1.0, |count| count.precision());
                if precision < PRECISION && *price < MOST {
                    *price *= 1.1;
                    settled = false;
                }
            }
            if settled {
                println!("a false alarm costs {prices:.1?}");
                return chosen;
            }
        }
    }

    /// The figures of phrase lints and of draft lints.
    fn figures(&self, thresholds: &[Threshold]) -> (Count, Count) {
        self.left_out(thresholds, &|_| ()).together(self.rules)
    }

    /// The figures of all drafts, each checked by the model that has not seen it; `say` hears of every miss and false alarm.
    pub(crate) fn left_out(&self, thresholds: &[Threshold], say: &(dyn Fn(String) + Sync)) -> Figures {
        let folds: Vec<usize> = (0..FOLDS).collect();
        let figures = parallel(&folds, |fold| {
            let mut model = self.models[fold].clone();
            set_thresholds(&mut model, thresholds.iter().copied());
            let rules = self.rules.clone().with_weights(model, &[]);
            let mut figures = Figures::default();
            for draft in self.drafts.iter().zip(self.fold_of).filter(|(_, f)| **f == fold).map(|(d, _)| d) {
                // Patterns were tuned on the drafts without tags, and excerpts are no drafts.
                if draft.sentences.is_some() && draft.expect.is_some() {
                    figures.count(draft, &check(&draft.document, &draft.target, &rules), &rules, &mut |what, lint, text| {
                        say(format!("{}: {what}: {lint}: {text}", draft.name));
                    });
                }
            }
            figures
        });
        figures.into_iter().fold(Figures::default(), Figures::plus)
    }
}

/// For each sentence of `labelled` the targets that patterns find in it, as bits.
fn by_patterns(labelled: &Labelled, rules: &Ruleset) -> Vec<u32> {
    let report = check(&labelled.document, &labelled.target, rules);
    let bit = |name: &str| TARGETS.iter().position(|t| *t == name).map_or(0, |at| 1u32 << at);
    let of_sentence = |sentence: &candor::check::SentenceReport| {
        let lints = report.findings.iter().filter(|f| f.span.start < sentence.span.end && sentence.span.start < f.span.end).map(|f| bit(&f.lint));
        sentence.roles(rules).map(bit).chain(lints).fold(0, |bits, bit| bits | bit)
    };
    report.structure.sentences.iter().map(of_sentence).collect()
}
