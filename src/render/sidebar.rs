//! The tree beside the text.
//!
//! Every page of a section has the same, but for the mark on its own entry: it goes through its template once a
//! section and not once a page. Kept out: what the tree holds.

use memchr::memmem;
use tera::{Context, Value, escape_html};

use super::page::{RenderError, Renderer};
use super::view::NavigationView;
use crate::site::{Kind, PageId};
use crate::source::Location;

/// The tree beside the text of the pages of one section.
pub(super) struct Tree {
    entries: Value,
    html: String,
}

impl Tree {
    /// Adds the tree to what a page's template sees, the link to `current`, a public path, marked.
    pub(super) fn insert(&self, current: &str, context: &mut Context) {
        context.insert_value("navigation", self.entries.clone());
        context.insert_value("rail", Value::safe_string(&marked(&self.html, current)));
    }
}

impl Renderer<'_> {
    /// The tree beside the text of what stands in `section`.
    ///
    /// # Errors
    /// The template's failure.
    pub(super) fn make_tree(&self, section: Option<PageId>) -> Result<Tree, RenderError> {
        let place = section.map_or_else(|| self.home_place(), |section| self.place(section));
        self.tree_of(&self.navigation(section), place)
    }

    /// The tree with these entries.
    pub(super) fn tree_of(&self, entries: &[NavigationView], place: Location) -> Result<Tree, RenderError> {
        let entries = Value::from_serializable(&entries);
        let mut context = self.shared_context();
        context.insert_value("navigation", entries.clone());
        let html = self.render("partials/rail.html", &context, place)?;
        Ok(Tree { entries, html })
    }

    /// Adds the tree beside the text of what stands in `section`.
    ///
    /// # Errors
    /// The template's failure.
    pub(super) fn insert_tree(
        &self,
        section: Option<PageId>,
        current: &str,
        context: &mut Context,
    ) -> Result<(), RenderError> {
        let section = section.filter(|section| self.site.page(*section).kind == Kind::Section);
        match self.trees.get(&section) {
            Some(tree) => tree.insert(current, context),
            None => self.make_tree(section)?.insert(current, context),
        }
        Ok(())
    }
}

/// `html` with every link to `current` marked as the page that is shown.
fn marked(html: &str, current: &str) -> String {
    let mut link = b"<a href=\"".to_vec();
    // As a template writes it. A vector takes every byte.
    let _ = escape_html(current, &mut link);
    link.push(b'"');
    let mut marked = String::with_capacity(html.len() + 64);
    let mut written = 0;
    for at in memmem::find_iter(html.as_bytes(), &link) {
        let end = at + link.len();
        marked.push_str(&html[written..end]);
        marked.push_str(" aria-current=\"page\"");
        written = end;
    }
    marked.push_str(&html[written..]);
    marked
}

#[cfg(test)]
mod tests {
    use super::marked;

    #[test]
    fn the_link_to_the_page_itself_is_marked_and_no_other() {
        let html = "<a href=\"/a/\">A</a><a href=\"/a/b/\">B</a><a href=\"/a&amp;b/\">C</a>";
        let with = |before: &str, after: &str| html.replace(before, after);
        assert_eq!(marked(html, "/a/"), with("\"/a/\"", "\"/a/\" aria-current=\"page\""));
        assert_eq!(marked(html, "/a&b/"), with("\"/a&amp;b/\"", "\"/a&amp;b/\" aria-current=\"page\""));
        assert_eq!(marked(html, "/c/"), html);
    }
}
