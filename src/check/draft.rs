//! Lints on the whole draft: a few general mechanisms, fed from lint files.

use super::analysis::Analysis;
use super::chances::{OTHER_SPECIALTY, SPECIALTY};
use super::finding::{Finding, Related};
use super::target::Target;
use crate::rules::{Draft, Lint, Mechanism, Ruleset, Severity, Signal, Signals, Stand};
use std::ops::Range;

/// What a mechanism found.
struct Verdict {
    /// Sentences the finding stands on, from the first to the last.
    units: (usize, usize),
    /// Figures for the message.
    figures: Vec<(&'static str, String)>,
    /// Another sentence that it reasons from.
    related: Option<(usize, &'static str)>,
    severity: Option<Severity>,
}

impl Verdict {
    fn at(unit: usize) -> Self {
        Self { units: (unit, unit), figures: Vec::new(), related: None, severity: None }
    }
}

/// Adds the findings of all draft lints.
pub(super) fn findings(analysis: &mut Analysis<'_>, target: &Target, rules: &Ruleset, out: &mut Vec<Finding>) {
    let prose: Vec<usize> = analysis.prose().collect();
    if prose.is_empty() {
        return;
    }
    // Of a specialty that nobody described, nothing can be missed.
    let unknown = if target.specialties.is_empty() { roles_of_specialty(rules) } else { 0 };
    for (number, lint) in rules.lints.iter().enumerate() {
        let Some(draft) = &lint.draft else { continue };
        if draft.roles() & unknown != 0 || !target.is_for(lint) {
            continue;
        }
        let any = |signals: &Signals| prose.iter().copied().find(|at| analysis.has(*at, signals));
        let when = any(&draft.when);
        if draft.when != Signals::default() && when.is_none() || any(&draft.unless).is_some() {
            continue;
        }
        let verdicts = decide(analysis, &prose, draft, when);
        for verdict in &verdicts {
            for unit in verdict.units.0..=verdict.units.1 {
                analysis.units[unit].lints.push(number as u16);
            }
            out.push(worded(analysis, lint, target, verdict));
        }
    }
}

/// The roles, as bits, that cannot be told without knowing the draft's specialty.
fn roles_of_specialty(rules: &Ruleset) -> u64 {
    let mut bits = SPECIALTY | OTHER_SPECIALTY;
    loop {
        let more = rules.groups.iter().fold(bits, |bits, group| match group.target {
            Signal::Role(role) if rules.demands[group.demand as usize].near & bits != 0 => bits | 1 << role,
            _ => bits,
        });
        if more == bits {
            return bits;
        }
        bits = more;
    }
}

fn decide(analysis: &Analysis<'_>, prose: &[usize], draft: &Draft, when: Option<usize>) -> Vec<Verdict> {
    let stand = match (draft.stand, when) {
        (Stand::When, Some(at)) => at,
        (Stand::End, _) => prose[prose.len() - 1],
        _ => prose[0],
    };
    match &draft.mechanism {
        Mechanism::Missing { role, near, after } => missing(analysis, prose, draft, role, *near, *after, when)
            .then(|| {
                let related = when.filter(|at| *at != stand).map(|at| (at, "it reasons from this sentence"));
                Verdict { related, ..Verdict::at(stand) }
            })
            .into_iter()
            .collect(),
        Mechanism::Share { seed, grow, except, bridge, max_percent, edges } => {
            let passage = passage(analysis, prose, seed, grow, except, *bridge as usize);
            share(analysis, prose, &passage, u32::from(*max_percent), *edges).into_iter().collect()
        }
        Mechanism::Density { role, min_sentences, one_in } => {
            let having: Vec<usize> = prose.iter().copied().filter(|at| analysis.has(*at, role)).collect();
            let many = having.len() >= *min_sentences as usize && having.len() * *one_in as usize >= prose.len();
            let limit = (*min_sentences as usize - 1).max((prose.len().saturating_sub(1)) / *one_in as usize);
            let figures = vec![("count", having.len().to_string()), ("total", prose.len().to_string()), ("limit", limit.to_string())];
            match (many, having.first()) {
                (true, Some(first)) => vec![Verdict { figures, ..Verdict::at(*first) }],
                _ => vec![],
            }
        }
        Mechanism::Order { parts } => order(analysis, prose, parts).into_iter().collect(),
        Mechanism::Run { role, ends, except, min_sentences, min_words } => {
            runs(analysis, prose, role, [ends, except], *min_sentences as usize, *min_words as usize)
        }
        // It looks at no sentence; see the module on silence.
        Mechanism::Silencing => vec![],
        Mechanism::Length { under_note, over_note, over_warning } => {
            let words = count(analysis, prose) as u32;
            let (severity, limit) = match words {
                w if w > *over_warning => (Severity::Warning, format!("at most {over_warning}")),
                w if w > *over_note => (Severity::Note, format!("at most {over_note}")),
                w if w < *under_note => (Severity::Note, format!("at least {under_note}")),
                _ => return vec![],
            };
            let figures = vec![("words", words.to_string()), ("limit", limit)];
            vec![Verdict { figures, severity: Some(severity), ..Verdict::at(if words < *under_note { prose[prose.len() - 1] } else { stand }) }]
        }
    }
}

fn missing(analysis: &Analysis<'_>, prose: &[usize], draft: &Draft, role: &Signals, near: Option<u8>, after: bool, when: Option<usize>) -> bool {
    !prose.iter().enumerate().any(|(order, at)| {
        let close = near.is_none_or(|reach| {
            let reach = reach as usize;
            let around = &prose[order.saturating_sub(reach)..=(order + reach).min(prose.len() - 1)];
            around.iter().any(|other| analysis.has(*other, &draft.when))
        });
        let behind = !after || when.is_none_or(|first| *at >= first);
        close && behind && analysis.has(*at, role)
    })
}

/// The sentences of a passage: grown from the seeds over neighbours of the same paragraph that belong to it.
pub(super) fn passage(analysis: &Analysis<'_>, prose: &[usize], seed: &Signals, grow: &Signals, except: &Signals, bridge: usize) -> Vec<usize> {
    let block = |order: usize| analysis.units[prose[order]].block;
    let seeds: Vec<bool> = prose.iter().map(|unit| analysis.has(*unit, seed)).collect();
    let grows: Vec<bool> = prose.iter().zip(&seeds).map(|(unit, seed)| *seed || analysis.has(*unit, grow) && !analysis.has(*unit, except)).collect();
    let mut inside = seeds.clone();
    // One sweep each way: what a seed reaches, the next seed need not reach again.
    let mut sweep = |orders: &mut dyn Iterator<Item = usize>| {
        let mut last: Option<usize> = None;
        for at in orders {
            let reached = last.filter(|last| grows[at] && block(*last) == block(at) && at.abs_diff(*last) <= bridge + 1);
            if let Some(last) = reached {
                inside[last.min(at)..=last.max(at)].fill(true);
            }
            if reached.is_some() || seeds[at] {
                last = Some(at);
            }
        }
    };
    sweep(&mut (0..prose.len()));
    sweep(&mut (0..prose.len()).rev());
    inside.iter().enumerate().filter(|(_, i)| **i).map(|(order, _)| prose[order]).collect()
}

fn share(analysis: &Analysis<'_>, prose: &[usize], passage: &[usize], limit: u32, edges: bool) -> Option<Verdict> {
    let first = *passage.first()?;
    let (part, total) = (count(analysis, passage), count(analysis, prose));
    let limit = limit as usize;
    let percent = match (part * 100 + total / 2).checked_div(total)? {
        // Rounded like all shares, but not so that it reads "30 %; at most 30 %".
        rounded if rounded == limit => format!("{}.{}", part * 100 / total, part * 1000 / total % 10),
        rounded => rounded.to_string(),
    };
    let all = vec![("part", part.to_string()), ("total", total.to_string()), ("percent", percent), ("limit", limit.to_string())];
    // Compared without rounding, so that 30.4 % is not taken for 30 %.
    if part * 100 > total * limit {
        return Some(Verdict { figures: all, ..Verdict::at(first) });
    }
    let blocks = [analysis.units[prose[0]].block, analysis.units[prose[prose.len() - 1]].block];
    if !edges || blocks[0] == blocks[1] {
        return None;
    }
    blocks.into_iter().find_map(|block| {
        let of_block = |units: &[usize]| -> Vec<usize> { units.iter().copied().filter(|u| analysis.units[*u].block == block).collect() };
        let inside = of_block(passage);
        let (in_passage, in_block) = (count(analysis, &inside), count(analysis, &of_block(prose)));
        (in_passage * 2 > in_block).then(|| Verdict { figures: all.clone(), ..Verdict::at(inside[0]) })
    })
}

fn order(analysis: &Analysis<'_>, prose: &[usize], parts: &[Signals]) -> Option<Verdict> {
    let firsts: Vec<usize> = parts.iter().map(|part| prose.iter().copied().find(|at| analysis.has(*at, part))).collect::<Option<_>>()?;
    let wrong = (1..firsts.len()).find(|at| firsts[*at] < firsts[*at - 1])?;
    Some(Verdict { related: Some((firsts[wrong - 1], "a reader expects this part before it")), ..Verdict::at(firsts[wrong]) })
}

fn runs(analysis: &Analysis<'_>, prose: &[usize], role: &Signals, [ends, except]: [&Signals; 2], min_sentences: usize, min_words: usize) -> Vec<Verdict> {
    let only = |at: usize| analysis.has(at, role) && !analysis.has(at, ends);
    let mut verdicts = Vec::new();
    let mut run: Vec<usize> = Vec::new();
    for at in prose.iter().copied().map(Some).chain([None]) {
        match at {
            Some(at) if analysis.has(at, except) && !analysis.has(at, ends) => {}
            Some(at) if only(at) && run.last().is_none_or(|last| analysis.units[*last].block == analysis.units[at].block) => run.push(at),
            _ => {
                let words = count(analysis, &run);
                if run.len() >= min_sentences || words > min_words {
                    let figures = vec![("sentences", run.len().to_string()), ("words", words.to_string())];
                    verdicts.push(Verdict { units: (run[0], run[run.len() - 1]), figures, ..Verdict::at(run[0]) });
                }
                run.clear();
                // A sentence that ended a run by opening a paragraph begins the next one.
                run.extend(at.filter(|at| only(*at)));
            }
        }
    }
    verdicts
}

fn count(analysis: &Analysis<'_>, units: &[usize]) -> usize {
    units.iter().map(|at| analysis.count_words(&analysis.units[*at])).sum()
}

fn worded(analysis: &Analysis<'_>, lint: &Lint, target: &Target, verdict: &Verdict) -> Finding {
    let fill = |text: &str| verdict.figures.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value));
    let [message, reason, advice] = lint.words(target.kind).map(|text| fill(text).into());
    let source = |unit: usize| analysis.source_of(&analysis.units[unit]);
    let span: Range<usize> = source(verdict.units.0).start..source(verdict.units.1).end;
    Finding {
        lint: lint.id.clone(),
        severity: verdict.severity.unwrap_or(lint.severity),
        span,
        message,
        reason,
        advice,
        related: verdict.related.iter().map(|(unit, message)| Related { span: source(*unit), message: (*message).to_owned() }).collect(),
        fix: None,
    }
}
