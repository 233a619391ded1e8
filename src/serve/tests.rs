//! The store: what it answers, and when. What any edits at all may do is tried in `edits`.

mod edits;

use std::fs::{self, File};
use std::path::Path;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, SystemTime};

use super::{Answer, Body, Store, Watching, watch};
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
    Request { root: root.to_path_buf(), base_url: None, search: None, selection, purpose: Purpose::Pages, caches: None }
}

/// A site in a folder, and the preview of it.
struct Preview {
    folder: tempfile::TempDir,
    store: Arc<Store>,
}

impl Preview {
    fn of(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            write(folder.path(), path, text.as_bytes());
        }
        let store = Arc::new(Store::open(request(folder.path()), || today(22)));
        Self { folder, store }
    }

    /// Has the system tell of changes, as in the program; nobody else does then.
    fn watched(self) -> Self {
        let (sender, notices) = mpsc::channel();
        watch::start(&self.store, Watching::Native, sender).unwrap();
        thread::spawn(move || notices.into_iter().for_each(drop));
        self
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, path: &str, text: &str) {
        write(self.root(), path, text.as_bytes());
        self.store.mark_changed();
    }

    /// Writes as an editor that the watcher has named the file of.
    fn save(&self, path: &str, text: &str) {
        write(self.root(), path, text.as_bytes());
        self.store.mark_files([path.to_owned()]);
    }

    fn remove(&self, path: &str) {
        let _ = fs::remove_file(self.root().join(path));
        self.store.mark_changed();
    }

    fn get(&self, target: &str) -> (u16, String) {
        let answer = self.store.answer(target);
        (answer.status, text(&answer))
    }

    #[track_caller]
    fn check(&self, target: &str, status: u16, part: &str) {
        let (is, text) = self.get(target);
        assert_eq!(is, status, "{target}: {text}");
        assert!(text.contains(part), "{target}: {part} is not in\n{text}");
    }

    /// Compares all that is wrong, and every file with a fresh build, where there is one; says how many there were.
    fn compare(&self, said: &str) -> usize {
        let fresh = pipeline::load(&request(self.root()));
        let found = fresh.check();
        assert_eq!(self.store.settle().project.check(), found, "{said}");
        if found.iter().any(|finding| finding.code.build_effect() == BuildEffect::Stops) {
            let _ = self.get("/");
            return 0;
        }
        let sink = MemorySink::default();
        fresh.render(&sink).unwrap_or_else(|stop| panic!("{said}: {stop:?}"));
        let artifacts = sink.into_artifacts();
        for artifact in artifacts.values() {
            let path = artifact.path.as_str();
            let below = if path.rsplit('/').next() == Some("index.html") { &path[..path.len() - 10] } else { path };
            let target = encode(&format!("{}{below}", fresh.config.base.path));
            let answer = self.store.answer(&target);
            match (&artifact.body, &answer.body) {
                (Output::Copy(expected), Body::File(is)) => assert_eq!(expected, is, "{said}: {target}"),
                (expected, _) => {
                    let expected = String::from_utf8(expected.bytes().unwrap().into_owned()).unwrap();
                    assert_eq!(without_script(&text(&answer)), expected, "{said}: {target} ({})", answer.status);
                }
            }
        }
        artifacts.len()
    }
}

/// A store of a site with a front page that says `Welcome`, and the folder of the site.
pub(super) fn store() -> (tempfile::TempDir, Arc<Store>) {
    let Preview { folder, store } = Preview::of(&[HOME]);
    (folder, store)
}

fn write(root: &Path, path: &str, bytes: &[u8]) {
    let full = root.join(path);
    fs::create_dir_all(full.parent().unwrap()).unwrap();
    fs::write(full, bytes).unwrap();
}

fn text(answer: &Answer) -> String {
    let bytes = match &answer.body {
        Body::Bytes(bytes) => bytes.clone(),
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

const HOME: (&str, &str) = ("content/_index.md", "---\ntitle: Home\n---\nWelcome\n");

#[test]
fn a_page_shows_its_last_save_and_nothing_older() {
    let preview = Preview::of(&[HOME, ("content/a.md", "---\ntitle: A\n---\none\n")]);
    preview.check("/a/", 200, "<p>one</p>");
    preview.write("content/a.md", "---\ntitle: A\n---\ntwo\n");
    preview.check("/a/", 200, "<p>two</p>");
    // Of the same length and within the same tick of the clock.
    preview.write("content/a.md", "---\ntitle: A\n---\nsix\n");
    preview.check("/a/", 200, "<p>six</p>");
    preview.write("content/b.md", "---\ntitle: B\n---\n[a](a.md)\n");
    preview.check("/b/", 200, "href=\"/a/\"");
    preview.remove("content/a.md");
    preview.check("/a/", 404, "");
    assert!(preview.compare("the end") > 5);
}

#[test]
fn a_file_that_was_named_is_looked_at_and_a_new_one_found() {
    let preview = Preview::of(&[HOME, ("content/a.md", "---\ntitle: A\n---\none\n")]);
    preview.save("content/a.md", "---\ntitle: A\n---\ntwo\n");
    preview.check("/a/", 200, "<p>two</p>");
    assert_eq!(preview.store.current().changed, ["content/a.md"]);
    preview.save("content/b.md", "---\ntitle: B\n---\nnew\n");
    preview.check("/b/", 200, "<p>new</p>");
    preview.save("content/b.md", "---\ntitle: B\nslug: c\n---\nmoved\n");
    preview.check("/c/", 200, "<p>moved</p>");
    fs::remove_file(preview.root().join("content/b.md")).unwrap();
    preview.store.mark_files(["content/b.md".to_owned()]);
    preview.check("/c/", 404, "");
    assert!(preview.compare("the end") > 5);
}

#[cfg(unix)]
#[test]
fn a_file_behind_a_link_is_never_stale() {
    let preview = Preview::of(&[HOME, ("content/a.md", "---\ntitle: A\n---\none\n")]);
    std::os::unix::fs::symlink(preview.root().join("content/a.md"), preview.root().join("content/b.md")).unwrap();
    preview.store.mark_changed();
    preview.check("/b/", 200, "<p>one</p>");
    preview.save("content/a.md", "---\ntitle: A\n---\ntwo\n");
    preview.check("/b/", 200, "<p>two</p>");
}

#[test]
fn a_file_that_is_only_touched_changes_nothing() {
    let preview = Preview::of(&[HOME, ("content/a.md", "---\ntitle: A\n---\none\n")]);
    let before = preview.store.settle().generation;
    preview.write("content/a.md", "---\ntitle: A\n---\none\n");
    preview.remove("content/none.md");
    assert_eq!(preview.store.settle().generation, before);
    assert!(!preview.store.announce());
    preview.write("content/a.md", "---\ntitle: A\n---\nmore\n");
    assert_eq!(preview.store.settle().generation, before + 1);
    assert!(preview.store.announce());
}

#[test]
fn touching_a_file_that_is_only_copied_changes_nothing() {
    let preview = Preview::of(&[HOME, ("static/a.css", "a {}")]);
    let past = SystemTime::now() - Duration::from_secs(3600);
    let touch =
        |time| File::options().write(true).open(preview.root().join("static/a.css")).unwrap().set_modified(time);
    touch(past).unwrap();
    preview.store.mark_changed();
    preview.store.settle();
    // Known again from its stamp alone, as at the start of a preview.
    let fresh = Store::open(request(preview.root()), || today(22));
    fresh.learn_contents();
    touch(past + Duration::from_secs(60)).unwrap();
    fresh.mark_changed();
    assert_eq!(fresh.settle().generation, 1);
    write(preview.root(), "static/a.css", b"b {}");
    touch(past).unwrap();
    fresh.mark_changed();
    assert_eq!(fresh.settle().generation, 2);
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
    let store = Store::open(request, move || today(clock.load(Ordering::SeqCst)));
    assert_eq!(store.answer("/a/").status, 404);
    day.store(23, Ordering::SeqCst);
    assert_eq!(store.answer("/a/").status, 200);
    assert_eq!((store.settle().generation, store.current().changed.len()), (2, 0));
}

#[test]
fn an_article_that_is_not_text_is_told_of_and_mended() {
    let preview = Preview::of(&[HOME, ("content/a.md", "---\ntitle: A\n---\ngood\n")]);
    preview.check("/a/", 200, "good");
    write(preview.root(), "content/a.md", b"---\ntitle: A\n---\n\xff\xfe");
    preview.store.mark_files(["content/a.md".to_owned()]);
    preview.check("/", 200, "Welcome");
    let codes: Vec<&str> = preview.store.settle().findings().iter().map(|finding| finding.code.id()).collect();
    assert!(codes.contains(&"SR101"), "{codes:?}");
    preview.save("content/a.md", "---\ntitle: A\n---\nbetter\n");
    preview.check("/a/", 200, "better");
}

#[test]
fn a_broken_article_shows_its_findings_above_its_last_good_form() {
    let preview = Preview::of(&[HOME, ("content/a.md", "---\ntitle: A\n---\ngood\n")]);
    preview.check("/a/", 200, "<p>good</p>");
    preview.write("content/a.md", "---\ntitle: A <b>\n\nbad\n");
    preview.check("/a/", 500, "FM105");
    preview.check("/a/", 500, "content/a.md:1:1");
    preview.check("/a/", 500, "<p>good</p>");
    preview.check("/", 200, "Welcome");
    preview.write("content/a.md", "---\ntitle: A\n---\nbetter\n");
    preview.check("/a/", 200, "<p>better</p>");
}

#[test]
fn a_broken_configuration_or_template_ends_nothing() {
    let preview = Preview::of(&[HOME, ("clausebook.yaml", "base_url: https://example.com/docs/\n")]);
    preview.check("/docs/", 200, "Welcome");
    preview.write("clausebook.yaml", "title: [\n");
    preview.check("/docs/", 500, "CF101");
    preview.check("/docs/", 500, "Welcome");
    preview.check("/docs/clausebook.css", 200, "");
    preview.write("clausebook.yaml", "base_url: https://example.com/docs/\n");
    preview.check("/docs/", 200, "Welcome");
    preview.write("templates/home.html", "{% if %}");
    preview.check("/docs/", 500, "TP101");
    preview.write("templates/home.html", "<p>{{ nothing.at.all }}</p>");
    preview.check("/docs/", 500, "TP102");
    preview.write("templates/home.html", "<p>{{ page.title }}</p>");
    preview.check("/docs/", 200, "<p>Home</p>");
    preview.remove("templates/home.html");
    preview.check("/docs/", 200, "Welcome");
}

#[test]
fn a_content_folder_can_go_and_come_back() {
    let preview = Preview::of(&[HOME]);
    preview.check("/", 200, "Welcome");
    fs::rename(preview.root().join("content"), preview.root().join("away")).unwrap();
    preview.store.mark_changed();
    preview.check("/", 500, "SR104");
    let generation = preview.store.settle().generation;
    preview.store.mark_changed();
    assert_eq!(preview.store.settle().generation, generation);
    fs::rename(preview.root().join("away"), preview.root().join("content")).unwrap();
    preview.store.mark_changed();
    preview.check("/", 200, "Welcome");
}

#[test]
fn addresses_are_answered_as_a_host_does() {
    let rules = "/old/* /a/:splat 302\n/shown /a/ 200\n";
    let preview = Preview::of(&[
        HOME,
        ("content/a.md", "---\ntitle: A\naliases: [/was/]\n---\none\n"),
        ("content/é x.md", "---\ntitle: E\n---\naccents\n"),
        ("static/_redirects", rules),
        ("static/app/index.html", "<p>app</p>"),
    ]);
    preview.check("/a/index.html", 200, "one");
    preview.check("/was/", 200, "http-equiv=\"refresh\"");
    preview.check("/shown", 200, "one");
    preview.check("/app/", 200, "<p>app</p>");
    preview.check("/%C3%A9-x/", 200, "accents");
    preview.check("/_redirects", 200, "/old/* /a/:splat");
    preview.check("/nothing/", 404, "reload.js");
    for (target, status, location) in
        [("/a?x=1", 301, "/a/?x=1"), ("/app", 301, "/app/"), ("/old/", 302, "/a/"), ("/%C3%A9-x", 301, "/%C3%A9-x/")]
    {
        let answer = preview.store.answer(target);
        assert_eq!((answer.status, answer.location.as_deref()), (status, Some(location)), "{target}");
    }
    for target in ["/../a/", "/%2e%2e/a/", "/a%00", "/a%5c", "a", "//other.example/"] {
        assert_eq!(preview.store.answer(target).status, 400, "{target}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_site_is_not_followed() {
    let preview = Preview::of(&[HOME, ("static/a.txt", "a")]);
    let secret = tempfile::NamedTempFile::new().unwrap();
    preview.check("/a.txt", 200, "a");
    preview.remove("static/a.txt");
    std::os::unix::fs::symlink(secret.path(), preview.root().join("static/a.txt")).unwrap();
    preview.check("/a.txt", 404, "");
    // Put there since the site was read, before the watcher has said anything.
    preview.write("static/b.txt", "b");
    preview.check("/b.txt", 200, "b");
    fs::remove_file(preview.root().join("static/b.txt")).unwrap();
    std::os::unix::fs::symlink(secret.path(), preview.root().join("static/b.txt")).unwrap();
    preview.check("/b.txt", 404, "");
}
