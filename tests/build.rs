//! What `build` writes: a complete site or nothing, the same bytes every time, and nothing outside the output folder
//! and the folder of caches.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::{Project, Xml};

/// A small site that uses every feature.
fn site() -> Project {
    Project::new()
        .file("clausebook.yaml", "title: Guide\nbase_url: https://docs.example.com/\n")
        .file(
            "content/_index.md",
            "---\ntitle: Guide\ndescription: The front page.\n---\nBegin [here](pci/scope.md).\n",
        )
        .file("content/pci/_index.md", "---\ntitle: PCI DSS\ndescription: A series.\nweight: 1\n---\n")
        .file(
            "content/pci/scope.md",
            "---\ntitle: Scope & more\ndescription: \"What is <in> scope.\"\ndate: 2024-03-01\nweight: 1\n\
             tags: [PCI DSS 4.0, Scope]\ncontributors: [Ada]\naliases: [/old/scope/, sibling]\n---\n\
             ## Scope\n\n[next](evidence.md#proof) ![form](/form.svg) [self](#scope) [root](/pci/)\n\n\
             ```yaml\na: b\n```\n\n| a | b |\n| --- | --- |\n| [x](/pci/evidence/) | y |\n",
        )
        .file(
            "content/pci/evidence.md",
            "---\ntitle: Evidence\ndescription: How to prove it.\ndate: 2024-04-01\nweight: 2\ntags: [Scope]\n---\n\
             ## Proof\n\n{{< details \"More\" >}}Inner [scope]({{< relref \"scope.md\" >}}){{< /details >}}\n",
        )
        .file(
            "content/pci/bundle/index.md",
            "---\ntitle: Bundle\ndescription: With files.\nweight: 3\n---\n![f](f.svg)\n",
        )
        .file("content/pci/bundle/f.svg", SVG)
        .file("static/form.svg", SVG)
        .file("static/_redirects", "/gone/ /pci/ 301\n")
}

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"3\"></svg>\n";

fn dated(extra: &str) -> String {
    format!("---\ntitle: Dated\ndescription: One sentence.\n{extra}---\nText.\n")
}

#[test]
fn a_failed_build_leaves_the_last_good_site() {
    let project = site();
    project.run(["build", "-q"]).done();
    let before = project.snapshot("public");
    for (path, fault) in [
        ("content/a.md", "---\ntitle: a: b\n---\n"),
        ("content/a.md", "{{< nothing >}}\n"),
        ("templates/article.html", "{{ page.title"),
        ("templates/article.html", "{{ page.nothing.at_all }}"),
    ] {
        project.write(path, fault.as_bytes());
        let said = project.run(["build"]).status(1).stdout_contains("build failed: nothing was written").done();
        assert!(said.stdout.contains(path), "{path} is not named in {}", said.stdout);
        assert_eq!(project.snapshot("public"), before, "after {fault}");
        project.remove(path);
    }
    project.run(["build", "-q"]).done();
    assert_eq!(project.snapshot("public"), before);
}

#[test]
fn the_template_of_a_page_renders_markdown_where_it_asks_for_it() {
    let template = "{% extends \"base.html\" %}{% block main %}<aside>{{ page.lead | markdown }}</aside>{{ content }}{% endblock %}";
    let project = Project::new()
        .file("content/a.md", "---\ntitle: A\nlead: Some *words* and [a link](/a/)\n---\ntext\n")
        .file("templates/article.html", template);
    project.run(["build", "-q"]).done();
    let html = project.read("public/a/index.html");
    assert!(html.contains("<aside><p>Some <em>words</em> and <a href=\"/a/\">a link</a></p>\n</aside>"), "{html}");
}

#[test]
fn a_template_error_names_the_line_of_the_template_and_the_page() {
    let project = site().file("templates/article.html", "first line\n{{ page.title.nothing }}\n");
    let said = project.run(["build"]).status(1).stdout_contains("--> templates/article.html:2:").done();
    assert!(said.stdout.contains("--> content/pci/"), "{}", said.stdout);
    let project = site()
        .file("content/a.md", "---\ntitle: A\ndescription: d\n---\n{{< sum >}}\n")
        .file("templates/shortcodes/sum.html", "first line\n{{ args[3].none }}\n");
    let said = project.run(["build"]).status(1).stdout_contains("--> content/a.md:5:1").done();
    assert!(said.stdout.contains("--> templates/shortcodes/sum.html:2:"), "{}", said.stdout);
}

#[test]
fn a_killed_build_leaves_the_last_good_site_and_the_next_removes_its_files() {
    let mut project = site();
    project.run(["build", "-q"]).done();
    let before = project.snapshot("public");
    for number in 0..300 {
        let text = format!("---\ntitle: A {number}\ndescription: d\n---\n{}", "```yaml\na: b\n```\n\n".repeat(40));
        project = project.file(&format!("content/many/a{number}.md"), text);
    }
    let mut build = Command::new(env!("CARGO_BIN_EXE_clausebook"))
        .args(["build", "-q"])
        .current_dir(project.path(""))
        .env("XDG_CACHE_HOME", project.caches())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    // Killed while it writes: its staging folder exists, without a manifest.
    let staging = || project.names(".").into_iter().find(|name| name.starts_with(".public.clausebook-"));
    let is_writing = || staging().is_some_and(|folder| !project.files(&folder).is_empty());
    while !is_writing() && build.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    build.kill().unwrap();
    let status = build.wait().unwrap();
    assert!(!status.success(), "the build was over before it could be killed");
    assert_eq!(project.snapshot("public"), before);
    project.run(["build", "-q"]).done();
    assert!(project.path("public/many/a299/index.html").is_file());
    assert_eq!(project.names("."), ["clausebook.yaml", "content", "public", "static"]);
}

#[test]
fn a_folder_of_other_files_is_refused_and_nothing_is_written_elsewhere() {
    let project = site().file("mine/notes.txt", "keep");
    let before = project.snapshot("");
    let refused = project.run(["build", "--out", "mine"]).status(2).stderr_contains("mine").done();
    assert!(refused.stderr.starts_with("error: "), "{}", refused.stderr);
    assert_eq!(project.snapshot(""), before);

    project.run(["build", "-q", "--out", "elsewhere/site"]).done();
    let after: BTreeSet<String> = project.files("").into_iter().collect();
    let written: Vec<_> = after.iter().filter(|path| !before.contains_key(*path)).collect();
    assert!(written.iter().all(|path| path.starts_with("elsewhere/site/")), "{written:?}");
    assert!(before.keys().all(|path| after.contains(path)));
}

/// The link may be from the repository, and lead to the folder of another site.
#[cfg(unix)]
#[test]
fn an_output_folder_that_a_link_leads_out_of_the_site_is_refused() {
    let project = Project::new()
        .file("site/content/_index.md", "---\ntitle: Home\ndescription: d\n---\n")
        .file("other/content/_index.md", "---\ntitle: Other\ndescription: d\n---\n");
    project.run(["--root", "other", "build", "-q"]).done();
    let before = project.snapshot("other");
    project.link("site/public", "../other/public");
    for arguments in [&["build"][..], &["build", "--out", "site/public"]] {
        let refused = project.run([&["--root", "site"], arguments].concat()).status(2);
        refused.stderr_contains("outside of the site's folder; give that folder itself").done();
    }
    assert_eq!(project.snapshot("other"), before);
    project.link("site/out", "..");
    let refused = project.run(["--root", "site", "build", "--out", "site/out/new"]).status(2);
    refused.stderr_contains("outside of the site's folder").done();
    // A folder outside of the site may be given, also with a path through the site's folder.
    project.run(["--root", "site", "build", "-q", "--out", "site/../elsewhere"]).done();
    project.remove("site/out");
    project.link("site/out", "inside");
    project.folder("site/inside");
    project.run(["--root", "site", "build", "-q", "--out", "site/out"]).done();
    assert!(project.path("elsewhere/index.html").is_file() && project.path("site/inside/index.html").is_file());
}

#[test]
fn an_empty_folder_and_one_with_a_site_are_accepted() {
    let project = site();
    project.folder("empty");
    project.run(["build", "-q", "--out", "empty"]).done();
    project.write("content/new.md", dated("").as_bytes());
    project.remove("content/pci/bundle");
    project.run(["build", "-q", "--out", "empty"]).done();
    assert!(project.path("empty/new/index.html").is_file());
    assert!(!project.path("empty/pci/bundle").exists(), "what is gone from the site is gone from the output");
}

#[test]
fn a_link_out_of_the_site_stops_the_build() {
    let outside = Project::new().file("secret.md", "---\ntitle: Secret\n---\n").file("secret.txt", "secret");
    for (link, target) in [
        ("content/out", outside.path("")),
        ("content/out.md", outside.path("secret.md")),
        ("static/out.txt", outside.path("secret.txt")),
        ("templates/out.html", outside.path("secret.txt")),
    ] {
        let project = site();
        project.link(link, target.to_str().unwrap());
        project.run(["build"]).status(1).stdout_contains("SR102").stdout_contains(link).done();
        assert!(!project.path("public").exists(), "{link}");
    }
    for part in ["content", "templates", "static"] {
        let project = site();
        if project.path(part).exists() {
            project.remove(part);
        }
        project.link(part, outside.path("").to_str().unwrap());
        project.run(["build"]).status(1).stdout_contains("SR102").stdout_contains(part).done();
    }
    // The configuration too: its addresses would be on every page.
    let project = site();
    project.remove("clausebook.yaml");
    project.link("clausebook.yaml", outside.path("secret.txt").to_str().unwrap());
    project.run(["build"]).status(1).stdout_contains("SR102").stdout_contains("clausebook.yaml").done();
}

#[test]
fn the_same_site_gives_the_same_bytes() {
    let build = |threads: &str, out: &str| {
        let project = site();
        let run = project.run(["build", "-q", "--date", "2026-11-22", "--out", out]);
        run.env("RAYON_NUM_THREADS", threads).env("TZ", "Asia/Tokyo").env("LC_ALL", "tr_TR.UTF-8").done();
        project.snapshot(out)
    };
    let first = build("1", "public");
    assert_eq!(first, build("2", "public"));
    assert_eq!(first, build("4", "deep/other"));
    let project = site();
    project.run(["build", "-q", "--date", "2026-11-22"]).done();
    project.run(["build", "-q", "--date", "2026-11-22"]).done();
    assert_eq!(first, project.snapshot("public"), "built over itself, in the folder's own time zone");
}

#[test]
fn a_site_is_indexed_once_until_a_text_changes() {
    let project = site();
    let said = |arguments: &[&str]| project.run(["-v", "build"].iter().chain(arguments)).answer().stderr;
    let is_indexed = || project.path("public/pagefind/pagefind.js").exists();
    assert!(said(&[]).contains("built the search index") && is_indexed());
    let before = project.snapshot("public/pagefind");
    project.write("static/other.txt", b"no text of a page");
    assert!(said(&[]).contains("reused the search index"));
    assert_eq!(project.snapshot("public/pagefind"), before);
    project.write("content/more.md", dated("").as_bytes());
    assert!(said(&[]).contains("built the search index"));
    assert_ne!(project.snapshot("public/pagefind"), before);
    assert!(said(&["--no-search"]).contains("built no search index") && !is_indexed());
    assert!(!project.read("public/index.html").contains("/pagefind/"), "no button without an index");
    project.write("static/pagefind/own.js", b"x");
    project.run(["build"]).stdout_contains("no search: the site has pages or files of its own").done();
}

#[test]
fn verify_lists_missing_added_and_changed_files() {
    let project = site();
    project.run(["build", "-q"]).done();
    let count = project.files("public").len();
    project.run(["verify", "public"]).stdout(format!("{count} files, all match the manifest\n")).done();
    project.remove("public/robots.txt");
    project.write("public/pci/added.html", b"x");
    project.write("public/index.html", b"changed");
    let differences = "missing: robots.txt\nadded: pci/added.html\nchanged: index.html\n";
    let total = format!("{count} files: 1 missing, 1 added, 1 changed\n");
    project.run(["verify", "public"]).status(1).stdout(format!("{differences}{total}")).done();
    project.run(["verify", "-q", "public"]).status(1).stdout(differences).done();
    project.run(["verify", "content"]).status(2).stderr_contains("error: ").done();
    project.remove("public/clausebook-manifest.json");
    project.run(["verify", "public"]).status(2).stderr_contains("clausebook-manifest.json").done();
}

#[test]
fn strict_makes_every_error_stop_the_build() {
    let project = site().file("content/pci/x.md", dated("date: 2022-13-07\n").replace("Text.", "[x](/nowhere/)"));
    project.run(["build"]).stdout_contains("2 errors, 1 warning: see `clausebook check`").done();
    let stopped = project.run(["build", "--strict"]).status(1).stdout_contains("LK101").stdout_contains("FM101");
    stopped.done();
    let ignores =
        "ignores:\n  - {code: LK101, path: content/pci/x.md, reason: known}\n  - {code: FM101, reason: known}\n";
    project.write("clausebook.yaml", ignores.as_bytes());
    project.run(["build", "--strict", "-q"]).done();
    project.write("clausebook.yaml", b"severities: {LK101: warning, FM101: hint}\n");
    project.run(["build", "--strict", "-q"]).done();
}

#[test]
fn drafts_and_dates_decide_what_is_shown() {
    let project = site()
        .file("content/draft.md", dated("draft: true\n"))
        .file("content/future.md", dated("date: 2030-06-15T12:00:00Z\n"))
        .file("content/published.md", dated("date: 2020-01-01\npublishDate: 2030-06-15\n"))
        .file("content/expired.md", dated("expiryDate: 2025-06-15\n"));
    let check = |arguments: &[&str], epoch: Option<&str>, expected: &[&str]| {
        let run = project.run(["build", "-q"].iter().chain(arguments));
        let run =
            epoch.map(|seconds| run_env(project.run(["build", "-q"].iter().chain(arguments)), seconds)).unwrap_or(run);
        run.done();
        let names = ["draft", "future", "published", "expired"];
        let there = names.into_iter().filter(|name| project.path(&format!("public/{name}/index.html")).exists());
        assert_eq!(there.collect::<Vec<_>>(), expected, "{arguments:?} {epoch:?}");
    };
    check(&["--date", "2026-01-01"], None, &[]);
    check(&["--date", "2026-01-01", "--drafts"], None, &["draft"]);
    check(&["--date", "2026-01-01", "--future"], None, &["future", "published"]);
    check(&["--date", "2025-06-14"], None, &["expired"]);
    check(&["--date", "2030-06-14"], None, &[]);
    check(&["--date", "2030-06-15"], None, &["future", "published"]);
    check(&[], Some("1907755200"), &["future", "published"]);
    check(&["--date", "2026-01-01"], Some("1907755200"), &[]);
    check(&[], Some("0"), &["expired"]);
    let manifest: Value = serde_json::from_str(&project.read("public/clausebook-manifest.json")).unwrap();
    assert_eq!(manifest["date"], "1970-01-01");
    for wrong in ["soon", "2026-13-01", "2026-1-1", "2026-01-01T00:00:00Z", ""] {
        project.run(["build", "--date", wrong]).status(2).stderr_contains("invalid date `").done();
    }
    project.run(["build"]).env("SOURCE_DATE_EPOCH", "x").status(2).stderr_contains("SOURCE_DATE_EPOCH").done();
}

fn run_env<'a>(run: crate::support::Run<'a>, seconds: &str) -> crate::support::Run<'a> {
    run.env("SOURCE_DATE_EPOCH", seconds)
}

#[test]
fn a_site_below_a_path_refers_to_nothing_outside_it() {
    let project = site();
    project.run(["build", "-q", "--base-url", "https://host.example/docs/"]).done();
    assert_eq!(project.broken_references("public", "/docs/"), Vec::<String>::new());
    assert!(project.read("public/_redirects").contains("/docs/old/scope/ /docs/pci/scope/ 301"));
    let map = project.read("public/sitemap.xml");
    assert!(map.contains("<loc>https://host.example/docs/pci/scope/</loc>"), "{map}");
    assert!(!map.contains("docs.example.com"), "{map}");
    for feed in ["public/index.xml", "public/pci/index.xml"] {
        assert!(project.read(feed).contains("https://host.example/docs/pci/scope/"), "{feed}");
    }
    for wrong in ["host.example", "ftp://host/", "/docs?x", "https://"] {
        project.run(["build", "--base-url", wrong]).status(2).stderr_contains("error: ").done();
    }
}

#[test]
fn every_reference_of_every_page_leads_somewhere() {
    let project = site();
    project.run(["build", "-q"]).done();
    assert_eq!(project.broken_references("public", "/"), Vec::<String>::new());
}

#[test]
fn the_manifest_lists_every_file_with_size_checksum_and_route() {
    let project = site();
    project.run(["build", "-q", "--date", "2026-11-22"]).done();
    let manifest: Value = serde_json::from_str(&project.read("public/clausebook-manifest.json")).unwrap();
    let files = manifest["files"].as_array().unwrap();
    let listed: BTreeSet<String> = files.iter().map(|file| file["path"].as_str().unwrap().to_owned()).collect();
    let there: BTreeSet<String> =
        project.files("public").into_iter().filter(|path| path != "clausebook-manifest.json").collect();
    assert_eq!(listed, there);
    for file in files {
        let path = project.path("public").join(file["path"].as_str().unwrap());
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(file["size"], bytes.len(), "{file}");
        assert_eq!(file["sha256"], sha256(&bytes), "{file}");
    }
    let page = files.iter().find(|file| file["path"] == "pci/scope/index.html").unwrap();
    assert_eq!(page["route"], "/pci/scope/");
    assert_eq!(manifest["date"], "2026-11-22");
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A site with every kind of file beside pages, and with these settings.
fn site_with_outputs(settings: &str) -> Project {
    let page = |title: &str, rest: &str| format!("---\ntitle: {title}\ndescription: One sentence.\n{rest}");
    let control = "control: {owner: A, approver: B, version: '1', reviewed: 2026-11-01}\n";
    let matrix = "kind: responsibility\nframework: pci-dss\nparties: {provider: Us, customer: You}\n\
                  default: customer\nrows: []\n";
    let tables = "| A |\n|---|\n| [pci-dss:6.3.1] |\n{#cited}\n\n[Rows](rows.csv)\n\n[Far](/far/far.csv)\n\n\
                  [Who](who.yaml)\n\n[The same](map.yaml)\n";
    let map = "kind: crosswalk\nsource: pci-dss\ntarget: std\nmethod: human\nrows:\n  \
               - {from: 6.3.1, relation: equal-to, to: [1.1]}\n";
    let standard =
        "key: std\nname: STD\nversion: '2'\nnodes:\n  - {id: '1', title: One, children: [{id: '1.1', title: First}]}\n";
    Project::new()
        .file("clausebook.yaml", format!("title: Guide\nbase_url: https://docs.example.com/\n{settings}"))
        .file("content/_index.md", page("Guide", "---\n[a](a/index.md)\n"))
        .file("content/one/_index.md", page("One", "---\n"))
        .file("content/one/two.md", page("Two", &format!("tags: [T]\n{control}---\nText.\n")))
        .file("content/a/index.md", page("A", &format!("---\n{tables}")))
        .file("content/a/rows.csv", "A,B\n1,2\n")
        .file("content/far/far.csv", "A,B\n1,2\n")
        .file("content/a/who.yaml", matrix)
        .file("content/a/map.yaml", map)
        .file("content/frameworks/std.yaml", standard)
}

/// Whether each of the files that an output setting switches is written: pages as Markdown, feeds, the CSV of tables.
#[track_caller]
fn check_outputs(settings: &str, expected: [bool; 3]) {
    const MARKDOWN: [&str; 4] = ["index.md", "a/index.md", "tags/t/index.md", "frameworks/pci-dss/coverage/index.md"];
    const FEEDS: [&str; 3] = ["index.xml", "one/index.xml", "tags/t/index.xml"];
    const CSV: [&str; 4] = ["a/cited.csv", "a/far.csv", "a/who.csv", "a/map.csv"];
    const ALWAYS: [&str; 6] = [
        "a/rows.csv",
        "a/who.json",
        "documents/documents.csv",
        "frameworks/pci-dss/coverage/coverage.csv",
        "frameworks/pci-dss/crosswalk/crosswalk.csv",
        "llms.txt",
    ];
    let project = site_with_outputs(settings);
    project.run(["build", "-q"]).done();
    assert_eq!(project.broken_references("public", "/"), Vec::<String>::new(), "{settings}");
    let files: BTreeSet<String> = project.files("public").into_iter().collect();
    for (names, expected) in [(&MARKDOWN[..], expected[0]), (&FEEDS, expected[1]), (&CSV, expected[2]), (&ALWAYS, true)]
    {
        for name in names {
            assert_eq!(files.contains(*name), expected, "{settings}{name}");
        }
    }
    let kinds = [(".md", expected[0]), ("index.xml", expected[1])];
    for (end, expected) in kinds {
        assert_eq!(files.iter().any(|path| path.ends_with(end)), expected, "{settings}{end}");
    }
    let html: String = files
        .iter()
        .filter(|path| path.ends_with(".html"))
        .map(|path| project.read(&format!("public/{path}")))
        .collect();
    assert_eq!(html.contains("type=\"text/markdown\""), expected[0], "{settings}");
    assert_eq!(html.contains("application/atom+xml"), expected[1], "{settings}");
    assert_eq!(html.contains("/index.xml"), expected[1], "{settings}");
    assert_eq!(html.contains(".csv\" download"), expected[2], "{settings}");
    assert!(html.contains("who.json\" download"), "{settings}");
    let llms = project.read("public/llms.txt");
    assert_eq!(llms.contains("(https://docs.example.com/one/two/index.md)"), expected[0], "{llms}");
    assert_eq!(llms.contains("(https://docs.example.com/one/two/)"), !expected[0], "{llms}");
    assert_eq!(llms.contains(".md)"), expected[0], "{llms}");
}

#[test]
fn settings_switch_off_what_is_written_beside_pages() {
    check_outputs("", [true, true, true]);
    check_outputs("outputs: {markdown: false}\n", [false, true, true]);
    check_outputs("outputs: {feeds: false}\nfeeds: {limit: 5}\n", [true, false, true]);
    check_outputs("outputs: {csv: false}\n", [true, true, false]);
    check_outputs("outputs: {markdown: false, feeds: false, csv: false}\n", [false, false, false]);
}

#[test]
fn a_link_to_a_file_that_is_switched_off_is_a_finding() {
    let links = "[feed](/index.xml) [table](/a/cited.csv) [rows](/a/rows.csv)\n";
    let found = |settings: &str| {
        let project = site_with_outputs(settings);
        let project = project.file("content/links.md", format!("---\ntitle: L\ndescription: D.\n---\n{links}"));
        project.answer(["check", "--format", "concise"]).stdout
    };
    assert_eq!(found("").matches("[LK103]").count(), 0, "{}", found(""));
    let off = found("outputs: {feeds: false, csv: false}\n");
    assert_eq!(off.matches("[LK103]").count(), 2, "{off}");
    assert!(off.contains("/index.xml") && off.contains("/a/cited.csv"), "{off}");
}

#[test]
fn a_copied_file_may_have_the_address_of_an_output_that_is_switched_off() {
    let project = |settings: &str| {
        let project = site_with_outputs(settings);
        project.file("static/one/index.xml/a.txt", "a").file("static/one/index.md/a.txt", "a")
    };
    let clashes =
        |settings: &str| project(settings).answer(["check", "--format", "concise"]).stdout.matches("[RT108]").count();
    assert_eq!(clashes(""), 2);
    assert_eq!(clashes("outputs: {markdown: false, feeds: false}\n"), 0);
}

#[test]
fn redirects_are_pages_and_lines_and_keep_the_site_s_own() {
    let project = site();
    project.run(["build", "-q"]).done();
    let lines = "/gone/ /pci/ 301\n/old/scope/ /pci/scope/ 301\n/pci/sibling/ /pci/scope/ 301\n";
    assert_eq!(project.read("public/_redirects"), lines);
    for alias in ["old/scope", "pci/sibling"] {
        let page = project.read(&format!("public/{alias}/index.html"));
        assert!(page.contains("http-equiv=\"refresh\"") && page.contains("/pci/scope/"), "{page}");
    }
}

#[test]
fn feeds_are_well_formed_whatever_a_title_holds() {
    let all: String = (0..0x20).chain([0x7f, 0x85, 0xfffe, 0xffff]).map(|code| format!("\\u{code:04x}")).collect();
    let front = format!("---\ntitle: \"]]> & <b> {all}\"\ndescription: \"{all}\"\ntags: [\"t{all}\"]\n---\n");
    let site = format!("title: \"<&> {all}\"\nauthor: \"{all}.\"\nbase_url: https://example.org/\n");
    let project = Project::new().file("content/_index.md", &front).file("content/s/_index.md", &front);
    let project = project.file("content/s/a.md", front).file("clausebook.yaml", site);
    let found = project.answer(["--root", ".", "check", "--format", "concise"]).stdout;
    // Of the site two texts, and three of each page.
    assert_eq!(found.matches("warning[RT112] U+0000 cannot be in XML").count(), 2 + 3 * 3, "{found}");
    assert_eq!(project.answer(["--root", ".", "build", "-q"]).status, Some(0));
    let written: Vec<_> = project.files("public").into_iter().filter(|path| path.ends_with(".xml")).collect();
    assert!(written.len() > 3, "{written:?}");
    for path in written {
        let text = project.read(&format!("public/{path}"));
        Xml::parse(&text).unwrap_or_else(|fault| panic!("{path}: {fault}\n{text}"));
    }
}

#[test]
fn feeds_and_the_site_map_are_well_formed() {
    let project = site();
    project.run(["build", "-q"]).done();
    let generated: Vec<_> = project.files("public").into_iter().filter(|path| path.ends_with(".xml")).collect();
    for path in ["index.xml", "pci/index.xml", "tags/index.xml", "tags/scope/index.xml", "sitemap.xml"] {
        assert!(generated.contains(&path.to_owned()), "{path} is not in {generated:?}");
    }
    for path in generated {
        let text = project.read(&format!("public/{path}"));
        Xml::parse(&text).unwrap_or_else(|fault| panic!("{path}: {fault}\n{text}"));
    }
    let feed = Xml::parse(&project.read("public/pci/index.xml")).unwrap();
    assert_eq!(feed.texts("entry/title"), ["Evidence", "Scope & more", "Bundle"], "newest first, undated last");
    assert_eq!(feed.texts("entry/id").len(), 3);
    assert_eq!(feed.texts("entry/updated").len(), 3, "an entry without a date needs one all the same");
    let map = Xml::parse(&project.read("public/sitemap.xml")).unwrap();
    let urls: BTreeSet<String> = map.texts("url/loc").into_iter().collect();
    let pages =
        ["", "contributors/", "contributors/ada/", "pci/", "pci/bundle/", "pci/evidence/", "pci/scope/", "tags/"];
    let terms = ["tags/pci-dss-4.0/", "tags/scope/"];
    let expected = pages.into_iter().chain(terms).map(|path| format!("https://docs.example.com/{path}"));
    assert_eq!(urls, expected.collect());
}

#[test]
fn dates_of_last_changes_come_from_git_where_configured() {
    let project = site();
    project.git(&["init", "-q"]);
    project.git(&["add", "."]);
    project.git(&["commit", "-qm", "x"]);
    project.run(["build", "-q"]).done();
    assert!(!project.read("public/sitemap.xml").contains("2025-05-05"));
    let configuration = format!("{}last_change: git\n", project.read("clausebook.yaml"));
    project.write("clausebook.yaml", configuration.as_bytes());
    project.run(["build", "-q"]).done();
    assert!(project.read("public/sitemap.xml").contains("<lastmod>2025-05-05</lastmod>"));
    let manifest: Value = serde_json::from_str(&project.read("public/clausebook-manifest.json")).unwrap();
    let commit = serde_json::to_string(&manifest).unwrap();
    assert!(commit.contains("commit"), "the manifest names the commit: {commit:.200}");
}

/// The addresses of the terms of a site with this configuration and these files of content, and its findings.
fn terms(configuration: &str, content: &[(&str, &str)]) -> (Vec<String>, String) {
    let project = Project::new().file("clausebook.yaml", configuration);
    for (path, front) in content {
        project.write(&format!("content/{path}"), front.as_bytes());
    }
    project.answer(["--root", ".", "build", "-q", "--no-search"]);
    let pages =
        project.files("public").into_iter().filter_map(|path| Some(path.strip_suffix("index.html")?.to_owned()));
    let found = project.answer(["--root", ".", "check", "--format", "concise", "--deny", "warnings"]).stdout;
    (pages.filter(|path| path.matches('/').count() > 1).collect(), found)
}

const HOME: (&str, &str) = ("_index.md", "---\ntitle: Guide\ndescription: The front page.\n---\n");

#[test]
fn terms_are_text_as_written_in_every_format() {
    let front = "title: A\ndescription: One.\n";
    let yaml = format!("---\n{front}years: [2024, 1.10, true, \"2025\", 2024-01-31, 0x10, ~, \" \"]\n---\n");
    let toml = "+++\ntitle = 'B'\ndescription = 'One.'\nyears = [2026, 1.20, false, '2027', 2024-02-29]\n+++\n";
    let own = format!("---\n{front}params: {{years: 1.40}}\n---\n");
    let files = [HOME, ("a.md", &*yaml), ("b.md", toml), ("c.md", &*own)];
    let (pages, found) = terms("taxonomies: {years: true}\n", &files);
    let years = ["1.10", "1.20", "1.40", "0x10", "2024", "2024-01-31", "2024-02-29", "2025", "2026", "2027"];
    let years = years.into_iter().chain(["false", "true"]);
    let expected: BTreeSet<String> = years.map(|year| format!("years/{year}/")).collect();
    assert_eq!((pages.into_iter().collect::<BTreeSet<_>>(), found.as_str()), (expected, ""));
}

#[test]
fn what_is_no_term_is_reported_in_taxonomies_only() {
    let front = "---\ntitle: A\ndescription: One.\ncategories: [{a: b}, [c], d]\nother: {a: b}\n---\n";
    let (pages, found) = terms("", &[HOME, ("a.md", front)]);
    assert_eq!(pages, ["categories/d/"]);
    let at = |column: usize| {
        format!("content/a.md:4:{column}: error[FM103] `categories` takes text for each of its items\n")
    };
    assert_eq!(found, at(14) + &at(22));
}

#[test]
fn categories_are_a_taxonomy_where_an_article_has_one() {
    let with = |line: &str| format!("---\ntitle: A\ndescription: One.\n{line}\n---\n");
    let (plain, category) = (with("x: y"), with("categories: Net work"));
    let (pages, found) = terms("", &[HOME, ("a.md", &category), ("s/b.md", &plain)]);
    assert_eq!((pages, found.as_str()), (vec!["categories/net-work/".to_owned(), "s/b/".to_owned()], ""));
    for (configuration, content) in [("", &plain), ("taxonomies: {categories: false}\n", &category)] {
        let (pages, found) =
            terms(configuration, &[HOME, ("categories/_index.md", &plain), ("categories/a.md", content)]);
        assert_eq!((pages, found.as_str()), (vec!["categories/a/".to_owned()], ""), "a section of this name");
    }
    let project = Project::new().file("content/_index.md", HOME.1).file("content/a.md", category);
    project.run(["build", "-q", "--no-search"]).done();
    let page = project.read("public/a/index.html");
    assert!(
        page.contains(
            "<ul class=tags aria-label=\"Categories\"><li><a href=\"/categories/net-work/\" rel=tag>Net work</a>"
        ),
        "{page}"
    );
    assert!(project.read("public/categories/index.xml").contains("<feed"));
}

#[test]
fn the_links_of_the_configuration_are_resolved_and_stand_once() {
    let configuration = "base_url: https://example.com/g/\nmenus:\n  main:\n    - {name: Heading}\n    - {name: A, url: /a/, weight: 1}\n    \
         - {name: Full, url: 'https://example.com/g/a/', weight: 2}\n    - {name: File, url: content/a.md, weight: 3}\n    \
         - {name: Api, url: 'https://example.com/api/', weight: 4}\n    - {name: Port, url: 'https://example.com:8443/g/a/', weight: 5}\n  \
         footer: [{name: All tags, url: /tags/}]\ntheme: {css: [x.css], favicon: /i.svg}\n";
    let front = |more: &str| format!("---\ntitle: T\ndescription: One sentence.\n{more}---\nText.\n");
    let project = Project::new()
        .file("clausebook.yaml", configuration)
        .file("content/_index.md", front(""))
        .file("content/a.md", front("tags: [x]\nmenu: {main: {parent: Heading, name: Below}}\n"))
        .file("static/x.css", "p {}\n")
        .file("static/i.svg", "<svg/>")
        .file("static/_redirects", "/was/* /a/:splat\n/ /g/\n");
    project.run(["build", "-q"]).done();
    let html = project.read("public/a/index.html");
    for part in [
        "<span>Heading</span><li><a href=\"/g/a/\" aria-current=\"page\">Below</a>",
        "<a href=\"/g/a/\" aria-current=\"page\">A</a>",
        "<a href=\"/g/a/\" aria-current=\"page\">Full</a>",
        "<a href=\"https://example.com/api/\">Api</a>",
        "<a href=\"https://example.com:8443/g/a/\">Port</a>",
        "<a href=\"/g/tags/\">All tags</a>",
        "<link rel=stylesheet href=\"/g/x.css\">",
        "<link rel=icon href=\"/g/i.svg\">",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    let foot = html.split("aria-label=\"Footer\"").nth(1).unwrap();
    assert_eq!(foot.matches("/g/tags/\"").count(), 1, "{foot}");
    assert!(!html.contains("href=\"\""), "{html}");
    assert_eq!(project.read("public/_redirects"), "/g/was/* /g/a/:splat\n/ /g/\n");
    project.run(["check", "--format", "concise"]).status(1).stdout_contains("clausebook.yaml:7:").done();
}
