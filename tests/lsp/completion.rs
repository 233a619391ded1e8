//! Completion: what is offered at a position, and the text after it was taken.

use serde_json::Value;

use super::guide::{Guide, edited};

const FRONT: &str = "---\ntitle: T\ndescription: d\n---\n";

/// What is offered at the mark: the labels, each with its detail, and the text after it was taken.
fn offered(guide: &mut Guide, path: &str, marked: &str) -> Vec<(String, String, String)> {
    let (text, position) = guide.edit(path, marked);
    let answer = guide.editor.at("textDocument/completion", path, position);
    let items = answer["items"].as_array().cloned().unwrap_or_default();
    let string = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    items
        .iter()
        .map(|item| (string(&item["label"]), string(&item["detail"]), edited(&text, &item["textEdit"])))
        .collect()
}

/// Fails unless `label` with `detail` is offered at the mark and leads to `result`; both are bodies of an article.
#[track_caller]
fn check(guide: &mut Guide, marked: &str, (label, detail, result): (&str, &str, &str)) {
    check_file(guide, "content/new.md", &format!("{FRONT}{marked}"), (label, detail, &format!("{FRONT}{result}")));
}

#[track_caller]
fn check_file(guide: &mut Guide, path: &str, marked: &str, (label, detail, result): (&str, &str, &str)) {
    guide.project.write(path, marked.replacen('|', "", 1).as_bytes());
    let all = offered(guide, path, marked);
    let found = all.iter().find(|(found, ..)| found == label);
    let expected = (label.to_owned(), detail.to_owned(), result.to_owned());
    assert_eq!(found, Some(&expected), "{marked}: {all:#?}");
}

#[track_caller]
fn check_labels(guide: &mut Guide, path: &str, marked: &str, expected: &[&str]) {
    let all = offered(guide, path, marked);
    let labels: Vec<&str> = all.iter().map(|(label, ..)| label.as_str()).collect();
    assert_eq!(labels, expected, "{marked}");
}

#[test]
fn a_link_is_completed_by_address_title_and_anchor() {
    let mut guide = Guide::open();
    let title = "Scans 😀 at home";
    check(&mut guide, "😀 [x](|", ("/scans/", title, "😀 [x](/scans/"));
    check(&mut guide, "[x](home|)", ("/scans/", title, "[x](/scans/)"));
    check(&mut guide, "[x]: /sc|", ("/scans/", title, "[x]: /scans/"));
    check(&mut guide, "<a href=\"sca|\">", ("/scans/", title, "<a href=\"/scans/\">"));
    check(&mut guide, "[x](/scans/#t|)", ("tools", "Tools", "[x](/scans/#tools)"));
    check(&mut guide, "![x](lo|)", ("/logo.png", "static/logo.png", "![x](/logo.png)"));
    check_labels(
        &mut guide,
        "content/b/_index.md",
        &format!("{FRONT}[x](/old-scans/#|)"),
        &["before-you-start", "tools", "after"],
    );
    check_labels(&mut guide, "content/b/_index.md", &format!("{FRONT}[x](zzzz|)"), &[]);
    check_labels(&mut guide, "content/b/_index.md", &format!("{FRONT}plain te|xt"), &[]);
}

#[test]
fn a_citation_is_completed_by_key_number_and_words() {
    let mut guide = Guide::open();
    check(&mut guide, "[st|", ("std:", "STD 2", "[std:"));
    let scans = "std:Internal vulnerability scans";
    check(&mut guide, "[std:1.|]", ("std:1.2", scans, "[std:1.2]"));
    check(&mut guide, "[std:vuln|]", ("std:1.2", scans, "[std:1.2]"));
    check(&mut guide, "[words](std:scans|)", ("std:1.2", scans, "[words](std:1.2)"));
    let second = "std:1.1, Internal vulnerability scans";
    check(&mut guide, "[std:1.1, 1.|]", ("std:1.1, 1.2", second, "[std:1.1, 1.2]"));
    check_labels(&mut guide, "content/b/_index.md", &format!("{FRONT}[std@1:|]"), &["std@1:1.1", "std@1:9"]);
    check_labels(&mut guide, "content/b/_index.md", &format!("{FRONT}[nothing:1|]"), &[]);
}

#[test]
fn shortcodes_are_completed_with_their_arguments() {
    let mut guide = Guide::open();
    check(&mut guide, "{{< ow|", ("own", "templates/shortcodes/own.html", "{{< own"));
    check(&mut guide, "{{% det| %}}", ("details", "built in", "{{% details %}}"));
    check(&mut guide, "{{< own |", ("class", "argument of own", "{{< own class=\""));
    check(&mut guide, "{{< figure al|", ("alt", "argument of figure", "{{< figure alt=\""));
    check(&mut guide, "{{< ref \"sca|", ("/scans.md", "Scans 😀 at home", "{{< ref \"/scans.md"));
}

#[test]
fn front_matter_is_completed_with_its_keys_and_values() {
    let mut guide = Guide::open();
    let path = "content/new.md";
    let mut check = |marked: &str, (label, detail, result): (&str, &str, &str)| {
        let around = |text: &str| format!("---\n{text}\n---\nbody\n");
        check_file(&mut guide, path, &around(marked), (label, detail, &around(result)));
    };
    check("lastm|", ("lastmod", "when it was changed", "lastmod: "));
    check("tags: [|]", ("scope", "1 pages", "tags: [scope]"));
    check("tags:\n  - sc|", ("scope", "1 pages", "tags:\n  - scope"));
    check("framework: s|", ("std", "STD", "framework: std"));
    check("requirements:\n  s|", ("std", "STD", "requirements:\n  std: "));
    check("requirements:\n  std: [1.|]", ("1.2", "Internal vulnerability scans", "requirements:\n  std: [1.2]"));
    check("menu:\n  main:\n    parent: |", ("scans", "Scans 😀 at home", "menu:\n  main:\n    parent: scans"));
    check("draft: t|", ("true", "", "draft: true"));
    check("images: [lo|]", ("/logo.png", "static/logo.png", "images: [/logo.png]"));
}

#[test]
fn data_files_are_completed_with_keys_parties_relations_and_ids() {
    let mut guide = Guide::open();
    let matrix = "kind: responsibility\nframework: std\nparties: {us: Us, you: You}\n";
    let path = "content/b/new.yaml";
    let row = |text: &str| format!("{matrix}rows:\n  - {text}\n");
    check_file(&mut guide, path, "kind: cross|\n", ("crosswalk", "", "kind: crosswalk\n"));
    check_file(&mut guide, path, &format!("{matrix}defa|\n"), ("default", "", &format!("{matrix}default: \n")));
    check_file(&mut guide, path, &row("{req: \"1.1\", who: y|}"), ("you", "a party", &row("{req: \"1.1\", who: you}")));
    let scans = "Internal vulnerability scans";
    check_file(&mut guide, path, &row("{req: \"scans|\"}"), ("1.2", scans, &row("{req: \"1.2\"}")));
    check_file(&mut guide, path, &row("n|"), ("note", "", &row("note: ")));
    let crosswalk = "kind: crosswalk\nsource: std\ntarget: std\nrows:\n";
    let relation = |text: &str| format!("{crosswalk}  - from: \"1.1\"\n    relation: {text}\n");
    check_file(&mut guide, path, &relation("sub|"), ("subset-of", "", &relation("subset-of")));
    let configuration = "title: Guide\ntheme:\n  foot|\n";
    let all = offered(&mut guide, "clausebook.yaml", configuration);
    assert!(
        all.iter().any(|(label, _, text)| label == "footer" && text == "title: Guide\ntheme:\n  footer: \n"),
        "{all:#?}"
    );
    let all = offered(&mut guide, "content/frameworks/std.yaml", "key: std\nvers|\n");
    assert!(all.iter().any(|(label, ..)| label == "versions"), "{all:#?}");
}

#[test]
fn completion_survives_every_position() {
    let mut guide = Guide::open();
    let text = "---\ntitle: [\n  a: {b, \"c\n---\n[😀](<\n{{< x \"\n<a href='\n[std:, \n";
    for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
        offered(&mut guide, "content/b/c.md", &format!("{}|{}", &text[..at], &text[at..]));
        offered(&mut guide, "content/b/matrix.yaml", &format!("{}|{}", &text[..at], &text[at..]));
    }
    for position in [(0, 999), (999, 0), (u32::MAX, u32::MAX)] {
        guide.editor.at("textDocument/completion", "content/b/c.md", position);
    }
}
