//! `candor check --watch`, as people have it beside their editor. The program runs, drafts are saved in the ways editors save, and what it shows is waited for.

#![cfg(unix)]

use std::error::Error;
use std::fs::{self, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};
use tempfile::TempDir;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// A busy machine may take this long; a test that waits for all of it fails.
const DEADLINE: Duration = Duration::from_secs(60);
/// What each state ends with.
const END: &str = "; Ctrl+C ends\n";
const CLEAR: &str = "\u{1b}[H\u{1b}[2J";
const BLAME: &str = "I failed Step 1. My school never prepared us.\n";
const CALM: &str = "I failed Step 1. I changed how I studied.\n";

type Save<'a> = &'a dyn Fn(&str) -> std::io::Result<()>;

/// The program while it runs, and what it has shown.
struct Running {
    child: Child,
    pieces: Receiver<String>,
    shown: String,
}

impl Running {
    fn start(mut command: Command, folder: &Path) -> Outcome<Self> {
        command.current_dir(folder).env("TERM", "xterm").env_remove("NO_COLOR").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        let mut stdout = child.stdout.take().ok_or("no stdout")?;
        let (sender, pieces) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(length @ 1..) = stdout.read(&mut bytes) {
                if sender.send(String::from_utf8_lossy(&bytes[..length]).into_owned()).is_err() {
                    break;
                }
            }
        });
        Ok(Self { child, pieces, shown: String::new() })
    }

    /// Watches with some arguments; two lints are enough to see what is found.
    fn watch(folder: &TempDir, args: &[&str]) -> Outcome<Self> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
        command.args(["check", "--format", "short", "--select", "blame,apologetic-tone,placeholder"]).args(args);
        Self::start(command, folder.path())
    }

    /// Waits for a state that is as `wanted`, and gives it back. States on the way there may be seen or not.
    fn until(&mut self, what: &str, wanted: impl Fn(&str) -> bool) -> Outcome<String> {
        let start = Instant::now();
        loop {
            while let Some((state, rest)) = self.shown.replace("\r\n", "\n").split_once(END).map(|(state, rest)| (state.to_owned(), rest.to_owned())) {
                self.shown = rest;
                if wanted(&state) {
                    return Ok(state);
                }
            }
            let left = DEADLINE.checked_sub(start.elapsed()).unwrap_or_default();
            match self.pieces.recv_timeout(left) {
                Ok(piece) => self.shown.push_str(&piece),
                Err(_) => return Err(format!("{what} was waited for in vain; last came: {}", self.shown).into()),
            }
        }
    }

    fn until_blamed(&mut self, what: &str, draft: &str) -> Outcome {
        self.until(what, |state| state.contains(draft) && state.contains("warning[blame]")).map(drop)
    }

    fn until_calm(&mut self, what: &str) -> Outcome {
        self.until(what, |state| !state.contains("warning[") && !state.contains("error")).map(drop)
    }

    /// Waits for its end.
    fn end(&mut self) -> Outcome<ExitStatus> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            if start.elapsed() > DEADLINE {
                return Err("it does not end".into());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn folder(text: &str) -> Outcome<TempDir> {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("draft.md"), text)?;
    Ok(folder)
}

/// Saves `text` in each of the ways in which editors do, and goes back to a calm draft in between.
fn save_in_all_ways(running: &mut Running, folder: &TempDir) -> Outcome {
    let draft = folder.path().join("draft.md");
    let beside = folder.path().join("4913~");
    let in_place = |text: &str| fs::write(&draft, text);
    let renamed = |text: &str| fs::write(&beside, text).and_then(|()| fs::rename(&beside, &draft));
    let with_backup = |text: &str| fs::rename(&draft, &beside).and_then(|()| fs::write(&draft, text)).and_then(|()| fs::remove_file(&beside));
    let anew = |text: &str| fs::remove_file(&draft).and_then(|()| fs::write(&draft, text));
    let emptied = |text: &str| {
        let mut file = OpenOptions::new().write(true).truncate(true).open(&draft)?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all())
    };
    let ways: [(&str, Save<'_>); 5] =
        [("in place", &in_place), ("renamed", &renamed), ("with a backup", &with_backup), ("deleted and written anew", &anew), ("emptied first", &emptied)];
    for (name, save) in ways {
        save(BLAME)?;
        running.until_blamed(name, "draft.md")?;
        save(CALM)?;
        running.until_calm(name)?;
    }
    Ok(())
}

#[test]
fn a_draft_is_checked_again_however_it_is_saved() -> Outcome {
    let folder = folder(CALM)?;
    let mut running = Running::watch(&folder, &["--watch", "draft.md"])?;
    running.until_calm("the first state")?;
    save_in_all_ways(&mut running, &folder)?;
    // An editor that makes no haste.
    let draft = folder.path().join("draft.md");
    fs::remove_file(&draft)?;
    running.until("that it is gone", |state| state == "waiting for changes")?;
    fs::write(&draft, BLAME)?;
    running.until_blamed("that it is there again", "draft.md")
}

#[test]
fn so_it_is_where_the_system_does_not_tell() -> Outcome {
    let folder = folder(CALM)?;
    let mut running = Running::watch(&folder, &["--watch=poll"])?;
    let first = running.until("the first state", |_| true)?;
    assert!(first.contains("looking for changes once a second, as was asked for"), "{first}");
    save_in_all_ways(&mut running, &folder)?;
    fs::create_dir_all(folder.path().join("a/b"))?;
    fs::write(folder.path().join("a/b/new.md"), BLAME)?;
    running.until_blamed("a new draft", "a/b/new.md")
}

/// The system's watches can be used up; in a name space of its own that is quickly done. Where none may be made, this is left out.
#[test]
#[cfg(target_os = "linux")]
fn when_the_system_lets_nothing_be_watched_it_looks_itself() -> Outcome {
    let folder = folder(CALM)?;
    let limit = "/proc/sys/user/max_inotify_instances";
    let allowed = Command::new("unshare").args(["-Ur", "sh", "-c", &format!("echo 0 > {limit}")]).stderr(Stdio::null()).status();
    if !allowed.is_ok_and(|status| status.success()) {
        return Ok(());
    }
    let mut command = Command::new("unshare");
    let program = format!("echo 0 > {limit}; exec '{}' check --watch --format short --select blame", env!("CARGO_BIN_EXE_candor"));
    command.args(["-Ur", "sh", "-c", &program]);
    let mut running = Running::start(command, folder.path())?;
    let first = running.until("the first state", |_| true)?;
    assert!(first.contains("once a second, because the system lets nothing more be watched"), "{first}");
    fs::write(folder.path().join("draft.md"), BLAME)?;
    running.until_blamed("the change", "draft.md")
}

#[test]
fn all_drafts_are_shown_whichever_has_changed() -> Outcome {
    let folder = folder(BLAME)?;
    let path = |name: &str| folder.path().join(name);
    let mut running = Running::watch(&folder, &["--watch"])?;
    running.until_blamed("the first state", "draft.md")?;
    fs::create_dir_all(path("quill/old"))?;
    fs::write(path("quill/old/statement.md"), BLAME)?;
    let both = running.until("a draft in a new folder", |state| state.contains("quill/old/statement.md"))?;
    assert!(both.contains("draft.md:1:18: warning[blame]"), "{both}");
    fs::write(path(".gitignore"), "old/\n")?;
    running.until("that it is ignored", |state| state.contains("draft.md") && !state.contains("statement.md"))?;
    fs::remove_file(path(".gitignore"))?;
    running.until_blamed("that it is not", "statement.md")?;
    fs::rename(path("quill"), path("marrow"))?;
    running.until_blamed("its new place", "marrow/old/statement.md")?;
    fs::remove_dir_all(path("marrow"))?;
    running.until("that it is gone", |state| state.contains("draft.md") && !state.contains("statement.md")).map(drop)
}

#[test]
fn settings_and_own_lints_are_read_again() -> Outcome {
    let folder = folder("I failed Step 1. My school never prepared us. Many thanks for your time.\n")?;
    let path = |name: &str| folder.path().join(name);
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command.args(["check", "--watch", "--format", "short", "draft.md"]);
    let mut running = Running::start(command, folder.path())?;
    running.until_blamed("the first state", "draft.md")?;
    fs::write(path("candor.toml"), "select = [\"apologetic-tone\"]\n")?;
    running.until_calm("that blame is not selected")?;
    // A setting that cannot be used is no end.
    fs::write(path("candor.toml"), "select = [\"blam\"]\n")?;
    fs::write(path("candor.toml"), "select = [\"closing-thanks\", \"blame\"]\n[rules]\nlints = [\"own/*.toml\"]\n")?;
    fs::create_dir(path("own"))?;
    let own = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd/own.in/whole/rules/closing-thanks.toml"))?;
    let own = own.replace("<thanks>", "many thanks");
    fs::write(path("own/closing-thanks.toml"), own.replacen("severity", "sevrity", 1))?;
    fs::write(path("own/closing-thanks.toml"), own)?;
    running.until("a lint of one's own", |state| state.contains("[closing-thanks]") && state.contains("[blame]"))?;
    fs::remove_file(path("candor.toml"))?;
    running.until("that it holds no longer", |state| state.contains("[blame]") && !state.contains("[closing-thanks]")).map(drop)
}

/// `script` gives the program a terminal.
#[test]
#[cfg(target_os = "linux")]
fn the_screen_of_a_terminal_is_cleared_and_nothing_else_is() -> Outcome {
    let folder = folder(BLAME)?;
    let program = format!("'{}' check --watch --select blame draft.md", env!("CARGO_BIN_EXE_candor"));
    let mut command = Command::new("script");
    command.args(["-qec", &program, "/dev/null"]);
    let mut running = Running::start(command, folder.path())?;
    let first = running.until("the first state", |_| true)?;
    assert!(first.starts_with(CLEAR) && first.contains("blame"), "{first:?}");
    fs::write(folder.path().join("draft.md"), CALM)?;
    let next = running.until("the next state", |state| !state.contains("blame"))?;
    assert_eq!(next.matches(CLEAR).count(), 1, "{next:?}");
    // What has scrolled away stays.
    assert!(!next.contains("\u{1b}[3J"), "{next:?}");
    let mut piped = Running::watch(&folder, &["--watch"])?;
    let shown = piped.until("the first state", |_| true)?;
    assert!(!shown.contains('\u{1b}'), "{shown:?}");
    Ok(())
}

#[test]
fn it_ends_when_nobody_reads_it_and_when_somebody_says_so() -> Outcome {
    let folder = folder(BLAME)?;
    // A pipe whose reader takes one line and goes.
    let script = format!("'{}' check --watch --format short --select blame draft.md | head -1", env!("CARGO_BIN_EXE_candor"));
    let mut command = Command::new("sh");
    command.args(["-c", &script]);
    let mut running = Running::start(command, folder.path())?;
    assert!(running.end()?.success());
    let mut running = Running::watch(&folder, &["--watch"])?;
    running.until_blamed("the first state", "draft.md")?;
    // Ctrl+C ends it likewise; but what a shell starts in the background, perhaps these tests, never hears of that.
    let terminated = Command::new("kill").arg(running.child.id().to_string()).status()?;
    assert!(terminated.success());
    assert_eq!(running.end()?.signal(), Some(15));
    Ok(())
}

#[test]
fn what_cannot_be_meant_is_refused_with_the_way_out() -> Outcome {
    let folder = folder(BLAME)?;
    let refused: [(&[&str], &str); 7] = [
        (&["--format", "json"], "use --format human or --format short"),
        (&["--format", "human", "--format", "sarif=x.sarif"], "leave the file out"),
        (&["--output", "x.out"], "leave the file out"),
        (&["-"], "save the draft to a file"),
        (&["--select", "blam"], "lints of your own"),
        (&["--watch=never"], "possible values: events, poll"),
        (&["--baseline=missing.baseline"], "missing.baseline"),
    ];
    for (args, words) in refused {
        let output = Command::new(env!("CARGO_BIN_EXE_candor"))
            .args(["check"])
            .args(args)
            .args(if args[0].starts_with("--watch") { None } else { Some("--watch") })
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .output()?;
        let told = String::from_utf8(output.stderr)?;
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{args:?}: {told}");
        assert!(told.contains(words), "{args:?}: {told}");
    }
    assert_eq!(fs::read_dir(folder.path())?.count(), 1);
    Ok(())
}
