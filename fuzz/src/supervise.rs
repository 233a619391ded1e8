//! Runs a worker for each target, and watches it: an abort and too much time are failures too.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use crate::arguments::Options;
use crate::case::Case;
use crate::corpus::Corpus;
use crate::reduce::reduce;
use crate::targets::Target;

/// How often a worker is looked at.
const TICK: Duration = Duration::from_millis(20);
/// How long a worker may take to read its seeds, and how much longer than the limit an input may take if other
/// processes keep the processor busy.
const PATIENCE: u32 = 20;
/// After so many different failures of a target the rest of its time is not used.
const MAX_FAILURES: usize = 12;

/// How a run of a worker ended.
pub(crate) enum End {
    /// All cases before this number passed.
    Done(u64),
    /// The case with this number failed: what tells the failure from others, and a message.
    Failed { number: u64, kind: String, message: String },
}

/// Runs the targets one after the other. Fails if an input fails.
pub(crate) fn run(targets: &[&'static Target], options: &Options) -> ExitCode {
    let corpus = Corpus::read();
    let mut failed = 0;
    for target in targets {
        let started = Instant::now();
        let (cases, found) = run_target(target, options);
        let seconds = started.elapsed().as_secs_f64();
        failed += usize::from(!found.is_empty());
        println!("{:14} {cases:9} inputs in {seconds:5.1} s, {} failures", target.name, found.len());
        for (kind, (number, message)) in &found {
            println!("  {kind}: {message}");
            let case = target.case(&corpus, options.seed, *number);
            let reduced = reduce(target, case, kind, options);
            let name = format!("{}-{}-{number}", target.name, options.seed);
            match save(&reduced, &options.out.join(&name)) {
                Ok(()) => println!(
                    "    seed {}, number {number}; again: clausebook-fuzz {} --input {}",
                    options.seed,
                    target.name,
                    options.out.join(&name).display()
                ),
                Err(error) => println!("    the input cannot be written: {error}"),
            }
        }
    }
    println!("{} passed, {failed} failed", targets.len() - failed);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn save(case: &Case, folder: &Path) -> std::io::Result<()> {
    let _ = fs::remove_dir_all(folder);
    case.write(folder)
}

/// The number of inputs, and the failures by kind.
fn run_target(target: &Target, options: &Options) -> (u64, BTreeMap<String, (u64, String)>) {
    let until = Instant::now() + options.time;
    let (mut from, mut found) = (0, BTreeMap::new());
    loop {
        let left = until.saturating_duration_since(Instant::now()).as_secs();
        if (left == 0 && from > 0) || found.len() >= MAX_FAILURES {
            return (from, found);
        }
        let seconds = left.max(1).to_string();
        let (from_text, seed) = (from.to_string(), options.seed.to_string());
        let end = watch(target, &["--seconds", &seconds, "--seed", &seed, "--from", &from_text], options.limit);
        match end {
            End::Done(next) => return (next, found),
            End::Failed { number, kind, message } => {
                from = number + 1;
                found.entry(kind).or_insert((number, message));
            }
        }
    }
}

/// Runs a worker to its end, or ends it when one case takes too long.
fn watch(target: &Target, arguments: &[&str], limit: Duration) -> End {
    let failed = |number, kind: &str| End::Failed { number, kind: kind.to_owned(), message: String::new() };
    let Ok(folder) = tempfile::tempdir() else { return failed(0, "no temporary folder") };
    let progress = folder.path().join("progress");
    let mut command = worker(target);
    command.args(arguments).arg("--progress").arg(&progress);
    let number = || fs::read(&progress).ok().and_then(|bytes| Some(u64::from_le_bytes(bytes.try_into().ok()?)));
    let (said, status) = match wait(command, limit, &|| number()) {
        Ok(Some(ended)) => ended,
        Ok(None) => return failed(number().unwrap_or(0), "too much time"),
        Err(_) => return failed(0, "the worker cannot be started"),
    };
    parse(&said).unwrap_or_else(|| failed(number().unwrap_or(0), &format!("the process ended: {status}")))
}

/// Runs one input in a process; the kind of its failure, if it fails.
pub(crate) fn kind_of(target: &Target, folder: &Path, limit: Duration) -> Option<String> {
    let mut command = worker(target);
    command.arg("--input").arg(folder);
    match wait(command, limit, &|| None) {
        Ok(Some((said, status))) => match parse(&said) {
            Some(End::Done(_)) => None,
            Some(End::Failed { kind, .. }) => Some(kind),
            None => Some(format!("the process ended: {status}")),
        },
        Ok(None) => Some("too much time".to_owned()),
        Err(_) => None,
    }
}

fn worker(target: &Target) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap_or_else(|_| "clausebook-fuzz".into()));
    command.arg(target.name).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// The output and the status of a process; `None` if `progress` returned one value for longer than `limit` and the process
/// was busy all the time, or for much longer.
fn wait(
    mut command: Command,
    limit: Duration,
    progress: &dyn Fn() -> Option<u64>,
) -> std::io::Result<Option<(String, std::process::ExitStatus)>> {
    let mut process = command.spawn()?;
    let mut at = (progress(), Instant::now(), busy(&process));
    loop {
        if let Some(status) = process.try_wait()? {
            let mut said = String::new();
            process.stdout.take().map_or(Ok(0), |mut output| output.read_to_string(&mut said))?;
            return Ok(Some((said, status)));
        }
        let now = progress();
        if now != at.0 {
            at = (now, Instant::now(), busy(&process));
        }
        let is_busy = busy(&process).saturating_sub(at.2) >= limit;
        if at.1.elapsed() > limit * PATIENCE || (at.1.elapsed() > limit && is_busy) {
            process.kill()?;
            process.wait()?;
            return Ok(None);
        }
        std::thread::sleep(TICK);
    }
}

/// The processor time of a process, where the system tells it; else none.
fn busy(process: &Child) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{}/stat", process.id())).unwrap_or_default();
    // Behind the name, which is in parentheses, the twelfth and thirteenth values are in hundredths of a second.
    let values = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    Duration::from_millis(values.filter_map(|value| value.parse::<u64>().ok()).sum::<u64>() * 10)
}

fn parse(said: &str) -> Option<End> {
    let line = said.lines().find(|line| line.starts_with("DONE ") || line.starts_with("FAIL "))?;
    if let Some(next) = line.strip_prefix("DONE ") {
        return Some(End::Done(next.parse().ok()?));
    }
    let mut parts = line.strip_prefix("FAIL ")?.splitn(3, '\t');
    let (number, kind, message) = (parts.next()?.parse().ok()?, parts.next()?, parts.next()?);
    Some(End::Failed { number, kind: kind.to_owned(), message: message.to_owned() })
}
