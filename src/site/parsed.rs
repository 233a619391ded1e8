//! A parsed article: its head, on which its address depends, and its body.

use std::sync::Arc;

use crate::citation::Mention;
use crate::front::{Date, FrontMatter};
use crate::markdown::Document;
use crate::source::{Entry, FileId};

/// A parsed article. Cheap to clone.
#[derive(Debug, Clone)]
pub struct ParsedPage {
    /// All that the frame of the site depends on.
    pub head: Arc<Head>,
    /// Its body.
    pub body: Body,
}

/// The body of an article. Cheap to copy.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// The document.
    pub document: Arc<Document>,
    /// What its prose may name of requirements.
    pub mentions: Arc<[Mention]>,
}

/// All that the frame of a site depends on. Articles with the same heads give the same frame, whatever their bodies.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// Its file.
    pub file: FileId,
    /// The file's path relative to the root.
    pub path: String,
    /// Its place: [`Entry::place`].
    pub place: String,
    /// Its front matter.
    pub front: Arc<FrontMatter>,
    /// The text of a level 1 heading at its start, if the front matter has no title.
    pub heading: Option<String>,
    /// The date of its last commit, if the configuration asks for it.
    pub changed: Option<Date>,
}

impl Head {
    /// Whether pages show both alike. That is more than equality: `0.0` and `-0.0` are equal.
    pub fn is_same(&self, other: &Self) -> bool {
        let shown = |head: &Self| serde_json::to_string(&head.front.params).ok();
        self == other && shown(self) == shown(other)
    }
}

impl ParsedPage {
    /// The article in the file `entry`, last changed at `changed`.
    pub fn new(entry: &Entry, front: FrontMatter, body: Body, changed: Option<Date>) -> Self {
        let first = body.document.headings.first().filter(|heading| heading.level == 1 && !heading.text.is_empty());
        let heading = first.filter(|_| title(&front).is_none()).map(|heading| heading.text.clone());
        let (file, path, place) = (entry.id, entry.path.clone(), entry.place().to_owned());
        let head = Head { file, path, place, front: Arc::new(front), heading, changed };
        Self { head: Arc::new(head), body }
    }

    /// The article in another `file`, last changed at `changed`.
    #[must_use]
    pub fn moved(&self, file: FileId, changed: Option<Date>) -> Self {
        let head = if self.head.file == file && self.head.changed == changed {
            self.head.clone()
        } else {
            Arc::new(Head { file, changed, ..Head::clone(&self.head) })
        };
        Self { head, body: self.body.clone() }
    }
}

/// The title in front matter.
pub(super) fn title(front: &FrontMatter) -> Option<&str> {
    front.title.as_ref().map(|title| title.value.trim()).filter(|title| !title.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Body, ParsedPage};
    use crate::front::{self, Cascades, FrontMatter};
    use crate::markdown::{Document, Heading};
    use crate::source::{DataFile, Entry, FileId, Role, Span};

    /// The article with this front matter whose body begins with a heading of this text.
    fn article(front: &str, heading: &str) -> ParsedPage {
        let text = format!("---\n{front}\n---\n");
        let source = DataFile { id: FileId(0), path: "content/a.md", text: &text };
        let (front, _): (FrontMatter, _) = front::read(source, &front::split(&text), &Cascades::default());
        let (text, span) = (heading.to_owned(), Span::default());
        let heading = Heading { level: 1, id: None, text, span, numbered: false, listed: true };
        let document = Document { headings: vec![heading], ..Document::default() };
        let body = Body { document: document.into(), ..Body::default() };
        ParsedPage::new(&Entry::new(FileId(0), "content/a.md", Role::Article), front, body, None)
    }

    #[track_caller]
    fn check(one: (&str, &str), other: (&str, &str), expected: bool) {
        let (one, other) = (article(one.0, one.1), article(other.0, other.1));
        assert_eq!(one.head.is_same(&other.head), expected);
    }

    #[test]
    fn a_heading_is_of_the_head_only_where_it_gives_the_title() {
        check(("title: T", "One"), ("title: T", "Two"), true);
        check(("title: T", "One"), ("title: U", "One"), false);
        check(("weight: 1", "One"), ("weight: 1", "One"), true);
        check(("weight: 1", "One"), ("weight: 1", "Two"), false);
    }

    #[test]
    fn numbers_that_are_shown_differently_are_not_the_same() {
        check(("owner: 0.0", ""), ("owner: 0.0", ""), true);
        check(("owner: 0.0", ""), ("owner: -0.0", ""), false);
    }
}
