//! `clausebook check --external`: the real network, the real clock, and what is said while they are busy.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use indicatif::ProgressBar;

use super::permissions::{Permissions, Private};
use super::printer::Printer;
use super::status::CommandError;
use crate::config::External;
use crate::links::external::{self, Answers, Authorities, Cache, Clock, End, Http, Means};
use crate::pipeline::Project;

/// Asks other hosts for every address that the site's links name, as far as the cache in `folder` does not know.
/// Without a folder nothing is known, and nothing is kept.
pub(super) fn ask(
    project: &Project,
    permissions: &Permissions,
    folder: Option<&Path>,
    printer: &Printer,
) -> Result<Answers, CommandError> {
    let rules = &rules(&project.config.external, permissions, printer);
    let questions = project.questions();
    let cache = folder.map_or_else(Cache::default, |folder| load(folder, printer));
    // A file that cannot be used is a finding of the check: then no authority of the site's own is trusted.
    let authorities = rules.ca_file.as_ref().and_then(|file| Authorities::load(&project.root, &file.value).ok());
    let http = Http::new(rules, authorities.unwrap_or_default(), &|name| permissions.variable(name));
    let bar = printer.bar(questions.len()).with_message("asking other hosts");
    let cache = Arc::new(Mutex::new(cache));
    save_when_interrupted(&cache, folder, (*printer, bar.clone()))?;
    let mut random = random();
    let means = Means {
        fetch: &http,
        clock: &Clockwork { start: Instant::now() },
        random: &mut random,
        progress: &|done| bar.set_position(done as u64),
    };
    let answers = external::ask(&questions, rules, &cache, means);
    bar.finish_and_clear();
    folder.map(|folder| save(&cache, folder, printer));
    let is_unasked = |question: &&external::Question| {
        answers.get(question.url.as_str()).is_some_and(|answer| answer.end == End::Unasked)
    };
    let unasked = questions.iter().filter(is_unasked).count();
    if unasked > 0 {
        printer.note(&format!("{unasked} of {} addresses could not be asked in time", questions.len()));
    }
    printer.verbose(&format!("{} addresses of other hosts", questions.len()));
    Ok(answers)
}

/// The rules of the site as far as the user permits them. What is left out is said.
fn rules(written: &External, permissions: &Permissions, printer: &Printer) -> External {
    let (mut rules, missing) = written.with_variables(&|name| permissions.variable(name));
    for name in missing {
        let left_out = "the header that it belongs to is left out";
        printer.note(&match permissions.permits(&name) {
            true => format!("`{name}` is not set in the environment: {left_out}"),
            false => format!(
                "the configuration may not read `{name}` from the environment: {left_out}; \
                 `--allow-env {name}` permits it"
            ),
        });
    }
    rules.allow_private &= permissions.private == Private::Asked;
    rules
}

fn load(folder: &Path, printer: &Printer) -> Cache {
    Cache::load(folder).unwrap_or_else(|reason| {
        let path = Cache::path(folder);
        printer.note(&format!("the cache `{}` cannot be used and is begun anew: {reason}", path.display()));
        Cache::default()
    })
}

/// Puts the cache into its folder; says whether that went well.
fn save(cache: &Mutex<Cache>, folder: &Path, printer: &Printer) -> bool {
    let saved = cache.lock().unwrap_or_else(PoisonError::into_inner).save(folder);
    if let Err(error) = &saved {
        printer.note(&format!("the cache `{}` could not be written: {error}", Cache::path(folder).display()));
    }
    saved.is_ok()
}

/// Lets nobody lose what a long run has found out. The run ends at once and has judged nothing: it could not run.
fn save_when_interrupted(
    cache: &Arc<Mutex<Cache>>,
    folder: Option<&Path>,
    (printer, bar): (Printer, ProgressBar),
) -> Result<(), CommandError> {
    let (cache, folder) = (cache.clone(), folder.map(Path::to_path_buf));
    let ends = ctrlc::set_handler(move || {
        bar.finish_and_clear();
        let kept = match folder.as_deref().filter(|folder| save(&cache, folder, &printer)) {
            Some(folder) => format!(
                "; the answers so far are kept in `{}`, and the next run asks for the rest",
                Cache::path(folder).display()
            ),
            None => String::new(),
        };
        printer.error(&format!("interrupted, and nothing was judged{kept}"));
        std::process::exit(2);
    });
    ends.map_err(|error| CommandError::Message(error.to_string()))
}

struct Clockwork {
    start: Instant,
}

impl Clock for Clockwork {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn date(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or_default()
    }

    fn sleep(&self, time: Duration) {
        thread::sleep(time);
    }
}

/// Numbers from 0 to 1 that nobody needs to rely on: they only keep retries out of step.
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
