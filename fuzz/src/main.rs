//! Runs the readers of Clausebook on mutated input: `clausebook-fuzz [TARGET…] [--seconds N] [--seed N]`.
//!
//! Seeds come from the repository (`corpus`), are changed by the rules in `mutate`, and are given to a target
//! (`targets`), which fails with a panic, an abort, too much time or a broken property. A case is a function of target,
//! seed and number, so it can be made again. Targets run in a process of their own (`worker`), because a stack overflow
//! ends a process; `supervise` watches them, reduces an input that fails, and writes it into a folder.

#![allow(clippy::print_stdout, reason = "it is a program for developers")]

mod arguments;
mod case;
mod corpus;
mod mutate;
mod reduce;
mod request;
mod site;
mod supervise;
mod targets;
mod text;
mod worker;

use std::process::ExitCode;

use arguments::{Arguments, Mode};

fn main() -> ExitCode {
    match Arguments::parse(std::env::args().skip(1)) {
        Ok(Arguments { mode: Mode::List, .. }) => {
            targets::TARGETS.iter().for_each(|target| println!("{}", target.name));
            ExitCode::SUCCESS
        }
        Ok(Arguments { mode: Mode::Supervise, targets, options }) => supervise::run(&targets, &options),
        Ok(Arguments { mode: Mode::Worker { progress, from }, targets, options }) => {
            worker::run(targets[0], &options, from, &progress)
        }
        Ok(Arguments { mode: Mode::Replay(folder), targets, .. }) => worker::replay(targets[0], &folder),
        Err(reason) => {
            println!("error: {reason}\n{}", arguments::USAGE);
            ExitCode::from(2)
        }
    }
}
