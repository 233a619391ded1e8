//! Code actions: each is applied, and the site checked again.

use serde_json::{Value, json};

use super::edited::{Edited, new_findings};

const HOME: (&str, &str) = ("content/_index.md", "---\ntitle: Home\ndescription: d\n---\n[a](/a/) [b](/b/) [c](/c/)\n");
const STD: (&str, &str) = (
    "content/frameworks/std.yaml",
    "key: std\nname: STD\nversion: '2'\nnodes:\n  - {id: '1', title: One, children: [{id: '1.1', title: First}, {id: '1.2', title: Second}]}\n",
);

/// A site with a page `a`, which is at `/a/` and was at `/old/`, and a page with this text.
fn site(body: &str) -> Edited {
    let b = format!("---\ntitle: B\ndescription: d\nframework: std\n---\n{body}");
    let a = "---\ntitle: A\ndescription: d\naliases: [/old/]\n---\n## Part\n";
    let c = "---\ntitle: C\ndescription: d\n---\n";
    Edited::new(&[
        ("clausebook.yaml", "title: Guide\n"),
        HOME,
        ("content/a.md", a),
        ("content/b.md", b.as_str()),
        ("content/c.md", c),
        STD,
    ])
}

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().map(|action| action["title"].as_str().unwrap()).collect()
}

#[track_caller]
fn action<'a>(actions: &'a [Value], title: &str) -> &'a Value {
    let found = actions.iter().find(|action| action["title"].as_str().unwrap().starts_with(title));
    found.unwrap_or_else(|| panic!("no action `{title}`: {:?}", titles(actions)))
}

#[test]
fn fixes_are_offered_one_by_one_by_kind_and_all_at_once() {
    let body = "[x](/old/) [y](/old/#part)\n\nRequirement 1.1 matters.\n";
    let mut site = site(body);
    site.editor.check();
    let actions = site.actions("content/b.md", "[x]", Value::Null);
    let one = action(&actions, "Link to `/a/` (LK104)");
    assert_eq!((&one["kind"], &one["isPreferred"]), (&json!("quickfix"), &json!(true)));
    assert_eq!(one["diagnostics"][0]["code"], "LK104");
    site.apply(&one["edit"].clone());
    assert!(site.project.read("content/b.md").contains("[x](/a/) [y](/old/#part)"));

    let mut site = self::site(body);
    let actions = site.actions("content/b.md", "[x]", Value::Null);
    site.apply(&action(&actions, "Fix all 2 of LK104 link-through-alias")["edit"].clone());
    assert!(site.project.read("content/b.md").ends_with("[x](/a/) [y](/a/#part)\n\nRequirement 1.1 matters.\n"));
    let actions = site.actions("content/b.md", "Requirement", Value::Null);
    site.apply(&action(&actions, "Make it a citation: `[Requirement 1.1](std:1.1)`")["edit"].clone());
    assert_eq!(site.findings(), [""; 0]);

    let mut site = self::site(body);
    let all = site.actions("content/b.md", "title", json!(["source.fixAll"]));
    assert_eq!(titles(&all), ["Fix all in this file: 3"]);
    site.apply(&all[0]["edit"].clone());
    assert_eq!(site.findings(), [""; 0]);
}

#[test]
fn a_mention_can_be_made_a_citation_where_nobody_wants_to_hear_of_it() {
    let mut site = site("Requirement 1.1 matters.\n");
    site.write("clausebook.yaml", "title: Guide\nseverities: {RQ111: off}\n");
    assert_eq!(site.findings(), [""; 0]);
    let actions = site.actions("content/b.md", "1.1", Value::Null);
    let rewrite = action(&actions, "Make it a citation");
    assert_eq!(rewrite["kind"], "refactor.rewrite");
    site.apply(&rewrite["edit"].clone());
    assert!(site.project.read("content/b.md").ends_with("[Requirement 1.1](std:1.1) matters.\n"));
    assert_eq!(site.actions("content/b.md", "title", json!(["source"])), [json!(null); 0]);
}

#[test]
fn a_finding_is_ignored_above_its_line_or_in_the_configuration() {
    let mut site = site("[x](/none/x/)\n\n| a |\n|---|\n| [y](/none/y/) |\n");
    let before = site.findings();
    assert_eq!(before.len(), 2);
    let actions = site.actions("content/b.md", "[x]", Value::Null);
    site.apply(&action(&actions, "Ignore LK101 here")["edit"].clone());
    let text = site.project.read("content/b.md");
    let comment = "<!-- clausebook-ignore LK101 reason=\"say why this is right here\" -->\n[x](/none/x/)\n";
    assert!(text.contains(comment), "{text}");
    assert_eq!(site.findings(), before[1..]);
    // A comment between the rows of a table would end it.
    let actions = site.actions("content/b.md", "[y]", Value::Null);
    assert!(!titles(&actions).iter().any(|title| title.starts_with("Ignore LK101 here")), "{actions:?}");
    site.apply(&action(&actions, "Ignore LK101 `/none/y/` in this file")["edit"].clone());
    assert_eq!(site.findings(), [""; 0]);
    let entry = "ignores:\n  - code: LK101\n    path: content/b.md\n    target: /none/y/\n    reason: say why this is right here\n";
    assert!(site.project.read("clausebook.yaml").ends_with(entry));
}

#[test]
fn the_address_of_a_broken_link_becomes_an_alias_of_the_page_that_is_meant() {
    let mut site = site("[x](/moved/a/#part)\n");
    let actions = site.actions("content/b.md", "[x]", Value::Null);
    site.apply(&action(&actions, "Add the alias `/moved/a/` to `content/a.md`, and link to `/a/`")["edit"].clone());
    assert!(site.project.read("content/a.md").contains("aliases: [/old/, /moved/a/]\n"));
    assert!(site.project.read("content/b.md").ends_with("[x](/a/#part)\n"));
    assert_eq!(site.findings(), [""; 0]);
}

#[test]
fn no_action_leaves_another_finding() {
    let body = "---\ntitel: B\ntitle: B\ndescription: d\nframework: std\ndate: 2022-13-07\n---\n# B\n\nRequirement 1.1 and 1.9, [std:7], [std: 1.1] of\n[x](/old/ \"t\") and 😀 [y](/a/#prt \"é\").\n\n- [ ](/a/)\n- <a href=\"https://guide.example/a/\">z</a> [q](/content/a.md)\n\n> [w](//a/)\n\n```nolang\nx\n```\n\n| Requirement |\n|---|\n| 1.2 |\n| [v](/none/b/) |\n\n{{< none >}}\n";
    let mut site = Edited::with_encoding(
        &[
            ("clausebook.yaml", "title: Guide\nbaseURL: https://guide.example/\ntitel: x\n"),
            HOME,
            ("content/a.md", "---\ntitle: A\ndescription: d\naliases: [/old/]\n---\n## Part\n"),
            ("content/b.md", body),
            ("content/c.md", "---\ntitle: C\n---\n"),
            STD,
        ],
        "utf-16",
    );
    site.editor.check();
    let (before, files) = (site.findings(), site.project.snapshot(""));
    let places: Vec<(String, Value)> = ["clausebook.yaml", "content/b.md", "content/c.md"]
        .iter()
        .flat_map(|path| {
            let all = site.editor.diagnostics(path).as_array().unwrap().clone();
            all.into_iter().map(|diagnostic| ((*path).to_owned(), diagnostic["range"].clone()))
        })
        .collect();
    assert!(places.len() > 12, "{before:#?}");
    let (mut seen, mut applied) = (std::collections::BTreeSet::new(), 0);
    for (path, range) in places {
        let context = json!({"diagnostics": site.editor.diagnostics(&path)});
        let parameters = json!({"textDocument": {"uri": site.editor.uri(&path)}, "range": range, "context": context});
        let actions = site.editor.request("textDocument/codeAction", parameters).unwrap();
        for action in actions.as_array().unwrap() {
            if !seen.insert(action["edit"].to_string()) {
                continue;
            }
            site.apply(&action["edit"]);
            let after = site.findings();
            let (new, gone) = (new_findings(&before, &after), new_findings(&after, &before));
            assert!(!gone.is_empty(), "{action:#}: nothing is gone");
            assert!(new.len() < gone.len() || new.is_empty(), "{action:#}: {gone:#?} became {new:#?}");
            site.restore(&files);
            applied += 1;
        }
    }
    assert!(applied >= 15, "{applied}");
}

#[test]
fn requests_that_make_no_sense_are_answered() {
    let mut site = site("[x](/none/)\n");
    let uri = site.editor.uri("content/b.md");
    let range = |start: (u32, u32), end: (u32, u32)| json!({"start": {"line": start.0, "character": start.1}, "end": {"line": end.0, "character": end.1}});
    for range in [range((9, 0), (0, 0)), range((99, 9), (999, 9)), range((0, 0), (u32::MAX, u32::MAX))] {
        let parameters =
            json!({"textDocument": {"uri": uri}, "range": range, "context": {"only": 7, "diagnostics": "x"}});
        assert!(site.editor.request("textDocument/codeAction", parameters).is_ok());
    }
    for parameters in
        [json!({"textDocument": {"uri": uri}}), json!({"textDocument": {"uri": uri}, "range": [], "position": []})]
    {
        for method in ["codeAction", "rename", "prepareRename"] {
            assert!(site.editor.request(&format!("textDocument/{method}"), parameters.clone()).is_err(), "{method}");
        }
    }
    let elsewhere = json!({"textDocument": {"uri": "untitled:x"}, "range": range((0, 0), (0, 0)), "context": {}});
    assert_eq!(site.editor.request("textDocument/codeAction", elsewhere), Ok(Value::Null));
    for files in [json!(7), json!([]), json!([{}]), json!([{"oldUri": 1}]), json!([{"oldUri": uri, "newUri": "::"}])] {
        assert!(site.editor.request("workspace/willRenameFiles", json!({"files": files})).is_ok());
    }
}
