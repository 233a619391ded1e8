//! The documents that are open in the editor, as their text is there.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use gen_lsp_types::Range;
use serde::Deserialize;
use serde_json::Value;

use super::encoding::{Encoding, Lines};
use super::uri;
use crate::source::read_text;

/// An open document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Document {
    /// As the editor writes it.
    pub(super) uri: String,
    /// Its file; nothing for a document that is none.
    pub(super) path: Option<PathBuf>,
    pub(super) version: i32,
    /// Nothing once a change could not be applied: until it is opened or saved again, its text is not known.
    pub(super) text: Option<Arc<str>>,
    /// Whether its text is on disk, as far as is known.
    pub(super) is_saved: bool,
}

/// A change that could not be applied; with the reason.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LostText(pub(super) String);

/// Every open document, by its URI.
#[derive(Debug, Default)]
pub(super) struct Documents(BTreeMap<String, Document>);

impl Documents {
    pub(super) fn get(&self, uri: &str) -> Option<&Document> {
        self.0.get(uri)
    }

    /// Opens a document, or opens it again with another text.
    pub(super) fn open(&mut self, uri: &str, version: i32, text: &str) {
        let path = uri::to_path(uri);
        // A document may be opened with changes that were not saved when the editor ended.
        let saved = path.as_ref().and_then(|path| read_text(path).ok());
        let is_saved = saved.is_none_or(|saved| is_same(&saved, text));
        let document = Document { uri: uri.to_owned(), path, version, text: Some(text.into()), is_saved };
        self.0.insert(uri.to_owned(), document);
    }

    /// Applies `contentChanges` in their order. A document that is not open does not change.
    ///
    /// # Errors
    /// A change cannot be applied: the text is not known from then on.
    pub(super) fn change(
        &mut self,
        uri: &str,
        version: i32,
        changes: &Value,
        encoding: Encoding,
    ) -> Result<(), LostText> {
        let Some(document) = self.0.get_mut(uri) else { return Ok(()) };
        document.version = version;
        document.is_saved = false;
        document.text = Some(applied(document.text.take(), changes, encoding)?);
        Ok(())
    }

    /// Notes that a document is saved: its text is that of its file.
    pub(super) fn save(&mut self, uri: &str) {
        let Some(document) = self.0.get_mut(uri) else { return };
        document.is_saved = true;
        if document.text.is_none() {
            let saved = document.path.as_ref().and_then(|path| read_text(path).ok());
            document.text = saved.map(|saved| without_mark(&saved).into());
        }
    }

    pub(super) fn close(&mut self, uri: &str) -> Option<Document> {
        self.0.remove(uri)
    }
}

/// Whether two texts are the same but for a byte order mark and the kind of line ends.
fn is_same(saved: &str, text: &str) -> bool {
    saved == text || without_mark(saved).lines().eq(without_mark(text).lines())
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// The text after all `changes`, or why there is none: then nothing may be said of the text any more.
fn applied(text: Option<Arc<str>>, changes: &Value, encoding: Encoding) -> Result<Arc<str>, LostText> {
    let lost = |reason: &str| LostText(reason.to_owned());
    let mut current = text;
    for change in changes.as_array().ok_or_else(|| lost("its changes are no list"))? {
        let new = change["text"].as_str().ok_or_else(|| lost("a change has no text"))?;
        let Some(range) = change.get("range").filter(|range| !range.is_null()) else {
            current = Some(new.into());
            continue;
        };
        let range = Range::deserialize(range).map_err(|_| lost("the range of a change cannot be read"))?;
        let old = current.ok_or_else(|| lost("its text was not known before"))?;
        let span = Lines::new(&old, encoding).span(range).ok_or_else(|| lost("a range ends before it begins"))?;
        current = Some([&old[..span.start], new, &old[span.end..]].concat().into());
    }
    current.ok_or_else(|| lost("its text was not known before"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Documents, Encoding, is_same};

    fn range(start: (u32, u32), end: (u32, u32)) -> Value {
        json!({"start": {"line": start.0, "character": start.1}, "end": {"line": end.0, "character": end.1}})
    }

    /// The text after each list of changes; nothing where it is not known.
    fn check(text: &str, changes: &[Value], expected: &[Option<&str>]) {
        let mut documents = Documents::default();
        documents.open("file:///none/a.md", 1, text);
        for ((version, changes), expected) in (2..).zip(changes).zip(expected) {
            let _ = documents.change("file:///none/a.md", version, changes, Encoding::Utf16);
            let document = documents.get("file:///none/a.md").unwrap();
            assert_eq!((document.text.as_deref(), document.version), (*expected, version), "{changes}");
        }
    }

    #[test]
    fn changes_are_applied_in_their_order() {
        let typed = json!([
            {"range": range((0, 3), (0, 3)), "text": "b"},
            {"range": range((1, 0), (1, 99)), "text": ""},
            {"range": range((9, 9), (9, 9)), "text": "end"},
        ]);
        check("a😀\ncd\n", &[typed], &[Some("a😀b\n\nend")]);
        check("a", &[json!([{"text": "b"}]), json!([])], &[Some("b"), Some("b")]);
    }

    #[test]
    fn a_text_that_is_lost_is_found_with_the_next_whole_one() {
        let backwards = json!([{"range": range((1, 0), (0, 0)), "text": "x"}]);
        let good = json!([{"range": range((0, 0), (0, 0)), "text": "x"}]);
        let negative = json!([{"range": {"start": {"line": -1, "character": 0}}, "text": "x"}]);
        let whole = json!([{"text": "new"}]);
        check("a\nb", &[backwards, good.clone(), whole.clone()], &[None, None, Some("new")]);
        for changes in [negative, json!([{"text": 7}]), json!({}), Value::Null] {
            check("a", &[changes, whole.clone(), good.clone()], &[None, Some("new"), Some("xnew")]);
        }
    }

    #[test]
    fn a_document_that_is_not_open_does_not_change() {
        let mut documents = Documents::default();
        assert_eq!(documents.change("file:///a", 1, &json!([]), Encoding::Utf8), Ok(()));
        documents.save("file:///a");
        assert_eq!(documents.close("file:///a"), None);
    }

    #[test]
    fn line_ends_and_byte_order_marks_are_the_editor_s_affair() {
        assert!(is_same("\u{feff}a\r\nb\r\n", "a\nb\n") && is_same("a\n", "a\n"));
        assert!(!is_same("a\n", "b\n") && !is_same("a\n\n", "a\n"));
    }
}
