//! A small guide that is open in an editor.

use serde_json::{Value, json};

use crate::support::{Editor, Project};

/// Framework, articles, a matrix, a shortcode and a picture.
const FILES: [(&str, &str); 9] = [
    ("clausebook.yaml", "title: Guide\n"),
    ("content/_index.md", "---\ntitle: Home\ndescription: The front page.\n---\n"),
    (
        "content/scans.md",
        "---\ntitle: Scans 😀 at home\ndescription: What to scan. And when.\ntags: [scope]\naliases: [/old-scans/]\nrequirements:\n  std: [\"1.2\"]\n\
         menu: {main: {identifier: scans}}\n---\n## Before you start\n\nText.\n\n### Tools\n\n## After\n",
    ),
    (
        "content/b/_index.md",
        "---\ntitle: B\ndescription: d\nframework: std\n---\nThe first one. The second.\n\n😀 [s](/scans/#tools) and [std:1.2], [std@1:1.1].\n",
    ),
    (
        "content/b/c.md",
        "---\ntitle: C\ndescription: d\n---\n[s](../scans.md) [t](/old-scans/#tools) {{< own >}}x{{< /own >}}\n\n[m](matrix.yaml)\n",
    ),
    (
        "content/b/matrix.yaml",
        "kind: responsibility\nframework: std\nparties: {us: Example Inc., you: You}\nrows:\n  - {req: \"1.1\", who: us}\n  - {req: \"1.2\", who: you}\n",
    ),
    (
        "content/frameworks/std.yaml",
        "key: std\nname: STD\nversion: \"2\"\nversions: [{id: \"1\", ids: [\"1.1\", \"9\"]}, {id: \"2\"}]\nrenumbered: [{from: \"9\", to: \"1.2\", version: \"1\"}]\n\
         nodes:\n  - id: \"1\"\n    title: All of it\n    children:\n      - {id: \"1.1\", title: Firewalls}\n      - {id: \"1.2\", title: Internal vulnerability scans}\n",
    ),
    ("templates/shortcodes/own.html", "<b class=\"{{ params.class }}\">{{ inner }}</b>\n"),
    ("static/logo.png", "no picture"),
];

/// The guide, and an editor that counts characters in UTF-16.
pub(super) struct Guide {
    pub(super) editor: Editor,
    pub(super) project: Project,
    version: i32,
}

impl Guide {
    pub(super) fn open() -> Self {
        Self::with(&[])
    }

    /// The guide with these files besides.
    pub(super) fn with(files: &[(&str, &str)]) -> Self {
        let project = FILES.iter().chain(files).fold(Project::new(), |project, (path, text)| project.file(path, text));
        let symbols = json!({"hierarchicalDocumentSymbolSupport": true});
        let capabilities = json!({"textDocument": {"documentSymbol": symbols}});
        let mut editor = Editor::with_capabilities(&project, capabilities);
        // The site is loaded before anything is asked of it as it was last loaded.
        assert_eq!(editor.check()["errors"], 0, "{:?}", editor.all_diagnostics().collect::<Vec<_>>());
        Self { editor, project, version: 1 }
    }

    /// The text of a file with a mark for the position; opened with that text.
    pub(super) fn edit(&mut self, path: &str, marked: &str) -> (String, (u32, u32)) {
        let at = marked.find('|').expect("a mark");
        let text = marked.replacen('|', "", 1);
        self.version += 1;
        self.editor.did_open(path, &text);
        let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let character = text[line_start..at].encode_utf16().count();
        let line = text[..at].matches('\n').count();
        (text, (line as u32, character as u32))
    }

    /// The answer to a request about the first place of `needle` in a file as it is on disk, `into` bytes into it.
    pub(super) fn ask(&mut self, method: &str, path: &str, (needle, into): (&str, usize)) -> Value {
        let text = self.project.read(path);
        let at = text.find(needle).unwrap_or_else(|| panic!("no {needle} in {path}")) + into;
        let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let character = text[line_start..at].encode_utf16().count() as u32;
        let line = text[..at].matches('\n').count() as u32;
        self.editor.at(method, path, (line, character))
    }

    /// The text that a location covers, behind the path of its file.
    pub(super) fn covered(&self, location: &Value) -> String {
        let prefix = self.editor.uri("");
        let path = location["uri"].as_str().unwrap().strip_prefix(&prefix).unwrap().to_owned();
        let text = self.project.read(&path);
        let at = |position: &Value| offset(&text, position);
        format!("{path}: {}", &text[at(&location["range"]["start"])..at(&location["range"]["end"])])
    }
}

/// The byte of a position in UTF-16, counted anew here.
pub(super) fn offset(text: &str, position: &Value) -> usize {
    let (line, character) = (position["line"].as_u64().unwrap(), position["character"].as_u64().unwrap());
    let start: usize = text.split_inclusive('\n').take(line as usize).map(str::len).sum();
    let mut units = 0;
    for (at, letter) in text[start..].char_indices() {
        if units >= character {
            return start + at;
        }
        units += letter.len_utf16() as u64;
    }
    text.len()
}

/// The text after an edit of the protocol.
pub(super) fn edited(text: &str, edit: &Value) -> String {
    let (start, end) = (offset(text, &edit["range"]["start"]), offset(text, &edit["range"]["end"]));
    format!("{}{}{}", &text[..start], edit["newText"].as_str().unwrap(), &text[end..])
}
