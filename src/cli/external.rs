//! `clausebook check --external`: the real network, the real clock, and what is said while they are busy.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::screen::Screen;
use crate::links::external::{self, Answers, Cache, Clock, End, Http, Means};
use crate::pipeline::Project;

/// Asks other hosts for every address that the site's links name, as far as the cache in `folder` does not know.
pub(super) fn ask(project: &Project, folder: &Path, screen: &Screen) -> Answers {
    let rules = &project.config.external;
    let questions = project.questions();
    let cache = Cache::load(folder);
    let mut cache = cache.unwrap_or_else(|reason| {
        let path = Cache::path(folder);
        screen.note(&format!("the cache `{}` cannot be used and is begun anew: {reason}", path.display()));
        Cache::default()
    });
    let (http, unset) = Http::new(rules, &|name| std::env::var(name).ok());
    for name in unset {
        screen.note(&format!("`{name}` is not set in the environment: the header that it belongs to is left out"));
    }
    let bar = screen.bar(questions.len()).with_message("asking other hosts");
    let mut random = random();
    let means = Means {
        fetch: &http,
        clock: &Clockwork { start: Instant::now() },
        random: &mut random,
        progress: &|done| bar.set_position(done as u64),
    };
    let answers = external::ask(&questions, rules, &mut cache, means);
    bar.finish_and_clear();
    if let Err(error) = cache.save(folder) {
        screen.note(&format!("the cache `{}` could not be written: {error}", Cache::path(folder).display()));
    }
    let is_unasked = |question: &&external::Question| {
        answers.get(question.url.as_str()).is_some_and(|answer| answer.end == End::Unasked)
    };
    let unasked = questions.iter().filter(is_unasked).count();
    if unasked > 0 {
        screen.note(&format!("{unasked} of {} addresses could not be asked in time", questions.len()));
    }
    screen.detail(&format!("{} addresses of other hosts", questions.len()));
    answers
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
