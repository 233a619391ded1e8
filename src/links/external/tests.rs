//! A fake network with scripted responses, and a fake clock that advances only when a thread sleeps.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::Duration;

use serde_json::json;
use url::Url;

use super::answer::{Answer, Class, End, Fault, Hop};
use super::cache::Cache;
use super::fetch::{Fetch, Headers, Request, RequestKind, Response};
use super::fetch_all;
use super::queue::{Clock, Environment};
use super::target::Target;
use crate::config::External;

const SECOND: Duration = Duration::from_secs(1);
const NOW: i64 = 1_800_000_000;

/// What is answered to the first request for an address, to the second, and to all after that.
type Script = fn(RequestKind, usize) -> Result<Response, Fault>;

#[derive(Default)]
struct Internet {
    scripts: BTreeMap<&'static str, Script>,
    time: Mutex<Duration>,
    /// How long every request takes.
    takes: Duration,
    requests: Mutex<Vec<(Duration, RequestKind, String)>>,
}

impl Internet {
    fn new(scripts: &[(&'static str, Script)]) -> Self {
        Self { scripts: scripts.iter().copied().collect(), ..Self::default() }
    }

    fn log(&self) -> Vec<(f64, RequestKind, String)> {
        let requests = self.requests.lock().unwrap();
        requests.iter().map(|(at, kind, url)| (at.as_secs_f64(), *kind, url.clone())).collect()
    }
}

impl Fetch for Internet {
    fn fetch(&self, request: &Request<'_>) -> Result<Response, Fault> {
        let url = request.url.to_string();
        let mut requests = self.requests.lock().unwrap();
        let before = requests.iter().filter(|(_, kind, known)| *known == url && *kind == request.kind).count();
        let mut time = self.time.lock().unwrap();
        requests.push((*time, request.kind, url.clone()));
        *time += self.takes.min(request.timeout);
        let script = self.scripts.get(url.as_str()).unwrap_or_else(|| panic!("{url} is not of this internet"));
        script(request.kind, before)
    }
}

impl Clock for Internet {
    fn now(&self) -> Duration {
        *self.time.lock().unwrap()
    }

    fn date(&self) -> i64 {
        NOW + self.now().as_secs() as i64
    }

    fn sleep(&self, time: Duration) {
        *self.time.lock().unwrap() += time;
    }
}

/// One worker, so that the order of requests is the same in every run.
fn rules() -> External {
    External { concurrency: 1, delay: SECOND, ..External::default() }
}

fn question(url: &str) -> Target {
    let url = Url::parse(url).unwrap();
    let fragments: BTreeSet<String> = url.fragment().map(str::to_owned).into_iter().collect();
    Target { url: super::step::request_url(url), fragments }
}

fn run(internet: &Internet, urls: &[&str], rules: &External, cache: &mut Cache) -> Vec<Answer> {
    let questions: Vec<Target> = urls.iter().map(|url| question(url)).collect();
    let environment = Environment { fetch: internet, clock: internet, random: &mut || 1.0, progress: &|_| {} };
    let shared = Mutex::new(std::mem::take(cache));
    let answers = fetch_all(&questions, rules, &shared, environment);
    *cache = shared.into_inner().unwrap();
    questions.iter().map(|question| answers.get(question.url.as_str()).unwrap().clone()).collect()
}

fn answer(script: Script) -> (Answer, Vec<(f64, RequestKind, String)>) {
    let internet = Internet::new(&[("http://a/", script)]);
    let answer = run(&internet, &["http://a/"], &rules(), &mut Cache::default()).remove(0);
    (answer, internet.log())
}

fn status(status: u16) -> Result<Response, Fault> {
    Ok(Response { status, ..Response::default() })
}

fn redirect(status: u16, to: &str) -> Result<Response, Fault> {
    Ok(Response { status, location: Some(to.to_owned()), ..Response::default() })
}

fn later(status: u16, after: &str) -> Result<Response, Fault> {
    Ok(Response { status, retry_after: Some(after.to_owned()), ..Response::default() })
}

#[track_caller]
fn check(script: Script, expected: End, requests: usize) {
    let (answer, log) = answer(script);
    assert_eq!((answer.end, log.len()), (expected, requests), "{log:?}");
}

#[test]
fn a_link_is_dead_only_after_two_failures() {
    check(|_, _| status(200), End::Status(200), 1);
    check(|_, _| status(404), End::Status(404), 3);
    check(|_, _| Err(Fault::NoSuchName), End::Fault(Fault::NoSuchName), 2);
    // A temporary failure of the name server.
    check(|ask, _| if ask == RequestKind::Head { Err(Fault::NoSuchName) } else { status(200) }, End::Status(200), 2);
    check(|ask, before| status(if ask == RequestKind::Get && before > 0 { 200 } else { 404 }), End::Status(200), 3);
    // Two different failures: neither is confirmed by a second try.
    check(|_, before| status([404, 500, 403][before.min(2)]), End::Status(403), 4);
}

#[test]
fn an_address_that_refuses_head_is_requested_by_get() {
    let refusals: [Script; 5] = [
        |ask, _| status(if ask == RequestKind::Head { 403 } else { 200 }),
        |ask, _| status(if ask == RequestKind::Head { 404 } else { 200 }),
        |ask, _| status(if ask == RequestKind::Head { 405 } else { 200 }),
        |ask, _| status(if ask == RequestKind::Head { 501 } else { 200 }),
        |ask, _| if ask == RequestKind::Head { redirect(302, "/") } else { status(200) },
    ];
    refusals.into_iter().for_each(|script| check(script, End::Status(200), 2));
    check(|_, _| status(403), End::Status(403), 2);
    check(|_, _| status(999), End::Status(999), 2);
}

#[test]
fn an_overloaded_host_is_requested_again_after_growing_pauses() {
    let (answer, log) = answer(|ask, before| status(if ask == RequestKind::Get && before == 2 { 200 } else { 500 }));
    assert_eq!(answer.end, End::Status(200));
    let times: Vec<f64> = log.iter().map(|(at, ..)| at.round()).collect();
    // The host's own second, then four, then eight.
    assert_eq!(times, [0.0, 1.0, 5.0, 13.0]);
    check(|_, _| status(503), End::Status(503), 4);
    check(|_, _| Err(Fault::TimedOut), End::Fault(Fault::TimedOut), 2);
    check(|ask, _| if ask == RequestKind::Head { Err(Fault::Lookup) } else { status(200) }, End::Status(200), 2);
}

#[test]
fn retry_after_delays_the_next_request() {
    let internet = Internet::new(&[
        ("http://a/1", |ask, _| if ask == RequestKind::Head { later(429, "30") } else { status(200) }),
        ("http://a/2", |_, _| status(200)),
        ("http://b/", |_, _| status(200)),
    ]);
    let answers = run(&internet, &["http://a/1", "http://a/2", "http://b/"], &rules(), &mut Cache::default());
    assert!(answers.iter().all(|answer| answer.end == End::Status(200)), "{answers:?}");
    let times = |wanted: &str| {
        let log = internet.log();
        log.into_iter().filter(|(.., url)| url == wanted).map(|(at, ..)| at.round()).collect::<Vec<_>>()
    };
    assert_eq!(times("http://b/"), [0.0]);
    assert!(times("http://a/1")[1] >= 30.0 && times("http://a/2")[0] >= 30.0, "{:?}", internet.log());
}

#[test]
fn retry_after_may_be_a_date_or_beyond_the_end_of_the_run() {
    // 20 seconds after the run began.
    let (answer, log) = answer(|ask, _| match ask {
        RequestKind::Head => later(503, "Fri, 15 Jan 2027 08:00:20 GMT"),
        _ => status(200),
    });
    assert_eq!((answer.end, log[1].0.round()), (End::Status(200), 20.0), "{log:?}");
    let internet = Internet::new(&[("http://a/1", |_, _| later(429, "86400")), ("http://a/2", |_, _| status(200))]);
    let answers = run(&internet, &["http://a/1", "http://a/2"], &rules(), &mut Cache::default());
    assert_eq!([&answers[0].end, &answers[1].end], [&End::Status(429), &End::NotRequested]);
    assert!(internet.now() < 5 * SECOND, "the run does not wait for the response");
}

#[test]
fn a_host_gets_one_request_at_a_time_with_a_pause() {
    let internet = Internet {
        takes: 3 * SECOND,
        ..Internet::new(&[("http://a/1", |_, _| status(200)), ("http://a/2", |_, _| status(200))])
    };
    run(&internet, &["http://a/1", "http://a/2"], &rules(), &mut Cache::default());
    let log = internet.log();
    assert!(log[1].0 - log[0].0 >= 4.0, "{log:?}");
}

#[test]
fn the_time_limit_ends_a_run() {
    let internet = Internet {
        takes: 3600 * SECOND,
        ..Internet::new(&[("http://a/1", |_, _| Err(Fault::TimedOut)), ("http://a/2", |_, _| status(200))])
    };
    let rules = External { max_time: 30 * SECOND, ..rules() };
    let answers = run(&internet, &["http://a/1", "http://a/2"], &rules, &mut Cache::default());
    assert_eq!(answers[0].class(&[]), Class::Unstable);
    assert!(internet.now() <= 31 * SECOND, "{:?}", internet.log());
    // Not found once, and no time to confirm it: not a dead link.
    let internet = Internet { takes: 16 * SECOND, ..Internet::new(&[("http://a/", |_, _| status(404))]) };
    let answers = run(&internet, &["http://a/"], &rules, &mut Cache::default());
    assert_eq!(answers[0].end, End::NotRequested);
}

#[test]
fn redirects_are_followed_one_by_one_and_recorded() {
    let internet = Internet::new(&[
        ("http://a/", |_, _| redirect(301, "/b")),
        ("http://a/b", |_, _| redirect(308, "https://c/d#e")),
        ("https://c/d", |_, _| redirect(302, "/f")),
        ("https://c/f", |_, _| status(200)),
    ]);
    let answer = run(&internet, &["http://a/"], &rules(), &mut Cache::default()).remove(0);
    let hop = |status: u16, to: &str| Hop { status, to: to.to_owned() };
    assert_eq!(answer.hops, [hop(301, "http://a/b"), hop(308, "https://c/d#e"), hop(302, "https://c/f")]);
    assert_eq!((answer.class(&[]), answer.moved_to()), (Class::Moved, Some("https://c/d#e")));
}

#[test]
fn a_redirect_loop_ends() {
    check(|_, _| redirect(302, "/"), End::Loop, 2);
    let internet = Internet::new(&[
        ("http://a/", |_, _| redirect(301, "/b")),
        ("http://a/b", |_, _| redirect(302, "/c")),
        ("http://a/c", |_, _| redirect(302, "/b")),
    ]);
    let answer = run(&internet, &["http://a/"], &rules(), &mut Cache::default()).remove(0);
    assert_eq!(answer.class(&[]), Class::Loop);
    // Redirects without an end: each address is longer than the last.
    struct Endless(Internet);
    impl Fetch for Endless {
        fn fetch(&self, request: &Request<'_>) -> Result<Response, Fault> {
            redirect(302, &format!("{}x", request.url))
        }
    }
    let endless = Endless(Internet::default());
    let environment = Environment { fetch: &endless, clock: &endless.0, random: &mut || 0.0, progress: &|_| {} };
    let answers = fetch_all(&[question("http://a/")], &rules(), &Mutex::default(), environment);
    assert_eq!(answers.get("http://a/").unwrap().class(&[]), Class::Loop);
}

#[test]
fn a_redirect_to_something_else_than_a_page_is_an_answer() {
    check(|_, _| redirect(302, "itms-apps://x"), End::Status(302), 1);
    check(|_, _| redirect(302, "http://[broken"), End::Status(302), 1);
    check(|_, _| Ok(Response { status: 304, ..Response::default() }), End::Status(304), 1);
}

#[test]
fn a_private_address_is_not_tried_again() {
    check(|_, _| Err(Fault::Private("10.0.0.1".to_owned())), End::Fault(Fault::Private("10.0.0.1".to_owned())), 1);
}

#[test]
fn fragments_are_checked_where_configured() {
    let internet = Internet::new(&[("http://a/", |ask, _| {
        assert_eq!(ask, RequestKind::Page);
        let page = "<h2 id=one>1</h2><h2 id=\"user-content-two\">2</h2>";
        Ok(Response { status: 200, page: Some(page.to_owned()), ..Response::default() })
    })]);
    for (fragment, is_there) in [("one", true), ("two", true), ("three", false)] {
        let answer = run(&internet, &[&format!("http://a/#{fragment}")], &rules(), &mut Cache::default()).remove(0);
        assert_eq!(answer.fragments.get(fragment), Some(&is_there), "{fragment}");
    }
}

#[test]
fn accepted_codes_are_success() {
    let internet = Internet::new(&[("http://a/", |_, _| status(403))]);
    let rules = External { accept: vec![403], ..rules() };
    let answer = run(&internet, &["http://a/"], &rules, &mut Cache::default()).remove(0);
    assert_eq!((answer.class(&rules.accept), internet.log().len()), (Class::Alive, 1));
}

#[test]
fn a_result_is_cached_as_long_as_its_class_says() {
    let internet = Internet::new(&[("http://a/", |_, _| status(200)), ("http://b/", |_, _| status(503))]);
    let mut cache = Cache::default();
    let mut rules = rules();
    rules.max_ages.alive = 60 * SECOND;
    run(&internet, &["http://a/", "http://b/"], &rules, &mut cache);
    let first = internet.log().len();
    run(&internet, &["http://a/"], &rules, &mut cache);
    assert_eq!(internet.log().len(), first, "what holds is remembered");
    run(&internet, &["http://b/"], &rules, &mut cache);
    assert!(internet.log().len() > first, "what is unstable is not");
    let before = internet.log().len();
    internet.sleep(rules.max_ages.alive);
    run(&internet, &["http://a/"], &rules, &mut cache);
    assert_eq!(internet.log().len(), before + 1, "and nothing is for ever");
    run(&internet, &["http://a/#x"], &rules, &mut cache);
    assert_eq!(internet.log().len(), before + 2, "a fragment is another question");
}

#[test]
fn a_cache_is_written_completely_and_a_truncated_one_is_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let caches = folder.path().join("caches");
    let internet = Internet::new(&[("http://a/", |_, _| status(200)), ("http://b/", |_, _| Err(Fault::NoSuchName))]);
    let mut cache = Cache::load(&caches).unwrap();
    run(&internet, &["http://a/", "http://b/"], &rules(), &mut cache);
    cache.save(&caches).unwrap();
    let before = internet.log().len();
    let mut again = Cache::load(&caches).unwrap();
    let answers = run(&internet, &["http://a/", "http://b/"], &rules(), &mut again);
    assert_eq!((internet.log().len(), answers[1].class(&[])), (before, Class::Dead));
    let text = std::fs::read(Cache::path(&caches)).unwrap();
    for length in 0..text.len() {
        std::fs::write(Cache::path(&caches), &text[..length]).unwrap();
        assert!(Cache::load(&caches).is_err(), "{length} of {} bytes", text.len());
    }
    std::fs::write(Cache::path(&caches), b"{\"version\":99,\"answers\":{}}").unwrap();
    assert!(Cache::load(&caches).is_err());
    assert_eq!(std::fs::read_to_string(caches.join(".gitignore")).unwrap(), "*\n");
}

#[test]
fn an_entry_that_no_run_could_have_written_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let good =
        json!({"requested": NOW, "end": {"status": 200}, "hops": [{"status": 301, "to": "https://b.example/#x"}]});
    let mut answers = json!({"https://a.example/": good.clone()});
    for url in [
        "ftp://a.example/",
        "javascript:alert(1)",
        "https://u@a.example/",
        "https://A.example/",
        "https://a.example/#x",
        "x",
    ] {
        answers[url] = good.clone();
    }
    for (number, wrong) in [
        json!({"end": {"status": 99}}),
        json!({"end": {"status": 70000}}),
        json!({"end": {"status": "200"}}),
        json!({"end": "not-requested"}),
        json!({"end": {"fault": {"private": "here"}}}),
        json!({"end": {"fault": {"tls": "x\u{1b}[31m"}}}),
        json!({"end": {"fault": {"broken": "x".repeat(5000)}}}),
        json!({"hops": [{"status": 200, "to": "https://b.example/"}]}),
        json!({"hops": [{"status": 301, "to": "javascript:alert(1)"}]}),
        json!({"hops": [{"status": 301, "to": "https://b.example/{{<x>}}"}]}),
        json!({"hops": [{"status": 301, "to": "/b"}]}),
        json!({"hops": [{"status": 301, "to": format!("https://b.example/{}", "x".repeat(20_000))}]}),
        json!({"hops": vec![json!({"status": 301, "to": "https://b.example/"}); 12]}),
        json!({"with": ["a b"]}),
        json!({"requested": "today"}),
    ]
    .into_iter()
    .enumerate()
    {
        let mut entry = good.clone();
        entry.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
        answers[format!("https://a.example/{number}")] = entry;
    }
    std::fs::write(Cache::path(folder.path()), json!({"version": 1, "answers": answers}).to_string()).unwrap();
    let cache = Cache::load(folder.path()).unwrap();
    cache.save(folder.path()).unwrap();
    let kept: serde_json::Value = serde_json::from_slice(&std::fs::read(Cache::path(folder.path())).unwrap()).unwrap();
    assert_eq!(kept["answers"].as_object().unwrap().keys().collect::<Vec<_>>(), ["https://a.example/"]);
}

#[test]
fn headers_go_with_a_chain_until_it_leaves_its_origin() {
    struct Noting(Internet, Mutex<Vec<(String, Headers)>>);
    impl Fetch for Noting {
        fn fetch(&self, request: &Request<'_>) -> Result<Response, Fault> {
            self.1.lock().unwrap().push((request.url.to_string(), request.headers));
            self.0.fetch(request)
        }
    }
    let internet = Internet::new(&[
        ("https://a/", |_, _| redirect(302, "/b")),
        ("https://a/b", |ask, _| if ask == RequestKind::Head { redirect(302, "https://a:81/c") } else { status(200) }),
        ("https://a:81/c", |_, _| redirect(302, "https://a/d")),
        ("https://a/d", |_, _| status(404)),
    ]);
    let noting = Noting(internet, Mutex::default());
    let environment = Environment { fetch: &noting, clock: &noting.0, random: &mut || 1.0, progress: &|_| {} };
    fetch_all(&[question("https://a/")], &rules(), &Mutex::default(), environment);
    let noted = noting.1.into_inner().unwrap();
    let expected = [
        ("https://a/", Headers::Configured),
        ("https://a/b", Headers::Configured),
        ("https://a:81/c", Headers::Default),
        ("https://a/d", Headers::Default),
        // By `GET`, from the beginning.
        ("https://a/", Headers::Configured),
        ("https://a/b", Headers::Configured),
    ];
    assert_eq!(noted, expected.map(|(url, headers)| (url.to_owned(), headers)));
}
