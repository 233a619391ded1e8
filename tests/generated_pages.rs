//! Generated pages: they exist, links to them are checked, and they are complete.

use std::fs;

use crate::support::{Page, Project};

const CONTROL: &str = "control: {owner: Security, approver: Management, version: \"1\", reviewed: 2026-11-01}\n";

fn page(title: &str, more: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ndescription: One sentence.\n{more}---\n{body}\n")
}

/// A series of two controlled documents.
fn controlled() -> Project {
    Project::new()
        .file("content/_index.md", page("Guide", "", ""))
        .file("content/policies/_index.md", page("Policies", "", ""))
        .file("content/policies/a.md", page("A", CONTROL, "## Scope\n\n## Scope\n\n[b](b.md#scope)"))
        .file("content/policies/b.md", page("B", CONTROL, "## Scope"))
}

/// The findings of a check, a line each.
fn findings(project: &Project) -> Vec<String> {
    let answer = project.run(["check", "--format", "concise", "--date", "2026-11-22"]).answer();
    answer
        .stdout
        .lines()
        .filter(|line| line.contains(" content/") || line.starts_with("content/"))
        .map(str::to_owned)
        .collect()
}

fn build(project: &Project) {
    let answer = project.run(["build", "-q", "--strict", "--date", "2026-11-22", "--out", "out"]).answer();
    assert_eq!(answer.status, Some(0), "{}{}", answer.stdout, answer.stderr);
}

fn read(project: &Project, file: &str) -> String {
    fs::read_to_string(project.path("out").join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[test]
fn links_to_generated_pages_and_their_anchors_are_checked() {
    let project = controlled();
    project.write(
        "content/policies/b.md",
        page(
            "B",
            CONTROL,
            "[1](/documents/) [2](/documents) [3](/documents/documents.csv) [4](/policies/print/#p1-scope-1)",
        )
        .as_bytes(),
    );
    project.write("content/policies/a.md", page("A", CONTROL, "## Scope\n\n## Scope").as_bytes());
    assert_eq!(findings(&project), Vec::<String>::new());
    project.write(
        "content/policies/c.md",
        page("C", "", "[1](/policies/print/#p2-scope-9) [2](/documents/x.csv)").as_bytes(),
    );
    let found = findings(&project);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].contains("LK102") && found[1].contains("LK103"), "{found:#?}");
}

#[test]
fn a_site_without_a_controlled_document_gets_neither_register_nor_print() {
    let project = controlled();
    for name in ["a", "b"] {
        project.write(&format!("content/policies/{name}.md"), page(name, "", "").as_bytes());
    }
    build(&project);
    assert!(!project.path("out/documents").exists() && !project.path("out/policies/print").exists());
    project.write("content/policies/_index.md", page("Policies", "print: true\n", "").as_bytes());
    build(&project);
    assert!(!project.path("out/documents").exists() && project.path("out/policies/print/index.html").exists());
}

#[test]
fn a_section_at_the_address_of_the_register_carries_it() {
    let project = controlled()
        .file("content/documents/_index.md", page("Our papers", "", "What we keep."))
        .file("content/documents/c.md", page("C", CONTROL, ""));
    build(&project);
    let html = read(&project, "documents/index.html");
    for part in ["<h1>Our papers</h1>", "What we keep.", "/policies/a/", "/documents/c/"] {
        assert!(html.contains(part), "no {part} in {html}");
    }
    assert_eq!(read(&project, "documents/documents.csv").lines().count(), 4);
    assert_eq!(findings(&project), Vec::<String>::new());
}

#[test]
fn a_printed_series_has_every_id_once_and_is_kept_from_search_engines() {
    let project = controlled();
    build(&project);
    let html = read(&project, "policies/print/index.html");
    let mut ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "{html}");
    assert!(html.contains("<a href=\"#p2-scope\">b</a>"), "{html}");
    assert!(html.contains("<meta name=robots content=\"noindex\">"));
    assert_eq!(Page::read(&html).articles, 1);
    let map = read(&project, "sitemap.xml");
    assert!(map.contains("/documents/") && !map.contains("/print/"), "{map}");
    assert_eq!(project.broken_references("out", "/"), Vec::<String>::new());
}

#[test]
fn an_article_is_in_a_feed_once() {
    let tagged = |title: &str| format!("---\ntitle: {title}\ndescription: d\ntags: [scope]\n---\nText\n");
    let project = Project::new()
        .file("content/series/_index.md", tagged("Series"))
        .file("content/series/a.md", tagged("A"))
        .file("content/series/b.md", tagged("B"));
    build(&project);
    let feed = read(&project, "tags/scope/index.xml");
    assert_eq!(feed.matches("<entry>").count(), 2, "{feed}");
}

#[test]
fn a_feed_of_a_site_without_a_host_has_stable_ids() {
    let project = controlled();
    build(&project);
    let ids = |feed: &str| -> Vec<String> {
        feed.split("<id>").skip(1).filter_map(|rest| Some(rest.split_once("</id>")?.0.to_owned())).collect()
    };
    let first = ids(&read(&project, "policies/index.xml"));
    assert_eq!(first.len(), 3, "{first:?}");
    assert!(first.iter().all(|id| id.starts_with("urn:uuid:")), "{first:?}");
    build(&project);
    assert_eq!(ids(&read(&project, "policies/index.xml")), first);
}

#[test]
fn every_sheet_of_a_printed_series_has_the_title_of_its_article() {
    let project = controlled().file("content/policies/b.md", page("'B \"two\" </style>'", CONTROL, "## Scope"));
    build(&project);
    let style = read(&project, "policies/print/paper.css");
    assert!(style.contains("@page part-1{@top-right{content:\"A\"}@bottom-left{content:\"Version "), "{style}");
    assert!(style.contains(" · Reviewed ") && style.contains("}}#part-1{page:part-1}"), "{style}");
    assert!(style.ends_with("#part-2{page:part-2}\n.colophon{page:part-2}\n}\n"), "{style}");
    assert!(style.contains(r#"content:"B \22 two\22  \3c /style>""#), "{style}");
    assert!(read(&project, "policies/print/index.html").contains("href=\"paper.css\""));
}

/// Every file below `folder` by this name, relative to it.
fn all(project: &Project, name: &str) -> Vec<String> {
    let root = project.path("out");
    let entries = walkdir::WalkDir::new(&root).into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_name() == name).map(walkdir::DirEntry::into_path);
    let mut paths: Vec<String> =
        files.map(|path| path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/")).collect();
    paths.sort();
    paths
}

#[test]
fn every_page_has_a_markdown_alternate_with_the_same_content() {
    let who = "kind: responsibility\nframework: pci-dss\nparties: {provider: Us, customer: You}\ndefault: customer\n\
        rows:\n  - {req: 6.3.2, who: shared, provider: \"Lists | all\", customer: Reads it}\n";
    let walk =
        "kind: crosswalk\nsource: pci-dss\ntarget: own\nrows:\n  - {from: 6.3.1, relation: subset-of, to: O-1}\n";
    let own = "key: own\nname: Own\nversion: '2'\nversions: ['1', '2']\nrenumbered: [{from: O-0, to: O-1}]\n\
        nodes:\n  - {id: O, children: [{id: O-1, title: 'First [one]', prose: It says *so*.}, {id: O-2, withdrawn: O-1}]}\n";
    let project = controlled()
        .file(
            "content/policies/c.md",
            page("C", "tags: [t]\nrequirements: {pci-dss: [6.3.1]}\n", "[Who](who.yaml)\n\n[Beside](walk.yaml)"),
        )
        .file("content/policies/who.yaml", who)
        .file("content/policies/walk.yaml", walk)
        .file("content/frameworks/own.yaml", own)
        .file("content/frameworks/_index.md", page("Standards", "", "Our words."));
    build(&project);
    assert!(read(&project, "frameworks/own/o/index.html").contains("It says <em>so</em>."));
    let alternates = all(&project, "index.md");
    let pages: Vec<String> = all(&project, "index.html").iter().map(|page| page.replace(".html", ".md")).collect();
    assert_eq!(alternates, pages);
    for (file, parts) in [
        ("frameworks/index.md", &["# Standards", "Our words.", "| [Own 2](/frameworks/own/) | 1 |"] as &[&str]),
        (
            "frameworks/pci-dss/6/index.md",
            &[
                "### 6.3.2 ",
                "- [Responsible](/policies/c/): shared. Us: Lists | all. You: Reads it",
                "- Explained in [C](/policies/c/)",
                "- part of Own [O-1](/frameworks/own/o/#O-1)",
            ],
        ),
        ("frameworks/pci-dss/coverage/index.md", &["## Gaps", "- [6.5.1 ", "## Covered", "| [C](/policies/c/) |"]),
        (
            "frameworks/pci-dss/crosswalk/index.md",
            &["| PCI DSS | Relation | Own | Note |", "| part of | [O-1 First \\[one\\]]"],
        ),
        ("frameworks/pci-dss/index.md", &["  - 6.3.1 ", ": explained"]),
        (
            "frameworks/own/o/index.md",
            &["## O-1 First \\[one\\]", "- O-0 in 1", "It says *so*.", "- Withdrawn: see [O-1]"],
        ),
        ("frameworks/own/changes/index.md", &["| 2 (current) |", "| O-0 | 1 | [O-1]"]),
        ("documents/index.md", &["| [A](/policies/a/) | Security | 1 | 2026-11-01 |"]),
        ("policies/print/index.md", &["# Policies", "# A\n", "- Owner: Security", "# B\n", "| 6.3.2 |"]),
        ("policies/index.md", &["- [A](/policies/a/): One sentence."]),
        ("tags/t/index.md", &["- [C](/policies/c/): One sentence."]),
        ("llms.txt", &["## Reference", "/frameworks/pci-dss/coverage/index.md)"]),
    ] {
        let text = read(&project, file);
        for part in parts {
            assert!(text.contains(part), "`{part}` is not in {file}:\n{text}");
        }
    }
}
