//! Tabs that YAML or JSON allow as white space, and that the parser does not read there.

use super::build::attempt;
use super::node::Document;
use super::offset::Offsets;

/// The parser's reason where a tab follows the colon of a key.
pub(super) const REASON: &str = "':' must be followed by a valid YAML whitespace";

/// The document with spaces in place of the tabs between a key and its value; nothing where that does not make it valid.
pub(super) fn read(text: &str, base: usize) -> Option<Document> {
    let spaced: String = text.split_inclusive('\n').map(after_key).collect();
    attempt(&spaced, base, Offsets::new(&spaced)).ok()
}

/// The line with spaces in place of the tabs behind the colon of its key.
fn after_key(line: &str) -> String {
    let Some((key, value)) = line.split_once(":\t") else { return line.to_owned() };
    let name = key.trim_start_matches([' ', '-']).trim_matches(['"', '\'']);
    if name.is_empty() || name.contains(['"', '\'', '#', '{', '[']) {
        return line.to_owned();
    }
    let rest = value.trim_start_matches('\t');
    format!("{key}:{}{rest}", " ".repeat(1 + value.len() - rest.len()))
}

/// The JSON with spaces in place of its tabs, which are white space only: in a text they are written `\\t`.
pub(super) fn without(json: &str) -> String {
    json.replace('\t', " ")
}

#[cfg(test)]
mod tests {
    use super::after_key;

    #[test]
    fn tabs_between_key_and_value_become_as_many_spaces() {
        assert_eq!(after_key("title:\t\tA:\tb\n"), "title:  A:\tb\n");
        assert_eq!(after_key("  - \"a b\":\tc\n"), "  - \"a b\": c\n");
        for line in ["a: b:\tc\n", "# a:\tb\n", "a\tb\n", ":\tb\n"] {
            assert_eq!(after_key(line).len(), line.len(), "{line:?}");
        }
    }
}
