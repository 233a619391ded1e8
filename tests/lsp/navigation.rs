//! Go to definition, references and symbols.

use serde_json::{Value, json};

use super::guide::Guide;

/// The files and texts that a definition leads to.
fn definition(guide: &mut Guide, path: &str, needle: (&str, usize)) -> Vec<String> {
    let answer = guide.ask("textDocument/definition", path, needle);
    answer.as_array().into_iter().flatten().map(|location| guide.covered(location)).collect()
}

#[test]
fn a_definition_is_a_heading_a_title_a_requirement_or_a_template() {
    let mut guide = Guide::open();
    let index = "content/b/_index.md";
    assert_eq!(definition(&mut guide, index, ("/scans/#tools", 3)), ["content/scans.md: ### Tools\n"]);
    assert_eq!(definition(&mut guide, "content/b/c.md", ("../scans", 3)), ["content/scans.md: Scans 😀 at home"]);
    assert_eq!(definition(&mut guide, "content/b/c.md", ("/old-scans", 3)), ["content/scans.md: ### Tools\n"]);
    let requirement = definition(&mut guide, index, ("std:1.2", 5));
    assert!(
        requirement.len() == 1 && requirement[0].starts_with("content/frameworks/std.yaml: \"1.2\""),
        "{requirement:?}"
    );
    assert_eq!(definition(&mut guide, "content/b/c.md", ("own >}}x", 1)), ["templates/shortcodes/own.html: "]);
    assert_eq!(definition(&mut guide, "content/b/c.md", ("matrix.yaml", 1)), ["content/b/matrix.yaml: "]);
    assert_eq!(definition(&mut guide, index, ("framework: std", 12)), ["content/frameworks/std.yaml: "]);
    assert_eq!(definition(&mut guide, index, ("The first", 2)), [""; 0]);
}

#[test]
fn references_are_all_places_that_name_a_requirement_or_link_to_a_heading() {
    let mut guide = Guide::open();
    let mut references = |path: &str, needle| {
        let answer = guide.ask("textDocument/references", path, needle);
        answer.as_array().unwrap().iter().map(|location| guide.covered(location)).collect::<Vec<_>>()
    };
    let links = ["content/b/_index.md: [s](/scans/#tools)", "content/b/c.md: [t](/old-scans/#tools)"];
    assert_eq!(references("content/scans.md", ("### Tools", 5)), links);
    assert_eq!(references("content/b/_index.md", ("/scans/#tools", 1)), links);
    let page = [links[0], "content/b/c.md: [s](../scans.md)", links[1]];
    assert_eq!(references("content/scans.md", ("Scans", 1)), page);
    let places = ["content/b/_index.md: 1.2", "content/b/matrix.yaml: \"1.2\"", "content/scans.md: \"1.2\""];
    assert_eq!(references("content/b/_index.md", ("std:1.2", 5)), places);
    assert_eq!(references("content/frameworks/std.yaml", ("\"1.2\", title", 2)), places);
    assert_eq!(references("content/scans.md", ("Text.", 1)), [""; 0]);
}

/// The names of symbols, each with those below it.
fn names(symbols: &Value) -> Value {
    let name = |symbol: &Value| match symbol.get("children") {
        Some(children) => json!([symbol["name"], names(children)]),
        None => symbol["name"].clone(),
    };
    symbols.as_array().unwrap().iter().map(name).collect()
}

#[test]
fn symbols_of_a_document_are_its_headings_requirements_and_keys() {
    let mut guide = Guide::open();
    let mut symbols = |path: &str| {
        let uri = guide.editor.uri(path);
        guide.editor.request("textDocument/documentSymbol", json!({"textDocument": {"uri": uri}})).unwrap()
    };
    let headings = symbols("content/scans.md");
    assert_eq!(names(&headings), json!([["Before you start", ["Tools"]], "After"]));
    assert_eq!(
        (&headings[0]["range"]["end"], &headings[1]["range"]["start"]["line"]),
        (&json!({"line": 15, "character": 0}), &json!(15))
    );
    assert_eq!(names(&symbols("content/frameworks/std.yaml")), json!([["1", ["1.1", "1.2"]]]));
    let keys = json!(["kind", "framework", ["parties", ["us", "you"]], ["rows", ["req", "who", "req", "who"]]]);
    assert_eq!(names(&symbols("content/b/matrix.yaml")), keys);
    assert_eq!(symbols("static/logo.png"), json!([]));
    assert_eq!(symbols("content/none.md"), Value::Null);
}

#[test]
fn symbols_of_the_workspace_are_pages_headings_and_requirements() {
    let mut guide = Guide::open();
    let mut found = |query: &str| {
        let symbols = guide.editor.request("workspace/symbol", json!({"query": query})).unwrap();
        names(&symbols)
    };
    assert_eq!(found("tools"), json!(["Tools"]));
    assert_eq!(found("vulnerability"), json!(["std:1.2 Internal vulnerability scans"]));
    assert_eq!(found("home"), json!(["Home", "Scans 😀 at home"]));
    assert_eq!(found("zzzz"), json!([]));
}
