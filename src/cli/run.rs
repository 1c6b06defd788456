//! Running many jobs on a few threads, with their results in order.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

/// From so many jobs on, progress is shown (if standard error is a terminal).
const LONG: usize = 200;
/// How far ahead of the slowest job results may wait.
const AHEAD: usize = 64;
/// So many jobs in a row go to one thread, if there are enough for all: neighbours are often alike, and what a thread knows of one helps with the next.
const IN_A_ROW: usize = 8;

/// Calls `work` for every job, on up to `threads` threads, and `done` with the results in the order of the jobs. Stops at the first error of `done`. What `work` keeps from
/// one job to the next, each thread has for itself.
pub(super) fn in_order<J: Sync, R: Send, K: Default>(
    jobs: &[J],
    threads: usize,
    work: impl Fn(&J, &mut K) -> R + Sync,
    mut done: impl FnMut(R) -> io::Result<()>,
) -> io::Result<()> {
    if threads <= 1 || jobs.len() <= 1 {
        let mut kept = K::default();
        return jobs.iter().try_for_each(|job| done(work(job, &mut kept)));
    }
    let progress = progress(jobs.len());
    let row = (jobs.len() / (threads * IN_A_ROW)).clamp(1, IN_A_ROW);
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let (sender, receiver) = mpsc::sync_channel(AHEAD);
    std::thread::scope(|scope| {
        for _ in 0..threads.min(jobs.len()) {
            let sender = sender.clone();
            let (next, stop, work) = (&next, &stop, &work);
            scope.spawn(move || {
                let mut kept = K::default();
                loop {
                    let first = next.fetch_add(row, Ordering::Relaxed);
                    let Some(rest) = jobs.get(first..) else { return };
                    for (at, job) in (first..).zip(rest.iter().take(row)) {
                        if stop.load(Ordering::Relaxed) || sender.send((at, work(job, &mut kept))).is_err() {
                            return;
                        }
                    }
                }
            });
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut turn = 0;
        let mut result = Ok(());
        for (at, outcome) in receiver {
            waiting.insert(at, outcome);
            while let Some(outcome) = waiting.remove(&turn) {
                turn += 1;
                progress.inc(1);
                if result.is_ok() {
                    result = progress.suspend(|| done(outcome));
                    if result.is_err() {
                        stop.store(true, Ordering::Relaxed);
                    }
                }
            }
        }
        progress.finish_and_clear();
        result
    })
}

fn progress(jobs: usize) -> ProgressBar {
    // Indicatif draws nothing when standard error is no terminal.
    let target = if jobs >= LONG { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let style = ProgressStyle::with_template("checking {pos} of {len} drafts {wide_bar}").unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(jobs as u64), target).with_style(style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_and_an_error_ends_the_run() {
        let jobs: Vec<usize> = (0..500).collect();
        let mut seen = Vec::new();
        let slow_first = |job: &usize, calls: &mut usize| {
            *calls += 1;
            if *job == 0 {
                std::thread::sleep(std::time::Duration::from_millis(30));
            }
            (*job, *calls)
        };
        let mut most = 0;
        let all = in_order(&jobs, 4, slow_first, |r| {
            seen.push(r.0);
            most = most.max(r.1);
            Ok(())
        });
        assert!(all.is_ok());
        assert_eq!(seen, jobs);
        assert!(most >= jobs.len() / 4, "each thread counts its own: {most}");
        let mut count = 0;
        let failed = in_order(
            &jobs,
            4,
            |j, (): &mut ()| *j,
            |_| {
                count += 1;
                if count == 3 { Err(io::Error::other("full")) } else { Ok(()) }
            },
        );
        assert!(failed.is_err());
        assert_eq!(count, 3);
    }
}
