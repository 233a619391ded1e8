//! Shortcodes: `{{< name arguments >}}inner{{< /name >}}` and `{{% name %}}`, found in the text of an article.
//!
//! A call in a code block is a call, as in Hugo; `{{</* name */>}}` is none, and neither is one in an HTML comment.
//! Out of scope: which shortcodes there are, which of them need a closing tag, and what they expand to.

mod call;
mod comment;
mod lexer;
mod reader;
mod tree;

#[cfg(test)]
mod tests;

pub use call::{Argument, Arguments, Quoting, Scalar};
pub(super) use call::{Call, Delimiter, Fault, MAX_DEPTH, Node, TOO_DEEP, TOO_DEEP_HELP};

/// The shortcodes of `text`, the text between them, and all faults; both lists are sorted by location.
///
/// The nodes cover `text` without a gap, as do those inside a call. A call has inner nodes if a closing tag of its name
/// follows that belongs to no later call of that name.
pub(super) fn scan(text: &str) -> (Vec<Node>, Vec<Fault>) {
    let (mut tokens, mut faults) = lexer::tokens(text, &[]);
    let comments = comment::commented_out(text, &tokens);
    if !comments.is_empty() {
        (tokens, faults) = lexer::tokens(text, &comments);
    }
    let nodes = tree::build(text, tokens, &mut faults);
    faults.sort_by_key(|fault| fault.span);
    (nodes, faults)
}
