//! Blocks of code as HTML.

use super::attributes::push_attributes;
use super::fence::{self, Info};
use super::highlight::Highlighter;
use super::html::{escape_attribute, escape_text};

/// A block of code as every page shows it; `options` as in the info string of a fence, without braces.
pub fn highlighted_block(highlighter: &Highlighter, language: &str, options: &str, code: &str) -> String {
    let fence = fence::parse_info(&format!("{language} {{{options}}}"));
    let highlighted = highlighter.highlight(code, &fence.language, &fence.options);
    block_of_code(&fence, code, &highlighted.html)
}

/// In characters. A line of this length is as wide as the text beside it, in the usual monospaced fonts.
const FITTING: usize = 65;

/// `code` in its block, coloured as `html`. The block takes the keyboard's focus, because wide code scrolls by itself.
///
/// Its class says whether it has a line that is wider than the text, so that a page has blocks of two widths, and no
/// script has to measure them.
pub(super) fn block_of_code(fence: &Info, code: &str, html: &str) -> String {
    let mut attributes = fence.attributes.clone();
    attributes.classes.insert(0, "code".to_owned());
    let numbers = if fence.options.numbered_from.is_some() { 4 } else { 0 };
    if code.lines().any(|line| columns(line) + numbers > FITTING) {
        attributes.classes.insert(1, "wide".to_owned());
    }
    let mut block = String::from("<div");
    push_attributes(&mut block, &attributes);
    let language = escape_attribute(&fence.language);
    if !language.is_empty() {
        block.push_str(&format!(" data-lang=\"{language}\""));
    }
    block.push('>');
    if !fence.title.is_empty() {
        block.push_str(&format!("<p class=\"code-title\">{}</p>", escape_text(&fence.title)));
    }
    block.push_str("<pre tabindex=\"0\"><code");
    if !language.is_empty() {
        block.push_str(&format!(" class=\"language-{language}\""));
    }
    for part in [">", html, "</code></pre></div>\n"] {
        block.push_str(part);
    }
    block
}

/// The width of a line, with a tab as four characters, as the style sheet shows it.
fn columns(line: &str) -> usize {
    line.chars().map(|character| if character == '\t' { 4 } else { 1 }).sum()
}
