//! Shortcodes: `{{< name arguments >}}inner{{< /name >}}` and `{{% name %}}`, found in the text of an article.
//!
//! The scanner does not read Markdown, so a call in a code block is a call, and only `{{</* name */>}}` is not.
//! Kept out: which shortcodes there are, which of them need a closing tag, and what they expand to.

mod call;
mod lexer;
mod reader;
mod tree;

#[cfg(test)]
mod tests;

pub use call::{Argument, Arguments, Call, Delimiter, Fault, Inner, MAX_DEPTH, Node, Quoting, Scalar};

/// Every shortcode in `text`, with what stands between them, and every fault, both in order of place.
///
/// The nodes, and those inside a call, cover their text from end to end. A call is a container exactly where a
/// closing tag of its name follows that no later call of that name takes.
pub fn scan(text: &str) -> (Vec<Node>, Vec<Fault>) {
    let (tokens, mut faults) = lexer::tokens(text);
    let nodes = tree::grow(text, tokens, &mut faults);
    faults.sort_by_key(|fault| fault.span);
    (nodes, faults)
}
