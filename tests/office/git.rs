//! Throw-away repositories.

use super::Outcome;
use std::path::Path;
use std::process::Command;

/// Runs git, whatever the settings of this machine are.
pub(crate) fn git(folder: &Path, args: &[&str]) -> Outcome<String> {
    let output = command(folder).args(args).output()?;
    if output.status.success() {
        Ok(String::from_utf8(output.stdout)?)
    } else {
        Err(format!("git {args:?}: {}", String::from_utf8_lossy(&output.stderr)).into())
    }
}

/// Likewise, when it may fail.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "Juniper Quill").env(format!("GIT_{who}_EMAIL"), "quill@example.org");
    }
    command
}

pub(crate) fn commit(folder: &Path, message: &str) -> Outcome {
    git(folder, &["add", "--all"])?;
    git(folder, &["commit", "--quiet", "--message", message]).map(drop)
}
