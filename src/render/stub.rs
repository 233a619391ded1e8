//! Stubs: templates of shortcodes that an import makes, and that are to be written by hand.

use super::shortcode::built_in_shortcodes;
use super::theme::is_default_template;

/// How the template of a shortcode begins that is still to be written.
pub const STUB: &str = "{# clausebook: stub";

/// The shortcode that the template `name` with this text is a stub of.
pub fn stubbed<'n>(name: &'n str, text: &str) -> Option<&'n str> {
    let shortcode = name.strip_prefix("shortcodes/")?.strip_suffix(".html")?;
    text.trim_start_matches('\u{feff}').trim_start().starts_with(STUB).then_some(shortcode)
}

/// Whether the program has a shortcode of this name.
pub fn is_shortcode(name: &str) -> bool {
    built_in_shortcodes().any(|built_in| built_in == name) || is_default_template(&format!("shortcodes/{name}.html"))
}
