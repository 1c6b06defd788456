//! What no draft should do to candor and no reader of its output: files far too large, very many files, a reader that goes away, work on many threads.

use std::error::Error;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

type Outcome = Result<(), Box<dyn Error>>;

/// Reading 100 MB takes longer than this in a debug build; looking at a file's size does not.
const AT_ONCE: Duration = Duration::from_secs(2);

fn candor(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command.args(args).current_dir(folder);
    command
}

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_file_of_100_megabytes_is_refused_at_once_and_the_one_beside_it_is_checked() -> Outcome {
    let folder = tempfile::tempdir()?;
    File::create(folder.path().join("large.md"))?.set_len(100_000_000)?;
    fs::write(folder.path().join("small.md"), "I failed Step 1. My school never prepared us for it.\n")?;
    let start = Instant::now();
    let output = candor(folder.path(), &["check", "--format", "short", "--select", "blame", "."]).output()?;
    let took = start.elapsed();
    let (stdout, stderr) = (String::from_utf8(output.stdout)?, String::from_utf8(output.stderr)?);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("large.md") && stderr.contains("100 MB") && stderr.contains("try: "), "{stderr}");
    assert!(stdout.starts_with("small.md:1:"), "{stdout}");
    assert!(took < AT_ONCE, "it took {took:?}");
    Ok(())
}

#[test]
fn standard_input_without_end_is_refused_and_not_kept() -> Outcome {
    let mut child = candor(here(), &["check", "--no-config", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let mut stdin = child.stdin.take().ok_or("no standard input")?;
    let line = "I failed once. ".repeat(1000) + "\n";
    // Nobody reads to the end: sooner or later the pipe breaks. A program that reads on for ever is stopped by this count.
    let written = (0..10_000).take_while(|_| stdin.write_all(line.as_bytes()).is_ok()).count();
    drop(stdin);
    let output = child.wait_with_output()?;
    assert!(written < 10_000, "150 MB were read");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr)?.contains("try: "));
    Ok(())
}

#[test]
fn ten_thousand_small_drafts_are_checked_in_their_order() -> Outcome {
    const COUNT: usize = 10_000;
    let folder = tempfile::tempdir()?;
    for number in 0..COUNT {
        fs::write(folder.path().join(format!("{number:05}.md")), "I failed Step 1. My school never prepared us.\n")?;
    }
    let output = candor(folder.path(), &["check", "--format", "short", "--select", "blame"]).output()?;
    let stdout = String::from_utf8(output.stdout)?;
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(stdout.lines().count(), COUNT);
    for (number, line) in stdout.lines().enumerate() {
        assert!(line.starts_with(&format!("{number:05}.md:1:")), "line {number}: {line}");
    }
    Ok(())
}

/// Runs candor with a reader that reads `bytes` and goes away.
fn read_only(bytes: usize, folder: &Path, args: &[&str]) -> Result<(Option<i32>, String), Box<dyn Error>> {
    let mut child = candor(folder, args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let mut stdout = child.stdout.take().ok_or("no standard output")?;
    let mut first = vec![0; bytes];
    stdout.read_exact(&mut first)?;
    drop(stdout);
    let output = child.wait_with_output()?;
    Ok((output.status.code(), String::from_utf8(output.stderr)?))
}

#[test]
fn a_reader_that_goes_away_ends_a_check_quietly() -> Outcome {
    let folder = tempfile::tempdir()?;
    // More than a pipe holds, so that writing goes on when nobody reads any more.
    for number in 0..400 {
        fs::write(folder.path().join(format!("{number:03}.md")), "I failed Step 1. My school never prepared us.\n\nI am deeply sorry.\n")?;
    }
    for format in ["human", "short", "json"] {
        for threads in ["1", "4"] {
            let args = ["check", "--format", format, "--threads", threads];
            let (code, stderr) = read_only(100, folder.path(), &args)?;
            assert_eq!((code, stderr.as_str()), (Some(0), ""), "{args:?}");
        }
    }
    Ok(())
}

#[test]
fn a_reader_that_is_gone_ends_every_command_quietly() -> Outcome {
    let check = ["check", "--no-config", "fixtures/statement.md"];
    let others = [&["lints"][..], &["explain", "blame"], &["meta", "man"], &["meta", "report-schema"], &["meta", "completions", "bash"], &["--help"]];
    let mut loud = Vec::new();
    for args in others.into_iter().chain([&check[..]]) {
        let (reader, writer) = std::io::pipe()?;
        drop(reader);
        let output = candor(here(), args).stdout(writer).stderr(Stdio::piped()).output()?;
        if output.status.code() != Some(0) || !output.stderr.is_empty() {
            loud.push(format!("{args:?} ends with {}: {}", output.status, String::from_utf8_lossy(&output.stderr)));
        }
    }
    assert!(loud.is_empty(), "{}", loud.join("\n"));
    Ok(())
}

/// Whole reports are too long to be compared by eye.
fn first_difference<'a>(one: &'a str, other: &'a str) -> Option<(usize, &'a str, &'a str)> {
    let lines = one.split('\n').zip(other.split('\n')).enumerate();
    let differing = lines.map(|(number, (a, b))| (number + 1, a, b)).find(|(_, a, b)| a != b);
    differing.or_else(|| (one.len() != other.len()).then_some((0, "as long as this", "or longer, or shorter")))
}

#[test]
fn the_number_of_threads_changes_nothing() -> Outcome {
    for format in ["human", "short", "json"] {
        let run = |threads: &str| {
            candor(here(), &["check", "--no-config", "--format", format, "--threads", threads, "fixtures/drafts", "missing.md", "Cargo.toml"]).output()
        };
        let (one, four) = (run("1")?, run("4")?);
        let (one_out, four_out) = (String::from_utf8(one.stdout)?, String::from_utf8(four.stdout)?);
        assert!(one_out.len() > 5000, "--format {format} says little: {one_out}");
        assert_eq!(first_difference(&one_out, &four_out), None, "--format {format}");
        assert_eq!(first_difference(&String::from_utf8(one.stderr)?, &String::from_utf8(four.stderr)?), None, "--format {format}");
        assert_eq!((one.status.code(), four.status.code()), (Some(2), Some(2)), "--format {format}");
    }
    Ok(())
}
