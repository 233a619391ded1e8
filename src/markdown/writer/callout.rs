//! Callouts: alerts as the parser finds them, and those with a title or a fold.

use std::ops::Range;

use pulldown_cmark::BlockQuoteKind;

use super::super::alert::{Fold, Kind, Titled};
use super::super::attributes::{Attributes, push_attribute, push_attributes};
use super::super::html::escape_text;
use super::open::OpenTitle;
use super::state::Writer;

impl Writer<'_, '_> {
    /// A quote, or an alert such as `> [!NOTE]`.
    pub(super) fn start_quote(&mut self, kind: Option<BlockQuoteKind>, titled: Option<Titled>, range: &Range<usize>) {
        if let Some(titled) = titled {
            return self.start_titled(titled, range);
        }
        self.quotes.push("</blockquote>\n");
        let Some(kind) = kind.map(Kind::of) else { return self.open_line("blockquote", range) };
        self.callout("blockquote", kind, range);
        self.default_title("p", kind);
    }

    pub(super) fn end_quote(&mut self) {
        let end = self.quotes.pop().unwrap_or_default();
        self.out().html().push_str(end);
    }

    fn start_titled(&mut self, titled: Titled, range: &Range<usize>) {
        let (element, title, end) = match titled.fold {
            Fold::None => ("blockquote", "p", "</blockquote>\n"),
            Fold::Closed | Fold::Open => ("details", "summary", "</details>\n"),
        };
        self.quotes.push(end);
        self.callout(element, titled.kind, range);
        if titled.fold == Fold::Open {
            let html = self.out().html();
            html.truncate(html.len() - ">\n".len());
            html.push_str(" open>\n");
        }
        let written = self.source[titled.marker.end..].lines().next().unwrap_or_default().trim();
        // A comment in place of the title means that there shall be none, but what folds needs one.
        let has_none = written.starts_with("<!--") && written.ends_with("-->");
        let is_own = titled.has_title && !has_none;
        let is_bare = has_none && titled.fold == Fold::None;
        if !is_own && !is_bare {
            self.default_title(title, titled.kind);
        }
        self.skip = titled.marker;
        self.title = Some(OpenTitle { element: is_own.then_some(title), end: titled.end });
    }

    /// Writes the start tag of a callout, with the attributes of the list below it.
    fn callout(&mut self, element: &str, kind: Kind, range: &Range<usize>) {
        let mut attributes = self.attributes_below(range).unwrap_or_default();
        if let Some(id) = attributes.id.take() {
            self.ids.reserve(&id);
            self.anchor(id.clone());
            attributes.id = Some(id);
        }
        let classes = std::mem::take(&mut attributes.classes);
        let names: Vec<&str> = ["callout", kind.name()].into_iter().chain(classes.iter().map(String::as_str)).collect();
        let mut html = format!("<{element}");
        push_attribute(&mut html, "class", &names.join(" "));
        push_attributes(&mut html, &Attributes { classes: Vec::new(), ..attributes });
        html.push_str(">\n");
        self.out().html().push_str(&html);
    }

    fn default_title(&mut self, element: &str, kind: Kind) {
        let title = escape_text(kind.title(&self.shared.tools.dialect.words));
        let html = format!("<{element} class=\"callout-title\">{title}</{element}>\n");
        self.out().html().push_str(&html);
    }

    /// Starts the paragraph with the title; false where no title is open.
    pub(super) fn start_title(&mut self) -> bool {
        let Some(title) = &self.title else { return false };
        if let Some(element) = title.element {
            let html = format!("<{element} class=\"callout-title\">");
            self.out().html().push_str(&html);
        }
        true
    }

    /// Ends the title at the event of this index; false where none ends there. A paragraph that goes on is started.
    pub(super) fn end_title(&mut self, index: usize, goes_on: bool) -> bool {
        let Some(title) = self.title.take_if(|title| title.end == index) else { return false };
        if let Some(element) = title.element {
            let html = format!("</{element}>\n");
            self.out().html().push_str(&html);
        }
        if goes_on {
            self.out().html().push_str("<p>");
        }
        true
    }
}
