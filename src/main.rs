//! The `candor` program: arguments in, an exit status out. Everything else is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    candor::cli::main()
}
