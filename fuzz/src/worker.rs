//! The process that runs one target.

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::arguments::Options;
use crate::case::Case;
use crate::corpus::Corpus;
use crate::request;
use crate::targets::Target;

/// The last panic of any thread: its location and its message.
static PANIC: Mutex<Option<(String, String)>> = Mutex::new(None);

/// Runs cases from number `from` on until the time is over or one fails. Writes the number of each into `progress` before
/// it runs, then one line: `DONE NEXT` or `FAIL NUMBER`, a tab, what tells this failure from others, a tab, a message.
pub(crate) fn run(target: &Target, options: &Options, from: u64, progress: &Path) -> ExitCode {
    catch_panics();
    let corpus = Corpus::read();
    let Ok(mut file) = fs::File::create(progress) else { return ExitCode::from(2) };
    let until = Instant::now() + options.time;
    let mut number = from;
    let mut failed = None;
    while failed.is_none() && Instant::now() < until {
        let is_written = file.seek(SeekFrom::Start(0)).and_then(|_| file.write_all(&number.to_le_bytes()));
        if is_written.is_err() {
            return ExitCode::from(2);
        }
        failed = failure(target, &target.case(&corpus, options.seed, number));
        number += 1;
    }
    if target.name == "request" {
        request::end();
    }
    match failed {
        Some(failure) => println!("FAIL {}\t{failure}", number - 1),
        None => println!("DONE {number}"),
    }
    ExitCode::SUCCESS
}

/// Runs the input in a folder, and prints as [`run`] does.
pub(crate) fn replay(target: &Target, folder: &Path) -> ExitCode {
    catch_panics();
    let Ok(case) = Case::read(folder) else {
        println!("error: cannot read `{}`", folder.display());
        return ExitCode::from(2);
    };
    let failed = failure(target, &case);
    if target.name == "request" {
        request::end();
    }
    match failed {
        Some(failure) => {
            println!("FAIL 0\t{failure}");
            ExitCode::FAILURE
        }
        None => {
            println!("DONE 1");
            ExitCode::SUCCESS
        }
    }
}

fn catch_panics() {
    std::panic::set_hook(Box::new(|info| {
        let location = info.location().map(ToString::to_string).unwrap_or_default();
        let message = info.payload_as_str().unwrap_or("a panic").replace(['\n', '\t'], " ");
        // Of several, the first is the cause.
        PANIC.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert((location, message));
    }));
}

/// What is wrong, if anything is: what tells it from others, a tab, and a message of one line.
fn failure(target: &Target, case: &Case) -> Option<String> {
    let result = catch_unwind(AssertUnwindSafe(|| (target.check)(case)));
    let panic = PANIC.lock().unwrap_or_else(PoisonError::into_inner).take();
    let (kind, message) = match (result, panic) {
        (_, Some((location, message))) => (format!("panic at {location}"), message),
        (Err(_), None) => ("panic".to_owned(), "a panic without a message".to_owned()),
        (Ok(Err(property)), None) => {
            let kind: String = property.chars().take_while(|letter| *letter != ':').collect();
            (kind, property)
        }
        (Ok(Ok(())), None) => return None,
    };
    Some(format!("{kind}\t{}", message.replace(['\n', '\t'], " ")))
}
