//! The `clausebook` command: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    clausebook::cli::run()
}
