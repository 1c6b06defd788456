//! Trains the weights on the labelled corpus and writes them beside the lints.
//!
//! Thresholds are set on scores that a model gave to files it was not trained on.

use super::corpus::{Labelled, load};
use super::lists::lists;
use super::phrases::phrases;
use super::thresholds::{Court, Evidence};
use candor::check::Analysis;
use candor::rules::{Kind, Ruleset};
use candor::weights::train::{Example, set_thresholds, train, train_surroundings};
use candor::weights::{Model, Scores};
use std::borrow::Cow;
use std::path::PathBuf;
use std::process::ExitCode;

/// What the weights learn, in the order of their columns. Figures and form are for patterns alone.
pub(super) const TARGETS: [&str; 23] = [
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
pub(super) const LINTS: usize = 8;
/// The first so many of those are faults of tone about one matter, and easily taken for each other.
pub(super) const RIVALS: usize = 4;
pub(super) const FOLDS: usize = 4;

pub(crate) fn run(rules: &Ruleset, options: &super::Options) -> ExitCode {
    let folder = |name: &str| PathBuf::from("fixtures/corpus").join(name);
    let drafts = load(&[folder("tagged"), folder("drafts")], rules);
    let mut passages = load(&[folder("sentences"), folder("validation")], rules);
    match phrases(rules) {
        Ok(put_together) => passages.extend(put_together),
        Err(error) => {
            eprintln!("{error}: run this from the repository");
            return ExitCode::from(2);
        }
    }
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
    let fold_of_passages = folds(&passages);
    let of_lists = lists(&passages, &of_passages, &fold_of_passages);
    let folds_of_lists: Vec<usize> = of_lists.iter().map(|(fold, _)| *fold).collect();
    let of_lists: Vec<Example> = of_lists.into_iter().map(|(_, list)| list).collect();
    // What surroundings mean is learnt from all of these.
    let whole: Vec<(&Example, usize)> = of_drafts.iter().zip(fold_of.iter().copied()).chain(of_lists.iter().zip(folds_of_lists)).collect();
    // One training for each fold, which leaves it out, and one that leaves nothing out, on as many threads as there are.
    let jobs: Vec<usize> = (0..=FOLDS).collect();
    let models: Vec<Option<Model>> = parallel(&jobs, |left_out| {
        let kept = |n: &usize| !passages[*n].excerpt || fold_of_passages[*n] != left_out;
        let mut seen: Vec<&Example> = (0..passages.len()).filter(kept).map(|n| &of_passages[n]).collect();
        // Seen thrice: drafts are what candor will read, passages are not.
        for _ in 0..3 {
            seen.extend(of_drafts.iter().zip(&fold_of).filter(|(_, fold)| **fold != left_out).map(|(e, _)| e));
        }
        train(&seen, &names, Cow::Owned(vectors.clone()))
    });
    let Some(models) = models.into_iter().collect::<Option<Vec<Model>>>() else {
        eprintln!("lints/weights/vectors.bin holds no word vectors");
        return ExitCode::from(2);
    };
    // What a model says of the files it was not trained on teaches what surroundings mean: again with one fold left out, and with none.
    let bare: Vec<Vec<Scores>> = whole.iter().map(|(e, fold)| models[*fold].bare_scores(&e.words, e.about())).collect();
    let models: Vec<Model> = parallel(&jobs, |left_out| {
        let mut model = models[left_out].clone();
        let others = whole.iter().zip(&bare).filter(|((_, fold), _)| *fold != left_out);
        let others: Vec<(&Example, &[Scores])> = others.map(|((e, _), scores)| (*e, scores.as_slice())).collect();
        train_surroundings(&mut model, &others);
        model
    });
    let scores: Vec<Vec<Scores>> = whole.iter().zip(&bare).map(|((e, fold), s)| models[*fold].in_surroundings(s, e.about())).collect();
    say("on files left out", &of_drafts, &scores, TARGETS.len());
    say("on lists left out", &of_lists, &scores[of_drafts.len()..], RIVALS);
    let court = Court { drafts: &drafts, fold_of: &fold_of, models: &models, rules };
    let thresholds = court.choose(&Evidence::new(&drafts, &of_drafts, &scores, rules));
    let figures = court.left_out(&thresholds, &|line| {
        if options.show {
            println!("{line}");
        }
    });
    figures.print(rules, &[]);
    let mut model = models[FOLDS].clone();
    set_thresholds(&mut model, thresholds);
    if options.check { compare(&model) } else { write(&model, &of_drafts, &of_passages) }
}

/// Prints how well `scores` tell the sentences of `examples` apart, for the first so many targets: the average precision, and the recall at two precisions.
fn say(title: &str, examples: &[Example], scores: &[Vec<Scores>], targets: usize) {
    println!("{title:20} {:>6} {:>8} {:>8} {:>8}", "labels", "average", "at 0.95", "at 0.90");
    for (column, name) in TARGETS.iter().enumerate().take(targets) {
        let mut ranked: Vec<(i32, bool)> = examples
            .iter()
            .zip(scores)
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
        Trained on {} sentences of {} labelled drafts (`fixtures/corpus/tagged`, `fixtures/corpus/drafts`), each seen thrice, and on {} of {} passages\n\
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
pub(super) fn parallel<J: Copy + Sync, R: Send>(jobs: &[J], work: impl Fn(J) -> R + Sync) -> Vec<R> {
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
