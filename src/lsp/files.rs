//! Changes of files that the editor watches.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::client::{Client, Watching};
use super::uri;

/// The kind of a change that is neither the creation nor the removal of a file.
const CHANGED: u64 = 2;

/// The files that `workspace/didChangeWatchedFiles` names, and whether each may be new or gone.
pub(super) fn changed(parameters: &Value) -> Vec<(PathBuf, bool)> {
    let changes = parameters["changes"].as_array().into_iter().flatten();
    let file =
        |change: &Value| Some((uri::to_path(change["uri"].as_str()?)?, change["type"].as_u64() != Some(CHANGED)));
    changes.filter_map(file).collect()
}

/// What has the editor watch the files of its folders; nothing where it cannot.
pub(super) fn registration(client: &Client) -> Option<Value> {
    let watchers: Vec<Value> = match client.watching {
        Watching::None => return None,
        Watching::Patterns => vec![json!({"globPattern": "**/*"})],
        Watching::RelativePatterns => {
            let uris = client.folders.iter().filter_map(|folder| uri::from_path(folder));
            uris.map(|uri| json!({"globPattern": {"baseUri": uri, "pattern": "**/*"}})).collect()
        }
    };
    let options = json!({"watchers": watchers});
    let method = "workspace/didChangeWatchedFiles";
    Some(json!({"registrations": [{"id": "files", "method": method, "registerOptions": options}]}))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use serde_json::{Value, json};

    use super::{Client, Watching, changed, registration};

    #[test]
    fn a_file_that_is_new_or_gone_is_told_from_one_that_has_changed() {
        let parameters = json!({"changes": [
            {"uri": "file:///a", "type": 1}, {"uri": "file:///b", "type": 2}, {"uri": "file:///c", "type": 3},
            {"uri": "untitled:d", "type": 2}, {"uri": 7}, 8,
        ]});
        let file = |path: &str, is_move| (PathBuf::from(path), is_move);
        assert_eq!(changed(&parameters), [file("/a", true), file("/b", false), file("/c", true)]);
        assert_eq!(changed(&Value::Null), []);
    }

    #[test]
    fn files_are_watched_as_the_editor_can() {
        let client = |watching| Client { watching, folders: vec![PathBuf::from("/a b")], ..Client::default() };
        let watchers = |watching| {
            let registration = registration(&client(watching))?;
            Some(registration["registrations"][0]["registerOptions"]["watchers"].clone())
        };
        assert_eq!(watchers(Watching::None), None);
        assert_eq!(watchers(Watching::Patterns), Some(json!([{"globPattern": "**/*"}])));
        let relative = json!([{"globPattern": {"baseUri": "file:///a%20b", "pattern": "**/*"}}]);
        assert_eq!(watchers(Watching::RelativePatterns), Some(relative));
    }
}
