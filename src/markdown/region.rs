//! Text that a template asks to have rendered as Markdown. Within an article the parser does so, with links that count;
//! a page's own template has no article to add to, and its text is rendered as it stands.

use super::expand::has_mark;
use super::html::without_unsafe;
use super::parse::options;

pub(super) const START: char = '\u{10fffb}';
pub(super) const END: char = '\u{10fffa}';

/// Marks a part of a template's output to be rendered as Markdown: by the parser in the output of a shortcode,
/// with links that count and spans that hold; by [`with_regions`] on a page.
///
/// Text that is marked already stays as it is: a template may ask for what was going to be done anyway.
pub fn as_markdown(text: &str) -> String {
    if has_mark(text, START) {
        return text.to_owned();
    }
    format!("{START}{text}{END}")
}

/// The text before the first marked part, that part, and the rest; nothing where no part is marked.
pub(super) fn split_region(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once(START)?;
    let (inner, after) = rest.split_once(END).unwrap_or((rest, ""));
    Some((before, inner, after))
}

/// `html` with its marked parts as HTML. Links in them stay as they are written.
pub fn with_regions(html: String) -> String {
    if !has_mark(&html, START) {
        return html;
    }
    let mut rendered = String::with_capacity(html.len() * 2);
    let mut rest = html.as_str();
    while let Some((before, inner, after)) = split_region(rest) {
        rendered.push_str(before);
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new_ext(inner, options()));
        rendered.push_str(&without_unsafe(&html));
        rest = after;
    }
    rendered.push_str(rest);
    rendered
}

#[cfg(test)]
mod tests {
    use super::{as_markdown, with_regions};

    fn check(html: &str, expected: &str) {
        assert_eq!(with_regions(html.to_owned()), expected);
    }

    #[test]
    fn what_is_marked_is_rendered_and_nothing_else() {
        check("<p>*a*</p>", "<p>*a*</p>");
        check(&format!("*a* {} *c*", as_markdown("*b*")), "*a* <p><em>b</em></p>\n *c*");
        check(&format!("{}{}", as_markdown("a"), as_markdown("b")), "<p>a</p>\n<p>b</p>\n");
        check(&as_markdown(""), "");
        check(&as_markdown(&as_markdown("[a](/b/)")), "<p><a href=\"/b/\">a</a></p>\n");
        check(&as_markdown("[a](javascript:b)"), "<p><a >a</a></p>\n");
    }
}
