//! `clausebook check --external`: the network, the clock, progress and notes.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::ProgressBar;

use super::permissions::{Permissions, PrivateHosts};
use super::printer::Printer;
use super::status::CommandError;
use crate::config::External;
use crate::links::external::{self, Answers, Authorities, Cache, Clock, End, Environment, Http};
use crate::pipeline::Project;

/// Requests every external URL that the site links to and that has no valid result in the cache in `folder`. Without a
/// folder nothing is cached.
pub(super) fn check(
    project: &Project,
    permissions: &Permissions,
    folder: Option<&Path>,
    printer: &Printer,
) -> Result<Answers, CommandError> {
    let rules = &rules(&project.config.external, permissions, printer);
    let questions = project.external_targets();
    let cache = folder.map_or_else(Cache::default, |folder| load(folder, printer));
    // A file that cannot be used is a finding of its own; here it counts as absent.
    let authorities = rules.ca_file.as_ref().and_then(|file| Authorities::load(&project.root, &file.value).ok());
    let http = Http::new(rules, authorities.unwrap_or_default(), &|name| permissions.variable(name));
    let bar = printer.progress_bar(questions.len()).with_message("checking external links");
    let cache = Arc::new(Mutex::new(cache));
    save_when_interrupted(&cache, folder, (*printer, bar.clone()))?;
    let mut random = random();
    let environment = Environment {
        fetch: &http,
        clock: &SystemClock { start: Instant::now() },
        random: &mut random,
        progress: &|done| bar.set_position(done as u64),
    };
    let answers = external::fetch_all(&questions, rules, &cache, environment);
    bar.finish_and_clear();
    // Without a network the cache would keep every link as dead.
    folder.filter(|_| !answers.is_offline()).map(|folder| save(&cache, folder, printer));
    let is_unchecked = |question: &&external::Target| {
        answers.get(question.url.as_str()).is_some_and(|answer| answer.end == End::NotRequested)
    };
    let unchecked = questions.iter().filter(is_unchecked).count();
    if unchecked > 0 {
        printer.note(&format!("{unchecked} of {} external URLs were not checked: time limit reached", questions.len()));
    }
    printer.verbose(&format!("{} external URLs", questions.len()));
    Ok(answers)
}

/// The settings of the site as far as the user permits them. Prints a note for each variable without a value.
fn rules(external: &External, permissions: &Permissions, printer: &Printer) -> External {
    let (mut rules, missing) = external.with_variables(&|name| permissions.variable(name));
    for name in missing {
        let omitted = "the header with it is not sent";
        printer.note(&match permissions.permits(&name) {
            true => format!("the environment variable `{name}` is not set: {omitted}"),
            false => format!(
                "the configuration may not read the environment variable `{name}`: {omitted}; \
                 permit it with `--allow-env {name}`"
            ),
        });
    }
    rules.allow_private &= permissions.private_hosts == PrivateHosts::Allowed;
    rules
}

fn load(folder: &Path, printer: &Printer) -> Cache {
    Cache::load(folder).unwrap_or_else(|reason| {
        let path = Cache::path(folder);
        printer.note(&format!("the cache `{}` cannot be used and is replaced: {reason}", path.display()));
        Cache::default()
    })
}

/// Writes the cache into its folder. Returns whether it could be written, and prints a note if not.
fn save(cache: &Mutex<Cache>, folder: &Path, printer: &Printer) -> bool {
    let saved = cache.lock().unwrap_or_else(PoisonError::into_inner).save(folder);
    if let Err(error) = &saved {
        printer.note(&format!("the cache `{}` could not be written: {error}", Cache::path(folder).display()));
    }
    saved.is_ok()
}

/// On Ctrl-C saves the results of a long run, and exits at once with the status of a run that failed.
fn save_when_interrupted(
    cache: &Arc<Mutex<Cache>>,
    folder: Option<&Path>,
    (printer, bar): (Printer, ProgressBar),
) -> Result<(), CommandError> {
    let (cache, folder) = (cache.clone(), folder.map(Path::to_path_buf));
    let result = ctrlc::set_handler(move || {
        bar.finish_and_clear();
        let saved = match folder.as_deref().filter(|folder| save(&cache, folder, &printer)) {
            Some(folder) => format!(
                "; the results so far are cached in `{}`, and the next run continues",
                Cache::path(folder).display()
            ),
            None => String::new(),
        };
        printer.error(&format!("interrupted: no findings are reported{saved}"));
        std::process::exit(2);
    });
    result.map_err(|error| CommandError::Message(error.to_string()))
}

struct SystemClock {
    start: Instant,
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn date(&self) -> i64 {
        jiff::Timestamp::now().as_second()
    }

    fn sleep(&self, time: Duration) {
        thread::sleep(time);
    }
}

/// Numbers from 0 to 1 that spread retries over time. They need not be unpredictable.
fn random() -> impl FnMut() -> f64 + Send {
    let seed = RandomState::new();
    let mut count = 0_u64;
    move || {
        count += 1;
        let mut hasher = seed.build_hasher();
        hasher.write_u64(count);
        (hasher.finish() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
