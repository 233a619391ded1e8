//! Sites with unusual names: `build` agrees with `check`, and nothing is written outside of the output folder. Also
//! sites with a folder, a link or a pipe instead of a file.

use std::collections::BTreeSet;
use std::fs;

use proptest::prelude::{Just, Strategy, prop, prop_assert, prop_assert_eq, proptest};
use proptest::sample::select;
use proptest::test_runner::Config;

use crate::support::Project;

const FRONT: &str = "---\ntitle: Guide\ndescription: The front page.\n---\n";

/// Names of files and folders, many of them those of generated files.
const NAMES: &[&str] = &[
    "a",
    "A",
    "index.html",
    "x.html",
    "404.html",
    "sitemap.xml",
    "robots.txt",
    "tags",
    "frameworks",
    "pagefind",
    "clausebook-manifest.json",
    "manifest.json",
    "con",
    "a.",
    "b c",
    "é",
    "e\u{301}",
    "🎉",
    "🎉..",
    "a\\b",
    "a:b",
    "x\ny",
    "_redirects",
    "_headers",
    "index.md",
    "index.xml",
    "print",
    "documents",
    "accent.css",
    "clausebook.css",
    "requirements.json",
    "llms.txt",
    ".git",
    "%41",
    "#",
    "pci-dss",
    "coverage",
    "documents.csv",
    "index",
    "_index",
];

/// Values of front matter for addresses and terms.
const WISHES: &[&str] = &[
    "/404.html",
    "/sitemap.xml",
    "..",
    ".",
    "../../x",
    "/a//b/",
    "index.html",
    "a/b",
    "a\\tb",
    "/robots.txt",
    "/pagefind/pagefind.js",
    "/tags/",
    "🎉",
    "con",
    "/a\\\\b/",
    "/",
    "/a/index.md",
    "/a",
    "/frameworks/",
    "/x.md",
    "/x.htm",
    "/clausebook-manifest.json",
    "a\\nb",
    "\\0",
    "./a",
    "a/../..",
    "%2e%2e/x",
    "//h/x",
    "https://h/x",
    "C:\\\\x",
    "/sec.v2",
    "/documents/",
    "/frameworks/pci-dss/coverage/coverage.csv/",
];

/// One file of such a site: its path and its text.
fn file() -> impl Strategy<Value = (String, String)> {
    let name = || {
        let long = (200_usize..=250).prop_map(|length| "x".repeat(length));
        prop::strategy::Union::new_weighted(vec![(9, select(NAMES).prop_map(str::to_owned).boxed()), (1, long.boxed())])
    };
    let path = prop::collection::vec(name(), 1..4).prop_map(|parts| parts.join("/"));
    let wish = || select(WISHES);
    let front = (prop::option::of(wish()), prop::option::of(wish()), prop::option::of(wish()), wish());
    (path, front, 0..4_usize).prop_map(|(path, (url, slug, alias, tag), kind)| match kind {
        0 => (format!("static/{path}"), "x".to_owned()),
        1 => (format!("content/{path}"), "x".to_owned()),
        _ => {
            let line = |key: &str, value: Option<&str>| value.map(|value| format!("{key}: \"{value}\"\n"));
            let list = |key: &str, value: Option<&str>| value.map(|value| format!("{key}: [\"{value}\"]\n"));
            let lines = [line("url", url), line("slug", slug), list("aliases", alias), list("tags", Some(tag))];
            let lines: String = lines.into_iter().flatten().collect();
            let cited = "requirements: {pci-dss: [\"6.3.1\"]}\ncontrol: {owner: A, approver: B, version: \"1\"}\n";
            let table = "| a | b |\n|---|---|\n| c | d |\n";
            (format!("content/{path}.md"), format!("---\ntitle: T\n{lines}{cited}---\n{table}"))
        }
    })
}

/// Writes the files that can be written: a file may have the path of a folder.
fn write(project: &Project, path: &str, text: &str) {
    let full = project.path(path);
    if full.parent().is_some_and(|folder| fs::create_dir_all(folder).is_ok()) {
        let _ = fs::write(full, text);
    }
}

proptest! {
    #![proptest_config(Config { cases: 24, failure_persistence: None, ..Config::default() })]

    #[test]
    fn what_check_reads_build_builds_and_nothing_is_written_elsewhere(
        files in prop::collection::vec(file(), 1..8),
        home in prop::option::of(Just(FRONT)),
    ) {
        let project = Project::new();
        project.folder("content");
        write(&project, "content/q.md", FRONT);
        home.into_iter().for_each(|text| write(&project, "content/_index.md", text));
        files.iter().for_each(|(path, text)| write(&project, path, text));
        let before: BTreeSet<String> = project.files("").into_iter().collect();
        let checked = project.answer(["--root", ".", "check", "-q"]);
        prop_assert!(matches!(checked.status, Some(0 | 1)), "{checked:?}");
        let built = project.answer(["--root", ".", "build", "-q", "--no-search"]);
        prop_assert_eq!(built.status, Some(0), "{:?}", built);
        let after = project.files("");
        let is_known = |path: &&String| !before.contains(*path) && !path.starts_with("public/");
        let elsewhere: Vec<&String> = after.iter().filter(is_known).collect();
        prop_assert!(elsewhere.is_empty(), "{elsewhere:?}");
        prop_assert_eq!(project.answer(["--root", ".", "verify", "public"]).status, Some(0));
    }
}

#[test]
fn a_web_app_manifest_is_a_file_of_the_site() {
    let project =
        Project::new().file("content/_index.md", FRONT).file("static/manifest.json", "{\"name\": \"An app\"}");
    project.run(["check", "-q"]).done();
    project.run(["build", "-q"]).done();
    assert_eq!(project.read("public/manifest.json"), "{\"name\": \"An app\"}");
    assert!(project.read("public/clausebook-manifest.json").contains("\"manifest.json\""));
    project.run(["build", "-q"]).done();
    project.run(["verify", "-q", "public"]).done();
}

#[test]
fn a_repository_in_static_is_left_out_and_the_output_can_be_replaced() {
    let project = Project::new().file("content/_index.md", FRONT).file("static/.git/HEAD", "ref: refs/heads/main\n");
    project.run(["check", "-q", "--format", "concise"]).stdout_contains("SR106").done();
    project.run(["build", "-q"]).done();
    assert!(!project.path("public/.git").exists());
    let first = project.snapshot("public");
    project.run(["build", "-q"]).done();
    assert_eq!(project.snapshot("public"), first);
    project.write("public/.git/HEAD", b"of somebody else");
    project.run(["build", "-q"]).status(2).stderr_contains("it contains a repository").done();
}

#[test]
fn of_two_outputs_with_one_path_the_page_is_written_and_links_lead_to_it() {
    let project = Project::new()
        .file("content/_index.md", FRONT)
        .file("content/a/x.md", "---\ntitle: X\ndescription: d\n---\n[self](/a/x/)\n")
        .file("content/b.md", "---\ntitle: B\ndescription: d\naliases: [/old/]\ntags: [t]\n---\n[x](/a/x)\n")
        .file("static/a/x", "a file")
        .file("static/old/index.html", "a file")
        .file("static/tags", "a file")
        .file("static/robots.txt", "mine");
    let found = project.run(["check", "-q", "--format", "concise"]).status(1).stdout_contains("RT108").answer().stdout;
    for path in ["static/a/x", "static/old/index.html", "static/tags"] {
        assert!(found.contains(path), "{path} is not in {found}");
    }
    assert!(!found.contains("LK101") && !found.contains("robots"), "{found}");
    project.run(["build", "-q"]).done();
    assert!(project.read("public/a/x/index.html").contains("<h1"));
    assert!(project.read("public/old/index.html").contains("/b/"));
    assert!(project.path("public/tags/t/index.html").is_file());
    assert_eq!(project.read("public/robots.txt"), "mine");
    assert_eq!(project.broken_references("public", "/"), [""; 0]);
}

#[test]
fn an_address_that_asks_for_a_file_is_that_file() {
    let page = |url: &str| format!("---\ntitle: A page\ndescription: d\nurl: {url}\n---\ntext\n");
    let project = Project::new()
        .file("content/_index.md", FRONT)
        .file("content/missing.md", page("/404.html"))
        .file("content/map.md", page("/sitemap.xml"))
        .file("content/v.md", page("v1.0/intro/"));
    project.run(["build", "-q"]).done();
    for path in ["404.html", "sitemap.xml", "v1.0/intro/index.html"] {
        assert!(project.read(&format!("public/{path}")).contains("A page</h1>"), "{path}");
    }
}

#[test]
fn a_tree_of_sixty_folders_builds() {
    let folders = (0..60).map(|depth| format!("f{depth}/")).collect::<String>();
    let project = Project::new().file("content/_index.md", FRONT).file(&format!("content/{folders}a.md"), FRONT);
    project.run(["build", "-q"]).done();
    assert!(project.path(&format!("public/{folders}a/index.html")).is_file());
}

/// The harness ends a run that takes too long.
#[test]
fn a_file_that_is_not_regular_is_reported_and_does_not_block() {
    for path in [
        "content/a.md",
        "content/t.yaml",
        "content/frameworks/own.yaml",
        "content/picture.png",
        "static/_redirects",
        "static/logo.svg",
        "static/favicon.svg",
        "templates/page.html",
        "templates/shortcodes/x.html",
    ] {
        let text = format!("{FRONT}[a table](t.yaml) ![p](picture.png)\n\n[a table](t.yaml)\n");
        let project = Project::new().file("content/_index.md", text);
        project.pipe(path);
        let found = project.answer(["--root", ".", "check", "-q", "--format", "concise"]);
        assert!(
            found.status == Some(1) && found.stdout.contains(&format!("{path}:1:1: error[SR105]")),
            "{path}: {found:?}"
        );
        project.run(["--root", ".", "build", "-q"]).done();
        assert_eq!(project.answer(["--root", ".", "inspect", "pages"]).status, Some(0), "{path}");
        project.pipe("public/pagefind/pipe");
        project.remove("public/index.html");
        project.pipe("public/index.html");
        project.run(["--root", ".", "verify", "-q", "public"]).status(1).stdout_contains("changed: index.html").done();
        project.run(["--root", ".", "build", "-q"]).done();
    }
}

#[test]
fn a_pipe_as_configuration_or_manifest_is_refused_at_once() {
    let project = Project::new().file("content/_index.md", FRONT);
    project.pipe("clausebook.yaml");
    project.run(["--root", ".", "check", "-q"]).status(1).stdout_contains("SR103").done();
    project.run(["--root", ".", "build", "-q"]).status(1).stdout_contains("SR103").done();
    project.remove("clausebook.yaml");
    for name in ["clausebook-manifest.json", "manifest.json"] {
        project.pipe(&format!("public/{name}"));
        project.run(["--root", ".", "build", "-q"]).status(2).stderr_contains("was not written by Clausebook").done();
        project.run(["--root", ".", "verify", "public"]).status(2).stderr_contains("clausebook-manifest.json").done();
        project.remove("public");
    }
}
