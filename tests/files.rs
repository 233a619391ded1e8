//! What becomes of every file of a site: published, used, left out for a reason, or a finding.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;

use crate::support::Project;

fn article(more: &str) -> String {
    format!("---\ntitle: Article\ndescription: One sentence.\n{more}---\nText.\n")
}

/// The rows of `inspect files`, by path: state, first address, reason.
fn ledger(project: &Project, arguments: &[&str]) -> BTreeMap<String, Value> {
    let all = [&["inspect", "files", "--format", "json"], arguments].concat();
    let rows: Value = serde_json::from_str(&project.answer(all).stdout).unwrap();
    let rows = rows.as_array().unwrap();
    let ledger: BTreeMap<String, Value> =
        rows.iter().map(|row| (row["path"].as_str().unwrap().to_owned(), row.clone())).collect();
    assert_eq!(ledger.len(), rows.len(), "a path is listed twice: {rows:#?}");
    ledger
}

/// Paths of the files below `folder`, relative to the project, sorted.
fn tree(project: &Project, folder: &str) -> Vec<String> {
    let root = project.path("");
    let mut found = Vec::new();
    collect(&root.join(folder), &root, &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, root: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, root, found);
        } else {
            found.push(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned());
        }
    }
}

/// Checks that every file in the tree has one row, that what is called published is in the output, and that what is
/// neither published nor used has a reason.
#[track_caller]
fn check_ledger(project: &Project) {
    let ledger = ledger(project, &[]);
    let files = ["content", "static", "templates"].into_iter().flat_map(|folder| tree(project, folder));
    for file in files {
        assert!(ledger.contains_key(&file), "{file} is not in the ledger");
    }
    let built = project.answer(["build", "-q", "--no-search"]);
    assert_eq!(built.status, Some(0), "{built:?}");
    for (path, row) in &ledger {
        let urls = row["urls"].as_array().unwrap();
        match row["state"].as_str().unwrap() {
            "published" => {
                for url in urls {
                    let url = url.as_str().unwrap().trim_start_matches('/');
                    let url = percent_encoding::percent_decode_str(url).decode_utf8().unwrap().into_owned();
                    let file = if url.is_empty() || url.ends_with('/') { format!("{url}index.html") } else { url };
                    assert!(project.path("public").join(&file).is_file(), "{path}: {file}");
                }
                assert!(!urls.is_empty(), "{row}");
            }
            "used" => assert!(urls.is_empty(), "{row}"),
            "unpublished" | "unused" | "ignored" => {
                assert!(urls.is_empty() && row["reason"].is_string(), "{row}");
            }
            other => panic!("{other}"),
        }
    }
    project.remove("public");
}

/// Names of files with a text, of which random trees are made.
fn files() -> Vec<(&'static str, String)> {
    let names = [
        "index.md",
        "_index.md",
        "a.md",
        "b.markdown",
        "C.mdown",
        "x.mdx",
        "p.html",
        "q.html",
        "d.yaml",
        "e.csv",
        "i.png",
        ".hidden",
        "#t",
        "o~",
        "o.bak",
        "_content.gotmpl",
        "_category_.json",
        "r.rst",
        "a",
        "index.html",
        "É.md",
        "1 2.txt",
    ];
    let text = |name: &str| match name {
        "a.md" | "index.md" | "_index.md" | "p.html" | "É.md" => article(""),
        "b.markdown" => article("draft: true\n"),
        "C.mdown" => article("slug: a\naliases: [/old/]\n"),
        _ => "text\n".to_owned(),
    };
    names.map(|name| (name, text(name))).to_vec()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_file_of_any_tree_is_in_the_ledger_once(
        chosen in proptest::collection::vec((0_usize..8, 0_usize..22, 0_usize..4), 1..24)
    ) {
        let folders = [
            "content", "content/s", "content/s/deep", "content/B", "content/.h", "static", "static/s", "templates",
        ];
        let files = files();
        let project = Project::new().file("content/_index.md", article(""));
        for (folder, file, front) in chosen {
            let (name, text) = &files[file];
            let path = format!("{}/{name}", folders[folder]);
            if path == "content/index.md" || folders[folder] == "templates" && name.ends_with(".html") {
                continue;
            }
            let extra = ["", "draft: true\n", "build: {render: never}\n", "url: /s/\n"][front];
            let text = if name.ends_with("index.md") { article(extra) } else { text.clone() };
            project.write(&path, text.as_bytes());
        }
        check_ledger(&project);
    }
}

#[test]
fn every_test_site_has_a_whole_ledger() {
    for site in ["hugo-forms", "theme", "shortcodes"] {
        check_ledger(&Project::site(site));
    }
}

/// Checks which of the files beside an article with this front matter are built, by `arguments`.
#[track_caller]
fn check_files(front: &str, arguments: &[&str], expected: bool) {
    let project = Project::new()
        .file("content/_index.md", article(""))
        .file("content/b/index.md", article(front))
        .file("content/b/data.txt", "secret")
        .file("content/b/more/data.txt", "secret");
    project.run([&["build", "-q", "--no-search", "--date", "2026-06-01"], arguments].concat()).done();
    for file in ["public/b/data.txt", "public/b/more/data.txt"] {
        assert_eq!(project.path(file).is_file(), expected, "{front} {arguments:?} {file}");
    }
}

#[test]
fn files_of_a_bundle_are_published_with_it() {
    check_files("", &[], true);
    check_files("draft: true\n", &[], false);
    check_files("draft: true\n", &["--drafts"], true);
    check_files("publishDate: 2027-01-01\n", &[], false);
    check_files("publishDate: 2027-01-01\n", &["--future"], true);
    check_files("expiryDate: 2026-01-01\n", &["--drafts", "--future"], false);
    check_files("headless: true\n", &["--drafts"], false);
    check_files("build: {render: never}\n", &[], false);
    check_files("_build: {render: false}\n", &[], false);
    check_files("build: {render: never, publishResources: true}\n", &[], true);
    check_files("build: {publishResources: false}\n", &[], false);
}

/// The results are those of Hugo 0.168.
#[test]
fn files_belong_to_the_nearest_article_above_them() {
    let project = Project::new()
        .file("content/_index.md", article(""))
        .file("content/d/_index.md", article("draft: true\n"))
        .file("content/d/x.png", "x")
        .file("content/d/sub/y.png", "y")
        .file("content/d/a.md", article(""))
        .file("content/d/deep/_index.md", article(""))
        .file("content/d/deep/z.png", "z")
        .file("content/d/leaf/index.md", article(""))
        .file("content/d/leaf/q.png", "q")
        .file("content/page.md", article("draft: true\n"))
        .file("content/page.png", "p");
    project.run(["build", "-q", "--no-search"]).done();
    let built: Vec<String> = tree(&project, "public/d");
    let files = ["a/index.html", "deep/index.html", "deep/z.png", "leaf/index.html", "leaf/q.png"];
    let html: Vec<&str> = built
        .iter()
        .map(|path| path.strip_prefix("public/d/").unwrap())
        .filter(|path| path.ends_with(".html") || path.ends_with(".png"))
        .collect();
    assert_eq!(html, files, "neither /d/ nor its files");
    assert!(project.path("public/page.png").is_file());
    let ledger = ledger(&project, &[]);
    assert_eq!(ledger["content/d/sub/y.png"]["reason"], "its article is a draft");
}

/// The results are those of Hugo 0.168.
#[test]
fn a_cascade_hides_what_is_below_a_section() {
    let project = Project::new()
        .file("content/_index.md", article(""))
        .file("content/e/_index.md", article("cascade:\n  build: {render: never}\n"))
        .file("content/e/a.md", article(""))
        .file("content/e/more/b.md", article("build: {render: always}\n"))
        .file("content/e/more/c.md", article("build: {list: never}\n"))
        .file("content/f/_index.md", article("cascade: [{draft: true}]\n"))
        .file("content/f/d.md", article(""))
        .file("content/f/e.md", article("draft: false\n"))
        .file("content/g/_index.md", article("cascade: {headless: true}\n"))
        .file("content/g/f.md", article(""))
        .file("content/h/_index.md", article("cascade: {publishDate: 2090-01-01}\n"))
        .file("content/h/g.md", article("date: 2020-01-01\n"))
        .file("content/i/_index.md", article("build: {render: never}\n"))
        .file("content/i/h.md", article(""));
    let ledger = ledger(&project, &[]);
    let published = ledger.iter().filter(|(_, row)| row["state"] == "published").map(|(path, _)| path.as_str());
    let expected =
        ["_index.md", "e/more/b.md", "e/more/c.md", "f/e.md", "i/h.md"].map(|path| format!("content/{path}"));
    assert_eq!(published.collect::<Vec<_>>(), expected);
}

#[test]
fn drafts_in_html_and_formats_that_are_not_read_do_not_leak() {
    let project = Project::new()
        .file("content/_index.md", article(""))
        .file("content/a.html", "---\ntitle: A\ndraft: true\n---\nsecret")
        .file("content/b.html", "<p>b</p>")
        .file("content/_content.gotmpl", "{{ 1 }}")
        .file("content/x.mdx", "# X");
    project.run(["build", "-q", "--no-search"]).done();
    let built =
        ["a.html", "b.html", "_content.gotmpl", "x.mdx"].map(|file| project.path("public").join(file).is_file());
    assert_eq!(built, [false, false, false, true]);
    assert!(project.path("public/b/index.html").is_file() && !project.path("public/a").exists());
    let ledger = ledger(&project, &[]);
    let codes: Vec<&Value> = ledger.values().map(|row| &row["code"]).collect();
    assert_eq!(codes, [&Value::from("SR108"), &Value::Null, &Value::Null, &Value::Null, &Value::Null]);
}

#[test]
fn the_ledger_is_a_table_of_80_columns_and_build_counts_it() {
    let project = Project::new()
        .file("clausebook.yaml", "title: Guide\n")
        .file("content/_index.md", article(""))
        .file("content/policies/index.md", article(""))
        .file("content/policies/access.md", article(""))
        .file("content/.notes/1", "x")
        .file("content/.notes/2", "x")
        .file("templates/shortcodes/mine.html", "x");
    let expected = "\
used        clausebook.yaml  the configuration
ignored     content/.notes/ (2 files)  a name that begins with `.`
published   content/_index.md  /
unpublished content/policies/access.md
              SR107: `access.md` is no page: `content/policies/index.md` makes
              its folder one page
published   content/policies/index.md  /policies/
used        templates/shortcodes/mine.html  a shortcode
7 source files: 2 published, 2 used, 1 unpublished, 2 ignored
";
    assert_eq!(project.answer(["inspect", "files"]).stdout, expected);
    let built = project.answer(["build", "--no-search"]).stdout;
    let line = "5 source files: 2 published, 2 used, 1 unpublished: see `clausebook inspect files`";
    assert!(built.lines().any(|found| found == line), "{built}");
}

#[test]
fn build_and_verify_count_the_same_files() {
    let project = Project::new().file("content/_index.md", article(""));
    let built = project.answer(["build", "--no-search"]).stdout;
    let verified = project.answer(["verify", "public"]).stdout;
    let count = verified.split(' ').next().unwrap();
    assert!(built.contains(&format!(" {count} files,")), "{built}{verified}");
}

#[test]
fn a_heading_that_gives_the_title_is_shown_once() {
    let project = Project::new()
        .file("content/_index.md", "# The *guide*\n\nText, and [the top](#the-guide).\n")
        .file("content/a.md", "Words\n=====\n\nText.\n")
        .file("content/b.md", "# A {{< icon >}} b\n\n{{< note >}}Text{{< /note >}}\n")
        .file("content/c.md", "---\ntitle: C\n---\n# Kept\n");
    project.run(["build", "-q", "--no-search"]).done();
    for (page, title, id) in [("", "The guide", "the-guide"), ("a/", "Words", "words")] {
        let html = project.read(&format!("public/{page}index.html"));
        assert_eq!(html.matches("<h1").count(), 1, "{page}");
        assert!(html.contains(&format!("<h1>{title}</h1>")) && html.contains(&format!("id=\"{id}\"")), "{html}");
        let markdown = project.read(&format!("public/{page}index.md"));
        assert!(markdown.starts_with(&format!("# {title}\n\nText")), "{markdown}");
    }
    assert_eq!(project.read("public/b/index.md").matches("\n# ").count(), 0);
    assert_eq!(project.read("public/c/index.html").matches("<h1").count(), 2);
    let found = project.answer(["check", "--format", "concise"]).stdout;
    assert!(!found.contains("LK102"), "{found}");
}

/// A clone of a repository with two articles, of which the last commit changes one, with as many commits as `depth`.
fn clone(depth: &str) -> Project {
    let origin = Project::new()
        .file("clausebook.yaml", "title: Guide\nlast_change: git\n")
        .file("content/_index.md", article(""))
        .file("content/old.md", article(""));
    origin.git(&["init", "-q"]);
    origin.git(&["add", "."]);
    origin.git(&["commit", "-qm", "1"]);
    for commit in ["2", "3"] {
        origin.write("content/_index.md", format!("{}{commit}\n", article("")).as_bytes());
        origin.git(&["commit", "-qam", commit]);
    }
    let clone = Project::new();
    let from = format!("file://{}", origin.path("").display());
    clone.git(&["clone", "-q", "--depth", depth, &from, "."]);
    clone
}

#[test]
fn in_a_shallow_clone_unknown_dates_are_absent_and_said() {
    for (depth, dated) in [("1", false), ("2", true), ("9", true)] {
        let project = clone(depth);
        project.run(["build", "-q", "--no-search"]).done();
        let sitemap = project.read("public/sitemap.xml");
        assert_eq!(sitemap.contains("<lastmod>2025-05-05</lastmod>"), dated, "{depth}: {sitemap}");
        let old = sitemap.split("<url>").find(|url| url.contains("/old/")).unwrap();
        assert_eq!(old.contains("<lastmod>"), depth == "9", "{depth}: {old}");
        let found = project.answer(["check", "--format", "concise"]).stdout;
        let articles = if depth == "1" { "2 articles are" } else { "an article is" }.split(' ').next().unwrap();
        let expected = format!("clausebook.yaml:2:14: warning[SR112] the date of the last change of {articles}");
        assert_eq!(found.contains(&expected), depth != "9", "{depth}: {found}");
    }
}

#[test]
fn a_repository_that_git_refuses_is_said() {
    let project = Project::new()
        .file("clausebook.yaml", "title: Guide\nlast_change: git\n")
        .file("content/_index.md", article(""));
    project.git(&["init", "-q"]);
    project.git(&["add", "."]);
    project.git(&["commit", "-qm", "1"]);
    let check = || project.run(["check", "--format", "concise"]);
    check().done();
    let refused = "clausebook.yaml:2:14: warning[SR112] no page has the date of its last commit: git does not read a \
                   repository that belongs to another user\n";
    check().env("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1").stdout(refused).done();
}

#[test]
fn a_draft_in_a_bundle_gives_the_site_no_terms() {
    let project = Project::new()
        .file("content/_index.md", article(""))
        .file("content/b/index.md", article(""))
        .file("content/b/draft.md", article("draft: true\ntags: [hidden]\n"))
        .file("content/b/part.md", article("tags: [shown]\n"));
    project.run(["build", "-q", "--no-search"]).done();
    assert!(project.path("public/tags/shown/index.html").exists());
    assert!(!project.path("public/tags/hidden").exists());
}
