//! The `clausebook` command: arguments in, exit code out.

fn main() {}
