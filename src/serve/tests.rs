//! The store against the build: whatever is done to a folder, both say the same.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, SystemTime};

use super::{Answer, Body, Store, Watching, watch};
use crate::finding::Outcome;
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

    /// Compares every file with a fresh build, where there is one; says how many there were.
    fn compare(&self, said: &str) -> usize {
        let fresh = pipeline::load(&request(self.root()));
        if fresh.check().iter().any(|finding| finding.code.outcome() == Outcome::Stops) {
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

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.roll(choices.len())]
    }
}

const FOLDERS: &[&str] = &["", "one/", "one/deep/", "two/", "bundle/"];
const NAMES: &[&str] = &["a.md", "b.md", "c.md", "_index.md", "index.md", "Ä b.md"];
const TEMPLATES: &[&str] =
    &["shortcodes/mine.html", "shortcodes/note.html", "partials/footer.html", "article.html", "tables/markdown.html"];

fn article(dice: &mut Dice) -> String {
    let front = [
        "weight: 1",
        "weight: 20",
        "weight: 003",
        "tags: [x, PCI DSS 4.0]",
        "aliases: [/old/, rel]",
        "draft: true",
        "date: 2031-01-01",
        "date: 2020-02-03",
        "slug: slugged",
        "description: D",
        "expiryDate: 2021-01-01",
        "menu: {docs: {parent: one}}",
        "contributors: [Ann]",
        "toc: false",
        "linkTitle: Short",
    ];
    let body = [
        "plain *text*",
        "[a](a.md) [to one](/one/) [none](/none/)",
        "{{< mine >}}in{{< /mine >}}",
        "{{% note %}}\n**inner**\n{{% /note %}}",
        "![i](pic.png)",
        "| h | i |\n|---|--:|\n| 1 | [b](../b.md) |",
        "## Heading\n\n## Heading",
        "```rust\nfn main() {}\n```",
        "{{< param owner >}}",
        "\"smart\" -- quotes",
    ];
    let mut text = format!("---\ntitle: T{}\n", dice.roll(4));
    let first = dice.roll(front.len());
    text.push_str(&format!("{}\n", front[first]));
    if dice.roll(2) == 0 {
        // Another key than the first, whichever that was.
        text.push_str(&format!(
            "{}\n",
            front[(first + 4) % front.len()].replace("weight", "lead").replace("date: ", "x: ")
        ));
    }
    text.push_str(if dice.roll(25) == 0 { "broken" } else { "---\n" });
    for _ in 0..=dice.roll(3) {
        text.push_str(&format!("\n{}\n", body[dice.roll(body.len())]));
    }
    text
}

fn template(dice: &mut Dice, name: &str) -> String {
    let word = dice.roll(5);
    match name {
        "article.html" => format!(
            "{{% extends \"base.html\" %}}{{% block main %}}<h1>{word} {{{{ page.title }}}}</h1>{{{{ content }}}}{{% endblock %}}"
        ),
        "tables/markdown.html" => format!("<p>table {word}</p>"),
        _ if dice.roll(20) == 0 => "{% if %}".to_owned(),
        _ => format!("<b>{word} {{{{ inner ?? 'none' }}}}</b>").replace(" ?? 'none'", " or ''"),
    }
}

fn files_below(root: &Path, folder: &str) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(root.join(folder)).sort_by_file_name().into_iter().filter_map(Result::ok);
    entries.filter(|entry| entry.file_type().is_file()).map(|entry| entry.into_path()).collect()
}

/// Does something to the folder, and says what.
fn edit(root: &Path, dice: &mut Dice) -> String {
    let place = format!("content/{}{}", dice.pick(FOLDERS), dice.pick(NAMES));
    let articles = files_below(root, "content");
    match dice.roll(18) {
        0..=4 => {
            write(root, &place, article(dice).as_bytes());
            format!("write {place}")
        }
        5 => {
            // As many editors save: beside it, then in its place.
            write(root, &format!("{place}~"), article(dice).as_bytes());
            fs::rename(root.join(format!("{place}~")), root.join(&place)).unwrap();
            format!("replace {place}")
        }
        6 | 7 if articles.len() > 3 => {
            let gone = &articles[dice.roll(articles.len())];
            fs::remove_file(gone).unwrap();
            format!("remove {}", gone.display())
        }
        8 if articles.len() > 3 => {
            let from = &articles[dice.roll(articles.len())];
            fs::create_dir_all(root.join(&place).parent().unwrap()).unwrap();
            fs::rename(from, root.join(&place)).unwrap();
            format!("rename {} to {place}", from.display())
        }
        9 => {
            let (from, to) = (root.join("content/one"), root.join("content/two/moved"));
            let (from, to) = if to.exists() { (to, from) } else { (from, to) };
            let _ = fs::create_dir_all(to.parent().unwrap()).and_then(|()| fs::rename(&from, &to));
            format!("move {} to {}", from.display(), to.display())
        }
        10 => {
            let gone = root.join(format!("content/{}", dice.pick(&["one", "one/deep", "two", "bundle"])));
            let _ = fs::remove_dir_all(&gone);
            format!("remove {}", gone.display())
        }
        11 => {
            // Not whole yet, or of another encoding: what is there is what counts.
            let text = article(dice).into_bytes();
            let bytes = [&text[..text.len() / 2], if dice.roll(2) == 0 { b"\xff" } else { b"" }].concat();
            write(root, &place, &bytes);
            format!("half {place}")
        }
        12..=16 => edit_around(root, dice),
        _ => {
            if let Some(path) = articles.first() {
                fs::write(path, fs::read(path).unwrap()).unwrap();
            }
            "touch".to_owned()
        }
    }
}

/// Does something to what surrounds the articles, and says what.
fn edit_around(root: &Path, dice: &mut Dice) -> String {
    match dice.roll(6) {
        0 | 1 => {
            let name = dice.pick(TEMPLATES);
            let path = format!("templates/{name}");
            match dice.roll(3) {
                0 => drop(fs::remove_file(root.join(&path))),
                _ => write(root, &path, template(dice, name).as_bytes()),
            }
            format!("template {name}")
        }
        2 => {
            let title = format!("title: Site {}\nparams: {{owner: Owner {}}}\n", dice.roll(3), dice.roll(3));
            let more = dice.pick(&[
                "",
                "menus: {docs: [{identifier: one, name: One, url: /one/}], main: [{name: B, url: /b/, weight: 2}]}\n",
                "base_url: https://example.com/docs/\n",
                "taxonomies: [tags]\n",
                "feeds: {limit: 1}\n",
                "bad: [\n",
            ]);
            write(root, "clausebook.yaml", format!("{title}{more}").as_bytes());
            format!("configure {more}")
        }
        3 => {
            let name = dice.pick(&["static/x.css", "static/_redirects", "static/robots.txt", "content/one/data.csv"]);
            match dice.roll(3) {
                0 => drop(fs::remove_file(root.join(name))),
                _ => write(root, name, format!("/x{} /y 302\n", dice.roll(4)).as_bytes()),
            }
            format!("static {name}")
        }
        4 => {
            let path = format!("content/frameworks/{}.yaml", dice.pick(&["csf", "own"]));
            match dice.roll(3) {
                0 => drop(fs::remove_file(root.join(&path))),
                _ => write(root, &path, framework(dice).as_bytes()),
            }
            path
        }
        _ => {
            let place = format!("content/{}pic.png", dice.pick(FOLDERS));
            write(root, &place, &picture(dice.roll(200) as u8 + 1));
            format!("picture {place}")
        }
    }
}

fn framework(dice: &mut Dice) -> String {
    format!(
        "key: csf\nname: NIST CSF\nversion: '2.{}'\nnodes:\n  - {{id: GV.OC, title: T{}}}\n",
        dice.roll(2),
        dice.roll(3)
    )
}

/// The head of a PNG image as wide as said, which is all that is read of it.
fn picture(width: u8) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0".to_vec();
    bytes.extend([width, 0, 0, 0, 9, 8, 6, 0, 0, 0, 0, 0, 0, 0]);
    bytes
}

/// How many edits are tried; `CLAUSEBOOK_EDITS` asks for more than a quick run has time for.
fn edits() -> usize {
    std::env::var("CLAUSEBOOK_EDITS").ok().and_then(|edits| edits.parse().ok()).unwrap_or(120)
}

#[test]
fn after_any_edits_every_page_equals_the_one_that_is_built() {
    compare_after_edits(&site_to_edit(), Dice(7), |preview| preview.store.mark_changed());
}

#[test]
fn what_the_system_tells_of_edits_is_enough() {
    compare_after_edits(&site_to_edit().watched(), Dice(11), |_| {});
}

fn site_to_edit() -> Preview {
    Preview::of(&[HOME, ("templates/shortcodes/mine.html", "<i>{{ inner }}</i>")])
}

/// Edits the site's folder, `told` of it, and compares every page with a build, many times.
fn compare_after_edits(preview: &Preview, mut dice: Dice, told: impl Fn(&Preview)) {
    let (mut done, mut states, mut compared, mut log) = (0, 0, 0, Vec::new());
    while done < edits() {
        for _ in 0..=dice.roll(2) {
            log.push(edit(preview.root(), &mut dice));
            done += 1;
        }
        told(preview);
        let from = log.len().saturating_sub(6);
        states += 1;
        let is_built = preview.compare(&format!("edit {done}, after {}", log[from..].join("; "))) > 0;
        compared += usize::from(is_built);
        if !is_built && dice.roll(2) == 0 {
            log.push(mend(preview.root()));
        }
    }
    assert!(compared * 2 > states, "only {compared} of {states} states could be built");
}

/// Takes away what keeps the site from being built, and says what.
fn mend(root: &Path) -> String {
    let project = pipeline::load(&request(root));
    let stops = project.findings.iter().filter(|finding| finding.code.outcome() == Outcome::Stops);
    let files: Vec<&str> = stops.map(|finding| project.sources.get(finding.place.file).path.as_str()).collect();
    files.iter().for_each(|path| drop(fs::remove_file(root.join(path))));
    if !root.join(HOME.0).exists() {
        write(root, HOME.0, HOME.1.as_bytes());
    }
    format!("mend {}", files.join(", "))
}
