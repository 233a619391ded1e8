//! The renaming and moving of files and folders.

use proptest::prelude::{prop, prop_assert, proptest};
use proptest::test_runner::Config;
use serde_json::Value;

use super::edited::{Edited, new_findings};

fn page(body: &str) -> String {
    format!("---\ntitle: T\ndescription: d\n---\n{body}")
}

const PICTURE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

fn site() -> Edited {
    let all = "[1](/g/scan/#part) [2](g/scan.md#part 'x') [3](../g/scan/) {{< ref \"scan.md\" >}} ![4](/g/p.svg)\n\n[r]: g/scan.md\n\n[5][r]\n";
    let table = "kind: comparison\ncolumns: [x, y]\nrows:\n  - [a, '[6](/g/scan/)']\n";
    Edited::new(&[
        ("clausebook.yaml", "title: Guide\nmenus:\n  main:\n    - {name: Scan, url: /g/scan/}\n"),
        ("content/_index.md", &page("[o](/o/) [g](/g/) [h](/h/)\n")),
        ("content/o.md", &page(all)),
        ("content/h/_index.md", &page("")),
        ("content/g/_index.md", &page("[t](scan/)\n")),
        (
            "content/g/scan.md",
            &page("## Part\n\n[a](../o.md) [b](/o/) [c](../../o/) [d](#part) ![e](../p.svg)\n\n[t](t.yaml)\n"),
        ),
        ("content/g/t.yaml", table),
        ("content/g/p.svg", PICTURE),
    ])
}

/// The addresses of the site, those of aliases included.
fn urls(site: &Edited) -> Vec<String> {
    let lines = site.project.answer(["inspect", "urls"]).stdout;
    lines.lines().filter_map(|line| line.split_whitespace().nth(1).map(str::to_owned)).collect()
}

#[test]
fn a_file_that_moves_keeps_its_links_and_its_address() {
    let mut site = site();
    let before = site.findings();
    assert_eq!(before, [""; 0]);
    site.move_files(&[("content/g/scan.md", "content/h/scans at home.md")]);
    assert_eq!(site.findings(), before);
    let moved = site.project.read("content/h/scans at home.md");
    assert!(moved.contains("aliases: [/g/scan/]\n"), "{moved}");
    assert!(
        moved.contains("[a](../o.md) [b](/o/) [c](../../o/) [d](#part) ![e](../../g/p.svg)\n\n[t](../g/t.yaml)\n"),
        "{moved}"
    );
    let all = site.project.read("content/o.md");
    let expected = "[1](/h/scans-at-home/#part) [2](h/scans%20at%20home.md#part 'x') [3](../h/scans-at-home/) \
        {{< ref \"h/scans%20at%20home.md\" >}} ![4](/g/p.svg)\n\n[r]: h/scans%20at%20home.md\n";
    assert!(all.contains(expected), "{all}");
    assert!(site.project.read("content/g/t.yaml").contains("[6](/h/scans-at-home/)"));
    assert!(site.project.read("clausebook.yaml").contains("url: /h/scans-at-home/}"));
}

#[test]
fn a_folder_moves_with_all_that_is_in_it() {
    let mut site = site();
    let before = urls(&site);
    site.move_files(&[("content/g", "content/h/guide")]);
    assert_eq!(site.findings(), [""; 0]);
    assert!(site.project.read("content/h/guide/_index.md").contains("aliases: [/g/]\n"));
    assert!(site.project.read("content/h/guide/scan.md").contains("[d](#part) ![e](../p.svg)\n\n[t](t.yaml)\n"));
    let after = urls(&site);
    let lost: Vec<&String> = before.iter().filter(|url| !after.contains(url) && url.ends_with('/')).collect();
    assert!(lost.is_empty(), "{lost:?} of {after:?}");
}

#[test]
fn pictures_and_tables_can_move_alone() {
    let mut site = site();
    site.move_files(&[("content/g/p.svg", "static/pictures/p.svg"), ("content/g/t.yaml", "content/t2.yaml")]);
    assert_eq!(site.findings(), [""; 0]);
    let text = site.project.read("content/g/scan.md");
    assert!(text.contains("[t](../t2.yaml)") && text.contains("pictures/p.svg)"), "{text}");
}

#[test]
fn an_ignore_of_a_file_or_a_folder_moves_with_it() {
    let mut site = site();
    let ignores = "ignores:\n  - {code: LK101, path: content/g/, reason: a}\n  - code: LK102\n    path: \"content/g/scan.md\"\n    reason: b\n";
    let configuration = site.project.read("clausebook.yaml") + ignores;
    site.write("clausebook.yaml", &configuration);
    let scan = site.project.read("content/g/scan.md") + "\n[n](/none/) [o](#none)\n";
    site.write("content/g/scan.md", &scan);
    assert_eq!(site.findings(), [""; 0]);
    site.move_files(&[("content/g", "content/h/guide")]);
    assert_eq!(site.findings(), [""; 0]);
    let moved = ignores.replace("content/g/", "content/h/guide/");
    assert!(site.project.read("clausebook.yaml").ends_with(&moved), "{}", site.project.read("clausebook.yaml"));
}

#[test]
fn what_cannot_be_done_is_refused_and_what_changes_nothing_has_no_edit() {
    let mut site = site();
    let refusal = site.will_move(&[("content/g/scan.md", "content/o.md")]).unwrap_err();
    assert_eq!(refusal, "`content/o.md` exists already: choose another name");
    let refusal = site.will_move(&[("content", "pages")]).unwrap_err();
    assert_eq!(refusal, "`content` is found by its name: no links are mended");
    assert_eq!(site.will_move(&[("content/none.md", "content/x.md")]), Ok(Value::Null));
    assert_eq!(site.will_move(&[("content/h/_index.md", "content/h/_index.md")]), Ok(Value::Null));
    let refusal = site.will_move(&[("content/o.md", "content/g/index.md")]).unwrap_err();
    assert!(refusal.starts_with("`content/g/_index.md` would be no page any more: "), "{refusal}");
    // Out of the site: the links to it are broken, which is found afterwards.
    assert_eq!(site.will_move(&[("content/g/p.svg", "../p.svg")]), Ok(Value::Null));
}

const FILES: [&str; 6] = [
    "content/o.md",
    "content/g/_index.md",
    "content/g/a b.md",
    "content/g/bundle/index.md",
    "content/h/c.md",
    "content/g/bundle/p.svg",
];
const PLACES: [&str; 8] = [
    "content/n",
    "content/g",
    "content/g/bundle",
    "content/h",
    "content/x/y",
    "content/o.md",
    "content/h/c.md",
    "content/g/a b.md",
];
const LINKS: [&str; 12] = [
    "/o/",
    "/g/",
    "/g/a-b/",
    "/g/bundle/",
    "/h/c/",
    "/g/bundle/p.svg",
    "g/a%20b.md",
    "../o.md",
    "../h/c.md",
    "../g/",
    "bundle/index.md",
    "p.svg",
];

proptest! {
    #![proptest_config(Config { cases: 24, failure_persistence: None, ..Config::default() })]
    #[test]
    fn after_any_move_there_is_no_new_finding(
        links in prop::collection::vec(prop::collection::vec(prop::sample::select(LINKS.to_vec()), 0..5), 6),
        from in prop::sample::select(FILES.iter().chain(&PLACES[1..4]).copied().collect::<Vec<_>>()),
        (to, name) in (prop::sample::select(PLACES.to_vec()), prop::sample::select(vec!["", "/z.md", "/index.md", "/é/_index.md"])),
    ) {
        let mut files = vec![("content/_index.md".to_owned(), page("[o](/o/)\n"))];
        for (path, links) in FILES.iter().zip(&links) {
            let body: String = links.iter().map(|link| format!("[x]({link})\n")).collect();
            files.push(((*path).to_owned(), if path.ends_with("svg") { PICTURE.to_owned() } else { page(&body) }));
        }
        let mut site = Edited::new(&files);
        let before = site.findings();
        let to = format!("{to}{name}");
        let is_possible = !site.project.path(&to).exists() && !to.starts_with(&format!("{from}/"))
            && to.match_indices('/').all(|(at, _)| !to[..at].ends_with(".md"))
            && from.ends_with(".md") == to.ends_with(".md") && !from.ends_with("svg");
        if is_possible {
            if let Err(refusal) = site.will_move(&[(from, &to)]) {
                prop_assert!(refusal.contains("would be no page any more"), "{}", refusal);
                return Ok(());
            }
            site.move_files(&[(from, &to)]);
            let after = site.findings();
            let places = |all: &[String]| -> Vec<String> {
                // A broken link is the same one in another file, and names another path where it counts from there.
                all.iter().map(|finding| finding.split(' ').next().unwrap().to_owned()).collect()
            };
            let new = new_findings(&places(&before), &places(&after));
            prop_assert!(new.is_empty(), "{} to {}: {:#?}\nwas {:#?}", from, to, after, before);
        } else {
            // Nothing of the kind ends the server.
            let _ = site.will_move(&[(from, &to)]);
        }
    }
}
