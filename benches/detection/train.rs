//! Trains the weights on the labelled corpus and writes them beside the lints.
//!
//! Thresholds are set on scores that a model gave to files it was not trained on.

use super::corpus::{Labelled, load};
use super::drafts::{Count, Figures};
use candor::check::{Analysis, check};
use candor::rules::{Kind, Ruleset};
use candor::weights::train::{Example, set_thresholds, train, train_surroundings};
use candor::weights::{Model, ONE, Scores};
use std::borrow::Cow;
use std::path::PathBuf;
use std::process::ExitCode;

/// What the weights learn, in the order of their columns. Figures and form are for patterns alone.
const TARGETS: [&str; 23] = [
    "excuse",
    "blame",
    "defensive-tone",
    "apologetic-tone",
    "vague-observation",
    "generic-motivation",
    "unsupported-claim",
    "generic-hobby",
    "setback",
    "reason",
    "change",
    "outcome",
    "growth",
    "exam",
    "story",
    "contribution",
    "duty",
    "learning",
    "link",
    "objective",
    "role",
    "result",
    "context",
];
/// The first so many of them are lints; drafts without tags have labels for these alone.
const LINTS: usize = 8;
/// The first so many of those are faults of tone about one matter, and easily taken for each other.
const RIVALS: usize = 4;
const FOLDS: usize = 4;

pub(crate) fn run(rules: &Ruleset, options: &super::Options) -> ExitCode {
    let folder = |name: &str| PathBuf::from("fixtures/corpus").join(name);
    let drafts = load(&[folder("tagged"), folder("drafts")], rules);
    let passages = load(&[folder("sentences"), folder("validation")], rules);
    let Ok(vectors) = std::fs::read("lints/weights/vectors.bin") else {
        eprintln!("lints/weights/vectors.bin cannot be read: run this from the repository");
        return ExitCode::from(2);
    };
    let names: Vec<(&str, u32)> = TARGETS.iter().enumerate().map(|(n, t)| (*t, if n < RIVALS { ((1 << RIVALS) - 1) & !(1 << n) } else { 0 })).collect();
    let of_drafts: Vec<Example> = drafts.iter().map(|d| example(d, rules)).collect();
    let mut of_passages: Vec<Example> = passages.iter().map(|d| example(d, rules)).collect();
    // An excerpt of a sentence or two shows what a fault is; what a sentence does in a story is seen in whole ones.
    for (example, _) in of_passages.iter_mut().zip(&passages).filter(|(_, passage)| passage.excerpt) {
        example.known = (1 << LINTS) - 1;
    }
    let fold_of = folds(&drafts);
    // One training for each fold, which leaves it out, and one that leaves nothing out, on as many threads as there are.
    let jobs: Vec<usize> = (0..=FOLDS).collect();
    let models: Vec<Option<Model>> = parallel(&jobs, |left_out| {
        let mut seen: Vec<&Example> = of_passages.iter().collect();
        // Seen twice: drafts are what candor will read, passages are not.
        for _ in 0..2 {
            seen.extend(of_drafts.iter().zip(&fold_of).filter(|(_, fold)| **fold != left_out).map(|(e, _)| e));
        }
        train(&seen, &names, Cow::Owned(vectors.clone()))
    });
    let Some(models) = models.into_iter().collect::<Option<Vec<Model>>>() else {
        eprintln!("lints/weights/vectors.bin holds no word vectors");
        return ExitCode::from(2);
    };
    // What a model says of the files it was not trained on teaches what surroundings mean: again with one fold left out, and with none.
    let bare: Vec<Vec<Scores>> = of_drafts.iter().zip(&fold_of).map(|(e, fold)| models[*fold].bare_scores(&e.words, e.about())).collect();
    let models: Vec<Model> = parallel(&jobs, |left_out| {
        let mut model = models[left_out].clone();
        let others = of_drafts.iter().zip(&bare).zip(&fold_of).filter(|(_, fold)| **fold != left_out);
        let others: Vec<(&Example, &[Scores])> = others.map(|((e, scores), _)| (e, scores.as_slice())).collect();
        train_surroundings(&mut model, &others);
        model
    });
    let scores: Vec<Vec<Scores>> = of_drafts.iter().zip(&bare).zip(&fold_of).map(|((e, s), fold)| models[*fold].in_surroundings(s, e.about())).collect();
    println!("{:20} {:>6} {:>8} {:>8} {:>8}", "on files left out", "labels", "average", "at 0.95", "at 0.90");
    for (column, name) in TARGETS.iter().enumerate() {
        let mut ranked: Vec<(i32, bool)> = of_drafts
            .iter()
            .zip(&scores)
            .filter(|(e, _)| e.known & (1 << column) != 0)
            .flat_map(|(e, scores)| e.holds.iter().zip(scores).map(|(holds, s)| (s[column], holds & (1 << column) != 0)))
            .collect();
        ranked.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        let labels = ranked.iter().filter(|(_, holds)| *holds).count();
        let (mut right, mut average, mut at) = (0usize, 0.0, [0.0; 2]);
        for (n, (_, holds)) in ranked.iter().enumerate() {
            right += usize::from(*holds);
            let precision = right as f64 / (n + 1) as f64;
            average += if *holds { precision / labels as f64 } else { 0.0 };
            for (recall, bar) in at.iter_mut().zip([0.95, 0.9]) {
                if precision >= bar {
                    *recall = right as f64 / labels as f64;
                }
            }
        }
        println!("{name:20} {labels:6} {average:8.3} {:8.3} {:8.3}", at[0], at[1]);
    }
    let patterns: Vec<Vec<u32>> = drafts.iter().map(|d| by_patterns(d, rules)).collect();
    let court = Court { drafts: &drafts, fold_of: &fold_of, models: &models, rules };
    let evidence = Evidence { drafts: &drafts, examples: &of_drafts, scores: &scores, patterns: &patterns };
    let thresholds = court.choose(&evidence);
    let mut model = models[FOLDS].clone();
    set_thresholds(&mut model, thresholds);
    if options.check { compare(&model) } else { write(&model, &of_drafts, &of_passages) }
}

const WEIGHTS: &str = "lints/weights/weights.bin";
const RECORD: &str = "lints/weights/README.md";

/// Holds `model` against the one that is kept. Thresholds follow the patterns, which change with every lint; so other ones are only named.
fn compare(model: &Model) -> ExitCode {
    let kept =
        std::fs::read(WEIGHTS).ok().map(Vec::leak).and_then(|bytes| Model::read(bytes, std::fs::read("lints/weights/vectors.bin").unwrap_or_default().leak()));
    let Some(kept) = kept else {
        eprintln!("{WEIGHTS} holds no weights of this version");
        return ExitCode::from(1);
    };
    if !model.knows_what(&kept) {
        eprintln!("{WEIGHTS} is not what the corpus makes: train again (cargo bench --bench detection -- train)");
        return ExitCode::from(1);
    }
    for (new, old) in model.targets().iter().zip(kept.targets()).filter(|(new, old)| new != old) {
        println!(
            "{}: with today's patterns the thresholds would be {} alone and {} with a pattern; they are {} and {}",
            new.name, new.alone, new.with, old.alone, old.with
        );
    }
    println!("{WEIGHTS} is what the corpus makes");
    ExitCode::SUCCESS
}

fn write(model: &Model, drafts: &[Example], passages: &[Example]) -> ExitCode {
    let sentences = |examples: &[Example]| examples.iter().map(|e| e.words.len()).sum::<usize>();
    let mut record = format!(
        "# Weights\n\n\
        What the trained weights know of the lints and roles beside them. Generated by `cargo bench --bench detection -- train`; never edited by hand.\n\n\
        Trained on {} sentences of {} labelled drafts (`fixtures/corpus/tagged`, `fixtures/corpus/drafts`), each seen twice, and on {} of {} passages\n\
        (`fixtures/corpus/sentences`, `fixtures/corpus/validation`), from the word vectors in `vectors.bin` (see `vectors.py` for where they are from).\n\n\
        Scores are in 1,024ths of a logit. *Alone* is the score from which the weights find the lint or role by themselves, *with* the one below which they\n\
        overrule a pattern; a dash: never. Kinds are the kinds of drafts in which they speak.\n\n\
        | lint or role | alone | with | kinds |\n|---|---|---|---|\n",
        sentences(drafts),
        drafts.len(),
        sentences(passages),
        passages.len()
    );
    for target in model.targets() {
        let score = |score: i32| if score == i32::MAX || score == i32::MIN { "–".to_owned() } else { score.to_string() };
        let kinds = Kind::ALL.iter().filter(|kind| target.kinds & (1 << **kind as u8) != 0).map(|kind| kind.name()).collect::<Vec<_>>().join(", ");
        let kinds = if kinds.is_empty() { "none: the patterns do better alone".to_owned() } else { kinds };
        record.push_str(&format!("| {} | {} | {} | {kinds} |\n", target.name, score(target.alone), score(target.with)));
    }
    for (path, bytes) in [(WEIGHTS, model.to_bytes()), (RECORD, record.into_bytes())] {
        if let Err(error) = std::fs::write(path, bytes) {
            eprintln!("{path} cannot be written: {error}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

/// The kinds in which a target speaks, and its two thresholds.
type Threshold = (u8, i32, i32);
/// A target that leaves all to the patterns.
const SILENT: Threshold = (0, i32::MAX, i32::MIN);
/// However well a lower one would do here, no lint is found by weights below this score: nearly three to one that it is there.
const LEAST: i32 = ONE;
/// However few patterns of a lint are wrong here, none is gainsaid above this score: a thousand to one that nothing is there. Kinds of drafts in which a lint is rare teach little of it.
const SUREST: i32 = -7 * ONE;
/// The precision that lints on phrases must reach on files left out: a false alarm of the weights costs as many finds as it takes. Half of those files were written to mislead, so on others it is higher.
const PRECISION: f64 = 0.94;

/// What is known of the sentences on which thresholds are set.
struct Evidence<'a> {
    drafts: &'a [Labelled],
    examples: &'a [Example],
    scores: &'a [Vec<Scores>],
    /// For each sentence the targets that patterns find in it, as bits.
    patterns: &'a [Vec<u32>],
}

impl Evidence<'_> {
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
struct Court<'a> {
    drafts: &'a [Labelled],
    fold_of: &'a [usize],
    models: &'a [Model],
    rules: &'a Ruleset,
}

impl Court<'_> {
    fn choose(&self, evidence: &Evidence<'_>) -> Vec<Threshold> {
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
        let mut price = 1.0;
        loop {
            for (column, chosen) in chosen.iter_mut().enumerate().take(LINTS) {
                // A pattern of a lint was written to be sure: it is gainsaid only when the weights are, too.
                let (kinds, alone, with) = evidence.threshold(column, price, 1.0);
                *chosen = (kinds, alone.max(LEAST), with.min(SUREST));
            }
            (phrase, draft) = self.figures(&chosen);
            println!("a false alarm costs {price:.1}: phrase lints {:.3} {:.3}, draft lints F1 {:.3}", phrase.precision(), phrase.recall(), draft.f1());
            if phrase.precision() >= PRECISION || price > 30.0 {
                return chosen;
            }
            price *= 1.25;
        }
    }

    /// The figures of phrase lints and of draft lints.
    fn figures(&self, thresholds: &[Threshold]) -> (Count, Count) {
        let folds: Vec<usize> = (0..FOLDS).collect();
        let figures = parallel(&folds, |fold| {
            let mut model = self.models[fold].clone();
            set_thresholds(&mut model, thresholds.iter().copied());
            let rules = self.rules.clone().with_weights(model, &[]);
            let mut figures = Figures::default();
            for draft in self.drafts.iter().zip(self.fold_of).filter(|(_, f)| **f == fold).map(|(d, _)| d) {
                // Patterns were tuned on the drafts without tags, and excerpts are no drafts.
                if draft.sentences.is_some() && draft.expect.is_some() {
                    figures.count(draft, &check(&draft.document, &draft.target, &rules), &rules, &mut |_, _, _| {});
                }
            }
            figures.together(&rules)
        });
        figures.into_iter().fold((Count::default(), Count::default()), |all, one| (all.0.plus(one.0), all.1.plus(one.1)))
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

/// The fold of every draft: files are dealt out in turn, so that each fold has something of every author and kind, and none has half a file.
fn folds(drafts: &[Labelled]) -> Vec<usize> {
    let file = |draft: &Labelled| draft.name.split(':').next().unwrap_or_default().to_owned();
    let mut files: Vec<String> = drafts.iter().map(file).collect();
    files.sort();
    files.dedup();
    drafts.iter().map(|draft| files.binary_search(&file(draft)).unwrap_or_default() % FOLDS).collect()
}

fn example(labelled: &Labelled, rules: &Ruleset) -> Example {
    let analysis = Analysis::new(&labelled.document, rules);
    let bits = |names: &mut dyn Iterator<Item = &str>| names.filter_map(|n| TARGETS.iter().position(|t| *t == n)).fold(0u32, |bits, n| bits | 1 << n);
    let overlap = |a: &std::ops::Range<usize>, b: &std::ops::Range<usize>| a.end.min(b.end).saturating_sub(a.start.max(b.start));
    let holds = analysis.units.iter().map(|unit| {
        let span = analysis.source_of(unit);
        match &labelled.sentences {
            Some(sentences) => {
                sentences.iter().max_by_key(|(range, _)| overlap(range, &span)).map_or(0, |(_, tags)| bits(&mut tags.iter().map(String::as_str)))
            }
            None => bits(&mut labelled.marks.iter().filter(|(_, range)| overlap(range, &span) > 0).map(|(lint, _)| lint.as_str())),
        }
    });
    Example {
        holds: holds.collect(),
        known: if labelled.sentences.is_some() { u32::MAX } else { (1 << LINTS) - 1 },
        kind: labelled.target.kind as u8,
        entry_type: labelled.target.entry_type.clone().unwrap_or_default(),
        words: analysis.as_heard(),
    }
}

/// `work` on every job, on as many threads as there are, the results in order.
fn parallel<J: Copy + Sync, R: Send>(jobs: &[J], work: impl Fn(J) -> R + Sync) -> Vec<R> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let done: Vec<std::sync::Mutex<Option<R>>> = jobs.iter().map(|_| std::sync::Mutex::new(None)).collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((job, slot)) = {
                    let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    jobs.get(at).zip(done.get(at))
                } {
                    let result = work(*job);
                    if let Ok(mut slot) = slot.lock() {
                        *slot = Some(result);
                    }
                }
            });
        }
    });
    done.into_iter().filter_map(|slot| slot.into_inner().ok().flatten()).collect()
}
