//! `candor init`: a commented configuration to start from.

use super::Status;
use super::args::InitArgs;
use crate::config::FILE_NAME;
use crate::workspace::write;
use std::io::{self, Write};

/// What is written.
pub(super) const TEMPLATE: &str = include_str!("init.toml");

/// Runs the command.
pub(super) fn init(args: &InitArgs) -> io::Result<Status> {
    let path = args.folder.join(FILE_NAME);
    let shown = crate::workspace::shown(&path);
    if !args.force && path.exists() {
        writeln!(io::stderr(), "error: {shown} is there already\n  try: candor init --force replaces it")?;
        return Ok(Status::Failed);
    }
    let written = write(&path, TEMPLATE.as_bytes(), false);
    if let Err(error) = written {
        writeln!(io::stderr(), "error: {shown} cannot be written: {error}\n  try: check that the folder exists and that you may write there")?;
        return Ok(Status::Failed);
    }
    writeln!(io::stdout(), "{shown} is written. Next: candor check")?;
    Ok(Status::Clean)
}

#[cfg(test)]
mod tests {
    use crate::builtin;
    use crate::config::Config;

    #[test]
    fn the_template_is_a_valid_configuration_also_with_its_examples_switched_on() {
        let switched_on: String = super::TEMPLATE.lines().map(|l| l.strip_prefix("#: ").unwrap_or(l).to_owned() + "\n").collect();
        for text in [super::TEMPLATE, &switched_on] {
            let config = Config::parse(text);
            let errors = config.as_ref().map(|c| c.check(&builtin::rules()));
            assert_eq!(errors.map_err(Clone::clone), Ok(vec![]), "{text}");
        }
    }
}
