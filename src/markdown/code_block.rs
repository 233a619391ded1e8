//! Blocks of code as HTML.

use super::attributes::push_attributes;
use super::fence::{self, Info};
use super::highlight::Highlighter;
use super::html::escape_attribute;

/// A block of code as every page shows it; `options` as in the info string of a fence, without braces.
pub fn highlighted_block(highlighter: &Highlighter, language: &str, options: &str, code: &str) -> String {
    let fence = fence::parse_info(&format!("{language} {{{options}}}"));
    let highlighted = highlighter.highlight(code, &fence.language, &fence.options);
    block_of_code(&fence, &highlighted.html)
}

/// Coloured `code` in its block. The block takes the keyboard's focus, because wide code scrolls by itself.
pub(super) fn block_of_code(fence: &Info, code: &str) -> String {
    let mut attributes = fence.attributes.clone();
    attributes.classes.insert(0, "code".to_owned());
    let mut html = String::from("<div");
    push_attributes(&mut html, &attributes);
    if fence.language.is_empty() {
        html.push_str("><pre tabindex=\"0\"><code>");
    } else {
        let language = escape_attribute(&fence.language);
        html.push_str(&format!(" data-lang=\"{language}\"><pre tabindex=\"0\"><code class=\"language-{language}\">"));
    }
    html.push_str(code);
    html.push_str("</code></pre></div>\n");
    html
}
