//! Which response a request gets, and when; `edits` tries arbitrary edits.

mod edits;

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, SystemTime};

use super::preview::Preview;
use super::request_target::RequestTarget;
use super::response::{Body, Response};
use super::state::ReloadEvent;
use super::watch::{self, WatchMode};
use crate::finding::BuildEffect;
use crate::front::Date;
use crate::output::{Body as Output, MemorySink};
use crate::pipeline::{self, Purpose, Request};
use crate::site::{Selection, encode};

fn today(day: u8) -> Date {
    Date::parse(&format!("2026-11-{day}T23:59:59Z")).unwrap()
}

fn request(root: &Path) -> Request {
    let now = today(22);
    let selection = Selection { drafts: true, future: true, now };
    Request {
        repository: None,
        root: root.to_path_buf(),
        base_url: None,
        search: None,
        default_paper: None,
        selection,
        purpose: Purpose::Pages,
        is_preview: true,
        caches: None,
        overlay: pipeline::Overlay::default(),
    }
}

/// A site in a temporary folder, and the preview of it.
pub(super) struct TestSite {
    folder: tempfile::TempDir,
    pub(super) preview: Arc<Preview>,
    /// The folder of cookies, where the site is watched.
    _cookies: Option<tempfile::TempDir>,
}

impl TestSite {
    pub(super) fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            write(folder.path(), path, text.as_bytes());
        }
        let preview = Arc::new(Preview::open(request(folder.path()), || today(22)));
        Self { folder, preview, _cookies: None }
    }

    /// Starts the watcher, which then is the only one to report changes.
    fn watched(self) -> Self {
        let cookies = tempfile::tempdir().unwrap();
        watch::start(&self.preview, WatchMode::Native, cookies.path(), |_| true).unwrap();
        Self { _cookies: Some(cookies), ..self }
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn mark_changed(&self) {
        self.preview.state().mark_changed();
    }

    pub(super) fn write(&self, path: &str, text: &str) {
        write(self.root(), path, text.as_bytes());
        self.mark_changed();
    }

    /// Writes a file that the watcher then reports.
    fn save(&self, path: &str, text: &str) {
        write(self.root(), path, text.as_bytes());
        self.mark_file(path);
    }

    fn mark_file(&self, path: &str) {
        self.preview.state().mark_files([path.to_owned()]);
    }

    fn remove(&self, path: &str) {
        let _ = fs::remove_file(self.root().join(path));
        self.mark_changed();
    }

    fn get(&self, target: &str) -> Response {
        self.preview.respond(&RequestTarget::parse(target).unwrap())
    }

    #[track_caller]
    pub(super) fn check(&self, target: &str, status: u16, part: &str) {
        let response = self.get(target);
        let text = text(&response);
        assert_eq!(response.status, status, "{target}: {text}");
        assert!(text.contains(part), "{target}: {part} is not in\n{text}");
    }

    /// Compares the findings with those of a fresh build and, where it can be built, every file; returns the number of
    /// files.
    fn compare(&self, context: &str) -> usize {
        let fresh = pipeline::load(&request(self.root()));
        let found = fresh.check();
        assert_eq!(self.preview.refresh().project.check(), found, "{context}");
        if found.iter().any(|finding| finding.code.build_effect() == BuildEffect::Stops) {
            let _ = self.get("/");
            return 0;
        }
        let sink = MemorySink::default();
        fresh.render(&sink).unwrap_or_else(|stop| panic!("{context}: {stop:?}"));
        let artifacts = sink.into_artifacts();
        for artifact in artifacts.values() {
            let path = artifact.path.as_str();
            let below = if path.rsplit('/').next() == Some("index.html") { &path[..path.len() - 10] } else { path };
            let target = encode(&format!("{}{below}", fresh.config.base.path));
            let response = self.get(&target);
            match (&artifact.body, &response.body) {
                (Output::Copy(expected), Body::File(is)) => assert_eq!(expected, is, "{context}: {target}"),
                (expected, _) => {
                    let expected = String::from_utf8(expected.bytes().unwrap().into_owned()).unwrap();
                    let is = without_script(&text(&response));
                    assert_eq!(is, expected, "{context}: {target} ({})", response.status);
                }
            }
        }
        artifacts.len()
    }
}

fn write(root: &Path, path: &str, bytes: &[u8]) {
    let full = root.join(path);
    fs::create_dir_all(full.parent().unwrap()).unwrap();
    fs::write(full, bytes).unwrap();
}

pub(super) fn text(response: &Response) -> String {
    let bytes = match &response.body {
        Body::Generated(bytes) | Body::Bytes(bytes) => bytes.clone(),
        Body::File(path) => fs::read(path).unwrap(),
    };
    String::from_utf8_lossy(&bytes).into_owned()
}

fn without_script(page: &str) -> String {
    match page.split_once("<script src=\"/__clausebook/reload.js\"") {
        Some((before, rest)) => format!("{before}{}", rest.split_once("</script>").unwrap().1),
        None => page.to_owned(),
    }
}

/// A front page that says `Welcome`.
pub(super) const HOME: (&str, &str) = ("content/_index.md", "---\ntitle: Home\n---\nWelcome\n");

#[test]
fn a_page_shows_its_last_save_and_nothing_older() {
    let site = TestSite::new(&[HOME, ("content/a.md", "---\ntitle: A\n---\none\n")]);
    site.check("/a/", 200, "<p>one</p>");
    site.write("content/a.md", "---\ntitle: A\n---\ntwo\n");
    site.check("/a/", 200, "<p>two</p>");
    // Of the same length and within the same tick of the clock.
    site.write("content/a.md", "---\ntitle: A\n---\nsix\n");
    site.check("/a/", 200, "<p>six</p>");
    site.write("content/b.md", "---\ntitle: B\n---\n[a](a.md)\n");
    site.check("/b/", 200, "href=\"/a/\"");
    site.remove("content/a.md");
    site.check("/a/", 404, "");
    assert!(site.compare("the end") > 5);
}

#[test]
fn what_a_section_hands_down_reaches_pages_that_did_not_change() {
    let section = |cascade: &str| format!("---\ntitle: S\ncascade: {{{cascade}}}\n---\n");
    let page = ("content/s/a.md", "---\ntitle: A\n---\nText {{< param v >}}.\n");
    let site = TestSite::new(&[HOME, ("content/s/_index.md", &section("v: one")), page]);
    site.check("/s/a/", 200, "Text one.");
    site.write("content/s/_index.md", &section("v: two, expiryDate: 2020-01-01"));
    site.check("/s/a/", 404, "");
    site.write("content/s/_index.md", &section("v: two, tags: [t]"));
    site.check("/s/a/", 200, "Text two.");
    site.check("/tags/t/", 200, "/s/a/");
    assert!(site.compare("the end") > 5);
}

#[test]
fn files_that_the_watcher_reports_are_reloaded() {
    let site = TestSite::new(&[HOME, ("content/a.md", "---\ntitle: A\n---\none\n")]);
    site.save("content/a.md", "---\ntitle: A\n---\ntwo\n");
    site.check("/a/", 200, "<p>two</p>");
    assert_eq!(site.preview.current().changed, ["content/a.md"]);
    site.save("content/b.md", "---\ntitle: B\n---\nnew\n");
    site.check("/b/", 200, "<p>new</p>");
    site.save("content/b.md", "---\ntitle: B\nslug: c\n---\nmoved\n");
    site.check("/c/", 200, "<p>moved</p>");
    fs::remove_file(site.root().join("content/b.md")).unwrap();
    site.mark_file("content/b.md");
    site.check("/c/", 404, "");
    assert!(site.compare("the end") > 5);
}

#[cfg(unix)]
#[test]
fn a_file_behind_a_link_is_never_stale() {
    let site = TestSite::new(&[HOME, ("content/a.md", "---\ntitle: A\n---\none\n")]);
    std::os::unix::fs::symlink(site.root().join("content/a.md"), site.root().join("content/b.md")).unwrap();
    site.mark_changed();
    site.check("/b/", 200, "<p>one</p>");
    site.save("content/a.md", "---\ntitle: A\n---\ntwo\n");
    site.check("/b/", 200, "<p>two</p>");
}

#[test]
fn a_file_that_is_only_touched_changes_nothing() {
    let site = TestSite::new(&[HOME, ("content/a.md", "---\ntitle: A\n---\none\n")]);
    let before = site.preview.refresh().generation;
    site.write("content/a.md", "---\ntitle: A\n---\none\n");
    site.remove("content/none.md");
    assert_eq!(site.preview.refresh().generation, before);
    assert!(site.preview.announce().is_none());
    site.write("content/a.md", "---\ntitle: A\n---\nmore\n");
    assert_eq!(site.preview.refresh().generation, before + 1);
    assert!(site.preview.announce().is_some());
}

#[test]
fn a_reload_is_announced_once_and_to_late_clients_too() {
    let site = TestSite::new(&[HOME, ("content/a.md", "---\ntitle: A\n---\none\n")]);
    let wait = |known| site.preview.wait_for_reload(known, Duration::from_millis(1));
    assert_eq!(wait(0).unwrap().generation, 1);
    assert!(wait(1).is_none());
    site.write("content/a.md", "---\ntitle: A\n---\ntwo\n");
    site.preview.refresh();
    assert!(wait(1).is_none());
    assert!(site.preview.announce().is_some() && site.preview.announce().is_none());
    for known in [0, 1] {
        assert_eq!(wait(known), Some(ReloadEvent { generation: 2, page: Some("/a/".to_owned()) }));
    }
}

#[test]
fn touching_a_file_that_is_only_copied_changes_nothing() {
    let site = TestSite::new(&[HOME, ("static/a.css", "a {}")]);
    let past = SystemTime::now() - Duration::from_secs(3600);
    let touch = |time| File::options().write(true).open(site.root().join("static/a.css")).unwrap().set_modified(time);
    touch(past).unwrap();
    site.mark_changed();
    site.preview.refresh();
    // A preview that has just started has not read the file yet.
    let fresh = Preview::open(request(site.root()), || today(22));
    fresh.digest_copied_files();
    touch(past + Duration::from_secs(60)).unwrap();
    fresh.state().mark_changed();
    assert_eq!(fresh.refresh().generation, 1);
    write(site.root(), "static/a.css", b"b {}");
    touch(past).unwrap();
    fresh.state().mark_changed();
    assert_eq!(fresh.refresh().generation, 2);
}

#[test]
fn another_day_shows_what_is_published_then() {
    let day = Arc::new(AtomicU8::new(22));
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), HOME.0, HOME.1.as_bytes());
    write(folder.path(), "content/a.md", b"---\ntitle: A\ndate: 2026-11-23\n---\nnews\n");
    let mut request = request(folder.path());
    request.selection.future = false;
    let clock = day.clone();
    let preview = Arc::new(Preview::open(request, move || today(clock.load(Ordering::SeqCst))));
    let site = TestSite { folder, preview, _cookies: None };
    assert_eq!(site.get("/a/").status, 404);
    day.store(23, Ordering::SeqCst);
    assert_eq!(site.get("/a/").status, 200);
    let snapshot = site.preview.refresh();
    assert_eq!((snapshot.generation, snapshot.changed.len()), (2, 0));
}

#[test]
fn an_article_that_is_not_text_is_reported_until_it_is_repaired() {
    let site = TestSite::new(&[HOME, ("content/a.md", "---\ntitle: A\n---\ngood\n")]);
    site.check("/a/", 200, "good");
    write(site.root(), "content/a.md", b"---\ntitle: A\n---\n\xff\xfe");
    site.mark_file("content/a.md");
    site.check("/", 200, "Welcome");
    let codes: Vec<&str> = site.preview.refresh().findings().iter().map(|finding| finding.code.id()).collect();
    assert!(codes.contains(&"SR101"), "{codes:?}");
    site.save("content/a.md", "---\ntitle: A\n---\nbetter\n");
    site.check("/a/", 200, "better");
}

#[test]
fn an_article_with_errors_shows_them_above_its_last_good_page() {
    let site = TestSite::new(&[HOME, ("content/a.md", "---\ntitle: A\n---\ngood\n")]);
    site.check("/a/", 200, "<p>good</p>");
    site.write("content/a.md", "---\ntitle: A <b>\n\nbad\n");
    site.check("/a/", 500, "FM105");
    site.check("/a/", 500, "content/a.md:1:1");
    site.check("/a/", 500, "<p>good</p>");
    site.check("/", 200, "Welcome");
    site.write("content/a.md", "---\ntitle: A\n---\nbetter\n");
    site.check("/a/", 200, "<p>better</p>");
}

#[test]
fn the_preview_survives_an_invalid_configuration_or_template() {
    let site = TestSite::new(&[HOME, ("clausebook.yaml", "base_url: https://example.com/docs/\n")]);
    site.check("/docs/", 200, "Welcome");
    site.write("clausebook.yaml", "title: [\n");
    site.check("/docs/", 500, "CF101");
    site.check("/docs/", 500, "Welcome");
    site.check("/docs/clausebook.css", 200, "");
    site.write("clausebook.yaml", "base_url: https://example.com/docs/\n");
    site.check("/docs/", 200, "Welcome");
    site.write("templates/home.html", "{% if %}");
    site.check("/docs/", 500, "TP101");
    site.write("templates/home.html", "<p>{{ nothing.at.all }}</p>");
    site.check("/docs/", 500, "TP102");
    site.write("templates/home.html", "<p>{{ page.title }}</p>");
    site.check("/docs/", 200, "<p>Home</p>");
    site.remove("templates/home.html");
    site.check("/docs/", 200, "Welcome");
}

#[test]
fn a_content_folder_can_go_and_come_back() {
    let site = TestSite::new(&[HOME]);
    site.check("/", 200, "Welcome");
    fs::rename(site.root().join("content"), site.root().join("away")).unwrap();
    site.mark_changed();
    site.check("/", 500, "SR104");
    let generation = site.preview.refresh().generation;
    site.mark_changed();
    assert_eq!(site.preview.refresh().generation, generation);
    fs::rename(site.root().join("away"), site.root().join("content")).unwrap();
    site.mark_changed();
    site.check("/", 200, "Welcome");
}

#[test]
fn addresses_are_answered_as_a_host_does() {
    let rules = "/old/* /a/:splat 302\n/shown /a/ 200\n";
    let site = TestSite::new(&[
        HOME,
        ("content/a.md", "---\ntitle: A\naliases: [/was/]\n---\none\n"),
        ("content/é x.md", "---\ntitle: E\n---\naccents\n"),
        ("static/_redirects", rules),
        ("static/app/index.html", "<p>app</p>"),
    ]);
    site.check("/a/index.html", 200, "one");
    site.check("/was/", 200, "http-equiv=\"refresh\"");
    site.check("/shown", 200, "one");
    site.check("/app/", 200, "<p>app</p>");
    site.check("/%C3%A9-x/", 200, "accents");
    site.check("/_redirects", 200, "/old/* /a/:splat");
    site.check("/nothing/", 404, "reload.js");
    for (target, status, location) in
        [("/a?x=1", 301, "/a/?x=1"), ("/app", 301, "/app/"), ("/old/", 302, "/a/"), ("/%C3%A9-x", 301, "/%C3%A9-x/")]
    {
        let response = site.get(target);
        assert_eq!((response.status, response.location.as_deref()), (status, Some(location)), "{target}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_site_is_not_followed() {
    let site = TestSite::new(&[HOME, ("static/a.txt", "a")]);
    let secret = tempfile::NamedTempFile::new().unwrap();
    site.check("/a.txt", 200, "a");
    site.remove("static/a.txt");
    std::os::unix::fs::symlink(secret.path(), site.root().join("static/a.txt")).unwrap();
    site.check("/a.txt", 404, "");
    // A link that replaces a file after the site was read, before the watcher reports it.
    site.write("static/b.txt", "b");
    site.check("/b.txt", 200, "b");
    fs::remove_file(site.root().join("static/b.txt")).unwrap();
    std::os::unix::fs::symlink(secret.path(), site.root().join("static/b.txt")).unwrap();
    site.check("/b.txt", 404, "");
}
