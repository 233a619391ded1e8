//! The life of the server: how it starts and ends, what it refuses, and what it survives.

use serde_json::{Value, json};

use crate::support::{Editor, Project};

const HOME: &str = "---\ntitle: Home\ndescription: The front page.\n---\n";

fn project() -> Project {
    Project::new().file("clausebook.yaml", "title: Guide\n").file("content/_index.md", HOME)
}

fn page(body: &str) -> String {
    format!("---\ntitle: A\ndescription: One sentence.\n---\n{body}")
}

/// The codes that are published for a file.
fn codes(editor: &Editor, path: &str) -> Vec<String> {
    let diagnostics = editor.diagnostics(path);
    diagnostics.as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn it_starts_answers_and_ends_in_order() {
    let project = project();
    let mut editor = Editor::open(&project, "utf-8");
    assert_eq!(editor.capabilities["positionEncoding"], "utf-8");
    assert_eq!(editor.capabilities["textDocumentSync"]["change"], 2);
    assert_eq!(editor.check(), json!({"errors": 0, "warnings": 0, "hints": 0}));
    assert_eq!(editor.request("shutdown", Value::Null), Ok(Value::Null));
    let refused = editor.request("shutdown", Value::Null).unwrap_err();
    assert_eq!(refused["code"], -32600);
    editor.notify("exit", Value::Null);
    assert_eq!(editor.ended().code(), Some(0));
}

#[test]
fn a_request_before_initialize_is_refused_and_the_next_one_answered() {
    let project = project();
    let mut editor = Editor::start(&project, &[]);
    assert_eq!(editor.request("textDocument/hover", json!({})).unwrap_err()["code"], -32002);
    assert_eq!(editor.request("shutdown", Value::Null).unwrap_err()["code"], -32002);
    editor.did_open("content/a.md", "[x](/none/)");
    editor.initialize(json!({"capabilities": {}}));
    assert_eq!(editor.capabilities["positionEncoding"], "utf-16");
    assert_eq!(editor.request("initialize", json!({})).unwrap_err()["code"], -32600);
    assert_eq!(editor.request("textDocument/nothing", json!({})).unwrap_err()["code"], -32601);
    editor.notify("exit", Value::Null);
    assert_eq!(editor.ended().code(), Some(1));
}

#[test]
fn it_ends_with_its_editor() {
    let project = project();
    let mut editor = Editor::open(&project, "utf-8");
    editor.crash();
    assert_eq!(editor.ended().code(), Some(1));
    // The editor's process has ended, and another one holds the stream open.
    let mut gone = std::process::Command::new("true").spawn().unwrap();
    let process = gone.id();
    gone.wait().unwrap();
    let mut editor = Editor::start(&project, &[]);
    editor.send_request("initialize", json!({"processId": process, "capabilities": {}}));
    assert_eq!(editor.ended().code(), Some(1));
}

#[test]
fn malformed_messages_are_answered_and_survived() {
    let project = project().file("content/a.md", page("[x](/none/)\n"));
    let mut editor = Editor::open(&project, "utf-8");
    for body in ["{", "[]", "\u{0}", "{\"jsonrpc\":\"2.0\"}", "\"x\""] {
        editor.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
        assert_eq!(editor.answer(&Value::Null).unwrap_err()["code"], -32700, "{body}");
    }
    for parameters in [Value::Null, json!([]), json!({"textDocument": 7}), json!({"textDocument": {"uri": "::"}})] {
        for method in ["didOpen", "didChange", "didSave", "didClose"] {
            editor.notify(&format!("textDocument/{method}"), parameters.clone());
        }
        editor.notify("workspace/didChangeWatchedFiles", parameters.clone());
        editor.notify("workspace/didChangeWorkspaceFolders", parameters.clone());
        editor.notify("$/setTrace", parameters.clone());
        editor.notify("$/cancelRequest", parameters.clone());
        assert!(editor.request("workspace/executeCommand", parameters).is_err());
    }
    assert_eq!(editor.check()["errors"], 1);
    assert_eq!(codes(&editor, "content/a.md"), ["LK101"]);
}

#[test]
fn a_header_without_a_length_ends_the_server() {
    let project = project();
    let mut editor = Editor::open(&project, "utf-8");
    editor.send_bytes(b"Content-Length: none\r\n\r\n{}");
    assert_eq!(editor.ended().code(), Some(2));
}

#[test]
fn a_cancelled_request_is_answered_as_cancelled() {
    let project = project();
    let mut editor = Editor::open(&project, "utf-8");
    let check = json!({"command": "clausebook.check"});
    // Both are in the stream before the server reads the first one.
    let request =
        json!({"jsonrpc": "2.0", "id": "c", "method": "workspace/executeCommand", "params": check}).to_string();
    let cancel = json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": "c"}}).to_string();
    let framed = |text: &str| format!("Content-Length: {}\r\n\r\n{text}", text.len());
    editor.send_bytes((framed(&request) + &framed(&cancel)).as_bytes());
    // Either the server was faster, or it says that the request was cancelled; it is never silent.
    if let Err(error) = editor.answer(&json!("c")) {
        assert_eq!(error["code"], -32800);
    }
    editor.notify("$/cancelRequest", json!({"id": 99}));
    assert_eq!(editor.check()["errors"], 0);
}

#[test]
fn unsaved_text_counts_until_the_document_is_closed() {
    let project = project().file("content/a.md", page("[x](/b/)\n")).file("content/b.md", page("text\n"));
    let mut editor = Editor::open(&project, "utf-16");
    editor.did_open("content/a.md", &page("[x](/b/)\n"));
    editor.change(
        "content/a.md",
        2,
        json!([{"range": {"start": {"line": 4, "character": 5}, "end": {"line": 4, "character": 6}}, "text": "none"}]),
    );
    editor.check();
    assert_eq!(codes(&editor, "content/a.md"), ["LK101"]);
    editor.did_close("content/a.md");
    editor.check();
    assert_eq!(codes(&editor, "content/a.md"), [""; 0]);
    // A document that was restored with changes that were never saved.
    editor.did_open("content/b.md", &page("[x](/none/)\n"));
    editor.check();
    assert_eq!(codes(&editor, "content/b.md"), ["LK101"]);
}

#[test]
fn a_malformed_change_makes_no_wrong_text() {
    let project = project().file("content/a.md", page("[x](/none/)\n"));
    let mut editor = Editor::open(&project, "utf-16");
    editor.did_open("content/a.md", &page("[x](/none/)\n"));
    let range = json!({"start": {"line": 4, "character": 5}, "end": {"line": 0, "character": 0}});
    editor.change("content/a.md", 2, json!([{"range": range, "text": "wrong"}]));
    editor.check();
    assert_eq!(codes(&editor, "content/a.md"), ["LK101"]);
    assert!(editor.told.iter().any(|told| told["method"] == "window/logMessage"), "{:?}", editor.told);
    editor.did_change("content/a.md", 3, &page("text\n"));
    editor.check();
    assert_eq!(codes(&editor, "content/a.md"), [""; 0]);
}

#[test]
fn files_outside_of_a_site_and_odd_files_are_left_alone() {
    let project = project().file("notes.md", "[x](/none/)\n").file("content/picture.png", [0xff, 0, 1]);
    let mut editor = Editor::open(&project, "utf-16");
    for path in ["notes.md", "content/picture.png", "content/missing.md", "content/latin.md"] {
        editor.did_open(path, "[x](/none/)\n");
        editor.change(path, 2, json!([{"text": "[y](/none/)\n"}]));
    }
    editor.notify(
        "textDocument/didOpen",
        json!({"textDocument": {"uri": "untitled:Untitled-1", "text": "x", "version": 1}}),
    );
    editor.check();
    assert_eq!(editor.all_diagnostics().count(), 0);
    // Latin-1, which the editor has read in its own way.
    project.write("content/latin.md", b"---\ntitle: Stra\xdfe\ndescription: d\n---\n");
    editor.did_open("content/latin.md", "---\ntitle: Straße\ndescription: d\n---\n");
    editor.notify(
        "workspace/didChangeWatchedFiles",
        json!({"changes": [{"uri": editor.uri("content/latin.md"), "type": 1}]}),
    );
    editor.check();
    assert_eq!(codes(&editor, "content/latin.md"), ["FM108", "FM109", "SR101"]);
}

#[test]
fn several_folders_are_several_sites() {
    let project = Project::new()
        .file("one/clausebook.yaml", "title: One\n")
        .file("one/content/_index.md", HOME)
        .file("one/content/a.md", page("[x](/none/)\n"))
        .file("two/clausebook.yaml", "title: Two\n")
        .file("two/content/_index.md", HOME)
        .file("three/content/_index.md", HOME.replace("Home", "[Home"));
    let mut editor = Editor::start(&project, &[]);
    let folder = |editor: &Editor, name: &str| json!({"uri": editor.uri(name), "name": name});
    let folders = json!([folder(&editor, "one"), folder(&editor, "two")]);
    editor.initialize(json!({"workspaceFolders": folders, "capabilities": {}}));
    assert_eq!(editor.check()["errors"], 1);
    assert_eq!(codes(&editor, "one/content/a.md"), ["LK101"]);
    // A site without a configuration is known by a document of its content.
    editor.did_open("three/content/_index.md", &project.read("three/content/_index.md"));
    editor.check();
    assert_eq!(codes(&editor, "three/content/_index.md"), ["FM104"]);
    let removed = json!({"event": {"added": [], "removed": [folder(&editor, "one")]}});
    editor.notify("workspace/didChangeWorkspaceFolders", removed);
    assert_eq!(editor.check()["errors"], 1);
}

#[test]
fn a_site_that_is_named_is_the_only_one() {
    let project = project().file("content/a.md", page("[x](/none/)\n")).file("other/clausebook.yaml", "titel: x\n");
    let mut editor = Editor::start(&project, &["--root", "."]);
    let folders = json!([{"uri": editor.uri("other"), "name": "other"}]);
    editor.initialize(json!({"workspaceFolders": folders, "capabilities": {}}));
    editor.did_open("other/content/a.md", "x");
    assert_eq!(editor.check()["errors"], 1);
    let found: Vec<String> = editor.all_diagnostics().map(|(uri, _)| uri.to_owned()).collect();
    assert_eq!(found, [editor.uri("content/a.md")]);
}

#[test]
fn a_site_that_cannot_be_read_is_said_to_be_so() {
    let project = Project::new().file("clausebook.yaml", "a: [\n");
    let mut editor = Editor::open(&project, "utf-16");
    editor.check();
    assert_eq!(codes(&editor, "clausebook.yaml"), ["CF101"]);
    project.remove("clausebook.yaml");
    editor.notify(
        "workspace/didChangeWatchedFiles",
        json!({"changes": [{"uri": editor.uri("clausebook.yaml"), "type": 3}]}),
    );
    editor.check();
    assert_eq!(codes(&editor, "clausebook.yaml"), [""; 0]);
}
