//! The command line: flags, exit status, output streams, and the formats that scripts read.

use std::io::Read;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::{Project, Xml, formats};

const COMMANDS: [&str; 7] = ["build", "check", "new", "explain", "inspect", "export", "verify"];

fn clean() -> Project {
    Project::new().file("content/_index.md", "---\ntitle: Guide\ndescription: The front page.\n---\n").file(
        "content/a.md",
        "---\ntitle: A\ndescription: One sentence.\nweight: 3\ntags: [Scope]\naliases: [/old/]\n---\n\
         ## One *part*\n\n[b](/old/#one-part) <https://example.org/>\n",
    )
}

/// One error, one warning, one hint.
fn faulty() -> Project {
    Project::new()
        .file("content/_index.md", "---\ntitle: Guide\ndescription: The front page.\n---\n")
        .file("content/é.md", "---\ntitle: A\n---\nä [no <&\"' where](/nowhere/) [](/)\n")
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[track_caller]
fn keys(value: &Value, expected: &[&str]) {
    let found: Vec<_> = value.as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(found, expected, "{value}");
}

#[test]
fn every_command_says_how_it_is_used() {
    let project = Project::new();
    let top = project.run(["--help"]).stdout_contains("Usage: clausebook").done();
    for command in COMMANDS {
        assert!(top.stdout.contains(&format!("\n  {command} ")), "{command} is not in {}", top.stdout);
        let usage = format!("Usage: clausebook {command}");
        project.run([command, "--help"]).stdout_contains(usage.clone()).done();
        project.run([command, "-h"]).stdout_contains(usage).done();
        project.run(["help", command]).stdout_contains(format!("Usage: clausebook {command}")).done();
    }
    project.run(["--version"]).stdout(format!("clausebook {}\n", env!("CARGO_PKG_VERSION"))).done();
}

#[test]
fn what_cannot_be_understood_ends_with_2_and_says_nothing_on_stdout() {
    let project = clean();
    for arguments in [
        &["--nonsense"][..],
        &["nonsense"],
        &[],
        &["build", "--nonsense"],
        &["build", "extra"],
        &["check", "--format", "xml"],
        &["check", "--deny", "LK999"],
        &["check", "--allow", "nothing"],
        &["check", "--date", "soon"],
        &["inspect", "nothing"],
        &["inspect", "pages", "--format", "xml"],
        &["explain", "LK999"],
        &["verify"],
        &["verify", "nowhere"],
        &["new"],
        &["new", "a"],
        &["new", "artcle", "x.md"],
        &["new", "site", "a", "b"],
        &["new", "site", "a", "--framework", "pci"],
        &["new", "matrix", "a.yaml"],
        &["new", "article"],
        &["new", "site"],
        &["check", "nowhere.md"],
        &["check", "--path-base", "nowhere"],
        &["--root", "nowhere", "check"],
        &["--color", "sometimes", "check"],
    ] {
        let answer = project.answer(arguments);
        assert_eq!(answer.status, Some(2), "{arguments:?}: {answer:?}");
        assert_eq!(answer.stdout, "", "{arguments:?}");
        assert!(!answer.stderr.is_empty(), "{arguments:?}");
    }
    let near = project.run(["check", "--deny", "broken-pag"]).status(2);
    near.stderr("error: unknown finding code `broken-pag`; did you mean `broken-page`?\n").done();
    project.run(["explain", "LK10"]).status(2).stderr_contains("did you mean").done();
}

#[test]
fn in_a_folder_without_a_site_the_error_says_how_to_create_one() {
    let project = Project::new();
    for command in [&["build"][..], &["check"], &["inspect"]] {
        let answer = project.run(command).status(2).stderr_contains("clausebook new site DIR");
        answer.done();
    }
}

#[test]
fn the_site_is_found_from_a_folder_within_it() {
    let project = clean();
    project.folder("content/deep/er");
    let answer = project.run(["--root", "content/deep", "check"]).status(1).stdout_contains("SR104").done();
    assert_eq!(answer.stderr, "");
    let inside = Command::new(env!("CARGO_BIN_EXE_clausebook"))
        .args(["inspect", "urls"])
        .env("XDG_CACHE_HOME", project.caches())
        .current_dir(project.path("content/deep/er"))
        .output()
        .unwrap();
    assert!(inside.status.success());
    assert!(String::from_utf8(inside.stdout).unwrap().contains("/a/"));
}

#[test]
fn the_status_of_a_check_follows_what_is_denied() {
    let check = |project: &Project, arguments: &[&str], status: i32| {
        let answer = project.answer(["check", "--format", "concise"].iter().chain(arguments));
        assert_eq!(answer.status, Some(status), "{arguments:?}: {answer:?}");
        assert_eq!(answer.stderr, "", "{arguments:?}");
        answer.stdout
    };
    let project = faulty();
    let all = check(&project, &[], 1);
    for code in ["LK101", "FM109", "LK112"] {
        assert!(all.contains(code), "{code} is not in {all}");
    }
    let rest = check(&project, &["--allow", "LK101"], 0);
    assert!(!rest.contains("LK101") && rest.contains("FM109"), "{rest}");
    check(&project, &["--allow", "broken-page", "--deny", "warnings"], 1);
    check(&project, &["--allow", "LK101", "--allow", "FM109", "--deny", "warnings"], 0);
    check(&project, &["--allow", "LK101", "--deny", "empty-link-text"], 1);
    check(&project, &["--allow", "LK101", "--deny", "lk112"], 1);
    check(&project, &["--allow", "LK101", "--deny", "LK103"], 0);
    project.write("clausebook.yaml", b"severities: {LK101: hint, FM109: off}\n");
    let less = check(&project, &["--deny", "warnings"], 0);
    assert!(!less.contains("FM109"), "{less}");
    project.write("clausebook.yaml", b"ignores:\n  - {code: LK101, target: /nowhere/, reason: it is planned}\n");
    assert!(!check(&project, &[], 0).contains("LK101"));
}

#[test]
fn a_clean_check_says_so_once() {
    let project = clean();
    project.write("content/a.md", b"---\ntitle: A\ndescription: One sentence.\n---\n[home](/)\n");
    project.run(["check"]).stdout("no findings in 4 pages and 1 link\n").done();
    project.run(["check", "-q"]).done();
    project.run(["check", "--format", "concise"]).done();
}

#[test]
fn findings_as_json_have_the_documented_shape() {
    let project = faulty();
    let answer = project.run(["check", "--format", "json"]).status(1).stdout_contains("{").done();
    let report = parsed(&answer.stdout);
    keys(&report, &["version", "findings", "summary"]);
    assert_eq!(report["version"], 1);
    keys(&report["summary"], &["errors", "warnings", "hints", "pages", "links"]);
    assert_eq!(report["summary"], json!({"errors": 1, "warnings": 1, "hints": 1, "pages": 4, "links": 2}));
    let fields = ["code", "name", "severity", "message", "target", "file", "sheet", "cell", "line", "column"];
    let rest = ["end_line", "end_column", "help", "fix", "related"];
    let findings = report["findings"].as_array().unwrap();
    for finding in findings {
        keys(finding, &fields.iter().chain(&rest).copied().collect::<Vec<_>>());
    }
    let broken = findings.iter().find(|finding| finding["code"] == "LK101").unwrap();
    assert_eq!(broken["name"], "broken-page");
    assert_eq!(broken["severity"], "error");
    assert_eq!(broken["target"], "/nowhere/");
    assert_eq!(broken["file"], "content/é.md");
    // Columns are characters: `ä` is one.
    let place = ["line", "column", "end_line", "end_column"].map(|key| broken[key].as_u64().unwrap());
    assert_eq!(place, [4, 3, 4, 29]);
}

#[test]
fn a_fix_names_the_bytes_it_replaces() {
    let answer = clean().run(["check", "--format", "json"]).stdout_contains("LK104").done();
    let report = parsed(&answer.stdout);
    let fix = &report["findings"][0]["fix"];
    assert_eq!(fix["replace"], "/a/#one-part");
    keys(fix, &["replace", "line", "column", "end_line", "end_column"]);
}

#[test]
fn every_format_can_be_read_by_those_it_is_for() {
    let project = faulty();
    let say = |format: &str| {
        let answer = project.answer(["check", "--format", format]);
        assert_eq!((answer.status, answer.stderr.as_str()), (Some(1), ""), "{format}");
        answer.stdout
    };
    let sarif = parsed(&say("sarif"));
    assert_eq!(sarif["version"], "2.1.0");
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 3);
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let location = &result["locations"][0]["physicalLocation"];
        assert_eq!(location["artifactLocation"]["uri"], "content/%C3%A9.md");
        assert!(location["region"]["startLine"].is_u64(), "{location}");
    }
    let junit = say("junit");
    let suite = Xml::parse(&junit).unwrap_or_else(|fault| panic!("{fault}\n{junit}"));
    assert!(
        !suite.texts("testsuite/testcase/failure").is_empty() || !suite.texts("testcase/failure").is_empty(),
        "{junit}"
    );
    let github = say("github");
    assert_eq!(github.lines().filter(|line| line.starts_with("::")).count(), 3, "{github}");
    assert!(github.contains("::error file=content/é.md,line=4,"), "{github}");
    let concise = say("concise");
    assert_eq!(concise.lines().count(), 3, "{concise}");
    assert!(concise.contains("content/é.md:4:3: "), "{concise}");
    let human = say("human");
    assert!(human.contains("^^^^") && human.contains("--> content/é.md:4:3"), "{human}");
    assert!(human.ends_with("1 error, 1 warning, 1 hint in 4 pages and 2 links\n"), "{human}");
}

#[test]
fn colour_is_used_only_on_request_or_on_a_terminal() {
    let project = faulty();
    let say = |arguments: &[&str]| project.run(arguments).status(1).stdout_contains("LK101").done().stdout;
    assert!(!say(&["check"]).contains('\u{1b}'));
    assert!(say(&["--color", "always", "check"]).contains('\u{1b}'));
    assert!(say(&["check", "--color", "always"]).contains('\u{1b}'));
    assert!(!say(&["--color", "never", "check"]).contains('\u{1b}'));
    let quiet =
        project.run(["--color", "auto", "check"]).env("NO_COLOR", "1").status(1).stdout_contains("LK101").done();
    assert!(!quiet.stdout.contains('\u{1b}'));
}

/// A site must not be able to write control characters to the terminal of the user who checks it.
#[test]
fn control_characters_are_printed_escaped() {
    let project = clean().file("content/a.md", "---\ntitle: \"\\e[2J\"\n---\n[\u{1b}]0;x\u{7}](/\u{1b}[2Jno/)\n");
    for arguments in [
        &["check"][..],
        &["check", "--format", "concise"],
        &["check", "--format", "github"],
        &["check", "--format", "json"],
        &["check", "--format", "junit"],
        &["check", "--format", "sarif"],
        &["inspect", "pages"],
        &["inspect", "links"],
        &["inspect", "links", "--format", "json"],
    ] {
        let answer = project.answer(arguments);
        assert!(!answer.stdout.contains(['\u{1b}', '\u{7}']), "{arguments:?}: {}", answer.stdout);
    }
}

#[test]
fn explain_lists_every_code_and_finds_one_by_id_or_name() {
    let project = Project::new();
    let all = project.run(["explain"]).stdout_contains("LK101").done().stdout;
    assert_eq!(all.lines().count(), clausebook::finding::Code::ALL.len());
    let by_id =
        project.run(["explain", "lk102"]).stdout_contains("LK102 broken-anchor: error\n\n## What").done().stdout;
    let by_name = project.run(["explain", "broken-anchor"]).stdout_contains("LK102").done().stdout;
    assert_eq!(by_id, by_name);
}

#[test]
fn pages_are_inspected_in_the_order_of_the_site() {
    let project = clean().file("content/b.md", "---\ntitle: B\ndescription: d\nweight: 1\n---\n");
    let answer = project.run(["inspect", "pages", "--format", "json"]).stdout_contains("[").done();
    let pages = parsed(&answer.stdout);
    for page in pages.as_array().unwrap() {
        let fields = ["url", "source", "title", "weight", "kind", "children", "headings", "links", "tags", "aliases"];
        keys(page, &fields);
    }
    let page = |url: &str| pages.as_array().unwrap().iter().find(|page| page["url"] == url).unwrap().clone();
    assert_eq!(
        page("/a/"),
        json!({
            "url": "/a/", "source": "content/a.md", "title": "A", "weight": 3, "kind": "article", "children": [],
            "headings": [{"level": 2, "id": "one-part", "text": "One part"}],
            "links": ["/old/#one-part", "https://example.org/"], "tags": ["Scope"], "aliases": ["/old/"],
        })
    );
    assert_eq!(page("/")["children"], json!(["/b/", "/a/"]));
    assert_eq!(page("/tags/scope/")["children"], json!(["/a/"]));
    assert_eq!(page("/tags/")["source"], "");
    project.run(["inspect"]).stdout_contains("article   /a/").done();
}

#[test]
fn links_and_addresses_are_inspected() {
    let project = clean();
    let links = project.run(["inspect", "links", "--format", "json"]).stdout_contains("[").done();
    let expected = json!([
        {"page": "/a/", "source": "content/a.md", "target": "/old/#one-part", "leads_to": "/a/", "kind": "article"},
        {"page": "/a/", "source": "content/a.md", "target": "https://example.org/", "leads_to": null, "kind": "external"},
    ]);
    assert_eq!(parsed(&links.stdout), expected);
    let urls = project.run(["inspect", "urls", "--format", "json"]).stdout_contains("[").done();
    let urls = parsed(&urls.stdout);
    for url in urls.as_array().unwrap() {
        keys(url, &["url", "kind", "redirect"]);
    }
    let alias = urls.as_array().unwrap().iter().find(|url| url["url"] == "/old/").unwrap();
    assert_eq!(alias["redirect"], "/a/");
    project.run(["inspect", "urls"]).stdout_contains("/old/ -> /a/").done();
    let project = clean().file("content/draft.md", "---\ntitle: D\ndescription: d\ndraft: true\n---\n");
    assert!(!project.answer(["inspect", "urls"]).stdout.contains("/draft/"));
    project.run(["inspect", "urls", "--drafts"]).stdout_contains("/draft/").done();
}

#[test]
fn a_closed_output_pipe_is_not_an_error() {
    let mut project = clean();
    for number in 0..400 {
        project = project.file(&format!("content/a{number}.md"), "---\ntitle: A\n---\n[x](/nowhere/) [y](/nothing/)\n");
    }
    for arguments in [&["check"][..], &["check", "--format", "json"], &["inspect", "--format", "json"], &["explain"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_clausebook"))
            .args(arguments)
            .current_dir(project.path(""))
            .env("XDG_CACHE_HOME", project.caches())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        let status = child.wait().unwrap();
        assert_eq!(said, "", "{arguments:?}");
        assert!(matches!(status.code(), Some(0 | 1)), "{arguments:?}: {status}");
    }
}

#[test]
fn a_new_site_of_every_framework_builds_and_checks_without_any_finding() {
    for framework in ["pci-dss", "cmmc", "soc2", "iso27001", "NIST-CSF", "nist-800-171"] {
        let project = Project::new();
        project.run(["new", "site", "guide", "--framework", framework]).stdout_contains("guide").done();
        let check = project.run(["--root", "guide", "check", "--deny", "hints"]).stdout_contains("no findings in ");
        check.done();
        project.run(["--root", "guide", "build", "--strict", "-q"]).done();
        assert_eq!(project.broken_references("guide/public", "/"), Vec::<String>::new(), "{framework}");
        let names = project.names("guide/content");
        let series = names.iter().find(|name| *name != "_index.md").unwrap();
        let matrix = project.read(&format!("guide/public/{series}/responsibilities/index.html"));
        assert!(matrix.matches("<tr").count() > 10, "{framework}");
        assert!(project.path(&format!("guide/public/{series}/print/index.html")).exists(), "{framework}");
        assert!(project.path("guide/public/documents/index.html").exists(), "{framework}");
    }
}

#[test]
fn a_new_site_takes_only_an_empty_folder_and_a_new_file_no_existing_path() {
    let project = Project::new();
    project.run(["new", "site", "guide", "--title", "Say \"so\": \\"]).stdout_contains("guide").done();
    assert_eq!(project.read("guide/clausebook.yaml").lines().next(), Some("title: \"Say \\\"so\\\": \\\\\""));
    project.run(["new", "site", "guide"]).status(2).stderr_contains("`guide` is not empty; nothing was changed").done();
    project
        .run(["--root", "guide", "new", "article", "pci-dss/new-thing.md"])
        .stdout("created content/pci-dss/new-thing.md\n")
        .done();
    let text = project.read("guide/content/pci-dss/new-thing.md");
    assert!(text.contains("title: \"New thing\"") && text.contains("weight: 40"), "{text}");
    project.run(["--root", "guide", "check", "--deny", "warnings"]).stdout_contains("no findings in ").done();
    let again = project.run(["--root", "guide", "new", "article", "pci-dss/new-thing"]).status(2);
    again.stderr_contains("already exists").done();
    for path in ["../out", "a/../../out", "/etc/x", "", ".md", "a/.hidden", "#a", "a~.md", "a//b"] {
        project.run(["--root", "guide", "new", "article", path]).status(2).stderr_contains("error: ").done();
    }
    for path in ["../out", "a/../../out", "/etc/x", "a/.hidden", "a~.yaml", "a//b"] {
        let arguments = ["--root", "guide", "new", "crosswalk", "--from", "soc2", "--to", "cmmc", path];
        project.run(arguments).status(2).stderr_contains("error: ").done();
    }
    assert_eq!(project.names("."), ["guide"]);
}

#[test]
fn a_new_site_has_a_check_for_a_build_server_unless_it_is_in_a_repository() {
    let project = Project::new();
    project.run(["new", "site", "a"]).stdout_contains("created").done();
    assert!(project.read("a/.github/workflows/clausebook.yml").contains("root: \".\""));
    project.run(["new", "site", "b", "--ci", "gitlab"]).stdout_contains("created").done();
    assert!(!project.path("b/.github").exists() && project.path("b/.gitlab-ci.yml").is_file());
    project.run(["new", "site", "c", "--no-ci"]).stdout_contains("created").done();
    assert!(!project.path("c/.github").exists());
    project.git(&["init", "--quiet"]);
    let said = "have a build server check it with `clausebook --root d init ci github`";
    project.run(["new", "site", "d"]).stdout_contains(said).done();
    assert!(!project.path("d/.github").exists() && !project.path(".github").exists());
}

#[test]
fn a_word_that_is_none_of_those_of_new_makes_nothing() {
    let project = Project::new();
    let said = "error: `new guide`: say what to make, `site`, `article`, `matrix`, `crosswalk` or `framework`; \
                for a site in the folder `guide` it is `clausebook new site guide`\n";
    project.run(["new", "guide"]).status(2).stderr(said).done();
    assert_eq!(project.names("."), Vec::<String>::new());
}

#[test]
fn new_tables_and_frameworks_are_read_without_an_error() {
    let home = "---\ntitle: Home\ndescription: D.\n---\n";
    let project = Project::new().file("content/_index.md", home).file(
        "content/s/_index.md",
        "---\ntitle: S\ndescription: D.\n---\n\n[A](who.yaml)\n\n[B](iso.yaml)\n\n[acme:1.1]\n",
    );
    project
        .run(["new", "framework", "acme", "--name", "The \"rules\""])
        .stdout("created content/frameworks/acme.yaml\n")
        .done();
    project
        .run(["new", "matrix", "content/s/who", "--framework", "acme"])
        .stdout("created content/s/who.yaml\n")
        .done();
    let crosswalk = project.run(["new", "crosswalk", "s/iso.yaml", "--from", "acme", "--to", "soc2"]);
    crosswalk.stdout("created content/s/iso.yaml\n").done();
    project.run(["check"]).stdout_contains("no findings in ").done();
    project.run(["new", "framework", "acme"]).status(2).stderr_contains("the framework `acme` is there already").done();
    for key in ["", "A", "a/b", "../a", "1a", "a b"] {
        project.run(["new", "framework", key]).status(2).stderr_contains("is not a key").done();
    }
    let unknown = project.run(["new", "matrix", "s/x.yaml", "--framework", "acmee"]).status(2);
    unknown.stderr_contains("unknown framework `acmee`; the frameworks are ").done();
}

#[test]
fn a_new_article_creates_its_folder() {
    let project = clean();
    project.run(["new", "article", "content/deep/er/index.md"]).stdout("created content/deep/er/index.md\n").done();
    assert!(project.read("content/deep/er/index.md").contains("title: \"Er\""));
}

/// The same document is current, due and overdue, by the day that counts as today.
#[test]
fn the_day_given_decides_which_reviews_are_due() {
    let control = "control:\n  owner: Security\n  approver: Management\n  reviewed: 2025-06-01\n  every: 12 months\n";
    let text = format!("---\ntitle: A\ndescription: One sentence.\n{control}---\n");
    let project = clean().file("content/a.md", &text);
    for (day, expected) in [
        ("2025-05-31", &["DC105"][..]),
        ("2025-06-01", &[]),
        ("2026-04-01", &[]),
        ("2026-04-02", &["DC102"]),
        ("2026-06-01", &["DC102"]),
        ("2026-06-02", &["DC101"]),
    ] {
        let report = parsed(&project.run(["check", "--format", "json", "--date", day]).answer().stdout);
        let codes: Vec<&str> =
            report["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect();
        assert_eq!(codes, expected, "{day}");
    }
}

#[test]
fn a_template_that_fails_on_a_page_is_found_without_a_build() {
    let page = |title: &str| format!("---\ntitle: {title}\ndescription: One sentence.\n---\n");
    let project = Project::new()
        .file("content/_index.md", page("Home"))
        .file("content/a.md", page("A"))
        .file("content/b.md", page("B"))
        .file("templates/article.html", "<h1>\n{{ page.none.deeper }}</h1>");
    let answer = project.answer(["--root", ".", "check", "--format", "concise"]);
    assert_eq!((answer.status, answer.stdout.matches("TP102").count()), (Some(1), 1), "{answer:?}");
    assert!(answer.stdout.contains("templates/article.html:2:"), "{answer:?}");
    assert!(!project.path("public").exists());
}

/// Known findings on requirements, tables and documents are counted and do not fail a check; new ones fail it, in every
/// format.
#[test]
fn since_reports_the_requirements_tables_and_documents_that_a_change_breaks() {
    let page =
        |title: &str, more: &str, body: &str| format!("---\ntitle: {title}\ndescription: d\n{more}---\n{body}\n");
    let table = |who: &str| {
        format!(
            "kind: responsibility\nframework: pci-dss\nparties: {{provider: P, customer: C}}\ndefault: customer\nrows:\n  - {{req: 6.3.2, who: {who}}}\n"
        )
    };
    let project = Project::new()
        .file("content/_index.md", page("Home", "", "[a](/a/) [b](/b/)"))
        .file("content/a.md", page("A", "control: {owner: X, version: \"1\"}\n", "[pci-dss:11.3.11]"))
        .file("content/b.md", page("B", "", "[T](t.yaml)"))
        .file("content/t.yaml", table("shared, provider: x"));
    project.git(&["init", "-q"]);
    project.git(&["add", "."]);
    project.git(&["commit", "-qm", "one"]);
    let check = |more: &[&str]| project.answer([&["check", "--date", "2026-11-25"], more].concat());
    let all = check(&["--format", "concise"]).stdout;
    assert!(["RQ102", "TB104", "DC103"].iter().all(|code| all.contains(code)), "{all}");
    let unchanged = check(&["--since", "HEAD"]);
    assert_eq!(unchanged.status, Some(0), "{}", unchanged.stdout);
    assert!(
        !unchanged.stdout.contains("RQ102") && unchanged.stdout.contains("more existed before"),
        "{}",
        unchanged.stdout
    );
    let note = "note: the site is as it was at the common ancestor with `HEAD`, so nothing is new";
    assert!(unchanged.stderr.starts_with(note), "{}", unchanged.stderr);

    project.write("content/b.md", page("B", "control: {version: \"2\"}\n", "[T](t.yaml)\n\n[pci-dss:99.1]").as_bytes());
    project.write("content/t.yaml", table("nobody").as_bytes());
    for format in formats() {
        let said = check(&["--since", "HEAD", "--format", format.as_str()]);
        assert_eq!(said.status, Some(1), "{format}: {}", said.stdout);
        let (new, old) = (["99.1", "TB111", "DC103"], ["11.3.11", "TB104"]);
        // SARIF lists every rule, with or without findings.
        let said = said.stdout.split("\"tool\"").next().unwrap().to_owned();
        assert!(new.iter().all(|part| said.contains(part)), "{format}: {said}");
        assert!(!old.iter().any(|part| said.contains(part)), "{format}: {said}");
    }
    project.write("content/c.md", page("C", "", "[pci-dss:11.3.11] [pci-dss:6..3.1]").as_bytes());
    check(&["--fix"]);
    assert!(
        project.read("content/c.md").ends_with("[pci-dss:11.3.1.1] [pci-dss:6.3.1]\n"),
        "{}",
        project.read("content/c.md")
    );
}

const FRONT: &str = "---\ntitle: T\ndescription: One sentence.\n---\n";

#[test]
fn a_check_of_some_paths_reads_the_whole_site_and_reports_on_them_alone() {
    let project = Project::new()
        .file("content/_index.md", format!("{FRONT}[a](/a/)\n"))
        .file("content/a.md", format!("{FRONT}[b](/b/c/) [gone](/gone/)\n"))
        .file("content/b/c.md", format!("{FRONT}[gone](/gone/)\n"))
        .file("content/bc.md", format!("{FRONT}[gone](/gone/)\n"))
        .file("README.md", "no part of the site");
    let lines = |paths: &[&str]| {
        let arguments = ["--root", ".", "check", "--format", "concise", "--allow", "NV102"].into_iter();
        let answer = project.answer(arguments.chain(paths.iter().copied()));
        let files: Vec<String> = answer.stdout.lines().map(|line| line.split(':').next().unwrap().to_owned()).collect();
        (files, answer.status)
    };
    let all = ["content/a.md", "content/b/c.md", "content/bc.md"].map(str::to_owned).to_vec();
    assert_eq!(lines(&["content/a.md"]), (vec![all[0].clone()], Some(1)));
    assert_eq!(lines(&["content/b"]), (vec![all[1].clone()], Some(1)));
    assert_eq!(lines(&["./content/b/../b/", "content/a.md"]), (all[..2].to_vec(), Some(1)));
    assert_eq!(lines(&["content/_index.md"]), (Vec::new(), Some(0)));
    assert_eq!(lines(&["."]), (all.clone(), Some(1)));
    assert_eq!(lines(&[]), (all, Some(1)));
    project.run(["check", "README.md"]).status(2).stderr_contains("`README.md` is not a file of the site").done();
}

#[test]
fn annotations_name_files_from_the_folder_of_the_repository() {
    let project = Project::new()
        .file("docs/content/_index.md", format!("{FRONT}[gone](/gone/)\n"))
        .file("docs/content/a.md", format!("{FRONT}x\n"));
    project.git(&["init", "-q"]);
    let printed =
        |arguments: &[&str]| project.answer(["--root", "docs", "check"].iter().chain(arguments).copied()).stdout;
    for format in ["github", "junit", "sarif"] {
        let text = printed(&["--format", format]);
        assert!(text.contains("docs/content/_index.md"), "{format}: {text}");
        let text = printed(&["--format", format, "--path-base", "docs"]);
        assert!(text.contains("content/_index.md") && !text.contains("docs/content"), "{format}: {text}");
    }
    // The form of JSON is stable, and people know where they are.
    for format in ["json", "concise", "human"] {
        assert!(!printed(&["--format", format]).contains("docs/content"), "{format}");
        assert!(printed(&["--format", format, "--path-base", "."]).contains("docs/content"), "{format}");
    }
    assert!(printed(&["--format", "concise", "--path-base", "docs/content"]).starts_with("_index.md:"));
}

#[test]
fn drafts_are_checked_and_hints_fail_where_that_is_asked_for() {
    let draft = "---\ntitle: D\ndescription: One sentence.\ndraft: true\n---\n[gone](/gone/)\n";
    let project = Project::new()
        .file("content/_index.md", format!("{FRONT}[](/a/)\n"))
        .file("content/a.md", format!("{FRONT}x\n"))
        .file("content/d.md", draft);
    assert_eq!(project.answer(["check", "--deny", "warnings"]).status, Some(0));
    assert_eq!(project.answer(["check", "--deny", "hints"]).status, Some(1));
    project.run(["check", "--drafts"]).status(1).stdout_contains("content/d.md").done();
    project.run(["check", "--deny", "hint"]).status(2).stderr_contains("did you mean `hints`?").done();
}

/// The commands that `--help` lists.
fn commands(project: &Project) -> Vec<String> {
    let help = project.answer(["--help"]).stdout;
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = lines.filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next().map(str::to_owned));
    names.filter(|name| name != "help").collect()
}

#[test]
fn completions_of_every_shell_know_every_command() {
    let project = Project::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = project.answer(["completions", shell]);
        assert_eq!((script.status, script.stderr.as_str()), (Some(0), ""), "{shell}");
        for command in commands(&project) {
            assert!(script.stdout.contains(&command), "{shell}: {command}");
        }
        assert!(script.stdout.contains("path-base"), "{shell}");
    }
    assert_eq!(project.answer(["completions", "tcsh"]).status, Some(2));
}

#[test]
fn every_command_has_a_page_for_man() {
    let project = Project::new();
    let folder = project.path("share/man1");
    assert_eq!(project.answer(["man", folder.to_str().unwrap()]).status, Some(0));
    let names = |mut names: Vec<String>| {
        names.sort();
        names
    };
    let written = std::fs::read_dir(&folder).unwrap();
    let written = names(written.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect());
    let of_commands = commands(&project).into_iter().map(|command| format!("clausebook-{command}.1"));
    assert_eq!(written, names(of_commands.chain(["clausebook.1".to_owned()]).collect()));
    let page = std::fs::read_to_string(folder.join("clausebook-check.1")).unwrap();
    assert!(page.starts_with(".ie"), "{page}");
    assert!(page.contains("Report broken links") && page.contains("\\-\\-since"), "{page}");
    // A link is replaced, and what it leads to stays.
    let file = project.path("file");
    std::fs::write(&file, "").unwrap();
    #[cfg(unix)]
    {
        std::fs::remove_file(folder.join("clausebook.1")).unwrap();
        std::os::unix::fs::symlink(&file, folder.join("clausebook.1")).unwrap();
        assert_eq!(project.answer(["man", folder.to_str().unwrap()]).status, Some(0));
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "");
    }
    let answer = project.answer(["man", file.to_str().unwrap()]);
    assert_eq!(answer.status, Some(2));
    assert!(answer.stderr.contains("cannot write into"), "{answer:?}");
}

#[test]
fn help_lists_the_own_options_of_a_command_before_those_of_all_commands_and_ends_with_examples() {
    let project = Project::new();
    for command in &commands(&project) {
        let help = project.answer([command.as_str(), "--help"]).stdout;
        let common = help.find("Options of all commands:").unwrap();
        assert!(help[..common].contains(&format!("Usage: clausebook {command}")), "{help}");
        assert!(!help[..common].contains("--root <DIR>"), "{help}");
        assert!(help[common..].contains("\nExample"), "{help}");
    }
}

/// The schema that the program prints.
fn schema(subject: &str) -> jsonschema::Validator {
    let answer = Project::new().answer(["schema", subject]);
    assert_eq!(answer.status, Some(0));
    jsonschema::validator_for(&parsed(&answer.stdout)).unwrap()
}

#[test]
fn the_schema_of_the_configuration_takes_our_own_and_every_example() {
    let schema = schema("configuration");
    let valid = |yaml: &str| schema.is_valid(&serde_yaml::from_str::<Value>(yaml).unwrap());
    assert!(valid(
        &std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("clausebook.yaml")).unwrap()
    ));
    for setting in clausebook::config::SETTINGS {
        let yaml = format!("{}: {}\n", setting.name, setting.example);
        assert!(valid(&yaml), "{yaml}");
    }
    for yaml in ["titel: x", "embeds: sometimes", "search: often", "theme: {logos: x}", "feeds: {limit: many}"] {
        assert!(!valid(yaml), "{yaml}");
    }
    assert!(valid("title:\ntheme:\nmenus:\n  main:\n"));
}

#[test]
fn the_schema_of_front_matter_takes_every_article_of_ours() {
    let schema = schema("front-matter");
    let mut count = 0;
    for entry in walkdir::WalkDir::new(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("content")) {
        let path = entry.unwrap().into_path();
        if path.extension().is_none_or(|end| end != "md") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let front = text.strip_prefix("---\n").unwrap().split_once("\n---\n").unwrap().0;
        assert!(schema.is_valid(&serde_yaml::from_str::<Value>(front).unwrap()), "{}", path.display());
        count += 1;
    }
    assert!(count > 40, "{count}");
    assert!(!schema.is_valid(&json!(["title"])));
}
