//! Which shortcodes a text calls, without their templates.

use std::collections::BTreeMap;

use super::shortcode::{self, Delimiter, Node};
use crate::source::Span;

/// How a shortcode is called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Called {
    /// How often.
    pub calls: usize,
    /// Whether a call has a closing tag.
    pub has_inner: bool,
    /// Whether a call is `{{< >}}`, whose output is HTML.
    pub is_html: bool,
}

impl Called {
    /// Adds the calls of another text.
    pub fn add(&mut self, other: Self) {
        self.calls += other.calls;
        self.has_inner |= other.has_inner;
        self.is_html |= other.is_html;
    }
}

/// The shortcodes that `text`, the body of an article, calls, by name.
pub fn called_shortcodes(text: &str) -> BTreeMap<String, Called> {
    let mut found = BTreeMap::new();
    if text.contains("{{") {
        collect(&shortcode::scan(text).0, &mut found);
    }
    found
}

/// A tag of a shortcode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortcodeTag {
    /// The shortcode's name.
    pub name: String,
    /// The opening or the closing tag.
    pub span: Span,
}

/// The tags of the shortcodes that `text`, the body of an article, calls, in no particular order.
pub fn shortcode_tags(text: &str) -> Vec<ShortcodeTag> {
    let mut tags = Vec::new();
    if text.contains("{{") {
        collect_tags(&shortcode::scan(text).0, &mut tags);
    }
    tags
}

/// The depth of the nodes is bounded by the scan.
fn collect_tags(nodes: &[Node], tags: &mut Vec<ShortcodeTag>) {
    for node in nodes {
        let Node::Call(call) = node else { continue };
        let spans = [call.span].into_iter().chain(call.closing);
        tags.extend(spans.map(|span| ShortcodeTag { name: call.name.clone(), span }));
        collect_tags(call.inner.as_deref().unwrap_or_default(), tags);
    }
}

/// The depth of the nodes is bounded by the scan.
fn collect(nodes: &[Node], found: &mut BTreeMap<String, Called>) {
    for node in nodes {
        let Node::Call(call) = node else { continue };
        let is_html = call.delimiter == Delimiter::Angle;
        let called = Called { calls: 1, has_inner: call.inner.is_some(), is_html };
        found.entry(call.name.clone()).or_default().add(called);
        collect(call.inner.as_deref().unwrap_or_default(), found);
    }
}

#[cfg(test)]
mod tests {
    use super::{Called, called_shortcodes, shortcode_tags};

    #[test]
    fn calls_are_counted_at_every_depth_and_in_code() {
        let text = "{{< a >}}{{% b/c %}}x{{% /b/c %}}{{< /a >}}\n\n    {{% b/c %}}\n\n{{</* d */>}} <!-- {{< e >}} -->";
        let found = called_shortcodes(text);
        assert_eq!(found.keys().collect::<Vec<_>>(), ["a", "b/c"]);
        assert_eq!(found["a"], Called { calls: 1, has_inner: true, is_html: true });
        let mut tags: Vec<_> =
            shortcode_tags(text).into_iter().map(|tag| (tag.span.of(text).to_owned(), tag.name)).collect();
        tags.sort_unstable();
        let b = |text: &str| (text.to_owned(), "b/c".to_owned());
        let a = |text: &str| (text.to_owned(), "a".to_owned());
        let expected = [b("{{% /b/c %}}"), b("{{% b/c %}}"), b("{{% b/c %}}"), a("{{< /a >}}"), a("{{< a >}}")];
        assert_eq!(tags, expected);
        assert_eq!(found["b/c"], Called { calls: 2, has_inner: true, is_html: false });
    }
}
