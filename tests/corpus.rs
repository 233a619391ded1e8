//! A real site, compared with the output of Hugo. The site is not part of this repository: `CLAUSEBOOK_CORPUS` names
//! its folder, and by default it is expected beside the repository. `cargo test -- --include-ignored` runs these tests
//! where the folder exists.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Page, Project};

/// What Hugo writes at one address.
struct Expected {
    url: String,
    /// Where it redirects to; absent for a page.
    redirect: Option<String>,
    ids: Vec<String>,
    children: Vec<String>,
}

fn corpus(name: &str) -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().skip(1).map(|folder| folder.join("shared/corpus"));
    let named = std::env::var_os("CLAUSEBOOK_CORPUS").map(PathBuf::from);
    let folder = named.into_iter().chain(beside).find(|folder| folder.is_dir());
    folder.expect("CLAUSEBOOK_CORPUS names no folder and there is no ../shared/corpus").join(name)
}

fn expected(folder: &Path) -> Vec<Expected> {
    let text = fs::read_to_string(folder.join("hugo.jsonl")).unwrap();
    let strings = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().map(|item| item.as_str().unwrap().to_owned()).collect()
    };
    let row = |line: &str| {
        let row: Value = serde_json::from_str(line).unwrap();
        let redirect = row["redirect"].as_str().map(path_of);
        let url = row["url"].as_str().unwrap().to_owned();
        Expected { url, redirect, ids: strings(&row["ids"]), children: strings(&row["children"]) }
    };
    text.lines().map(row).collect()
}

/// The path of an address, without its host.
fn path_of(address: &str) -> String {
    match address.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]).to_owned(),
        None => address.to_owned(),
    }
}

/// A site built from the corpus into a temporary folder.
struct Built {
    project: Project,
    root: String,
    folder: PathBuf,
}

impl Built {
    fn new(name: &str) -> Self {
        let folder = corpus(name);
        let (project, root) = (Project::new(), folder.to_str().unwrap().to_owned());
        let build = ["--root", &root, "build", "-q", "--date", "2026-11-22", "--out", "out"];
        let answer = project.run(build).patience(300).answer();
        assert_eq!(answer.status, Some(0), "{}{}", answer.stdout, answer.stderr);
        Self { project, root, folder }
    }

    fn page(&self, url: &str) -> Option<Page> {
        let file = self.project.path("out").join(url.trim_matches('/')).join("index.html");
        fs::read_to_string(file).ok().map(|html| Page::read(&html))
    }

    /// JSON that a command prints.
    fn json(&self, command: &[&str]) -> Value {
        let answer = self.project.run(["--root", &self.root].iter().chain(command)).patience(300).answer();
        serde_json::from_str(&answer.stdout).unwrap_or_else(|error| panic!("{error}: {}", answer.stderr))
    }

    fn findings(&self) -> Vec<Value> {
        let report = self.json(&["check", "--format", "json", "--date", "2026-11-22"]);
        report["findings"].as_array().unwrap().clone()
    }

    /// The differences of the built site from the output of Hugo, one a line.
    fn differences(&self) -> Vec<String> {
        let pages = self.json(&["inspect", "pages", "--format", "json"]);
        let children: BTreeMap<&str, &Value> =
            pages.as_array().unwrap().iter().map(|page| (page["url"].as_str().unwrap(), &page["children"])).collect();
        let mut differences = Vec::new();
        for expected in expected(&self.folder) {
            let Some(page) = self.page(&expected.url) else {
                differences.push(format!("{}: is not there", expected.url));
                continue;
            };
            if page.refresh.as_deref().map(path_of) != expected.redirect {
                differences.push(format!("{}: redirects to {:?}", expected.url, page.refresh));
            }
            if expected.redirect.is_some() {
                continue;
            }
            if !expected.ids.is_empty() && (page.heading_ids != expected.ids || page.articles != 1) {
                let (articles, ids) = (page.articles, page.heading_ids);
                differences.push(format!("{}: {articles} articles with {ids:?}, not {:?}", expected.url, expected.ids));
            }
            let is_term = ["/tags/", "/contributors/"].iter().any(|taxonomy| expected.url.starts_with(taxonomy));
            let shown = children.get(expected.url.as_str()).copied().unwrap_or(&Value::Null);
            if !is_term && !expected.children.is_empty() && *shown != Value::from(expected.children.clone()) {
                differences.push(format!("{}: lists {shown}, not {:?}", expected.url, expected.children));
            }
        }
        differences
    }
}

#[test]
#[ignore = "needs a corpus that is not part of the repository"]
fn the_academy_has_every_address_redirect_heading_id_and_order_that_hugo_gives_it() {
    let built = Built::new("academy-2024");
    let differences = built.differences();
    assert!(differences.is_empty(), "{} differences\n{}", differences.len(), differences.join("\n"));
    assert_eq!(built.project.answer(["verify", "out"]).status, Some(0));
}

#[test]
#[ignore = "needs a corpus that is not part of the repository"]
fn the_academy_has_exactly_its_known_findings() {
    let built = Built::new("academy-2024");
    let findings = built.findings();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let of = |codes: &[&str]| -> Vec<&Value> {
        findings.iter().filter(|finding| codes.contains(&finding["code"].as_str().unwrap())).collect()
    };

    let list = fs::read_to_string(built.folder.join("front-matter-expected.txt")).unwrap();
    let mut front: Vec<(String, String)> = list
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(path, rest)| (path.to_owned(), rest.split(':').next().unwrap().trim().to_owned()))
        .collect();
    front.sort();
    let key_of = |finding: &Value| {
        let path = text(finding, "file");
        let line = usize::try_from(finding["line"].as_u64().unwrap()).unwrap();
        let source = fs::read_to_string(built.folder.join(&path)).unwrap();
        (path, source.lines().nth(line - 1).unwrap().split(':').next().unwrap().trim().to_owned())
    };
    let mut found: Vec<(String, String)> = of(&["FM101", "FM102"]).into_iter().map(key_of).collect();
    found.sort();
    assert_eq!(found, front);

    let list = fs::read_to_string(built.folder.join("links-expected.tsv")).unwrap();
    let links: BTreeSet<(String, String, String)> = list
        .lines()
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            (fields[0].to_owned(), fields[1].to_owned(), fields[2].to_owned())
        })
        .collect();
    let pages = built.json(&["inspect", "pages", "--format", "json"]);
    let url_of: BTreeMap<String, String> =
        pages.as_array().unwrap().iter().map(|page| (text(page, "source"), text(page, "url"))).collect();
    let kind = |finding: &Value| match finding["code"].as_str().unwrap() {
        "LK101" => "page",
        "LK102" => "anchor",
        _ => "alias",
    };
    let place =
        |finding: &Value| (kind(finding).to_owned(), url_of[&text(finding, "file")].clone(), text(finding, "target"));
    let found: BTreeSet<_> = of(&["LK101", "LK102", "LK104"]).into_iter().map(place).collect();
    let missing: Vec<_> = links.difference(&found).collect();
    let surplus: Vec<_> = found.difference(&links).collect();
    assert!(missing.is_empty() && surplus.is_empty(), "missing {missing:#?}\nsurplus {surplus:#?}");

    let others = of(&["LK103", "LK105", "LK108"]);
    assert!(others.is_empty(), "{others:#?}");
}

#[test]
#[ignore = "needs a corpus that is not part of the repository"]
fn the_series_is_in_order_with_its_table_and_navigation() {
    let built = Built::new("pci-series");
    let differences = built.differences();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    let series = "/software-security/compliance/pci-dss-4/";
    let url = format!("{series}pci-dss-chainguard/");
    let html = built.project.read(&format!("out{url}index.html"));
    let source =
        fs::read_to_string(built.folder.join("content/software-security/compliance/pci-dss-4/pci-dss-chainguard.md"))
            .unwrap();
    let front = |key: &str| {
        let line = source.lines().find(|line| line.starts_with(&format!("{key}:")));
        line.unwrap().split_once(':').unwrap().1.trim().trim_matches('"').to_owned()
    };
    let pages = built.json(&["inspect", "pages", "--format", "json"]);
    let page = |url: &str| pages.as_array().unwrap().iter().find(|page| page["url"] == url).unwrap().clone();
    let shown = html_escape::decode_html_entities(&html).into_owned();
    assert!(shown.contains(&front("title")), "the title");
    assert!(shown.contains(&front("lead")), "the lead");
    for heading in page(&url)["headings"].as_array().unwrap().iter().filter(|heading| heading["level"] == 2) {
        let id = heading["id"].as_str().unwrap();
        assert!(html.contains(&format!("href=\"#{id}\"")), "the contents name {id}");
    }
    for tag in page(&url)["tags"].as_array().unwrap() {
        let term = tag.as_str().unwrap().to_lowercase().replace(' ', "-");
        assert!(html.contains(&format!("href=\"/tags/{term}/\"")), "{tag}");
    }
    for above in ["/", "/software-security/", "/software-security/compliance/", series] {
        assert!(html.contains(&format!("href=\"{above}\"")), "a way up to {above}");
    }
    let order = page(series)["children"].as_array().unwrap().clone();
    let place = order.iter().position(|child| *child == url.as_str()).unwrap();
    for beside in [place.checked_sub(1), Some(place + 1)].into_iter().flatten().filter_map(|at| order.get(at)) {
        assert!(html.contains(&format!("href=\"{}\"", beside.as_str().unwrap())), "{beside}");
    }
    let table = &html[html.find("<table").unwrap()..html.find("</table>").unwrap()];
    let head = &table[..table.find("</thead>").unwrap()];
    assert_eq!(head.matches("<th").count() - 1, head.matches("scope=col").count(), "{head}");
    let body = &table[table.find("<tbody").unwrap()..];
    assert_eq!(body.matches("<tr").count(), 5, "a row for each goal");
    let rows: Vec<&str> = source.lines().filter(|line| line.starts_with('|')).skip(2).collect();
    let written = |mark: &str| rows.iter().map(|row| row.matches(mark).count()).sum::<usize>();
    assert_eq!(body.matches("<strong>").count() * 2, written("**"), "bold stays in its cells");
    assert_eq!(body.matches("<a ").count(), written("]("), "links stay in their cells");
    assert!(!table.contains("style="));
}
