//! The files that an import writes: the configuration, and stubs of shortcodes.

use std::fmt::Write as _;

use crate::finding::visible;
use crate::markdown::Called;
use crate::render::STUB;

/// A template for a shortcode that is to be written by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stub {
    /// Relative to the site's folder, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// The stub of the shortcode `name`, whose template with the other generator is `layout`.
pub(super) fn stub(name: &str, called: Called, layout: Option<&str>) -> Stub {
    let calls = if called.calls == 1 { "1 call".to_owned() } else { format!("{} calls", called.calls) };
    let comment = |text: &str| line(text).replace("#}", "# }");
    let source = match layout {
        Some(layout) => format!("Translate `{}`, the template that Hugo has for it.", comment(layout)),
        None => "Its template for Hugo is not in the tree: it may be in a theme or a module.".to_owned(),
    };
    let inner = match (called.has_inner, called.is_html) {
        (false, _) => "",
        (true, true) => "{{ inner | markdown }}",
        (true, false) => "{{ inner }}",
    };
    let shows = if called.has_inner { "the text between the tags" } else { "nothing" };
    // Without a line end, which would be part of the output and break a line or a row of a table.
    let text = format!(
        "{STUB}: the shortcode `{}`, {calls}. {source}\n   Until then it shows {shows}. Remove this comment when it is done. #}}{inner}",
        comment(name)
    );
    Stub { path: format!("templates/shortcodes/{name}.html"), text }
}

/// `text` on one line, without control characters.
pub(super) fn line(text: &str) -> String {
    visible(text).replace(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'], " ")
}

/// Adds a comment to YAML.
pub(super) fn comment(out: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "# {}", line(text));
}
