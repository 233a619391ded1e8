//! Hover: what is said of what stands at a position.

use super::guide::Guide;

/// Fails unless the hover at the first place of `needle` says all of `expected`.
#[track_caller]
fn check(guide: &mut Guide, path: &str, needle: (&str, usize), expected: &[&str]) {
    let answer = guide.ask("textDocument/hover", path, needle);
    let said = answer["contents"]["value"].as_str().unwrap_or_default();
    for part in expected {
        assert!(said.contains(part), "{needle:?}: {part} is not in\n{said}");
    }
}

#[test]
fn a_requirement_says_its_title_versions_responsible_and_articles() {
    let mut guide = Guide::open();
    let all = [
        "**STD 1.2** Internal vulnerability scans",
        "Version 2",
        "Was 9 in version 1",
        "Responsible: You (`content/b/matrix.yaml`)",
        "Explained by [Scans",
        "content/scans.md>)",
        "named in 2 other places",
    ];
    check(&mut guide, "content/b/_index.md", ("std:1.2", 5), &all);
    check(&mut guide, "content/scans.md", ("\"1.2\"", 2), &all);
    check(&mut guide, "content/b/matrix.yaml", ("\"1.2\"", 2), &all);
    check(&mut guide, "content/frameworks/std.yaml", ("\"1.2\", title", 2), &all);
}

#[test]
fn a_link_says_the_title_and_the_first_sentence_of_its_target() {
    let mut guide = Guide::open();
    check(
        &mut guide,
        "content/b/_index.md",
        ("/scans/#tools", 3),
        &["**Scans 😀 at home** · Tools", "What to scan. And when."],
    );
    check(&mut guide, "content/b/c.md", ("../scans.md", 3), &["**Scans 😀 at home**"]);
    check(&mut guide, "content/b/c.md", ("matrix.yaml", 3), &["**content/b/matrix.yaml**"]);
}

#[test]
fn keys_shortcodes_and_findings_are_explained() {
    let mut guide = Guide::open();
    check(&mut guide, "content/scans.md", ("aliases", 2), &["**aliases**: old addresses that lead here"]);
    check(&mut guide, "content/b/c.md", ("own >}}x", 1), &["**own**", "`templates/shortcodes/own.html`", "`class`"]);
    check(
        &mut guide,
        "content/b/c.md",
        ("/old-scans/", 3),
        &["**Scans 😀 at home**", "**LK104** link-through-alias: "],
    );
    assert!(guide.ask("textDocument/hover", "content/b/_index.md", ("The first", 2)).is_null());
}

#[test]
fn hover_survives_every_position() {
    let mut guide = Guide::open();
    for path in ["content/scans.md", "content/b/c.md", "content/b/matrix.yaml", "clausebook.yaml", "content/none.md"] {
        for (line, character) in (0..20).flat_map(|line| (0..60).step_by(3).map(move |character| (line, character))) {
            guide.editor.at("textDocument/hover", path, (line, character));
            guide.editor.at("textDocument/definition", path, (line, character));
        }
        let parameters = serde_json::json!({"textDocument": {"uri": guide.editor.uri(path)}, "position": {"line": -1}});
        assert_eq!(guide.editor.request("textDocument/references", parameters).unwrap_err()["code"], -32602);
    }
}

#[test]
fn a_defined_term_says_what_it_means_and_leads_to_its_definition() {
    let words = "---\ntitle: Words\ndescription: d\nglossary: true\n---\nCDE\ncardholder data environment\n: Systems with card data.\n";
    let page = "---\ntitle: D\ndescription: d\n---\nThe CDE.\n";
    let mut guide = Guide::with(&[("content/words.md", words), ("content/b/d.md", page)]);
    check(
        &mut guide,
        "content/b/d.md",
        ("CDE", 1),
        &["**CDE**: cardholder data environment", "Systems with card data"],
    );
    let found = guide.ask("textDocument/definition", "content/b/d.md", ("CDE", 1));
    assert_eq!(guide.covered(&found[0]), "content/words.md: CDE", "{found}");
    check(&mut guide, "content/words.md", ("cardholder", 1), &["Systems with card data"]);
}
