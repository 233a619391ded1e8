//! The renaming of headings.

use proptest::prelude::{Just, Strategy, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::test_runner::Config;
use serde_json::{Value, json};

use super::edited::{Edited, new_findings};

const CONFIGURATION: &str = "title: Guide\nmenus:\n  main:\n    - {name: Part, url: /a/#part}\n";

fn page(body: &str) -> String {
    format!("---\ntitle: T\ndescription: d\n---\n{body}")
}

/// A site with a page at `/a/` that has this text, and pages that link to it.
fn site(body: &str) -> Edited {
    let links = "[1](/a/#part) [2](a.md#part) [3][d] ![4](/a/#part)\n<a href=\"/a/#part\">5</a> {{< ref \"a.md#part\" >}}\n\n\
        [t](t.yaml)\n\n[d]: /a/#part 'x'\n";
    let table = "kind: comparison\ncolumns: [x, y]\nrows:\n  - [a, '[6](/a/#part)']\n";
    Edited::new(&[
        ("clausebook.yaml", CONFIGURATION),
        ("content/_index.md", &page("[a](/a/) [b](/b/)\n")),
        ("content/a.md", &page(body)),
        ("content/b.md", &page(links)),
        ("content/t.yaml", table),
    ])
}

#[test]
fn every_link_to_the_heading_is_mended() {
    let mut site = site("é 😀\n\n## Part ##\n\n[0](#part) [up](#other)\n\n## Other\n");
    let before = site.findings();
    let position = site.position("content/a.md", "Part");
    let document = json!({"uri": site.editor.uri("content/a.md")});
    let place = json!({"textDocument": document, "position": position});
    let prepared = site.editor.request("textDocument/prepareRename", place).unwrap();
    assert_eq!(prepared["placeholder"], "Part");
    assert_eq!(prepared["range"]["start"], position);
    let edit = site.rename("content/a.md", "## Part", "Größe *(neu)*").unwrap();
    site.apply(&edit);
    let text = site.project.read("content/a.md");
    assert!(text.contains("## Größe *(neu)* ##\n\n[0](#größe-neu) [up](#other)\n"), "{text}");
    for path in ["content/b.md", "content/t.yaml", "clausebook.yaml"] {
        let text = site.project.read(path);
        assert!(!text.contains("#part") && text.contains("#größe-neu"), "{text}");
    }
    assert_eq!(site.project.read("content/b.md").matches("#größe-neu").count(), 5 + 1);
    assert_eq!(site.findings(), before);
}

#[test]
fn ids_of_other_headings_change_with_it_and_chosen_ids_stay() {
    let mut site = site("## Part\n\n## Part\n\n[0](#part) [1](#part-1)\n\n## Kept {#kept}\n\n[k](#kept)\n");
    let edit = site.rename("content/a.md", "## Part", "New").unwrap();
    site.apply(&edit);
    let text = site.project.read("content/a.md");
    assert!(text.contains("## New\n\n## Part\n\n[0](#new) [1](#part)\n"), "{text}");
    let edit = site.rename("content/a.md", "Kept {", "Changed").unwrap();
    assert_eq!(edit["changes"].as_object().unwrap().len(), 1);
    site.apply(&edit);
    assert!(site.project.read("content/a.md").contains("## Changed {#kept}\n\n[k](#kept)\n"));
}

#[test]
fn what_would_be_wrong_is_refused_with_the_reason() {
    let mut site = site("## Part\n\ntext\n\n## Other\n\n## {{< none >}}\n\n<span id=\"taken\"></span>\n");
    let mut refused = |needle: &str, name: &str| site.rename("content/a.md", needle, name).unwrap_err();
    assert_eq!(refused("## Part", "Other"), "`Other` would have an id that the page has already: choose another text");
    assert!(refused("## Other", "Part").starts_with("`Part` would have an id"));
    assert!(refused("## Part", "Taken").contains("an id that the page has"));
    assert_eq!(refused("## Part", " \n "), "a heading is one line of text");
    assert_eq!(refused("## Part", "a\nb"), "a heading is one line of text");
    assert!(refused("## Part", "#").contains("would change more than the text of this heading"));
    assert!(refused("text", "x").starts_with("nothing here can be renamed"));
    assert!(refused("title", "x").starts_with("nothing here can be renamed"));
    site.write("content/b.md", &page("[1](/a/&#35;x) [2](/a/#p&#97;rt)\n"));
    let refusal = site.rename("content/a.md", "## Part", "New").unwrap_err();
    assert!(refusal.contains("`content/b.md:5` cannot be changed"), "{refusal}");
}

#[test]
fn edits_name_the_versions_of_open_documents() {
    let text = page("é 😀 [1](#part)\n\n## Part\n");
    let mut site = Edited::with_encoding(
        &[("content/_index.md", page("[a](/a/#part)\n")), ("content/a.md", text.clone())],
        "utf-16",
    );
    site.editor.did_open("content/a.md", &text);
    site.editor.did_change("content/a.md", 7, &text.replace("## Part", "## Part\n\n## More"));
    let edit = site.rename("content/a.md", "## Part", "New").unwrap();
    let versions: Vec<(&str, &Value)> = edit["documentChanges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| &change["textDocument"])
        .map(|document| (document["uri"].as_str().unwrap().rsplit('/').next().unwrap(), &document["version"]))
        .collect();
    assert_eq!(versions, [("_index.md", &Value::Null), ("a.md", &json!(7))]);
    site.apply(&edit);
    assert!(site.project.read("content/a.md").ends_with("é 😀 [1](#new)\n\n## New\n"));
}

const NAMES: [&str; 8] = ["A", "B", "A b", "b", "Ä ö", "!!!", "x (y)", "C#"];

/// Headings with links between them, and to them from another page.
fn sites() -> impl Strategy<Value = (Vec<&'static str>, Vec<usize>)> {
    let heading = prop_oneof![4 => prop::sample::select(NAMES.to_vec()), 1 => Just("chosen {#own}")];
    (prop::collection::vec(heading, 1..6), prop::collection::vec(0_usize..6, 0..6))
}

/// The answers to requests for the definitions of all links, as lines of `content/a.md`.
fn definitions(site: &mut Edited, texts: &[(&str, usize)]) -> Vec<Value> {
    let mut found = Vec::new();
    for (path, count) in texts {
        for index in 0..*count {
            let position = site.position(path, &format!("[l{index}]"));
            let uri = site.editor.uri(path);
            let parameters = json!({"textDocument": {"uri": uri}, "position": position});
            let answer = site.editor.request("textDocument/definition", parameters).unwrap();
            found.push(answer[0]["range"]["start"]["line"].clone());
        }
    }
    found
}

proptest! {
    #![proptest_config(Config { cases: 16, failure_persistence: None, ..Config::default() })]
    #[test]
    fn after_any_rename_links_lead_to_the_same_headings(
        (headings, links) in sites(), renamed in 0_usize..6, name in prop::sample::select(NAMES.to_vec()),
    ) {
        let renamed = renamed % headings.len();
        let body: String = headings.iter().enumerate().map(|(index, text)| format!("## {text}\n\ntext {index}\n\n")).collect();
        let mut site = Edited::new(&[("content/_index.md", &page("[a](/a/) [b](/b/)\n")), ("content/a.md", &page(&body)), ("content/b.md", &page(""))]);
        let lines = site.project.answer(["inspect", "pages", "--format", "json"]).stdout;
        let pages: Value = serde_json::from_str(&lines).unwrap();
        let found = pages.as_array().unwrap().iter().find(|page| page["url"] == "/a/").unwrap()["headings"].clone();
        let id = |index: usize| found[index % headings.len()]["id"].as_str().unwrap().to_owned();
        let written = |before: &str| -> String {
            links.iter().enumerate().map(|(at, index)| format!("[l{at}]({before}#{})\n", id(*index))).collect()
        };
        site.project.write("content/a.md", page(&(body + &written(""))).as_bytes());
        site.write("content/b.md", &page(&written("/a/")));
        let texts = [("content/a.md", links.len()), ("content/b.md", links.len())];
        let (before, led) = (site.findings(), definitions(&mut site, &texts));
        let needle = format!("## {}\n\ntext {renamed}\n", headings[renamed]);
        match site.rename("content/a.md", &needle, name) {
            Ok(edit) => {
                site.apply(&edit);
                let after = site.findings();
                // An anchor with an automatic number may have another one.
                let codes = |all: &[String]| -> Vec<String> { all.iter().map(|finding| finding[..5].to_owned()).collect() };
                prop_assert!(new_findings(&codes(&before), &codes(&after)).is_empty(), "{:?} {}", after, site.project.read("content/a.md"));
                prop_assert_eq!(definitions(&mut site, &texts), led);
            }
            Err(refusal) => prop_assert!(refusal.contains("an id that the page has"), "{}", refusal),
        }
    }
}
