//! Renders the regions in the output of a page's template. They belong to no article, so that their links are not
//! checked.

use pulldown_cmark::Parser;

use super::dialect::Dialect;
use super::goldmark::Prepared;
use super::html::without_unsafe;
use super::placeholder::{has_region, split_region};

/// `html` with its marked parts as HTML. Links in them stay as they are written.
pub fn with_regions(html: String) -> String {
    if !has_region(&html) {
        return html;
    }
    let mut rendered = String::with_capacity(html.len() * 2);
    let mut rest = html.as_str();
    while let Some((before, inner, after)) = split_region(rest) {
        rendered.push_str(before);
        rendered.push_str(&without_unsafe(&to_html(inner)));
        rest = after;
    }
    rendered.push_str(rest);
    rendered
}

fn to_html(markdown: &str) -> String {
    let dialect = Dialect::default();
    let prepared = Prepared::new(markdown, dialect);
    let events = Parser::new_ext(prepared.text(), dialect.options()).into_offset_iter().collect();
    let events = prepared.corrected(events, dialect);
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, events.into_iter().map(|(event, _)| event));
    html
}

#[cfg(test)]
mod tests {
    use super::super::placeholder::as_markdown;
    use super::with_regions;

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
