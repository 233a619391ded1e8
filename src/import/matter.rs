//! Front matter of articles of other generators: found, and written as ours.

use crate::import::tree::{mapping, text};
use crate::source::Span;
use crate::yaml::{Document, Kind, Node, parse, write};

/// The front matter between lines `---` at the start of `article`, with the number of lines that it takes. Nothing where there is
/// none, or none that can be read; the second value says so.
pub(super) fn split(article: &str) -> (Option<Node>, usize, Option<String>) {
    let Some(rest) =
        article.strip_prefix("---").filter(|rest| rest.trim_start_matches([' ', '\t']).starts_with(['\n', '\r']))
    else {
        return (None, 0, None);
    };
    let start = article.len() - rest.len() + rest.find('\n').map_or(rest.len(), |at| at + 1);
    let mut at = start;
    for (index, line) in article[start..].split_inclusive('\n').enumerate() {
        if matches!(line.trim_end(), "---" | "...") {
            let block = &article[start..at];
            return match parse(block, 0) {
                Ok(Document { root, .. }) if root.is_null() || matches!(root.kind, Kind::Mapping(_)) => {
                    (Some(root), index + 2, None)
                }
                Ok(_) => (None, index + 2, Some("its front matter is no mapping".to_owned())),
                Err(fault) => (None, index + 2, Some(format!("its front matter cannot be read: {}", fault.reason))),
            };
        }
        at += line.len();
    }
    (None, 0, None)
}

/// The front matter of a new article, key by key.
#[derive(Debug, Default, Clone)]
pub(super) struct Matter {
    entries: Vec<(String, Node)>,
    params: Vec<(Node, Node)>,
}

impl Matter {
    /// Sets a key, unless it is set.
    pub(super) fn set(&mut self, key: &str, value: Node) {
        if !self.has(key) {
            self.entries.push((key.to_owned(), value));
        }
    }

    /// Sets a key in place of its value so far.
    pub(super) fn replace(&mut self, key: &str, value: Node) {
        self.entries.retain(|(name, _)| name != key);
        self.entries.push((key.to_owned(), value));
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(name, _)| name == key)
    }

    /// The text of a key.
    pub(super) fn text_of(&self, key: &str) -> Option<&str> {
        self.entries.iter().find(|(name, _)| name == key).and_then(|(_, value)| value.text())
    }

    /// Adds to the values that templates see.
    pub(super) fn param(&mut self, key: &str, value: Node) {
        self.params.push((text(key), value));
    }

    /// With the lines around it. Keys stand in the order that readers expect.
    pub(super) fn written(mut self) -> String {
        const ORDER: [&str; 6] = ["title", "linkTitle", "description", "url", "aliases", "weight"];
        let place = |key: &str| ORDER.iter().position(|known| *known == key).unwrap_or(ORDER.len());
        self.entries.sort_by_key(|(key, _)| place(key));
        if !self.params.is_empty() {
            let params = Node { span: Span::default(), kind: Kind::Mapping(self.params) };
            self.entries.push(("params".to_owned(), params));
        }
        if self.entries.is_empty() {
            return String::new();
        }
        let entries = self.entries.iter().map(|(key, value)| (key.as_str(), value.clone()));
        format!("---\n{}---\n\n", write(&mapping(entries)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Matter, split};
    use crate::import::tree::text;

    #[test]
    fn front_matter_is_found_and_written() {
        let (node, lines, fault) = split("---\ntitle: A\n---\nText");
        assert_eq!((node.unwrap().get("title").unwrap().text(), lines, fault), (Some("A"), 3, None));
        assert_eq!(split("---\nText\n").1, 0);
        assert!(split("---\n: [\n---\n").2.is_some());
        let mut matter = Matter::default();
        matter.set("weight", text("1"));
        matter.set("title", text("A: b"));
        matter.param("x", text("z"));
        assert_eq!(matter.written(), "---\ntitle: \"A: b\"\nweight: \"1\"\nparams:\n  x: z\n---\n\n");
    }
}
