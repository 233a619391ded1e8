//! The `clausebook` command: arguments in, exit code out.

use std::process::ExitCode;

/// Pages are made of many small texts on several threads, which the system's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    clausebook::cli::run()
}
