//! Links in front matter: pictures, the buttons of the front page, and the landing page.

use crate::front::FrontMatter;
use crate::markdown::{Link, LinkKind};
use crate::output::{AddressUse, unsafe_scheme};
use crate::source::{Span, Spanned};
use crate::yaml::{Kind, Node};

/// The links of an article's front matter, in no particular order.
pub(super) fn references(front: &FrontMatter) -> Vec<Link> {
    let mut links: Vec<Link> = front.images.iter().map(|image| value_link(image, LinkKind::FrontMatterImage)).collect();
    let buttons = front.hero.iter().flat_map(|hero| &hero.buttons);
    links.extend(buttons.map(|button| value_link(&button.url, LinkKind::FrontMatter)));
    if let Some(node) = &front.landing_page {
        collect(node, &mut links);
    }
    links
}

/// The values of `landingpage` are defined by themes, so only those that must be addresses are links.
fn collect(node: &Node, links: &mut Vec<Link>) {
    match &node.kind {
        Kind::Null => {}
        Kind::Scalar { text, .. } if is_address(text) => {
            links.push(value_link(&Spanned::new(text.clone(), node.span), LinkKind::FrontMatter));
        }
        Kind::Scalar { .. } => {}
        Kind::Sequence(items) => items.iter().for_each(|item| collect(item, links)),
        Kind::Mapping(entries) => entries.iter().for_each(|(_, value)| collect(value, links)),
    }
}

fn is_address(text: &str) -> bool {
    let starts = ["/", "./", "../", "http://", "https://"];
    let is_word = !text.contains(char::is_whitespace);
    // A sentence may begin with `data:`; code may contain spaces.
    let is_unsafe = |scheme| is_word || scheme != "data:";
    starts.iter().any(|start| text.starts_with(start)) && is_word
        || unsafe_scheme(text, AddressUse::Follow).is_some_and(is_unsafe)
}

/// The link that a value of front matter or of the configuration is.
pub fn value_link(written: &Spanned<String>, kind: LinkKind) -> Link {
    let (value, span) = (&written.value, written.span);
    // A value without escapes is as long as its text, or two quotes longer.
    let destination_span = match (span.end - span.start).checked_sub(value.len()) {
        Some(0) => Some(span),
        Some(2) => Some(Span::new(span.start + 1, span.end - 1)),
        _ => None,
    };
    Link { destination: value.clone(), kind, span, destination_span, has_text: true }
}

#[cfg(test)]
mod tests {
    use super::references;
    use crate::front::{self, Cascades};
    use crate::source::{DataFile, FileId};

    fn check(text: &str, expected: &[(&str, Option<&str>)]) {
        let file = format!("---\n{text}\n---\n");
        let source = DataFile { id: FileId(0), path: "content/a.md", text: &file };
        let (front, _) = front::read(source, &front::split(&file), &Cascades::default());
        let links = references(&front);
        let found: Vec<_> = links
            .iter()
            .map(|link| (link.destination.as_str(), link.destination_span.map(|span| span.of(&file))))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn pictures_and_landing_pages_are_links() {
        check("images: [a.png, \"/b c.png\"]", &[("a.png", Some("a.png")), ("/b c.png", Some("/b c.png"))]);
        check("images: [\"a\\x41.png\"]", &[("aA.png", None)]);
        check("landingpage: /start/", &[("/start/", Some("/start/"))]);
        check("landingpage: {url: /start/, text: Start here}", &[("/start/", Some("/start/"))]);
        check("landingpage: true", &[]);
        check("landingpage: 'A / B'", &[]);
        check("landingpage: ['data: what it is', 'javascript:a b']", &[("javascript:a b", Some("javascript:a b"))]);
        check("images: []", &[]);
    }
}
