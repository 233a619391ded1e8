//! A site whose files are changed as the server proposes, and checked again.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{Editor, Project};

/// A site, and an editor that has it open.
pub(super) struct Edited {
    pub(super) project: Project,
    pub(super) editor: Editor,
    encoding: &'static str,
}

impl Edited {
    /// A site of these files.
    pub(super) fn new<P: AsRef<str>, T: AsRef<str>>(files: &[(P, T)]) -> Self {
        Self::with_encoding(files, "utf-8")
    }

    /// The same for an editor that counts characters in another way; with UTF-16 its edits name the versions of documents.
    pub(super) fn with_encoding<P: AsRef<str>, T: AsRef<str>>(files: &[(P, T)], encoding: &'static str) -> Self {
        let project = files.iter().fold(Project::new(), |site, (path, text)| site.file(path.as_ref(), text.as_ref()));
        let capabilities = json!({
            "general": {"positionEncodings": [encoding]},
            "textDocument": {"rename": {"prepareSupport": true}},
            "workspace": {"workspaceEdit": {"documentChanges": encoding == "utf-16"}},
        });
        let editor = Editor::with_capabilities(&project, capabilities);
        Self { project, editor, encoding }
    }

    /// The findings of `check`, each as its code, its file and its message, sorted.
    pub(super) fn findings(&self) -> Vec<String> {
        let answer = self.project.answer(["check", "--format", "json"]);
        let report: Value = serde_json::from_str(&answer.stdout).unwrap_or_else(|_| panic!("{}", answer.stderr));
        let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
        let one = |finding: &Value| ["code", "file", "message"].map(|key| text(finding, key)).join(" ");
        let mut found: Vec<String> = report["findings"].as_array().unwrap().iter().map(one).collect();
        found.sort();
        found
    }

    /// The position where `needle` begins in a file.
    #[track_caller]
    pub(super) fn position(&self, path: &str, needle: &str) -> Value {
        let text = self.project.read(path);
        let at = text.find(needle).unwrap_or_else(|| panic!("no `{needle}` in {path}"));
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        json!({"line": text[..at].matches('\n').count(), "character": width(&text[start..at], self.encoding)})
    }

    /// The code actions where `needle` begins, of certain kinds if these are given.
    pub(super) fn actions(&mut self, path: &str, needle: &str, only: Value) -> Vec<Value> {
        let position = self.position(path, needle);
        let context = json!({"diagnostics": self.editor.diagnostics(path), "only": only});
        let document = json!({"uri": self.editor.uri(path)});
        let range = json!({"start": position, "end": position});
        let parameters = json!({"textDocument": document, "range": range, "context": context});
        let actions = self.editor.request("textDocument/codeAction", parameters).unwrap();
        actions.as_array().cloned().unwrap_or_default()
    }

    /// Renames what stands where `needle` begins: the edit, or the message of the refusal.
    pub(super) fn rename(&mut self, path: &str, needle: &str, name: &str) -> Result<Value, String> {
        let document = json!({"uri": self.editor.uri(path)});
        let position = self.position(path, needle);
        let parameters = json!({"textDocument": document, "position": position, "newName": name});
        let answer = self.editor.request("textDocument/rename", parameters);
        answer.map_err(|error| error["message"].as_str().unwrap().to_owned())
    }

    /// What the server says to the renaming of files and folders: the edit, or the message of the refusal.
    pub(super) fn will_move(&mut self, moves: &[(&str, &str)]) -> Result<Value, String> {
        let file = |(from, to): &(&str, &str)| json!({"oldUri": self.editor.uri(from), "newUri": self.editor.uri(to)});
        let files: Vec<Value> = moves.iter().map(file).collect();
        let answer = self.editor.request("workspace/willRenameFiles", json!({"files": files}));
        answer.map_err(|error| error["message"].as_str().unwrap().to_owned())
    }

    /// Renames files and folders, as an editor does: with the edits first.
    #[track_caller]
    pub(super) fn move_files(&mut self, moves: &[(&str, &str)]) {
        let edit = self.will_move(moves).unwrap();
        self.apply(&edit);
        for (from, to) in moves {
            let to = self.project.path(to);
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::rename(self.project.path(from), to).unwrap();
        }
        self.tell(moves.iter().map(|(from, _)| *from));
    }

    /// Makes an edit of the server in the files of the project.
    #[track_caller]
    pub(super) fn apply(&mut self, edit: &Value) {
        let mut changed: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        let unversioned = edit["changes"].as_object().into_iter().flatten();
        let unversioned = unversioned.map(|(uri, edits)| (uri.as_str(), edits));
        let versioned = edit["documentChanges"].as_array().into_iter().flatten();
        let versioned = versioned.map(|change| (change["textDocument"]["uri"].as_str().unwrap(), &change["edits"]));
        for (uri, edits) in unversioned.chain(versioned) {
            let path = url::Url::parse(uri).unwrap().to_file_path().unwrap();
            let path = path.strip_prefix(self.project.path("")).unwrap().to_str().unwrap().to_owned();
            changed.insert(path, edits.as_array().unwrap().clone());
        }
        assert!(edit.is_null() || !changed.is_empty(), "{edit}");
        for (path, edits) in &changed {
            let mut text = self.project.read(path);
            let mut spans: Vec<(usize, usize, &str)> = edits
                .iter()
                .map(|edit| {
                    let end = |key: &str| offset(&text, &edit["range"][key], self.encoding);
                    (end("start"), end("end"), edit["newText"].as_str().unwrap())
                })
                .collect();
            spans.sort_unstable();
            assert!(spans.windows(2).all(|pair| pair[0].1 <= pair[1].0), "edits overlap: {spans:?}");
            for (start, end, new) in spans.into_iter().rev() {
                text.replace_range(start..end, new);
            }
            self.project.write(path, text.as_bytes());
        }
        self.tell(changed.keys().map(String::as_str));
    }

    /// Writes a file, as another program does.
    pub(super) fn write(&mut self, path: &str, text: &str) {
        self.project.write(path, text.as_bytes());
        self.tell([path]);
    }

    /// Writes files back.
    pub(super) fn restore(&mut self, files: &BTreeMap<String, Vec<u8>>) {
        files.iter().for_each(|(path, bytes)| self.project.write(path, bytes));
        self.tell(["clausebook.yaml"]);
    }

    /// Tells the server that files have changed, and that others may have.
    fn tell<'p>(&mut self, paths: impl IntoIterator<Item = &'p str>) {
        let paths: Vec<&str> = paths.into_iter().collect();
        let changes = paths.iter().map(|path| json!({"uri": self.editor.uri(path), "type": 1}));
        let changes: Vec<Value> = changes.collect();
        self.editor.notify("workspace/didChangeWatchedFiles", json!({"changes": changes}));
    }
}

/// The findings of `after` that `before` has not, each as often as it has come.
pub(super) fn new_findings(before: &[String], after: &[String]) -> Vec<String> {
    let mut left: Vec<&String> = before.iter().collect();
    let is_new = |finding: &&String| match left.iter().position(|known| known == finding) {
        Some(at) => {
            left.remove(at);
            false
        }
        None => true,
    };
    after.iter().filter(is_new).cloned().collect()
}

fn width(text: &str, encoding: &str) -> usize {
    if encoding == "utf-16" { text.encode_utf16().count() } else { text.len() }
}

fn offset(text: &str, position: &Value, encoding: &str) -> usize {
    let number = |key: &str| position[key].as_u64().unwrap() as usize;
    let start: usize = text.split_inclusive('\n').take(number("line")).map(str::len).sum();
    let ends = text[start..].char_indices().map(|(at, _)| at).chain([text.len() - start]);
    let found = ends.take_while(|at| width(&text[start..start + at], encoding) <= number("character")).last();
    start + found.unwrap_or_default()
}
