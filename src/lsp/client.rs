//! What the editor says of itself when it starts the server.
//!
//! Only what is used is read, key by key: an editor that gives another key a value that the protocol does not know is
//! served all the same.

use std::path::PathBuf;

use serde_json::Value;

use super::encoding::Encoding;
use super::uri;

/// An editor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Client {
    pub(super) encoding: Encoding,
    /// The folders that are open, where they are folders of this machine.
    pub(super) folders: Vec<PathBuf>,
    /// The editor's process.
    pub(super) process: Option<u32>,
    /// How it can watch files.
    pub(super) watching: Watching,
    /// Whether it shows places that belong to a diagnostic.
    pub(super) has_related_information: bool,
    /// Whether a completion may have places to fill in.
    pub(super) has_snippets: bool,
    /// Whether edits may name the versions of the documents that they are made for.
    pub(super) has_versioned_edits: bool,
    /// Whether it asks what can be renamed before it asks for a new name.
    pub(super) can_prepare_rename: bool,
    /// Whether symbols of a document may contain others.
    pub(super) has_symbol_trees: bool,
    /// The address of the manual, with a slash at its end: pages of findings are below it.
    pub(super) manual: Option<String>,
}

/// How an editor can watch files for a server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Watching {
    /// Not at all, or only by its own configuration.
    #[default]
    None,
    /// By patterns of whole paths.
    Patterns,
    /// By patterns below a folder.
    RelativePatterns,
}

impl Client {
    /// Reads the parameters of `initialize`.
    pub(super) fn read(parameters: &Value) -> Self {
        let capability = |path: &str| parameters.pointer(&format!("/capabilities/{path}"));
        let is_true = |path: &str| capability(path).and_then(Value::as_bool).unwrap_or_default();
        let watching = match (
            is_true("workspace/didChangeWatchedFiles/dynamicRegistration"),
            is_true("workspace/didChangeWatchedFiles/relativePatternSupport"),
        ) {
            (true, true) => Watching::RelativePatterns,
            (true, false) => Watching::Patterns,
            (false, _) => Watching::None,
        };
        let manual = parameters.pointer("/initializationOptions/manual").and_then(Value::as_str);
        let is_web = |address: &&str| address.starts_with("https://") || address.starts_with("http://");
        Self {
            encoding: encoding(capability("general/positionEncodings")),
            folders: folders(parameters),
            process: parameters["processId"].as_u64().and_then(|process| u32::try_from(process).ok()),
            watching,
            has_related_information: is_true("textDocument/publishDiagnostics/relatedInformation"),
            has_snippets: is_true("textDocument/completion/completionItem/snippetSupport"),
            has_versioned_edits: is_true("workspace/workspaceEdit/documentChanges"),
            can_prepare_rename: is_true("textDocument/rename/prepareSupport"),
            has_symbol_trees: is_true("textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            manual: manual.filter(is_web).map(|address| format!("{}/", address.trim_end_matches('/'))),
        }
    }
}

/// UTF-8, in which nothing has to be converted, where the editor knows it; else its first choice that we know.
fn encoding(offered: Option<&Value>) -> Encoding {
    let offered: Vec<&str> =
        offered.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let known = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];
    known.into_iter().find(|encoding| offered.contains(&encoding.name())).unwrap_or_default()
}

/// The workspace folders, else the root that older editors name.
fn folders(parameters: &Value) -> Vec<PathBuf> {
    let listed = parameters["workspaceFolders"].as_array().into_iter().flatten();
    let listed: Vec<PathBuf> = listed.filter_map(|folder| uri::to_path(folder["uri"].as_str()?)).collect();
    if !listed.is_empty() {
        return listed;
    }
    let root = parameters["rootUri"].as_str().and_then(uri::to_path);
    root.or_else(|| parameters["rootPath"].as_str().map(PathBuf::from)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use serde_json::{Value, json};

    use super::{Client, Encoding, Watching};

    #[test]
    fn what_an_editor_does_not_say_is_what_the_protocol_assumes() {
        for parameters in [Value::Null, json!({}), json!({"capabilities": 7, "processId": -1, "rootUri": []})] {
            assert_eq!(Client::read(&parameters), Client::default());
        }
    }

    #[test]
    fn an_editor_is_read_key_by_key() {
        let client = Client::read(&json!({
            "processId": 12,
            "rootUri": "file:///old",
            "workspaceFolders": [{"uri": "file:///a%20b", "name": "a"}, {"uri": "untitled:x", "name": "b"}],
            "initializationOptions": {"manual": "https://guide.example/manual"},
            "capabilities": {
                "general": {"positionEncodings": ["utf-32", "utf-16"]},
                "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}},
                "textDocument": {"publishDiagnostics": {"relatedInformation": true, "tagSupport": {"valueSet": ["?"]}}},
            },
        }));
        let expected = Client {
            encoding: Encoding::Utf16,
            folders: vec![PathBuf::from("/a b")],
            process: Some(12),
            watching: Watching::Patterns,
            has_related_information: true,
            manual: Some("https://guide.example/manual/".to_owned()),
            ..Client::default()
        };
        assert_eq!(client, expected);
        let older = Client::read(&json!({"rootPath": "/a", "initializationOptions": {"manual": "javascript:x"}}));
        assert_eq!((older.folders, older.manual), (vec![PathBuf::from("/a")], None));
    }
}
