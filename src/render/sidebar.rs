//! The list of links beside the text.
//!
//! All pages of a section have the same list, but for the mark on the link to the page itself. So it goes through its
//! template once for a section, with addresses that can be found again in the output, and a page adds its mark behind
//! its own address. Out of scope: which links there are.

use tera::{Context, Value, escape_html};

use super::view::NavigationView;

/// The template sees each address between these. They are no characters: Unicode reserves them for use inside a
/// program.
const START: char = '\u{fdd0}';
const END: char = '\u{fdd1}';

/// What is around the address of a link that can be marked.
const BEFORE: &str = "<a href=\"";
const BEHIND: char = '"';

/// What marks the link to the page that is shown.
const CURRENT: &str = " aria-current=\"page\"";

/// The list of links beside the text of the pages of one section.
#[derive(Clone)]
pub(super) struct Sidebar {
    entries: Value,
    /// The list without a mark.
    html: String,
    /// Where a mark can be written, with the address of the link as `html` has it.
    links: Vec<(usize, String)>,
}

impl Sidebar {
    /// The list of these links, as a template writes them that `render` calls.
    pub(super) fn new<E>(
        mut entries: Vec<NavigationView>,
        render: impl FnOnce(Value) -> Result<String, E>,
    ) -> Result<Self, E> {
        let plain = Value::from_serializable(&entries);
        enclose(&mut entries);
        let (html, links) = split(&render(Value::from_serializable(&entries))?);
        Ok(Self { entries: plain, html, links })
    }

    /// Adds the list to what a page's template sees, the link to `current`, a public path, marked.
    pub(super) fn insert(&self, current: &str, values: &mut Context) {
        values.insert_value("navigation", self.entries.clone());
        values.insert_value("rail", Value::safe_string(&self.html_for(current)));
    }

    fn html_for(&self, current: &str) -> String {
        let mut escaped = Vec::with_capacity(current.len());
        // As a template writes it. A vector takes every byte.
        let _ = escape_html(current, &mut escaped);
        let mut html = String::with_capacity(self.html.len() + CURRENT.len());
        let mut written = 0;
        for (at, _) in self.links.iter().filter(|(_, address)| address.as_bytes() == escaped) {
            html.push_str(&self.html[written..*at]);
            html.push_str(CURRENT);
            written = *at;
        }
        html.push_str(&self.html[written..]);
        html
    }
}

/// Puts each address between [`START`] and [`END`].
fn enclose(entries: &mut [NavigationView]) {
    for entry in entries {
        entry.url = format!("{START}{}{END}", entry.url);
        enclose(&mut entry.children);
    }
}

/// The text with its addresses as they are, and where behind each a mark can be written.
fn split(enclosed: &str) -> (String, Vec<(usize, String)>) {
    let mut html = String::with_capacity(enclosed.len());
    let mut links = Vec::new();
    let mut parts = enclosed.split(START);
    html.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (address, rest) = part.split_once(END).unwrap_or((part, ""));
        let is_link = html.ends_with(BEFORE) && rest.starts_with(BEHIND);
        html.push_str(address);
        if is_link {
            links.push((html.len() + BEHIND.len_utf8(), address.to_owned()));
        }
        html.push_str(rest);
    }
    (html, links)
}

#[cfg(test)]
mod tests {
    use tera::{Context, Tera};

    use super::Sidebar;
    use crate::render::view::NavigationView;

    #[test]
    fn the_link_to_the_page_itself_is_marked_and_no_other() {
        let entry = |url: &str| NavigationView { url: url.to_owned(), ..NavigationView::default() };
        let template = "{% for a in all %}<li id='{{ a.url }}'><a href=\"{{ a.url }}\" x>A</a>\
            {% for b in a.children %}<a href=\"{{ b.url }}\">B</a>{% endfor %}{% endfor %}";
        let render = |all| {
            let mut values = Context::new();
            values.insert_value("all", all);
            Tera::one_off(template, &values, true)
        };
        let above = NavigationView { children: vec![entry("/a/b/")], ..entry("/a/") };
        let sidebar = Sidebar::new(vec![above, entry("/c&d/")], render).unwrap();
        let html = "<li id='/a/'><a href=\"/a/\" x>A</a><a href=\"/a/b/\">B</a>\
            <li id='/c&amp;d/'><a href=\"/c&amp;d/\" x>A</a>";
        let with = |before: &str, after: &str| html.replace(before, after);
        assert_eq!(sidebar.html_for("/a/"), with("\"/a/\"", "\"/a/\" aria-current=\"page\""));
        assert_eq!(sidebar.html_for("/a/b/"), with("\"/a/b/\"", "\"/a/b/\" aria-current=\"page\""));
        assert_eq!(sidebar.html_for("/c&d/"), with("\"/c&amp;d/\"", "\"/c&amp;d/\" aria-current=\"page\""));
        assert_eq!(sidebar.html_for("/e/"), html);
    }
}
