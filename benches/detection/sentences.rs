//! Figures on labelled sentences: does a lint speak, does a role hold, where the label says so?

use super::Options;
use super::corpus::load;
use candor::check::check;
use candor::rules::Ruleset;

pub(crate) fn run(rules: &Ruleset, options: &Options) {
    let ids: Vec<String> = if options.ids.is_empty() {
        rules.lints.iter().filter(|l| l.draft.is_none()).map(|l| l.id.clone()).chain(rules.roles.iter().skip(2).map(|r| r.name.clone())).collect()
    } else {
        options.ids.clone()
    };
    println!("{:22} {:12} {:>6} {:>6} {:>6} {:>6} {:>6}", "id", "folder", "prec", "recall", "right", "false", "missed");
    for id in &ids {
        for (number, folder) in options.sentences.iter().enumerate() {
            let (mut right, mut wrong, mut missed) = (0, Vec::new(), Vec::new());
            for passage in load(std::slice::from_ref(folder), rules) {
                let report = check(&passage.document, &passage.target, rules);
                for (range, tags) in passage.sentences.iter().flatten() {
                    let touches = |span: &std::ops::Range<usize>| span.start < range.end && range.start < span.end;
                    let found = report.findings.iter().any(|f| f.lint == *id && touches(&f.span))
                        || report.structure.sentences.iter().any(|s| touches(&s.span) && s.roles(rules).any(|r| r == id));
                    let line = || format!("[{}] {}", tags.join(","), &passage.text[range.clone()]);
                    match (found, tags.contains(id)) {
                        (true, true) => right += 1,
                        (true, false) => wrong.push(line()),
                        (false, true) => missed.push(line()),
                        _ => {}
                    }
                }
            }
            let precision = ratio(right, right + wrong.len());
            let recall = ratio(right, right + missed.len());
            let name = folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            println!("{id:22} {name:12} {precision:6.3} {recall:6.3} {right:6} {:6} {:6}", wrong.len(), missed.len());
            if number == 0 {
                spread(&wrong, options.wrong).for_each(|l| println!("  false: {l}"));
                spread(&missed, options.misses).for_each(|l| println!("  missed: {l}"));
            }
        }
    }
}

/// At most `most` of `lines`, spread evenly.
fn spread(lines: &[String], most: usize) -> impl Iterator<Item = &String> {
    let step = lines.len().div_ceil(most.max(1)).max(1);
    lines.iter().step_by(step).take(most)
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}
