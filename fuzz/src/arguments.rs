//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use crate::targets::{TARGETS, Target};

pub(crate) const USAGE: &str = "\
usage: clausebook-fuzz [TARGET…] [--seconds N] [--seed N] [--limit N] [--out FOLDER]
       clausebook-fuzz TARGET --input FOLDER
       clausebook-fuzz --list

  --seconds N     how long each target runs [10]
  --seed N        where the random numbers begin [1]
  --limit N       the seconds that one input may take [5]
  --out FOLDER    where inputs that fail are written [target/fuzz]
  --input FOLDER  runs one input that failed";

/// Exclusive modes of the program.
pub(crate) enum Mode {
    /// Prints the names of the targets.
    List,
    /// Runs each target in a process of its own.
    Supervise,
    /// Is such a process: writes the number of each case into `progress` before it runs.
    Worker { progress: PathBuf, from: u64 },
    /// Runs the input in a folder.
    Replay(PathBuf),
}

pub(crate) struct Options {
    pub(crate) time: Duration,
    pub(crate) seed: u64,
    /// The time that one input may take.
    pub(crate) limit: Duration,
    pub(crate) out: PathBuf,
}

pub(crate) struct Arguments {
    pub(crate) mode: Mode,
    /// At least one.
    pub(crate) targets: Vec<&'static Target>,
    pub(crate) options: Options,
}

impl Arguments {
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Options {
            time: Duration::from_secs(10),
            seed: 1,
            limit: Duration::from_secs(5),
            out: crate::corpus::repository().join("target/fuzz"),
        };
        let (mut mode, mut targets, mut from) = (Mode::Supervise, Vec::new(), 0);
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or(format!("`{word}` needs a value"));
            match word.as_str() {
                "--list" => mode = Mode::List,
                "--seconds" => options.time = Duration::from_secs(number(&value()?)?),
                "--seed" => options.seed = number(&value()?)?,
                "--limit" => options.limit = Duration::from_secs(number(&value()?)?),
                "--out" => options.out = value()?.into(),
                "--input" => mode = Mode::Replay(value()?.into()),
                "--from" => from = number(&value()?)?,
                "--progress" => mode = Mode::Worker { progress: value()?.into(), from: 0 },
                name => targets.push(Target::find(name).ok_or(format!("no target `{name}`"))?),
            }
        }
        if let Mode::Worker { from: first, .. } = &mut mode {
            *first = from;
        }
        if targets.is_empty() {
            targets = TARGETS.iter().collect();
        }
        Ok(Self { mode, targets, options })
    }
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("`{text}` is no number"))
}
