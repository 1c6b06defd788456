//! How fast candor is: the processor time of one short run, and time and memory for many drafts.
//!
//!     cargo bench --bench speed                     one page in a fresh process; 10,000 drafts that share paragraphs, sentences or nothing; 1,000 of them with a baseline and a SARIF report, and
//!                                                   with twice as many lints
//!     cargo bench --bench speed -- --drafts 1000    fewer drafts
//!     cargo bench --bench speed -- --runs 20        fewer short runs
//!
//! The short run is compared with a program that does nothing, so that what is left is candor's own. Files are in the system's cache.
//! Processor time and memory are read from `/proc`, so it takes Linux.

use candor::check::strip_marks;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const CANDOR: &str = env!("CARGO_BIN_EXE_candor");
const PAGE: &str = "fixtures/drafts/clean-slides.md";
/// The argument with which this program does nothing.
const NOTHING: &str = "--nothing";
/// Ticks of `/proc` a second; the same on every Linux.
const TICKS: f64 = 100.0;

/// Writes so many drafts below a folder and says how many bytes they hold.
type Generate = fn(&Path, usize) -> Result<usize, Box<dyn Error>>;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.first().is_some_and(|a| a == NOTHING) {
        return Ok(());
    }
    if !args.iter().any(|a| a == "--bench") {
        println!("run me with: cargo bench --bench speed");
        return Ok(());
    }
    let value = |name: &str, default: usize| -> Result<usize, Box<dyn Error>> {
        match args.iter().position(|a| a == name) {
            Some(at) => Ok(args.get(at + 1).ok_or("a number is missing")?.parse()?),
            None => Ok(default),
        }
    };
    let (runs, drafts) = (value("--runs", 200)?, value("--drafts", 10_000)?);
    std::env::set_current_dir(env!("CARGO_MANIFEST_DIR"))?;
    one_page(runs.max(1))?;
    println!();
    many("which share paragraphs, as versions of drafts do", drafts, alike)?;
    println!();
    many("of which no two share a paragraph", drafts, mixed)?;
    println!();
    many("of which no two share a sentence", drafts, distinct)?;
    println!();
    in_a_repository(drafts.div_ceil(10))?;
    println!();
    with_more_lints(drafts.div_ceil(10))
}

/// Checks one page again and again, each time in a fresh process, in turn with a program that does nothing.
fn one_page(runs: usize) -> Result<(), Box<dyn Error>> {
    let nothing = std::env::current_exe()?;
    let commands: [(&str, &Path, &[&str]); 2] =
        [("a program that does nothing", &nothing, &[NOTHING]), ("candor check PAGE", Path::new(CANDOR), &["check", "--no-config", PAGE])];
    let mut sums = [(Duration::ZERO, 0.0); 2];
    for round in 0..=runs {
        for ((_, program, args), sum) in commands.iter().zip(&mut sums) {
            let before = children_seconds()?;
            let start = Instant::now();
            quiet(program, args).status()?;
            // The first round only fills the caches.
            if round > 0 {
                sum.0 += start.elapsed();
                sum.1 += children_seconds()? - before;
            }
        }
    }
    println!("one page ({PAGE}), mean of {runs} fresh processes");
    println!("{:<28} {:>12} {:>12}", "", "processor", "wall clock");
    for ((name, _, _), (wall, processor)) in commands.iter().zip(&sums) {
        println!("{name:<28} {:>9.1} ms {:>9.1} ms", processor * 1000.0 / runs as f64, wall.as_secs_f64() * 1000.0 / runs as f64);
    }
    let own = |of: [f64; 2]| (of[1] - of[0]) * 1000.0 / runs as f64;
    println!("{:<28} {:>9.1} ms {:>9.1} ms", "difference", own(sums.map(|s| s.1)), own(sums.map(|s| s.0.as_secs_f64())));
    Ok(())
}

/// Checks a folder of many drafts with one thread and with all.
fn many(what: &str, count: usize, generate: Generate) -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("speed");
    let bytes = generate(&folder, count)?;
    let cores = std::thread::available_parallelism().map_or(1, Into::into);
    println!("{count} drafts {what}, {:.1} MB", bytes as f64 / 1e6);
    println!("{:<28} {:>12} {:>12} {:>12} {:>12}", "", "processor", "wall clock", "MB a second", "peak memory");
    for threads in if cores == 1 { vec![1] } else { vec![1, cores] } {
        let before = children_seconds()?;
        let start = Instant::now();
        let threads_arg = threads.to_string();
        let mut child = quiet(Path::new(CANDOR), &["check", "--no-config", "--threads", &threads_arg]).arg(&folder).spawn()?;
        let mut peak = 0;
        while child.try_wait()?.is_none() {
            peak = peak.max(peak_kilobytes(child.id()).unwrap_or(0));
            std::thread::sleep(Duration::from_millis(2));
        }
        let (wall, processor) = (start.elapsed().as_secs_f64(), children_seconds()? - before);
        let name = format!("{threads} thread{}", if threads == 1 { "" } else { "s" });
        println!("{name:<28} {processor:>10.2} s {wall:>10.2} s {:>12.1} {:>9.1} MB", bytes as f64 / 1e6 / wall, peak as f64 / 1000.0);
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// Checks a folder of drafts as a service would: against a baseline, into a SARIF report.
fn in_a_repository(count: usize) -> Result<(), Box<dyn Error>> {
    const RUNS: u32 = 5;
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("repository");
    let bytes = alike(&folder, count)?;
    let run = |args: &[&str]| quiet(Path::new(CANDOR), args).current_dir(&folder).status();
    run(&["baseline", "--no-config"])?;
    let mut wall = Duration::ZERO;
    for round in 0..=RUNS {
        let start = Instant::now();
        if !run(&["check", "--no-config", "--baseline", "--format", "sarif=report.sarif"])?.success() {
            return Err("something is new in drafts that have not changed".into());
        }
        // The first round only fills the caches.
        wall += if round > 0 { start.elapsed() } else { Duration::ZERO };
    }
    println!(
        "{count} drafts, {:.1} MB, with a baseline and a SARIF report: {:.2} s, mean of {RUNS} runs",
        bytes as f64 / 1e6,
        wall.as_secs_f64() / f64::from(RUNS)
    );
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// Checks drafts with the lints that there are, and with each lint on phrases a second time under another id. Compiling these, which the built-in ones do not need, is left out.
fn with_more_lints(count: usize) -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("lints");
    mixed(&folder.join("drafts"), count)?;
    mixed(&folder.join("one"), 1)?;
    std::fs::create_dir_all(folder.join("rules"))?;
    let mut lints = 0;
    for entry in std::fs::read_dir("lints")? {
        let path = entry?.path();
        let text = if path.is_file() { std::fs::read_to_string(&path)? } else { String::new() };
        if text.contains("[[match]]") && !text.contains("[draft]") {
            std::fs::write(folder.join("rules").join(format!("second-{}", path.file_name().unwrap_or_default().display())), text)?;
            lints += 1;
        }
    }
    std::fs::write(folder.join("candor.toml"), "[rules]\nlints = [\"rules/*.toml\"]\n")?;
    let seconds = |args: &[&str]| -> Result<f64, Box<dyn Error>> {
        let before = children_seconds()?;
        quiet(Path::new(CANDOR), &["check", "--threads", "1"]).args(args).current_dir(&folder).status()?;
        Ok(children_seconds()? - before)
    };
    let once = seconds(&["--no-config", "drafts"])?;
    let twice = seconds(&["drafts"])? - seconds(&["one"])?;
    println!("{count} drafts of which no two share a paragraph: {once:.2} s of processor time; with the {lints} lints on phrases twice: {twice:.2} s");
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// Writes `count` drafts below `folder`, the statements among the fixtures in turn, and says how many bytes they hold. The fixtures are a little shorter than
/// most statements, so each borrows the last paragraph of the next one.
fn alike(folder: &Path, count: usize) -> Result<usize, Box<dyn Error>> {
    let mut statements = Vec::new();
    for entry in std::fs::read_dir("fixtures/drafts")? {
        let path = entry?.path();
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with("clean-") || name.starts_with("bad-") {
            let text = strip_marks(&std::fs::read_to_string(&path)?).text;
            statements.push((path.extension().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default(), text));
        }
    }
    statements.sort();
    let pairs = statements.iter().zip(statements.iter().cycle().skip(1));
    let mut drafts = pairs.cycle().map(|((ending, text), (_, next))| {
        let last = next.trim_end().rsplit("\n\n").next().unwrap_or_default();
        (ending.as_str(), format!("{}\n\n{last}\n", text.trim_end()))
    });
    write(folder, count, || drafts.next().ok_or_else(|| "there are no statements".into()))
}

/// Likewise, of sentences of the labelled corpus, drawn anew for each paragraph.
fn mixed(folder: &Path, count: usize) -> Result<usize, Box<dyn Error>> {
    let sentences = sentences()?;
    let mut draw = draws();
    drawn(folder, count, || sentences.get(draw(sentences.len())).cloned())
}

/// Likewise, each sentence with three of its words replaced by words of others, so that hardly one is met twice.
fn distinct(folder: &Path, count: usize) -> Result<usize, Box<dyn Error>> {
    let sentences = sentences()?;
    let mut draw = draws();
    drawn(folder, count, || {
        let mut words: Vec<&str> = sentences.get(draw(sentences.len()))?.split(' ').collect();
        for _ in 0..3 {
            let other: Vec<&str> = sentences.get(draw(sentences.len()))?.split(' ').collect();
            let at = draw(words.len());
            words[at] = other[draw(other.len())];
        }
        Some(words.join(" "))
    })
}

/// The sentences of the personal statements in the labelled corpus.
fn sentences() -> Result<Vec<String>, Box<dyn Error>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir("fixtures/corpus/tagged")?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    files.sort();
    let mut sentences = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file)?;
        for draft in text.split("\n\n").filter(|draft| draft.trim_start().starts_with("# kind: personal-statement")) {
            sentences.extend(draft.lines().filter_map(|line| Some(strip_marks(line.split_once('\t')?.1).text)));
        }
    }
    Ok(sentences)
}

/// Numbers below a bound. Any generator will do that deals the same drafts every time: this one is Knuth's, of MMIX.
fn draws() -> impl FnMut(usize) -> usize {
    let mut state = 1u64;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    }
}

/// Writes drafts of a page, of sentences from `next`.
fn drawn(folder: &Path, count: usize, mut next: impl FnMut() -> Option<String>) -> Result<usize, Box<dyn Error>> {
    let mut draw = draws();
    write(folder, count, || {
        let mut text = String::new();
        while text.len() < 3500 {
            for _ in 0..3 + draw(5) {
                text.push_str(&next().ok_or("there are no sentences")?);
                text.push(' ');
            }
            text.push_str("\n\n");
        }
        Ok(("md", text))
    })
}

/// Writes `count` drafts, as `next` says their endings and texts, below `folder`, a thousand to a folder, and says how many bytes they hold.
fn write<'a>(folder: &Path, count: usize, mut next: impl FnMut() -> Result<(&'a str, String), Box<dyn Error>>) -> Result<usize, Box<dyn Error>> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    let mut bytes = 0;
    for number in 0..count {
        let (ending, text) = next()?;
        let part = folder.join(format!("{:03}", number / 1000));
        if number % 1000 == 0 {
            std::fs::create_dir_all(&part)?;
        }
        bytes += text.len();
        std::fs::write(part.join(format!("{number:05}.{ending}")), text)?;
    }
    Ok(bytes)
}

fn quiet(program: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Processor seconds, user's and system's, of all processes that were started from here and have ended.
fn children_seconds() -> Result<f64, Box<dyn Error>> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The second field is the name in brackets, which may hold blanks; the times are the 16th and the 17th.
    let behind_name = stat.rsplit_once(')').ok_or("/proc/self/stat is of another form")?.1;
    let times: Result<Vec<u64>, _> = behind_name.split_whitespace().skip(13).take(2).map(str::parse).collect();
    Ok(times?.iter().sum::<u64>() as f64 / TICKS)
}

/// The most memory that process `id` has held so far.
fn peak_kilobytes(id: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?.trim().trim_end_matches("kB").trim().parse().ok()
}
