//! `candor init`: a commented configuration to start from.

use super::Status;
use super::args::{Color, InitArgs};
use super::outputs::unwritten;
use super::teller::Teller;
use crate::config::FILE_NAME;
use crate::workspace::{Problem, shown, write};
use std::io::{self, Write};

/// What is written.
pub(super) const TEMPLATE: &str = include_str!("init.toml");

/// Runs the command.
pub(super) fn init(args: &InitArgs, color: Color) -> io::Result<Status> {
    let path = args.folder.join(FILE_NAME);
    let teller = Teller::new(color, false);
    if !args.force && path.exists() {
        let problem = Problem::error(shown(&path), "the file is there already", "`candor init --force` replaces it");
        return teller.tell(problem).map(|_| Status::Failed);
    }
    if let Err(error) = write(&path, TEMPLATE.as_bytes(), false) {
        return teller.tell(unwritten(&path, &error, "configuration")).map(|_| Status::Failed);
    }
    writeln!(io::stdout(), "{} is written. Next: candor check", shown(&path))?;
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
