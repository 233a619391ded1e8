//! What an editor can request, one file each. A feature is announced by being listed here.

mod actions;
mod completion;
mod definition;
mod edits;
mod hover;
mod moves;
mod references;
mod rename;
mod symbols;

use gen_lsp_types::{Save, SaveOptions, TextDocumentSyncKind, TextDocumentSyncOptions};
use serde_json::{Map, Value, json};

use super::client::Client;
use super::query::Feature;

/// The command that checks every site at once.
pub(super) const CHECK: &str = "clausebook.check";

/// Every feature.
const ALL: &[&Feature] = &[
    &actions::FEATURE,
    &completion::FEATURE,
    &definition::FEATURE,
    &hover::FEATURE,
    &moves::FEATURE,
    &references::FEATURE,
    &rename::FEATURE,
    &rename::PREPARATION,
    &symbols::OF_DOCUMENT,
    &symbols::OF_WORKSPACE,
];

/// The feature that answers requests with this name.
pub(super) fn find(method: &str) -> Option<&'static Feature> {
    ALL.iter().find(|feature| feature.method == method).copied()
}

/// The URI of the document that a request is about.
pub(super) fn document(parameters: &Value) -> Option<&str> {
    let renamed = || parameters.pointer("/files/0/oldUri");
    parameters.pointer("/textDocument/uri").or_else(renamed)?.as_str()
}

/// What the server announces.
pub(super) fn capabilities(client: &Client) -> Value {
    let mut capabilities = Map::new();
    capabilities.insert("positionEncoding".to_owned(), json!(client.encoding.name()));
    capabilities.insert("textDocumentSync".to_owned(), json!(synchronization()));
    capabilities.insert("executeCommandProvider".to_owned(), json!({"commands": [CHECK]}));
    let folders = json!({"supported": true, "changeNotifications": true});
    capabilities.insert("workspace".to_owned(), json!({"workspaceFolders": folders}));
    for feature in ALL {
        let (key, announced) = feature.capability;
        match (capabilities.get_mut(key), announced(client)) {
            (Some(Value::Object(known)), Value::Object(more)) => known.extend(more),
            (Some(_) | None, announced) => drop(capabilities.insert(key.to_owned(), announced)),
        }
    }
    Value::Object(capabilities)
}

fn synchronization() -> TextDocumentSyncOptions {
    TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::Incremental),
        save: Some(Save::SaveOptions(SaveOptions { include_text: Some(false) })),
        ..TextDocumentSyncOptions::default()
    }
}
